"""Acts that a clause says were not done: 未配备, 拒不出庭, 应急演练0次.

That nothing happened to the body (复议0件) is a report; that the body did not do what it owes is a gap.
"""

from __future__ import annotations

import re

from engine.zh.words import Words, spelt
from engine.zh.zero import NO_WORDS, Zeros

#: Acts that a body owes; 发生, 收到, 发现 and the like are not its own and stand in ``engine.zh.modality``.
_ACT = (
    r"建立|健全|公示|公开(?!信)|公布|开展(?!行政处罚|行政强制|行政执法|执法活动|重大)|组织(?!机构|架构)|召开|举办|举行|配备|配齐|配置|聘请|续聘|选聘|续签|"
    r"签订|落实|履行|执行(?!公务|完)|出庭|应诉|修订|更新|演练|培训|审核|审查|评查|备案|报备|报送|上报|听取|研究|"
    r"实施(?!行政|强制|处罚|重大|犯罪)|推行|推进|安排|设立|设置|成立|组建|整改|完成|答复|回复|反馈|述法|学习|"
    r"参加|参训|录入|归档|送达|告知|听证|论证|评估|编制|清理|出具|提供|发挥|落地|兑现|覆盖|实行|"
    r"进行|搞|做(?!到|成)|对接|明确|细化|宣传|普及|采纳|列席|纳入(?=考核|述职|议事|规划|预算)|报告|送审(?!件)|报审|移送|带头|申领|适用|邀请|提交|配发|送(?=[^，]{0,8}审[查核])|"
    r"(?:取得|持有|考取|领取|具备)(?=[^，]{0,8}(?:执法|公职律师|资格|持证))|达标|达到?\d{1,3}(?:个?学时|%)|"
    r"(?:投入)?(?:启用|使用|运行|开通)(?=，|。|；|$)"
)
_ADVERB = (
    r"(?:曾|再|能|予)?(?:及时|按时|按期|如期|依法|依规|按规定|按要求|按程序|严格|充分|有效|完全|全部|真正|全面|定期|单独|专门|主动|"
    r"认真|统一|正式|实际|同步|系统|一并|做到|得到|很好)?(?:[对就向在][^，]{1,12}?)?"
)
#: After it the words qualify somebody (未参加培训的人员, 未整改问题) and state no gap of the body.
_QUALIFIES = (
    r"(?![^，]{0,16}?(?:的|者|人员|单位|企业|商户|店铺|行为|问题|对象|情形|案件|住户|家庭|之前|前，|前。|前；|"
    r"(?<!\d)0[件起次份]))"
)
# Strings are compiled when they are first used: few reports need them. Words that may be something stand in whatever
# the pattern before them finds, and are looked for first.
_UNDONE = rf"(?:未|(?<!并)没有?|拒不|拒绝){_ADVERB}(?P<act>{_ACT}){_QUALIFIES}"
_NEGATIONS = Words("未 没 没有 拒不 拒绝")
#: What an act that was not done, or how it was not done, begins with right after the negation.
_BEGINS = frozenset(
    "一上下专严个主举予使依修做健充兑全公具再出列到单印参及反发取召同向听启告回在培处备如学安完定实审宣对就履带应建开强归录很"
    "得成执投报拿持按推提搞整明普更曾架正清演犯申真研移答签系纳组细统续编考聘能落行覆规认议论设评资达运进述送适选邀配采重预领"
)
#: Steps that what a body decides must go through (11件重大处罚未经审核); a ban on leaving them out is a norm.
_SKIPPED = (
    r"(?:未|没有?)经过?[^，]{0,10}?(?:审查|审核|论证|评估|讨论|研究|公示|听证|审议|备案|征求意见)"
    r"(?![^，]{0,16}?(?:的|不|一律|之前|前，|事项|材料|项目|问题|情形|行为|现象))"
)
_MAY_BE_SKIPPED = spelt("[未|没|没有]经")
#: Nobody, or none, of those whom a body is to have.
_NOBODY = (
    r"(?<![并绝毫])无一?人(?:持有?|取得|考取|申领|(?:申请|报考)(?=公职律师|执法|$)|参加(?=培训|考试|学法)|具备)|"
    r"(?:[尚暂均都仍还]|目前|至今|一直)(?:无|没有)[^，的]{0,6}?(?:公职律师|法律顾问|专职|审[核查]人员|执法证|执法记录仪|持证)|"
    r"\d[^，的]{0,8}?没有[^，的]{0,6}?(?:公职律师|法律顾问|专职|审[核查]人员|执法证|执法记录仪|持证)"
)
_MAY_BE_NOBODY = spelt("无[|一]人[持取考申报参具] 公职律师 法律顾问 专职 审[核查]人员 执法证 执法记录仪 持证")
_QUALIFIED_BY_NONE = r"(?:无|没有)[^，]{0,16}?(?:的(?!$|，|。)|不得|一律|不予)"
#: People who were not sent are no people who did not go (未组织执法人员参加考试, 未参加考试人员).
_UNSENT = (
    r"(?:未|(?<!并)没有?)(?:组织|安排|选派)[^，的]{0,8}?(?:人员|干部|队员|力量)[^，的]{0,8}?(?:参加|参训|开展|进行|培训|考试|学习|旁听)"
    r"(?![^，]{0,8}的)"
)
_MAY_BE_UNSENT = spelt("[未|没|没有][组织|安排|选派]")
_IDLE = r"(?:全部|一直|长期|均|仍|多数|大多|闲置)(?:未使用|闲置)|闲置未|形同虚设"
#: A clause of nothing else denies the use of what the clause before it counted (记录仪12台，全部闲置未启用).
_UNUSED = (
    r"(?:但|却|目前|至今|实际|全部|均|一直|长期|多年|多数|大多|大部分|仍)*(?:处于)?"
    r"(?:闲置|未(?:投入)?(?:使用|启用|运行|开通)|没有(?:投入)?(?:使用|启用|运行)|形同虚设)"
)
#: A clause of nothing else says that what the clause before it names did not come about (原定2期，因故未举办).
_FELL_THROUGH = (
    r"(?:但|却)?(?:[因受][^，\d]{1,12}?|(?:执法|相关)证件?)?(?:目前|至今|实际|全部|均|都|尚|仍|还|暂|一直|迟迟)*"
    r"(?:空缺|缺编|落空|搁置|(?:未|没有)(?:能|曾|予|按期|及时|如期|按计划|实际)?"
    r"(?:举办|开展|组织|实施|安排|召开|印发|出台|公布|配备|配齐|到位|落实|执行|完成|启动|报备|报送|续聘|履行|进行|发放|下发|"
    r"(?:取得|拿到|领到)[^，\d]{0,8}证件?))(?=，|。|；|$)"
)
#: Without a negation these say so.
_LIES_IDLE = Words("闲置 形同虚设 空缺 缺编 落空 搁置")
_PUT_TO_USE = ("盘活", "整治", "防止", "避免", "杜绝", "清理", "解决", "处置", "收回")
#: Papers that a body owes; that no 规范性文件 was made stays a report.
_PAPERLESS = (
    r"(?:未|没有)(?:制定|制订|出台|印发|制发|发布)(?![^，]{0,20}?(?:的|规范性文件|决策|政策|0件))"
    r"[^，]{0,20}?(?:要点|计划|方案|清单|预案|目录|细则|规则|制度|办法|基准|流程)"
)
#: The paper may stand before the denial (工作要点迟迟未印发).
_PAPER_UNISSUED = (
    r"(?:要点|计划|方案|清单|预案|目录|细则|规则|制度|办法|基准|流程)[^，的]{0,12}?(?:未|没有)(?:能|及时|按时|按期|按要求|正式)*"
    r"(?:制定|制订|出台|印发|制发|发布|下发)(?=，|。|；|$)"
)
_ISSUED = spelt("制[定订] 出台 [印制下]发 发布")
_MAY_BE_PAPERLESS = spelt("[未|没有][制定|制订|出台|印发|制发|发布]")
#: What was to be done, before the denial of the same act.
_DUE = ("应", "计划", "原定")
#: After 因 it is why the body did not do a thing, not what it acted upon.
_CIRCUMSTANCE = r"故|疫情|机构|经费|资金|财政|人[员手]|编制|工作|时间|客观|天气|场地|换届|改革|调整|历史"
#: Before a negation it makes a norm, a condition, a double negation, or a fault of others that was acted upon.
_TURNED = (
    rf"(?:无|没有|不存在|未发现|不是|并非|绝不|不得|不准|不许|严禁|禁止|杜绝|防止|避免|坚决不|凡|如|若|一旦|只要|对(?!外)|就|将|把|因(?!{_CIRCUMSTANCE})|责令|"
    r"督促|帮助|协助|指导|追究|打击|曝光|通报|提醒|发现|查处|纠正|约谈|批评|问责|整治|解决|破解|排查|查找|查摆|指出|针对|补齐|弥补|"
    r"追缴|核查|抽查|检查)[^，]{0,14}?(?:未|没有?|拒不|拒绝)"
)
#: Before 无 and 没有 as before a negation of an act.
_TURNED_NONE = r"(?:对|解决|破解|改变|扭转|针对|杜绝|消除|查处|避免|防止|清理)[^，]{0,14}?(?:无|没有)"
_NORM = (
    r"(?:未|没有?|拒不)[^，]{0,24}?"
    r"(?:不得|一律|不予|不准|不能|不许|绝不|坚决不|不[上签印讨提]|即(?![签印上作实提出下处]))"
)
#: A clause that opens so draws the consequence of a condition in the clause before it.
_CONSEQUENCE = spelt("一律 不[得予准能上签印] 坚决不 绝不 不提交 不讨论 严禁 应当 应予 依法予以 责令")
_SETTLED = r"(?:已|均已|全部|现已)(?!有)[^，]{1,10}[、和]"


