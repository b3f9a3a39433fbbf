"""How well copies are told from set phrases, and what it costs: made-up reports of every kind of likeness.

A report is some fifty sentences: set phrases that all reports draw from, and its own matters told by templates that
all share too. A pair is of a kind; kinds that are copies should be found, the others not.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from tabulate import tabulate

from bench.labels import SEEDS
from engine.outline import outline
from engine.read import read
from engine.similarity import THRESHOLD, body_text, fingerprints, similar_pairs, similar_prints
from engine.zh.width import fold

MATERIAL = yaml.safe_load(Path(__file__).with_name("passages.yaml").read_text("utf-8"))
#: Sentences of a report, and how many of them are set phrases.
_SENTENCES, _SET = 50, 12
_SLOT = re.compile(r"\{(\w+)\}")

Report = list[str]

#: Pairs of each kind, and the strangers among whom each pair stands: a batch of its own, a township's, a district's.
_PAIRS, _CROWDS = 40, (0, 8, 40)
_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
#: (offices, copies of one model among them) and the sizes of batches that are timed.
_MASSES, _BATCHES = ((10, 10), (40, 5), (40, 20), (40, 40), (300, 150)), (1000, 2000, 5000, 10_000)


def own(rng: random.Random) -> str:
    """A sentence about a matter of one's own."""

    def fill(match: re.Match[str]) -> str:
        return (
            str(rng.choice(MATERIAL["words"][match[1]])) if match[1] in MATERIAL["words"] else str(rng.randint(2, 900))
        )

    return _SLOT.sub(fill, rng.choice(MATERIAL["own"]))


def report(rng: random.Random, sentences: int = _SENTENCES, phrases: int = _SET) -> Report:
    """A report that nobody copied from."""
    text = [own(rng) for _ in range(sentences - phrases)]
    for phrase in rng.sample(MATERIAL["set"], phrases):
        text.insert(rng.randrange(len(text) + 1), phrase)
    return text


def retold(sentence: str, rng: random.Random) -> str:
    """A sentence as an editor leaves it: a clause gone, two clauses swapped, or a few words put in."""
    clauses = sentence.split("，")
    change = rng.randrange(3)
    if change == 0 and len(clauses) > 1:
        clauses.pop(rng.randrange(len(clauses)))
    elif change == 1 and len(clauses) > 2:
        place = rng.randrange(len(clauses) - 1)
        clauses[place], clauses[place + 1] = clauses[place + 1], clauses[place]
    else:
        clauses.insert(
            rng.randrange(len(clauses) + 1), rng.choice(["据统计", "总的看", "与此同时", "从实际出发", "在此基础上"])
        )
    return "，".join(clauses)


def edited(original: Report, share: float, rng: random.Random) -> Report:
    """``share`` of the sentences written anew, as many retold, new figures throughout."""
    fresh = iter([own(rng) for _ in original])
    text = []
    for sentence in original:
        dice = rng.random()
        text.append(next(fresh) if dice < share else retold(sentence, rng) if dice < 2 * share else sentence)
    return [re.sub(r"\d+", lambda _: str(rng.randint(2, 900)), sentence) for sentence in text]


