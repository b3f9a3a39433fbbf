"""Plain text that was cut to a width: which of its lines belong to one paragraph.

A line was cut if what follows it would not have fitted any more; a file is wrapped if many of its lines were.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from engine.zh.syntax import heading_number
from engine.zh.width import fold

#: Widest line that anybody wraps at, in columns (a Chinese character takes two).
_WIDEST = 160
#: No report has more lines.
_MOST_LINES = 5_000
#: A file is wrapped with so many lines cut, and this share of its lines.
_FEWEST_CUT, _SHARE_CUT = 6, 0.25
#: Marks that some writers let hang over the width, and columns that they may take.
_HANGING, _MOST_HANGING = "，。；：、！？）》”’", 4
# Compiled when they are first used: few texts may be wrapped.
_SENTENCE_END = r"[。！？；：][”’）》]?$"
_ADDRESSEE = r"[^\d，。]{1,40}[委府会办室局厅院处部]："
_TITLE_END, _TITLE_WITHIN = r"(?:报告|总结|汇报)(?:（.{1,12}）)?$", 5
#: What a writer keeps together at the start of a line: a word or number, or a character with the marks after it.
_UNIT = r"(?:[A-Za-z\d.%]+|[（“《‘]*.)[，。；：、！？）》”’%]*"


def paragraphs(text: str, lines: Sequence[re.Match[str]]) -> list[tuple[int, int]]:
    """Ranges of the paragraphs of a text whose ``lines`` are given: one a line, unless the text is wrapped."""
    cuts = _cuts(text, lines)
    found: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if number and number - 1 in cuts:
            found[-1] = (found[-1][0], line.end())
        else:
            found.append(line.span())
    return found


def _cuts(text: str, lines: Sequence[re.Match[str]]) -> set[int]:
    """Numbers of the lines that go on in the next one; none if the text is not wrapped."""
    best: set[int] = set()
    if not _FEWEST_CUT <= len(lines) <= _MOST_LINES or max(line.end() - line.start() for line in lines) > _WIDEST:
        return best
    for measure in (len, _columns, _columns_of_wide):
        cuts = _cuts_by(measure, text, lines)
        if len(cuts) > len(best):
            best = cuts
    bare = sum(not re.search(_SENTENCE_END, lines[number][0]) for number in best)
    told = sum(text.count(mark) for mark in "，。；、")
    return best if 3 * told >= bare >= max(_FEWEST_CUT, _SHARE_CUT * len(lines)) else set()


def _cuts_by(measure: Callable[[str], int], text: str, lines: Sequence[re.Match[str]]) -> set[int]:
    sizes = [measure(_indent(text, line) + line[0]) for line in lines]
    width = _width(sizes, lines)
    if width > _WIDEST or max(sizes) > width + _MOST_HANGING:
        return set()
    full = {
        number
        for number, (line, following) in enumerate(pairwise(lines))
        if sizes[number] + measure(_unit(following[0])) > width and text.count("\n", line.end(), following.start()) == 1
    }
    marked = (
        max(
            sum(bool(_indent(text, line)) for line in lines),
            sum(text.count("\n", line.end(), following.start()) > 1 for line, following in pairwise(lines)),
        )
        >= _FEWEST_CUT
    )
    cuts = set()
    for number in full:
        line, following = lines[number], lines[number + 1]
        ends = re.search(_SENTENCE_END, line[0]) is not None
        if _indent(text, following) or (ends and heading_number(fold(following[0]).text)):
            continue
        if marked or (
            not _stands_alone(number, line[0], following[0], goes_on=number + 1 in full)
            and (not ends or number + 1 in full or re.search(_SENTENCE_END, following[0]))
        ):
            cuts.add(number)
    return cuts


def _stands_alone(number: int, line: str, following: str, *, goes_on: bool) -> bool:
    """Whether a line that fills the width is a title or heading as a whole, or stands right before one."""
    if heading_number(fold(following).text) or re.fullmatch(_ADDRESSEE, following):
        return True
    heading = heading_number(fold(line).text) is not None and not re.search(r"[，。；：]", line)
    return (heading and goes_on) or (number < _TITLE_WITHIN and re.search(_TITLE_END, line) is not None)


def _width(sizes: Sequence[int], lines: Sequence[re.Match[str]]) -> int:
    """The size at which lines were cut: the commonest, or the next above it beyond which only marks hang over."""
    counts = Counter(sizes)
    width = max(counts, key=lambda size: (counts[size], size))
    while any(
        width < size <= width + 2 and line[0][-1] not in _HANGING for size, line in zip(sizes, lines, strict=True)
    ):
        width += 1
    return width


def _indent(text: str, line: re.Match[str]) -> str:
    """White space before a line, if it is more than a slip of one blank."""
    blank = text[text.rfind("\n", 0, line.start()) + 1 : line.start()]
    return blank if len(blank) > 1 or "\u3000" in blank else ""


def _unit(line: str) -> str:
    match = re.match(_UNIT, line)
    return match[0] if match else line[:1]


def _columns(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WFA") for char in text)


def _columns_of_wide(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)
