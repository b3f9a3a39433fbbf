"""Results on disk, found again by content: what was audited once is not audited again.

An entry is one file, named by the hash of all that its content depends on: bytes and name of the report, pack, options,
craft, and the stamp of the program. It appears whole or not at all, and carries a checksum: what is damaged counts as
absent and is made again. So a run may end at any moment and be repeated, and several may share a store.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import FazhiError

if TYPE_CHECKING:
    from engine.batch.task import Products

_DIGEST: Final = 32
_ENTRY, _DRAFT = ".fazhi", ".draft"
#: Drafts of a run that was killed are cleared away when they are as old as this, in seconds.
_LEFT_BEHIND: Final = 86_400


class StoreError(FazhiError):
    """Results cannot be kept where the user wants it."""


class Store:
    """A folder of results; made when it is not there. Raises StoreError when it cannot be made or written."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._asked: set[str] = set()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._refused(error) from error

    def get(self, key: str) -> Products | None:
        """Products kept under a key, if they are there and undamaged."""
        from msgspec import DecodeError, ValidationError
        from msgspec.msgpack import decode

        self._asked.add(key)
        try:
            data = self._path(key).read_bytes()
            if sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                return decode(data[_DIGEST:], type=dict[str, bytes])
        except (OSError, DecodeError, ValidationError):
            pass
        return None

    def put(self, key: str, products: Products) -> None:
        """Keep products under a key; they replace what was there."""
        from msgspec.msgpack import encode

        self._asked.add(key)
        data, path = encode(dict(products), order="deterministic"), self._path(key)
        draft = path.with_name(f"{key}.{os.getpid()}{_DRAFT}")
        try:
            path.parent.mkdir(exist_ok=True)
            draft.write_bytes(sha256(data).digest() + data)
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise self._refused(error) from error

    def prune(self) -> int:
        """Remove entries that were neither found nor kept since this store was opened; gives how many."""
        removed = 0
        for path in sorted(self._folder.glob(f"??/*{_ENTRY}")):
            if path.stem not in self._asked:
                path.unlink(missing_ok=True)
                removed += 1
        for path in sorted(self._folder.glob(f"??/*{_DRAFT}")):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _LEFT_BEHIND:
                    path.unlink()
        return removed

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}{_ENTRY}"

    def _refused(self, error: OSError) -> StoreError:
        return StoreError(
            f"结果存不进“{self._folder}”：{error.strerror or error}。请换一个位置，或检查磁盘空间和权限。"
        )
