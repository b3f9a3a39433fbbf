"""The round as one page for a browser: who has not reported, how all stand, what the whole district lacks.

Like the page of a single report it asks for nothing and reads without its script, which sorts tables and makes of the
signs in the map cells to filter, to walk through by keys and to follow to the finding on the page of the unit. Equal
rounds give equal bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from engine.model import Severity
from reports import wording as words
from reports.district import figures
from reports.district.matrix import SIGNS
from reports.district.view import Most, Page
from reports.html.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.district.model import District
    from reports import Run

_FRAME = Frame(
    Path(__file__).parent,
    words=words,
    signs=[(sign, words.VERDICTS[verdict], verdict.value) for verdict, sign in SIGNS.items()],
    severities=[(severity.value, words.SEVERITIES[severity]) for severity in Severity],
    figures=figures,
    quote=quote,
)


def render(district: District, run: Run, most: Most | None = None) -> Iterator[str]:
    """Give the page in pieces; it shows at most so much, and says what it leaves to the workbook."""
    year = f"{district.year}年度" if district.year else ""
    title = f"{year}法治政府建设年度报告检查汇总"
    yield _FRAME.head(title)
    yield _FRAME.part("index.html", page=Page(district, run, most or Most()), title=title, run=run, district=district)
    yield _FRAME.foot()
