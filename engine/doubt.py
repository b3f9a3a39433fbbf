"""How firm a verdict is: stated reasons why an auditor should look at it first."""

from __future__ import annotations

from collections.abc import Iterable

from engine.model import Stance, Verdict
from engine.observe import Mention, Observations
from engine.rulebook.rule import Rule
from engine.zh.bodies import OTHERS
from engine.zh.periods import Period

_REAL = {Stance.DONE, Stance.ZERO, Stance.ONGOING}
_SATISFIED = {Verdict.DESCRIBED, Verdict.EVIDENCED}
_OUTSIDE = {Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSABLE}


def doubts(
    rule: Rule, verdict: Verdict, proof: tuple[Mention, ...], observations: Observations, notes: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Reasons to look at a verdict, most telling first; none if it is firm. ``notes`` are those of the document."""
    if verdict in _OUTSIDE:
        return ()
    recognised = ("文字由图像识别得来",) if any("OCR" in note for note in notes) else ()
    return (*_reasons(rule, verdict, proof, observations), *recognised)


def _reasons(rule: Rule, verdict: Verdict, proof: tuple[Mention, ...], observations: Observations) -> Iterable[str]:
    sentences = {mention.span for mention in proof}
    real = [mention for mention in proof if mention.stance in _REAL]
    if verdict is Verdict.MENTIONED and real:
        yield _why_not_enough(real)
    if verdict in _SATISFIED and proof and all(mention.signal.scope == "item" for mention in proof):
        yield "几样内容分散在几句话里"
    elif verdict in _SATISFIED and len(sentences) == 1 and not any(mention.counted for mention in proof):
        yield "只凭一句话，也没有数字"
    if verdict in _SATISFIED and proof and all(mention.stance is Stance.ONGOING for mention in proof):
        yield "正在进行，还没有完成"
    if rule.id in observations.lookalikes:
        yield "旁边有貌似而不是的说法"
    if verdict is Verdict.DESCRIBED and proof and all(mention.foreign for mention in proof):
        yield "说的像是往年或跨年的情况"
    elif verdict is Verdict.DESCRIBED and any(mention.counted for mention in proof):
        yield "同一句里有数字，但没认作这件事的数字"
    if verdict is Verdict.MENTIONED and not any(one.signal.rule == rule.id for one in observations.mentions):
        yield "由文章结构判定"


def _why_not_enough(real: list[Mention]) -> str:
    """What to look at where something done proves nothing."""
    if all(mention.actor in OTHERS for mention in real):
        return "说的像是别的机关、企业或群众做的事"
    if all(mention.foreign is Period.PAST for mention in real):
        return "说的像是以前年度做的事"
    if any(mention.topic for mention in real):
        return "说的像是会议、培训、学习的内容"
    return "说的是做了的事，但没认出具体做法"
