"""One font for all that a PDF names but does not bring along.

PDFium looks for such fonts on the system, and where there is none for Chinese it takes a single Hanzi for an empty
drawing and leaves it out. What a report says must not depend on the fonts of the machine: here every font that is
looked for is the drawing of a box, which stands for every character. The widths are those that the PDF gives.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any, Final

import pypdfium2.raw as c

#: The box is narrow: PDFium takes a character to be as wide as its drawing, if that is wider than its advance.
_EM, _LEFT, _RIGHT, _BOTTOM, _TOP = 1000, 20, 220, -100, 800
_CHINESE: Final = 134  # GB2312, as Windows counts character sets


def _font() -> bytes:
    """TrueType font whose only drawing, a box, stands for all characters."""
    corners = [(_LEFT, _BOTTOM), (_LEFT, _TOP), (_RIGHT, _TOP), (_RIGHT, _BOTTOM)]
    moves = [(x - x0, y - y0) for (x, y), (x0, y0) in zip(corners, [(0, 0), *corners], strict=False)]
    box = struct.pack(">5h2H4B", 1, _LEFT, _BOTTOM, _RIGHT, _TOP, 3, 0, *[1] * 4)
    box += struct.pack(">8h", *(x for x, _ in moves), *(y for _, y in moves))
    edges = (_LEFT, _BOTTOM, _RIGHT, _TOP)
    tables = {
        b"cmap": struct.pack(">HHHHIHHIIIIII", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, 0x20, 0x10FFFF, 1),
        b"glyf": box * 2,
        b"head": struct.pack(">IIIIHH16x4hHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 11, _EM, *edges, 0, 8, 2, 0, 0),
        b"hhea": struct.pack(">IhhhHhhhhhh8xhH", 0x10000, _TOP, _BOTTOM, 0, _EM, _LEFT, _LEFT, _RIGHT, 1, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hhh", _EM, _LEFT, _LEFT),
        b"loca": struct.pack(">3H", 0, len(box) // 2, len(box)),
        b"maxp": struct.pack(">I14H", 0x10000, 2, 4, 1, 0, 0, 1, *[0] * 8),
    }
    head = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    offset = len(head) + 16 * len(tables)
    body = b""
    for tag, table in tables.items():
        head += struct.pack(">4sIII", tag, 0, offset + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return head + body


@cache
def install() -> Any:
    """Make PDFium use the box for every font it looks for, from now on and in this whole process."""
    font = _font()

    def data(_: object, __: object, table: int, buffer: object, size: int) -> int:
        if table:
            return 0
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))  # type: ignore[arg-type]
        return len(font)

    callbacks = {
        "EnumFonts": lambda *_: None,
        "MapFont": lambda *_: 1,
        "GetFont": lambda *_: 1,
        "GetFontData": data,
        "GetFaceName": lambda *_: 0,
        "GetFontCharset": lambda *_: _CHINESE,
        "DeleteFont": lambda *_: None,
    }
    info = c.FPDF_SYSFONTINFO(version=1)
    kinds = dict(c.FPDF_SYSFONTINFO._fields_)
    for name, function in callbacks.items():
        setattr(info, name, kinds[name](function))
    c.FPDF_SetSystemFontInfo(info)
    return info  # must live as long as PDFium does
