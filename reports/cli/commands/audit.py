"""``fazhi audit``: its options, checked and handed to ``auditing``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from engine.model import Severity
from reports import RENDERERS
from reports.cli import COMMANDS, gates, values
from reports.cli.chinese import Command, new_app
from reports.cli.options import (
    AllOption,
    BackendOption,
    ClusterOption,
    JobsOption,
    LevelOption,
    NoConfigOption,
    NoProgressOption,
    PackOption,
    PathsArgument,
    TimeLimitOption,
    YearOption,
)

app = new_app()

_SUFFIXES = "、".join(suffix for renderer in RENDERERS.values() for suffix in renderer.suffixes)
FormatOption = Annotated[
    str | None,
    typer.Option(
        "-f",
        "--format",
        metavar="格式",
        help=f"输出到屏幕的格式：{'、'.join(RENDERERS)}；不写则为 table；Excel 和 Word 的格式用 -o 写入文件",
        autocompletion=lambda: list(RENDERERS),
    ),
]
OutputOption = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="文件",
        help=f"写入文件，格式看后缀：{_SUFFIXES}；可写多次；不另写 -f 时屏幕不再输出；"
        "-f letter、-f annotated 可写文件夹/，每份报告一个文件",
    ),
]
FailUnderOption = Annotated[
    str | None, typer.Option("--fail-under", metavar="分数", help="有报告低于这个分数时，退出码为 1")
]
FailOnOption = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="约束",
        help="must（必须）、should（应当及以上）或 may（全部）：有这类要求未提及或仅提及时，退出码为 1",
        autocompletion=lambda: list(Severity),
    ),
]
TargetOption = Annotated[
    str | None,
    typer.Option(
        "--target", metavar="分数", help="算出到这个分数最少要补哪几条、改掉哪几处瑕疵（table、html、markdown）"
    ),
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="只输出汇总表，不输出各份报告的详情和进度")]
FailGroupOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-group",
        metavar="组=百分数",
        help="有报告的某一组得分率低于这个百分数时，退出码为 1，如 enforcement=60 或 行政执法=60；可写多次",
    ),
]
BaselineOption = Annotated[
    str | None,
    typer.Option(
        "--baseline", metavar="文件", help="以前的结果（fazhi baseline 或 -f json 所写）：只要有一处变差，退出码为 1"
    ),
]
WaiversOption = Annotated[
    str | None,
    typer.Option("--waivers", metavar="文件", help="豁免清单（YAML）；豁免的条目不再把关，但仍列出，前后两个得分并列"),
]
TodayOption = Annotated[
    str | None, typer.Option("--today", metavar="日期", help="按这一天计算豁免是否到期，如 2026-12-31；不写则为今天")
]
_EXAMPLES = """

例：
fazhi audit 年度报告.docx
fazhi audit 全区报告/ --quiet -o 汇总.txt -o 结果.json
fazhi audit 初稿.docx --level 街道 --fail-under 80 --fail-on must
"""


@app.command(cls=Command, help=COMMANDS["audit"] + _EXAMPLES)
def audit(
    *,
    paths: PathsArgument,
    output_format: FormatOption = None,
    output: OutputOption = None,
    level: LevelOption = None,
    year: YearOption = None,
    pack: PackOption = None,
    fail_under: FailUnderOption = None,
    fail_on: FailOnOption = None,
    fail_group: FailGroupOption = None,
    baseline: BaselineOption = None,
    waivers: WaiversOption = None,
    today: TodayOption = None,
    target: TargetOption = None,
    backend: BackendOption = None,
    jobs: JobsOption = None,
    time_limit: TimeLimitOption = None,
    cluster: ClusterOption = None,
    full: AllOption = False,
    quiet: QuietOption = False,
    no_progress: NoProgressOption = False,
    no_config: NoConfigOption = False,  # noqa: ARG001 - looked for before options are read
) -> int:
    """Audit reports."""
    from reports.cli.auditing import Auditing, Request, Target

    asked = values.format_named(output_format) if output_format else None
    targets = tuple(Target(path, values.format_for(path, asked)) for path in output or ())
    if len({os.path.realpath(target.path) for target in targets}) < len(targets):
        raise values.MisuseError("几个 -o 写的是同一个文件；请分别命名")
    values.warm_up(backend)
    book = values.rulebook(pack)
    request = Request(
        paths=tuple(paths),
        screen=values.screen_format(asked, [target.format for target in targets]),
        targets=targets,
        level=values.level_of(level),
        year=values.year_of(year),
        backend=values.backend_of(backend),
        gate=gates.gate(book, fail_under, fail_on, fail_group or ()),
        waivers=gates.waivers_of(waivers, today, book),
        baseline=gates.baseline_of(baseline),
        target=values.score_of(target),
        jobs=values.jobs_of(jobs),
        cluster=cluster,
        limit=values.time_limit_of(time_limit),
        quiet=quiet,
        progress=not no_progress,
        full=full,
    )
    return Auditing(request, book, request.backend or values.default_backend()).run()
