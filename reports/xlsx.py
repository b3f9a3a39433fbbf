"""The checklist as offices keep it: a workbook with a row for each rule, and blank columns for the reviewer.

One report gives its checklist, an overview, its defects and an explanation; several give an overview with a line for
each, a matrix of rules and bodies, and a checklist for each. Text of a report is only ever text: never a formula, never
a link. Equal input gives equal bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine import __version__
from reports import office
from reports import wording as words
from reports.layout import plain, shorten
from reports.shares import number, shares
from reports.sheets import LONGEST_NAME, MEANINGS, REVIEW, REVIEWS, Workbook
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model import Audit, Defect, Evidence
    from reports import Look, Run
    from reports.office import Scored
    from reports.sheets import Cell

#: Most checklists in one workbook; further reports stand in the overview and the matrix only.
MOST_CHECKLISTS: Final = 200
#: Quotes shown for one finding, and the columns of each; the checklist points to the text, it does not repeat it.
_QUOTES, _QUOTE = 2, 160

_REVIEW_COLUMNS: Final = ((REVIEW, 9), ("复核人", 8), ("备注", 12))
_CHECK_COLUMNS: Final = (
    ("分组", 9), ("编号", 15), ("要求项", 26), ("约束力", 6), ("结论", 9), ("得分", 6), ("满分", 6), ("依据", 24),
    ("原文依据", 34), ("为什么", 22), ("怎么补", 28), ("把握", 14), *_REVIEW_COLUMNS,
)  # fmt: skip
_DEFECT_COLUMNS: Final = (
    ("报告", 24), ("编号", 20), ("瑕疵", 18), ("轻重", 7), ("扣分", 7), ("说明", 36), ("原文依据", 50), *_REVIEW_COLUMNS
)  # fmt: skip


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[bytes]:  # noqa: ARG001 - one look only
    """Give nothing while audits come in, then the whole workbook."""
    book = _Book(run)
    for audit in audits:
        book.add(audit)
        yield b""
    book.close()
    yield book.finished()


class _Book(Workbook):
    """Takes one audit after the other; only rows are kept of them."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run
        self.names = office.Names(LONGEST_NAME, "History", "汇总", "矩阵", "文本瑕疵", "说明", "检查表", "概况")
        self._first: Audit | None = None
        self._several: _Several | None = None
        self._defects: list[list[Cell]] = []
        self._inputs: list[tuple[str, str]] = []

    def add(self, audit: Audit) -> None:
        """Write down one audit, or keep it until it is known whether it stays the only one."""
        self._inputs += _input(audit)
        rounded = shares(audit).deductions
        self._defects += [_defect(audit, self.run, *entry) for entry in zip(audit.defects, rounded, strict=True)]
        if self._several:
            self._several.add(audit)
        elif self._first:
            self._several = _Several(self)
            self._several.add(self._first)
            self._several.add(audit)
        self._first = self._first or audit

    def close(self) -> None:
        """Write what comes last."""
        if self._several is None and (self._first is None or self.run.unread):
            self._several = _Several(self)
            if self._first:
                self._several.add(self._first)
        if self._several:
            self._several.close()
        elif self._first:
            checklist(self, "检查表", self._first)
            _overview(self, self._first)
        self._defect_sheet()
        self._explanation()

    def _defect_sheet(self) -> None:
        sheet = self.sheet("文本瑕疵", _DEFECT_COLUMNS)
        for row, cells in enumerate(self._defects, 1):
            self.row(sheet, row, cells)
        if self._defects:
            self.reviewed(sheet, 0, len(self._defects), _DEFECT_COLUMNS)
        else:
            self.write(sheet, 1, 0, "没有发现文本瑕疵。", "note")

    def _explanation(self) -> None:
        book, scoring = self.run.book, self.run.book.scoring
        weights = "、".join(f"{words.SEVERITIES[key]} {float(value):g}" for key, value in scoring.weight.items())
        ladder = "、".join(f"{words.VERDICTS[key]} {float(value):g}" for key, value in scoring.value.items())
        rows = [
            ("分值", words.NOT_OFFICIAL),
            (
                "计分办法",
                f"每条的分量＝约束力权重（{weights}）×分组系数；得分＝分量×结论系数（{ladder}），折合为百分制。",
            ),
            ("扣分", f"文本瑕疵另行扣分，合计最多 {float(scoring.deduction_cap):g} 分。"),
            *((f"结论：{words.VERDICTS[verdict]}", meaning) for verdict, meaning in MEANINGS.items()),
            ("依据", "标“待核”的条款没有与原文核对过；引用前请以官方文本为准。"),
            ("把握", f"标“{words.LOOK}”的结论，请先看原文再定。"),
            ("复核", f"“复核结论”一栏从{'、'.join(REVIEWS)}中选；“调高”“调低”是说结论定低了或定高了。"),
            ("局限", "检查的是报告写了什么，不是机关做了什么。"),
            ("规则包", f"{book.id} {book.version}（{book.title}），sha256 {book.sha256}"),
            ("程序", f"fazhi {__version__}，推理引擎 {self.run.backend}"),
            *self._inputs,
            *(("未能检查", unread.message) for unread in self.run.unread),
        ]
        sheet = self.sheet("说明", (("项目", 20), ("内容", 110)))
        for row, (name, text) in enumerate(rows, 1):
            self.row(sheet, row, [name, plain(text)])


