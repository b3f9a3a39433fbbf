"""Findings and defects as the page lists them: worded, rounded, and linked to the sentences that they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import GAPS, LADDER, Verdict
from reports import wording as words
from reports.html.text import Claim, MarkedText
from reports.shares import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.model import Audit, Defect, Evidence, Finding
    from reports.shares import Shares
    from reports.waivers import Waiver

_DEFECT = "defect"
#: Names of the tones of entries, in the order in which filters show them.
TONES = {
    **{verdict.value: words.VERDICTS[verdict] for verdict in (*LADDER, Verdict.NOT_ASSESSABLE, Verdict.NOT_APPLICABLE)},
    _DEFECT: "文本瑕疵",
}
#: Which tone a sentence takes where several entries rest on it.
_STRENGTH = {tone: place for place, tone in enumerate(("evidenced", "described", "mentioned", _DEFECT))}


class Reference(Struct, frozen=True):
    """A sentence that an entry rests on; ``anchor`` is the id of its place in the text, if it has one."""

    place: str
    quote: str
    stance: str
    anchor: str


class Entry(Struct, frozen=True, kw_only=True):
    """One finding or defect as listed; what one of the two lacks is empty.

    ``win`` and ``points`` are what it can still win, or deducts, and what it has. ``basis`` are citations, each with
    whether it was checked against the source. ``firm`` is None where there is nothing to doubt. ``step`` is its place
    on the shortest way, 0 if it is not on it; ``waiver`` says why it is waived, if it is.
    """

    id: str
    rule: str
    title: str
    tone: str
    severity: str = ""
    severity_name: str
    group: str = ""
    group_title: str = ""
    win: str
    points: str = ""
    message: str
    advice: str = ""
    because: str = ""
    basis: tuple[tuple[str, bool], ...] = ()
    references: tuple[Reference, ...]
    firm: bool | None = None
    doubts: tuple[str, ...] = ()
    step: int = 0
    waiver: str


class Entries:
    """The entries of one audit, ``findings`` and ``defects`` in its order, and ``text``, its report with their marks.

    ``steps`` are places on the shortest way, from 1; they and ``waivers`` are by rule or defect.
    """

    def __init__(
        self, audit: Audit, page_id: str, rounded: Shares, steps: Mapping[str, int], waivers: Mapping[str, Waiver]
    ) -> None:
        self._audit, self._page_id, self._rounded = audit, page_id, rounded
        self._steps, self._waivers = steps, waivers
        self._groups = {group.id: group.title for group in audit.score.groups}
        self.text = MarkedText(audit, self._claims(), page_id)
        self.findings = tuple(self._finding(place, finding) for place, finding in enumerate(audit.findings))
        self.defects = tuple(self._defect(place, defect) for place, defect in enumerate(audit.defects))

    def _finding(self, place: int, finding: Finding) -> Entry:
        lost, points = self._rounded.lost[place], self._rounded.points[place]
        is_gap = finding.verdict in GAPS
        return Entry(
            id=self._finding_id(place),
            rule=finding.rule,
            title=finding.title,
            tone=finding.verdict.value,
            severity=finding.severity.value if finding.severity else "",
            severity_name=words.SEVERITIES[finding.severity] if finding.severity else "",
            group=finding.group,
            group_title=self._groups.get(finding.group, finding.group),
            win=number(lost) if lost else "",
            points=number(points) if points else "",
            message=finding.message if is_gap else "",
            advice=finding.advice if is_gap or finding.lost else "",
            because=finding.because,
            basis=words.cited(finding.basis),
            references=self._references(finding.evidence),
            firm=finding.firm if finding.verdict in LADDER else None,  # the others are not judged
            doubts=finding.doubts,
            step=self._steps.get(finding.rule, 0),
            waiver=self._waived(finding.rule),
        )

    def _defect(self, place: int, defect: Defect) -> Entry:
        return Entry(
            id=self._defect_id(place),
            rule=defect.id,
            title=defect.title,
            tone=_DEFECT,
            severity_name=words.GRAVITIES[defect.severity],
            win=number(self._rounded.deductions[place]) if defect.deduction else "",
            message=defect.message,
            references=self._references(defect.evidence),
            step=self._steps.get(defect.id, 0),
            waiver=self._waived(defect.id),
        )

    def _claims(self) -> Iterator[Claim]:
        for place, finding in enumerate(self._audit.findings):
            for evidence in finding.evidence:
                yield Claim(evidence.span, self._finding_id(place), finding.title, finding.verdict.value)
        for place, defect in enumerate(self._audit.defects):
            for evidence in defect.evidence:
                yield Claim(evidence.span, self._defect_id(place), defect.title, _DEFECT)

    def _references(self, found: Sequence[Evidence]) -> tuple[Reference, ...]:
        return tuple(
            Reference(
                self._audit.document.place(evidence.span.start),
                evidence.words,
                words.standing(evidence),
                self.text.anchor(evidence.span),
            )
            for evidence in found
        )

    def _finding_id(self, place: int) -> str:
        return f"{self._page_id}-f{place + 1}"

    def _defect_id(self, place: int) -> str:
        return f"{self._page_id}-d{place + 1}"

    def _waived(self, owner: str) -> str:
        waiver = self._waivers.get(owner)
        return waiver.said if waiver else ""


def tone_of(claims: Iterable[Claim]) -> str:
    """Tone of the strongest claim on a sentence."""
    return min((claim.tone for claim in claims), key=lambda tone: _STRENGTH.get(tone, len(_STRENGTH)))
