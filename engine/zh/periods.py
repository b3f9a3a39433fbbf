"""Which other period than the report year governs a sentence: a span of years, or a year gone by."""

from __future__ import annotations

import re
from enum import StrEnum

from engine.zh.dates import years

# Years inside 《…（2021—2025年）》 name a document, not a period.
_QUOTED = re.compile(r"《[^《》]*》")
_SINCE = re.compile(
    r"(?:[自从至]?(20\d\d)年(?:\d{1,2}月)?(?:以来|起|至今|来)|(20\d\d)年?[至到~-]20\d\d年|"
    r"[两三四五六七八九十近几多数]年(?:以?来|间)|近[两三四五六七八九十几]年(?:(?=，|、|共|累计)|内?共|的时间)|历年|建局以来|建镇以来|建街以来|换届以来|"
    r"\"?十[二三四五]五\"?(?:时期|期间)?(?:以来|累计|，累计))"
)
#: What follows a year that tells when something was done, not what it is of (2022年度报告, 去年的案卷, 去年同期).
_WHEN = (
    r"(?=，|全年|(?:[上下]半年|\d{1,2}月)|(?:以|我|本|全)?(?:街道|镇|乡|局|县|区|市|委|办|院|中心)(?!级|里)|先后|共|累计|还|又|曾|就|已|底(?!数)|"
    r"初|组织|开展|聘请|续聘|修订|制定|制订|印发|出台|建立|成立|设立|组建|配备|配齐|举办|召开|完成|审查|审核|排查|化解|调解|公开|公示|公布|发布|"
    r"处罚|立案|查处|检查|培训|轮训|办理|办结|评查|编制|梳理|清理|获评|荣获|被评|投入|新增|新建|建成|承接|受理|收到|出庭|应诉|实施|启动|推行)"
)
#: Of what was made then (2022年印发的办法), the words after it tell the present.
_MADE_THEN = r"(?![^，。；]{0,12}(?:制定|印发|出台|修订|成立|建立|签订|聘请|发布|编制|配备|实施)的)"
_MADE_SINCE = re.compile(r"[^，。；]{0,12}?(?:制定|制发|印发|出台|发布|签订|办理|作出|实施|立案|成立|建成)的")
_BY = r"(?:(?:我|本|全)?(?:街道|镇|乡|局|县|区|市|委|办|院|中心)|[^，；。比较]{1,10}(?=于|曾))?"
_YEAR = re.compile(r"20\d\d(?=年)")
# Strings are compiled when they are first used: few reports need them.
_PAST_YEAR = rf"(?:^|[，；。]){_BY}(?:早在|曾于|曾在|在|截至|于)?(?P<year>20\d\d)年{_MADE_THEN}(?P<when>{_WHEN})?"
_LAST = ("去年", "前年", "上年", "上一年", "往年", "前两年")
_LAST_YEAR = rf"(?:^|[，；。])(?:在|于|早在)?(?:去年|前年|上年度?|上一年度?|往年|前两年){_WHEN}"
_COMPARED = ("比", "较")
#: Words that bring a sentence back to the present, or say that what was done then goes on.
_PRESENT = (
    r"今年|本年|当前|目前|现有|现已|至今|沿用|继续|持续|延续|长期|常态|每[年季月周]|一直|仍|(?:结转|遗留)|去年同期|同比"
)


class Period(StrEnum):
    """How a period lies to the report year: it spans more than that, or it is over."""

    SPAN = "span"
    PAST = "past"


def other_period(sentence: str, year: int | None) -> tuple[int, Period] | None:
    """Where in a folded sentence another period than the report year begins to govern, and which; None if none does.

    自2013年以来…, 三年来…, and 去年… (in a report of last year it may mean the report year) span; 2022年… is past.
    """
    if "年" not in sentence and "来" not in sentence and "五" not in sentence:
        return None
    bare = _QUOTED.sub(lambda match: "·" * len(match[0]), sentence)
    since = _SINCE.search(bare)
    if since and not _MADE_SINCE.match(bare, since.end()):
        first = since[1] or since[2]
        if first is None or year is None or int(first) < year:
            return since.start(), Period.SPAN
    last = re.search(_LAST_YEAR, bare) if any(word in bare for word in _LAST) else None
    if last and not _returns(bare, last.end(), year):
        return last.start(), Period.SPAN
    if year is None or not any(int(named) < year for named in _YEAR.findall(bare)):
        return None
    for match in re.finditer(_PAST_YEAR, bare):
        if int(match["year"]) < year and not bare[: match.start("year")].endswith(_COMPARED):
            # A paper for the report year may be issued before it (2023年12月印发《…2024年…要点》).
            if year in years(bare[match.end() :]) or str(year) in sentence[match.end() :]:
                return None
            over = match["when"] is not None and not re.search(_PRESENT, bare[match.end() :])
            return match.start(), Period.PAST if over else Period.SPAN
    return None


def _returns(sentence: str, start: int, year: int | None) -> bool:
    """Whether a sentence comes back to the report year."""
    return year in years(sentence[start:]) or re.search(_PRESENT, sentence[start:]) is not None
