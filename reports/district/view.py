"""What the page of a round shows, part by part: every number rounded, every label in words, every link an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from msgspec import Struct

from engine.district.model import Arrival, Fate
from engine.model import Verdict
from reports import wording as words
from reports.district import figures
from reports.shares import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.district.model import CommonGap, District, Entry, Likeness, Standing, Submission
    from engine.rulebook.rule import Rule
    from reports import Run

#: Names said at the top of the page.
_MOST_SAID: Final = 12
#: One sign for each verdict, a shape each so that nothing depends on colour; all of them are in every Chinese font.
SIGNS: Final = {
    Verdict.EVIDENCED: "●",
    Verdict.DESCRIBED: "○",
    Verdict.MENTIONED: "△",
    Verdict.ABSENT: "×",
    Verdict.NOT_ASSESSABLE: "?",
    Verdict.NOT_APPLICABLE: "·",
}
#: Points in one bar of the distribution.
_BIN: Final = 5


class Most(Struct, frozen=True):
    """Units in ranking and map, names under a gap, pairs, and passages of a pair; the workbook holds the rest."""

    units: int = 2_000
    names: int = 500
    pairs: int = 60
    passages: int = 5


class Row(Struct, frozen=True):
    """One unit of the ranking; ``page`` and ``letter`` are addresses, empty where it has no report."""

    name: str
    page: str
    letter: str
    level: str
    rank: str
    place: int
    total: str
    band: str
    tone: str
    missing: tuple[int, ...]
    defects: int
    doubtful: int
    arrival: str
    on_time: bool
    moved: Moved | None
    remarks: tuple[str, ...]


class Moved(Struct, frozen=True):
    """How a unit moved since the last round; ``order`` sorts by points."""

    points: str
    ranks: str
    order: int
    rose: tuple[str, ...]
    fell: tuple[str, ...]


class Line(Struct, frozen=True):
    """One unit of the map: its signs by group, and the places of rules that want a second look."""

    name: str
    page: str
    level: str
    total: str
    band: str
    signs: tuple[str, ...]
    doubts: str


class Column(Struct, frozen=True):
    """One rule of the map; ``binding`` gives its severity by level, as "must:street should:department"."""

    place: int
    rule: Rule
    binding: str
    gap: bool


class Gap(Struct, frozen=True):
    """One common gap with those that have it, names only: the script knows the pages."""

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


class Bar(Struct, frozen=True):
    """How many reports lie between two scores; ``height`` in thousandths of the highest bar."""

    low: int
    high: int
    count: int
    height: int
    tone: str


class Page:
    """What the page shows, part by part."""

    def __init__(self, district: District, run: Run, most: Most) -> None:
        self.district, self.book, self.most = district, run.book, most
        self.groups = [(group, [*self._columns(group.id)]) for group in run.book.scoring.groups]
        self.groups = [(group, columns) for group, columns in self.groups if columns]
        self.levels_here = figures.present(district)
        self.unshown = max(0, len(district.standings) - self.most.units)

    # Head -----------------------------------------------------------------------------------------------------------

    def sentences(self) -> list[str]:
        said = [figures.submitted(self.district), figures.scored(self.district)]
        odd = figures.oddities(self.district)
        return [*said, f"另有{odd}。"] if odd else said

    def tiles(self) -> list[tuple[str, str, str, str]]:
        """Name, number, unit and target of the key figures."""
        district = self.district
        spread = figures.spread([entry.total for entry in figures.entries(district)])
        absent = [Arrival.MISSING, Arrival.UNREAD, Arrival.WRONG_YEAR]
        due = any(standing.unit.due for standing in district.standings)
        tiles = [
            ("应报", str(len(district.standings)), "个单位", "submissions"),
            ("计入", str(spread.count if spread else 0), "份报告", "ranking"),
            ("没有可计的报告", str(len(district.arrived(*absent))), "个单位", "submissions"),
            ("迟报", str(len(district.arrived(Arrival.LATE))) if due else "—", "个单位", "submissions"),
            ("平均", number(spread.mean) if spread else "—", "分", "ranking"),
            ("半数以上都缺", str(len(figures.common(district))), "条", "gaps"),
        ]
        return tiles if district.rostered else tiles[1:]

    def silent(self) -> tuple[list[Standing], int]:
        """Units without a report that counts, as many as are named at the top, and how many more."""
        found = [one for one, _, _ in self.overdue() if one.entry is None]
        return found[:_MOST_SAID], max(0, len(found) - _MOST_SAID)

    def most_lacked(self) -> list[Gap]:
        return [self._gap(gap) for gap in figures.common(self.district)[:8]]

    def bars(self) -> list[Bar]:
        last = 100 // _BIN - 1
        counts = [0] * (last + 1)
        for entry in figures.entries(self.district):
            counts[min(last, entry.total // (_BIN * 100))] += 1
        highest = max(counts) or 1
        floors = [(name, floor) for name, floor in self.book.scoring.bands]
        bars = []
        for place, count in enumerate(counts):
            low = place * _BIN
            band = next((name for name, floor in floors if low >= floor), floors[-1][0])
            bars.append(Bar(low, low + _BIN, count, 1000 * count // highest, self.tone(band)))
        return bars

    def levels(self) -> list[tuple[str, ...]]:
        """For each level its name, the number of reports, and mean, median, best and worst score."""
        return [
            (words.LEVELS[level], str(one.count), *map(number, (one.mean, one.middle, one.best, one.worst)))
            for level, one in figures.spreads(self.district).items()
        ]

    # Ranking and map ------------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        for place, standing in enumerate(self.district.standings[: self.most.units]):
            entry = standing.entry
            yield Row(
                name=standing.unit.name,
                page=page_of(standing),
                letter=letter_of(standing),
                level=figures.level(standing),
                rank=figures.rank(standing),
                place=place,
                total=number(entry.total) if entry else "",
                band=entry.band if entry else "",
                tone=self.tone(entry.band) if entry else "",
                missing=tuple(figures.missing(entry, self.book).values()) if entry else (),
                defects=len(entry.defects) if entry else 0,
                doubtful=len(figures.doubtful(entry)) if entry else 0,
                arrival=figures.arrival(standing),
                on_time=standing.arrival is Arrival.IN_TIME,
                moved=self._moved(standing),
                remarks=tuple(figures.remarks(standing)),
            )

    def moving(self) -> bool:
        """Whether anything is known of the last round."""
        return any(standing.movement for standing in self.district.standings)

    def _moved(self, standing: Standing) -> Moved | None:
        last, entry = standing.movement, standing.entry
        if last is None or entry is None:
            return None
        points, up = entry.total - last.total, (last.rank or 0) - (standing.rank or 0)
        ranks = f"{'升' if up > 0 else '降'} {abs(up)} 位" if last.rank and standing.rank and up else ""
        titles = {rule.id: rule.title for rule in self.book.rules}
        rose, fell = (tuple(titles.get(rule, rule) for rule in rules) for rules in (last.rose, last.fell))
        return Moved(f"{'+' if points > 0 else ''}{number(points)}", ranks, points, rose, fell)

    def lines(self) -> Iterator[Line]:
        for standing in self.district.standings[: self.most.units]:
            if (entry := standing.entry) is None:
                continue
            yield Line(
                standing.unit.name,
                page_of(standing),
                entry.level.value,
                number(entry.total),
                entry.band,
                tuple(self._signs(entry, columns) for _, columns in self.groups),
                " ".join(map(str, figures.doubtful(entry))),
            )

    def present_levels(self) -> list[tuple[str, str]]:
        return [(level.value, words.LEVELS[level]) for level in self.levels_here]

    def _signs(self, entry: Entry, columns: Sequence[Column]) -> str:
        return "".join(SIGNS[entry.verdicts[column.place]] for column in columns)

    def _columns(self, group: str) -> Iterator[Column]:
        missed = {gap.place for gap in self.district.gaps}
        for place, rule in enumerate(self.book.rules):
            if rule.group == group:
                binding = " ".join(f"{severity.value}:{level.value}" for level, severity in rule.severity.items())
                yield Column(place, rule, binding, place in missed)

    def tone(self, band: str) -> str:
        """Upper bands are good, the last one is poor."""
        names = [name for name, _ in self.book.scoring.bands]
        place = names.index(band) if band in names else len(names)
        return "poor" if place >= len(names) - 1 else "good" if 2 * place < len(names) else "fair"

    # Gaps, defects, likeness ----------------------------------------------------------------------------------------

    def gaps(self) -> tuple[list[Gap], list[Gap]]:
        """Gaps of half the units and more, and the others."""
        wide = figures.common(self.district)
        return [self._gap(gap) for gap in wide], [
            self._gap(gap) for gap in figures.gaps(self.district) if gap not in wide
        ]

    def _gap(self, gap: CommonGap) -> Gap:
        rule = self.book.rules[gap.place]
        title = next((group.title for group in self.book.scoring.groups if group.id == rule.group), rule.group)
        absent, mentioned = (
            _named(figures.lacking(self.district, gap.place, verdict))
            for verdict in (Verdict.ABSENT, Verdict.MENTIONED)
        )
        return Gap(
            gap,
            rule,
            title,
            figures.binding(rule, self.levels_here),
            figures.percent(gap.share),
            int(gap.share * 100),
            number(gap.lost),
            tuple((words.cite(basis).removesuffix("（待核）"), basis.verified) for basis in rule.basis),
            absent,
            mentioned,
        )

    def defects(self) -> list[tuple[str, str, int, tuple[str, ...]]]:
        """Title, gravity, number of units and names."""
        return [
            (one.defect.title, words.GRAVITIES[one.defect.severity], len(one.standings), _named(one.standings))
            for one in figures.shared_defects(self.district)
        ]

    def pairs(self) -> list[tuple[Likeness, str, str, str, int]]:
        """Pairs with the addresses of both pages, their share, and how many passages are not shown."""
        known = figures.standings_by_name(self.district)
        return [
            (
                pair,
                page_of(known.get(pair.first)),
                page_of(known.get(pair.second)),
                f"{pair.share:.0%}",
                max(0, len(pair.passages) - self.most.passages),
            )
            for pair in self.district.alike[: self.most.pairs]
        ]

    # Submissions ----------------------------------------------------------------------------------------------------

    def overdue(self) -> list[tuple[Standing, str, str]]:
        """Units that have not reported as they should, with their level and how they stand."""
        order = (Arrival.MISSING, Arrival.UNREAD, Arrival.WRONG_YEAR, Arrival.LATE, Arrival.UNDATED)
        return [
            (standing, figures.level(standing), figures.arrival(standing))
            for how in order
            for standing in self.district.arrived(how)
        ]

    def files(self, *, counted: bool) -> list[tuple[Submission, str, str]]:
        """Files with their fate in words and the address of the page of a counted one."""
        known = figures.standings_by_name(self.district)
        return [
            (one, figures.FATES[one.fate], page_of(known.get(one.unit)) if counted else "")
            for one in self.district.submissions
            if (one.fate is Fate.COUNTED) is counted
        ]


def _named(standings: Iterable[Standing]) -> tuple[str, ...]:
    return tuple(standing.unit.name for standing in standings)


def page_of(standing: Standing | None) -> str:
    """Address of the page of a unit; empty where it has no report."""
    return _address("单位", standing, "html")


def letter_of(standing: Standing | None) -> str:
    """Address of the letter to a unit; empty where it has no report."""
    return _address("反馈意见", standing, "docx")


def _address(folder: str, standing: Standing | None, suffix: str) -> str:
    if standing is None or standing.entry is None:
        return ""
    return f"{quote(folder)}/{quote(standing.page, safe='')}.{suffix}"
