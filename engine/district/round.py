"""Entries, roster and last round → the district: ranking, arrivals, common gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from engine.district.model import (
    Arrival,
    CommonGap,
    District,
    Entry,
    Likeness,
    Movement,
    Standing,
    Unit,
)
from engine.district.names import core, same_body
from engine.district.submissions import Matched, arrival
from engine.model import LADDER, Verdict
from engine.rulebook.rule import Rulebook

_ORDER = (Arrival.UNREAD, Arrival.WRONG_YEAR, Arrival.MISSING)


class Before(Struct, frozen=True):
    """What the last round's output says of a unit: score in hundredths, rank, verdict of each rule by id."""

    unit: str
    total: int
    rank: int | None
    verdicts: Mapping[str, Verdict]


def district(
    matched: Matched,
    book: Rulebook,
    *,
    rostered: bool,
    page: Callable[[Unit], str],
    alike: Sequence[Likeness] = (),
    before: Sequence[Before] = (),
) -> District:
    """Put the round together. ``page`` gives each unit the stem of its files; ``before`` is the last round."""
    earlier: defaultdict[str, list[Before]] = defaultdict(list)
    for one in before:
        earlier[core(one.unit)].append(one)
    ranks = _ranks([entry.total for entry in matched.counted.values()])
    shared = Counter(entry.total for entry in matched.counted.values())
    standings = []
    for unit in matched.units:
        how, why = arrival(unit, matched)
        entry = matched.counted.get(unit.name)
        last = same_unit(unit, earlier[core(unit.name)])
        standings.append(
            Standing(
                unit=unit,
                arrival=how,
                reason=why,
                page=page(unit),
                entry=entry,
                rank=ranks[entry.total] if entry else None,
                tied=entry is not None and shared[entry.total] > 1,
                movement=_movement(last, entry, book) if last and entry else None,
            )
        )
    # Without a report there is nothing to rank: those follow in the order of the roster.
    standings.sort(key=lambda one: (one.rank is None, one.rank or 0, _ORDER.index(one.arrival) if not one.entry else 0))
    entries = [one.entry for one in standings if one.entry]
    return District(
        year=matched.year,
        rostered=rostered,
        standings=tuple(standings),
        submissions=matched.submissions,
        gaps=_gaps(entries, book),
        alike=tuple(alike),
        bands=_bands(entries, book),
        year_reason=matched.year_reason,
    )


def same_unit(unit: Unit, known: Sequence[Before]) -> Before | None:
    """The unit in the last round: under the very name, else the only one that its name can mean."""
    exact = [one for one in known if one.unit == unit.name]
    found = exact or [one for one in known if same_body(one.unit, unit.name)]
    return found[0] if len(found) == 1 else None


def _ranks(totals: Sequence[int]) -> dict[int, int]:
    """Rank of each score: one more than there are better ones (1, 2, 2, 4)."""
    ranks: dict[int, int] = {}
    for place, total in enumerate(sorted(totals, reverse=True), 1):
        ranks.setdefault(total, place)
    return ranks


def _bands(entries: Sequence[Entry], book: Rulebook) -> dict[str, int]:
    """How many reports are in each band, all bands of the pack from the best down."""
    counts = Counter(entry.band for entry in entries)
    return {name: counts[name] for name, _ in book.scoring.bands}


def _movement(last: Before, entry: Entry, book: Rulebook) -> Movement:
    rose: list[str] = []
    fell: list[str] = []
    for rule, verdict in zip(book.rules, entry.verdicts, strict=True):
        was = last.verdicts.get(rule.id)
        if was in LADDER and verdict in LADDER and was is not verdict:
            (rose if LADDER.index(verdict) > LADDER.index(was) else fell).append(rule.id)
    return Movement(last.total, last.rank, tuple(rose), tuple(fell))


def _gaps(entries: Sequence[Entry], book: Rulebook) -> tuple[CommonGap, ...]:
    """Rules that someone misses, what costs all units together most first; of equal ones what more miss, then order."""
    found = []
    for place in range(len(book.rules)):
        bound = [entry for entry in entries if entry.verdicts[place] in LADDER]
        counts = Counter(entry.verdicts[place] for entry in bound)
        gap = CommonGap(
            place=place,
            bound=len(bound),
            absent=counts[Verdict.ABSENT],
            mentioned=counts[Verdict.MENTIONED],
            lost=round(sum(entry.lost[place] for entry in bound) / len(bound)) if bound else 0,
        )
        if gap.missing:
            found.append(gap)
    return tuple(sorted(found, key=lambda gap: (-gap.lost * gap.bound, -gap.share, gap.place)))
