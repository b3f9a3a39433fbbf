"""Programs run to their end, and programs that stay and are asked again and again; what time and memory they take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from engine.rulebook.cache import VARIABLE

ROOT = Path(__file__).resolve().parents[3]
#: Most seconds that one program may run; then something is wrong.
_LONGEST = 7200.0
_LOOK_EVERY = 0.03
#: Whether memory can be measured here.
WEIGHABLE = find_spec("psutil") is not None


class BenchError(RuntimeError):
    """Something cannot be measured; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments, and what is set in its environment besides."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    def cached(self, folder: Path) -> Command:
        """The same command of ours, with compiled packs kept in ``folder``."""
        return replace(self, environment={**self.environment, VARIABLE: str(folder)})

    def start(self, **pipes: Any) -> subprocess.Popen[str]:
        """Started and not waited for."""
        settings = {**os.environ, **self.environment}
        return subprocess.Popen(self.arguments, env=settings, text=True, encoding="utf-8", **pipes)  # noqa: S603


def python(program: str, *arguments: str) -> Command:
    """A line of Python run by the interpreter that runs the bench."""
    return Command((sys.executable, "-c", program, *arguments))


def peer(module: str, setting: str) -> Command:
    """A program of the package ``peers``."""
    started = python(f"from bench.speed.peers.{module} import main; main()", setting)
    return replace(started, environment={"PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), str(ROOT)])})


def fazhi(*arguments: str) -> Command:
    """The program as it is installed beside the interpreter that runs the bench."""
    script = Path(sys.executable).with_name("fazhi")
    if not script.exists():
        raise BenchError("没有装好的 fazhi 命令；请用 make bench 运行，或先在这个虚拟环境里安装本项目")
    return Command((str(script), *arguments))


def run(command: Command) -> float:
    """Seconds until the command has ended. Raises BenchError if it fails."""
    start = time.perf_counter()
    process = command.start(stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, complaint = process.communicate(timeout=_LONGEST)
    taken = time.perf_counter() - start
    _accept(command, process, complaint)
    return taken


def _accept(command: Command, process: subprocess.Popen[str], complaint: str) -> None:
    if process.returncode:
        words = " ".join(Path(word).name if os.sep in word else word for word in command.arguments)
        raise BenchError(f"“{words}”以 {process.returncode} 结束：{complaint.strip()[-500:]}")


def peak_memory(command: Command) -> int:
    """Most bytes that the command and all its children had in memory at one time.

    Looked at every few hundredths of a second; pages that processes share count for each. Raises BenchError as ``run``.
    """
    most = 0
    with TemporaryFile("w+", encoding="utf-8") as complaint:
        process = command.start(stdout=subprocess.DEVNULL, stderr=complaint)
        while process.poll() is None:
            most = max(most, memory(process.pid))
            time.sleep(_LOOK_EVERY)
        complaint.seek(0)
        _accept(command, process, complaint.read())
    return most


def memory(pid: int) -> int:
    """Bytes in memory of a process and all its children; 0 once it has ended."""
    import psutil

    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        total = 0
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += int(process.memory_info().rss)
        return total
    return 0


class Crew:
    """Some processes of one program that stay, and share the files they are asked to check.

    Each reads a line with a list of files and answers with a line holding the number of things it found in them.
    """

    def __init__(self, command: Command, size: int) -> None:
        self.largest = self.found = self.checked = 0  # bytes; things found; files
        self._command = command
        self._members = [command.start(stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(size)]

    def check(self, files: Sequence[Path]) -> float:
        """Seconds until every file is checked."""
        size = len(self._members)
        start = time.perf_counter()
        for place, member in enumerate(self._members):
            _pipe(member.stdin).write(json.dumps([str(path) for path in files[place::size]]) + "\n")
            _pipe(member.stdin).flush()
        answers = [_pipe(member.stdout).readline() for member in self._members]
        taken = time.perf_counter() - start
        if not all(answers):
            raise BenchError(f"“{Path(self._command.arguments[0]).name}”中途停了")
        self.found += sum(map(int, answers))
        self.checked += len(files)
        return taken

    def weigh(self) -> None:
        """Remember how much memory all members have now, if it is more than before; nothing where none can be told."""
        if WEIGHABLE:
            self.largest = max(self.largest, sum(memory(member.pid) for member in self._members))

    def close(self) -> None:
        """Let the members end, and wait for them."""
        for member in self._members:
            with suppress(BrokenPipeError):
                _pipe(member.stdin).close()
        for member in self._members:
            with _pipe(member.stdout):
                member.wait(timeout=60)


def _pipe(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise TypeError("the program was started without a pipe")
    return stream
