"""What is said to be wrong: found by somebody (督察反馈|审核意见过于简单等问题5个), or taken up (解决|审查力量不足).

Such words tell of a fault and do not prove the deed that they name. Whether it is the finding itself that a rule asks
for (法治督察, 案卷评查) is seen from what else of the clause the rule looks at.
"""

from __future__ import annotations

import re

from engine.zh.words import Words, spelt

_FOUND = Words("反馈 指出 通报 发现 [查点]出 查[明摆] 点名 检出 确认违法 为不合格 责令")
# The others are strings, compiled when they are first used: few reports need them.
_VERB = (
    r"(?:反馈(?!机制|制度|渠道|系统|平台|率)|指出|通报|"
    r"(?<!未)(?<!没有)(?<!早)(?<!及时)发现(?![、难力率后时])|[查点]出|查明|查摆|点名|检出)(?:出|了|称|批评)?"
)
#: Directly before the verb stands who found it, and proves no more than what was found.
_FINDER = (
    r"^[^\d]{0,14}?"
    r"(?:机关|法院|检察院|部门|[局办厅]|办公室|委员会|上级|[省市县区]里)(?:专题|书面|集中|备案审查)?$"
)
_WRONG = Words(
    "不 未 没有 缺 漏 [超逾过]期 超时 超范围 过[高多长低少于] 空[泛白] 简单 笼统 雷同 薄弱 率低 质量[低差] "
    "[偏较][弱低少慢] 走过场 流于 滞后 瑕疵 脱节 无证 仅",
    but="[绝决毫]不 不[同断仅论少但予得准让留良] 不动产 不放过 不姑息 未[来然雨] 未成年",
)
#: What ends a clause after which the findings follow (督察指出，…; 反馈问题：…).
_LEADS_IN = spelt("[反馈|指出|通报|点名][|问题|意见|如下][，|：] [发现|查出][，|：]")
#: Nothing was found, or found in time by those who see to it.
_IN_TIME = spelt("[未|没有|早|及时]发现[，|：]")
#: What the body did about them opens like this.
_ANSWERS = r"(?:对此|为此|针对|随即|立即|督促|责令|已|现已|全部|均已)|[^，]{0,8}整改"
#: So does it later on; right after the announcement it is the body that the finding is about.
_SPEAKS_AGAIN = r"目前|我[局镇乡县市区街办]|街道"
#: A fault told by nothing but what it is about (述法报告内容同质化问题2个).
_ABOUT = r"[^，\d]{4,40}?问题"
#: What is found in the world outside is no fault of the body's work.
_OUTSIDE = Words("矛盾 纠纷 隐患 风险 违法 违章 线索 诉求 难题 灾 犯罪")
#: Others whose fault it was, counted: what stands after them was done about it.
_THOSE = "企业 公司 商户 店铺 经营户 单位 当事人 工地 场所 车辆 人员"
_MAY_BE_OTHERS = Words(_THOSE)
_OTHERS = rf"(?:{'|'.join(spelt(_THOSE))})\d{{1,6}}[家户个名人处辆]"
#: What was done about it.
_MENDED = (
    r"(?<=问题)(?=[^，\d的]{0,4}(?:整改|立行立改|立即|逐|限期|开展|制定|修订|组织|进行))|"
    r"并|随即|督促|责令|已(?!有)|全部|均(?=[已获得按])"
)
#: The deed that was found wrong stands before 被; of 复议 and the like the finding is a part.
_REVERSED = (
    r"(?:^|中)(?P<deed>(?:(?!复议|诉讼|应诉|案卷|败诉)[^，]){2,24}?)"
    r"被[^，]{0,10}?(?:确认违法|责令(?:履行|改正|重作|限期)|(?:评定?|[认判]定|[定列])为不合格)"
)

#: What a weakness that was heard of, or is to be mended, is called.
_CALLED = ("问题", "短板", "弱项", "难题", "瓶颈", "困境", "现状", "实际")
#: What such words open with; a verb only where nothing else does, for it may be part of them (对研究法治不够等问题).
_UPON = Words(
    "针对 对 [会月日]就 整改 纠正 查找 梳理 剖析 找[准出]",
    but="针对性 [应面绝核相反比敢配校结派]对 对[照接策标应象内外等抗称] [会月日]就[业近地餐医读诊学职]",
)
_SOLVED = Words("解决 破解 克服 缓解 扭转 研究", but="研究[院所室]")
#: 就 opens a clause so, too, but for these words.
_NOT_UPON = spelt("就[业近地餐医读诊学职]")
#: Not the body's own.
_OF_OTHERS = spelt("信访 矛盾 纠纷 诉求 投诉 举报 隐患 违法 违章 线索 案件")
#: A deed that is counted before what is wrong is none of it (对42份合同审查把关，…).
_COUNTED = r"\d余?[件次份宗场卷起]"
#: Who aims at a weakness need not call it anything: 针对审查力量不足，….
_UNCALLED = (
    r"针对[^，]*?(?:不[足够强高严到规及]|薄弱|短缺|紧缺|缺乏|匮乏|偏[弱低少]|较[弱低少]|滞后)"
    r"[^，的]{0,4}，"
)
#: With nothing to open it, what became of it tells that it is a weakness.
_SETTLED = r"[^，]{0,8}(?:解决|整改|缓解|破解|改善|化解|销号)"

