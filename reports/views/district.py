"""A round in short, for the terminal: who has not reported, how all stand, what most of them lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.district.model import Arrival, Fate
from engine.model import Severity
from reports import wording as words
from reports.district import figures
from reports.layout import Paint, plain, shorten, table, wrap
from reports.shares import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.district.model import District, Standing
    from engine.rulebook.rule import Rulebook
    from reports import Look

#: Units, gaps and pairs shown unless everything is asked for.
_UNITS, _GAPS, _PAIRS = 60, 10, 5
#: Longest title of a requirement or remark, in columns.
_TITLE: Final = 44


def render(district: District, book: Rulebook, look: Look) -> str:
    """Page on the round."""
    return "\n".join(_lines(district, book, look)) + "\n"


def _lines(district: District, book: Rulebook, look: Look) -> Iterator[str]:
    paint = Paint(on=look.color)
    year = f"{district.year}年度" if district.year else ""
    yield paint.bold(f"{year}法治政府建设年度报告检查")
    for sentence in (
        figures.year_chosen(district, figures.OTHER_YEAR), figures.submitted(district), figures.received(district)
    ):  # fmt: skip
        yield from wrap(sentence, look.width) if sentence else ()
    for title, standings in (
        ("未报", district.arrived(Arrival.MISSING)),
        ("只报了别的年度", district.arrived(Arrival.WRONG_YEAR)),
        ("交来的文件读不了", district.arrived(Arrival.UNREAD)),
        ("迟报", district.arrived(Arrival.LATE)),
    ):
        if standings:
            yield from wrap(f"{title}（{len(standings)}）：{'、'.join(map(_named, standings))}", look.width, hang=2)
    for title, fate in (("重复报送", Fate.DUPLICATE), ("归不到单位的文件", Fate.UNMATCHED)):
        files = [one for one in district.submissions if one.fate is fate]
        shown = files if look.full else files[:_GAPS]
        for one in shown:
            yield from wrap(f"{title}：{plain(one.path)}（{plain(one.reason)}）", look.width, hang=2)
        yield from _rest(len(files) - len(shown), f"个{title}", paint)
    yield from _scores(district, book, look, paint)
    yield from _gaps(district, book, look, paint)
    yield from _alike(district, look, paint)
    yield f"{words.NOT_OFFICIAL.removesuffix('。')}；{figures.CAUTION}"


def _named(standing: Standing) -> str:
    contact = f"（{plain(standing.unit.contact)}）" if standing.unit.contact else ""
    return plain(standing.unit.name) + contact


def _scores(district: District, book: Rulebook, look: Look, paint: Paint) -> Iterator[str]:
    ranked = district.ranked
    if not ranked:
        return
    yield ""
    yield from wrap(figures.scored(district), look.width)
    shown = ranked if look.full else ranked[:_UNITS]
    moved = any(standing.movement for standing in ranked)
    heads = ("名次", "单位", "层级", "得分", "等次", "缺必须项", "瑕疵", *(("较上次",) if moved else ()))
    yield table(heads, [_row(standing, book, moved=moved) for standing in shown], right=(3, 5, 6, 7)[: len(heads) - 4])
    yield from _rest(len(ranked) - len(shown), "个单位", paint)


def _row(standing: Standing, book: Rulebook, *, moved: bool) -> Sequence[str]:
    entry = standing.entry
    if entry is None:
        return ()
    cells = (
        figures.rank(standing),
        shorten(plain(standing.unit.name), _TITLE),
        figures.level(standing),
        number(entry.total),
        plain(entry.band),
        str(figures.missing(entry, book)[Severity.MUST]),
        str(len(entry.defects)),
    )
    if not moved:
        return cells
    last = standing.movement
    return (*cells, _signed(entry.total - last.total) if last else "—")


def _signed(change: int) -> str:
    return f"+{number(change)}" if change > 0 else number(change)


def _gaps(district: District, book: Rulebook, look: Look, paint: Paint) -> Iterator[str]:
    gaps = [gap for gap in district.gaps if gap.missing > 1]
    if not gaps:
        return
    yield ""
    yield paint.bold("合计失分最多的要求")
    shown = gaps if look.full else gaps[:_GAPS]
    rows = [
        (shorten(plain(book.rules[gap.place].title), _TITLE), f"{gap.missing}/{gap.bound}", number(gap.lost))
        for gap in shown
    ]
    yield table(("要求", "缺的单位", "平均失分"), rows, right=(1, 2))
    yield from _rest(len(gaps) - len(shown), "条", paint)


def _alike(district: District, look: Look, paint: Paint) -> Iterator[str]:
    if not district.alike:
        return
    yield ""
    yield paint.bold(f"相似的报告（{len(district.alike)} 对）")
    shown = district.alike if look.full else district.alike[:_PAIRS]
    for pair in shown:
        yield from wrap(f"{pair.share:.0%}  {plain(pair.first)} ↔ {plain(pair.second)}", look.width, hang=4)
    yield from _rest(len(district.alike) - len(shown), "对", paint)


def _rest(count: int, what: str, paint: Paint) -> Iterator[str]:
    """Say how many are not shown."""
    if count > 0:
        yield paint.faint(f"另有 {count} {what}；用 --all 全部列出。")
