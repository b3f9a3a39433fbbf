"""Crafts that workers run in the tests of batches: harmless ones, and some that their process does not survive."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch.task import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook


def noting(audit: Audit, book: Rulebook, spec: str) -> Mapping[str, bytes]:
    """Keep the record, and note in the file ``spec`` that it was made."""
    with Path(spec).open("a", encoding="utf-8") as notes:
        notes.write(f"{audit.document.sha256}\n")
    return {**record(audit, book, ""), "path": audit.document.path.encode()}


def slow(audit: Audit, book: Rulebook, spec: str) -> Mapping[str, bytes]:
    """Take a moment, so that a run can be interrupted."""
    time.sleep(0.05)
    return noting(audit, book, spec)


def fatal(audit: Audit, book: Rulebook, spec: str) -> Mapping[str, bytes]:
    """Die, hang or fail where the report says so; ``spec`` names a file in which every attempt is noted."""
    text = audit.document.text
    made = noting(audit, book, spec)
    if "立即崩溃" in text or ("换引擎前崩溃" in text and audit.backend != "reference"):
        os.kill(os.getpid(), signal.SIGKILL)
    if "从此不动" in text:
        ctypes.PyDLL(None).sleep(60)  # C code that never lets the interpreter go
    if "没想到" in text:
        raise ValueError("没想到")
    return made
