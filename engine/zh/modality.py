"""How a clause stands to reality: planned, lacking, zero, ongoing or done, by its words alone.

The section a clause stands in is not known here; ``engine.observe`` joins both.
"""

from __future__ import annotations

import re

from engine.model import Stance
from engine.zh import HAN
from engine.zh.denial import denies_act
from engine.zh.faults import found
from engine.zh.pending import applied_for, only_wanted
from engine.zh.words import Words, spelt
from engine.zh.zero import NO_WORDS, Zeros

# 将 opens a plan when a verb follows; before a noun it only fronts the object (将法治建设纳入考核).
_WILL = Words(
    "将[继续|进一步|持续|着力|加大|加强|加快|推动|推进|组织|开展|按照|坚持|始终|以|努力|深入|全面|重点|积极|不断|严格|认真|充分|切实|围绕|从|采取|"
    "通过|启动|完善|健全|建立|强化|深化|于|在|实现|形成|培育|举办|建成|打造|探索|把|对|制定|出台|更|聚焦|紧扣|牢牢|扎实|大力|优化|提升|新增|争取|尽快|适时|"
    "陆续|抓|做|力争|统筹|广泛|精准|稳步|认真|依托|引进|选派|配备|配齐|投入|抓紧|逐步|根据|针对|结合|着眼|坚定|一如既往|迎来|再|会|为|由|邀请|聘请|选聘|召开|印发|修订|安排|成立|设立|增设|组建]",
    but="、将 将修订后",
)
# A string, compiled when it is first used: few reports need it.
_FRONTED = (
    r"将[^，]{1,40}?(?:纳入|列入|列为|作为|贯穿|融入|摆在|放在|分解|下沉|细化|"
    r"落实到|落到|转化|延伸|嵌入|计入|写入|送至|移交|移送|与[^，]{1,30}(?:结合|同))"
)
_PLAN_WORDS = Words(
    "下[|一][步|阶段|年] 来年 明年 今后 接下来 力争 打算 争取[在于年实] 争取到20[23] "
    "争取到[明年|下年|年底|年末|年内|上半年|下半年] 争取到[1|2|3|4|5|6|7|8|9|10|11|12]月 届时 "
    "着手[组建|制定|研究|筹备] 正在[谋划|筹备] 谋划之中 筹备中 条件成熟 有望 即将 预计 尚待 奋力开创 "
    "努力[打造|开创|实现|建设] [建成|启用]后 "
    "计划20[23] 计划[于|在|明年|组织|开展|建设|新建|建立|推出|投入|购置|采购|举办|招录|招聘]",
    but="[以线乡]下[|一]年 [按照据度作训查法]计划",
)
# The following, and strings further below, are compiled when they are first used: few reports need them.
_INTENDED = r"(?<![对将凡把代草起虚模])拟(?!作出|处罚|决定|罚|立案|定|制|订|稿|任|提|上)(?![^，]{1,12}的)"
_AWAITED = r"待(?<!接待|等待|对待|招待|期待|优待)(?!遇|岗|业)[^，]{1,16}(?:后|批复|审议|审定|核发|制发|换发)"
_ONGOING = Words(
    "正[组织|抓紧|申请] 尚在 仍在 [推进|办理|进行]中 在建",
    but="[公修改纠端更真反校矫]正 [推进|办理|进行]中[心国央队共华小期] 在建[设立工项]",
)
_UNDER_WAY = (
    r"正在(?!全|不断)[^，]{0,12}(?:建设|改建|推进|办理|审理|制定|修订|验收|编制|进行|起草|施工|审批|审核|申领|申报|申办|申请|换发|核发|制发|"
    r"招聘|招标|采购|报批|洽谈|征求意见)"
)
_AT_STAGE = r"处于[^，]{1,12}阶段"
_LACK = Words(
    "有待 不[够强足高深均多细牢严熟] 不[到位|及时|规范|完善|健全|平衡|充分|适应] 薄弱 匮乏 短缺 单一 "
    "滞后 缺[乏少口位] [欠空]缺 [尚还]需 亟[待需] 需进一步 需要[|进一步][提升|加强|改进|完善] "
    "仍[显|有|以|存在|需|然|不] 难以 制约 走过场 短板 弱项 差距 [偏较][弱少低] [很极甚]少 鲜有 流于形式 接不住 "
    "管不好 尚未",
    but="不强[制求迫] 不足道 不[高多]于 单一[窗口|来源|账户] 可缺少 [监督|权力|运行|相互]制约 "
    "制约[监督|和监督|与监督|、监督|机制|体系|权力|作用] [很极]少数 不流于形式 "
    "尚未[发生|出现|收到|接到|产生|制定|出台|制发|印发|承接|下放]",
)
_LACK_EXISTS = r"存在[^，]{0,20}(?:问题|差距|不足|短板|现象|薄弱)"
_LACK_UNDONE = r"未(?:能|聘请|建立|配备|配齐|召开|设立|成立|组建)(?![^，]{0,16}[的者])"
# What looks like a lack and praises: 解决…薄弱, 杜绝…不作为, 针对…不足.
_MENDED = tuple(
    "解决 破解 杜绝 防止 避免 补齐 补足 补短板 弥补 克服 纠正 整治 改进 消除 扭转 整改 化解 查找 查摆 指出 反馈 梳理 "
    "排查 发现 强弱项 改变 应对 对照 收回 退回 约谈 批评 督促 问责 缩小 填补".split()
)
_AIMED_AT = Words("针对", but="针对性")
# 对难以调处的纠纷实行包案: the weakness is another's, and something was done about it.
_LACK_ATTRIBUTIVE = (
    r"(?:对于?|就|将|把|为)[^，]{0,12}(?:难以|存在|不规范|不到位|不及时|薄弱|[偏较][弱低])[^，]{0,12}的[^，]{2,}"
)
_OCCURRENCE = (
    r"(?=[^，]{0,14}(?:案件|案例|复议|诉讼|应诉|败诉|事项|文件|投诉|事故|事件|发生|情况|申请|"
    r"请求|纠纷|上访|脱管|漏管|伤亡|件))"
)
_NEGATION = (
    r"未(?:曾|再)?(?:发生|出现|产生|收到|接到|涉及|制定|制发|出台|发布|印发|承办|作出|办理|受理|涉)|"
    r"没有(?:发生|出现|产生|收到|接到|涉及|制定|制发|出台|发布|印发|承办|作出|办理|受理)|"
    rf"(?:不存在|(?:没有|未有|(?<![有全事毫若并互绝永万公])无)(?![人纸法论须需障偿条烟证照缝理讼诈毒疫废])){_OCCURRENCE}|"
    r"(?<![\d.])0(?:件次?|起|宗|次|例)|零(?:发生|投诉|复议|败诉|诉讼|案件|上访|事故)|尚无|既无|从未(?:发生|出现)"
)
_IN_THE_YEAR = ("全年", "今年以来", "一年来", "年内共", "累计", "已", "共")
_TARGET = Words("以上 以内 不[少低]于 不超过 至少 率 达到 实现 确保 力争 目标 左右")
#: What a negation begins with; most clauses have none of it.
_NO = Words(
    "未[|曾|再][发生|出现|产生|收到|接到|涉|制定|制发|出台|发布|印发|承办|作出|办理|受理] "
    "没有 未有 不存在 无 0[件起宗次例] 零[发生|投诉|复议|败诉|诉讼|案件|上访|事故]",
    but="[有全事毫若并互绝永万公]无 [0123456789.]0[件起宗次例]",
)


