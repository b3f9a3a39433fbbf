"""What a rule pack is once loaded: rules, sources, scoring. Plain data, checked by the loader, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import overload

from msgspec import Struct, msgpack
from msgspec.structs import replace

from engine.model import Basis, Level, SectionKind, Severity, Stance, Verdict
from engine.rulebook.phrase import Part, Phrase
from engine.zh.zero import Zeros

#: Largest file of a pack, in bytes.
SIZE_LIMIT = 4 * 2**20
#: The rungs of the ladder that a rule spells out, weakest first, and the way out of it.
RUNGS = (Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED)
EXEMPT = "exempt"
#: Stands between a phrase and the units that prove it.
PROVEN_BY = " ＋"
#: The rung of a defect that was found.
FOUND = "found"


class Source(Struct, frozen=True, array_like=True):
    """A legal document. ``verified``: its text was compared; ``expires``: the last report year it governs.

    ``replaced_by`` is the title of what came after it.
    """

    id: str
    title: str
    issuer: str
    number: str | None
    date: str | None
    effective: str | None
    expires: int | None
    verified: bool
    note: str = ""
    replaced_by: str = ""


class Signal(Struct, frozen=True, array_like=True, tag=0):
    """A phrase to look for, and where: the leaf that ties a rule's wording to the text.

    ``rung`` is the stage a hit reaches by itself, or None when the signal is part of a ``Compound``.
    ``scope`` is "sentence", "clause" or "item"; empty ``sections`` or ``stances`` mean any.
    ``talk``: it asks for the talk that one of its words names (召开行刑衔接联席会议), which is then the deed itself.
    """

    id: str
    rule: str
    rung: str | None
    phrase: Phrase
    scope: str
    sections: frozenset[SectionKind] = frozenset()
    stances: frozenset[Stance] = frozenset()
    talk: bool = False


class Units(Struct, frozen=True, array_like=True):
    """What proves a description that stands in one sentence with it: any of some things, and their line in the rule."""

    text: str
    part: Part

    def proving(self, signal: Signal) -> Signal:
        """The signal for what ``signal`` describes with one of these beside it."""
        phrase, narrow = signal.phrase, signal.scope == "clause"
        proven = Phrase(
            f"{phrase.text}{PROVEN_BY}{self.text}",
            (*phrase.parts, self.part),
            phrase.barred,
            len(phrase.parts) if narrow else 0,
            phrase.lead,
        )
        scope = "sentence" if narrow else signal.scope
        return replace(signal, id=f"{signal.id}+", rung=Verdict.EVIDENCED.value, phrase=proven, scope=scope)


class Measure(Struct, frozen=True, array_like=True, tag=1):
    """A bound on a number computed from the structure: ``low <= measure <= high``, either bound optional."""

    name: str
    low: int | None
    high: int | None


class Reaches(Struct, frozen=True, array_like=True, tag=2):
    """Another rule of the pack reaches ``rung`` (exactly that one; "at least" is spelt out as alternatives)."""

    rule: str
    rung: str


class Relation(Struct, frozen=True, array_like=True, tag=3):
    """A join over facts of the text holds somewhere: "clash" or "unanswered"; see ``Topic``."""

    name: str


Leaf = Signal | Measure | Reaches | Relation


class Compound(Struct, frozen=True, array_like=True):
    """A conjunction that reaches ``rung``: all of ``needs`` hold and none of ``lacks`` does."""

    rung: str
    needs: tuple[Leaf, ...]
    lacks: tuple[Leaf, ...]


class Example(Struct, frozen=True, array_like=True):
    """A text with the verdict its rule must give; ``whole`` texts are complete reports."""

    verdict: Verdict
    text: str
    whole: bool
    section: SectionKind = SectionKind.MEASURES
    level: Level | None = None
    year: int | None = None
    line: int = 0


class Examples(Sequence[Example]):
    """The examples of a rule. Those of a compiled pack stay packed until they are asked for: no audit asks for them."""

    def __init__(self, examples: Iterable[Example] = (), *, packed: bytes = b"") -> None:
        self._known, self._packed = None if packed else tuple(examples), packed

    def packed(self) -> bytes:
        """As bytes, to be given back as ``packed``."""
        return self._packed or msgpack.encode(self._known)

    def _all(self) -> tuple[Example, ...]:
        if self._known is None:
            self._known = msgpack.decode(self._packed, type=tuple[Example, ...])
        return self._known

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, place: int) -> Example: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Example, ...]: ...

    def __getitem__(self, place: int | slice) -> Example | tuple[Example, ...]:
        return self._all()[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Examples) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self._all())


class Rule(Struct, frozen=True, array_like=True):
    """One requirement. A stage is reached by any of its signals or compounds; see rules/GUIDE.md for the language.

    ``written`` are the signals that the rule spells out; ``units`` prove those that describe. ``message`` says what is
    missing where nothing is there, ``named`` where it is only named, ``unproven`` where it is described without proof;
    the last two may be empty. ``talk``: what it requires is talk: each of its signals asks for it, or for a study.
    """

    id: str
    group: str
    title: str
    requirement: str
    basis: tuple[Basis, ...]
    severity: Mapping[Level, Severity]
    first_year: int
    last_year: int
    written: tuple[Signal, ...]
    compounds: tuple[Compound, ...]
    lookalikes: tuple[Phrase, ...]
    silence: Verdict
    statutory: bool
    message: str
    advice: str
    examples: Examples
    file: str
    line: int
    named: str = ""
    unproven: str = ""
    units: Units | None = None
    talk: bool = False

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Those that the rule spells out, and those that its units make of them."""
        return (*self.written, *(proven for signal in self.written for proven in self.proving(signal)))

    def proving(self, signal: Signal) -> tuple[Signal, ...]:
        """The signal that proves what ``signal`` describes, if the rule has units."""
        return (self.units.proving(signal),) if self.units and signal.rung == Verdict.DESCRIBED.value else ()

    def binds(self, level: Level, year: int) -> bool:
        """Whether the rule applies to a body of this level for this report year."""
        return level in self.severity and self.first_year <= year <= self.last_year


