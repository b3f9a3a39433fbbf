"""Defaults of commands from a configuration file. Its keys are the options of ``fazhi audit``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.cli.gates import group_minimum
from reports.cli.values import (
    backend_of,
    format_for,
    format_named,
    is_folder,
    jobs_of,
    level_of,
    score_of,
    severity_of,
    time_limit_of,
    year_of,
)
from reports.settings import Kind, Settings, find, load

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Options that make no sense as a standing choice.
_NEVER = {"help", "today", "no-config"}
_PATHS = {"baseline": Kind.PATH, "waivers": Kind.PATH, "pack": Kind.PATH, "output": Kind.PATHS}


def _output_of(path: str) -> None:
    """Refuse a file whose name tells no format; a folder goes with the format that is asked for."""
    if not is_folder(path):
        format_for(path)


_CHECKS = {
    "level": level_of,
    "year": year_of,
    "backend": backend_of,
    "jobs": jobs_of,
    "time-limit": time_limit_of,
    "format": format_named,
    "output": _output_of,
    "fail-under": score_of,
    "fail-on": severity_of,
    "fail-group": group_minimum,
    "target": score_of,
}


def kinds(command: Any) -> dict[str, Kind]:
    """Keys that a file may have, and what they hold: the options of ``fazhi audit``."""
    found: dict[str, Kind] = {}
    for param in command.params:
        key = max(param.opts, key=len).removeprefix("--")
        if param.param_type_name == "option" and key not in _NEVER:
            plural = Kind.PAIRS if key == "fail-group" else Kind.LIST
            kind = Kind.FLAG if param.is_flag else plural if param.multiple else Kind.TEXT
            found[key] = _PATHS.get(key, kind)
    return found


def settings(commands: Mapping[str, Any]) -> Settings:
    """What the nearest file says; nothing where there is none."""
    path = find(Path.cwd())
    return load(path, kinds(commands["audit"]), _CHECKS) if path else Settings()


def defaults(name: str, commands: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults from the nearest file for the command of that name, as click takes them."""
    given = {key: setting.value for key, setting in settings(commands).values.items()}
    found = _defaults(commands[name], given) if given else {}
    if name == "baseline":  # its output is the baseline that others read
        found.pop("output", None)
        found |= {"output": given["baseline"]} if "baseline" in given else {}
    return found


def _defaults(command: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, child in getattr(command, "commands", {}).items():
        found[name] = _defaults(child, given)
    for param in command.params:
        key = max(param.opts, key=len).removeprefix("--")
        if param.param_type_name == "option" and key in given:
            value = given[key]
            found[param.name] = list(value) if isinstance(value, tuple) else value
    return found
