"""Sets a report as an office does, character by character, so that a page format can be built from it.

A4, title 22 points, text 16 points on 28, first lines indented by two letters, lines justified, no closing mark at the
start of a line and no opening one at its end, numbers never parted, signature and date towards the right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 79.0, 521.0, 105.0, 750.0
PITCH = 28.0

_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）")
_LONGEST_HEADING = 40
_LONGEST_CLOSING = 24
_TOKEN = re.compile(r"[“‘（《〈〔【]*(?:[0-9A-Za-z.%]+|.)[”’）》〉〕】，。、；：？！…—]*\s*", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """Characters on one base line, y counted from the top; ``steps`` are the ways to each next character."""

    text: str
    x: float
    y: float
    size: float
    steps: tuple[float, ...]

    @property
    def places(self) -> list[float]:
        return [self.x + sum(self.steps[:index]) for index in range(len(self.text))]


def kinds(lines: list[str]) -> list[tuple[str, str]]:
    """(kind, text) of the lines of a report: title, address, heading, body, or closing (signature and date)."""
    last = max(index for index, line in enumerate(lines) if line.endswith("。") or len(line) > _LONGEST_CLOSING)
    return [
        (
            "title" if index == 0
            else "closing" if index > last
            else "address" if line.endswith("：") and index < 4
            else "heading" if _HEADING.match(line) and len(line) <= _LONGEST_HEADING and not line.endswith("。")
            else "body",
            line,
        )
        for index, line in enumerate(lines)
    ]  # fmt: skip


def typeset(lines: list[str], *, shift: float = 0.0, head: bool = True) -> list[list[Run]]:
    """Pages of a report; the text of left pages stands ``shift`` further to the left, as for binding."""
    pages: list[list[Run]] = []
    y = BOTTOM
    for kind, paragraph in kinds(lines):
        size = 22.0 if kind == "title" else 16.0
        indent = 2 * size if kind in ("heading", "body") else 0.0
        broken = _broken(paragraph, size, RIGHT - LEFT, indent)
        for index, line in enumerate(broken):
            y += PITCH * (1.3 if kind == "title" else 1)
            if y > BOTTOM:
                pages.append(_furniture(len(pages) + 1) if head else [])
                y = TOP
            width = _width(line.rstrip()) * size
            x = LEFT - (shift if len(pages) % 2 == 0 else 0.0) + (indent if index == 0 else 0.0)
            room = RIGHT - LEFT - (indent if index == 0 else 0.0) - width
            if kind == "title":
                x += room / 2
            elif kind == "closing":
                x += room - 3 * size
            justified = kind == "body" and index + 1 < len(broken)
            pages[-1].append(_run(line, x, y, size, room / max(1, len(line.rstrip()) - 1) if justified else 0.0))
    return pages


def _run(text: str, x: float, y: float, size: float, spread: float = 0.0) -> Run:
    return Run(text, round(x, 3), y, size, tuple(round(_unit(char) * size + spread, 4) for char in text[:-1]))


def _furniture(number: int) -> list[Run]:
    return [
        _run("法治政府建设年度报告", WIDTH / 2 - 50, 60, 10),
        _run(f"— {number} —", WIDTH / 2 - 20, 790, 12),
    ]


def _unit(char: str) -> float:
    return 0.5 if char < "\u2000" else 1.0


def _width(text: str) -> float:
    return sum(map(_unit, text))


def _broken(text: str, size: float, width: float, indent: float) -> list[str]:
    """Lines of a paragraph."""
    lines, line, room = [], "", width - indent
    for token in _TOKEN.findall(text):
        if line and _width(token.rstrip()) * size > room + 0.01:
            lines.append(line)
            line, room = "", width
        line += token
        room -= _width(token) * size
    return [*lines, line]
