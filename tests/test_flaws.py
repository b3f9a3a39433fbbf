"""What a fault of the text says of itself: the calculation, the right name, the number that is missing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from engine.examination import examine
from engine.examples import document_of, text_document
from engine.model import Level, SectionKind, Verdict
from engine.observe.claims import Bound, Claim
from engine.read import read
from engine.rulebook import Rulebook, load_pack
from engine.rulebook.rule import Example
from engine.zh.persons import private_names
from engine.zh.rhetoric import blames_others, hedges, is_set_phrase, names_act

if TYPE_CHECKING:
    from pathlib import Path

    from engine.examination import Examination


@cache
def book() -> Rulebook:
    return load_pack()


def told(text: str, year: int = 2025, section: SectionKind = SectionKind.MEASURES) -> Examination:
    """A street's report with a text in one of its parts."""
    example = Example(Verdict.EVIDENCED, text, whole=False, section=section)
    return examine(document_of(example, Level.STREET, year), book(), backend="reference")


def notes(text: str, measure: str, year: int = 2025) -> list[str]:
    return [flaw.note for flaw in told(text, year).observations.flaws if flaw.measure == measure]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("排查矛盾纠纷509起，化解488起，化解率99.8%。", "488÷509＝95.9%，文中写99.8%"),
        ("矛盾纠纷化解率99.8%（排查509起，化解488起）。", "488÷509＝95.9%，文中写99.8%"),
        ("应参加学法考试90人，实际参加81人，参考率98%。", "81÷90＝90.0%，文中写98%"),
        ("评查案卷60份，评出优秀22份、合格35份、不合格5份。", "22＋35＋5＝62，多于60份"),
        ("受理信访件86件，办结81件，尚有2件正在办理。", "86－81＝5，文中写2件"),
        ("收到诉求960件，已办结930件，未办结25件。", "960－930＝30，文中写25件"),
        ("群众满意率达103%。", "群众满意率103%，超过100%"),
        ("反馈问题5个，已整改4个，剩余2个。", "5－4＝1，文中写2个"),
        ("反馈意见20条，采纳18条，未采纳3条。", "18＋3＝21，多于20条"),
        ("在岗执法人员7人，其中持证9人。", "其中9人，多于7人"),
    ],
)
def test_the_calculation_is_shown(text: str, note: str) -> None:
    assert notes(text, "arithmetic") == [note]


@pytest.mark.parametrize(
    "text",
    [
        "排查矛盾纠纷509起，化解508起，化解率99.8%。",
        "受理信访件86件，办结81件，尚有5件正在办理。",
        "受理信访件86件，办结81件，另有2件上年结转件正在办理。",
        "受理信访件86件，办结80余件，尚有2件正在办理。",
        "受理信访件86件，办结投诉81件次，尚有2件正在办理。",
        "聘任调解员56名，其中专职12名、兼职44名，女性调解员23名。",
        "聘请律师2名，参加会议11次，出具意见24份。",
        "应出庭987件、实际出庭982件，出庭率99.5%，败诉率7.1%。",
        "应公示处罚46件，实际公示46件，公示及时率97.8%。",
        "受理工单40件，办结38件，办结率95%，按期办结率100%。",
        "排查509起，调解500起，化解488起，化解率95.9%。",
        "抽查案卷60份，其中处罚40份、许可30份（同一卷兼有两类的10份）。",
        "咨询560人次，其中农民工320人次、妇女180人次、老年人150人次。",
        "一季度82件，二季度76件，三季度80件、四季度74件，共312件。",
        "接收86件，办结81件，上级交办12件，尚有17件在办。",
    ],
)
def test_numbers_that_come_out_or_are_no_account_are_left_alone(text: str) -> None:
    assert notes(text, "arithmetic") == []


TABLE = """# 青禾街道办事处2025年法治政府建设年度报告

一、主要举措和成效

| {0} |
|---|---|---|---|
| {1} |
| {2} |
| {3} |
| {4} |
"""


