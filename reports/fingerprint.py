"""What makes a finding the same finding in the next draft: its rule, the headings above it, its words; never its line.

Numbers before headings, width, white space and punctuation are left out, so that renumbering a chapter or retyping a
comma changes nothing. Equal sentences under one heading are told apart by how many of them came before.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from engine.zh.syntax import heading_number
from engine.zh.width import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.model import Audit, Evidence, Section

#: Name under which other tools keep these fingerprints. A change of the algorithm needs a new one.
NAME = "fazhi/v1"

_NO_WORD = re.compile(r"[\W_]+")


def sections_above(audit: Audit, offset: int) -> tuple[Section, ...]:
    """Sections that hold ``offset``, outermost first."""
    found: list[Section] = []
    level: Sequence[Section] = audit.outline.sections
    while inner := next((section for section in level if section.span.start <= offset < section.span.end), None):
        found.append(inner)
        level = inner.children
    return tuple(found)


def headings_above(audit: Audit, offset: int) -> tuple[str, ...]:
    """Headings over ``offset`` as the report writes them, outermost first; sections without one are left out."""
    headings = (audit.document.quote(section.heading).strip() for section in sections_above(audit, offset))
    return tuple(heading for heading in headings if heading)


def of(audit: Audit, owner: str, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """A fingerprint for each piece of evidence of a rule or defect, all different; one where there is no evidence."""
    if not evidence:
        return (_digest(owner),)
    found: dict[Evidence, str] = {}
    seen: Counter[tuple[str, ...]] = Counter()
    for item in sorted(evidence, key=lambda item: item.span):
        headings = headings_above(audit, item.span.start)
        parts = (owner, *(_words(heading, numbered=True) for heading in headings), _words(item.quote))
        again = (str(seen[parts]),) if seen[parts] else ()
        seen[parts] += 1
        found[item] = _digest(*parts, *again)
    return tuple(found[item] for item in evidence)


def _words(text: str, *, numbered: bool = False) -> str:
    folded = fold(text).text
    number = heading_number(folded) if numbered else None
    folded = folded[number[1] :] if number else folded
    return _NO_WORD.sub("", folded).lower() or folded


def _digest(*parts: str) -> str:
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:32]
