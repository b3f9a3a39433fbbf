"""JUnit XML: a test suite for each report, a test case for each rule and each kind of defect of the pack.

A test fails where something that must or should be written is not (未提及, 仅提及), and where a defect of that
gravity is found. It is skipped where the rule does not bind the body, the text cannot tell, or the gap is waived. What
only may be written, and what is written without proof, passes with a remark. Nothing is timed: every time is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from engine.model import LADDER, Severity, Verdict
from reports import wording as words
from reports.layout import plain, shorten
from reports.places import Lines, has_lines, repository_path
from reports.problems import problems
from reports.shares import number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model import Audit, Evidence
    from reports import Look, Run
    from reports.problems import Problem

_BINDING = {Severity.MUST, Severity.SHOULD}
_QUOTE = 160
_DEFECTS = "quality"


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:  # noqa: ARG001 - one look only
    """Render in pieces, one suite for each report."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="fazhi">\n'
    for audit in audits:
        yield _suite(audit, run)
    for unread in run.unread:
        path = repository_path(unread.path)
        yield (
            f"<testsuite{_attributes(name=path, tests=1, failures=0, errors=1, skipped=0, time=0)}>\n"
            f"<testcase{_attributes(name='能够读取', classname='fazhi', file=path, time=0)}>\n"
            f"<error{_attributes(message=unread.message, type='unread')}/>\n</testcase>\n</testsuite>\n"
        )
    yield "</testsuites>\n"


def _suite(audit: Audit, run: Run) -> str:
    wrong: dict[str, list[Problem]] = {}
    for problem in problems(audit, run):
        wrong.setdefault(problem.owner, []).append(problem)
    lines = Lines(audit.document) if has_lines(audit.document) else None
    path = repository_path(audit.document.path)
    cases = []
    for finding in audit.findings:
        found, evidence = wrong.get(finding.rule, []), finding.evidence[0] if finding.evidence else None
        head = _case(path, finding.group, f"{finding.title} [{finding.rule}]", evidence, lines)
        if finding.verdict not in LADDER:
            cases.append((head, "skipped", _skipped(f"{words.VERDICTS[finding.verdict]}：{finding.because}")))
        else:
            cases.append((head, *_outcome(found, _proof(audit, evidence))))
    titles = {rule.id: rule.title for rule in run.book.defects}
    titles |= {defect.id: defect.title for defect in audit.defects}
    for defect, title in titles.items():
        found = wrong.get(defect, [])
        evidence = next((problem.evidence for problem in found if problem.evidence), None)
        cases.append((_case(path, _DEFECTS, f"{title} [{defect}]", evidence, lines), *_outcome(found, "")))
    failures, skipped = (sum(kind == wanted for _, kind, _ in cases) for wanted in ("failure", "skipped"))
    name = f"{audit.outline.issuer.value or '不明'} {words.years(audit.outline.years.value)} {path}"
    counts = _attributes(name=name, tests=len(cases), failures=failures, errors=0, skipped=skipped, time=0)
    body = "".join(f"<testcase{head}>{inner}</testcase>\n" for head, _, inner in cases)
    return f"<testsuite{counts}>\n{_properties(audit, run)}{body}</testsuite>\n"


def _properties(audit: Audit, run: Run) -> str:
    after = waived(audit, run)
    values = {
        "score": number(shares(audit).total),
        "band": audit.score.band,
        "score-after-waivers": number(after.shown),
        "band-after-waivers": after.band,
        "waived": str(len(after.by_owner)),
        "sha256": audit.document.sha256,
        "pack": f"{run.book.id} {run.book.version}",
        "backend": audit.backend,
        **({"errors": " ".join(audit.errors)} if audit.errors else {}),
    }
    rows = "".join(f"<property{_attributes(name=name, value=value)}/>\n" for name, value in values.items())
    return f"<properties>\n{rows}</properties>\n"


def _outcome(found: list[Problem], proof: str) -> tuple[str, str]:
    """(failure, skipped or passed, the elements that say so)."""
    if not found:
        return "passed", _said(proof)
    first, text = found[0], "\n".join(problem.text for problem in found)
    if first.waiver:
        return "skipped", _skipped(f"{first.headline}。{first.text}")
    if first.severity in _BINDING and first.verdict is not Verdict.DESCRIBED:
        kind = first.verdict.value if first.verdict else "defect"
        return "failure", f"<failure{_attributes(message=first.headline, type=kind)}>{_text(text)}</failure>"
    return "passed", _said(f"{first.headline}。{text}")


def _proof(audit: Audit, evidence: Evidence | None) -> str:
    if evidence is None:
        return ""
    return f"{audit.document.place(evidence.span.start)}“{shorten(plain(evidence.words), _QUOTE)}”"


def _case(path: str, group: str, name: str, evidence: Evidence | None, lines: Lines | None) -> str:
    line = {"line": lines.region(evidence.span).line} if lines and evidence else {}
    return _attributes(name=name, classname=f"fazhi.{group}", file=path, **line, time=0)


def _skipped(message: str) -> str:
    return f"<skipped{_attributes(message=message)}/>"


def _said(text: str) -> str:
    return f"<system-out>{_text(text)}</system-out>" if text else ""


def _attributes(**values: str | int) -> str:
    return "".join(f" {name}={quoteattr(plain(str(value)))}" for name, value in values.items())


def _text(text: str) -> str:
    """Element content. The > of ]]> is escaped as well."""
    lines = (plain(line).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in text.split("\n"))
    return "\n".join(lines)