def table_notes(folder: Path, *rows: str) -> list[str]:
    path = folder / "报告.md"
    path.write_text(TABLE.format(*(row.replace(" ", " | ") for row in rows)), "utf-8")
    flaws = examine(read(str(path)), book(), backend="reference").observations.flaws
    return [flaw.note for flaw in flaws if flaw.measure == "arithmetic"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("类别 上半年 下半年 合计", "城管 40 80 120", "市场 20 25 45", "交通 3 4 7", "合计 63 109 172"), []),
        (
            ("类别 受理 办结 备注", "城管 40 80 无", "市场 20 25 无", "交通 3 4 无", "合计 65 109 无"),
            ["受理合计：40＋20＋3＝63，表中写65"],
        ),
        (
            ("类别 上半年 下半年 合计", "城管 40 80 120", "市场 20 25 46", "交通 3 4 7", "合计 63 109 173"),
            ["市场合计：20＋25＝45，表中写46", "合计：63＋109＝172，表中写173"],
        ),
        (
            ("类别 受理 办结 备注", "城管 40 80 无", "市场 20 25 无", "小计 60 100 无", "合计 60 105 无"),
            ["办结小计：80＋25＝105，表中写100"],
        ),
        (("类别 受理 办结率 排名", "城管 40 98% 1", "市场 20 97% 2", "交通 3 90% 3", "合计 63 97% 6"), []),
        (("类别 受理 其中涉企 备注", "城管 40 8 无", "其中市容 20 5 无", "交通 3 4 无", "合计 43 12 无"), []),
        (("类别 受理 办结 备注", "城管 40余 80 无", "市场 20 25 无", "交通 3 4 无", "合计 65 109 无"), []),
    ],
)
def test_totals_of_tables(rows: tuple[str, ...], found: list[str], tmp_path: Path) -> None:
    assert table_notes(tmp_path, *rows) == found


@pytest.mark.parametrize(
    ("text", "year", "found"),
    [
        ("学习《合同法》。", 2021, ["《合同法》只适用到2020年度，现为《民法典》"]),
        ("学习《中华人民共和国合同法》。", 2023, ["《合同法》只适用到2020年度，现为《民法典》"]),
        ("学习《劳动合同法》。", 2023, []),
        ("贯彻《法规规章备案条例》。", 2025, ["《法规规章备案条例》只适用到2024年度，现为《法规规章备案审查条例》"]),
        ("贯彻《法规规章备案条例》。", 2024, []),
        ("学习《环境保护法》。", 2025, []),
        ("学习《行政处罚法》（2017年修正）。", 2023, ["《行政处罚法》已于2021年修订，引用的是2017年的文本"]),
        ("学习《行政处罚法》（2017年修正）。", 2021, []),
        ("学习《行政处罚法》（2021年修订）。", 2023, []),
        ("学习《治安管理处罚法》（2012年修正）。", 2025, []),
        ("《合同法》废止后，更新普法资料12种。", 2021, []),
    ],
)
def test_old_law_is_named_with_what_replaced_it(text: str, year: int, found: list[str]) -> None:
    assert notes(text, "titles.expired", year) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一是学法4次。三是审查合同9份。", ["“三是”前面没有“二是”"]),
        ("一是学法4次。二是审查合同9份。四是培训3场。", ["“四是”前面没有“三是”"]),
        ("第一，学法4次。第三，审查合同9份。", ["“第三，”前面没有“第二，”"]),
        ("一是学法4次。二要审查合同9份。三是培训3场。", []),
        ("一是学法4次。其次，审查合同9份。三是培训3场。", []),
        ("一是学法4次。三是培训3场。二是审查合同9份。", []),
        ("三是审查合同9份。", []),
        ("（一）学法。学法4次。\n（三）审查。审查合同9份。", ["“（三）”前面没有“（二）”"]),
        ("1.学法。学法4次。\n3.审查。审查合同9份。", ["“3”前面没有“2”"]),
        ("1.学法。学法4次。（2）培训3场。\n3.审查。审查合同9份。", []),
        ("（九）学法。学法4次。\n（十一）审查。审查合同9份。", ["“（十一）”前面没有“（十）”"]),
        ("（二十）学法。学法4次。\n（二十二）审查。审查合同9份。", ["“（二十二）”前面没有“（二十一）”"]),
        ("（一）学法。学法4次。\n（三）审查。审查合同9份。\n（二）培训。培训3场。", []),
        ("（一）学法。学法4次。\n（四）审查。审查合同9份。", []),
    ],
)
def test_a_number_that_skips_one(text: str, found: list[str]) -> None:
    assert notes(text, "numbering.gaps") == found


