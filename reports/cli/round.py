"""``fazhi district``: a folder of reports → everything that an office needs for the round, in one output folder."""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from engine.attempt import TIME_LIMIT, Report
from engine.batch import Job, Store, run
from engine.batch.task import RECORD
from engine.district.model import Entry, Likeness, Unit
from engine.district.round import Before, district
from engine.district.submissions import Matched, match, replaced, with_level
from engine.errors import InputError
from reports import Run
from reports.cli import CLEAR, FAULT
from reports.cli.output import OutputError, Progress, WholeFile, reason, say, show
from reports.cli.sources import Passed, contents, discover
from reports.district import digest, figures, lines
from reports.district.addresses import LETTERS, PAGES
from reports.layout import plain
from reports.office import Names, fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.batch import Outcome, Workers
    from engine.batch.task import Products
    from engine.district.model import District, Roster
    from engine.model import Document, Level
    from engine.rulebook.rule import Rulebook
    from engine.zh.width import Folded
    from reports import Look, Unread
    from reports.cli.sources import Source

#: Results kept from run to run, and the list of the files written, so that those of units that are gone can go too.
_KEPT: Final = ".fazhi"
_WRITTEN: Final = "files.json"
#: Longest name of a unit's files without suffix; systems allow 255 bytes, and a Chinese character takes three.
_LONGEST: Final = 70
#: Pairs of similar reports kept, the most similar first, how many of them with passages, and passages of each.
_MOST_PAIRS, _MOST_QUOTED, _MOST_PASSAGES = 2_000, 100, 5


class Request(Struct, frozen=True):
    """Everything the user asked for; all values checked."""

    folder: str
    output: str
    roster: Roster | None = None
    roster_file: str | None = None
    previous: tuple[Before, ...] = ()
    year: int | None = None
    backend: str | None = None
    limit: int = TIME_LIMIT
    progress: bool = True


class _Taken(Struct):
    """What came of the files. ``order`` holds the labels as they were read, and whether each must be readable."""

    order: dict[str, bool] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    kept: int = 0
    passed: Passed = field(default_factory=Passed)

    def sort(self) -> None:
        """Put the files into the order of the folder, whichever was done first."""
        self.entries = {label: self.entries[label] for label in self.order if label in self.entries}
        self.unread = {label: self.unread[label] for label in self.order if label in self.unread}


