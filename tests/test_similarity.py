"""Copies among reports are found, set phrases and quoted titles are not copies."""

from __future__ import annotations

import io
import json
import random
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from bench.similarity import KINDS, edited, mass_copy, report, shares, text_of
from hypothesis import given
from hypothesis import strategies as st

from engine.examples import text_document
from engine.outline import outline
from engine.similarity import (
    THRESHOLD,
    body_text,
    fingerprints,
    kept_fingerprints,
    shared_passages,
    similar_pairs,
    similar_prints,
)
from engine.zh.width import fold
from reports.cli import main

np = pytest.importorskip("numpy")


def made(seed: int, sentences: int = 50) -> list[str]:
    return report(random.Random(seed), sentences)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(lambda own: own, id="whole"),
        pytest.param(lambda own: edited(own, 0.1, random.Random(1)), id="light-edit"),
        pytest.param(lambda own: edited(own, 0.4, random.Random(2)), id="heavy-edit"),
        pytest.param(lambda own: own[:25] + made(77, 75), id="half-copy"),
        pytest.param(lambda own: random.Random(3).sample(own, len(own)), id="reordered"),
    ],
)
def test_a_copy_is_found_among_strangers(copy) -> None:  # type: ignore[no-untyped-def]  # a lambda of the table
    batch = [made(seed) for seed in range(40)]
    texts = [text_of(one) for one in [*batch, copy(batch[7])]]
    assert (7, 40) in {(pair.first, pair.second) for pair in similar_pairs(texts)}


def test_strangers_that_share_set_phrases_are_no_pair() -> None:
    texts = [text_of(made(seed)) for seed in range(60)]
    assert similar_pairs(texts) == []


def test_quoted_titles_and_digits_do_not_make_a_pair() -> None:
    titles = "学习《行政处罚法》《行政复议法》《重大行政决策程序暂行条例》《法治政府建设实施纲要（2021—2025年）》"
    texts = [text_of([titles * 3, *made(seed)]) for seed in (1, 2)]
    assert similar_pairs(texts) == []


@pytest.mark.parametrize(
    ("place", "same"), [("青禾", True), ("䓪江", True), ("㙍𬭚", True), ("AB", False), ("①②", False)]
)
def test_the_name_of_a_place_is_no_likeness_in_whatever_characters(place: str, same: bool) -> None:
    work = "学法用权守信执纪述职问责督察考核普查复议诉讼公证调解仲裁"
    found, known = (fingerprints("".join(f"{char}由{name}镇牵头" for char in work)) for name in (place, "柳溪"))
    assert (found.tolist() == known.tolist()) is same


def test_order_of_reports_changes_only_their_places() -> None:
    texts = [text_of(made(seed)) for seed in range(5)] + [text_of(edited(made(0), 0.2, random.Random(9)))]
    shares = [pair.share for pair in similar_pairs(texts)]
    assert shares == [pair.share for pair in similar_pairs(list(reversed(texts)))] != []


def test_a_passage_is_quoted_from_both_and_ends_with_its_paragraph() -> None:
    shared = "司法所会同派出所逐户走访重点家庭，全年化解婚姻家庭纠纷36件，回访满意率百分之九十八，做到事事有回音"
    first = text_document("甲", f"一、主要做法\n{shared}。\n全街道组织演练。")
    second = text_document("乙", f"一、工作情况\n另有做法。\n{shared.replace('36', '41')}。\n全镇组织普查。")
    (found,) = shared_passages(body_text(first, outline(first)), body_text(second, outline(second)))
    assert first.quote(found.first).rstrip("。") == shared
    assert second.quote(found.second).rstrip("。") == shared.replace("36", "41")


def test_long_tables_of_figures_and_titles_cost_no_more_than_text() -> None:
    for text in ("1234567890" * 20_000, "《行政处罚法》" * 20_000):
        assert shared_passages(fold(text), fold(text)) == []


@given(st.text(max_size=300), st.text(max_size=300))
def test_passages_are_equal_texts_digits_apart(one: str, other: str) -> None:
    left, right = fold(one), fold(other)
    for passage in shared_passages(left, right, shortest=12):
        assert len(fold(one, passage.first).text) == len(fold(other, passage.second).text) >= 12


def test_the_threshold_lies_between_set_phrases_and_copies() -> None:
    for crowd in (0, 8):
        found = {kind.name: shares(kind, 6, crowd) for kind in KINDS}
        assert max(share for kind in KINDS if not kind.copy for share in found[kind.name]) < THRESHOLD
        assert min(share for kind in KINDS if kind.copy for share in found[kind.name]) >= THRESHOLD


@pytest.mark.parametrize(("offices", "copies"), [(10, 10), (40, 5), (40, 20), (40, 40)])
def test_a_model_that_many_copied_is_no_set_phrase(offices: int, copies: int) -> None:
    recall, precision = mass_copy(offices, copies)
    assert recall >= 0.98
    assert precision >= 0.98


