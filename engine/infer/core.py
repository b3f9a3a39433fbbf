"""The one door to durable-rules 2.0.28, and the program of the process it runs in: nothing else may import it.

The C core can crash, hang or spoil memory. So it has a process of its own, which runs this file by its path, with the
standard library only. Requests come in on standard input, and each is answered on standard output. A message is its
length in four bytes and then JSON. The first answer is to the start itself.

    ["load", {number: phases, …}]         compile programs; a phase is its clauses, and a clause is
                                          [position, [[alias, pattern], …], [negative pattern, …]], and a pattern is
                                          [kind, [[field, operator, value], …], [[field, alias, other field], …]]
    ["fire", [number, phase, facts]]      go on with a program's run, phase 0 being a new one, on the facts so far and
                                          these, each [kind, {field: value, …}]
                                          → firings, each [position of the clause, positions of its facts …]
    ["drop", [number, …]]                 free programs; numbers that are not known are passed over
    answers                               ["done", result] or ["failed", Chinese reason]

The C core matches fast and joins well, but it crashes, hangs or loses facts on input that looks harmless, and the
Python layer of durable-rules adds threads that act on freed memory. So the core is spoken to directly, and is handed
a small, safe subset of what it takes:

- Only integers and names made here cross the border. Texts become symbols, so no text is ever parsed in C, and a
  comparison of different types cannot come up.
- Every rule begins with the sentinel, and the sentinel is the last fact of a batch. So nothing is decided before
  all facts are in, and absence is right. A batch that was cut short shows: the sentinel's own rule does not fire.
- A phase has rulesets of its own, given all facts of earlier phases in one batch, in a session that is then deleted.
- A ruleset ("shard") stays far below every fixed table of the core; see ``_Budget``.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from contextlib import suppress

TYPE_CHECKING = False  # checkers know the name; typing itself would be a fifth of the time to start
if TYPE_CHECKING or __name__ == "__main__":  # who speaks with the process needs none of these
    import itertools
    import json
    import struct

    _serial = itertools.count()  # no two rulesets share a name
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import IO, Any

    _Value = str | int
    _Test = tuple[str, str, _Value]
    _Join = tuple[str, str, str]
    _Pattern = tuple[str, list[_Test], list[_Join]]
    _Clause = tuple[int, list[tuple[str, _Pattern]], list[_Pattern]]
    _Fact = tuple[str, dict[str, _Value]]

MODULE = "durable_rules_engine"
#: Seconds that a run may take; a report takes a few hundredths of one.
LIMIT = 30
_SESSION = "r"
_SENTINEL = "z"  # the rule that fires on the sentinel alone; the other rules are called r0, r1, …
_END = 0  # kind of the sentinel fact; symbols count from 1, stand-ins for missing values from -1 down
#: Names of the facts that fit a rule's positives, in their order.
_ALIASES = tuple([f"a{number}" for number in range(10)])
_ALL_MATCHES = 65_535  # firings handed over at a time, the most that "cap" can say
_LONGEST = 2**28  # bytes of a message
_PIECE = 2**16


def framed(message: bytes) -> bytes:
    """A message as it goes through the pipe."""
    return len(message).to_bytes(4, "big") + message


def received(stream: IO[bytes]) -> bytes:
    """The next message.

    Raises:
        EOFError: the other end is gone.
        ValueError: what came is no message.
    """
    length = int.from_bytes(_taken(stream, 4), "big")
    if length > _LONGEST:
        raise ValueError(length)
    return _taken(stream, length)


def _taken(stream: IO[bytes], size: int) -> bytes:
    taken = bytearray()
    while len(taken) < size:
        piece = stream.read(min(size - len(taken), _PIECE))
        if not piece:
            raise EOFError
        taken += piece
    return bytes(taken)


class _Core:
    """The programs that the C core holds, by their number."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._programs: dict[str, _Program] = {}

    def load(self, programs: dict[str, list[list[_Clause]]]) -> None:
        for number, phases in programs.items():
            self._programs[number] = _Program(self._module, phases)

    def fire(self, order: tuple[str, int, list[_Fact]]) -> list[list[int]]:
        number, phase, facts = order
        return self._programs[number].fire(phase, facts)

    def drop(self, numbers: list[str]) -> None:
        for program in (self._programs.pop(number, None) for number in numbers):
            if program is not None:
                program.free()


