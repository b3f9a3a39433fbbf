"""Pages of placed characters → ``Document``: what PDF, OFD and recognised scans have in common.

Such formats know no paragraphs, tables, or running heads, only where each character and each stroke stands.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.errors import InputError
from engine.model import Document, Paragraph, Span
from engine.read.flow import Column, Flow
from engine.read.grid import Table, tables
from engine.read.placed import Glyph, Line, Page, joined, lines
from engine.read.text import lines as text_lines
from engine.read.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Pages of a document that are read.
PAGE_LIMIT: Final = 500
#: Characters of a document that are read.
GLYPH_LIMIT: Final = 2_000_000

_PAGE_NUMBER: Final = re.compile(
    r"[-\u2010-\u2015_~·•.|\s一]*(?:\d{1,4}|[ivxIVX]{1,6})[-\u2010-\u2015_~·•.|\s一]*"
    r"|第\s*[\d一二三四五六七八九十百]{1,4}\s*页\W*(?:共\s*[\d一二三四五六七八九十百]{1,4}\s*页)?"
    r"|(?:[Pp]age\s*)?\d{1,4}\s*(?:/|of)\s*\d{1,4}(?:\s*页)?"
)
_DIGITS: Final = re.compile(r"\d+")
#: Lines at the top and at the bottom of a page among which heads and feet are looked for.
_EDGE: Final = 3
#: Share of the pages on which a head stands, and how much its height may vary, in points.
_MOST, _LEVEL = 0.6, 6.0
#: Left and right pages together.
_BOTH: Final = 2


def document(path: str, data: bytes, media: str, pages: Sequence[Page], notes: Iterable[str]) -> Document:
    """Document of all paragraphs on the pages, each with its place; raises ``InputError`` when there is no text."""
    texts, paragraphs, offset = [], [], 0
    for text, place, in_table in _paragraphs(pages):
        texts.append(text)
        paragraphs.append(Paragraph(Span(offset, offset + len(text)), place, None, in_table))
        offset += len(text) + 1
    if not texts:
        raise InputError(path, "文档里没有文字", "请确认选对了文件，或重新导出")
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media=media,
        text="\n".join(texts),
        paragraphs=tuple(paragraphs),
        notes=tuple(notes),
    )


def listed(numbers: Iterable[int]) -> str:
    """Page numbers as a Chinese list, with runs of them shortened: 1、3至5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}至{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)


class _Block(Struct):
    """Lines that may flow into each other. Body text has no ``cell`` of a table and no column of its own."""

    lines: list[Line]
    cell: str = ""
    column: Column | None = None


def _paragraphs(pages: Sequence[Page]) -> Iterator[tuple[str, str, bool]]:
    """(text, place, in a table) of every paragraph."""
    counts: Counter[int] = Counter()
    blocks = _blocks(pages)
    body = Flow([line for block in blocks if block.column is None for line in block.lines])
    for block in blocks:
        flow = Flow(block.lines, block.column) if block.column else body
        for group in flow.paragraphs(block.lines):
            number = group[0].page.number
            for found in text_lines(tidy(joined(group))):
                counts[number] += not block.cell
                yield found[0], f"第{number}页{block.cell or f'第{counts[number]}段'}", bool(block.cell)


def _blocks(pages: Sequence[Page]) -> list[_Block]:
    """Body text and the cells of tables in reading order, without running heads and page numbers.

    What is written in another direction than its page comes last, line by line.
    """
    sheets: list[list[Line | _Block]] = []
    apart: list[Line] = []
    for page in pages:
        upright, *others = page.turned() if page.glyphs else [page]
        sheets.append(_sheet(upright))
        apart += [line for other in others for line in lines(other, other.glyphs)]
    gone = _furniture(sheets)
    if all(id(item) in gone for sheet in sheets for item in sheet):  # pages that are all alike have no heads
        gone = set()
    blocks = [_Block([])]
    for item in (item for sheet in sheets for item in sheet):
        if isinstance(item, _Block):
            blocks += [item, _Block([])]
        elif id(item) not in gone:
            blocks[-1].lines.append(item)
    times = Counter(map(_masked, apart))
    for line in apart:
        if times[_masked(line)] < max(2, _MOST * len(pages)):
            blocks.append(_Block([line], column=Column(line.x0, line.x1, line.size, 0)))
    return [block for block in blocks if block.lines]


def _sheet(page: Page) -> list[Line | _Block]:
    """Lines and table cells of a page from top to bottom."""
    glyphs = page.glyphs
    items: list[tuple[float, list[Line | _Block]]] = []
    for number, table in enumerate(tables(page.rules), start=1):
        glyphs, cells = _cells(page, glyphs, table, number)
        items.append((table.top, [*cells]))
    items += [(line.y, [line]) for line in lines(page, glyphs)]
    return [part for _, parts in sorted(items, key=lambda item: item[0]) for part in parts]


def _cells(page: Page, glyphs: list[Glyph], table: Table, number: int) -> tuple[list[Glyph], list[_Block]]:
    """(characters outside the table, its cells that are not empty); a frame around one text is no table."""
    inside: dict[int, list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    for glyph in glyphs:
        at = table.at(glyph.x + glyph.width / 2, glyph.y - 0.3 * glyph.size)
        (outside if at is None else inside[at]).append(glyph)
    blocks = []
    for at, cell in enumerate(table.cells):
        found = lines(page, inside[at]) if at in inside else []
        if found:
            em = median(line.size for line in found)
            padding = max(0.0, min(em, *(line.x0 - cell.x0 for line in found)))
            column = Column(cell.x0 + padding, cell.x1 - padding, em, 0)
            blocks.append(_Block(found, f"表{number}第{cell.row}行第{cell.column}列", column))
    return (outside, blocks) if len(blocks) > 1 else (glyphs, [])


def _furniture(sheets: Sequence[Sequence[Line | _Block]]) -> set[int]:
    """Identities of the lines that are running heads or feet, or page numbers.

    A head stands at the same height on most pages, or on most left or right ones, with the same words but for digits.
    """
    edges = [[item for item in [*sheet[:_EDGE], *sheet[_EDGE:][-_EDGE:]] if isinstance(item, Line)] for sheet in sheets]
    heights: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
    for number, edge in enumerate(edges):
        for line in edge:
            heights[_BOTH, _masked(line)][number] = heights[number % 2, _masked(line)][number] = line.y
    pages = {_BOTH: len(sheets), 0: (len(sheets) + 1) // 2, 1: len(sheets) // 2}
    repeated = {}
    for (side, words), found in heights.items():
        height = median(found.values())
        alike = sum(_level(y, height) for y in found.values())
        if alike >= max(2 if side == _BOTH else 3, _MOST * pages[side]):
            repeated[words] = height
    gone: set[int] = set()
    for sheet, edge in zip(sheets, edges, strict=True):
        gone |= {id(line) for line in edge if _level(line.y, repeated.get(_masked(line), -1e9))}
        rest = [item for item in sheet if id(item) not in gone]
        for item in (rest[0], rest[-1]) if rest else ():
            if isinstance(item, Line) and _PAGE_NUMBER.fullmatch(unicodedata.normalize("NFKC", item.text)):
                gone.add(id(item))
    return gone


def _level(y: float, other: float) -> bool:
    return abs(y - other) < _LEVEL


def _masked(line: Line) -> str:
    return _DIGITS.sub("#", line.text.replace(" ", ""))
