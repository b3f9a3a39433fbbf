"""The page of a round: it tells all there is, is harmless and self-contained; in a real browser its map is usable."""

from __future__ import annotations

import re
import struct
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from browser import Tab, tab_fixture  # noqa: F401 - pytest finds the fixture by its name
from districts import empty, hostile, make_district, pack
from pages import ATTACK, Seen, check_self_contained, colours, contrast

from engine.district.model import Arrival, Fate
from engine.model import GAPS, LADDER, Severity
from reports import Run
from reports.district import figures, matrix, site, view
from reports.layout import plain
from reports.wording import VERDICTS

if TYPE_CHECKING:
    from engine.district.model import District


def render(district: District) -> str:
    return "".join(site.render(district, Run(pack(), "reference")))


@pytest.fixture(scope="module")
def district() -> District:
    return make_district(40)


@pytest.fixture(scope="module")
def source(district: District) -> str:
    return render(district)


def section(source: str, name: str) -> str:
    start = source.index(f'<section id="{name}"')
    return source[start : source.index("</section>", start)]


def test_the_top_says_who_is_silent_and_what_all_lack(district: District, source: str) -> None:
    top = Seen(section(source, "top")).text
    silent = district.arrived(Arrival.MISSING, Arrival.WRONG_YEAR, Arrival.UNREAD)
    assert len(silent) == 4
    for standing in silent:
        assert standing.unit.name in top
        assert standing.unit.contact in top
    wide = figures.common(district)
    assert f"{wide[0].missing}/{wide[0].bound}" in top
    assert pack().rules[wide[0].place].title in top
    assert "应报 40 个单位：" in top
    assert f"计入 {len(district.ranked)} 份报告" in top


def test_common_gaps_are_those_of_half_the_units_dearest_first(district: District) -> None:
    wide = figures.common(district)
    assert wide
    assert all(2 * gap.missing >= gap.bound and gap.missing > 1 for gap in wide)
    costs = [gap.lost * gap.bound for gap in wide]
    assert costs == sorted(costs, reverse=True)
    left = [gap for gap in district.gaps if gap not in wide]
    assert all(2 * gap.missing < gap.bound or gap.missing == 1 for gap in left)


def test_the_ranking_has_every_unit_with_its_links(district: District, source: str) -> None:
    ranking = section(source, "ranking")
    rows = re.findall(r"<tr[ >].*?</tr>", ranking[ranking.index("<tbody>") :], re.DOTALL)
    assert len(rows) == len(district.standings) == 40
    tied = [standing for standing in district.standings if standing.tied]
    for standing, row in zip(district.standings, rows, strict=True):
        assert standing.unit.name in row
        links = [unquote(link) for link in re.findall(r'href="([^"]*)"', row)]
        page = standing.page
        assert links == ([f"单位/{page}.html", f"反馈意见/{page}.docx"] if standing.entry else [])
        assert f">{figures.rank(standing) or '—'}</td>" in row
    assert all(figures.rank(standing).startswith("并列") for standing in tied)
    assert "迟报" in ranking
    assert "变好" in ranking


def test_equal_scores_share_a_rank() -> None:
    standings = make_district(400).standings
    totals = [standing.entry.total for standing in standings if standing.entry]
    ranks = [standing.rank for standing in standings if standing.entry]
    assert ranks == [1 + sum(other > total for other in totals) for total in totals]
    said = [figures.rank(standing) for standing in standings if standing.entry]
    assert said == [
        f"{'并列' if totals.count(total) > 1 else ''}{rank}" for total, rank in zip(totals, ranks, strict=True)
    ]
    assert any("并列" in one for one in said)


def test_the_map_shows_every_verdict_of_every_unit_without_a_script(district: District, source: str) -> None:
    rows = re.findall(r"<tr data-level.*?</tr>", section(source, "map"))
    order = [rule for group in pack().scoring.groups for rule in pack().rules if rule.group == group.id]
    assert len(rows) == len(district.ranked)
    for standing, row in zip(district.ranked, rows, strict=True):
        entry = standing.entry
        assert entry
        signs = "".join(re.findall(r'<td class="signs">(.*?)</td>', row))
        verdict = {sign: verdict for verdict, sign in matrix.SIGNS.items()}
        found = {rule.id: verdict[sign] for rule, sign in zip(order, signs, strict=True)}
        assert found == {rule.id: one for rule, one in zip(pack().rules, entry.verdicts, strict=True)}
        doubts = re.search(r'data-doubts="([^"]*)"', row)
        assert doubts
        assert [int(place) for place in doubts[1].split()] == figures.doubtful(entry)
    listed = re.findall(r'<li data-place="(\d+)"', section(source, "map"))
    assert [pack().rules[int(place)].id for place in listed] == [rule.id for rule in order]
    for name in VERDICTS.values():
        assert name in section(source, "map")


