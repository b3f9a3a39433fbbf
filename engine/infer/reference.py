"""The meaning of clauses in plain Python: the oracle in tests, and the engine where durable-rules cannot be had.

All that a pattern asks to be equal, to constants and to bound facts, is one key into an index of the facts; so only
order tests are left to be checked fact by fact.
"""

from __future__ import annotations

import itertools
import operator
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.infer.clauses import Clause, Fact, Inference, Ledger, Pattern, Program, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

NAME = "reference"

_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}

_Key = tuple[int, tuple[Value | None, ...]]  # number of a choice of kind and fields; values of the fields
_Row = tuple[int, ...]  # positions of the facts bound so far


class _Plan(Struct, frozen=True):
    """A pattern made ready: the fields of ``choice`` equal ``constants``, then what bound facts have at ``sources``."""

    choice: int
    constants: tuple[Value, ...]
    sources: tuple[tuple[int, str], ...]
    orders: tuple[tuple[str, Callable[[Value, Value], bool], Value], ...]


class _Rule(Struct, frozen=True):
    position: int
    positives: tuple[_Plan, ...]
    negatives: tuple[_Plan, ...]


class Reference:
    """Evaluates one program on many sets of facts; holds nothing of a run, so threads may share it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._choices: defaultdict[str, dict[tuple[str, ...], int]] = defaultdict(dict)  # by kind, then fields
        self._count = itertools.count()
        self._phases: list[defaultdict[_Key, list[_Rule]]] = []  # by key of the first positive, which is constant
        for phase in program.phases():
            self._phases.append(defaultdict(list))
            for rule in (self._rule(position, clause) for position, clause in phase):
                self._phases[-1][rule.positives[0].choice, rule.positives[0].constants].append(rule)

    def run(self, facts: Iterable[Fact]) -> Inference:
        """Evaluate the program on the facts.

        Raises:
            ValueError: a fact is malformed, or two share an id.
        """
        ledger = Ledger(self._program, facts)
        index: defaultdict[_Key, list[int]] = defaultdict(list)
        known = 0
        for phase in self._phases:
            for position, fact in enumerate(ledger.facts[known:], known):
                for fields, choice in self._choices.get(fact.kind, {}).items():
                    values = tuple(map(fact.fields.get, fields))
                    if None not in values:
                        index[choice, values].append(position)
            known = len(ledger.facts)
            search = _Search(ledger.facts, index)
            rules = (rule for key, rules in phase.items() if key in index for rule in rules)
            ledger.enter((rule.position, row) for rule in rules for row in search.rows(rule))
        return ledger.close(NAME)

    def _rule(self, position: int, clause: Clause) -> _Rule:
        places = {alias: place for place, (alias, _) in enumerate(clause.positives)}
        positives = tuple(self._plan(pattern, places) for _, pattern in clause.positives)
        return _Rule(position, positives, tuple(self._plan(pattern, places) for pattern in clause.negatives))

    def _plan(self, pattern: Pattern, places: dict[str, int]) -> _Plan:
        equal = [test for test in pattern.tests if test.op == "eq"]
        fields = (*(test.field for test in equal), *(join.field for join in pattern.joins))
        return _Plan(
            self._choices[pattern.kind].setdefault(fields, next(self._count)),
            tuple(test.value for test in equal),
            tuple((places[join.alias], join.other) for join in pattern.joins),
            tuple((test.field, _COMPARE[test.op], test.value) for test in pattern.tests if test.op != "eq"),
        )


class _Search(Struct, frozen=True):
    """Facts and their index as one phase sees them."""

    facts: Sequence[Fact]
    index: defaultdict[_Key, list[int]]

    def rows(self, rule: _Rule) -> list[_Row]:
        """Every choice of facts for the positives that no negative forbids."""
        rows: list[_Row] = [()]
        for plan in rule.positives:
            rows = [(*row, position) for row in rows for position in self._matches(plan, row)]
            if not rows:
                return rows
        for plan in rule.negatives:
            rows = [row for row in rows if not self._matches(plan, row)]
        return rows

    def _matches(self, plan: _Plan, row: _Row) -> Sequence[int]:
        values: tuple[Value | None, ...] = plan.constants
        for place, other in plan.sources:  # a field that is lacking gives None, which no key holds
            values = (*values, self.facts[row[place]].fields.get(other))
        found = self.index.get((plan.choice, values), ())
        if found and plan.orders:
            return [position for position in found if _in_order(plan, self.facts[position])]
        return found


def _in_order(plan: _Plan, fact: Fact) -> bool:
    for field, compare, bound in plan.orders:
        value = fact.fields.get(field)
        if type(value) is not int or not compare(value, bound):
            return False
    return True
