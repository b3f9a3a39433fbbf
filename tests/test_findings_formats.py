"""SARIF, OSCAL, GitHub and GitLab: valid by their schemas, pointing at the right place, deaf to what reports say."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from audits import HOSTILE, LINES, TEXT, make_audit, make_book, make_defect, make_document, make_evidence, make_finding
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from outputs import ATTACKS, render, run, valid

from engine.model import Audit, Evidence, SectionKind, Severity, Span, Stance, Verdict
from reports import RENDERERS, Look, Unread, baseline, format_of_suffix, json_
from reports.fingerprint import of as fingerprints
from reports.layout import plain
from reports.places import repository_path, uri
from reports.waivers import Waiver, Waivers

if TYPE_CHECKING:
    from pathlib import Path

WAIVER = Waiver("capacity.rule-4", "*", None, "机构改革", "区司法局", date(2026, 12, 31), 1)
WAIVERS = Waivers("豁免.yaml", "ef" * 32, date(2026, 1, 1), (WAIVER,))
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Characters that a terminal or an editor acts on.
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028]")
FORMATS = ("sarif", "oscal", "gitlab")


def sarif(*audits: Audit, **options: Any) -> dict[str, Any]:
    log = valid("sarif-2.1.0", json.loads(render("sarif", *audits, **options)))
    (one,) = log["runs"]
    for result in one["results"]:
        assert (result["level"] == "none") is (result["kind"] != "fail")
    assert isinstance(one, dict)
    return one


def oscal(*audits: Audit, **options: Any) -> dict[str, Any]:
    found = valid("oscal-assessment-results", json.loads(render("oscal", *audits, **options)))["assessment-results"]
    assert isinstance(found, dict)
    return found


def gitlab(*audits: Audit, **options: Any) -> list[dict[str, Any]]:
    found = json.loads(render("gitlab", *audits, **options))
    for entry in found:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1
    assert len({entry["fingerprint"] for entry in found}) == len(found)
    assert isinstance(found, list)
    return found


def results_by_rule(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {result["ruleId"]: result for result in found["results"]}


# --- formats and suffixes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.md", "markdown"),
        ("a.sarif", "sarif"),
        ("a.sarif.json", "sarif"),
        ("A.OSCAL.JSON", "oscal"),
        ("a.gitlab.json", "gitlab"),
        ("a.json", "json"),
        ("a.xml", "junit"),
        ("a.github", "github"),
        ("a.doc", None),
    ],
)
def test_the_longest_suffix_tells_the_format(name: str, expected: str | None) -> None:
    assert format_of_suffix(name) == expected


@pytest.mark.parametrize("name", [*FORMATS, "github", "junit", "markdown"])
def test_pieces_come_with_the_reports_and_nothing_is_kept(name: str) -> None:
    made = 0

    def audits() -> Any:
        nonlocal made
        for _ in range(3):
            made += 1
            yield make_audit()

    pieces = RENDERERS[name].render(audits(), run(), Look())
    seen = [made for piece in pieces if "capacity.rule-4" in piece]
    assert seen[:3] == [1, 2, 3]


@pytest.mark.parametrize("unread", [(), (Unread("坏\udcff.txt", "读不了"),)])
def test_without_reports_the_files_are_still_valid(unread: tuple[Unread, ...]) -> None:
    by = run(unread=unread)
    found = sarif(by=by)
    assert found["results"] == []
    assert found["invocations"][0]["executionSuccessful"] is not bool(unread)
    assert len(oscal(by=by)["results"]) == 1
    assert [entry["check_name"] for entry in gitlab(by=by)] == ["fazhi.unread"] * len(unread)
    assert render("github", by=by).count("::error") == len(unread)


# --- SARIF -----------------------------------------------------------------------------------------------------------


def test_sarif_kinds_and_levels() -> None:
    findings = [
        make_finding(1, Verdict.EVIDENCED, evidence=[make_evidence()]),
        replace(make_finding(2, Verdict.EVIDENCED, evidence=[make_evidence()]), doubts=("只凭一句话",)),
        make_finding(3, Verdict.MENTIONED, severity=Severity.SHOULD, evidence=[make_evidence(LINES[5])]),
        make_finding(4, Verdict.ABSENT),
        make_finding(5, Verdict.ABSENT, severity=Severity.MAY),
        make_finding(6, Verdict.NOT_APPLICABLE, severity=None),
        make_finding(7, Verdict.NOT_ASSESSABLE),
    ]
    found = sarif(make_audit(findings, [make_defect(1, [make_evidence()])]))
    kinds = [(result["kind"], result["level"]) for result in found["results"]]
    assert kinds == [
        ("pass", "none"), ("review", "none"), ("fail", "warning"), ("fail", "error"), ("fail", "note"),
        ("notApplicable", "none"), ("open", "none"), ("fail", "warning"),
    ]  # fmt: skip
    assert "请核对：只凭一句话" in found["results"][1]["message"]["text"]
    assert found["columnKind"] == "unicodeCodePoints"
    brief = sarif(make_audit(findings), look=Look(brief=True))
    assert [result["ruleId"] for result in brief["results"]] == [f"capacity.rule-{number}" for number in (3, 4, 5)]


def test_sarif_rules_tell_a_reader_what_to_do() -> None:
    found = sarif(make_audit([]), by=run(make_book()))
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["capacity.legal-adviser", "capacity.staff-training", "quality.no-causes"]
    assert rules[0]["defaultConfiguration"]["level"] == "error"
    assert "《某地规定》第三条（待核）" in rules[0]["help"]["markdown"]
    finding = replace(make_finding(1), rule="capacity.staff-training")
    assert sarif(make_audit([finding]))["results"][0]["ruleIndex"] == 1


def test_sarif_regions_of_a_text_are_lines_and_columns_of_its_characters() -> None:
    text = "标题\n第一行𠮷野家，聘请法律顾问。尾\n末行"
    document = make_document(text, path="目录/年报 1.txt")
    start = text.index("聘请")
    evidence = Evidence(Span(start, start + 7), "聘请法律顾问。", SectionKind.MEASURES, Stance.DONE)
    across = Evidence(Span(1, 4), "题\n第", SectionKind.MEASURES, Stance.DONE)
    found = sarif(make_audit([make_finding(1, Verdict.DESCRIBED, evidence=[evidence, across])], document=document))
    (result,) = found["results"]
    where = result["locations"][0]["physicalLocation"]
    assert unquote(where["artifactLocation"]["uri"]) == "目录/年报 1.txt"
    region = where["region"]
    assert (region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]) == (2, 8, 2, 15)
    assert text[region["charOffset"] :][: region["charLength"]] == region["snippet"]["text"] == "聘请法律顾问。"
    related = result["relatedLocations"][0]["physicalLocation"]["region"]
    assert (related["startLine"], related["startColumn"], related["endLine"], related["endColumn"]) == (1, 2, 2, 2)
    assert found["artifacts"][0]["hashes"]["sha-256"] == document.sha256


def test_sarif_points_into_the_drawn_text_of_a_word_file_and_names_the_headings() -> None:
    documents = [replace(make_document(path=path), media=DOCX) for path in ("初稿.docx", "年报.docx")]
    audits = [make_audit(document=document) for document in documents]
    found = sarif(*audits)
    assert [artifact.get("parentIndex") for artifact in found["artifacts"]] == [None, 0, None, 2]
    result = found["results"][6]
    assert result["ruleId"] == "capacity.rule-1"
    (location,) = result["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": uri("年报.docx"), "index": 2}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "一、主要举措和成效"
    assert location["message"]["text"] == "第4段"
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"] == {"index": 3}
    region = related["physicalLocation"]["region"]
    assert TEXT[region["charOffset"] :][: region["charLength"]] == LINES[3]


def test_sarif_suppresses_what_is_waived() -> None:
    found = results_by_rule(sarif(make_audit(), by=run(waivers=WAIVERS)))
    assert found["capacity.rule-4"]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "机构改革（区司法局批准，至 2026-12-31）"}
    ]
    assert found["capacity.rule-3"]["suppressions"] == []
    assert "suppressions" not in results_by_rule(sarif(make_audit()))["capacity.rule-3"]
    brief = sarif(make_audit(), by=run(waivers=WAIVERS), look=Look(brief=True))
    assert list(results_by_rule(brief)) == ["capacity.rule-3"]


def test_sarif_tells_what_is_new_since_the_baseline(tmp_path: Path) -> None:
    before = make_audit(defects=[make_defect(1, [make_evidence(), make_evidence(LINES[5], SectionKind.PLAN)])])
    file = tmp_path / "基线.json"
    file.write_text(json_.render([before], make_book(), "reference"), "utf-8")
    findings = list(before.findings)
    findings[1] = make_finding(2, Verdict.ABSENT, severity=Severity.SHOULD)
    findings[2] = make_finding(3, Verdict.MENTIONED, possible=10, evidence=[make_evidence()])
    after = make_audit(findings, [make_defect(1, [make_evidence(), make_evidence(LINES[1])])])
    found = sarif(after, by=run(baseline=baseline.load(str(file))))
    states = [(result["ruleId"].rpartition(".")[2], result["baselineState"]) for result in found["results"]]
    assert states == [
        ("rule-1", "unchanged"), ("rule-2", "new"), ("rule-3", "updated"), ("rule-4", "unchanged"),
        ("rule-5", "unchanged"), ("rule-6", "unchanged"),
        ("no-causes", "unchanged"), ("no-causes", "new"), ("no-causes", "absent"),
    ]  # fmt: skip
    assert "baselineState" not in sarif(after)["results"][0]


# --- fingerprints ----------------------------------------------------------------------------------------------------


def test_fingerprints_do_not_hang_on_lines_numbers_or_typing() -> None:
    document = make_document()
    moved = TEXT.replace("一、主要举措和成效", "（三）主要举措 和成效")
    moved = moved.replace("柳溪县人民政府：", "柳溪县人民政府：\n\n\n")
    quote, retyped = LINES[3], "聘请 律师事务所担任常年法律顾问,全年出具法律意见书３１份."
    later = make_document(moved.replace(quote, retyped))
    first = make_audit(document=document)
    start = later.text.index(retyped)
    second = make_audit(document=later, outline=_with_headings(first, later))
    one = fingerprints(first, "r", [make_evidence()])
    two = fingerprints(second, "r", [replace(make_evidence(), quote=retyped, span=Span(start, start + len(retyped)))])
    assert one == two
    assert one != fingerprints(first, "s", [make_evidence()])
    assert one != fingerprints(first, "r", [make_evidence(LINES[5], SectionKind.PLAN)])


def _with_headings(audit: Audit, later: Any) -> Any:
    """Outline of a text that was edited: the same sections, where they stand now."""
    first, plan = later.text.index("（三）主要"), later.text.index("二、下一步")
    (wrapper,) = audit.outline.sections
    measures, plans = wrapper.children
    measures = replace(measures, heading=Span(first, first + 11), span=Span(first, plan))
    plans = replace(plans, heading=Span(plan, plan + 7), span=Span(plan, len(later.text)))
    wrapper = replace(wrapper, span=Span(first, len(later.text)), children=(measures, plans))
    return replace(audit.outline, sections=(wrapper,))


def test_equal_sentences_have_fingerprints_of_their_own() -> None:
    text = "同一句话。\n同一句话。\n同一句话。"
    spans = [Span(0, 5), Span(6, 11), Span(12, 17)]
    items = [Evidence(span, "同一句话。", SectionKind.MEASURES, Stance.DONE) for span in spans]
    audit = make_audit(document=make_document(text))
    three = fingerprints(audit, "r", items)
    assert len(set(three)) == 3
    assert fingerprints(audit, "r", items[:2]) == three[:2]
    assert fingerprints(audit, "r", [items[2], items[0], items[1]]) == (three[2], three[0], three[1])


# --- GitHub ----------------------------------------------------------------------------------------------------------


def commands(out: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does."""
    found = []
    for line in out.splitlines():
        match = re.fullmatch(r"::(?P<kind>error|warning|notice) (?P<values>.*?)::(?P<text>.*)", line)
        assert match, line
        values = {}
        for pair in match["values"].split(","):
            name, _, value = pair.partition("=")
            for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
                value = value.replace(code, char)
            values[name] = value
        text = match["text"].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        found.append((match["kind"], values, text))
    return found


