"""The search of phrases in one point, and how strongly what was found may be read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from msgspec import Struct

from engine.model import Stance
from engine.observe.borders import straddles
from engine.observe.lexicon import Hit, Place, Reading
from engine.observe.statements import Clause, Point, Sentence
from engine.rulebook.phrase import MAX_GAP, Part, Phrase, Step
from engine.rulebook.rule import Signal
from engine.zh.periods import Period

#: Longest 、-list that may stand between two steps, and what ends it.
LONGEST_LIST = 40
#: So many places of a step are looked through faster than cut to a scope.
_FEW = 8
_CLAUSE_MARK = re.compile(r"[，。；：]")
#: Stances from strongest to weakest reading; a phrase is read at the strongest that its words allow.
STRENGTH = (Stance.DONE, Stance.ZERO, Stance.ONGOING, Stance.PLANNED, Stance.LACKING, Stance.SLOGAN)
_RANK = {stance: rank for rank, stance in enumerate(STRENGTH)}
#: Rank of the words of a heading, which are neutral in a point: any reading allows them.
_NEUTRAL = -1


class Match(Struct, frozen=True):
    """A signal found in a point: where its parts stand, and how strongly they may be read."""

    signal: Signal
    hits: tuple[Hit, ...]
    stance: Stance
    sentence: Sentence
    actor: str | None
    foreign: Period | None


class _Lens(Struct, frozen=True):
    """What a search must not see: words that look-alikes cover, and clauses of a weaker stance (None: any may be)."""

    masks: tuple[Hit, ...]
    weakest: int | None


_BARE = _Lens((), None)
#: The first and the last clause in which all parts of a phrase must stand.
Scope = tuple[int, int]
#: Places of the steps of a part that follow each other.
Chain = tuple[Place, ...]


class Search:
    """The search of phrases in one point, among the places of their steps. A scope is its first and last clause."""

    def __init__(self, point: Point, reading: Reading) -> None:
        self._point = point
        self._reading = reading
        self._clauses = point.clauses
        #: By number of the clause: its sentence, and the strongest reading that it allows.
        self._sentences: list[int] = []
        self._ranks: list[int] = []
        #: By number of the sentence.
        self._scope_of: list[Scope] = []
        for number, sentence in enumerate(point.sentences):
            self._scope_of.append((len(self._ranks), len(self._ranks) + len(sentence.clauses) - 1))
            self._sentences += [number] * len(sentence.clauses)
            self._ranks += [_NEUTRAL if sentence.heading else _RANK[clause.stance] for clause in sentence.clauses]
        #: Clauses and sentences that a step stands in, as bits; many phrases ask for the same step.
        self._bits: dict[int, tuple[int, int]] = {}

    def matches(self, signal: Signal, steps: Iterable[int], masks: tuple[Hit, ...]) -> Iterator[Match]:
        """The signal, in every scope that holds it."""
        for scope in self._scopes(signal.scope, steps):
            match = self._strongest(signal, scope, masks)
            if match:
                yield match

    def extents(self, lookalike: Phrase, steps: Iterable[int]) -> Iterator[Hit]:
        """Ranges that a look-alike covers, by clause: every place of a one-part phrase, else from end to end."""
        for scope in self._scopes("clause", steps):
            hits = self._phrase(lookalike, scope, _BARE)
            if hits and len(lookalike.parts) == 1:
                for chain in self._chains(lookalike.parts[0], scope, _BARE):
                    yield chain[0][0], chain[-1][1]
            elif hits:
                yield min(hit[0] for hit in hits), max(hit[1] for hit in hits)

    def _scopes(self, scope: str, steps: Iterable[int]) -> Iterator[Scope]:
        """Scopes in which each of the steps begins somewhere, in text order."""
        if scope == "item":
            yield 0, len(self._ranks) - 1
            return
        common = -1
        for step in steps:
            common &= self._where(step)[scope == "sentence"]
        while common:
            number = (common & -common).bit_length() - 1
            yield self._scope_of[number] if scope == "sentence" else (number, number)
            common &= common - 1

    def _where(self, step: int) -> tuple[int, int]:
        if step not in self._bits:
            clauses = sentences = 0
            for _, _, clause, _ in self._reading.places(step):
                clauses |= 1 << clause
                sentences |= 1 << self._sentences[clause]
            self._bits[step] = clauses, sentences
        return self._bits[step]

    def _strongest(self, signal: Signal, scope: Scope, masks: tuple[Hit, ...]) -> Match | None:
        """The phrase read at the strongest stance its words allow."""
        hits = self._phrase(signal.phrase, scope, _Lens(masks, None) if masks else _BARE)
        if hits is None:
            return None
        first, last = scope
        ranks = {max(rank, 0) for rank in self._ranks[first : last + 1]}
        if len(ranks) > 1 or self._reading.doubted:
            readings = (self._phrase(signal.phrase, scope, _Lens(masks, rank)) for rank in sorted(ranks))
            hits = next((found for found in readings if found is not None), None)
            if hits is None:
                return None
        stance, actor, foreign = self._read(hits)
        if signal.stances and stance not in signal.stances:
            return None
        leading = min(hits, key=lambda hit: (hit[0] < self._point.body, hit))
        sentence = self._point.sentences[self._sentences[leading[2]]]
        return Match(signal, tuple(sorted((hit[0], hit[1]) for hit in hits)), stance, sentence, actor, foreign)

    def _read(self, hits: list[Place]) -> tuple[Stance, str | None, Period | None]:
        """Weakest stance of the clauses hit, whose act, and whether of another period; headings aside.

        Negated words that are themselves hit make a zero report.
        """
        numbers = [number for _, _, number, _ in hits if self._ranks[number] != _NEUTRAL]
        if not numbers:
            return Stance.SLOGAN, None, None
        clauses = [self._clauses[number] for number in numbers]
        weakest = self._clauses[max(numbers, key=self._ranks.__getitem__)]
        actor = next((clause.actor for clause in clauses if clause.actor and _governs(clause, hits)), None)
        stance = weakest.stance
        if stance is Stance.ZERO and not _says_zero(clauses, hits):
            stance = Stance.DONE if self._counts_something(weakest) else Stance.LACKING
        return stance, actor, max((clause.foreign for clause in clauses if clause.foreign), default=None)

    def _counts_something(self, clause: Clause) -> bool:
        """Whether a clause with a negation also counts what did occur (案件5件无败诉)."""
        return any(clause.start <= figure.start < clause.end and figure.value > 0 for figure in self._point.figures)

    def _phrase(self, phrase: Phrase, scope: Scope, lens: _Lens) -> list[Place] | None:
        """Places of all parts in the scope, or None."""
        if phrase.barred and any(self._part(part, scope, _BARE) for part in phrase.barred):
            return None
        first, last = scope
        for near in [(number, number) for number in range(first, last + 1)] if phrase.together else [scope]:
            places: list[Place] = []
            for part in phrase.parts:
                inside = near if part in phrase.together else scope
                found = self._figure(part, phrase, inside, lens) if part.counts else self._part(part, inside, lens)
                if found is None:
                    break
                places += found
            else:
                return places
        return None

    def _figure(self, part: Part, phrase: Phrase, scope: Scope, lens: _Lens) -> Chain | None:
        """A figure in a sentence that also holds a word of the phrase; any figure where only the heading holds them."""
        first, last = scope
        told = [
            (max(first, begin), min(last, end))
            for begin, end in self._scope_of[self._sentences[first] : self._sentences[last] + 1]
            if self._ranks[begin] != _NEUTRAL
        ]
        if len(told) > 1:
            words = [other for other in phrase.parts if not other.counts]
            told = [one for one in told if any(self._part(word, one, lens) for word in words)] or told
        return next((found for one in told if (found := self._part(part, one, lens))), None)

    def _part(self, part: Part, scope: Scope, lens: _Lens) -> Chain | None:
        if len(part.steps) == 1:
            seen = self._seen(part.steps[0], scope, lens)
            return (seen[0],) if seen else None
        return next(iter(self._chains(part, scope, lens)), None)

    def _chains(self, part: Part, scope: Scope, lens: _Lens) -> list[Chain]:
        """Every way the steps of a part follow each other in the scope, in text order."""
        first, *rest = part.steps
        chains: list[Chain] = [(place,) for place in self._seen(first, scope, lens)]
        for step in rest:
            places = self._seen(step, scope, lens) if chains else []
            chains = [(*chain, place) for chain in chains for place in self._after(chain[-1], places)]
        return chains

    def _seen(self, step: Step, scope: Scope, lens: _Lens) -> list[Place]:
        """Places of a step in the scope that the lens lets through."""
        places = self._reading.places(id(step))
        first, last = scope
        begin, end = self._clauses[first].start, self._clauses[last].end
        if len(places) > _FEW:
            places = places[bisect_left(places, (begin,)) : bisect_left(places, (end,))]
        inside = [place for place in places if begin <= place[0] and place[1] <= end]
        return inside if lens is _BARE else [place for place in inside if self._passes(place, lens)]

    def _after(self, one: Place, places: list[Place]) -> Iterator[Place]:
        """Places that follow closely; what a 、-list puts between them does not count as distance."""
        end = one[1]
        for other in places[bisect_left(places, (end,)) :]:
            gap = other[0] - end
            if gap > LONGEST_LIST:
                return
            if gap <= MAX_GAP or _is_list(self._point.text[end : other[0]]):
                yield other

    def _passes(self, place: Place, lens: _Lens) -> bool:
        start, end, clause, word = place
        if word and any(opens <= start and end <= closes for opens, closes in lens.masks):
            return False
        if lens.weakest is None:
            return True
        # The border check may load a dictionary: only for phrases that match without it.
        if (start, end) in self._reading.doubted and straddles(self._point.text, start, end):
            return False
        return self._ranks[clause] <= lens.weakest


def _is_list(gap: str) -> bool:
    return "、" in gap and not _CLAUSE_MARK.search(gap)


def _governs(clause: Clause, hits: list[Place]) -> bool:
    """Whether all that was hit in a clause is the other actor's, none of it what the body did to make him act."""
    return all(start >= clause.acts_from for start, *_ in hits if clause.start <= start < clause.end)


def _says_zero(clauses: list[Clause], hits: list[Place]) -> bool:
    negated = [place for clause in clauses for place in clause.negated]
    return any(start < stop and begin < end for start, end, *_ in hits for begin, stop in negated)
