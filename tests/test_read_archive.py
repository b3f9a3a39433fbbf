"""ZIP files of submissions: every report inside is read in memory, and what cannot be read is named."""

from __future__ import annotations

import io
import os
import stat
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from docx_builder import archive, docx, para
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.read import SIZE_LIMIT, read
from engine.read import archive as module
from engine.read.archive import is_archive, members
from reports.cli import main
from reports.cli.sources import Passed, Source, contents, discover

REPORT = "青禾街道办事处2024年法治政府建设年度报告\n一、主要举措\n全年开展法治培训20次，覆盖1200人次。\n"
WORD = docx(para("依法行政"))


def packed(*entries: tuple[zipfile.ZipInfo | str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries:
            package.writestr(name, content)
    return file.getvalue()


def in_charset(name: str, charset: str) -> bytes:
    """Archive with one member whose name is stored in a charset that is not named."""
    raw = name.encode(charset)
    stand_in = b"x" * len(raw)
    return packed((stand_in.decode(), REPORT)).replace(stand_in, raw)


def labels(data: bytes) -> list[str]:
    return [label for label, _ in members("全区.zip", data)]


def problem(data: bytes) -> str:
    found = [content for _, content in members("全区.zip", data)]
    assert len(found) == 1
    assert isinstance(found[0], InputError)
    return str(found[0])


def encrypted(data: bytes) -> bytes:
    changed = bytearray(data)
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.index(header) + offset] |= 1
    return bytes(changed)


# What an archive is


def test_documents_in_packages_are_no_archives(tmp_path: Path) -> None:
    odt = archive({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": ""})
    for data in (WORD, archive({"OFD.xml": ""}), archive({"xl/workbook.xml": ""}), odt, b"", b"PK", REPORT.encode()):
        file = tmp_path / "文件"
        file.write_bytes(data)
        assert not is_archive("文件", data)
        assert not is_archive(str(file))
    assert not is_archive(str(tmp_path))
    assert not is_archive(str(tmp_path / "没有"))
    assert not is_archive("a\0b")


def test_archives_are_told_by_their_content(tmp_path: Path) -> None:
    for data in (
        archive({"报告.docx": WORD}),
        archive({"word/报告.docx": WORD}),
        archive({}),
        archive({"a.txt": "b"})[:-9],
    ):
        file = tmp_path / "文件.docx"
        file.write_bytes(data)
        assert is_archive("文件.docx", data)
        assert is_archive(str(file))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "全区.zip"
    os.mkfifo(pipe)
    assert not is_archive(str(pipe))


# Names


@pytest.mark.parametrize("charset", ["gbk", "gb18030", "utf-8"])
def test_names_in_chinese(charset: str) -> None:
    name = "青禾街道/2024年报告（终稿）.txt"
    assert labels(in_charset(name, charset)) == [f"全区.zip/{name}"]
    assert labels(packed((name, REPORT))) == [f"全区.zip/{name}"]


def test_a_name_in_utf8_beside_one_in_gbk() -> None:
    raw = "街道.txt".encode("gbk")
    field = struct.pack("<HHBI", 0x7075, 5 + len("街道.txt".encode()), 1, zlib.crc32(raw)) + "街道.txt".encode()
    info = zipfile.ZipInfo("x" * len(raw))
    info.extra = field
    data = packed((info, REPORT)).replace(b"x" * len(raw), raw)
    assert labels(data) == ["全区.zip/街道.txt"]
    for broken in (b"\x00", field[:4] + b"\x07" + field[5:], field[:5] + b"\x07" + field[6:]):
        info.extra = broken
        assert labels(packed((info, REPORT)).replace(b"x" * len(raw), raw)) == ["全区.zip/街道.txt"]
    info.extra = b"\x75\x70\x02\x00ab"  # too short to be one
    short = packed((info, REPORT)).replace(b"x" * len(raw), raw)
    try:
        found = labels(short)
    except InputError as error:
        assert "已损坏" in str(error)  # noqa: PT017 - newer Pythons refuse such an archive
    else:
        assert found == ["全区.zip/街道.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/报告.txt", "etc/报告.txt"),
        ("..\\..\\报告.txt", "报告.txt"),
        ("C:\\街道\\报告.txt", "街道/报告.txt"),
        ("街道/./../报告.txt", "街道/报告.txt"),
        ("报\x1b[2J告\n.txt", "报�[2J告�.txt"),
        ("..", "未命名"),
    ],
)
def test_names_that_lead_elsewhere_are_only_names(
    name: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    info = zipfile.ZipInfo("x")
    info.filename = name
    assert labels(packed((info, REPORT))) == [f"全区.zip/{shown}"]
    assert list(tmp_path.iterdir()) == []


def test_order_litter_and_equal_names() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed(
            ("b/乙.txt", "1"), ("甲.txt", "2"), ("甲.txt", "3"), ("b/a.txt", "4"), ("a/", ""), (".DS_Store", "5"),
            ("__MACOSX/._甲.txt", "6"), ("b/~$乙.docx", "7"), ("b/Thumbs.db", "8"),
        )  # fmt: skip
    assert [(label, content) for label, content in members("全区.zip", data)] == [
        ("全区.zip/b/a.txt", b"4"),
        ("全区.zip/b/乙.txt", b"1"),
        ("全区.zip/甲.txt", b"2"),
        ("全区.zip/甲.txt（2）", b"3"),
    ]


def test_from_a_path(tmp_path: Path) -> None:
    file = tmp_path / "全区.zip"
    file.write_bytes(packed(("青禾街道.docx", WORD)))
    assert list(members(str(file))) == [(f"{file}/青禾街道.docx", WORD)]


# What cannot be had


def test_members_that_cannot_be_had_are_named() -> None:
    link = zipfile.ZipInfo("报告.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert (
        problem(packed((link, "/etc/passwd")))
        == "全区.zip/报告.txt：这是指向别处的链接，不读取。请把链接所指的文件放进压缩包。"
    )
    assert "设了密码" in problem(encrypted(packed(("报告.txt", REPORT))))
    assert "压缩包里的压缩包不再打开" in problem(packed(("内.zip", packed(("报告.txt", REPORT)))))
    assert "压缩包里的压缩包不再打开" in problem(packed(("内.docx", packed(("内.zip", packed(("a", "b")))))))
    assert "异常大" in problem(packed(("炸弹.txt", b" " * (9 * 2**20))))
    assert "超过 50 MB" in problem(packed(("大.txt", bytes(SIZE_LIMIT + 1))))
    exotic = bytearray(packed(("报告.txt", REPORT)))
    exotic[exotic.index(b"PK\x01\x02") + 10] = exotic[8] = 99
    assert "压缩方式不支持" in problem(bytes(exotic))


def test_a_document_in_an_archive_is_no_archive() -> None:
    assert [content for _, content in members("全区.zip", packed(("报告.docx", WORD)))] == [WORD]


def test_a_damaged_member_does_not_cost_the_others() -> None:
    data = bytearray(packed(("甲.txt", REPORT), ("乙.txt", REPORT)))
    place = data.index("甲.txt".encode()) + 12
    data[place : place + 20] = bytes(20)
    found = dict(members("全区.zip", bytes(data)))
    assert "在压缩包里已损坏" in str(found["全区.zip/甲.txt"])
    assert found["全区.zip/乙.txt"] == REPORT.encode()


def test_a_size_that_is_a_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(packed(("报告.txt", REPORT * 500)))
    size = len((REPORT * 500).encode())
    while (place := data.find(size.to_bytes(4, "little"))) >= 0:
        data[place : place + 4] = (50).to_bytes(4, "little")
    assert "已损坏" in problem(bytes(data))
    monkeypatch.setattr(module, "SIZE_LIMIT", 100)
    assert "超过" in problem(packed(("报告.txt", REPORT * 500)))


def test_archives_without_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed(*((f"{number}.txt", REPORT) for number in range(9)))
    monkeypatch.setattr(module, "MEMBER_LIMIT", 8)
    with pytest.raises(InputError, match="超过 8 个"):
        labels(data)
    monkeypatch.setattr(module, "MEMBER_LIMIT", 9)
    monkeypatch.setattr(module, "TOTAL_LIMIT", 1000)
    with pytest.raises(InputError, match="压缩包解压后超过"):
        labels(data)


@pytest.mark.parametrize("data", [packed(), packed(("a/", "")), packed((".DS_Store", ""))])
def test_archives_without_files(data: bytes) -> None:
    with pytest.raises(InputError, match="压缩包里没有文件"):
        labels(data)


WHOLE = packed(("青禾街道.docx", WORD), ("b/乙.txt", REPORT))


@pytest.mark.parametrize("share", range(1, 20))
def test_a_cut_archive_is_called_damaged(share: int) -> None:
    cut = WHOLE[: len(WHOLE) * share // 20]
    assert is_archive("全区.zip", cut) or b"word/" in cut
    with pytest.raises(InputError, match="压缩包已损坏或不完整"):
        labels(cut)


def read_or_refuse(data: bytes) -> None:
    try:
        for label, content in members("全区.zip", data):
            assert label.startswith("全区.zip/")
            label.encode()
            assert isinstance(content, bytes | InputError)
    except InputError:
        pass
    is_archive("全区.zip", data)


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_archive_is_read_or_refused(place: int, noise: bytes) -> None:
    read_or_refuse(WHOLE[:place] + noise + WHOLE[place + len(noise) :])


@given(st.binary(max_size=300))
@example(b"PK\x05\x06" + bytes(18))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)
    read_or_refuse(b"PK\x03\x04" + data)


# The command line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


SUBMISSIONS = (
    ("青禾街道.docx", docx("".join(map(para, REPORT.split("\n"))))),
    ("乡镇/柳溪镇.txt", REPORT.replace("青禾街道办事处", "柳溪镇人民政府").encode("gbk")),
    ("乡镇/照片.jpg", b"\xff\xd8\xff\xe0"),
    ("内.zip", packed(("报告.txt", REPORT))),
    ("坏.pdf", b"%PDF-"),
)


def test_an_archive_is_audited_member_by_member(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("全区.zip").write_bytes(packed(*SUBMISSIONS))
    assert main(["audit", "全区.zip", "--quiet", "--backend", "reference"]) == 2
    out, err = capsys.readouterr()
    assert "全区.zip/青禾街道.docx" in out
    assert "全区.zip/乡镇/柳溪镇.txt" in out
    assert "全区.zip/内.zip：压缩包里的压缩包不再打开" in err
    assert "全区.zip/坏.pdf：" in err
    assert "略过 1 个图片（若是扫描的报告，请先识别成文字）：全区.zip/乡镇/照片.jpg" in err
    assert "共检查 2 份报告，另有 2 个未能检查" in err
    assert [item.name for item in folder.iterdir()] == ["全区.zip"]


def test_archives_in_folders_and_from_standard_input(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = packed(*SUBMISSIONS[:3])
    Path("上报").mkdir()
    Path("上报", "全区.zip").write_bytes(data)
    assert main(["audit", "上报", "--quiet", "--backend", "reference"]) == 0
    assert str(Path("上报/全区.zip/青禾街道.docx")) in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert main(["audit", "-", "--quiet", "--backend", "reference"]) == 0
    assert "-/青禾街道.docx" in capsys.readouterr().out
    assert [item.name for item in folder.iterdir()] == ["上报"]


def test_a_damaged_archive_in_a_folder_is_named(folder: Path) -> None:
    Path("坏.zip").write_bytes(WHOLE[:60])
    (found,) = contents(discover([str(folder)]).sources, Passed())
    assert "压缩包已损坏或不完整" in str(found.content)
    assert found.source.expected


def test_an_archive_is_not_opened_by_the_reader() -> None:
    with pytest.raises(InputError, match="ZIP 压缩包。请用 fazhi audit"):
        read("全区.zip", WHOLE)


def test_what_a_browser_saves_beside_a_page_is_left_out(folder: Path) -> None:
    for name in (
        "报告.html",
        "报告_files/广告.html",
        "年报.htm",
        "年报.files/a.htm",
        "别的_files/报告.html",
        "x.fld/a.html",
    ):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(REPORT, encoding="utf-8")
    found = [Path(source.path).relative_to(folder).as_posix() for source in discover([str(folder)]).sources]
    assert found == ["x.fld/a.html", "别的_files/报告.html", "年报.htm", "报告.html"]


@pytest.mark.parametrize("suffix", ["docx", "wps", "mht", "odt", "zip", "rar", "rtf", "HTML", "md"])
def test_these_must_be_readable_wherever_they_lie(suffix: str) -> None:
    assert Source(f"a/报告.{suffix}", named=False).expected
