"""Most memory that a command has at one time, its children included, and how it grows with the reports."""

from __future__ import annotations

from collections.abc import Sequence

from tabulate import tabulate

from bench.labels import SEEDS
from bench.speed import texts
from bench.speed.commands import WEIGHABLE, Command, fazhi, peak_memory, python
from bench.speed.parts import throughput
from bench.speed.rounds import Series, shown, spread
from bench.speed.scale import Bench

_MIB, _KIB = 2**20, 2**10


def measure(bench: Bench) -> list[Series]:
    """A bare interpreter, one report, and two batches of reports on one and on two processes."""
    if not WEIGHABLE:
        return [Series("memory", missing="没有安装 psutil，量不了内存")]
    folder = bench.folder / "memory"
    commands = {
        'python -c "import typer, yaml"': python("import typer, yaml"),
        "fazhi --version": fazhi("--version"),
        "fazhi audit one.txt": fazhi("audit", str(SEEDS / "county-2024.txt")),
    }
    series = [Series(name, _peaks(command, bench.scale.weighed)) for name, command in commands.items()]
    for number in bench.scale.memory:
        reports = folder / str(number)
        texts.write(reports, number, bench.scale.characters)
        for processes in throughput.PROCESSES:
            audits = throughput.command(reports, processes, folder / f"{processes}.json")
            series.append(Series(f"{processes} 个进程", _peaks(audits, 1), {"reports": number}))
    return series


def _peaks(command: Command, rounds: int) -> tuple[float, ...]:
    return tuple(float(peak_memory(command)) for _ in range(rounds))


def section(series: Sequence[Series]) -> str:
    """Megabytes of each command, and kilobytes for each further report."""
    if series[0].missing:
        return f"{series[0].missing}。\n"
    rows = []
    for one in series:
        if "reports" not in one.counts:
            rows.append([f"`{one.name}`", shown(one.values, _MIB, 1), ""])
            continue
        fewer = [less for less in series if less.name == one.name and less.counts["reports"] < one.counts["reports"]]
        each = ""
        if fewer:
            grown = spread(one.values).middle - spread(fewer[-1].values).middle
            each = f"{grown / (one.counts['reports'] - fewer[-1].counts['reports']) / _KIB:,.1f}"
        rows.append([f"{one.counts['reports']:,} 份，{one.name}", shown(one.values, _MIB, 1), each])
    return f"""\
命令连同它的子进程同一时刻占的内存（RSS 之和，每隔百分之几秒看一次；各进程共用的页重复计），取最多的那一刻。
成批的各量一次。

{tabulate(rows, ["命令", "MiB", "每多一份报告多占 KiB"], tablefmt="github", disable_numparse=True)}
"""
