"""Lines of a document with their folded text, and which of them are web page chrome rather than report."""

from __future__ import annotations

import re

from msgspec import Struct

from engine.model import Document, Paragraph, Span
from engine.zh import HAN
from engine.zh.width import Folded, fold
from engine.zh.words import spelt

#: What government web pages put around an article; matched at the start of a folded line.
_CHROME = spelt(
    "[|您][当前|现在|所在][|的]位置 首页[>》] [|信息]索引 发布[机构|日期|时间|人|单位|来源] "
    "发文[机关|单位|日期|时间|字号] 成文日期 生成日期 公开[方式|目录|时间|日期|责任|范围] [主题|组配|信息|体裁]分类 "
    "主题词 公开类别 服务对象 有效性 [文号|名称|日期|时间|来源|地址|作者|编辑|审核|责任编辑]： "
    "[信息|文章|稿件|内容]来源 [浏览|访问|点击|阅读][次数|量|数|率|人次|：] 字[号体] [|〔]大中小 扫一扫 上一[篇条] "
    "下一[篇条] 相关[文档|链接|文章|附件|新闻|阅读|解读] 政策原文 文件下载 [主办|承办|协办|技术支持][|单位]： 版权 "
    "邮编 邮政编码 [|联系]电话： 联系[电话|方式] 传真： 网站[标识|地图|首页|声明|支持] "
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]ICP ICP备 公安备案 公网安备 无障碍 长者 适老 "
    "语音播报 今天是 返回[顶部|首页] 法定主动公开"
)
_DATE = r"20\d\d年\d{1,2}月\d{1,2}日星期"
_CHROME_SHAPES = re.compile(rf"附件(?:下载)?(?:[：\d]|$)|{HAN}公网|{_DATE}")
#: Words that are chrome only when they are (nearly) all there is in the line.
_CHROME_ALONE = tuple(
    "打印 分享 收藏 关闭 登录 注册 搜索 繁体 简体 English RSS 手机版 微信 微博 朗读 智能 关于我们 联系我们 通知公告 "
    "政府信息公开 信息公开 附件".split()
)
_LONGEST_ALONE = 16
#: Parts of chrome that may stand anywhere in a short line.
_CHROME_INSIDE = tuple(
    "网站标识码 浏览次数 点击率 访问量 字号： 公网安备 ICP备 打印本页 关闭窗口 分享到 分享文章 索引号： 当前位置： "
    "发布机构： 信息来源：".split()
)
_SHAPES_INSIDE = re.compile(rf"{_DATE}|来源：[^，。]{{2,20}}$")
_LONGEST_CHROME = 160


class Line(Struct, frozen=True):
    """A paragraph with its folded text; ``span`` is its range in the document."""

    paragraph: Paragraph
    folded: Folded

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def span(self) -> Span:
        return self.paragraph.span


def lines_of(document: Document) -> list[Line]:
    """Paragraphs that hold anything but white space, folded."""
    found = (Line(paragraph, fold(document.text, paragraph.span)) for paragraph in document.paragraphs)
    return [line for line in found if line.text]


def looks_like_chrome(line: Line) -> bool:
    """Whether the words of a line are those of a web page around the article."""
    text = line.text
    if len(text) > _LONGEST_CHROME or (text.endswith("。") and len(text) > 60):
        return False
    alone = len(text) <= _LONGEST_ALONE and text[-1] not in "。；，" and text.startswith(_CHROME_ALONE)
    return bool(text.startswith(_CHROME) or _CHROME_SHAPES.match(text) or alone or _has_chrome(text))


def _has_chrome(text: str) -> bool:
    return any(words in text for words in _CHROME_INSIDE) or _SHAPES_INSIDE.search(text) is not None


def split_chrome(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """(report, chrome): chrome looks so before the first or after the last long paragraph, or unmistakably so."""
    long = [index for index, line in enumerate(lines) if len(line.text) >= 80 and not looks_like_chrome(line)]
    first, last = (long[0], long[-1]) if long else (len(lines), -1)
    report: list[Line] = []
    chrome: list[Line] = []
    for index, line in enumerate(lines):
        outside = index < first or index > last
        is_chrome = looks_like_chrome(line) and (outside or _has_chrome(line.text))
        (chrome if is_chrome else report).append(line)
    return report, chrome
