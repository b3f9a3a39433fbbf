"""Clauses whose act is another body's: 区政府聘请律师 in the report of a street, 全市出庭应诉率, 指导企业修订预案.

What counts as another depends on who reports: the bureaus of a county act for its government, not for a street.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from engine.model import Level
from engine.zh import HAN

#: Actors whose acts are not the reporting body's own; what a superior did to it (督察) may be.
OTHERS = frozenset({"resident", "firm", "other"})
_WITHIN = (Level.STREET, Level.TOWNSHIP)
_YEAR = r"20\d\d年|全年|本年度|今年|年内|1?\d月(?:\d{1,2}日)?"
_LEAD = rf"(?:^|(?<=[，：]))(?:[一二三四五六七八九十]{{1,2}}是|其中|同时|此外|另外)?(?:{_YEAR})?"
_SAID = r"(?:还|又|也|共|已|全年|今年|年内|累计|先后|统一|集中|分别|常务会议|党组|办公室){0,2}"
_DID = (
    r"(?:聘请|选聘|印发|制定|制订|出台|修订|编制|组织|开展|召开|举办|推行|配备|成立|组建|设立|建立|受理|办理|办结|审结|审理|处罚|查处|立案|"
    r"调解|化解|审查|审核|备案|公示|公开|公布|发布|培训|轮训|实施|完成|出庭|应诉|会前学法|学法|投入|建成|评查)(?!了?的)"
)
_REGIONAL = (
    rf"(?:政府|人民政府|里|委(?![员托派任])(?:、?[省市区县州]?政府|办|政法委|常委会|依法治{HAN}办|{HAN}{{0,6}}?办公室)?|"
    rf"(?![场民容直域区县级内外属管政监]){HAN}{{1,8}}?(?:局|厅|委员会|办公室))"
)
_NEIGHBOUR = (
    r"(?:(?:外省|外市|外地|外县|邻省|邻市|邻县|邻区|邻镇|周边市|周边县|周边区|兄弟(?:单位|街道|乡镇|县区))"
    rf"(?:某?[省市县区镇]|{HAN}{{0,4}}?[局办])?|某省|某市|某县|某区)"
)
_COURT = rf"{HAN}{{0,6}}?(?:法院|检察院)(?:共|全年|今年|累计)?(?=受理|审理|审结|办理|立案|执结|提起)"
_STATION = rf"{HAN}{{0,5}}?派出所(?:共|全年|今年|累计)*(?=办理|查处|立案|侦破|处罚|抓获|行政拘留)"
_FIRMS = (
    r"(?:辖区|各|园区)?(?:\d{1,4}家)?(?:重点|规上)?(?:企业|公司|商户|经营主体)(?:共|均|已|全部)?(?=聘请|修订|编制|配备)"
)
_REGION = rf"{HAN}{{0,4}}?(?<![社辖片园城小校景地灾矿库郊牧山])"
_COUNTED_OF = r"(?=行政机关|行政复议|行政诉讼|行政执法|行政应诉|各级|各部门|共|累计|平均|法院|人民调解)"
# The next five are strings, compiled when they are first used: few reports need them.
#: The clause speaks of the reporting body too, or of what was done to it.
_SELF = (
    r"我|本[局单镇乡街机院委区县市]|辖区|全[镇乡街]|来[我街镇乡局]|对[街镇乡本]|督察|督查|检查|考核|巡察|反馈|指出|通报|约谈|交办|转办|移交|委托|授权|赋权|"
    r"下放|批复|要求|部署|指导|获|荣|排名|第[一二三\d]|率先|首|被告|会同|联合|共同|支持|帮助"
)
#: Somebody of the reporting body took part.
_TAKES_PART = r"参加|参训|参会|派员|选派|选送|配合|会同|联合|协同|共同|牵头|起草|代拟"
_NAMES_SELF = r"我[局委办院镇乡街县区市省]|我街道|本[局单镇乡街机院委区县市]"
_STREET_SELF = rf"街道|[镇乡](?!{HAN}{{0,2}}局)"
#: What the firms guided go on to do in the clauses after.
_GOES_ON = (
    r"(?![^，。；]*(?:街道|我|本[局镇乡]))(?:聘请|建立|修订|制定|编制|完善|签订|配备|设立|健全)|"
    r"(?:开展|组织)(?:应急)?演练"
)
_GUIDED = re.compile(
    r"(?:指导|督促|引导|推动|鼓励|支持|协助|帮助)[^，。；：]{0,8}(?:企业|公司|学校|医院|商户|经营主体|市场主体|经营户|工地|商场|工厂)[^，。；：\d]{0,3}?"
    r"(?P<act>聘请|建立|修订|制定|编制|完善|签订|配备|设立|健全|开展|组织)"
)


def _opening(body: str, whole: str, more: str = "") -> str:
    """Pattern of an opening: ``body`` and ``more`` are patterns, ``whole`` the regions of 全市, 全省 and the like."""
    return (
        rf"{_LEAD}(?:{_FIRMS}|{_COURT}|(?:{_NEIGHBOUR}|国务院|(?P<body>{body})){_SAID}{_DID}|"
        rf"全[{whole}]{_COUNTED_OF}{more})"
    )


def _openings(level: Level, issuer: str) -> re.Pattern[str]:
    """What a clause opens with whose act is another body's; a county-level city is told by its name."""
    if level in _WITHIN:
        return re.compile(_opening(rf"{_REGION}[区县市省州旗]{_REGIONAL}", "国区县市省州旗", rf"|{_STATION}"))
    if level is Level.DEPARTMENT:
        return re.compile(_opening(rf"{_REGION}[区县市省州旗]{_REGIONAL}", "国省"))
    if level is Level.COUNTY and not re.search(r"市(?:人民)?(?:政府)?$", issuer):
        return re.compile(_opening(rf"{_REGION}[市省州]{_REGIONAL}", "国市省州"))
    if level is Level.PROVINCE:
        return re.compile(_opening(rf"中央{HAN}{{0,8}}?", "国"))
    return re.compile(_opening(rf"{_REGION}省{_REGIONAL}", "国省"))


