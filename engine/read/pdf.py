"""PDF files: the text layer as it stands on the pages, read with PDFium.

Left out: what cannot be seen (outside the page, invisible without a picture, tiny) and what is written aslant
(watermarks). Pages that are pictures are recognised when the optional parts for it are installed, else named.
"""

from __future__ import annotations

import ctypes
import io
import threading
from contextlib import closing
from math import atan2, hypot, pi
from typing import TYPE_CHECKING, Final

import pypdfium2 as pdfium
import pypdfium2.raw as c
from msgspec import Struct

from engine.errors import InputError
from engine.read import layout, ocr
from engine.read.grid import Rule
from engine.read.pdf_cost import too_costly
from engine.read.pdf_fonts import install
from engine.read.placed import LINE_HYPHEN, Glyph, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Document

MEDIA: Final = "application/pdf"

_EXPORT: Final = "请用原文稿重新导出 PDF，或用 Word、WPS 转为 .docx 再重试"

#: PDFium keeps its state in the process, not in the document.
_LOCK: Final = threading.Lock()

#: Characters and drawn objects of one page; a report has some hundreds of each.
_PAGE_GLYPHS: Final = 100_000
_PAGE_OBJECTS: Final = 20_000
_PATH_POINTS: Final = 12
#: A path that is not wider is a line, or a border drawn as a thin bar.
_BAR: Final = 2.0
_TINY: Final = 2.5
#: Least share of the page that pictures cover for it to be a scan, and most characters such a page has of its own.
_COVERED, _STAMPED = 0.5, 20
#: Least share where the page has no characters at all.
_SOME: Final = 0.1
#: Share of characters without a meaning from which the text layer is of no use.
_GARBLED: Final = 0.3
_ASLANT: Final = pi / 36


def read(path: str, data: bytes) -> Document:
    """PDF file as a ``Document``: one line for each paragraph or table cell paragraph.

    Raises ``InputError`` when the file is damaged, truncated, encrypted, has more pages or characters than are read,
    or has no text that can be read.
    """
    # Every revision of the file ends with this mark. PDFium would repair a cut file by leaving out what is lost.
    if data.rfind(b"%%EOF") < data.rfind(b" 0 obj"):
        raise _damaged(path)
    with _LOCK:
        install()
        try:
            with pdfium.PdfDocument(data) as pdf:
                reader = _Reader(path, data, pdf)
                plain = io.BytesIO()
                pdf.save(plain, flags=c.FPDF_REMOVE_SECURITY)
                if too_costly(plain.getvalue(), len(pdf)):
                    raise InputError(path, "PDF 展开后异常大，可能是恶意文件", _EXPORT)
                return reader.document()
        except pdfium.PdfiumError as error:
            if error.err_code == c.FPDF_ERR_PASSWORD:
                raise InputError(path, "PDF 设了打开密码，无法读取", "请输入密码打开，取消密码后另存再重试") from None
            if error.err_code == c.FPDF_ERR_SECURITY:
                raise InputError(path, "PDF 用了不支持的加密方式，无法读取", _EXPORT) from None
            raise _damaged(path) from None


def _damaged(path: str) -> InputError:
    return InputError(path, "PDF 文件已损坏或不完整", "请重新下载或重新导出后再重试")


class _Sheet(Struct):
    """A page as read, and what it shows besides text."""

    page: Page
    covered: float = 0.0
    drawn: bool = False
    recognised: bool = False

    @property
    def is_picture(self) -> bool:
        if self.recognised:
            return False
        return self.covered >= (_COVERED if self.page.glyphs else _SOME) and len(self.page.glyphs) < _STAMPED


