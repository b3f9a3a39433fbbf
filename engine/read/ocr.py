"""Recognition of scanned pages with rapidocr, where it is installed (extra ``ocr``); its models come in its package."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from engine.read.placed import Glyph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.read.placed import Page

ADVICE: Final = (
    "请提供文字版（.docx、.txt，或由文稿直接导出的 PDF），或安装文字识别组件（pip install 'fazhi-audit[ocr]'）后重试"
)
#: Pages that are recognised in one document; each takes seconds.
PAGE_LIMIT: Final = 60
#: Dots to the inch of the picture that is recognised, and the most dots of a side, which is what rapidocr works with.
_DPI, _SIDE = 170, 2000

#: A line of this many letters tells how wide and high the letters of the page are.
_LONG: Final = 12
#: Part of a line's height below its base line.
_BELOW: Final = 0.2
#: Marks that are drawn in the left or in the right half of their square.
_LEFT_HALF, _RIGHT_HALF = "，。、；：！？”’）》〉」』】〕", "“‘（《〈「『【〔"


def installed() -> bool:
    """Whether the parts for recognition are there."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime"))


@cache
def _engine() -> Any:
    return import_module("rapidocr").RapidOCR(params={"Global.log_level": "critical"})


class _Found(NamedTuple):
    """A line of text on the page, straightened: its ends, its bottom and its height, in points."""

    text: str
    x0: float
    x1: float
    bottom: float
    height: float

    @property
    def units(self) -> float:
        """Width in letters."""
        return sum(_unit(char) for char in self.text)


def recognise(source: Any, page: Page) -> None:
    """Replace the characters of ``page`` by what is read from the picture of ``source``, an open page of PDFium."""
    width, height = source.get_size()
    scale = min(_DPI / 72, _SIDE / max(width, height, 1))
    bitmap = source.render(scale=scale)
    try:
        # Its classifier of upside-down lines turns some that stand upright.
        result = _engine()(bitmap.to_numpy().copy(), use_cls=False)
    finally:
        bitmap.close()
    boxes = [] if result.boxes is None else (result.boxes / scale).tolist()
    found = sorted(_straightened(boxes, result.txts or (), width / 2, height / 2), key=lambda line: line.bottom)
    long = [line for line in found if line.units >= _LONG] or found
    em = median((line.x1 - line.x0) / line.units for line in long) if long else 0.0
    usual = median(line.height for line in long) if long else 1.0
    page.glyphs.clear()
    above = 1.0
    for line in found:
        above = _scale(line, line.height / usual if usual > 0 else 1.0, above)
        page.glyphs += _glyphs(line, em * above)


def _straightened(
    boxes: list[list[list[float]]], texts: tuple[str, ...], middle_x: float, middle_y: float
) -> Iterator[_Found]:
    """Lines as they would stand had the page not been laid askew on the glass."""
    slopes = [
        (right[1] - left[1]) / (right[0] - left[0])
        for (left, right, _, _), text in zip(boxes, texts, strict=True)
        if len(text) >= _LONG and right[0] > left[0]
    ]
    slope = median(slopes) if slopes else 0.0
    for corners, text in zip(boxes, texts, strict=True):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (
            (x + slope * (y - middle_y), y - slope * (x - middle_x)) for x, y in corners
        )
        if text.strip():
            yield _Found(text.strip(), (ax + dx) / 2, (bx + cx) / 2, (cy + dy) / 2, (cy + dy - ay - by) / 2)


def _scale(line: _Found, ratio: float, above: float) -> float:
    """Size of the letters of a line against the usual one, from its height.

    Heights vary with what is written, the more so the shorter the line: such a line is like the one above or as usual.
    """
    if line.units >= _LONG:
        return 1.0 if 0.8 < ratio < 1.18 else ratio
    nearest = min((1.0, above), key=lambda known: abs(known - ratio))
    return nearest if 0.6 < ratio / nearest < 1.4 else ratio


def _glyphs(line: _Found, size: float) -> Iterator[Glyph]:
    """Characters of a line, spread over it."""
    x0 = line.x0 - (size / 2 if line.text[0] in _RIGHT_HALF else 0)
    x1 = line.x1 + (size / 2 if line.text[-1] in _LEFT_HALF else 0)
    step = (x1 - x0) / line.units
    if size <= 0 or step <= 0:
        return
    y, x = line.bottom - _BELOW * line.height, x0
    for char in line.text:
        yield Glyph(char, x, y, step * _unit(char), size)
        x += step * _unit(char)


def _unit(char: str) -> float:
    return 0.5 if char < "\u2000" else 1.0
