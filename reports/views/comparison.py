"""Last year's report against this year's, for people: what became of promises, what was copied, what moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import Look
from reports import wording as words
from reports.layout import Paint, plain, shorten, table, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.comparison import Comparison
    from engine.examination import Examination
    from engine.model import Evidence, Span

#: Entries shown of each kind unless everything is asked for, and columns of a quote.
_SHOWN, _QUOTE = 12, 160


def render(last: Examination, this: Examination, found: Comparison, look: Look) -> str:
    """Page on two reports of the same body."""
    return "\n".join(_lines(last, this, found, look)) + "\n"


def _lines(last: Examination, this: Examination, found: Comparison, look: Look) -> Iterator[str]:
    paint = Paint(on=look.color)
    yield from _head("上一年", last, look)
    yield from _head("这一年", this, look)
    for caution in found.cautions:
        yield from wrap(paint.warn(f"注意：{plain(caution)}"), look.width, hang=6)
    yield from _promises(last, this, found, look, paint)
    yield from _repeats(last, this, found, look, paint)
    yield from _moved(last, this, found, look, paint)
    yield from _carried(last, this, found, look, paint)
    yield from _turns(found, look, paint)


def _head(name: str, examined: Examination, look: Look) -> list[str]:
    issuer = examined.outline.issuer.value or "机关不明"
    text = (
        f"{name}  {words.shown_path(examined.document.path)}（{issuer}，{words.years(examined.outline.years.value)}）"
    )
    return wrap(plain(text), look.width, hang=8)


def _some(entries: int, look: Look) -> int:
    return entries if look.full else min(entries, _SHOWN)


def _rest(entries: int, look: Look) -> list[str]:
    hidden = entries - _some(entries, look)
    return [f"另有 {hidden} 处；用 --all 全部列出。"] if hidden else []


def _promises(last: Examination, this: Examination, found: Comparison, look: Look, paint: Paint) -> Iterator[str]:
    counts = "，".join(
        f"{label} {sum(one.kept is verdict for one in found.promises)} 条" for verdict, label in words.KEPT.items()
    )
    yield from ["", paint.bold(f"上一年的安排，这一年怎么说（{len(found.promises)} 条）")]
    if found.promises:
        yield from wrap(f"{counts}。按用词找最接近的一句，是不是同一件事，请核对原文。", look.width)
    silent = sorted(found.promises, key=lambda one: list(words.KEPT).index(one.kept), reverse=True)
    for one in silent[: _some(len(silent), look)]:
        yield from wrap(f"- {words.kept(one.kept, one.answer)}：{_quote(last, one.promise)}", look.width, hang=2)
        if one.answer:
            yield from wrap(f"  这一年：{_quote(this, one.answer)}", look.width, hang=4)
    yield from _rest(len(silent), look)


def _repeats(last: Examination, this: Examination, found: Comparison, look: Look, paint: Paint) -> Iterator[str]:
    yield from ["", paint.bold(f"不足照抄上一年（{len(found.repeats)} 处）")]
    for one in found.repeats[: _some(len(found.repeats), look)]:
        yield from wrap(f"- 相似 {one.likeness:.0%}：{_quote(this, one.this)}", look.width, hang=2)
        yield from wrap(f"  上一年：{_quote(last, one.last)}", look.width, hang=4)
    yield from _rest(len(found.repeats), look)


def _moved(last: Examination, this: Examination, found: Comparison, look: Look, paint: Paint) -> Iterator[str]:
    yield from ["", paint.bold(f"数字变动过大，建议核对（{len(found.moved)} 处）")]
    for one in found.moved[: _some(len(found.moved), look)]:
        yield from wrap(plain(f"- {one.topic}：{one.last:g} → {one.this:g}"), look.width, hang=2)
        yield from wrap(f"  上一年：{_quote(last, one.last_evidence)}", look.width, hang=4)
        yield from wrap(f"  这一年：{_quote(this, one.this_evidence)}", look.width, hang=4)
    yield from _rest(len(found.moved), look)


def _carried(last: Examination, this: Examination, found: Comparison, look: Look, paint: Paint) -> Iterator[str]:
    length = sum(len(one.second) for one in found.carried)
    yield from ["", paint.bold(f"沿用上一年的文字（{len(found.carried)} 处，共 {length} 字；只改数字的也算）")]
    for one in found.carried[: _some(len(found.carried), look)]:
        stale = same_figures(last.document.quote(one.first), this.document.quote(one.second))
        mark = "（连数字也没有改）" if stale else ""
        yield from wrap(f"- 这一年{mark}{_words(this, one.second)}", look.width, hang=2)
        yield from wrap(f"  上一年{_words(last, one.first)}", look.width, hang=4)
    yield from _rest(len(found.carried), look)


def _turns(found: Comparison, look: Look, paint: Paint) -> Iterator[str]:
    worse = [one for one in found.turns if not one.better]
    better = [one for one in found.turns if one.better]
    for title, turns in (("退步", worse), ("进步", better)):
        yield from ["", paint.bold(f"{title}（{len(turns)} 条）")]
        if turns:
            rows = [
                (words.VERDICTS[one.last], words.VERDICTS[one.this], f"{plain(one.title)} [{one.rule}]")
                for one in turns[: _some(len(turns), look)]
            ]
            yield table(("上一年", "这一年", "条目"), rows)
            yield from _rest(len(turns), look)


def _quote(examined: Examination, evidence: Evidence) -> str:
    return f"{examined.document.place(evidence.span.start)}“{shorten(plain(evidence.words), _QUOTE)}”"


def _words(examined: Examination, span: Span) -> str:
    return f"{examined.document.place(span.start)}“{shorten(plain(examined.document.quote(span)), _QUOTE)}”"


def same_figures(one: str, other: str) -> bool:
    """Whether a passage carried over holds figures and not one of them was changed."""
    digits = [[char for char in text if char.isdigit()] for text in (one, other)]
    return bool(digits[0]) and digits[0] == digits[1]