def claims(text: str) -> list[Claim]:
    groups = told(text).observations.claims.values()
    return [claim for found in groups for group in found for claim in group]


@pytest.mark.parametrize(
    ("text", "value", "bound", "period", "scope"),
    [
        ("全年调解纠纷312件。", 312, Bound.EXACT, "", ""),
        ("全年调解纠纷340余件。", 340, Bound.OVER, "", ""),
        ("全年调解纠纷300件以上。", 300, Bound.OVER, "", ""),
        ("全年调解纠纷近400件。", 400, Bound.UNDER, "", ""),
        ("全年调解纠纷约350件。", 350, Bound.ABOUT, "", ""),
        ("截至9月底，调解纠纷240件。", 240, Bound.EXACT, "截至9月", ""),
        ("截至12月底，调解纠纷312件。", 312, Bound.EXACT, "", ""),
        ("截至9月底召开会议4次，全年调解纠纷312件。", 312, Bound.EXACT, "", ""),
        ("上半年调解纠纷150件。", 150, Bound.EXACT, "上半年", ""),
        ("1至10月调解纠纷260件。", 260, Bound.EXACT, "1至10月", ""),
        ("综治中心调解纠纷58件。", 58, Bound.EXACT, "", "综治中心"),
        ("城南中队调解纠纷58件。", 58, Bound.EXACT, "", "城南中队"),
        ("全区调解纠纷9142件。", 9142, Bound.EXACT, "", "全区"),
        ("全区推行多元解纷，街道调解纠纷412件。", 412, Bound.EXACT, "", ""),
        ("法院委派街道调解纠纷46件。", 46, Bound.EXACT, "", "法院委派"),
        ("街道法治夏季行动中，调解纠纷46件。", 46, Bound.EXACT, "", "街道法治夏季行动中"),
        ("人民调解委员会今年调解纠纷46件。", 46, Bound.EXACT, "", ""),
    ],
)
def test_a_count_is_a_fact_with_its_bound_period_and_scope(
    text: str, value: int, bound: Bound, period: str, scope: str
) -> None:
    (claim,) = claims(text)
    assert (claim.value, claim.unit, claim.bound, claim.period, claim.scope) == (value, "件", bound, period, scope)


@pytest.mark.parametrize(
    "text",
    [
        "2013年以来累计调解纠纷2860件。",
        "年初计划调解纠纷300件。",
        "比上年多调解纠纷44件。",
        "全年新增调解纠纷30件。",
        "群众自发调解纠纷30件。",
        "全年办件900件，其中调解纠纷312件。",
    ],
)
def test_what_is_no_count_of_the_year_is_no_claim(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("312件", "312件", True),
        ("312件", "313件", False),
        ("310余件", "312件", True),
        ("310余件", "290件", False),
        ("340余件", "190余件", False),
        ("100余件", "160件", True),
        ("近400件", "385件", True),
        ("近400件", "410件", False),
        ("约350件", "330件", True),
        ("300件以上", "320件", True),
    ],
)
def test_round_figures_agree_with_what_they_round(one: str, other: str, agree: bool) -> None:
    text = f"全年调解纠纷{one}，群众满意。本年度共化解纠纷{other}，无一激化。"
    (groups,) = told(text).observations.claims.values()
    assert (len(groups) == 1) is agree
    assert ("quality.number-conflict" in told(text).judgement.found) is not agree


def test_counts_of_different_periods_and_places_are_not_set_against_each_other() -> None:
    text = "上半年调解纠纷150件。综治中心调解纠纷58件。全年调解纠纷312件。综治中心今年调解纠纷61件。"
    found = told(text).observations.claims
    assert sorted(found) == [
        "claim:调解化解的纠纷件数",
        "claim:调解化解的纠纷件数（上半年）",
        "claim:调解化解的纠纷件数（综治中心）",
    ]
    assert [len(found[name]) for name in sorted(found)] == [1, 1, 2]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("信访人张秀兰反映的问题已办结", ["张秀兰"]),
        ("未成年人陈子轩盗窃一案", ["陈子轩"]),
        ("当事人王伟（身份证号略）", ["王伟"]),
        ("信访人张某反映的问题", []),
        ("信访人李女士反映的问题", []),
        ("当事人陈述申辩权利得到保障", []),
        ("信访人员216人次", []),
        ("党工委书记李建华主持会议", []),
    ],
)
def test_names_of_private_persons(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in private_names(text)] == names


