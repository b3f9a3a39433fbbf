"""The HTML report: complete, self-contained, harmless; and in a real browser usable by mouse, by keys and on paper."""

from __future__ import annotations

import re
import struct
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from audits import (
    HOSTILE,
    LINES,
    TEXT,
    make_audit,
    make_book,
    make_defect,
    make_document,
    make_evidence,
    make_finding,
    make_outline,
)
from browser import Tab, tab_fixture  # noqa: F401 - pytest finds the fixture by its name
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pages import ATTACK, Seen, check_self_contained, colours, contrast

from engine import audit as run_engine
from engine import load_pack
from engine.model import Evidence, Guess, Level, Section, SectionKind, Severity, Span, Stance, Verdict
from reports import Look, Run, Unread, html
from reports.html.text import Claim, MarkedText
from reports.layout import plain
from reports.waivers import Waiver, Waivers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


def page_of(*audits: Audit, book: Rulebook | None = None, target: int | None = None) -> str:
    look = Look(target=None if target is None else Fraction(target))
    return html.render(audits, book or make_book(), "reference", look=look)


def hostile_audit() -> Audit:
    document = make_document(ATTACK, path=f"{ATTACK[:60]}.txt", notes=(ATTACK,), title=ATTACK)
    evidence = Evidence(Span(0, len(ATTACK)), ATTACK, SectionKind.MEASURES, Stance.DONE)
    finding = make_finding(1, Verdict.MENTIONED, possible=100, evidence=[evidence], title=ATTACK)
    finding = replace(finding, message=ATTACK, advice=ATTACK, because=ATTACK, doubts=(ATTACK,))
    defect = replace(make_defect(1, [replace(evidence, span=Span(3, 40))]), title=ATTACK, message=ATTACK)
    return make_audit([finding], [defect], document=document, caps=(ATTACK,), errors=(ATTACK,))


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_pack()


@pytest.fixture(scope="module")
def poor(book: Rulebook) -> Audit:
    return run_engine(str(SEEDS / "street-2025-poor.txt"), book, backend="reference")


@pytest.fixture(scope="module")
def good(book: Rulebook) -> Audit:
    return run_engine(str(SEEDS / "street-2024.txt"), book, backend="reference")


# Structure ------------------------------------------------------------------------------------------------------------


def test_every_finding_and_defect_stands_in_the_page_once(poor: Audit, good: Audit, book: Rulebook) -> None:
    page = Seen(page_of(poor, good, book=book))
    assert page.open == []
    ids = Counter(page.values("id"))
    assert set(ids.values()) == {1}
    for number, audit in enumerate((poor, good), start=1):
        for place, finding in enumerate(audit.findings, start=1):
            entry = next(e for _, e in page.elements if e.get("id") == f"r{number}-f{place}")
            assert entry["data-tone"] == finding.verdict.value
            assert entry["data-group"] == finding.group
            assert entry["data-severity"] == (finding.severity.value if finding.severity else "")
            assert plain(finding.title) in page.text
            if finding.verdict in {Verdict.ABSENT, Verdict.MENTIONED}:
                assert plain(finding.message) in page.text
                assert plain(finding.advice) in page.text
        assert sum(1 for key in ids if re.fullmatch(rf"r{number}-d\d+", key)) == len(audit.defects)
    assert len(page.of_class("entry")) == sum(len(a.findings) + len(a.defects) for a in (poor, good))


def test_every_reference_within_the_page_leads_somewhere(poor: Audit, book: Rulebook) -> None:
    page = Seen(page_of(poor, poor, book=book))
    ids = set(page.values("id"))
    links = [value for value in page.values("href") if not value.startswith("data:")]
    assert links
    assert {link for link in links if not link.startswith("#") or link[1:] not in ids} == set()
    owners = {owner for value in page.values("data-owners") for owner in value.split()}
    assert owners
    assert owners <= ids
    for name in ("aria-labelledby", "aria-describedby"):
        assert set(page.values(name)) <= ids


