"""``fazhi baseline``: today's results, kept to compare later runs with."""

from __future__ import annotations

from typing import Annotated

import typer

from reports.cli import COMMANDS, gates, values
from reports.cli.chinese import Command, new_app
from reports.cli.options import BackendOption, LevelOption, NoConfigOption, PackOption, PathsArgument, YearOption

app = new_app()

_EXAMPLES = """

例：
fazhi baseline 全区报告/ -o 基线.json
fazhi audit 全区报告/ --baseline 基线.json
"""


@app.command(cls=Command, help=COMMANDS["baseline"] + _EXAMPLES)
def baseline(
    *,
    paths: PathsArgument,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="文件", help="写入这个文件（.json）；已有的会被替换")
    ] = "基线.json",
    level: LevelOption = None,
    year: YearOption = None,
    pack: PackOption = None,
    backend: BackendOption = None,
    no_config: NoConfigOption = False,  # noqa: ARG001 - looked for before options are read
) -> int:
    """Audit reports and keep the results to compare later runs with."""
    book = values.rulebook(pack)
    engine = values.backend_of(backend)
    return gates.keep(paths, output, book, level=values.level_of(level), year=values.year_of(year), backend=engine)
