"""``fazhi audit``: read many reports, write the results, and say by the exit code how it went."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import tee, zip_longest
from typing import TYPE_CHECKING

from engine.errors import FazhiError, InputError
from engine.model import Severity, Verdict
from reports import RENDERERS, Look, Run, Unread
from reports.cli import CLEAR, FAULT, GATE_FAILED
from reports.cli.output import FILE_WIDTH, OutputError, Progress, WholeFile, say, screen_look, show, show_utf8
from reports.cli.sources import Source, contents, discover
from reports.shares import hundredths, number, shares
from reports.wording import SEVERITIES, shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.model import Audit, Level
    from engine.rulebook.rule import Rulebook

#: Severities that a gate of this severity looks at.
_AT_LEAST = {
    Severity.MUST: {Severity.MUST},
    Severity.SHOULD: {Severity.MUST, Severity.SHOULD},
    Severity.MAY: {Severity.MUST, Severity.SHOULD, Severity.MAY},
}


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write, and the name of its format."""

    path: str
    format: str


@dataclass(frozen=True, slots=True)
class Request:
    """Everything the user asked for; all values checked."""

    paths: tuple[str, ...]
    screen: str | None
    targets: tuple[Target, ...]
    level: Level | None = None
    year: int | None = None
    backend: str | None = None
    fail_under: Fraction | None = None
    fail_on: Severity | None = None
    target: Fraction | None = None
    quiet: bool = False
    progress: bool = True
    full: bool = False


class Auditing:
    """One run over many reports. Remembers only what the exit code and the closing lines need."""

    def __init__(self, request: Request, book: Rulebook, backend: str) -> None:
        self._request, self._book, self._backend = request, book, backend
        self._unread: list[Unread] = []
        self._skipped = self._audited = 0
        self._gates: list[str] = []

    def run(self) -> int:
        """Audit everything, write every output, return the exit code."""
        found = discover(self._request.paths)
        for item in found.missing:
            self._refuse(item.path, item.message)
        sources = self._without_targets(found.sources)
        progress = Progress(len(sources), wanted=self._request.progress and not self._request.quiet)
        with ExitStack() as stack:
            writers = self._writers(stack)
            run = Run(self._book, self._backend, self._unread)
            streams = tee(self._audits(sources, progress), len(writers))
            pieces = [
                RENDERERS[name].render(stream, run, look)
                for (name, look, _), stream in zip(writers, streams, strict=True)
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
        return tuple(source for source in sources if source.file not in targets)

    def _writers(self, stack: ExitStack) -> list[tuple[str, Look, Callable[[str], None]]]:
        """For each output its format, its look, and what takes its pieces."""
        request = self._request
        writers: list[tuple[str, Look, Callable[[str], None]]] = []
        for target in request.targets:
            look = Look(width=FILE_WIDTH, full=request.full, brief=request.quiet, target=request.target)
            writers.append((target.format, look, stack.enter_context(WholeFile(target.path)).write))
        if request.screen:
            look = replace(screen_look(full=request.full, brief=request.quiet), target=request.target)
            writers.append((request.screen, look, show if request.screen == "table" else show_utf8))
        return writers

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
                    self._gate(audit)
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

    def _gate(self, audit: Audit) -> None:
        """Note in what way the report misses a gate."""
        name, limit, least = shown_path(audit.document.path), self._request.fail_under, self._request.fail_on
        total = shares(audit).total
        if limit is not None and Fraction(total, 100) < limit:
            self._gates.append(f"未达标：{name} 得分 {number(total)}，低于 {number(hundredths(limit))}")
        if least:
            failing = {Verdict.ABSENT, Verdict.MENTIONED}
            found = [f for f in audit.findings if f.severity in _AT_LEAST[least] and f.verdict in failing]
            if found:
                titles = "、".join(finding.title for finding in found[:3]) + ("等" if len(found) > 3 else "")
                scope = SEVERITIES[least] + ("" if least is Severity.MUST else "及以上")
                self._gates.append(f"未达标：{name} 有 {len(found)} 条“{scope}”的要求没有写明：{titles}")

    def _close(self, sources: int) -> int:
        """Say what remains to be said and return the exit code."""
        if self._skipped:
            say(f"略过 {self._skipped} 个不是报告的文件")
        if not self._audited and not self._unread:
            say("错误：没有可检查的报告" + ("" if sources else "；文件夹是空的，或只有隐藏文件"))
            return FAULT
        if self._unread and self._audited:
            say(f"共检查 {self._audited} 份报告，另有 {len(self._unread)} 个未能检查")
        for target in self._request.targets:
            say(f"已写入 {target.path}")
        for line in self._gates:
            say(line)
        return FAULT if self._unread else GATE_FAILED if self._gates else CLEAR
