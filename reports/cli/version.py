"""The answer to ``fazhi --version``, which needs no option and so no typer."""

from __future__ import annotations

import sys

from engine import __version__
from engine.errors import FazhiError
from reports.cli import CLEAR, FAULT


def version() -> int:
    """Print the versions of everything that decides a verdict."""
    from engine.infer import available
    from engine.rulebook import load_pack

    try:
        book = load_pack()
        sys.stdout.write(f"fazhi {__version__}\n规则包 {book.id} {book.version}\n推理引擎 {available()[0]}\n")
    except FazhiError as error:
        from reports.cli.ending import fault_message
        from reports.cli.output import say

        say(f"fazhi {__version__}", *fault_message(error))
        return FAULT
    return CLEAR
