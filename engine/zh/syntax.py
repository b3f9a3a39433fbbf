"""Sentences, clauses, points, quoted titles and the shapes of headings."""

from __future__ import annotations

import re
from itertools import pairwise

from engine.zh.words import Words

_TITLE = re.compile(r"《[^《》]{1,80}》")
_TITLE_MARK = re.compile(r"[《》]")


def quoted_titles(text: str) -> list[tuple[int, int]]:
    """Ranges of 《…》 in folded text, marks included; an outer title that holds inner ones counts whole."""
    found, depth, start = [], 0, 0
    for mark in _TITLE_MARK.finditer(text):
        if mark[0] == "《":
            start = mark.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append((start, mark.end()))
    if depth:  # a mark is missing: what stands after it is paired by the nearest marks
        found += [match.span() for match in _TITLE.finditer(text, start)]
    return found


_ENDS, _CLOSING = frozenset("。！？；"), frozenset("\"'）》")
_SENTENCE_END = Words(" ".join(_ENDS))
_CLAUSE_END = re.compile(r"[，：]")
_ORDINAL = re.compile(
    r"(?:^|(?<=[。：；])|(?<=，))(?:第?[一二三四五六七八九十]{1,2}(?:是|要|方面|(?:(?<=第.)|(?<=第..))[，、])|首先，|其次，|另一?方面|[①-⑳]|"
    r"（\d{1,2}）|\d{1,2}[.、](?!\d))"
)


def _cut(text: str, ends: re.Pattern[str]) -> list[tuple[int, int]]:
    pieces, start = [], 0
    for match in ends.finditer(text):
        if match.end() > start:
            pieces.append((start, match.end()))
            start = match.end()
    if start < len(text):
        pieces.append((start, len(text)))
    return pieces


def sentences(text: str) -> list[tuple[int, int]]:
    """Ranges of sentences in folded text: up to 。！？； with closing marks.

    Folding makes opening and closing quotes alike; after a full stop one closes only what the sentence opened.
    """
    pieces, start = [], 0
    for mark, place in _SENTENCE_END.places(text):
        if mark < start:
            continue
        end = _past(_CLOSING, text, _past(_ENDS, text, place))
        if text.count('"', mark, end) and text.count('"', start, mark) % 2 == 0:
            end = text.index('"', mark)
        pieces.append((start, end))
        start = end
    if start < len(text):
        pieces.append((start, len(text)))
    return pieces


def _past(marks: frozenset[str], text: str, start: int) -> int:
    """Where the row of such marks ends that begins at ``start``, if one does."""
    while start < len(text) and text[start] in marks:
        start += 1
    return start


def clauses(text: str) -> list[tuple[int, int]]:
    """Ranges of clauses of one folded sentence: up to ， or ：."""
    return _cut(text, _CLAUSE_END)


def points(text: str) -> list[tuple[int, int]]:
    """Ranges of the points of one folded paragraph: split before 一是, 二是, 第一，, ①; one range if it has none."""
    starts = [match.start() for match in _ORDINAL.finditer(text)]
    if not starts:
        return [(0, len(text))]
    edges = [0, *(start for start in starts if start > 0), len(text)]
    return [(start, end) for start, end in pairwise(edges) if start < end]


_NUMBERING = (
    (1, re.compile(r"第\w{1,3}(?:部分|章)[、.]?[，：]?|[一二三四五六七八九十]{1,3}(?:、|[.，](?=\D))")),
    (2, re.compile(r"（?[一二三四五六七八九十]{1,3}）[、.]?，?")),
    (3, re.compile(r"\d{1,2}[.、](?!\d)")),
    (4, re.compile(r"（\d{1,2}）|\d{1,2}）|[①-⑳]")),
)
_POINT_LEAD = re.compile(r"第?[一二三四五六七八九十]{1,2}(?:是|要|(?:(?<=第.)|(?<=第..))[，、])")


def heading_number(text: str) -> tuple[int, int] | None:
    """Depth (1 一、 2 （一） 3 1. 4 （1）) and length of the number that opens folded text, or None."""
    for depth, shape in _NUMBERING:
        match = shape.match(text)
        if match:
            return depth, match.end()
    return None


def opens_point(text: str) -> int:
    """Length of 一是 / 第一， at the start of folded text, 0 if there is none."""
    match = _POINT_LEAD.match(text)
    return match.end() if match else 0
