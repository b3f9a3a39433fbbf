"""What users may type after ``fazhi``: a module for each command, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer

from reports.cli import COMMANDS

__all__ = ["Commands"]


class Commands(Mapping[str, Any]):
    """The commands by name, as click knows them; each is made on first use, for most runs need but one."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = typer.main.get_command(import_module(f"{__name__}.{name}").app)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)