def fixed_stance(clause: str, following: str = "", zeros: Zeros = NO_WORDS) -> Stance | None:
    """Stance that the words of one folded clause fix; None when they leave it open (then: done).

    ``following`` is what comes after it in the sentence: 未经审查，一律不得上会 lacks nothing. ``zeros`` tell a zero
    that is a gap from one that is a report.
    """
    if _planned(clause) or only_wanted(clause, following):
        return Stance.PLANNED
    if found(clause) is not None:
        return None  # a finding was made, whatever it was
    if lacks(clause) and not _is_mended(clause) and not re.search(_LACK_ATTRIBUTIVE, clause):
        return Stance.LACKING
    if denies_act(clause, following, zeros):
        return Stance.LACKING
    if _ongoing(clause) or applied_for(clause, following):
        return Stance.ONGOING
    if _NO.stand_in(clause) and re.search(_NEGATION, clause):
        return Stance.ZERO
    return None


def negations(clause: str) -> list[tuple[int, int]]:
    """Ranges of words in a folded clause that say nothing of the kind occurred."""
    return [match.span() for match in re.finditer(_NEGATION, clause)] if _NO.stand_in(clause) else []


def _is_mended(clause: str) -> bool:
    return any(word in clause for word in _MENDED) or _AIMED_AT.stand_in(clause)


def _ongoing(clause: str) -> bool:
    return (
        _ONGOING.stand_in(clause)
        or ("正在" in clause and re.search(_UNDER_WAY, clause) is not None)
        or ("处于" in clause and re.search(_AT_STAGE, clause) is not None)
    )


