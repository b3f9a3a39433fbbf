"""What the pages of a PDF would cost to draw, told before PDFium draws them: it cannot be stopped once it has begun.

A file of two kilobytes can draw a form that draws ten forms that draw ten forms each. The cost is the number of bytes
of drawing instructions, each form counted as often as it is drawn. It is taken from a copy that PDFium wrote itself,
so that objects, names and dictionaries have one plain shape and nothing is encrypted.
"""

from __future__ import annotations

import binascii
import re
import zlib
from base64 import a85decode
from collections import Counter
from typing import Final

#: Bytes of drawing instructions for a document, and more for each page; a page of text has some ten thousand.
#: PDFium takes a second or two for so much.
LIMIT, PAGE_LIMIT = 16 * 2**20, 2**16
#: Bytes that are unpacked of one stream; more than any document may have.
_MOST: Final = 64 * 2**20
#: What drawing a form costs by itself, and how many may stand inside each other.
_FORM, _DEEPEST = 100, 50

_START: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_ENTRY: Final = re.compile(rb"(\d{10}) \d{5} n")
_NUMBER: Final = re.compile(rb"(\d{1,10}) \d{1,10} obj")
_REFERENCE: Final = re.compile(rb"(\d{1,10}) \d{1,10} R")
# A dictionary or list is taken up to the next one that opens or closes: no text can make that long.
_CONTENTS: Final = re.compile(rb"/(?:Contents|CharProcs)\s*(<<(?:[^<>]|<(?!<)|>(?!>))*|\[[^\[\]]*|\d{1,10} \d{1,10} R)")
_KIDS: Final = re.compile(rb"/Kids\s*\[([^\[\]]*)")
_RESOURCES: Final = re.compile(rb"/Resources\s+(\d{1,10}) \d{1,10} R")
_XOBJECTS: Final = re.compile(rb"/XObject\s*(?:<<([^<>]*)|(\d{1,10}) \d{1,10} R)")
_NAMED: Final = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d{1,10}) \d{1,10} R")
_DRAW: Final = re.compile(rb"/([^\s/<>\[\]()]+)\s+Do\b")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_FILTERS: Final = re.compile(rb"/(ASCII85|A85|ASCIIHex|AHx|Flate|Fl|LZW|RunLength|RL)(?:Decode)?\b")


def too_costly(plain: bytes, pages: int) -> bool:
    """Whether the pages in ``plain``, a copy written by PDFium, have more to draw than the limits."""
    costs = _Costs(plain, pages)
    return costs.total() > costs.limit


class _Costs:
    def __init__(self, plain: bytes, pages: int) -> None:
        self.limit = LIMIT + pages * PAGE_LIMIT
        self._pages = pages
        self._heads: dict[int, bytes] = {}
        self._bodies: dict[int, bytes] = {}
        start = _START.search(plain[-64:])
        offsets = sorted(int(entry) for entry in _ENTRY.findall(plain, int(start[1]))) if start else []
        for offset, end in zip(offsets, [*offsets[1:], len(plain)], strict=True):
            number = _NUMBER.match(plain, offset)
            if number:
                head, _, body = plain[number.end() : end].partition(b"stream\r\n")
                self._heads[int(number[1])], self._bodies[int(number[1])] = head, body
        self._costs: dict[int, int] = {}
        self._everywhere = self._names(b"\n".join(self._heads.values()))

    def total(self) -> int:
        """Cost of all pages, or more than the limit."""
        total = 0 if self._heads else self.limit + 1  # what cannot be told is not risked
        kids = [kid for head in self._heads.values() for use in _KIDS.findall(head) for kid in _REFERENCE.findall(use)]
        times = self._pages if len(set(kids)) < len(kids) else 1  # one page may be drawn again and again
        for head in self._heads.values():
            for use in _CONTENTS.findall(head):
                for number in self._streams(use):
                    total += times * self._cost(number, head)
                    if total > self.limit:
                        return total
        return total

    def _streams(self, use: bytes, depth: int = 0) -> list[int]:
        """Streams that a value refers to, by itself or by a list elsewhere."""
        found = []
        for number in map(int, _REFERENCE.findall(use)):
            if self._bodies.get(number):
                found.append(number)
            elif depth < 2:
                found += self._streams(self._heads.get(number, b""), depth + 1)
        return found

    def _cost(self, number: int, owner: bytes, depth: int = 0) -> int:
        """Bytes to be drawn for a stream and for all the forms it draws; beyond the limit where one draws itself."""
        if depth > _DEEPEST:
            return self.limit + 1
        if number not in self._costs:
            self._costs[number] = self.limit + 1
            head = self._heads.get(number, b"")
            content = unpacked(head, self._bodies.get(number, b""))
            cost = len(content)
            names = self._names(head) or self._names(owner)
            for name, times in Counter(_DRAW.findall(content)).items():
                plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), name)
                inner = names.get(plain) or self._everywhere.get(plain, set())
                forms = [form for form in inner if b"/Subtype/Form" in self._heads.get(form, b"")]
                cost += times * max((_FORM + self._cost(form, head, depth + 1) for form in forms), default=0)
            self._costs[number] = min(cost, 2 * self.limit)
        return self._costs[number]

    def _names(self, head: bytes) -> dict[bytes, set[int]]:
        """Pictures and forms by the names under which an object may draw them."""
        names: dict[bytes, set[int]] = {}
        texts = [head, *(self._heads.get(int(number), b"") for number in _RESOURCES.findall(head))]
        for inline, elsewhere in (pair for text in texts for pair in _XOBJECTS.findall(text)):
            listed = self._heads.get(int(elsewhere), b"") if elsewhere else inline
            for name, number in _NAMED.findall(listed):
                plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), name)
                names.setdefault(plain, set()).add(int(number))
        return names


