"""What a browser shows before the items of a list: numbers, letters and numerals that are nowhere in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.read.numbering import numeral, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

_STYLE = re.compile(r"list-style(?:-type)?:([^;]*)")
#: Markers of HTML and CSS, and the number format of Word that is the same.
_LATIN: Final = {
    "1": "decimal", "decimal": "decimal", "decimal-leading-zero": "decimalZero",
    "a": "lowerLetter", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "A": "upperLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "i": "lowerRoman", "lower-roman": "lowerRoman", "I": "upperRoman", "upper-roman": "upperRoman",
}  # fmt: skip
_CHINESE: Final = {
    "cjk-ideographic": "chineseCountingThousand", "simp-chinese-informal": "chineseCountingThousand",
    "trad-chinese-informal": "chineseCountingThousand", "cjk-decimal": "ideographDigital",
    "simp-chinese-formal": "chineseLegalSimplified", "cjk-heavenly-stem": "ideographTraditional",
}  # fmt: skip


class _Counter(Struct):
    """An open list: its next number and its marker; None for a list without numbers."""

    number: int
    step: int
    marker: str | None


class Lists:
    """The lists that are open. ``style`` is the style of an element in lower case, without white space."""

    def __init__(self) -> None:
        self._open: list[_Counter] = []

    def open(self, element: _Element, style: str) -> None:
        """Begin a list inside those that are open."""
        back = element.get("reversed") is not None
        first = sum(1 for _ in element.iterchildren("li")) if back else 1
        marker = _marker(element, style, "decimal" if element.tag == "ol" else None)
        self._open.append(_Counter(whole(element.get("start"), first), -1 if back else 1, marker))

    def close(self) -> None:
        """End the innermost list."""
        self._open.pop()

    def label(self, item: _Element, style: str) -> str:
        """Count an item of the innermost list and give the label it shows; empty where it shows no number."""
        if not self._open:
            return ""
        counter = self._open[-1]
        number = whole(item.get("value"), counter.number)
        counter.number = number + counter.step
        marker = _marker(item, style, counter.marker)
        if marker in _CHINESE:
            return numeral(_CHINESE[marker], number) + "、"
        return numeral(_LATIN[marker], number) + "." if marker in _LATIN else ""


def _marker(element: _Element, style: str, default: str | None) -> str | None:
    """Marker of a list or list item as its style or its type says; None for none."""
    declared = _STYLE.search(style)
    if declared:
        known = re.findall(r"[a-z-]+", declared[1])
        if "none" in known:
            return None
        return next((word for word in known if word in _LATIN or word in _CHINESE), default)
    given = element.get("type", "")
    return given if given in _LATIN else default
