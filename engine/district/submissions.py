"""Which file is whose, and which of a unit's files counts.

A file belongs to the unit whose name its report bears (issuer, not file name), or to the one for which the roster
names the file. Of several reports of a unit for the right year the last one made counts; no score has a say in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePath

from msgspec import Struct
from msgspec.structs import replace

from engine.district.model import Arrival, Entry, Fate, Roster, Submission, Unit
from engine.district.names import areas, core, same_body


class Matched(Struct, frozen=True):
    """All files of a round with their fates, in the order they came, and for each unit its report that counts.

    ``year_reason`` says in Chinese how the year was chosen where nobody gave it and the reports are of several years.
    """

    year: int | None
    units: tuple[Unit, ...]
    submissions: tuple[Submission, ...]
    counted: Mapping[str, Entry]
    year_reason: str = ""


class _Owner(Struct, frozen=True):
    """The unit that a file was found to belong to, and why; without a unit ``reason`` says why not."""

    unit: Unit | None
    reason: str = ""


def match(
    entries: Sequence[Entry], unread: Iterable[tuple[str, str]], roster: Roster | None, year: int | None
) -> Matched:
    """Give every file its unit and its fate.

    ``unread`` are paths with the reason why they could not be read. ``year`` is the round's report year; without it
    the roster's, else the one most reports are of. Without a roster every issuer is a unit.
    """
    year, year_reason = year or (roster.year if roster else None), ""
    if year is None:
        year, year_reason = _usual_year(entries)
    units = roster.units if roster else _units_of(entries)
    finder = _Finder(units)
    owners = [finder.owner(entry) for entry in entries]
    candidates: defaultdict[str, list[int]] = defaultdict(list)
    for index, (entry, owner) in enumerate(zip(entries, owners, strict=True)):
        if owner.unit is not None and _of_year(entry, year):
            candidates[owner.unit.name].append(index)
    counted = {name: _last_made([entries[index] for index in indices], finder) for name, indices in candidates.items()}
    submissions = [
        _submission(entry, owner, year, counted.get(owner.unit.name) if owner.unit else None, finder)
        for entry, owner in zip(entries, owners, strict=True)
    ]
    submissions += [_unread(path, reason, finder) for path, reason in unread]
    return Matched(year, units, tuple(submissions), counted, year_reason)


def _usual_year(entries: Sequence[Entry]) -> tuple[int | None, str]:
    """Last report year of most entries, of equally many the later; and how it was chosen if there was a choice."""
    counts = Counter(entry.years[-1] for entry in entries if entry.years)
    chosen = max(counts, key=lambda year: (counts[year], year), default=None)
    if chosen is None or len(counts) == 1:
        return chosen, ""
    listed = "、".join(f"{year}年{counts[year]}份" for year in sorted(counts))
    how = "与别的年度一样多，取较近的一年" if list(counts.values()).count(counts[chosen]) > 1 else "最多"
    return chosen, f"没有指定检查哪一年的报告，按{chosen}年计：收到{listed}，{chosen}年的{how}"


def _units_of(entries: Iterable[Entry]) -> tuple[Unit, ...]:
    """One unit for each body that issued a report, under the longest name it goes by, sorted."""
    names: dict[str, str] = {}
    for entry in entries:
        if entry.issuer:
            key = core(entry.issuer) if not areas(entry.issuer) else _same(entry.issuer, names)
            names[key] = max(names.get(key, ""), entry.issuer, key=lambda name: (len(name), name))
    return tuple(Unit(name) for name in sorted(names.values()))


def _same(issuer: str, names: Mapping[str, str]) -> str:
    """Key of a body whose name states areas: that of one known by a name that agrees, else one of its own."""
    found = core(issuer)
    if found not in names or same_body(names[found], issuer):
        return found
    return areas(issuer) + found


class _Finder:
    """Finds units by the file the roster names, then by name."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._files: dict[str, Unit] = {}
        self._named: defaultdict[str, list[tuple[str, Unit]]] = defaultdict(list)
        for unit in units:
            if unit.file:
                self._files[_plain(unit.file)] = unit
            for name in (unit.name, *unit.also):
                self._named[core(name)].append((name, unit))

    def by_file(self, path: str) -> Unit | None:
        """Unit for which the roster names this file: by its path's end, so that folders may be left out."""
        parts = PurePath(_plain(path)).parts
        ends = ("/".join(parts[start:]) for start in range(len(parts)))
        return next((self._files[end] for end in ends if end in self._files), None)

    def owner(self, entry: Entry) -> _Owner:
        by_file, by_name = self.by_file(entry.path), self._by_name(entry.issuer)
        if by_file is None:
            return by_name
        if by_name.unit is not None and by_name.unit is not by_file:
            return _Owner(by_file, f"名册写明是这个单位的文件，报告署名却是“{entry.issuer}”，请核对")
        if by_name.unit is None:
            return _Owner(by_file, f"按名册写明的文件归入；报告署名是“{entry.issuer or '看不出'}”")
        return _Owner(by_file)

    def _by_name(self, issuer: str | None) -> _Owner:
        if not issuer:
            return _Owner(None, "看不出是哪个单位的报告；可在名册里写明文件名")
        named = {unit.name: unit for name, unit in self._named.get(core(issuer), ()) if same_body(name, issuer)}
        if len(named) == 1:
            return _Owner(next(iter(named.values())))
        if named:
            return _Owner(None, f"署名“{issuer}”与名册里的{'、'.join(named)}都相符；请在名册里写明文件名")
        return _Owner(None, f"署名“{issuer}”不在名册里；若是名册里某个单位的别名，请补进“别名”一列")