def test_every_gap_names_those_who_have_it(district: District, source: str) -> None:
    gaps = section(source, "gaps")
    found = re.findall(r'<details class="gap" id="gap-(\d+)".*?</details>', gaps, re.DOTALL)
    assert sorted(map(int, found)) == sorted(gap.place for gap in district.gaps)
    for gap in district.gaps:
        entry = re.search(rf'<details class="gap" id="gap-{gap.place}".*?</details>', gaps, re.DOTALL)
        assert entry
        names = re.findall(r"<i>(.*?)</i>", entry[0])
        lacking = [one.unit.name for one in figures.lacking(district, gap.place, *GAPS)]
        assert Counter(names) == Counter(lacking)
        assert len(names) == gap.missing
        assert plain(pack().rules[gap.place].advice) in Seen(entry[0]).text


def test_unverified_bases_are_marked(district: District, source: str) -> None:
    marks = sum(not basis.verified for gap in district.gaps for basis in pack().rules[gap.place].basis)
    assert marks
    assert section(source, "gaps").count('class="unverified"') == marks


def test_every_file_stands_in_the_submissions(district: District, source: str) -> None:
    text = Seen(section(source, "submissions")).text
    fates = Counter(one.fate for one in district.submissions)
    assert set(fates) == set(Fate)
    for one in district.submissions:
        assert text.count(one.path) >= 1
        assert one.reason in text
    assert f"没有计入的文件{len(district.submissions) - fates[Fate.COUNTED]} 个" in text
    assert f"计入的文件：{fates[Fate.COUNTED]} 个" in text
    for standing in district.arrived(Arrival.MISSING):
        assert str(standing.unit.due) in text


def test_similar_pairs_stand_side_by_side(district: District, source: str) -> None:
    alike = section(source, "alike")
    assert "83%" in alike
    assert alike.count('class="sides"') == sum(len(pair.passages) for pair in district.alike)
    assert "首要位置" in alike


def test_defects_are_counted_by_unit(district: District, source: str) -> None:
    held = Counter(defect.title for one in district.ranked if one.entry for defect in one.entry.defects)
    text = section(source, "defects")
    for title, count in held.items():
        assert re.search(rf'{title}</span><span class="severity">..</span><span class="share"><b>{count}</b>', text)


def test_what_there_is_not_is_said_in_words() -> None:
    text = Seen(render(empty(rostered=False))).text
    for said in (
        "没有名册，看不出谁没有报", "没有可以评分的报告", "没有单位，也没有收到报告", "矩阵是空的",
        "没有半数以上单位都缺的条目", "没有发现文本瑕疵", "没有发现雷同的报告", "收到的文件都计入了",
    ):  # fmt: skip
        assert said in text, said
    text = Seen(render(empty(rostered=True))).text
    assert "应报 1 个单位：未报 1 个" in text
    assert "青禾县柳溪街道办事处" in text
    assert "没有可以评分的报告" in text


def test_without_a_roster_nobody_is_called_missing() -> None:
    made = make_district(40, rostered=False, previous=False)
    source = render(made)
    assert not made.arrived(Arrival.MISSING)
    assert "没有名册，看不出谁没有报" in section(source, "top")
    assert "按时" not in section(source, "ranking")
    assert "较上次" not in section(source, "ranking")


def test_the_page_asks_for_nothing_and_runs_only_its_own_script(source: str) -> None:
    check_self_contained(source)


def test_equal_rounds_give_equal_bytes(district: District, source: str) -> None:
    assert render(district) == source


def test_versions_and_cautions_are_at_the_foot(source: str) -> None:
    foot = source[source.index('<footer class="manifest">') :]
    for said in (pack().sha256, pack().version, "推理引擎 reference", "非官方评分", "供人工复核"):
        assert said in foot


@pytest.mark.parametrize("dark", [False, True])
def test_the_signs_of_the_map_stand_out_from_their_grounds(dark: bool) -> None:
    shades = colours(dark=dark)
    for tone in ("evidenced", "described", "mentioned"):
        assert contrast(shades[tone], shades[f"w-{tone}"]) >= 3, tone
    assert contrast(shades["sheet"], shades["f-absent"]) >= 3
    for text, ground in (("sheet", "absent"), ("absent", "w-absent"), ("absent", "ground")):
        assert contrast(shades[text], shades[ground]) >= 4.5, (text, ground)


