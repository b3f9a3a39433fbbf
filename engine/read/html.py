"""Web pages: the article without the site around it.

Found by what an article is, not by the names one site gives it: from the page down into whichever box holds most of the
sentences, then out again over neighbours that go on with the report. Title, date and source come from the page's
metadata or from the lines around the title.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from engine.errors import InputError
from engine.model import Document, Paragraph, Span
from engine.read.text import decode as decode_text
from engine.read.webpage import Block, Node, Page, climb
from engine.zh.dates import dates
from engine.zh.width import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAVE_TEXT: Final = "请复制正文存为 .txt，或用 Word、WPS 打开后另存为 .docx 再重试"

#: What pages call an encoding, and what it is: browsers, too, read all of these as GB18030.
_CHARSETS: Final = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "chinese": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "utf-8": "utf-8", "utf8": "utf-8", "unicode": "utf-16", "utf-16": "utf-16", "utf-16le": "utf-16le",
    "utf-16be": "utf-16be",
}  # fmt: skip
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_TITLES: Final = ("articletitle", "og:title", "contenttitle", "dc.title", "headline", "twitter:title")
_DATES: Final = (
    "pubdate", "publishdate", "publish_date", "publishtime", "datepublished", "article:published_time",
    "og:release_date", "dc.date", "firstpublishtime", "time",
)  # fmt: skip
_SOURCES: Final = ("contentsource", "source")

#: An article goes down into a child with this share of the sentences, and takes up a neighbour of this share.
_MOST, _SOME = 0.7, 0.1
#: Characters in sentences that make an article; and a paragraph of it.
_ARTICLE, _PARAGRAPH = 200, 30
_STOPS: Final = frozenset("p li h1 h2 h3 h4 h5 h6 dt dd".split()) | {""}

_DATE: Final = r"(?P<date>(?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2})"
_POSTED = (
    re.compile(rf"(?:发布|公开|刊登|上传|更新|发稿)(?:日期|时间)\W{{0,6}}{_DATE}"),
    re.compile(rf"(?<![一-龥])(?:日期|时间)\W{{0,6}}{_DATE}"),
    re.compile(rf"(?<![一-龥]){_DATE}日?\s+\d\d?:\d\d"),
    re.compile(rf"发文(?:日期|时间)\W{{0,6}}{_DATE}"),
)
_SOURCE = re.compile(
    r"(?:来源|发布机构|发布单位|公开责任部门|发布人)[^\w]{0,4}(?P<body>[一-龥（）()]{2,30})(?![一-龥]*[：:])"
)
#: Lines of a page around its article.
_AROUND = re.compile(
    r"(?:您?(?:当前|现在|所在)的?位置|首页\s*[>》]|索引号|信息索引|发布(?:机构|日期|时间|人|单位)|发文(?:机关|单位|日期|时间|字号)|成文日期|生成日期|"
    r"公开(?:方式|目录|时间|日期|责任|范围)|主题(?:分类|词)|有效性|(?:信息|文章|稿件|内容)?来源[：:]|日期[：:]|时间[：:]|浏览|访问量?|点击|阅读次?数|字号|字体|[【〔\[]?大\s*中\s*小|"
    r"视力保护|打印|分享|收藏|扫一扫|扫码|关闭|上一[篇条]|下一[篇条]|责任编辑|编辑[：:]|作者[：:]|审核[：:]|返回(?:顶部|首页)|语音播报|无障碍|"
    r"附件下载|文件下载|\d{4}-\d\d-\d\d\s+\d\d:\d\d)"
)
_AFTER = re.compile(
    r"(?:相关(?:文档|链接|文章|新闻|阅读|解读|信息|稿件|推荐|附件)|推荐阅读|延伸阅读|热点(?:新闻|推荐)|猜你喜欢|上一[篇条]|下一[篇条]|版权(?:声明|所有)|友情链接|网站地图|主办(?:单位)?[：:]|关于我们|联系我们|扫一扫)"
)
_BESIDE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|foot\w*|copyright|side\w*|breadcrumbs?|crumbs?|share\w*|related\w*|recommend\w*|comments?|toolbar|hot\w*|links?|banner|login|search\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:中共)?[一-龥（）]{2,28}(?:政府|办事处|委员会|局|厅|委|办公室|党工委|党组|街道|镇|乡)|"
    r"（?(?:20\d\d|[二两][〇零○O0].{2})\s*[年.\-/].{1,4}[月.\-/].{1,4}日?）?"
)
_REPORT_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.、．]")
_REPORT_TITLE = re.compile(r"(?:报告|总结|情况|汇报|自查)(?:（.{1,12}）)?$")
_SITE = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|[-–—]+(?=[^-–—]*(?:网|政府|平台|中心|办公室)$)")


def read(path: str, data: bytes) -> Document:
    """Web page as a ``Document``: title, one line of date and source where known, then the article.

    Raises ``InputError`` when no encoding fits, when the page is nested or grown beyond reason, or has no article.
    """
    markup, charset, notes = decode(path, data)
    return article(path, data, markup, f"text/html; charset={charset}", notes)


def decode(path: str, data: bytes, declared: str = "") -> tuple[str, str, list[str]]:
    """Characters of a page, their encoding, and notes; ``declared`` is what stands outside the page, if anything."""
    if data.startswith(_MARKS):
        found = decode_text(data)
    else:
        inside = _DECLARED.search(data[:8192])
        named = _CHARSETS.get((declared or (inside[1].decode("ascii", "replace") if inside else "")).lower(), "")
        found = None
        for charset in dict.fromkeys(("utf-8", named)):
            if charset and found is None:
                try:
                    found = data.decode(charset), charset, False
                except UnicodeDecodeError:
                    continue
        if found and "\0" in found[0]:
            found = decode_text(data) or found
        found = found or decode_text(data) or _with_losses(data, named)
    if found is None:
        raise InputError(path, "网页的文字编码无法识别", "请用浏览器打开，复制正文存为 .txt 再重试")
    lost = found[0].count("\ufffd")
    return found[0], found[1], [f"有 {lost} 个字的编码有误，无法识别"] if lost else []


def _with_losses(data: bytes, named: str) -> tuple[str, str, bool] | None:
    """Decode although some bytes fit no encoding: scripts on servers cut descriptions in the middle of a character."""
    best: tuple[str, str, bool] | None = None
    for charset in dict.fromkeys((named or "utf-8", "utf-8", "gb18030")):
        text = data.decode(charset, "replace")
        if best is None or text.count("\ufffd") < best[0].count("\ufffd"):
            best = text, charset, False
    if best is None or best[0].count("\ufffd") > 2 + sum(not char.isascii() for char in best[0]) // 100:
        return None
    return best


def article(path: str, data: bytes, markup: str, media: str, notes: Iterable[str] = ()) -> Document:
    """Make a ``Document`` of decoded ``markup``; ``data`` is the file it came in."""
    page = Page(path, markup)
    found = _Article(page)
    if page.hidden and found.weight < _ARTICLE:  # some sites reveal the text by a script
        before = page.blocks, page.root
        page.lay_out(hidden=True)
        revealed = _Article(page)
        if revealed.weight > max(_ARTICLE, 4 * found.weight):
            found = revealed
            page.notes.append("正文在网页中设为隐藏，已照读")
        else:
            page.blocks, page.root = before
    rows = list(found.lines())
    _check(path, page, found, rows)
    paragraphs, offset = [], 0
    for text, place, level, in_table in rows:
        paragraphs.append(Paragraph(Span(offset, offset + len(text)), place, level, in_table))
        offset += len(text) + 1
    files = [name for block in found.body for name in block.files]
    if files:
        page.notes.append(f"网页带有附件（{'、'.join(files[:3])}{'等' if len(files) > 3 else ''}），附件未读取")
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media=media,
        text="\n".join(text for text, *_ in rows),
        paragraphs=tuple(paragraphs),
        title=found.title or None,
        posted=found.posted,
        notes=(*notes, *page.notes),
    )


def _check(path: str, page: Page, found: _Article, rows: list[tuple[str, str, int | None, bool]]) -> None:
    """Refuse a page whose report is somewhere else."""
    files = [name for block in page.blocks for name in block.files]
    if found.weight < _PARAGRAPH and files:
        raise InputError(path, f"网页里没有正文，只有附件“{files[0]}”", "请下载附件，再检查附件")
    if found.weight < _PARAGRAPH and page.frames:
        raise InputError(
            path, "网页里没有正文，正文可能在内嵌框架里", "请单独打开框架里的页面另存，或" + _SAVE_TEXT[1:]
        )
    if not any(place.startswith(("第", "表")) for _, place, *_ in rows):
        if page.pictures:
            raise InputError(path, "网页里没有文字，正文可能是图片", "请提供文字版，或先做文字识别（OCR）再重试")
        raise InputError(path, "网页里没有文字，正文可能由脚本生成", "请用浏览器打开，复制正文存为 .txt 再重试")


class _Article:
    """The article of a page: ``title``, ``posted``, ``source``, and ``body``, its blocks in order."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._blocks = page.blocks
        beside = all(block.node.beside or not block.weight for block in page.blocks)
        weights = (0 if block.node.beside and not beside else block.weight for block in page.blocks)
        self._sums = [0, *accumulate(weights)]
        start, end = self._extent()
        self.weight = self._sums[end] - self._sums[start]
        first = self._first_sentence(start, end)
        self.title, self._headline = self._find_title(first)
        around = self._blocks[
            max(0, (self._headline or range(start, start))[0:1][0] - 12 if self._headline else start - 12) : first
        ]
        self.posted, self.source = self._dates_and_source(around)
        if self._headline and self._headline.start >= start:
            start = self._headline.stop
        self.body = self._trim(start, first, end)

    def lines(self) -> Iterator[tuple[str, str, int | None, bool]]:
        """Text, place, heading level, and whether it stands in a table."""
        raise NotImplementedError
