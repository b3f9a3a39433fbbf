"""Drive one law with atheris: ``python -m tests.fuzz LAW [--seconds N] [--found FOLDER]``.

Stops at the first input that breaks the law and keeps it in FOLDER; mend the program, and keep the input as a test.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

ROOT = Path(__file__).resolve().parents[2]
# The tests import each other by their bare names.
sys.path.insert(0, str(ROOT / "tests"))

import atheris  # noqa: E402 - what is imported from here on is watched

#: Judging costs the same whatever the text is; watched step by step, it would take all the time.
_UNWATCHED = ["engine.infer", "engine.rulebook", "engine.score"] if sys.argv[1:2] == ["audit"] else []

with atheris.instrument_imports(include=["engine", "reports"], exclude=_UNWATCHED):
    for part in ("read", "outline", "observe", "zh", "rulebook"):
        for module in iter_modules([str(ROOT / "engine" / part)]):
            import_module(f"engine.{part}.{module.name}")
    from fuzz import corpus
    from fuzz.laws import LAWS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="用 atheris 找出违反规律的输入。")
    parser.add_argument("law", choices=LAWS)
    parser.add_argument("--seconds", type=int, default=60, metavar="秒", help="试多久")
    parser.add_argument("--found", type=Path, default=Path(), metavar="文件夹", help="违反规律的输入存在哪里")
    chosen = parser.parse_args()
    # A converter started for every old document would be tried instead of our readers.
    os.environ["PATH"] = str(Path(sys.executable).parent)
    os.environ["FAZHI_CACHE"] = "off"  # or made-up packs would push those of the user out
    assert shutil.which("soffice") is None
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(corpus.of(chosen.law)):
            Path(folder, f"{number:04}").write_bytes(data)
        options = [
            f"-max_total_time={chosen.seconds}", "-timeout=30", "-rss_limit_mb=3000", "-len_control=20",
            f"-max_len={corpus.LONGEST[chosen.law]}", f"-artifact_prefix={chosen.found}/", "-print_final_stats=1",
        ]  # fmt: skip
        atheris.Setup([sys.argv[0], *options, folder], LAWS[chosen.law])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
