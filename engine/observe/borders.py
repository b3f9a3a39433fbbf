"""Word borders of short terms, where a substring lies: 协调|解决 holds no 调解, 树立|法治 no 立法.

jieba answers, and only when a short term stands beside a character that makes it doubtful; it is loaded then and
not before, and without its cache file, whose content nothing checks. To load its dictionary takes half a second, most
of a short run; the words for one window are picked out of the file in a hundredth of one. So the whole is loaded only
where many windows are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

#: Characters on each side that are segmented together with a doubtful term.
_WINDOW = 12
#: So many windows are looked up in the file.
_FEW = 24
#: Sum of all frequencies in the dictionary of jieba 0.42.1, by its length in characters. Another one is added up.
_TOTALS = {3_039_559: 60_101_967}


class _Dictionary:
    """The words that jieba knows. A line of its file has a word, its frequency and its class."""

    def __init__(self) -> None:
        import logging

        import jieba

        jieba.setLogLevel(logging.CRITICAL)
        self._jieba = jieba
        with jieba.Tokenizer().get_dict_file() as file:
            self._text = f"\n{file.read().decode('utf-8')}"
        self._total = _TOTALS.get(len(self._text) - 1) or sum(map(int, re.findall(r" (\d+) ", self._text)))
        self._asked = 0
        self._whole: Mapping[str, int] | None = None

    def tokenizer(self, window: str) -> Any:
        """A tokenizer that knows at least all words of a text."""
        self._asked += 1
        if self._asked > _FEW and self._whole is None:
            with self._jieba.Tokenizer().get_dict_file() as file:
                self._whole, _ = self._jieba.Tokenizer.gen_pfdict(file)
        found = self._jieba.Tokenizer()
        found.FREQ, found.total = self._picked(window) if self._whole is None else self._whole, self._total
        found.initialized = True
        return found

    def _picked(self, window: str) -> dict[str, int]:
        """The words made of characters of a text, and their beginnings, which have 0 where they are no words."""
        found: dict[str, int] = {}
        characters = re.escape("".join(sorted(set("".join(window.split())))))
        lines = re.findall(rf"\n([{characters}]+) (\d+)", self._text) if characters else ()
        for word, frequency in lines:
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
