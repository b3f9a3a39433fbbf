"""Which defects of the text go of themselves when a gap is mended: read off the conditions of the rule pack.

Who gives the causes of the shortcomings no longer has shortcomings without a cause. The pack knows: the rule asks for
at least one shortcoming with its cause, the defect for none, and both cannot hold of one text.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from engine.model import Verdict
from engine.rulebook.rule import FOUND, Measure, Rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.rulebook.rule import DefectRule, Leaf, Rulebook

_Needs = tuple["Leaf", ...]


def remedies(book: Rulebook, defects: Collection[str], rules: Collection[str]) -> dict[str, str]:
    """For each of the defects that one of the rules rules out, once it is 有据可查, the first such rule; both by id."""
    found: dict[str, str] = {}
    asked = [rule for rule in book.rules if rule.id in rules]
    for defect in book.defects:
        remedy = next((rule.id for rule in asked if _rules_out(rule, defect)), None) if defect.id in defects else None
        if remedy:
            found[defect.id] = remedy
    return found


def _rules_out(rule: Rule, defect: DefectRule) -> bool:
    """Whether no text that meets the rule in any way can have the defect in any way."""
    met, faulty = _ways(rule, Verdict.EVIDENCED), _ways(defect, FOUND)
    return bool(met and faulty) and all(_exclude(one, other) for one, other in product(met, faulty))


def _ways(owner: Rule | DefectRule, rung: str) -> list[_Needs]:
    """Each way to reach ``rung``: what must hold together."""
    written = owner.written if isinstance(owner, Rule) else owner.signals
    proving = isinstance(owner, Rule) and owner.units is not None and rung == Verdict.EVIDENCED
    rungs = {rung, Verdict.DESCRIBED.value} if proving else {rung}
    alone: list[_Needs] = [(signal,) for signal in written if signal.rung in rungs]
    return alone + [compound.needs for compound in owner.compounds if compound.rung == rung]


def _exclude(one: _Needs, other: _Needs) -> bool:
    """Whether some measure would have to lie in two ranges that have nothing in common."""
    return any(
        _above(first, second) or _above(second, first)
        for first, second in product(one, other)
        if isinstance(first, Measure) and isinstance(second, Measure) and first.name == second.name
    )


def _above(one: Measure, other: Measure) -> bool:
    return one.low is not None and other.high is not None and one.low > other.high
