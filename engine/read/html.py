"""Web pages saved from any site: encoding and the ``Document``; the article is found in ``engine.read.article``."""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import TYPE_CHECKING, Final

from engine.errors import InputError
from engine.model import Document, Paragraph, Span
from engine.read.article import Article
from engine.read.text import decode as decode_text
from engine.read.webpage import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

_COPY: Final = "请用浏览器打开，复制正文存为 .txt 再重试"

#: What pages call an encoding, and how it is decoded: browsers, too, read GB2312 as the larger sets.
_CHARSETS: Final = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "chinese": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "utf-8": "utf-8", "utf8": "utf-8", "unicode": "utf-16", "utf-16": "utf-16", "utf-16le": "utf-16le",
    "utf-16be": "utf-16be",
}  # fmt: skip
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*(?:["']\s*)?([\w-]+)""", re.IGNORECASE)
_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_BEGUN, _ENDED = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE), re.compile(r"</(?:html|body)[\s>]", re.IGNORECASE)

#: Characters in sentences without which a page with attachments or frames has its text there.
_LITTLE: Final = 60


def read(path: str, data: bytes) -> Document:
    """Web page as a ``Document``: title, one line of date and source where known, then the article.

    Raises ``InputError`` when no encoding fits, when the page is nested or grown beyond reason, or has no text.
    """
    markup, charset, lost = decode(path, data)
    return document(path, data, markup, f"text/html; charset={charset}", lost)


def decode(path: str, data: bytes, declared: str = "") -> tuple[str, str, tuple[str, ...]]:
    """Characters of a page, their encoding, and notes; ``declared`` is the encoding named outside the page, if any.

    What is valid UTF-8 is UTF-8 whatever the page says of itself: pages are often converted, their heads are not.
    """
    inside = _DECLARED.search(data[:8192])
    name = declared or (inside[1].decode("ascii", "replace") if inside else "")
    named = _CHARSETS.get(name.lower())
    found = None if data.startswith(_MARKS) else _strictly(data, "utf-8") or (named and _strictly(data, named))
    if not found or "\0" in found[0]:
        guessed = decode_text(data)
        found = guessed[:2] if guessed else found or _with_losses(data, named)
    if not found:
        raise InputError(path, "网页的文字编码无法识别", _COPY)
    lost = found[0].count("\ufffd")
    return *found, (f"有 {lost} 个字的编码有误，无法识别",) if lost else ()


def _strictly(data: bytes, charset: str) -> tuple[str, str] | None:
    try:
        return data.decode(charset), charset
    except UnicodeDecodeError:
        return None


def _with_losses(data: bytes, named: str | None) -> tuple[str, str] | None:
    """Decode although a few bytes fit no encoding: servers cut descriptions in the middle of a character."""
    tries = [(data.decode(charset, "replace"), charset) for charset in {named or "utf-8": 0, "utf-8": 0, "gb18030": 0}]
    best = min(tries, key=lambda attempt: attempt[0].count("\ufffd"))
    others = sum(not char.isascii() for char in best[0])
    return best if best[0].count("\ufffd") <= 2 + others // 100 else None


def document(path: str, data: bytes, markup: str, media: str, notes: Iterable[str] = ()) -> Document:
    """Make a ``Document`` of decoded ``markup`` that came in the file ``data``."""
    page = Page(path, markup)
    if _BEGUN.search(markup) and not _ENDED.search(markup):
        page.notes.append("网页末尾不完整，正文可能有缺失")
    found = Article(page)
    if page.hidden and found.weight < _LITTLE:  # some sites reveal the text by a script
        shown = found
        page.lay_out(hidden=True)
        found = Article(page)
        if found.weight < max(_LITTLE, 4 * shown.weight):
            found = shown
        else:
            page.notes.append("正文在网页中设为隐藏，已照读")
    _check(path, page, found)
    paragraphs, offset = [], 0
    for text, place, level, in_table in found.lines:
        paragraphs.append(Paragraph(Span(offset, offset + len(text)), place, level, in_table))
        offset += len(text) + 1
    if found.files:
        names = "、".join(found.files[:3]) + ("等" if len(found.files) > 3 else "")
        page.notes.append(f"网页带有附件（{names}），未读取")
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media=media,
        text="\n".join(text for text, *_ in found.lines),
        paragraphs=tuple(paragraphs),
        title=found.title or None,
        posted=found.posted,
        notes=(*notes, *page.notes),
    )


def _check(path: str, page: Page, found: Article) -> None:
    """Refuse a page whose report is somewhere else."""
    files = [name for block in page.blocks for name in block.files]
    if found.weight < _LITTLE and files:
        raise InputError(path, f"网页里没有正文，只有附件“{files[0]}”", "请下载附件，再检查附件")
    if found.weight < _LITTLE and page.frames:
        raise InputError(
            path, "网页里没有正文，正文可能在内嵌框架里", "请在框架内的页面上另存，或复制正文存为 .txt 再重试"
        )
    if not found.body:
        if page.pictures:
            raise InputError(path, "网页里没有文字，正文可能是图片", "请提供文字版，或先做文字识别（OCR）再重试")
        raise InputError(path, "网页里没有文字，正文可能由脚本生成", _COPY)
