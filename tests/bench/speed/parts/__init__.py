"""What is measured, part by part; each can be run by itself and gives one section of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.speed.parts import cold, growth, memory, peers, stages, throughput
from bench.speed.rounds import Series
from bench.speed.scale import Bench


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page: its Chinese title, what measures it, and what writes it from the measurements."""

    title: str
    measure: Callable[[Bench], list[Series]]
    section: Callable[[Sequence[Series]], str]


PARTS = {
    "cold": Part("冷启动", cold.measure, cold.section),
    "stages": Part("各阶段", stages.measure, stages.section),
    "throughput": Part("成批检查", throughput.measure, throughput.section),
    "growth": Part("随规模增长", growth.measure, growth.section),
    "memory": Part("内存", memory.measure, memory.section),
    "peers": Part("与其他工具并排", peers.measure, peers.section),
}
