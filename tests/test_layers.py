"""Arrows point down only: who imports whom, read from the source, and what an import costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: A module imports from lower floors only; parts of one package may import each other.
FLOORS = (
    {"engine.model", "engine.errors", "engine.files"},
    {"engine.zh", "engine.record"},
    {"engine.outline", "engine.read", "engine.rulebook", "engine.similarity"},
    {"engine.observe"},
    {"engine.infer", "engine.score"},
    {"engine.judge", "engine.doubt"},
    {"engine.examination"},
    {"engine.chain", "engine.promises"},
    {"engine.findings", "engine.comparison"},
    {"engine.pipeline", "engine.examples", "engine.explanation"},
    {"engine.attempt"},
    {"engine.batch"},
    {"engine.district"},
    {"engine"},
    {"reports"},
    {"reports.cli"},
)
#: Heavy libraries, and the only places that may name them.
DOORS: dict[str, set[str]] = {
    "jieba": {"engine/observe/borders.py"},
    "durable_rules_engine": {"engine/infer/core.py"},
    "ahocorasick": {"engine/observe/lexicon.py", "engine/zh/words.py"},
    "typer": {"reports/cli/"},
    "click": {"reports/cli/"},
    "jinja2": {"reports/html/"},
    "xlsxwriter": {"reports/sheets.py"},
    "numpy": {"engine/similarity.py"},
    "openpyxl": {"engine/district/roster.py"},
    "dataclasses": set(),  # values are Structs: each dataclass takes half a millisecond of every start
    "loky": {"engine/batch/workers.py"},
    "dask": {"engine/batch/workers.py"},
    "distributed": {"engine/batch/workers.py"},
}


@cache
def sources() -> dict[str, ast.Module]:
    """Every source file of the program by its path from the root."""
    files = (path for top in ("engine", "reports") for path in sorted((ROOT / top).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in files}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(path: str, *, typing: bool = True) -> set[str]:
    """Dotted names that a file imports anywhere; with ``typing`` off, without those for type checking only."""
    tree = sources()[path]
    only_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in node.body
        for inner in ast.walk(child)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if not typing and id(node) in only_types:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return names


def part(name: str) -> str | None:
    """The part of the house that a dotted name lies in: its longest prefix that has a floor."""
    pieces = name.split(".")
    prefixes = (".".join(pieces[:length]) for length in range(len(pieces), 0, -1))
    return next((prefix for prefix in prefixes if any(prefix in floor for floor in FLOORS)), None)


def floor(name: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if name in floor)


def test_every_module_of_the_engine_has_a_floor_of_its_own() -> None:
    names = {module_of(path) for path in sources() if path.startswith("engine/")}
    lost = {name for name in names if part(name) == "engine" and name != "engine"}
    assert lost == set(), "give the module a place in FLOORS"
    assert {one for floor in FLOORS for one in floor if one.startswith("engine")} <= names


@pytest.mark.parametrize("top", ["engine", "reports"])
def test_arrows_point_down_only(top: str) -> None:
    wrong = []
    for path in sources():
        if not path.startswith(f"{top}/"):
            continue
        here = part(module_of(path))
        assert here is not None
        for name in imported(path):
            there = part(name)
            # `from engine import __version__` asks the package itself, and loads none of its parts.
            if there in {None, here} or name in {"engine", "engine.__version__"}:
                continue
            if floor(there) >= floor(here):
                wrong.append(f"{path} imports {name}")
    assert wrong == []


def test_the_engine_knows_nothing_of_renderers() -> None:
    assert [path for path in sources() if path.startswith("engine/") and any(
        name.split(".")[0] == "reports" for name in imported(path)
    )] == []  # fmt: skip


def test_renderers_see_what_the_engine_found_and_never_how() -> None:
    """Only the command line starts the stages; a renderer is given their results."""
    stages = {"engine.infer", "engine.judge", "engine.pipeline"}
    wrong = [
        f"{path} imports {name}"
        for path in sources()
        if path.startswith("reports/") and not path.startswith("reports/cli/")
        for name in imported(path, typing=False)
        if part(name) in stages
    ]
    assert wrong == []


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    names = {module_of(path): path for path in sources()}
    arrows: defaultdict[str, set[str]] = defaultdict(set)
    for name, path in names.items():
        at_start = {
            found
            for node in sources()[path].body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for found in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [f"{node.module}.{alias.name}" for alias in node.names] + [str(node.module)]
            )
        }
        arrows[name] = {found for found in at_start if found in names and found != name}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        # A package and its parts load together; only a circle between files that both need names is wrong.
        assert name not in above, " → ".join((*above, name))
        if name not in done:
            for other in sorted(arrows[name]):
                if not name.startswith(f"{other}."):
                    visit(other, (*above, name))
            done.add(name)

    for name in sorted(names):
        visit(name, ())


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_heavy_library_is_named_in_its_own_place_only(library: str) -> None:
    named = {path for path in sources() if any(name.split(".")[0] == library for name in imported(path))}
    assert {path for path in named if not path.startswith(tuple(DOORS[library]))} == set()
    mentioned = {
        path
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == library
    }
    assert {path for path in mentioned if not path.startswith(tuple(DOORS[library]))} == set()


def test_only_one_file_names_the_engine_of_rules() -> None:
    text = {path: (ROOT / path).read_text("utf-8") for path in sources()}
    assert {path for path, source in text.items() if "durable_rules_engine" in source} == {"engine/infer/core.py"}


@pytest.mark.parametrize(
    "program",
    [
        "import engine",
        "import engine, reports.cli",
        "import reports",
        "from engine import load_pack",
        "from engine import audit; from engine.infer import Inferrer",
        "import engine.outline, engine.zh.modality",
    ],
)
def test_an_import_loads_nothing_heavy(program: str) -> None:
    heavy = {"jieba", "lxml", "ahocorasick", "durable_rules_engine", "typer", "click", "rich", "tabulate", "yaml"}
    if "audit" in program:
        heavy -= {"ahocorasick"}
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-W", "error", "-c", f"import sys; {program}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert {name.split(".")[0] for name in done.stdout.split()} & heavy == set()


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    import engine

    for name in engine.__all__:
        assert getattr(engine, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        engine.no_such_name  # noqa: B018 - the look-up itself is the test
