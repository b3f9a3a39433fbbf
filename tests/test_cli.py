"""The command line: exit codes, where output goes, Chinese words for every mistake, files whole or not at all."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from audits import (
    HOSTILE,
    LINES,
    make_audit,
    make_book,
    make_document,
    make_evidence,
    make_finding,
    make_outline,
)
from msgspec.structs import replace

import engine
import reports.cli
from engine.errors import BackendError, InputError, Problem, RuleError
from engine.examples import ExampleResult
from engine.explanation import Explanation, Seen
from engine.model import Audit, Document, Level, Severity, Verdict
from engine.rulebook.rule import Example, Rulebook
from engine.score import Points
from reports import RENDERERS
from reports.cli import COMMANDS, auditing, main
from reports.cli.output import OutputError, WholeFile
from reports.cli.sources import Source, discover

if TYPE_CHECKING:
    from collections.abc import Callable

Capture = pytest.CaptureFixture[str]
ENGLISH = re.compile(r"usage|error|options|commands|show this|no such|missing|got unexpected|try '", re.IGNORECASE)


class Engine:
    """Stands in for the engine: remembers what it was asked, reads files by their name."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.make: Callable[[str], Audit] = lambda path: make_audit(document=make_document(path=path))

    def __call__(self, source: str | Document, book: object, **asked: object) -> Audit:
        path = source.path if isinstance(source, Document) else source
        self.asked.append({"path": path, "book": book} | asked)
        name = Path(path).name
        if "坏" in name or name.endswith(".bin"):
            raise InputError(path, "不是文本", "请另存为 .docx")
        if "引擎" in name:
            raise BackendError("推理引擎出错")
        if "虫" in name:
            raise ValueError("没想到")
        return self.make(path)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    """A fake engine and a made-up rule pack, in an empty folder."""
    stand_in = Engine()
    monkeypatch.setattr("engine.pipeline.audit", stand_in)
    monkeypatch.setattr("engine.rulebook.load_pack", lambda _name=None: make_book())
    monkeypatch.setattr("engine.infer.available", lambda: ("reference",))
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FAZHI_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return stand_in


def touch(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("文", encoding="utf-8")


# --- exit codes and streams -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("fake")
def test_an_audit_that_ran_is_zero_with_data_on_stdout_only(capsys: Capture) -> None:
    touch("年报.txt")
    assert main(["audit", "年报.txt"]) == 0
    out, err = capsys.readouterr()
    assert "柳溪街道办事处" in out
    assert "\x1b" not in out
    assert err == ""


@pytest.mark.usefixtures("fake")
def test_a_missing_file_is_two_and_the_others_are_still_reported(capsys: Capture) -> None:
    touch("好.txt")
    assert main(["audit", "没有.txt", "好.txt", "-f", "json"]) == 2
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert [audit["document"]["path"] for audit in found["audits"]] == ["好.txt"]
    assert found["errors"] == [{"path": "没有.txt", "message": "找不到“没有.txt”；请检查文件名和所在文件夹"}]
    assert "错误：找不到“没有.txt”" in err


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("name", "words"), [("坏.txt", "不是文本"), ("引擎.txt", "推理引擎出错"), ("虫.txt", "程序内部错误")]
)
def test_a_report_that_fails_is_two_and_costs_no_other(name: str, words: str, capsys: Capture) -> None:
    touch("a.txt", name, "z.txt")
    assert main(["audit", "a.txt", name, "z.txt", "-f", "json"]) == 2
    out, err = capsys.readouterr()
    assert len(json.loads(out)["audits"]) == 2
    assert words in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("fake")
def test_nothing_to_audit_is_two(capsys: Capture) -> None:
    Path("空").mkdir()
    assert main(["audit", "空"]) == 2
    assert "没有可检查的报告" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--fail-under", "80"], 0, ""),
        (["--fail-under", "80.01"], 1, "得分 80.00，低于 80.01"),
        (["--fail-on", "must"], 1, "有 1 条“必须”的要求没有写明：第4号要求"),
        (["--fail-on", "should"], 1, "有 2 条“应当及以上”的要求"),
        (["--fail-on", "应当"], 1, "有 2 条“应当及以上”的要求"),
        (["--fail-on", "may", "没有.txt"], 2, "找不到"),
    ],
)
@pytest.mark.usefixtures("fake")
def test_gates(options: list[str], code: int, words: str, capsys: Capture) -> None:
    touch("年报.txt")
    assert main(["audit", "年报.txt", *options]) == code
    assert words in capsys.readouterr().err


