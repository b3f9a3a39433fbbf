"""What the text says of the rules: mentions and measures, never opinions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter

from msgspec import Struct

from engine.model import Document, Evidence, Outline, SectionKind, Span, Stance
from engine.observe.claims import Claim, Themes, claim_of, place_of, ranked, tells_causes, themes_of
from engine.observe.flaws import FLAWS, Flaw, flaws
from engine.observe.matcher import Match, Matcher
from engine.observe.measures import measure
from engine.observe.statements import Point, Sentence, read_points
from engine.observe.substance import substance
from engine.observe.topics import Topic
from engine.rulebook.rule import Rulebook, Signal
from engine.zh.periods import Period

__all__ = ["Mention", "Observations", "observe"]

#: A quote is one sentence, or so many folded characters around what was found in it: 200 with the blanks of the text.
LONGEST_QUOTE = 180
#: The same with the blanks of the text; and what may stand before a hit that is far inside its clause.
_LONGEST_AS_READ, _LEAD = 200, 30


class Mention(Struct, frozen=True):
    """A signal met in the text.

    Where it stands, its stance, whose act it is if not the body's own, which other period than the report year
    governs it (``foreign``), whether a count stands in its sentence, whether it was only talked about (``topic``), and
    how cells of a table are ``read``.
    """

    signal: Signal
    span: Span
    section: SectionKind
    stance: Stance
    actor: str | None
    foreign: Period | None
    counted: bool
    phrase: str
    topic: Topic | None = None
    read: str = ""

    def evidence(self, document: Document) -> Evidence:
        return Evidence(self.span, document.quote(self.span), self.section, self.stance, self.read)


class Observations(Struct, frozen=True):
    """What was seen in a report.

    ``mentions`` in text order, places of ``lookalikes`` by rule, every measure by its name, ``flaws`` of the text,
    counts of each claim grouped by value, and the themes of shortcomings and plans.
    """

    mentions: tuple[Mention, ...]
    lookalikes: Mapping[str, tuple[Span, ...]]
    measures: Mapping[str, int]
    flaws: tuple[Flaw, ...]
    claims: Mapping[str, list[list[Claim]]]
    themes: Themes
    points: tuple[Point, ...]


def observe(document: Document, outline: Outline, book: Rulebook) -> Observations:
    """Read the report once against all phrases of all rules."""
    points = read_points(document, outline, book.zeros)
    matcher = _matcher(book)
    topics = {topic.id: topic for topic in book.topics}
    #: By place, signal and stance: what is met twice in the same words is one mention.
    mentions: dict[tuple[int, int, str, Stance], Mention] = {}
    claims: list[Claim] = []
    themes: list[tuple[str, SectionKind, Span]] = []
    lookalikes: dict[str, list[Span]] = {}
    for point in points:
        found = matcher.find(point)
        quotes: dict[int, _Quote] = {}
        for signal, match in found.matches:
            topic = topics.get(signal.rule)
            if topic is None:
                start = match.sentence.start
                quote = quotes.get(start) or quotes.setdefault(start, _quote(point, match.sentence))
                around = (0, 0) if quote.span else _around(point, match)
                span = quote.span or point.folded.span(*around)
                mentions[span.start, span.end, signal.id, match.stance] = Mention(
                    signal,
                    span,
                    point.section,
                    match.stance,
                    match.actor,
                    match.foreign,
                    quote.counted,
                    signal.phrase.text,
                    match.topic,
                    point.text[slice(*around)].strip("，") if point.tabular else "",
                )
            elif topic.kind == "theme":
                themes += [] if tells_causes(point) else [(topic.id, point.section, place_of(point))]
            elif claim := claim_of(point, match, topic.id):
                claims.append(claim)
        for rule, hits in found.lookalikes.items():
            lookalikes.setdefault(rule, []).extend(point.folded.span(*hit) for hit in hits)
    found_flaws = flaws(document, outline, points, tuple(book.sources.values()))
    counted = Counter(flaw.measure for flaw in found_flaws)
    told = substance(points)
    return Observations(
        mentions=tuple(mentions[place] for place in sorted(mentions, key=itemgetter(0, 1, 2))),
        lookalikes={rule: tuple(spans) for rule, spans in lookalikes.items() if spans},
        measures={
            **measure(document, outline, points),
            **told.measures,
            **{name: counted[name] for name in FLAWS},
        },
        flaws=(*found_flaws, *told.passages),
        claims=ranked(claims),
        themes=themes_of(themes, points),
        points=tuple(points),
    )


@lru_cache(maxsize=4)
def _matcher(book: Rulebook) -> Matcher:
    return Matcher(book)


class _Quote(Struct, frozen=True):
    """A sentence as it is quoted: its place, None if it is too long or a table; whether a count stands in it."""

    span: Span | None
    counted: bool


def _quote(point: Point, sentence: Sentence) -> _Quote:
    whole = sentence.end <= _longest(point, sentence.start) and (sentence.heading or not point.tabular)
    span = point.folded.span(sentence.start, sentence.end) if whole else None
    return _Quote(span, bool(point.figures_in(sentence)))


def _around(point: Point, match: Match) -> tuple[int, int]:
    """Range of the clauses that hold what was found in a long sentence, cut to the longest quote."""
    sentence, hits = match.sentence, match.hits
    inside = [hit for hit in hits if sentence.start <= hit[0] < sentence.end] or [hits[0]]
    start, end = point.clause_at(inside[0][0]).start, point.clause_at(inside[-1][0]).end
    if inside[0][1] > _longest(point, start):
        start = max(start, inside[0][0] - _LEAD)
    return start, min(end, _longest(point, start))


def _longest(point: Point, start: int) -> int:
    """How far a quote may go that begins at ``start``."""
    folded = point.folded
    return min(start + LONGEST_QUOTE, folded.index(folded.origin[start] + _LONGEST_AS_READ))
