"""What got worse since an earlier run: its JSON read back, and each report held against it.

A report is the same report by issuer and year; by file name where either run could not tell those. Findings are
compared by rule, defects by rule, headings and words (``reports.fingerprint``), so nothing hangs on line numbers, and
a new gap cannot hide behind an old one: not behind a better total, nor behind another sentence of the same defect.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.errors import FazhiError
from engine.files import OversizeError, bounded
from engine.findings import MOST_EVIDENCE
from engine.model import GAPS, LADDER, Verdict
from reports.fingerprint import of
from reports.json_ import SCHEMA
from reports.shares import number, shares
from reports.wording import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from engine.model import Audit, Defect, Finding

#: Largest baseline, in bytes: that of some three thousand reports.
SIZE_LIMIT = 512 * 2**20
#: A total that falls by no more than this many hundredths has not got worse.
SLACK = 1


class BaselineError(FazhiError):
    """The file is not what an earlier run wrote."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"基线文件“{path}”{problem}；用 fazhi baseline 重新生成")


class Past(Struct, frozen=True):
    """One report as the earlier run saw it. ``lost`` are hundredths by rule or defect."""

    name: str
    identity: tuple[str, int] | None
    total: int
    verdicts: Mapping[str, Verdict]
    lost: Mapping[str, int]
    fingerprints: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]


class Change(Struct, frozen=True):
    """A difference in words; ``owner`` is the rule or defect, empty for the total."""

    owner: str
    text: str


class Comparison(Struct, frozen=True):
    """A report against its past. ``other`` are differences that are neither better nor worse."""

    worse: tuple[Change, ...]
    better: tuple[Change, ...]
    other: tuple[Change, ...]


class Baseline(Struct, frozen=True):
    """An earlier run."""

    path: str
    pack: str
    reports: tuple[Past, ...]
    _by_identity: Mapping[tuple[str, int], list[Past]]
    _by_name: Mapping[str, list[Past]]

    def find(self, audit: Audit) -> Past | None:
        """The same report in the earlier run."""
        name, identity = name_of(audit.document.path), identity_of(audit)
        same = self._by_identity.get(identity, []) if identity else []
        named = [past for past in self._by_name.get(name, []) if not (identity and past.identity)]
        candidates = same or named
        return next((past for past in candidates if past.name == name), candidates[0] if candidates else None)

    def compare(self, audit: Audit, past: Past, forgiven: Collection[str] = ()) -> Comparison:
        """What changed. Points of ``forgiven`` rules and defects are given back on both sides first.

        A rule that the earlier pack did not have, or that binds no more, is neither better nor worse.
        """
        changes = [
            *(change for finding in audit.findings for change in _verdict(finding, past)),
            *(change for defect in audit.defects for change in _defect(audit, defect, past)),
            *_gone(audit, past),
            *_total(audit, past, forgiven),
        ]
        kinds: dict[str, list[Change]] = {"worse": [], "better": [], "other": []}
        for kind, change in changes:
            kinds[kind].append(change)
        return Comparison(*(tuple(kinds[kind]) for kind in ("worse", "better", "other")))

    def state(self, past: Past | None, finding: Finding, fingerprint: str) -> str:
        """How a finding stands to its past, in the words of SARIF: new, unchanged or updated."""
        old = past.verdicts.get(finding.rule) if past else None
        if past is None or old is None or (finding.verdict in GAPS and old not in GAPS):
            return "new"
        same = old is finding.verdict and fingerprint in past.fingerprints.get(finding.rule, ())
        return "unchanged" if same else "updated"


def name_of(path: str) -> str:
    """File name of a report, whatever the system it was written on."""
    return re.split(r"[/\\]", path)[-1]


def identity_of(audit: Audit) -> tuple[str, int] | None:
    """Issuer and year of a report, where both are known."""
    issuer, years = audit.outline.issuer.value, audit.outline.years.value
    return (issuer, years[-1]) if issuer and years else None


def _verdict(finding: Finding, past: Past) -> Iterator[tuple[str, Change]]:
    old, new = past.verdicts.get(finding.rule), finding.verdict
    if old is None or old is new:
        return
    text = f"{finding.title} [{finding.rule}] 由“{VERDICTS[old]}”变为“{VERDICTS[new]}”"
    if old in LADDER and new in LADDER:
        kind = "worse" if LADDER.index(new) < LADDER.index(old) else "better"
    else:
        kind = "worse" if new in GAPS else "other"
    yield kind, Change(finding.rule, text)


