"""The command line. This module imports nothing heavy: version and overview are answered before typer is loaded."""

from __future__ import annotations

import codecs
import gc
import io
import os
import signal
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType
    from typing import NoReturn

#: Every command and its one-line help, in the order of the overview.
COMMANDS = {
    "audit": "检查报告，列出差距和得分",
    "district": "检查一个地区的全部报告：谁没报、排名、共性缺项、每单位一页和一份反馈意见",
    "outline": "显示一份报告的结构：机关、层级、年度、各部分",
    "explain": "说明一条规则；给出报告时，说明结论从何而来",
    "compare": "对照上一年和这一年的报告：安排兑现没有、哪些是照抄",
    "similar": "比对一批报告，找出互相雷同的段落",
    "baseline": "把现在的结果存成基线，以后只许变好",
    "rules": "查看、检查、测试规则包",
    "config": "显示各选项的值及其来处（命令行、配置文件、默认）",
    "init": "生成带注释的配置文件 fazhi.toml",
}

_OVERVIEW = """\
用法：fazhi 命令 [选项] …

对照法定要求检查法治政府建设年度报告，逐条给出结论、原文依据、失分和补写建议。

命令：
{commands}

选项：
  --version             显示程序、规则包和推理引擎的版本
  --install-completion  为当前命令行安装自动补全
  -h, --help            显示本说明

例：
  fazhi audit 年度报告.docx
  fazhi audit 全区报告/ -o 结果.txt -o 结果.json
  fazhi district 全区报告/ --roster 名册.xlsx -o 检查结果/
  fazhi explain capacity.legal-adviser 年度报告.docx

各命令的用法：fazhi 命令 --help
"""

#: Set by the shell's completion script when it asks for completions.
COMPLETING = "_FAZHI_COMPLETE"
_OBJECTS_BETWEEN_COLLECTIONS = 400_000
#: Exit codes.
CLEAR, GATE_FAILED, FAULT, INTERRUPTED, HUNG_UP = 0, 1, 2, 130, 141


def console() -> NoReturn:
    """What is installed as ``fazhi``: ``main`` in a process of its own, which ends with it.

    Modules and packs stay until the end. To look them over for garbage took a tenth of a short run, and to free them
    one by one at its end a twentieth; the system takes back all of it at once.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 20, 100)
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or FAULT
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    _prepare_streams()
    received: list[int] = []
    with _interruptible(received):
        return _run(arguments, received)


@contextmanager
def _interruptible(received: list[int]) -> Iterator[None]:
    """End in order, workers included, when told to or when the terminal closes; the signal goes into ``received``."""
    taken: list[signal.Signals] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        for one in taken:  # who says it twice wants it at once
            signal.signal(one, signal.SIG_DFL)
        raise KeyboardInterrupt

    with suppress(ValueError):  # in another thread than the main one
        for name in ("SIGTERM", "SIGHUP"):
            one = getattr(signal, name, None)
            if one is not None and signal.getsignal(one) is signal.SIG_DFL:  # under nohup it is ignored
                signal.signal(one, interrupt)
                taken.append(one)
    try:
        yield
    finally:
        for one in taken:
            signal.signal(one, signal.SIG_DFL)


def _run(arguments: list[str], received: list[int]) -> int:
    completing = COMPLETING in os.environ
    try:
        if not completing and (not arguments or arguments[0] in {"-h", "--help"}):
            (sys.stdout if arguments else sys.stderr).write(overview())
            return CLEAR if arguments else FAULT
        if arguments[:1] == ["--version"]:
            from reports.cli.version import version

            return version()
        if not completing and arguments[0] == "audit" and arguments[1:] and not any(map(_is_option, arguments[1:])):
            with _absent("typing_extensions"):
                from reports.cli import plain

            if not plain.configured():
                return plain.run(arguments[1:])
        from reports.cli.app import run

        return run(arguments)
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            sys.stderr.write("已中断，未完成的文件没有写入。\n")
        return 128 + received[0] if received else INTERRUPTED
    except Exception as error:
        if os.environ.get("FAZHI_DEBUG"):
            raise
        advice = "请把这条信息和所用的命令报告给维护人员；设环境变量 FAZHI_DEBUG=1 再运行可看详情。"
        sys.stderr.write(f"错误：程序内部错误（{type(error).__name__}：{error}）。{advice}\n")
        return FAULT


@contextmanager
def _absent(module: str) -> Iterator[None]:
    """Have what is imported here do without a module, as if it were not installed.

    msgspec takes two names from typing_extensions, or the same two from typing. The detour by way of inspect, ast and
    tokenize was a twentieth of a short run.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment] # what import takes for "not here"
    try:
        yield
    finally:
        del sys.modules[module]


def _is_option(argument: str) -> bool:
    return argument.startswith("-")


def overview() -> str:
    """Write the answer to ``fazhi --help``."""
    return _OVERVIEW.format(commands="\n".join(f"  {name:<9}{text}" for name, text in COMMANDS.items()))


def _prepare_streams() -> None:
    """Never fail on a character that the terminal's encoding lacks; never fall back to ASCII."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            ascii_only = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if ascii_only else None, errors="replace")
