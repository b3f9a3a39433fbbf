"""``fazhi audit`` on many reports at a time: the same bytes as one by one, and the line that shows how far it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from io import StringIO
from pathlib import Path

import pytest

from engine.batch import Job
from reports.cli import main
from reports.cli.output import Progress, progress_line

ROOT = Path(__file__).parents[1]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
FORMATS = ("txt", "json", "html", "md", "sarif", "xlsx", "xml")
Capture = pytest.CaptureFixture[str]

#: A shell that starts the suite in the background has interrupts ignored, `nohup` hang-ups, and children inherit that.
HEED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
if hasattr(signal, "SIGHUP"):
    HEED += "; signal.signal(signal.SIGHUP, signal.SIG_DFL)"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a batch: good and bad reports, an archive, and files that are no reports."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FAZHI_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    batch = tmp_path / "全区"
    batch.mkdir()
    for seed in SEEDS[:4]:
        (batch / seed.name).write_bytes(seed.read_bytes())
    with zipfile.ZipFile(batch / "一批.zip", "w") as archive:
        for seed in SEEDS[4:6]:
            archive.writestr(seed.name, seed.read_bytes())
        archive.writestr("坏.pdf", b"%PDF-1.7")
    (batch / "空.docx").write_bytes(b"")
    (batch / "附件.dat").write_bytes(b"\x89PNG\r\n\x1a\n")
    (batch / "名册.csv").write_text("x", "utf-8")
    return batch


def everything(folder: Path, name: str, capsys: Capture, *options: str) -> tuple[int, str, str, list[bytes]]:
    """Exit code, what is said, and every output of an audit of the folder."""
    files = [Path(f"{name}.{suffix}") for suffix in FORMATS]
    outputs = [part for file in files for part in ("-o", str(file))]
    gate = ["--fail-under", "90", "--fail-group", "leader=60"]
    code = main(["audit", folder.name, "没有.txt", "-f", "table", *outputs, *gate, *options])
    out, err = capsys.readouterr()
    return code, out, err.replace(f"{name}.", ""), [file.read_bytes() for file in files]


def test_several_at_a_time_give_the_same_bytes_as_one_by_one(folder: Path, capsys: Capture) -> None:
    alone = everything(folder, "一", capsys, "--jobs", "1")
    assert everything(folder, "二", capsys, "--jobs", "2") == alone
    code, _, err, _ = alone
    assert code == 2
    assert "共检查 6 份报告，另有 3 个未能检查" in err
    assert "略过 2 个不是报告的文件" in err


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_an_interrupted_run_ends_at_once_and_leaves_whole_files_only(folder: Path, name: str, code: int) -> None:
    """Ctrl-C and a closing terminal reach the workers too."""
    for number in range(60):
        (folder / f"{number}.txt").write_bytes(SEEDS[0].read_bytes())
    program = f"{HEED}; import sys; from reports.cli import main; sys.exit(main())"
    arguments = ["audit", folder.name, "--jobs", "2", "-o", "结果.json", "-f", "markdown"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        process.stdout.readline()  # the first report is out, the others are being audited
        time.sleep(0.1)
        os.killpg(process.pid, getattr(signal, name))
        _, err = process.communicate()
    assert process.returncode == code
    assert err == "已中断，未完成的文件没有写入。\n"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--jobs", "0"], "看不懂进程个数“0”"),
        (["--jobs", "很多"], "看不懂进程个数“很多”；请写 1 到 999 之间的整数"),
        (["--time-limit", "-1"], "看不懂时限“-1”；请写 1 到 99999 之间的整数，单位是秒"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(options: list[str], words: str, capsys: Capture) -> None:
    assert main(["audit", str(SEEDS[0]), *options]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_time_limit_reaches_the_workers(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []

    def run(_reports: object, job: Job, *_others: object, **_options: object) -> tuple[()]:
        limits.append(job.limit)
        return ()

    monkeypatch.setattr("engine.batch.run", run)
    Path("fazhi.toml").write_text("jobs = 2\ntime-limit = 7\n", "utf-8")
    main(["audit", str(SEEDS[0])])
    assert limits == [7]
    assert "没有可检查的报告" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (progress_line(0, 40, 0), "正在检查 0/40"),
        (progress_line(0, 40, 9), "正在检查 0/40"),
        (progress_line(10, 40, 5), "正在检查 10/40，每秒 2.0 份，还需约 15 秒"),
        (progress_line(1, 40, 2.5), "正在检查 1/40，每份 2.5 秒，还需约 2 分钟"),
        (progress_line(40, 40, 20), "正在检查 40/40，每秒 2.0 份"),
        (progress_line(20, 40, 5, kept=20), "正在检查 20/40，沿用已有结果 20 份"),
        (
            progress_line(110, 20_000, 20, kept=10, failed=3),
            "正在检查 110/20000，每秒 5.0 份，还需约 1 小时 6 分钟，沿用已有结果 10 份，未能检查 3 份",
        ),
    ],
)
def test_progress_is_told_in_words(line: str, words: str) -> None:
    assert line == words


def test_progress_blinks_seldom_and_never_wider_than_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(StringIO):
        def isatty(self) -> bool:
            return True

    screen, now = Screen(), iter([0, *(step / 100 for step in range(100))])
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr("reports.cli.output.time.monotonic", lambda: next(now))
    monkeypatch.setenv("COLUMNS", "24")
    progress = Progress(90, wanted=True)
    for done in range(91):
        progress.step(done, failed=done // 2)
    lines = screen.getvalue().split("\r\x1b[K")[1:]
    assert len(lines) == 1 + 9
    assert lines[0] == "正在检查 0/90"
    assert all(len(line.encode("gbk")) < 24 for line in lines)
    progress.clear()
    assert screen.getvalue().endswith("\r\x1b[K")
