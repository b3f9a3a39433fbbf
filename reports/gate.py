"""The gate: whether a run may pass. Every threshold is held against what is left after waivers.

``Gatekeeper`` sees each report once and keeps only lines of text and counts, however many reports there are.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import BINDING, GAPS, Severity
from reports.shares import hundredths, number, shares
from reports.waivers import waived
from reports.wording import SEVERITIES, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Audit
    from reports import Run
    from reports.waivers import Waived, Waiver

#: Improvements named for each report; the rest is counted.
_BETTER = 10


class Gate(Struct, frozen=True):
    """Thresholds asked for. ``groups`` gives for a group of rules the least share of its points, in percent.

    ``accepting`` tells what got worse without failing for it, as when a new baseline is being written.
    """

    under: Fraction | None = None
    on: Severity | None = None
    groups: tuple[tuple[str, Fraction], ...] = ()
    accepting: bool = False


class Gatekeeper:
    """Watches a run. ``failed`` once any report misses a threshold or got worse than the baseline."""

    def __init__(self, gate: Gate, run: Run) -> None:
        self._gate, self._run = gate, run
        self._titles = {group.id: group.title for group in run.book.scoring.groups}
        self._failures: list[str] = []
        self._notes: list[str] = []
        self._used: set[Waiver] = set()
        self._met: set[int] = set()

    @property
    def failed(self) -> bool:
        return bool(self._failures)

    def see(self, audit: Audit) -> None:
        """Hold one report against every threshold."""
        name, after = shown_path(audit.document.path), waived(audit, self._run)
        self._used |= set(after.by_owner.values())
        self._notes += _given_back(name, audit, after)
        self._failures += self._too_low(name, audit, after)
        self._failures += self._not_written(name, audit, after)
        self._failures += self._weak_groups(name, audit, after)
        self._failures += self._worse(name, audit, after)

    def opening(self) -> Iterator[str]:
        """Lines before the first report: what the gate goes by."""
        waivers, baseline = self._run.waivers, self._run.baseline
        if waivers:
            yield f"豁免文件 {waivers.path}：{len(waivers.entries)} 条，按 {waivers.today.isoformat()} 计算是否到期"
            for entry in waivers.expired:
                yield f"豁免已到期，重新计分：{_named(entry)}，至 {entry.until}（第 {entry.line} 行）"
        if baseline and baseline.pack != self._run.book.sha256:
            yield "基线用的规则包与现在不同，变化可能来自规则；核对后用 fazhi baseline 更新基线"

    def closing(self) -> Iterator[str]:
        """Lines after the last report."""
        waivers, baseline = self._run.waivers, self._run.baseline
        yield from self._notes
        for entry in waivers.live if waivers else ():
            if entry not in self._used:
                yield f"豁免没有用上：{_named(entry)}（第 {entry.line} 行）；这次检查的报告里没有它要豁免的差距"
        if baseline and len(self._met) < len(baseline.reports):
            yield f"基线中有 {len(baseline.reports) - len(self._met)} 份报告这次没有检查"
        yield from self._failures

    def _too_low(self, name: str, audit: Audit, after: Waived) -> Iterator[str]:
        limit = self._gate.under
        if limit is not None and Fraction(after.shown, 100) < limit:
            both = f"得分 {number(shares(audit).total)}" + (f"、豁免后 {number(after.shown)}" if after.by_owner else "")
            yield f"未达标：{name} {both}，低于 {number(hundredths(limit))}"

    def _not_written(self, name: str, audit: Audit, after: Waived) -> Iterator[str]:
        least = self._gate.on
        if least is None:
            return
        found = [
            finding.title
            for finding in audit.findings
            if BINDING[finding.severity] <= BINDING[least]
            and finding.verdict in GAPS
            and finding.rule not in after.by_owner
        ]
        if found:
            titles = "、".join(found[:3]) + ("等" if len(found) > 3 else "")
            scope = SEVERITIES[least] + ("" if least is Severity.MUST else "及以上")
            yield f"未达标：{name} 有 {len(found)} 条“{scope}”的要求没有写明：{titles}"

    def _weak_groups(self, name: str, audit: Audit, after: Waived) -> Iterator[str]:
        for group, least in self._gate.groups:
            members = [finding for finding in audit.findings if finding.group == group]
            possible = sum((finding.possible for finding in members), Fraction(0))
            if not possible:
                continue  # nothing of this group binds the body
            earned = sum((finding.points for finding in members), Fraction(0))
            back = sum((finding.lost for finding in members if finding.rule in after.by_owner), Fraction(0))
            before, share = (hundredths(100 * value / possible) for value in (earned, earned + back))
            if Fraction(share, 100) < least:
                both = f"{number(before)}%" + (f"、豁免后 {number(share)}%" if back else "")
                title = self._titles.get(group, group)
                yield f"未达标：{name} 的“{title}”得分率 {both}，低于 {number(hundredths(least))}%"

    def _worse(self, name: str, audit: Audit, after: Waived) -> Iterator[str]:
        baseline = self._run.baseline
        if baseline is None:
            return
        past = baseline.find(audit)
        if past is None:
            self._notes.append(f"基线里没有这份报告，没有比较：{name}")
            return
        self._met.add(id(past))
        found = baseline.compare(audit, past, after.by_owner)
        for change in found.worse:
            mark = "（已豁免）" if change.owner in after.by_owner else ""
            self._notes.append(f"变差{mark}：{name}：{change.text}")
        self._notes += [f"变化：{name}：{change.text}" for change in found.other]
        self._notes += [f"变好：{name}：{change.text}" for change in found.better[:_BETTER]]
        if len(found.better) > _BETTER:
            self._notes.append(f"变好：{name}：另有 {len(found.better) - _BETTER} 处")
        count = sum(change.owner not in after.by_owner for change in found.worse)
        if count and not self._gate.accepting:
            yield f"未达标：{name} 比基线变差 {count} 处"


def _given_back(name: str, audit: Audit, after: Waived) -> Iterator[str]:
    if after.by_owner:
        before = f"{number(shares(audit).total)} {audit.score.band}"
        yield f"豁免：{name} 豁免 {len(after.by_owner)} 条，得分 {before}，豁免后 {number(after.shown)} {after.band}"


def _named(entry: Waiver) -> str:
    where = "，".join(part for part in (entry.report, entry.issuer) if part)
    return f"{entry.rule}（{where}；{entry.approved_by}批准）"
