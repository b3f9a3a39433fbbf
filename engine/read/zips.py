"""ZIP files told apart: a document in a package (Word, OFD, …), or an archive of files."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from typing import Final

#: What ``zipfile`` and its decompressors raise on a damaged, encrypted or exotic archive.
ERRORS: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, OSError, ValueError,
    OverflowError,
)  # fmt: skip

#: Starts of names of XML members inside a ZIP, in lower case; the first found decides.
_MEMBERS: Final = {
    "word/": "docx", "ofd.xml": "ofd", "xl/": "spreadsheet", "ppt/": "slides", "meta-inf/manifest.xml": "odt",
}  # fmt: skip


def kind(data: bytes) -> str:
    """Tell the format of a ZIP: a document in a package, or "zip"."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except ERRORS:
        # The list of members stands at the end of the file and is lost when it is cut; their names remain inside.
        inside = data.lower()
        names = [start for start in _MEMBERS if start.encode() in inside]
        if not names and b"[content_types].xml" in inside:
            return "docx"
    return kind_of(names)


def kind_of(members: list[str]) -> str:
    """Tell the format of a ZIP by the names of its members: "zip" when it is no document in a package."""
    names = [name.replace("\\", "/").lstrip("/").lower() for name in members]
    for start, name in _MEMBERS.items():
        if any(member.startswith(start) and member.endswith((start, ".xml", ".rels")) for member in names):
            return name
    return "zip"
