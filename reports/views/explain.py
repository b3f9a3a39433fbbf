"""Why a report got its verdict on a rule, or has a defect or not: what was seen, and how the conclusion follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.model import Verdict
from engine.rulebook.rule import PROVEN_BY, RUNGS, Signal
from reports import Look
from reports import wording as words
from reports.layout import Paint, plain, shorten, wrap
from reports.shares import number, together
from reports.views.chain import conditions, steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.chain import Condition
    from engine.explanation import DefectExplanation, Explanation, Seen
    from engine.model import Document, Evidence
    from engine.rulebook.rule import DefectRule, Rule, Rulebook
    from engine.score import Points

#: Searched phrases shown unless everything is asked for, and their longest form, as that of quotes, in columns.
_SEARCHED, _PHRASE, _QUOTE = 12, 120, 240


def render(document: Document, book: Rulebook, rule: Rule, explanation: Explanation, look: Look) -> str:
    """Page on one finding."""
    return "\n".join(_lines(document, book, rule, explanation, look)) + "\n"


def render_defect(
    document: Document, book: Rulebook, entry: DefectRule, explanation: DefectExplanation, look: Look
) -> str:
    """Page on one kind of defect: found, with the chain of facts, or not, with what was looked at."""
    return "\n".join(_defect_lines(document, book, entry, explanation, look)) + "\n"


def _defect_lines(
    document: Document, book: Rulebook, entry: DefectRule, explanation: DefectExplanation, look: Look
) -> Iterator[str]:
    paint = Paint(on=look.color)
    defect = explanation.defect
    yield paint.bold(f"{plain(entry.title)} [{plain(entry.id)}]")
    fields = [
        ("文件", words.shown_path(document.path)),
        ("查什么", entry.message),
        ("轻重", f"{words.GRAVITIES[entry.severity]}，扣 {float(entry.deduction):g} 分"),
    ]
    if defect:
        fields += [("结论", f"有，扣 {number(_deducted(explanation, defect.id))} 分"), ("具体", defect.message)]
    elif explanation.looked_for:
        fields.append(("结论", "没有"))
    else:
        fields.append(("结论", "不查：这种瑕疵不涉及这一层级或这一年度的报告"))
    for name, value in fields:
        yield from wrap(f"{name}：{plain(value)}", look.width, hang=2 * len(name) + 2)
    if defect:
        yield from ["", paint.bold("从原文到结论")]
        yield from steps(document, book, explanation.chain, look)
    elif explanation.looked_for and explanation.conditions:
        yield from ["", paint.bold("看了什么，为什么不算")]
        yield from conditions(document, explanation.conditions, look)
    if not defect and explanation.searched:
        yield from ["", "全文没有命中这种瑕疵的任何说法。"]
    if explanation.lookalikes:
        yield from ["", paint.bold(f"貌似而不算的说法（{len(explanation.lookalikes)} 处）")]
        for evidence in explanation.lookalikes:
            yield from wrap(f"- {_quote(document, evidence)}", look.width, hang=2)
    yield from _searched(explanation.searched, look, paint)


def _lines(document: Document, book: Rulebook, rule: Rule, explanation: Explanation, look: Look) -> Iterator[str]:
    finding = explanation.finding
    paint = Paint(on=look.color)
    yield paint.bold(f"{plain(rule.title)} [{plain(rule.id)}]")
    scored = ""
    if finding.possible:
        points, possible = _scored(explanation.points, book, finding.rule)
        scored = f"，得 {number(points)} 分（满分 {number(possible)}）"
    fields = [
        ("文件", words.shown_path(document.path)),
        ("要求", rule.requirement),
        ("依据", "；".join(map(words.cite, rule.basis))),
        ("结论", words.VERDICTS[finding.verdict] + scored),
        ("理由", finding.because),
        ("把握", words.reliance(finding)),
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
    if explanation.chain:
        yield from ["", paint.bold("从原文到结论")]
        yield from steps(document, book, explanation.chain, look)
    missed = _nearly(explanation)
    if missed:
        yield from ["", paint.bold("差一点的组合条件")]
        yield from conditions(document, missed, look)
    yield from _searched(explanation.searched, look, paint)


def _scored(points: Mapping[str, Points], book: Rulebook, rule: str) -> tuple[int, int]:
    """Points and possible points of a rule, as the reports show them."""
    of_all = tuple(points.values())
    groups = [one.group if (one := book.rule(name)) else "" for name in points]
    rounded = together([one.earned for one in of_all], [one.possible - one.earned for one in of_all], groups, ())
    place = list(points).index(rule)
    return rounded.points[place], rounded.points[place] + rounded.lost[place]


def _deducted(explanation: DefectExplanation, defect: str) -> int:
    """Points that a defect takes, as the reports show them."""
    earned = [one.earned for one in explanation.points.values()]
    rounded = together(earned, earned, [""] * len(earned), tuple(explanation.deductions.values()))
    return rounded.deductions[list(explanation.deductions).index(defect)]


def _nearly(explanation: Explanation) -> list[Condition]:
    """Conditions of the next higher rung that lack fewest parts; those of phrases only where some of them are there."""
    verdict = explanation.finding.verdict
    if verdict not in RUNGS and verdict is not Verdict.ABSENT:
        return []
    higher = [rung.value for rung in RUNGS[RUNGS.index(verdict) + 1 if verdict in RUNGS else 0 :]]
    missing = [
        (sum(not part.holds for part in one.parts), one)
        for one in explanation.conditions
        if one.rung in higher
        and any(part.wanted and (part.holds or not isinstance(part.leaf, Signal)) for part in one.parts)
    ]
    rung = next((rung for rung in higher if any(one.rung == rung for _, one in missing)), None)
    fewest = min((lacking for lacking, one in missing if one.rung == rung), default=0)
    return [one for lacking, one in missing if one.rung == rung and lacking == fewest]


def _seen(document: Document, seen: Seen, look: Look) -> Iterator[str]:
    yield from wrap(f"- {_quote(document, seen.evidence)}", look.width, hang=2)
    counts = f"算“{words.VERDICTS[seen.counts_as]}”" if seen.counts_as else "不算"
    why = f"：{plain(seen.why_not)}" if seen.why_not else ""
    yield from wrap(f"  {counts}{why}；命中“{shorten(plain(seen.phrase), _PHRASE)}”", look.width, hang=4)


def _quote(document: Document, evidence: Evidence) -> str:
    stance = words.standing(evidence)
    return f"{document.place(evidence.span.start)}“{shorten(plain(evidence.words), _QUOTE)}”（{stance}）"


def _searched(searched: Iterable[str], look: Look, paint: Paint) -> Iterator[str]:
    """Show what was looked for, leaving out what differs from another phrase only by the figures it asks for."""
    phrases = [phrase for phrase in searched if PROVEN_BY not in phrase]
    if not phrases:
        return
    yield from ["", paint.bold(f"找过的说法（{len(phrases)} 个）")]
    for phrase in phrases if look.full else phrases[:_SEARCHED]:
        text = plain(phrase) if look.full else shorten(plain(phrase), _PHRASE)
        yield from wrap(f"- {text}", look.width, hang=2)
    if len(phrases) > _SEARCHED and not look.full:
        yield f"另有 {len(phrases) - _SEARCHED} 个；用 --all 全部列出。"
