"""The same report in any format is judged the same: every rule, level, year, score and defect."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from formats import POSTING, RENDERINGS, SOFFICE, old_formats

from engine import audit, load_pack
from engine.read import read

if TYPE_CHECKING:
    from engine.model import Audit
    from engine.rulebook import Rulebook

SEEDS = Path(__file__).parent.parent / "seeds"
NAMES = ("street-2024", "township-2023", "department-2025", "county-2024", "city-2022")
#: What a date of posting decides: of these renderings only web pages name one, and so only they can show these two.
BY_POSTING = {"outline.report-date", "outline.published-by-april"}


def lines(name: str) -> list[str]:
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.split("\n") if line.strip()]


@cache
def book() -> Rulebook:
    return load_pack()


@cache
def plain(name: str) -> Audit:
    return audit(read("报告", "\n".join(lines(name)).encode()), book())


def judged(result: Audit, without: set[str]) -> dict[str, object]:
    facts: dict[str, object] = {one.rule: one.verdict for one in result.findings if one.rule not in without}
    facts |= {
        f"defect {number}": (one.id, [evidence.quote for evidence in one.evidence])
        for number, one in enumerate(result.defects)
    }
    understood = result.outline
    return facts | {
        "level": understood.level.value,
        "years": understood.years.value,
        "issuer": understood.issuer.value,
        "signed": understood.signed and understood.signed[1],
        "sections": [section.kind for section in understood.sections],
    }


@cache
def word_97() -> dict[str, bytes]:
    return dict(zip(NAMES, old_formats([lines(name) for name in NAMES], "doc"), strict=True))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", [*RENDERINGS, "doc"])
def test_same_verdicts(form: str, name: str) -> None:
    if form == "doc" and not SOFFICE:
        pytest.skip("LibreOffice (soffice) is not on the path: a .doc can be neither made nor read")
    document = read("报告", word_97()[name] if form == "doc" else RENDERINGS[form](lines(name)))
    without = BY_POSTING if form in POSTING else set()
    assert judged(audit(document, book()), without) == judged(plain(name), without)
    assert [document.quote(item.span) for item in document.paragraphs if item.place != "网页信息栏"] == lines(name)
    assert (document.posted is not None) == (form in POSTING)
