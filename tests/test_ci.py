"""CI as people have it: the GitHub Action, the GitLab template, the pre-commit hook. Run as far as it goes here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from junitparser import JUnitXml
from outputs import valid

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = Path(__file__).parents[1]
SEEDS = HOME / "seeds"
BASH = shutil.which("bash")

pytestmark = pytest.mark.skipif(BASH is None, reason="needs bash")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def shell(script: str, folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """Run a script as CI does: bash, nobody at the keyboard, our commands on the path."""
    commands = folder / ".bin"
    commands.mkdir(exist_ok=True)
    command = commands / "fazhi"
    command.write_text(
        f"#!/bin/sh\nPYTHONPATH={HOME} exec {sys.executable} -c "
        "'import sys; from reports.cli import main; sys.exit(main())' \"$@\"\n",
        "utf-8",
    )
    command.chmod(0o755)
    environment = {"PATH": f"{commands}:{os.environ['PATH']}", "HOME": str(folder), "LANG": "C.UTF-8"} | values
    return subprocess.run(  # noqa: S603 - our own script
        [BASH or "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A repository with a good report, and a poor one whose name wants to be an option and a command."""
    (tmp_path / "报告").mkdir()
    shutil.copy(SEEDS / "county-2024.txt", tmp_path / "报告" / "县 2024.txt")
    shutil.copy(SEEDS / "street-2025-poor.txt", tmp_path / "--level=$(touch x);::error::.txt")
    return tmp_path


