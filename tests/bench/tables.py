"""What the bench shows, in Chinese: tables on a terminal, and the two files that are kept with the project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tabulate import tabulate

from bench.ablation import Row
from bench.agreement import Agreement, RuleAgreement
from bench.labels import Labelled
from engine.model import Verdict

_SHORT = {
    Verdict.ABSENT: "缺",
    Verdict.MENTIONED: "提",
    Verdict.DESCRIBED: "述",
    Verdict.EVIDENCED: "证",
    Verdict.NOT_APPLICABLE: "不适用",
    Verdict.NOT_ASSESSABLE: "不可评",
    None: "无此规则",
}
_LEGEND = "缺＝未提及，提＝仅提及，述＝写明做法，证＝有据可查；做到＝述或证。"
_MEASURES = """\
- 完全一致：六种结论逐格相同的占比。
- 做到 F1：“写明做法”“有据可查”对“未提及”“仅提及”。
- 提到 F1：“未提及”以外的三级对“未提及”。
- 加权 κ：四级阶梯上的二次加权 kappa，差得越远扣得越多。
- 例句：规则包里的正反例句仍得出所写结论的占比。标注的报告里没有碰上的情形，例句里有。"""


def origin(seeds: Sequence[Labelled], gold: Sequence[Labelled]) -> str:
    """Which data numbers rest on."""
    cells = sum(len(report.labels) for report in (*seeds, *gold))
    parts = [f"自编样本 {len(seeds)} 份"]
    if gold:
        parts.append(f"另处保存的标注报告 {len(gold)} 份")
    return f"{'、'.join(parts)}，共 {cells} 格（有分歧的格不计）；规则对照它们改过，数字偏乐观"


def agreement_tables(whole: Agreement, rules: Iterable[RuleAgreement], titles: dict[str, str]) -> str:
    """The measures over all cells, then rule by rule."""
    over_all = [
        ["完全一致", _number(whole.exact)],
        ["做到 精确率", _number(whole.satisfied.precision)],
        ["做到 召回率", _number(whole.satisfied.recall)],
        ["做到 F1", _number(whole.satisfied.f1)],
        ["提到 F1", _number(whole.presence.f1)],
        ["加权 κ", _number(whole.kappa)],
        ["证据命中", _number(whole.evidence)],
    ]
    by_rule = [
        [
            one.rule,
            titles.get(one.rule, "（规则包里没有）"),
            one.labelled,
            _number(one.satisfied.precision),
            _number(one.satisfied.recall),
            _number(one.exact),
            _misses(one),
        ]
        for one in rules
    ]
    head = ["规则", "名称", "标注", "精确率", "召回率", "完全一致", "差在哪里（人工→机器×次数）"]
    return "\n\n".join(
        [
            tabulate(over_all, tablefmt="simple", disable_numparse=True),
            tabulate(by_rule, headers=head, tablefmt="simple", disable_numparse=True),
            _LEGEND,
        ]
    )


def _misses(rule: RuleAgreement) -> str:
    missed = sorted(((pair, count) for pair, count in rule.confusion.items() if pair[0] is not pair[1]), key=_order)
    return " ".join(f"{_SHORT[want]}→{_SHORT[got]}×{count}" for (want, got), count in missed)


def _order(entry: tuple[tuple[Verdict, Verdict | None], int]) -> tuple[int, str, str]:
    (want, got), count = entry
    return -count, want, got or ""


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def ablation_table(rows: Iterable[Row], tablefmt: str = "simple") -> str:
    """One line for each capability switched off."""
    head = ["做法", "完全一致", "做到 F1", "提到 F1", "加权 κ", "例句"]
    body = [
        [
            row.ablation.name,
            _number(row.agreement.exact),
            _number(row.agreement.satisfied.f1),
            _number(row.agreement.presence.f1),
            _number(row.agreement.kappa),
            _number(row.examples),
        ]
        for row in rows
    ]
    return tabulate(body, headers=head, tablefmt=tablefmt, disable_numparse=True)


def readme(rows: Sequence[Row], data: str, command: str) -> str:
    """The page that is kept beside the bench."""
    meanings = "\n".join(f"- **{row.ablation.name}**：{row.ablation.meaning}" for row in rows)
    return f"""\
# 测量台：结论有多可信，每项能力值多少

<!-- 由 {command} 生成，不要手改 -->

同一批报告、同一批人工标注，每次关掉一项能力，看结论与人工标注还有多吻合。
数据：{data}。

{ablation_table(rows, "github")}

各行的意思：

{meanings}

数字与“完整”一行相同的，是标注的报告和例句没有碰上那种情形；
每项能力在 `tests/test_agreement.py` 里各有一句离了它就判错的话。

各列的意思：

{_MEASURES}

## 怎样运行

```
python -m tests.bench agreement            # 与人工标注的吻合程度，最弱的规则在前
python -m tests.bench ablation             # 上面这张表
python -m tests.bench … --gold 文件夹       # 再加上另处保存的标注（JSON），报告原文在它旁边或旁边的 seeds 文件夹
python -m tests.bench … --write            # 更新本页，或规则包里的 accuracy.yaml
python tests/bench/reading.py              # 各种格式读一份报告要多久，与对照的库并列
python -m tests.bench similarity           # 雷同比对准不准，要多久，见 SIMILARITY.md
python -m tests.bench promises             # 上一年的安排找不找得到答案，见 PROMISES.md
make bench                                 # 快慢，与其他工具并排，见 SPEED.md
```

报告改写的试验（删句、挪到计划、换成累计数、改版式……结论该怎样变）在 `tests/test_mutations.py`。
"""


def accuracy(rules: Iterable[RuleAgreement], order: Sequence[str], data: str, command: str) -> str:
    """The file of the pack with the agreement rule by rule, in the order of the pack."""
    known = {one.rule: one for one in rules}
    lines = [f"{rule}: {_entry(known[rule])}" for rule in order if rule in known]
    return f"""\
# 每条规则的结论与人工标注有多吻合。由 {command} 生成，不要手改。
# 数据：{data}。
# labelled：标注在四级阶梯上的报告份数；precision：判为做到（写明做法、有据可查）的，有多少确实做到；
# recall：确实做到的，有多少判了出来。没有可算的写 null。
""" + "".join(f"{line}\n" for line in lines)


def _entry(rule: RuleAgreement) -> str:
    precision, recall = (
        "null" if value is None else f"{value:.2f}" for value in (rule.satisfied.precision, rule.satisfied.recall)
    )
    return f"{{labelled: {rule.labelled}, precision: {precision}, recall: {recall}}}"


def write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
