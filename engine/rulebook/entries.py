"""The entries of rule files: rules, defects, topics and word families, checked and turned into plain data."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field

from engine.model import Basis, Level, SectionKind, Severity, Verdict
from engine.rulebook.condition import SECTIONS, Conditions
from engine.rulebook.marked import Checker, Node
from engine.rulebook.phrase import Families, Phrase, PhraseError, parse_phrase
from engine.rulebook.rule import EXEMPT, FOUND, DefectRule, Example, Examples, Group, Rule, Source, Topic

_ID = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+")
_YEARS = re.compile(r"(20\d\d)(?:(-)(20\d\d)?)?")
_RULE_KEYS = ["id", "title", "requirement", "basis", "severity", "names", "described", "message", "advice", "examples"]
_RULE_OPTIONS = [
    "years", "talk", "lookalikes", "evidenced", "units", "silence", "exempt", "statutory", "named", "unproven",
]  # fmt: skip
_DEFECT_KEYS = ["id", "title", "severity", "deduction", "when", "message", "examples"]


class Entries(Struct):
    """Reads the files of one pack in turn, and remembers what later entries may refer to.

    ``places`` says where each id stands, ``referred`` which rules are named by others and where.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    families: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    referred: list[tuple[Checker, Node, str]] = field(default_factory=list)
    first_year: int = 2000
    last_year: int = 9999

    def years_of(self, check: Checker, node: Node | None, default: tuple[int, int]) -> tuple[int, int]:
        if node is None:
            return default
        match = _YEARS.fullmatch(check.text(node))
        if not match:
            check.fault(node, f"年度“{node.value}”看不懂；写作 2024、2021- 或 2021-2025")
            return default
        first = int(match[1])
        last = int(match[3]) if match[3] else (default[1] if match[2] else first)
        if last < first:
            check.fault(node, f"年度“{node.value}”前后颠倒")
        return first, last

    def read_families(self, check: Checker, node: Node | None) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, members in check.entries(node).items():
            if name in self.families:
                check.fault(members, f"词族“{name}”已经定义过；换个名称")
            words: list[str] = []
            for member in check.items(members):
                text = check.text(member)
                if not text.startswith("@"):
                    words += [text] if text else []
                elif (known := found.get(text[1:], self.families.get(text[1:]))) is None:
                    check.fault(member, f"没有词族 {text}；被引用的词族要写在前面")
                else:
                    words += known
            found[name] = tuple(dict.fromkeys(words))
        return found

    def rules(self, check: Checker, root: Node | None, name: str) -> list[Rule]:
        top = check.mapping(root, ["rules"], ["families"])
        families = self.families | self.read_families(check, top.get("families"))
        return [rule for node in check.items(top.get("rules")) if (rule := self._rule(check, node, families, name))]

    def _id(self, check: Checker, node: Node | None) -> str:
        rule_id = check.text(node)
        if node is None or not rule_id:
            return ""
        if not _ID.fullmatch(rule_id):
            check.fault(node, f"id“{rule_id}”不合格式；写作 组.名称，小写英文和连字符")
        elif rule_id in self.places:
            check.fault(node, f"id“{rule_id}”重复；另一处在 {self.places[rule_id]}")
        self.places[rule_id] = f"{Path(check.file).name}:{node.line}"
        return rule_id

    def _rule(self, check: Checker, node: Node, families: Families, file: str) -> Rule | None:
        entry = check.mapping(node, _RULE_KEYS, _RULE_OPTIONS)
        rule_id = self._id(check, entry.get("id"))
        if not rule_id:
            return None
        group = rule_id.split(".")[0]
        if self.groups and group not in {known.id for known in self.groups}:
            check.fault(
                entry["id"], f"没有分组“{group}”；分组写在 scoring.yaml 里：" + "、".join(g.id for g in self.groups)
            )
        first, last = self.years_of(check, entry.get("years"), (self.first_year, self.last_year))
        conditions = Conditions(check, families, rule_id)
        conditions.read(entry.get("described"), Verdict.DESCRIBED.value)
        conditions.read(entry.get("names"), Verdict.MENTIONED.value)
        conditions.read(entry.get("evidenced"), Verdict.EVIDENCED.value)
        conditions.read(entry.get("exempt"), EXEMPT)
        self.referred += [(check, place, other) for place, other in conditions.referred]
        silence = check.choice(entry.get("silence"), [Verdict.ABSENT, Verdict.NOT_ASSESSABLE], "结论")
        return Rule(
            id=rule_id,
            group=group,
            title=check.text(entry.get("title")),
            requirement=check.text(entry.get("requirement")),
            basis=self._basis(check, entry.get("basis")),
            severity=self._severity(check, entry.get("severity")),
            first_year=first,
            last_year=last,
            written=tuple(conditions.signals),
            compounds=tuple(conditions.compounds),
            lookalikes=_phrases(check, entry.get("lookalikes"), families),
            silence=Verdict(silence) if silence else Verdict.ABSENT,
            statutory=check.flag(entry.get("statutory")),
            message=check.text(entry.get("message")),
            advice=check.text(entry.get("advice")),
            examples=self._examples(
                check, entry.get("examples"), [Verdict.DESCRIBED, Verdict.EVIDENCED], Verdict.ABSENT
            ),
            file=file,
            line=node.line,
            named=check.text(entry.get("named")),
            unproven=check.text(entry.get("unproven")),
            units=conditions.units(entry.get("units")),
            talk=check.flag(entry.get("talk")),
        )

    def defects(self, check: Checker, root: Node | None, name: str) -> list[DefectRule]:
        top = check.mapping(root, ["defects"], ["families"])
        families = self.families | self.read_families(check, top.get("families"))
        found = []
        for node in check.items(top.get("defects")):
            entry = check.mapping(node, _DEFECT_KEYS, ["lookalikes", "levels", "years", "since"])
            defect_id = self._id(check, entry.get("id"))
            severity = check.choice(entry.get("severity"), list(Severity), "约束力")
            conditions = Conditions(check, families, defect_id)
            conditions.read(entry.get("when"), FOUND)
            self.referred += [(check, place, other) for place, other in conditions.referred]
            first, last = self.years_of(check, entry.get("years"), (self.first_year, self.last_year))
            levels = [check.choice(child, list(Level), "层级") for child in check.items(entry.get("levels"))]
            since = check.mapping(entry.get("since"), [], list(Level))
            found.append(
                DefectRule(
                    id=defect_id,
                    title=check.text(entry.get("title")),
                    severity=Severity(severity) if severity else Severity.MAY,
                    deduction=fraction_of(check, entry.get("deduction")),
                    signals=tuple(conditions.signals),
                    compounds=tuple(conditions.compounds),
                    lookalikes=_phrases(check, entry.get("lookalikes"), families),
                    levels=frozenset(Level(level) for level in levels if level),
                    first_year=first,
                    last_year=last,
                    message=check.text(entry.get("message")),
                    examples=self._examples(check, entry.get("examples"), [Verdict.EVIDENCED], Verdict.ABSENT),
                    file=name,
                    line=node.line,
                    since={Level(level): check.whole(child) or first for level, child in since.items()},
                )
            )
        return found

    def topics(self, check: Checker, root: Node | None) -> list[Topic]:
        top = check.mapping(root, ["claims", "themes"], ["families"])
        families = self.families | self.read_families(check, top.get("families"))
        found = []
        for kind in ("claim", "theme"):
            for title, node in check.entries(top.get(f"{kind}s")).items():
                entry = check.mapping(node, ["say"], ["lookalikes"])
                topic_id = f"{kind}:{title}"
                conditions = Conditions(check, families, topic_id)
                conditions.read(entry.get("say"), kind)
                lookalikes = _phrases(check, entry.get("lookalikes"), families)
                found.append(Topic(topic_id, kind, tuple(conditions.signals), lookalikes))
        return found

    def _basis(self, check: Checker, node: Node | None) -> tuple[Basis, ...]:
        found = []
        for child in check.items(node):
            entry = check.mapping(child, ["source", "clause", "verified"])
            source = check.choice(entry.get("source"), self.sources, "依据") if "source" in entry else None
            if source:
                known = self.sources[source]
                verified = check.flag(entry.get("verified")) and known.verified
                found.append(Basis(known.title, check.text(entry.get("clause")), verified))
        if node is not None and not check.items(node):
            check.fault(node, "至少写一条依据")
        return tuple(found)

    def _severity(self, check: Checker, node: Node | None) -> dict[Level, Severity]:
        entries = check.mapping(node, [], list(Level))
        found = {}
        for name, child in entries.items():
            severity = check.choice(child, list(Severity), "约束力")
            if severity:
                found[Level(name)] = Severity(severity)
        if node is not None and not found:
            check.fault(node, "至少写一个层级")
        return found

    def _examples(self, check: Checker, node: Node | None, some: list[Verdict], none: Verdict) -> Examples:
        found: list[Example] = []
        for name, children in check.mapping(node, [], list(Verdict)).items():
            for child in check.items(children):
                found += self._example(check, child, Verdict(name))
        if node is not None:
            if not any(example.verdict in some for example in found):
                check.fault(node, "examples 里至少要有一条做到了的例句（" + "或 ".join(some) + "）")
            if not any(example.verdict in {none, Verdict.MENTIONED, Verdict.NOT_ASSESSABLE} for example in found):
                check.fault(node, f"examples 里至少要有一条没做到的例句（{none}）")
        return Examples(found)

    def _example(self, check: Checker, node: Node, verdict: Verdict) -> list[Example]:
        if not isinstance(node.value, dict):
            return [Example(verdict, check.text(node), whole=False, line=node.line)]
        entry = check.mapping(node, [], ["text", "report", "section", "level", "year"])
        whole = "report" in entry
        if whole == ("text" in entry):
            check.fault(node, "例句写 text 或 report，两者取一")
            return []
        section = check.choice(entry.get("section"), SECTIONS, "部分")
        level = check.choice(entry.get("level"), list(Level), "层级")
        return [
            Example(
                verdict,
                check.text(entry["report" if whole else "text"]),
                whole,
                SectionKind(section) if section else SectionKind.MEASURES,
                Level(level) if level else None,
                check.whole(entry.get("year")),
                node.line,
            )
        ]


def _phrases(check: Checker, node: Node | None, families: Families) -> tuple[Phrase, ...]:
    found = []
    for child in check.items(node):
        text = check.text(child)
        if not text:
            continue
        try:
            found.append(parse_phrase(text, families))
        except PhraseError as error:
            check.fault(child, str(error))
    return tuple(found)


def fraction_of(check: Checker, node: Node | None) -> Fraction:
    """Number of a node as an exact fraction; a fault and 0 where there is none, or a negative one."""
    value = check.number(node)
    if value is None:
        return Fraction(0)
    if value < 0:
        check.fault(node, "不能是负数")  # type: ignore[arg-type]  # a number came from a node
        return Fraction(0)
    return Fraction(str(value))
