"""Facts and clauses in, derived facts with their reasons out; one meaning, two engines.

"rete" is durable-rules, the default where its C module can be loaded; "reference" is plain Python and always there.
Importing this package loads neither the C module nor anything else that is slow.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from collections.abc import Iterable

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
]

#: Names of the engines, the preferred one first.
BACKENDS = (rete.NAME, reference.NAME)


def available() -> tuple[str, ...]:
    """Names of the engines that can run here."""
    try:
        rete.load()
    except BackendError:
        return (reference.NAME,)
    return BACKENDS


class Inferrer:
    """One program, ready to be run on many reports.

    ``backend`` None takes "rete" where it can be had, and leaves a report on which it fails to the reference
    evaluator; a backend that is named is used or fails. Threads may share an inferrer; forked processes need their own.

    Raises:
        BackendError: there is no backend of that name, or it cannot run here.
    """

    def __init__(self, program: Program, backend: str | None = None) -> None:
        if backend is not None and backend not in BACKENDS:
            raise BackendError(f"没有名为 {backend} 的推理引擎，可选：{'、'.join(BACKENDS)}。")
        self._program = program
        self._explicit = backend is not None
        self._rete = rete.Rete(program) if (backend or available()[0]) == rete.NAME else None

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
        if self._rete is not None:
            try:
                return self._rete.run(asserted)
            except BackendError:
                if self._explicit:
                    raise
        return self._reference.run(asserted)

    @cached_property
    def _reference(self) -> reference.Reference:
        return reference.Reference(self._program)

    def close(self) -> None:
        """Free what the engine holds; a later run builds it again."""
        if self._rete is not None:
            self._rete.close()
