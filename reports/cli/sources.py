"""What there is to audit: files, folders, patterns and standard input, in a stable order, each once."""

from __future__ import annotations

import glob
import os
import re
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from engine.errors import InputError
from reports import Unread
from reports.cli.output import reason
from reports.marks import called, original, ours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: A file with one of these is a report that must be readable, wherever it was found.
DOCUMENT_SUFFIXES = frozenset(
    f".{suffix}"
    for suffix in (
        "txt md markdown docx docm dotx doc dot wps wpt rtf odt pdf ofd html htm shtml xhtml mht mhtml zip rar 7z"
    ).split()
)
#: Found in a folder, files with one of these are no reports, though they may well be readable text.
NEVER_REPORTS = frozenset(
    f".{suffix}"
    for line in (
        "bat bmp cfg conf css csv db exe gif ini jpeg jpg js json jsonl lnk lock log png ps1 py sh sql svg tif tiff",
        "tmp toml tsv url vbs xls xlsx xml yaml yml",
    )
    for suffix in line.split()
)
STDIN = "-"
#: Of those, what may be the scan of a report.
_PICTURES = frozenset(f".{suffix}" for suffix in "bmp gif jpeg jpg png tif tiff".split())
#: Files passed over that are named unless all are asked for.
_NAMED = 5

_PAGE_PARTS = r"(?i)(?P<page>.+)(?:[._]files|\.fld)"


class Source(Struct, frozen=True):
    """An input: ``named`` by the user, or found in a folder."""

    path: str
    named: bool

    @property
    def expected(self) -> bool:
        """Whether it must be readable; other files, found in a folder by chance, may be passed over."""
        return self.named or Path(self.path).suffix.lower() in DOCUMENT_SUFFIXES

    @property
    def out_of_place(self) -> bool:
        """Whether it need not be looked at at all."""
        return not self.named and Path(self.path).suffix.lower() in NEVER_REPORTS

    @property
    def file(self) -> str:
        """What tells whether two inputs are the same file."""
        return self.path if self.path == STDIN else os.path.realpath(self.path)


class Part(Struct, frozen=True):
    """A file that may be a report: in which place of the inputs it was found, where it lies, its bytes or why none."""

    place: int
    source: Source
    content: bytes | InputError


class Found(Struct, frozen=True):
    """All inputs, and what was asked for but is not there."""

    sources: tuple[Source, ...]
    missing: tuple[Unread, ...]


def discover(arguments: Iterable[str]) -> Found:
    """Find the inputs for the arguments of a command line: in the order given, folders sorted, duplicates dropped."""
    sources: dict[str, Source] = {}
    missing: list[Unread] = []
    for argument in arguments:
        for item in _expand(argument):
            if isinstance(item, Unread):
                missing.append(item)
                continue
            known = sources.setdefault(item.file, item)
            if item.named and not known.named:
                sources[item.file] = Source(known.path, named=True)
    return Found(tuple(sources.values()), tuple(missing))


class Passed(Struct):
    """Files passed over: those that are no reports, outputs of ours, and copies with our comments of other inputs."""

    others: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.others) + len(self.ours) + len(self.copies)

    def lines(self, *, full: bool, named: Callable[[str], str] = str) -> Iterator[str]:
        """Say how many, and the names of the first few, or of all where everything is asked for.

        ``named`` makes the name to show of a path.
        """
        pictures = [path for path in self.others if Path(path).suffix.lower() in _PICTURES]
        for paths, what in (
            ([path for path in self.others if path not in pictures], "不是报告的文件"),
            (pictures, "图片（若是扫描的报告，请先识别成文字）"),
            (self.ours, "本工具自己写的文件"),
            (self.copies, "本工具加了批注的副本（原稿也在，只看原稿）"),
        ):
            if paths:
                shown = sorted(paths) if full else sorted(paths)[:_NAMED]
                rest = " 等；用 --all 列出全部" if len(shown) < len(paths) else ""
                yield f"略过 {len(paths)} 个{what}：{'、'.join(map(named, shown))}{rest}"


