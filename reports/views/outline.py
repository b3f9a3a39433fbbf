"""The structure of a report as understood: who, for which year, and the tree of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import Look
from reports import wording as words
from reports.layout import Paint, plain, shorten, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.model import Document, Outline, Section, Span

#: Pieces of page chrome shown unless everything is asked for.
_CHROME = 5


def render(document: Document, outline: Outline, look: Look) -> str:
    """Page on the structure of ``document``."""
    paint = Paint(on=look.color)
    fields = [
        ("文件", words.shown_path(document.path)),
        ("标题", words.title(document, outline) or "没有找到"),
        *words.identified(outline),
        ("主送", _quoted(document, outline.addressee)),
        ("落款", _quoted(document, outline.signature)),
        ("成文", _dated(outline.signed)),
        ("发布", _dated(outline.posted)),
        *(("备注", note) for note in document.notes),
    ]
    lines = [line for name, value in fields for line in wrap(f"{name}  {plain(value)}", look.width, hang=6)]
    lines += ["", paint.bold("结构")]
    lines += [line for section in outline.sections for line in _tree(document, section, look, 0)]
    if not outline.sections:
        lines.append("没有找到可以划分的部分。")
    if outline.chrome:
        lines += ["", paint.bold(f"网页附带内容（{len(outline.chrome)} 处，不参与检查）")]
        shown = outline.chrome if look.full else outline.chrome[:_CHROME]
        lines += [f"- {shorten(plain(document.quote(span)), look.width - 2)}" for span in shown]
        if len(shown) < len(outline.chrome):
            lines.append(f"另有 {len(outline.chrome) - len(shown)} 处；用 --all 全部列出。")
    return "\n".join(lines) + "\n"


def _tree(document: Document, section: Section, look: Look, depth: int) -> Iterator[str]:
    kind = words.SECTIONS[section.kind]
    heading = plain(document.quote(section.heading)).strip()
    text = heading or f"（无标题）{plain(document.quote(section.body)).strip()}"
    indent = "  " * min(depth, 8)
    room = max(look.width - len(indent) - 30, 20)
    yield f"{indent}[{kind}] {shorten(text, room)}（{document.place(section.span.start)}）"
    for child in section.children:
        yield from _tree(document, child, look, depth + 1)


def _quoted(document: Document, span: Span | None) -> str:
    return document.quote(span).strip() if span else "没有"


def _dated(found: tuple[Span, date] | None) -> str:
    return f"{found[1].year}年{found[1].month}月{found[1].day}日" if found else "没有"
