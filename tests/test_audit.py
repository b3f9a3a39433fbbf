"""Whole reports through all stages: what the seeds must give, and laws that hold for any report."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from packs import law

from engine.examples import text_document
from engine.infer import available
from engine.model import Audit, Level, SectionKind, Span, Verdict
from engine.pipeline import audit
from engine.read import read
from engine.rulebook import Rulebook, load_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
SEEDS = tuple(sorted(path.stem for path in (ROOT / "seeds").glob("*.txt")))
LADDER = (Verdict.ABSENT, Verdict.MENTIONED, Verdict.DESCRIBED, Verdict.EVIDENCED)
SATISFIED = {Verdict.DESCRIBED, Verdict.EVIDENCED}
every_seed = pytest.mark.parametrize("seed", SEEDS)
needs_rete = pytest.mark.skipif("rete" not in available(), reason="the C module of durable-rules is not to be had here")


@cache
def book() -> Rulebook:
    return load_pack()


@cache
def audited(seed: str) -> Audit:
    return audit(ROOT / "seeds" / f"{seed}.txt", book(), backend="reference")


@cache
def expected(seed: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load((ROOT / "seeds" / f"{seed}.expect.yaml").read_text("utf-8"))
    return loaded


def verdicts(result: Audit) -> dict[str, Verdict]:
    return {finding.rule: finding.verdict for finding in result.findings}


def again(result: Audit, text: str) -> Audit:
    """The audit of a changed text, taken for the same body and year."""
    level, year = result.outline.level.value, result.outline.years.value[-1]
    return audit(text_document("改后.txt", text), book(), level=level, year=year, backend="reference")


# --- what the seeds must give ----------------------------------------------------------------------------------------


def test_every_level_has_a_seed_and_every_seed_its_expected_verdicts() -> None:
    assert len(SEEDS) >= 6
    assert {expected(seed)["level"] for seed in SEEDS} >= {"street", "township", "department", "county", "city"}
    assert {path.name for path in (ROOT / "seeds").glob("*.expect.yaml")} == {f"{seed}.expect.yaml" for seed in SEEDS}
    assert all(len(expected(seed)["verdicts"]) >= 100 for seed in SEEDS)


@every_seed
def test_a_seed_is_understood_as_expected(seed: str) -> None:
    want, outline = expected(seed), audited(seed).outline
    assert outline.level.value == want["level"]
    assert list(outline.years.value) == want["years"]
    assert outline.issuer.value == want["issuer"]
    assert [section.kind.value for section in outline.sections] == want["sections"]


@every_seed
def test_expected_verdicts_name_rules_of_the_pack(seed: str) -> None:
    known = {rule.id for rule in book().rules}
    want = expected(seed)
    assert set(want["verdicts"]) | set(want["evidence"]) | set(want["split"]) <= known
    assert set(want["verdicts"]) & set(want["split"]) == set()
    text = audited(seed).document.text
    assert [quote for quote in want["evidence"].values() if quote not in text] == []


@dataclass(frozen=True)
class Agreement:
    """Agreement of verdicts on the ladder, as (wanted, got)."""

    pairs: tuple[tuple[Verdict, Verdict], ...]

    @property
    def satisfied_f1(self) -> float:
        hits = Counter((want in SATISFIED, got in SATISFIED) for want, got in self.pairs)
        return 2 * hits[True, True] / (2 * hits[True, True] + hits[False, True] + hits[True, False])

    @property
    def kappa(self) -> float:
        """Cohen's kappa with quadratic weights."""
        ranks = [(LADDER.index(want), LADDER.index(got)) for want, got in self.pairs]
        size = len(ranks)
        wanted, got = Counter(one for one, _ in ranks), Counter(one for _, one in ranks)
        seen = Fraction(sum((one - other) ** 2 for one, other in ranks), size)
        chance = sum(
            Fraction(wanted[one] * got[other] * (one - other) ** 2, size**2) for one in wanted for other in got
        )
        return float(1 - seen / chance)


@cache
def agreement(*seeds: str) -> Agreement:
    pairs = []
    for seed in seeds:
        found = verdicts(audited(seed))
        for rule, name in expected(seed)["verdicts"].items():
            want, got = Verdict(name), found[rule]
            if want in LADDER:
                pairs.append((want, got if got in LADDER else Verdict.ABSENT))
    return Agreement(tuple(pairs))


