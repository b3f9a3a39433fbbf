"""The loop: reports in, tasks out to workers and back, one outcome for each report. Holds few reports at a time."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from engine.attempt import Refusal, Report
from engine.batch.task import RECORD, Done, Job, Products, work
from engine.errors import InputError
from engine.infer import BACKENDS, available

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.batch.store import Store
    from engine.batch.workers import Workers
    from engine.model import Audit

#: A task should last this long, in seconds, so that handing it over costs little; and takes at most so many reports.
_TASK_TIME, _TASK_SIZE = 0.25, 32
#: Tasks handed out for each worker: one in work, one waiting.
_TASKS_EACH: Final = 2
#: Bytes of reports handed out, and reports held back for their turn for each worker, before no more are read.
_BYTES_OUT, _HELD_EACH = 64 * 2**20, 64
#: How long to wait without looking up, in seconds: Windows notices Ctrl-C only then.
_NAP: Final = 1.0
_REFERENCE: Final = BACKENDS[-1]
_SECOND: Final = "检查这份报告的进程崩溃或超时过一次，这是重做的结果"


class Outcome(Struct, frozen=True):
    """What became of the report at ``place`` of the input: products, or a refusal. ``kept``: it came from the store.

    ``key`` finds the products again in the store.
    """

    place: int
    label: str
    key: str
    products: Products
    refusal: Refusal | None = None
    kept: bool = False

    def audit(self) -> Audit:
        """The audit, under the label of the report. Needs a craft that keeps the record, and no refusal."""
        from engine.record import load

        audit = load(self.products[RECORD])
        return replace(audit, document=replace(audit.document, path=self.label))


class _Case(Struct, frozen=True):
    """A report on its way. ``deaths``: how often its process died while it was alone with it."""

    place: int
    report: Report
    key: str
    deaths: int = 0


class _Flight(Struct, frozen=True):
    """A task handed out, and when; ``alone``: with nothing else under way, so that a crash is its own."""

    cases: tuple[_Case, ...]
    size: int
    start: float
    alone: bool = False


def run(
    reports: Iterable[Report], job: Job, workers: Workers, *, store: Store | None = None, ordered: bool = False
) -> Iterator[Outcome]:
    """Do ``job`` for each report; see the package. Outcomes come as they are done, or ``ordered`` as the reports.

    Raises WorkersError when the workers are lost, VersionError when they are not of this version, StoreError when
    results cannot be kept, and what ``reports`` raises.
    """
    return _Batch(reports, job, workers, store, ordered=ordered).outcomes()


class _Batch:
    """The state of one run. Every case is in one place: not yet read, in a flight, under suspicion, held back."""

    def __init__(
        self, reports: Iterable[Report], job: Job, workers: Workers, store: Store | None, *, ordered: bool
    ) -> None:
        self._order, self._workers, self._store, self._ordered = job.order(), workers, store, ordered
        self._incoming = self._cases(reports, job)
        self._flights: dict[Future[Done], _Flight] = {}
        self._suspects: deque[_Case] = deque()
        self._held: dict[int, Outcome] = {}
        self._next = 0
        self._pace = _TASK_TIME  # seconds for a report; the first task is of one report

    def outcomes(self) -> Iterator[Outcome]:
        more = True
        while more or self._flights or self._suspects:
            if self._suspects:
                # Whoever killed a worker is found by going alone; the others wait.
                if not self._flights:
                    self._launch([self._suspects.popleft()], alone=True)
            else:
                while more and self._room() and not self._suspects:
                    bundle: list[_Case] = []
                    for case in self._incoming:
                        known = self._known(case)
                        if known is None:
                            bundle.append(case)
                        else:
                            yield from self._given(known)
                        if self._full(bundle) or not self._room():
                            break
                    else:
                        more = False
                    if bundle:
                        self._launch(bundle)
            for outcome in self._landed():
                yield from self._given(outcome)

    def _cases(self, reports: Iterable[Report], job: Job) -> Iterator[_Case]:
        craft = f"{job.craft.__module__}.{job.craft.__qualname__}"
        engine = job.backend or available()[0]
        # The hash of a pack leaves out how often its rules were found right, which the findings mention.
        pack = (job.book.sha256, sorted(job.book.accuracy.items()))
        shared = repr((self._order.stamp, pack, job.level, job.year, engine, craft, job.spec))
        shared_hash = sha256(shared.encode()).hexdigest()
        for place, report in enumerate(reports):
            content = b"" if isinstance(report.content, InputError) else report.content
            whole = repr((shared_hash, report.name, sha256(content).hexdigest()))
            yield _Case(place, report, sha256(whole.encode()).hexdigest())

    def _known(self, case: _Case) -> Outcome | None:
        """Outcome of a case that needs no work."""
        if isinstance(case.report.content, InputError):
            return self._refused(case, Refusal(str(case.report.content), unreadable=True))
        kept = self._store.get(case.key) if self._store else None
        return None if kept is None else Outcome(case.place, case.report.label, case.key, kept, kept=True)

    def _room(self) -> bool:
        """Whether to read more: so that workers are never idle, and memory does not grow with the batch."""
        out = sum(flight.size for flight in self._flights.values())
        return (
            len(self._flights) < _TASKS_EACH * self._workers.count
            and out < _BYTES_OUT
            and len(self._held) < _HELD_EACH * self._workers.count
        )

    def _full(self, bundle: Sequence[_Case]) -> bool:
        return len(bundle) * self._pace >= _TASK_TIME or len(bundle) >= _TASK_SIZE or _size(bundle) >= _BYTES_OUT

    def _launch(self, cases: Sequence[_Case], *, alone: bool = False) -> None:
        order = self._order
        if any(case.deaths for case in cases):
            order = replace(order, backend=order.backend or _REFERENCE, note=_SECOND)
        flight = _Flight(tuple(cases), _size(cases), time.monotonic(), alone)
        try:
            self._flights[self._workers.submit(work, order, tuple(case.report for case in cases))] = flight
        except self._workers.crashes:  # the processes died before they got it
            self._suspects.extend(cases)
            self._workers.renew()

    def _landed(self) -> Iterator[Outcome]:
        """Outcomes of the flights that have ended by now; waits a little for one."""
        crashed = False
        landed = wait(self._flights, timeout=_NAP, return_when=FIRST_COMPLETED).done
        if self._flights and not landed:
            self._workers.look_up()
        for future in landed:
            flight = self._flights.pop(future)
            error = _error(future)
            if error is None:
                done = future.result()
                self._pace = (self._pace + done.seconds / len(flight.cases)) / 2
                for case, result in zip(flight.cases, done.results, strict=True):
                    yield self._settled(case, result)
            elif isinstance(error, self._workers.crashes):
                crashed = True
                yield from self._suspected(flight)
            else:
                raise self._workers.explain(error) from error
        if crashed:
            self._workers.renew()

    def _settled(self, case: _Case, result: Products | Refusal) -> Outcome:
        if isinstance(result, Refusal):
            return self._refused(case, result)
        if self._store:
            self._store.put(case.key, result)
        return Outcome(case.place, case.report.label, case.key, result)

    def _suspected(self, flight: _Flight) -> Iterator[Outcome]:
        """Cases of a flight whose process died: to be tried alone, and given up when they die alone twice."""
        if not flight.alone:
            self._suspects.extend(flight.cases)
            return
        (case,) = flight.cases
        if not case.deaths:
            self._suspects.appendleft(replace(case, deaths=1))
            return
        slow = time.monotonic() - flight.start >= self._order.limit
        fate = f"超过 {self._order.limit:g} 秒没有结果" if slow else "使工作进程崩溃"
        advice = "请另存为 .docx 或 .txt 再试，或把它报告给维护人员"
        again = "再试一次" if self._order.backend else "换用参照引擎"
        yield self._refused(case, Refusal(f"{case.report.label}：检查这份报告{fate}，{again}也一样；{advice}"))

    def _refused(self, case: _Case, refusal: Refusal) -> Outcome:
        return Outcome(case.place, case.report.label, case.key, {}, refusal)

    def _given(self, outcome: Outcome) -> Iterator[Outcome]:
        """Pass an outcome on, or hold it back until it is its turn."""
        if not self._ordered:
            yield outcome
            return
        self._held[outcome.place] = outcome
        while self._next in self._held:
            yield self._held.pop(self._next)
            self._next += 1


def _size(cases: Iterable[_Case]) -> int:
    """Bytes of the reports."""
    return sum(len(case.report.content) for case in cases if isinstance(case.report.content, bytes))


def _error(future: Future[Done]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as error:
        return error
