"""How long a regular expression can take, read from its parse tree.

A backtracking engine tries every way in which a pattern can read a text. The pattern becomes an automaton (Glushkov's:
one state for each place of a character); its time is more than linear in the length of the text only if one text can be
read in two ways over and over again: a state that comes back to itself on two paths with the same characters, or two
states that keep reading the same characters, one leading to the other (Weber and Seidl, *On the degree of ambiguity of
finite automata*, 1991). A search has one such state before the pattern, because it may start anywhere.

Errs on the safe side: assertions are taken to hold, except that a search does not start behind a character which a
lookbehind forbids; possessive repeats of one character never give back what they took.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_parser: Final[Any] = import_module("re._parser")
#: Characters besides those of the pattern that tell classes of characters apart.
_SAMPLES: Final = "aZ5_ \n\t\x00é年，。（《"
#: More repetitions than this have no bound worth speaking of.
_UNBOUNDED: Final = 5000
#: States at which a loop is attacked, at most; and first characters of a pattern without loops.
_ENTRIES: Final = 3
_REPEATS: Final = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}


@dataclass(frozen=True, slots=True)
class _Part:
    """What a piece of a pattern begins and ends with, and in how many ways it may be empty; two stand for more."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    empty: int


@dataclass(slots=True)
class Automaton:
    """States ``0 …`` with the characters each reads; ``edges[a]`` are the states after ``a``, twice if reached twice.

    Bounded repeats are loops when ``loops`` is set, else up to three copies of their bodies. The text may go on after a
    ``final`` state, unless the ``whole`` text must be matched. No search starts behind what a state has ``barred``.
    """

    pattern: str
    flags: int
    loops: bool
    whole: bool = False
    reads: list[frozenset[str]] = field(default_factory=list)
    edges: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    first: tuple[int, ...] = ()
    final: frozenset[int] = frozenset()
    anchored: bool = False
    alphabet: tuple[str, ...] = ()
    possessive: set[int] = field(default_factory=set)
    barred: dict[int, frozenset[str]] = field(default_factory=dict)
    known: dict[int, dict[str, list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tree = _parser.parse(self.pattern, self.flags)
        self.flags = tree.state.flags
        self.alphabet = tuple(sorted(_letters(tree) | set(_SAMPLES)))
        items = list(tree)
        if items and str(items[0][0]) == "AT":
            self.anchored = str(items[0][1]) == "AT_BEGINNING_STRING" or not self.flags & re.MULTILINE
        whole = self._sequence(items)
        self.first = whole.first
        conditional = self.whole or (items and str(items[-1][0]) in {"AT", "ASSERT", "ASSERT_NOT"})
        self.final = frozenset() if conditional else frozenset(whole.last)

    def _characters(self, name: object, value: Any) -> frozenset[str]:
        return frozenset(char for char in self.alphabet if _reads(str(name), value, char, self.flags))

    def _barred(self, name: str, value: Any) -> frozenset[str]:
        """Characters that a lookbehind of one character does not let stand before what follows."""
        if name == "AT" and str(value) == "AT_BEGINNING" and self.flags & re.MULTILINE:
            return frozenset(self.alphabet) - {"\n"}
        if name not in {"ASSERT", "ASSERT_NOT"} or value[0] > 0 or len(value[1]) != 1:
            return frozenset()
        kind, inside = value[1][0]
        if str(kind) not in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}:
            return frozenset()
        named = self._characters(str(kind), inside)
        return named if name == "ASSERT_NOT" else frozenset(self.alphabet) - named

    def _join(self, before: Iterable[int], after: Iterable[int]) -> None:
        after = tuple(after)
        for state in before:
            self.edges[state] += after

    def _sequence(self, items: Iterable[tuple[object, Any]]) -> _Part:
        whole, barred = _Part((), (), empty=1), frozenset[str]()
        for name, value in items:
            part = self._part(str(name), value)
            if whole.empty:
                barred |= self._barred(str(name), value)
                self.barred |= {state: barred | self.barred.get(state, frozenset()) for state in part.first if barred}
            self._join(whole.last, part.first)
            whole = _Part(
                whole.first + part.first * whole.empty,
                whole.last * part.empty + part.last,
                min(whole.empty * part.empty, 2),
            )
        return whole

    def _part(self, name: str, value: Any) -> _Part:
        if name in _REPEATS:
            return self._repeat(name, *value)
        if name == "SUBPATTERN":
            return self._sequence(value[3])
        if name == "ATOMIC_GROUP":
            return self._sequence(value)
        if name == "BRANCH":
            branches = [self._sequence(branch) for branch in value[1]]
            return _Part(
                tuple(state for branch in branches for state in branch.first),
                tuple(state for branch in branches for state in branch.last),
                min(sum(branch.empty for branch in branches), 2),
            )
        if name in {"ASSERT", "ASSERT_NOT"}:
            # What it looks at is read, and then the pattern goes on from where it stood.
            return _Part(self._sequence(value[1]).first if value[0] > 0 else (), (), empty=1)
        if name in {"AT", "GROUPREF"}:
            return _Part((), (), empty=1)
        self.reads.append(self._characters(name, value))
        state = len(self.reads) - 1
        return _Part((state,), (state,), empty=0)

    def _repeat(self, name: str, least: int, most: int, body: Any) -> _Part:
        if most >= _UNBOUNDED or (self.loops and most > 1):
            part = self._sequence(body)
            self._join(part.last, part.first)
            if name == "POSSESSIVE_REPEAT" and len(part.first) == 1 and part.first == part.last:
                self.possessive.add(part.first[0])
            return _Part(part.first, part.last, max(part.empty, int(least == 0)))
        copies = [self._sequence(body) for _ in range(min(most, 3))]
        whole = _Part((), (), empty=1)
        for number, part in enumerate(copies):
            optional = max(part.empty, int(number >= least))
            self._join(whole.last, part.first)
            whole = _Part(
                whole.first + part.first * whole.empty,
                whole.last * optional + part.last,
                min(whole.empty * optional, 2),
            )
        return whole

    def steps(self, state: int) -> dict[str, list[int]]:
        """States that can follow a state, by the character they read."""
        if state in self.known:
            return self.known[state]
        found: dict[str, list[int]] = {}
        for after in dict.fromkeys(self.edges[state]):
            taken = self.reads[state] if state in self.possessive and after != state else frozenset()
            for char in self.reads[after] - taken:
                found.setdefault(char, []).append(after)
        self.known[state] = found
        return found

    def cycles(self) -> list[frozenset[int]]:
        """Sets of states that can reach each other and themselves."""
        after = {state: set().union(*self.steps(state).values()) for state in range(len(self.reads))}
        reach = {state: _reached(state, after) for state in after}
        found = {frozenset(other for other in reach[state] if state in reach[other]) for state in reach}
        return sorted((cycle for cycle in found if cycle), key=min)


def _reached(start: int, after: dict[int, set[int]]) -> set[int]:
    seen: set[int] = set()
    todo = list(after[start])
    while todo:
        state = todo.pop()
        if state not in seen:
            seen.add(state)
            todo += after[state]
    return seen


def exponential(pattern: str, flags: int = 0) -> bool:
    """Whether a loop of the pattern reads one text in two ways, over and over; bounded repeats count as loops."""
    automaton = Automaton(pattern, flags, loops=True)
    for cycle in automaton.cycles():
        for state in cycle:
            inside = [after for after in automaton.edges[state] if after in cycle]
            twice = {after for after in inside if inside.count(after) > 1}
            if twice - (automaton.possessive & {state}):
                return True
        steps = {state: automaton.steps(state) for state in cycle}
        parted = {
            (left, right)
            for state in cycle
            for states in steps[state].values()
            for left in states
            for right in states
            if left < right and {left, right} <= cycle
        }
        todo = list(parted)
        while todo:
            left, right = todo.pop()
            for char in steps[left].keys() & steps[right].keys():
                for pair in product(steps[left][char], steps[right][char]):
                    if not cycle.issuperset(pair):
                        continue
                    if pair[0] == pair[1]:
                        return True
                    if pair not in parted:
                        parted.add(pair)
                        todo.append(pair)
    return False


def polynomial(pattern: str, flags: int = 0, *, search: bool, whole: bool = False) -> bool:
    """Whether two loops, one after the other, can share one text in many ways; a search is a loop before all others.

    A loop after which the pattern may end shares nothing: it takes what it can and is done.
    """
    automaton = Automaton(pattern, flags, loops=False, whole=whole)
    steps = {state: automaton.steps(state) for state in range(len(automaton.reads))}
    cycles = automaton.cycles()
    for cycle in cycles:
        for last in cycle - automaton.final:
            if (
                search
                and not automaton.anchored
                and any(_meets(start, last, cycle, automaton) for start in automaton.first)
            ):
                return True
            if any(_shares(first, last, other, cycle, steps) for other in cycles if other != cycle for first in other):
                return True
    return False


def _meets(start: int, last: int, cycle: frozenset[int], automaton: Automaton) -> bool:
    """Whether one text leads from the start of a search by ``start`` to ``last``, and from ``last`` to itself."""
    steps = {state: automaton.steps(state) for state in range(len(automaton.reads))}
    barred = automaton.barred.get(start, frozenset())
    seen: set[tuple[int, int]] = set()
    todo = [
        (char, start, right)
        for char in automaton.reads[start] & steps[last].keys()
        for right in steps[last][char]
        if right in cycle
    ]
    while todo:
        char, left, right = todo.pop()
        if left == right == last and char not in barred:
            return True
        if (left, right) in seen:
            continue
        seen.add((left, right))
        for char in steps[left].keys() & steps[right].keys():
            todo += [(char, *pair) for pair in product(steps[left][char], steps[right][char]) if pair[1] in cycle]
    return False


_Steps = dict[int, dict[str, list[int]]]


def _shares(first: int, last: int, one: frozenset[int], two: frozenset[int], steps: _Steps) -> bool:
    """Whether one text leads from ``first`` to itself, from ``first`` to ``last``, and from ``last`` to itself."""
    seen = {(first, first, last)}
    todo = [(first, first, last)]
    while todo:
        states = todo.pop()
        ways = [steps[state] for state in states]
        for char in ways[0].keys() & ways[1].keys() & ways[2].keys():
            for after in product(ways[0][char], ways[1][char], ways[2][char]):
                if after[0] not in one or after[2] not in two:
                    continue
                if after == (first, last, last):
                    return True
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
    return False


def attacks(pattern: str, flags: int, length: int) -> Iterator[str]:
    """Texts that keep a loop of the pattern busy, or begin it over and over, and then fail; bounded repeats count."""
    automaton = Automaton(pattern, flags, loops=True)
    steps = {state: automaton.steps(state) for state in range(len(automaton.reads))}
    starts: dict[str, list[int]] = {}
    for state in automaton.first:
        for char in automaton.reads[state]:
            starts.setdefault(char, []).append(state)
    ways = _ways(starts, steps)
    made: dict[tuple[str, str], None] = {}
    for cycle in automaton.cycles():
        for state in sorted(cycle & ways.keys(), key=lambda state: (len(ways[state]), state))[:_ENTRIES]:
            made["", ways[state]] = None
            made[ways[state], _ways(steps[state], {one: steps[one] for one in cycle})[state]] = None
    for before, pump in made or {("", way): None for way in list(ways.values())[:_ENTRIES]}:
        yield before + pump * (length // len(pump)) + "\x01"


def _ways(start: dict[str, list[int]], steps: _Steps) -> dict[int, str]:
    """A shortest text to each state that can be reached."""
    found: dict[int, str] = {}
    todo = deque([("", start)])
    while todo:
        text, after = todo.popleft()
        for char in sorted(after):
            for state in after[char]:
                if state in steps and state not in found:
                    found[state] = text + char
                    todo.append((text + char, steps[state]))
    return found


def _letters(tree: Any) -> set[str]:
    """Characters that a pattern names, and their neighbours at the ends of ranges."""
    found: set[str] = set()
    for name, value in tree:
        if str(name) in {"LITERAL", "NOT_LITERAL"}:
            found.add(chr(value))
        elif str(name) == "RANGE":
            found |= {chr(code) for code in (*value, value[0] - 1, value[1] + 1) if 0 <= code <= 0x10FFFF}
        elif isinstance(value, list | tuple):
            found |= _letters_inside(value)
    return found


def _letters_inside(value: Any) -> set[str]:
    found: set[str] = set()
    for item in value:
        if isinstance(item, _parser.SubPattern):
            found |= _letters(item)
        elif isinstance(item, tuple) and len(item) == 2 and str(item[0]).isupper():
            found |= _letters([item])
        elif isinstance(item, list | tuple):
            found |= _letters_inside(item)
    return found


def _reads(name: str, value: Any, char: str, flags: int) -> bool:
    """Whether a character is read by a node of the tree that stands for one character."""
    if flags & re.IGNORECASE and any(
        _reads(name, value, case, flags & ~re.IGNORECASE) for case in {char.lower(), char.upper()} if len(case) == 1
    ):
        return True
    if name == "LITERAL":
        return bool(ord(char) == value)
    if name == "NOT_LITERAL":
        return bool(ord(char) != value)
    if name == "ANY":
        return char != "\n" or bool(flags & re.DOTALL)
    if name == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    if name == "CATEGORY":
        return _category(str(value), char)
    inside = any(_reads(str(kind), part, char, flags) for kind, part in value if str(kind) != "NEGATE")
    return inside != any(str(kind) == "NEGATE" for kind, _ in value)


@cache
def _category(name: str, char: str) -> bool:
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[name.rsplit("_", 1)[1]]
    return re.fullmatch(rf"\{letter.upper() if '_NOT_' in name else letter}", char) is not None