def test_every_piece_of_evidence_is_highlighted(poor: Audit, book: Rulebook) -> None:
    page = Seen(page_of(poor, book=book))
    marked = {owner for value in page.values("data-owners") for owner in value.split()}
    quoted = {f"r1-f{n}" for n, f in enumerate(poor.findings, 1) if f.evidence}
    quoted |= {f"r1-d{n}" for n, d in enumerate(poor.defects, 1) if d.evidence}
    assert marked == quoted
    references = sum(len(finding.evidence) for finding in poor.findings)
    references += sum(len(defect.evidence) for defect in poor.defects)
    assert len([e for t, e in page.elements if t == "a" and e.get("class") == "quote"]) == references


def test_the_whole_text_of_the_report_is_there(poor: Audit, book: Rulebook) -> None:
    page = Seen(page_of(poor, book=book))
    text = re.sub(r"\s", "", page.text)
    for paragraph in poor.document.paragraphs:
        assert re.sub(r"\s", "", plain(poor.document.quote(paragraph.span))) in text


def test_the_page_asks_for_nothing_and_runs_only_its_own_script(poor: Audit, book: Rulebook) -> None:
    check_self_contained(page_of(poor, book=book))


def test_equal_input_gives_equal_bytes(poor: Audit, good: Audit, book: Rulebook) -> None:
    assert page_of(poor, good, book=book) == page_of(poor, good, book=book)


def test_the_head_tells_who_when_how_and_what_to_mind(book: Rulebook) -> None:
    document = make_document(notes=("编号经转换，可能有误",))
    outline = make_outline(document, level=Guess(Level.STREET, "没有依据", sure=False))
    audit = make_audit(
        None, [make_defect(2, [make_evidence()])], document=document, outline=outline, caps=("缺章封顶",)
    )
    page = Seen(page_of(audit))
    for expected in (
        LINES[0], "柳溪街道办事处", "见标题", "街道", "没有依据，把握不大", "2024", "2025-01-20", "年报.txt",
        "78.00", "合格", "条目得 80.00，失 20.00；瑕疵扣 2.00", "缺章封顶", "编号经转换", "--level",
        "非官方评分", "2021-2025 1.0", "cd" * 32, "ab" * 32, "reference", "text/plain",
        "第二十五条", "待核", "可得 10.00 分", "扣 2.00 分", "依法行政能力", "80.00/100.00",
        "有不足无原因", "可靠", "写明第4件事做了几次", "第6段", "下一步安排，打算做",
    ):  # fmt: skip
        assert plain(expected) in page.text, expected
    assert page.text.count("待核") > 1
    assert book.id == "2021-2025"


def test_points_shown_add_up(poor: Audit, book: Rulebook) -> None:
    source = page_of(poor, book=book)
    bars = re.findall(r'bar-points">([\d.]+)<i>/([\d.]+)<', source)
    head = re.search(r"条目得 ([\d.]+)，失 ([\d.]+)；瑕疵扣 ([\d.]+)", source)
    total = re.search(r'class="total">([\d.]+)<', source)
    assert head
    assert total
    earned, lost, deducted = map(Fraction, head.groups())
    assert sum(Fraction(one) for one, _ in bars) == earned
    assert sum(Fraction(all_) for _, all_ in bars) == earned + lost == 100
    assert earned - deducted == Fraction(total[1])
    wins = [Fraction(win) for win in re.findall(r"可得 <b>([\d.]+)</b>", source)]
    assert sum(wins) == lost
    assert all(one >= other - Fraction(1, 100) for one, other in pairwise(wins))  # rounded together, not one by one


def test_several_reports_have_an_overview_with_a_link_to_each() -> None:
    audits = [make_audit(document=make_document(path=path)) for path in ("甲.txt", "乙.txt")]
    source = html.render(audits, make_book(), "reference", [Unread("丙.pdf", "丙.pdf：加密了")])
    page = Seen(source)
    rows = source[source.index('id="overview"') :]
    for expected in ("甲.txt", "乙.txt", "丙.pdf：加密了", 'href="#r1"', 'href="#r2"', "80.00"):
        assert expected in rows
    assert "2 份报告，1 个文件未能检查" in page.text
    assert 'id="overview"' not in html.render(audits[:1], make_book(), "reference")
    assert 'id="overview"' in html.render([], make_book(), "reference", [Unread("丙.pdf", "坏了")])


