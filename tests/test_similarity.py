"""Copies among reports are found, set phrases and quoted titles are not copies."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.examples import text_document
from engine.outline import outline
from engine.similarity import THRESHOLD, body_text, shared_passages, similar_pairs
from engine.zh.width import fold

pytest.importorskip("numpy")

_SUBJECTS = (
    "街道 党工委 司法所 执法队 网格员 调解室 法律顾问 窗口 科室 社区 专班 办公室 平台 中队 调委会 讲师团".split()
)
_ACTS = "召开 组织 梳理 修订 印发 受理 化解 走访 培训 评查 公示 审查 约谈 通报 办结 宣讲".split()
_THINGS = "合同 案卷 纠纷 文件 清单 预案 台账 热线 诉求 积案 讲座 许可 处罚 复议 提案 信息".split()
_ENDS = "逐件反馈 逐项销号 按期办结 群众满意 全程留痕 及时公开 专人负责 限时答复 闭环管理 成效明显".split()
_SET_PHRASES = [
    "以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想和党的二十大精神",
    "全面落实《法治政府建设实施纲要（2021—2025年）》和《法治政府建设与责任落实督察工作规定》",
    "坚持严格规范公正文明执法，不断提升依法行政的能力和水平",
]


def report(seed: int, sentences: int = 60) -> list[str]:
    rng = random.Random(seed)
    own = [
        f"{rng.choice(_SUBJECTS)}{rng.choice(_ACTS)}{rng.choice(_THINGS)}{rng.randint(2, 900)}件，"
        f"{rng.choice(_SUBJECTS)}会同{rng.choice(_SUBJECTS)}{rng.choice(_ACTS)}{rng.choice(_THINGS)}，{rng.choice(_ENDS)}"
        for _ in range(sentences)
    ]
    for phrase in _SET_PHRASES:
        own.insert(rng.randrange(len(own)), phrase)
    return own


def text_of(sentences: list[str]) -> str:
    return fold("。".join(sentences)).text


def edited(sentences: list[str], share: float, seed: int) -> list[str]:
    rng = random.Random(seed)
    fresh = report(seed + 10_000)
    return [rng.choice(fresh) if rng.random() < share else sentence for sentence in sentences]


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(lambda own: own, id="whole"),
        pytest.param(lambda own: edited(own, 0.2, 1), id="light-edit"),
        pytest.param(lambda own: edited(own, 0.5, 2), id="heavy-edit"),
        pytest.param(lambda own: own[:30] + report(77, 90), id="half-copy"),
        pytest.param(lambda own: random.Random(3).sample(own, len(own)), id="reordered"),
    ],
)
def test_a_copy_is_found_among_strangers(copy) -> None:  # type: ignore[no-untyped-def]  # a lambda of the table
    batch = [report(seed) for seed in range(40)]
    texts = [text_of(one) for one in [*batch, copy(batch[7])]]
    assert (7, 40) in {(pair.first, pair.second) for pair in similar_pairs(texts)}


def test_strangers_that_share_set_phrases_are_no_pair() -> None:
    texts = [text_of(report(seed)) for seed in range(60)]
    assert similar_pairs(texts) == []


def test_quoted_titles_and_digits_do_not_make_a_pair() -> None:
    titles = "学习《行政处罚法》《行政复议法》《重大行政决策程序暂行条例》《法治政府建设实施纲要（2021—2025年）》"
    texts = [text_of([titles * 3, *report(seed)]) for seed in (1, 2)]
    assert similar_pairs(texts) == []


def test_order_of_reports_changes_only_their_places() -> None:
    texts = [text_of(report(seed)) for seed in range(5)] + [text_of(edited(report(0), 0.3, 9))]
    shares = [pair.share for pair in similar_pairs(texts)]
    assert shares == [pair.share for pair in similar_pairs(list(reversed(texts)))] != []


def test_a_passage_is_quoted_from_both_and_ends_with_its_paragraph() -> None:
    shared = "司法所会同派出所逐户走访重点家庭，全年化解婚姻家庭纠纷36件，回访满意率百分之九十八，做到事事有回音"
    first = text_document("甲", f"一、主要做法\n{shared}。\n全街道组织演练。")
    second = text_document("乙", f"一、工作情况\n另有做法。\n{shared.replace('36', '41')}。\n全镇组织普查。")
    (found,) = shared_passages(body_text(first, outline(first)), body_text(second, outline(second)))
    assert first.quote(found.first).rstrip("。") == shared
    assert second.quote(found.second).rstrip("。") == shared.replace("36", "41")


@given(st.text(max_size=300), st.text(max_size=300))
def test_passages_are_equal_texts_digits_apart(one: str, other: str) -> None:
    left, right = fold(one), fold(other)
    for passage in shared_passages(left, right, shortest=12):
        assert len(fold(one, passage.first).text) == len(fold(other, passage.second).text) >= 12


def test_the_threshold_lies_between_set_phrases_and_copies() -> None:
    texts = [text_of(report(seed)) for seed in range(30)]
    strangers = max((pair.share for pair in similar_pairs(texts, 0.0)), default=0.0)
    heavy = min(pair.share for pair in similar_pairs([texts[0], text_of(edited(report(0), 0.5, 4))], 0.0))
    assert strangers < THRESHOLD < heavy