def test_agreement_measures_what_it_says() -> None:
    low, high = Verdict.ABSENT, Verdict.EVIDENCED
    assert Agreement(((low, low), (high, high))).kappa == Agreement(((low, low), (high, high))).satisfied_f1 == 1
    assert Agreement(((low, high), (high, low))).kappa == -1
    assert Agreement(((high, high), (low, high), (high, low))).satisfied_f1 == pytest.approx(0.5)


def test_the_seeds_as_a_whole_are_judged_as_expected() -> None:
    found = agreement(*SEEDS)
    assert len(found.pairs) > 600
    assert found.satisfied_f1 >= 0.95
    assert found.kappa >= 0.90


@every_seed
def test_a_seed_is_judged_as_expected(seed: str) -> None:
    assert agreement(seed).satisfied_f1 >= 0.90
    assert agreement(seed).kappa >= 0.80


@every_seed
def test_what_binds_and_what_can_be_judged_is_as_expected(seed: str) -> None:
    found = verdicts(audited(seed))
    outside = {Verdict.NOT_APPLICABLE, Verdict.NOT_ASSESSABLE}
    wrong = {
        rule: (name, found[rule])
        for rule, name in expected(seed)["verdicts"].items()
        if (Verdict(name) in outside or found[rule] in outside) and name != found[rule]
    }
    assert wrong == {}


def test_evidence_is_found_where_a_reader_finds_it() -> None:
    hits = total = 0
    for seed in SEEDS:
        result = audited(seed)
        text = result.document.text
        for finding in result.findings:
            quote = expected(seed)["evidence"].get(finding.rule)
            if quote is None or finding.verdict not in SATISFIED:
                continue
            want = Span(text.index(quote), text.index(quote) + len(quote))
            total += 1
            hits += any(one.span.overlaps(want) for one in finding.evidence)
    assert total > 300
    assert hits / total >= 0.90


# --- laws that hold for any report -----------------------------------------------------------------------------------


@every_seed
def test_every_rule_has_one_verdict_in_the_order_of_the_pack(seed: str) -> None:
    assert [finding.rule for finding in audited(seed).findings] == [rule.id for rule in book().rules]
    assert sum(audited(seed).count(verdict) for verdict in Verdict) == len(book().rules)


def check_quotes(result: Audit) -> None:
    """Quotes are the text where they say they stand, short, and none of one owner overlaps another."""
    proofs = [finding.evidence for finding in result.findings] + [defect.evidence for defect in result.defects]
    for proof in proofs:
        for one in proof:
            assert one.quote == result.document.text[one.span.start : one.span.end]
            assert 0 < len(one.quote) <= 200
        spans = [one.span for one in proof]
        assert not any(span.overlaps(other) for number, span in enumerate(spans) for other in spans[:number])


@every_seed
def test_quotes_stand_in_the_text_where_they_say_and_are_short(seed: str) -> None:
    check_quotes(audited(seed))


@law(25)
@given(seed=st.sampled_from(SEEDS), data=st.data(), joined=st.sampled_from(["\n", "", "\n\n  "]))
def test_a_report_cut_and_shuffled_is_still_audited(seed: str, data: st.DataObject, joined: str) -> None:
    lines = audited(seed).document.text.split("\n")
    kept = data.draw(st.lists(st.sampled_from(range(len(lines))), max_size=40))
    cut = data.draw(st.integers(0, 60))
    result = audit(text_document("x", joined.join(lines[number][cut:] for number in kept)), book(), backend="reference")
    check_quotes(result)
    assert [finding.rule for finding in result.findings] == [rule.id for rule in book().rules]
    assert 0 <= result.score.total <= 100


@every_seed
def test_a_verdict_that_counts_has_its_proof_and_one_that_does_not_has_none(seed: str) -> None:
    omitted = {"outline.no-secret-no-privacy"}
    for finding in audited(seed).findings:
        if finding.verdict in LADDER[1:]:
            assert finding.evidence or finding.rule in omitted or "结构" in finding.because, finding.rule
        else:
            assert finding.evidence == ()
        assert finding.because


@every_seed
def test_points_lost_and_deductions_add_up(seed: str) -> None:
    result = audited(seed)
    lost = sum((finding.lost for finding in result.findings), Fraction(0))
    deducted = sum((defect.deduction for defect in result.defects), Fraction(0))
    assert lost + deducted == 100 - result.score.total


def test_messages_of_defects_are_sentences() -> None:
    messages = {defect.message for seed in SEEDS for defect in audited(seed).defects}
    assert {message for message in messages if not message.endswith("。")} == set()


def test_poor_reports_score_below_good_ones() -> None:
    poor = [audited(seed).score.total for seed in SEEDS if seed.endswith("poor")]
    good = [audited(seed).score.total for seed in SEEDS if not seed.endswith("poor")]
    assert poor
    assert max(poor) < 60 < min(good)


