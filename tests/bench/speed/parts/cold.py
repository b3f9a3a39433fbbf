"""What it takes from pressing return to the answer: programs started anew each time, beside a bare interpreter."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from formats import typed_docx
from tabulate import tabulate

from bench.labels import SEEDS
from bench.speed.commands import Command, fazhi, python, run
from bench.speed.rounds import Series, in_turns, ratios, shown
from bench.speed.scale import Bench
from bench.speed.tools import tools

BARE = 'python -c "import typer, yaml"'
HELP, VERSION, AUDIT = "fazhi --help", "fazhi --version", "fazhi audit one.txt"
_FIRST = "fazhi audit one.txt（第一次，没有编译好的规则包）"
#: The report that is audited, once as text and once as a Word file.
_REPORT = SEEDS / "county-2024.txt"


def measure(bench: Bench) -> list[Series]:
    """Every command in every round."""
    folder = bench.folder / "cold"
    folder.mkdir(parents=True, exist_ok=True)
    text, word = folder / "one.txt", folder / "one.docx"
    text.write_bytes(_REPORT.read_bytes())
    word.write_bytes(typed_docx([line.strip() for line in _REPORT.read_text("utf-8").splitlines() if line.strip()]))
    kept = bench.folder / "cache"
    audit = fazhi("audit", str(text))
    commands: dict[str, Command] = {
        BARE: python("import typer, yaml"),
        "python -c pass": python("pass"),
        VERSION: fazhi("--version"),
        HELP: fazhi("--help"),
        AUDIT: audit.cached(kept),
        "fazhi audit one.docx": fazhi("audit", str(word)).cached(kept),
        "fazhi audit one.txt --backend reference": fazhi("audit", str(text), "--backend", "reference").cached(kept),
    }
    others = [tool for tool in tools(bench.folder) if not tool.ours]
    runs: dict[str, Callable[[int], float]] = {name: partial(_run, command) for name, command in commands.items()}
    runs[_FIRST] = partial(_first, bench.folder / "empty-cache", audit)
    runs |= {tool.name: partial(_run, tool.on(text)) for tool in others if not tool.missing}
    for once in runs.values():
        once(0)
    taken = in_turns(runs, bench.scale.starts)
    return [
        *(Series(name, values) for name, values in taken.items()),
        *(Series(tool.name, missing=tool.missing) for tool in others if tool.missing),
    ]


def _run(command: Command, _round: int) -> float:
    return run(command)


def _first(cache: Path, audit: Command, _round: int) -> float:
    """As on a machine that never ran it: without the compiled pack that later runs find."""
    shutil.rmtree(cache, ignore_errors=True)
    return run(audit.cached(cache))


def section(series: Sequence[Series]) -> str:
    """Times, and how many times those of the bare interpreter."""
    bare = next(one for one in series if one.name == BARE)
    rows = [
        [
            f"`{one.name}`" if one.name.startswith(("fazhi", "python")) else one.name,
            shown(one.values, 0.001, 0) if one.values else one.missing,
            shown(ratios(one.values, bare.values)) if one.values else "",
        ]
        for one in series
    ]
    table = tabulate(rows, ["命令", "毫秒", "相对裸解释器（倍）"], tablefmt="github", disable_numparse=True)
    return f"""\
每条命令都新开进程，轮流运行 {len(bare.values)} 轮，先各空跑一次。倍数逐轮与同一轮的裸解释器相比。
`one` 是自编样本 {_REPORT.stem}（{len(_REPORT.read_text("utf-8")):,} 字）；其他工具检查同一个文件。

{table}
"""
