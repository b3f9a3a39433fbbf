"""Values of options and arguments: what users may write for them, and what stands behind a name they give."""

from __future__ import annotations

import os
import re
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from engine.attempt import TIME_LIMIT
from engine.errors import FazhiError
from engine.model import Level, Severity
from reports import RENDERERS, format_of_suffix
from reports.cli.sources import STDIN, refusal
from reports.marks import ours
from reports.wording import LEVELS, SEVERITIES, level_named

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractContextManager

    from engine.batch import Workers
    from engine.model import Document
    from engine.rulebook.rule import DefectRule, Rule, Rulebook

LEVEL_NAMES = "、".join(LEVELS.values())


class MisuseError(FazhiError):
    """An option or argument has a value that makes no sense."""


def format_named(name: str) -> str:
    """Output format that the user named."""
    if name.lower() not in RENDERERS:
        accepted = "；".join(f"{known}（{renderer.purpose}）" for known, renderer in RENDERERS.items())
        raise MisuseError(f"没有“{name}”这种格式；可用：{accepted}")
    return name.lower()


def format_for(path: str, asked: str | None = None) -> str:
    """Output format that a file is to hold: by its name, or the one ``asked`` for where that is written to files only.

    A folder takes a format that gives each report a file of its own.
    """
    name = format_of_suffix(Path(path).name)
    renderer = RENDERERS[asked] if asked else None
    if renderer and renderer.binary:
        fits = Path(path).suffix.lower() in {Path(f"x{suffix}").suffix for suffix in renderer.suffixes}
        if fits or (renderer.apiece and is_folder(path)):
            return str(asked)
    if name is None and is_folder(path):
        known = "、".join(f"-f {known}" for known, one in RENDERERS.items() if one.apiece)
        raise MisuseError(f"“{path}”是文件夹；要给每份报告写一个文件，请同时写明格式：{known}")
    if name is None:
        accepted = "、".join(suffix for renderer in RENDERERS.values() for suffix in renderer.suffixes)
        raise MisuseError(f"从“{path}”的后缀看不出要写什么格式；可用的后缀：{accepted}")
    return name


def screen_format(asked: str | None, written: Collection[str]) -> str | None:
    """Format to show: the one ``asked`` for unless it went into a file, the table if there is no file; else none."""
    if asked and RENDERERS[asked].binary and written:
        if asked not in written:
            suffixes = "、".join(RENDERERS[asked].suffixes)
            raise MisuseError(f"{asked} 只能写入文件，可是没有一个 -o 是 {suffixes} 文件或文件夹")
        return None
    return asked or (None if written else "table")


def is_folder(path: str) -> bool:
    """Whether the user means a folder, which may not exist yet."""
    return path.endswith(("/", os.sep)) or Path(path).is_dir()


def level_of(text: str | None) -> Level | None:
    """Level that the user wrote, by its English id or in Chinese."""
    level = level_named(text) if text is not None else None
    if text is not None and level is None:
        raise MisuseError(f"没有“{text}”这个层级；可写：{LEVEL_NAMES}，或 {'、'.join(Level)}")
    return level


def year_of(text: str | None) -> int | None:
    """Report year that the user wrote."""
    if text is None:
        return None
    match = re.fullmatch(r"(20[0-9]{2})年?度?", text.strip())
    if not match:
        raise MisuseError(f"看不懂年度“{text}”；请写四位数，如 2025")
    return int(match[1])


def score_of(text: str | None) -> Fraction | None:
    """Score that the user wrote."""
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,9})?", text) or Fraction(text) > 100:
        raise MisuseError(f"看不懂分数“{text}”；请写 0 到 100 之间的数，如 80")
    return Fraction(text)


def severity_of(text: str | None) -> Severity | None:
    """Severity that the user wrote, by its English id or in Chinese."""
    names = {name: severity for severity, name in SEVERITIES.items()}
    names |= {severity.value: severity for severity in Severity}
    if text is not None and text.lower() not in names:
        raise MisuseError(f"没有“{text}”这种约束；可写：must（必须）、should（应当）、may（可以）")
    return names[text.lower()] if text is not None else None


def jobs_of(text: str | None) -> int | None:
    """Number of processes that the user wrote."""
    if text is not None and not re.fullmatch(r"[1-9][0-9]{0,2}", text):
        raise MisuseError(f"看不懂进程个数“{text}”；请写 1 到 999 之间的整数，如 4")
    return int(text) if text is not None else None


def time_limit_of(text: str | None) -> int:
    """Seconds for one report that the user wrote."""
    if text is not None and not re.fullmatch(r"[1-9][0-9]{0,4}", text):
        raise MisuseError(f"看不懂时限“{text}”；请写 1 到 99999 之间的整数，单位是秒，如 300")
    return int(text) if text is not None else TIME_LIMIT


def workers_of(jobs: int | None, cluster: str | None) -> AbstractContextManager[Workers]:
    """Where the user wants the work done: on a cluster, or by ``jobs`` processes, else one for each processor."""
    from engine.batch import cluster as cluster_at
    from engine.batch import local, processors

    return cluster_at(cluster) if cluster else local(jobs or processors())


def backend_of(name: str | None) -> str | None:
    """Inference engine that the user named, if it can run here."""
    if name is None:
        return None
    from engine.infer import BACKENDS, available

    if name not in BACKENDS:
        raise MisuseError(f"没有“{name}”这个推理引擎；可写：{'、'.join(BACKENDS)}")
    if name not in available():
        raise MisuseError(f"推理引擎 {name} 在这台机器上不能用；可用的是：{'、'.join(available())}")
    return name


def warm_up(backend: str | None) -> None:
    """Start the inference engine, while the pack is loaded."""
    from engine.infer import warm_up

    warm_up(backend)


def default_backend() -> str:
    """Inference engine that runs when none is named."""
    from engine.infer import available

    return available()[0]


def rulebook(pack: str | None) -> Rulebook:
    """Rule pack that the user named."""
    from engine.rulebook import load_pack

    return load_pack(pack)


def document(file: str) -> Document:
    """Report that the user named, read. Raises InputError, also for an output of ours."""
    from engine.read import SIZE_LIMIT, load, read

    data = sys.stdin.buffer.read(SIZE_LIMIT + 1) if file == STDIN else load(file)
    if ours(data):
        raise refusal(file)
    return read(file, data)


def rule_of(book: Rulebook, rule_id: str) -> Rule | DefectRule:
    """Rule or defect that the user named; the error for an unknown one gives the nearest fits."""
    entries: list[Rule | DefectRule] = [*book.rules, *book.defects]
    known = {entry.id: entry for entry in entries}
    if rule_id in known:
        return known[rule_id]
    if Path(rule_id).is_file():
        raise MisuseError(f"“{rule_id}”是文件；先写规则编号，再写文件")
    from difflib import get_close_matches

    similar = get_close_matches(rule_id, known, n=3, cutoff=0.5)
    titled = [entry.id for entry in entries if rule_id.strip() and rule_id.strip() in entry.title]
    near = list(dict.fromkeys([*titled, *similar]))[:3]
    advice = f"最接近的是 {'、'.join(near)}" if near else "全部编号见 fazhi rules list"
    raise MisuseError(f"没有编号为“{rule_id}”的规则；{advice}")
