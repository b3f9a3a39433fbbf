"""What came in, what became of it, what is left: accounts that do not come out (受理86件，办结81件，尚有2件)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from math import isclose

from engine.observe.flaws.arithmetic import FEWEST, LONGEST_GAP, PARTS, accounts, any_of
from engine.observe.flaws.flaw import Flaw, number
from engine.observe.statements import Point, Sentence
from engine.zh.figures import Figure
from engine.zh.words import spelt

#: What came in, what of it was settled and what is left; or a whole, and what is said and denied of it.
_Account = tuple[Figure, Figure, Figure]

_TAKEN_IN = ("受理", "收到", "接到", "接收", "收件", "承办", "转办", "交办", "登记", "立案", "排查")
# What is a string is compiled when it is first used: few reports need it.
_SETTLED = r"办[结理]|审结|化解|处理|答复|结案|完毕"
_PENDING = r"未[办审]?结|未化解|未办|在办|正在(?:办理|审理|处理|调处)|尚未|剩余|余下|尚有|待办|待结"
#: Words that bring a fourth number into the account.
_CARRIED = r"上年|去年|往年|结转|历年|另有|撤[回销诉]|不予|不属|移送|合并|新收|跨年|退回|[终中]止|驳回|转[办交]|含"
#: What is to be worked off, beside its number; and what is said of that which was, and of that which was not.
_ISSUES = r"问题|隐患|短板|不足|任务|事项|线索|点位"
_MENDED = r"整改|销号|完成|解决|落实|处置|消除|办结|化解|兑现|核销|到位"
#: The rest is all that is left; of what is being mended there may be more that nobody speaks of.
_REST = r"剩余|剩下|其余|余下|尚有"
_UNMENDED = (
    rf"{_REST}|还有|尚未|未(?:能|曾)?(?:整改|完成|解决|销号|落实|到位|办结|化解)|待(?:整改|解决|销号|完成)|"
    r"正在(?:整改|推进|办理|解决|落实|实施|处置|完善)|(?:整改|推进|办理|解决)[之当]?中"
)
#: Beside what was found 整改 says what is to be done with it, not what was.
_TO_BE_MENDED = r"(?:需要?|应|要求|责令|督察|督促|限期)整改|整改(?=任务|事项|清单|台账|通知)"
#: After a number these make it one of months or of bodies.
_OTHER_COUNT = spelt("月 工作日 自然日 季度 星期 部门 单位 乡 镇 村 社区 科室 股室 方面 阶段 环节")
_MARKS = "，、；。：（）"
#: What is denied of others.
_DENIED = r"(?:未|不予|不|没有)(?:被|能|获|予)?(?P<verb>受理|采纳|合格|通过|属实|参加|出庭|胜诉)"


def remainders(point: Point) -> Iterator[Flaw]:
    """Accounts that leave another remainder than they say: of cases, and of problems or tasks to be worked off."""
    for counts, sentence in accounts(point):
        of_cases = [account for account in _runs(counts) if _is_of_cases(point, sentence, account)]
        for taken, settled, pending in of_cases or _of_issues(point, sentence, counts):
            left = taken.value - settled.value
            if left >= 0 and not isclose(left, pending.value):
                calculated = f"{number(taken.value)}－{number(settled.value)}＝{number(left)}"
                note = f"{calculated}，文中写{number(pending.value)}{pending.unit}"
                yield Flaw("arithmetic", point.folded.span(sentence.start, sentence.end), note)


def opposites(point: Point) -> Iterator[Flaw]:
    """What is said of some and denied of others, more together than the whole (收到20条，采纳18条，未采纳3条)."""
    for counts, sentence in accounts(point):
        for whole, some, others in _runs(counts)[:1]:
            said, denied = _piece(point, some), re.search(_DENIED, _piece(point, others))
            if denied is None or denied["verb"] not in said or re.search(_DENIED, said):
                continue
            carried = re.search(_CARRIED, point.text[sentence.start : sentence.end].replace(denied[0], ""))
            total = some.value + others.value
            if max(some.value, others.value) <= whole.value < total and not carried:
                added = f"{number(some.value)}＋{number(others.value)}＝{number(total)}"
                note = f"{added}，多于{number(whole.value)}{whole.unit}"
                yield Flaw("arithmetic", point.folded.span(sentence.start, sentence.end), note)


def _runs(counts: list[Figure]) -> list[_Account]:
    """Three exact counts of one unit that follow each other."""
    threes = zip(counts, counts[1:], counts[2:], strict=False)
    return [one for one in threes if _alike(one)]


def _alike(figures: _Account) -> bool:
    return len({one.unit for one in figures}) == 1 and all(one.bound == "exact" for one in figures)


def _is_of_cases(point: Point, sentence: Sentence, account: _Account) -> bool:
    """Whether three counts that follow each other are what came in, what was settled and what is left."""
    taken, settled, pending = account
    text = point.text
    before = text[max(sentence.start, taken.start - LONGEST_GAP) : taken.start]
    first, second = text[taken.end : settled.start], text[settled.end : pending.start]
    around = second + re.split("[，。；、]", text[pending.end : min(sentence.end, pending.end + 8)])[0]
    return (
        max(len(first), len(second)) <= LONGEST_GAP
        and any_of(_TAKEN_IN, before)
        and not re.search(_SETTLED, before)
        and bool(re.search(_SETTLED, first) and not re.search(_PENDING, first) and not any_of(PARTS, first))
        and bool(re.search(_PENDING, around) and not any_of(_TAKEN_IN, second))
        and not re.search(_CARRIED, text[sentence.start : sentence.end])
    )


def _of_issues(point: Point, sentence: Sentence, counts: list[Figure]) -> Iterator[_Account]:
    """The only three counts of their unit, if they are of problems or tasks, those mended and those that are not.

    With a fourth nobody knows which of them are parts of which.
    """
    by_unit: defaultdict[str, list[Figure]] = defaultdict(list)
    for figure in counts:
        by_unit[figure.unit].append(figure)
    for figures in by_unit.values():
        if len(figures) != FEWEST or re.search(_CARRIED, point.text[sentence.start : sentence.end]):
            continue
        taken, settled, pending = figures
        found = re.sub(_TO_BE_MENDED, "", _piece(point, taken))
        done, left = _piece(point, settled), _piece(point, pending)
        told = re.search(_ISSUES, found) and not re.search(_MENDED, found) and not re.search(_UNMENDED, found)
        mended = re.search(_MENDED, done) and not re.search(_UNMENDED, done)
        counted = all(not point.text.startswith(_OTHER_COUNT, one.end) for one in figures)
        too_many = settled.value + pending.value > taken.value
        unmended = re.search(_REST, left) or (too_many and re.search(_UNMENDED, left))
        if told and mended and counted and unmended and _alike((taken, settled, pending)):
            yield taken, settled, pending


def _piece(point: Point, figure: Figure) -> str:
    """What stands between two marks around a figure."""
    text = point.text
    opens = max(text.rfind(mark, 0, figure.start) for mark in _MARKS) + 1
    ends = min((place for mark in _MARKS if (place := text.find(mark, figure.end)) >= 0), default=len(text))
    return text[opens:ends]
