"""All words of all rules in one pass over a point, then each rule's phrases on what was found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import ahocorasick

from engine.model import Stance
from engine.observe.borders import straddles
from engine.observe.statements import Clause, Point, Sentence
from engine.rulebook.phrase import MAX_GAP, Atom, Count, Part, Phrase, Shape, Step, Title, Word
from engine.rulebook.rule import Signal
from engine.zh.dates import document_numbers, id_numbers, mobile_numbers, month_days

Hit = tuple[int, int]
#: Longest 、-list that may stand between two steps, and what ends it.
LONGEST_LIST = 40
_CLAUSE_MARK = re.compile(r"[，。；：]")
_SHAPES: Mapping[str, Callable[[str], Iterable[Hit]]] = {
    "日期": month_days,
    "文号": document_numbers,
    "身份证号": id_numbers,
    "手机号": mobile_numbers,
}
_STATUTE = ("法", "法典", "条例", "纲要", "宪法", "解释", "决定", "规划", "规定", "准则")
#: Stances from strongest to weakest reading; a phrase is read at the strongest that its words allow.
STRENGTH = (Stance.DONE, Stance.ZERO, Stance.ONGOING, Stance.PLANNED, Stance.LACKING, Stance.SLOGAN)


@dataclass(frozen=True, slots=True)
class Match:
    """A signal found in a point: where its parts stand, and how strongly they may be read."""

    signal: Signal
    hits: tuple[Hit, ...]
    stance: Stance
    sentence: Sentence
    actor: str | None
    foreign: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What one point holds: signals met, and by rule the places of look-alikes that covered some of its words."""

    matches: list[Match]
    lookalikes: dict[str, tuple[Hit, ...]]


class Matcher:
    """Compiled once per rulebook; ``find`` is a pure function of the point."""

    def __init__(
        self,
        signals: Iterable[Signal],
        lookalikes: Mapping[str, tuple[Phrase, ...]],
        doubtful: Mapping[str, frozenset[str]],
    ) -> None:
        """``lookalikes`` are by rule; ``doubtful`` is passed to the border check."""
        self._lookalikes = lookalikes
        self._doubtful = doubtful
        self._by_anchor: defaultdict[str, list[tuple[int, Signal]]] = defaultdict(list)
        self._automaton = ahocorasick.Automaton()
        words: set[str] = set()
        for order, signal in enumerate(signals):
            words.update(signal.phrase.words())
            for key in _anchors(signal.phrase):
                self._by_anchor[key].append((order, signal))
        for phrases in lookalikes.values():
            words.update(word for phrase in phrases for word in phrase.words())
        for word in sorted(words):
            self._automaton.add_word(word, word)
        self._automaton.make_automaton()

    def find(self, point: Point) -> Found:
        """Every signal whose phrase stands in the point, at most once per sentence, clause or point by its scope."""
        seen = _Seen(point, self._scan(point.text), self._doubtful)
        candidates = {
            order: signal
            for key in (*seen.words, *(["《》"] if point.titles else []), *seen.shape_keys())
            for order, signal in self._by_anchor.get(key, ())
        }
        found = Found([], {})
        masks = found.lookalikes
        for order in sorted(candidates):
            signal = candidates[order]
            if signal.sections and point.section not in signal.sections:
                continue
            if signal.rule not in masks:
                masks[signal.rule] = tuple(seen.extents(self._lookalikes.get(signal.rule, ())))
            found.matches.extend(seen.matches(signal, masks[signal.rule]))
        return found

    def _scan(self, text: str) -> dict[str, list[Hit]]:
        found: defaultdict[str, list[Hit]] = defaultdict(list)
        if not self._automaton:
            return {}
        for last, word in self._automaton.iter(text):
            found[word].append((last - len(word) + 1, last + 1))
        return dict(found)


def _anchors(phrase: Phrase) -> tuple[str, ...]:
    """Words of which one must occur for the phrase to match: those of its most selective step."""

    def cost(step: Step) -> tuple[int, int]:
        vague = any(isinstance(atom, Count) for atom in step)
        return (1 if vague else 0, len(step))

    step = min((step for part in phrase.parts for step in part.steps), key=cost)
    return tuple(dict.fromkeys(_key(atom) for atom in step))


def _key(atom: Atom) -> str:
    if isinstance(atom, Word):
        return atom.text
    return atom.name if isinstance(atom, Shape) else "《》"


@dataclass(frozen=True, slots=True)
class _Lens:
    """What a search must not see: words that look-alikes cover, and clauses of other stances (None: any may be)."""

    masks: tuple[Hit, ...]
    allowed: frozenset[Stance] | None


