"""What is not yet there, whatever figure goes with it: laid down, aimed at, asked for, applied for, still under way."""

from __future__ import annotations

import re

from engine.zh import INSIDE
from engine.zh.words import Words, spelt

# Patterns are strings, compiled when they are first used: few reports need them. The next two tell when.
_MAY_BE_WANTED = Words("要求 规定 明确 应 须 每年 目标 计划 任务 打算 设想 申请 争取 请求 恳请")
_MAY_BE_APPLIED = Words("报名 报考 申[报请]")
#: A rule laid down, with the least that it asks for: it tells what is to be, not how often it was.
_LAID_DOWN = (
    rf"(?:(?:要求|(?<![按照合据律关法条项遵])规定)(?={INSIDE})(?!的)|明确|须|(?<![对反响相适效])应(?=当|每|至少|由|不|举办|开展|组织))"
    r"[^，]{0,30}?(?:不得?[少低]于(?!\d+个?(?:工作)?[日天])|至少|(?:[次期场轮份卷%]|[学课]时)以上|达到?\d|[年月]底?前)|"
    r"(?:应当|应(?=每)|须)[^，]{0,12}?每(?:年|月|季度?|半)|每年(?:应当|必须|须|都?要)"
)
_MAY_BE_LAID_DOWN = Words("要求 规定 明确 须 应[当每至由不举开组] 每年[要|都要]", but="[按照合据律关法条项遵]规定")
_LEAST = spelt("不[|得][少低]于 至少 以上 每[年月季半] 达[0123456789] 达到[0123456789] [年月][|底]前")
#: An aim, with the figure to be reached: 提出调解成功率98%以上的目标.
_AIM = (
    r"(?:提出|确[定立]|设定|明确|制定|制订|订立)[^，]{0,30}?\d[%项个名人件次场期条家户份][^，]{0,16}?的?(?:工作|年度|总体)?"
    r"(?:目标|(?<=的)计划|(?<=的)任务|打算|设想)(?=，|。|；|：|$)|"
    r"[把将][^，]{0,24}?\d[^，]{0,16}?(?:作为|列为|定为)[^，]{0,8}?目标"
)
_SETS, _AIMED_AT = Words("提出 确[定立] 设定 明确 制[定订] 订立 作为 [列定]为"), spelt("目标 计划 任务 打算 设想")
#: What was asked of others, and is not said to have been had: 申请为执法队配备记录仪10台.
_ASKED_FOR = (
    r"争取(?:为|给|增|新增|配)|(?<!协调|成功|累计)争取(?![到了得])[^，到了得]{0,12}?(?:编制|职数|名额)|"
    r"(?:恳请|请求|申请(?!并))(?:[^，]{0,8}?为|给|增|新增|配|购|解决|[^，]{0,10}?(?:经费|资金|编制|人员|执法记录仪|设备|装备))"
)
_ASKS = spelt("争取 恳请 请求 申请")
_ASKED = spelt("为 给 增 配 购 解决 经费 资金 编制 人员 记录仪 设备 装备 职数 名额")
_HAD = spelt("到位 获批 批[准复] 拨付 落实 投入 用于 成功")
#: Enrolled for an examination, or applied for a card: nobody holds one by that.
_APPLIED = r"(?:报名参加|报考)[^，]{0,12}?执法|(?:申报|申请)(?:办理)?[^，]{0,6}?(?:执法资格|执法证|公职律师)"
_GOT = spelt("通过 合格 取得 领取 [获|核][批|得|颁] 拿到 持证 颁发")
#: What one waits for without having it.
_STEPS = (
    "采购 招标 征求意见 征集意见 审批 审核 审查 公示 申领 申报 申办 报批 办理[|中|当|当中] 制发 换发 核发 "
    "政审 体检 洽谈 筹备 修改 修订 完善 印制"
)
_MAY_BE_UNDER_WAY = Words(f"{_STEPS} 待 阶段")
_UNDER_WAY = (
    r"(?:(?:相关|执法|有关|换发)?(?:证件|手续|材料|文本|草案))?(?:目前|现|仍|还|均|都|已)*"
    rf"(?:正在?(?:走|履行|进行|按程序|开展|抓紧)?[^，\d]{{0,8}}?(?:{'|'.join(spelt(_STEPS))})"
    r"[^，\d]{0,4}|处于[^，]{1,10}阶段|(?:尚|有)?待(?![遇岗业办定])[^，\d]{2,16})(?=，|。|；|$)"
)
_HANDED_ON = spelt("[|现|目前][已|][报|上报|呈报|提交|送交|报送]")
#: What others bring.
_COMES_IN = ("案件", "立案", "复议", "诉讼", "信访", "投诉", "举报", "纠纷", "线索")


def only_wanted(clause: str, following: str) -> bool:
    """Whether a folded clause lays down a rule, sets an aim or asks for something: its figure counts nothing.

    What ``following`` says was had was not only asked for.
    """
    if not _MAY_BE_WANTED.stand_in(clause):
        return False
    if _MAY_BE_LAID_DOWN.stand_in(clause) and _has(clause, _LEAST) and re.search(_LAID_DOWN, clause):
        return True
    aims = _has(clause, _AIMED_AT) and any(map(str.isdecimal, clause)) and _SETS.stand_in(clause)
    if aims and re.search(_AIM, clause):
        return True
    asks = _has(clause, _ASKS) and _has(clause, _ASKED) and re.search(_ASKED_FOR, clause)
    return bool(asks) and not _has(clause + following, _HAD)


def applied_for(clause: str, following: str) -> bool:
    """Whether a folded clause only says that somebody applied, and neither it nor ``following`` that he got it."""
    if not _MAY_BE_APPLIED.stand_in(clause) or _has(clause, _GOT) or _has(following, _GOT):
        return False
    return ("执法" in clause or "公职律师" in clause) and re.search(_APPLIED, clause) is not None


def keeps_waiting(clause: str) -> bool:
    """Whether a folded clause only says that what the clause before it names is under way (证件正在办理当中)."""
    if "正" not in clause and "待" not in clause and "处于" not in clause:
        return False
    return _MAY_BE_UNDER_WAY.stand_in(clause) and re.match(_UNDER_WAY, clause) is not None


def hands_on(clause: str) -> bool:
    """Whether a folded clause only says where the thing that the clause before it names has been sent, or waits."""
    return clause.startswith(_HANDED_ON) or keeps_waiting(clause)


def comes_in(clause: str) -> bool:
    """Whether a folded clause counts what others bring (复议, 信访): that is a count even while it is dealt with."""
    return _has(clause, _COMES_IN)


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
