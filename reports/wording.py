"""The Chinese words that reports and commands use for the engine's values; the only place that spells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.model import Level, SectionKind, Severity, Stance, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.model import Audit, Basis, Evidence, Guess

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

#: Said wherever a score is shown.
NOT_OFFICIAL = "分值为本工具自定，非官方评分。"


def level_named(text: str) -> Level | None:
    """Find the level for what a user typed: an English id, a Chinese name or an alias."""
    names = {name: level for level, name in LEVELS.items()} | LEVEL_ALIASES
    word = text.strip()
    if word.lower() in set(Level):
        return Level(word.lower())
    return names.get(word)


def cite(basis: Basis) -> str:
    """Cite a legal basis; an unverified one is always marked."""
    source = basis.source if "《" in basis.source else f"《{basis.source}》"
    return f"{source}{basis.clause}" + ("" if basis.verified else "（待核）")


def guessed(guess: Guess[Any], text: str) -> str:
    """Put the reason behind a value, and a mark when the auditor should look."""
    sure = "" if guess.sure else "，把握不大"
    return f"{text}（{guess.reason}{sure}）" if guess.reason or sure else text


def cautions(audit: Audit) -> tuple[str, ...]:
    """What a reader must know before relying on the verdicts."""
    outline = audit.outline
    guesses = (
        (outline.level, "层级是推断的，不同层级要求不同；如有误，用 --level 指定后重查"),
        (outline.years, "报告年度是推断的；如有误，用 --year 指定后重查"),
        (outline.issuer, "报告机关是推断的，请核对"),
    )
    notes = (note for guess, note in guesses if not guess.sure)
    return (*notes, *audit.score.caps, *audit.document.notes, *audit.errors)


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