def _planned(clause: str) -> bool:
    return _names_plan(clause) or ("将" in clause and _WILL.stand_in(clause) and not re.search(_FRONTED, clause))


def _names_plan(clause: str) -> bool:
    return (
        _PLAN_WORDS.stand_in(clause)
        or ("拟" in clause and re.search(_INTENDED, clause) is not None)
        or ("待" in clause and re.search(_AWAITED, clause) is not None)
    )


def plan_reaches_on(clause: str) -> bool:
    """Whether a planned clause makes the rest of its sentence planned too (下一步，…，…)."""
    return _names_plan(clause) or _WILL.stand_in(clause)


def only_wishes(clause: str) -> bool:
    """Whether nothing but 力争 makes a folded clause planned, and it sets no figure (力争小事不出村)."""
    return "力争" in clause and not any(map(str.isdecimal, clause)) and not _planned(clause.replace("力争", ""))


def counts_done(clause: str) -> bool:
    """Whether a folded clause opens with counting what was done in the year, and is no target."""
    return clause.startswith(_IN_THE_YEAR) and any(map(str.isdecimal, clause)) and not _TARGET.stand_in(clause)


#: Words that open a clause whose act is somebody else's: 县安委办来镇督查, 群众自发调解.
_OTHER_ACTOR = re.compile(
    rf"(?:(?P<superior>(?:上级|省|市|县|区|州|自治区)(?:[委政]府?|{HAN}{{0,6}}?(?:办|局|院|部门|委员会|指挥部|委))(?:来|到|对我|莅临|给予|对本))|"
    r"(?P<resident>(?:广大|辖区|社区)?(?:群众|居民|村民|业主|商户|学生|家长|志愿者)(?:自发|自觉|主动|积极|纷纷|踊跃|自行|参与))|"
    r"(?P<firm>(?:各|辖区)?(?:企业|公司|学校|医院)(?:自行|自主|主动|积极|纷纷)))"
)


_OWN_ACTOR = re.compile(
    r"(?:同时|此外|另外)?，?[我本]?全?(?:街道|镇|乡|局|县|区|市|党工委|党委|党组|办事处|政府|司法所|司法局|执法[队局]|各科室|各站所|各部门|网格员|综治|平安)"
)


def own_actor(clause: str) -> bool:
    """Whether a clause opens with the reporting body, or a part of it, as the one who acts."""
    return _OWN_ACTOR.match(clause) is not None


def other_actor(clause: str) -> str | None:
    """Who acts in a clause if its words name another than the reporting body: "superior", "resident", "firm"."""
    match = _OTHER_ACTOR.match(clause)
    return match.lastgroup if match else None


_CAUSE = Words(
    "原因 由于 导致 致使 造成 究其 根源 源于 归因 所致 症结 因为 归根 说到底 深层次[看|分析|讲|来看] 之所以 使得 在于 "
    "根子 主要是 主因 是因 问题的产生",
    but="主要是[以|通过|针对]",
)
# A string, compiled when it is first used: few reports need it.
_OWING = r"因[^，此而]{2,20}[，、]|与[^，]{2,30}(?:有关(?!部门|单位|方面|规定|人员|法律|情况)|分不开)"

_EXPLAINS = spelt("[主要|究其|其|分析]原因 原因 究其 由于 因 这[主要是|是因为|是由于] 主要是[因为|由于] 根源 症结 归根")


def gives_cause(sentence: str) -> bool:
    """Whether a folded sentence says why."""
    return _CAUSE.stand_in(sentence) or re.search(_OWING, sentence) is not None


def explains(sentence: str) -> bool:
    """Whether a folded sentence opens with saying why what was told before it is so (究其原因，由于编制少)."""
    return sentence.startswith(_EXPLAINS) and not sentence.startswith(("因此", "因而"))


#: Words in quotation marks name a programme, but for the catchwords that every plan repeats.
_TIMED = re.compile(
    r"\d{1,2}月|季度|[上下]半年|年内|[年月]底|全年|每[年月季周]|[日天周月时]内|\d%|《|"
    r"\"(?!谁|[八九]五|关键|第一责|放管服|四个|一岗)[^\"]{2,20}\""
)


def is_concrete(sentence: str) -> bool:
    """Whether a folded sentence carries a term, a named programme or a document."""
    return bool(_TIMED.search(sentence))


def lacks(clause: str) -> bool:
    """Whether a folded clause speaks of something missing or weak."""
    return (
        _LACK.stand_in(clause)
        or ("存在" in clause and re.search(_LACK_EXISTS, clause) is not None)
        or ("未" in clause and re.search(_LACK_UNDONE, clause) is not None)
    )
