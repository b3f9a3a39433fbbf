"""Audits, rule packs and explanations made by hand, so that reports can be tested without running the engine."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.model import (
    Audit,
    Basis,
    Defect,
    Document,
    Evidence,
    Finding,
    GroupScore,
    Guess,
    Level,
    Outline,
    Paragraph,
    Scorecard,
    Section,
    SectionKind,
    Severity,
    Span,
    Stance,
    Verdict,
)
from engine.rulebook.phrase import parse_phrase
from engine.rulebook.rule import (
    Compound,
    DefectRule,
    Example,
    Examples,
    Group,
    Measure,
    Rule,
    Rulebook,
    Scoring,
    Signal,
    Units,
)
from engine.zh.zero import Zeros

if TYPE_CHECKING:
    from collections.abc import Sequence

LINES = (
    "柳溪街道办事处2024年度法治政府建设情况报告",
    "柳溪县人民政府：",
    "一、主要举措和成效",
    "聘请律师事务所担任常年法律顾问，全年出具法律意见书31份。",
    "二、下一步安排",
    "下一步，将建立重大行政决策目录。",
    "柳溪街道办事处",
    "2025年1月20日",
)
TEXT = "\n".join(LINES)
#: Text with everything that could harm a terminal: escape, bell, NUL, C1, bidi, zero width, line separators.
HOSTILE = "甲\x1b[2J\x1b]0;x\x07乙\x00丙\x9b31m丁\u202e反\u2066\u200b\u2028\r\n\t戊\ud800e\u0301\u0336"
BASES = (Basis("《法治政府建设与责任落实督察工作规定》", "第二十五条", True), Basis("某地规定", "第三条", False))


def span_of(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def make_document(text: str = TEXT, path: str = "年报.txt", **values: object) -> Document:
    paragraphs, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        paragraphs.append(Paragraph(Span(start, start + len(line)), f"第{number}段"))
        start += len(line) + 1
    fields: dict[str, object] = {"title": None, "posted": None, "notes": ()} | values
    return Document(path, "ab" * 32, "text/plain", text, tuple(paragraphs), **fields)  # type: ignore[arg-type]


def make_outline(
    document: Document, *, level: Guess[Level] | None = None, issuer: str | None = "柳溪街道办事处"
) -> Outline:
    if document.text != TEXT:
        whole = Span(0, len(document.text))
        return Outline(
            (), Guess(issuer, "见标题"), level or Guess(Level.STREET, ""), Guess((), ""), None, None, None, None,
            (Section(SectionKind.MEASURES, Span(0, 0), whole, 0),),
        )  # fmt: skip
    first, plan = span_of(TEXT, "一、主要举措和成效"), span_of(TEXT, "二、下一步安排")
    end = span_of(TEXT, "2025年1月20日")
    wrapper = Section(
        SectionKind.OTHER,
        Span(0, 0),
        Span(first.start, len(TEXT)),
        0,
        (
            Section(SectionKind.MEASURES, first, Span(first.start, plan.start), 1),
            Section(SectionKind.PLAN, plan, Span(plan.start, len(TEXT)), 1),
        ),
    )
    return Outline(
        title=(span_of(TEXT, LINES[0]),),
        issuer=Guess(issuer, "见标题"),
        level=level or Guess(Level.STREET, "机关名称含“街道”"),
        years=Guess((2024,), "见标题"),
        addressee=span_of(TEXT, LINES[1]),
        signature=Span(TEXT.rindex(LINES[6]), TEXT.rindex(LINES[6]) + len(LINES[6])),
        signed=(end, date(2025, 1, 20)),
        posted=None,
        sections=(wrapper,),
    )


def make_evidence(quote: str = LINES[3], section: SectionKind = SectionKind.MEASURES, text: str = TEXT) -> Evidence:
    span = span_of(text, quote) if quote in text else Span(0, 0)
    return Evidence(span, quote, section, Stance.PLANNED if section is SectionKind.PLAN else Stance.DONE)


def make_finding(
    number: int = 1,
    verdict: Verdict = Verdict.ABSENT,
    *,
    possible: Fraction | int = 2,
    points: Fraction | int | None = None,
    severity: Severity | None = Severity.MUST,
    evidence: Sequence[Evidence] = (),
    title: str | None = None,
) -> Finding:
    share = {Verdict.EVIDENCED: 10, Verdict.DESCRIBED: 7, Verdict.MENTIONED: 3}.get(verdict, 0)
    possible = Fraction(0 if verdict in {Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSABLE} else possible)
    earned = possible * Fraction(share, 10) if points is None else Fraction(points)
    return Finding(
        rule=f"capacity.rule-{number}",
        title=title or f"第{number}号要求",
        group="capacity",
        verdict=verdict,
        severity=severity,
        points=earned,
        possible=possible,
        basis=BASES,
        message=f"未写明第{number}件事。",
        advice=f"写明第{number}件事做了几次、由谁做、结果怎样。",
        evidence=tuple(evidence),
        because="全文没有相关表述" if verdict is Verdict.ABSENT else "写到了",
    )


def make_defect(deduction: Fraction | int = 2, evidence: Sequence[Evidence] = ()) -> Defect:
    return Defect(
        "quality.no-causes", "有不足无原因", Severity.SHOULD, Fraction(deduction), "没有原因。", tuple(evidence)
    )


def make_audit(
    findings: Sequence[Finding] | None = None,
    defects: Sequence[Defect] = (),
    *,
    document: Document | None = None,
    outline: Outline | None = None,
    caps: tuple[str, ...] = (),
    errors: tuple[str, ...] = (),
) -> Audit:
    document = document or make_document()
    findings = tuple(every_verdict() if findings is None else findings)
    earned = sum((finding.points for finding in findings), Fraction())
    possible = sum((finding.possible for finding in findings), Fraction())
    deducted = sum((defect.deduction for defect in defects), Fraction())
    total = max(Fraction(), earned - deducted)
    zero = Fraction()
    score = Scorecard(
        total, "合格" if total >= 60 else "不合格", earned, possible, deducted,
        (GroupScore("capacity", "依法行政能力", earned, possible), GroupScore("digital", "数字政府", zero, zero)),
        caps,
    )  # fmt: skip
    outline = outline or make_outline(document)
    return Audit(document, outline, score, findings, tuple(defects), "reference", errors)


def every_verdict() -> list[Finding]:
    """Six findings that make up 100 points, one of each verdict."""
    proof, plan = make_evidence(), make_evidence(LINES[5], SectionKind.PLAN)
    return [
        make_finding(1, Verdict.EVIDENCED, possible=70, evidence=[proof], title="法律顾问"),
        make_finding(2, Verdict.DESCRIBED, possible=10, evidence=[proof], severity=Severity.SHOULD),
        make_finding(3, Verdict.MENTIONED, possible=10, evidence=[plan], severity=Severity.SHOULD),
        make_finding(4, Verdict.ABSENT, possible=10, severity=Severity.MUST),
        make_finding(5, Verdict.NOT_APPLICABLE, severity=None),
        make_finding(6, Verdict.NOT_ASSESSABLE, severity=Severity.MUST),
    ]


def make_rule(rule_id: str = "capacity.legal-adviser", title: str = "法律顾问") -> Rule:
    families = {"聘": ("聘请", "续聘")}
    named = Signal(f"{rule_id}#0", rule_id, Verdict.MENTIONED, parse_phrase("法律顾问", families), "sentence")
    done = Signal(f"{rule_id}#1", rule_id, Verdict.DESCRIBED, parse_phrase("法律顾问 @聘", families), "sentence")
    part = Signal(
        f"{rule_id}#2", rule_id, None, parse_phrase("列席", families), "clause",
        frozenset({SectionKind.LEADER}), frozenset({Stance.DONE, Stance.ZERO}),
    )  # fmt: skip
    return Rule(
        id=rule_id,
        group="capacity",
        title=title,
        requirement="聘请法律顾问，并让其实际参与。",
        basis=BASES,
        severity={Level.STREET: Severity.SHOULD, Level.COUNTY: Severity.MUST},
        first_year=2021,
        last_year=2025,
        written=(named, done, part),
        units=Units("份", parse_phrase("法律顾问 #份", families).parts[1]),
        compounds=(Compound(Verdict.DESCRIBED, (part, Measure("plan.items", 2, None)), (named,)),),
        lookalikes=(parse_phrase("一村一法律顾问", families),),
        silence=Verdict.ABSENT,
        statutory=True,
        message="未写明法律顾问。",
        advice="写明聘请了谁。",
        examples=Examples(
            (
                Example(Verdict.EVIDENCED, "聘请法律顾问，出具意见31份。", False, SectionKind.MEASURES, None, None, 12),
                Example(Verdict.ABSENT, "一村一法律顾问。", False, SectionKind.MEASURES, None, None, 13),
            )
        ),
        file="capacity.yaml",
        line=7,
    )


def make_book(*rules: Rule) -> Rulebook:
    defect = DefectRule(
        "quality.no-causes",
        "有不足无原因",
        Severity.SHOULD,
        Fraction(2),
        (),
        (),
        (),
        levels=frozenset(),
        first_year=2021,
        last_year=2025,
        message="没有原因。",
        examples=Examples(),
        file="defects.yaml",
        line=3,
    )
    return Rulebook(
        id="2021-2025",
        title="检查规则",
        version="1.0",
        sha256="cd" * 32,
        first_year=2021,
        last_year=2025,
        sources={},
        families={"聘": ("聘请", "续聘")},
        borders={},
        zeros=Zeros(),
        rules=rules or (make_rule(), make_rule("capacity.staff-training", "培训|考试")),
        defects=(defect,),
        topics=(),
        accuracy={},
        scoring=Scoring(
            {}, {}, (("合格", Fraction(0)),), Fraction(20), "合格", (Group("capacity", "依法行政能力", Fraction(1)),)
        ),
    )
