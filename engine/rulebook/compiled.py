"""A rulebook as bytes and back: ``dump(book) -> bytes``, ``load(data) -> Rulebook``.

The bytes serve two ends: the cache on disk, which spares the reading of YAML, and processes that work side by side,
which are given the pack of the process that started them. They are plain MessagePack, checked against the types of a
rulebook: whatever they hold, reading them makes nothing else, while a pickle can run code.

    [[word, …], [[words, things], …], rulebook]

in which a word of a step, and then a step, is its place in the list before it. So equal steps, which many rules share,
are one object again, and so are equal words.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from msgspec import DecodeError, Raw, Struct, msgpack

from engine.rulebook.phrase import Step, Thing
from engine.rulebook.rule import Examples, Rulebook


class _File(Struct, array_like=True):
    words: list[str]
    steps: list[tuple[list[int], tuple[Thing, ...]]]
    book: Raw


def dump(book: Rulebook) -> bytes:
    """The rulebook as bytes. TypeError if it holds what no rulebook may hold."""
    places: dict[Step, int] = {}

    def plain(value: object) -> object:
        if isinstance(value, Step):
            return places.setdefault(value, len(places))
        if isinstance(value, Fraction):
            return value.numerator, value.denominator
        if isinstance(value, Examples):
            return value.packed()
        raise TypeError(f"a rulebook holds no {type(value).__name__}")

    data = msgpack.encode(book, enc_hook=plain)
    words = {word: place for place, word in enumerate(dict.fromkeys(word for step in places for word in step.words))}
    steps = [([words[word] for word in step.words], step.things) for step in places]
    return msgpack.encode(_File(list(words), steps, Raw(data)))


def load(data: bytes | memoryview) -> Rulebook:
    """The rulebook that ``dump`` wrote. ValueError if the bytes are none."""
    try:
        file = msgpack.decode(data, type=_File)
        word = file.words.__getitem__
        steps = [Step(tuple(map(word, numbers)), things) for numbers, things in file.steps]

        def value(kind: type, plain: Any) -> object:
            if kind is Step:
                return steps[plain]
            if kind is Fraction:
                return Fraction(*plain)
            return Examples(packed=bytes(memoryview(plain)))  # TypeError for what are no bytes

        return msgpack.decode(file.book, type=Rulebook, dec_hook=value)
    except (DecodeError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"not a compiled rulebook: {error}") from error