#: What was short is there now.
_SUPPLIES = spelt(
    "新[购增配聘建] 增[配购设聘加] 购[置买] 采购 补[充配齐] 配[备齐发] 添置 更[换新] 选[聘派配] 聘请 招[录聘] "
    "落实 投入 安排经费"
)


def blamed(clause: str) -> tuple[int, int] | None:
    """Range of a folded clause that only tells what is wrong; None if nothing is."""
    return found(clause) or weakness(clause)


def found(clause: str) -> tuple[int, int] | None:
    """Range of a folded clause that only tells what was found wrong, with its finder; None if nothing was."""
    if not _FOUND.stand_in(clause):
        return None
    deed = re.search(_REVERSED, clause) if "被" in clause else None
    if deed is not None:
        return deed.span("deed")
    verb = re.search(_VERB, clause)
    if verb is None:
        return None
    start = verb.end()
    if not _WRONG.stand_in(clause[start:]) and not _may_be_about(clause[start:]):
        return None
    mended = re.search(_MENDED, clause[start:])
    end = start + mended.start() if mended else len(clause)
    others = re.search(_OTHERS, clause[start:end]) if _MAY_BE_OTHERS.stand_in(clause[start:end]) else None
    end = start + others.end() if others else end
    told = clause[start:end]
    about = _may_be_about(told) and re.match(_ABOUT, told)
    if not _WRONG.stand_in(told) and (not about or _OUTSIDE.stand_in(told)):
        return None
    if told.startswith("的") and "问题" in told:
        end = start + told.index("问题")
    return (0 if re.search(_FINDER, clause[: verb.start()]) else start), end


def _may_be_about(told: str) -> bool:
    return "问题" in told[4:]


def weakness(clause: str) -> tuple[int, int] | None:
    """Range of a folded clause that only tells a weakness which was heard of or is to be mended; None if none is.

    What it is called stands outside, as does what was done about it: 对|审查力量不足等3个|问题逐一明确整改措施.
    """
    if not clause.startswith("针对") and not any(word in clause for word in _CALLED):
        return None
    wrong = min(_WRONG.places(clause), default=None)
    if wrong is None:
        return None
    called = (clause.find(word, wrong[1]) for word in _CALLED)
    end = min((place for place in called if place >= 0), default=None)
    if end is None:
        left_open = re.match(_UNCALLED, clause)
        return (2, left_open.end() - 1) if left_open else None
    before = clause[: wrong[0]]
    start = _opened(before)
    counted = any(map(str.isdecimal, before[start:])) and re.search(_COUNTED, before[start:])
    if counted or not (start or re.match(_SETTLED, clause[end:])):
        return None
    return None if clause[:end].endswith(_OF_OTHERS) else (start, end)


def _opened(before: str) -> int:
    """Where the weakness begins behind what opens it; 0 if nothing does."""
    upon = max((stop for _, stop in _UPON.places(before)), default=0)
    if not upon and before.startswith("就") and not before.startswith(_NOT_UPON):
        upon = 1
    return upon or max((stop for _, stop in _SOLVED.places(before)), default=0)


def supplies(clause: str) -> bool:
    """Whether a folded clause after a weakness tells that what was short was bought or put in place (新购12台)."""
    return clause.startswith(_SUPPLIES)


def leads_in(clause: str, following: str) -> bool:
    """Whether a folded clause announces findings that stand in the clauses ``following`` it (督察指出，…)."""
    if not clause.endswith(_LEADS_IN) or clause.endswith(_IN_TIME):
        return False
    return _WRONG.stand_in(following)


def answers(clause: str, *, first: bool) -> bool:
    """Whether a folded clause after findings tells what was done about them; ``first``: none of them is told yet."""
    return re.match(_ANSWERS, clause) is not None or (not first and re.match(_SPEAKS_AGAIN, clause) is not None)
