"""Word documents (.docx): the text as it stands on paper once all tracked changes are accepted.

Kept: insertions, moved text at its new place, text boxes once, content controls, tables, resolved automatic numbers.
Left out: deletions, hidden text, headers, footers, notes, comments, field codes, and the automatic table of contents.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.errors import InputError
from engine.model import Document, Paragraph, Span
from engine.read.numbering import Numbering, Styles, W, switch, value, whole
from engine.read.package import Package
from engine.read.text import lines, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MEDIA: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_SAVE_AGAIN: Final = "请用 Word 或 WPS 打开，另存为 .docx 再重试"
_REVISED: Final = "文档带有修订痕迹，已按接受全部修订读取"

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE, _FALLBACK, _ALTERNATIVES = _MC + "Choice", _MC + "Fallback", _MC + "AlternateContent"


def _tags(names: str) -> frozenset[str]:
    return frozenset(W + name for name in names.split())


#: Elements around paragraphs, rows and cells that do not change what stands inside.
_WRAPPERS: Final = _tags("sdt sdtContent ins moveTo customXml smartTag") | {_ALTERNATIVES}
#: Elements inside a paragraph whose content is no text of the document.
_SKIPPED: Final = _tags("pPr rPr sdtPr del moveFrom delText instrText delInstrText rt")
_BREAKS: Final = _tags("br cr")
_CONTENTS: Final = re.compile(r"toc (?:\d|heading)|.*目录 ?\d", re.IGNORECASE)
_HEADING: Final = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)

_PARAGRAPH, _TABLE, _ROW, _CELL, _CHUNK = (W + name for name in ("p", "tbl", "tr", "tc", "altChunk"))
_DEEPEST: Final = 40  # tables and text boxes inside each other


class Line(Struct, frozen=True):
    """A line of the document and where it comes from.

    ``parts`` are the texts of its paragraph, each with the element that holds it, character for character. The line
    is the ``lead`` characters of its automatic number, then what stands at ``start`` in the parts joined.
    """

    text: str
    place: str
    outline_level: int | None
    in_table: bool
    parts: tuple[tuple[str, _Element], ...]
    start: int
    lead: int

    def source(self, offset: int) -> tuple[_Element, int]:
        """Element that holds the character at ``offset``, and its place in there; a number stands with what follows."""
        wanted = self.start + max(0, offset - self.lead)
        for text, element in self.parts:
            if wanted < len(text):
                return element, wanted
            wanted -= len(text)
        raise IndexError(offset)


def read(path: str, data: bytes) -> Document:
    """Word document as a ``Document``: one line for each paragraph, table cell paragraph, or part between line breaks.

    Raises ``InputError`` when the file is damaged, truncated, encrypted, or unpacks beyond measure, declares a document
    type, nests tables beyond reason, or has no text.
    """
    story = Story(path, data)
    paragraphs, offset = [], 0
    for line in story.lines:
        paragraphs.append(
            Paragraph(Span(offset, offset + len(line.text)), line.place, line.outline_level, line.in_table)
        )
        offset += len(line.text) + 1
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media=MEDIA,
        text="\n".join(line.text for line in story.lines),
        paragraphs=tuple(paragraphs),
        notes=tuple(story.notes),
    )


#: Faces of first and second headings in official papers.
_FACES: Final = {"黑体": 1, "SimHei": 1, "楷体": 2, "楷体_GB2312": 2, "KaiTi": 2, "KaiTi_GB2312": 2}
_LONGEST_HEADING: Final = 40


class Story:
    """Walks the body in text order: ``lines`` as they stand in the text of the ``Document``, and ``notes`` on them.

    ``root`` is the XML of the ``main`` part of the ``package``; the lines point into it. Raises as ``read`` does.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self.lines: list[Line] = []
        self.notes: list[str] = []
        self.package = Package(path, data, "Word 文档", _SAVE_AGAIN)
        self.main = self.package.related("").get("officeDocument", "word/document.xml")
        related = self.package.related(self.main)
        root = self.package.part(self.main)
        body = None if root is None else root.find(W + "body")
        if root is None or body is None:
            raise self.package.damaged()
        self.root = root
        self._path, self._looks = path, dict[str | None, tuple[int | None, bool, bool]]()
        self._styles = Styles(self.package.part(related.get("styles", "word/styles.xml")))
        numbers = self.package.part(related.get("numbering", "word/numbering.xml"))
        self._numbering = Numbering(numbers, self._styles)
        self._bodied = self._boxed = self._tables = 0
        self._body_faces: set[str | None] = set()
        self._blocks(body)
        if not self.lines:
            raise InputError(path, "文档里没有文字，可能只有图片或扫描件", "请提供文字版，或先做文字识别（OCR）再重试")

    def _blocks(self, parent: _Element, cell: str = "", *, box: bool = False, depth: int = 0) -> None:
        """Collect all below ``parent``; ``cell`` is the place of the table cell it stands in, if any."""
        if depth > _DEEPEST:
            raise InputError(self._path, "文档中的表格或文本框嵌套过深", _SAVE_AGAIN)
        before: list[tuple[str, _Element]] = []
        for block in self._inside(parent, frozenset({_PARAGRAPH, _TABLE, _CHUNK})):
            if block.tag == _CHUNK:
                self._note("文中嵌入的外部片段未读取")
            elif block.tag == _TABLE:
                self._emit(before, None, cell, box=box)
                before = []
                self._table(block, cell, depth)
            else:
                parts, boxes = self._text(block)
                before += parts
                if not _dropped(block, f"{W}pPr/{W}rPr", "del moveFrom"):  # else it runs on into the next
                    self._emit(before, block, cell, box=box)
                    before = []
                for inner in boxes:
                    self._blocks(inner, cell, box=True, depth=depth + 1)
        self._emit(before, None, cell, box=box)

    def _table(self, table: _Element, cell: str, depth: int) -> None:
        if not cell:
            self._tables += 1
        name = f"{cell}内表" if cell else f"表{self._tables}"
        rows = (row for row in self._inside(table, frozenset({_ROW})) if not _dropped(row, W + "trPr", "del hidden"))
        for line, row in enumerate(rows, start=1):
            column = 1 + whole(value(row, "trPr/gridBefore"))
            for place in self._inside(row, frozenset({_CELL})):
                if not _dropped(place, W + "tcPr", "cellDel"):
                    self._blocks(place, f"{name}第{line}行第{column}列", depth=depth + 1)
                    column += max(1, whole(value(place, "tcPr/gridSpan"), 1))

    def _inside(self, parent: _Element, wanted: frozenset[str]) -> Iterator[_Element]:
        """Wanted elements below ``parent`` in text order, through wrappers but not inside each other."""
        stack = list(parent.iterchildren(reversed=True))
        while stack:
            element = stack.pop()
            if element.tag in wanted:
                yield element
            elif element.tag in _WRAPPERS:
                stack += _content(element).iterchildren(reversed=True)
            elif element.tag in (W + "del", W + "moveFrom"):
                self._note(_REVISED)

    def _emit(self, parts: list[tuple[str, _Element]], paragraph: _Element | None, cell: str, *, box: bool) -> None:
        """Add a paragraph's lines, numbered when it is; ``paragraph`` is None where its mark was deleted."""
        level, label, text = None, "", "".join(part for part, _ in parts)
        if paragraph is not None:
            level, _, contents = self._look(value(paragraph, "pPr/pStyle"))
            own = value(paragraph, "pPr/outlineLvl")
            level = level if own is None else _outline_level(own)
            if level is None and not cell and not box:
                level = self._level_by_face(parts)
            if text or not switch(paragraph.find(f"{W}pPr/{W}rPr/{W}vanish")):
                label = tidy(self._numbering.label(paragraph)).replace("\n", " ")
            if contents:
                self._note("自动目录已略去")
                return
        pieces = list(lines(text))
        if not pieces:
            return
        if cell:
            place = cell
        elif box:
            self._boxed += 1
            place = f"文本框第{self._boxed}段"
        else:
            self._bodied += 1
            place = f"第{self._bodied}段"
        for piece in pieces:
            shown = (label + piece[0]).strip()
            lead, label = len(shown) - len(piece[0]), ""
            self.lines.append(Line(shown, place, level, bool(cell), tuple(parts), piece.start(), lead))

    def _level_by_face(self, parts: list[tuple[str, _Element]]) -> int | None:
        """Heading level of a short paragraph that is all in the face official papers keep for headings.

        GB/T 9704 sets first headings in 黑体 and second ones in 楷体; a text set in such a face throughout has no
        headings in it, so the first paragraph longer than a heading ends the reading of that face.
        """
        faces = {_face(element) for text, element in parts if text.strip()}
        face = faces.pop() if len(faces) == 1 else None
        level = _FACES.get(face or "")
        if level is None or face in self._body_faces:
            return None
        if sum(len(text) for text, _ in parts) > _LONGEST_HEADING:
            self._body_faces.add(face)
            return None
        return level

    def _text(self, paragraph: _Element) -> tuple[list[tuple[str, _Element]], list[_Element]]:
        """Parts of a paragraph's text with their elements, line breaks among them, and the text boxes that hang on it.

        A part has as many characters as its element, so that places in one are places in the other.
        """
        _, hidden, _ = self._look(value(paragraph, "pPr/pStyle"))
        parts: list[tuple[str, _Element]] = []
        boxes: list[_Element] = []
        stack = list(paragraph.iterchildren(reversed=True))
        while stack:
            element = stack.pop()
            tag = element.tag
            if tag in _SKIPPED:
                if tag in (W + "del", W + "moveFrom"):
                    self._note(_REVISED)
            elif tag in (W + "t", _MATH + "t"):
                parts.append((tidy((element.text or "").replace("\n", " ")), element))
            elif tag == W + "tab" or tag == W + "ptab":
                parts.append(("\t", element))
            elif tag in _BREAKS:
                parts.append(("\n", element))
            elif tag == W + "noBreakHyphen":
                parts.append(("-", element))
            elif tag == W + "txbxContent":
                boxes.append(element)
            elif tag != W + "r" or not self._is_hidden(element, inherited=hidden):
                stack += _content(element).iterchildren(reversed=True)
        return parts, boxes

    def _is_hidden(self, run: _Element, *, inherited: bool) -> bool:
        own = switch(run.find(f"{W}rPr/{W}vanish"))
        if own is not None:
            return own
        style = value(run, "rPr/rStyle")
        return inherited if style is None else inherited or self._look(style)[1]

    def _look(self, style: str | None) -> tuple[int | None, bool, bool]:
        """Read off a style: heading level, whether its text is hidden, whether it makes a table of contents."""
        if style not in self._looks:
            level: str | None = None
            hidden: bool | None = None
            contents = False
            for _, element in self._styles.chain(style or self._styles.default):
                name = value(element, "name") or ""
                contents = contents or bool(_CONTENTS.fullmatch(name.strip()))
                heading = _HEADING.fullmatch(name.strip())
                if level is None:
                    level = value(element, "pPr/outlineLvl") or (str(int(heading[1]) - 1) if heading else None)
                if hidden is None:
                    hidden = switch(element.find(f"{W}rPr/{W}vanish"))
            self._looks[style] = _outline_level(level), bool(hidden), contents
        return self._looks[style]

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def _dropped(element: _Element, properties: str, marks: str) -> bool:
    """Whether one of the on/off ``marks`` is set in the element's properties."""
    found = element.find(properties)
    return found is not None and any(switch(found.find(W + mark)) for mark in marks.split())


def _content(element: _Element) -> _Element:
    """Pick of alternatives the first, which is the newer, so that a text box counts once; else the element itself."""
    if element.tag != _ALTERNATIVES:
        return element
    chosen = element.find(_CHOICE)
    if chosen is None:
        chosen = element.find(_FALLBACK)
    return element if chosen is None else chosen


def _face(element: _Element) -> str | None:
    """East Asian face that the run of a text names for itself."""
    run = element.getparent()
    fonts = None if run is None else run.find(f"{W}rPr/{W}rFonts")
    return None if fonts is None else fonts.get(W + "eastAsia")


def _outline_level(text: str | None) -> int | None:
    """Heading level from 1 of an ``outlineLvl`` from 0; 9 says body text."""
    level = whole(text, 9)
    return level + 1 if 0 <= level < 9 else None
