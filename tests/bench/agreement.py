"""How far verdicts agree with those of readers: over all cells, and rule by rule.

A cell is one rule in one report. The measures are those of two readers compared with each other: ``exact`` over six
verdicts; ``satisfied`` (described, evidenced against absent, mentioned) and ``presence`` (all but absent against
absent) as F1; ``kappa`` with quadratic weights over the ladder. Cells that the reader left outside the ladder count
for ``exact`` only; a verdict outside the ladder on a cell inside it counts as absent.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bench.labels import Label, Labelled
from engine.model import Document, Verdict
from engine.pipeline import audit
from engine.read import read
from engine.rulebook.rule import Rulebook

_LADDER = (Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED)
_SATISFIED = frozenset({Verdict.DESCRIBED, Verdict.EVIDENCED})
#: A quote longer than this shows nothing.
_LONGEST_QUOTE = 200
#: So many characters in common make two quotes the same passage.
_OVERLAP = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """A verdict with the sentences quoted for it."""

    verdict: Verdict
    quotes: tuple[str, ...] = ()


Reader = Callable[[Document], Mapping[str, Reading]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One rule in one report: what the reader said, what was found, and whether a quote met one of the reader's.

    ``met`` is None where the reader gave no quote.
    """

    report: str
    rule: str
    want: Verdict
    got: Verdict | None
    met: bool | None

    @property
    def on_ladder(self) -> bool:
        return self.want in _LADDER

    @property
    def rung(self) -> Verdict:
        """What was found, as a rung of the ladder."""
        return self.got if self.got is not None and self.got in _LADDER else Verdict.ABSENT


def auditor(book: Rulebook) -> Reader:
    """Reads reports as an audit does."""

    def reader(document: Document) -> dict[str, Reading]:
        found = audit(document, book).findings
        return {one.rule: Reading(one.verdict, tuple(proof.quote for proof in one.evidence)) for one in found}

    return reader


def compare(reports: Iterable[Labelled], reader: Reader) -> list[Cell]:
    """Every labelled cell of the reports as ``reader`` reads it."""
    cells: list[Cell] = []
    for report in reports:
        found = reader(read(str(report.path)))
        for rule, label in report.labels.items():
            reading = found.get(rule)
            cells.append(
                Cell(report.name, rule, label.verdict, reading.verdict if reading else None, _met(reading, label))
            )
    return cells


def _met(reading: Reading | None, label: Label) -> bool | None:
    if not label.evidence:
        return None
    quotes = reading.quotes if reading else ()
    return any(
        same_passage(quote, given) for quote in quotes if len(quote) <= _LONGEST_QUOTE for given in label.evidence
    )


def same_passage(quote: str, given: str) -> bool:
    """Whether two quotes are of the same passage, width, blanks and punctuation aside."""
    one, other = _plain(quote), _plain(given)
    if not one or not other:
        return False
    length = min(_OVERLAP, len(other))
    return one in other or any(other[start : start + length] in one for start in range(len(other) - length + 1))


def _plain(text: str) -> str:
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Agreement:
    """The measures over some cells."""

    cells: tuple[Cell, ...]

    @cached_property
    def exact(self) -> float:
        return _share(sum(cell.got is cell.want for cell in self.cells), len(self.cells))

    @cached_property
    def satisfied(self) -> Hits:
        """Described or evidenced, against absent or mentioned."""
        return Hits.of((cell.want in _SATISFIED, cell.rung in _SATISFIED) for cell in self._ladder)

    @cached_property
    def presence(self) -> Hits:
        """Anything but absent, against absent."""
        return Hits.of((cell.want is not Verdict.ABSENT, cell.rung is not Verdict.ABSENT) for cell in self._ladder)

    @cached_property
    def kappa(self) -> float:
        """Cohen's kappa with quadratic weights over the ladder."""
        pairs = [(_LADDER.index(cell.want), _LADDER.index(cell.rung)) for cell in self._ladder]
        seen = sum((want - got) ** 2 for want, got in pairs) * len(pairs)
        wants, gots = Counter(want for want, _ in pairs), Counter(got for _, got in pairs)
        chance = sum(wants[want] * gots[got] * (want - got) ** 2 for want in wants for got in gots)
        return 1 - seen / chance if chance else 1.0

    @cached_property
    def evidence(self) -> float:
        """Of the cells satisfied in both and quoted by the reader, the share in which a quote was met."""
        both = [cell.met for cell in self._ladder if cell.want in _SATISFIED and cell.rung in _SATISFIED]
        return _share(both.count(True), len(both) - both.count(None))

    @property
    def _ladder(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.on_ladder]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


@dataclass(frozen=True, slots=True)
class Hits:
    """Right, wrong and missed of a yes/no question. Precision and recall are None where nothing was found or asked."""

    right: int
    wrong: int
    missed: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[bool, bool]]) -> Hits:
        counts = Counter(pairs)
        return cls(counts[True, True], counts[False, True], counts[True, False])

    @property
    def precision(self) -> float | None:
        found = self.right + self.wrong
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        asked = self.right + self.missed
        return self.right / asked if asked else None

    @property
    def f1(self) -> float:
        either = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / either if either else 1.0


@dataclass(frozen=True, slots=True)
class RuleAgreement:
    """How one rule fares: cells labelled on the ladder, what is satisfied of them, and every pair of verdicts met."""

    rule: str
    labelled: int
    exact: float
    satisfied: Hits
    confusion: Mapping[tuple[Verdict, Verdict | None], int] = field(default_factory=dict)


def per_rule(cells: Iterable[Cell]) -> tuple[RuleAgreement, ...]:
    """Agreement rule by rule, the weakest first."""
    of_rule: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        of_rule[cell.rule].append(cell)
    found = [
        RuleAgreement(
            rule=rule,
            labelled=sum(cell.on_ladder for cell in own),
            exact=Agreement(tuple(own)).exact,
            satisfied=Agreement(tuple(own)).satisfied,
            confusion=dict(Counter((cell.want, cell.got) for cell in own)),
        )
        for rule, own in of_rule.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.satisfied.f1, one.exact, one.rule)))
