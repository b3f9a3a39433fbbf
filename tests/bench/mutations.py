"""Changes to a report whose effect on the verdicts is known beforehand, each with the law it must obey.

A change is a pure function of a report as examined and gives the text of the changed report. Three families:
whole parts taken out; the sentences that prove a verdict taken out, moved or rewritten; and changes of form, which
must change nothing. Where a change rewrites what carries a verdict, the verdict may still stand on other sentences:
then these are rewritten too, until it gives way or nothing is left to rewrite.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from bench.proofs import SATISFIED, alone, examined_as, passage, proof, sentences
from engine.examination import Examination
from engine.model import SectionKind, Span, Stance, Verdict
from engine.observe import Mention
from engine.rulebook.phrase import Count, Phrase, Title
from engine.rulebook.rule import Rule, Rulebook
from engine.zh.dates import document_numbers, month_days
from engine.zh.width import fold

LADDER = (Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED)
#: Rewriting goes on no longer than this; a verdict that still stands then is a fault of its own.
_MOST_ROUNDS = 12


def rises(before: Verdict, after: Verdict) -> bool:
    """Whether a verdict got better: higher on the ladder, or out of it by an exemption that was not there."""
    if after is Verdict.NOT_APPLICABLE or before is Verdict.NOT_APPLICABLE:
        return after is Verdict.NOT_APPLICABLE and before is not Verdict.NOT_APPLICABLE
    return _height(after) > _height(before)


def _height(verdict: Verdict) -> int:
    """Rung on the ladder; what cannot be assessed is silence and stands at its foot."""
    return LADDER.index(verdict) if verdict in LADDER else 0


# Parts taken out


def drop(text: str, spans: Iterable[Span]) -> str:
    """The text without the given ranges."""
    kept, end = [], 0
    for span in sorted(spans):
        kept.append(text[end : span.start])
        end = max(end, span.end)
    return "".join([*kept, text[end:]])


def drop_part(report: Examination, kind: SectionKind) -> str:
    """The report without its sections of one kind, headings included."""
    return drop(report.document.text, [section.span for section in report.outline.of(kind)])


#: Part taken out → rules about it, which must fall to mentioned or lower.
PARTS: Mapping[SectionKind, tuple[str, ...]] = {
    SectionKind.LEADER: ("outline.leader-section",),
    SectionKind.SHORTCOMINGS: ("outline.shortcomings", "outline.causes"),
    SectionKind.PLAN: ("outline.next-year-plan",),
}

# Sentences rewritten

_LEAD = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,2}(?:是|要|方面)|第[一二三四五六七八九十]{1,2}[，、]|首先，|其次，|另?一方面|[①-⑳]|"
    r"[（(]\d{1,2}[）)]|\d{1,2}[.、](?!\d)|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)?"
)


def rewrite(text: str, spans: Iterable[Span], change: Callable[[str], str]) -> str:
    """The text with each of the given ranges changed."""
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + change(text[span.start : span.end]) + text[span.end :]
    return text


def led_by(words: str) -> Callable[[str], str]:
    """Puts words before a sentence, after its 一是 or number; once only."""

    def change(sentence: str) -> str:
        start = _LEAD.match(sentence).end()  # type: ignore[union-attr]  # every part of it is optional
        return sentence if sentence.startswith(words, start) else sentence[:start] + words + sentence[start:]

    return change


def drop_sentences(report: Examination, rule: str) -> str:
    return drop(report.document.text, sentences(report, rule))


def move_to_plan(report: Examination, rule: str) -> str:
    """Move what carries the verdict to the end of the plan; what stands there already stays."""
    text, plans = report.document.text, report.outline.of(SectionKind.PLAN)
    if not plans:
        return text
    moved = [span for span in sentences(report, rule) if not any(plan.span.covers(span) for plan in plans)]
    words = "".join(_bare(text[span.start : span.end]) for span in moved)
    end = plans[-1].span.end
    above = drop(text[:end], [span for span in moved if span.end <= end])
    below = drop(text[end:], [Span(span.start - end, span.end - end) for span in moved if span.start >= end])
    return "\n".join([above.rstrip("\n"), words, below.lstrip("\n")]) if moved else text


def _bare(sentence: str) -> str:
    """A sentence that can stand by itself: without its number, ending in a full stop."""
    return sentence[_LEAD.match(sentence).end() :].rstrip("；;。") + "。"  # type: ignore[union-attr]  # as above


def plan(report: Examination, rule: str) -> str:
    return rewrite(report.document.text, sentences(report, rule), led_by("下一步，将"))


def by_residents(report: Examination, rule: str) -> str:
    return rewrite(report.document.text, sentences(report, rule), led_by("群众自发"))


_THIS_YEAR = re.compile(r"(?:截至)?(?:全年|今年以?来?|本年度?内?|当年|年内|一年来)，?")


def since_long(report: Examination, rule: str) -> str:
    """Make the sentences speak of many years, and take out the words that speak of this one."""
    before = led_by("自2013年以来，")
    return rewrite(report.document.text, sentences(report, rule), lambda words: before(_THIS_YEAR.sub("", words)))


_NUMERAL = "一二两三四五六七八九十百千万"
_UNIT = "人次|场次|件次|家次|次|场|件|起|份|期|户|家|批|轮|篇|位|条|宗|名|人|个|项|处|部|本|所|堂|节|类|笔|例|单|课|讲"
_COUNTS = re.compile(
    rf"(第[{_NUMERAL}]+|[统同唯之]一)|"
    r"(?<![第〔（(0-9０-９.．])[0-9０-９]+(?:[.,，．][0-9０-９]+)*[余多]?[万亿千百]*[余多]?[%％]?(?![0-9０-９年月日号届])|"
    rf"[{_NUMERAL}]+[余多]?(?={_UNIT})"
)


def strip_counts(report: Examination, rule: str) -> str:
    """Put 若干 for every count; dates and ordinals stay."""
    return rewrite(
        report.document.text, sentences(report, rule), partial(_COUNTS.sub, lambda match: match[1] or "若干")
    )


def in_title_marks(report: Examination, rule: str) -> str:
    """Put the word that names the thing proved into 《》, wherever it stands in its sentence."""
    words: defaultdict[Span, set[str]] = defaultdict(set)
    for mention in proof(report, rule):
        for span in passage(report, mention):
            words[span] |= _named_thing(mention.signal.phrase)
    text = report.document.text
    for span in sorted((span for span in words if words[span]), reverse=True):
        longest_first = "|".join(map(re.escape, sorted(words[span], key=len, reverse=True)))
        text = rewrite(text, [span], partial(re.sub, rf"(《[^》]*》)|({longest_first})", _quoted))
    return text


def _quoted(match: re.Match[str]) -> str:
    return match[1] or f"《{match[2]}》"


def _named_thing(phrase: Phrase) -> set[str]:
    """Words of which one names what a phrase is about: those of its first part that stands anywhere."""
    steps = [part.steps[0] for part in phrase.parts if len(part.steps) == 1]
    return next((set(step.words) for step in steps if not step.things), set())


# Laws


def falls(before: Examination, after: Examination, rule: str) -> bool:
    """The verdict gives way."""
    return _height(after.judgement.verdicts[rule]) < _height(before.judgement.verdicts[rule])


def at_most_mentioned(_: Examination, after: Examination, rule: str) -> bool:
    return after.judgement.verdicts[rule] not in SATISFIED


def stays(before: Examination, after: Examination, rule: str) -> bool:
    """The verdict gets no better."""
    return not rises(before.judgement.verdicts[rule], after.judgement.verdicts[rule])


def no_count_proves(_: Examination, after: Examination, rule: str) -> bool:
    """The verdict is not ``evidenced``, or by other things than a count, or by a report that nothing occurred."""
    if after.judgement.verdicts[rule] is not Verdict.EVIDENCED:
        return True
    return not any(mention.stance is not Stance.ZERO and _counts(after, mention) for mention in proof(after, rule))


def _counts(report: Examination, mention: Mention) -> bool:
    """Whether a mention needs a count: asks for one where no date, number of a document or title can stand for it."""
    words = "".join(fold(report.document.text, span).text for span in passage(report, mention))
    other = "《" in words or any(True for find in (month_days, document_numbers) for _ in find(words))
    for part in mention.signal.phrase.parts:
        for step in part.steps:
            counted = any(isinstance(thing, Count) for thing in step.things)
            if step.counts or (counted and not other):
                return True
    return False


def asks_for_titles(rule: Rule) -> bool:
    """Whether a rule looks for titles of documents: then title marks are the proof it asks for."""
    phrases = (signal.phrase for signal in rule.signals)
    things = (thing for phrase in phrases for part in phrase.parts for step in part.steps for thing in step.things)
    return any(isinstance(thing, Title) for thing in things)


Law = Callable[[Examination, Examination, str], bool]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A change to what carries a verdict; ``law`` must hold in the end, and the verdict must never rise on the way."""

    name: str
    change: Callable[[Examination, str], str]
    law: Law
    only: Callable[[Rule, Verdict], bool] = lambda _rule, _verdict: True


