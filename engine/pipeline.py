"""One report through all stages: read → outline → observe → infer → score."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from engine.errors import CountError
from engine.judge import defects, findings, judge
from engine.model import Audit, Document, Guess, Level, Outline
from engine.observe import observe
from engine.observe.passages import passages
from engine.outline import outline
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
    document = source if isinstance(source, Document) else read(str(source))
    understood = given(outline(document), level, year)
    body, report_year = understood.level.value, governing_year(understood, book)
    observations = observe(document, understood, book)
    judgement = judge(observations, book, body, report_year, backend)
    structure = passages(document, understood, observations.points)
    points = rule_points(book, judgement.verdicts, body)
    earned = sum((one.earned for one in points.values()), Fraction(0))
    found = defects(judgement, book, document, structure, earned)
    deducted = sum((defect.deduction for defect in found), Fraction(0))
    result = Audit(
        document=document,
        outline=understood,
        score=scorecard(book, judgement.verdicts, points, deducted),
        findings=findings(judgement, book, document, body, structure, points),
        defects=found,
        backend=judgement.inference.backend,
    )
    if len(result.findings) != len(book.rules):
        raise CountError(f"规则包有 {len(book.rules)} 条规则，结论只有 {len(result.findings)} 条；请报告这个程序错误")
    return result


def given(understood: Outline, level: Level | None, year: int | None) -> Outline:
    """The outline with what the user said in place of what was guessed."""
    if level is not None:
        understood = replace(understood, level=Guess(level, "由命令行指定"))
    if year is not None:
        understood = replace(understood, years=Guess((year,), "由命令行指定"))
    return understood


def governing_year(understood: Outline, book: Rulebook) -> int:
    """Year whose rules apply: the last report year; the pack's last where the report names none."""
    return understood.years.value[-1] if understood.years.value else book.last_year
