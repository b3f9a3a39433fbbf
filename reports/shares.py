"""Exact points as whole hundredths, so that what is printed adds up.

Each output shows two decimals. Rounding every number alone would let the lost points of the findings drift from
100 − total by several hundredths; here they are rounded together (largest remainder), so that

    Σ (possible − points) + Σ deductions = Σ possible − total        to the hundredth.

A finding that lost nothing shows no loss, one that earned nothing shows no points, whatever the rounding. Groups are
rounded first and their findings within them, so that the rows of a group add up to its figure, which is within a
hundredth of the truth: who adds up by hand gets the figure of every output.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.model import Audit


class Shares(Struct, frozen=True):
    """Hundredths of a point, in the order of the audit's findings and defects."""

    total: int
    points: tuple[int, ...]
    lost: tuple[int, ...]
    deductions: tuple[int, ...]


class GroupShare(Struct, frozen=True):
    """Hundredths that the findings of a group show together; ``possible`` is 0 where none of them counts.

    ``share`` is the exact part of its points that it has, 0 to 1.
    """

    id: str
    title: str
    points: int
    possible: int
    share: Fraction


def shares(audit: Audit) -> Shares:
    """All points of one audit, rounded together."""
    points = [finding.points for finding in audit.findings]
    lost = [finding.lost for finding in audit.findings]
    groups = [finding.group for finding in audit.findings]
    return together(points, lost, groups, [defect.deduction for defect in audit.defects], audit.score.total)


def together(
    points: Sequence[Fraction],
    lost: Sequence[Fraction],
    groups: Sequence[str],
    deductions: Sequence[Fraction],
    total: Fraction | None = None,
) -> Shares:
    """Points and losses of findings of some groups and deductions of defects, rounded together.

    ``total`` is what they come to unless it is given.
    """
    gained, deducting = _sum(points), _sum(deductions)
    left = gained - deducting
    shown, earned = hundredths(left if total is None else total), hundredths(gained)
    possible = hundredths(gained + _sum(lost))
    deducted = earned - shown if total is None or left == total else hundredths(deducting)
    return Shares(
        shown,
        _by_group(points, groups, earned),
        _by_group(lost, groups, possible - earned),
        apportion(deductions, deducted),
    )


def group_shares(audit: Audit, rounded: Shares) -> tuple[GroupShare, ...]:
    """All groups of an audit in their order, each as the sum of what is shown of its findings."""
    points: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for finding, got, missed in zip(audit.findings, rounded.points, rounded.lost, strict=True):
        points[finding.group] += got
        possible[finding.group] += got + missed
    return tuple(
        GroupShare(
            one.id,
            one.title,
            points[one.id],
            possible[one.id],
            one.earned / one.possible if one.possible else Fraction(0),
        )
        for one in audit.score.groups
    )


def apportion(values: Sequence[Fraction], target: int) -> tuple[int, ...]:
    """Values in hundredths that sum to ``target``: each rounded down, then the largest remainders rounded up.

    A whole value is never changed; where ``target`` is out of reach by that, the nearest sum in reach is taken.
    Equal remainders go to the earlier value, so the result does not depend on anything but the input.
    """
    return _apportion(*_scaled(values), target)


def _by_group(values: Sequence[Fraction], groups: Sequence[str], target: int) -> tuple[int, ...]:
    """The same for values of some groups: first the sums of the groups are rounded, then the values to each sum."""
    whole, scaled = _scaled(values)
    places: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    sums = [sum(scaled[place] for place in members) for members in places.values()]
    found = [0] * len(scaled)
    for members, share in zip(places.values(), _apportion(whole, sums, target), strict=True):
        rounded = _apportion(whole, [scaled[place] for place in members], share)
        for place, value in zip(members, rounded, strict=True):
            found[place] = value
    return tuple(found)


def _apportion(whole: int, scaled: Sequence[int], target: int) -> tuple[int, ...]:
    """Hundredths over the denominator ``whole``, rounded to sum to ``target``."""
    floors = [number // whole for number in scaled]
    remainders = [number % whole for number in scaled]
    spare = target - sum(floors)
    for index in sorted(range(len(scaled)), key=lambda index: (-remainders[index], index)):
        if spare <= 0 or not remainders[index]:
            break
        floors[index] += 1
        spare -= 1
    return tuple(floors)


def _scaled(values: Sequence[Fraction]) -> tuple[int, list[int]]:
    """Values in hundredths over one denominator, and that denominator: whole numbers add up in a tenth of the time."""
    whole = lcm(*(value.denominator for value in values))
    return whole, [100 * value.numerator * (whole // value.denominator) for value in values]


def _sum(values: Sequence[Fraction]) -> Fraction:
    whole, scaled = _scaled(values)
    return Fraction(sum(scaled), 100 * whole)


def hundredths(value: Fraction) -> int:
    """``value`` in hundredths, halves rounded up."""
    return int((value * 100 + Fraction(1, 2)) // 1)


def number(hundredth: int) -> str:
    """Hundredths as people write them: two decimals."""
    sign = "-" if hundredth < 0 else ""
    return f"{sign}{abs(hundredth) // 100}.{abs(hundredth) % 100:02d}"
