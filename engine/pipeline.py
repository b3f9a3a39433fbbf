"""One report through all stages: read → outline → observe → infer → score."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from engine.errors import CountError
from engine.examination import examine, kind_fault, script_fault, year_fault
from engine.findings import defects, findings
from engine.judge import prepare
from engine.model import Audit, Document, Level
from engine.read import read
from engine.rulebook import Rulebook
from engine.score import rule_points, scorecard


def audit(
    source: str | Path | Document,
    book: Rulebook,
    *,
    level: Level | None = None,
    year: int | None = None,
    backend: str | None = None,
) -> Audit:
    """Judge one report by a pack.

    ``source`` is a path or a document already read; ``level`` and ``year`` override what the text says; ``backend``
    is "rete", "reference" or None for the best that runs here. Raises InputError if the file cannot be read,
    BackendError if the engine asked for cannot run, CountError if a rule is left without a verdict.
    """
    prepare(book, backend)
    document = source if isinstance(source, Document) else read(str(source))
    examined = examine(document, book, level, year, backend)
    inference = examined.judgement.inference
    verdicts = examined.judgement.verdicts
    points = rule_points(book, verdicts, examined.level)
    found = defects(examined, book, points)
    deducted = sum((defect.deduction for defect in found), Fraction(0))
    kind = script_fault(document) or kind_fault(examined)
    result = Audit(
        document=document,
        outline=examined.outline,
        score=scorecard(book, verdicts, points, deducted),
        findings=findings(examined, book, points),
        defects=found,
        backend=inference.backend,
        errors=tuple(filter(None, (kind, year_fault(examined.outline, book), inference.fault))),
    )
    if len(result.findings) != len(book.rules):
        raise CountError(f"规则包有 {len(book.rules)} 条规则，结论只有 {len(result.findings)} 条；请报告这个程序错误")
    return result