# --- shells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("fazhi ba", {"baseline"}),
        ("fazhi audit --fail-g", {"--fail-group"}),
        ("fazhi audit -f s", {"sarif"}),
        ("fazhi audit --level 街", {"街道"}),
    ],
)
def test_the_shell_completes_commands_options_and_values(tmp_path: Path, words: str, expected: set[str]) -> None:
    asked = {"_FAZHI_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = shell("fazhi", tmp_path, **asked)
    assert expected <= set(done.stdout.split()), done.stderr


# --- GitHub Action ---------------------------------------------------------------------------------------------------


def action(folder: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], Mapping[str, str]]:
    """Run the checking step of the action with some inputs; give what it printed and wrote."""
    described = read(HOME / "action.yml")
    step = described["runs"]["steps"][-1]
    given = {name: value["default"] for name, value in described["inputs"].items() if "default" in value}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    values = {}
    for name, text in step["env"].items():
        assert text.startswith("${{ inputs.")
        values[name] = given[text.removeprefix("${{ inputs.").removesuffix(" }}")]
    files = {name: folder / f".{name}" for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    temporary = folder / ".temp"
    temporary.mkdir(exist_ok=True)
    values |= {name: str(file) for name, file in files.items()} | {"RUNNER_TEMP": str(temporary)}
    done = shell(step["run"], folder, **values)
    assert not list(temporary.iterdir())
    return done, {name: file.read_text("utf-8") if file.exists() else "" for name, file in files.items()}


def test_the_action_is_one_by_the_schema_and_keeps_inputs_out_of_its_script() -> None:
    found = valid("github-action", read(HOME / "action.yml"))
    for step in found["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
    assert found["outputs"]["exit-code"]["value"] == "${{ steps.check.outputs.exit-code }}"


def test_the_action_annotates_summarises_and_fails(reports: Path) -> None:
    poor = "--level=$(touch x);::error::.txt"
    done, wrote = action(reports, paths=f"报告\n\n{poor}\n", fail_under="60", sarif="结果.sarif")
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert lines
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert any("--level=$(touch x);%3A%3Aerror%3A%3A.txt" in line for line in lines)
    assert "未达标" in done.stderr
    assert not (reports / "x").exists()
    assert "### 枕霞县人民政府 2024年度" in wrote["GITHUB_STEP_SUMMARY"]
    assert wrote["GITHUB_OUTPUT"] == "exit-code=1\n"
    (run,) = valid("sarif-2.1.0", json.loads((reports / "结果.sarif").read_text("utf-8")))["runs"]
    assert {result["kind"] for result in run["results"]} == {"fail"}


def test_the_action_takes_every_option(reports: Path) -> None:
    (reports / "豁免.yaml").write_text("[]\n", "utf-8")
    assert shell("fazhi baseline 报告 -o 基线.json", reports).returncode == 0
    options = {
        "level": "区县", "year": "2024", "pack": "2021-2025", "fail_under": "10", "fail_on": "must",
        "fail_group": "enforcement=1\nleader=1", "baseline": "基线.json", "waivers": "豁免.yaml",
    }  # fmt: skip
    done, wrote = action(reports, paths="报告", **options)
    assert wrote["GITHUB_OUTPUT"] == f"exit-code={done.returncode}\n"
    assert done.returncode in {0, 1}, done.stderr
    assert "变差" not in done.stderr
    done, wrote = action(reports, paths="没有")
    assert done.returncode == 2
    assert wrote["GITHUB_OUTPUT"].endswith("\nexit-code=2\n")


# --- GitLab ----------------------------------------------------------------------------------------------------------


def test_the_gitlab_template_writes_what_it_says(reports: Path) -> None:
    template = valid("gitlab-ci", read(HOME / "reports" / "templates" / "gitlab-ci.yml"))
    job = template["fazhi"]
    (reports / "fazhi.toml").write_text("fail-under = 99\n", "utf-8")
    poor = reports / "--level=$(touch x);::error::.txt"
    poor.rename(reports / "差.txt")
    variables = {name: str(value) for name, value in job["variables"].items()} | {"FAZHI_PATHS": "报告\n差.txt"}
    done = shell("\n".join(job["script"]), reports, **variables)
    assert done.returncode == 1, done.stderr
    assert "未达标" in done.stderr
    found = json.loads((reports / job["artifacts"]["reports"]["codequality"]).read_text("utf-8"))
    assert {entry["location"]["path"] for entry in found} == {"报告/县 2024.txt", "差.txt"}
    assert len(list(JUnitXml.fromfile(str(reports / job["artifacts"]["reports"]["junit"])))) == 2
    for name in job["artifacts"]["paths"]:
        assert (reports / name).stat().st_size


# --- pre-commit ------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    environment = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@t", "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@t",
    }  # fmt: skip
    command = ["git", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)  # noqa: S603


def repository(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")
    return folder


def checkout(folder: Path) -> Path:
    """A repository of this source as it stands now, whether committed or not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=HOME, check=True, capture_output=True).stdout  # noqa: S603
    for name in filter(None, listed.decode().split("\0")):
        source = HOME / name
        if name.startswith(("tests/", "seeds/")) or not source.is_file():
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder / name)
    return repository(folder)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_the_hook_stops_a_commit_for_real(tmp_path: Path) -> None:
    hooks = checkout(tmp_path / "hooks")
    work = tmp_path / "work"
    (work / "报告").mkdir(parents=True)
    shutil.copy(SEEDS / "county-2024.txt", work / "报告" / "县法治政府建设年度报告.txt")
    shutil.copy(SEEDS / "street-2025-poor.txt", work / "说明.txt")
    (work / "fazhi.toml").write_text("fail-under = 60\n", "utf-8")
    entry = {"repo": str(hooks), "rev": "main", "hooks": [{"id": "fazhi"}]}
    (work / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [entry]}), "utf-8")
    repository(work)
    # pre-commit clones, makes an environment and installs our package into it; what that needs is taken from here.
    environment = os.environ | {
        "PRE_COMMIT_HOME": str(tmp_path / "cache"), "PRE_COMMIT_COLOR": "never",
        "PYTHONPATH": sysconfig.get_paths()["purelib"], "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    environment.pop("GIT_DIR", None)

    def commit() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose"]
        return subprocess.run(  # noqa: S603
            command, cwd=work, env=environment, capture_output=True, text=True, check=False, timeout=300
        )

    done = commit()
    if re.search(
        r"An unexpected error.*(?:No matching distribution|Connection|Temporary failure)", done.stdout, re.DOTALL
    ):
        pytest.skip(f"no package registry in reach: {done.stdout[-300:]}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "法治政府建设年度报告检查" in done.stdout
    assert "枕霞县人民政府" in done.stdout
    assert "望鹊街道办事处" not in done.stdout
    shutil.copy(SEEDS / "street-2025-poor.txt", work / "街道年度报告.txt")
    git(work, "add", "--all")
    done = commit()
    assert done.returncode == 1
    assert "未达标：街道年度报告.txt" in done.stdout


def test_the_hook_looks_at_reports_only() -> None:
    (hook,) = read(HOME / ".pre-commit-hooks.yaml")
    files = re.compile(hook["files"])
    for name in ("年报/某街道2025年法治政府建设年度报告.docx", "法治工作总结.WPS", "a/报告.md"):
        assert files.search(name)
    for name in ("README.md", "报告/说明.txt", "法治.py"):
        assert not files.search(name)
    assert hook["entry"].split()[:2] == ["fazhi", "audit"]
