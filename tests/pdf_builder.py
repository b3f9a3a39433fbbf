"""Builds PDF files: by hand glyph for glyph, and whole reports by two producers, reportlab and LibreOffice."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zlib
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from docx_builder import docx, para, root, run
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph
from typesetter import HEIGHT, WIDTH, Run, kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

SOFFICE = shutil.which("soffice")


# By hand


def put(
    text: str,
    x: float,
    y: float,
    size: float = 16,
    *,
    turn: str = "1 0 0 1",
    mode: int = 0,
    steps: Sequence[float] = (),
) -> str:
    """Text shown from (x, y), y counted from the top; ``turn`` is its matrix, ``steps`` the ways between characters."""
    # Without a font at hand PDFium finds a single character to be empty, and leaves it out.
    chars = text if len(text) > 1 else text + "　"
    shown = ""
    for index, char in enumerate(chars):
        shown += f"<{char.encode('utf-16-be').hex()}>"
        if index < len(steps):
            shown += f" {((0.5 if char < chr(128) else 1) - steps[index] / size) * 1000:.3f} "
    return f"BT /F1 {size} Tf {mode} Tr {turn} {x} {HEIGHT - y} Tm [{shown}] TJ ET"


def stroke(x0: float, y0: float, x1: float, y1: float) -> str:
    """Straight line between two points, y counted from the top."""
    return f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S"


def picture(x: float, y: float, width: float, height: float) -> str:
    """Grey picture with its lower left corner at (x, y)."""
    return f"q {width} 0 0 {height} {x} {HEIGHT - y} cm /P Do Q"


def column(*lines: str, x: float = 90, y: float = 100, size: float = 16, pitch: float = 28) -> list[str]:
    """Lines under each other; each ideographic space at the start of a line moves it by one glyph."""
    return [
        put(line.lstrip("　"), x + size * (len(line) - len(line.lstrip("　"))), y + pitch * at, size)
        for at, line in enumerate(lines)
        if line
    ]


def pdf(*pages: list[str], rotate: int = 0, size: tuple[float, float] = (WIDTH, HEIGHT), mapped: bool = True) -> bytes:
    """PDF of pages, each a list of operators.

    The font is not embedded; ASCII is half as wide as all the rest. ``mapped`` tells what its codes mean.
    """
    rows = [f"<{row:02x}00> <{row:02x}ff> <{row:02x}00>" for row in range(256)]
    blocks = [rows[start : start + 100] for start in range(0, 256, 100)]
    unicode_map = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /M def /CMapType 2 def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange "
        + "".join(f"{len(block)} beginbfrange {' '.join(block)} endbfrange " for block in blocks)
        + "endcmap end"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",  # the tree of pages, when their numbers are known
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[4 0 R]"
        + (b"/ToUnicode 6 0 R>>" if mapped else b">>"),
        b"<</Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo 8 0 R/FontDescriptor 5 0 R/DW 1000/W[0 127 500]>>",
        b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -200 1000 800]/Ascent 800/Descent -200>>",
        stream(unicode_map.encode()),
        stream(bytes([128]), "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"),
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
    ]
    numbers = []
    for page in pages:
        objects.append(stream("\n".join(page).encode()))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]/Rotate {rotate}/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1 3 0 R>>/XObject<</P 7 0 R>>>>>>".encode()
        )
        numbers.append(len(objects))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()
    return assemble(objects)


def set_pdf(sheets: list[list[Run]]) -> bytes:
    """PDF of typeset pages."""
    return pdf(*([put(run.text, run.x, run.y, run.size, steps=run.steps) for run in sheet] for sheet in sheets))


def assemble(objects: list[bytes]) -> bytes:
    """PDF file of numbered objects; the first is the catalogue."""
    data = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(data))
    )


def stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content)
    return b"<<%b/Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (entries.encode(), len(packed), packed)


# By reportlab


@lru_cache(maxsize=1)
def _songti() -> str:
    registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def report_pdf(lines: list[str], *, encrypt: str = "") -> bytes:
    """Report on A4 by reportlab: running head, page numbers, justified, first lines indented, font not embedded."""
    font = _songti()

    def style(size: float, leading: float, **more: object) -> ParagraphStyle:
        return ParagraphStyle(font, fontName=font, fontSize=size, leading=leading, wordWrap="CJK", **more)

    styles = {
        "title": style(22, 36, alignment=TA_CENTER, spaceAfter=20),
        "address": style(16, 28),
        "heading": style(16, 28, firstLineIndent=32),
        "body": style(16, 28, firstLineIndent=32, alignment=TA_JUSTIFY),
        "closing": style(16, 28, alignment=TA_RIGHT, rightIndent=48),
    }

    def furniture(canvas: Canvas, _: object) -> None:
        canvas.setFont(font, 10)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 45, "法治政府建设年度报告")
        canvas.line(80, HEIGHT - 50, WIDTH - 80, HEIGHT - 50)
        canvas.drawCentredString(WIDTH / 2, 40, f"— {canvas.getPageNumber()} —")

    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=A4, invariant=1, encrypt=encrypt or None)
    frame = Frame(80, 75, A4[0] - 160, A4[1] - 160, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame], onPage=furniture))
    document.build([Paragraph(line, styles[kind]) for kind, line in kinds(lines)])
    return file.getvalue()


# By LibreOffice


def report_docx(lines: list[str], *, justified: bool = True) -> bytes:
    """Report as an office sets it in Word: running head, page field, two characters of indent, 28 points a line."""
    both = '<w:jc w:val="both"/>' if justified else ""
    shapes = {
        "title": '<w:spacing w:line="720" w:lineRule="exact" w:after="400"/><w:jc w:val="center"/>',
        "address": '<w:spacing w:line="560" w:lineRule="exact"/>',
        "heading": '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLine="640" w:firstLineChars="200"/>',
        "body": f'<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLine="640" w:firstLineChars="200"/>{both}',
        "closing": '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:right="960"/><w:jc w:val="right"/>',
    }
    fonts = '<w:rFonts w:ascii="Noto Serif CJK SC" w:hAnsi="Noto Serif CJK SC" w:eastAsia="Noto Serif CJK SC"/>'
    body = "".join(
        para(run(line, f'{fonts}<w:sz w:val="{44 if kind == "title" else 32}"/>'), properties=shapes[kind])
        for kind, line in kinds(lines)
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    section = (
        f'<w:sectPr><w:headerReference xmlns:r="{relations}" w:type="default" r:id="h"/>'
        f'<w:footerReference xmlns:r="{relations}" w:type="default" r:id="f"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992"/></w:sectPr>'
    )
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    link = '<Relationship Id="{}" Type="' + relations + '/{}" Target="{}"/>'
    kind = '<Override PartName="/word/{}.xml" ContentType="' + office + '{}+xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/"
    return docx(
        "",
        parts={
            "[Content_Types].xml": f'<Types xmlns="{package}content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{kind.format('document', 'document.main')}{kind.format('header', 'header')}"
            f"{kind.format('footer', 'footer')}</Types>",
            "_rels/.rels": f'<Relationships xmlns="{package}relationships">'
            f"{link.format('d', 'officeDocument', 'word/document.xml')}</Relationships>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}relationships">'
            f"{link.format('h', 'header', 'header.xml')}{link.format('f', 'footer', 'footer.xml')}</Relationships>",
            "word/document.xml": root("document", f"<w:body>{body}{section}</w:body>"),
            "word/header.xml": root("hdr", para("法治政府建设年度报告", properties='<w:jc w:val="center"/>')),
            "word/footer.xml": root("ftr", para("— ", field, " —", properties='<w:jc w:val="center"/>')),
        },
    )


def office_pdf(documents: list[bytes]) -> list[bytes]:
    """PDF of each Word document by LibreOffice, all in one run; it must be installed."""
    assert SOFFICE
    with TemporaryDirectory() as folder:
        names = [Path(folder) / f"{number}.docx" for number in range(len(documents))]
        for name, content in zip(names, documents, strict=True):
            name.write_bytes(content)
        subprocess.run(  # noqa: S603 the arguments are our own
            [
                SOFFICE, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore",
                "--convert-to", "pdf", "--outdir", folder, *map(str, names),
            ],
            check=True,
            capture_output=True,
            timeout=120,
            env={**os.environ, "HOME": folder},
        )  # fmt: skip
        return [name.with_suffix(".pdf").read_bytes() for name in names]
