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
_LEAD_IN = re.compile(rf"现[将就]{HAN}{{0,12}}?(20\d\d)年度?(?!至|~|--?)[^，。]{{0,30}}(?:报告|汇报)")
#: Longest sub-heading that announces and tells nothing; a longer one is a sentence of its own.
_LONGEST_BARE = 20
_TITLE = re.compile(r"《[^》]{0,120}》")
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
    """Headings of the work done, and the lead-in of the report, that name another year than the report's."""
    if year is None:
        return
    for section in (one for top in outline.sections for one in top.walk()):
        if section.kind not in _WORK | {SectionKind.SHORTCOMINGS}:
            continue
        text = _TITLE.sub("", fold(document.text, section.heading).text)
        wrong = [found for found in years(text) if found != year]
        number = heading_number(text)
        opens = bool(wrong) and re.match(_OPENS_WITH_YEAR, text[number[1] if number else 0 :]) is not None
        if opens and year not in years(text) and len(text) <= 60 and not re.search(_OLD_HEADING, text):
            yield Flaw("headings.other-year", section.heading, f"标题写{wrong[0]}年，报告年度是{year}年")
    for point in points:
        if point.section is SectionKind.PREAMBLE and (match := _LEAD_IN.search(point.text)) and int(match[1]) != year:
            note = f"开头写{match[1]}年，报告年度是{year}年"
            yield Flaw("headings.other-year", point.folded.span(*match.span()), note)


def other_periods(points: Iterable[Point]) -> Iterator[Flaw]:
    """Sentences of the work done whose figures other periods govern (自2013年以来…).

    What this year's work was done on is old by its nature (清理2018年至2023年的文件), as is a plan of some years.
    """
    for point in points:
        for sentence in point.sentences if point.section in _WORK else ():
            governed = [clause for clause in sentence.clauses if clause.foreign is not None]
            if not governed or (sentence.heading and sentence.start < point.body):
                continue
            words = _TITLE.sub("", point.text[governed[0].start : sentence.end])
            told = "以来" in words or any(True for _ in figures(words))
            if told and not re.search(_OLD_MATTER, words):
                yield Flaw("periods.other", point.folded.span(sentence.start, sentence.end), "")
