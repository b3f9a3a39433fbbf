"""What a worker does: audit a few reports and make the products of each. All it needs comes in its arguments."""

from __future__ import annotations

import faulthandler
import gc
import os
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from engine.attempt import TIME_LIMIT, Refusal, Report, attempt, judge
from engine.batch.stamp import stamp
from engine.errors import FazhiError
from engine.model import Audit, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.rulebook.rule import Rulebook

Products = Mapping[str, bytes]
Craft = Callable[[Audit, "Rulebook", str], Products]

#: Name of the product that restores the audit.
RECORD: Final = "record"
#: A process has one stopwatch, and its interpreter runs one audit at a time anyway; some clusters give it more threads.
_ALONE = threading.Lock()


class VersionError(FazhiError):
    """A worker runs another version of this program than the process that gives it work."""


def record(audit: Audit, book: Rulebook, spec: str) -> Products:  # noqa: ARG001 - the craft that needs neither
    """Keep the audit and nothing else."""
    from engine.record import dump

    return {RECORD: dump(audit)}


class Job(Struct, frozen=True):
    """What to do with every report. ``craft`` must be a function of a module, so that workers can import it.

    ``spec`` is whatever text the craft understands. ``limit`` is the longest time for one report, in seconds.
    """

    book: Rulebook
    level: Level | None = None
    year: int | None = None
    backend: str | None = None
    craft: Craft = record
    spec: str = ""
    limit: float = TIME_LIMIT

    @property
    def package(self) -> str:
        """The package that the craft is part of."""
        return self.craft.__module__.partition(".")[0]

    def order(self) -> Order:
        """The job as it goes to a worker."""
        from engine.rulebook.compiled import dump

        book = zlib.compress(dump(self.book))
        return Order(book, stamp(self.package), self.level, self.year, self.backend, self.craft, self.spec, self.limit)


class Order(Struct, frozen=True):
    """A job as it goes with every task: the rule book packed, the sender's ``stamp``, a ``note`` for Audit.errors."""

    book: bytes
    stamp: str
    level: Level | None
    year: int | None
    backend: str | None
    craft: Craft
    spec: str
    limit: float
    note: str = ""


class Done(Struct, frozen=True):
    """Products of each report or why there are none, in their order, and the time it took in seconds."""

    results: tuple[Products | Refusal, ...]
    seconds: float


def work(order: Order, reports: tuple[Report, ...]) -> Done:
    """Do a few reports of a job. Ends the process, without any clean-up, when one of them takes too long.

    Raises VersionError when this worker is not of the version that gave the order.
    """
    if stamp(order.craft.__module__.partition(".")[0]) != order.stamp:
        raise VersionError("工作进程与这里的版本不同（程序、Python 或依赖库）；请在所有机器上装同一版本，再运行一次")
    book, start = _book(order.book), perf_counter()

    def products(report: Report) -> Products:
        audit = judge(report, book, order.level, order.year, order.backend)
        errors = (*audit.errors, order.note) if order.note else audit.errors
        audit = replace(audit, document=replace(audit.document, path=report.name), errors=errors)
        return dict(order.craft(audit, book, order.spec))

    results = []
    for report in reports:
        with _ALONE, _stopwatch(order.limit):
            results.append(attempt(report.label, partial(products, report)))
    return Done(tuple(results), perf_counter() - start)


@lru_cache(maxsize=2)
def _book(packed: bytes) -> Rulebook:
    from engine.rulebook.compiled import load

    book = load(zlib.decompress(packed))
    gc.freeze()  # it stays: looking it over for garbage again and again takes one twentieth of every audit
    return book


@contextmanager
def _stopwatch(limit: float) -> Iterator[None]:
    """End this process if the body takes longer. The watch is a thread of C: nothing can hold it up."""
    with Path(os.devnull).open("w") as nowhere:  # it would print where the program was
        faulthandler.dump_traceback_later(limit, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
