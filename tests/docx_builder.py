"""Builds .docx files in memory from raw WordprocessingML, so that a test shows the very markup it is about."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)


def docx(body: str, *, styles: str = "", numbering: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """Package with the given content of w:body, w:styles and w:numbering; ``parts`` adds or replaces members."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": root("document", f"<w:body>{body}<w:sectPr/></w:body>"),
    }
    if styles:
        members["word/styles.xml"] = root("styles", styles)
    if numbering:
        members["word/numbering.xml"] = root("numbering", numbering)
    return archive({**members, **(parts or {})})


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """ZIP file of the members, packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return file.getvalue()


def root(name: str, content: str) -> str:
    """XML document with the root element ``w:name``."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{content}</w:{name}>'


def run(text: str, properties: str = "") -> str:
    """One w:r with plain text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(*content: str, properties: str = "") -> str:
    """One w:p; content that is no markup becomes a run."""
    runs = "".join(part if part.startswith("<") else run(part) for part in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def listed(text: str, num: int | None = None, level: int | None = None, style: str = "") -> str:
    """One w:p in a list, by its own numPr, by its style, or by both."""
    parts = f'<w:pStyle w:val="{style}"/>' if style else ""
    own = f'<w:ilvl w:val="{level}"/>' if level is not None else ""
    own += f'<w:numId w:val="{num}"/>' if num is not None else ""
    return para(text, properties=parts + (f"<w:numPr>{own}</w:numPr>" if own else ""))


def level(index: int, style: str, text: str, *, start: int | None = 1, suffix: str = "tab", more: str = "") -> str:
    """One w:lvl; ``more`` holds lvlRestart, isLgl, pStyle."""
    begin = "" if start is None else f'<w:start w:val="{start}"/>'
    return (
        f'<w:lvl w:ilvl="{index}">{begin}<w:numFmt w:val="{style}"/>{more}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(identity: int, *levels: str) -> str:
    """One w:abstractNum."""
    return f'<w:abstractNum w:abstractNumId="{identity}">{"".join(levels)}</w:abstractNum>'


def num(identity: int, definition: int, overrides: str = "") -> str:
    """One w:num."""
    return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'


def style(identity: str, content: str = "", *, name: str = "", based_on: str = "", kind: str = "paragraph") -> str:
    """One w:style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{identity}"><w:name w:val="{name or identity}"/>{base}{content}</w:style>'
    )


def table(*rows: list[str]) -> str:
    """One w:tbl of cells with block content; a cell that is no markup becomes a paragraph."""
    cells = ("".join(f"<w:tc>{cell if cell.startswith('<') else para(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"
