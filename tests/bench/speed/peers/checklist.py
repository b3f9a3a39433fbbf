"""A phrase checklist with ``re``: which rule has one of its words in which paragraph."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from bench.speed.peers.serving import serve, text_of


def prepare(words: str) -> Callable[[str], int]:
    """``words`` is the file with the words of each rule; found are the pairs of a paragraph and a rule met in it."""
    rules = [re.compile("|".join(map(re.escape, listed))) for listed in json.loads(text_of(words)).values()]

    def check(path: str) -> int:
        return sum(rule.search(line) is not None for line in text_of(path).splitlines() if line for rule in rules)

    return check


def main() -> None:
    serve(prepare)
