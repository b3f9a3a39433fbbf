"""``fazhi explain``: a rule or defect, and what a report shows of it."""

from __future__ import annotations

from reports.cli import CLEAR, COMMANDS, values
from reports.cli.chinese import Command, new_app
from reports.cli.options import (
    AllOption,
    BackendOption,
    LevelOption,
    OptionalFileArgument,
    PackOption,
    RuleArgument,
    YearOption,
)
from reports.cli.output import screen_look, show

app = new_app()

_EXAMPLES = """

例：
fazhi explain leader.shufa
fazhi explain leader.shufa 年度报告.docx
fazhi explain quality.number-conflict 年度报告.docx
"""


@app.command(cls=Command, help=COMMANDS["explain"] + _EXAMPLES)
def explain(
    *,
    rule: RuleArgument,
    file: OptionalFileArgument = None,
    level: LevelOption = None,
    year: YearOption = None,
    pack: PackOption = None,
    backend: BackendOption = None,
    full: AllOption = False,
) -> int:
    """Explain a rule or a kind of defect, or what a report shows of it."""
    asked_level, asked_year, engine = values.level_of(level), values.year_of(year), values.backend_of(backend)
    book = values.rulebook(pack)
    entry = values.rule_of(book, rule)
    look = screen_look(full=full)
    if file is None:
        from reports.views.rule import render as render_rule

        show(render_rule(entry, book, look))
        return CLEAR
    from engine.explanation import explain as why
    from engine.explanation import explain_defect as why_found
    from engine.rulebook.rule import Rule
    from reports.views.explain import render, render_defect

    document = values.document(file)
    if isinstance(entry, Rule):
        explanation = why(document, book, entry.id, level=asked_level, year=asked_year, backend=engine)
        show(render(document, book, entry, explanation, look))
    else:
        told = why_found(document, book, entry.id, level=asked_level, year=asked_year, backend=engine)
        show(render_defect(document, book, entry, told, look))
    return CLEAR
