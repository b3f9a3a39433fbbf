"""The one door to durable-rules 2.0.28: nothing else in this project may import it.

Its C core matches fast and joins well, but it crashes, hangs or loses facts on input that looks harmless, and its
Python layer adds threads that act on freed memory. So this module speaks to the core directly and hands it a small,
safe subset of what it takes:

- Only integers and names made here cross the border. Texts become symbols, so no text is ever parsed in C, and a
  comparison of different types cannot come up.
- Every rule begins with the sentinel, and the sentinel is the last fact of a batch. So nothing is decided before
  all facts are in, and absence is right. A batch that was cut short shows: the sentinel's own rule does not fire.
- A phase has rulesets of its own, given all facts of earlier phases in one batch, in a session that is then deleted.
- A ruleset ("shard") stays far below every fixed table of the core; see ``_Budget``.
"""

from __future__ import annotations

import importlib
import itertools
import json
import struct
import threading
import weakref
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import BackendError
from engine.infer.clauses import Clause, Fact, Inference, Ledger, Pattern, Program, Test, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import ModuleType

NAME = "rete"
_SESSION = "r"
_SENTINEL = "z"  # the rule that fires on the sentinel alone; the other rules are called r0, r1, …
_END = 0  # kind of the sentinel fact; symbols count from 1, stand-ins for missing values from -1 down
_MAX_FACTS = 100_000  # ids are compared by a 32-bit hash, on which f0…f100000 were found to differ
_ALL_MATCHES = 65_535  # firings handed over at a time, the most that "cap" can say
_INSTEAD = "请改用 --backend reference（判定结果相同）"
_serial = itertools.count()  # no two rulesets of a process share a name
_Numbered = tuple[int, Clause]  # a clause with its position in the program
_Route = tuple[str, str, Value]  # kind, field, value; field and value are empty for "any fact of the kind"


def load() -> ModuleType:
    """Import the C module of durable-rules.

    Raises:
        BackendError: it is not installed, or this interpreter cannot load it.
    """
    try:
        return importlib.import_module("durable_rules_engine")
    except ImportError as error:
        raise BackendError(
            f"推理引擎 rete 不可用：无法加载 durable-rules 的 C 模块（{error}）。"
            "该包没有预编译版本，安装时需要 C 编译器，且不支持 CPython 3.13 及以上版本。"
            f"{_INSTEAD}，或在 Python 3.11、3.12 下备好 C 编译器后重新安装 durable-rules。"
        ) from error


