"""Faults that only show when parts of the text are set against each other: sums, rates, repeats, names, blanks.

Each fault gives a measure (how many), the passages, and a note with the arithmetic or the right form.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from engine.model import Document, Outline, SectionKind, Span
from engine.observe.statements import Point
from engine.zh.dates import years
from engine.zh.figures import Figure
from engine.zh.syntax import opens_point
from engine.zh.width import fold

#: Measures that count flaws.
FLAWS = (
    "arithmetic", "blanks", "sentences.repeated", "headings.empty", "headings.other-year", "periods.other",
    "titles.misnamed", "bodies.other", "chrome",
)  # fmt: skip
_WORK = {SectionKind.MEASURES, SectionKind.LEADER}
_PARTS = re.compile(r"其中|评出|分别(?:为|是)?|包括|含|即")
_RATE = re.compile(
    r"(?P<what>[一-龥]{1,8}?)率(?:达到?|为|均?为|均达|提升至|提高到|保持在|稳定在)?(?P<about>约|近|超|超过|不低于)?$"
)
_GROWTH = re.compile(r"增长|提高|上升|提升|下降|减少|同比|翻|完成|增幅|降幅|占")
_BLANK = re.compile(
    r"[×xX*＊✕□]{2,}(?:年|月|日|件|次|名|人|个|场|份|条|项|起|万|元|%|街道|镇|局|同志)|20[xX×*]{2}年?|(?<![A-Za-z\d])[xX×]{1}(?:件|次|名|场|份|起)(?!\d)"
)
_OTHER_BODY = re.compile(
    r"(?<![一-龥])(?P<name>[一-龥]{2,5}?)(?P<kind>街道办事处|街道党工委|镇党委|镇人民政府|乡党委|乡人民政府)"
)
_NO_NAME = re.compile(
    r"[各全本该我所有由对向和与及在为将被经区县市省以立据受请报按照如即任书记主上下级从到给同至]|基层|相关|办事|建制"
)
_SHORTEST_REPEAT = 30


@dataclass(frozen=True, slots=True)
class Flaw:
    """One fault: the measure it adds to, where it shows, and what is wrong, in Chinese."""

    measure: str
    span: Span
    note: str


def flaws(document: Document, outline: Outline, points: list[Point], titles: Iterable[str]) -> list[Flaw]:
    """All faults found; ``titles`` are the right titles of documents that reports cite."""
    found: list[Flaw] = []
    for point in points:
        found += _sums(point)
        found += _rates(point)
        found += _blanks(point)
    found += _repeats(points)
    found += _empty_points(points)
    found += _other_years(document, outline)
    found += _other_periods(points)
    found += _misnamed(points, tuple(titles))
    found += _other_bodies(points, outline)
    found += [Flaw("chrome", span, "") for span in outline.chrome]
    return found


def _span(point: Point, start: int, end: int) -> Span:
    return point.folded.span(start, end)


def _number(value: float) -> str:
    return f"{value:g}" if value < 1e15 else str(int(value))


def _sums(point: Point) -> Iterator[Flaw]:
    """Parts that add up to more than the whole they are said to be parts of (60份：优秀22、合格35、不合格5)."""
    for sentence in point.sentences:
        inside = [one for one in point.figures if sentence.start <= one.start < sentence.end and one.unit != "%"]
        for index, whole in enumerate(inside):
            parts = _parts_after(point, whole, inside[index + 1 :])
            if len(parts) < 2 or whole.bound != "exact" or any(part.bound != "exact" for part in parts):
                continue
            total = sum(part.value for part in parts)
            if total > whole.value:
                sum_text = "＋".join(_number(part.value) for part in parts)
                note = f"{sum_text}＝{_number(total)}，多于{_number(whole.value)}{whole.unit}"
                yield Flaw("arithmetic", _span(point, sentence.start, sentence.end), note)
                break


def _parts_after(point: Point, whole: Figure, later: list[Figure]) -> list[Figure]:
    """Figures of the same unit that a 其中 or 评出 right after the whole introduces, up to another unit."""
    if not later:
        return []
    between = point.text[whole.end : later[0].start]
    if not _PARTS.search(between) or len(between) > 30 or later[0].value > whole.value:
        return []
    parts: list[Figure] = []
    end = whole.end
    for figure in later:
        gap = point.text[end : figure.start]
        if figure.unit != whole.unit or (
            parts and (len(gap) > 16 or ("，" in gap[1:] and not gap.startswith(("，", "、"))))
        ):
            break
        if re.search(r"其中", gap) and parts:
            break
        parts.append(figure)
        end = figure.end
    return parts


def _rates(point: Point) -> Iterator[Flaw]:
    """Rates over 100 %, and rates that their two counts do not give (化解508起 ÷ 排查509起 = 99.8%)."""
    for rate in (one for one in point.figures if one.unit == "%"):
        sentence = next(one for one in point.sentences if rate.start < one.end)
        before = point.text[sentence.start : rate.start]
        match = _RATE.search(before)
        if match is None or _GROWTH.search(before[-14:]):
            continue
        where = _span(point, sentence.start, sentence.end)
        if rate.value > 100:
            yield Flaw("arithmetic", where, f"{match['what']}率{_number(rate.value)}%，超过100%")
            continue
        counts = [one for one in point.figures if sentence.start <= one.start < rate.start and one.unit != "%"]
        if len(counts) < 2 or counts[-1].unit != counts[-2].unit:
            continue
        whole, part = counts[-2], counts[-1]
        verbs = {match["what"][index : index + 2] for index in range(len(match["what"]) - 1)} | {match["what"]}
        close = rate.start - part.end <= 14 and part.start - whole.end <= 12
        lead, between = point.text[max(0, whole.start - 8) : whole.start], point.text[whole.end : part.end]
        named = any(verb in between and verb not in lead for verb in verbs)
        if (
            not (close and named)
            or match["about"]
            or {whole.bound, part.bound} != {"exact"}
            or not 0 < part.value <= whole.value
        ):
            continue
        true = 100 * part.value / whole.value
        if abs(true - rate.value) > _tolerance(point.text[rate.start : rate.end]):
            note = f"{_number(part.value)}÷{_number(whole.value)}＝{true:.1f}%，文中写{_number(rate.value)}%"
            yield Flaw("arithmetic", where, note)


def _tolerance(written: str) -> float:
    """Half a unit of the last digit, or a whole one where the writer cut instead of rounding."""
    decimals = len(written.split(".")[1].rstrip("%")) if "." in written else 0
    return 10.0**-decimals * 1.01


def _blanks(point: Point) -> Iterator[Flaw]:
    for match in _BLANK.finditer(point.text):
        yield Flaw("blanks", _span(point, *match.span()), f"“{match[0]}”没有填写")


def _repeats(points: list[Point]) -> Iterator[Flaw]:
    """The same long sentence twice."""
    seen: dict[str, Span] = {}
    for point in points:
        for sentence in point.sentences:
            text = point.text[max(sentence.start, point.body) : sentence.end]
            if len(text) < _SHORTEST_REPEAT or sentence.start < point.body:
                continue
            span = _span(point, sentence.start, sentence.end)
            if text in seen and not seen[text].overlaps(span):
                yield Flaw("sentences.repeated", span, f"与前文重复：“{text[:24]}…”")
            seen.setdefault(text, span)


def _empty_points(points: list[Point]) -> Iterator[Flaw]:
    """A 二是… that is only its own headline while its neighbours say something."""
    by_heading: defaultdict[str, list[Point]] = defaultdict(list)
    for point in points:
        if point.section in _WORK and opens_point(point.text[point.body :]):
            by_heading[point.text[: point.body]].append(point)
    for group in by_heading.values():
        told = [point for point in group if len(point.text) - point.body >= 60]
        for point in group:
            words = point.text[point.body :]
            clauses = words[opens_point(words) :].rstrip("。；").split("，")
            bare = len(words) <= 34 and len(clauses) >= 2 and all(len(clause) <= 12 for clause in clauses)
            if told and bare and not point.figures and "《" not in words:
                yield Flaw("headings.empty", _span(point, point.body, len(point.text)), "只有标题，没有内容")


def _other_years(document: Document, outline: Outline) -> Iterator[Flaw]:
    """Headings of the work done that name another year than the report's."""
    year = outline.years.value[-1] if len(outline.years.value) == 1 else None
    for section in (one for top in outline.sections for one in top.walk()):
        if year is None or section.kind not in _WORK | {SectionKind.SHORTCOMINGS}:
            continue
        text = re.sub(r"《[^》]*》", "", fold(document.text, section.heading).text)
        wrong = [found for found in years(text) if found != year]
        if wrong and len(text) <= 60:
            yield Flaw("headings.other-year", section.heading, f"标题写{wrong[0]}年，报告年度是{year}年")


