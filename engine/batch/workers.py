"""Where tasks run: processes of this machine, or a cluster of dask. Both are an ``Executor`` of ``concurrent.futures``.

This is the only place that names their libraries.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import threading
import time
from abc import ABC, abstractmethod
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.errors import FazhiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from multiprocessing.connection import Connection

    from distributed import Client
    from loky import ProcessPoolExecutor

#: How long to wait for an answer of a cluster, in seconds.
_PATIENCE: Final = 10
#: How long a cluster may be without workers before it is given up, in seconds: they are started again when they die.
_RESTART: Final = 60
#: A client keeps its last thousand messages for developers of dask: with a pack in each, hundreds of megabytes.
_NO_LOG: Final = {"distributed.admin.low-level-log-length": 0}
_SAME: Final = "请在所有机器上装同一版本，再运行一次"


class WorkersError(FazhiError):
    """The processes that were to do the work cannot be had, or were lost on the way."""


class Workers(ABC):
    """Runs ``count`` tasks at a time. ``crashes`` are the errors of a task whose process died."""

    count: int
    crashes: tuple[type[BaseException], ...]

    @abstractmethod
    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        """Have a function of a module run somewhere. Raises one of ``crashes``, or WorkersError, if it cannot."""

    @abstractmethod
    def renew(self) -> None:
        """Be ready again after a crash; whatever else was under way may be lost with it."""

    def explain(self, error: BaseException) -> BaseException:
        """What to raise when a task as a whole failed without a crash."""
        return error

    @abstractmethod
    def look_up(self) -> None:
        """Called now and then while nothing comes back. Raises WorkersError when nothing ever will."""


class _Processes(Workers):
    """Processes of this machine, started on first use. Never forks: threads and C libraries do not survive it."""

    crashes = (BrokenExecutor,)

    def __init__(self, count: int) -> None:
        self.count = count
        self._executor: ProcessPoolExecutor | None = None
        # Nobody writes: the other end closes when this process ends, even by kill -9, and then they end as well.
        self._alive, self._held = Pipe(duplex=False)

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        from loky import ProcessPoolExecutor

        try:
            if self._executor is None:
                _watch()
                self._executor = ProcessPoolExecutor(self.count, initializer=_prepare, initargs=(self._alive,))
            with _deaf():
                future: Future[Any] = self._executor.submit(function, *arguments)
        except (
            OSError,
            NotImplementedError,
        ) as error:  # no processes or no semaphores to be had, as in some containers
            raise WorkersError(f"系统不让启动工作进程（{error}）；请改为一次检查一份（--jobs 1）") from error
        return future

    def renew(self) -> None:
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, kill_workers=True)

    def look_up(self) -> None:
        """Nothing to do: every task ends, if only by its time limit."""

    def close(self) -> None:
        try:
            self.renew()
        finally:
            self._held.close()
            self._alive.close()


def _prepare(alive: Connection) -> None:
    """Make a new process end when its owner does, leave signals to the owner, and die without a word on the screen."""
    for name in ("SIGINT", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    if not os.environ.get("FAZHI_DEBUG"):
        faulthandler.enable(Path(os.devnull).open("w"))  # noqa: SIM115 - as long as the process

    def wait() -> None:
        with suppress(EOFError, OSError):
            alive.recv_bytes()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started here hears no signal to end from its first moment: they are for its owner.

    A process could be told before it gets to ``_prepare``, and would complain. What comes meanwhile is heard after; it
    cannot leave us with a half of the processes.
    """
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    before = mask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP, signal.SIGTERM})
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)


def _watch() -> None:
    """Start what sweeps up after processes, deaf to a closing terminal: it has to outlive us, and complains if not.

    To start it makes us hear Ctrl-C again, so it comes before ``_deaf``.
    """
    from multiprocessing import resource_tracker

    from loky.backend.resource_tracker import ensure_running

    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is None or threading.current_thread() is not threading.main_thread():
        return
    before = signal.signal(hang_up, signal.SIG_IGN)
    try:
        ensure_running()
        resource_tracker.ensure_running()
    finally:
        signal.signal(hang_up, before or signal.SIG_DFL)


