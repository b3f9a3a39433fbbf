"""The workbook of a round: openpyxl and LibreOffice read back what was put in; hostile text stays text."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from typing import TYPE_CHECKING

import openpyxl
import pytest
from districts import empty, hostile, make_district, pack
from pages import ATTACK

from engine.district.model import Fate
from engine.model import Severity, Verdict
from reports import Run
from reports.district import figures, workbook
from reports.layout import plain
from reports.shares import number
from reports.wording import VERDICTS

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from engine.district.model import District

SHEETS = ["排名", "矩阵", "共性缺项", "瑕疵", "报送情况", "收到的文件", "雷同", "说明"]
SOFFICE = shutil.which("soffice")


def render(district: District) -> bytes:
    return b"".join(workbook.render(district, Run(pack(), "reference")))


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """Lines of a sheet by the names of its columns, up to the first empty one."""
    lines = sheet.iter_rows(values_only=True)
    head = [str(name) for name in next(lines)]
    found: list[dict[str, object]] = []
    for line in lines:
        if not any(cell is not None for cell in line):
            break
        found.append(dict(zip(head, line, strict=True)))
    return found


@pytest.fixture(scope="module")
def district() -> District:
    return make_district(40)


@pytest.fixture(scope="module")
def data(district: District) -> bytes:
    return render(district)


@pytest.fixture(scope="module")
def book(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_each_sheet_can_be_filtered_and_keeps_its_head(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    for sheet in book.worksheets:
        assert str(sheet.auto_filter.ref).startswith("A1:")
        assert sheet.freeze_panes
        assert sheet.print_title_rows == "$1:$1"
    assert book["矩阵"].freeze_panes == "E2"


def test_the_ranking_has_every_unit(book: Workbook, district: District) -> None:
    found = rows(book["排名"])
    assert [row["单位"] for row in found] == [standing.unit.name for standing in district.standings]
    for row, standing in zip(found, district.standings, strict=True):
        entry = standing.entry
        assert row["名次"] == (standing.rank or "-")
        assert row["得分"] == (entry.total / 100 if entry else "-")
        assert row["报送"] == figures.arrival(standing)
        if entry:
            assert [row[name] for name in VERDICTS.values()] == [entry.verdicts.count(one) for one in VERDICTS]
            assert sum(int(str(row[name])) for name in VERDICTS.values()) == len(pack().rules)
            assert row["必须缺"] == figures.missing(entry, pack())[Severity.MUST]
            assert row["文件"] == entry.path
        if standing.movement and entry:
            assert row["得分增减"] == pytest.approx((entry.total - standing.movement.total) / 100)
            assert row["变好"] == len(standing.movement.rose)


def test_the_map_has_every_verdict_in_words_and_colours(book: Workbook, district: District) -> None:
    sheet = book["矩阵"]
    head = [cell.value for cell in sheet[1]]
    assert head[4:] == [plain(rule.title) for rule in pack().rules]
    fills = set()
    for line, standing in zip(sheet.iter_rows(min_row=2, min_col=5), district.ranked, strict=True):
        assert standing.entry
        assert [cell.value for cell in line] == [VERDICTS[verdict] for verdict in standing.entry.verdicts]
        fills |= {(cell.value, str(cell.fill.fgColor.rgb)) for cell in line}
    assert len(fills) == len({name for name, _ in fills}) == len(VERDICTS)


def test_the_gaps_are_counted_and_named(book: Workbook, district: District) -> None:
    found = rows(book["共性缺项"])
    costs = [gap.lost * gap.bound for gap in district.gaps]
    assert costs == sorted(costs, reverse=True)
    for row, gap in zip(found, district.gaps, strict=True):
        assert row["编号"] == pack().rules[gap.place].id
        assert (row["约束的单位"], row["缺的单位"]) == (gap.bound, gap.missing)
        assert row["比例"] == pytest.approx(float(gap.share))
        silent = [one.unit.name for one in figures.lacking(district, gap.place, Verdict.ABSENT)]
        assert row["未提及的单位"] == ("、".join(silent) or None)
    bases = "".join(str(row["依据"]) for row in found)
    assert "（待核）" in bases


def test_defects_submissions_and_pairs_are_complete(book: Workbook, district: District) -> None:
    held = Counter(defect.id for one in district.ranked if one.entry for defect in one.entry.defects)
    assert Counter(str(row["编号"]) for row in rows(book["瑕疵"])) == held
    units = rows(book["报送情况"])
    assert [row["联系人"] for row in units] == [one.unit.contact for one in district.standings]
    assert {row["期限"] for row in units} == {"2026-03-01"}
    files = rows(book["收到的文件"])
    assert Counter(row["文件"] for row in files) == Counter(one.path for one in district.submissions)
    assert files[0]["处理"] != "计入"
    assert sum(row["处理"] == "计入" for row in files) == sum(one.fate is Fate.COUNTED for one in district.submissions)
    assert [row["比例"] for row in rows(book["雷同"])] == [0.83, 0.27]


def test_the_method_is_explained(book: Workbook, district: District) -> None:
    text = "\n".join(f"{row['项目']}：{row['内容']}" for row in rows(book["说明"]))
    for said in (
        pack().sha256, f"{pack().id} {pack().version}", "推理引擎 reference", "非官方评分", "优秀 90 分起", "待核",
        figures.HOW_DATED, figures.HOW_MATCHED, figures.HOW_RANKED, figures.submitted(district),
    ):  # fmt: skip
        assert said in text, said


def test_hostile_text_is_never_a_formula_or_a_link() -> None:
    for text in ('=HYPERLINK("http://x","a")', "+1+1", "@SUM(A1)", "-2", "http://example.org", ATTACK):
        data = render(hostile(text))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert not any(re.search(rb"<f[ >]|<hyperlink", archive.read(name)) for name in archive.namelist())
            assert not any(re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", archive.read(one)) for one in archive.namelist())
        book = openpyxl.load_workbook(io.BytesIO(data))
        kinds = {(sheet[cell].data_type, sheet[cell].value) for sheet, cell in (
            (book["排名"], "B2"), (book["报送情况"], "B2"), (book["报送情况"], "F2"), (book["收到的文件"], "A2"),
        )}  # fmt: skip
        assert {kind for kind, _ in kinds} == {"s"} or {kind for kind, _ in kinds} == {"inlineStr"}
        assert plain(text) in {value for _, value in kinds}
        assert book["收到的文件"]["A2"].quotePrefix is text.startswith(("=", "+", "@", "-"))


def test_equal_rounds_give_equal_bytes(district: District, data: bytes) -> None:
    assert render(district) == data


def test_empty_rounds_say_so() -> None:
    for rostered in (True, False):
        book = openpyxl.load_workbook(io.BytesIO(render(empty(rostered=rostered))))
        assert book.sheetnames == SHEETS
        for name in ("矩阵", "共性缺项", "瑕疵", "收到的文件", "雷同"):
            assert "没有这样的内容。" in {cell for row in book[name].iter_rows(values_only=True) for cell in row}
        assert len(rows(book["排名"])) == rostered


def test_what_excel_cannot_hold_is_cut_and_said(monkeypatch: pytest.MonkeyPatch, district: District) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    book = openpyxl.load_workbook(io.BytesIO(render(district)))
    assert len(rows(book["排名"])) == 5
    notes = [row[0].value for row in book["排名"].iter_rows(min_row=7) if row[0].value]
    assert "表格最多 5 行，其余的没有列出；全部结果见检查结果.jsonl。" in notes
    assert workbook.MOST_ROWS < 1_048_576


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed (apt-get install libreoffice-calc)")
def test_libreoffice_opens_it(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "检查汇总.xlsx"
    file.write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        "--outdir",
    ]
    done = subprocess.run([*command, str(tmp_path), str(file)], capture_output=True, check=False, timeout=180)  # noqa: S603
    assert done.returncode == 0
    text = (tmp_path / "检查汇总.csv").read_text("utf-8")
    assert text.splitlines()[0].startswith("名次,单位,层级,得分")
    best = max(one.entry.total for one in make_district(40).ranked if one.entry)
    assert f",{number(best)}," in text.splitlines()[1]
