"""The command line as a whole: which command is meant, with which defaults, and what becomes of every way it ends."""

from __future__ import annotations

import io
import os
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import typer

from reports.cli import CLEAR, COMPLETING, FAULT, config
from reports.cli.chinese import Group, UsageError, completion_installed, usage_message
from reports.cli.commands import Commands
from reports.cli.ending import ended
from reports.cli.output import say, show

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    cls=Group,
    help="对照法定要求检查法治政府建设年度报告。",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    add_completion=True,
)

#: Commands that take their defaults from a configuration file: those that judge reports or name a rule pack.
_CONFIGURED = {"audit", "baseline", "compare", "district", "explain", "rules"}


@app.callback()
def fazhi() -> None:
    """Stand above the commands; typer makes a group of what has a callback."""


def _configured(commands: Commands, arguments: Sequence[str]) -> dict[str, object]:
    """Defaults of the command that is asked for, from a configuration file."""
    asked = arguments[0] if arguments else ""
    if asked not in _CONFIGURED or {"--no-config", "-h", "--help"} & set(arguments):
        return {}
    return {asked: config.defaults(asked, commands)}


def _dashed(arguments: Sequence[str]) -> list[str]:
    """What to tell somebody who named a file that was taken for an option."""
    taken = [argument for argument in arguments if argument.startswith("-") and Path(argument).is_file()]
    return [f"“{taken[0]}”以 - 开头，被当成了选项；要检查这个文件，请写作 ./{taken[0]}"] if taken else []


def run(arguments: Sequence[str]) -> int:
    """Run a command. Every way it can end becomes an exit code, with Chinese words on standard error."""
    command, commands = cast("Any", typer.main.get_command(app)), Commands()
    command.commands = commands
    if COMPLETING in os.environ:
        command.main(args=list(arguments), prog_name="fazhi")
    printed = io.StringIO()
    installing = list(arguments[:1]) == ["--install-completion"]

    def invoke() -> int:
        with (
            redirect_stdout(printed) if installing else nullcontext(),
            command.make_context("fazhi", list(arguments), default_map=_configured(commands, arguments)) as context,
        ):
            return int(command.invoke(context) or CLEAR)

    try:
        return ended(invoke, full=list(arguments[:2]) == ["rules", "check"])
    except SystemExit as done:
        show(completion_installed(printed.getvalue()))
        return done.code if isinstance(done.code, int) else FAULT
    except typer.Exit as done:
        return done.exit_code
    except UsageError as error:
        say(*usage_message(error), *_dashed(arguments))
    except typer.Abort as interrupted:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt from interrupted
    return FAULT