def _defect(audit: Audit, defect: Defect, past: Past) -> Iterator[tuple[str, Change]]:
    name = f"{defect.title} [{defect.id}]"
    old = past.fingerprints.get(defect.id)
    if old is None:
        yield "worse", Change(defect.id, f"新出现文本瑕疵：{name}")
        return
    prints = of(audit, defect.id, defect.evidence)
    added = [place for place, print_ in enumerate(prints) if print_ not in old]
    quotes = "；".join(f"“{defect.evidence[place].quote}”" for place in added if defect.evidence)
    if added and len(old) < MOST_EVIDENCE:
        yield "worse", Change(defect.id, f"文本瑕疵多了 {len(added)} 处：{name}：{quotes}")
    elif added:
        hint = f"基线只记了 {MOST_EVIDENCE} 处，不能断定是新的"
        yield "other", Change(defect.id, f"文本瑕疵有 {len(added)} 处不在基线里：{name}：{quotes}（{hint}）")
    elif len(prints) < len(old):
        yield "better", Change(defect.id, f"文本瑕疵少了 {len(old) - len(prints)} 处：{name}")


def _gone(audit: Audit, past: Past) -> Iterator[tuple[str, Change]]:
    here = {defect.id for defect in audit.defects}
    for owner in past.fingerprints:
        if owner not in here and owner not in past.verdicts:
            yield "better", Change(owner, f"文本瑕疵已消除：{past.titles[owner]} [{owner}]")


def _total(audit: Audit, past: Past, forgiven: Collection[str]) -> Iterator[tuple[str, Change]]:
    rounded = shares(audit)
    lost = dict(zip((finding.rule for finding in audit.findings), rounded.lost, strict=True))
    lost |= dict(zip((defect.id for defect in audit.defects), rounded.deductions, strict=True))
    new = rounded.total + sum(lost.get(owner, 0) for owner in forgiven)
    old = past.total + sum(past.lost.get(owner, 0) for owner in forgiven)
    if abs(new - old) > SLACK:
        note = "（两边都已加回豁免的失分）" if forgiven else ""
        kind, word = ("worse", "降") if new < old else ("better", "升")
        yield kind, Change("", f"总分由 {number(old)} {word}为 {number(new)}{note}")


def load(path: str) -> Baseline:
    """Read the JSON of an earlier run; raises BaselineError."""
    try:
        data = json.loads(bounded(Path(path), SIZE_LIMIT))
    except OversizeError as error:
        raise BaselineError(path, f"读不了：{error}") from None
    except OSError:
        raise BaselineError(path, "读不到") from None
    except (ValueError, RecursionError):
        raise BaselineError(path, "不是 JSON") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise BaselineError(path, f"不是 fazhi audit -f json 的结果（应有 schema: {SCHEMA}）")
    try:
        reports = tuple(_past(audit) for audit in data["audits"])
        pack = str(data["manifest"]["pack"]["sha256"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BaselineError(path, f"内容不全（{type(error).__name__}：{error}）") from None
    by_identity: defaultdict[tuple[str, int], list[Past]] = defaultdict(list)
    by_name: defaultdict[str, list[Past]] = defaultdict(list)
    for report in reports:
        by_name[report.name].append(report)
        if report.identity:
            by_identity[report.identity].append(report)
    return Baseline(path, pack, reports, dict(by_identity), dict(by_name))


def _past(audit: dict[str, Any]) -> Past:
    document, findings, defects = audit["document"], audit["findings"], audit["defects"]
    issuer, years = document["issuer"], document["years"]
    lost = {finding["rule"]: _hundredths(finding["possible"] - finding["points"]) for finding in findings}
    lost |= {defect["id"]: _hundredths(defect["deduction"]) for defect in defects}
    owners = [(one["rule"], one) for one in findings] + [(one["id"], one) for one in defects]
    return Past(
        name=name_of(document["path"]),
        identity=(str(issuer), int(years[-1])) if issuer and years else None,
        total=_hundredths(audit["score"]["total"]),
        verdicts={finding["rule"]: Verdict(finding["verdict"]) for finding in findings},
        lost=lost,
        fingerprints={owner: tuple(map(str, one["fingerprints"])) for owner, one in owners},
        titles={owner: str(one["title"]) for owner, one in owners},
    )


def _hundredths(value: float) -> int:
    return round(value * 100)
