"""The laws. Each takes any bytes, and raises if it is broken: AssertionError, or what the program wrongly raised."""

from __future__ import annotations

import tempfile
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Final

from any_bytes import check_document, read_or_refuse
from docx_builder import abstract, docx, level, listed, num, para, root, style
from ofd_builder import ofd
from packs import FILES, write_pack

from engine.errors import RuleError
from engine.model import Document, Paragraph, Section, Span, Verdict
from engine.outline import outline as understand
from engine.pipeline import audit as judge
from engine.read.text import lines, tidy
from engine.rulebook import load_pack
from engine.zh.dates import dates as dates_in
from engine.zh.dates import document_numbers, id_numbers, mobile_numbers, month_days, years
from engine.zh.figures import UNITS, figures, numeral
from engine.zh.syntax import clauses, points, quoted_titles, sentences
from engine.zh.width import fold
from reports.baseline import BaselineError
from reports.baseline import load as load_baseline
from reports.settings import Kind, SettingsError, find
from reports.settings import load as load_settings
from reports.waivers import WaiverError
from reports.waivers import load as load_waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.model import Audit
    from engine.rulebook import Rulebook

#: What reports are made of; a text of made-up bytes takes one piece for each byte, so that it soon looks like a report.
PIECES: Final = tuple(
    "青禾街道2024年法治政府建设年度报告|中共青禾街道工作委员会|青禾街道办事处|县司法局|一、主要做法|"
    "二、党政主要负责人履行推进法治建设第一责任人职责情况|三、存在的问题和不足|四、下一步工作打算|（一）|（二）|1.|（1）|"
    "①|一是|二是|第一，|首先，|其中，|共|达|近|超过|余|多|以上|左右|每月|每|第|零|〇|一|二|两|三|十|百|千|万|亿|0|1|2|9|20|"
    "2024年|2023年|2025年1月16日|二〇二五年一月十六日|6月|〔2024〕11号|"
    "次|件|场|份|人次|万元|%|个百分点|项|名|年|月|日|号|.|，|。|；|：|、|！|？|…|·|-|~|《|》|〔|〕|（|）|“|”|"
    "法律顾问|行政复议|行政诉讼|执法人员|重大行政决策|合法性审查|规范性文件|法治宣传|人民调解|党委会议|召开|印发|"
    "聘请|开展|组织|审查|学习|培训|办理|受理|将|拟|下一步|力争|正在|已|了|未发生|无|没有|尚未|不足|有待|不够|薄弱|缺乏|自|"
    "以来|截至|同比|较|上级|群众自发|和|的|在|对|由于|\n|\n\n|　| |\t|\u200b|\ufeff|\x00|#|##|*|**|_|`|---|[|]|(|)|"
    "<|>|<br>|\\|$|=SUM(1)|\x1b[31m|"
    "51012519900101123X|13800138000|公安|督察|问责|容错|0件|0起".split("|")
)


def text_of(data: bytes) -> str:
    """Text that made-up bytes stand for: UTF-8 after an even first byte, else a piece of a report for each byte."""
    if not data or data[0] % 2 == 0:
        return data[1:].decode("utf-8", "replace")
    return "".join(PIECES[byte % len(PIECES)] for byte in data[1:])


def document_of(text: str) -> Document:
    """Plain text as the reader of text gives it, without the doubts about its encoding."""
    text = tidy(text)
    numbered = enumerate(lines(text), start=1)
    paragraphs = tuple(Paragraph(Span(*line.span()), f"第{number}段") for number, line in numbered)
    return Document("任意", "0" * 64, "text/plain; charset=utf-8", text, paragraphs)


def _part(name: str, data: bytes) -> bytes:
    """Part of a Word file with any bytes inside its root element."""
    return root(name, "\0").encode().replace(b"\0", data)


_NUMBERS: Final = abstract(0, level(0, "chineseCountingThousand", "%1、"), level(1, "decimal", "（%1.%2）")) + num(1, 0)
_BODY: Final = listed("甲", 1, 0) + listed("乙", 1, 1, "a") + para("丙")
#: What the bytes become before they are read: themselves, or a part of a whole file.
WRAPPED: Final[tuple[Callable[[bytes], bytes], ...]] = (
    bytes,
    lambda data: docx(
        "", numbering=_NUMBERS, parts={"word/document.xml": _part("document", b"<w:body>" + data + b"</w:body>")}
    ),
    lambda data: docx(_BODY, numbering=_NUMBERS, parts={"word/styles.xml": _part("styles", data)}),
    lambda data: docx(_BODY, styles=style("a"), parts={"word/numbering.xml": _part("numbering", data)}),
    lambda data: docx(_BODY, numbering=_NUMBERS, parts={"word/document.xml": data}),
    lambda data: ofd("", parts={"Doc_0/Pages/Page_0/Content.xml": data}),
    lambda data: ofd("", parts={"Doc_0/Document.xml": data}),
    lambda data: b"<html><body>" + data,
    lambda data: b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n" + data,
    lambda data: b"%PDF-1.4\n" + data,
    lambda data: "# 甲\n".encode() + data,
)


def readers(data: bytes) -> None:
    """Any bytes are a document or refused, as they are and as a part of a whole file of each format."""
    read_or_refuse(WRAPPED[data[0] % len(WRAPPED)](data[1:]) if data else b"")


