"""The line of each report in the overview of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import Verdict
from reports import wording as words
from reports.route import gaps

if TYPE_CHECKING:
    from engine.model import Audit
    from reports.html.makeup import Score, Slice
    from reports.html.view import Page


class Row(Struct, frozen=True):
    """One report in the overview; ``id`` is that of its page."""

    id: str
    path: str
    title: str
    issuer: str
    level: str
    years: str
    score: Score
    slices: tuple[Slice, ...]
    findings: int
    gaps: int
    absent: int
    defects: int


def row(page: Page, audit: Audit) -> Row:
    """The line of the overview for a page."""
    outline = audit.outline
    return Row(
        id=page.id,
        path=words.shown_path(audit.document.path),
        title=page.title,
        issuer=outline.issuer.value or "不明",
        level=words.LEVELS[outline.level.value],
        years=words.years(outline.years.value),
        score=page.score,
        slices=page.slices,
        findings=page.findings,
        gaps=len(gaps(audit)),
        absent=audit.count(Verdict.ABSENT),
        defects=len(audit.defects),
    )
