"""What is to be said in a report itself: of the whole, of sentences, and of what is missing where it should stand."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.model import SectionKind, Span, Verdict
from engine.rulebook.rule import Measure, Signal
from reports import office
from reports import wording as words
from reports.shares import number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Audit, Evidence, Section
    from engine.rulebook.rule import DefectRule, Rule
    from reports import Run
    from reports.office import Scored

#: Look-alikes shown for one finding.
_LOOKALIKES: Final = 2
#: Where the matter of a group belongs when its rule does not say so by what it looks at.
_HOMES: Final = {"outline": None, "leader": SectionKind.LEADER}
#: After which parts a part that is missing should follow.
_BEFORE: Final = {
    SectionKind.MEASURES: (),
    SectionKind.LEADER: (SectionKind.MEASURES,),
    SectionKind.SHORTCOMINGS: (SectionKind.MEASURES, SectionKind.LEADER),
    SectionKind.PLAN: (SectionKind.MEASURES, SectionKind.LEADER, SectionKind.SHORTCOMINGS),
}


class Note(Struct, frozen=True):
    """What to say about a place in the text; each entry is a heading with lines below."""

    span: Span
    entries: tuple[tuple[str, ...], ...]


def notes(audit: Audit, run: Run) -> Iterator[Note]:
    """All that is to be said: of the whole, of sentences (one note for each), of what is missing (one for each)."""
    places = _Places(audit)
    book, waivers = run.book, waived(audit, run).by_owner
    entries = office.scored(audit, run)
    said: dict[Span, list[tuple[str, ...]]] = {}
    missing: list[Note] = []
    for entry in entries:
        finding = entry.finding
        for index, evidence in enumerate(finding.evidence):
            said.setdefault(places.of(evidence), []).append(_proof(entry, first=index == 0))
        if entry.missing:
            for lookalike in finding.lookalikes[:_LOOKALIKES]:
                said.setdefault(places.of(lookalike), []).append(
                    (
                        f"【貌似，不算】{_named(finding.title, finding.rule)}",
                        "听起来像，说的不是本机关本年度做的这件事。",
                    )
                )
        if finding.verdict is Verdict.ABSENT and finding.severity:
            missing.append(Note(places.home(_home(book.rule(finding.rule), finding.group)), (_gap(entry),)))
    rules = {rule.id: rule for rule in book.defects}
    for defect, deduction in zip(audit.defects, shares(audit).deductions, strict=True):
        heading = f"【文本瑕疵：{words.GRAVITIES[defect.severity]}】{_named(defect.title, defect.id)}"
        waiver = office.said(waivers.get(defect.id))
        lines = (heading, defect.message, f"扣 {number(deduction)} 分", *([waiver] if waiver else []))
        for evidence in defect.evidence:
            said.setdefault(places.of(evidence), []).append(lines)
        if not defect.evidence:
            missing.append(Note(places.home(_home(rules.get(defect.id), "outline")), (lines,)))
    yield Note(places.title, (_summary(audit, run),))
    yield from (Note(span, tuple(lines)) for span, lines in said.items())
    yield from missing


def _summary(audit: Audit, run: Run) -> tuple[str, ...]:
    counts = "，".join(f"{name} {audit.count(verdict)}" for verdict, name in words.VERDICTS.items())
    score = f"得分 {office.score(audit, run, '；豁免后 ')}。{words.NOT_OFFICIAL}"
    return ("【检查结果】", score, f"{counts}（共 {len(audit.findings)} 条）", *words.cautions(audit))


def _proof(entry: Scored, *, first: bool) -> tuple[str, ...]:
    """What a sentence does for a finding; at its strongest sentence also what is still missing."""
    finding = entry.finding
    heading = f"【{words.VERDICTS[finding.verdict]}】{_named(finding.title, finding.rule)}"
    if finding.verdict is Verdict.EVIDENCED:
        return (heading,)
    if not first:
        return (f"{heading}：另一处",)
    reason = finding.because.removesuffix("。")
    doubts = [words.reliance(finding)] if finding.doubts else []
    return (heading, f"判：{reason}", *_request(entry), *doubts)


def _gap(entry: Scored) -> tuple[str, ...]:
    finding = entry.finding
    binding = words.SEVERITIES[finding.severity] if finding.severity else ""
    return (f"【缺：{binding}写明】{_named(finding.title, finding.rule)}", f"缺：{finding.message}", *_request(entry))


def _request(entry: Scored) -> tuple[str, ...]:
    finding = entry.finding
    lines = (("补", finding.advice), ("据", office.citations(finding.basis)))
    gain = [f"写到有据可查可再得 {number(entry.lost)} 分"] if entry.lost else []
    waiver = [entry.waiver] if entry.waiver else []
    return (*(f"{mark}：{text}" for mark, text in lines if text), *gain, *waiver)


def _named(title: str, rule: str) -> str:
    return f"{title} [{rule}]"


def _home(rule: Rule | DefectRule | None, group: str) -> SectionKind | None:
    """Part of a report where the matter of a rule belongs; None is the head.

    A rule about parts of the report says so by its measures ("plan.items") or by where its phrases are sought.
    """
    leaves = [leaf for compound in rule.compounds for leaf in (*compound.needs, *compound.lacks)] if rule else []
    kinds = {leaf.name.partition(".")[0] for leaf in leaves if isinstance(leaf, Measure)}
    kinds |= {kind for leaf in leaves if isinstance(leaf, Signal) for kind in leaf.sections}
    known = [kind for kind in _BEFORE if kind in kinds]
    if group in _HOMES and len(known) == 1:
        return known[0]
    return _HOMES.get(group, SectionKind.MEASURES)


class _Places:
    """Where in the text a note belongs."""

    def __init__(self, audit: Audit) -> None:
        self._document, self._outline = audit.document, audit.outline
        title = self._outline.title
        self.title = self._line(title[0].start if title else 0)

    def of(self, evidence: Evidence) -> Span:
        """Place of a sentence; what the text does not hold is said at the title."""
        return evidence.span if len(evidence.span) else self.title

    def home(self, kind: SectionKind | None) -> Span:
        """Heading of the first part of this kind; else the end of the parts it should follow; else the title."""
        if kind is None:
            return self.title
        found = self._outline.of(kind)
        if found:
            return self._heading(found[0])
        before = [section.span.end for section in self._outline.of(*_BEFORE[kind])] if _BEFORE[kind] else []
        return self._line(max(before) - 1) if before else self.title

    def _heading(self, section: Section) -> Span:
        return section.heading if len(section.heading) else self._line(section.span.start)

    def _line(self, offset: int) -> Span:
        paragraphs = self._document.paragraphs
        place = bisect_right([one.span.start for one in paragraphs], offset) - 1
        return paragraphs[max(place, 0)].span
