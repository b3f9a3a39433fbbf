"""Every defect in the wordings it must be found in, and in the look-alikes that it must pass over."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest
import yaml
from bench.labels import SEEDS
from msgspec.structs import replace
from planted import HERE, Case, cases, host

from engine.examination import Examination, examine
from engine.model import Level
from engine.read import read
from engine.rulebook import Rulebook, load_pack

if TYPE_CHECKING:
    from pathlib import Path

#: Wordings and look-alikes that every defect must have at least.
FEWEST = 5
#: Reports without planted defects, and the defects that a reader finds in them all the same.
REPORTS = yaml.safe_load((HERE / "reports.yaml").read_text("utf-8"))
#: False alarms that one such report may raise at most.
MOST_FALSE = 1


@cache
def defects_alone() -> Rulebook:
    """The pack with its defects and without its rules."""
    return replace(load_pack(), rules=())


def examined(folder: Path, text: str) -> Examination:
    path = folder / "报告.txt"
    path.write_text(text, "utf-8")
    return examine(read(str(path)), defects_alone(), backend="reference")


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.id)
def test_a_planted_defect_is_found_and_a_look_alike_is_not(case: Case, tmp_path: Path) -> None:
    result = examined(tmp_path, case.text)
    assert (result.level, case.year in result.outline.years.value) == (case.level, True)
    assert (case.defect in result.judgement.found) is case.found, [flaw.note for flaw in result.observations.flaws]


def test_every_defect_is_planted_often_enough() -> None:
    planted = Counter((case.defect, case.found) for case in cases())
    wanted = {(defect.id, found) for defect in load_pack().defects for found in (True, False)}
    assert planted.keys() == wanted
    assert {key: number for key, number in planted.items() if number < FEWEST} == {}


def test_no_text_is_planted_twice() -> None:
    planted = Counter((case.text, case.defect) for case in cases())
    assert [text for text, number in planted.items() if number > 1] == []


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.PROVINCE])
def test_the_host_has_no_defect_of_its_own(level: Level, tmp_path: Path) -> None:
    result = examined(tmp_path, host(level))
    assert (result.level, result.judgement.found) == (level, ())


def test_every_report_of_the_project_is_looked_at_for_false_alarms() -> None:
    bench = SEEDS.parent / "tests" / "bench"
    folders = (SEEDS, bench / "crosscheck", bench / "trials")
    assert {
        str(path.relative_to(SEEDS.parent)) for folder in folders for path in folder.glob("*.txt")
    } == REPORTS.keys()


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_raises_one_false_alarm_at_most(name: str) -> None:
    found = examine(read(str(SEEDS.parent / name)), defects_alone(), backend="reference").judgement.found
    false = set(found) - {f"quality.{defect}" for defect in REPORTS[name]}
    assert len(false) <= MOST_FALSE, false
    assert {f"quality.{defect}" for defect in REPORTS[name]} <= set(found)
