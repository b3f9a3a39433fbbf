"""Makes a folder of submissions as a district receives them: many units and formats, and everything that goes wrong.

Texts are those of the seeds, moved to the report year and signed by the unit; every unit leaves something out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from formats import RENDERINGS
from ofd_builder import report_ofd
from pdf_builder import report_pdf
from typesetter import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SEEDS = Path(__file__).parent.parent / "seeds"
YEAR = 2025
#: Kinds of file that come in; the name of each begins with its suffix.
KINDS: dict[str, Callable[[list[str]], bytes]] = {
    **RENDERINGS,
    "pdf": report_pdf,
    "ofd": lambda lines: report_ofd(typeset(lines)),
}
_MODELS = (
    ("街道办事处", "街道", "street-2024", "青萍"),
    ("镇人民政府", "乡镇", "township-2023", "苇塘坳"),
    ("局", "部门", "department-2025", "交通运输"),
)
_FIRST, _SECOND = "松柳梅槐云石清白龙凤", "溪岭塘坪湾桥浦陂"
_DATE = re.compile(r"^20\d\d年\d{1,2}月\d{1,2}日$")


@dataclass(frozen=True)
class Round:
    """What was put into the folder: names of units by what they did."""

    units: list[str]
    missing: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong_year: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def unit_names(count: int) -> list[str]:
    """Names of so many bodies of the three kinds, no two alike."""
    names = []
    for index in range(count):
        ending = _MODELS[index % 3][0]
        place = _FIRST[index // 3 % len(_FIRST)] + _SECOND[index // 3 // len(_FIRST) % len(_SECOND)]
        names.append(place + ("管理局" if ending == "局" else ending))
    return names


def level_of(index: int) -> str:
    return _MODELS[index % 3][1]


def report(index: int, name: str, *, year: int = YEAR, signed: str | None = None, without: int = 0) -> list[str]:
    """Lines of a report by a unit, some of its paragraphs left out."""
    ending, _, seed, old = _MODELS[index % 3]
    text = (SEEDS / f"{seed}.txt").read_text("utf-8").translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    shift = year - int(seed[-4:])
    text = re.sub(r"20(\d\d)(?=年(?!）)|〕)", lambda match: f"20{int(match[1]) + shift:02d}", text)
    stem = name.removesuffix(ending)
    text = text.replace(f"{old}局", f"{stem}局") if ending == "局" else text.replace(old, stem)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if signed is not None:
        lines = [signed if _DATE.match(line) else line for line in lines]
    long = [place for place, line in enumerate(lines) if len(line) > 60 and place > 4]
    dropped = {long[(index * 7 + step * 5) % len(long)] for step in range(without)}
    return [line for place, line in enumerate(lines) if place not in dropped]


def district(folder: Path, count: int = 40, forms: Iterable[str] = tuple(KINDS)) -> Round:
    """Fill ``folder`` and write 名册.yaml beside it: all units of the roster, four of which sent nothing."""
    folder.mkdir(parents=True)
    styles = list(forms)
    names = unit_names(count + 4)
    made = Round(units=names, missing=names[count:], late=names[3:6], twice=names[6:8], wrong_year=names[8:10])
    for index, name in enumerate(names[:count]):
        style = styles[index % len(styles)]
        year = YEAR - 1 if name in made.wrong_year else YEAR
        signed = f"{year + 1}年3月9日" if name in made.late else f"{year + 1}年1月{index % 20 + 6}日"
        lines = report(index, name, year=year, signed=signed, without=index % 6)
        _put(folder, f"报送{index + 1:03}", style, lines)
    for index in (6, 7):
        _put(folder, f"重报{index + 1:03}", "txt-utf8", report(index, names[index], signed=f"{YEAR + 1}年2月11日"))
    made.strangers.append("外江区红旗街道办事处")
    _put(folder, "外来", "txt-utf8", report(0, "红旗街道办事处"))
    made.broken.append(names[-1])
    (folder / "损坏.docx").write_bytes(b"PK\x03\x04 broken")
    (folder / "附件清单.xlsx").write_bytes(b"not a report")
    rows = "".join(
        f"  - unit: {name}\n    level: {level_of(index)}\n    contact: 联络员{index + 1}\n"
        + ("    file: 损坏.docx\n" if name in made.broken else "")
        for index, name in enumerate(names)
    )
    (folder.parent / "名册.yaml").write_text(f"year: {YEAR}\ndue: {YEAR + 1}-03-01\nunits:\n{rows}", "utf-8")
    return made


def _put(folder: Path, stem: str, style: str, lines: list[str]) -> None:
    suffix = {"markdown": "md"}.get(style, style.partition("-")[0])
    (folder / f"{stem}.{suffix}").write_bytes(KINDS[style](lines))
