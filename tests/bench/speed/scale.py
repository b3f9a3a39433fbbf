"""How much is measured: a glance for the tests, the usual run of a quarter of an hour, or everything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bench.speed.rounds import Limits
from bench.speed.texts import USUAL


@dataclass(frozen=True, slots=True)
class Scale:
    """``name`` as the user gives it, and for every part how often and with how much.

    ``batches`` are numbers of reports with the limits of each; ``slowest`` is the most seconds that one batch may be
    expected to take. ``memory`` is a small and a large batch; commands without reports or with one are ``weighed`` so
    many times. ``peers`` are the reports that every tool is given, ``at_once`` of them in a round.
    """

    name: str
    starts: Limits
    stages: Limits
    growth: Limits
    times: tuple[int, ...]
    packs: tuple[int, ...]
    batches: tuple[tuple[int, Limits], ...]
    slowest: float
    memory: tuple[int, int]
    weighed: int
    peers: int
    at_once: int
    each: Limits
    characters: int = USUAL
    made: int = 8


_BATCHES = ((100, Limits(3, 5, 60)), (1_000, Limits(1, 3, 90)))
_USUAL_SCALE = Scale(
    name="usual",
    starts=Limits(7, 15, 20),
    stages=Limits(5, 9, 30),
    growth=Limits(5, 9, 25),
    times=(1, 2, 4, 8),
    packs=(1, 2, 4),
    batches=_BATCHES,
    slowest=150,
    memory=(100, 400),
    weighed=3,
    peers=1_000,
    at_once=10,
    each=Limits(3, 100, 30),
)
SCALES = {
    "quick": Scale(
        name="quick",
        starts=Limits(1, 1),
        stages=Limits(1, 1),
        growth=Limits(1, 1),
        times=(1, 2),
        packs=(1, 2),
        batches=((2, Limits(1, 1)),),
        slowest=240,
        memory=(1, 2),
        weighed=1,
        peers=2,
        at_once=2,
        each=Limits(1, 1),
        characters=900,
        made=1,
    ),
    "usual": _USUAL_SCALE,
    "full": replace(
        _USUAL_SCALE,
        name="full",
        batches=(*_BATCHES, (10_000, Limits(1, 1))),
        slowest=7_200,
        memory=(100, 1_000),
        each=Limits(100, 100),
    ),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """A run: where everything that is made goes, and how much is measured."""

    folder: Path
    scale: Scale
