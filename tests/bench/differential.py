"""``python -m tests.bench differential``: both engines on the same facts, and every difference between their books.

The facts come from every text of ``variants``, judged by the whole pack, and from rule sets made at random.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from msgspec.structs import replace

from bench.proofs import examined
from bench.tables import write
from bench.variants import FOLDERS, Variant, variants
from engine.infer import Clause, Fact, Inferrer, Join, Pattern, Program, Ref, Template, Test, Value
from engine.infer.clauses import Op
from engine.judge import judge
from engine.rulebook import load_pack
from engine.rulebook.rule import Rulebook

PAGE = Path(__file__).with_name("DIFFERENTIAL.md")
_KINDS = ("mention", "group", "gap", "plan", "claim")
_FIELDS = ("topic", "stance", "n", "rule")
_WORDS = ("教育", "医疗", "a\"b\\'{,", "3", "", "done", "planned", "法" * 50)


@dataclass(slots=True)
class Tally:
    """What was compared; ``different`` names what the engines do not agree on, or on which rete did not answer."""

    runs: int = 0
    facts: int = 0
    firings: int = 0
    different: tuple[str, ...] = ()

    def add(self, name: str, facts: int, firings: int, *, same: bool) -> None:
        self.runs += 1
        self.facts += facts
        self.firings += firings
        if not same:
            self.different += (name,)


def over_texts(texts: Iterable[Variant], book: Rulebook) -> Tally:
    """Both engines on what is observed in each text: facts, derivations, verdicts, defects and proof."""
    tally = Tally()
    for variant in texts:
        report = examined(variant.make(), book)
        plain, rete = report.judgement, judge(report.observations, book, report.level, report.year, "rete")
        known = replace(rete, inference=replace(rete.inference, backend=plain.inference.backend))
        derived = plain.inference.derivations
        tally.add(variant.name, len(plain.inference.facts), len(derived), same=known == plain)
    return tally


def over_programs(numbers: Iterable[int]) -> Tally:
    """Both engines on rule sets made at random, three sets of facts each."""
    tally = Tally()
    for number in numbers:
        chance = random.Random(number)
        program = _program(chance)
        rete, plain = Inferrer(program, "rete"), Inferrer(program, "reference")
        for facts in (_facts(chance) for _ in range(3)):
            expected = plain.run(facts)
            same = rete.run(facts) == replace(expected, backend="rete")
            tally.add(f"rule set {number}", len(expected.facts), len(expected.derivations), same=same)
        rete.close()
    return tally


def _program(chance: random.Random) -> Program:
    return Program(tuple(_clause(chance, number) for number in range(chance.choice((1, 3, 10, 40, 250)))))


def _clause(chance: random.Random, number: int) -> Clause:
    aliases = ["a", "b", "c"][: chance.choice((1, 1, 2, 2, 3))]
    positives = tuple((alias, _pattern(chance, aliases[:place])) for place, alias in enumerate(aliases))
    negatives = tuple(_pattern(chance, aliases) for _ in range(chance.choice((0, 0, 1, 2))))
    fields: dict[str, Value | Ref] = {
        name: Ref(chance.choice(aliases), chance.choice(_FIELDS)) if chance.random() < 0.5 else _value(chance)
        for name in chance.sample(_FIELDS, chance.randint(0, 2))
    }
    return Clause(f"c{number}", chance.randint(1, 3), positives, negatives, Template(chance.choice(_KINDS), fields))


def _pattern(chance: random.Random, aliases: Sequence[str]) -> Pattern:
    tests = tuple(_test(chance) for _ in range(chance.choice((0, 1, 1, 2))))
    joins = tuple(
        Join(chance.choice(_FIELDS), chance.choice(aliases), chance.choice(_FIELDS))
        for _ in range(chance.choice((0, 1, 1, 2)) if aliases else 0)
    )
    return Pattern(chance.choice(_KINDS), tests, joins)


def _test(chance: random.Random) -> Test:
    op: Op = chance.choice(get_args(Op)) if chance.random() < 0.4 else "eq"
    return Test(chance.choice(_FIELDS), op, _value(chance) if op == "eq" else chance.randint(-1, 4))


def _value(chance: random.Random) -> Value:
    return chance.choice(_WORDS) if chance.random() < 0.6 else chance.choice((0, 1, 2, 3, -(2**53), 2**53))


def _facts(chance: random.Random) -> list[Fact]:
    return [
        Fact(f"f{number}", chance.choice(_KINDS), {field: _value(chance) for field in chance.sample(_FIELDS, 2)})
        for number in range(chance.choice((0, 2, 8, 20)))
    ]


def page(texts: Tally, programs: Tally, command: str) -> str:
    """The result as a page to keep."""
    rows = (("报告及其改写", texts), ("随机生成的规则集", programs))
    shown = [f"| {name} | {t.runs:,} | {t.facts:,} | {t.firings:,} | {len(t.different)} |" for name, t in rows]
    return "\n".join(
        [
            "# 两个推理引擎逐项对照",
            "",
            f"<!-- 由 {command} --write 生成，不要手改 -->",
            "",
            "同一批事实分别交给 rete（durable-rules）和 reference，",
            "逐条比较得出的事实、每条事实的理由、结论、瑕疵和证据句。",
            "改写的做法见 `tests/bench/variants.py`；不一致的，连同 rete 没有答出来的，都计入最后一列。",
            "",
            "| 事实从哪里来 | 次数 | 事实 | 推导 | 不一致 |",
            "|---|---:|---:|---:|---:|",
            *shown,
            "",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench differential", description="两个推理引擎逐项对照。")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="另有报告（.txt）的文件夹；可写多次")
    parser.add_argument("--texts", type=int, metavar="N", help="只取前 N 份文本；不写则全部")
    parser.add_argument("--programs", type=int, metavar="N", default=3000, help="随机规则集的个数（默认 3000）")
    parser.add_argument("--write", action="store_true", help=f"更新 {PAGE.name}")
    chosen = parser.parse_args(arguments)
    book = load_pack()
    programs = over_programs(range(chosen.programs))
    texts = over_texts(variants(book, (*FOLDERS, *chosen.folder))[: chosen.texts], book)
    content = page(texts, programs, "python -m tests.bench differential")
    sys.stdout.write(content)
    for name in (*texts.different, *programs.different):
        sys.stderr.write(f"不一致：{name}\n")
    if chosen.write:
        write(PAGE, content)
    return 1 if texts.different or programs.different else 0
