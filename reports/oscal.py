"""OSCAL assessment results (1.1 and later): for each report one result; what was seen apart from what it means.

Every assessed rule has an observation (method EXAMINE: why, with the sentences) and a finding that refers to it
(satisfied from 已写明 up). Rules that do not bind the body, or that the text cannot show, are no reviewed controls and
have no finding, for OSCAL has no such state; they are named by props. Waived findings stay not satisfied, with a prop.

Identifiers are UUIDs of version 5 made of names and digests. There is no clock: times are midnight UTC of the day the
report was signed, else posted, else 1970-01-01; the file's own is the latest of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from engine import __version__
from engine.model import LADDER, Verdict
from reports import wording as words
from reports.fingerprint import headings_above
from reports.json_ import dump
from reports.layout import plain
from reports.places import uri
from reports.shares import number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model import Audit, Defect, Evidence, Finding
    from reports import Look, Run
    from reports.waivers import Waiver

VERSION = "1.2.1"
NAMESPACE = "urn:fazhi:oscal"

_SPACE = UUID("3a1c0e7e-5d0b-5f0e-9f38-8f4f6b1f2d10")
_UNDATED = "1970-01-01T00:00:00Z"
_SATISFIED = {Verdict.DESCRIBED, Verdict.EVIDENCED}

_Json = dict[str, object]


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:  # noqa: ARG001 - one look only
    """Render in pieces, one for each report; metadata and resources follow once all reports are known."""
    pack = _id("pack", run.book.sha256)
    resources: list[_Json] = [_pack(run, pack)]
    times, digests = {_UNDATED}, []
    yield '{\n "assessment-results": {\n  "results": ['
    separator = "\n   "
    for place, audit in enumerate(audits):
        report = _Report(audit, run, f"{place}\0{audit.document.path}\0{audit.document.sha256}")
        times.add(report.time)
        digests.append(report.name)
        resources.append(report.resource())
        yield separator + dump(report.result(), 3)
        separator = ",\n   "
    if not digests:  # the schema asks for a result
        yield separator + dump(_nothing(), 3)
    waivers = f"{run.waivers.sha256}\0{run.waivers.today}" if run.waivers else ""
    metadata: _Json = {
        "title": "法治政府建设年度报告检查结果",
        "last-modified": max(times),
        "version": __version__,
        "oscal-version": VERSION,
        "props": [_prop("backend", run.backend)],
    }
    if run.unread:
        metadata["remarks"] = "\n".join(f"未能检查：{plain(unread.message)}" for unread in run.unread)
    tail: _Json = {
        "uuid": _id("results", pack, waivers, *digests),
        "metadata": metadata,
        "import-ap": {"href": f"#{pack}"},
        "back-matter": {"resources": resources},
    }
    yield "\n  ]," + dump(tail, 1).removeprefix("{").removesuffix("\n }") + "\n }\n}\n"


def _pack(run: Run, uuid: str) -> _Json:
    book = run.book
    return {
        "uuid": uuid,
        "title": _line(f"规则包：{book.title}"),
        "description": "所依据的检查规则；没有另外的评估计划。",
        "props": [_prop("pack", book.id), _prop("pack-version", book.version), _prop("pack-sha256", book.sha256)],
    }


def _nothing() -> _Json:
    return {
        "uuid": _id("nothing"),
        "title": "没有检查成的报告",
        "description": "没有一份报告能够读取。",
        "start": _UNDATED,
        "reviewed-controls": {"control-selections": [{"include-all": {}}]},
    }


class _Report:
    """The result of one report; ``name`` tells it from all others of the run."""

    def __init__(self, audit: Audit, run: Run, name: str) -> None:
        self._audit, self._run, self.name = audit, run, name
        self._owners = waived(audit, run).by_owner
        self._resource = _id("report", name)
        self.time = _time(audit)

    def resource(self) -> _Json:
        """Describe the report itself as a thing to refer to."""
        document = self._audit.document
        media = document.media.partition(";")[0]
        digest = {"algorithm": "SHA-256", "value": document.sha256}
        link: _Json = {"href": uri(document.path), "media-type": media, "hashes": [digest]}
        return {"uuid": self._resource, "title": _line(document.path), "rlinks": [link]}

    def result(self) -> _Json:
        audit = self._audit
        rounded, after = shares(audit), waived(audit, self._run)
        assessed = [finding for finding in audit.findings if finding.verdict in LADDER]
        issuer = audit.outline.issuer.value or "不明机关"
        props = [
            _prop("score", number(rounded.total)),
            _prop("band", audit.score.band),
            _prop("score-after-waivers", number(after.shown)),
            _prop("band-after-waivers", after.band),
            _prop("level", audit.outline.level.value.value),
            *(_prop("year", str(year)) for year in audit.outline.years.value),
            *(_prop(f.verdict.value, f.rule, f.because) for f in audit.findings if f.verdict not in LADDER),
        ]
        controls = [{"control-id": _token(finding.rule)} for finding in assessed]
        selection: _Json = {"include-controls": controls} if controls else {"include-all": {}}
        points = dict(zip((finding.rule for finding in audit.findings), rounded.points, strict=True))
        observations = [self._observed(finding) for finding in assessed] + [self._seen(one) for one in audit.defects]
        findings = [self._found(finding, points[finding.rule]) for finding in assessed]
        findings += [self._flawed(*one) for one in zip(audit.defects, rounded.deductions, strict=True)]
        result: _Json = {
            "uuid": _id("result", self.name),
            "title": _line(f"{issuer}{words.years(audit.outline.years.value)}年度报告"),
            "description": f"得分 {number(rounded.total)}，{audit.score.band}。{words.NOT_OFFICIAL}",
            "start": self.time,
            "props": props,
            "reviewed-controls": {"control-selections": [selection]},
        }
        result |= {"observations": observations} if observations else {}
        result |= {"remarks": "\n".join(map(plain, audit.errors))} if audit.errors else {}
        return result | ({"findings": findings} if findings else {})

    def _observed(self, finding: Finding) -> _Json:
        return self._observation(finding.rule, finding.title, finding.because, finding.evidence, finding.doubts)

    def _seen(self, defect: Defect) -> _Json:
        return self._observation(defect.id, defect.title, defect.message, defect.evidence, ())

    def _observation(
        self, owner: str, title: str, text: str, evidence: tuple[Evidence, ...], doubts: tuple[str, ...]
    ) -> _Json:
        observation: _Json = {
            "uuid": self._name("observation", owner),
            "title": _line(title),
            "description": _line(text),
            "methods": ["EXAMINE"],
            "subjects": [{"subject-uuid": self._resource, "type": "resource"}],
            "collected": self.time,
        }
        if evidence:
            observation["relevant-evidence"] = [self._evidence(item) for item in evidence]
        if doubts:
            observation["remarks"] = f"请核对：{_line('；'.join(doubts))}"
        return observation

    def _evidence(self, evidence: Evidence) -> _Json:
        headings = " / ".join(headings_above(self._audit, evidence.span.start))
        props = [
            _prop("place", self._audit.document.place(evidence.span.start)),
            _prop("section", evidence.section.value),
            _prop("stance", evidence.stance.value),
            _prop("start", str(evidence.span.start)),
            _prop("end", str(evidence.span.end)),
            *([_prop("headings", headings)] if headings else []),
        ]
        return {"href": f"#{self._resource}", "description": _line(evidence.words), "props": props}

    def _found(self, finding: Finding, points: int) -> _Json:
        good = finding.verdict in _SATISFIED
        props = [_prop("verdict", finding.verdict.value), _prop("points", number(points))]
        props += [_prop("severity", finding.severity.value)] if finding.severity else []
        text = f"{words.VERDICTS[finding.verdict]}。{'' if good else finding.message}{finding.advice}"
        remarks = f"依据：{'；'.join(map(words.cite, finding.basis))}" if finding.basis else ""
        return self._finding(finding.rule, finding.title, text, props, good=good, remarks=remarks)

    def _flawed(self, defect: Defect, deduction: int) -> _Json:
        props = [_prop("severity", defect.severity.value), _prop("deduction", number(deduction))]
        return self._finding(defect.id, defect.title, defect.message, props, good=False)

    def _finding(
        self, owner: str, title: str, text: str, props: list[_Json], *, good: bool, remarks: str = ""
    ) -> _Json:
        waiver = self._owners.get(owner)
        status = {"state": "satisfied" if good else "not-satisfied", "reason": "pass" if good else "fail"}
        finding: _Json = {
            "uuid": self._name("finding", owner),
            "title": _line(title),
            "description": _line(text),
            "props": [*props, *_waiver(waiver)],
            "target": {"type": "objective-id", "target-id": _token(owner), "title": _line(title), "status": status},
            "related-observations": [{"observation-uuid": self._name("observation", owner)}],
        }
        return finding | ({"remarks": _line(remarks)} if remarks else {})

    def _name(self, kind: str, owner: str) -> str:
        return _id(kind, self.name, owner)


def _waiver(waiver: Waiver | None) -> list[_Json]:
    if waiver is None:
        return []
    until = [_prop("waived-until", waiver.until.isoformat())] if waiver.until else []
    return [_prop("waived-by", waiver.approved_by, waiver.reason), *until]


def _time(audit: Audit) -> str:
    dated = audit.outline.signed or audit.outline.posted
    return f"{dated[1].isoformat()}T00:00:00Z" if dated else _UNDATED


def _prop(name: str, value: str, remarks: str = "") -> _Json:
    prop: _Json = {"name": name, "ns": NAMESPACE, "value": _line(value)}
    return prop | ({"remarks": _line(remarks)} if remarks else {})


def _line(text: str) -> str:
    """One line without white space at its ends, and never empty, as OSCAL asks of its strings."""
    return plain(text).strip() or "—"


def _token(text: str) -> str:
    """Identifier in OSCAL's alphabet; rule ids are so already."""
    return re.sub(r"[^\w.-]", "_", text) or "_"


def _id(*parts: str) -> str:
    return str(uuid5(_SPACE, "\0".join(parts).encode("utf-8", "replace").decode()))