def test_hostile_text_stays_text() -> None:
    source = render(hostile(ATTACK))
    page = Seen(source)
    assert page.open == []
    assert len(page.inline["script"]) == len(page.inline["style"]) == 1
    check_self_contained(source)
    assert page.text.count(plain(ATTACK)) > 40
    assert "{{ 7*7 }}{% raw %}" in page.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", source)
    links = [link for link in page.values("href") if not link.startswith(("#", "data:"))]
    assert all(re.fullmatch(r"[A-Za-z0-9%._~/-]+", link) for link in links)
    assert all(link.count("/") <= 1 for link in links)


def test_a_whole_province_is_cut_and_says_so(district: District) -> None:
    most = view.Most(units=10, names=3, pairs=1, passages=2)
    source = "".join(site.render(district, Run(pack(), "reference"), most))
    assert source.count("<tr data-level") <= 10
    assert f"另有 {len(district.standings) - 10} 个见检查汇总.xlsx" in source
    silent = max(gap.absent for gap in district.gaps)
    assert f"等 {silent} 个，全部见检查汇总.xlsx" in source
    assert "全部 2 对见检查汇总.xlsx" in source
    assert "另有 1 处没有列出" in source
    counted = sum(one.fate is Fate.COUNTED for one in district.submissions)
    assert f"另有 {counted - 10} 个见检查汇总.xlsx的“收到的文件”" in source


# In a browser ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[40, 400])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, District]:
    district = make_district(request.param)
    file = tmp_path_factory.mktemp("round") / "index.html"
    file.write_text(render(district), "utf-8")
    assert file.stat().st_size < 3_000_000
    return file, district


@pytest.fixture
def opened(tab: Tab, page: tuple[Path, District]) -> Tab:
    tab.size(1366, 900)
    tab.open(page[0])
    return tab


def settle(tab: Tab) -> None:
    """Wait for two frames, so that rows in sight are filled."""
    tab.driver.execute_async_script(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)));"
    )


def test_it_opens_without_a_word_and_without_a_request(opened: Tab, page: tuple[Path, District]) -> None:
    opened.run("document.getElementById('map').scrollIntoView()")
    settle(opened)
    assert opened.logged() == []
    assert opened.requested() == [page[0].as_uri()]
    picture = opened.picture()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (1366, 900)
    assert len(picture) > 50_000


def test_the_map_has_a_column_for_each_rule_and_cells_that_lead_to_the_finding(
    opened: Tab, page: tuple[Path, District]
) -> None:
    district = page[1]
    opened.run("document.getElementById('map').scrollIntoView()")
    settle(opened)
    assert len(opened.all(".map tr.heads .rule")) == len(pack().rules)
    first = district.ranked[0]
    assert first.entry
    links = opened.run(
        "return Array.from(document.querySelectorAll('.map tbody tr')[0].querySelectorAll('.cell a'))"
        ".map((a) => [a.getAttribute('href'), a.textContent, a.getAttribute('aria-label')])"
    )
    order = [
        place for group in pack().scoring.groups for place, rule in enumerate(pack().rules) if rule.group == group.id
    ]
    assert [unquote(href) for href, _, _ in links] == [f"单位/{first.page}.html#r1-f{place + 1}" for place in order]
    assert [sign for _, sign, _ in links] == [matrix.SIGNS[first.entry.verdicts[place]] for place in order]
    for place, (_, _, said) in zip(order, links, strict=True):
        assert said.startswith(
            f"{first.unit.name}，{pack().rules[place].title}：{VERDICTS[first.entry.verdicts[place]]}"
        )


def test_rows_are_filled_when_they_come_into_sight(opened: Tab, page: tuple[Path, District]) -> None:
    last = "document.querySelectorAll('.map tbody tr')[document.querySelectorAll('.map tbody tr').length - 1]"
    opened.run("document.getElementById('map').scrollIntoView()")
    settle(opened)
    if len(page[1].ranked) > 300:
        assert opened.run(f"return {last}.querySelectorAll('.cell').length") == 0
    opened.run(
        "const frame = document.querySelector('.frame'); frame.scrollTop = frame.scrollHeight; frame.scrollLeft = 900;"
    )
    settle(opened)
    assert opened.run(f"return {last}.querySelectorAll('.cell').length") == len(pack().rules)
    box = opened.run(
        f"const frame = document.querySelector('.frame').getBoundingClientRect();"
        f"const name = {last}.cells[0].getBoundingClientRect();"
        "const head = document.querySelector('.map tr.heads .rule').getBoundingClientRect();"
        "return [name.left - frame.left, head.bottom - frame.top, frame.height]"
    )
    assert 0 <= box[0] < 5, "the names of the units stay in sight"
    assert 0 < box[1] < box[2], "and so do the names of the rules"


