"""Counts with their measure words, in Arabic and Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from engine.zh import INSIDE
from engine.zh.words import Words, spelt

_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0, "O": 0}
_SCALE = {"十": 10, "百": 100, "千": 1000}


def numeral(text: str) -> int:
    """Value of a Chinese numeral below ten thousand (一百一十六 → 116, 二〇二五 → 2025). ValueError otherwise."""
    if not text:
        raise ValueError("empty numeral")
    if not any(char in _SCALE for char in text):
        if not all(char in _DIGIT for char in text):
            raise ValueError(text)
        return int("".join(str(_DIGIT[char]) for char in text))
    total, digit = 0, None
    for char in text:
        if char in _DIGIT:
            digit = _DIGIT[char]
        elif char in _SCALE:
            total += (1 if digit is None else digit) * _SCALE[char]
            digit = None
        else:
            raise ValueError(text)
    return total + (digit or 0)


#: Measure words that follow a count, longest first so that 人次 is not read as 人.
UNITS = tuple(
    sorted(
        (
            "卷 宗卷 艘 头 株 人次 场次 件次 家次 户次 批次 车次 宗次 台次 次 件 起 宗 个 项 名 人 场 份 条 "
            "期 户 家 篇 处 部 台 套 辆 幅 副 张 册 本 支 所 间 座 元 万元 亿元 % "
            "个百分点 学时 课时 小时 分 类 轮 批 位 例 票 员 对 组 站 枚 封 段 则 问 站点 "
            "路 栋 片 种 类别 大项 小项 平方米 公里 亩 吨 公斤 分钟 节 堂 讲 课 块 面 盏 道 "
            "轮次 架 队 人份 单 笔 宗件 门 亿 村 社区 街道 乡镇 字 集 例次 周 天"
        ).split(),
        key=lambda unit: (-len(unit), unit),
    )
)
_UNIT = "|".join(map(re.escape, UNITS))
_FIGURE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+|(?<=[近上超逾约])(?=万)|(?=万余))"
    r"(?P<more>[余多]?[来几]?)(?P<scale>[万亿千百]*)(?P<more2>[余多])?"
    rf"(?P<unit>{_UNIT})?(?P<more3>余(?![额款])(?!震)|以上|左右)?"
)
_BEFORE = ("近", "约", "超过", "超", "逾", "不少于", "不低于", "至少", "达", "达到", "突破")
#: Small Chinese numerals before these are counts; 三项制度 or 四个意识 are names.
_COUNTING = frozenset("次 场 件 起 份 期 户 家 批 轮 篇 位 条 宗 人次 场次 件次 名 堂 部 笔 例 单 课 讲 节 类".split())
_NAME_AFTER = (
    "制度",
    "机制",
    "性",
    "确立",
    "维护",
    "意识",
    "自信",
    "清单",
    "责任",
    "重点",
    "体系",
    "统一",
    "亲自",
    "一",
    "式",
    "体",
    "化",
    "供水",
    "污染",
    "伤害",
    "创业",
    "产业",
)
# A string, compiled when it is first used: few reports need it.
_PER = (
    rf"每[一个]?(?:半年|年|季度|季|月|周|天|日|人|名|村|个|户|家|逢|次|期|月度|所|镇|位|处){INSIDE}{{0,12}}$|"
    r"(?:两个?月|三个?月|四个?月|六个?月|(?<![上下])半年)$"
)
_CHINESE = frozenset("零〇一二两三四五六七八九十百千")
#: Without 每, a rhythm ends in one of these.
_MAY_BE_EACH = ("半年", *spelt("[两三四六][|个]月"))
#: No report counts further, and no float beyond its like is exact.
_LARGEST = 10**15
#: No count is spelt with more characters than this (九千九百九十九).
_LONGEST_NUMERAL = 7

#: By unit what makes it a term (7个工作日内), unless something was brought down to it (压缩至3个工作日内).
_WITHIN = dict.fromkeys(("小时", "分钟", "天", "周"), spelt("[|之|以]内"))
_WITHIN["个"] = spelt("[工作日|自然日|月|小时|星期][|之|以]内")
_BROUGHT_TO = ("至", "到", "为", "控制在", "压缩在")
_TENTHS = "[0123456789一两二三四五六七八九]成"
_SHARES = Words(
    f"{_TENTHS} [二三四五六七八九十百]分之 半数 过半 一半",
    but=f"{_TENTHS}[立果效员为功熟本长绩品交型新不就] [时间|任务|双]过半 一半[天会]",
)


class Figure(Struct, frozen=True):
    """A count with its measure word. ``start``/``end`` are positions in the folded text it was found in.

    ``bound`` is "exact", "about" (余, 近, 约 …) or "each" (每月一次: a rhythm, not a count of the year).
    """

    start: int
    end: int
    value: float
    unit: str
    bound: str


def figures(text: str) -> Iterator[Figure]:
    """Counts with a measure word in folded text.

    Ordinals, dates, years, fixed names (三项制度) and time limits (7个工作日内) are left out.
    """
    for match in _FIGURE.finditer(text):
        unit = match["unit"]
        if not unit:
            continue
        number, scale = match["number"], match["scale"]
        before, after = text[max(0, match.start() - 16) : match.start()], text[match.end() : match.end() + 2]
        if before.endswith(("第", "·", ".", "-", "+", "〔", "No")):
            continue
        if text.startswith(_WITHIN.get(unit, ()), match.end()) and not before.endswith(_BROUGHT_TO):
            continue
        chinese = number[:1] in _CHINESE
        if chinese and not scale:
            if before.endswith(("第", "一", "无", "星期", "周")) or not (
                match["more"] or _counts(match, before, after)
            ):
                continue
        elif (
            unit in {"分", "课", "道", "面", "点", "段", "门", "单", "周", "天", "村", "社区", "街道", "乡镇", "字"}
            and scale
        ):
            continue
        try:
            value: float = numeral(number) if chinese else float(number or 1)
        except ValueError:
            continue
        for char in scale:
            value *= {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[char]
        if value > _LARGEST:
            continue
        rhythm = _is_each(before) and unit not in {"学时", "课时", "小时"}
        about = any(match[name] for name in ("more", "more2", "more3")) or before.endswith(_BEFORE)
        yield Figure(match.start(), match.end(), value, unit, "each" if rhythm else "about" if about else "exact")


def tells_share(text: str) -> bool:
    """Whether a folded text tells in words how great a part is (近八成, 三分之一, 过半): no count, but a fact."""
    return any(text.count("《", 0, start) == text.count("》", 0, start) for start, _ in _SHARES.places(text))


def _is_each(before: str) -> bool:
    """Whether the words before a count make it a rhythm (每月)."""
    return ("每" in before or before.endswith(_MAY_BE_EACH)) and re.search(_PER, before) is not None


def _counts(match: re.Match[str], before: str, after: str) -> bool:
    """Whether a bare Chinese numeral is a count here rather than part of a name."""
    number, unit = match["number"], match["unit"]
    if after.startswith(_NAME_AFTER) or (number, unit) == ("百", "分") or len(number) > _LONGEST_NUMERAL:
        return False
    value = numeral(number)
    if value > 10:
        return True
    if value <= 1:
        return unit in _COUNTING and (not after or after[0] in "，。；、：和及）")
    if unit in _COUNTING:
        return True
    return unit in {"项", "个", "人", "所", "处", "本"} and (
        after[:1] in {"，", "。", "；", "、"}
        or before.endswith(("共", "计", "完成", "新增", "出台", "设立", "建成", "配备", "至", "增至", "为"))
    )
