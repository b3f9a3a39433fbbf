"""Choices of plain words, looked for all at once.

As a regular expression such a choice takes twenty times as long to make, and every start of the program makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator


class Words:
    """Words of which any may stand anywhere in a text."""

    def __init__(self, words: str) -> None:
        """``words`` as ``spelt`` reads them."""
        import ahocorasick

        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
        for word in spelt(words):
            self._automaton.add_word(word)
        self._automaton.make_automaton()

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in a folded text."""
        return next(self._automaton.iter(text), None) is not None

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they stand in a folded text, by their ends; one inside another is a place of its own."""
        for last, length in self._automaton.iter(text):
            yield last + 1 - length, last + 1


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
