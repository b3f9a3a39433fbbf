"""Where output goes: data to standard output or into files that are written whole or not at all; the rest to stderr."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from engine.errors import FazhiError
from reports import Look
from reports.layout import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

#: Width of a report in a file, so that equal input gives equal bytes; widest report on a terminal.
FILE_WIDTH, WIDEST = 100, 120
#: Shortest time between two changes of the progress line, in seconds.
_BLINK = 0.1

_REASONS = {
    errno.ENOENT: "所在的文件夹不存在",
    errno.ENOTDIR: "路径中间的一段不是文件夹",
    errno.EISDIR: "这是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "文件名太长",
}


class OutputError(FazhiError):
    """A result cannot be written where the user wants it."""


def reason(error: OSError) -> str:
    """Say in Chinese what the operating system complains about."""
    if error.errno == errno.ENOENT and error.filename and Path(error.filename).parent.is_dir():
        return "这个文件夹里不能建文件"  # as in /proc
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def say(*lines: str) -> None:
    """Diagnostics for the user."""
    for line in lines:
        print(plain(line), file=sys.stderr)  # noqa: T201 - the one place that writes diagnostics


def show(data: str | bytes) -> None:
    """Write data to standard output.

    Raises:
        BrokenPipeError: nobody reads it any more.
        OutputError: it cannot be written, as where it goes into a file and the disk is full.
    """
    try:
        if isinstance(data, str):
            sys.stdout.write(data)
            sys.stdout.flush()
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        hang_up()
        raise OutputError(f"结果写不到标准输出：{reason(error)}。") from error


def show_utf8(data: str | bytes) -> None:
    """Write data that other programs read: text always as UTF-8, whatever the terminal's encoding."""
    if isinstance(data, str) and hasattr(sys.stdout, "buffer") and not sys.stdout.isatty():
        data = data.encode()
    show(data)


def hang_up() -> None:
    """Nothing more can be written to standard output: keep the interpreter from complaining about it at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def screen_look(*, full: bool = False, brief: bool = False) -> Look:
    """How to lay out a report on standard output."""
    if not sys.stdout.isatty():
        return Look(width=FILE_WIDTH, full=full, brief=brief)
    columns = min(terminal_width(FILE_WIDTH), WIDEST)
    return Look(color=_colorful(), width=columns, full=full, brief=brief)


def terminal_width(otherwise: int) -> int:
    """Columns of the terminal, or ``otherwise`` where they cannot be told."""
    import shutil  # brings decompressors along; many runs have no terminal

    return shutil.get_terminal_size((otherwise, 24)).columns


def _colorful() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.platform != "win32" or bool(os.environ.get("WT_SESSION") or os.environ.get("TERM"))


class WholeFile:
    """A file that appears under ``path`` only once everything is written; an older one stays until then.

    A device or a pipe (/dev/stdout) is not replaced: what was written goes into it at the end. ``written`` says
    whether it came to that: of a run that gave nothing, no empty file remains.
    """

    def __init__(self, path: str) -> None:
        self._path, self._target = path, Path(os.path.realpath(path))
        self._draft: Path | None = None
        self.written = False

    def __enter__(self) -> Self:
        if self._target.is_dir():
            raise OutputError(f"“{self._path}”是文件夹，不能写成文件；请给出文件名。")
        with self._explained():
            if Path(self._path).exists() and not Path(self._path).is_file():
                from tempfile import TemporaryFile  # hardly anybody needs it

                self._stream: IO[bytes] = TemporaryFile()
            else:
                self._draft = self._target.with_name(f".fazhi-{os.getpid()}-{id(self)}.tmp")
                self._stream = self._draft.open("xb")
        return self

    def write(self, data: str | bytes) -> None:
        with self._explained():
            self._stream.write(data.encode("utf-8", "replace") if isinstance(data, str) else data)
        self.written = True

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        wanted = kind is None and self.written
        try:
            with self._explained(), self._stream:
                if wanted and self._draft is None:
                    self._stream.seek(0)
                    with Path(self._path).open("wb") as target:
                        target.writelines(self._stream)
            if wanted and self._draft is not None:
                with self._explained():
                    self._draft.replace(self._target)
        finally:
            if self._draft is not None:
                self._draft.unlink(missing_ok=True)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(f"写不了“{self._path}”：{reason(error)}。请换一个位置，或检查磁盘空间和权限。") from error


class Progress:
    """How far a run is, on one line of a terminal; silent anywhere else. ``total`` is the number of inputs."""

    def __init__(self, total: int, *, wanted: bool) -> None:
        self._total, self._on = total, wanted and total > 1 and sys.stderr.isatty()
        self._start = self._shown = time.monotonic()

    def step(self, done: int, *, kept: int = 0, failed: int = 0) -> None:
        """So many inputs are done; of them ``kept`` were not audited again, and ``failed`` could not be."""
        now = time.monotonic()
        if self._on and (now - self._shown >= _BLINK or done in {0, self._total}):
            self._shown = now
            line = progress_line(done, self._total, now - self._start, kept=kept, failed=failed)
            sys.stderr.write(f"\r\x1b[K{shorten(line, terminal_width(80) - 1)}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Make room for other lines."""
        if self._on:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def progress_line(done: int, total: int, seconds: float, *, kept: int = 0, failed: int = 0) -> str:
    """Say how far a run is after ``seconds``; rate and remaining time count only what was really audited."""
    parts = [f"正在检查 {done}/{total}"]
    if done > kept and seconds > 0:
        rate = (done - kept) / seconds
        parts.append(f"每秒 {rate:.1f} 份" if rate >= 1 else f"每份 {1 / rate:.1f} 秒")
        if done < total:
            parts.append(f"还需约 {_duration((total - done) / rate)}")
    parts += [f"{word} {count} 份" for word, count in (("沿用已有结果", kept), ("未能检查", failed)) if count]
    return "，".join(parts)


def _duration(seconds: float) -> str:
    """Time to wait, no finer than one can tell."""
    if seconds < 60:
        return f"{max(1, round(seconds))} 秒"
    minutes = round(seconds / 60)
    return f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
