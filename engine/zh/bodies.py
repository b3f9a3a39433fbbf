"""Clauses whose act is another body's: 区政府聘请律师 in the report of a street, 全市出庭应诉率, 指导企业修订预案.

What counts as another depends on who reports: the bureaus of a county act for its government, not for a street; its
courts and its congress act for neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from engine.model import Level
from engine.zh import HAN
from engine.zh.syntax import clauses
from engine.zh.words import Words, spelt

#: Actors whose acts are not the reporting body's own; what a superior did to it (督察) may be.
OTHERS = frozenset({"resident", "firm", "other"})
_WITHIN = (Level.STREET, Level.TOWNSHIP)
_YEAR = r"20\d\d年度?|全年|本年度|今年(?:以来)?|一年来|年内|年初|[上下]半年|1?\d月(?:\d{1,2}日|份|[初底])?"
#: What may stand before the subject of a clause; patterns of subjects begin after it.
_LEAD = re.compile(rf"(?:[一二三四五六七八九十]{{1,2}}是|其中|同时|此外|另外|据统计)?(?:{_YEAR})?")
#: What opens so is no name: 配合区司法局, 报县应急管理局.
_NO_VERB = (
    r"(?![报经由向对与和会邀请接受配协联争依按根围在为将把被跟随陪参督提代送获得以从自至到因推落贯学转承指支帮组开召举主出列加完及并均已"
    r"全今年本我累共先还也又都凡须应呈抄交委商函借运遵响积认充扎大切通利])"
)
#: What may stand between a body and its verb: a part of it and adverbs, then whom or what it deals with, and where.
_BETWEEN = (
    rf"(?:{HAN}{{1,6}}?(?:分局|[所站科股室处](?<!网站)|大队|中队|支队))?(?:{_YEAR}|还|又|也|共|已|均|累计|先后|统一|集中|分别|依法|主动|积极|牵头|严格|扎实|"
    r"持续|组织|常务会议|党组|办公室|联合)*"
)
_AT = spelt("、 在 对 向 就 为 按 将 把 以 针对 围绕 通过 依托 等")
#: How far from its body a verb may stand.
_REACH = 28
_DID = (
    r"(?:(?:法制|合法性|公平竞争)?审[核查]|聘请|选聘|印发|下发|制定|制订|制发|出台|修订|编制|开展|组织|召开|举办|推行|配备|成立|组建|设立|建立|受理|办理|办结|"
    r"审结|审理|[不免]予(?:行政)?处罚|处罚|查处|立案|作出|作为被告的|调解|化解|备案|公示|公开|公布|发布|培训|轮训|实施|完成|出庭|应诉|会前学法|学法|投入|"
    r"建成|评查|抽评|纳入|移送|约谈|问责|[现持]有|有(?=执法|持证|公职|法制))(?!了?的)"
)
_COURT_DID = (
    r"受理|审理|审结|办理|立案|执结|提起|提出|发出|制发|公开|开展|(?:生效)?(?:裁判|判决)(?:文书)?(?:自动履行|公开|上网)"
)
_CONGRESS_DID = r"审议(?:通过|决定)|表决通过|通过|制定|颁布|作出|备案审查|征集"
_NO_PART = r"(?![场民容直域区县级内外属管监]|政(?!务))"
_BUREAU = rf"(?:纪委(?:监委)?|{_NO_PART}{HAN}{{1,8}}?(?:局|厅|委员会|办公室|部门|中心))"
_REGIONAL = (
    rf"(?:政府|人民政府|里|委(?![员托])(?![派任])(?:、?.?政府|办|政法委|常委会|依法治{HAN}办|党校|{HAN}{{2}}部|{HAN}{{0,6}}?办公室)?|"
    rf"[局厅]|{_BUREAU})"
)
_TEAM = rf"{_NO_PART}{HAN}{{2,12}}?(?:大队|支队|总队)"
#: Others for whoever reports.
_NEVER_OWN = ("上级", "外", "邻", "周边", "兄弟", "某")
_NEVER_ITSELF = (
    r"(?P<body>(?:外省|外市|外地|外县|邻省|邻市|邻县|邻区|邻镇|周边市|周边县|周边区|兄弟(?:单位|街道|乡镇|县区))"
    rf"(?:某?[省市县区镇]|{HAN}{{0,4}}?[局办])?|某省|某市|某县|某区|上级(?:党委|政府|组织部门|主管|部门|机关|和|、)*)"
)
_COURTS = Words("法院 检察院 检察机关 人民法庭 审判机关")
_COURT_ACTS = rf"(?:由|{_NO_VERB})(?:{HAN}{{0,6}}?(?:法院|检察院|检察机关|人民法庭)|审判机关)"
_CONGRESS_ACTS = rf"{_NO_VERB}{HAN}{{0,4}}?人大(?:常委会)?(?:法工委|{HAN}{{2,6}}?委员会)?(?:会议)?"
_STATION = rf"{HAN}{{0,5}}?派出所|驻[镇乡区街]道?{HAN}{{2,8}}?(?:[所站]|法庭|交警[大中]?队)"
#: Firms, schools, lawyers and villages, with what they do.
_FIRMS_ACT = (
    r"(?:(?:辖区|各|园区)?(?:\d{1,4}家)?(?:重点|规上)?(?:企业|公司|商户|经营主体)(?:共|均|已|全部)?(?=聘请|修订|编制|配备)|"
    rf"(?:辖区内?|各|园区|全[镇乡县区市]|镇|中心)?(?:\d{{1,4}}[家所个])?{_NO_VERB}(?:(?![和与及]){HAN}){{0,4}}?"
    r"(?:企业|公司|商场|学校|小学|中学|幼儿园|医院|卫生院)(?:共|均|已|全部)?"
    r"(?=(?:组织|开展|举行|举办).{0,14}演练)|"
    r"(?:律师事务所|律师)为.{0,6}?(?:企业|商户|公司)(?=审[查核])|"
    rf"(?:村级|各村|{HAN}{{0,3}}?(?:国有企业|国企))(?:重大|重要|\"?三重一大\"?)?(?:事项|事务|决策)(?=.{{0,14}}集体))"
)
#: What belongs to the governments above a township, and may to their bureaus.
_PUBLIC = ("学校", "小学", "中学", "幼儿园", "医院", "卫生院")
_FIRMS_NAMED = Words("企业 公司 商户 经营主体 商场 学校 小学 中学 幼儿园 医院 卫生院 律师 村级 各村 国企")
_FIRMS_DID = Words("聘请 修订 编制 配备 演练 审[查核] 集体")
_REGION = rf"(?:由|{_NO_VERB}{HAN}{{2,4}}?)?(?<![社辖片园城小校景地灾矿库郊牧山街])"
_COUNTED_OF = (
    r"(?=行政机关|行政复议|行政诉讼|行政执法|行政应诉|各级|各部门|共|累计|平均|法院|人民调解|主动公开|一审|"
    rf"\d{{1,3}}个(?:部门|单位)|(?P<system>{HAN}{{2,8}}?系统))"
)
#: What a system of bodies (全市公安系统) is followed by, if it acts or is counted.
_SYSTEM_DID = rf"共|全年|累计|持证|执法人员|{_DID}"
#: What only a whole region has, in the report of one of its bureaus: it leads none of the bodies counted.
_REGION_WIDE = (
    r"(?=(?:各级)?行政机关负责人|行政机关(?:一审)?行政(?:应诉|诉讼)|(?:共|累计)?(?:收到|受理|办理|审结)?行政(?:复议|诉讼|应诉)|"
    r"(?:各(?:部门|单位)|\d{1,3}个(?:部门|单位))(?:主要|党政)?(?:负责人|负责同志|入企)|主动公开政府信息)"
)
_BUREAUS = rf"{_REGION}[区县市省州旗]{_REGIONAL}"
#: Bureaus that lead a work in their whole region, and report on it.
_LEADING = ("司法", "政府办", "政务", "数据")
# Of what follows, strings are compiled when they are first used: few reports need them.
#: The clause speaks of the reporting body too, or of what was done to it.
_SELF = Words(
    "我 本[局单镇乡街机院委区县市] 全[镇乡街] 来[街镇乡局] 对[街镇乡本] 督察 督查 检查 考核 巡察 反馈 指出 通报 约谈 "
    "交办 转办 移交 委托 授权 赋权 下放 批复 要求 部署 指导 获 荣 排名 第[一二三0123456789] 率先 首 被告 会同 联合 "
    "共同 支持 帮助",
    but="检查次数 首[次违]",
)
#: Where somebody acts: names of the reporting body in it are no sign that it acts too.
_PLACES = (
    r"在(?:我|本|全)?(?:[镇乡县区市]|街道)(?:辖区|境内|范围)?|(?:我|本)(?:[镇乡县区市]|街道)(?:辖区|境内)|"
    r"驻(?:[镇乡区]|街道?)"
)
#: Somebody of the reporting body took part.
_TAKES_PART = Words("参加 参训 参会 派员 选派 选送 配合 会同 联合 协同 共同 牵头 起草 提请 代拟")
#: It brought the others together in a clause before.
_BRINGS = Words("会同 联合 共同 牵头 邀请 协调 联系 召集 报请 推动 督促 组织")
_NAMES_SELF = Words("我[局委办院镇乡街县区市省们] 本[局单镇乡街机院委区县市]")
_STREET_SELF = rf"街道|(?<!城)[镇乡](?!村振兴|{HAN}{{0,2}}局)"
#: A clause that opens so tells what the body made of what another did.
_ANSWERS = (
    r"(?:并|且|均|已|现|目前)*(?:对照|据此|随即|逐[项条一]|认真|结合|按要求|按时|按期|及时|全部)|司法所|(?:综合行政)?执法[大中]?队|"
    r"办事处|党[工委组]|机关|班子|各?(?:村|社区|科室|站所)"
)
#: What was sent to the body is answered.
_ANSWERED = r"(?:已|均|全部|按期|按时|及时|限期|书面|逐项|完成)[^，督]{0,6}?(?:整改|回复|采纳|反馈|办结|落实|履行)"
#: Advice of a court to one organ, not to all of a region.
_TO_ONE = (
    r"[向对](?!各|全|社会|企业|群众|当事人|涉案|有关|相关|辖区|行政机关|职能部门).{0,10}?"
    r"(?:局|厅|政府|委|部门|街道|[镇乡])"
)
#: What the firms guided go on to do in the clauses after.
_GOES_ON = (
    r"(?!.*(?:街道|我|本[局镇乡]))(?:聘请|建立|修订|制定|编制|完善|签订|配备|设立|健全)|"
    r"(?:开展|组织)(?:应急)?演练"
)
_GUIDED = re.compile(
    r"(?:指导|督促|引导|推动|鼓励|支持|协助|帮助).{0,8}(?:企业|公司|学校|医院|商户|经营主体|市场主体|经营户|工地|商场|工厂)[^，：\d]{0,3}?"
    r"(?P<act>聘请|建立|修订|制定|编制|完善|签订|配备|设立|健全|开展|组织)"
)
#: Who puts people in office is whose act it is, whomever it is done to (市委提拔我县干部3名).
_PUTS_IN_OFFICE = Words("提拔 提任 任命 任用 重用 选拔 晋升 考察")
_MAY_PUT_IN_OFFICE = (
    r"(?:(?!要求|部署|指导|督促|同意|批[准复]|意见|精神|规定|文件|开展的|书记)[^，、]){0,16}?"
    rf"(?:提拔|提任|任命|任用|重用|选拔|晋升|考察(?={HAN}{{0,8}}?(?:干部|班子|人选|对象|领导)))(?!了?的)"
)
#: Cases are whose power they are decided by: who helped has none of his own.
_HELPED = (
    r"(?:配合|协助).{1,24}?(?:局|部门|机关|公安|[大支]队|法院|检察院).{0,24}?"
    r"(?P<act>立案|作出(?:行政)?处罚|查处.{0,10}案件|办理.{0,10}案件|侦[破办])"
)
_HELPS = Words("配合 协助")
_CASE_GOES_ON = r"(?:并处|共|累计)?(?:罚没?款|处罚|没收|行政拘留|刑事拘留|抓获|结案|办结|移送)"


def _opening(body: str, whole: str) -> str:
    """Pattern of what opens the clause of another: ``body`` are patterns of others, ``whole`` of regions of many."""
    return rf"(?:(?P<told>全[{whole})|(?P<body>国务院|{body}))"


def _openings(level: Level, issuer: str) -> re.Pattern[str]:
    """What a clause opens with whose act is another body's; a county-level city is told by its name."""
    if level in _WITHIN:
        return re.compile(
            _opening(rf"{_STATION}|{_REGION}[区县市省州旗](?:{_REGIONAL}|{_TEAM})", rf"国区县市省州旗]{_COUNTED_OF}")
        )
    if level is Level.DEPARTMENT:
        return _openings_of_bureau(issuer)
    if level is Level.COUNTY and not re.search(r"市(?:人民)?(?:政府)?$", issuer):
        return re.compile(_opening(rf"{_REGION}[市省州](?:{_REGIONAL}|{_TEAM})", rf"国市省州]{_COUNTED_OF}"))
    if level is Level.PROVINCE:
        return re.compile(_opening(rf"中央{HAN}{{0,8}}?", rf"国]{_COUNTED_OF}"))
    return re.compile(_opening(rf"{_REGION}省{_REGIONAL}", rf"国省]{_COUNTED_OF}"))


