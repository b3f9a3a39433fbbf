"""A workbook of framed tables that print well: one sheet after the other, cells by kind, text only ever as text."""

from __future__ import annotations

import io
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import xlsxwriter
from msgspec import Struct

from engine import __version__
from engine.model import Verdict
from reports import wording as words
from reports.layout import width
from reports.office import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

#: Longest text of a cell and longest name of a sheet, in UTF-16 units, as Excel has it.
_LONGEST_CELL, LONGEST_NAME = 32_767, 31
#: Height of a line and of the tallest row, in points. Excel alone would fit rows by itself; others do not.
_LINE, _TALLEST = 13.5, 405
#: First characters that make Excel take a text for a formula when it is entered again, or saved as CSV.
_FORMULA_STARTS: Final = tuple("=+-@\t\r＝＋－＠")
_CREATED: Final = datetime(2020, 1, 1)  # noqa: DTZ001 - any constant; the file format knows no time zones
#: What a reviewer may say of a verdict, and the name of the column.
REVIEWS, REVIEW = ["同意", "调高", "调低", "待核"], "复核结论"

#: Ground of each verdict, and what the verdict means.
FILLS: Final = {
    Verdict.EVIDENCED: "#E2EFDA",
    Verdict.DESCRIBED: "#DDEBF7",
    Verdict.MENTIONED: "#FFF2CC",
    Verdict.ABSENT: "#F8CBAD",
    Verdict.NOT_APPLICABLE: "#EDEDED",
    Verdict.NOT_ASSESSABLE: "#EDEDED",
}
MEANINGS: Final = {
    Verdict.EVIDENCED: "已写明，同一处还有本年度的数字、日期、文件或具体事项；明确写出“没有发生”也算。",
    Verdict.DESCRIBED: "写了谁、做了什么、用什么机制，没有佐证。",
    Verdict.MENTIONED: "只有名称、口号、打算或不足，没有本机关本年度做的事。",
    Verdict.ABSENT: "没有这方面的话，或只有貌似而不是的说法。",
    Verdict.NOT_APPLICABLE: "不约束这一层级或年度；不计分。",
    Verdict.NOT_ASSESSABLE: "仅凭报告文字看不出；不计分。",
}

#: A text, a verdict, hundredths of a point, a share, or a count.
Cell = str | tuple[int] | Fraction | int


