"""Files that a user hands in beside the reports: packs, settings, waivers, baselines. None is read beyond its limit."""

from __future__ import annotations

from pathlib import Path


class OversizeError(OSError):
    """A file is larger than any of its kind; the message is Chinese, without the name of the file."""


def bounded(path: Path, limit: int) -> bytes:
    """Content of a file of at most ``limit`` bytes. Raises OversizeError for a larger one, OSError as reading does."""
    with path.open("rb") as file:  # a device has no size to ask for, and no end
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OversizeError(f"文件超过 {limit // 2**20} MB，请确认选对了文件")
    return data
