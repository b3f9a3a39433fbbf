"""Clauses of a town's or a street's report that another one opens: 龙潭镇综治中心排查纠纷86件 in that of 石桥镇.

The parts of the town itself, under its name, act for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.zh import HAN
from engine.zh.syntax import clauses
from engine.zh.words import spelt

#: A government or a part of it behind the name of its town; 城乡 and 集镇 are no names.
_ACTING = (
    rf"(?:20\d\d年度?|全年|今年(?:以来)?|本年度|年内|一年来|[上下]半年|目前)?(?:{HAN}{{1,4}}?[县区市])?"
    rf"(?P<body>(?P<name>{HAN}{{2,4}}?)(?:街道(?:办事处|党工委)|镇(?:党委|人民政府)|乡(?:党委|人民政府)|"
    r"(?:街道|(?<![城集古建重强])镇|(?<![城水家老同返下])乡)(?:社会治安)?"
    r"(?:综治中心|便民服务中心|党群服务中心|矛调中心|综合(?:行政)?执法[大中]?队|执法[大中]?队|司法所|人民调解委员会|调委会|"
    r"(?:综治|平安法治|平安|党政|应急|综合执法)办(?:公室)?)))"
)
#: What a name has not, nor words before it that tell of another town for its own sake (旁听南湾, 各, 试点).
_NO_NAME = (
    r"[各全本该我所有由对向和与及在为将被经区县市省以立据受请报按照如即任书记主上下级从到给同至原两几多个邻别他外镇乡街]|"
    r"基层|相关|办[事结]|联合|配合|会同|协[同助]|参照|借鉴|学习|邀请|建制|收到|接收|来自|社区|试点|示范|先进|部分|兄弟|重点|落后|片区|"
    r"抽查|旁听|观摩|走访|支援|帮[助扶]|对[标口]|通报|借调|检查|督[导查]|指导|考察|评查|调研|诉|承接|接受|受理|取经|吸取|推广|召开"
)
#: What names of towns end in; verbs before 街道 and 镇 do not (依托街道综治中心, 强化镇党委领导), but for these words.
_PLACES = frozenset(
    "湾潭溪江河湖池渡港洲沙石桥店集营寨堡庄楼台亭塔寺庙井坑洞沟墩岛滩浦圩冲坳垭峪峰崖泽洪淀泊源泉川甸坡岩埠岭岗坪坝塘"
    "口头山林木田园村屯场城阳光明平安宁康乐德仁兴隆昌盛华丰福泰升旗凤龙虎马牛羊鹤桂梅兰竹松柏柳杨榆槐桐枫桃李杏荷莲花"
    "金银铜玉珠红青白东南西北海州"
)
_WORDS = frozenset(
    (
        "召集 收集 征集 筹集 聚集 归集 采集 汇集 经营 运营 民营 国营 平台 后台 出台 窗台 窗口 出口 入口 人口 路口 "
        "进口 牵头 带头 领头 源头 龙头 校园 公园 家园 花园 农村 现场 市场 全城 进城 县城 入城 阳光 文明 证明 说明 "
        "表明 声明 水平 公平 和平 治安 公安 保安 平安 健康 安康 娱乐 道德 品德 振兴 新兴 中华 幸福 造福 提升 上升 "
        "晋升 攀升 跃升 资源 来源 能源 电源 水源 上岗 在岗 定岗 门店 商店 基石"
    ).split()
)
#: Another town is told of for its own sake: it shares a work or comes to see, or is a lesson.
_TOLD_OF = (
    r"与|[会一]同|同[我本]|联合|共同|协[作助同]|配合|来[我访]|到我|交流|观摩|案例|经验|做法|表彰|通报|典型|考察|学习|借鉴|荣获|获评|"
    r"划[转入归]|移[送交]|转[来交办]|并入|合并|撤销|整合|更名|共建|支援|邀请|委托|发生|教训|借调|抽调|、|"
    r"[我本](?:街道|镇|乡|办|街|地|辖区|区域)"
)
#: Stands in whatever names a town.
_MAY_ACT = spelt("街道 镇 乡")


def is_other_town(name: str, issuer: str) -> bool:
    """Whether folded letters before 镇, 乡 or 街道 name another one than the issuer does; in doubt they do not."""
    own = any(name[start:] in issuer for start in range(len(name) - 1))
    return name[-1] in _PLACES and name[-2:] not in _WORDS and not own and not re.search(_NO_NAME, name)


def other_towns(sentence: str, issuer: str) -> Iterator[tuple[int, int, int]]:
    """Where in a folded sentence clauses begin that another town than the issuer opens, and where it is named."""
    if not any(word in sentence for word in _MAY_ACT) or re.search(_TOLD_OF, sentence):
        return
    for start, end in clauses(sentence):
        match = re.compile(_ACTING).match(sentence, start, end)
        if match and is_other_town(match["name"], issuer):
            yield start, *match.span("body")