class Workbook:
    """A workbook being written; ``finished`` closes it. Equal content gives equal bytes.

    A ``streamed`` one keeps only the last row of each sheet in memory: its rows are written from the first to the last.
    """

    def __init__(self, *, streamed: bool = False) -> None:
        self._file = io.BytesIO()
        kept = "constant_memory" if streamed else "in_memory"
        options: dict[str, object] = {kept: True, "strings_to_formulas": False, "strings_to_urls": False}
        options["default_format_properties"] = {"font_name": "宋体", "font_size": 10}
        self._workbook = xlsxwriter.Workbook(self._file, options)
        self._workbook.set_properties({"created": _CREATED, "author": f"fazhi {__version__}"})
        self._widths: dict[str, list[float]] = {}
        self.styles = _Styles(self._workbook)

    def finished(self) -> bytes:
        """Close the workbook and give the file."""
        self._workbook.close()
        return self._file.getvalue()

    def sheet(self, name: str, columns: Sequence[tuple[str, float]], head: int = 0, tall: float = 24) -> Worksheet:
        """Make a sheet with a header in row ``head``, so many points tall.

        It is kept in sight and printed on every page, A4 across, page wide.
        """
        sheet: Worksheet = self._workbook.add_worksheet(name)
        self._widths[name] = [size for _, size in columns]
        for index, (text, size) in enumerate(columns):
            sheet.set_column(index, index, size)
            sheet.write_string(head, index, text, self.styles.get("header"))
        sheet.set_row(head, tall)
        sheet.freeze_panes(head + 1, 0)
        sheet.repeat_rows(head)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def row(self, sheet: Worksheet, row: int, cells: Sequence[Cell]) -> None:
        """Write framed cells below all columns of a sheet, as tall as their text needs; those not given stay blank."""
        sizes = self._widths[sheet.get_name()]
        lines = 1
        for column, size in enumerate(sizes):
            if column < len(cells):
                cell = cells[column]
                self.write(sheet, row, column, cell)
                if isinstance(cell, str) and not isinstance(cell, Verdict):
                    lines = max(lines, _lines(cell, size))
            else:
                sheet.write_blank(row, column, None, self.styles.get("text"))
        sheet.set_row(row, min(lines * _LINE + 3, _TALLEST))

    def write(self, sheet: Worksheet, row: int, column: int, cell: Cell, style: str = "", *, fill: str = "") -> None:
        if isinstance(cell, Verdict):
            sheet.write_string(row, column, words.VERDICTS[cell], self.styles.get("center", fill=FILLS[cell]))
        elif cell == "":
            sheet.write_blank(row, column, None, self.styles.get(style or "text", fill=fill))
        elif isinstance(cell, str):
            text = cut(cell, _LONGEST_CELL)
            prefix = text.startswith(_FORMULA_STARTS)
            sheet.write_string(row, column, text, self.styles.get(style or "text", fill=fill, prefix=prefix))
        elif isinstance(cell, tuple):
            sheet.write_number(row, column, cell[0] / 100, self.styles.get(style or "points", fill=fill))
        elif isinstance(cell, Fraction):
            sheet.write_number(row, column, float(cell), self.styles.get(style or "percent", fill=fill))
        else:
            sheet.write_number(row, column, cell, self.styles.get(style or "count", fill=fill))

    def reviewed(self, sheet: Worksheet, head: int, last: int, columns: Sequence[tuple[str, float]]) -> None:
        """Let the rows below ``head`` be filtered, and the reviewer choose a conclusion."""
        sheet.autofilter(head, 0, last, len(columns) - 1)
        column = [name for name, _ in columns].index(REVIEW)
        rule = {"validate": "list", "source": REVIEWS, "error_title": REVIEW, "error_message": "请从列表中选择。"}
        sheet.data_validation(head + 1, column, last, column, rule)


def _lines(text: str, size: float) -> int:
    """Lines that a text takes in a column, rather one too many: programs differ in how they break it."""
    lines = sum(1 + int(max(width(line) - 1, 0) // (size * 0.95)) for line in text.split("\n"))
    return lines + (lines > 4)


class _Style(Struct, frozen=True):
    name: str
    fill: str
    prefix: bool


class _Styles:
    """Cell formats by name, each made once."""

    _FRAMED: Final = {"border": 1, "border_color": "#A6A6A6", "valign": "top", "text_wrap": True}
    _NAMED: Final[dict[str, dict[str, object]]] = {
        "text": _FRAMED,
        "left": _FRAMED | {"align": "left"},
        "center": _FRAMED | {"align": "center"},
        "points": _FRAMED | {"num_format": "0.00", "align": "right"},
        "count": _FRAMED | {"num_format": "0", "align": "right"},
        "percent": _FRAMED | {"num_format": "0%", "align": "left"},
        "link": _FRAMED | {"font_color": "#0563C1", "underline": 1},
        "header": _FRAMED | {"bold": True, "bg_color": "#D9E1F2", "align": "center", "valign": "vcenter"},
        "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
        "subtitle": {"align": "center", "valign": "vcenter"},
        "note": {},
    }

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[_Style, Format] = {}

    def get(self, name: str, *, fill: str = "", prefix: bool = False) -> Format:
        """Format ``name``; ``prefix`` marks a text that stays one even when the cell is entered again."""
        style = _Style(name, fill, prefix)
        if style not in self._made:
            look = self._NAMED[name] | ({"bg_color": fill} if fill else {}) | {"quote_prefix": prefix}
            self._made[style] = self._workbook.add_format(look)
        return self._made[style]
