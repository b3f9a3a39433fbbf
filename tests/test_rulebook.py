"""Loading a pack: every fault of every file at once, each at its place, in words that say what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from packs import DEFECTS, FILES, PACK, RULE, RULES, SCORING, SOURCES, WORDS, law, write_pack

from engine.errors import Problem, RuleError
from engine.model import Level, SectionKind, Severity, Verdict
from engine.rulebook import Rulebook, load_pack
from engine.rulebook.phrase import Count, Phrase, PhraseError, Shape, Step, Title, parse_phrase
from engine.zh.zero import Zeros

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def problems_of(folder: Path, files: Mapping[str, str | bytes | None]) -> tuple[Problem, ...]:
    with pytest.raises(RuleError) as caught:
        load_pack(str(write_pack(folder, files)))
    return caught.value.problems


# --- a pack that is right --------------------------------------------------------------------------------------------


def test_a_whole_pack_is_read_as_it_is_written(tmp_path: Path) -> None:
    book = load_pack(str(write_pack(tmp_path)))
    (rule,), (defect,) = book.rules, book.defects
    assert (book.id, book.title, book.version) == ("tiny", "小规则包", "1.0")
    assert (book.first_year, book.last_year) == (2021, 2025)
    assert (rule.id, rule.group, rule.title) == (RULE, "capacity", "法律顾问")
    assert (rule.first_year, rule.last_year) == (2021, 2025)
    assert dict(rule.severity) == {Level.STREET: Severity.MUST, Level.COUNTY: Severity.SHOULD}
    assert [(basis.source, basis.clause, basis.verified) for basis in rule.basis] == [("某法", "第一条", True)]
    assert [(example.verdict, example.text, example.line) for example in rule.examples] == [
        (Verdict.EVIDENCED, "聘请法律顾问，出具意见书3份。", 17),
        (Verdict.ABSENT, "组织居民学习。", 19),
    ]
    assert (rule.file, rule.line, rule.silence, rule.statutory) == ("rules.yaml", 2, Verdict.ABSENT, False)
    assert (defect.id, defect.deduction, defect.severity) == ("quality.obsolete", Fraction(1), Severity.MAY)
    assert book.scoring.weight[Severity.MUST] == 3
    assert book.scoring.value[Verdict.MENTIONED] == Fraction(3, 10)
    assert book.scoring.bands == (
        ("优秀", Fraction(90)),
        ("合格", Fraction(60)),
        ("不合格", Fraction(0)),
    )
    assert [(group.id, group.factor) for group in book.scoring.groups] == [
        ("outline", Fraction(3, 2)),
        ("capacity", Fraction(1)),
    ]
    assert book.families["都算"] == ("召开", "印发", "聘请", "审查", "专题会", "常务会议", "学习")
    assert book.borders == {"调解": frozenset("协决")}
    assert book.rule(RULE) is rule
    assert book.rule("no.such") is None


ZERO = """\
zero:
  owed: [培训, 学法, 审查案件]
  occurrences: [复议, 案件]
  rates: [出庭]
