"""The language of inference: facts, clauses that derive facts from facts, and what a run leaves behind.

Clauses run in phases, lowest first. A clause of phase p sees the facts asserted and those derived in phases
before p. It fires once for every choice of facts that fits its positive patterns, one fact per pattern (the same
fact may fit several), unless some fact fits a negative pattern under that choice. Each firing derives one fact.
Combinations multiply: positives that no join or equality ties together fire for the whole product.

A field that a fact lacks fits no test and no join. Values of different type are never equal, and order tests are
for integers: a text field never passes one. A derived fact with the content of one derived before is that same
fact; both derivations are kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, get_args

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Value = str | int
_Ingredient = tuple[str, int | None, Any]
Op = Literal["eq", "lt", "lte", "gt", "gte"]

OPS: tuple[str, ...] = get_args(Op)
MAX_INT = 2**53
MAX_TEXT = 4096
MAX_FIELDS = 24
MAX_PATTERNS = 10  # positives of a clause, and negatives of a clause
MAX_TESTS = 10
MAX_JOINS = 8

_ID = re.compile(r"[a-z][0-9]{1,9}")
_NAME = re.compile(r"[a-z][a-z_]{0,40}")
_ALIAS = re.compile(r"[a-z][a-z0-9_]{0,40}")
_SURROGATE = "[\ud800-\udfff]"


class Fact(Struct, frozen=True):
    """Something known of a report. ``id`` is a letter and digits ("f12"); the letter d belongs to derived facts."""

    id: str
    kind: str
    fields: Mapping[str, Value]


class Test(Struct, frozen=True, array_like=True):
    """The fact's ``field`` compared with a constant; all operators but "eq" take an integer."""

    __test__ = False  # not a test case, whatever pytest makes of the name

    field: str
    op: Op
    value: Value


class Join(Struct, frozen=True, array_like=True):
    """The fact's ``field`` equals the field ``other`` of the fact bound to ``alias``."""

    field: str
    alias: str
    other: str


class Pattern(Struct, frozen=True, array_like=True):
    """Facts of one kind that pass every test and every join."""

    kind: str
    tests: tuple[Test, ...] = ()
    joins: tuple[Join, ...] = ()


class Ref(Struct, frozen=True):
    """The value of ``field`` in the fact bound to ``alias``."""

    alias: str
    field: str


class Template(Struct, frozen=True):
    """The fact to derive. A field whose ``Ref`` points to a field that the bound fact lacks is left out."""

    kind: str
    fields: Mapping[str, Value | Ref]


class Clause(Struct, frozen=True):
    """``positives`` are (alias, pattern), joined to aliases before them; ``negatives`` may join to any alias."""

    name: str
    phase: int
    positives: tuple[tuple[str, Pattern], ...]
    negatives: tuple[Pattern, ...]
    derives: Template


def _recipe(clause: Clause) -> tuple[_Ingredient, ...]:
    places = {alias: place for place, (alias, _) in enumerate(clause.positives)}
    return tuple(
        (name, places[source.alias], source.field) if isinstance(source, Ref) else (name, None, source)
        for name, source in sorted(clause.derives.fields.items(), key=itemgetter(0))
    )


