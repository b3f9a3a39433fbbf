"""Outputs of ours that lie among reports are known by their marks and left out, counted and named; nothing else is.

So are copies of reports with our comments, where the report itself is there. What the user names is never left out.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document as WordFile
from docx_builder import docx, para, root
from lxml import etree

from engine.read import detect
from engine.read.package import _STRICT, _TRANSITIONAL
from reports.cli import main
from reports.cli.sources import Passed
from reports.marks import Original, original, ours
from reports.wordml import OWN, PACKAGE_RELATIONS

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


def test_what_the_user_names_is_refused_and_nothing_else_is_held_up(outputs: Path, capsys: Capture) -> None:
    report = str(outputs / f"{SEEDS[0].stem}.docx")
    named = [str(outputs / name) for name in ("差距.html", "差距.txt", "差距.md", "结果/检查情况通报.docx")]
    assert main(["audit", *named, "-q", "--backend", "reference"]) == 2
    out, err = capsys.readouterr()
    assert [f"错误：{path}：这是本工具写出的结果，不是报告。请给出报告原文。" in err for path in named] == [True] * 4
    assert "略过" not in err
    assert main(["audit", report, named[0], "-q", "--backend", "reference"]) == 2
    out, err = capsys.readouterr()
    assert SEEDS[0].stem in out
    assert "共检查 1 份报告，另有 1 个未能检查" in err
    for command in (["explain", "outline.title-year", named[0]], ["outline", named[0]], ["compare", named[0], report]):
        assert main(command) == 2
        assert "这是本工具写出的结果，不是报告" in capsys.readouterr().err
    assert main(["similar", report, named[0]]) == 2
    assert "这是本工具写出的结果，不是报告" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab.json", "oscal.json", "xml", "xlsx", "github"])
def test_data_for_programs_is_no_report(
    name: str, outputs: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["audit", str(outputs / f"{SEEDS[0].stem}.docx"), "-o", f"结果.{name}", "--backend", "reference"]) == 0
    capsys.readouterr()
    assert main(["audit", f"结果.{name}", "-q", "--backend", "reference"]) == 2
    assert "不是报告" in capsys.readouterr().err
    assert main(["audit", ".", "-q", "--backend", "reference"]) == 2
    assert "没有可检查的报告" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ['{"甲":1}', '[\n {"a b" : 2}]', '{\n "schema": "fazhi.audit/1"}', '{"schema":"x"}\n{"unit":"y"}\n']
)
def test_json_is_no_report(text: str) -> None:
    assert detect(text.encode()) == detect(text.encode("utf-8-sig")) == "json"
    assert detect(text.encode("utf-16")) == "json"


@pytest.mark.parametrize("text", ["［转载］法治政府", "[1]法治政府", "{标题}法治政府", "[{}]", "“甲”：乙", '{"甲"乙'])
def test_brackets_at_the_beginning_do_not_make_json(text: str) -> None:
    assert detect(text.encode()) == "text"


# --- copies with our comments -----------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a draft and our copy of it with comments, whose name comes first."""
    monkeypatch.chdir(tmp_path)
    Path("案").mkdir()
    draft = WordFile()
    for line in SEEDS[0].read_text("utf-8").split("\n"):
        draft.add_paragraph(line)
    draft.save("案/稿 & 样.docx")
    assert main(["audit", "案/稿 & 样.docx", "-o", "案/a批注.docx", "--backend", "reference"]) == 0
    return tmp_path / "案"


def audited(capsys: Capture, *paths: str) -> tuple[set[str], str]:
    """Names of the files audited, and what was said."""
    capsys.readouterr()
    main(["audit", *paths, "-q", "-f", "json", "--backend", "reference"])
    out, err = capsys.readouterr()
    return {Path(one["document"]["path"]).name for one in json.loads(out)["audits"]}, err


def saved_again(path: Path, added: str = "") -> None:
    """Save a Word file as an office program does that knows nothing of us."""
    file = WordFile(str(path))
    file.paragraphs[3].add_run(added)
    file.save(str(path))


