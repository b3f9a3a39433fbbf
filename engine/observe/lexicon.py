"""All that rules may ask of a point, found in one pass: the words, titles, figures and shapes that fill their steps.

A step is known by its ``id``: steps live as long as their rulebook, and equal steps of a pack are one object.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

import ahocorasick

from engine.observe.borders import doubted
from engine.observe.statements import Point
from engine.rulebook.phrase import Atom, Phrase, Shape, Step, Title, Word
from engine.zh.dates import document_numbers, id_numbers, mobile_numbers, month_days

Hit = tuple[int, int]
#: Where a step is filled: start, end, the number of the clause it begins in, and whether by a plain word.
Place = tuple[int, int, int, bool]

_SHAPES: Mapping[str, Callable[[str], Iterable[Hit]]] = {
    "日期": month_days,
    "文号": document_numbers,
    "身份证号": id_numbers,
    "手机号": mobile_numbers,
}
#: Stand among what was met for any 《…》 and any figure that is asked for.
_TITLE, _FIGURE = "《》", "#"
_STATUTE = ("法", "法典", "条例", "纲要", "宪法", "解释", "决定", "规划", "规定", "准则")


class Reading:
    """What stands in a point.

    ``filled`` are the steps that stand anywhere in it, ``met`` the names of all that was met (a word inside a quoted
    title is met, but fills no step), ``doubted`` the words whose borders must be checked. ``atoms`` are places by key.
    """

    def __init__(self, members: Mapping[int, frozenset[str]]) -> None:
        """``members`` are the keys of the atoms of every step."""
        self.filled: set[int] = set()
        self.met: set[str] = set()
        self.doubted: set[Hit] = set()
        self.atoms: defaultdict[str, list[Place]] = defaultdict(list)
        self._members = members
        self._places: dict[int, list[Place]] = {}

    def places(self, step: int) -> list[Place]:
        """Where a step stands, in text order; put together only for the few steps whose phrases may match."""
        known = self._places.get(step)
        if known is None:
            found = [self.atoms[key] for key in self._members[step] & self.atoms.keys()]
            known = found[0] if len(found) == 1 else sorted(chain.from_iterable(found))
            self._places[step] = known
        return known


class Lexicon:
    """Made once from the phrases of a rulebook; ``read`` is a pure function of the point."""

    def __init__(self, phrases: Iterable[Phrase], doubtful: Mapping[str, frozenset[str]]) -> None:
        """``doubtful`` maps short terms to the neighbouring characters beside which their borders are doubted."""
        #: Steps that a figure may fill.
        self.counting: set[int] = set()
        self._members: dict[int, frozenset[str]] = {}
        #: Steps by the key of an atom.
        self._steps: defaultdict[str, list[int]] = defaultdict(list)
        self._titles: dict[str, Title] = {}
        self._shapes: dict[str, Shape] = {}
        #: By unit ("" for any) the keys and their least values.
        self._counts: defaultdict[str, dict[str, float]] = defaultdict(dict)
        words: dict[str, None] = {}
        for number, step in _steps(phrases).items():
            members: set[str] = set()
            for atom in step:
                keys = _keys(atom)
                members.update(keys)
                if isinstance(atom, Word):
                    words[atom.text] = None
                elif isinstance(atom, Title):
                    self._titles[keys[0]] = atom
                elif isinstance(atom, Shape):
                    self._shapes[keys[0]] = atom
                else:
                    self.counting.add(number)
                    for unit, key in zip(atom.units or [""], keys, strict=True):
                        self._counts[unit][key] = atom.minimum
            self._members[number] = frozenset(members)
            for key in members:
                self._steps[key].append(number)
        self._automaton = ahocorasick.Automaton()
        for word in words:
            self._automaton.add_word(word, (word, doubtful.get(word)))
        self._automaton.make_automaton()

    def read(self, point: Point) -> Reading:
        """All that the phrases ask for, wherever it stands in the point."""
        text, titles = point.text, point.titles
        reading = Reading(self._members)
        met, atoms = reading.met, reading.atoms
        clauses: list[int] = []  # by position
        for number, clause in enumerate(point.clauses):
            clauses += [number] * (clause.end - clause.start)
        for last, (word, neighbours) in self._automaton.iter(text) if self._automaton else ():
            start, end = last + 1 - len(word), last + 1
            met.add(word)
            if titles and any(opens < start and end < closes for opens, closes in titles):
                continue
            if neighbours and doubted(text, start, end, neighbours):
                reading.doubted.add((start, end))
            atoms[word].append((start, end, clauses[start], True))
        for name, key, (start, end) in self._beside_words(point):
            met.add(name)
            if key:
                atoms[key].append((start, end, clauses[start], False))
        reading.filled.update(*(self._steps[key] for key in atoms))
        return reading

    def _beside_words(self, point: Point) -> Iterator[tuple[str, str, Hit]]:
        """Titles, figures and shapes of a point: name, key of the atom that it is ("" for none), range."""
        for hit in point.titles:
            title = point.text[hit[0] : hit[1]]
            statute = title.rstrip("》").split("（")[0].endswith(_STATUTE)
            yield _TITLE, "", hit
            for key, atom in self._titles.items():
                if atom.text in title and not (atom.own and statute):
                    yield _TITLE, key, hit
        for figure in point.figures:
            for unit in (figure.unit, ""):
                for key, least in self._counts.get(unit, {}).items():
                    if figure.value >= least:
                        yield _FIGURE, key, (figure.start, figure.end)
        for key, shape in self._shapes.items():
            foreign = point.foreign if shape.name == "日期" else ()
            for hit in _SHAPES[shape.name](point.text):
                of_others = any(start <= hit[0] < end for start, end in foreign)
                yield shape.name, "" if of_others else key, hit


def _keys(atom: Atom) -> list[str]:
    """What fills a step with this atom: a word itself, a title, a shape, a figure of any of the units."""
    if isinstance(atom, Word):
        return [atom.text]
    if isinstance(atom, Title):
        return [f"《{atom.text}》{'!' if atom.own else ''}"]
    if isinstance(atom, Shape):
        return [f"#{atom.name}"]
    bound = f">={atom.minimum}" if atom.minimum else ""
    return [f"#{unit}{bound}" for unit in atom.units or [""]]


def name_of(atom: Atom) -> str:
    """Name of an atom among what is met in a point."""
    if isinstance(atom, Word):
        return atom.text
    if isinstance(atom, Shape):
        return atom.name
    return _TITLE if isinstance(atom, Title) else _FIGURE


def _steps(phrases: Iterable[Phrase]) -> dict[int, Step]:
    """Every step of the phrases by its number."""
    return {id(step): step for phrase in phrases for part in (*phrase.parts, *phrase.barred) for step in part.steps}
