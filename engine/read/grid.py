"""Ruled tables on a page: straight lines → cells. Lengths are in points, y is counted from the top."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Lines that miss each other by less than this still meet; double borders are one.
_SLACK: Final = 3.0
#: A drawing of more lines than this, once joined, is no table.
_MOST_LINES: Final = 600
_MOST_CELLS: Final = 2_000


class Rule(NamedTuple):
    """Straight line or thin bar, by its corners."""

    x0: float
    y0: float
    x1: float
    y1: float


class Cell(NamedTuple):
    """Cell of a table; row and column count from 1 and are those of its upper left corner."""

    row: int
    column: int
    x0: float
    y0: float
    x1: float
    y1: float


class Table(Struct, frozen=True):
    """Ruled table with at least two cells, row by row, and the grid they lie on: ``owners`` has a cell per square."""

    cells: tuple[Cell, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: tuple[int, ...]

    @property
    def top(self) -> float:
        return self.ys[0]

    def at(self, x: float, y: float) -> int | None:
        """Index of the cell at a point."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        columns = len(self.xs) - 1
        inside = 0 <= column < columns and 0 <= row < len(self.ys) - 1
        return self.owners[row * columns + column] if inside else None


class _Bar(NamedTuple):
    """Line across: ``at`` is its fixed coordinate, ``start`` to ``end`` its reach."""

    at: float
    start: float
    end: float


def tables(rules: Iterable[Rule]) -> list[Table]:
    """Tables that the lines of a page draw, from top to bottom. Open sides are closed where the lines end."""
    across, down = [], []
    for x0, y0, x1, y1 in rules:
        if abs(y1 - y0) <= _SLACK < abs(x1 - x0):
            across.append(_Bar((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= _SLACK < abs(y1 - y0):
            down.append(_Bar((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    across, down = _joined(across), _joined(down)
    if len(across) + len(down) > _MOST_LINES:
        return []
    found = (_table(*group) for group in _connected(across, down))
    return sorted((table for table in found if table), key=lambda table: (table.top, table.xs))


def _joined(bars: list[_Bar]) -> list[_Bar]:
    """Pieces on one line that touch become one bar."""
    lines: list[list[_Bar]] = []
    for bar in sorted(bars):
        if lines and bar.at - lines[-1][0].at <= _SLACK:
            lines[-1].append(bar)
        else:
            lines.append([bar])
    result: list[_Bar] = []
    for line in lines:
        at, (start, end) = line[0].at, line[0][1:]
        for _, more, until in sorted(line, key=lambda bar: bar.start):
            if more > end + _SLACK:
                result.append(_Bar(at, start, end))
                start, end = more, until
            start, end = min(start, more), max(end, until)
        result.append(_Bar(at, start, end))
    return result


def _clusters(values: list[float]) -> list[float]:
    """Values that differ by more than the slack, in order; the first of each cluster stands for it."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _SLACK:
            kept.append(value)
    return kept


def _connected(across: list[_Bar], down: list[_Bar]) -> list[tuple[list[_Bar], list[_Bar]]]:
    """Groups of bars that cross or touch each other."""
    parent = list(range(len(across) + len(down)))
    for first, bar in enumerate(across):
        for second, post in enumerate(down, start=len(across)):
            if bar.start - _SLACK <= post.at <= bar.end + _SLACK and post.start - _SLACK <= bar.at <= post.end + _SLACK:
                parent[_top(parent, first)] = _top(parent, second)
    groups: dict[int, tuple[list[_Bar], list[_Bar]]] = {}
    for index, bar in enumerate(across + down):
        groups.setdefault(_top(parent, index), ([], []))[index >= len(across)].append(bar)
    return list(groups.values())


def _top(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index


def _table(across: list[_Bar], down: list[_Bar]) -> Table | None:
    if len(across) < 2 or not down:
        return None
    xs = _clusters([post.at for post in down] + [min(bar.start for bar in across), max(bar.end for bar in across)])
    ys = _clusters([bar.at for bar in across] + [min(post.start for post in down), max(post.end for post in down)])
    columns, rows = len(xs) - 1, len(ys) - 1
    if not 2 <= columns * rows <= _MOST_CELLS:
        return None
    # Squares of the grid without a line between them are one cell.
    parent = list(range(columns * rows))
    for row, (top, bottom) in enumerate(pairwise(ys)):
        for column, (left, right) in enumerate(pairwise(xs)):
            here = row * columns + column
            if column + 1 < columns and not _ruled(down, right, (top + bottom) / 2):
                parent[_top(parent, here)] = _top(parent, here + 1)
            if row + 1 < rows and not _ruled(across, bottom, (left + right) / 2):
                parent[_top(parent, here)] = _top(parent, here + columns)
    squares: dict[int, list[int]] = {}
    for index in range(columns * rows):
        squares.setdefault(_top(parent, index), []).append(index)
    if len(squares) < 2:
        return None
    cells: list[Cell] = []
    owners = [0] * (columns * rows)
    for members in sorted(squares.values()):
        spread = sorted(index % columns for index in members)
        first, last = members[0] // columns, members[-1] // columns
        left, right = xs[spread[0]], xs[spread[-1] + 1]
        for index in members:
            owners[index] = len(cells)
        cells.append(Cell(first + 1, spread[0] + 1, left, ys[first], right, ys[last + 1]))
    return Table(tuple(cells), tuple(xs), tuple(ys), tuple(owners))


def _ruled(bars: list[_Bar], at: float, through: float) -> bool:
    return any(abs(bar.at - at) <= _SLACK and bar.start <= through <= bar.end for bar in bars)
