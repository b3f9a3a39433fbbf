"""``Document`` → ``Outline``: what the parts of a report are, by their wording rather than their number."""

from __future__ import annotations

import re
from datetime import date
from itertools import takewhile

from engine.model import Document, Outline, Section, SectionKind, Span
from engine.outline.body import find_issuer, find_level, find_years
from engine.outline.headings import Heading, build, find_headings, kind_by_wording
from engine.outline.lines import Line, lines_of, split_chrome
from engine.outline.tables import number_in
from engine.zh import HAN
from engine.zh.dates import dates
from engine.zh.syntax import heading_number

__all__ = ["outline"]

_TITLE = re.compile(r"(?:法治|依法行政|法制|述法|第一责任人).{0,24}(?:报告|总结|汇报|情况|自查)(?:（.{1,12}）)?$")
_BODY_LINE = re.compile(
    rf"^(?:中共)?(?:{HAN}|[（）]){{2,28}}(?:人民政府|办事处|委员会|局|厅|委|办公室|党工委|党组|中心|院|馆|街道|镇|乡|支队|大队)$"
)
# Strings are compiled when they are first used: few reports need them.
_ADDRESSEE = rf"^(?:{HAN}|[、《》]|[（），]){{2,60}}(?:委|府|会|办|室|局|厅|院|处|部|公室)：$"
_SIGNATURE_DATE = re.compile(r"^（?.{0,40}?(?P<date>(?:20\d\d|[二两].{3})[年./-].{1,3}[月./-].{1,4}日?)）?$")
_POSTED = r"(?:发布|公开|发文|更新|生成|信息)?(?:日期|时间)：?"
_SOURCE = (
    r"(?:来源|发布机构|发布单位|信息来源|公开责任部门|发布人)[：|]?"
    rf"(?P<body>{HAN}{{3,24}}?)(?=浏览|点击|阅读|访问|字号|字体|发布|时间|日期|作者|编辑|责任|打印|分享|(?!{HAN}))"
)
_CLOSING = ("特此报告", "此件", "（此件", "（联系人", "联系人", "抄送", "抄报")
_WRITTEN_TOP = re.compile(r"^（?20\d\d[年./-][\d月./-]{1,6}日?）?$")
_PLAN_LEAD = r"(?:下一?步|下步|下一?阶段|(?P<year>20\d\d)年).{0,40}(?:将|重点|打算|继续|着力|计划)"
_SHORT_LEAD = (
    r"[^。；]{0,60}(?:但|同时|还|仍|也|认识到|看到|对照)"
    r"[^。；]{0,30}(?:存在|有)[^。；]{0,16}(?:不足|差距|问题|短板)[。：，；]"
)


def outline(document: Document) -> Outline:
    """Structure of a report. Never fails: what cannot be found is None or a guess that says so."""
    lines = lines_of(document)
    report, chrome = split_chrome(lines)
    head, titles, addressee = _head(report, document)
    tail, signature, signed = _tail(report[head:])
    body = report[head : len(report) - tail]
    title = "\n".join(line.text for line in titles) or (document.title or "")
    lead = "".join(line.text for line in body[:3] if not heading_number(line.text))[:600]
    posted = _posted(chrome, document)
    signed = signed or _top_date(report[:head])
    years = find_years(
        title,
        takewhile(_looks_back, (line.text for line in body if heading_number(line.text))),
        lead,
        "".join(line.text for line in body),
        signed[1] if signed else None,
    )
    year = years.value[-1] if years.value else None
    issuer = find_issuer(title, signature.text if signature else "", lead, _source(chrome))
    sections = _sections(body, year)
    return Outline(
        title=tuple(line.span for line in titles),
        issuer=issuer,
        level=find_level(issuer.value, "".join(line.text for line in body), addressee.text if addressee else ""),
        years=years,
        addressee=addressee.span if addressee else None,
        signature=signature.span if signature else None,
        signed=signed,
        posted=posted,
        sections=sections,
        chrome=tuple(line.span for line in chrome),
    )


def _looks_back(heading: str) -> bool:
    """Whether a heading tells neither of weaknesses nor of plans: the year of a plan is not that of the report."""
    kinds = kind_by_wording(heading.partition("。")[0])
    return SectionKind.SHORTCOMINGS not in kinds and SectionKind.PLAN not in kinds