def test_each_report_is_written_before_the_next_is_read() -> None:
    asked = []

    def audits() -> Iterator[Audit]:
        for number in range(3):
            asked.append(number)
            yield make_audit()

    stream = html.stream(audits(), Run(make_book(), "reference"), Look())
    next(stream)
    assert asked == []
    assert 'id="r1"' in next(stream)
    assert asked == [0]
    assert 'id="r2"' in next(stream)
    assert asked == [0, 1]


def test_an_empty_audit_still_renders() -> None:
    audit = make_audit([], document=make_document(""))
    assert "没有失分的条目" in page_of(audit)
    assert Seen(page_of(audit)).open == []


def test_the_way_to_a_target_is_listed_and_marked() -> None:
    page = page_of(make_audit(), target=90)
    assert "到 90.00 分" in page
    assert "至少补 1 条" in page
    assert len(re.findall(r'data-step="1"', page)) == 1
    assert "现在 80.00 分，已达到目标" in page_of(make_audit(), target=80)


def test_waived_findings_are_marked_and_both_scores_shown() -> None:
    waiver = Waiver("capacity.rule-4", "*", None, "机构改革未到位", "县司法局", date(2026, 12, 31), 1)
    run = Run(make_book(), "reference", (), Waivers("w.yaml", "0" * 64, date(2026, 1, 1), (waiver,)))
    source = "".join(html.stream([make_audit(), make_audit()], run, Look()))
    assert "机构改革未到位（县司法局批准，至 2026-12-31）" in source
    assert source.count("豁免 1 条后 90.00") == 4
    assert 'class="total">80.00<' in source


def test_hostile_text_stays_text() -> None:
    source = page_of(hostile_audit(), hostile_audit())
    page = Seen(source)
    assert page.open == []
    assert len(page.inline["script"]) == len(page.inline["style"]) == 1
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "iframe"})
    assert page.text.count(plain(ATTACK)) > 10
    assert "{{ 7*7 }}{% raw %}" in page.text
    assert not set(source) & set("\u202e\u2066\x00\x1b\ud800")
    odd = page_of(make_audit([make_finding(title=HOSTILE)], document=make_document(HOSTILE, path=HOSTILE)))
    odd.encode()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", odd)


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 60)), max_size=12))
def test_any_ranges_cut_the_text_into_pieces_that_lose_nothing(ranges: list[tuple[int, int]]) -> None:
    audit = make_audit()
    spans = [Span(start, min(start + length, len(TEXT))) for start, length in ranges]
    claims = [Claim(span, f"f{number}", "甲", "evidenced") for number, span in enumerate(spans)]
    pages = MarkedText(audit, claims, "r1")
    shown = {line.place: line for line in pages.lines}
    for paragraph in audit.document.paragraphs:
        pieces = shown[paragraph.place].pieces
        assert "".join(piece.text for piece in pieces) == audit.document.quote(paragraph.span)
        at = paragraph.span.start
        for piece in pieces:
            here = Span(at, at + len(piece.text))
            assert {claim.owner for claim in piece.claims} == {
                claim.owner for claim in claims if claim.span.covers(here)
            }
            assert bool(piece.id) == bool(piece.claims)
            at = here.end
    ids = [piece.id for line in pages.lines for piece in line.pieces if piece.id]
    assert len(set(ids)) == len(ids)
    for claim in claims:
        if audit.document.quote(claim.span).strip():
            assert pages.anchor(claim.span) in ids


