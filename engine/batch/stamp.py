"""Version stamp: equal stamps, equal results. Covers what turns a report into products besides pack and options."""

from __future__ import annotations

import re
import sys
from functools import cache
from hashlib import sha256
from importlib import import_module, metadata
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9._-]+")


@cache
def stamp(package: str) -> str:
    """Hash of the sources of the engine and of ``package``, of Python's version, and of the libraries we stand on."""
    found = sha256(repr((sys.version_info[:3], _libraries())).encode())
    for name in sorted({"engine", package}):
        home = Path(str(import_module(name).__file__)).parent
        for path in sorted(path for path in home.rglob("*") if path.is_file() and path.parent.name != "__pycache__"):
            content = path.read_bytes()
            found.update(f"{name}/{path.relative_to(home).as_posix()}:{len(content)}\n".encode() + content)
    return found.hexdigest()


def _libraries() -> list[tuple[str, str]]:
    """Those at run time and their versions: our requirements, and of the extras the one that reads files."""
    try:
        wanted = metadata.requires("fazhi-audit") or []
    except metadata.PackageNotFoundError:  # run from its sources
        return []
    names = [name[0] for text in wanted if ("extra" not in text or "ocr" in text) and (name := _NAME.match(text))]
    return [(name, version) for name in sorted(names) if (version := _version(name))]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
