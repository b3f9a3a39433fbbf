"""Plain text that was cut to a width is read as the paragraphs it was cut from."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from engine.examination import Examination, examine
from engine.model import Document
from engine.read import read
from engine.rulebook import Rulebook, load_pack

SEEDS = sorted((Path(__file__).resolve().parents[1] / "seeds").glob("*.txt"))
MARKS = "，。；：、）》”"


@cache
def pack() -> Rulebook:
    return load_pack()


def columns(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WFA") for char in text)


def cut(paragraph: str, width: int, size: Callable[[str], int] = len, *, hang: bool = False) -> list[str]:
    """A paragraph in lines no wider than the width; with ``hang`` a mark that begins a line goes to the one before."""
    found = [""]
    for char in paragraph:
        if size(found[-1] + char) > width and not (hang and char in MARKS):
            found.append("")
        found[-1] += char
    return found


def paragraphs(document: Document) -> list[str]:
    """Paragraphs without white space."""
    return ["".join(document.quote(paragraph.span).split()) for paragraph in document.paragraphs]


def told(data: str) -> Examination:
    return examine(read("报告.txt", data.encode()), pack(), backend="reference")


@pytest.mark.parametrize("width", [20, 35, 47, 60])
@pytest.mark.parametrize("seed", SEEDS, ids=[seed.stem for seed in SEEDS])
def test_a_wrapped_report_gets_the_verdicts_of_the_report(seed: Path, width: int) -> None:
    whole = ["".join(line.split()) for line in seed.read_text("utf-8").splitlines() if line.strip()]
    want = told("\n".join(whole))
    indented = "\n".join("\n".join(cut(f"　　{line}", width)) for line in whole)
    apart = "\n\n".join("\n".join(cut(line, max(24, 2 * width - 20), columns, hang=True)) for line in whole)
    for wrapped in (indented, apart):
        got = told(wrapped)
        assert paragraphs(got.document) == paragraphs(want.document)
        assert got.judgement.verdicts == want.judgement.verdicts
        assert got.judgement.found == want.judgement.found
        assert any("固定宽度" in note for note in got.document.notes)


def test_without_blanks_between_paragraphs_headings_and_salutation_still_stand_alone() -> None:
    whole = [
        "青禾街道办事处2024年法治政府建设年度报告",
        "区人民政府：",
        "一、主要举措和成效",
        "（一）加强组织领导",
        "街道党工委全年专题研究法治建设3次，听取专项汇报2次，研究解决执法装备、办公场所等问题6个，落实经费12万元，并向区政府书面报告有关情况。",
        "（二）规范行政执法",
        "全年办理行政处罚案件36件，审核重大执法决定4件，公示执法结果36条，评查案卷两轮，发现的问题当月改正，没有发生行政复议和行政诉讼案件。",
        "二、存在的不足",
        "执法人员中持证的只有9人，夜间巡查排不开班，占道经营反复出现，主要原因是招录渠道少、编外人员流动快。",
    ]
    text = "\n".join("\n".join(cut(line, 22)) for line in whole)
    assert paragraphs(read("报告.txt", text.encode())) == whole


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{number}.第{number}社区调解纠纷{number * 3}件，全部化解" for number in range(1, 12)),
        "\n".join(f"街道司法所走访第{number}社区，调解邻里纠纷，当场签订协议。" for number in range(1, 12)),
        "青禾街道\n2024年法治政府建设年度报告\n区政府：\n一、主要举措\n" + "全年办理案件36件，审核决定4件。" * 20,
        "\n".join("法律明白人张三第一社区" for _ in range(30)),
    ],
    ids=["list", "sentences", "long", "roster"],
)
def test_lines_that_were_not_cut_stay_paragraphs(text: str) -> None:
    assert paragraphs(read("报告.txt", text.encode())) == text.split("\n")