class _Program:
    """A program in rulesets, and the facts of the run that goes on."""

    def __init__(self, module: ModuleType, phases: list[list[_Clause]]) -> None:
        self._coder = _Coder([clause for clauses in phases for clause in clauses])
        self._phases = [_Phase(module, self._coder, clauses) for clauses in phases]
        self._facts: list[_Fact] = []
        self._texts: list[str] = []
        self._symbols: dict[_Value, int] = {}

    def fire(self, number: int, facts: list[_Fact]) -> list[list[int]]:
        """Firings of a phase on the facts known before it and these; the first phase knows none before it."""
        if not number:
            self._facts, self._texts, self._symbols = [], [], dict(self._coder.symbols)
        for position, fact in enumerate(facts, len(self._facts)):
            self._texts.append(self._coder.fact(position, fact, self._symbols))
        self._facts += facts
        return self._phases[number].fire(self._facts, self._texts)

    def free(self) -> None:
        for phase in self._phases:
            phase.free()


class _Phase:
    """Clauses of one phase in shards. Facts go only where a pattern may want them, by its first equality test."""

    def __init__(self, module: ModuleType, coder: _Coder, clauses: list[_Clause]) -> None:
        self._shards: list[_Shard] = []
        #: The shards that want facts of a kind with a value in a field (no field: any of the kind), and these fields.
        self._routes: dict[tuple[str, str, _Value], set[_Shard]] = {}
        self._fields: dict[str, set[str]] = {}
        for batch in _batches(clauses):
            shard = _Shard(module, coder, batch)
            self._shards.append(shard)
            for kind, tests, _ in (pattern for clause in batch for pattern in _patterns(clause)):
                field, value = next(((field, value) for field, op, value in tests if op == "eq"), ("", ""))
                self._routes.setdefault((kind, field, value), set()).add(shard)
                self._fields.setdefault(kind, set()).add(field)

    def fire(self, facts: list[_Fact], texts: list[str]) -> list[list[int]]:
        batches: dict[_Shard, dict[str, None]] = {shard: {} for shard in self._shards}
        for (kind, fields), text in zip(facts, texts, strict=True):
            for name in self._fields.get(kind, ()):
                for shard in self._routes.get((kind, name, fields.get(name, "")), ()):
                    batches[shard][text] = None
        # Without facts a shard cannot fire: every clause has a positive.
        return [one for shard, batch in batches.items() if batch for one in shard.fire([*batch], len(facts))]

    def free(self) -> None:
        for shard in self._shards:
            shard.free()


