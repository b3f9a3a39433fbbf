"""Word borders of short terms, where a substring lies: 协调|解决 holds no 调解, 树立|法治 no 立法.

jieba answers, and only when a short term stands beside a character that makes it doubtful; it is loaded then and
not before, and without its cache file, whose content nothing checks.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

#: Characters on each side that are segmented together with a doubtful term.
_WINDOW = 12


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def doubted(text: str, start: int, end: int, neighbours: frozenset[str]) -> bool:
    """Whether one of the ``neighbours`` that call for a check stands beside the term at ``text[start:end]``."""
    return text[max(0, start - 1) : start] in neighbours or text[end : end + 1] in neighbours


def straddles(text: str, start: int, end: int) -> bool:
    """Whether the term at ``text[start:end]`` runs across the border of a word."""
    left, right = max(0, start - _WINDOW), min(len(text), end + _WINDOW)
    for _, begin, stop in _tokenizer().tokenize(text[left:right], HMM=False):
        begin, stop = begin + left, stop + left  # noqa: PLW2901 - same token, place in the whole text
        crosses_start = begin < start < stop < end
        crosses_end = start < begin < end < stop
        if crosses_start or crosses_end:
            return True
    return False
