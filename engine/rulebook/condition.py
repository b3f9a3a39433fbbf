"""From the lists of a rule (names, described, evidenced, …) to signals and compounds."""

from __future__ import annotations

from itertools import product
from math import prod

from msgspec import Struct, field
from msgspec.structs import replace

from engine.model import SectionKind, Stance, Verdict
from engine.rulebook.marked import Checker, Node
from engine.rulebook.phrase import (
    Count,
    Families,
    Part,
    Phrase,
    PhraseError,
    Shape,
    Thing,
    Title,
    parse_phrase,
    step_of,
)
from engine.rulebook.rule import RUNGS, Compound, Leaf, Measure, Reaches, Relation, Signal, Units

_SCOPES = {"say": "sentence", "clause": "clause", "item": "item"}
#: Sections a text can stand in; page chrome is never searched.
SECTIONS = tuple(kind.value for kind in SectionKind if kind is not SectionKind.CHROME)
_STANCES = tuple(stance.value for stance in Stance)
#: Numbers computed from the structure of a report; described for users in rules/GUIDE.md.
MEASURES = (
    "title.present", "title.body", "title.year", "title.subject", "lead.body", "lead.year", "lead.subject", "years",
    "figures", "figures.other-period", "addressee", "signature", "date.signed", "date.posted", "date.known",
    "date.in-window", "date.posted-in-time", "date.before-year-end", "text.year", "measures.present", "leader.present",
    "shortcomings.present", "plan.present", "measures.items", "measures.items-with-figures", "leader.acts",
    "leader.figures", "shortcomings.items", "shortcomings.with-facts", "shortcomings.with-cause", "plan.items",
    "plan.concrete", "plan.next-year", "chrome", "periods.other", "headings.other-year", "headings.empty",
    "sentences.repeated", "arithmetic", "titles.misnamed", "bodies.other", "blanks", "titles.expired", "persons.named",
    "numbering.gaps", "padding", "measures.formula", "leader.formula", "shortcomings.evasive", "shortcomings.own",
    "plan.acts", "issuer.justice",
)  # fmt: skip
#: More alternatives than this in one compound is a mistake, not a rule.
_MOST_ALTERNATIVES = 64

#: Joins over the facts of a report that a condition may ask for.
RELATIONS = ("clash", "unanswered")

Conjunction = tuple[tuple[Leaf, ...], tuple[Leaf, ...]]


