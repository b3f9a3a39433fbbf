"""``fazhi explain``: the chain of facts behind verdicts and defects, found or not, the same on both engines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.chain import Step, chain, conditions
from engine.examination import Examination, examine
from engine.examples import text_document
from engine.explanation import explain, explain_defect
from engine.infer import BACKENDS, available
from engine.infer.program import CEILING
from engine.model import Verdict
from engine.read import read
from engine.rulebook import Rulebook, load_pack
from engine.rulebook.condition import MEASURES
from reports import Look, wording
from reports.cli import main
from reports.views import chain as words
from reports.views.explain import render, render_defect

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
REPORT = """青禾街道办事处2024年法治政府建设年度报告
一、主要举措和成效
（一）化解矛盾纠纷。全年调解各类纠纷120件，满意率98%。街道共调解各类纠纷86件。
（二）法律顾问。聘请法律顾问2名，出具法律意见书16份。
二、存在的不足
一是普法宣传的形式比较单一，年轻居民参与不多。
二是执法人员力量不足，案卷质量不高。
三、2025年工作安排
一是组织普法短视频征集，全年不少于12期。
"""


@cache
def pack() -> Rulebook:
    return load_pack()


@cache
def examined(path: Path, backend: str) -> Examination:
    return examine(read(str(path)), pack(), backend=backend)


def defect_page(defect: str, text: str = REPORT) -> str:
    document = text_document("报告", text)
    entry = next(one for one in pack().defects if one.id == defect)
    told = explain_defect(document, pack(), defect, backend="reference")
    return render_defect(document, pack(), entry, told, Look())


def rule_page(rule: str, text: str = REPORT) -> str:
    document = text_document("报告", text)
    entry = pack().rule(rule)
    assert entry is not None
    return render(document, pack(), entry, explain(document, pack(), rule, backend="reference"), Look())


@pytest.mark.skipif(len(available()) < 2, reason="durable-rules cannot be had here")
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_both_engines_give_the_same_chain(path: Path) -> None:
    one, other = (examined(path, backend) for backend in BACKENDS)
    assert one.judgement.inference.backend != other.judgement.inference.backend
    for owner in pack().owners:
        assert chain(one, pack(), owner.id) == chain(other, pack(), owner.id)
        assert conditions(one, pack(), owner) == conditions(other, pack(), owner)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_chain_goes_from_the_text_to_the_conclusion(path: Path) -> None:
    report = examined(path, "reference")
    for rule in pack().rules:
        steps = chain(report, pack(), rule.id)
        assert steps[-1].kind == "verdict"
        assert steps[-1].fields == {"rule": rule.id, "verdict": report.judgement.verdicts[rule.id].value}
        _is_well_founded(steps, report)
    for defect in pack().defects:
        steps = chain(report, pack(), defect.id)
        assert bool(steps) == (defect.id in report.judgement.found)
        _is_well_founded(steps, report)


def _is_well_founded(steps: tuple[Step, ...], report: Examination) -> None:
    """Every step follows from earlier ones, every step but the last is used, every quote is the text's own."""
    used = {place for step in steps for reason in step.reasons for place in reason.steps}
    assert used == set(range(len(steps) - 1)) if steps else not used
    for number, step in enumerate(steps):
        assert all(place < number for reason in step.reasons for place in reason.steps)
        assert all(report.document.quote(one.span) == one.quote for one in step.evidence)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_condition_is_said_to_hold_just_where_its_clause_fired(path: Path) -> None:
    report = examined(path, "reference")
    fired = {derivation.clause for derivation in report.judgement.inference.derivations}
    for owner in pack().owners:
        if not owner.binds(report.level, report.year):
            continue
        firing = {
            compound for number, compound in enumerate(owner.compounds) if f"compound.{owner.id}.{number}" in fired
        }
        told = conditions(report, pack(), owner)
        assert [one.holds for one in told] == [compound in firing for compound in dict.fromkeys(owner.compounds)]


def test_two_counts_of_one_thing_are_shown_with_both_sentences() -> None:
    page = defect_page("quality.number-conflict")
    for said in (
        "结论：有，扣 3.00 分",
        "2. 调解化解的纠纷件数：“全年调解各类纠纷120件”\n   第3段“",
        "3. 调解化解的纠纷件数：“街道共调解各类纠纷86件”",
        "4. 由 2、3：调解化解的纠纷件数前后是两个不同的数",
        "6. 由 1、5：有这种瑕疵",
    ):
        assert said in page


def test_without_a_contradiction_the_counts_that_were_compared_are_shown() -> None:
    page = defect_page("quality.number-conflict", REPORT.replace("86件", "120件"))
    assert "结论：没有" in page
    assert "调解化解的纠纷件数：2 处写的是同一个数" in page
    assert "没有认出可以前后比对的数" in defect_page("quality.number-conflict", REPORT.replace("纠纷", "事"))


