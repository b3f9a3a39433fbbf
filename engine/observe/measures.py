"""Numbers computed from the structure of a report. Their names are the language of rules: rules/GUIDE.md, part 五."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import groupby

from msgspec import Struct

from engine.model import Document, Outline, SectionKind, Span
from engine.observe.claims import tells_causes
from engine.observe.statements import Point
from engine.zh.dates import document_numbers, month_days, years
from engine.zh.figures import tells_share
from engine.zh.modality import explains, gives_cause, is_concrete, lacks
from engine.zh.rhetoric import announces_lack
from engine.zh.syntax import clauses
from engine.zh.width import fold

_SUBJECT = ("法治政府", "依法行政", "法治建设", "法治工作", "法制政府", "第一责任人")
#: A sentence shorter than this is no item of its own.
_SHORTEST_ITEM = 10
_CELL = re.compile(r"\d+(?:\.\d+)?%?")


def measure(document: Document, outline: Outline, points: list[Point]) -> Mapping[str, int]:
    """Every measure by name; yes/no measures are 1 or 0, shares are whole percents.

    A bare number in a table counts as a figure.
    """
    title = "".join(fold(document.text, span).text for span in outline.title) or fold(document.title or "").text
    lead = "".join(point.text for point in points if point.section is SectionKind.PREAMBLE)[:400]
    issuer = fold(outline.issuer.value or "").text
    year = outline.years.value[-1] if outline.years.value else 0
    work = [point for point in points if point.section in {SectionKind.MEASURES, SectionKind.LEADER}]
    own, other = sum(len(point.figures) for point in work), sum(point.other_figures for point in work)
    found: dict[str, int] = {
        "title.present": bool(title),
        "title.body": bool(title and issuer and (issuer in title or _body_in(title, issuer))),
        "title.year": str(year) in title,
        "title.subject": any(word in title for word in _SUBJECT),
        "lead.body": bool(issuer and _body_in(lead, issuer)),
        "lead.year": str(year) in lead,
        "lead.subject": any(word in lead for word in _SUBJECT),
        "years": len(outline.years.value),
        "text.year": f"{year}年" in title or any(f"{year}年" in point.text for point in points),
        "figures": own + other + sum(_is_cell(point) for point in work),
        "figures.other-period": _percent(other, own + other),
        "addressee": outline.addressee is not None,
        "signature": outline.signature is not None,
        "issuer.justice": "司法局" in issuer or "司法厅" in issuer,
    }
    found |= _dates(outline, year)
    for kind in (SectionKind.MEASURES, SectionKind.LEADER, SectionKind.SHORTCOMINGS, SectionKind.PLAN):
        found[f"{kind}.present"] = bool(outline.of(kind))
    found |= _measures_part(outline, points)
    found |= _leader_part(points)
    found |= _shortcomings_part(points)
    found |= _plan_part(points, year)
    return {name: int(value) for name, value in found.items()}


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _body_in(text: str, issuer: str) -> bool:
    """Whether the text names the body, perhaps without its region or its 人民政府."""
    core = issuer
    for ending in ("人民政府", "办事处", "政府"):
        core = core.removesuffix(ending)
    return any(len(core[start:]) >= 3 and core[start:] in text for start in range(max(1, len(core) - 2)))


def _dates(outline: Outline, year: int) -> dict[str, int]:
    signed = outline.signed[1] if outline.signed else None
    posted = outline.posted[1] if outline.posted else None
    known = signed or posted
    return {
        "date.signed": signed is not None,
        "date.posted": posted is not None,
        "date.known": known is not None,
        "date.in-window": known is not None and date(year + 1, 1, 1) <= known < date(year + 1, 3, 1) if year else False,
        "date.posted-in-time": posted is not None and bool(year) and posted <= date(year + 1, 3, 31),
        "date.before-year-end": signed is not None and bool(year) and signed < date(year, 12, 31),
    }


def _measures_part(outline: Outline, points: list[Point]) -> dict[str, int]:
    """Sub-headings of the measures part; its points where it has no sub-headings."""
    units: list[Span] = []
    for section in outline.of(SectionKind.MEASURES, SectionKind.LEADER):
        if section.kind is SectionKind.MEASURES:
            units += [child.span for child in section.children] or [section.span]
    of_part = [point for point in points if point.section in {SectionKind.MEASURES, SectionKind.LEADER} and point.text]
    if len(units) == 1:
        groups = [[point] for point in of_part if len(point.text) > point.body]
    else:
        groups = [[point for point in of_part if unit.start <= point.folded.origin[-1] < unit.end] for unit in units]
    with_figures = sum(any(_has_fact(point) for point in group) for group in groups)
    return {"measures.items": len(groups), "measures.items-with-figures": _percent(with_figures, len(groups))}


def _has_fact(point: Point) -> bool:
    shapes: tuple[Callable[[str], object], ...] = (month_days, document_numbers)
    if point.figures or _is_cell(point):
        return True
    return any(any(True for _ in shape(point.text[point.body :])) for shape in shapes)  # type: ignore[attr-defined]


def _is_cell(point: Point) -> bool:
    """Whether a point is the number in a cell of a table; its measure word stands at the head of the column."""
    return _CELL.fullmatch(point.text, point.body) is not None


def _leader_part(points: list[Point]) -> dict[str, int]:
    part = [point for point in points if point.section is SectionKind.LEADER]
    acts = sum(not sentence.heading for point in part for sentence in point.sentences)
    return {"leader.acts": acts, "leader.figures": sum(len(point.figures) for point in part)}


class _Weakness(Struct):
    """A weakness: its clauses that say so, the sentences that do or say why, whether a fact and a cause go with it."""

    clauses: int
    sentences: int
    fact: bool = False
    caused: bool = False


def _shortcomings_part(points: list[Point]) -> dict[str, int]:
    """A heading that names a weakness is one where no sentence under it is; facts under it go with it.

    A sentence under a heading of causes alone (原因分析) is the cause of one of the weaknesses before it.
    """
    found: list[_Weakness] = []
    causes = 0
    part = (point for point in points if point.section is SectionKind.SHORTCOMINGS)
    for _, under in groupby(part, key=lambda point: point.folded.origin[: point.body]):
        group = list(under)
        told = [one for point in group for one in _weaknesses(point)]
        named = [one for one in told if one.sentences]
        heading = group[0].text[: group[0].body]
        if lacks(heading) and not announces_lack(heading):
            named = named or [_Weakness(_lacking(heading), 1)]
            named[0].fact = any(one.fact for one in told)
        found += named
        causes += sum(
            not gives_cause(point.text[one.start : one.end])
            for point in group
            if tells_causes(point)
            for one in point.sentences
            if not one.heading
        )
    sentences = sum(one.sentences for one in found)
    return {
        "shortcomings.items": sentences if sentences != 1 else found[0].clauses,
        "shortcomings.with-facts": sum(one.fact for one in found),
        "shortcomings.with-cause": _percent(min(sum(one.caused for one in found) + causes, len(found)), len(found)),
    }


def _weaknesses(point: Point) -> Iterator[_Weakness]:
    """Those that sentences of a point name, each with what is told of it after; before them what belongs to none."""
    one = _Weakness(0, 0)
    for sentence in point.sentences:
        text = point.text[sentence.start : sentence.end]
        if sentence.heading and sentence.start < point.body:
            continue
        fact = bool(point.figures_in(sentence)) or tells_share(text) or any(True for _ in month_days(text))
        clauses, caused = _lacking(text), gives_cause(text)
        explained = caused and not one.caused and one.sentences > 0 and explains(text)
        if (clauses or caused) and not explained:
            yield one
            one = _Weakness(0, 0)
        one.clauses += clauses
        one.sentences += bool(clauses or caused)
        one.fact, one.caused = one.fact or fact, one.caused or caused
    yield one


def _lacking(text: str) -> int:
    """Clauses of a folded text that speak of something missing or weak."""
    return sum(lacks(text[start:end]) for start, end in clauses(text))


def _plan_part(points: list[Point], year: int) -> dict[str, int]:
    items: list[tuple[str, bool]] = []
    next_year = False
    for point in points:
        if point.section is not SectionKind.PLAN:
            continue
        next_year = next_year or (year + 1 in years(point.text)) or "明年" in point.text or "来年" in point.text
        for sentence in point.sentences:
            text = point.text[sentence.start : sentence.end]
            if sentence.start >= point.body and len(text) >= _SHORTEST_ITEM:
                figure = any(sentence.start <= figure.start < sentence.end for figure in point.figures)
                items.append((text, figure or is_concrete(text)))
    return {
        "plan.items": len(items),
        "plan.concrete": sum(concrete for _, concrete in items),
        "plan.next-year": next_year,
    }
