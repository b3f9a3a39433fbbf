"""What the wording of a rule finds in a text, and how strongly each statement may be read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jieba
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from packs import NEVER, PACK, RULES, book_of, finding_on, law, rule_yaml, verdict_on, write_pack

from engine.examination import examine
from engine.examples import text_document
from engine.model import Level, SectionKind, Stance, Verdict
from engine.observe import borders
from engine.rulebook import load_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
ABSENT, MENTIONED, DESCRIBED, EVIDENCED = Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED
PREAMBLE, MEASURES, LEADER = SectionKind.PREAMBLE, SectionKind.MEASURES, SectionKind.LEADER
SHORT, PLAN, OTHER = SectionKind.SHORTCOMINGS, SectionKind.PLAN, SectionKind.OTHER


# --- the language of phrases -----------------------------------------------------------------------------------------

FOUND = [
    # a word, in any width and with any blanks
    ("法律顾问", "聘请法律顾问。", True),
    ("法律顾问", "聘请法 律　顾问。", True),
    ("AI执法", "推广ＡＩ执法。", True),
    ("(一)类", "第（一）类事项。", True),
    ("法律顾问", "聘请法律咨询顾问。", False),
    # blank: all in one sentence, in any order
    ("法律顾问 列席", "列席会议的有法律顾问。", True),
    ("法律顾问 列席", "法律顾问，每月列席会议。", True),
    ("法律顾问 列席", "聘请法律顾问。律师列席会议。", False),
    ("法律顾问 列席", "聘请法律顾问；律师列席会议。", False),
    # | any of these
    ("聘请|续聘", "续聘律师。", True),
    ("聘请|续聘", "解聘律师。", False),
    ("法律顾问 聘请|续聘", "续聘法律顾问。", True),
    # … in this order, not far apart
    ("纳入…考核", "纳入年度目标考核。", True),
    ("纳入…考核", "考核结果纳入档案。", False),
    ("纳入…考核", "纳入一二三四五六七八九十甲乙丙丁戊考核。", True),
    ("纳入…考核", "纳入一二三四五六七八九十甲乙丙丁戊己考核。", False),
    ("对…开展…检查", "对企业开展安全检查。", True),
    ("对…开展…检查", "对企业检查后开展培训。", False),
    ("未|没有…制定|出台…文件", "没有出台规范性文件。", True),
    ("未|没有…制定|出台…文件", "没有规范性文件出台。", False),
    ("宣讲…法", "宣讲宪法、民法典、行政处罚法、行政复议法、行政强制条例、国家赔偿法等。", True),
    ("宣讲…条例", "宣讲宪法、民法典、行政处罚规定、行政复议规定、立法工作规定、信访工作条例等。", True),
    ("宣讲…条例", "宣讲宪法，印发了民法典、行政处罚规定、行政复议规定、信访工作条例等。", False),
    # ! not in the same sentence
    ("应诉 !败诉", "行政应诉案件3件。", True),
    ("应诉 !败诉", "行政应诉案件3件，败诉1件。", False),
    ("应诉 !败诉", "行政应诉案件3件。败诉案件1件。", True),
    # @ families, with families inside them
    ("法律顾问 @做法", "聘请法律顾问。", True),
    ("法律顾问 @做法", "依靠法律顾问。", False),
    ("法律顾问 @都算", "常务会议有法律顾问。", True),
    # figures of the year
    ("法律意见 #件,份", "出具法律意见31份。", True),
    ("法律意见 #件,份", "出具法律意见31条。", False),
    ("法律意见 #件,份", "出具法律意见若干份。", False),
    ("法律意见 #份", "出具法律意见三十余份。", True),
    ("法律意见 #份>=3", "出具法律意见3份。", True),
    ("法律意见 #份>=3", "出具法律意见2份。", False),
    ("法律意见 #份>=3", "出具法律意见2份，另有意见4份。", True),
    ("罚款 #元>=10000", "罚款1.2万元。", True),
    ("罚款 #万元", "罚款1.2万元。", True),
    ("罚款 #元>=20000", "罚款1.2万元。", False),
    ("法律意见 #", "出具法律意见31条。", True),
    ("法律意见 #", "出具法律意见书。", False),
    ("化解率 #%", "化解率99.8％。", True),
    ("化解率 #%", "化解率明显提高，化解30件。", False),
    ("会议…#次", "召开会议4次。", True),
    ("会议…#次", "4次召开会议。", False),
    # dates and numbers of documents, of the report year
    ("会议 #日期", "6月召开会议。", True),
    ("会议 #日期", "2024年6月召开会议。", True),
    ("会议 #日期", "年中召开会议。", False),
    ("方案 #文号", "印发方案（青街办〔2024〕11号）。", True),
    ("方案 #文号", "印发方案11号。", False),
    ("居民 #手机号", "居民电话13812345678。", True),
    ("居民 #身份证号", "居民11010119900307123X。", True),
    # 《》
    ("印发 《工作要点》", "印发《2024年法治工作要点》。", True),
    ("印发 《工作要点》", "印发工作要点。", False),
    ("印发 《》", "印发《方案》。", True),
    ("印发 《》", "印发方案。", False),
    ("行政复议", "学习《行政复议法》。", False),
    ("行政复议", "学习《行政复议法》，办理行政复议2件。", True),
    ("执法办法", "印发《关于修改〈执法办法〉的通知》。", False),
    # the title of a plan that is made here says that there is a plan
    ("规划 公示", "《县城总体规划》公示30日。", True),
    ("规划 公示", "《县城总体规划（2021—2035年）》公示30日。", True),
    ("方案…公示", "编制《停车收费方案（征求意见稿）》并公示。", True),
    ("方案 公示", "依法审查后，《停车收费方案草案》公示30日。", True),
    ("方案 公示", "落实公示制度，《停车收费方案》公示30日。", True),
    ("规划 公示", "《县城规划管理办法》公示30日。", False),
    ("规划 公示", "学习《城乡规划法》，公示结果。", False),
    ("规划 公示", "《关于印发县城规划的通知》公示30日。", False),
    ("草案 公示", "《物业管理条例草案》公示30日。", False),
    ("总体规划 公示", "《县城总体规划》公示30日。", False),
    ("规划 公示", "公示前学习《法治社会建设规划》。", False),
    ("规划 公示", "落实市委《法治社会建设规划》，公示结果。", False),
    ("方案 公示", "对照《县城规划》《整治方案》，公示结果。", False),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "text", "found"), FOUND)
def test_a_phrase_finds_what_the_guide_says(tmp_path: Path, phrase: str, text: str, found: bool) -> None:
    book = book_of(tmp_path, described=[phrase])
    assert (verdict_on(book, text) is not ABSENT) is found


SCOPES: list[tuple[Any, str, bool]] = [
    ({"clause": "主任 出庭"}, "主任出庭应诉。", True),
    ({"clause": "主任 出庭"}, "主任带头，科长出庭应诉。", False),
    ({"say": "主任 出庭"}, "主任带头，科长出庭应诉。", True),
    ({"item": "主任 出庭"}, "主任带头。科长出庭应诉。", True),
    ({"say": "主任 出庭"}, "主任带头。科长出庭应诉。", False),
    ({"item": "主任 出庭"}, "一是主任带头。二是科长出庭应诉。", False),
    ({"item": "主任 出庭"}, "主任带头。\n科长出庭应诉。", False),
    ({"item": "执法 #次"}, "（一）规范执法\n开展检查36次。", True),
    ({"item": "执法 #次"}, "（一）规范执法\n开展检查。\n培训36次。", True),
    ({"item": "普法 #次"}, "（一）规范执法\n开展检查36次。", False),
    ({"item": "主任 !出庭"}, "主任带头。科长出庭应诉。", False),
    ({"clause": "主任 !出庭"}, "主任带头，科长出庭应诉。", True),
]


@pytest.mark.parametrize(("entry", "text", "found"), SCOPES)
def test_scopes_clause_sentence_and_item(tmp_path: Path, entry: object, text: str, found: bool) -> None:
    assert (verdict_on(book_of(tmp_path, described=[entry]), text) is not ABSENT) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("局长带头履职。一是抓学习。领学宪法2次。", True),
        ("局长带头履职。\n一是抓学习。领学宪法2次。\n二是抓落实。", True),
        ("局长年初就把任务交代下去。\n（一）抓学习\n领学宪法2次。", True),
        ("一年来，局长带头履职：（1）抓学习；（2）领学宪法2次。", True),
        ("局长带头履职。\n各科室领学宪法2次。", False),
        ("局长带头履职。\n各科室配合。一是抓学习。领学宪法2次。", False),
        ("副局长带头履职。一是抓学习。领学宪法2次。", False),
        ("一是局长带头履职。二是抓学习。领学宪法2次。", False),
    ],
)
def test_the_heads_named_before_a_list_act_in_its_items(tmp_path: Path, text: str, found: bool) -> None:
    book = book_of(tmp_path, described=[{"item": "局长 领学 #次 !副局长"}])
    assert (verdict_on(book, text, LEADER) is not ABSENT) is found
    assert verdict_on(book, text, MEASURES) is ABSENT or "\n" not in text


@pytest.mark.parametrize(
    ("sections", "where", "expected"),
    [
        ("leader", LEADER, DESCRIBED),
        ("leader", MEASURES, ABSENT),
        (["measures", "leader"], MEASURES, DESCRIBED),
        (["measures", "leader"], OTHER, ABSENT),
        ("plan", PLAN, MENTIONED),
        ("shortcomings", SHORT, MENTIONED),
    ],
)
def test_a_phrase_bound_to_parts_is_found_there_only(
    tmp_path: Path, sections: object, where: SectionKind, expected: Verdict
) -> None:
    book = book_of(tmp_path, described=[{"say": "法律顾问", "section": sections}])
    assert verdict_on(book, "聘请法律顾问审查合同。", where) is expected


# --- look-alikes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lookalike", "text", "found"),
    [
        ("社区法律顾问", "聘请社区法律顾问。", False),
        ("社区法律顾问", "聘请社区法律顾问，另聘法律顾问1名。", True),
        ("社区法律顾问|村法律顾问", "聘请村法律顾问。", False),
        ("居民…法律顾问", "为居民小区聘请法律顾问。", False),
        ("居民…法律顾问", "聘请法律顾问服务居民。", True),
        ("居民…法律顾问", "为居民答疑，聘请法律顾问。", True),
        ("企业 法律顾问", "聘请法律顾问联系企业。", False),
        ("@会议…法律顾问", "常务会议有法律顾问。", False),
        ("法律顾问制度 !聘请", "落实法律顾问制度。", False),
        ("法律顾问制度 !聘请", "聘请并落实法律顾问制度。", True),
        ("《法律顾问》", "印发《法律顾问》，聘请法律顾问。", True),
        ("三个…法律顾问…协会", "三个法律顾问协会与法律顾问。", True),
        ("社区法律顾问", "落实社区法律顾问、企业法律顾问。", True),
    ],
)
def test_a_word_covered_by_a_look_alike_does_not_count(tmp_path: Path, lookalike: str, text: str, found: bool) -> None:
    book = book_of(tmp_path, names=["法律顾问"], lookalikes=[lookalike])
    assert (verdict_on(book, text) is MENTIONED) is found


# --- stance ----------------------------------------------------------------------------------------------------------

STANCES = [
    ("聘请法律顾问，出具意见3份。", MEASURES, EVIDENCED, Stance.DONE),
    ("聘请法律顾问，出具意见3份。", LEADER, EVIDENCED, Stance.DONE),
    ("聘请法律顾问，出具意见3份。", OTHER, EVIDENCED, Stance.DONE),
    ("聘请法律顾问，出具意见3份。", SHORT, MENTIONED, Stance.LACKING),
    ("聘请法律顾问，出具意见3份。", PLAN, MENTIONED, Stance.PLANNED),
    ("聘请法律顾问审查合同。", MEASURES, DESCRIBED, Stance.DONE),
    ("审查合同。下一步，将聘请法律顾问，出具意见3份。", MEASURES, MENTIONED, Stance.PLANNED),
    ("审查合同。下一步，完善机制，聘请法律顾问，出具意见3份。", MEASURES, MENTIONED, Stance.PLANNED),
    ("力争年内聘请法律顾问3名。", MEASURES, MENTIONED, Stance.PLANNED),
    ("将聘请法律顾问情况纳入考核。", MEASURES, DESCRIBED, Stance.DONE),
    ("聘请法律顾问的力度不够。", MEASURES, MENTIONED, Stance.LACKING),
    ("聘请法律顾问解决审查不及时问题3个，审查合同3份。", MEASURES, EVIDENCED, Stance.DONE),
    ("正在办理聘请法律顾问手续，已收意见3份。", MEASURES, DESCRIBED, Stance.ONGOING),
    ("（一）聘请法律顾问", MEASURES, MENTIONED, Stance.SLOGAN),
    ("（一）聘请法律顾问\n审查合同3份。", MEASURES, MENTIONED, Stance.SLOGAN),
    ("（一）聘请法律顾问。审查合同3份。", MEASURES, MENTIONED, Stance.SLOGAN),
    ("规范聘请法律顾问。审查合同3份。", MEASURES, MENTIONED, Stance.SLOGAN),
    ("聘请法律顾问，依法办事。现将情况报告如下：", PREAMBLE, MENTIONED, Stance.SLOGAN),
    ("聘请法律顾问，出具意见3份。现将情况报告如下：", PREAMBLE, EVIDENCED, Stance.DONE),
    ("群众自发聘请法律顾问，出具意见3份。", MEASURES, MENTIONED, Stance.DONE),
    ("各企业主动聘请法律顾问，出具意见3份。", MEASURES, MENTIONED, Stance.DONE),
    ("为群众聘请法律顾问，出具意见3份。", MEASURES, EVIDENCED, Stance.DONE),
    ("未聘请法律顾问。聘请法律顾问3名，意见3份。", MEASURES, EVIDENCED, Stance.DONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "section", "verdict", "stance"), STANCES)
def test_stance_limits_what_a_statement_can_prove(
    tmp_path: Path, text: str, section: SectionKind, verdict: Verdict, stance: Stance
) -> None:
    book = book_of(tmp_path, names=["法律顾问"], described=["法律顾问 聘请"], units="份")
    found = finding_on(book, text, section=section)
    assert found.verdict is verdict
    assert (found.evidence[0].section, found.evidence[0].stance) == (section, stance)


@pytest.mark.parametrize("before", [0, 30, 100, 170, 300, 600])
@pytest.mark.parametrize("mark", ["，", ""])
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_quote_is_short_and_holds_what_was_found(tmp_path: Path, before: int, mark: str, blank: str) -> None:
    filler = f"加强各项工作{mark}" * (before // 7)
    text = blank.join(f"{filler}聘请法律顾问出具意见3份{mark}{filler}，扎实推进。")
    (proof, *_) = finding_on(book_of(tmp_path, described=["法律顾问 聘请"]), text).evidence
    assert len(proof.quote) <= 200
    assert "聘请法律顾问" in proof.quote.replace(" ", "")


#: Sentences of one point, of which the marked one carries the finding.
CARRIED = [
    # the act is the news, not the thing that it was done to, nor a figure beside that
    ("规范性文件 全面清理 #件", "制定规范性文件24件。*开展全面清理，废止3件。"),
    ("规范性文件 全面清理 #件", "制定规范性文件24件。备案规范性文件24件。*开展全面清理，结论已公布。"),
    ("法律顾问 列席 #次", "健全法律顾问制度，续聘法律顾问。*法律顾问列席会议6次。接待来访120次。"),
    # what one sentence alone has, whatever stands first
    ("宪法宣传周 宣传|活动 #场", "*宪法宣传周期间，律师到社区宣传。开展各类宣传活动50场。"),
    ("决策 材料…归档", "列入决策目录。*形成的材料全部归档。"),
    # a headline tells nothing, nor does a weaker sentence
    ("法律顾问 列席 #次", "健全法律顾问制度。聘请律师3名，*列席会议6次。"),
    ("法律顾问 列席 #次", "法律顾问明年将列席会议9次。聘请法律顾问3名，*全年列席会议6次。"),
]


@pytest.mark.parametrize(("phrase", "text"), CARRIED)
def test_of_a_whole_point_the_sentence_that_carries_the_finding_is_quoted(
    tmp_path: Path, phrase: str, text: str
) -> None:
    book = book_of(tmp_path, evidenced=[{"item": phrase}])
    (proof,) = finding_on(book, text.replace("*", "")).evidence
    (carrier,) = (one.replace("*", "") for one in text.split("。") if "*" in one)
    assert proof.quote == f"{carrier}。"


def test_a_long_sentence_of_a_point_is_quoted_around_what_it_has_itself(tmp_path: Path) -> None:
    filler = "，加强各项工作" * 40
    book = book_of(tmp_path, evidenced=[{"item": "规范性文件 全面清理"}])
    (proof,) = finding_on(book, f"制定规范性文件24件。上半年{filler}，开展全面清理{filler}。").evidence
    assert "全面清理" in proof.quote


def test_a_sentence_with_a_part_of_a_phrase_is_not_quoted_beside_one_with_all_of_it(tmp_path: Path) -> None:
    book = book_of(tmp_path, evidenced=[{"item": "法律顾问 列席 #次"}])
    parts = "聘请法律顾问3名。全年列席会议6次。"
    quotes = [one.quote for one in finding_on(book, f"{parts}\n法律顾问列席会议9次。").evidence]
    assert quotes == ["法律顾问列席会议9次。"]
    assert [one.quote for one in finding_on(book, parts).evidence] == ["全年列席会议6次。"]


def test_what_more_phrases_met_is_quoted_first_and_the_opening_only_where_nothing_else_is(tmp_path: Path) -> None:
    described = ["法律顾问 聘请", "法律顾问 律师", "法律顾问 列席"]
    book = book_of(tmp_path, described=described, units="名")
    report = """甲街道办事处2025年法治政府建设年度报告