def unpacked(head: bytes, body: bytes) -> bytes:
    """Content of a stream, as far as it matters."""
    content = body[: body.rfind(b"endstream")].removesuffix(b"\n").removesuffix(b"\r")
    for name in _FILTERS.findall(head):
        if name in (b"Flate", b"Fl"):
            unpacker = zlib.decompressobj()
            try:
                content = unpacker.decompress(content, _MOST + 1)
            except zlib.error:  # PDFium keeps what came before the fault
                content = _salvaged(content)
        elif name in (b"ASCII85", b"A85"):
            try:
                content = a85decode(content.strip().removeprefix(b"<~").partition(b"~>")[0])
            except ValueError:
                return content
        elif name in (b"ASCIIHex", b"AHx"):
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", content.partition(b">")[0])
            content = binascii.unhexlify(digits[: len(digits) // 2 * 2])
        elif name == b"LZW":
            content = _unpacked_lzw(content)
        else:
            content = _unpacked_runs(content)
    return content


def _unpacked_runs(content: bytes) -> bytes:
    parts, at = [], 0
    while at < len(content) and content[at] != 128:
        length = content[at]
        if length < 128:
            parts.append(content[at + 1 : at + length + 2])
            at += length + 2
        else:
            parts.append(content[at + 1 : at + 2] * (257 - length))
            at += 2
    return b"".join(parts)[: _MOST + 1]


def _unpacked_lzw(content: bytes) -> bytes:
    single = [bytes([value]) for value in range(256)]
    table, parts, size = [*single, b"", b""], [], 0
    before, width, bits, held = b"", 9, 0, 0
    for byte in content:
        bits, held = bits << 8 | byte, held + 8
        if held < width:
            continue
        held -= width
        code, bits = bits >> held, bits & ((1 << held) - 1)
        if code == 256:
            table, before, width = [*single, b"", b""], b"", 9
            continue
        if code == 257 or code > len(table) or size > _MOST:
            break
        entry = table[code] if code < len(table) else before + before[:1]
        if before and len(table) < 4096:
            table.append(before + entry[:1])
        parts.append(entry)
        size += len(entry)
        before = entry
        width = 9 if len(table) < 511 else 10 if len(table) < 1023 else 11 if len(table) < 2047 else 12
    return b"".join(parts)


def _salvaged(content: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    for start in range(0, len(content), 1024):
        try:
            parts.append(unpacker.decompress(content[start : start + 1024]))
        except zlib.error:
            break
        size += len(parts[-1])
        if size > _MOST:
            break
    return b"".join(parts)
