"""Which other period than the report year governs a sentence: a span of years, or a year gone by."""

from __future__ import annotations

import re
from enum import StrEnum

from engine.zh.dates import years
from engine.zh.words import Words

# Years inside 《…（2021—2025年）》 name a document, not a period.
_QUOTED = re.compile(r"《[^《》]*》")
_SINCE = re.compile(
    r"(?:(?:自从?|从|至)?(20\d\d)年(?:\d{1,2}月)?(?:以来|起|至今|来)|(20\d\d)年?(?:至|到|~|--?)20\d\d年|"
    r"近?[两三四五六七八九十近几多数]年(?:以?来|间|(?<=近.年)(?:(?=，|、|共|累计)|内?共|的时间))|历年|建局以来|建镇以来|建街以来|换届以来|"
    r"\"?十.五\"?(?:时期|期间)?(?:以来|累计|，累计))"
)
#: What follows a year that tells when something was done, not what it is of (2022年度报告, 去年的案卷, 去年同期).
_WHEN = (
    r"(?:，|全年|(?:[上下]半年|\d{1,2}月)|以?[我本]?全?(?:街道|镇|乡|局|县|区|市|委|办|院|中心)(?!级|里)|先后|共|累计|还|又|曾|就|已|底(?!数)|"
    r"初|组织|开展|聘请|续聘|修订|制定|制订|印发|出台|建立|成立|设立|组建|配备|配齐|举办|召开|完成|审查|审核|排查|化解|调解|公开|公示|公布|发布|"
    r"处罚|立案|查处|检查|培训|轮训|办理|办结|评查|编制|梳理|清理|获评|荣获|被评|投入|新增|新建|建成|承接|受理|收到|出庭|应诉|实施|启动|推行|"
    r"[对将把向在经由](?![^，]{0,20}的[^，]{0,6}(?:开展|进行))|举行|评估|调整|更新|报送|创建|创成|全面|集中|专题|专项)"
)
#: Of what was made then (2022年印发的办法), the words after it tell the present.
_MADE_THEN = (
    r"(?![^，]{0,12}(?:制定|印发|出台|修订|成立|建立|签订|聘请|发布|编制|配备|实施|公布|调整|充实|交办|转办|移交|反馈|遗留|查处|受理|立案|作出|"
    r"排查|发现|确定|下达|签发|通报|创建|建成|启动)的)"
)
#: How the year before went is told in the report year: 2023年度法治政府建设情况经党委会听取.
_ACCOUNT = r"年度?(?:[^，\d]{0,20}?)(?:情况|报告|汇报|总结|年报|述法|考核结果|评估结果)(?!，)"
_MADE_SINCE = re.compile(r"[^，]{0,12}?(?:制定|制发|印发|出台|发布|签订|办理|作出|实施|立案|成立|建成)的")
#: A span of years in the name of a plan (2023—2025年行动计划) governs nothing.
_PLAN_OF_YEARS = r"[^，\d]{0,12}?(?:规划|纲要|计划|方案)"
_BY = (
    r"(?:[我本]?全?(?:街道|镇|乡|局|县|区|市|委|办|院|中心)|[^，比较]{1,10}(?=于|曾)|"
    r"(?P<named>[^\W\d比较对向将把按据从自落贯学与在以][^\W\d的]{0,5}(?:政府|党[委组]|党工委|办事处|司法所|局|队|科|股)(?=20\d\d年(?!度))))?"
)
_YEAR = re.compile(r"20\d\d(?=年)")
# Strings are compiled when they are first used: few reports need them.
_PAST_YEAR = rf"(?:^|，){_BY}(?:早在|曾于|曾在|在|截至|于)?(?P<year>20\d\d)年{_MADE_THEN}"
#: A paper that says what is to be done in a year is of that year: 印发《青禾镇2023年法治政府建设工作要点》.
_PAPERS = (
    r"(?:印发|制[定订]|出台|公布|公开|编制|发布|下发|审议通过|研究通过)(?:[并了]?、?(?:印发|公布|公开|实施|下发))?"
    r"(?P<paper>(?:[^，《》]{0,16}?《?[^，《》]{0,20}?)(?<![\d~-])(?<![至到])(?P<year>20\d\d)年(?!至|到|~|--?)度?"
    r"[^，》]{0,24}?(?:目录|要点|计划|清单|任务|安排|分工|台账)(?![^，]{0,6}(?:的|情况|评估|完成|执行)))"
)
_PAPER_NAMES = Words("目录 要点 计划 清单 任务 安排 分工 台账")
_LAST = ("去年", "前年", "上年", "上一年", "往年", "前两年")
_LAST_YEAR = r"(?:^|，)(?:在|于|早在)?(?:去年|前年|上年度?|上一年度?|往年|前两年)"
_HONOURS = Words("命名 获[评颁得] 荣[获膺] [评定]为 授予 入选 创建 创成")
#: An honour is the fruit of the year that gave it; later years only hold it, unless they tell of it anew.
_HONOURED = (
    r"(?:命名|获评|获颁|荣获|荣膺|评为|评定为|授予|认定为|入选|成功创建|创建成|创成|"
    r"获得[^，]{0,12}(?:称号|荣誉))(?!的)"
)
_HONOURED_THEN = (
    r"(?<![\d至到~比较-])(?:(?P<year>20\d\d)年(?!度)|(?:去年|前年|往年|上一?年度?)，?)"
    rf"(?![^，\d]{{0,20}}(?:以来|至今|考核|考评|评议|测评|评比))[底初]?(?:\d{{1,2}}月)?[^，\d]{{0,24}}?{_HONOURED}"
)
#: What the year before took over is counted anew: 2022年承接67项，今年收回9项.
_COUNTED_NOW = r"，(?:[我本]?全?(?:街道|镇|乡|局|县|区|市))?(?:今年|本年度?)(?!来)[^，]{0,20}?\d"
#: So are the findings of the year before that have been mended since: 2023年反馈问题3个，截至年底整改到位2个.
_FOUND = Words("反馈 督察 督查 巡察 指出 查[找摆] 交办 移交 考核 评查 发现")
_MENDED_NOW = (
    r"，[^，\d]{0,10}?(?:截[至止](?:今年|本年度?)?(?:年[底末]|目前|报告期末)|[到至]年[底末]|年[底末]前|今年)，?[^，]{0,12}?"
    r"(?<!未)(?:整改|销号|改正|纠正|解决|清零)(?!中|方案|措施|台账|清单|期限)(?![^，]{0,8}0[个项条件处])"
)
_HONOURED_NOW = (
    r"今年|本年|年内|全年|再次|再获|又获|又被|蝉联|连续|复核|复评|复审|复查|复验|复牌|"
    r"(?:保持|保留|确认|重新)[^，]{0,8}(?:称号|荣誉|认定|命名)"
)
#: What was begun then is honoured now: 2024年底申报并于今年2月获评.
_HONOURED_THIS_YEAR = rf"(?:今年|本年度?)(?!以?来)(?:\d{{1,2}}月)?[^，。；]{{0,16}}?{_HONOURED}"
_COMPARED = ("比", "较")
#: Words that bring a sentence back to the present, or say that what was done then goes on.
_PRESENT = Words(
    "今年 本年 当前 目前 现有 现已 至今 沿用 继续 持续 延续 长期 常态 每[年季月周] 一直 仍 结转 遗留 去年同期 同比"
)

