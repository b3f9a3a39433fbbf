"""What open findings can win, and the shortest way to a score.

Lifting a finding to 有据可查 wins ``possible − points``; all else — other findings, defects and what they deduct — is
taken to stay as it is. A set of findings that wins g together lifts the total to max(0, earned + g − deduction).

The shortest way to a target is the set of open findings that, in this order,

1. has the fewest findings,
2. climbs the fewest rungs of the ladder (未提及 → 有据可查 is three, 仅提及 two, 已写明 one), so that what is nearly
   there is preferred to what must be written anew,
3. wins the most points,
4. holds the fewest absent findings, and of equal ones those that come first in the rule pack.

Why it is found, not guessed. The total only rises with g, and no k findings win more than the k largest gains: the
least k is the one at which the sum of the largest gains first suffices. Of all sets with a, b and c findings of one,
two and three rungs, the one with the a, b and c largest gains of each kind wins most: if it misses the target, all of
them do; if it reaches it, none climbs fewer rungs. So it is enough to try each (a, b, c) with a + b + c = k.

A target counts as reached where the total as shown, in hundredths, is not below it: just when ``--fail-under`` passes.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import Severity, Verdict
from reports.shares import hundredths, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook

#: Steps of the ladder from a verdict up to evidenced; only these verdicts can be lifted.
RUNGS = {Verdict.DESCRIBED: 1, Verdict.MENTIONED: 2, Verdict.ABSENT: 3}
_SEVERITY_ORDER = {Severity.MUST: 0, Severity.SHOULD: 1, Severity.MAY: 2, None: 3}
_ZERO = Fraction(0)


class Step(Struct, frozen=True):
    """One finding to lift: its place in the audit, what it wins, and the total once this and all before are lifted."""

    place: int
    gain: Fraction
    total: Fraction


class Route(Struct, frozen=True):
    """The shortest way from ``start`` to ``target``: its steps, largest gain first; none if it is reached already.

    ``best`` is the total with every open finding lifted. A target beyond it has no way, and no steps. ``capped`` are
    titles of statutory parts that stay missing and hold the band at ``ceiling`` although the total is enough for more.
    """

    target: Fraction
    start: Fraction
    best: Fraction
    deducted: Fraction
    steps: tuple[Step, ...]
    reachable: bool
    capped: tuple[str, ...] = ()
    ceiling: str = ""

    @property
    def reached(self) -> Fraction:
        return self.steps[-1].total if self.steps else self.start


def gaps(audit: Audit) -> tuple[int, ...]:
    """Places of the findings that cost points or lack a statement: most lost first, then most binding, then order."""
    findings = audit.findings
    return tuple(
        sorted(
            (
                place
                for place, finding in enumerate(findings)
                if finding.lost > 0 or finding.verdict in {Verdict.ABSENT, Verdict.MENTIONED}
            ),
            key=lambda place: (-findings[place].lost, _SEVERITY_ORDER[findings[place].severity], place),
        )
    )


def route(audit: Audit, target: Fraction, book: Rulebook | None = None) -> Route:
    """The shortest way to ``target``; with ``book`` also what of the statutory parts would still cap the band."""
    return _way(audit, target, (ceil(100 * target) - Fraction(1, 2)) / 100, book)


def route_to_next_band(audit: Audit, book: Rulebook) -> tuple[str, Route] | None:
    """Title of the first band whose floor the total does not reach, and the shortest way there; None at the top.

    Bands are given by the exact total, so here the target is reached by nothing less.
    """
    higher = [(floor, title) for title, floor in book.scoring.bands if floor > audit.score.total]
    if not higher:
        return None
    floor, title = min(higher)
    return title, _way(audit, floor, floor, book)


def sentences(way: Route) -> tuple[str, ...]:
    """What to tell a reader of a way: how many findings to lift, or why it leads nowhere, and what caps the band."""
    start, target, best = (number(hundredths(value)) for value in (way.start, way.target, way.best))
    if way.steps:
        reached = number(hundredths(way.reached))
        said = f"至少补 {len(way.steps)} 条，都写到“有据可查”，得分从 {start} 升到 {reached}（其他条目和扣分不变）。"
    elif way.reachable:
        said = f"现在 {start} 分，已达到目标，不用补。"
    else:
        said = f"到不了 {target} 分：全部条目都写到“有据可查”，也只有 {best} 分。"
        if way.deducted:
            said += f"文本瑕疵扣 {number(hundredths(way.deducted))} 分，要先改掉瑕疵。"
    if not way.capped:
        return (said,)
    return said, f"分数够了，等次仍限于{way.ceiling}：还缺法定必备部分（{'、'.join(way.capped)}）。"


def _way(audit: Audit, target: Fraction, needed: Fraction, book: Rulebook | None) -> Route:
    """The way to a total of at least ``needed``, which is shown as ``target``."""
    gains = {place: f.lost for place, f in enumerate(audit.findings) if f.verdict in RUNGS and f.lost > 0}
    earned, deduction = audit.score.earned, _deduction(audit, book)

    def total(won: Fraction) -> Fraction:
        return max(_ZERO, earned + won - deduction)

    best = total(sum(gains.values(), _ZERO))
    places: Sequence[int] = ()
    if audit.score.total < needed <= best:
        places = _shortest(audit, gains, needed - (earned - deduction))
    won = accumulate(gains[place] for place in places)
    steps = tuple(Step(place, gains[place], total(sum_)) for place, sum_ in zip(places, won, strict=True))
    reached = steps[-1].total if steps else audit.score.total
    capped, ceiling = _capped(audit, book, set(places), reached) if book else ((), "")
    return Route(target, audit.score.total, best, deduction, steps, needed <= best, capped, ceiling)


def _deduction(audit: Audit, book: Rulebook | None) -> Fraction:
    """What the defects deduct however much is earned.

    It is what they deduct now, unless the floor of 0 hides a part of it; then only the pack knows.
    """
    if audit.score.total or book is None:
        return audit.score.deducted
    full = {defect.id: defect.deduction for defect in book.defects}
    due = sum((full.get(defect.id, defect.deduction) for defect in audit.defects), _ZERO)
    return max(audit.score.deducted, min(due, book.scoring.deduction_cap))


def _shortest(audit: Audit, gains: dict[int, Fraction], short: Fraction) -> Sequence[int]:
    """Places of the best set that wins at least ``short``, which all open findings together do."""
    ranked = sorted(gains, key=lambda place: (-gains[place], place))
    count = next(
        count for count, won in enumerate(accumulate(gains[place] for place in ranked), start=1) if won >= short
    )
    kinds = {rungs: [place for place in ranked if RUNGS[audit.findings[place].verdict] == rungs] for rungs in (1, 2, 3)}
    won = {rungs: [_ZERO, *accumulate(gains[place] for place in places)] for rungs, places in kinds.items()}

    def mixes() -> Iterator[tuple[int, Fraction, int, int, int]]:
        for c in range(min(count, len(kinds[3])) + 1):
            for b in range(max(0, count - c - len(kinds[1])), min(count - c, len(kinds[2])) + 1):
                a = count - b - c
                sum_ = won[1][a] + won[2][b] + won[3][c]
                if sum_ >= short:
                    yield a + 2 * b + 3 * c, -sum_, c, b, a

    _, _, c, b, a = min(mixes())
    chosen = {*kinds[1][:a], *kinds[2][:b], *kinds[3][:c]}
    return [place for place in ranked if place in chosen]


def _capped(audit: Audit, book: Rulebook, lifted: set[int], reached: Fraction) -> tuple[tuple[str, ...], str]:
    """Statutory parts still missing after the lift, and the band they allow, where the total is enough for more."""
    titles, ceiling = [title for title, _ in book.scoring.bands], book.scoring.band_when_statutory_missing
    band = next((title for title, floor in book.scoring.bands if reached >= floor), "")
    if band not in titles or ceiling not in titles or titles.index(band) >= titles.index(ceiling):
        return (), ""
    statutory = {rule.id for rule in book.rules if rule.statutory}
    missing = tuple(
        finding.title
        for place, finding in enumerate(audit.findings)
        if finding.rule in statutory and finding.verdict is Verdict.ABSENT and place not in lifted
    )
    return (missing, ceiling) if missing else ((), "")
