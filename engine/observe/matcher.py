"""Each rule's phrases on the words that were found in a point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from msgspec import Struct

from engine.model import SectionKind
from engine.observe.lexicon import Hit, Lexicon, Reading, name_of
from engine.observe.search import STRENGTH, Match, Search
from engine.observe.statements import Point
from engine.rulebook.phrase import Phrase, Step
from engine.rulebook.rule import Signal

__all__ = ["STRENGTH", "Found", "Match", "Matcher"]

T = TypeVar("T")


class Found(Struct, frozen=True):
    """What one point holds: signals met, and by rule the places of look-alikes that covered some of its words."""

    matches: list[Match]
    lookalikes: dict[str, tuple[Hit, ...]]


class _Sought(Struct, Generic[T], frozen=True):
    """A signal, or a look-alike with its rule, and the steps that its phrase needs; ``order`` is that of the pack."""

    order: int
    what: T
    steps: frozenset[int]


_Index = defaultdict[int, list[_Sought[T]]]


class Matcher:
    """Compiled once per rulebook; ``find`` is a pure function of the point."""

    def __init__(
        self,
        signals: Iterable[Signal],
        lookalikes: Mapping[str, tuple[Phrase, ...]],
        doubtful: Mapping[str, frozenset[str]],
    ) -> None:
        """``lookalikes`` are by rule; ``doubtful`` is passed to the border check."""
        signals = list(signals)
        similar = [(rule, phrase) for rule, phrases in lookalikes.items() for phrase in phrases]
        self._lexicon = Lexicon([*(signal.phrase for signal in signals), *(phrase for _, phrase in similar)], doubtful)
        #: By the number of their anchor.
        self._signals: _Index[Signal] = defaultdict(list)
        self._lookalikes: _Index[tuple[str, Phrase]] = defaultdict(list)
        #: Words that bring up a rule with look-alikes, by the sections in which its signals look.
        self._calls: defaultdict[str, defaultdict[frozenset[SectionKind], set[str]]]
        self._calls = defaultdict(lambda: defaultdict(set))
        for order, signal in enumerate(signals):
            anchor, needed = self._needed(signal.phrase)
            self._signals[id(anchor)].append(_Sought(order, signal, needed))
            if lookalikes.get(signal.rule):
                self._calls[signal.rule][signal.sections].update(map(name_of, anchor))
        for order, (rule, phrase) in enumerate(similar):
            anchor, needed = self._needed(phrase)
            self._lookalikes[id(anchor)].append(_Sought(order, (rule, phrase), needed))

    def _needed(self, phrase: Phrase) -> tuple[Step, frozenset[int]]:
        """What a phrase is looked up by, its step with the fewest alternatives, none a figure; and all its steps."""
        steps = {id(step): step for part in phrase.parts for step in part.steps}
        plain = [step for number, step in steps.items() if number not in self._lexicon.counting]
        return min(plain or steps.values(), key=len), frozenset(steps)

    def find(self, point: Point) -> Found:
        """Every signal whose phrase stands in the point, at most once per sentence, clause or point by its scope."""
        reading = self._lexicon.read(point)
        search = Search(point, reading)
        found = Found([], {})
        masks = found.lookalikes
        for sought in _standing(self._lookalikes, reading):
            rule, phrase = sought.what
            if rule in masks or self._is_called(rule, point, reading):
                masks[rule] = (*masks.get(rule, ()), *search.extents(phrase, sought.steps))
        for asked in _standing(self._signals, reading):
            signal = asked.what
            if not signal.sections or point.section in signal.sections:
                found.matches.extend(search.matches(signal, asked.steps, masks.get(signal.rule, ())))
        return found

    def _is_called(self, rule: str, point: Point, reading: Reading) -> bool:
        """Whether the point holds a word of the rule; without one there is nothing to be mistaken for."""
        return any(
            (not sections or point.section in sections) and not words.isdisjoint(reading.met)
            for sections, words in self._calls[rule].items()
        )


def _standing(index: _Index[T], reading: Reading) -> list[_Sought[T]]:
    """What has all its steps filled somewhere in the point, in the order of the pack."""
    filled = reading.filled
    found = [sought for anchor in index.keys() & filled for sought in index[anchor] if sought.steps <= filled]
    return sorted(found, key=lambda sought: sought.order)
