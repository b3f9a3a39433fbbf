"""What site, workbook and summary all say of a round: its numbers, who lacks what, and how that is put in words."""

from __future__ import annotations

from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.district.model import Arrival, Fate
from engine.model import GAPS, LADDER, Severity
from reports import wording as words
from reports.shares import hundredths, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.district.model import CommonGap, District, Entry, Standing
    from engine.model import Defect, Level, Verdict
    from engine.rulebook.rule import Rule, Rulebook

#: From this share of the units it binds on, a gap is one of the whole district.
_COMMON: Final = Fraction(1, 2)
#: Files of the output; the first holds what the others leave out.
WORKBOOK, SUMMARY, LINES, SITE = "检查汇总.xlsx", "检查情况通报.docx", "检查结果.jsonl", "index.html"
#: Quotes inside a quote.
_INNER: Final = str.maketrans("“”", "‘’")
#: What a page or a notice must say of itself.
CAUTION: Final = "结论由程序得出，供人工复核，不作为考核结果。"
HOW_DATED: Final = (
    "是否按时，先看名册所写的报送日期；没有的，看报告的落款日期；再没有的，看发布日期。"
    "这后两种日期早于期限，只说明报告在期限之前写成，不证明在期限之前送到。"
)
HOW_MATCHED: Final = (
    "文件归谁，看报告署名的机关，不看文件名；名册写明了文件名的，按名册。同一单位报了几份的，计成文最晚的一份。"
)
OTHER_YEAR: Final = "如不是这一年，用 --year 指定后重查"
HOW_RANKED: Final = "得分相同的名次并列，其后的名次顺延。不同层级适用的条目不同，跨层级比较名次时请留意。"

#: How a unit stands to its duty to report, and what becomes of a file.
ARRIVALS = {
    Arrival.IN_TIME: "按时",
    Arrival.LATE: "迟报",
    Arrival.UNDATED: "看不出日期",
    Arrival.WRONG_YEAR: "年度不对",
    Arrival.UNREAD: "无法读取",
    Arrival.MISSING: "未报",
}
FATES = {
    Fate.COUNTED: "计入",
    Fate.DUPLICATE: "重复",
    Fate.WRONG_YEAR: "年度不对",
    Fate.UNMATCHED: "不知归属",
    Fate.UNREAD: "无法读取",
}


class Spread(Struct, frozen=True):
    """Scores of some reports in hundredths."""

    count: int
    mean: int
    middle: int
    best: int
    worst: int


class SharedDefect(Struct, frozen=True):
    """A defect with the units whose reports have it."""

    defect: Defect
    standings: tuple[Standing, ...]


def spread(totals: Sequence[int]) -> Spread | None:
    """How scores lie; None where there are none."""
    if not totals:
        return None
    mean, middle = Fraction(sum(totals), len(totals)), Fraction(median(totals))
    return Spread(len(totals), hundredths(mean / 100), hundredths(middle / 100), max(totals), min(totals))


def spreads(district: District) -> dict[Level, Spread]:
    """The same for each level that reports."""
    totals: dict[Level, list[int]] = {level: [] for level in words.LEVELS}
    for entry in entries(district):
        totals[entry.level].append(entry.total)
    return {level: found for level, some in totals.items() if (found := spread(some))}


def entries(district: District) -> list[Entry]:
    """What counts of each ranked unit, best first."""
    return [standing.entry for standing in district.standings if standing.entry]


def missing(entry: Entry, book: Rulebook) -> dict[Severity, int]:
    """How many requirements a report misses, by how strongly they bind it."""
    counts = dict.fromkeys(words.SEVERITIES, 0)
    for rule, verdict in zip(book.rules, entry.verdicts, strict=True):
        if verdict in GAPS:
            counts[rule.severity.get(entry.level, Severity.MAY)] += 1
    return counts


def doubtful(entry: Entry) -> list[int]:
    """Places of the rules whose verdict an auditor should look at."""
    pairs = enumerate(zip(entry.verdicts, entry.firm, strict=True))
    return [place for place, (verdict, firm) in pairs if verdict in LADDER and not firm]


def lacking(district: District, place: int, *verdicts: Verdict) -> Iterator[Standing]:
    """Units whose report has one of ``verdicts`` on the rule at ``place``, best score first."""
    return (one for one in district.standings if one.entry and one.entry.verdicts[place] in verdicts)


def common(district: District) -> list[CommonGap]:
    """Gaps of at least half the units that the rule binds, and of more than one."""
    return [gap for gap in district.gaps if gap.missing > 1 and gap.share >= _COMMON]


def shared_defects(district: District) -> list[SharedDefect]:
    """Defects of the reports, those of most units first."""
    defects: dict[str, Defect] = {}
    owners: dict[str, list[Standing]] = {}
    for standing in district.ranked:
        for defect in standing.entry.defects if standing.entry else ():
            defects.setdefault(defect.id, defect)
            held = owners.setdefault(defect.id, [])
            if not held or held[-1] is not standing:
                held.append(standing)
    found = [SharedDefect(defect, tuple(owners[name])) for name, defect in defects.items()]
    return sorted(found, key=lambda one: (-len(one.standings), one.defect.id))


