"""Everything that comes in has a limit, and what is beyond it is refused in Chinese before it costs anything.

| what comes in | limit |
|---|---|
| a report: file, standard input, member of an archive | 50 MB; 1,000,000 characters of text; 500 pages |
| a part of a packed report, all of an archive, its members | 64 MB, 1 GB, 5,000 |
| a file of a rule pack; files listed in one place; nesting; alternatives of a condition | 4 MB, 200, 24 levels, 64 |
| waivers, configuration, baseline | 4 MB, 1 MB, 512 MB |
| a roster | 10 MB, 20,000 units |
| COLUMNS and other words of the environment | any: a report is laid out 20 to 120 columns wide |
"""

from __future__ import annotations

import io
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from audits import make_audit, make_book
from packs import FILES, PACK, write_pack

import engine.read
from engine.district.roster import SIZE_LIMIT as ROSTER_LIMIT
from engine.district.roster import load_roster
from engine.errors import InputError, RosterError, RuleError
from engine.files import OversizeError, bounded
from engine.read import SIZE_LIMIT, TEXT_LIMIT, archive, read
from engine.rulebook import load_pack
from engine.rulebook.pack import MOST_FILES
from engine.rulebook.rule import SIZE_LIMIT as PACK_LIMIT
from reports import RENDERERS, Look, Run, baseline, settings, waivers
from reports.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

Capture = pytest.CaptureFixture[str]