class _Shard:
    """Some clauses of a phase as a ruleset of the C core."""

    def __init__(self, module: ModuleType, coder: _Coder, clauses: list[_Clause]) -> None:
        rules: dict[str, object] = {f"r{clause[0]}": coder.rule(clause) for clause in clauses}
        rules[_SENTINEL] = {"all": [{"e": {"k": _END}}], "cap": _ALL_MATCHES}
        self._module = module
        self._handle = module.create_ruleset(f"fazhi{next(_serial)}", json.dumps(rules))
        # Deleting a session reads uninitialised memory unless an action once ran in its place. One does here, and
        # later sessions of the ruleset get the same place: so they can be deleted even after a failure.
        self._drain([], 0)
        module.delete_state(self._handle, _SESSION)

    def fire(self, facts: list[str], end: int) -> list[list[int]]:
        """Firings, each the position of the clause and those of the facts; the sentinel becomes fact ``end``."""
        try:
            fired = self._drain(facts, end)
        finally:
            with suppress(self._module.error):
                self._module.delete_state(self._handle, _SESSION)
        return [
            [int(rule[1:]), *(int(frame[alias]["id"][1:]) for alias in _ALIASES if alias in frame)]
            for rule, frames in fired.items()
            for frame in frames
        ]

    def free(self) -> None:
        self._module.delete_ruleset(self._handle)

    def _drain(self, facts: list[str], end: int) -> dict[str, list[dict[str, Any]]]:
        """Assert a batch, the sentinel last; take each rule's firings, each the facts by alias."""
        sentinel = f'{{"id":"f{end}","sid":"{_SESSION}","k":{_END}}}'
        code, session = self._module.assert_facts(self._handle, f"[{','.join([*facts, sentinel])}]")
        if code not in {0, 1}:  # 1 says that some fact matched nothing; others, that one was dropped
            raise ValueError(f"写入事实时返回代码 {code}")
        fired: dict[str, list[dict[str, Any]]] = {}
        started = self._module.start_action_for_state(self._handle, session)
        message = started[1] if started else None
        while message:
            for rule, frames in json.loads(message).items():
                fired.setdefault(rule, []).extend(frames)
            message = self._module.complete_and_start_action(self._handle, session)
        if not fired.pop(_SENTINEL, None):
            raise ValueError("结束标记没有触发，可能有事实丢失")
        return fired


class _Coder:
    """Writes clauses and facts as the core gets to see them.

    A field has up to three properties: "same" carries the symbol of its value, for equality and joins; "target" the
    same for the far end of a join, where a missing value is a symbol of its own, as the core fails on a property
    that is not there; "order" carries the integer itself.
    """

    def __init__(self, clauses: list[_Clause]) -> None:
        self.symbols: dict[_Value, int] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._asked: dict[str, dict[tuple[str, str], str]] = {}
        for clause in clauses:
            kinds = {alias: kind for alias, (kind, _, _) in clause[1]}
            for kind, tests, joins in _patterns(clause):
                self.symbols.setdefault(kind, len(self.symbols) + 1)
                for field, op, value in tests:
                    self._ask(kind, ("same" if op == "eq" else "order", field))
                    self.symbols.setdefault(value, len(self.symbols) + 1)
                for field, alias, other in joins:
                    self._ask(kind, ("same", field))
                    self._ask(kinds[alias], ("target", other))

    def _ask(self, kind: str, key: tuple[str, str]) -> None:
        self._asked.setdefault(kind, {})[key] = self._names.setdefault(key, f"p{len(self._names)}")

    def fact(self, position: int, fact: _Fact, symbols: dict[_Value, int]) -> str:
        """One fact as JSON, cut down to what the program asks of its kind; new values are added to ``symbols``."""
        kind, fields = fact
        parts = [f'{{"id":"f{position}","sid":"{_SESSION}","k":{self.symbols.get(kind, -1)}']
        for (role, field), name in self._asked.get(kind, {}).items():
            value = fields.get(field)
            if role == "order":
                if type(value) is int:
                    parts.append(f'"{name}":{value}')
            elif value is not None:
                parts.append(f'"{name}":{symbols.setdefault(value, len(symbols) + 1)}')
            elif role == "target":
                parts.append(f'"{name}":{-1 - position}')
        return ",".join(parts) + "}"

    def rule(self, clause: _Clause) -> dict[str, object]:
        _, positives, negatives = clause
        aliases = dict(zip((alias for alias, _ in positives), _ALIASES, strict=False))
        conditions: list[dict[str, object]] = [{"e": {"k": _END}}]
        conditions += [{aliases[alias]: self._pattern(pattern, aliases)} for alias, pattern in positives]
        conditions += [{f"n{n}$not": self._pattern(pattern, aliases)} for n, pattern in enumerate(negatives)]
        return {"all": conditions, "dist": 0, "cap": _ALL_MATCHES}  # dist 0: one fact may fill two conditions

    def _pattern(self, pattern: _Pattern, aliases: dict[str, str]) -> dict[str, object]:
        kind, tests, joins = pattern
        parts: list[dict[str, object]] = [{"k": self.symbols[kind]}]
        for field, op, value in _ordered(tests):
            if op == "eq":
                parts.append({self._names["same", field]: self.symbols[value]})
            elif struct.calcsize("l") < 8 and type(value) is int and abs(value) >= 2**31:
                raise ValueError(f"阈值 {value} 超出本机 C 长整型的范围")
            else:
                parts.append({f"${op}": {self._names["order", field]: value}})
        for field, alias, other in joins:
            parts.append({self._names["same", field]: {aliases[alias]: self._names["target", other]}})
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
        self._taken: dict[int, set[object]] = {}
        self._widths: dict[int, int] = {}  # by depth: children of one node that one fact may take
        self._ends: dict[int, int] = {}

    def add(self, clause: _Clause) -> bool:
        """Count a clause in; false when that is more than a shard may hold."""
        self._rules += 1
        crowd, nodes, widths = 0, self._nodes, self._widths
        for kind, tests, joins in _patterns(clause):
            node = nodes.setdefault((0, kind), len(nodes) + 1)
            steps: list[tuple[str, object]] = [
                (field if op == "eq" else "", (field, op, value)) for field, op, value in _ordered(tests)
            ]
            steps += [("", object()) for _ in joins]
            for depth, (field, step) in enumerate(steps):
                taken = self._taken.setdefault(node, set())
                taken.add(field or step)
                widths[depth] = max(widths.get(depth, 0), len(taken))
                node = nodes.setdefault((node, step), len(nodes) + 1)
            self._ends[node] = self._ends.get(node, 0) + 1
            crowd = max(crowd, self._ends[node])
        return self._rules <= 200 and len(nodes) <= 400 and crowd <= 200 and sum(widths.values()) <= 60


