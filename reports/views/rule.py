"""A rule as its readers need it: what it asks, of whom, on which basis, and which wording counts as what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.model import Level, Severity, Verdict
from engine.rulebook.rule import EXEMPT, FOUND, Measure, Reaches, Relation, Rule
from reports import Look
from reports import wording as words
from reports.layout import Paint, pad, plain, shorten, table, width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.rulebook.rule import Compound, DefectRule, Example, Leaf, Rulebook

RELATIONS = {"clash": "同一件事有两个不同的数", "unanswered": "有的不足没有对应的安排"}
_RUNGS = {
    EXEMPT: "出现即不适用",
    Verdict.MENTIONED: "仅提及",
    Verdict.DESCRIBED: "已写明",
    Verdict.EVIDENCED: "有据可查",
    FOUND: "出现即为瑕疵",
}
#: Longest example shown unless everything is asked for, in columns.
_EXAMPLE = 400
#: Columns for a rule's title in the list.
_TITLE = 24
_FAMILY = re.compile(r"@([^\s@|…!#《》＋]+)")


def list_rules(book: Rulebook, look: Look) -> str:
    """All rules of a pack, by group: id, title, and how strongly each binds each level."""
    bold = Paint(on=look.color).bold
    titles = {group.id: group.title for group in book.scoring.groups}
    order = [*titles, *dict.fromkeys(rule.group for rule in book.rules if rule.group not in titles)]
    longest = max((width(rule.id) for rule in book.rules), default=0)
    headers = (pad("编号", longest), pad("名称", _TITLE), *words.LEVELS.values())
    lines = [f"{plain(book.title)} {plain(book.version)}：{len(book.rules)} 条规则，{len(book.defects)} 种文本瑕疵"]
    for group in order:
        rules = [rule for rule in book.rules if rule.group == group]
        rows = [
            (plain(rule.id), "\n".join(wrap(plain(rule.title), _TITLE)), *_binding(rule.severity)) for rule in rules
        ]
        if rows:
            lines += ["", bold(f"{plain(titles.get(group, group))}（{len(rules)} 条）"), table(headers, rows)]
    if book.defects:
        rows = [(plain(defect.id), plain(defect.title), words.GRAVITIES[defect.severity]) for defect in book.defects]
        lines += ["", bold(f"文本瑕疵（{len(rows)} 种）"), table(("编号", "名称", "轻重"), rows)]
    return "\n".join(lines) + "\n"


def _binding(severity: Mapping[Level, Severity]) -> tuple[str, ...]:
    return tuple(words.SEVERITIES[severity[level]] if level in severity else "-" for level in words.LEVELS)


def binds(severity: Mapping[Level, Severity]) -> str:
    """Who is bound how strongly, in one line."""
    parts = []
    for strength, name in words.SEVERITIES.items():
        levels = [words.LEVELS[level] for level in words.LEVELS if severity.get(level) is strength]
        parts += [f"{name}：{'、'.join(levels)}"] if levels else []
    free = [name for level, name in words.LEVELS.items() if level not in severity]
    return "；".join([*parts, *([f"不适用：{'、'.join(free)}"] if free else [])])


def years(rule: Rule) -> str:
    """Report years that a rule governs."""
    one = rule.first_year == rule.last_year
    return f"{rule.first_year}年度" if one else f"{rule.first_year}—{rule.last_year}年度"


def render(rule: Rule | DefectRule, book: Rulebook, look: Look) -> str:
    """Everything a pack says on one rule or one kind of defect."""
    return "\n".join(_Page(rule, book, look).lines()) + "\n"


class _Page:
    def __init__(self, rule: Rule | DefectRule, book: Rulebook, look: Look) -> None:
        self.rule, self.book, self.look = rule, book, look
        self.bold = Paint(on=look.color).bold

    def lines(self) -> Iterator[str]:
        rule = self.rule
        yield self.bold(f"{plain(rule.title)} [{plain(rule.id)}]")
        if isinstance(rule, Rule):
            groups = {group.id: group.title for group in self.book.scoring.groups}
            yield from self.field("要求", rule.requirement)
            yield from self.field(
                "分组", groups.get(rule.group, rule.group) + ("，法定必备部分" if rule.statutory else "")
            )
            yield from self.field("约束", binds(rule.severity))
            yield from self.field("年度", years(rule))
            yield from self.field("会训", "要求的本身就是会议、培训、学习、宣讲一类") if rule.talk else ()
            for basis in rule.basis:
                yield from self.field("依据", words.cite(basis))
        else:
            yield from self.field("轻重", f"{words.GRAVITIES[rule.severity]}，每处扣 {float(rule.deduction):g} 分")
        yield from self.ladder(rule)
        if rule.lookalikes:
            yield from self.entries("貌似而不算", [phrase.text for phrase in rule.lookalikes])
        yield from self.families(rule)
        yield from ["", self.bold("报告里怎么说")]
        yield from self.field("缺了" if isinstance(rule, Rule) else "有这种瑕疵时", rule.message)
        if isinstance(rule, Rule):
            for verdict, said in ((Verdict.MENTIONED, rule.named), (Verdict.DESCRIBED, rule.unproven)):
                yield from self.field(f"{words.VERDICTS[verdict]}时", said) if said else ()
            yield from self.field("怎么补", rule.advice)
        yield from self.examples(rule.examples)
        yield from ["", f"写在 {plain(rule.file)} 第 {rule.line} 行"]

    def field(self, name: str, value: str) -> list[str]:
        return wrap(f"{name}：{plain(value)}", self.look.width, hang=2 * len(name) + 2)

    def entries(self, title: str, entries: Sequence[str]) -> Iterator[str]:
        yield from ["", self.bold(title)]
        for entry in entries:
            yield from wrap(f"- {plain(entry)}", self.look.width, hang=2)

    def ladder(self, rule: Rule | DefectRule) -> Iterator[str]:
        written, units = (rule.written, rule.units) if isinstance(rule, Rule) else (rule.signals, None)
        described = any(signal.rung == Verdict.DESCRIBED for signal in written)
        for rung, name in _RUNGS.items():
            entries = [leaf_words(signal) for signal in written if signal.rung == rung]
            if rung == Verdict.EVIDENCED and units and described:
                entries.append(f"算“已写明”的任一说法，同一句里还有本年度的：{units.text}")
            entries += [_compound(compound) for compound in rule.compounds if compound.rung == rung]
            if entries:
                yield from self.entries(f"怎样算“{name}”（任一项）" if rung in set(Verdict) else name, entries)

    def families(self, rule: Rule | DefectRule) -> Iterator[str]:
        texts = [signal.phrase.text for signal in rule.signals] + [phrase.text for phrase in rule.lookalikes]
        used = dict.fromkeys(name for text in texts for name in _FAMILY.findall(text) if name in self.book.families)
        if used:
            yield from self.entries("词族", [f"@{name} = {'、'.join(self.book.families[name])}" for name in used])

    def examples(self, examples: Sequence[Example]) -> Iterator[str]:
        yield from ["", self.bold("例句")]
        for example in examples:
            verdict = words.VERDICTS[example.verdict]
            if not isinstance(self.rule, Rule):
                verdict = "不算" if example.verdict is Verdict.ABSENT else "算瑕疵"
            where = "整篇报告" if example.whole else words.SECTIONS[example.section]
            text = plain(example.text) if self.look.full else shorten(plain(example.text), _EXAMPLE)
            yield from wrap(f"- {verdict}（{where}）：{text}", self.look.width, hang=2)


def leaf_words(leaf: Leaf) -> str:
    """One thing that a rule asks for, as a reader of the pack would say it."""
    if isinstance(leaf, Measure):
        bounds = [f"至少 {leaf.low}"] if leaf.low is not None else []
        bounds += [f"至多 {leaf.high}"] if leaf.high is not None else []
        return f"量度 {leaf.name} {'、'.join(bounds)}"
    if isinstance(leaf, Reaches):
        return f"规则 {leaf.rule} 的结论是“{_RUNGS.get(leaf.rung, leaf.rung)}”"
    if isinstance(leaf, Relation):
        return f"关系 {RELATIONS.get(leaf.name, leaf.name)}"
    limits = [words.SCOPES[leaf.scope]] if leaf.scope != "sentence" else []
    limits += ["只在" + "、".join(name for kind, name in words.SECTIONS.items() if kind in leaf.sections)] * bool(
        leaf.sections
    )
    limits += ["只认" + "、".join(name for stance, name in words.STANCES.items() if stance in leaf.stances)] * bool(
        leaf.stances
    )
    limits += ["要的就是这样的会议、培训"] if leaf.talk else []
    return leaf.phrase.text + (f"（{'；'.join(limits)}）" if limits else "")


def _compound(compound: Compound) -> str:
    needs = "，并且 ".join(map(leaf_words, compound.needs))
    lacks = "、".join(map(leaf_words, compound.lacks))
    return " ".join(part for part in (f"同时有 {needs}" if needs else "", f"没有 {lacks}" if lacks else "") if part)