def test_a_gate_passes_when_only_weaker_rules_fail(fake: Engine) -> None:
    touch("年报.txt")
    finding = make_finding(1, Verdict.ABSENT, severity=Severity.MAY)
    fake.make = lambda path: make_audit([finding], document=make_document(path=path))
    assert main(["audit", "年报.txt", "--fail-on", "should"]) == 0
    assert main(["audit", "年报.txt", "--fail-on", "may"]) == 1


# --- options ---------------------------------------------------------------------------------------------------------


def test_options_reach_the_engine(fake: Engine) -> None:
    touch("年报.txt")
    assert main(["audit", "年报.txt", "--level", "区县", "--year", "2023", "--backend", "reference"]) == 0
    asked = fake.asked[0]
    assert (asked["level"], asked["year"], asked["backend"]) == (Level.COUNTY, 2023, "reference")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit"], "缺少路径…"),
        (["audit", "--levl", "x"], "没有 --levl 这个选项"),
        (["audit", "a.txt", "--level"], "选项 --level 后面要跟一个值"),
        (
            ["audit", "a.txt", "--level", "国家"],
            "没有“国家”这个层级；可写：街道、乡镇、部门、区县、市、省，或 street、",
        ),
        (["audit", "a.txt", "--year", "二〇二四"], "看不懂年度“二〇二四”"),
        (["audit", "a.txt", "-f", "pdf"], "没有“pdf”这种格式；可用：table（供人阅读的差距报告）；json（"),
        (["audit", "a.txt", "-o", "结果.doc"], "可用的后缀：.txt、.json"),
        (["audit", "a.txt", "-o", "x.json", "-o", "./x.json"], "同一个文件"),
        (["audit", "a.txt", "-o", "a.txt"], "既是报告又是输出文件"),
        (["audit", "a.txt", "-o", "没有/x.json"], "写不了“没有/x.json”"),
        (["audit", "a.txt", "-o", "folder.json"], "是文件夹"),
        (["audit", "a.txt", "--fail-under", "八十"], "看不懂分数“八十”"),
        (["audit", "a.txt", "--fail-under", "101"], "看不懂分数“101”"),
        (["audit", "a.txt", "--fail-on", "all"], "没有“all”这种约束"),
        (["audit", "a.txt", "--backend", "prolog"], "没有“prolog”这个推理引擎；可写：rete、reference"),
        (["audit", "a.txt", "--backend", "rete"], "推理引擎 rete 在这台机器上不能用"),
        (["adit", "a.txt"], "没有“adit”这个命令"),
        (["--verbose"], "没有 --verbose 这个选项"),
        (["outline", "a.txt", "b.txt"], "多出了参数“b.txt”"),
        (["rules"], "缺少命令"),
        (["explain"], "缺少编号"),
        (
            ["explain", "capacity.legal-advisor"],
            "没有编号为“capacity.legal-advisor”的规则；最接近的是 capacity.legal-adviser",
        ),
        (["explain", "法律"], "最接近的是 capacity.legal-adviser"),
        (["explain", "a.txt", "capacity.legal-adviser"], "先写规则编号，再写文件"),
        (["rules", "test", "x"], "没有编号为“x”的规则"),
    ],
)
def test_misuse_is_two_and_explained_in_chinese(
    fake: Engine, arguments: list[str], words: str, capsys: Capture
) -> None:
    touch("a.txt")
    Path("folder.json").mkdir()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert not ENGLISH.search(re.sub(r"street、.*", "", err))
    assert not fake.asked


