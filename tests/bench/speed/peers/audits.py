"""Our own audit, asked in the same way as the others."""

from __future__ import annotations

from collections.abc import Callable

from bench.speed.peers.serving import serve
from engine import audit, load_pack


def prepare(backend: str) -> Callable[[str], int]:
    """``backend`` is that of the inference; found are the verdicts and the defects."""
    book = load_pack()

    def check(path: str) -> int:
        result = audit(path, book, backend=backend)
        return len(result.findings) + len(result.defects)

    return check


def main() -> None:
    serve(prepare)
