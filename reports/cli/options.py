"""Options and arguments that several commands share. Their values are checked in ``values`` and ``gates``."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.attempt import TIME_LIMIT
from engine.model import Level
from reports.cli.values import LEVEL_NAMES
from reports.wording import LEVELS

PathsArgument = Annotated[
    list[str],
    typer.Argument(metavar="路径…", help="报告文件、文件夹（含下级）、通配符，或 -（标准输入）"),
]
PackOption = Annotated[
    str | None, typer.Option("--pack", metavar="规则包", help="规则包的名称或文件夹；不写则用自带的规则包")
]
LevelOption = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="层级",
        help=f"报告机关的层级：{LEVEL_NAMES}；不写则从报告判断",
        autocompletion=lambda: [*LEVELS.values(), *Level],
    ),
]
YearOption = Annotated[str | None, typer.Option("--year", metavar="年度", help="报告年度，如 2025；不写则从报告判断")]
BackendOption = Annotated[
    str | None,
    typer.Option("--backend", metavar="引擎", help="推理引擎：rete 或 reference；不写则用可用的第一个"),
]
JobsOption = Annotated[
    str | None,
    typer.Option("--jobs", metavar="个数", help="同时检查几份；不写则报告多于 8 份时用上全部处理器"),
]
ClusterOption = Annotated[
    str | None,
    typer.Option("--cluster", metavar="地址", help="交给 dask 集群检查，写调度进程的 主机:端口；这时不看 --jobs"),
]
TimeLimitOption = Annotated[
    str | None,
    typer.Option("--time-limit", metavar="秒", help=f"同时检查几份时，一份最多用多少秒；不写则为 {TIME_LIMIT}"),
]
AllOption = Annotated[bool, typer.Option("--all", help="列出全部内容，不只是前几条")]
_FILE = typer.Argument(metavar="文件", help="报告文件，或 -（标准输入）")
FileArgument = Annotated[str, _FILE]
OptionalFileArgument = Annotated[str | None, _FILE]
RuleArgument = Annotated[str, typer.Argument(metavar="编号", help="规则或文本瑕疵的编号，见 fazhi rules list")]
SidesFormatOption = Annotated[
    str | None,
    typer.Option("-f", "--format", metavar="格式", help="输出到屏幕的格式：table、json、html；不写则为 table"),
]
SidesOutputOption = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="文件",
        help="写入文件，格式看后缀：.txt、.json、.html；可写多次；不另写 -f 时屏幕不再输出",
    ),
]
NoConfigOption = Annotated[bool, typer.Option("--no-config", help="不读配置文件")]
NoProgressOption = Annotated[bool, typer.Option("--no-progress", help="不显示进度")]
