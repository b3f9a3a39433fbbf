"""Reports as examined, and the sentences that carry a verdict."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from msgspec.structs import replace

from engine.examination import Examination, examine
from engine.model import Span, Verdict
from engine.observe import Mention
from engine.read import read
from engine.rulebook.rule import Reaches, Rulebook

#: The plain evaluator: that both backends agree is shown elsewhere.
BACKEND = "reference"
SATISFIED = frozenset({Verdict.DESCRIBED, Verdict.EVIDENCED})


def verdicts_of(report: Examination) -> dict[str, Verdict]:
    """Verdict of every rule, and ``evidenced`` for every defect found."""
    return {**report.judgement.verdicts, **dict.fromkeys(report.judgement.found, Verdict.EVIDENCED)}


def examined(text: str, book: Rulebook) -> Examination:
    """A report examined as its file would be, with level and year read from its own words."""
    return examine(read("报告.txt", text.encode()), book, backend=BACKEND)


def examined_as(report: Examination, text: str, book: Rulebook) -> Examination:
    """A changed report examined at the level and for the year of the unchanged one."""
    return examine(read("报告.txt", text.encode()), book, report.level, report.year, BACKEND)


@lru_cache(maxsize=256)
def alone(book: Rulebook, rule_id: str) -> Rulebook:
    """The pack with one rule in it, and those whose results it looks at."""
    wanted, queue = set[str](), [rule_id]
    while queue:
        rule = book.rule(queue.pop())
        if rule is not None and rule.id not in wanted:
            wanted.add(rule.id)
            leaves = (leaf for compound in rule.compounds for leaf in (*compound.needs, *compound.lacks))
            queue += [leaf.rule for leaf in leaves if isinstance(leaf, Reaches)]
    return replace(book, rules=tuple(rule for rule in book.rules if rule.id in wanted), defects=())


def passage(report: Examination, mention: Mention) -> tuple[Span, ...]:
    """Sentences a mention rests on: its own, or all of its item when that is where its words were looked for."""
    for point in report.observations.points:
        body = [sentence for sentence in point.sentences if sentence.start >= point.body]
        spans = tuple(point.folded.span(sentence.start, sentence.end) for sentence in body)
        if any(span.start <= mention.span.start < span.end for span in spans):
            whole = mention.signal.scope == "item"
            return tuple(span for span in spans if whole or span.start <= mention.span.start < span.end)
    return ()


def proof(report: Examination, rule: str) -> tuple[Mention, ...]:
    """Mentions that carry the verdict on a rule."""
    return report.judgement.proof.get(rule, ())


def sentences(report: Examination, rule: str) -> tuple[Span, ...]:
    """Sentences that carry the verdict on a rule, in text order."""
    return tuple(sorted({span for mention in proof(report, rule) for span in passage(report, mention)}))


def chosen(report: Examination, book: Rulebook, name: str, most: int | None = None) -> list[str]:
    """Satisfied rules whose proof is sentences; ``most`` of them, the same ones as long as they are satisfied."""
    satisfied = [
        rule.id
        for rule in book.rules
        if rule.group != "outline" and report.judgement.verdicts[rule.id] in SATISFIED and sentences(report, rule.id)
    ]
    drawn = sorted(satisfied, key=lambda rule: hashlib.sha256(f"{name} {rule}".encode()).digest())
    return sorted(drawn[:most])
