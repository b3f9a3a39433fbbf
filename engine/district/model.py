"""One round of reports: who owes one, which files came, how each stands. Small enough to hold ten thousand reports.

roster (名册)      the units that owe a report          submission (报送)   a file, and what becomes of it
standing (排名)    a unit with the report that counts   movement (升降)     this round against the last one
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct, field

from engine.model import Defect, Level, Verdict


class Fate(StrEnum):
    """What becomes of a file that came in."""

    COUNTED = "counted"
    DUPLICATE = "duplicate"
    WRONG_YEAR = "wrong-year"
    UNMATCHED = "unmatched"
    UNREAD = "unread"


class Arrival(StrEnum):
    """How a unit of the roster stands to its duty to report."""

    IN_TIME = "in-time"
    LATE = "late"
    UNDATED = "undated"
    WRONG_YEAR = "wrong-year"
    UNREAD = "unread"
    MISSING = "missing"


class Unit(Struct, frozen=True):
    """A body that owes a report. ``file`` is where its report lies, if the roster says so; ``received`` when it came.

    ``also`` are other names of the body. A unit that only its report has made known has nothing but a name.
    """

    name: str
    level: Level | None = None
    contact: str = ""
    due: date | None = None
    received: date | None = None
    file: str = ""
    also: tuple[str, ...] = ()


class Roster(Struct, frozen=True):
    """The units of a round in the order of the roster, and the report year if it says so."""

    units: tuple[Unit, ...]
    year: int | None = None


class Entry(Struct, frozen=True):
    """What the round keeps of an audit. ``key`` finds all of it again; points are hundredths.

    ``verdicts``, ``lost`` and ``firm`` follow the rules of the pack. ``total`` is the score as shown, of 10,000.
    ``defects`` come without their evidence.
    """

    key: str
    path: str
    sha256: str
    issuer: str | None
    level: Level
    level_sure: bool
    years: tuple[int, ...]
    signed: date | None
    posted: date | None
    total: int
    band: str
    caps: tuple[str, ...]
    earned: Fraction
    possible: Fraction
    verdicts: tuple[Verdict, ...]
    lost: tuple[int, ...]
    firm: tuple[bool, ...]
    defects: tuple[Defect, ...]
    backend: str
    errors: tuple[str, ...] = ()


class Submission(Struct, frozen=True):
    """A file of the round. ``reason`` says in Chinese why it has its fate; ``entry`` is None for an unread one.

    ``unit`` is the name of the unit it belongs to; "" where it belongs to none.
    """

    path: str
    fate: Fate
    unit: str = ""
    reason: str = ""
    entry: Entry | None = None


class Movement(Struct, frozen=True):
    """Last round's score and rank of a unit, and the rules that rose and fell; the rank is None where it had none."""

    total: int
    rank: int | None
    rose: tuple[str, ...]
    fell: tuple[str, ...]


class Standing(Struct, frozen=True):
    """A unit in the round. ``entry`` and ``rank`` are None where no report counts; equal scores share a rank.

    ``page`` is the stem of its files in the output folder, unlike that of any other unit.
    """

    unit: Unit
    arrival: Arrival
    reason: str
    page: str
    entry: Entry | None = None
    rank: int | None = None
    tied: bool = False
    movement: Movement | None = None


class CommonGap(Struct, frozen=True):
    """A rule that units miss: of those it ``bound``, how many say nothing of it and how many no more than its name.

    ``place`` is the index of the rule in the pack; ``lost`` is the mean of the bound units in hundredths.
    """

    place: int
    bound: int
    absent: int
    mentioned: int
    lost: int

    @property
    def missing(self) -> int:
        return self.absent + self.mentioned

    @property
    def share(self) -> Fraction:
        return Fraction(self.missing, self.bound) if self.bound else Fraction(0)


class Likeness(Struct, frozen=True):
    """Two reports of the round that share more than set phrases; ``share`` of the smaller, with sentences of both."""

    first: str
    second: str
    share: float
    passages: tuple[tuple[str, str], ...] = ()


class District(Struct, frozen=True):
    """The whole round. ``standings`` by rank, then those without a report in the order of the roster.

    ``gaps`` begin with what costs all units together most.
    ``year_reason`` says how the year was chosen where nobody gave it and there was a choice.
    """

    year: int | None
    rostered: bool
    standings: tuple[Standing, ...]
    submissions: tuple[Submission, ...]
    gaps: tuple[CommonGap, ...]
    alike: tuple[Likeness, ...]
    bands: Mapping[str, int] = field(default_factory=dict)
    year_reason: str = ""

    @property
    def ranked(self) -> tuple[Standing, ...]:
        return tuple(standing for standing in self.standings if standing.entry is not None)

    def arrived(self, *arrivals: Arrival) -> tuple[Standing, ...]:
        return tuple(standing for standing in self.standings if standing.arrival in arrivals)
