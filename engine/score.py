"""Verdicts → scorecard: pure arithmetic in exact fractions, with the values of the pack.

    weight of a rule = weight of its severity × factor of its group
    points           = 100 × weight × value of the verdict ÷ Σ weights of the rules that count
    total            = Σ points − deductions (at most the cap, and never more than the points)

Rules that are not applicable or not assessable count on neither side. The scale is this tool's own: the official
indicator system publishes no points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from engine.model import GroupScore, Level, Scorecard, Severity, Verdict
from engine.rulebook.rule import DefectRule, Rule, Rulebook, Scoring

_OUTSIDE = {Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSABLE}


class Points(Struct, frozen=True):
    """What a rule earns of what it can earn, as shares of 100."""

    earned: Fraction
    possible: Fraction


def rule_points(book: Rulebook, verdicts: Mapping[str, Verdict], level: Level) -> dict[str, Points]:
    """Points of every rule; ``possible`` is 0 for rules outside the base."""
    factors = {group.id: group.factor for group in book.scoring.groups}
    weights = {
        rule.id: book.scoring.weight[_severity(rule, level)] * factors[rule.group]
        if verdicts[rule.id] not in _OUTSIDE
        else Fraction(0)
        for rule in book.rules
    }
    base = sum(weights.values(), Fraction(0))
    points: dict[str, Points] = {}
    for rule in book.rules:
        possible = 100 * weights[rule.id] / base if base else Fraction(0)
        value = book.scoring.value.get(verdicts[rule.id], Fraction(0))
        points[rule.id] = Points(possible * value, possible)
    return points


def _severity(rule: Rule, level: Level) -> Severity:
    return rule.severity.get(level, Severity.MAY)


def deductions(book: Rulebook, found: Iterable[DefectRule], earned: Fraction) -> dict[str, Fraction]:
    """Points that each defect costs; scaled down together where they exceed the cap, or what there is to lose."""
    costs = {defect.id: defect.deduction for defect in found}
    total = sum(costs.values(), Fraction(0))
    scale = min(Fraction(1), book.scoring.deduction_cap / total, earned / total) if total else Fraction(1)
    return {defect: cost * scale for defect, cost in costs.items()}


def scorecard(
    book: Rulebook, verdicts: Mapping[str, Verdict], points: Mapping[str, Points], deducted: Fraction
) -> Scorecard:
    """Sum it up, by group and in all; a missing statutory part caps the band."""
    groups = []
    for group in book.scoring.groups:
        members = [points[rule.id] for rule in book.rules if rule.group == group.id]
        earned = sum((member.earned for member in members), Fraction(0))
        possible = sum((member.possible for member in members), Fraction(0))
        groups.append(GroupScore(group.id, group.title, earned, possible))
    earned = sum((one.earned for one in points.values()), Fraction(0))
    possible = sum((one.possible for one in points.values()), Fraction(0))
    total = earned - deducted
    title, caps = band(book.scoring, total, missing_parts(book, verdicts))
    return Scorecard(total, title, earned, possible, deducted, tuple(groups), caps)


def missing_parts(book: Rulebook, verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    """Titles of the statutory parts that are absent by the verdicts given."""
    return tuple(rule.title for rule in book.rules if rule.statutory and verdicts.get(rule.id) is Verdict.ABSENT)


def band(scoring: Scoring, total: Fraction, missing: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Band of a total, and the reasons that lower it; ``missing`` are titles of absent statutory parts."""
    titles = [title for title, _ in scoring.bands]
    reached = next((title for title, floor in scoring.bands if total >= floor), titles[-1])
    ceiling = scoring.band_when_statutory_missing
    if missing and titles.index(reached) < titles.index(ceiling):
        return ceiling, (f"缺少法定必备部分（{'、'.join(missing)}），等次最高为{ceiling}",)
    return reached, ()
