"""Faults of the frame: headings with nothing under them, years and periods of another report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from engine.model import Document, Outline, Section, SectionKind
from engine.observe.flaws.flaw import Flaw
from engine.observe.statements import Point
from engine.zh import HAN
from engine.zh.dates import years
from engine.zh.syntax import heading_number, opens_point
from engine.zh.width import fold

_WORK = {SectionKind.MEASURES, SectionKind.LEADER}
_LEAD_IN = re.compile(rf"现[将就]{HAN}{{0,12}}?(20\d\d)年度?(?![至~-])[^，。]{{0,30}}(?:报告|汇报)")
#: Longest sub-heading that announces and tells nothing; a longer one is a sentence of its own.
_LONGEST_BARE = 20
_TELLS = re.compile(r"[。；，：\d《]")


def empty_points(points: list[Point]) -> Iterator[Flaw]:
    """A 二是… that is only its own headline while its neighbours say something."""
    by_heading: defaultdict[str, list[Point]] = defaultdict(list)
    for point in points:
        if point.section in _WORK and opens_point(point.text[point.body :]):
            by_heading[point.text[: point.body]].append(point)
    for group in by_heading.values():
        told = [
            point
            for point in group
            if len(point.text) - point.body >= 60 or (point.figures and len(point.text) - point.body >= 30)
        ]
        for point in group:
            words = point.text[point.body :]
            clauses = words[opens_point(words) :].rstrip("。；").split("，")
            bare = len(words) <= 34 and len(clauses) >= 2 and all(len(clause) <= 12 for clause in clauses)
            if told and bare and not point.figures and "《" not in words:
                yield Flaw("headings.empty", point.folded.span(point.body, len(point.text)), "只有标题，没有内容")


def empty_sections(document: Document, outline: Outline) -> Iterator[Flaw]:
    """A numbered heading of the work done with nothing under it, while most of those beside it have text."""
    for siblings in families(outline.sections):
        empty = [one for one in siblings if not one.children and not document.quote(one.body).strip()]
        for section in empty if 2 * len(empty) < len(siblings) else ():
            text = fold(document.text, section.heading).text
            number = heading_number(text)
            words = text[number[1] :] if number else ""
            if section.kind in _WORK and 0 < len(words) <= _LONGEST_BARE and not _TELLS.search(words):
                yield Flaw("headings.empty", section.heading, f"“{text}”下面没有内容")


def families(sections: tuple[Section, ...]) -> Iterator[tuple[Section, ...]]:
    """Sections that stand beside each other, level by level."""
    if sections:
        yield sections
    for section in sections:
        yield from families(section.children)


def other_years(document: Document, outline: Outline, points: list[Point], year: int | None) -> Iterator[Flaw]:
    """Headings of the work done, and the lead-in of the report, that name another year than the report's."""
    if year is None:
        return
    for section in (one for top in outline.sections for one in top.walk()):
        if section.kind not in _WORK | {SectionKind.SHORTCOMINGS}:
            continue
        text = re.sub(r"《[^》]{0,120}》", "", fold(document.text, section.heading).text)
        wrong = [found for found in years(text) if found != year]
        if wrong and len(text) <= 60:
            yield Flaw("headings.other-year", section.heading, f"标题写{wrong[0]}年，报告年度是{year}年")
    for point in points:
        if point.section is SectionKind.PREAMBLE and (match := _LEAD_IN.search(point.text)) and int(match[1]) != year:
            note = f"开头写{match[1]}年，报告年度是{year}年"
            yield Flaw("headings.other-year", point.folded.span(*match.span()), note)


def other_periods(points: Iterable[Point]) -> Iterator[Flaw]:
    """Sentences of the work done that other periods govern (自2013年以来…)."""
    for point in points:
        if point.section in _WORK:
            for start, end in point.foreign:
                yield Flaw("periods.other", point.folded.span(start, end), "")
