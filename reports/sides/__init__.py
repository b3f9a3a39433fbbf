"""Two reports side by side, for programs and for a browser: last year's and this year's, or two of a batch alike.

JSON and page are made of the same plain data; ``fazhi.comparison/1`` and ``fazhi.similarity/1`` may gain keys, never
lose any.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine import __version__
from reports import wording as words
from reports.json_ import dump
from reports.views.comparison import same_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.comparison import Comparison
    from engine.examination import Examination
    from engine.model import Document, Evidence, Span
    from engine.rulebook.rule import Rulebook
    from reports.views.similar import Likeness

Record = dict[str, object]


def comparison(last: Examination, this: Examination, found: Comparison, book: Rulebook) -> Record:
    """What two reports of one body say against each other, as plain data."""
    old, new = last.document, this.document
    return {
        "schema": "fazhi.comparison/1",
        "manifest": {
            "tool": "fazhi",
            "version": __version__,
            "backend": this.judgement.inference.backend,
            "pack": {"id": book.id, "version": book.version, "sha256": book.sha256},
        },
        "last": _report(last),
        "this": _report(this),
        "cautions": list(found.cautions),
        "promises": [
            {
                "promise": _evidence(old, one.promise),
                "kept": one.kept.value,
                "words": words.kept(one.kept, one.answer),
                "answer": _evidence(new, one.answer) if one.answer else None,
            }
            for one in found.promises
        ],
        "repeats": [
            {"likeness": round(one.likeness, 3), "last": _evidence(old, one.last), "this": _evidence(new, one.this)}
            for one in found.repeats
        ],
        "moved": [
            {
                "topic": one.topic,
                "last": {"value": one.last, **_evidence(old, one.last_evidence)},
                "this": {"value": one.this, **_evidence(new, one.this_evidence)},
            }
            for one in found.moved
        ],
        "carried": [
            {
                "last": _excerpt(old, one.first),
                "this": _excerpt(new, one.second),
                "same_figures": same_figures(old.quote(one.first), new.quote(one.second)),
            }
            for one in found.carried
        ],
        "turns": [
            {
                "rule": one.rule,
                "title": one.title,
                "last": one.last.value,
                "this": one.this.value,
                "better": one.better,
            }
            for one in found.turns
        ],
    }


def similarity(pairs: Sequence[Likeness], compared: int, threshold: float, unread: Sequence[str]) -> Record:
    """The similar pairs among ``compared`` reports, as plain data; ``unread`` are errors of files left out."""
    return {
        "schema": "fazhi.similarity/1",
        "manifest": {"tool": "fazhi", "version": __version__},
        "compared": compared,
        "threshold": threshold,
        "pairs": [
            {
                "first": {"path": one.first.path, "sha256": one.first.sha256},
                "second": {"path": one.second.path, "sha256": one.second.sha256},
                "share": round(one.share, 3),
                "passages": [
                    {"first": _excerpt(one.first, passage.first), "second": _excerpt(one.second, passage.second)}
                    for passage in one.passages
                ],
            }
            for one in pairs
        ],
        "errors": list(unread),
    }


def as_json(record: Record) -> str:
    """The data as a JSON document."""
    return dump(record, 0) + "\n"


def as_page(record: Record) -> str:
    """The data as one page for a browser."""
    from reports.html.frame import Frame

    name, title = {
        "fazhi.comparison/1": ("comparison.html", "法治政府建设年度报告 两年对照"),
        "fazhi.similarity/1": ("similarity.html", "法治政府建设年度报告 雷同比对"),
    }[str(record["schema"])]
    verdicts = {verdict.value: name for verdict, name in words.VERDICTS.items()}
    frame = Frame(Path(__file__).parent, verdicts=verdicts, shown_path=words.shown_path)
    return frame.head(title) + frame.part(name, found=record) + frame.foot()


def _report(examined: Examination) -> Record:
    return {
        "path": examined.document.path,
        "sha256": examined.document.sha256,
        "issuer": examined.outline.issuer.value,
        "years": list(examined.outline.years.value),
    }


def _evidence(document: Document, evidence: Evidence) -> Record:
    return {
        **_excerpt(document, evidence.span),
        "section": evidence.section.value,
        "stance": evidence.stance.value,
    }


def _excerpt(document: Document, span: Span) -> Record:
    return {
        "place": document.place(span.start),
        "start": span.start,
        "end": span.end,
        "quote": document.quote(span),
    }
