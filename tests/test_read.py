"""Reading: bytes of any kind become a Document that quotes them faithfully, or one clear Chinese error."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from any_bytes import read_or_refuse
from docx_builder import abstract, archive, docx, level, listed, num, para, root, run, style, table
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.read import SIZE_LIMIT, read
from engine.read.numbering import chinese, numeral

if TYPE_CHECKING:
    from pathlib import Path

    from engine.model import Document

REPORT = "某某街道办事处2024年法治政府建设年度报告\n\n　　一、主要举措和成效\n全年召开专题会议3次。\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = b"{\\rtf"
BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")


def refused(data: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        read("报告.docx", data)
    assert str(caught.value).startswith("报告.docx：")


def texts(document: Document) -> list[str]:
    return [document.quote(paragraph.span) for paragraph in document.paragraphs]


# Plain text


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (REPORT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + REPORT.encode(), "utf-8"),
        (REPORT.encode("gbk"), "gb18030"),
        ((REPORT + "㐀𠀀").encode("gb18030"), "gb18030"),
        (b"\x84\x31\x95\x33" + REPORT.encode("gb18030"), "gb18030"),
        (REPORT.encode("utf-16"), "utf-16le"),
        (codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"), "utf-16be"),
        (REPORT.encode("utf-16-le"), "utf-16le"),
        (REPORT.encode("utf-16-be"), "utf-16be"),
        (codecs.BOM_UTF32_LE + REPORT.encode("utf-32-le"), "utf-32le"),
        (b"plain ASCII, 2024", "utf-8"),
        ("plain ASCII, 2024\n".encode("utf-16-le"), "utf-16le"),
    ],
)
def test_encodings(data: bytes, charset: str) -> None:
    document = read("报告.txt", data)
    assert document.media == f"text/plain; charset={charset}"
    assert document.text.rstrip("㐀𠀀") in {REPORT, "plain ASCII, 2024", "plain ASCII, 2024\n"}
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_cut_last_character_is_left_out_and_noted(encoding: str) -> None:
    document = read("报告.txt", (REPORT + "完").encode(encoding)[:-1])
    assert document.text == REPORT
    assert document.notes == ("文件末尾不完整，最后半个字已略去",)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_spoilt_byte_costs_a_character_and_not_the_report(encoding: str) -> None:
    """Every byte of the first hundred in turn: the paragraphs stay, and it is said."""
    data = (REPORT * 10).encode(encoding)
    for place in range(100):
        spoilt = data[:place] + b"\xff" + data[place + 1 :]
        document = read("a.txt", spoilt)
        assert document.text.count("全年召开专题会议3次。") >= 9
        assert re.fullmatch("有 [12] 处的编码有误，无法识别，文中以“\ufffd”代替", "".join(document.notes))
    assert not read("a.txt", REPORT.replace("全年", "全\ufffd").encode()).notes  # the text itself has it


def test_many_spoilt_bytes_are_no_text() -> None:
    data = bytearray((REPORT * 10).encode())
    data[::40] = b"\xff" * len(data[::40])
    with pytest.raises(InputError, match="编码无法识别"):
        read("a.txt", bytes(data))


def test_paragraphs_are_lines_without_the_space_around_them() -> None:
    document = read("报告.txt", REPORT.encode())
    assert texts(document) == [
        "某某街道办事处2024年法治政府建设年度报告",
        "一、主要举措和成效",
        "全年召开专题会议3次。",
    ]
    assert [paragraph.place for paragraph in document.paragraphs] == ["第1段", "第2段", "第3段"]
    assert document.place(document.text.index("专题")) == "第3段"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_every_line_break_is_one_newline(newline: str) -> None:
    assert read("报告.txt", f"甲方{newline}乙方".encode()).text == "甲方\n乙方"


def test_control_characters_become_spaces_and_widthless_ones_stay() -> None:
    document = read("报告.txt", ("依\u200b法\x00行\x07政" + "。" * 50).encode())
    assert document.text == "依\u200b法 行 政" + "。" * 50
    assert document.notes == ("文中有 2 个控制字符，已换成空格",)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\x03\x04\x05\x06\x07",
        bytes(range(256)) * 4,
        ("法治建設年度報告，推動依法行政。" * 9).encode("big5"),
        "Übergröße und Maß".encode("latin-1"),
        codecs.BOM_UTF8 + b"\xff\xff",
    ],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    refused(data, "不是文本文件")


@pytest.mark.parametrize(
    ("data", "problem"), [(b"", "文件是空的"), (" \t\r\n　\u200b".encode(), "只有空白"), (codecs.BOM_UTF8, "只有空白")]
)
def test_nothing_to_read(data: bytes, problem: str) -> None:
    refused(data, problem)


SENTENCES = st.text(st.sampled_from("依法行政，。 \n\r\t\f　\u200b\ufeff2024\x00𠀀\u2028Aa《》"), max_size=80)


@given(SENTENCES)
def test_paragraphs_quote_stripped_text_and_cover_all_of_it(text: str) -> None:
    try:
        document = read("报告.txt", text.encode())
    except InputError:
        return
    end = 0
    for number, paragraph in enumerate(document.paragraphs, start=1):
        quote = document.quote(paragraph.span)
        assert quote
        assert quote == quote.strip()
        assert "\n" not in quote
        assert BLANK.fullmatch(document.text[end : paragraph.span.start])
        assert paragraph.place == f"第{number}段"
        end = paragraph.span.end
    assert BLANK.fullmatch(document.text[end:])


# Formats told by content


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\n\n%PDF-1.4", "PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "图片"),
        (b"\x89PNG\r\n\x1a\n\x00", "图片"),
        (b"GIF89a\x01", "图片"),
        (b"II*\x00\x08", "图片"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00" + bytes(30), "图片"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "图片"),
        (b'<?xml version="1.0"?><data>1</data>', "XML 数据"),
        (OLE + bytes(504) + "WordDocument".encode("utf-16-le"), "旧版 Word"),
        (OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (OLE + bytes(504) + "Workbook".encode("utf-16-le"), "电子表格"),
        (OLE + bytes(504), "旧版 Office"),
        (archive({"OFD.xml": "", "Doc_0/Document.xml": ""}), "OFD"),
        (archive({"xl/workbook.xml": ""}), "电子表格"),
        (archive({"ppt/presentation.xml": ""}), "演示文稿"),
        (archive({"报告.txt": REPORT}), "ZIP"),
        (archive({"OFD.xml": ""})[:40], "OFD"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
    ],
)
def test_known_formats_are_refused_by_name_and_with_advice(data: bytes, problem: str) -> None:
    refused(data, problem)


def test_the_suffix_does_not_matter() -> None:
    assert read("报告.pdf", docx(para("依法行政"))).text == "依法行政"
    assert read("报告.docx", REPORT.encode()).text == REPORT


def test_a_reader_is_loaded_only_when_needed() -> None:
    code = "import sys; from engine.read import read; read('-', b'a'); sys.exit('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 our own code


# Files


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_bytes(REPORT.encode("gbk"))
    assert read(str(file)) == read(str(file), REPORT.encode("gbk"))


def test_what_cannot_be_opened_is_said_plainly(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path, problem in [
        (tmp_path, "文件夹"),
        (tmp_path / "没有.txt", "找不到文件"),
        (tmp_path / ("长" * 200), "无法打开"),
        (loop, "无法打开"),
    ]:
        with pytest.raises(InputError, match=problem):
            read(str(path))
    with pytest.raises(InputError, match="无法打开"):
        read("a\0b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="管道或设备"):
        read(str(pipe))
    with pytest.raises(InputError, match="管道或设备"):
        read(os.devnull)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_text(REPORT, encoding="utf-8")
    file.chmod(0)
    with pytest.raises(InputError, match="没有读取权限"):
        read(str(file))


def test_a_file_beyond_the_limit_is_not_loaded(tmp_path: Path) -> None:
    file = tmp_path / "大.txt"
    with file.open("wb") as stream:
        stream.truncate(SIZE_LIMIT + 1)
    with pytest.raises(InputError, match="超过 50 MB"):
        read(str(file))
    refused(bytes(SIZE_LIMIT + 1), "超过 50 MB")


def test_a_file_name_that_is_no_unicode_can_still_be_shown(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(str(tmp_path / "\udcc3\udce6.txt"))
    assert str(caught.value).encode()


# Word: what text is


TEXT_BOX = f"<w:txbxContent>{para('框内')}</w:txbxContent>"
BOTH_BOXES = (
    f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{TEXT_BOX}</wps:txbx></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox>{TEXT_BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (para("甲", "乙") + para("　") + para("丙"), ["甲乙", "丙"]),
        (para("甲<>&"), ["甲<>&"]),
        (para("　　甲 "), ["甲"]),
        (para("甲", "<w:r><w:tab/></w:r>", "乙"), ["甲\t乙"]),
        (para("甲", "<w:r><w:br/></w:r>", "乙", "<w:r><w:cr/></w:r>", "丙"), ["甲", "乙", "丙"]),
        (para("010", "<w:r><w:noBreakHyphen/><w:softHyphen/><w:sym w:char='F0A7'/></w:r>", "12"), ["010-12"]),
        (para("<w:r><w:t>甲<!-- x -->乙\n丙</w:t></w:r>"), ["甲乙 丙"]),
        (para(f"<w:hyperlink>{run('甲')}</w:hyperlink><w:smartTag>{run('乙')}</w:smartTag>"), ["甲乙"]),
        (para(f"<w:fldSimple>{run('甲')}</w:fldSimple><w:r><w:instrText>PAGE</w:instrText></w:r>"), ["甲"]),
        (para("<m:oMath><m:r><m:t>95%</m:t></m:r></m:oMath>"), ["95%"]),
        (para(f"<w:r><w:ruby><w:rt>{run('zhì')}</w:rt><w:rubyBase>{run('治')}</w:rubyBase></w:ruby></w:r>"), ["治"]),
        (para("甲", "<w:r><w:footnoteReference w:id='2'/></w:r>", "<w:r><w:commentReference w:id='1'/></w:r>"), ["甲"]),
        # content controls and custom XML, around runs, paragraphs, rows
        (para(f"<w:sdt><w:sdtPr/><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>"), ["甲"]),
        (
            f"<w:sdt><w:sdtContent>{para('甲')}<w:customXml>{para('乙')}</w:customXml></w:sdtContent></w:sdt>",
            ["甲", "乙"],
        ),
        (f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>{para('甲')}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>", ["甲"]),
        # text boxes stand in the file twice
        (para("甲", BOTH_BOXES, "乙") + para("丙"), ["甲乙", "框内", "丙"]),
        (para(f"<w:r><w:pict><v:textbox>{TEXT_BOX}</v:textbox></w:pict></w:r>"), ["框内"]),
        (f"<mc:AlternateContent><mc:Fallback>{para('甲')}</mc:Fallback></mc:AlternateContent>", ["甲"]),
        # hidden text
        (para(run("隐", "<w:vanish/>"), "甲"), ["甲"]),
        (para(run("隐", '<w:vanish w:val="1"/>'), run("甲", '<w:vanish w:val="0"/>')), ["甲"]),
        (para(run("乙", '<w:vanish w:val="false"/>'), run("丙", '<w:vanish w:val="off"/>')), ["乙丙"]),
        (para(run("隐", '<w:rStyle w:val="Ghost"/>'), run("甲", '<w:rStyle w:val="Plain"/>')), ["甲"]),
        (para("隐", run("甲", '<w:vanish w:val="0"/>'), properties='<w:pStyle w:val="Ghost"/>'), ["甲"]),
    ],
)
def test_docx_text(body: str, expected: list[str]) -> None:
    styles = style("Base", "<w:rPr><w:vanish/></w:rPr>") + style("Ghost", based_on="Base") + style("Plain")
    document = read("报告.docx", docx(body, styles=styles))
    assert texts(document) == expected
    assert document.text == "\n".join(expected)
    assert document.media == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert document.notes == ()


MARK_DELETED = "<w:rPr><w:del w:id='1'/></w:rPr>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            para("办案", f"<w:ins>{run('二十')}</w:ins><w:del><w:r><w:delText>十五</w:delText></w:r></w:del>", "件"),
            ["办案二十件"],
        ),
        (para("甲", f"<w:del>{run('乙')}</w:del>"), ["甲"]),
        (para(f"<w:moveFrom>{run('移')}</w:moveFrom>", "甲") + para(f"<w:moveTo>{run('移')}</w:moveTo>"), ["甲", "移"]),
        (f"<w:moveFrom>{para('移')}</w:moveFrom>{para('甲')}<w:moveTo>{para('移')}</w:moveTo>", ["甲", "移"]),
        (f"<w:ins>{para('甲')}</w:ins><w:del>{para('乙')}</w:del>", ["甲"]),
        (para("甲", properties=MARK_DELETED) + para("乙") + para("丙"), ["甲乙", "丙"]),
        (para("甲", properties=MARK_DELETED) + table(["乙"]), ["甲", "乙"]),
        ("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + para("甲") + "</w:tc></w:tr></w:tbl>" + para("乙"), ["乙"]),
    ],
)
def test_docx_tracked_changes_are_accepted(body: str, expected: list[str]) -> None:
    assert texts(read("报告.docx", docx(body))) == expected


def test_docx_notes_say_what_was_done() -> None:
    body = (
        para("甲", f"<w:del>{run('乙')}</w:del>", f"<w:del>{run('丙')}</w:del>")
        + para("一、举措\t1", properties='<w:pStyle w:val="TOC1"/>')
        + "<w:altChunk/>"
    )
    document = read("报告.docx", docx(body, styles=style("TOC1", name="toc 1")))
    assert document.text == "甲"
    assert document.notes == ("文档带有修订痕迹，已按接受全部修订读取", "自动目录已略去", "文中嵌入的外部片段未读取")


def test_docx_places() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{para("宽")}</w:tc>'
    tables = (
        table(["甲", "乙"], ["丙", para("丁") + para("戊")])
        + f"<w:tbl><w:tr>{wide}<w:tc>{para('窄')}</w:tc></w:tr></w:tbl>"
    )
    nested = table([para("外") + table(["内"])])
    document = read("报告.docx", docx(para("首") + para("") + tables + para("次", BOTH_BOXES) + nested))
    assert [(document.quote(item.span), item.place, item.in_table) for item in document.paragraphs] == [
        ("首", "第1段", False),
        ("甲", "表1第1行第1列", True),
        ("乙", "表1第1行第2列", True),
        ("丙", "表1第2行第1列", True),
        ("丁", "表1第2行第2列", True),
        ("戊", "表1第2行第2列", True),
        ("宽", "表2第1行第1列", True),
        ("窄", "表2第1行第3列", True),
        ("次", "第2段", False),
        ("框内", "文本框第1段", False),
        ("外", "表3第1行第1列", True),
        ("内", "表3第1行第1列内表第1行第1列", True),
    ]


def test_docx_headings_by_the_face_official_papers_keep_for_them() -> None:
    hei, kai, song = (
        f'<w:rPr><w:rFonts w:eastAsia="{face}"/></w:rPr>' for face in ("黑体", "楷体_GB2312", "仿宋_GB2312")
    )
    body = "".join(
        para(*(f"<w:r>{properties}<w:t>{text}</w:t></w:r>" for text, properties in runs))
        for runs in (
            [("强化组织领导", hei)],
            [("健全机制", kai)],
            [("全年召开专题会议4次。", song)],
            [("规范执法。", kai), ("全年立案12件。", song)],
            [("这一段正文从头到尾都用楷体排印，" * 4, kai)],
            [("此后楷体不再当作标题", kai)],
        )
    )
    assert [item.outline_level for item in read("报告.docx", docx(body)).paragraphs] == [1, 2, None, None, None, None]


def test_docx_outline_levels() -> None:
    styles = (
        style("1", name="heading 1")
        + style("2", "<w:pPr><w:outlineLvl w:val='1'/></w:pPr>", name="小标题")
        + style("3", based_on="2")
        + style("4", name="标题 4")
        + style("5", "<w:pPr><w:outlineLvl w:val='9'/></w:pPr>", based_on="1")
    )
    bodies = [para(f"样式{name}", properties=f'<w:pStyle w:val="{name}"/>') for name in "12345"]
    bodies.append(para("直接", properties='<w:outlineLvl w:val="2"/>'))
    bodies.append(para("取消", properties='<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>'))
    bodies.append(para("正文"))
    document = read("报告.docx", docx("".join(bodies), styles=styles))
    assert [item.outline_level for item in document.paragraphs] == [1, 2, 2, 4, None, 3, None, None]


def test_docx_main_part_is_found_by_its_relation() -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Type="http://x/relationships/{}" Target="{}"/></Relationships>'
    )
    data = docx(
        para("旧"),
        parts={
            "_rels/.rels": relation.format("officeDocument", "/word/document2.xml"),
            "word/document2.xml": root("document", f"<w:body>{listed('甲', style='L')}</w:body>"),
            "word/_rels/document2.xml.rels": relation.format("styles", "styles2.xml"),
            "word/styles2.xml": root("styles", style("L", "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>")),
            "word/numbering.xml": root("numbering", abstract(0, level(0, "chineseCounting", "%1、")) + num(1, 0)),
        },
    )
    assert texts(read("报告.docx", data)) == ["一、甲"]


def test_docx_of_the_strict_kind() -> None:
    document = root("document", f"<w:body>{para('甲')}</w:body>")
    strict = document.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert texts(read("报告.docx", docx("", parts={"word/document.xml": strict}))) == ["甲"]


# Word: automatic numbers

OUTLINE = abstract(
    0, level(0, "chineseCountingThousand", "%1、"), level(1, "japaneseCounting", "（%2）"), level(2, "decimal", "%3.")
)


def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    """Paragraph texts, all typed as "x": what comes before is the label."""
    return [text.removesuffix("x") for text in texts(read("报告.docx", docx(body, numbering=numbering, styles=styles)))]


def test_numbers_count_and_deeper_levels_start_again() -> None:
    body = "".join(listed("x", 1, at) for at in (0, 1, 1, 2, 2, 1, 2, 0, 1))
    assert labels(body, OUTLINE + num(1, 0)) == [
        "一、",
        "（一）",
        "（二）",
        "1. ",
        "2. ",
        "（三）",
        "1. ",
        "二、",
        "（一）",
    ]


def test_lists_of_one_definition_continue_each_other() -> None:
    body = listed("x", 1, 0) + listed("x", 2, 0) + para("x") + listed("x", 1, 0)
    assert labels(body, OUTLINE + num(1, 0) + num(2, 0)) == ["一、", "二、", "", "三、"]


def test_start_override_restarts_once() -> None:
    again = num(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
    body = listed("x", 1, 0) + listed("x", 2, 0) + listed("x", 2, 0) + listed("x", 1, 0)
    assert labels(body, OUTLINE + num(1, 0) + again) == ["一、", "五、", "六、", "七、"]


def test_start_override_of_a_deeper_level_holds_at_every_restart() -> None:
    again = num(1, 0, '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="3"/></w:lvlOverride>')
    body = "".join(listed("x", 1, at) for at in (0, 1, 1, 0, 1))
    assert labels(body, OUTLINE + again) == ["一、", "（三）", "（四）", "二、", "（三）"]


def test_a_level_replaced_in_the_list() -> None:
    other = num(
        2, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "第%1条", start=7, suffix="space")}</w:lvlOverride>'
    )
    body = listed("x", 2, 0) + listed("x", 2, 0) + listed("x", 2, 1) + listed("x", 1, 0)
    assert labels(body, OUTLINE + num(1, 0) + other) == ["第7条 ", "第8条 ", "（一）", "九、"]


@pytest.mark.parametrize(
    ("restart", "expected"),
    [
        ("", ["1", "1", "2", "1"]),
        ('<w:lvlRestart w:val="0"/>', ["1", "2", "3", "4"]),
        ('<w:lvlRestart w:val="1"/>', ["1", "2", "3", "1"]),
    ],
)
def test_level_restart(restart: str, expected: list[str]) -> None:
    third = level(2, "decimal", "%3", suffix="nothing", more=restart)
    numbering = abstract(0, level(0, "decimal", "A"), level(1, "decimal", "B"), third) + num(1, 0)
    body = "".join(listed("x", 1, at) for at in (0, 1, 2, 1, 2, 2, 0, 2))
    found = labels(body, numbering)
    assert [label for label in found if label[0] not in "AB"] == expected


def test_number_zero_takes_the_number_away() -> None:
    styles = style("L", "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>")
    body = listed("x", style="L") + listed("x", 0, style="L") + listed("x", style="L") + listed("x", 99)
    assert labels(body, OUTLINE + num(1, 0) + num(0, 0), styles) == ["一、", "", "二、", ""]


def test_numbers_from_styles() -> None:
    numbering = abstract(
        0, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="H2"/>')
    ) + num(1, 0)
    styles = (
        style("H1", "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>")
        + style("H2", "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>")  # its level is the one that names it
        + style("Mine", based_on="H2")
        + style("Loop", based_on="Pool")
        + style("Pool", based_on="Loop")
    )
    body = "".join(listed("x", style=name) for name in ("H1", "H2", "Mine", "Loop")) + listed("x", level=0, style="H2")
    assert labels(body, numbering, styles) == ["一、", "（一）", "（二）", "", "二、"]


def test_numbers_of_the_default_style() -> None:
    styles = style("N", "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>").replace(
        "<w:style ", '<w:style w:default="1" '
    )
    assert labels(para("x") + para("x"), OUTLINE + num(1, 0), styles) == ["一、", "二、"]


def test_a_definition_may_only_point_to_a_list_style() -> None:
    link = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="S"/></w:abstractNum>'
    styles = style("S", "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>", kind="numbering")
    body = listed("x", 1, 0) + listed("x", 2, 0) + listed("x", 2, 1)
    assert labels(body, OUTLINE + link + num(1, 0) + num(2, 1), styles) == ["一、", "二、", "（一）"]
    circle = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S"/></w:abstractNum>'
    assert labels(listed("x", 1, 0), circle + num(1, 0), styles) == [""]


def test_legal_numbers_show_all_levels_as_digits() -> None:
    for switch, expected in [("<w:isLgl/>", "1.1 "), ('<w:isLgl w:val="0"/>', "一.1 "), ("", "一.1 ")]:
        second = level(1, "decimal", "%1.%2", more=switch)
        numbering = abstract(0, level(0, "chineseCounting", "%1、"), second) + num(1, 0)
        assert labels(listed("x", 1, 0) + listed("x", 1, 1), numbering) == ["一、", expected]


def test_empty_numbered_paragraphs_count_but_do_not_show() -> None:
    gone = para(properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr>')
    body = listed("x", 1, 0) + listed("", 1, 0) + gone + listed("x", 1, 0)
    assert labels(body, OUTLINE + num(1, 0)) == ["一、", "三、"]


def test_a_number_stands_before_the_first_line_only() -> None:
    properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = para("<w:r><w:br/></w:r>", "　甲", "<w:r><w:br/></w:r>", "乙", properties=properties)
    assert texts(read("报告.docx", docx(body, numbering=OUTLINE + num(1, 0)))) == ["一、甲", "乙"]


WRAPPED = """<w:lvl w:ilvl="0">
    <mc:AlternateContent>
        <mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>
        <mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback>
    </mc:AlternateContent>
    <w:lvlText w:val="%1、"/>
