"""The catalogue of rules is generated, and what is committed is what the rules give now."""

from __future__ import annotations

from pathlib import Path

from engine.rulebook import load_pack
from reports.views.catalogue import render

CATALOGUE = Path(__file__).parents[1] / "rules" / "README.md"


def test_the_committed_catalogue_is_current() -> None:
    assert CATALOGUE.read_text("utf-8") == render(load_pack()), "run: make catalogue"