def test_github_annotations_name_file_and_line() -> None:
    out = commands(render("github", make_audit(defects=[make_defect(2, [make_evidence()])])))
    assert [(kind, values.get("line"), values["title"]) for kind, values, _ in out] == [
        ("error", None, "未提及：第4号要求 [capacity.rule-4]"),
        ("warning", "6", "仅提及：第3号要求 [capacity.rule-3]"),
        ("notice", "4", "已写明：第2号要求 [capacity.rule-2]"),
        ("warning", "4", "文本瑕疵：有不足无原因 [quality.no-causes]"),
        ("notice", None, "年度报告检查"),
    ]
    assert out[1][1] | {"title": ""} == {
        "file": "年报.txt", "line": "6", "endLine": "6", "col": "1", "endColumn": "17", "title": "",
    }  # fmt: skip
    assert out[-1][2] == "得分 78.00 合格"
    brief = commands(render("github", make_audit(), by=run(waivers=WAIVERS), look=Look(brief=True)))
    assert [values["title"].split("：")[0] for _, values, _ in brief] == ["仅提及", "年度报告检查"]
    assert "豁免后 90.00 合格（豁免 1 条）" in brief[-1][2]


def test_github_finds_a_file_with_line_ends_in_its_name() -> None:
    audit = make_audit(document=make_document(path="年\n报\r.txt"))
    assert all("file=年%0A报%0D.txt," in line for line in render("github", audit).splitlines())


