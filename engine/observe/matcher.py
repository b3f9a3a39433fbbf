"""Each rule's phrases on the words that were found in a point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Generic, TypeVar

from msgspec import Struct

from engine.model import SectionKind, Verdict
from engine.observe.lexicon import Lexicon, OnDemand, name_of
from engine.observe.reading import Hit, Reading, Scope
from engine.observe.search import STRENGTH, Match, Search, Wording
from engine.observe.statements import Point
from engine.observe.topics import Asks
from engine.rulebook.phrase import Count, Phrase
from engine.rulebook.rule import Rulebook, Signal

__all__ = ["STRENGTH", "Found", "Match", "Matcher"]

T = TypeVar("T")
#: A phrase, its scope, and who asks for it.
_Asked = tuple[Phrase, str, T]


class Found(Struct, frozen=True):
    """What one point holds: signals met, and by rule the places of look-alikes that covered some of its words."""

    matches: list[tuple[Signal, Match]]
    lookalikes: dict[str, tuple[Hit, ...]]


class _Sought(Struct, Generic[T], eq=False):
    """A phrase to be looked for in every clause, sentence or point ("item"), by its ``scope``.

    ``needed`` are all its steps as one set, ``what`` asks for it; its ``order`` is that of the pack. Its ``wording``
    and the phrases ``implied``, which need all that it needs and more, are made once its steps were met.
    """

    phrase: Phrase
    needed: int
    scope: str
    what: T
    order: tuple[int, int]
    wording: Wording | None = None
    implied: Sequence[_Sought[T]] = ()


class _Index(Generic[T]):
    """Phrases by the words of their leading step: most are passed over because none of these is there.

    What is looked for is made when its words are first met: a report meets few of all that a pack looks for.
    """

    def __init__(
        self, asked: Sequence[_Asked[T]], lexicon: Lexicon, implied: Callable[[T], Iterable[_Asked[T]]] = lambda _: ()
    ) -> None:
        """``implied`` gives the phrases that need all that a phrase needs, and more: found by way of it."""
        self._lexicon, self._implied = lexicon, implied
        self._waiting: defaultdict[str, list[int]] = defaultdict(list)
        self._of_items: list[int] = []
        for place, (phrase, scope, _) in enumerate(asked):
            if scope == "item":
                self._of_items.append(place)
            else:
                for key in lexicon.keys(phrase.leading):
                    self._waiting[key].append(place)
        self._at = OnDemand[int, _Sought[T]](lambda place: self._sought(asked[place], (place, 0)))
        self._beside = OnDemand[str, list[tuple[int, _Sought[T]]]](
            lambda key: [(sought.needed, sought) for sought in map(self._at.__getitem__, self._waiting[key])]
        )

    def _sought(self, asked: _Asked[T], order: tuple[int, int]) -> _Sought[T]:
        phrase, scope, what = asked
        return _Sought(phrase, self._lexicon.needed(phrase), scope, what, order)

    def _with_implied(self, sought: _Sought[T], filled: int) -> Iterator[tuple[_Sought[T], Wording]]:
        """A phrase all of whose steps are among the ``filled``, and those implied of which that is true too."""
        if sought.wording is None:
            sought.wording = self._lexicon.wording(sought.phrase)
            more = enumerate(self._implied(sought.what), 1)
            sought.implied = [self._sought(asked, (sought.order[0], number)) for number, asked in more]
        yield sought, sought.wording
        for one in sought.implied:
            if one.needed & filled == one.needed:
                if one.wording is None:
                    one.wording = self._lexicon.wording(one.phrase)
                yield one, one.wording

    def standing(self, reading: Reading) -> Iterator[tuple[_Sought[T], Wording, Scope]]:
        """The phrases all of whose steps begin in a scope, with it; those of one scope come in any order.

        Several rows of a table prove together only what asks for a count: all that they do is to count.
        """
        beside, tabular = self._beside, reading.point.tabular
        for sentence in reading.sentences:
            filled = sentence.filled
            keys = self._waiting.keys() & sentence.atoms.keys()
            for known in {one for key in keys for needed, one in beside[key] if needed & filled == needed}:
                together = True
                for sought, wording in self._with_implied(known, filled):
                    if sought is known:
                        together = not tabular or wording.counts
                    if sought.scope == "sentence" and together:
                        yield sought, wording, sentence
                    else:
                        for clause in reading.clauses_with(sought.needed, sentence):
                            yield sought, wording, clause
        for known in map(self._at.__getitem__, self._of_items):
            if known.needed & reading.filled == known.needed:
                for sought, wording in self._with_implied(known, reading.filled):
                    yield sought, wording, reading.whole


class Matcher:
    """Compiled once per rulebook; ``find`` is a pure function of the point."""

    def __init__(self, book: Rulebook) -> None:
        rules = {rule.id: rule for rule in book.rules}
        owners = (*book.owners, *book.topics)
        signals = [one for rule in book.rules for one in rule.written]
        signals += [one for defect in book.defects for one in defect.signals]
        signals += [one for topic in book.topics for one in topic.signals]
        similar = [(phrase, "clause", owner.id) for owner in owners for phrase in owner.lookalikes]

        def proving(signal: Signal) -> list[_Asked[Signal]]:
            return [_asking(one) for one in rules[signal.rule].proving(signal)] if signal.rule in rules else []

        asked = list(map(_asking, signals))
        units = [step for rule in book.rules if rule.units for step in rule.units.part.steps]
        self._lexicon = Lexicon([phrase for phrase, *_ in (*asked, *similar)], units, book.borders)
        self._signals = _Index(asked, self._lexicon, proving)
        self._lookalikes = _Index(similar, self._lexicon)
        self._called: dict[str, defaultdict[frozenset[SectionKind], set[str]]] = {}
        self._of_rule: defaultdict[str, list[Signal]] = defaultdict(list)
        for signal in signals:
            self._of_rule[signal.rule].append(signal)
        #: A text has a defect whatever it tells of: what was only talked about proves it.
        self._defects = {defect.id for defect in book.defects}
        self._of_talk = {rule.id for rule in book.rules if rule.talk}

    def find(self, point: Point) -> Found:
        """Every signal whose phrase stands in the point, at most once per sentence, clause or point by its scope."""
        reading = self._lexicon.read(point)
        search = Search(reading)
        masks = self._covered(reading, search)
        found: list[tuple[tuple[int, int], int, Signal, Match]] = []
        for sought, wording, scope in self._signals.standing(reading):
            signal = sought.what
            if not signal.sections or point.section in signal.sections:
                match = search.strongest(wording, scope, masks.get(signal.rule, ()), self._asks(signal))
                if match and (not signal.stances or match.stance in signal.stances):
                    found.append((sought.order, scope.first, signal, match))
        found.sort(key=itemgetter(0, 1))
        return Found([(signal, match) for _, _, signal, match in found], masks)

    def _asks(self, signal: Signal) -> Asks | None:
        if signal.rung == Verdict.MENTIONED or signal.rule in self._defects:
            return None
        if signal.rule in self._of_talk:
            return Asks.STUDY
        return Asks.NAMED if signal.talk else Asks.DEED

    def _covered(self, reading: Reading, search: Search) -> dict[str, tuple[Hit, ...]]:
        """By rule what its look-alikes cover, where the point holds a word of the rule that they could be taken for."""
        found: defaultdict[str, list[tuple[tuple[int, int], int, list[Hit]]]] = defaultdict(list)
        for sought, wording, clause in self._lookalikes.standing(reading):
            rule = sought.what
            if rule in found or self._is_called(rule, reading):
                found[rule].append((sought.order, clause.first, search.extents(wording, clause)))
        return {rule: tuple(hit for *_, hits in sorted(places) for hit in hits) for rule, places in found.items()}

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


def _asking(signal: Signal) -> _Asked[Signal]:
    return signal.phrase, signal.scope, signal


def _core(phrase: Phrase) -> list[str]:
    """Names of what a phrase is about: its step with the fewest alternatives, none a figure where it has another."""
    steps = [step for part in phrase.parts for step in part.steps]
    plain = [step for step in steps if not any(isinstance(thing, Count) for thing in step.things)]
    core = min(plain or steps, key=len)
    return [*core.words, *map(name_of, core.things)]