def test_only_duties_without_a_statement(opened: Tab, page: tuple[Path, District]) -> None:
    district = page[1]
    opened.click("input[name=preset]")
    settle(opened)
    missing = {one.unit.name: figures.missing(one.entry, pack())[Severity.MUST] for one in district.ranked if one.entry}
    said = opened.one("#map .shown").text
    count = re.search(r"：(\d+) 个单位，(\d+) 条，符合的格子 (\d+) 个", said)
    assert count
    assert int(count[1]) == sum(bool(number) for number in missing.values())
    assert int(count[3]) == sum(missing.values())
    assert len(opened.all(".map tr.heads .rule")) == int(count[2])
    first = opened.run("return document.querySelector('.map tbody tr:not([hidden]) th').textContent")
    fitting = opened.run(
        "return document.querySelector('.map tbody tr:not([hidden])').querySelectorAll('.cell:not(.out)').length"
    )
    assert fitting == missing[first]
    opened.click(".reset")
    assert opened.one("#map .shown").text == ""
    assert len(opened.all(".map tr.heads .rule")) == len(pack().rules)
    assert opened.all("#map input:checked") == []


def test_filters_by_unit_level_band_and_group(opened: Tab, page: tuple[Path, District]) -> None:
    district = page[1]
    visible = "return document.querySelectorAll('.map tbody tr:not([hidden])').length"

    def choose(selector: str, value: str) -> None:
        opened.run(
            "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
            "field.dispatchEvent(new Event('input', { bubbles: true }))", f"#map {selector}", value,
        )  # fmt: skip

    choose(".level", "township")
    towns = [one for one in district.ranked if one.entry and one.entry.level.value == "township"]
    assert opened.run(visible) == len(towns) > 0
    choose(".band-of", "不合格")
    assert opened.run(visible) == sum(bool(one.entry and one.entry.band == "不合格") for one in towns)
    opened.click(".reset")
    choose(".group", "leader")
    assert len(opened.all(".map tr.heads .rule")) == sum(rule.group == "leader" for rule in pack().rules)
    choose(".words", district.ranked[0].unit.name)
    assert opened.run(visible) == 1
    choose(".words", "没有这个单位")
    assert opened.one("#map .nothing").is_displayed()
    assert not opened.one("#map .frame").is_displayed()
    opened.click(".reset")
    assert opened.run(visible) == len(district.ranked)


def test_groups_fold_into_counts(opened: Tab, page: tuple[Path, District]) -> None:
    district = page[1]
    groups = {rule.group for rule in pack().rules}
    opened.click(".bunch button")
    settle(opened)
    assert len(opened.all(".map tr.heads .shut")) == 1
    assert opened.focused() == "button"
    first = district.ranked[0].entry
    assert first
    outline = [one for rule, one in zip(pack().rules, first.verdicts, strict=True) if rule.group == "outline"]
    missing, bound = sum(one in GAPS for one in outline), sum(one in LADDER for one in outline)
    cell = "return document.querySelector('.map tbody tr .cell a').textContent"
    assert opened.run(cell) == f"{missing}/{bound}"
    opened.click(".fold")
    settle(opened)
    assert len(opened.all(".map tr.heads .rule")) == len(groups)
    opened.click(".fold")
    settle(opened)
    assert len(opened.all(".map tr.heads .rule")) == len(pack().rules)


