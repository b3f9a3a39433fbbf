"""Runs in turns, and what they took. One measured thing is one ``Series``; everything else is arithmetic on it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Series:
    """One thing measured: a value for each round, in seconds or in bytes, and whatever else was counted.

    ``note`` is what the page says of it, ``missing`` why there is no value, both in Chinese.
    """

    name: str
    values: tuple[float, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How often: ``least`` rounds at any price, then on until ``most`` rounds or ``seconds`` are used up."""

    least: int
    most: int
    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles; of a single value all three are that value."""

    low: float
    middle: float
    high: float


def in_turns(runs: Mapping[str, Callable[[int], float]], limits: Limits) -> dict[str, tuple[float, ...]]:
    """Every run once in each round, A B C A B C …; ``runs`` take the number of the round and give what it took.

    A run that has used up its seconds rests from then on, so that a slow one does not make all others wait.
    """
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(limits.most):
        for name, run in runs.items():
            mine = taken[name]
            if len(mine) < limits.least or sum(mine) < limits.seconds:
                mine.append(run(number))
    return {name: tuple(mine) for name, mine in taken.items()}


def timed(run: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def spread(values: Iterable[float]) -> Spread:
    """Raises StatisticsError without any value."""
    found = sorted(values)
    if len(found) == 1:
        return Spread(found[0], found[0], found[0])
    return Spread(*statistics.quantiles(found, n=4, method="inclusive"))


def ratios(values: Iterable[float], base: Iterable[float]) -> Spread:
    """How many times ``base``, round by round: what slowed a whole round cancels out."""
    return spread(value / under for value, under in zip(values, base, strict=False))


def shown(values: Iterable[float] | Spread, unit: float = 1.0, digits: int = 2) -> str:
    """Median with the quartiles, each divided by ``unit``."""
    found = values if isinstance(values, Spread) else spread(values)
    low, middle, high = (f"{value / unit:,.{digits}f}" for value in (found.low, found.middle, found.high))
    return middle if low == high else f"{middle}（{low}—{high}）"
