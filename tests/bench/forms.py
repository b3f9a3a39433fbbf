"""Changes to the form of a report that say nothing new: no verdict, no defect and nothing of the outline may change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from bench.proofs import verdicts_of
from engine.examination import Examination
from engine.model import Section, SectionKind

_WIDE = {code: code + 0xFEE0 for code in map(ord, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")}
_NARROW = str.maketrans("，：；（）", ",:;()")
_NUMERALS = ["", *"一二三四五六七八九十"]
_NUMERALS += [f"十{digit}" for digit in _NUMERALS[1:10]]


def wide(report: Examination) -> str:
    """Digits and letters in full width."""
    return report.document.text.translate(_WIDE)


def narrow(report: Examination) -> str:
    """Punctuation in half width."""
    return report.document.text.translate(_NARROW)


def blanks(report: Examination) -> str:
    """Blanks between figures and characters, and ideographic blanks inside every line, as in justified titles."""
    spaced = re.sub(r"(?<=\d)(?=[一-龥])|(?<=[一-龥])(?=\d)", " ", report.document.text)
    return re.sub(r"(?m)(?<=[^\s\n]{7})(?=[^\s\n])", "\u3000", spaced)


def in_page(report: Examination) -> str:
    """A web page's lines around the report, none of them with a date."""
    return "\n".join([*_ABOVE, report.document.text, *_BELOW])


def in_dated_page(report: Examination) -> str:
    """A web page's lines around the report, with the date of posting."""
    year = report.year + 1
    posted = f"发布日期：{year}-02-20 15:07    浏览次数：63    【字体：大 中 小】    打印"
    return "\n".join([*_ABOVE, posted, report.document.text, *_BELOW])


_ABOVE = ("当前位置：首页 > 政务公开 > 法定主动公开内容 > 法治政府建设", "分享到：微信 微博", "")
_BELOW = (
    "",
    "分享：  打印本页  关闭窗口",
    "上一篇：2020年政府信息公开工作年度报告",
    "网站标识码：9907310022    联系电话：0590-5556208",
)


def loose(report: Examination) -> str:
    """Blanks at the ends of lines, blank lines between them, and the line ends of Windows."""
    return "\r\n\r\n".join(f"{line} \u3000\t" for line in report.document.text.split("\n"))


def renumbered(report: Examination) -> str:
    """Headings with other numbers: 一、 → 三、, （一） → 1., 1. → （1）."""
    text = re.sub(r"(?m)^(\s*)(\d{1,2})[.、](?!\d)", r"\1（\2）", report.document.text)
    text = re.sub(
        r"(?m)^(\s*)（([一二三四五六七八九十]{1,3})）", lambda match: f"{match[1]}{_NUMERALS.index(match[2])}.", text
    )
    return re.sub(
        r"(?m)^(\s*)([一二三四五六七八九十]{1,3})、",
        lambda match: f"{match[1]}{_NUMERALS[_NUMERALS.index(match[2]) + 2]}、",
        text,
    )


def swapped(report: Examination) -> str:
    """Two neighbouring sub-sections of the measures in the other order; where there are none, two paragraphs."""
    parts = report.outline.of(SectionKind.MEASURES)
    for siblings in (*(part.children for part in parts), parts):
        for first, second in pairwise(siblings):
            if first.span.end == second.span.start and _long(first) and _long(second):
                return _exchanged(report.document.text, first.span.start, first.span.end, second.span.end)
    body = parts[0].body
    inside = [one.span for one in report.document.paragraphs if body.covers(one.span)]
    return _exchanged(report.document.text, inside[0].start, inside[1].start, inside[2].start)


def _long(section: Section) -> bool:
    return len(section.body) > 40


def _exchanged(text: str, start: int, middle: int, end: int) -> str:
    return text[:start] + text[middle:end] + text[start:middle] + text[end:]


def split(report: Examination) -> str:
    """Every long paragraph cut in two at the full stop nearest to its middle."""
    text = report.document.text
    for paragraph in reversed(report.document.paragraphs):
        start, end = paragraph.span.start, paragraph.span.end
        stops = [match.end() for match in re.finditer(r"。[”』」）》]*", text[start:end]) if match.end() < end - start]
        if end - start > 150 and stops:
            cut = start + min(stops, key=lambda stop: abs(2 * stop - (end - start)))
            text = f"{text[:cut]}\n{text[cut:]}"
    return text


def straight(report: Examination) -> str:
    """Straight quotation marks for Chinese ones."""
    return report.document.text.translate({ord("“"): '"', ord("”"): '"'})


def cornered(report: Examination) -> str:
    """Corner brackets for Chinese quotation marks."""
    return report.document.text.translate({ord("“"): "「", ord("”"): "」"})


def understood(report: Examination) -> dict[str, object]:
    """All that a change of form must leave as it is: verdicts, defects, and what the report is taken for."""
    outline = report.outline
    return {
        **verdicts_of(report),
        "level": outline.level.value,
        "years": outline.years.value,
        "issuer": outline.issuer.value,
        "sections": tuple(section.kind for section in outline.sections),
    }


@dataclass(frozen=True, slots=True)
class Form:
    """A change of form. ``may_change`` are rules whose matter it does touch, each with the reason."""

    name: str
    change: Callable[[Examination], str]
    may_change: Mapping[str, str] = field(default_factory=dict)


_SEEN = "the lines of a page are what it looks for"
FORMS = (
    Form("wide", wide),
    Form("narrow", narrow),
    Form("blanks", blanks),
    Form("page", in_page, {"quality.page-chrome": _SEEN}),
    Form(
        "dated-page",
        in_dated_page,
        {
            "quality.page-chrome": _SEEN,
            "outline.published-by-april": "the page tells the date of posting",
            "outline.report-date": "the page tells a date where the report has none",
        },
    ),
    Form("loose", loose),
    Form("renumbered", renumbered),
    Form("swapped", swapped),
    Form(
        "split",
        split,
        {
            "decision.publish-archive": "named in the first half, its publication or file told in the other",
            "leader.both-heads-named": "named in the first half, their acts with figures told in the other",
            "rules.normative-cleanup": "named in the first half, their clean-up told in the other",
        },
    ),
    Form("straight-quotes", straight),
    Form("corner-quotes", cornered),
)
