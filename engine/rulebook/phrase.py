"""The wording language of rules: one line of words becomes a ``Phrase``. Described for users in rules/GUIDE.md.

phrase   = part { blank part }                 all parts in one scope, in any order
part     = ["!"] step { "…" step }             steps in this order, at most ``MAX_GAP`` characters between them
step     = atom { "|" atom }                   any of these
atom     = word | "@" family | "《" [word] "》" | "#" [unit { "," unit } | "%" | shape] [">=" number]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from engine.zh.figures import UNITS
from engine.zh.width import fold

#: Most characters that may stand between two steps joined by "…".
MAX_GAP = 15
#: Things that are not counts but may be asked for like them.
SHAPES = ("日期", "文号", "身份证号", "手机号")
#: Families of measure words that mean the same unit.
_SAME_UNIT = {"万元": "元", "亿元": "元", "万人次": "人次"}


class PhraseError(ValueError):
    """A phrase is not well formed; the message is Chinese and says what is accepted."""


class Title(Struct, frozen=True, array_like=True, tag=0):
    """A quoted title that contains ``text`` (any title if empty); ``own`` leaves out statutes and their like."""

    text: str
    own: bool = False


class Count(Struct, frozen=True, array_like=True, tag=1):
    """A figure of the report year with one of ``units`` (any if empty) and at least ``minimum``."""

    units: frozenset[str]
    minimum: float


class Shape(Struct, frozen=True, array_like=True, tag=2):
    """A date, a document number, or a personal number."""

    name: str


Families = Mapping[str, tuple[str, ...]]
#: What may be asked for that is no word.
Thing = Title | Count | Shape


class Step:
    """What fills one place of a phrase: any of ``words``, which are folded, or of ``things``.

    Equal steps of a pack are one object: the search knows a step by its identity, and looks for it once.
    """

    __slots__ = ("things", "words")

    def __init__(self, words: tuple[str, ...], things: tuple[Thing, ...] = ()) -> None:
        self.words, self.things = words, things

    def __len__(self) -> int:
        """How many there are to choose from."""
        return len(self.words) + len(self.things)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Step) and (self.words, self.things) == (other.words, other.things)

    def __hash__(self) -> int:
        return hash((self.words, self.things))

    def __repr__(self) -> str:
        return f"Step({self.words!r}, {self.things!r})"

    @property
    def counts(self) -> bool:
        """Whether nothing but a figure fills it."""
        return not self.words and all(isinstance(thing, Count) for thing in self.things)


class Part(Struct, frozen=True, array_like=True):
    """Steps in order; a single step stands anywhere in the scope."""

    steps: tuple[Step, ...]

    @property
    def counts(self) -> bool:
        """Whether the part asks for nothing but a figure."""
        return all(step.counts for step in self.steps)

    def names(self) -> Iterator[str]:
        """Every word that it asks for, and what is asked for of titles."""
        for step in self.steps:
            yield from step.words
            yield from (thing.text for thing in step.things if isinstance(thing, Title) and thing.text)


class Phrase(Struct, frozen=True, array_like=True):
    """``parts`` must all occur in one scope, none of ``barred`` may. ``text`` is the line as the rule has it.

    So many of the first parts must moreover stand ``together``, in one clause. ``lead`` is the step to look for first,
    counted through the parts: one that texts have seldom.
    """

    text: str
    parts: tuple[Part, ...]
    barred: tuple[Part, ...]
    together: int = 0
    lead: int = 0

    @property
    def leading(self) -> Step:
        """The step to look for first."""
        number = self.lead
        for part in self.parts:
            if number < len(part.steps):
                return part.steps[number]
            number -= len(part.steps)
        raise IndexError(self.lead)

    def words(self) -> Iterator[str]:
        """Every literal word of the phrase, barred ones included."""
        for part in (*self.parts, *self.barred):
            for step in part.steps:
                yield from step.words


_FLAT = str.maketrans({"｜": "|", "＃": "#", "＠": "@", "！": "!", "，": ",", "％": "%", "＞": ">", "＝": "="})
_COUNT = re.compile(r"#(?P<units>[^>]*)(?:>=(?P<minimum>\d+(?:\.\d+)?))?")


def parse_phrase(text: str, families: Families) -> Phrase:
    """Phrase of one line; ``families`` resolves ``@name``. Raises PhraseError in Chinese."""
    parts: list[Part] = []
    barred: list[Part] = []
    for raw in text.translate(_FLAT).split():
        target, body = (barred, raw[1:]) if raw.startswith("!") else (parts, raw)
        steps = tuple(_step(step, families, text) for step in body.split("…"))
        target.append(Part(steps))
    if not parts:
        raise PhraseError(f"“{text}”里没有要找的词；至少写一个不带 ! 的词")
    if all(part.counts for part in parts):
        raise PhraseError(f"“{text}”只有数字没有词；请加上说明这是什么数字的词")
    sought = [step for part in parts for step in part.steps]
    lead = min(range(len(sought)), key=lambda number: _commonness(sought[number]))
    return Phrase(text, tuple(parts), tuple(barred), lead=lead)


def _commonness(step: Step) -> float:
    """How often texts have a step, roughly: a word that is longer by a character stands a quarter as often."""
    return len(step.things) + sum(4.0 ** -len(word) for word in step.words)


def _step(text: str, families: Families, line: str) -> Step:
    words: list[str] = []
    things: list[Thing] = []
    for raw in text.split("|"):
        if not raw:
            raise PhraseError(f"“{line}”里有空的一段；… 和 | 两边都要有词")
        if raw.startswith("@"):
            if raw[1:] not in families:
                raise PhraseError(f"没有词族 {raw}" + _nearest(raw[1:], families, "，最接近的是 @{}", 0.4))
            family = _family(families[raw[1:]])
            words += family.words
            things += family.things
        elif raw.startswith("#"):
            things.append(_count(raw, line))
        elif raw.startswith("《") and raw.endswith("》"):
            things.append(Title(fold(raw[1:-1]).text))
        else:
            word = _folded(raw)
            if not word or any(char in word for char in "#@!<>="):
                raise PhraseError(f"看不懂“{raw}”（在“{line}”里）；可写词、@词族、#量词、《书名》，用 | 隔开")
            words.append(word)
    return step_of(tuple(words), tuple(things))


@lru_cache(maxsize=65536)
def step_of(words: tuple[str, ...], things: tuple[Thing, ...]) -> Step:
    """The one step with these."""
    return Step(words, things)


@lru_cache(maxsize=1024)
def _family(members: tuple[str, ...]) -> Step:
    """The members of a family; a family stands in many phrases and is read once."""
    steps = [_step(member, {}, member) for member in members]
    words = (word for step in steps for word in step.words)
    return Step(tuple(words), tuple(thing for step in steps for thing in step.things))


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return fold(word).text


def _nearest(name: str, known: Iterable[str], said: str, likeness: float) -> str:
    """What to say of the known name that is most like one; nothing where none is like it."""
    from difflib import get_close_matches  # no pack without faults needs it

    near = get_close_matches(name, list(known), n=1, cutoff=likeness)
    return said.format(near[0]) if near else ""


def _count(raw: str, line: str) -> Thing:
    match = _COUNT.fullmatch(raw)
    if not match:
        raise PhraseError(f"看不懂“{raw}”（在“{line}”里）；写作 #件,份 或 #次>=2")
    units, minimum = match["units"], float(match["minimum"] or 0)
    if units in SHAPES:
        return Shape(units)
    names = frozenset(_SAME_UNIT.get(unit, unit) for unit in units.split(",") if unit)
    for name in names:
        if name not in UNITS:
            nearest = _nearest(name, (*UNITS, *SHAPES), "，最接近的是“{}”", 0.3)
            raise PhraseError(f"没有量词“{name}”（在“{line}”里）{nearest}")
    return Count(names, minimum)
