"""Reports of a batch that share more than set phrases, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.model import Document
from engine.similarity import Passage
from reports import Look
from reports import wording as words
from reports.layout import Paint, plain, shorten, wrap

#: Passages shown for a pair unless everything is asked for, and columns of a quote.
_SHOWN, _QUOTE = 5, 160


@dataclass(frozen=True, slots=True)
class Likeness:
    """A pair of similar reports with the passages they share."""

    first: Document
    second: Document
    share: float
    passages: Sequence[Passage]


def render(pairs: Sequence[Likeness], compared: int, look: Look) -> str:
    """Page on the similar pairs among ``compared`` reports."""
    return "\n".join(_lines(pairs, compared, look)) + "\n"


def _lines(pairs: Sequence[Likeness], compared: int, look: Look) -> Iterator[str]:
    paint = Paint(on=look.color)
    yield f"比对了 {compared} 份报告，{len(pairs)} 对相似（套话、引用的文件名和数字不计）。"
    for pair in pairs:
        yield ""
        title = f"{words.shown_path(pair.first.path)} ↔ {words.shown_path(pair.second.path)}"
        yield from wrap(paint.bold(f"相似 {pair.share:.0%}  {plain(title)}"), look.width, hang=4)
        shown = pair.passages if look.full else pair.passages[:_SHOWN]
        for passage in shown:
            for document, span in ((pair.first, passage.first), (pair.second, passage.second)):
                mark = "-" if document is pair.first else " "
                quote = shorten(plain(document.quote(span)), _QUOTE)
                yield from wrap(f"{mark} {document.place(span.start)}“{quote}”", look.width, hang=4)
        if len(pair.passages) > len(shown):
            yield f"另有 {len(pair.passages) - len(shown)} 段；用 --all 全部列出。"
