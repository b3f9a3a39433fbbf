"""The gap report as one page for a browser: findings beside the text they rest on, in a single file.

The file asks for nothing: styles, script and drawings are inline, and its policy forbids every request. It reads
without the script, which adds filters, keys and the link between findings and sentences. Nothing in it depends on the
clock or on chance, so equal input gives equal bytes.

Text of reports, paths and rules is data: the template engine escapes every value, and ``plain`` takes away first what
could reorder or hide text. The script builds nothing from markup and reads nothing but what the page shows.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from engine import __version__
from reports import Look, Run
from reports import wording as words
from reports.html.view import ICONS, Row, page, row, tone_of
from reports.layout import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook
    from reports import Unread

_HERE = Path(__file__).parent


def render(
    audits: Iterable[Audit], book: Rulebook, backend: str, unread: Sequence[Unread] = (), look: Look | None = None
) -> str:
    """Render the whole page."""
    return "".join(stream(audits, Run(book, backend, unread), look or Look()))


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:
    """Render it in pieces, one for each audit.

    The overview of several reports can only be written after the last of them; style and script put it first.
    """
    templates = _templates()
    yield templates.get_template("head.html").render(policy=_policy(), style=_inline("style.css"), version=__version__)
    rows: list[Row] = []
    for number, audit in enumerate(audits, start=1):
        shown = page(audit, run, look, f"r{number}")
        rows.append(row(shown, audit))
        yield templates.get_template("report.html").render(page=shown, run=run, version=__version__, words=words)
    if len(rows) + len(run.unread) != 1 or not rows:
        yield templates.get_template("overview.html").render(
            rows=rows, unread=run.unread, run=run, version=__version__, words=words
        )
    yield templates.get_template("foot.html").render(script=_inline("script.js"))


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.globals.update(icons=ICONS, tone_of=tone_of)
    return environment


def _harmless(value: object) -> object:
    """What a template shows of a value: text made harmless; markup is only ever our own."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _inline(name: str) -> Markup:
    """Our own style or script, as it stands in the page."""
    return Markup((_HERE / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of this package


@cache
def _policy() -> str:
    """What the page may load: only its own style and script, known by their hashes, and its icon."""
    hashes = {
        name: f"'sha256-{b64encode(sha256(_inline(name).encode()).digest()).decode()}'"
        for name in ("style.css", "script.js")
    }
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {hashes['style.css']}",
            f"script-src {hashes['script.js']}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
