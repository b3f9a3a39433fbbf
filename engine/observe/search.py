"""The search of phrases in one point, and how strongly what was found may be read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct

from engine.model import Stance
from engine.observe.borders import straddles
from engine.observe.reading import Hit, Place, Reading, Scope
from engine.observe.statements import Clause, Sentence
from engine.observe.topics import Asks, Topic, Topics
from engine.rulebook.phrase import MAX_GAP
from engine.zh.bodies import OTHERS
from engine.zh.faults import supplies, weakness
from engine.zh.periods import Period
from engine.zh.words import Words

#: Longest 、-list that may stand between two steps, and what ends it.
LONGEST_LIST = 40
_CLAUSE_MARK = Words("， 。 ； ：")
#: Stances from strongest to weakest reading; a phrase is read at the strongest that its words allow.
STRENGTH = (Stance.DONE, Stance.ZERO, Stance.ONGOING, Stance.PLANNED, Stance.LACKING, Stance.SLOGAN)
_RANK = {stance: rank for rank, stance in enumerate(STRENGTH)}
#: What another did, or the body in years gone by, proves less than anything that it did not fail to do.
_NOT_OURS = _RANK[Stance.ONGOING] + 0.5
#: Stances that tell of what was done, or that it did not occur.
_TOLD = (Stance.DONE, Stance.ZERO, Stance.ONGOING)
#: Rank of the words of a heading, which are neutral in a point: any reading allows them.
_NEUTRAL = -1
_LACKING = _RANK[Stance.LACKING]


class Match(Struct, frozen=True):
    """A phrase found in a point: where its parts stand, and how strongly they may be read.

    ``topic`` is set where what was found was only talked about.
    """

    places: list[Place]
    stance: Stance
    sentence: Sentence
    actor: str | None
    foreign: Period | None
    topic: Topic | None = None

    @property
    def hits(self) -> list[Hit]:
        """Ranges of the words found, in text order."""
        return sorted(place[:2] for place in self.places)


class Piece(Struct, frozen=True):
    """A part of a phrase: its steps in order, and all as one set. It ``counts`` if it asks for a figure only."""

    steps: tuple[int, ...]
    needed: int
    counts: bool


class Wording(Struct, frozen=True):
    """A phrase in the form in which it is searched.

    So many of the first parts must stand ``together``; their steps are ``close``: they must begin in one clause.
    """

    parts: tuple[Piece, ...]
    barred: tuple[Piece, ...]
    together: int
    close: int

    @property
    def counts(self) -> bool:
        """Whether it asks for a figure wherever one stands."""
        return any(part.counts for part in self.parts)

    @property
    def steps(self) -> list[int]:
        """Those of all parts."""
        return [step for part in self.parts for step in part.steps]


class _Lens(Struct, frozen=True):
    """What a search must not see: words that look-alikes cover, clauses of a weaker stance (None: any may be).

    Also whatever stands in ``hidden`` ranges.
    """

    masks: tuple[Hit, ...]
    weakest: float | None
    hidden: tuple[Hit, ...] = ()


_BARE = _Lens((), None)
#: Places of the steps of a part that follow each other.
Chain = tuple[Place, ...]
#: Stance, who acts if not the body, and whether another period governs.
_Read = tuple[Stance, str | None, Period | None]


class _Tone(Struct, frozen=True):
    """What holds wherever a scope is hit: the readings that its clauses allow, strongest first.

    ``shared`` is what they all say, where they do and it needs no look at what was hit; ``sentence`` the one it is in.
    """

    ranks: list[float]
    shared: _Read | None
    sentence: Sentence | None


class Search:
    """The search of phrases in one point, among the places of their steps."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._clauses = reading.clauses
        #: By number of the clause the strongest reading that it allows.
        self._ranks = [
            _NEUTRAL if sentence.heading else _rank(clause)
            for sentence in reading.point.sentences
            for clause in sentence.clauses
        ]
        #: By number of the clause where it only tells what was found wrong.
        self._blamed = {number: clause.blamed for number, clause in enumerate(self._clauses) if clause.blamed}
        #: Of the scopes that were hit.
        self._tones: dict[Scope, _Tone] = {}
        self._topics = Topics(reading)

    def strongest(self, wording: Wording, scope: Scope, masks: tuple[Hit, ...], asks: Asks | None) -> Match | None:
        """A phrase in a scope that holds its steps, read at the strongest stance its words allow.

        Whether it was only talked about is no question where it ``asks`` for nothing but that the thing is named.
        """
        hits = self._phrase(wording, scope, _Lens(masks, None) if masks else _BARE)
        if hits is None:
            return None
        tone = self._tones.get(scope) or self._tone(scope)
        if len(tone.ranks) > 1 or self._reading.doubted:
            readings = (self._phrase(wording, scope, _Lens(masks, rank)) for rank in tone.ranks)
            hits = next((found for found in readings if found is not None), None)
            if hits is None:
                return None
        stance, actor, foreign = tone.shared or self._read(hits)
        topic = None
        if asks and stance in _TOLD and self._topics.told(scope):
            topic = self._topics.topic(hits, wording.steps, scope, asks)
            for hidden in self._topics.asides(scope) if topic else ():
                told = self._phrase(wording, scope, _Lens(masks, _RANK[stance], hidden))
                if told is not None and self._topics.topic(told, wording.steps, scope, asks) is None:
                    hits, topic = told, None
                    stance, actor, foreign = tone.shared or self._read(hits)
                    break
        sentence = tone.sentence
        if sentence is None:
            sentence, hits = self._telling(wording, scope, hits, masks)
        return Match(hits, stance, sentence, actor, foreign, topic)

    def _tone(self, scope: Scope) -> _Tone:
        """What can be said of a scope before it is known which of its words are hit."""
        inside = slice(scope.first, scope.last + 1)
        ranks = set(self._ranks[inside])
        said = {(clause.stance, clause.actor, clause.foreign) for clause in self._clauses[inside]}
        plain = not any(
            clause.acts_from or clause.blamed or clause.stance is Stance.ZERO for clause in self._clauses[inside]
        )
        if any(scope.first <= number <= scope.last for number in self._blamed):
            ranks.add(_LACKING)
        shared = said.pop() if plain and len(said) == 1 and _NEUTRAL not in ranks else None
        numbers = set(self._reading.sentence_of[inside])
        sentence = self._reading.point.sentences[numbers.pop()] if len(numbers) == 1 else None
        self._tones[scope] = tone = _Tone(sorted({max(rank, 0) for rank in ranks}), shared, sentence)
        return tone

    def _telling(
        self, wording: Wording, scope: Scope, hits: list[Place], masks: tuple[Hit, ...]
    ) -> tuple[Sentence, list[Place]]:
        """The sentence that tells most of what several have together, and the hits with those in it put first.

        A word that few of them hold weighs more, then the later one: of 规范性文件 and 清理 the act is the news, which
        phrases name after the thing. A figure weighs least, headings tell nothing.
        """
        reading, ranks = self._reading, self._ranks
        lens = _Lens(masks, max(ranks[hit[2]] for hit in hits))
        told = [one for one in reading.sentences_of(scope) if ranks[one.first] != _NEUTRAL]
        held = [[self._seen(step, one, lens)[:1] for step in wording.steps] for one in told]
        shared = [sum(map(bool, places)) for places in zip(*held, strict=True)]

        def news(number: int) -> tuple[float, int, bool]:
            met = [step for step, places in enumerate(held[number]) if places]
            words = [step for step in met if held[number][step][0][3]]
            return sum(1 / shared[step] for step in words), max(words, default=-1), len(met) > len(words)

        best = max(range(len(told)), key=news, default=None)
        if best is None or not any(held[best]):
            return reading.point.sentences[reading.sentence_of[min(hits)[2]]], hits
        here = [place for places in held[best] for place in places]
        return reading.point.sentences[reading.sentence_of[told[best].first]], here + hits

    def extents(self, lookalike: Wording, clause: Scope) -> list[Hit]:
        """Ranges that a look-alike covers in a clause: every place of a one-part phrase, else from end to end."""
        hits = self._phrase(lookalike, clause, _BARE)
        if hits is None:
            return []
        if len(lookalike.parts) == 1:
            chains = self._chains(lookalike.parts[0].steps, clause, _BARE)
            return [(chain[0][0], chain[-1][1]) for chain in chains]
        return [(min(hit[0] for hit in hits), max(hit[1] for hit in hits))]

    def _read(self, hits: list[Place]) -> _Read:
        """Weakest stance of the clauses hit, whose act, and whether of another period; headings aside.

        Negated words that are themselves hit make a zero report.
        """
        ranks = self._ranks
        numbers = [number for _, _, number, _ in hits if ranks[number] != _NEUTRAL]
        if not numbers:
            return Stance.SLOGAN, None, None
        clauses = [self._clauses[number] for number in dict.fromkeys(numbers)]
        weakest = self._clauses[max(numbers, key=ranks.__getitem__)]
        if self._blamed and any(self._only_blames(number, hits) for number in numbers):
            return Stance.LACKING, None, None
        actor = next((clause.actor for clause in clauses if clause.actor and _governs(clause, hits)), None)
        stance = weakest.stance
        if stance is Stance.ZERO and not _says_zero(clauses, hits):
            stance = Stance.DONE if self._counts_something(weakest) else Stance.LACKING
        return stance, actor, max((clause.foreign for clause in clauses if clause.foreign), default=None)

    def _only_blames(self, number: int, hits: list[Place]) -> bool:
        """Whether all the words hit in a clause only tell what is wrong; how many faults is no word."""
        blamed = self._blamed.get(number)
        words = [hit for hit in hits if hit[2] == number and hit[3]] if blamed else []
        if not words or not all(_inside(hit, blamed) for hit in words):
            return False
        return not self._is_mended(number, hits)

    def _is_mended(self, number: int, hits: list[Place]) -> bool:
        """Whether what is wrong in a clause is a weakness, and what was hit after it tells what was done about it."""
        if weakness(self._said(number)) is None:
            return False
        later = [hit for hit in hits if hit[2] > number]
        return any(hit[3] or supplies(self._said(hit[2])) for hit in later)

    def _said(self, number: int) -> str:
        clause = self._clauses[number]
        return self._reading.point.text[clause.start : clause.end]

    def _counts_something(self, clause: Clause) -> bool:
        """Whether a clause with a negation also counts what did occur (案件5件无败诉)."""
        return any(figure.value > 0 for figure in self._reading.point.figures_in(clause))

    def _phrase(self, wording: Wording, scope: Scope, lens: _Lens) -> list[Place] | None:
        """Places of all parts in the scope, or None."""
        for part in wording.barred:
            if part.needed & scope.filled == part.needed and self._part(part, scope, _BARE):
                return None
        for close in self._reading.clauses_with(wording.close, scope) if wording.close else (scope,):
            places: list[Place] = []
            for number, part in enumerate(wording.parts):
                inside = close if number < wording.together else scope
                found = self._figure(part, wording, inside, lens) if part.counts else self._part(part, inside, lens)
                if not found:
                    break
                places += found
            else:
                return places
        return None

    def _figure(self, part: Piece, wording: Wording, scope: Scope, lens: _Lens) -> Sequence[Place]:
        """A figure in a sentence that also holds a word of the phrase; any figure where only the heading holds them."""
        told = [one for one in self._reading.sentences_of(scope) if self._ranks[one.first] != _NEUTRAL]
        if len(told) > 1:
            words = [other for other in wording.parts if not other.counts]
            told = [one for one in told if any(self._part(word, one, lens) for word in words)] or told
        return next((found for one in told if (found := self._part(part, one, lens))), ())

    def _part(self, part: Piece, scope: Scope, lens: _Lens) -> Sequence[Place]:
        """Places of the steps of a part that first follow each other in the scope; none if they do not."""
        if len(part.steps) > 1:
            return next(iter(self._chains(part.steps, scope, lens)), ())
        return (scope.places(part.steps[0]) if lens is _BARE else self._seen(part.steps[0], scope, lens))[:1]

    def _chains(self, steps: tuple[int, ...], scope: Scope, lens: _Lens) -> list[Chain]:
        """Every way the steps follow each other in the scope, in text order."""
        chains: list[Chain] = [(place,) for place in self._seen(steps[0], scope, lens)]
        for step in steps[1:]:
            places = self._seen(step, scope, lens) if chains else []
            chains = [(*chain, place) for chain in chains for place in self._after(chain[-1], places)]
        return chains

    def _seen(self, step: int, scope: Scope, lens: _Lens) -> list[Place]:
        """Places of a step in the scope that the lens lets through."""
        places = scope.places(step)
        return places if lens is _BARE else [place for place in places if self._passes(place, lens)]

    def _after(self, one: Place, places: list[Place]) -> Iterator[Place]:
        """Places that follow closely; what a 、-list puts between them does not count as distance."""
        end = one[1]
        for other in places[bisect_left(places, (end,)) :]:
            gap = other[0] - end
            if gap > LONGEST_LIST:
                return
            if gap <= MAX_GAP or _is_list(self._reading.point.text[end : other[0]]):
                yield other

    def _passes(self, place: Place, lens: _Lens) -> bool:
        start, end, clause, word = place
        if word and any(opens <= start and end <= closes for opens, closes in lens.masks):
            return False
        if lens.hidden and any(opens <= start and end <= closes for opens, closes in lens.hidden):
            return False
        if lens.weakest is None:
            return True
        # The border check may load a dictionary: only for phrases that match without it.
        if (start, end) in self._reading.doubted and straddles(self._reading.point.text, start, end):
            return False
        if word and lens.weakest < _LACKING and _inside(place, self._blamed.get(clause)):
            return False
        return self._ranks[clause] <= lens.weakest


def _inside(place: Place, around: Hit | None) -> bool:
    return around is not None and around[0] <= place[0] and place[1] <= around[1]


def _rank(clause: Clause) -> float:
    """How weakly the words of a clause may be read; those that tell what the body itself did go first."""
    rank = _RANK[clause.stance]
    ours = clause.acts_from > 0 or (clause.actor not in OTHERS and clause.foreign is not Period.PAST)
    return rank if ours else max(rank, _NOT_OURS)


def _is_list(gap: str) -> bool:
    return "、" in gap and not _CLAUSE_MARK.stand_in(gap)


def _governs(clause: Clause, hits: list[Place]) -> bool:
    """Whether all that was hit in a clause is the other actor's, none of it what the body did to make him act."""
    return all(start >= clause.acts_from for start, *_ in hits if clause.start <= start < clause.end)


def _says_zero(clauses: list[Clause], hits: list[Place]) -> bool:
    negated = [place for clause in clauses for place in clause.negated]
    return any(start < stop and begin < end for start, end, *_ in hits for begin, stop in negated)
