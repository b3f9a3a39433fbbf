"""The text of a report, paragraph by paragraph, cut into pieces where evidence begins and ends."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import Paragraph, Section, SectionKind, Span
from reports import wording as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model import Audit, Document, Outline

_UNLABELLED = {SectionKind.OTHER, SectionKind.CHROME}


class Claim(Struct, frozen=True):
    """Something that rests on a range of the text: the id of its entry on the page, its title, how it is tinted."""

    span: Span
    owner: str
    title: str
    tone: str


class Piece(Struct, frozen=True):
    """A run of text with the claims that rest on all of it; ``id`` and ``claims`` are empty for bare text."""

    text: str
    id: str
    claims: tuple[Claim, ...]
    heading: bool = False


class Line(Struct, frozen=True):
    """One paragraph: its place for citation, its role in the letter, the part that begins here, its pieces."""

    place: str
    role: str
    part: str
    pieces: tuple[Piece, ...]


class MarkedText:
    """The ``lines`` of a report, and for each range of its text the id of the piece where it begins.

    ``prefix`` begins all ids.
    """

    def __init__(self, audit: Audit, claims: Iterable[Claim], prefix: str) -> None:
        self._document, self._prefix = audit.document, prefix
        self._paragraphs = _paragraphs(audit.document)
        self._starts = [paragraph.span.start for paragraph in self._paragraphs]
        self._headings = self._at(section.heading for top in audit.outline.sections for section in top.walk())
        self._roles = self._given_roles(audit.outline)
        self._parts = self._labels(audit.outline.sections)
        self._anchors: dict[int, str] = {}
        self._count = 0
        held: dict[int, list[Claim]] = {}
        for claim in claims:
            for number in self._touched(claim.span):
                held.setdefault(number, []).append(claim)
        self.lines = tuple(
            line for number in range(len(self._paragraphs)) if (line := self._line(number, held.get(number, ()))).pieces
        )

    def anchor(self, span: Span) -> str:
        """Id of the piece where ``span`` begins; empty if the text shows nothing there."""
        return self._anchors.get(span.start, "")

    def _touched(self, span: Span) -> Iterator[int]:
        """Numbers of the paragraphs that a range reaches into."""
        number = max(bisect_right(self._starts, span.start) - 1, 0)
        while number < len(self._paragraphs) and self._starts[number] < span.end:
            if self._paragraphs[number].span.overlaps(span):
                yield number
            number += 1

    def _at(self, spans: Iterable[Span]) -> dict[int, list[Span]]:
        """Ranges by the numbers of the paragraphs that they reach into."""
        found: dict[int, list[Span]] = {}
        for span in spans:
            for number in self._touched(span):
                found.setdefault(number, []).append(span)
        return found

    def _given_roles(self, outline: Outline) -> dict[int, str]:
        """Roles that the outline states; the first stated wins."""
        stated = (
            ("title", outline.title),
            ("addressee", (outline.addressee,)),
            ("signature", (outline.signature, outline.signed[0] if outline.signed else None)),
            ("chrome", outline.chrome),
        )
        roles: dict[int, str] = {}
        for role, spans in stated:
            for span in spans:
                for number in self._touched(span) if span else ():
                    roles.setdefault(number, role)
        return roles

    def _labels(self, sections: Iterable[Section]) -> dict[int, str]:
        """What part of the report begins at a paragraph, where that differs from what went on before."""
        labels: dict[int, str] = {}

        def visit(section: Section, above: SectionKind | None) -> None:
            if section.kind is not above and section.kind not in _UNLABELLED:
                for number in self._touched(section.span):
                    if self._document.quote(self._paragraphs[number].span).strip():
                        labels.setdefault(number, words.SECTIONS[section.kind])
                        break
            for child in section.children:
                visit(child, section.kind)

        for section in sections:
            visit(section, None)
        return labels

    def _line(self, number: int, claims: Iterable[Claim]) -> Line:
        paragraph = self._paragraphs[number]
        span = _stripped(self._document.text, paragraph.span)
        headings = self._headings.get(number, ())
        pieces = tuple(self._pieces(span, tuple(claims), headings))
        role = self._roles.get(number, "")
        if not role and pieces and all(piece.heading for piece in pieces):
            role = "heading"
        if not role and paragraph.in_table:
            role = "cell"
        return Line(paragraph.place, role, self._parts.get(number, ""), pieces)

    def _pieces(self, line: Span, claims: tuple[Claim, ...], headings: Iterable[Span]) -> Iterator[Piece]:
        spans = [claim.span for claim in claims] + list(headings)
        cuts = {line.start, line.end} | {cut for span in spans for cut in (span.start, span.end)}
        borders = sorted(cut for cut in cuts if line.start <= cut <= line.end)
        for start, end in pairwise(borders):
            here = Span(start, end)
            held = tuple(claim for claim in claims if claim.span.covers(here))
            heading = any(span.covers(here) for span in headings)
            piece_id = self._named(start, held) if held else ""
            yield Piece(self._document.quote(here), piece_id, held, heading)

    def _named(self, start: int, held: tuple[Claim, ...]) -> str:
        self._count += 1
        name = f"{self._prefix}-s{self._count}"
        for claim in held:  # a range may begin in the blanks before this piece
            self._anchors.setdefault(claim.span.start, name)
        self._anchors.setdefault(start, name)
        return name


def _paragraphs(document: Document) -> tuple[Paragraph, ...]:
    if document.paragraphs or not document.text:
        return document.paragraphs
    return (Paragraph(Span(0, len(document.text)), "全文"),)


def _stripped(text: str, span: Span) -> Span:
    part = text[span.start : span.end]
    start = span.start + len(part) - len(part.lstrip())
    return Span(start, max(start, span.start + len(part.rstrip())))
