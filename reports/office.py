"""What the Word and Excel outputs share: how a report is named, how its points add up by group, what a gap says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import BINDING, GAPS, Verdict
from reports import wording as words
from reports.layout import plain
from reports.shares import group_shares, number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.model import Audit, Basis, Evidence, Finding
    from engine.rulebook.rule import Rulebook
    from reports import Run
    from reports.waivers import Waiver

#: Characters that some system refuses in a file name or a sheet name.
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\[\]']")


class Scored(Struct, frozen=True):
    """A finding with its points in hundredths, so rounded that all of a report add up.

    ``waiver`` says why it is waived; empty if it is not.
    """

    finding: Finding
    points: int
    lost: int
    waiver: str = ""

    @property
    def possible(self) -> int:
        return self.points + self.lost

    @property
    def missing(self) -> bool:
        """Whether the report says nothing of it, or no more than its name."""
        return self.finding.verdict in GAPS


def scored(audit: Audit, run: Run) -> list[Scored]:
    """All findings with their points, in the order of the rule pack."""
    rounded, waivers = shares(audit), waived(audit, run).by_owner
    return [
        Scored(finding, points, lost, said(waivers.get(finding.rule)))
        for finding, points, lost in zip(audit.findings, rounded.points, rounded.lost, strict=True)
    ]


def said(waiver: Waiver | None) -> str:
    """Why something is waived; empty if it is not."""
    return plain(f"已豁免：{waiver.said}") if waiver else ""


def score(audit: Audit, run: Run, joined: str, unit: str = " 分") -> str:
    """Score and band of a report; where waivers are in force, the score after them beside it, never alone."""
    text = f"{number(shares(audit).total)}{unit}，{plain(audit.score.band)}"
    if run.waivers:
        after = waived(audit, run)
        text += f"{joined}{number(after.shown)}{unit}，{plain(after.band)}"
    return text


def worst_first(entries: list[Scored]) -> list[Scored]:
    """What binds most first, then what costs most; equal ones stay in the order of the rule pack."""
    return sorted(entries, key=lambda entry: (BINDING[entry.finding.severity], -entry.lost))


def groups(audit: Audit) -> list[tuple[str, int, int, Fraction]]:
    """Title, points and possible points of each group, and its exact share of them."""
    rounded = group_shares(audit, shares(audit))
    return [(plain(group.title), group.points, group.possible, group.share) for group in rounded]


def title(audit: Audit) -> str:
    """Title of the report as it stands there; empty if it has none."""
    return plain(words.title(audit.document, audit.outline) or "")


def issuer(audit: Audit) -> str:
    """Body that made the report; empty if unknown."""
    return plain(audit.outline.issuer.value or "").strip()


def year(audit: Audit) -> str:
    """Year of the report, to be written before 年; crosses to fill in if unknown."""
    return words.years(audit.outline.years.value) if audit.outline.years.value else "××××"


def name(audit: Audit) -> str:
    """Short name of a report by which people find its file or sheet: issuer and year."""
    known = issuer(audit) or plain(words.shown_path(audit.document.path)).replace("\\", "/").rpartition("/")[2]
    when = f"{year(audit)}年" if audit.outline.years.value else ""
    return fit(known) + when


def fit(text: str) -> str:
    """``text`` without what some system refuses in the name of a file or sheet."""
    return _UNFIT.sub("", text).strip(" .")


class Names:
    """Gives names that differ even for systems that take no notice of capitals."""

    def __init__(self, longest: int, *taken: str) -> None:
        self._longest = longest
        self._taken = {one.casefold() for one in taken}

    def unique(self, wanted: str) -> str:
        """``wanted``, cut to the longest allowed and numbered where it was given before."""
        number, ending = 1, ""
        while True:
            given = cut(wanted or "报告", self._longest - len(ending)) + ending
            if given.casefold() not in self._taken:
                self._taken.add(given.casefold())
                return given
            number += 1
            ending = f"（{number}）"


def cut(text: str, units: int) -> str:
    """Cut to so many UTF-16 units, which is what Excel and Windows count."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def citations(basis: tuple[Basis, ...]) -> str:
    """All bases of a requirement, the unverified ones marked."""
    return plain("；".join(map(words.cite, basis)))


def requirement(finding: Finding, book: Rulebook) -> str:
    """What the rule behind a finding asks for; empty if the pack does not hold it."""
    rule = book.rule(finding.rule)
    return plain(rule.requirement) if rule else ""


def shown(audit: Audit, evidence: Evidence, quote: str) -> str:
    """The ``quote`` of a sentence of the report with its place, its section and its stance."""
    place = plain(audit.document.place(evidence.span.start))
    return f"{place}“{quote}”（{words.standing(evidence)}）"


def why(finding: Finding) -> str:
    """What is missing, and what the verdict rests on."""
    missing = finding.message if finding.verdict in GAPS else ""
    reason = finding.because.removesuffix("。")
    return plain(missing + (f"{reason}。" if reason else ""))


def advice(finding: Finding) -> str:
    """What to add; nothing where nothing is missing or nothing is asked."""
    return plain(finding.advice) if finding.verdict in {*GAPS, Verdict.DESCRIBED} else ""
