"""Code quality report of GitLab: one entry for each problem, which the merge request shows as new or solved.

GitLab merges entries of equal fingerprint, and compares branches by it; so it is made of the path, the rule, the
headings and the words, and never repeats within a file.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from engine.model import Severity, Verdict
from reports.json_ import dump
from reports.layout import plain
from reports.places import Lines, has_lines, repository_path
from reports.problems import problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model import Audit
    from reports import Look, Run
    from reports.problems import Problem

_ABSENT = {Severity.MUST: "critical", Severity.SHOULD: "major", Severity.MAY: "minor"}
_OTHERS = {Severity.MUST: "major", Severity.SHOULD: "minor", Severity.MAY: "info"}


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:  # noqa: ARG001 - one look only
    """Render in pieces. Files that could not be read are problems as well."""
    separator = "["
    for audit in audits:
        piece, lines = "", Lines(audit.document) if has_lines(audit.document) else None
        for problem in problems(audit, run):
            piece += f"{separator}\n {dump(_entry(audit, problem, lines), 1)}"
            separator = ","
        yield piece
    for unread in run.unread:
        entry = {
            "description": plain(unread.message),
            "check_name": "fazhi.unread",
            "fingerprint": _digest(unread.path, "fazhi.unread"),
            "severity": "blocker",
            "location": _location(repository_path(unread.path), 1),
        }
        yield f"{separator}\n {dump(entry, 1)}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def _entry(audit: Audit, problem: Problem, lines: Lines | None) -> dict[str, object]:
    path = repository_path(audit.document.path)
    line = lines.region(problem.evidence.span).line if lines and problem.evidence else 1
    return {
        "description": f"{problem.headline}。{problem.text}",
        "check_name": problem.owner,
        "fingerprint": _digest(path, problem.fingerprint),
        "severity": _severity(problem),
        "location": _location(path, line),
    }


def _severity(problem: Problem) -> str:
    if problem.waiver or problem.verdict is Verdict.DESCRIBED or problem.severity is None:
        return "info"
    return (_ABSENT if problem.verdict is Verdict.ABSENT else _OTHERS)[problem.severity]


def _location(path: str, line: int) -> dict[str, object]:
    return {"path": plain(path), "lines": {"begin": line}}


def _digest(path: str, fingerprint: str) -> str:
    return hashlib.sha256(f"{path}\0{fingerprint}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
