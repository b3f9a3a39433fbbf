"""Every output format is one entry of ``RENDERERS``; what a renderer is given, and what it gives.

A renderer yields its output piece by piece while it consumes the audits, so that ten thousand reports need no more
memory than one.
"""

from __future__ import annotations

from importlib import import_module
from itertools import chain, islice
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook
    from reports.baseline import Baseline
    from reports.waivers import Waivers


class Unread(Struct, frozen=True):
    """An input that could not be audited, and the Chinese reason."""

    path: str
    message: str


class Look(Struct, frozen=True):
    """How a report for people is laid out. ``full`` shows whole lists, ``brief`` only the summary.

    ``target`` is the score to which the shortest way is shown.
    """

    color: bool = False
    width: int = 100
    full: bool = False
    brief: bool = False
    target: Fraction | None = None


class Run(Struct, frozen=True):
    """What one run judged by and with. ``unread`` may grow until the last audit is consumed."""

    book: Rulebook
    backend: str
    unread: Sequence[Unread] = field(default=())
    waivers: Waivers | None = None
    baseline: Baseline | None = None


class Render(Protocol):
    """Output in pieces, about one for each audit: formats written side by side then keep only few audits alive.

    A binary format gives bytes; one that can only be written as a whole gives empty pieces until the last audit.
    """

    def __call__(self, audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str | bytes]: ...


class Renderer(Struct, frozen=True):
    """An output format: the suffixes of its files, what it is for, and the function that writes it.

    ``binary`` ones are not for a screen. One that gives each report a file of its own takes one audit at a time;
    ``apiece`` is how the name of such a file ends.
    """

    suffixes: tuple[str, ...]
    purpose: str
    render: Render
    binary: bool = False
    apiece: str = ""


def _table(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:
    audits = iter(audits)
    first = list(islice(audits, 1))  # what shows it was loaded meanwhile, in time that cost nothing; see cli.plain
    from reports import table

    yield from table.stream(chain(first, audits), run, look)


def _json(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str]:  # noqa: ARG001 - one look only
    from reports import json_

    return json_.stream(audits, run)


def _lazy(module: str) -> Render:
    """Renderer of a module of this package, loaded once it is used."""

    def render(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str | bytes]:
        stream: Render = import_module(f"reports.{module}").stream
        return stream(audits, run, look)

    return render


RENDERERS: dict[str, Renderer] = {
    "table": Renderer((".txt",), "供人阅读的差距报告", _table),
    "json": Renderer((".json",), "供程序读取的完整结果", _json),
    "html": Renderer((".html", ".htm"), "供人在浏览器里对照原文阅读的差距报告", _lazy("html")),
    "markdown": Renderer((".md", ".markdown"), "贴在合并请求里的差距报告", _lazy("markdown")),
    "sarif": Renderer((".sarif", ".sarif.json"), "SARIF 2.1.0，供代码扫描平台读取", _lazy("sarif")),
    "junit": Renderer((".xml",), "JUnit XML，每条规则一个测试", _lazy("junit")),
    "github": Renderer((".github",), "GitHub Actions 的行内注释", _lazy("github")),
    "gitlab": Renderer((".gitlab.json",), "GitLab 代码质量报告", _lazy("gitlab")),
    "oscal": Renderer((".oscal.json",), "OSCAL 评估结果", _lazy("oscal")),
    "xlsx": Renderer((".xlsx",), "检查表（Excel）", _lazy("xlsx"), binary=True),
    "letter": Renderer((".docx",), "整改反馈意见（Word）", _lazy("letter"), binary=True, apiece="整改反馈意见"),
    "annotated": Renderer(
        (".annotated.docx", "批注.docx"), "加了批注的报告原文（Word）", _lazy("annotate"), binary=True, apiece="批注"
    ),
}


def format_of_suffix(name: str) -> str | None:
    """Format of the file ``name``: that of its longest known suffix, so that x.oscal.json is not x.json."""
    suffixes = {suffix: known for known, renderer in RENDERERS.items() for suffix in renderer.suffixes}
    fitting = [suffix for suffix in suffixes if name.lower().endswith(suffix)]
    return suffixes[max(fitting, key=len)] if fitting else None