def test_an_unanswered_weakness_is_shown_with_its_themes() -> None:
    page = defect_page("quality.plan-unmatched")
    assert "一条不足，说的是执法力量与素质、执法程序与质量\n   第7段“二是执法人员力量不足" in page
    assert "没有一条安排说到执法力量与素质、执法程序与质量，这条不足没有对应的安排" in page


def test_answered_weaknesses_are_shown_with_the_measures_that_answer_them() -> None:
    text = REPORT.replace("二是执法人员力量不足，案卷质量不高。", "二是个别同志作风漂浮，缺乏韧劲。")
    page = defect_page("quality.plan-unmatched", text)
    assert "结论：没有" in page
    assert "不足（普法宣传）：第6段" in page
    assert "安排（普法宣传）：第9段“一是组织普法短视频征集" in page
    assert "不足（没认出是哪方面，未作对照）：第7段" in page


def test_without_a_plan_nothing_can_be_held_against_the_weaknesses() -> None:
    assert "报告没有下一步安排，无从对照" in defect_page("quality.plan-unmatched", REPORT.split("三、", maxsplit=1)[0])


def test_a_defect_that_is_not_looked_for_says_so() -> None:
    document = text_document("报告", REPORT)
    bound = [one for one in pack().defects if one.levels or one.last_year < 2024]
    assert bound
    for entry in bound:
        if "street" not in entry.levels or entry.last_year < 2024:
            told = explain_defect(document, pack(), entry.id, backend="reference")
            assert "结论：不查" in render_defect(document, pack(), entry, told, Look())


def test_the_arithmetic_is_shown_with_its_sentence() -> None:
    text = REPORT.replace("满意率98%", "评查案卷60份，评出优秀22份、合格35份、不合格5份")
    assert "算不拢的地方：1处（22＋35＋5＝62，多于60份）\n   第3段“" in defect_page("quality.arithmetic", text)


def test_a_structure_that_does_not_hold_is_shown_with_its_numbers() -> None:
    page = defect_page("quality.no-causes", REPORT.replace("年轻居民参与不多", "原因在于照搬往年做法"))
    assert "- 成立：要有存在不足部分；这份报告：有" in page
    assert "- 不成立：写了原因的不足要0%；这份报告：50%" in page


def test_a_rule_shows_how_its_verdict_follows() -> None:
    page = rule_page("capacity.legal-adviser")
    assert "1. 这条要求约束本机关和本年度" in page
    assert "由 2：够得上“有据可查”" in page
    assert page.rstrip().split("找过的说法")[0].rstrip().endswith("结论是“有据可查”")


def test_a_plan_is_held_back_and_the_chain_says_why() -> None:
    text = "青禾街道办事处2024年法治政府建设年度报告\n一、2025年工作安排\n聘请法律顾问2名，出具法律意见书16份。\n"
    assert "打算做；是打算，不是已经做的事，只算到“仅提及”" in rule_page("capacity.legal-adviser", text)
    assert "全文没有一处够得上任何一级" in rule_page(
        "capacity.legal-adviser", "青禾街道办事处2024年法治政府建设年度报告\n一、概况\n全年平稳。"
    )


def test_a_statement_that_is_held_back_beside_one_that_is_not_does_not_hold_the_rule_back() -> None:
    text = REPORT.replace(
        "（二）法律顾问。聘请法律顾问2名，出具法律意见书16份。", "（二）法律顾问。全面落实法律顾问制度。"
    )
    page = rule_page("capacity.legal-adviser", text + "二是聘请法律顾问2名，出具法律意见书16份。\n")
    assert "够得上“仅提及”" in page
    assert "只能算到" not in page


def test_a_sign_that_carried_the_verdict_is_not_called_worthless() -> None:
    text = REPORT.replace(
        "（二）法律顾问。",
        "配有执法记录仪64台，音像资料按案号归集。年内审核重大行政处罚决定58件。在县政府网站公开行政处罚信息337条。",
    )
    told = explain(text_document("报告", text), pack(), "enforcement.three-systems", backend="reference")
    assert told.finding.verdict is Verdict.EVIDENCED
    carried = [one for one in told.seen if one.counts_as is Verdict.EVIDENCED]
    assert len(carried) == 3
    assert {one.why_not for one in carried} == {"与别的条件合起来成立"}


def test_what_exempts_from_a_rule_is_explained() -> None:
    page = rule_page("decision.participation", REPORT.replace("二、", "2024年，我街道无重大行政决策事项。\n二、", 1))
    assert "不适用" in page
    assert "无重大行政决策事项" in page


def test_an_unknown_defect_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        explain_defect(text_document("报告", REPORT), pack(), "capacity.legal-adviser")


def test_every_measure_and_every_reading_has_words() -> None:
    assert set(MEASURES) <= set(wording.MEASURES)
    assert set(CEILING) <= set(words._READINGS)


def test_the_command_explains_a_defect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "年报.txt"
    file.write_text(REPORT, "utf-8")
    assert main(["explain", "quality.number-conflict", str(file), "--backend", "reference"]) == 0
    assert "由 2、3：调解化解的纠纷件数前后是两个不同的数" in capsys.readouterr().out
