"""What stands in a point: the places of all that rules may ask for, by sentence and clause.

A step is known by its ``id``: steps live as long as their rulebook, and equal steps of a pack are one object. A set of
steps is a number with a bit for each, so that one operation tells whether all the steps of a phrase are there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_

from msgspec import Struct, field

from engine.observe.statements import Point

Hit = tuple[int, int]
#: Where a step is filled: start, end, the number of the clause it begins in, and whether by a plain word.
Place = tuple[int, int, int, bool]
#: Places by the key of what stands there, in text order.
Atoms = defaultdict[str, list[Place]]
#: Keys of all that fills a step; one may stand there twice.
Members = Mapping[int, Sequence[str]]


class Scope(Struct, eq=False):
    """Where all parts of a phrase must stand: the clauses ``first`` to ``last``, up to the position ``end``.

    ``filled`` are the steps that begin in it; ``atoms`` may go beyond it; ``known`` are places of steps asked for.
    """

    first: int
    last: int
    end: int
    filled: int
    atoms: Atoms
    members: Members
    known: dict[int, list[Place]] = field(default_factory=dict)

    def places(self, step: int) -> list[Place]:
        """Where a step stands in the scope, in text order; put together only for the few whose phrases may match."""
        found = self.known.get(step)
        if found is None:
            atoms, first, last, end = self.atoms, self.first, self.last, self.end
            found = []
            for key in self.members[step]:
                if key in atoms:
                    found += [place for place in atoms[key] if first <= place[2] <= last and place[1] <= end]
            if len(found) > 1:
                found = sorted(set(found))
            self.known[step] = found
        return found


class Reading:
    """Everything met in a point, with its scopes in text order.

    ``met`` are the names of all that was met (a word inside a quoted title is met, but fills no step), ``doubted`` the
    words whose borders must be checked.
    """

    def __init__(
        self,
        point: Point,
        *,
        met: Collection[str],
        doubted: Collection[Hit],
        atoms: Sequence[Atoms],
        filled: Sequence[int],
        members: Members,
    ) -> None:
        """``atoms`` are by sentence; ``filled``, the steps that begin in it, by clause."""
        self.point, self.met, self.doubted = point, met, doubted
        self.clauses = point.clauses
        #: By number of the clause that of its sentence.
        self.sentence_of: list[int] = []
        self.sentences: list[Scope] = []
        for number, (sentence, there) in enumerate(zip(point.sentences, atoms, strict=True)):
            first = len(self.sentence_of)
            last = first + len(sentence.clauses) - 1
            self.sentence_of += [number] * len(sentence.clauses)
            begun = reduce(or_, filled[first : last + 1], 0)
            self.sentences.append(Scope(first, last, sentence.end, begun, there, members))
        #: The steps that begin anywhere.
        self.filled = reduce(or_, filled, 0)
        self._filled = filled
        self._members = members
        self._clauses: dict[int, Scope] = {}

    @cached_property
    def whole(self) -> Scope:
        """All of the point."""
        atoms: Atoms = defaultdict(list)
        for sentence in self.sentences:
            for key, places in sentence.atoms.items():
                atoms[key] += places
        return Scope(0, len(self.clauses) - 1, len(self.point.text), self.filled, atoms, self._members)

    def is_heading(self, number: int) -> bool:
        """Whether a clause belongs to a heading."""
        return self.point.sentences[self.sentence_of[number]].heading

    def sentences_of(self, scope: Scope) -> list[Scope]:
        """The sentences of a scope; itself where it is one or part of one. In a table each row tells for itself."""
        if self.point.tabular:
            return [self.clause(number) for number in range(scope.first, scope.last + 1)]
        first, last = self.sentence_of[scope.first], self.sentence_of[scope.last]
        return [scope] if first == last else self.sentences[first : last + 1]

    def clause(self, number: int) -> Scope:
        known = self._clauses.get(number)
        if known is None:
            atoms = self.sentences[self.sentence_of[number]].atoms
            known = Scope(number, number, self.clauses[number].end, self._filled[number], atoms, self._members)
            self._clauses[number] = known
        return known

    def clauses_with(self, steps: int, scope: Scope) -> list[Scope]:
        """Clauses of a scope in which each of the steps begins."""
        numbers = range(scope.first, scope.last + 1)
        return [self.clause(number) for number in numbers if steps & self._filled[number] == steps]
