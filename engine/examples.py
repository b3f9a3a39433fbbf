"""The examples of a pack, each run through the whole engine: what a rule says it catches, it must catch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from engine.examination import given
from engine.judge import judge
from engine.model import Document, Level, Paragraph, SectionKind, Span, Verdict
from engine.observe import observe
from engine.outline import outline
from engine.rulebook.rule import DefectRule, Example, Rule, Rulebook

_BODY = {
    Level.STREET: "青禾街道办事处",
    Level.TOWNSHIP: "柳溪镇人民政府",
    Level.DEPARTMENT: "柳溪县城市管理局",
    Level.COUNTY: "柳溪县人民政府",
    Level.CITY: "柳江市人民政府",
    Level.PROVINCE: "柳江省人民政府",
}
_HEADING = {
    SectionKind.PREAMBLE: "",
    SectionKind.MEASURES: "一、主要举措和成效",
    SectionKind.LEADER: "一、党政主要负责人履行推进法治建设第一责任人职责情况",
    SectionKind.SHORTCOMINGS: "一、存在的不足",
    SectionKind.PLAN: "一、下一步工作安排",
    SectionKind.OTHER: "一、其他需要报告的情况",
}


class ExampleResult(Struct, frozen=True):
    """What an example was to give and what it gave; ``file`` and ``line`` say where it stands."""

    rule: str
    expected: Verdict
    got: Verdict
    text: str
    file: str
    line: int

    @property
    def passed(self) -> bool:
        return self.expected is self.got


def check_examples(book: Rulebook, rule_ids: Iterable[str] = ()) -> tuple[ExampleResult, ...]:
    """Run the examples of the given rules and defects, of all if none is given."""
    wanted = frozenset(rule_ids)
    owners = [owner for owner in book.owners if not wanted or owner.id in wanted]
    alone = ((_only(book, owner), owner) for owner in owners)
    return tuple(_run(pack, owner, example) for pack, owner in alone for example in owner.examples)


def _run(alone: Rulebook, owner: Rule | DefectRule, example: Example) -> ExampleResult:
    if isinstance(owner, Rule):
        level = example.level or next(iter(owner.severity))
        year = example.year or min(owner.last_year, alone.last_year)
    else:
        level, year = example.level or Level.STREET, example.year or alone.last_year
    document = document_of(example, level, year)
    understood = given(outline(document), level, year)
    judgement = judge(observe(document, understood, alone), alone, level, year, "reference")
    if isinstance(owner, Rule):
        got = judgement.verdicts[owner.id]
    else:
        got = Verdict.EVIDENCED if judgement.found else Verdict.ABSENT
    return ExampleResult(owner.id, example.verdict, got, example.text, owner.file, example.line)


def _only(book: Rulebook, owner: Rule | DefectRule) -> Rulebook:
    """The pack with a single rule or defect in it."""
    if isinstance(owner, Rule):
        return replace(book, rules=(owner,), defects=())
    return replace(book, rules=(), defects=(owner,))


def document_of(example: Example, level: Level, year: int) -> Document:
    """The report an example stands for: its own text, or a small report around its sentence."""
    if example.whole:
        text = example.text
    else:
        lines = [f"{_BODY[level]}{year}年法治政府建设年度报告", _HEADING[example.section], example.text]
        text = "\n".join(line for line in lines if line)
    return text_document("例句", text)


def text_document(path: str, text: str) -> Document:
    """A document of plain text, one paragraph a line."""
    paragraphs: list[Paragraph] = []
    offset = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            start = offset + line.index(bare)
            paragraphs.append(Paragraph(Span(start, start + len(bare)), f"第{len(paragraphs) + 1}段"))
        offset += len(line) + 1
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(path, digest, "text/plain", text, tuple(paragraphs))
