"""The summary of a round (检查情况通报): a Word file ready to be edited into a notice to all units.

Its layout is that of official documents; see ``official``. Everything it states was counted; who issues it, when, and
what is to be done by when are left to fill in, and what a person must check or may drop says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.district.model import Arrival, Fate
from engine.model import Severity, Verdict
from engine.read.numbering import chinese
from reports import office
from reports import wording as words
from reports.district import figures
from reports.layout import plain
from reports.official import DATE, HEAVY, KEPT, SENDER, TABLE_TEXT, document, fonts, stopped
from reports.shares import number
from reports.wordml import Markup, paragraph, run, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.district.model import CommonGap, District, Standing
    from reports import Run

#: Common gaps told in full, units named for each, units named where all matter, pairs and defects told.
_MOST_GAPS, _MOST_EXAMPLES, _MOST_NAMES, _MOST_ODD = 10, 5, 60, 10
#: Further common gaps told by title only.
_MOST_TITLES: Final = 20
#: Units in the table of scores; a notice is read, the workbook is looked up.
_MOST_ROWS: Final = 500
#: Widths of the table of scores, in twentieths of a point; together the width of the text.
_SCORES: Final = (860, 3304, 900, 1200, 1180, 1400)


def render(district: District, run: Run) -> Iterator[bytes]:
    """Give the whole file."""
    yield document(_Notice(district, run).blocks())


class _Notice:
    """The paragraphs of the notice."""

    def __init__(self, district: District, run: Run) -> None:
        self.district, self.run, self.rules = district, run, run.book.rules
        self.year = f"{district.year}年" if district.year else "××××年"

    def blocks(self) -> Iterator[str]:
        about, what = f"关于{self.year}法治政府建设年度报告", "检查情况的通报"
        yield paragraph(run(about), Markup("<w:r><w:br/></w:r>"), run(what), style="Title")
        yield paragraph(run("（初稿，由程序汇总生成，请核实修改后使用）", fonts(HEAVY)), style="Flush")
        yield paragraph()
        yield paragraph("各有关单位：", style="Flush")
        yield paragraph(
            f"近期，对{self.year}法治政府建设年度报告逐份作了检查。现将情况通报如下。"
            f"以下数字由程序按报告文字得出，印发前请抽查核对。"
        )
        for place, (heading, content) in enumerate(
            (
                ("总体情况", self.whole()),
                ("报送情况", self.submissions()),
                ("共性问题", self.common()),
                ("各单位得分", self.scores()),
                ("突出的个别问题", self.oddities()),
                ("下一步要求", self.demands()),
            ),
            1,
        ):
            yield paragraph(f"{chinese(place)}、{heading}", style="Heading1")
            yield from content
        yield from [paragraph(properties=KEPT)] * 2
        yield paragraph(SENDER, style="Closing", properties=KEPT)
        yield paragraph(DATE, style="Closing")

    def whole(self) -> Iterator[str]:
        district = self.district
        yield paragraph(_said(figures.scored(district)))
        for level, one in figures.spreads(district).items():
            yield paragraph(
                f"{words.LEVELS[level]}{one.count}份，平均{number(one.mean)}分，中位数{number(one.middle)}分，"
                f"最高{number(one.best)}分，最低{number(one.worst)}分。"
            )
        yield paragraph(
            f"{words.NOT_OFFICIAL}得分只反映报告文字与要求的对应程度，不代表各单位法治政府建设工作的实际成效。"
        )

    def submissions(self) -> Iterator[str]:
        district = self.district
        if why := figures.year_chosen(district, "请核实"):
            yield paragraph(_said(why))
        yield paragraph(_said(figures.submitted(district) + figures.received(district)))
        told = {
            Arrival.MISSING: "尚未报送的",
            Arrival.LATE: "迟于期限的",
            Arrival.WRONG_YEAR: "报告年度不符的",
            Arrival.UNREAD: "文件无法读取、需要重报的",
            Arrival.UNDATED: "报告没有日期、看不出是否按时的",
        }
        due = any(standing.unit.due for standing in district.standings)
        for how, lead in told.items():
            if how is Arrival.UNDATED and not due:
                continue  # nobody asks when it came
            if found := district.arrived(how):
                yield paragraph(run(f"{lead}{len(found)}个：", "<w:b/>"), run(f"{_names(found)}。"))
        told_of = {standing.unit.name for standing in district.arrived(Arrival.WRONG_YEAR)}
        for fate, lead in (
            (Fate.DUPLICATE, "重复报送的文件"),
            (Fate.WRONG_YEAR, "另外报来的别的年度的文件"),
            (Fate.UNMATCHED, "看不出归属的文件"),
            (Fate.UNREAD, "无法读取的文件"),
        ):
            files = [one for one in district.submissions if one.fate is fate]
            if paths := [
                words.shown_path(one.path) for one in files if fate is not Fate.WRONG_YEAR or one.unit not in told_of
            ]:
                more = f"等{len(paths)}个" if len(paths) > _MOST_ODD else ""
                yield paragraph(
                    run(f"{lead}{len(paths)}个：", "<w:b/>"), run(f"{'、'.join(paths[:_MOST_ODD])}{more}。")
                )
        if due:
            yield paragraph(figures.HOW_DATED)

    def common(self) -> Iterator[str]:
        found = figures.common(self.district)
        if not found:
            yield paragraph("没有半数以上单位都缺的内容。")
            return
        shown = found[:_MOST_GAPS]
        rest = "，以下是合计失分最多的" + f"{len(shown)}项" if len(shown) < len(found) else ""
        yield paragraph(f"半数以上单位没有写明的内容有{len(found)}项{rest}。比例按该项要求约束的单位计算。")
        for place, gap in enumerate(shown, 1):
            yield from self.gap(place, gap)
        if others := found[_MOST_GAPS:]:
            titles = [f"{plain(self.rules[gap.place].title)}（{figures.percent(gap.share)}）" for gap in others]
            more = f"等，共{len(titles)}项，其余见{figures.WORKBOOK}" if len(titles) > _MOST_TITLES else ""
            yield paragraph(f"此外还有：{'；'.join(titles[:_MOST_TITLES])}{more}。")

    def gap(self, place: int, gap: CommonGap) -> Iterator[str]:
        rule = self.rules[gap.place]
        yield paragraph(f"（{chinese(place)}）{plain(rule.title)}", style="Heading2")
        lacking = [*self.having(gap, Verdict.ABSENT), *self.having(gap, Verdict.MENTIONED)]
        examples = "、".join(plain(one.unit.name) for one in lacking[:_MOST_EXAMPLES])
        among = "如" if len(lacking) > _MOST_EXAMPLES else "即"
        yield paragraph(
            f"{gap.missing}个单位没有写明，占{figures.percent(gap.share)}，其中未提及{gap.absent}个、仅提及{gap.mentioned}个，"
            f"{among}{examples}{'等' if among == '如' else ''}。"
        )
        for label, text in (
            ("要求", plain(rule.requirement)),
            ("依据", office.citations(rule.basis)),
            ("改进", plain(rule.advice)),
        ):
            if text:
                yield paragraph(run(f"{label}：", "<w:b/>"), run(stopped(text)))

    def having(self, gap: CommonGap, verdict: Verdict) -> Iterator[Standing]:
        return figures.lacking(self.district, gap.place, verdict)

    def scores(self) -> Iterator[str]:
        ranked = self.district.ranked
        if not ranked:
            yield paragraph("没有可以评分的报告。")
            return
        yield paragraph(f"（名次是否公布请酌定，不公布的删去本部分。）{figures.HOW_RANKED}")
        rows: list[tuple[str, ...]] = [("名次", "单位", "层级", "得分", "等次", "必须写而未写明")]
        rows += [self.row(standing) for standing in ranked[:_MOST_ROWS]]
        yield table(_SCORES, rows, TABLE_TEXT)
        if len(ranked) > _MOST_ROWS:
            yield paragraph(f"共{len(ranked)}个单位，以上是前{_MOST_ROWS}个，其余见{figures.WORKBOOK}。")

    def row(self, standing: Standing) -> tuple[str, ...]:
        head, entry = (figures.rank(standing), standing.unit.name, figures.level(standing)), standing.entry
        if entry is None:
            return (*head, "", "", "")
        missing = figures.missing(entry, self.run.book)[Severity.MUST]
        return (*head, number(entry.total), entry.band, f"{missing}项")

    def oddities(self) -> Iterator[str]:
        parts = [
            ("必须写明的内容缺得较多的单位", list(self.lacking_most())),
            ("文本方面的严重问题", list(self.grave())),
            ("报告雷同", list(self.alike())),
        ]
        parts = [(heading, content) for heading, content in parts if content]
        if not parts:
            yield paragraph("未发现。")
        for place, (heading, content) in enumerate(parts, 1):
            yield paragraph(f"（{chinese(place)}）{heading}", style="Heading2")
            yield from content

    def lacking_most(self) -> Iterator[str]:
        """Units that lack most of what their level must state."""
        counts = [
            (figures.missing(standing.entry, self.run.book)[Severity.MUST], standing)
            for standing in self.district.ranked
            if standing.entry
        ]
        found = sorted((one for one in counts if one[0]), key=lambda one: -one[0])[:_MOST_ODD]
        if found:
            yield paragraph("；".join(f"{plain(standing.unit.name)}缺{count}项" for count, standing in found) + "。")

    def grave(self) -> Iterator[str]:
        for one in figures.shared_defects(self.district):
            if one.defect.severity is Severity.MUST:
                lead = run(f"{plain(one.defect.title)}：", "<w:b/>")
                yield paragraph(lead, run(f"{len(one.standings)}个单位，{_names(one.standings)}。"))

    def alike(self) -> Iterator[str]:
        pairs = self.district.alike
        for pair in pairs[:_MOST_ODD]:
            yield paragraph(f"{plain(pair.first)}与{plain(pair.second)}，相同部分占较短一份的{pair.share:.0%}。")
        if len(pairs) > _MOST_ODD:
            yield paragraph(f"另有{len(pairs) - _MOST_ODD}对，见{figures.WORKBOOK}。")
        if pairs:
            yield paragraph("雷同不等于抄袭，可能出于同一范本，请当面核实后再定性。")

    def demands(self) -> Iterator[str]:
        yield paragraph("（以下为通用表述，请根据实际修改。）")
        yield paragraph(f"1.尚未报送、年度不符或者文件无法读取的单位，请于{DATE}前补报。")
        yield paragraph(
            "2.各单位对照反馈意见逐项核实。工作已经开展而报告漏写的，补充写明；没有开展的，如实说明，并列入下一年度安排；"
            "不得为完善报告而编造数字和事项。"
        )
        yield paragraph("3.对检查结果有异议的，请指出报告中的有关段落，一并书面说明。")
        yield paragraph("4.标注“待核”的依据，引用前请与官方文本核对。", properties=KEPT)


def _said(sentence: str) -> str:
    """A sentence of the figures as official documents set it: without blanks beside numbers."""
    return plain(sentence).replace(" ", "")


def _names(standings: Sequence[Standing]) -> str:
    more = f"等{len(standings)}个" if len(standings) > _MOST_NAMES else ""
    return plain("、".join(standing.unit.name for standing in standings[:_MOST_NAMES])) + more
