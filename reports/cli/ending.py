"""How a command ends: what went wrong becomes Chinese words on standard error, and an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import FazhiError, RuleError
from reports.cli import FAULT, HUNG_UP
from reports.cli.output import hang_up, say

if TYPE_CHECKING:
    from collections.abc import Callable

#: Faults of a rule pack shown by commands that only want to use it.
_PROBLEMS = 10


def ended(step: Callable[[], int], *, full: bool = False) -> int:
    """Take a step and give its exit code, or that of the fault it met; ``full`` as for ``fault_message``."""
    try:
        return step()
    except FazhiError as error:
        say(*fault_message(error, full=full))
        return FAULT
    except BrokenPipeError:
        hang_up()
        return HUNG_UP


def fault_message(error: FazhiError, *, full: bool = False) -> list[str]:
    """Lines that tell what went wrong; of a rule pack with many faults only the first unless ``full``."""
    if not isinstance(error, RuleError):
        return f"错误：{error}".split("\n")
    lines = list(map(str, error.problems))
    shown = lines if full else lines[:_PROBLEMS]
    rest = [f"另有 {len(lines) - len(shown)} 处；用 fazhi rules check 全部列出。"] if len(shown) < len(lines) else []
    return [f"错误：规则包有 {len(lines)} 处问题", *shown, *rest]