def test_a_copy_is_passed_over_beside_its_original_and_said(desk: Path, capsys: Capture) -> None:
    found, err = audited(capsys, "案")
    assert found == {"稿 & 样.docx"}
    assert "略过 1 个本工具加了批注的副本（原稿也在，只看原稿）：案/a批注.docx" in err
    assert not ours((desk / "a批注.docx").read_bytes())
    saved_again(desk / "a批注.docx")
    assert audited(capsys, "案")[0] == {"稿 & 样.docx"}
    saved_again(desk / "a批注.docx", "补一句。")
    assert audited(capsys, "案")[0] == {"稿 & 样.docx"}
    assert main(["similar", "案"]) == 2
    assert "错误：可比对的报告只有 1 份" in capsys.readouterr().err
    assert main(["district", "案", "-o", "结果", "--backend", "reference", "--jobs", "1"]) == 0
    assert "略过 1 个本工具加了批注的副本" in capsys.readouterr().err


def test_a_copy_is_passed_over_where_its_original_was_worked_on(desk: Path, capsys: Capture) -> None:
    saved_again(desk / "稿 & 样.docx", "补一句。")
    assert audited(capsys, "案")[0] == {"稿 & 样.docx"}
    shutil.move(desk / "a批注.docx", "批注.docx")  # in another folder that name may be of another report
    assert audited(capsys, ".")[0] == {"稿 & 样.docx", "批注.docx"}


def test_a_copy_is_passed_over_wherever_the_same_original_lies(desk: Path, capsys: Capture) -> None:
    Path("别处").mkdir()
    shutil.move(desk / "稿 & 样.docx", "别处/定稿.docx")
    assert audited(capsys, "案", "别处")[0] == {"定稿.docx"}
    with zipfile.ZipFile("全区.zip", "w") as archive:
        for path in ("案/a批注.docx", "别处/定稿.docx"):
            archive.write(path)
    found, err = audited(capsys, "全区.zip")
    assert found == {"定稿.docx"}
    assert "全区.zip/案/a批注.docx" in err


def test_a_copy_that_is_named_or_lies_alone_is_a_report(desk: Path, capsys: Capture) -> None:
    both = {"a批注.docx", "稿 & 样.docx"}
    assert audited(capsys, "案/a批注.docx") == ({"a批注.docx"}, "")
    assert audited(capsys, "案", "案/a批注.docx")[0] == both
    assert audited(capsys, *(str(path) for path in desk.iterdir()))[0] == both
    (desk / "稿 & 样.docx").unlink()
    assert audited(capsys, "案")[0] == {"a批注.docx"}


def test_a_copy_of_a_copy_is_a_copy_and_never_are_two_each_others(desk: Path, capsys: Capture) -> None:
    (desk / "稿 & 样.docx").unlink()
    assert main(["audit", "案/a批注.docx", "-o", "案/二批注.docx", "--backend", "reference"]) == 0
    assert audited(capsys, "案")[0] == {"a批注.docx"}
    (desk / "二批注.docx").rename(desk / "稿 & 样.docx")  # what a批注 says it is a copy of
    assert audited(capsys, "案")[0] == {"a批注.docx"}