class Round:
    """One run over the folder of a district."""

    def __init__(self, request: Request, book: Rulebook, backend: str, look: Look) -> None:
        self._request, self._book, self._backend, self._look = request, book, backend, look
        self._out = Path(request.output)
        self._names = Names(_LONGEST)
        self._prints: dict[str, bytes] = {}
        self._replacing = False

    def run(self, workers: Workers) -> int:
        """Audit what is new, put the round together, write it, say how it went."""
        sources, missing = self._sources()
        if missing:
            say(*(f"错误：{one.message}" for one in missing))
            return FAULT
        progress = Progress(len(sources), wanted=self._request.progress)
        store = self._opened()
        taken = self._audited(workers, store, sources, progress)
        if not taken.entries and not taken.unread:
            say("错误：文件夹里没有报告")
            return FAULT
        matched = match(list(taken.entries.values()), taken.unread.items(), self._request.roster, self._request.year)
        matched = self._at_their_levels(matched, workers, store, sources, progress)
        progress.clear()
        result = district(
            matched,
            self._book,
            rostered=self._request.roster is not None,
            page=lambda unit: self._names.unique(_stem(unit)),
            alike=self._alike(matched, store),
            before=self._request.previous,
        )
        self._write(result, store)
        store.prune()
        self._say(result, taken)
        return FAULT if taken.unread else CLEAR

    def _sources(self) -> tuple[list[Source], tuple[Unread, ...]]:
        """Files of the folder, without the roster and without what any run wrote."""
        found = discover((self._request.folder,))
        ours = [os.path.realpath(self._out)]
        ours += [str(Path(one.file).parent) for one in found.sources if Path(one.file).name == figures.LINES]
        if self._request.roster_file:
            ours.append(os.path.realpath(self._request.roster_file))
        kept = [one for one in found.sources if not any(Path(one.file).is_relative_to(each) for each in ours)]
        return kept, found.missing

    def _opened(self) -> Store:
        """The folder for the output, made if need be, and the results kept in it."""
        folder = os.path.realpath(self._request.folder)
        if os.path.realpath(self._out) == folder:
            raise OutputError("输出文件夹就是报告所在的文件夹；请另选一个，免得原文和结果混在一起。")
        self._replacing = (self._out / figures.LINES).exists()
        try:
            for name in ("", PAGES, LETTERS):
                (self._out / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"建不了文件夹“{self._out}”：{reason(error)}。") from error
        return Store(self._out / _KEPT)

    def _reports(self, sources: Sequence[Source], taken: _Taken, wanted: set[str] | None = None) -> Iterator[Report]:
        """What there is to audit; ``taken`` keeps the order in which it comes."""
        for part in contents(sources, taken.passed):
            label = self._label(part.source.path)
            if wanted is None or label in wanted:
                taken.order[label] = part.source.expected
                yield Report(label, _named(label, part.content), Path(part.source.path).name)

    def _label(self, path: str) -> str:
        """Path of a file from the folder on."""
        folder = Path(self._request.folder)
        with suppress(ValueError):
            return Path(path).relative_to(folder if folder.is_dir() else folder.parent).as_posix()
        return path

    def _job(self, level: Level | None = None) -> Job:
        return Job(
            self._book, level=level, backend=self._request.backend, craft=digest.products, limit=self._request.limit
        )

    def _audited(self, workers: Workers, store: Store, sources: list[Source], progress: Progress) -> _Taken:
        """Audit every file, or take from the store what was audited before."""
        taken = _Taken()
        progress.step(0)
        for outcome in run(self._reports(sources, taken), self._job(), workers, store=store):
            self._take(outcome, taken, progress)
            taken.kept += outcome.kept
            done = len(taken.entries) + len(taken.unread) + len(taken.passed)
            progress.step(min(done, len(sources)), kept=taken.kept, failed=len(taken.unread))
        taken.sort()
        return taken

    def _take(self, outcome: Outcome, taken: _Taken, progress: Progress) -> None:
        label = outcome.label
        if outcome.refusal is None:
            entry = digest.entry(outcome.products[digest.ENTRY], outcome.key, label)
            taken.entries[label] = entry
            self._prints[entry.key] = outcome.products[digest.PRINTS]
        elif outcome.refusal.unreadable and not taken.order[label]:
            taken.passed.others.append(label)
        else:
            progress.clear()
            say(f"错误：{outcome.refusal.message}")
            taken.unread[label] = outcome.refusal.message

    def _at_their_levels(
        self, matched: Matched, workers: Workers, store: Store, sources: list[Source], progress: Progress
    ) -> Matched:
        """Audit again, at the level that the roster gives, the reports that were taken for another level."""
        again = {
            entry.path: unit for entry in matched.counted.values() if (unit := with_level(matched, entry)) is not None
        }
        fresh: dict[str, Entry] = {}
        for level in sorted({unit.level for unit in again.values() if unit.level}):
            wanted = {path for path, unit in again.items() if unit.level is level}
            taken = _Taken()
            holders = {str(holder) for path in wanted for holder in (path, *PurePosixPath(path).parents)}
            needed = [source for source in sources if self._label(source.path) in holders]
            for outcome in run(self._reports(needed, taken, wanted), self._job(level), workers, store=store):
                self._take(outcome, taken, progress)
            fresh |= {again[path].name: entry for path, entry in taken.entries.items()}
        return replaced(matched, fresh) if fresh else matched

    def _alike(self, matched: Matched, store: Store) -> list[Likeness]:
        """Pairs of counted reports that share more than set phrases, the most similar with their passages."""
        from engine.similarity import kept_fingerprints, similar_prints

        named = list(matched.counted.items())
        prints = [kept_fingerprints(self._prints[entry.key]) for _, entry in named]
        opened: dict[str, _Body] = {}
        found: list[Likeness] = []
        for pair in similar_prints(prints)[:_MOST_PAIRS]:
            (first, one), (second, other) = named[pair.first], named[pair.second]
            passages: tuple[tuple[str, str], ...] = ()
            if len(found) < _MOST_QUOTED:
                bodies = [_opened(each, opened, store) for each in (one, other)]
                passages = _shared(*bodies)
            found.append(Likeness(first, second, pair.share, passages))
        return found

    def _write(self, result: District, store: Store) -> None:
        """Write the whole output, each file whole or not at all, and remove those of units that are gone."""
        from reports.district import site, summary, workbook

        how = Run(self._book, self._backend)
        written: list[str] = []

        def write(name: str, pieces: Iterable[str | bytes]) -> None:
            with WholeFile(str(self._out / name)) as file:
                for piece in pieces:
                    file.write(piece)
            written.append(name)

        for standing, entry in ((one, one.entry) for one in result.ranked if one.entry):
            products = _products(store, entry)
            write(f"{PAGES}/{standing.page}.html", [zlib.decompress(products[digest.PAGE])])
            write(f"{LETTERS}/{standing.page}.docx", [products[digest.LETTER]])
        write(figures.LINES, lines.write(result, how, lambda entry: _line(store, entry)))
        write(figures.WORKBOOK, workbook.render(result, how))
        write(figures.SUMMARY, summary.render(result, how))
        write(figures.SITE, site.render(result, how))  # last: it links to all the others
        self._remove_others(written)

    def _remove_others(self, written: list[str]) -> None:
        """Remove what an earlier run wrote here and this one did not; files of anybody else stay."""
        path = self._out / _KEPT / _WRITTEN
        try:
            earlier = [str(name) for name in json.loads(path.read_text("utf-8"))]
        except (OSError, ValueError, TypeError):
            earlier = []
        for name in set(earlier) - set(written):
            folder, _, stem = name.partition("/")
            if folder in {PAGES, LETTERS} and stem == Path(stem).name:  # the list is a file that anybody can write
                (self._out / folder / stem).unlink(missing_ok=True)
        with WholeFile(str(path)) as file:
            file.write(json.dumps(sorted(written), ensure_ascii=False, indent=0))

    def _say(self, result: District, taken: _Taken) -> None:
        from reports.views.district import render

        say(*taken.passed.lines(full=self._look.full, named=self._label))
        if self._replacing:
            say(f"{self._request.output} 里原有的检查结果已换成这一次的；要都留着，请用 -o 写到别的文件夹")
        show(render(result, self._book, self._look))
        say(f"已写入 {self._request.output}：先打开 {figures.SITE}")


