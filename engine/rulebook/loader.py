"""YAML files of a pack → ``Rulebook``. All faults of all files are reported at once, each with its place."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from engine.errors import Problem, RuleError
from engine.model import Basis, Level, SectionKind, Severity, Verdict
from engine.rulebook.condition import SECTIONS, Conditions
from engine.rulebook.marked import Checker, Node
from engine.rulebook.phrase import Families, Phrase, PhraseError, parse_phrase
from engine.rulebook.rule import (
    EXEMPT,
    FOUND,
    DefectRule,
    Example,
    Group,
    Rule,
    Rulebook,
    Scoring,
    Source,
    Topic,
)

#: Where the packs that come with the program live.
HOME = Path(__file__).resolve().parents[2] / "rules"
DEFAULT_PACK = "2021-2025"

_ID = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+")
_YEARS = re.compile(r"(20\d\d)(?:(-)(20\d\d)?)?")
_RULE_KEYS = ["id", "title", "requirement", "basis", "severity", "names", "described", "message", "advice", "examples"]
_RULE_OPTIONS = ["years", "lookalikes", "evidenced", "units", "silence", "exempt", "statutory"]
_UNREADABLE: dict[type[OSError], str] = {FileNotFoundError: "没有这个文件", IsADirectoryError: "这是文件夹"}
_DEFECT_KEYS = ["id", "title", "severity", "deduction", "when", "message", "examples"]


def load_pack(name_or_path: str | None = None) -> Rulebook:
    """Load a pack by its name under rules/ or by the path of its folder; None means the default pack.

    Raises RuleError with every fault found.
    """
    wanted = name_or_path or DEFAULT_PACK
    folder = HOME / wanted if (HOME / wanted / "pack.yaml").is_file() else Path(wanted)
    if not (folder / "pack.yaml").is_file():
        known = "、".join(sorted(path.parent.name for path in HOME.glob("*/pack.yaml")))
        raise RuleError(
            [Problem(str(folder), 1, 1, f"没有这个规则包；自带的有：{known}，也可写含 pack.yaml 的文件夹路径")]
        )
    return _Pack(folder).load()


@dataclass(slots=True)
class _Pack:
    folder: Path
    problems: list[Problem] = field(default_factory=list)
    digest: list[bytes] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    families: dict[str, tuple[str, ...]] = field(default_factory=dict)
    borders: dict[str, frozenset[str]] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    referred: list[tuple[Checker, Node, str]] = field(default_factory=list)
    first_year: int = 0
    last_year: int = 9999

    def load(self) -> Rulebook:
        check, root = self._open("pack.yaml")
        top = check.mapping(
            root, ["id", "title", "version", "years", "words", "sources", "scoring", "rules"], ["defects", "topics"]
        )
        self.first_year, self.last_year = self._years(check, top.get("years"), (2000, 9999))
        for name in self._files(check, top.get("words")):
            words, node = self._open(name)
            entry = words.mapping(node, ["families"], ["borders"])
            self.families |= self._families(words, entry.get("families"))
            for term, beside in words.entries(entry.get("borders")).items():
                self.borders[term] = frozenset(words.text(beside).replace(" ", ""))
        for name in self._files(check, top.get("sources")):
            self._read_sources(*self._open(name))
        scoring_file = check.text(top.get("scoring"))
        scoring = self._scoring(*self._open(scoring_file)) if scoring_file else None
        rules = [rule for name in self._files(check, top.get("rules")) for rule in self._rules(name)]
        defects = [defect for name in self._files(check, top.get("defects")) for defect in self._defects(name)]
        topics = [topic for name in self._files(check, top.get("topics")) for topic in self._topics(name)]
        for check_of, place, other in self.referred:
            check_of.choice(Node(other, "str", place.line, place.column), [rule.id for rule in rules], "规则")
        if self.problems or scoring is None:
            raise RuleError(self.problems)
        return Rulebook(
            id=check.text(top.get("id")),
            title=check.text(top.get("title")),
            version=check.text(top.get("version")),
            sha256=hashlib.sha256(b"\0".join(self.digest)).hexdigest(),
            first_year=self.first_year,
            last_year=self.last_year,
            sources=self.sources,
            families=self.families,
            borders=self.borders,
            rules=tuple(rules),
            defects=tuple(defects),
            topics=tuple(topics),
            scoring=scoring,
        )

    def _open(self, name: str) -> tuple[Checker, Node | None]:
        path = self.folder / name
        check = Checker(str(path), self.problems)
        try:
            data = path.read_bytes()
            text = data.decode("utf-8-sig")
        except OSError as error:
            reason = _UNREADABLE.get(type(error), "系统不允许")
            self.problems.append(Problem(str(path), 1, 1, f"读不到文件：{reason}"))
            return check, None
        except UnicodeDecodeError as error:
            self.problems.append(
                Problem(str(path), 1, 1, f"不是 UTF-8 文本（第 {error.start + 1} 字节起）；请另存为 UTF-8")
            )
            return check, None
        self.digest += [name.encode(), data]
        return check, check.load(text)

    def _files(self, check: Checker, node: Node | None) -> list[str]:
        if node is None:
            return []
        nodes = check.items(node) if isinstance(node.value, list) else [node]
        return [name for child in nodes if (name := check.text(child))]

    def _years(self, check: Checker, node: Node | None, default: tuple[int, int]) -> tuple[int, int]:
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

    def _families(self, check: Checker, node: Node | None) -> dict[str, tuple[str, ...]]:
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

    def _read_sources(self, check: Checker, root: Node | None) -> None:
        for name, node in check.entries(check.mapping(root, ["sources"]).get("sources")).items():
            entry = check.mapping(
                node, ["title", "issuer", "verified"], ["number", "date", "effective", "expires", "note"]
            )
            self.sources[name] = Source(
                id=name,
                title=check.text(entry.get("title")),
                issuer=check.text(entry.get("issuer")),
                number=check.text(entry.get("number")) or None,
                date=check.text(entry.get("date")) or None,
                effective=check.text(entry.get("effective")) or None,
                expires=check.whole(entry.get("expires")),
                verified=check.flag(entry.get("verified")),
                note=check.text(entry.get("note")),
            )

    def _scoring(self, check: Checker, root: Node | None) -> Scoring | None:
        top = check.mapping(
            root, ["weight", "value", "bands", "deduction-cap", "band-when-statutory-missing", "groups"]
        )
        weight = {
            Severity(key): _fraction(check, node)
            for key, node in check.mapping(top.get("weight"), list(Severity)).items()
        }
        rungs = [Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED]
        value = {Verdict(key): _fraction(check, node) for key, node in check.mapping(top.get("value"), rungs).items()}
        bands = []
        for node in check.items(top.get("bands")):
            band = check.mapping(node, ["title", "floor"])
            bands.append((check.text(band.get("title")), _fraction(check, band.get("floor"))))
        groups = []
        for name, node in check.entries(top.get("groups")).items():
            group = check.mapping(node, ["title", "factor"])
            groups.append(Group(name, check.text(group.get("title")), _fraction(check, group.get("factor"))))
        self.groups = tuple(groups)
        ladder = [value.get(rung, Fraction(0)) for rung in rungs]
        if top and ladder != sorted(ladder) and "value" in top:
            check.fault(top["value"], "分值要随结论递增：absent ≤ mentioned ≤ described ≤ evidenced")
        floors = [floor for _, floor in bands]
        if top and floors != sorted(floors, reverse=True) and "bands" in top:
            check.fault(top["bands"], "等次要从高到低排列")
        capped = check.choice(top.get("band-when-statutory-missing"), [title for title, _ in bands], "等次")
        if not top or not bands or capped is None:
            return None
        return Scoring(weight, value, tuple(bands), _fraction(check, top.get("deduction-cap")), capped, self.groups)

    def _rules(self, name: str) -> list[Rule]:
        check, root = self._open(name)
        top = check.mapping(root, ["rules"], ["families"])
        families = self.families | self._families(check, top.get("families"))
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
        first, last = self._years(check, entry.get("years"), (self.first_year, self.last_year))
        conditions = Conditions(check, families, rule_id)
        conditions.read(entry.get("described"), Verdict.DESCRIBED.value)
        conditions.lift(entry.get("units"), Verdict.DESCRIBED.value, Verdict.EVIDENCED.value)
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
            signals=tuple(conditions.signals),
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
        )

    def _defects(self, name: str) -> list[DefectRule]:
        check, root = self._open(name)
        top = check.mapping(root, ["defects"], ["families"])
        families = self.families | self._families(check, top.get("families"))
        found = []
        for node in check.items(top.get("defects")):
            entry = check.mapping(node, _DEFECT_KEYS, ["lookalikes", "levels", "years"])
            defect_id = self._id(check, entry.get("id"))
            severity = check.choice(entry.get("severity"), list(Severity), "约束力")
            conditions = Conditions(check, families, defect_id)
            conditions.read(entry.get("when"), FOUND)
            self.referred += [(check, place, other) for place, other in conditions.referred]
            first, last = self._years(check, entry.get("years"), (self.first_year, self.last_year))
            levels = [check.choice(child, list(Level), "层级") for child in check.items(entry.get("levels"))]
            found.append(
                DefectRule(
                    id=defect_id,
                    title=check.text(entry.get("title")),
                    severity=Severity(severity) if severity else Severity.MAY,
                    deduction=_fraction(check, entry.get("deduction")),
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
                )
            )
        return found

    def _topics(self, name: str) -> list[Topic]:
        check, root = self._open(name)
        top = check.mapping(root, ["claims", "themes"], ["families"])
        families = self.families | self._families(check, top.get("families"))
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

    def _examples(self, check: Checker, node: Node | None, some: list[Verdict], none: Verdict) -> tuple[Example, ...]:
        found: list[Example] = []
        for name, children in check.mapping(node, [], list(Verdict)).items():
            for child in check.items(children):
                found += self._example(check, child, Verdict(name))
        if node is not None:
            if not any(example.verdict in some for example in found):
                check.fault(node, "examples 里至少要有一条做到了的例句（" + "或 ".join(some) + "）")
            if not any(example.verdict in {none, Verdict.MENTIONED, Verdict.NOT_ASSESSABLE} for example in found):
                check.fault(node, f"examples 里至少要有一条没做到的例句（{none}）")
        return tuple(found)

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


def _fraction(check: Checker, node: Node | None) -> Fraction:
    value = check.number(node)
    if value is None:
        return Fraction(0)
    if value < 0:
        check.fault(node, "不能是负数")  # type: ignore[arg-type]  # a number came from a node
        return Fraction(0)
    return Fraction(str(value))
