"""Structure of a report: title, issuer, level, year, parts by their wording, signature, dates, web page chrome."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from packs import law

from engine.examples import text_document
from engine.model import Document, Level, Outline, Paragraph, Section, SectionKind, Span
from engine.outline import outline
from engine.outline.headings import kind_by_wording

PREAMBLE, MEASURES, LEADER = SectionKind.PREAMBLE, SectionKind.MEASURES, SectionKind.LEADER
SHORT, PLAN, OTHER = SectionKind.SHORTCOMINGS, SectionKind.PLAN, SectionKind.OTHER

TITLE = "青禾街道办事处关于2024年法治政府建设情况的报告"
LEAD = "2024年，青禾街道坚持以习近平法治思想为指导，扎实推进法治政府建设。现将有关情况报告如下："
#: A paragraph long enough that nothing around it passes for the article.
BODY = (
    "街道党工委理论学习中心组集中学习法律法规6次，举办法治讲座4场，参加干部210人次；"
    "综合行政执法队开展联合检查36次，查处违法案件12件，法制审核12件，群众满意度稳步提高，未发生行政复议案件。"
)


def report(*lines: str) -> Document:
    return text_document("报告.txt", "\n".join(lines))


def understood(*lines: str) -> tuple[Document, Outline]:
    document = report(*lines)
    return document, outline(document)


def kinds(found: Outline) -> list[SectionKind]:
    return [section.kind for section in found.sections]


def headings(document: Document, found: Outline) -> list[str]:
    return [document.quote(section.heading) for section in found.sections]


# --- titles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "issuer", "year"),
    [
        ("青禾街道办事处关于2024年法治政府建设情况的报告", "青禾街道办事处", 2024),
        ("青禾街道办事处关于2024年度推进法治政府建设工作情况的报告", "青禾街道办事处", 2024),
        ("柳溪镇2024年度法治政府建设工作情况报告", "柳溪镇", 2024),
        ("柳溪镇人民政府2024年法治政府建设情况的报告", "柳溪镇人民政府", 2024),
        ("柳溪县教育局2024年法治政府建设年度报告", "柳溪县教育局", 2024),
        ("柳溪县教育局2024年法治政府建设年度情况报告", "柳溪县教育局", 2024),
        ("柳溪县交通运输局2024年法治政府部门建设工作报告", "柳溪县交通运输局", 2024),
        ("柳溪镇2024年法治建设工作总结", "柳溪镇", 2024),
        ("柳溪镇2024年法治政府建设工作总结报告", "柳溪镇", 2024),
        ("柳溪镇2024年度法治政府建设工作情况", "柳溪镇", 2024),
        ("柳溪县财政局2024年依法行政工作自查报告", "柳溪县财政局", 2024),
        ("柳溪县人民政府2024年度法制政府建设工作报告", "柳溪县人民政府", 2024),
        ("2024年重固镇法治政府建设年度报告", "重固镇", 2024),
        ("2024年静海区法治政府建设情况报告", "静海区", 2024),
        ("柳溪县 2024 年度法治政府建设情况报告", "柳溪县", 2024),
        ("柳溪镇２０２４年度法治政府建设情况报告", "柳溪镇", 2024),
        ("青禾街道2024法治政府建设情况报告", "青禾街道", 2024),
        ("柳溪县人民政府2024年法治政府建设年度报告（公开稿）", "柳溪县人民政府", 2024),
        ("中共柳溪镇委员会关于2024年法治政府建设情况的报告", "中共柳溪镇委员会", 2024),
        ("柳溪县司法局关于2024年度履行推进法治建设第一责任人职责情况的报告", "柳溪县司法局", 2024),
        ("柳溪县司法局2024年度述法报告", "柳溪县司法局", 2024),
    ],
)
def test_titles_of_all_forms_give_body_and_year(title: str, issuer: str, year: int) -> None:
    document, found = understood(
        title, "现将情况报告如下：", "一、主要举措和成效", BODY, "二、存在的不足", "执法力量不足。"
    )
    assert [document.quote(span) for span in found.title] == [title]
    assert found.issuer.value == issuer
    assert found.years.value == (year,)
    assert found.years.sure
    assert kinds(found) == [PREAMBLE, MEASURES, SHORT]


def test_a_report_without_a_title_begins_with_its_opening() -> None:
    document, found = understood(LEAD, "一、主要举措和成效", BODY)
    assert found.title == ()
    assert found.issuer.value == "青禾街道"
    assert (found.years.value, found.level.value) == ((2024,), Level.STREET)
    assert kinds(found) == [PREAMBLE, MEASURES]
    assert document.quote(found.sections[0].span).strip() == LEAD


def test_a_report_without_title_and_opening_begins_with_its_first_heading() -> None:
    _, found = understood("一、2024年法治政府建设主要举措和成效", BODY, "二、存在的主要问题", "执法力量不足。")
    assert found.title == ()
    assert kinds(found) == [MEASURES, SHORT]
    assert found.years.value == (2024,)
    assert not found.years.sure


def test_a_title_printed_twice_stands_in_no_section() -> None:
    document, found = understood(
        "青禾街道2024年法治政府建设年度报告",
        "2025-01-20",
        "青禾街道2024年度法治政府建设情况报告",
        LEAD,
        "一、主要做法",
        BODY,
    )
    assert document.quote(found.title[0]) == "青禾街道2024年法治政府建设年度报告"
    assert kinds(found) == [PREAMBLE, MEASURES]
    assert document.quote(found.sections[0].span).strip() == LEAD


@pytest.mark.parametrize(
    "lines",
    [
        ("柳溪县人民政府关于2024年度法治政府", "建设情况的报告"),
        ("柳溪县人民政府", "关于2024年度法治政府建设情况的报告"),
        ("柳溪县人民政府关于2024年度推进", "法治政府建设情况的报告"),
        ("柳溪县人民政府", "2024年法治政府建设年度报告"),
    ],
)
def test_a_title_broken_over_two_lines_is_one_title(lines: tuple[str, str]) -> None:
    document, found = understood(*lines, "现将有关情况报告如下。", "一、主要举措和成效", BODY)
    assert tuple(document.quote(span) for span in found.title) == lines
    assert found.issuer.value == "柳溪县人民政府"
    assert (found.level.value, found.years.value) == (Level.COUNTY, (2024,))
    assert kinds(found) == [PREAMBLE, MEASURES]


def test_two_issuers_on_lines_of_their_own_belong_to_the_title() -> None:
    document, found = understood(
        "中共柳溪镇委员会", "柳溪镇人民政府", "关于2024年度法治政府建设情况的报告", LEAD, "一、主要做法", BODY
    )
    assert [document.quote(span) for span in found.title] == [
        "中共柳溪镇委员会",
        "柳溪镇人民政府",
        "关于2024年度法治政府建设情况的报告",
    ]
    assert found.level.value is Level.TOWNSHIP
    assert kinds(found) == [PREAMBLE, MEASURES]


def test_a_title_that_the_format_carries_counts_where_the_text_has_none() -> None:
    document = replace(report(LEAD.replace("青禾街道", "街道"), "一、主要做法", BODY), title=TITLE)
    found = outline(document)
    assert found.title == ()
    assert found.issuer.value == "青禾街道办事处"


def test_a_masked_year_in_the_title_is_no_year() -> None:
    _, found = understood("柳溪镇****年法治政府建设工作报告", "2023年，柳溪镇认真落实。", "一、主要做法", BODY)
    assert found.years.value == (2023,)


@pytest.mark.parametrize(
    "line",
    [
        "柳溪县人民政府：",
        "县委、县人民政府：",
        "中共柳溪县县委、柳溪县人民政府：",
        "市委全面依法治市委员会办公室：",
        "县委依法治县办:",
        "县人大常委会：",
    ],
)
def test_an_addressee_is_no_heading(line: str) -> None:
    document, found = understood(TITLE, line, LEAD, "一、主要做法", BODY)
    assert found.addressee is not None
    assert document.quote(found.addressee) == line
    assert kinds(found) == [PREAMBLE, MEASURES]


def test_a_report_without_addressee_has_none() -> None:
    assert understood(TITLE, LEAD, "一、主要做法", BODY)[1].addressee is None


# --- parts -----------------------------------------------------------------------------------------------------------

A, F = "一、2024年推进法治政府建设的主要举措和成效", "二、党政主要负责人履行推进法治建设第一责任人职责情况"
P, N = "三、存在的不足和原因", "四、2025年度推进法治政府建设的主要安排"
ORDERS = [
    ((A, F, P, N), [PREAMBLE, MEASURES, LEADER, SHORT, PLAN]),
    ((A, P, F, N), [PREAMBLE, MEASURES, SHORT, LEADER, PLAN]),
    ((F, A, P, N), [PREAMBLE, LEADER, MEASURES, SHORT, PLAN]),
    ((A, P, N), [PREAMBLE, MEASURES, SHORT, PLAN]),
    ((A,), [PREAMBLE, MEASURES]),
]


@pytest.mark.parametrize(("parts", "expected"), ORDERS)
def test_parts_are_told_by_their_wording_in_any_order(parts: tuple[str, ...], expected: list[SectionKind]) -> None:
    document, found = understood(TITLE, LEAD, *(line for part in parts for line in (part, BODY)))
    assert kinds(found) == expected
    assert headings(document, found) == ["", *parts]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("主要举措和成效", MEASURES),
        ("2024年度推进法治政府建设的主要做法及突出成效", MEASURES),
        ("工作开展情况", MEASURES),
        ("全年工作完成情况", MEASURES),
        ("基本情况和主要成效", MEASURES),
        ("工作亮点", MEASURES),
        ("六项措施推进法治政府建设", MEASURES),
        ("上一年度推进法治政府建设的主要举措和成效", MEASURES),
        ("党政主要负责人履行推进法治建设第一责任人职责情况", LEADER),
        ("第一责任人履职情况", LEADER),
        ("党政主要负责同志履行推进法治建设职责，加强法治政府建设的有关情况", LEADER),
        ("书记、县长带头履职", LEADER),
        ("“关键少数”履职尽责", LEADER),
        ("履职尽责情况", LEADER),
        ("党政主要负责人带头履职尽责", LEADER),
        ("落实党政主要负责人责任，推动依法履职尽责", LEADER),
        ("压实“一把手”责任，推动政府更好履职尽责", LEADER),
        ("发挥头雁效应，推动履职尽责", LEADER),
        ("提高政治站位，认真履职尽责", LEADER),
        ("推进法治建设履职尽责情况", LEADER),
        ("履行安全生产和法治建设第一责任人职责情况", LEADER),
        ("管委会主任牵头抓总", LEADER),
        ("存在的不足和原因", SHORT),
        ("存在的主要问题", SHORT),
        ("存在问题", SHORT),
        ("问题及原因", SHORT),
        ("面临的困难和挑战", SHORT),
        ("工作中的短板和不足", SHORT),
        ("推进法治政府建设存在的不足之处", SHORT),
        ("下一步工作打算", PLAN),
        ("下步工作计划", PLAN),
        ("2025年工作思路和打算", PLAN),
        ("2025年度推进法治政府建设的主要安排", PLAN),
        ("今后工作安排", PLAN),
        ("下一年度主要安排", PLAN),
        ("下一步整改措施", PLAN),
        ("其他需要报告的情况", OTHER),
    ],
)
def test_kind_of_a_heading_by_its_wording(heading: str, kind: SectionKind) -> None:
    assert kind_by_wording(heading, 2024) == (kind,)
    _, found = understood(TITLE, LEAD, f"一、{heading}", BODY, "二、附则", BODY)
    assert found.sections[1].kind is kind


@pytest.mark.parametrize(
    "heading",
    [
        "破解难题，补齐基层法治建设短板",
        "坚持问题导向，聚力攻坚",
        "上一年度问题整改“回头看”情况",
        "强化政治引领，筑牢法治建设思想根基",
        "落实安全生产第一责任人职责",
    ],
)
def test_a_heading_that_praises_opens_neither_shortcomings_nor_plan(heading: str) -> None:
    _, found = understood(TITLE, LEAD, f"一、{heading}", BODY)
    assert kinds(found) == [PREAMBLE, MEASURES]


@pytest.mark.parametrize(
    "heading",
    [
        "健全政府机构职能体系，推动更好履职尽责",
        "健全政府机构职能体系，更好履职尽责",
        "推动政府更好履职尽责",
        "依法全面履行政府职能，推动履职尽责",
        "聚焦主责主业，推动依法履职尽责",
        "压实工作责任，推动各部门主动履职尽责",
        "压实责任，推动履职尽责",
        "加强组织领导，督促部门履职尽责",
        "强化队伍建设，保障执法人员履职尽责",
        "提升能力素质，确保履职尽责",
        "压实企业第一责任人责任",
        "发挥社区书记带头作用",
        "村党支部书记带头化解矛盾",
    ],
)
def test_the_duty_of_the_body_or_of_others_opens_no_leader_part(heading: str) -> None:
    assert LEADER not in kind_by_wording(heading, 2024)
    _, found = understood(TITLE, LEAD, "一、主要举措和成效", f"（一）{heading}", BODY)
    assert not found.of(LEADER)


def test_leader_part_as_a_sub_heading_is_found_inside_the_measures() -> None:
    document, found = understood(
        TITLE,
        LEAD,
        "一、主要举措和成效",
        "（一）强化学习",
        BODY,
        "（二）履行第一责任人职责情况",
        BODY,
        "（三）规范执法",
        BODY,
    )
    assert kinds(found) == [PREAMBLE, MEASURES]
    (leader,) = found.of(LEADER)
    assert document.quote(leader.heading) == "（二）履行第一责任人职责情况"
    assert [child.kind for child in found.sections[1].children] == [MEASURES, LEADER, MEASURES]


def test_thematic_headings_are_measures_and_the_last_two_speak_for_themselves() -> None:
    themes = [
        "强化政治引领，筑牢思想根基",
        "健全决策机制，推进依法决策",
        "规范执法行为，提升执法质效",
        "化解矛盾纠纷，维护和谐稳定",
    ]
    lines = [line for number, theme in zip("一二三四", themes, strict=True) for line in (f"{number}、{theme}", BODY)]
    _, found = understood(TITLE, LEAD, *lines, "五、存在不足", "执法力量不足。", "六、下一步打算", "将加强培训。")
    assert kinds(found) == [PREAMBLE, MEASURES, MEASURES, MEASURES, MEASURES, SHORT, PLAN]


def test_a_thematic_heading_over_weaknesses_or_plans_is_told_by_its_sentences() -> None:
    _, found = understood(
        TITLE, LEAD, "一、规范执法", BODY,
        "二、正视差距",  "执法力量薄弱。学法不够深入。机制不健全。",
        "三、再上台阶", "将继续加强培训。将进一步规范执法。力争建成示范街道。",
    )  # fmt: skip
    assert kinds(found) == [PREAMBLE, MEASURES, SHORT, PLAN]


@pytest.mark.parametrize(
    "heading",
    [
        "2025年工作重点",
        "2025重点工作",
        "2025年怎么干",
        "2025年度法治建设",
        "下一步重点",
        "工作重点",
        "重点任务",
        "重点工作",
        "主要措施",
        "新的一年工作重点",
        "后续工作",
        "工作展望",
        "2024年工作重点",
    ],
)
def test_what_is_to_be_done_stands_after_the_weaknesses(heading: str) -> None:
    _, found = understood(TITLE, LEAD, "一、主要举措和成效", BODY, P, "执法力量不足。", f"四、{heading}", BODY)
    assert kinds(found) == [PREAMBLE, MEASURES, SHORT, PLAN]
    _, found = understood(
        TITLE,
        LEAD,
        "一、工作开展情况",
        "（一）规范执法",
        BODY,
        "（二）存在的问题",
        "执法力量不足。",
        f"（三）{heading}",
        BODY,
    )
    assert [child.kind for child in found.sections[1].children] == [MEASURES, SHORT, PLAN]


@pytest.mark.parametrize(
    "heading",
    [
        "2024年重点工作完成情况",
        "2024年重点工作",
        "2024年主要举措",
        "重点工作推进情况",
        "主要举措和成效",
        "工作亮点",
        "规范执法，突出重点领域",
        "党政主要负责人抓重点任务落实情况",
        "2025年一季度反馈问题整改情况",
    ],
)
def test_what_was_done_may_stand_after_the_weaknesses_too(heading: str) -> None:
    _, found = understood(TITLE, LEAD, "一、存在的不足", "执法力量不足。", f"二、{heading}", BODY)
    assert PLAN not in kinds(found)


def test_what_follows_the_weaknesses_is_no_plan_where_another_part_is_or_no_work_was_told_of() -> None:
    _, found = understood(TITLE, LEAD, "一、存在问题的整改", BODY, "二、主要工作", BODY)
    assert kinds(found)[-1] is MEASURES
    _, found = understood(TITLE, LEAD, A, BODY, P, "执法力量不足。", "四、重点工作", BODY, "五、下一步打算", BODY)
    assert kinds(found)[-2:] == [MEASURES, PLAN]


@pytest.mark.parametrize("heading", ["重点工作", "2024年工作重点", "重点任务完成情况", "重点工作和主要措施"])
def test_the_work_of_the_year_stands_before_the_weaknesses(heading: str) -> None:
    _, found = understood(TITLE, LEAD, f"一、{heading}", BODY, "二、存在的不足", "执法力量不足。")
    assert kinds(found) == [PREAMBLE, MEASURES, SHORT]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("2025年工作安排", PLAN),
        ("2025年重点工作", PLAN),
        ("编制2025年度立法计划", MEASURES),
        ("2025年立法计划编制情况", MEASURES),
        ("落实年度工作安排", MEASURES),
    ],
)
def test_a_part_of_the_measures_is_a_plan_only_if_it_opens_with_the_year_after(heading: str, kind: SectionKind) -> None:
    _, found = understood(TITLE, LEAD, "一、工作开展情况", "（一）规范执法", BODY, f"（二）{heading}", BODY)
    assert [child.kind for child in found.sections[1].children] == [MEASURES, kind]


@pytest.mark.parametrize("heading", ["2024年工作重点", "2024年工作安排", "2024年推进法治政府建设的主要举措"])
def test_the_year_of_a_plan_is_not_that_of_the_report(heading: str) -> None:
    _, found = understood(
        "柳溪镇法治政府建设情况报告", "现报告如下。", "一、主要举措和成效", BODY,
        "二、存在的不足", "执法力量不足。", f"三、{heading}", BODY, "柳溪镇人民政府", "2024年1月20日",
    )  # fmt: skip
    assert found.years.value == (2023,)
    assert kinds(found)[-1] is PLAN


def test_unnumbered_headings_are_told_by_their_wording() -> None:
    document, found = understood(
        TITLE,
        LEAD,
        "2024年推进法治政府建设主要举措和成效",
        "（一）强化学习",
        BODY,
        "存在的不足和原因",
        BODY,
        "下一步工作打算",
        BODY,
    )
    assert kinds(found) == [PREAMBLE, MEASURES, SHORT, PLAN]
    assert headings(document, found)[2:] == ["存在的不足和原因", "下一步工作打算"]
    assert [document.quote(child.heading) for child in found.sections[1].children] == ["（一）强化学习"]


@pytest.mark.parametrize(
    "line",
    [
        "现将有关情况报告如下：",
        "现将工作情况汇报如下：",
        "现将2024年法治政府建设工作情况总结如下:",
        "现就有关情况报告如下。",
    ],
)
def test_the_words_that_lead_in_are_no_heading(line: str) -> None:
    opening = "2024年，青禾街道扎实推进法治政府建设。"
    assert kinds(understood(TITLE, opening, line, "一、主要举措和成效", BODY)[1]) == [PREAMBLE, MEASURES]
    assert kinds(understood(TITLE, line, "主要举措和成效", "（一）强化学习", BODY)[1]) == [PREAMBLE, MEASURES]


def test_bracketed_numbers_may_be_the_top_level() -> None:
    _, found = understood(TITLE, LEAD, "（一）主要举措和成效", BODY, "（二）存在的不足", BODY, "（三）下一步打算", BODY)
    assert kinds(found) == [PREAMBLE, MEASURES, SHORT, PLAN]


@pytest.mark.parametrize(
    ("line", "heading", "children"),
    [
        ("（一）强化学习，筑牢根基。全年集中学习法律法规6次，参加干部210人次。", "（一）强化学习，筑牢根基。", 1),
        ("（一）强化学习，筑牢根基", "（一）强化学习，筑牢根基", 1),
        ("（一）强化学习，筑牢根基。", "（一）强化学习，筑牢根基。", 1),
        ("1.强化学习：全年集中学习法律法规6次，参加干部210人次，举办法治讲座4场，参加干部210人次。", "1.强化学习：", 1),
        ("1.强化学习。全年集中学习法律法规6次，参加干部210人次。", "1.强化学习。", 1),
    ],
)
def test_headings_on_their_own_line_or_run_into_the_text(line: str, heading: str, children: int) -> None:
    document, found = understood(TITLE, LEAD, "一、主要举措和成效", line, BODY, "二、下一步打算", BODY)
    measures = found.sections[1]
    assert len(measures.children) == children
    assert document.quote(measures.children[0].heading) == heading
    assert kinds(found) == [PREAMBLE, MEASURES, PLAN]


def test_a_number_glued_to_a_whole_paragraph_hides_none_of_it() -> None:
    glued = (
        "（一）加强组织领导，统筹推进法治政府建设镇党委、镇政府高度重视法治政府建设工作，"
        "全年召开专题会议4次，印发工作要点1份，听取汇报6次。"
    )
    document, found = understood(TITLE, LEAD, "一、主要举措和成效", glued, "二、下一步打算", BODY)
    (child,) = found.sections[1].children
    assert "全年召开专题会议4次" in document.quote(child.body)


def test_one_heading_for_shortcomings_and_plan_gives_two_parts_by_its_sub_headings() -> None:
    document, found = understood(
        TITLE, LEAD, "一、主要做法", BODY,
        "二、存在的问题及下一步工作打算", "（一）存在的问题", "执法力量薄弱。", "（二）下一步打算", "将加强培训。",
    )  # fmt: skip
    assert kinds(found) == [PREAMBLE, MEASURES, SHORT, PLAN]
    assert "执法力量薄弱" in document.quote(found.sections[2].span)
    assert "将加强培训" in document.quote(found.sections[3].span)


def test_one_heading_for_shortcomings_and_plan_gives_two_parts_by_the_sentence_that_turns() -> None:
    document, found = understood(
        TITLE, LEAD, "一、主要做法", BODY,
        "二、存在的问题及下一步工作打算", "一是执法力量薄弱。", "二是学法不够深入。", "下一步，我街道将加强培训。",
    )  # fmt: skip
    assert kinds(found) == [PREAMBLE, MEASURES, SHORT, PLAN]
    assert "学法不够深入" in document.quote(found.sections[2].span)
    assert "将加强培训" in document.quote(found.sections[3].span)


def test_shortcomings_and_plan_that_only_a_sentence_announces_are_parts() -> None:
    document, found = understood(
        TITLE, LEAD, "一、强化学习", BODY, "二、规范执法", BODY,
        "在肯定成绩的同时，法治政府建设工作还存在一些不足：一是执法力量薄弱；二是学法不够深入。",
        "下一步，青禾街道将继续加强培训，规范执法。",
    )  # fmt: skip
    assert kinds(found) == [PREAMBLE, MEASURES, MEASURES, SHORT, PLAN]
    assert document.quote(found.sections[3].span).startswith("在肯定成绩的同时")
    assert document.quote(found.sections[4].span).startswith("下一步，青禾街道")


def test_numbers_inside_a_line_and_in_a_table_make_no_heading() -> None:
    document = report(TITLE, LEAD, "一、主要做法", BODY, "二、存在的不足", "执法力量不足。")
    cell = Paragraph(document.paragraphs[4].span, "表1第1行第1列", None, in_table=True)
    table = replace(document, paragraphs=(*document.paragraphs[:4], cell, document.paragraphs[5]))
    assert kinds(outline(document)) == [PREAMBLE, MEASURES, SHORT]
    assert kinds(outline(table)) == [PREAMBLE, MEASURES]
    _, found = understood(TITLE, LEAD, "一、主要做法", "3.5万人参加普法活动，2024.1启动。", BODY)
    assert found.sections[1].children == ()


def test_heading_levels_that_the_format_declares() -> None:
    document = report(TITLE, LEAD, "强化学习", BODY, "集中学习", BODY, "规范执法", BODY)
    levels = {2: 1, 4: 2, 6: 1}
    declared = replace(
        document,
        paragraphs=tuple(
            replace(paragraph, outline_level=levels.get(index)) for index, paragraph in enumerate(document.paragraphs)
        ),
    )
    found = outline(declared)
    assert headings(document, found) == ["", "强化学习", "规范执法"]
    assert [document.quote(child.heading) for child in found.sections[1].children] == ["集中学习"]


# --- head and tail of a web page -------------------------------------------------------------------------------------

CHROME_HEAD = (
    "今天是：2019年10月31日",
    "当前位置：首页 > 政务公开 > 法治政府建设年度报告",
    "索引号：0123-456",
    "发布机构：柳溪县司法局",
    "发布时间：2025-01-20 10:30",
    "字体：大 中 小 打印",
    "浏览次数：123",
)
CHROME_TAIL = (
    "附件下载：附件1.doc",
    "上一篇：无",
    "主办：柳溪县人民政府办公室",
    "网站标识码：3301060001 浙ICP备123456号",
)


@pytest.mark.parametrize(("footer", "posted"), [("打印时间：2026-3-5", None), ("发布时间：2025-3-5", date(2025, 3, 5))])
def test_the_time_of_printing_is_no_publication(footer: str, posted: date | None) -> None:
    _, found = understood(
        *CHROME_HEAD[:1],
        TITLE,
        LEAD,
        "一、主要做法",
        BODY,
        "青禾街道办事处",
        "2025年1月16日",
        footer,
        "打印本页 关闭窗口",
    )
    assert (found.posted and found.posted[1]) == posted


def test_what_a_web_page_puts_around_the_report_is_chrome() -> None:
    document, found = understood(
        *CHROME_HEAD,
        TITLE,
        LEAD,
        "一、主要做法",
        BODY,
        "二、下一步打算",
        "将加强培训。",
        "青禾街道办事处",
        "2025年1月16日",
        *CHROME_TAIL,
    )
    assert [document.quote(span) for span in found.chrome] == [*CHROME_HEAD, *CHROME_TAIL]
    assert [document.quote(span) for span in found.title] == [TITLE]
    assert kinds(found) == [PREAMBLE, MEASURES, PLAN]
    assert found.posted is not None
    assert found.posted[1] == date(2025, 1, 20)
    assert found.signed is not None
    assert found.signed[1] == date(2025, 1, 16)
    assert found.signature is not None
    assert document.quote(found.signature) == "青禾街道办事处"
    inside = Span(found.sections[0].span.start, found.sections[-1].span.end)
    assert not any(inside.overlaps(span) for span in found.chrome)


def test_words_of_a_web_page_inside_a_report_stay_report() -> None:
    line = "来源：群众来信反映的问题，全部登记办理。"
    document, found = understood(TITLE, LEAD, "一、主要做法", BODY, line, BODY, "二、下一步打算", "将加强培训。")
    assert found.chrome == ()
    assert line in document.quote(found.sections[1].span)


@pytest.mark.parametrize(
    ("lines", "signature", "signed"),
    [
        (("青禾街道办事处", "2025年1月16日"), "青禾街道办事处", date(2025, 1, 16)),
        (("青禾街道办事处", "二〇二五年一月十六日"), "青禾街道办事处", date(2025, 1, 16)),
        (("　　　　青禾街道办事处", "　　　　2025 年 1 月 16 日"), "青禾街道办事处", date(2025, 1, 16)),
        (("青禾街道办事处 2025年1月16日",), "青禾街道办事处 2025年1月16日", date(2025, 1, 16)),
        (("特此报告。", "青禾街道办事处", "2025年1月16日"), "青禾街道办事处", date(2025, 1, 16)),
        (("中共柳溪县委", "柳溪县人民政府", "2025年1月16日", "（联系人：张三）"), "柳溪县人民政府", date(2025, 1, 16)),
        (("2025年1月16日",), None, date(2025, 1, 16)),
        (("青禾街道办事处",), "青禾街道办事处", None),
        ((), None, None),
    ],
)
def test_signature_and_date(lines: tuple[str, ...], signature: str | None, signed: date | None) -> None:
    document, found = understood(TITLE, LEAD, "一、主要做法", BODY, "二、下一步打算", "将加强培训。", *lines)
    assert (document.quote(found.signature) if found.signature else None) == signature
    assert (found.signed[1] if found.signed else None) == signed
    assert document.quote(found.sections[-1].span).strip().endswith("将加强培训。")


def test_a_date_under_the_title_is_the_date_of_signature() -> None:
    _, found = understood(TITLE, "（2025年1月16日）", LEAD, "一、主要做法", BODY)
    assert found.signed is not None
    assert found.signed[1] == date(2025, 1, 16)
    assert kinds(found) == [PREAMBLE, MEASURES]


def test_a_date_in_the_last_sentence_is_no_date_of_signature() -> None:
    _, found = understood(TITLE, LEAD, "一、主要做法", BODY, "2025年1月16日，街道召开总结会议，部署全年工作。")
    assert found.signed is None


def test_a_cover_letter_ends_before_the_report() -> None:
    letter = (
        "关于报送2024年法治政府建设情况报告的函",
        "市委依法治市办：",
        "现将本局报告报上，请审阅。",
        "柳溪县司法局",
        "2025年1月10日",
    )
    document, found = understood(
        *letter,
        "柳溪县司法局2024年法治政府建设年度报告",
        "现将有关情况报告如下：",
        "一、主要做法",
        BODY,
        "二、存在的不足",
        "力量不足。",
    )
    assert [document.quote(span) for span in found.title] == ["柳溪县司法局2024年法治政府建设年度报告"]
    assert found.level.value is Level.DEPARTMENT
    assert found.addressee is not None
    assert kinds(found) == [PREAMBLE, MEASURES, SHORT]
    assert "请审阅" not in document.text[found.sections[0].span.start :]


# --- level -----------------------------------------------------------------------------------------------------------

TOWNS = "各镇街落实法治建设责任。组织镇街干部培训。乡镇执法规范。各镇报送情况。"
COUNTIES = "各县（市、区）落实法治建设责任。组织各区县干部培训。"


@pytest.mark.parametrize(
    ("issuer", "level", "body"),
    [
        ("青禾街道办事处", Level.STREET, ""),
        ("青禾街道", Level.STREET, ""),
        ("柳溪区人民政府青禾街道办事处", Level.STREET, ""),
        ("中共柳溪区委青禾街道工作委员会青禾街道办事处", Level.STREET, ""),
        ("鹤龙街", Level.STREET, ""),
        ("青禾地区办事处", Level.STREET, ""),
        ("柳溪镇", Level.TOWNSHIP, ""),
        ("柳溪镇人民政府", Level.TOWNSHIP, ""),
        ("柳溪县金桥镇人民政府", Level.TOWNSHIP, ""),
        ("中共柳溪镇委员会", Level.TOWNSHIP, ""),
        ("中共柳溪县委员会", Level.COUNTY, ""),
        ("公安县人民政府", Level.COUNTY, ""),
        ("栗子乡", Level.TOWNSHIP, ""),
        ("栗子乡人民政府", Level.TOWNSHIP, ""),
        ("石桥土家族乡人民政府", Level.TOWNSHIP, ""),
        ("巴彦苏木", Level.TOWNSHIP, ""),
        ("柳溪县司法局", Level.DEPARTMENT, ""),
        ("柳溪县城市管理局", Level.DEPARTMENT, ""),
        ("柳溪市生态环境局", Level.DEPARTMENT, ""),
        ("柳溪县卫生健康委员会", Level.DEPARTMENT, ""),
        ("柳溪区住房和城乡建设委员会", Level.DEPARTMENT, ""),
        ("柳溪县人民政府办公室", Level.DEPARTMENT, ""),
        ("柳江省司法厅", Level.DEPARTMENT, ""),
        ("柳溪市公安局交通警察支队", Level.DEPARTMENT, ""),
        ("柳溪县政务服务中心", Level.DEPARTMENT, ""),
        ("柳溪县人民政府", Level.COUNTY, ""),
        ("柳溪县", Level.COUNTY, ""),
        ("静海区人民政府", Level.COUNTY, ""),
        ("静海区", Level.COUNTY, ""),
        ("巴林右旗人民政府", Level.COUNTY, ""),
        ("柳溪苗族自治县人民政府", Level.COUNTY, ""),
        ("柳溪经济技术开发区管委会", Level.COUNTY, ""),
        ("柳溪高新技术产业开发区管理委员会", Level.COUNTY, ""),
        ("柳溪市人民政府", Level.COUNTY, TOWNS),
        ("柳江市人民政府", Level.CITY, COUNTIES),
        ("柳江市人民政府", Level.CITY, ""),
        ("大理白族自治州人民政府", Level.CITY, ""),
        ("兴安盟", Level.CITY, ""),
        ("柳江省人民政府", Level.PROVINCE, ""),
        ("柳江壮族自治区人民政府", Level.PROVINCE, ""),
        ("上海市人民政府", Level.PROVINCE, ""),
        ("重庆市人民政府", Level.PROVINCE, ""),
    ],
)
def test_level_of_a_body_by_its_name(issuer: str, level: Level, body: str) -> None:
    _, found = understood(f"{issuer}2024年法治政府建设年度报告", "现将有关情况报告如下：", "一、主要做法", BODY, body)
    assert found.level.value is level


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("我街道坚持依法行政，全街道干部学法。", Level.STREET),
        ("我镇坚持依法行政，全镇干部学法。", Level.TOWNSHIP),
        ("我局坚持依法行政，局党组带头学法。", Level.DEPARTMENT),
        ("我县坚持依法行政，县政府常务会议学法。", Level.COUNTY),
        ("我市坚持依法行政，各县（市、区）学法。", Level.CITY),
    ],
)
def test_level_without_a_name_follows_what_the_body_calls_itself(words: str, level: Level) -> None:
    _, found = understood("2024年法治政府建设年度报告", words, "一、主要做法", words)
    assert found.level.value is level
    assert not found.level.sure


def test_level_without_any_hint_says_that_it_is_a_guess() -> None:
    _, found = understood("一、主要做法", "开展普法宣传4次。")
    assert not found.level.sure
    assert "暂按" in found.level.reason


@pytest.mark.parametrize(
    ("lines", "issuer", "where"),
    [
        ((TITLE, LEAD, "一、主要做法", BODY), "青禾街道办事处", "标题"),
        (("2024年法治政府建设年度报告", LEAD, "一、主要做法", BODY), "青禾街道", "首段"),
        (("2024年法治政府建设年度报告", "一、主要做法", BODY, "柳溪县司法局", "2025年1月1日"), "柳溪县司法局", "落款"),
        (
            (
                "发布日期：2025-01-20 15:07 来源：柳溪县司法局 浏览次数：63",
                "2024年法治政府建设年度报告",
                "一、主要做法",
                BODY,
            ),
            "柳溪县司法局",
            "来源",
        ),
        (("来源：柳溪县司法局", "2024年法治政府建设年度报告", "一、主要做法", BODY), "柳溪县司法局", "来源"),
    ],
)
def test_the_issuer_is_read_where_it_stands_and_says_where(lines: tuple[str, ...], issuer: str, where: str) -> None:
    _, found = understood(*lines)
    assert found.issuer.value == issuer
    assert where in found.issuer.reason


def test_an_issuer_that_nothing_names_is_none() -> None:
    _, found = understood("一、主要做法", "开展普法宣传4次。")
    assert found.issuer.value is None
    assert not found.issuer.sure


# --- year ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected", "sure"),
    [
        (("柳溪镇2024年法治政府建设年度报告", "2023年工作如下。", "一、主要做法", BODY), (2024,), True),
        (("柳溪镇法治政府建设年度报告", "2023年，柳溪镇推进工作。", "一、主要做法", BODY), (2023,), True),
        (
            ("柳溪镇法治政府建设年度报告", "根据《2019年工作规定》，2023年，柳溪镇推进工作。", "一、主要做法"),
            (2023,),
            True,
        ),
        (("柳溪镇法治政府建设年度报告", "一、2022年主要做法", BODY), (2022,), False),
        (("柳溪镇法治政府建设年度报告", "一、主要做法", BODY, "柳溪镇人民政府", "2025年1月16日"), (2024,), False),
        (("柳溪镇法治政府建设年度报告", "一、主要做法", BODY, "柳溪镇人民政府", "2025年3月31日"), (2024,), False),
        (("柳溪镇法治政府建设年度报告", "一、主要做法", BODY, "柳溪镇人民政府", "2024年12月20日"), (2024,), False),
        (
            ("柳溪镇法治政府建设年度报告", "一、做法", "普法。", "执法。", "学法。", "到2021年底办结3件。"),
            (2021,),
            False,
        ),
        (("柳溪镇2022年至2024年法治政府建设报告", "一、主要做法", BODY), (2022, 2023, 2024), False),
        (("柳溪镇法治政府建设年度报告", "一、主要做法", "开展普法。"), (), False),
    ],
)
def test_report_year(lines: tuple[str, ...], expected: tuple[int, ...], sure: bool) -> None:
    _, found = understood(*lines)
    assert found.years.value == expected
    assert found.years.sure is sure


# --- laws ------------------------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        TITLE, LEAD, BODY, A, F, P, N, "（一）强化学习", "（二）下一步打算", "（一）存在的问题", "1.规范执法",
        "（1）检查", "①抽查", "存在问题及下一步打算", "二、存在的问题及下一步工作打算", "下一步，将加强培训。",
        "还存在一些不足。", "县委、县政府：", "青禾街道办事处", "2025年1月16日", "特此报告。",
        "发布时间：2025-01-16 10:30", "关闭窗口", "第一部分", "主要做法", "一、", "（一）", "　", "", "。", "：",
        "》", "《", "一是学习；二是执法。", "存在的不足：", "主要做法：", "法治政府建设情况报告", "2024",
        "关于2024年法治",
    ]
)  # fmt: skip


def check_tree(sections: tuple[Section, ...], within: Span) -> None:
    """Sections stand in order inside ``within``; those of one level touch, and their children stand in their bodies."""
    for section in sections:
        assert within.covers(section.span)
        assert section.span.start <= section.heading.start <= section.heading.end <= section.span.end
        check_tree(section.children, Span(section.heading.start, section.span.end))
    assert all(before.span.end == after.span.start for before, after in pairwise(sections))


def check_outline(document: Document) -> None:
    found = outline(document)
    whole = Span(0, len(document.text))
    check_tree(found.sections, whole)
    named = [found.addressee, found.signature, found.signed and found.signed[0], found.posted and found.posted[0]]
    assert all(whole.covers(span) for span in (*found.title, *found.chrome, *(span for span in named if span)))
    assert outline(document) == found


@law(150)
@given(st.lists(LINES | st.text(max_size=40), max_size=14))
def test_outline_never_fails_and_its_sections_tile_the_report(lines: list[str]) -> None:
    check_outline(report(*(line.replace("\n", " ") for line in lines)))


@law(80)
@given(st.text(max_size=300))
def test_outline_never_fails_on_any_text(text: str) -> None:
    check_outline(text_document("x", text))


@law(80)
@given(st.lists(st.tuples(LINES, st.none() | st.integers(1, 9), st.booleans()), max_size=12))
def test_outline_never_fails_on_what_a_format_declares(lines: list[tuple[str, int | None, bool]]) -> None:
    document = report(*(line for line, _, _ in lines))
    marks = [(level, in_table) for line, level, in_table in lines if line.strip()]
    paragraphs = tuple(
        replace(paragraph, outline_level=level, in_table=in_table)
        for paragraph, (level, in_table) in zip(document.paragraphs, marks, strict=True)
    )
    check_outline(replace(document, paragraphs=paragraphs))
