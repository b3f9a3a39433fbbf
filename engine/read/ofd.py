"""OFD files (GB/T 33190): the text objects of the pages, in the order in which they stand on the paper.

Left out: what templates and annotations add to pages (running heads, seals), hidden and tiny text, and what is written
aslant (watermarks). Only the first document of a file is read.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from math import atan2, hypot, isfinite, pi
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.errors import InputError
from engine.read import layout, zips
from engine.read.grid import Rule
from engine.read.package import Package
from engine.read.placed import Glyph, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.model import Document

MEDIA: Final = "application/ofd"

_EXPORT: Final = "请用 OFD 阅读器或 WPS 重新导出，或找到 .docx 原稿再重试"
_TEXT: Final = "请提供文字版（.docx、.txt，或由文稿直接导出的 OFD、PDF）"

#: Points in a millimetre, the unit of OFD.
_MM: Final = 72 / 25.4
_TINY: Final = 2.5 / _MM
_ASLANT: Final = pi / 36
_FAR: Final = 1e5

#: Bytes of XML that are parsed in one document; a part counts as often as it is used.
_XML_LIMIT: Final = 256 * 2**20
#: Blocks inside each other, and objects that are drawn in one document.
_DEEPEST, _OBJECTS = 24, 400_000
_BLOCKS: Final = frozenset({"Layer", "PageBlock", "Content"})
_PATH: Final = re.compile(r"([MLSQBAC])|(-?[\d.]+(?:[eE][-+]?\d+)?)")
_OPERANDS: Final = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_LONGEST_PATH: Final = 2000


class _Frame(NamedTuple):
    """Where the inside of an object stands on the page: x' = ax + cy + e, y' = bx + dy + f, in millimetres."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def inner(self, element: _Element) -> _Frame:
        """Frame of an object by its matrix and its boundary."""
        frame = self
        box = _numbers(element.get("Boundary"))
        if len(box) >= 2:
            frame = frame.then(_Frame(e=box[0], f=box[1]))
        matrix = _numbers(element.get("CTM"))
        return frame.then(_Frame(*matrix)) if len(matrix) == 6 else frame

    def then(self, inner: _Frame) -> _Frame:
        return _Frame(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            *self.point(inner.e, inner.f),
        )


def read(path: str, data: bytes) -> Document:
    """OFD file as a ``Document``: one line for each paragraph or table cell paragraph.

    Raises ``InputError`` when the file is damaged, truncated, encrypted, or unpacks beyond measure, declares a document
    type, nests objects beyond reason, has more pages or characters than are read, or has no text.
    """
    return _Reader(path, data).document()


