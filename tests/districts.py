"""Rounds of any size for tests of what a district run writes: audits of the samples, varied, put together for real."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine import audit, load_pack
from engine.district.model import District, Entry, Likeness, Roster, Unit
from engine.district.round import Before, district
from engine.district.submissions import match
from engine.model import Level, Verdict
from engine.score import rule_points, scorecard
from reports.shares import apportion, hundredths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
LADDER = (Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED)
#: Names of places, each two characters, to be combined into units.
FIRST, SECOND = "柳青望南北东西石白龙云桂临安泰和平河松梅", "溪桥山湖林门岭川湾田坪塘港洲原坝潭峰泉浦"
ENDINGS = {Level.STREET: "街道办事处", Level.TOWNSHIP: "镇人民政府", Level.DEPARTMENT: "局"}
DUE = date(2026, 3, 1)
PASSAGE = "坚持把法治建设摆在全局工作的突出位置，建立主要领导亲自抓、分管领导具体抓、一级抓一级、层层抓落实的工作机制。"


@cache
def pack() -> Rulebook:
    return load_pack()


@cache
def samples() -> tuple[Audit, ...]:
    """Audits of all sample reports, streets first."""
    found = [audit(str(path), pack(), backend="reference") for path in sorted(SEEDS.glob("*.txt"), reverse=True)]
    return tuple(found)


def name(number: int, level: Level) -> str:
    place = FIRST[number % len(FIRST)] + SECOND[number // len(FIRST) % len(SECOND)]
    return f"青禾县{place}{ENDINGS[level]}"


def entry(number: int, sample: Audit, issuer: str, chance: random.Random, year: int = 2025) -> Entry:
    """An entry with the verdicts of a sample, some of them moved a rung or two, scored by the pack."""
    book, level = pack(), sample.outline.level.value
    verdicts = {finding.rule: moved(finding.verdict, chance) for finding in sample.findings}
    points = rule_points(book, verdicts, level)
    deducted = sum((defect.deduction for defect in sample.defects), Fraction(0))
    score = scorecard(book, verdicts, points, deducted)
    lost = [point.possible - point.earned for point in points.values()]
    return Entry(
        key=f"{number:064x}",
        path=f"报送材料/{issuer}{year}年度报告.docx",
        sha256=f"{number:064x}",
        issuer=issuer,
        level=level,
        level_sure=True,
        years=(year,),
        signed=DUE - timedelta(days=number % 40 + 1) if number % 13 else DUE + timedelta(days=9),
        posted=None,
        total=hundredths(max(Fraction(0), score.total)),
        band=score.band,
        caps=score.caps,
        earned=score.earned,
        possible=score.possible,
        verdicts=tuple(verdicts.values()),
        lost=apportion(lost, hundredths(sum(lost, Fraction(0)))),
        firm=tuple(chance.random() > 0.1 for _ in verdicts),
        defects=tuple(replace(defect, evidence=()) for defect in sample.defects),
        backend="reference",
    )


def moved(verdict: Verdict, chance: random.Random) -> Verdict:
    if verdict not in LADDER or chance.random() < 0.7:
        return verdict
    return LADDER[max(0, min(3, LADDER.index(verdict) + chance.choice((-2, -1, 1))))]


@cache
def make_district(count: int = 40, *, rostered: bool = True, previous: bool = True) -> District:
    """A round of so many units: most report in time, some late, twice, for another year, unreadable or not at all."""
    chance = random.Random(count)
    bodies = [sample for sample in samples() if sample.outline.level.value in ENDINGS]
    units, entries, unread = [], [], []
    for number in range(count):
        sample = bodies[number % len(bodies)]
        issuer, level = name(number, sample.outline.level.value), sample.outline.level.value
        scanned = f"报送材料/{issuer}.pdf" if number % 40 == 29 else ""
        units.append(Unit(issuer, level, f"王{FIRST[number % 20]}，0000-{number:07d}", DUE, file=scanned))
        if number % 16 == 11:  # nothing came
            continue
        if scanned:
            unread.append((scanned, "没有文字层，可能是扫描件；请换有文字的版本"))
            continue
        made = entry(number, sample, issuer, chance, 2024 if number % 40 == 19 else 2025)
        entries.append(made)
        if number % 20 == 3:
            entries.append(entry(number + count, sample, issuer, chance))
    entries.append(entry(9999, bodies[0], "白鹭县人民政府办公室", chance))
    roster = Roster(tuple(units), 2025) if rostered else None
    matched = match(entries, unread, roster, 2025)
    names = [unit.name for unit in units]
    return district(
        matched,
        pack(),
        rostered=rostered,
        page=lambda unit: unit.name,
        alike=(
            Likeness(names[0], names[4], 0.83, ((PASSAGE, PASSAGE.replace("突出", "首要")),) * 3),
            Likeness(names[1], names[2], 0.27, ((PASSAGE, PASSAGE),)),
        ),
        before=tuple(before(number, matched.counted) for number in range(0, count, 2)) if previous else (),
    )


def before(number: int, counted: Mapping[str, Entry]) -> Before:
    """Last round of a unit: its verdicts of this round with a few rungs moved."""
    held = list(counted.items())
    unit, now = held[number % len(held)]
    chance = random.Random(number)
    rules = (rule.id for rule in pack().rules)
    verdicts = {rule: moved(verdict, chance) for rule, verdict in zip(rules, now.verdicts, strict=True)}
    return Before(unit, max(0, now.total + chance.randrange(-900, 900)), number % 30 + 1, verdicts)


def empty(*, rostered: bool) -> District:
    """A round to which nothing came, with a roster of one unit or none at all."""
    roster = Roster((Unit("青禾县柳溪街道办事处", Level.STREET, due=DUE),), 2025) if rostered else None
    return district(match([], [], roster, None), pack(), rostered=rostered, page=lambda unit: unit.name)


def hostile(text: str) -> District:
    """A round in which every text from outside is ``text``."""
    made = make_district(40)
    names = {standing.unit.name: f"{text}{place}" for place, standing in enumerate(made.standings)}
    standings = []
    for standing in made.standings:
        entry = standing.entry and replace(
            standing.entry,
            path=text,
            issuer=text,
            level_sure=False,
            caps=(text,),
            errors=(text,),
            defects=tuple(replace(one, title=text, message=text) for one in standing.entry.defects),
        )
        unit = replace(standing.unit, name=names[standing.unit.name], contact=text, file=text)
        page = f"{text[:9]}#?%/..&'\"{standing.rank}"
        standings.append(replace(standing, unit=unit, reason=text, page=page, entry=entry))
    return replace(
        made,
        standings=tuple(standings),
        submissions=tuple(
            replace(one, path=text, reason=text, unit=names.get(one.unit, text)) for one in made.submissions
        ),
        alike=(Likeness(f"{text}0", text, 0.5, ((text, text),)),),
    )
