"""Web pages: the article of any layout, without the site around it, and nothing worse than one clear error."""

from __future__ import annotations

import base64
import codecs
from datetime import date
from typing import TYPE_CHECKING

import pytest
from any_bytes import read_or_refuse
from docx_builder import docx, para
from formats import semantic_page, soup_page, table_page, web_archive
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.read import read

if TYPE_CHECKING:
    from engine.model import Document

TITLE = "青禾街道办事处2024年法治政府建设年度报告"
BODY = (
    "区人民政府：",
    "2024年，青禾街道深入学习贯彻习近平法治思想，扎实推进法治政府建设，现将有关情况报告如下。",
    "一、主要举措和成效",
    "（一）带头学法。党工委理论学习中心组全年学习14次，其中习近平法治思想专题4次，118人次参加。",
    "全年过审决策事项21件、合同协议73件，提出意见204条，退回重拟5件，没有审查意见的不上会。",
    "二、存在的不足",
    "执法文书说理不够，原因是培训偏重流程，对说理写作练得少，需要在明年加以改进。",
    "三、2025年工作安排",
    "3月底前制定说理范例，由执法队和司法所负责，每季度讲评一次，年底前完成全部整改。",
)
SIGNED = ("青禾街道办事处", "2025年1月20日")
LINES = [*BODY, *SIGNED]
MENU = '<ul><li><a href="/">首页</a></li><li><a href="/1">政务公开</a></li><li><a href="/2">互动交流</a></li></ul>'
FOOT = "主办：某区人民政府 承办：某区大数据中心，网站标识码：0000000000 ICP备00000000号，联系电话：00000000。"
NEWS = "<p>近日，某某街道召开会议，传达学习上级精神，研究部署下一步工作。</p>"


def paragraphs(lines: list[str] | tuple[str, ...] = (*BODY, *SIGNED)) -> str:
    return "\n".join(f"<p>　　{line}</p>" for line in lines)


def page(body: str, *, title: str = f"{TITLE}_某区人民政府", head: str = "", charset: str = "utf-8") -> bytes:
    head = f"<meta charset={charset}><title>{title}</title>{head}"
    markup = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return markup.encode("gb18030" if charset == "gb2312" else charset)


def texts(document: Document) -> list[str]:
    return [document.quote(paragraph.span) for paragraph in document.paragraphs]


def body(markup: str) -> list[str]:
    return texts(read("报告", f"<html><body>{markup}</body></html>".encode()))