def test_headings_title_and_parts_are_set_as_such() -> None:
    audit = make_audit()
    roles = {line.place: (line.role, line.part) for line in MarkedText(audit, (), "r1").lines}
    assert roles["第1段"][0] == "title"
    assert roles["第2段"][0] == "addressee"
    assert roles["第3段"] == ("heading", "举措成效")
    assert roles["第5段"] == ("heading", "下一步安排")
    assert roles["第7段"][0] == roles["第8段"][0] == "signature"
    chrome = replace(audit.outline, chrome=(Span(0, 3),), title=(), sections=())
    assert MarkedText(replace(audit, outline=chrome), (), "r1").lines[0].role == "chrome"
    nested = Section(SectionKind.MEASURES, Span(0, 0), Span(0, len(TEXT)), 0)
    assert MarkedText(replace(audit, outline=replace(chrome, sections=(nested,))), (), "r1").lines[0].part == "举措成效"


@pytest.mark.parametrize("dark", [False, True])
def test_text_is_readable_on_its_grounds_in_both_schemes(dark: bool) -> None:
    shades = colours(dark=dark)
    tones = ("evidenced", "described", "mentioned", "absent", "outside", "defect")
    for text in ("ink", "soft", "faint", "link", *tones):
        for ground in ("ground", "card", "sheet", "here"):
            least = 4.0 if ground == "here" else 4.5
            assert contrast(shades[text], shades[ground]) >= least, (text, ground)


# In a browser ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def poor_page(poor: Audit, book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "差距报告.html"
    file.write_text(page_of(poor, book=book), "utf-8")
    return file


@pytest.fixture
def opened(tab: Tab, poor_page: Path) -> Tab:
    tab.size(1366, 768)
    tab.open(poor_page)
    return tab


def shown_entries(tab: Tab) -> int:
    return int(tab.run("return document.querySelectorAll('.entry:not([hidden])').length"))


def in_sight(tab: Tab, selector: str) -> bool:
    """Whether the first such element lies within the window."""
    script = """const box = document.querySelector(arguments[0]).getBoundingClientRect();
                return box.top >= 0 && box.bottom <= innerHeight && box.height > 0;"""
    return bool(tab.run(script, selector))


def test_browser_finds_no_fault_and_no_request_leaves_the_page(opened: Tab) -> None:
    picture = opened.picture()
    assert struct.unpack(">II", picture[16:24]) == (1366, 768)
    assert opened.logged() == []
    assert [url for url in opened.requested() if not url.startswith(("file:///", "data:"))] == []
    assert opened.run("return performance.getEntriesByType('resource').map((e) => e.name)") == []
    wide = opened.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    assert opened.driver.title.startswith("2025年度法治政府建设工作总结")


def test_filters_narrow_the_list_and_say_so(opened: Tab, poor: Audit) -> None:
    everything = len(poor.findings) + len(poor.defects)
    assert shown_entries(opened) == everything
    opened.one("input[value=absent]").click()
    assert shown_entries(opened) == poor.count(Verdict.ABSENT)
    opened.one("input[value=must]").click()
    absent_must = [f for f in poor.findings if f.verdict is Verdict.ABSENT and f.severity is Severity.MUST]
    assert shown_entries(opened) == len(absent_must)
    assert opened.one(".shown").text == f"已筛选：显示 {len(absent_must)} 条，共 {everything} 条"
    opened.one(".reset").click()
    assert shown_entries(opened) == everything
    opened.one("input[value=doubt]").click()
    assert shown_entries(opened) == sum(not f.firm for f in poor.findings)
    opened.one(".reset").click()
    opened.one(".bars li[data-group=leader] button").click()
    assert shown_entries(opened) == sum(f.group == "leader" for f in poor.findings)
    assert opened.one("select.group").get_attribute("value") == "leader"
    opened.one(".reset").click()
    opened.one("input[name=step]").click()
    assert shown_entries(opened) == len(opened.all(".way tbody tr"))
    opened.one(".reset").click()
    opened.one(".words").send_keys("出庭　应诉")
    found = shown_entries(opened)
    assert 0 < found < 12
    opened.one(".words").send_keys("没有这样的词")
    assert shown_entries(opened) == 0
    assert opened.one(".nothing").is_displayed()
    assert opened.logged() == []