def test_github_lists_what_is_waived_as_a_notice() -> None:
    first = commands(render("github", make_audit(), by=run(waivers=WAIVERS)))[0]
    assert (first[0], first[1]["title"]) == ("notice", "【豁免】未提及：第4号要求 [capacity.rule-4]")


def attacked(attack: str) -> Audit:
    """A report that says something hostile wherever a report can say anything."""
    finding = replace(
        make_finding(3, Verdict.MENTIONED, possible=10, evidence=[make_evidence(attack)], title=attack),
        message=attack,
        because=attack,
    )
    document = make_document(attack, path=attack, title=attack)
    return make_audit([finding], [make_defect(1, [make_evidence(attack)])], document=document, errors=(attack,))


@pytest.mark.parametrize("attack", [*ATTACKS, HOSTILE, "\r\n::stop-commands::x", "，::error::,file=/etc/passwd"])
def test_text_of_a_report_stays_text_everywhere(attack: str) -> None:
    audit, by = attacked(attack), run(unread=[Unread(attack, attack)])
    out = render("github", audit, by=by)
    lines = commands(out)
    # Two problems, what failed on the way, the summary, the file that could not be read.
    assert [kind for kind, _, _ in lines] == ["error", "warning", "warning", "notice", "error"]
    assert all(set(values) <= {"file", "line", "endLine", "col", "endColumn", "title"} for _, values, _ in lines)
    assert "##[" not in out
    message = sarif(audit, by=by)["results"][0]["message"]["text"]
    assert not set("[]{}") & set(message)
    assert len(gitlab(audit, by=by)) == 3
    (result,) = oscal(audit, by=by)["results"]
    assert len(result["findings"]) == 2
    for name in FORMATS:
        assert not ACTING.search(render(name, audit, by=by))


