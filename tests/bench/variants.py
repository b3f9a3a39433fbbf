"""Thousands of texts out of a few reports: each in its forms, without its parts, with the sentences of its proofs
rewritten. Always the same ones in the same order, in which any first hundred are a fair sample of all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.forms import FORMS
from bench.labels import SEEDS
from bench.mutations import PARTS, REWRITINGS, drop_part
from bench.proofs import chosen, examined
from engine.rulebook.rule import Rulebook

#: Reports of the project: its seeds, and the blind set.
FOLDERS = (SEEDS, Path(__file__).with_name("crosscheck"))


@dataclass(frozen=True, slots=True)
class Variant:
    """A text to be made; ``name`` says of which report and how."""

    name: str
    make: Callable[[], str]


def variants(book: Rulebook, folders: Sequence[Path] = FOLDERS) -> tuple[Variant, ...]:
    """All texts that the reports of the folders give."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.txt"))]
    found = [variant for path in paths for variant in _of(path, book)]
    return tuple(sorted(found, key=lambda variant: hashlib.sha256(variant.name.encode()).digest()))


def _of(path: Path, book: Rulebook) -> Iterator[Variant]:
    name, report = path.stem, examined(path.read_text("utf-8"), book)
    yield Variant(name, lambda: report.document.text)
    for kind in PARTS:
        if report.outline.of(kind):
            yield Variant(f"{name} {kind} dropped", partial(drop_part, report, kind))
    for form in FORMS:
        yield Variant(f"{name} {form.name}", partial(form.change, report))
    for rewriting in REWRITINGS:
        for rule in chosen(report, book, name):
            yield Variant(f"{name} {rewriting.name} {rule}", partial(rewriting.change, report, rule))
