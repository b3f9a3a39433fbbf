"""Where the search starts: the project's own seeds and the files its tests build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docx_builder import abstract, level, listed, num, para, root, style, table
from formats import markdown as marked
from formats import semantic_page, soup_page, table_page, typed_docx, web_archive
from ofd_builder import page, path, text
from packs import FILES
from pdf_builder import column, pdf

from engine.rulebook.loader import DEFAULT_PACK, HOME
from reports.json_ import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEEDS: Final = Path(__file__).resolve().parents[2] / "seeds"
#: Longest input of each law, in bytes.
LONGEST: Final = {
    "pack": 4096, "companions": 2048, "readers": 16384, "figures_and_dates": 512, "syntax": 1024, "outline": 4096,
    "audit": 2048,
}  # fmt: skip


def of(law: str) -> Iterator[bytes]:
    """Inputs of a law to begin with."""
    beginnings = {"pack": _packs, "companions": _companions, "readers": _files}
    yield from beginnings[law]() if law in beginnings else _texts(LONGEST[law])


def _packs() -> Iterator[bytes]:
    for place, name in enumerate(sorted(FILES)):
        yield bytes([place]) + FILES[name].encode()
        own = HOME / DEFAULT_PACK / ("capacity.yaml" if name == "rules.yaml" else name)
        yield bytes([place]) + own.read_bytes()[: LONGEST["pack"] - 1]


def _companions() -> Iterator[bytes]:
    toml = 'level = "街道"\nquiet = true\noutput = ["甲.html", "乙.json"]\n'
    yield b"\0" + f"{toml}[fail-group]\nleader = 60\n".encode()
    yield b"\1" + f'{toml}[tool.fazhi.fail-group]\nleader = "60"\n'.encode()
    entry = "rule: leader.shufa\n  report: '*.docx'\n  reason: 无\n  approved-by: 甲\n  until: 2026-12-31\n"
    yield b"\2" + f"- {entry}- {entry}".encode()
    document = {"path": "甲.txt", "issuer": "青禾街道", "years": [2024]}
    finding = {"rule": "a.b", "title": "甲", "verdict": "absent", "points": 0, "possible": 1, "fingerprints": ["x"]}
    defect = {"id": "quality.x", "title": "乙", "deduction": 1, "fingerprints": ["y"]}
    past = {"document": document, "score": {"total": 50}, "findings": [finding], "defects": [defect]}
    yield b"\3" + json.dumps({"schema": SCHEMA, "manifest": {"pack": {"sha256": "0"}}, "audits": [past]}).encode()


def _texts(longest: int) -> Iterator[bytes]:
    for seed in sorted(_SEEDS.glob("*.txt")):
        data = seed.read_bytes()
        for start in range(0, min(len(data), 8 * longest), longest):
            yield b"\0" + data[start : start + longest - 1]
    yield bytes([1, *range(256)])


def _files() -> Iterator[bytes]:
    lines = (_SEEDS / "street-2024.txt").read_text("utf-8").split("\n")[:12]
    parts = (
        typed_docx(lines),
        (listed("甲", 1, 0) + table(["甲", "乙"]) + "".join(map(para, lines[:4]))).encode(),
        style("a", name="heading 1").encode(),
        (abstract(0, level(0, "decimal", "%1.")) + num(1, 0)).encode(),
        root("document", "<w:body>" + para("甲") + "</w:body>").encode(),
        page(text("依法行政", 20, 30), path("M 0 0 L 10 10 B 1 1 2 2 3 3 C")).encode(),
        page(text("依法行政", 20, 40)).encode(),
        semantic_page(lines),
        web_archive(lines).partition(b"\n\n")[2],
        pdf(column("依法行政", "法治政府")),
        marked(lines),
    )
    for place, part in enumerate(parts):
        yield bytes([place]) + part
    yield from (b"\0" + whole for whole in (table_page(lines), soup_page(lines), pdf(column(*lines[:4]))))
