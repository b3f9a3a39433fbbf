"""What open findings can win, and the shortest way to a score.

A way is made of steps: a finding lifted to 有据可查 wins ``possible − points``, and with it go the defects that it
rules out (``remedies``); any other defect is a step of its own, which wins what it deducts. All else is taken to stay
as it is. A set of steps that wins g and clears defects that cost c lifts the total to

    max(0, earned + g − min(cap, cost of all defects − c)).

The shortest way to a target is the set of steps that, in this order,

1. has the fewest steps,
2. climbs the fewest rungs of the ladder (未提及 → 有据可查 is three, 仅提及 two, 已写明 one, a defect none: its words
   only have to be put right), so that what is nearly there is preferred to what must be written anew,
3. wins the most points,
4. holds the fewest absent findings, and of equal ones those that come first in the rule pack.

Why it is found, not guessed. Say first that the defects cost no more than the cap: then what the steps win adds up. No
k steps win more than the k largest gains: the least k is the one at which the sum of the largest gains first suffices.
Of all sets with d, a, b and c steps of none, one, two and three rungs, the one with the largest gains of each kind wins
most: if it misses the target, all of them do; if it reaches it, none climbs fewer rungs. So it is enough to try each
(d, a, b, c) with d + a + b + c = k. Where the defects cost e more than the cap, to clear them wins nothing until e is
made up: the total is the larger of g alone and g + c − e, so the shortest way is the shorter of two such ways.

A target counts as reached where the total as shown, in hundredths, is not below it: just when ``--fail-under`` passes.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, pairwise, product
from math import ceil, lcm
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import BINDING, GAPS, Verdict
from engine.score import band, missing_parts
from reports.remedies import remedies
from reports.shares import hundredths, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook

#: Steps of the ladder from a verdict up to evidenced; only these verdicts can be lifted.
CLIMB = {Verdict.DESCRIBED: 1, Verdict.MENTIONED: 2, Verdict.ABSENT: 3}
_ZERO = Fraction(0)


class Step(Struct, frozen=True):
    """One thing to mend: its place among the findings or the ``defect``s, what it wins, and the total after it.

    ``clears`` are the places of the defects that go with a finding.
    """

    place: int
    gain: Fraction
    total: Fraction
    defect: bool = False
    clears: tuple[int, ...] = ()


class Route(Struct, frozen=True):
    """The shortest way from ``start`` to ``target``: its steps, largest gain first; none if it is reached already.

    ``best`` is the total with everything mended. A target beyond it has no way, and no steps. ``capped`` are titles of
    statutory parts that stay missing and hold the band at ``ceiling`` although the total is enough for more.
    """

    target: Fraction
    start: Fraction
    best: Fraction
    steps: tuple[Step, ...]
    reachable: bool
    capped: tuple[str, ...] = ()
    ceiling: str = ""

    @property
    def reached(self) -> Fraction:
        return self.steps[-1].total if self.steps else self.start

    @property
    def lifts(self) -> int:
        """How many of the steps are findings."""
        return sum(not step.defect for step in self.steps)


def gaps(audit: Audit) -> tuple[int, ...]:
    """Places of the findings that cost points or lack a statement: most lost first, then most binding, then order."""
    findings = audit.findings
    return tuple(
        sorted(
            (place for place, finding in enumerate(findings) if finding.lost > 0 or finding.verdict in GAPS),
            key=lambda place: (-findings[place].lost, BINDING[findings[place].severity], place),
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
    """What to tell a reader of a way: how much to mend, or why it leads nowhere, and what caps the band."""
    start, target, best = (number(hundredths(value)) for value in (way.start, way.target, way.best))
    if way.steps:
        corrected = len(way.steps) - way.lifts
        parts = [f"改掉 {corrected} 处文本瑕疵"] if corrected else []
        parts += [f"补 {way.lifts} 条，都写到“有据可查”"] if way.lifts else []
        said = f"至少{'、'.join(parts)}，得分从 {start} 升到 {number(hundredths(way.reached))}（其余不变）。"
    elif way.reachable:
        said = f"现在 {start} 分，已达到目标，不用补。"
    else:
        said = f"到不了 {target} 分：全部条目都写到“有据可查”、瑕疵都改掉，也只有 {best} 分。"
    if not way.capped:
        return (said,)
    return said, f"分数够了，等次仍限于{way.ceiling}：还缺法定必备部分（{'、'.join(way.capped)}）。"


def named(audit: Audit, step: Step) -> str:
    """What to mend: the title, and the defects that go with it."""
    if step.defect:
        return f"改掉瑕疵：{audit.defects[step.place].title}"
    gone = "".join(f"“{audit.defects[place].title}”" for place in step.clears)
    return audit.findings[step.place].title + (f"（瑕疵{gone}随之消除）" if gone else "")


def wins(way: Route) -> tuple[int, ...]:
    """Hundredths that each step adds to the total as it is shown before and after: by hand they add up to the end."""
    totals = [hundredths(way.start), *(hundredths(step.total) for step in way.steps)]
    return tuple(after - before for before, after in pairwise(totals))


def owner(audit: Audit, step: Step) -> str:
    """Id of the rule or defect that a step is about."""
    return audit.defects[step.place].id if step.defect else audit.findings[step.place].rule


class _Mend(Struct, frozen=True):
    """Something that can be mended: what it wins, and what the defects cost that it clears."""

    place: int
    rungs: int
    won: Fraction = _ZERO
    cleared: Fraction = _ZERO
    clears: tuple[int, ...] = ()


class _Chosen(Struct, frozen=True):
    """Some of them, largest gain first, by the rank of the docstring above; ``gains`` are what each wins."""

    mends: tuple[_Mend, ...]
    gains: tuple[Fraction, ...]

    def rank(self, total: Fraction) -> tuple[int, int, Fraction, int]:
        rungs = [mend.rungs for mend in self.mends]
        return len(rungs), sum(rungs), -total, rungs.count(CLIMB[Verdict.ABSENT])


def _way(audit: Audit, target: Fraction, needed: Fraction, book: Rulebook | None) -> Route:
    """The way to a total of at least ``needed``, which is shown as ``target``."""
    costs = _costs(audit, book)
    due = sum(costs, _ZERO)
    cap = max(audit.score.deducted, min(due, book.scoring.deduction_cap)) if book else due
    mends = _mends(audit, costs, book)

    def total(chosen: Iterable[_Mend]) -> Fraction:
        of = tuple(chosen)
        cleared = sum((mend.cleared for mend in of), _ZERO)
        won = sum((mend.won for mend in of), _ZERO)
        return max(_ZERO, audit.score.earned + won - min(cap, due - cleared))

    best, found = total(mends), _Chosen((), ())
    if audit.score.total < needed <= best:
        short = needed - (audit.score.earned - cap)
        with_defects = _shortest(mends, [mend.won + mend.cleared for mend in mends], short + due - cap)
        without = _shortest(mends, [mend.won for mend in mends], short) if due > cap else None
        ways = [way for way in (with_defects, without) if way]
        found = min(ways, key=lambda way: way.rank(total(way.mends)))
    steps = tuple(
        Step(mend.place, gain, total(found.mends[: count + 1]), not mend.rungs, mend.clears)
        for count, (mend, gain) in enumerate(zip(found.mends, found.gains, strict=True))
    )
    reached = steps[-1].total if steps else audit.score.total
    lifted = {step.place for step in steps if not step.defect}
    capped, ceiling = _capped(audit, book, lifted, reached) if book else ((), "")
    return Route(target, audit.score.total, best, steps, needed <= best, capped, ceiling)


def _costs(audit: Audit, book: Rulebook | None) -> list[Fraction]:
    """What each defect costs by itself.

    It is what it deducts now, unless the cap or the floor of 0 hides a part of it; then only the pack knows.
    """
    shown = [defect.deduction for defect in audit.defects]
    if book is None or (audit.score.total and audit.score.deducted < book.scoring.deduction_cap):
        return shown
    full = {defect.id: defect.deduction for defect in book.defects}
    return [max(one, full.get(defect.id, one)) for defect, one in zip(audit.defects, shown, strict=True)]


def _mends(audit: Audit, costs: Sequence[Fraction], book: Rulebook | None) -> list[_Mend]:
    """Everything that wins something: open findings in the order of the pack, then the defects that need a step."""
    open_ = {f.rule: place for place, f in enumerate(audit.findings) if f.verdict in CLIMB and f.lost > 0}
    answered = remedies(book, {defect.id for defect in audit.defects}, open_) if book else {}
    going: dict[str, list[int]] = {}
    for place, defect in enumerate(audit.defects):
        if defect.id in answered:
            going.setdefault(answered[defect.id], []).append(place)
    mends = [
        _Mend(
            place,
            CLIMB[audit.findings[place].verdict],
            audit.findings[place].lost,
            sum((costs[one] for one in going.get(rule, ())), _ZERO),
            tuple(going.get(rule, ())),
        )
        for rule, place in open_.items()
    ]
    alone = [place for place, defect in enumerate(audit.defects) if defect.id not in answered and costs[place]]
    return mends + [_Mend(place, 0, cleared=costs[place], clears=(place,)) for place in alone]


def _shortest(mends: Sequence[_Mend], gains: Sequence[Fraction], short: Fraction) -> _Chosen | None:
    """The best set that wins at least ``short`` where what each wins adds up; None if all together do not."""
    whole = lcm(short.denominator, *(gain.denominator for gain in gains))
    scaled = [gain.numerator * (whole // gain.denominator) for gain in gains]  # whole numbers add up far faster
    least = short.numerator * (whole // short.denominator)
    ranked = sorted((place for place, gain in enumerate(scaled) if gain), key=lambda place: (-scaled[place], place))
    sums = enumerate(accumulate(scaled[place] for place in ranked), start=1)
    count = next((count for count, won in sums if won >= least), None)
    if count is None:
        return None
    kinds = [[place for place in ranked if mends[place].rungs == rungs] for rungs in range(4)]
    won = [[0, *accumulate(scaled[place] for place in places)] for places in kinds]

    def mixes() -> Iterator[tuple[int, int, int, tuple[int, int, int, int]]]:
        for c, b, d in product(*(range(min(count, len(kinds[rungs])) + 1) for rungs in (3, 2, 0))):
            a = count - b - c - d
            if 0 <= a <= len(kinds[1]):
                sum_ = won[0][d] + won[1][a] + won[2][b] + won[3][c]
                if sum_ >= least:
                    yield a + 2 * b + 3 * c, -sum_, c, (d, a, b, c)

    *_, mix = min(mixes())
    chosen = {place for places, taken in zip(kinds, mix, strict=True) for place in places[:taken]}
    order = [place for place in ranked if place in chosen]
    return _Chosen(tuple(mends[place] for place in order), tuple(gains[place] for place in order))


def _capped(audit: Audit, book: Rulebook, lifted: set[int], reached: Fraction) -> tuple[tuple[str, ...], str]:
    """Statutory parts still missing after the lift, and the band they allow, where the total is enough for more."""
    left = {finding.rule: finding.verdict for place, finding in enumerate(audit.findings) if place not in lifted}
    missing = missing_parts(book, left)
    title, caps = band(book.scoring, reached, missing)
    return (missing, title) if caps else ((), "")
