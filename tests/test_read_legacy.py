"""Older word processor files: read through LibreOffice where it is, refused with advice where it is not."""

from __future__ import annotations

import io
import os
import stat
import tempfile
import threading
import time
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from any_bytes import check_document
from docx_builder import archive, docx, para, root, run
from formats import RELATIONS, SOFFICE, old_formats
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.read import legacy, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Document

LINES = ["青禾街道办事处2024年法治政府建设年度报告", "一、主要举措", "全年开展法治培训20次，覆盖1200人次。"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = rb"{\rtf1\ansi\ansicpg936 \u20381?\u27861?}"
NOTE = "由旧格式转换，自动编号可能有误"

needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not on the path")
needs_unix = pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for LibreOffice")


def word_97(*, small: bool = False, flags: int = 0, version: bytes = b"\xc1\x00") -> bytes:
    """The parts of a .doc that are looked at before it is converted: directory entry and head of the text stream."""
    head = b"\xec\xa5" + version + bytes(6) + flags.to_bytes(2, "little")
    entry = "WordDocument".encode("utf-16-le").ljust(0x74, b"\0")
    entry += (1).to_bytes(4, "little") + (500 if small else 5000).to_bytes(4, "little")
    header = OLE.ljust(0x1E, b"\0") + b"\x09\x00"
    return header.ljust(640 if small else 1024, b"\0") + head.ljust(1024, b"\0") + entry


def odt(manifest: str = "", mimetype: str = "application/vnd.oasis.opendocument.text") -> bytes:
    return archive({"mimetype": mimetype, "content.xml": "<a/>", "META-INF/manifest.xml": manifest})


def texts(document: Document) -> list[str]:
    return [document.quote(paragraph.span) for paragraph in document.paragraphs]


def refused(data: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        read("报告.doc", data)
    assert str(caught.value).startswith("报告.doc：")


# Through LibreOffice


@needs_office
@pytest.mark.parametrize(
    ("suffix", "media"),
    [
        ("doc", "application/msword"),
        ("rtf", "application/rtf"),
        ("odt", "application/vnd.oasis.opendocument.text"),
        ("xml:MS Word 2003 XML", "application/xml"),
    ],
)
def test_old_formats(suffix: str, media: str) -> None:
    document = read("报告.wps", old_formats([LINES], suffix)[0])
    assert texts(document) == LINES
    assert document.media == media
    assert document.notes == (NOTE,)
    assert document.path == "报告.wps"


@needs_office
@pytest.mark.parametrize("data", [RTF[:5], RTF[:-1], RTF[:-8] + b"\x00\xff{{{", RTF + b"\xff" * 50])
def test_a_damaged_document_is_read_or_refused(data: bytes) -> None:
    """A few by hand: each takes LibreOffice a second, and properties leave out what it converts."""
    try:
        check_document(read("报告.rtf", data))
    except InputError as error:
        assert "RTF 文档转换失败，可能已损坏" in str(error)  # noqa: PT017 - either way is right


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Web server here; gives its address, and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append("connected")

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


@needs_office
def test_links_of_a_document_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容", encoding="utf-8")
    names = {
        "office": "office:1.0", "svg": "svg-compatible:1.0", "text": "text:1.0", "draw": "drawing:1.0"
    }  # fmt: skip
    odf = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{prefix}="{odf}{name}"' for prefix, name in names.items())
    spaces += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    with listening() as (address, asked):
        embed = 'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'
        content = (
            f'<office:document-content {spaces} office:version="1.2"><office:body><office:text><text:p>依法行政'
            f'<draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{address}a.png" {embed}/>'
            '</draw:frame></text:p><text:section text:name="a">'
            f'<text:section-source xlink:href="{secret.as_uri()}" {embed}/><text:p/></text:section>'
            "</office:text></office:body></office:document-content>"
        )
        entries = "".join(
            f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
            for path, kind in {"/": "application/vnd.oasis.opendocument.text", "content.xml": "text/xml"}.items()
        )
        space = f'xmlns:manifest="{odf}manifest:1.0"'
        manifest = f'<manifest:manifest {space} manifest:version="1.2">{entries}</manifest:manifest>'
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            package.writestr("content.xml", content)
            package.writestr("META-INF/manifest.xml", manifest)
        document = read("报告.odt", file.getvalue())
    assert texts(document) == ["依法行政"]
    assert asked == []


@needs_office
@pytest.mark.usefixtures("no_office")
def test_a_cut_document_is_refused_at_once() -> None:
    whole = old_formats([LINES * 200], "doc")[0]
    for share in range(1, 20):
        cut = whole[: len(whole) * share // 20]
        refused(cut, "已损坏或不完整|二进制文件")


@needs_office
def test_a_damaged_file_that_cannot_be_loaded() -> None:
    refused(word_97(), "转换失败，可能已损坏")


# A stand-in for LibreOffice


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder that is the whole path, with a program ``soffice`` to be written."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(legacy, "TIME_LIMIT", 5)
    return folder


def write(folder: Path, script: str, name: str = "soffice") -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(stat.S_IRWXU)


def left_behind(folder: Path) -> list[str]:
    return [item.name for item in folder.parent.iterdir() if item.name.startswith("fazhi-")]


@needs_unix
def test_how_libreoffice_is_called(office: Path) -> None:
    (office / "made.docx").write_bytes(docx("".join(map(para, LINES))))
    log = office / "log"
    script = (
        f'echo "$@" > {log}; echo "$HOME" >> {log}; pwd >> {log}; ls >> {log}\n'
        f"cat profile/user/registrymodifications.xcu >> {log}\nmkdir out && cp {office}/made.docx out/report.docx"
    )
    write(office, script)
    document = read("报告.rtf", RTF)
    assert texts(document) == LINES
    assert document.notes == (NOTE,)
    command, home, folder, *rest = log.read_text(encoding="utf-8").split("\n")
    assert home == folder
    assert f"-env:UserInstallation=file://{folder}/profile" in command
    assert "--headless" in command
    assert command.endswith(f"--outdir {folder}/out {folder}/report.rtf")
    assert "BlockUntrustedRefererLinks" in rest[-1]
    assert "DisableMacrosExecution" in rest[-1]
    assert left_behind(office) == []


@needs_unix
def test_the_other_name_of_libreoffice(office: Path) -> None:
    (office / "made.docx").write_bytes(docx(para("依法行政")))
    write(office, f"mkdir out && cp {office}/made.docx out/report.docx", "libreoffice")
    if not Path("/usr/bin/soffice").exists():
        assert read("报告.rtf", RTF).text == "依法行政"


@needs_unix
@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("echo 'source file could not be loaded' >&2; exit 0", "RTF 文档转换失败，可能已损坏"),
        ("exit 1", "转换失败"),
        ("mkdir out && echo text > out/report.docx", "转换失败"),
        ("mkdir out && : > out/report.docx", "转换失败"),
        ("mkdir -p out/report.docx", "转换失败"),
        ("mkdir out && printf 'PK\\003\\004 broken' > out/report.docx", "已损坏或不完整"),
        ("kill -9 $$", "转换失败"),
    ],
)
def test_conversions_that_fail(office: Path, script: str, problem: str) -> None:
    write(office, script)
    refused(RTF, problem)
    assert left_behind(office) == []


@needs_unix
def test_a_program_that_cannot_be_started(office: Path) -> None:
    (office / "soffice").write_text("#!/nowhere/at/all\n", encoding="utf-8")
    (office / "soffice").chmod(stat.S_IRWXU)
    refused(RTF, "RTF 文档无法转换")


@needs_unix
def test_a_conversion_that_hangs_is_ended_with_its_children(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "TIME_LIMIT", 1)
    pids = office / "pids"
    write(office, f"sleep 600 & echo $! > {pids}; echo $$ >> {pids}; wait")
    started = time.monotonic()
    refused(RTF, "转换超过 1 秒，已中止")
    assert time.monotonic() - started < 10
    for pid in map(int, pids.read_text(encoding="utf-8").split()):
        assert not _alive(pid)
    assert left_behind(office) == []


def _alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


# Without LibreOffice


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (RTF, "RTF 文档"),
        (word_97(), "旧版 Word 或 WPS 文字文档"),
        (word_97(small=True), "旧版 Word 或 WPS 文字文档"),
        (word_97(version=b"\x65\x00"), "旧版 Word"),
        (odt(), "ODF 文档"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="w"/>',
            "Word XML 文档",
        ),
    ],
)
def test_without_libreoffice_the_user_is_told_what_to_do(
    data: bytes, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=f"这是{name}.*没有安装 LibreOffice.*另存为 .docx"):
        read("报告.doc", data)