def _batches(clauses: list[_Clause]) -> list[list[_Clause]]:
    """Clauses in their order, cut into shards. One clause alone always fits: its parts are bounded."""
    batches: list[list[_Clause]] = [[]]
    budget = _Budget()
    for clause in clauses:
        if not budget.add(clause) and batches[-1]:
            batches.append([])
            budget = _Budget()
            budget.add(clause)
        batches[-1].append(clause)
    return batches


def _patterns(clause: _Clause) -> list[_Pattern]:
    _, positives, negatives = clause
    return [*(pattern for _, pattern in positives), *negatives]


def _ordered(tests: list[_Test]) -> list[_Test]:
    """Equality tests first: they tell facts apart, and patterns share them."""
    return sorted(tests, key=lambda test: test[1] != "eq")


def _serve(folder: str, requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the other end is gone."""

    def answer(*parts: object) -> None:
        answers.write(framed(json.dumps(parts, separators=(",", ":")).encode("ascii")))
        answers.flush()

    sys.path.append(folder)
    try:
        import durable_rules_engine as module
    except ImportError as error:
        reason = str(error).replace(f"{folder}{os.sep}", "")  # a report says nothing of the machine
        return answer("failed", f"无法加载 durable-rules 的 C 模块（{reason}）")
    core = _Core(module)
    answer("done", None)
    kinds: dict[str, Callable[[Any], object]] = {"load": core.load, "fire": core.fire, "drop": core.drop}
    while True:
        try:
            kind, content = json.loads(received(requests))
        except EOFError:
            return None
        # Should the core hang and whoever waits for it be gone, this ends the process all the same.
        faulthandler.dump_traceback_later(2 * LIMIT, exit=True)
        try:
            result = kinds[kind](content)
        except (module.error, ValueError, LookupError, MemoryError) as error:
            answer("failed", f"C 模块报错（{error}）")
        else:
            answer("done", result)
        faulthandler.cancel_dump_traceback_later()


def main() -> None:
    """Serve the process that started this one; what the C core prints must not mix with the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        _serve(sys.argv[1], sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
