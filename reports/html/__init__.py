"""The gap report as one page for a browser: findings beside the text they rest on, in a single file.

The file asks for nothing; see ``frame``. It reads without the script, which adds filters, keys and the link between
findings and sentences. Nothing in it depends on the clock or on chance, so equal input gives equal bytes.

Text of reports, paths and rules is data. The script builds nothing from markup and reads nothing but what the page
shows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reports import Look, Run
from reports import wording as words
from reports.html.entries import TONES, tone_of
from reports.html.frame import Frame
from reports.html.overview import Row, row
from reports.html.view import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook
    from reports import Unread

_FRAME = Frame(Path(__file__).parent, tones=TONES, tone_of=tone_of, words=words)


def render(
    audits: Iterable[Audit], book: Rulebook, backend: str, unread: Sequence[Unread] = (), look: Look | None = None
) -> str:
    """Render the whole page."""
    return "".join(stream(audits, Run(book, backend, unread), look or Look()))


def stream(audits: Iterable[Audit], run: Run, look: Look, home: str = "") -> Iterator[str]:
    """Render it in pieces, one for each audit. ``home`` is the address of the page that this one belongs to.

    The overview of several reports can only be written after the last of them; style and script put it first.
    """
    yield _FRAME.head("法治政府建设年度报告 差距报告")
    rows: list[Row] = []
    for number, audit in enumerate(audits, start=1):
        shown = page(audit, run, look, f"r{number}")
        rows.append(row(shown, audit))
        yield _FRAME.part("report.html", page=shown, run=run, home=home)
    if len(rows) + len(run.unread) != 1 or not rows:
        yield _FRAME.part("overview.html", rows=rows, unread=run.unread, run=run)
    yield _FRAME.foot()