def refused(data: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        read("报告.html", data)


# The article


@pytest.mark.parametrize(
    "markup",
    [
        f"<h1>{TITLE}</h1>{paragraphs()}",
        f"<div>{MENU}</div><div><h1>{TITLE}</h1><div>{paragraphs()}</div></div><div>{FOOT}</div>",
        # the text in parts, of which one holds most of it
        (
            f"<div>{MENU}</div><div><h1>{TITLE}</h1><div>{paragraphs(BODY[:2])}</div><div>{paragraphs(BODY[2:5])}</div>"
            f"<div>{paragraphs(BODY[5:])}</div><div>{paragraphs(SIGNED)}</div></div><div>{FOOT}</div>"
        ),
        f"<div><h1>{TITLE}</h1><div>{paragraphs(LINES[:7])}</div>{paragraphs(LINES[7:])}</div><div>{FOOT}</div>",
        # the signature outside of the text
        f"<div><h2>{TITLE}</h2><div>{paragraphs(BODY)}</div><div align=right>{'<br>'.join(SIGNED)}</div></div>",
        # the title in the text, in one line or two
        f"<div>{MENU}</div><div><p><b>{TITLE}</b></p>{paragraphs()}</div>",
        # tables as layout; sidebars with sentences, on either side
        (
            f"<table><tr><td>{MENU}{NEWS * 2}</td><td><h2>{TITLE}</h2>{paragraphs()}</td><td>{NEWS * 2}</td></tr>"
            f"<tr><td colspan=3>{FOOT}</td></tr></table>"
        ),
        f"<table><tr><td>{NEWS * 9}</td><td><h2>{TITLE}</h2>{paragraphs()}</td><td>{NEWS * 2}</td></tr></table>",
        # one paragraph with line breaks, loose text, text in a form
        f"<center>{TITLE}</center><hr>" + "<br><br>&nbsp;&nbsp;".join(LINES) + f"<hr>{FOOT}",
        f"<form><div>{MENU}</div><div class=t>{TITLE}</div><div class=c>"
        + "<br/>".join(LINES)
        + f"</div>{FOOT}</form>",
        # what sites put between title and text, and after the text
        (
            f"<div>当前位置：<a href=/>首页</a> &gt; <a href=/1>年报</a></div><div><div>{TITLE}</div><div>浏览次数：12 "
            f"【字号：大 中 小】 <a href=#>打印</a></div><div>{paragraphs()}</div><div><a href=#>分享到微信</a></div>"
            "<div>上一篇：没有了</div><div>相关链接</div><ul><li><a href=1>某镇开会，部署工作。</a></li></ul></div>"
        ),
        f"<h1>{TITLE}</h1><div>责任编辑：张三</div>{paragraphs()}<div>扫一扫在手机打开当前页</div><div>{FOOT}</div>",
        # a link that was never closed
        f"<div><a href='#top'>返回<h1>{TITLE}</h1>{paragraphs()}</div><div>{FOOT}</div>",
        # HTML5
        (
            f"<header><nav>{MENU}</nav></header><main><article><header><h1>{TITLE}</h1></header>{paragraphs()}</article>"
            f"<aside>{NEWS * 3}</aside></main><footer>{FOOT}</footer>"
        ),
        f"<div role=navigation>{MENU}{NEWS}</div><div role=main><h1>{TITLE}</h1>{paragraphs()}</div>",
    ],
)
def test_the_article_alone(markup: str) -> None:
    document = read("报告", page(markup))
    assert texts(document) == [TITLE, *LINES]
    assert document.title == TITLE
    assert (document.posted, document.notes, document.media) == (None, (), "text/html; charset=utf-8")


def test_a_title_in_two_lines() -> None:
    first, second = TITLE[:7], TITLE[7:]
    for title in (f"<h1>{first}<br>{second}</h1>", f"<p><b>{first}</b></p><p><b>{second}</b></p>"):
        assert texts(read("报告", page(f"<div>{MENU}</div><div>{title}{paragraphs()}</div>"))) == [
            first,
            second,
            *LINES,
        ]


@pytest.mark.parametrize("window", ["某区人民政府门户网站", "政府信息公开", "", f"{TITLE} - 某区人民政府"])
def test_a_title_of_another_box_than_the_text(window: str) -> None:
    for title in (TITLE, f"{TITLE[:7]}<br>{TITLE[7:]}", f"<p>{TITLE[:7]}</p><p>{TITLE[7:]}</p>"):
        top = f"<div>某区人民政府</div><div>{MENU}</div><div>索引号：1 主题分类：司法</div><div>{title}</div>"
        document = read(
            "报告", page(f"{top}<div>浏览次数：1</div><div>{paragraphs()}</div><div>{FOOT}</div>", title=window)
        )
        assert "".join(texts(document)) == "".join([TITLE, *LINES])
        assert document.title == TITLE


def test_a_title_that_only_the_metadata_has() -> None:
    document = read("报告", page(paragraphs()))
    assert texts(document) == [TITLE, *LINES]
    assert [item.place for item in document.paragraphs][:2] == ["网页标题", "第1段"]
    head = f'<meta property="og:title" content="{TITLE}">'
    assert texts(read("报告", page(paragraphs(), title="", head=head))) == [TITLE, *LINES]
    assert texts(read("报告", page(paragraphs((TITLE, *LINES)), title="新建文档"))) == [TITLE, *LINES]


def test_text_that_a_script_would_reveal() -> None:
    hidden = f'<div id="js_content" style="visibility: hidden; opacity: 0;">{paragraphs()}</div>'
    document = read("报告", page(f"<h1>{TITLE}</h1>{hidden}<p>扫一扫</p>"))
    assert texts(document) == [TITLE, *LINES]
    assert document.notes == ("正文在网页中设为隐藏，已照读",)


def test_a_page_saved_by_word() -> None:
    numbered = "".join(
        "<p class=MsoNormal style='text-indent:32.0pt'><![if !supportLists]><span style='mso-list:Ignore'></span>"
        f"<![endif]><span\nstyle='font-size:16.0pt'>{line}<span lang=EN-US><o:p></o:p></span></span></p>\n"
        for line in LINES
    )
    markup = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office' xmlns:w='urn:schemas-microsoft-com:office:word'>"
        "<head><meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
        "<meta name=ProgId content=Word.Document>"
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
        "<style><!-- p.MsoNormal {mso-style-parent:''} --></style></head><body lang=ZH-CN><div class=WordSection1>"
        "<p class=MsoToc1><a href='#_Toc1'>一、举措<span style='mso-tab-count:1'>....</span>1</a></p>"
        f"<p class=MsoNormal style='mso-outline-level:1'><b><span style='font-size:22.0pt'>{TITLE}</span></b></p>"
        f"{numbered}"
        "<p class=MsoNormal><del cite='mailto:a'>删除的话</del><span style='mso-hide:all'>隐藏的话</span></p></div>"
        "<div style='mso-element:footnote-list'><p>脚注。</p></div></body></html>"
    )
    document = read("报告.doc", markup.encode("gb18030"))
    assert texts(document) == [TITLE, *LINES]
    assert document.paragraphs[0].outline_level == 1
    assert document.notes == ("自动目录已略去", "网页带有修订痕迹，已按接受全部修订读取")


