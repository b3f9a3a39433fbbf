"""What the reports of a round fall short in, as its page shows it: gaps and defects with the units that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.model import Verdict
from reports import wording as words
from reports.district import figures
from reports.shares import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.district.model import CommonGap, District, Standing
    from engine.rulebook.rule import Rule, Rulebook

#: Gaps said at the top of the page.
_MOST_SAID: Final = 8


class Gap(Struct, frozen=True):
    """One common gap with those that have it, names only: the script knows the pages.

    ``share`` is said in words, ``percent`` drawn; ``basis`` are citations, each with whether it was checked.
    """

    gap: CommonGap
    rule: Rule
    group: str
    binding: str
    share: str
    percent: int
    lost: str
    basis: tuple[tuple[str, bool], ...]
    absent: tuple[str, ...]
    mentioned: tuple[str, ...]


class Shortfalls:
    """The gaps and defects of a round."""

    def __init__(self, district: District, book: Rulebook) -> None:
        self._district, self._book = district, book
        self._groups = {group.id: group.title for group in book.scoring.groups}
        self._levels = figures.present(district)

    def gaps(self) -> tuple[list[Gap], list[Gap]]:
        """Gaps of half the units and more, and the others."""
        wide = figures.common(self._district)
        rest = [gap for gap in self._district.gaps if gap not in wide]
        return [self._gap(gap) for gap in wide], [self._gap(gap) for gap in rest]

    def most_lacked(self) -> list[Gap]:
        """What is told at the top of the page."""
        return [self._gap(gap) for gap in figures.common(self._district)[:_MOST_SAID]]

    def defects(self) -> list[tuple[str, str, int, tuple[str, ...]]]:
        """Title, gravity, number of units and names."""
        return [
            (one.defect.title, words.GRAVITIES[one.defect.severity], len(one.standings), _names(one.standings))
            for one in figures.shared_defects(self._district)
        ]

    def _gap(self, gap: CommonGap) -> Gap:
        rule = self._book.rules[gap.place]
        return Gap(
            gap=gap,
            rule=rule,
            group=self._groups.get(rule.group, rule.group),
            binding=figures.binding(rule, self._levels),
            share=figures.percent(gap.share),
            percent=int(gap.share * 100),
            lost=number(gap.lost),
            basis=words.cited(rule.basis),
            absent=_names(figures.lacking(self._district, gap.place, Verdict.ABSENT)),
            mentioned=_names(figures.lacking(self._district, gap.place, Verdict.MENTIONED)),
        )


def _names(standings: Iterable[Standing]) -> tuple[str, ...]:
    return tuple(standing.unit.name for standing in standings)
