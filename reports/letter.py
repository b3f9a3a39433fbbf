"""The feedback letter (整改反馈意见) to the body that made the report: a Word file to edit, complete and send.

Its layout is that of official documents; see ``official``. Who sends it, when, and until when an answer is due are left
for the sender to fill in.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from engine.model import Severity, Verdict
from engine.read.numbering import chinese
from reports import office
from reports import wording as words
from reports.layout import plain, shorten
from reports.official import DATE, HEAVY, KEPT, SENDER, TABLE_TEXT, document, fonts, stopped
from reports.shares import number
from reports.waivers import waived
from reports.wordml import Markup, paragraph, run, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model import Audit, Defect, Evidence, Finding
    from reports import Look, Run
    from reports.office import Scored

#: Columns of the longest quote; a letter points to the sentence, it does not copy it out.
_QUOTE: Final = 120
#: Quotes inside a quote.
_INNER: Final = str.maketrans("“”", "‘’")
#: Widths of the annex table, in twentieths of a point; together the width of the text.
_ANNEX: Final = (540, 2180, 640, 900, 1180, 3404)


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[bytes]:  # noqa: ARG001 - one look only
    """Give one letter for each audit."""
    for audit in audits:
        yield document(_Letter(audit, run).blocks())


class _Letter:
    """The paragraphs of one letter."""

    def __init__(self, audit: Audit, run: Run) -> None:
        self.audit, self.run = audit, run
        self.entries = office.scored(audit, run)
        self.waivers = waived(audit, run).by_owner
        self.gaps = office.worst_first([entry for entry in self.entries if entry.missing and not entry.waiver])

    def blocks(self) -> Iterator[str]:
        about = f"关于{office.year(self.audit)}年法治政府建设年度报告的"
        yield paragraph(run(about), Markup("<w:r><w:br/></w:r>"), run("整改反馈意见"), style="Title")
        yield paragraph()
        yield paragraph(f"{office.issuer(self.audit) or '（报告机关名称）'}：", style="Flush")
        yield paragraph(self.opening())
        for index, (heading, content) in enumerate(
            (
                ("总体情况", self.summary()),
                ("需要补充完善的内容", self.additions()),
                ("文本方面的问题", self.defects()),
                ("办理要求", self.handling()),
            ),
            1,
        ):
            yield paragraph(f"{chinese(index)}、{heading}", style="Heading1")
            yield from content
        yield paragraph(properties=KEPT)
        yield paragraph("附件：检查结果一览表", properties=KEPT)
        yield from [paragraph(properties=KEPT)] * 2
        yield paragraph(SENDER, style="Closing", properties=KEPT)
        yield paragraph(DATE, style="Closing")
        yield from self.annex()

    def opening(self) -> str:
        cited = Counter(basis.source for entry in self.entries for basis in entry.finding.basis if basis.verified)
        sources = plain("".join(f"《{source.strip('《》')}》" for source, _ in cited.most_common(2)))
        against = f"{sources}等规定" if sources else "有关规定"
        title = office.title(self.audit).strip("《》")
        report = f"《{title}》" if title else f"{office.year(self.audit)}年法治政府建设年度报告"
        return f"你单位{report}收悉。对照{against}，我们对报告文本逐条作了核对，现将需要整改的内容反馈如下。"

    def summary(self) -> Iterator[str]:
        audit, score = self.audit, self.audit.score
        outside = {Verdict.NOT_APPLICABLE: "不适用", Verdict.NOT_ASSESSABLE: "仅凭文本无法判断"}
        inside = [f"{words.VERDICTS[one]}{audit.count(one)}项" for one in words.VERDICTS if one not in outside]
        left = "、".join(f"{name}{audit.count(one)}项" for one, name in outside.items())
        applicable = len(audit.findings) - sum(map(audit.count, outside))
        yield paragraph(
            f"共核对{len(audit.findings)}项要求，计入评价{applicable}项，其中{'、'.join(inside)}；另有{left}，未计入评价。"
            f"文本方面发现问题{len(audit.defects)}处。"
        )
        caps = "".join(f"{plain(cap).removesuffix('。')}。" for cap in score.caps)
        yield paragraph(
            f"按检查工具自定的计分办法（满分100分），报告得分{office.score(audit, self.run, '，豁免后', '分')}。"
            f"{caps}{words.NOT_OFFICIAL.removesuffix('。')}，仅供改进报告时参考。"
        )
        if self.waivers:
            named = [plain(entry.finding.title) for entry in self.entries if entry.waiver]
            named += [plain(defect.title) for defect in audit.defects if defect.id in self.waivers]
            yield paragraph(f"经批准豁免{len(named)}项，不再要求整改：{'；'.join(named)}。")
        groups = [group for group in office.groups(audit) if group[2]]
        weakest = sorted(groups, key=lambda group: group[3])[:3]
        listed = "、".join(f"{title}（{number(got)}/{number(of)}）" for title, got, of, _ in weakest if got < of)
        if listed:
            yield paragraph(f"得分比例较低的方面：{listed}。")

    def additions(self) -> Iterator[str]:
        """Full entries for what must and should be there, requests where only proof is wanting, names for the rest."""
        free = [entry for entry in self.gaps if entry.finding.severity not in {Severity.MUST, Severity.SHOULD}]
        bare = [
            entry
            for entry in self.entries
            if entry.finding.verdict is Verdict.DESCRIBED and entry.lost and not entry.waiver
        ]
        parts: list[tuple[str, Iterable[str]]] = []
        for severity in (Severity.MUST, Severity.SHOULD):
            gaps = [entry for entry in self.gaps if entry.finding.severity is severity]
            if gaps:
                entries = (line for place, entry in enumerate(gaps, 1) for line in self.addition(place, entry))
                parts.append((f"{words.SEVERITIES[severity]}写明的内容（{len(gaps)}项）", entries))
        if bare:
            requests = (paragraph(self.request(place, entry.finding)) for place, entry in enumerate(bare, 1))
            parts.append((f"已经写明、还可以补实的内容（{len(bare)}项）", requests))
        if free:
            names = "；".join(plain(entry.finding.title) for entry in free)
            lead = "以下内容有则写明，没有的不作要求："
            parts.append((f"可以写明的内容（{len(free)}项）", [paragraph(f"{lead}{names}。")]))
        if not parts:
            yield paragraph("未发现需要补充完善的内容。")
        for place, (heading, content) in enumerate(parts, 1):
            yield paragraph(f"（{chinese(place)}）{heading}", style="Heading2")
            yield from content

    def addition(self, place: int, entry: Scored) -> Iterator[str]:
        finding = entry.finding
        yield paragraph(f"{place}.{plain(finding.title)}", style="Heading3")
        for label, text in (
            ("要求", office.requirement(finding, self.run.book)),
            ("报告现状", self.state(entry)),
            ("依据条款", office.citations(finding.basis)),
            ("请补充", plain(finding.advice)),
        ):
            if text:
                yield paragraph(run(f"{label}：", "<w:b/>"), run(stopped(text)))

    def request(self, place: int, finding: Finding) -> str:
        """What a described requirement still asks for: not always a figure, the missing addressee for one."""
        return f"{place}.{plain(finding.title)}：{stopped(plain(finding.advice))}"

    def state(self, entry: Scored) -> str:
        finding = entry.finding
        state = stopped(plain(finding.message))
        if finding.verdict is Verdict.MENTIONED:
            state += f"{plain(finding.because).removesuffix('。')}{self.seen(finding.evidence[:1])}。"
        elif finding.lookalikes:
            state += f"另有貌似而不是的说法{self.seen(finding.lookalikes[:1])}。"
        return state

    def seen(self, evidence: Iterable[Evidence]) -> str:
        found = [f"{plain(self.audit.document.place(one.span.start))}“{_quote(one)}”" for one in evidence]
        return f"，见{'、'.join(found)}" if found else ""

    def defects(self) -> Iterator[str]:
        defects = [defect for defect in self.audit.defects if defect.id not in self.waivers]
        if not defects:
            yield paragraph("未发现。")
        for place, defect in enumerate(defects, 1):
            yield paragraph(run(f"{place}.{plain(defect.title)}。", "<w:b/>"), run(self.defect(defect)))

    def defect(self, defect: Defect) -> str:
        seen = self.seen(defect.evidence[:3]).removeprefix("，")
        return stopped(plain(defect.message)) + (f"{seen}。" if seen else "")

    def handling(self) -> Iterator[str]:
        yield paragraph(
            "请对照上述意见逐项核实。工作已经开展而报告漏写的，补充写明；没有开展的，如实说明，并列入下一年度安排；"
            "不得为完善报告而编造数字和事项。"
        )
        yield paragraph(
            "报告已经写明而本意见没有认定的，请指出所在段落；对其他意见有不同看法的，请一并书面说明。"
            "依据中标注“待核”的条款，引用前请与官方文本核对。"
        )
        yield paragraph(f"修改后的报告请于{DATE}前报送{SENDER}。", properties=KEPT)

    def annex(self) -> Iterator[str]:
        yield paragraph(run("附件", fonts(HEAVY)), style="Flush", properties="<w:pageBreakBefore/>")
        yield paragraph("检查结果一览表", style="Title", properties='<w:spacing w:after="280"/>')
        rows: list[tuple[str, ...]] = [("序号", "要求项", "约束力", "结论", "得分/满分", "依据")]
        rows += [self.annex_row(place, entry) for place, entry in enumerate(self.entries, 1)]
        yield table(_ANNEX, rows, TABLE_TEXT)
        said = "".join(map(plain, self.audit.errors))
        yield paragraph(f"注：{words.NOT_OFFICIAL}标“待核”的依据没有与原文核对。{said}", style=TABLE_TEXT)

    def annex_row(self, place: int, entry: Scored) -> tuple[str, ...]:
        finding = entry.finding
        return (
            str(place),
            plain(finding.title),
            words.SEVERITIES[finding.severity] if finding.severity else "-",
            words.VERDICTS[finding.verdict] + ("（豁免）" if entry.waiver else ""),
            f"{number(entry.points)}/{number(entry.possible)}" if finding.possible else "-",
            office.citations(finding.basis),
        )


def _quote(evidence: Evidence) -> str:
    return shorten(plain(evidence.words), _QUOTE).rstrip("。；，").translate(_INNER)
