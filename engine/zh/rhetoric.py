"""Words that tell nothing, and words that turn away from oneself: set phrases, blame, praise, the nation's story."""

from __future__ import annotations

import re

from engine.zh.words import Words

#: A clause that opens with one of these tells of endeavour only.
_ENDEAVOUR = tuple(
    "切实 始终 坚持 坚决 坚定 努力 全力 着力 牢固 牢牢 扎实 深入 全面 紧扣 聚焦 积极 主动 自觉 认真 严格 大力".split()
)
_SET_WORDS = Words(
    "政治[站位|自觉|责任|方向|引领|任务|高度] 讲政治 [思想|行动|政治][上|自觉] 指导思想 为指导 思想[伟力|武装] "
    "以人民为中心 人民至上 两个确立 四个意识 四个自信 两个维护 十一个坚持 高度一致 [首要|突出|重要][位置|任务|日程] "
    "高度重视 贯彻 习近平 党的[|全面]领导 党的二十 决策部署 亲自[部署|过问|协调|督办] 以上率下 以身作则 率先垂范 "
    "真抓实干 求真务实 钉钉子 久久为功 善作善成 落地[见效|落实|生根] 走深走实 见行见效 保驾护航 坚定不移 旗帜鲜明 "
    "驰而不息 一以贯之 模范 表率 榜样 头雁 关键少数 带头尊法 尊法学法守法用法 "
    "[新|更大][局面|台阶|成效|篇章|征程|作为|进展|贡献] 开创 奋力 谱写 系统观念 统筹[谋划|推进|兼顾] 整体推进 "
    "协同推进 齐抓共管 能力[|和|与|、]水平 获得感 幸福感 安全感 责任感 使命感 紧迫感 问题导向 目标导向 共建共治共享 "
    "现代化 高质量发展 高标准 法治[思维|理念|信仰|精神|权威] 宪法法律权威 行动指南 根本遵循 学思用 知信行 入脑入心 "
    "谋划到位 部署到位 落实到位 同[谋划|规划|部署|推进|落实|检查|考核] 依法用权 廉洁用权 自觉接受 [狠真细常]抓 "
    "抓[|紧]抓[好实细] 社会共识 基本准则 各领域全过程 摆[在上] 担当作为 一把手工程 牢牢抓 原原本本 融会贯通 学深悟透 "
    "学懂弄通 法治轨道 作决策 行稳致远 有力[保障|支撑] 核心要义 精神实质 武装头脑 指导实践 推动工作 "
    "责任[链条|螺丝|体系] 落到实处 取得实效 [围绕|聚焦]中心 服务大局 锐意进取 开拓创新 放在 贯穿 站稳 牢记 牢固树立 "
    "牢牢把握 筑牢 绷紧"
)
_SET_SHAPES = re.compile(
    r"(?:压实|压紧|扛[起牢]|强化|履行|担负|落实)[^，]{0,10}(?:责任|职责|担当)|坚强[^，]{0,6}保[障证]|坚实[^，]{0,6}(?:保障|基础)|"
    r"(?:凝聚|形成)[^，]{0,6}合力|(?:浓厚|良好)的?(?:法治)?(?:氛围|环境|格局)|"
    r"(?:不断|持续|全面|有效|切实|进一步|稳步|显著|扎实|积极|着力|大力|努力)(?:提升|提高|增强|加强|强化|推进|推动|深化|完善|优化|夯实|巩固|抓好|做好|构建|拓展|规范|改善)|"
    r"(?:持续|稳步|不断|显著|明显)(?:优化|向好|改善|规范)|水平(?:持续|稳步|不断|显著|明显)?(?:提升|提高)|增强[^，]{0,8}(?:意识|观念)"
)
_ACT_WORDS = Words(
    "召开 主持 印发 制[定订] 修订 出台 起草 编制 成立 设立 聘请 选聘 招[录聘] 引进 配[备齐] 充实 开[展通设办] 举办 "
    "举行 听取 研究了 研究解决 研究审议 专题研究 审[议查核] 协调解决 约谈 督促 督查 督导 督察 整改 通报 讲[授评] "
    "授课 讲课 主讲 领学 轮训 培训 考[试核评] 述职 出庭 应诉 旁听 列席 现场办公 走访 调研 接访 包案 检查 抽查 巡查 "
    "排查 评查 清理 废止 公[开示布] 备案 签[订署] 处罚 立案 取缔 查处 调[解处] 化解 受理 办[结理] 答复 移[送交] 发放 "
    "张贴 建[立成] 搭建 上线 启用 安装 购置 投入 拨付 推行 实行 列[入为] 纳入 修改 带队 坐诊 邀请 参加 梳理 挂牌 "
    "选派 下沉 牵头 问责 追责 归档 提交 讨论 互通 共享 接入 归集 分级 统计 监测 兑现 拆除 整治 改造 试点 帮带 互评 "
    "制作 拍摄 宣讲 讲座 回访",
    but="[加强|强化|加大|注重|抓好][|学习|教育|业务|法治|法律|执法|教育和|学习和|学习、]培训",
)
# Where every alternative opens with a letter, as here, a search passes over all other letters at once: ten times as
# fast. So what must not stand before a word is looked at behind its first letter.
_ACT_SHAPES = re.compile(
    r"组(?<!依法组)建|组织(?!领导|保障|推动|实施|建设|优势)|解决[^，]{0,10}(?:问题|难题|困难|纠纷)|督办(?![、。]|，|重要|$)|述法(?!要求|制度)|"
    r"要求[^，]{0,16}(?:不|必须|一律|均)|报告[^，]{0,10}(?:工作|情况)"
)


