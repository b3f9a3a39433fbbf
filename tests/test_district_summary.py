"""The summary of a round: a notice in the official look, every number counted, nothing invented, all text harmless."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from districts import empty, hostile, make_district, pack
from lxml import etree
from msgspec.structs import replace
from pages import ATTACK

from engine.district.model import Arrival, Fate
from engine.model import Severity
from engine.read import read
from reports import Run
from reports.district import figures, summary
from reports.layout import plain
from reports.shares import number

if TYPE_CHECKING:
    from pathlib import Path

    from engine.district.model import District

HEADINGS = ["一、总体情况", "二、报送情况", "三、共性问题", "四、各单位得分", "五、突出的个别问题", "六、下一步要求"]
SOFFICE = shutil.which("soffice")


def render(district: District) -> bytes:
    (data,) = summary.render(district, Run(pack(), "reference"))
    return data


def lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


@pytest.fixture(scope="module")
def district() -> District:
    return make_district(40)


@pytest.fixture(scope="module")
def data(district: District) -> bytes:
    return render(district)


def part(data: bytes, heading: str) -> str:
    """Text under a heading."""
    text = lines(data)
    start = text.index(heading)
    rest = HEADINGS[HEADINGS.index(heading) + 1 :]
    return "\n".join(text[start + 1 : text.index(rest[0]) if rest else None])


def test_it_is_a_notice_left_for_a_person_to_complete(data: bytes) -> None:
    text = lines(data)
    assert text[0] == "关于2025年法治政府建设年度报告\n检查情况的通报"
    assert "初稿" in text[1]
    assert [line for line in text if line in HEADINGS] == HEADINGS
    assert text[-2] == "（单位名称）"
    assert text[-1].strip("　") == "年　　月　　日"
    whole = "\n".join(text)
    for said in (
        "印发前请抽查核对",
        "名次是否公布请酌定",
        "请根据实际修改",
        "非官方评分",
        "不代表各单位",
        "当面核实后再定性",
    ):
        assert said in whole, said


def test_long_lists_of_names_are_cut_and_no_blank_stands_beside_a_number(district: District) -> None:
    missing = next(one for one in district.standings if one.arrival is Arrival.MISSING)
    others = [replace(missing, unit=replace(missing.unit, name=f"第{number}街道")) for number in range(61)]
    text = part(render(replace(district, standings=(*district.ranked, *others))), "二、报送情况")
    assert "尚未报送的61个：" in text
    assert "第59街道等61个。" in text
    assert "第60街道" not in text
    assert not re.search(r"\d [个份分项]|等 \d", text)


def test_numbers_and_names_of_the_submissions(data: bytes, district: District) -> None:
    text = part(data, HEADINGS[1])
    assert "应报40个单位" in text
    for how, lead in (
        (Arrival.MISSING, "尚未报送的"), (Arrival.LATE, "迟于期限的"), (Arrival.WRONG_YEAR, "报告年度不符的"),
        (Arrival.UNREAD, "文件无法读取、需要重报的"),
    ):  # fmt: skip
        found = district.arrived(how)
        assert found
        assert f"{lead}{len(found)}个：{'、'.join(one.unit.name for one in found)}。" in text
    duplicates = sum(one.fate is Fate.DUPLICATE for one in district.submissions)
    assert f"重复报送的文件{duplicates}个" in text
    unread = [one.path for one in district.submissions if one.fate is Fate.UNREAD]
    assert f"无法读取的文件{len(unread)}个：{'、'.join(unread)}。" in text
    assert f"收到文件{len(district.submissions)}个：计入" in text


def test_without_a_roster_nothing_that_came_is_left_out() -> None:
    district = make_district(40, rostered=False)
    text = part(render(district), HEADINGS[1])
    wrong = district.arrived(Arrival.WRONG_YEAR)
    assert wrong
    assert f"报告年度不符的{len(wrong)}个：" in text
    for fate, name in figures.FATES.items():
        count = sum(one.fate is fate for one in district.submissions)
        assert (f"{name}{count}个" in text) is bool(count), name


def test_common_gaps_with_share_examples_and_basis(data: bytes, district: District) -> None:
    text = part(data, HEADINGS[2])
    wide = figures.common(district)
    assert f"半数以上单位没有写明的内容有{len(wide)}项" in text
    for gap in wide[:10]:
        rule = pack().rules[gap.place]
        assert f"）{plain(rule.title)}" in text
        assert f"{gap.missing}个单位没有写明，占{figures.percent(gap.share)}" in text
        assert plain(rule.requirement).rstrip("。") in text
        for basis in rule.basis:
            assert f"{basis.clause}{'' if basis.verified else '（待核）'}" in text
    assert "（待核）" in text
    for gap in wide[10:30]:
        assert f"{plain(pack().rules[gap.place].title)}（{figures.percent(gap.share)}）" in text


def test_the_table_of_scores_follows_the_ranking(data: bytes, district: District) -> None:
    (table,) = docx.Document(io.BytesIO(data)).tables
    found = [[cell.text for cell in row.cells] for row in table.rows]
    assert found[0] == ["名次", "单位", "层级", "得分", "等次", "必须写而未写明"]
    expected = [[figures.rank(one), one.unit.name, number(one.entry.total)] for one in district.ranked if one.entry]
    assert [[row[0], row[1], row[3]] for row in found[1:]] == expected


def test_what_stands_out(data: bytes, district: District) -> None:
    text = part(data, HEADINGS[4])
    assert "相同部分占较短一份的83%" in text
    for one in figures.shared_defects(district):
        assert (f"{one.defect.title}：{len(one.standings)}个单位" in text) is (one.defect.severity is Severity.MUST)
    worst = max(figures.missing(one.entry, pack())[Severity.MUST] for one in district.ranked if one.entry)
    assert f"缺{worst}项" in text.split("；")[0]


def test_an_empty_round_invents_nothing() -> None:
    text = "\n".join(lines(render(empty(rostered=True))))
    assert "应报1个单位：未报1个" in text
    assert "没有可以评分的报告" in text
    assert "没有半数以上单位都缺的内容" in text
    assert "未发现。" in text
    text = "\n".join(lines(render(empty(rostered=False))))
    assert "没有名册，看不出谁没有报" in text
    assert "尚未报送的0" not in text
    assert "××××年" in text


def test_a_province_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch, district: District) -> None:
    monkeypatch.setattr(summary, "_MOST_ROWS", 5)
    (table,) = docx.Document(io.BytesIO(render(district))).tables
    assert len(table.rows) == 6
    assert f"共{len(district.ranked)}个单位，以上是前5个，其余见检查汇总.xlsx。" in lines(render(district))


def test_hostile_text_stays_text() -> None:
    data = render(hostile(ATTACK))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            etree.fromstring(archive.read(name))
    text = "\n".join(lines(data))
    assert plain(ATTACK) in text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text.replace("\n", ""))


def test_equal_rounds_give_equal_bytes(district: District, data: bytes) -> None:
    assert render(district) == data


def test_our_own_reader_and_libreoffice_open_it(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "检查情况通报.docx"
    file.write_bytes(data)
    assert "六、下一步要求" in read(str(file)).text
    if not SOFFICE:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-writer)")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=180)  # noqa: S603 - a fixed program
    assert done.returncode == 0
    assert (tmp_path / "检查情况通报.pdf").read_bytes().startswith(b"%PDF")
