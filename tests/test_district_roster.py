"""The roster: what offices write, read rightly; every slip shown with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from engine.district.model import Unit
from engine.district.names import core, same_body
from engine.district.roster import load_roster
from engine.district.round import Before, same_unit
from engine.errors import RosterError
from engine.model import Level


def written(folder: Path, text: str) -> str:
    path = folder / "名册.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def table(folder: Path, *rows: tuple[object, ...]) -> str:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    path = folder / "名册.xlsx"
    book.save(path)
    return str(path)


def problems(path: str) -> list[tuple[int, int, str]]:
    with pytest.raises(RosterError) as caught:
        load_roster(path)
    return [(one.line, one.column, one.message) for one in caught.value.problems]


def test_a_roster_as_yaml_with_a_year_and_a_common_due_date(tmp_path: Path) -> None:
    roster = load_roster(
        written(
            tmp_path,
            "year: 2025\ndue: 2026-03-01\nunits:\n"
            "  - unit: 青禾街道\n    level: 街道\n    contact: 李某\n    also: [青禾街道党工委, 青禾街办]\n"
            "  - {单位: 柳溪镇, 报送期限: 2026年3月10日, 收到日期: 2026-02-20, 文件: 柳溪.docx}\n",
        )
    )
    assert roster.year == 2025
    first, second = roster.units
    assert (first.name, first.level, first.contact, first.due) == ("青禾街道", Level.STREET, "李某", date(2026, 3, 1))
    assert first.also == ("青禾街道党工委", "青禾街办")
    assert (second.due, second.received, second.file) == (date(2026, 3, 10), date(2026, 2, 20), "柳溪.docx")


def test_a_roster_may_be_a_bare_list_of_units(tmp_path: Path) -> None:
    assert [unit.name for unit in load_roster(written(tmp_path, "- unit: 青禾街道\n- unit: 柳溪镇\n")).units] == [
        "青禾街道",
        "柳溪镇",
    ]


def test_a_table_has_its_head_under_a_title_and_dates_as_excel_keeps_them(tmp_path: Path) -> None:
    roster = load_roster(
        table(
            tmp_path,
            ("2025年度报送单位名册",),
            ("序号", "单位名称", "层级", "联系人", "报送期限（必填）", "别名"),
            (1, "青禾街道", "街道", "李某", date(2026, 3, 1), "青禾街办、青禾街道党工委"),
            (None, None, None, None, None, None),
            (2, "县司法局", "部门", None, "2026.3.1", None),
        )
    )
    assert [(unit.name, unit.level, unit.due) for unit in roster.units] == [
        ("青禾街道", Level.STREET, date(2026, 3, 1)),
        ("县司法局", Level.DEPARTMENT, date(2026, 3, 1)),
    ]
    assert roster.units[0].also == ("青禾街办", "青禾街道党工委")


def test_every_fault_is_shown_with_its_place(tmp_path: Path) -> None:
    found = problems(
        written(
            tmp_path,
            "units:\n  - unit: 青禾街道\n    level: 街镇\n  - unit: 某区青禾街道办事处\n"
            "  - contact: 王某\n  - {unit: 柳溪镇, due: 三月, 电话机: 1}\n",
        )
    )
    assert [(line, message.split("；")[0]) for line, _, message in found] == [
        (3, "没有“街镇”这个层级"),
        (4, "“某区青禾街道办事处”与第 2 行的“青禾街道”分不清是不是同一个单位"),
        (5, "这一行没有单位名称"),
        (6, "看不懂日期“三月”"),
        (6, "不认识的键“电话机”"),
    ]


def test_faults_of_a_table_name_the_cell(tmp_path: Path) -> None:
    found = problems(table(tmp_path, ("单位", "层级"), ("青禾街道", "街道"), ("柳溪镇", "小镇")))
    assert [(line, column) for line, column, _ in found] == [(3, 2)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "名册要用 .yaml 或 .xlsx 文件"),
        ("a.xlsx", b"PK\x03\x04 no", "打不开这张表"),
        ("a.yaml", "单位：青禾".encode("gb18030"), "不是 UTF-8 文本"),
        ("a.yaml", b"", "文件是空的"),
        ("a.yaml", b"[]", "名册里没有单位"),
        ("a.yaml", b"units: 3", "这里要写清单"),
    ],
)
def test_what_is_no_roster_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert any(said in message for _, _, message in problems(str(path)))


def test_a_table_without_a_column_for_units_says_what_to_write(tmp_path: Path) -> None:
    assert "没有单位这一列" in problems(table(tmp_path, ("甲", "乙"), ("1", "2")))[0][2]


def test_a_missing_roster_is_said(tmp_path: Path) -> None:
    assert "找不到这个文件" in problems(str(tmp_path / "无.yaml"))[0][2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("临漪市新漪区人民政府望漪街道办事处", "望漪街道"),
        ("中共望漪街道工作委员会", "新漪区望漪街道"),
        ("青岭县白榆铺镇人民政府", "白榆铺镇党委"),
        ("槐岭县市场监督管理局", "县市场监督管理局"),
        ("市城市管理局", "棠川市城市管理局"),
        ("棠川市人民政府", "棠川市"),
        ("津市市人民政府", "津市市委"),
        ("某某市高新区管委会", "高新区管委会"),
        ("县发展和改革局", "霁原县发展和改革局党组"),
    ],
)
def test_names_of_one_body(one: str, other: str) -> None:
    assert same_body(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲区青禾街道", "乙区青禾街道"),
        ("青禾街道", "青禾镇"),
        ("县司法局", "县公安局"),
        ("城市管理局", "市场监督管理局"),
        ("人民政府", "司法局"),
    ],
)
def test_names_of_two_bodies(one: str, other: str) -> None:
    assert not same_body(one, other)


@pytest.mark.parametrize("name", ["", "人民政府", "办事处", "区", "县人民政府", "　"])
def test_a_name_without_substance_stays_what_it_is(name: str) -> None:
    assert core(core(name)) == core(name)


def test_a_table_with_entities_or_broken_cells_is_refused(tmp_path: Path) -> None:
    good = Path(table(tmp_path, ("单位",), ("青禾街道",)))
    for number, (old, new) in enumerate(((b"<worksheet", b"<!DOCTYPE a><worksheet"), (b"</worksheet>", b""))):
        changed = tmp_path / f"{number}.xlsx"
        with ZipFile(good) as source, ZipFile(changed, "w") as target:
            for member in source.namelist():
                target.writestr(member, source.read(member).replace(old, new))
        (problem,) = problems(str(changed))
        assert "打不开这张表" in problem[2]


def test_bodies_of_one_name_in_two_areas_keep_their_own_last_round() -> None:
    known = [Before("甲区青禾街道", 9000, 1, {}), Before("乙区青禾街道", 5000, 2, {})]
    assert same_unit(Unit("乙区青禾街道"), known) is known[1]
    assert same_unit(Unit("青禾街道"), known) is None
    assert same_unit(Unit("青禾街道"), known[:1]) is known[0]