@given(st.text(max_size=30), st.text(min_size=1, max_size=30))
def test_no_text_adds_a_workflow_command_or_a_property(text: str, title: str) -> None:
    audit = make_audit([replace(make_finding(4), message=text, title=title)])
    first, last = commands(render("github", audit))
    assert first[1]["title"] == f"未提及：{plain(title)} [capacity.rule-4]".replace("##[", "##［")
    assert set(first[1]) == set(last[1]) == {"file", "title"}


# --- GitLab ----------------------------------------------------------------------------------------------------------


def test_gitlab_severities_and_lines() -> None:
    defect = make_defect(2, [make_evidence(), make_evidence(LINES[5])])
    found = gitlab(make_audit(defects=[defect]), make_audit(document=make_document(path="./b/../c.txt")))
    assert [(entry["check_name"], entry["severity"], entry["location"]["lines"]["begin"]) for entry in found[:5]] == [
        ("capacity.rule-4", "critical", 1),
        ("capacity.rule-3", "minor", 6),
        ("capacity.rule-2", "info", 4),
        ("quality.no-causes", "minor", 4),
        ("quality.no-causes", "minor", 6),
    ]
    assert found[0]["location"]["path"] == "年报.txt"
    assert found[5]["location"]["path"] == "c.txt"
    assert "扣 2.00 分（共 2 处）" in found[3]["description"]
    waived = gitlab(make_audit(), by=run(waivers=WAIVERS))[0]
    assert waived["severity"] == "info"
    assert waived["description"].startswith("【豁免】未提及：第4号要求")
    assert waived["fingerprint"] == found[0]["fingerprint"]


