"""Last year's report against this year's: promises, weaknesses, figures, carried-over text, verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from operator import itemgetter

from msgspec import Struct

from engine.chain import quoted, topic_name
from engine.examination import Examination
from engine.model import Evidence, SectionKind, Stance, Verdict
from engine.observe.statements import Point, Sentence
from engine.promises import Promise, promises
from engine.rulebook.rule import RUNGS, Rulebook
from engine.similarity import Passage, body_text, shared_passages

_WORK = {SectionKind.MEASURES, SectionKind.LEADER, SectionKind.OTHER}
_RANK = {verdict: rank for rank, verdict in enumerate((Verdict.ABSENT, *RUNGS))}
#: A weakness in fewer characters says nothing in particular.
_SHORTEST_WEAKNESS = 12
#: Weaknesses more alike than this are the same words again.
_SAME_WORDS = 0.8
#: A count that grew or fell by more than this factor, and by more than this difference, is worth a question.
_PLAUSIBLE, _FEW = 5.0, 10.0
#: Text carried over from this many folded characters on; the law's set phrases are shorter.
_SHORTEST_CARRIED = 40


class Repeat(Struct, frozen=True):
    """A weakness stated in nearly the same words in both years; ``likeness`` from 0 to 1."""

    last: Evidence
    this: Evidence
    likeness: float


class Moved(Struct, frozen=True):
    """A count of the same thing that changed by more than a plausible factor, with the sentences of both years."""

    topic: str
    last: float
    this: float
    last_evidence: Evidence
    this_evidence: Evidence


class Turn(Struct, frozen=True):
    """A rule whose verdict differs between the years."""

    rule: str
    title: str
    last: Verdict
    this: Verdict

    @property
    def better(self) -> bool:
        return _RANK[self.this] > _RANK[self.last]


class Comparison(Struct, frozen=True):
    """All that the two reports say against each other; ``carried`` are passages of the first found in the second.

    ``cautions`` are Chinese reasons to doubt that the reports may be compared at all.
    """

    promises: tuple[Promise, ...]
    repeats: tuple[Repeat, ...]
    moved: tuple[Moved, ...]
    carried: tuple[Passage, ...]
    turns: tuple[Turn, ...]
    cautions: tuple[str, ...]


def compare(last: Examination, this: Examination, book: Rulebook) -> Comparison:
    """Compare last year's report with this year's; both examined by the same pack."""
    texts = body_text(last.document, last.outline), body_text(this.document, this.outline)
    return Comparison(
        promises=tuple(promises(last, this)),
        repeats=tuple(_repeats(last, this)),
        moved=tuple(_moved(last, this)),
        carried=tuple(shared_passages(*texts, _SHORTEST_CARRIED)),
        turns=tuple(_turns(last, this, book)),
        cautions=tuple(_cautions(last, this)),
    )


def _cautions(last: Examination, this: Examination) -> Iterator[str]:
    before, after = last.outline, this.outline
    issuers = {issuer for issuer in (before.issuer.value, after.issuer.value) if issuer}
    if len(issuers) > 1:
        yield f"两份报告的机关不同：{before.issuer.value}、{after.issuer.value}"
    if before.level.value is not after.level.value:
        yield "两份报告的层级不同，适用的要求也不同"
    if not before.years.value or not after.years.value:
        yield "有一份报告看不出年度"
    elif last.year == this.year:
        yield f"两份都是{this.year}年度的报告，不是前后两年的；看雷同用 fazhi similar"
    elif last.year > this.year:
        yield f"前一份是{last.year}年度，后一份是{this.year}年度，次序可能写反了"
    elif last.year + 1 < this.year:
        yield f"{last.year}年度和{this.year}年度不相连"


def _repeats(last: Examination, this: Examination) -> Iterator[Repeat]:
    old = [(text, evidence) for text, evidence, *_ in _sentences(last, {SectionKind.SHORTCOMINGS})]
    for text, evidence, *_ in _sentences(this, {SectionKind.SHORTCOMINGS}) if old else ():
        if len(text) < _SHORTEST_WEAKNESS or text.endswith("："):
            continue
        likeness, proof = max(((_alike(other, text), proof) for other, proof in old), key=itemgetter(0))
        if likeness >= _SAME_WORDS:
            yield Repeat(proof, evidence, likeness)


def _alike(one: str, other: str) -> float:
    """How alike two sentences are, or an upper bound of it that is already too low."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    bound = min(matcher.real_quick_ratio(), matcher.quick_ratio())
    return matcher.ratio() if bound >= _SAME_WORDS else bound


def _moved(last: Examination, this: Examination) -> Iterator[Moved]:
    """Counts of a topic of the pack, then those in sentences that differ by their digits alone; each sentence once."""
    seen = set()
    for found in (*_moved_claims(last, this), *_moved_figures(last, this)):
        if found.this_evidence.span not in seen:
            seen.add(found.this_evidence.span)
            yield found


def _moved_claims(last: Examination, this: Examination) -> Iterator[Moved]:
    for topic, groups in sorted(this.observations.claims.items()):
        before = last.observations.claims.get(topic)
        if before and _jumps(before[0][0].value, groups[0][0].value):
            old, new = before[0][0], groups[0][0]
            proofs = quoted(last, old.span, Stance.DONE), quoted(this, new.span, Stance.DONE)
            yield Moved(topic_name(topic), old.value, new.value, *proofs)


def _moved_figures(last: Examination, this: Examination) -> Iterator[Moved]:
    before = {
        _numberless(text): (proof, _counts(point, sentence)) for text, proof, point, sentence in _sentences(last, _WORK)
    }
    for text, evidence, point, sentence in _sentences(this, _WORK):
        proof, old_counts = before.get(_numberless(text), (evidence, []))
        for (_, old), (words, new) in zip(old_counts, _counts(point, sentence), strict=False):
            if _jumps(old, new):
                yield Moved(words, old, new, proof, evidence)


def _counts(point: Point, sentence: Sentence) -> list[tuple[str, float]]:
    """Counts of the report year in a sentence, each with the words of its clause."""
    inside = [one for one in point.figures if sentence.start <= one.start < sentence.end and one.unit != "%"]
    clauses = [point.clause_at(one.start) for one in inside]
    return [
        (point.text[clause.start : clause.end].strip("，。；："), one.value)
        for one, clause in zip(inside, clauses, strict=True)
    ]


def _jumps(old: float, new: float) -> bool:
    low, high = sorted((old, new))
    return low > 0 and high / low > _PLAUSIBLE and high - low > _FEW


def _numberless(text: str) -> str:
    return re.sub(r"(?<![\d.])[\d.]++(?![年月日])", "0", text)


def _sentences(examined: Examination, kinds: set[SectionKind]) -> Iterator[tuple[str, Evidence, Point, Sentence]]:
    """Sentences of the given parts, headings aside: folded text, evidence, and where they stand."""
    for point in examined.observations.points:
        for sentence in point.sentences if point.section in kinds else ():
            if sentence.start >= point.body and not sentence.heading:
                span = point.folded.span(sentence.start, sentence.end)
                evidence = quoted(examined, span, sentence.clauses[0].stance)
                yield point.text[sentence.start : sentence.end], evidence, point, sentence


def _turns(last: Examination, this: Examination, book: Rulebook) -> Iterator[Turn]:
    for rule in book.rules:
        before, after = last.judgement.verdicts[rule.id], this.judgement.verdicts[rule.id]
        if before is not after and before in _RANK and after in _RANK:
            yield Turn(rule.id, rule.title, before, after)
