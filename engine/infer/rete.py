"""Clauses for durable-rules, which runs in a process of its own (``core``, kept by ``host``).

Its C core matches fast and joins well, but it crashes, hangs or loses facts on input that looks harmless, and its
Python layer adds threads that act on freed memory. So the core is spoken to directly, and is handed a small, safe
subset of what it takes:

- Only integers and names made here cross the border. Texts become symbols, so no text is ever parsed in C, and a
  comparison of different types cannot come up.
- Every rule begins with the sentinel, and the sentinel is the last fact of a batch. So nothing is decided before
  all facts are in, and absence is right. A batch that was cut short shows: the sentinel's own rule does not fire.
- A phase has rulesets of its own, given all facts of earlier phases in one batch, in a session that is then deleted.
- A ruleset ("shard") stays far below every fixed table of the core; see ``_Budget``.
"""

from __future__ import annotations

import itertools
import struct
import weakref
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import BackendError
from engine.infer.clauses import Clause, Fact, Inference, Ledger, Pattern, Program, Test, Value
from engine.infer.core import ALIASES, END, SENTINEL, SESSION
from engine.infer.host import HOST, installed, nonsense

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.infer.host import Life

NAME = "rete"
_MAX_FACTS = 100_000  # ids are compared by a 32-bit hash, on which f0…f100000 were found to differ
_ALL_MATCHES = 65_535  # firings handed over at a time, the most that "cap" can say
_serial = itertools.count()  # no two rulesets of a process share a name
_Numbered = tuple[int, Clause]  # a clause with its position in the program
_Route = tuple[str, str, Value]  # kind, field, value; field and value are empty for "any fact of the kind"
_Firing = tuple[int, tuple[int, ...]]


def require() -> None:
    """Make sure that durable-rules is here.

    Raises:
        BackendError: it is not.
    """
    if installed() is None:
        raise BackendError(
            "推理引擎 rete 不可用：没有安装 durable-rules 的 C 模块。"
            "该包没有预编译版本，安装时需要 C 编译器，且不支持 CPython 3.13 及以上版本。"
            "请改用 --backend reference（判定结果相同），"
            "或在 Python 3.11、3.12 下备好 C 编译器后重新安装 durable-rules。"
        )


