"""The chain of facts in words: numbered steps from the text to the conclusion, and how each condition was met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explanation import WHY_NOT
from engine.model import Verdict
from engine.rulebook.rule import EXEMPT, FOUND, RUNGS, Measure, Reaches, Relation
from reports import wording as words
from reports.layout import plain, shorten, wrap
from reports.views.rule import RELATIONS, leaf_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.chain import Condition, Part, Step
    from engine.infer import Value
    from engine.model import Document, Evidence
    from engine.rulebook.rule import Rulebook
    from reports import Look

#: Sentences shown for a step, reasons for a derived one, and conditions, unless everything is asked for.
_SENTENCES, _REASONS, _CONDITIONS = 3, 3, 3
#: Columns of a quote and of a phrase.
_QUOTE, _PHRASE = 240, 90
_RUNGS = {
    **{verdict.value: f"“{name}”" for verdict, name in words.VERDICTS.items()},
    FOUND: "这种瑕疵",
    EXEMPT: "“不适用”",
}
#: How a statement is read: the stance field of its fact (engine/infer/program.py, ``CEILING``).
_READINGS = {
    **{stance.value: name for stance, name in words.STANCES.items()},
    "as-asked": "口气合乎要求",
    "of-others": "别人做的",
    "of-other-years": "跨年的情况",
    "of-past-years": "以前年度的事",
    "of-talks": "会议、培训、学习",
    "of-topics": "会议、培训、学习的内容",
}


def steps(document: Document, book: Rulebook, chain: Sequence[Step], look: Look) -> Iterator[str]:
    """The chain, one numbered step after another, each after those it follows from."""
    for number, step in enumerate(chain, 1):
        lead = f"{number}. "
        why = "；或".join(_reasons(step, look))
        text = f"{why}：{_said(step, chain, book)}" if why else _said(step, chain, book)
        yield from wrap(lead + plain(text), look.width, hang=len(lead))
        yield from _sentences(document, step.evidence, step.phrases, look, len(lead))


def conditions(document: Document, found: Sequence[Condition], look: Look) -> Iterator[str]:
    """Each condition with its parts: what was looked at, and whether it is as asked."""
    shown = found if look.full else found[:_CONDITIONS]
    for number, condition in enumerate(shown, 1):
        if len(found) > 1:
            together = "，要同时成立" if len(condition.parts) > 1 else ""
            yield f"第 {number} 组{together}"
        for part in condition.parts:
            yield from _part(document, part, look)
    if len(found) > len(shown):
        yield f"另有 {len(found) - len(shown)} 组条件；用 --all 全部列出。"


def _reasons(step: Step, look: Look) -> Iterator[str]:
    shown = step.reasons if look.full else step.reasons[:_REASONS]
    for reason in shown:
        lacks = f"，并且没有{'、'.join(map(leaf_words, reason.lacks))}" if reason.lacks else ""
        yield f"由 {'、'.join(str(place + 1) for place in reason.steps)}{lacks}"
    if len(step.reasons) > len(shown):
        yield f"另外 {len(step.reasons) - len(shown)} 种组合"


def _said(step: Step, chain: Sequence[Step], book: Rulebook) -> str:
    """What a fact says."""
    fields = step.fields
    if step.kind == "measure":
        note = f"（{step.note}）" if step.note else ""
        name = str(fields["name"])
        return f"{words.MEASURES[name][0]}：{words.measured(name, int(fields['value']))}{note}"
    if step.kind == "mention":
        told = f"{_RUNGS[str(fields['rung'])]}的说法命中 {fields['n']} 处，{_READINGS[str(fields['stance'])]}"
        return told + _held_back(step, chain)
    if step.kind in {"sign", "weaker"}:
        own = book.rule(str(fields["signal"]).rpartition("#")[0])
        enough = f"，够得上{_RUNGS[RUNGS[int(fields['ceiling'])].value]}" if own else ""
        return f"组合条件里的说法命中 {fields['n']} 处，{_READINGS[str(fields['stance'])]}{enough}"
    if step.kind == "claim":
        return f"{_topic(fields['topic'])}：“{step.note}”" + (f"，共 {fields['n']} 处" if fields["n"] != 1 else "")
    if step.kind == "weakness":
        return f"一条不足，说的是{fields['topic']}" if fields["topic"] else "一条不足，没认出是哪方面，未作对照"
    if step.kind == "planned":
        return f"安排里有{_topic(fields['topic'])}方面的措施"
    if step.kind == "relation":
        return _related(step, chain)
    if step.kind == "reached":
        return _reached(step, chain, book)
    if step.kind == "verdict":
        verdict = Verdict(str(fields["verdict"]))
        higher = "，没有够到更高一级" if verdict in {Verdict.MENTIONED, Verdict.DESCRIBED} else ""
        silent = "全文没有一处够得上任何一级，" if len(step.reasons[0].steps) == 1 and chain[0].kind == "asked" else ""
        return f"{silent}结论是“{words.VERDICTS[verdict]}”{higher}"
    return {
        "asked": "这条要求约束本机关和本年度",
        "unbound": "这条要求不约束本机关，或不约束本年度",
        "watched": "本机关和本年度要查这种瑕疵",
        "planning": "报告写了下一步安排",
        "answered": "这条不足有对应的安排",
        "found": "有这种瑕疵",
    }[step.kind]


def _related(step: Step, chain: Sequence[Step]) -> str:
    if step.fields["name"] == "clash":
        return f"{_topic(step.fields['about'])}前后是两个不同的数"
    stated = {
        one.fields["topic"] for one in chain if one.kind == "weakness" and one.fields["item"] == step.fields["about"]
    }
    return f"没有一条安排说到{'、'.join(map(str, stated))}，这条不足没有对应的安排"


def _reached(step: Step, chain: Sequence[Step], book: Rulebook) -> str:
    rung = str(step.fields["rung"])
    if rung == FOUND:
        return "合乎这种瑕疵的条件"
    if rung == EXEMPT:
        return "报告写明不涉及此项"
    other = book.rule(str(step.fields["rule"]))
    whose = f"“{other.title}”" if other and step is not _last_reached(chain) else ""
    return f"{whose}够得上{_RUNGS[rung]}"


def _held_back(mention: Step, chain: Sequence[Step]) -> str:
    """Why a statement reaches no higher than it does, if its stance keeps it below the rung of its phrase."""
    place = chain.index(mention)
    reached = next(step for step in chain if any(place in reason.steps for reason in step.reasons))
    if reached.fields["rung"] == mention.fields["rung"]:
        return ""
    return f"；{WHY_NOT[str(mention.fields['stance'])]}，只算到{_RUNGS[str(reached.fields['rung'])]}"


def _last_reached(chain: Sequence[Step]) -> Step:
    """The rung of the rule itself; those before it belong to rules that it looks at."""
    return [step for step in chain if step.kind == "reached"][-1]


def _topic(topic: Value) -> str:
    return str(topic).split(":", 1)[-1]


def _sentences(
    document: Document, evidence: Sequence[Evidence], phrases: Iterable[str], look: Look, hang: int
) -> Iterator[str]:
    shown = evidence if look.full else evidence[:_SENTENCES]
    for one in shown:
        quote = shorten(plain(one.words), _QUOTE)
        yield from wrap(" " * hang + f"{document.place(one.span.start)}“{quote}”", look.width, hang=hang + 2)
    if len(evidence) > len(shown):
        yield " " * hang + f"另有 {len(evidence) - len(shown)} 处；用 --all 全部列出。"
    for phrase in list(phrases)[:_SENTENCES]:
        yield from wrap(" " * hang + f"命中“{shorten(plain(phrase), _PHRASE)}”", look.width, hang=hang + 2)


def _part(document: Document, part: Part, look: Look) -> Iterator[str]:
    leaf = part.leaf
    asked = f"{'' if part.wanted else '没有 '}{leaf_words(leaf)}"
    state = "成立" if part.holds else "不成立"
    if isinstance(leaf, Measure):
        (step,) = part.seen
        note = f"（{step.note}）" if step.note else ""
        name = leaf.name
        asked, found = words.bounded(name, leaf.low, leaf.high), words.measured(name, int(step.fields["value"]))
        text = f"{asked}；这份报告：{found}{note}"
        yield from wrap(plain(f"- {state}：{text}"), look.width, hang=2)
        yield from _sentences(document, step.evidence, (), look, 2)
    elif isinstance(leaf, Relation):
        yield from wrap(plain(f"- {state}：{RELATIONS[leaf.name]}"), look.width, hang=2)
        yield from _clashes(document, part.seen, look) if leaf.name == "clash" else _answers(document, part.seen, look)
    elif isinstance(leaf, Reaches):
        (step,) = part.seen
        verdict = words.VERDICTS[Verdict(str(step.fields["verdict"]))]
        yield from wrap(plain(f"- {state}：{asked}；这份报告是“{verdict}”"), look.width, hang=2)
    else:
        met = "" if part.seen else "；全文没有命中"
        yield from wrap(plain(f"- {state}：{shorten(asked, _PHRASE)}{met}"), look.width, hang=2)
        for step in part.seen:
            yield from _sentences(document, step.evidence, (), look, 2)


def _clashes(document: Document, seen: Sequence[Step], look: Look) -> Iterator[str]:
    """The counts that were compared, by the thing counted."""
    if not seen:
        yield "  没有认出可以前后比对的数。"
    for topic in dict.fromkeys(step.fields["topic"] for step in seen):
        counts = [step for step in seen if step.fields["topic"] == topic]
        told = sum(int(step.fields["n"]) for step in counts)
        outcome = "两个不同的数" if len(counts) > 1 else f"{told} 处写的是同一个数" if told > 1 else "只写了一处"
        yield from wrap(plain(f"  {_topic(topic)}：{outcome}"), look.width, hang=4)
        for step in counts:
            yield from _sentences(document, step.evidence, (), look, 4)


def _answers(document: Document, seen: Sequence[Step], look: Look) -> Iterator[str]:
    """Each weakness with the planned measures that take it up."""
    if not any(step.kind == "planning" for step in seen):
        yield "  报告没有下一步安排，无从对照。"
    for step in seen:
        if step.kind != "weakness":
            continue
        about = f"（{step.fields['topic']}）" if step.fields["topic"] else "（没认出是哪方面，未作对照）"
        yield from wrap(f"  不足{about}：{_quoted(document, step.evidence[0])}", look.width, hang=4)
        found = [one for one in seen if one.kind == "answered" and one.fields["item"] == step.fields.get("item")]
        places = dict.fromkeys(place for one in found for reason in one.reasons for place in reason.steps)
        plans = [seen[place] for place in places if seen[place].kind == "planned"]
        for plan in plans:
            about = f"    安排（{_topic(plan.fields['topic'])}）：{_quoted(document, plan.evidence[0])}"
            yield from wrap(about, look.width, hang=6)
        if step.fields["topic"] and not plans:
            yield "    没有一条安排说到它"


def _quoted(document: Document, evidence: Evidence) -> str:
    return f"{document.place(evidence.span.start)}“{shorten(plain(evidence.words), _QUOTE)}”"
