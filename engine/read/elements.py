"""What an element of a page means for its text: whether it ends a line, is a link or heading, stands beside, is hidden.

Only the element itself is looked at, its tag, style and attributes; where it stands is for ``engine.read.webpage``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.read.markup import SPACE, words
from engine.read.numbering import whole

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Elements that begin and end a line; all others run on within one.
_BLOCKS: Final = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
#: Those of them that do so whatever their style says.
_ALWAYS_BLOCKS: Final = frozenset("td th tr table li body".split())
_LISTS: Final = frozenset("ol ul menu dir".split())
_SKIPPED: Final = frozenset(
    "script style noscript noframes template title meta link base select button input textarea datalist object "
    "embed applet svg math canvas video audio iframe frame frameset map rp rt xml del".split()
)
_BESIDE: Final = frozenset({"nav", "header", "footer", "aside"})
_BESIDE_ROLES: Final = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu"})
_ARTICLE: Final = frozenset({"article", "main"})

_HIDDEN = re.compile(r"display:none|visibility:hidden|mso-hide:all|font-size:0(?:px|pt|em|rem|%)?(?:[;!]|$)")
#: What Word saves beside the text of a document.
_WORD_EXTRA = re.compile(r"mso-element:(?:header|footer|footnote|endnote|comment)")
_WORD_CONTENTS = re.compile(r"mso(?:toc|indexheading)", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]")
_OUTLINE = re.compile(r"mso-outline-level:([1-9])")
_DISPLAY = re.compile(r"(?:^|;)display:(block|flex|grid|table|list-item|inline)\b")
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf)(?:$|[?#])", re.IGNORECASE)
#: A link around more text, in characters, was never closed.
_LONGEST_LINK: Final = 300


class Element:
    """An element: its ``tag``, its ``style`` in lower case without white space, and what it means for the text.

    ``ends_line`` says that what is before, inside and after it stands on lines of its own, ``keeps_breaks`` that line
    breaks of the source are shown.
    """

    __slots__ = ("ends_line", "is_link", "is_list", "keeps_breaks", "source", "style", "tag")

    def __init__(self, source: _Element) -> None:
        self.source = source
        self.tag = source.tag if isinstance(source.tag, str) else "script"  # what has no name is nothing to read
        self.style = SPACE.sub("", source.get("style", "")).lower()
        self.ends_line = _ends_line(self.tag, self.style)
        self.is_list = self.tag in _LISTS
        self.is_link = self.tag == "a" and bool(source.get("href")) and len(words(source)) < _LONGEST_LINK
        self.keeps_breaks = self.tag == "pre" or "white-space:pre" in self.style

    @property
    def omitted(self) -> str | None:
        """What to tell the reader about text that is left out, empty where nothing need be said; None if it is not."""
        if self.tag in _SKIPPED:
            return "网页带有修订痕迹，已按接受全部修订读取" if self.tag == "del" else ""
        if _WORD_CONTENTS.match(self.source.get("class", "")):
            return "自动目录已略去"
        return "" if _WORD_EXTRA.search(self.style) else None

    @property
    def is_hidden(self) -> bool:
        return bool(_HIDDEN.search(self.style)) or self.source.get("hidden") is not None

    @property
    def is_beside(self) -> bool:
        """Whether it stands beside the article, unless it is a part of one."""
        return self.tag in _BESIDE or self._role in _BESIDE_ROLES

    @property
    def is_article(self) -> bool:
        return self.tag in _ARTICLE or self._role == "main" or self.source.get("itemprop") == "articleBody"

    @property
    def level(self) -> int | None:
        """Level of the heading it is, None for none."""
        outline = _OUTLINE.search(self.style)
        if _HEADING.fullmatch(self.tag):
            return int(self.tag[1])
        if outline:
            return int(outline[1])
        return whole(self.source.get("aria-level"), 2) if self._role == "heading" else None

    @property
    def name(self) -> str:
        """What its author calls it: class and id."""
        return f"{self.source.get('class', '')} {self.source.get('id', '')}"[:200]

    @property
    def attachment(self) -> str:
        """Name of the file that a link leads to; empty if it leads to a page."""
        if not _ATTACHMENT.search(self.source.get("href", "")):
            return ""
        return words(self.source)[:80] or "未命名"

    @property
    def _role(self) -> str:
        return self.source.get("role", "").lower()


def _ends_line(tag: str, style: str) -> bool:
    display = _DISPLAY.search(style) if "display:" in style else None
    if display and tag not in _ALWAYS_BLOCKS:
        return not display[1].startswith("inline")
    return tag in _BLOCKS