def test_a_named_person_is_quoted_with_the_clause() -> None:
    found = [one for one in told("信访人张秀兰反映的征地问题已办结，群众满意。").observations.flaws if one.measure]
    assert [one.measure for one in found] == ["persons.named"]


@pytest.mark.parametrize(
    ("clause", "empty"),
    [
        ("坚持以人民为中心，", True),
        ("切实履行第一责任人职责，", True),
        ("奋力开创法治建设新局面。", True),
        ("切实履行职责召开专题会议，", False),
        ("定期听取汇报，", False),
        ("书记逐一研读执法案卷，", False),
    ],
)
def test_set_phrases_name_no_act(clause: str, empty: bool) -> None:
    assert is_set_phrase(clause) is empty
    assert not (empty and names_act(clause))


@pytest.mark.parametrize(
    ("clause", "others"),
    [
        ("群众法治意识不强，", True),
        ("上级任务下达多，", True),
        ("基层经费紧张，", True),
        ("难以满足群众需求，", False),
        ("对企业服务不够，", False),
        ("我们对群众诉求理解不深，", False),
        ("群众工作能力不足，", False),
    ],
)
def test_a_weakness_of_others(clause: str, others: bool) -> None:
    assert blames_others(clause) is others


def test_a_hedged_weakness_with_a_fact_is_owned() -> None:
    vague = told("个别案卷送达程序不规范。", section=SectionKind.SHORTCOMINGS).observations.measures
    told_fact = told("个别案卷送达程序不规范，全年被指出2件。", section=SectionKind.SHORTCOMINGS).observations.measures
    assert hedges("个别案卷送达程序不规范")
    assert (vague["shortcomings.own"], told_fact["shortcomings.own"]) == (0, 1)


def test_a_table_of_contents_is_no_row_of_empty_headings() -> None:
    parts = ["一、主要举措", "二、存在不足", "三、下一步安排"]
    text = "\n".join(
        ["青禾街道办事处2025年法治政府建设年度报告", *parts, *(f"{part}\n全年立案12件，办结11件。" for part in parts)]
    )
    flaws = examine(text_document("例文", text), book(), backend="reference").observations.flaws
    assert [flaw for flaw in flaws if flaw.measure == "headings.empty"] == []


@pytest.mark.parametrize(
    ("heading", "note"),
    [
        ("四、2024年工作安排", ["只是安排的标题写了2024年，报告年度是2025年，安排应是2026年的"]),
        ("四、2025年工作打算", ["只是安排的标题写了2025年，报告年度是2025年，安排应是2026年的"]),
        ("四、2024年重点任务", ["只是安排的标题写了2024年，报告年度是2025年，安排应是2026年的"]),
        ("四、2024年工作完成情况", ["标题写2024年，报告年度是2025年"]),
        ("四、2026年工作安排", []),
        ("四、下一步工作安排", []),
    ],
)
def test_a_wrong_year_over_the_plan_is_said_to_be_that_alone(heading: str, note: list[str]) -> None:
    text = f"""青禾街道办事处2025年法治政府建设年度报告
现将2025年度法治政府建设情况报告如下：
一、主要举措和成效
全年召开专题会议4次，分解任务26项。
二、存在的不足
一是执法人员力量不足，原因是招录少。
{heading}
一是上半年招录执法人员2名。
二是6月底前开通普法专栏。
"""
    flaws = examine(text_document("报告", text), book(), backend="reference").observations.flaws
    assert [flaw.note for flaw in flaws if flaw.measure == "headings.other-year"] == note


def test_a_year_that_is_only_guessed_from_the_plan_is_not_held_against_it() -> None:
    text = """青禾街道办事处法治政府建设年度报告
一、主要举措和成效
全年召开专题会议4次，分解任务26项。
二、存在的不足
一是执法人员力量不足，原因是招录少。
三、2024年工作安排
一是上半年招录执法人员2名。
二是6月底前开通普法专栏。
"""
    flaws = examine(text_document("报告", text), book(), backend="reference").observations.flaws
    assert [flaw.note for flaw in flaws if flaw.measure == "headings.other-year"] == []
