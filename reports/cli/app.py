"""The commands. Bodies are short: check the values, fetch what is needed, hand over.

Typer reads the annotations while the module is loaded, so they are not postponed here.
"""

import io
import os
from collections.abc import Sequence
from contextlib import nullcontext, redirect_stdout
from typing import Annotated

import typer

from engine.errors import FazhiError, RuleError
from engine.model import Severity
from reports import RENDERERS
from reports.cli import (
    CLEAR,
    COMMANDS,
    COMPLETING,
    FAULT,
    HUNG_UP,
    INTERRUPTED,
    config,
    gates,
    rules,
    values,
)
from reports.cli.chinese import Command, Group, UsageError, completion_installed, usage_message
from reports.cli.output import hang_up, say, screen_look, show
from reports.cli.values import (
    AllOption,
    BackendOption,
    ClusterOption,
    FileArgument,
    JobsOption,
    LevelOption,
    PackOption,
    TimeLimitOption,
    YearOption,
)

app = typer.Typer(
    cls=Group,
    help="对照法定要求检查法治政府建设年度报告。",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
)
app.add_typer(rules.commands, name="rules")

_SUFFIXES = "、".join(suffix for renderer in RENDERERS.values() for suffix in renderer.suffixes)
PathsArgument = Annotated[
    list[str],
    typer.Argument(metavar="路径…", help="报告文件、文件夹（含下级）、通配符，或 -（标准输入）"),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "-f",
        "--format",
        metavar="格式",
        help=f"输出到屏幕的格式：{'、'.join(RENDERERS)}；不写则为 table；Excel 和 Word 的格式只写入 -o",
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
    str | None, typer.Option("--target", metavar="分数", help="算出到这个分数最少要补哪几条（table、html）")
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="只输出汇总表，不输出各份报告的详情和进度")]
NoProgressOption = Annotated[bool, typer.Option("--no-progress", help="不显示进度")]

#: Faults of a rule pack shown by commands that only want to use it.
_PROBLEMS = 10
_AUDIT_EXAMPLES = """

例：
fazhi audit 年度报告.docx
fazhi audit 全区报告/ --quiet -o 汇总.txt -o 结果.json
fazhi audit 初稿.docx --level 街道 --fail-under 80 --fail-on must
"""
_DISTRICT_EXAMPLES = """

例：
fazhi district 全区报告/ -o 检查结果/
fazhi district 全区报告/ --roster 名册.xlsx --previous 上年结果/ -o 检查结果/
"""
_BASELINE_EXAMPLES = """

例：
fazhi baseline 全区报告/ -o 基线.json
fazhi audit 全区报告/ --baseline 基线.json
"""
_EXPLAIN_EXAMPLES = """

例：
fazhi explain leader.shufa
fazhi explain leader.shufa 年度报告.docx
fazhi explain quality.number-conflict 年度报告.docx
"""


@app.command(cls=Command, help=COMMANDS["audit"] + _AUDIT_EXAMPLES)
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
    fail_group: gates.FailGroupOption = None,
    baseline: gates.BaselineOption = None,
    waivers: gates.WaiversOption = None,
    today: gates.TodayOption = None,
    target: TargetOption = None,
    backend: BackendOption = None,
    jobs: JobsOption = None,
    time_limit: TimeLimitOption = None,
    cluster: ClusterOption = None,
    full: AllOption = False,
    quiet: QuietOption = False,
    no_progress: NoProgressOption = False,
    no_config: config.NoConfigOption = False,  # noqa: ARG001 - looked for before options are read
) -> int:
    """Audit reports."""
    from reports.cli.audit import Auditing, Request, Target

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


@app.command("district", cls=Command, help=COMMANDS["district"] + _DISTRICT_EXAMPLES)
def audit_district(
    *,
    folder: Annotated[str, typer.Argument(metavar="文件夹", help="全部报告所在的文件夹（含下级和压缩包）")],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="文件夹", help="写入这个文件夹；再次运行时只检查新的和改过的报告")
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
    no_config: config.NoConfigOption = False,  # noqa: ARG001 - looked for before options are read
) -> int:
    """Audit all reports of a district and write what an office needs for the round."""
    from engine.district.roster import load_roster
    from reports.cli.district import Request, Round
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


@app.command("baseline", cls=Command, help=COMMANDS["baseline"] + _BASELINE_EXAMPLES)
def write_baseline(
    *,
    paths: PathsArgument,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="文件", help="写入这个文件（.json）；已有的会被替换")
    ] = "基线.json",
    level: LevelOption = None,
    year: YearOption = None,
    pack: PackOption = None,
    backend: BackendOption = None,
    no_config: config.NoConfigOption = False,  # noqa: ARG001 - looked for before options are read
) -> int:
    """Audit reports and keep the results to compare later runs with."""
    book = values.rulebook(pack)
    engine = values.backend_of(backend)
    return gates.keep(paths, output, book, level=values.level_of(level), year=values.year_of(year), backend=engine)


@app.command("config", cls=Command, help=COMMANDS["config"])
def show_config() -> int:
    """Show what is configured."""
    return config.show_settings(typer.main.get_command(app))


@app.command("init", cls=Command, help=COMMANDS["init"])
def init() -> int:
    """Write a commented configuration file."""
    return config.write_starter()