def _half(original: Report, rng: random.Random) -> Report:
    return original[: len(original) // 2] + report(rng, 2 * _SENTENCES // 3)


def _boilerplate(_: Report, rng: random.Random) -> Report:
    """All set phrases there are, and own matters."""
    return report(rng, _SENTENCES, len(MATERIAL["set"]))


def _titles(_: Report, rng: random.Random) -> Report:
    """The same list of books studied, and own matters."""
    return [*MATERIAL["titles"] * 2, *report(rng)]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way in which a second report may be like a first one, and whether that makes it a copy."""

    name: str
    copy: bool
    make: Callable[[Report, random.Random], Report]


KINDS = (
    Kind("照抄（只换数字）", True, lambda one, rng: edited(one, 0.0, rng)),
    Kind("轻改（一成重写、一成改写）", True, lambda one, rng: edited(one, 0.1, rng)),
    Kind("中改（四分之一重写、四分之一改写）", True, lambda one, rng: edited(one, 0.25, rng)),
    Kind("重改（四成重写、四成改写）", True, lambda one, rng: edited(one, 0.4, rng)),
    Kind("抄一半，另写一半", True, _half),
    Kind("打乱次序", True, lambda one, rng: rng.sample(one, len(one))),
    Kind("只共用套话", False, _boilerplate),
    Kind("只共用学习书目", False, _titles),
    Kind("互不相干", False, lambda _, rng: report(rng)),
)


def text_of(sentences: Report) -> str:
    """A report as the comparison gets it: folded, in paragraphs of three sentences."""
    paragraphs = ["。".join(sentences[start : start + 3]) + "。" for start in range(0, len(sentences), 3)]
    return fold("\n".join(paragraphs)).text


def shares(kind: Kind, pairs: int, crowd: int) -> list[float]:
    """What pairs of a kind share, each pair among ``crowd`` strangers."""
    strangers = [text_of(report(random.Random(1_000_000 + number))) for number in range(crowd)]
    found = []
    for number in range(pairs):
        rng = random.Random(f"{kind.name} {number}")
        one = report(rng)
        other = kind.make(one, rng)
        if kind.make is _titles:
            one = [*MATERIAL["titles"] * 2, *one]
        pairs_found = similar_pairs([text_of(one), text_of(other), *strangers], 0.0)
        found.append(next((pair.share for pair in pairs_found if (pair.first, pair.second) == (0, 1)), 0.0))
    return found


def mass_copy(offices: int, copies: int) -> tuple[float, float]:
    """Recall and precision where ``copies`` of ``offices`` reports are light edits of the same one."""
    rng = random.Random(offices * 1000 + copies)
    template = report(rng)
    texts = [text_of(edited(template, 0.1, rng)) for _ in range(copies)]
    texts += [text_of(report(rng)) for _ in range(offices - copies)]
    found = {(pair.first, pair.second) for pair in similar_pairs(texts)}
    right = sum(second < copies for _, second in found)
    return right / (copies * (copies - 1) // 2), right / max(1, len(found))


def accuracy(found: Mapping[str, list[float]], threshold: float) -> tuple[float, float]:
    """Precision and recall over all kinds, each kind weighing alike."""
    right = sum(sum(share >= threshold for share in found[kind.name]) for kind in KINDS if kind.copy)
    wrong = sum(sum(share >= threshold for share in found[kind.name]) for kind in KINDS if not kind.copy)
    copies = sum(len(found[kind.name]) for kind in KINDS if kind.copy)
    return right / max(1, right + wrong), right / copies


def cost(reports: int) -> tuple[float, float, float]:
    """(seconds for the fingerprints, seconds for the pairs, peak memory of the pairs in MB) of so many reports."""
    texts = [text_of(report(random.Random(number), 90, _SET)) for number in range(reports)]
    start = time.perf_counter()
    prints = [fingerprints(text) for text in texts]
    made = time.perf_counter()
    similar_prints(prints)
    done = time.perf_counter()
    tracemalloc.start()
    similar_prints(prints)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return made - start, done - made, peak / 2**20


def strangers() -> float:
    """Most that any two of the project's own reports share, compared by themselves: all of different bodies."""
    files = sorted([*SEEDS.glob("*.txt"), *Path(__file__).with_name("crosscheck").glob("*.txt")])
    documents = [read(str(file)) for file in files]
    texts = [body_text(document, outline(document)).text for document in documents]
    pairs = (similar_pairs([one, other], 0.0) for number, one in enumerate(texts) for other in texts[:number])
    return max((pair.share for found in pairs for pair in found), default=0.0)


def _kinds() -> str:
    """What each kind shares, how many pairs of it are listed, and how other thresholds would do."""
    found = {crowd: {kind.name: shares(kind, _PAIRS, crowd) for kind in KINDS} for crowd in _CROWDS}
    rows = [
        [
            kind.name,
            "是" if kind.copy else "否",
            *(f"{min(some[kind.name]):.2f}—{max(some[kind.name]):.2f}" for some in found.values()),
            *(f"{sum(share >= THRESHOLD for share in some[kind.name])}/{_PAIRS}" for some in found.values()),
        ]
        for kind in KINDS
    ]
    crowds = [f"另有 {crowd} 份" if crowd else "只有两份" for crowd in _CROWDS]
    head = ["相似的样子", "是抄", *(f"相同占比（{one}）" for one in crowds), *(f"列出（{one}）" for one in crowds)]
    thresholds = [
        [f"{threshold:.0%}", *(f"{value:.3f}" for some in found.values() for value in accuracy(some, threshold))]
        for threshold in _THRESHOLDS
    ]
    names = ["界限", *(f"{name}（{one}）" for one in crowds for name in ("精确率", "召回率"))]
    return f"{_table(rows, head)}\n\n## 界限定在哪里\n\n{_table(thresholds, names)}"


def _table(rows: list[list[object]] | list[list[str]], head: list[str]) -> str:
    return tabulate(rows, head, "github", disable_numparse=True)


def page() -> str:
    """Everything measured, as it is kept beside the bench."""
    masses = [
        [str(offices), str(copies), *(f"{value:.3f}" for value in mass_copy(offices, copies))]
        for offices, copies in _MASSES
    ]
    costs = [[str(number), *(f"{value:.1f}" for value in cost(number))] for number in _BATCHES]
    return f"""\
# 雷同比对：准不准，要多久

<!-- 由 python -m tests.bench similarity --write 生成，不要手改 -->

样本是造的：每份五十句，十二句是各地都用的套话，其余各写各的事，但句式也是大家共用的，比真实报告更像套话，
所以不相干的两份也有相同的文字。材料在 passages.yaml。

## 各种相似，每种 {_PAIRS} 对

“相同占比”是最小—最大；“列出”是达到界限 {THRESHOLD:.0%} 的对数：抄的应当全列，不是抄的应当一对不列。

{_kinds()}

项目自带的报告（机关各不相同）两两单独比对，最多相同 {strangers():.0%}。

## 许多单位抄同一份，各自轻改

{_table(masses, ["报告", "其中抄的", "召回率", "精确率"])}

## 多少份，要多久，多少内存

每份约三千九百字；时间受机器忙闲影响；内存是比对时的峰值，不含各份报告的指纹本身（每份约 8 KB）。

{_table(costs, ["报告", "取指纹（秒）", "比对（秒）", "比对内存（MB）"])}
"""


def main(arguments: list[str]) -> int:
    """Measure everything; with ``--write`` keep it beside the bench."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench similarity", description="雷同比对准不准、要多久。")
    parser.add_argument("--write", action="store_true", help="更新 tests/bench/SIMILARITY.md，而不只是显示")
    chosen = parser.parse_args(arguments)
    shown = page()
    sys.stdout.write(shown)
    if chosen.write:
        Path(__file__).with_name("SIMILARITY.md").write_text(shown, encoding="utf-8", newline="\n")
    return 0
