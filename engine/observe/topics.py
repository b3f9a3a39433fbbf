"""Whether what a phrase found was only the topic of a meeting, a training or a study, or was done as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, StrEnum, auto

from engine.observe.reading import Hit, Place, Reading, Scope
from engine.zh.talk import Talk, opens_talk, takes_up, talks, tells_of_talk


class Topic(StrEnum):
    """How a thing was met that was only talked about.

    ALONE: nobody says that it was done; TAUGHT: a word of the phrase meets the talk, which is all that was counted.
    """

    ALONE = "alone"
    TAUGHT = "taught"


class Asks(Enum):
    """What a phrase asks for.

    DEED: that a thing was done; NAMED: the talk that one of its words names; STUDY: that, or any study of the thing.
    """

    DEED = auto()
    NAMED = auto()
    STUDY = auto()


class Topics:
    """What is only talked about in a point; its sentences are looked at when something is found in them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        #: By number of the sentence, and of the scopes that were hit.
        self._talks: dict[int, list[Talk]] = {}
        self._of: dict[Scope, list[Talk]] = {}

    def told(self, scope: Scope) -> list[Talk]:
        """What is only talked about in the sentences of a scope, by places in the point."""
        known = self._of.get(scope)
        if known is None:
            numbers = self._reading.sentence_of
            within = range(numbers[scope.first], numbers[scope.last] + 1)
            known = self._of[scope] = [talk for number in within for talk in self._talked_in(number)]
        return known

    def topic(self, hits: Sequence[Place], steps: Sequence[int], scope: Scope, asks: Asks) -> Topic | None:
        """How the phrase of these steps met its thing by these hits; None if that was done, or is what it asks for.

        Done it is too where the phrase meets who talked, or a deed beside the talk.
        """
        told = [talk for talk in self.told(scope) if not (talk.study and asks is Asks.STUDY)]
        covering = [talk for talk in told if any(talk.covers(*hit[:2]) for hit in hits)]
        if not covering:
            return None
        heads = [hit for hit in hits if any(talk.says_so(*hit[:2]) for talk in covering)]
        named = (place for step in steps for place in scope.places(step)) if asks is not Asks.DEED else ()
        if any(talk.is_called(*place[:2]) for place in named for talk in covering):
            return None
        topics = [hit for hit in hits if any(talk.covers(*hit[:2]) for talk in covering)]
        beside = (hit for hit in hits if hit not in heads and hit not in topics)
        if any(self._tells(hit, heads, topics) for hit in beside) or self._taken_up(topics):
            return None
        return Topic.TAUGHT if any(word for *_, word in heads) else Topic.ALONE

    def asides(self, scope: Scope) -> Iterator[tuple[Hit, ...]]:
        """Ranges to look past for what is told beside the talk: its topics; and all around them in their clauses."""
        told = self.told(scope)
        yield tuple((talk.start, talk.end) for talk in told)
        held = [(talk, self._reading.point.clause_at(talk.end - 1)) for talk in told]
        yield tuple(
            (start, end)
            for talk, clause in held
            for start, end in ((clause.start, talk.start), (talk.end, clause.end))
            if start < end
        )

    def _tells(self, hit: Place, heads: list[Place], topics: list[Place]) -> bool:
        """Whether a word hit beside the ``topics`` and the words for talk says that something was done, or by whom."""
        start, end, number, word = hit
        if not word or self._reading.is_heading(number):
            return False
        if number not in {topic[2] for topic in topics}:
            return True
        names = bool(heads) and hit < min(heads + topics)
        return hit > max(heads + topics) or (names and not opens_talk(self._reading.point.text[start:end]))

    def _taken_up(self, topics: list[Place]) -> bool:
        """Whether another clause of the sentence counts something else than talk, and goes on with a topic."""
        point, around = self._reading.point, {topic[2] for topic in topics}
        about = "，".join(point.text[topic[0] : topic[1]] for topic in topics)
        for number in {self._reading.sentence_of[clause] for clause in around}:
            for clause in point.sentences[number].clauses:
                words = point.text[clause.start : clause.end]
                counts = clause not in [self._reading.clauses[one] for one in around] and point.figures_in(clause)
                if counts and not tells_of_talk(words) and takes_up(words, about):
                    return True
        return False

    def _talked_in(self, number: int) -> list[Talk]:
        known = self._talks.get(number)
        if known is None:
            point = self._reading.point
            sentence = point.sentences[number]
            words = [point.text[clause.start : clause.end] for clause in sentence.clauses]
            told = [] if sentence.heading else talks(words)
            known = self._talks[number] = [talk.moved(sentence.start) for talk in told]
        return known