class _Reader:
    def __init__(self, path: str, data: bytes) -> None:
        self._path, self._data = path, data
        self._package = Package(path, data, "OFD 文件", _EXPORT)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._sizes = {
                    info.filename.replace("\\", "/").lstrip("/").lower(): info.file_size for info in archive.infolist()
                }
        except zips.ERRORS:
            raise self._package.damaged() from None
        self._parsed = self._drawn = self._glyphs = 0
        self._pictures = False
        self._units: dict[str, _Element] = {}

    def document(self) -> Document:
        notes = []
        root = self._part("OFD.xml")
        if root is None:
            raise self._package.damaged()
        if "encryptions.xml" in self._sizes or root.find(".//{*}Encryptions") is not None:
            raise InputError(self._path, "OFD 文件加了密，无法读取", "请用 OFD 阅读器打开，取消加密后另存再重试")
        bodies = root.findall("{*}DocBody")
        main = bodies[0].findtext("{*}DocRoot", "").strip() if bodies else ""
        name = next((name for name in (_clean(main), _clean(f"{main}/Document.xml")) if name in self._sizes), "")
        document = self._part(name) if name else None
        if document is None:
            raise self._package.damaged()
        if len(bodies) > 1:
            notes.append(f"文件里有 {len(bodies)} 个文档，只读取了第一个")
        listed = document.findall("{*}Pages/{*}Page")
        if len(listed) > layout.PAGE_LIMIT:
            raise InputError(
                self._path, f"OFD 有 {len(listed)} 页，超过 {layout.PAGE_LIMIT} 页", "请确认选对了文件，或拆分后重试"
            )
        if not listed:
            raise self._package.damaged()
        self._load_units(document, name)
        common = document.find("{*}CommonData/{*}PageArea")
        pages, pictures = [], []
        for number, entry in enumerate(listed, start=1):
            content = self._located(name, entry.get("BaseLoc", ""), "Content.xml")
            if content is None:
                raise self._package.damaged()
            area = content.find("{*}Area")
            self._pictures = False
            pages.append(Page(number, _width(common if area is None else area) * _MM))
            self._fill(pages[-1], content)
            if self._pictures and not any(not glyph.text.isspace() for glyph in pages[-1].glyphs):
                pictures.append(number)
        if pictures and not any(page.glyphs for page in pages):
            raise InputError(self._path, "OFD 里只有页面图片，无文字层", _TEXT)
        if pictures:
            notes.append(f"第{layout.listed(pictures)}页是图片，无文字层，未读取")
        return layout.document(self._path, self._data, MEDIA, pages, notes)

    # Parts

    def _part(self, name: str) -> _Element | None:
        self._parsed += self._sizes.get(name.lower(), 0)
        if self._parsed > _XML_LIMIT:
            raise InputError(self._path, "OFD 文件解压后异常大，可能是恶意文件", _EXPORT)
        return self._package.part(name)

    def _located(self, base: str, location: str, default: str) -> _Element | None:
        """Part at a location, absolute, beside ``base`` or, wrongly, from the root; a folder stands for its content."""
        location = location.strip().replace("\\", "/")
        folders = ["/"] if location.startswith("/") else [posixpath.dirname(base), "/"]
        for folder in folders:
            for name in (posixpath.join("/", folder, location), posixpath.join("/", folder, location, default)):
                if _clean(name) in self._sizes:
                    return self._part(_clean(name))
        return None

    def _load_units(self, document: _Element, name: str) -> None:
        """Drawings that pages may use by number."""
        for kind in ("PublicRes", "DocumentRes"):
            for location in document.iterfind(f"{{*}}CommonData/{{*}}{kind}"):
                resources = self._located(name, location.text or "", f"{kind}.xml")
                for unit in [] if resources is None else resources.iter("{*}CompositeGraphicUnit"):
                    self._units[unit.get("ID", "")] = unit

    # Pages

    def _fill(self, page: Page, content: _Element) -> None:
        """Characters and lines of a page; what stands on its background only counts when there is nothing else."""
        layers = content.findall("{*}Content/{*}Layer")
        for wanted in (False, True):
            for layer in layers:
                if (layer.get("Type", "").lower() == "background") is wanted:
                    self._draw(page, layer, _Frame(), 0)
            if any(not glyph.text.isspace() for glyph in page.glyphs):
                return

    def _draw(self, page: Page, block: _Element, frame: _Frame, depth: int) -> None:
        if depth > _DEEPEST:
            raise InputError(self._path, "OFD 页面中的对象嵌套过深", _EXPORT)
        for element in block.iterchildren("{*}*"):
            self._drawn += 1
            if self._drawn > _OBJECTS:
                raise InputError(self._path, f"第{page.number}页起内容过多，不像报告", "请确认选对了文件")
            kind = element.tag.rpartition("}")[2]
            if element.get("Visible", "").lower() == "false":
                continue
            if kind in _BLOCKS:
                self._draw(page, element, frame, depth + 1)
            elif kind == "TextObject":
                self._write(page, element, frame.inner(element))
            elif kind == "PathObject":
                page.rules += _rules(element, frame.inner(element))
            elif kind == "ImageObject":
                self._pictures = True
            elif kind == "CompositeObject" and element.get("ResourceID", "") in self._units:
                self._draw(page, self._units[element.get("ResourceID", "")], frame.inner(element), depth + 1)

    def _write(self, page: Page, element: _Element, frame: _Frame) -> None:
        """Characters of a text object. Glyph transforms change what is drawn, not what it says."""
        if element.get("Alpha", "").strip() == "0":
            return
        size = (_numbers(element.get("Size")) or [0.0])[0]
        stretch = (_numbers(element.get("HScale")) or [1.0])[0] or 1.0
        down = (_numbers(element.get("ReadDirection")) or [0.0])[0] % 180 == 90
        x = y = 0.0
        for code in element.iterchildren("{*}TextCode"):
            x = (_numbers(code.get("X")) or [x])[0]
            y = (_numbers(code.get("Y")) or [y])[0]
            text = (code.text or "").replace("\r", "").replace("\n", "")
            self._glyphs += len(text)
            if self._glyphs > layout.GLYPH_LIMIT:
                raise InputError(self._path, f"第{page.number}页起文字过多，不像报告", "请确认选对了文件")
            page.glyphs += _placed(text, (x, y), _Steps(code, size * stretch, down=down), size, frame)


