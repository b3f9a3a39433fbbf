"""AutoCorrect: spaces, width and punctuation of mixed text."""

from __future__ import annotations

from collections.abc import Callable

import autocorrect_py

from bench.speed.peers.serving import serve, text_of


def prepare(task: str) -> Callable[[str], int]:
    """``task`` "lint" finds lines to mend; "format" gives the mended text and finds whether it differs."""

    def lint(path: str) -> int:
        return len(autocorrect_py.lint_for(text_of(path), "text").lines)

    def mend(path: str) -> int:
        text = text_of(path)
        return int(autocorrect_py.format(text) != text)

    return lint if task == "lint" else mend


def main() -> None:
    serve(prepare)
