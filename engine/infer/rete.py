"""Clauses for durable-rules, which runs in a process of its own (``core``, kept by ``host``).

That process is told the program once and the facts of each run phase by phase, and says which clauses fire on which
facts. What it says is checked, then booked.
"""

from __future__ import annotations

import itertools
import weakref
from typing import TYPE_CHECKING

from engine.errors import BackendError
from engine.infer.clauses import Fact, Inference, Ledger, Program
from engine.infer.host import HOST, installed, nonsense

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.infer.host import Life

NAME = "rete"
_MAX_FACTS = 100_000  # ids are compared by a 32-bit hash, on which f0…f100000 were found to differ
_serial = itertools.count()
_Firing = tuple[int, tuple[int, ...]]


def require() -> None:
    """Make sure that durable-rules is here.

    Raises:
        BackendError: it is not.
    """
    if installed() is None:
        raise BackendError(
            "推理引擎 rete 不可用：没有安装 durable-rules 的 C 模块。"
            "该包没有预编译版本，安装时需要 C 编译器，且不支持 CPython 3.13 及以上版本。"
            "请改用 --backend reference（判定结果相同），"
            "或在 Python 3.11、3.12 下备好 C 编译器后重新安装 durable-rules。"
        )


class Rete:
    """Evaluates one program on many sets of facts. It is compiled once and kept; memory stays flat.

    Threads may share it; they take turns. ``close`` frees what it holds, and so does the garbage collector.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._phases = program.phases()
        #: By phase, how many positives each of its clauses has.
        self._sizes = [{position: len(clause.positives) for position, clause in phase} for phase in self._phases]
        self._number = str(next(_serial))
        self._life = 0  # of the host, in which it was compiled
        weakref.finalize(self, HOST.drop, [self._number])

    def prepare(self) -> None:
        """Have the program compiled, without waiting for it.

        Raises:
            BackendError: the host cannot be started or does not take it.
        """
        with HOST.session() as life:
            self._compile(life)

    def run(self, facts: Iterable[Fact]) -> Inference:
        """Evaluate the program on the facts.

        Raises:
            ValueError: a fact is malformed, or two share an id.
            BackendError: the core failed, or said what cannot be read; the next run compiles anew.
        """
        ledger = Ledger(self._program, facts)
        try:
            with HOST.session() as life:
                self._compile(life)
                told = 0
                for phase in range(len(self._phases)):
                    known = len(ledger.facts)
                    ledger.enter(self._fire(life, phase, ledger.facts[told:], known))
                    told = known
        except BackendError as error:
            raise BackendError(f"推理引擎 rete（durable-rules）运行失败：{error}。") from error
        return ledger.close(NAME)

    def close(self) -> None:
        """Free what it holds. A later run compiles it again."""
        HOST.drop([self._number])
        self._life = 0

    def _compile(self, life: Life) -> None:
        """Have the program compiled, unless the host of this life has it."""
        if self._life == life.number:
            return
        phases = [[(position, one.positives, one.negatives) for position, one in phase] for phase in self._phases]
        life.send("load", {self._number: phases})
        self._life = life.number

    def _fire(self, life: Life, phase: int, new: Sequence[Fact], known: int) -> list[_Firing]:
        """What fires in a phase when these facts have come, so that so many are ``known``."""
        if known > _MAX_FACTS:
            raise BackendError(f"共有 {known} 条事实，上限为 {_MAX_FACTS} 条")
        life.send("fire", (self._number, phase, [(fact.kind, fact.fields) for fact in new]))
        firings: list[_Firing] = []
        try:
            for position, *support in HOST.answer(life):
                # The core may have gone astray without a crash: it speaks of what it was given, or is not believed.
                given = all(type(place) is int and 0 <= place < known for place in support)
                if not given or len(support) != self._sizes[phase][position]:
                    raise nonsense()
                firings.append((position, tuple(support)))
        except (TypeError, ValueError, LookupError) as error:
            raise nonsense() from error
        return firings
