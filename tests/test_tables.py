"""Tables of figures are read as what they say, in any format: names, heads of columns, figures with measure words."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

import pytest
from docx_builder import docx, para, run, table
from ofd_builder import ofd, page, path, text
from pdf_builder import column, pdf, put, stroke

from engine import audit, load_pack
from engine.examples import text_document
from engine.model import Document, Paragraph, SectionKind, Verdict
from engine.observe import observe
from engine.observe.rows import read_tables
from engine.observe.statements import Point, read_points
from engine.outline import outline
from engine.outline.tables import tables
from engine.read import read
from engine.zh.zero import NO_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.rulebook import Rulebook

Grid = list[list[str]]

ABOVE = ["澄江区人民政府2022年法治政府建设情况报告", "一、主要举措和成效", "2022年全区执法、复议应诉数据见下表："]
BELOW = ["以上数据由各部门汇总并经过核对，真实有效。", "二、存在的不足", "学法不够深入，主要原因是学习安排不紧。"]


@cache
def book() -> Rulebook:
    return load_pack()


def tabbed(grid: Grid) -> bytes:
    return "\n".join([*ABOVE, *("\t".join(row) for row in grid), *BELOW]).encode()


def spaced(grid: Grid) -> bytes:
    return "\n".join([*ABOVE, *("    ".join(row) for row in grid), *BELOW]).encode()


def wide_blanks(grid: Grid) -> bytes:
    return "\r\n".join([*ABOVE, *("　　" + "　　".join(row) for row in grid), *BELOW]).encode("gb18030")


def piped(grid: Grid) -> bytes:
    """Copied from Markdown without the rule under the head."""
    return "\n".join([*ABOVE, *("| " + " | ".join(row) + " |" for row in grid), *BELOW]).encode()


def markdown(grid: Grid) -> bytes:
    rows = ["| " + " | ".join(row) + " |" for row in grid]
    return "\n\n".join([*ABOVE, "\n".join([rows[0], "|" + "---|" * len(grid[0]), *rows[1:]]), *BELOW]).encode()


def word(grid: Grid) -> bytes:
    return docx("".join(map(para, ABOVE)) + table(*grid) + "".join(map(para, BELOW)))


def word_with_tabs(grid: Grid) -> bytes:
    rows = (para("<w:r><w:tab/></w:r>".join(map(run, row))) for row in grid)
    return docx("".join(map(para, ABOVE)) + "".join(rows) + "".join(map(para, BELOW)))


def web(grid: Grid) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td><p>{escape(cell)}</p></td>" for cell in row) + "</tr>" for row in grid)
    around = ["".join(f"<p>{line}</p>" for line in lines) for lines in (ABOVE, BELOW)]
    return f"<html><body><div>{around[0]}<table border=1>{rows}</table>{around[1]}</div></body></html>".encode()


def edges(grid: Grid) -> tuple[list[float], list[float]]:
    """Places of the lines between columns and between rows, in points."""
    return [60 + 480 / len(grid[0]) * at for at in range(len(grid[0]) + 1)], [
        200 + 26 * at for at in range(len(grid) + 1)
    ]


def ruled_pdf(grid: Grid) -> bytes:
    xs, ys = edges(grid)
    lines = [stroke(xs[0], y, xs[-1], y) for y in ys] + [stroke(x, ys[0], x, ys[-1]) for x in xs]
    return pdf([*column(*ABOVE, y=80), *lines, *pdf_words(grid, 9), *column(*BELOW, y=ys[-1] + 40)])


def bare_pdf(grid: Grid) -> bytes:
    return pdf([*column(*ABOVE, y=80), *pdf_words(grid, 10), *column(*BELOW, y=edges(grid)[1][-1] + 40)])


def pdf_words(grid: Grid, size: float) -> list[str]:
    xs, ys = edges(grid)
    places = ((cell, xs[at] + 4, ys[line] + 18) for line, row in enumerate(grid) for at, cell in enumerate(row))
    return [put(cell, x, y, size) for cell, x, y in places if cell]


def ruled_ofd(grid: Grid) -> bytes:
    width, height = 160 / len(grid[0]), 9
    right, bottom = width * len(grid[0]), height * len(grid)
    lines = [f"M 0 {height * at} L {right} {height * at}" for at in range(len(grid) + 1)]
    lines += [f"M {width * at} 0 L {width * at} {bottom}" for at in range(len(grid[0]) + 1)]
    words = [
        text(cell, x=21 + width * at, y=82 + height * line, size=3)
        for line, row in enumerate(grid)
        for at, cell in enumerate(row)
        if cell
    ]
    above = [text(line, y=20 + 12 * at) for at, line in enumerate(ABOVE)]
    below = [text(line, y=90 + bottom + 12 * at) for at, line in enumerate(BELOW)]
    return ofd(page(*above, path(" ".join(lines), 20, 80), *words, *below))


RENDERINGS: dict[str, Callable[[Grid], bytes]] = {
    "txt-tabs": tabbed, "txt-blanks": spaced, "txt-wide": wide_blanks, "txt-pipes": piped, "markdown": markdown,
    "docx": word, "docx-tabs": word_with_tabs, "html": web, "pdf": ruled_pdf, "pdf-bare": bare_pdf, "ofd": ruled_ofd,
}  # fmt: skip

OF_UNITS = [
    ["指标名称", "单位", "2022年", "2021年"],
    ["行政许可", "件", "32156", "29870"],
    ["行政检查", "次", "48213", "51102"],
    ["行政处罚", "件", "2764", "2915"],
    ["罚没金额", "万元", "1876.4", "2013.9"],
    ["行政复议审结", "件", "115", "98"],
    ["一审行政诉讼案件", "件", "87", "91"],
    ["负责人出庭应诉率", "%", "95.4", "93.1"],
    ["公职律师", "名", "29", "25"],
]
BRACKETS = [["项目", "数量"], *([f"{name}（{unit}）", number] for name, unit, number, _ in OF_UNITS[1:])]
ATTACHED = [["项目", "数量"], *([name, number + unit] for name, unit, number, _ in OF_UNITS[1:])]
NUMBERED = [
    ["序号", "项目", "计量单位", "数量"],
    *([str(at), *row[:3]] for at, row in enumerate(OF_UNITS[1:], start=1)),
]
PROSE = "，".join(name + number + unit for name, unit, number, _ in OF_UNITS[1:]) + "。"


def verdicts(data: bytes) -> dict[str, Verdict]:
    return {finding.rule: finding.verdict for finding in audit(read("报告", data), book())}


@cache
def in_prose() -> dict[str, Verdict]:
    return verdicts("\n".join([*ABOVE, PROSE, *BELOW]).encode())


@pytest.mark.parametrize("form", RENDERINGS)
@pytest.mark.parametrize(
    "grid", [OF_UNITS, BRACKETS, ATTACHED, NUMBERED], ids=["units", "brackets", "attached", "numbered"]
)
def test_a_table_says_in_any_format_what_prose_says(grid: Grid, form: str) -> None:
    found, expected = verdicts(RENDERINGS[form](grid)), in_prose()
    assert {rule: found[rule] for rule in expected if found[rule] != expected[rule]} == {}
    assert found["enforcement.annual-data"] is Verdict.DESCRIBED
    assert found["enforcement.case-volume"] is Verdict.EVIDENCED
    assert found["dispute.litigation"] is Verdict.EVIDENCED
    assert found["capacity.government-lawyer"] is Verdict.EVIDENCED


WIDE = [
    ["单位", "行政处罚（件）", "行政检查（次）", "罚没（万元）"],
    ["城管大队", "120", "3000", "12.5"],
    ["市监局", "2,644", "45,213", "1,863.9"],
    ["合计", "2764", "48214", "1876.4"],
]
PARTS = [
    ["项目", "数量"],
    ["行政处罚", "2764件"],
    ["其中：普通程序", "1683件"],
    ["简易程序", "1181件"],
    ["行政检查", "48213次"],
]


@cache
def in_lines(wide: bool) -> tuple[dict[str, Verdict], list[str]]:
    return judged(tabbed(WIDE if wide else PARTS))


def judged(data: bytes) -> tuple[dict[str, Verdict], list[str]]:
    found = audit(read("报告", data), book())
    return {finding.rule: finding.verdict for finding in found}, [defect.id for defect in found.defects]


@pytest.mark.parametrize("form", RENDERINGS)
@pytest.mark.parametrize("wide", [True, False], ids=["wide", "parts"])
def test_a_table_is_judged_alike_in_any_format(*, wide: bool, form: str) -> None:
    found, defects = judged(RENDERINGS[form](WIDE if wide else PARTS))
    assert (found, defects) == in_lines(wide)
    assert found["enforcement.case-volume"] is Verdict.EVIDENCED
    assert "quality.arithmetic" in defects


def merged_docx() -> bytes:
    def cell(text: str, *properties: str) -> str:
        return f"<w:tc><w:tcPr>{''.join(properties)}</w:tcPr>{para(text)}</w:tc>"

    wide, begins, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        [cell("单位", begins), cell("行政处罚（件）", wide)],
        [cell("", goes_on), cell("普通程序"), cell("简易程序")],
        [cell("城管大队"), cell("120"), cell("30")],
    ]
    inside = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return docx("".join(map(para, ABOVE)) + f"<w:tbl>{inside}</w:tbl>" + "".join(map(para, BELOW)))


def merged_page() -> bytes:
    rows = (
        "<tr><td rowspan=2>单位</td><td colspan=2>行政处罚（件）</td></tr><tr><td>普通程序</td><td>简易程序</td></tr>"
        "<tr><td>城管大队</td><td>120</td><td>30</td></tr>"
    )
    around = ["".join(f"<p>{line}</p>" for line in lines) for lines in (ABOVE, BELOW)]
    return f"<html><body><div>{around[0]}<table>{rows}</table>{around[1]}</div></body></html>".encode()


@pytest.mark.parametrize("made", [merged_docx, merged_page])
def test_heads_that_formats_merge_reach_over_their_columns(made: Callable[[], bytes]) -> None:
    document = read("报告", made())
    (point,) = (point for point in read_points(document, outline(document), NO_WORDS) if point.tabular)
    assert words(point) == "城管大队行政处罚普通程序120件，城管大队行政处罚简易程序30件"


# What a row says


def document_of(grid: Grid, caption: str) -> Document:
    """A report of 2022 with one table under a caption; an empty string is an empty cell."""
    filled = [cell for row in grid for cell in row if cell]
    document = text_document("报告", "\n".join([*ABOVE[:2], caption, *filled, *BELOW]))
    places = [f"表1第{row}行第{at}列" for row, cells in enumerate(grid, 1) for at, cell in enumerate(cells, 1) if cell]
    named = [None, None, None, *places, None, None, None]
    paragraphs = [
        Paragraph(paragraph.span, place or paragraph.place, None, in_table=place is not None)
        for paragraph, place in zip(document.paragraphs, named, strict=True)
    ]
    return Document("报告", "", "text/plain", document.text, tuple(paragraphs))


def told(grid: Grid, caption: str = "有关数据见下表：") -> tuple[list[str], list[str]]:
    """(what the rows say, what is left of the cells)."""
    document = document_of(grid, caption)
    points = read_points(document, outline(document), NO_WORDS)
    first, last = document.text.index(caption) + len(caption), document.text.index(BELOW[0])
    inside = [point for point in points if words(point) and first <= point.folded.origin[point.body] < last]
    for point in points:
        assert list(point.folded.origin) == sorted(point.folded.origin)
    rows = [row for point in inside if point.tabular for row in words(point).split("，")]
    return rows, [words(point) for point in inside if not point.tabular]


def words(point: Point) -> str:
    return point.text[point.body :]


def cells(rows: str) -> Grid:
    """Rows with / between them, cells with |."""
    return [[cell.strip() for cell in row.split("|")] for row in rows.split(" / ")]


@pytest.mark.parametrize(
    ("grid", "rows"),
    [
        pytest.param(
            "序号|项目|单位|2022年|2021年|同比增长（%） / 1|检查|次|4,821|5,110|-5.6",
            "检查4821次",
            id="other years are passed over",
        ),
        pytest.param("项目|2021年|2022年 / 检查（次）|51|48", "检查48次", id="the report year may come last"),
        pytest.param("项目|上年|本年 / 检查（次）|51|48", "检查48次", id="years by other names"),
        pytest.param("年份|处罚（件） / 2021年|29 / 2022年|27", "处罚27件", id="years as rows"),
        pytest.param(
            "单位|处罚（件）||检查（次） / |普通程序|简易程序| / 城管大队|12|30|500 / 合计|12|30|500",
            "城管大队处罚普通程序12件，城管大队处罚简易程序30件，城管大队检查500次，"
            "处罚普通程序合计12件，处罚简易程序合计30件，检查合计500次",
            id="merged heads and a row of totals",
        ),
        pytest.param(
            "执法统计表（单位：件） / 类别|数量 / 许可|321 / 罚没金额|18 / 办结率|98.5%",
            "许可321件，办结率98.5%",
            id="cases are no money",
        ),
        pytest.param("处罚（件）|检查（次） / 27|48", "处罚27件，检查48次", id="heads alone are names"),
        pytest.param(
            "类别|事项|数量（件） / 处罚|普通程序|16 / |简易程序|10 / 强制|查封|9",
            "处罚普通程序16件，处罚简易程序10件，强制查封9件",
            id="a name beside several rows",
        ),
        pytest.param("项目|数量|项目|数量 / 处罚（件）|27|检查（次）|48", "处罚27件，检查48次", id="side by side"),
        pytest.param(
            "项目|件数|金额（万元） / 处罚|27|18.7 / 其中：简易程序|16|1.8",
            "处罚27件，处罚金额18.7万元，其中简易程序16件，其中简易程序金额1.8万元",
            id="heads that count, and a part",
        ),
        pytest.param("项目|单位|数量 / 强制|件|— / 移送|件|0 / 检查|次|", "移送0件", id="nothing is not zero"),
        pytest.param("项目|完成情况 / 处罚|27", "", id="no measure word"),
        pytest.param("项目|2023年目标（件） / 处罚|27", "", id="a target"),
        pytest.param("处罚|件|27|29", "", id="columns that nothing tells apart"),
        pytest.param("项目|数量|数量 / 处罚（件）|27|29", "", id="or the same head"),
        pytest.param("项目|2020年|2021年 / 处罚（件）|27|29", "", id="years gone by"),
        pytest.param("姓名|执法证号 / 张三|12345 / 李四|12346", "", id="numbers of cards"),
        pytest.param("任务|落实情况 / 法律顾问|聘请法律顾问2名，审查合同12份。", "", id="sentences"),
    ],
)
def test_what_the_rows_of_a_table_say(grid: str, rows: str) -> None:
    assert "，".join(told(cells(grid))[0]) == rows


@pytest.mark.parametrize(
    ("caption", "rows"),
    [
        ("执法数据（单位：件）", ["处罚27件"]),
        ("单位：件、万元", []),
        ("填报单位：人社局", []),
        ("2021年执法数据（单位：件）", []),
        ("2022年上半年执法数据（单位：件）", ["上半年处罚27件"]),
        ("“铁拳”行动办案情况（单位：件）", ["铁拳行动处罚27件"]),
        ("2022年1至12月执法数据（单位：件）", ["处罚27件"]),
    ],
)
def test_a_caption_governs_its_table(caption: str, rows: list[str]) -> None:
    assert told([["类别", "数量"], ["处罚", "27"]], caption)[0] == rows


def test_what_is_not_clear_stays_as_it_stands() -> None:
    rows, left = told([["项目", "数量", "备注"], ["处罚（件）", "27", "含联合执法"], ["强制", "3", ""]])
    assert rows == ["处罚27件"]
    assert left == ["备注", "含联合执法", "强制", "3"]


def test_ranges_of_a_row_are_ranges_of_the_text() -> None:
    document = document_of([["项目", "单位", "2021年", "2022年"], ["处罚", "件", "29", "27"]], "见下表：")
    (point,) = (point for point in read_points(document, outline(document), NO_WORDS) if point.tabular)
    assert document.quote(point.folded.span(point.body, len(point.text))) == "处罚\n件\n29\n27"
    assert document.quote(point.folded.span(point.body, point.body + 2)) == "处罚"
    (figure,) = point.figures
    assert document.quote(point.folded.span(figure.start, figure.end)) == "27"


def test_rows_of_one_table_prove_together_and_are_quoted_apart() -> None:
    found = audit(document_of(OF_UNITS, ABOVE[2]), book())
    quotes = {finding.rule: [one.quote for one in finding.evidence] for finding in found}
    assert quotes["capacity.government-lawyer"] == ["公职律师\n名\n29"]
    assert quotes["enforcement.annual-data"][0].startswith("行政许可\n件\n32156")
    read = {finding.rule: [one.words for one in finding.evidence] for finding in found}
    assert read["capacity.government-lawyer"] == ["公职律师29名"]
    assert read["enforcement.annual-data"][0].startswith("行政许可32156件")


def test_cells_are_shown_with_the_names_and_heads_that_they_stand_under() -> None:
    rows = cells("执法领域|行政检查（次）|行政处罚（件） / 劳动保障|486|36 / 社会保险|12|3")
    document = document_of(rows, "有关数据见下表：")
    mentions = observe(document, outline(document), book()).mentions
    read = {document.quote(one.span): one.evidence(document).words for one in mentions}
    assert read["社会保险\n12"] == "社会保险行政检查12次"
    assert read["3"] == "社会保险行政处罚3件"
    assert all(one.read == "" for one in mentions if document.quote(one.span).endswith("。"))


def test_a_page_may_part_a_table() -> None:
    grid = [["项目", "单位", "2022年", "2021年"], ["检查", "次", "48", "51"], ["处罚", "件", "27", "29"]]
    document = document_of(grid, "见下表：")
    paragraphs = [
        Paragraph(
            one.span,
            f"第{1 + (at > 10)}页{one.place.replace('第3行', '第1行') if at > 10 else one.place}",
            None,
            one.in_table,
        )
        for at, one in enumerate(document.paragraphs)
    ]
    parted = Document("报告", "", "application/pdf", document.text, tuple(paragraphs))
    assert [table.cells[3, 1].text for table in tables(parted)] == ["处罚"]
    assert any("检查48次，处罚27件" in point.text for point in read_points(parted, outline(parted), NO_WORDS))


# Lines


@pytest.mark.parametrize(
    "lines",
    [
        "公职律师    名    29",
        "公职律师（名）    29",
        "项目 单位 数量\n公职律师 名 29\n法律顾问 名 3",
        "公职律师：29名\n法律顾问：3名",
        "公职律师 29名\n法律顾问 3名",
    ],
)
def test_lines_in_columns_are_rows(lines: str) -> None:
    document = text_document("报告", "\n".join([*ABOVE, *lines.split("\n"), *BELOW]))
    points = read_points(document, outline(document), NO_WORDS)
    assert any("公职律师29名" in point.text for point in points if point.tabular)
    assert not any(section.kind is SectionKind.LEADER for section in outline(document).sections)


@pytest.mark.parametrize(
    "lines",
    [
        "一、主要举措和成效    1\n二、存在的不足    3",
        "联系人：张三    联系电话：0571-88888888\n地址：某路1号    邮编：310000",
        "移送涉嫌犯罪案件    件    12    9",
        "发布日期：2023-01-20    浏览次数：128",
        "全年办理行政处罚案件 27件。\n全年开展检查 48次。",
        "联系点3个",
    ],
)
def test_other_lines_are_none(lines: str) -> None:
    document = text_document("报告", "\n".join([*ABOVE, *lines.split("\n"), *BELOW]))
    assert not any(point.tabular for point in read_points(document, outline(document), NO_WORDS))


@pytest.mark.parametrize(
    "lines",
    [
        "项目    单位    数量\n许可    件    3\n强制    件    —\n处罚    件    27",
        "项目\t单位\t数量\n许可\t件\t3\n强制\t件\n处罚\t件\t27",
        "项目\t2022年（件）\t2021年（件）\n许可\t3\t5\n强制\t\t2\n处罚\t27",
    ],
)
def test_empty_cells_part_no_table(lines: str) -> None:
    document = text_document("报告", "\n".join([*ABOVE, *lines.split("\n"), *BELOW]))
    points = [point for point in read_points(document, outline(document), NO_WORDS) if point.tabular]
    assert "，".join(map(words, points)) == "许可3件，处罚27件"


def test_a_body_named_in_a_table_of_figures_does_not_sign() -> None:
    document = document_of(cells("机关|处罚（件）|检查（次） / 城管局|27|48"), "见下表：")
    last = document.paragraphs[-3]
    cut = Document("报告", "", "text/plain", document.text[: last.span.end], document.paragraphs[:-2])
    assert outline(cut).signature is None
    assert any("城管局处罚27件，城管局检查48次" in point.text for point in read_points(cut, outline(cut), NO_WORDS))


def test_rows_of_lines_are_no_headings() -> None:
    document = text_document("报告", "\n".join([*ABOVE, "1.行政检查    次    48", "2.行政处罚    件    27", *BELOW]))
    (part, *_) = (section for section in outline(document).sections if section.kind is SectionKind.MEASURES)
    assert not part.children
    assert any(
        "行政检查48次，行政处罚27件" in point.text for point in read_points(document, outline(document), NO_WORDS)
    )


def test_a_text_without_tables_is_read_as_it_is() -> None:
    document = text_document("报告", "\n".join([*ABOVE, PROSE, *BELOW]))
    assert not tables(document)
    assert not read_tables(document, 2022)
