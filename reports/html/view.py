"""What the page shows of one audit: every number rounded, every label in words, every place in the text linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from engine.model import Verdict
from reports import wording as words
from reports.html.text import Claim, Line, Pages
from reports.route import Route, gaps, route, route_to_next_band, sentences
from reports.shares import Shares, group_shares, hundredths, number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.model import Audit, Basis, Defect, Evidence, Finding
    from reports import Look, Run
    from reports.waivers import Waiver

DEFECT = "defect"
#: Tones of entries with their names, in the order in which filters and legends show them.
ICONS = {
    **{
        verdict.value: words.VERDICTS[verdict]
        for verdict in (
            Verdict.ABSENT,
            Verdict.MENTIONED,
            Verdict.DESCRIBED,
            Verdict.EVIDENCED,
            Verdict.NOT_ASSESSABLE,
            Verdict.NOT_APPLICABLE,
        )
    },
    DEFECT: "文本瑕疵",
}
#: Which tone a sentence takes where several entries rest on it.
_STRENGTH = {tone: place for place, tone in enumerate(("evidenced", "described", "mentioned", DEFECT))}
_WRITTEN = {Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED}


class Fact(Struct, frozen=True):
    """Something stated of a report at its head; ``note`` is how it is known."""

    name: str
    value: str
    note: str = ""
    sure: bool = True


class Bar(Struct, frozen=True):
    """Points of one group; ``filled`` of ``length`` thousandths of the longest bar are earned."""

    id: str
    title: str
    earned: str
    possible: str
    filled: int
    length: int


class Slice(Struct, frozen=True):
    """How many findings have a verdict, and how many come before them in the chart."""

    tone: str
    name: str
    count: int
    before: int


class Loss(Struct, frozen=True):
    """What the gaps of one severity cost together."""

    severity: str
    name: str
    count: int
    points: str


class Reference(Struct, frozen=True):
    """A sentence that an entry rests on; ``anchor`` is the id of its place in the text, if it has one."""

    place: str
    quote: str
    stance: str
    anchor: str


class Entry(Struct, frozen=True):
    """One finding or defect as listed.

    ``step`` is its place on the shortest way, 0 if it is not on it; ``waiver`` says why it is waived, if it is.
    """

    id: str
    rule: str
    title: str
    tone: str
    severity: str
    severity_name: str
    group: str
    group_title: str
    win: str
    points: str
    message: str
    advice: str
    because: str
    basis: tuple[tuple[str, bool], ...]
    references: tuple[Reference, ...]
    firm: bool | None
    doubts: tuple[str, ...]
    step: int
    waiver: str


class Block(Struct, frozen=True):
    """A list of entries under a heading. A brief one shows more of an entry only when it is chosen."""

    id: str
    title: str
    note: str
    entries: tuple[Entry, ...]
    brief: bool


class Way(Struct, frozen=True):
    """The shortest way: to what, in how many words, over which entries with the total after each."""

    goal: str
    said: tuple[str, ...]
    steps: tuple[tuple[Entry, str], ...]


class Page(Struct, frozen=True):
    """One report as the page shows it."""

    id: str
    title: str
    path: str
    facts: tuple[Fact, ...]
    total: str
    band: str
    band_tone: str
    earned: str
    deducted: str
    lost: str
    waived: str
    cautions: tuple[str, ...]
    slices: tuple[Slice, ...]
    findings: int
    bars: tuple[Bar, ...]
    losses: tuple[Loss, ...]
    doubtful: int
    way: Way | None
    blocks: tuple[Block, ...]
    counts: dict[str, int]
    lines: tuple[Line, ...]
    backend: str
    sha256: str
    media: str


class Row(Struct, frozen=True):
    """One report in the overview."""

    id: str
    path: str
    title: str
    issuer: str
    level: str
    years: str
    total: str
    band: str
    band_tone: str
    waived: str
    slices: tuple[Slice, ...]
    findings: int
    gaps: int
    absent: int
    defects: int


def page(audit: Audit, run: Run, look: Look, page_id: str) -> Page:
    """Everything shown of one audit."""
    return _Making(audit, run, look, page_id).page()


def row(shown: Page, audit: Audit) -> Row:
    """The line of the overview for a page."""
    return Row(
        shown.id,
        shown.path,
        shown.title,
        audit.outline.issuer.value or "不明",
        words.LEVELS[audit.outline.level.value],
        words.years(audit.outline.years.value),
        shown.total,
        shown.band,
        shown.band_tone,
        shown.waived,
        shown.slices,
        shown.findings,
        len(gaps(audit)),
        audit.count(Verdict.ABSENT),
        len(audit.defects),
    )


class _Making:
    """One page in the making."""

    def __init__(self, audit: Audit, run: Run, look: Look, page_id: str) -> None:
        self.audit, self.run, self.id = audit, run, page_id
        self.rounded: Shares = shares(audit)
        self.after = waived(audit, run)
        self.groups = {group.id: group.title for group in audit.score.groups}
        self.text = Pages(audit, self.claims(), page_id)
        self.goal, self.found_way = self.shortest(look)
        self.steps = {step.place: count for count, step in enumerate(self.found_way.steps, 1)} if self.found_way else {}
        self.entries = tuple(self.entry(place, finding) for place, finding in enumerate(audit.findings))
        self.defects = tuple(self.defect(place, defect) for place, defect in enumerate(audit.defects))

    def page(self) -> Page:
        audit, score = self.audit, self.audit.score
        titled = "".join(audit.document.quote(span).strip() for span in audit.outline.title)
        possible = sum(self.rounded.points) + sum(self.rounded.lost)
        return Page(
            id=self.id,
            title=titled or audit.document.title or "无标题",
            path=words.shown_path(audit.document.path),
            facts=self.facts(),
            total=number(self.rounded.total),
            band=score.band,
            band_tone="good" if score.total >= 80 else "fair" if score.total >= 60 else "poor",
            earned=number(sum(self.rounded.points)),
            deducted=number(sum(self.rounded.deductions)),
            lost=number(possible - sum(self.rounded.points)),
            waived=self.waived(),
            cautions=words.cautions(audit),
            slices=self.slices(),
            findings=len(audit.findings),
            bars=self.bars(),
            losses=tuple(self.losses()),
            doubtful=sum(entry.firm is False for entry in self.entries),
            way=self.way(),
            blocks=tuple(self.blocks()),
            counts={tone: sum(entry.tone == tone for entry in (*self.entries, *self.defects)) for tone in ICONS},
            lines=self.text.lines,
            backend=audit.backend,
            sha256=audit.document.sha256,
            media=audit.document.media,
        )

    def waived(self) -> str:
        """The score after waivers, which is only ever shown beside the score before them."""
        after = self.after
        return f"豁免 {len(after.by_owner)} 条后 {number(after.shown)} {after.band}" if after.by_owner else ""

    def facts(self) -> tuple[Fact, ...]:
        outline, document = self.audit.outline, self.audit.document
        issuer, level, years = outline.issuer, outline.level, outline.years
        facts = [
            Fact("机关", issuer.value or "不明", issuer.reason, issuer.sure),
            Fact("层级", words.LEVELS[level.value], level.reason, level.sure),
            Fact("年度", words.years(years.value), years.reason, years.sure),
        ]
        if outline.signed:
            facts.append(Fact("落款", outline.signed[1].isoformat()))
        posted = outline.posted[1] if outline.posted else document.posted
        if posted:
            facts.append(Fact("发布", posted.isoformat()))
        return (*facts, Fact("文件", words.shown_path(document.path)))

    def slices(self) -> tuple[Slice, ...]:
        found, before = [], 0
        for verdict in (Verdict.EVIDENCED, Verdict.DESCRIBED, Verdict.MENTIONED, Verdict.ABSENT):
            found.append(Slice(verdict.value, words.VERDICTS[verdict], self.audit.count(verdict), before))
            before += found[-1].count
        for verdict in (Verdict.NOT_ASSESSABLE, Verdict.NOT_APPLICABLE):
            found.append(Slice(verdict.value, words.VERDICTS[verdict], self.audit.count(verdict), before))
            before += found[-1].count
        return tuple(found)

    def bars(self) -> tuple[Bar, ...]:
        """Bars of the groups that count."""
        groups = [group for group in group_shares(self.audit, self.rounded) if group.possible]
        longest = max((group.possible for group in groups), default=0)
        return tuple(
            Bar(
                group.id,
                group.title,
                number(group.points),
                number(group.possible),
                round(1000 * group.points / longest),
                round(1000 * group.possible / longest),
            )
            for group in groups
        )

    def losses(self) -> Iterable[Loss]:
        open_places = gaps(self.audit)
        for severity, name in words.SEVERITIES.items():
            places = [place for place in open_places if self.audit.findings[place].severity is severity]
            if places:
                lost = sum(self.rounded.lost[place] for place in places)
                yield Loss(severity.value, name, len(places), number(lost))

    def shortest(self, look: Look) -> tuple[str, Route | None]:
        """The way to the score that was asked for, or else to the next band."""
        if look.target is not None:
            return f" {number(hundredths(look.target))} 分", route(self.audit, look.target, self.run.book)
        found = route_to_next_band(self.audit, self.run.book)
        return (f"“{found[0]}”（{number(hundredths(found[1].target))} 分）", found[1]) if found else ("", None)

    def way(self) -> Way | None:
        if self.found_way is None:
            return None
        steps = tuple((self.entries[step.place], number(hundredths(step.total))) for step in self.found_way.steps)
        return Way(self.goal, sentences(self.found_way), steps)

    def blocks(self) -> Iterable[Block]:
        """Every entry in exactly one block."""
        open_places = gaps(self.audit)
        open_ = tuple(self.entries[place] for place in open_places)
        rest = [entry for place, entry in enumerate(self.entries) if place not in set(open_places)]

        def of(*verdicts: Verdict) -> tuple[Entry, ...]:
            return tuple(entry for entry in rest if entry.tone in verdicts)

        yield self.block("gaps", "差距", "失分多的在前", open_, brief=False)
        if self.defects:
            yield self.block("defects", "文本瑕疵", "从总分里扣", self.defects, brief=False)
        yield self.block("proven", "写到位的", "", of(Verdict.EVIDENCED, Verdict.DESCRIBED), brief=True)
        yield self.block("unknown", "无法判断", "仅凭文字看不出，不计分", of(Verdict.NOT_ASSESSABLE), brief=True)
        yield self.block("outside", "不适用", "不计分", of(Verdict.NOT_APPLICABLE), brief=True)

    def block(self, name: str, title: str, note: str, entries: tuple[Entry, ...], *, brief: bool) -> Block:
        return Block(f"{self.id}-{name}", title, note, entries, brief)

    def claims(self) -> Iterable[Claim]:
        for place, finding in enumerate(self.audit.findings):
            for evidence in finding.evidence:
                yield Claim(evidence.span, f"{self.id}-f{place + 1}", finding.title, finding.verdict.value)
        for place, defect in enumerate(self.audit.defects):
            for evidence in defect.evidence:
                yield Claim(evidence.span, f"{self.id}-d{place + 1}", defect.title, DEFECT)

    def entry(self, place: int, finding: Finding) -> Entry:
        lost, points = self.rounded.lost[place], self.rounded.points[place]
        open_ = finding.verdict in {Verdict.ABSENT, Verdict.MENTIONED}
        return Entry(
            id=f"{self.id}-f{place + 1}",
            rule=finding.rule,
            title=finding.title,
            tone=finding.verdict.value,
            severity=finding.severity.value if finding.severity else "",
            severity_name=words.SEVERITIES[finding.severity] if finding.severity else "",
            group=finding.group,
            group_title=self.groups.get(finding.group, finding.group),
            win=number(lost) if lost else "",
            points=number(points) if points else "",
            message=finding.message if open_ else "",
            advice=finding.advice if open_ or finding.lost else "",
            because=finding.because,
            basis=_cited(finding.basis),
            references=self.references(finding.evidence),
            firm=finding.firm if finding.verdict in {*_WRITTEN, Verdict.ABSENT} else None,
            doubts=finding.doubts,
            step=self.steps.get(place, 0),
            waiver=_answered(self.after.by_owner.get(finding.rule)),
        )

    def defect(self, place: int, defect: Defect) -> Entry:
        return Entry(
            id=f"{self.id}-d{place + 1}",
            rule=defect.id,
            title=defect.title,
            tone=DEFECT,
            severity="",
            severity_name=words.GRAVITIES[defect.severity],
            group="",
            group_title="",
            win=number(self.rounded.deductions[place]) if defect.deduction else "",
            points="",
            message=defect.message,
            advice="",
            because="",
            basis=(),
            references=self.references(defect.evidence),
            firm=None,
            doubts=(),
            step=0,
            waiver=_answered(self.after.by_owner.get(defect.id)),
        )

    def references(self, found: Sequence[Evidence]) -> tuple[Reference, ...]:
        return tuple(
            Reference(
                self.audit.document.place(evidence.span.start),
                evidence.quote,
                words.standing(evidence),
                self.text.anchor(evidence.span),
            )
            for evidence in found
        )


def tone_of(claims: Iterable[Claim]) -> str:
    """Tone of the strongest claim on a sentence."""
    return min((claim.tone for claim in claims), key=lambda tone: _STRENGTH.get(tone, len(_STRENGTH)))


def _answered(waiver: Waiver | None) -> str:
    """Why something is waived, and who answers for it."""
    if waiver is None:
        return ""
    until = f"，至 {waiver.until.isoformat()}" if waiver.until else ""
    return f"{waiver.reason}（{waiver.approved_by}批准{until}）"


def _cited(basis: Iterable[Basis]) -> tuple[tuple[str, bool], ...]:
    """Citations, each with whether it was checked against the source."""
    return tuple((words.cite(replace(one, verified=True)), one.verified) for one in basis)
