"""Reading OFD: the paragraphs that were set, however the file has them, or one clear Chinese error."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from any_bytes import read_or_refuse
from docx_builder import archive
from hypothesis import given
from hypothesis import strategies as st
from ofd_builder import code, element, layer, ofd, page, path, report_ofd, root, text
from typesetter import typeset

from engine import audit, load_pack
from engine.errors import InputError
from engine.read import layout, read
from engine.read import ofd as reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.model import Document
    from engine.rulebook import Rulebook

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
FULL = "依法行政" * 7


def refused(data: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        read("报告.ofd", data)
    assert str(caught.value).startswith("报告.ofd：")


def texts(data: bytes) -> list[str]:
    document = read("报告.ofd", data)
    return [document.quote(paragraph.span) for paragraph in document.paragraphs]


def squeezed(document: Document) -> list[str]:
    return [re.sub(r"\s", "", document.quote(paragraph.span)) for paragraph in document.paragraphs]


def lines_of(seed: Path) -> list[str]:
    document = read(str(seed))
    return [document.quote(paragraph.span) for paragraph in document.paragraphs]


@cache
def pack() -> Rulebook:
    return load_pack()


# Whole reports


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_the_paragraphs_of_a_report_are_those_of_its_text(seed: Path) -> None:
    for shift in (0, 30):
        document = read("报告.ofd", report_ofd(typeset(lines_of(seed), shift=shift)))
        assert squeezed(document) == squeezed(read(str(seed)))
        assert document.media == "application/ofd"
        assert document.notes == ()
        assert document.paragraphs[0].place == "第1页第1段"
        assert re.fullmatch(r"第\d页第\d+段", document.paragraphs[-1].place)


@pytest.mark.parametrize("name", ["street-2024", "township-2023", "department-2025", "county-2024", "city-2022"])
def test_the_verdicts_on_an_ofd_are_those_on_its_text(name: str) -> None:
    seed = next(seed for seed in SEEDS if seed.stem == name)
    results = [
        audit(document, pack()) for document in (read(str(seed)), read("报告.ofd", report_ofd(typeset(lines_of(seed)))))
    ]
    first, second = (
        (
            {finding.rule: finding.verdict for finding in result.findings},
            result.defects and [d.id for d in result.defects],
        )
        for result in results
    )
    assert first == second
    assert results[0].score.total == results[1].score.total


# Text objects


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        # order on the page, not in the file
        ([text("丙丙", y=60), text("乙乙", x=60), text("甲甲", x=20)], ["甲甲 乙乙", "丙丙"]),
        ([text("府建设", x=30), text("法治政", x=15)], ["法治政府建设"]),
        # several text codes in an object, on one line or on two; a place not given is the last one's
        ([text(code("法治", 0, 5, "5") + code("政府", 10, 5, "5"))], ["法治政府"]),
        ([text(code("法治", 0, 5, "5") + code("政府", 0, 15, "5"))], ["法治", "政府"]),
        ([text(code("法治", 3, 5, "5") + element("TextCode", "政府", X=13, DeltaX=5))], ["法治政府"]),
        # steps: packed, mixed, too few, none
        ([text(code("依法行政2024", 0, 5, "g 3 5 5 g 3 2.5"))], ["依法行政2024"]),
        ([text(code("依法行政", 0, 5, "5"))], ["依法行政"]),
        ([text(code("依法2024", 0, 5)), text("年", x=40)], ["依法2024年"]),
        ([text(code("依法", 0, 5, "g x 5")), text("行政", x=30)], ["依法行政"]),
        # a matrix, as producers of scaled pages have it
        ([text(code(word, x, -303.7), size=14.75, CTM="0.3527 0 0 0.3527 -114.4 112.1", Boundary="20 30 5 5")
          for word, x in (("依", 324.4), ("法", 338.9))], ["依法"]),
        # what glyphs are drawn does not change what is said
        ([text(element("CGTransform", element("Glyphs", "7 8"), CodePosition=0, CodeCount=2, GlyphCount=2)
               + code("法治", 0, 5, "5"))], ["法治"]),
        # blocks inside each other
        ([element("PageBlock", element("PageBlock", text("法治")) + text("行政", y=60))], ["法治", "行政"]),
        # nothing to see
        ([text("法治"), text("隐", Visible="false"), text("隐", Alpha="0"), text("隐", size=0.5)], ["法治"]),
        ([text("法治"), text("草稿", y=90, size=20, CTM="0.7 0.7 -0.7 0.7 0 0")], ["法治"]),
        ([text("法治"), text("", y=60), text(code("隐", 1e9, 5))], ["法治"]),
        ([text("法治", CTM="nan 0 0 1 0 0")], ["法治"]),
        # characters
        ([text("⺠主&<>①（１）")], ["民主&<>①（１）"]),
        ([text("2024 年 5 月")], ["2024年5月"]),
        ([text(code("法\n治", 0, 5, "5"))], ["法治"]),
        ([text("rule of law")], ["rule of law"]),
    ],
)  # fmt: skip
def test_text_objects(objects: list[str], expected: list[str]) -> None:
    assert texts(ofd(page(*objects))) == expected


def test_vertical_text() -> None:
    columns = [text(code(words, 0, 5, "0", "g 3 5"), x=x) for words, x in (("依法行政", 100), ("法治政府", 92))]
    assert texts(ofd(page(*columns))) == ["依法行政", "法治政府"]
    across = [text("主要举措和成效"), text(code("装订", 0, 5, "0", "5"), x=5, y=100)]
    assert texts(ofd(page(*across))) == ["主要举措和成效", "装订"]
    turned = [text(code("依法", 0, 5), x=100, ReadDirection=90)]
    assert texts(ofd(page(*turned))) == ["依法"]
    whole = [text("依法行政", x=100, y=30, CTM="0 1 -1 0 0 0"), text("法治政府", x=90, y=30, CTM="0 1 -1 0 0 0")]
    assert texts(ofd(page(*whole))) == ["依法行政", "法治政府"]


def test_layers_and_templates() -> None:
    ground, body = layer(text("背景"), kind="Background"), layer(text("正文", y=60))
    assert texts(ofd(page(ground, body))) == ["正文"]
    assert texts(ofd(page(ground, layer(text("前景", y=90), kind="Foreground"), body))) == ["正文", "前景"]
    assert texts(ofd(page(ground))) == ["背景"]
    template = element("TemplatePage", ID=5, BaseLoc="Tpls/Tpl_0/Content.xml")
    parts = {"Doc_0/Tpls/Tpl_0/Content.xml": page(text("文头"))}
    assert texts(ofd(page(text("正文"), template="5"), common=template, parts=parts)) == ["正文"]


def units(*inner: str) -> str:
    """Resources with drawings numbered from 50."""
    return root(
        "Res",
        element(
            "CompositeGraphicUnits",
            "".join(
                element("CompositeGraphicUnit", element("Content", content), ID=50 + at, Width=100, Height=100)
                for at, content in enumerate(inner)
            ),
        ),
    )


def composite(number: int, x: float = 0, y: float = 0, matrix: str = "1 0 0 1 0 0") -> str:
    return element("CompositeObject", ID=9, ResourceID=number, Boundary=f"{x} {y} 100 100", CTM=matrix)


@pytest.mark.parametrize("kind", ["DocumentRes", "PublicRes"])
def test_composite_objects(kind: str) -> None:
    common = element(kind, f"{kind}.xml")
    parts = {f"Doc_0/{kind}.xml": units(text("治", x=0, y=0, size=10), composite(50, 10, 0))}
    drawn = page(text("法", x=20, y=20), composite(51, 15, 20, "0.5 0 0 0.5 0 0"), composite(99))
    assert texts(ofd(drawn, common=common, parts=parts)) == ["法治"]


def test_tables() -> None:
    grid = path("M 0 0 L 150 0 M 0 10 L 150 10 M 0 20 L 150 20 M 0 0 L 0 20 M 50 0 L 50 20 M 150 0 L 150 20", 20, 40)
    bars = [
        path(f"M 0 0 L {w} 0 L {w} {h} L 0 {h} C", x, y, w, h, Fill="true", Stroke="false")
        for x, y, w, h in [(20, 40 + 10 * at, 150, 0.2) for at in range(3)] + [(x, 40, 0.2, 20) for x in (20, 70, 170)]
    ]
    words = [
        text(word, x=x, y=y) for word, x, y in (("甲甲", 25, 42), ("乙乙", 75, 42), ("丙丙", 25, 52), ("丁丁", 75, 52))
    ]
    for lines in ([grid], bars, [element("PageBlock", grid)]):
        document = read("报告.ofd", ofd(page(text("之前", y=20), *lines, *words, text("之后", y=80))))
        assert [(document.quote(part.span), part.place, part.in_table) for part in document.paragraphs] == [
            ("之前", "第1页第1段", False),
            ("甲甲", "第1页表1第1行第1列", True),
            ("乙乙", "第1页表1第1行第2列", True),
            ("丙丙", "第1页表1第2行第1列", True),
            ("丁丁", "第1页表1第2行第2列", True),
            ("之后", "第1页第2段", False),
        ]


@pytest.mark.parametrize(
    "data",
    ["M 0 0 B 1 1 2 2 3 3 L 9", "M 0 0 Q 1 1 2 2 A 1 1 0 0 0 5 5 C", "L 1 1", "1 2", "M nan 0", "M 0 0 L 1 1 " * 999],
)  # fmt: skip
def test_paths_of_any_kind_do_no_harm(data: str) -> None:
    assert texts(ofd(page(text("法治"), path(data)))) == ["法治"]


# Packages


@pytest.mark.parametrize(
    ("root_at", "pages_at"),
    [
        ("/Doc_0/Document.xml", "/Doc_0/Pages/Page_{}/Content.xml"),
        ("doc_0/document.XML", "pages/page_{}/content.xml"),
        ("Doc_0\\Document.xml", "Pages\\Page_{}\\Content.xml"),
        ("./Doc_0/Document.xml", "../Doc_0/Pages/Page_{}/Content.xml"),
        ("Doc_0", "Pages/Page_{}"),
        (" Doc_0/Document.xml\n", "Doc_0/Pages/Page_{}/Content.xml"),
    ],
)
def test_parts_are_found_however_they_are_named(root_at: str, pages_at: str) -> None:
    assert texts(ofd(page(text("甲甲")), page(text("乙乙")), root_at=root_at, pages_at=pages_at)) == ["甲甲", "乙乙"]


def test_members_named_in_another_case() -> None:
    with zipfile.ZipFile(io.BytesIO(ofd(page(text("法治"))))) as package:
        members = {name.upper(): package.read(name) for name in package.namelist()}
    assert texts(archive(members)) == ["法治"]


def test_of_several_documents_the_first_is_read() -> None:
    document = read("报告.ofd", ofd(page(text("法治")), bodies=2, parts={"Doc_1/Document.xml": root("Document", "")}))
    assert document.text == "法治"
    assert document.notes == ("文件里有 2 个文档，只读取了第一个",)


def test_pages_that_are_pictures() -> None:
    image = page(element("ImageObject", ID=4, ResourceID=8, Boundary="0 0 210 297"))
    refused(ofd(image), "无文字层")
    document = read("报告.ofd", ofd(image, page(text("法治")), image))
    assert document.notes == ("第1、3页是图片，无文字层，未读取",)
    assert document.paragraphs[0].place == "第2页第1段"
    refused(ofd(page(text("　"))), "没有文字")
    refused(ofd(page()), "没有文字")


def test_encrypted_documents() -> None:
    refused(ofd(page(text("法治")), parts={"Encryptions.xml": "<a/>"}), "加了密")
    data = bytearray(ofd(page(text("法治"))))
    at = 0
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        while (at := data.find(header, at)) >= 0:
            data[at + offset] |= 1
            at += 1
        at = 0
    refused(bytes(data), "密码")


# Limits and hostile files


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    refused(ofd(*[page(text("法"))] * (layout.PAGE_LIMIT + 1)), "501 页，超过 500 页")
    with monkeypatch.context() as patch:
        patch.setattr(layout, "GLYPH_LIMIT", 5)
        refused(ofd(page(text("法治")), page(text("法治政府"))), "第2页起文字过多")
    with monkeypatch.context() as patch:
        patch.setattr(reader, "_OBJECTS", 5)
        refused(ofd(page(text("法治")), page(*[text("法治")] * 5)), "第2页起内容过多")
    with monkeypatch.context() as patch:
        patch.setattr(reader, "_XML_LIMIT", 2000)
        refused(ofd(*[page(text("法治"))] * 9), "异常大")


def test_steps_without_end_are_cut() -> None:
    assert texts(ofd(page(text(code("法治", 0, 5, "g 999999999 5"))))) == ["法治"]


def test_zip_bombs_are_not_unpacked() -> None:
    refused(ofd(page(text("法治")) + " " * (9 * 2**20)), "异常大")
    same = "Pages/Page_0/Content.xml"  # one page, small by itself, listed many times
    refused(ofd(*[page(text("法治")) + "\n" * (7 * 2**20), *[page()] * 60], pages_at=same), "异常大")


def test_document_type_declarations_are_refused() -> None:
    hostile = (
        page(text("&e;"))
        .replace("&amp;e;", "&e;")
        .replace("?>", '?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1)
    )
    refused(ofd(hostile), "DOCTYPE")
    refused(ofd(page(text("法治")), parts={"OFD.xml": hostile}), "DOCTYPE")


def test_objects_inside_each_other_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_OBJECTS", 20_000)
    deep = text("法治")
    for _ in range(30):
        deep = element("PageBlock", deep)
    refused(ofd(page(deep)), "嵌套过深")
    for _ in range(300):
        deep = element("PageBlock", deep)
    refused(ofd(page(deep)), "已损坏")
    common, parts = (
        element("DocumentRes", "DocumentRes.xml"),
        {"Doc_0/DocumentRes.xml": units(composite(51), composite(50))},
    )
    refused(ofd(page(composite(50)), common=common, parts=parts), "嵌套过深")
    wide = {"Doc_0/DocumentRes.xml": units(*[composite(51 + at) * 10 for at in range(9)], text("法"))}
    refused(ofd(page(composite(50)), common=common, parts=wide), "内容过多")


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99])
def test_truncated_documents_are_called_damaged(share: float) -> None:
    data = report_ofd(typeset(["某街道2024年报告", FULL * 20 + "。", "2025年1月1日"]))
    refused(data[: int(len(data) * share)], "已损坏或不完整")


@pytest.mark.parametrize(
    "data",
    [
        archive({"OFD.xml": root("OFD", "")}),
        archive({"OFD.xml": root("OFD", element("DocBody", element("DocRoot", "Doc_0/Document.xml")))}),
        archive({"OFD.xml": root("OFD", element("DocBody", element("DocRoot", ""))), "a": "<a/>"}),
        ofd(),
        ofd(page(text("法治")), pages_at="Pages/Page_9/Content.xml"),
        ofd("not XML"),
        ofd(page(text("法治")), parts={"Doc_0/Document.xml": b"<ofd"}),
    ],
)
def test_documents_without_sound_parts_are_refused(data: bytes) -> None:
    refused(data, "已损坏或不完整")


NUMBERS = st.lists(
    st.sampled_from(["0", "5", "-3", "1e4", "9e99", "nan", "inf", "g", "2", "x", "0.5"]), max_size=7
).map(" ".join)
CODES = st.builds(
    lambda words, x, y, dx, dy: element("TextCode", words, X=x, Y=y, DeltaX=dx, DeltaY=dy),
    st.text(st.sampled_from("依法行政，。 2024a（）一、\u200b\xad\u2028⺠\n"), max_size=9), *[NUMBERS] * 4,
)  # fmt: skip
OBJECTS = st.recursive(
    st.one_of(
        st.builds(
            lambda inner, box, matrix, size: element("TextObject", "".join(inner), Boundary=box, CTM=matrix, Size=size),
            st.lists(CODES, max_size=3), NUMBERS,
            st.sampled_from(["", "1 0 0 1 0 0", "0 1 -1 0 9 9", "0 0 0 0 0 0", "x"]), NUMBERS,
        ),
        st.builds(lambda data, box: element("PathObject", element("AbbreviatedData", data), Boundary=box),
                  st.lists(st.sampled_from(["M 0 0", "L 90 0", "L 0 90", "C", "B", "1"])).map(" ".join), NUMBERS),
        st.builds(composite, st.integers(50, 52)),
        st.just(element("ImageObject")),
    ),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: element("PageBlock", "".join(parts))),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(st.lists(OBJECTS, max_size=6), min_size=1, max_size=3))
def test_any_page_is_read_or_refused(pages: list[list[str]]) -> None:
    common, parts = (
        element("DocumentRes", "DocumentRes.xml"),
        {"Doc_0/DocumentRes.xml": units(text("法"), composite(50))},
    )
    read_or_refuse(ofd(*[page(*objects) for objects in pages], common=common, parts=parts))


SMALL = ofd(page(text("依法行政", y=40), path("M 0 0 L 90 0", 20, 50)), page(text("法治政府")))


@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_document_is_read_or_refused(place: int, noise: bytes) -> None:
    read_or_refuse(SMALL[:place] + noise + SMALL[place + len(noise) :])


def with_unpacked(change: Callable[[bytes], bytes]) -> bytes:
    """The small document with its page content changed before it is packed."""
    with zipfile.ZipFile(io.BytesIO(SMALL)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members["Doc_0/Pages/Page_0/Content.xml"] = change(members["Doc_0/Pages/Page_0/Content.xml"])
    return archive(members)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_a_damaged_page_is_read_or_refused(place: int, noise: bytes) -> None:
    read_or_refuse(with_unpacked(lambda content: content[:place] + noise + content[place + len(noise) :]))