def _head(report: list[Line], document: Document) -> tuple[int, list[Line], Line | None]:
    """(number of lines that are title, date line or addressee, title lines, addressee)."""
    head = 0
    titles: list[Line] = []
    addressee: Line | None = None
    for index, line in enumerate(report[:14]):
        text = line.text
        number = heading_number(text)
        if number and not (index == 0 and _TITLE.search(text)):
            break
        if len(text) <= 70 and _TITLE.search(text) and text[-1] not in "。：；，":
            if not titles:
                titles = [*_lines_above(report, index), line]
            head = index + 1
        elif not titles and index + 1 < len(report) and len(text) <= 45 and _joins_title(text, report[index + 1].text):
            titles = [*_lines_above(report, index), line, report[index + 1]]
            head = index + 2
        elif len(text) <= 64 and re.match(_ADDRESSEE, text):
            addressee, head = line, index + 1
        elif titles and (_WRITTEN_TOP.match(text) or _BODY_LINE.match(text)) and len(text) <= 40:
            head = index + 1
        elif len(text) > 70 or text.endswith("。"):
            turn = None if titles else _after_letter(report, index)
            if turn is not None:
                titles, head = [*_lines_above(report, turn), report[turn]], turn + 1
            break
    if not titles and document.title:
        return head, [], addressee
    return head, titles, addressee


def _after_letter(report: list[Line], start: int) -> int | None:
    """Index of a title right under the date of a cover letter whose text is at ``start``."""
    for index in range(start + 1, min(start + 8, len(report))):
        text = report[index].text
        if _TITLE.search(text) and len(text) <= 70 and _WRITTEN_TOP.match(report[index - 1].text):
            return index
    return None


def _lines_above(report: list[Line], index: int) -> list[Line]:
    """Lines with nothing but a body's name right above a title line."""
    above: list[Line] = []
    for line in reversed(report[:index]):
        if not _BODY_LINE.match(line.text):
            break
        above.insert(0, line)
    return above


def _joins_title(first: str, second: str) -> bool:
    return (
        len(second) <= 40
        and second[-1] not in "。：；，"
        and not heading_number(second)
        and bool(
            not _BODY_LINE.match(first) and _TITLE.search(first + second) and re.search(r"法治|依法行政|20\d\d", first)
        )
    )


def _tail(body: list[Line]) -> tuple[int, Line | None, tuple[Span, date] | None]:
    """(number of closing lines, signature line, date of signature)."""
    signature, signed, count = None, None, 0
    for back, line in enumerate(reversed(body[-7:]), start=1):
        text = line.text
        if line.paragraph.in_table and number_in(text):
            break  # a body that is named in a table of figures does not sign
        found = list(dates(text))
        if found and len(text) <= 45 and _SIGNATURE_DATE.match(text):
            start, end, value = found[-1]
            signed = signed or (line.folded.span(start, end), value)
            count = back
            if start >= 4 and _BODY_LINE.match(text[:start]):
                signature = line
        elif _BODY_LINE.match(text) and len(text) <= 30:
            signature, count = signature or line, back
        elif text.startswith(_CLOSING):
            count = back
        elif len(text) > 30:
            break
    return count, signature, signed


def _top_date(head: list[Line]) -> tuple[Span, date] | None:
    for line in head:
        if _WRITTEN_TOP.match(line.text):
            for start, end, value in dates(line.text):
                return line.folded.span(start, end), value
    return None


def _posted(chrome: list[Line], document: Document) -> tuple[Span, date] | None:
    for line in chrome:
        if re.search(_POSTED, line.text) and not line.text.startswith(("今天", "成文")):
            for start, end, value in dates(line.text):
                before = line.text[max(0, start - 8) : start]
                if "打印" not in before and (re.search(_POSTED, before) or start < 14):
                    return line.folded.span(start, end), value
    return (Span(0, 0), document.posted) if document.posted else None


def _source(chrome: list[Line]) -> str:
    return next((match["body"] for line in chrome if (match := re.search(_SOURCE, line.text))), "")


def _sections(body: list[Line], year: int | None) -> tuple[Section, ...]:
    if not body:
        return ()
    headings = find_headings(body, year)
    headings = _with_leads(headings, body, year)
    return build(headings, body, year)


def _lead(kind: SectionKind, text: str) -> re.Match[str] | None:
    """What opens a line that announces the shortcomings or the plan."""
    return re.match(_SHORT_LEAD, text) if kind is SectionKind.SHORTCOMINGS else re.match(_PLAN_LEAD, text)


def _with_leads(headings: list[Heading], body: list[Line], year: int | None) -> list[Heading]:
    """Add a plan or shortcomings part that only its opening sentence announces, when no heading names it."""
    # Of a heading for both, 存在问题及下一步打算, only the first half is sure to have its part.
    kinds = {kind for heading in headings for kind in kind_by_wording(heading.words, year)[:1]}
    added = list(headings)
    middle = len(body) // 2
    for kind in (SectionKind.SHORTCOMINGS, SectionKind.PLAN):
        if kind in kinds:
            continue
        for line in body[middle:]:
            opens = None if heading_number(line.text) else _lead(kind, line.text)
            named = opens.groupdict().get("year") if opens else None
            if opens and not (named and year and int(named) <= year):
                words = "存在的不足" if kind is SectionKind.SHORTCOMINGS else "下一步工作安排"
                added.append(Heading(1, words, Span(line.span.start, line.span.start), line, numbered=False))
                break
    return sorted(added, key=lambda heading: heading.span)