# Refused before anything is started


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("LibreOffice was started")

    monkeypatch.setattr(legacy, "_converted", started)


@pytest.mark.usefixtures("no_office")
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (word_97(flags=0x100), "打开密码"),
        (word_97(small=True, flags=0x100), "打开密码"),
        (word_97()[:1024] + word_97()[2048:], "已损坏或不完整"),
        (OLE + bytes(504) + "WordDocument".encode("utf-16-le"), "已损坏或不完整"),
        (odt("<manifest:encryption-data/>"), "打开密码"),
        (odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "电子表格或演示文稿"),
        (odt()[:-30], "ODF|ZIP"),
        (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "x">]><?mso-application progid="Word.Document"?><a>&e;</a>',
            "DOCTYPE",
        ),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "已损坏或不完整"),
    ],
)
def test_refused_at_once(data: bytes, problem: str) -> None:
    refused(data, problem)


@pytest.mark.usefixtures("no_office")
def test_an_odf_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "_UNPACKED_LIMIT", 1000)
    refused(odt(" " * 2000), "异常大")


# Word XML of Word 2007 and later is a .docx in one file


def flat(body: str, *, more: str = "") -> bytes:
    document = root("document", f"<w:body>{body}</w:body>").partition("?>")[2]
    parts = "".join(
        f'<pkg:part pkg:name="{name}"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>'
        for name, content in {"/_rels/.rels": RELATIONS, "/word/document.xml": document}.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}{more}</pkg:package>'
    ).encode()


@pytest.mark.usefixtures("no_office")
def test_flat_packages_need_no_conversion() -> None:
    data = flat(
        para("办案", f"<w:ins>{run('二十')}</w:ins><w:del><w:r><w:delText>十五</w:delText></w:r></w:del>", "件")
    )
    document = read("报告.xml", data)
    assert texts(document) == ["办案二十件"]
    assert NOTE not in document.notes
    picture = '<pkg:part pkg:name="/word/a.png"><pkg:binaryData>AAAA</pkg:binaryData></pkg:part>'
    assert texts(read("报告.xml", flat(para("甲"), more=picture))) == ["甲"]
    twice = '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData><a/></pkg:xmlData></pkg:part>'
    twice += "<pkg:part><pkg:xmlData><b/></pkg:xmlData></pkg:part>"
    with pytest.raises(InputError):
        read("报告.xml", flat(para("甲"), more=twice))


# Any bytes


@pytest.mark.usefixtures("no_office")
@given(
    st.binary(max_size=300),
    st.sampled_from([OLE, OLE + "WordDocument".encode("utf-16-le"), b"PK\x03\x04", b"<?xml ", flat("")[:150]]),
)
def test_any_bytes_are_refused(data: bytes, start: bytes) -> None:
    with pytest.raises(InputError):
        legacy.read("报告", start + data)
