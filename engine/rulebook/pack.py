"""YAML files of a pack → ``Rulebook``. All faults of all files are reported at once, each with its place."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field

from engine.errors import Problem, RuleError
from engine.files import OversizeError, bounded
from engine.model import Severity, Verdict
from engine.rulebook.entries import Entries, fraction_of
from engine.rulebook.marked import Checker, Node
from engine.rulebook.rule import SIZE_LIMIT, Accuracy, Group, Rule, Rulebook, Scoring, Source
from engine.zh.width import fold
from engine.zh.zero import NO_WORDS, Zeros

#: Most files that a pack may list in one place.
MOST_FILES = 200

_UNREADABLE: dict[type[OSError], str] = {FileNotFoundError: "没有这个文件", IsADirectoryError: "这是文件夹"}


class Pack(Struct):
    """A pack while it is read. ``files`` holds the SHA-256 of every file read, by its name in the folder."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    digest: list[bytes] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    borders: dict[str, frozenset[str]] = field(default_factory=dict)
    zeros: Zeros = NO_WORDS
    entries: Entries = field(default_factory=Entries)

    def read(self) -> Rulebook:
        """The checked pack. Raises RuleError with every fault of every file."""
        check, root = self._open("pack.yaml")
        top = check.mapping(
            root,
            ["id", "title", "version", "years", "words", "sources", "scoring", "rules"],
            ["defects", "topics", "accuracy"],
        )
        self.entries.first_year, self.entries.last_year = self.entries.years_of(check, top.get("years"), (2000, 9999))
        for name in self._files(check, top.get("words")):
            words, node = self._open(name)
            entry = words.mapping(node, ["families"], ["borders", "zero"])
            self.entries.families |= self.entries.read_families(words, entry.get("families"))
            for term, beside in words.entries(entry.get("borders")).items():
                self.borders[term] = frozenset(words.text(beside).replace(" ", ""))
            if "zero" in entry:
                self.zeros = self._read_zeros(words, entry["zero"])
        for name in self._files(check, top.get("sources")):
            self._read_sources(*self._open(name))
        scoring_file = check.text(top.get("scoring"))
        scoring = self._scoring(*self._open(scoring_file)) if scoring_file else None
        rules = [
            rule
            for name in self._files(check, top.get("rules"))
            for rule in self.entries.rules(*self._open(name), name)
        ]
        defects = [
            defect
            for name in self._files(check, top.get("defects"))
            for defect in self.entries.defects(*self._open(name), name)
        ]
        topics = [
            topic for name in self._files(check, top.get("topics")) for topic in self.entries.topics(*self._open(name))
        ]
        accuracy = {} if "accuracy" not in top else self._accuracy(check.text(top["accuracy"]), rules)
        for check_of, place, other in self.entries.referred:
            check_of.choice(Node(other, "str", place.line, place.column), [rule.id for rule in rules], "规则")
        if self.problems or scoring is None:
            raise RuleError(self.problems)
        return Rulebook(
            id=check.text(top.get("id")),
            title=check.text(top.get("title")),
            version=check.text(top.get("version")),
            sha256=hashlib.sha256(b"\0".join(self.digest)).hexdigest(),
            first_year=self.entries.first_year,
            last_year=self.entries.last_year,
            sources=self.entries.sources,
            families=self.entries.families,
            borders=self.borders,
            zeros=self.zeros,
            rules=tuple(rules),
            defects=tuple(defects),
            topics=tuple(topics),
            scoring=scoring,
            accuracy=accuracy,
        )

    def _open(self, name: str, *, counts: bool = True) -> tuple[Checker, Node | None]:
        path = self.folder / name
        check = Checker(str(path), self.problems)
        try:
            data = bounded(path, SIZE_LIMIT)
            text = data.decode("utf-8-sig")
        except OSError as error:
            reason = str(error) if isinstance(error, OversizeError) else _UNREADABLE.get(type(error), "系统不允许")
            self.problems.append(Problem(str(path), 1, 1, f"读不到文件：{reason}"))
            return check, None
        except UnicodeDecodeError as error:
            self.problems.append(
                Problem(str(path), 1, 1, f"不是 UTF-8 文本（第 {error.start + 1} 字节起）；请另存为 UTF-8")
            )
            return check, None
        self.files[name] = hashlib.sha256(data).hexdigest()
        self.digest += [name.encode(), data] if counts else []
        return check, check.load(text)

    def _files(self, check: Checker, node: Node | None) -> list[str]:
        if node is None:
            return []
        nodes = check.items(node) if isinstance(node.value, list) else [node]
        if len(nodes) > MOST_FILES:
            check.fault(node, f"这里列了 {len(nodes)} 个文件，最多 {MOST_FILES} 个；请把规则并到较少的文件里")
        return [name for child in nodes[:MOST_FILES] if (name := check.text(child))]

    def _accuracy(self, name: str, rules: list[Rule]) -> dict[str, Accuracy]:
        """Measured accuracy by rule; it bears on no verdict, so the pack's hash leaves it out."""
        check, root = self._open(name, counts=False)
        found = {}
        for rule, node in check.mapping(root, [], [rule.id for rule in rules]).items():
            entry = check.mapping(node, ["labelled", "precision", "recall"])
            precision, recall = (
                None if key not in entry or entry[key].kind == "null" else check.number(entry[key])
                for key in ("precision", "recall")
            )
            found[rule] = Accuracy(int(check.number(entry.get("labelled")) or 0), precision, recall)
        return found

    def _read_sources(self, check: Checker, root: Node | None) -> None:
        for name, node in check.entries(check.mapping(root, ["sources"]).get("sources")).items():
            entry = check.mapping(
                node,
                ["title", "issuer", "verified"],
                ["number", "date", "effective", "expires", "replaced-by", "note"],
            )
            self.entries.sources[name] = Source(
                id=name,
                title=check.text(entry.get("title")),
                issuer=check.text(entry.get("issuer")),
                number=check.text(entry.get("number")) or None,
                date=check.text(entry.get("date")) or None,
                effective=check.text(entry.get("effective")) or None,
                expires=check.whole(entry.get("expires")),
                verified=check.flag(entry.get("verified")),
                note=check.text(entry.get("note")),
                replaced_by=check.text(entry.get("replaced-by")),
            )

    def _read_zeros(self, check: Checker, node: Node) -> Zeros:
        """What a zero says of which words."""
        if self.zeros is not NO_WORDS:
            check.fault(node, "zero 已经写过；所有的词写在一处")
        entry = check.mapping(node, ["owed", "occurrences", "rates"])
        found = {
            name: {fold(text).text: item for item in check.items(part) if (text := check.text(item))}
            for name, part in entry.items()
        }
        for word, item in found.get("occurrences", {}).items():
            if word in found.get("owed", {}):
                check.fault(item, f"“{word}”又写在 owed 里；一个词为零，不是没有做到，就是没有发生")
        return Zeros(**{name: tuple(words) for name, words in found.items()})

    def _scoring(self, check: Checker, root: Node | None) -> Scoring | None:
        top = check.mapping(
            root, ["weight", "value", "bands", "deduction-cap", "band-when-statutory-missing", "groups"]
        )
        weight = {
            Severity(key): fraction_of(check, node)
            for key, node in check.mapping(top.get("weight"), list(Severity)).items()
        }
        rungs = [Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED]
        value = {Verdict(key): fraction_of(check, node) for key, node in check.mapping(top.get("value"), rungs).items()}
        bands = []
        for node in check.items(top.get("bands")):
            band = check.mapping(node, ["title", "floor"])
            bands.append((check.text(band.get("title")), fraction_of(check, band.get("floor"))))
        groups = []
        for name, node in check.entries(top.get("groups")).items():
            group = check.mapping(node, ["title", "factor"])
            groups.append(Group(name, check.text(group.get("title")), fraction_of(check, group.get("factor"))))
        self.entries.groups = tuple(groups)
        ladder = [value.get(rung, Fraction(0)) for rung in rungs]
        if top and ladder != sorted(ladder) and "value" in top:
            check.fault(top["value"], "分值要随结论递增：absent ≤ mentioned ≤ described ≤ evidenced")
        floors = [floor for _, floor in bands]
        if top and floors != sorted(floors, reverse=True) and "bands" in top:
            check.fault(top["bands"], "等次要从高到低排列")
        capped = check.choice(top.get("band-when-statutory-missing"), [title for title, _ in bands], "等次")
        if not top or not bands or capped is None:
            return None
        return Scoring(
            weight, value, tuple(bands), fraction_of(check, top.get("deduction-cap")), capped, self.entries.groups
        )