class DefectRule(Struct, frozen=True, array_like=True):
    """A fault of the text itself: found when ``when`` holds.

    ``since`` is the first year in which it is one for a level that the law changed for later than for others.
    """

    id: str
    title: str
    severity: Severity
    deduction: Fraction
    signals: tuple[Signal, ...]
    compounds: tuple[Compound, ...]
    lookalikes: tuple[Phrase, ...]
    levels: frozenset[Level]
    first_year: int
    last_year: int
    message: str
    examples: Examples
    file: str
    line: int
    since: Mapping[Level, int] = {}

    def binds(self, level: Level, year: int) -> bool:
        """Whether the defect is looked for in reports of this level and year; no level named means all."""
        first = self.since.get(level, self.first_year)
        return (not self.levels or level in self.levels) and first <= year <= self.last_year


class Topic(Struct, frozen=True, array_like=True):
    """Something that statements of a report can share, so that facts may be joined on it.

    A "claim" is a thing counted (调解纠纷件数): two different counts of one claim clash. A "theme" is a field of work
    (执法力量): a weakness is unanswered when no planned measure has its theme.
    """

    id: str
    kind: str
    signals: tuple[Signal, ...]
    lookalikes: tuple[Phrase, ...]


class Accuracy(Struct, frozen=True, array_like=True):
    """How a rule did on labelled reports: how many, and precision and recall of satisfied (None: nothing to count)."""

    labelled: int
    precision: float | None
    recall: float | None


class Group(Struct, frozen=True, array_like=True):
    """A chapter of the checklist; ``factor`` scales the weight of its rules."""

    id: str
    title: str
    factor: Fraction


class Scoring(Struct, frozen=True, array_like=True):
    """Values of the verdicts and weights of the severities; bands from best to worst with their floors."""

    weight: Mapping[Severity, Fraction]
    value: Mapping[Verdict, Fraction]
    bands: tuple[tuple[str, Fraction], ...]
    deduction_cap: Fraction
    band_when_statutory_missing: str
    groups: tuple[Group, ...]


class Rulebook(Struct, frozen=True, eq=False, array_like=True):
    """A loaded pack. ``sha256`` covers all files that bear on verdicts, so equal hashes mean equal verdicts.

    ``borders`` maps short terms to the neighbouring characters beside which their word border must be checked;
    ``zeros`` tell a zero that is a gap from one that is a report.
    """

    id: str
    title: str
    version: str
    sha256: str
    first_year: int
    last_year: int
    sources: Mapping[str, Source]
    families: Mapping[str, tuple[str, ...]]
    borders: Mapping[str, frozenset[str]]
    zeros: Zeros
    rules: tuple[Rule, ...]
    defects: tuple[DefectRule, ...]
    topics: tuple[Topic, ...]
    scoring: Scoring
    accuracy: Mapping[str, Accuracy]

    @property
    def owners(self) -> tuple[Rule | DefectRule, ...]:
        """Rules and defects: all that has signals and examples."""
        return (*self.rules, *self.defects)

    def rule(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)
