"""The feedback letter: python-docx and LibreOffice read it, its layout is the official one, hostile text stays text."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from audits import (
    HOSTILE,
    LINES,
    TEXT,
    make_audit,
    make_book,
    make_defect,
    make_document,
    make_evidence,
    make_finding,
    make_outline,
    make_rule,
)
from docx.shared import Mm
from docx_builder import docx as build
from docx_builder import para
from lxml import etree
from msgspec.structs import replace

from engine.model import Guess, SectionKind, Severity, Verdict
from engine.read import read
from reports import Look, Run, letter
from reports.cli import main
from reports.waivers import Waiver, Waivers

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document

    from engine.model import Audit
    from engine.model import Document as Read

    Command = Callable[..., tuple[int, str]]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOFFICE = shutil.which("soffice")


def render(audit: Audit, waivers: Waivers | None = None) -> bytes:
    (data,) = letter.stream(iter([audit]), Run(make_book(), "reference", (), waivers), Look())
    return data


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs]


def test_it_is_a_letter() -> None:
    text = lines(render(make_audit(defects=[make_defect(2, [make_evidence(LINES[5], SectionKind.PLAN)])])))
    assert text[0] == "关于2024年法治政府建设年度报告的\n整改反馈意见"
    assert text[2] == "柳溪街道办事处："
    assert text[3].startswith(f"你单位《{LINES[0]}》收悉。对照《法治政府建设与责任落实督察工作规定》等规定")
    headings = [line for line in text if line[:2] in {"一、", "二、", "三、", "四、"}]
    assert headings == ["一、总体情况", "二、需要补充完善的内容", "三、文本方面的问题", "四、办理要求"]
    assert text.index("附件：检查结果一览表") < text.index("（单位名称）") < text.index("附件")
    assert text[text.index("（单位名称）") + 1].strip("　") == "年　　月　　日"


def test_what_it_says_of_the_whole() -> None:
    text = "\n".join(lines(render(make_audit(defects=[make_defect()], caps=("缺少法定必备部分，等次最高为合格",)))))
    assert "共核对6项要求，计入评价4项，其中有据可查1项、已写明1项、仅提及1项、未提及1项" in text
    assert "另有不适用1项、仅凭文本无法判断1项，未计入评价。文本方面发现问题1处。" in text
    assert "报告得分78.00分，合格。缺少法定必备部分，等次最高为合格。分值为本工具自定，非官方评分，仅供" in text
    assert "1.有不足无原因。没有原因。" in text


def test_gaps_come_by_binding_force_with_quote_clause_and_request() -> None:
    evidence = [make_evidence(LINES[5], SectionKind.PLAN)]
    seen = make_evidence()
    findings = [
        make_finding(1, Verdict.MENTIONED, severity=Severity.SHOULD, evidence=evidence, title="应当的"),
        make_finding(2, Verdict.ABSENT, severity=Severity.MUST, title="必须的", possible=1),
        replace(make_finding(3, Verdict.ABSENT, severity=Severity.MUST, title="更大的"), lookalikes=(seen,)),
        replace(make_finding(4, Verdict.DESCRIBED, title="主送机关"), advice="报送稿写明主送机关。"),
        make_finding(5, Verdict.ABSENT, severity=Severity.MAY, title="可以的"),
        make_finding(6, Verdict.EVIDENCED, title="好的"),
    ]
    text = lines(render(make_audit(findings)))
    order = ["（一）必须写明的内容（2项）", "1.更大的", "2.必须的", "（二）应当写明的内容（1项）", "1.应当的"]
    order += ["（三）已经写明、还可以补实的内容（1项）", "（四）可以写明的内容（1项）"]
    assert [line for line in text if line in order] == order
    start = text.index("1.应当的")
    assert text[start + 1 : start + 4] == [
        "报告现状：未写明第1件事。写到了，见第6段“下一步，将建立重大行政决策目录”。",
        "依据条款：《法治政府建设与责任落实督察工作规定》第二十五条；《某地规定》第三条（待核）。",
        "请补充：写明第1件事做了几次、由谁做、结果怎样。",
    ]
    assert f"另有貌似而不是的说法，见第4段“{LINES[3].rstrip('。')}”。" in "\n".join(text)
    assert text[text.index("（三）已经写明、还可以补实的内容（1项）") + 1] == "1.主送机关：报送稿写明主送机关。"
    assert not any("好的" in line for line in text)


def test_the_requirement_is_quoted_from_the_pack() -> None:
    finding = replace(make_finding(1), rule=make_rule().id)
    assert "要求：聘请法律顾问，并让其实际参与。" in lines(render(make_audit([finding])))


def test_without_gaps_it_says_so() -> None:
    text = lines(render(make_audit([make_finding(1, Verdict.EVIDENCED)])))
    assert "未发现需要补充完善的内容。" in text
    assert "未发现。" in text


def test_quotes_inside_quotes_are_single() -> None:
    text = "落实“三项制度”。"
    document = make_document(text)
    finding = make_finding(1, Verdict.MENTIONED, evidence=[make_evidence(text, text=text)])
    assert "第1段“落实‘三项制度’”。" in "\n".join(lines(render(make_audit([finding], document=document))))


def test_unknown_issuer_and_year_are_left_to_fill_in() -> None:
    document = make_document()
    outline = replace(make_outline(document, issuer=None), years=Guess((), ""), title=())
    text = lines(render(make_audit(document=document, outline=outline)))
    assert text[0].startswith("关于××××年")
    assert text[2] == "（报告机关名称）："
    assert text[3].startswith("你单位××××年法治政府建设年度报告收悉。")


def test_what_is_waived_is_not_asked_for() -> None:
    waiver = Waiver("capacity.rule-4", "*", None, "机构新设", "县司法局", date(2026, 12, 31), 1)
    waivers = Waivers("豁免.yaml", "0" * 64, date(2026, 1, 1), (waiver,))
    data = render(make_audit(), waivers)
    text = "\n".join(lines(data))
    assert "报告得分80.00分，合格，豁免后90.00分，合格。" in text
    assert "经批准豁免1项，不再要求整改：第4号要求。" in text
    assert "1.第4号要求" not in text
    assert "未提及（豁免）" in [cell.text for cell in opened(data).tables[0].columns[3].cells]


def test_the_annex_lists_every_finding() -> None:
    (table,) = opened(render(make_audit())).tables
    found = [[cell.text for cell in row.cells] for row in table.rows]
    assert found[0] == ["序号", "要求项", "约束力", "结论", "得分/满分", "依据"]
    assert [row[3] for row in found[1:]] == ["有据可查", "已写明", "仅提及", "未提及", "不适用", "无法判断"]
    assert [row[4] for row in found[1:]] == ["70.00/70.00", "7.00/10.00", "3.00/10.00", "0.00/10.00", "-", "-"]
    assert "（待核）" in found[1][5]
    assert table.rows[0]._tr.find(f"{W}trPr/{W}tblHeader") is not None


def test_the_layout_is_the_official_one() -> None:
    document = opened(render(make_audit()))
    (section,) = document.sections
    page = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    for length, wanted in zip((*page, *margins), (210, 297, 37, 35, 28, 26), strict=True):
        assert abs((length or 0) - Mm(wanted)) < Mm(0.1)
    fonts = {"Normal": None, "Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体_GB2312"}
    for name, font in fonts.items():
        slots = document.styles[name].element.find(f"{W}rPr/{W}rFonts")
        assert (slots is None) is (font is None)
        if slots is not None:
            assert {slots.get(W + slot) for slot in ("ascii", "hAnsi", "eastAsia", "cs")} == {font}
    defaults = document.styles.element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults.find(f"{W}rFonts").get(f"{W}eastAsia") == "仿宋_GB2312"
    assert defaults.find(f"{W}sz").get(f"{W}val") == "32"
    normal = document.styles["Normal"].paragraph_format
    assert normal.line_spacing.pt == 28
    assert normal.element.find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"
    assert document.styles["Title"].font.size.pt == 22
    assert document.settings.odd_and_even_pages_header_footer
    assert section.footer.paragraphs[0].text == section.even_page_footer.paragraphs[0].text == "— 1 —"


@pytest.mark.parametrize("text", [HOSTILE, "<w:p/>&\"'</w:t>", "<w:r><w:t>假</w:t></w:r>", "=1+1", ""])
def test_hostile_text_stays_text(text: str) -> None:
    evidence = [make_evidence(text)]
    finding = replace(
        make_finding(1, Verdict.MENTIONED, evidence=evidence, title=text), rule=text, message=text, advice=text
    )
    document = make_document(text or "无", path=text)
    outline = make_outline(document, issuer=text)
    audit = make_audit([finding], [make_defect(1, evidence)], document=document, outline=outline, caps=(text,))
    data = render(audit)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))
    said = "\n".join(lines(data))
    assert not set(said) & {"\x1b", "\u202e", "\x07", "\x9b", "\x00", "\u2066"}
    if "<" in text:
        assert text in said


def test_equal_input_gives_equal_bytes() -> None:
    audit = make_audit(defects=[make_defect()])
    assert render(audit) == render(audit)
    with zipfile.ZipFile(io.BytesIO(render(audit))) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_report_has_a_letter_of_its_own() -> None:
    assert len([*letter.stream(iter([make_audit()] * 3), Run(make_book(), "reference"), Look())]) == 3


def test_our_own_reader_reads_it() -> None:
    document = read("意见.docx", render(make_audit()))
    assert document.text.startswith("关于2024年法治政府建设年度报告的\n整改反馈意见\n柳溪街道办事处：")
    assert TEXT not in document.text


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed, so pages cannot be rendered")
def test_libreoffice_renders_it(tmp_path: Path) -> None:
    (tmp_path / "意见.docx").write_bytes(render(make_audit(defects=[make_defect()])))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(SOFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "意见.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own file
    assert (tmp_path / "意见.pdf").read_bytes().startswith(b"%PDF-")


# --- the command line: files that are not text, and a file for each report -------------------------------------------


def judge(source: str | Read, *_: object, **__: object) -> Audit:
    """Stand in for the engine: really read Word files, make up the rest."""
    path = source if isinstance(source, str) else source.path
    document = read(path) if path.endswith(".docx") else make_document(path=path)
    issuer = "柳溪县司法局" if "局" in path else "柳溪街道办事处"
    return make_audit(document=document, outline=replace(make_outline(make_document()), issuer=Guess(issuer, "")))


@pytest.fixture
def fazhi(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run ``fazhi audit`` in a folder with three reports; give exit code and what it says."""
    monkeypatch.setattr("engine.pipeline.audit", judge)
    monkeypatch.setattr("engine.rulebook.load_pack", lambda _name=None: make_book())
    monkeypatch.setattr("engine.infer.available", lambda: ("reference",))
    monkeypatch.chdir(tmp_path)
    Path("报告").mkdir()
    for name in ("a.txt", "b.txt", "局.txt"):
        Path("报告", name).write_text("文", encoding="utf-8")
    Path("年报.docx").write_bytes(build("".join(map(para, LINES))))

    def command(*arguments: str) -> tuple[int, str]:
        code = main(["audit", *arguments])
        return code, capsys.readouterr().err

    return command