class Conditions(Struct):
    """Collects the signals and compounds of one rule while its lists are read."""

    check: Checker
    families: Families
    rule: str
    signals: list[Signal] = field(default_factory=list)
    referred: list[tuple[Node, str]] = field(default_factory=list)
    compounds: list[Compound] = field(default_factory=list)

    def read(self, node: Node | None, rung: str) -> None:
        """Read one list; any entry of it reaches ``rung``."""
        for entry in self.check.items(node):
            if isinstance(entry.value, dict) and not _SCOPES.keys() & entry.value.keys():
                self._compound(entry, rung)
            else:
                self._signal(entry, rung)

    def units(self, node: Node | None) -> Units | None:
        """What a line of units asks for: figures with any of the counted ones, shapes, documents of one's own."""
        text = self.check.text(node)
        if not text:
            return None
        things: list[Thing] = []
        counts: set[str] = set()
        for unit in text.replace("、", " ").replace("，", " ").replace(",", " ").split():
            if unit == "文件":
                things.append(Title("", own=True))
                continue
            try:
                (step,) = parse_phrase(f"词 #{unit}", {}).parts[1].steps
            except PhraseError as error:
                self.check.fault(node, str(error))  # type: ignore[arg-type]  # text came from it, so it is there
                continue
            for thing in step.things:
                if isinstance(thing, Count):
                    counts |= thing.units
                elif isinstance(thing, Shape):
                    things.append(thing)
        counted = [Count(frozenset(counts), 0.0)] if counts else []
        return Units(text, Part((step_of((), (*counted, *things)),)))

    def _add(self, signal: Signal) -> Signal:
        signal = replace(signal, id=f"{self.rule}#{len(self.signals)}")
        self.signals.append(signal)
        return signal

    def _phrase(self, node: Node | None) -> Phrase | None:
        text = self.check.text(node)
        if not text or node is None:
            return None
        try:
            return parse_phrase(text, self.families)
        except PhraseError as error:
            self.check.fault(node, str(error))
            return None

    def _signal(self, node: Node, rung: str | None) -> Signal | None:
        scope, sections, stances, talk = "sentence", frozenset[SectionKind](), frozenset[Stance](), False
        if isinstance(node.value, dict):
            (key, *more) = _SCOPES.keys() & node.value.keys()
            entries = self.check.mapping(node, [key], ["section", "stance", "talk"])
            if more:
                self.check.fault(node, "say、clause、item 只能写一个")
            scope, body = _SCOPES[key], entries.get(key)
            sections = frozenset(SectionKind(name) for name in self._names(entries.get("section"), SECTIONS, "部分"))
            stances = frozenset(Stance(name) for name in self._names(entries.get("stance"), _STANCES, "口气"))
            talk = self.check.flag(entries.get("talk"))
            if talk and rung == Verdict.MENTIONED:
                self.check.fault(entries["talk"], "names 里不必写 talk：命中会议、培训的内容，本来就算提到")
        else:
            body = node
        phrase = self._phrase(body)
        if phrase is None:
            return None
        return self._add(Signal("", self.rule, rung, phrase, scope, sections, stances, talk))

    def _names(self, node: Node | None, accepted: tuple[str, ...], what: str) -> list[str]:
        if node is None:
            return []
        nodes = self.check.items(node) if isinstance(node.value, list) else [node]
        return [name for child in nodes if (name := self.check.choice(child, accepted, what))]

    def _compound(self, node: Node, rung: str) -> None:
        alternatives = self._expand(node)
        if not self._too_many(node, len(alternatives)):
            self.compounds += [Compound(rung, needs, lacks) for needs, lacks in alternatives]

    def _too_many(self, node: Node, alternatives: int) -> bool:
        if alternatives > _MOST_ALTERNATIVES:
            self.check.fault(
                node, f"any 套在 all 里展开后有 {alternatives} 种组合，最多 {_MOST_ALTERNATIVES} 种；请拆成几条"
            )
        return alternatives > _MOST_ALTERNATIVES

    def _expand(self, node: Node) -> list[Conjunction]:
        """Disjunctive form of a condition; faults give no alternative."""
        if not isinstance(node.value, dict) or _SCOPES.keys() & node.value.keys():
            signal = self._signal(node, None)
            return [((signal,), ())] if signal else []
        if "measure" in node.value:
            measure = self._measure(node)
            return [((measure,), ())] if measure else []
        if "relation" in node.value:
            entries = self.check.mapping(node, ["relation"])
            name = self.check.choice(entries.get("relation"), RELATIONS, "关系")
            return [((Relation(name),), ())] if name else []
        if "rule" in node.value:
            return [((reaches,), ()) for reaches in self._reaches(node)]
        kinds = [key for key in ("all", "any", "none") if key in node.value]
        self.check.mapping(node, [], ["all", "any", "none"])
        if len(kinds) != 1:
            self.check.fault(node, "这里写 say、clause、item、measure、rule、relation、all、any、none 中的一个")
            return []
        (kind,) = kinds
        body = node.value[kind]
        children = [self._expand(child) for child in self.check.items(body)]
        if any(not child for child in children):
            return []
        if kind == "any":
            return [alternative for child in children for alternative in child]
        if kind == "all":
            if self._too_many(node, prod(map(len, children))):
                return []
            return [
                (
                    tuple(leaf for needs, _ in combo for leaf in needs),
                    tuple(leaf for _, lacks in combo for leaf in lacks),
                )
                for combo in product(*children)
            ]
        if any(len(child) != 1 or len(child[0][0]) != 1 or child[0][1] for child in children):
            self.check.fault(body, "none 里只能写说法或量度，不能再套 all、any、none")
            return []
        return [((), tuple(child[0][0][0] for child in children))]

    def _reaches(self, node: Node) -> list[Reaches]:
        """Alternatives for another rule at this rung or a higher one."""
        entries = self.check.mapping(node, ["rule", "at-least"])
        rungs = [rung.value for rung in RUNGS]
        lowest = self.check.choice(entries.get("at-least"), rungs, "结论")
        other = self.check.text(entries.get("rule"))
        if not lowest or not other:
            return []
        self.referred.append((entries["rule"], other))
        return [Reaches(other, rung) for rung in rungs[rungs.index(lowest) :]]

    def _measure(self, node: Node) -> Measure | None:
        entries = self.check.mapping(node, ["measure"], ["at-least", "at-most"])
        name = self.check.choice(entries.get("measure"), MEASURES, "量度")
        low, high = self.check.whole(entries.get("at-least")), self.check.whole(entries.get("at-most"))
        if low is None and high is None:
            self.check.fault(node, "量度要写 at-least 或 at-most")
        return Measure(name, low, high) if name else None