@pytest.mark.parametrize("render", [semantic_page, table_page, soup_page, web_archive])
def test_only_the_report_is_left_of_whole_pages(render: object) -> None:
    assert callable(render)
    document = read("报告", render([TITLE, *LINES]))
    assert [item for item in texts(document) if not item.startswith("发布日期")] == [TITLE, *LINES]


# Date, source, attachments


@pytest.mark.parametrize(
    ("head", "line", "shown"),
    [
        ('<meta name="PubDate" content="2025-03-10 15:20">', "", "发布日期：2025-03-10"),
        ('<META NAME="pubdate" CONTENT="20250310">', "", "发布日期：2025-03-10"),
        ('<meta name="PubDate" content=""><meta name="ContentSource" content="青禾街道">', "", "来源：青禾街道"),
        (
            '<meta property="article:published_time" content="2025-03-10T08:00:00+08:00">',
            "发布时间：2025-03-11",
            "发布日期：2025-03-10",
        ),
        ("", "发布时间：2025-03-10 09:20　来源：青禾街道 浏览次数：3", "发布日期：2025-03-10　来源：青禾街道"),
        ("", "日期：2025年3月10日 | 信息来源：区司法局", "发布日期：2025-03-10　来源：区司法局"),
        ("", "2025-03-10 09:20", "发布日期：2025-03-10"),
        ("", "<span>[2025-03-10]</span>", "发布日期：2025-03-10"),
        ("", "成文日期：2025-01-10", ""),
        ("", "发布日期：2025-13-40", ""),
        (
            "",
            (
                "<table><tr><td>索引号：</td><td>1130</td><td>发布机构：</td><td>青禾街道办事处</td></tr>"
                "<tr><td>成文日期：</td><td>2025-01-20</td><td>发布日期：</td><td>2025-03-10</td></tr></table>"
            ),
            "发布日期：2025-03-10　来源：青禾街道办事处",
        ),
    ],
)
def test_date_and_source(head: str, line: str, shown: str) -> None:
    document = read("报告", page(f"<div><h1>{TITLE}</h1><div>{line}</div>{paragraphs()}</div>", head=head))
    assert texts(document) == [TITLE, *([shown] if shown else []), *LINES]
    assert document.posted == (date(2025, 3, 10) if "2025-03-10" in shown else None)
    if shown:
        assert document.paragraphs[1].place == "网页信息栏"


