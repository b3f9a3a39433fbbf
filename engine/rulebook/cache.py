"""Compiled packs kept between runs: reading YAML takes ten times as long as all else that a short audit does.

A cache may be absent, full, read-only, stale or damaged, and none of that is an error: the pack is then read anew. An
entry counts only if it is whole, made by this very code from these very files, and lies where nobody else can write;
so verdicts never depend on it. It is data that can only become a rulebook (see ``compiled``).

``FAZHI_CACHE`` names another folder, or says "off".
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import json

from engine.files import bounded
from engine.rulebook.compiled import dump, load
from engine.rulebook.rule import SIZE_LIMIT, Rulebook

VARIABLE = "FAZHI_CACHE"
OFF = "off"
#: Packs kept; the one that was written longest ago goes first.
MOST_ENTRIES = 8
_SUFFIX = ".fazhi-pack"
_ENGINE = Path(__file__).resolve().parents[1]
#: Code that decides what a pack becomes.
_MAKERS = ("model.py", "rulebook/*.py", "zh/*.py")
_FAILURES = (OSError, ValueError, LookupError, TypeError, AttributeError)


def folder() -> Path | None:
    """Where compiled packs are kept, by the custom of the platform; None if that is switched off, or has no place."""
    named = os.environ.get(VARIABLE)
    if named:
        return None if named == OFF else Path(named)
    try:
        if sys.platform == "win32":
            return Path(os.environ["LOCALAPPDATA"]) / "fazhi" / "cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "fazhi"
        given = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (given if given.is_absolute() else Path.home() / ".cache") / "fazhi"
    except (KeyError, RuntimeError):
        return None


def kept(pack: Path) -> Rulebook | None:
    """The pack in this folder as it was compiled before, or None."""
    home = folder()
    try:
        if home is None or not _private(home):
            return None
        entry = _entry(home, pack).read_bytes()
        first = entry.index(b"\n")
        second = entry.index(b"\n", first + 1)
        files, data = entry[first + 1 : second], memoryview(entry)[second + 1 :]  # a megabyte, not to be copied
        if entry[:first].decode() != _seal(files, data):
            return None
        same = all(_same(pack / name, digest) for name, digest in json.decode(files).items())
        return load(data) if same else None
    except _FAILURES:
        return None


def keep(pack: Path, files: Mapping[str, str], book: Rulebook) -> None:
    """Keep a compiled pack if that can be done; ``files`` are the SHA-256 of all files that it was made from."""
    home = folder()
    if home is None:
        return
    with suppress(OSError):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _private(home):
            return
        made_from, data = json.encode(files), dump(book)
        entry = _entry(home, pack)
        unfinished = entry.with_suffix(f".{os.getpid()}{_SUFFIX}")
        try:
            with open(unfinished, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(b"\n".join((_seal(made_from, data).encode(), made_from, data)))
            unfinished.replace(entry)
        finally:
            unfinished.unlink(missing_ok=True)
        entries = sorted(home.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in entries[MOST_ENTRIES:]:
            old.unlink(missing_ok=True)


def _same(path: Path, digest: str) -> bool:
    return hashlib.sha256(bounded(path, SIZE_LIMIT)).hexdigest() == digest


def _private(home: Path) -> bool:
    """Whether nobody but this user can have written there."""
    if sys.platform == "win32":  # the folder of a user's local data is private there
        return True
    status = home.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def _entry(home: Path, pack: Path) -> Path:
    """File of the entry: by the code, the Python that runs it, and the first file of the pack."""
    code = [path for pattern in _MAKERS for path in sorted(_ENGINE.glob(pattern))]
    parts = [sys.version.encode(), *(bounded(path, SIZE_LIMIT) for path in (*code, pack / "pack.yaml"))]
    return home / f"{_sha256(*parts)}{_SUFFIX}"


def _seal(files: bytes, data: bytes | memoryview) -> str:
    return _sha256(files, data)


def _sha256(*parts: bytes | memoryview) -> str:
    """Hash of each part with its length, so that no two rows of parts give the same."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.hexdigest()
