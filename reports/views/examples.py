"""What came of running the examples of a pack: each failure with its place, what was due and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import wording as words
from reports.layout import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.examples import ExampleResult

_TEXT = 120


def render(results: Sequence[ExampleResult]) -> str:
    """Failures first in file order, then the count."""
    failed = [result for result in results if not result.passed]
    lines = []
    for result in failed:
        expected, got = words.VERDICTS[result.expected], words.VERDICTS[result.got]
        lines.append(f"{plain(result.file)}:{result.line}：{plain(result.rule)} 应为“{expected}”，得到“{got}”")
        lines.append(f"    {shorten(plain(result.text), _TEXT)}")
    rules = len({result.rule for result in results})
    verdict = f"{len(failed)} 条不符" if failed else "全部相符"
    return "\n".join([*lines, f"运行了 {rules} 条规则的 {len(results)} 条例句：{verdict}。"]) + "\n"
