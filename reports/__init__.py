"""Turns audits into what people and machines read. Every output format is one entry of ``RENDERERS``.

A renderer yields its output piece by piece while it consumes the audits, so that ten thousand reports need no more
memory than one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be audited, and the Chinese reason."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Look:
    """How a report for people is laid out. ``full`` shows whole lists, ``brief`` only the summary.

    ``target`` is the score to which the shortest way is shown.
    """

    color: bool = False
    width: int = 100
    full: bool = False
    brief: bool = False
    target: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What one run judged by and with. ``unread`` may grow until the last audit is consumed."""

    book: Rulebook
    backend: str
    unread: Sequence[Unread] = field(default=())


class Render(Protocol):
    """Output in pieces, about one for each audit: formats written side by side then keep only few audits alive."""

    def __call__(self, audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Renderer:
    """An output format: the suffixes of its files, what it is for, and the function that writes it."""

    suffixes: tuple[str, ...]
    purpose: str
    render: Render


def _table(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:
    from reports import table

    return table.stream(audits, run, look)


def _json(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:  # noqa: ARG001 - one look only
    from reports import json_

    return json_.stream(audits, run)


def _html(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:
    from reports import html

    return html.stream(audits, run, look)


RENDERERS: dict[str, Renderer] = {
    "table": Renderer((".txt",), "供人阅读的差距报告", _table),
    "json": Renderer((".json",), "供程序读取的完整结果", _json),
    "html": Renderer((".html", ".htm"), "供人在浏览器里对照原文阅读的差距报告", _html),
}


def format_of_suffix(suffix: str) -> str | None:
    """Name of the format that files with this suffix hold."""
    return next((name for name, renderer in RENDERERS.items() if suffix.lower() in renderer.suffixes), None)
