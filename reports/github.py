"""Workflow commands of GitHub Actions: one annotation for each problem, worst first, and one notice for each report.

Text of a report never reaches the beginning of a line, and everything that could end a value is escaped as the runner
expects it, so that no report can give commands of its own. GitHub shows at most ten annotations of each kind a step.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.model import Severity
from reports.layout import plain
from reports.places import Lines, has_lines, repository_path
from reports.problems import problems
from reports.shares import number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model import Audit
    from reports import Look, Run
    from reports.problems import Problem

_ENDS = {"\r": "%0D", "\n": "%0A"}
_KINDS = {Severity.MUST: "error", Severity.SHOULD: "warning", Severity.MAY: "notice", None: "notice"}


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:
    """Render in pieces; ``look.brief`` leaves out what is waived and what only misses a proof."""
    for audit in audits:
        lines = Lines(audit.document) if has_lines(audit.document) else None
        shown = [problem for problem in problems(audit, run) if not look.brief or _pressing(problem)]
        where = {"file": repository_path(audit.document.path), "title": "年度报告检查"}
        said = [_command("warning", where, error) for error in audit.errors]
        yield "\n".join([*(_line(audit, problem, lines) for problem in shown), *said, _summary(audit, run), ""])
    for unread in run.unread:
        yield _command("error", {"file": repository_path(unread.path), "title": "未能检查"}, unread.message) + "\n"


def _pressing(problem: Problem) -> bool:
    return not problem.waiver and (problem.open or problem.verdict is None)


def _line(audit: Audit, problem: Problem, lines: Lines | None) -> str:
    kind = _KINDS[problem.severity] if _pressing(problem) else "notice"
    where: dict[str, str] = {"file": repository_path(audit.document.path)}
    if problem.evidence and lines:
        region = lines.region(problem.evidence.span)
        where |= {"line": str(region.line), "endLine": str(region.end_line)}
        if region.line == region.end_line:  # GitHub takes columns only within one line
            where |= {"col": str(region.column), "endColumn": str(region.end_column)}
    return _command(kind, where | {"title": f"{problem.headline} [{problem.owner}]"}, problem.text)


def _summary(audit: Audit, run: Run) -> str:
    after = waived(audit, run)
    both = f"，豁免后 {number(after.shown)} {after.band}（豁免 {len(after.by_owner)} 条）" if after.by_owner else ""
    text = f"得分 {number(shares(audit).total)} {audit.score.band}{both}"
    return _command("notice", {"file": repository_path(audit.document.path), "title": "年度报告检查"}, text)


def _command(kind: str, properties: dict[str, str], message: str) -> str:
    values = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {values}::{_data(message)}"


def _data(text: str) -> str:
    # Runners before 2020 also took ##[command] anywhere in a line.
    return plain(text).replace("##[", "##［").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value with its line ends: a file may have them in its name, and is not found without."""
    parts = (_ENDS.get(part) or _data(part) for part in re.split("([\r\n])", text))
    return "".join(parts).replace(":", "%3A").replace(",", "%2C")
