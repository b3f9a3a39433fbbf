"""``fazhi compare``: last year's report beside this year's."""

from __future__ import annotations

from typing import Annotated

import typer

from reports.cli import COMMANDS, values
from reports.cli.chinese import Command, new_app
from reports.cli.options import AllOption, BackendOption, LevelOption, PackOption, SidesFormatOption, SidesOutputOption

app = new_app()


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