def _openings_of_bureau(issuer: str) -> re.Pattern[str]:
    """The same in the report of a bureau: its own region has more bodies than it leads, those above all the more."""
    if issuer.endswith("厅") or _is_of(issuer, "省"):
        return re.compile(_opening(_BUREAUS, rf"国]{_COUNTED_OF}"))
    if any(word in issuer for word in _LEADING):
        return re.compile(_opening(_BUREAUS, rf"国省]{_COUNTED_OF}"))
    if _is_of(issuer, "市州"):
        return re.compile(_opening(_BUREAUS, rf"国省]{_COUNTED_OF}|全[区县市州]{_REGION_WIDE}"))
    return re.compile(_opening(_BUREAUS, rf"国省市州]{_COUNTED_OF}|全[区县市州]{_REGION_WIDE}"))


def _is_of(issuer: str, regions: str) -> bool:
    """Whether a bureau is that of a region of these letters (沅江市交通运输局), no branch below it."""
    named = re.findall(r"(?<![城园社街])[省市州区县旗](?![场政])", issuer)
    return bool(named) and named[-1] in regions and not issuer.endswith("分局")


class Others:
    """The bodies that are not the one that reports."""

    def __init__(self, level: Level, issuer: str) -> None:
        """``issuer`` is the folded name of the reporting body."""
        self._level, self._issuer = level, issuer
        self._opening = _openings(level, issuer)

    def acts(self, sentence: str) -> Iterator[int]:
        """Where in a folded sentence clauses begin whose act is another body's."""
        for start, end in clauses(sentence):
            clause = sentence[start:end]
            subject = self._subject(clause)
            if subject is not None and self._puts_in_office(clause, *subject):
                yield start
                continue
            if subject is None or _TAKES_PART.stand_in(sentence[start:]):
                continue
            kind, match = subject
            rest = clause[match.end() :]
            if kind != "told":
                did = _verb(kind, rest[:_REACH])
                if did is None:
                    continue
                rest = rest[: did.start()] + rest[did.end() :]
            if kind == "court" and (re.search(_ANSWERED, sentence[start:]) or re.search(_TO_ONE, rest)):
                continue
            if kind == "body" and (self._is_own(match["body"], clause) or _BRINGS.stand_in(sentence[:start])):
                continue
            rest = re.sub(_PLACES, "", rest)
            if not _SELF.stand_in(rest) and not (self._level in _WITHIN and re.search(_STREET_SELF, rest)):
                yield start

    def _puts_in_office(self, clause: str, kind: str, subject: re.Match[str]) -> bool:
        """Whether a body that is not the issuer chooses who is to hold an office."""
        if kind != "body" or not _PUTS_IN_OFFICE.stand_in(clause) or self._is_own(subject["body"], clause):
            return False
        return re.compile(_MAY_PUT_IN_OFFICE).match(clause, subject.end()) is not None

    def _subject(self, clause: str) -> tuple[str, re.Match[str]] | None:
        """Kind of the subject that opens a clause, if it is another, and where it stands; "told" says all by itself."""
        lead = _LEAD.match(clause)
        start = lead.end() if lead else 0
        firms = _FIRMS_NAMED.stand_in(clause) and _FIRMS_DID.stand_in(clause)
        if firms and (match := re.compile(_FIRMS_ACT).match(clause, start)):
            public = self._level not in _WITHIN and match[0].rstrip("共均已全部").endswith(_PUBLIC)
            return None if public else ("told", match)
        if _COURTS.stand_in(clause) and (match := re.compile(_COURT_ACTS).match(clause, start)):
            return "court", match
        if "人大" in clause and (match := re.compile(_CONGRESS_ACTS).match(clause, start)):
            return "congress", match
        if clause.startswith(_NEVER_OWN, start) and (match := re.compile(_NEVER_ITSELF).match(clause, start)):
            return "body", match
        opened = self._opening.match(clause, start)
        if opened is None or (opened["system"] and not re.compile(_SYSTEM_DID).match(clause, opened.end("system"))):
            return None
        return "told" if opened["body"] is None else "body", opened

    def names_self(self, clause: str) -> bool:
        """Whether a folded clause names the reporting body as such (我局, 本镇, in the report of a street 街道)."""
        return (
            _NAMES_SELF.stand_in(clause)
            or re.match(_ANSWERS, clause) is not None
            or (self._level in _WITHIN and re.search(_STREET_SELF, clause) is not None)
        )

    def _is_own(self, body: str, clause: str) -> bool:
        """Whether a body is the issuer, perhaps by a shorter name (市交通局 or 市局 for 沅江市交通运输局)."""
        if self._level is not Level.DEPARTMENT:
            return False
        if self._issuer.endswith("分局"):
            return self._issuer[-3:] in clause
        bureau = re.sub(rf"^{HAN}*?(?=[区县市省州旗])|(?<=[局厅]).*|、.*", "", body)
        if len(bureau) == 2:
            return bureau[1] in "局厅" and _is_of(self._issuer, bureau[0])
        letters = iter(self._issuer)
        return all(char in letters for char in bureau)


