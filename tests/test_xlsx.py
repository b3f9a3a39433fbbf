"""The workbook: openpyxl reads back what was put in, hostile text stays text, equal input gives equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import openpyxl
import pytest
from audits import (
    HOSTILE,
    LINES,
    make_audit,
    make_book,
    make_defect,
    make_document,
    make_evidence,
    make_finding,
    make_outline,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model import Finding, Verdict
from reports import Look, Run, Unread, office, xlsx
from reports.waivers import Waiver, Waivers
from reports.wording import VERDICTS

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from engine.model import Audit

CHECK = "分组 编号 要求项 约束力 结论 得分 满分 依据 原文依据 为什么 怎么补 把握 复核结论 复核人 备注".split()


def render(*audits: Audit, unread: tuple[Unread, ...] = (), waivers: Waivers | None = None) -> bytes:
    return b"".join(xlsx.stream(iter(audits), Run(make_book(), "reference", unread, waivers), Look()))


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def cells(book: Workbook) -> list[str]:
    return [value for name in book.sheetnames for row in rows(book[name]) for value in row if isinstance(value, str)]


def test_one_report_gives_its_checklist_first() -> None:
    book = opened(render(make_audit(defects=[make_defect(2, [make_evidence()])])))
    assert book.sheetnames == ["检查表", "概况", "文本瑕疵", "说明"]
    sheet = book["检查表"]
    found = rows(sheet)
    assert found[0][0] == "柳溪街道办事处2024年法治政府建设年度报告检查表"
    assert found[1][0] == "得分 78.00 分，合格。分值为本工具自定，非官方评分。"
    assert found[2] == CHECK
    assert [row[4] for row in found[3:]] == list(VERDICTS.values())
    proven = dict(zip(CHECK, found[3], strict=True))
    assert proven["分组"] == "依法行政能力"
    assert (proven["得分"], proven["满分"], proven["怎么补"]) == (70, 70, None)
    assert proven["依据"] == "《法治政府建设与责任落实督察工作规定》第二十五条；《某地规定》第三条（待核）"
    assert proven["原文依据"] == f"第4段“{LINES[3]}”（举措成效，已做）"
    absent = dict(zip(CHECK, found[6], strict=True))
    assert (absent["约束力"], absent["得分"], absent["满分"]) == ("必须", 0, 10)
    assert absent["为什么"] == "未写明第4件事。全文没有相关表述。"
    assert str(absent["怎么补"]).startswith("写明第4件事")
    assert [row[5:7] for row in found[7:]] == [["-", "-"]] * 2
    assert all(row[12:] == [None] * 3 for row in found[3:])


def test_the_reviewer_can_filter_choose_and_print() -> None:
    sheet = opened(render(make_audit()))["检查表"]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:O9"
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"同意,调高,调低,待核"', "M4:M9")
    assert sheet.print_title_rows == "$3:$3"
    page = sheet.page_setup
    assert (page.orientation, page.paperSize, page.fitToWidth or 1, page.fitToHeight) == ("landscape", 9, 1, 0)
    assert getattr(sheet.sheet_properties.pageSetUpPr, "fitToPage", False)
    assert all(sheet.row_dimensions[row].height for row in range(4, 10))


def test_points_on_paper_add_up() -> None:
    findings = [make_finding(n, Verdict.MENTIONED, possible=Fraction(100, 7)) for n in range(7)]
    audit = make_audit(findings, [make_defect(Fraction(1, 3))])
    book = opened(render(audit))
    found = [row for row in rows(book["检查表"])[3:] if isinstance(row[5], int | float)]
    lost = sum(round(100 * (float(str(row[6])) - float(str(row[5])))) for row in found)
    deducted = round(100 * float(str(rows(book["文本瑕疵"])[1][4])))
    assert rows(book["检查表"])[1][0] == "得分 29.67 分，不合格。分值为本工具自定，非官方评分。"
    assert lost + deducted == 10_000 - 2967


def test_overview_and_explanation() -> None:
    book = opened(render(make_audit(caps=("缺少法定必备部分",))))
    overview = {row[0]: row[1] for row in rows(book["概况"])}
    assert overview["机关"] == "柳溪街道办事处（见标题）"
    assert overview["注意"] == "缺少法定必备部分"
    assert overview["未提及"] == 1
    assert overview["依法行政能力"] == pytest.approx(0.8)
    assert overview["数字政府"] == "无适用条目"
    said = {str(row[0]): str(row[1]) for row in rows(book["说明"])}
    assert said["规则包"] == f"2021-2025 1.0（检查规则），sha256 {'cd' * 32}"
    assert "非官方" in said["分值"]
    assert f"sha256 {'ab' * 32}" in said["报告：柳溪街道办事处2024年"]
    assert rows(book["文本瑕疵"])[1][0] == "没有发现文本瑕疵。"


def test_several_reports_are_brought_together() -> None:
    other = make_document(path="县/局.txt")
    audits = [
        make_audit(),
        make_audit(
            [make_finding(4, Verdict.ABSENT)], document=other, outline=make_outline(other, issuer="柳溪县司法局")
        ),
        make_audit(defects=[make_defect()]),
    ]
    book = opened(render(*audits, unread=(Unread("坏.doc", "坏.doc：读不了"),)))
    names = ["1.柳溪街道办事处2024年", "2.柳溪县司法局2024年", "3.柳溪街道办事处2024年"]
    assert book.sheetnames == ["汇总", "矩阵", *names, "文本瑕疵", "说明"]
    overview = rows(book["汇总"])
    head = [str(one) for one in overview[0]]
    assert [row[head.index("报告机关")] for row in overview[1:4]] == [
        "柳溪街道办事处",
        "柳溪县司法局",
        "柳溪街道办事处",
    ]
    assert [row[head.index("检查表")] for row in overview[1:4]] == names
    links = [book["汇总"].cell(row, head.index("检查表") + 1).hyperlink for row in (2, 3, 4)]
    assert [link and link.location for link in links] == [f"'{name}'!A1" for name in names]
    assert "未能检查：坏.doc：读不了" in cells(book)
    matrix = rows(book["矩阵"])
    assert matrix[0][3:] == ["未写明的份数", *names]
    by_rule = {row[1]: row[3:] for row in matrix[1:]}
    assert by_rule["capacity.rule-4"] == [3, "未提及", "未提及", "未提及"]
    assert by_rule["capacity.rule-1"] == [0, "有据可查", None, "有据可查"]
    assert rows(book["文本瑕疵"])[1][:3] == ["柳溪街道办事处2024年", "quality.no-causes", "有不足无原因"]
    assert rows(book[names[1]])[3][1] == "capacity.rule-4"


def test_without_reports_the_unread_remain() -> None:
    book = opened(render(unread=(Unread("坏.doc", "读不了"),)))
    assert book.sheetnames == ["汇总", "矩阵", "文本瑕疵", "说明"]
    assert "未能检查：读不了" in cells(book)


def test_beyond_the_limit_reports_have_no_checklist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_CHECKLISTS", 2)
    book = opened(render(*[make_audit()] * 3))
    assert len(book.sheetnames) == 6
    assert "超过 2 份，未附；请分批导出" in cells(book)
    assert rows(book["矩阵"])[0][6] == "柳溪街道办事处2024年"


def test_waivers_are_shown_beside_the_score() -> None:
    waiver = Waiver("capacity.rule-4", "*", None, "机构新设", "县司法局", date(2026, 12, 31), 1)
    waivers = Waivers("豁免.yaml", "0" * 64, date(2026, 1, 1), (waiver,))
    book = opened(render(make_audit(), waivers=waivers))
    assert rows(book["检查表"])[1][0] == "得分 80.00 分，合格；豁免后 90.00 分，合格。分值为本工具自定，非官方评分。"
    assert str(rows(book["检查表"])[6][10]).startswith("已豁免：机构新设（县司法局批准，至 2026-12-31）\n")
    several = rows(opened(render(make_audit(), make_audit(), waivers=waivers))["汇总"])
    assert several[1][several[0].index("豁免后")] == 90


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "＝1", "\t=1", "\r=2", "http://x.y", "_x0041_"]


@pytest.mark.parametrize("text", [*FORMULAS, HOSTILE, "<x>&\"'</x>", "长" * 40_000, "=" + "长" * 40_000])
def test_hostile_text_stays_text(text: str) -> None:
    finding = make_finding(1, Verdict.MENTIONED, evidence=[make_evidence(text)], title=text)
    finding = replace_texts(finding, text)
    document = make_document(text, path=text)
    audit = make_audit([finding], [make_defect(1, [make_evidence(text)])], document=document)
    data = render(audit, unread=(Unread(text, text),))
    book = opened(data)
    for name in book.sheetnames:
        for row in book[name].iter_rows():
            assert all(cell.data_type != "f" for cell in row)
            assert all(cell.hyperlink is None or cell.hyperlink.location for cell in row)
    for cell in cells(book):
        assert len(cell.encode("utf-16-le")) <= 2 * 32_767
        assert not set(cell) & {"\x00", "\x07", "\x1b", "\x9b", "\u202e", "\u200b", "\ud800"}
        assert not set(cell) & set("\t\r")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = b"".join(package.read(name) for name in package.namelist())
    assert b"<f>" not in parts
    assert b'TargetMode="External"' not in parts


def replace_texts(finding: Finding, text: str) -> Finding:
    from msgspec.structs import replace

    return replace(finding, rule=text, group=text, message=text, advice=text, because=text, doubts=(text,))


@pytest.mark.parametrize("text", FORMULAS[:7])
def test_what_looks_like_a_formula_is_marked_as_text(text: str) -> None:
    sheet = opened(render(make_audit([make_finding(1, title=text)])))["检查表"]
    cell = sheet["C4"]
    assert cell.quotePrefix is str(cell.value).startswith(tuple("=+-@＝"))


def test_equal_input_gives_equal_bytes_and_no_clock() -> None:
    audits = [make_audit(defects=[make_defect(2, [make_evidence()])]), make_audit()]
    assert render(*audits) == render(*audits)
    assert render(audits[0]) == render(audits[0])
    with zipfile.ZipFile(io.BytesIO(render(*audits))) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(r"20\d\d-\d\d-\d\dT", package.read("docProps/core.xml").decode())) == {"2020-01-01T"}


def test_nothing_comes_before_the_end() -> None:
    pieces = xlsx.stream(iter([make_audit()] * 3), Run(make_book(), "reference"), Look())
    assert [len(piece) > 0 for piece in pieces] == [False] * 3 + [True]


@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=50), min_size=1, max_size=5))
@settings(max_examples=25)
def test_any_issuer_gives_sheet_names_that_excel_takes(issuers: list[str]) -> None:
    audits = []
    for issuer in [*issuers, *issuers]:
        document = make_document()
        audits.append(make_audit([make_finding()], document=document, outline=make_outline(document, issuer=issuer)))
    names = opened(render(*audits)).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 4 + len(audits)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)


def test_names_are_cut_and_numbered() -> None:
    names = office.Names(6, "汇总")
    given_names = [names.unique(text) for text in ("汇总", "ABCDEFGH", "abcdefgh", "𠀀𠀀𠀀𠀀", "")]
    assert given_names == ["汇总（2）", "ABCDEF", "abc（2）", "𠀀𠀀𠀀", "报告"]