def test_a_day_of_writing_is_not_one_of_posting() -> None:
    lines = [TITLE, "（2025年1月20日）", *BODY]
    document = read("报告", page(paragraphs(lines)))
    assert (texts(document), document.posted) == (lines, None)


def test_attachments_are_named() -> None:
    link = '<p>附件：<a href="/a.pdf?x=1">年度报告.pdf</a></p>'
    document = read("报告", page(f"<h1>{TITLE}</h1>{paragraphs()}{link}"))
    assert document.notes == ("网页带有附件（年度报告.pdf），未读取",)
    refused(page(f"<h1>{TITLE}</h1>{link}"), "只有附件“年度报告.pdf”")


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<iframe src=a.htm></iframe>", "内嵌框架"),
        ("<div id=app></div><script>var a='报告，全文。'</script>", "由脚本生成"),
        ("<img src=1.jpg><img src=2.jpg>", "可能是图片"),
        ("&nbsp;<p>　</p>", "没有文字"),
    ],
)
def test_pages_whose_text_is_elsewhere(markup: str, problem: str) -> None:
    refused(page(markup), problem)


# Lines, lists, tables


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("甲<br>乙<br/>丙", ["甲", "乙", "丙"]),
        ("<p>甲<span>乙</span><b>丙</b></p>丁<div>戊</div>", ["甲乙丙", "丁", "戊"]),
        ("<p>甲\n乙 \n 丙 a\nb</p>", ["甲乙丙 a b"]),
        ("<p>2024\n年</p><p>第\n3条</p>", ["2024 年", "第 3条"]),
        ("<pre>甲\n乙</pre><p style='white-space: pre-wrap'>丙\n丁</p>", ["甲", "乙", "丙", "丁"]),
        ("<p>&nbsp;甲&emsp;&ldquo;乙&rdquo;&#150;&#8212;&lt;丙&gt;&amp;</p>", ["甲\u2003“乙”–—<丙>&"]),
        ("<span style='display:block'>甲</span><span style='display: block'>乙</span>", ["甲", "乙"]),
        ("<p style='display:inline'>甲</p><p style='display:inline-block'>乙</p>", ["甲乙"]),
        ("<custom-part>甲<custom-inner>乙</custom-inner></custom-part><p>丙</p>", ["甲乙", "丙"]),
        ("<ruby>治<rp>(</rp><rt>zhì</rt><rp>)</rp></ruby>理", ["治理"]),
        ("<p>甲</p><p hidden>隐</p><p style='DISPLAY : NONE'>隐</p><i style='font-size:0'>隐</i>", ["甲"]),
        ("<p style='font-size:0.9em'>甲</p>", ["甲"]),
        ("<p>甲<script>隐</script><style>隐</style><noscript>隐</noscript><template>隐</template></p>", ["甲"]),
        (
            "<p>甲</p><select><option>隐</select><button>隐</button><textarea>隐</textarea><svg><text>隐</text></svg>",
            ["甲"],
        ),
        ("<!-- 隐 --><p>甲<!-- 隐 -->乙</p><?php 隐 ?>", ["甲乙"]),
        ("<p>甲<ins>乙</ins><del>丙</del></p>", ["甲乙"]),
        ("<ol><li>甲<li>乙</ol>", ["1.甲", "2.乙"]),
        ("<ol start=3><li>甲<ul><li>内</ul><li value=7>乙<li>丙</ol>", ["3.甲", "内", "7.乙", "8.丙"]),
        ("<ol><li>一、甲<li>2．乙<li>（三）丙</ol>", ["一、甲", "2．乙", "（三）丙"]),
        ("<ol type=i><li>甲</ol><ol type=A><li>乙</ol>", ["i.甲", "A.乙"]),
        ("<ol style='list-style-type: cjk-ideographic'><li>甲<li>乙</ol>", ["一、甲", "二、乙"]),
        ("<ol style='list-style:none'><li>甲</ol><ol reversed><li>乙<li>丙</ol>", ["甲", "2.乙", "1.丙"]),
        ("<ol><li><p>甲</p><p>乙</p></li><li></li><li>丙</li></ol>", ["1.甲", "乙", "3.丙"]),
        ("<li>甲</li>", ["甲"]),
    ],
)
def test_lines(markup: str, expected: list[str]) -> None:
    assert body(markup) == expected


