"""Reads an annual report on law-based government and judges it against a rule pack.

    from engine import audit, load_pack
    result = audit("年度报告.docx", load_pack())
    print(result.score.total, result.score.band)
    for finding in result:
        print(finding.title, finding.verdict, finding.because)
    plain = result.to_dict()

Nothing is remembered from one audit to the next but what depends on the pack alone. For many reports see engine.batch,
for keeping audits engine.record. Names are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.errors import FazhiError
    from engine.examples import check_examples
    from engine.explanation import explain
    from engine.model import Audit
    from engine.pipeline import audit
    from engine.rulebook import load_pack

__version__ = "0.1.0"
__all__ = ["Audit", "FazhiError", "__version__", "audit", "check_examples", "explain", "load_pack"]

_HOMES = {
    "Audit": "engine.model",
    "FazhiError": "engine.errors",
    "audit": "engine.pipeline",
    "check_examples": "engine.examples",
    "explain": "engine.explanation",
    "load_pack": "engine.rulebook",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
