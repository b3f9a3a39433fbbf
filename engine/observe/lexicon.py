"""All that rules may ask of a point, found in one pass: the words, titles, figures and shapes that fill their steps."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import ahocorasick

from engine.observe.borders import doubted
from engine.observe.reading import Atoms, Hit, Reading
from engine.observe.statements import Point
from engine.rulebook.phrase import Atom, Count, Part, Phrase, Shape, Step, Title, Word
from engine.zh.dates import document_numbers, id_numbers, mobile_numbers, month_days

_SHAPES: Mapping[str, Callable[[str], Iterable[Hit]]] = {
    "日期": month_days,
    "文号": document_numbers,
    "身份证号": id_numbers,
    "手机号": mobile_numbers,
}
#: Stand among what was met for any 《…》 and any figure that is asked for.
_TITLE, _FIGURE = "《》", "#"
_STATUTE = ("法", "法典", "条例", "纲要", "宪法", "解释", "决定", "规划", "规定", "准则")


class Lexicon:
    """Made once from the phrases of a rulebook; ``read`` is a pure function of the point."""

    def __init__(self, phrases: Iterable[Phrase], doubtful: Mapping[str, frozenset[str]]) -> None:
        """``doubtful`` maps short terms to the neighbouring characters beside which their borders are doubted."""
        self._doubtful = doubtful
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
        self._titles: dict[str, Title] = {}
        self._shapes: dict[str, Shape] = {}
        #: By unit ("" for any) the keys and their least values.
        self._counts: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._bits: dict[int, int] = {}
        self._members: dict[int, list[str]] = {}
        #: By the key of an atom the steps that it fills.
        self._fills = fills = dict[str, int]()
        for number, step in _steps(phrases).items():
            self._bits[number] = bit = 1 << len(self._bits)
            self._members[number] = keys = [atom.text for atom in step if isinstance(atom, Word)]
            for word in keys:
                if word in fills:
                    fills[word] |= bit
                else:
                    fills[word] = bit
                    self._automaton.add_word(word)
            if len(keys) < len(step):
                others = [key for atom in step if not isinstance(atom, Word) for key in self._learn(atom)]
                for key in others:
                    fills[key] = fills.get(key, 0) | bit
                keys += others
        self._automaton.make_automaton()

    def _learn(self, atom: Title | Count | Shape) -> list[str]:
        """Keys of an atom that is no word; it is looked for from now on."""
        keys = _keys(atom)
        if isinstance(atom, Title):
            self._titles[keys[0]] = atom
        elif isinstance(atom, Shape):
            self._shapes[keys[0]] = atom
        else:
            for unit, key in zip(atom.units or [""], keys, strict=True):
                self._counts[unit][key] = atom.minimum
        return keys

    def needed(self, parts: Iterable[Part]) -> int:
        """All steps of some parts of a phrase."""
        needed = 0
        for part in parts:
            for step in part.steps:
                needed |= self._bits[id(step)]
        return needed

    def asked(self, phrase: Phrase) -> tuple[int, Iterable[str]]:
        """All steps of a phrase, and the keys of the one that is filled least often.

        What the pack seldom asks for, reports seldom have; the first of the keys stands for all.
        """
        steps, rarest, least = 0, [""], sys.maxsize
        for part in phrase.parts:
            for step in part.steps:
                number = id(step)
                steps |= self._bits[number]
                keys = self._members[number]
                uses = len(keys) * self._fills[keys[0]].bit_count()
                if uses < least:
                    rarest, least = keys, uses
        return steps, set(rarest)

    def read(self, point: Point) -> Reading:
        """All that the phrases ask for, wherever it stands in the point."""
        text = point.text
        met: set[str] = set()
        doubtful: set[Hit] = set()
        atoms: list[Atoms] = [defaultdict(list) for _ in point.sentences]
        filled: list[int] = []
        #: By position the number of the clause, with the places in its sentence; and the end of the title around it.
        around: list[tuple[int, Atoms]] = []
        for sentence, places in zip(point.sentences, atoms, strict=True):
            for clause in sentence.clauses:
                around += [(len(filled), places)] * (clause.end - clause.start)
                filled.append(0)
        titled = [0] * len(text)
        for opens, closes in point.titles:
            titled[opens + 1 : closes] = [closes] * (closes - opens - 1)
        fills, borders = self._fills, self._doubtful
        for last, length in self._automaton.iter(text) if self._automaton else ():
            end = last + 1
            start = end - length
            word = text[start:end]
            if end < titled[start]:
                met.add(word)
                continue
            if word in borders and doubted(text, start, end, borders[word]):
                doubtful.add((start, end))
            number, places = around[start]
            places[word].append((start, end, number, True))
            filled[number] |= fills[word]
        for name, key, (start, end) in self._beside_words(point):
            met.add(name)
            if key:
                number, places = around[start]
                places[key].append((start, end, number, False))
                filled[number] |= fills[key]
        met.update(*atoms)
        return Reading(point, met=met, doubted=doubtful, atoms=atoms, filled=filled, members=self._members)

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
