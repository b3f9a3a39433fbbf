"""Builds OFD files (GB/T 33190) in memory from raw XML, and whole reports from typeset pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from docx_builder import archive
from typesetter import HEIGHT, WIDTH, Run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MM = 25.4 / 72


def element(name: str, content: str = "", **attributes: object) -> str:
    """One ofd element."""
    given = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"<ofd:{name}{given}>{content}</ofd:{name}>"


def root(name: str, content: str, **attributes: object) -> str:
    """XML document with the root element ``ofd:name``."""
    return '<?xml version="1.0" encoding="UTF-8"?>' + element(
        name, content, **{"xmlns:ofd": "http://www.ofdspec.org/2016", **attributes}
    )


def code(text: str, x: float = 0, y: float = 4, dx: str = "", dy: str = "") -> str:
    """One TextCode."""
    steps = {key: value for key, value in {"DeltaX": dx, "DeltaY": dy}.items() if value}
    return element("TextCode", escape(text), X=x, Y=y, **steps)


def text(content: str, x: float = 20, y: float = 30, size: float = 5, **attributes: object) -> str:
    """One TextObject at (x, y) in millimetres; plain text becomes a TextCode with steps of one letter."""
    if not content.startswith("<"):
        content = code(content, 0, size, f"g {len(content) - 1} {size}" if len(content) > 1 else "")
    return element(
        "TextObject", content, **{"ID": 1, "Boundary": f"{x} {y} 170 8", "Font": 1, "Size": size, **attributes}
    )


def path(data: str, x: float = 0, y: float = 0, width: float = 210, height: float = 297, **attributes: object) -> str:
    """One PathObject."""
    return element(
        "PathObject", element("AbbreviatedData", data), ID=2, Boundary=f"{x} {y} {width} {height}", **attributes
    )


def layer(*objects: str, kind: str = "Body") -> str:
    return element("Layer", "".join(objects), ID=3, Type=kind)


def page(*layers: str, template: str = "", area: str = "0 0 210 297") -> str:
    """Content of a page; content that is no layer is put into one."""
    inside = "".join(part if part.startswith("<ofd:Layer") else layer(part) for part in layers)
    used = element("Template", TemplateID=template, ZOrder="Background") if template else ""
    return root("Page", used + element("Area", element("PhysicalBox", area)) + element("Content", inside))


def ofd(
    *pages: str,
    common: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    bodies: int = 1,
    root_at: str = "Doc_0/Document.xml",
    pages_at: str = "Pages/Page_{}/Content.xml",
) -> bytes:
    """OFD file with the given page contents; ``parts`` adds or replaces members, ``…_at`` words the references."""
    listed = "".join(element("Page", ID=10 + at, BaseLoc=pages_at.format(at)) for at in range(len(pages)))
    area = element("PageArea", element("PhysicalBox", "0 0 210 297"))
    body = element("DocBody", element("DocInfo") + element("DocRoot", root_at))
    members: dict[str, str | bytes] = {
        "OFD.xml": root("OFD", body + body.replace("Doc_0", "Doc_1") * (bodies - 1), Version="1.0", DocType="OFD"),
        "Doc_0/Document.xml": root("Document", element("CommonData", area + common) + element("Pages", listed)),
    }
    members |= {f"Doc_0/Pages/Page_{at}/Content.xml": content for at, content in enumerate(pages)}
    return archive({**members, **(parts or {})})


def report_ofd(sheets: Sequence[Sequence[Run]]) -> bytes:
    """Report with its running head in a template, its lines cut where the script changes, out of order in the file."""
    head = root("Page", element("Content", layer(text("法治政府建设年度报告", 80, 15, 3.5))))
    pages = []
    for sheet in sheets:
        objects = [piece for run in sheet if run.y != 60 for piece in _pieces(run)]
        pages.append(page(layer(*objects[1::2], *objects[::2]), template="5"))
    template = element("TemplatePage", ID=5, BaseLoc="Tpls/Tpl_0/Content.xml")
    return ofd(*pages, common=template, parts={"Doc_0/Tpls/Tpl_0/Content.xml": head})


def _pieces(run: Run) -> list[str]:
    """Text objects of a line, one for each stretch of Hanzi or of digits, steps packed as real producers do."""
    pieces, start = [], 0
    places = run.places
    for end in range(1, len(run.text) + 1):
        if end < len(run.text) and (run.text[end] < "\u2000") == (run.text[start] < "\u2000"):
            continue
        steps = [f"{step * MM:.4f}" for step in run.steps[start : end - 1]]
        packed = f"g {len(steps)} {steps[0]}" if len(set(steps)) == 1 and len(steps) > 1 else " ".join(steps)
        box = f"{places[start] * MM:.4f} {(run.y - run.size) * MM:.4f} {WIDTH * MM:.2f} {HEIGHT * MM:.2f}"
        inner = code(run.text[start:end], 0, round(run.size * MM, 4), packed)
        pieces.append(text(inner, size=round(run.size * MM, 4), Boundary=box))
        start = end
    return pieces
