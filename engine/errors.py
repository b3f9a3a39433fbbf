"""One error tree. Every message is Chinese and says the place, what was seen, what is accepted, what to do.

FazhiError
├── InputError    a report cannot be read: missing, empty, encrypted, not a text
├── RuleError     a rule pack is wrong; carries every problem of every file at once
├── RosterError   a roster of units is wrong; carries every problem of the file at once
├── BackendError  the chosen inference engine is not available or failed
└── CountError    verdicts do not add up to the rules of the pack: a fault of this program
"""

from __future__ import annotations

from msgspec import Struct


class FazhiError(Exception):
    """Base of all errors that a user may see; ``str(error)`` is ready to show."""


class InputError(FazhiError):
    """A report cannot be read. ``path`` as given by the user, ``-`` for standard input; ``advice`` says what to do."""

    def __init__(self, path: str, problem: str, advice: str) -> None:
        self.path, self.problem, self.advice = path, problem, advice
        super().__init__(f"{'标准输入' if path == '-' else path}：{problem}。{advice}。")


class Problem(Struct, frozen=True, order=True):
    """One fault in a rule file; ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}：{self.message}"


class RuleError(FazhiError):
    """A rule pack is wrong; ``problems`` holds all of them, sorted by place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class RosterError(FazhiError):
    """A roster of units is wrong; ``problems`` holds all of them, sorted by place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class BackendError(FazhiError):
    """The inference engine asked for is not available here, or failed on a report."""


class CountError(FazhiError):
    """The verdicts do not add up to the rules of the pack; nothing may be silently skipped."""
