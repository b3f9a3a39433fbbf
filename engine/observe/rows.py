"""Rows of tables → statements: the name of a row, the head of a column, a figure with its measure word.

Only what the table itself says is joined. A number without a measure word, those of columns that nothing tells apart,
and whatever is of another year stay out: nothing is made up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from msgspec import Struct

from engine.model import Document
from engine.observe.columns import DERIVED, EARLIER, OWN_YEAR, SIGNED, Layout, Role
from engine.outline.tables import MEASURES, Table, is_nothing, number_in, tables, unit_in_name
from engine.zh.syntax import heading_number
from engine.zh.width import Folded

# Compiled when they are first used: few reports have a table.
_SUM = r"[合总共小]计"
#: What no measure word for cases counts, and what one for money counts.
_MONEY = r"金额|罚没|罚款|款$|资金|经费|费用?$|价值|损失|投入"
_SHARE = r"率|占比|比例|百分|得分|评分"
_MONEY_UNITS = frozenset({"元", "万元", "亿元"})
#: What these columns hold says nothing by itself.
_MUTE = frozenset({Role.UNIT, Role.ASIDE, Role.INDEX})
#: Characters of the rows of one statement: what stands further apart does not belong together.
_LONGEST = 160
#: No table of a report has more figures.
_MOST_FIGURES = 600


class Rows(Struct, frozen=True):
    """Rows of a table that make one statement; ``ranges`` are those of the rows in it."""

    folded: Folded
    ranges: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        return self.folded.text


def read_tables(document: Document, year: int | None) -> Mapping[int, Sequence[Folded | Rows]]:
    """By the place where a paragraph of a table begins what is read in its stead: rows, or cells one by one."""
    found: dict[int, list[Folded | Rows]] = {}
    all_of_it = tables(document)
    starts = [paragraph.span.start for paragraph in document.paragraphs] if all_of_it else []
    for table in all_of_it:
        found.update(_Reading(document, table, year).told(starts))
    return found


class _Reading:
    """The statements of one table in a report of ``year``."""

    def __init__(self, document: Document, table: Table, year: int | None) -> None:
        self._table, self._layout = table, Layout(document, table, year)
        self._columns = self._layout.columns
        self._used: set[tuple[int, int]] = set()

    def told(self, starts: Sequence[int]) -> dict[int, list[Folded | Rows]]:
        """What is read in place of each paragraph of the table; nothing is if no row makes a statement.

        ``starts`` are the places where the paragraphs of the document begin.
        """
        statements = self._statements()
        if not statements:
            return {}
        for row in self._layout.head:
            self._used |= {(row, column) for column in self._layout.rows[row] if self._is_read(column)}
        found: dict[int, list[Folded | Rows]] = {}
        for (row, column), cell in sorted(self._table.cells.items(), key=lambda item: item[1].origin[0]):
            pieces = found.setdefault(starts[bisect_right(starts, cell.origin[0]) - 1], [])
            if row in statements:
                pieces.append(statements.pop(row))
            if (row, column) not in self._used and not self._is_mute(row, column, cell.text):
                pieces.append(cell)
        return found

    def _is_mute(self, row: int, column: int, text: str) -> bool:
        """Whether a cell says nothing without the row it stands in."""
        if is_nothing(text):
            return True
        mute = self._columns[column].role in _MUTE and row not in self._layout.head and row not in self._layout.titles
        return mute and (text in MEASURES or re.fullmatch(SIGNED, text) is not None)

    def _is_read(self, column: int) -> bool:
        return any((row, column) in self._used for row in self._layout.body)

    def _statements(self) -> dict[int, Rows]:
        """Rows that follow each other, a few at a time, by the first of them."""
        found: dict[int, Rows] = {}
        group: list[Folded] = []
        carried: dict[int, Folded] = {}
        first = 0
        for row in self._layout.body:
            said = self._said(row, carried)
            if said is None:
                group = []
                continue
            length = sum(len(one.text) + 1 for one in group) + len(said.text)
            if not group or length > _LONGEST:
                group, first = [], row
            group.append(said)
            found[first] = _joined(group)
        return found

    def _said(self, row: int, carried: dict[int, Folded]) -> Folded | None:
        """Statement of a row: its figures, each under the names before it; None where none is clear."""
        cells = self._layout.rows[row]
        units = {
            one.group: cells[column].text
            for column, one in self._columns.items()
            if one.role is Role.UNIT and column in cells and cells[column].text in MEASURES
        }
        said = _Said()
        names: list[tuple[int, Folded]] = []
        group = 0
        for column, one in self._columns.items():
            cell = cells.get(column)
            if one.role is Role.NAME:
                names, group = (names if one.group == group else []), one.group
                if cell is not None and not is_nothing(cell.text):
                    names.append((column, cell))
                    carried[column] = cell
                elif cell is None and not names and column in carried and self._names_beside(cells, column):
                    names.append((-column, carried[column]))
            elif one.role is Role.NUMBER and cell is not None:
                self._figure(said, row, column, names, units.get(one.group))
        return said.folded()

    def _names_beside(self, cells: Mapping[int, Folded], column: int) -> bool:
        """Whether another name of the same group stands in a row: then an empty cell goes on with what is above it."""
        group = self._columns[column].group
        beside = [other for other, one in self._columns.items() if one.role is Role.NAME and one.group == group]
        return not self._table.of_lines and any(other in cells for other in beside if other > column)

    def _figure(
        self, said: _Said, row: int, column: int, names: Sequence[tuple[int, Folded]], unit: str | None
    ) -> None:
        """Add what a number says, if its name and measure word are clear; what is of another year is passed over."""
        cell, one = self._layout.rows[row][column], self._columns[column]
        number = number_in(cell.text)
        name = "".join(cell.text for _, cell in names)
        if number is None or len(self._used) > _MOST_FIGURES:
            return
        if self._layout.is_earlier(name):
            self._used.add((row, column))
            return
        bracket = unit_in_name(name)
        of_name = bracket["inner"] or bracket["after"] if bracket else None
        parts = [(start, part) for start, cell in names if (part := _bare(cell))]
        words = "".join(part.text for _, part in parts) + one.label
        default = self._layout.unit
        given = number["unit"] or of_name or unit or one.unit
        known = given or (default if default and _counts(words, default) else None)
        if not words or known is None or re.search(rf"{DERIVED}|{EARLIER}", name):
            return
        at = cell.origin[0]
        label = "" if words.removesuffix(one.label).endswith(one.label) else one.label
        sum_row = re.fullmatch(_SUM, "".join(part.text for _, part in parts)) is not None
        said.separate()
        said.borrow(self._layout.prefix, at)
        if sum_row:
            said.borrow(label, at)
        for start, part in parts:
            said.take(part, at, fresh=start > 0)
        if not sum_row:
            said.borrow(label, at)
        said.take(cell, at, fresh=True)
        said.borrow("" if number["unit"] else known, cell.origin[-1])
        self._used.add((row, column))
        self._used |= {(row, start) for start, _ in names if start > 0}


class _Said:
    """A statement as it is put together.

    What is borrowed from elsewhere stands where the number does, so that any range of it is a range of the text.
    """

    def __init__(self) -> None:
        self._text: list[str] = []
        self._origin: list[int] = []

    def separate(self) -> None:
        if self._text:
            self.borrow("，", self._origin[-1])

    def borrow(self, text: str, at: int) -> None:
        self._text.append(text)
        self._origin += [max(at, self._last)] * len(text)

    def take(self, part: Folded, at: int, *, fresh: bool) -> None:
        """Add words of the row where they stand; where they cannot stand before the number, at the number."""
        in_place = fresh and self._last <= part.origin[0] <= at
        self._text.append(part.text)
        self._origin += part.origin if in_place else [max(at, self._last)] * len(part.text)

    @property
    def _last(self) -> int:
        return self._origin[-1] if self._origin else -1

    def folded(self) -> Folded | None:
        return Folded("".join(self._text), tuple(self._origin)) if self._text else None


def _joined(rows: Sequence[Folded]) -> Rows:
    text, origin = "", tuple[int, ...]()
    ranges: list[tuple[int, int]] = []
    for row in rows:
        if text:
            text, origin = f"{text}，", (*origin, origin[-1])
            ranges[-1] = ranges[-1][0], len(text)
        ranges.append((len(text), len(text) + len(row.text)))
        text, origin = text + row.text, origin + row.origin
    return Rows(Folded(text, origin), tuple(ranges))


def _bare(cell: Folded) -> Folded | None:
    """Name in a cell without its number, its measure word and colons; None where nothing is left, or a year alone."""
    numbered = heading_number(cell.text)
    start, end = numbered[1] if numbered else 0, len(cell.text)
    bracket = unit_in_name(cell.text)
    first, last = bracket.span() if bracket else (end, end)
    parts = cell.part(start, max(start, first)), cell.part(max(start, last), end)
    name = _without_colons(Folded(parts[0].text + parts[1].text, parts[0].origin + parts[1].origin))
    return None if not name.text or re.fullmatch(OWN_YEAR, name.text) else name


def _without_colons(cell: Folded) -> Folded:
    """A cell without what would part it in two clauses."""
    if "：" not in cell.text:
        return cell
    kept = [place for place, char in enumerate(cell.text) if char != "："]
    return Folded("".join(cell.text[place] for place in kept), tuple(cell.origin[place] for place in kept))


def _counts(words: str, unit: str) -> bool:
    """Whether the measure word for a whole table can be that of a name: no rate is counted in cases, no fines are."""
    return not re.search(_SHARE, words) and (re.search(_MONEY, words) is not None) == (unit in _MONEY_UNITS)
