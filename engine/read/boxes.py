"""A page as a browser lays it out: a flat list of blocks (lines of text), and a tree of boxes that hold them.

A box covers a range of the list, and so do the boxes inside it. A table counts the cells that are put into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Tables inside each other, and columns of a table; no page needs more.
_DEEPEST, _WIDEST = 40, 200
_CELLS: Final = frozenset({"td", "th"})


class Box(Struct, eq=False):
    """A box of the page. It holds the blocks from ``start`` to ``end`` of the list, and further boxes.

    ``beside`` says that the markup itself puts it beside the article, ``article`` that it calls it the article. Every
    box knows the innermost ``cell`` and ``table`` it stands in; a cell is its own.

    ``row`` and ``column``, from 1, are the place of a cell, and of a table the place where its next cell goes. A table
    knows down to which row its columns are ``taken``.
    """

    tag: str
    name: str
    start: int
    parent: Box | None = None
    beside: bool = False
    article: bool = False
    cell: Box | None = None
    table: Box | None = None
    end: int = 0
    row: int = 0
    column: int = 0
    children: list[Box] = field(default_factory=list)
    cells: list[Box] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)

    @property
    def is_cell(self) -> bool:
        return self.cell is self

    def open(self, tag: str, name: str, start: int, *, beside: bool = False, article: bool = False) -> Box:
        """Put a box inside this one; it stands beside the article, or in it, if this one does."""
        table = self if self.tag == "table" else self.table
        box = Box(tag, name, start, self, self.beside or beside, self.article or article, self.cell, table)
        self.children.append(box)
        if table is None:
            return box
        if tag in _CELLS:
            box.cell = box
        elif tag == "tr":
            table.row, table.column = table.row + 1, 1
        return box

    def span(self, wide: int, tall: int) -> None:
        """Give a cell of so many columns and rows its place, past the cells of earlier rows that reach down to it."""
        table = self.table
        if table is None:
            return
        row, column = max(table.row, 1), max(table.column, 1)
        while table.taken.get(column, 0) >= row:
            column += 1
        self.row, self.column = row, column
        wide = min(max(wide, 1), _WIDEST)
        if tall > 1:
            table.taken |= dict.fromkeys(range(column, min(column + wide, _WIDEST)), row + tall - 1)
        table.column = column + wide
        table.cells.append(self)


class Block(Struct, eq=False):
    """A line of text: how many of its characters are links, how many stand in sentences outside of links.

    ``level`` is that of the heading it is; ``files`` are names of attachments that it links to.
    """

    text: str
    box: Box
    level: int | None
    linked: int
    weight: int
    files: tuple[str, ...]

    @property
    def is_link(self) -> bool:
        return self.linked * 10 >= len(self.text) * 6


def climb(box: Box | None) -> Iterator[Box]:
    """The cells that a box stands in, innermost first; no page nests more than ``_DEEPEST`` tables."""
    cell = box.cell if box else None
    for _ in range(_DEEPEST):
        if cell is None:
            break
        yield cell
        cell = cell.table.cell if cell.table else None
