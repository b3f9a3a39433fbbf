"""The JSON contract: its keys, its sums to the hundredth, and text that survives any reader."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from audits import HOSTILE, TEXT, make_audit, make_book, make_defect, make_document, make_evidence, make_finding
from hypothesis import given
from hypothesis import strategies as st

from engine.model import Audit, Verdict
from reports import Unread, json_
from reports.shares import apportion, hundredths, number, shares

VERDICTS = [Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED, Verdict.NOT_APPLICABLE]


def render(*audits: Audit, unread: tuple[Unread, ...] = ()) -> dict[str, Any]:
    text = json_.render(audits, make_book(), "reference", unread)
    assert text.endswith("}\n")
    text.encode()
    found = json.loads(text)
    assert json.dumps(found, ensure_ascii=False, indent=1).count("\n") == text.count("\n") - 1
    assert isinstance(found, dict)
    return found


def test_contract_keys() -> None:
    found = render(make_audit(defects=[make_defect(2, [make_evidence()])]), unread=(Unread("缺.txt", "找不到"),))
    assert list(found) == ["schema", "manifest", "audits", "errors"]
    assert found["schema"] == "fazhi.audit/1"
    pack = {"id": "2021-2025", "version": "1.0", "sha256": "cd" * 32}
    manifest = found["manifest"]
    assert isinstance(manifest, dict)
    assert manifest["backend"] == "reference"
    assert manifest["pack"] == pack
    assert {"tool", "version"} <= set(manifest)
    assert found["errors"] == [{"path": "缺.txt", "message": "找不到"}]
    (audit,) = found["audits"]
    document = audit["document"]
    assert document["level"] == "street"
    assert document["level_reason"] == "机关名称含“街道”"
    assert document["level_sure"] is True
    assert document["years"] == [2024]
    assert document["issuer"] == "柳溪街道办事处"
    assert document["addressee"] == "柳溪县人民政府："
    assert document["signed"] == "2025-01-20"
    assert document["posted"] is None
    assert [section["kind"] for section in document["sections"]] == ["measures", "plan"]
    assert document["sections"][0]["heading"] == "一、主要举措和成效"
    assert set(audit["score"]) >= {"total", "band", "earned", "possible", "deducted", "groups", "verdicts"}
    assert sum(audit["score"]["verdicts"].values()) == len(audit["findings"]) == 6
    finding = audit["findings"][0]
    keys = "rule title verdict severity points possible basis message advice evidence because"
    assert set(finding) >= set(keys.split())
    assert finding["basis"][1] == {"source": "某地规定", "clause": "第三条", "verified": False}
    for evidence in finding["evidence"] + audit["defects"][0]["evidence"]:
        assert TEXT[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert audit["errors"] == []


def test_no_report_gives_an_empty_list() -> None:
    assert render()["audits"] == []


def test_streamed_pieces_are_the_document() -> None:
    audits = [make_audit(), make_audit()]
    found = render(*audits)
    assert len(found["audits"]) == 2
    assert json_.render(audits, make_book(), "rete") == json_.render(audits, make_book(), "rete")


def test_hostile_text_keeps_its_value_but_stays_inert() -> None:
    document = make_document(HOSTILE, path="坏\udcff.txt")
    text = json_.render(
        [make_audit([make_finding(evidence=[make_evidence(HOSTILE)])], document=document)], make_book(), "rete"
    )
    for char in "\x1b\x9b\u202e\u2066\u200b\u2028\x07\x00":
        assert char not in text
    text.encode()
    audit = json.loads(text)["audits"][0]
    assert audit["findings"][0]["evidence"][0]["quote"] == HOSTILE
    assert audit["document"]["path"] == "坏\udcff.txt"


fractions = st.fractions(min_value=0, max_value=30, max_denominator=400)


@st.composite
def scored(draw: st.DrawFn) -> Audit:
    weights = draw(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(VERDICTS)), min_size=1, max_size=120))
    base = sum(weight for weight, verdict in weights if verdict is not Verdict.NOT_APPLICABLE)
    findings = [
        make_finding(place, verdict, possible=Fraction(100 * weight, base or 1))
        for place, (weight, verdict) in enumerate(weights)
    ]
    earned = sum((finding.points for finding in findings), Fraction())
    deductions = draw(st.lists(fractions, max_size=4))
    room = min(Fraction(20), earned)
    while sum(deductions, Fraction()) > room:
        deductions = deductions[:-1]
    return make_audit(findings, [make_defect(deduction) for deduction in deductions])


@given(scored())
def test_points_lost_and_deducted_add_up_to_the_hundredth(audit: Audit) -> None:
    (found,) = render(audit)["audits"]
    cents = [(round(f["points"] * 100), round(f["possible"] * 100)) for f in found["findings"]]
    lost = sum(possible - points for points, possible in cents)
    deducted = sum(round(defect["deduction"] * 100) for defect in found["defects"])
    total = round(found["score"]["total"] * 100)
    base = sum(possible for _, possible in cents)
    assert base in {0, 10000}
    assert lost + deducted == base - total
    for (points, possible), finding in zip(cents, found["findings"], strict=True):
        assert 0 <= points <= possible
        if finding["verdict"] == "evidenced":
            assert points == possible
        if finding["verdict"] == "absent":
            assert points == 0


@given(scored())
def test_rounding_moves_no_number_by_more_than_a_hundredth(audit: Audit) -> None:
    rounded = shares(audit)
    exact = [(f.points, f.lost) for f in audit.findings]
    for (points, lost), got_points, got_lost in zip(exact, rounded.points, rounded.lost, strict=True):
        assert abs(points * 100 - got_points) < 1
        assert abs(lost * 100 - got_lost) < 1


@given(st.lists(fractions), st.integers(-5, 5))
def test_apportioned_values_reach_the_target_where_they_can(values: list[Fraction], off: int) -> None:
    target = hundredths(sum(values, Fraction())) + off
    got = apportion(values, target)
    floors = [value * 100 // 1 for value in values]
    reach = sum(value * 100 != floor for value, floor in zip(values, floors, strict=True))
    assert sum(got) == min(max(target, sum(floors)), sum(floors) + reach)


def test_numbers_are_written_with_two_decimals() -> None:
    assert [number(value) for value in (0, 5, 185, 10000, -7)] == ["0.00", "0.05", "1.85", "100.00", "-0.07"]
