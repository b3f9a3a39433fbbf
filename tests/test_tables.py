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
from engine.model import Verdict
from engine.read import read

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