@pytest.mark.parametrize("arguments", [[], ["audit"], ["outline"], ["explain"], ["rules"], ["rules", "test"]])
def test_help_is_chinese(arguments: list[str], capsys: Capture) -> None:
    assert main([*arguments, "--help"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("用法：fazhi")
    assert "显示本说明" in out
    assert not ENGLISH.search(out.replace("--fail-on", ""))


def test_overview_lists_every_command_as_typer_knows_it(capsys: Capture) -> None:
    assert main([]) == 2
    overview = capsys.readouterr().err
    for name, text in COMMANDS.items():
        assert f"{name:<9}{text}" in overview
        main([name, "--help"])
        assert text in capsys.readouterr().out


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("fake")
def test_several_outputs_by_suffix_leave_stdout_empty(capsys: Capture) -> None:
    touch("年报.txt")
    assert main(["audit", "年报.txt", "-o", "甲.json", "-o", "乙.TXT"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "已写入 甲.json\n已写入 乙.TXT\n"
    assert json.loads(Path("甲.json").read_text("utf-8"))["schema"] == "fazhi.audit/1"
    assert "差距" in Path("乙.TXT").read_text("utf-8")
    assert main(["audit", "年报.txt", "-o", "甲.json", "-f", "json"]) == 0
    assert capsys.readouterr().out == Path("甲.json").read_text("utf-8")


@pytest.mark.usefixtures("fake")
def test_equal_input_gives_equal_bytes() -> None:
    touch("a/1.txt", "a/2.txt")
    for name in ("甲.json", "乙.json"):
        assert main(["audit", "a", "-o", name]) == 0
    assert Path("甲.json").read_bytes() == Path("乙.json").read_bytes()


def test_an_interrupted_run_leaves_the_old_file_and_no_draft(fake: Engine, capsys: Capture) -> None:
    touch("1.txt", "2.txt")
    Path("果.json").write_text("旧", encoding="utf-8")

    def make(path: str) -> Audit:
        if path == "2.txt":
            raise KeyboardInterrupt
        return make_audit(document=make_document(path=path))

    fake.make = make
    assert main(["audit", "1.txt", "2.txt", "-o", "果.json"]) == 130
    assert "已中断" in capsys.readouterr().err
    assert Path("果.json").read_text("utf-8") == "旧"
    assert sorted(path.name for path in Path().iterdir()) == ["1.txt", "2.txt", "果.json"]


def test_a_whole_file_appears_at_the_end_only(tmp_path: Path) -> None:
    path = tmp_path / "甲.txt"
    with WholeFile(str(path)) as file:
        file.write("内容\ud800")
        assert not path.exists()
    assert path.read_text("utf-8") == "内容?"
    failing = WholeFile(str(path))
    failing.__enter__().write("新")
    failing.__exit__(ZeroDivisionError, None, None)
    assert path.read_text("utf-8") == "内容?"
    assert [path.name for path in tmp_path.iterdir()] == ["甲.txt"]
    with pytest.raises(OutputError), WholeFile(str(tmp_path)):
        pass


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "真.txt", tmp_path / "链.txt"
    target.write_text("旧", encoding="utf-8")
    link.symlink_to(target)
    with WholeFile(str(link)) as file:
        file.write("新")
    assert link.is_symlink()
    assert target.read_text("utf-8") == "新"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="这个系统没有命名管道")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "管道"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with WholeFile(str(path)) as file:
            file.write("一")
            file.write(b"2\n")
        assert os.read(reader, 100) == "一2\n".encode()
        with suppress(ZeroDivisionError), WholeFile(str(path)) as file:
            file.write("半")
            raise ZeroDivisionError
        assert os.read(reader, 100) == b""
        assert path.is_fifo()
        assert list(tmp_path.iterdir()) == [path]
    finally:
        os.close(reader)


def test_reports_are_written_as_they_come(fake: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    touch("1.txt", "2.txt", "3.txt")
    made_at_write: list[int] = []
    monkeypatch.setattr("reports.cli.auditing.show", lambda _text: made_at_write.append(len(fake.asked)))
    assert main(["audit", "1.txt", "2.txt", "3.txt", "-f", "table", "-o", "果.json"]) == 0
    assert made_at_write == [1, 2, 3, 3]


# --- inputs ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("fake")
def test_folders_are_walked_in_order_without_hidden_files() -> None:
    touch("报告/b.txt", "报告/a/2.docx", "报告/a/1.txt", "报告/.藏.txt", "报告/.git/c.txt", "报告/~$b.docx", "0.txt")
    found = discover(["0.txt", "报告", "报告/b.txt"])
    assert [source.path for source in found.sources] == ["0.txt", "报告/a/1.txt", "报告/a/2.docx", "报告/b.txt"]
    assert found.sources[3].named
    assert not found.missing


@pytest.mark.usefixtures("fake")
def test_patterns_work_where_the_shell_does_not_expand_them() -> None:
    touch("年报1.txt", "年报2.txt", "年报[3].txt")
    assert [source.path for source in discover(["年报?.txt"]).sources] == ["年报1.txt", "年报2.txt"]
    assert [source.path for source in discover(["年报[3].txt"]).sources] == ["年报[3].txt"]
    assert "没有与“x*.txt”匹配的文件" in discover(["x*.txt"]).missing[0].message


def test_unreadable_files_in_a_folder_count_only_if_they_look_like_reports(capsys: Capture, fake: Engine) -> None:
    touch("报告/好.txt", "报告/图.bin", "报告/desktop.ini", "报告/表.xlsx", "报告/说明")
    assert main(["audit", "报告", "-f", "json"]) == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["audits"]) == 2
    assert err == "略过 3 个不是报告的文件：报告/desktop.ini、报告/图.bin、报告/表.xlsx\n"
    assert {Path(asked["path"]).name for asked in fake.asked} == {"好.txt", "图.bin", "说明"}
    assert main(["audit", "报告/图.bin"]) == 2
    touch("报告/坏.docx")
    assert main(["audit", "报告"]) == 2


def test_results_of_an_earlier_run_are_not_audited(fake: Engine) -> None:
    touch("报告/年报.txt", "报告/结果.txt")
    assert main(["audit", "报告", "-o", "报告/结果.txt"]) == 0
    assert [Path(asked["path"]).name for asked in fake.asked] == ["年报.txt"]


@pytest.mark.usefixtures("fake")
def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO("\n".join(LINES).encode("gb18030"))))
    assert main(["audit", "-"]) == 0
    assert "文件  标准输入" in capsys.readouterr().out
    assert discover(["-", "-"]).sources == (Source("-", named=True),)


def test_hostile_names_cannot_act_on_a_terminal(fake: Engine, capsys: Capture) -> None:
    name = "坏\x1b[2J\u202e\n.txt"
    touch(name)
    assert main(["audit", name, "没有\x1b[2J.txt"]) == 2
    fake.make = lambda path: make_audit(document=make_document(HOSTILE, path))
    touch("年报.txt")
    main(["audit", "年报.txt"])
    out, err = capsys.readouterr()
    assert not set(out + err) & {"\x1b", "\u202e", "\x07", "\x9b"}


# --- terminal --------------------------------------------------------------------------------------------------------


class Terminal(TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self) -> None:
        super().__init__(BytesIO(), encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def text(self) -> str:
        raw = self.buffer
        assert isinstance(raw, BytesIO)
        return raw.getvalue().decode()


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("options", "no_color", "color", "progress"),
    [
        ([], "", True, True),
        ([], "1", False, True),
        (["--no-progress"], "", True, False),
        (["--quiet"], "1", False, False),
    ],
)
def test_colour_and_progress_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, options: list[str], no_color: str, color: bool, progress: bool
) -> None:
    touch("1.txt", "2.txt")
    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    assert main(["audit", "1.txt", "2.txt", *options]) == 0
    assert ("\x1b[" in out.text) is color
    assert ("正在检查 2/2" in err.text) is progress
    assert ("差距" in out.text) is ("--quiet" not in options)


