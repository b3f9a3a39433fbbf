"""Numbers that skip one, as an item that was cut leaves them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from engine.model import Document, Outline, Section, Span
from engine.observe.flaws.flaw import Flaw
from engine.observe.flaws.structure import families
from engine.observe.statements import Point
from engine.zh.figures import numeral
from engine.zh.syntax import heading_number, opens_point
from engine.zh.width import fold

_ORDINAL = re.compile(r"\d{1,2}|[一二三四五六七八九十]{1,3}")
_DIGITS = " 一二三四五六七八九"
#: Words that may stand for 二是 or （二） in a list.
_ALSO = r"其[次二]|另一?方面|再次"


def gaps(document: Document, outline: Outline, points: list[Point]) -> Iterator[Flaw]:
    """Numbers that skip one: 一、三、; （一）（三）; 一是…三是…."""
    for siblings in families(outline.sections):
        yield from _heading_gaps(document, siblings)
    yield from _point_gaps(points)


def _heading_gaps(document: Document, siblings: tuple[Section, ...]) -> Iterator[Flaw]:
    numbered = [_numbered(document, section) for section in siblings]
    there = {(depth, value) for depth, value, _ in filter(None, numbered)}
    for (section, one), (following, other) in pairwise(zip(siblings, numbered, strict=True)):
        # A heading that lost its number may be the one that is missing; so may one that stands out of order.
        if not one or not other or other[:2] != (one[0], one[1] + 2) or (one[0], one[1] + 1) in there:
            continue
        missing = _like(other[2], one[1] + 1)
        between = fold(document.text, Span(section.heading.start, following.heading.start)).text
        if not re.search(rf"{re.escape(missing.strip('（）'))}[、.，）]|{_ALSO}", between):
            yield Flaw("numbering.gaps", following.heading, f"“{other[2]}”前面没有“{missing}”")


def _numbered(document: Document, section: Section) -> tuple[int, int, str] | None:
    """Depth, value and wording of the number that opens a heading (2, 3, "（三）"), if it has one."""
    text = fold(document.text, section.heading).text
    shape = heading_number(text)
    match = _ORDINAL.search(text[: shape[1]]) if shape else None
    if shape is None or match is None:
        return None
    return shape[0], _value(match[0]), text[: shape[1]].rstrip("、.，：")


def _value(ordinal: str) -> int:
    return int(ordinal) if ordinal.isdigit() else numeral(ordinal)


def _like(number: str, value: int) -> str:
    """A value written as another number is: （三） → （二）, 3 → 2, 三是 → 二是."""
    tens, ones = divmod(value, 10)
    chinese = (("" if tens == 1 else _DIGITS[tens]) + "十" if tens else "") + _DIGITS[ones].strip()
    return _ORDINAL.sub(lambda match: str(value) if match[0].isdigit() else chinese, number, count=1)


def _point_gaps(points: list[Point]) -> Iterator[Flaw]:
    """二是 missing between 一是 and 三是 under one heading."""
    for heading, under in groupby(points, key=lambda point: point.text[: point.body]):
        last, since = 0, ""
        leads = [(point, point.text[len(heading) :]) for point in under]
        there = {_value(match[0]) for _, words in leads if opens_point(words) and (match := _ORDINAL.search(words))}
        for point, words in leads:
            lead = words[: opens_point(words)]
            match = _ORDINAL.search(lead)
            if match is None:
                since += words
                continue
            value = _value(match[0])
            missing = _like(lead, value - 1)
            if last and value == last + 2 and value - 1 not in there and not re.search(_also(missing), since):
                place = point.folded.span(point.body, len(point.text))
                yield Flaw("numbering.gaps", place, f"“{lead}”前面没有“{missing}”")
            last, since = value, words


def _also(missing: str) -> str:
    """What may stand in a text for the missing 二是: 二要, 第二, 其次."""
    ordinal = next(iter(_ORDINAL.findall(missing)), "")
    return rf"{_ALSO}|第{ordinal}|{ordinal}(?:是|要|方面|、)"
