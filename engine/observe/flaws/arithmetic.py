"""Sums and rates that do not come out, each with the calculation shown (508÷509＝99.8%)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import isclose

from engine.observe.flaws.flaw import Flaw, number
from engine.observe.statements import Point, Sentence
from engine.zh import HAN
from engine.zh.figures import Figure
from engine.zh.words import Words, spelt

PARTS = ("其中", "评出", "分别", "包括", "含", "即")
# What is a string is compiled when it is first used: few reports need it.
_RATE = (
    rf"(?P<what>{HAN}{{1,8}}?)率(?:达到?|为|均?为|均达|提升至|提高到|保持在|稳定在)?(?P<about>约|近|超|超过|不低于)?$"
)
_GROWTH = ("增长", "提高", "上升", "提升", "下降", "减少", "同比", "翻", "完成", "增幅", "降幅", "占")
#: What joins a list of parts, and what brings its total: nothing may stand between 共 and the number.
_LISTED, _TOTAL = r"、[^，。；、等]*", spelt("[|，][共|共计|合计|总计|总共]")
#: One case or person may be two of these, so that such parts may add up to more than the whole.
OVERLAPPING = Words(
    "同[时一属] 重叠 [有互]交叉 重复 兼 并[处罚] 既 妇女 [女男]性 党员 农民工 老年 残疾 青年 青少年 未成年 军人 涉企 "
    "本科 研究生 硕士 专科 法学 持证 罚款 没收 警告 吊销 办结 审结 整改 销号 复查 满意 采纳 回复 答复 履行 化解 "
    "调解成功 立案 移送"
)
_ASIDE = r"（[^（）]{0,60}）"
#: What brings a part right after its whole; and before it what makes it a difference or a rank, and no whole.
_PART_OF = (
    r"[^，。；、\d]{0,6}[，（]?其中，?[^，。；、\d]{0,14}|"
    r"的?(?:执法|工作|在编|在岗)?(?:人员|队员|干部|职工|案件|案卷|文件|合同)中，?[^，。；、\d]{0,8}"
)
_DIFFERENCE = (
    r"(?:增加?|减少?|新增|增长|下降|上升|提高|[多少升降第前至每各]|[较比同][^，。；]{0,10}|平均|人均)[^，。；]{0,4}$"
)
#: What is counted of a whole and is no part of it (审查文件5件，其中提出意见12件).
_OTHER_THING = r"意见|建议|提出|涉及|参加|参与|发放|惠及|受众|覆盖|研究|听取"
#: Units that count one kind of thing each, unlike 个 and 项; persons are counted by several.
_ONE_KIND, _PERSONS = frozenset("人名位件起宗份户家卷例"), frozenset("人名位")
#: Words of an exception that takes cases out of the whole a rate is of, or makes it a rate of other cases.
_EXCEPTED, _BUT_FOR = Words("扣除 剔除 不含 不计 到期 期限内 法定期限 正在 无需 平均 综合"), r"除[^，]{0,12}外"
#: Words of a rate that its counts need not repeat.
_PLAIN = (
    "应诉",
    "成功",
    "案件",
    "问题",
    "矛盾",
    "纠纷",
    "工作",
    "人员",
    "事项",
    "工单",
    "负责人",
    "行政",
    "机关",
    "首长",
    "全年",
    "总",
)
#: Fewest numbers of an account, and the longest stretch of text that may stand between two of them.
FEWEST, LONGEST_GAP = 3, 24


def sums(point: Point) -> Iterator[Flaw]:
    """Parts that add up to more than the whole they are said to be parts of (60份：优秀22、合格35、不合格5).

    What follows once the whole is used up is another division of it (专职12名、兼职44名，女性23名).
    """
    for inside, sentence in () if point.tabular else accounts(point):  # tables say their totals themselves
        for index, whole in enumerate(inside):
            parts = _parts_after(point, whole, inside[index + 1 :])
            if len(parts) < 2 or whole.bound != "exact" or any(part.bound != "exact" for part in parts):
                continue
            aside = re.match(_ASIDE, point.text[parts[-1].end :])
            if OVERLAPPING.stand_in(point.text[whole.end : parts[-1].end] + (aside[0] if aside else "")):
                continue
            total = sum(part.value for part in parts)
            if total > whole.value and whole.value not in accumulate(part.value for part in parts):
                added = "＋".join(number(part.value) for part in parts)
                note = f"{added}＝{number(total)}，多于{number(whole.value)}{whole.unit}"
                yield Flaw("arithmetic", point.folded.span(sentence.start, sentence.end), note)
                break


def exceeding(point: Point) -> Iterator[Flaw]:
    """A single part that is more than the whole it is said to be of (执法人员7人，其中持证9人)."""
    for sentence in point.sentences:
        counts = _counts(point, sentence)
        for index, (whole, part) in enumerate(pairwise(counts)):
            if part.value <= whole.value or not (whole.bound == part.bound == "exact" and _kin(whole, part)):
                continue
            before, between = point.text[sentence.start : whole.start], point.text[whole.end : part.start]
            earlier = any(_kin(one, part) and one.value >= part.value for one in counts[:index])
            told = re.fullmatch(_PART_OF, between) and not re.search(_OTHER_THING, between)
            if told and not earlier and not re.search(_DIFFERENCE, before[-LONGEST_GAP:]):
                note = f"其中{number(part.value)}{part.unit}，多于{number(whole.value)}{whole.unit}"
                yield Flaw("arithmetic", point.folded.span(sentence.start, sentence.end), note)


def _kin(one: Figure, other: Figure) -> bool:
    """Whether two figures may count the same things."""
    return {one.unit, other.unit} <= _PERSONS or (one.unit == other.unit and one.unit in _ONE_KIND)


def listed(point: Point) -> Iterator[Flaw]:
    """Parts in a list that do not add up to the total right after it (物业纠纷417件、其他155件，共580件)."""
    for sentence in () if point.tabular else point.sentences:
        inside = _counts(point, sentence)
        for index, whole in enumerate(inside):
            between = point.text[inside[index - 1].end : whole.start] if index else ""
            parts = _parts_before(point, inside[:index]) if between in _TOTAL else []
            total = sum(part.value for part in parts)
            exact = all(one.bound == "exact" and one.unit == whole.unit for one in (*parts, whole))
            longer = _begun_earlier(inside[: index - len(parts)], whole) if parts else False
            if len(parts) > 1 and exact and not longer and not isclose(total, whole.value):
                added = "＋".join(number(part.value) for part in parts)
                note = f"{added}＝{number(total)}，文中写{number(whole.value)}{whole.unit}"
                yield Flaw("arithmetic", point.folded.span(sentence.start, sentence.end), note)


def _parts_before(point: Point, before: list[Figure]) -> list[Figure]:
    """The figures at the end that a list with 、 joins, first to last."""
    parts = before[-1:]
    for figure in reversed(before[:-1]):
        gap = point.text[figure.end : parts[0].start]
        if not re.fullmatch(_LISTED, gap) or len(gap) > LONGEST_GAP:
            break
        parts.insert(0, figure)
    return parts


def _begun_earlier(before: list[Figure], whole: Figure) -> bool:
    """Whether the list may have begun earlier: a count of its unit stands before it (一季度12件，二季度15件、…)."""
    return any(one.unit == whole.unit for one in before)


def accounts(point: Point) -> Iterator[tuple[list[Figure], Sentence]]:
    """The counts of each sentence that may be an account: one of three at least."""
    for sentence in point.sentences if len(point.figures) >= FEWEST else ():
        counts = _counts(point, sentence)
        if len(counts) >= FEWEST:
            yield counts, sentence


def _counts(point: Point, sentence: Sentence) -> list[Figure]:
    return [one for one in point.figures_in(sentence) if one.unit != "%"]


def _parts_after(point: Point, whole: Figure, later: list[Figure]) -> list[Figure]:
    """Figures of the same unit that a 其中 or 评出 right after the whole introduces, up to another unit."""
    if not later:
        return []
    between = point.text[whole.end : later[0].start]
    if not any_of(PARTS, between) or len(between) > 30 or later[0].value > whole.value:
        return []
    parts: list[Figure] = []
    end = whole.end
    for figure in later:
        gap = point.text[end : figure.start]
        if figure.unit != whole.unit or (
            parts and (len(gap) > 16 or ("，" in gap[1:] and not gap.startswith(("，", "、"))))
        ):
            break
        if "其中" in gap and parts:
            break
        parts.append(figure)
        end = figure.end
    return parts


def rates(point: Point) -> Iterator[Flaw]:
    """Rates over 100 %, and rates that their two counts do not give (化解508起 ÷ 排查509起 = 99.8%)."""
    for rate in (one for one in point.figures if one.unit == "%"):
        sentence = next(one for one in point.sentences if rate.start < one.end)
        before = point.text[max(sentence.start, rate.start - LONGEST_GAP) : rate.start]
        match = re.search(_RATE, before)
        if match is None or any_of(_GROWTH, before[-14:]):
            continue
        where = point.folded.span(sentence.start, sentence.end)
        if rate.value > 100:
            yield Flaw("arithmetic", where, f"{match['what']}率{number(rate.value)}%，超过100%")
            continue
        pair = None if match["about"] or point.tabular else _parts_of_rate(point, sentence, rate, match["what"])
        if pair is None:
            continue
        part, whole = pair
        true = 100 * part.value / whole.value
        if abs(true - rate.value) > _tolerance(point.text[rate.start : rate.end]):
            note = f"{number(part.value)}÷{number(whole.value)}＝{true:.1f}%，文中写{number(rate.value)}%"
            yield Flaw("arithmetic", where, note)


def _parts_of_rate(point: Point, sentence: Sentence, rate: Figure, what: str) -> tuple[Figure, Figure] | None:
    """(part, whole) that a rate is plainly of: two exact counts beside it, whose words are those of the rate.

    They stand before it, or in brackets right after it; 应出庭…件，实出庭…件 need no verb. A rate that any two
    counts of the sentence give is right, whichever they are.
    """
    counts = _counts(point, sentence)
    bracketed = point.text[rate.end : rate.end + 1] == "（"
    first = rate.end if bracketed else sentence.start
    if bracketed:
        beside = [one for one in counts if one.start > rate.end][:2]
    else:
        beside = [one for one in counts if one.start < rate.start][-2:]
    if len(beside) < 2 or beside[0].unit != beside[1].unit or any(one.bound != "exact" for one in beside):
        return None
    told = point.text[sentence.start : sentence.end]
    if _EXCEPTED.stand_in(told) or re.search(_BUT_FOR, told) or _given(point, counts, rate):
        return None
    whole, part = beside
    lead, between = point.text[max(first, whole.start - 12) : whole.start], point.text[whole.end : part.start]
    if "应" in lead and "实" in between:
        first_rate = not any(one.unit == "%" for one in point.figures if part.end <= one.start < rate.start)
        ours = first_rate and _is_due(what, lead, between)
    else:
        verbs = {what[index : index + 2] for index in range(len(what) - 1)} | {what}
        named = any(verb in point.text[whole.end : part.end] and verb not in lead for verb in verbs)
        ours = named and _is_said(what, point.text[first : part.end])
    near = len(between) <= LONGEST_GAP // 2 and rate.start - part.end <= LONGEST_GAP
    return (part, whole) if near and ours and 0 < part.value <= whole.value else None


def _given(point: Point, counts: list[Figure], rate: Figure) -> bool:
    """Whether some two counts of a sentence give a rate."""
    near = _tolerance(point.text[rate.start : rate.end])
    return any(
        one.unit == other.unit
        and 0 < one.value <= other.value
        and abs(100 * one.value / other.value - rate.value) <= near
        for one in counts
        for other in counts
        if one is not other
    )


def _is_due(what: str, lead: str, between: str) -> bool:
    """Whether a rate is of what was due and done: 出庭率 of 实际出庭, 参考率 of 实际参加, not 败诉率 or 及时率."""
    done = between[between.index("实") :]
    said = any(what[start : start + 2] in done for start in range(len(what) - 1))
    return _is_said(what, lead + between) if said else what[-2:-1] in done


def _is_said(what: str, words: str) -> bool:
    """Whether all of a rate's words are among those of its counts: 按期办结率 is not of 办结118件 alone."""
    start = 0
    while start < len(what):
        plain = next((word for word in _PLAIN if what.startswith(word, start)), "")
        length = len(plain)
        while (
            start + length < len(what) and what[start : start + max(length + 1, 2)] in words and start + 2 <= len(what)
        ):
            length = max(length + 1, 2)
        if not length:
            return False
        start += length
    return True


def _tolerance(written: str) -> float:
    """A whole unit of the last digit, as some writers cut instead of rounding."""
    decimals = len(written.split(".")[1].rstrip("%")) if "." in written else 0
    return 10.0**-decimals * 1.01


def any_of(words: tuple[str, ...], text: str) -> bool:
    """Whether one of the words stands in a text."""
    return any(word in text for word in words)