@pytest.mark.usefixtures("fake")
def test_a_closed_pipe_ends_quietly(monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> None:
    touch("年报.txt")

    def closed(_text: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("reports.cli.auditing.show", closed)
    monkeypatch.setattr("reports.cli.ending.hang_up", lambda: None)
    assert main(["audit", "年报.txt"]) == 141
    assert capfd.readouterr().err == ""


# --- other commands --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("fake")
def test_version(capsys: Capture) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"fazhi {engine.__version__}\n规则包 2021-2025 1.0\n推理引擎 reference\n"


@pytest.mark.usefixtures("fake")
def test_outline_shows_who_when_and_the_tree(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    document = make_document()
    touch("年报.txt")
    monkeypatch.setattr("engine.read.read", lambda _path, _data=None: document)
    monkeypatch.setattr(
        "engine.outline.outline",
        lambda _document: replace(make_outline(document), chrome=(document.paragraphs[0].span,)),
    )
    assert main(["outline", "年报.txt"]) == 0
    out = capsys.readouterr().out
    for expected in (
        "机关  柳溪街道办事处（见标题）", "主送  柳溪县人民政府：", "落款  柳溪街道办事处", "成文  2025年1月20日",
        "发布  没有", "  [举措成效] 一、主要举措和成效（第3段）", "  [下一步安排] 二、下一步安排（第5段）",
        "网页附带内容（1 处",
    ):  # fmt: skip
        assert expected in out


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize("command", [["explain"], ["rules", "show"]])
def test_a_rule_is_explained_in_full(command: list[str], capsys: Capture) -> None:
    assert main([*command, "capacity.legal-adviser"]) == 0
    out = "".join(capsys.readouterr().out.split("\n  "))
    for expected in (
        "要求：聘请法律顾问", "必须：区县；应当：街道；不适用：乡镇、部门、市、省", "2021—2025年度", "法定必备部分",
        "《某地规定》第三条（待核）", "- 法律顾问 @聘",
        "算“已写明”的任一说法，同一句里还有本年度的：份",
        "同时有 列席（一个分句内；只在第一责任人；只认已做、明确没有发生），并且 量度 plan.items 至少 2 没有 法律顾问",
        "- 一村一法律顾问", "@聘 = 聘请、续聘", "写明聘请了谁", "- 有据可查（举措成效）：聘请法律顾问", "第 7 行",
    ):  # fmt: skip
        assert expected in out


def test_a_rule_says_which_talk_it_asks_for(capsys: Capture) -> None:
    said = "会训：要求的本身就是会议、培训、学习、宣讲一类"
    for rule, expected in (("party.center-group-study", True), ("enforcement.criminal-link", False)):
        assert main(["rules", "show", rule]) == 0
        out = capsys.readouterr().out
        assert (said in out) is expected
        assert ("要的就是这样的会议、培训）" in "".join(out.split("\n  "))) is not expected


@pytest.mark.usefixtures("fake")
def test_a_defect_is_explained_in_its_own_words(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    book = make_book()
    examples = tuple(
        Example(verdict, "写了不足。", whole=False, level=None, year=None, line=1)
        for verdict in (Verdict.EVIDENCED, Verdict.ABSENT)
    )
    book = replace(book, defects=(replace(book.defects[0], examples=examples),))
    monkeypatch.setattr("engine.rulebook.load_pack", lambda _name=None: book)
    assert main(["rules", "show", "quality.no-causes"]) == 0
    out = capsys.readouterr().out
    assert "有这种瑕疵时：没有原因。" in out
    assert "- 算瑕疵（举措成效）：写了不足。" in out
    assert "- 不算（举措成效）：写了不足。" in out


@pytest.mark.usefixtures("fake")
def test_a_file_taken_for_an_option_is_named(capsys: Capture) -> None:
    touch("-f.txt")
    assert main(["audit", "-f.txt"]) == 2
    assert "“-f.txt”以 - 开头，被当成了选项；要检查这个文件，请写作 ./-f.txt" in capsys.readouterr().err
    assert main(["audit", "./-f.txt", "-q"]) == 0


@pytest.mark.usefixtures("fake")
def test_a_verdict_is_explained_by_what_was_seen(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    document = make_document()
    planned = Seen(make_evidence(LINES[5]), "建立", None, "是打算，不是已经做的事")
    counted = Seen(make_evidence(), "法律顾问 @聘", Verdict.DESCRIBED, "")
    finding = make_finding(1, Verdict.DESCRIBED, possible=2)
    searched = ("法律顾问", "法律顾问 @聘", "法律顾问 @聘 ＋份")
    points = {finding.rule: Points(finding.points, finding.possible)}
    absent = Explanation(make_finding(1), searched, (), (), make_evidence(), points)
    answers = [Explanation(finding, ("法律顾问",), (counted, planned), (), None, points), absent]
    touch("年报.txt")
    monkeypatch.setattr("engine.read.read", lambda _path, _data=None: document)
    monkeypatch.setattr("engine.explanation.explain", lambda *_args, **_options: answers.pop(0))
    assert main(["explain", "capacity.legal-adviser", "年报.txt"]) == 0
    out = capsys.readouterr().out
    for expected in (
        "结论：已写明，得 1.40 分（满分 2.00）", "看到的说法（2 处）", "第4段“聘请律师事务所",
        "算“已写明”；命中“法律顾问 @聘”", "不算：是打算，不是已经做的事；命中“建立”", "怎么补：",
    ):  # fmt: skip
        assert expected in out
    assert main(["explain", "capacity.legal-adviser", "年报.txt"]) == 0
    out = capsys.readouterr().out
    for expected in ("全文没有命中", "最接近的一句：第4段", "找过的说法（2 个）", "- 法律顾问 @聘"):
        assert expected in out


@pytest.mark.usefixtures("fake")
def test_rules_list_check_and_catalogue(capsys: Capture) -> None:
    assert main(["rules", "list"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"\| capacity\.legal-adviser +\| 法律顾问 +\| 应当 \| -    \| -    \| 必须 \|", out)
    assert "quality.no-causes" in out
    assert main(["rules", "check"]) == 0
    assert capsys.readouterr().out == "规则包无误：2 条规则、1 种文本瑕疵、4 条例句。\n"
    assert main(["rules", "catalogue"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# 检查规则\n")
    assert "## 依法行政能力（2 条）" in out
    assert "| `capacity.staff-training` | 培训\\|考试（法定必备） |" in out
    assert "《某地规定》第三条（待核）" in out


@pytest.mark.usefixtures("fake")
def test_rules_test_reports_what_failed_and_where(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    good = ExampleResult("capacity.legal-adviser", Verdict.ABSENT, Verdict.ABSENT, "甲", "capacity.yaml", 12)
    bad = ExampleResult("capacity.legal-adviser", Verdict.EVIDENCED, Verdict.MENTIONED, "乙", "capacity.yaml", 13)
    results = [(good,), (good, bad)]
    asked: list[tuple[str, ...]] = []

    def check(_book: object, rules: tuple[str, ...]) -> tuple[ExampleResult, ...]:
        asked.append(rules)
        return results.pop(0)

    monkeypatch.setattr(engine, "check_examples", check, raising=False)
    assert main(["rules", "test", "capacity.legal-adviser"]) == 0
    assert main(["rules", "test"]) == 1
    assert asked == [("capacity.legal-adviser",), ()]
    out = capsys.readouterr().out
    assert "capacity.yaml:13：capacity.legal-adviser 应为“有据可查”，得到“仅提及”" in out
    assert "2 条例句：1 条不符" in out


@pytest.mark.usefixtures("fake")
def test_a_faulty_pack_is_two_with_every_problem_on_demand(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def load(_name: str | None = None) -> None:
        raise RuleError([Problem("a.yaml", line, 1, "不认识的键") for line in range(1, 31)])

    monkeypatch.setattr("engine.rulebook.load_pack", load)
    assert main(["rules", "check"]) == 2
    assert capsys.readouterr().err.count("不认识的键") == 30
    assert main(["rules", "list"]) == 2
    err = capsys.readouterr().err
    assert err.count("不认识的键") == 10
    assert "a.yaml:1:1：不认识的键" in err
    assert "fazhi rules check" in err
    assert main(["--version"]) == 2


def test_a_fault_of_the_program_is_two_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def load(_name: str | None = None) -> None:
        raise ZeroDivisionError("除以零")

    monkeypatch.setattr("engine.rulebook.load_pack", load)
    assert main(["rules", "list"]) == 2
    assert "程序内部错误（ZeroDivisionError：除以零）" in capsys.readouterr().err
    monkeypatch.setenv("FAZHI_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["rules", "list"])


# --- reports and nothing else ----------------------------------------------------------------------------------------

PLAIN = [
    ("报告.txt",),
    ("报告.txt", "坏.txt", "引擎.txt", "虫.txt"),
    ("坏.txt",),
    ("没有这个文件.txt",),
    ("文件夹",),
    ("空",),
    ("",),
    ("报告.txt", "报告.txt"),
    ("*.txt",),
]


@pytest.mark.parametrize("paths", PLAIN)
def test_reports_alone_are_audited_as_with_an_option(
    fake: Engine, monkeypatch: pytest.MonkeyPatch, capsys: Capture, paths: tuple[str, ...]
) -> None:
    for folder in ("文件夹", "空"):
        Path(folder).mkdir()
    touch("报告.txt", "坏.txt", "引擎.txt", "虫.txt", "文件夹/甲.txt", "文件夹/乙.txt")
    requests: list[object] = []
    made = auditing.Auditing.__init__

    def remember(self: auditing.Auditing, request: auditing.Request, book: Rulebook, backend: str) -> None:
        requests.append((request, backend))
        made(self, request, book, backend)

    monkeypatch.setattr(auditing.Auditing, "__init__", remember)
    code = main(["audit", *paths, "--no-config"])
    told, asked = capsys.readouterr(), fake.asked[:]
    fake.asked.clear()
    monkeypatch.setattr("reports.cli.app.run", None)  # would fail: typer is not needed
    assert main(["audit", *paths]) == code
    assert capsys.readouterr() == told
    assert [{**one, "book": None} for one in fake.asked] == [{**one, "book": None} for one in asked]
    assert requests[0] == requests[1]


def test_a_configuration_file_holds_for_reports_alone_too(fake: Engine, capsys: Capture) -> None:
    touch("报告.txt")
    Path("fazhi.toml").write_text("quiet = true\nfail-under = 99\n", "utf-8")
    assert main(["audit", "报告.txt"]) == 1
    assert len(fake.asked) == 1
    capsys.readouterr()


def test_faults_of_a_pack_end_reports_alone_as_any_command(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def load(_name: str | None = None) -> None:
        raise RuleError([Problem("a.yaml", 1, 1, "不认识的键")])

    monkeypatch.setattr("engine.rulebook.load_pack", load)
    assert main(["audit", "报告.txt"]) == 2
    told = capsys.readouterr()
    assert main(["audit", "报告.txt", "--no-config"]) == 2
    assert capsys.readouterr() == told


# --- the real program ------------------------------------------------------------------------------------------------


def python(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    folder = Path(reports.cli.__file__).parents[2]
    return subprocess.run(command, capture_output=True, env=os.environ | environment, cwd=folder, check=False)  # noqa: S603


def fazhi(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return python("import sys; from reports.cli import main; sys.exit(main())", *arguments, **environment)


def test_help_loads_nothing_heavy() -> None:
    done = python("""if True:
        import sys
        from reports.cli import main
        main(["--help"])
        assert "typer" not in sys.modules
        main(["audit", "--help"])
        heavy = {"jieba", "pydantic", "lxml", "durable", "yaml", "tabulate", "rich", "ahocorasick"} & set(sys.modules)
        assert not heavy, heavy
    """)
    assert done.returncode == 0, done.stderr.decode()


def test_reports_alone_need_no_parser(tmp_path: Path) -> None:
    code = """if True:
        import sys
        from reports.cli import main
        main(["audit", "seeds/street-2024.txt"])
        heavy = {"typer", "jieba", "lxml", "yaml", "zipfile", "logging", "typing_extensions"} & set(sys.modules)
        print(*heavy, file=sys.stderr)
    """
    python(code, FAZHI_CACHE=str(tmp_path))  # compiles the pack
    assert python(code, FAZHI_CACHE=str(tmp_path)).stderr == b"\n"


def test_patterns_are_compiled_near_the_bottom_of_the_stack(tmp_path: Path) -> None:
    """CPython keeps about a hundred frames in one piece, and maps memory anew for a call that needs the next.

    To compile a pattern takes up to twenty frames more. At the end of a long chain of imports its calls crossed the
    border again and again: see ``_STAGES`` in reports/cli/plain.py, and load early there what is too deep here.
    """
    code = """if True:
        import re, sys
        from reports.cli import main
        compile_pattern, found = re._compiler.compile, []
        def compile(pattern, flags=0):
            frame, frames = sys._getframe(1), []
            while frame:
                frames.append(frame)
                frame = frame.f_back
            chain = [frame.f_globals["__name__"] for frame in frames if frame.f_code.co_name == "<module>"]
            found.append((len(frames), " < ".join(chain)))
            return compile_pattern(pattern, flags)
        re._compiler.compile = compile
        main(["audit", "seeds/street-2024.txt"])
        print(len(found), *max(found), file=sys.stderr)
    """
    python(code, FAZHI_CACHE=str(tmp_path))  # compiles the pack
    patterns, frames, *chain = python(code, FAZHI_CACHE=str(tmp_path)).stderr.decode().split()
    assert int(patterns) > 50
    assert int(frames) <= 80, " ".join(chain)


def test_output_survives_poor_encodings() -> None:
    for encoding in ("ascii", "gbk"):
        done = fazhi("--help", PYTHONIOENCODING=encoding)
        assert done.returncode == 0
        assert "用法" in done.stdout.decode("utf-8" if encoding == "ascii" else encoding)


def test_completion_is_offered() -> None:
    done = fazhi(_FAZHI_COMPLETE="complete_bash", COMP_WORDS="fazhi ru", COMP_CWORD="1")
    assert b"rules" in done.stdout


def test_every_format_has_its_own_suffix() -> None:
    suffixes = [suffix for renderer in RENDERERS.values() for suffix in renderer.suffixes]
    assert len(suffixes) == len(set(suffixes))