def _plain(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./").casefold()


def _of_year(entry: Entry, year: int | None) -> bool:
    return year is None or not entry.years or year in entry.years


def made(entry: Entry) -> date | None:
    """When a report was made, as far as its text says: signed, else posted."""
    return entry.signed or entry.posted


def _last_made(entries: Sequence[Entry], finder: _Finder) -> Entry:
    """Of a unit's reports the one the roster names, else the one made last, else the last in order."""

    def rank(index: int) -> tuple[bool, date, int]:
        entry = entries[index]
        return finder.by_file(entry.path) is not None, made(entry) or date.min, index

    return entries[max(range(len(entries)), key=rank)]


def _submission(entry: Entry, owner: _Owner, year: int | None, counted: Entry | None, finder: _Finder) -> Submission:
    if owner.unit is None:
        return Submission(entry.path, Fate.UNMATCHED, "", owner.reason, entry)
    name = owner.unit.name
    if not _of_year(entry, year):
        stated = "、".join(map(str, entry.years))
        reason = f"报告年度是{stated}年，本次检查的是{year}年"
        return Submission(entry.path, Fate.WRONG_YEAR, name, _joined(reason, owner.reason), entry)
    if counted is not None and counted is not entry:
        reason = _why_not(entry, counted, finder)
        return Submission(entry.path, Fate.DUPLICATE, name, _joined(reason, owner.reason), entry)
    reason = "" if entry.years else f"看不出报告年度，按{year}年计"
    return Submission(entry.path, Fate.COUNTED, name, _joined(reason, owner.reason), entry)


def _joined(*reasons: str) -> str:
    return "；".join(filter(None, reasons))


def _why_not(entry: Entry, counted: Entry, finder: _Finder) -> str:
    """Why another report of the unit counts."""
    if entry.sha256 == counted.sha256:
        return f"与“{counted.path}”是同一份文件"
    mine, other = made(entry), made(counted)
    if finder.by_file(counted.path) is not None and finder.by_file(entry.path) is None:
        why = "名册写明的是它，以它为准"
    elif other is not None and mine is None:
        why = "它有成文日期而这份没有，以它为准；两份有出入，请核对"
    elif other is not None and mine != other:
        why = "成文较晚，以它为准"
    else:
        same = "成文日期相同" if mine else "都没有成文日期"
        why = f"两份{same}，分不出先后，按文件名次序以后一份为准；两份有出入，请核对"
    return f"同一单位还报了“{counted.path}”，{why}"


def _unread(path: str, reason: str, finder: _Finder) -> Submission:
    unit = finder.by_file(path)
    return Submission(path, Fate.UNREAD, unit.name if unit else "", reason)


def arrival(unit: Unit, matched: Matched) -> tuple[Arrival, str]:
    """How a unit stands to its duty, and why in Chinese. Lateness is judged by the day received, else by the text."""
    entry = matched.counted.get(unit.name)
    own = [one for one in matched.submissions if one.unit == unit.name]
    if entry is None:
        if any(one.fate is Fate.WRONG_YEAR for one in own):
            return Arrival.WRONG_YEAR, next(one.reason for one in own if one.fate is Fate.WRONG_YEAR)
        if own:
            return Arrival.UNREAD, "交来的文件读不了，请重报"
        return Arrival.MISSING, "没有收到报告"
    day, how = (unit.received, "报送日期") if unit.received else (entry.signed, "成文日期") if entry.signed else (
        entry.posted, "发布日期"
    )  # fmt: skip
    if unit.due is None:
        return (Arrival.IN_TIME if day else Arrival.UNDATED), "名册没有写期限" if day else "报告没有日期"
    if day is None:
        return Arrival.UNDATED, "报告没有日期，名册也没有写报送日期，看不出是否按时"
    if day > unit.due:
        return Arrival.LATE, f"{how}{day.isoformat()}，晚于期限{unit.due.isoformat()}"
    if unit.received:
        return Arrival.IN_TIME, f"{how}{day.isoformat()}"
    return Arrival.IN_TIME, f"{how}{day.isoformat()}，在期限之前；实际报送日期名册没有写"


def with_level(matched: Matched, entry: Entry) -> Unit | None:
    """The unit that counts an entry and whose level in the roster differs from the one it was audited at."""
    for unit in matched.units:
        if matched.counted.get(unit.name) is entry and unit.level is not None and unit.level is not entry.level:
            return unit
    return None


def replaced(matched: Matched, fresh: Mapping[str, Entry]) -> Matched:
    """The same with the reports of some units audited anew, by unit name."""
    return replace(
        matched,
        counted={name: fresh.get(name, entry) for name, entry in matched.counted.items()},
        submissions=tuple(
            replace(one, entry=fresh[one.unit]) if one.fate is Fate.COUNTED and one.unit in fresh else one
            for one in matched.submissions
        ),
    )
