"""``Document`` + ``Outline`` → points: paragraphs under their headings, made of sentences and clauses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from engine.model import Document, Level, Outline, Section, SectionKind, Span
from engine.observe.sentences import Clause, Sentence, attributed, read_sentence
from engine.outline.tables import tables
from engine.zh.bodies import Others, others_of
from engine.zh.figures import Figure, figures
from engine.zh.periods import Period, lies_ahead, other_period
from engine.zh.persons import acting_heads
from engine.zh.syntax import heading_number, opens_point, points, quoted_titles, sentences
from engine.zh.width import Folded, fold
from engine.zh.words import Words, spelt
from engine.zh.zero import Zeros

if TYPE_CHECKING:
    from engine.observe.rows import Rows

__all__ = ["Clause", "Point", "Sentence", "read_points"]

#: A first sentence no longer than this may be the headline of its point.
_LONGEST_HEADLINE = 32
#: A heading with nothing under it that is longer than this tells something.
_LONGEST_BARE_HEADING = 25
_ACT_MARK = Words("[了过《共未无0123456789] 全年 每[天日周月季年]")
#: A headline opens with a verb of endeavour and names no subject.
_HEADLINE = spelt(
    "深化 深入 健全 聚焦 优化 规范 提升 加强 强化 丰富 精准 落实 推进 完善 坚持 严格 压实 突出 创新 拓宽 抓 "
    "做[好实优强] 筑牢 夯实 着力 持续 全面 围绕 紧扣 狠抓 扎实 切实 积极 认真 充分 大力 加大 注重 打造 构建 建立 "
    "推动 统筹 依法 科学 有效 主动 严[把守肃] 树[立牢] 增强 转变 改进 发挥 开展 加快 提高 把[牢好] 守[好牢住] 凝聚 "
    "培育 厘清 畅通 维护 防范 化解 营造 浓厚 普及 拓展 延伸 多[元措点] 广泛 以 从 放[得管] 管好 学 用 织密 擦亮 倡导 "
    "引导 保障 服务 护航 厚植 锻造"
)
_NOTHING = Folded("", ())
_TOWNS = {Level.STREET, Level.TOWNSHIP}
_START, _PARAGRAPH_END = attrgetter("start"), attrgetter("span.end")


class Point(Struct, frozen=True):
    """One paragraph, or one 一是… of it, led by the heading it stands under.

    ``figures`` are those of the report year; ``other_figures`` counts those of other periods, ``foreign`` are the
    sentences that such periods govern (自2013年以来…).
    ``titles`` are ranges of 《…》. Positions are in ``folded``; ``body`` is where the text under the heading begins.
    One that is ``tabular`` has rows of a table for its only sentence, each a clause or more.
    """

    folded: Folded
    body: int
    section: SectionKind
    sentences: tuple[Sentence, ...]
    figures: tuple[Figure, ...]
    other_figures: int
    foreign: tuple[tuple[int, int], ...]
    titles: tuple[tuple[int, int], ...]
    tabular: bool = False

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def clauses(self) -> list[Clause]:
        """Those of all sentences; they leave no gap."""
        return [clause for sentence in self.sentences for clause in sentence.clauses]

    def clause_at(self, position: int) -> Clause:
        sentence = self.sentences[bisect_right(self.sentences, position, key=_START) - 1]
        return sentence.clauses[bisect_right(sentence.clauses, position, key=_START) - 1]

    def figures_in(self, piece: Sentence | Clause) -> tuple[Figure, ...]:
        """Figures that begin in a sentence or clause."""
        first, last = (bisect_left(self.figures, place, key=_START) for place in (piece.start, piece.end))
        return self.figures[first:last]


def read_points(document: Document, outline: Outline, zeros: Zeros) -> list[Point]:
    """All points of the report in text order; chrome, title, addressee and signature are left out."""
    year = outline.years.value[-1] if outline.years.value else None
    told = _told_in_tables(document, year) if tables(document) else {}
    found: list[Point] = []
    for section in outline.sections:
        found += _section_points(document, section, year, told, zeros)
    issuer = fold(outline.issuer.value or "").text
    if issuer:  # else whose acts are another's cannot be told
        others = others_of(outline.level.value, issuer)
        town = issuer if outline.level.value in _TOWNS else ""
        found = [_attributed(point, others, town) for point in found]
    return [_as_one_sentence(point) if point.tabular else point for point in found]


def _told_in_tables(document: Document, year: int | None) -> Mapping[int, Sequence[Folded | Rows]]:
    from engine.observe.rows import read_tables  # most reports have no table

    return read_tables(document, year)


def _attributed(point: Point, others: Others, town: str) -> Point:
    """The point with the acts of others marked; ``town`` is the issuer if it is a town or a street."""
    sentences = tuple(attributed(point.text, sentence, others, town) for sentence in point.sentences)
    return point if sentences == point.sentences else replace(point, sentences=sentences)


def _section_points(
    document: Document,
    section: Section,
    year: int | None,
    told: Mapping[int, Sequence[Folded | Rows]],
    zeros: Zeros,
    *,
    heads: Folded = _NOTHING,
) -> Iterator[Point]:
    """``heads`` are those of the body who act in a section about them, as a sentence before it names them."""
    heading = fold(document.text, section.heading) if len(section.heading) else _NOTHING
    until = section.children[0].span.start if section.children else section.span.end
    body = Span(section.body.start, until)
    first = bisect_right(document.paragraphs, body.start, key=_PARAGRAPH_END)
    inside = takewhile(lambda paragraph: paragraph.span.start < until, islice(document.paragraphs, first, None))
    paragraphs = [clipped for paragraph in inside if (clipped := _clip(paragraph.span, body)) is not None]
    read = ((fold(document.text, span),) if span.start not in told else told[span.start] for span in paragraphs)
    texts = [one for pieces in read for one in pieces if one.text]
    if heading.text and not texts:
        # A numbered line that is a whole sentence with nothing under it is no heading but the matter itself.
        tells = not section.children and (heading.text.endswith("。") or len(heading.text) >= _LONGEST_BARE_HEADING)
        only = (_NOTHING, heading) if tells else (heading, _NOTHING)
        yield _point(*only, section.kind, year, zeros)
    acting = heads
    for text in texts:
        if not isinstance(text, Folded):
            yield _point(heading, text.folded, section.kind, year, zeros, rows=text.ranges)
            continue
        for start, end in points(text.text):
            part = text.part(start, end)
            named = None
            if section.kind is SectionKind.LEADER and not _is_item(part.text):
                named = acting_heads(part.text)
                acting = part.part(*named) if named else heads
            yield _point(heading if named else _joined(acting, heading), part, section.kind, year, zeros)
    for child in section.children:
        yield from _section_points(document, child, year, told, zeros, heads=acting)


def _is_item(text: str) -> bool:
    """Whether a folded text is an item of a list, which may leave out who acts."""
    return opens_point(text) > 0 or heading_number(text) is not None


def _joined(*parts: Folded) -> Folded:
    """Texts as one, in the order in which they stand in the report."""
    whole = sorted((part for part in parts if part.text), key=attrgetter("origin"))
    return Folded("".join(part.text for part in whole), tuple(place for part in whole for place in part.origin))


def _clip(span: Span, within: Span) -> Span | None:
    start, end = max(span.start, within.start), min(span.end, within.end)
    return Span(start, end) if start < end else None


def _point(
    heading: Folded,
    part: Folded,
    kind: SectionKind,
    year: int | None,
    zeros: Zeros,
    *,
    rows: Sequence[tuple[int, int]] = (),
) -> Point:
    """``rows`` are ranges of ``part``: each is a sentence of its own until it is known who acted, and when."""
    folded = _joined(heading, part)
    offset = len(heading.text)
    text = folded.text
    ranges = [(offset + start, offset + end) for start, end in rows or sentences(part.text)]
    headline = not rows and len(ranges) > 1 and _is_headline(text[ranges[0][0] : ranges[0][1]])
    headings = int(bool(offset)) + headline
    found: list[Sentence] = []
    kept: list[Figure] = []
    others = 0
    foreign: list[tuple[int, int]] = []
    for start, end in [(0, offset), *ranges] if offset else ranges:
        other = other_period(text[start:end], year)
        said = start + opens_point(text[start:end])
        ahead = not rows and lies_ahead(text[said:end], year)
        heads = len(found) < headings
        found.append(read_sentence(text, start, end, kind, other, heading=heads, ahead=ahead, zeros=zeros))
        own, of_others = _figures(text[start:end], start, other)
        kept += own
        others += of_others
        if other is not None:
            foreign.append((start, end))
    titles = tuple(quoted_titles(text))
    return Point(folded, offset, kind, tuple(found), tuple(kept), others, tuple(foreign), titles, tabular=bool(rows))


def _as_one_sentence(point: Point) -> Point:
    """A tabular point with its rows as clauses of one sentence: what a list in prose says together, a table does."""
    headings = [sentence for sentence in point.sentences if sentence.heading]
    rows = point.sentences[len(headings) :]
    whole = Sentence(
        rows[0].start, rows[-1].end, heading=False, clauses=tuple(one for row in rows for one in row.clauses)
    )
    return replace(point, sentences=(*headings, whole))


def _is_headline(sentence: str) -> bool:
    """Whether the first sentence of a point only announces it (深化思想引领，夯实理论根基。)."""
    words = sentence[opens_point(sentence) :]
    return len(words) <= _LONGEST_HEADLINE and not _ACT_MARK.stand_in(words) and words.startswith(_HEADLINE)


def _figures(sentence: str, offset: int, other: tuple[int, Period] | None) -> tuple[list[Figure], int]:
    """(figures of the report year with their places moved by ``offset``, number of figures of other periods)."""
    kept: list[Figure] = []
    others = 0
    for one in figures(sentence):
        if one.bound == "each":
            continue
        if other is not None and one.start >= other[0]:
            others += 1
        else:
            kept.append(Figure(one.start + offset, one.end + offset, one.value, one.unit, one.bound))
    return kept, others
