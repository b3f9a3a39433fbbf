"""What decides whether a run passes, as the user wrote it: thresholds, baseline, waivers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from reports.cli.output import say
from reports.cli.values import MisuseError, default_backend, format_for, score_of, severity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.model import Level
    from engine.rulebook.rule import Rulebook
    from reports.baseline import Baseline
    from reports.gate import Gate
    from reports.waivers import Waivers


def gate(book: Rulebook, fail_under: str | None, fail_on: str | None, fail_group: Iterable[str]) -> Gate:
    """Thresholds that the user wrote."""
    from reports.gate import Gate

    groups = dict(group_minimum(text) for text in fail_group)
    known = {name: group.id for group in book.scoring.groups for name in (group.id, group.title)}
    for name in groups:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.4)
            listed = "、".join(f"{group.title}（{group.id}）" for group in book.scoring.groups)
            hint = f"最接近的是“{near[0]}”" if near else f"可写：{listed}"
            raise MisuseError(f"没有“{name}”这个组；{hint}")
    least = tuple((known[name], value) for name, value in groups.items())
    return Gate(score_of(fail_under), severity_of(fail_on), least)


def group_minimum(text: str) -> tuple[str, Fraction]:
    """Group and percent that the user wrote as ``group=60``."""
    group, _, percent = (part.strip() for part in text.rpartition("="))
    percent = percent.removesuffix("%").rstrip()
    if not group or not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,9})?", percent) or Fraction(percent) > 100:
        raise MisuseError(f"看不懂“{text}”；请写 组=百分数，如 enforcement=60")
    return group, Fraction(percent)


def baseline_of(path: str | None) -> Baseline | None:
    """Earlier run that the user named."""
    if path is None:
        return None
    from reports.baseline import load

    return load(path)


def waivers_of(path: str | None, today: str | None, book: Rulebook) -> Waivers | None:
    """Waivers that the user named, as they hold today."""
    day = _day(today)
    if path is None:
        return None
    from reports.waivers import load

    return load(path, book, day)


def keep(
    paths: Sequence[str], output: str, book: Rulebook, *, level: Level | None, year: int | None, backend: str | None
) -> int:
    """Write a baseline, and tell how it differs from the one it replaces."""
    from reports.baseline import BaselineError, load
    from reports.cli.auditing import Auditing, Request, Target
    from reports.gate import Gate

    if format_for(output) != "json":
        raise MisuseError(f"基线要写成 .json 文件，不是“{output}”")
    earlier = None
    try:
        earlier = load(output) if Path(output).exists() else None
    except BaselineError as error:
        say(f"{error}；旧的将被替换")
    request = Request(
        paths=tuple(paths),
        screen=None,
        targets=(Target(output, "json"),),
        level=level,
        year=year,
        backend=backend,
        gate=Gate(accepting=True),
        baseline=earlier,
    )
    return Auditing(request, book, backend or default_backend()).run()


def _day(text: str | None) -> date:
    """Day that the user wrote, or the day it is: the only use of the clock."""
    if text is None:
        return datetime.now(tz=UTC).astimezone().date()
    from reports.waivers import day_of

    try:
        return day_of(text.strip())
    except ValueError:
        raise MisuseError(f"看不懂日期“{text}”；写作 2026-12-31") from None
