"""The laws of the score: it adds up, it is monotone, order and what cannot be judged change nothing."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from packs import law

from engine.model import Level, Scorecard, Severity, Verdict
from engine.rulebook import Rulebook, load_pack
from engine.score import deductions, rule_points, scorecard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.rulebook.rule import DefectRule

LADDER = (Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED)
OUTSIDE = (Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSABLE)


@cache
def book() -> Rulebook:
    return load_pack()


def scored(
    pack: Rulebook, verdicts: Mapping[str, Verdict], level: Level, found: tuple[DefectRule, ...] = ()
) -> tuple[Scorecard, dict[str, Fraction]]:
    """The scorecard, and what each rule and each defect costs."""
    points = rule_points(pack, verdicts, level)
    earned = sum((one.earned for one in points.values()), Fraction(0))
    costs = deductions(pack, found, earned)
    lost = {rule: one.possible - one.earned for rule, one in points.items()}
    return scorecard(pack, verdicts, points, sum(costs.values(), Fraction(0))), lost | costs


levels = st.sampled_from(list(Level))
defects = st.builds(
    lambda keep: tuple(defect for defect, kept in zip(book().defects, keep, strict=True) if kept),
    st.deferred(lambda: st.lists(st.booleans(), min_size=len(book().defects), max_size=len(book().defects))),
)


def given_verdicts(*among: Verdict) -> st.SearchStrategy[dict[str, Verdict]]:
    """A verdict for every rule of the pack; mostly from the ladder."""
    choices = st.sampled_from(among or (*LADDER, *LADDER, *OUTSIDE))
    size = len(book().rules)
    return st.lists(choices, min_size=size, max_size=size).map(
        lambda drawn: dict(zip([rule.id for rule in book().rules], drawn, strict=True))
    )


verdicts_of_all = st.deferred(given_verdicts)
on_the_ladder = st.deferred(lambda: given_verdicts(*LADDER))
a_rule = st.deferred(lambda: st.sampled_from([rule.id for rule in book().rules]))
few = law(60)


@few
@given(verdicts_of_all, levels, defects)
def test_points_lost_and_deductions_are_what_is_missing_to_a_hundred(
    verdicts: dict[str, Verdict], level: Level, found: tuple[DefectRule, ...]
) -> None:
    assume(any(verdict in LADDER for verdict in verdicts.values()))
    card, costs = scored(book(), verdicts, level, found)
    assert sum(costs.values(), Fraction(0)) == 100 - card.total
    assert card.possible == 100
    assert card.earned - card.deducted == card.total
    assert 0 <= card.total <= 100
    assert all(cost >= 0 for cost in costs.values())


@few
@given(verdicts_of_all, levels)
def test_groups_add_up_to_the_whole(verdicts: dict[str, Verdict], level: Level) -> None:
    card, _ = scored(book(), verdicts, level)
    assert sum((group.earned for group in card.groups), Fraction(0)) == card.earned
    assert sum((group.possible for group in card.groups), Fraction(0)) == card.possible
    assert [group.id for group in card.groups] == [group.id for group in book().scoring.groups]


@few
@given(on_the_ladder, levels, defects, a_rule, st.sampled_from(LADDER))
def test_raising_a_verdict_never_lowers_the_total(
    verdicts: dict[str, Verdict], level: Level, found: tuple[DefectRule, ...], rule: str, other: Verdict
) -> None:
    low, high = sorted((verdicts[rule], other), key=LADDER.index)
    before, _ = scored(book(), verdicts | {rule: low}, level, found)
    after, _ = scored(book(), verdicts | {rule: high}, level, found)
    assert before.total <= after.total
    titles = [title for title, _ in book().scoring.bands]
    assert titles.index(after.band) <= titles.index(before.band)
    if low is not high and not found:
        assert before.total < after.total


@few
@given(verdicts_of_all, levels, defects, st.integers(0))
def test_a_defect_more_never_raises_the_total(
    verdicts: dict[str, Verdict], level: Level, found: tuple[DefectRule, ...], which: int
) -> None:
    extra = book().defects[which % len(book().defects)]
    more = found if extra in found else (*found, extra)
    assert scored(book(), verdicts, level, more)[0].total <= scored(book(), verdicts, level, found)[0].total


@few
@given(verdicts_of_all, levels, defects)
def test_deductions_never_pass_the_cap_or_what_was_earned(
    verdicts: dict[str, Verdict], level: Level, found: tuple[DefectRule, ...]
) -> None:
    card, _ = scored(book(), verdicts, level, found)
    named = sum((defect.deduction for defect in found), Fraction(0))
    assert card.deducted == min(named, Fraction(20), card.earned)


def test_all_defects_together_reach_the_cap() -> None:
    verdicts = dict.fromkeys((rule.id for rule in book().rules), Verdict.EVIDENCED)
    assert sum(defect.deduction for defect in book().defects) > book().scoring.deduction_cap == 20
    card, costs = scored(book(), verdicts, Level.STREET, book().defects)
    assert card.total == 80
    assert card.deducted == 20
    first, second = book().defects[:2]
    assert costs[first.id] * second.deduction == costs[second.id] * first.deduction


@few
@given(verdicts_of_all, levels, defects, st.data())
def test_the_order_of_rules_and_defects_changes_nothing(
    verdicts: dict[str, Verdict], level: Level, found: tuple[DefectRule, ...], data: st.DataObject
) -> None:
    shuffled = replace(
        book(),
        rules=tuple(data.draw(st.permutations(book().rules))),
        defects=tuple(data.draw(st.permutations(book().defects))),
    )
    mixed = dict(data.draw(st.permutations(list(verdicts.items()))))
    card, costs = scored(book(), verdicts, level, found)
    other, other_costs = scored(shuffled, mixed, level, found[::-1])
    assert (replace(card, caps=()), costs) == (replace(other, caps=()), other_costs)
    assert bool(card.caps) is bool(other.caps)


@few
@given(verdicts_of_all, levels, a_rule, st.sampled_from(OUTSIDE))
def test_a_rule_that_cannot_be_judged_counts_on_neither_side(
    verdicts: dict[str, Verdict], level: Level, rule: str, outside: Verdict
) -> None:
    left_out = verdicts | {rule: outside}
    points = rule_points(book(), left_out, level)
    without = replace(book(), rules=tuple(one for one in book().rules if one.id != rule))
    others = rule_points(without, {one: verdict for one, verdict in left_out.items() if one != rule}, level)
    assert points[rule].earned == points[rule].possible == 0
    assert {one: point for one, point in points.items() if one != rule} == others


def test_a_report_of_which_nothing_can_be_judged_has_no_points_and_no_base() -> None:
    verdicts = dict.fromkeys((rule.id for rule in book().rules), Verdict.NOT_APPLICABLE)
    card, _ = scored(book(), verdicts, Level.STREET, book().defects)
    assert card.total == card.earned == card.possible == card.deducted == 0


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    ("verdict", "total", "band"),
    [
        (Verdict.EVIDENCED, Fraction(100), "优秀"),
        (Verdict.DESCRIBED, Fraction(70), "合格"),
        (Verdict.MENTIONED, Fraction(30), "不合格"),
        (Verdict.ABSENT, Fraction(0), "不合格"),
    ],
)
def test_a_report_with_one_verdict_throughout(level: Level, verdict: Verdict, total: Fraction, band: str) -> None:
    card, _ = scored(book(), dict.fromkeys((rule.id for rule in book().rules), verdict), level)
    assert (card.total, card.band) == (total, band)


STATUTORY = (
    "outline.measures-results",
    "outline.shortcomings",
    "outline.leader-section",
    "outline.next-year-plan",
)


def test_the_four_parts_the_law_names_are_statutory() -> None:
    assert {rule.id for rule in book().rules if rule.statutory} == set(STATUTORY)


@pytest.mark.parametrize("rule", STATUTORY)
def test_a_missing_statutory_part_caps_the_band(rule: str) -> None:
    every = dict.fromkeys((one.id for one in book().rules), Verdict.EVIDENCED)
    card, _ = scored(book(), every | {rule: Verdict.ABSENT}, Level.STREET)
    title = next(one.title for one in book().rules if one.id == rule)
    assert card.total >= 90
    assert card.band == "合格"
    assert title in card.caps[0]
    assert "合格" in card.caps[0]
    for verdict in (Verdict.MENTIONED, Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSABLE):
        uncapped, _ = scored(book(), every | {rule: verdict}, Level.STREET)
        assert (uncapped.band, uncapped.caps) == ("优秀", ())


def test_the_cap_lifts_no_band() -> None:
    lowest, _ = scored(book(), dict.fromkeys((rule.id for rule in book().rules), Verdict.ABSENT), Level.STREET)
    assert (lowest.band, lowest.caps) == ("不合格", ())


def share(level: Level, belongs: Callable[[str], bool]) -> Fraction:
    """Percent of the possible points of a report of 2023 that lies with some groups, all rules being assessable."""
    verdicts = {
        rule.id: Verdict.EVIDENCED if rule.binds(level, 2023) else Verdict.NOT_APPLICABLE for rule in book().rules
    }
    points = rule_points(book(), verdicts, level)
    return sum((points[rule.id].possible for rule in book().rules if belongs(rule.group)), Fraction(0))


@pytest.mark.parametrize("level", list(Level))
def test_form_and_leader_carry_about_a_third(level: Level) -> None:
    assert 25 <= share(level, lambda group: group in {"outline", "leader"}) <= 42


@pytest.mark.parametrize("level", list(Level))
def test_publicity_cannot_carry_a_report(level: Level) -> None:
    assert 0 < share(level, lambda group: group == "publicity") <= 6


@pytest.mark.parametrize("level", list(Level))
def test_what_binds_more_weighs_more(level: Level) -> None:
    verdicts = dict.fromkeys((rule.id for rule in book().rules), Verdict.EVIDENCED)
    points = rule_points(book(), verdicts, level)
    factors = {group.id: group.factor for group in book().scoring.groups}
    unit = {(points[rule.id].possible / factors[rule.group], rule.severity.get(level)) for rule in book().rules}
    by_severity = {severity: weight for weight, severity in unit if severity is not None}
    assert by_severity[Severity.MUST] == 3 * by_severity[Severity.MAY]
    assert by_severity[Severity.SHOULD] == 2 * by_severity[Severity.MAY]
