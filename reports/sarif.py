"""SARIF 2.1.0: one result for each rule, and one for each place of a defect.

Kinds: fail (nothing written, or a defect), pass, review (written, but an auditor should look), open (the text cannot
tell), notApplicable; a level other than none only where it fails. Lines and columns count characters of the text as
read. Of a file that is not plain text the region lies in the text drawn out of it, a nested artifact, and the place in
the file itself is named by its headings. Fingerprints come from rule, headings and words, never from lines.

``look.brief`` leaves only failures that nobody waived: GitHub shows every result as an alert, whatever its kind, and
knows no suppressions. There is no clock in it: no invocation times.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from engine import __version__
from engine.model import BINDING, Severity, Verdict
from engine.rulebook.rule import Rule
from reports import wording as words
from reports.fingerprint import NAME, headings_above
from reports.fingerprint import of as fingerprints
from reports.json_ import dump
from reports.layout import plain
from reports.places import Lines, has_lines, uri
from reports.problems import problems
from reports.shares import number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model import Audit, Evidence, Finding, Span
    from engine.rulebook.rule import DefectRule
    from reports import Look, Run
    from reports.baseline import Past
    from reports.problems import Problem
    from reports.waivers import Waiver

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.MUST: "error", Severity.SHOULD: "warning", Severity.MAY: "note", None: "note"}
_KINDS = {
    Verdict.ABSENT: "fail",
    Verdict.MENTIONED: "fail",
    Verdict.NOT_APPLICABLE: "notApplicable",
    Verdict.NOT_ASSESSABLE: "open",
}
#: Square brackets make links and curly ones placeholders in SARIF messages; text of a report may do neither.
_INERT = str.maketrans("[]{}", "［］｛｝")

_Json = dict[str, object]


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:
    """Render in pieces, one for each report; what describes the files stands at the end."""
    index = {owner.id: place for place, owner in enumerate(run.book.owners)}
    driver: _Json = {
        "name": "fazhi",
        "fullName": "法治政府建设年度报告检查",
        "semanticVersion": __version__,
        "language": "zh-CN",
        "rules": [_rule(owner) for owner in run.book.owners],
        "properties": {"pack": run.book.id, "packVersion": run.book.version, "packSha256": run.book.sha256},
    }
    head = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"fazhi/{run.book.id}/"},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
    }
    opened = dump(head, 2).removesuffix("\n  }")
    yield f'{{\n "$schema": "{SCHEMA}",\n "version": "2.1.0",\n "runs": [\n  {opened},\n   "results": ['
    artifacts: list[_Json] = []
    separator = "\n    "
    for audit in audits:
        report = _Report(audit, run, look, index, len(artifacts))
        artifacts += report.artifacts()
        piece = ""
        for result in report.results():
            piece += separator + dump(result, 4)
            separator = ",\n    "
        yield piece
    tail = {"artifacts": artifacts, "invocations": [_invocation(run)]}
    yield ("]" if separator == "\n    " else "\n   ]") + "," + dump(tail, 2).removeprefix("{").removesuffix("\n  }")
    yield "\n  }\n ]\n}\n"


def _rule(owner: Rule | DefectRule) -> _Json:
    described: _Json = {"id": owner.id, "name": _inert(owner.title), "shortDescription": {"text": _inert(owner.title)}}
    if isinstance(owner, Rule):
        basis = [words.cite(one) for one in owner.basis]
        severity = min(owner.severity.values(), key=BINDING.__getitem__, default=Severity.MAY)
        text = f"{owner.requirement}\n依据：{'；'.join(basis)}\n怎么写：{owner.advice}"
        markdown = f"{owner.requirement}\n\n**依据**\n\n" + "".join(f"- {one}\n" for one in basis)
        markdown += f"\n**怎么写**\n\n{owner.advice}"
        described |= {
            "fullDescription": {"text": _inert(owner.requirement)},
            "help": {"text": _inert(text, lines=True), "markdown": _inert(markdown, lines=True)},
        }
        tags = [owner.group, words.SEVERITIES[severity]]
    else:
        severity, tags = owner.severity, ["quality"]
        described |= {"fullDescription": {"text": _inert(owner.message)}, "help": {"text": _inert(owner.message)}}
    level = _LEVELS[severity]
    properties = {"tags": tags, "problem.severity": level if level != "note" else "recommendation"}
    return described | {"defaultConfiguration": {"level": level}, "properties": properties}


def _invocation(run: Run) -> _Json:
    notes = [
        {
            "level": "error",
            "message": {"text": _inert(unread.message)},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(unread.path)}}}],
        }
        for unread in run.unread
    ]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}


class _Report:
    """The results of one report. ``first`` is the index of its first artifact."""

    def __init__(self, audit: Audit, run: Run, look: Look, index: dict[str, int], first: int) -> None:
        self._audit, self._run, self._look, self._index, self._first = audit, run, look, index, first
        self._lines = Lines(audit.document)
        self._text = has_lines(audit.document)
        self._rounded = shares(audit)
        self._past: Past | None = run.baseline.find(audit) if run.baseline else None

    def artifacts(self) -> list[_Json]:
        """Describe the file, and the text drawn out of it where its own lines cannot be pointed at."""
        document, score, after = self._audit.document, self._audit.score, waived(self._audit, self._run)
        media, _, charset = document.media.partition("; charset=")
        file: _Json = {
            "location": {"uri": uri(document.path)},
            "roles": ["analysisTarget"],
            "mimeType": media,
            "hashes": {"sha-256": document.sha256},
            "properties": {
                "score": number(self._rounded.total),
                "band": score.band,
                "scoreAfterWaivers": number(after.shown),
                "bandAfterWaivers": after.band,
                "issuer": self._audit.outline.issuer.value,
                "years": list(self._audit.outline.years.value),
                "backend": self._audit.backend,
                **({"errors": [plain(error) for error in self._audit.errors]} if self._audit.errors else {}),
            },
        }
        if self._text:
            return [file | ({"encoding": charset} if charset else {})]
        digest = hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest()
        drawn = "从原文件取出的文字，一段一行"
        return [
            file,
            {
                "description": {"text": drawn},
                "parentIndex": self._first,
                "mimeType": "text/plain",
                "encoding": "UTF-8",
                "hashes": {"sha-256": digest},
            },
        ]

    def results(self) -> Iterator[_Json]:
        """Yield rules in the order of the pack, then defects, then defects of the baseline that are gone."""
        by_owner: dict[str, list[Problem]] = {}
        for problem in problems(self._audit, self._run):
            by_owner.setdefault(problem.owner, []).append(problem)
        for place, finding in enumerate(self._audit.findings):
            result = self._finding(finding, place, by_owner.get(finding.rule, []))
            if not self._look.brief or (result["kind"] == "fail" and not result.get("suppressions")):
                yield result
        for defect in self._audit.defects:
            for problem in by_owner[defect.id]:
                if not self._look.brief or not problem.waiver:
                    yield self._defect(problem)
        if not self._look.brief:
            yield from self._gone()

    def _finding(self, finding: Finding, place: int, found: list[Problem]) -> _Json:
        kind = _KINDS.get(finding.verdict) or ("pass" if finding.firm else "review")
        text = found[0].text if found else f"{finding.because}。"
        doubts = f"请核对：{'；'.join(finding.doubts)}。" if finding.doubts else ""
        prints = fingerprints(self._audit, finding.rule, finding.evidence)
        said = f"{finding.title}：{words.VERDICTS[finding.verdict]}。{text}{doubts}"
        result = self._result(finding.rule, said, finding.evidence, prints[0])
        result |= {"kind": kind, "level": _LEVELS[finding.severity] if kind == "fail" else "none"}
        result |= self._suppressed(found[0].waiver if found else None)
        if self._run.baseline:
            result["baselineState"] = self._run.baseline.state(self._past, finding, prints[0])
        result["properties"] = {
            "verdict": finding.verdict.value,
            "severity": finding.severity.value if finding.severity else None,
            "group": finding.group,
            "points": number(self._rounded.points[place]),
            "lost": number(self._rounded.lost[place]),
            "firm": finding.firm,
        }
        return result

    def _defect(self, problem: Problem) -> _Json:
        evidence = (problem.evidence,) if problem.evidence else ()
        result = self._result(problem.owner, f"{problem.title}。{problem.text}", evidence, problem.fingerprint)
        result |= {"kind": "fail", "level": _LEVELS[problem.severity]} | self._suppressed(problem.waiver)
        if self._run.baseline:
            known = self._past.fingerprints.get(problem.owner, ()) if self._past else ()
            result["baselineState"] = "unchanged" if problem.fingerprint in known else "new"
        return result

    def _gone(self) -> Iterator[_Json]:
        if self._past is None:
            return
        here = {print_ for d in self._audit.defects for print_ in fingerprints(self._audit, d.id, d.evidence)}
        gravity = {defect.id: defect.severity for defect in self._run.book.defects}
        for owner, prints in self._past.fingerprints.items():
            for print_ in prints if owner not in self._past.verdicts else ():
                if print_ not in here:
                    text = f"{self._past.titles[owner]}：基线中的这一处已消除。"
                    kind = {"kind": "fail", "level": _LEVELS[gravity.get(owner)], "baselineState": "absent"}
                    yield self._result(owner, text, (), print_) | kind | self._suppressed(None)

    def _result(self, owner: str, text: str, evidence: tuple[Evidence, ...], fingerprint: str) -> _Json:
        result: _Json = {"ruleId": owner}
        if owner in self._index:
            result["ruleIndex"] = self._index[owner]
        result["message"] = {"text": _inert(text)}
        result["locations"] = [self._location(evidence[0] if evidence else None)]
        related = evidence[1:] if self._text else evidence
        if related:
            result["relatedLocations"] = [self._related(place, item) for place, item in enumerate(related, 1)]
        # GitHub looks at primaryLocationLineHash only; without it, it makes one from the line.
        result["partialFingerprints"] = {NAME: fingerprint, "primaryLocationLineHash": f"{fingerprint[:16]}:1"}
        return result

    def _location(self, evidence: Evidence | None) -> _Json:
        document = self._audit.document
        where: _Json = {"artifactLocation": {"uri": uri(document.path), "index": self._first}}
        if self._text:
            # What is missing stands nowhere: the title stands for the report.
            title = self._audit.outline.title[0] if self._audit.outline.title else document.paragraphs[0].span
            where["region"] = self._region(evidence.span if evidence else title)
        location: _Json = {"physicalLocation": where}
        if evidence:
            location |= self._logical(evidence) | {"message": {"text": _inert(document.place(evidence.span.start))}}
        return location

    def _related(self, place: int, evidence: Evidence) -> _Json:
        target: _Json = {"index": self._first if self._text else self._first + 1}
        if self._text:
            target["uri"] = uri(self._audit.document.path)
        where = {"artifactLocation": target, "region": self._region(evidence.span)}
        message = {"text": _inert(self._audit.document.place(evidence.span.start))}
        return {"id": place, "physicalLocation": where, "message": message} | self._logical(evidence)

    def _logical(self, evidence: Evidence) -> _Json:
        headings = [plain(heading) for heading in headings_above(self._audit, evidence.span.start)]
        if not headings:
            return {}
        return {"logicalLocations": [{"name": headings[-1], "fullyQualifiedName": " / ".join(headings)}]}

    def _region(self, span: Span) -> _Json:
        region = self._lines.region(span)
        return {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
            "charOffset": span.start,
            "charLength": len(span),
            "snippet": {"text": self._audit.document.quote(span)},
        }

    def _suppressed(self, waiver: Waiver | None) -> _Json:
        """Suppressions, as soon as a waiver file says anything at all: an empty list then means that none holds."""
        if waiver is None:
            return {"suppressions": []} if self._run.waivers else {}
        return {"suppressions": [{"kind": "external", "status": "accepted", "justification": plain(waiver.said)}]}


def _inert(text: str, *, lines: bool = False) -> str:
    parts = text.split("\n") if lines else [text]
    return "\n".join(plain(part).translate(_INERT) for part in parts)
