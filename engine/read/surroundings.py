"""Lines that sites put around an article, and what they tell of it: when it was posted, and by whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.zh.dates import dates
from engine.zh.width import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

#: Names of metadata that hold the day of posting and the source, the most reliable first.
_DATES: Final = (
    "pubdate", "publishdate", "publish_date", "publishtime", "datepublished", "article:published_time",
    "og:release_date", "dc.date", "firstpublishtime", "time",
)  # fmt: skip
_SOURCES: Final = ("contentsource", "source")

_DAY: Final = r"((?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2})(?!\d)"
_POSTED = (
    re.compile(rf"(?:发布|公开|刊登|上传|更新|发稿)(?:日期|时间)\W{{0,6}}{_DAY}"),
    re.compile(rf"(?<![一-龥])(?:日期|时间)\W{{0,6}}{_DAY}"),
    re.compile(rf"(?<![一-龥]){_DAY}日?\s*\d\d?[:：]\d\d"),
    re.compile(r"^\W?(20\d\d[-./]\d{1,2}[-./]\d{1,2})\W?$", re.MULTILINE),
    re.compile(rf"发文(?:日期|时间)\W{{0,6}}{_DAY}"),
)
_SOURCE = re.compile(r"(?:来源|发布机构|发布单位|公开责任部门|发布人)[\s:：|]{1,4}([一-龥（）]{2,30})(?![一-龥]*[：:])")
#: Lines that sites put before and after an article.
_AROUND = re.compile(
    r"[【〔\[（(]?\s*(?:您?(?:当前|现在|所在)的?位置|首页\s*[>》]|索引号|信息索引|发布(?:机构|日期|时间|人|单位)|发文(?:机关|单位|日期|时间|字号)|"
    r"成文日期|生成日期|公开(?:方式|目录|时间|日期|责任|范围)|主题(?:分类|词)|有效性|(?:(?:信息|文章|稿件|内容)?来源|日期|时间|作者|编辑|审核)\s*[:：]|"
    r"责任编辑|浏览|访问|点击|阅读|字号|字体|大\s*中\s*小|视力保护|打印|分享|收藏|扫一扫|扫码|关闭|上一[篇条]|下一[篇条]|返回(?:顶部|首页)|"
    r"语音播报|无障碍|(?:附件|文件)下载|(?:20\d\d-\d\d-\d\d)(?:\s+\d\d:\d\d)?)"
)
#: Lines after which a page goes on to something else.
_AFTER = re.compile(
    r"(?:相关(?:文档|文件|链接|文章|新闻|阅读|解读|信息|稿件|推荐|附件)|(?:推荐|延伸)阅读|热点(?:新闻|推荐)|猜你喜欢|上一[篇条]|下一[篇条]|"
    r"版权(?:声明|所有)|友情链接|网站地图|主办(?:单位)?\s*[:：]|关于我们|联系我们|扫一扫)"
)
#: Characters of the longest such line, and of the longest after which a page goes on to something else.
_LONGEST, _LONGEST_AFTER = 160, 40


def is_around(text: str) -> bool:
    """Whether a line is one that sites put before or after an article."""
    return len(text) <= _LONGEST and bool(_AROUND.match(text) or _AFTER.match(text))


def is_after(text: str) -> bool:
    """Whether a page goes on to something else after a line."""
    return len(text) <= _LONGEST_AFTER and bool(_AFTER.match(text))


def origin(meta: Mapping[str, str], around: Iterable[str]) -> tuple[date | None, str]:
    """Day of posting and source, from metadata or from the lines around an article; None and empty where not told."""
    text = "\n".join(line for line in around if len(line) <= _LONGEST)
    named = (_day(meta.get(name, "")) for name in _DATES)
    shown = (_day(match[1]) for shape in _POSTED for match in shape.finditer(text))
    posted = next((day for day in (*named, *shown) if day), None)
    source = next((meta[name] for name in _SOURCES if meta.get(name)), "")
    match = _SOURCE.search(text)
    return posted, " ".join((source or (match[1] if match else "")).split())[:60]


def _day(text: str) -> date | None:
    """First date in ``text``, also as 20250310."""
    packed = re.match(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", text)
    found: Iterable[tuple[int, int, date]] = dates("-".join(packed.groups()) if packed else fold(text[:80]).text)
    return next((day for _, _, day in found), None)
