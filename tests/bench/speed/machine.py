"""The machine and the versions that a measurement comes from, as pairs of a Chinese label and a value."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.speed.tools import NPM
from engine import __version__
from engine.infer import available
from engine.rulebook import load_pack

#: Packages whose speed is part of what is measured, ours first, then those compared with.
_PACKAGES = (
    "durable-rules", "pyahocorasick", "PyYAML", "typer", "jieba", "lxml", "autocorrect-py", "presidio-analyzer",
)  # fmt: skip
_CPUINFO = Path("/proc/cpuinfo")


def machine() -> dict[str, str]:
    """What a reader must know to compare; nothing that names the machine."""
    book = load_pack()
    found = {
        "处理器": f"{_processor()}，{os.cpu_count()} 核",
        "系统": f"{platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "fazhi": f"{__version__}，规则包 {book.id}（{book.sha256[:12]}）",
        "规则": f"{len(book.rules)} 条，另有瑕疵 {len(book.defects)} 种",
        "推理引擎": "、".join(available()),
        "库": "、".join(f"{name} {_version(name)}" for name in _PACKAGES),
    }
    if node := shutil.which("node"):
        done = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        wanted = json.loads(NPM.read_text("utf-8"))["dependencies"]
        found["node"] = "、".join([done.stdout.strip(), *(f"{name} {pinned}" for name, pinned in wanted.items())])
    return found


def load() -> float | None:
    """How many processes wanted to run in the last minute, where the system tells it."""
    return os.getloadavg()[0] if sys.platform != "win32" else None


def _processor() -> str:
    if _CPUINFO.exists():
        named = re.search(r"^model name\s*:\s*(.+)$", _CPUINFO.read_text("utf-8"), re.MULTILINE)
        if named:
            return named[1].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "未装"
