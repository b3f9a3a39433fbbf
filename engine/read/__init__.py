"""Files → ``Document``. The format is told by content, never by suffix; one module per format.

A reader module has ``read(path: str, data: bytes) -> Document``. To add one, name it in ``_FORMATS`` in place of the
refusal. Readers raise ``InputError`` and nothing else, give text without control characters or lone surrogates, keep
paragraphs in text order without overlap, and cover every character that is not white space with a paragraph.
"""

from __future__ import annotations

import re
import stat
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.errors import InputError
from engine.files import bounded

if TYPE_CHECKING:
    from engine.model import Document

__all__ = ["SIZE_LIMIT", "TEXT_LIMIT", "is_zip", "label_of", "load", "read"]

#: Largest file that is read, in bytes.
SIZE_LIMIT: Final = 50 * 2**20
#: Longest text that is taken for a report, in characters: some twenty times the longest there is.
TEXT_LIMIT: Final = 1_000_000


class _Refusal(Struct, frozen=True):
    """A format that is known but not read: what it is, and what the user can do instead."""

    problem: str
    advice: str


_UNPACK: Final = "请先解压，再检查其中的报告文件"
_PICTURE: Final = "请提供文字版，或先做文字识别（OCR）并存为 .docx 或 .txt 再重试"
_NOT_REPORT: Final = "请确认选对了文件；报告请用 .docx 或 .txt"

#: Every format that is recognised: the module that reads it, or why it is refused.
_FORMATS: Final[dict[str, str | _Refusal]] = {
    "text": "engine.read.text",
    "docx": "engine.read.docx",
    "pdf": "engine.read.pdf",
    "ofd": "engine.read.ofd",
    "html": "engine.read.html",
    "mhtml": "engine.read.mhtml",
    "rtf": "engine.read.legacy",
    "doc": "engine.read.legacy",
    "encrypted": _Refusal("文档设了打开密码，无法读取", "请输入密码打开，取消密码后另存为 .docx 再重试"),
    "ole": _Refusal(
        "这是旧版 Office 或 WPS 的二进制文件，暂不能直接读取", "请用 WPS 或 Word 打开，另存为 .docx 再重试"
    ),
    "word-xml": "engine.read.legacy",
    "xml": _Refusal("这是 XML 数据文件，不是报告", _NOT_REPORT),
    "json": _Refusal("这是 JSON 数据文件，不是报告", _NOT_REPORT),
    "spreadsheet": _Refusal("这是电子表格，不是报告", _NOT_REPORT),
    "slides": _Refusal("这是演示文稿，不是报告", _NOT_REPORT),
    "odt": "engine.read.legacy",
    "zip": _Refusal("这是 ZIP 压缩包", "请用 fazhi audit 检查整个压缩包，或先解压"),
    "archive": _Refusal("这是压缩包", _UNPACK),
    "image": _Refusal("这是图片，没有可读的文字", _PICTURE),
}

_MAGIC: Final[dict[bytes, str]] = {
    b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"PK\x07\x08": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"{\\rtf": "rtf",
    b"\xff\xd8\xff": "image", b"\x89PNG\r\n\x1a\n": "image", b"GIF87a": "image", b"GIF89a": "image",
    b"II*\x00": "image", b"MM\x00*": "image",
    b"Rar!\x1a\x07": "archive", b"7z\xbc\xaf\x27\x1c": "archive", b"\x1f\x8b\x08": "archive",
}  # fmt: skip

#: Names inside an Office 97 file (OLE), stored there as UTF-16; the first found decides.
_OLE_STREAMS: Final = {
    "EncryptedPackage": "encrypted", "WordDocument": "doc", "Workbook": "spreadsheet", "PowerPoint Document": "slides",
}  # fmt: skip

# A report in plain text is no markup: what tells kinds of markup apart is compiled when it is first used.
_HTML = (
    rb"(?i)<(?:!doctype\s+html|html|head|body|meta|title|link|base|div|table|p|span|font|center|b|strong|br|hr|ul|ol|h[1-6]|"
    rb"form|section|article|main|header|nav|a|img|script|style|frameset)[\s>/]"
)
#: A page with something before its first tag.
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
#: A page with its pictures in one file begins with a header of its own.
_HEADER = rb"(?i)[a-z-]{1,80}:"
_MHTML = (
    rb"(?ims)^(?:.*^content-type:\s*multipart/related|(?=.*^mime-version:).*^content-type:\s*"
    rb"(?:multipart/(?:alternative|mixed)|text/html))"
)
#: How an object begins, or a list of them.
_JSON = rb'(?:\[\s*)?\{\s*"[^"\n]{1,80}"\s*:'
_WORD_XML = rb'(?i)progid="Word\.Document"|office/word/2003/wordml|office/2006/xmlPackage'


