"""One report of many: whatever goes wrong with it becomes a refusal, so that it costs the others nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct

from engine.errors import FazhiError, InputError

if TYPE_CHECKING:
    from engine.model import Audit, Level
    from engine.rulebook.rule import Rulebook

T = TypeVar("T")

#: Longest time that one report of many may take, in seconds, where the user names none.
TIME_LIMIT: Final = 120


class Report(Struct, frozen=True):
    """A report to audit: its path as people know it, its bytes, and the path under which its products may show it.

    ``content`` may be the reason why the bytes cannot be had.
    """

    label: str
    content: bytes | InputError
    name: str = ""


class Refusal(Struct, frozen=True):
    """Why there is no audit, in Chinese, with the label. ``unreadable``: the file is at fault, not this program."""

    message: str
    unreadable: bool = False


def judge(report: Report, book: Rulebook, level: Level | None, year: int | None, backend: str | None) -> Audit:
    """Audit one report; raises as engine.audit does."""
    from engine.pipeline import audit
    from engine.read import read

    if isinstance(report.content, InputError):
        raise report.content
    return audit(read(report.label, report.content), book, level=level, year=year, backend=backend)


def attempt(label: str, step: Callable[[], T]) -> T | Refusal:
    """Take a step for the report ``label``; an error becomes a refusal. FAZHI_DEBUG lets errors of the program out."""
    try:
        return step()
    except InputError as error:
        return Refusal(str(error), unreadable=True)
    except FazhiError as error:
        return Refusal(f"{label}：{error}")
    except Exception as error:  # one odd report must not cost the results of the others
        if os.environ.get("FAZHI_DEBUG"):
            raise
        return Refusal(f"{label}：程序内部错误（{type(error).__name__}：{error}），请报告给维护人员")
