"""What the program stands on: licences, locked versions, and that it asks nothing of the network or of the disk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections import deque
from functools import cache
from importlib.metadata import distribution, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from docx_builder import docx, para
from ofd_builder import ofd, page, text
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pdf_builder import column, pdf

from reports.cli import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
SEEDS: Final = ROOT / "seeds"
LOCKS: Final = (ROOT / ".ci" / "build.txt", ROOT / ".ci" / "dev.txt")
#: Everything that a user installs along with the program, and its licence; a new one is looked at before it gets in.
LICENCES: Final = {
    "annotated-doc": "MIT", "annotated-types": "MIT", "cloudpickle": "BSD", "durable-rules": "MIT", "et-xmlfile": "MIT",
    "fazhi-audit": "Apache-2.0", "jieba": "MIT", "jinja2": "BSD", "loky": "BSD", "lxml": "BSD-3-Clause",
    "markdown-it-py": "MIT", "markupsafe": "BSD-3-Clause", "mdurl": "MIT", "msgspec": "BSD", "numpy": "BSD-3-Clause",
    "openpyxl": "MIT", "pyahocorasick": "BSD-3-Clause", "pydantic": "MIT", "pydantic-core": "MIT",
    "pygments": "BSD-2-Clause", "pypdfium2": "BSD-3-Clause", "pyyaml": "MIT", "rich": "MIT", "shellingham": "ISC",
    "tabulate": "MIT", "typer": "MIT", "typing-extensions": "PSF-2.0", "typing-inspection": "MIT", "wcwidth": "MIT",
    "xlsxwriter": "BSD-2-Clause",
}  # fmt: skip
_COPYLEFT: Final = re.compile(r"\b[AL]?GPL|GNU|SSPL|EUPL|CC[- ]BY[- ](?:NC|SA)", re.IGNORECASE)


@cache
def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def needed(name: str, seen: set[str]) -> Iterator[str]:
    """The distribution and all that it needs here, each once."""
    if name in seen:
        return
    seen.add(name)
    yield name
    for line in distribution(name).requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield from needed(canonicalize_name(requirement.name), seen)


def licence(name: str) -> str:
    """What the distribution says of its licence; only the first line where it prints the whole text."""
    data = distribution(name).metadata
    said = [line.partition("\n")[0] for key in ("License-Expression", "License") for line in data.get_all(key) or ()]
    said += [line for line in data.get_all("Classifier") or () if line.startswith("License ::")]
    return "; ".join(said)


def runtime() -> list[str]:
    seen: set[str] = set()
    for line in project()["dependencies"]:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            deque(needed(canonicalize_name(requirement.name), seen), maxlen=0)
    return sorted(seen)


@pytest.mark.parametrize("name", runtime())
def test_every_dependency_has_a_licence_that_asks_nothing_back(name: str) -> None:
    assert name in LICENCES, f"{name} is new: {licence(name)}"
    assert LICENCES[name].lower() in licence(name).lower()
    assert not _COPYLEFT.search(licence(name))


# --- locked versions ------------------------------------------------------------------------------------------------


def locked() -> dict[str, list[str]]:
    """Lines of the lock files by distribution, each with its hashes; one may have a version for each Python."""
    found: dict[str, list[str]] = {}
    for file in LOCKS:
        joined = file.read_text("utf-8").replace("\\\n", " ")
        for line in joined.splitlines():
            if line and not line.startswith("#"):
                found.setdefault(canonicalize_name(re.split(r"[=; ]", line)[0]), []).append(line)
    return found


def test_every_requirement_is_locked_within_its_bounds() -> None:
    wanted = [*project()["dependencies"], *project()["optional-dependencies"]["dev"]]
    stale = []
    for requirement in map(Requirement, wanted):
        lines = locked().get(canonicalize_name(requirement.name), [])
        pins = [Requirement(line.partition(" --hash")[0]) for line in lines]
        versions = [next(iter(pin.specifier)).version for pin in pins]
        if not versions or not all(requirement.specifier.contains(one) for one in versions):
            stale.append(str(requirement))
    assert stale == [], "make lock"


def test_every_locked_version_has_hashes_and_no_place_to_be_fetched_from() -> None:
    for name, lines in locked().items():
        for line in lines:
            assert re.fullmatch(r"[\w.-]+==[\w.]+(?: ;[^#]+?)?(?: +--hash=sha256:[0-9a-f]{64})+ *", line), name
    for file in LOCKS:
        assert "//" not in file.read_text("utf-8")


def test_the_suite_runs_on_the_locked_versions_where_the_makefile_made_its_environment() -> None:
    if not (Path(sys.prefix) / ".installed").exists() or os.environ.get("CI") != "true":
        pytest.skip("环境不是由持续集成按锁定版本安装的")
    for name in runtime():
        if name != "fazhi-audit":
            assert any(line.startswith(f"{name}=={version(name)} ") for line in locked()[name]), name


def test_every_bound_has_a_lower_end() -> None:
    wanted = [
        *project()["dependencies"],
        *(one for extra in project()["optional-dependencies"].values() for one in extra),
    ]
    assert [line for line in wanted if not any(part.operator == ">=" for part in Requirement(line).specifier)] == []


# --- no network, nothing to write ------------------------------------------------------------------------------------

#: Run before the program: what reaches for the network, or writes a file, fails as it does where that is not possible.
NO_NETWORK: Final = """
import sys
def refuse(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        raise RuntimeError(f"network: {event} {arguments[1:]}")
sys.addaudithook(refuse)
"""
READ_ONLY: Final = """
import errno, os, sys
def refuse(event, arguments):
    named = event == "open" and not isinstance(arguments[0], int) and arguments[0] != os.devnull
    writes = named and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if writes or event in {"os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink", "shutil.copyfile"}:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), *arguments[:1])
