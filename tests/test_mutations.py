"""Reports changed in ways whose effect is known beforehand, each change held to its law."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from bench.ablation import without_periods, without_sections, without_stance
from bench.forms import FORMS, Form, renumbered, split, swapped, understood
from bench.labels import SEEDS
from bench.mutations import (
    PARTS,
    REWRITINGS,
    Breach,
    Rewriting,
    breach,
    by_residents,
    drop,
    drop_part,
    drop_sentences,
    in_title_marks,
    led_by,
    move_to_plan,
    plan,
    rises,
    since_long,
    strip_counts,
)
from bench.proofs import SATISFIED, alone, chosen, examined, examined_as, verdicts_of
from msgspec.structs import replace

from engine.model import SectionKind, Span, Verdict
from engine.rulebook import load_pack
from engine.rulebook.rule import Compound, Reaches

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.examination import Examination
    from engine.rulebook import Rulebook

NAMES = sorted(path.stem for path in SEEDS.glob("*.txt"))
#: Findings of each seed whose proof is rewritten.
MOST = 15
every_seed = pytest.mark.parametrize("seed", NAMES)


@cache
def book() -> Rulebook:
    return load_pack()


@cache
def report(seed: str) -> Examination:
    return examined((SEEDS / f"{seed}.txt").read_text("utf-8"), book())


# Parts taken out


def part_breaches(seed: str, kind: SectionKind) -> dict[str, object]:
    before = report(seed)
    after = examined_as(before, drop_part(before, kind), book()).judgement.verdicts
    broken: dict[str, object] = {rule: f"still {after[rule]}" for rule in PARTS[kind] if after[rule] in SATISFIED}
    for rule in book().rules:
        old, new = before.judgement.verdicts[rule.id], after[rule.id]
        if rule.group != "outline" and rises(old, new):
            broken[rule.id] = f"{old} → {new}"
    return broken


@every_seed
@pytest.mark.parametrize("kind", PARTS)
def test_a_part_taken_out_fails_its_rule_and_helps_no_other(seed: str, kind: SectionKind) -> None:
    if not report(seed).outline.of(kind):
        pytest.skip("the report has no such part")
    assert not part_breaches(seed, kind)


def test_most_seeds_have_every_part() -> None:
    for kind in PARTS:
        assert sum(bool(report(seed).outline.of(kind)) for seed in NAMES) >= 6


# Sentences rewritten


def rewriting_breaches(seed: str, rewriting: Rewriting) -> dict[str, object]:
    found = (breach(rewriting, report(seed), book(), rule) for rule in chosen(report(seed), book(), seed, MOST))
    return {one.rule: str(one) for one in found if one}


@every_seed
@pytest.mark.parametrize("rewriting", REWRITINGS, ids=lambda rewriting: rewriting.name)
def test_a_verdict_gives_way_with_its_proof(seed: str, rewriting: Rewriting) -> None:
    assert not rewriting_breaches(seed, rewriting)


@pytest.mark.parametrize("rewriting", REWRITINGS, ids=lambda rewriting: rewriting.name)
def test_every_rewriting_touches_many_findings(rewriting: Rewriting) -> None:
    touched = sum(
        rewriting.change(report(seed), rule) != report(seed).document.text
        for seed in NAMES
        for rule in chosen(report(seed), book(), seed, MOST)
    )
    assert touched >= 40


@pytest.mark.parametrize(
    ("change", "without"),
    [
        ("plan", without_stance),
        ("move-to-plan", without_stance),
        ("move-to-plan", without_sections),
        ("since-long", without_periods),
    ],
)
def test_the_laws_catch_an_engine_that_lacks_a_capability(change: str, without: Callable[[], object]) -> None:
    rewriting = next(one for one in REWRITINGS if one.name == change)
    with without():  # type: ignore[attr-defined]  # a context manager
        assert len(rewriting_breaches("street-2024", rewriting)) >= MOST // 2


# Changes of form


def form_breaches(seed: str, form: Form) -> dict[str, object]:
    before, after = understood(report(seed)), understood(examined(form.change(report(seed)), book()))
    return {
        what: f"{before.get(what)} → {after.get(what)}"
        for what in sorted(before.keys() | after.keys())
        if before.get(what) != after.get(what) and what not in form.may_change
    }


@every_seed
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_form_changes_nothing(seed: str, form: Form) -> None:
    assert not form_breaches(seed, form)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_changes_the_text_of_nearly_every_seed(form: Form) -> None:
    assert sum(form.change(report(seed)) != report(seed).document.text for seed in NAMES) >= len(NAMES) - 1


def test_rules_that_may_change_when_paragraphs_are_cut_look_at_whole_items() -> None:
    form = next(one for one in FORMS if one.change is split)
    for rule_id in form.may_change:
        rule = book().rule(rule_id)
        assert rule is not None
        assert any(signal.scope == "item" for signal in rule.signals), rule_id


# The changes themselves

TEXT = """\
柳溪县柳溪镇人民政府2024年法治政府建设情况报告
一、主要举措和成效
（一）学法
聘请法律顾问2名，全年出具法律意见书31份。一是召开会议两次；二是公布第三批清单。
1.邀请律师讲课
律师讲课3次。
（二）普法
开展宪法宣传活动6场，参加群众400余人，发放材料，解答咨询，布置展板，全镇各村都有人到场，反响很好，群众说这样的活动应当多办，镇里已经答应。\
镇司法所随后回访了其中一些群众，听取他们对活动内容和时间的意见，并把意见转给各村，作为安排后面活动的参考，各村表示支持并且愿意提供场地，这件事情就这样定了下来。
二、存在的不足
培训不够。
三、2025年工作安排
继续努力。
柳溪镇人民政府
2025年1月20日
"""


@cache
def small() -> Examination:
    return examined(TEXT, book())


ADVISER = "capacity.legal-adviser"
OPINIONS = "聘请法律顾问2名，全年出具法律意见书31份。"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("absent", "mentioned", True),
        ("evidenced", "described", False),
        ("described", "described", False),
        ("not-assessable", "mentioned", True),
        ("absent", "not-assessable", False),
        ("absent", "not-applicable", True),
        ("not-applicable", "evidenced", False),
        ("not-applicable", "not-applicable", False),
    ],
)
def test_what_counts_as_a_rise(before: str, after: str, expected: bool) -> None:
    assert rises(Verdict(before), Verdict(after)) is expected


def test_drop_takes_out_the_ranges_only() -> None:
    assert drop("甲乙丙丁戊", [Span(3, 4), Span(0, 2)]) == "丙戊"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("召开会议。", "将召开会议。"),
        ("一是召开会议。", "一是将召开会议。"),
        ("（二）召开会议。", "（二）将召开会议。"),
        ("3.召开会议。", "3.将召开会议。"),
        ("3.5万人参加。", "将3.5万人参加。"),
        ("将召开会议。", "将召开会议。"),
    ],
)
def test_words_are_put_before_a_sentence_once_and_after_its_number(sentence: str, expected: str) -> None:
    assert led_by("将")(sentence) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (drop_sentences, "（一）学法\n一是召开会议两次"),
        (plan, "（一）学法\n下一步，将聘请法律顾问2名，全年出具法律意见书31份。一是"),
        (since_long, "（一）学法\n自2013年以来，聘请法律顾问2名，出具法律意见书31份。一是"),
        (strip_counts, "（一）学法\n聘请法律顾问若干名，全年出具法律意见书若干份。一是"),
        (in_title_marks, "（一）学法\n聘请《法律顾问》2名"),
        (by_residents, "（一）学法\n群众自发聘请法律顾问2名"),
        (move_to_plan, "继续努力。\n聘请法律顾问2名，全年出具法律意见书31份。\n柳溪镇人民政府"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_proves_a_verdict_is_changed(change: Callable[[Examination, str], str], expected: str) -> None:
    changed = change(small(), ADVISER)
    assert expected in changed
    assert changed.count("法律意见书") == (0 if change is drop_sentences else 1)
    assert "柳溪镇人民政府\n2025年1月20日" in changed


def test_counts_are_told_from_dates_ordinals_and_numbers_of_documents() -> None:
    words = (
        "2024年3月5日召开第36次会议，第三次听证会，印发〔2024〕9号，办件2.3万件、两批，率98.3%，唯一一项，3，120人次。"
    )
    text = TEXT.replace(OPINIONS, "聘请法律顾问2名，" + words)
    changed = strip_counts(examined(text, book()), ADVISER)
    assert "2024年3月5日召开第36次会议，第三次听证会，印发〔2024〕9号" in changed
    assert "办件若干件、若干批，率若干，唯一若干项，若干人次。" in changed


def test_headings_get_other_numbers() -> None:
    changed = renumbered(small()).split("\n")
    lines = TEXT.split("\n")
    assert changed[1:7] == ["三、主要举措和成效", "1.学法", lines[3], "（1）邀请律师讲课", lines[5], "2.普法"]


def test_sub_sections_change_places() -> None:
    changed = swapped(small())
    assert changed.index("（二）普法") < changed.index("（一）学法") < changed.index("二、存在的不足")
    assert sorted(changed) == sorted(small().document.text)


def test_a_long_paragraph_is_cut_once_at_a_full_stop() -> None:
    assert split(small()) == small().document.text.replace("镇里已经答应。", "镇里已经答应。\n")


def test_a_rule_alone_keeps_the_rules_it_looks_at() -> None:
    other = "party.xi-thought"
    looks = Compound(Verdict.DESCRIBED, (Reaches(other, Verdict.DESCRIBED),), ())
    rules = tuple(replace(rule, compounds=(looks,)) if rule.id == ADVISER else rule for rule in book().rules)
    assert {rule.id for rule in alone(replace(book(), rules=rules), ADVISER).rules} == {ADVISER, other}
    assert alone(book(), ADVISER).rules == (book().rule(ADVISER),)


@every_seed
def test_a_rule_alone_is_judged_as_in_the_pack(seed: str) -> None:
    for rule in chosen(report(seed), book(), seed, 5):
        again = examined_as(report(seed), report(seed).document.text, alone(book(), rule))
        assert again.judgement.verdicts[rule] is report(seed).judgement.verdicts[rule]


def test_a_breach_names_the_rule_and_what_it_stood_on() -> None:
    assert (
        str(Breach("a.b", Verdict.EVIDENCED, Verdict.DESCRIBED, ("甲。", "乙。")))
        == "a.b: evidenced → described: 甲。 / 乙。"
    )


def test_defects_found_are_among_what_may_not_change() -> None:
    seed = report("street-2025-poor")
    assert seed.judgement.found
    assert set(seed.judgement.found) <= set(verdicts_of(seed))
