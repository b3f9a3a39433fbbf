"""WordprocessingML in small pieces: text made safe, runs, paragraphs, tables, and the file they are packed into."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from engine import __version__
from engine.read.package import new_member
from reports.layout import plain
from reports.marks import PROPERTIES, PROPERTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
#: Properties that are nobody's but the maker's: their names, the set they belong to, their type.
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
OWN = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
OWN_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."


class Markup(str):
    """XML made here; any other string is text, whatever it looks like."""

    __slots__ = ()


def run(text: str, properties: str = "") -> Markup:
    """Some text, harmless whatever it is, in one look."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return Markup(f'<w:r>{look}<w:t xml:space="preserve">{escape(plain(text))}</w:t></w:r>')


def paragraph(*content: str, style: str = "", properties: str = "") -> Markup:
    """A paragraph of runs; text becomes a run."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    look = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return Markup(f"<w:p>{look}{''.join(one if isinstance(one, Markup) else run(one) for one in content)}</w:p>")


def table(widths: Sequence[int], rows: Iterable[Sequence[str]], style: str) -> Markup:
    """A framed table, its first row repeated on every page; widths in twentieths of a point."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = []
    for index, row in enumerate(rows):
        head = "<w:tblHeader/>" if index == 0 else ""
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(cell, style=style)}</w:tc>'
            for width, cell in zip(widths, row, strict=True)
        )
        lines.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>")
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return Markup(
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def part(name: str, content: str) -> bytes:
    """A part of a Word file with the root element ``w:name``."""
    spaces = f'xmlns:w="{MAIN}" xmlns:r="{RELATIONS}"'
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{name} {spaces}>{content}</w:{name}>'.encode()


def package(main: Mapping[str, bytes]) -> bytes:
    """A Word file of parts in its folder ``word``, ``document`` among them, with our mark; equal input, equal bytes."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD_TYPE}{_kind(name, typed=True)}+xml"/>'
        for name in main
    )
    others = [name for name in main if name != "document"]
    relations = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{_kind(name)}" Target="{name}.xml"/>' for name in others
    )
    start = (
        f'<Relationship Id="document" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="properties" Type="{RELATIONS}/custom-properties" Target="{PROPERTIES}"/>'
    )
    mark = (
        f'{head}<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">'
        f'<property fmtid="{OWN}" pid="2" name="{PROPERTY}"><vt:lpwstr>{__version__}</vt:lpwstr></property>'
        "</Properties>"
    )
    members = {
        "[Content_Types].xml": (
            f'{head}<Types xmlns="{CONTENT_TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{PROPERTIES}" ContentType="{OWN_TYPE}"/>{types}</Types>'
        ).encode(),
        "_rels/.rels": f'{head}<Relationships xmlns="{PACKAGE_RELATIONS}">{start}</Relationships>'.encode(),
        "word/_rels/document.xml.rels": (
            f'{head}<Relationships xmlns="{PACKAGE_RELATIONS}">{relations}</Relationships>'
        ).encode(),
        PROPERTIES: mark.encode(),
        **{f"word/{name}.xml": content for name, content in main.items()},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(new_member(name), content)
    return file.getvalue()


def _kind(name: str, *, typed: bool = False) -> str:
    """Kind of a part: its name without a number; the main part has a type of its own."""
    return "document.main" if typed and name == "document" else name.rstrip("0123456789")
