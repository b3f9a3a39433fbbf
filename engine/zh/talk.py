"""What was only talked about: topics of meetings, trainings, studies, reports heard and agendas.

召开行政检查工作推进会4次 tells of four meetings and of no inspection. What was resolved (研究决定, 审议通过) is more
than talked about, and hearings (听证) and accounts of one's own duty (述法) are no mere topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from engine.zh.words import Words, spelt

Range = tuple[int, int]

#: What opens an occasion; the first two tell of talk by themselves, after the last four a list may be one of acts.
_OPENERS = Words("召开 参与 举办 举行 承办 参加 邀请 选派 组织 开展 进行 安排")
_OF_TALK = ("召开", "参与")
_OF_ACTS = ("组织", "开展", "进行", "安排")
_OCCASION = (
    "[推进|部署|分析|座谈|研讨|学习|培训|动员|调度|交流|工作|专题|协调|碰头]会 "
    "[现场|宣贯|研判|讲评|总结|启动|会商|点评|视频|联席]会 "
    "[推进|部署|调度|工作|专题|视频|联席|座谈]会议 培训 轮训 研讨 专题班 研修班 讲座 学习 授课 辅导 课程"
)
_OCCASIONS = Words(_OCCASION)
_STUDIES = spelt("学习 培训 轮训 研讨 专题班 研修班 讲座 授课 辅导 课程 讲授 讲解")
#: Occasions for those alone who take part in them (参与行政处罚听证).
_TAKEN_PART_IN = Words("听证 讨论 会商 论证 研讨 座谈")
#: After the name of an occasion they make another thing of it: 培训机构, 联席会议制度, 会议纪要.
_NO_OCCASION = spelt(
    "机构 单位 学校 市场 行业 领域 费 贷 退费 基地 中心 资源 教材 师 计划 方案 制度 机制 档案 证书 "
    "需求 对象 系统 平台 型 强国 小组 室 员 纪要 精神 记录 决定 意见 并 所 院 生 议"
)
# Strings are compiled when they are first used: few reports need them.
_QUALIFYING = "了 的 专题 集中 集体 业务 系统 多次 相关 警示 全员 交流 研讨"
_QUALIFIES = rf"(?:{'|'.join(spelt(_QUALIFYING))}|[\d一二两三四五六七八九十]+[次期场])*"
_MAY_QUALIFY = (*spelt(_QUALIFYING), *"0123456789一二两三四五六七八九十")
_QUALIFIES_TO = spelt(f"{_QUALIFYING} 次 期 场")
#: In a list before an occasion, items that are acts or occasions of their own.
_ACTS = Words("[会|班|演练|活动|赛|比武|讲座|培训|宣传|评查|检查|仪式|论坛|听证|观摩|测试|考试][、和与及]")
_AND = Words("、 和 与 及 暨 并")
#: Those for whom an occasion is are not its topic.
_PEOPLE = Words("人员 [职队官检解]员 干部 骨干 律师 顾问 负责人 领导 明白人 带头人 代表 职工 班子 队伍")
#: 围绕X开展学习: the topic stands before the act.
_UPON = r"围绕|聚焦|针对(?!性)|(?:^|(?<=[是月日年上下中]))就(?!业|地|近|医|读)"
_MAY_BE_UPON = ("围绕", "聚焦", "针对", "就")

_SPEAKS = Words("听取 研究 学习 审议 讨论 讲授 讲解 通报")
_HEARD = Words("汇报 报告 介绍")
_AGENDA = Words("议题 事项 问题 工作 情况", but="工作[日人站室组台量]")
_AT_MEETING = r"会(?:议)?上?[^，]{0,6}$|专题$|专门$|定期$"
_NOT_STUDY = spelt(
    "的 和 与 及 、 型 强国 小组 中心 宣传 班 会 制度 计划 方案 平台 教育 材料 资料 园地 借鉴 笔记 体会 机制 任务 清单 "
    "培训 研讨 考试 测试 活动 时 中 后 上 期间"
)
_NOT_RESEARCH = spelt("的 所 院 室 生 会 中心 员 成果 报告 课题 基地")
#: What is resolved is more than talked about: 研究解决X, and X研究通过.
_RESOLVES = spelt(
    "出台 印发 制定 制订 确定 解决 形成 化解 起草 编制 修订 审定 批准 提出 建立 成立 设立 调整 处置 决定 通过 处理 "
    "明确 并 后"
)
_RESOLVED = Words("通过 决定 印发 出台 批准")
_ENDS_TOPIC = Words(
    "并 后 以便 从而 为[契机|抓手|引领|动力|基础|载体|牵引|切入点] 同时 基础上 期间 过程中 "
    "开展 组织 制[定订] 印发 出台 修订 编制 建立 办理 推动 指导",
    but="并[联购行] 后[评续] 办理[等|工作|情况|问题|规定|程序]",
)

_CONTENT = Words("涉及 包括 涵盖 包含 内容为")
_STUDY = Words("学法 学习 培训 轮训 考试 测试 讲座 课程 授课 讲授 宣讲 研讨")
#: Farthest a study may stand from the end of its clause, or from the word for what it was about, in characters.
_NEAR = 14
_LEADS_ON = r"(?:其?内容|主题|范围|重点|主要|分别|先后|均|课程|[一二三四五六七八九十\d]+次)*"

#: Itself a way of talking that a rule may ask for: no topic covers it.
_SELF_TOLD = Words(
    "述法 述职 听证 以案释法 以案说法 普法 宣讲 学法 讲座 座谈 旁听 论证 宣传 汇报 督察",
    but="[|普法]宣传[|教育][周月日] [普法|宣讲|学法|学法用法][周月日]",
)
_MEETING = r"[^、]{0,6}会议?(?=.{0,12}$)"
#: Words that tell of talk.
_TALK = Words(
    "培训 轮训 学习 学法 讲座 研讨 座谈 听取 汇报 研究 审议 讨论 讲授 授课 考试 测试 课程 会议 召开 "
    "会商 部署 通报 参与 列席 述法 宣讲 宣传 普法 [推进|部署|座谈|专题|常务|党委|党组|党工委|办公|班子|局务|联席|例]会 "
    "[听证|恳谈|论证|交流|讲评|分析|调度|动员]会"
)
_ATTENDED = (
    r"[^，]{0,8}\d余?(?:名|人次?|家)[^，]{0,8}(?:参加|参训|参会|参学|受训|听课)|"
    r"[^，]{0,4}(?:覆盖|参训|参加|培训|受训)[^，\d]{0,8}\d"
)
_MAY_BE_ATTENDED = spelt("参[加训会学] 受训 听课 覆盖")
#: Pairs of letters that any topic may have.
_ANY_TOPIC = frozenset(spelt("行政 政府 工作 规范 制度 法律 法治 依法"))
_MAY_BE_TALK = Words(f"{_OCCASION} 听证 讨论 会商 论证 座谈 听取 研究 审议 讲授 讲解 通报 学法 考试 测试")


class Talk(Struct, frozen=True):
    """A topic, by its range in the sentence; ``heads`` are the words for the talk about it (推进会, 培训, 听取).

    ``beside`` them who talked and what opened the occasion say so too (常务会议, 召开). A ``study`` goes into its topic
    (培训, 学习, 讲座); a meeting or a report is about it.
    """

    start: int
    end: int
    heads: tuple[Range, ...]
    beside: tuple[Range, ...] = ()
    study: bool = False

    def moved(self, by: int) -> Talk:
        heads, beside = (tuple((start + by, end + by) for start, end in ranges) for ranges in (self.heads, self.beside))
        return replace(self, start=self.start + by, end=self.end + by, heads=heads, beside=beside)

    def covers(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end

    def is_called(self, start: int, end: int) -> bool:
        """Whether a range meets a word for the talk."""
        return any(start < stop and begin < end for begin, stop in self.heads)

    def says_so(self, start: int, end: int) -> bool:
        """Whether a range meets a word for the talk, or what says so beside it."""
        return self.is_called(start, end) or any(start < stop and begin < end for begin, stop in self.beside)


def talks(clauses: list[str]) -> list[Talk]:
    """What was only talked about in a sentence of these folded clauses; places are counted through the clauses.

    A talk that a meeting or a speech is about is none itself: 召开培训工作推进会 tells of no training.
    """
    found: list[Talk] = []
    offset, before = 0, ""
    for clause in clauses if any(map(_MAY_BE_TALK.stand_in, clauses)) else ():
        words = clause.rstrip("，。；：！？")
        occasions, spoken = [*_occasions(words, before)], [*_speeches(words), *_contents(words, before)]
        meetings = [one for one in occasions if words[slice(*one.heads[0])].endswith(("会", "会议"))]
        held = (one for one in (*occasions, *spoken) if not _is_topic(one, [*meetings, *spoken], words))
        found += [talk.moved(offset) for one in held for talk in _without_self_told(one, before, words)]
        offset, before = offset + len(clause), clause
    return found


def opens_talk(words: str) -> bool:
    """Whether folded words open an occasion (组织, 召开) and so name nobody."""
    return _OPENERS.stand_in(words)


def tells_of_talk(clause: str) -> bool:
    """Whether a folded clause tells of talk or who attended it, so that a count in it is of that."""
    if _TALK.stand_in(clause):
        return True
    return any(word in clause for word in _MAY_BE_ATTENDED) and re.match(_ATTENDED, clause) is not None


def takes_up(clause: str, topic: str) -> bool:
    """Whether a folded clause goes on with a topic by two of its letters: 公平竞争审查 and 全年审查文件31件."""
    pairs = {topic[place : place + 2] for place in range(len(topic) - 1)}
    return any(pair in clause for pair in pairs - _ANY_TOPIC)


def _occasions(words: str, before: str) -> Iterator[Talk]:
    """召开X推进会, 组织X培训, 参与X听证, 围绕X开展学习."""
    openers = list(_OPENERS.places(words))
    if not openers:
        return
    joined = {place for place in _TAKEN_PART_IN.places(words) if "参与" in words}
    for start, end in sorted({*_OCCASIONS.places(words), *joined}):
        opener = max((one for one in openers if one[1] <= start), default=None)
        if opener is None or words.startswith(_NO_OCCASION, end):
            continue
        verb = words[slice(*opener)]
        if (start, end) in joined and verb != "参与":
            continue
        heads, beside = ((start, end),), (opener,) if verb in _OF_TALK else ()
        if _qualifies(words[opener[1] : start]):
            topics = [*_upon(words[: opener[0]], before)]
        else:
            topics = [(_begin(words, opener, start), start)]
        yield from (Talk(*topic, heads, beside, words.startswith(_STUDIES, start)) for topic in topics)


def _qualifies(words: str) -> bool:
    """Whether words between what opens an occasion and its name are no topic (召开|3次专题|培训)."""
    may_qualify = words.startswith(_MAY_QUALIFY) and words.endswith(_QUALIFIES_TO)
    return not words or (may_qualify and re.fullmatch(_QUALIFIES, words) is not None)


def _is_topic(talk: Talk, others: list[Talk], words: str) -> bool:
    """Whether a talk is what one of the others is about, and not the item before it in a list.

    Of two that are each about the other (召开学习条例推进会) the later is the talk.
    """
    return any(
        other.covers(*head)
        and not _AND.stand_in(words[head[1] : other.end])
        and (head < other.heads[0] or not talk.covers(*other.heads[0]))
        for other in others
        for head in talk.heads
    )


def _upon(words: str, before: str) -> Iterator[Range]:
    """The topic that stands before an act in its clause or, with a comma, in the one before."""
    told = words or before
    match = re.search(_UPON, told) if any(word in told for word in _MAY_BE_UPON) else None
    if match:
        yield match.end() - len(told) + len(words), len(words)


def _begin(words: str, opener: Range, end: int) -> int:
    """Where the topic of an occasion begins, behind acts of the same list and behind those for whom it is."""
    joint = _AND if words[slice(*opener)] in _OF_ACTS and "等" not in words[opener[1] : end] else _ACTS
    edges = (stop for shape in (joint, _PEOPLE) for _, stop in shape.places(words[opener[1] : end]))
    return opener[1] + max(edges, default=0)


def _speeches(words: str) -> Iterator[Talk]:
    """听取X汇报, 专题研究X, 审议X等事项, 学习X, 讲授X; the meeting that did so stands beside."""
    for start, end in _SPEAKS.places(words):
        stop = _reach(words, start, end)
        if stop > end:
            meeting = re.search(_MEETING, words[:start]) if "会" in words[:start] else None
            beside = [*([meeting.span()] if meeting else []), (stop, min(len(words), stop + 2))]
            yield Talk(end, stop, ((start, end),), tuple(beside), words.startswith(_STUDIES, start))


def _reach(words: str, start: int, end: int) -> int:
    """How far the topic goes of what is said in ``words[start:end]``; ``end`` if it has none."""
    verb, rest = words[start:end], words[end:]
    if verb == "听取":
        return end + next((place for place, _ in _HEARD.places(rest)), 0)
    topic = rest[: next((place for place, _ in _ENDS_TOPIC.places(rest)), len(rest))]
    agenda = max(_AGENDA.places(topic), default=None)
    if verb == "学习":
        return end if rest.startswith(_NOT_STUDY) else end + len(topic)
    if verb == "通报":
        of_meeting = agenda is not None and topic[slice(*agenda)] == "情况" and "会" in words[:start]
        return end + agenda[1] if agenda and of_meeting else end
    if verb.startswith("讲"):
        return end + len(topic)
    resolved = (
        words[:start].endswith("性") or rest.startswith((*_NOT_RESEARCH, *_RESOLVES)) or _RESOLVED.stand_in(topic)
    )
    named = agenda or (verb == "研究" and re.search(_AT_MEETING, words[:start]))
    if resolved or not named:
        return end
    return end + (agenda[1] if agenda else len(topic))


def _contents(words: str, before: str) -> Iterator[Talk]:
    """学法9次，涉及X; 考试内容包括X."""
    content = next(_CONTENT.places(words), None)
    if content is None:
        return
    start, end = content
    studies = [place for place in _STUDY.places(words) if place[1] <= start <= place[1] + _NEAR]
    if studies:
        yield Talk(end, len(words), tuple(studies), study=True)
    elif not start or re.fullmatch(_LEADS_ON, words[:start]):
        back = len(before)
        places = (
            (first - back, last - back)
            for first, last in _STUDY.places(before)
            if back <= last + _NEAR and not _AND.stand_in(before[last:])
        )
        if heads := tuple(places):
            yield Talk(end, len(words), heads, study=True)


def _without_self_told(talk: Talk, before: str, words: str) -> Iterator[Talk]:
    """The parts of a topic between what is itself a way of talking."""
    start, back = talk.start, len(before)
    for begin, end in sorted(_SELF_TOLD.places((before + words)[back + talk.start : back + talk.end])):
        if start < talk.start + begin:
            yield replace(talk, start=start, end=talk.start + begin)
        start = max(start, talk.start + end)
    if start < talk.end:
        yield replace(talk, start=start)
