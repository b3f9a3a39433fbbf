"""The catalogue of a pack as Markdown, made from the rules so that it cannot fall behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import wording as words
from reports.views.rule import binds, years

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.rulebook.rule import Accuracy, Rule, Rulebook

_ESCAPED = str.maketrans(
    {char: f"\\{char}" for char in "\\|*_`[]"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " "}
)


def render(book: Rulebook) -> str:
    """Markdown with one table for each group of rules."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: Rulebook) -> Iterator[str]:
    examples = sum(len(rule.examples) for rule in book.rules) + sum(len(defect.examples) for defect in book.defects)
    yield f"# {_cell(book.title)}"
    yield ""
    yield "<!-- 由 fazhi rules catalogue 生成，请勿手改；改规则后运行 make catalogue -->"
    yield ""
    yield f"规则包 `{book.id}`，版本 {_cell(book.version)}，适用 {book.first_year}—{book.last_year} 年度报告："
    yield f"{len(book.rules)} 条规则，{len(book.defects)} 种文本瑕疵，{examples} 条例句。"
    yield "怎样读、怎样改，见 [GUIDE.md](GUIDE.md)。依据后标“（待核）”的，条款尚未对照原文核对。"
    yield "查准：判为做到的有多少确实做到；查全：确实做到的判出多少。在有人工标注的报告上测得，见 accuracy.yaml。"
    yield words.NOT_OFFICIAL
    titles = {group.id: group.title for group in book.scoring.groups}
    order = [*titles, *dict.fromkeys(rule.group for rule in book.rules if rule.group not in titles)]
    for group in order:
        rules = [rule for rule in book.rules if rule.group == group]
        if rules:
            yield from ["", f"## {_cell(titles.get(group, group))}（{len(rules)} 条）", ""]
            yield "| 编号 | 名称 | 要求 | 约束 | 年度 | 依据 | 例句 | 查准 | 查全 |"
            yield "|---|---|---|---|---|---|---:|---:|---:|"
            yield from (_row(rule, book.accuracy.get(rule.id)) for rule in rules)
    if book.defects:
        yield from [
            "",
            f"## 文本瑕疵（{len(book.defects)} 种）",
            "",
            "| 编号 | 名称 | 轻重 | 每处扣分 | 例句 |",
            "|---|---|---|---:|---:|",
        ]
        for defect in book.defects:
            gravity = words.GRAVITIES[defect.severity]
            deduction = f"{float(defect.deduction):g}"
            yield f"| `{defect.id}` | {_cell(defect.title)} | {gravity} | {deduction} | {len(defect.examples)} |"


def _row(rule: Rule, accuracy: Accuracy | None) -> str:
    title = _cell(rule.title) + ("（法定必备）" if rule.statutory else "")
    basis = "；".join(_cell(words.cite(basis)) for basis in rule.basis)
    cells = (
        f"`{rule.id}`",
        title,
        _cell(rule.requirement),
        binds(rule.severity),
        years(rule),
        basis,
        str(len(rule.examples)),
        _share(accuracy.precision if accuracy else None),
        _share(accuracy.recall if accuracy else None),
    )
    return f"| {' | '.join(cells)} |"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _cell(text: str) -> str:
    return " ".join(text.translate(_ESCAPED).split())
