"""Lines → paragraphs, by geometry.

A line that had no room for the first word of the next was broken by the layout, and its paragraph goes on; a line
that had room ends one. A paragraph also begins where the indent, a wider gap, another size of letters, or a number
after a full stop says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.read.placed import Line, Page

_NUMBERED: Final = re.compile(
    r"第[一二三四五六七八九十百]{1,4}[章节条编]|[一二三四五六七八九十]{1,3}、"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}(?:[.．](?![\d.．])|[、）)])|[①-⑳]"
)
#: Ends of a line after which a paragraph cannot end.
_OPEN: Final = re.compile(r"[，、（《〈“‘〔【(—]$")
_ENDED: Final = re.compile(r"[。！？；：…!?;:][”’」』）》)\"]*$")

#: With fewer lines than this, left and right pages are measured together.
_FEW: Final = 12
#: Offsets from the left edge, in letters, that are still at the edge.
_NEAR: Final = 0.75
#: An indent that is wider than this is no hanging paragraph, but a signature.
_WIDEST_INDENT: Final = 6


class Column(NamedTuple):
    """Edges of a column of text, size of its letters, and distance of its lines (0 when not known)."""

    left: float
    right: float
    em: float
    pitch: float

    def offset(self, line: Line) -> float:
        return (line.x0 - self.left) / self.em

    def centres(self, line: Line) -> bool:
        return abs(line.x0 + line.x1 - self.left - self.right) < 1.5 * self.em

    def full(self, line: Line, after: Line) -> bool:
        """Whether the first word of ``after`` had no room at the end of ``line``, give or take a letter."""
        return self.right - line.end < after.word + line.size or bool(_OPEN.search(line.text))


class Flow:
    """Joins lines of one kind of text. The columns are measured from ``lines``, or given by ``column`` for a cell."""

    def __init__(self, lines: Sequence[Line], column: Column | None = None) -> None:
        self._columns = _columns(lines) if column is None else {}
        self._column = column
        self._hanging = self._measure_hanging(lines) if column is None else frozenset[int]()
        self._flush = column is not None or self._measure_flush(lines)

    def paragraphs(self, lines: Iterable[Line]) -> list[list[Line]]:
        """The lines of each paragraph."""
        groups: list[list[Line]] = []
        for line in lines:
            if groups and self._goes_on(groups[-1][-1], line):
                groups[-1].append(line)
            else:
                groups.append([line])
        return groups

    def _of(self, line: Line) -> Column:
        return self._column or self._columns[_kind(line.page)]

    def _goes_on(self, last: Line, line: Line) -> bool:
        above, here = self._of(last), self._of(line)
        if not _alike(last.size, line.size) or _in_columns(last, line):
            return False
        large = last.size > 1.15 * above.em
        if last.page.number == line.page.number and above.pitch:
            pitch = above.pitch * (last.size / above.em if large else 1)
            if line.y - last.y > pitch + max(0.45 * last.size, 0.25 * pitch):
                return False
        numbered, ended = bool(_NUMBERED.match(line.text)), bool(_ENDED.search(last.text))
        offset = here.offset(line)
        if offset > _NEAR and above.centres(last) and here.centres(line):  # a title; its author may break the lines
            room = above.right - above.left - (last.x1 - last.x0)
            return not (numbered or ended) and (large or room < line.word + last.size)
        if not above.full(last, line):
            return False
        if abs(offset) <= _NEAR:
            return not (numbered and ended and self._flush)
        return _step(offset) in self._hanging and not numbered

    def _measure_hanging(self, lines: Sequence[Line]) -> frozenset[int]:
        """Offsets at which lines mostly go on: those of numbered items with a hanging indent."""
        seen: Counter[tuple[int, bool]] = Counter()
        for last, line in pairwise(lines):
            offset = self._of(line).offset(line)
            if _NEAR < abs(offset) < _WIDEST_INDENT and _alike(last.size, line.size):
                full = self._of(last).full(last, line)
                seen[_step(offset), full and not _ENDED.search(last.text) and not _NUMBERED.match(line.text)] += 1
        return frozenset(
            step for (step, goes_on), count in seen.items() if goes_on and count > max(2, seen[step, False])
        )

    def _measure_flush(self, lines: Sequence[Line]) -> bool:
        """Whether numbered paragraphs begin at the edge: some surely do, or none surely begins elsewhere."""
        flush = elsewhere = 0
        for last, line in pairwise(lines):
            if _NUMBERED.match(line.text) and not self._of(last).full(last, line):
                at_edge = abs(self._of(line).offset(line)) <= _NEAR
                flush += at_edge
                elsewhere += not at_edge
        return flush > 0 or not elsewhere


def _in_columns(last: Line, line: Line) -> bool:
    """Whether words of two lines stand under each other as in a table without rules: the same strips are blank."""
    if " " not in last.text or " " not in line.text:
        return False
    fewer, more = sorted((last.gaps(), line.gaps()), key=len)
    return bool(fewer) and all(
        any(min(stop, end) - max(start, begin) >= line.size for begin, end in more) for start, stop in fewer
    )


def _step(offset: float) -> int:
    return round(offset * 2)


def _alike(size: float, other: float) -> bool:
    return 0.87 * other <= size <= 1.15 * other


def _kind(page: Page) -> tuple[int, int]:
    """Pages of one width share their margins; left and right pages may not."""
    return round(page.width), page.number % 2


def _columns(lines: Sequence[Line]) -> dict[tuple[int, int], Column]:
    sizes: Counter[float] = Counter()
    groups: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.glyphs)
        groups[_kind(line.page)].append(line)
    em = max(sizes, key=lambda size: sizes[size], default=1.0) or 1.0
    columns = {}
    for (width, side), group in groups.items():
        few = len(group) < _FEW
        columns[width, side] = _column(group + groups.get((width, 1 - side), []) if few else group, em)
    return columns


def _column(lines: list[Line], em: float) -> Column:
    body = [line for line in lines if _alike(line.size, em)] or lines
    ends = sorted(line.x1 for line in body)
    right = ends[-max(min(2, len(ends)), len(ends) // 20)]
    start, width = min(line.x0 for line in body), body[0].page.width
    if sum(end > right - em for end in ends) < max(3, len(ends) // 10) or right - start < width / 2:
        right = max(right, width - start - 2 * em)  # no edge to be seen: margins are mostly alike
    edge = Column(0, right, em, 0)
    pairs = [(last, line) for last, line in pairwise(body) if last.page.number == line.page.number]
    broken = [(last, line) for last, line in pairs if edge.full(last, line)]
    left = _densest([line.x0 for _, line in broken] or [line.x0 for line in body], 0.6 * em)
    drops = [line.y - last.y for last, line in broken or pairs]
    return Column(left, right, em, median(drops) if drops else 0.0)


def _densest(values: list[float], width: float) -> float:
    """Middle of the most values that lie within ``width``."""
    values = sorted(values)
    counts = [(bisect_right(values, value + width) - index, -index) for index, value in enumerate(values)]
    count, start = max(counts)
    return median(values[-start : -start + count])
