"""Older word processor files (.doc, .wps, .dot, .rtf, .odt, Word XML): made into .docx by LibreOffice, then read.

Never into plain text, which keeps tracked deletions and loses text boxes. LibreOffice is not required: where it is not
on the path, the user is asked to save as .docx. It runs with a profile and a home of its own that are gone afterwards,
may not follow the links of a document, and is stopped after ``TIME_LIMIT`` seconds with all that it started.
A Word XML document of Word 2007 or later is a .docx in one file and needs no conversion.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from engine.errors import InputError
from engine.read import SIZE_LIMIT, docx, zips

if TYPE_CHECKING:
    from engine.model import Document

#: Seconds that a conversion may take; a long report takes two.
TIME_LIMIT: Final = 60
#: Bytes that LibreOffice may write to a file, and have as memory, where the system can limit it.
_FILE_LIMIT, _MEMORY_LIMIT = 256 * 2**20, 4 * 2**30
#: Bytes that an ODF document may unpack to.
_UNPACKED_LIMIT: Final = 256 * 2**20
#: Tags of a Word XML document.
_TAG_LIMIT: Final = 2_000_000

_SAVE_AS: Final = "请用 Word 或 WPS 打开，另存为 .docx 再重试"
_CONVERTED: Final = "由旧格式转换，自动编号可能有误"


class _Kind(Struct, frozen=True):
    """A format: what to call it in Chinese, its suffix and its media type."""

    name: str
    suffix: str
    media: str


_DOC = _Kind("旧版 Word 或 WPS 文字文档（.doc、.wps）", ".doc", "application/msword")
_RTF = _Kind("RTF 文档", ".rtf", "application/rtf")
_ODT = _Kind("ODF 文档（.odt）", ".odt", "application/vnd.oasis.opendocument.text")
_XML = _Kind("Word XML 文档", ".xml", "application/xml")

#: First bytes of the stream ``WordDocument``: a mark of Word 97 or of Word 6, and the version.
_WORD_HEAD = re.compile(rb"[\xec\xdc]\xa5.[\x00\x01]", re.DOTALL)
_SMALL_STREAM: Final = 4096
_PACKAGE: Final = "{http://schemas.microsoft.com/office/2006/xmlPackage}"

#: Settings of LibreOffice under which a document can make it do nothing but be converted.
_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def read(path: str, data: bytes) -> Document:
    """Older word processor file as a ``Document``, with a note that its automatic numbers may be wrong.

    Raises ``InputError`` when it has a password, is damaged, or cannot be converted here.
    """
    if data.startswith(b"PK"):
        kind = _ODT
        _check_odf(path, data)
    elif data.startswith(b"{\\rtf"):
        kind = _RTF
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        kind = _DOC
        _check_doc(path, data)
    else:
        kind = _XML
        flat = _repacked(path, data)
        if flat:
            return replace(docx.read(path, flat), sha256=hashlib.sha256(data).hexdigest(), media=kind.media)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise InputError(path, f"这是{kind.name}，本机没有安装 LibreOffice，不能直接读取", _SAVE_AS)
    found = docx.read(path, _converted(path, data, kind, office))
    sha256 = hashlib.sha256(data).hexdigest()
    return replace(found, sha256=sha256, media=kind.media, notes=(_CONVERTED, *found.notes))


def _check_doc(path: str, data: bytes) -> None:
    """Refuse a Word file of before 2007 that has a password or whose text cannot be found."""
    entry = data.find("WordDocument".encode("utf-16-le"))  # in the directory of streams: name, first sector, size
    sector, size = (int.from_bytes(data[entry + place : entry + place + 4], "little") for place in (0x74, 0x78))
    if size < _SMALL_STREAM:  # it lies among other small streams, in pieces of 64 bytes
        starts = (match.start() for match in _WORD_HEAD.finditer(data) if match.start() % 64 == 0)
        start = next(starts, len(data))
    else:
        start = (sector + 1) << min(data[0x1E], 20)
    head = data[start : start + 12]
    if entry < 0 or len(head) < 12 or not _WORD_HEAD.match(head) or _is_cut(data):
        raise InputError(path, f"{_DOC.name}已损坏或不完整", _SAVE_AS)
    if head[11] & 1:
        raise InputError(path, "文档设了打开密码，无法读取", "请输入密码打开，取消密码后另存为 .docx 再重试")


def _is_cut(data: bytes) -> bool:
    """Whether the table of sectors of an OLE file, or a sector in use, lies behind its end."""

    def number(place: int) -> int:
        return int.from_bytes(data[place : place + 4], "little")

    shift = min(data[0x1E], 20)
    tables = number(0x2C)  # sectors that hold the table; the places of the first 109 stand in the head of the file
    if not 0 < tables <= 109:
        return False
    start = (number(0x4C + 4 * (tables - 1)) + 1) << shift
    entries = data[start : start + (1 << shift)]
    if len(entries) < 1 << shift:
        return True
    used = len(entries.rstrip(b"\xff")) + 3 >> 2
    last = (tables - 1) * (1 << shift >> 2) + used
    return len(data) <= last << shift


def _check_odf(path: str, data: bytes) -> None:
    """Refuse an ODF file that is no text document, has a password, or unpacks beyond measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = {info.filename: info for info in package.infolist()}
            if sum(info.file_size for info in members.values()) > _UNPACKED_LIMIT:
                raise InputError(path, f"{_ODT.name}解压后异常大，可能是恶意文件", _SAVE_AS)
            heads = {}
            for name in ("mimetype", "META-INF/manifest.xml"):
                with package.open(members[name]) as member:
                    heads[name] = member.read(2**20)
    except KeyError:
        heads = {}
    except zips.ERRORS:
        raise InputError(path, f"{_ODT.name}已损坏或不完整", _SAVE_AS) from None
    if b"encryption-data" in heads.get("META-INF/manifest.xml", b""):
        raise InputError(path, "文档设了打开密码，无法读取", "请输入密码打开，取消密码后另存为 .docx 再重试")
    if b"opendocument" in heads.get("mimetype", b"") and b"opendocument.text" not in heads["mimetype"]:
        raise InputError(path, "这是 ODF 电子表格或演示文稿，不是报告", "请确认选对了文件；报告请用 .docx 或 .txt")


