"""Tables of a document, whatever drew them: cells that the format declares, or lines whose words stand in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile

from msgspec import Struct

from engine.model import Document, Paragraph, Span
from engine.zh.figures import UNITS
from engine.zh.width import Folded, fold

# Compiled when they are first used: few reports have a table.
_PLACE = r"(?P<table>(?:第\d+页)?[^内]{0,20}表\d{1,6})第(?P<row>\d+)行第(?P<column>\d+)列"
_PAGE = r"第\d+页"
_UNIT = "|".join(map(re.escape, UNITS))
#: Measure words that can stand in a cell alone; the others are names there, or heads.
MEASURES = frozenset(UNITS) - {"类别", "社区", "街道", "乡镇", "村", "站点", "队", "周", "天", "字"}
_NUMBER = rf"[约近超]?(?P<number>\d+(?:\.\d+)?)(?P<scale>[余多]?[百千万亿]??)(?P<unit>{_UNIT})?余?"
_NOTHING = frozenset({"", "-", "--", "/", "\\", "无", "……"})
#: A unit in a name or at the head of a column: 行政处罚（件）, 行政处罚/件.
_UNIT_IN_NAME = rf"（(?:单位：?)?(?P<inner>{_UNIT})）|(?<=[^\d])/(?P<after>{_UNIT})$"

#: How lines of plain text part their columns, the surest way first; what is tried later asks for more.
_PARTED = (
    r"[ \xa0　]*[\t|｜][ \xa0　]*",
    r"[ \xa0]*\t\s*|[ \xa0]*　[ \xa0　]*|[ \xa0]{2,}",
    r"[ \xa0　\t]+",
    r"[ \xa0]*[：:][ \xa0]*",
)
_SINGLE_BLANK, _COLON = 2, 3
#: A number that stands apart at the end of a line: without one a text has no table of lines.
_ROW_END = r"[\s　|｜：:][约近]?\d[\d,，.]*[^\s\d]{0,3}[ \t|｜　]*$"
_IN_NUMBERS, _LONGEST_END = "0123456789０１２３４５６７８９,，.", 8
_LONGEST_ROW, _LONGEST_LABEL, _MOST_COLUMNS, _FEW_ROWS = 240, 30, 30, 2
_PROSE = frozenset("。；！？;")


class Table(Struct, frozen=True):
    """Cells by row and column, both counted from 1, in text order; empty cells are left out.

    ``first`` and ``last`` are the numbers of its paragraphs. A table ``of_lines`` has whole rows for paragraphs.
    """

    cells: Mapping[tuple[int, int], Folded]
    first: int
    last: int
    of_lines: bool = False


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return text in _NOTHING


def number_in(text: str) -> re.Match[str] | None:
    """Number that is all there is in a cell, with its measure word if it has one there."""
    return re.fullmatch(_NUMBER, text) if text[-1:] not in _NOTHING else None


def unit_in_name(text: str) -> re.Match[str] | None:
    """Measure word in brackets behind the name in a cell."""
    found = list(re.finditer(_UNIT_IN_NAME, text))
    return found[0] if len(found) == 1 else None


def counted_by_head(text: str) -> re.Match[str] | None:
    """Measure word that the head of a column names in itself: 件数, 检查次数."""
    return re.fullmatch(r".{0,12}(?P<unit>[件次人户起宗场条份])数", text)


def tables(document: Document) -> list[Table]:
    """All tables in text order, without tables inside tables; one that a page parts is one."""
    found: list[Table] = []
    paragraphs = document.paragraphs
    if any(paragraph.in_table for paragraph in paragraphs):
        found += _declared(document)
    if _may_have_rows(document.text):
        found += _of_lines(document)
    return sorted(found, key=lambda table: table.first)


def rows_of_lines(document: Document) -> frozenset[int]:
    """Places where the lines begin that are rows of tables."""
    if not _may_have_rows(document.text):
        return frozenset()
    inside = (range(table.first, table.last + 1) for table in _of_lines(document))
    return frozenset(document.paragraphs[number].span.start for numbers in inside for number in numbers)


def _may_have_rows(text: str) -> bool:
    """Whether a number stands apart at the end of any line."""
    return any(map(_may_end_row, text.split("\n"))) and re.search(_ROW_END, text, re.MULTILINE) is not None


def _may_end_row(line: str) -> bool:
    """Whether what looks like a number at the end of a line has no word before it."""
    words = line.rstrip(" \t|｜　")
    unit = next((place for place, char in enumerate(words[: -1 - _LONGEST_END : -1]) if char.isdecimal()), None)
    if unit is None:
        return False
    before = words[: len(words) - unit].rstrip(_IN_NUMBERS)
    before = before.removesuffix("约").removesuffix("近")
    return before[-1:] in "|｜：:" or before[-1].isspace()


def _declared(document: Document) -> Iterator[Table]:
    """Tables whose cells are paragraphs."""
    name, cells, first, last = "", dict[tuple[int, int], Folded](), 0, 0
    for number, paragraph in enumerate(document.paragraphs):
        match = re.fullmatch(_PLACE, paragraph.place) if paragraph.in_table else None
        if not match:
            continue
        row, column = int(match["row"]), int(match["column"])
        if match["table"] != name:
            goes_on = last + 1 == number and _turns_page(name, match["table"])
            above = max((row for row, _ in cells), default=0) if goes_on and _alike(document, number, cells) else 0
            if cells and not above:
                yield Table(cells, first, last)
            if not above:
                cells, first = {}, number
            name, offset = match["table"], above
        folded = fold(document.text, paragraph.span)
        held = cells.get((row + offset, column))
        if held:
            folded = Folded(held.text + folded.text, held.origin + folded.origin)
        cells[row + offset, column] = folded
        last = number
    if cells:
        yield Table(cells, first, last)


def _turns_page(name: str, other: str) -> bool:
    pages = re.match(_PAGE, name), re.match(_PAGE, other)
    return pages[0] is not None and pages[1] is not None and pages[0][0] != pages[1][0]


def _alike(document: Document, number: int, cells: Mapping[tuple[int, int], Folded]) -> bool:
    """Whether the row that begins at a paragraph goes on with a table: as many columns, and a number among them."""
    places = (paragraph.place.rpartition("列")[0] for paragraph in document.paragraphs[number : number + _MOST_COLUMNS])
    row = document.paragraphs[number].place.rpartition("第")[0]
    count = sum(1 for _ in takewhile(lambda place: place.startswith(row + "第"), places))
    texts = [fold(document.text, one.span).text for one in document.paragraphs[number : number + count]]
    return count <= max(column for _, column in cells) and any(number_in(text) for text in texts[1:])


def _of_lines(document: Document) -> Iterator[Table]:
    """Runs of lines that part into the same columns, with numbers among them and some measure word."""
    paragraphs, number = document.paragraphs, 0
    barren = [0] * len(_PARTED)
    while number < len(paragraphs):
        found = None if paragraphs[number].in_table else _begun(document, number, barren)
        if found is None:
            number += 1
        else:
            yield found
            number = found.last + 1


def _begun(document: Document, number: int, barren: list[int]) -> Table | None:
    """The table that begins with a line: its head or its first row.

    ``barren`` has for each way of parting lines the number up to which they make no table: none is tried twice.
    """
    for way, pattern in enumerate(_PARTED):
        first = _cells(document, document.paragraphs[number], pattern) if number >= barren[way] else None
        if first is None:
            continue
        head = not _is_row(first)
        if head and (way == _COLON or not all(cell.text for cell in first[1:])):
            continue
        rows = [first]
        for paragraph in islice(document.paragraphs, number + 1, None):
            row = _cells(document, paragraph, pattern)
            if row is None or not _fits(row, first, head=head, aligned=way == 0):
                break
            rows.append(row)
        if _stands(rows, way, head=head):
            cells = {
                (line, column): cell
                for line, row in enumerate(rows, start=1)
                for column, cell in enumerate(row, start=1)
                if cell.text
            }
            return Table(cells, number, number + len(rows) - 1, of_lines=True)
        if len(rows) > _FEW_ROWS:
            barren[way] = number + len(rows)
    return None


def _stands(rows: Sequence[Sequence[Folded]], way: int, *, head: bool) -> bool:
    """Whether rows are a table: two with numbers, or a head over one; of a line alone all must be told by its words."""
    told = [row for row in rows[1:] if _is_row(row)] if head else rows
    if not told or not any(_tells_unit(cell.text) for row in rows for cell in row):
        return False
    if way >= _SINGLE_BLANK:
        return len(told) > 1
    return head or len(told) > 1 or _says_all(told[0])


def _says_all(row: Sequence[Folded]) -> bool:
    """Whether a row alone is a name, a measure word and one number."""
    texts = [cell.text for cell in row]
    if len(texts) == 2:
        return unit_in_name(texts[0]) is not None and number_in(texts[1]) is not None
    return len(texts) == 3 and _is_label(texts[0]) and texts[1] in MEASURES and number_in(texts[2]) is not None


def _cells(document: Document, paragraph: Paragraph, pattern: str) -> list[Folded] | None:
    """Columns of a line; None where it has no two, or says more than a row does."""
    span = paragraph.span
    if paragraph.in_table or len(span) > _LONGEST_ROW:
        return None
    line = document.text[span.start : span.end]
    if "\n" in line or not _PROSE.isdisjoint(line):
        return None
    edges, start = [], 0
    for match in re.finditer(pattern, line):
        edges.append((start, match.start()))
        start = match.end()
    edges.append((start, len(line)))
    if len(edges) > 2 and line[:1] in "|｜":
        edges = edges[1:]
    if len(edges) > 2 and edges[-1][0] >= edges[-1][1]:
        edges = edges[:-1]
    if not 2 <= len(edges) <= _MOST_COLUMNS:
        return None
    cells = [fold(document.text, Span(span.start + begin, span.start + end)) for begin, end in edges]
    return cells if all(_is_cell(cell.text) for cell in cells) else None


def _is_cell(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL


def _is_label(text: str) -> bool:
    return bool(text) and not number_in(text) and not is_nothing(text) and text not in MEASURES


def _is_row(row: Sequence[Folded]) -> bool:
    """Whether a line is a row of figures: a name, then numbers, measure words and signs for nothing."""
    texts = [cell.text for cell in row]
    return any(map(_is_label, texts)) and any(number_in(text) for text in texts[1:]) and not _is_year(texts[1:])


def _is_year(texts: Sequence[str]) -> bool:
    """Whether the numbers of a line are years at the head of columns."""
    numbers = [text for text in texts if number_in(text)]
    return all(re.fullmatch(r"20\d\d", text) for text in numbers)


def _fits(row: Sequence[Folded], first: Sequence[Folded], *, head: bool, aligned: bool) -> bool:
    """Whether a row has the columns of the first line; under no head the same kinds of cells stand in them.

    One without numbers may have fewer, and so may any where marks tell which column is which.
    """
    if not _is_row(row):
        rest = [cell.text for cell in row[1:]]
        return len(row) <= len(first) and _is_label(row[0].text) and all(map(_is_no_label, rest))
    if len(row) != len(first) and not (aligned and len(row) < len(first)):
        return False
    return head or all(
        _is_label(one.text) == _is_label(other.text) for one, other in zip(row, first, strict=False) if one.text
    )


def _is_no_label(text: str) -> bool:
    return not _is_label(text)


def _tells_unit(text: str) -> bool:
    match = number_in(text)
    return (
        counted_by_head(text) is not None
        or text in MEASURES
        or unit_in_name(text) is not None
        or (match is not None and match["unit"] is not None)
    )
