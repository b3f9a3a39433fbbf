"""``fazhi audit``: read many reports, write the results, and say by the exit code how it went."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import tee, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import FazhiError, InputError
from reports import RENDERERS, Look, Run, Unread
from reports.cli import CLEAR, FAULT, GATE_FAILED
from reports.cli.apiece import Apiece
from reports.cli.output import FILE_WIDTH, OutputError, Progress, WholeFile, say, screen_look, show, show_utf8
from reports.cli.sources import Source, contents, discover
from reports.cli.values import is_folder
from reports.gate import Gate, Gatekeeper
from reports.wording import shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    from engine.model import Audit, Level
    from engine.rulebook.rule import Rulebook
    from reports import Render
    from reports.baseline import Baseline
    from reports.waivers import Waivers


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write, and the name of its format."""

    path: str
    format: str

    @property
    def folder(self) -> bool:
        """Whether it is a folder that gets a file for each report."""
        return bool(RENDERERS[self.format].apiece) and is_folder(self.path)


@dataclass(frozen=True, slots=True)
class Request:
    """Everything the user asked for; all values checked."""

    paths: tuple[str, ...]
    screen: str | None
    targets: tuple[Target, ...]
    level: Level | None = None
    year: int | None = None
    backend: str | None = None
    gate: Gate = field(default_factory=Gate)
    waivers: Waivers | None = None
    baseline: Baseline | None = None
    target: Fraction | None = None
    quiet: bool = False
    progress: bool = True
    full: bool = False


