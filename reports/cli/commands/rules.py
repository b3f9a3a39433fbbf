"""``fazhi rules``: look at a rule pack, check how it is written, run its examples, print its catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

from reports.cli import CLEAR, COMMANDS, GATE_FAILED
from reports.cli.chinese import Command, new_app
from reports.cli.options import AllOption, PackOption, RuleArgument
from reports.cli.output import screen_look, show, show_utf8
from reports.cli.values import rule_of, rulebook

RulesArgument = Annotated[list[str] | None, typer.Argument(metavar="编号…", help="只测试这些规则；不写则全部")]

app = new_app(COMMANDS["rules"])


@app.command("list", cls=Command, help="列出全部规则及其对各层级的约束")
def list_rules(*, pack: PackOption = None) -> int:
    """Show all rules of a pack."""
    from reports.views.rule import list_rules as render

    show(render(rulebook(pack), screen_look()))
    return CLEAR


@app.command("show", cls=Command, help="显示一条规则：要求、依据、什么说法算数、例句")
def show_rule(*, rule: RuleArgument, pack: PackOption = None, full: AllOption = False) -> int:
    """Show one rule."""
    from reports.views.rule import render

    book = rulebook(pack)
    show(render(rule_of(book, rule), book, screen_look(full=full)))
    return CLEAR


@app.command("check", cls=Command, help="检查规则包的写法，列出全部问题及其文件、行、列")
def check(*, pack: PackOption = None) -> int:
    """Load a pack; its faults are the error that loading raises."""
    book = rulebook(pack)
    examples = sum(len(rule.examples) for rule in book.rules) + sum(len(defect.examples) for defect in book.defects)
    show(f"规则包无误：{len(book.rules)} 条规则、{len(book.defects)} 种文本瑕疵、{examples} 条例句。\n")
    return CLEAR


@app.command("test", cls=Command, help="逐条运行规则自带的例句，看结论是否与所写一致；有不符的，退出码为 1")
def run_examples(*, rules: RulesArgument = None, pack: PackOption = None) -> int:
    """Run the examples of a pack."""
    from engine import check_examples
    from reports.views.examples import render

    book = rulebook(pack)
    results = check_examples(book, tuple(rule_of(book, rule).id for rule in rules or ()))
    show(render(results))
    return CLEAR if all(result.passed for result in results) else GATE_FAILED


@app.command("catalogue", cls=Command, help="输出规则目录（Markdown），即 rules/README.md 的内容")
def catalogue(*, pack: PackOption = None) -> int:
    """Print the catalogue of a pack."""
    from reports.views.catalogue import render

    show_utf8(render(rulebook(pack)))
    return CLEAR
