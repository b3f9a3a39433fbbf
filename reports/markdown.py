"""Markdown for a comment on a merge request: score, what got worse, gaps worst first, defects; details folded away.

Text of a report stays text: it never begins a line, everything that Markdown or HTML would act on is escaped, and
@name and #1, which code hosts turn into notices and links, are written in full width.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.model import Verdict
from reports import wording as words
from reports.layout import plain, shorten
from reports.route import gaps, named, route, sentences
from reports.shares import group_shares, hundredths, number, shares
from reports.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.model import Audit, Evidence, Finding
    from reports import Look, Run

#: Gaps and proofs shown unless everything is asked for.
GAPS, PROOFS = 15, 8
#: Longest quote, in columns.
QUOTE = 160

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~$#!^])|(?<=:)(//)|(?<=www)(\.)", re.IGNORECASE)
_SIGNS = str.maketrans({"@": "＠"})
_REFERENCE = re.compile(r"#(?=[0-9])")


def text(value: str) -> str:
    """``value`` on one line, to be shown as it is anywhere within a line of Markdown."""
    value = _REFERENCE.sub("＃", plain(value).translate(_SIGNS))
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", value).strip()


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:
    """Render in pieces, one for each report, and a summary if there are several."""
    yield "## 法治政府建设年度报告检查\n"
    rows: list[str] = []
    for audit in audits:
        rows.append(_row(_summary(audit, run)))
        yield "" if look.brief else "\n" + "\n\n".join(part for part in _Page(audit, run, look).parts() if part) + "\n"
    lines = []
    if rows and (look.brief or len(rows) + len(run.unread) > 1):
        lines = [*([] if look.brief else ["### 汇总", ""]), *_table(_HEADERS, rows, "lllrlrlr"), ""]
    lines += [f"- 未能检查：{text(unread.message)}" for unread in run.unread]
    made = f"规则包 {text(run.book.id)} {text(run.book.version)}；推理引擎 {text(run.backend)}。{words.NOT_OFFICIAL}"
    yield "\n" + "\n".join([*lines, *([""] if run.unread else []), f"<sub>{made}</sub>", ""])


_HEADERS = ("文件", "机关", "年度", "得分", "等次", "豁免后", "豁免后等次", "未提及")


def _summary(audit: Audit, run: Run) -> tuple[str, ...]:
    after, outline = waived(audit, run), audit.outline
    later = (number(after.shown), text(after.band)) if after.by_owner else ("-", "-")
    return (
        text(words.shown_path(audit.document.path)),
        text(outline.issuer.value or "不明"),
        words.years(outline.years.value),
        number(shares(audit).total),
        text(audit.score.band),
        *later,
        str(audit.count(Verdict.ABSENT)),
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(headers: Sequence[str], rows: Iterable[str], align: str) -> list[str]:
    rules = ["---:" if side == "r" else "---" for side in align]
    return [_row(headers), _row(rules), *rows]


class _Page:
    """One report, part by part."""

    def __init__(self, audit: Audit, run: Run, look: Look) -> None:
        self._audit, self._run, self._look = audit, run, look
        self._rounded = shares(audit)
        self._after = waived(audit, run)

    def parts(self) -> Iterator[str]:
        yield self._head()
        yield self._changes()
        yield self._groups()
        yield self._gaps()
        yield self._way()
        yield self._defects()
        yield self._proofs()
        yield self._open_items()

    def _head(self) -> str:
        audit, outline = self._audit, self._audit.outline
        after = self._after
        band = text(audit.score.band)
        later = f"，豁免 {len(after.by_owner)} 条后 **{number(after.shown)}** {text(after.band)}"
        name = f"{text(outline.issuer.value or '不明机关')} {words.years(outline.years.value)}年度"
        counts = "，".join(f"{label} {audit.count(verdict)}" for verdict, label in words.VERDICTS.items())
        level = words.guessed(outline.level, words.LEVELS[outline.level.value])
        notes = [*after.caps, *audit.document.notes, *audit.errors]
        return "\n".join(
            [
                f"### {name}：**{number(self._rounded.total)}** {band}{later if after.by_owner else ''}",
                "",
                f"- 文件：{text(words.shown_path(audit.document.path))}",
                f"- 层级：{text(level)}",
                f"- 结论：{counts}（共 {len(audit.findings)} 条）",
                *(f"- 注意：{text(note)}" for note in notes),
            ]
        )

    def _changes(self) -> str:
        baseline = self._run.baseline
        if baseline is None:
            return ""
        past = baseline.find(self._audit)
        if past is None:
            return "**与基线相比**：基线里没有这份报告。"
        found = baseline.compare(self._audit, past, self._after.by_owner)
        lines = []
        for word, changes in (("变差", found.worse), ("变化", found.other), ("变好", found.better)):
            for change in changes:
                mark = "（已豁免）" if change.owner in self._after.by_owner else ""
                lines.append(f"- {word}{mark}：{text(change.text)}")
        return "\n".join(["**与基线相比**", "", *lines]) if lines else "**与基线相比**：没有变化。"

    def _groups(self) -> str:
        rows = []
        for group in group_shares(self._audit, self._rounded):
            if group.possible:
                share = number(hundredths(100 * group.share))
                rows.append(_row((text(group.title), number(group.points), number(group.possible), f"{share}%")))
        table = _table(("组", "得分", "满分", "得分率"), rows, "lrrr")
        return _folded("分组得分", "\n".join(table)) if rows else ""

    def _gaps(self) -> str:
        places = gaps(self._audit)
        if not places:
            return "没有失分的条目。"
        shown = places if self._look.full else places[:GAPS]
        lines = [f"**差距**（{len(places)} 条，失分多的在前）", ""]
        for place in shown:
            lines += self._gap(self._audit.findings[place], self._rounded.lost[place])
        rest = places[len(shown) :]
        if rest:
            lost = number(sum(self._rounded.lost[place] for place in rest))
            lines += ["", f"另有 {len(rest)} 条，共失 {lost} 分；用 --all 全部列出。"]
        return "\n".join(lines)

    def _gap(self, finding: Finding, lost: int) -> Iterator[str]:
        duty = f"，{words.SEVERITIES[finding.severity]}" if finding.severity else ""
        waiver = self._after.by_owner.get(finding.rule)
        mark = "【豁免】" if waiver else ""
        said = words.VERDICTS[finding.verdict]
        yield f"- {mark}**{text(finding.title)}** `{finding.rule}`（{said}{duty}，失 {number(lost)} 分）"
        entries = [
            ("缺", "" if finding.verdict is Verdict.DESCRIBED else finding.message),
            ("判", "" if finding.verdict is Verdict.ABSENT else finding.because),
            ("补", finding.advice),
            ("据", "；".join(map(words.cite, finding.basis))),
        ]
        yield from (f"  - {label}：{text(value)}" for label, value in entries if value)
        if finding.verdict is not Verdict.ABSENT:
            yield from (f"  - 文：{self._quote(evidence)}" for evidence in finding.evidence[:1])
        if waiver:
            yield f"  - 豁免：{text(waiver.said)}"

    def _quote(self, evidence: Evidence) -> str:
        place = text(self._audit.document.place(evidence.span.start))
        stance = words.standing(evidence)
        return f"{place}“{text(shorten(plain(evidence.words), QUOTE))}”（{stance}）"

    def _way(self) -> str:
        if self._look.target is None:
            return ""
        way = route(self._audit, self._look.target, self._run.book)
        titles = [text(named(self._audit, step)) for step in way.steps]
        lines = [f"**最短补法**：{text(sentence)}" for sentence in sentences(way)[:1]]
        lines += [text(sentence) for sentence in sentences(way)[1:]]
        return "\n".join([*lines, *([""] if titles else []), *(f"- {title}" for title in titles)])

    def _defects(self) -> str:
        lines = []
        for defect, deduction in zip(self._audit.defects, self._rounded.deductions, strict=True):
            waiver = self._after.by_owner.get(defect.id)
            mark = "【豁免】" if waiver else ""
            gravity = words.GRAVITIES[defect.severity]
            lines.append(f"- {mark}**{text(defect.title)}** `{defect.id}`（{gravity}，扣 {number(deduction)} 分）")
            lines.append(f"  - {text(defect.message)}")
            lines += [f"  - 文：{self._quote(evidence)}" for evidence in defect.evidence]
            lines += [f"  - 豁免：{text(waiver.said)}"] if waiver else []
        return "\n".join([f"**文本瑕疵**（{len(self._audit.defects)} 处）", "", *lines]) if lines else ""

    def _proofs(self) -> str:
        proven = [finding for finding in self._audit.findings if finding.verdict is Verdict.EVIDENCED]
        shown = proven if self._look.full else proven[:PROOFS]
        lines = []
        for finding in shown:
            proof = self._quote(finding.evidence[0]) if finding.evidence else text(finding.because)
            lines.append(f"- {text(finding.title)}：{proof}")
        if len(proven) > len(shown):
            lines.append(f"- 另有 {len(proven) - len(shown)} 条；用 --all 全部列出。")
        return _folded(f"有据可查（{len(proven)} 条）", "\n".join(lines)) if lines else ""

    def _open_items(self) -> str:
        found = [finding for finding in self._audit.findings if finding.verdict is Verdict.NOT_ASSESSABLE]
        lines = [f"- {text(finding.title)}：{text(finding.because or finding.message)}" for finding in found]
        return _folded(f"仅凭文本无法判断（{len(found)} 条，不计分）", "\n".join(lines)) if lines else ""


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"
