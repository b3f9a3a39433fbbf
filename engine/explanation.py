"""Why a rule got its verdict on a report: what was searched, what was seen and how it counted, the nearest miss."""

from __future__ import annotations

from dataclasses import dataclass

from engine.examination import examine
from engine.findings import finding
from engine.infer.program import CEILING, OF_OTHER_YEARS, OF_OTHERS
from engine.judge import reading
from engine.model import Document, Evidence, Finding, Level, Stance, Verdict
from engine.observe import Mention, Observations
from engine.observe.matcher import STRENGTH
from engine.rulebook.rule import RUNGS, Rule, Rulebook, Signal
from engine.score import rule_points

_RUNG = {rung.value: rung for rung in RUNGS}
_WHY_NOT = {
    Stance.PLANNED.value: "是打算，不是已经做的事",
    Stance.LACKING.value: "说的是不足",
    Stance.SLOGAN.value: "是标题或概括语",
    Stance.ONGOING.value: "正在进行，还没有完成",
    OF_OTHERS: "是群众或企业做的，不是本机关做的",
    OF_OTHER_YEARS: "说的是跨年的情况，不是本年度的",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement that bears on the rule; ``counts_as`` is None when it counts for nothing, ``why_not`` says why."""

    evidence: Evidence
    phrase: str
    counts_as: Verdict | None
    why_not: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """``searched`` are the rule's phrases as written; ``nearest`` is the closest sentence where nothing was seen."""

    finding: Finding
    searched: tuple[str, ...]
    seen: tuple[Seen, ...]
    lookalikes: tuple[Evidence, ...]
    nearest: Evidence | None


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
        seen=tuple(_seen(mentions, document)),
        lookalikes=found.lookalikes,
        nearest=None if mentions else _nearest(rule, observations, document),
    )


def _seen(mentions: list[Mention], document: Document) -> list[Seen]:
    """Each sentence once, at the strongest it counts for, strongest first."""
    best: dict[tuple[int, int], Seen] = {}
    for mention in mentions:
        rung = _RUNG.get(mention.signal.rung or "")
        ceiling = CEILING[reading(mention)]
        counts = min((rung, ceiling), key=RUNGS.index) if rung else None
        why_not = ""
        if rung and counts is not rung:
            why_not = _WHY_NOT[reading(mention)]
        elif rung is None:
            why_not = "是组合条件的一部分，要与别的条件同时成立"
        one = Seen(mention.evidence(document), mention.phrase, counts, why_not)
        key = (mention.span.start, mention.span.end)
        if key not in best or _rank(one) > _rank(best[key]):
            best[key] = one
    return sorted(best.values(), key=lambda one: (-_rank(one), one.evidence.span))


def _rank(one: Seen) -> int:
    return -1 if one.counts_as is None else RUNGS.index(one.counts_as)


def _nearest(rule: Rule, observations: Observations, document: Document) -> Evidence | None:
    """The sentence that holds most of the words of any one phrase of the rule, look-alikes included."""
    best: tuple[int, int] | None = None
    found: Evidence | None = None
    for point in observations.points:
        for sentence in point.sentences:
            text = point.text[sentence.start : sentence.end]
            share = max((_share(signal, text) for signal in rule.signals), default=0)
            rank = (share, -STRENGTH.index(sentence.clauses[0].stance))
            if share and (best is None or rank > best):
                best = rank
                span = point.folded.span(sentence.start, sentence.end)
                found = Evidence(span, document.quote(span)[:200], point.section, sentence.clauses[0].stance)
    return found


def _share(signal: Signal, text: str) -> int:
    """Percent of a phrase's parts of which at least one word stands in the text."""
    parts = signal.phrase.parts
    words = [[getattr(atom, "text", "") for step in part.steps for atom in step] for part in parts]
    held = sum(any(word and word in text for word in part) for part in words)
    return round(100 * held / len(words)) if held else 0
