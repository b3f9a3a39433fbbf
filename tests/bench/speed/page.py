"""The page SPEED.md, written from the measurements of all parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tabulate import tabulate

from bench.speed.measured import Measured
from bench.speed.parts import PARTS, cold, growth, peers
from bench.speed.rounds import ratios, shown


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark set in issue 8: the series ``over`` takes at most so many times what the series ``under`` takes."""

    said: str
    part: str
    over: str
    under: str
    most: float


_LONGEST, _LARGEST = 8, 4
MARKS = (
    Mark("冷启动：`fazhi audit one.txt` 对裸解释器", "cold", cold.AUDIT, cold.BARE, 3.0),
    Mark("冷启动：`fazhi --help` 对裸解释器", "cold", cold.HELP, cold.BARE, 1.6),
    Mark(f"两个进程查同样的报告：fazhi 对 {peers.RIVAL}", "peers", f"{peers.OURS}/2", f"{peers.RIVAL}/2", 1.0),
    Mark(f"报告长 {_LONGEST} 倍的时间", "growth", f"{growth.LENGTH}/{_LONGEST}", f"{growth.LENGTH}/1", 9.0),
    Mark(f"规则多 {_LARGEST} 倍的时间", "growth", f"{growth.RULES}/{_LARGEST}", f"{growth.RULES}/1", float(_LARGEST)),
)


def page(measured: Mapping[str, Measured], command: str) -> str:
    """The whole page; a part that was not measured says so. ``command`` is what wrote it."""
    sections = "\n".join(f"## {part.title}\n\n{_section(name, measured)}" for name, part in PARTS.items())
    return f"""\
# 快慢：与裸解释器、与其他工具并排

<!-- 由 {command} 生成，不要手改 -->

时间都是中位数，括号里是上下四分位。相比的各项在同一次运行里轮流测量（甲乙丙、甲乙丙……），机器忙时一样受累。
报告是生成的：用样本报告的句子重新组成段落，数字另取，每份约 7,800 字，各不相同，随时可以原样重做。

## 目标

{_marks(measured)}

{_machines(measured)}

{sections}
## 怎样运行

```
make bench                                 # 另建虚拟环境，装上要比的工具，测量，更新本页；约一刻钟
make bench ARGS='--only cold --only peers' # 只重测几部分，其余用上次的
make bench ARGS=--full                     # 再加 10,000 份报告，慢的工具也查完全部报告
```
"""


def _section(name: str, measured: Mapping[str, Measured]) -> str:
    if name not in measured:
        return "还没有测量。\n"
    return PARTS[name].section(measured[name].series)


def _marks(measured: Mapping[str, Measured]) -> str:
    rows = []
    for mark in MARKS:
        series = {one.name: one for one in measured[mark.part].series} if mark.part in measured else {}
        over, under = series.get(mark.over), series.get(mark.under)
        if over is None or under is None or not over.values or not under.values:
            rows.append([mark.said, f"≤ {mark.most:g} 倍", "没有测量", ""])
            continue
        found = ratios(over.values, under.values)
        rows.append(
            [mark.said, f"≤ {mark.most:g} 倍", shown(found), "达到" if found.middle <= mark.most else "没有达到"]
        )
    return tabulate(rows, ["目标", "至多", "实测（倍）", "结果"], tablefmt="github", disable_numparse=True)


def _machines(measured: Mapping[str, Measured]) -> str:
    """The machine, once if all parts come from the same; and how busy it was."""
    by_machine: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, one in measured.items():
        by_machine.setdefault(tuple(one.machine.items()), []).append(PARTS[name].title)
    parts = [
        (f"测量环境（{'、'.join(titles)}）：\n\n" if len(by_machine) > 1 else "测量环境：\n\n")
        + "\n".join(f"- {label}：{value}" for label, value in items)
        for items, titles in by_machine.items()
    ]
    took = "；".join(
        f"{PARTS[name].title} {one.seconds:,.0f} 秒"
        + (f"（开始前负载 {one.busy:.1f}）" if one.busy is not None else "")
        for name, one in measured.items()
    )
    return "\n\n".join([*parts, f"各部分用时：{took}。"])
