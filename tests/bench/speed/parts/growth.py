"""How time grows with the length of a report, with the rules of the pack, and with the facts given to inference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from unittest.mock import patch

from msgspec.structs import replace
from tabulate import tabulate

from bench.speed import texts
from bench.speed.packs import enlarged
from bench.speed.rounds import Series, in_turns, ratios, shown, timed
from bench.speed.scale import Bench
from engine import audit, load_pack
from engine.infer import Fact, Inferrer, available
from engine.infer.program import compile_program
from engine.model import Document
from engine.read import read
from engine.rulebook import Rulebook

LENGTH, RULES, FACTS = "length", "rules", "facts"
#: Facts of which a report may hold any number; all others are one for each rule, level or measure.
_MANY = {"mention", "sign", "weakness"}


def measure(bench: Bench) -> list[Series]:
    """Audits of ever longer reports, audits by ever larger packs, inference on ever more facts."""
    book = load_pack()
    return [*_by_length(book, bench), *_by_rules(bench), *_by_facts(book, bench)]


def _by_length(book: Rulebook, bench: Bench) -> list[Series]:
    """A report of another number in every round, in every length."""
    scale = bench.scale
    runs: dict[str, Callable[[int], float]] = {
        f"{LENGTH}/{times}": partial(_audited, book, times * scale.characters) for times in scale.times
    }
    runs[f"{LENGTH}/{scale.times[0]}"](0)
    taken = in_turns(runs, scale.growth)
    return [
        Series(name, values, {"characters": len(texts.report(0, int(name.partition("/")[2]) * scale.characters))})
        for name, values in taken.items()
    ]


def _audited(book: Rulebook, characters: int, number: int) -> float:
    document = _document(number, characters)
    return timed(lambda: audit(document, book))


def _document(number: int, characters: int) -> Document:
    return read("报告.txt", texts.report(number, characters).encode())


def _by_rules(bench: Bench) -> list[Series]:
    scale = bench.scale
    books = {f"{RULES}/{times}": load_pack(str(enlarged(bench.folder / "packs", times))) for times in scale.packs}
    runs: dict[str, Callable[[int], float]] = {
        name: partial(_audited, book, scale.characters) for name, book in books.items()
    }
    for once in runs.values():
        once(0)
    taken = in_turns(runs, scale.growth)
    return [Series(name, values, {"rules": len(books[name].rules)}) for name, values in taken.items()]


def _by_facts(book: Rulebook, bench: Bench) -> list[Series]:
    facts = facts_of(_document(0, bench.scale.characters), book)
    program = compile_program(book)
    runs: dict[str, Callable[[int], float]] = {}
    counts: dict[str, int] = {}
    for backend in available():
        inferrer = Inferrer(program, backend)
        for times in bench.scale.times:
            name = f"{FACTS}-{backend}/{times}"
            runs[name] = partial(_inferred, inferrer, repeated(facts, times))
            counts[name] = len(repeated(facts, times))
    for once in runs.values():
        once(0)
    taken = in_turns(runs, bench.scale.growth)
    return [Series(name, values, {"facts": counts[name]}) for name, values in taken.items()]


def _inferred(inferrer: Inferrer, facts: Sequence[Fact], _round: int) -> float:
    return timed(lambda: inferrer.run(facts))


def facts_of(document: Document, book: Rulebook) -> list[Fact]:
    """The facts that an audit gives to inference."""
    given: list[Fact] = []
    run = Inferrer.run

    def watched(self: Inferrer, facts: Sequence[Fact]) -> object:
        given.extend(facts)
        return run(self, facts)

    with patch.object(Inferrer, "run", watched):
        audit(document, book)
    return given


def repeated(facts: Sequence[Fact], times: int) -> list[Fact]:
    """The facts, and of those that may be many so many more that differ in nothing but a number."""
    more = [
        replace(
            fact,
            id=f"x{copy * len(facts) + place}",
            fields={name: _varied(value, copy) for name, value in fact.fields.items()},
        )
        for copy in range(1, times)
        for place, fact in enumerate(facts)
        if fact.kind in _MANY
    ]
    return [*facts, *more]


def _varied(value: str | int, copy: int) -> str | int:
    return value + 1000 * copy if isinstance(value, int) else value


def section(series: Sequence[Series]) -> str:
    """A table for each thing that grows."""
    parts = [
        _table(
            series,
            LENGTH,
            "characters",
            "字数",
            "**报告长度**：检查一份报告（read 以后的全部）。每轮另换一份；长报告由不同的段落组成，没有重复的段落。",
        ),
        _table(
            series,
            RULES,
            "rules",
            "规则",
            "**规则条数**：同样的报告，规则包由自带规则换号复制而成。复制的规则查同样的词，报告里的每处命中都多判一遍，"
            "比真的多写规则更费时间。",
        ),
    ]
    parts += [
        _table(
            series,
            f"{FACTS}-{backend}",
            "facts",
            "事实",
            f"**事实多少，{backend}**：只有推理。多出来的是各条规则的提及、迹象和不足（其他事实每份报告就那么多）。",
        )
        for backend in ("rete", "reference")
        if any(one.name.startswith(f"{FACTS}-{backend}/") for one in series)
    ]
    rounds = {len(one.values) for one in series}
    return f"各规模轮流运行，{min(rounds)}—{max(rounds)} 轮；倍数逐轮与同一轮的第一行相比。\n\n" + "\n".join(parts)


def _table(series: Sequence[Series], what: str, counted: str, head: str, said: str) -> str:
    found = [one for one in series if one.name.startswith(f"{what}/")]
    first = found[0]
    rows = [
        [
            f"{one.counts[counted]:,}",
            f"{one.counts[counted] / first.counts[counted]:.2f}",
            shown(one.values, 0.001),
            shown(ratios(one.values, first.values)),
        ]
        for one in found
    ]
    heads = [head, "是第一行的几倍", "毫秒", "时间是第一行的几倍"]
    return f"{said}\n\n{tabulate(rows, heads, tablefmt='github', disable_numparse=True)}\n"
