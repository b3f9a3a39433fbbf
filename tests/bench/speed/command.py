"""``python -m tests.bench speed``: measure the parts asked for, show the page, and keep it if wanted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.speed.commands import ROOT, BenchError
from bench.speed.measured import kept, measure
from bench.speed.page import page
from bench.speed.parts import PARTS
from bench.speed.scale import SCALES, Bench

PAGE = Path(__file__).resolve().parents[1] / "SPEED.md"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench speed", description="测量快慢，与其他工具并排。")
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument("--quick", dest="scale", action="store_const", const="quick", help="只看跑不跑得通")
    scale.add_argument("--full", dest="scale", action="store_const", const="full", help="再加 10,000 份报告，几小时")
    parser.add_argument("--only", action="append", choices=list(PARTS), help="只测这一部分，其余用上次的；可写多次")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench", help="中间文件放在哪里")
    parser.add_argument("--write", action="store_true", help=f"更新 {PAGE.name}")
    parser.set_defaults(scale="usual")
    chosen = parser.parse_args(arguments)
    if chosen.write and chosen.scale == "quick":
        parser.error("--quick 的数字没有意义，不能和 --write 一起用")
    bench = Bench(chosen.folder.resolve(), SCALES[chosen.scale])
    measured = {}
    try:
        for name, part in PARTS.items():
            if not chosen.only or name in chosen.only:
                sys.stderr.write(f"{part.title}…\n")
                measured[name] = measure(name, bench)
            elif last := kept(name, bench):
                measured[name] = last
    except (BenchError, OSError) as error:
        sys.stderr.write(f"错误：{error}\n")
        return 2
    content = page(measured, "make bench" + (" ARGS=--full" if chosen.scale == "full" else ""))
    sys.stdout.write(content)
    if chosen.write:
        PAGE.write_text(content, encoding="utf-8", newline="\n")
        sys.stderr.write(f"已写入 {PAGE.name}\n")
    return 0
