"""What a worker makes of each report of a round, and the digest of an audit that the round is put together from."""

from __future__ import annotations

import json
import zlib
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.district.model import Entry
from engine.model import Defect, Level, Severity, Verdict
from reports.district import figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook

#: Products of a report: those that are written out, page and line packed by zlib, and those the round is made of.
PAGE, LETTER, LINE = "page", "letter", "line"
ENTRY, PRINTS = "entry", "prints"
_VERDICTS: Final = tuple(Verdict)


def products(audit: Audit, book: Rulebook, spec: str) -> Mapping[str, bytes]:
    """Page, letter, line of JSON, digest and fingerprints of one audit. A craft for ``engine.batch``."""
    from engine.batch.task import record
    from engine.similarity import body_text, fingerprints
    from reports import Look, Run, html, json_, letter

    run, look = Run(book, audit.backend), Look(full=True)
    return {
        **record(audit, book, spec),
        PAGE: zlib.compress("".join(html.stream([audit], run, look, f"../{figures.SITE}")).encode("utf-8", "replace")),
        LETTER: b"".join(letter.stream([audit], run, look)),
        LINE: zlib.compress(json_.line(audit, run).encode("utf-8", "replace")),
        ENTRY: _digest(audit),
        PRINTS: fingerprints(body_text(audit.document, audit.outline).text).tobytes(),
    }


def _digest(audit: Audit) -> bytes:
    """The digest as JSON; points rounded as every output rounds them."""
    from reports.shares import shares

    outline, rounded = audit.outline, shares(audit)
    found = {
        "sha256": audit.document.sha256,
        "issuer": outline.issuer.value,
        "level": outline.level.value.value,
        "level_sure": outline.level.sure,
        "years": list(outline.years.value),
        "signed": outline.signed[1].isoformat() if outline.signed else None,
        "posted": outline.posted[1].isoformat() if outline.posted else None,
        "total": rounded.total,
        "band": audit.score.band,
        "caps": list(audit.score.caps),
        "earned": str(audit.score.earned),
        "possible": str(audit.score.possible),
        "verdicts": [_VERDICTS.index(finding.verdict) for finding in audit.findings],
        "lost": list(rounded.lost),
        "firm": [int(finding.firm) for finding in audit.findings],
        "defects": [
            [one.id, one.title, one.severity.value, str(Fraction(deduction, 100)), one.message]
            for one, deduction in zip(audit.defects, rounded.deductions, strict=True)
        ],
        "backend": audit.backend,
        "errors": list(audit.errors),
    }
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass")


def entry(data: bytes, key: str, path: str) -> Entry:
    """The digest again, under the present path of the report."""
    found: Any = json.loads(data.decode("utf-8", "surrogatepass"))
    return Entry(
        key=key,
        path=path,
        sha256=found["sha256"],
        issuer=found["issuer"],
        level=Level(found["level"]),
        level_sure=found["level_sure"],
        years=tuple(found["years"]),
        signed=_day(found["signed"]),
        posted=_day(found["posted"]),
        total=found["total"],
        band=found["band"],
        caps=tuple(found["caps"]),
        earned=Fraction(found["earned"]),
        possible=Fraction(found["possible"]),
        verdicts=tuple(_VERDICTS[code] for code in found["verdicts"]),
        lost=tuple(found["lost"]),
        firm=tuple(map(bool, found["firm"])),
        defects=tuple(
            Defect(one, title, Severity(severity), Fraction(deduction), message, ())
            for one, title, severity, deduction, message in found["defects"]
        ),
        backend=found["backend"],
        errors=tuple(found["errors"]),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
