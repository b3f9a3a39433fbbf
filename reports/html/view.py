"""What the page shows of one audit: every number rounded, every label in words, every place in the text linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.model import Verdict
from reports import wording as words
from reports.html import makeup
from reports.html.entries import TONES, Entries
from reports.route import gaps, named, owner, route, route_to_next_band, sentences, wins
from reports.shares import hundredths, number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Audit
    from reports import Look, Run
    from reports.html.entries import Entry
    from reports.html.text import Line
    from reports.route import Route


class Fact(Struct, frozen=True):
    """Something stated of a report at its head; ``note`` is how it is known."""

    name: str
    value: str
    note: str = ""
    sure: bool = True


class Block(Struct, frozen=True):
    """A list of entries under a heading. A brief one shows more of an entry only when it is chosen."""

    id: str
    title: str
    note: str
    entries: tuple[Entry, ...]
    brief: bool = False


class Way(Struct, frozen=True):
    """The shortest way: to what, and what is said of it.

    ``steps`` are the entries to mend, each with what is to be mended, what that wins, and the total after it.
    """

    goal: str
    said: tuple[str, ...]
    steps: tuple[tuple[Entry, str, str, str], ...]


class Page(Struct, frozen=True):
    """One report as the page shows it; ``counts`` are its entries by tone, ``doubtful`` those that want a look."""

    id: str
    title: str
    facts: tuple[Fact, ...]
    score: makeup.Score
    cautions: tuple[str, ...]
    findings: int
    slices: tuple[makeup.Slice, ...]
    bars: tuple[makeup.Bar, ...]
    losses: tuple[makeup.Loss, ...]
    doubtful: int
    way: Way | None
    blocks: tuple[Block, ...]
    counts: dict[str, int]
    lines: tuple[Line, ...]
    backend: str
    sha256: str
    media: str


def page(audit: Audit, run: Run, look: Look, page_id: str) -> Page:
    """Everything shown of one audit."""
    rounded, after = shares(audit), waived(audit, run)
    goal, found = _shortest(audit, run, look)
    steps = {owner(audit, step): count for count, step in enumerate(found.steps, 1)} if found else {}
    entries = Entries(audit, page_id, rounded, steps, after.by_owner)
    return Page(
        id=page_id,
        title=words.title(audit.document, audit.outline) or "无标题",
        facts=tuple(_facts(audit)),
        score=makeup.score(audit, rounded, after, run.book),
        cautions=words.cautions(audit),
        findings=len(audit.findings),
        slices=makeup.slices(audit),
        bars=makeup.bars(audit, rounded),
        losses=tuple(makeup.losses(audit, rounded)),
        doubtful=sum(entry.firm is False for entry in entries.findings),
        way=_way(goal, found, audit, entries) if found else None,
        blocks=tuple(_blocks(audit, entries, page_id)),
        counts={tone: sum(one.tone == tone for one in (*entries.findings, *entries.defects)) for tone in TONES},
        lines=entries.text.lines,
        backend=audit.backend,
        sha256=audit.document.sha256,
        media=audit.document.media,
    )


def _facts(audit: Audit) -> Iterator[Fact]:
    outline, document = audit.outline, audit.document
    issuer, level, years = outline.issuer, outline.level, outline.years
    yield Fact("机关", issuer.value or "不明", issuer.reason, issuer.sure)
    yield Fact("层级", words.LEVELS[level.value], level.reason, level.sure)
    yield Fact("年度", words.years(years.value), years.reason, years.sure)
    if outline.signed:
        yield Fact("落款", outline.signed[1].isoformat())
    if outline.posted:
        yield Fact("发布", outline.posted[1].isoformat())
    yield Fact("文件", words.shown_path(document.path))


def _shortest(audit: Audit, run: Run, look: Look) -> tuple[str, Route | None]:
    """The way to the score that was asked for, or else to the next band, and what to call its goal."""
    if look.target is not None:
        return f" {number(hundredths(look.target))} 分", route(audit, look.target, run.book)
    found = route_to_next_band(audit, run.book)
    return (f"“{found[0]}”（{number(hundredths(found[1].target))} 分）", found[1]) if found else ("", None)


def _way(goal: str, found: Route, audit: Audit, entries: Entries) -> Way:
    steps = tuple(
        (
            (entries.defects if step.defect else entries.findings)[step.place],
            named(audit, step),
            number(win),
            number(hundredths(step.total)),
        )
        for step, win in zip(found.steps, wins(found), strict=True)
    )
    return Way(goal, sentences(found), steps)


def _blocks(audit: Audit, entries: Entries, page_id: str) -> Iterator[Block]:
    """Every entry in exactly one block; the gaps come first."""
    open_places = gaps(audit)
    open_ = tuple(entries.findings[place] for place in open_places)
    closed = [entry for place, entry in enumerate(entries.findings) if place not in open_places]

    def of(*verdicts: Verdict) -> tuple[Entry, ...]:
        return tuple(entry for entry in closed if entry.tone in verdicts)

    yield Block(f"{page_id}-gaps", "差距", "失分多的在前", open_)
    if entries.defects:
        yield Block(f"{page_id}-defects", "文本瑕疵", "从总分里扣", entries.defects)
    yield Block(f"{page_id}-proven", "写到位的", "", of(Verdict.EVIDENCED, Verdict.DESCRIBED), brief=True)
    yield Block(f"{page_id}-unknown", "无法判断", "仅凭文字看不出，不计分", of(Verdict.NOT_ASSESSABLE), brief=True)
    yield Block(f"{page_id}-outside", "不适用", "不计分", of(Verdict.NOT_APPLICABLE), brief=True)
