"""The tools measured side by side, made ready: their programs, their words, and a reason where one cannot run here."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from bench.ablation import telling_words, words_of
from bench.speed.commands import BenchError, Command, peer, run
from engine.infer import BACKENDS, available
from engine.rulebook import load_pack

#: The programs asked, and what npm is to install for one of them.
_PEERS = Path(__file__).with_name("peers")
NPM = _PEERS / "package.json"
#: Where the npm packages of ``peers/package.json`` are installed, inside the folder of the bench.
NODE = "node"
#: What the page says of each way to infer.
_INFERENCE = {"rete": "用 durable-rules，它的 C 模块在另一个进程里", "reference": "用纯 Python"}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool by the name shown; its program, to which files may be added; what it does and does not do, in Chinese.

    ``missing`` is the Chinese reason why it cannot run here; ``ours`` tells the program itself from what it is
    compared with.
    """

    name: str
    program: Command
    does: str
    missing: str = ""
    ours: bool = False

    def on(self, *files: Path) -> Command:
        """The command that checks the files once and ends."""
        return replace(self.program, arguments=(*self.program.arguments, *map(str, files)))


def tools(folder: Path) -> tuple[Tool, ...]:
    """Every tool, its words written into ``folder``, tried once on a few words."""
    folder.mkdir(parents=True, exist_ok=True)
    sample = folder / "sample.txt"
    sample.write_text("聘请法律顾问3名。\n", encoding="utf-8")
    return tuple(_tried(tool, sample) for tool in _tools(folder))


def _tried(tool: Tool, sample: Path) -> Tool:
    if tool.missing:
        return tool
    try:
        run(tool.on(sample))
    except BenchError as error:
        if tool.ours:
            raise
        return replace(tool, missing=str(error))
    return tool


def _tools(folder: Path) -> tuple[Tool, ...]:
    words, dictionary = folder / "words.json", folder / "terms.json"
    listed = checklist()
    words.write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    dictionary.write_text(json.dumps(_dictionary(listed), ensure_ascii=False), encoding="utf-8")
    terms = len({word for rule in listed.values() for word in rule})
    return (
        *(
            Tool(
                f"fazhi（{backend}）",
                peer("audits", backend),
                f"读文件、认结构、逐条给出结论和依据、查文本瑕疵、打分。推理{_INFERENCE[backend]}。",
                missing="" if backend in available() else "这个 Python 载入不了它的 C 模块",
                ours=True,
            )
            for backend in BACKENDS
        ),
        Tool(
            "短语清单（re）",
            peer("checklist", str(words)),
            f"{len(listed)} 条规则各一个正则（共 {terms} 个核心词），逐段查有没有。只知道词在不在：计划、不足、书名里的"
            "也算，不判结论，不打分；准不准见 [README.md](README.md) 的“关键词：核心词”一行。",
        ),
        Tool(
            "AutoCorrect lint",
            peer("autocorrect", "lint"),
            "查中英文之间的空格、全半角、标点，列出要改的行。不看内容，不用词表，没有规则。Rust 写成。",
            missing=_needs("autocorrect_py", "autocorrect-py"),
        ),
        Tool(
            "AutoCorrect format",
            peer("autocorrect", "format"),
            "同上，只给出改好的文本。",
            missing=_needs("autocorrect_py", "autocorrect-py"),
        ),
        Tool(
            "textlint + prh",
            Command(("node", str(_PEERS / "textlint.mjs"), str(folder / NODE), str(dictionary))),
            f"词典查词：同样的 {terms} 个核心词，逐处报出位置和建议写法。不知道规则，不判结论。",
            missing=_needs_node(folder / NODE),
        ),
        Tool(
            "Presidio",
            peer("presidio", str(words)),
            "每条规则一个识别器，同样的核心词，逐处报出位置。本来还要语言模型，这里换成什么也不做的，只剩正则；不判结论。",
            missing=_needs("presidio_analyzer", "presidio-analyzer"),
        ),
    )


def checklist() -> dict[str, list[str]]:
    """Words of every rule that has any: of each of its phrases those it is about."""
    found = {rule.id: words_of(rule, telling_words) for rule in load_pack().rules}
    return {rule: sorted(words) for rule, words in found.items() if words}


def _dictionary(listed: dict[str, list[str]]) -> dict[str, object]:
    """The words as a dictionary of prh, which reports a word only if another one is expected in its place."""
    words = sorted({word for rule in listed.values() for word in rule})
    return {"version": 1, "rules": [{"expected": f"【{word}】", "pattern": word} for word in words]}


def _needs(module: str, package: str) -> str:
    return "" if find_spec(module) else f"没有安装 {package}"


def _needs_node(folder: Path) -> str:
    if shutil.which("node") is None:
        return "没有 node"
    return "" if (folder / "node_modules" / "textlint").is_dir() else "没有安装 textlint"
