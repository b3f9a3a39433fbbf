"""What is wrong with a report as a flat list, for tools that mark single places: gaps worst first, then defects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import GAPS, Severity, Verdict
from reports import wording as words
from reports.fingerprint import of as fingerprints
from reports.layout import plain, shorten
from reports.route import gaps
from reports.shares import number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Audit, Evidence
    from reports import Run
    from reports.waivers import Waiver

#: Longest quote, in columns.
QUOTE = 120


class Problem(Struct, frozen=True):
    """A gap or one place of a defect. ``open``: nothing is written; else only points are missing, or it is a defect."""

    owner: str
    title: str
    text: str
    severity: Severity | None
    verdict: Verdict | None
    evidence: Evidence | None
    fingerprint: str
    waiver: Waiver | None

    @property
    def open(self) -> bool:
        return self.verdict in GAPS

    @property
    def headline(self) -> str:
        """Title on one line, with what was found and whether it is waived."""
        mark = "【豁免】" if self.waiver else ""
        found = words.VERDICTS[self.verdict] if self.verdict else "文本瑕疵"
        return f"{mark}{found}：{self.title}"


def problems(audit: Audit, run: Run) -> Iterator[Problem]:
    """All problems of a report, those that cost most first."""
    rounded, owners = shares(audit), waived(audit, run).by_owner
    for place in gaps(audit):
        finding = audit.findings[place]
        evidence = finding.evidence[0] if finding.evidence else None
        waiver = owners.get(finding.rule)
        parts = [
            f"失 {number(rounded.lost[place])} 分" if rounded.lost[place] else "",
            "" if finding.verdict is Verdict.DESCRIBED else f"缺：{finding.message}",
            "" if finding.verdict is Verdict.ABSENT else f"判：{finding.because}",
            f"补：{finding.advice}",
            f"据：{'；'.join(map(words.cite, finding.basis))}" if finding.basis else "",
            f"豁免：{waiver.said}" if waiver else "",
        ]
        prints = fingerprints(audit, finding.rule, finding.evidence)
        yield Problem(
            finding.rule, plain(finding.title), _joined(parts), finding.severity, finding.verdict, evidence, prints[0],
            waiver,
        )  # fmt: skip
    for defect, deduction in zip(audit.defects, rounded.deductions, strict=True):
        waiver = owners.get(defect.id)
        prints = fingerprints(audit, defect.id, defect.evidence)
        for place, print_ in enumerate(prints):
            evidence = defect.evidence[place] if defect.evidence else None
            parts = [
                f"扣 {number(deduction)} 分" + (f"（共 {len(prints)} 处）" if len(prints) > 1 else ""),
                defect.message,
                f"原文：“{shorten(plain(evidence.words), QUOTE)}”" if evidence else "",
                f"豁免：{waiver.said}" if waiver else "",
            ]
            yield Problem(
                defect.id, plain(defect.title), _joined(parts), defect.severity, None, evidence, print_, waiver
            )


def _joined(parts: list[str]) -> str:
    return " ".join(part.rstrip("。；") + "。" for part in map(plain, parts) if part)
