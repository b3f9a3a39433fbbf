"""Markup → the lines a browser would show, with the boxes they stand in. Nothing is ever loaded, no script runs.

What to make of them, where the article begins and ends, is decided in ``engine.read.article``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree
from msgspec import Struct

from engine.read.boxes import Block, Box
from engine.read.elements import Element
from engine.read.markers import Lists
from engine.read.markup import BREAK, SPACE, clean, parse, too_deep, words
from engine.read.numbering import whole
from engine.read.text import lines

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Elements inside each other; older parsers have no limit of their own.
_DEEPEST: Final = 2048
_SENTENCE_MARK = re.compile(r"[，。；,;]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: A number at the beginning of a line, beside which the label of a list is not shown.
_NUMBERED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．，]|第[一二三四五六七八九十]{1,3}[章条、部]|[①-⑳]"
)


class Page:
    """A parsed page: ``blocks``, their boxes from ``root`` down, ``meta`` by lower-case name, the window's ``title``.

    ``notes`` are for the reader of the report. ``frames``, ``pictures`` and ``hidden`` elements are counted.
    Raises ``InputError`` when the page is nested too deep, has too many tags, or none.
    """

    def __init__(self, path: str, markup: str) -> None:
        self._path = path
        self._tree = parse(path, markup)
        self.notes: list[str] = []
        self.meta: dict[str, str] = {}
        self.title = ""
        self.frames = self.pictures = 0
        for element in self._tree.iter("meta", "title", "iframe", "frame", "img", "time"):
            self._note_head(element)
        self.lay_out(hidden=False)

    def lay_out(self, *, hidden: bool) -> None:
        """Fill ``blocks`` and ``root``; ``hidden`` keeps what the page hides."""
        layout = _Layout(self._path, self._tree, show_hidden=hidden)
        self.blocks, self.root, self.hidden = layout.blocks, layout.root, layout.hidden
        self.notes += [note for note in layout.notes if note not in self.notes]

    def _note_head(self, element: _Element) -> None:
        """Keep what an element says of the page as a whole."""
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


class _Opened(Struct, eq=False):
    """An element that is open, None if it is left out; the box and heading level to go back to when it ends."""

    element: Element | None
    box: Box
    level: int | None


class _Layout:
    """One walk through the elements in text order. What an element opened is undone when it ends."""

    def __init__(self, path: str, tree: _Element, *, show_hidden: bool) -> None:
        self.blocks: list[Block] = []
        self.root = self._box = Box("body", "", 0)
        self.notes: list[str] = []
        self.hidden = 0
        self._show_hidden = show_hidden
        self._level: int | None = None
        self._opened: list[_Opened] = []
        self._lists = Lists()
        self._label = ""
        self._links = self._kept = 0  # open elements that make their text a link, that keep its line breaks
        self._pieces: list[str] = []
        self._linked = 0
        self._files: list[str] = []
        self._walk(path, tree)
        self._flush()
        self.root.end = len(self.blocks)

    def _walk(self, path: str, tree: _Element) -> None:
        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, source in walk:
            if event == "end":
                self._end(source)
                continue
            if len(self._opened) >= _DEEPEST:
                raise too_deep(path)
            element = Element(source)
            if self._is_left_out(element):
                self._opened.append(_Opened(None, self._box, self._level))
                walk.skip_subtree()
            else:
                self._begin(element)

    def _is_left_out(self, element: Element) -> bool:
        note = element.omitted
        if note is None:
            if not element.is_hidden:
                return False
            self.hidden += 1
            return not self._show_hidden
        if note and note not in self.notes:
            self.notes.append(note)
        return True

    def _begin(self, element: Element) -> None:
        self._opened.append(_Opened(element, self._box, self._level))
        self._links += element.is_link
        self._kept += element.keeps_breaks
        if element.ends_line:
            self._flush()
            self._enter(element)
        if element.is_list:
            self._lists.open(element.source, element.style)
        elif element.tag == "li":
            self._label = self._lists.label(element.source, element.style)
        elif element.tag == "br":
            self._flush()
        elif element.is_link and (name := element.attachment):
            self._files.append(name)
        self._add(element.source.text)

    def _enter(self, element: Element) -> None:
        """Open a box for an element."""
        beside = not self._box.article and element.is_beside
        box = self._box.open(element.tag, element.name, len(self.blocks), beside=beside, article=element.is_article)
        if box.is_cell:
            box.span(whole(element.source.get("colspan"), 1), whole(element.source.get("rowspan"), 1))
        if (level := element.level) is not None:
            self._level = level
        self._box = box

    def _end(self, source: _Element) -> None:
        opened = self._opened.pop()
        if element := opened.element:
            if element.ends_line:
                self._flush()
                self._box.end = len(self.blocks)
                self._box, self._level = opened.box, opened.level
            if element.is_list:
                self._lists.close()
            self._links -= element.is_link
            self._kept -= element.keeps_breaks
        self._add(source.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(re.sub(r"\r\n?|\n", BREAK, text) if self._kept else text.replace(BREAK, " "))
            if self._links:
                self._linked += len(SPACE.sub("", text))

    def _flush(self) -> None:
        """End the line: what was gathered becomes blocks of the box that is open now."""
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
            leaf = self._box.open("", "", len(self.blocks))
            weight = 0 if linked * 2 > len(line) else _weight(line)
            self.blocks.append(Block(line, leaf, self._level, linked, weight, files))
            leaf.end = len(self.blocks)
            files = ()


def _weight(line: str) -> int:
    """How many characters of a line stand in Chinese sentences."""
    parts = _SENTENCE_MARK.split(line)[:-1]
    return sum(len(part) + 1 for part in parts if len(part) >= 4 and _CHINESE.search(part))
