"""Pages of placed characters → paragraphs: what PDF, OFD and recognised scans have in common.

These formats know no paragraphs, only where each character stands. Characters on one base line make a line. A line
that had no room for the next word was broken by the layout, and the paragraph goes on, unless the next line is
indented, numbered, set off or of another size. Running heads and page numbers are left out. All lengths are measured
against the size of the letters, so that the unit of the format does not matter.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.errors import InputError
from engine.model import Document, Paragraph, Span
from engine.read.grid import Rule, Table, tables
from engine.read.text import lines as text_lines
from engine.read.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Pages of a document that are read.
PAGE_LIMIT: Final = 500
#: Characters of a document that are read.
GLYPH_LIMIT: Final = 2_000_000
#: Advice where there are only pictures of text.
SCAN_ADVICE: Final = (
    "请提供文字版（.docx、.txt 或由文字稿直接导出的 PDF），或安装文字识别组件（pip install 'fazhi-audit[ocr]'）后重试"
)


class Glyph(NamedTuple):
    """One character: where its base line starts (y from the top), its advance, its size, and the way it is written.

    ``turn`` counts quarter turns clockwise: 0 runs to the right, 1 down, 2 to the left, 3 up.
    """

    text: str
    x: float
    y: float
    width: float
    size: float
    turn: int = 0


@dataclass(slots=True)
class Page:
    """Characters and straight lines of one page, in any order; ``number`` counts from 1."""

    number: int
    width: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


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


# Characters

#: Radicals that some fonts stand in for the whole character. NFKC knows those from U+2F00, but not these, and gives
#: the traditional form of three.
_SUPPLEMENT: Final = (
    "⺁厂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尢⺐尢⺒巳⺓幺⺔彑⺕彐⺗心⺙攵⺛旡⺜日⺝月⺞歹⺟母⺠民⺢水⺤爪⺥爪⺧牛⺩王⺪疋⺫目⺬示⺮竹⺯糸⺱网⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊"
    "⺺聿⺻聿⺼月⺽臼⻁虎⻃西⻄西⻅见⻆角⻇角⻉贝⻊足⻋车⻏邑⻑長⻒長⻓长⻔门⻕阜⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟食⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾"
    "⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龟⻲亀⻳龟⼾户⾭青⿈黄"
)
_KIN: Final = {
    char: unicodedata.normalize("NFKC", char)
    for char in map(chr, [*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF)])
    if len(unicodedata.normalize("NFKC", char)) == 1
}
#: Soft hyphens, what PDFium puts for them, and the bullets of symbol fonts.
_DROPPED: Final = dict.fromkeys([0xAD, 0xFFFE, 0xFFFF, *range(0xF000, 0xF100)], "")
_MAPPED: Final = str.maketrans(_KIN | dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True))) | _DROPPED

_HEADING: Final = re.compile(
    r"第[一二三四五六七八九十百]{1,4}[章节条编]|[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|\d{1,2}(?:[.．](?![\d.．])|[、）)])|[①-⑳]"
)
_ENDED: Final = re.compile(r"[。！？；：…!?;:][”’」』）》)\"]*$")
_PAGE_NUMBER: Final = re.compile(
    r"[-\u2010-\u2015_~·•.|/\s一]*(?:\d{1,4}|[ivxIVX]{1,6})[-\u2010-\u2015_~·•.|\s一]*"
    r"|第\s*[\d一二三四五六七八九十百]{1,4}\s*页\W*(?:共\s*[\d一二三四五六七八九十百]{1,4}\s*页)?"
    r"|(?:[Pp]age\s*)?\d{1,4}\s*(?:/|of)\s*\d{1,4}(?:\s*页)?"
)
_DIGITS: Final = re.compile(r"\d+")
#: What a layout never parts: brackets and quotes from their word, a number or Latin word, closing marks from both.
_WORD: Final = re.compile(
    r"[“‘「『（《〈〔【(\[]*(?:[0-9A-Za-z.,%％]+|.)[”’」』）》〉〕】)\]，。、；：？！,.;:?!%％…—]*", re.DOTALL
)
_EDGE_LINES: Final = 3


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "%")


def _is_wide(char: str) -> bool:
    return char >= "\u2e80"


def _space(before: str, after: str) -> str:
    """Space that stays between two characters where the page shows one: none between a Hanzi and a digit."""
    mixed = (_is_wide(before) and _is_word(after)) or (_is_word(before) and _is_wide(after))
    return "" if mixed else " "


# Lines


@dataclass(slots=True)
class _Line:
    """Characters on one base line, from left to right; ``text`` has the spaces between them."""

    page: Page
    glyphs: list[Glyph]
    text: str
    y: float
    size: float

    @property
    def x0(self) -> float:
        return self.glyphs[0].x

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x + self.glyphs[-1].width

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def word(self) -> float:
        """Width of what cannot be parted at the start of the line."""
        head = "".join(glyph.text[:1] for glyph in self.glyphs[:24])
        found = _WORD.match(head)
        last = self.glyphs[found.end() - 1 if found else 0]
        return last.x + last.width - self.x0


def _lines(page: Page, glyphs: list[Glyph]) -> list[_Line]:
    """Lines from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if rows and glyph.y - rows[-1][-1].y <= _reach(glyph.size, rows[-1][-1].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [line for row in rows if (line := _line(page, row))]


def _reach(size: float, other: float) -> float:
    """How far apart two base lines can be and still be one: raised digits are, a caption beside a title is not."""
    large, small = max(size, other), min(size, other)
    return 0.45 * (large if large < 2 * small else small)


def _line(page: Page, row: list[Glyph]) -> _Line | None:
    row.sort(key=lambda glyph: glyph.x)
    kept: list[Glyph] = []
    text, blank = "", False
    for glyph in row:
        if glyph.text.isspace():
            blank = True
            continue
        if kept:
            last = kept[-1]
            if glyph.text == last.text and abs(glyph.x - last.x) < 0.25 * glyph.size:  # bold by printing twice
                continue
            gap = (glyph.x - last.x - last.width) / max(glyph.size, last.size)
            if gap > 2:
                text += " "
            elif blank or gap > _word_gap(last.text[-1], glyph.text[0]):
                text += _space(last.text[-1], glyph.text[0])
        text += glyph.text
        kept.append(glyph)
        blank = False
    if not kept:
        return None
    sizes = Counter(round(glyph.size, 1) for glyph in kept)
    heights = Counter(round(glyph.y, 1) for glyph in kept)
    return _Line(page, kept, text, heights.most_common(1)[0][0], sizes.most_common(1)[0][0])


def _word_gap(before: str, after: str) -> float:
    """Gap, against the size of letters, that parts two words; letters and digits are spread when lines are justified."""
    if before.isascii() and after.isascii():
        return 0.6 if before.isdigit() or after.isdigit() else 0.22
    return 2


def _turned(page: Page) -> Iterator[tuple[Page, list[Glyph]]]:
    """Characters of each direction of writing as if they ran to the right, the main direction first."""
    turns = Counter(glyph.turn % 4 for glyph in page.glyphs)
    for turn, _ in turns.most_common():
        glyphs = [glyph for glyph in page.glyphs if glyph.turn % 4 == turn]
        if turn:
            glyphs = [glyph._replace(x=x, y=y) for glyph in glyphs for x, y in [_turn(glyph.x, glyph.y, turn)]]
            ends = [(_turn(x0, y0, turn), _turn(x1, y1, turn)) for x0, y0, x1, y1 in page.rules]
            rules = [Rule(*start, *end) for start, end in ends]
            yield Page(page.number, page.width, glyphs, rules), glyphs
        else:
            yield page, glyphs


def _turn(x: float, y: float, turn: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


# Blocks: what stands together


@dataclass(slots=True)
class _Block:
    """Lines that flow into each other, or one cell of a table with its place."""

    lines: list[_Line]
    cell: str = ""
    left: float = 0
    right: float = 0


def _blocks(pages: Sequence[Page]) -> list[_Block]:
    """Body text, interrupted by the cells of tables, in reading order; running heads and page numbers left out."""
    sheets: list[list[_Line | _Block]] = []
    strays: dict[int, list[_Block]] = {}
    for page in pages:
        sheet: list[_Line | _Block] = []
        for index, (turned, glyphs) in enumerate(_turned(page)):
            if index:
                strays.setdefault(len(sheets), []).extend(_Block([line]) for line in _lines(turned, glyphs))
            else:
                sheet = _sheet(turned, glyphs)
        sheets.append(sheet)
    furniture = _furniture(sheets)
    blocks: list[_Block] = []
    for number, sheet in enumerate(sheets):
        for item in sheet:
            if isinstance(item, _Block):
                blocks.append(item)
            elif id(item) not in furniture:
                if not blocks or blocks[-1].cell:
                    blocks.append(_Block([]))
                blocks[-1].lines.append(item)
        if number in strays:
            blocks += [*strays[number], _Block([])]
    return [block for block in blocks if block.lines]


def _sheet(page: Page, glyphs: list[Glyph]) -> list[_Line | _Block]:
    """Lines and cells of a page from top to bottom."""
    items: list[tuple[float, list[_Line | _Block]]] = []
    for number, table in enumerate(tables(page.rules), start=1):
        glyphs, cells = _cells(page, glyphs, table, number)
        if cells:
            items.append((table.y0, [*cells]))
    items += [(line.y, [line]) for line in _lines(page, glyphs)]
    return [part for _, parts in sorted(items, key=lambda item: item[0]) for part in parts]


def _cells(page: Page, glyphs: list[Glyph], table: Table, number: int) -> tuple[list[Glyph], list[_Block]]:
    """(characters outside the table, its cells that are not empty); a frame around all the text is no table."""
    inside: dict[int, list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.x + glyph.width / 2, glyph.y - glyph.size * 0.3
        held = table.x0 <= x < table.x1 and table.y0 <= y < table.y1
        index = next((at for at, cell in enumerate(table.cells) if cell.holds(x, y)), None) if held else None
        (outside if index is None else inside[index]).append(glyph)
    blocks = []
    for index, cell in enumerate(table.cells):
        found = _lines(page, inside[index]) if index in inside else []
        if found:
            padding = max(0.0, min(found[0].size, *(line.x0 - cell.x0 for line in found)))
            place = f"表{number}第{cell.row}行第{cell.column}列"
            blocks.append(_Block(found, place, cell.x0 + padding, cell.x1 - padding))
    return (outside, blocks) if len(blocks) > 1 else (glyphs, [])


def _furniture(sheets: list[list[_Line | _Block]]) -> set[int]:
    """Identities of running heads and feet, and of page numbers.

    A head stands at one height on most pages, or on most left or right ones, with the same words but for digits.
    """
    edges = [
        [item for item in [*sheet[:_EDGE_LINES], *sheet[-_EDGE_LINES:]] if isinstance(item, _Line)] for sheet in sheets
    ]
    heights: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
    for number, edge in enumerate(edges):
        for line in edge:
            for group in (-1, number % 2):
                heights[group, _masked(line)][number] = line.y
    sizes = {-1: len(sheets), 0: (len(sheets) + 1) // 2, 1: len(sheets) // 2}
    repeated = {
        words: median(found.values())
        for (group, words), found in heights.items()
        if len(found) >= max(2 if group < 0 else 3, 0.6 * sizes[group])
    }
    gone: set[int] = set()
    for sheet, edge in zip(sheets, edges, strict=True):
        for line in edge:
            if abs(repeated.get(_masked(line), -9e9) - line.y) < line.size:
                gone.add(id(line))
        rest = [item for item in sheet if id(item) not in gone]
        for item in (rest[0], rest[-1]) if rest else ():
            if isinstance(item, _Line) and _PAGE_NUMBER.fullmatch(unicodedata.normalize("NFKC", item.text)):
                gone.add(id(item))
    return gone


def _masked(line: _Line) -> str:
    return _DIGITS.sub("#", line.text.replace(" ", ""))


# Paragraphs


class _Column(NamedTuple):
    """Edges of a column of text, size of its letters, and distance of its lines (0 when not known)."""

    left: float
    right: float
    em: float
    pitch: float


def _paragraphs(pages: Sequence[Page]) -> Iterator[tuple[str, str, bool]]:
    """(text, place, in a table) of every paragraph."""
    counts: Counter[int] = Counter()
    blocks = _blocks(pages)
    columns = _columns([line for block in blocks if not block.cell for line in block.lines])
    for block in blocks:
        if block.cell:
            em = median(line.size for line in block.lines)
            cell = _Column(block.left, block.right, em, 0)
            groups = _Joiner(defaultdict(lambda cell=cell: cell)).groups(block.lines)
        else:
            groups = _Joiner(columns).groups(block.lines)
        for group in groups:
            number = group[0].page.number
            for found in text_lines(tidy(_joined(group))):
                if block.cell:
                    yield found[0], f"第{number}页{block.cell}", True
                else:
                    counts[number] += 1
                    yield found[0], f"第{number}页第{counts[number]}段", False


def _joined(lines: Sequence[_Line]) -> str:
    """Text of the lines of a paragraph, without the breaks."""
    text = ""
    for line in lines:
        if text.endswith("\xad"):  # a word was parted here, or a hyphen happened to stand at the end
            text = text[:-1] + ("" if line.text[0].islower() else "-")
        elif text and text[-1].isascii() and text[-1].isalpha() and line.text[0].isascii() and line.text[0].isalpha():
            text += " "
        text += line.text
    return text.translate(_MAPPED)


def _key(page: Page) -> tuple[int, int]:
    """Pages of one width share their margins; left and right pages may not."""
    return round(page.width), page.number % 2


def _columns(lines: Sequence[_Line]) -> dict[tuple[int, int], _Column]:
    """Column of body text on each kind of page, measured from the lines themselves."""
    if not lines:
        return {}
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.glyphs)
    em = sizes.most_common(1)[0][0] or 1.0
    groups: dict[tuple[int, int], list[_Line]] = defaultdict(list)
    for line in lines:
        groups[_key(line.page)].append(line)
    columns = {}
    for (width, side), group in groups.items():
        enough = group if len(group) >= _FEW else group + groups.get((width, 1 - side), [])
        columns[width, side] = _column(sorted(enough, key=lambda line: (line.page.number, line.y)), em)
    return columns


def _column(lines: list[_Line], em: float) -> _Column:
    body = [line for line in lines if _alike(line.size, em)] or lines
    ends = sorted(line.x1 for line in body)
    right = ends[-max(min(2, len(ends)), len(ends) // 20)]
    if sum(end > right - em for end in ends) < max(3, len(ends) // 10):  # too few to tell: margins are mostly alike
        right = max(right, body[0].page.width - min(line.x0 for line in body) - 2 * em)
    pairs = [(last, line) for last, line in pairwise(body) if last.page.number == line.page.number]
    after_full = [(last, line) for last, line in pairs if _fills(last, line, right)]
    left = _densest([line.x0 for _, line in after_full] or [line.x0 for line in body], em)
    drops = [line.y - last.y for last, line in after_full] or [line.y - last.y for last, line in pairs]
    return _Column(left, right, em, median(drops) if drops else 0.0)


def _densest(values: list[float], em: float) -> float:
    """Middle of the values that lie closest together."""
    values = sorted(values)
    best = max(
        ([value for value in values if start <= value <= start + 0.6 * em] for start in dict.fromkeys(values)), key=len
    )
    return median(best)


def _alike(size: float, other: float) -> bool:
    return 0.87 <= size / other <= 1.15 if other else False


def _fills(last: _Line, line: _Line, right: float) -> bool:
    """Whether the first word of ``line`` had no room in the line before it."""
    return right - last.x1 < line.word + last.size