def test_a_finding_leads_to_its_sentences(opened: Tab) -> None:
    opened.click(".t-defect.entry:last-child .pick")
    chosen = opened.one(".entry.is-chosen")
    hot = opened.all(".mark.is-hot")
    quotes = opened.all(".entry.is-chosen a.quote")
    assert len(quotes) == len(hot) >= 2
    assert {chosen.get_attribute("id")} <= set(str(hot[0].get_attribute("data-owners")).split())
    assert in_sight(opened, ".mark.is-here")
    assert in_sight(opened, ".entry.is-chosen .pick")
    assert opened.one(".now").text.endswith(f"原文 1/{len(hot)}")
    opened.one(".steps .next").click()
    assert opened.one(".now").text.endswith(f"原文 2/{len(hot)}")
    assert in_sight(opened, ".mark.is-here")
    opened.click(quotes[0])
    assert opened.one(".now").text.endswith(f"原文 1/{len(hot)}")
    opened.click(".t-absent .pick")
    assert opened.one(".now").text.endswith("全文没有可引的原文")
    assert opened.all(".mark.is-hot") == []


def test_a_sentence_leads_to_its_findings(opened: Tab) -> None:
    mark = next(m for m in opened.all(".sheet .mark") if len(str(m.get_attribute("data-owners")).split()) > 2)
    owners = str(mark.get_attribute("data-owners")).split()
    opened.one("input[value=not-applicable]").click()  # hides them all
    opened.click(mark)
    links = opened.seen(".dock a")
    assert [str(link.get_attribute("href")).split("#")[1] for link in links] == owners
    assert f"关系到 {len(owners)} 条" in opened.one(".dock-title").text
    links[1].click()
    assert opened.one(".entry.is-chosen").get_attribute("id") == owners[1]
    assert in_sight(opened, ".entry.is-chosen .pick")
    assert not opened.one(".reset").is_enabled()  # the filters that hid it are gone
    assert "is-hot" in str(mark.get_attribute("class"))


def test_everything_can_be_done_by_keys(opened: Tab) -> None:
    from selenium.webdriver.common.keys import Keys

    opened.press("/")
    assert opened.focused() == "words"
    assert opened.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    opened.press("述法", Keys.ARROW_DOWN)
    assert opened.focused() == "pick"
    first = opened.one(".entry.is-chosen").get_attribute("id")
    opened.press(Keys.ESCAPE, "/")
    opened.one(".reset").click()
    opened.one("input[value=mentioned]").click()
    opened.press("/", Keys.ARROW_DOWN)
    opened.press(Keys.ARROW_DOWN)
    chosen = str(opened.one(".entry.is-chosen").get_attribute("id"))
    assert chosen != first
    assert opened.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert opened.run("return document.querySelectorAll('.pick[tabindex=\"0\"]').length") == 1
    opened.press(Keys.ENTER)
    assert opened.focused() == "mark"
    assert chosen in str(opened.run("return document.activeElement.dataset.owners"))
    opened.press(Keys.ENTER)
    assert opened.run("return document.activeElement.closest('.dock') !== null")
    opened.press(Keys.ESCAPE)
    assert opened.focused() == "mark"
    opened.press(Keys.ARROW_RIGHT)
    assert opened.focused() == "mark"
    opened.press(Keys.ESCAPE)
    assert opened.focused() == "pick"
    assert opened.run("return document.activeElement.closest('.entry').id") == chosen
    opened.press(Keys.END)
    assert opened.run("return document.activeElement === Array.from("
                      "document.querySelectorAll('.entry:not([hidden]) .pick')).pop()")  # fmt: skip
    assert opened.logged() == []


