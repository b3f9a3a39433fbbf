"""Why a rule got its verdict, or a defect was found or not: what was searched, what was seen, the chain of facts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from engine.chain import Condition, Step, chain, conditions
from engine.examination import Examination, examine
from engine.findings import defects, finding, lookalikes
from engine.infer.program import CEILING, OF_OTHER_YEARS, OF_OTHERS, OF_PAST_YEARS, OF_TALKS, OF_TOPICS
from engine.judge import reading
from engine.model import Defect, Document, Evidence, Finding, Level, Stance, Verdict
from engine.observe import Mention, Observations
from engine.observe.matcher import STRENGTH
from engine.rulebook.rule import RUNGS, Rule, Rulebook, Signal
from engine.score import Points, rule_points

_RUNG = {rung.value: rung for rung in RUNGS}
WHY_NOT = {
    Stance.PLANNED.value: "是打算，不是已经做的事",
    Stance.LACKING.value: "说的是不足",
    Stance.SLOGAN.value: "是标题或概括语",
    Stance.ONGOING.value: "正在进行，还没有完成",
    OF_OTHERS: "是别人（群众、企业、上级或别的机关）做的，不是本机关做的",
    OF_OTHER_YEARS: "说的是跨年的情况，不是本年度的",
    OF_PAST_YEARS: "是以前年度做的，不是本年度做的",
    OF_TALKS: "是开会、培训、学习，数的是场次，不是这件事本身",
    OF_TOPICS: "是会议、培训、学习的内容，没有说做了",
}


class Seen(Struct, frozen=True):
    """A statement that bears on the rule; ``counts_as`` is None when it counts for nothing, ``why_not`` says why."""

    evidence: Evidence
    phrase: str
    counts_as: Verdict | None
    why_not: str


class Explanation(Struct, frozen=True):
    """``searched`` are the rule's phrases as written; ``nearest`` is the closest sentence where nothing was seen.

    ``chain`` are the facts behind the verdict, each after those it follows from; ``conditions`` are the compounds of
    the rule as the report meets them. ``points`` are those of every rule: what is shown of one is rounded with all.
    """

    finding: Finding
    searched: tuple[str, ...]
    seen: tuple[Seen, ...]
    lookalikes: tuple[Evidence, ...]
    nearest: Evidence | None
    points: Mapping[str, Points]
    chain: tuple[Step, ...] = ()
    conditions: tuple[Condition, ...] = ()


class DefectExplanation(Struct, frozen=True):
    """``defect`` is None where it was not found; ``looked_for`` is false where it does not concern this body or year.

    ``chain`` leads to the defect; ``conditions`` say of each compound which parts hold and what was looked at.
    ``points`` and ``deductions`` are those of every rule and of every defect found.
    """

    defect: Defect | None
    looked_for: bool
    searched: tuple[str, ...]
    lookalikes: tuple[Evidence, ...]
    chain: tuple[Step, ...]
    conditions: tuple[Condition, ...]
    points: Mapping[str, Points]
    deductions: Mapping[str, Fraction]


def explain(
    document: Document,
    book: Rulebook,
    rule_id: str,
    *,
    level: Level | None = None,
    year: int | None = None,
    backend: str | None = None,
) -> Explanation:
    """Explain one rule on one report. Raises KeyError if the pack has no such rule."""
    rule = book.rule(rule_id)
    if rule is None:
        raise KeyError(rule_id)
    examined = examine(document, book, level, year, backend)
    observations = examined.observations
    points = rule_points(book, examined.judgement.verdicts, examined.level)
    mentions = [mention for mention in observations.mentions if mention.signal.rule == rule_id]
    found = finding(examined, rule, points[rule_id])
    return Explanation(
        finding=found,
        searched=tuple(dict.fromkeys(signal.phrase.text for signal in rule.signals)),
        seen=tuple(_seen(mentions, examined, found.verdict)),
        lookalikes=found.lookalikes,
        nearest=None if mentions else _nearest(rule, observations, document),
        points=points,
        chain=chain(examined, book, rule_id),
        conditions=conditions(examined, book, rule),
    )


def explain_defect(
    document: Document,
    book: Rulebook,
    defect_id: str,
    *,
    level: Level | None = None,
    year: int | None = None,
    backend: str | None = None,
) -> DefectExplanation:
    """Explain one defect on one report. Raises KeyError if the pack does not look for such a defect."""
    entry = next((one for one in book.defects if one.id == defect_id), None)
    if entry is None:
        raise KeyError(defect_id)
    examined = examine(document, book, level, year, backend)
    points = rule_points(book, examined.judgement.verdicts, examined.level)
    found = defects(examined, book, points)
    return DefectExplanation(
        defect=next((one for one in found if one.id == defect_id), None),
        looked_for=entry.binds(examined.level, examined.year),
        searched=tuple(dict.fromkeys(signal.phrase.text for signal in entry.signals if signal.rung)),
        lookalikes=lookalikes(examined, defect_id),
        chain=chain(examined, book, defect_id),
        conditions=conditions(examined, book, entry),
        points=points,
        deductions={one.id: one.deduction for one in found},
    )


def _seen(mentions: list[Mention], examined: Examination, verdict: Verdict) -> list[Seen]:
    """Each sentence once, at the strongest it counts for, strongest first."""
    best: dict[tuple[int, int], Seen] = {}
    for mention in mentions:
        rung = _RUNG.get(mention.signal.rung or "")
        ceiling = CEILING[reading(mention)]
        counts = min((rung, ceiling), key=RUNGS.index) if rung else None
        why_not = ""
        if rung and counts is not rung:
            why_not = WHY_NOT[reading(mention)]
        elif rung is None and mention in examined.judgement.proof[mention.signal.rule]:
            counts, why_not = verdict, "与别的条件合起来成立"
        elif rung is None:
            why_not = "是组合条件的一部分，要与别的条件同时成立"
        one = Seen(mention.evidence(examined.document), mention.phrase, counts, why_not)
        key = (mention.span.start, mention.span.end)
        if key not in best or _rank(one) > _rank(best[key]):
            best[key] = one
    return sorted(best.values(), key=lambda one: (-_rank(one), one.evidence.span))


def _rank(one: Seen) -> int:
    """What leads out of the ladder, as what exempts does, stands above it."""
    if one.counts_as is None:
        return -1
    return RUNGS.index(one.counts_as) if one.counts_as in RUNGS else len(RUNGS)


def _nearest(rule: Rule, observations: Observations, document: Document) -> Evidence | None:
    """The sentence that holds most of the words of any one phrase of the rule, look-alikes included."""
    best: tuple[int, int] | None = None
    found: Evidence | None = None
    signals = rule.signals
    for point in observations.points:
        for sentence in point.sentences:
            text = point.text[sentence.start : sentence.end]
            share = max((_share(signal, text) for signal in signals), default=0)
            rank = (share, -STRENGTH.index(sentence.clauses[0].stance))
            if share and (best is None or rank > best):
                best = rank
                span = point.folded.span(sentence.start, sentence.end)
                found = Evidence(span, document.quote(span)[:200], point.section, sentence.clauses[0].stance)
    return found


def _share(signal: Signal, text: str) -> int:
    """Percent of a phrase's parts of which at least one word stands in the text."""
    parts = signal.phrase.parts
    held = sum(any(name in text for name in part.names()) for part in parts)
    return round(100 * held / len(parts)) if held else 0
