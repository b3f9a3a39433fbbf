"""What each capability of the engine is worth: the agreement with readers when it is switched off.

Nothing of the engine is changed for good: a capability goes either with a changed rule pack, or by a function put in
place of another while one report is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from typing import TypeVar
from unittest.mock import patch

from msgspec.structs import replace

from bench.agreement import Agreement, Reader, Reading, auditor, compare
from bench.labels import Labelled
from engine.examination import examine
from engine.examples import check_examples
from engine.model import Document, Outline, Section, SectionKind, Stance, Verdict
from engine.observe.statements import Clause, Point, read_points
from engine.outline import outline
from engine.outline.lines import lines_of
from engine.rulebook.phrase import Part, Phrase
from engine.rulebook.rule import DefectRule, Rule, Rulebook, Signal
from engine.zh.figures import figures
from engine.zh.syntax import sentences
from engine.zh.zero import Zeros

#: Most sentences quoted by the keyword search, as many as an audit quotes.
_MOST_QUOTES = 5

Patch = Callable[[], AbstractContextManager[object]]
_Owner = TypeVar("_Owner", Rule, DefectRule)


@dataclass(frozen=True, slots=True)
class Ablation:
    """One row: its name and what it means in Chinese; the pack changed, or something put in place of the engine's.

    ``search`` are the words that a keyword search takes from a phrase; then there is no engine at all.
    """

    name: str
    meaning: str
    change: Callable[[Rulebook], Rulebook] = lambda book: book
    patched: Patch = nullcontext
    search: Callable[[Phrase], Iterable[str]] | None = None

    def reader(self, book: Rulebook) -> Reader:
        """Reads reports under this ablation."""
        if self.search:
            return _keyword_reader(book, self.search)
        audited = auditor(self.change(book))

        def reader(document: Document) -> Mapping[str, Reading]:
            with self.patched():
                return audited(document)

        return reader

    def examples(self, book: Rulebook, rules: Iterable[str] = ()) -> float | None:
        """Share of the examples of a pack that still come out as written."""
        if self.search:
            return None
        with self.patched():
            results = check_examples(self.change(book), rules)
        return sum(result.passed for result in results) / len(results)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured under an ablation."""

    ablation: Ablation
    agreement: Agreement
    examples: float | None


def ablate(reports: Iterable[Labelled], book: Rulebook) -> Iterator[Row]:
    """Measure every ablation on the same reports."""
    reports = tuple(reports)
    for ablation in ABLATIONS:
        cells = compare(reports, ablation.reader(book))
        yield Row(ablation, Agreement(tuple(cells)), ablation.examples(book))


# Keyword search, the baseline


def _keyword_reader(book: Rulebook, search: Callable[[Phrase], Iterable[str]]) -> Reader:
    """A word of the rule in a sentence is ``described``; with a figure in the same sentence, ``evidenced``."""
    words = {rule.id: words_of(rule, search) for rule in book.rules}

    def reader(document: Document) -> dict[str, Reading]:
        examined = examine(document, book)
        said = [line.text[start:end] for line in lines_of(document) for start, end in sentences(line.text)]
        counted = [any(True for _ in figures(sentence)) for sentence in said]
        found: dict[str, Reading] = {}
        for rule in book.rules:
            if not rule.binds(examined.level, examined.year):
                found[rule.id] = Reading(Verdict.NOT_APPLICABLE)
            elif not words[rule.id]:
                found[rule.id] = Reading(examined.judgement.verdicts[rule.id])
            else:
                found[rule.id] = _searched(words[rule.id], said, counted)
        return found

    return reader


def words_of(rule: Rule, search: Callable[[Phrase], Iterable[str]]) -> frozenset[str]:
    """Words that a keyword search looks for in place of a rule."""
    signals = (signal for signal in rule.signals if signal.rung is not None)
    return frozenset(word for signal in signals for word in search(signal.phrase) if len(word) > 1)


def _searched(words: frozenset[str], said: list[str], counted: list[bool]) -> Reading:
    hits = [index for index, sentence in enumerate(said) if any(word in sentence for word in words)]
    strong = [index for index in hits if counted[index]]
    verdict = Verdict.EVIDENCED if strong else Verdict.DESCRIBED if hits else Verdict.ABSENT
    return Reading(verdict, tuple(said[index] for index in (strong or hits)[:_MOST_QUOTES]))


def _any_word(phrase: Phrase) -> Iterator[str]:
    return (word for part in phrase.parts for step in part.steps for word in step.words)


def telling_words(phrase: Phrase) -> Iterator[str]:
    """Words of the step with the fewest to choose from: what the phrase is about."""
    steps = [step for part in phrase.parts for step in part.steps if not step.things]
    return iter(min(steps, key=len).words if steps else ())


# The engine without one of its capabilities


