"""Where the time of one audit goes: every stage of the pipeline timed in place, then every renderer."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from formats import typed_docx
from tabulate import tabulate

from bench.labels import SEEDS
from bench.speed import texts
from bench.speed.rounds import Series, in_turns, shown
from bench.speed.scale import Bench
from engine import audit, load_pack
from engine.infer import available
from engine.model import Audit
from engine.rulebook import Rulebook
from reports import RENDERERS, Look, Run

#: Stage → the functions that make it up, by the module that calls them.
STAGES = {
    "读取 read": ("engine.pipeline.read",),
    "结构 outline": ("engine.examination.outline",),
    "观察 observe": ("engine.examination.observe", "engine.examination.passages"),
    "推理 infer": ("engine.examination.judge",),
    "评分 score": tuple(f"engine.pipeline.{name}" for name in ("rule_points", "defects", "findings", "scorecard")),
}
WHOLE = "合计 audit"
_SETS = {"seeds": "自编样本", "made": "生成的报告"}


def measure(bench: Bench) -> list[Series]:
    """Mean seconds per report of each stage and renderer, for the seeds and for made reports."""
    made = texts.write(bench.folder / "stages", bench.scale.made, bench.scale.characters)
    seeds = sorted(SEEDS.glob("*.txt"))[: bench.scale.made]
    book = load_pack()
    return [
        one
        for name, reports in (("seeds", seeds), ("made", made))
        for one in [*_stages(name, reports, book, bench), *_renderers(name, reports, book, bench)]
    ]


def _stages(group: str, reports: Sequence[Path], book: Rulebook, bench: Bench) -> Iterator[Series]:
    spent: defaultdict[str, list[float]] = defaultdict(list)

    def run(backend: str) -> Callable[[int], float]:
        def once(_round: int) -> float:
            with clocks() as seconds:
                start = time.perf_counter()
                for path in reports:
                    audit(path, book, backend=backend)
                whole = time.perf_counter() - start
            for stage, taken in seconds.items():
                spent[f"{group}/{backend}/{stage}"].append(taken / len(reports))
            spent[f"{group}/{backend}/{WHOLE}"].append(whole / len(reports))
            return whole

        return once

    runs = {backend: run(backend) for backend in available()}
    for once in runs.values():
        once(0)
    spent.clear()
    in_turns(runs, bench.scale.stages)
    counts = {"characters": sum(len(path.read_text("utf-8")) for path in reports) // len(reports)}
    return (Series(name, tuple(values), counts | {"reports": len(reports)}) for name, values in spent.items())


@contextmanager
def clocks() -> Iterator[dict[str, float]]:
    """Seconds spent in each stage while the context lasts; the stages do not call one another."""
    seconds = dict.fromkeys(STAGES, 0.0)

    def clock(stage: str, function: Callable[..., object]) -> Callable[..., object]:
        def timed(*arguments: object, **options: object) -> object:
            start = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                seconds[stage] += time.perf_counter() - start

        return timed

    with ExitStack() as stack:
        for stage, names in STAGES.items():
            for name in names:
                module, _, function = name.rpartition(".")
                stack.enter_context(patch(name, clock(stage, getattr(import_module(module), function))))
        yield seconds


def _renderers(group: str, reports: Sequence[Path], book: Rulebook, bench: Bench) -> Iterator[Series]:
    folder = bench.folder / "stages" / group
    folder.mkdir(parents=True, exist_ok=True)
    audits = [audit(path, book) for path in reports]
    words = [folder / f"{path.stem}.docx" for path in reports]
    for path, word in zip(reports, words, strict=True):
        word.write_bytes(typed_docx([line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]))
    # Comments are put into Word files only.
    of_words = [audit(word, book) for word in words]
    run = Run(book, audits[0].backend)

    def render(name: str, judged: Sequence[Audit]) -> Callable[[int], float]:
        def once(_round: int) -> float:
            start = time.perf_counter()
            for one in judged:
                for _ in RENDERERS[name].render(iter([one]), run, Look()):
                    pass
            return (time.perf_counter() - start) / len(judged)

        return once

    runs = {name: render(name, of_words if name == "annotated" else audits) for name in RENDERERS}
    for once in runs.values():
        once(0)
    return (Series(f"{group}/render/{name}", values) for name, values in in_turns(runs, bench.scale.stages).items())


def section(series: Sequence[Series]) -> str:
    """One table of the stages with both engines, one of the renderers."""
    by_name = {one.name: one for one in series}
    backends = [name for name in ("rete", "reference") if f"made/{name}/{WHOLE}" in by_name]
    columns = [(group, backend) for group in _SETS for backend in backends]
    stages = [
        [stage, *(shown(by_name[f"{group}/{backend}/{stage}"].values, 0.001) for group, backend in columns)]
        for stage in (*STAGES, WHOLE)
    ]
    renderers = [
        [name, *(shown(by_name[f"{group}/render/{name}"].values, 0.001) for group in _SETS)] for name in RENDERERS
    ]
    whole = {group: by_name[f"{group}/{backends[0]}/{WHOLE}"] for group in _SETS}
    sets = {
        group: f"{title}（{whole[group].counts['reports']} 份，平均 {whole[group].counts['characters']:,} 字）"
        for group, title in _SETS.items()
    }
    heads = [f"{_SETS[group]}，{backend}" for group, backend in columns]
    return f"""\
每份报告的毫秒数，{len(whole["made"].values)} 轮；{"、".join(sets.values())}。“推理”以外的阶段与用哪种推理引擎无关。

{tabulate(stages, ["阶段", *heads], tablefmt="github", disable_numparse=True)}

输出一份报告的毫秒数（annotated 用同一报告的 Word 文件，含重新读它的时间）：

{tabulate(renderers, ["格式", *_SETS.values()], tablefmt="github", disable_numparse=True)}
"""
