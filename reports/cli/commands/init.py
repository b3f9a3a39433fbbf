"""``fazhi init``: a commented configuration file to start from."""

from __future__ import annotations

from pathlib import Path

from reports.cli import CLEAR, COMMANDS
from reports.cli.chinese import Command, new_app
from reports.cli.output import OutputError, reason, say
from reports.settings import NAME, find

app = new_app()

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


@app.command(cls=Command, help=COMMANDS["init"])
def init() -> int:
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
