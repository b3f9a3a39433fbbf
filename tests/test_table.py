"""The gap report: its tables line up, it shows what matters, and hostile text cannot act on a terminal."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

import pytest
from audits import (
    HOSTILE,
    LINES,
    make_audit,
    make_book,
    make_defect,
    make_document,
    make_evidence,
    make_finding,
    make_outline,
)
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from wcwidth import wcswidth

from engine.model import Guess, Level, Severity, Verdict
from reports import Look, Run, table
from reports.layout import pad, plain, shorten, width, wrap
from reports.layout import table as draw
from reports.wording import LEVELS, SECTIONS, SEVERITIES, STANCES, VERDICTS, level_named

BORDER = re.compile(r"^[+|]")


def tables_of(text: str) -> list[list[str]]:
    """Runs of neighbouring lines that belong to a table."""
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if BORDER.match(line):
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


@pytest.mark.parametrize("columns", [72, 80, 100, 120])
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("color", [False, True])
def test_all_lines_of_a_table_are_equally_wide_and_fit(columns: int, full: bool, color: bool) -> None:
    audits = [make_audit(defects=[make_defect(2, [make_evidence()])]), make_audit()]
    text = table.render(audits, width=columns, full=full, color=color)
    tables = tables_of(re.sub(r"\x1b\[\d*m", "", text))
    assert len(tables) >= 7
    for lines in tables:
        assert {wcswidth(line) for line in lines} == {wcswidth(lines[0])}
        assert wcswidth(lines[0]) <= columns


def test_report_shows_head_gap_proof_and_disclaimer() -> None:
    text = table.render([make_audit(defects=[make_defect(2, [make_evidence()])])])
    for expected in (
        LINES[0], "柳溪街道办事处（见标题）", "街道（机关名称含“街道”）", "年度  2024", "78.00  合格",
        "有据可查 1", "已写明 1", "仅提及 1", "未提及 1", "不适用 1", "无法判断 1", "（共 6 条）",
        "缺：未写明第4件事。", "补：写明第4件事", "《某地规定》第三", "第二十五条；", "第4段“聘请律师事务所",
        "文：第6段“下一步，将建立重大行政决策目录。”（下一步安排，打算做）", "有不足无原因", "非官方评分", "无适用条目",
    ):  # fmt: skip
        assert expected in text
    assert "第二十五条（待核）" not in text


def test_worst_gaps_come_first_by_points_then_severity_then_order() -> None:
    findings = [
        make_finding(1, possible=1, severity=Severity.MAY),
        make_finding(2, possible=3, severity=Severity.MAY),
        make_finding(3, possible=1, severity=Severity.MUST),
        make_finding(4, possible=1, severity=Severity.MUST),
        make_finding(5, Verdict.EVIDENCED, possible=94),
    ]
    text = table.render([make_audit(findings)])
    found = re.findall(r"\[capacity\.rule-(\d)\]", text)
    assert found == ["2", "3", "4", "1"]


def test_only_the_worst_gaps_are_shown_unless_all_are_asked_for() -> None:
    findings = [make_finding(number, possible=Fraction(100, 40)) for number in range(40)]
    short, full = table.render([make_audit(findings)]), table.render([make_audit(findings)], full=True)
    assert len(re.findall(r"\[capacity\.rule-", short)) == table.GAPS
    assert "另有 25 条，共失 62.50 分；用 --all 全部列出。" in short
    assert len(re.findall(r"\[capacity\.rule-", full)) == 40
    assert "用 --all" not in full


def test_warnings_name_an_unsure_level_caps_and_errors() -> None:
    document = make_document(notes=("编号经转换，可能有误",))
    outline = make_outline(document, level=Guess(Level.STREET, "没有依据", sure=False))
    text = table.render([make_audit(document=document, outline=outline, caps=("缺少法定部分",), errors=("第3页未读",))])
    for expected in ("把握不大", "--level", "注意：缺少法定部分", "注意：编号经转换", "注意：第3页未读"):
        assert expected in text


def test_several_reports_end_with_a_summary() -> None:
    one, two = make_audit(document=make_document(path="甲.txt")), make_audit(document=make_document(path="乙.txt"))
    text = table.render([one, two])
    summary = text[text.index("汇总") :]
    assert "甲.txt" in summary
    assert "乙.txt" in summary
    assert "未提及数" in summary
    assert "汇总" not in table.render([one])


def test_brief_look_shows_the_summary_only() -> None:
    text = "".join(table.stream([make_audit()], None, Look(brief=True)))
    assert "差距" not in text
    assert text.count("\n") == 6
    assert "80.00" in text


def test_hostile_text_cannot_act_on_a_terminal() -> None:
    document = make_document(HOSTILE, path=HOSTILE, notes=(HOSTILE,))
    finding = make_finding(1, Verdict.MENTIONED, possible=100, evidence=[make_evidence(HOSTILE)], title=HOSTILE)
    audit = make_audit([finding], [make_defect(1, [make_evidence(HOSTILE)])], document=document)
    text = table.render([audit, audit], full=True)
    bad = {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Me"}}
    assert bad == {"\n"}
    for lines in tables_of(text):
        assert len({wcswidth(line) for line in lines}) == 1


def test_an_empty_audit_still_renders() -> None:
    text = table.render([make_audit([])])
    assert "没有失分的条目" in text


def test_colour_only_when_asked_for() -> None:
    assert "\x1b[31m" in table.render([make_audit()], color=True)
    assert "\x1b" not in table.render([make_audit()])


@pytest.mark.parametrize(
    ("floors", "band", "colour"),
    [
        ((95, 70, 40), "优秀", 32),
        ((95, 70, 40), "良好", 32),
        ((95, 70, 40), "合格", 33),
        ((95, 70, 40), "不合格", 31),
        ((70, 60, 50), "合格", 33),  # 78 points, and a statutory part missing
    ],
)
def test_the_score_has_the_colour_of_its_band_whatever_the_floors_of_the_pack(
    floors: tuple[int, ...], band: str, colour: int
) -> None:
    bands = tuple(zip(("优秀", "良好", "合格", "不合格"), map(Fraction, (*floors, 0)), strict=True))
    book = make_book()
    run = Run(replace(book, scoring=replace(book.scoring, bands=bands)), "reference")
    audit = make_audit(defects=[make_defect(2, [make_evidence()])])
    audit = replace(audit, score=replace(audit.score, band=band))
    text = "".join(table.stream([audit], run, Look(color=True)))
    assert f"\x1b[{colour}m78.00  {band}" in text
    unpainted = "".join(table.stream([audit], None, Look(color=True)))  # without a pack nobody knows what is good
    assert f"得分  \x1b[1m78.00  {band}" in unpainted


@given(st.text())
def test_plain_text_is_harmless_and_measurable(text: str) -> None:
    clean = plain(text)
    assert not {unicodedata.category(char) for char in clean} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert width(clean) >= 0
    assert plain(clean) == clean


@given(st.text(alphabet="法治，。（）《》“” 2024年abc…", max_size=200), st.integers(8, 60), st.integers(0, 4))
def test_wrapped_lines_fit_and_lose_nothing(text: str, columns: int, hang: int) -> None:
    lines = wrap(text, columns, hang)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_suffixes_options_and_paths_are_not_torn() -> None:
    assert wrap("可写：.md、.markdown、.json", 12) == ["可写：.md、", ".markdown、", ".json"]
    assert wrap("加上选项 --all", 11) == ["加上选项", "--all"]
    assert wrap("/home/reports/street-2024.txt", 20) == ["/home/reports/", "street-2024.txt"]


def test_wrapping_keeps_chinese_line_rules() -> None:
    lines = wrap("全年办理行政复议案件3120件，占比99.8%。（详见《法治政府建设实施纲要》）", 12)
    assert not any(line[0] in "，。）》”、" for line in lines)
    assert not any(line[-1] in "（《“" for line in lines)
    assert "3120" in "|".join(lines)
    assert "99.8" in "|".join(lines)


@given(st.text(alphabet="法治abc。", max_size=60), st.integers(4, 40))
def test_shortened_text_fits(text: str, columns: int) -> None:
    assert width(shorten(text, columns)) <= columns
    assert width(pad(shorten(text, columns), columns)) == columns


def test_tables_align_mixed_widths() -> None:
    lines = draw(("名称", "值"), [("法治ab", "1"), ("x", "二\n三四")], right=(1,)).split("\n")
    assert len({wcswidth(line) for line in lines}) == 1


def test_every_value_has_chinese_words() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert set(LEVELS) == set(Level)
    assert set(SEVERITIES) == set(Severity)
    for words in (VERDICTS, LEVELS, SEVERITIES, STANCES, SECTIONS):
        assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("street", Level.STREET),
        ("街道", Level.STREET),
        ("CITY", Level.CITY),
        ("县", Level.COUNTY),
        (" 镇 ", Level.TOWNSHIP),
    ],
)
def test_levels_may_be_named_in_english_or_chinese(text: str, level: Level) -> None:
    assert level_named(text) is level
    assert level_named("国家") is None