def test_tab_reaches_each_part_in_few_steps(opened: Tab) -> None:
    from selenium.webdriver.common.keys import Keys

    order = []
    for _ in range(60):
        opened.press(Keys.TAB)
        order.append(opened.focused())
        if order[-1] in {"mark", "body"}:
            break
    assert order[0] == "skip"
    assert order[-1] == "mark"
    assert [name for name in ("words", "group", "pick", "mark") if name not in order] == []
    assert order.index("words") < order.index("pick") < order.index("mark")


def test_dark_scheme_is_dark(opened: Tab) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    assert opened.run(ground) == "rgb(243, 241, 236)"
    opened.size(1366, 768, dark=True)
    assert opened.run(ground) == "rgb(20, 23, 27)"
    opened.size(1366, 768)


def test_a_narrow_screen_shows_one_column_without_sideways_scrolling(opened: Tab) -> None:
    opened.size(390, 844)
    assert opened.run("return document.documentElement.scrollWidth <= innerWidth")
    assert opened.one(".jump").is_displayed()
    opened.click(".t-mentioned .pick")
    assert in_sight(opened, ".mark.is-here")
    opened.one(".jump a").click()
    assert in_sight(opened, ".entry.is-chosen .pick")
    opened.size(1366, 768)


def test_it_prints_to_a_sensible_number_of_a4_pages(opened: Tab) -> None:
    pages = re.findall(rb"/Type\s*/Page\b[^s]", opened.printed())
    assert 8 <= len(pages) <= 18  # a hundred gaps, and the text as an annex


def test_without_script_everything_can_be_read(tab: Tab, poor: Audit, poor_page: Path) -> None:
    tab.size(1366, 768)
    tab.scripts(on=False)
    try:
        tab.open(poor_page)
        assert len(tab.seen(".entry")) == len(poor.findings) + len(poor.defects)
        assert tab.seen(".filters") == []
        assert all(element.is_displayed() for element in tab.all(".entry .more")[:20])
        tab.one("a.quote").click()
        assert "#r1-s" in tab.driver.current_url
    finally:
        tab.scripts(on=True)


def test_several_reports_are_opened_one_at_a_time(
    tab: Tab, poor: Audit, good: Audit, book: Rulebook, tmp_path: Path
) -> None:
    file = tmp_path / "all.html"
    file.write_text(page_of(poor, good, book=book), "utf-8")
    tab.size(1366, 768)
    tab.open(file)
    assert tab.seen(".report") == []
    assert len(tab.seen(".reports tbody tr")) == 2
    tab.all(".reports th button")[3].click()
    totals = [cell.text for cell in tab.all(".reports td:nth-child(4)")]
    assert totals == sorted(totals, key=float)
    tab.all(".reports th button")[3].click()
    assert tab.one(".reports th[aria-sort]").get_attribute("aria-sort") == "descending"
    tab.follow(tab.one(".reports a[href='#r2']"))
    assert [element.get_attribute("id") for element in tab.seen(".report")] == ["r2"]
    assert tab.driver.title.startswith("青萍街道办事处")
    tab.follow(tab.seen(".near a")[0])
    assert [element.get_attribute("id") for element in tab.seen(".report")] == ["r1"]
    tab.follow(tab.seen(".back")[0])
    assert tab.seen(".report") == []
    tab.open(file, "#r2-f3")
    assert tab.one(".entry.is-chosen").get_attribute("id") == "r2-f3"
    assert tab.logged() == []


def test_a_browser_runs_nothing_from_hostile_text(tab: Tab, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(page_of(hostile_audit()), "utf-8")
    tab.size(1366, 768)
    tab.open(file)
    for pick in tab.all(".pick"):
        tab.run("arguments[0].click()", pick)
    tab.run("document.querySelector('.sheet .mark').click()")
    assert tab.run("return window.pwned === undefined")
    assert tab.run("return document.querySelectorAll('img, svg[onload], script').length") == 1
    assert plain(ATTACK) in str(tab.run("return document.querySelector('.sheet').textContent"))
    assert tab.run("return document.documentElement.scrollWidth <= innerWidth")
    assert [url for url in tab.requested() if not url.startswith(("file:///", "data:"))] == []
    assert tab.logged() == []