</w:lvl>"""


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (level(0, "bullet", "\uf06c"), ""),
        (level(0, "none", ""), ""),
        (level(0, "decimal", "%1.", start=3), "3. "),
        (level(0, "decimal", "%1.", start=None), "0. "),
        (level(0, "decimal", "%1．", suffix="nothing"), "1．"),
        (level(0, "decimal", "%1）", suffix="space"), "1）"),
        (level(0, "decimal", "%1 %2 %9、"), "1  、"),
        (level(0, "chineseCounting", "第%1部分", suffix="space"), "第一部分 "),
        (level(0, "decimal", "甲&#10;%1、"), "甲 1、"),
        (level(0, "upperRoman", "%1", start=10**8), "100000000 "),
        (level(0, "decimal", "%1" * 10_000), "1" * 32 + " "),
        ('<w:lvl w:ilvl="0"><w:start w:val="x"/><w:lvlText w:val="%1"/></w:lvl>', "0 "),
        (WRAPPED, "00、"),
    ],
)
def test_labels(xml: str, expected: str) -> None:
    assert labels(listed("x", 1, 0), abstract(0, xml) + num(1, 0)) == [expected]


@pytest.mark.parametrize(
    ("style_name", "expected"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 101: "一〇一"}),
        ("chineseCountingThousand", {0: "零", 15: "十五", 101: "一百零一", 110: "一百一十", 700: "七百"}),
        ("japaneseCounting", {12: "十二"}),
        ("ideographDigital", {10: "一〇", 25: "二五"}),
        ("chineseLegalSimplified", {2: "贰", 10: "壹拾", 13: "壹拾叁"}),
        ("ideographLegalTraditional", {6: "陸", 2: "貳"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11", 0: "0"}),
        ("ideographZodiac", {12: "亥", 13: "13"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 50: "㊿", 51: "51", 0: "0"}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("decimalEnclosedParen", {2: "⑵"}),
        ("decimalEnclosedFullstop", {2: "⒉"}),
        ("ideographEnclosedCircle", {10: "㊉"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {3: "03"}),
        ("upperRoman", {4: "IV", 49: "XLIX"}),
        ("lowerRoman", {9: "ix"}),
        ("upperLetter", {1: "A", 27: "AA", 53: "AAA"}),
        ("lowerLetter", {26: "z"}),
        ("hebrew1", {5: "5"}),
    ],
)
def test_number_formats(style_name: str, expected: dict[int, str]) -> None:
    assert {number: numeral(style_name, number) for number in expected} == expected


@given(st.integers(1, 9999))
def test_chinese_numerals_are_told_apart_and_read_back(number: int) -> None:
    total = digit = 0
    for char in chinese(number):
        if char in "十百千":
            total += max(digit, 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(char)
    assert total + digit == number


# Hostile files


ENTITY = '<!DOCTYPE w:document [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def test_document_type_declarations_are_refused() -> None:
    hostile = root("document", f"<w:body>{para('&e;').replace('&amp;', '&')}</w:body>").replace("?>", "?>" + ENTITY, 1)
    wide = hostile.replace("UTF-8", "UTF-16").encode("utf-16")
    seven = hostile.replace("UTF-8", "UTF-7").replace("<!DOCTYPE", "+ADwAIQ-DOCTYPE").encode()
    for content in (hostile, wide, seven):
        refused(docx("", parts={"word/document.xml": content}), "DOCTYPE")
    refused(docx(para("甲"), parts={"word/styles.xml": hostile}), "DOCTYPE")


def test_zip_bombs_are_not_unpacked() -> None:
    refused(docx("", parts={"word/document.xml": b" " * (65 * 2**20)}), "异常大")
    refused(docx("", parts={"word/document.xml": b" " * (9 * 2**20)}), "异常大")
    refused(docx("<a/>" * 2_000_001), "异常大")


def test_a_part_larger_than_it_says_is_refused() -> None:
    data = bytearray(docx(para("甲" * 5000)))
    size = len(zipfile.ZipFile(io.BytesIO(bytes(data))).read("word/document.xml"))
    place = data.rindex(size.to_bytes(4, "little"))
    data[place : place + 4] = (100).to_bytes(4, "little")
    refused(bytes(data), "已损坏")


def test_encrypted_members_are_refused() -> None:
    data = bytearray(archive({"word/document.xml": root("document", "")}))
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + offset] |= 1
    refused(bytes(data), "密码")


def test_nesting_without_end_is_refused() -> None:
    deep = para("甲")
    for _ in range(60):
        deep = table([deep + para()])
    refused(docx(deep), "嵌套过深")
    for _ in range(300):
        deep = f"<w:sdt>{deep}</w:sdt>"
    refused(docx(deep), "已损坏")


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_truncated_documents_are_called_damaged(share: float) -> None:
    data = docx(para("依法行政" * 200), styles=style("a"), numbering=OUTLINE)
    refused(data[: max(60, int(len(data) * share))], "已损坏或不完整")


@pytest.mark.parametrize(
    "data",
    [
        archive({"word/settings.xml": root("settings", "")}),
        docx("", parts={"word/document.xml": root("document", "")}),
        docx("", parts={"word/document.xml": b"<w:document"}),
        docx("", parts={"word/document.xml": b"\xff\xff\xff"}),
        docx("", parts={"word/document.xml": b"<a>&undefined;</a>"}),
        docx(para("甲"), parts={"word/numbering.xml": b"not XML"}),
    ],
)
def test_documents_without_a_sound_body_are_refused(data: bytes) -> None:
    refused(data, "已损坏或不完整")


def test_a_document_without_text_is_refused() -> None:
    refused(docx(para() + para("　\u200b")), "没有文字")


DOCX = docx(para("依法行政" * 20) + listed("x", 1, 0) + table(["甲"]), styles=style("a"), numbering=OUTLINE + num(1, 0))


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(OLE)
@example(RTF)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)


@given(
    st.binary(max_size=200),
    st.sampled_from([b"PK\x03\x04", OLE, RTF, b"<?xml", b"<html", codecs.BOM_UTF16_LE, b"\x84\x31\x95\x33"]),
)
def test_any_bytes_behind_a_magic_are_read_or_refused(data: bytes, magic: bytes) -> None:
    read_or_refuse(magic + data)


@given(st.integers(0, len(DOCX) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_document_is_read_or_refused(place: int, noise: bytes) -> None:
    read_or_refuse(DOCX[:place] + noise + DOCX[place + len(noise) :])


XML = st.recursive(
    st.sampled_from(["<w:t>甲</w:t>", "<w:br/>", "<w:altChunk/>", '<w:numId w:val="1"/>', '<w:ilvl w:val="-1"/>']),
    lambda inner: st.tuples(
        st.sampled_from(
            ["p", "r", "pPr", "numPr", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "txbxContent"]
        ),
        st.lists(inner, max_size=4),
    ).map(lambda item: f"<w:{item[0]}>{''.join(item[1])}</w:{item[0]}>"),
    max_leaves=20,
)


@given(st.lists(XML, max_size=6))
def test_any_nesting_of_elements_is_read_or_refused(blocks: list[str]) -> None:
    read_or_refuse(docx("".join(blocks), styles=style("a"), numbering=OUTLINE + num(1, 0)))
