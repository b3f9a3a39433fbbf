"""Marks by which outputs of ours are known when they lie among reports: nobody wants a letter on a report audited.

A page names its generator, a Word file has a property of its own, which stays when somebody edits and saves it, and a
text ends in what is said wherever a score is shown, or, without a score, in who wrote it. A report with our comments in
it remains a report: it has a property of another name, which tells the report that it is a copy of. JSON and XML need
no mark, since no report is written in them.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final

from msgspec import Struct

from reports.layout import plain
from reports.wording import NOT_OFFICIAL

#: Where a Word file keeps properties of its own, and what ours are called: of an output, of a copy with comments.
PROPERTIES: Final = "docProps/custom.xml"
PROPERTY: Final = "fazhi"
ORIGINAL: Final = "fazhi-original"
_GENERATOR: Final = b'<meta name="generator" content="fazhi '
#: Last line of a text that shows no score.
WRITTEN: Final = "（本文件由 fazhi 生成）"
#: How lines for GitHub begin.
_COMMANDS: Final = (b"::error ", b"::warning ", b"::notice ")
_SAID: Final = (NOT_OFFICIAL.removesuffix("。").encode(), WRITTEN.encode())
#: How far from its beginning a page names its generator, how far from its end a text says what it is, and how much of
#: the properties is looked at, in bytes.
_HEAD, _TAIL, _MOST = 4096, 512, 65536
_COPY_OF: Final = (
    rb'name="%s"[^<>]{0,99}>\s{0,99}<[^<>]{0,99}>\s{0,99}(?P<sha256>[0-9a-f]{64}) (?P<name>[^<>]{0,2000})<'
    % ORIGINAL.encode()
)
#: Characters of a name that are kept: Word gives a property 255 in all.
_LONGEST: Final = 180


class Original(Struct, frozen=True):
    """The report that a copy with our comments was made from: its bytes as they were then, and its name."""

    sha256: str
    name: str

    def __str__(self) -> str:
        """Value of the property that says so."""
        return f"{self.sha256} {self.name}"


def called(path: str) -> str:
    """Name of a file as ``Original`` holds it."""
    return plain(Path(path).name)[:_LONGEST]


def original(data: bytes) -> Original | None:
    """What a file is a copy of, with our comments; None if it is no such copy."""
    match = re.search(_COPY_OF, _properties(data))
    if match is None:
        return None
    import html

    return Original(match["sha256"].decode(), html.unescape(match["name"].decode("utf-8", "replace")))


def ours(data: bytes) -> bool:
    """Whether a file is an output of ours."""
    if data.startswith(b"PK"):
        return f'name="{PROPERTY}"'.encode() in _properties(data)
    return data.startswith(_COMMANDS) or _GENERATOR in data[:_HEAD] or any(said in data[-_TAIL:] for said in _SAID)


def _properties(data: bytes) -> bytes:
    """The properties of its own that a Word file has; nothing of any other file."""
    if not data.startswith(b"PK") or PROPERTIES.encode() not in data:
        return b""
    import zipfile

    from engine.read.zips import ERRORS

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(PROPERTIES) as part:
            return part.read(_MOST)
    except (*ERRORS, KeyError):
        return b""
