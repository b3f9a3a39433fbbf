"""The article of a web page, found by what an article is rather than by the names that one site gives it.

From the page down into whichever box holds most of the sentences, then out again over neighbours that go on with the
report. Title, date and source come from the page's metadata or from the lines around the title.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from engine.read.boxes import climb
from engine.read.surroundings import is_after, is_around, origin
from engine.zh.width import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.read.boxes import Block, Box
    from engine.read.webpage import Page

#: Names of metadata that hold the title, the most reliable first.
_TITLES: Final = ("articletitle", "og:title", "contenttitle", "dc.title", "headline", "twitter:title")

#: Share of the sentences of a box that its child must hold for the article to be there; and of a neighbour.
_MOST, _SOME = 0.7, 0.1
#: Characters in sentences that tell a paragraph of an article from other lines.
_PARAGRAPH: Final = 30
#: Boxes that are one paragraph; an article is not looked for inside.
_ONE_PARAGRAPH: Final = frozenset(["", *"p li h1 h2 h3 h4 h5 h6 dt dd caption".split()])
#: Lines before the article in which its title is looked for, and lines around it with date and source.
_ABOVE, _NEAR = 80, 15

#: Class or id of what stands beside an article.
_BESIDE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|foot\w*|copyright|side\w*|breadcrumbs?|crumbs?|share\w*|related\w*|recommend\w*|"
    r"comments?|toolbar|hot\w*|links?|banner|login|search\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
#: Lines that close a report: who signs, and when; and when alone.
_SIGNED = re.compile(
    r"(?:中共)?[一-龥（）]{2,28}(?:政府|办事处|委员会|局|厅|委|办公室|党工委|党组|街道|镇|乡)|特此报告。?|"
    r"（?(?:20\d\d|[二两][〇零○O0].{2})\s*[年.\-/].{1,4}[月.\-/].{1,4}日?）?"
)
_SIGNED_ON = re.compile(r"（?(?:20\d\d|[二两][〇零○O0].{2})\s*年.{1,4}月.{1,4}日）?")
#: The beginning of a line that goes on with the numbers of a report.
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.、．]")
_REPORT_TITLE = re.compile(r"(?:报告|总结|情况|汇报|自查)(?:（.{1,12}）)?$")
#: What parts the title of an article from the name of its site in the title of the window.
_SITE = re.compile(r"(?<!\s)\s*[_|｜]\s*|(?<!\s)\s+[-–—]+\s+|(?<![-–—])[-–—]+(?=[^-–—]{2,20}$)")


class Article:
    """The article of ``page``.

    ``body`` are its blocks; ``lines`` what a document shows: text, place, heading level, whether in a table. ``title``
    and ``source`` are empty and ``posted`` is None where the page does not tell; ``files`` are attachments by name;
    ``weight`` is the number of characters in sentences.
    """

    def __init__(self, page: Page) -> None:
        self._blocks = page.blocks
        outside = any(block.weight for block in page.blocks if not block.box.beside)
        weights = (0 if outside and block.box.beside else block.weight for block in page.blocks)
        self._sums = [0, *accumulate(weights)]
        self._layout: set[int] = set()
        self._data: dict[int, bool] = {}
        core = self._core(page.root)
        self._layout = {id(cell.table) for cell in climb(core)}
        headline = self._headline(page, self._first(core.start, core.end))
        start, end = self._extent(core, headline.stop)
        first = self._first(start, end)
        self.weight = self._sums[end] - self._sums[start]
        self.title = self._title(page, headline)
        above = max(0, (headline.start if headline else start) - _NEAR)
        around = (*self._blocks[above:first], *self._blocks[end : end + _NEAR])
        self.posted, self.source = origin(page.meta, (block.text for block in around))
        self.files = [name for block in self._blocks[start : end + _NEAR] for name in block.files]
        head = [self._blocks[index] for index in headline if index < start]
        begin = headline.stop if headline and headline.stop > start else start
        inner = [self._blocks[index] for index in headline if index >= start]
        self.body = inner + self._trimmed(begin, first, end)
        self.lines = list(self._lines(head, len(inner)))

    def _weight(self, box: Box) -> int:
        return self._sums[box.end] - self._sums[box.start]

    def _is_paragraph(self, index: int) -> bool:
        return self._sums[index + 1] - self._sums[index] >= _PARAGRAPH and not is_around(self._blocks[index].text)

    def _first(self, start: int, end: int) -> int:
        """Index of the first paragraph; ``start`` where there is none."""
        return next((index for index in range(start, end) if self._is_paragraph(index)), start)

    # Where it begins and ends

    def _core(self, root: Box) -> Box:
        """The smallest box that holds most of the article."""
        core = self._marked(root)
        while core.children:
            heavy = max(core.children, key=self._weight)
            if heavy.tag in _ONE_PARAGRAPH or self._weight(heavy) < max(1, _MOST * self._weight(core)):
                break
            if heavy.tag == "table" and self._is_data(heavy):
                break
            core = heavy
        return core

    def _extent(self, core: Box, title: int) -> tuple[int, int]:
        """Range of the blocks of the article around its core: it begins after ``title`` and ends when it is signed."""
        start, end = core.start, core.end
        closing = next((block.text for block in reversed(self._blocks[start:end]) if not block.is_link), "")
        before, after = True, not _SIGNED.fullmatch(closing)
        total = self._weight(core)
        while core.parent is not None:
            family = core.parent.children
            place = family.index(core)
            while after and place + 1 < len(family) and self._goes_on(family[place + 1], core, total, closing=True):
                place += 1
                end = family[place].end
            after = after and place + 1 == len(family)
            place = family.index(core)
            while (
                before
                and place > 0
                and family[place - 1].start >= title
                and self._goes_on(family[place - 1], core, total, closing=False)
            ):
                place -= 1
                start = family[place].start
            before = before and place == 0 and start > title
            core = core.parent
        return start, end

    def _marked(self, root: Box) -> Box:
        """The box that the markup itself calls the article, when it holds most of the page; else the page."""
        stack = [root]
        while stack:
            box = stack.pop()
            if self._weight(box) < max(1, _MOST * self._weight(root)):
                continue
            if box.article:
                return box
            stack += box.children
        return root

    def _goes_on(self, box: Box, core: Box, total: int, *, closing: bool) -> bool:
        """Whether a neighbour of the core belongs to the same article. A neighbour without text does."""
        blocks = self._blocks[box.start : box.end]
        if not blocks:
            return True
        text = blocks[0].text
        linked, size = sum(block.linked for block in blocks), sum(len(block.text) for block in blocks)
        if box.beside or _BESIDE_NAME.search(box.name) or linked > 0.3 * size or is_around(text):
            return False
        if closing and len(blocks) <= 4 and all(_SIGNED.fullmatch(block.text) for block in blocks):
            return True
        if _NUMBERED.match(text) and not linked:
            return True
        weight = self._weight(box)
        alike = box.tag in _ONE_PARAGRAPH or (box.tag, box.name) == (core.tag, core.name)
        return weight >= _PARAGRAPH and (alike or weight >= _SOME * total)

    def _trimmed(self, begin: int, first: int, end: int) -> list[Block]:
        """Blocks of the article without the lines of the site at its beginning and end."""
        kept: list[Block] = []
        signed: Box | None = None
        last = next((index for index in range(end - 1, begin - 1, -1) if self._is_paragraph(index)), end)
        late = self._sums[begin] + _MOST * (self._sums[min(last + 1, end)] - self._sums[begin])
        about = {
            id(cell.table)
            for block in self._blocks[begin:first]
            if is_around(block.text)
            for cell in self._cells(block)
        }
        for index in range(begin, end):
            block = self._blocks[index]
            if block.box.beside and self._sums[index + 1] == self._sums[index] and self.weight:
                continue
            if self._sums[index] > late:
                if is_after(block.text):
                    break
                if signed and signed is not _around(block) and not block.text.startswith("附"):
                    break
                if _SIGNED_ON.fullmatch(block.text):
                    signed = _around(block)
            if (index < first or index > last) and (block.is_link or is_around(block.text)):
                continue
            if index < first and any(id(cell.table) in about for cell in self._cells(block)):
                continue
            kept.append(block)
        return kept

    # Title

    def _headline(self, page: Page, first: int) -> range:
        """Range of the blocks that show the title: one block, or two or three that the title is broken into."""
        return self._announced(page, first) or self._apparent(first)

    def _announced(self, page: Page, first: int) -> range:
        """The title above the article that metadata or the window's title name; the longest, reports preferred."""
        wanted = {_bare(page.meta.get(name, "")) for name in _TITLES} - {""}
        window, parts = _bare(page.title), {_bare(part) for part in _SITE.split(page.title)}
        best, found = (False, 0), range(0)
        for start in range(max(0, first - _ABOVE), first):
            for stop in range(start + 1, min(start + 3, first) + 1):
                if self._blocks[stop - 1].is_link or is_around(self._blocks[stop - 1].text):
                    break
                text = _bare("".join(block.text for block in self._blocks[start:stop]))
                if not 6 <= len(text) <= 90:
                    continue
                named = text in wanted or (len(text) >= 10 and text in window)
                named = named or (text in parts and start >= first - _NEAR)
                rank = bool(_REPORT_TITLE.search(text)), len(text)
                if named and rank >= best:
                    best, found = rank, range(start, stop)
        return found

    def _apparent(self, first: int) -> range:
        """The nearest line above the article that looks like the title of a report, with the line it continues."""
        for index in range(first - 1, max(0, first - 2 * _NEAR) - 1, -1):
            block = self._blocks[index]
            like = (block.level and block.level <= 2) or _REPORT_TITLE.search(block.text)
            if not like or block.is_link or is_around(block.text) or not 6 <= len(block.text) <= 90:
                continue
            above = self._blocks[max(0, index - 1)]
            broken = above.box.parent is block.box.parent or _SIGNED.fullmatch(above.text)
            return range(index - 1 if index and broken and not is_around(above.text) else index, index + 1)
        return range(0)

    def _title(self, page: Page, headline: range) -> str:
        named = next((page.meta[name] for name in _TITLES if page.meta.get(name)), "")
        shown = "".join(self._blocks[index].text for index in headline)
        if named or shown:
            return _line(named or shown)
        parts = [part for part in _SITE.split(_line(page.title)) if len(part) >= 10]
        return next((part for part in parts if _REPORT_TITLE.search(part)), parts[0] if parts else "")

    # What is shown

    def _lines(self, head: list[Block], inner: int) -> Iterator[tuple[str, str, int | None, bool]]:
        """Lines of the document; ``head`` is a title outside of the body, ``inner`` the length of one inside."""
        shown = [_line(block.text) for block in (*head, *self.body[:8])]
        if self.title and not any(_REPORT_TITLE.search(line) or line == self.title for line in shown):
            yield self.title, "网页标题", None, False
        for block in head:
            yield block.text, "网页标题", block.level, False
        posting = [f"发布日期：{self.posted.isoformat()}"] if self.posted else []
        posting += [f"来源：{self.source}"] if self.source else []
        number = 0
        tables: dict[int, int] = {}
        for index, block in enumerate(self.body):
            if index == inner and posting:
                yield "　".join(posting), "网页信息栏", None, False
            cells = self._cells(block)
            if not cells:
                number += 1
                yield block.text, f"第{number}段", block.level, False
                continue
            place = f"表{tables.setdefault(id(cells[-1].table), len(tables) + 1)}"
            place += "内表".join(f"第{cell.row}行第{cell.column}列" for cell in reversed(cells))
            yield block.text, place, block.level, True

    def _cells(self, block: Block) -> list[Box]:
        """Cells of tables of data that a block stands in, innermost first."""
        return [cell for cell in climb(block.box) if cell.table and self._is_data(cell.table)]

    def _is_data(self, table: Box) -> bool:
        """Whether a table holds data; otherwise it only lays out the page."""
        if id(table) in self._layout:
            return False
        if id(table) not in self._data:
            self._data[id(table)] = self._has_rows(table)
        return self._data[id(table)]

    def _has_rows(self, table: Box) -> bool:
        """Whether two rows and more have several cells with text, and no cell holds nearly all of it."""
        filled: Counter[int] = Counter()
        total = self._size(table)
        for cell in table.cells:
            size = self._size(cell)
            if cell.end - cell.start > 8 and size > 0.7 * total:
                return False
            filled[cell.row] += size > 0
        return sum(count > 1 for count in filled.values()) >= 2

    def _size(self, box: Box) -> int:
        return sum(len(block.text) for block in self._blocks[box.start : box.end])


def _around(block: Block) -> Box | None:
    """The box around the paragraph that a block stands in."""
    paragraph = block.box.parent
    return paragraph.parent if paragraph else None


def _bare(text: str) -> str:
    """Text in plain width, without white space and quotation marks, for comparison."""
    return fold(text).text.replace('"', "")


def _line(text: str) -> str:
    return " ".join(text.split())
