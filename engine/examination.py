"""One report examined: its outline, what was observed, how it was judged. Findings and explanations start here."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from engine.judge import Judgement, judge
from engine.model import LADDER, Document, Evidence, Guess, Level, Outline, Verdict
from engine.observe import Observations, observe
from engine.observe.passages import passages
from engine.outline import outline
from engine.rulebook.rule import Rulebook
from engine.zh.script import is_traditional

#: A report says something of at least this share of the rules that bind it, where there are enough to tell.
_LEAST, _FEWEST = Fraction(1, 5), 20


class Examination(Struct, frozen=True):
    """Everything known of a report before it is scored; ``passages`` quote what stands behind a measure."""

    document: Document
    outline: Outline
    level: Level
    year: int
    observations: Observations
    judgement: Judgement
    passages: Mapping[str, tuple[Evidence, ...]]


def examine(
    document: Document, book: Rulebook, level: Level | None = None, year: int | None = None, backend: str | None = None
) -> Examination:
    """Outline, observe and judge a document; ``level`` and ``year`` override what the text says.

    Raises BackendError and CountError as ``judge`` does.
    """
    understood = given(outline(document), level, year)
    governing = governing_year(understood, book)
    observations = observe(document, understood, book)
    return Examination(
        document=document,
        outline=understood,
        level=understood.level.value,
        year=governing,
        observations=observations,
        judgement=judge(observations, book, understood.level.value, governing, backend),
        passages=passages(document, understood, observations.points),
    )


def given(understood: Outline, level: Level | None, year: int | None) -> Outline:
    """The outline with what the user said in place of what was guessed."""
    if level is not None:
        understood = replace(understood, level=Guess(level, "由命令行指定"))
    if year is not None:
        understood = replace(understood, years=Guess((year,), "由命令行指定"))
    return understood


def governing_year(understood: Outline, book: Rulebook) -> int:
    """Year whose rules apply: the last report year, of those that the pack covers; its last where there is none."""
    year = understood.years.value[-1] if understood.years.value else book.last_year
    return min(max(year, book.first_year), book.last_year)


def kind_fault(examined: Examination) -> str | None:
    """What to say of a text that does not look like a report at all: it has no such title, and hardly any rule bites.

    The poorest reports known say something of two in five rules; notices, minutes and reports of other work of one in
    ten.
    """
    verdicts = [verdict for verdict in examined.judgement.verdicts.values() if verdict in LADDER]
    named = sum(verdict is not Verdict.ABSENT for verdict in verdicts)
    if examined.outline.title or len(verdicts) < _FEWEST or named >= _LEAST * len(verdicts):
        return None
    return (
        f"这不像法治政府建设年度报告：没有这样的标题，{len(verdicts)}条要求里只有{named}条能找到有关的话；"
        "请核对是不是选错了文件，结论和得分都不要采用"
    )


def script_fault(document: Document) -> str | None:
    """What to say where the text is in characters that the rules are not worded in."""
    if not is_traditional(document.text):
        return None
    return "全文用繁体字写成，规则只认简体字，结论和得分都不可信；请先转成简体字再检查"


def year_fault(understood: Outline, book: Rulebook) -> str | None:
    """What to say where the pack does not cover the report's year and the nearest year's rules were taken."""
    governing = governing_year(understood, book)
    if not understood.years.value or understood.years.value[-1] == governing:
        return None
    covered = f"{book.first_year}—{book.last_year}"
    return (
        f"报告年度是{understood.years.value[-1]}年，规则包“{book.title}”只管{covered}年度，"
        f"暂按{governing}年度的规则判断；请换用管这一年度的规则包（--pack），或核对年度（--year）"
    )
