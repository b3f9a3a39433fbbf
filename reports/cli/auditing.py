"""``fazhi audit``: read many reports, write the results, and say by the exit code how it went."""

from __future__ import annotations

import os
import sys
from collections import deque
from contextlib import ExitStack
from functools import partial
from itertools import chain, islice, tee, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from engine.attempt import TIME_LIMIT, Refusal, Report, attempt, judge
from engine.read import label_of
from reports import RENDERERS, Look, Run, Unread
from reports.cli import CLEAR, FAULT, GATE_FAILED
from reports.cli.output import FILE_WIDTH, OutputError, Progress, WholeFile, say, screen_look, show, show_utf8
from reports.cli.sources import Passed, contents, discover
from reports.cli.values import is_folder, workers_of
from reports.gate import Gate, Gatekeeper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction

    from engine.batch import Workers
    from engine.model import Audit, Level
    from engine.rulebook.rule import Rulebook
    from reports import Render, Renderer
    from reports.baseline import Baseline
    from reports.cli.apiece import Apiece
    from reports.cli.sources import Part, Source
    from reports.waivers import Waivers


#: So many reports are audited one after the other: several processes take longer to start.
_FEW = 8


class Target(Struct, frozen=True):
    """A file to write, and the name of its format."""

    path: str
    format: str

    @property
    def folder(self) -> bool:
        """Whether it is a folder that gets a file for each report."""
        return bool(RENDERERS[self.format].apiece) and is_folder(self.path)


class Request(Struct, frozen=True):
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
    jobs: int | None = None
    cluster: str | None = None
    limit: int = TIME_LIMIT
    quiet: bool = False
    progress: bool = True
    full: bool = False


def _report(part: Part) -> Report:
    return Report(label_of(part.source.path), part.content)


class Auditing:
    """One run over many reports. Remembers only what the exit code and the closing lines need."""

    def __init__(self, request: Request, book: Rulebook, backend: str) -> None:
        self._request, self._book = request, book
        self._unread: list[Unread] = []
        self._passed = Passed()
        self._audited = 0
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
            results = self._results(contents(sources, self._passed), stack)
            streams = tee(self._audits(results, progress), len(writers))
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
                self._written[target.path] = folder = self._apiece(RENDERERS[target.format], target.path)
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
        return self._apiece(renderer).render if renderer.apiece else renderer.render

    def _apiece(self, renderer: Renderer, folder: str | None = None) -> Apiece:
        """What makes a file for each report; most runs make none."""
        from reports.cli.apiece import Apiece

        return Apiece(renderer, self._miss, folder)

    def _miss(self, message: str) -> None:
        """Say that a report was audited but cannot be written in a format."""
        self._unwritten = True
        say(f"错误：{message}")

    def _results(self, parts: Iterator[Part], stack: ExitStack) -> Iterator[tuple[Part, Audit | Refusal]]:
        """What comes of each part, in their order: one after the other, or several at a time where that pays."""
        jobs, cluster = self._request.jobs, self._request.cluster
        alone = jobs == 1 and cluster is None
        if jobs is None and cluster is None:
            first = list(islice(parts, _FEW + 1))
            parts, alone = chain(first, parts), len(first) <= _FEW
        if alone:
            return self._one_by_one(parts)
        return self._together(parts, stack.enter_context(workers_of(jobs, cluster)))

    def _one_by_one(self, parts: Iterable[Part]) -> Iterator[tuple[Part, Audit | Refusal]]:
        def step(report: Report) -> Audit:
            return judge(report, self._book, request.level, request.year, request.backend)

        request = self._request
        for part in parts:
            report = _report(part)
            yield part, attempt(report.label, partial(step, report))

    def _together(self, parts: Iterable[Part], workers: Workers) -> Iterator[tuple[Part, Audit | Refusal]]:
        from engine.batch import Job, run

        request = self._request
        waiting: deque[Part] = deque()

        def reports() -> Iterator[Report]:
            for part in parts:
                waiting.append(part)
                yield _report(part)

        job = Job(self._book, request.level, request.year, request.backend, limit=request.limit)
        for outcome in run(reports(), job, workers, ordered=True):
            yield waiting.popleft(), outcome.refusal or outcome.audit()

    def _audits(self, results: Iterable[tuple[Part, Audit | Refusal]], progress: Progress) -> Iterator[Audit]:
        """Audits among the results; of the rest, note why not."""
        progress.step(0)
        for part, result in results:
            progress.step(part.place + 1, failed=len(self._unread))
            if not isinstance(result, Refusal):
                self._audited += 1
                self._gatekeeper.see(result)
                yield result
            elif result.unreadable and not part.source.expected:
                self._passed.others.append(part.source.path)
            else:
                progress.clear()
                self._refuse(part.source.path, result.message)

    def _refuse(self, path: str, message: str) -> None:
        self._unread.append(Unread(path, message))
        say(f"错误：{message}")

    def _close(self, sources: int) -> int:
        """Say what remains to be said and return the exit code."""
        say(*self._passed.lines(full=self._request.full))
        if not self._audited and not self._unread:
            say("错误：没有可检查的报告" + ("" if sources else "；文件夹是空的，或只有隐藏文件"))
            return FAULT
        if self._unread and self._audited:
            say(f"共检查 {self._audited} 份报告，另有 {len(self._unread)} 个未能检查")
        for path, written in self._written.items():
            if not isinstance(written, WholeFile):
                say(f"已写入 {path}（{written.count} 个文件）")
            elif written.written:
                say(f"已写入 {path}")
        say(*self._gatekeeper.closing())
        return FAULT if self._unread or self._unwritten else GATE_FAILED if self._gatekeeper.failed else CLEAR
