"""The wording language of rules: one line of words becomes a ``Phrase``. Described for users in rules/GUIDE.md.

phrase   = part { blank part }                 all parts in one scope, in any order
part     = ["!"] step { "…" step }             steps in this order, at most ``MAX_GAP`` characters between them
step     = atom { "|" atom }                   any of these
atom     = word | "@" family | "《" [word] "》" | "#" [unit { "," unit } | "%" | shape] [">=" number]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
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


class Word(Struct, frozen=True):
    """Literal text, folded."""

    text: str


class Title(Struct, frozen=True):
    """A quoted title that contains ``text`` (any title if empty); ``own`` leaves out statutes and their like."""

    text: str
    own: bool = False


class Count(Struct, frozen=True):
    """A figure of the report year with one of ``units`` (any if empty) and at least ``minimum``."""

    units: frozenset[str]
    minimum: float


class Shape(Struct, frozen=True):
    """A date, a document number, or a personal number."""

    name: str


Families = Mapping[str, tuple[str, ...]]
Atom = Word | Title | Count | Shape
Step = tuple[Atom, ...]


class Part(Struct, frozen=True):
    """Steps in order; a single step stands anywhere in the scope."""

    steps: tuple[Step, ...]

    @property
    def counts(self) -> bool:
        """Whether the part asks for nothing but a figure."""
        first = self.steps[0][0]  # tells nearly always, and this is asked of every part that is looked for
        return isinstance(first, Count) and all(isinstance(atom, Count) for step in self.steps for atom in step)


class Phrase(Struct, frozen=True):
    """``parts`` must all occur in one scope, none of ``barred`` may. ``text`` is the line as the rule has it.

    ``together`` are parts that must moreover stand in one clause.
    """

    text: str
    parts: tuple[Part, ...]
    barred: tuple[Part, ...]
    together: tuple[Part, ...] = ()

    def words(self) -> Iterator[str]:
        """Every literal word of the phrase, barred ones included."""
        for part in (*self.parts, *self.barred):
            for step in part.steps:
                for atom in step:
                    if isinstance(atom, Word):
                        yield atom.text


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
    if all(isinstance(atom, Count) for part in parts for step in part.steps for atom in step):
        raise PhraseError(f"“{text}”只有数字没有词；请加上说明这是什么数字的词")
    return Phrase(text, tuple(parts), tuple(barred))


def _step(text: str, families: Families, line: str) -> Step:
    atoms: list[Atom] = []
    for raw in text.split("|"):
        if not raw:
            raise PhraseError(f"“{line}”里有空的一段；… 和 | 两边都要有词")
        if raw.startswith("@"):
            if raw[1:] not in families:
                near = get_close_matches(raw[1:], families, n=1, cutoff=0.4)
                raise PhraseError(f"没有词族 {raw}" + (f"，最接近的是 @{near[0]}" if near else ""))
            atoms += _family(families[raw[1:]])
        elif raw.startswith("#"):
            atoms.append(_count(raw, line))
        elif raw.startswith("《") and raw.endswith("》"):
            atoms.append(Title(fold(raw[1:-1]).text))
        else:
            word = _folded(raw)
            if not word or any(char in word for char in "#@!<>="):
                raise PhraseError(f"看不懂“{raw}”（在“{line}”里）；可写词、@词族、#量词、《书名》，用 | 隔开")
            atoms.append(Word(word))
    return _shared(tuple(atoms))


@lru_cache(maxsize=65536)
def _shared(step: Step) -> Step:
    """One object for equal steps: the search knows a step by its identity, and looks for it once."""
    return step


@lru_cache(maxsize=1024)
def _family(members: tuple[str, ...]) -> Step:
    """Atoms of a family; a family stands in many phrases and is read once."""
    return tuple(atom for member in members for atom in _step(member, {}, member))


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return fold(word).text


def _count(raw: str, line: str) -> Atom:
    match = _COUNT.fullmatch(raw)
    if not match:
        raise PhraseError(f"看不懂“{raw}”（在“{line}”里）；写作 #件,份 或 #次>=2")
    units, minimum = match["units"], float(match["minimum"] or 0)
    if units in SHAPES:
        return Shape(units)
    names = frozenset(_SAME_UNIT.get(unit, unit) for unit in units.split(",") if unit)
    for name in names:
        if name not in UNITS:
            near = get_close_matches(name, (*UNITS, *SHAPES), n=1, cutoff=0.3)
            raise PhraseError(f"没有量词“{name}”（在“{line}”里）" + (f"，最接近的是“{near[0]}”" if near else ""))
    return Count(names, minimum)