class Rete:
    """Evaluates one program on many sets of facts. Rulesets are compiled at the first run and kept; memory stays flat.

    Threads may share it; they take turns. ``close`` frees the rulesets, and so does the garbage collector.

    Raises:
        BackendError: the C module cannot be had.
    """

    def __init__(self, program: Program) -> None:
        self._core = load()
        self._program = program
        self._coder = _Coder(program)
        self._lock = threading.RLock()
        self._phases: list[_Phase] = []
        self._handles: list[int] = []
        weakref.finalize(self, _release, self._core, self._handles)

    def run(self, facts: Iterable[Fact]) -> Inference:
        """Evaluate the program on the facts.

        Raises:
            ValueError: a fact is malformed, or two share an id.
            BackendError: the core failed, or said what cannot be read; the next run compiles anew.
        """
        ledger = Ledger(self._program, facts)
        with self._lock:
            try:
                if not self._phases:
                    self._phases = [self._compile(phase) for phase in self._program.phases()]
                texts: list[str] = []
                symbols = dict(self._coder.symbols)
                for phase in self._phases:
                    new = enumerate(ledger.facts[len(texts) :], len(texts))
                    texts += [self._coder.fact(position, fact, symbols) for position, fact in new]
                    ledger.enter(self._fire(phase, ledger.facts, texts))
            except (self._core.error, BackendError, MemoryError, ValueError, LookupError) as error:
                self.close()
                raise BackendError(f"推理引擎 rete（durable-rules）运行失败：{error}。{_INSTEAD}重新运行。") from error
        return ledger.close(NAME)

    def close(self) -> None:
        """Free the rulesets. A later run compiles them again."""
        with self._lock:
            self._phases = []
            _release(self._core, self._handles)

    def _compile(self, clauses: Sequence[_Numbered]) -> _Phase:
        phase = _Phase([], defaultdict(set), defaultdict(set))
        for batch in _batches(clauses):
            rules: dict[str, object] = {f"r{position}": self._coder.rule(clause) for position, clause in batch}
            rules[_SENTINEL] = {"all": [{"e": {"k": _END}}], "cap": _ALL_MATCHES}
            handle = self._core.create_ruleset(f"fazhi{next(_serial)}", json.dumps(rules))
            self._handles.append(handle)
            # Deleting a session reads uninitialised memory unless an action once ran in its place. One does here, and
            # later sessions of the ruleset get the same place: so they can be deleted even after a failure.
            self._drain(handle, [], 0)
            self._core.delete_state(handle, _SESSION)
            for route in (_route(pattern) for _, clause in batch for pattern in clause.patterns):
                phase.routes[route].add(len(phase.shards))
                phase.fields[route[0]].add(route[1])
            phase.shards.append((handle, {position: len(clause.positives) for position, clause in batch}))
        return phase

    def _fire(self, phase: _Phase, facts: Sequence[Fact], texts: Sequence[str]) -> list[tuple[int, tuple[int, ...]]]:
        if len(facts) > _MAX_FACTS:
            raise BackendError(f"共有 {len(facts)} 条事实，上限为 {_MAX_FACTS} 条")
        batches: defaultdict[int, dict[str, None]] = defaultdict(dict)  # texts, each once: they begin with the id
        for fact, text in zip(facts, texts, strict=True):
            for name in phase.fields.get(fact.kind, ()):
                for shard in phase.routes.get((fact.kind, name, fact.fields.get(name, "")), ()):
                    batches[shard][text] = None
        firings: list[tuple[int, tuple[int, ...]]] = []
        for shard, batch in batches.items():  # a shard without facts cannot fire: every clause has a positive
            handle, sizes = phase.shards[shard]
            try:
                fired = self._drain(handle, list(batch), len(facts))
            finally:
                with suppress(self._core.error):
                    self._core.delete_state(handle, _SESSION)
            for rule, frames in fired.items():
                position = int(rule[1:])
                aliases = [f"a{n}" for n in range(sizes[position])]
                firings += [(position, tuple(int(frame[alias]["id"][1:]) for alias in aliases)) for frame in frames]
        return firings

    def _drain(self, handle: int, batch: list[str], end: int) -> dict[str, list[dict[str, Any]]]:
        """Assert a batch, then the sentinel as fact ``end``; take each rule's firings, each the facts by alias."""
        sentinel = f'{{"id":"f{end}","sid":"{_SESSION}","k":{_END}}}'
        code, session = self._core.assert_facts(handle, f"[{','.join([*batch, sentinel])}]")
        if code not in (0, 1):  # 1 says that some fact matched nothing; others, that one was dropped
            raise BackendError(f"写入事实时返回代码 {code}")
        fired: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        started = self._core.start_action_for_state(handle, session)
        message = started[1] if started else None
        while message:
            for rule, frames in json.loads(message).items():
                fired[rule] += frames
            message = self._core.complete_and_start_action(handle, session)
        if not fired.pop(_SENTINEL, None):
            raise BackendError("结束标记没有触发，可能有事实丢失")
        return fired


@dataclass(frozen=True, slots=True)
class _Phase:
    """Shards of one phase, each with the number of positives of its clauses, and the way there.

    Facts go only where a pattern may want them: ``routes`` knows shards by the first equality test of each pattern.
    """

    shards: list[tuple[int, dict[int, int]]]
    routes: defaultdict[_Route, set[int]]
    fields: defaultdict[str, set[str]]


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
        parts = [f'{{"id":"f{position}","sid":"{_SESSION}","k":{self.symbols.get(fact.kind, -1)}']
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
        aliases = {alias: f"a{n}" for n, (alias, _) in enumerate(clause.positives)}
        conditions: list[dict[str, object]] = [{"e": {"k": _END}}]
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
        crowd = 0
        for pattern in clause.patterns:
            node = self._nodes.setdefault((0, pattern.kind), len(self._nodes) + 1)
            steps: list[tuple[object, ...]] = [(test.field, test.op, test.value) for test in _ordered(pattern)]
            steps += [(object(),) for _ in pattern.joins]
            for depth, step in enumerate(steps):
                taken = self._taken[node]
                taken.add(step[0] if step[1:2] == ("eq",) else step)
                self._widths[depth] = max(self._widths[depth], len(taken))
                node = self._nodes.setdefault((node, step), len(self._nodes) + 1)
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


def _ordered(pattern: Pattern) -> list[Test]:
    """Equality tests first: they tell facts apart, and patterns share them."""
    return sorted(pattern.tests, key=lambda test: test.op != "eq")


def _route(pattern: Pattern) -> _Route:
    first = next((test for test in pattern.tests if test.op == "eq"), None)
    return (pattern.kind, first.field, first.value) if first else (pattern.kind, "", "")


def _release(core: ModuleType, handles: list[int]) -> None:
    while handles:
        with suppress(core.error):
            core.delete_ruleset(handles.pop())
