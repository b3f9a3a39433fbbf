"""All that rules may ask of a point, found in one pass: the words, titles, figures and shapes that fill their steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TypeVar

import ahocorasick

from engine.observe.borders import doubted
from engine.observe.reading import Atoms, Hit, Reading
from engine.observe.search import Piece, Wording
from engine.observe.statements import Point
from engine.rulebook.phrase import Part, Phrase, Shape, Step, Thing, Title
from engine.zh.dates import document_numbers, id_numbers, mobile_numbers, month_days
from engine.zh.words import Words, spelt

K = TypeVar("K")
V = TypeVar("V")

_SHAPES: Mapping[str, Callable[[str], Iterable[Hit]]] = {
    "日期": month_days,
    "文号": document_numbers,
    "身份证号": id_numbers,
    "手机号": mobile_numbers,
}
#: Stand among what was met for any 《…》 and any figure that is asked for.
_TITLE, _FIGURE = "《》", "#"
_STATUTE = ("法", "法典", "条例", "纲要", "宪法", "解释", "决定", "规划", "规定", "准则")
#: A title ends in one of these where it names what is put before others until it holds; so long is each of them.
_PLANS, _LENGTH_OF_PLAN = frozenset(spelt("规划 方案 计划")), 2
#: What is studied or obeyed is another's.
_OBEYED = Words("学习 传达 宣传 宣讲 解读 贯彻 落实 执行 实施 遵[守循照] [按依参对]照 [依根]据 围绕 转发")


class OnDemand(dict[K, V]):
    """Values made when they are first asked for: a text meets few of all that a pack looks for."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        value = self[key] = self._make(key)
        return value


class Lexicon:
    """Made once from the phrases of a rulebook; ``read`` is a pure function of the point."""

    def __init__(
        self, phrases: Iterable[Phrase], steps: Iterable[Step], doubtful: Mapping[str, frozenset[str]]
    ) -> None:
        """``steps`` are asked for beside those of the phrases.

        ``doubtful`` maps short terms to the neighbouring characters beside which their borders are doubted.
        """
        self._doubtful = doubtful
        self._titles: dict[str, Title] = {}
        self._shapes: dict[str, Shape] = {}
        #: By unit ("" for any) the keys and their least values.
        self._counts: defaultdict[str, dict[str, float]] = defaultdict(dict)
        asked = {id(step): step for phrase in phrases for part in phrase.parts + phrase.barred for step in part.steps}
        steps = list((asked | {id(step): step for step in steps}).values())
        #: By step its number, and the keys of all that fills it; by key the numbers of the steps that it fills.
        self._numbers = {id(step): number for number, step in enumerate(steps)}
        self._members: dict[int, Sequence[str]] = {}
        self._fills: defaultdict[str, list[int]] = defaultdict(list)
        fills = self._fills
        for number, step in enumerate(steps):
            self._members[id(step)] = step.words
            for word in step.words:
                fills[word].append(number)
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
        for word in fills:
            self._automaton.add_word(word)
        self._automaton.make_automaton()
        for number, step in enumerate(steps):
            if step.things:
                others = [key for thing in step.things for key in self._learn(thing)]
                self._members[id(step)] = [*step.words, *others]
                for key in others:
                    fills[key].append(number)
        #: By the id of a part.
        self._pieces: dict[int, Piece] = {}
        #: By key the steps that it fills, as one set.
        self._bits = OnDemand[str, int](lambda key: reduce(or_, [1 << number for number in fills[key]]))

    def _learn(self, thing: Thing) -> list[str]:
        """Keys of what is no word; it is looked for from now on."""
        keys = _keys(thing)
        if isinstance(thing, Title):
            self._titles[keys[0]] = thing
        elif isinstance(thing, Shape):
            self._shapes[keys[0]] = thing
        else:
            for unit, key in zip(thing.units or [""], keys, strict=True):
                self._counts[unit][key] = thing.minimum
        return keys

    def needed(self, phrase: Phrase) -> int:
        """All steps of its parts, as one set."""
        numbers, needed = self._numbers, 0
        for part in phrase.parts:
            for step in part.steps:
                needed |= 1 << numbers[id(step)]
        return needed

    def wording(self, phrase: Phrase) -> Wording:
        """A phrase in the form in which it is searched."""
        parts = tuple([self._piece(part) for part in phrase.parts])
        barred = tuple([self._piece(part) for part in phrase.barred]) if phrase.barred else ()
        close = reduce(or_, [part.needed for part in parts[: phrase.together]], 0)
        return Wording(parts, barred, phrase.together, close)

    def _piece(self, part: Part) -> Piece:
        """A part in the form in which it is searched. A phrase that units make has those of the one it proves."""
        piece = self._pieces.get(id(part))
        if piece is None:
            needed = 0
            for step in part.steps:
                needed |= 1 << self._numbers[id(step)]
            counts = not part.steps[0].words and part.counts
            piece = self._pieces[id(part)] = Piece(tuple(map(id, part.steps)), needed, counts)
        return piece

    def keys(self, step: Step) -> Sequence[str]:
        """Keys of all that fills a step."""
        return self._members[id(step)]

    def read(self, point: Point) -> Reading:
        """All that the phrases ask for, wherever it stands in the point; of a title no word but that it is a plan."""
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
        plans = {_plan_of(text, *title) for title in point.titles}
        bits, borders = self._bits, self._doubtful
        for last, length in self._automaton.iter(text) if self._automaton else ():
            end = last + 1
            start = end - length
            word = text[start:end]
            if end < titled[start] and (start, end) not in plans:
                met.add(word)
                continue
            if word in borders and doubted(text, start, end, borders[word]):
                doubtful.add((start, end))
            number, places = around[start]
            places[word].append((start, end, number, True))
            filled[number] |= bits[word]
        for name, key, (start, end) in self._beside_words(point):
            met.add(name)
            if key:
                number, places = around[start]
                places[key].append((start, end, number, False))
                filled[number] |= bits[key]
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


def _plan_of(text: str, opens: int, closes: int) -> Hit | None:
    """Where a title says that it is a plan (《…总体规划（2021—2035年）》), if one of the body's own making."""
    inside = text[opens + 1 : closes - 1]
    end = opens + 1 + len(inside.partition("（")[0].removesuffix("草案"))
    if text[end - _LENGTH_OF_PLAN : end] not in _PLANS:
        return None
    clause = text[:opens].rpartition("，")[2].rpartition("。")[2]
    return None if _OBEYED.stand_in(clause) else (end - _LENGTH_OF_PLAN, end)


def _keys(thing: Thing) -> list[str]:
    """What fills a step with this: a title, a shape, a figure of any of the units."""
    if isinstance(thing, Title):
        return [f"《{thing.text}》{'!' if thing.own else ''}"]
    if isinstance(thing, Shape):
        return [f"#{thing.name}"]
    bound = f">={thing.minimum}" if thing.minimum else ""
    return [f"#{unit}{bound}" for unit in thing.units or [""]]


def name_of(thing: Thing) -> str:
    """Name of what is no word, among what is met in a point."""
    if isinstance(thing, Shape):
        return thing.name
    return _TITLE if isinstance(thing, Title) else _FIGURE