class _Reader:
    def __init__(self, path: str, data: bytes, pdf: pdfium.PdfDocument) -> None:
        self._path, self._data, self._pdf = path, data, pdf
        self._glyphs = self._unknown = 0
        count = len(pdf)
        if count > layout.PAGE_LIMIT:
            raise InputError(
                self._path, f"PDF 有 {count} 页，超过 {layout.PAGE_LIMIT} 页", "请确认选对了文件，或拆分后重试"
            )
        if not count:
            raise _damaged(self._path)

    def document(self) -> Document:
        sheets = [self._sheet(index) for index in range(len(self._pdf))]
        if self._unknown > _GARBLED * self._glyphs:
            raise InputError(self._path, "PDF 的文字层没有字符编码，读出来是乱码", _EXPORT)
        notes = self._pictures(sheets)
        return layout.document(self._path, self._data, MEDIA, [sheet.page for sheet in sheets], notes)

    def _pictures(self, sheets: list[_Sheet]) -> list[str]:
        """Recognise pages that are pictures, or say that they were not read."""
        notes = []
        own = [sheet.page.number for sheet in sheets if sheet.recognised]
        if own:
            notes.append(f"第{layout.listed(own)}页的文字是扫描件自带的识别结果（OCR），可能有误")
        pictures = [sheet for sheet in sheets if sheet.is_picture]
        scanned = bool(pictures) and not any(sheet.page.glyphs for sheet in sheets if not sheet.is_picture)
        if not pictures and not self._glyphs and any(sheet.drawn for sheet in sheets):
            raise InputError(self._path, "PDF 的文字已转成图形，无文字层", ocr.ADVICE)
        if not pictures:
            return notes
        numbers = [sheet.page.number for sheet in pictures]
        if not ocr.installed():
            if scanned:
                raise InputError(self._path, "扫描件，无文字层，只有页面图片", ocr.ADVICE)
            return [*notes, f"第{layout.listed(numbers)}页是扫描的图片，无文字层，未读取"]
        if len(pictures) > ocr.PAGE_LIMIT:
            raise InputError(
                self._path,
                f"扫描件有 {len(pictures)} 页，超过文字识别的 {ocr.PAGE_LIMIT} 页",
                "请提供文字版，或拆分后重试",
            )
        for sheet in pictures:
            with closing(self._pdf[sheet.page.number - 1]) as page:
                self._recognise(page, sheet.page)
        if scanned and not any(sheet.page.glyphs for sheet in pictures):
            raise InputError(self._path, "扫描件，无文字层，也识别不出文字", "请提供文字版，或更清晰的扫描件")
        return [*notes, f"第{layout.listed(numbers)}页为文字识别（OCR）结果，可能有误"]

    def _recognise(self, page: pdfium.PdfPage, into: Page) -> None:
        try:
            ocr.recognise(page, into)
        except Exception as error:  # noqa: BLE001 the parts are not ours and may fail in any way
            problem = f"第{into.number}页的文字识别出错（{error}）"
            raise InputError(self._path, problem, "请提供文字版，或重新安装文字识别组件后重试") from None

    def _sheet(self, index: int) -> _Sheet:
        with closing(self._pdf[index]) as page:
            left, bottom, right, top = page.get_bbox()
            width, height = right - left, top - bottom
            sheet = _Sheet(Page(index + 1, page.get_width()))
            for kind, box, item in _objects(page):
                x0, y0, x1, y1 = box[0] - left, top - box[3], box[2] - left, top - box[1]
                if kind == c.FPDF_PAGEOBJ_PATH:
                    sheet.drawn = True
                    sheet.page.rules += _rules(item, (x0, y0, x1, y1), left, top)
                elif width > 0 < height:
                    seen = (min(x1, width) - max(x0, 0)) * (min(y1, height) - max(y0, 0))
                    sheet.covered += max(0.0, seen / (width * height))
            with closing(page.get_textpage()) as text:
                self._text(sheet, text, (left, top, width, height))
        return sheet

    def _text(self, sheet: _Sheet, text: pdfium.PdfTextPage, box: tuple[float, float, float, float]) -> None:
        left, top, width, height = box
        count = text.count_chars()
        if count > _PAGE_GLYPHS or self._glyphs + count > layout.GLYPH_LIMIT:
            raise InputError(self._path, f"第{sheet.page.number}页起文字过多，不像报告", "请确认选对了文件")
        handle, rect = text.raw, c.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        looks: dict[int, tuple[float, int, bool] | None] = {}
        hidden: list[Glyph] = []
        glyphs = sheet.page.glyphs
        pair = 0  # the first half of a character beyond the basic plane, on systems with narrow characters
        for index in range(count):
            code = c.FPDFText_GetUnicode(handle, index)
            owner = c.FPDFText_GetTextObject(handle, index)
            if not owner or (code == 0x20 and c.FPDFText_IsGenerated(handle, index)):  # PDFium thinks it is meant
                continue
            address = ctypes.addressof(owner.contents)
            if address not in looks:
                looks[address] = _look(handle, index, owner)
            look = looks[address]
            if look is None:
                continue
            if 0xD800 <= code < 0xDC00:
                pair = code
                continue
            if 0xDC00 <= code < 0xE000:
                code, pair = 0x10000 + (pair - 0xD800) * 0x400 + (code - 0xDC00) if pair else 0, 0
            size, turn, shown = look
            c.FPDFText_GetCharOrigin(handle, index, x, y)
            c.FPDFText_GetLooseCharBox(handle, index, rect)
            advance = rect.top - rect.bottom if turn % 2 else rect.right - rect.left
            glyph = Glyph(_char(code), x.value - left, top - y.value, advance, size, turn)
            if -1 <= glyph.x <= width + 1 and -1 <= glyph.y <= height + 1:
                self._glyphs += 1
                self._unknown += glyph.text == "\ufffd"
                (glyphs if shown else hidden).append(glyph)
        if sheet.covered >= _COVERED and len(hidden) > len(glyphs):  # the text that a scanner put behind its picture
            sheet.recognised = True
            glyphs += hidden


