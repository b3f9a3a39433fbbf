"""The shortest way to a score: compared with every other way, and honest where there is none."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from audits import make_audit, make_book, make_defect, make_finding, make_rule
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.examples import text_document
from engine.model import SectionKind, Severity, Verdict
from engine.pipeline import audit as judge
from engine.rulebook import load_pack
from engine.rulebook.rule import Group, Scoring
from reports import Look, Run, table
from reports.remedies import remedies
from reports.route import CLIMB, gaps, named, route, route_to_next_band, sentences, wins
from reports.shares import hundredths

if TYPE_CHECKING:
    from engine.model import Audit, Finding
    from engine.rulebook.rule import Rulebook
    from reports.route import Route

SEEDS = Path(__file__).parents[1] / "seeds"
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
    costs = draw(st.lists(st.fractions(0, 20, max_denominator=7), max_size=3))
    defects = [replace(make_defect(cost), id=f"quality.defect-{number}") for number, cost in enumerate(costs)]
    return make_audit(findings, defects)


targets = st.one_of(st.integers(0, 100).map(Fraction), st.fractions(0, 100, max_denominator=300))


def lifted(audit: Audit, mended: tuple[tuple[int, bool], ...]) -> Fraction:
    """Total once some findings are lifted and some defects, each marked by True, are corrected."""
    won = sum((audit.findings[place].lost for place, defect in mended if not defect), Fraction())
    left = sum((one.deduction for place, one in enumerate(audit.defects) if (place, True) not in mended), Fraction())
    return max(Fraction(), audit.score.earned + won - left)


def mended(way: Route, count: int | None = None) -> tuple[tuple[int, bool], ...]:
    return tuple((step.place, step.defect) for step in way.steps[:count])


def shown_reaches(total: Fraction, target: Fraction) -> bool:
    return Fraction(hundredths(total), 100) >= target


@given(audits(), targets)
def test_no_other_way_is_shorter(audit: Audit, target: Fraction) -> None:
    """Brute force over all sets of open findings and defects agrees on every rank of the definition."""
    way = route(audit, target)
    open_ = [(place, False) for place, f in enumerate(audit.findings) if f.verdict in CLIMB and f.lost]
    open_ += [(place, True) for place, one in enumerate(audit.defects) if one.deduction]
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

    def rank(places: tuple[tuple[int, bool], ...]) -> tuple[int, int, Fraction, int]:
        verdicts = [audit.findings[place].verdict for place, defect in places if not defect]
        total = lifted(audit, places)
        return len(places), sum(CLIMB[verdict] for verdict in verdicts), -total, verdicts.count(Verdict.ABSENT)

    found = mended(way)
    assert rank(found) == min(map(rank, ways))
    assert way.reached == lifted(audit, found)
    # Among findings of one verdict and one gain the earlier ones are taken.
    for place in (place for place, defect in found if not defect):
        same = [p for p, defect in open_ if not defect and p < place]
        same = [p for p in same if audit.findings[p].verdict is audit.findings[place].verdict]
        assert all((p, False) in found for p in same if audit.findings[p].lost == audit.findings[place].lost)


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
    assert hundredths(way.start) + sum(wins(way)) == hundredths(way.reached)
    for count, step in enumerate(way.steps, start=1):
        assert step.total == lifted(audit, mended(way, count))
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


def test_a_target_above_all_that_can_be_won_is_out_of_reach() -> None:
    audit = make_audit([make_finding(1, possible=32), make_finding(2, Verdict.EVIDENCED, possible=60)])
    way = route(audit, Fraction(95))
    assert not way.reachable
    assert way.best == 92
    assert sentences(way) == ("到不了 95.00 分：全部条目都写到“有据可查”、瑕疵都改掉，也只有 92.00 分。",)


def test_a_defect_that_costs_more_than_a_gap_is_corrected_first() -> None:
    findings = [make_finding(number, possible=2) for number in range(1, 6)]
    audit = make_audit([*findings, make_finding(9, Verdict.EVIDENCED, possible=90)], [make_defect(3)])
    way = route(audit, Fraction(92))
    assert mended(way) == ((0, True), (0, False))
    assert [named(audit, step) for step in way.steps] == ["改掉瑕疵：有不足无原因", findings[0].title]
    assert wins(way) == (300, 200)
    assert sentences(way) == (
        "至少改掉 1 处文本瑕疵、补 1 条，都写到“有据可查”，得分从 87.00 升到 92.00（其余不变）。",
    )
    assert sentences(route(audit, Fraction(90))) == ("至少改掉 1 处文本瑕疵，得分从 87.00 升到 90.00（其余不变）。",)


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
    way = route(floored(5), Fraction(40), scored_book(deduction=15))
    assert way.best == 100
    assert [step.total for step in way.steps] == [35, 50]  # 5 + 45 − 15, then the defect; a finding would win but 10
    assert [step.defect for step in way.steps] == [False, True]


def test_beyond_the_cap_defects_win_nothing_until_it_is_made_up() -> None:
    """Two defects that cost 24 together take 15: one corrected wins 3, both 15, a finding 10."""
    two = replace(floored(5), defects=(make_defect(2), replace(make_defect(3), id="quality.other")))
    book = scored_book(deduction=12, cap=15)
    book = replace(book, defects=(*book.defects, replace(book.defects[0], id="quality.other", deduction=Fraction(12))))
    assert [step.total for step in route(two, Fraction(45), book).steps] == [35, 45]
    assert [step.defect for step in route(two, Fraction(45), book).steps] == [False, False]
    assert route(two, Fraction(100), book).reached == 100


def test_what_goes_with_a_gap_is_read_off_the_pack() -> None:
    pack = load_pack()
    every = {rule.id for rule in pack.rules}
    found = remedies(pack, {defect.id for defect in pack.defects}, every)
    assert found["quality.no-causes"] == "outline.causes"
    assert found["quality.leader-section-missing"] == "outline.leader-section"
    assert not {"quality.number-conflict", "quality.arithmetic", "quality.obsolete-term"} & set(found)
    assert remedies(pack, {"quality.no-causes"}, every - {"outline.causes"}) == {}


def test_the_score_that_is_promised_is_the_score_that_comes() -> None:
    """Causes written behind every shortcoming: the gap is mended, the defect is gone, the total is the one promised."""
    pack, text = load_pack(), (SEEDS / "township-2023.txt").read_text("utf-8")
    before = judge(text_document("报告", text), pack, backend="reference")
    place = next(place for place, one in enumerate(before.findings) if one.rule == "outline.causes")
    way = route(before, before.score.total + before.findings[place].lost + 2, pack)
    step = way.steps[0]
    assert (step.place, step.defect) == (place, False)
    assert named(before, step) == "原因分析（瑕疵“有不足无原因”随之消除）"
    (section,) = before.outline.of(SectionKind.SHORTCOMINGS)
    lines = before.document.quote(section.body).strip().split("\n")
    causes = "\n".join(f"{line.rstrip('。')}，主要原因是培训安排得少。" for line in lines)
    after = judge(text_document("报告", text.replace("\n".join(lines), causes)), pack, backend="reference")
    assert after.findings[place].verdict is Verdict.EVIDENCED
    changed = [one for one, other in zip(before.findings, after.findings, strict=True) if one.verdict != other.verdict]
    assert [one.rule for one in changed] == ["outline.causes"]
    assert after.score.total == step.total


def test_a_missing_statutory_part_that_stays_missing_caps_the_band() -> None:
    findings = [
        make_finding(1, Verdict.EVIDENCED, possible=75),
        make_finding(2, possible=15),
        make_finding(3, possible=10),
    ]
    way = route(make_audit(findings), Fraction(85), scored_book(3))
    assert way.capped == ("法律顾问",)
    assert sentences(way)[1] == "分数够了，等次仍限于合格：还缺法定必备部分（法律顾问）。"
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


@pytest.mark.parametrize(("target", "said"), [(60, "已达到目标"), (85, "至少改掉 1 处"), (100, "补 1 条，都")])
def test_the_terminal_report_shows_the_way_to_a_target(target: int, said: str) -> None:
    findings = [
        make_finding(1, Verdict.EVIDENCED, possible=80),
        make_finding(2, Verdict.MENTIONED, possible=20, severity=Severity.MAY, title="督察整改"),
    ]
    audit = make_audit(findings, [make_defect(3)])
    text = "".join(table.stream([audit, audit], Run(scored_book(), "reference"), Look(target=Fraction(target))))
    assert f"最短补法（目标 {target}.00 分）" in text
    assert said in text
    assert f"到{target}分需改补" in text
    assert ("改掉瑕疵：有不足无原因" in text) == (target != 60)
    assert ("升到 100.00（" in text) == (target == 100)
    assert "最短补法" not in "".join(table.stream([audit], None, Look()))
