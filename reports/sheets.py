"""A workbook of framed tables that print well: one sheet after the other, cells by kind, text only ever as text."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import xlsxwriter

from engine import __version__
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

#: A text, hundredths of a point, or a count.
Cell = str | tuple[int] | int


class Workbook:
    """A workbook being written; ``finished`` closes it. Equal content gives equal bytes."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        options: dict[str, object] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        options["default_format_properties"] = {"font_name": "宋体", "font_size": 10}
        self._workbook = xlsxwriter.Workbook(self._file, options)
        self._workbook.set_properties({"created": _CREATED, "author": f"fazhi {__version__}"})
        self._widths: dict[str, list[float]] = {}
        self.styles = _Styles(self._workbook)

    def finished(self) -> bytes:
        """Close the workbook and give the file."""
        self._workbook.close()
        return self._file.getvalue()

    def sheet(self, name: str, columns: Sequence[tuple[str, float]], head: int = 0) -> Worksheet:
        """Make a sheet with a header in row ``head``, kept in sight and printed on every page, A4 across, page wide."""
        sheet: Worksheet = self._workbook.add_worksheet(name)
        self._widths[name] = [size for _, size in columns]
        for index, (text, size) in enumerate(columns):
            sheet.set_column(index, index, size)
            sheet.write_string(head, index, text, self.styles.get("header"))
        sheet.set_row(head, 24)
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
                if isinstance(cell, str):
                    lines = max(lines, _lines(cell, size))
            else:
                sheet.write_blank(row, column, None, self.styles.get("text"))
        sheet.set_row(row, min(lines * _LINE + 3, _TALLEST))

    def write(self, sheet: Worksheet, row: int, column: int, cell: Cell, style: str = "", *, fill: str = "") -> None:
        if cell == "":
            sheet.write_blank(row, column, None, self.styles.get(style or "text", fill=fill))
        elif isinstance(cell, str):
            text = cut(cell, _LONGEST_CELL)
            prefix = text.startswith(_FORMULA_STARTS)
            sheet.write_string(row, column, text, self.styles.get(style or "text", fill=fill, prefix=prefix))
        elif isinstance(cell, tuple):
            sheet.write_number(row, column, cell[0] / 100, self.styles.get(style or "points", fill=fill))
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


@dataclass(frozen=True, slots=True)
class _Style:
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
