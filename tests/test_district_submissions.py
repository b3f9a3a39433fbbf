"""Whose report a file is, which one counts, and how each unit stands to its duty."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.district.model import Arrival, Entry, Fate, Roster, Unit
from engine.district.submissions import arrival, match
from engine.model import Level

DUE = date(2026, 3, 1)


def entry(
    path: str,
    issuer: str | None,
    *,
    years: tuple[int, ...] = (2025,),
    signed: date | None = date(2026, 2, 10),
    posted: date | None = None,
    sha256: str | None = None,
) -> Entry:
    return Entry(
        key=path,
        path=path,
        sha256=sha256 or path,
        issuer=issuer,
        level=Level.STREET,
        level_sure=True,
        years=years,
        signed=signed,
        posted=posted,
        total=8000,
        band="良好",
        caps=(),
        earned=Fraction(80),
        possible=Fraction(100),
        verdicts=(),
        lost=(),
        firm=(),
        defects=(),
        backend="reference",
    )


def roster(*names: str) -> Roster:
    return Roster(tuple(Unit(name, due=DUE) for name in names), 2025)


def fates(entries: list[Entry], known: Roster | None = None, year: int | None = None) -> list[tuple[str, Fate, str]]:
    return [(one.path, one.fate, one.unit) for one in match(entries, (), known, year).submissions]


def test_the_name_in_the_report_decides_and_not_the_name_of_the_file() -> None:
    assert fates([entry("柳溪镇.docx", "某县青禾街道办事处")], roster("青禾街道", "柳溪镇")) == [
        ("柳溪镇.docx", Fate.COUNTED, "青禾街道")
    ]


def test_the_roster_may_name_the_file_and_a_contradiction_is_said() -> None:
    known = Roster((Unit("青禾街道", file="收文/01.docx"), Unit("柳溪镇")), 2025)
    found = match([entry("全区/收文/01.docx", "柳溪镇人民政府")], (), known, None).submissions[0]
    assert (found.fate, found.unit) == (Fate.COUNTED, "青禾街道")
    assert "报告署名却是“柳溪镇人民政府”" in found.reason


def test_a_report_of_nobody_on_the_roster_is_unmatched() -> None:
    found = match(
        [entry("a.txt", "外县红旗镇人民政府"), entry("b.txt", None)], (), roster("青禾街道"), None
    ).submissions
    assert [one.fate for one in found] == [Fate.UNMATCHED, Fate.UNMATCHED]
    assert "不在名册里" in found[0].reason
    assert "看不出是哪个单位" in found[1].reason


def test_a_name_that_fits_two_units_is_left_to_a_person() -> None:
    found = match([entry("a.txt", "青禾街道办事处")], (), roster("甲区青禾街道", "乙区青禾街道"), None).submissions[0]
    assert found.fate is Fate.UNMATCHED
    assert "都相符" in found.reason
    named = match([entry("a.txt", "乙区青禾街道办事处")], (), roster("甲区青禾街道", "乙区青禾街道"), None).submissions[
        0
    ]
    assert named.unit == "乙区青禾街道"


def test_of_two_reports_the_one_made_last_counts() -> None:
    first, second = (
        entry("定稿.docx", "青禾街道办事处", signed=date(2026, 2, 20)),
        entry("初稿.docx", "青禾街道办事处", signed=date(2026, 2, 1)),
    )
    for order in ([first, second], [second, first]):
        found = match(order, (), roster("青禾街道"), None)
        assert found.counted["青禾街道"] is first
        assert [one.reason for one in found.submissions if one.fate is Fate.DUPLICATE] == [
            "同一单位还报了“定稿.docx”，成文较晚，以它为准"
        ]


def test_why_one_of_two_reports_counts_is_said() -> None:
    one, undated = entry("1.docx", "青禾街道办事处"), entry("0.docx", "青禾街道办事处", signed=None)
    listed = Roster((Unit("青禾街道", file="0.docx"),), 2025)
    for entries, known, why in (
        ([one, entry("2.docx", "青禾街道办事处")], roster("青禾街道"), "还报了“2.docx”，两份成文日期相同，分不出先后"),
        ([undated, one], roster("青禾街道"), "还报了“1.docx”，它有成文日期而这份没有，以它为准"),
        ([undated, entry("3.docx", "青禾街道办事处", signed=None)], roster("青禾街道"), "两份都没有成文日期"),
        ([undated, one], listed, "还报了“0.docx”，名册写明的是它，以它为准"),
    ):
        found = match(entries, (), known, None).submissions
        assert [why in submission.reason for submission in found if submission.fate is Fate.DUPLICATE] == [True]


def test_how_the_year_was_chosen_is_said_where_there_was_a_choice() -> None:
    now, old = entry("a", "青禾街道办事处"), entry("b", "柳溪镇人民政府", years=(2024,))
    said = "没有指定检查哪一年的报告，按2025年计：收到2024年1份、2025年1份，2025年的与别的年度一样多，取较近的一年"
    assert match([now, old], (), None, None).year_reason == said
    assert match([now, now, old], (), None, None).year_reason.endswith("2025年2份，2025年的最多")
    assert not match([now, now], (), None, None).year_reason
    assert not match([now, old], (), None, 2024).year_reason
    assert not match([now, old], (), roster("青禾街道"), None).year_reason


def test_the_same_file_twice_is_said_to_be_the_same() -> None:
    found = match(
        [entry("1.docx", "青禾街道办事处", sha256="x"), entry("2.docx", "青禾街道办事处", sha256="x")],
        (),
        roster("青禾街道"),
        None,
    )
    assert [one.reason for one in found.submissions if one.fate is Fate.DUPLICATE] == ["与“2.docx”是同一份文件"]


def test_a_report_of_another_year_does_not_count() -> None:
    found = match([entry("旧.docx", "青禾街道办事处", years=(2024,))], (), roster("青禾街道"), None)
    assert found.submissions[0].fate is Fate.WRONG_YEAR
    assert arrival(roster("青禾街道").units[0], found) == (
        Arrival.WRONG_YEAR,
        "报告年度是2024年，本次检查的是2025年",
    )


def test_without_a_roster_every_issuer_is_a_unit_and_the_usual_year_is_the_year() -> None:
    entries = [
        entry("a", "青禾街道办事处"),
        entry("b", "某县青禾街道办事处"),
        entry("c", "柳溪镇人民政府"),
        entry("d", "红旗镇人民政府", years=(2024,)),
    ]
    found = match(entries, (), None, None)
    assert found.year == 2025
    assert [unit.name for unit in found.units] == ["某县青禾街道办事处", "柳溪镇人民政府", "红旗镇人民政府"]
    assert [one.fate for one in found.submissions] == [Fate.DUPLICATE, Fate.COUNTED, Fate.COUNTED, Fate.WRONG_YEAR]


def test_lateness_rests_on_the_day_received_else_on_the_text() -> None:
    late = match([entry("a", "青禾街道办事处", signed=date(2026, 3, 5))], (), roster("青禾街道"), None)
    assert arrival(late.units[0], late)[0] is Arrival.LATE
    received = Roster((Unit("青禾街道", due=DUE, received=date(2026, 3, 2)),), 2025)
    assert arrival(received.units[0], match([entry("a", "青禾街道办事处")], (), received, None)) == (
        Arrival.LATE,
        "报送日期2026-03-02，晚于期限2026-03-01",
    )
    undated = match([entry("a", "青禾街道办事处", signed=None)], (), roster("青禾街道"), None)
    assert arrival(undated.units[0], undated)[0] is Arrival.UNDATED
    intime = match([entry("a", "青禾街道办事处")], (), roster("青禾街道"), None)
    assert arrival(intime.units[0], intime)[0] is Arrival.IN_TIME


def test_a_file_that_cannot_be_read_is_the_unit_s_where_the_roster_names_it() -> None:
    known = Roster((Unit("青禾街道", file="01.pdf"), Unit("柳溪镇")), 2025)
    found = match([], [("收文/01.pdf", "打不开"), ("收文/02.pdf", "打不开")], known, None)
    assert [(one.fate, one.unit) for one in found.submissions] == [(Fate.UNREAD, "青禾街道"), (Fate.UNREAD, "")]
    assert [arrival(unit, found)[0] for unit in found.units] == [Arrival.UNREAD, Arrival.MISSING]


_NAMES = [
    "甲区青禾街道办事处",
    "青禾街道",
    "柳溪镇人民政府",
    "乙区柳溪镇",
    "县司法局",
    "某县司法局",
    None,
    "外地红旗镇",
]


@given(
    st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from([(2025,), (2024,), ()])), max_size=12),
    st.booleans(),
)
def test_every_file_has_one_fate_and_every_unit_at_most_one_report(
    drawn: list[tuple[str | None, tuple[int, ...]]], rostered: bool
) -> None:
    entries = [entry(str(index), issuer, years=years) for index, (issuer, years) in enumerate(drawn)]
    found = match(entries, (), roster("甲区青禾街道", "柳溪镇", "县司法局") if rostered else None, None)
    assert [one.path for one in found.submissions] == [one.path for one in entries]
    counted = [one.unit for one in found.submissions if one.fate is Fate.COUNTED]
    assert sorted(counted) == sorted(found.counted)
    assert {one.unit for one in found.submissions if one.unit} <= {unit.name for unit in found.units}
    for one in found.submissions:
        if one.fate is Fate.DUPLICATE:
            assert one.unit in found.counted
