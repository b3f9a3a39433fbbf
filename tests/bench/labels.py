"""Reports whose verdicts people have written down: the project's own seeds, and gold files kept elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import yaml

from engine.model import Verdict

#: Reports written for the project, each beside its ``<name>.expect.yaml``.
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
#: What gold files write for a verdict.
_CODES = {
    "A": Verdict.ABSENT,
    "M": Verdict.MENTIONED,
    "D": Verdict.DESCRIBED,
    "E": Verdict.EVIDENCED,
    "NA": Verdict.NOT_APPLICABLE,
    "U": Verdict.NOT_ASSESSABLE,
}


class LabelError(ValueError):
    """Labels cannot be used; the message is Chinese and names the file."""


@dataclass(frozen=True, slots=True)
class Label:
    """The verdict a reader gave, and the quotes that he gave for it."""

    verdict: Verdict
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A report with its labels by rule. A rule without a label is left out of every measurement."""

    name: str
    path: Path
    labels: Mapping[str, Label]


def seeds(folder: Path = SEEDS) -> tuple[Labelled, ...]:
    """Every report with a ``.expect.yaml`` beside it; rules listed as ``split`` are left out."""
    return tuple(_seed(path) for path in sorted(folder.glob("*.expect.yaml")))


def _seed(path: Path) -> Labelled:
    expected = yaml.safe_load(path.read_text("utf-8"))
    quotes, split = expected.get("evidence") or {}, set(expected.get("split") or ())
    labels = {
        rule: Label(_verdict(path, rule, value), (quotes[rule],) if rule in quotes else ())
        for rule, value in expected["verdicts"].items()
        if rule not in split
    }
    name = path.name.removesuffix(".expect.yaml")
    return Labelled(name, _report(path, path.with_name(f"{name}.txt")), labels)


def gold(folder: Path) -> tuple[Labelled, ...]:
    """Every gold file of a folder; its report lies beside it, or in the folder ``seeds`` beside that folder."""
    read = ((path, json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json")))
    found = tuple(_gold(path, content) for path, content in read if "labels" in content)
    if not found:
        raise LabelError(f"{folder} 里没有带 labels 的 JSON 文件")
    return found


def _gold(path: Path, content: Mapping[str, Any]) -> Labelled:
    labels = {
        rule: Label(_verdict(path, rule, label["label"]), tuple(label.get("evidence") or ()))
        for rule, label in content["labels"].items()
    }
    document = content.get("document", f"{path.stem}.txt")
    report = _report(path, path.with_name(document), path.parent.parent / "seeds" / document)
    return Labelled(PurePath(document).stem, report, labels)


def _verdict(path: Path, rule: str, written: str) -> Verdict:
    if written in _CODES:
        return _CODES[written]
    try:
        return Verdict(written)
    except ValueError:
        raise LabelError(f"{path.name}：{rule} 的结论“{written}”看不懂；可写 {'、'.join(Verdict)}") from None


def _report(labels: Path, *places: Path) -> Path:
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise LabelError(f"{labels.name}：找不到它说的报告 {'，也不在 '.join(map(str, places))}")
    return found