def _char(code: int) -> str:
    """Character for a code of PDFium; U+FFFD where the font does not say, which is not the same as no character."""
    if code in (2, 0xFFFE):
        return LINE_HYPHEN
    if code == 0 or 0xE000 <= code < 0xF000 or 0xF100 <= code < 0xF900 or code > 0x10FFFF:
        return "\ufffd"
    return " " if code < 0x20 or 0x7F <= code < 0xA0 else chr(code)


def _look(handle: object, index: int, owner: object) -> tuple[float, int, bool] | None:
    """(size, quarter turns, whether it is drawn) of the text of an object; None for tiny or slanting text."""
    matrix = c.FS_MATRIX()
    if not c.FPDFText_GetMatrix(handle, index, matrix):
        return None
    size = c.FPDFText_GetFontSize(handle, index) * hypot(matrix.c, matrix.d)
    quarters = -atan2(matrix.b, matrix.a) / (pi / 2)
    if not _TINY <= size < 1e4 or abs(quarters - round(quarters)) * (pi / 2) > _ASLANT:
        return None
    return size, round(quarters) % 4, c.FPDFTextObj_GetTextRenderMode(owner) != c.FPDF_TEXTRENDERMODE_INVISIBLE


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, tuple[float, float, float, float], object]]:
    """(kind, box, handle) of the pictures and paths on a page; a form counts as a picture when it holds one."""
    sides = [ctypes.c_float() for _ in range(4)]
    for index in range(min(c.FPDFPage_CountObjects(page), _PAGE_OBJECTS)):
        item = c.FPDFPage_GetObject(page, index)
        kind = c.FPDFPageObj_GetType(item)
        if kind == c.FPDF_PAGEOBJ_FORM:
            inner = range(min(c.FPDFFormObj_CountObjects(item), _PAGE_OBJECTS))
            kinds = {c.FPDFPageObj_GetType(c.FPDFFormObj_GetObject(item, at)) for at in inner}
            kind = c.FPDF_PAGEOBJ_IMAGE if c.FPDF_PAGEOBJ_IMAGE in kinds else c.FPDF_PAGEOBJ_FORM
        if kind in (c.FPDF_PAGEOBJ_IMAGE, c.FPDF_PAGEOBJ_PATH) and c.FPDFPageObj_GetBounds(item, *sides):
            x0, y0, x1, y1 = (side.value for side in sides)
            yield kind, (x0, y0, x1, y1), item


def _rules(path: object, box: tuple[float, float, float, float], left: float, top: float) -> Iterator[Rule]:
    """Straight lines of a path: a thin bar is one, an outline has several."""
    x0, y0, x1, y1 = box
    if min(x1 - x0, y1 - y0) <= _BAR:
        yield Rule(x0, y0, x1, y1)
        return
    fill, stroked, matrix = ctypes.c_int(), ctypes.c_int(), c.FS_MATRIX()
    count = c.FPDFPath_CountSegments(path)
    if count > _PATH_POINTS or not c.FPDFPageObj_GetMatrix(path, matrix):
        return
    if not c.FPDFPath_GetDrawMode(path, fill, stroked) or not stroked.value:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    start = here = (0.0, 0.0)
    for index in range(count):
        segment = c.FPDFPath_GetPathSegment(path, index)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e - left,
            top - matrix.b * x.value - matrix.d * y.value - matrix.f,
        )
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == c.FPDF_SEGMENT_LINETO:
            yield Rule(*here, *point)
        here = point
        if c.FPDFPathSegment_GetClose(segment):
            yield Rule(*here, *start)
            here = start
