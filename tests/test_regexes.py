"""No regular expression of the program can be made to take long: each is linear, or what it reads is bounded."""

from __future__ import annotations

import ast
import re
import signal
from collections import deque
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from ambiguity import attacks, exponential, polynomial

if TYPE_CHECKING:
    from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
CALLS: Final = frozenset("match fullmatch search finditer findall sub subn split".split())
#: Place of the flags among the arguments.
FLAGS_AT: Final = {"compile": 1, "match": 2, "fullmatch": 2, "search": 2, "finditer": 2, "findall": 2}


#: Patterns put together when they are used: a part of their source, and why none can take long.
BUILT: Final = {
    "engine/observe/borders.py": {"made_of": "one class to the end of a word, in the dictionary that jieba brings"},
    "engine/outline/tables.py": {"pattern": "one of four ways to part columns, in lines of a few hundred characters"},
    "reports/cli/chinese.py": {"pattern": "literals of the table above it, for messages of a library"},
    "reports/settings.py": {"re.escape(key)": "one word, matched at the start of a line"},
    "engine/observe/flaws/numbering.py": {
        "re.escape(missing": "a number and one character more",
        "_also(missing)": "a choice of numbers and words, each with a few characters more",
    },
}
#: Patterns that the analysis cannot see to be linear, by how they begin, and why they are.
LINEAR: Final = {
    "engine/read/markdown.py": {"<!--(?:(?!<!--).)*?-->": "no try goes on beyond where the next begins"},
    "engine/read/text.py": {"[^": "what follows the last character that is not blank starts no other try"},
    "reports/layout.py": {"[ ]+|": "a character that is not blank is always read, at the first try"},
}
#: Length of an attack, and the processor time it may take in seconds: many times what the longest needs.
LENGTH, LIMIT = 20_000, 60


@dataclass(frozen=True, slots=True)
class Used:
    """A pattern, where it stands, and the methods it is used by."""

    path: str
    line: int
    pattern: str | bytes
    flags: int
    methods: frozenset[str]

    @property
    def text(self) -> str:
        """Pattern as text; bytes are read as characters up to 255."""
        return self.pattern if isinstance(self.pattern, str) else self.pattern.decode("latin-1")

    @property
    def mode(self) -> int:
        return self.flags | (re.ASCII if isinstance(self.pattern, bytes) else 0)

    @property
    def search(self) -> bool:
        return not self.methods <= {"match", "fullmatch"}

    @property
    def whole(self) -> bool:
        return "fullmatch" in self.methods