class _Steps:
    """Ways from one character of a text code to the next; where they are not given, the widths of the characters."""

    def __init__(self, code: _Element, size: float, *, down: bool) -> None:
        self._x, self._y = _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY"))
        self._given = bool(self._x or self._y)
        self._size = size
        self.down = sum(map(abs, self._y)) > sum(map(abs, self._x)) if self._given else down

    def after(self, index: int, char: str) -> tuple[float, float]:
        if self._given:
            return _step(self._x, index), _step(self._y, index)
        width = self._size * _unit(char)
        return (0.0, width) if self.down else (width, 0.0)


def _step(steps: list[float], index: int) -> float:
    """Step after a character; the last one given holds for all that follow."""
    return steps[min(index, len(steps) - 1)] if steps else 0.0


def _placed(text: str, start: tuple[float, float], steps: _Steps, size: float, frame: _Frame) -> Iterator[Glyph]:
    """Characters of one text code on the page, in points."""
    height = size * hypot(frame.c, frame.d)
    quarters = atan2(frame.b, frame.a) / (pi / 2)
    if not _TINY <= height < _FAR or abs(quarters - round(quarters)) * (pi / 2) > _ASLANT:
        return
    turn = (round(quarters) + steps.down) % 4
    x, y = start
    for index, char in enumerate(text):
        dx, dy = steps.after(index, char)
        at, to = frame.point(x, y), frame.point(x + dx, y + dy)
        last = index + 1 == len(text)
        advance = height * _unit(char) if last else min(height, hypot(to[0] - at[0], to[1] - at[1]))
        if all(abs(value) < _FAR for value in at):
            yield Glyph(_char(char), at[0] * _MM, at[1] * _MM, advance * _MM, height * _MM, turn)
        x, y = x + dx, y + dy


def _char(char: str) -> str:
    return " " if char < " " or "\x7f" <= char < "\xa0" else char


def _unit(char: str) -> float:
    """Width of a character in letters, as most fonts have it."""
    return 0.5 if char < "\u2000" else 1.0


def _numbers(text: str | None) -> list[float]:
    """Numbers of a list that are finite; empty when one is no number."""
    try:
        found = [float(part) for part in (text or "").split()]
    except ValueError:
        return []
    return found if all(map(isfinite, found)) else []


def _deltas(text: str | None) -> list[float]:
    """Steps of a text code; ``g n d`` stands for n steps of d."""
    steps: list[float] = []
    parts = iter((text or "").split())
    for part in parts:
        if part == "g":
            times, step = _numbers(next(parts, "")), _numbers(next(parts, ""))
            if times and step:
                steps += step * min(int(times[0]), 10_000)
        else:
            steps += _numbers(part)
    return steps


def _clean(name: str) -> str:
    return posixpath.normpath("/" + name.strip().replace("\\", "/")).lstrip("/").lower()


def _width(area: _Element | None) -> float:
    box = _numbers(area.findtext("{*}PhysicalBox")) if area is not None else []
    return box[2] if len(box) == 4 else 210.0


def _rules(element: _Element, frame: _Frame) -> Iterator[Rule]:
    """Straight lines of a path."""
    data = element.findtext("{*}AbbreviatedData", "")
    if len(data) > _LONGEST_PATH:
        return
    filled, stroked = element.get("Fill", "false").lower(), element.get("Stroke", "true").lower()
    box = _numbers(element.get("Boundary"))
    thin = len(box) == 4 and min(box[2:]) * _MM <= 2
    if stroked == "false" and not (filled == "true" and thin):
        return
    start = here = (0.0, 0.0)
    operands: list[float] = []
    operator = ""
    for letter, number in [*_PATH.findall(data), ("C", "")]:
        if letter:
            operator, operands = letter, []
        else:
            operands += _numbers(number)
        if not operator or len(operands) < _OPERANDS[operator]:
            continue
        x, y = frame.point(*operands[-2:]) if operands else (0.0, 0.0)
        point = (x * _MM, y * _MM) if operands else start
        if operator in "LC" and here != point and all(abs(value) < _FAR for value in (*here, *point)):
            yield Rule(*here, *point)
        if operator in "MS":
            start = point
        here, operands, operator = point, [], ""