def test_headings_have_their_level() -> None:
    document = read("报告", "<h1>甲</h1><h3>乙</h3><p>丙</p><div role=heading aria-level=2>丁</div>".encode())
    assert [item.outline_level for item in document.paragraphs] == [1, 3, None, 2]


def test_tables_of_data() -> None:
    inner = "<table><tr><td>子</td><td>丑</td></tr><tr><td>寅</td><td>卯</td></tr></table>"
    table = (
        "<table><thead><tr><th>项目<th colspan=2>数量</thead><tr><td rowspan=2>处罚<td>83<td>件"
        f"<tr><td>4<td>元<tr><td>许可<td><p>5</p><p>6</p><td>{inner}</table>"
    )
    document = read("报告", page(f"<h1>{TITLE}</h1>{paragraphs(BODY)}{table}<p>{'<br>'.join(SIGNED)}</p>"))
    cells = [(document.quote(item.span), item.place) for item in document.paragraphs if item.in_table]
    assert cells == [
        ("项目", "表1第1行第1列"), ("数量", "表1第1行第2列"), ("处罚", "表1第2行第1列"), ("83", "表1第2行第2列"),
        ("件", "表1第2行第3列"), ("4", "表1第3行第2列"), ("元", "表1第3行第3列"), ("许可", "表1第4行第1列"),
        ("5", "表1第4行第2列"), ("6", "表1第4行第2列"), ("子", "表1第4行第3列内表第1行第1列"),
        ("丑", "表1第4行第3列内表第1行第2列"), ("寅", "表1第4行第3列内表第2行第1列"),
        ("卯", "表1第4行第3列内表第2行第2列"),
    ]  # fmt: skip
    assert [document.quote(item.span) for item in document.paragraphs if not item.in_table] == [TITLE, *LINES]
    assert [item.place for item in document.paragraphs][-1] == f"第{1 + len(LINES)}段"


# Encodings


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (page(paragraphs()), "utf-8"),
        (page(paragraphs(), charset="gb2312"), "gb18030"),
        (page(paragraphs(), charset="gb2312").decode("gb18030").encode(), "utf-8"),  # the head lies
        (page(paragraphs(), charset="utf-8").decode().encode("gb18030"), "gb18030"),
        (page(paragraphs()).decode().replace("<meta charset=utf-8>", "").encode("gb18030"), "gb18030"),
        (page(paragraphs()).replace(b"utf-8", b"iso-8859-1"), "utf-8"),
        (codecs.BOM_UTF8 + page(paragraphs()), "utf-8"),
        (page(paragraphs()).decode().encode("utf-16"), "utf-16le"),
        (codecs.BOM_UTF16_BE + page(paragraphs()).decode().encode("utf-16-be"), "utf-16be"),
        (page(paragraphs()).decode().encode("utf-16-le"), "utf-16le"),
        (b'<?xml version="1.0" encoding="gb2312"?>' + page(paragraphs()).decode().encode("gb18030"), "gb18030"),
    ],
)
def test_encodings(data: bytes, charset: str) -> None:
    document = read("报告", data)
    assert texts(document) == [TITLE, *LINES]
    assert document.media == f"text/html; charset={charset}"


def test_big5_is_read_where_the_page_says_so() -> None:
    data = "<html><meta charset=big5><body><p>推動依法行政，完善監督機制。</p></body></html>".encode("big5")
    assert read("报告", data).text == "推動依法行政，完善監督機制。"


