"""Word borders of short terms, where a substring lies: 协调|解决 holds no 调解, 树立|法治 no 立法.

jieba answers, and only when a short term stands beside a character that makes it doubtful; it is loaded then and
not before, and without its cache file, whose content nothing checks. To load its dictionary takes half a second, most
of a short run, and sixty megabytes; so the words for a window are picked out of the file by the characters they have.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import Any

#: Characters on each side that are segmented together with a doubtful term.
_WINDOW = 12
#: Sum of all frequencies in the dictionary of jieba 0.42.1, by its length in characters. Another one is added up.
_TOTALS = {3_039_559: 60_101_967}


class _Dictionary:
    """The words that jieba knows. A line of its file has a word, its frequency and its class."""

    def __init__(self) -> None:
        import logging

        import jieba

        jieba.setLogLevel(logging.CRITICAL)
        self._tokenizer = jieba.Tokenizer
        with jieba.Tokenizer().get_dict_file() as file:
            self._text = f"\n{file.read().decode('utf-8')}"
        self._total = _TOTALS.get(len(self._text) - 1) or sum(map(int, re.findall(r" (\d+) ", self._text)))
        #: By a character the places of the lines that begin with it: of nearly every one they are together.
        self._lines: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for match in re.finditer(r"\n(.)[^\n]*(?:\n\1[^\n]*)*", self._text):
            self._lines[match[1]].append(match.span())

    def tokenizer(self, window: str) -> Any:
        """A tokenizer that knows all words of a text."""
        found = self._tokenizer()
        found.FREQ, found.total, found.initialized = self._words(window), self._total, True
        return found

    def _words(self, window: str) -> dict[str, int]:
        """The words made of characters of a text, and their beginnings, which have 0 where they are no words."""
        found: dict[str, int] = {}
        characters = sorted(set("".join(window.split())))
        lines = "".join([self._text[start:end] for one in characters for start, end in self._lines.get(one, ())])
        made_of = re.escape("".join(characters))
        for word, frequency in re.findall(rf"\n([{made_of}]+) (\d+)", lines) if lines else ():
            found[word] = int(frequency)
            for end in range(1, len(word)):
                found.setdefault(word[:end], 0)
        return found


@lru_cache(maxsize=1)
def _dictionary() -> _Dictionary:
    return _Dictionary()


def doubted(text: str, start: int, end: int, neighbours: frozenset[str]) -> bool:
    """Whether one of the ``neighbours`` that call for a check stands beside the term at ``text[start:end]``."""
    return text[max(0, start - 1) : start] in neighbours or text[end : end + 1] in neighbours


def straddles(text: str, start: int, end: int) -> bool:
    """Whether the term at ``text[start:end]`` runs across the border of a word."""
    left, right = max(0, start - _WINDOW), min(len(text), end + _WINDOW)
    window = text[left:right]
    for _, begin, stop in _dictionary().tokenizer(window).tokenize(window, HMM=False):
        begin, stop = begin + left, stop + left  # noqa: PLW2901 - same token, place in the whole text
        crosses_start = begin < start < stop < end
        crosses_end = start < begin < end < stop
        if crosses_start or crosses_end:
            return True
    return False