def present(district: District) -> list[Level]:
    """Levels that reports of the round are of."""
    found = {entry.level for entry in entries(district)}
    return [level for level in words.LEVELS if level in found]


def standings_by_name(district: District) -> dict[str, Standing]:
    """The standing of each unit, by the unit's name."""
    return {standing.unit.name: standing for standing in district.standings}


def level(standing: Standing) -> str:
    """Kind of body; empty where neither report nor roster tells."""
    known = standing.entry.level if standing.entry else standing.unit.level
    return words.LEVELS[known] if known else ""


def arrival(standing: Standing) -> str:
    """How a unit stands to its duty to report; without a date due nobody is in time."""
    if standing.arrival is Arrival.IN_TIME and standing.unit.due is None:
        return "已报"
    return ARRIVALS[standing.arrival]


def rank(standing: Standing) -> str:
    """Rank, and whether it is shared; empty where there is none."""
    return f"{'并列' if standing.tied else ''}{standing.rank}" if standing.rank else ""


def binding(rule: Rule, levels: Sequence[Level]) -> str:
    """How strongly a rule binds some levels, which are named where it binds them differently."""
    found: dict[Severity, list[str]] = {}
    for level in levels:
        if level in rule.severity:
            found.setdefault(rule.severity[level], []).append(words.LEVELS[level])
    if len(found) == 1:
        return words.SEVERITIES[next(iter(found))]
    return "，".join(
        f"{name}（{'、'.join(found[severity])}）" for severity, name in words.SEVERITIES.items() if severity in found
    )


def remarks(standing: Standing) -> list[str]:
    """What a reader must know before relying on a rank."""
    entry = standing.entry
    notes = [standing.reason] if standing.reason and standing.arrival is not Arrival.IN_TIME else []
    if entry is None:
        return notes
    if not entry.level_sure:
        notes.append(f"层级“{words.LEVELS[entry.level]}”是推断的")
    return [*notes, *entry.caps, *entry.errors]


def percent(share: Fraction) -> str:
    """A share in whole percent; only nothing is 0% and only all is 100%."""
    whole = int(share * 100 + Fraction(1, 2))
    return f"{min(max(whole, 1), 99) if 0 < share < 1 else whole}%"


def names(standings: Iterable[Standing], most: int) -> str:
    """Names of units, at most so many, and then how many there are."""
    found = [standing.unit.name for standing in standings]
    return "、".join(found[:most]) + (f"等 {len(found)} 个" if len(found) > most else "")


def submitted(district: District) -> str:
    """Who has reported, in one sentence."""
    if not district.rostered:
        return f"没有名册，看不出谁没有报；收到的文件属于 {len(district.standings)} 个单位。"
    due = any(standing.unit.due for standing in district.standings)
    counts = [
        (ARRIVALS[how] if due or how is not Arrival.IN_TIME else "已报", len(district.arrived(how))) for how in Arrival
    ]
    parts = "，".join(f"{name} {count} 个" for name, count in counts if count)
    return f"应报 {len(district.standings)} 个单位：{parts or '无'}。"


def scored(district: District) -> str:
    """How the reports did, in one sentence."""
    found = spread([entry.total for entry in entries(district)])
    if found is None:
        return "没有可以评分的报告。"
    bands = "、".join(f"{name} {count} 份" for name, count in district.bands.items())
    return (
        f"计入 {found.count} 份报告，平均 {number(found.mean)} 分，中位数 {number(found.middle)} 分，"
        f"最高 {number(found.best)} 分，最低 {number(found.worst)} 分；{bands}。"
    )


def lacked(district: District, book: Rulebook) -> str:
    """What most units lack, in one sentence."""
    found = common(district)
    if not found:
        return "没有半数以上单位都缺的条目。"
    titles = [book.rules[gap.place].title.translate(_INNER) for gap in found]
    top = "、".join(f"“{title}”（{gap.missing}/{gap.bound}）" for title, gap in zip(titles, found[:3], strict=False))
    return f"半数以上单位都缺的有 {len(found)} 条，合计失分最多的是{top}。"


def received(district: District) -> str:
    """What became of the files, in one sentence."""
    counts = [(FATES[fate], sum(one.fate is fate for one in district.submissions)) for fate in Fate]
    parts = "，".join(f"{name} {count} 个" for name, count in counts if count)
    return f"收到文件 {len(district.submissions)} 个{'：' if parts else ''}{parts}。"


def year_chosen(district: District, what_to_do: str) -> str:
    """How the year was chosen and what to do if it is the wrong one, in one sentence; empty if it was given."""
    return f"{district.year_reason}；{what_to_do}。" if district.year_reason else ""


def resemblance(district: District) -> str:
    """How many reports are alike, in one sentence; empty if none are."""
    return f"有 {len(district.alike)} 对报告雷同。" if district.alike else ""


def backends(district: District, backend: str) -> str:
    """What judged the reports; more than one where some had to be judged again with another."""
    used = sorted({entry.backend for entry in entries(district)}) or [backend]
    return "、".join(used)
