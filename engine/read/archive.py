"""ZIP files full of reports, as offices send them: each member in memory, one at a time. Nothing is written to disk.

Names are UTF-8 or, from most Chinese tools, GBK without saying so. One level only: an archive in an archive is named
and left to the user.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import InputError
from engine.read import SIZE_LIMIT, is_zip, label_of, zips

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["is_archive", "members"]

#: Most members of an archive; and all that may come out of it, in bytes.
MEMBER_LIMIT, TOTAL_LIMIT = 5000, 2**30
#: From this size, in bytes, a member may not have been packed tighter than ``_RATIO`` to one.
_RATIO_FROM, _RATIO = 8 * 2**20, 100

_UNPACK: Final = "请先解压，再检查其中的报告文件"
#: What systems and office programs leave beside the files.
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_ENCRYPTED, _UTF8 = 0x1, 0x800
#: Extra field with the name in UTF-8, and what it begins with: version and checksum of the other name.
_UNICODE_NAME, _NAME_HEAD = 0x7075, struct.Struct("<BI")


def is_archive(path: str, data: bytes | None = None) -> bool:
    """Whether the file at ``path``, or ``data`` in its place, is a ZIP of files rather than a document in a package."""
    if not is_zip(path, data):
        return False
    try:
        if data is None:
            with Path(path).open("rb") as file:
                try:
                    with zipfile.ZipFile(file) as archive:
                        return zips.kind_of(archive.namelist()) == "zip"
                except zips.ERRORS:
                    file.seek(0)
                    data = file.read(SIZE_LIMIT)
        return zips.kind(data) == "zip"
    except (OSError, ValueError):  # reading it will tell why
        return False


def members(path: str, data: bytes | None = None) -> Iterator[tuple[str, bytes | InputError]]:
    """Path and content of each file in the archive at ``path``, or in ``data`` as its bytes, sorted by path.

    A member that cannot be had comes with the reason in place of its content. Raises ``InputError`` when the archive
    itself is damaged, empty, or holds too much.
    """
    shown = label_of(path)
    try:
        with zipfile.ZipFile(path if data is None else io.BytesIO(data)) as archive:
            entries = [info for info in archive.infolist() if not info.is_dir()]
            if len(entries) > MEMBER_LIMIT:
                raise InputError(shown, f"压缩包里的文件超过 {MEMBER_LIMIT} 个", _UNPACK)
            if sum(info.file_size for info in entries if info.file_size <= SIZE_LIMIT) > TOTAL_LIMIT:
                raise InputError(shown, f"压缩包解压后超过 {TOTAL_LIMIT // 2**30} GB", _UNPACK)
            named = _named(entries)
            if not named:
                raise InputError(shown, "压缩包里没有文件", "请检查压缩包是否完整")
            for name, info in named:
                label = f"{shown}/{name}"
                yield label, _content(archive, info, label)
    except zips.ERRORS:
        raise InputError(shown, "压缩包已损坏或不完整", "请重新获取压缩包，或解压后再检查其中的报告文件") from None


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str) -> bytes | InputError:
    """Bytes of a member, or why they cannot be had."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return InputError(label, "这是指向别处的链接，不读取", "请把链接所指的文件放进压缩包")
    if info.flag_bits & _ENCRYPTED:
        return InputError(label, "压缩包设了密码，无法读取", "请输入密码解压，再检查其中的报告文件")
    if info.file_size > SIZE_LIMIT:
        return InputError(label, f"解压后超过 {SIZE_LIMIT // 2**20} MB", "请确认选对了文件，或去掉图片后重试")
    if info.file_size > max(_RATIO_FROM, _RATIO * info.compress_size):
        return InputError(label, "解压后异常大，可能是恶意文件", _UNPACK)
    try:
        with archive.open(info) as member:
            content = member.read(info.file_size + 1)  # the stated size can be a lie
    except NotImplementedError:
        return InputError(label, "压缩方式不支持", _UNPACK)
    except zips.ERRORS:
        return InputError(label, "在压缩包里已损坏", "请重新获取压缩包，或单独获取这个文件")
    if is_archive(label, content):
        return InputError(label, "压缩包里的压缩包不再打开", "请先解压出来，再检查其中的报告文件")
    return content


def _named(entries: list[zipfile.ZipInfo]) -> list[tuple[str, zipfile.ZipInfo]]:
    """Members under the names they were given, sorted; without what is no file of the user, equal names told apart."""
    raw = [_raw_name(info) for info in entries]
    charset = "utf-8" if all(_fits(name, "utf-8") for name in raw) else "gb18030"
    counts: dict[str, int] = {}
    named: list[tuple[str, zipfile.ZipInfo]] = []
    for info, stored in zip(entries, raw, strict=True):
        name = stored if isinstance(stored, str) else stored.decode(charset, "replace")
        parts = _DRIVE.sub("", name.replace("\\", "/"), count=1).split("/") if _DRIVE.match(name) else []
        parts = [part for part in parts or name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
        name = "".join(char if char.isprintable() else "�" for char in "/".join(parts)) or "未命名"
        if _LITTER.search(name):
            continue
        counts[name] = counts.get(name, 0) + 1
        named.append((name if counts[name] == 1 else f"{name}（{counts[name]}）", info))
    return sorted(named, key=lambda item: item[0].split("/"))


def _fits(name: str | bytes, charset: str) -> bool:
    try:
        return isinstance(name, str) or bool(name.decode(charset) or True)
    except UnicodeDecodeError:
        return False


def _raw_name(info: zipfile.ZipInfo) -> str | bytes:
    """Name of a member where the archive says how to read it; else its bytes."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437", "replace")  # what zipfile takes all other names for
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_NAME and len(field) > _NAME_HEAD.size:
            version, checksum = _NAME_HEAD.unpack_from(field)
            if version == 1 and checksum == zlib.crc32(raw) and _fits(field[_NAME_HEAD.size :], "utf-8"):
                return field[_NAME_HEAD.size :].decode()
    return raw
