"""Reports of one batch that share more than set phrases: which pairs, how much, and the passages themselves.

Fingerprints are hashes of six-character runs of the folded text, one in four kept, without digits, quoted titles and
the issuer's own name. A run weighs the less the more reports hold it, as set phrases do; yet where half a district
copied one model, its runs still make up all of each copy. Two reports are similar when the smaller shares a quarter
of its weight with the other: containment, so that half a copy is found too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import Document, Outline, Span
from engine.zh import HAN
from engine.zh.width import Folded, fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Share of the smaller report's fingerprints, by weight, from which a pair counts as similar. Unrelated reports share
#: less, copies of all kinds more; tests/bench/SIMILARITY.md has the figures.
THRESHOLD = 0.25
#: A passage is shared from this many folded characters on.
SHORTEST_PASSAGE = 30
_RUN, _KEEP = 6, 4
#: Beyond so many reports a smaller share of the fingerprints is compared, so that memory grows no further.
_FINE_UP_TO = 2_000
#: A run that more reports than this hold, and more than a twentieth of them, is a set phrase and not compared at all.
_MOST_SHARERS = 400
#: Least weight of a run, that of one which all reports hold, and the steps in which weights are counted.
_LEAST_WEIGHT, _STEPS = 0.5, 64
_SEED = 12
_MASK = re.compile(rf"\n|《[^》]{{0,60}}》|[\d.%]+|{HAN}{{2,3}}(?:街道|镇|乡|县|区|市)")


class Pair(Struct, frozen=True):
    """Two reports by their place in the batch; ``share`` is the containment, 0 to 1."""

    first: int
    second: int
    share: float


class Passage(Struct, frozen=True):
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
    return similar_prints([fingerprints(text) for text in texts], threshold)


def fingerprints(text: str) -> NDArray[np.uint64]:
    """Sorted hashes of the runs of a folded text that are kept; the same in every process."""
    import numpy as np

    codes = np.frombuffer(_MASK.sub("", text).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < _RUN:
        return np.zeros(0, np.uint64)
    hashes = np.zeros(len(codes) - _RUN + 1, np.uint64)
    for offset in range(_RUN):
        hashes = hashes * np.uint64(1_000_003) + codes[offset : len(codes) - _RUN + 1 + offset]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0x9E3779B97F4A7C15)
    hashes ^= hashes >> np.uint64(32)
    return np.unique(hashes[hashes % np.uint64(_KEEP) == 0])


def kept_fingerprints(data: bytes) -> NDArray[np.uint64]:
    """Fingerprints that another process of this machine made and kept by their ``tobytes``."""
    import numpy as np

    return np.frombuffer(data, np.uint64)


def similar_prints(prints: Sequence[NDArray[np.uint64]], threshold: float = THRESHOLD) -> list[Pair]:
    """Pairs of reports, by their fingerprints, that share at least ``threshold``, most similar first.

    Many reports are compared by fewer of their fingerprints: those whose hash a larger number divides. That is a
    sample drawn by content, the same from every report, so the share of it that two reports hold is not biased.
    """
    import numpy as np

    count = len(prints)
    if count < 2:
        return []
    divisor = np.uint64(_KEEP * -(-count // _FINE_UP_TO))
    prints = [one[one % divisor == 0] for one in prints]
    owners = np.repeat(np.arange(count, dtype=np.int32), [len(one) for one in prints])
    _, run_of, sizes = np.unique(np.concatenate(prints), return_inverse=True, return_counts=True)
    # A run that all share tells little, one that two share tells much; whole numbers, so that sums know no order.
    weight = np.round(_STEPS * np.maximum(_LEAST_WEIGHT, np.log2((count + 1) / sizes))).astype(np.int64)
    total = np.maximum(1, np.bincount(owners, weight[run_of], count))
    sizes[sizes > max(_MOST_SHARERS, count // 20)] = 1
    order = np.argsort(run_of, kind="stable")
    order = order[sizes[run_of[order]] > 1]
    members, runs = owners[order], run_of[order]
    ends = np.searchsorted(runs, runs, side="right")
    found: list[Pair] = []
    places = np.argsort(members, kind="stable")
    edges = np.searchsorted(members[places], np.arange(count + 1))
    for one in range(count):
        here = places[edges[one] : edges[one + 1]]
        lengths = ends[here] - here - 1
        starts = np.cumsum(lengths) - lengths
        later = np.repeat(here + 1 - starts, lengths) + np.arange(lengths.sum())
        shared = np.bincount(members[later], weight[runs[later]], count)
        shares = shared / np.minimum(total[one], total)
        found += [
            Pair(one, int(other), float(shares[other]))
            for other in np.flatnonzero((shared > 0) & (shares >= threshold))
        ]
    return sorted(found, key=lambda pair: (-pair.share, pair.first, pair.second))


def shared_passages(one: Folded, other: Folded, shortest: int = SHORTEST_PASSAGE) -> list[Passage]:
    """Longest runs that both texts hold, digits apart, in the order of the first; none overlap in the first.

    Runs that are long by quoted titles and figures alone are left out.
    """
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
        if best < shortest:
            start += 1
            continue
        if len(_MASK.sub("", one.text[start : start + best])) >= shortest:
            found.append(Passage(one.span(start, start + best), other.span(best_at, best_at + best)))
        start += best
    return found


def _numberless(text: str) -> str:
    """Digits made equal, length kept: a copied sentence with new figures is still the same sentence."""
    return re.sub(r"\d", "0", text)
