"""Where in a file something stands, in the terms of tools: lines, columns, relative paths, URIs."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

if TYPE_CHECKING:
    from engine.model import Document, Span

_STDIN = "-"
#: Surrogates that stand for no byte of a file name.
_UNFILED = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\")


class Region(Struct, frozen=True):
    """A range of text: lines and columns count from 1, the end column is the one after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Lines:
    """Turns offsets of a document's text into lines and columns, counted in characters."""

    def __init__(self, document: Document) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", document.text))]

    def region(self, span: Span) -> Region:
        return Region(*self._at(span.start), *self._at(max(span.end, span.start)))

    def _at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def has_lines(document: Document) -> bool:
    """Whether lines of the text are lines of the file; of other formats the text was drawn out."""
    return document.media.startswith("text/plain")


def repository_path(path: str) -> str:
    """Path as code hosts want it: relative where it can be, with slashes, without ``./``."""
    if path == _STDIN:
        return "stdin"
    path = path.replace("\\", "/") if os.sep == "\\" else path
    if Path(path).is_absolute():
        return path.removeprefix(f"{Path.cwd().as_posix().rstrip('/')}/")
    return os.path.normpath(path).replace(os.sep, "/")


def uri(path: str) -> str:
    """Path as a URI reference; absolute ones as file URIs."""
    path = repository_path(path)
    if _DRIVE.match(path):
        return PureWindowsPath(path).as_uri()
    escaped = quote(_UNFILED.sub("\ufffd", path).encode("utf-8", "surrogateescape"), safe="/")
    return f"file://{escaped}" if Path(path).is_absolute() else escaped