def clauses_changed(change: Callable[[Clause], Clause]) -> AbstractContextManager[object]:
    """Every clause of a report read otherwise."""

    def changed(document: Document, understood: Outline, zeros: Zeros) -> list[Point]:
        return [
            replace(
                point,
                sentences=tuple(
                    replace(sentence, clauses=tuple(map(change, sentence.clauses))) for sentence in point.sentences
                ),
            )
            for point in read_points(document, understood, zeros)
        ]

    return patch("engine.observe.read_points", changed)


def without_stance() -> AbstractContextManager[object]:
    """Every clause tells what was done."""
    return clauses_changed(lambda clause: replace(clause, stance=Stance.DONE))


def without_actor() -> AbstractContextManager[object]:
    """Every act is the body's own."""
    return clauses_changed(lambda clause: replace(clause, actor=None))


def without_topics() -> AbstractContextManager[object]:
    """What meetings, trainings and studies were about is taken for done."""
    return patch("engine.observe.topics.talks", lambda _clauses: [])


def without_sections() -> AbstractContextManager[object]:
    """Every section is of the measures."""

    def flat(section: Section) -> Section:
        return replace(section, kind=SectionKind.MEASURES, children=tuple(map(flat, section.children)))

    def changed(document: Document) -> Outline:
        understood = outline(document)
        return replace(understood, sections=tuple(map(flat, understood.sections)))

    both = ExitStack()
    for module in ("examination", "examples"):
        both.enter_context(patch(f"engine.{module}.outline", changed))
    return both


def without_periods() -> AbstractContextManager[object]:
    """Every figure is of the report year."""
    return patch("engine.observe.statements.other_period", lambda _sentence, _year: None)


def without_lookalikes(book: Rulebook) -> Rulebook:
    rules = tuple(replace(rule, lookalikes=()) for rule in book.rules)
    return replace(book, rules=rules, defects=tuple(replace(defect, lookalikes=()) for defect in book.defects))


def without_borders(book: Rulebook) -> Rulebook:
    return replace(book, borders={})


def without_composition(book: Rulebook) -> Rulebook:
    return replace(book, rules=tuple(map(_simplified, book.rules)), defects=tuple(map(_simplified, book.defects)))


def _simplified(owner: _Owner) -> _Owner:
    """A rule whose phrases ask for their first part of words only; a figure asked for is still asked for."""
    simple = {signal.id: _first_part(signal) for signal in owner.signals}
    compounds = tuple(
        replace(
            compound,
            needs=tuple(simple[leaf.id] if isinstance(leaf, Signal) else leaf for leaf in compound.needs),
            lacks=tuple(simple[leaf.id] if isinstance(leaf, Signal) else leaf for leaf in compound.lacks),
        )
        for compound in owner.compounds
    )
    if isinstance(owner, Rule):
        return replace(owner, written=tuple(simple.values()), units=None, compounds=compounds)
    return replace(owner, signals=tuple(simple.values()), compounds=compounds)


def _first_part(signal: Signal) -> Signal:
    phrase = signal.phrase
    worded = [part for part in phrase.parts if _is_worded(part)]
    parts = tuple(part for part in phrase.parts if part in worded[:1] or part not in worded)
    return replace(signal, phrase=replace(phrase, parts=parts, together=0, lead=0))


def _is_worded(part: Part) -> bool:
    return not any(step.things for step in part.steps)


ABLATIONS = (
    Ablation(
        "关键词：任一词",
        "只查词：规则各条说法里的任何一个词出现，就算写明做法；同句有数字，就算有据可查。没有词的规则（只看结构）照常判。",
        search=_any_word,
    ),
    Ablation(
        "关键词：核心词",
        "同上，但每条说法只查选择余地最小的那一组词（如“法律顾问 聘请|续聘”只查“法律顾问”），近于人工列出的关键词表。",
        search=telling_words,
    ),
    Ablation("不看口气", "所有分句都当作已经做了的事；计划、不足、套话、未发生不再区分。", patched=without_stance),
    Ablation("不看行为人", "群众、企业自己做的事也算本机关做的。", patched=without_actor),
    Ablation("不看话题", "会议、培训、学习、议题的内容也算做了的事。", patched=without_topics),
    Ablation(
        "不分部分", "全文都当作“主要举措和成效”；计划、不足、第一责任人各部分不再认得。", patched=without_sections
    ),
    Ablation("不排除貌似", "各规则的“貌似而不是”清单全部不用。", change=without_lookalikes),
    Ablation(
        "不组合",
        "每条说法只留第一组词，不再要求几组词同时出现；要求的数字、日期照旧要求。",
        change=without_composition,
    ),
    Ablation("不核词界", "短词横跨两个词（协调|解决）也算命中，不用分词核对。", change=without_borders),
    Ablation("不辨累计", "“自2013年以来”“三年来”的跨年累计数也算本年度的数。", patched=without_periods),
    Ablation("完整", "全部能力都用。"),
)
