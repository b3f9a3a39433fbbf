"""How the units did, as the page shows it: the ranking with what moved since the last round, and how scores lie."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.district.model import Arrival
from engine.score import band
from reports import wording as words
from reports.district import figures
from reports.district.addresses import letter_of, page_of
from reports.shares import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.district.model import District, Standing
    from engine.rulebook.rule import Rulebook

#: Points in one bar of the distribution.
_BIN: Final = 5


class Moved(Struct, frozen=True):
    """How a unit moved since the last round; ``order`` sorts by points."""

    points: str
    ranks: str
    order: int
    rose: tuple[str, ...]
    fell: tuple[str, ...]


class Row(Struct, frozen=True):
    """One unit of the ranking; ``page`` and ``letter`` are addresses, empty where it has no report.

    ``place`` counts from 0 and sorts; ``missing`` are numbers of gaps by severity, most binding first.
    """

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


class Bar(Struct, frozen=True):
    """How many reports lie between two scores; ``height`` in thousandths of the highest bar."""

    low: int
    high: int
    count: int
    height: int
    tone: str


class Scores:
    """The scores of a round, of at most so many units one by one; ``moving`` if anything is known of the last round."""

    def __init__(self, district: District, book: Rulebook, most_units: int) -> None:
        self._district, self._book, self._most = district, book, most_units
        self._titles = {rule.id: rule.title for rule in book.rules}
        self.moving = any(standing.movement for standing in district.standings)

    def rows(self) -> Iterator[Row]:
        for place, standing in enumerate(self._district.standings[: self._most]):
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
                tone=words.tone(entry.band, self._book) if entry else "",
                missing=tuple(figures.missing(entry, self._book).values()) if entry else (),
                defects=len(entry.defects) if entry else 0,
                doubtful=len(figures.doubtful(entry)) if entry else 0,
                arrival=figures.arrival(standing),
                on_time=standing.arrival is Arrival.IN_TIME,
                moved=self._moved(standing),
                remarks=tuple(figures.remarks(standing)),
            )

    def bars(self) -> list[Bar]:
        last = 100 // _BIN - 1
        counts = [0] * (last + 1)
        for entry in figures.entries(self._district):
            counts[min(last, entry.total // (_BIN * 100))] += 1
        highest = max(counts) or 1
        bars = []
        for place, count in enumerate(counts):
            low = place * _BIN
            title, _ = band(self._book.scoring, Fraction(low), ())
            bars.append(Bar(low, low + _BIN, count, 1000 * count // highest, words.tone(title, self._book)))
        return bars

    def levels(self) -> list[tuple[str, ...]]:
        """For each level its name, the number of reports, and mean, median, best and worst score."""
        return [
            (words.LEVELS[level], str(one.count), *map(number, (one.mean, one.middle, one.best, one.worst)))
            for level, one in figures.spreads(self._district).items()
        ]

    def legend(self) -> list[tuple[str, str, int]]:
        """Each band with its tone and the number of reports in it."""
        return [(name, words.tone(name, self._book), count) for name, count in self._district.bands.items()]

    def _moved(self, standing: Standing) -> Moved | None:
        last, entry = standing.movement, standing.entry
        if last is None or entry is None:
            return None
        points, up = entry.total - last.total, (last.rank or 0) - (standing.rank or 0)
        ranks = f"{'升' if up > 0 else '降'} {abs(up)} 位" if last.rank and standing.rank and up else ""
        rose, fell = (tuple(self._titles.get(rule, rule) for rule in rules) for rules in (last.rose, last.fell))
        return Moved(f"{'+' if points > 0 else ''}{number(points)}", ranks, points, rose, fell)
