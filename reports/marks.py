"""Marks by which outputs of ours are known when they lie among reports: nobody wants a letter on a report audited.

A page names its generator, a Word file has a property of its own, which stays when somebody edits and saves it, and a
text ends in what is said wherever a score is shown, or, without a score, in who wrote it. A report with our comments in
it remains a report, and has none.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from reports.wording import NOT_OFFICIAL

#: Where a Word file keeps properties of its own, and what ours is called.
PROPERTIES: Final = "docProps/custom.xml"
PROPERTY: Final = "fazhi"
_GENERATOR: Final = b'<meta name="generator" content="fazhi '
#: Last line of a text that shows no score.
WRITTEN: Final = "（本文件由 fazhi 生成）"
_SAID: Final = (NOT_OFFICIAL.removesuffix("。").encode(), WRITTEN.encode())
#: How far from its beginning a page names its generator, how far from its end a text says what it is, and how much of
#: the properties is looked at, in bytes.
_HEAD, _TAIL, _MOST = 4096, 512, 65536


def ours(data: bytes) -> bool:
    """Whether a file is an output of ours."""
    if data.startswith(b"PK"):
        return PROPERTIES.encode() in data and f'name="{PROPERTY}"'.encode() in _properties(data)
    return _GENERATOR in data[:_HEAD] or any(said in data[-_TAIL:] for said in _SAID)


def _properties(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(PROPERTIES) as part:
            return part.read(_MOST)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError, NotImplementedError, EOFError):
        return b""