def is_set_phrase(clause: str) -> bool:
    """Whether a folded clause only repeats what every such report says: no act, only endeavour and attitude."""
    if names_act(clause):
        return False
    opening = 1 if clause.startswith(("并", "也")) else 0
    return clause.startswith(_ENDEAVOUR, opening) or _SET_WORDS.stand_in(clause) or bool(_SET_SHAPES.search(clause))


def names_act(clause: str) -> bool:
    """Whether a folded clause names something that can be seen to be done (召开, 印发, 约谈, 招录 …)."""
    return _ACT_WORDS.stand_in(clause) or bool(_ACT_SHAPES.search(clause))


_OWN_WORDS = Words("我们 我[市区县镇乡局街委办院] 自身 主观 本[局级单机街镇] 内部 街道", but="广街道 街道大小")
_OUTWARD = Words(
    "客观[上|条件|原因|因素|环境|形势] 历史[遗留|原因|欠账] 人口[密集|众多|较多|多] [管理|治理|推进|工作|执法]难度 "
    "政策[调整|变化] 形势[复杂|严峻]"
)
_OUTWARD_SHAPES = re.compile(
    r"(?:群众|居民|村民|市民|公众|老百姓|企业|商户|经营者|业主|当事人|个体户|从业者)[^，]{0,10}?"
    r"(?:意识|观念|素质|素养|文化程度|积极性|参与|抵触|配合|理解|认知|诉求多|信访不信法|构成|节奏|热情|习惯)|"
    r"(?:流动|外来)(?:人口|人员)[^，]{0,6}(?:多|大|杂|密集|集中)|上级[^，]{0,8}(?:任务|放权|指导|下达|要求|政策|支持|标准)|"
    r"辖区[^，]{0,4}(?:面积|范围)大|(?:经费|资金|编制)[^，]{0,4}(?:紧张|不足|有限|短缺|偏少|所限)"
)
_PRAISE = Words(
    "追求完美 干劲 热情高 责任心[|太|过|较]强 忙于 工作[|任务][繁忙|繁重] 任务重 要求高 过于[认真|投入|严格]"
)
#: Few reports have any of the words that such praise needs, so that it is compiled when it is first used.
_PRAISE_SHAPES = (
    r"休息[^，]{0,4}(?:不够|不足|太少)|"
    r"(?:总结|提炼|宣传)[^，]{0,8}(?:经验|亮点|特色|做法)[^，]{0,6}(?:不|欠)"
)
_PRAISED = ("休息", "经验", "亮点", "特色", "做法")
_HEDGE = Words("个别 有时 偶尔 偶有 极少数")
_SELF = Words(
    "执法 审[查核] 宣传 普法 培训 工作人员 干部 科室 制度 机制 服务 办案 案卷 文书 公开 决策 领导 机关 队伍 考核 "
    "我[们局院]"
)
_FAULT = Words(
    "参差不齐 不合格 被[撤销|纠错|纠正|通报|退回] 超期 逾期 流于形式 走形式 断档 脱节 未审先签 老套 没有跟上 没跟上 "
    "不到位 跟不上"
)
_STRAIN = Words("淡薄 难度 困难 紧张 受[|到]影响 抵触 不理解 制约 繁忙 繁重 节奏快 完美")
#: Nothing but words of no matter stand between 存在 and the end of the clause.
_ANNOUNCED = re.compile(
    r"(?:存在|有)[的着些和与及其、一二三四五六七八九十两\d几个点以下如许多不少定诸较明显突出主要方面足差距问题短板弱项薄环节之处原因分析]++"
    r"[：。；，]?$|相比|^[一二三四五六七]、"
)


