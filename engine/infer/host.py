"""The process that the C core runs in, as seen from here: started early, watched, replaced when it fails.

Whatever goes wrong there, death, silence or nonsense, is a BackendError here and the end of that process.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from msgspec import json

from engine.errors import BackendError
from engine.infer import core

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Failures in a row after which no new process is started.
MOST_FAILURES = 3
#: What a process needs of the environment to find its libraries; it gets nothing else.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


def installed() -> Path | None:
    """Folder that the C module lies in; None without it, or without an interpreter to run it.

    Whether that interpreter can load it shows when it does.
    """
    if not sys.executable or getattr(sys, "frozen", False):  # when frozen, it is the program itself
        return None
    spec = find_spec(core.MODULE)
    return Path(spec.origin).parent if spec and spec.origin else None


class Life:
    """One process from its start to its end; ``number`` tells it from those before, whose rulesets it does not know.

    ``unanswered`` counts the requests without an answer; its start is one.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        # Not by -m, which would load all of this package there; -I and -S keep the user's settings and packages out.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-I", "-S", core.__file__, str(installed())],
            bufsize=0,  # nothing is ever held back here, for a forked child to write a second time
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # only Windows would open one
        )
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._overdue = False
        self.pid = self._process.pid
        self.unanswered = 1

    def send(self, kind: str, content: object) -> None:
        """Send a request; ``answer`` gives what comes back, and need not be asked at once."""
        rest = memoryview(core.framed(json.encode((kind, content))))
        try:
            while rest:
                rest = rest[self._requests.write(rest) :]
        except OSError as error:
            raise self._fault() from error
        self.unanswered += 1

    def answer(self) -> Any:
        """Result of the last request; those before it must have gone well too."""
        result = None
        while self.unanswered:
            try:
                outcome, result = json.decode(core.received(self._answers))
            except (EOFError, OSError) as error:
                raise self._fault() from error
            except (ValueError, TypeError, RecursionError) as error:
                raise nonsense() from error
            if outcome == "failed" and isinstance(result, str):
                raise BackendError(result[:500])
            if outcome != "done":
                raise nonsense()
            self.unanswered -= 1
        return result

    def overdue(self) -> None:
        """End it from another thread, because it takes too long."""
        self._overdue = True
        self._process.kill()

    def end(self) -> int:
        """End it, if it still runs; leave neither a zombie nor an open pipe. Gives its return code."""
        self._process.kill()
        code = self._process.wait()
        self._requests.close()
        self._answers.close()
        return code

    def disown(self) -> None:
        """Let go of it in a forked child: to end it is for the parent."""
        self._process.returncode = 0
        self._requests.close()
        self._answers.close()

    def _fault(self) -> BackendError:
        """Why its pipe broke."""
        code = self.end()
        if self._overdue:
            return BackendError(f"{core.LIMIT} 秒内没有算完")
        try:
            return BackendError(f"进程意外结束，信号 {signal.Signals(-code).name}")
        except ValueError:
            return BackendError(f"进程意外结束，返回码 {code}")


class Host:
    """Keeps one process with the C core. Threads take turns; a forked child gets a process of its own."""

    def __init__(self) -> None:
        self._lives = 0
        self._life: Life | None = None
        self._lock = threading.RLock()
        self._failures = 0
        self._reason = ""
        self._dropped: deque[str] = deque()
        self._meanwhile: deque[Callable[[], object]] = deque()
        atexit.register(self.end)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._disown)

    @property
    def pid(self) -> int | None:
        """Number of the process, if there is one."""
        return self._life.pid if self._life else None

    def start(self) -> None:
        """Start a process if there is none, without waiting until it is ready.

        Raises:
            BackendError: it cannot be started, or failed too often.
        """
        with self._lock:
            self._living()

    def _living(self) -> Life:
        if self._life is None:
            if self._failures >= MOST_FAILURES:
                raise BackendError(f"连续失败 {self._failures} 次，不再启动进程；最后一次：{self._reason}")
            self._dropped.clear()
            self._lives += 1
            try:
                self._life = Life(self._lives)
            except OSError as error:
                raise self._failed(f"进程无法启动（{error.strerror}）") from error
        return self._life

    @contextmanager
    def session(self) -> Iterator[Life]:
        """Hold the process for requests that belong together. What is raised within, or takes too long, ends it.

        Raises:
            BackendError: as ``start``, or the process died, took too long, or answered nonsense.
        """
        with self._lock:
            life = self._living()
            watch = threading.Timer(core.LIMIT, life.overdue)
            watch.daemon = True
            try:
                watch.start()
            except RuntimeError as error:
                raise self._failed(f"系统不许再开线程（{error}）") from error
            try:
                if self._dropped:
                    life.send("drop", [self._dropped.popleft() for _ in range(len(self._dropped))])
                yield life
            except BaseException as error:  # an interrupt too, lest its answer be taken for the next one's
                self.end()
                if isinstance(error, BackendError):
                    self._failed(str(error))
                raise
            finally:
                watch.cancel()
            if not life.unanswered:
                self._failures = 0

    def meanwhile(self, work: Callable[[], object]) -> None:
        """Have something done, once, while the process computes an answer; one thing for each answer, in turn."""
        self._meanwhile.append(work)

    def answer(self, life: Life) -> Any:
        """The answer of a life that is held."""
        if self._meanwhile:
            self._meanwhile.popleft()()
        return life.answer()

    def _failed(self, reason: str) -> BackendError:
        self._failures += 1
        self._reason = reason
        return BackendError(reason)

    def drop(self, rulesets: list[str]) -> None:
        """Have rulesets freed by the next session; the garbage collector may call this at any moment."""
        self._dropped.extend(rulesets)

    def end(self) -> None:
        """End the process, if there is one."""
        life, self._life = self._life, None
        if life is not None:
            life.end()

    def _disown(self) -> None:
        """After a fork, in the child: the lock and the pipes may be in use in the parent."""
        life, self._life = self._life, None
        self._lock = threading.RLock()
        if life is not None:
            life.disown()


def nonsense() -> BackendError:
    """What came back cannot be an answer."""
    return BackendError("进程的回答无法识别")


#: One process serves all programs.
HOST = Host()