def test_characters_cut_by_servers_are_counted() -> None:
    for encoding in ("utf-8", "gb18030"):
        cut = "依法行政".encode(encoding)[:-1]
        data = (
            page(paragraphs())
            .decode()
            .encode(encoding)
            .replace(b"</title>", b'</title><meta name=d content="' + cut + b'">')
        )
        document = read("报告", data)
        assert texts(document) == [TITLE, *LINES]
        assert document.notes == ("有 1 个字的编码有误，无法识别",)


def test_a_page_that_is_no_text_is_refused() -> None:
    refused(b"<html>" + bytes(range(128, 256)) * 9, "编码无法识别")


# Web archives


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_web_archives(encoding: str) -> None:
    document = read("报告.mht", web_archive([TITLE, *LINES], encoding))
    assert texts(document) == [TITLE, "发布日期：2025-03-20", *LINES]
    assert document.media == "multipart/related; charset=utf-8"
    assert document.posted == date(2025, 3, 20)
    assert document.notes == ()


def test_web_archive_in_gbk_of_one_part_only() -> None:
    head = b"From: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: base64\n\n"
    data = head + base64.encodebytes(page(paragraphs()).decode().replace("<meta charset=utf-8>", "").encode("gb18030"))
    assert texts(read("报告.mht", data)) == [TITLE, *LINES]


def test_the_frame_with_the_article_is_read() -> None:
    parts = [b"<html><body><iframe src=cid:1></iframe></body></html>", page(paragraphs())]
    data = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    for part in parts:
        data += b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + part + b"\r\n"
    assert texts(read("报告.mht", data + b"--x--\r\n")) == [TITLE, *LINES]


def test_damaged_web_archives() -> None:
    whole = web_archive([TITLE, *LINES])
    assert "网页存档不完整，正文可能有缺失" in read("报告", whole[: len(whole) * 3 // 5]).notes
    refused(whole[:400], "没有网页")
    refused(whole.replace(b"\r\n------Multi", b"\r\n----Other"), "没有网页")
    refused(whole.replace(b'boundary="----MultipartBoundary--x----"', b""), "没有网页")
    refused(whole + b"\r\nContent-Type: multipart/mixed\r\n" * 9, "异常复杂")


# Hostile pages


SENTENCE = "依法行政，做好各项工作，全年办件20件。"


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<div>" * 100_000 + SENTENCE, "嵌套过深"),
        ("<span>" * 100_000 + SENTENCE, "嵌套过深"),
        ("<i></i>" * 150_000, "异常庞大"),
        ("<p a=1 b=1 c=1 d=1 e=1 f=1>" * 180_000, "异常庞大"),
        ("<p " + "a " * 5000, "异常庞大"),
    ],
)
def test_pages_without_measure_are_refused(markup: str, problem: str) -> None:
    refused(f"<html><body>{markup}".encode(), problem)


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 1500 + SENTENCE,
        "<ol><li>" * 500 + SENTENCE,
        "<table><tr><td>甲<td>" * 300 + SENTENCE,
        f'<p title="{"x" * 5_000_000}">{SENTENCE}</p>',
        f"<p {' '.join(f'a{number}=1' for number in range(60_000))}>{SENTENCE}</p>",
        "<table>" + "<tr><td rowspan=99999999 colspan=99999999>甲</td>" * 3000 + f"</table>{SENTENCE}",
        f"<ol start=99999999999999999999 type=I><li value=-5>甲</ol>{SENTENCE}",
        f"\0<p>\0{SENTENCE}\0</p>" + "\0" * 100_000,
        f"<p>甲{' ' * 500_000}\n{' ' * 500_000}a</p>{SENTENCE}",
        f"<meta name=PubDate content={'9' * 100_000}><h1>{'甲' * 100_000}</h1>{SENTENCE}",
        f"<img src='data:image/png;base64,{'A' * 5_000_000}'>{SENTENCE}",
        f"&#0;&#xD800;&#x110000;&#99999999999;&nosuch;&{SENTENCE}",
    ],
)
def test_odd_pages_are_read(markup: str) -> None:
    document = read("报告", f"<html><body>{markup}</body></html>".encode())
    assert SENTENCE in document.text
    document.text.encode()


