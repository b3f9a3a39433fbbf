"""The pack that comes with the program: every example gives its verdict, every text is fit to be shown."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from packs import book_of, finding_on

from engine.examples import ExampleResult, check_examples
from engine.model import Level, Severity, Verdict
from engine.rulebook import DEFAULT_PACK, Rulebook, load_pack
from engine.rulebook.loader import HOME

#: The requirements whose ids are fixed: gold data, reports and waivers refer to them.
CATALOGUE = tuple((Path(__file__).parent / "data" / "catalogue-ids.txt").read_text("utf-8").split())
SATISFIED = {Verdict.DESCRIBED, Verdict.EVIDENCED}
#: Rules that are met by what a report leaves out: there is but one way to do so.
MET_BY_OMISSION = {"outline.no-secret-no-privacy"}
LATIN = {"Word", "PDF", "WPS", "OFD", "HTML", "AI", "App", "APP", "LED", "OA", "DeepSeek", "UTF"}


@cache
def book() -> Rulebook:
    return load_pack()


@cache
def results() -> tuple[ExampleResult, ...]:
    return check_examples(book())


def failures(*owners: str) -> list[str]:
    return [
        f"{one.file}:{one.line} {one.expected} ≠ {one.got}：{one.text}"
        for one in results()
        if one.rule in owners and not one.passed
    ]


@pytest.mark.parametrize("rule", CATALOGUE)
def test_every_example_of_a_rule_gives_its_verdict(rule: str) -> None:
    assert any(one.rule == rule for one in results())
    assert failures(rule) == []


def test_every_example_of_the_rules_beyond_the_catalogue_gives_its_verdict() -> None:
    assert failures(*(rule.id for rule in book().rules if rule.id not in CATALOGUE)) == []


def test_every_example_of_a_defect_gives_its_verdict() -> None:
    assert {defect.id for defect in book().defects} <= {one.rule for one in results()}
    assert failures(*(defect.id for defect in book().defects)) == []


def test_the_examples_of_some_rules_can_be_run_alone() -> None:
    one, other = CATALOGUE[0], book().defects[0].id
    alone = check_examples(book(), [one, other])
    assert {result.rule for result in alone} == {one, other}
    assert list(alone) == [result for result in results() if result.rule in {one, other}]


def test_the_catalogue_is_whole() -> None:
    assert len(CATALOGUE) == len(set(CATALOGUE)) == 109
    assert set(CATALOGUE) - {rule.id for rule in book().rules} == set()


def test_ids_are_unique_and_stand_in_their_group() -> None:
    ids = [owner.id for owner in book().owners]
    assert len(ids) == len(set(ids))
    groups = {group.id for group in book().scoring.groups}
    assert {rule.group for rule in book().rules} == groups
    assert all(defect.id.startswith("quality.") for defect in book().defects)


@pytest.mark.parametrize("rule_id", CATALOGUE)
def test_a_rule_has_examples_on_both_sides(rule_id: str) -> None:
    rule = book().rule(rule_id)
    assert rule is not None
    met = [example for example in rule.examples if example.verdict in SATISFIED]
    missed = [example for example in rule.examples if example.verdict in {Verdict.ABSENT, Verdict.NOT_ASSESSABLE}]
    assert len(met) >= (1 if rule_id in MET_BY_OMISSION else 2)
    assert missed
    assert len({example.text for example in rule.examples}) == len(rule.examples)


def shown_texts() -> dict[str, str]:
    """Every text of the pack that a user reads, by where it stands."""
    texts = {f"{owner.id} {name}": getattr(owner, name) for owner in book().owners for name in ("title", "message")}
    texts |= {f"{rule.id} {name}": getattr(rule, name) for rule in book().rules for name in ("requirement", "advice")}
    texts |= {f"group {group.id}": group.title for group in book().scoring.groups}
    return texts | {f"band {number}": title for number, (title, _) in enumerate(book().scoring.bands)}


def test_what_is_shown_is_chinese() -> None:
    foreign = {
        place: words
        for place, text in shown_texts().items()
        if (words := set(re.findall(r"[A-Za-z]+", text)) - LATIN) or not re.search("[一-龥]", text)
    }
    assert foreign == {}


def test_what_is_shown_has_chinese_punctuation() -> None:
    odd = {
        place: text for place, text in shown_texts().items() if re.search(r"[,;:!?()\s]|。。|[，；：]$|^[，。]", text)
    }
    assert odd == {}


def test_messages_and_advice_are_sentences_and_titles_are_not() -> None:
    texts = shown_texts()
    # The message of a defect may go on with what was found, see engine.findings.
    sentences = [
        place
        for place in texts
        if place.endswith((" message", " advice", " requirement")) and not place.startswith("quality.")
    ]
    assert [place for place in sentences if not texts[place].endswith("。")] == []
    titles = [place for place in texts if place.endswith(" title")]
    assert [place for place in titles if texts[place].endswith("。") or len(texts[place]) > 24] == []


#: Words that claim something stands in the report; a rule may be missed without any of it.
CLAIMED = re.compile("只有|只写|只说|只列|只引|只提|只在|只笼统|仅有|仅写|提到|虽")
#: A quoted word that is said to be missing.
DENIED = re.compile("(?:没有|未)[^。；]*?“[^”]*”")


def gap_texts() -> dict[str, str]:
    """What the pack says is missing, by rule and field."""
    fields = ("message", "named", "unproven")
    return {f"{rule.id} {name}": text for rule in book().rules for name in fields if (text := getattr(rule, name))}


def test_what_is_missing_claims_nothing_that_may_not_stand_in_the_report() -> None:
    assert {place: text for place, text in gap_texts().items() if CLAIMED.search(text)} == {}
    quoting = {place: DENIED.sub("", text) for place, text in gap_texts().items()}
    titles = {rule.id: rule.title for rule in book().rules}
    assert [place for place, rest in quoting.items() if "“" in rest and "“" not in titles[place.split()[0]]] == []


def test_a_gap_says_nothing_is_there_or_too_little() -> None:
    open_ = re.compile("没有|未|不到|不足|不全|不在|晚于|看不出")
    odd = [place for place, text in gap_texts().items() if not open_.search(text)]
    # Met by what is left out: missed only where the words do stand in the report.
    assert odd == [f"{rule} message" for rule in MET_BY_OMISSION]


def test_advice_says_more_than_the_message() -> None:
    assert [rule.id for rule in book().rules if rule.advice in rule.message or len(rule.advice) < 10] == []


def test_a_basis_is_verified_only_if_its_source_is() -> None:
    pack = HOME / DEFAULT_PACK
    files = yaml.safe_load((pack / "pack.yaml").read_text("utf-8"))["sources"]
    sources = [one for name in files for one in yaml.safe_load((pack / name).read_text("utf-8"))["sources"].values()]
    verified = {source["title"] for source in sources if source["verified"] is True}
    claimed = {(rule.id, basis.source) for rule in book().rules for basis in rule.basis if basis.verified}
    assert claimed
    assert {(rule, source) for rule, source in claimed if source not in verified} == set()
    assert all(source.verified == (source.title in verified) for source in book().sources.values())


def test_every_rule_cites_a_source_with_its_clause() -> None:
    titles = {source.title for source in book().sources.values()}
    assert len(titles) == len(book().sources)
    for rule in book().rules:
        assert rule.basis
        assert all(basis.source in titles and basis.clause for basis in rule.basis)


def test_rules_govern_the_years_of_the_pack() -> None:
    assert (book().first_year, book().last_year) == (2021, 2025)
    outside = [
        rule.id
        for rule in book().rules
        if not book().first_year <= rule.first_year <= rule.last_year <= book().last_year
    ]
    assert outside == []


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("year", range(2021, 2026))
def test_every_level_has_duties_in_every_year(level: Level, year: int) -> None:
    bound = [rule for rule in book().rules if rule.binds(level, year)]
    assert len(bound) >= 80
    assert {rule.severity[level] for rule in bound} == set(Severity)
    assert all(rule.binds(level, year) for rule in book().rules if rule.statutory)


def test_a_town_is_not_asked_for_what_only_a_government_of_its_own_can_do() -> None:
    legislation = book().rule("rules.legislation")
    assert legislation is not None
    assert not legislation.binds(Level.STREET, 2024)
    assert legislation.binds(Level.CITY, 2024)


def test_examples_stand_at_levels_and_years_that_their_rule_binds() -> None:
    wrong = [
        (rule.id, example.line)
        for rule in book().rules
        for example in rule.examples
        if example.verdict is not Verdict.NOT_APPLICABLE
        and not rule.binds(example.level or next(iter(rule.severity)), example.year or rule.last_year)
    ]
    assert wrong == []


def test_deductions_are_small_beside_the_score() -> None:
    assert all(0 <= defect.deduction <= 5 for defect in book().defects)


SAID = {"message": "没有写顾问。", "named": "没有写顾问做了什么。", "unproven": "没有写审查了几件。"}


@pytest.mark.parametrize(
    ("text", "verdict", "missing", "because"),
    [
        ("全年立案12件。", Verdict.ABSENT, "没有写顾问。", "没有找到相关表述"),
        ("用好法律顾问。", Verdict.MENTIONED, "没有写顾问做了什么。", "提到了，没有认出本机关的具体做法"),
        ("居民自发聘请法律顾问。", Verdict.MENTIONED, "没有写顾问做了什么。", "说的是别人做的事，不是本机关做的"),
        ("下一步，聘请法律顾问。", Verdict.MENTIONED, "没有写顾问做了什么。", "只作为打算提到，不是本年度已经做的事"),
        ("聘请法律顾问。", Verdict.DESCRIBED, "没有写审查了几件。", "写出了具体做法，没有认出"),
        ("聘请法律顾问，审查合同3件。", Verdict.EVIDENCED, "", "写出了具体做法，并有"),
    ],
)
def test_a_finding_says_what_is_missing_at_its_verdict(
    tmp_path: Path, text: str, verdict: Verdict, missing: str, because: str
) -> None:
    words = {"names": ["法律顾问"], "described": ["法律顾问 聘请"], "units": "件"}
    found = finding_on(book_of(tmp_path, **words, **SAID), text)
    assert (found.verdict, found.message) == (verdict, missing)
    assert found.because.startswith(because)


def test_what_is_missing_is_said_alike_where_a_rule_makes_no_difference(tmp_path: Path) -> None:
    plain = book_of(tmp_path, names=["法律顾问"], described=["法律顾问 聘请"], message=SAID["message"])
    assert finding_on(plain, "用好法律顾问。").message == SAID["message"]
    assert finding_on(plain, "聘请法律顾问。").message == "还可以补实本年度的数字、日期、文件或具体事项。"
