"""Totals in tables against the cells they add up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import isclose

from msgspec import Struct

from engine.model import Document, Span
from engine.observe.flaws.arithmetic import OVERLAPPING
from engine.observe.flaws.flaw import Flaw, number
from engine.outline.tables import MEASURES, Table, is_nothing, number_in, tables, unit_in_name

# Compiled when they are first used: few reports have a table.
_TOTAL = r"(?:合|总|小|共)计(?:数|（[^）]{1,6}）)?|总数|合并计算"
_SUBTOTAL = r"小计"
#: A column or row with such a label holds no counts that add up.
_NO_COUNT = (
    r"率|占比|比例|百分|序号|编号|年份|时间|日期|排名|其中|同比|增长|平均|均|上年|去年|度$|得分|评分|分数|天数|电话"
)
_INDEX = r"序号|编号|行次"
_OF_WHICH = r"其中：?"
#: Ways in which a case may end: it ends in one of them.
_OUTCOME = r"维持|撤销|变更|确认违法|责令履行|驳回|终止|调解|和解|撤回"
_FEWEST_SHARED = 2


class _Cell(Struct, frozen=True):
    text: str
    span: Span
    unit: str | None = None

    @property
    def value(self) -> float | None:
        """The count in the cell; 0 where it says nothing; None where it is something else."""
        if is_nothing(self.text):
            return 0.0
        match = number_in(self.text)
        if match is None or match["scale"] or match["unit"] == "%" or match.start("number") or self.text[-1] == "余":
            return None
        return float(match["number"])


_Grid = Mapping[tuple[int, int], _Cell]


def totals(document: Document) -> Iterator[Flaw]:
    """Totals (合计, 小计, 其中) of rows and columns that their cells do not give."""
    for table in tables(document):
        grid = _grid(table)
        rows, columns = sorted({row for row, _ in grid}), sorted({column for _, column in grid})
        turned = {(column, row): cell for (row, column), cell in grid.items()}
        for cells, lines, across in ((grid, rows, columns), (turned, columns, rows)):
            yield from _of_lines(cells, lines, across)
            yield from _of_parts(cells, lines, across)


def _grid(table: Table) -> _Grid:
    """Cells of a table without titles above it, measure words and the numbers of its rows."""
    counts = Counter(row for row, _ in table.cells)
    top = next((row for row in sorted(counts) if counts[row] > 1), 0)
    first = min((column for _, column in table.cells), default=0)
    head = table.cells.get((top, first))
    numbered = head is not None and re.fullmatch(_INDEX, head.text) is not None
    units = {row: cell.text for (row, _), cell in table.cells.items() if cell.text in MEASURES}
    told = {column for (row, column), cell in table.cells.items() if row > top and cell.text not in MEASURES}
    found: dict[tuple[int, int], _Cell] = {}
    for (row, column), cell in sorted(table.cells.items()):
        is_number_of_row = numbered and column == first and not re.fullmatch(_TOTAL, cell.text)
        if row < top or column not in told or cell.text in MEASURES or is_number_of_row:
            continue
        bracket = unit_in_name(table.cells[row, first].text) if (row, first) in table.cells else None
        match = number_in(cell.text)
        unit = (match and match["unit"]) or units.get(row) or (bracket and bracket[0])
        shown = max(column, first + 1) if numbered else column  # a total may stand where the numbers of the rows do
        found.setdefault((row, shown), _Cell(cell.text, cell.span(0, len(cell.text)), unit or None))
    return found


def _of_lines(grid: _Grid, lines: Sequence[int], across: Sequence[int]) -> Iterator[Flaw]:
    """Lines labelled as totals against the lines before them, or behind the only one, place by place."""
    labels = {line: _label(grid, line, across) for line in lines}
    marked = [line for line in lines if re.fullmatch(_TOTAL, labels[line])]
    if not marked or any(re.search(_NO_COUNT, label) for label in labels.values()):
        return
    for place in across[1:]:
        body = _body(grid, lines, place)
        if body is None:
            continue
        leading = body and marked == body[:1] and not re.search(_SUBTOTAL, labels[body[0]])
        parts: list[_Cell] = []
        subtotals: list[_Cell] = []
        for line in (*body[1:], body[0]) if leading else body:
            cell = grid.get((line, place))
            if cell is None or cell.value is None:
                break
            if line not in marked:
                parts.append(cell)
                continue
            added = subtotals if subtotals and not parts else parts
            if _differs(added, cell) and not (leading and _reached(added, cell)):
                title = grid[lines[0], place].text if lines[0] != body[0] else ""
                counted = title.removesuffix(labels[line]) + labels[line]
                yield Flaw("arithmetic", cell.span, f"{counted}：{_added(added)}，表中写{number(cell.value)}")
            if not re.search(_SUBTOTAL, labels[line]):
                break
            subtotals.append(cell)
            parts = []


def _body(grid: _Grid, lines: Sequence[int], place: int) -> Sequence[int] | None:
    """Lines with the counts of a place: all but its head, if it has one; None where it counts nothing."""
    title = grid.get((lines[0], place))
    if title is None or re.search(_NO_COUNT, title.text):
        return None
    return lines if title.value is not None else lines[1:]


def _of_parts(grid: _Grid, lines: Sequence[int], across: Sequence[int]) -> Iterator[Flaw]:
    """Lines that 其中 makes parts of the line before them, and that are more than it."""
    labels = {line: _label(grid, line, across) for line in lines}
    for place in across[1:]:
        for at, line in enumerate(lines):
            whole = grid.get((lines[at - 1], place)) if at else None
            named = labels[line].startswith("其中") and not labels[lines[at - 1]].startswith("其中")
            if not named or whole is None or not whole.value:
                continue
            parts: list[_Cell] = []
            for other in lines[at:]:
                cell = grid.get((other, place))
                kin = labels[other].startswith("其中") or _are_kin(labels[line], labels[other])
                if cell is None or cell.value is None or cell.unit != whole.unit or not kin:
                    break
                parts.append(cell)
            names = "".join(labels[other] for other in lines[at : at + len(parts)])
            more = sum(cell.value or 0 for cell in parts) > whole.value
            if len(parts) > 1 and more and not _reached(parts, whole) and not OVERLAPPING.stand_in(names):
                note = f"{_added(parts)}，多于{number(whole.value)}"
                yield Flaw("arithmetic", whole.span, f"{labels[lines[at - 1]]}：{note}")


def _are_kin(first: str, other: str) -> bool:
    """Whether two labels name kinds of one thing: they end alike (普通程序, 简易程序), or tell how cases end."""
    first, other = (re.sub(rf"^{_OF_WHICH}|（[^（）]*）$", "", label) for label in (first, other))
    if re.search(_OUTCOME, first) and re.search(_OUTCOME, other):
        return True
    return len(other) > _FEWEST_SHARED and first[-_FEWEST_SHARED:] == other[-_FEWEST_SHARED:]


def _differs(parts: Sequence[_Cell], total: _Cell) -> bool:
    """Whether two parts or more of the same kind do not give a total."""
    alike = {cell.unit for cell in parts if cell.value} <= {total.unit}
    return len(parts) > 1 and alike and not isclose(sum(cell.value or 0 for cell in parts), total.value or 0)


def _reached(parts: Sequence[_Cell], total: _Cell) -> bool:
    """Whether the first parts give the total: what follows divides it anew."""
    return any(isclose(value, total.value or 0) for value in accumulate(cell.value or 0 for cell in parts))


def _added(parts: Sequence[_Cell]) -> str:
    values = [cell.value or 0 for cell in parts]
    return f"{'＋'.join(map(number, values))}＝{number(sum(values))}"


def _label(grid: _Grid, line: int, across: Sequence[int]) -> str:
    cell = grid.get((line, across[0]))
    return cell.text if cell else ""
