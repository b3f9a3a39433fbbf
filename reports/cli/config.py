"""Configuration on the command line: defaults from a file, ``fazhi config``, ``fazhi init``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reports.cli import CLEAR
from reports.cli.gates import group_minimum
from reports.cli.output import OutputError, reason, say, show
from reports.cli.values import (
    backend_of,
    format_for,
    format_named,
    is_folder,
    jobs_of,
    level_of,
    score_of,
    severity_of,
    time_limit_of,
    year_of,
)
from reports.layout import plain, table
from reports.settings import NAME, Kind, Settings, find, load

if TYPE_CHECKING:
    from collections.abc import Mapping

NoConfigOption = Annotated[bool, typer.Option("--no-config", help="不读配置文件")]

#: Options that make no sense as a standing choice.
_NEVER = {"help", "today", "no-config"}
_PATHS = {"baseline": Kind.PATH, "waivers": Kind.PATH, "pack": Kind.PATH, "output": Kind.PATHS}


def _output_of(path: str) -> None:
    """Refuse a file whose name tells no format; a folder goes with the format that is asked for."""
    if not is_folder(path):
        format_for(path)


_CHECKS = {
    "level": level_of,
    "year": year_of,
    "backend": backend_of,
    "jobs": jobs_of,
    "time-limit": time_limit_of,
    "format": format_named,
    "output": _output_of,
    "fail-under": score_of,
    "fail-on": severity_of,
    "fail-group": group_minimum,
    "target": score_of,
}

STARTER = """\
# fazhi 的配置。放在仓库或文件夹的顶层，在它下面运行 fazhi 都会读到。
# 键就是命令行选项的名称；命令行上写了的，以命令行为准。去掉行首的 # 就生效。
# 用 fazhi config 看每一项的值从哪里来。文件路径从本文件所在的文件夹算起。

# ---- 报告 ----
# level = "街道"            # 街道、乡镇、部门、区县、市、省；不写则从报告判断
# year = 2025               # 不写则从报告判断
# pack = "2021-2025"        # 规则包的名称或文件夹
# jobs = 4                  # 同时检查几份；不写则报告多于 8 份时用上全部处理器
# time-limit = 300          # 同时检查几份时，一份最多用多少秒

# ---- 把关：任何一条不过，退出码为 1 ----
# fail-under = 80           # 总分不低于
# fail-on = "must"          # 必须写的都要写到；should 把应当写的也算上，may 是全部
# baseline = "基线.json"    # 不比上次差；用 fazhi baseline 报告/ -o 基线.json 生成
# waivers = "豁免.yaml"     # 豁免清单：rule、report 或 issuer、reason、approved-by、until

# ---- 输出 ----
# format = "table"          # 输出到屏幕的格式
# output = ["结果.html", "结果.json"]   # 写入文件，格式看后缀
# quiet = true              # 屏幕上只要汇总

# ---- 各组的最低得分率（%）；组的编号见 fazhi rules list ----
# [fail-group]
# enforcement = 60          # 行政执法
# leader = 50               # 第一责任人履职
"""


def kinds(command: Any) -> dict[str, Kind]:
    """Keys that a file may have, and what they hold: the options of ``fazhi audit``."""
    found: dict[str, Kind] = {}
    for param in command.params:
        key = max(param.opts, key=len).removeprefix("--")
        if param.param_type_name == "option" and key not in _NEVER:
            plural = Kind.PAIRS if key == "fail-group" else Kind.LIST
            kind = Kind.FLAG if param.is_flag else plural if param.multiple else Kind.TEXT
            found[key] = _PATHS.get(key, kind)
    return found


def settings(root: Any) -> Settings:
    """What the nearest file says; nothing where there is none."""
    path = find(Path.cwd())
    return load(path, kinds(root.commands["audit"]), _CHECKS) if path else Settings()


def defaults(root: Any) -> dict[str, Any]:
    """Defaults from the nearest file for every command that has the option, as click takes them."""
    given = {key: setting.value for key, setting in settings(root).values.items()}
    found = _defaults(root, given)
    if "baseline" in found:  # its output is the baseline that others read
        found["baseline"].pop("output", None)
        found["baseline"] |= {"output": given["baseline"]} if "baseline" in given else {}
    return found


def _defaults(command: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, child in getattr(command, "commands", {}).items():
        found[name] = _defaults(child, given)
    for param in command.params:
        key = max(param.opts, key=len).removeprefix("--")
        if param.param_type_name == "option" and key in given:
            value = given[key]
            found[param.name] = list(value) if isinstance(value, tuple) else value
    return found


def show_settings(root: Any) -> int:
    """Print every option, its value, and where the value comes from."""
    from engine.rulebook import cache

    found = settings(root)
    rows = []
    for key in kinds(root.commands["audit"]):
        setting = found.values.get(key)
        if setting is None:
            rows.append((key, "-", "默认"))
            continue
        value = setting.value
        said = "、".join(value) if isinstance(value, tuple) else str(value).lower() if value in {True, False} else value
        rows.append((key, plain(str(said)), f"{plain(found.file or '')} 第 {setting.line} 行"))
    head = f"配置文件：{plain(found.file)}" if found.file else f"没有配置文件；用 fazhi init 生成 {NAME}"
    kept = cache.folder()
    cached = f"编译过的规则包存在 {plain(str(kept))}" if kept else "编译过的规则包不保存"
    foot = (
        f"命令行上写了的，以命令行为准。\n{cached}；环境变量 {cache.VARIABLE} 可另指文件夹，写 {cache.OFF} 则不保存。\n"
    )
    show(f"{head}\n{table(('选项', '值', '来自'), rows)}\n{foot}")
    return CLEAR


def write_starter() -> int:
    """Write a commented file into this folder; an existing one is never touched."""
    earlier = find(Path.cwd())
    try:
        with Path(NAME).open("x", encoding="utf-8", newline="\n") as file:
            file.write(STARTER)
    except FileExistsError:
        raise OutputError(f"已经有 {NAME}，没有改动；要重新生成，先把它移走。") from None
    except OSError as error:
        raise OutputError(f"写不了 {NAME}：{reason(error)}。") from error
    say(f"已写入 {NAME}；打开它，去掉要用的各行行首的 #。")
    if earlier:
        say(f"以前在这里生效的 {earlier} 不再起作用。")
    return CLEAR
