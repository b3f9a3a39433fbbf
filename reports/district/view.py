"""What the page of a round shows, part by part: every number rounded, every label in words, every link an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.district.model import Arrival, Fate
from reports.district import figures
from reports.district.addresses import page_of
from reports.district.matrix import Matrix
from reports.district.scores import Scores
from reports.district.shortfalls import Shortfalls
from reports.shares import number

if TYPE_CHECKING:
    from engine.district.model import District, Likeness, Standing, Submission
    from reports import Run

#: Units named at the top of the page.
_MOST_SAID: Final = 12
#: Ways to fall short of the duty to report, worst first, and those of them that leave no report that counts.
_OVERDUE: Final = (Arrival.MISSING, Arrival.UNREAD, Arrival.WRONG_YEAR, Arrival.LATE, Arrival.UNDATED)
_SILENT: Final = (Arrival.MISSING, Arrival.UNREAD, Arrival.WRONG_YEAR)


class Most(Struct, frozen=True):
    """Units in ranking and map, names under a gap, pairs, and passages of a pair; the workbook holds the rest."""

    units: int = 2_000
    names: int = 500
    pairs: int = 60
    passages: int = 5


class Page:
    """What the page shows, part by part: its ``scores``, its ``map``, the ``shortfalls``, and the methods below."""

    def __init__(self, district: District, run: Run, most: Most) -> None:
        self._district = district
        self.most = most
        self.scores = Scores(district, run.book, most.units)
        self.map = Matrix(district, run.book, most.units)
        self.shortfalls = Shortfalls(district, run.book)
        self.unshown = max(0, len(district.standings) - most.units)

    # Head -----------------------------------------------------------------------------------------------------------

    def sentences(self) -> list[str]:
        said = [figures.submitted(self._district), figures.scored(self._district)]
        odd = figures.oddities(self._district)
        return [*said, f"另有{odd}。"] if odd else said

    def tiles(self) -> list[tuple[str, str, str, str]]:
        """Name, number, unit and target of the key figures."""
        district = self._district
        spread = figures.spread([entry.total for entry in figures.entries(district)])
        due = any(standing.unit.due for standing in district.standings)
        tiles = [
            ("应报", str(len(district.standings)), "个单位", "submissions"),
            ("计入", str(spread.count if spread else 0), "份报告", "ranking"),
            ("没有可计的报告", str(len(district.arrived(*_SILENT))), "个单位", "submissions"),
            ("迟报", str(len(district.arrived(Arrival.LATE))) if due else "—", "个单位", "submissions"),
            ("平均", number(spread.mean) if spread else "—", "分", "ranking"),
            ("半数以上都缺", str(len(figures.common(district))), "条", "gaps"),
        ]
        return tiles if district.rostered else tiles[1:]

    def silent(self) -> tuple[list[Standing], int]:
        """Units without a report that counts, as many as are named at the top, and how many more."""
        found = [one for one, _, _ in self.overdue() if one.entry is None]
        return found[:_MOST_SAID], max(0, len(found) - _MOST_SAID)

    # Likeness and submissions ---------------------------------------------------------------------------------------

    def pairs(self) -> list[tuple[Likeness, str, str, str, int]]:
        """Pairs with the addresses of both pages, their share, and how many passages are not shown."""
        known = figures.standings_by_name(self._district)
        return [
            (
                pair,
                page_of(known.get(pair.first)),
                page_of(known.get(pair.second)),
                f"{pair.share:.0%}",
                max(0, len(pair.passages) - self.most.passages),
            )
            for pair in self._district.alike[: self.most.pairs]
        ]

    def overdue(self) -> list[tuple[Standing, str, str]]:
        """Units that have not reported as they should, with their level and how they stand."""
        return [
            (standing, figures.level(standing), figures.arrival(standing))
            for how in _OVERDUE
            for standing in self._district.arrived(how)
        ]

    def files(self, *, counted: bool) -> list[tuple[Submission, str, str]]:
        """Files with their fate in words and the address of the page of a counted one."""
        known = figures.standings_by_name(self._district)
        return [
            (one, figures.FATES[one.fate], page_of(known.get(one.unit)) if counted else "")
            for one in self._district.submissions
            if (one.fate is Fate.COUNTED) is counted
        ]
