"""Command line of the bench: ``python -m tests.bench agreement|ablation|…``."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

# The tests import the bench as ``bench``; started as ``tests.bench`` it must be the same modules.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import tables
from bench.ablation import ablate
from bench.agreement import Agreement, auditor, compare, per_rule
from bench.labels import LabelError, gold, seeds
from engine.rulebook import load_pack
from engine.rulebook.loader import HOME

_README = Path(__file__).with_name("README.md")
#: Commands with options of their own: the module whose ``main`` takes them.
_OTHERS = {
    "speed": "bench.speed.command",
    "batch": "bench.batch",
    "differential": "bench.differential",
    "soak": "bench.soak",
    "similarity": "bench.similarity",
    "promises": "bench.promises",
}


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] in _OTHERS:
        return int(import_module(_OTHERS[given[0]]).main(given[1:]))
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="测量结论与人工标注的吻合程度。",
        epilog=f"另有自带选项的：{'、'.join(_OTHERS)}；加 --help 看说明。",
    )
    parser.add_argument(
        "what",
        choices=["agreement", "ablation"],
        help="agreement：逐条规则的吻合程度；ablation：关掉一项能力后的吻合程度",
    )
    parser.add_argument("--gold", type=Path, metavar="文件夹", help="另处保存的标注（JSON），与自编样本一起计")
    parser.add_argument("--write", action="store_true", help="更新随项目保存的文件，而不只是显示")
    chosen = parser.parse_args(arguments)
    try:
        own, others = seeds(), gold(chosen.gold) if chosen.gold else ()
    except (LabelError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    book, data = load_pack(), tables.origin(own, others)
    command = f"python -m tests.bench {chosen.what}{' --gold 文件夹' if others else ''} --write"
    if chosen.what == "ablation":
        rows = list(ablate((*own, *others), book))
        shown, path, content = tables.ablation_table(rows), _README, tables.readme(rows, data, command)
    else:
        cells = compare((*own, *others), auditor(book))
        rules = per_rule(cells)
        shown = tables.agreement_tables(Agreement(tuple(cells)), rules, {rule.id: rule.title for rule in book.rules})
        path = HOME / book.id / "accuracy.yaml"
        content = tables.accuracy(rules, [rule.id for rule in book.rules], data, command)
    sys.stdout.write(f"{data}\n\n{shown}\n")
    if chosen.write:
        tables.write(path, content)
        sys.stderr.write(f"已写入 {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
