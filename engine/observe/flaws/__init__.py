"""Faults that only show when parts of the text are set against each other: sums, repeats, numbers, names, blanks.

Each fault gives a measure (how many), the passages, and a note with the arithmetic or the right form.
"""

from __future__ import annotations

from engine.model import Document, Outline
from engine.observe.flaws.accounts import opposites, remainders
from engine.observe.flaws.arithmetic import exceeding, listed, rates, sums
from engine.observe.flaws.flaw import Flaw
from engine.observe.flaws.names import expired, misnamed, named_persons, other_bodies
from engine.observe.flaws.numbering import gaps
from engine.observe.flaws.structure import empty_points, empty_sections, other_periods, other_years
from engine.observe.flaws.tables import totals
from engine.observe.flaws.wording import blanks, repeats
from engine.observe.statements import Point
from engine.rulebook.rule import Source

__all__ = ["FLAWS", "Flaw", "flaws"]

#: Measures that count flaws.
FLAWS = (
    "arithmetic", "blanks", "sentences.repeated", "headings.empty", "headings.other-year", "periods.other",
    "titles.misnamed", "titles.expired", "bodies.other", "persons.named", "numbering.gaps", "chrome",
)  # fmt: skip


def flaws(document: Document, outline: Outline, points: list[Point], sources: tuple[Source, ...]) -> list[Flaw]:
    """All faults found; ``sources`` are the documents that reports cite, with their right titles and terms."""
    year = outline.years.value[-1] if len(outline.years.value) == 1 else None
    found: list[Flaw] = []
    for point in points:
        several = len(point.figures) > 1
        found += [*sums(point), *listed(point)] if several else []
        found += rates(point)
        found += [*exceeding(point), *remainders(point), *opposites(point)] if several else []
        found += blanks(point)
        found += named_persons(point)
    found += totals(document)
    found += repeats(document, points)
    found += empty_points(points)
    found += empty_sections(document, outline)
    found += gaps(document, outline, points)
    found += other_years(document, outline, points, year)
    found += other_periods(points)
    found += misnamed(points, sources)
    found += expired(points, sources, year)
    found += other_bodies(points, outline)
    found += [Flaw("chrome", span, "") for span in outline.chrome]
    return found
