"""``fazhi district``: its options, checked and handed to ``round``."""

from __future__ import annotations

from typing import Annotated

import typer

from reports.cli import COMMANDS, values
from reports.cli.chinese import Command, new_app
from reports.cli.options import (
    AllOption,
    BackendOption,
    ClusterOption,
    JobsOption,
    NoConfigOption,
    NoProgressOption,
    PackOption,
    TimeLimitOption,
    YearOption,
)
from reports.cli.output import screen_look

app = new_app()

_EXAMPLES = """

例：
fazhi district 全区报告/ -o 检查结果/
fazhi district 全区报告/ --roster 名册.xlsx --previous 上年结果/ -o 检查结果/
"""


@app.command(cls=Command, help=COMMANDS["district"] + _EXAMPLES)
def district(
    *,
    folder: Annotated[str, typer.Argument(metavar="文件夹", help="全部报告所在的文件夹（含下级和压缩包）")],
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="文件夹",
            help="写入这个文件夹，不写则为当前文件夹下的“检查结果”；再次运行时只检查新的和改过的报告，原有的结果换成新的",
        ),
    ] = "检查结果",
    roster: Annotated[
        str | None,
        typer.Option(
            "--roster",
            metavar="名册",
            help="应报单位的名册（.xlsx 或 .yaml）：单位、层级、联系人、报送期限、报送日期、文件、别名",
        ),
    ] = None,
    previous: Annotated[
        str | None, typer.Option("--previous", metavar="文件夹", help="上一次的输出文件夹，用来对比升降")
    ] = None,
    year: YearOption = None,
    pack: PackOption = None,
    backend: BackendOption = None,
    jobs: JobsOption = None,
    time_limit: TimeLimitOption = None,
    cluster: ClusterOption = None,
    full: AllOption = False,
    no_progress: NoProgressOption = False,
    no_config: NoConfigOption = False,  # noqa: ARG001 - looked for before options are read
) -> int:
    """Audit all reports of a district and write what an office needs for the round."""
    from engine.district.roster import load_roster
    from reports.cli.round import Request, Round
    from reports.district.lines import before

    engine, processes = values.backend_of(backend), values.jobs_of(jobs)
    request = Request(
        folder=folder,
        output=output,
        roster=load_roster(roster) if roster else None,
        roster_file=roster,
        previous=tuple(before(previous)) if previous else (),
        year=values.year_of(year),
        backend=engine,
        limit=values.time_limit_of(time_limit),
        progress=not no_progress,
    )
    book = values.rulebook(pack)
    this = Round(request, book, engine or values.default_backend(), screen_look(full=full))
    with values.workers_of(processes, cluster) as workers:
        return this.run(workers)