@cache
def trees() -> dict[str, ast.Module]:
    paths = (path for top in ("engine", "reports") for path in sorted((ROOT / top).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def methods(tree: ast.Module, name: str) -> frozenset[str]:
    """What a file does with a pattern kept under a name; one that it hands on may be searched for."""
    called = {
        id(node.value): node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }
    uses = [
        called.get(id(node), "search")
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    ]
    return frozenset(uses) & CALLS or frozenset({"search"})


def evaluated(node: ast.expr | None, path: str) -> Any:
    """Value of an expression in the module it stands in."""
    if node is None:
        return 0
    module = import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    return eval(compile(ast.Expression(node), path, "eval"), vars(module))  # noqa: S307 - our own source


def names(tree: ast.Module) -> dict[int, str]:
    """Name under which the value of an assignment is kept, by the identity of its node."""
    found: dict[int, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[id(node.value)] = node.target.id
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            found |= {id(value): one.id for one, value in pairs if isinstance(one, ast.Name)}
    return found


@cache
def patterns() -> tuple[tuple[Used, ...], tuple[tuple[str, str], ...]]:
    """Every pattern that a call of ``re`` is given; and file and source of those that are made only when they run."""
    found, built = [], []
    for path, tree in trees().items():
        kept = names(tree)
        for node in ast.walk(tree):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            name = called.removeprefix("re.")
            if not isinstance(node, ast.Call) or name == called or name not in {"compile", *CALLS}:
                continue
            flags = next((word.value for word in node.keywords if word.arg == "flags"), None)
            if name in FLAGS_AT and len(node.args) > FLAGS_AT[name]:
                flags = node.args[FLAGS_AT[name]]
            try:
                pattern, mode = evaluated(node.args[0], path), evaluated(flags, path)
            except NameError:
                built.append((path, ast.unparse(node.args[0])))
                continue
            used = methods(tree, kept.get(id(node), "")) if name == "compile" else frozenset({name})
            found.append(Used(path, node.lineno, pattern, int(mode), used))
    return tuple(found), tuple(built)


def slow(used: Used) -> bool:
    known = any(used.text.startswith(start) for start in LINEAR.get(used.path, ()))
    return exponential(used.text, used.mode) or (
        not known and polynomial(used.text, used.mode, search=used.search, whole=used.whole)
    )


@pytest.mark.parametrize("path", sorted(trees()))
def test_no_pattern_reads_one_text_in_many_ways(path: str) -> None:
    assert [f"{path}:{used.line}: {used.text}" for used in patterns()[0] if used.path == path and slow(used)] == []


def test_every_pattern_made_at_run_time_was_looked_at() -> None:
    unseen = [
        (path, source) for path, source in patterns()[1] if not any(part in source for part in BUILT.get(path, ()))
    ]
    assert unseen == []
    sources = {path: " ".join(source for one, source in patterns()[1] if one == path) for path in BUILT}
    assert {path: [part for part in parts if part not in sources[path]] for path, parts in BUILT.items()} == {
        path: [] for path in BUILT
    }


def test_every_exception_is_still_needed() -> None:
    for path, starts in LINEAR.items():
        for start in starts:
            (used,) = (used for used in patterns()[0] if used.path == path and used.text.startswith(start))
            assert polynomial(used.text, used.mode, search=used.search, whole=used.whole), used.text


def test_all_patterns_are_looked_at() -> None:
    """Patterns that modules keep compiled are among those found in their source."""
    seen = {(used.path, used.pattern) for used in patterns()[0]}
    for path in trees():
        module = import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        kept = {value.pattern for value in vars(module).values() if isinstance(value, re.Pattern)}
        foreign = {pattern for pattern in kept if (path, pattern) not in seen}
        assert all(any(pattern == other for _, other in seen) for pattern in foreign), path
    assert len(seen) > 200


def out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="这个系统不能限制处理器时间")
@pytest.mark.parametrize("path", sorted(trees()))
def test_no_attack_takes_long(path: str) -> None:
    """Each loop is kept busy by a long text that fails at its end; a busy machine costs no processor time."""
    before = signal.signal(signal.SIGVTALRM, out_of_time)
    try:
        for used in patterns()[0]:
            if used.path != path:
                continue
            compiled: re.Pattern[Any] = re.compile(used.pattern, used.flags)
            for attack in attacks(used.text, used.mode, LENGTH):
                text = attack if isinstance(used.pattern, str) else attack.encode("latin-1", "ignore")
                signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
                for method in used.methods:
                    if method in {"sub", "subn"}:
                        compiled.sub(text[:0], text)
                    elif method == "finditer":
                        deque(compiled.finditer(text), maxlen=0)
                    else:
                        getattr(compiled, method)(text)
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b", r"(a*)*b", r"(?:a|a)*b", r"(?:a|ab?)*c", r"(?:\d{1,3}){2,}x", r"(?:\w|\d\d?)+-", r"(?:a?b?)*c",
        r"(?:(?:a|a)b)*c",
        # Once in our reader of Markdown: a blank line could be read in two ways.
        r"---\n(?:[ \t]+.*\n|- .*\n|\n)+?---",
    ],
)  # fmt: skip
def test_the_analysis_finds_loops_that_read_one_text_in_many_ways(pattern: str) -> None:
    assert exponential(pattern)


@pytest.mark.parametrize(
    ("pattern", "search"),
    [
        (r"\d+%", True), (r"《[^》]*》", True), (r"\s+$", True), (r"a*a*b", False), (r"\s*(.+?)\s*=", False),
        (r"(?m)^\s*\[", True), (r"(?:ab)+c", True), (r"x[^。]*(?:a|b)[^。]*c", False), (r"(?<!a)[ab]+c", True),
        (r"\d+(?=[^\d]*年)", True),
    ],
)  # fmt: skip
def test_the_analysis_finds_loops_that_share_a_text(pattern: str, search: bool) -> None:
    assert polynomial(pattern, search=search)
    assert not exponential(pattern)


@pytest.mark.parametrize(
    ("pattern", "search"),
    [
        (r"\d%", True), (r"《[^《》]*》", True), (r"\d+", True), (r"(?<!\d)\d+%", True), (r"\d+%", False),
        (r"《[^》]{0,80}》", True), (r"(?:ab)+c", False), (r"(?<=a)#+$", True), (r"(?m)^[ \t]*\[", True),
        (r"[^，]*，[^，]*。", False), (r"a++b", False), (r"(?:[ab]++|'[^']*+')*+>", False),
        (r"^\s+x", True),
    ],
)  # fmt: skip
def test_the_analysis_lets_linear_patterns_pass(pattern: str, search: bool) -> None:
    assert not polynomial(pattern, search=search)
    assert not exponential(pattern)
