"""Reports to measure with: made of the sentences of written reports, any number of them, any length, always the same.

A made report has the parts of a real one. No paragraph stands in it twice: paragraphs are put together anew from
sentences of many reports, and the counts in them are drawn anew. It is not meant to be true or consistent.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from bench.labels import SEEDS

#: Reports whose sentences are used: the project's own, and those of the blind set.
SOURCES = (SEEDS, Path(__file__).resolve().parents[1] / "crosscheck")
#: Length of a usual report of a district, in characters.
USUAL = 7_800

_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}、(?P<words>.{2,30})")
_SENTENCE = re.compile(r"[^。]+。")
#: A number of a list, which would be out of its order anywhere else.
_LISTED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[）).、](?!\d)|[一二三四五六七八九十]是")
_COUNT = re.compile(r"(?<![\d.年第〔—])\d{1,3}(?=[件次名份场人户条家处])")
#: The report year where it stands for itself, not in a span of years, a title or a document number.
_YEAR = re.compile(r"(?<![—〔《\d])20[12]\d(?=年(?!修))")
_NUMBERS = "一二三四五六七八九十"
_PLACES = ("青禾", "云岭", "沧浪", "石桥", "梅溪", "柳湾", "松岗", "荷塘", "鹿鸣", "白鹭")
_BODIES = ("街道办事处", "镇人民政府", "乡人民政府", "县人民政府", "市人民政府", "县水利局")
#: Headings of the parts that follow the measures, in their order; measures keep the headings of their reports.
_CLOSING = {
    "leader": "党政主要负责人履行推进法治建设第一责任人职责情况",
    "shortcomings": "存在的不足和原因",
    "plan": "下一年度工作安排",
}
#: What the heading of a part says; the first that fits counts.
_KINDS = {
    "leader": re.compile("第一责任人|扛牢责任"),
    "shortcomings": re.compile("不足|问题|短板"),
    "plan": re.compile("安排|打算|计划|明年"),
    "measures": re.compile(""),
}
#: Share of the length that each closing part takes.
_SHARE = {"leader": 0.12, "shortcomings": 0.08, "plan": 0.08}
#: Half the length of a usual paragraph.
_HALF = 65


@dataclass(frozen=True, slots=True)
class Stock:
    """Sentences by the part of the report they stood in, and the headings of parts about measures."""

    sentences: dict[str, tuple[str, ...]]
    headings: tuple[str, ...]


@cache
def stock() -> Stock:
    """Everything that reports are made of."""
    sentences: defaultdict[str, dict[str, None]] = defaultdict(dict)
    headings: dict[str, None] = {}
    for path in (path for folder in SOURCES for path in sorted(folder.glob("*.txt"))):
        kind = None
        for line in map(str.strip, path.read_text("utf-8").splitlines()):
            if heading := _HEADING.fullmatch(line):
                kind = next(kind for kind, words in _KINDS.items() if words.search(heading["words"]))
                if kind == "measures":
                    headings[heading["words"]] = None
            elif kind:
                sentences[kind] |= dict.fromkeys(_LISTED.sub("", one, count=1) for one in _SENTENCE.findall(line))
    return Stock({kind: tuple(found) for kind, found in sentences.items()}, tuple(headings))


def report(number: int, characters: int = USUAL) -> str:
    """The report of that number; of so many characters, about half a paragraph more or less."""
    rng = random.Random(f"{number}:{characters}")
    year = rng.randint(2021, 2025)
    body = rng.choice(_PLACES) + rng.choice(_BODIES)
    drawn = {kind: _drawn(sentences, rng) for kind, sentences in stock().sentences.items()}
    headings = list(stock().headings)
    rng.shuffle(headings)
    measures = min(len(headings), 6)
    share = (1 - sum(_SHARE.values())) / measures
    parts = [("measures", heading, share) for heading in headings[:measures]]
    parts += [(kind, heading, _SHARE[kind]) for kind, heading in _CLOSING.items()]
    lines = [f"{body}{year}年度法治政府建设情况的报告", "", "上级人民政府：", ""]
    closing = [body, f"{year + 1}年1月20日", ""]
    owed = -float(sum(len(line) + 1 for line in (*lines, *closing)))
    for place, (kind, heading, part) in enumerate(parts):
        lines.append(f"{_NUMBERS[place]}、{_YEAR.sub(str(year), heading)}")
        owed += characters * part - len(lines[-1]) - 2
        while owed > _HALF:
            said = "".join(next(drawn[kind]) for _ in range(rng.randint(2, 4)))
            lines.append(_COUNT.sub(lambda _: str(rng.randint(2, 199)), _YEAR.sub(str(year), said)))
            owed -= len(lines[-1]) + 1
        lines.append("")
    return "\n".join([*lines, *closing])


def _drawn(sentences: tuple[str, ...], rng: random.Random) -> Iterator[str]:
    """All sentences in a random order, again and again."""
    for _ in count():
        order = list(sentences)
        rng.shuffle(order)
        yield from order


def write(folder: Path, number: int, characters: int = USUAL) -> list[Path]:
    """Files of the first ``number`` reports."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{index:05}.txt" for index in range(number)]
    for index, path in enumerate(paths):
        path.write_text(report(index, characters), encoding="utf-8", newline="\n")
    return paths
