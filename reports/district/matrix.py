"""The map of a round (矩阵): a sign for the verdict of each unit on each rule, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.model import Verdict
from reports import wording as words
from reports.district import figures
from reports.district.addresses import page_of
from reports.shares import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.district.model import District
    from engine.rulebook.rule import Rule, Rulebook

#: One sign for each verdict, a shape each so that nothing depends on colour; all of them are in every Chinese font.
SIGNS: Final = {
    Verdict.EVIDENCED: "●",
    Verdict.DESCRIBED: "○",
    Verdict.MENTIONED: "△",
    Verdict.ABSENT: "×",
    Verdict.NOT_ASSESSABLE: "?",
    Verdict.NOT_APPLICABLE: "·",
}


class Column(Struct, frozen=True):
    """One rule of the map, by its ``place`` in the pack; ``gap`` says that some unit misses it.

    ``binding`` gives its severity by level, as "must:street should:department".
    """

    place: int
    rule: Rule
    binding: str
    gap: bool


class Line(Struct, frozen=True):
    """One unit of the map: its signs by group, and the places of rules that want a second look."""

    name: str
    page: str
    level: str
    total: str
    band: str
    signs: tuple[str, ...]
    doubts: str


class Matrix:
    """The map, of at most so many units; ``groups`` are those that have rules, each with its columns."""

    def __init__(self, district: District, book: Rulebook, most_units: int) -> None:
        self._district, self._most = district, most_units
        missed = {gap.place for gap in district.gaps}
        columns = [
            Column(
                place,
                rule,
                " ".join(f"{severity.value}:{level.value}" for level, severity in rule.severity.items()),
                place in missed,
            )
            for place, rule in enumerate(book.rules)
        ]
        grouped = ((group, [one for one in columns if one.rule.group == group.id]) for group in book.scoring.groups)
        self.groups = [(group, held) for group, held in grouped if held]

    def lines(self) -> Iterator[Line]:
        for standing in self._district.standings[: self._most]:
            if (entry := standing.entry) is None:
                continue
            yield Line(
                name=standing.unit.name,
                page=page_of(standing),
                level=entry.level.value,
                total=number(entry.total),
                band=entry.band,
                signs=tuple(
                    "".join(SIGNS[entry.verdicts[column.place]] for column in columns) for _, columns in self.groups
                ),
                doubts=" ".join(map(str, figures.doubtful(entry))),
            )

    def levels(self) -> list[tuple[str, str]]:
        """Levels to choose from, each with its name."""
        return [(level.value, words.LEVELS[level]) for level in figures.present(self._district)]
