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
from engine.zh.figures import figures
from engine.zh.rhetoric import names_act
from engine.zh.syntax import heading_number, opens_point
from engine.zh.width import fold

_WORK = {SectionKind.MEASURES, SectionKind.LEADER}
_OF_THE_YEAR = {*_WORK, SectionKind.SHORTCOMINGS}
_LEAD_IN = re.compile(rf"现[将就]{HAN}{{0,12}}?(20\d\d)年度?(?!至|~|--?)[^，。]{{0,30}}(?:报告|汇报)")
#: Longest sub-heading that announces and tells nothing; a longer one is a sentence of its own.
_LONGEST_BARE = 20
_TITLE = r"《[^》]{0,120}》"
_SPAN = r"(?:20\d\d年?度?(?:至|到|~|--?)20\d\d年|20\d\d年(?:\d{1,2}月)?(?:以来|以后|以前|之前|前)|历年|近.年来?)"
# What is a string is compiled when it is first used: few reports need it.
#: Words of this year's work on what is older, and of plans that run for years.
_OLD_MATTER = (
    rf"(?:清理|梳理|评查|核查|复查|抽查|倒查|普查|排查|归档|整理|汇编|盘点|回顾|总结|统计|分析|评估|修订|废止|清缴|追缴|补录|回头看|对|将|针对|涉及?)[^，]{{0,8}}{_SPAN}|"
    rf"{_SPAN}(?:[^，\d]{{0,14}}(?:的(?!时间)|积案|遗留|旧案|未结|欠缴|案卷|文件|档案|台账|合同|卷宗)|[^，]{{0,12}}(?:规划|纲要|行动|计划|方案|任务))|"
    rf"20\d\d年{HAN}{{2,12}}的|"
    r"(?:行动|计划|规划|方案|纲要)（20\d\d|20\d\d年度?[^，]{0,10}(?:报告|反馈|考核|督察|整改)|最低|最高|最少|最多|首次|新高|新低"
)
#: The year of the work done opens a heading; one further in is that of a paper or of a task (承接2024年下放事项).
_OPENS_WITH_YEAR = rf"(?:回顾|总结)?(?:{HAN}{{0,8}}(?:街道|镇|乡|局|政府|办事处))?20\d\d年"
#: A heading with such words names the year of something else than the work done.
_OLD_HEADING = (
    r"整改|反馈|考核|督[察查]|积案|遗留|结转|未结|20\d\d年?版|以来|20\d\d年?度?(?:至|到|~|--?)20\d\d|规划|纲要|行动|衔接|谋划|清理|废止|修订|"
    r"报告(?!期)|入库|评估|复[核审]|巩固|回头看|上年|上一年|去年|明年|来年|起|比"
)
#: A heading of what is to be done, where it stands behind the weaknesses; and what makes it one of what was.
_TO_DO = r"重点|任务|安排|打算|思路|计划|措施|目标|举措"
_DONE = r"情况|成效|做法|回顾|总结|完成|落实|进展|半年|季度|结转|调整"
_LONGEST_DATED = 60
_TELLS = r"[。；，：\d《]"


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
            if told and bare and not point.figures and "《" not in words and not any(map(names_act, clauses)):
                yield Flaw("headings.empty", point.folded.span(point.body, len(point.text)), "只有标题，没有内容")


def empty_sections(document: Document, outline: Outline) -> Iterator[Flaw]:
    """A numbered heading of the work done with nothing under it, while most of those beside it have text."""
    for siblings in families(outline.sections):
        empty = [one for one in siblings if not one.children and not document.quote(one.body).strip()]
        for section in empty if 2 * len(empty) < len(siblings) else ():
            text = fold(document.text, section.heading).text
            number = heading_number(text)
            words = text[number[1] :] if number else ""
            if section.kind in _WORK and 0 < len(words) <= _LONGEST_BARE and not re.search(_TELLS, words):
                yield Flaw("headings.empty", section.heading, f"“{text}”下面没有内容")


def families(sections: tuple[Section, ...]) -> Iterator[tuple[Section, ...]]:
    """Sections that stand beside each other, level by level."""
    if sections:
        yield sections
    for section in sections:
        yield from families(section.children)


def other_years(document: Document, outline: Outline, points: list[Point], year: int | None) -> Iterator[Flaw]:
    """Headings of the work done and of the plan, and the lead-in of the report, that name another year than theirs."""
    if year is None:
        return
    lead = next(((one, found) for one in points if (found := _leads_in(one)) is not None), None)
    # Without a word on it the year in the title may be the one that the report was written in.
    told = int(lead[1][1]) == year if lead else outline.signed is not None and outline.signed[1].year > year
    sections = [one for top in outline.sections for one in top.walk()]
    weak = max((one.span.start for one in sections if one.kind is SectionKind.SHORTCOMINGS), default=None)
    for section in sections:
        text = re.sub(_TITLE, "", fold(document.text, section.heading).text)
        number, named = heading_number(text), years(text)
        opens = re.match(_OPENS_WITH_YEAR, text[number[1] if number else 0 :]) is not None
        if not named or not opens or len(text) > _LONGEST_DATED:
            continue
        if _is_of_plan(section, text, weak):
            last = year if told and section.kind is SectionKind.PLAN else year - 1
            if outline.years.sure and max(named) <= last and not re.search(_DONE, text):
                note = f"只是安排的标题写了{named[0]}年，报告年度是{year}年，安排应是{year + 1}年的"
                yield Flaw("headings.other-year", section.heading, note)
        elif section.kind in _OF_THE_YEAR and year not in named and not re.search(_OLD_HEADING, text):
            yield Flaw("headings.other-year", section.heading, f"标题写{named[0]}年，报告年度是{year}年")
    if lead is not None and int(lead[1][1]) != year:
        note = f"开头写{lead[1][1]}年，报告年度是{year}年"
        yield Flaw("headings.other-year", lead[0].folded.span(*lead[1].span()), note)


def _leads_in(point: Point) -> re.Match[str] | None:
    """What announces the report of a year in the opening (现将2025年度…情况报告如下)."""
    return _LEAD_IN.search(point.text) if point.section is SectionKind.PREAMBLE else None


def _is_of_plan(section: Section, heading: str, weak: int | None) -> bool:
    """Whether a section is of what is to be done: it is a plan, or its heading says so behind the weaknesses."""
    behind = weak is not None and section.span.start > weak and section.kind is SectionKind.MEASURES
    return section.kind is SectionKind.PLAN or (
        behind and re.search(_TO_DO, heading) is not None and re.search(_DONE, heading) is None
    )


def other_periods(points: Iterable[Point]) -> Iterator[Flaw]:
    """Sentences of the work done whose figures other periods govern (自2013年以来…).

    What this year's work was done on is old by its nature (清理2018年至2023年的文件), as is a plan of some years.
    """
    for point in points:
        for sentence in point.sentences if point.section in _WORK else ():
            governed = [clause for clause in sentence.clauses if clause.foreign is not None]
            if not governed or (sentence.heading and sentence.start < point.body):
                continue
            words = re.sub(_TITLE, "", point.text[governed[0].start : sentence.end])
            told = "以来" in words or any(True for _ in figures(words))
            if told and not re.search(_OLD_MATTER, words):
                yield Flaw("periods.other", point.folded.span(sentence.start, sentence.end), "")