def _other_periods(points: list[Point]) -> Iterator[Flaw]:
    for point in points:
        if point.section in _WORK:
            for start, end in point.foreign:
                yield Flaw("periods.other", _span(point, start, end), "")


def _misnamed(points: list[Point], right: tuple[str, ...]) -> Iterator[Flaw]:
    """Titles that are nearly, but not quite, those of documents known to the pack."""
    known = {_bare(title): fold(title).text for title in right if len(title) >= 8}
    for point in points:
        for start, end in point.titles:
            title = point.text[start + 1 : end - 1]
            if title in known.values():
                continue
            bare = _bare(title)
            if bare in known:
                true = known[bare]
                if "（" in title and "（" in true and _years_in(title) and _years_in(title) != _years_in(true):
                    yield Flaw("titles.misnamed", _span(point, start, end), f"应为《{true}》")
                continue
            near = next((one for one in known if len(one) == len(bare) and _ratio(one, bare) >= 0.9), None)
            if near:
                yield Flaw("titles.misnamed", _span(point, start, end), f"应为《{known[near]}》")


def _bare(title: str) -> str:
    return re.sub(r"（[^）]*）|^中华人民共和国|^中共中央|^国务院", "", fold(title).text)


def _years_in(title: str) -> list[str]:
    return re.findall(r"20\d\d", title)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _other_bodies(points: list[Point], outline: Outline) -> Iterator[Flaw]:
    """Another street or town acting in this report, as text taken over from its report leaves it."""
    issuer = outline.issuer.value or ""
    if not issuer or not re.search(r"街道|镇|乡", issuer):
        return
    for point in points:
        if point.section not in _WORK | {SectionKind.PREAMBLE}:
            continue
        for match in _OTHER_BODY.finditer(point.text[point.body :]):
            name = match["name"]
            if name not in issuer and not _NO_NAME.search(name):
                start, end = match.span()
                where = _span(point, point.body + start, point.body + end)
                yield Flaw("bodies.other", where, f"出现了“{match[0]}”，本报告的机关是{issuer}")
