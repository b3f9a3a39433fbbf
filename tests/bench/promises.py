"""How well last year's promises find this year's answers: hand-written pairs, every link and every outcome counted."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from tabulate import tabulate

from engine.examination import examine
from engine.examples import text_document
from engine.model import Verdict
from engine.promises import Promise, promises
from engine.rulebook import Rulebook, load_pack

PAIRS = Path(__file__).with_name("promises.yaml")
_OUTCOMES = {"e": Verdict.EVIDENCED, "d": Verdict.DESCRIBED, "again": Verdict.MENTIONED, "no": Verdict.ABSENT}
NAMES = {
    Verdict.EVIDENCED: "交代了，有数字、日期或文件",
    Verdict.DESCRIBED: "交代了，只写做法",
    Verdict.MENTIONED: "只又提了一次",
    Verdict.ABSENT: "没有交代",
}

_PAGE = """\
# 上一年的安排，找不找得到这一年的答案

<!-- 由 python -m tests.bench promises --write 生成，不要手改 -->

安排和答案都是手写的（promises.yaml）：换了说法的、用词相同而说的是另一件事的、只又写进安排的、不再提的。
所有答案放在同一份报告里，每条安排要从七十多句话里找出自己的那一句。

{table}

办法改定之前，同样的数据第一次测：对照着改过的 52 条精确率 0.60、召回率 0.16、程度判对 12 条；
盲测的 21 条精确率 0.75、召回率 0.35、程度判对 7 条。

靠用词分不清“建成小广场”和“小广场装了消防设施”。所以 `fazhi compare` 列出的是用词最接近的一句，请人核对，不作结论。
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A promise with the answer people see and the one found; an answer is a sentence of this year's work, or None.

    ``blind`` ones were written after the method was settled, which was not changed for them.
    """

    promise: str
    wanted: Verdict
    answer: str | None
    found: Verdict
    linked: str | None
    blind: bool


def outcomes(book: Rulebook) -> Iterator[Outcome]:
    """Every promise of the pairs, in their order."""
    pairs = yaml.safe_load(PAIRS.read_text("utf-8"))
    # All that was done stands in one report of usual length: a promise has to find its answer among everything else.
    work = [sentence for pair in pairs for sentence in pair["work"]]
    for pair in pairs:
        found = {one.promise.quote: one for one in _compared(pair["plan"], work, pair["again"], book)}
        for text, code in zip(pair["plan"], map(str, pair["answers"]), strict=True):
            answer = pair["work"][int(code[:-1]) - 1] if code[0].isdigit() else None
            one = found.get(text)  # a sentence that was not taken for a promise is one passed over
            linked = one.answer.quote if one and one.answer and one.answer.quote in work else None
            wanted = _OUTCOMES[code[-1] if answer else code]
            yield Outcome(text, wanted, answer, one.kept if one else Verdict.ABSENT, linked, pair.get("blind", False))


def _compared(plan: list[str], work: list[str], again: list[str], book: Rulebook) -> tuple[Promise, ...]:
    last, this = _report(2024, ["全年各项工作有序推进。"], plan), _report(2025, work, again)
    before, after = (examine(text_document("报告", text), book, backend="reference") for text in (last, this))
    return tuple(promises(before, after))


def _report(year: int, work: list[str], plan: list[str]) -> str:
    parts = [f"云渡街道办事处{year}年法治政府建设年度报告", "一、主要举措和成效", *work]
    return "\n".join([*parts, f"二、{year + 1}年工作安排", *plan]) + "\n"


def links(found: list[Outcome]) -> tuple[float, float]:
    """Precision and recall of the links from a promise to a sentence of this year's work."""
    made = [one for one in found if one.linked is not None]
    right = sum(one.linked == one.answer for one in made)
    return right / max(1, len(made)), right / sum(one.answer is not None for one in found)


def table(found: list[Outcome]) -> str:
    """The scores, then what became of the promises of each outcome."""
    groups = {"对照着改过的": [one for one in found if not one.blind], "盲测": [one for one in found if one.blind]}
    scores = [
        [name, len(some), *(f"{value:.2f}" for value in links(some)), sum(one.wanted is one.found for one in some)]
        for name, some in groups.items()
    ]
    confusion = Counter((one.wanted, one.found) for one in found)
    rows = [[NAMES[wanted], *(confusion[wanted, got] for got in NAMES)] for wanted in NAMES]
    return "\n\n".join(
        [
            tabulate(
                scores, ["", "安排", "找答案 精确率", "找答案 召回率", "程度也判对"], "github", disable_numparse=True
            ),
            tabulate(rows, ["人工＼机器", *NAMES.values()], "github"),
        ]
    )


def main(arguments: list[str]) -> int:
    """Measure the links; with ``--write`` keep the table beside the bench."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench promises", description="上一年的安排找不找得到答案。")
    parser.add_argument("--write", action="store_true", help="更新 tests/bench/PROMISES.md，而不只是显示")
    chosen = parser.parse_args(arguments)
    page = _PAGE.format(table=table(list(outcomes(load_pack()))))
    sys.stdout.write(page)
    if chosen.write:
        Path(__file__).with_name("PROMISES.md").write_text(page, encoding="utf-8", newline="\n")
    return 0
