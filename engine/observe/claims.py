"""Statements that share a topic: counts of the same thing, weaknesses and plans of the same theme."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from engine.model import SectionKind, Span, Stance
from engine.observe.matcher import Match
from engine.observe.statements import Point
from engine.zh import HAN
from engine.zh.figures import Figure
from engine.zh.nouns import shared_words
from engine.zh.words import Words, spelt

_WORK = {SectionKind.MEASURES, SectionKind.LEADER, SectionKind.PREAMBLE, SectionKind.OTHER}
#: The parts that are held against each other by theme.
_FACING = {SectionKind.SHORTCOMINGS, SectionKind.PLAN}
# What is a string is compiled when it is first used: few reports need it.
#: Words before a figure that make it a part, a comparison, another period or a target of the same thing.
_NOT_THE_COUNT = Words("其中 新增 较 比 上年 去年 每 另 还 再 计划 安排 目标 任务 预计 达[|到]以上", but="任务完成")
_AS_OF = re.compile(r"截[至止](?:20\d\d年)?(1[01]|[1-9])月")
_PART_OF_YEAR = (
    r"[上下]半年|(?:第?[一二三四]|[前后][两三])季度|(?:1[0-2]|[1-9])(?:(?:-|~|至|到)(?:1[0-2]|[1-9]))?月份?(?!\d)"
)
_WHOLE_YEAR = Words("全年 本年 今年 年内 一年来 年度 12月[底|末|31日] 年[底末]")
_SCOPE = (
    rf"[省市县区州]{HAN}{{1,8}}?(?:局|院|队|办|中心|部门)|"
    r"(?:[^各全个个共\W\d]{2,4}?)(?:社区|村|中队|大队|分局)|司法所|派出所|[^，]{0,6}调解室|工作室|专班|执法队|综治中心|法庭"
)
#: The region around the body, or the bodies under it, as the last subject named before a count.
_WIDER = re.compile(r"(?:全[市县区省州国旗]|[各全]?(?:镇街|乡镇|村居)|各镇|各乡|各村|各街|各部门|各单位|全系统)")
#: A campaign or season named before a count: it covers that alone.
_CAMPAIGN = (
    rf"{HAN}{{0,8}}(?:期间|(?<!今年)(?<!一年)以来|在内|连同|加上|行动中?|整治|攻坚|专项|集中|会战|战役|活动中?|"
    r"[^，]{0,4}[节假]日?前后)"
)
_OWN = Words("[本我][街镇乡局县区市级] 街道 全[镇乡局]", but="街道[社区|各]")
#: Words that leave a count that of the whole body over the whole year; whatever else stands beside it narrows it.
_PLAIN = re.compile(
    r"[一二三四五六七八九十]是|20\d\d年度?|截[至止]|\d{1,2}(?:至|到|~|--?)\d{1,2}月|\d{1,2}月|月份|月底|[\W\d]|"
    r"全年度?|今年|本年度?|年度|年内|年底|一年来|[上下]半年|以来|目前|当前|至今|总共|总计|共计|合计|累计|先后|现有|现已|已经?|共|为|达到?|有|余|多|"
    r"全街道|本街道|我街道|街道办事处|街道|全镇|本镇|我镇|全乡|本乡|我乡|镇|乡|全局|本局|我局|县政府|区政府|市政府|政府|党工委|党委|办事处|"
    r"开展|组织|举办|举行|召开|实施|作出|做出|办理|查处|立案|受理|收到|接到|涉及|发生|制定|制发|印发|出台|发布|完成|培育|培养|配备|拥有|持有|持证|公布|通过|利用|"
    r"成功|有效|依法|及时|妥善|积极|主动|就地|顺利|严格|规范|违法行为|各类|各种|各项|各级|矛盾|纠纷|调解|化解|调处|处置|排查|摸排|"
    r"行政执法|行政|执法证件?|执法|执法人员|工作人员|人员|人民|干部|资格|证件?|检查|处罚|决定书?|案件|申请|应诉|诉讼|复议|"
    r"规范性文件|文件|合同|协议|审查|审核|信息|政府|政务|法治|法律|普法|宣讲|讲座|会前|学法|会议|常务|专题|研究|听取|建设|法治政府|次|"
    r"群众|双方|当事人|近|约|超过?|逾|的|了|等|并|均|在|将|对|与|和|件|起|宗|份|条|人|名|场|期|户|家"
)
#: Those who act for the body; what they did the whole year is its count, what else they did may be a part of it.
_HANDS = re.compile(r"综合(?:行政)?执法[大中]?队|执法[大中]?队|人民.{0,2}委员会|调委会|法律顾问|律师|网格员")
#: A plan that takes up whatever was found wanting.
_ANSWERS_ALL = (
    r"(?:针对|对照|围绕|聚焦)(?:上述|以上|存在的?|这些|前述|查摆|本年度|自查)[^，。；]{0,12}"
    r"(?:问题|不足|短板)[^。；]{0,30}(?:整改|销号|补齐|逐[项条一]|清单)"
)
#: Stands in whatever answers all, and is looked for first.
_MAY_ANSWER_ALL = spelt("[针对|对照|围绕|聚焦][上述|以上|存在|这些|前述|查摆|本年度|自查]")
#: A heading over a count with no words of its own for the whole: 消防安全, 社区.
_DOMAIN = Words(
    "消防 食品 药品 防汛 交通 生态 环保 环境 安全 市容 城管 市场 劳动 校园 学校 企业 社区 村 园区 物业 燃气 农业 农村 "
    "信访 卫生 文化 旅游 住建 国土 房屋 拆违 联合 品牌 试点"
)
_AT_LEAST = ("余", "多", "以上")
_OVER = ("超过", "超", "逾", "突破", "不少于", "不低于", "至少")
#: Units of persons.
_PERSONS = {"人", "名", "位"}
#: Length of units that count something of something (户次, 人次).
_COMPOUND_UNIT = 2


class Bound(StrEnum):
    """What the words around a figure make of it: 312, 340余 or 300以上, 近400, 约350."""

    EXACT = "exact"
    OVER = "over"
    UNDER = "under"
    ABOUT = "about"


class Claim(Struct, frozen=True):
    """A count as a fact: what is counted (topic), how many, over which period and in which part of the body.

    ``period`` and ``scope`` are empty for the report year and the whole body.
    """

    topic: str
    value: float
    unit: str
    bound: Bound
    period: str
    scope: str
    span: Span
    text: str

    @property
    def about(self) -> str:
        """Counts may be set against each other if this is the same; 户次 are not 次."""
        unit = self.unit if len(self.unit) == _COMPOUND_UNIT else ""
        covered = "，".join(part for part in (self.period, self.scope, unit) if part)
        return f"{self.topic}（{covered}）" if covered else self.topic

    def agrees(self, other: Claim) -> bool:
        """Whether some number fits both."""
        (low, high), (lowest, highest) = self._values(), other._values()
        return low <= highest and lowest <= high

    def _values(self) -> tuple[float, float]:
        """Lowest and highest number that the figure may stand for: 312 itself, 340余 up to 374, 近400 from 360."""
        below, above = 0.9 * self.value, max(1.1 * self.value, self.value + _last_place(self.value))
        return {
            Bound.EXACT: (self.value, self.value),
            Bound.OVER: (self.value, above),
            Bound.UNDER: (below, self.value),
            Bound.ABOUT: (below, above),
        }[self.bound]


class Themes(Struct, frozen=True):
    """The weaknesses stated, each with its themes, and the themes that the plan takes up, each with its measures."""

    weaknesses: Mapping[Span, tuple[str, ...]]
    planned: Mapping[str, tuple[Span, ...]]


def claim_of(point: Point, match: Match, topic: str) -> Claim | None:
    """The count in a match of a claim's phrase; None where it is planned, a part, a comparison or another's."""
    if point.section not in _WORK or match.stance not in {Stance.DONE, Stance.ZERO}:
        return None
    if match.actor or match.foreign or match.topic:
        return None
    figure = next((one for one in point.figures if (one.start, one.end) in match.hits), None)
    if figure is None:
        return None
    sentence = next(one for one in point.sentences if figure.start < one.end)
    clause = point.clause_at(figure.start)
    before = point.text[clause.start : figure.start]
    if _NOT_THE_COUNT.stand_in(before) or "其中" in point.text[sentence.start : figure.start]:
        return None
    if any(_beside(point, figure, other) for other in point.figures_in(clause)):
        return None
    return Claim(
        topic=topic,
        value=figure.value,
        unit=figure.unit,
        bound=_bound(point, figure),
        period=_period(point.text[sentence.start : figure.start], before),
        scope=_scope(point, match, figure),
        span=point.folded.span(match.sentence.start, match.sentence.end),
        text=point.text[clause.start : clause.end].strip("，。；："),
    )


def _beside(point: Point, figure: Figure, other: Figure) -> bool:
    """Whether another count of such things stands in the same item of a list: 执法人员7人持证5人 may mean either."""
    between = point.text[min(figure.end, other.end) : max(figure.start, other.start)]
    kin = figure.unit == other.unit or {figure.unit, other.unit} <= _PERSONS
    return other is not figure and kin and not any(mark in between for mark in "、（）")


def _period(sentence: str, clause: str) -> str:
    """The part of the year that a count covers (截至9月, 上半年); empty for the whole of it."""
    as_of = _AS_OF.search(sentence)
    if as_of and not _WHOLE_YEAR.stand_in(sentence[as_of.end() :]):
        return f"截至{as_of[1]}月"
    part = re.search(_PART_OF_YEAR, clause)
    return part[0] if part and not _WHOLE_YEAR.stand_in(clause) else ""


def _scope(point: Point, match: Match, figure: Figure) -> str:
    """What narrows a count: a part of the body, another body, a campaign, or any word that is not plain beside it.

    Only counts with the same words beside them are of the same thing for certain.
    """
    text, clause = point.text, point.clause_at(figure.start)
    sentence = next(one for one in point.sentences if figure.start < one.end)
    part = re.search(_SCOPE, text[clause.start : figure.start])
    if part:
        return part[0]
    lead = text[sentence.start : clause.start]
    wider = list(_WIDER.finditer(text, sentence.start, clause.end))
    region = wider[-1] if wider and not _OWN.stand_in(text[wider[-1].end() : figure.start]) else None
    inside = [hit for hit in (*match.hits, (figure.start, figure.end)) if clause.start <= hit[0] < clause.end]
    start = text.rfind("、", clause.start, min(hit[0] for hit in inside)) + 1 or clause.start
    end = text.find("、", max(hit[1] for hit in inside), clause.end)
    end = end if end > 0 else clause.end
    # A hit may end inside a word (常务会 of 常务会议), so that plain words are looked for with the hits and without.
    masked = text
    for first, last in inside:
        masked = masked[:first] + "·" * (last - first) + masked[last:]
    patterns = (_PLAIN, _HANDS) if _WHOLE_YEAR.stand_in(text[start:end]) else (_PLAIN,)
    covered = {
        place
        for pattern in patterns
        for words in (text, masked)
        for found in pattern.finditer(words, start, end)
        for place in range(*found.span())
    }
    if region is not None:
        covered.update(range(*region.span()))
    narrowed = "".join(masked[place] for place in range(start, end) if place not in covered)
    if region is not None:
        return region[0] + narrowed
    campaign = re.search(_CAMPAIGN, lead)
    whole = _WHOLE_YEAR.stand_in(text[sentence.start : figure.start])
    domain = None if whole else next(_DOMAIN.places(text[: point.body]), None)
    return narrowed or (campaign[0] if campaign else "") or (text[slice(*domain)] if domain else "")


def _bound(point: Point, figure: Figure) -> Bound:
    if figure.bound == "exact":
        return Bound.EXACT
    before, words = point.text[max(0, figure.start - 4) : figure.start], point.text[figure.start : figure.end]
    if any(word in words for word in _AT_LEAST) or before.endswith(_OVER):
        return Bound.OVER
    return Bound.UNDER if before.endswith("近") else Bound.ABOUT


def _last_place(value: float) -> float:
    """Place value of the last digit that is not 0: 10 of 340, 10 000 of 30 000. 余 stays below one more of it."""
    place = 1.0
    while value and value % (place * 10) == 0:
        place *= 10
    return place


def ranked(claims: Iterable[Claim]) -> dict[str, list[list[Claim]]]:
    """Claims by what they are about, grouped by value; round figures (340余) agree with what they can round to.

    Several counts in one sentence are an account: the largest is the whole of it.
    """
    wholes: dict[tuple[str, Span], Claim] = {}
    for claim in claims:
        whole = wholes.setdefault((claim.about, claim.span), claim)
        if claim.value > whole.value:
            wholes[claim.about, claim.span] = claim
    found: defaultdict[str, list[list[Claim]]] = defaultdict(list)
    for claim in wholes.values():
        groups = found[claim.about]
        group = next((one for one in groups if one[0].agrees(claim)), None)
        if group is None:
            groups.append([claim])
        else:
            group.append(claim)
    return dict(found)


def tells_causes(point: Point) -> bool:
    """Whether a point stands under a heading of causes alone (原因分析): a cause is no weakness to be answered."""
    heading = point.text[: point.body]
    return "原因" in heading and not re.search(r"问题|不足|短板|困难|差距", heading)


def themes_of(found: Iterable[tuple[str, SectionKind, Span]], points: Iterable[Point] = ()) -> Themes:
    """Weaknesses and planned themes from (topic, section, place of the point it was found in).

    A weakness that no planned theme answers is looked at once more: what it names by the same words as a planned
    measure (记录仪, 网约车) is a theme of both.
    """
    weak: defaultdict[Span, set[str]] = defaultdict(set)
    planned: defaultdict[str, set[Span]] = defaultdict(set)
    for topic, section, span in found:
        if section is SectionKind.SHORTCOMINGS:
            weak[span].add(topic)
        elif section is SectionKind.PLAN:
            planned[topic].add(span)
    whole_answers = [point for point in points if point.section is SectionKind.PLAN and _answers_all(point.text)]
    for point in whole_answers if weak else ():
        for topic in {topic for topics in weak.values() for topic in topics}:
            planned[topic].add(place_of(point))
    open_ones = [span for span, topics in weak.items() if topics.isdisjoint(planned)]
    if open_ones:
        texts = {
            place_of(point): point.text[point.body :] or point.text for point in points if point.section in _FACING
        }
        measures = [place_of(point) for point in points if point.section is SectionKind.PLAN]
        for span in open_ones:
            for measure in measures:
                for word in shared_words(texts[span], texts[measure]):
                    weak[span].add(f"theme:{word}")
                    planned[f"theme:{word}"].add(measure)
    return Themes(
        {span: tuple(sorted(topics)) for span, topics in sorted(weak.items())},
        {topic: tuple(sorted(spans)) for topic, spans in sorted(planned.items())},
    )


def _answers_all(text: str) -> bool:
    return any(words in text for words in _MAY_ANSWER_ALL) and re.search(_ANSWERS_ALL, text) is not None


def place_of(point: Point) -> Span:
    """Where the text of a point stands; its heading where it has none."""
    return point.folded.span(min(point.body, len(point.text) - 1), len(point.text))
