"""Outputs do not change unseen: each text format of three sample reports, whole, against a file a person has read."""

from __future__ import annotations

import pytest
from golden import FORMATS, ROOT, SEEDS, golden_file, render


@pytest.mark.parametrize("output_format", sorted(FORMATS))
@pytest.mark.parametrize("seed", SEEDS)
def test_output_is_as_it_was_read(seed: str, output_format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    kept = golden_file(seed, output_format).read_bytes().decode("utf-8")
    assert render(seed, output_format) == kept, "read the difference, then run: python tests/golden.py"


def test_no_golden_file_is_left_over() -> None:
    wanted = {golden_file(seed, output_format) for seed in SEEDS for output_format in FORMATS}
    kept = {path for path in golden_file("x", "table").parent.iterdir() if path.suffix != ".png"}
    assert kept == wanted