def pack(data: bytes) -> None:
    """A pack with any bytes in place of one of its files is a rulebook or refused; one that loads can judge."""
    name = sorted(FILES)[data[0] % len(FILES)] if data else "pack.yaml"
    with tempfile.TemporaryDirectory() as folder:
        try:
            book = load_pack(str(write_pack(Path(folder), {name: data[1:]})))
        except RuleError as error:
            problems = error.problems
        else:
            check_audit(judge(document_of(_REPORT), book, backend="reference"), book)
            return
    assert problems
    assert all(problem.line > 0 and problem.column > 0 and problem.message for problem in problems)


_REPORT: Final = (
    "青禾街道2024年法治政府建设年度报告\n一、主要做法\n2024年，聘请法律顾问3名，审查合同20份。\n"
    "二、存在的不足\n建设法制政府。"
)


def check_ranges(found: Iterable[tuple[int, int]], text: str) -> None:
    """Ranges that stand in the text, in order, without overlap."""
    ranges = list(found)
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert all(before[1] <= after[0] for before, after in pairwise(ranges))


def figures_and_dates(data: bytes) -> None:
    """Counts, dates and numbers stand in order where they say, with finite values and known units."""
    text = fold(text_of(data)).text
    found = list(figures(text))
    check_ranges(((one.start, one.end) for one in found), text)
    assert all(one.unit in UNITS and isfinite(one.value) and one.value >= 0 for one in found)
    assert all(one.bound in {"exact", "about", "each"} for one in found)
    check_ranges(((start, end) for start, end, _ in dates_in(text)), text)
    for shape in (month_days, document_numbers, id_numbers, mobile_numbers):
        check_ranges(shape(text), text)
    assert all(2000 <= year <= 2099 for year in years(text))
    try:
        assert numeral(text) >= 0
    except ValueError:
        assert not text or any(char not in "零一二三四五六七八九十百千〇两○O" for char in text)


def syntax(data: bytes) -> None:
    """Folding keeps every offset; sentences, clauses and points tile the text; titles stand in it."""
    raw = text_of(data)
    folded = fold(raw)
    text = folded.text
    assert len(folded.origin) == len(text)
    assert all(before < after < len(raw) for before, after in pairwise((-1, *folded.origin)))
    check_ranges(quoted_titles(text), text)
    for cut in (sentences, clauses, points):
        pieces = cut(text)
        assert "".join(text[start:end] for start, end in pieces) == text


def check_tree(sections: tuple[Section, ...], within: Span) -> None:
    """Sections stand in order inside ``within``; those of one level touch, and their children stand in their bodies."""
    for section in sections:
        assert within.covers(section.span)
        assert section.span.start <= section.heading.start <= section.heading.end <= section.span.end
        check_tree(section.children, Span(section.heading.start, section.span.end))
    assert all(before.span.end == after.span.start for before, after in pairwise(sections))


def outline(data: bytes) -> None:
    """Any text has an outline whose sections tile it, the same every time."""
    document = document_of(text_of(data))
    check_document(document)
    found, whole = understand(document), Span(0, len(document.text))
    check_tree(found.sections, whole)
    named = (found.addressee, found.signature, found.signed and found.signed[0], found.posted and found.posted[0])
    assert all(whole.covers(span) for span in (*found.title, *found.chrome, *filter(None, named)))
    assert understand(document) == found


def check_audit(result: Audit, book: Rulebook) -> None:
    """Every rule has one verdict, points add up, and each quote is the text where it says it stands."""
    assert [finding.rule for finding in result.findings] == [rule.id for rule in book.rules]
    assert sum(map(result.count, Verdict)) == len(book.rules)
    assert 0 <= result.score.total <= 100
    lost = sum((finding.lost for finding in result.findings), Fraction(0))
    deducted = sum((defect.deduction for defect in result.defects), Fraction(0))
    # Where no rule binds the level or the year there is nothing to lose.
    assert lost + deducted == (100 - result.score.total if result.score.possible else 0)
    for evidence in (owner.evidence for owners in (result.findings, result.defects) for owner in owners):
        for one in evidence:
            assert one.quote == result.document.text[one.span.start : one.span.end]
            assert one.quote.strip() == one.quote != ""
            assert len(one.quote) <= 200
        spans = [one.span for one in evidence]
        assert not any(span.overlaps(other) for number, span in enumerate(spans) for other in spans[:number])


@cache
def _book() -> Rulebook:
    return load_pack()


def audit(data: bytes) -> None:
    """Any text is audited: counts add up, and quotes stand where they say."""
    check_audit(judge(document_of(text_of(data)), _book(), backend="reference"), _book())


def companions(data: bytes) -> None:
    """Any bytes are settings, waivers or a baseline, or refused with the place of every fault."""
    kind, content = (data[0] % 4, data[1:]) if data else (0, b"")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, ("fazhi.toml", "pyproject.toml", "豁免.yaml", "基线.json")[kind])
        path.write_bytes(b"[tool.fazhi]\n" * (kind == 1) + content)
        try:
            if kind == 2:
                load_waivers(str(path), _book(), date(2025, 6, 1))
            elif kind == 3:
                load_baseline(str(path))
            else:
                assert find(path.parent) == path
                load_settings(path, dict(zip(_KEYS, Kind, strict=True)), {})
        except (SettingsError, WaiverError) as error:
            problems = error.problems
        except BaselineError:
            return
        else:
            return
    assert problems
    assert all(problem.line > 0 and problem.column > 0 and problem.message for problem in problems)


_KEYS: Final = ("level", "quiet", "output", "fail-group", "waivers", "pack")


LAWS: Final[dict[str, Callable[[bytes], None]]] = {
    law.__name__: law for law in (pack, companions, readers, figures_and_dates, syntax, outline, audit)
}
