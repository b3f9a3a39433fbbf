"""``fazhi audit`` with nothing but reports: no option, no configuration file. Most runs are such.

They need no parser, and typer is neither loaded nor told of the commands. What they do is what the command does
without options.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import engine.rulebook  # noqa: F401 - early, for the reason given at _STAGES
from engine.infer import warm_up
from reports.cli.auditing import Auditing, Request
from reports.cli.ending import ended
from reports.cli.values import default_backend, rulebook, screen_format
from reports.layout import load_measures, load_tables
from reports.settings import find

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Loaded from the bottom up, and near the bottom of the stack. CPython keeps its frames in pieces of 16 KB, and maps
#: memory anew at each call that crosses from one into the next: at the end of a long chain of imports, regular
#: expressions took twice the time to compile.
_STAGES = ("engine.outline", "engine.observe", "engine.pipeline")

#: What the screen needs. The engine gives an answer for each phase of the rules, and takes a few milliseconds for the
#: first two: as long as it takes to load the next of these. (tabulate wants inspect, the longer half of it.)
_MEANWHILE = (
    partial(import_module, "inspect"),
    load_tables,
    load_measures,
    partial(import_module, "reports.table"),
)


def configured() -> bool:
    """Whether a configuration file holds for this folder."""
    return find(Path.cwd()) is not None


def run(paths: Sequence[str]) -> int:
    """Audit the reports at these paths, and give the exit code."""

    def audit() -> int:
        warm_up(None, _MEANWHILE)
        for stage in _STAGES:
            import_module(stage)
        request = Request(paths=tuple(paths), screen=screen_format(None, ()), targets=())
        return Auditing(request, rulebook(None), default_backend()).run()

    return ended(audit)
