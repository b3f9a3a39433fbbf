"""Web archives (.mht, .mhtml): the page inside is read, its pictures and style sheets are not looked at."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from typing import TYPE_CHECKING, Final

from engine.errors import InputError
from engine.read import html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from engine.model import Document

#: Parts inside each other in an archive, and parts altogether; a saved page has two levels.
_DEEPEST, _MOST = 8, 5000
_OPEN: Final = "请用浏览器打开，复制正文存为 .txt 再重试"
_CUT: Final = "网页存档不完整，正文可能有缺失"
_PART = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
_NESTED = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)


def read(path: str, data: bytes) -> Document:
    """Page of a web archive as a ``Document``; of several pages (frames) the first that has an article, or the first.

    Raises ``InputError`` when the archive is damaged or holds no page, and for all that ``html.read`` refuses.
    """
    if len(_NESTED.findall(data)) > _DEEPEST or len(_PART.findall(data)) > _MOST:
        raise InputError(path, "网页存档异常复杂，可能是恶意文件", _OPEN)
    try:
        message = message_from_bytes(data)
        pages = list(_pages(message))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # What the parser of the standard library throws at odd headers.
        raise InputError(path, "网页存档已损坏或不完整", _OPEN) from None
    if not pages:
        raise InputError(path, "网页存档里没有网页，或已损坏", _OPEN)
    notes = (_CUT,) if any(isinstance(fault, CloseBoundaryNotFoundDefect) for fault in message.defects) else ()
    refusals: list[InputError] = []
    for content, declared in pages:
        markup, charset, lost = html.decode(path, content, declared)
        try:
            return html.document(path, data, markup, f"multipart/related; charset={charset}", (*lost, *notes))
        except InputError as error:
            refusals.append(error)
    raise refusals[0]


def _pages(message: Message) -> Iterator[tuple[bytes, str]]:
    """Content and declared encoding of each page of the archive."""
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                yield content, part.get_content_charset("")
