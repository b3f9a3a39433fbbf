"""How a program of this package is asked. Imports next to nothing, for a tool's cold start is measured too."""

from __future__ import annotations

import sys
from collections.abc import Callable


def serve(prepare: Callable[[str], Callable[[str], int]]) -> None:
    """Check the files named on the command line after the setting; without any, those of each line of input."""
    setting, *files = sys.argv[1:]
    check = prepare(setting)
    if files:
        sys.stdout.write(f"{sum(map(check, files))}\n")
        return
    import json

    for line in sys.stdin:
        sys.stdout.write(f"{sum(map(check, json.loads(line)))}\n")
        sys.stdout.flush()


def text_of(path: str) -> str:
    """The text of a file."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is slower to import than all else here
        return file.read()
