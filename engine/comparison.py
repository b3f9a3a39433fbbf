"""Last year's report against this year's: promises, weaknesses, figures, carried-over text, verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from engine.examination import Examination
from engine.model import Evidence, SectionKind, Span, Verdict
from engine.observe.statements import Point
from engine.rulebook.rule import RUNGS, Rulebook
from engine.similarity import Passage, body_text, shared_passages

_WORK = {SectionKind.MEASURES, SectionKind.LEADER, SectionKind.OTHER}
_RANK = {verdict: rank for rank, verdict in enumerate((Verdict.ABSENT, *RUNGS))}
#: A sentence of the plan shorter than this promises nothing in particular.
_SHORTEST_PROMISE = 12
#: Share of a promise's two-character runs that a sentence must hold to speak of the same thing.
_SAME_THING = 0.34
#: Weaknesses more alike than this are the same words again.
_SAME_WORDS = 0.8
#: A count that grew or fell by more than this factor is worth a question.
_PLAUSIBLE = 5.0
_PLAN_WORDS = re.compile(
    r"下一?步|明年|20\d\d年|将|继续|进一步|不断|持续|切实|着力|努力|力争|全面|深入|积极|大力|加强|推进|推动|提升|提高|强化|完善|健全|工作|建设|机制|水平|能力|质量"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence of last year's plan and what this year's report says of it.

    ``kept`` is EVIDENCED or DESCRIBED where this report tells of it, MENTIONED where it is only named, else ABSENT.
    """

    promise: Evidence
    kept: Verdict
    answer: Evidence | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A weakness stated in nearly the same words in both years; ``likeness`` from 0 to 1."""

    last: Evidence
    this: Evidence
    likeness: float


@dataclass(frozen=True, slots=True)
class Moved:
    """A count of the same thing that changed by more than a plausible factor."""

    topic: str
    last: float
    this: float
    last_text: str
    this_text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A rule whose verdict differs between the years."""

    rule: str
    title: str
    last: Verdict
    this: Verdict

    @property
    def better(self) -> bool:
        return _RANK[self.this] > _RANK[self.last]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the two reports say against each other; ``carried`` are passages of the first found in the second."""

    promises: tuple[Promise, ...]
    repeats: tuple[Repeat, ...]
    moved: tuple[Moved, ...]
    carried: tuple[Passage, ...]
    turns: tuple[Turn, ...]


def compare(last: Examination, this: Examination, book: Rulebook) -> Comparison:
    """Compare last year's report with this year's; both examined by the same pack."""
    return Comparison(
        promises=tuple(_promises(last, this)),
        repeats=tuple(_repeats(last, this)),
        moved=tuple(_moved(last, this)),
        carried=tuple(shared_passages(body_text(last.document, last.outline), body_text(this.document, this.outline))),
        turns=tuple(_turns(last, this, book)),
    )


def _statements(examined: Examination, kinds: set[SectionKind]) -> Iterator[tuple[str, Evidence]]:
    """Sentences of the given parts, headings aside, as folded text and evidence."""
    for point in examined.observations.points:
        if point.section not in kinds:
            continue
        for sentence in point.sentences:
            if sentence.start >= point.body and not sentence.heading:
                yield (
                    point.text[sentence.start : sentence.end],
                    _evidence(examined, point, sentence.start, sentence.end),
                )


def _evidence(examined: Examination, point: Point, start: int, end: int) -> Evidence:
    span = point.folded.span(start, end)
    cut = Span(span.start, min(span.end, span.start + 200))
    return Evidence(cut, examined.document.quote(cut), point.section, point.clause_at(start).stance)


def _runs(text: str) -> set[str]:
    """Two-character runs of what a sentence is about, set words of planning aside."""
    bare = re.sub(r"[^一-龥]", "", _PLAN_WORDS.sub("", text))
    return {bare[index : index + 2] for index in range(len(bare) - 1)}


def _promises(last: Examination, this: Examination) -> Iterator[Promise]:
    told = [(text, evidence, _runs(text)) for text, evidence in _statements(this, _WORK)]
    named = [
        (text, evidence, _runs(text)) for text, evidence in _statements(this, {SectionKind.PLAN, SectionKind.PREAMBLE})
    ]
    proven = {mention.span: mention for mention in this.observations.mentions if mention.counted}
    for text, promise in _statements(last, {SectionKind.PLAN}):
        runs = _runs(text)
        if len(text) < _SHORTEST_PROMISE or len(runs) < 4:
            continue
        answer = _closest(runs, told)
        if answer:
            kept = Verdict.EVIDENCED if answer.span in proven or re.search(r"\d", answer.quote) else Verdict.DESCRIBED
            yield Promise(promise, kept, answer)
            continue
        mention = _closest(runs, named)
        yield Promise(promise, Verdict.MENTIONED if mention else Verdict.ABSENT, mention)


def _closest(runs: set[str], told: list[tuple[str, Evidence, set[str]]]) -> Evidence | None:
    best, found = 0.0, None
    for _, evidence, others in told:
        share = len(runs & others) / len(runs)
        if share > best:
            best, found = share, evidence
    return found if best >= _SAME_THING else None


def _repeats(last: Examination, this: Examination) -> Iterator[Repeat]:
    old = list(_statements(last, {SectionKind.SHORTCOMINGS}))
    for text, evidence in _statements(this, {SectionKind.SHORTCOMINGS}):
        if len(text) < _SHORTEST_PROMISE:
            continue
        scored = [(SequenceMatcher(None, other, text, autojunk=False).ratio(), proof) for other, proof in old]
        likeness, proof = max(scored, key=lambda pair: pair[0], default=(0.0, evidence))
        if likeness >= _SAME_WORDS:
            yield Repeat(proof, evidence, likeness)


def _moved(last: Examination, this: Examination) -> Iterator[Moved]:
    for topic, groups in sorted(this.observations.claims.items()):
        before = last.observations.claims.get(topic)
        if not before:
            continue
        old, new = before[0][0], groups[0][0]
        low, high = sorted((old.value, new.value))
        if low > 0 and high / low > _PLAUSIBLE:
            yield Moved(topic.split(":", 1)[1], old.value, new.value, old.text, new.text)


def _turns(last: Examination, this: Examination, book: Rulebook) -> Iterator[Turn]:
    for rule in book.rules:
        before, after = last.judgement.verdicts[rule.id], this.judgement.verdicts[rule.id]
        if before is not after and before in _RANK and after in _RANK:
            yield Turn(rule.id, rule.title, before, after)
