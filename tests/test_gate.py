"""Gates, waivers and baselines: exit codes for every option, and what is said about what was let through."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from audits import LINES, make_audit, make_book, make_defect, make_document, make_evidence, make_finding, make_outline
from msgspec.structs import replace
from outputs import problems

from engine.model import Audit, Document, Guess, SectionKind, Severity, Verdict
from engine.rulebook.rule import Group, Rulebook
from reports import Run, waivers
from reports.baseline import Comparison, load
from reports.cli import main
from reports.json_ import render
from reports.waivers import WaiverError

if TYPE_CHECKING:
    from collections.abc import Callable

Capture = pytest.CaptureFixture[str]

WAIVER = """\
- rule: capacity.rule-4
  issuer: 柳溪*
  reason: 机构改革，职能已划出
  approved-by: 区司法局
  until: 2026-06-30
"""


def judged_by() -> Rulebook:
    """A pack with the rules of the audits made by hand, and bands."""
    book = make_book()
    groups = (Group("capacity", "依法行政能力", Fraction(1)), Group("digital", "数字政府", Fraction(1)))
    bands = (("优秀", Fraction(90)), ("合格", Fraction(60)), ("不合格", Fraction(0)))
    rules = tuple(
        replace(book.rules[0], id=f"capacity.rule-{number}", title=f"第{number}号要求", statutory=number == 4)
        for number in range(1, 7)
    )
    return replace(book, rules=rules, scoring=replace(book.scoring, groups=groups, bands=bands))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Audit], None]:
    """Stands in for the engine, in an empty folder with one report; the result can be replaced."""
    audits = [make_audit()]

    def judge(source: str | Document, *_args: object, **_options: object) -> Audit:
        path = source.path if isinstance(source, Document) else source
        return replace(audits[-1], document=replace(audits[-1].document, path=path))

    monkeypatch.setattr("engine.pipeline.audit", judge)
    book = judged_by()
    monkeypatch.setattr("engine.rulebook.load_pack", lambda _name=None: book)
    monkeypatch.setattr("engine.infer.available", lambda: ("reference",))
    monkeypatch.chdir(tmp_path)
    Path("年报.txt").write_text("文", "utf-8")
    return audits.append


def audit_with(*findings: Any, defects: Any = (), **options: Any) -> Audit:
    """The audit made by hand with some findings in place of its own."""
    changed = {finding.rule: finding for finding in findings}
    return make_audit([changed.get(old.rule, old) for old in make_audit().findings], defects, **options)


def outcome(capsys: Capture, *options: str) -> tuple[int, str]:
    code = main(["audit", "年报.txt", "--quiet", *options])
    return code, capsys.readouterr().err


# --- thresholds ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--fail-under", "80"], 0, ""),
        (["--fail-under", "80.01"], 1, "得分 80.00，低于 80.01"),
        (["--fail-on", "must"], 1, "有 1 条“必须”的要求没有写明：第4号要求"),
        (["--fail-on", "should"], 1, "有 2 条“应当及以上”的要求"),
        (["--fail-group", "capacity=80"], 0, ""),
        (["--fail-group", "capacity=80.01"], 1, "的“依法行政能力”得分率 80.00%，低于 80.01%"),
        (["--fail-group", "依法行政能力=90%"], 1, "得分率 80.00%，低于 90.00%"),
        (["--fail-group", "digital=100"], 0, ""),
        (["--fail-group", "capacity=1", "--fail-group", "digital=1"], 0, ""),
        (["--fail-group", "capacty=1"], 2, "没有“capacty”这个组；最接近的是“capacity”"),
        (["--fail-group", "xyz=1"], 2, "可写：依法行政能力（capacity）、数字政府（digital）"),
        (["--fail-group", "capacity"], 2, "请写 组=百分数"),
        (["--fail-group", "capacity=101"], 2, "请写 组=百分数"),
        (["--baseline", "没有.json"], 2, "基线文件“没有.json”读不到"),
        (["--waivers", "没有.yaml"], 2, "没有.yaml:1:1：读不到这个文件"),
        (["--today", "明天"], 2, "看不懂日期“明天”"),
        (["--today", "2026-02-30"], 2, "看不懂日期“2026-02-30”"),
        (["--fail-under", "90", "没有.txt"], 2, "低于 90.00"),
    ],
)
def test_every_gate_has_its_exit_code(options: list[str], code: int, words: str, capsys: Capture) -> None:
    got, err = outcome(capsys, *options)
    assert got == code
    assert words in err


# --- waivers ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("fake")
def test_a_waived_finding_leaves_the_gate_but_stays_in_the_report(capsys: Capture) -> None:
    Path("豁免.yaml").write_text(WAIVER, "utf-8")
    options = ["--fail-on", "must", "--fail-under", "90", "--fail-group", "capacity=90"]
    assert main(["audit", "年报.txt", *options, "--waivers", "豁免.yaml", "--today", "2026-06-30"]) == 0
    out, err = capsys.readouterr()
    assert "豁免文件 豁免.yaml：1 条，按 2026-06-30 计算是否到期" in err
    assert "豁免：年报.txt 豁免 1 条，得分 80.00 合格，豁免后 90.00 优秀" in err
    assert "得分  80.00  合格\n豁免后 90.00  优秀  （豁免 1 条）" in out
    assert "第4号要求 [capacity.rule-4]" in out
    assert "豁：机构改革，职能已划出（区司法局批准，至 2026-06-30）" in out


@pytest.mark.usefixtures("fake")
def test_an_expired_waiver_is_announced_and_scored_again(capsys: Capture) -> None:
    Path("豁免.yaml").write_text(WAIVER, "utf-8")
    code, err = outcome(capsys, "--fail-on", "must", "--waivers", "豁免.yaml", "--today", "2026-07-01")
    assert code == 1
    assert "豁免已到期，重新计分：capacity.rule-4（柳溪*；区司法局批准），至 2026-06-30（第 1 行）" in err
    assert "没有用上" not in err
    assert "豁免后 80.00" not in err


@pytest.mark.usefixtures("fake")
def test_the_day_is_today_unless_it_is_given(capsys: Capture) -> None:
    Path("豁免.yaml").write_text(WAIVER, "utf-8")
    before = datetime.now(tz=UTC).astimezone().date()
    _, err = outcome(capsys, "--waivers", "豁免.yaml")
    assert any(f"按 {day.isoformat()} 计算" in err for day in (before, datetime.now(tz=UTC).astimezone().date()))


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    "old_new",
    [("柳溪*", "别处*"), ("rule-4", "rule-1"), ("issuer: 柳溪*", "report: 别的/*.txt")],
)
def test_a_waiver_that_nothing_needs_is_reported(old_new: tuple[str, str], capsys: Capture) -> None:
    Path("豁免.yaml").write_text(WAIVER.replace(*old_new), "utf-8")
    code, err = outcome(capsys, "--fail-on", "must", "--waivers", "豁免.yaml", "--today", "2026-01-01")
    assert code == 1
    assert "豁免没有用上" in err


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize("pattern", ["年报.txt", "'*'", "./年?.txt", "'*.txt'", "报告/年报.txt"])
def test_a_report_is_named_by_path_or_file_name(pattern: str, capsys: Capture) -> None:
    Path("报告").mkdir()
    Path("报告/年报.txt").write_text("文", "utf-8")
    Path("豁免.yaml").write_text(WAIVER.replace("issuer: 柳溪*", f"report: {pattern}"), "utf-8")
    main(["audit", "报告/年报.txt", "--quiet", "--waivers", "豁免.yaml", "--today", "2026-01-01"])
    assert "豁免后 90.00" in capsys.readouterr().err


def test_a_waived_defect_gives_back_what_it_deducts(fake: Callable[[Audit], None], capsys: Capture) -> None:
    fake(audit_with(defects=[make_defect(2)]))
    Path("豁免.yaml").write_text(WAIVER.replace("capacity.rule-4", "quality.no-causes"), "utf-8")
    code, err = outcome(capsys, "--fail-under", "80", "--waivers", "豁免.yaml", "--today", "2026-01-01")
    assert code == 0
    assert "得分 78.00 合格，豁免后 80.00 合格" in err


def test_the_statutory_cap_falls_with_its_waiver() -> None:
    audit, book = make_audit(), judged_by()
    entry = waivers.Waiver("capacity.rule-3", "*", None, "理由", "某人", None, 1)
    found = waivers.Waivers("", "", date(2026, 1, 1), (entry,)).of(audit, book)
    assert (found.shown, found.band) == (8700, "合格")
    both = (entry, replace(entry, rule="capacity.rule-4"))
    found = waivers.Waivers("", "", date(2026, 1, 1), both).of(audit, book)
    assert (found.shown, found.band, found.caps) == (9700, "优秀", ())
    richer = replace(audit, score=replace(audit.score, total=Fraction(95), earned=Fraction(95)))
    capped = waivers.Waivers("", "", date(2026, 1, 1), (entry,)).of(richer, book)
    assert capped.band == "合格"
    assert "缺少法定必备部分（第4号要求）" in capped.caps[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- rule: 甲\n  report: x\n  reason: r\n  approved-by: a", ["1:没有这个规则“甲”；全部编号见 fazhi rules list"]),
        ("- rule: capacity.rule-44\n  report: x\n  reason: r\n  approved-by: a", ["1:没有这个规则“capacity.rule-44”"]),
        ("- rule: capacity.rule-4\n  report: x\n  reason: r", ["1:缺少必填的键：approved-by"]),
        ("- rule: capacity.rule-4\n  reason: r\n  approved-by: a", ["1:缺少 report（报告文件）或 issuer（机关）"]),
        ("- rule: capacity.rule-4\n  raeson: r", ["1:缺少 report", "1:缺少必填的键", "2:不认识的键“raeson”"]),
        (WAIVER.replace("2026-06-30", "明年"), ["5:看不懂日期“明年”"]),
        (WAIVER.replace("2026-06-30", "2026-13-01"), ["5:看不懂日期“2026-13-01”"]),
        (WAIVER + "- 一句话", ["6:这里要写“键: 值”"]),
        ("rule: x", ["1:这里要写清单"]),
        ("- rule: [", ["2:YAML 写法有误"]),
        (WAIVER.replace("柳溪*", "*.docx"), ["2:以 * 开头的通配符要加引号"]),
        (WAIVER.replace("柳溪*", "*"), ["2:以 * 开头的通配符要加引号"]),
        ("", ["1:文件是空的"]),
    ],
)
def test_faults_of_a_waiver_file_are_shown_at_their_place(tmp_path: Path, text: str, expected: list[str]) -> None:
    file = tmp_path / "豁免.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(WaiverError) as caught:
        waivers.load(str(file), judged_by(), date(2026, 1, 1))
    found = problems(caught.value)
    assert len(found) >= len(expected)
    for start in expected:
        assert any(fault.startswith(start) for fault in found), found


@pytest.mark.usefixtures("fake")
def test_a_faulty_waiver_file_is_two_with_a_line_for_each_fault(capsys: Capture) -> None:
    Path("豁免.yaml").write_text("- rule: x\n  until: 今天\n", "utf-8")
    code, err = outcome(capsys, "--waivers", "豁免.yaml")
    assert code == 2
    assert len(err.splitlines()) == 5
    assert "豁免.yaml:2:3：看不懂日期“今天”" in err


@pytest.mark.usefixtures("fake")
def test_json_shows_both_scores_and_the_waiver(capsys: Capture) -> None:
    Path("豁免.yaml").write_text(WAIVER, "utf-8")
    main(["audit", "年报.txt", "-f", "json", "--waivers", "豁免.yaml", "--today", "2026-01-01"])
    found = json.loads(capsys.readouterr().out)
    assert found["manifest"]["waivers"]["today"] == "2026-01-01"
    (audit,) = found["audits"]
    assert audit["score"]["total"] == 80
    assert audit["score"]["after_waivers"] == {"total": 90, "band": "优秀", "caps": []}
    assert audit["findings"][3]["waiver"] == {
        "reason": "机构改革，职能已划出", "approved_by": "区司法局", "until": "2026-06-30",
    }  # fmt: skip
    assert audit["findings"][2]["waiver"] is None


# --- baselines -------------------------------------------------------------------------------------------------------


def compared(tmp_path: Path, before: Audit, after: Audit, forgiven: tuple[str, ...] = ()) -> Comparison:
    file = tmp_path / "基线.json"
    file.write_text(render([before], judged_by(), "reference"), "utf-8")
    baseline = load(str(file))
    past = baseline.find(after)
    assert past
    return baseline.compare(after, past, forgiven)


def test_nothing_has_got_worse_in_the_same_report(tmp_path: Path) -> None:
    audit = audit_with(defects=[make_defect(2, [make_evidence(), make_evidence(LINES[5])])])
    assert compared(tmp_path, audit, audit) == Comparison((), (), ())


def test_a_new_gap_cannot_hide_behind_a_better_total(tmp_path: Path) -> None:
    fallen = make_finding(2, Verdict.MENTIONED, possible=10, severity=Severity.SHOULD)
    risen = make_finding(4, Verdict.EVIDENCED, possible=10)
    found = compared(tmp_path, make_audit(), audit_with(fallen, risen))
    assert [change.text for change in found.worse] == ["第2号要求 [capacity.rule-2] 由“已写明”变为“仅提及”"]
    assert [change.text for change in found.better] == [
        "第4号要求 [capacity.rule-4] 由“未提及”变为“有据可查”",
        "总分由 80.00 升为 86.00",
    ]


def test_a_new_defect_cannot_hide_behind_an_old_one_of_its_kind(tmp_path: Path) -> None:
    old, new = make_evidence(), make_evidence(LINES[5], SectionKind.PLAN)
    before = audit_with(defects=[make_defect(2, [old])])
    added = compared(tmp_path, before, audit_with(defects=[make_defect(2, [old, new])]))
    swapped = compared(tmp_path, before, audit_with(defects=[make_defect(2, [new])]))
    for found in (added, swapped):
        (change,) = found.worse
        assert change.text == f"文本瑕疵多了 1 处：有不足无原因 [quality.no-causes]：“{LINES[5]}”"
    gone = compared(tmp_path, audit_with(defects=[make_defect(2, [old, new])]), before)
    assert [change.text for change in gone.better] == ["文本瑕疵少了 1 处：有不足无原因 [quality.no-causes]"]


def test_places_beyond_those_kept_are_not_taken_for_new(tmp_path: Path) -> None:
    lines = [make_evidence(line) for line in LINES[:6]]
    found = compared(
        tmp_path, audit_with(defects=[make_defect(2, lines[:5])]), audit_with(defects=[make_defect(2, lines[1:])])
    )
    assert found.worse == ()
    assert "基线只记了 5 处" in found.other[0].text


def test_defects_that_come_and_go(tmp_path: Path) -> None:
    clean, flawed = make_audit(), audit_with(defects=[make_defect(2)])
    found = compared(tmp_path, clean, flawed)
    assert [change.text for change in found.worse] == [
        "新出现文本瑕疵：有不足无原因 [quality.no-causes]",
        "总分由 80.00 降为 78.00",
    ]
    found = compared(tmp_path, flawed, clean)
    assert found.better[0].text == "文本瑕疵已消除：有不足无原因 [quality.no-causes]"


def test_a_rule_that_comes_to_bind_counts_only_if_nothing_is_written(tmp_path: Path) -> None:
    bound, written = make_finding(5, Verdict.ABSENT), make_finding(5, Verdict.DESCRIBED)
    assert compared(tmp_path, make_audit(), audit_with(bound)).worse[0].owner == "capacity.rule-5"
    assert compared(tmp_path, make_audit(), audit_with(written)).other[0].owner == "capacity.rule-5"
    assert compared(tmp_path, audit_with(written), make_audit()).other[0].owner == "capacity.rule-5"


def test_a_hundredth_less_is_not_worse(tmp_path: Path) -> None:
    def scored(points: str) -> Audit:
        return audit_with(make_finding(2, Verdict.DESCRIBED, possible=10, points=Fraction(points)))

    assert compared(tmp_path, scored("7"), scored("6.99")).worse == ()
    assert compared(tmp_path, scored("7"), scored("6.98")).worse[0].text == "总分由 80.00 降为 79.98"


def test_what_is_waived_is_given_back_on_both_sides(tmp_path: Path) -> None:
    fallen = audit_with(make_finding(2, Verdict.ABSENT, possible=10))
    found = compared(tmp_path, make_audit(), fallen, ("capacity.rule-2",))
    assert [change.owner for change in found.worse] == ["capacity.rule-2"]


def test_the_same_report_by_issuer_and_year_else_by_name(tmp_path: Path) -> None:
    first = make_audit(document=make_document(path="甲/年报.txt"))
    outline = replace(make_outline(first.document), issuer=Guess("槐荫镇人民政府", ""))
    second = make_audit(document=make_document(path="乙\\年报.txt"), outline=outline)
    nobody = replace(outline, issuer=Guess(None, ""))
    third = make_audit(document=make_document(path="丙.txt"), outline=nobody)
    file = tmp_path / "基线.json"
    file.write_text(render([first, second, third], judged_by(), "reference"), "utf-8")
    baseline = load(str(file))

    def name(audit: Audit) -> str | None:
        past = baseline.find(audit)
        return f"{past.identity and past.identity[0]} {past.name}" if past else None

    assert name(make_audit(document=make_document(path="二稿.docx"))) == "柳溪街道办事处 年报.txt"
    assert name(make_audit(document=make_document(path="二稿.docx"), outline=outline)) == "槐荫镇人民政府 年报.txt"
    assert name(make_audit(document=make_document(path="新/丙.txt"), outline=nobody)) == "None 丙.txt"
    assert name(make_audit(document=make_document(path="新/丙.txt"))) == "柳溪街道办事处 年报.txt"
    later = replace(outline, years=Guess((2026,), ""))
    assert name(make_audit(document=make_document(path="年报.txt"), outline=later)) is None
    assert name(make_audit(document=make_document(path="丙.txt"), outline=later)) == "None 丙.txt"


def test_the_gate_fails_only_on_what_got_worse(fake: Callable[[Audit], None], capsys: Capture) -> None:
    assert main(["baseline", "年报.txt", "-o", "基线.json"]) == 0
    assert "已写入 基线.json" in capsys.readouterr().err
    assert outcome(capsys, "--baseline", "基线.json") == (0, "")
    fake(audit_with(make_finding(2, Verdict.ABSENT, possible=10), make_finding(4, Verdict.EVIDENCED, possible=10)))
    code, err = outcome(capsys, "--baseline", "基线.json")
    assert code == 1
    assert "变差：年报.txt：第2号要求 [capacity.rule-2] 由“已写明”变为“未提及”" in err
    assert "变好：年报.txt：第4号要求" in err
    assert "未达标：年报.txt 比基线变差 1 处" in err
    Path("豁免.yaml").write_text(WAIVER.replace("rule-4", "rule-2"), "utf-8")
    code, err = outcome(capsys, "--baseline", "基线.json", "--waivers", "豁免.yaml", "--today", "2026-01-01")
    assert code == 0
    assert "变差（已豁免）：年报.txt：第2号要求" in err


def test_a_new_baseline_tells_what_it_accepts(fake: Callable[[Audit], None], capsys: Capture) -> None:
    assert main(["baseline", "年报.txt"]) == 0
    fake(audit_with(make_finding(2, Verdict.ABSENT, possible=10)))
    capsys.readouterr()
    assert main(["baseline", "年报.txt"]) == 0
    assert "变差：年报.txt：第2号要求" in capsys.readouterr().err
    assert outcome(capsys, "--baseline", "基线.json") == (0, "")
    Path("基线.json").write_text("{}", "utf-8")
    assert main(["baseline", "年报.txt"]) == 0
    assert "旧的将被替换" in capsys.readouterr().err
    assert main(["baseline", "年报.txt", "-o", "x.md"]) == 2


@pytest.mark.usefixtures("fake")
def test_what_cannot_be_compared_is_said(capsys: Capture) -> None:
    other = replace(make_outline(make_document()), issuer=Guess("别处镇人民政府", ""))
    book = replace(judged_by(), sha256="00" * 32)
    Path("基线.json").write_text(render([make_audit(outline=other)], book, "reference"), "utf-8")
    code, err = outcome(capsys, "--baseline", "基线.json")
    assert code == 0
    assert "基线用的规则包与现在不同" in err
    assert "基线里没有这份报告，没有比较：年报.txt" in err
    assert "基线中有 1 份报告这次没有检查" in err


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("不是", "不是 JSON"),
        ("[]", "不是 fazhi audit -f json 的结果"),
        ('{"schema": "fazhi.audit/1"}', "内容不全（KeyError"),
        ('{"schema": "fazhi.audit/1", "audits": [1], "manifest": {"pack": {"sha256": ""}}}', "内容不全（TypeError"),
        ("[" * 100_000, "不是 JSON"),
    ],
)
def test_a_faulty_baseline_is_two(text: str, words: str, capsys: Capture) -> None:
    Path("基线.json").write_text(text, "utf-8")
    code, err = outcome(capsys, "--baseline", "基线.json")
    assert code == 2
    assert words in err
    assert "用 fazhi baseline 重新生成" in err


def test_a_gate_needs_no_more_memory_for_more_reports() -> None:
    from reports.gate import Gate, Gatekeeper

    keeper = Gatekeeper(Gate(Fraction(50)), Run(judged_by(), "reference"))
    for _ in range(3):
        keeper.see(make_audit())
    assert not keeper.failed
    assert list(keeper.closing()) == []