"""


def test_a_pack_says_what_a_zero_says_of_which_words(tmp_path: Path) -> None:
    assert load_pack(str(write_pack(tmp_path / "without"))).zeros == Zeros()
    book = load_pack(str(write_pack(tmp_path / "with", {"words.yaml": WORDS + ZERO})))
    assert book.zeros == Zeros(("培训", "学法", "审查案件"), ("复议", "案件"), ("出庭",))


def test_a_defect_may_be_one_later_for_one_level_than_for_others(tmp_path: Path) -> None:
    defects = DEFECTS.replace("    deduction: 1\n", "    deduction: 1\n    since: {department: 2024}\n")
    (defect,) = load_pack(str(write_pack(tmp_path, {"defects.yaml": defects}))).defects
    bound = [level for level in Level if not defect.binds(level, 2023)]
    assert bound == [Level.DEPARTMENT]
    assert all(defect.binds(level, 2024) for level in Level)


def test_a_clause_is_verified_only_if_its_source_is(tmp_path: Path) -> None:
    text = RULES.replace("source: law", "source: hearsay")
    (rule,) = load_pack(str(write_pack(tmp_path, {"rules.yaml": text}))).rules
    assert [(basis.source, basis.verified) for basis in rule.basis] == [("某意见", False)]


@pytest.mark.parametrize(
    ("years", "expected"),
    [("2023", (2023, 2023)), ("2022-2024", (2022, 2024)), ("2023-", (2023, 2025)), ('"2024"', (2024, 2024))],
)
def test_years_of_a_rule(tmp_path: Path, years: str, expected: tuple[int, int]) -> None:
    text = RULES.replace("    units: 份\n", f"    units: 份\n    years: {years}\n")
    (rule,) = load_pack(str(write_pack(tmp_path, {"rules.yaml": text}))).rules
    assert (rule.first_year, rule.last_year) == expected
    assert rule.binds(Level.STREET, expected[0])
    assert not rule.binds(Level.STREET, expected[0] - 1)
    assert not rule.binds(Level.STREET, expected[1] + 1)
    assert not rule.binds(Level.CITY, expected[0])


def test_examples_may_name_their_place(tmp_path: Path) -> None:
    text = RULES.replace(
        "        - 组织居民学习。\n",
        "        - {text: 学习。, section: plan, level: county, year: 2023}\n"
        "        - report: |\n            一、做法\n            学习。\n",
    )
    (rule,) = load_pack(str(write_pack(tmp_path, {"rules.yaml": text}))).rules
    placed, whole = rule.examples[1:]
    assert (placed.section, placed.level, placed.year, placed.whole) == (SectionKind.PLAN, Level.COUNTY, 2023, False)
    assert (whole.text, whole.whole) == ("一、做法\n学习。", True)


def test_equal_packs_have_equal_hashes_and_any_change_another(tmp_path: Path) -> None:
    one = load_pack(str(write_pack(tmp_path / "a")))
    same = load_pack(str(write_pack(tmp_path / "b")))
    assert one.sha256 == same.sha256
    hashes = {one.sha256}
    for name, text in FILES.items():
        hashes.add(load_pack(str(write_pack(tmp_path / name, {name: text + "# 注\n"}))).sha256)
    assert len(hashes) == 1 + len(FILES)


@pytest.mark.parametrize(
    "change",
    [
        ("- 法律顾问\n    described", "- 法律顾问 # 这是注释\n    described"),
        ("- 法律顾问\n    described", "- 法律顾问\n    #整行注释\n    described"),
        ("        - 组织居民学习。\n", "        - report: |\n            学习。\n        #整行注释\n"),
        ("title: 法律顾问", "title: '法律顾问 #1'"),
        ("clause: 第一条", "clause: 2021-08-11"),
        ("title: 法律顾问", "title: 2024"),
    ],
)
def test_comments_dates_and_numbers_are_no_fault(tmp_path: Path, change: tuple[str, str]) -> None:
    text = RULES.replace(*change)
    assert text != RULES
    assert load_pack(str(write_pack(tmp_path, {"rules.yaml": text}))).rules


def test_a_file_may_begin_with_a_byte_order_mark_and_end_its_lines_with_carriage_returns(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + RULES.replace("\n", "\r\n").encode()
    assert load_pack(str(write_pack(tmp_path, {"rules.yaml": data}))).rules[0].title == "法律顾问"


# --- packs that are wrong --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Broken:
    """Files with faults. ``¦`` stands where the fault must be reported and is taken out; ``says`` are words of it."""

    name: str
    files: Mapping[str, str]
    says: tuple[str, ...]
    others: int = 0
    file: str = field(init=False)

    def __post_init__(self) -> None:
        (marked,) = [name for name, text in self.files.items() if "¦" in text]
        object.__setattr__(self, "file", marked)

    @property
    def place(self) -> tuple[int, int]:
        before = self.files[self.file].split("¦")[0]
        return before.count("\n") + 1, len(before.rsplit("\n", 1)[-1]) + 1


def rules(name: str, old: str, new: str, *says: str, others: int = 0) -> Broken:
    assert RULES.count(old) >= 1, old
    return Broken(name, {"rules.yaml": RULES.replace(old, new, 1)}, says, others)


def other(name: str, file: str, old: str, new: str, *says: str, others: int = 0) -> Broken:
    assert FILES[file].count(old) >= 1, old
    return Broken(name, {file: FILES[file].replace(old, new, 1)}, says, others)


TWICE = RULES + RULES.split("\n", 1)[1]
BROKEN = [
    rules("unknown key with the nearest fit", "    units: 份", "    ¦unit: 份", "不认识的键“unit”", "units"),
    rules("unknown key unlike any", "    units: 份", "    ¦甲乙丙: 份", "不认识的键“甲乙丙”", "可用的键", "names"),
    rules("duplicate key", "    units: 份", "    units: 份\n    ¦units: 件", "键“units”重复", "第 12 行"),
    Broken(
        "missing key",
        {"rules.yaml": RULES.replace("- id", "- ¦id").replace("    advice: 写明聘请了谁。\n", "")},
        ("缺少必填的键", "advice"),
    ),
    Broken(
        "several missing keys",
        {"rules.yaml": "rules:\n  - ¦id: capacity.x\n    title: 甲\n"},
        ("缺少必填的键", "requirement", "basis", "severity", "names", "described", "message", "advice", "examples"),
    ),
    rules("unknown family with the nearest fit", "- 法律顾问 聘请", '- ¦"法律顾问 @会仪"', "没有词族 @会仪", "@会议"),
    rules("unknown measure word", "- 法律顾问 聘请", '- ¦"法律顾问 #次数"', "没有量词“次数”", "次"),
    rules("unknown measure word in units", "    units: 份", "    ¦units: 份 驾次", "没有量词“驾次”"),
    rules("unknown source with the nearest fit", "source: law", "¦source: lax", "没有这个依据“lax”", "law"),
    rules("bad severity", "{street: must,", "{¦street: most,", "没有这个约束力“most”", "must"),
    rules("bad level", "{street: must,", "{¦streat: must,", "不认识的键“streat”", "street"),
    rules("talk that is no flag", "    units: 份", "    ¦talk: 会议", "这里要写 true 或 false", "文字"),
    rules("a phrase with talk that is no flag", "- 法律顾问 聘请", "- {say: 法律顾问, ¦talk: 是}", "true 或 false"),
    rules(
        "talk where it says nothing",
        "names:\n      - 法律顾问",
        "names:\n      - {say: 法律顾问, ¦talk: true}",
        "names 里不必写 talk",
    ),
    rules("no level", "severity: {street: must, county: should}", "¦severity: {}", "至少写一个层级"),
    rules("unquoted number sign", "- 法律顾问 聘请", "- ¦法律顾问 #份", "#", "注释", "引号"),
    rules("unquoted number sign in a value", "    units: 份", "    ¦units: 份 #次", "#", "注释", "引号"),
    rules("at sign at the start of a line", "- 法律顾问 聘请", "- ¦@做法 法律顾问", "YAML", "@", "引号"),
    rules("exclamation mark at the start of a line", "- 法律顾问 聘请", "- !¦败诉 法律顾问", "YAML", "!", "引号"),
    rules("exclamation mark before Latin letters", "- 法律顾问 聘请", "- ¦!AI 法律顾问", "行首的 !", "引号"),
    rules("exclamation mark by itself", "- 法律顾问 聘请", "- ¦! 败诉 法律顾问", "行首的 !", "引号"),
    Broken(
        "alias",
        {
            "rules.yaml": RULES.replace("    names:\n      - 法律顾问", "    names: ¦&a\n      - 法律顾问").replace(
                "described:\n      - 法律顾问 聘请", "described: *a"
            )
        },
        ("别名", "写全"),
        1,
    ),
    rules("bad years", "    units: 份", "    ¦years: 去年", "年度“去年”看不懂", "2021-2025"),
    rules("years the wrong way round", "    units: 份", "    ¦years: 2025-2021", "前后颠倒"),
    Broken(
        "duplicate id",
        {"rules.yaml": TWICE.replace("  - id", "  - §id", 1).replace("  - id", "  - ¦id").replace("§", "")},
        (f"id“{RULE}”重复", "rules.yaml:2"),
    ),
    rules("bad id", "id: capacity.legal-adviser", "¦id: capacity.Legal", "id“capacity.Legal”不合格式", "组.名称"),
    rules("unknown group", "id: capacity.", "¦id: capasity.", "没有分组“capasity”", "capacity"),
    Broken(
        "no example that fails",
        {
            "rules.yaml": RULES.replace("    examples:", "    ¦examples:").replace(
                "      absent:\n        - 组织居民学习。\n", ""
            )
        },
        ("没做到的例句", "absent"),
    ),
    Broken(
        "no example that passes",
        {
            "rules.yaml": RULES.replace("    examples:", "    ¦examples:").replace(
                "      evidenced:\n        - 聘请法律顾问，出具意见书3份。\n", ""
            )
        },
        ("做到了的例句", "evidenced"),
    ),
    rules(
        "unknown verdict among the examples",
        "      absent:",
        "      absent:\n        - 学习。\n      ¦apsent:",
        "不认识的键“apsent”",
        "absent",
    ),
    rules(
        "an example with text and report",
        "- 组织居民学习。",
        "- 学习。\n        - ¦{text: 甲, report: 乙}",
        "text 或 report",
    ),
    rules(
        "an example in an unknown part",
        "- 组织居民学习。",
        "- 学习。\n        - {text: 甲, ¦section: plans}",
        "没有这个部分“plans”",
        "plan",
    ),
    rules(
        "an example in page chrome",
        "- 组织居民学习。",
        "- 学习。\n        - {text: 甲, ¦section: chrome}",
        "没有这个部分“chrome”",
    ),
    rules(
        "unknown measure",
        "- 法律顾问 聘请",
        "- {¦measure: plan.item, at-least: 1}",
        "没有这个量度“plan.item”",
        "plan.items",
    ),
    rules("a measure without bound", "- 法律顾问 聘请", "- ¦{measure: plan.items}", "at-least", "at-most"),
    rules(
        "a bound that is no number",
        "- 法律顾问 聘请",
        "- {measure: plan.items, ¦at-least: 两}",
        "要写数",
        "文字",
        others=1,
    ),
    rules(
        "a bound that is no whole number",
        "- 法律顾问 聘请",
        "- {measure: plan.items, ¦at-least: 0.5}",
        "整数",
        others=1,
    ),
    rules("none with all inside", "- 法律顾问 聘请", "- ¦none: [{all: [甲, 乙]}]", "none 里", "不能再套"),
    rules("neither all nor any", "- 法律顾问 聘请", "- ¦{every: [甲]}", "all、any、none 中的一个", others=1),
    rules("two kinds of condition", "- 法律顾问 聘请", "- ¦{all: [甲], any: [乙]}", "all、any、none 中的一个"),
    rules("two scopes", "- 法律顾问 聘请", "- ¦{say: 甲, clause: 乙}", "只能写一个", others=1),
    rules("unknown stance", "- 法律顾问 聘请", "- {say: 甲, ¦stance: doing}", "没有这个口气“doing”", "最接近"),
    rules(
        "unknown rule referred to",
        "- 法律顾问 聘请",
        "- {¦rule: capacity.legal-advisor, at-least: described}",
        "没有这个规则“capacity.legal-advisor”",
        RULE,
    ),
    rules("a rung that is none", "- 法律顾问 聘请", f"- {{rule: {RULE}, ¦at-least: absent}}", "没有这个结论“absent”"),
    rules(
        "too many combinations",
        "- 法律顾问 聘请",
        "- ¦all: [{any: [甲, 乙, 丙, 丁, 戊]}, {any: [甲, 乙, 丙, 丁, 戊]}, {any: [甲, 乙, 丙]}]",
        "75 种组合",
        "拆",
    ),
    rules("figures only", "- 法律顾问 聘请", '- ¦"#份"', "只有数字没有词"),
    rules("nothing but what must not be", "- 法律顾问 聘请", '- ¦"!败诉"', "没有要找的词"),
    rules("an empty alternative", "- 法律顾问 聘请", "- ¦聘请||续聘", "空的一段"),
    rules("an empty step", "- 法律顾问 聘请", "- ¦…聘请", "空的一段"),
    rules("a mark out of place", "- 法律顾问 聘请", "- ¦聘请>=3", "看不懂"),
    rules("a list where a text belongs", "title: 法律顾问", "¦title: [法律顾问]", "要写文字", "清单"),
    rules("a text where a list belongs", "names:\n      - 法律顾问", "¦names: 法律顾问", "要写清单", "文字"),
    rules("an empty value", "    message: 未写明法律顾问。", "    ¦message:", "要写文字", "空"),
    rules(
        "no basis",
        "    basis:\n      - {source: law, clause: 第一条, verified: true}",
        "    ¦basis: []",
        "至少写一条依据",
    ),
    rules("a flag that is none", "verified: true", "¦verified: 是的", "true 或 false"),
    rules("bad silence", "    units: 份", "    ¦silence: mentioned", "没有这个结论“mentioned”"),
    Broken(
        "a word that is owed and merely occurs",
        {"words.yaml": WORDS + ZERO.replace("案件]\n  r", "¦学法]\n  r")},
        ("“学法”又写在 owed 里", "没有做到", "没有发生"),
    ),
    Broken(
        "a zero without rates", {"words.yaml": WORDS + ZERO.replace("zero", "¦zero").split("  rates")[0]}, ("rates",)
    ),
    rules("an open bracket", "county: should}\n    names:", "county: should\n    names¦:", "YAML", "缩进"),
    other("unknown key of the pack", "pack.yaml", "version:", "¦verson:", "不认识的键“verson”", "version", others=1),
    other(
        "unknown key of the scoring",
        "scoring.yaml",
        "deduction-cap",
        "¦deduction_cap",
        "不认识的键“deduction_cap”",
        "deduction-cap",
        others=1,
    ),
    other(
        "values that fall",
        "scoring.yaml",
        "value: {absent: 0, mentioned: 0.3",
        "¦value: {absent: 0, mentioned: 0.9",
        "递增",
    ),
    other(
        "bands that rise",
        "scoring.yaml",
        "bands:\n  - {title: 优秀, floor: 90}",
        "¦bands:\n  - {title: 优秀, floor: 30}",
        "从高到低",
    ),
    other(
        "a ceiling that is no band",
        "scoring.yaml",
        "band-when-statutory-missing: 合格",
        "¦band-when-statutory-missing: 及格",
        "没有这个等次“及格”",
        "合格",
    ),
    other("a negative weight", "scoring.yaml", "{must: 3,", "{¦must: -3,", "负数"),
    other("a weight beyond all numbers", "scoring.yaml", "{must: 3,", "{¦must: 1.0e+999,", "要写数"),
    other("a family that comes later", "words.yaml", '"@做法"', '¦"@后面"', "没有词族 @后面", "写在前面"),
    other(
        "a source without issuer",
        "sources.yaml",
        "  law:\n    title: 某法\n    issuer: 全国人民代表大会\n",
        "  ¦law:\n    title: 某法\n",
        "缺少必填的键",
        "issuer",
    ),
    Broken(
        "a defect without deduction",
        {"defects.yaml": DEFECTS.replace("- id", "- ¦id").replace("    deduction: 1\n", "")},
        ("缺少必填的键", "deduction"),
    ),
    Broken("an empty file", {"rules.yaml": "¦"}, ("文件是空的",)),
    Broken("a file of comments only", {"rules.yaml": "¦# 以后再写\n"}, ("文件是空的",)),
    Broken("a file that is a list", {"rules.yaml": "¦- 法律顾问\n"}, ("要写“键: 值”", "清单")),
    Broken("two documents in a file", {"rules.yaml": RULES + "¦---\nrules: []\n"}, ("YAML",)),
    Broken("nesting without end", {"rules.yaml": "rules: " + "[" * 24 + "¦[" + "[" * 5 + "]" * 30}, ("套得太深",), 1),
]


@pytest.mark.parametrize("broken", BROKEN, ids=[broken.name.replace(" ", "-") for broken in BROKEN])
def test_a_fault_is_reported_at_its_place(tmp_path: Path, broken: Broken) -> None:
    found = problems_of(tmp_path, {name: text.replace("¦", "") for name, text in broken.files.items()})
    places = [(problem.file, problem.line, problem.column) for problem in found]
    assert (str(tmp_path / broken.file), *broken.place) in places, found
    told = [problem.message for problem in found if (problem.line, problem.column) == broken.place]
    assert any(all(word in message for word in broken.says) for message in told), told
    assert len(found) == 1 + broken.others, found
    assert all(re.search("[一-龥]", problem.message) for problem in found)


@pytest.mark.parametrize(
    ("files", "name", "says"),
    [
        ({"rules.yaml": RULES.encode("gb18030")}, "rules.yaml", ("UTF-8", "另存")),
        ({"rules.yaml": b"rules: \xff\xfe"}, "rules.yaml", ("UTF-8", "第 8 字节")),
        ({"rules.yaml": None}, "rules.yaml", ("读不到文件", "没有这个文件")),
        ({"words.yaml": None}, "words.yaml", ("读不到文件",)),
        ({"rules.yaml": "a: \x00"}, "rules.yaml", ("YAML",)),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, files: Mapping[str, str | bytes | None], name: str, says: tuple[str, ...]
) -> None:
    found = problems_of(tmp_path, files)
    (problem,) = [one for one in found if one.file == str(tmp_path / name)]
    assert (problem.line, problem.column) == (1, 1)
    assert all(word in problem.message for word in says), problem.message


def test_a_missing_key_of_the_pack_says_only_that(tmp_path: Path) -> None:
    found = problems_of(tmp_path, {"pack.yaml": PACK.replace("scoring: scoring.yaml\n", "")})
    assert [problem.message for problem in found] == ["缺少必填的键：scoring"]


@pytest.mark.parametrize("name", ["no-such-pack", "", "/no/such/folder"])
def test_a_pack_that_is_not_there_names_those_that_are(name: str) -> None:
    with pytest.raises(RuleError) as caught:
        load_pack(name or "./")
    assert "没有这个规则包" in str(caught.value)
    assert "2021-2025" in str(caught.value)


def test_all_faults_of_all_files_come_at_once_in_order_of_their_places(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path,
        {
            "pack.yaml": PACK.replace("title:", "titel:"),
            "words.yaml": WORDS.replace('"@会议"', '"@会仪"'),
            "sources.yaml": SOURCES.replace("verified: true", "verified: 对"),
            "scoring.yaml": SCORING.replace("{must: 3", "{must: -3"),
            "rules.yaml": RULES.replace("units:", "unit:").replace("must", "most").replace("advice:", "advise:"),
            "defects.yaml": DEFECTS.replace("- 法制政府", "- 法制|"),
        },
    )
    assert list(found) == sorted(found)
    names = {problem.file.rsplit("/", 1)[-1] for problem in found}
    assert names == set(FILES)
    by_file = [problem for problem in found if problem.file.endswith("rules.yaml")]
    assert [problem.line for problem in by_file] == [2, 7, 12, 14]
    with pytest.raises(RuleError) as caught:
        load_pack(str(tmp_path))
    assert str(caught.value).split("\n") == [str(problem) for problem in found]
    assert all(re.match(r".+\.yaml:\d+:\d+：", line) for line in str(caught.value).split("\n"))


# --- laws ------------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "rules:\n", "  - id: capacity.x\n", "    title: 甲\n", "    names:\n", "      - 甲\n", "      - \"#件 甲\"\n",
        "- ", ": ", "{", "}", "[", "]", "&a ", "*a", "!!python/object:os.system ", "|\n", ">\n", "'", '"', "#", "@",
        "!", "%", "\t", "---\n", "...\n", "? ", "<<: ", "~", "1.0e+999", "0x1F", "1:30", "yes", "2024", ".inf",
        "\u2028", "\x85", "\ufeff", "😀", "all: ", "measure: ", "say: ", "examples:\n", "severity: {street: must}\n",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pack")


def loads_or_tells(folder: Path, name: str, content: str | bytes) -> None:
    """The pack loads, or a RuleError with at least one fault that has a place and words; nothing else."""
    path = write_pack(folder, {name: content})
    told: tuple[Problem, ...] = ()
    book: Rulebook | None = None
    try:
        book = load_pack(str(path))
    except RuleError as error:
        told = error.problems
    assert (book is None) is bool(told)
    for problem in told:
        assert problem.line >= 1
        assert problem.column >= 1
        assert re.search("[一-龥]", problem.message)


@law(150)
@given(name=st.sampled_from(sorted(FILES)), text=st.lists(PIECES, max_size=14).map("".join))
def test_any_yaml_gives_a_book_or_tells_its_faults(folder: Path, name: str, text: str) -> None:
    loads_or_tells(folder, name, text)


@law(100)
@given(name=st.sampled_from(sorted(FILES)), content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_give_a_book_or_tell_their_faults(folder: Path, name: str, content: bytes) -> None:
    loads_or_tells(folder, name, content)


@law(150)
@given(data=st.data(), name=st.sampled_from(sorted(FILES)))
def test_any_slip_in_a_right_file_gives_a_book_or_tells_its_faults(
    folder: Path, data: st.DataObject, name: str
) -> None:
    text = FILES[name]
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 12))
    slip = data.draw(PIECES | st.text(max_size=3).filter(lambda one: one.isprintable()))
    loads_or_tells(folder, name, text[:start] + slip + text[start + length :])


@pytest.mark.parametrize("text", ["[" * 20_000, "{a: " * 20_000, "- " * 20_000 + "x", "a:\n" + " " * 5 + "- " * 3000])
def test_nesting_beyond_measure_does_not_break_the_loader(folder: Path, text: str) -> None:
    loads_or_tells(folder, "rules.yaml", text)


# --- phrases ---------------------------------------------------------------------------------------------------------

FAMILIES = {"会议": ("专题会", "常务会议")}


def test_a_phrase_is_parts_of_steps_of_alternatives() -> None:
    phrase = parse_phrase("纳入|列入…@会议…考核 #件,次>=2 !败诉 《办法》", FAMILIES)
    first, second, third = phrase.parts
    assert first.steps == (Step(("纳入", "列入")), Step(("专题会", "常务会议")), Step(("考核",)))
    assert second.steps == (Step((), (Count(frozenset({"件", "次"}), 2),)),)
    assert third.steps == (Step((), (Title("办法"),)),)
    assert [part.steps for part in phrase.barred] == [(Step(("败诉",)),)]
    assert list(phrase.words()) == ["纳入", "列入", "专题会", "常务会议", "考核", "败诉"]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ＡＩ　执法", "AI 执法"),
        ("纳入｜列入", "纳入|列入"),
        ("甲 ＃件，份", "甲 #件,份"),
        ("甲 ！乙", "甲 !乙"),
        ("(一) 甲", "（一） 甲"),
        ("＠会议", "@会议"),
        ("甲 #万元", "甲 #元"),
        ("甲 #件＞＝２", "甲 #件>=2"),
    ],
)
def test_width_makes_no_difference_in_a_phrase(text: str, same: str) -> None:
    assert parse_phrase(text, FAMILIES).parts == parse_phrase(same, FAMILIES).parts
    assert parse_phrase(text, FAMILIES).barred == parse_phrase(same, FAMILIES).barred


@pytest.mark.parametrize(
    ("text", "leading"),
    [("法治 法律顾问", "法律顾问"), ("@会议…合法性审查 #件", "合法性审查"), ("《办法》 常务会议", "常务会议")],
)
def test_what_is_long_and_has_few_alternatives_is_looked_for_first(text: str, leading: str) -> None:
    assert parse_phrase(text, FAMILIES).leading.words == (leading,)


def test_shapes_are_asked_for_like_figures() -> None:
    phrase = parse_phrase("甲 #日期 #文号 #%", FAMILIES)
    things = [thing for part in phrase.parts[1:] for step in part.steps for thing in step.things]
    assert things == [Shape("日期"), Shape("文号"), Count(frozenset("%"), 0)]


@law()
@given(st.text(st.sampled_from("甲乙 …|!@#《》%,>=.2会议件份日期\u3000＃"), max_size=14))
def test_any_line_is_a_phrase_or_a_fault_in_chinese(text: str) -> None:
    phrase: Phrase | None = None
    told = ""
    try:
        phrase = parse_phrase(text, FAMILIES)
    except PhraseError as error:
        told = str(error)
    assert (phrase is None) is bool(re.search("[一-龥]", told))
    if phrase is not None:
        assert phrase.parts
        assert all(step for part in (*phrase.parts, *phrase.barred) for step in part.steps)
        assert any(phrase.leading is step for part in phrase.parts for step in part.steps)
        assert all(word and not any(char.isspace() for char in word) for word in phrase.words())


def test_packs_are_read_alike_without_the_fast_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = load_pack(str(write_pack(tmp_path)))
    monkeypatch.setattr("engine.rulebook.marked.Loader", yaml.SafeLoader)
    slow = load_pack(str(tmp_path))
    assert (slow.rules, slow.defects, slow.sha256) == (fast.rules, fast.defects, fast.sha256)
    for text in ("[" * 20_000, "- " * 20_000 + "x"):
        loads_or_tells(tmp_path, "rules.yaml", text)
