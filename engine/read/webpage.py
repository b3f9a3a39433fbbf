"""Markup → the lines a browser would show, with the boxes they stand in. Nothing is ever loaded, no script runs.

A page becomes one flat list of ``Block``s (lines of text) and a tree of ``Node``s, each of which covers a range of that
list. What to make of them, where the article begins and ends, is decided elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree
from msgspec import Struct, field

from engine.read.markup import BREAK, SPACE, clean, parse, too_deep, words
from engine.read.numbering import numeral, whole
from engine.read.text import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

#: Tables inside each other, and columns of a table; no page needs more.
_DEEPEST, _WIDEST = 40, 200
_DEEPEST_ELEMENT: Final = 2048
#: Elements that begin and end a line; all others run on within one.
_BLOCKS: Final = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
_SKIPPED: Final = frozenset(
    "script style noscript noframes template title meta link base select button input textarea datalist object "
    "embed applet svg math canvas video audio iframe frame frameset map rp rt xml del".split()
)
_BESIDE: Final = frozenset({"nav", "footer", "aside"})
_BESIDE_ROLES: Final = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu"})
_ARTICLE: Final = frozenset({"article", "main"})

_HIDDEN = re.compile(r"display:none|visibility:hidden|mso-hide:all|font-size:0(?:px|pt|em|rem|%)?(?:[;!]|$)")
#: What Word saves beside the text of a document.
_WORD_EXTRA = re.compile(r"mso-element:(?:header|footer|footnote|endnote|comment)")
_WORD_CONTENTS = re.compile(r"mso(?:toc|indexheading)", re.IGNORECASE)
_OUTLINE = re.compile(r"mso-outline-level:([1-9])")
_DISPLAY = re.compile(r"(?:^|;)display:(block|flex|grid|table|list-item|inline)\b")
#: A link around more text, in characters, was never closed.
_LONGEST_LINK: Final = 300

_LIST_STYLE = re.compile(r"list-style(?:-type)?:([^;]*)")
_SENTENCE_MARK = re.compile(r"[，。；,;]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NUMBERED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．，]|第[一二三四五六七八九十]{1,3}[章条、部]|[①-⑳]"
)
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf)(?:$|[?#])", re.IGNORECASE)

#: Markers of lists in HTML and CSS, and the number format of Word that is the same.
_MARKERS: Final = {
    "1": "decimal", "decimal": "decimal", "decimal-leading-zero": "decimalZero",
    "a": "lowerLetter", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter",
    "A": "upperLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "i": "lowerRoman", "lower-roman": "lowerRoman", "I": "upperRoman", "upper-roman": "upperRoman",
}  # fmt: skip
_CHINESE_MARKERS: Final = {
    "cjk-ideographic": "chineseCountingThousand", "simp-chinese-informal": "chineseCountingThousand",
    "trad-chinese-informal": "chineseCountingThousand", "cjk-decimal": "ideographDigital",
    "simp-chinese-formal": "chineseLegalSimplified", "cjk-heavenly-stem": "ideographTraditional",
}  # fmt: skip


class Node(Struct, eq=False):
    """A box of the page. It holds the blocks from ``start`` to ``end`` of the list, and further boxes.

    ``beside`` says that the markup itself puts it beside the article. A table cell has its ``row`` and ``column``, from
    1; a table knows down to which row its columns are ``taken``; every node knows the innermost ``cell`` it stands in.
    """

    tag: str
    name: str
    parent: Node | None
    start: int
    beside: bool
    article: bool
    cell: Node | None
    table: Node | None = None
    end: int = 0
    row: int = 0
    column: int = 0
    children: list[Node] = field(default_factory=list)
    cells: list[Node] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)


class Block(Struct, eq=False):
    """A line of text: how many of its characters are links, how many stand in sentences outside of links."""

    text: str
    node: Node
    level: int | None
    linked: int
    weight: int
    files: tuple[str, ...]

    @property
    def is_link(self) -> bool:
        return self.linked * 10 >= len(self.text) * 6


class _Counter(Struct):
    """An open list: its next number and its marker; None for a list without numbers."""

    number: int
    marker: str | None
    step: int = 1


class _Frame(Struct, eq=False):
    """An element that is open: the box and heading level around it, and what it changed."""

    node: Node
    level: int | None
    block: bool = False
    counts: bool = False
    link: bool = False
    kept: bool = False


class Page:
    """A parsed page: ``blocks``, their boxes from ``root`` down, ``meta`` by lower-case name, the window's ``title``.

    Raises ``InputError`` when the page is nested too deep, has too many tags, or none.
    """

    def __init__(self, path: str, markup: str) -> None:
        self._path = path
        self.notes: list[str] = []
        self._tree = parse(path, markup)
        self.meta: dict[str, str] = {}
        self.title = ""
        self.frames = self.pictures = self.hidden = 0
        for element in self._tree.iter("meta", "title", "iframe", "frame", "img", "time"):
            self._head(element)
        self.blocks: list[Block] = []
        self.root = self._node("body", "", None)
        self.lay_out(hidden=False)

    def lay_out(self, *, hidden: bool) -> None:
        """Fill ``blocks`` and ``root``; ``hidden`` keeps what the page hides."""
        self.blocks = []
        self.root = self._node("body", "", None)
        self.hidden = 0
        self._show_hidden = hidden
        self._node_now = self.root
        self._pieces: list[str] = []
        self._linked = 0
        self._files: list[str] = []
        self._level: int | None = None
        self._label = ""
        self._walk()
        self._flush()
        self.root.end = len(self.blocks)

    def _head(self, element: _Element) -> None:
        if element.tag == "meta":
            name = element.get("name") or element.get("property") or element.get("itemprop") or ""
            self.meta.setdefault(name.lower(), clean(element.get("content", ""))[:500])
        elif element.tag == "title":
            self.title = self.title or words(element)[:500]
        elif element.tag == "time":
            self.meta.setdefault("time", clean(element.get("datetime", ""))[:50])
        elif element.tag == "img":
            self.pictures += 1
        else:
            self.frames += 1

    def _node(self, tag: str, name: str, parent: Node | None, *, beside: bool = False, article: bool = False) -> Node:
        inside = parent.cell if parent else None
        article = article or (parent is not None and parent.article)
        beside = beside or (parent is not None and parent.beside)
        table = None if parent is None else parent if parent.tag == "table" else parent.table
        node = Node(tag, name, parent, len(self.blocks), beside, article, inside, table)
        if parent:
            parent.children.append(node)
        return node

    def _walk(self) -> None:
        """Visit all elements in text order; what an element opened is undone when it ends."""
        frames: list[_Frame] = []
        lists: list[_Counter] = []
        links = kept = 0
        walk = etree.iterwalk(self._tree, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                tag = element.tag if isinstance(element.tag, str) else "script"
                style = SPACE.sub("", element.get("style", "")).lower()
                frame = _Frame(self._node_now, self._level)
                frames.append(frame)
                if len(frames) > _DEEPEST_ELEMENT:  # older parsers have no limit
                    raise too_deep(self._path)
                if self._is_skipped(element, tag, style):
                    walk.skip_subtree()
                    continue
                frame.block = _is_block(tag, style)
                frame.counts = tag in ("ol", "ul", "menu", "dir")
                frame.link = tag == "a" and bool(element.get("href")) and len(words(element)) < _LONGEST_LINK
                frame.kept = tag == "pre" or "white-space:pre" in style
                links += frame.link
                kept += frame.kept
                if frame.block:
                    self._flush()
                    self._open(element, tag, style)
                if frame.counts:
                    lists.append(_counter(element, tag, style))
                elif tag == "li":
                    self._label = _label(element, style, lists)
                elif tag == "br":
                    self._flush()
                elif frame.link and _ATTACHMENT.search(element.get("href", "")):
                    self._files.append(words(element)[:80] or "未命名")
                self._add(element.text, linked=links > 0, kept=kept > 0)
            else:
                frame = frames.pop()
                if frame.block:
                    self._flush()
                    self._node_now.end = len(self.blocks)
                    self._node_now, self._level = frame.node, frame.level
                if frame.counts:
                    lists.pop()
                links -= frame.link
                kept -= frame.kept
                self._add(element.tail, linked=links > 0, kept=kept > 0)

    def _is_skipped(self, element: _Element, tag: str, style: str) -> bool:
        if tag in _SKIPPED:
            if tag == "del":
                self._note("网页带有修订痕迹，已按接受全部修订读取")
            return True
        if _WORD_CONTENTS.match(element.get("class", "")):
            self._note("自动目录已略去")
            return True
        if _WORD_EXTRA.search(style):
            return True
        if _HIDDEN.search(style) or element.get("hidden") is not None:
            self.hidden += 1
            return not self._show_hidden
        return False

    def _open(self, element: _Element, tag: str, style: str) -> None:
        role = element.get("role", "").lower()
        parent = self._node_now
        beside = tag in _BESIDE or role in _BESIDE_ROLES or (tag == "header" and not parent.article)
        article = tag in _ARTICLE or role == "main" or element.get("itemprop") == "articleBody"
        name = f"{element.get('class', '')} {element.get('id', '')}"[:200]
        node = self._node(tag, name, parent, beside=beside and not parent.article, article=article)
        if tag in ("td", "th") and node.table is not None:
            node.cell = node
            _place(node, element)
        elif tag == "table":
            node.table = None
        elif tag == "tr" and node.table is not None:
            node.table.row += 1
            node.table.column = 1
        outline = _OUTLINE.search(style)
        if re.fullmatch(r"h[1-6]", tag):
            self._level = int(tag[1])
        elif outline:
            self._level = int(outline[1])
        elif role == "heading":
            self._level = whole(element.get("aria-level"), 2)
        self._node_now = node

    def _add(self, text: str | None, *, linked: bool, kept: bool) -> None:
        if text:
            self._pieces.append(re.sub(r"\r\n?|\n", BREAK, text) if kept else text.replace(BREAK, " "))
            if linked:
                self._linked += len(SPACE.sub("", text))

    def _flush(self) -> None:
        """End the line: what was gathered becomes a block of the box that is open now."""
        if not self._pieces:
            return
        text, linked, files = clean("".join(self._pieces)), self._linked, tuple(self._files)
        self._pieces, self._linked, self._files = [], 0, []
        found = [line[0] for line in lines(text)]
        if found and self._label:
            if not _NUMBERED.match(found[0]):
                found[0] = self._label + found[0]
            self._label = ""
        for line in found:
            parts = [] if linked * 2 > len(line) else _SENTENCE_MARK.split(line)[:-1]
            weight = sum(len(part) + 1 for part in parts if len(part) >= 4 and _CHINESE.search(part))
            leaf = self._node("", "", self._node_now)
            self.blocks.append(Block(line, leaf, self._level, linked, weight, files))
            leaf.end = len(self.blocks)
            files = ()

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def climb(node: Node | None) -> Iterator[Node]:
    """The cells that a node stands in, innermost first; no page nests more than ``_DEEPEST`` tables."""
    cell = node.cell if node else None
    for _ in range(_DEEPEST):
        if cell is None:
            break
        yield cell
        cell = cell.table.cell if cell.table else None


def _is_block(tag: str, style: str) -> bool:
    display = _DISPLAY.search(style) if "display:" in style else None
    if display and tag not in {"td", "th", "tr", "table", "li", "body"}:
        return not display[1].startswith("inline")
    return tag in _BLOCKS


def _place(cell: Node, element: _Element) -> None:
    """Give a cell its row and column, past the cells of earlier rows that reach down to it."""
    table = cell.table
    if table is None:
        return
    row, column = max(table.row, 1), max(table.column, 1)
    while table.taken.get(column, 0) >= row:
        column += 1
    cell.row, cell.column = row, column
    wide = min(max(whole(element.get("colspan"), 1), 1), _WIDEST)
    tall = whole(element.get("rowspan"), 1)
    if tall > 1:
        table.taken |= dict.fromkeys(range(column, min(column + wide, _WIDEST)), row + tall - 1)
    table.column = column + wide
    table.cells.append(cell)


def _marker(element: _Element, style: str, default: str | None) -> str | None:
    """Marker of a list or list item as its style or its type says; None for none."""
    declared = _LIST_STYLE.search(style)
    if declared:
        known = re.findall(r"[a-z-]+", declared[1])
        if "none" in known:
            return None
        return next((word for word in known if word in _MARKERS or word in _CHINESE_MARKERS), default)
    given = element.get("type", "")
    return given if given in _MARKERS else default


def _counter(element: _Element, tag: str, style: str) -> _Counter:
    back = element.get("reversed") is not None
    items = sum(1 for _ in element.iterchildren("li")) if back else 1
    marker = _marker(element, style, "decimal" if tag == "ol" else None)
    return _Counter(whole(element.get("start"), items), marker, -1 if back else 1)


def _label(element: _Element, style: str, lists: list[_Counter]) -> str:
    """Count a list item and give the number it shows."""
    if not lists:
        return ""
    counter = lists[-1]
    number = whole(element.get("value"), counter.number)
    counter.number = number + counter.step
    marker = _marker(element, style, counter.marker)
    if marker in _CHINESE_MARKERS:
        return numeral(_CHINESE_MARKERS[marker], number) + "、"
    return numeral(_MARKERS[marker], number) + "." if marker in _MARKERS else ""