def _evidenced(_: Rule, verdict: Verdict) -> bool:
    return verdict is Verdict.EVIDENCED


REWRITINGS = (
    Rewriting("drop", drop_sentences, falls),
    Rewriting("move-to-plan", move_to_plan, at_most_mentioned),
    Rewriting("plan", plan, at_most_mentioned),
    Rewriting("title-marks", in_title_marks, stays, lambda rule, _: not asks_for_titles(rule)),
    Rewriting("no-counts", strip_counts, no_count_proves, _evidenced),
    Rewriting("since-long", since_long, no_count_proves, _evidenced),
    Rewriting("residents", by_residents, stays),
)


@dataclass(frozen=True, slots=True)
class Breach:
    """A law broken: the verdict before and after, and the sentences it then stood on."""

    rule: str
    before: Verdict
    after: Verdict
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule}: {self.before} → {self.after}: {' / '.join(self.sentences)}"


def breach(rewriting: Rewriting, report: Examination, book: Rulebook, rule: str) -> Breach | None:
    """How a rule breaks the law of a rewriting, or None if it does not."""
    before, pack, now = report.judgement.verdicts[rule], alone(book, rule), report
    found = book.rule(rule)
    if found is None or not rewriting.only(found, before):
        return None
    for _ in range(_MOST_ROUNDS):
        text = rewriting.change(now, rule)
        if text == now.document.text:
            break
        now = examined_as(report, text, pack)
        if not stays(report, now, rule) or rewriting.law(report, now, rule):
            break
    if now is report and rewriting.law is stays:
        return None
    if stays(report, now, rule) and rewriting.law(report, now, rule):
        return None
    quotes = tuple(now.document.quote(span) for span in sentences(now, rule))
    return Breach(rule, before, now.judgement.verdicts[rule], quotes)