def sparse(path: Path, size: int) -> Path:
    """A file of that size which takes no room."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


# --- reports --------------------------------------------------------------------------------------------------------


def test_a_report_file_beyond_its_limit_is_refused_unread(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="超过 50 MB"):
        read(str(sparse(tmp_path / "大.docx", SIZE_LIMIT + 1)))
    with pytest.raises(InputError, match="超过 50 MB"):
        read("大.docx", bytes(SIZE_LIMIT + 1))


class Endless(io.RawIOBase):
    """A stream without end, which counts what is taken from it."""

    taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self.taken += len(buffer)
        assert self.taken <= SIZE_LIMIT + 2**20
        return len(buffer)


@pytest.mark.parametrize(
    "arguments",
    [["audit", "-"], ["outline", "-"], ["explain", "leader.shufa", "-"], ["baseline", "-"]],
)
def test_standard_input_without_end_is_refused(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    stream: Any = Endless()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(stream)))
    assert main(arguments) == 2
    assert "超过 50 MB" in capsys.readouterr().err


def test_a_text_longer_than_any_report_is_refused() -> None:
    assert len(read("长.txt", ("法" * TEXT_LIMIT).encode()).text) == TEXT_LIMIT
    with pytest.raises(InputError, match=f"有 {TEXT_LIMIT + 1} 个字符，超过 {TEXT_LIMIT} 个"):
        read("长.txt", ("法" * (TEXT_LIMIT + 1)).encode())


@pytest.mark.parametrize("kind", ["管道", "设备"])
def test_what_is_no_file_is_refused_unread(kind: str, tmp_path: Path) -> None:
    path = Path(os.devnull)
    if kind == "管道":
        if not hasattr(os, "mkfifo"):
            pytest.skip("这个系统没有命名管道")
        path = tmp_path / "管道.txt"
        os.mkfifo(path)
    with pytest.raises(InputError, match="不是普通文件"):
        read(str(path))


def test_archives_count_their_members(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from zipfile import ZipFile

    with ZipFile(tmp_path / "包.zip", "w") as package:
        for number in range(4):
            package.writestr(f"{number}.txt", "法")
    monkeypatch.setattr(archive, "MEMBER_LIMIT", 3)
    with pytest.raises(InputError, match="超过 3 个"):
        list(archive.members(str(tmp_path / "包.zip"), None))


# --- rule packs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_of_a_pack_beyond_its_limit_is_refused(name: str, tmp_path: Path) -> None:
    sparse(write_pack(tmp_path) / name, PACK_LIMIT + 1)
    with pytest.raises(RuleError, match=rf"{name}:1:1：读不到文件：文件超过 4 MB"):
        load_pack(str(tmp_path))


def test_a_pack_lists_no_more_files_than_a_pack_has(tmp_path: Path) -> None:
    names = ", ".join(["rules.yaml"] * (MOST_FILES + 1))
    with pytest.raises(RuleError, match=f"列了 {MOST_FILES + 1} 个文件，最多 {MOST_FILES} 个"):
        load_pack(str(write_pack(tmp_path, {"pack.yaml": PACK.replace("[rules.yaml]", f"[{names}]")})))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="这个系统没有没有尽头的设备")
def test_a_pack_that_names_a_device_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="文件超过 4 MB"):
        load_pack(str(write_pack(tmp_path, {"pack.yaml": PACK.replace("words.yaml", "/dev/zero")})))


# --- files beside the reports ---------------------------------------------------------------------------------------


def load_settings(path: Path) -> object:
    return settings.load(path, {}, {})


def load_waivers(path: Path) -> object:
    return waivers.load(str(path), make_book(), date(2025, 6, 1))


def load_baseline(path: Path) -> object:
    return baseline.load(str(path))


@pytest.mark.parametrize(
    ("load", "error", "kept"),
    [
        (load_settings, settings.SettingsError, settings),
        (load_waivers, waivers.WaiverError, waivers),
        (load_baseline, baseline.BaselineError, baseline),
    ],
)
def test_a_file_beside_the_reports_beyond_its_limit_is_refused(
    load: Callable[[Path], object], error: type[Exception], kept: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = min(kept.SIZE_LIMIT, 2**22)  # half a gigabyte would take its time
    monkeypatch.setattr(kept, "SIZE_LIMIT", limit)
    with pytest.raises(error, match=f"文件超过 {limit // 2**20} MB"):
        load(sparse(tmp_path / settings.NAME, limit + 1))


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_a_roster_beyond_its_limit_is_refused(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="文件超过 10 MB"):
        load_roster(str(sparse(tmp_path / f"名册{suffix}", ROSTER_LIMIT + 1)))


def test_a_configuration_that_is_too_large_to_be_ours_is_not_searched(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("\n" * (settings.SIZE_LIMIT + 1) + "[tool.fazhi]\n", "utf-8")
    assert settings.find(tmp_path) is None or settings.find(tmp_path) != tmp_path / "pyproject.toml"


@pytest.mark.parametrize("name", [settings.NAME, settings.SHARED])
@pytest.mark.parametrize("text", ["[tool.fazhi]\na = " + "9" * 5000, "a = " + "[" * 5000, "a = " + "{a=" * 5000])
def test_a_configuration_that_strains_its_reader_is_refused(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(settings.SettingsError, match="TOML 写法有误"):
        settings.load(tmp_path / name, {}, {})


@pytest.mark.parametrize("text", ["tool = 1\nx = '''\n[tool.fazhi]\n'''", "[tool]\nfazhi = 1"])
def test_a_configuration_whose_table_is_something_else_says_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / settings.SHARED).write_text(text, "utf-8")
    assert settings.load(tmp_path / settings.SHARED, {}, {}).values == {}


def test_no_more_is_read_of_a_file_than_its_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert bounded(tmp_path / "a", 5) == b"12345"
    with pytest.raises(OversizeError):
        bounded(tmp_path / "a", 4)


# --- the environment ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", ["0", "1", "-5", "99999999999", "宽", ""])
def test_any_width_of_the_terminal_is_laid_out(columns: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    from reports.cli.output import WIDEST, screen_look

    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    look = screen_look()
    assert look.width <= WIDEST
    shown = RENDERERS["table"].render(iter([make_audit()]), Run(make_book(), "reference", []), Look(width=look.width))
    assert "".join(map(str, shown))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["FAZHI_CACHE", "XDG_CACHE_HOME", "LANG", "TERM", "NO_COLOR", "TZ", "HOME"])
@pytest.mark.parametrize("value", ["\x1b[31m", "/dev/null", "x" * 5000, "~nobody/no"])
def test_no_word_of_the_environment_breaks_a_command(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    assert main(["rules", "show", "leader.shufa"]) == 0
    assert capsys.readouterr().err == ""


def test_the_limits_of_this_table_are_those_of_the_program() -> None:
    assert engine.read.SIZE_LIMIT == 50 * 2**20
    assert (TEXT_LIMIT, PACK_LIMIT, MOST_FILES) == (1_000_000, 4 * 2**20, 200)
    assert (waivers.SIZE_LIMIT, settings.SIZE_LIMIT, baseline.SIZE_LIMIT) == (4 * 2**20, 2**20, 512 * 2**20)
