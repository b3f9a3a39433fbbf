"""What a fault of the text is."""

from __future__ import annotations

from msgspec import Struct

from engine.model import Span


class Flaw(Struct, frozen=True):
    """One fault: the measure it adds to, where it shows, and what is wrong, in Chinese."""

    measure: str
    span: Span
    note: str


def number(value: float) -> str:
    """A value as a reader writes it: no needless decimals, no exponent."""
    return f"{value:g}" if abs(value) < 1e5 else str(int(value)) if value == int(value) else str(value)
