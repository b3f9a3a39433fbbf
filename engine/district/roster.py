"""The roster (名册): which units owe a report, written by the office as YAML or as an Excel table.

A YAML roster is a list of units, or a mapping with ``year``, ``due`` and ``units``. In both kinds a column may be
called by its English key or by its Chinese name. Every fault of the file is reported at once, with its line and
column, for a table with its cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from msgspec import Struct, field
from msgspec.structs import replace

from engine.district.model import Roster, Unit
from engine.district.names import core, same_body
from engine.errors import InputError, Problem, RosterError
from engine.files import OversizeError, bounded
from engine.model import Level
from engine.rulebook.marked import Checker, Node
from engine.zh.dates import dates
from engine.zh.width import fold

#: No district has more; a larger file is not a roster.
MOST_UNITS: Final = 20_000
SIZE_LIMIT: Final = 10 * 2**20
_SAVE_AGAIN: Final = "请用 Excel 或 WPS 打开后另存为 .xlsx（不加密）"
#: Names of the columns, the English key of YAML first.
COLUMNS: Final = {
    "unit": ("单位", "单位名称", "报告机关", "机关", "名称"),
    "level": ("层级", "类别", "级别", "单位层级"),
    "contact": ("联系人", "联系方式", "联系人及电话", "联络员"),
    "due": ("报送期限", "期限", "截止日期", "报送截止日期"),
    "received": ("报送日期", "收到日期", "收文日期", "实际报送日期"),
    "file": ("文件", "文件名", "报告文件"),
    "also": ("别名", "其他名称", "曾用名"),
}
_LEVELS: Final = {
    "街道": Level.STREET, "乡镇": Level.TOWNSHIP, "镇": Level.TOWNSHIP, "乡": Level.TOWNSHIP,
    "部门": Level.DEPARTMENT, "区县": Level.COUNTY, "县区": Level.COUNTY, "县": Level.COUNTY, "区": Level.COUNTY,
    "县市区": Level.COUNTY, "市": Level.CITY, "设区的市": Level.CITY, "省": Level.PROVINCE,
    **{level.value: level for level in Level},
}  # fmt: skip
_SEPARATORS = re.compile(r"[、，,；;]")
#: Columns of a table that offices keep beside the others; they say nothing to us.
_IDLE: Final = ("序号", "编号", "备注", "电话", "联系电话")


class _Reading(Struct):
    """One roster being read, and every fault met."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def fault(self, node: Node, message: str) -> None:
        self.problems.append(Problem(self.file, node.line, node.column, message))


def load_roster(path: str) -> Roster:
    """Read a roster. Raises RosterError with every fault of the file."""
    name = Path(path).suffix.lower()
    if name in {".yaml", ".yml"}:
        return _checked(path, *_from_yaml(path, _bytes(path)))
    if name == ".xlsx":
        return _checked(path, *_from_table(path, _bytes(path)))
    raise RosterError([Problem(path, 1, 1, "名册要用 .yaml 或 .xlsx 文件；.xls 和 WPS 表格请另存为 .xlsx")])


def _bytes(path: str) -> bytes:
    try:
        return bounded(Path(path), SIZE_LIMIT)
    except OversizeError as error:
        raise RosterError([Problem(path, 1, 1, str(error))]) from None
    except OSError as error:
        reason = "找不到这个文件" if isinstance(error, FileNotFoundError) else "读不到这个文件"
        raise RosterError([Problem(path, 1, 1, f"{reason}；请检查名册的路径和权限")]) from None


class _Row(Struct, frozen=True):
    """One unit as written: its cells by English key, and a node that stands for the row."""

    cells: dict[str, Node]
    whole: Node