def test_a_folder_gets_a_file_for_each_report(fazhi: Command) -> None:
    code, said = fazhi("报告", "-f", "letter", "-o", "意见/", "-o", "表.xlsx", "-o", "果.json")
    assert (code, said) == (0, "已写入 意见/（3 个文件）\n已写入 表.xlsx\n已写入 果.json\n")
    names = sorted(path.name for path in Path("意见").iterdir())
    first = "柳溪街道办事处2024年整改反馈意见"
    assert names == ["柳溪县司法局2024年整改反馈意见.docx", f"{first}.docx", f"{first}（2）.docx"]
    assert lines(Path("意见", names[0]).read_bytes())[2] == "柳溪县司法局："
    before = {name: Path("意见", name).read_bytes() for name in names}
    assert fazhi("报告", "-f", "letter", "-o", "意见")[0] == 0
    assert {path.name: path.read_bytes() for path in Path("意见").iterdir()} == before


def test_one_file_holds_one_letter_only(fazhi: Command) -> None:
    assert fazhi("报告/a.txt", "-o", "意见.docx") == (0, "已写入 意见.docx\n")
    before = Path("意见.docx").read_bytes()
    code, said = fazhi("报告", "-o", "意见.docx", "-o", "果.json")
    assert code == 2
    assert "这里不止一份报告；请用 -o 文件夹/ 指定一个文件夹" in said
    assert Path("意见.docx").read_bytes() == before
    assert not Path("果.json").exists()


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["-o", "批注.docx"], "批注.docx"),
        (["-o", "a.annotated.docx"], "a.annotated.docx"),
        (["-f", "annotated", "-o", "x.docx"], "x.docx"),
    ],
)
def test_the_name_or_the_format_asks_for_comments(fazhi: Command, arguments: list[str], name: str) -> None:
    assert fazhi("年报.docx", *arguments) == (0, f"已写入 {name}\n")
    assert read(name).text == TEXT
    assert "word/comments.xml" in zipfile.ZipFile(name).namelist()