sys.addaudithook(refuse)
"""
MAIN: Final = "from reports.cli import main; sys.exit(main())"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one report in every format that needs no other program, and last year's."""
    folder = tmp_path_factory.mktemp("报告")
    lines = (SEEDS / "street-2024.txt").read_text("utf-8").split("\n")
    (folder / "今年.txt").write_text("\n".join(lines), "utf-8")
    (folder / "去年.txt").write_text("\n".join(lines).replace("2024", "2023"), "utf-8")
    (folder / "文.docx").write_bytes(docx("".join(map(para, lines))))
    (folder / "版.pdf").write_bytes(pdf(column(*lines[:3])))
    (folder / "版.ofd").write_bytes(ofd(page(text("青萍街道2024年法治政府建设年度报告"))))
    (folder / "页.html").write_text(f"<html><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>", "utf-8")
    return folder


#: Every command, with arguments that let it do its work on the files above.
CALLS: Final = {
    "audit": "audit 今年.txt 文.docx 版.pdf 版.ofd 页.html -f json",
    "outline": "outline 文.docx",
    "explain": "explain leader.shufa 今年.txt",
    "compare": "compare 去年.txt 今年.txt",
    "similar": "similar 今年.txt 去年.txt",
    "rules list": "rules list",
    "rules show": "rules show leader.shufa",
    "rules check": "rules check",
    "rules test": "rules test",
    "config": "config",
    "--version": "--version",
    "--help": "--help",
}
#: Commands that exist to write files.
WRITING: Final = {
    "baseline": "baseline 今年.txt -o 基线.json",
    "init": "init",
    "audit -o": "audit 今年.txt -o 结果.html -o 结果.xlsx -o 结果.json",
    "district": "district . -o 结果",
}


def run(before: str, call: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", f"{before}\n{MAIN}", *call.split()],
        cwd=folder, env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_every_command_is_tried() -> None:
    tried = {call.split()[0] for call in (*CALLS.values(), *WRITING.values())}
    assert tried >= set(COMMANDS)


@pytest.mark.parametrize("name", [*CALLS, *WRITING])
def test_no_command_needs_the_network(name: str, files: Path, tmp_path: Path) -> None:
    call = {**CALLS, **WRITING}[name]
    for report in files.iterdir():
        (tmp_path / report.name).write_bytes(report.read_bytes())
    done = run(NO_NETWORK, call, tmp_path, HOME=str(tmp_path / "家"))
    assert "network" not in done.stderr
    assert "内部错误" not in done.stderr
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", CALLS)
def test_reading_commands_run_where_nothing_can_be_written(name: str, files: Path) -> None:
    """Home, current folder and cache are read-only; what is shown is the same."""
    done = run(READ_ONLY, CALLS[name], files, HOME=str(files))
    assert "内部错误" not in done.stderr
    assert done.returncode == 0, done.stderr
    elsewhere = {} if name == "config" else {"FAZHI_CACHE": "off"}  # config tells where the cache is
    assert done.stdout == run("import sys", CALLS[name], files, HOME=str(files), **elsewhere).stdout


@pytest.mark.parametrize("name", WRITING)
def test_a_result_that_cannot_be_written_is_told_in_chinese(name: str, files: Path) -> None:
    done = run(READ_ONLY, WRITING[name], files, HOME=str(files))
    assert done.returncode == 2
    assert "磁盘是只读的" in done.stderr
    assert "内部错误" not in done.stderr


@pytest.mark.parametrize("home", ["", "没有这个文件夹", "/dev/null"])
def test_a_home_that_is_missing_or_no_folder_changes_nothing(home: str, files: Path) -> None:
    there = {"HOME": home} if home else {}
    done = run("import sys", "audit 今年.txt -f json", files, **there)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run("import sys", "audit 今年.txt -f json", files, FAZHI_CACHE="off").stdout
