"""The bench of speed: what it measures with, that it compares like with like, and that it runs. Never how fast."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from statistics import mean

import pytest
from bench.speed import page as pages
from bench.speed import texts
from bench.speed.command import main
from bench.speed.commands import BenchError, Crew, peak_memory, python, run
from bench.speed.measured import Measured, kept
from bench.speed.packs import enlarged
from bench.speed.parts import PARTS, cold, growth, peers
from bench.speed.parts.stages import STAGES, clocks
from bench.speed.rounds import Limits, Series, in_turns, ratios, shown, spread
from bench.speed.scale import SCALES, Bench
from bench.speed.tools import Tool, checklist, tools

from engine import audit, load_pack
from engine.infer import Inferrer, available
from engine.infer.program import compile_program
from engine.model import SectionKind
from engine.read import read

# Made reports


def test_a_made_report_is_always_the_same_and_like_no_other() -> None:
    assert texts.report(3) == texts.report(3)
    assert len({texts.report(number, 2_000) for number in range(50)}) == 50


@pytest.mark.parametrize("characters", [2_000, texts.USUAL, 8 * texts.USUAL])
def test_a_made_report_has_the_length_asked_for(characters: int) -> None:
    lengths = [len(texts.report(number, characters)) for number in range(10)]
    assert mean(lengths) == pytest.approx(characters, rel=0.03)


def test_no_paragraph_of_a_made_report_is_repeated() -> None:
    paragraphs = [line for line in texts.report(0, 8 * texts.USUAL).splitlines() if "。" in line]
    assert len(set(paragraphs)) == len(paragraphs) > 300


def test_a_made_report_is_read_as_a_report() -> None:
    result = audit(read("报告.txt", texts.report(1).encode()), load_pack())
    kinds = {section.kind for top in result.outline.sections for section in top.walk()}
    assert {SectionKind.MEASURES, SectionKind.LEADER, SectionKind.SHORTCOMINGS, SectionKind.PLAN} <= kinds
    assert 40 < result.score.total < 100


# Larger packs and more facts give the same verdicts


def test_the_copies_of_a_rule_are_judged_as_the_rule(tmp_path: Path) -> None:
    book, larger = load_pack(), load_pack(str(enlarged(tmp_path, 2)))
    assert len(larger.rules) == 2 * len(book.rules)
    document = read("报告.txt", texts.report(2, 1_500).encode())
    before = {finding.rule: finding.verdict for finding in audit(document, book).findings}
    after = {finding.rule: finding.verdict for finding in audit(document, larger).findings}
    assert after == {**before, **{f"{rule}-2": verdict for rule, verdict in before.items()}}


@pytest.mark.parametrize("backend", available())
def test_more_facts_of_the_same_kind_change_no_verdict(backend: str) -> None:
    book = load_pack()
    facts = growth.facts_of(read("报告.txt", texts.report(0, 1_500).encode()), book)
    more = growth.repeated(facts, 3)
    assert len({fact.id for fact in more}) == len(more) > 1.2 * len(facts)
    inferrer = Inferrer(compile_program(book), backend)
    few, many = ({str(fact.fields) for fact in inferrer.run(given).of("verdict")} for given in (facts, more))
    assert few == many
    inferrer.close()


# Turns


def test_runs_take_turns_and_one_that_used_its_time_rests() -> None:
    order: list[str] = []

    def taking(name: str, seconds: float) -> float:
        order.append(name)
        return seconds

    taken = in_turns({"甲": lambda _: taking("甲", 1), "乙": lambda _: taking("乙", 9)}, Limits(2, 4, 3))
    assert order == ["甲", "乙", "甲", "乙", "甲"]
    assert taken == {"甲": (1, 1, 1), "乙": (9, 9)}


def test_a_run_is_told_the_number_of_the_round() -> None:
    assert in_turns({"甲": float}, Limits(1, 3)) == {"甲": (0.0, 1.0, 2.0)}


def test_times_are_shown_by_their_median_and_quartiles() -> None:
    assert shown([4.0, 1.0, 3.0, 2.0, 5.0]) == "3.00（2.00—4.00）"
    assert shown([0.25], 0.001, 0) == "250"
    assert spread([7.0]).middle == 7.0


def test_a_ratio_is_taken_round_by_round() -> None:
    assert ratios([2.0, 20.0, 200.0], [1.0, 10.0, 100.0]) == spread([2.0, 2.0, 2.0])


# Programs


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(BenchError, match="以 3 结束：不行"):
        run(python("import sys; sys.stderr.write('不行'); sys.exit(3)"))
    assert run(python("pass")) > 0


def test_memory_is_that_of_a_command_with_its_children() -> None:
    child = "import time; held = bytearray(64_000_000); time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert peak_memory(python(parent)) > 64_000_000


def test_two_processes_find_together_what_one_finds(tmp_path: Path) -> None:
    reports = texts.write(tmp_path, 5, 600)
    program = next(tool.program for tool in tools(tmp_path) if tool.name == "短语清单（re）")
    found = []
    for size in (1, 2):
        crew = Crew(program, size)
        crew.check(reports)
        found.append((crew.checked, crew.found))
        crew.close()
    assert found[0] == found[1]
    assert found[0][1] > 100


def test_a_tool_that_cannot_run_is_left_out_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Tool("坏的", python("raise SystemExit('没有字典')"), "")
    monkeypatch.setattr("bench.speed.tools._tools", lambda _: (broken,))
    (tool,) = tools(tmp_path)
    assert "没有字典" in tool.missing
    monkeypatch.setattr("bench.speed.tools._tools", lambda _: (replace(broken, ours=True),))
    with pytest.raises(BenchError):
        tools(tmp_path)


def test_the_checklist_has_words_for_nearly_every_rule() -> None:
    words = checklist()
    assert len(words) > 0.9 * len(load_pack().rules)
    assert "法律顾问" in words["capacity.legal-adviser"]


def test_the_clocks_of_the_stages_see_the_whole_audit() -> None:
    document = texts.report(0, 1_500).encode()
    book = load_pack()
    with clocks() as seconds:
        audit(read("报告.txt", document), book)
    assert set(seconds) == set(STAGES)
    assert all(taken > 0 for stage, taken in seconds.items() if stage != "读取 read")


# The page


def measured(**series: list[Series]) -> dict[str, Measured]:
    return {part: Measured(tuple(found), {"处理器": "某"}, "usual", 1.0, None) for part, found in series.items()}


def test_the_page_says_which_marks_are_met() -> None:
    slow, fast = Series(cold.AUDIT, (0.9, 0.8)), Series(cold.HELP, (0.1, 0.1))
    content = pages.page(measured(cold=[Series(cold.BARE, (0.1, 0.1)), slow, fast]), "make bench")
    marks = {line.split("|")[1].strip(): line for line in content.splitlines() if "≤" in line}
    assert len(marks) == len(pages.MARKS)
    assert "8.50（8.25—8.75）" in marks["冷启动：`fazhi audit one.txt` 对裸解释器"]
    assert [line.split("|")[4].strip() for line in marks.values()] == ["没有达到", "达到", "", "", ""]
    assert "还没有测量" in content


def test_every_mark_names_series_that_are_measured() -> None:
    scale = SCALES["usual"]
    known = {
        "cold": {cold.BARE, cold.AUDIT, cold.HELP},
        "growth": {f"{growth.LENGTH}/{times}" for times in scale.times}
        | {f"{growth.RULES}/{times}" for times in scale.packs},
        "peers": {f"{name}/{count}" for name in (peers.OURS, peers.RIVAL) for count in peers.PROCESSES},
    }
    for mark in pages.MARKS:
        assert {mark.over, mark.under} <= known[mark.part]


def test_the_whole_bench_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quick", "--folder", str(tmp_path)]) == 0
    content = capsys.readouterr().out
    for part in PARTS.values():
        assert f"## {part.title}\n" in content
    assert "还没有测量" not in content
    for stage in STAGES:
        assert f"| {stage} " in content
    for tool in tools(tmp_path):
        assert f"- **{tool.name}**：" in content
        assert not tool.missing or tool.missing in content
    files = {path.stem for path in (tmp_path / "results").iterdir()}
    assert files == {f"{part}-quick" for part in PARTS}
    bench = Bench(tmp_path, SCALES["quick"])
    again = kept("cold", bench)
    assert again is not None
    assert {one.name for one in again.series} >= {cold.BARE, cold.AUDIT, peers.RIVAL}
    assert json.loads((tmp_path / "results" / "cold-quick.json").read_text("utf-8"))["scale"] == "quick"


def test_numbers_of_a_glance_are_not_written_to_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--quick", "--write"])
    assert "不能和 --write 一起用" in capsys.readouterr().err
