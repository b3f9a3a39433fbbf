"""Waivers: findings that somebody answers for. They leave the gate, not the report.

A waiver gives back the points that its finding costs: the score after waivers is the score as if the waived findings
were evidenced and the waived defects were not there. All other points stay as they are shown, so both scores can be
read side by side. A waiver never lowers a score. It holds through the day it names, then counts for nothing.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from msgspec import Struct, field
from msgspec.structs import replace

from engine.errors import FazhiError, Problem
from engine.files import OversizeError, bounded
from engine.model import GAPS
from engine.score import band, deductions, missing_parts
from reports.shares import hundredths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.model import Audit
    from engine.rulebook.marked import Checker, Node
    from engine.rulebook.rule import Rulebook
    from reports import Run

#: Largest waiver file, in bytes.
SIZE_LIMIT = 4 * 2**20
_REQUIRED = ["rule", "reason", "approved-by"]
_OPTIONAL = ["report", "issuer", "until"]


class WaiverError(FazhiError):
    """The waiver file is wrong; ``problems`` holds every fault with its place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join([f"豁免文件有 {len(problems)} 处问题", *map(str, self.problems)]))


class Waiver(Struct, frozen=True):
    """One entry of the file. ``rule`` may be a rule or a defect; a pattern that is None fits any report."""

    rule: str
    report: str | None
    issuer: str | None
    reason: str
    approved_by: str
    until: date | None
    line: int

    @property
    def said(self) -> str:
        """Why it is waived, who answers for it, and until when."""
        until = f"，至 {self.until.isoformat()}" if self.until else ""
        return f"{self.reason}（{self.approved_by}批准{until}）"

    def fits(self, audit: Audit) -> bool:
        """Whether the report is meant, by its path or name and by who issued it."""
        issuer = audit.outline.issuer.value or ""
        return (self.report is None or _path_fits(audit.document.path, self.report)) and (
            self.issuer is None or fnmatchcase(normalize("NFC", issuer), normalize("NFC", self.issuer))
        )


def _path_fits(path: str, pattern: str) -> bool:
    path, pattern = (normalize("NFC", text).replace("\\", "/").removeprefix("./") for text in (path, pattern))
    return any(fnmatchcase(path, shape) for shape in (pattern, f"*/{pattern}"))


class Waived(Struct, frozen=True):
    """What waivers do to one report: who answers for which rule or defect, and the score and band that result."""

    by_owner: Mapping[str, Waiver]
    total: Fraction
    band: str
    caps: tuple[str, ...] = ()

    @property
    def shown(self) -> int:
        """``total`` in hundredths, as it is shown."""
        return hundredths(self.total)


class Waivers(Struct, frozen=True):
    """A waiver file as it holds on the day ``today``."""

    path: str
    sha256: str
    today: date
    entries: tuple[Waiver, ...] = field(default=())

    @property
    def expired(self) -> tuple[Waiver, ...]:
        return tuple(entry for entry in self.entries if entry.until and entry.until < self.today)

    @property
    def live(self) -> tuple[Waiver, ...]:
        return tuple(entry for entry in self.entries if not entry.until or entry.until >= self.today)

    def of(self, audit: Audit, book: Rulebook) -> Waived:
        """What holds for one report. Findings that miss nothing need no waiver and use none."""
        needed = {finding.rule for finding in audit.findings if finding.lost > 0 or finding.verdict in GAPS}
        needed |= {defect.id for defect in audit.defects}
        by_owner: dict[str, Waiver] = {}
        for entry in self.live:
            if entry.rule in needed and entry.fits(audit):
                by_owner.setdefault(entry.rule, entry)
        return _waived(audit, book, by_owner) if by_owner else _unwaived(audit)


def waived(audit: Audit, run: Run) -> Waived:
    """What the waivers of a run do to one report; nothing where there are none."""
    return run.waivers.of(audit, run.book) if run.waivers else _unwaived(audit)


def _unwaived(audit: Audit) -> Waived:
    return Waived({}, audit.score.total, audit.score.band, audit.score.caps)


def _waived(audit: Audit, book: Rulebook, by_owner: dict[str, Waiver]) -> Waived:
    earned = audit.score.earned + sum((f.lost for f in audit.findings if f.rule in by_owner), Fraction(0))
    rules = {rule.id: rule for rule in book.defects}
    left = [rules[defect.id] for defect in audit.defects if defect.id in rules and defect.id not in by_owner]
    total = earned - sum(deductions(book, left, earned).values(), Fraction(0))
    counted = {finding.rule: finding.verdict for finding in audit.findings if finding.rule not in by_owner}
    title, caps = band(book.scoring, total, missing_parts(book, counted))
    return Waived(by_owner, total, title, caps)


def load(path: str, book: Rulebook, today: date) -> Waivers:
    """Read a waiver file; raises WaiverError with every fault in it."""
    from engine.rulebook.marked import Checker  # brings YAML along

    check = Checker(path)
    try:
        data = bounded(Path(path), SIZE_LIMIT)
        text = data.decode("utf-8-sig")
    except OversizeError as error:
        raise WaiverError([Problem(path, 1, 1, str(error))]) from None
    except (OSError, ValueError) as error:
        said = "不是 UTF-8 文本；请另存为 UTF-8" if isinstance(error, UnicodeDecodeError) else "读不到这个文件"
        raise WaiverError([Problem(path, 1, 1, said)]) from None
    known = [owner.id for owner in book.owners]
    entries = [_entry(check, node, known) for node in check.items(check.load(text))]
    if check.problems:
        raise WaiverError([_hinted(problem, text) for problem in check.problems])
    return Waivers(path, hashlib.sha256(data).hexdigest(), today, tuple(entry for entry in entries if entry))


def _hinted(problem: Problem, text: str) -> Problem:
    """Say what is wrong with a bare * at the start of a pattern, which YAML takes for something else."""
    lines = text.splitlines()[problem.line - 1 : problem.line]
    if not lines or not re.search(r":\s+\*", lines[0]):
        return problem
    return replace(problem, message="以 * 开头的通配符要加引号，如 '*.docx'")


def _entry(check: Checker, node: Node, known: list[str]) -> Waiver | None:
    found = check.mapping(node, _REQUIRED, _OPTIONAL)
    if found and not {"report", "issuer"} & set(found):
        check.fault(node, "缺少 report（报告文件）或 issuer（机关）：写明豁免哪份报告，都豁免的写 report: '*'")
    rule = _owner(check, found.get("rule"), known)
    texts = {key: check.text(found.get(key)) for key in ("report", "issuer", "reason", "approved-by")}
    until = _day(check, found.get("until"))
    return Waiver(
        rule, texts["report"] or None, texts["issuer"] or None, texts["reason"], texts["approved-by"], until, node.line
    )


def _owner(check: Checker, node: Node | None, known: list[str]) -> str:
    """The rule or defect that is waived; the fault for an unknown one gives the nearest fit, not all there are."""
    value = check.text(node)
    if node is None or value in known:
        return value
    from difflib import get_close_matches

    near = get_close_matches(value, known, n=1, cutoff=0.4)
    check.fault(
        node, f"没有这个规则“{value}”；" + (f"最接近的是“{near[0]}”" if near else "全部编号见 fazhi rules list")
    )
    return ""


def _day(check: Checker, node: Node | None) -> date | None:
    if node is None:
        return None
    value = check.text(node)
    try:
        return day_of(value)
    except ValueError:
        check.fault(node, f"看不懂日期“{value}”；写作 2026-12-31")
        return None


def day_of(text: str) -> date:
    """Date written as 2026-12-31; raises ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)
