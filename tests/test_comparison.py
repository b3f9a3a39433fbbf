"""Last year's report against this year's."""

from __future__ import annotations

from functools import cache

from engine.comparison import Comparison, compare
from engine.examination import examine
from engine.examples import text_document
from engine.model import Verdict
from engine.rulebook import Rulebook, load_pack

LAST = """青禾街道办事处2023年法治政府建设年度报告
一、主要举措和成效
（一）化解矛盾纠纷。全年调解各类纠纷120件。
（二）公职律师。聘请法律顾问2名，出具法律意见书16份。
二、存在的不足
一是行政执法案卷制作不规范，文书说理不充分，个别案件送达程序有瑕疵。
二是普法宣传的形式比较单一，年轻居民参与不多。
三、2024年工作安排
一是建设法治文化小广场一处，为居民提供学法的去处。
二是对全体执法人员开展案卷制作专题轮训，规范文书说理。
三是推动行政复议听证室改造，争取年内投入使用。
"""
THIS = """青禾街道办事处2024年法治政府建设年度报告
一、主要举措和成效
（一）化解矛盾纠纷。全年调解各类纠纷980件。
（二）提升执法质量。对全体执法人员开展案卷制作专题轮训3期，评出优秀案卷6份，文书说理更加规范。
二、存在的不足
一是行政执法案卷制作不规范，文书说理不充分，个别案件送达程序有瑕疵。
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
    }


def test_a_kept_promise_shows_what_this_year_says() -> None:
    answer = next(one.answer for one in compared().promises if one.kept is Verdict.EVIDENCED)
    assert answer is not None
    assert "专题轮训3期" in answer.quote


def test_a_weakness_in_the_same_words_is_a_repeat() -> None:
    (repeat,) = compared().repeats
    assert repeat.likeness == 1.0
    assert repeat.this.quote == repeat.last.quote


def test_a_count_that_jumps_is_worth_a_question() -> None:
    (moved,) = compared().moved
    assert (moved.last, moved.this) == (120, 980)


def test_a_count_that_grows_plausibly_is_not() -> None:
    assert compared(this=THIS.replace("980", "150")).moved == ()


def test_carried_over_text_is_shown_even_with_new_figures() -> None:
    assert any("送达程序有瑕疵" in THIS[one.second.start : one.second.end] for one in compared().carried)


def test_verdicts_up_and_down_are_told_apart() -> None:
    turns = {one.rule: one.better for one in compared().turns}
    assert turns["capacity.legal-adviser"] is False
    assert turns["enforcement.training"] is True


def test_a_report_against_itself_has_no_turns() -> None:
    same = compared(LAST, LAST)
    assert same.turns == ()
    assert same.moved == ()