#: After a year they tell of all of it.
_WHOLE_YEAR = ("，", "起", "全年", "每", "继续", "计划", "拟", "要")


class Period(StrEnum):
    """How a period lies to the report year: it spans more than that, or it is over."""

    SPAN = "span"
    PAST = "past"


def lies_ahead(sentence: str, year: int | None) -> bool:
    """Whether a folded sentence opens with the year after the report year, and no day of it (2025年，… 从2025年起)."""
    if year is None:
        return False
    ahead = sentence.removeprefix("从").removeprefix("自")
    return ahead.startswith(f"{year + 1}年") and ahead.startswith(_WHOLE_YEAR, 5)


def other_period(sentence: str, year: int | None) -> tuple[int, Period] | None:
    """Where in a folded sentence another period than the report year begins to govern, and which; None if none does.

    自2013年以来…, 三年来…, and 去年… (in a report of last year it may mean the report year) span; 2022年… is past,
    and so are honours of another year.
    """
    if "年" not in sentence and "来" not in sentence and "五" not in sentence:
        return None
    bare = _QUOTED.sub(lambda match: "·" * len(match[0]), sentence)
    since = _SINCE.search(bare)
    named = since is not None and since[2] is not None and re.match(_PLAN_OF_YEARS, bare[since.end() :]) is not None
    if since and not named and not _MADE_SINCE.match(bare, since.end()):
        first = since[1] or since[2]
        if first is None or year is None or int(first) < year:
            return since.start(), Period.SPAN
    honoured = _honoured_then(bare, year) if year is not None else None
    if honoured is not None:
        return honoured, Period.PAST
    found = re.finditer(_LAST_YEAR, bare) if any(word in bare for word in _LAST) else ()
    last = next((match for match in found if _tells_when(bare, match.end())), None)
    if last and not _returns(bare, last.end(), year) and not _mended_now(bare[last.end() :]):
        return last.start(), Period.SPAN
    if year is None or not any(int(gone) < year for gone in _YEAR.findall(sentence)):
        return None
    paper = re.search(_PAPERS, sentence) if _PAPER_NAMES.stand_in(sentence) else None
    if paper and int(paper["year"]) < year and str(year) not in sentence:
        return paper.start(), Period.PAST
    for match in re.finditer(_PAST_YEAR, bare):
        if int(match["year"]) == year - 1 and re.match(_ACCOUNT, bare[match.end("year") :]):
            continue
        if int(match["year"]) < year and not bare[: match.start("year")].endswith(_COMPARED):
            # A paper for the report year may be issued before it (2023年12月印发《…2024年…要点》).
            rest = bare[match.end() :]
            if year in years(rest) or str(year) in sentence[match.end() :] or re.search(_COUNTED_NOW, rest):
                return None
            if re.search(_HONOURED_THIS_YEAR, rest) or (int(match["year"]) == year - 1 and _mended_now(rest)):
                return None
            over = _tells_when(bare, match.end()) and not _PRESENT.stand_in(bare[match.end() :])
            if match["named"] and not over:  # 执法队2021年组建，现有队员18名
                continue
            return match.start(), Period.PAST if over else Period.SPAN
    return None


def _mended_now(rest: str) -> bool:
    """Whether what was found in the year before is said to be mended at the end of the report year."""
    return _FOUND.stand_in(rest) and re.search(_MENDED_NOW, rest) is not None


def _honoured_then(sentence: str, year: int) -> int | None:
    """Where the clause with an honour of an earlier year begins, in a sentence that tells nothing of it since.

    None too if something is counted in the clauses after it: they tell of other things.
    """
    if not _HONOURS.stand_in(sentence) or year in years(sentence) or re.search(_HONOURED_NOW, sentence):
        return None
    for match in re.finditer(_HONOURED_THEN, sentence):
        _, _, after = sentence[match.end() :].partition("，")
        if (match["year"] is None or int(match["year"]) < year) and not re.search(r"\d", after):
            return sentence.rfind("，", 0, match.start()) + 1
    return None


def _tells_when(sentence: str, end: int) -> bool:
    """Whether a year that ends there tells when something was done."""
    return re.compile(_WHEN).match(sentence, end) is not None


def _returns(sentence: str, start: int, year: int | None) -> bool:
    """Whether a sentence comes back to the report year."""
    return year in years(sentence[start:]) or _PRESENT.stand_in(sentence[start:])
