"""Choices of plain words, looked for all at once.

As a regular expression such a choice takes twenty times as long to make, and every start of the program makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ahocorasick


class Words:
    """Words of which any may stand anywhere in a text; made ready when they are first looked for."""

    def __init__(self, words: str, but: str = "") -> None:
        """Both as ``spelt`` reads them. What begins inside one of ``but`` does not count (发现 in 未发现, 发现率)."""
        self._words, self._but = words, but

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        """Finds all of them, each with its length for a value, below zero if it does not count."""
        import ahocorasick

        automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for word in spelt(self._words):
            automaton.add_word(word, len(word))
        for word in spelt(self._but):
            automaton.add_word(word, -len(word))
        automaton.make_automaton()
        return automaton

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in a folded text."""
        if next(self._automaton.iter(text), None) is None:
            return False
        return not self._but or next(self.places(text), None) is not None

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they stand in a folded text, from left to right; one inside another is a place of its own."""
        reach = 0
        for start, length in sorted((last + 1 - abs(length), length) for last, length in self._automaton.iter(text)):
            if length < 0:
                reach = max(reach, start - length)
            elif start >= reach:
                yield start, start + length


def spelt(words: str) -> tuple[str, ...]:
    """Words with blanks between them, one by one: 制[定订] is 制定 and 制订, 能力[|和]水平 is 能力水平 too."""
    return tuple(one for word in words.split() for one in _each(word))


def _each(word: str) -> Iterator[str]:
    head, bracket, rest = word.partition("[")
    if not bracket:
        yield word
        return
    choice, _, tail = rest.partition("]")
    for part in choice.split("|") if "|" in choice else choice:
        yield from _each(head + part + tail)
