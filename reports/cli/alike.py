"""``fazhi compare`` and ``fazhi similar``: reports set side by side, on the screen or in files."""

from __future__ import annotations

import os
import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import InputError
from reports import Look
from reports.cli import CLEAR, FAULT
from reports.cli.output import FILE_WIDTH, OutputError, WholeFile, say, screen_look, show, show_utf8
from reports.cli.sources import Passed, contents, discover
from reports.cli.values import MisuseError
from reports.marks import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.model import Document, Level
    from engine.rulebook.rule import Rulebook
    from reports.sides import Record

#: Formats of both commands with the suffixes of their files.
FORMATS = {"table": (".txt",), "json": (".json",), "html": (".html", ".htm")}


class Outputs(Struct, frozen=True):
    """Where the result goes: a format for the screen or none, and files, each in the format of its suffix."""

    screen: str | None
    files: tuple[tuple[str, str], ...]
    full: bool

    def holds(self, path: str) -> bool:
        """Whether one of the files to write is the file at ``path``."""
        return any(os.path.realpath(path) == os.path.realpath(file) for file, _ in self.files)

    def spare(self, named: Iterable[str]) -> None:
        """Raise OutputError where a report that the user named would be overwritten."""
        for path in named:
            if self.holds(path):
                raise OutputError(f"“{path}”既是报告又是输出文件，写入会毁掉原文。请换一个输出文件名。")

    def write(self, text: Callable[[Look], str], record: Callable[[], Record]) -> None:
        """Write every output. Raises OutputError, and then leaves no file."""
        with ExitStack() as stack:
            writers = [(stack.enter_context(WholeFile(path)), name) for path, name in self.files]
            for file, name in writers:
                file.write(_rendered(name, text, record, Look(width=FILE_WIDTH, full=self.full)))
                file.write(f"{WRITTEN}\n" if name == "table" else "")
        if self.screen:
            put = show if self.screen == "table" else show_utf8
            put(_rendered(self.screen, text, record, screen_look(full=self.full)))
        say(*(f"已写入 {path}" for path, _ in self.files))


def _rendered(name: str, text: Callable[[Look], str], record: Callable[[], Record], look: Look) -> str:
    if name == "table":
        return text(look)
    from reports.sides import as_json, as_page

    return as_json(record()) if name == "json" else as_page(record())


def outputs(asked: str | None, files: Sequence[str], *, full: bool) -> Outputs:
    """Check what the user wrote for -f and -o. Raises MisuseError."""
    known = "、".join(FORMATS)
    if asked is not None and asked.lower() not in FORMATS:
        raise MisuseError(f"没有“{asked}”这种格式；可用：{known}")
    of_suffix = {suffix: name for name, suffixes in FORMATS.items() for suffix in suffixes}
    targets = []
    for path in files:
        name = of_suffix.get(Path(path).suffix.lower())
        if name is None:
            raise MisuseError(f"从“{path}”的后缀看不出要写什么格式；可用的后缀：{'、'.join(of_suffix)}")
        targets.append((path, name))
    screen = asked.lower() if asked else None if files else "table"
    return Outputs(screen, tuple(targets), full)


def share_of(text: str | None) -> float:
    """Threshold that the user wrote, in percent or as a fraction of one; the measured one if none."""
    from engine.similarity import THRESHOLD

    if text is None:
        return THRESHOLD
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3})?)([%％]?)", text.strip())
    share = float(match[1]) / (100 if match[2] else 1) if match else 0.0
    if not 0 < share <= 1:
        raise MisuseError(f"看不懂 --threshold {text}；请写 1% 到 100% 之间的比例，如 30%")
    return share


def compare_years(
    last: str, this: str, book: Rulebook, to: Outputs, *, level: Level | None, backend: str | None
) -> int:
    """Set last year's report against this year's."""
    from engine.comparison import compare
    from engine.examination import examine
    from reports.cli.values import document
    from reports.views.comparison import render

    to.spare((last, this))
    before, after = (examine(document(path), book, level, None, backend) for path in (last, this))
    found = compare(before, after, book)

    def record() -> Record:
        from reports.sides import comparison

        return comparison(before, after, found, book)

    to.write(lambda look: render(before, after, found, look), record)
    return CLEAR


def find_alike(paths: Sequence[str], threshold: float, to: Outputs) -> int:
    """Compare all reports found; exit code 2 if one that was expected cannot be read."""
    from engine.outline import outline
    from engine.similarity import body_text, shared_passages, similar_pairs
    from reports.views.similar import Likeness, render

    documents, unread = _read(paths, to)
    say(*(f"错误：{message}" for message in unread))
    if len(documents) < 2:
        say(f"错误：可比对的报告只有 {len(documents)} 份；至少要两份（文件、文件夹或通配符）")
        return FAULT
    texts = [body_text(document, outline(document)) for document in documents]
    pairs = [
        Likeness(
            documents[pair.first],
            documents[pair.second],
            pair.share,
            shared_passages(texts[pair.first], texts[pair.second]),
        )
        for pair in similar_pairs([text.text for text in texts], threshold)
    ]

    def record() -> Record:
        from reports.sides import similarity

        return similarity(pairs, len(documents), threshold, unread)

    to.write(lambda look: render(pairs, len(documents), threshold, look), record)
    return FAULT if unread else CLEAR


def _read(paths: Sequence[str], to: Outputs) -> tuple[list[Document], list[str]]:
    """The reports that can be read, and why the others that were expected cannot; earlier results left out."""
    found = discover(paths)
    to.spare(source.path for source in found.sources if source.named)
    unread = [one.message for one in found.missing]
    documents: list[Document] = []
    passed = Passed()
    for part in contents([source for source in found.sources if not to.holds(source.path)], passed):
        try:
            documents.append(_document(part.source.path, part.content))
        except InputError as error:
            if part.source.expected:
                unread.append(str(error))
            else:
                passed.others.append(part.source.path)
    say(*passed.lines(full=to.full))
    return documents, unread


def _document(path: str, content: bytes | InputError) -> Document:
    """A report from its bytes. Raises InputError, the one given included."""
    from engine.read import read

    if isinstance(content, InputError):
        raise content
    return read(path, content)