def contents(sources: Sequence[Source], passed: Passed) -> Iterator[Part]:
    """What may be a report of the inputs, each file of an archive by itself; ``passed`` takes what is passed over.

    What the user named is taken at its word: an output of ours is refused, a copy with our comments is a report.
    """
    originals = _Originals(sources)
    for place, source in enumerate(sources):
        if source.out_of_place:
            passed.others.append(source.path)
            continue
        for part, content in _opened(source):
            if part.out_of_place:
                passed.others.append(part.path)
            elif isinstance(content, bytes) and ours(content):
                if part.named:
                    yield Part(place, part, refusal(part.path))
                else:
                    passed.ours.append(part.path)
            elif isinstance(content, bytes) and not part.named and originals.hold_that_of(part, content):
                passed.copies.append(part.path)
            else:
                yield Part(place, part, content)


def refusal(path: str) -> InputError:
    """Why an output of ours is not audited, compared or explained."""
    from engine.read import label_of

    return InputError(label_of(path), "这是本工具写出的结果，不是报告", "请给出报告原文")


class _Originals:
    """The inputs as what copies with our comments may have been made from; they are read once a copy turns up."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources

    def hold_that_of(self, copy: Source, content: bytes) -> bool:
        """Whether ``copy`` has our comments and its original is there too, even if somebody has worked on in that.

        It is known by its bytes wherever it lies, and by its name in the folder of the copy.
        """
        of = original(content)
        if of is None:
            return False
        hashes, files = self._known
        return of.sha256 in hashes or (Path(copy.file).parent, of.name) in files

    @cached_property
    def _known(self) -> tuple[set[str], set[tuple[Path, str]]]:
        """Hashes of all files; folders and names of those that are no copies, lest two are taken for each other's."""
        import hashlib

        hashes, files = set(), set()
        for source in self._sources:
            for part, content in () if source.path == STDIN or source.out_of_place else _opened(source):
                if isinstance(content, bytes):
                    hashes.add(hashlib.sha256(content).hexdigest())
                    if original(content) is None:
                        files.add((Path(part.file).parent, called(part.file)))
        return hashes, files


def _opened(source: Source) -> Iterator[tuple[Source, bytes | InputError]]:
    from engine.read import SIZE_LIMIT, is_zip, load

    data = sys.stdin.buffer.read(SIZE_LIMIT + 1) if source.path == STDIN else None
    try:
        if is_zip(source.path, data) and not (data and len(data) > SIZE_LIMIT):
            from engine.read.archive import is_archive, members

            if is_archive(source.path, data):
                for label, content in members(source.path, data):
                    yield Source(label, named=False), content
                return
        yield source, load(source.path) if data is None else data
    except InputError as error:
        yield source, error


def _expand(argument: str) -> Iterator[Source | Unread]:
    if argument == STDIN:
        yield Source(argument, named=True)
    elif not argument.strip() or "\0" in argument:
        yield Unread(argument, "路径是空的或含有空字符；请给出文件或文件夹")
    elif Path(argument).is_dir():
        yield from _walk(argument)
    elif os.path.lexists(argument):
        yield Source(argument, named=True)
    elif glob.has_magic(argument):
        matches = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 - patterns may be absolute
        if not matches:
            yield Unread(argument, f"没有与“{argument}”匹配的文件；请检查通配符和所在文件夹")
        for match in matches:
            yield from _walk(match) if Path(match).is_dir() else [Source(match, named=True)]
    else:
        yield Unread(argument, f"找不到“{argument}”；请检查文件名和所在文件夹")


def _belongs_to_page(folder: str, files: list[str]) -> bool:
    """Whether a browser or Word saved this folder along with a web page beside it."""
    parts = re.fullmatch(_PAGE_PARTS, folder)
    return parts is not None and any(parts["page"] + suffix in files for suffix in (".html", ".htm", ".shtml"))


def _walk(folder: str) -> Iterator[Source | Unread]:
    """Regular files below ``folder``, sorted by path; hidden ones and office lock files are left out."""
    found: list[tuple[tuple[str, ...], Source | Unread]] = []

    def refused(error: OSError) -> None:
        name = str(error.filename)
        found.append((Path(name).parts, Unread(name, f"打不开文件夹“{name}”：{reason(error)}")))

    for parent, folders, files in os.walk(folder, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".") and not _belongs_to_page(name, files)]
        for name in files:
            path = Path(parent, name)
            if not name.startswith((".", "~$")) and path.is_file():
                found.append((path.parts, Source(str(path), named=False)))
    yield from (item for _, item in sorted(found, key=lambda entry: entry[0]))