class Auditing:
    """One run over many reports. Remembers only what the exit code and the closing lines need."""

    def __init__(self, request: Request, book: Rulebook, backend: str) -> None:
        self._request, self._book = request, book
        self._unread: list[Unread] = []
        self._skipped = self._audited = 0
        self._unwritten = False
        self._written: dict[str, WholeFile | Apiece] = {}
        self._run = Run(book, backend, self._unread, request.waivers, request.baseline)
        self._gatekeeper = Gatekeeper(request.gate, self._run)

    def run(self) -> int:
        """Audit everything, write every output, return the exit code."""
        say(*self._gatekeeper.opening())
        found = discover(self._request.paths)
        for item in found.missing:
            self._refuse(item.path, item.message)
        sources = self._without_targets(found.sources)
        progress = Progress(len(sources), wanted=self._request.progress and not self._request.quiet)
        with ExitStack() as stack:
            writers = self._writers(stack)
            streams = tee(self._audits(sources, progress), len(writers))
            pieces = [
                render(stream, self._run, look) for (render, look, _), stream in zip(writers, streams, strict=True)
            ]
            for row in zip_longest(*pieces, fillvalue=""):
                progress.clear()
                for (_, _, write), piece in zip(writers, row, strict=True):
                    if piece:
                        write(piece)
        progress.clear()
        return self._close(len(sources))

    def _without_targets(self, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        """Leave out results of an earlier run that lie in the same folder; refuse to overwrite a named input."""
        targets = {os.path.realpath(target.path) for target in self._request.targets}
        for source in sources:
            if source.named and source.file in targets:
                raise OutputError(f"“{source.path}”既是报告又是输出文件，写入会毁掉原文。请换一个输出文件名。")
        kept = tuple(source for source in sources if source.file not in targets)
        for folder in (os.path.realpath(target.path) for target in self._request.targets if target.folder):
            outside = [source for source in kept if not Path(source.file).is_relative_to(folder)]
            if any(source.named for source in set(kept) - set(outside)) or (kept and not outside):
                raise OutputError("输出文件夹里有要检查的报告；请另选一个文件夹，免得原文和结果混在一起。")
            kept = tuple(outside)
        return kept

    def _writers(self, stack: ExitStack) -> list[tuple[Render, Look, Callable[[str | bytes], None]]]:
        """For each output what renders it, its look, and what takes its pieces."""
        request = self._request
        writers: list[tuple[Render, Look, Callable[[str | bytes], None]]] = []
        for target in request.targets:
            look = Look(width=FILE_WIDTH, full=request.full, brief=request.quiet, target=request.target)
            if target.folder:
                self._written[target.path] = folder = Apiece(RENDERERS[target.format], self._miss, target.path)
                writers.append((folder.render, look, show))  # it gives nothing to show
            else:
                self._written[target.path] = file = stack.enter_context(WholeFile(target.path))
                writers.append((self._renderer(target.format), look, file.write))
        if request.screen:
            if RENDERERS[request.screen].binary and sys.stdout.isatty():
                suffix = RENDERERS[request.screen].suffixes[0]
                raise OutputError(f"{request.screen} 格式的文件不能显示在屏幕上；请用 -o 文件名{suffix} 写入文件。")
            look = replace(screen_look(full=request.full, brief=request.quiet), target=request.target)
            writers.append((self._renderer(request.screen), look, show if request.screen == "table" else show_utf8))
        return writers

    def _renderer(self, name: str) -> Render:
        """What renders a format into one output."""
        renderer = RENDERERS[name]
        return Apiece(renderer, self._miss).render if renderer.apiece else renderer.render

    def _miss(self, message: str) -> None:
        """Say that a report was audited but cannot be written in a format."""
        self._unwritten = True
        say(f"错误：{message}")

    def _audits(self, sources: tuple[Source, ...], progress: Progress) -> Iterator[Audit]:
        for place, source in enumerate(sources, 1):
            progress.step(place)
            if source.out_of_place:
                self._skipped += 1
                continue
            for part, content in contents(source):
                if part.out_of_place:
                    self._skipped += 1
                    continue
                audit = self._tried(part, content, progress)
                if audit:
                    self._audited += 1
                    self._gatekeeper.see(audit)
                    yield audit

    def _tried(self, source: Source, content: str | bytes | InputError, progress: Progress) -> Audit | None:
        """Audit one report, or note why not."""
        try:
            return self._audit(source, content)
        except InputError as error:
            if source.expected:
                progress.clear()
                self._refuse(source.path, str(error))
            else:
                self._skipped += 1
        except FazhiError as error:
            progress.clear()
            self._refuse(source.path, f"{shown_path(source.path)}：{error}")
        except Exception as error:  # one odd report must not cost the results of the others
            progress.clear()
            name = type(error).__name__
            message = f"{shown_path(source.path)}：程序内部错误（{name}：{error}），请报告给维护人员"
            self._refuse(source.path, message)
            if os.environ.get("FAZHI_DEBUG"):
                raise
        return None

    def _audit(self, source: Source, content: str | bytes | InputError) -> Audit:
        from engine import audit
        from engine.read import read

        request = self._request
        if isinstance(content, InputError):
            raise content
        report = content if isinstance(content, str) else read(source.path, content)
        return audit(report, self._book, level=request.level, year=request.year, backend=request.backend)

    def _refuse(self, path: str, message: str) -> None:
        self._unread.append(Unread(path, message))
        say(f"错误：{message}")

    def _close(self, sources: int) -> int:
        """Say what remains to be said and return the exit code."""
        if self._skipped:
            say(f"略过 {self._skipped} 个不是报告的文件")
        if not self._audited and not self._unread:
            say("错误：没有可检查的报告" + ("" if sources else "；文件夹是空的，或只有隐藏文件"))
            return FAULT
        if self._unread and self._audited:
            say(f"共检查 {self._audited} 份报告，另有 {len(self._unread)} 个未能检查")
        for path, written in self._written.items():
            if isinstance(written, Apiece):
                say(f"已写入 {path}（{written.count} 个文件）")
            elif written.written:
                say(f"已写入 {path}")
        say(*self._gatekeeper.closing())
        return FAULT if self._unread or self._unwritten else GATE_FAILED if self._gatekeeper.failed else CLEAR
