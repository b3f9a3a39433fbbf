"""Reports of one batch that share more than set phrases: which pairs, how much, and the passages themselves.

Fingerprints are hashes of six-character runs of the folded text, one in four kept, without digits, quoted titles and
the issuer's own name. Runs that many reports share are set phrases and are dropped. Two reports are similar when the
smaller shares a fifth of its fingerprints with the other: containment, so that half a copy is found too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.model import Document, Outline, Span
from engine.zh.width import Folded, fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Share of the smaller report's fingerprints from which a pair counts as similar. Unrelated reports of the same kind
#: share up to a tenth, half copies and heavy edits a quarter and more; tests/test_similarity.py keeps it between them.
THRESHOLD = 0.2
#: A passage is shared from this many folded characters on.
SHORTEST_PASSAGE = 30
_RUN, _KEEP = 6, 4
#: A run that more reports than this share is a set phrase, and so is one that half a percent of them share.
_MOST_SHARERS = 20
_SEED = 12
_MASK = re.compile(r"\n|《[^》]{0,60}》|[\d.%]+|[一-龥]{2,3}(?:街道|镇|乡|县|区|市)")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports by their place in the batch; ``share`` is the containment, 0 to 1."""

    first: int
    second: int
    share: float


@dataclass(frozen=True, slots=True)
class Passage:
    """The same words in two reports, digits apart."""

    first: Span
    second: Span


def body_text(document: Document, outline: Outline) -> Folded:
    """The folded text of the report's parts, a newline after each paragraph; chrome, title, signature are left out."""
    text: list[str] = []
    origin: list[int] = []
    for section in outline.sections:
        for paragraph in document.paragraphs:
            start, end = max(paragraph.span.start, section.span.start), min(paragraph.span.end, section.span.end)
            part = fold(document.text, Span(start, end)) if start < end else Folded("", ())
            if part.text:
                text += [part.text, "\n"]
                origin += [*part.origin, part.origin[-1]]
    return Folded("".join(text), tuple(origin))


def similar_pairs(texts: Sequence[str], threshold: float = THRESHOLD) -> list[Pair]:
    """Pairs of folded texts that share at least ``threshold``, most similar first."""
    import numpy as np

    prints = [_fingerprints(_MASK.sub("", text)) for text in texts]
    if len(prints) < 2:
        return []
    hashes = np.concatenate(prints)
    owners = np.repeat(np.arange(len(prints), dtype=np.int64), [len(one) for one in prints])
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    edges = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1], True])
    sizes = np.diff(edges)
    cap = max(_MOST_SHARERS, len(prints) // 200)
    keys = []
    for size in range(2, min(cap, len(prints)) + 1):
        starts = edges[:-1][sizes == size]
        if len(starts):
            members = owners[starts[:, None] + np.arange(size)]
            left, right = np.triu_indices(size, 1)
            keys.append((members[:, left] * len(prints) + members[:, right]).ravel())
    if not keys:
        return []
    codes, counts = np.unique(np.concatenate(keys), return_counts=True)
    lengths = np.array([max(1, len(one)) for one in prints])
    first, second = codes // len(prints), codes % len(prints)
    shares = counts / np.minimum(lengths[first], lengths[second])
    found = [
        Pair(int(one), int(other), float(share))
        for one, other, share in zip(first, second, shares, strict=True)
        if share >= threshold
    ]
    return sorted(found, key=lambda pair: (-pair.share, pair.first, pair.second))


def _fingerprints(text: str) -> NDArray[np.uint64]:
    """Sorted hashes of the runs of a text that are kept; the same in every process."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < _RUN:
        return np.zeros(0, np.uint64)
    hashes = np.zeros(len(codes) - _RUN + 1, np.uint64)
    for offset in range(_RUN):
        hashes = hashes * np.uint64(1_000_003) + codes[offset : len(codes) - _RUN + 1 + offset]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0x9E3779B97F4A7C15)
    hashes ^= hashes >> np.uint64(32)
    return np.unique(hashes[hashes % np.uint64(_KEEP) == 0])


def shared_passages(one: Folded, other: Folded, shortest: int = SHORTEST_PASSAGE) -> list[Passage]:
    """Longest runs that both texts hold, digits apart, in the order of the first; none overlap in the first."""
    # Paragraph ends are told apart, so that no passage runs across one.
    first, second = _numberless(one.text).replace("\n", "\0"), _numberless(other.text)
    places: dict[str, list[int]] = {}
    for start in range(len(second) - _SEED + 1):
        places.setdefault(second[start : start + _SEED], []).append(start)
    found: list[Passage] = []
    start = 0
    while start <= len(first) - _SEED:
        best, best_at = 0, 0
        for at in places.get(first[start : start + _SEED], ())[:8]:
            length = _SEED
            while (
                start + length < len(first)
                and at + length < len(second)
                and first[start + length] == second[at + length]
            ):
                length += 1
            if length > best:
                best, best_at = length, at
        if best >= shortest:
            found.append(Passage(one.span(start, start + best), other.span(best_at, best_at + best)))
            start += best
        else:
            start += 1
    return found


def _numberless(text: str) -> str:
    """Digits made equal, length kept: a copied sentence with new figures is still the same sentence."""
    return re.sub(r"\d", "0", text)