def _verb(kind: str, rest: str) -> re.Match[str] | None:
    """What a subject that opens a clause does in the rest of it, if nothing but that can be meant."""
    if kind == "court":
        did = re.search(_COURT_DID, rest)
    elif kind == "congress":
        did = re.search(_CONGRESS_DID, rest)
    else:
        did = re.search(_DID, rest)
    if did is None:
        return None
    between = rest[: did.start()]
    told = re.match(_BETWEEN, between)
    left = between[told.end() :] if told else between
    return did if not left or left.startswith(_AT) else None


@lru_cache(maxsize=32)
def others_of(level: Level, issuer: str) -> Others:
    """The bodies that are not the one of this level and name."""
    return Others(level, issuer)


def guided(clause: str) -> int | None:
    """Where in a folded clause the act of firms begins that the body guided (指导企业|修订预案)."""
    match = _GUIDED.search(clause)
    return match.start("act") if match else None


def helped(clause: str) -> int | None:
    """Where in a folded clause the case of an organ begins that the body helped with (配合县公安局|立案5件)."""
    match = re.match(_HELPED, clause) if _HELPS.stand_in(clause) else None
    return match.start("act") if match else None


def goes_on(clause: str, actor: str) -> bool:
    """Whether a folded clause without a subject goes on with what the firms guided, or the organ helped, did before."""
    if actor == "firm":
        return re.match(_GOES_ON, clause) is not None
    return re.match(_CASE_GOES_ON, clause) is not None
