"""Characters placed on a page → lines, with the spaces that the page shows between words and none it does not mean.

Lengths are in points, y is counted from the top; what matters is their proportion to the size of the letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct, field

from engine.read.grid import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Radicals that some fonts stand in for the whole character. NFKC does not know those of the supplement, and gives the
#: traditional form of three others.
_SUPPLEMENT: Final = (
    "⺁厂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尢⺐尢⺒巳⺓幺⺔彑⺕彐⺗心⺙攵⺛旡⺜日⺝月⺞歹⺟母⺠民⺢水⺤爪⺥爪⺧牛⺩王⺪疋⺫目⺬示⺮竹⺯糸⺱网⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊"
    "⺺聿⺻聿⺼月⺽臼⻁虎⻃西⻄西⻅见⻆角⻇角⻉贝⻊足⻋车⻏邑⻑長⻒長⻓长⻔门⻕阜⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟食⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾"
    "⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龟⻲亀⻳龟⼾户⾭青⿈黄"
)
_KIN: Final = {
    code: normal
    for code in [*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)]
    if len(normal := unicodedata.normalize("NFKC", chr(code))) == 1
}
#: What a reader puts for a hyphen that ends a line, as PDFium does: it may have been there only to part a word.
LINE_HYPHEN: Final = "\x02"
#: Soft hyphens, what is no character, and the bullets of symbol fonts.
_DROPPED: Final = dict.fromkeys([0xAD, 0xFFFE, 0xFFFF, *range(0xF000, 0xF100)], "")
_MAPPED: Final = {**_KIN, **dict(zip(map(ord, _SUPPLEMENT[::2]), _SUPPLEMENT[1::2], strict=True)), **_DROPPED}

#: What a layout never parts: brackets and quotes from their word, a number or Latin word, closing marks from both.
_WORD: Final = re.compile(
    r"[“‘「『（《〈〔【(\[]*(?:[0-9A-Za-z.,%％·-]+|.)[”’」』）》〉〕】)\]，。、；：？！,.;:?!%％…—]*", re.DOTALL
)
_LONGEST_WORD: Final = 24
#: Gap, against the size of the letters, that parts Latin words.
_LEAST_GAP: Final = 0.22
#: Gap that sets words apart on purpose.
_APART: Final = 2


class Glyph(NamedTuple):
    """One character: where its base line starts, its advance, its size, and the way it is written.

    ``turn`` counts quarter turns clockwise: 0 runs to the right, 1 down, 2 to the left, 3 up.
    """

    text: str
    x: float
    y: float
    width: float
    size: float
    turn: int = 0


class Page(Struct):
    """Characters and straight lines of one page, in any order; ``number`` counts from 1."""

    number: int
    width: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def turned(self) -> Iterator[Page]:
        """The page once for each direction of writing, turned so that it runs to the right; the main one first."""
        for turn, _ in Counter(glyph.turn for glyph in self.glyphs).most_common():
            glyphs = [glyph for glyph in self.glyphs if glyph.turn == turn]
            rules = self.rules
            if turn:
                starts = [_turn(glyph.x, glyph.y, turn) for glyph in glyphs]
                glyphs = [glyph._replace(x=x, y=y) for glyph, (x, y) in zip(glyphs, starts, strict=True)]
                rules = [Rule(*_turn(x0, y0, turn), *_turn(x1, y1, turn)) for x0, y0, x1, y1 in rules]
            yield Page(self.number, self.width, glyphs, rules)


def _turn(x: float, y: float, turn: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


class Line(Struct):
    """Characters on one base line, from left to right; ``text`` has the spaces between them.

    ``end`` is where the line ends with the spaces that follow its last character.
    """

    page: Page
    glyphs: list[Glyph]
    text: str
    y: float
    size: float
    end: float

    @property
    def x0(self) -> float:
        return self.glyphs[0].x

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x + self.glyphs[-1].width

    def gaps(self) -> list[tuple[float, float]]:
        """Where on the line words are set apart on purpose."""
        pairs = pairwise(self.glyphs)
        return [(last.x + last.width, glyph.x) for last, glyph in pairs if _gap(last, glyph) > _APART]

    @property
    def word(self) -> float:
        """Width of what a layout would not part at the start of the line."""
        found = _WORD.match("".join(glyph.text[0] for glyph in self.glyphs[:_LONGEST_WORD]))
        last = self.glyphs[found.end() - 1 if found else 0]
        return last.x + last.width - self.x0


def lines(page: Page, glyphs: Sequence[Glyph]) -> list[Line]:
    """Lines from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if rows and glyph.y - rows[-1][-1].y <= _reach(glyph.size, rows[-1][-1].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [line for row in rows if (line := _line(page, row))]


def joined(parts: Sequence[Line]) -> str:
    """Text of the lines of one paragraph, without the breaks and with whole characters for radicals."""
    text = ""
    for line in parts:
        start = line.text[0]
        if text.endswith(LINE_HYPHEN) and start.islower():
            text = text[:-1]
        elif text and all(char.isascii() and char.isalpha() for char in (text[-1], start)):
            text += " "
        text += line.text
    return text.replace(LINE_HYPHEN, "-").translate(_MAPPED)


def _reach(size: float, other: float) -> float:
    """How far apart two base lines can be and still be one: raised digits are, a note beside a title is not."""
    large, small = max(size, other), min(size, other)
    return 0.45 * (large if large < 2 * small else small)


def _line(page: Page, row: list[Glyph]) -> Line | None:
    row.sort(key=lambda glyph: glyph.x)
    kept: list[Glyph] = []
    parts: list[str] = []
    blank, end = False, 0.0
    for glyph in row:
        end = max(end, glyph.x + glyph.width) if kept else 0.0
        if glyph.text.isspace():
            blank = True
            continue
        if kept:
            last = kept[-1]
            if glyph.text == last.text and abs(glyph.x - last.x) < 0.25 * glyph.size:  # bold by printing it twice
                continue
            parts.append(_between(last, glyph, blank=blank))
        parts.append(glyph.text)
        kept.append(glyph)
        blank = False
    if not kept:
        return None
    y, size = _most([glyph.y for glyph in kept]), _most([glyph.size for glyph in kept])
    return Line(page, kept, "".join(parts), y, size, max(end, kept[-1].x + kept[-1].width))


def _most(values: list[float]) -> float:
    """Most frequent value; the first of equals."""
    return Counter(values).most_common(1)[0][0]


def _gap(last: Glyph, glyph: Glyph) -> float:
    """Space between two characters, against the size of the larger."""
    return (glyph.x - last.x - last.width) / max(glyph.size, last.size)


def _between(last: Glyph, glyph: Glyph, *, blank: bool) -> str:
    """Space between two characters of a line; ``blank`` says that the file has one there."""
    gap = _gap(last, glyph)
    if gap < _LEAST_GAP and not blank:
        return ""
    before, after = last.text[-1], glyph.text[0]
    if gap > _APART:
        return " "
    if before.isascii() and after.isascii():
        # Justified lines spread letters and digits as well.
        return " " if blank or gap > (0.6 if before.isdigit() or after.isdigit() else _LEAST_GAP) else ""
    for wide, narrow in ((before, after), (after, before)):
        if wide >= "\u2e80" and narrow.isascii() and (narrow.isalnum() or narrow == "%"):
            return ""  # layouts put a small space between Hanzi and digits
    return " " if blank else ""