class _Several:
    """The sheets that bring many reports together."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.groups = [(group.id, plain(group.title)) for group in book.run.book.scoring.groups]
        columns = [("序号", 5), ("报告机关", 26), ("层级", 6), ("年度", 7), ("得分", 8), ("等次", 8)]
        columns += [("豁免后", 8)] if book.run.waivers else []
        columns += [(name, 6) for name in words.VERDICTS.values()]
        columns += [("文本瑕疵", 6), ("扣分", 6), *((title, 7) for _, title in self.groups)]
        self.columns: list[tuple[str, float]] = [*columns, ("检查表", 28), ("文件", 26)]
        self.overview = book.sheet("汇总", self.columns)
        self.overview.freeze_panes(1, 2)
        self.overview.set_row(0, 40)
        self.matrix_columns = (("分组", 14), ("编号", 26), ("要求项", 30), ("未写明的份数", 8))
        self.matrix = book.sheet("矩阵", self.matrix_columns)
        self.matrix.freeze_panes(1, 3)
        self.matrix.repeat_columns(0, 2)
        self.matrix.set_print_scale(60)
        self.rows: dict[str, int] = {}
        self.missing: dict[str, int] = {}
        self.count = 0

    def add(self, audit: Audit) -> None:
        """Add a line, a column and a checklist."""
        self.count += 1
        name = ""
        if self.count <= MOST_CHECKLISTS:
            name = self.book.names.unique(f"{self.count}.{office.name(audit)}")
            checklist(self.book, name, audit)
        entries = office.scored(audit, self.book.run)
        rounded = shares(audit)
        by_title = {title: (points,) for title, points, possible, _ in office.groups(audit) if possible}
        cells: list[Cell] = [
            self.count,
            office.issuer(audit) or "不明",
            words.LEVELS[audit.outline.level.value],
            words.years(audit.outline.years.value),
            (rounded.total,),
            plain(audit.score.band),
            *([(waived(audit, self.book.run).shown,)] if self.book.run.waivers else []),
            *(audit.count(verdict) for verdict in words.VERDICTS),
            len(audit.defects),
            (sum(rounded.deductions),),
            *(by_title.get(title, "-") for _, title in self.groups),
            f"超过 {MOST_CHECKLISTS} 份，未附；请分批导出",
            plain(words.shown_path(audit.document.path)),
        ]
        self.book.row(self.overview, self.count, cells)
        if name:
            link = self.book.styles.get("link")
            self.overview.write_url(self.count, len(cells) - 2, f"internal:'{name}'!A1", link, string=name)
        self._column(entries, name or office.name(audit))

    def _column(self, entries: list[Scored], name: str) -> None:
        column = len(self.matrix_columns) + self.count - 1
        self.matrix.set_column(column, column, 9)
        self.book.write(self.matrix, 0, column, name, "header")
        for entry in entries:
            finding = entry.finding
            if finding.rule not in self.rows:
                self.rows[finding.rule] = len(self.rows) + 1
                cells = [_group(self.book.run, finding.group), plain(finding.rule), plain(finding.title)]
                self.book.row(self.matrix, self.rows[finding.rule], cells)
            self.book.write(self.matrix, self.rows[finding.rule], column, finding.verdict)
            self.missing[finding.rule] = self.missing.get(finding.rule, 0) + entry.missing

    def close(self) -> None:
        """Write the sums, and the files that could not be read."""
        for rule, row in self.rows.items():
            self.book.write(self.matrix, row, len(self.matrix_columns) - 1, self.missing[rule])
        self.matrix.set_row(0, 60)
        if self.rows:
            self.matrix.autofilter(0, 0, len(self.rows), len(self.matrix_columns) - 1)
        if self.count:
            self.overview.autofilter(0, 0, self.count, len(self.columns) - 1)
        for row, unread in enumerate(self.book.run.unread, self.count + 2):
            self.book.write(self.overview, row, 1, f"未能检查：{plain(unread.message)}", "note")
        self.book.write(self.overview, self.count + len(self.book.run.unread) + 2, 1, words.NOT_OFFICIAL, "note")


def checklist(book: _Book, name: str, audit: Audit) -> None:
    """Write the checklist of one report: a title, its score, and a row for each rule."""
    head, last = 2, 2 + len(audit.findings)
    sheet = book.sheet(name, _CHECK_COLUMNS, head)
    entries = office.scored(audit, book.run)
    heading = f"{office.issuer(audit)}{office.year(audit)}年法治政府建设年度报告检查表"
    score = f"得分 {office.score(audit, book.run, '；豁免后 ')}。{words.NOT_OFFICIAL}"
    end = len(_CHECK_COLUMNS) - 1
    for row, text, style, height in ((0, heading, "title", 30), (1, score, "subtitle", 18)):
        sheet.merge_range(row, 0, row, end, "", book.styles.get(style))
        book.write(sheet, row, 0, text, style)
        sheet.set_row(row, height)
    for row, entry in enumerate(entries, head + 1):
        finding = entry.finding
        counted = finding.possible > 0
        cells: list[Cell] = [
            _group(book.run, finding.group),
            plain(finding.rule),
            _joined(plain(finding.title), office.requirement(finding, book.run.book)),
            words.SEVERITIES[finding.severity] if finding.severity else "-",
            finding.verdict,
            (entry.points,) if counted else "-",
            (entry.possible,) if counted else "-",
            office.citations(finding.basis),
            _quotes(audit, finding.evidence),
            office.why(finding),
            _joined(entry.waiver, office.advice(finding)),
            plain(words.reliance(finding)),
        ]
        book.row(sheet, row, cells)
    book.reviewed(sheet, head, last, _CHECK_COLUMNS)


def _overview(book: _Book, audit: Audit) -> None:
    """Write the head of a report, its verdicts and its score by group."""
    outline, rounded = audit.outline, shares(audit)
    pairs: list[tuple[str, Cell]] = [
        ("文件", plain(words.shown_path(audit.document.path))),
        ("标题", office.title(audit) or "无标题"),
        *((name, plain(value)) for name, value in words.identified(outline)),
        ("得分", office.score(audit, book.run, "；豁免后 ")),
        ("文本瑕疵扣分", f"{number(sum(rounded.deductions))} 分"),
        *(("注意", plain(note)) for note in words.cautions(audit)),
        ("说明", words.NOT_OFFICIAL),
    ]
    sheet = book.sheet("概况", (("项目", 18), ("内容", 60)))
    sheet.set_column(2, 3, 10)
    for row, pair in enumerate(pairs, 1):
        book.row(sheet, row, pair)
        book.write(sheet, row, 1, pair[1], "left")
    row = len(pairs) + 2
    for column, text in enumerate(("结论", "条数")):
        book.write(sheet, row, column, text, "header")
    for verdict in words.VERDICTS:
        row += 1
        book.write(sheet, row, 0, verdict)
        book.write(sheet, row, 1, audit.count(verdict), "left")
    row += 2
    for column, text in enumerate(("分组", "完成度", "得分", "满分")):
        book.write(sheet, row, column, text, "header")
    first = row + 1
    for text, points, possible, share in office.groups(audit):
        row += 1
        for column, cell in enumerate((text, "无适用条目", "-", "-")):
            book.write(sheet, row, column, cell)
        if possible:
            book.write(sheet, row, 1, share)
            book.write(sheet, row, 2, (points,))
            book.write(sheet, row, 3, (possible,))
    bar = {"type": "data_bar", "bar_color": "#9DC3E6", "min_type": "num", "max_type": "num"}
    if row >= first:
        sheet.conditional_format(first, 1, row, 1, bar | {"min_value": 0, "max_value": 1})


def _group(run: Run, group: str) -> str:
    return plain(next((one.title for one in run.book.scoring.groups if one.id == group), group))


def _defect(audit: Audit, run: Run, defect: Defect, deduction: int) -> list[Cell]:
    waiver = office.said(waived(audit, run).by_owner.get(defect.id))
    return [
        office.name(audit),
        plain(defect.id),
        plain(defect.title),
        words.GRAVITIES[defect.severity],
        (deduction,),
        _joined(plain(defect.message), waiver),
        _quotes(audit, defect.evidence),
    ]


def _input(audit: Audit) -> list[tuple[str, str]]:
    document = audit.document
    notes = "；".join(words.cautions(audit))
    text = f"{words.shown_path(document.path)}，sha256 {document.sha256}"
    return [(f"报告：{office.name(audit)}", f"{text}。{notes}" if notes else text)]


def _quotes(audit: Audit, evidence: Iterable[Evidence]) -> str:
    shown = list(evidence)
    quotes = [office.shown(audit, one, shorten(plain(one.words), _QUOTE)) for one in shown[:_QUOTES]]
    rest = "、".join(dict.fromkeys(plain(audit.document.place(one.span.start)) for one in shown[_QUOTES:]))
    return _joined(*quotes, f"另见{rest}" if rest else "")


def _joined(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
