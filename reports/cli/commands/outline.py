"""``fazhi outline``: the structure of a report."""

from __future__ import annotations

from reports.cli import CLEAR, COMMANDS, values
from reports.cli.chinese import Command, new_app
from reports.cli.options import AllOption, FileArgument
from reports.cli.output import screen_look, show

app = new_app()


@app.command(cls=Command, help=COMMANDS["outline"])
def outline(*, file: FileArgument, full: AllOption = False) -> int:
    """Show the structure of a report."""
    from engine.outline import outline as understand
    from reports.views.outline import render

    document = values.document(file)
    show(render(document, understand(document), screen_look(full=full)))
    return CLEAR
