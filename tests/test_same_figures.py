"""A figure is the same wherever it is shown: a group's points are what its rows add up to, in every format."""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from audits import make_audit, make_book, make_defect
from docx import Document as WordFile
from openpyxl import load_workbook

from engine.examples import text_document
from engine.explanation import explain, explain_defect
from engine.pipeline import audit
from engine.read import read
from engine.rulebook import load_pack
from reports import Look, Run, html, json_, letter, markdown, table, xlsx
from reports.district import digest
from reports.layout import plain
from reports.shares import group_shares, hundredths, shares
from reports.views.explain import render, render_defect

if TYPE_CHECKING:
    from engine.model import Audit
    from engine.rulebook.rule import Rulebook

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
#: So little is earned that the defects cannot take all they cost: their shares are fractions.
BARE = """青禾街道办事处2024年法治政府建设年度报告
一、主要举措和成效
全年调解各类纠纷120件。街道共调解各类纠纷86件。聘请法律顾问××名。
二、存在的不足
一是普法宣传的形式比较单一。
"""
Figures = dict[str, tuple[str, str]]


@cache
def pack() -> Rulebook:
    return load_pack()


@cache
def audits() -> tuple[Audit, ...]:
    bare = audit(text_document("报告", BARE), pack(), backend="reference")
    return (*(audit(str(seed), pack(), backend="reference") for seed in SEEDS), bare)


def run() -> Run:
    return Run(pack(), "reference")


def whole(pieces: Any) -> str:
    return "".join(pieces)


def record(one: Audit) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_.render([one], pack(), "reference"))["audits"][0]
    return found


def by_hand(one: Audit) -> Figures:
    """What a reader gets who adds up the rows of the checklist."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for finding in record(one)["findings"]:
        sums[finding["group"]][0] += round(100 * finding["points"])
        sums[finding["group"]][1] += round(100 * finding["possible"])
    titles = {group.id: plain(group.title) for group in pack().scoring.groups}
    return {titles[group]: (f"{a / 100:.2f}", f"{b / 100:.2f}") for group, (a, b) in sums.items() if b}


def in_table(one: Audit) -> Figures:
    text = whole(table.stream([one], run(), Look()))
    return {name: (got, of) for name, got, of in re.findall(r"\| (\S+) +\| +([\d.]+) \| +([\d.]+) \| [#.]{10} ", text)}


def in_markdown(one: Audit) -> Figures:
    text = whole(markdown.stream([one], run(), Look()))
    return {name: (got, of) for name, got, of in re.findall(r"\| (\S+) \| ([\d.]+) \| ([\d.]+) \| [\d.]+% \|", text)}


def in_json(one: Audit) -> Figures:
    groups = [group for group in record(one)["score"]["groups"] if group["possible"]]
    return {group["title"]: (f"{group['earned']:.2f}", f"{group['possible']:.2f}") for group in groups}


def in_page(one: Audit) -> Figures:
    source = whole(html.stream([one], run(), Look()))
    titles = [group.title for group in one.score.groups if group.possible]
    bars = re.findall(r'bar-points">([\d.]+)<i>/([\d.]+)<', source)
    return dict(zip(titles, bars, strict=True))


def in_workbook(one: Audit) -> Figures:
    book = load_workbook(io.BytesIO(b"".join(xlsx.stream(iter([one]), run(), Look()))))
    lines = list(book["概况"].iter_rows(values_only=True))
    start = next(place for place, line in enumerate(lines) if line[0] == "分组")
    return {str(name): (f"{got:.2f}", f"{of:.2f}") for name, _, got, of in lines[start + 1 :] if of != "-"}


def in_letter(one: Audit) -> Figures:
    """Only the weakest groups are named."""
    data = b"".join(letter.stream(iter([one]), run(), Look()))
    text = "".join(paragraph.text for paragraph in WordFile(io.BytesIO(data)).paragraphs)
    return {name: (got, of) for name, got, of in re.findall(r"[：、]([^：、（）]+)（([\d.]+)/([\d.]+)）", text)}


@pytest.mark.parametrize("place", range(len(SEEDS) + 1))
def test_a_group_has_one_figure_in_every_format(place: int) -> None:
    one = audits()[place]
    expected = by_hand(one)
    for shown in (in_table, in_markdown, in_json, in_page, in_workbook):
        assert shown(one) == expected, shown.__name__
    named = in_letter(one)
    assert named
    assert named.items() <= expected.items()


@pytest.mark.parametrize("place", range(len(SEEDS) + 1))
def test_a_group_shows_the_truth_to_a_hundredth(place: int) -> None:
    one = audits()[place]
    for group, exact in zip(group_shares(one, shares(one)), one.score.groups, strict=True):
        assert abs(Fraction(group.points, 100) - exact.earned) < Fraction(1, 100)
        assert abs(Fraction(group.possible, 100) - exact.possible) < Fraction(2, 100)


@pytest.mark.parametrize("place", range(len(SEEDS) + 1))
def test_the_groups_add_up_to_what_is_earned(place: int) -> None:
    score = record(audits()[place])["score"]
    for key in ("earned", "possible"):
        assert sum(round(100 * group[key]) for group in score["groups"]) == round(100 * score[key])
    assert round(100 * (score["earned"] - score["deducted"])) == round(100 * score["total"])


@pytest.mark.parametrize("place", [0, len(SEEDS)])
def test_an_explanation_shows_the_points_of_the_report(place: int) -> None:
    one, said = audits()[place], record(audits()[place])
    document = one.document if place == len(SEEDS) else read(str(SEEDS[place]))
    for finding in said["findings"][::9]:
        rule = pack().rule(finding["rule"])
        assert rule
        told = explain(document, pack(), rule.id, backend="reference")
        page = render(document, pack(), rule, told, Look())
        figures = re.search(r"得 ([\d.]+) 分（满分 ([\d.]+)）", page)
        assert (figures.groups() if figures else ("0.00", "0.00")) == (
            f"{finding['points']:.2f}",
            f"{finding['possible']:.2f}",
        )
    for defect in said["defects"]:
        entry = next(entry for entry in pack().defects if entry.id == defect["id"])
        page = render_defect(
            document, pack(), entry, explain_defect(document, pack(), entry.id, backend="reference"), Look()
        )
        assert f"有，扣 {defect['deduction']:.2f} 分" in page


def test_a_round_shows_the_deductions_of_the_report() -> None:
    """Seven equal parts of 20 points come to 20.02 if each is rounded alone."""
    one = make_audit(defects=[make_defect(Fraction(20, 7)) for _ in range(7)])
    entry = digest.entry(digest.products(one, make_book(), "")[digest.ENTRY], "", "报告")
    shown = [hundredths(defect.deduction) for defect in entry.defects]
    assert shown == list(shares(one).deductions)
    assert sum(shown) == 2000
