"""The laws of tests/fuzz, tried briefly; and every input that once broke one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from fuzz import corpus
from fuzz.laws import LAWS, PIECES, WRAPPED, document_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packs import rule_yaml, write_pack

from engine.errors import RuleError
from engine.examination import examine
from engine.read import read
from engine.rulebook import load_pack
from engine.rulebook.cache import OFF, VARIABLE
from engine.zh.figures import figures

if TYPE_CHECKING:
    from pathlib import Path

#: How often each law is tried; judging a whole report takes longest.
TRIES = {
    "pack": 60,
    "companions": 150,
    "readers": 150,
    "figures_and_dates": 200,
    "syntax": 200,
    "outline": 100,
    "audit": 25,
}


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No converter is tried instead of our readers, and no made-up pack gets into the cache of packs."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setenv(VARIABLE, OFF)


@pytest.mark.parametrize("law", sorted(LAWS))
def test_the_law_holds_for_any_bytes(law: str) -> None:
    @settings(max_examples=TRIES[law], suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=400))
    def holds(data: bytes) -> None:
        LAWS[law](data)

    holds()


@pytest.mark.parametrize("law", sorted(LAWS))
def test_the_law_holds_for_what_the_search_starts_from_and_for_what_is_near_it(law: str) -> None:
    seeds = list(corpus.of(law))
    assert all(len(seed) <= corpus.LONGEST[law] or law == "readers" for seed in seeds)

    @settings(max_examples=TRIES[law], suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(seeds), st.integers(0, 4000), st.integers(0, 40), st.binary(max_size=12))
    def holds(seed: bytes, place: int, cut: int, noise: bytes) -> None:
        place = min(place, len(seed))
        LAWS[law](seed[:place] + noise + seed[place + cut :])

    holds()


def test_every_byte_stands_for_another_piece_of_a_report() -> None:
    assert len(PIECES) == len(set(PIECES)) <= 256


def test_the_search_starts_with_whole_files_of_every_kind() -> None:
    read_ones = {data[0] for data in corpus.of("readers")}
    assert read_ones == set(range(len(WRAPPED)))


# --- inputs that broke a law ----------------------------------------------------------------------------------------


def test_front_matter_that_never_ends_is_read_at_once() -> None:
    """Each blank line of it could be read in two ways, all of them in 2 to the power of their number."""
    for line in ("  \n", "- :\n", "\t x\n"):
        text = "---\n" + line * 5_000 + "# 甲\n## 乙\n"
        assert read("初稿.md", text.encode()).text.endswith("甲\n乙")


def test_a_number_too_large_to_count_with_is_no_figure() -> None:
    assert [figure.value for figure in figures(f"办件{'9' * 400}件，共3亿{'亿' * 60}元，办结5件")] == [5]


def test_yaml_nested_deeper_than_the_stack_of_its_parser_is_refused_where_it_begins(tmp_path: Path) -> None:
    """libyaml composes by recursion in C: the process died."""
    for text in (
        "[" * 100_000,
        "{甲: " * 100_000,
        "- " * 50_000,
        "".join(" " * depth + "甲:\n" for depth in range(2_000)),
    ):
        with pytest.raises(RuleError, match=r"words\.yaml:\d+:\d+：套得太深") as caught:
            load_pack(str(write_pack(tmp_path, {"words.yaml": text})))
        assert len(caught.value.problems) == 1


def test_alternatives_inside_each_other_are_counted_before_they_are_made(tmp_path: Path) -> None:
    """Ten to the power of twenty of them would have filled the memory."""
    condition = {"all": [{"any": [{"say": f"词{number}"} for number in range(10)]} for _ in range(20)]}
    with pytest.raises(RuleError, match=f"有 {10**20} 种组合，最多 64 种"):
        load_pack(str(write_pack(tmp_path, {"rules.yaml": rule_yaml(described=[condition])})))


def test_a_passage_is_quoted_without_the_blanks_at_which_it_is_cut() -> None:
    lines = [
        "青禾街道2024年法治政府建设年度报告",
        "一、主要做法",
        "2024年办理案件30件" + "甲" * 160 + " " * 40 + "乙" * 40,
    ]
    found = examine(document_of("\n".join(lines)), load_pack(), backend="reference").passages
    quotes = [evidence.quote for passage in found.values() for evidence in passage]
    assert any(quote.endswith("甲") for quote in quotes)
    assert [quote for quote in quotes if quote != quote.strip()] == []
