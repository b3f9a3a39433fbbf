"""Each rule's phrases on the words that were found in a point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any, Generic, TypeVar

from msgspec import Struct

from engine.model import SectionKind
from engine.observe.lexicon import Lexicon, OnDemand, name_of
from engine.observe.reading import Hit, Reading, Scope
from engine.observe.search import STRENGTH, Match, Piece, Search, Wording
from engine.observe.statements import Point
from engine.rulebook.phrase import Count, Phrase
from engine.rulebook.rule import Signal

__all__ = ["STRENGTH", "Found", "Match", "Matcher"]

T = TypeVar("T")


class Found(Struct, frozen=True):
    """What one point holds: signals met, and by rule the places of look-alikes that covered some of its words."""

    matches: list[tuple[Signal, Match]]
    lookalikes: dict[str, tuple[Hit, ...]]


class _Sought(Struct, Generic[T], eq=False):
    """A phrase to be looked for in every clause, sentence or point ("item"), by its ``scope``.

    ``asked`` are all who ask for it, each with its place in the order of the pack. The ``steps`` that it needs and its
    ``wording`` are filled in when it is first looked for: most phrases of a pack are in no report at hand.
    """

    phrase: Phrase
    scope: str
    asked: list[tuple[int, T]]
    steps: int = 0
    wording: Wording | None = None


class _Index(Generic[T]):
    """Phrases by the words of their rarest step: most are passed over because none of these is there."""

    def __init__(self, asked: Iterable[tuple[Phrase, str, T]], lexicon: Lexicon) -> None:
        """``asked`` are phrases with their scope and who asks for them."""
        self._lexicon = lexicon
        self._waiting: defaultdict[str, list[_Sought[T]]] = defaultdict(list)
        self._of_items: list[_Sought[T]] = []
        known: dict[tuple[str, str], _Sought[T]] = {}
        for order, (phrase, scope, what) in enumerate(asked):
            sought = known.get((phrase.text, scope))
            if sought is None or sought.phrase != phrase:
                sought = known[phrase.text, scope] = _Sought(phrase, scope, [])
                if scope == "item":
                    self._of_items.append(sought)
                else:
                    for key in lexicon.rarest(phrase):
                        self._waiting[key].append(sought)
            sought.asked.append((order, what))
        #: By key those that wait for it, each with the steps that it needs.
        self._of_sentences = OnDemand[str, list[tuple[int, _Sought[T]]]](
            lambda key: [(self._needed(sought), sought) for sought in self._waiting[key]]
        )

    def _needed(self, sought: _Sought[T]) -> int:
        if not sought.steps:
            sought.steps = self._lexicon.needed(sought.phrase.parts)
        return sought.steps

    def standing(self, reading: Reading) -> Iterator[tuple[_Sought[T], Scope]]:
        """The phrases all of whose steps begin in a scope, with it; those of one scope come in any order."""
        index = self._of_sentences
        for sentence in reading.sentences:
            filled = sentence.filled
            keys = self._waiting.keys() & sentence.atoms.keys()
            for sought in {one for key in keys for steps, one in index[key] if steps & filled == steps}:
                if sought.scope == "sentence":
                    yield sought, sentence
                else:
                    for clause in reading.clauses_with(sought.steps, sentence):
                        yield sought, clause
        for sought in self._of_items:
            if self._needed(sought) & reading.filled == sought.steps:
                yield sought, reading.whole


class Matcher:
    """Compiled once per rulebook; ``find`` is a pure function of the point."""

    def __init__(
        self,
        signals: Iterable[Signal],
        lookalikes: Mapping[str, tuple[Phrase, ...]],
        doubtful: Mapping[str, frozenset[str]],
    ) -> None:
        """``lookalikes`` are by rule; ``doubtful`` is passed to the border check."""
        asked = [(signal.phrase, signal.scope, signal) for signal in signals]
        similar = [(phrase, "clause", rule) for rule, phrases in lookalikes.items() for phrase in phrases]
        self._lexicon = Lexicon([phrase for phrase, *_ in (*asked, *similar)], doubtful)
        self._signals = _Index(asked, self._lexicon)
        self._lookalikes = _Index(similar, self._lexicon)
        self._called: dict[str, defaultdict[frozenset[SectionKind], set[str]]] = {}
        self._of_rule: defaultdict[str, list[Signal]] = defaultdict(list)
        for *_, signal in asked:
            self._of_rule[signal.rule].append(signal)

    def find(self, point: Point) -> Found:
        """Every signal whose phrase stands in the point, at most once per sentence, clause or point by its scope."""
        reading = self._lexicon.read(point)
        search = Search(reading)
        masks = self._covered(reading, search)
        found: list[tuple[int, int, Signal, Match]] = []
        for sought, scope in self._signals.standing(reading):
            # Many rules may ask for one phrase: it is searched once, but where look-alikes cover it for some of them.
            known: dict[tuple[Hit, ...], Match | None] = {}
            for order, signal in sought.asked:
                if signal.sections and point.section not in signal.sections:
                    continue
                mask = masks.get(signal.rule, ())
                if mask not in known:
                    known[mask] = search.strongest(self._wording(sought), scope, mask)
                match = known[mask]
                if match and (not signal.stances or match.stance in signal.stances):
                    found.append((order, scope.first, signal, match))
        found.sort(key=itemgetter(0, 1))
        return Found([(signal, match) for _, _, signal, match in found], masks)

    def _covered(self, reading: Reading, search: Search) -> dict[str, tuple[Hit, ...]]:
        """By rule what its look-alikes cover, where the point holds a word of the rule that they could be taken for."""
        found: defaultdict[str, list[tuple[int, int, list[Hit]]]] = defaultdict(list)
        for sought, clause in self._lookalikes.standing(reading):
            for order, rule in sought.asked:
                if rule in found or self._is_called(rule, reading):
                    found[rule].append((order, clause.first, search.extents(self._wording(sought), clause)))
        return {rule: tuple(hit for *_, hits in sorted(places) for hit in hits) for rule, places in found.items()}

    def _wording(self, sought: _Sought[Any]) -> Wording:
        if sought.wording is None:
            phrase, needed = sought.phrase, self._lexicon.needed
            parts, barred = (
                tuple(
                    Piece(tuple(map(id, part.steps)), needed([part]), part.counts, part in phrase.together)
                    for part in some
                )
                for some in (phrase.parts, phrase.barred)
            )
            sought.wording = Wording(parts, barred, needed(phrase.together))
        return sought.wording

    def _is_called(self, rule: str, reading: Reading) -> bool:
        """Whether the point holds a word of the rule; without one there is nothing to be mistaken for."""
        return any(
            (not sections or reading.point.section in sections) and not words.isdisjoint(reading.met)
            for sections, words in self._calls(rule).items()
        )

    def _calls(self, rule: str) -> Mapping[frozenset[SectionKind], set[str]]:
        """Words that call up the look-alikes of a rule: what its signals are about, by the sections they look in."""
        known = self._called.get(rule)
        if known is None:
            known = self._called[rule] = defaultdict(set)
            for signal in self._of_rule[rule]:
                known[signal.sections].update(_core(signal.phrase))
        return known


def _core(phrase: Phrase) -> list[str]:
    """Names of what a phrase is about: its step with the fewest alternatives, none a figure where it has another."""
    steps = [step for part in phrase.parts for step in part.steps]
    plain = [step for step in steps if not any(isinstance(thing, Count) for thing in step.things)]
    core = min(plain or steps, key=len)
    return [*core.words, *map(name_of, core.things)]
