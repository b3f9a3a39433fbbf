"""How firm a verdict is: stated reasons why an auditor should look at it first."""

from __future__ import annotations

from collections.abc import Iterable

from engine.model import Stance, Verdict
from engine.observe import Mention, Observations
from engine.rulebook.rule import Rule

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
    if verdict is Verdict.MENTIONED and any(mention.stance in _REAL for mention in proof):
        yield "说的是做了的事，但没认出具体做法"
    if verdict in _SATISFIED and len(sentences) == 1 and not any(mention.counted for mention in proof):
        yield "只凭一句话，也没有数字"
    if verdict in _SATISFIED and proof and all(mention.signal.scope == "item" for mention in proof):
        yield "几样内容分散在几句话里"
    if verdict in _SATISFIED and proof and all(mention.stance is Stance.ONGOING for mention in proof):
        yield "正在进行，还没有完成"
    if rule.id in observations.lookalikes:
        yield "旁边有貌似而不是的说法"
    if verdict is Verdict.DESCRIBED and any(mention.counted for mention in proof):
        yield "同一句里有数字，但没认作这件事的数字"
    if verdict is Verdict.MENTIONED and not any(one.signal.rule == rule.id for one in observations.mentions):
        yield "由文章结构判定"
