"""The Chinese words that reports and commands use for the engine's values; the only place that spells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.model import Level, SectionKind, Severity, Stance, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.model import Audit, Basis, Document, Evidence, Finding, Guess, Outline
    from engine.rulebook.rule import Rulebook

VERDICTS = {
    Verdict.EVIDENCED: "有据可查",
    Verdict.DESCRIBED: "已写明",
    Verdict.MENTIONED: "仅提及",
    Verdict.ABSENT: "未提及",
    Verdict.NOT_APPLICABLE: "不适用",
    Verdict.NOT_ASSESSABLE: "无法判断",
}

LEVELS = {
    Level.STREET: "街道",
    Level.TOWNSHIP: "乡镇",
    Level.DEPARTMENT: "部门",
    Level.COUNTY: "区县",
    Level.CITY: "市",
    Level.PROVINCE: "省",
}

#: What users may type for a level besides its id and its name above.
LEVEL_ALIASES = {
    "街道办": Level.STREET,
    "街道办事处": Level.STREET,
    "乡": Level.TOWNSHIP,
    "镇": Level.TOWNSHIP,
    "县级部门": Level.DEPARTMENT,
    "局": Level.DEPARTMENT,
    "区": Level.COUNTY,
    "县": Level.COUNTY,
    "县区": Level.COUNTY,
    "地市": Level.CITY,
    "设区的市": Level.CITY,
}

SEVERITIES = {Severity.MUST: "必须", Severity.SHOULD: "应当", Severity.MAY: "可以"}

#: How grave a defect of the text is; the duty words above would read oddly there.
GRAVITIES = {Severity.MUST: "严重", Severity.SHOULD: "一般", Severity.MAY: "轻微"}

STANCES = {
    Stance.DONE: "已做",
    Stance.ONGOING: "在做",
    Stance.PLANNED: "打算做",
    Stance.LACKING: "说的是不足",
    Stance.ZERO: "明确没有发生",
    Stance.QUOTED: "书名号内",
    Stance.SLOGAN: "套话",
}

SECTIONS = {
    SectionKind.PREAMBLE: "前言",
    SectionKind.MEASURES: "举措成效",
    SectionKind.LEADER: "第一责任人",
    SectionKind.SHORTCOMINGS: "存在不足",
    SectionKind.PLAN: "下一步安排",
    SectionKind.OTHER: "其他",
    SectionKind.CHROME: "网页附带",
}

SCOPES = {"sentence": "一句内", "clause": "一个分句内", "item": "一个要点内"}

#: What this year's report says of a promise of last year.
KEPT = {
    Verdict.EVIDENCED: "有交代，有数字或日期",
    Verdict.DESCRIBED: "有交代，只写做法",
    Verdict.MENTIONED: "只又提了一次",
    Verdict.ABSENT: "没有交代",
}

#: Numbers computed from the structure of a report (rules/GUIDE.md, 五): what is counted and its unit, which is empty
#: for what is there or not.
MEASURES = {
    "title.present": ("标题", ""),
    "title.body": ("标题里的机关名", ""),
    "title.year": ("标题里的年度", ""),
    "title.subject": ("标题里的“法治政府建设”", ""),
    "lead.body": ("首段里的机关名", ""),
    "lead.year": ("首段里的年度", ""),
    "lead.subject": ("首段里的“法治政府建设”", ""),
    "years": ("报告所跨的年度", "个"),
    "text.year": ("正文里的报告年度", ""),
    "figures": ("正文里的数字", "个"),
    "figures.other-period": ("数字里跨年累计的", "%"),
    "addressee": ("主送机关", ""),
    "signature": ("落款单位", ""),
    "date.signed": ("成文日期", ""),
    "date.posted": ("发布日期", ""),
    "date.known": ("成文日期或发布日期", ""),
    "date.in-window": ("次年1月1日至2月底之间的日期", ""),
    "date.before-year-end": ("早于当年12月31日的成文日期", ""),
    "date.posted-in-time": ("不晚于次年3月31日的发布日期", ""),
    "measures.present": ("举措成效部分", ""),
    "leader.present": ("第一责任人部分", ""),
    "shortcomings.present": ("存在不足部分", ""),
    "plan.present": ("下一步安排部分", ""),
    "measures.items": ("举措的小标题", "个"),
    "measures.items-with-figures": ("举措里有数字、日期或文件名的小标题", "%"),
    "leader.acts": ("第一责任人部分写明的事", "件"),
    "leader.figures": ("第一责任人部分的本年度数字", "个"),
    "shortcomings.items": ("不足", "条"),
    "shortcomings.with-facts": ("带数字或案例的不足", "条"),
    "shortcomings.with-cause": ("写了原因的不足", "%"),
    "plan.items": ("安排", "条"),
    "plan.concrete": ("有数字、时限、专名的安排", "条"),
    "plan.next-year": ("下一年度的安排", ""),
    "arithmetic": ("算不拢的地方", "处"),
    "blanks": ("没填的空", "个"),
    "sentences.repeated": ("重复的长句", "句"),
    "headings.empty": ("只有标题的要点", "个"),
    "headings.other-year": ("年度有误的标题", "个"),
    "periods.other": ("跨年的说法", "处"),
    "titles.misnamed": ("写错的文件名", "个"),
    "bodies.other": ("别的单位名", "个"),
    "titles.expired": ("已失效的法律、文件", "个"),
    "persons.named": ("个人姓名", "个"),
    "numbering.gaps": ("跳号", "处"),
    "padding": ("举措里讲全国形势和政策的文字", "%"),
    "measures.formula": ("举措里的套话", "%"),
    "leader.formula": ("第一责任人部分的套话", "%"),
    "shortcomings.own": ("本机关自己的不足", "条"),
    "shortcomings.evasive": ("推给别人或轻描淡写的不足", "条"),
    "plan.acts": ("安排里的具体做法", "处"),
    "issuer.justice": ("司法行政机关的报告", ""),
    "chrome": ("网页附带的内容", "处"),
}

#: Whether a verdict can be relied on, in the same words everywhere.
FIRM, LOOK = "可靠", "建议看一眼"

#: Said wherever a score is shown.
NOT_OFFICIAL = "分值为本工具自定，非官方评分。"


def tone(band: str, book: Rulebook) -> str:
    """How a band of the pack looks: the upper ones are good, the last one is poor, what lies between is fair."""
    names = [name for name, _ in book.scoring.bands]
    place = names.index(band) if band in names else len(names)
    return "poor" if place >= len(names) - 1 else "good" if 2 * place < len(names) else "fair"


def level_named(text: str) -> Level | None:
    """Find the level for what a user typed: an English id, a Chinese name or an alias."""
    names = {name: level for level, name in LEVELS.items()} | LEVEL_ALIASES
    word = text.strip()
    if word.lower() in set(Level):
        return Level(word.lower())
    return names.get(word)


def cite(basis: Basis) -> str:
    """Cite a legal basis; an unverified one is always marked."""
    return _clause(basis) + ("" if basis.verified else "（待核）")


def cited(basis: Iterable[Basis]) -> tuple[tuple[str, bool], ...]:
    """Citations without their mark, each with whether it was checked: for pages that have a mark of their own."""
    return tuple((_clause(one), one.verified) for one in basis)


def _clause(basis: Basis) -> str:
    return f"{basis.source if '《' in basis.source else f'《{basis.source}》'}{basis.clause}"


def reliance(finding: Finding) -> str:
    """Whether a verdict can be relied on, and if not, why an auditor should look."""
    return FIRM if finding.firm else f"{LOOK}：{'；'.join(finding.doubts)}"


def kept(verdict: Verdict, answer: Evidence | None) -> str:
    """Say what became of a promise of last year; ``answer`` is what this year's report says of it."""
    if verdict is not Verdict.MENTIONED or answer is None:
        return KEPT[verdict]
    again = {SectionKind.PLAN: "又写进下一步安排", SectionKind.SHORTCOMINGS: "成了这一年的不足"}
    return again.get(answer.section, KEPT[verdict])


