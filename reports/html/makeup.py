"""What a score is made up of: how many findings have which verdict, points by group, and what the gaps cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import Verdict
from reports import wording as words
from reports.route import gaps
from reports.shares import group_shares, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook
    from reports.shares import Shares
    from reports.waivers import Waived

#: Verdicts in the order of the chart: best first, then those that do not count.
_ORDER = (
    Verdict.EVIDENCED,
    Verdict.DESCRIBED,
    Verdict.MENTIONED,
    Verdict.ABSENT,
    Verdict.NOT_ASSESSABLE,
    Verdict.NOT_APPLICABLE,
)


class Score(Struct, frozen=True):
    """The score and what it comes from; ``waived`` is the score after waivers in words, if any apply."""

    total: str
    band: str
    tone: str
    earned: str
    lost: str
    deducted: str
    waived: str


class Slice(Struct, frozen=True):
    """How many findings have a verdict, and how many come before them in the chart."""

    tone: str
    name: str
    count: int
    before: int


class Bar(Struct, frozen=True):
    """Points of one group; ``filled`` of ``length`` thousandths of the longest bar are earned."""

    id: str
    title: str
    earned: str
    possible: str
    filled: int
    length: int


class Loss(Struct, frozen=True):
    """What the gaps of one severity cost together."""

    severity: str
    name: str
    count: int
    points: str


def score(audit: Audit, rounded: Shares, after: Waived, book: Rulebook) -> Score:
    """The score; the one after waivers is only ever shown beside the one before them."""
    waivers = after.by_owner
    return Score(
        total=number(rounded.total),
        band=audit.score.band,
        tone=words.tone(audit.score.band, book),
        earned=number(sum(rounded.points)),
        lost=number(sum(rounded.lost)),
        deducted=number(sum(rounded.deductions)),
        waived=f"豁免 {len(waivers)} 条后 {number(after.shown)} {after.band}" if waivers else "",
    )


def slices(audit: Audit) -> tuple[Slice, ...]:
    """The findings by verdict."""
    found, before = [], 0
    for verdict in _ORDER:
        count = audit.count(verdict)
        found.append(Slice(verdict.value, words.VERDICTS[verdict], count, before))
        before += count
    return tuple(found)


def bars(audit: Audit, rounded: Shares) -> tuple[Bar, ...]:
    """Bars of the groups that count."""
    groups = [group for group in group_shares(audit, rounded) if group.possible]
    longest = max((group.possible for group in groups), default=0)
    return tuple(
        Bar(
            group.id,
            group.title,
            number(group.points),
            number(group.possible),
            round(1000 * group.points / longest),
            round(1000 * group.possible / longest),
        )
        for group in groups
    )


def losses(audit: Audit, rounded: Shares) -> Iterator[Loss]:
    """The gaps by severity, most binding first; severities without a gap are left out."""
    open_places = gaps(audit)
    for severity, name in words.SEVERITIES.items():
        places = [place for place in open_places if audit.findings[place].severity is severity]
        if places:
            yield Loss(severity.value, name, len(places), number(sum(rounded.lost[place] for place in places)))