class Rete:
    """Evaluates one program on many sets of facts. Rulesets are compiled once and kept; memory stays flat.

    Threads may share it; they take turns. ``close`` frees the rulesets, and so does the garbage collector.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._coder = _Coder(program)
        self._phases: list[_Phase] = []
        self._rulesets: list[str] = []
        self._life = 0  # of the host, in which they were compiled
        weakref.finalize(self, HOST.drop, self._rulesets)

    def prepare(self) -> None:
        """Have the rulesets compiled, without waiting for it.

        Raises:
            BackendError: the host cannot be started or does not take them.
        """
        with HOST.session() as life:
            self._compile(life)

    def run(self, facts: Iterable[Fact]) -> Inference:
        """Evaluate the program on the facts.

        Raises:
            ValueError: a fact is malformed, or two share an id.
            BackendError: the core failed, or said what cannot be read; the next run compiles anew.
        """
        ledger = Ledger(self._program, facts)
        try:
            with HOST.session() as life:
                self._compile(life)
                texts: list[str] = []
                symbols = dict(self._coder.symbols)
                for phase in self._phases:
                    new = enumerate(ledger.facts[len(texts) :], len(texts))
                    texts += [self._coder.fact(position, fact, symbols) for position, fact in new]
                    ledger.enter(self._fire(life, phase, ledger.facts, texts))
        except BackendError as error:
            raise BackendError(f"推理引擎 rete（durable-rules）运行失败：{error}。") from error
        return ledger.close(NAME)

    def close(self) -> None:
        """Free the rulesets. A later run compiles them again."""
        HOST.drop(self._rulesets[:])
        self._life = 0

    def _compile(self, life: Life) -> None:
        """Have all rulesets compiled, unless the host of this life has them."""
        if self._life == life.number:
            return
        self._phases, rulesets = [], dict[str, object]()
        for clauses in self._program.phases():
            phase = _Phase([], defaultdict(set), defaultdict(set), {})
            for batch in _batches(clauses):
                rules: dict[str, object] = {f"r{position}": self._coder.rule(clause) for position, clause in batch}
                rules[SENTINEL] = {"all": [{"e": {"k": END}}], "cap": _ALL_MATCHES}
                for route in (_route(pattern) for _, clause in batch for pattern in clause.patterns):
                    phase.routes[route].add(len(phase.shards))
                    phase.fields[route[0]].add(route[1])
                phase.shards.append(str(next(_serial)))
                phase.sizes.update((position, len(clause.positives)) for position, clause in batch)
                rulesets[phase.shards[-1]] = rules
            self._phases.append(phase)
        self._rulesets[:] = rulesets
        life.send("load", rulesets)
        self._life = life.number

    @staticmethod
    def _fire(life: Life, phase: _Phase, facts: Sequence[Fact], texts: Sequence[str]) -> list[_Firing]:
        if len(facts) > _MAX_FACTS:
            raise BackendError(f"共有 {len(facts)} 条事实，上限为 {_MAX_FACTS} 条")
        batches: defaultdict[int, dict[str, None]] = defaultdict(dict)  # texts, each once: they begin with the id
        for fact, text in zip(facts, texts, strict=True):
            for name in phase.fields.get(fact.kind, ()):
                for shard in phase.routes.get((fact.kind, name, fact.fields.get(name, "")), ()):
                    batches[shard][text] = None
        # A shard without facts cannot fire: every clause has a positive.
        life.send("fire", [(phase.shards[shard], len(facts), list(batch)) for shard, batch in batches.items()])
        firings: list[_Firing] = []
        try:
            for position, *support in life.answer():
                # The core may have gone astray without a crash: it speaks of what it was given, or is not believed.
                known = all(type(place) is int and 0 <= place < len(facts) for place in support)
                if not known or len(support) != phase.sizes[position]:
                    raise nonsense()
                firings.append((position, tuple(support)))
        except (TypeError, ValueError, LookupError) as error:
            raise nonsense() from error
        return firings


class _Phase(Struct, frozen=True):
    """Shards of one phase by their number, the way there, and how many positives each clause has.

    Facts go only where a pattern may want them: ``routes`` knows shards by the first equality test of each pattern.
    """

    shards: list[str]
    routes: defaultdict[_Route, set[int]]
    fields: defaultdict[str, set[str]]
    sizes: dict[int, int]


class _Coder:
    """Writes clauses and facts as the core gets to see them.

    A field has up to three properties: "same" carries the symbol of its value, for equality and joins; "target" the
    same for the far end of a join, where a missing value is a symbol of its own, as the core fails on a property
    that is not there; "order" carries the integer itself.
    """

    def __init__(self, program: Program) -> None:
        self.symbols: dict[Value, int] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._asked: defaultdict[str, dict[tuple[str, str], str]] = defaultdict(dict)
        for clause in program.clauses:
            kinds = {alias: pattern.kind for alias, pattern in clause.positives}
            for pattern in clause.patterns:
                self.symbols.setdefault(pattern.kind, len(self.symbols) + 1)
                for test in pattern.tests:
                    self._ask(pattern.kind, ("same" if test.op == "eq" else "order", test.field))
                    self.symbols.setdefault(test.value, len(self.symbols) + 1)
                for join in pattern.joins:
                    self._ask(pattern.kind, ("same", join.field))
                    self._ask(kinds[join.alias], ("target", join.other))

    def _ask(self, kind: str, key: tuple[str, str]) -> None:
        self._asked[kind][key] = self._names.setdefault(key, f"p{len(self._names)}")

    def fact(self, position: int, fact: Fact, symbols: dict[Value, int]) -> str:
        """One fact as JSON, cut down to what the program asks of its kind; new values are added to ``symbols``."""
        parts = [f'{{"id":"f{position}","sid":"{SESSION}","k":{self.symbols.get(fact.kind, -1)}']
        for (role, field), name in self._asked.get(fact.kind, {}).items():
            value = fact.fields.get(field)
            if role == "order":
                if type(value) is int:
                    parts.append(f'"{name}":{value}')
            elif value is not None:
                parts.append(f'"{name}":{symbols.setdefault(value, len(symbols) + 1)}')
            elif role == "target":
                parts.append(f'"{name}":{-1 - position}')
        return ",".join(parts) + "}"

    def rule(self, clause: Clause) -> dict[str, object]:
        aliases = dict(zip((alias for alias, _ in clause.positives), ALIASES, strict=False))
        conditions: list[dict[str, object]] = [{"e": {"k": END}}]
        conditions += [{aliases[alias]: self._pattern(pattern, aliases)} for alias, pattern in clause.positives]
        conditions += [{f"n{n}$not": self._pattern(pattern, aliases)} for n, pattern in enumerate(clause.negatives)]
        return {"all": conditions, "dist": 0, "cap": _ALL_MATCHES}  # dist 0: one fact may fill two conditions

    def _pattern(self, pattern: Pattern, aliases: dict[str, str]) -> dict[str, object]:
        parts: list[dict[str, object]] = [{"k": self.symbols[pattern.kind]}]
        for test in _ordered(pattern):
            if test.op == "eq":
                parts.append({self._names["same", test.field]: self.symbols[test.value]})
            elif struct.calcsize("l") < 8 and type(test.value) is int and abs(test.value) >= 2**31:
                raise BackendError(f"阈值 {test.value} 超出本机 C 长整型的范围")
            else:
                parts.append({f"${test.op}": {self._names["order", test.field]: test.value}})
        for join in pattern.joins:
            far = {aliases[join.alias]: self._names["target", join.other]}
            parts.append({self._names["same", join.field]: far})
        return {"$and": parts}


class _Budget:
    """What a shard may hold. The core's own limits stand in brackets; reaching some of them hangs the process.

    Tests form a tree below the kind; equal tests share a node, joins never do. There are at most 400 nodes [511 below
    one node], and at most 200 patterns end at one [255]. A fact walks the tree with a stack of 64 nodes [error 303]:
    of a node's children it takes one equality test per field, but perhaps every order test and every join.
    """

    def __init__(self) -> None:
        self._rules = 0
        self._nodes: dict[tuple[int, object], int] = {}  # number of a node by its parent and its test
        self._taken: defaultdict[int, set[object]] = defaultdict(set)
        self._widths: Counter[int] = Counter()  # by depth: children of one node that one fact may take
        self._ends: Counter[int] = Counter()

    def add(self, clause: Clause) -> bool:
        """Count a clause in; false when that is more than a shard may hold."""
        self._rules += 1
        crowd, nodes, widths = 0, self._nodes, self._widths
        for pattern in clause.patterns:
            node = nodes.setdefault((0, pattern.kind), len(nodes) + 1)
            steps: list[object] = [*_ordered(pattern), *(object() for _ in pattern.joins)]
            for depth, step in enumerate(steps):
                taken = self._taken[node]
                taken.add(step.field if isinstance(step, Test) and step.op == "eq" else step)
                widths[depth] = max(widths[depth], len(taken))
                node = nodes.setdefault((node, step), len(nodes) + 1)
            self._ends[node] += 1
            crowd = max(crowd, self._ends[node])
        return self._rules <= 200 and len(self._nodes) <= 400 and crowd <= 200 and self._widths.total() <= 60


def _batches(clauses: Sequence[_Numbered]) -> Iterable[list[_Numbered]]:
    """Clauses in their order, cut into shards. One clause alone always fits: ``Program`` bounds its parts."""
    budget, batch = _Budget(), list[_Numbered]()
    for position, clause in clauses:
        if not budget.add(clause) and batch:
            yield batch
            budget, batch = _Budget(), []
            budget.add(clause)
        batch.append((position, clause))
    yield batch


def _ordered(pattern: Pattern) -> Sequence[Test]:
    """Equality tests first: they tell facts apart, and patterns share them."""
    tests = pattern.tests
    return tests if len(tests) < 2 else sorted(tests, key=lambda test: test.op != "eq")


def _route(pattern: Pattern) -> _Route:
    first = next((test for test in pattern.tests if test.op == "eq"), None)
    return (pattern.kind, first.field, first.value) if first else (pattern.kind, "", "")
