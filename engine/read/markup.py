"""Characters of a page → its elements, with care: nothing is loaded, no entity is expanded, nothing takes for ever."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from engine.errors import InputError
from engine.read.text import tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Tags of a page, and attributes; each takes some hundred bytes of memory.
_TAG_LIMIT, _ATTRIBUTE_LIMIT = 200_000, 1_000_000
#: Pieces of text of one element that ``words`` looks at.
_PIECES: Final = 200
_SAVE_TEXT: Final = "请复制正文存为 .txt，或用 Word、WPS 打开后另存为 .docx 再重试"

#: Pictures inside the page make up most of its bytes and none of its text.
_INLINE_DATA = re.compile(r"data:[\w/+.-]*;base64,[\w+/=%]+")
_HUGE_TAG = re.compile(r"<[a-zA-Z][^>]{4096}")
_WHOLE_TAG = re.compile(r"""<([a-zA-Z][\w:-]*+)(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")

SPACE = re.compile(r"[ \t\r\n\f]+")
_WIDE: Final = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014]"
#: A line break of the source between two Chinese characters is no space.
_FOLDED_LINE = re.compile(rf"(?<={_WIDE})[ \t]*+[\r\n\f][ \t\r\n\f]*+(?={_WIDE})")
#: Stands for a line break of the source that is shown.
BREAK: Final = "\x0b"
#: Characters of Windows-1252 that pages give as control characters (&#150;).
_WINDOWS: Final = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
} | {0xA0: " ", 0: ""}


def parse(path: str, markup: str) -> _Element:
    """Root element of a page, comments left out. Raises ``InputError`` when it is too deep, too large, or empty."""
    slim = _slim(_INLINE_DATA.sub("", markup.replace("\0", "")))
    if slim is None or slim.count("<") > _TAG_LIMIT or slim.count("=") > _ATTRIBUTE_LIMIT:
        raise InputError(path, "网页异常庞大，可能是恶意文件", _SAVE_TEXT)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(slim.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if any("xcessive depth" in error.message for error in parser.error_log):  # the rest of the page is lost
        raise too_deep(path)
    if root is None:
        raise InputError(path, "网页里没有文字", _SAVE_TEXT)
    return root


def clean(text: str) -> str:
    """Text as a browser shows it: white space of the source collapsed, no control characters, kept breaks newlines."""
    text = SPACE.sub(" ", _FOLDED_LINE.sub("", text.translate(_WINDOWS)))
    return tidy(text).strip()


def too_deep(path: str) -> InputError:
    """Error for elements inside each other without measure."""
    return InputError(path, "网页标签嵌套过深，可能是恶意文件", _SAVE_TEXT)


def words(element: _Element) -> str:
    """Text of an element, or the beginning of it."""
    return clean("".join(str(text)[:500] for text in islice(element.itertext(), _PIECES)))


def _slim(markup: str) -> str | None:
    """Markup without the attributes of huge tags, for the parser takes time with the square of their number.

    None where a huge tag does not end.
    """
    parts, at = [], 0
    while huge := _HUGE_TAG.search(markup, at):
        tag = _WHOLE_TAG.match(markup, huge.start())
        if tag is None:
            return None
        parts += [markup[at : tag.start()], f"<{tag[1]}>"]
        at = tag.end()
    return "".join([*parts, markup[at:]])