class Others:
    """The bodies that are not the one that reports."""

    def __init__(self, level: Level, issuer: str) -> None:
        """``issuer`` is the folded name of the reporting body."""
        self._level, self._issuer = level, issuer
        self._opening = _openings(level, issuer)

    def acts(self, sentence: str) -> Iterator[int]:
        """Where in a folded sentence clauses begin whose act is another body's."""
        found = [match for match in self._opening.finditer(sentence) if not self._is_own(match["body"] or "")]
        if not found or re.search(_TAKES_PART, sentence):
            return
        for match in found:
            comma = sentence.find("，", match.end())
            rest = sentence[match.end() : comma if comma >= 0 else len(sentence)]
            if not re.search(_SELF, rest) and not (self._level in _WITHIN and re.search(_STREET_SELF, rest)):
                yield match.start()

    def names_self(self, clause: str) -> bool:
        """Whether a folded clause names the reporting body as such (我局, 本镇, in the report of a street 街道)."""
        return re.search(_NAMES_SELF, clause) is not None or (
            self._level in _WITHIN and re.search(_STREET_SELF, clause) is not None
        )

    def _is_own(self, body: str) -> bool:
        """Whether a body is the issuer, perhaps by a shorter name (市交通局 for 沅江市交通运输局)."""
        if not body or self._level is not Level.DEPARTMENT:
            return False
        letters = iter(self._issuer)
        return all(char in letters for char in re.sub(rf"^{HAN}*?(?=[区县市省州旗])", "", body))


@lru_cache(maxsize=32)
def others_of(level: Level, issuer: str) -> Others:
    """The bodies that are not the one of this level and name."""
    return Others(level, issuer)


def guided(clause: str) -> int | None:
    """Where in a folded clause the act of firms begins that the body guided (指导企业|修订预案)."""
    match = _GUIDED.search(clause)
    return match.start("act") if match else None


def goes_on(clause: str) -> bool:
    """Whether a folded clause without a subject goes on with what the firms guided before it did."""
    return re.match(_GOES_ON, clause) is not None
