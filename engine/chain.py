"""The chain of facts behind a verdict or a defect: from what stands in the text, step by step, to the end.

Inference gives the facts and the reasons for the derived ones; here each fact gets back the sentences it stands for.
Both engines keep their books alike, so the chain is the same whichever ran.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from engine.examination import Examination
from engine.infer import Fact, Value
from engine.infer.program import place_of, rung_of
from engine.model import Evidence, SectionKind, Span, Stance, Verdict
from engine.observe import LONGEST_QUOTE
from engine.rulebook.rule import Compound, DefectRule, Leaf, Measure, Reaches, Relation, Rule, Rulebook, Signal
from engine.zh.modality import lacks

#: Name that engine/infer/program.py gives to the clauses of a compound.
_COMPOUND = r"compound\.(?P<owner>.+)\.(?P<number>\d+)(?:\.named)?"


class Reason(Struct, frozen=True):
    """One way in which a fact was derived: the steps that a clause fired on, by their place.

    ``lacks`` is what a compound of the pack wants to be lacking.
    """

    steps: tuple[int, ...]
    lacks: tuple[Leaf, ...] = ()


class Step(Struct, frozen=True):
    """A fact; ``kind`` and ``fields`` are those that engine/infer/program.py lists.

    A fact of the text has the ``evidence`` it stands for, the ``phrases`` that met it and a ``note`` with the
    arithmetic; a derived one has ``reasons``, each enough by itself. The themes of a weakness are joined by 、 and
    empty where none was recognised.
    """

    kind: str
    fields: Mapping[str, Value]
    evidence: tuple[Evidence, ...] = ()
    phrases: tuple[str, ...] = ()
    note: str = ""
    reasons: tuple[Reason, ...] = ()


class Part(Struct, frozen=True):
    """One thing that a condition asks to be there, or not to be there, and the facts that were looked at for it."""

    leaf: Leaf
    wanted: bool
    holds: bool
    seen: tuple[Step, ...]


class Condition(Struct, frozen=True):
    """A compound of a rule or defect as this report meets it: it holds when all of its parts do."""

    rung: str
    parts: tuple[Part, ...]

    @property
    def holds(self) -> bool:
        return all(part.holds for part in self.parts)


def chain(examined: Examination, book: Rulebook, owner: str) -> tuple[Step, ...]:
    """All facts behind the verdict on a rule, or behind a defect that was found; each after those it follows from."""
    inference = examined.judgement.inference
    ends = (*inference.of("verdict"), *inference.of("found"))
    return _steps(examined, book, [fact for fact in ends if fact.fields["rule"] == owner])


def conditions(examined: Examination, book: Rulebook, owner: Rule | DefectRule) -> tuple[Condition, ...]:
    """How the report meets each compound of a rule or defect, in their order."""
    return tuple(
        Condition(compound.rung, tuple(_parts(examined, book, compound))) for compound in dict.fromkeys(owner.compounds)
    )


def _parts(examined: Examination, book: Rulebook, compound: Compound) -> Iterator[Part]:
    for leaf in compound.needs:
        yield Part(leaf, wanted=True, holds=_holds(examined, leaf, rung_of(compound)), seen=_seen(examined, book, leaf))
    for leaf in compound.lacks:
        missing = not _holds(examined, leaf, Verdict.MENTIONED.value)
        yield Part(leaf, wanted=False, holds=missing, seen=_seen(examined, book, leaf))


def _holds(examined: Examination, leaf: Leaf, rung: str) -> bool:
    """Whether the facts give what a leaf asks for; the same question as its pattern in engine/infer/program.py."""
    if isinstance(leaf, Measure):
        values = [int(fact.fields["value"]) for fact in _seen_facts(examined, leaf)]
        low, high = leaf.low, leaf.high
        return any((low is None or value >= low) and (high is None or value <= high) for value in values)
    inference = examined.judgement.inference
    if isinstance(leaf, Signal):
        return any(int(fact.fields["ceiling"]) >= place_of(rung) for fact in _seen_facts(examined, leaf))
    if isinstance(leaf, Reaches):
        return any(fact.fields == {"rule": leaf.rule, "rung": leaf.rung} for fact in inference.of("reached"))
    return any(fact.fields["name"] == leaf.name for fact in inference.of("relation"))


def _seen(examined: Examination, book: Rulebook, leaf: Leaf) -> tuple[Step, ...]:
    steps = _steps(examined, book, _seen_facts(examined, leaf))
    return (*steps, *_unread(examined)) if leaf == Relation("unanswered") else steps


def _seen_facts(examined: Examination, leaf: Leaf) -> list[Fact]:
    """The facts that decide on a leaf, whichever way."""
    inference = examined.judgement.inference
    if isinstance(leaf, Measure):
        return [fact for fact in inference.of("measure") if fact.fields["name"] == leaf.name]
    if isinstance(leaf, Signal):
        met = (*inference.of("sign"), *inference.of("weaker"))
        return [fact for fact in met if fact.fields["signal"] == leaf.id]
    if isinstance(leaf, Reaches):
        return [fact for fact in inference.of("verdict") if fact.fields["rule"] == leaf.rule]
    if leaf.name == "clash":
        return list(inference.of("claim"))
    return [*inference.of("planning"), *inference.of("weakness"), *inference.of("answered")]


def _steps(examined: Examination, book: Rulebook, ends: Iterable[Fact]) -> tuple[Step, ...]:
    """The given facts and all that they follow from, each once."""
    inference = examined.judgement.inference
    facts = {fact.id: fact for fact in inference.facts}
    found: list[Step] = []
    places: dict[str, int] = {}

    def place(fact: Fact) -> int:
        # The facts of one weakness differ in its themes only.
        key = str(fact.fields["item"]) if fact.kind == "weakness" else fact.id
        if key not in places:
            reasons = [
                Reason(tuple(place(facts[one]) for one in derivation.support), _lacks(book, derivation.clause))
                for derivation in inference.why(fact.id)
            ]
            places[key] = len(found)
            found.append(_step(examined, fact, tuple(dict.fromkeys(reasons))))
        return places[key]

    for fact in ends:
        place(fact)
    return tuple(found)


def _lacks(book: Rulebook, clause: str) -> tuple[Leaf, ...]:
    """What a clause that stands for a compound of the pack wants to be lacking; nothing for the other clauses."""
    compound = re.fullmatch(_COMPOUND, clause)
    if compound is None:
        return ()
    owner = next(owner for owner in book.owners if owner.id == compound["owner"])
    return owner.compounds[int(compound["number"])].lacks


def _step(examined: Examination, fact: Fact, reasons: tuple[Reason, ...]) -> Step:
    observations, fields = examined.observations, fact.fields
    if fact.kind in {"mention", "sign", "weaker"}:
        mentions = examined.judgement.sources[fact.id]
        proof = {mention.span: mention.evidence(examined.document) for mention in mentions}
        phrases = tuple(dict.fromkeys(mention.phrase for mention in mentions))
        return Step(fact.kind, fields, tuple(proof.values()), phrases)
    if fact.kind == "measure":
        flaws = [flaw for flaw in observations.flaws if flaw.measure == fields["name"]]
        marked = [quoted(examined, flaw.span, Stance.DONE) for flaw in flaws]
        note = "；".join(dict.fromkeys(flaw.note for flaw in flaws if flaw.note))
        return Step(fact.kind, fields, (*examined.passages.get(str(fields["name"]), ()), *marked), note=note)
    if fact.kind == "claim":
        group = observations.claims[str(fields["topic"])][int(fields["rank"])]
        proof = {claim.span: quoted(examined, claim.span, Stance.DONE) for claim in group}
        return Step(fact.kind, fields, tuple(proof.values()), note=group[0].text)
    if fact.kind == "weakness":
        span = weakness(examined, str(fields["item"]))
        themes = {**fields, "topic": "、".join(map(topic_name, observations.themes.weaknesses[span]))}
        return Step(fact.kind, themes, (quoted(examined, span, Stance.LACKING),))
    if fact.kind == "planned":
        spans = observations.themes.planned[str(fields["topic"])]
        return Step(fact.kind, fields, tuple(quoted(examined, span, Stance.PLANNED) for span in spans))
    return Step(fact.kind, fields, reasons=reasons)


def _unread(examined: Examination) -> Iterator[Step]:
    """Weaknesses of which no theme was recognised: they make no fact, and nothing is joined on them."""
    for point in examined.observations.points:
        span = point.folded.span(min(point.body, len(point.text) - 1), len(point.text))
        weak = point.section is SectionKind.SHORTCOMINGS and lacks(point.text[point.body :])
        if weak and span not in examined.observations.themes.weaknesses:
            yield Step("weakness", {"topic": ""}, (quoted(examined, span, Stance.LACKING),))


def topic_name(topic: str) -> str:
    """Name of a topic as the pack writes it, without its kind."""
    return topic.split(":", 1)[1]


def weakness(examined: Examination, item: str) -> Span:
    """Place of a weakness by its name in the facts (i0, i1, …)."""
    return tuple(examined.observations.themes.weaknesses)[int(item[1:])]


def quoted(examined: Examination, span: Span, stance: Stance) -> Evidence:
    """Evidence for a span, cut to the longest quote."""
    cut = Span(span.start, min(span.end, span.start + LONGEST_QUOTE))
    section = next(
        (point.section for point in examined.observations.points if point.folded.span(0, len(point.text)).covers(cut)),
        SectionKind.CHROME,
    )
    return Evidence(cut, examined.document.quote(cut), section, stance)
