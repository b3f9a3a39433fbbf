"""Markdown drafts: the words without the marks, and plain text left as it is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from formats import markdown
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.read import read

if TYPE_CHECKING:
    from engine.model import Document

HEADINGS = "# 报告\n\n## 一、举措\n\n"


def texts(document: Document) -> list[str]:
    return [document.quote(paragraph.span) for paragraph in document.paragraphs]


def marked(text: str) -> list[str]:
    document = read("报告", (HEADINGS + text).encode())
    assert document.media == "text/markdown; charset=utf-8"
    assert document.text == "\n".join(texts(document))
    return texts(document)[2:]


def test_headings_places_and_tables() -> None:
    table = "| 项目 | 数量 |\n|:--|--:|\n| 处罚 | **83** |\n| a\\|b |\n"
    document = read("报告", f"{HEADINGS}正文。\n\n{table}\n### 1. 细目 ###\n附件\n====\n说明\n---\n".encode())
    assert [
        (document.quote(item.span), item.place, item.outline_level, item.in_table) for item in document.paragraphs
    ] == [
        ("报告", "第1段", 1, False),
        ("一、举措", "第2段", 2, False),
        ("正文。", "第3段", None, False),
        ("项目", "表1第1行第1列", None, True),
        ("数量", "表1第1行第2列", None, True),
        ("处罚", "表1第2行第1列", None, True),
        ("83", "表1第2行第2列", None, True),
        ("a|b", "表1第3行第1列", None, True),
        ("1. 细目", "第4段", 3, False),
        ("附件", "第5段", 1, False),
        ("说明", "第6段", 2, False),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "**办件**20件，*全部*办结，***都***好，~~不~~行，`代码 *x*` 。",
            ["办件20件，全部办结，都好，不行，代码 *x* 。"],
        ),
        (
            "**“重点”**工作，**一是学法：**全年学法，**（一）强化**组织。",
            ["“重点”工作，一是学法：全年学法，（一）强化组织。"],
        ),
        (
            "张**、李**等3人，面积3*4*5米，第5~~10条，a_b_c，__甲__。",
            ["张**、李**等3人，面积3*4*5米，第5~~10条，a_b_c，甲。"],
        ),
        (
            '见[通知](http://a.b/c_(d) "题")、[文件][1]、![图](a.png)和[![图](a.png)](b.htm)<http://a.b>。',
            ["见通知、文件、图和图http://a.b。"],
        ),
        ("甲[^1]乙。\n\n[^1]: 注\n[1]: http://a.b\n", ["甲乙。"]),
        ('\\*甲\\* \\# 乙 &amp; &lt;丙&gt;<br>丁<a id="x"></a><!-- 隐\n隐 -->', ["*甲* # 乙 & <丙>", "丁"]),
        ("- 甲\n* 乙\n+ [ ] 丙\n  - 丁\n1. 戊\n2) 己", ["甲", "乙", "丙", "丁", "1. 戊", "2) 己"]),
        ("> 甲\n>> 乙\n\n---\n***\n丙", ["甲", "乙", "丙"]),
        ("```\n**甲**\n# 乙\n```\n丙", ["**甲**", "# 乙", "丙"]),
        ("甲  \n乙\\\n丙", ["甲", "乙", "丙"]),
        ("某街道办事处\n2025年1月20日", ["某街道办事处", "2025年1月20日"]),
        ("    　　缩进的一段。\n第二段。", ["缩进的一段。", "第二段。"]),
        (
            "这一行写得很长很长很长很长很长很长很长很长很长很长\n一直写到这里。\n（一）另起一段",
            ["这一行写得很长很长很长很长很长很长很长很长很长很长一直写到这里。", "（一）另起一段"],
        ),
        ("#标签# 正文\n#二、不空格的标题", ["#标签# 正文", "二、不空格的标题"]),
        ("# \n#\n甲", ["#", "甲"]),
        ("| 甲 |\n|---|\n| 乙 |", ["甲", "乙"]),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    assert marked(text) == expected


@pytest.mark.parametrize(
    "front", ["---\ntitle: 甲\ntags:\n  - 乙\n- 丙\n# 注\n\n---\n", "---\ntitle: 甲\n...\n", "\ufeff---\na: b\n---\n"]
)
def test_front_matter_is_left_out(front: str) -> None:
    assert texts(read("报告", (front + HEADINGS + "正文。").encode())) == ["报告", "一、举措", "正文。"]


@pytest.mark.parametrize(
    "text",
    [
        "# 报告\n一、举措\n**重点**工作。",
        "#依法行政#\n#公正执法#\n正文。",
        "甲 | 乙\n丙 | 丁",
        "一、举措\n---\n正文 * 2 * 3。",
        "---\n说明\n---\n正文。",
        "####\n####\n",
        "",
    ],
)
def test_other_text_is_left_as_it_is(text: str) -> None:
    document = read("报告", (text + "\n正文 **一** [二](三)。").encode())
    assert document.media == "text/plain; charset=utf-8"
    assert document.text == text + "\n正文 **一** [二](三)。"


def test_markdown_in_other_encodings() -> None:
    lines = [
        "青禾街道办事处2024年法治政府建设年度报告",
        "一、主要举措",
        "全年开展法治培训20次。",
        "二、不足",
        "说理不够。",
    ]
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert texts(read("报告", markdown(lines).decode().encode(encoding))) == lines


def test_a_draft_of_nothing_but_marks_is_refused() -> None:
    with pytest.raises(InputError, match="没有文字"):
        read("报告", b"<!-- x -->\n| |\n|---|---|\n| |\n")


PIECES = st.lists(
    st.sampled_from(
        ["# ", "## 甲", "\n", "\n\n", "**", "*", "_", "~~", "`", "```\n", "[", "]", "(", ")", "![", "|", "|---|---|\n",
         "- ", "> ", "\\", "<", ">", "<!--", "-->", "---\n", "甲", "乙。", "&lt;", "a: b\n", "\x00", "　", "\u200b"]
    ),
    max_size=60,
)  # fmt: skip


@given(PIECES)
@example(["# ", "甲", "\n", "## 甲", "\n", "`", "\\", "`"])
def test_any_marks_are_read_or_refused(pieces: list[str]) -> None:
    try:
        document = read("报告", (HEADINGS + "".join(pieces)).encode())
    except InputError:
        return
    end = 0
    for paragraph in document.paragraphs:
        assert paragraph.span.start >= end
        end = paragraph.span.end
        assert document.quote(paragraph.span).strip() == document.quote(paragraph.span) != ""


UNENDED = [
    "[", "[^", "![](", "[](", "*", "**a", "_a_", "`", "` `a", "<!--", "<a ", ">", "> ", "- ", "|", " ", "\t", "~~a",
    "\\", "&", "(", "---\n", "# \n", "甲 ",
]  # fmt: skip


@pytest.mark.parametrize("piece", UNENDED)
def test_marks_without_end_take_no_time(piece: str) -> None:
    started = time.monotonic()
    for text in (piece * 20_000, "# " + piece * 20_000 + "甲"):
        read("报告", f"{HEADINGS}{text}\n甲".encode())
    assert time.monotonic() - started < 5


def test_a_long_numbered_heading_is_not_run_into_the_line_below_it() -> None:
    heading = "二、推进法治政府建设存在的不足和原因以及下一步需要着力解决的问题"
    assert marked(f"{heading}\n执法力量不足。\n") == [heading, "执法力量不足。"]
    wrapped = "（一）全年组织执法人员培训四次，参加人员一百二十人次，考试合格率"
    assert marked(f"{wrapped}\n达到百分之百。\n") == [f"{wrapped}达到百分之百。"]
