"""Text for screens of fixed width: made harmless, measured in columns, wrapped by Chinese line rules, set in tables.

Everything that comes from a report or a path goes through ``plain`` before it reaches a terminal.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_OPENING = "（《“‘〔【「『〈([{"
_CLOSING = "，。、；：！？）》”’〕】」』〉…—·％%,.;:!?)]}|"
#: What stays on one line: a run of Latin letters and digits, with what begins a suffix, a path or an option, or one
#: character; and the punctuation that clings to it.
_CLUSTER = (
    rf"[ ]+|[{re.escape(_OPENING)}]*(?:[./-]{{0,3}}[0-9A-Za-z][0-9A-Za-z_.:/+-]*|[^ ])"
    rf"(?:(?!\.[0-9A-Za-z])[{re.escape(_CLOSING)}])*"
)


class _Harmless(dict[int, str | int]):
    """Translation table filled on demand: what a character becomes on a terminal."""

    def __missing__(self, code: int) -> str | int:
        char = chr(code)
        category = unicodedata.category(char)
        value: str | int = code
        if char.isspace() or category in {"Zl", "Zp"}:
            value = char if category == "Zs" and char == "\u3000" else " "
        elif category in {"Cc", "Cs", "Cn"}:
            value = "\ufffd"
        elif category in {"Cf", "Mn", "Me"}:  # bidi marks, zero-width joiners, stacked accents
            value = ""
        self[code] = value
        return value


_HARMLESS = _Harmless()


def plain(text: str) -> str:
    """``text`` on one line without anything that could move the cursor, reorder, hide or recolour other text."""
    return unicodedata.normalize("NFC", text).translate(_HARMLESS)


def width(text: str) -> int:
    """Columns that plain text takes on a screen; a Chinese character takes two."""
    return len(text) if text.isascii() else sum(map(_measure(), text))


@lru_cache(maxsize=1)
def _measure() -> Callable[[str], int]:
    """What tells the columns of a character."""
    from wcwidth import wcwidth

    measure: Callable[[str], int] = wcwidth
    return measure


#: Of clusters: most are a character, and met again and again.
_columns = lru_cache(maxsize=4096)(width)


def pad(text: str, columns: int) -> str:
    """``text`` filled with blanks to ``columns``."""
    return text + " " * (columns - width(text))


def shorten(text: str, columns: int) -> str:
    """``text`` cut to ``columns``, with … where it was cut."""
    if width(text) <= columns:
        return text
    kept, used = [], 2  # the … may take two columns on a Chinese terminal
    for char in text:
        used += width(char)
        if used > columns:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def wrap(text: str, columns: int, hang: int = 0) -> list[str]:
    """Lines of at most ``columns``, the later ones indented by ``hang``.

    Blanks at the very beginning stay. No line begins with closing punctuation or ends with opening punctuation, and no
    number is torn, unless a single piece is wider than a whole line.
    """
    lines: list[str] = []
    line, used = "", 0
    for cluster in re.findall(_CLUSTER, text):
        for piece in _pieces(cluster, columns - hang):
            size = _columns(piece)
            if used + size > columns and line.strip():
                lines.append(line.rstrip())
                line, used = " " * hang, hang
            if not piece.isspace() or line.strip() or not lines:
                line += piece
                used += size
    lines.append(line.rstrip())
    return lines


def _pieces(cluster: str, columns: int) -> Iterable[str]:
    if _columns(cluster) <= columns:
        return [cluster]
    pieces = [""]
    for char in cluster:
        if pieces[-1] and width(pieces[-1] + char) > columns:
            head, slash, rest = pieces[-1].rpartition("/")  # a path is best broken between its parts
            pieces[-1:] = [head + slash, rest] if head and rest else [pieces[-1], ""]
        pieces[-1] += char
    return pieces


def load_tables() -> None:
    """Load what draws tables, if there is time for it before the first is needed."""
    import tabulate  # noqa: F401 - to be there later


def load_measures() -> None:
    """The same of what measures and breaks texts."""
    wrap("表", 2)


def table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], *, ruled: bool = False, right: Iterable[int] = ()
) -> str:
    """Aligned table; cells may hold several lines. ``ruled`` draws a line after each row; ``right`` aligns columns.

    ASCII borders on purpose: box-drawing characters are two columns wide in Chinese console fonts.
    """
    import tabulate

    tabulate.MIN_PADDING = 0  # two blanks beside every header would push wide tables off the screen
    align = ["right" if index in set(right) else "left" for index in range(len(headers))]
    style = "grid" if ruled else "psql"
    return tabulate.tabulate(rows, headers, tablefmt=style, colalign=align, disable_numparse=True)


class Paint:
    """Colours for a terminal; without ``on`` every method gives its text back unchanged."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def _wrap(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._on and text else text

    def bold(self, text: str) -> str:
        return self._wrap("1", text)

    def faint(self, text: str) -> str:
        return self._wrap("2", text)

    def good(self, text: str) -> str:
        return self._wrap("32", text)

    def fair(self, text: str) -> str:
        return self._wrap("36", text)

    def warn(self, text: str) -> str:
        return self._wrap("33", text)

    def bad(self, text: str) -> str:
        return self._wrap("31", text)
