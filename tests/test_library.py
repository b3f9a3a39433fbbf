"""The library: its names, the examples that are printed for it, and that nothing is remembered between audits."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import pytest
from docx_builder import docx, para
from msgspec.structs import replace

import engine
from engine import audit, load_pack
from engine.model import Audit

ROOT = Path(__file__).parents[1]
#: Names that others build on; taking one away or giving it another meaning is a new major version.
NAMES = ["Audit", "FazhiError", "__version__", "audit", "check_examples", "explain", "load_pack"]
EXAMPLES = {
    "README.md": re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL),
    "engine": [dedent(block) for block in re.findall(r"(?m)(?:^    .*\n)+", engine.__doc__ or "")],
}


def test_names_are_stable() -> None:
    assert sorted(engine.__all__) == NAMES
    assert engine.Audit is Audit


@pytest.mark.parametrize("place", EXAMPLES)
def test_printed_examples_work(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (ROOT / "seeds" / "street-2024.txt").read_text("utf-8").splitlines()
    (tmp_path / "年度报告.docx").write_bytes(docx("".join(map(para, lines))))
    monkeypatch.chdir(tmp_path)
    assert EXAMPLES[place]
    for example in EXAMPLES[place]:
        exec(example, {"__name__": "example"})  # noqa: S102 - our own words
    said = capsys.readouterr().out
    assert all(rule.title in said for rule in load_pack().rules)


def test_audits_side_by_side_do_not_know_of_each_other() -> None:
    one = load_pack()
    cap = replace(one.scoring, deduction_cap=Fraction(0))
    other = replace(one, rules=one.rules[::2], scoring=cap)
    tasks = [(ROOT / "seeds" / f"{seed}.txt", book) for seed in ("street-2024", "city-2022") for book in (one, other)]
    alone = [audit(path, book) for path, book in tasks]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda task: audit(*task), [*tasks, *reversed(tasks)]))
    assert together == [*alone, *reversed(alone)]