def _from_yaml(path: str, data: bytes) -> tuple[list[_Row], Node | None, Node | None, _Reading]:
    reading = _Reading(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RosterError([Problem(path, 1, 1, "不是 UTF-8 文本；请另存为 UTF-8")]) from None
    checker = Checker(path)
    root = checker.load(text)
    year = due = None
    if root is not None and isinstance(root.value, dict):
        entries = checker.mapping(root, ["units"], ["year", "due"])
        year, due, root = entries.get("year"), entries.get("due"), entries.get("units")
    rows = [
        _Row(_named(checker.entries(item), reading), item) for item in (checker.items(root) if root is not None else [])
    ]
    reading.problems += checker.problems
    return rows, year, due, reading


def _named(cells: dict[str, Node], reading: _Reading) -> dict[str, Node]:
    """Cells by English key; an unknown column is a fault."""
    found: dict[str, Node] = {}
    for written, node in cells.items():
        key = _column(written)
        if key is None:
            known = "、".join(f"{key}（{names[0]}）" for key, names in COLUMNS.items())
            reading.fault(node, f"不认识的键“{written}”；可写：{known}")
        elif key in found:
            reading.fault(node, f"“{written}”与前面的一项是同一个意思；请只留一个")
        else:
            found[key] = node
    return found


def _column(written: str) -> str | None:
    name = re.split(r"[\s*（(]", written.strip(), maxsplit=1)[0]
    return next((key for key, names in COLUMNS.items() if name.lower() == key or name in names), None)


def _from_table(path: str, data: bytes) -> tuple[list[_Row], Node | None, Node | None, _Reading]:
    """The first sheet that has a head with a column for the unit, within its first ten rows."""
    reading = _Reading(path)
    for cells in _sheets(path, data):
        head: dict[int, str] = {}
        rows: list[_Row] = []
        for line, row in cells:
            if not head:
                if line > 10:
                    break
                named = {column: key for column, value in row.items() if (key := _column(str(value)))}
                head = named if "unit" in named.values() else {}
                continue
            found = {head[column]: Node(value, "str", line, column) for column, value in row.items() if column in head}
            if found:
                rows.append(_Row(found, Node(None, "map", line, min(row))))
            if len(rows) > MOST_UNITS:
                break
        if head:
            return rows, None, None, reading
    names = "、".join(COLUMNS["unit"][:3])
    raise RosterError([Problem(path, 1, 1, f"表里没有单位这一列；请在表头写上“{names}”中的一个")])


def _sheets(path: str, data: bytes) -> list[list[tuple[int, dict[int, object]]]]:
    """Filled cells of each sheet by row, counted from 1; values as Excel last computed them."""
    import io
    import warnings

    from openpyxl import load_workbook

    from engine.read.package import Package

    try:
        package = Package(path, data, "这张表", _SAVE_AGAIN)
        for name in package.names:
            if name.endswith((".xml", ".rels")):
                package.part(name)  # refuses bombs and entities, which the library below would not
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not look at
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            return [list(_rows(sheet.iter_rows(values_only=True, max_col=60))) for sheet in book.worksheets]
    except InputError as error:
        raise RosterError([Problem(path, 1, 1, f"打不开这张表：{error.problem}；{error.advice}")]) from None
    except (BadZipFile, OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise RosterError([Problem(path, 1, 1, f"打不开这张表（{type(error).__name__}）；{_SAVE_AGAIN}")]) from None


def _rows(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, dict[int, object]]]:
    for line, row in enumerate(islice(rows, MOST_UNITS * 2), 1):
        filled = {column: value for column, value in enumerate(row, 1) if value is not None and str(value).strip()}
        if filled:
            yield line, filled


def _checked(path: str, rows: list[_Row], year: Node | None, due: Node | None, reading: _Reading) -> Roster:
    """Rows as units; a unit that is named twice, or two names that cannot be told apart, are faults."""
    default = _day(due, reading)
    units: list[Unit] = []
    seen: defaultdict[str, list[tuple[str, _Row]]] = defaultdict(list)
    for row in rows:
        unit = _unit(row, reading)
        if unit is None:
            continue
        units.append(replace(unit, due=unit.due or default))
        for name in (unit.name, *unit.also):
            for other, first in seen[core(name)]:
                if first is not row and same_body(name, other):
                    line = first.whole.line
                    reading.fault(row.whole, f"“{name}”与第 {line} 行的“{other}”分不清是不是同一个单位；请只留一个")
            seen[core(name)].append((name, row))
    if not rows and not reading.problems:
        reading.problems.append(Problem(path, 1, 1, "名册里没有单位；每个单位写一行"))
    if len(rows) > MOST_UNITS:
        reading.problems.append(Problem(path, 1, 1, f"名册多于 {MOST_UNITS} 个单位；请分成几个名册"))
    when = _year(year, reading)
    if reading.problems:
        raise RosterError(reading.problems)
    return Roster(tuple(units), when)


def _unit(row: _Row, reading: _Reading) -> Unit | None:
    cells = row.cells
    name = _text(cells.get("unit"))
    if not name:
        reading.fault(row.whole, "这一行没有单位名称")
        return None
    return Unit(
        name=name,
        level=_level(cells.get("level"), reading),
        contact=_text(cells.get("contact")),
        due=_day(cells.get("due"), reading),
        received=_day(cells.get("received"), reading),
        file=_text(cells.get("file")),
        also=_names(cells.get("also")),
    )


def _text(node: Node | None) -> str:
    """A cell as one line of text."""
    if node is None or node.value is None or isinstance(node.value, list | dict):
        return ""
    return " ".join(str(node.value).split())


def _names(node: Node | None) -> tuple[str, ...]:
    if node is not None and isinstance(node.value, list):
        return tuple(_text(item) for item in node.value)
    return tuple(part.strip() for part in _SEPARATORS.split(_text(node)) if part.strip())


def _level(node: Node | None, reading: _Reading) -> Level | None:
    written = fold(_text(node)).text
    if not written or node is None:
        return None
    level = _LEVELS.get(written.lower())
    if level is None:
        reading.fault(node, f"没有“{written}”这个层级；可写：街道、乡镇、部门、区县、市、省")
    return level


def _day(node: Node | None, reading: _Reading) -> date | None:
    if node is None or node.value is None:
        return None
    if isinstance(node.value, datetime):
        return node.value.date()
    if isinstance(node.value, date):
        return node.value
    written = fold(_text(node)).text
    found = [(end - start, day) for start, end, day in dates(written)]
    if len(found) != 1 or found[0][0] < len(written.rstrip("前止")):
        reading.fault(node, f"看不懂日期“{written}”；请写成 2026-03-01 或 2026年3月1日")
        return None
    return found[0][1]


def _year(node: Node | None, reading: _Reading) -> int | None:
    if node is None:
        return None
    match = re.fullmatch(r"(20[0-9]{2})年?度?", _text(node))
    if match is None:
        reading.fault(node, f"看不懂年度“{_text(node)}”；请写四位数，如 2025")
        return None
    return int(match[1])
