"""A rulebook as bytes and back: ``dump(book) -> bytes``, ``load(data) -> Rulebook``.

The bytes serve two ends: the cache on disk, which spares the reading of YAML, and processes that work side by side,
which are given the pack of the process that started them. They are plain MessagePack: whatever they hold, reading them
makes nothing but the values of a rulebook, while a pickle can run code.

Equal values are written once and shared when read: a word family that a hundred rules use becomes one object.

    [[scalar, …], [kind, columns or rows], [kind, columns or rows], …]        the last value is the rulebook

All numbers in rows and columns point to earlier values: first the scalars, then those of each batch in turn. A class
comes as one column for each of its fields, so that a batch is made without a loop in Python; tuples, sets and
mappings (keys and values in turn) as one row for each value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any

from msgspec import Struct, field, msgpack

from engine.model import Basis, Level, SectionKind, Severity, Stance, Verdict
from engine.rulebook import phrase, rule
from engine.rulebook.rule import Rulebook

_ENUMS: tuple[type[StrEnum], ...] = (Level, SectionKind, Severity, Stance, Verdict)
_CLASSES: tuple[type[Struct], ...] = (
    Basis,
    phrase.Word,
    phrase.Title,
    phrase.Count,
    phrase.Shape,
    phrase.Part,
    phrase.Phrase,
    rule.Source,
    rule.Signal,
    rule.Measure,
    rule.Reaches,
    rule.Relation,
    rule.Compound,
    rule.Example,
    rule.Rule,
    rule.DefectRule,
    rule.Topic,
    rule.Accuracy,
    rule.Group,
    rule.Scoring,
    rule.Rulebook,
)
_FIELDS: Mapping[type, tuple[str, ...]] = {kind: kind.__struct_fields__ for kind in _CLASSES}


def _mapping(row: Sequence[object]) -> dict[object, object]:
    return dict(zip(row[::2], row[1::2], strict=True))


#: How the values of a row, in order, become one value; how the columns of a batch become its values.
_OF_ROW: dict[str, Callable[[Sequence[object]], object]] = {"tuple": tuple, "set": frozenset, "dict": _mapping}
_OF_COLUMNS: dict[str, Callable[..., object]] = {
    kind.__name__: kind for kinds in (_ENUMS, _CLASSES, (Fraction,)) for kind in kinds
}
_SCALAR = ""


def dump(book: Rulebook) -> bytes:
    """The rulebook as bytes; equal rulebooks give equal bytes. TypeError if it holds what no rulebook may hold."""
    values = _Values()
    values.number(book)
    return msgpack.encode(values.batches())


def load(data: bytes) -> Rulebook:
    """The rulebook that ``dump`` wrote. ValueError if the bytes are none."""
    try:
        made, *batches = msgpack.decode(data)
        for kind, rows in batches:
            if kind in _OF_ROW:
                made += map(_OF_ROW[kind], [_picked(made, row) for row in rows])
            else:
                made += map(_OF_COLUMNS[kind], *(_picked(made, column) for column in rows))
        book = made[-1]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise ValueError(f"not a compiled rulebook: {error}") from error
    if not isinstance(book, Rulebook):
        raise ValueError("not a compiled rulebook")  # noqa: TRY004 - the bytes are wrong, not their type
    return book


def _picked(made: list[object], places: list[int]) -> tuple[object, ...]:
    """``made`` at each of ``places``."""
    if len(places) > 1:
        return itemgetter(*places)(made)  # type: ignore[no-any-return]  # a third of the time of a loop
    return tuple(made[place] for place in places)


class _Values(Struct):
    """Every value of a rulebook once: by number its kind, the numbers of its parts, and its height above the scalars.

    A scalar has itself for its parts. ``known`` holds values by id, to be passed over when met again.
    """

    numbers: dict[tuple[str, type, tuple[Any, ...]], int] = field(default_factory=dict)
    heights: list[int] = field(default_factory=list)
    known: dict[int, tuple[object, int]] = field(default_factory=dict)

    def number(self, value: object) -> int:
        """Number of a value; those of its parts are lower."""
        if id(value) not in self.known:
            kind, parts = _taken_apart(value)
            height = 0
            if kind != _SCALAR:
                numbers = [self.number(part) for part in parts]
                height, parts = 1 + max((self.heights[number] for number in numbers), default=0), tuple(numbers)
            key = kind, type(value), parts  # with the type, as 1 and True are equal
            if key not in self.numbers:
                self.numbers[key] = len(self.heights)
                self.heights.append(height)
            self.known[id(value)] = value, self.numbers[key]
        return self.known[id(value)][1]

    def batches(self) -> list[object]:
        """The file: scalars, then a batch for every height and kind; numbers are given anew in that order."""
        nodes = [(self.heights[number], kind, number, parts) for (kind, _, parts), number in self.numbers.items()]
        nodes.sort(key=lambda node: node[:3])
        anew = {number: place for place, (_, _, number, _) in enumerate(nodes)}
        found: list[object] = []
        for (_, kind), group in groupby(nodes, key=lambda node: node[:2]):
            rows = [parts for _, _, _, parts in group]
            if kind == _SCALAR:
                found.append([value for (value,) in rows])
                continue
            rows = [tuple(anew[number] for number in row) for row in rows]
            found.append([kind, rows if kind in _OF_ROW else list(zip(*rows, strict=True))])
        return found


def _taken_apart(value: object) -> tuple[str, tuple[object, ...]]:
    """Kind of a value and its parts in the order in which they make it again."""
    if isinstance(value, StrEnum):
        return type(value).__name__, (value.value,)
    if value is None or isinstance(value, str | int | float):
        return _SCALAR, (value,)
    if isinstance(value, tuple):
        return "tuple", value
    if isinstance(value, frozenset):
        return "set", tuple(sorted(value))  # the order of a set is not that of the next run
    if isinstance(value, Mapping):
        return "dict", tuple(part for pair in value.items() for part in pair)
    if isinstance(value, Fraction):
        return "Fraction", (value.numerator, value.denominator)
    if type(value) not in _FIELDS:
        raise TypeError(f"a rulebook holds no {type(value).__name__}")
    return type(value).__name__, tuple(getattr(value, name) for name in _FIELDS[type(value)])
