"""Headings of all forms, the kind of a section by its wording, and the tree they make."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from operator import attrgetter

from msgspec import Struct, field

from engine.model import Section, SectionKind, Span, Stance
from engine.outline.lines import Line
from engine.zh.modality import fixed_stance
from engine.zh.syntax import heading_number, sentences
from engine.zh.words import Words, spelt

# Strings are compiled when they are first used: few headings need them.
_LEADER = (
    r"(?:党政)?主要(?:负责人|负责同志|领导)[^，。]{0,12}(?:履行|履职|推进|责任|情况|尽责)|党政(?:主要|正职|一把手)|述法(?:情况|报告|工作$)|"
    r"\"?关键少数\"?[^，。]{0,8}(?:履职|尽责|履责|担当|带头)|"
    r"(?:书记(?<!村书记|支书记)(?<!社区书记|支部书记)|县长|区长|市长|镇长|乡长|局长|主任(?<!村主任)(?<!社区主任)(?<!村委会主任|居委会主任)|一把手)"
    r"[^，。]{0,10}(?:担责|履责|履职|带头|牵头|扛|尽责|挂帅|担当|抓|亲自)"
)
_MAY_BE_LEADER = spelt("主要负责 主要领导 党政 述法 关键少数 书记 [县区市镇乡局]长 主任 一把手")
_DUTIFUL = r"(?:履职尽责|履责尽责|尽责履职)(?:的?情况)?$"
_LEADERS = (
    r"主要(?:负责|领导)|党政|第一责任|关键少数|一把手|书记|[县区市镇乡局]长|主任|领导(?:干部|班子|同志|带头|成员)|班子|"
    r"头雁|以上率下|带头|率先|个人|本人"
)
#: Who else has duties, and what only the body as a whole has to do.
_BODIES = (
    r"政府|机构|机关|职能|部门|单位|街道|乡镇|镇街|站所|科室|执法|队伍|人员|职工|公务员|窗口|岗位|网格|村|社区|企业|主责主业|"
    r"各(?!级领导)"
)
#: Words by which the body brings about that others do their duty.
_BRINGS_ABOUT = r"推动|促进|促使|督促|倒逼|引导|激励|激发|保障|确保|提升|增强"
_OTHER_DUTY = (
    "安全生产 安全监管 信访 党风廉政 意识形态 消防 防汛 防火 环保 生态环境 河长 林长 田长 耕地 反诈 食品 药品 禁毒 "
    "保密 企业 经营主体 市场主体 经营者 学校"
).split()
_PLAN = Words(
    "下[|一][步|年|阶段] 今后 来年 明年 新[|的]一年 打算 [主要|重点|有关|工作]安排 努力方向 改进[措施|方向|计划] "
    "整改[措施|打算|计划|方向] [工作|总体|主要]思路 思路[和与及] 对策"
)
_PLAN_ENDS = spelt("工作[计划|规划|谋划|目标|设想|展望] 未来展望 后续工作")
#: A heading that ends so tells of what is to be done, where the weaknesses stand before it; the latter if it
#: names no year.
_AHEAD_ENDS, _MAY_BE_AHEAD = spelt("重点 任务 目标"), spelt("[重点|主要]工作 举措 措施")
_WEAK = ("问题", "不足", "短板", "差距", "困难", "薄弱", "原因分析")
_SHORT = (
    r"(?:存在|面临|主要|工作中?)的?[^，。]{0,8}(?:问题|不足|短板|差距|困难|薄弱)|^(?:问题|不足|短板|差距)(?!整改|导向)|不足(?:之处|和|与|及|、|$)|"
    r"(?:问题|困难)(?:和|与|以?及|、)(?:不足|原因|短板|差距|挑战)|(?:正视|直面|剖析|反思|坦承)[^，。]{0,6}(?:问题|短板|不足|差距)|问题出在|薄弱环节$|短板(?:和|与)?(?:弱项|不足)?$|原因分析"
)
_MENDED = (
    r"(?:破解|补齐|补|解决|整改|化解|聚焦|针对|攻克)[^，。]{0,8}(?:问题|不足|短板|差距|困难|薄弱)|"
    r"回头看|问题(?:导向|整改)"
)
_MEASURES = tuple(
    "举措 措施 做法 成效 成绩 成果 工作开展 工作推进 工作完成 工作落实 工作进展 开展情况 完成情况 基本情况 推进情况 "
    "落实情况 总体情况 工作情况 亮点 工作总结 建设情况".split()
)
_NEXT_YEAR = ("工作", "安排", "计划", "打算", "思路", "重点", "任务", "目标", "谋划", "展望")
_OTHER = r"其他(?:需要)?(?:报告|说明)|其他(?:有关)?(?:情况|事项)|需要(?:报告|说明)的(?:其他)?(?:情况|事项)"

#: Longest own-line heading and longest run-in heading, in folded characters after the number.
_LONGEST_LINE, _LONGEST_RUN_IN = 48, 46
#: A sentence that goes on for longer than this after a colon is text and no heading.
_SHORTEST_MATTER = 24


def kind_by_wording(text: str, year: int | None = None) -> tuple[SectionKind, ...]:
    """Kinds that the words of a heading name, () if it is thematic; two for 存在问题及下一步打算."""
    if ("其他" in text or "需要" in text) and re.search(_OTHER, text):
        return (SectionKind.OTHER,)
    weak = any(word in text for word in _WEAK)
    short = weak and re.search(_SHORT, text) is not None and not re.search(_MENDED, text)
    next_year = year is not None and str(year + 1) in text
    plan = (
        _PLAN.stand_in(text)
        or text.endswith(_PLAN_ENDS)
        or (next_year and (any(word in text for word in _NEXT_YEAR) or _names_measures(text)))
    )
    if short and plan:
        return (SectionKind.SHORTCOMINGS, SectionKind.PLAN)
    if not plan and _tells_of_leaders(text):
        return (SectionKind.LEADER,)
    if plan:
        return (SectionKind.PLAN,)
    if short:
        return (SectionKind.SHORTCOMINGS,)
    if _names_measures(text):
        return (SectionKind.MEASURES,)
    return ()


def _looks_ahead(text: str, year: int | None) -> bool:
    """Whether a heading that stands after the weaknesses, and names no part for sure, opens the plan."""
    named = [int(one) for one in re.findall(r"20\d\d", text)]
    later = year is not None and any(one > year for one in named) and not text.endswith("情况")
    return later or text.endswith(_AHEAD_ENDS) or (not named and text.endswith(_MAY_BE_AHEAD))


def _tells_of_leaders(text: str) -> bool:
    """Whether a heading names the duty of the first persons responsible, for law-based government and not safety."""
    if any(word in text for word in _OTHER_DUTY) and "法治建设" not in text and "法治政府建设" not in text:
        return False
    if "第一责任人" in text:
        return True
    named = any(word in text for word in _MAY_BE_LEADER)
    return (named and re.search(_LEADER, text) is not None) or _dutiful(text)


def _dutiful(text: str) -> bool:
    """Whether 履职尽责 at the end of a heading is that of leaders, not of the body (健全职能体系，推动更好履职尽责)."""
    found = re.search(_DUTIFUL, text) if "尽责" in text else None
    if found is None:
        return False
    if re.search(_LEADERS, text):
        return True
    clause = re.split("[，、]", text[: found.start()])[-1]
    return not re.search(_BODIES, text) and not re.search(_BRINGS_ABOUT, clause)


def _names_measures(text: str) -> bool:
    return any(word in text for word in _MEASURES)


class Heading(Struct):
    """A heading found: its depth (1 = highest), the folded wording after its number, and its range."""

    depth: int
    words: str
    span: Span
    line: Line
    numbered: bool
    children: list[Heading] = field(default_factory=list)


def find_headings(lines: list[Line], year: int | None) -> list[Heading]:
    """Headings in text order: numbered, declared by the format, or unnumbered with the wording of a section."""
    numbered = [heading_number(line.text) if not line.paragraph.in_table else None for line in lines]
    any_number = any(numbered)
    found: list[Heading] = []
    for index, (line, number) in enumerate(zip(lines, numbered, strict=True)):
        if number:
            heading = _numbered(line, *number)
        elif line.paragraph.in_table:
            heading = None
        else:
            heading = _unnumbered(
                line, lines[index + 1] if index + 1 < len(lines) else None, year, any_number=any_number
            )
        if heading:
            found.append(heading)
    return found


def _numbered(line: Line, depth: int, offset: int) -> Heading:
    end = _heading_end(line.text, offset)
    words = line.text[offset:end].rstrip("。：；，")
    return Heading(depth, words, line.folded.span(0, end), line, numbered=True)


def _heading_end(text: str, offset: int) -> int:
    """Where a numbered heading ends in its line: the whole line, its first sentence, or what stands before a colon."""
    first = sentences(text[offset:])
    if not first:
        return len(text)
    sentence_end = offset + first[0][1]
    colon = text.find("：", offset, offset + 24)
    if colon > 0 and text[sentence_end - 1] == "。" and sentence_end - colon > _SHORTEST_MATTER:
        return colon + 1
    if sentence_end == len(text) and len(text) - offset <= _LONGEST_LINE:
        return len(text)
    if sentence_end - offset <= _LONGEST_RUN_IN:
        return sentence_end
    if colon > 0:
        return colon + 1
    if (
        sentence_end == len(text)
        and len(text) - offset <= _LONGEST_LINE + 12
        and "，" in text
        and not text.endswith("。")
    ):
        return len(text)
    return offset


def _unnumbered(line: Line, following: Line | None, year: int | None, *, any_number: bool) -> Heading | None:
    text = line.text
    declared = line.paragraph.outline_level
    whole = line.folded.span(0, len(text))
    bare = len(text) <= 40 and text[-1] not in "。；，、！？" and not text.startswith(("（", "附件", "附："))
    kinds = kind_by_wording(text, year) if bare else ()
    if declared and len(text) <= 60:
        return Heading(min(declared, 4), text, whole, line, numbered=False)
    if not bare or following is None or text.endswith("："):
        if (
            text.endswith("：")
            and not text.endswith("如下：")
            and len(text) <= 20
            and kind_by_wording(text[:-1], year)
            and following is not None
        ):
            return Heading(1, text[:-1], whole, line, numbered=False)
        return None
    if kinds:
        return Heading(1, text, whole, line, numbered=False)
    if any_number or len(following.text) < len(text) + 20 or len(text) < 4 or re.search(r"\d{4}年\d", text):
        return None
    return Heading(1, text, whole, line, numbered=False)


def build(headings: list[Heading], lines: list[Line], year: int | None) -> tuple[Section, ...]:
    """Sections of the lines from their headings; what stands before the first is the preamble."""
    start, end = lines[0].span.start, lines[-1].span.end
    roots: list[Heading] = []
    stack: list[Heading] = []
    for heading in headings:
        while stack and stack[-1].depth >= heading.depth:
            stack.pop()
        (stack[-1].children if stack else roots).append(heading)
        stack.append(heading)
    sections: list[Section] = []
    first = headings[0].span.start if headings else end
    if first > start:
        sections.append(Section(SectionKind.PREAMBLE, Span(start, start), Span(start, first), 0))
    plan_named = any(SectionKind.PLAN in kind_by_wording(root.words, year) for root in roots)
    for index, root in enumerate(roots):
        until = roots[index + 1].span.start if index + 1 < len(roots) else end
        here, there = (bisect_left(lines, place, key=attrgetter("span.start")) for place in (root.span.start, until))
        text = "".join(line.text for line in lines[here:there])
        weak_before = not plan_named and _weak_after_work(sections)
        sections += _sections(root, until, year, text, weak_before=weak_before)
    return tuple(sections)


def _weak_after_work(sections: Iterable[Section]) -> bool:
    """Whether the work done and then the weaknesses have been told of: what is left is the plan."""
    kinds = [part.kind for section in sections for part in section.walk()]
    work = (kinds.index(kind) for kind in (SectionKind.MEASURES, SectionKind.LEADER) if kind in kinds)
    return SectionKind.SHORTCOMINGS in kinds[min(work, default=len(kinds)) :]


def _kind_by_content(text: str) -> SectionKind:
    """Kind of a part whose heading is thematic: what most of its sentences speak of."""
    parts = [text[start:end] for start, end in sentences(text)][1:]
    if not parts:
        return SectionKind.MEASURES
    stances = [fixed_stance(part) for part in parts]
    for stance, kind in ((Stance.LACKING, SectionKind.SHORTCOMINGS), (Stance.PLANNED, SectionKind.PLAN)):
        if stances.count(stance) * 2 > len(parts):
            return kind
    return SectionKind.MEASURES


def _sections(root: Heading, end: int, year: int | None, text: str, *, weak_before: bool) -> list[Section]:
    """The section of a top heading; two when the heading names shortcomings and plan together."""
    kinds = _kinds(root, year, weak_before=weak_before)
    if len(kinds) == 2:
        turn = next(
            (child for child in root.children if kind_by_wording(child.words, year)[:1] == (SectionKind.PLAN,)), None
        )
        if turn:
            before = Heading(
                root.depth, root.words, root.span, root.line, root.numbered, root.children[: root.children.index(turn)]
            )
            rest = root.children[root.children.index(turn) + 1 :]
            after = Heading(root.depth, turn.words, turn.span, turn.line, turn.numbered, [*turn.children, *rest])
            return [
                _section(before, turn.span.start, SectionKind.SHORTCOMINGS, year),
                _section(after, end, SectionKind.PLAN, year),
            ]
    return [_section(root, end, kinds[0] if kinds else _kind_by_content(text), year)]


def _kinds(heading: Heading, year: int | None, *, weak_before: bool) -> tuple[SectionKind, ...]:
    """Kinds by the words of a heading and by what stands before it: the weaknesses or not."""
    kinds = kind_by_wording(heading.words, year)
    open_to_both = kinds in {(), (SectionKind.MEASURES,)}
    return (SectionKind.PLAN,) if weak_before and open_to_both and _looks_ahead(heading.words, year) else kinds


def _section(heading: Heading, end: int, kind: SectionKind, year: int | None) -> Section:
    children: list[Section] = []
    for index, child in enumerate(heading.children):
        until = heading.children[index + 1].span.start if index + 1 < len(heading.children) else end
        weak_before = _weak_after_work(children)
        children.append(_section(child, until, _child_kind(kind, child, year, weak_before=weak_before), year))
    return Section(kind, heading.span, Span(heading.span.start, end), heading.depth, tuple(children))


# A string, compiled when it is first used: few reports need it.
_OWN_PART = r"^(?:存在的?(?:主要)?(?:问题|不足|短板)|(?:主要)?(?:问题|不足)(?:和|与|及)|下一?步|下步)"


def _child_kind(parent: SectionKind, child: Heading, year: int | None, *, weak_before: bool) -> SectionKind:
    """A sub-section keeps its parent's kind unless its own heading clearly opens another part."""
    own = _kinds(child, year, weak_before=weak_before)
    if parent is SectionKind.MEASURES and own:
        next_year = year is not None and child.words.startswith(str(year + 1)) and not child.words.endswith("情况")
        ahead = own[0] is SectionKind.PLAN and (weak_before or next_year)
        if own[0] is SectionKind.LEADER or ahead or re.match(_OWN_PART, child.words):
            return own[0]
    elif (
        parent in {SectionKind.SHORTCOMINGS, SectionKind.PLAN, SectionKind.LEADER}
        and own
        and re.match(_OWN_PART, child.words)
    ):
        return own[0]
    return parent