def _repacked(path: str, data: bytes) -> bytes | None:
    """Package of a Word XML document of Word 2007 or later, whose parts stand in one file; None for Word 2003."""
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise InputError(path, f"{_XML.name}含有不安全的 XML 声明（DOCTYPE）", _SAVE_AS)
    if data.count(b"<") > _TAG_LIMIT:
        raise InputError(path, f"{_XML.name}异常庞大，可能是恶意文件", _SAVE_AS)
    # Pictures stand in the text of the file and may be huge.
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InputError(path, f"{_XML.name}已损坏或不完整", _SAVE_AS) from None
    if root.tag != _PACKAGE + "package":
        return None
    parts = {
        name: etree.tostring(content)
        for part in root.iterchildren(_PACKAGE + "part")
        if (name := part.get(_PACKAGE + "name", "").strip("/")[:200])
        for content in part.iterfind(f"{_PACKAGE}xmlData/*")
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def _converted(path: str, data: bytes, kind: _Kind, office: str) -> bytes:
    """The document as .docx, made by LibreOffice in a folder that is gone afterwards."""
    failed = InputError(path, f"{kind.name}转换失败，可能已损坏", _SAVE_AS)
    with tempfile.TemporaryDirectory(prefix="fazhi-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / f"report{kind.suffix}", folder / "out" / "report.docx"
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        try:
            source.write_bytes(data)
            settings.parent.mkdir(parents=True)
            settings.write_text(_registry(), encoding="utf-8")
            finished = _run(office, folder, source)
        except OSError as error:
            raise InputError(path, f"{kind.name}无法转换（{error.strerror or error}）", _SAVE_AS) from None
        if not finished:
            raise InputError(path, f"{kind.name}转换超过 {TIME_LIMIT} 秒，已中止", _SAVE_AS)
        try:  # the exit code says nothing: it is 0 even when the file could not be loaded
            with target.open("rb") as file:
                converted = file.read(SIZE_LIMIT + 1)
        except OSError:
            raise failed from None
    if not converted.startswith(b"PK") or len(converted) > SIZE_LIMIT:
        raise failed
    return converted


def _run(office: str, folder: Path, source: Path) -> bool:
    """Convert ``source`` into ``folder``/out; whether it came to an end in time. Nothing it started stays behind."""
    command = [office, "--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault", "--convert-to", "docx"]
    command += [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--outdir", str(folder / "out"), str(source)]
    own = dict.fromkeys(("HOME", "TMPDIR", "TMP", "TEMP", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(folder))
    process = subprocess.Popen(  # noqa: S603 - the office program found on the user's path
        command,
        env=os.environ | own | {"SAL_USE_VCLPLUGIN": "svp"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _limit(process.pid)
        process.wait(TIME_LIMIT)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end(process)
    return True


def _limit(pid: int) -> None:
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):  # it has ended already, or stricter limits are set
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (_FILE_LIMIT, _FILE_LIMIT))
            resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop the process and all that it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - a program of the system
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _registry() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
