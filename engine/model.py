"""The value types every stage shares. Frozen: a value is made once and never changed.

Glossary: the one English word used in this code base for each legal term.

    law-based government   法治政府          leader (first person responsible)  第一责任人
    report                 年度报告          issuer                             报告机关
    addressee              报送对象          shortcoming / cause                不足 / 原因
    plan                   下一年度安排      duty statement                     述法
    inspection             法治督察          task supervision                   督查
    legality check         合法性审核（文件）、合法性审查（决策、合同）
    enforcement review     重大执法决定法制审核
    normative document     行政规范性文件    major decision                     重大行政决策
    reconsideration        行政复议          litigation                         行政应诉
    disclosure             政务公开          publicity                          普法
    discretion scale       行政裁量权基准    delegated powers                   赋权事项
    defect                 文本瑕疵          waiver                             豁免
    talk                   会议、培训、学习、宣讲一类
    owed                   该做的事          occurrence                         自然发生的事
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct, field

T = TypeVar("T")


class Level(StrEnum):
    """Kind of body that reports (机关层级)."""

    STREET = "street"
    TOWNSHIP = "township"
    DEPARTMENT = "department"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


class Verdict(StrEnum):
    """What a report shows of one rule; the first four form a ladder."""

    ABSENT = "absent"
    MENTIONED = "mentioned"
    DESCRIBED = "described"
    EVIDENCED = "evidenced"
    NOT_APPLICABLE = "not-applicable"
    NOT_ASSESSABLE = "not-assessable"


#: The ladder from the lowest rung up, and the rungs of it that leave a gap: nothing said, or no more than a name.
LADDER: Final = (Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED)
GAPS: Final = frozenset({Verdict.ABSENT, Verdict.MENTIONED})


class Stance(StrEnum):
    """How a statement stands to the facts of the report year."""

    DONE = "done"
    ONGOING = "ongoing"
    PLANNED = "planned"
    LACKING = "lacking"
    ZERO = "zero"
    QUOTED = "quoted"
    SLOGAN = "slogan"


class SectionKind(StrEnum):
    """Role of a section in the report; all but the last two follow the statutory five items."""

    PREAMBLE = "preamble"
    MEASURES = "measures"
    LEADER = "leader"
    SHORTCOMINGS = "shortcomings"
    PLAN = "plan"
    OTHER = "other"
    CHROME = "chrome"


class Severity(StrEnum):
    """How strongly a rule binds a level of body."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


#: Places of the severities, most binding first; a rule that does not bind has none and comes last.
BINDING: Final = {Severity.MUST: 0, Severity.SHOULD: 1, Severity.MAY: 2, None: 3}


