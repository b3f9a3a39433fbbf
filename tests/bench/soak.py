"""``python -m tests.bench soak``: thousands of audits in one process, and what it and the process of the C core hold.

Texts come from ``variants``; every fifth report is a file of another format. Only memory that the system counts as
resident is measured, from outside both processes' heaps, so that leaks in C are seen as well.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from formats import RENDERINGS
from ofd_builder import report_ofd
from pdf_builder import set_pdf
from typesetter import typeset

from bench.labels import SEEDS
from bench.tables import write
from bench.variants import FOLDERS, variants
from engine import audit, load_pack
from engine.infer.host import HOST
from engine.read import read
from engine.rulebook.rule import Rulebook

PAGE = Path(__file__).with_name("SOAK.md")
#: Audits after which memory is taken as what a run needs; and how much more there may be in the end.
SETTLED, MOST_GROWTH = 100, 0.05
_STEPS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """Resident bytes after so many audits, of this process and of the process of the C core.

    ``strayed`` counts the audits so far in which the reference evaluator had to answer.
    """

    audits: int
    own: int
    core: int
    strayed: int


def resident(pid: int | str) -> int:
    """Bytes that a process holds in memory; 0 if there is none. Raises OSError where there is no /proc."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def files() -> tuple[bytes, ...]:
    """One seed in every format that can be made here."""
    lines = [line.strip() for line in (SEEDS / "street-2024.txt").read_text("utf-8").split("\n") if line.strip()]
    sheets = typeset(lines)
    return (*(render(lines) for render in RENDERINGS.values()), set_pdf(sheets), report_ofd(sheets))


def soak(audits: int, book: Rulebook, folders: Sequence[Path] = FOLDERS) -> Iterator[Reading]:
    """Audit so many reports, and take readings on the way."""
    texts, others = cycle(variants(book, folders)), cycle(files())
    marks = {SETTLED, *(SETTLED + (audits - SETTLED) * step // _STEPS for step in range(1, _STEPS + 1))}
    strayed = 0
    for number in range(1, audits + 1):
        content = next(others) if number % 5 == 0 else next(texts).make().encode()
        strayed += bool(audit(read("报告", content), book).errors)
        if number in marks:
            gc.collect()
            yield Reading(number, resident("self"), resident(HOST.pid) if HOST.pid else 0, strayed)


def growth(first: int, last: int) -> float:
    return (last - first) / first if first else 0.0


def page(readings: Sequence[Reading], command: str) -> str:
    """The result as a page to keep."""
    settled, last = readings[0], readings[-1]
    rows = [f"| {r.audits:,} | {r.own / 2**20:.1f} | {r.core / 2**20:.1f} |" for r in readings]
    return "\n".join(
        [
            "# 长跑：一个进程连续检查，内存不涨",
            "",
            f"<!-- 由 {command} --write 生成，不要手改 -->",
            "",
            f"一个进程里连续检查 {last.audits:,} 份报告：样本及其改写，每五份有一份是 Word、网页、PDF、OFD 等文件。",
            f"从第 {SETTLED} 份到最后，本进程的常驻内存变化 {growth(settled.own, last.own):+.1%}，",
            f"推理进程 {growth(settled.core, last.core):+.1%}；各以 {MOST_GROWTH:.0%} 为限。",
            f"推理进程出错而由 reference 判定的：{last.strayed:,} 份。",
            "",
            "| 已检查 | 本进程（MB） | 推理进程（MB） |",
            "|---:|---:|---:|",
            *rows,
            "",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench soak", description="连续检查许多报告，看内存涨不涨。")
    parser.add_argument("--audits", type=int, metavar="N", default=10_000, help="检查多少份（默认 10000）")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="另有报告（.txt）的文件夹；可写多次")
    parser.add_argument("--write", action="store_true", help=f"更新 {PAGE.name}")
    chosen = parser.parse_args(arguments)
    if chosen.audits <= SETTLED:
        parser.error(f"--audits 要大于 {SETTLED}")
    readings: list[Reading] = []
    for now in soak(chosen.audits, load_pack(), (*FOLDERS, *chosen.folder)):
        readings.append(now)
        sys.stderr.write(f"{now.audits:>8,}  {now.own / 2**20:8.1f} MB  {now.core / 2**20:8.1f} MB\n")
    content = page(readings, "python -m tests.bench soak")
    sys.stdout.write(content)
    if chosen.write:
        write(PAGE, content)
    first, last = readings[0], readings[-1]
    flat = max(growth(first.own, last.own), growth(first.core, last.core)) <= MOST_GROWTH
    return 0 if flat and not last.strayed else 1