@needs_rete
@every_seed
def test_both_engines_give_the_same_audit(seed: str) -> None:
    other = audit(ROOT / "seeds" / f"{seed}.txt", book(), backend="rete")
    assert other.backend == "rete"
    document = replace(other.document, path=audited(seed).document.path)
    assert replace(other, backend="reference", document=document) == audited(seed)


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_hashes() -> None:
    outputs = {
        subprocess.run(  # noqa: S603 - our own interpreter and program
            [
                sys.executable,
                "-c",
                "import sys; from reports.cli import main; sys.exit(main())",
                "audit",
                *names,
                "-f",
                "json",
            ],
            capture_output=True,
            check=True,
            cwd=ROOT / "seeds",
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for hash_seed in ("1", "2")
        for names in [[f"{seed}.txt" for seed in SEEDS[:4]]]
    }
    assert len(outputs) == 1
    assert outputs.pop().startswith(b"{")


@pytest.mark.parametrize("order", ["backwards", "by title"])
@pytest.mark.parametrize("seed", SEEDS[:3])
def test_the_order_of_rules_changes_no_verdict_and_no_proof(seed: str, order: str) -> None:
    rules = book().rules[::-1] if order == "backwards" else tuple(sorted(book().rules, key=lambda rule: rule.title))
    shuffled = replace(book(), rules=rules, defects=book().defects[::-1])
    other = audit(ROOT / "seeds" / f"{seed}.txt", shuffled, backend="reference")
    assert [finding.rule for finding in other.findings] == [rule.id for rule in rules]
    assert {finding.rule: finding for finding in other.findings} == {
        finding.rule: finding for finding in audited(seed).findings
    }
    assert set(other.defects) == set(audited(seed).defects)
    assert other.score.total == audited(seed).score.total


# --- changes that must change nothing, or only downwards -------------------------------------------------------------


def substance() -> set[str]:
    """Rules about what was done; those about the form of the report look at its parts."""
    return {rule.id for rule in book().rules if rule.group != "outline"}


@every_seed
def test_wide_digits_and_blanks_change_no_verdict(seed: str) -> None:
    wide = audited(seed).document.text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    lines = ["　" + " ".join(line[start : start + 7] for start in range(0, len(line), 7)) for line in wide.split("\n")]
    other = again(audited(seed), "\n\n".join(lines))
    assert verdicts(other) == verdicts(audited(seed))
    assert {defect.id for defect in other.defects} == {defect.id for defect in audited(seed).defects}


@every_seed
def test_a_plan_that_repeats_what_was_done_raises_nothing(seed: str) -> None:
    result = audited(seed)
    text = result.document.text
    done = [
        one.quote.replace("\n", "")
        for finding in result.findings
        for one in finding.evidence[:1]
        if one.section is SectionKind.MEASURES
    ]
    assert done
    end = max(section.span.end for section in result.outline.sections)
    plan = "\n九、下一步工作安排\n" + "\n".join(f"{quote}。" for quote in dict.fromkeys(done)) + "\n"
    other = verdicts(again(result, text[:end] + plan + text[end:]))
    before = verdicts(result)
    raised = {
        rule: (before[rule], other[rule])
        for rule in substance()
        if before[rule] in LADDER and LADDER.index(other[rule]) > LADDER.index(before[rule])
    }
    assert raised == {}


@every_seed
def test_work_that_is_only_planned_is_no_more_than_mentioned(seed: str) -> None:
    result = audited(seed)
    text = result.document.text
    work = [
        text[section.heading.end : section.span.end]
        for section in result.outline.sections
        if section.kind is SectionKind.MEASURES
    ]
    body = "\n".join(line for part in work for line in part.split("\n"))
    other = again(result, f"{result.outline.issuer.value}法治政府建设年度报告\n一、下一步工作打算\n{body}")
    plans = other.outline.of(SectionKind.PLAN)
    assert sum(len(section.span) for section in plans) >= 0.9 * len(body)
    risen = {rule: verdict for rule, verdict in verdicts(other).items() if rule in substance() and verdict in SATISFIED}
    assert risen == {}
    assert other.score.total < result.score.total


@every_seed
def test_taking_the_body_of_the_report_away_raises_nothing(seed: str) -> None:
    result = audited(seed)
    text = result.document.text
    parts = [section.span for section in result.outline.sections if section.kind is SectionKind.MEASURES]
    for span in sorted(parts, reverse=True):
        text = text[: span.start] + text[span.end :]
    other = again(result, text)
    before = verdicts(result)
    raised = {
        rule: (before[rule], verdict)
        for rule, verdict in verdicts(other).items()
        if rule in substance() and before[rule] in LADDER and verdict in LADDER
        if LADDER.index(verdict) > LADDER.index(before[rule])
    }
    assert raised == {}
    assert other.score.total < result.score.total


def test_level_and_year_given_by_the_user_decide_which_rules_bind() -> None:
    document = read(str(ROOT / "seeds" / f"{SEEDS[0]}.txt"))
    for level in Level:
        for year in (2021, 2025):
            result = audit(document, book(), level=level, year=year, backend="reference")
            unbound = {rule.id for rule in book().rules if not rule.binds(level, year)}
            left_out = {rule for rule, verdict in verdicts(result).items() if verdict is Verdict.NOT_APPLICABLE}
            assert unbound <= left_out
            assert all(finding.severity is not None for finding in result.findings if finding.rule not in left_out)


@pytest.mark.parametrize("text", ["", "\n\n", "法", "《" * 400, "一、" * 400, "1" * 3000, "聘请法律顾问3名。" * 300])
def test_any_text_is_audited(text: str) -> None:
    result = audit(text_document("x", text), book(), backend="reference")
    assert len(result.findings) == len(book().rules)
    assert 0 <= result.score.total < 60


@pytest.mark.parametrize(("year", "nearest"), [(2027, 2025), (2019, 2021)])
def test_a_year_that_the_pack_does_not_cover_is_judged_by_the_nearest_and_said(year: int, nearest: int) -> None:
    report = text_document("报告.txt", "青禾街道办事处法治政府建设年度报告\n一、主要做法\n全年立案12件。\n")
    found = audit(report, book(), year=year)
    (caution,) = found.errors
    assert f"报告年度是{year}年" in caution
    assert f"暂按{nearest}年度" in caution
    assert [one.verdict for one in found.findings] == [
        one.verdict for one in audit(report, book(), year=nearest).findings
    ]
    assert audit(report, book(), year=nearest).errors == ()


# --- a text that is no report ----------------------------------------------------------------------------------------

FOLDERS = (ROOT / "seeds", *(ROOT / "tests" / "bench" / name for name in ("crosscheck", "trials")))
REPORTS = tuple(path for folder in FOLDERS for path in folder.glob("*.txt"))
OTHERS = {
    "notice": """关于报送2024年度法治政府建设年度报告的通知
各镇人民政府、各街道办事处，县直各部门：
根据《法治政府建设与责任落实督察工作规定》要求，现就报送2024年度法治政府建设年度报告有关事项通知如下：
一、报送内容
包括主要举措和成效、存在的不足和原因、党政主要负责人履行推进法治建设第一责任人职责情况、下一年度安排。
二、报送时限
请于2025年1月20日前报送县委依法治县办，并于2025年3月31日前在门户网站公开。
中共柳溪县委全面依法治县委员会办公室
2025年1月5日
""",
    "disclosure": """柳溪县青禾街道办事处2024年政府信息公开工作年度报告
一、总体情况
2024年，我街道认真贯彻《政府信息公开条例》，主动公开信息326条，其中政策法规类12条。
二、收到和处理政府信息公开申请情况
收到申请3件，均按期答复。
三、政府信息公开行政复议、行政诉讼情况
未发生行政复议、行政诉讼。
四、存在的主要问题及改进情况
一是公开内容不够丰富。二是公开形式单一。下一步，将加强培训。
""",
    "safety": """青禾街道2024年安全生产工作总结
一、主要工作
（一）加强领导。党工委书记多次召开会议研究安全生产。
（二）强化检查。全年检查企业320家次，整改隐患512处。
二、存在问题
一是部分企业主体责任不落实。二是执法力量不足。
三、下一步打算
继续加强检查，开展培训。
""",
    "users": "root:x:0:0:root:/root:/bin/bash\n" * 40,
}


def said_unlike(result: Audit) -> bool:
    return any(error.startswith("这不像法治政府建设年度报告") for error in result.errors)


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_a_text_that_is_no_report_is_said_to_be_none(text: str) -> None:
    assert said_unlike(audit(text_document("文件", text), load_pack(), backend="reference"))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_report_is_said_to_be_none_even_without_title_and_most_of_its_text(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    for part in (lines, lines[2:], lines[2 : len(lines) * 2 // 3]):
        assert not said_unlike(audit(text_document("报告", "\n".join(part)), load_pack(), backend="reference"))
