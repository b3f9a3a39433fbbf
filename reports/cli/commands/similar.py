"""``fazhi similar``: reports of a batch that share more than set phrases."""

from __future__ import annotations

from typing import Annotated

import typer

from reports.cli import COMMANDS
from reports.cli.chinese import Command, new_app
from reports.cli.options import AllOption, PathsArgument, SidesFormatOption, SidesOutputOption

app = new_app()


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
