"""Totals in tables against the cells they add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isclose

from msgspec import Struct

from engine.model import Document, Span
from engine.observe.flaws.flaw import Flaw, number
from engine.zh.width import fold

# Compiled when they are first used: few reports have a table.
_PLACE = r"(?P<table>[^内]{0,20}表\d{1,6})第(?P<row>\d+)行第(?P<column>\d+)列"
_TOTAL = r"(?:合|总|小|共)计(?:数|（[^）]{1,6}）)?|总数|合并计算"
_SUBTOTAL = r"小计"
#: A column or row with such a label holds no counts that add up.
_NO_COUNT = (
    r"率|占比|比例|百分|序号|编号|年份|时间|日期|排名|其中|同比|增长|平均|均|上年|去年|度$|得分|评分|分数|天数|电话"
)
_COUNT = r"(\d+(?:，\d{3})*(?:\.\d+)?)(?:[件起宗个项名人场份条次期户家篇元]|万元|人次|场次|件次)?"
_NOTHING = frozenset({"", "-", "--", "/", "无", "零"})


class _Cell(Struct, frozen=True):
    text: str
    span: Span

    @property
    def value(self) -> float | None:
        """The count in the cell; 0 where it says nothing; None where it is something else."""
        if self.text in _NOTHING:
            return 0.0
        match = re.fullmatch(_COUNT, self.text)
        return float(match[1].replace("，", "")) if match else None


_Grid = Mapping[tuple[int, int], _Cell]


def totals(document: Document) -> Iterator[Flaw]:
    """Totals (合计, 小计) of rows and columns that their cells do not give."""
    for grid in _grids(document):
        rows, columns = {row for row, _ in grid}, {column for _, column in grid}
        yield from _of_lines(grid, sorted(rows), sorted(columns))
        turned = {(column, row): cell for (row, column), cell in grid.items()}
        yield from _of_lines(turned, sorted(columns), sorted(rows))


def _grids(document: Document) -> Iterator[_Grid]:
    """Every table of the document by row and column, without tables inside tables."""
    found: dict[str, dict[tuple[int, int], _Cell]] = {}
    for paragraph in document.paragraphs if any(one.in_table for one in document.paragraphs) else ():
        match = re.fullmatch(_PLACE, paragraph.place) if paragraph.in_table else None
        if match:
            cells = found.setdefault(match["table"], {})
            cells[int(match["row"]), int(match["column"])] = _Cell(
                fold(document.text, paragraph.span).text, paragraph.span
            )
    return iter(found.values())


def _of_lines(grid: _Grid, lines: list[int], across: list[int]) -> Iterator[Flaw]:
    """Lines labelled as totals against the lines before them, place by place."""
    labels = {line: _label(grid, line, across) for line in lines}
    head = lines[0] if lines else 0
    if not any(re.fullmatch(_TOTAL, label) for label in labels.values()) or any(
        re.search(_NO_COUNT, label) for label in labels.values()
    ):
        return
    for place in across[1:]:
        title = grid.get((head, place))
        if title is None or re.search(_NO_COUNT, title.text) or title.value is not None:
            continue
        parts: list[float] = []
        subtotals: list[float] = []
        for line in lines[1:]:
            cell = grid.get((line, place))
            if cell is None or cell.value is None:
                break
            if not re.fullmatch(_TOTAL, labels[line]):
                parts.append(cell.value)
                continue
            added = subtotals if subtotals and not parts else parts
            if len(added) >= 2 and not isclose(sum(added), cell.value):
                note = f"{'＋'.join(map(number, added))}＝{number(sum(added))}，表中写{number(cell.value)}"
                counted = title.text.removesuffix(labels[line]) + labels[line]
                yield Flaw("arithmetic", cell.span, f"{counted}：{note}")
            if not re.search(_SUBTOTAL, labels[line]):
                break
            subtotals.append(cell.value)
            parts = []


def _label(grid: _Grid, line: int, across: Iterable[int]) -> str:
    cell = grid.get((line, next(iter(across))))
    return cell.text if cell else ""