class _Body(Struct, frozen=True):
    """A report and its body folded, to be set beside others."""

    document: Document
    text: Folded


def _opened(entry: Entry, opened: dict[str, _Body], store: Store) -> _Body:
    """The body of a report, read once."""
    if entry.key not in opened:
        opened[entry.key] = _body(store, entry)
    return opened[entry.key]


def _body(store: Store, entry: Entry) -> _Body:
    from engine.record import load
    from engine.similarity import body_text

    audit = load(_products(store, entry)[RECORD])
    return _Body(audit.document, body_text(audit.document, audit.outline))


def _shared(one: _Body, other: _Body) -> tuple[tuple[str, str], ...]:
    """The longest passages that two reports share, in the words of both."""
    from engine.similarity import shared_passages

    longest = sorted(shared_passages(one.text, other.text), key=lambda passage: -len(passage.first))[:_MOST_PASSAGES]
    return tuple((one.document.quote(each.first), other.document.quote(each.second)) for each in longest)


def _named(label: str, content: bytes | InputError) -> bytes | InputError:
    """The content of a file; what is wrong with it is said of the name that all lines use."""
    return InputError(label, content.problem, content.advice) if isinstance(content, InputError) else content


def _stem(unit: Unit) -> str:
    """Name of a unit as systems take it for a file."""
    return fit(plain(unit.name))


def _products(store: Store, entry: Entry) -> Products:
    """Everything kept of a report."""
    products = store.get(entry.key)
    if products is None:
        raise OutputError(f"“{entry.path}”的检查结果在写出时不见了或已损坏；请不要在运行时改动 {_KEPT}，再运行一次")
    return products


def _line(store: Store, entry: Entry) -> str:
    return zlib.decompress(_products(store, entry)[digest.LINE]).decode()
