"""The round as a workbook: ranking, map, common gaps, defects, submissions, likeness, and how it was all made.

Rows go to disk as they are written, so that a province needs no more memory than a district. Text of reports, rosters
and file names is only ever text. Equal rounds give equal bytes.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Final

from engine import __version__
from engine.district.model import Fate
from engine.model import Verdict
from reports import office
from reports import wording as words
from reports.district import figures
from reports.layout import plain, shorten
from reports.shares import hundredths, number
from reports.sheets import MEANINGS, Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.district.model import CommonGap, District, Entry, Likeness, Standing
    from engine.model import Defect
    from reports import Run
    from reports.sheets import Cell

#: Rows of a sheet below its head, with room for notes; Excel holds 1,048,576.
MOST_ROWS: Final = 1_048_000
#: Names of units in one cell (the map has all), passages of a pair, and columns of a passage.
_MOST_NAMES, _MOST_PASSAGES, _PASSAGE = 40, 3, 300
_GAP_COLUMNS: Final = (
    ("序号", 6), ("分组", 14), ("编号", 24), ("要求项", 26), ("约束力", 18), ("约束的单位", 8), ("缺的单位", 8),
    ("比例", 7), ("未提及", 7), ("仅提及", 7), ("平均失分", 8), ("依据", 34), ("怎么补", 40), ("未提及的单位", 80),
    ("仅提及的单位", 80),
)  # fmt: skip
_DEFECT_COLUMNS: Final = (("单位", 28), ("编号", 24), ("瑕疵", 20), ("轻重", 8), ("扣分", 8), ("说明", 70))
_UNIT_COLUMNS: Final = (
    ("单位", 28), ("层级", 8), ("情况", 12), ("期限", 12), ("报送日期", 12), ("联系人", 22), ("计入的文件", 44),
    ("说明", 50),
)  # fmt: skip
_FILE_COLUMNS: Final = (
    ("文件", 50), ("单位", 28), ("处理", 10), ("说明", 60), ("署名机关", 28), ("年度", 8), ("成文日期", 12)
)  # fmt: skip
_PAIR_COLUMNS: Final = (("序号", 6), ("单位", 28), ("单位", 28), ("比例", 8), ("一份里的话", 60), ("另一份里的话", 60))


def render(district: District, run: Run) -> Iterator[bytes]:
    """Give the whole workbook."""
    book = _Book(district, run)
    book.ranking()
    book.map()
    book.gaps()
    book.defects()
    book.units()
    book.files()
    book.likeness()
    book.explanation()
    yield book.finished()


class _Book(Workbook):
    """The workbook of one round."""

    def __init__(self, district: District, run: Run) -> None:
        super().__init__(streamed=True)
        self.district, self.run, self.rules = district, run, run.book.rules
        self.levels = figures.present(district)
        self.groups = {group.id: plain(group.title) for group in run.book.scoring.groups}

    def table(
        self,
        name: str,
        columns: Sequence[tuple[str, float]],
        lines: Iterable[Sequence[Cell]],
        pinned: int,
        *notes: str,
        tall: float = 32,
        scale: int | None = None,
    ) -> None:
        """Make a sheet of lines that can be filtered, its first columns pinned; ``notes`` stand below.

        Where a page cannot be as wide as the sheet, ``scale`` is the percentage to print at.
        """
        sheet = self.sheet(name, columns, tall=tall)
        if scale:
            sheet.set_print_scale(scale)
            sheet.repeat_columns(0, 1)
        row, cut = 0, ""
        for row, cells in enumerate(islice(lines, MOST_ROWS + 1), 1):
            if row > MOST_ROWS:
                cut = f"表格最多 {MOST_ROWS} 行，其余的没有列出；全部结果见{figures.LINES}。"
                break
            self.row(sheet, row, cells)
        if row:
            sheet.autofilter(0, 0, row, len(columns) - 1)
        sheet.freeze_panes(1, pinned)
        for below, note in enumerate(filter(None, (*notes, cut, "" if row else "没有这样的内容。")), row + 2):
            self.write(sheet, below, 0, note, "note")

    def ranking(self) -> None:
        severities = [(f"{name}缺", 7) for name in words.SEVERITIES.values()]
        verdicts = [(name, 7) for name in words.VERDICTS.values()]
        columns = [("名次", 8), ("单位", 28), ("层级", 7), ("得分", 8), ("等次", 8), ("报送", 10)]
        columns += [
            *severities,
            *verdicts,
            ("文本瑕疵", 8),
            ("建议看一眼", 8),
            ("上次得分", 8),
            ("得分增减", 8),
            ("上次名次", 8),
        ]
        columns += [("变好", 6), ("变差", 6), ("备注", 50), ("文件", 44)]
        lines = (self._ranked(standing) for standing in self.district.standings)
        self.table("排名", columns, lines, 2, f"{words.NOT_OFFICIAL}{figures.CAUTION}{figures.HOW_RANKED}")

    def _ranked(self, standing: Standing) -> list[Cell]:
        entry, last = standing.entry, standing.movement
        head: list[Cell] = [standing.rank or "-", plain(standing.unit.name), figures.level(standing)]
        notes: list[Cell] = [plain("；".join(figures.remarks(standing)))]
        if entry is None:
            blanks: list[Cell] = ["-"] * (len(words.SEVERITIES) + len(words.VERDICTS) + 7)
            return [*head, "-", "-", figures.arrival(standing), *blanks, *notes]
        moved: list[Cell] = ["-"] * 5
        if last:
            moved = [(last.total,), (entry.total - last.total,), last.rank or "-", len(last.rose), len(last.fell)]
        return [
            *head,
            (entry.total,),
            plain(entry.band),
            figures.arrival(standing),
            *figures.missing(entry, self.run.book).values(),
            *(entry.verdicts.count(verdict) for verdict in words.VERDICTS),
            len(entry.defects),
            len(figures.doubtful(entry)),
            *moved,
            *notes,
            plain(words.shown_path(entry.path)),
        ]

    def map(self) -> None:
        head = [("名次", 8), ("单位", 28), ("层级", 7), ("得分", 8)]
        lines = (self._mapped(one, one.entry) for one in self.district.standings if one.entry)
        columns = [*head, *((plain(rule.title), 9) for rule in self.rules)]
        self.table("矩阵", columns, lines, len(head), tall=75, scale=40)

    def _mapped(self, standing: Standing, entry: Entry) -> list[Cell]:
        head: list[Cell] = [standing.rank or "-", plain(standing.unit.name), figures.level(standing), (entry.total,)]
        return [*head, *entry.verdicts]

    def gaps(self) -> None:
        lines = (self._gap(place, gap) for place, gap in enumerate(self.district.gaps, 1))
        self.table("共性缺项", _GAP_COLUMNS, lines, 4)

    def _gap(self, place: int, gap: CommonGap) -> list[Cell]:
        rule = self.rules[gap.place]
        lacking = (
            plain(figures.names(figures.lacking(self.district, gap.place, verdict), _MOST_NAMES))
            for verdict in (Verdict.ABSENT, Verdict.MENTIONED)
        )
        return [
            place,
            self.groups.get(rule.group, plain(rule.group)),
            plain(rule.id),
            plain(rule.title),
            figures.binding(rule, self.levels),
            gap.bound,
            gap.missing,
            gap.share,
            gap.absent,
            gap.mentioned,
            (gap.lost,),
            office.citations(rule.basis),
            plain(rule.advice),
            *lacking,
        ]

    def defects(self) -> None:
        lines = (
            self._defect(one, defect)
            for one in self.district.standings
            for defect in (one.entry.defects if one.entry else ())
        )
        self.table("瑕疵", _DEFECT_COLUMNS, lines, 1)

    def _defect(self, standing: Standing, defect: Defect) -> list[Cell]:
        texts = [plain(text) for text in (standing.unit.name, defect.id, defect.title)]
        return [*texts, words.GRAVITIES[defect.severity], (hundredths(defect.deduction),), plain(defect.message)]

    def units(self) -> None:
        lines = (
            [
                plain(one.unit.name),
                figures.level(one),
                figures.arrival(one),
                *(day.isoformat() if day else "" for day in (one.unit.due, one.unit.received)),
                plain(one.unit.contact),
                plain(words.shown_path(one.entry.path)) if one.entry else "",
                plain(one.reason),
            ]
            for one in self.district.standings
        )
        self.table("报送情况", _UNIT_COLUMNS, lines, 1, figures.submitted(self.district))

    def files(self) -> None:
        """All files, first those that do not count."""
        ordered = sorted(self.district.submissions, key=lambda one: one.fate is Fate.COUNTED)
        lines = (
            [
                plain(words.shown_path(one.path)),
                plain(one.unit),
                figures.FATES[one.fate],
                plain(one.reason),
                *(_read(one.entry) if one.entry else ()),
            ]
            for one in ordered
        )
        self.table("收到的文件", _FILE_COLUMNS, lines, 1)

    def likeness(self) -> None:
        lines = (self._pair(place, pair) for place, pair in enumerate(self.district.alike, 1))
        self.table("雷同", _PAIR_COLUMNS, lines, 3)

    def _pair(self, place: int, pair: Likeness) -> list[Cell]:
        sides = [_passages([both[side] for both in pair.passages]) for side in (0, 1)]
        return [place, plain(pair.first), plain(pair.second), Fraction(round(100 * pair.share), 100), *sides]

    def year(self) -> str:
        why = figures.year_chosen(self.district, figures.OTHER_YEAR)
        return (f"{self.district.year}年" if self.district.year else "不明") + (f"。{why}" if why else "")

    def explanation(self) -> None:
        book, scoring = self.run.book, self.run.book.scoring
        floors = "、".join(f"{plain(name)} {float(floor):g} 分起" for name, floor in scoring.bands if floor)
        spread = [
            f"{words.LEVELS[level]} {one.count} 份，平均 {number(one.mean)} 分，中位数 {number(one.middle)} 分"
            for level, one in figures.spreads(self.district).items()
        ]
        rows = [
            ("年度", self.year()),
            ("报送", figures.submitted(self.district)),
            ("文件", figures.received(self.district)),
            ("得分", figures.scored(self.district)),
            *(("各层级", text) for text in spread),
            ("共性缺项", figures.lacked(self.district, book)),
            ("雷同", figures.resemblance(self.district) or "没有发现雷同的报告。"),
            ("分值", words.NOT_OFFICIAL),
            ("等次", f"{floors}；缺少法定必备部分的，最高为{plain(scoring.band_when_statutory_missing)}。"),
            ("名次", figures.HOW_RANKED),
            ("缺", "“必须缺”“应当缺”“可以缺”是未提及和仅提及的条数；“建议看一眼”是程序没有把握的条数。"),
            *((f"结论：{words.VERDICTS[verdict]}", meaning) for verdict, meaning in MEANINGS.items()),
            ("文件归属", figures.HOW_MATCHED),
            ("日期", figures.HOW_DATED),
            ("依据", "标“待核”的条款没有与原文核对过；引用前请以官方文本为准。"),
            ("雷同的比例", "比例按较短的一份算；套话、引用的文件名和数字不计。"),
            ("局限", f"检查的是报告写了什么，不是机关做了什么。{figures.CAUTION}"),
            ("规则包", f"{book.id} {book.version}（{book.title}），sha256 {book.sha256}"),
            ("程序", f"fazhi {__version__}，推理引擎 {figures.backends(self.district, self.run.backend)}"),
        ]
        self.table("说明", (("项目", 20), ("内容", 110)), ([name, plain(text)] for name, text in rows), 1)


def _read(entry: Entry) -> list[Cell]:
    """What a report says of itself."""
    day = entry.signed or entry.posted
    return [plain(entry.issuer or "不明"), words.years(entry.years), day.isoformat() if day else "不明"]


def _passages(quotes: Sequence[str]) -> str:
    shown = [shorten(plain(quote), _PASSAGE) for quote in quotes[:_MOST_PASSAGES]]
    more = [f"另有 {len(quotes) - _MOST_PASSAGES} 处"] if len(quotes) > _MOST_PASSAGES else []
    return "\n".join([*shown, *more])