class Span(Struct, frozen=True, order=True):
    """Half-open range of characters in ``Document.text``."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


class Paragraph(Struct, frozen=True):
    """One paragraph of a document: its text range, its place for citation, and what the format says of it.

    ``place`` is Chinese and readable ("第12段", "第3页第2段", "表1第2行第3列").
    ``outline_level`` is the heading level that the file format declares (1 = highest), if any.
    """

    span: Span
    place: str
    outline_level: int | None = None
    in_table: bool = False


class Document(Struct, frozen=True):
    """What a reader made of a file: text with paragraphs joined by newlines, and where it came from.

    ``title`` and ``posted`` are set only when the format itself carries them (HTML metadata, say).
    ``notes`` are Chinese remarks on how the text was won ("编号经转换，可能有误").
    """

    path: str
    sha256: str
    media: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    posted: date | None = None
    notes: tuple[str, ...] = ()

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def place(self, offset: int) -> str:
        """Place of the paragraph that holds ``offset``, for citation."""
        for paragraph in self.paragraphs:
            if offset < paragraph.span.end:
                return paragraph.place
        return self.paragraphs[-1].place if self.paragraphs else "全文"


class Section(Struct, frozen=True):
    """A heading with what stands under it. ``span`` begins at the heading; ``heading`` is empty for a preamble."""

    kind: SectionKind
    heading: Span
    span: Span
    depth: int
    children: tuple[Section, ...] = ()

    @property
    def body(self) -> Span:
        return Span(max(self.heading.end, self.span.start), self.span.end)

    def walk(self) -> Iterator[Section]:
        yield self
        for child in self.children:
            yield from child.walk()


class Guess(Struct, Generic[T], frozen=True):
    """A value read from the text with the reason for it; ``sure`` is false when the auditor should look."""

    value: T
    reason: str
    sure: bool = True


class Outline(Struct, frozen=True):
    """Structure of a report as understood. Spans are empty tuples or None where the text has no such part."""

    title: tuple[Span, ...]
    issuer: Guess[str | None]
    level: Guess[Level]
    years: Guess[tuple[int, ...]]
    addressee: Span | None
    signature: Span | None
    signed: tuple[Span, date] | None
    posted: tuple[Span, date] | None
    sections: tuple[Section, ...]
    chrome: tuple[Span, ...] = ()

    def of(self, *kinds: SectionKind) -> tuple[Section, ...]:
        """Outermost sections of the given kinds, at any depth, in text order."""
        found: list[Section] = []

        def visit(section: Section) -> None:
            if section.kind in kinds:
                found.append(section)
            else:
                for child in section.children:
                    visit(child)

        for section in self.sections:
            visit(section)
        return tuple(found)


class Evidence(Struct, frozen=True, omit_defaults=True):
    """A sentence that bears on a finding, with its section and stance.

    ``quote`` is the text of its place. Cells of a table do not speak for themselves (社会保险 3): ``read`` is what they
    say with the names and heads that they stand under (社会保险行政处罚3件), empty elsewhere.
    """

    span: Span
    quote: str
    section: SectionKind
    stance: Stance
    read: str = ""

    @property
    def words(self) -> str:
        """What a reader understands without the report beside him."""
        return self.read or self.quote


class Basis(Struct, frozen=True):
    """Where a requirement comes from. ``source`` is the document's title as cited; ``verified`` is never guessed."""

    source: str
    clause: str
    verified: bool


class Finding(Struct, frozen=True):
    """The verdict on one rule. ``points`` of ``possible`` are shares of a total of 100.

    ``doubts`` are Chinese reasons why an auditor should look at it; without any the verdict is firm.
    ``lookalikes`` are sentences that only sound like what is asked for; they count for nothing.
    """

    rule: str
    title: str
    group: str
    verdict: Verdict
    severity: Severity | None
    points: Fraction
    possible: Fraction
    basis: tuple[Basis, ...]
    message: str
    advice: str
    evidence: tuple[Evidence, ...]
    because: str
    doubts: tuple[str, ...] = ()
    lookalikes: tuple[Evidence, ...] = ()

    @property
    def firm(self) -> bool:
        """Whether nothing stated speaks for a second look."""
        return not self.doubts

    @property
    def lost(self) -> Fraction:
        return self.possible - self.points


class Defect(Struct, frozen=True):
    """A fault of the text itself, with what it deducts from a total of 100."""

    id: str
    title: str
    severity: Severity
    deduction: Fraction
    message: str
    evidence: tuple[Evidence, ...]


class GroupScore(Struct, frozen=True):
    """Points of one chapter of the checklist, as shares of 100."""

    id: str
    title: str
    earned: Fraction
    possible: Fraction


class Scorecard(Struct, frozen=True):
    """``total`` = 100 × earned / possible − deducted, floor 0. ``caps`` are Chinese reasons that limit the band."""

    total: Fraction
    band: str
    earned: Fraction
    possible: Fraction
    deducted: Fraction
    groups: tuple[GroupScore, ...]
    caps: tuple[str, ...] = ()


class Audit(Struct, frozen=True):
    """Everything known about one report after the run.

    ``backend`` is the engine that answered. ``errors`` are Chinese notes on what failed on the way; verdicts stand.
    """

    document: Document
    outline: Outline
    score: Scorecard
    findings: tuple[Finding, ...]
    defects: tuple[Defect, ...]
    backend: str
    errors: tuple[str, ...] = field(default=())

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def count(self, verdict: Verdict) -> int:
        return sum(finding.verdict is verdict for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Everything in JSON types under the names used here, without loss; ``engine.record`` makes an audit of it."""
        from msgspec import json

        plain: dict[str, Any] = json.decode(json.encode(self, enc_hook=str))  # of a fraction, the one it does not know
        return plain
