"""Configuration files: which one holds, what wins over it, and every fault with its line."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from audits import make_audit, make_book, make_document
from outputs import problems

from engine.model import Audit, Document, Level
from reports.cli import main
from reports.cli.commands.init import STARTER
from reports.settings import Kind, SettingsError, find, load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.rulebook.rule import Rulebook

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """What the engine was asked, in a folder with one report."""
    calls: list[dict[str, Any]] = []

    def judge(source: str | Document, book: object, **options: Any) -> Audit:
        calls.append({"book": book} | options)
        return make_audit(document=make_document(path=source if isinstance(source, str) else source.path))

    monkeypatch.setattr("engine.pipeline.audit", judge)

    def pack(name: str | None = None) -> Rulebook:
        calls.append({"pack": name})
        return make_book()

    monkeypatch.setattr("engine.rulebook.load_pack", pack)
    monkeypatch.setattr("engine.infer.available", lambda: ("reference",))
    folder = tmp_path / "仓库" / "报告"
    folder.mkdir(parents=True)
    (folder / "年报.txt").write_text("文", "utf-8")
    monkeypatch.chdir(folder.parent)
    return calls


def write(text: str, name: str = "fazhi.toml") -> None:
    Path(name).write_text(text, "utf-8")


def levels(asked: list[dict[str, Any]]) -> list[Level | None]:
    return [call["level"] for call in asked if "level" in call]


# --- which file ------------------------------------------------------------------------------------------------------


def test_the_nearest_file_upward_holds(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert find(deep) is None or not find(deep).is_relative_to(tmp_path)  # type: ignore[union-attr]
    (tmp_path / "pyproject.toml").write_text("[tool.fazhi]\n", "utf-8")
    assert find(deep) == tmp_path / "pyproject.toml"
    (tmp_path / "fazhi.toml").touch()
    assert find(deep) == tmp_path / "fazhi.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.ruff]\n# tool.fazhi\n", "utf-8")
    assert find(deep) == tmp_path / "fazhi.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.fazhi.fail-group]\nx = 1\n", "utf-8")
    assert find(deep) == tmp_path / "a" / "pyproject.toml"


# --- what wins -------------------------------------------------------------------------------------------------------


def test_command_line_beats_file_beats_default(asked: list[dict[str, Any]], capsys: Capture) -> None:
    assert main(["audit", "报告"]) == 0
    write('level = "区县"\nyear = 2023\nfail-under = 80.01\n')
    assert main(["audit", "报告"]) == 1
    assert "低于 80.01" in capsys.readouterr().err
    assert main(["audit", "报告", "--level", "乡镇", "--fail-under", "1"]) == 0
    assert main(["audit", "报告", "--no-config"]) == 0
    assert levels(asked) == [None, Level.COUNTY, Level.TOWNSHIP, None]
    assert [call["year"] for call in asked if "year" in call] == [None, 2023, 2023, None]


def test_a_shared_file_holds_as_well(asked: list[dict[str, Any]]) -> None:
    ours = '[tool.fazhi]\nlevel = "市"\n[tool.fazhi.fail-group]\ncapacity = 81\n'
    write(f"[tool.other]\nlevel = 1\n\n{ours}", "pyproject.toml")
    assert main(["audit", "报告"]) == 1
    assert levels(asked) == [Level.CITY]


@pytest.mark.usefixtures("asked")
def test_lists_tables_flags_and_formats(capsys: Capture) -> None:
    write('output = ["结果.json", "结果.md"]\nquiet = true\nfail-group = ["capacity=80"]\n')
    assert main(["audit", "报告"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "已写入 结果.json\n已写入 结果.md\n" in err
    assert main(["audit", "报告", "-o", "别的.json"]) == 0
    assert "已写入 别的.json" in capsys.readouterr().err
    write('format = "json"\n')
    assert main(["audit", "报告"]) == 0
    assert capsys.readouterr().out.startswith("{")


def test_paths_are_meant_from_the_folder_of_the_file(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    write('baseline = "基线/旧.json"\nwaivers = "豁免.yaml"\noutput = "结果.json"\npack = "2021-2025"\n')
    Path("豁免.yaml").write_text("[]\n", "utf-8")
    Path("基线").mkdir()
    monkeypatch.chdir("报告")
    assert main(["baseline", "年报.txt"]) == 0
    assert Path("../基线/旧.json").is_file()
    assert main(["audit", "年报.txt"]) == 0
    assert Path("../结果.json").is_file()
    assert not Path("结果.json").exists()
    assert "豁免文件" in capsys.readouterr().err
    assert {call["pack"] for call in asked if "pack" in call} == {"2021-2025"}
    Path("../2021-2025").mkdir()
    assert main(["audit", "年报.txt"]) == 0
    assert asked[-2]["pack"] == str(Path.cwd().parent / "2021-2025")


@pytest.mark.usefixtures("asked")
def test_a_folder_may_be_configured_as_output(capsys: Capture) -> None:
    write('format = "letter"\noutput = "意见/"\n')
    assert main(["audit", "报告"]) == 0
    assert [path.suffix for path in Path("意见").iterdir()] == [".docx"]
    capsys.readouterr()


def test_other_commands_take_what_they_have(asked: list[dict[str, Any]]) -> None:
    write('pack = "甲"\nlevel = "市"\noutput = "x.json"\n')
    assert main(["rules", "check"]) == 0
    assert main(["explain", "capacity.legal-adviser"]) == 0
    assert [call["pack"] for call in asked] == ["甲", "甲"]


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('level = "市"\n\nfail-undr = 80\n', "fazhi.toml:3:1：不认识的键“fail-undr”；最接近的是“fail-under”"),
        ("fail_under = 80\n", "fazhi.toml:1:1：不认识的键“fail_under”；最接近的是“fail-under”"),
        ('today = "2026-01-01"\n', "fazhi.toml:1:1：不认识的键“today”"),
        ('\nlevel = "国家"\n', "fazhi.toml:2:1：没有“国家”这个层级"),
        ("fail-under = 101\n", "fazhi.toml:1:1：看不懂分数“101”"),
        ("fail-under = true\n", "fazhi.toml:1:1：“fail-under”要写一个值"),
        ('quiet = "yes"\n', "fazhi.toml:1:1：“quiet”要写true 或 false"),
        ('output = ["a.json", 1.5, true]\n', "fazhi.toml:1:1：“output”要写一个值或一张清单"),
        ('output = ["a.json", "b.exe"]\n', "从“"),
        ('[fail-group]\nx = "很多"\n', "fazhi.toml:1:1：看不懂“x=很多”"),
        ('level = "市"\n[fail-grup]\nx = 1\n', "fazhi.toml:2:1：不认识的键“fail-grup”；最接近的是“fail-group”"),
        ("level = 市\n", "fazhi.toml:1:9：TOML 写法有误"),
        ('level = "市"\nlevel = "县"\n', "fazhi.toml:2:"),
        ('level = "', "fazhi.toml:1:"),
    ],
)
def test_every_fault_is_shown_with_its_line(text: str, expected: str, capsys: Capture) -> None:
    write(text)
    assert main(["audit", "报告"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert expected in err
    assert "配置文件有 1 处问题" in err
    assert main(["config"]) == 2


@pytest.mark.usefixtures("asked")
def test_faults_of_the_file_do_not_stop_what_needs_no_file(capsys: Capture) -> None:
    write("nonsense")
    assert main(["audit", "--help"]) == 0
    assert main(["audit", "报告", "--no-config"]) == 0
    assert main(["--version"]) == 0
    capsys.readouterr()


def test_lines_are_found_in_a_shared_file(tmp_path: Path) -> None:
    kinds: Mapping[str, Kind] = {"level": Kind.TEXT}
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.x]\nlevl = 1\n[tool.fazhi]  # 检查\n"levl" = 1\n[tool.fazhi.teble]\nx = 1\n', "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path, kinds, {})
    assert [int(fault.split(":")[0]) for fault in problems(caught.value)] == [4, 5]
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="UTF-8"):
        load(path, kinds, {})


# --- config and init -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("asked")
def test_config_shows_each_value_and_where_it_comes_from(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert main(["config"]) == 0
    assert "没有配置文件；用 fazhi init 生成 fazhi.toml" in capsys.readouterr().out
    write('fail-under = 80\nquiet = true\noutput = ["a.json", "b.md"]\n[fail-group]\ncapacity = 60\n')
    assert main(["config"]) == 0
    out = capsys.readouterr().out
    assert "配置文件：fazhi.toml" in out
    rows = {cells[0]: cells[1:] for line in out.splitlines() if (cells := re.split(r"\s*\|\s*", line.strip("| ")))}
    assert rows["fail-under"] == ["80", "fazhi.toml 第 1 行"]
    assert rows["quiet"] == ["true", "fazhi.toml 第 2 行"]
    assert rows["output"] == ["a.json、b.md", "fazhi.toml 第 3 行"]
    assert rows["fail-group"] == ["capacity=60", "fazhi.toml 第 4 行"]
    assert rows["level"] == ["-", "默认"]
    assert not {"help", "today", "no-config"} & set(rows)
    monkeypatch.chdir("报告")
    assert main(["config"]) == 0
    assert str(Path("..").resolve() / "a.json") in capsys.readouterr().out


@pytest.mark.usefixtures("asked")
def test_init_writes_a_file_that_works_and_never_overwrites(capsys: Capture) -> None:
    assert main(["init"]) == 0
    assert "已写入 fazhi.toml" in capsys.readouterr().err
    assert Path("fazhi.toml").read_text("utf-8") == STARTER
    assert main(["audit", "报告", "--quiet"]) == 0
    write("level = '市'\n")
    assert main(["init"]) == 2
    assert "没有改动" in capsys.readouterr().err
    assert Path("fazhi.toml").read_text("utf-8") == "level = '市'\n"


@pytest.mark.usefixtures("asked")
def test_every_line_of_the_starter_works_once_it_is_uncommented(capsys: Capture) -> None:
    write(re.sub(r"(?m)^# (?=[a-z-]+ = |\[)", "", STARTER))
    assert main(["config"]) == 0
    out = capsys.readouterr().out
    assert out.count("fazhi.toml 第") == STARTER.count(" = ") - 1
    for known in ("enforcement=60", "基线.json", "结果.html、结果.json"):
        assert known in out


@pytest.mark.usefixtures("asked")
def test_init_tells_what_it_puts_out_of_use(capsys: Capture) -> None:
    write('[tool.fazhi]\nlevel = "市"\n', "pyproject.toml")
    assert main(["init"]) == 0
    assert f"以前在这里生效的 {Path.cwd() / 'pyproject.toml'} 不再起作用" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.usefixtures("asked")
def test_init_where_nothing_can_be_written(capsys: Capture) -> None:
    Path().chmod(0o500)
    assert main(["init"]) == 2
    assert "没有权限" in capsys.readouterr().err
