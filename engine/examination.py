"""One report examined: its outline, what was observed, how it was judged. Findings and explanations start here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.judge import Judgement, judge
from engine.model import Document, Evidence, Guess, Level, Outline
from engine.observe import Observations, observe
from engine.observe.passages import passages
from engine.outline import outline
from engine.rulebook.rule import Rulebook


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything known of a report before it is scored; ``passages`` quote what stands behind a measure."""

    document: Document
    outline: Outline
    level: Level
    year: int
    observations: Observations
    judgement: Judgement
    passages: Mapping[str, tuple[Evidence, ...]]


def examine(
    document: Document, book: Rulebook, level: Level | None = None, year: int | None = None, backend: str | None = None
) -> Examination:
    """Outline, observe and judge a document; ``level`` and ``year`` override what the text says.

    Raises BackendError and CountError as ``judge`` does.
    """
    understood = given(outline(document), level, year)
    governing = governing_year(understood, book)
    observations = observe(document, understood, book)
    return Examination(
        document=document,
        outline=understood,
        level=understood.level.value,
        year=governing,
        observations=observations,
        judgement=judge(observations, book, understood.level.value, governing, backend),
        passages=passages(document, understood, observations.points),
    )


def given(understood: Outline, level: Level | None, year: int | None) -> Outline:
    """The outline with what the user said in place of what was guessed."""
    if level is not None:
        understood = replace(understood, level=Guess(level, "由命令行指定"))
    if year is not None:
        understood = replace(understood, years=Guess((year,), "由命令行指定"))
    return understood


def governing_year(understood: Outline, book: Rulebook) -> int:
    """Year whose rules apply: the last report year; the pack's last where the report names none."""
    return understood.years.value[-1] if understood.years.value else book.last_year