def test_the_map_is_walked_by_keys(opened: Tab, page: tuple[Path, District]) -> None:
    from selenium.webdriver.common.keys import Keys

    district = page[1]
    opened.run("document.querySelector('.frame').focus()")
    opened.press(Keys.ARROW_DOWN)
    now = "return document.querySelector('#map .now').textContent"
    assert opened.run(now).startswith(f"{district.ranked[0].unit.name}，{pack().rules[0].title}：")
    opened.press(Keys.ARROW_DOWN, Keys.ARROW_RIGHT)
    assert opened.run(now).startswith(f"{district.ranked[1].unit.name}，{pack().rules[1].title}：")
    opened.press(Keys.HOME)
    assert opened.run("return document.activeElement.textContent") == district.ranked[1].unit.name
    opened.press(Keys.END)
    for _ in district.ranked:
        opened.press(Keys.PAGE_DOWN)
        if opened.run(now).startswith(district.ranked[-1].unit.name):
            break
    assert opened.run(now).startswith(f"{district.ranked[-1].unit.name}，")
    boxes = opened.run(
        "return [document.activeElement, ...['.frame', '.map tr.share td', '.map thead .points'].map((one) =>"
        " document.querySelector(one))].map((one) => one.getBoundingClientRect().toJSON())"
    )
    cell, frame, head, name = boxes
    inside = head["bottom"] - 1 <= cell["top"] and cell["bottom"] <= frame["bottom"]
    inside = inside and name["right"] - 1 <= cell["left"] and cell["right"] <= frame["right"]
    assert inside, "what has the focus is not hidden behind the heads"
    opened.press("/")
    assert opened.focused() == "words"
    opened.press("甲", Keys.ESCAPE)
    assert opened.run("return document.querySelector('#map .words').value") == ""


def test_a_cell_and_a_name_lead_to_the_page_of_the_unit(tab: Tab, page: tuple[Path, District]) -> None:
    file, district = page
    standing = district.ranked[0]
    target = file.parent / "单位" / f"{standing.page}.html"
    target.parent.mkdir(exist_ok=True)
    target.write_text("<!doctype html><title>单位页</title><p id='r1-f1'>到了", "utf-8")
    tab.size(1366, 900)
    tab.open(file, "#map")
    settle(tab)
    tab.click(".map tbody tr .cell a")
    assert tab.driver.title == "单位页"
    assert tab.driver.current_url.endswith("#r1-f1")
    gap = next(gap for gap in district.gaps if standing in figures.lacking(district, gap.place, *GAPS))
    tab.open(file, f"#gap-{gap.place}")
    settle(tab)
    entry = f"#gap-{gap.place}"
    assert tab.run(f"return document.querySelector('{entry}').open")
    links = {link.text: link.get_attribute("href") for link in tab.all(f"{entry} .who a")}
    assert len(links) == gap.missing
    assert unquote(str(links[standing.unit.name])).endswith(f"单位/{standing.page}.html#r1-f{gap.place + 1}")


def test_tables_are_sorted_by_number(opened: Tab, page: tuple[Path, District]) -> None:
    heads = [head.text for head in opened.all(".ranks th")]
    column = heads.index("较上次") + 1
    for _ in range(2):
        opened.click(f".ranks th:nth-child({column}) button")
    values = opened.run(
        "return Array.from(document.querySelectorAll('.ranks tbody tr'))"
        f".map((row) => row.cells[{column - 1}].dataset.sort)"
    )
    moved = sorted(
        (one.entry.total - one.movement.total for one in page[1].ranked if one.entry and one.movement), reverse=True
    )
    assert [int(value) for value in values[: len(moved)]] == moved
    assert min(moved) < 0 < max(moved)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1366, 420])
def test_nothing_sticks_out_of_the_window(tab: Tab, page: tuple[Path, District], width: int, dark: bool) -> None:
    tab.size(width, 900, dark=dark)
    tab.open(page[0])
    settle(tab)
    assert tab.run("return document.documentElement.scrollWidth") == width
    ground = tab.run("return getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(20, 23, 27)") is dark
    assert len(tab.picture()) > 20_000


def test_it_prints_on_paper_across(tab: Tab, tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text(render(make_district(40)), "utf-8")
    tab.size(1366, 900)
    tab.open(file)
    printed = tab.printed()
    assert printed.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert boxes
    assert all(float(wide) > float(high) for wide, high in boxes)
    assert len(tab.all(".map .cell")) > 0, "the map is a screen's again after printing"


def test_it_reads_without_the_script(tab: Tab, page: tuple[Path, District]) -> None:
    tab.size(1366, 900)
    tab.scripts(on=False)
    try:
        tab.open(page[0])
        shown = tab.seen(".map tbody tr:first-child .signs")
        assert len(shown) == len({rule.group for rule in pack().rules})
        assert not tab.seen("#map .filters")
    finally:
        tab.scripts(on=True)


def test_hostile_names_do_nothing_in_a_browser(tab: Tab, tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text(render(hostile(ATTACK)), "utf-8")
    tab.size(1366, 900)
    tab.open(file)
    settle(tab)
    for details in tab.all("#gaps > ol details summary")[:2]:
        tab.click(details)
    settle(tab)
    assert tab.run("return window.pwned") is None
    assert tab.logged() == []
    assert tab.requested() == [file.as_uri()]
    assert tab.all("#map .cell a")
    assert tab.all("#gaps .who a")
