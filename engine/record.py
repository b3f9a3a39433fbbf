"""An audit as plain data and back, without loss: between processes, for results kept on disk, for other programs.

``Audit.to_dict`` gives the plain form: JSON types only, under the names of engine.model; a fraction as "7/10", a date
as "2025-01-20", a span as {"start", "end"}. What is read back is held against those types: an audit comes out equal
to the one that went in, or RecordError is raised.
"""

from __future__ import annotations

import gzip
import re
import zlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.errors import FazhiError
from engine.model import Audit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SIZE_LIMIT", "RecordError", "dump", "from_dict", "load"]

#: Largest record that is unpacked, in bytes; no report of a size that is read makes more.
SIZE_LIMIT: Final = 256 * 2**20
#: Higher levels save a sixth of the room and take three times as long.
_COMPRESSION: Final = 1
_GZIP: Final = 16 + zlib.MAX_WBITS
#: Numbers of more digits do not occur, and would take long to reduce.
_FRACTION = re.compile(r"-?[0-9]{1,300}(?:/[0-9]{1,300})?")
_UNKNOWN: Final = "有不认识的内容，或写法与本程序不同"


class RecordError(FazhiError):
    """A record is damaged or of another version: something in it is missing, unknown or of the wrong kind."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"审查记录读不出来：{problem}。请用写出它的那一版程序读取，或重新检查报告。")


def dump(audit: Audit) -> bytes:
    """Write an audit as gzipped JSON; equal audits give equal bytes."""
    return gzip.compress(_json(audit), _COMPRESSION, mtime=0)


def load(record: bytes) -> Audit:
    """Read what ``dump`` wrote. Raises RecordError."""
    from msgspec import MsgspecError
    from msgspec.json import decode

    data = _unpacked(record)
    try:
        audit = decode(data, type=Audit, dec_hook=_exact)
    except (MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(f"有一处不合规定（{error}）") from None
    if _json(audit) != data:
        raise RecordError(_UNKNOWN)
    return audit


def from_dict(data: Mapping[str, Any]) -> Audit:
    """Make the audit whose plain form is ``data``. Raises RecordError."""
    from msgspec import MsgspecError, convert

    try:
        audit = convert(data, Audit, dec_hook=_exact)
    except (MsgspecError, RecursionError) as error:
        raise RecordError(f"有一处不合规定（{error}）") from None
    if audit.to_dict() != data:
        raise RecordError(_UNKNOWN)
    return audit


def _json(audit: Audit) -> bytes:
    from msgspec.json import encode

    return encode(audit, enc_hook=str)


def _unpacked(record: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        data = unpacker.decompress(record, SIZE_LIMIT)
    except zlib.error:
        raise RecordError("内容已损坏") from None
    if unpacker.unconsumed_tail:
        raise RecordError(f"展开后超过 {SIZE_LIMIT // 2**20} MB")
    if not unpacker.eof or unpacker.unused_data:
        raise RecordError("内容不完整，或后面多出内容")
    return data


def _exact(kind: type, value: object) -> Fraction:
    """Fraction that is written as ``value``: the only kind of value that JSON and msgspec do not know."""
    if kind is not Fraction or not isinstance(value, str) or not _FRACTION.fullmatch(value):
        raise ValueError(f"{value!r} 不是分数")
    try:
        return Fraction(value)
    except ZeroDivisionError:
        raise ValueError(f"{value!r} 的分母是零") from None
