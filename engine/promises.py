"""What became of last year's plan: each promise, and the sentence of this year's report that speaks of the same thing.

Two sentences speak of the same thing when enough of the promise stands in the other too, in runs of two characters or
more, rare runs counting more, and the more so when both meet the same rule of the pack. Words cannot tell a square
that was built from one that was repainted: a link is something to look at, not a verdict. tests/bench/PROMISES.md
says how often it is right.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from engine.examination import Examination
from engine.model import Evidence, SectionKind, Span, Stance, Verdict
from engine.observe import LONGEST_QUOTE
from engine.observe.matcher import STRENGTH
from engine.observe.statements import Point, Sentence
from engine.zh import NOT_HAN

#: A sentence of the plan with fewer characters that say what it is about promises nothing in particular.
_SHORTEST = 4
#: Share of a promise, and characters of it, that a sentence must hold to speak of the same thing.
_SAME_THING, _SAME_CHARACTERS = 0.2, 4
#: How much more a sentence counts that meets a rule which the promise meets too.
_SAME_RULE = 1.4
#: A sentence of this year's work outweighs one of this year's plan that is up to so many times as alike.
_TOLD_BEFORE_NAMED = 2.0
_WORK = {SectionKind.MEASURES, SectionKind.LEADER, SectionKind.OTHER}
_NAMED = {SectionKind.PLAN, SectionKind.SHORTCOMINGS, SectionKind.PREAMBLE}
_ACTS = {Stance.DONE, Stance.ZERO, Stance.ONGOING}
#: Words of planning, which say nothing of what is planned.
_PLANNING = re.compile(
    r"下一?步|明年|20\d\d年|[一二三四]季度|上半年|年内|年底前|\d{1,2}月底?前?|将|继续|进一步|不断|持续|切实|着力|努力|力争|全面|深入|积极|大力|"
    r"加强|加快|推进|推动|提升|提高|强化|完善|健全|规范|落实|建立|开展|组织|工作|建设|机制|制度|水平|能力|质量|探索|深化|优化"
)
#: What opens a plan and promises nothing in particular.
_GUIDANCE = re.compile(r"为指导|指导下|领导下|统一部署|部署和?要求")
_DATED = re.compile(r"\d月|《")


class Promise(Struct, frozen=True):
    """A sentence of last year's plan and what this year's report says of it.

    ``kept`` is EVIDENCED or DESCRIBED where this report tells of it, with or without a figure, date or document;
    MENTIONED where it only names it, plans it again or calls it a shortcoming; else ABSENT.
    """

    promise: Evidence
    kept: Verdict
    answer: Evidence | None


class _Statement(Struct, frozen=True):
    """A sentence, the words it is about, the rules it meets, and whether a figure, date or document stands in it."""

    evidence: Evidence
    about: str
    runs: frozenset[str]
    rules: frozenset[str]
    proven: bool


def promises(last: Examination, this: Examination) -> Iterator[Promise]:
    """Every promise of last year's plan with its answer, in text order."""
    planned = [
        one
        for one in _statements(last, {SectionKind.PLAN})
        if len(one.about.replace(" ", "")) >= _SHORTEST and not _GUIDANCE.search(one.evidence.quote)
    ]
    told, named = list(_statements(this, _WORK)), list(_statements(this, _NAMED))
    held = Counter(run for one in (*planned, *told, *named) for run in one.runs)
    every = len(planned) + len(told) + len(named) + 1
    rarity = {run: math.log(every / count) for run, count in held.items()}
    for one in planned:
        done, answer = _closest(one, told, rarity)
        again, naming = _closest(one, named, rarity)
        if answer and done * _TOLD_BEFORE_NAMED >= again:
            yield Promise(one.evidence, _kept(answer), answer.evidence)
        else:
            kept = Verdict.MENTIONED if naming else Verdict.ABSENT
            yield Promise(one.evidence, kept, naming.evidence if naming else None)


def _kept(answer: _Statement) -> Verdict:
    if answer.evidence.stance not in _ACTS:
        return Verdict.MENTIONED
    return Verdict.EVIDENCED if answer.proven else Verdict.DESCRIBED


def _closest(
    promise: _Statement, others: list[_Statement], rarity: dict[str, float]
) -> tuple[float, _Statement | None]:
    """The statement most like the promise, and how much; none if that is not enough."""
    best, found = 0.0, None
    for other in others:
        likeness = _likeness(promise.about, other.runs, rarity)
        if promise.rules & other.rules:
            likeness *= _SAME_RULE
        if likeness > best:
            best, found = likeness, other
    return (best, found) if best >= _SAME_THING else (0.0, None)


def _likeness(about: str, runs: frozenset[str], rarity: dict[str, float]) -> float:
    """Share of the characters of a promise that runs of another sentence cover, each by its rarest run; 0 for a few."""
    whole, covered = [0.0] * len(about), [0.0] * len(about)
    for start in range(len(about) - 1):
        run = about[start : start + 2]
        weight = rarity.get(run, 0.0)
        for place in (start, start + 1):
            whole[place] = max(whole[place], weight)
            if run in runs:
                covered[place] = max(covered[place], weight)
    enough = sum(weight > 0 for weight in covered) >= _SAME_CHARACTERS
    return sum(covered) / sum(whole) if enough else 0.0


def _statements(examined: Examination, kinds: set[SectionKind]) -> Iterator[_Statement]:
    """Sentences of the given parts, headings aside."""
    for point in examined.observations.points:
        for sentence in point.sentences if point.section in kinds else ():
            if sentence.start >= point.body and not sentence.heading:
                yield _statement(examined, point, sentence)


def _statement(examined: Examination, point: Point, sentence: Sentence) -> _Statement:
    text = point.text[sentence.start : sentence.end]
    about = re.sub(NOT_HAN, " ", _PLANNING.sub(" ", text))
    span = point.folded.span(sentence.start, sentence.end)
    cut = Span(span.start, min(span.end, span.start + LONGEST_QUOTE))
    stance = min((clause.stance for clause in sentence.clauses), key=STRENGTH.index)
    met = (mention for mention in examined.observations.mentions if mention.span.overlaps(span))
    return _Statement(
        evidence=Evidence(cut, examined.document.quote(cut), point.section, stance),
        about=about,
        runs=frozenset(
            about[start : start + 2] for start in range(len(about) - 1) if " " not in about[start : start + 2]
        ),
        rules=frozenset(mention.signal.rule for mention in met if not mention.signal.rule.startswith("quality.")),
        proven=_DATED.search(text) is not None
        or any(sentence.start <= figure.start < sentence.end for figure in point.figures),
    )