def test_paths_as_code_hosts_want_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert repository_path(str(tmp_path / "报告" / "a.txt")) == "报告/a.txt"
    assert repository_path("/elsewhere/a.txt") == "/elsewhere/a.txt"
    assert repository_path("-") == "stdin"
    assert uri("/elsewhere/年 报.txt") == "file:///elsewhere/%E5%B9%B4%20%E6%8A%A5.txt"
    assert uri("a:b#c?.txt") == "a%3Ab%23c%3F.txt"


# --- OSCAL -----------------------------------------------------------------------------------------------------------


def test_oscal_keeps_what_was_seen_apart_from_what_it_means() -> None:
    found = oscal(make_audit(defects=[make_defect(2, [make_evidence()])]), by=run(waivers=WAIVERS))
    (result,) = found["results"]
    assert result["start"] == found["metadata"]["last-modified"] == "2025-01-20T00:00:00Z"
    selected = result["reviewed-controls"]["control-selections"][0]["include-controls"]
    assert [one["control-id"] for one in selected] == [f"capacity.rule-{number}" for number in (1, 2, 3, 4)]
    outside = {prop["value"]: prop["name"] for prop in result["props"] if prop["name"].startswith("not-")}
    assert outside == {"capacity.rule-5": "not-applicable", "capacity.rule-6": "not-assessable"}
    observations = {one["uuid"]: one for one in result["observations"]}
    assert len(observations) == len(result["findings"]) == 5
    states = {}
    for finding in result["findings"]:
        (related,) = finding["related-observations"]
        seen = observations[related["observation-uuid"]]
        assert seen["methods"] == ["EXAMINE"]
        assert seen["title"] == finding["title"]
        states[finding["target"]["target-id"]] = finding["target"]["status"]
    assert states["capacity.rule-2"] == {"state": "satisfied", "reason": "pass"}
    assert {states[f"capacity.rule-{number}"]["state"] for number in (3, 4)} == {"not-satisfied"}
    assert states["quality.no-causes"]["state"] == "not-satisfied"
    waived = next(one for one in result["findings"] if one["target"]["target-id"] == "capacity.rule-4")
    assert {"waived-by", "waived-until"} <= {prop["name"] for prop in waived["props"]}
    evidence = result["observations"][0]["relevant-evidence"][0]
    assert evidence["description"] == LINES[3]
    resources = {f"#{one['uuid']}" for one in found["back-matter"]["resources"]}
    assert {evidence["href"], found["import-ap"]["href"]} <= resources


def test_oscal_identifiers_are_stable_and_never_shared() -> None:
    audits = [make_audit(), make_audit()]
    out = render("oscal", *audits)
    uuids = re.findall(r'"uuid": "([0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"', out)
    assert len(uuids) == out.count('"uuid"') == len(set(uuids))


def test_oscal_of_an_undated_report_says_so() -> None:
    found = oscal(make_audit(document=make_document("无日期")))
    assert found["results"][0]["start"] == "1970-01-01T00:00:00Z"
