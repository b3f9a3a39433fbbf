"""Width folding that keeps offsets: one plain form of a text, without white space and commas within numbers."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from engine.model import Span

_PUNCTUATION = str.maketrans(
    {
        ",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "!": "！", "?": "？", "﹐": "，", "﹔": "；", "﹕": "：",
        "．": ".", "％": "%", "﹪": "%", "·": "·", "・": "·", "•": "·", "‧": "·", "∙": "·", "⋅": "·", "｡": "。",
        "“": '"', "”": '"', "„": '"', "＂": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'",
        "—": "-", "–": "-", "－": "-", "−": "-", "―": "-", "～": "~", "〜": "~", "〈": "《", "〉": "》",
        "＜": "<", "＞": ">", "［": "〔", "］": "〕", "[": "〔", "]": "〕", "【": "〔", "】": "〕", "〇": "〇",
    }
)  # fmt: skip
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _fold_char(char: str) -> str:
    """One character in its plain width; always one character, so that offsets hold."""
    if char.isspace() or char in _INVISIBLE:
        return " "
    plain = char.translate(_PUNCTUATION)
    if plain != char or char < "\u2e80":
        return plain
    normal = unicodedata.normalize("NFKC", char)
    if len(normal) != 1:
        return char
    return normal.translate(_PUNCTUATION)


# A string, compiled when it is first used: few texts spell a year.
_SPELT_YEAR = r"二[〇零○◯ОO0][〇零○◯ОO0一二三四五六七八九]{2}(?=年)"
_CENTURY = tuple(f"二{zero}" for zero in "〇零○◯ОO0")
_DIGITS = str.maketrans("〇零○◯ОO一二三四五六七八九", "000000123456789")
#: A comma that groups thousands (12，000人次); one after a year or a longer number parts two things (2024，136件).
_GROUPING = re.compile(r"，(?<=\d，)(?<!\d{4}，)(?=\d{3}(?!\d))")

#: No report has so many different characters; what is made to have them shall not fill the memory.
_MOST_CHARACTERS = 2**15


class _Plain(dict[int, str]):
    """Translation table filled on demand: what a character becomes, a blank where it is dropped."""

    def __missing__(self, code: int) -> str:
        if len(self) >= _MOST_CHARACTERS:
            self.clear()
        self[code] = _fold_char(chr(code))
        return self[code]


_PLAIN = _Plain()


class Folded(Struct, frozen=True):
    """Text in plain form. ``origin[i]`` is the place of ``text[i]`` in the text as read."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Range of the text as read that ``text[start:end]`` came from; ``start < end``."""
        return Span(self.origin[start], self.origin[end - 1] + 1)

    def index(self, offset: int) -> int:
        """First position whose character stood at ``offset`` or after it."""
        return bisect_left(self.origin, offset)

    def part(self, start: int, end: int) -> Folded:
        return Folded(self.text[start:end], self.origin[start:end])


def fold(text: str, span: Span | None = None) -> Folded:
    """Text in plain width; matching never has to think of ``２０２４ 年`` or ``1,136 件`` again."""
    begin, end = (0, len(text)) if span is None else (span.start, span.end)
    plain = text[begin:end].translate(_PLAIN)
    origin: Sequence[int] = range(begin, end)
    if " " in plain:
        origin = [offset for offset, char in enumerate(plain, begin) if char != " "]
        plain = plain.replace(" ", "")
    if _GROUPING.search(plain):
        commas = {match.start() for match in _GROUPING.finditer(plain)}
        origin = [offset for place, offset in enumerate(origin) if place not in commas]
        plain = _GROUPING.sub("", plain)
    return Folded(_in_digits(plain), tuple(origin))


def _in_digits(plain: str) -> str:
    """The text with spelt years in digits, one for one (二〇二三年 → 2023年)."""
    if "二" not in plain or not any(opening in plain for opening in _CENTURY):
        return plain
    return re.sub(_SPELT_YEAR, lambda match: match[0].translate(_DIGITS), plain)
