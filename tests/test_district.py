"""``fazhi district`` on a folder as a district receives it: everyone found, everything written, nothing done twice."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
import rounds
from docx import Document as WordDocument
from openpyxl import load_workbook

from engine.batch import loop
from reports.cli import main


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, rounds.Round]:
    folder = tmp_path_factory.mktemp("district")
    return folder, rounds.district(folder / "收文")


@pytest.fixture(scope="module")
def written(received: tuple[Path, rounds.Round]) -> Path:
    folder, _ = received
    command = ["district", str(folder / "收文"), "--roster", str(folder / "名册.yaml"), "-o", str(folder / "结果")]
    assert main(command) == 2  # one file cannot be read; all others are reported all the same
    return folder / "结果"


def lines(output: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (output / "检查结果.jsonl").read_text("utf-8").splitlines()]


def units(output: Path, **wanted: str) -> list[object]:
    return [one["unit"] for one in lines(output)[1:] if all(one.get(key) == value for key, value in wanted.items())]


def test_everyone_is_found_by_the_name_in_the_report(received: tuple[Path, rounds.Round], written: Path) -> None:
    _, made = received
    silent = set(made.missing) - set(made.broken)
    assert set(units(written, arrival="missing")) == silent
    assert set(units(written, arrival="late", fate="counted")) == set(made.late)
    assert units(written, fate="duplicate") == made.twice
    assert units(written, fate="wrong-year") == made.wrong_year
    assert units(written, fate="unmatched") == [None]
    assert units(written, fate="unread") == made.broken
    counted = set(units(written, fate="counted"))
    assert counted == set(made.units[:40]) - set(made.wrong_year)
    paths = [one["path"] for one in lines(written)[1:] if one.get("fate") == "duplicate"]
    assert paths == ["报送007.html", "报送008.html"]


def test_every_unit_has_its_page_and_its_letter(received: tuple[Path, rounds.Round], written: Path) -> None:
    _, made = received
    names = {unit for unit in made.units[:40] if unit not in made.wrong_year}
    assert {path.stem for path in (written / "单位").iterdir()} == names
    assert {path.stem for path in (written / "反馈意见").iterdir()} == names
    letter = WordDocument(str(written / "反馈意见" / f"{made.units[0]}.docx"))
    assert any(made.units[0] in paragraph.text for paragraph in letter.paragraphs)
    assert made.units[0] in (written / "单位" / f"{made.units[0]}.html").read_text("utf-8")


def test_site_workbook_and_summary_tell_the_same(received: tuple[Path, rounds.Round], written: Path) -> None:
    _, made = received
    site = (written / "index.html").read_text("utf-8")
    book = load_workbook(written / "检查汇总.xlsx", read_only=True)
    ranking = list(book["排名"].iter_rows(values_only=True))
    summary = "\n".join(paragraph.text for paragraph in WordDocument(str(written / "检查情况通报.docx")).paragraphs)
    for name in made.missing[:3]:
        assert name in site
        assert name in summary
    assert sum(any(cell in made.units for cell in row) for row in ranking) >= 38


def test_a_level_of_the_roster_is_the_one_judged_by(tmp_path: Path) -> None:
    folder = tmp_path / "收文"
    folder.mkdir()
    (folder / "a.txt").write_text("\n".join(rounds.report(2, "松溪管理局")), "utf-8")
    roster = tmp_path / "名册.yaml"
    roster.write_text("- {unit: 松溪管理局, level: 区县}\n", "utf-8")
    assert main(["district", str(folder), "--roster", str(roster), "-o", str(tmp_path / "out")]) == 0
    audit = lines(tmp_path / "out")[1]["audit"]
    assert isinstance(audit, dict)
    assert audit["document"]["level"] == "county"


def test_a_second_run_audits_nothing_again_and_gives_the_same_bytes(
    received: tuple[Path, rounds.Round], written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = received
    before = {path: path.read_bytes() for path in written.rglob("*") if path.is_file() and ".fazhi" not in path.parts}

    def no_work(*_: object, **__: object) -> None:
        raise AssertionError("a report was audited again")

    monkeypatch.setattr(loop, "work", no_work)
    command = ["district", str(folder / "收文"), "--roster", str(folder / "名册.yaml"), "-o", str(written)]
    assert main(command) == 2
    after = {path: path.read_bytes() for path in written.rglob("*") if path.is_file() and ".fazhi" not in path.parts}
    assert after == before


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "收文"
    folder.mkdir()
    for index, name in enumerate(rounds.unit_names(3)):
        text = "\n".join(rounds.report(index, name, without=index))
        (folder / f"{index}.txt").write_text(text, "utf-8")
    return tmp_path


def test_files_of_units_that_are_gone_go_and_those_of_others_stay(small: Path) -> None:
    output = small / "结果"
    assert main(["district", str(small / "收文"), "-o", str(output)]) == 0
    (output / "单位" / "我的笔记.html").write_text("笔记", "utf-8")
    (small / "收文" / "0.txt").unlink()
    assert main(["district", str(small / "收文"), "-o", str(output)]) == 0
    names = {path.name for path in (output / "单位").iterdir()}
    assert "松溪街道办事处.html" not in names
    assert "我的笔记.html" in names
    assert len(names) == 3


def test_last_round_gives_movements(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last, this = small / "上次", small / "这次"
    name = rounds.unit_names(1)[0]
    assert main(["district", str(small / "收文"), "-o", str(last)]) == 0
    assert "较上次" not in capsys.readouterr().out
    worse = "\n".join(rounds.report(0, name, without=5))
    (small / "收文" / "0.txt").write_text(worse, "utf-8")
    assert main(["district", str(small / "收文"), "--previous", str(last), "-o", str(this)]) == 0
    shown = capsys.readouterr().out
    totals = [next(one for one in lines(folder) if one.get("unit") == name)["audit"] for folder in (last, this)]
    before, after = (round(audit["score"]["total"] * 100) for audit in totals if isinstance(audit, dict))
    assert after < before
    (row,) = (line for line in shown.splitlines() if name in line and "|" in line)
    assert f"-{(before - after) // 100}.{(before - after) % 100:02d} |" in row


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--previous", "无"], "没有“检查结果.jsonl”"),
        (["--roster", "无.yaml"], "找不到这个文件"),
        (["-o", "收文"], "另选一个"),
    ],
)
def test_misuse_is_explained(
    small: Path,
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(small)
    assert main(["district", "收文", "-o", "结果", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_results_that_lie_among_the_reports_are_no_reports(small: Path) -> None:
    assert main(["district", str(small / "收文"), "-o", str(small / "收文" / "去年")]) == 0
    assert main(["district", str(small / "收文"), "-o", str(small / "收文" / "今年")]) == 0
    assert len(list((small / "收文" / "今年" / "单位").iterdir())) == 3


def test_a_round_that_replaces_another_says_so_and_names_files_alike(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small / "收文" / "空.txt").write_bytes(b"")
    (small / "收文" / "坏.zip").write_bytes(b"PK\x03\x04")
    (small / "收文" / "扫描.jpg").write_bytes(b"\xff\xd8")
    command = ["district", str(small / "收文"), "-o", str(small / "结果")]
    assert main(command) == 2
    err = capsys.readouterr().err
    assert "错误：空.txt：文件是空的" in err
    assert "错误：坏.zip：" in err
    assert "扫描.jpg" in err
    assert str(small / "收文") not in err
    assert "原有的检查结果" not in err
    assert main(command) == 2
    assert f"{small / '结果'} 里原有的检查结果已换成这一次的" in capsys.readouterr().err


def test_an_empty_folder_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "空").mkdir()
    assert main(["district", str(tmp_path / "空"), "-o", str(tmp_path / "out")]) == 2
    assert "没有报告" in capsys.readouterr().err


def test_reports_in_an_archive_count(tmp_path: Path) -> None:
    folder = tmp_path / "收文"
    folder.mkdir()
    with ZipFile(folder / "报送.zip", "w") as archive:
        for index, name in enumerate(rounds.unit_names(2)):
            archive.writestr(f"{index}.txt", "\n".join(rounds.report(index, name)))
    assert main(["district", str(folder), "-o", str(tmp_path / "out")]) == 0
    assert len(list((tmp_path / "out" / "单位").iterdir())) == 2