_BARE = _Lens((), None)


@dataclass(slots=True)
class _Seen:
    """What one point holds, and the search of phrases in it. ``steps`` remembers where each step was found."""

    point: Point
    words: dict[str, list[Hit]]
    doubtful: Mapping[str, frozenset[str]]
    steps: dict[int, list[tuple[Atom, Hit]]] = field(default_factory=dict)

    def shape_keys(self) -> list[str]:
        return [name for name, find in _SHAPES.items() if any(True for _ in find(self.point.text))]

    def extents(self, lookalikes: tuple[Phrase, ...]) -> Iterator[Hit]:
        """Ranges covered by look-alikes, clause by clause: every place of a one-part phrase, else from end to end."""
        for phrase in lookalikes:
            if not self._places(phrase):
                continue
            for sentence in self.point.sentences:
                for clause in sentence.clauses:
                    hits = self._phrase(phrase, clause.start, clause.end, _BARE)
                    if hits and len(phrase.parts) == 1:
                        for chain in self._chains(phrase.parts[0], clause.start, clause.end, _BARE):
                            yield chain[0][0], chain[-1][1]
                    elif hits:
                        yield min(start for start, _ in hits), max(end for _, end in hits)

    def _step(self, step: Step) -> list[tuple[Atom, Hit]]:
        """Every place of a step in the point, in text order; steps live as long as their rulebook, so id is a key."""
        if id(step) not in self.steps:
            found = ((atom, hit) for atom in step for hit in self._atom(atom))
            self.steps[id(step)] = sorted(found, key=lambda pair: pair[1])
        return self.steps[id(step)]

    def matches(self, signal: Signal, masks: tuple[Hit, ...]) -> Iterator[Match]:
        places = self._places(signal.phrase)
        for low, high in self._scopes(signal.scope):
            if not any(low <= start < high for start in places):
                continue
            match = self._strongest(signal, low, high, masks)
            if match:
                yield match

    def _places(self, phrase: Phrase) -> list[int]:
        """Where the rarest step of a phrase stands in the point; nowhere if any step is missing altogether."""
        steps = [self._step(step) for part in phrase.parts for step in part.steps]
        rarest = min(steps, key=len)
        return [hit[0] for _, hit in rarest]

    def _scopes(self, scope: str) -> Iterator[tuple[int, int]]:
        if scope == "item":
            yield 0, len(self.point.text)
            return
        for sentence in self.point.sentences:
            if scope == "sentence":
                yield sentence.start, sentence.end
            else:
                for clause in sentence.clauses:
                    yield clause.start, clause.end

    def _strongest(self, signal: Signal, low: int, high: int, masks: tuple[Hit, ...]) -> Match | None:
        """The phrase read at the strongest stance its words allow; heading words are neutral in a point."""
        everything = self._phrase(signal.phrase, low, high, _Lens(masks, None))
        if everything is None:
            return None
        for weakest in range(len(STRENGTH)):
            allowed = frozenset(STRENGTH[: weakest + 1])
            hits = self._phrase(signal.phrase, low, high, _Lens(masks, allowed))
            if hits is None:
                continue
            stance, actor, foreign = self._reading(hits)
            if signal.stances and stance not in signal.stances:
                return None
            first = min(hits, key=lambda hit: (hit[0] < self.point.body, hit))
            return Match(signal, tuple(sorted(hits)), stance, self._sentence_at(first[0]), actor, foreign)
        return None

    def _sentence_at(self, position: int) -> Sentence:
        return next(sentence for sentence in self.point.sentences if position < sentence.end)

    def _reading(self, hits: list[Hit]) -> tuple[Stance, str | None, bool]:
        """Weakest stance of the clauses hit, whose act, and whether of another period; headings aside.

        Negated words that are themselves hit make a zero report.
        """
        clauses = [clause for hit in hits if not self._in_heading(hit) for clause in [self.point.clause_at(hit[0])]]
        if not clauses:
            return Stance.SLOGAN, None, False
        weakest = max(clauses, key=lambda clause: STRENGTH.index(clause.stance))
        actor = next((clause.actor for clause in clauses if clause.actor), None)
        stance = weakest.stance
        if stance is Stance.ZERO and not self._says_zero(clauses, hits):
            stance = Stance.DONE if self._counts_something(weakest) else Stance.LACKING
        return stance, actor, any(clause.foreign for clause in clauses)

    def _counts_something(self, clause: Clause) -> bool:
        """Whether a clause with a negation also counts what did occur (案件5件无败诉)."""
        return any(clause.start <= figure.start < clause.end and figure.value > 0 for figure in self.point.figures)

    def _says_zero(self, clauses: list[Clause], hits: list[Hit]) -> bool:
        negated = [place for clause in clauses for place in clause.negated]
        return any(start < end_of and start_of < end for start, end in hits for start_of, end_of in negated)

    def _in_heading(self, hit: Hit) -> bool:
        return self._sentence_at(hit[0]).heading

    def _phrase(self, phrase: Phrase, low: int, high: int, lens: _Lens) -> list[Hit] | None:
        """Hits of all parts within ``[low, high)``, or None. ``allowed`` limits the stances of their clauses."""
        for part in phrase.barred:
            if self._part(part, low, high, _BARE):
                return None
        if phrase.together:
            spans = [
                (clause.start, clause.end)
                for sentence in self.point.sentences
                for clause in sentence.clauses
                if low <= clause.start and clause.end <= high
            ]
        else:
            spans = [(low, high)]
        for start, end in spans:
            hits: list[Hit] = []
            for part in phrase.parts:
                inside = (start, end) if part in phrase.together else (low, high)
                found = self._figure(part, phrase, *inside, lens) if part.counts else self._part(part, *inside, lens)
                if found is None:
                    break
                hits += found
            else:
                return hits
        return None

    def _figure(self, part: Part, phrase: Phrase, low: int, high: int, lens: _Lens) -> list[Hit] | None:
        """A figure in a sentence that also holds a word of the phrase; any figure where only the heading holds them."""
        words = [other for other in phrase.parts if not other.counts]
        told = [
            sentence
            for sentence in self.point.sentences
            if not sentence.heading and low < sentence.end and sentence.start < high
        ]
        near = [
            sentence for sentence in told if any(self._part(word, sentence.start, sentence.end, lens) for word in words)
        ]
        for sentence in near or told:
            found = self._part(part, max(low, sentence.start), min(high, sentence.end), lens)
            if found:
                return found
        return None

    def _part(self, part: Part, low: int, high: int, lens: _Lens) -> list[Hit] | None:
        return next(iter(self._chains(part, low, high, lens)), None)

    def _chains(self, part: Part, low: int, high: int, lens: _Lens) -> list[list[Hit]]:
        """Every way the steps of a part follow each other within ``[low, high)``."""
        chains: list[list[Hit]] = []
        for index, step in enumerate(part.steps):
            hits = [
                hit
                for atom, hit in self._step(step)
                if low <= hit[0] and hit[1] <= high and self._counts(atom, hit, lens)
            ]
            if index == 0:
                chains = [[hit] for hit in hits]
            else:
                chains = [[*chain, hit] for chain in chains for hit in hits if self._follows(chain[-1], hit)]
            if not chains:
                return []
        return chains

    def _follows(self, one: Hit, other: Hit) -> bool:
        """Whether a step follows another closely; what a 、-list puts between them does not count as distance."""
        if other[0] < one[1]:
            return False
        gap = self.point.text[one[1] : other[0]]
        return len(gap) <= MAX_GAP or (len(gap) <= LONGEST_LIST and "、" in gap and not _CLAUSE_MARK.search(gap))

    def _counts(self, atom: Atom, hit: Hit, lens: _Lens) -> bool:
        if isinstance(atom, Word):
            if any(start <= hit[0] and hit[1] <= end for start, end in lens.masks):
                return False
            if any(start < hit[0] and hit[1] < end for start, end in self.point.titles):
                return False
            # The border check may load a dictionary: only for phrases that match without it.
            if lens.allowed is not None and straddles(self.point.text, *hit, self.doubtful):
                return False
        if lens.allowed is None or self._in_heading(hit):
            return True
        return self.point.clause_at(hit[0]).stance in lens.allowed

    def _atom(self, atom: Atom) -> list[Hit]:
        if isinstance(atom, Word):
            return self.words.get(atom.text, [])
        if isinstance(atom, Title):
            return [hit for hit in self.point.titles if _names(self.point.text[hit[0] : hit[1]], atom)]
        if isinstance(atom, Shape):
            hits = _SHAPES[atom.name](self.point.text)
            foreign = self.point.foreign if atom.name == "日期" else ()
            return [hit for hit in hits if not any(start <= hit[0] < end for start, end in foreign)]
        return [
            (figure.start, figure.end)
            for figure in self.point.figures
            if (not atom.units or figure.unit in atom.units) and figure.value >= atom.minimum
        ]


def _names(title: str, atom: Title) -> bool:
    if atom.text and atom.text not in title:
        return False
    return not (atom.own and title.rstrip("》").split("（")[0].endswith(_STATUTE))
