"""Names that are wrong, out of date, another body's, or of private persons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from engine.model import Outline, SectionKind
from engine.observe.flaws.flaw import Flaw
from engine.observe.statements import Point
from engine.rulebook.rule import Source
from engine.zh import HAN
from engine.zh.persons import private_names
from engine.zh.width import fold

_WORK = {SectionKind.MEASURES, SectionKind.LEADER}
_OTHER_BODY = re.compile(
    rf"(?<!{HAN})(?P<name>{HAN}{{2,5}}?)(?P<kind>街道办事处|街道党工委|镇党委|镇人民政府|乡党委|乡人民政府)"
)
# The next three are strings, compiled when they are first used: few reports need them.
_NO_NAME = (
    r"[各全本该我所有由对向和与及在为将被经区县市省以立据受请报按照如即任书记主上下级从到给同至]|"
    r"基层|相关|办[事结]|联合|配合|会同|协[同助]|参照|借鉴|学习|邀请|建制|收到|接收|来自"
)
#: What another body does here of right: it hands over, comes along, shares.
_SHARED = r"移[送交]|转[来交办送]|共同|联合|协[作助]|来[访函我]|交流|共建|签订|商请|委托"
#: Words beside an old title that show it is known to be old.
_KNOWN_OLD = (
    r"废止|失效|取代|代替|替代|"
    r"原(?!因)[^，。]{0,4}《|旧|更新|当时|此前|以前|时期|修改|清理|衔接|终期|收官|总结|评估|期间|变化"
)
#: The edition of a law behind its title: 《…法》（2017年修正）.
_EDITION = re.compile(r"（(?P<year>(?:19|20)\d\d)年?[^（）]{0,4}(?:修正|修订|公布|施行|通过|版|文本)）")
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
            if true is not None:
                if "（" in title and "（" in true and _years_in(title) and _years_in(title) != _years_in(true):
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


def _years_in(title: str) -> list[str]:
    return re.findall(r"20\d\d", title)


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> bool:
    """Whether two titles of equal length differ by a slip of the pen."""
    if len(one) < _LONG_TITLE:
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
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
            if not note:
                continue
            sentence = next(one for one in point.sentences if start < one.end)
            if not re.search(_KNOWN_OLD, point.text[sentence.start : sentence.end]):
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
    """Another street or town acting in this report, as text taken over from its report leaves it."""
    issuer = outline.issuer.value or ""
    if not issuer or not re.search(r"街道|镇|乡", issuer):
        return
    for point in points:
        if point.section not in _WORK | {SectionKind.PREAMBLE}:
            continue
        text = point.text[point.body :]
        for match in _OTHER_BODY.finditer(text):
            name, after = match["name"], text[match.end() : match.end() + 8]
            if name not in issuer and not re.search(_NO_NAME, name) and not re.search(_SHARED, after):
                where = point.folded.span(point.body + match.start(), point.body + match.end())
                yield Flaw("bodies.other", where, f"出现了“{match[0]}”，本报告的机关是{issuer}")


def named_persons(point: Point) -> Iterator[Flaw]:
    """Clauses with the full name of a petitioner, a minor or another private person."""
    for start, _ in private_names(point.text):
        clause = point.clause_at(start)
        yield Flaw("persons.named", point.folded.span(clause.start, clause.end), "")