def processors() -> int:
    """How many processors this process may use."""
    from loky import cpu_count

    return int(cpu_count())


@contextmanager
def local(jobs: int) -> Iterator[Workers]:
    """Processes of this machine, ``jobs`` of them."""
    workers = _Processes(jobs)
    try:
        yield workers
    finally:
        workers.close()


class _Cluster(Workers):
    """A cluster that others started. It replaces workers that die, and gives up a task that several died of."""

    def __init__(self, client: Client, address: str) -> None:
        from distributed import KilledWorker

        self._client, self._address = client, address
        self._executor = client.get_executor(pure=False)
        self.crashes = (KilledWorker,)
        self.count = sum(client.nthreads().values())
        self._deserted: float | None = None
        if not self.count:
            raise WorkersError(f"集群“{address}”里没有工作进程；请先启动：dask worker {address}")
        self._inspect()

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        if self._client.status != "running":
            raise self._lost()
        future: Future[Any] = self._executor.submit(function, *arguments)
        return future

    def renew(self) -> None:
        """Nothing to do: only the task is lost."""

    def explain(self, error: BaseException) -> BaseException:
        if isinstance(error, CancelledError):
            return self._lost()
        missing = error.__cause__ if isinstance(error.__cause__, ImportError) else error
        if isinstance(missing, ImportError):
            return WorkersError(f"集群“{self._address}”的机器上没有本程序（{missing}）；{_SAME}")
        return error

    def look_up(self) -> None:
        try:
            deserted = self._client.status != "running" or not self._client.nthreads()
        except (OSError, ValueError):  # the scheduler does not answer
            raise self._lost() from None
        now = time.monotonic()
        if not deserted:
            self._deserted = None
        elif self._deserted is None:
            self._deserted = now
        elif now - self._deserted > _RESTART:
            raise WorkersError(f"集群“{self._address}”里的工作进程都没有了；请重新启动它们，再运行一次")

    def _inspect(self) -> None:
        """Make sure that every worker has this version; one that has none dies of its first task without a word."""

        def version() -> str:  # it travels by value: where it arrives, there may be no module to find it in
            from engine.batch.stamp import stamp

            return stamp("engine")

        for name, found in sorted(self._client.run(version, on_error="return").items()):
            if isinstance(found, ImportError):
                raise WorkersError(f"集群的工作进程 {name} 里没有本程序（{found}）；{_SAME}")
            if isinstance(found, BaseException):
                raise found
            if found != version():
                raise WorkersError(f"集群的工作进程 {name} 与这里的版本不同（程序、Python 或依赖库）；{_SAME}")

    def _lost(self) -> WorkersError:
        return WorkersError(f"与集群“{self._address}”的联系断了；请检查调度进程和网络，再运行一次")


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """The cluster of dask whose scheduler listens at ``address``, as host:port or tcp://host:port.

    Raises WorkersError when dask is not installed, nothing answers there, or the cluster has no workers.
    """
    try:
        from dask import config
        from distributed import Client
    except ImportError:
        raise WorkersError("用集群需要 dask；请安装：pip install 'fazhi-audit[cluster]'") from None
    # What it has to say when a connection breaks is said by us.
    logger, level = logging.getLogger("distributed"), logging.getLogger("distributed").level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        try:
            with config.set(_NO_LOG):
                client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            advice = "地址写作 主机:端口，调度进程用 dask scheduler 启动"
            raise WorkersError(f"连不上集群“{address}”；{advice}") from error
        try:
            yield _Cluster(client, address)
        finally:
            client.close(timeout=_PATIENCE)
    finally:
        logger.setLevel(level)