全年聘请法律顾问4名。
一、主要举措
{body}
二、存在的不足
法律顾问不够。"""
    body = "聘请法律顾问2名。\n聘请律师担任法律顾问3名，列席会议。"
    quotes = [one.quote for one in finding_on(book, report.format(body=body), whole=True).evidence]
    assert quotes == ["聘请律师担任法律顾问3名，列席会议。", "聘请法律顾问2名。"]
    quotes = [one.quote for one in finding_on(book, report.format(body="开展普法。"), whole=True).evidence]
    assert quotes == ["全年聘请法律顾问4名。"]


def test_what_was_done_in_the_year_is_quoted_before_what_many_years_add_up_to(tmp_path: Path) -> None:
    book = book_of(tmp_path, described=["法律顾问 聘请"])
    quotes = [one.quote for one in finding_on(book, "2019年以来聘请法律顾问9名。\n聘请法律顾问坐班。").evidence]
    assert quotes == ["聘请法律顾问坐班。", "2019年以来聘请法律顾问9名。"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("督察反馈聘请法律顾问不及时问题3份。", MENTIONED),
        ("督察指出，聘请法律顾问3名，出具意见3份，作用发挥不够。", MENTIONED),
        ("督察指出，我局聘请法律顾问3名，出具意见3份，作用发挥不够。", MENTIONED),
        ("督察指出，聘请法律顾问作用发挥不够，我局聘请法律顾问审查合同3份。", EVIDENCED),
        ("督察反馈聘请法律顾问不及时问题，随即聘请法律顾问，出具意见3份。", EVIDENCED),
        ("聘请法律顾问出具意见3份，督察反馈法律顾问不足问题1个。", EVIDENCED),
        ("聘请法律顾问。督察反馈聘请法律顾问不及时问题3份。", DESCRIBED),
        ("聘请法律顾问审查合同，发现条款不规范问题3份。", EVIDENCED),
        ("聘请法律顾问3名出具意见3份，因故未履行。", MENTIONED),
        ("聘请法律顾问3名出具意见3份，正在公示。", DESCRIBED),
        ("聘请法律顾问3名出具意见3份，已报县委，待批复后公布。", DESCRIBED),
        ("聘请法律顾问办理复议案件3份，正在审核。", EVIDENCED),
    ],
)
def test_what_was_found_wrong_or_fell_through_proves_no_deed(tmp_path: Path, text: str, verdict: Verdict) -> None:
    book = book_of(tmp_path, names=["法律顾问"], described=["法律顾问 聘请"], units="份")
    assert verdict_on(book, text) is verdict


def test_a_finding_proves_that_somebody_looked(tmp_path: Path) -> None:
    book = book_of(tmp_path, names=["督察"], described=["督察 问题"], units="个")
    assert verdict_on(book, "法治督察反馈公示不及时问题3个。") is EVIDENCED


@pytest.mark.parametrize(
    ("stance", "text", "section", "verdict"),
    [
        ("planned", "将继续聘请法律顾问。", MEASURES, DESCRIBED),
        ("planned", "聘请法律顾问。", PLAN, DESCRIBED),
        ("planned", "聘请法律顾问。", MEASURES, ABSENT),
        ("lacking", "聘请法律顾问的力度不够。", MEASURES, DESCRIBED),
        ("lacking", "聘请法律顾问。", SHORT, DESCRIBED),
        ("lacking", "将继续聘请法律顾问。", MEASURES, ABSENT),
        (["done", "ongoing"], "聘请法律顾问。", MEASURES, DESCRIBED),
        (["done", "ongoing"], "聘请法律顾问。", PLAN, ABSENT),
    ],
)
def test_a_phrase_that_asks_for_a_stance_is_read_in_that_stance_only(
    tmp_path: Path, stance: object, text: str, section: SectionKind, verdict: Verdict
) -> None:
    book = book_of(tmp_path, described=[{"say": "法律顾问", "stance": stance}])
    assert verdict_on(book, text, section) is verdict


def test_the_strongest_statement_decides_whatever_stands_beside_it(tmp_path: Path) -> None:
    book = book_of(tmp_path, described=["法律顾问 聘请"], units="份")
    weak = "将聘请法律顾问。聘请法律顾问的力度不够。未聘请法律顾问。"
    assert verdict_on(book, weak) is MENTIONED
    assert verdict_on(book, weak + "已聘请法律顾问，出具意见3份。") is EVIDENCED
    assert verdict_on(book, "已聘请法律顾问，出具意见3份。" + weak) is EVIDENCED


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("本年度未发生行政复议案件。", EVIDENCED),
        ("全年无行政复议案件。", EVIDENCED),
        ("行政复议案件0件。", EVIDENCED),
        ("全年没有收到行政复议申请。", EVIDENCED),
        ("办理行政复议案件10件。", MENTIONED),
        ("推行无纸化，办理行政复议案件。", MENTIONED),
        ("下一步，确保未发生行政复议案件。", ABSENT),
    ],
)
def test_a_zero_is_reported_only_by_a_phrase_that_asks_for_it(tmp_path: Path, text: str, verdict: Verdict) -> None:
    book = book_of(
        tmp_path,
        names=[{"say": "行政复议", "stance": ["done"]}],
        evidenced=[{"clause": "未发生|没有收到|无|0件 行政复议", "stance": ["zero"]}],
    )
    assert verdict_on(book, text) is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("本年度未发生行政复议案件。", MENTIONED),
        ("办理行政复议案件。", DESCRIBED),
        ("未发生行政复议案件，信访案件3件。", MENTIONED),
        ("行政复议案件5件，无败诉。", EVIDENCED),
        ("行政复议案件5件无败诉情况。", EVIDENCED),
    ],
)
def test_what_did_not_occur_is_not_done(tmp_path: Path, text: str, verdict: Verdict) -> None:
    assert verdict_on(book_of(tmp_path, described=["行政复议"], units="件"), text) is verdict


# --- the year of figures, dates and documents ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("审查合同3份。", EVIDENCED),
        ("2024年，审查合同3份。", EVIDENCED),
        ("自2024年以来，审查合同3份。", EVIDENCED),
        ("自2013年以来，审查合同3份。", DESCRIBED),
        ("2021年以来累计审查合同3份。", DESCRIBED),
        ("三年来，审查合同3份。", DESCRIBED),
        ("近三年来审查合同3份。", DESCRIBED),
        ("建局以来审查合同3份。", DESCRIBED),
        ("去年，审查合同3份。", DESCRIBED),
        ("上年度审查合同3份。", DESCRIBED),
        ("“十四五”以来累计审查合同3份。", DESCRIBED),
        ("近三年累计审查合同3份。", DESCRIBED),
        ("2023年，审查合同3份。", MENTIONED),
        ("2023年审查合同3份，聘请律师2名。", MENTIONED),
        ("2023年审查合同3份，至今沿用。", DESCRIBED),
        ("与去年相比，审查合同3份。", EVIDENCED),
        ("去年同期为2份，今年审查合同3份。", EVIDENCED),
        ("上年结转2份，审查合同3份。", EVIDENCED),
        ("2023年12月印发《2024年合同工作要点》，审查合同3份。", EVIDENCED),
        ("2023年审查合同3份，2024年审查合同5份。", EVIDENCED),
        ("审查合同3份，比2023年增加1份。", EVIDENCED),
        ("审查合同3份，较2023年增加1份。", EVIDENCED),
        ("每月审查合同3份。", DESCRIBED),
        ("第3次审查合同。", DESCRIBED),
        ("审查合同××份。", DESCRIBED),
        ("审查合同若干份。", DESCRIBED),
        ("审查合同3次。", DESCRIBED),
    ],
)
def test_only_figures_of_the_report_year_are_evidence(tmp_path: Path, text: str, verdict: Verdict) -> None:
    assert verdict_on(book_of(tmp_path, described=["审查合同"], units="份"), text) is verdict


@pytest.mark.parametrize(
    ("units", "text", "verdict"),
    [
        ("日期", "6月审查合同。", EVIDENCED),
        ("日期", "2024年6月审查合同。", EVIDENCED),
        ("日期", "2019年6月审查合同。", MENTIONED),
        ("日期", "审查合同。", DESCRIBED),
        ("文号", "审查合同（青街办〔2024〕3号）。", EVIDENCED),
        ("文号", "审查合同（第3号）。", DESCRIBED),
        ("文件", "审查合同，印发《合同管理流程》。", EVIDENCED),
        ("文件", "审查合同，学习《民法典》。", DESCRIBED),
        ("文件", "审查合同，学习《信访工作条例》。", DESCRIBED),
        ("%", "审查合同率100%。", EVIDENCED),
        ("份 次、%", "审查合同3次。", EVIDENCED),
        ("份，次", "审查合同3次。", EVIDENCED),
        ("份 次", "审查合同，提意见。修改3次。", DESCRIBED),
    ],
)
def test_units_lift_what_is_described_to_evidenced(tmp_path: Path, units: str, text: str, verdict: Verdict) -> None:
    assert verdict_on(book_of(tmp_path, described=["审查合同", "审查…率"], units=units), text) is verdict


def test_units_lift_no_statement_of_another_sentence_or_stance(tmp_path: Path) -> None:
    book = book_of(tmp_path, described=[{"clause": "审查 合同"}], units="份")
    assert verdict_on(book, "审查合同，出具意见3份。") is EVIDENCED
    assert verdict_on(book, "审查文件，签订合同3份。") is ABSENT
    assert verdict_on(book, "审查合同，将进一步出具意见3份。") is DESCRIBED
    assert verdict_on(book, "将全面审查合同3份。") is MENTIONED


# --- conditions on the structure -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "text", "verdict"),
    [
        ({"all": [{"say": "书记"}, {"say": "主任"}]}, "书记带头。主任带头。", DESCRIBED),
        ({"all": ["书记", "主任"]}, "书记带头。", ABSENT),
        ({"any": ["书记", "主任"]}, "主任带头。", DESCRIBED),
        ({"all": ["书记", {"any": ["主任", "镇长"]}]}, "书记、镇长带头。", DESCRIBED),
        ({"all": ["书记", {"none": ["主任"]}]}, "书记带头。", DESCRIBED),
        ({"all": ["书记", {"none": ["主任"]}]}, "书记带头。主任带头。", ABSENT),
        ({"all": ["书记", "主任"]}, "书记带头。将由主任进一步落实。", MENTIONED),
        ({"measure": "figures", "at-least": 2}, "检查3次，办案5件。", DESCRIBED),
        ({"measure": "figures", "at-least": 2}, "检查3次。", ABSENT),
        ({"measure": "figures", "at-most": 1}, "检查3次。", DESCRIBED),
        ({"all": ["书记", {"measure": "figures", "at-least": 1, "at-most": 1}]}, "书记检查3次。", DESCRIBED),
    ],
)
def test_conditions_combine(tmp_path: Path, condition: object, text: str, verdict: Verdict) -> None:
    assert verdict_on(book_of(tmp_path, described=[condition]), text) is verdict


def test_a_rule_may_build_on_another(tmp_path: Path) -> None:
    sub = RULES.replace("capacity.legal-adviser", "capacity.sub").replace("rules:\n", "")
    top = RULES.replace("      - 法律顾问 聘请\n", "      - {rule: capacity.sub, at-least: described}\n").replace(
        "    units: 份\n", ""
    )
    book = load_pack(str(write_pack(tmp_path, {"rules.yaml": top + sub})))
    assert verdict_on(book, "聘请法律顾问。") is DESCRIBED
    assert verdict_on(book, "落实法律顾问制度。") is MENTIONED


@pytest.mark.parametrize(
    ("entries", "text", "verdict"),
    [
        ({"exempt": ["无行政执法权"]}, "本单位无行政执法权。", Verdict.NOT_APPLICABLE),
        ({"exempt": ["无行政执法权"]}, "本单位有行政执法权。", ABSENT),
        ({"exempt": ["无行政执法权"], "described": ["执法"]}, "本单位无行政执法权，执法。", Verdict.NOT_APPLICABLE),
        ({"silence": "not-assessable", "names": ["法律顾问"]}, "没有提到。", Verdict.NOT_ASSESSABLE),
        ({"silence": "not-assessable", "names": ["法律顾问"]}, "法律顾问。", MENTIONED),
    ],
)
def test_silence_and_exemption(tmp_path: Path, entries: Mapping[str, object], text: str, verdict: Verdict) -> None:
    assert verdict_on(book_of(tmp_path, **entries), text) is verdict


@pytest.mark.parametrize(
    ("level", "year", "verdict"),
    [
        (Level.STREET, 2024, DESCRIBED),
        (Level.COUNTY, 2024, DESCRIBED),
        (Level.TOWNSHIP, 2024, Verdict.NOT_APPLICABLE),
        (Level.STREET, 2021, Verdict.NOT_APPLICABLE),
        (Level.STREET, 2025, Verdict.NOT_APPLICABLE),
    ],
)
def test_a_rule_binds_its_levels_and_years_only(tmp_path: Path, level: Level, year: int, verdict: Verdict) -> None:
    book = book_of(tmp_path, described=["法律顾问"], years="2022-2024")
    assert finding_on(book, "聘请法律顾问。", level=level, year=year).verdict is verdict


# --- measures --------------------------------------------------------------------------------------------------------

FULL = """青禾街道办事处关于2024年法治政府建设情况的报告
区委、区政府：
2024年，青禾街道办事处推进法治政府建设。现将有关情况报告如下：
一、主要举措和成效
（一）强化学习。全年集中学习6次。
（二）规范执法。5月开展检查。
（三）深化普法。举办讲座。
二、第一责任人履行职责情况
书记主持会议4次。主任出庭应诉1次，约谈干部2人。
三、存在的不足
一是执法力量薄弱，去年以来有2件案件超期。
二是学法不够深入，原因是学习安排不足。
四、下一步打算
2025年，6月底前完成案卷评查2次。二是进一步提高认识，加强领导。
青禾街道办事处
2025年1月16日"""
BARE = """做好工作。
一、主要做法
召开会议。"""
MEASURED: list[tuple[str, str, int]] = [
    *((FULL, name, 1) for name in (
        "title.present", "title.body", "title.year", "title.subject", "lead.body", "lead.year", "lead.subject", "years",
        "addressee", "signature", "date.signed", "date.known", "date.in-window", "measures.present", "leader.present",
        "shortcomings.present", "plan.present", "plan.next-year", "text.year", "shortcomings.with-facts",
        "plan.concrete",
    )),
    *((FULL, name, 0) for name in (
        "date.posted", "date.posted-in-time", "date.before-year-end", "figures.other-period",
    )),
    (FULL, "measures.items", 3), (FULL, "measures.items-with-figures", 67), (FULL, "figures", 4),
    (FULL, "leader.acts", 2), (FULL, "leader.figures", 3), (FULL, "shortcomings.items", 2),
    (FULL, "shortcomings.with-cause", 50), (FULL, "plan.items", 2),
    *((BARE, name, 0) for name in (
        "title.present", "title.body", "title.year", "title.subject", "lead.body", "lead.year", "lead.subject", "years",
        "addressee", "signature", "date.signed", "date.known", "date.in-window", "leader.present",
        "shortcomings.present", "plan.present", "plan.next-year", "text.year", "figures",
        "leader.acts", "plan.items", "shortcomings.items",
    )),
    (BARE, "measures.present", 1), (BARE, "measures.items", 1), (BARE, "measures.items-with-figures", 0),
    (FULL.replace("2025年1月16日", "2024年12月20日"), "date.before-year-end", 1),
    (FULL.replace("2025年1月16日", "2024年12月20日"), "date.in-window", 0),
    (FULL.replace("2025年1月16日", "2025年3月1日"), "date.in-window", 0),
    (FULL.replace("2025年1月16日", "2025年2月28日"), "date.in-window", 1),
    ("发布时间：2025-03-31 09:00\n" + FULL, "date.posted-in-time", 1),
    ("发布时间：2025-04-01 09:00\n" + FULL, "date.posted-in-time", 0),
    (FULL.replace("关于2024年", "关于2022年至2024年"), "years", 3),
    (FULL.replace("全年集中学习6次", "三年来集中学习6次，举办讲座3场"), "figures.other-period", 40),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "value"), MEASURED)
def test_measures_of_the_structure(tmp_path: Path, text: str, name: str, value: int) -> None:
    examined = examine(text_document("x", text), book_of(tmp_path), backend="reference")
    assert examined.observations.measures[name] == value


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("2024年，聘请法律顾问。", DESCRIBED),
        ("2025年，聘请法律顾问，审查合同。", MENTIONED),
        ("一是2025年全年审查合同，聘请法律顾问。", MENTIONED),
        ("2025年1月，聘请法律顾问。", DESCRIBED),
    ],
)
def test_what_the_year_to_come_opens_is_planned(tmp_path: Path, text: str, verdict: Verdict) -> None:
    assert verdict_on(book_of(tmp_path, described=["聘请 法律顾问"]), text) is verdict


@pytest.mark.parametrize(
    ("weak", "items", "facts", "caused"),
    [
        ("一是力量不足，只有2人。二是形式单一。", 2, 1, 0),
        ("一是力量不足。专职的只有2人。二是形式单一。", 2, 1, 0),
        ("一是力量不足。近八成没有办案。二是形式单一。", 2, 1, 0),
        ("一是力量不足。人员少。二是形式单一。", 2, 0, 0),
        ("（一）力量不足。专职的只有2人。\n（二）形式单一。以讲座为主。", 2, 1, 0),
        ("（一）力量不足\n专职的只有2人。\n（二）形式单一\n以讲座为主。", 2, 1, 0),
        ("（一）力量不足。专职的只有2人。主要原因是编制少。\n（二）形式单一。手段有待更新。", 2, 1, 50),
        ("（一）执法力量。专职的有2人。\n（二）普法形式。以讲座为主。", 0, 0, 0),
        ("一是力量不足。主要原因是编制少。二是形式单一。究其原因，是投入少。", 2, 0, 100),
        ("一是力量不足。由于编制少，岗位空缺。二是形式单一。", 2, 0, 50),
        ("一是力量不足。二是形式单一。", 2, 0, 0),
        ("力量不足，形式单一。", 2, 0, 0),
    ],
)
def test_measures_of_weaknesses(tmp_path: Path, weak: str, items: int, facts: int, caused: int) -> None:
    text = FULL[: FULL.index("一是执法力量")] + weak + FULL[FULL.index("\n四、") :]
    measures = examine(text_document("x", text), book_of(tmp_path), backend="reference").observations.measures
    names = ("shortcomings.items", "shortcomings.with-facts", "shortcomings.with-cause")
    assert tuple(measures[name] for name in names) == (items, facts, caused)


# --- word borders ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("协调解决群众难题。", False),
        ("邻里协调解纷。", False),
        ("调解纠纷12件。", True),
        ("居民协调解难题，调解纠纷。", True),
        ("人民调解员协调解决难题。", True),
    ],
)
def test_a_short_term_across_two_words_is_no_mention(tmp_path: Path, text: str, found: bool) -> None:
    assert (verdict_on(book_of(tmp_path, names=["调解"]), text) is MENTIONED) is found


def run_in_a_fresh_interpreter(folder: Path, text: str, temp: Path) -> list[str]:
    """Audit a text in its own process; gives the verdict, then the heavy modules that were loaded."""
    program = (
        "import sys\n"
        "from engine import audit, load_pack\n"
        "from engine.examples import text_document\n"
        f"found = audit(text_document('x', {text!r}), load_pack({str(folder)!r}), backend='reference')\n"
        "print(found.findings[0].verdict)\n"
        "print(*(name for name in ('jieba', 'lxml', 'typer', 'durable_rules_engine') if name in sys.modules))\n"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-W", "error", "-W", "ignore:pkg_resources:UserWarning", "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "TMPDIR": str(temp), "TEMP": str(temp), "TMP": str(temp), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:2]


def test_the_dictionary_of_words_is_loaded_only_when_a_border_is_in_doubt(tmp_path: Path) -> None:
    pack, temp = tmp_path / "pack", tmp_path / "temp"
    temp.mkdir()
    book_of(pack, names=["调解"])
    sure = "青禾街道2024年法治政府建设年度报告\n一、主要做法\n调解纠纷12件，协商解决3件。"
    assert run_in_a_fresh_interpreter(pack, sure, temp) == ["mentioned", ""]
    assert run_in_a_fresh_interpreter(pack, sure.replace("调解纠纷12件，协商", "协调"), temp) == ["absent", "jieba"]
    assert list(temp.iterdir()) == []


def test_words_picked_for_a_window_segment_it_as_the_whole_dictionary_does() -> None:
    picked, whole = borders._Dictionary(), jieba.Tokenizer()
    with whole.get_dict_file() as file:
        whole.FREQ, whole.total = jieba.Tokenizer.gen_pfdict(file)
    whole.initialized = True
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    windows = [text[start : start + 26] for text in texts for start in range(0, len(text) - 26, 97)]
    for window in ("", "\n \u3000", "A-1]^\\和（12%）", *windows):
        words = list(picked.tokenizer(window).tokenize(window, HMM=False))
        assert words == list(whole.tokenize(window, HMM=False))


def test_the_sum_of_frequencies_is_that_of_the_dictionary() -> None:
    with jieba.Tokenizer().get_dict_file() as file:
        _, total = jieba.Tokenizer.gen_pfdict(file)
    assert borders._Dictionary()._total == total


# --- laws ------------------------------------------------------------------------------------------------------------

SENTENCES = st.sampled_from(
    [
        "聘请法律顾问，出具意见3份。", "将继续聘请法律顾问。", "聘请法律顾问的力度不够。", "未聘请法律顾问。",
        "学习《法律顾问办法》。", "落实法律顾问制度。", "（一）聘请法律顾问", "二、存在的不足", "三、下一步打算",
        "一、主要做法", "群众自发聘请法律顾问3名。", "自2013年以来，聘请法律顾问3名。", "社区法律顾问。",
        "协调解决。", "", "《", "2024年", "。。。", "一是", "第一，",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def adviser_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    book_of(
        folder,
        names=["法律顾问"],
        described=["法律顾问 聘请", {"item": "法律顾问…制度 落实"}, {"clause": "聘请 #名"}],
        units="份 名 日期",
        lookalikes=["社区法律顾问"],
    )
    return folder


@law(100)
@given(lines=st.lists(SENTENCES | st.text(max_size=30), max_size=12), sep=st.sampled_from(["", "\n", "，"]))
def test_any_text_gives_quotes_that_stand_where_they_say(adviser_pack: Path, lines: list[str], sep: str) -> None:
    book = load_pack(str(adviser_pack))
    document = text_document("x", sep.join(lines))
    examined = examine(document, book, Level.STREET, 2024, "reference")
    places = [mention.span for mention in examined.observations.mentions]
    assert places == sorted(places)
    for mention in examined.observations.mentions:
        evidence = mention.evidence(document)
        assert evidence.quote == document.text[evidence.span.start : evidence.span.end]
        assert evidence.quote.strip() == evidence.quote != ""
    for point in examined.observations.points:
        assert "".join(point.text[one.start : one.end] for one in point.sentences) == point.text
        for sentence in point.sentences:
            inside = "".join(point.text[clause.start : clause.end] for clause in sentence.clauses)
            assert inside == point.text[sentence.start : sentence.end]


@law(60)
@given(lines=st.lists(SENTENCES, max_size=8), more=SENTENCES)
def test_a_sentence_more_of_done_work_never_lowers_a_verdict(adviser_pack: Path, lines: list[str], more: str) -> None:
    book = load_pack(str(adviser_pack))
    head = ["青禾街道2024年法治政府建设年度报告", "一、主要做法", "聘请法律顾问，审查合同。"]
    order = [ABSENT, MENTIONED, DESCRIBED, EVIDENCED]

    def rank(body: list[str]) -> int:
        document = text_document("x", "\n".join([*head, *body]))
        found = examine(document, book, Level.STREET, 2024, "reference").judgement.verdicts
        return order.index(found[book.rules[0].id])

    assert rank([*lines, more]) >= rank([]) == order.index(DESCRIBED)


def test_a_word_is_not_taken_for_the_shape_of_its_name(tmp_path: Path) -> None:
    book = book_of(tmp_path, names=["日期"], described=["公布 #日期"])
    assert verdict_on(book, "已公布办理的日期。") is MENTIONED
    assert verdict_on(book, "6月5日公布办理结果。") is DESCRIBED


def test_a_word_of_a_quoted_title_brings_up_the_look_alike_and_no_verdict(tmp_path: Path) -> None:
    book = book_of(tmp_path, names=["法律顾问"], lookalikes=["《》 学习"], described=["聘请 法律顾问"])
    assert verdict_on(book, "组织学习《法律顾问管理办法》。") is ABSENT
    assert verdict_on(book, "组织学习《法律顾问管理办法》，聘请法律顾问。") is DESCRIBED


@pytest.mark.parametrize("times", [1, 8, 40])
def test_a_step_that_stands_often_is_found_in_its_own_sentence(tmp_path: Path, times: int) -> None:
    book = book_of(tmp_path, names=["法律顾问"], described=["聘请…法律顾问"])
    others = "法律顾问到场。" * times
    assert verdict_on(book, f"{others}再次聘请了常年法律顾问。{others}") is DESCRIBED
    assert verdict_on(book, f"{others}聘请。{others}") is MENTIONED


def test_rules_that_ask_for_one_phrase_are_masked_by_their_own_look_alikes_alone(tmp_path: Path) -> None:
    (rule,) = yaml.safe_load(rule_yaml(names=["法律顾问"]))["rules"]
    rules = [rule, {**rule, "id": "capacity.masked", "lookalikes": ["村法律顾问"]}, {**rule, "id": "capacity.again"}]
    # JSON is YAML without the aliases that would be written for what the rules share.
    book = load_pack(str(write_pack(tmp_path, {"rules.yaml": json.dumps({"rules": rules}, ensure_ascii=False)})))
    document = text_document("x", "青禾街道2024年法治政府建设年度报告\n一、主要做法\n各村聘请村法律顾问。")
    verdicts = examine(document, book, Level.STREET, 2024, "reference").judgement.verdicts
    assert [verdicts[rule.id] for rule in book.rules] == [MENTIONED, ABSENT, MENTIONED]


def test_a_word_that_a_step_names_twice_is_met_once(tmp_path: Path) -> None:
    book = book_of(tmp_path, names=["法律顾问"], lookalikes=["社区|社区|@做法"])
    finding = finding_on(book, "社区召开会议，聘请法律顾问。")
    assert finding.verdict is MENTIONED
    assert len(finding.lookalikes) == len(set(finding.lookalikes))


def test_the_pack_of_these_tests_is_whole(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    assert NEVER not in RULES
    assert book.id in PACK
    assert len(book.rules) == len(book.defects) == 1
