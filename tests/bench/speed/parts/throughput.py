"""Whole commands over many reports: start, reading, audit and the JSON of all, on one process and on two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from pathlib import Path

from tabulate import tabulate

from bench.speed import texts
from bench.speed.commands import Command, fazhi, run
from bench.speed.rounds import Series, in_turns, ratios, shown, spread
from bench.speed.scale import Bench

PROCESSES = (1, 2)


def command(reports: Path, processes: int, output: Path) -> Command:
    """What audits a folder of reports with so many processes and writes one JSON file."""
    return fazhi("audit", str(reports), "--no-progress", "--jobs", str(processes), "-o", str(output))


def measure(bench: Bench) -> list[Series]:
    """Every number of reports on one and on two processes in turns, smallest first."""
    folder = bench.folder / "throughput"
    series: list[Series] = []
    pace = 0.0
    for number, limits in bench.scale.batches:
        if pace * number > bench.scale.slowest:
            reason = f"按前一批推算要 {pace * number:,.0f} 秒，只在 --full 时运行"
            series += [Series(f"{number}/{processes}", missing=reason) for processes in PROCESSES]
            continue
        reports = folder / str(number)
        texts.write(reports, number, bench.scale.characters)
        runs: dict[str, Callable[[int], float]] = {
            f"{number}/{processes}": partial(_once, reports, processes, folder / f"{processes}.json")
            for processes in PROCESSES
        }
        taken = in_turns(runs, limits)
        pace = max(spread(values).middle for values in taken.values()) / number
        series += [Series(name, values, {"reports": number}) for name, values in taken.items()]
    return series


def _once(reports: Path, processes: int, output: Path, _round: int) -> float:
    return run(command(reports, processes, output))


def section(series: Sequence[Series]) -> str:
    """Seconds, reports in a second, and what the second process is worth."""
    by_name = {one.name: one for one in series}
    numbers = dict.fromkeys(int(one.name.partition("/")[0]) for one in series)
    rows = []
    for number, processes in product(numbers, PROCESSES):
        one, single = by_name[f"{number}/{processes}"], by_name[f"{number}/1"]
        if not one.values:
            rows.append([f"{number:,}", processes, one.missing, "", ""])
            continue
        gain = shown(ratios(single.values, one.values)) if processes > 1 else ""
        pace = spread(number / seconds for seconds in one.values)
        rows.append([f"{number:,}", processes, shown(one.values, digits=1), shown(pace, digits=1), gain])
    heads = ["报告", "进程", "秒", "份/秒", "快了几倍"]
    return f"""\
整条命令 `fazhi audit 文件夹 --jobs N -o 结果.json`，从启动到写完结果；报告每份约 {texts.USUAL:,} 字，各不相同。

{tabulate(rows, heads, tablefmt="github", disable_numparse=True)}
"""
