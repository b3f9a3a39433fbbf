"""What one sentence proves of a rule, whatever figure goes with it: found wrong, denied, pending, wanted, or done."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from engine.examination import given
from engine.examples import document_of
from engine.judge import judge
from engine.model import Level, Verdict
from engine.observe import observe
from engine.outline import outline
from engine.rulebook import load_pack
from engine.rulebook.rule import Example

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: By class and highest verdict: level, rule, sentence, and the year if it is another.
STANCES = yaml.safe_load(Path(__file__).with_name("stances.yaml").read_text("utf-8"))
YEAR = 2024
#: The class whose sentences tell of deeds; all others prove at most what they are listed under.
DONE = "貌似而不是"
ORDER = [Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED]


def sentences() -> Iterator[tuple[str, Verdict, Level, str, str, int]]:
    for group, by_verdict in STANCES.items():
        for verdict, rows in by_verdict.items():
            for level, rule, text, *year in rows:
                yield group, Verdict(verdict), Level(level), rule, text, *(year or [YEAR])


def verdicts(level: Level, year: int, text: str) -> Mapping[str, Verdict]:
    book = load_pack()
    example = Example(Verdict.ABSENT, text, whole=False, level=level, year=year)
    document = document_of(example, level, year)
    understood = given(outline(document), level, year)
    return judge(observe(document, understood, book), book, level, year, "reference").verdicts


@pytest.mark.parametrize("told", list(sentences()), ids=itemgetter(4))
def test_a_sentence_proves_no_more_than_it_says(told: tuple[str, Verdict, Level, str, str, int]) -> None:
    group, verdict, level, rule, text, year = told
    got = verdicts(level, year, text)[rule]
    assert got is verdict if group == DONE else got in ORDER[: ORDER.index(verdict) + 1]


def test_no_sentence_stands_twice() -> None:
    told = [(rule, text) for _, _, _, rule, text, _ in sentences()]
    assert len(told) == len(set(told))