@app.command(cls=Command, help=COMMANDS["outline"])
def outline(*, file: FileArgument, full: AllOption = False) -> int:
    """Show the structure of a report."""
    from engine.outline import outline as understand
    from reports.views.outline import render

    document = values.document(file)
    show(render(document, understand(document), screen_look(full=full)))
    return CLEAR


@app.command(cls=Command, help=COMMANDS["explain"] + _EXPLAIN_EXAMPLES)
def explain(
    *,
    rule: rules.RuleArgument,
    file: Annotated[str | None, typer.Argument(metavar="文件", help="报告文件，或 -（标准输入）")] = None,
    level: LevelOption = None,
    year: YearOption = None,
    pack: PackOption = None,
    backend: BackendOption = None,
    full: AllOption = False,
) -> int:
    """Explain a rule or a kind of defect, or what a report shows of it."""
    asked_level, asked_year, engine = values.level_of(level), values.year_of(year), values.backend_of(backend)
    book = values.rulebook(pack)
    entry = values.rule_of(book, rule)
    look = screen_look(full=full)
    if file is None:
        from reports.views.rule import render as render_rule

        show(render_rule(entry, book, look))
        return CLEAR
    from engine.explanation import explain as why
    from engine.explanation import explain_defect as why_found
    from engine.rulebook.rule import Rule
    from reports.views.explain import render, render_defect

    document = values.document(file)
    if isinstance(entry, Rule):
        explanation = why(document, book, entry.id, level=asked_level, year=asked_year, backend=engine)
        show(render(document, book, entry, explanation, look))
    else:
        told = why_found(document, book, entry.id, level=asked_level, year=asked_year, backend=engine)
        show(render_defect(document, book, entry, told, look))
    return CLEAR


@app.command(cls=Command, help=COMMANDS["compare"])
def compare(
    *,
    last: Annotated[str, typer.Argument(metavar="上一年", help="上一年的报告")],
    this: Annotated[str, typer.Argument(metavar="这一年", help="这一年的报告")],
    level: LevelOption = None,
    pack: PackOption = None,
    backend: BackendOption = None,
    output_format: SidesFormatOption = None,
    output: SidesOutputOption = None,
    full: AllOption = False,
) -> int:
    """Compare last year's report with this year's."""
    from reports.cli.alike import compare_years, outputs

    to = outputs(output_format, output or (), full=full)
    asked_level, engine = values.level_of(level), values.backend_of(backend)
    return compare_years(last, this, values.rulebook(pack), to, level=asked_level, backend=engine)


@app.command(cls=Command, help=COMMANDS["similar"])
def similar(
    *,
    paths: PathsArgument,
    threshold: Annotated[
        str | None,
        typer.Option(
            "--threshold",
            metavar="比例",
            help="相同的文字达到较短一份的这个比例才算相似，如 30%；不写则用测量得出的界限",
        ),
    ] = None,
    output_format: SidesFormatOption = None,
    output: SidesOutputOption = None,
    full: AllOption = False,
) -> int:
    """Find reports of a batch that share more than set phrases."""
    from reports.cli.alike import find_alike, outputs, share_of

    return find_alike(tuple(paths), share_of(threshold), outputs(output_format, output or (), full=full))


def fault_message(error: FazhiError, *, full: bool = False) -> list[str]:
    """Lines that tell what went wrong; of a rule pack with many faults only the first unless ``full``."""
    if not isinstance(error, RuleError):
        return f"错误：{error}".split("\n")
    lines = list(map(str, error.problems))
    shown = lines if full else lines[:_PROBLEMS]
    rest = [f"另有 {len(lines) - len(shown)} 处；用 fazhi rules check 全部列出。"] if len(shown) < len(lines) else []
    return [f"错误：规则包有 {len(lines)} 处问题", *shown, *rest]


def _configured(command: object, arguments: Sequence[str]) -> dict[str, object]:
    """Defaults from a configuration file, for the commands that judge reports or name a rule pack."""
    asked = arguments[0] if arguments else ""
    unasked = {"--no-config", "-h", "--help"} & set(arguments)
    if unasked or asked not in {"audit", "baseline", "compare", "district", "explain", "rules"}:
        return {}
    return config.defaults(command)


def run(arguments: Sequence[str]) -> int:
    """Run a command. Every way it can end becomes an exit code, with Chinese words on standard error."""
    command = typer.main.get_command(app)
    if COMPLETING in os.environ:
        command.main(args=list(arguments), prog_name="fazhi")
    printed = io.StringIO()
    installing = list(arguments[:1]) == ["--install-completion"]
    try:
        with (
            redirect_stdout(printed) if installing else nullcontext(),
            command.make_context("fazhi", list(arguments), default_map=_configured(command, arguments)) as context,
        ):
            return int(command.invoke(context) or CLEAR)
    except SystemExit as done:
        show(completion_installed(printed.getvalue()))
        return done.code if isinstance(done.code, int) else FAULT
    except typer.Exit as done:
        return done.exit_code
    except UsageError as error:
        say(*usage_message(error))
    except FazhiError as error:
        say(*fault_message(error, full=list(arguments[:2]) == ["rules", "check"]))
    except BrokenPipeError:
        hang_up()
        return HUNG_UP
    except (KeyboardInterrupt, typer.Abort):
        say("已中断，未完成的文件没有写入。")
        return INTERRUPTED
    return FAULT
