"""Word's automatic numbering: which label ("一、", "（二）", "3.1") a paragraph shows.

The label is nowhere in the text of a .docx file. It follows from the paragraph's list and level (given directly or by
its style), the definition of that level, and all numbered paragraphs before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

#: Namespace of WordprocessingML, as prefix of tags and attributes.
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS: Final = "零一二三四五六七八九"
_LEGAL: Final = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_TRADITIONAL: Final = str.maketrans("贰叁陆", "貳參陸")
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
#: First number, last number and first character of each run of enclosed numbers.
_CIRCLED: Final = ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱"))
_PARENTHESISED: Final = ((1, 20, "⑴"),)
_WITH_STOP: Final = ((1, 20, "⒈"),)
_CIRCLED_HAN: Final = ((1, 10, "㊀"),)

_LEVELS: Final = 9
_LONGEST_CHAIN: Final = 50  # styles based on styles; Word itself allows fewer
_LONGEST_LABEL: Final = 64  # characters of a level's template; Word allows 31


def chinese(number: int, *, legal: bool = False) -> str:
    """Chinese numeral of 0 to 9999 (十二, 一百零三); ``legal`` gives the forms of cheques, with 壹拾 for 10."""
    if not 0 < number < 10_000:
        return "零" if number == 0 else str(number)
    digits = [int(digit) for digit in str(number)]
    parts: list[str] = []
    for digit, unit in zip(digits, ["", "十", "百", "千"][len(digits) - 1 :: -1], strict=True):
        if digit:
            parts.append(_DIGITS[digit] + unit)
        elif parts and parts[-1] != "零":
            parts.append("零")
    text = "".join(parts).rstrip("零")
    if legal:
        return text.translate(_LEGAL)
    return text.removeprefix("一") if text.startswith("一十") else text


def _by_digit(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    parts = []
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        parts.append(sign * times)
    return "".join(parts)


def _letters(number: int) -> str:
    """Count A to Z, AA to ZZ, AAA to ZZZ and so on."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from(runs: tuple[tuple[int, int, str], ...], number: int) -> str:
    found = (chr(ord(first) + number - low) for low, high, first in runs if low <= number <= high)
    return next(found, str(number))


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "none": lambda _: "",
    "bullet": lambda _: "",
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate(_WIDE),
    "decimalFullWidth2": lambda n: str(n).translate(_WIDE),
    "chineseCounting": lambda n: chinese(n) if n < 100 else _by_digit(n),
    "taiwaneseCounting": lambda n: chinese(n) if n < 100 else _by_digit(n),
    "chineseCountingThousand": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "koreanCounting": chinese,
    "ideographDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "taiwaneseDigital": _by_digit,
    "chineseLegalSimplified": lambda n: chinese(n, legal=True),
    "ideographLegalTraditional": lambda n: chinese(n, legal=True).translate(_TRADITIONAL),
    "ideographTraditional": lambda n: _STEMS[n - 1] if 0 < n <= 10 else str(n),
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if 0 < n <= 12 else str(n),
    "ideographZodiacTraditional": lambda n: _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12] if 0 < n <= 60 else str(n),
    "ideographEnclosedCircle": lambda n: _from(_CIRCLED_HAN, n),
    "decimalEnclosedCircle": lambda n: _from(_CIRCLED, n),
    "decimalEnclosedCircleChinese": lambda n: _from(_CIRCLED, n),
    "decimalEnclosedParen": lambda n: _from(_PARENTHESISED, n),
    "decimalEnclosedFullstop": lambda n: _from(_WITH_STOP, n),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
}


def numeral(style: str, number: int) -> str:
    """Write ``number`` in a number format of Word (``w:numFmt``).

    Formats without a place in Chinese text come as decimals, and so do numbers outside 0 to 780, where Word's own
    letters end: a million in Roman numerals would be an attack.
    """
    return _FORMATS.get(style, str)(number) if 0 <= number <= 780 else str(number)


def value(element: _Element | None, path: str = "") -> str | None:
    """``w:val`` of the element at ``path`` ("pPr/numPr/numId", names of WordprocessingML) below ``element``."""
    if element is not None and path:
        element = element.find("/".join(W + name for name in path.split("/")))
    return None if element is None else element.get(W + "val")


def whole(text: str | None, default: int = 0) -> int:
    """Whole number of an attribute; ``default`` where it is missing or no sensible number."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else default


def switch(element: _Element | None) -> bool | None:
    """On/off property: on when present, unless ``w:val`` says off; None when not present."""
    return None if element is None else element.get(W + "val", "1").lower() not in {"0", "false", "off"}


class Styles:
    """Paragraph and character styles of a document; ``chain`` yields a style and those it is based on."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, _Element] = {}
        #: Id of the style of paragraphs that name none.
        self.default: str | None = None
        for style in () if root is None else root.iterfind(W + "style"):
            identity = style.get(W + "styleId", "")
            self._styles[identity] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default", "0") in {"1", "true", "on"}:
                self.default = identity

    def chain(self, identity: str | None) -> Iterator[tuple[str, _Element]]:
        """Id and element of the style, then of its base styles; stops at a loop."""
        seen: set[str] = set()
        while identity in self._styles and identity not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(identity)
            style = self._styles[identity]
            yield identity, style
            identity = value(style, "basedOn")


