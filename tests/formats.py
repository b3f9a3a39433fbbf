"""Writes one report in many formats, the way offices and their tools write it, so that readers can be compared.

``RENDERINGS`` maps the name of a format to what makes the bytes of a file from the lines of a report.
"""

from __future__ import annotations

import base64
import quopri
import re
import shutil
import subprocess
import tempfile
import unicodedata
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docx_builder import abstract, docx, level, listed, num, para, run

if TYPE_CHECKING:
    from collections.abc import Callable

SOFFICE: Final = shutil.which("soffice")

_NUMBERED = re.compile(r"(?P<one>[一二三四五六七八九十]{1,3}、)|(?P<two>（[一二三四五六七八九十]{1,3}）)")
_CHINESE: Final = ("", *"一二三四五六七八九", "十", *(f"十{digit}" for digit in "一二三四五六七八九"))
SITE: Final = "示例县人民政府"

_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def heading(line: str) -> int | None:
    """Level of a line that is nothing but a numbered heading."""
    number = _NUMBERED.match(line)
    if not number or len(line) > 40 or line.endswith("。"):
        return None
    return 1 if number["one"] else 2


def typed_docx(lines: list[str]) -> bytes:
    """Word document with its numbers typed; whole enough for LibreOffice."""
    return docx(
        "".join(map(para, lines)),
        parts={"[Content_Types].xml": f"{_XML}{_TYPES}", "_rels/.rels": f"{_XML}{RELATIONS}"},
    )


_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def numbered_docx(lines: list[str]) -> bytes:
    """Word document whose 一、 and （一） are automatic, wherever counting gives the number that the report has."""
    body, first, second = "", 0, 0
    for line in lines:
        number = _NUMBERED.match(line)
        if number and number["one"] == f"{_CHINESE[first + 1]}、":
            first, second = first + 1, 0
            body += listed(line[number.end() :], 1, 0)
        elif number and first and number["two"] == f"（{_CHINESE[second + 1]}）":
            second += 1
            body += listed(line[number.end() :], 1, 1)
        else:
            body += para(line)
    styles = (level(0, "chineseCountingThousand", "%1、"), level(1, "chineseCountingThousand", "（%2）"))
    return docx(body, numbering=abstract(0, *styles) + num(1, 0))


def revised_docx(lines: list[str]) -> bytes:
    """Word document with tracked changes in every long paragraph: words put in, words taken out."""
    body = ""
    for line in lines:
        if len(line) < 40:
            body += para(line)
            continue
        deleted = "<w:r><w:delText>本年度未开展任何工作，计划今后开展100次。</w:delText></w:r>"
        body += para(
            run(line[:10]), f'<w:ins w:id="1" w:author="a">{run(line[10:24])}</w:ins>',
            f'<w:del w:id="2" w:author="a">{deleted}</w:del>', run(line[24:]),
        )  # fmt: skip
    return docx(body)


def old_formats(reports: list[list[str]], suffix: str) -> list[bytes]:
    """Word 97 documents ("doc"), or those of another old format, all made in one run of LibreOffice."""
    assert SOFFICE
    with tempfile.TemporaryDirectory() as name:
        sources = [Path(name, f"report{number}.docx") for number in range(len(reports))]
        for source, lines in zip(sources, reports, strict=True):
            source.write_bytes(typed_docx(lines))
        profile = f"-env:UserInstallation={Path(name, 'profile').as_uri()}"
        command = [SOFFICE, "--headless", "--norestore", profile, "--convert-to", suffix, "--outdir", name]
        subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=120)  # noqa: S603
        return [source.with_suffix(f".{suffix.partition(':')[0]}").read_bytes() for source in sources]


def markdown(lines: list[str]) -> bytes:
    """Markdown draft with front matter, headings, bold words and a link."""
    parts = ["---\ntitle: 年度报告\nauthor: 办公室\n---\n"]
    for index, line in enumerate(lines):
        depth = heading(line)
        if index == 0 or depth:
            parts.append(f"{'#' * (1 + (depth or 0))} {line}\n")
        elif len(line) > 60:
            bold = re.sub(r"[一-龥]{4,}", r"**\g<0>**", line, count=1)
            link = r"[\g<0>](https://example.invalid/a_(b).htm)"
            parts.append(re.sub(r"(?<=，)[^，。*]{6,}(?=。)", link, bold) + "\n")
        else:
            parts.append(f"{line}\n")
    return "\n".join(parts).encode()


