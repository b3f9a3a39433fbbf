"""What every reader owes to any bytes at all."""

from __future__ import annotations

from engine.errors import InputError
from engine.read import read


def read_or_refuse(data: bytes) -> None:
    """Read the bytes: a document whose paragraphs cover its text without overlap, or a refusal, nothing else."""
    try:
        document = read("任意", data)
    except InputError:
        return
    document.text.encode()
    end = 0
    for paragraph in document.paragraphs:
        quote = document.quote(paragraph.span)
        assert quote == quote.strip() != ""
        assert not document.text[end : paragraph.span.start].strip()
        end = paragraph.span.end
    assert end == len(document.text)
