"""Both engines on the same facts, at a size for every day, and many audits in one process without anything kept."""

from __future__ import annotations

import gc
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bench import differential, soak
from bench.labels import SEEDS
from bench.variants import FOLDERS, variants

from engine import audit, load_pack
from engine.infer import Fact, Inferrer, available
from engine.read import read

if TYPE_CHECKING:
    from bench.variants import Variant

    from engine.rulebook.rule import Rulebook

needs_rete = pytest.mark.skipif("rete" not in available(), reason="durable-rules is not installed here")


@cache
def book() -> Rulebook:
    return load_pack()


@cache
def texts() -> tuple[Variant, ...]:
    return variants(book())


def test_there_are_thousands_of_texts_and_all_differ_in_name() -> None:
    assert len({variant.name for variant in texts()}) == len(texts()) > 4000


@needs_rete
def test_engines_agree_on_every_seed_and_on_changed_ones() -> None:
    plain = [variant for variant in texts() if " " not in variant.name]
    assert len(plain) == sum(len(list(folder.glob("*.txt"))) for folder in FOLDERS)
    tally = differential.over_texts([*plain, *texts()[:20]], book())
    assert tally.different == ()
    assert tally.runs == len(plain) + 20
    assert tally.firings > 300 * tally.runs


@needs_rete
def test_engines_agree_on_rule_sets_made_at_random() -> None:
    tally = differential.over_programs(range(150))
    assert tally.different == ()
    assert tally.runs == 450
    assert tally.firings > 10_000


@needs_rete
def test_a_difference_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Inferrer.run

    def lying(self: Inferrer, facts: list[Fact]) -> object:
        return honest(self, facts[:-1] if self.backend == "rete" else facts)

    monkeypatch.setattr(Inferrer, "run", lying)
    assert differential.over_programs(range(10)).different


def test_audits_leave_nothing_behind() -> None:
    """Objects alive and blocks of memory taken after sixty audits, and after three hundred: the same, nearly."""
    reports = [
        text.encode() for text in (SHORT, SHORT.replace("2024", "2023"), SHORT.replace("街道办事处", "镇人民政府"))
    ]

    def alive(audits: int) -> tuple[int, int]:
        for number in range(audits):
            audit(read("报告", reports[number % len(reports)]), book())
        gc.collect()
        return len(gc.get_objects()), sys.getallocatedblocks()

    alive(60)
    objects, blocks = alive(60)
    more_objects, more_blocks = alive(180)
    assert more_objects - objects <= 20
    assert more_blocks - blocks <= 200


SHORT = """\
柳溪街道办事处2024年度法治政府建设情况报告
柳溪县人民政府：
一、主要举措和成效
聘请律师事务所担任常年法律顾问，全年出具法律意见书31份。召开党工委会议学习习近平法治思想2次。
全年办理行政复议案件2件，行政诉讼案件1件，负责人出庭应诉率100%。
二、存在的不足和原因
执法力量不足，培训不够。
三、下一步安排
下一步，将建立重大行政决策目录，加强执法培训。
柳溪街道办事处
2025年1月20日
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory use from /proc")
def test_the_soak_takes_readings_and_tells_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "SETTLED", 5)
    readings = list(soak.soak(10, book(), (SEEDS,)))
    assert [reading.audits for reading in readings] == [5, 6, 7, 8, 9, 10]
    assert all(reading.own > 10_000_000 and reading.strayed == 0 for reading in readings)
    assert "连续检查 10 份报告" in soak.page(readings, "x")
    assert soak.growth(200, 230) == pytest.approx(0.15)