_MENU: Final = "".join(
    f'<li><a href="/{index}.htm">{name}</a></li>'
    for index, name in enumerate(
        ["首页", "政府信息公开", "法定主动公开内容", "法治政府建设年度报告", "政务服务", "互动交流"]
    )
)
_RELATED: Final = "".join(
    f'<li><a href="/r{index}.htm">{name}</a> <span>2025-01-0{index + 1}</span></li>'
    for index, name in enumerate(
        ["我县召开行政复议工作会议，部署全年工作。", "关于印发重大行政决策目录的通知", "一图读懂法治政府建设实施纲要"]
    )
)
_FOOT: Final = (
    f"主办：{SITE} 承办：{SITE}办公室，网站标识码：0000000000 备案号：某ICP备00000000号 公安备案00000000000000号。"
    "联系电话：00000000，地址：示例县示例路1号，邮编：000000。"
)


def titled(lines: list[str]) -> tuple[list[str], list[str]]:
    """Lines of the title, and all others."""
    end = next(index for index, line in enumerate(lines, start=1) if line.endswith("报告"))
    return lines[:end], lines[end:]


def posted(lines: list[str]) -> str:
    """Day on which a page says it was posted: in March of the year after the one that the title names."""
    year = re.search(r"20\d\d", unicodedata.normalize("NFKC", "".join(titled(lines)[0])))
    return f"{int(year[0]) + 1 if year else 2026}-03-20"


def semantic_page(lines: list[str]) -> bytes:
    """Page of today: HTML5 elements, metadata, UTF-8."""
    title, rest = titled(lines)
    body = "".join(
        f"<h{depth + 1}>{escape(line)}</h{depth + 1}>\n" if (depth := heading(line)) else f"<p>{escape(line)}</p>\n"
        for line in rest
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape("".join(title))}_{SITE}</title>
<meta name="ArticleTitle" content="{escape("".join(title))}"><meta name="PubDate" content="{posted(lines)} 09:30">
<meta name="Description" content="{escape(rest[1][:60])}"><style>p {{ text-indent: 2em }}</style></head>
<body><header><h2>{SITE}</h2><nav><ul>{_MENU}</ul></nav></header>
<main><div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/x">年度报告</a></div>
<article><h1>{"<br>".join(map(escape, title))}</h1>
<p class="info">发布时间：{posted(lines)} 09:30　<a href="#">打印</a></p>
{body}<p><img src="data:image/png;base64,iVBORw0KGgo=" alt="图"></p></article>
<aside><h3>相关阅读</h3><ul>{_RELATED}</ul></aside></main>
<footer><p>{_FOOT}</p></footer><script>document.write("<p>脚本，不应出现。</p>")</script></body></html>""".encode()


def table_page(lines: list[str]) -> bytes:
    """Page of twenty years ago: tables in tables, one form around all, GB2312 by name and GB18030 in fact."""
    title, rest = titled(lines)
    body = "<br>\n".join("&nbsp;&nbsp;&nbsp;&nbsp;" + escape(line) for line in rest)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{SITE}-{escape("".join(title))}</title></head><body bgcolor=#ffffff><form name=aspnetForm method=post>
<table width=1000 align=center><tr><td colspan=2><img src=banner.jpg></td></tr>
<tr><td colspan=2>今天是2026年3月6日 星期五 <input type=text value=请输入关键字><select><option>全站</select></td></tr>
<tr><td width=200 valign=top><table>{_MENU.replace("<li>", "<tr><td>").replace("</li>", "</td></tr>")}</table></td>
<td><table width=100%><tr><td>您现在的位置：<a href=/>首页</a>&gt;&gt;年度报告</td></tr>
<tr><td align=center><font size=5><b>{"<br>".join(map(escape, title))}</b></font></td></tr>
<tr><td align=center>【字号：大 中 小】 浏览次数：<span id=hits>128</span> 【打印本页】【关闭窗口】</td></tr>
<tr><td class=STYLE1><font face=仿宋_GB2312>{body}</font></td></tr>
<tr><td align=right>【打印】 【关闭】</td></tr><tr><td>相关链接：<ul>{_RELATED}</ul></td></tr></table></td></tr>
<tr><td colspan=2 align=center>{_FOOT}</td></tr></table></form></body></html>""".encode("gb18030")