def blames_others(clause: str) -> bool:
    """Whether a folded clause of a shortcoming speaks of others or of circumstances: residents, superiors, money."""
    outward = _OUTWARD.stand_in(clause) or _OUTWARD_SHAPES.search(clause) is not None
    return outward and not _OWN_WORDS.stand_in(clause)


def speaks_of_self(clause: str) -> bool:
    """Whether a folded clause of a shortcoming has the body's own work or people in it."""
    return _SELF.stand_in(clause) or _OWN_WORDS.stand_in(clause)


def names_fault(clause: str) -> bool:
    """Whether a folded clause tells what went wrong, in words that are no plain lack (案卷超期, 培训没有跟上)."""
    return _FAULT.stand_in(clause)


def flatters(clause: str) -> bool:
    """Whether a folded clause of a shortcoming is praise in disguise (追求完美, 忙于事务 …)."""
    if _PRAISE.stand_in(clause):
        return True
    return any(word in clause for word in _PRAISED) and re.search(_PRAISE_SHAPES, clause) is not None


def hedges(clause: str) -> bool:
    """Whether a folded clause makes its weakness the exception (个别, 有时, 偶尔 …)."""
    return _HEDGE.stand_in(clause)


def strained(clause: str) -> bool:
    """Whether a folded clause tells of trouble without naming a lack (难度较大, 受到影响 …)."""
    return _STRAIN.stand_in(clause)


def announces_lack(clause: str) -> bool:
    """Whether a folded clause only says that there are shortcomings (仍存在一些不足; the heading of the part)."""
    return bool(_ANNOUNCED.search(clause))


_NATION = Words(
    "党中央 中共中央 国务院 习近平[总书记|同志] 党的[十八|十九|二十] 我国 中央全面依法治国 国家治理 党和国家 "
    "中国式现代化 中国特色社会主义 治国理政 法治[国家|中国] 全面依法治国 国之大者 全国",
    but="全国[文明|先进|示范|性|平台|人大代表]",
)
_LOCAL = Words(
    "我[们市区县镇乡局街委办省] 全[市区县镇乡局街省] 街道 社区 [镇乡村] [市区县]委 [市区县]政府 办事处 本[局级单机] "
    "局党 辖区 科室 司法所 各部门 专题会"
)


def tells_of_nation(sentence: str) -> bool:
    """Whether a folded sentence speaks of the country's policy (党中央, 我国, 全面依法治国 …)."""
    return _NATION.stand_in(sentence)


def is_local(sentence: str) -> bool:
    """Whether a folded sentence speaks of a local body or place."""
    return _LOCAL.stand_in(sentence)
