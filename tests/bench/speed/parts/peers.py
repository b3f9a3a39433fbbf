"""The same reports given to every tool, in rounds of a few, on one process and on two."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tabulate import tabulate

from bench.speed import texts
from bench.speed.commands import Crew
from bench.speed.rounds import Limits, Series, in_turns, ratios, shown, spread
from bench.speed.scale import Bench
from bench.speed.tools import Tool, tools
from engine.infer import available

PROCESSES = (1, 2)
#: What issue 8 compares: the program with the engine it prefers, and the tool it is to keep up with.
OURS, RIVAL = f"fazhi（{available()[0]}）", "AutoCorrect lint"
_MIB = 2**20


def measure(bench: Bench) -> list[Series]:
    """Every tool on one process in turns with all others, then on two."""
    reports = texts.write(bench.folder / "peers", bench.scale.peers, bench.scale.characters)
    ready = tools(bench.folder)
    return [one for processes in PROCESSES for one in _with(processes, ready, reports, bench)]


def _with(processes: int, ready: Sequence[Tool], reports: Sequence[Path], bench: Bench) -> list[Series]:
    at_once, each = bench.scale.at_once, bench.scale.each
    crews = {tool.name: Crew(tool.program, processes) for tool in ready if not tool.missing}

    def check(crew: Crew, number: int) -> float:
        taken = crew.check(reports[number * at_once : (number + 1) * at_once])
        crew.weigh()
        return taken / at_once

    try:
        for crew in crews.values():
            crew.check(reports[:processes])
            crew.found = crew.checked = 0
        limits = Limits(each.least, len(reports) // at_once, each.seconds / at_once)
        taken = in_turns({name: partial(check, crew) for name, crew in crews.items()}, limits)
    finally:
        for crew in crews.values():
            crew.close()
    return [_series(tool, processes, taken.get(tool.name, ()), crews.get(tool.name), len(reports)) for tool in ready]


def _series(tool: Tool, processes: int, values: tuple[float, ...], crew: Crew | None, reports: int) -> Series:
    counts = {"reports": reports, "ours": int(tool.ours)}
    if crew:
        counts |= {"checked": crew.checked, "found": crew.found, "bytes": crew.largest}
    return Series(f"{tool.name}/{processes}", values, counts, note=tool.does, missing=tool.missing)


def section(series: Sequence[Series]) -> str:
    """One table of speed, and what each tool does and does not do."""
    by_name = {one.name: one for one in series}
    names = dict.fromkeys(one.name.rpartition("/")[0] for one in series)
    rows = []
    for name in names:
        single, double = (by_name[f"{name}/{processes}"] for processes in PROCESSES)
        if single.missing:
            rows.append([name, single.missing, *[""] * 6])
            continue
        rows.append(
            [
                name,
                shown(single.values, 0.001),
                shown(double.values, 0.001),
                _whole(single),
                _whole(double),
                "" if single.counts["ours"] else shown(ratios(by_name[f"{OURS}/2"].values, double.values)),
                f"{single.counts['found'] / single.counts['checked']:,.0f}",
                f"{single.counts['bytes'] / _MIB:,.0f}" if single.counts["bytes"] else "—",
            ]
        )
    reports = series[0].counts["reports"]
    heads = ["工具", "1 进程：毫秒/份", "2 进程：毫秒/份"]
    heads += [f"{reports:,} 份：1 进程，秒", f"{reports:,} 份：2 进程，秒"]
    heads += [f"{OURS} 的时间是它的几倍（2 进程）", "每份找到几处", "内存 MiB（1 进程）"]
    pace = {name: spread(by_name[f"{name}/2"].values).middle for name in names if by_name[f"{name}/2"].values}
    others = [name for name in pace if not by_name[f"{name}/2"].counts["ours"]]
    faster = "、".join(name for name in others if pace[name] < pace[OURS])
    slower = "、".join(name for name in others if pace[name] >= pace[OURS])
    does = "\n".join(f"- **{name}**：{by_name[f'{name}/1'].note}" for name in names)
    return f"""\
同样的 {reports:,} 份报告，每轮每个工具查同样的几份，轮流运行，各自读文件；工具都已启动、词表都已载入。
两个进程时各分一半。慢的工具用完分给它的时间就不再查，“*”是按已查的份数推算的。

{tabulate(rows, heads, tablefmt="github", disable_numparse=True)}

两个进程时比 fazhi 快的：{faster or "没有"}；比它慢的：{slower or "没有"}。它们各做什么：

{does}

除 fazhi 外都不判断：不知道哪一条该有而没有，不分做了的、打算做的和没做到的，不认得报告的结构，也不打分。
"""


def _whole(one: Series) -> str:
    """Seconds for all reports; marked where not all of them were checked."""
    seconds = sum(one.values) / len(one.values) * one.counts["reports"]
    return f"{seconds:,.1f}" + ("" if one.counts["checked"] >= one.counts["reports"] else "*")
