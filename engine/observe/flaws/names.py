"""Names that are wrong, out of date, another body's, or of private persons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from engine.model import Level, Outline, SectionKind
from engine.observe.flaws.flaw import Flaw
from engine.observe.statements import Point
from engine.rulebook.rule import Source
from engine.zh import HAN
from engine.zh.dates import years
from engine.zh.persons import private_names
from engine.zh.towns import is_other_town, other_towns
from engine.zh.width import fold
from engine.zh.words import spelt

_WORK = {SectionKind.MEASURES, SectionKind.LEADER}
_WITHIN = {Level.STREET, Level.TOWNSHIP}
# What is a string is compiled when it is first used: few reports need it.
_KINDS_OF_BODY = ("街道办事处", "街道党工委", "镇党委", "镇人民政府", "乡党委", "乡人民政府")
_OTHER_BODY = rf"(?<!{HAN})(?P<name>{HAN}{{2,5}}?)(?:{'|'.join(_KINDS_OF_BODY)})"
#: What another body does here of right: it hands over, comes along, shares.
_SHARED = (
    r"移[送交]|转[来交办送]|共同|联合|协[作助]|来[访函我]|交流|共建|签订|商请|委托|划[转入归]|下放|派[出驻来]|选派|"
    r"案卷|一案|败诉|庭审|[^，。；]{0,6}(?:诉讼|案例|经验|做法|来我|来本)"
)
#: Who speaks of itself beside another body keeps the two apart.
_OURSELVES = r"[我本](?:街道|镇|乡|办|街|地|辖区|区域)"
_WITH = r"[与同和向对赴到由]|联合"
#: Words beside an old title that show it is known to be old.
_KNOWN_OLD = (
    r"废止|失效|取代|代替|替[代换]|更换|不同|区别|对比|比较|变迁|历程|沿革|整理|档案|发生时|有效的|援引|旧[案法]|老法|颁布|故事|回忆|编[入纂]|修订[为合]|到《|改引|删除|"
    r"原(?!因)[^，。]{0,4}《|旧|更新|当时|此前|以前|时期|修改|清理|衔接|终期|收官|总结|评估|期间|变化"
)
#: The edition of a law behind its title: 《…法》（2017年修正）.
_EDITION = re.compile(r"（(?P<year>(?:19|20)\d\d)年?[^（）]{0,4}(?:修正|修订|公布|施行|通过|版|文本)）")
#: Words beside a wrong title that show it is told of as a mistake.
_MENDED = spelt("误 错 更正 改正 纠正 订正 校[对核正] 勘 不规范 不准确 名称不符 应[为是写] 改[为成] 统一为")
#: What ends a title of a document of its own kind: 规定 and 规范, 指导意见 and 实施意见 are no slips.
_KINDS = frozenset(
    (
        "规定 规范 规程 规则 条例 条款 办法 方法 意见 方案 细则 "
        "通则 准则 纲要 规划 计划 决定 决议 通知 通告 清单 指南 指引"
    ).split()
)
#: Whoever bears such a title is named for the office (李国强律师); what goes on like this is no person (雷锋志愿队).
_IN_OFFICE = (
    r"(?:同志)?(?:律师|主任|书记|法官|检察官|警官|民警|所长|队长|局长|镇长|乡长|县长|区长|科长|处长|站长|院长|庭长|主席|委员|代表|"
    r"调解员|网格员|志愿者|医生|医师|教授|校长|老师|（[^）]{0,4}化名)|"
    r"志愿|服务队|工作室|调解室|小区|学校|学堂|书院|[村镇乡路街巷县市区]"
)
#: Characters that given names are made of; words that follow a role seldom are (周末, 许诺, 徐州籍, 李家湾).
_GIVEN = frozenset(
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玉萍红娥玲芬燕彩春菊凤洁梅琳素云莲真环雪荣爱妹香月莺媛"
    "瑞凡佳嘉琼勤珍贞莉娣叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓荷丹蓉眉君琴蕊薇菁梦岚苑筠柔竹"
    "霭凝晓欢霄枫芸菲寒欣滢伊宜馨建国志文海林德光新永世广义兴良山仁波宁贵福生龙元全胜学祥才发武利清飞彬富顺信"
    "子轩浩宇然涵梓睿泽博雨诗思雅立小安岩中茂进坚和彪诚震振壮群豪心邦承乐绍功松善厚庆民友裕河哲江亮政谦亨奇固"
    "翰朗伯宏若鸣朋斌梁栋维启克伦翔旭鹏晨辰士树炎远东成长康星阳喜连双根银金宝娇俊辉峰健鑫淑惠慧珠翠芝凯培昌盛"
    "业存忠孝礼智毅恒守传少运达耀灿坤乾景益道保正水火土木芹楠琪萱怀佩巧冬夏开先仙桃洪霖熙沐宸妤桐昊皓煜钧钰铭"
    "锋钢铁鸿奎魁旺柱栓财禄寿芷萌璇璟玮珂琛瑜淼潇澜焕炳钊劲嵩峻岳帆希彤悦恩昕昭晖晗柏桦楚毓沛泓润淇滨烨焱畅盈"
    "聪航艺蕾虎贝赫跃逸迪铮锐锡闯隆雄雯雷韬韵骏鹤麟"
)
#: Titles shorter than this are compared by single letters only, longer ones by their likeness.
_LONG_TITLE, _SHORTEST_TITLE = 8, 5
_LIKE = 0.9


def misnamed(points: Iterable[Point], sources: tuple[Source, ...]) -> Iterator[Flaw]:
    """Titles that are nearly, but not quite, those of documents known to the pack."""
    right, known = _known(sources)
    for point in points:
        for start, end in point.titles:
            title = point.text[start + 1 : end - 1]
            if title in right:
                continue
            bare = _bare(title)
            true = known.get(bare)
            if _told_as_mistake(point, start):
                continue
            if true is not None:
                if "（" in title and "（" in true and _other_years(title, true):
                    yield Flaw("titles.misnamed", point.folded.span(start, end), f"应为《{true}》")
                continue
            near = next((one for one in known if len(one) == len(bare) and _alike(one, bare)), None)
            if near:
                yield Flaw("titles.misnamed", point.folded.span(start, end), f"应为《{known[near]}》")


@lru_cache(maxsize=4)
def _known(sources: tuple[Source, ...]) -> tuple[frozenset[str], dict[str, str]]:
    """Right titles as folded, and by their bare form the one in force the longest."""
    lasting = sorted(sources, key=lambda source: source.expires or 9999)
    return (
        frozenset(fold(source.title).text for source in sources),
        {_bare(source.title): fold(source.title).text for source in lasting if len(source.title) >= _SHORTEST_TITLE},
    )


@lru_cache(maxsize=1024)
def _bare(title: str) -> str:
    return re.sub(r"（[^）]{0,60}）|^中华人民共和国|^中共中央|^国务院", "", fold(title).text)


def _told_as_mistake(point: Point, position: int) -> bool:
    sentence = next(one for one in point.sentences if position < one.end)
    words = point.text[sentence.start : sentence.end]
    outside = re.sub(r"《[^》]{0,120}》", "", words)
    return any(word in outside for word in _MENDED)


def _other_years(title: str, true: str) -> bool:
    """Whether a title names other years than the right one; years after those are of a document that followed it."""
    named, right = (re.findall(r"20\d\d", one) for one in (title, true))
    return bool(named) and named != right and (not right or named[0] < right[-1])


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> bool:
    """Whether two titles of equal length differ by a slip of the pen; two kinds of documents are no slip."""
    kinds = {one[-2:], other[-2:]}
    if (len(kinds) > 1 and kinds <= _KINDS) or (kinds == {"意见"} and one[-4:-2] != other[-4:-2]):
        return False
    if len(one) < _LONG_TITLE:
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    if sum([char in other for char in one]) < _LIKE * len(one):  # no order of their characters makes them so alike
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKE


def expired(points: Iterable[Point], sources: tuple[Source, ...], year: int | None) -> Iterator[Flaw]:
    """Documents, and editions of them, that are cited as if in force in a report year that they do not govern."""
    if year is None:
        return
    known = _by_title(sources)
    for point in points:
        for start, end in point.titles:
            source = known.get(point.text[start + 1 : end - 1].removeprefix("中华人民共和国"))
            note = _past(source, year, _EDITION.match(point.text, end)) if source else ""
            if source is None or not note:
                continue
            sentence = next(one for one in point.sentences if start < one.end)
            words = point.text[sentence.start : sentence.end]
            then = [one for one in years(re.sub(r"《[^》]{0,120}》", "", words)) if one <= (source.expires or 0)]
            if not then and not re.search(_KNOWN_OLD, words):
                yield Flaw("titles.expired", point.folded.span(start, end), note)


@lru_cache(maxsize=4)
def _by_title(sources: tuple[Source, ...]) -> dict[str, Source]:
    return {fold(source.title).text: source for source in sources}


def _past(source: Source, year: int, edition: re.Match[str] | None) -> str:
    """Why a document, or the edition of it that is cited, does not govern a report year; empty if it does."""
    if source.expires is not None and source.expires < year:
        now = f"，现为《{source.replaced_by}》" if source.replaced_by else ""
        return f"《{source.title}》只适用到{source.expires}年度{now}"
    effective = source.effective or ""
    # A law that came into force during the year does not make a citation of the old one wrong in that year's report.
    rules = bool(effective) and (int(effective[:4]) < year or effective == f"{year}-01-01")
    passed = (source.date or effective)[:4]
    if edition and rules and edition["year"] < passed:
        return f"《{source.title}》已于{passed}年修订，引用的是{edition['year']}年的文本"
    return ""


def other_bodies(points: Iterable[Point], outline: Outline) -> Iterator[Flaw]:
    """Another street or town, or a part of it, acting in the report of one, as text taken over from it leaves it."""
    issuer = outline.issuer.value or ""
    if outline.level.value not in _WITHIN or not any(kind in issuer for kind in ("街道", "镇", "乡")):
        return
    for point in points:
        if point.section in _WORK | {SectionKind.PREAMBLE}:
            for start, end in sorted({*_governments(point, issuer), *_openers(point, issuer)}):
                note = f"出现了“{point.text[start:end]}”，本报告的机关是{issuer}"
                yield Flaw("bodies.other", point.folded.span(start, end), note)


def _governments(point: Point, issuer: str) -> Iterator[tuple[int, int]]:
    """Where the government of another street or town is named in the text of a point as one that acts."""
    text = point.text
    for match in re.compile(_OTHER_BODY).finditer(text, point.body) if any(k in text for k in _KINDS_OF_BODY) else ():
        start, end = match.span()
        sentence = next(one for one in point.sentences if start < one.end)
        beside = re.search(_WITH, text[point.clause_at(start).start : start])
        ours = re.search(_OURSELVES, text[sentence.start : sentence.end])
        shared = re.search(_SHARED, text[end : end + 12])
        if is_other_town(match["name"], issuer) and not (beside or ours or shared):
            yield start, end


def _openers(point: Point, issuer: str) -> Iterator[tuple[int, int]]:
    """Where another street or town, or a part of it, opens a clause."""
    for sentence in point.sentences:
        if sentence.start >= point.body:
            for _, start, end in other_towns(point.text[sentence.start : sentence.end], issuer):
                yield sentence.start + start, sentence.start + end


def named_persons(point: Point) -> Iterator[Flaw]:
    """Clauses with the full name of a petitioner, a minor or another private person.

    In doubt whether it is a name, or that of one who acts by office, it is none.
    """
    for start, end in private_names(point.text):
        after = (re.compile(_IN_OFFICE).match(point.text, place) for place in (start + 2, end))
        if not _GIVEN.issuperset(point.text[start + 1 : end]) or any(after):
            continue
        clause = point.clause_at(start)
        yield Flaw("persons.named", point.folded.span(clause.start, clause.end), "")
