"""What every reader owes to any bytes at all."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from engine.errors import InputError
from engine.read import read

if TYPE_CHECKING:
    from engine.model import Document

#: White space and characters without width.
_BLANK = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


def read_or_refuse(data: bytes) -> Document | None:
    """Read the bytes: a document as it must be, or a refusal, nothing else.

    By our readers alone: bytes that begin as an old format would start LibreOffice, which takes seconds.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shutil, "which", lambda _name: None)
        try:
            document = read("任意", data)
        except InputError:
            return None
    check_document(document)
    return document


def check_document(document: Document) -> None:
    """A text that can be written out, covered by its paragraphs in order and without overlap."""
    document.text.encode()
    end = 0
    for paragraph in document.paragraphs:
        quote = document.quote(paragraph.span)
        assert quote == quote.strip() != ""
        assert not document.text[end : paragraph.span.start].strip(_BLANK)
        end = paragraph.span.end
    assert not document.text[end:].strip(_BLANK)
