"""Outputs of ours that lie among reports are known by their marks and left out, counted and named; nothing else is."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document as WordFile
from docx_builder import docx, para

from reports.cli import main
from reports.cli.sources import Passed
from reports.marks import ours

if TYPE_CHECKING:
    Capture = pytest.CaptureFixture[str]

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("street-*.txt"))
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two reports in Word with everything that the tool writes about them beside and below them."""
    folder = tmp_path_factory.mktemp("全区报告")
    for seed in SEEDS:
        (folder / f"{seed.stem}.docx").write_bytes(docx("".join(map(para, seed.read_text("utf-8").split("\n")))))
    reports = [str(path) for path in sorted(folder.glob("*.docx"))]
    files = [part for suffix in ("txt", "html", "md") for part in ("-o", str(folder / f"差距.{suffix}"))]
    assert main(["audit", *reports, *files, "--backend", "reference"]) == 0
    assert main(["audit", *reports, "-f", "letter", "-o", f"{folder}/意见/", "--backend", "reference"]) == 0
    for command, name in (("compare", "对照"), ("similar", "雷同")):
        assert main([command, *reports, "-o", str(folder / f"{name}.html"), "-o", str(folder / f"{name}.txt")]) == 0
    assert main(["district", str(folder), "-o", str(folder / "结果"), "--backend", "reference", "--jobs", "1"]) == 0
    return folder


def test_every_output_that_could_be_taken_for_a_report_has_its_mark(outputs: Path) -> None:
    written = [path for kind in ("html", "docx", "txt", "md") for path in outputs.rglob(f"*.{kind}")]
    assert {path.stem for path in written if not ours(path.read_bytes())} == {seed.stem for seed in SEEDS}


def test_a_folder_is_audited_and_compared_without_them(outputs: Path, capsys: Capture) -> None:
    for command in (["audit", "-q", "--backend", "reference"], ["similar"]):
        assert main([*command, str(outputs)]) == 0
        out, err = capsys.readouterr()
        assert "index.html" not in out
        assert "略过 13 个本工具自己写的文件：" in err
        assert " 等；用 --all 列出全部" in err
        assert main([*command, str(outputs), "--all"]) == 0
        err = capsys.readouterr().err
        assert all(name in err for name in ("index.html", "检查情况通报.docx", "对照.html"))


def test_a_report_with_comments_of_ours_remains_a_report(outputs: Path, tmp_path: Path) -> None:
    report = str(outputs / f"{SEEDS[0].stem}.docx")
    assert main(["audit", report, "-f", "annotated", "-o", str(tmp_path / "批注.docx"), "--backend", "reference"]) == 0
    assert not ours((tmp_path / "批注.docx").read_bytes())


def test_the_mark_stays_when_a_letter_is_edited(outputs: Path, tmp_path: Path) -> None:
    letter = next((outputs / "意见").glob("*.docx"))
    edited = WordFile(str(letter))
    edited.paragraphs[3].add_run("补一句。")
    file = io.BytesIO()
    edited.save(file)
    assert ours(file.getvalue())
    if SOFFICE:
        home = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [SOFFICE, home, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path), str(letter)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own file
        assert ours((tmp_path / letter.name).read_bytes())


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04docProps/custom.xml", b"<html><head><meta name=generator content=fazhi>", "分值自定。".encode()],
)
def test_nothing_else_is_taken_for_an_output(data: bytes) -> None:
    assert not ours(data)


def test_files_passed_over_are_named_and_pictures_said_apart() -> None:
    passed = Passed([f"{number}.xlsx" for number in range(7)] + ["扫描.JPG"], ["index.html"])
    few, picture, page = passed.lines(full=False)
    assert few == "略过 7 个不是报告的文件：0.xlsx、1.xlsx、2.xlsx、3.xlsx、4.xlsx 等；用 --all 列出全部"
    assert picture == "略过 1 个图片（若是扫描的报告，请先识别成文字）：扫描.JPG"
    assert page == "略过 1 个本工具自己写的文件：index.html"
    assert next(passed.lines(full=True)).endswith("5.xlsx、6.xlsx")
