"""Files that a user hands in beside the reports: packs, settings, waivers, baselines. None is read beyond its limit."""

from __future__ import annotations

from pathlib import Path

_PIECE = 2**16  # bytes


class OversizeError(OSError):
    """A file is larger than any of its kind; the message is Chinese, without the name of the file."""


def bounded(path: Path, limit: int) -> bytes:
    """Content of a file of at most ``limit`` bytes. Raises OversizeError for a larger one, OSError as reading does."""
    pieces, size = [], 0
    with path.open("rb", buffering=0) as file:  # a device has no size to ask for, and no end
        while size <= limit and (piece := file.read(_PIECE)):  # to ask for all that is allowed takes so much memory
            pieces.append(piece)
            size += len(piece)
    if size > limit:
        raise OversizeError(f"文件超过 {limit // 2**20} MB，请确认选对了文件")
    return b"".join(pieces)