def test_what_cannot_be_annotated_costs_no_other_output(fazhi: Command) -> None:
    code, said = fazhi("报告/a.txt", "年报.docx", "-f", "annotated", "-o", "批注/", "-o", "果.json")
    assert code == 2
    assert "错误：报告/a.txt：不是 Word 文档（.docx），加不了批注。" in said
    assert [path.name for path in Path("批注").iterdir()] == ["柳溪街道办事处2024年批注.docx"]
    assert Path("果.json").exists()
    code, said = fazhi("报告/a.txt", "-f", "annotated", "-o", "x.docx")
    assert (code, "已写入" in said, Path("x.docx").exists()) == (2, False, False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["报告", "-o", "意见/"], "要给每份报告写一个文件，请同时写明格式：-f letter、-f annotated"),
        (["报告", "-f", "letter", "-o", "果.json"], "letter 只能写入文件，可是没有一个 -o 是 .docx 文件或文件夹"),
        (["报告", "-f", "letter", "-o", "报告"], "输出文件夹里有要检查的报告"),
        (["报告/a.txt", "-f", "letter", "-o", "./"], "输出文件夹里有要检查的报告"),
        (["报告", "-f", "letter", "-o", "没有/意见/"], "建不了文件夹“没有/意见/”：所在的文件夹不存在"),
        (["报告", "-f", "xlsx", "-o", "意见/"], "“意见/”是文件夹"),
    ],
)
def test_misuse_is_explained(fazhi: Command, arguments: list[str], words: str) -> None:
    code, said = fazhi(*arguments)
    assert code == 2
    assert words in said
    assert sorted(path.name for path in Path().iterdir()) == ["年报.docx", "报告"]


def test_letters_of_an_earlier_run_are_not_audited(fazhi: Command) -> None:
    for _ in range(2):
        assert fazhi("报告", "-f", "letter", "-o", "报告/意见/") == (0, "已写入 报告/意见/（3 个文件）\n")


@pytest.mark.parametrize("name", ["xlsx", "letter"])
def test_bytes_go_to_a_pipe_but_not_to_a_screen(fazhi: Command, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="gbk")
    monkeypatch.setattr(sys, "stdout", out)
    assert fazhi("报告/a.txt", "-f", name) == (0, "")
    raw = out.buffer
    assert isinstance(raw, io.BytesIO)
    assert zipfile.is_zipfile(raw)
    monkeypatch.setattr(out, "isatty", lambda: True)
    size = len(raw.getvalue())
    code, said = fazhi("报告/a.txt", "-f", name)
    assert code == 2
    assert "不能显示在屏幕上；请用 -o 文件名." in said
    assert len(raw.getvalue()) == size