def read(path: str, data: bytes | None = None) -> Document:
    """Read the report at ``path``, or take ``data`` as its bytes and ``path`` as its name only ("-" for stdin).

    Raises ``InputError`` when the file cannot be reached, is larger than ``SIZE_LIMIT`` bytes, has more than
    ``TEXT_LIMIT`` characters, is empty, damaged, encrypted, or of a format that is not read.
    """
    label = label_of(path)
    if data is None:
        data = load(path)
    if len(data) > SIZE_LIMIT:
        raise _too_large(label, len(data))
    if not data:
        raise InputError(label, "文件是空的", "请检查文件是否完整，或重新导出")
    reader = _FORMATS[detect(data)]
    if isinstance(reader, _Refusal):
        raise InputError(label, reader.problem, reader.advice)
    document: Document = import_module(reader).read(label, data)
    if len(document.text) > TEXT_LIMIT:
        raise InputError(label, f"文中有 {len(document.text)} 个字符，超过 {TEXT_LIMIT} 个", _NOT_REPORT)
    return document


def label_of(path: str) -> str:
    """Path as it can be shown: file names are bytes on Unix, and what is not UTF-8 arrives as lone surrogates."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def load(path: str) -> bytes:
    """Bytes of a regular file. Raises ``InputError``, for one beyond ``SIZE_LIMIT`` too."""
    label = label_of(path)
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(label, "这是文件夹，不是文件", "请指定其中的报告文件")
        if not stat.S_ISREG(status.st_mode):
            raise InputError(label, "这是管道或设备，不是普通文件", "请先存为文件，或经标准输入（-）传入")
        if status.st_size > SIZE_LIMIT:
            raise _too_large(label, status.st_size)
        return bounded(Path(path), SIZE_LIMIT)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(label, "找不到文件", "请检查路径和文件名") from None
    except PermissionError:
        raise InputError(label, "没有读取权限", "请检查文件权限，或复制到有权限的位置再重试") from None
    except (OSError, ValueError) as error:  # a loop of links, a name too long or with NUL, a failing disk
        raise InputError(label, f"无法打开文件（{error}）", "请检查路径和磁盘") from None


def _too_large(label: str, size: int) -> InputError:
    return InputError(
        label, f"文件有 {size / 2**20:.1f} MB，超过 {SIZE_LIMIT // 2**20} MB", "请确认选对了文件，或去掉图片后重试"
    )


def detect(data: bytes) -> str:
    """Tell the format by the content: a key of ``_FORMATS``."""
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            return _kind_of_zip(data) if name == "zip" else _detect_ole(data) if name == "ole" else name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0" and len(data) > 26:
        return "image"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return _detect_markup(data[:65536])


def _kind_of_zip(data: bytes) -> str:
    from engine.read import zips  # brings along what no text needs

    return zips.kind(data)


def is_zip(path: str, data: bytes | None = None) -> bool:
    """Whether the regular file at ``path``, or ``data`` in its place, begins as a ZIP does."""
    try:
        if data is None:
            if not stat.S_ISREG(Path(path).stat().st_mode):
                return False
            with Path(path).open("rb", buffering=0) as file:
                data = file.read(4)
    except (OSError, ValueError):  # reading it will tell why
        return False
    return any(name == "zip" and data.startswith(magic) for magic, name in _MAGIC.items())


def _detect_ole(data: bytes) -> str:
    found = (name for stream, name in _OLE_STREAMS.items() if stream.encode("utf-16-le") in data)
    return next(found, "ole")


def _detect_markup(head: bytes) -> str:
    # Markup is ASCII in every encoding; without zero bytes UTF-16 looks the same.
    start = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    start = start.replace(b"\0", b"").lstrip()
    if start.startswith(b"<"):
        if re.search(_WORD_XML, start[:4096]) and not _PAGE.search(start[:4096]):
            return "word-xml"
        if re.match(_HTML, start) or (start.startswith((b"<!", b"<?")) and re.search(_HTML, start)):
            return "html"
        return "xml" if start.startswith(b"<?xml") else "text"
    if start.startswith((b"{", b"[")) and re.match(_JSON, start):
        return "json"
    mhtml = re.match(_HEADER, start) and re.match(_MHTML, start[:8192])
    return "mhtml" if mhtml else "html" if _PAGE.search(start[:1024]) else "text"
