"""Reading PDF: the paragraphs that were set, whoever set them, or one clear Chinese error."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from difflib import SequenceMatcher
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from any_bytes import read_or_refuse
from docx_builder import archive
from hypothesis import example, given
from hypothesis import strategies as st
from numpy import array
from pdf_builder import (
    SOFFICE,
    assemble,
    column,
    office_pdf,
    pdf,
    picture,
    put,
    report_docx,
    report_pdf,
    set_pdf,
    stream,
    stroke,
)
from PIL import Image
from typesetter import WIDTH, Run, typeset

from engine import audit, load_pack
from engine.errors import InputError
from engine.read import layout, ocr, pdf_cost, read
from engine.read.placed import Glyph

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.model import Document
    from engine.read.placed import Page
    from engine.rulebook import Rulebook

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
WITH_VERDICTS = ("street-2024", "township-2023", "department-2025", "county-2024", "city-2022")
#: Ends of lines that LibreOffice 7.4 leaves out of justified text, where they hang over the margin.
HANGING = str.maketrans("", "", "，。、；：")


@pytest.fixture(autouse=True)
def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)


def refused(data: bytes, problem: str) -> str:
    with pytest.raises(InputError, match=problem) as caught:
        read("报告.pdf", data)
    assert str(caught.value).startswith("报告.pdf：")
    return str(caught.value)


def texts(data: bytes) -> list[str]:
    document = read("报告.pdf", data)
    return [document.quote(paragraph.span) for paragraph in document.paragraphs]


def squeezed(document: Document) -> list[str]:
    """Paragraphs without white space: pages do not tell how many spaces were typed."""
    return [re.sub(r"\s", "", document.quote(paragraph.span)) for paragraph in document.paragraphs]


def lines_of(seed: Path) -> list[str]:
    document = read(str(seed))
    return [document.quote(paragraph.span) for paragraph in document.paragraphs]


def verdicts(document: Document) -> tuple[object, ...]:
    """All that an audit finds, but for the places."""
    result = audit(document, pack())
    return (
        {finding.rule: (finding.verdict, finding.points) for finding in result.findings},
        [defect.id for defect in result.defects],
        result.score.total,
        result.outline.level.value,
        result.outline.years.value,
        result.outline.issuer.value,
    )


@cache
def pack() -> Rulebook:
    return load_pack()


# Whole reports


PRODUCERS: dict[str, Callable[[list[str]], bytes]] = {
    "reportlab": report_pdf,
    "set": lambda lines: set_pdf(typeset(lines)),
    "set for binding": lambda lines: set_pdf(typeset(lines, shift=30)),
    "set without heads": lambda lines: set_pdf(typeset(lines, head=False)),
}


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_the_paragraphs_of_a_report_are_those_of_its_text(seed: Path, producer: str) -> None:
    document = read("报告.pdf", PRODUCERS[producer](lines_of(seed)))
    assert squeezed(document) == squeezed(read(str(seed)))
    assert document.media == "application/pdf"
    assert document.notes == ()


@pytest.mark.parametrize("name", WITH_VERDICTS)
def test_the_verdicts_on_a_pdf_are_those_on_its_text(name: str) -> None:
    seed = next(seed for seed in SEEDS if seed.stem == name)
    expected = verdicts(read(str(seed)))
    for producer in ("reportlab", "set"):
        assert verdicts(read("报告.pdf", PRODUCERS[producer](lines_of(seed)))) == expected


@pytest.fixture(scope="module")
def from_office() -> dict[tuple[str, bool], bytes]:
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-writer-nogui fonts-noto-cjk)")
    keys = [(seed.stem, justified) for justified in (True, False) for seed in SEEDS]
    made = [report_docx(lines_of(seed), justified=justified) for justified in (True, False) for seed in SEEDS]
    return dict(zip(keys, office_pdf(made), strict=True))


def test_libreoffice(from_office: dict[tuple[str, bool], bytes]) -> None:
    same = total = 0
    for seed in SEEDS:
        expected = squeezed(read(str(seed)))
        assert squeezed(read("报告.pdf", from_office[seed.stem, False])) == expected
        justified = [line.translate(HANGING) for line in squeezed(read("报告.pdf", from_office[seed.stem, True]))]
        plain = [line.translate(HANGING) for line in expected]
        blocks = SequenceMatcher(None, plain, justified, autojunk=False).get_matching_blocks()
        same, total = same + sum(block.size for block in blocks), total + max(len(plain), len(justified))
    assert same >= 0.99 * total


@pytest.mark.parametrize("name", WITH_VERDICTS)
def test_libreoffice_verdicts(name: str, from_office: dict[tuple[str, bool], bytes]) -> None:
    seed = next(seed for seed in SEEDS if seed.stem == name)
    assert verdicts(read("报告.pdf", from_office[name, False])) == verdicts(read(str(seed)))


# Lines


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        # two stretches on one line, in any order; letters raised and lowered
        ([put("政府", 122, 100), put("法治", 90, 100)], ["法治政府"]),
        ([put("面积", 90, 100), put("m", 122, 100), put("2", 130, 94, 9)], ["面积m2"]),
        ([put("法治", 90, 100), put("政府", 90, 112, 10)], ["法治", "政府"]),
        # bold by printing twice; doubled characters that are meant
        ([put("法治政府", 90, 100), put("法治政府", 90.4, 100.2)], ["法治政府"]),
        ([put("常常谢谢", 90, 100)], ["常常谢谢"]),
        # spaces
        ([put("2023 年 5 月，占 12 %", 90, 100)], ["2023年5月，占12 %"]),
        ([put("2023", 90, 100), put("年度", 125, 100), put("法治", 162, 100)], ["2023年度法治"]),
        ([put("依 法 行政", 90, 100)], ["依 法 行政"]),
        ([put("　　　依法", 90, 100)], ["依法"]),
        ([put("rule of law", 90, 100)], ["rule of law"]),
        ([put("rule", 90, 100), put("of", 126, 100)], ["rule of"]),
        ([put("2024", 90, 100, steps=(11, 11, 11))], ["2024"]),
        ([put("签发人：", 90, 100), put("张三", 300, 100)], ["签发人： 张三"]),
        # characters that stand for others
        (column("⼀、⺠主⻓⼾⽣⾏政⾭⿈⺟ 行﨑"), ["一、民主长户生行政青黄母 行﨑"]),
        (column("①（１）：，Ⅲ％"), ["①（１）：，Ⅲ％"]),
        (column("\uf0b7法治\xad政府"), ["法治政府"]),
        (column("𠀀法治"), ["𠀀法治"]),
        (column("法\u2028治\u200b政"), ["法 治\u200b政"]),
    ],
)
def test_lines(page: list[str], expected: list[str]) -> None:
    assert texts(pdf(page)) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ([*column("法治"), put("草稿", 200, 400, 60, turn="0.7 0.7 -0.7 0.7")], ["法治"]),
        ([*column("法治"), put("隐藏", 200, 400, mode=3)], ["法治"]),
        ([*column("法治"), put("隐藏", 200, 400, size=1)], ["法治"]),
        ([*column("法治"), put("隐藏", 900, 400), put("隐藏", 90, -50)], ["法治"]),
        # written upwards in the margin: kept, after the rest
        (
            [*column("法治政府", "依法行政"), put("装订线", 40, 500, turn="0 1 -1 0")],
            ["法治政府", "依法行政", "装订线"],
        ),
    ],
)
def test_what_cannot_be_seen_or_slants_is_left_out(page: list[str], expected: list[str]) -> None:
    assert texts(pdf(page)) == expected


def test_notes_in_the_margin_part_no_paragraph() -> None:
    side = put("装订线", 40, 500, turn="0 1 -1 0")
    first, second = column("　　" + FIRST, FULL), column(FULL, "完。")
    assert texts(pdf([*first, side], [*second, side])) == [FIRST + FULL + FULL + "完。"]
    document = read("报告.pdf", pdf([*first, side], second))
    assert [document.quote(part.span) for part in document.paragraphs] == [FIRST + FULL + FULL + "完。", "装订线"]
    assert [part.place for part in document.paragraphs] == ["第1页第1段", "第1页第2段"]


def test_turned_pages() -> None:
    assert texts(pdf(column("法治政府", "依法行政"), rotate=90)) == ["法治政府", "依法行政"]
    upwards = [put("法治政府", 100, 500, turn="0 1 -1 0"), put("依法行政", 128, 500, turn="0 1 -1 0")]
    downwards = [put("法治政府", 128, 100, turn="0 -1 1 0"), put("依法行政", 100, 100, turn="0 -1 1 0")]
    overhead = [put("依法行政", 500, 100, turn="-1 0 0 -1"), put("法治政府", 500, 128, turn="-1 0 0 -1")]
    for page in (upwards, downwards, overhead):
        assert texts(pdf(page)) == ["法治政府", "依法行政"]


# Paragraphs


FULL = "依法行政" * 7  # 28 letters of 16 points: as wide as a line of body text
FIRST = FULL[:26]  # the first line, after an indent of two


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # first-line indent, short last line
        (["　　" + FIRST, FULL, "完。", "　　" + FIRST, "完。"], [FIRST + FULL + "完。", FIRST + "完。"]),
        # no indent: a line with room at its end is the last one
        ([FULL, FULL, "完。", FULL, "完。"], [FULL + FULL + "完。", FULL + "完。"]),
        # a number had no room and began the next line; the line before it is short, but not the last
        (["　　" + FIRST, FULL, FIRST, "12345件完。"], [FIRST + FULL + FIRST + "12345件完。"]),
        # nothing ends with a comma or an opening bracket
        (["　　" + FIRST, FULL, FULL[:20] + "，", "完。"], [FIRST + FULL + FULL[:20] + "，完。"]),
        # a number after a full stop at the end of a line begins a paragraph, where headings stand at the edge
        (
            ["一、甲", FULL, FULL[:27] + "。", "二、乙", FULL, "完。"],
            ["一、甲", FULL + FULL[:27] + "。", "二、乙", FULL + "完。"],
        ),
        # and does not, where they are indented
        (
            ["　　一、甲", "　　" + FIRST, FULL[:27] + "。", "二、乙" + FULL[:25], "完。", "　　三、丙"],
            ["一、甲", FIRST + FULL[:27] + "。二、乙" + FULL[:25] + "完。", "三、丙"],
        ),
        # a blank line
        (["　　" + FIRST, FULL, FULL, "", FULL, "完。"], [FIRST + FULL + FULL, FULL + "完。"]),
        # signature and date
        (
            ["　　" + FIRST, FULL, "完。", "　" * 20 + "某某办事处", "　" * 18 + "2025年1月20日"],
            [FIRST + FULL + "完。", "某某办事处", "2025年1月20日"],
        ),
        # hanging indent
        (
            ["1.甲" + FIRST, "　　" + FIRST, "　　" + FIRST, "　　完。"] * 3 + [FULL, FULL, "完。"] * 3,
            ["1.甲" + FIRST * 3 + "完。"] * 3 + [FULL + FULL + "完。"] * 3,
        ),
        # words
        ([FULL[:24] + " the rule", "of law", "完。"], [FULL[:24] + "the rule of law", "完。"]),
        ([FULL, FULL[:24] + "govern-", "ment。"], [FULL * 1 + FULL[:24] + "government。"]),
        ([FULL, FULL[:23] + "COVID-", "19。"], [FULL + FULL[:23] + "COVID-19。"]),
    ],
)  # fmt: skip
def test_paragraphs(lines: list[str], expected: list[str]) -> None:
    assert texts(pdf(column(*lines))) == expected


def test_a_title_may_be_broken_anywhere() -> None:
    page = [put("某某区某某街道办事处", 187.5, 100, 22), put("2024年法治政府建设年度报告", 154.5, 140, 22)]
    page += [put("（2025年1月20日）", 225.5, 170, 16)]
    page += column("　　" + FIRST, FULL, FULL, "完。", x=73.5, y=230)
    assert texts(pdf(page))[:2] == ["某某区某某街道办事处2024年法治政府建设年度报告", "（2025年1月20日）"]


def test_a_paragraph_goes_on_over_the_page_and_keeps_the_place_where_it_began() -> None:
    data = pdf(column("　　" + FIRST, FULL), column(FULL, "完。", "　　" + FIRST, "完。"))
    document = read("报告.pdf", data)
    assert [(document.quote(part.span)[-3:], part.place) for part in document.paragraphs] == [
        ("政完。", "第1页第1段"),
        ("法完。", "第2页第1段"),
    ]
    assert document.place(0) == "第1页第1段"
    assert all(part.outline_level is None and not part.in_table for part in document.paragraphs)


# Running heads, page numbers


def body(number: int) -> list[str]:
    """Three lines of one paragraph, unlike those of any other page."""
    letter = chr(0x4E10 + number)
    return ["　　" + letter * 26, letter * 28, letter + "完。"]


def sheets(*heads: str, foot: str = "{}", count: int = 5) -> list[list[str]]:
    return [
        [put(head.format(number), 200, 50 + 14 * at, 10) for at, head in enumerate(heads)]
        + column(*body(number), y=120)
        + ([put(foot.format(number), 280, 800, 12)] if foot else [])
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("heads", "foot"),
    [
        (("某街道法治政府建设年度报告",), "— {} —"),
        (("某街道年报    第{}页",), "- {} -"),
        (("某街道年报", "内部资料", "请勿外传"), "第 {} 页 共 5 页"),
        ((), "{} / 5"),
        ((), "第{}页"),
        ((), "Page {} of 5"),
        ((), "－{}－"),
        ((), ""),
    ],
)
def test_running_heads_and_page_numbers_are_left_out(heads: tuple[str, ...], foot: str) -> None:
    assert texts(pdf(*sheets(*heads, foot=foot))) == ["".join(body(at)).strip() for at in range(1, 6)]


def test_heads_of_left_and_right_pages_may_differ_and_the_first_page_may_have_none() -> None:
    pages = sheets(count=8, foot="")
    for number, page in enumerate(pages):
        if number:
            page.insert(0, put("左页的书眉" if number % 2 else "右页的书眉", 200, 50, 10))
    assert not any("书眉" in line for line in texts(pdf(*pages)))


def test_closing_lines_and_figures_in_the_text_stay() -> None:
    ending = ["　　" + FIRST, "2024", "　" * 18 + "某某街道办事处", "　" * 18 + "2025年1月20日"]
    pages = [*sheets(foot="{}"), [*column(*ending, y=120), put("6", 280, 800, 12)]]
    assert texts(pdf(*pages))[-2:] == ["某某街道办事处", "2025年1月20日"]


def test_pages_that_are_all_alike_have_no_heads() -> None:
    assert texts(pdf(*[column("法治政府")] * 3)) == ["法治政府"] * 3


# Tables


def ruled(*xs: float, ys: tuple[float, ...]) -> list[str]:
    return [stroke(xs[0], y, xs[-1], y) for y in ys] + [stroke(x, ys[0], x, ys[-1]) for x in xs]


def test_cells_are_paragraphs_with_their_own_places() -> None:
    page = [
        *column("　　" + FIRST, FULL, "完。"),
        *ruled(90, 150, 300, 540, ys=(180, 210, 270, 300)),
        put("序号", 100, 200), put("事项", 200, 200), put("结果", 400, 200),
        put("1", 100, 230), put("目录管理和公开的情", 155, 230), put("况", 155, 255), put("已完成。", 310, 230),
        put("合计", 100, 292), put("共一件", 160, 292),
        *column("　　" + FIRST, "完。", y=330),
    ]  # fmt: skip
    page.remove(stroke(300, 180, 300, 300))
    page.append(stroke(300, 180, 300, 270))  # the last two cells of the last row are one
    document = read("报告.pdf", pdf(page))
    assert [(document.quote(part.span), part.place, part.in_table) for part in document.paragraphs] == [
        (FIRST + FULL + "完。", "第1页第1段", False),
        ("序号", "第1页表1第1行第1列", True),
        ("事项", "第1页表1第1行第2列", True),
        ("结果", "第1页表1第1行第3列", True),
        ("1", "第1页表1第2行第1列", True),
        ("目录管理和公开的情况", "第1页表1第2行第2列", True),
        ("已完成。", "第1页表1第2行第3列", True),
        ("合计", "第1页表1第3行第1列", True),
        ("共一件", "第1页表1第3行第2列", True),
        (FIRST + "完。", "第1页第2段", False),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [stroke(90, 130, 540, 130)],  # a line under the title
        ruled(60, 560, ys=(60, 300)),  # a frame around the page
        ruled(60, 80, 560, ys=(60, 80, 300)),  # and one with ornaments
        ["0 1 0 rg 60 400 500 400 re f"],  # a coloured ground
        [stroke(60 + at, 60, 60 + at, 300) for at in range(0, 500, 4)]
        + [stroke(60, 60 + at, 560, 60 + at) for at in range(0, 240, 4)],  # squared paper
        ["60 400 m 560 400 l 560 100 l 60 100 l h S 60 100 m 560 400 l S"] * 3,
    ],
)
def test_lines_that_are_no_table(lines: list[str]) -> None:
    assert texts(pdf(column("　　" + FIRST, FULL, "完。") + lines)) == [FIRST + FULL + "完。"]


def test_borders_may_be_thin_bars_boxes_or_open_at_the_sides() -> None:
    words = [put("甲甲", 100, 120), put("乙乙", 300, 120), put("丙丙", 100, 150), put("丁丁", 300, 150)]
    bars = [f"{x} 677 0.5 65 re f" for x in (90, 290, 500)] + [f"90 {y} 410 0.5 re f" for y in (742, 710, 677)]
    boxes = [f"{x} {y} 200 32 re S" for x in (90, 290) for y in (710, 678)]
    open_sides = [stroke(90, y, 500, y) for y in (100, 132, 164)] + [stroke(290, 100, 290, 164)]
    for lines in (bars, boxes, open_sides):
        document = read("报告.pdf", pdf(words + lines))
        assert [part.place for part in document.paragraphs] == [
            f"第1页表1第{row}行第{column}列" for row in (1, 2) for column in (1, 2)
        ]


# Scans


SCAN = picture(0, 842, 595, 842)


def test_scans_are_refused_with_what_to_do() -> None:
    for pages in ([[SCAN]], [[SCAN, put("— 1 —", 280, 800)]], [[picture(50, 400, 300, 300)]]):
        message = refused(pdf(*pages), "扫描件，无文字层")
        assert "fazhi-audit[ocr]" in message
        assert "文字版" in message


def test_pages_that_are_pictures_among_others_are_named() -> None:
    document = read("报告.pdf", pdf(column("法治"), [SCAN], column("行政"), [SCAN], [SCAN], [SCAN]))
    assert document.notes == ("第2、4至6页是扫描的图片，无文字层，未读取",)
    assert [part.place for part in document.paragraphs] == ["第1页第1段", "第3页第1段"]


def test_what_a_scanner_recognised_is_read_and_named() -> None:
    document = read("报告.pdf", pdf([SCAN, put("法治政府", 90, 100, mode=3)]))
    assert document.text == "法治政府"
    assert document.notes == ("第1页的文字是扫描件自带的识别结果（OCR），可能有误",)


def test_letters_drawn_as_curves_and_empty_pages() -> None:
    refused(pdf([stroke(0, 0, 100, 100)] * 30), "文字已转成图形")
    refused(pdf([]), "没有文字")
    refused(pdf(column("\ue000\ue001\ue002法")), "乱码")


def test_scans_are_recognised_where_the_parts_for_it_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def recognise(_: object, page: Page) -> None:
        page.glyphs[:] = [
            Glyph(char, 90 + 16 * at, 100, 16, 16) for at, char in enumerate("甲乙丙"[page.number - 1] * 9)
        ]

    monkeypatch.setattr(ocr, "installed", lambda: True)
    monkeypatch.setattr(ocr, "recognise", recognise)
    document = read("报告.pdf", pdf(column("法治"), [SCAN], [SCAN, put("— 3 —", 280, 800)]))
    assert document.text == f"法治\n{'乙' * 9}\n{'丙' * 9}"
    assert document.notes == ("第2、3页为文字识别（OCR）结果，可能有误",)
    monkeypatch.setattr(ocr, "PAGE_LIMIT", 1)
    refused(pdf([SCAN], [SCAN]), "扫描件有 2 页，超过文字识别的 1 页")


@pytest.mark.parametrize(
    ("fault", "problem"), [(None, "识别不出文字"), (OSError("坏了"), "第1页的文字识别出错（坏了）")]
)
def test_recognition_may_fail(monkeypatch: pytest.MonkeyPatch, fault: Exception | None, problem: str) -> None:
    def recognise(_: object, page: Page) -> None:
        page.glyphs.clear()
        if fault:
            raise fault

    monkeypatch.setattr(ocr, "installed", lambda: True)
    monkeypatch.setattr(ocr, "recognise", recognise)
    refused(pdf([SCAN]), problem)


def boxed(lines: list[Run], slope: float) -> SimpleNamespace:
    """What rapidocr makes of lines: boxes in dots around the ink, on a page laid askew."""
    boxes = []
    for line in lines:
        left = line.x + (line.size / 2 if line.text[0] == "（" else 0)
        right = line.places[-1] + line.size / (2 if line.text[-1] in "，。；）" or line.text[-1] < "\u2000" else 1)
        top, bottom = line.y - line.size, line.y + line.size / 8
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        boxes.append([(x - slope * (y - 421), y + slope * (x - 297.5)) for x, y in corners])
    scale = min(170 / 72, 2000 / 842)
    return SimpleNamespace(
        boxes=array(boxes) * scale if boxes else None, txts=tuple(line.text for line in lines) or None
    )


def test_recognised_lines_are_straightened_and_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = typeset(lines_of(SEEDS[0]), head=False)[0]
    for slope in (0.0, 0.01, -0.01):
        result = boxed(lines, slope)
        monkeypatch.setattr(ocr, "_engine", lambda found=result: lambda *_, **__: found)
        monkeypatch.setattr(ocr, "installed", lambda: True)
        found = squeezed(read("报告.pdf", pdf([SCAN])))
        expected = squeezed(read(str(SEEDS[0])))[: len(found)]
        assert found[:-1] == expected[:-1]  # the last one goes on over the page
        assert len(found) > 4
        assert expected[-1].startswith(found[-1])
    monkeypatch.setattr(ocr, "_engine", lambda: lambda *_, **__: boxed([], 0))
    refused(pdf([SCAN]), "识别不出文字")


@pytest.mark.skipif(
    not all(find_spec(name) for name in ("rapidocr", "onnxruntime")),
    reason="the extra is not installed (pip install 'fazhi-audit[ocr]')",
)
def test_recognition(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    if SOFFICE is None:
        pytest.skip("LibreOffice, which brings the letters into the file, is not installed")
    lines = ["某某街道办事处2024年度法治政府建设情况的报告", "一、主要举措和成效", FULL * 4 + "。", "全年召开会议3次。"]
    (printed,) = office_pdf([report_docx(lines)])
    with pypdfium2.PdfDocument(printed) as source:
        page = source[0]
        image = page.render(scale=2.5).to_pil().rotate(0.5, fillcolor="white", resample=Image.Resampling.BICUBIC)
        page.close()
    file = io.BytesIO()
    image.save(file, "PDF", resolution=180)
    document = read("报告.pdf", file.getvalue())
    assert document.notes == ("第1页为文字识别（OCR）结果，可能有误",)
    assert squeezed(document)[-4:] == lines
    assert capfd.readouterr() == ("", "")


# Limits and hostile files


def test_a_document_with_too_many_pages_is_refused() -> None:
    refused(pdf(*[column("法")] * (layout.PAGE_LIMIT + 1)), "501 页，超过 500 页")
    assert len(texts(pdf(*[column(f"第{at}件") for at in range(layout.PAGE_LIMIT)]))) == layout.PAGE_LIMIT


def test_too_many_characters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "GLYPH_LIMIT", 50)
    refused(pdf(column("法治"), column("法" * 49)), "第2页起文字过多")


def test_encrypted_documents() -> None:
    report = ["某街道2024年报告", *(chr(0x4E10 + at) * 300 + "。" for at in range(4)), "2025年1月1日"]
    refused(report_pdf(report, encrypt="secret"), "设了打开密码")
    assert squeezed(read("报告.pdf", report_pdf(report, encrypt=""))) == report


@cache
def sample() -> bytes:
    return report_pdf(["某街道2024年报告", *[FULL * 9 + "。"] * 9, "2025年1月1日"])


@pytest.mark.parametrize("share", [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99])
def test_truncated_documents_are_called_damaged(share: float) -> None:
    refused(sample()[: int(len(sample()) * share)], "已损坏或不完整")


def test_what_stands_around_the_document_does_not_matter() -> None:
    assert texts(b"\r\n\r\n" + pdf(column("法治政府")) + b"\r\n<html>" + bytes(5000)) == ["法治政府"]


def forms(depth: int, *, fan: int = 10, name: bytes = b"F", packing: Callable[[bytes, str], bytes] = stream) -> bytes:
    """A page that draws a form that draws ten forms that draw ten forms each, to the given depth."""
    box = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
    inner = [
        packing(b"/%b Do " % name * fan, f"{box}/Resources<</XObject<</{name.decode()} {at} 0 R>>>>")
        for at in range(6, 5 + depth)
    ]
    return assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents[4 0 R]/Resources<</XObject<</%b 5 0 R>>>>>>"
            % name,
            packing(b"/%b Do" % name, ""),
            *inner,
            stream(b"0 0 m 1 1 l S", box),
        ]
    )


def filtered(name: str, content: bytes, entries: str) -> bytes:
    return b"<<%b/Length %d/Filter/%b>>stream\n%b\nendstream" % (entries.encode(), len(content), name.encode(), content)


def runs(content: bytes, entries: str) -> bytes:
    packed = b"".join(
        bytes([len(part) - 1]) + part for part in (content[at : at + 100] for at in range(0, len(content), 100))
    )
    return filtered("RunLengthDecode", packed + b"\x80", entries)


def lzw(content: bytes, entries: str) -> bytes:
    """Without making use of the table: each byte a code of its own, the table emptied before it grows."""
    codes = [code for at in range(0, len(content), 200) for code in (256, *content[at : at + 200])] + [257]
    bits = "".join(f"{code:09b}" for code in codes)
    return filtered("LZWDecode", int(bits + "0" * (-len(bits) % 8), 2).to_bytes((len(bits) + 7) // 8, "big"), entries)


def test_drawings_inside_drawings_without_measure_are_refused() -> None:
    refused(forms(3), "没有文字")  # a thousand lines are nothing
    refused(forms(12), "异常大")
    refused(forms(12, name=b"F#31"), "异常大")
    refused(forms(2000, fan=1), "异常大")
    for packing in (runs, lzw):
        refused(forms(12, packing=packing), "异常大")
    refused(
        forms(12, packing=lambda content, entries: filtered("ASCIIHexDecode", content.hex().encode() + b">", entries)),
        "异常大",
    )
    refused(forms(2).replace(b"/F 6 0 R", b"/F 5 0 R"), "异常大")  # it draws itself


def test_drawings_that_unpack_without_measure_are_refused() -> None:
    refused(pdf(["0 0 m 1 1 l S "] * 2**21), "异常大")
    page = [put("法", 90, 100), " " * 2**20]
    data = pdf(page).replace(b"/Count 1/Kids[10 0 R]", b"/Count 99/Kids[%b]" % (b"10 0 R " * 99))
    refused(data, "异常大")


@pytest.mark.parametrize("content", [b"", b"1 2 3", bytes(range(256)) * 8, b"/F Do " * 999])
def test_packings_are_undone_as_pdfium_does(content: bytes) -> None:
    for data in (stream(content), runs(content, ""), lzw(content, "")):
        head, _, body = data.partition(b"stream\n")
        assert pdf_cost.unpacked(head, body) == content
    damaged = stream(b"/F Do " * 9999)
    head, _, body = damaged[: len(damaged) // 2].partition(b"stream\n")
    assert pdf_cost.unpacked(head, body + b"\xff\xff\xff\nendstream").startswith(b"/F Do ")


def test_other_files_with_the_magic_of_a_pdf() -> None:
    refused(b"%PDF-1.7\n%\xe2\xe3", "已损坏")
    refused(assemble([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R]>>"]), "已损坏")
    refused(archive({"报告.pdf": pdf(column("法"))}), "ZIP")


@given(st.binary(max_size=400))
@example(b"1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF")
def test_any_bytes_behind_the_magic_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(b"%PDF-" + data)


SMALL = pdf(column("　　" + FIRST, FULL, "完。") + ruled(90, 200, 300, ys=(300, 330, 360)) + [put("甲", 100, 320)])


@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_document_is_read_or_refused(place: int, noise: bytes) -> None:
    read_or_refuse(SMALL[:place] + noise + SMALL[place + len(noise) :])


PIECES = st.one_of(
    st.builds(
        put,
        st.text(st.sampled_from("依法行政，。 2024aA（）一、\u200b\xad\uf0b7⺠-"), min_size=1, max_size=30),
        st.integers(-50, 650),
        st.integers(-50, 900),
        st.sampled_from([1, 8, 10.5, 16, 22, 99]),
        turn=st.sampled_from(["1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0.7 0.7 -0.7 0.7", "0 0 0 0", "2 0 0 0.5"]),
        mode=st.sampled_from([0, 3]),
    ),
    st.builds(stroke, *[st.integers(0, 600)] * 4),
    st.builds(picture, *[st.integers(0, 600)] * 4),
)


@given(st.lists(st.lists(PIECES, max_size=12), min_size=1, max_size=3), st.sampled_from([0, 90, 180, 270]))
def test_any_layout_is_read_or_refused(pages: list[list[str]], rotate: int) -> None:
    read_or_refuse(pdf(*pages, rotate=rotate))


@given(st.lists(st.text("依法行政2024（一），。", max_size=90), min_size=2, max_size=6))
def test_no_character_that_was_set_is_lost(lines: list[str]) -> None:
    lines = [f"{letter}{line}。" for letter, line in zip("甲乙丙丁戊己", lines, strict=False)]
    found = "".join(texts(set_pdf(typeset(lines, head=False))))
    assert re.sub(r"\s", "", found) == "".join(lines)


def test_a_run_keeps_its_places() -> None:
    assert Run("法治政府", 10, 20, 16, (16, 17, 16)).places == [10, 26, 43, 59]
    assert max(run.x for page in typeset([FULL * 9 + "。"]) for run in page) < WIDTH


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each document that was opened is closed again."""
    closed: list[bool] = []
    original = pypdfium2.PdfDocument.close

    def close(self: object, *args: object) -> object:
        closed.append(True)
        return original(self, *args)

    monkeypatch.setattr(pypdfium2.PdfDocument, "close", close)
    return closed


def test_documents_are_closed_whatever_happens(opened: list[bool]) -> None:
    read("报告.pdf", pdf(column("法治")))
    refused(pdf([SCAN]), "扫描件")
    assert opened == [True, True]


def test_documents_may_be_read_from_several_threads() -> None:
    files = [report_pdf(lines_of(seed)) for seed in SEEDS[:4]]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(texts, files * 2)) == [texts(file) for file in files] * 2
