"""Exact points as whole hundredths, so that what is printed adds up.

Each output shows two decimals. Rounding every number alone would let the lost points of the findings drift from
100 − total by several hundredths; here they are rounded together (largest remainder), so that

    Σ (possible − points) + Σ deductions = Σ possible − total        to the hundredth.

A finding that lost nothing shows no loss, one that earned nothing shows no points, whatever the rounding. What a group
shows is the sum of what its findings show: who adds up the rows by hand gets the figure of the group, in every output.
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
    """Hundredths that the findings of a group show together; ``possible`` is 0 where none of them counts."""

    id: str
    title: str
    points: int
    possible: int

    @property
    def share(self) -> Fraction:
        """Points of the possible ones, 0 to 1; for a group that counts."""
        return Fraction(self.points, self.possible)


def shares(audit: Audit) -> Shares:
    """All points of one audit, rounded together."""
    points = [finding.points for finding in audit.findings]
    lost = [finding.lost for finding in audit.findings]
    return together(points, lost, [defect.deduction for defect in audit.defects], audit.score.total)


def together(
    points: Sequence[Fraction], lost: Sequence[Fraction], deductions: Sequence[Fraction], total: Fraction | None = None
) -> Shares:
    """Points, losses and deductions rounded together; ``total`` is what they come to unless it is given."""
    gained, deducting = _sum(points), _sum(deductions)
    left = gained - deducting
    shown, earned = hundredths(left if total is None else total), hundredths(gained)
    possible = hundredths(gained + _sum(lost))
    deducted = earned - shown if total is None or left == total else hundredths(deducting)
    return Shares(
        shown,
        apportion(points, earned),
        apportion(lost, possible - earned),
        apportion(deductions, deducted),
    )


def group_shares(audit: Audit, rounded: Shares) -> tuple[GroupShare, ...]:
    """All groups of an audit in their order, each as the sum of what is shown of its findings."""
    points: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for finding, got, missed in zip(audit.findings, rounded.points, rounded.lost, strict=True):
        points[finding.group] += got
        possible[finding.group] += got + missed
    return tuple(GroupShare(one.id, one.title, points[one.id], possible[one.id]) for one in audit.score.groups)


def apportion(values: Sequence[Fraction], target: int) -> tuple[int, ...]:
    """Values in hundredths that sum to ``target``: each rounded down, then the largest remainders rounded up.

    A whole value is never changed; where ``target`` is out of reach by that, the nearest sum in reach is taken.
    Equal remainders go to the earlier value, so the result does not depend on anything but the input.
    """
    whole, scaled = _scaled(values)
    floors = [number // whole for number in scaled]
    remainders = [number % whole for number in scaled]
    spare = target - sum(floors)
    for index in sorted(range(len(values)), key=lambda index: (-remainders[index], index)):
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
