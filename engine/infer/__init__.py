"""Facts and clauses in, derived facts with their reasons out; one meaning, two engines.

"rete" is durable-rules, the default where it is installed; "reference" is plain Python and always there. The C module
of durable-rules runs in a process of its own, so a fault in it costs the answer to one report at most, and that answer
the reference evaluator gives.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.errors import BackendError
from engine.infer import reference, rete
from engine.infer.clauses import (
    Clause,
    Derivation,
    Fact,
    Inference,
    Join,
    Pattern,
    Program,
    Ref,
    Template,
    Test,
    Value,
)
from engine.infer.host import HOST, installed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "BACKENDS",
    "Clause",
    "Derivation",
    "Fact",
    "Inference",
    "Inferrer",
    "Join",
    "Pattern",
    "Program",
    "Ref",
    "Template",
    "Test",
    "Value",
    "available",
    "warm_up",
]

#: Names of the engines, the preferred one first.
BACKENDS = (rete.NAME, reference.NAME)


def available() -> tuple[str, ...]:
    """Names of the engines that are installed here."""
    return BACKENDS if installed() else (reference.NAME,)


def warm_up(backend: str | None = None, meanwhile: Iterable[Callable[[], object]] = ()) -> None:
    """Start what the engine needs, without waiting for it: worth while before reading and observing.

    ``meanwhile`` is what may be done while the engine computes, piece by piece; an engine that needs this process has
    no such time.
    """
    if rete.NAME in available() and backend in {None, rete.NAME}:
        with suppress(BackendError):  # the run will try again, and say what is wrong
            HOST.start()
            for work in meanwhile:
                HOST.meanwhile(work)


class Inferrer:
    """One program, ready to be run on many reports.

    ``backend`` None takes "rete" where it is installed, and leaves a report on which it fails to the reference
    evaluator, which the inference then says; a backend that is named is used or fails. Threads and forked processes
    may share an inferrer.

    Raises:
        BackendError: there is no backend of that name, or it is not installed.
    """

    def __init__(self, program: Program, backend: str | None = None) -> None:
        if backend is not None and backend not in BACKENDS:
            raise BackendError(f"没有名为 {backend} 的推理引擎，可选：{'、'.join(BACKENDS)}。")
        if backend == rete.NAME:
            rete.require()
        self._program = program
        self._explicit = backend is not None
        self._rete = rete.Rete(program) if (backend or available()[0]) == rete.NAME else None
        if self._rete is not None:
            with suppress(BackendError):  # the run will try again, and say what is wrong
                self._rete.prepare()

    @property
    def backend(self) -> str:
        """The engine that reports are given to first; the one that ran stands in each ``Inference``."""
        return reference.NAME if self._rete is None else rete.NAME

    def run(self, facts: Iterable[Fact]) -> Inference:
        """All that follows from the facts of one report.

        Raises:
            ValueError: a fact is malformed, or two share an id: a fault of the caller.
            BackendError: the engine that was asked for by name failed.
        """
        asserted = tuple(facts)
        if self._rete is None:
            return self._reference.run(asserted)
        try:
            return self._rete.run(asserted)
        except BackendError as error:
            if self._explicit:
                raise BackendError(f"{error}请改用 --backend reference（判定结果相同）重新运行。") from error
            return replace(self._reference.run(asserted), fault=f"{error}本报告改由 reference 判定，结论不受影响。")

    @cached_property
    def _reference(self) -> reference.Reference:
        return reference.Reference(self._program)

    def close(self) -> None:
        """Free what the engine holds; a later run builds it again."""
        if self._rete is not None:
            self._rete.close()
