"""``python -m tests.bench batch``: a thousand reports on processes and on a cluster, memory, and a run that is killed.

Every measurement is a process of its own that runs one batch with a store, as ``fazhi district`` does, so that its peak
memory is its own. Reports are those of bench.speed.texts.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.speed.texts import USUAL, report
from bench.tables import write
from engine import load_pack
from engine.batch import Job, Report, Store, cluster, local, run

PAGE = Path(__file__).with_name("BATCH.md")
_ROOT = Path(__file__).resolve().parents[2]
#: Stands for two workers of dask in the place of a number of processes.
DASK = 0


@dataclass(frozen=True, slots=True)
class Ran:
    """One run: seconds without and with the start of a cluster, peak bytes of its process, and its outcomes."""

    seconds: float
    whole: float
    peak: int
    audited: int
    kept: int
    refused: int


def reports(number: int, characters: int) -> Iterator[Report]:
    for place in range(number):
        yield Report(f"{place:05}.txt", report(place, characters).encode())


def child(jobs: int, number: int, characters: int, store: Path) -> Ran:
    """Run a batch here; say each outcome on standard output, so that the parent knows when to kill."""
    begun = time.perf_counter()
    audited = kept = refused = 0
    with ExitStack() as stack:
        if jobs == DASK:
            from distributed import LocalCluster

            options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
            address = stack.enter_context(LocalCluster(**options)).scheduler_address
            workers = stack.enter_context(cluster(address))
        else:
            workers = stack.enter_context(local(jobs))
        start = time.perf_counter()
        for outcome in run(reports(number, characters), Job(load_pack()), workers, store=Store(store)):
            refused += outcome.refusal is not None
            kept += outcome.kept
            audited += not outcome.kept and outcome.refusal is None
            sys.stdout.write(".")
            sys.stdout.flush()
        end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Ran(end - start, time.perf_counter() - begun, peak, audited, kept, refused)


def started(jobs: int, number: int, characters: int, store: Path) -> subprocess.Popen[bytes]:
    arguments = ["--child", str(jobs), str(number), str(characters), str(store)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-m", "tests.bench", "batch", *arguments], cwd=_ROOT, stdout=subprocess.PIPE
    )


def result(process: subprocess.Popen[bytes]) -> Ran:
    """What a child measured: the last line it wrote. Raises RuntimeError when it failed."""
    written, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"测量进程以退出码 {process.returncode} 结束")
    seconds, whole, *counts = written.split(b"\n")[-1].split()
    return Ran(float(seconds), float(whole), *map(int, counts))


def measured(jobs: int, number: int, characters: int) -> Ran:
    with tempfile.TemporaryDirectory() as folder:
        return result(started(jobs, number, characters, Path(folder)))


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A run killed after ``given`` outcomes, when ``stored`` results were kept, and the run that took it up again."""

    given: int
    stored: int
    again: Ran


def taken_up(jobs: int, number: int, characters: int) -> TakenUp:
    """Kill a run with SIGKILL when a third is done, and repeat it."""
    with tempfile.TemporaryDirectory() as folder:
        with started(jobs, number, characters, Path(folder)) as first:
            given = len(first.stdout.read(number // 3)) if first.stdout else 0
            first.kill()
        stored = len(list(Path(folder).glob("??/*.fazhi")))
        return TakenUp(given, stored, result(started(jobs, number, characters, Path(folder))))


def page(number: int, characters: int, runs: dict[str, tuple[int, Ran]], killed: TakenUp, load: float) -> str:
    """The figures as a page to keep."""
    again = killed.again
    rows = [
        f"| {name} | {count:,} | {ran.seconds:.1f} | {count / ran.seconds:.1f} | {ran.whole - ran.seconds:.1f} "
        f"| {ran.peak / 2**20:.0f} | {ran.refused} |"
        for name, (count, ran) in runs.items()
    ]
    return "\n".join(
        [
            "# 成批检查：多进程、集群、内存、中断后接着做",
            "",
            "<!-- 由 python -m tests.bench batch --write 生成，不要手改 -->",
            "",
            f"合成报告，每份约 {characters:,} 字，互不相同；结果按内容存盘，主进程不渲染。",
            f"{os.cpu_count()} 个处理器，开始时一分钟平均负载 {load:.1f}；一次测得，不取平均。",
            "用时从交出第一份算起，含工作进程启动和读规则包；“另需”是集群自身的启停。",
            "",
            "| 方式 | 份数 | 用时（秒） | 每秒份数 | 另需（秒） | 主进程内存峰值（MB） | 未能检查 |",
            "|---|---:|---:|---:|---:|---:|---:|",
            *rows,
            "",
            f"中断：{number:,} 份的一次运行在给出 {killed.given:,} 份后被 kill -9，已存盘 {killed.stored:,} 份；",
            f"再运行一次，沿用 {again.kept:,} 份，检查 {again.audited:,} 份，未能检查 {again.refused} 份，",
            f"合计 {again.kept + again.audited + again.refused:,} 份；存过的没有再检查，没有缺的。",
            "",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench batch", description="成批检查的用时、内存和续做。")
    parser.add_argument("--reports", type=int, metavar="N", default=1000, help="检查多少份（默认 1000）")
    parser.add_argument(
        "--more", type=int, metavar="N", default=10_000, help="再用多少份看内存（默认 10000；0 为不看）"
    )
    parser.add_argument("--characters", type=int, metavar="N", default=USUAL, help=f"每份多少字（默认 {USUAL}）")
    parser.add_argument("--write", action="store_true", help=f"更新 {PAGE.name}")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.child:
        jobs, number, characters, store = chosen.child
        ran = child(int(jobs), int(number), int(characters), Path(store))
        counts = (ran.peak, ran.audited, ran.kept, ran.refused)
        sys.stdout.write("\n" + " ".join(map(str, (ran.seconds, ran.whole, *counts))))
        return 0
    number, characters, load = chosen.reports, chosen.characters, os.getloadavg()[0]
    runs: dict[str, tuple[int, Ran]] = {}
    ways = [("1 个进程", 1, number), ("2 个进程", 2, number), ("dask，2 个工作进程", DASK, number)]
    for name, jobs, count in [*ways, *([("2 个进程", 2, chosen.more)] if chosen.more else [])]:
        ran = measured(jobs, count, characters)
        runs[name if count == number else f"{name}，更多"] = (count, ran)
        sys.stderr.write(f"{name} {count:,}: {ran}\n")
    killed = taken_up(2, number, characters)
    content = page(number, characters, runs, killed, load)
    sys.stdout.write(content)
    if chosen.write:
        write(PAGE, content)
    again = killed.again
    return 0 if again.kept == killed.stored and again.kept + again.audited + again.refused == number else 1