def test_entities_are_never_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    hostile = (
        f'<!DOCTYPE html [<!ENTITY e0 "啊"><!ENTITY f SYSTEM "file:///etc/passwd">{levels}]><html><p>{SENTENCE}&e9;&f;'
    )
    text = read("报告", hostile.encode()).text
    assert SENTENCE in text
    assert "root:" not in text
    assert len(text) < 2000


def test_a_cut_page_says_so() -> None:
    whole = page(f"<h1>{TITLE}</h1>{paragraphs()}")
    for share in range(1, 20):
        try:
            document = read("报告", whole[: len(whole) * share // 20])
        except InputError:
            continue
        assert "网页末尾不完整，正文可能有缺失" in document.notes


def page_or_refusal(data: bytes) -> None:
    document = read_or_refuse(data)
    if document is not None:
        assert not [quote for quote in texts(document) if "\n" in quote]
        assert not [char for char in document.text if char < " " and char not in "\n\t"]


TAGS = (
    "div p td tr table tbody ol li h1 span a pre br article nav footer form select script style title head body".split()
)
PIECES = st.one_of(
    st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        [
            "<p style='display:none'>",
            "<a href=x.pdf>",
            "<li value=3>",
            "<td rowspan=3 colspan=2>",
            "<!--",
            "-->",
            "<![if",
            "&",
        ]
    ),
    st.sampled_from([SENTENCE, "一、甲", TITLE, "\n", "　", "\x0b", "\x00", "2025年1月2日", "来源：甲乙"]),
)


@given(st.lists(PIECES, max_size=60))
@example(["<td>", SENTENCE, "</table>", "<td>"])
def test_any_markup_is_read_or_refused(pieces: list[str]) -> None:
    page_or_refusal(("<html>" + "".join(pieces)).encode())


@given(
    st.binary(max_size=300),
    st.sampled_from([b"<html>", b"<!DOCTYPE html>", b"<html><meta charset=gbk>", codecs.BOM_UTF8 + b"<p>"]),
)
def test_any_bytes_in_a_page_are_read_or_refused(data: bytes, start: bytes) -> None:
    page_or_refusal(start + data)


ARCHIVE = web_archive([TITLE, *LINES])


@given(st.integers(0, len(ARCHIVE) - 1), st.binary(max_size=12))
def test_a_damaged_web_archive_is_read_or_refused(place: int, noise: bytes) -> None:
    page_or_refusal(ARCHIVE[:place] + noise + ARCHIVE[place + len(noise) :])


@given(st.binary(max_size=300))
def test_any_bytes_in_a_web_archive_are_read_or_refused(data: bytes) -> None:
    page_or_refusal(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n" + data)
    page_or_refusal(
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n" + data
    )


# Told apart from other formats


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"<!-- " + b"x" * 9000 + b" -->\n<HTML><body>" + "依法行政，公开透明。".encode(), "text/html"),
        ("说明\n<!DOCTYPE html><html><body>依法行政，公开透明。".encode(), "text/html"),
        ("<center>依法行政，公开透明。</center>".encode(), "text/html"),
        ("<?xml version='1.0'?><!DOCTYPE html><html xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'>"
         "<p>依法行政，公开透明。</p></html>".encode(), "text/html"),
        ("《报告》<报送>依法行政，公开透明。".encode(), "text/plain"),
        ("<报告>依法行政，公开透明。".encode(), "text/plain"),
        (docx(para("依法行政，公开透明。")), "application/vnd"),
    ],
)  # fmt: skip
def test_pages_are_told_by_their_content(data: bytes, media: str) -> None:
    document = read("报告.html", data)
    assert document.media.startswith(media)
    assert "依法行政，公开透明。" in document.text
