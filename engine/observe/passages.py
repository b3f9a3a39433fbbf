"""The passages of a report that stand for a measure, so that a verdict on structure can be quoted too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from engine.model import Document, Evidence, Outline, SectionKind, Span, Stance
from engine.observe.statements import Point, Sentence
from engine.observe.weaknesses import Weaknesses, weaknesses
from engine.zh.modality import is_concrete

_MOST = 4
_STANCE = {SectionKind.SHORTCOMINGS: Stance.LACKING, SectionKind.PLAN: Stance.PLANNED}
_LONGEST = 180


def passages(document: Document, outline: Outline, points: tuple[Point, ...]) -> Mapping[str, tuple[Evidence, ...]]:
    """Measure name → evidence. Measures without a passage of their own are left out."""

    def shown(spans: Iterable[Span], kind: SectionKind) -> tuple[Evidence, ...]:
        cut = ((span.start, document.quote(span)[:_LONGEST].rstrip()) for span in spans if len(span))
        stance = _STANCE.get(kind, Stance.DONE)
        return tuple(Evidence(Span(start, start + len(text)), text, kind, stance) for start, text in islice(cut, _MOST))

    title = shown(outline.title, SectionKind.OTHER)
    opening = [point for point in points if point.section is SectionKind.PREAMBLE]
    ends = [sentence for point in opening for sentence in point.sentences]
    lead = shown(
        [
            _span(point, sentence)
            for point in opening
            for sentence in point.sentences
            if sentence in (ends[0], ends[-1])
        ],
        SectionKind.PREAMBLE,
    )
    signed = shown([outline.signed[0]] if outline.signed else [], SectionKind.OTHER)
    posted = shown([outline.posted[0]] if outline.posted else [], SectionKind.CHROME)
    found = {f"title.{part}": title for part in ("present", "body", "year", "subject")}
    found |= {f"lead.{part}": lead for part in ("body", "year", "subject")}
    found |= {
        "addressee": shown([outline.addressee] if outline.addressee else [], SectionKind.OTHER),
        "signature": shown([outline.signature] if outline.signature else [], SectionKind.OTHER),
        "date.signed": signed,
        "date.posted": posted,
        "date.posted-in-time": posted,
        "date.known": signed or posted,
        "date.in-window": signed or posted,
        "date.before-year-end": signed,
    }
    for kind in (SectionKind.MEASURES, SectionKind.LEADER, SectionKind.SHORTCOMINGS, SectionKind.PLAN):
        headings = shown([section.heading for section in outline.of(kind)], kind)
        found[f"{kind}.present"] = headings[:2]
        of_kind = [point for point in points if point.section is kind]
        places = {
            name: [_span(point, one) for point in of_kind for one in point.sentences if keep(point, one)]
            for name, keep in _KEEP.get(kind, {}).items()
        }
        if kind is SectionKind.SHORTCOMINGS:
            places = _weak(weaknesses(of_kind))
        for name, spans in places.items():
            found[name] = (*headings[:1], *shown(spans, kind))
    return {name: evidence for name, evidence in found.items() if evidence}


def _span(point: Point, sentence: Sentence) -> Span:
    return point.folded.span(sentence.start, sentence.end)


def _in_body(point: Point, sentence: Sentence) -> bool:
    return sentence.start >= point.body and sentence.end - sentence.start >= 10


def _counted(point: Point, sentence: Sentence) -> bool:
    """Whether a count stands in a sentence that does not only tell of what is to come."""
    told = any(clause.stance is not Stance.PLANNED for clause in sentence.clauses)
    return told and _in_body(point, sentence) and bool(point.figures_in(sentence))


def _weak(found: Weaknesses) -> dict[str, list[Span]]:
    """Of each weakness the sentence that names it, those with facts, and those that say why."""
    told = [one for item in found.items for one in item]
    return {
        "shortcomings.items": [next((one for one in item if one.lacking), item[0]).span for item in found.items],
        "shortcomings.with-facts": [one.span for one in told if one.tells_fact],
        "shortcomings.with-cause": [one.span for one in (*told, *found.causes) if one.gives_cause],
    }


def _concrete(point: Point, sentence: Sentence) -> bool:
    return _in_body(point, sentence) and is_concrete(point.text[sentence.start : sentence.end])


_KEEP = {
    SectionKind.MEASURES: {"measures.items": _counted, "measures.items-with-figures": _counted},
    SectionKind.LEADER: {"leader.acts": _in_body, "leader.figures": _counted},
    SectionKind.PLAN: {"plan.items": _in_body, "plan.concrete": _concrete, "plan.next-year": _concrete},
}
