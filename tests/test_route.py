"""The shortest way to a score: compared with every other way, and honest where there is none."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from audits import make_audit, make_book, make_defect, make_finding, make_rule
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.model import Severity, Verdict
from engine.rulebook.rule import Group, Scoring
from reports import Look, Run, table
from reports.route import RUNGS, gaps, route, route_to_next_band, sentences
from reports.shares import hundredths

if TYPE_CHECKING:
    from engine.model import Audit, Finding
    from engine.rulebook.rule import Rulebook

LADDER = [Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED]
BANDS = (("优秀", Fraction(90)), ("良好", Fraction(80)), ("合格", Fraction(60)), ("不合格", Fraction(0)))


@st.composite
def audits(draw: st.DrawFn) -> Audit:
    """Audits whose points make up 100, with few findings, so that every set of them can be tried."""
    kinds = draw(st.lists(st.sampled_from([*LADDER, Verdict.NOT_APPLICABLE]), min_size=1, max_size=8))
    weights = [draw(st.sampled_from([1, 1, 2, 3, 5])) for _ in kinds]
    base = sum(w for w, kind in zip(weights, kinds, strict=True) if kind in LADDER) or 1
    findings = [
        make_finding(number, kind, possible=Fraction(100 * weight, base))
        for number, (kind, weight) in enumerate(zip(kinds, weights, strict=True), start=1)
    ]
    defects = [make_defect(draw(st.fractions(0, 20, max_denominator=7)))] if draw(st.booleans()) else []
    return make_audit(findings, defects)


targets = st.one_of(st.integers(0, 100).map(Fraction), st.fractions(0, 100, max_denominator=300))


def lifted(audit: Audit, places: tuple[int, ...]) -> Fraction:
    won = sum((audit.findings[place].lost for place in places), Fraction())
    return max(Fraction(), audit.score.earned + won - audit.score.deducted)


def shown_reaches(total: Fraction, target: Fraction) -> bool:
    return Fraction(hundredths(total), 100) >= target


@given(audits(), targets)
def test_no_other_way_is_shorter(audit: Audit, target: Fraction) -> None:
    """Brute force over all sets of open findings agrees on every rank of the definition."""
    way = route(audit, target)
    open_ = [place for place, f in enumerate(audit.findings) if f.verdict in RUNGS and f.lost]
    ways = [
        places
        for count in range(len(open_) + 1)
        for places in combinations(open_, count)
        if shown_reaches(lifted(audit, places), target)
    ]
    assert way.reachable == bool(ways)
    if not ways:
        assert way.steps == ()
        return

    def rank(places: tuple[int, ...]) -> tuple[int, int, Fraction, int]:
        verdicts = [audit.findings[place].verdict for place in places]
        won = sum((audit.findings[place].lost for place in places), Fraction())
        return len(places), sum(RUNGS[verdict] for verdict in verdicts), -won, verdicts.count(Verdict.ABSENT)

    found = tuple(step.place for step in way.steps)
    assert rank(found) == min(map(rank, ways))
    assert way.reached == lifted(audit, found)
    # Among findings of one verdict and one gain the earlier ones are taken.
    for place in found:
        same = [p for p in open_ if p < place and audit.findings[p].verdict is audit.findings[place].verdict]
        assert all(p in found for p in same if audit.findings[p].lost == audit.findings[place].lost)


@given(audits(), targets, targets)
def test_a_higher_target_is_never_a_shorter_way(audit: Audit, one: Fraction, other: Fraction) -> None:
    low, high = (route(audit, target) for target in sorted([one, other]))
    if high.reachable:
        assert low.reachable
        assert len(low.steps) <= len(high.steps)


@given(audits(), targets)
def test_steps_fall_in_gain_and_their_totals_add_up(audit: Audit, target: Fraction) -> None:
    way = route(audit, target)
    gains = [step.gain for step in way.steps]
    assert gains == sorted(gains, reverse=True)
    for count, step in enumerate(way.steps, start=1):
        assert step.total == lifted(audit, tuple(one.place for one in way.steps[:count]))
        assert shown_reaches(step.total, target) == (count == len(way.steps))


def test_what_is_nearly_there_is_preferred_to_what_is_absent() -> None:
    findings = [
        make_finding(1, Verdict.EVIDENCED, possible=80),
        make_finding(2, Verdict.ABSENT, possible=6),
        make_finding(3, Verdict.DESCRIBED, possible=14, points=9),
    ]
    way = route(make_audit(findings), Fraction(93))
    assert [step.place for step in way.steps] == [2]  # 5 points by one rung, though the absent one would win 6
    assert route(make_audit(findings), Fraction(95)).steps[0].place == 1


def test_a_target_that_is_shown_as_reached_is_reached() -> None:
    audit = make_audit([make_finding(1, Verdict.DESCRIBED, possible=100, points=Fraction("84.996"))])
    assert route(audit, Fraction(85)).steps == ()
    assert sentences(route(audit, Fraction(85))) == ("现在 85.00 分，已达到目标，不用补。",)
    assert len(route(audit, Fraction("85.01")).steps) == 1


def test_deductions_put_a_target_out_of_reach() -> None:
    audit = make_audit(
        [make_finding(1, possible=40), make_finding(2, Verdict.EVIDENCED, possible=60)], [make_defect(8)]
    )
    way = route(audit, Fraction(95))
    assert not way.reachable
    assert way.best == 92
    assert sentences(way) == (
        "到不了 95.00 分：全部条目都写到“有据可查”，也只有 92.00 分。文本瑕疵扣 8.00 分，要先改掉瑕疵。",
    )


def scored_book(*statutory: int, cap: int = 20, deduction: int = 2) -> Rulebook:
    rules = [replace(make_rule(f"capacity.rule-{number}"), statutory=number in statutory) for number in range(1, 9)]
    defect = replace(make_book().defects[0], deduction=Fraction(deduction))
    scoring = Scoring({}, {}, BANDS, Fraction(cap), "合格", (Group("capacity", "依法行政能力", Fraction(1)),))
    return replace(make_book(*rules), scoring=scoring, defects=(defect,))


def floored(earned: int) -> Audit:
    """A report whose defects cost more than it earned: the card shows only what there was to lose."""
    findings: list[Finding] = [
        make_finding(1, Verdict.MENTIONED, possible=50, points=earned),
        *(make_finding(number, possible=10) for number in range(2, 7)),
    ]
    return make_audit(findings, [make_defect(earned)])


def test_the_floor_of_zero_hides_what_defects_will_deduct_later() -> None:
    book = scored_book(deduction=15)
    way = route(floored(5), Fraction(40), book)
    assert way.deducted == 15
    assert way.best == 85
    assert [step.total for step in way.steps] == [35, 45]  # 5 + 45 − 15, then 10 more
    assert route(floored(5), Fraction(86), book).reachable is False
    assert route(floored(5), Fraction(1), scored_book(deduction=40)).deducted == 20  # never more than the cap


def test_a_missing_statutory_part_that_stays_missing_caps_the_band() -> None:
    findings = [
        make_finding(1, Verdict.EVIDENCED, possible=75),
        make_finding(2, possible=15),
        make_finding(3, possible=10, title="原因分析"),
    ]
    way = route(make_audit(findings), Fraction(85), scored_book(3))
    assert way.capped == ("原因分析",)
    assert sentences(way)[1] == "分数够了，等次仍限于合格：还缺法定必备部分（原因分析）。"
    assert route(make_audit(findings), Fraction(78), scored_book(2)).capped == ()
    assert route(make_audit(findings), Fraction(95), scored_book(3)).capped == ()  # the way adds it


def test_the_next_band_is_the_first_floor_above_the_total() -> None:
    found = route_to_next_band(make_audit([make_finding(1, Verdict.DESCRIBED, possible=100)]), scored_book())
    assert found is not None
    assert found[0] == "良好"
    assert found[1].target == 80
    top = make_audit([make_finding(1, Verdict.EVIDENCED, possible=100)])
    assert route_to_next_band(top, scored_book()) is None
    nearly = make_audit(
        [
            make_finding(1, Verdict.EVIDENCED, possible=Fraction("79.997")),
            make_finding(2, Verdict.DESCRIBED, possible=Fraction("20.003"), points=0),
        ]
    )
    band = route_to_next_band(nearly, scored_book())
    assert band is not None
    assert len(band[1].steps) == 1  # shown as 80.00, and yet below the band


@given(audits())
def test_gaps_are_all_open_findings_worst_first(audit: Audit) -> None:
    places = gaps(audit)
    assert {place for place, f in enumerate(audit.findings) if f.lost} <= set(places)
    lost = [audit.findings[place].lost for place in places]
    assert lost == sorted(lost, reverse=True)


@pytest.mark.parametrize(("target", "said"), [(60, "已达到目标"), (85, "至少补 1 条"), (100, "到不了 100.00 分")])
def test_the_terminal_report_shows_the_way_to_a_target(target: int, said: str) -> None:
    findings = [
        make_finding(1, Verdict.EVIDENCED, possible=80),
        make_finding(2, Verdict.MENTIONED, possible=20, severity=Severity.MAY, title="督察整改"),
    ]
    audit = make_audit(findings, [make_defect(3)])
    text = "".join(table.stream([audit, audit], Run(scored_book(), "reference"), Look(target=Fraction(target))))
    assert f"最短补法（目标 {target}.00 分）" in text
    assert said in text
    assert f"到{target}分需补" in text
    assert ("到不了" in text) == (target == 100)
    assert ("97.00" in text and "督察整改" in text.split("最短补法")[1]) == (target != 60)
    assert "最短补法" not in "".join(table.stream([audit], None, Look()))
