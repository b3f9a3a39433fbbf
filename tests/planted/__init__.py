"""Planted defects: for each one, texts in which it must be found and look-alikes that must stay silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from engine.model import Level

HERE = Path(__file__).parent
_HOST = yaml.safe_load((HERE / "host.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    """A report with something planted in it; ``found``: whether the defect must be reported."""

    defect: str
    found: bool
    number: int
    text: str
    level: Level
    year: int

    @property
    def id(self) -> str:
        return f"{self.defect.removeprefix('quality.')}-{'found' if self.found else 'silent'}-{self.number}"


def cases() -> Iterator[Case]:
    """Every case of every file, in order of file name."""
    for path in sorted(HERE.glob("*.yaml")):
        if path.name in {"host.yaml", "reports.yaml"}:
            continue
        planted = yaml.safe_load(path.read_text(encoding="utf-8"))
        for kind in ("found", "silent"):
            for number, entry in enumerate(planted[kind], 1):
                yield _case(f"quality.{path.stem}", kind == "found", number, entry)


def host(level: Level = Level.STREET, year: int = 2025) -> str:
    """The report without anything planted."""
    return _report({}, level, year)


def _case(defect: str, found: bool, number: int, entry: str | dict[str, Any]) -> Case:
    parts = {"measures": f"{_HOST['parts']['measures']}\n{entry}"} if isinstance(entry, str) else dict(entry)
    level, year = Level(parts.pop("level", "street")), int(parts.pop("year", 2025))
    return Case(defect, found, number, _report(parts, level, year), level, year)


def _report(parts: dict[str, Any], level: Level, year: int) -> str:
    unknown = parts.keys() - _HOST["parts"].keys()
    if unknown:
        raise ValueError(f"no such part: {sorted(unknown)}")
    whole = "\n".join(text for text in (_HOST["parts"] | parts).values() if text)
    for name, value in {"name": _HOST["names"][level.value], "year": year, "next": year + 1}.items():
        whole = whole.replace(f"{{{name}}}", str(value))
    return whole
