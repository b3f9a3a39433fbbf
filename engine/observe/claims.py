"""Statements that share a topic: counts of the same thing, weaknesses and plans of the same theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.model import SectionKind, Span, Stance
from engine.observe.matcher import Match
from engine.observe.statements import Point
from engine.zh.figures import Figure

_WORK = {SectionKind.MEASURES, SectionKind.LEADER, SectionKind.PREAMBLE, SectionKind.OTHER}
#: Words before a figure that make it a part, a comparison or another period of the same thing.
_PART = ("其中", "新增", "较", "比", "同比", "上年", "去年", "上半年", "下半年", "季度", "每", "另", "还", "再")


@dataclass(frozen=True, slots=True)
class Claim:
    """A count of the report year: its topic, value and unit, whether it is exact, and where it stands."""

    topic: str
    value: float
    exact: bool
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Themes:
    """The weaknesses stated, each with its themes, and the themes that the plan takes up."""

    weaknesses: Mapping[Span, tuple[str, ...]]
    planned: frozenset[str]


def claim_of(point: Point, match: Match, topic: str) -> Claim | None:
    """The count in a match of a claim's phrase; None where it is planned, a part, or of another period."""
    if point.section not in _WORK or match.stance not in {Stance.DONE, Stance.ZERO}:
        return None
    figure = next((one for one in point.figures if (one.start, one.end) in match.hits), None)
    if figure is None or _is_part(point, figure):
        return None
    span = point.folded.span(match.sentence.start, match.sentence.end)
    clause = point.clause_at(figure.start)
    return Claim(
        topic, figure.value, figure.bound == "exact", span, point.text[clause.start : clause.end].strip("，。；：")
    )


def _is_part(point: Point, figure: Figure) -> bool:
    clause = point.clause_at(figure.start)
    before = point.text[clause.start : figure.start]
    sentence = next(one for one in point.sentences if figure.start < one.end)
    return any(word in before for word in _PART) or "其中" in point.text[sentence.start : figure.start]


def ranked(claims: Iterable[Claim]) -> dict[str, list[list[Claim]]]:
    """Claims of each topic, grouped by value; round figures (340余) agree with what they can round to."""
    by_topic: defaultdict[str, list[list[Claim]]] = defaultdict(list)
    for claim in claims:
        for group in by_topic[claim.topic]:
            if _agree(group[0], claim):
                group.append(claim)
                break
        else:
            by_topic[claim.topic].append([claim])
    return dict(by_topic)


def _agree(one: Claim, other: Claim) -> bool:
    """Equal, or near enough where one of them is a round figure."""
    if one.exact and other.exact:
        return one.value == other.value
    low, high = sorted((one.value, other.value))
    return high - low <= max(1.0, 0.1 * high)


def themes_of(found: Iterable[tuple[str, SectionKind, Span]]) -> Themes:
    """Weaknesses and planned themes from (topic, section, place of the point it was found in)."""
    weak: defaultdict[Span, set[str]] = defaultdict(set)
    planned: set[str] = set()
    for topic, section, span in found:
        if section is SectionKind.SHORTCOMINGS:
            weak[span].add(topic)
        elif section is SectionKind.PLAN:
            planned.add(topic)
    return Themes({span: tuple(sorted(topics)) for span, topics in sorted(weak.items())}, frozenset(planned))