@pytest.mark.parametrize("strict", [False, True])
def test_properties_that_are_there_are_kept(tmp_path: Path, *, strict: bool) -> None:
    kinds = ("http://purl.oclc.org/ooxml/officeDocument", "customProperties")
    kinds = kinds if strict else ("http://schemas.openxmlformats.org/officeDocument/2006", "custom-properties")
    office, own = kinds
    held = (
        f'<Properties xmlns="{office}/{own}" xmlns:vt="{office}/docPropsVTypes"><property fmtid="{OWN}" pid="7" '
        f'name="KSOProductBuildVer"><vt:lpwstr>2052-12.1</vt:lpwstr></property></Properties>'
    )
    relation = f'<Relationship Id="rId9" Type="{office}/relationships/{own}" Target="docProps/custom.xml"/>'
    start = f'<Relationship Id="rId1" Type="{office}/relationships/officeDocument" Target="word/document.xml"/>'
    body = root("document", f"<w:body>{para('青萍街道办事处2024年法治政府建设年度报告')}</w:body>")
    parts = {
        "docProps/custom.xml": held,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE_RELATIONS}">{start}{relation}</Relationships>',
        "word/document.xml": body.replace(_TRANSITIONAL.decode(), _STRICT.decode()) if strict else body,
    }
    path = tmp_path / "稿.docx"
    path.write_bytes(docx("", parts=parts))
    for source, target in (("稿.docx", "甲批注.docx"), ("甲批注.docx", "乙批注.docx")):
        assert main(["audit", str(tmp_path / source), "-o", str(tmp_path / target), "--backend", "reference"]) == 0
        members = zipfile.ZipFile(tmp_path / target)
        found = etree.fromstring(members.read("docProps/custom.xml"))
        assert [(one.get("name"), one.get("pid")) for one in found] == [
            ("KSOProductBuildVer", "7"),
            ("fazhi-original", "8"),
        ]
        assert {etree.QName(one).namespace for one in found.iter()} == {f"{office}/{own}", f"{office}/docPropsVTypes"}
        assert members.read("_rels/.rels").count(b"docProps/custom.xml") == 1
        of = original((tmp_path / target).read_bytes())
        assert of == Original(hashlib.sha256((tmp_path / source).read_bytes()).hexdigest(), source)


def test_damaged_properties_are_no_mark() -> None:
    held = "x" * 4000 + 'name="fazhi"'
    data = docx("", parts={"docProps/custom.xml": held})
    assert ours(data)
    at = data.index(b"docProps/custom.xml") + len("docProps/custom.xml")
    spoilt = data[:at] + b"\xff" * 12 + data[at + 12 :]
    assert not ours(spoilt)
    assert original(spoilt) is None


# --- marks ------------------------------------------------------------------------------------------------------------


def test_the_mark_stays_when_a_letter_is_edited(outputs: Path, tmp_path: Path) -> None:
    letter = next((outputs / "意见").glob("*.docx"))
    edited = WordFile(str(letter))
    edited.paragraphs[3].add_run("补一句。")
    file = io.BytesIO()
    edited.save(file)
    assert ours(file.getvalue())
    if SOFFICE:
        assert ours(through_libreoffice(letter, tmp_path))


@pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice")
def test_libreoffice_keeps_what_a_copy_is_a_copy_of(desk: Path, tmp_path: Path) -> None:
    copy = desk / "a批注.docx"
    assert original(through_libreoffice(copy, tmp_path)) == original(copy.read_bytes()) is not None


def through_libreoffice(path: Path, folder: Path) -> bytes:
    """A Word file as LibreOffice saves it into a folder."""
    home = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(SOFFICE), home, "--headless", "--convert-to", "docx", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own file
    return (folder / path.name).read_bytes()


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04docProps/custom.xml", b"<html><head><meta name=generator content=fazhi>", "分值自定。".encode()],
)
def test_nothing_else_is_taken_for_an_output(data: bytes) -> None:
    assert not ours(data)


def test_files_passed_over_are_named_and_pictures_said_apart() -> None:
    passed = Passed([f"{number}.xlsx" for number in range(7)] + ["扫描.JPG"], ["index.html"], ["批注.docx"])
    assert len(passed) == 10
    few, picture, page, copy = passed.lines(full=False)
    assert few == "略过 7 个不是报告的文件：0.xlsx、1.xlsx、2.xlsx、3.xlsx、4.xlsx 等；用 --all 列出全部"
    assert picture == "略过 1 个图片（若是扫描的报告，请先识别成文字）：扫描.JPG"
    assert page == "略过 1 个本工具自己写的文件：index.html"
    assert copy == "略过 1 个本工具加了批注的副本（原稿也在，只看原稿）：批注.docx"
    assert next(passed.lines(full=True)).endswith("5.xlsx、6.xlsx")
