"""``fazhi similar``: read a batch, find the pairs, show what they share."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import InputError
from engine.model import Document
from engine.outline import outline
from engine.read import read
from engine.similarity import body_text, shared_passages, similar_pairs
from reports import Look
from reports.cli import CLEAR, FAULT
from reports.cli.output import say, show
from reports.cli.sources import discover
from reports.views.similar import Likeness, render


def find_alike(paths: Sequence[str], look: Look) -> int:
    """Compare all reports found; exit code 2 if one that was expected cannot be read."""
    found = discover(paths)
    unread = [f"错误：{one.message}" for one in found.missing]
    documents: list[Document] = []
    for source in found.sources:
        if source.out_of_place:
            continue
        try:
            documents.append(read(source.path))
        except InputError as error:
            if source.expected:
                unread.append(f"错误：{error}")
    say(*unread)
    if len(documents) < 2:
        say(f"可比对的报告只有 {len(documents)} 份；至少要两份（文件、文件夹或通配符）")
        return FAULT
    texts = [body_text(document, outline(document)) for document in documents]
    pairs = [
        Likeness(
            documents[pair.first],
            documents[pair.second],
            pair.share,
            shared_passages(texts[pair.first], texts[pair.second]),
        )
        for pair in similar_pairs([text.text for text in texts])
    ]
    show(render(pairs, len(documents), look))
    return FAULT if unread else CLEAR