class Program(Struct, frozen=True):
    """Clauses that were checked to make sense together.

    ``recipes`` are their templates made ready, by position of the clause: (field, place of the positive that gives its
    value, field there), or (field, None, value), by name of the field. They follow from the clauses.

    Raises:
        ValueError: a clause is malformed; the text names the clause and the part.
    """

    clauses: tuple[Clause, ...]
    recipes: list[tuple[_Ingredient, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        names: set[str] = set()
        for clause in self.clauses:
            if not clause.name or clause.name in names:
                raise ValueError(f"clause name {clause.name!r}: empty or used twice")
            names.add(clause.name)
            try:
                _check_clause(clause)
            except ValueError as error:
                raise ValueError(f"clause {clause.name!r}: {error}") from None
        self.recipes[:] = map(_recipe, self.clauses)

    def phases(self) -> list[list[tuple[int, Clause]]]:
        """Clauses with their position in the program, grouped by phase, lowest phase first."""
        ordered = sorted(enumerate(self.clauses), key=lambda item: item[1].phase)
        return [list(group) for _, group in groupby(ordered, key=lambda item: item[1].phase)]


class Derivation(Struct, frozen=True):
    """One firing: ``support`` are the ids of the facts that fitted the positives, in their order."""

    clause: str
    support: tuple[str, ...]
    fact: Fact


class Inference(Struct, frozen=True):
    """All facts (asserted ones by id, then derived ones in the order they arose) and every reason for the derived.

    ``fault`` says in Chinese why another engine than the one meant answered; it is empty where the one meant did.
    """

    facts: tuple[Fact, ...]
    derivations: tuple[Derivation, ...]
    backend: str
    fault: str = ""
    _ids: dict[str, Fact] = field(default_factory=dict)
    _kinds: dict[str, list[Fact]] = field(default_factory=dict)
    _whys: dict[str, list[Derivation]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds, whys = defaultdict[str, list[Fact]](list), defaultdict[str, list[Derivation]](list)
        for fact in self.facts:
            kinds[fact.kind].append(fact)
        for derivation in self.derivations:
            whys[derivation.fact.id].append(derivation)
        self._ids.update((fact.id, fact) for fact in self.facts)
        self._kinds.update(kinds)
        self._whys.update(whys)

    def fact(self, fact_id: str) -> Fact:
        """The fact of that id. KeyError if there is none."""
        return self._ids[fact_id]

    def of(self, kind: str) -> tuple[Fact, ...]:
        """Facts of a kind, asserted and derived."""
        return tuple(self._kinds.get(kind, ()))

    def why(self, fact_id: str) -> tuple[Derivation, ...]:
        """Every firing that derived the fact; empty for an asserted or unknown fact."""
        return tuple(self._whys.get(fact_id, ()))


class Ledger:
    """The books of one run. Both engines keep theirs here, so that order and ids cannot differ between them.

    ``facts`` holds the asserted facts by id and grows by the derived ones; engines speak of facts by position in it.

    Raises:
        ValueError: an asserted fact is malformed, or two share an id.
    """

    def __init__(self, program: Program, asserted: Iterable[Fact]) -> None:
        self.facts = sorted(asserted, key=lambda fact: (fact.id[:1], len(fact.id), fact.id))
        self._program = program
        self._derivations: list[Derivation] = []
        self._derived: dict[tuple[str, tuple[tuple[str, Value], ...]], Fact] = {}
        seen: set[str] = set()
        for fact in self.facts:
            _check_fact(fact)
            if fact.id in seen:
                raise ValueError(f"fact {fact.id!r}: id used twice")
            seen.add(fact.id)

    def enter(self, firings: Iterable[tuple[int, tuple[int, ...]]]) -> None:
        """Book the firings of one phase, each (position of the clause, positions of the facts); repeats count once."""
        facts, clauses, recipes = self.facts, self._program.clauses, self._program.recipes
        for position, support in sorted(set(firings)):
            clause, bound = clauses[position], [facts[index] for index in support]
            fields: dict[str, Value] = {}
            for name, place, source in recipes[position]:
                value = source if place is None else bound[place].fields.get(source)
                if value is not None:
                    fields[name] = value
            key = (clause.derives.kind, tuple(fields.items()))  # every recipe has its fields in one order, by name
            fact = self._derived.get(key)
            if fact is None:
                fact = self._derived[key] = Fact(f"d{len(self._derived)}", clause.derives.kind, fields)
                facts.append(fact)
            self._derivations.append(Derivation(clause.name, tuple([one.id for one in bound]), fact))

    def close(self, backend: str) -> Inference:
        return Inference(tuple(self.facts), tuple(self._derivations), backend)


@lru_cache(maxsize=4096)
def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def _check_name(what: str, name: str) -> None:
    if not _is_name(name):
        raise ValueError(f"{what} {name!r} must be lower-case letters and underscores")


def _check_value(value: object) -> None:
    if isinstance(value, str):  # a StrEnum member is the text it stands for; a bool is no number
        if len(value) > MAX_TEXT:
            raise ValueError(f"text of {len(value)} characters, {MAX_TEXT} allowed")
        if "\0" in value or (not value.isascii() and re.search(_SURROGATE, value)):
            raise ValueError(f"text with NUL or a lone surrogate: {value[:40]!r}")
    elif type(value) is not int:
        raise ValueError(f"value {value!r} is neither str nor int")
    elif not -MAX_INT <= value <= MAX_INT:
        raise ValueError(f"integer {value} is beyond ±2**53")


def _check_fact(fact: Fact) -> None:
    try:
        _check_identity(fact)
        _check_name("kind", fact.kind)
        for name, value in fact.fields.items():
            _check_name("field", name)
            _check_value(value)
    except ValueError as error:
        raise ValueError(f"fact {fact.id!r}: {error}") from None


def _check_identity(fact: Fact) -> None:
    if _ID.fullmatch(fact.id) is None or fact.id[0] == "d":
        raise ValueError("the id must be a lower-case letter other than d, then up to nine digits")
    if len(fact.fields) > MAX_FIELDS:
        raise ValueError(f"{len(fact.fields)} fields, {MAX_FIELDS} allowed")


def _check_pattern(pattern: Pattern, known: set[str]) -> None:
    _check_name("kind", pattern.kind)
    if len(pattern.tests) > MAX_TESTS:
        raise ValueError(f"{len(pattern.tests)} tests in a pattern, {MAX_TESTS} allowed")
    if len(pattern.joins) > MAX_JOINS:
        raise ValueError(f"{len(pattern.joins)} joins in a pattern, {MAX_JOINS} allowed")
    for test in pattern.tests:
        _check_name("field", test.field)
        _check_value(test.value)
        if test.op not in OPS:
            raise ValueError(f"operator {test.op!r} is none of {', '.join(OPS)}")
        if test.op != "eq" and type(test.value) is not int:
            raise ValueError(f"{test.op} on {test.field} needs an integer")
    for join in pattern.joins:
        _check_name("field", join.field)
        _check_name("field", join.other)
        if join.alias not in known:
            raise ValueError(f"join to alias {join.alias!r}, which is not bound before it")


def _check_clause(clause: Clause) -> None:
    if type(clause.phase) is not int or clause.phase < 1:
        raise ValueError(f"phase {clause.phase!r} is not an integer from 1")
    if not 1 <= len(clause.positives) <= MAX_PATTERNS:
        raise ValueError(f"{len(clause.positives)} positives, 1 to {MAX_PATTERNS} allowed")
    if len(clause.negatives) > MAX_PATTERNS:
        raise ValueError(f"{len(clause.negatives)} negatives, {MAX_PATTERNS} allowed")
    known: set[str] = set()
    for alias, pattern in clause.positives:
        if _ALIAS.fullmatch(alias) is None:
            raise ValueError(f"alias {alias!r} must be lower-case letters, digits, underscores")
        if alias in known:
            raise ValueError(f"alias {alias!r} is bound twice")
        _check_pattern(pattern, known)
        known.add(alias)
    for pattern in clause.negatives:
        _check_pattern(pattern, known)
    _check_derived(clause.derives, known)


def _check_derived(derives: Template, known: set[str]) -> None:
    _check_name("kind", derives.kind)
    if len(derives.fields) > MAX_FIELDS:
        raise ValueError(f"derives {len(derives.fields)} fields, {MAX_FIELDS} allowed")
    for name, source in derives.fields.items():
        _check_name("field", name)
        if not isinstance(source, Ref):
            _check_value(source)
            continue
        _check_name("field", source.field)
        if source.alias not in known:
            raise ValueError(f"derives from alias {source.alias!r}, which is not bound")
