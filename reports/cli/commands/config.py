"""``fazhi config``: every option, its value, and where the value comes from."""

from __future__ import annotations

from engine.rulebook import cache
from reports.cli import CLEAR, COMMANDS
from reports.cli.chinese import Command, new_app
from reports.cli.commands import Commands
from reports.cli.config import kinds, settings
from reports.cli.output import show
from reports.layout import plain, table
from reports.settings import NAME

app = new_app()


@app.command(cls=Command, help=COMMANDS["config"])
def config() -> int:
    """Show what is configured."""
    commands = Commands()
    found = settings(commands)
    rows = []
    for key in kinds(commands["audit"]):
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
