"""How much of a part says something: set phrases, the nation's story, weaknesses that are nobody's.

Shares are whole percents of the characters of a part; the passages behind a measure come as flaws without a note.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from engine.model import SectionKind
from engine.observe.flaws import Flaw
from engine.observe.statements import Clause, Point, Sentence
from engine.zh.dates import month_days
from engine.zh.modality import lacks
from engine.zh.rhetoric import (
    announces_lack,
    blames_others,
    flatters,
    hedges,
    is_local,
    is_set_phrase,
    names_act,
    names_fault,
    speaks_of_self,
    strained,
    tells_of_nation,
)

#: A part with less text than this is short, not empty talk.
_SHORTEST_PART = 60
_WORK = (SectionKind.MEASURES, SectionKind.LEADER)


class Substance(Struct, frozen=True):
    """The measures, and the passages behind them by the measure's name."""

    measures: Mapping[str, int]
    passages: tuple[Flaw, ...]


class _Piece(Struct, frozen=True):
    """A sentence or clause with the point it stands in."""

    point: Point
    part: Sentence | Clause

    @property
    def text(self) -> str:
        return self.point.text[self.part.start : self.part.end]

    @property
    def counted(self) -> bool:
        """Whether a count of the year stands in it."""
        return any(self.part.start <= one.start < self.part.end for one in self.point.figures)

    @property
    def dated(self) -> bool:
        return any(True for _ in month_days(self.text))

    def flaw(self, measure: str) -> Flaw:
        return Flaw(measure, self.point.folded.span(self.part.start, self.part.end), "")


def substance(points: Collection[Point]) -> Substance:
    """Shares of set phrases by part, share of national policy, weaknesses evaded and owned, acts planned."""
    measures: dict[str, int] = {}
    passages: list[Flaw] = []
    for kind in _WORK:
        clauses = [one for sentence in _told(points, kind) for one in _clauses(sentence)]
        empty = [one for one in clauses if is_set_phrase(one.text) and not one.counted and not one.dated]
        measures[f"{kind}.formula"] = _share(empty, clauses)
        passages += [one.flaw(f"{kind}.formula") for one in empty]
    work = [one for kind in _WORK for one in _told(points, kind)]
    national = [one for one in work if tells_of_nation(one.text) and not is_local(one.text) and not one.counted]
    measures["padding"] = _share(national, work)
    passages += [one.flaw("padding") for one in national]
    weak = [
        _Piece(point, one) for point in points if point.section is SectionKind.SHORTCOMINGS for one in point.sentences
    ]
    evaded = [one for one in weak if any(_evades(clause) for clause in _clauses(one))]
    measures["shortcomings.evasive"] = len(evaded)
    measures["shortcomings.own"] = sum(map(_owns, weak))
    passages += [one.flaw("shortcomings.evasive") for one in evaded]
    measures["plan.acts"] = sum(
        names_act(clause.text) for one in _told(points, SectionKind.PLAN) for clause in _clauses(one)
    )
    return Substance(measures, tuple(passages))


def _told(points: Collection[Point], kind: SectionKind) -> Iterator[_Piece]:
    """Sentences of a part without its headings."""
    for point in points:
        if point.section is kind:
            yield from (_Piece(point, one) for one in point.sentences if not (one.heading and one.start < point.body))


def _clauses(sentence: _Piece) -> list[_Piece]:
    parts = sentence.part.clauses if isinstance(sentence.part, Sentence) else ()
    return [_Piece(sentence.point, clause) for clause in parts]


def _share(some: Collection[_Piece], of: Collection[_Piece]) -> int:
    whole = sum(len(one.text) for one in of)
    return round(100 * sum(len(one.text) for one in some) / whole) if whole >= _SHORTEST_PART else 0


def _evades(clause: _Piece) -> bool:
    """Whether a clause of a shortcoming puts it on others, praises in disguise, or makes it the exception."""
    text = clause.text
    troubled = lacks(text) or strained(text)
    return flatters(text) or (troubled and (blames_others(text) or hedges(text)))


def _owns(sentence: _Piece) -> bool:
    """Whether a sentence names a weakness of the body's own; an exception counts where a fact goes with it.

    Once it speaks of others it goes on doing so, until a clause has the body's work or people in it.
    """
    of_others = False
    for clause in _clauses(sentence):
        text = clause.text
        of_others = blames_others(text) or (of_others and not speaks_of_self(text))
        weak = (lacks(text) and not announces_lack(text)) or names_fault(text)
        if weak and not of_others and not flatters(text) and (not hedges(text) or sentence.counted):
            return True
    return False
