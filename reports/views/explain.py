"""Why a report got its verdict on one rule: every statement looked at, or, for an absence, what was searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.model import Verdict
from reports import Look
from reports import wording as words
from reports.layout import Paint, plain, shorten, wrap
from reports.shares import hundredths, number
from reports.views.rule import LIFTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.explanation import Explanation, Seen
    from engine.model import Document, Evidence
    from engine.rulebook.rule import Rule

#: Searched phrases shown unless everything is asked for, and their longest form, as that of quotes, in columns.
_SEARCHED, _PHRASE, _QUOTE = 12, 120, 240


def render(document: Document, rule: Rule, explanation: Explanation, look: Look) -> str:
    """Page on one finding."""
    return "\n".join(_lines(document, rule, explanation, look)) + "\n"


def _lines(document: Document, rule: Rule, explanation: Explanation, look: Look) -> Iterator[str]:
    finding = explanation.finding
    paint = Paint(on=look.color)
    yield paint.bold(f"{plain(rule.title)} [{plain(rule.id)}]")
    scored = ""
    if finding.possible:
        scored = f"，得 {number(hundredths(finding.points))} 分（满分 {number(hundredths(finding.possible))}）"
    fields = [
        ("文件", words.shown_path(document.path)),
        ("要求", rule.requirement),
        ("依据", "；".join(map(words.cite, rule.basis))),
        ("结论", words.VERDICTS[finding.verdict] + scored),
        ("理由", finding.because),
        ("把握", "可靠" if finding.firm else "建议看一眼：" + "；".join(finding.doubts)),
    ]
    if finding.verdict in {Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED}:
        fields += [("缺什么", finding.message), ("怎么补", finding.advice)]
    for name, value in fields:
        yield from wrap(f"{name}：{plain(value)}", look.width, hang=2 * len(name) + 2)
    if explanation.seen:
        yield from ["", paint.bold(f"看到的说法（{len(explanation.seen)} 处）")]
        for seen in explanation.seen:
            yield from _seen(document, seen, look)
    else:
        yield from ["", "全文没有命中这条规则的任何说法。"]
        if explanation.nearest:
            yield from wrap(f"最接近的一句：{_quote(document, explanation.nearest)}", look.width, hang=2)
    if explanation.lookalikes:
        yield from ["", paint.bold(f"貌似而不算的说法（{len(explanation.lookalikes)} 处）")]
        for evidence in explanation.lookalikes:
            yield from wrap(f"- {_quote(document, evidence)}", look.width, hang=2)
    yield from _searched(explanation, look, paint)


def _seen(document: Document, seen: Seen, look: Look) -> Iterator[str]:
    yield from wrap(f"- {_quote(document, seen.evidence)}", look.width, hang=2)
    counts = f"算“{words.VERDICTS[seen.counts_as]}”" if seen.counts_as else "不算"
    why = f"：{plain(seen.why_not)}" if seen.why_not else ""
    yield from wrap(f"  {counts}{why}；命中“{shorten(plain(seen.phrase), _PHRASE)}”", look.width, hang=4)


def _quote(document: Document, evidence: Evidence) -> str:
    stance = words.standing(evidence)
    return f"{document.place(evidence.span.start)}“{shorten(plain(evidence.quote), _QUOTE)}”（{stance}）"


def _searched(explanation: Explanation, look: Look, paint: Paint) -> Iterator[str]:
    """Show what was looked for, leaving out what differs from another phrase only by the figures it asks for."""
    phrases = [phrase for phrase in explanation.searched if LIFTED not in phrase]
    if not phrases:
        return
    yield from ["", paint.bold(f"找过的说法（{len(phrases)} 个）")]
    for phrase in phrases if look.full else phrases[:_SEARCHED]:
        text = plain(phrase) if look.full else shorten(plain(phrase), _PHRASE)
        yield from wrap(f"- {text}", look.width, hang=2)
    if len(phrases) > _SEARCHED and not look.full:
        yield f"另有 {len(phrases) - _SEARCHED} 个；用 --all 全部列出。"
