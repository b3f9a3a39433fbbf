"""The part about shortcomings, weakness by weakness: how many there are, and what of each is told."""

from __future__ import annotations

import pytest

from engine.observe.statements import read_points
from engine.observe.weaknesses import Weaknesses, weaknesses
from engine.outline import outline
from engine.read import read
from engine.zh.zero import Zeros

_REPORT = """柳溪镇2024年法治政府建设年度报告

一、主要举措和成效

全年立案12件，因程序不规范被纠正2件。

二、存在的不足

{part}

三、下一步打算

配齐执法人员。
"""


def found(part: str) -> Weaknesses:
    document = read("报告.txt", _REPORT.format(part=part).encode())
    return weaknesses(read_points(document, outline(document), Zeros()))


#: The part; of each weakness whether a fact (f) and a cause (c) are told; and how many sentences only give causes.
PARTS = {
    "每条一句": ("一是执法力量不足，专职人员仅3名。二是普法形式单一。", ["f", ""], 0),
    "每条几句": ("一是执法力量不足。12个村中有5个没有执法网格员。二是普法形式单一，创新不多。", ["f", ""], 0),
    "小标题是不足": (
        "（一）执法力量不足。专职人员虽有9名，在岗的只有2名。\n\n（二）普法形式单一。仍以发传单为主。",
        ["f", ""],
        0,
    ),
    "小标题独占一行": ("（一）执法力量不足\n\n在岗的只有2名。\n\n（二）普法形式单一\n\n仍以发传单为主。", ["f", ""], 0),
    "只有小标题": ("（一）执法力量不足。\n\n（二）普法形式单一。\n\n（三）应诉质量不高。", ["", "", ""], 0),
    "编号分段": ("1.执法力量不足。在岗的只有2名。\n\n2.普法形式单一。仍以发传单为主。", ["f", ""], 0),
    "没有编号": ("执法力量不足，在岗的只有2名。普法形式单一，仍以发传单为主。", ["f", ""], 0),
    "原因另成一句": ("一是执法力量不足。主要原因是编制少。二是普法形式单一。究其原因，是投入不够。", ["c", "c"], 0),
    "原因在句首": ("一是由于编制少，执法力量不足。二是普法形式单一，创新不多。", ["c", ""], 0),
    "没有编号而原因另成一句": ("执法力量不足，在岗的少。究其原因，是编制多年未增。", ["c"], 0),
    "原因另列": ("一是执法力量不足；二是普法形式单一。原因：一是编制少，岗位空缺；二是投入不够。", ["", ""], 2),
    "原因另设一节": (
        "（一）主要问题\n\n1.执法力量不足。\n\n2.普法形式单一。\n\n（二）原因分析\n\n主要是编制少。",
        ["", ""],
        1,
    ),
    "先说有不足": ("虽然有了进步，但还存在以下不足：一是执法力量不足；二是普法形式单一。", ["", ""], 0),
    "只说有不足": ("工作中仍存在一些差距和不足。", [""], 0),
    "有不足的名目": ("（一）执法方面存在的问题\n\n一是执法力量不足。二是文书不规范，被纠正2件。", ["", "f"], 0),
    "名目里还有原因": (
        "（一）主要问题及原因分析\n\n执法力量不足，主要是编制少。普法形式单一，创新不多。",
        ["c", ""],
        0,
    ),
    "不足的名目不是有不足": ("目前存在执法力量不足的短板。", [""], 0),
}


@pytest.mark.parametrize("name", PARTS)
def test_weaknesses_are_told_apart(name: str) -> None:
    part, items, causes = PARTS[name]
    got = found(part)
    told = [
        ("f" if any(one.tells_fact for one in item) else "") + ("c" if any(one.gives_cause for one in item) else "")
        for item in got.items
    ]
    assert (told, len(got.causes)) == (items, causes)


def test_one_sentence_may_name_several() -> None:
    (item,) = found("应诉质量不高，执法力量偏弱，普法形式单一。").items
    assert [one.lacking for one in item] == [3]


def test_a_report_without_the_part_has_none() -> None:
    document = read("报告.txt", "柳溪镇2024年法治政府建设年度报告\n\n一、主要举措\n\n力量不足。".encode())
    assert weaknesses(read_points(document, outline(document), Zeros())) == Weaknesses((), ())


def test_the_heading_of_the_part_names_none() -> None:
    text = _REPORT.replace("存在的不足", "执法力量不足等问题和原因").format(
        part="普法形式单一，创新不多。应诉质量不高，主要是不重视。"
    )
    document = read("报告.txt", text.encode())
    items = weaknesses(read_points(document, outline(document), Zeros())).items
    assert [item[0].text for item in items] == ["普法形式单一，创新不多。", "应诉质量不高，主要是不重视。"]
