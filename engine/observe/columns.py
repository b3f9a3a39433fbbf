"""What the heads and captions of a table say of its columns: names, measure words, numbers, and of which year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from engine.model import Document
from engine.outline.tables import MEASURES, Table, counted_by_head, is_nothing, number_in, unit_in_name
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
OWN_YEAR = r"本年度?|全年度?|今年|当年|本期|年内|年度|20\d\d年?度?"
DERIVED = r"同比|环比|增长|增减|增幅|降幅|变化|较上|比上|占比|比重|排名|名次|计划|目标|任务|预[算期计]|应完成"
EARLIER = r"上年|去年|前年|上一年|上期|同期|往年|历年|以来|近[两三四五]年|十[二三四五]五"
#: Any number, a change too: -5.6, ↑3%.
SIGNED = r"[-+±↑↓]?\d[\d.]*(?:%|个百分点)?"
_YEAR = r"(?<!\d)20\d\d"
#: A caption narrows all that stands below it: to a part of the year, to a campaign.
_NARROWED = (
    r"[上下]半年|第?[一二三四]季度|(?!1月?[-~至到]12月)\d{1,2}月?[-~至到]\d{1,2}月|"
    r"[^\W\d]{0,6}\"?(?:行动|整治|攻坚|会战|专项)"
)
_LONGEST_CAPTION, _LONGEST_NAME, _MOST_HEADS = 60, 30, 3


class Role(Enum):
    """What stands in a column."""

    NAME = "name"
    UNIT = "unit"
    NUMBER = "number"
    #: Of another year, or worked out from others.
    ASIDE = "aside"
    #: Which row it is.
    INDEX = "index"
    #: Long texts, and numbers that nothing tells apart.
    OTHER = "other"


class Column(Struct, frozen=True):
    """What stands in a column, what its head adds to the name of a row, and the measure word there.

    ``own`` says that its head names the report year; ``group`` counts the times that names begin anew before it.
    """

    role: Role
    label: str = ""
    unit: str | None = None
    own: bool = False
    group: int = 0


class Layout:
    """A table as a report of ``year`` means it: ``rows`` of cells by column, the ``head`` of them, the ``body``.

    ``unit`` is the measure word and ``prefix`` the part of the year or the campaign that a caption gives to all.
    """

    def __init__(self, document: Document, table: Table, year: int | None) -> None:
        self._document, self._table, self._year = document, table, year
        self.rows: dict[int, dict[int, Folded]] = {}
        for (row, column), cell in sorted(table.cells.items()):
            self.rows.setdefault(row, {})[column] = cell
        self.titles, self.head = self._top()
        self.body = [row for row in self.rows if row not in self.head and row not in self.titles]
        captions = [*self._above(), *(cell.text for row in self.titles for cell in self.rows[row].values())]
        units = {match["unit"] for text in captions for match in re.finditer(_UNIT_OF_ALL, text)}
        self.unit = units.pop() if len(units) == 1 else None
        self._foreign = any(self.is_earlier(text) for text in captions)
        narrowed = next((match for text in captions if (match := re.search(_NARROWED, text))), None)
        self.prefix = narrowed[0].replace('"', "") if narrowed else ""
        self.columns = self._told_apart(self._find_columns())

    def is_earlier(self, text: str) -> bool:
        """Whether words name years, and not the report year."""
        named = re.findall(_YEAR, text)
        return bool(named) and self._year is not None and str(self._year) not in named

    def _top(self) -> tuple[list[int], list[int]]:
        """(rows of one cell, rows of heads) at the top of the table."""
        titles: list[int] = []
        head: list[int] = []
        for row, cells in self.rows.items():
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

    def _heads(self, column: int) -> list[str]:
        """Heads over a column from above, with those that reach over it from the left."""
        found: list[str] = []
        for place, row in enumerate(self.head):
            cells = self.rows[row]
            below = [self.rows[lower] for lower in self.head[place + 1 :]]
            if column in cells:
                found.append(cells[column].text)
            elif any(column in lower for lower in below):
                left = max((other for other in cells if other < column), default=None)
                if left is not None and any(left in lower for lower in below):
                    found.append(cells[left].text)
        return found

    def _find_columns(self) -> dict[int, Column]:
        found: dict[int, Column] = {}
        group, counted = 0, False
        for column in sorted({column for _, column in self._table.cells}):
            made = self._column(column)
            if made.role is Role.NAME and counted:
                group, counted = group + 1, False
            counted = counted or made.role in {Role.NUMBER, Role.ASIDE}
            found[column] = replace(made, group=group)
        return found

    def _column(self, column: int) -> Column:
        heads = self._heads(column)
        last = heads[-1] if heads else ""
        texts = [cells[column].text for row in self.body if column in (cells := self.rows[row])]
        texts = [text for text in texts if not is_nothing(text)]
        numbers = sum(number_in(text) is not None or re.fullmatch(SIGNED, text) is not None for text in texts)
        if re.fullmatch(_INDEX, last) or self._counts_rows(column, texts):
            return Column(Role.INDEX)
        if texts and all(text in MEASURES for text in texts) and (not heads or re.fullmatch(_UNIT_HEAD, last)):
            return Column(Role.UNIT)
        if not texts or any(len(text) > _LONGEST_NAME for text in texts):
            return Column(Role.OTHER)
        return self._counting(heads) if 2 * numbers >= len(texts) else Column(Role.NAME)

    def _counts_rows(self, column: int, texts: Sequence[str]) -> bool:
        first = min(other for _, other in self._table.cells) == column
        return first and len(texts) > 1 and list(texts) == [str(1 + place) for place in range(len(texts))]

    def _counting(self, heads: Sequence[str]) -> Column:
        """A column of numbers under its heads."""
        words = "".join(heads)
        named = set(re.findall(_YEAR, words))
        if re.search(rf"{DERIVED}|{EARLIER}", words) or len(named) > 1 or (named and self.is_earlier(words)):
            return Column(Role.ASIDE)
        own = bool(named) and self._year is not None
        if self._foreign and not own:
            return Column(Role.ASIDE)
        unit: str | None = None
        label = ""
        for head in heads:
            bracket, counted = unit_in_name(head), counted_by_head(head)
            if bracket:
                unit = bracket["inner"] or bracket["after"]
            elif counted:
                unit = counted["unit"]
            name = head[: bracket.start()] + head[bracket.end() :] if bracket else head
            name = re.sub(OWN_YEAR, "", name).strip("（）")
            label += "" if re.fullmatch(_PLAIN_HEAD, name) else name
        return Column(Role.NUMBER, label.replace("：", ""), unit, own)

    def _told_apart(self, columns: dict[int, Column]) -> dict[int, Column]:
        """Of columns with one label only that of the report year can be read; without such a one none can."""
        same = Counter((one.group, one.label, one.own) for one in columns.values() if one.role is Role.NUMBER)

        def is_clear(one: Column) -> bool:
            return same[one.group, one.label, one.own] == 1 and (one.own or not same[one.group, one.label, True])

        return {
            column: replace(one, role=Role.OTHER) if one.role is Role.NUMBER and not is_clear(one) else one
            for column, one in columns.items()
        }