def test_fingerprints_made_apart_are_compared_together() -> None:
    texts = [text_of(made(seed)) for seed in (1, 2, 3)] + [text_of(edited(made(2), 0.1, random.Random(4)))]
    prints = [kept_fingerprints(fingerprints(text).tobytes()) for text in texts]
    assert similar_prints(prints) == similar_pairs(texts)
    assert [(pair.first, pair.second) for pair in similar_prints(prints)] == [(1, 3)]


def test_fingerprints_are_the_same_in_every_process() -> None:
    assert fingerprints("司法所会同派出所走访").tolist() == [4481593748479338092]


@pytest.mark.parametrize("texts", [[], ["全文"], ["", ""], ["短", "短"], ["全年", text_of(["调解纠纷"])]])
def test_texts_too_short_to_compare_make_no_pair(texts: list[str]) -> None:
    assert similar_pairs(texts, 0.01) == []


def test_a_sample_of_the_fingerprints_gives_about_the_same_share() -> None:
    """More reports than are compared finely: each is compared by fewer fingerprints, which biases nothing."""
    rng = np.random.default_rng(5)
    own = [np.unique(rng.integers(1, 2**62, 900, dtype=np.uint64) * np.uint64(4)) for _ in range(2_100)]
    half = np.unique(np.concatenate([own[0][:450], own[1]]))
    (pair,) = similar_prints([*own, half], 0.3)[1:]
    whole, *_ = similar_prints([*own, half], 0.3)
    assert (whole.first, whole.second) == (1, 2_100)
    assert (pair.first, pair.second) == (0, 2_100)
    assert 0.4 < pair.share < 0.6


def test_the_command_shows_pairs_in_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = made(1), made(2)
    reports, data, page = tmp_path / "报告", tmp_path / "雷同.json", tmp_path / "报告" / "雷同.html"
    reports.mkdir()
    for name, body in (("甲", one), ("乙", other), ("丙", edited(one, 0.1, random.Random(6)))):
        text = f"{name}家街道办事处2024年法治政府建设年度报告\n一、主要举措和成效\n" + "。\n".join(body) + "。\n"
        (reports / f"{name}.txt").write_text(text, "utf-8")
    for _ in range(2):  # the second time the page of the first lies among the reports
        assert main(["similar", str(reports), "-o", str(data), "-o", str(page)]) == 0
    assert capsys.readouterr().out == ""
    found = json.loads(data.read_text("utf-8"))
    assert (found["schema"], found["compared"], found["threshold"]) == ("fazhi.similarity/1", 3, THRESHOLD)
    (pair,) = found["pairs"]
    assert [Path(pair[side]["path"]).name for side in ("first", "second")] == ["丙.txt", "甲.txt"]
    for passage in pair["passages"]:
        for side in ("first", "second"):
            text = Path(pair[side]["path"]).read_text("utf-8")
            assert text[passage[side]["start"] : passage[side]["end"]] == passage[side]["quote"]
    assert page.read_text("utf-8").count("<tr><td>") == len(pair["passages"])
    page.unlink()
    assert main(["similar", str(reports), "--threshold", "100%"]) == 0
    assert "3 份报告，0 对相似" in capsys.readouterr().out
    assert main(["similar", str(reports)]) == 0
    told = capsys.readouterr().out.replace("\n    ", "")
    longest = max(pair["passages"], key=lambda passage: passage["first"]["end"] - passage["first"]["start"])
    assert longest["first"]["quote"][:20] in told
    assert f"另有 {len(pair['passages']) - 5} 段" in told
    assert main(["similar", str(reports), "-f", "json", "--threshold", "0.25"]) == 0
    assert json.loads(capsys.readouterr().out)["pairs"] == found["pairs"]


@pytest.mark.parametrize("threshold", ["", "多", "0", "101%", "1.5", "-3", "nan"])
def test_a_threshold_that_makes_no_sense_is_explained(threshold: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", ".", f"--threshold={threshold}"]) == 2
    assert "请写 1% 到 100% 之间的比例" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["similar", "compare"])
def test_a_report_is_never_overwritten(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / "甲.txt", tmp_path / "乙.txt"]
    for file in files:
        file.write_text("青禾街道办事处2024年法治政府建设年度报告\n一、主要举措和成效\n全年调解纠纷30件。\n", "utf-8")
    before = files[1].read_bytes()
    assert main([command, *map(str, files), "-o", str(files[1])]) == 2
    assert "写入会毁掉原文" in capsys.readouterr().err
    assert files[1].read_bytes() == before


def test_standard_input_and_archives_are_compared_like_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = Path(__file__).parent.parent / "seeds" / "street-2024.txt"
    with ZipFile(tmp_path / "全区.zip", "w") as archive:
        archive.write(seed, "甲.txt")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(seed.read_bytes())))
    assert main(["similar", "-", str(tmp_path)]) == 0
    assert "比对了 2 份报告，1 对相似" in capsys.readouterr().out