class _Level(Struct, frozen=True):
    """One level of a list. ``restart`` is the 1-based level whose use restarts it: 0 never, None any above."""

    start: int
    style: str
    template: str
    suffix: str
    restart: int | None
    legal: bool
    paragraph_style: str | None


class _List(Struct, frozen=True):
    """A ``w:num``: the definition whose counters it shares, its levels, and the levels it starts anew (at what)."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int]


def _level(element: _Element) -> _Level:
    formats = [*element.iter(W + "numFmt")]  # a newer format comes wrapped, an older one to fall back on stands last
    restart = value(element, "lvlRestart")
    return _Level(
        start=whole(value(element, "start")),
        style=(value(formats[-1]) if formats else None) or "decimal",
        template=(value(element, "lvlText") or "")[:_LONGEST_LABEL],
        suffix=value(element, "suff") or "tab",
        restart=None if restart is None else whole(restart),
        legal=bool(switch(element.find(W + "isLgl"))),
        paragraph_style=value(element, "pStyle"),
    )


def _levels(parent: _Element) -> dict[int, _Level]:
    found = {whole(level.get(W + "ilvl"), -1): _level(level) for level in parent.iterfind(W + "lvl")}
    return {index: level for index, level in found.items() if 0 <= index < _LEVELS}


class Numbering:
    """Counters of all lists. ``label`` must be asked once per paragraph, in text order."""

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._of_style: dict[str | None, tuple[str | None, str | None]] = {}
        if root is None:
            return
        definitions = {item.get(W + "abstractNumId", ""): item for item in root.iterfind(W + "abstractNum")}
        nums = {item.get(W + "numId", ""): item for item in root.iterfind(W + "num")}
        levels = {name: _levels(item) for name, item in definitions.items()}
        for identity, num in nums.items():
            name = self._definition(num, definitions, nums)
            if name is None or identity == "0":  # 0 says: not numbered
                continue
            own, starts = dict(levels[name]), {}
            for override in num.iterfind(W + "lvlOverride"):
                index = whole(override.get(W + "ilvl"), -1)
                start = value(override, "startOverride")
                if start is not None:
                    starts[index] = whole(start)
                replacement = override.find(W + "lvl")
                if replacement is not None and 0 <= index < _LEVELS:
                    own[index] = _level(replacement)
            self._lists[identity] = _List(name, own, starts)

    def _definition(self, num: _Element, definitions: dict[str, _Element], nums: dict[str, _Element]) -> str | None:
        """Id of the definition that holds the levels of ``num``; some only name a list style that has them."""
        seen: set[str] = set()
        name = value(num, "abstractNumId")
        while name in definitions and name not in seen:
            seen.add(name)
            link = value(definitions[name], "numStyleLink")
            target = next((value(style, "pPr/numPr/numId") for _, style in self._styles.chain(link)), None)
            if target not in nums:
                return name
            name = value(nums[target], "abstractNumId")
        return None

    def label(self, paragraph: _Element) -> str:
        """Label that Word shows before the paragraph, with what separates it from the text; "" when not numbered."""
        identity, index = self._place(paragraph)
        chosen = self._lists.get(identity)
        if chosen is None or index not in chosen.levels:
            return ""
        level = chosen.levels[index]
        counters = self._counters.setdefault(chosen.definition, {})
        start = chosen.starts.get(index, level.start)
        if index in chosen.starts and (identity, index) not in self._started:
            counters[index] = start
        else:
            counters[index] = counters[index] + 1 if index in counters else start
        self._started.add((identity, index))
        for deeper in [other for other in counters if other > index]:
            restart = chosen.levels[deeper].restart if deeper in chosen.levels else None
            if index < (deeper if restart is None or restart > deeper else restart):
                del counters[deeper]
        if level.style == "bullet":
            return ""

        def shown(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            if other > index or other not in chosen.levels:
                return ""
            above = chosen.levels[other]
            number = counters.get(other, chosen.starts.get(other, above.start))
            return numeral("decimal" if level.legal and above.style != "none" else above.style, number)

        text = re.sub(r"%([1-9])", shown, level.template).strip()
        return text if not text or level.suffix == "nothing" or text.endswith(("、", "）")) else text + " "

    def _place(self, paragraph: _Element) -> tuple[str, int]:
        """List and level of a paragraph, each given by itself or by its style."""
        identity, index = self._styled(value(paragraph, "pPr/pStyle"))
        identity = value(paragraph, "pPr/numPr/numId") or identity
        return identity or "0", whole(value(paragraph, "pPr/numPr/ilvl") or index)

    def _styled(self, name: str | None) -> tuple[str | None, str | None]:
        """List and level that a style gives, each from the nearest style in the chain that has it."""
        if name not in self._of_style:
            identity = index = None
            for base, style in self._styles.chain(name or self._styles.default):
                number = value(style, "pPr/numPr/numId")
                index = index or value(style, "pPr/numPr/ilvl")
                if identity is None and number is not None:
                    identity = number
                    if index is None and number in self._lists:  # the list names the level for this style
                        levels = self._lists[number].levels
                        index = next((str(key) for key, level in levels.items() if level.paragraph_style == base), None)
            self._of_style[name] = identity, index
        return self._of_style[name]