def measured(name: str, value: int) -> str:
    """Say what a measure came to."""
    unit = MEASURES[name][1]
    return f"{value}{unit}" if unit else "有" if value else "没有"


def bounded(name: str, low: int | None, high: int | None) -> str:
    """Say what a measure is asked to be."""
    what, unit = MEASURES[name]
    if not unit:
        return f"要{'有' if low else '没有'}{what}"
    bounds = [f"至少{low}{unit}"] if low is not None else []
    bounds += [f"至多{high}{unit}"] if high else [f"0{unit}"] if high == 0 else []
    return f"{what}要{'、'.join(bounds)}"


def guessed(guess: Guess[Any], text: str) -> str:
    """Put the reason behind a value, and a mark when the auditor should look."""
    sure = "" if guess.sure else "，把握不大"
    return f"{text}（{guess.reason}{sure}）" if guess.reason or sure else text


def title(document: Document, outline: Outline) -> str | None:
    """Title as the report writes it, else the one that its file carries; none where there is neither."""
    return "".join(document.quote(span).strip() for span in outline.title) or document.title


def identified(outline: Outline) -> tuple[tuple[str, str], ...]:
    """Whose report it is, of which level and year: what each is called, and its value with how it is known."""
    return (
        ("机关", guessed(outline.issuer, outline.issuer.value or "不明")),
        ("层级", guessed(outline.level, LEVELS[outline.level.value])),
        ("年度", guessed(outline.years, years(outline.years.value))),
    )


def cautions(audit: Audit) -> tuple[str, ...]:
    """What a reader must know before relying on the verdicts."""
    outline = audit.outline
    guesses = (
        (outline.level, "层级是推断的，不同层级要求不同；如有误，用 --level 指定后重查"),
        (outline.years, "报告年度是推断的；如有误，用 --year 指定后重查"),
        (outline.issuer, "报告机关是推断的，请核对"),
    )
    notes = (note for guess, note in guesses if not guess.sure)
    return (*audit.errors, *notes, *audit.score.caps, *audit.document.notes)


def years(values: Iterable[int]) -> str:
    """Write report years for a reader; "不明" when there are none."""
    return "、".join(map(str, values)) or "不明"


def shown_path(path: str) -> str:
    """Name an input for a reader; ``-`` is standard input."""
    return "标准输入" if path == "-" else path


def standing(evidence: Evidence) -> str:
    """Part of the report a sentence stands in and its stance; page chrome has none."""
    if evidence.section is SectionKind.CHROME:
        return SECTIONS[evidence.section]
    return f"{SECTIONS[evidence.section]}，{STANCES[evidence.stance]}"
