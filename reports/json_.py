"""The machine-readable contract ``fazhi.audit/1``. Keys may be added within a version, never renamed or removed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from engine import __version__
from engine.model import Section, SectionKind, Verdict
from reports import Run, Unread
from reports import wording as words
from reports.fingerprint import of as fingerprints
from reports.shares import group_shares, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.model import Audit, Evidence, Span
    from engine.rulebook.rule import Rulebook
    from reports.waivers import Waiver

SCHEMA = "fazhi.audit/1"

#: Characters that JSON allows raw but a terminal, an editor or an encoder may act on; the value stays the same.
_UNRULY = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]")
#: Section kinds that answer one of the five statutory items; they are listed even when another section holds them.
_STATUTORY = {SectionKind.MEASURES, SectionKind.LEADER, SectionKind.SHORTCOMINGS, SectionKind.PLAN}

_Json = dict[str, object]


def render(audits: Iterable[Audit], book: Rulebook, backend: str, unread: Sequence[Unread] = ()) -> str:
    """Render the whole document."""
    return "".join(stream(audits, Run(book, backend, unread)))


def stream(audits: Iterable[Audit], run: Run) -> Iterator[str]:
    """Render the document in pieces, one for each audit."""
    pack: _Json = {"id": run.book.id, "version": run.book.version, "sha256": run.book.sha256}
    manifest: _Json = {"tool": "fazhi", "version": __version__, "backend": run.backend, "pack": pack}
    if run.waivers:
        manifest["waivers"] = {"sha256": run.waivers.sha256, "today": run.waivers.today.isoformat()}
    yield f'{{\n "schema": {_text(SCHEMA)},\n "manifest": {dump(manifest, 1)},\n "audits": ['
    separator = "\n  "
    for audit in audits:
        yield separator + dump(_audit(audit, run), 2)
        separator = ",\n  "
    end = "]" if separator == "\n  " else "\n ]"
    errors = [{"path": unread.path, "message": unread.message} for unread in run.unread]
    yield f'{end},\n "errors": {dump(errors, 1)}\n}}\n'


def line(audit: Audit, run: Run) -> str:
    """One audit of the output on a line of its own, without its end."""
    text = json.dumps(_audit(audit, run), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNRULY.sub(_escaped, text)


def dump(value: object, depth: int) -> str:
    """JSON of ``value`` as it stands ``depth`` levels deep in a document indented by one."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    return _UNRULY.sub(_escaped, text).replace("\n", "\n" + " " * depth)


def _text(value: str) -> str:
    return dump(value, 0)


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _audit(audit: Audit, run: Run) -> _Json:
    rounded, after = shares(audit), waived(audit, run)
    findings: list[_Json] = [
        {
            "rule": finding.rule,
            "title": finding.title,
            "group": finding.group,
            "verdict": finding.verdict.value,
            "severity": finding.severity.value if finding.severity else None,
            "points": points / 100,
            "possible": (points + lost) / 100,
            "basis": [{"source": b.source, "clause": b.clause, "verified": b.verified} for b in finding.basis],
            "message": finding.message,
            "advice": finding.advice,
            "evidence": [_evidence(evidence) for evidence in finding.evidence],
            "because": finding.because,
            "firm": finding.firm,
            "doubts": list(finding.doubts),
            "fingerprints": list(fingerprints(audit, finding.rule, finding.evidence)),
            "waiver": _waiver(after.by_owner.get(finding.rule)),
        }
        for finding, points, lost in zip(audit.findings, rounded.points, rounded.lost, strict=True)
    ]
    defects: list[_Json] = [
        {
            "id": defect.id,
            "title": defect.title,
            "severity": defect.severity.value,
            "deduction": deduction / 100,
            "message": defect.message,
            "evidence": [_evidence(evidence) for evidence in defect.evidence],
            "fingerprints": list(fingerprints(audit, defect.id, defect.evidence)),
            "waiver": _waiver(after.by_owner.get(defect.id)),
        }
        for defect, deduction in zip(audit.defects, rounded.deductions, strict=True)
    ]
    score = audit.score
    return {
        "document": _document(audit),
        "score": {
            "total": rounded.total / 100,
            "band": score.band,
            "caps": list(score.caps),
            "earned": sum(rounded.points) / 100,
            "possible": (sum(rounded.points) + sum(rounded.lost)) / 100,
            "deducted": sum(rounded.deductions) / 100,
            "groups": [
                {"id": g.id, "title": g.title, "earned": g.points / 100, "possible": g.possible / 100}
                for g in group_shares(audit, rounded)
            ],
            "verdicts": {verdict.value: audit.count(verdict) for verdict in Verdict},
            "after_waivers": {"total": after.shown / 100, "band": after.band, "caps": list(after.caps)}
            if run.waivers
            else None,
        },
        "findings": findings,
        "defects": defects,
        "backend": audit.backend,
        "errors": list(audit.errors),
    }


def _document(audit: Audit) -> _Json:
    document, outline = audit.document, audit.outline
    return {
        "path": document.path,
        "sha256": document.sha256,
        "media": document.media,
        "title": words.title(document, outline),
        "issuer": outline.issuer.value,
        "level": outline.level.value.value,
        "level_reason": outline.level.reason,
        "level_sure": outline.level.sure,
        "years": list(outline.years.value),
        "addressee": _quoted(audit, outline.addressee),
        "signature": _quoted(audit, outline.signature),
        "signed": outline.signed[1].isoformat() if outline.signed else None,
        "posted": outline.posted[1].isoformat() if outline.posted else None,
        "notes": list(document.notes),
        "sections": [
            {
                "kind": section.kind.value,
                "heading": document.quote(section.heading).strip(),
                "start": section.span.start,
                "end": section.span.end,
            }
            for section in _main_sections(outline.sections)
        ],
    }


def _main_sections(sections: Iterable[Section]) -> Iterator[Section]:
    """Top-level sections; one of no kind of its own gives way to its parts where they answer a statutory item."""
    for section in sections:
        inner = {child.kind for child in section.walk()} & _STATUTORY
        if section.kind is SectionKind.OTHER and inner:
            yield from _main_sections(section.children)
        else:
            yield section


def _evidence(evidence: Evidence) -> _Json:
    return {
        "start": evidence.span.start,
        "end": evidence.span.end,
        "quote": evidence.quote,
        "section": evidence.section.value,
        "stance": evidence.stance.value,
    }


def _waiver(waiver: Waiver | None) -> _Json | None:
    if waiver is None:
        return None
    until = waiver.until.isoformat() if waiver.until else None
    return {"reason": waiver.reason, "approved_by": waiver.approved_by, "until": until}


def _quoted(audit: Audit, span: Span | None) -> str | None:
    return audit.document.quote(span).strip() if span else None
