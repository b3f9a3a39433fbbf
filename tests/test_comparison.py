"""Last year's report against this year's."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from bench.promises import links, outcomes

from engine.comparison import Comparison, compare
from engine.examination import examine
from engine.examples import text_document
from engine.model import SectionKind, Verdict
from engine.rulebook import Rulebook, load_pack
from reports import wording
from reports.cli import main
from reports.views.comparison import same_figures

LAST = """青禾街道办事处2023年法治政府建设年度报告
一、主要举措和成效
（一）化解矛盾纠纷。全年调解各类纠纷120件。走访企业30家次，发放宣传册800份。
（二）公职律师。聘请法律顾问2名，出具法律意见书16份。
（三）带头学法。党工委把学习贯彻法治思想摆在首位，专题学习4次，班子成员轮流领学，机关干部人人撰写心得体会。
（四）规范检查。截至10月底，开展执法检查40次。自2019年以来，累计培训网格员60人次。
二、存在的不足
一是行政执法案卷制作不规范，文书说理不充分，个别案件送达程序有瑕疵。
二是普法宣传的形式比较单一，年轻居民参与不多。
三、2024年工作安排
一是建设法治文化小广场一处，为居民提供学法的去处。
二是对全体执法人员开展案卷制作专题轮训，规范文书说理。
三是推动行政复议听证室改造，争取年内投入使用。
四是为各社区配备执法记录仪。
五是走访重点企业，为企业开展合同体检。
"""
THIS = """青禾街道办事处2024年法治政府建设年度报告
一、主要举措和成效
（一）化解矛盾纠纷。全年调解各类纠纷980件。走访企业400家次，发放宣传册850份。
（二）提升执法质量。对全体执法人员开展案卷制作专题轮训3期，评出优秀案卷6份，文书说理更加规范。
（三）带头学法。党工委把学习贯彻法治思想摆在首位，专题学习4次，班子成员轮流领学，机关干部人人撰写心得体会。
（四）规范检查。截至11月底，开展执法检查460次。自2019年以来，累计培训网格员900人次。
（五）服务企业。律师逐户上门，帮助企业做合同体检。
二、存在的不足
一是行政执法案卷制作不规范，文书说理不充分，个别案件送达程序有瑕疵。
二是各社区执法记录仪配备不足。
三、2025年工作安排
一是继续建设法治文化小广场，为居民提供学法的去处。
"""


@cache
def pack() -> Rulebook:
    return load_pack()


def compared(last: str = LAST, this: str = THIS) -> Comparison:
    before, after = (examine(text_document("报告", text), pack(), backend="reference") for text in (last, this))
    return compare(before, after, pack())


def test_promises_are_kept_named_again_or_passed_over() -> None:
    kept = {one.promise.quote[:8]: one.kept for one in compared().promises}
    assert kept == {
        "一是建设法治文化": Verdict.MENTIONED,
        "二是对全体执法人": Verdict.EVIDENCED,
        "三是推动行政复议": Verdict.ABSENT,
        "四是为各社区配备": Verdict.MENTIONED,
        "五是走访重点企业": Verdict.DESCRIBED,
    }


def test_a_promise_named_again_tells_where() -> None:
    named = [one for one in compared().promises if one.kept is Verdict.MENTIONED]
    assert [one.answer.section for one in named if one.answer] == [SectionKind.PLAN, SectionKind.SHORTCOMINGS]
    assert [wording.kept(one.kept, one.answer) for one in named] == ["又写进下一步安排", "成了这一年的不足"]


@pytest.mark.parametrize(
    ("place", "kept"), [("䓪㙍、㘵㙦", Verdict.DESCRIBED), ("ABC、DEF", Verdict.ABSENT), ("①②③④", Verdict.ABSENT)]
)
def test_rare_characters_say_what_a_promise_is_about_and_signs_do_not(place: str, kept: Verdict) -> None:
    last = LAST.replace("五是走访重点企业，为企业开展合同体检。", f"五是为{place}立牌。")
    this = THIS.replace("律师逐户上门，帮助企业做合同体检。", f"在{place}立牌。")
    found = {one.promise.quote[:3]: one.kept for one in compared(last, this).promises}
    assert found["五是为"] is kept


def test_a_slogan_is_no_answer() -> None:
    slogan = THIS.replace("律师逐户上门，帮助企业做合同体检", "下一步将走访重点企业，为企业开展合同体检")
    assert {one.promise.quote[:4]: one.kept for one in compared(this=slogan).promises}["五是走访"] is Verdict.MENTIONED


def test_a_kept_promise_shows_what_this_year_says() -> None:
    answer = next(one.answer for one in compared().promises if one.kept is Verdict.EVIDENCED)
    assert answer is not None
    assert "专题轮训3期" in answer.quote


def test_a_weakness_in_the_same_words_is_a_repeat() -> None:
    (repeat,) = compared().repeats
    assert repeat.likeness == 1.0
    assert repeat.this.quote == repeat.last.quote


def test_other_words_for_a_weakness_are_no_repeat() -> None:
    other = THIS.replace(
        "一是行政执法案卷制作不规范，文书说理不充分，个别案件送达程序有瑕疵。",
        "一是送达不留痕，说理少，案卷质量还要提高。",
    )
    assert compared(this=other).repeats == ()
    without = LAST[: LAST.index("二、存在的不足")] + LAST[LAST.index("三、2024") :]
    assert compared(last=without).repeats == ()


def test_a_count_that_jumps_is_worth_a_question() -> None:
    moved = compared().moved
    assert {(one.topic, one.last, one.this) for one in moved} == {
        ("调解化解的纠纷件数", 120, 980),
        ("走访企业400家次", 30, 400),
    }
    assert all(one.last_evidence.quote in LAST and one.this_evidence.quote in THIS for one in moved)


def test_a_count_that_grows_plausibly_is_not() -> None:
    assert compared(this=THIS.replace("980", "150").replace("400", "45")).moved == ()
    assert compared(LAST.replace("30家", "1家"), THIS.replace("980", "150").replace("400", "8")).moved == ()


def test_part_of_a_year_and_totals_of_years_are_not_set_against_each_other() -> None:
    moved = " ".join(one.this_evidence.quote for one in compared().moved)
    assert "截至11月底" not in moved
    assert "累计培训" not in moved


def test_carried_over_text_is_shown_even_with_new_figures() -> None:
    carried = compared(this=THIS.replace("专题学习4次", "专题学习6次")).carried
    assert any(
        "专题学习6次，班子成员轮流领学" in THIS.replace("4次", "6次")[one.second.start : one.second.end]
        for one in carried
    )
    assert any("专题学习4次，班子成员轮流领学" in LAST[one.first.start : one.first.end] for one in carried)


def test_figures_left_as_they_were_are_told() -> None:
    assert same_figures("专题学习4次，撰写心得体会12篇", "专题学习4次，撰写心得体会12篇")
    assert not same_figures("专题学习4次", "专题学习6次")
    assert not same_figures("班子成员轮流领学", "班子成员轮流领学")


def test_the_laws_set_phrases_and_titles_are_not_carried_over() -> None:
    phrase = "重要工作亲自部署、重大问题亲自过问、重点环节亲自协调、重要任务亲自督办。"
    titles = "学习《行政处罚法》《行政复议法》《重大行政决策程序暂行条例》《法治政府建设实施纲要（2021—2025年）》。"
    last = f"青禾街道办事处2023年法治政府建设年度报告\n一、主要举措和成效\n{phrase}\n{titles}\n"
    this = f"青禾街道办事处2024年法治政府建设年度报告\n一、主要举措和成效\n{phrase}\n{titles}\n"
    assert compared(last, this).carried == ()


@pytest.mark.parametrize(
    ("last", "this", "words"),
    [
        (LAST, THIS.replace("青禾街道", "红枫街道"), "机关不同"),
        (THIS, LAST, "次序可能写反了"),
        (THIS, THIS, "两份都是"),
        (LAST.replace("2023", "2021"), THIS, "不相连"),
        (LAST.replace("青禾街道办事处", "青禾县人民政府"), THIS, "层级不同"),
    ],
)
def test_reports_that_do_not_belong_together_are_told(last: str, this: str, words: str) -> None:
    assert compared().cautions == ()
    assert any(words in caution for caution in compared(last, this).cautions)


def test_verdicts_up_and_down_are_told_apart() -> None:
    turns = {one.rule: one.better for one in compared().turns}
    assert turns["capacity.legal-adviser"] is False
    assert turns["enforcement.training"] is True


def test_a_report_against_itself_has_no_turns() -> None:
    same = compared(LAST, LAST)
    assert same.turns == ()
    assert same.moved == ()


def test_the_command_writes_text_data_and_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("去年.txt", LAST), ("今年.txt", THIS)):
        (tmp_path / name).write_text(text, "utf-8")
    last, this = str(tmp_path / "去年.txt"), str(tmp_path / "今年.txt")
    assert main(["compare", last, this]) == 0
    text = capsys.readouterr().out
    for said in (
        "又写进下一步安排",
        "成了这一年的不足",
        "（连数字也没有改）",
        "调解化解的纠纷件数：120 → 980",
        "相似 100%",
    ):
        assert said in text
    targets = [str(tmp_path / name) for name in ("对照.json", "对照.html", "对照.txt")]
    assert main(["compare", last, this, *(part for target in targets for part in ("-o", target))]) == 0
    assert capsys.readouterr().out == ""
    found = json.loads(Path(targets[0]).read_text("utf-8"))
    assert found["schema"] == "fazhi.comparison/1"
    for name, source in (("last", LAST), ("this", THIS)):
        quotes = [one[name] for one in (*found["repeats"], *found["moved"], *found["carried"])]
        assert all(source[one["start"] : one["end"]] == one["quote"] for one in quotes)
    page = Path(targets[1]).read_text("utf-8")
    assert "走访企业400家次" in page
    assert page.count("<tr class=") == len(found["promises"])
    assert "走访企业400家次" in Path(targets[2]).read_text("utf-8")
    assert main(["compare", last, this, "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == found


def test_what_a_report_says_cannot_become_markup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = "<script>alert(1)</script>"
    for name, text in (("去年.txt", LAST), ("今年.txt", THIS)):
        (tmp_path / name).write_text(text.replace("案卷制作不规范", f"案卷制作不规范{evil}"), "utf-8")
    assert main(["compare", str(tmp_path / "去年.txt"), str(tmp_path / "今年.txt"), "-f", "html"]) == 0
    page = capsys.readouterr().out
    assert evil not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_format_or_suffix_that_is_not_known_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("去年.txt", LAST), ("今年.txt", THIS)):
        (tmp_path / name).write_text(text, "utf-8")
    files = [str(tmp_path / "去年.txt"), str(tmp_path / "今年.txt")]
    assert main(["compare", *files, "-f", "docx"]) == 2
    assert "可用：table、json、html" in capsys.readouterr().err
    assert main(["compare", *files, "-o", str(tmp_path / "对照.docx")]) == 2
    assert "可用的后缀：.txt、.json、.html、.htm" in capsys.readouterr().err


def test_promises_find_their_answers_about_as_well_as_the_bench_says() -> None:
    """Floors below what tests/bench/PROMISES.md states, so that a change for the worse shows."""
    found = list(outcomes(pack()))
    assert len(found) >= 40
    precision, recall = links(found)
    assert precision >= 0.68
    assert recall >= 0.75
    assert sum(one.wanted is one.found for one in found) >= 50
