"""Markdown and JUnit: what they say, and that text of a report stays text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from audits import HOSTILE, LINES, make_audit, make_book, make_defect, make_document, make_evidence, make_finding
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite
from markdown_it import MarkdownIt
from outputs import ATTACKS, render, run

from engine.model import Severity, Verdict
from reports import Look, Unread
from reports.layout import plain
from reports.markdown import text
from reports.waivers import Waiver, Waivers

SEEDS = Path(__file__).parents[1] / "seeds"
BY_HEAD = Waiver("capacity.rule-4", "*", None, "机构改革，职能已划出", "区司法局", date(2026, 12, 31), 1)
WAIVERS = Waivers("豁免.yaml", "ef" * 32, date(2026, 1, 1), (BY_HEAD,))


# --- Markdown --------------------------------------------------------------------------------------------------------


def to_html(markdown: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def test_markdown_says_what_counts() -> None:
    defect = make_defect(2, [make_evidence()])
    out = render("markdown", make_audit(defects=[defect]), by=run(unread=[Unread("缺.txt", "找不到“缺.txt”")]))
    for expected in (
        "### 柳溪街道办事处 2024年度：**78.00** 合格",
        "- 结论：有据可查 1，已写明 1，仅提及 1，未提及 1，不适用 1，无法判断 1（共 6 条）",
        "**差距**（3 条，失分多的在前）",
        "- **第4号要求** `capacity.rule-4`（未提及，必须，失 10.00 分）\n  - 缺：未写明第4件事。",
        "据：《法治政府建设与责任落实督察工作规定》第二十五条；《某地规定》第三条（待核）",
        "  - 文：第6段“下一步，将建立重大行政决策目录。”（下一步安排，打算做）",
        "**文本瑕疵**（1 处）",
        "<details><summary>有据可查（1 条）</summary>",
        "| 文件 | 机关 | 年度 | 得分 |",
        "- 未能检查：找不到“缺.txt”",
        "非官方评分",
    ):
        assert expected in out
    html = to_html(out)
    assert html.count("<table>") == 2
    assert "<li>缺：未写明第4件事。</li>" in html


def test_markdown_shows_both_scores_and_lists_what_is_waived() -> None:
    out = render("markdown", make_audit(), by=run(waivers=WAIVERS))
    assert "：**80.00** 合格，豁免 1 条后 **90.00**" in out
    assert "- 【豁免】**第4号要求**" in out
    assert "  - 豁免：机构改革，职能已划出（区司法局批准，至 2026-12-31）" in out


def test_markdown_is_brief_or_full_on_demand() -> None:
    gaps = [make_finding(number, possible=1) for number in range(20)]
    assert "另有 5 条，共失 5.00 分" in render("markdown", make_audit(gaps))
    assert "另有" not in render("markdown", make_audit(gaps), look=Look(full=True))
    brief = render("markdown", make_audit(gaps), look=Look(brief=True))
    assert "差距" not in brief
    assert "| 年报.txt |" in brief


def test_text_of_a_report_stays_text_in_markdown() -> None:
    for attack in (*ATTACKS, HOSTILE):
        finding = make_finding(3, Verdict.MENTIONED, possible=10, evidence=[make_evidence(attack)], title=attack)
        audit = make_audit([finding], document=make_document(attack, path=attack))
        html = to_html(render("markdown", audit))
        for tag in ("<script", "<a ", "<img", "<em", "<code>x", "<failure", "<!--", "onclick=&quot;x&quot;>"):
            assert tag not in html, attack
        assert "@" not in html
        assert html.count("<table>") == 0 or "<td>" in html


@given(st.text(min_size=1, max_size=40))
def test_escaped_text_is_rendered_as_it_was(value: str) -> None:
    rendered = MarkdownIt("commonmark").renderInline(f"甲{text(value)}乙")
    shown = plain(value).replace("@", "＠").strip()
    for sign, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        shown = shown.replace(sign, escaped)
    assert rendered.replace("＃", "#") == f"甲{shown}乙".replace("＃", "#")


# --- JUnit -----------------------------------------------------------------------------------------------------------


def read_junit(out: str) -> JUnitXml:
    return JUnitXml.fromstring(out.encode())


def properties(suite: TestSuite) -> dict[str, str]:
    return {prop.name: prop.value for prop in suite.properties()}  # type: ignore[no-untyped-call]


def test_junit_counts_what_must_or_should_be_written() -> None:
    findings = [
        make_finding(1, Verdict.EVIDENCED, evidence=[make_evidence()]),
        make_finding(2, Verdict.DESCRIBED, evidence=[make_evidence()]),
        make_finding(3, Verdict.MENTIONED, severity=Severity.SHOULD, evidence=[make_evidence(LINES[5])]),
        make_finding(4, Verdict.ABSENT),
        make_finding(5, Verdict.ABSENT, severity=Severity.MAY),
        make_finding(6, Verdict.NOT_APPLICABLE, severity=None),
        make_finding(7, Verdict.NOT_ASSESSABLE),
    ]
    audit = make_audit(findings, [make_defect(1, [make_evidence()])])
    found = read_junit(render("junit", audit, by=run(unread=[Unread("坏.txt", "读不了")])))
    suite, unread = list(found)
    assert suite.name == "柳溪街道办事处 2024 年报.txt"
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (8, 3, 2, 0)
    cases = {case.name.split("[")[1].rstrip("]"): case for case in suite}
    failing = {name for name, case in cases.items() if any(isinstance(one, Failure) for one in case.result)}
    assert failing == {"capacity.rule-3", "capacity.rule-4", "quality.no-causes"}
    skipped = {name for name, case in cases.items() if any(isinstance(one, Skipped) for one in case.result)}
    assert skipped == {"capacity.rule-6", "capacity.rule-7"}
    failure = cases["capacity.rule-3"].result[0]
    assert failure.type == "mentioned"
    assert failure.message == "仅提及：第3号要求"
    assert "补：写明第3件事做了几次" in failure.text
    assert cases["capacity.rule-3"]._elem.get("line") == "6"
    assert "失 0.60 分" in (cases["capacity.rule-2"].system_out or "")
    assert properties(suite)["band"] == audit.score.band
    assert isinstance(next(iter(unread)).result[0], Error)


def test_junit_skips_what_is_waived() -> None:
    (suite,) = read_junit(render("junit", make_audit(), by=run(waivers=WAIVERS)))
    assert (suite.failures, suite.skipped) == (1, 3)
    (waived,) = [case for case in suite if "capacity.rule-4" in case.name]
    assert "机构改革，职能已划出（区司法局批准" in waived.result[0].message
    values = properties(suite)
    assert (values["score"], values["score-after-waivers"]) == ("80.00", "90.00")


@pytest.mark.parametrize("attack", [*ATTACKS, HOSTILE])
def test_text_of_a_report_stays_text_in_junit(attack: str) -> None:
    finding = make_finding(3, Verdict.MENTIONED, possible=10, evidence=[make_evidence(attack)], title=attack)
    defect = make_defect(1, [make_evidence(attack)])
    audit = make_audit([finding], [defect], document=make_document(attack, path=attack))
    (suite,) = read_junit(render("junit", audit, by=run(make_book())))
    first, second = suite
    assert first.name == f"{plain(attack)} [capacity.rule-3]"
    assert (suite.tests, suite.failures) == (2, 2)
    assert second.result[0].text


def test_every_rule_and_every_kind_of_defect_is_a_test() -> None:
    from engine import audit, load_pack

    book = load_pack()
    result = audit(str(SEEDS / "township-2025-poor.txt"), book, backend="reference")
    (suite,) = read_junit(render("junit", result, by=run(book)))
    assert suite.tests == len(book.rules) + len(book.defects)
    binding = {Severity.MUST, Severity.SHOULD}
    gaps = [f for f in result.findings if f.verdict in {Verdict.ABSENT, Verdict.MENTIONED} and f.severity in binding]
    assert suite.failures == len(gaps) + sum(defect.severity in binding for defect in result.defects)
