"""The gap report for people: what costs most first, with what is missing, on which basis, and what to add."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.model import Verdict
from reports import Look, Run
from reports import wording as words
from reports.layout import Paint, plain, shorten, table, width, wrap
from reports.route import gaps, named, route, sentences, wins
from reports.shares import Shares, group_shares, hundredths, number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.model import Audit, Basis, Defect, Evidence, Finding
    from reports import Unread

#: Gaps, proofs and open items shown unless everything is asked for.
GAPS, PROOFS = 15, 8
#: Longest quote, in columns.
QUOTE = 160
_BAR = 10
_NARROWEST = 72
#: Columns that the tables take besides their text: the other cells and the borders.
_GAP_COLUMNS, _DEFECT_COLUMNS, _PROOF_TITLE = 30, 19, 24
_PROOF_COLUMNS, _WAY_COLUMNS = _PROOF_TITLE + 7, 33


def render(audits: Iterable[Audit], *, color: bool = False, width: int = 100, full: bool = False) -> str:
    """Render the gap reports of all ``audits``, then a summary if there are several."""
    return "".join(stream(audits, None, Look(color=color, width=width, full=full)))


def stream(audits: Iterable[Audit], run: Run | None, look: Look) -> Iterator[str]:
    """Render them in pieces, one for each audit; ``run`` adds the rule pack and the files that could not be read."""
    rows: list[tuple[str, ...]] = []
    for audit in audits:
        rounded = shares(audit)
        rows.append(_summary_row(audit, rounded, run, look))
        yield "" if look.brief else _Page(audit, rounded, run, look).text() + "\n"
    unread = run.unread if run else ()
    if look.brief or len(rows) + len(unread) > 1:
        yield _summary(rows, unread, look)


def _summary_row(audit: Audit, rounded: Shares, run: Run | None, look: Look) -> tuple[str, ...]:
    outline = audit.outline
    after = waived(audit, run) if run and run.waivers else None
    row = (
        plain(words.shown_path(audit.document.path)),
        plain(outline.issuer.value or "不明"),
        words.LEVELS[outline.level.value],
        words.years(outline.years.value),
        "\n".join([number(rounded.total), *([f"豁免后{number(after.shown)}"] if after else [])]),
        "\n".join([plain(audit.score.band), *([plain(after.band)] if after else [])]),
        str(audit.count(Verdict.ABSENT)),
    )
    if look.target is None:
        return row
    way = route(audit, look.target, run.book if run else None)
    return (*row, f"{len(way.steps)} 处" if way.reachable else "到不了")


def _summary(rows: Sequence[Sequence[str]], unread: Sequence[Unread], look: Look) -> str:
    lines = [] if look.brief else [Paint(on=look.color).bold("汇总")]
    if rows:
        goal = () if look.target is None else (f"到{float(look.target):g}分需改补",)
        headers = ("文件", "机关", "层级", "年度", "得分", "等次", "未提及数", *goal)
        taken = sum(
            max(width(line) for row in [headers, *rows] for line in row[column].split("\n"))
            for column in range(2, len(headers))
        )
        room = max(look.width, _NARROWEST) - taken - 3 * len(headers) - 1
        body = max(room * 2 // 5, 8)
        cells = [
            ("\n".join(wrap(path, max(room - body, 8))), "\n".join(wrap(issuer, body)), *rest)
            for path, issuer, *rest in rows
        ]
        lines.append(table(headers, cells, right=(4, 6, 7)[: len(headers) - 5]))
    lines += [f"未能检查：{plain(item.message)}" for item in unread]
    return "\n".join([*lines, words.NOT_OFFICIAL, ""])


class _Page:
    """One report, laid out part by part."""

    def __init__(self, audit: Audit, rounded: Shares, run: Run | None, look: Look) -> None:
        self.audit, self.rounded, self.run, self.look = audit, rounded, run, look
        self.width = max(look.width, _NARROWEST)
        self.paint = Paint(on=look.color)
        self.total = rounded.total
        self.after = waived(audit, run) if run and run.waivers else None
        self.lost = rounded.lost
        self.deductions = rounded.deductions
        self.tint: dict[Verdict, Callable[[str], str]] = {
            Verdict.ABSENT: self.paint.bad,
            Verdict.MENTIONED: self.paint.warn,
            Verdict.DESCRIBED: self.paint.fair,
            Verdict.EVIDENCED: self.paint.good,
            Verdict.NOT_APPLICABLE: self.paint.faint,
            Verdict.NOT_ASSESSABLE: self.paint.faint,
        }

    def text(self) -> str:
        parts = (
            self.head(),
            self.warnings(),
            self.groups(),
            self.gaps(),
            self.way(),
            self.proofs(),
            self.defects(),
            self.open_items(),
            self.foot(),
        )
        return "\n\n".join(part for part in parts if part) + "\n"

    def head(self) -> str:
        document, outline, score = self.audit.document, self.audit.outline, self.audit.score
        verdicts = "  ".join(
            self.tint[verdict](f"{name} {self.audit.count(verdict)}") for verdict, name in words.VERDICTS.items()
        )
        lines = [
            *self.field("文件", plain(words.shown_path(document.path))),
            *self.field("标题", plain(words.title(document, outline) or "无标题")),
            *(line for name, value in words.identified(outline) for line in self.field(name, plain(value))),
            f"得分  {self.paint.bold(self.banded(f'{number(self.total)}  {plain(score.band)}'))}",
            *([f"豁免后 {number(self.after.shown)}  {plain(self.after.band)}{self.waived()}"] if self.after else []),
            f"结论  {verdicts}  （共 {len(self.audit.findings)} 条）",
        ]
        return "\n".join(lines)

    def banded(self, text: str) -> str:
        """``text`` in the colour of the report's band; only the pack tells which bands are good."""
        if self.run is None:
            return text
        tints = {"good": self.paint.good, "fair": self.paint.warn, "poor": self.paint.bad}
        return tints[words.tone(self.audit.score.band, self.run.book)](text)

    def waived(self) -> str:
        count = len(self.after.by_owner) if self.after else 0
        return f"  （豁免 {count} 条）" if count else "  （这份没有豁免的条目）"

    def mark(self, owner: str) -> str:
        return "\n豁免" if self.after and owner in self.after.by_owner else ""

    def answered(self, owner: str) -> list[tuple[str, str]]:
        return [("豁", self.after.by_owner[owner].said)] if self.after and owner in self.after.by_owner else []

    def field(self, name: str, value: str) -> list[str]:
        first, *rest = wrap(value, self.width - 6)
        return [f"{name}  {first}", *(" " * 6 + line for line in rest)]

    def warnings(self) -> str:
        notes = words.cautions(self.audit)
        lines = [line for note in notes for line in wrap(f"注意：{plain(note)}", self.width, hang=6)]
        return "\n".join(map(self.paint.warn, lines))

    def groups(self) -> str:
        rows = []
        for group in group_shares(self.audit, self.rounded):
            full = int(group.share * _BAR + Fraction(1, 2))
            rows.append(
                (
                    plain(group.title),
                    number(group.points) if group.possible else "-",
                    number(group.possible) if group.possible else "-",
                    "#" * full + "." * (_BAR - full) if group.possible else "无适用条目",
                )
            )
        return self.titled("分组得分", table(("组", "得分", "满分", "完成度"), rows, right=(1, 2))) if rows else ""

    def gaps(self) -> str:
        found = [(self.audit.findings[place], self.lost[place]) for place in gaps(self.audit)]
        if not found:
            return self.titled("差距", "没有失分的条目。")
        shown = found if self.look.full else found[:GAPS]
        room = self.width - _GAP_COLUMNS
        rows = [
            (
                number(lost),
                self.tint[finding.verdict](words.VERDICTS[finding.verdict]) + self.mark(finding.rule),
                words.SEVERITIES[finding.severity] if finding.severity else "-",
                "\n".join(self.gap(finding, room)),
            )
            for finding, lost in shown
        ]
        rest = found[len(shown) :]
        more = (
            f"另有 {len(rest)} 条，共失 {number(sum(lost for _, lost in rest))} 分；用 --all 全部列出。" if rest else ""
        )
        body = table(("失分", "结论", "约束", "差在哪里，怎么补"), rows, ruled=True, right=(0,))
        return self.titled(f"差距（{len(found)} 条，失分多的在前）", body, more)

    def way(self) -> str:
        """Show the least to mend for the score that was asked for."""
        if self.look.target is None:
            return ""
        way = route(self.audit, self.look.target, self.run.book if self.run else None)
        rows = [
            (
                number(win),
                "瑕疵" if step.defect else words.VERDICTS[self.audit.findings[step.place].verdict],
                "\n".join(self.cell(named(self.audit, step), _WAY_COLUMNS)),
                number(hundredths(step.total)),
            )
            for step, win in zip(way.steps, wins(way), strict=True)
        ]
        body = table(("可得", "现在", "补到有据可查、改掉的", "累计得分"), rows, right=(0, 3)) if rows else ""
        lines = [line for text in sentences(way) for line in wrap(plain(text), self.width)]
        return self.titled(f"最短补法（目标 {number(hundredths(way.target))} 分）", *lines, body)

    def gap(self, finding: Finding, room: int) -> list[str]:
        title, *rest = wrap(f"{plain(finding.title)} [{plain(finding.rule)}]", room)
        lines = [self.paint.bold(line) for line in (title, *rest)]
        missing = [] if finding.verdict is Verdict.DESCRIBED else [("缺", finding.message)]
        reason = [] if finding.verdict is Verdict.ABSENT else [("判", finding.because)]
        look = [] if finding.firm else [("看", words.reliance(finding))]
        entries = [*missing, *reason, ("补", finding.advice), ("据", _citations(finding.basis)), *look]
        if finding.verdict is not Verdict.ABSENT:
            entries += [("文", self.quote(evidence)) for evidence in finding.evidence[:1]]
        for mark, text in [*entries, *self.answered(finding.rule)]:
            if text:
                lines += wrap(f"{mark}：{plain(text)}", room, hang=4)
        return lines

    def quote(self, evidence: Evidence) -> str:
        place = self.audit.document.place(evidence.span.start)
        stance = words.standing(evidence)
        return f"{place}“{shorten(plain(evidence.words), QUOTE)}”（{stance}）"

    def proofs(self) -> str:
        proven = [finding for finding in self.audit.findings if finding.verdict is Verdict.EVIDENCED]
        if not proven:
            return ""
        shown = proven if self.look.full else proven[:PROOFS]
        rows = [
            ("\n".join(wrap(plain(finding.title), _PROOF_TITLE)), "\n".join(self.proof(finding))) for finding in shown
        ]
        more = f"另有 {len(proven) - len(shown)} 条；用 --all 全部列出。" if len(proven) > len(shown) else ""
        return self.titled(f"有据可查（{len(proven)} 条）", table(("条目", "原文"), rows, ruled=True), more)

    def proof(self, finding: Finding) -> list[str]:
        """The sentence that proves it; where nothing had to be found, the reason."""
        said = self.quote(finding.evidence[0]) if finding.evidence else finding.because
        return self.cell(said, _PROOF_COLUMNS)

    def defects(self) -> str:
        rows = [
            (number(deduction), words.GRAVITIES[defect.severity] + self.mark(defect.id), "\n".join(self.defect(defect)))
            for defect, deduction in zip(self.audit.defects, self.deductions, strict=True)
        ]
        if not rows:
            return ""
        return self.titled(f"文本瑕疵（{len(rows)} 处）", table(("扣分", "轻重", "问题"), rows, ruled=True, right=(0,)))

    def defect(self, defect: Defect) -> list[str]:
        lines = self.cell(f"{plain(defect.title)} [{plain(defect.id)}]", _DEFECT_COLUMNS)
        lines += self.cell(plain(defect.message), _DEFECT_COLUMNS)
        for evidence in defect.evidence[:3]:
            lines += self.cell(f"文：{self.quote(evidence)}", _DEFECT_COLUMNS)
        for mark, text in self.answered(defect.id):
            lines += self.cell(f"{mark}：{text}", _DEFECT_COLUMNS)
        return lines

    def cell(self, text: str, taken: int) -> list[str]:
        """Lines of a text column, ``taken`` being what the other columns and the borders need."""
        return wrap(plain(text), self.width - taken)

    def open_items(self) -> str:
        unknown = [finding for finding in self.audit.findings if finding.verdict is Verdict.NOT_ASSESSABLE]
        lines = []
        for finding in unknown:
            text = f"- {plain(finding.title)}：{plain(finding.because or finding.message)}"
            lines += wrap(text, self.width, hang=2)
        parts = [self.titled(f"仅凭文本无法判断（{len(unknown)} 条，不计分）", "\n".join(lines))] if unknown else []
        free = [plain(f.title) for f in self.audit.findings if f.verdict is Verdict.NOT_APPLICABLE]
        if free and self.look.full:
            body = "\n".join(wrap("、".join(free), self.width))
            parts.append(self.titled(f"不适用（{len(free)} 条，不计分）", body))
        return "\n\n".join(parts)

    def foot(self) -> str:
        made = f"规则包 {plain(self.run.book.id)} {plain(self.run.book.version)}；" if self.run else ""
        return self.paint.faint(f"{made}推理引擎 {plain(self.audit.backend)}。{words.NOT_OFFICIAL}")

    def titled(self, title: str, *body: str) -> str:
        return "\n".join([self.paint.bold(title), *(part for part in body if part)])


def _citations(basis: Sequence[Basis]) -> str:
    return "；".join(map(words.cite, basis))
