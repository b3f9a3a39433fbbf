"""A part as it was measured, kept on disk so that parts may be measured one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.speed.machine import load, machine
from bench.speed.parts import PARTS
from bench.speed.rounds import Series, timed
from bench.speed.scale import Bench


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of a part, the machine they come from, the scale, and how long it took in seconds.

    ``busy`` is the load of the machine before the part began, None where it cannot be told.
    """

    series: tuple[Series, ...]
    machine: Mapping[str, str]
    scale: str
    seconds: float
    busy: float | None


def measure(part: str, bench: Bench) -> Measured:
    """Measure a part and keep it. Raises BenchError if something that is compared cannot run."""
    found: list[Series] = []
    busy = load()
    seconds = timed(lambda: found.extend(PARTS[part].measure(bench)))
    measured = Measured(tuple(found), machine(), bench.scale.name, seconds, busy)
    _file(bench, part).write_text(json.dumps(asdict(measured), ensure_ascii=False, indent=1), encoding="utf-8")
    return measured


def kept(part: str, bench: Bench) -> Measured | None:
    """The part as it was measured last at this scale, if it was."""
    file = _file(bench, part)
    if not file.exists():
        return None
    content = json.loads(file.read_text("utf-8"))
    series = tuple(Series(**{**one, "values": tuple(one["values"])}) for one in content.pop("series"))
    return Measured(series=series, **content)


def _file(bench: Bench, part: str) -> Path:
    folder = bench.folder / "results"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{part}-{bench.scale.name}.json"
