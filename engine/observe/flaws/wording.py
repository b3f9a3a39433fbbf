"""Blanks left open and sentences that stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engine.model import Document, Span
from engine.observe.flaws.flaw import Flaw
from engine.observe.statements import Point
from engine.zh.syntax import opens_point

_BLANK = (
    r"(?:(?<![×xX*＊✕□])[×xX*＊✕□]{2,}|(?<!_)_{2,})(?:年|月|日|件|次|名|人|个|场|份|条|项|起|万|元|%|街道|镇|局|同志)|"
    r"20[xX×*]{2}年?|(?<![A-Za-z\d])[xX×]{1}(?:件|次|名|场|份|起)(?!\d)"
)
#: What a blank is made of; most points have none of it, so that the pattern is compiled when it is first used.
_MASKS = "×xX*＊✕□_"
_SHORTEST_REPEAT = 30


def blanks(point: Point) -> Iterator[Flaw]:
    """Places of a template that nobody filled in (××件, 20xx年, ____次)."""
    for match in re.finditer(_BLANK, point.text) if any(mark in point.text for mark in _MASKS) else ():
        yield Flaw("blanks", point.folded.span(*match.span()), f"“{match[0]}”没有填写")


def repeats(document: Document, points: Iterable[Point]) -> Iterator[Flaw]:
    """The same long sentence twice, whatever its 一是 or 三是; rows of a table may say the same."""
    cells = {paragraph.span.start for paragraph in document.paragraphs if paragraph.in_table}
    seen: dict[str, Span] = {}
    for point in points:
        if cells and point.folded.origin[min(point.body, len(point.text) - 1)] in cells:
            continue
        for sentence in point.sentences:
            text = point.text[max(sentence.start, point.body) : sentence.end]
            text = text[opens_point(text) :]
            if len(text) < _SHORTEST_REPEAT or sentence.start < point.body:
                continue
            span = point.folded.span(sentence.start, sentence.end)
            if text in seen and not seen[text].overlaps(span):
                yield Flaw("sentences.repeated", span, f"与前文重复：“{text[:24]}…”")
            seen.setdefault(text, span)
