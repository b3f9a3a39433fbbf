"""Examination + points → findings and defects, each with its proof, its reason and its doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from engine.chain import quoted, topic_name, weakness
from engine.doubt import doubts
from engine.examination import Examination
from engine.infer.program import AS_ASKED, OF_OTHER_YEARS, OF_OTHERS, OF_PAST_YEARS, OF_TOPICS
from engine.judge import measures_behind, reading, relations_behind
from engine.model import GAPS, Defect, Document, Evidence, Finding, SectionKind, Span, Stance, Verdict
from engine.observe import LONGEST_QUOTE, Mention
from engine.rulebook.rule import Rule, Rulebook
from engine.score import Points, deductions
from engine.zh.width import fold

#: Most sentences quoted for one finding.
MOST_EVIDENCE = 5
_UNPROVEN = {Verdict.ABSENT, Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSABLE}
_WEAK = {
    Stance.PLANNED: "只作为打算提到，不是本年度已经做的事",
    Stance.LACKING: "只作为不足提到",
    Stance.SLOGAN: "只在标题或开头的概括语里提到",
    Stance.ONGOING: "正在进行，还没有完成",
}
#: Why an act that was done does not count as the body's own of this year, by what the fact says of it.
_NOT_COUNTED = {
    OF_OTHERS: "说的是别人做的事，不是本机关做的",
    OF_OTHER_YEARS: "说的是跨年累计的情况，没有认出本年度的",
    OF_PAST_YEARS: "说的是以前年度做的事",
    OF_TOPICS: "只是会议、培训、学习的内容，没有说做了",
}
#: How the acts are read that are the body's own of the report year, or that their rule takes as they are.
_OURS = {Stance.DONE.value, Stance.ZERO.value, AS_ASKED}
_UNPROVEN_SAID = "还可以补实本年度的数字、日期、文件或具体事项。"


def findings(examined: Examination, book: Rulebook, points: Mapping[str, Points]) -> tuple[Finding, ...]:
    """One finding for every rule of the pack, in its order."""
    return tuple(finding(examined, rule, points[rule.id]) for rule in book.rules)


def finding(examined: Examination, rule: Rule, points: Points) -> Finding:
    """What an examination says of one rule."""
    verdict = examined.judgement.verdicts[rule.id]
    return Finding(
        rule=rule.id,
        title=rule.title,
        group=rule.group,
        verdict=verdict,
        severity=rule.severity.get(examined.level),
        points=points.earned,
        possible=points.possible,
        basis=rule.basis,
        message=_missing(rule, verdict),
        advice=rule.advice,
        evidence=() if verdict in _UNPROVEN else _evidence(examined, rule.id),
        because=_because(examined, rule),
        doubts=doubts(
            rule,
            verdict,
            examined.judgement.proof.get(rule.id, ()),
            examined.observations,
            examined.document.notes,
        ),
        lookalikes=lookalikes(examined, rule.id),
    )


def _missing(rule: Rule, verdict: Verdict) -> str:
    """What is said to be missing: nothing where nothing is, and never that words stand in the text which may not."""
    return {
        Verdict.ABSENT: rule.message,
        Verdict.MENTIONED: rule.named or rule.message,
        Verdict.DESCRIBED: rule.unproven or _UNPROVEN_SAID,
    }.get(verdict, "")


def lookalikes(examined: Examination, owner: str) -> tuple[Evidence, ...]:
    """Sentences that hold look-alikes of a rule or defect, each once; of a long one the part around the first."""
    places = examined.observations.lookalikes.get(owner, ())
    found: dict[Span, Evidence] = {}
    for point in examined.observations.points if places else ():
        near = [place for place in places if point.folded.span(0, len(point.text)).overlaps(place)]
        for sentence in point.sentences if near else ():
            span = point.folded.span(sentence.start, sentence.end)
            held = [place for place in near if span.covers(place)]
            if held:
                begin = span.start if len(span) <= LONGEST_QUOTE else max(span.start, held[0].end - LONGEST_QUOTE)
                cut = Span(begin, min(span.end, begin + LONGEST_QUOTE))
                stance = sentence.clauses[0].stance
                found[span] = Evidence(cut, examined.document.quote(cut), point.section, stance)
    return tuple(found.values())


def _evidence(examined: Examination, owner: str) -> tuple[Evidence, ...]:
    """Sentences behind a verdict or defect, strongest first, none twice; passages where a measure is behind it."""
    shown: list[Evidence] = []
    for evidence in (
        *_measured(examined, owner),
        *(mention.evidence(examined.document) for mention in _telling(examined, owner)),
    ):
        if len(shown) == MOST_EVIDENCE:
            break
        if not any(evidence.span.overlaps(other.span) for other in shown):
            shown.append(evidence)
    return tuple(shown)


def _telling(examined: Examination, owner: str) -> list[Mention]:
    """The mentions to quote, strongest first; of what was done the body's own acts of the year stand before others.

    The opening is quoted where nothing else tells of it, or where a phrase looks there.
    """
    proof = examined.judgement.proof.get(owner, ())
    if examined.judgement.verdicts.get(owner, Verdict.ABSENT) in GAPS:
        return list(proof)
    told = [mention for mention in proof if mention.section is not SectionKind.PREAMBLE or mention.signal.sections]
    shown = _without_pieces(told or proof, examined.document)
    return sorted(shown, key=lambda mention: reading(mention) not in _OURS)


def _without_pieces(mentions: Sequence[Mention], document: Document) -> list[Mention]:
    """The mentions without sentences that hold only a part of a phrase which another sentence holds all of."""
    partial: list[tuple[Mention, bool]] = []
    for mention in mentions:
        text = fold(document.text, mention.span).text if mention.signal.scope == "item" else ""
        steps = (step.words for part in mention.signal.phrase.parts for step in part.steps if step.words)
        partial.append((mention, bool(text) and not all(any(word in text for word in words) for words in steps)))
    whole = {mention.signal.id for mention, lacks in partial if not lacks}
    return [mention for mention, lacks in partial if not lacks or mention.signal.id not in whole]


def _measured(examined: Examination, owner: str) -> list[Evidence]:
    """Passages behind the measures and relations that a verdict or defect rests on."""
    names = measures_behind(examined.judgement, owner)
    found = [evidence for name in names for evidence in examined.passages.get(name, ())]
    observations = examined.observations
    spans = [(flaw.span, Stance.DONE) for flaw in observations.flaws if flaw.measure in names]
    for name, about in relations_behind(examined.judgement, owner):
        if name == "clash":
            spans += [(group[0].span, Stance.DONE) for group in observations.claims[about][:2]]
        else:
            spans.append((weakness(examined, about), Stance.LACKING))
    return found + [quoted(examined, span, stance) for span, stance in spans]


def _note(examined: Examination, owner: str) -> str:
    """What the defect is here: the arithmetic, the right name, the two counts, the unanswered weakness."""
    names = measures_behind(examined.judgement, owner)
    notes = [flaw.note for flaw in examined.observations.flaws if flaw.measure in names and flaw.note]
    for name, about in relations_behind(examined.judgement, owner):
        if name == "clash":
            one, other = (group[0].text for group in examined.observations.claims[about][:2])
            notes.append(f"{topic_name(about)}：“{one}”与“{other}”")
        else:
            text = examined.document.quote(weakness(examined, about))
            notes.append(f"“{text[:24]}…”没有对应的安排")
    return "；".join(dict.fromkeys(notes[:MOST_EVIDENCE]))


def _because(examined: Examination, rule: Rule) -> str:
    """Why the rule got its verdict, in Chinese, from the facts alone."""
    judgement = examined.judgement
    verdict, proof = judgement.verdicts[rule.id], judgement.proof.get(rule.id, ())
    if verdict is Verdict.NOT_APPLICABLE:
        exempt = rule.binds(examined.level, examined.year)
        return "报告写明不涉及此项" if exempt else "这一层级或这一年度不适用"
    if verdict is Verdict.NOT_ASSESSABLE:
        return "报告文字里没有可供判断的内容"
    if verdict is Verdict.ABSENT:
        similar = rule.id in examined.observations.lookalikes
        return "没有找到相关表述，只有貌似而不是的说法" if similar else "没有找到相关表述"
    if not proof or measures_behind(judgement, rule.id):
        return "由报告的结构判定"
    if verdict is Verdict.MENTIONED:
        known = _WEAK.get(proof[0].stance) or _NOT_COUNTED.get(reading(proof[0]))
        if not known and OF_TOPICS in map(reading, proof):
            known = _NOT_COUNTED[OF_TOPICS]
        return known or "提到了，没有认出本机关的具体做法"
    if verdict is Verdict.DESCRIBED:
        return "写出了具体做法，没有认出本年度的数字、日期、文件或具体事项佐证"
    if proof[0].stance is Stance.ZERO:
        return "明确报告没有发生"
    return "写出了具体做法，并有本年度的数字、日期、文件或具体事项佐证"


def defects(examined: Examination, book: Rulebook, points: Mapping[str, Points]) -> tuple[Defect, ...]:
    """Defects found, in the order of the pack; together they never cost more than was earned."""
    found = [defect for defect in book.defects if defect.id in examined.judgement.found]
    earned = sum((one.earned for one in points.values()), Fraction(0))
    costs = deductions(book, found, earned)
    return tuple(
        Defect(
            id=defect.id,
            title=defect.title,
            severity=defect.severity,
            deduction=costs[defect.id],
            message=_with_note(defect.message, _note(examined, defect.id)),
            evidence=_evidence(examined, defect.id),
        )
        for defect in found
    )


def _with_note(message: str, note: str) -> str:
    return f"{message.removesuffix('。')}：{note}。" if note else f"{message.removesuffix('。')}。"
