"""What every page of ours has in common: one file that asks for nothing, and values that cannot become markup.

Styles, script and drawings are inline, and the policy at the head knows the first two by their hashes and forbids every
request. The template engine escapes every value, and ``plain`` takes away first what could reorder or hide text.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from engine import __version__
from reports.layout import plain

_HERE = Path(__file__).parent


class Frame:
    """Pages made of the templates, ``style.css`` and ``script.js`` of a folder, and of what all pages share.

    ``shared`` are names that its templates know besides what each is given.
    """

    def __init__(self, folder: Path, **shared: object) -> None:
        self._folder, self._shared = folder, shared

    def head(self, title: str) -> str:
        return self.part("head.html", title=title, policy=self._policy, style=self._style)

    def foot(self) -> str:
        return self.part("foot.html", script=self._script)

    def part(self, template: str, **values: object) -> str:
        """One template filled in."""
        return self._templates.get_template(template).render(version=__version__, **values)

    @cached_property
    def _templates(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader([self._folder, _HERE]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_harmless,
        )
        environment.globals.update(self._shared)
        return environment

    @cached_property
    def _style(self) -> Markup:
        return _own(_HERE / "base.css") + _own(self._folder / "style.css")

    @cached_property
    def _script(self) -> Markup:
        return _own(_HERE / "base.js") + _own(self._folder / "script.js")

    @cached_property
    def _policy(self) -> str:
        """What the page may load: only its own style and script, known by their hashes, and its icon."""
        return "; ".join(
            [
                "default-src 'none'",
                f"style-src {_hash(self._style)}",
                f"script-src {_hash(self._script)}",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
            ]
        )


def _harmless(value: object) -> object:
    """What a template shows of a value: text made harmless; markup is only ever our own."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _own(file: Path) -> Markup:
    """Our own style or script, as it stands in the page."""
    return Markup(file.read_text(encoding="utf-8"))  # noqa: S704 - a file of this program


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
