"""Rows of tables → statements: the name of a row, the head of a column, a figure with its measure word.

Only what the table itself says is joined. A number without a measure word, those of columns that nothing tells apart,
and whatever is of another year stay out: nothing is made up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from engine.model import Document
from engine.outline.tables import MEASURES, Table, counted_by_head, is_nothing, number_in, tables, unit_in_name
from engine.zh.syntax import heading_number
from engine.zh.width import Folded, fold

# Compiled when they are first used: few reports have a table.
_INDEX = r"序号|编号|行次|No\.?"
_UNIT_HEAD = r"(?:计量|计数|统计|数据)?单位"
_UNIT = "|".join(map(re.escape, sorted(MEASURES, key=len, reverse=True)))
_UNIT_OF_ALL = rf"(?<!填报)(?<!报送)单位：(?P<unit>{_UNIT})(?![、，/或和A-Za-z\u4e00-\u9fff])"
#: Heads that only say that numbers stand below them.
_PLAIN_HEAD = (
    r"总?数[量值据目]?|总[数量]|[件次人户起宗场条份]数|指标值?|数据情况|情况|实际(?:完成)?数?|完成(?:情况|数|值)?|发生[数量]|"
    r"统计(?:数|结果)?|结果|值"
)
_OWN_YEAR = r"本年度?|全年度?|今年|当年|本期|年内|年度|20\d\d年?度?"
_DERIVED = r"同比|环比|增长|增减|增幅|降幅|变化|较上|比上|占比|比重|排名|名次|计划|目标|任务|预[算期计]|应完成"
_EARLIER = r"上年|去年|前年|上一年|上期|同期|往年|历年|以来|近[两三四五]年|十[二三四五]五"
_SUM = r"[合总共小]计"
#: Any number, a change too: -5.6, ↑3%.
_SIGNED = r"[-+±↑↓]?\d[\d，.]*(?:%|个百分点)?"
_YEAR = r"(?<!\d)20\d\d"
#: What no measure word for cases counts, and what one for money counts.
_MONEY = r"金额|罚没|罚款|款$|资金|经费|费用?$|价值|损失|投入"
_SHARE = r"率|占比|比例|百分|得分|评分"
_MONEY_UNITS = frozenset({"元", "万元", "亿元"})
#: A caption narrows all that stands below it: to a part of the year, to a campaign.
_NARROWED = (
    r"[上下]半年|第?[一二三四]季度|(?!1月?[-~至到]12月)\d{1,2}月?[-~至到]\d{1,2}月|"
    r"[^\W\d]{0,6}\"?(?:行动|整治|攻坚|会战|专项)"
)
_LONGEST_CAPTION, _LONGEST_NAME, _MOST_HEADS = 60, 30, 3
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


class _Role(Enum):
    NAME = "name"
    UNIT = "unit"
    NUMBER = "number"
    #: Of another year, or worked out from others.
    ASIDE = "aside"
    #: Which row it is.
    INDEX = "index"
    #: Long texts, and numbers that nothing tells apart.
    OTHER = "other"


#: What these columns hold says nothing by itself.
_MUTE = frozenset({_Role.UNIT, _Role.ASIDE, _Role.INDEX})


class _Column(Struct, frozen=True):
    """What stands in a column, what its head adds to the name of a row, and the measure word there.

    ``own`` says that its head names the report year; ``group`` counts the times that names begin anew before it.
    """

    role: _Role
    label: str = ""
    unit: str | None = None
    own: bool = False
    group: int = 0


def read_tables(document: Document, year: int | None) -> Mapping[int, Sequence[Folded | Rows]]:
    """By the place where a paragraph of a table begins what is read in its stead: rows, or cells one by one."""
    found: dict[int, list[Folded | Rows]] = {}
    all_of_it = tables(document)
    starts = [paragraph.span.start for paragraph in document.paragraphs] if all_of_it else []
    for table in all_of_it:
        found.update(_Reading(document, table, year).told(starts))
    return found


class _Reading:
    """One table as a report of ``year`` means it."""

    def __init__(self, document: Document, table: Table, year: int | None) -> None:
        self._document, self._table, self._year = document, table, year
        self._rows: dict[int, dict[int, Folded]] = {}
        for (row, column), cell in sorted(table.cells.items()):
            self._rows.setdefault(row, {})[column] = cell
        self._titles, self._head = self._top()
        self._body = [row for row in self._rows if row not in self._head and row not in self._titles]
        captions = [*self._above(), *(cell.text for row in self._titles for cell in self._rows[row].values())]
        units = {match["unit"] for text in captions for match in re.finditer(_UNIT_OF_ALL, text)}
        self._unit = units.pop() if len(units) == 1 else None
        self._foreign = any(self._is_earlier(text) for text in captions)
        narrowed = next((match for text in captions if (match := re.search(_NARROWED, text))), None)
        self._prefix = narrowed[0].replace('"', "") if narrowed else ""
        self._columns = self._told_apart(self._find_columns())
        self._used: set[tuple[int, int]] = set()

    def told(self, starts: Sequence[int]) -> dict[int, list[Folded | Rows]]:
        """What is read in place of each paragraph of the table; nothing is if no row makes a statement.

        ``starts`` are the places where the paragraphs of the document begin.
        """
        statements = self._statements()
        if not statements:
            return {}
        for row in self._head:
            self._used |= {(row, column) for column in self._rows[row] if self._is_read(column)}
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
        mute = self._columns[column].role in _MUTE and row not in self._head and row not in self._titles
        return mute and (text in MEASURES or re.fullmatch(_SIGNED, text) is not None)

    def _is_read(self, column: int) -> bool:
        return any((row, column) in self._used for row in self._body)

    def _statements(self) -> dict[int, Rows]:
        """Rows that follow each other, a few at a time, by the first of them."""
        found: dict[int, Rows] = {}
        group: list[Folded] = []
        carried: dict[int, Folded] = {}
        first = 0
        for row in self._body:
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

    # What the table says of itself

    def _top(self) -> tuple[list[int], list[int]]:
        """(rows of one cell, rows of heads) at the top of the table."""
        titles: list[int] = []
        head: list[int] = []
        for row, cells in self._rows.items():
            texts = [cell.text for cell in cells.values()]
            of_body = any(
                text in MEASURES or is_nothing(text) or (number_in(text) and not re.fullmatch(_YEAR, text))
                for text in texts
            )
            if of_body or len(head) >= _MOST_HEADS:
                break
            if len(cells) > 1:
                head.append(row)
            elif head:
                break
            else:
                titles.append(row)
        return titles, head

    def _above(self) -> Iterator[str]:
        """Short lines right above the table, from below; anything longer is no caption of it."""
        for paragraph in reversed(self._document.paragraphs[max(0, self._table.first - 2) : self._table.first]):
            if paragraph.in_table or len(paragraph.span) > _LONGEST_CAPTION:
                return
            yield fold(self._document.text, paragraph.span).text

    def _is_earlier(self, text: str) -> bool:
        """Whether words name years, and not the report year."""
        named = re.findall(_YEAR, text)
        return bool(named) and self._year is not None and str(self._year) not in named

    def _heads(self, column: int) -> list[str]:
        """Heads over a column from above, with those that reach over it from the left."""
        found: list[str] = []
        for place, row in enumerate(self._head):
            cells = self._rows[row]
            below = [self._rows[lower] for lower in self._head[place + 1 :]]
            if column in cells:
                found.append(cells[column].text)
            elif any(column in lower for lower in below):
                left = max((other for other in cells if other < column), default=None)
                if left is not None and any(left in lower for lower in below):
                    found.append(cells[left].text)
        return found

    def _find_columns(self) -> dict[int, _Column]:
        found: dict[int, _Column] = {}
        group, counted = 0, False
        for column in sorted({column for _, column in self._table.cells}):
            made = self._column(column)
            if made.role is _Role.NAME and counted:
                group, counted = group + 1, False
            counted = counted or made.role in {_Role.NUMBER, _Role.ASIDE}
            found[column] = replace(made, group=group)
        return found

    def _column(self, column: int) -> _Column:
        heads = self._heads(column)
        last = heads[-1] if heads else ""
        texts = [cells[column].text for row in self._body if column in (cells := self._rows[row])]
        texts = [text for text in texts if not is_nothing(text)]
        numbers = sum(number_in(text) is not None or re.fullmatch(_SIGNED, text) is not None for text in texts)
        if re.fullmatch(_INDEX, last) or (len(texts) > 1 and texts == [str(1 + place) for place in range(len(texts))]):
            return _Column(_Role.INDEX)
        if texts and all(text in MEASURES for text in texts) and (not heads or re.fullmatch(_UNIT_HEAD, last)):
            return _Column(_Role.UNIT)
        if not texts or any(len(text) > _LONGEST_NAME for text in texts):
            return _Column(_Role.OTHER)
        return self._counting(heads) if 2 * numbers >= len(texts) else _Column(_Role.NAME)

    def _counting(self, heads: Sequence[str]) -> _Column:
        """A column of numbers under its heads."""
        words = "".join(heads)
        named = set(re.findall(_YEAR, words))
        if re.search(rf"{_DERIVED}|{_EARLIER}", words) or len(named) > 1 or (named and self._is_earlier(words)):
            return _Column(_Role.ASIDE)
        own = bool(named) and self._year is not None
        if self._foreign and not own:
            return _Column(_Role.ASIDE)
        unit: str | None = None
        label = ""
        for head in heads:
            bracket, counted = unit_in_name(head), counted_by_head(head)
            if bracket:
                unit = bracket["inner"] or bracket["after"]
            elif counted:
                unit = counted["unit"]
            name = head[: bracket.start()] + head[bracket.end() :] if bracket else head
            name = re.sub(_OWN_YEAR, "", name).strip("（）")
            label += "" if re.fullmatch(_PLAIN_HEAD, name) else name
        return _Column(_Role.NUMBER, label.replace("：", ""), unit, own)

    def _told_apart(self, columns: dict[int, _Column]) -> dict[int, _Column]:
        """Of columns with one label only that of the report year can be read; without such a one none can."""
        same = Counter((one.group, one.label, one.own) for one in columns.values() if one.role is _Role.NUMBER)

        def is_clear(one: _Column) -> bool:
            return same[one.group, one.label, one.own] == 1 and (one.own or not same[one.group, one.label, True])

        return {
            column: replace(one, role=_Role.OTHER) if one.role is _Role.NUMBER and not is_clear(one) else one
            for column, one in columns.items()
        }

    # What a row says

    def _said(self, row: int, carried: dict[int, Folded]) -> Folded | None:
        """Statement of a row: its figures, each under the names before it; None where none is clear."""
        cells = self._rows[row]
        units = {
            one.group: cells[column].text
            for column, one in self._columns.items()
            if one.role is _Role.UNIT and column in cells and cells[column].text in MEASURES
        }
        said = _Said()
        names: list[tuple[int, Folded]] = []
        group = 0
        for column, one in self._columns.items():
            cell = cells.get(column)
            if one.role is _Role.NAME:
                names, group = (names if one.group == group else []), one.group
                if cell is not None and not is_nothing(cell.text):
                    names.append((column, cell))
                    carried[column] = cell
                elif cell is None and not names and column in carried and self._names_beside(cells, column):
                    names.append((-column, carried[column]))
            elif one.role is _Role.NUMBER and cell is not None:
                self._figure(said, row, column, names, units.get(one.group))
        return said.folded()

    def _names_beside(self, cells: Mapping[int, Folded], column: int) -> bool:
        """Whether another name of the same group stands in a row: then an empty cell goes on with what is above it."""
        group = self._columns[column].group
        beside = [other for other, one in self._columns.items() if one.role is _Role.NAME and one.group == group]
        return not self._table.of_lines and any(other in cells for other in beside if other > column)

    def _figure(
        self, said: _Said, row: int, column: int, names: Sequence[tuple[int, Folded]], unit: str | None
    ) -> None:
        """Add what a number says, if its name and measure word are clear; what is of another year is passed over."""
        cell, one = self._rows[row][column], self._columns[column]
        number = number_in(cell.text)
        name = "".join(cell.text for _, cell in names)
        if number is None or len(self._used) > _MOST_FIGURES:
            return
        if self._is_earlier(name):
            self._used.add((row, column))
            return
        bracket = unit_in_name(name)
        of_name = bracket["inner"] or bracket["after"] if bracket else None
        parts = [(start, part) for start, cell in names if (part := _bare(cell))]
        words = "".join(part.text for _, part in parts) + one.label
        given = number["unit"] or of_name or unit or one.unit
        known = given or (self._unit if self._unit and _counts(words, self._unit) else None)
        if not words or known is None or re.search(rf"{_DERIVED}|{_EARLIER}", name):
            return
        at = cell.origin[0]
        label = "" if words.removesuffix(one.label).endswith(one.label) else one.label
        sum_row = re.fullmatch(_SUM, "".join(part.text for _, part in parts)) is not None
        said.separate()
        said.borrow(self._prefix, at)
        if sum_row:
            said.borrow(label, at)
        for start, part in parts:
            said.take(part, at, fresh=start > 0)
        if not sum_row:
            said.borrow(label, at)
        said.take(_without(cell, "，"), at, fresh=True)
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
    name = _without(Folded(parts[0].text + parts[1].text, parts[0].origin + parts[1].origin), "：")
    return None if not name.text or re.fullmatch(_OWN_YEAR, name.text) else name


def _without(cell: Folded, mark: str) -> Folded:
    """A cell without a mark that would part it in two clauses."""
    if mark not in cell.text:
        return cell
    kept = [place for place, char in enumerate(cell.text) if char != mark]
    return Folded("".join(cell.text[place] for place in kept), tuple(cell.origin[place] for place in kept))


def _counts(words: str, unit: str) -> bool:
    """Whether the measure word for a whole table can be that of a name: no rate is counted in cases, no fines are."""
    return not re.search(_SHARE, words) and (re.search(_MONEY, words) is not None) == (unit in _MONEY_UNITS)
