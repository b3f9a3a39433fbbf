"""Reports of a batch that share more than set phrases, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from reports import Look
from reports import wording as words
from reports.layout import Paint, plain, shorten, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.model import Document
    from engine.similarity import Passage

#: Passages shown for a pair, the longest ones, unless everything is asked for, and columns of a quote.
_SHOWN, _QUOTE = 5, 160


class Likeness(Struct, frozen=True):
    """A pair of similar reports with the passages they share; ``share`` from 0 to 1."""

    first: Document
    second: Document
    share: float
    passages: Sequence[Passage]


def render(pairs: Sequence[Likeness], compared: int, threshold: float, look: Look) -> str:
    """Page on the similar pairs among ``compared`` reports."""
    return "\n".join(_lines(pairs, compared, threshold, look)) + "\n"


def _lines(pairs: Sequence[Likeness], compared: int, threshold: float, look: Look) -> Iterator[str]:
    paint = Paint(on=look.color)
    least = f"相同文字达到较短一份的 {threshold:.0%} 起列出，套话、引用的文件名和数字不计"
    yield from wrap(f"比对了 {compared} 份报告，{len(pairs)} 对相似（{least}）。", look.width)
    for pair in pairs:
        yield ""
        title = f"{words.shown_path(pair.first.path)} ↔ {words.shown_path(pair.second.path)}"
        yield from wrap(paint.bold(f"相似 {pair.share:.0%}  {plain(title)}"), look.width, hang=4)
        shown = pair.passages if look.full else _longest(pair.passages)
        for passage in shown:
            for document, span in ((pair.first, passage.first), (pair.second, passage.second)):
                mark = "-" if document is pair.first else " "
                quote = shorten(plain(document.quote(span)), _QUOTE)
                yield from wrap(f"{mark} {document.place(span.start)}“{quote}”", look.width, hang=4)
        if len(pair.passages) > len(shown):
            yield f"另有 {len(pair.passages) - len(shown)} 段；用 --all 全部列出。"


def _longest(passages: Sequence[Passage]) -> list[Passage]:
    """Those that tell most, in text order; set phrases are shorter than what was copied."""
    return sorted(sorted(passages, key=lambda one: -len(one.first))[:_SHOWN], key=lambda one: one.first)