def denies_act(clause: str, following: str = "", zeros: Zeros = NO_WORDS) -> bool:
    """Whether a folded clause says that something the body owes was not done; ``following`` is what comes after it."""
    negates = "未" in clause or "没" in clause or "拒" in clause
    if negates and _undone(clause) and not following.startswith(_CONSEQUENCE):
        return True
    may_be_none = ("无" in clause or "没有" in clause) and any(words in clause for words in _MAY_BE_NOBODY)
    if may_be_none and re.search(_NOBODY, clause):
        return not re.search(_QUALIFIED_BY_NONE, clause) and not re.search(_TURNED_NONE, clause)
    if ("闲置" in clause or "虚设" in clause) and re.search(_IDLE, clause):
        return not any(word in clause for word in _PUT_TO_USE)
    return ("0" in clause or "零" in clause) and zeros.lacking(clause)


def takes_back(clause: str) -> bool:
    """Whether a folded clause only says that what the clause before it names lies idle or did not come about."""
    if not _LIES_IDLE.stand_in(clause) and not _negates_act(clause):
        return False
    return re.match(_UNUSED, clause) is not None or re.match(_FELL_THROUGH, clause) is not None


def _undone(clause: str) -> bool:
    match = re.search(_UNDONE, clause) if _negates_act(clause) else None
    if match is not None and _told_apart(match["act"], clause[: match.start()], clause[match.end() :]):
        match = None
    if match is None and not _paperless(clause) and not _unsent(clause) and not _skipped(clause):
        return False
    return not (re.search(_TURNED, clause) or re.search(_NORM, clause) or re.search(_SETTLED, clause))


def _negates_act(clause: str) -> bool:
    """Whether a negation stands before what may be an act, or how it is done; not in 罚没款, 未附."""
    ends = [end for _, end in _NEGATIONS.places(clause)]
    return any(clause[end : end + 1] in _BEGINS or clause.startswith("有效", end) for end in ends)


def _told_apart(act: str, before: str, after: str) -> bool:
    """Whether a clause tells of an act both done and not done (整改4个、未整改1个); one that was due is only denied."""
    due = any(act in before.partition(word)[2] for word in _DUE)
    return act in before + after and not due


def _paperless(clause: str) -> bool:
    if any(words in clause for words in _MAY_BE_PAPERLESS) and re.search(_PAPERLESS, clause) is not None:
        return True
    return any(word in clause for word in _ISSUED) and re.search(_PAPER_UNISSUED, clause) is not None


def _skipped(clause: str) -> bool:
    return any(words in clause for words in _MAY_BE_SKIPPED) and re.search(_SKIPPED, clause) is not None


def _unsent(clause: str) -> bool:
    return any(words in clause for words in _MAY_BE_UNSENT) and re.search(_UNSENT, clause) is not None