def soup_page(lines: list[str]) -> bytes:
    """Page out of an editor: only div and span, styles on every word, sidebars with sentences, hidden remarks."""

    def spans(line: str) -> str:
        pieces = [line[at : at + 7] for at in range(0, len(line), 7)]
        style = 'style="font-family:仿宋_GB2312;font-size:16pt;letter-spacing:0"'
        return "".join(f"<span {style}>{escape(piece)}</span>" for piece in pieces)

    title, rest = titled(lines)
    body = "".join(
        f'<div style="text-indent:32pt;line-height:28pt"><span lang="EN-US"><o:p></o:p></span>{spans(line)}</div>\n'
        for line in rest
    )
    news = "<div class='item'>近日，某镇召开会议，传达上级精神，研究部署下一步工作。</div>" * 3
    return f"""<div class="wrap"><div class="top"><div class="logo">{SITE}</div><div class="menu">{_MENU}</div></div>
<html><head><title>{escape("".join(title))}-{SITE}</title></head><body>
<div class="box"><div class="left_bar"><div class="t">热点新闻</div>{news}</div>
<div class="right"><div class="path">首页 &gt; 政府信息公开 &gt; 正文</div>
<div class="tit">{"".join(f"<p>{escape(line)}</p>" for line in title)}</div>
<div class="bar"><span>字体：大 中 小</span> <span>阅读次数：88</span> <span>分享到：</span></div>
<div class="txt"><div id="x1"><div>{body}</div></div></div>
<div style="display: none">隐藏的备注，从未开展，一律没有。</div>
<div class="share"><a href="#">微信</a><a href="#">微博</a></div>
<div class="page">上一篇：<a href="/1">没有了</a></div>
<div class="page">下一篇：<a href="/2">某局2025年工作总结</a></div>
<div class="about"><div>相关链接</div><ul>{_RELATED}</ul></div></div></div>
<div class="bottom"><div>{_FOOT}</div></div></div></body></html>""".encode()


def web_archive(lines: list[str], encoding: str = "quoted-printable") -> bytes:
    """Page as browsers save it in one file, with a picture."""
    page = semantic_page(lines)
    packed = base64.encodebytes(page) if encoding == "base64" else quopri.encodestring(page)
    return b"".join(
        [
            b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.invalid/a.html\r\n",
            b"Subject: =?utf-8?Q?=E6=8A=A5=E5=91=8A?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n",
            b'\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x----"\r\n\r\n\r\n',
            b"------MultipartBoundary--x----\r\nContent-Type: text/html\r\nContent-ID: <frame@mhtml.blink>\r\n",
            f"Content-Transfer-Encoding: {encoding}\r\nContent-Location: https://example.invalid/a.html\r\n\r\n".encode(),
            packed.replace(b"\n", b"\r\n"),
            b"\r\n------MultipartBoundary--x----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n",
            b"\r\niVBORw0KGgo=\r\n\r\n------MultipartBoundary--x------\r\n",
        ]
    )


RENDERINGS: Final[dict[str, Callable[[list[str]], bytes]]] = {
    "txt-utf8": lambda lines: "\n".join(lines).encode(),
    "txt-gb18030": lambda lines: "\r\n".join(f"　　{line}" for line in lines).encode("gb18030"),
    "txt-utf16": lambda lines: "\r\n".join(lines).encode("utf-16"),
    "docx-typed": typed_docx,
    "docx-numbered": numbered_docx,
    "docx-revised": revised_docx,
    "html-semantic": semantic_page,
    "html-tables": table_page,
    "html-soup": soup_page,
    "mhtml": web_archive,
    "markdown": markdown,
}
#: Renderings that name a date of posting, which the others do not.
POSTING: Final = frozenset({"html-semantic", "mhtml"})
