"""A whole rule pack of a few lines, written into a folder, so that a test shows only the lines it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from hypothesis import HealthCheck, settings

from engine.examples import document_of
from engine.model import Level, SectionKind, Verdict
from engine.pipeline import audit
from engine.rulebook import load_pack
from engine.rulebook.rule import Example

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.model import Finding
    from engine.rulebook import Rulebook

PACK = """\
id: tiny
title: 小规则包
version: "1.0"
years: 2021-2025
words: words.yaml
sources: sources.yaml
scoring: scoring.yaml
rules: [rules.yaml]
defects: [defects.yaml]
"""
WORDS = """\
families:
  做法: [召开, 印发, 聘请, 审查]
  会议: [专题会, 常务会议]
  都算: ["@做法", "@会议", 学习]
borders:
  调解: 协 决
"""
SOURCES = """\
sources:
  law:
    title: 某法
    issuer: 全国人民代表大会
    verified: true
  hearsay:
    title: 某意见
    issuer: 某部
    verified: false
"""
SCORING = """\
weight: {must: 3, should: 2, may: 1}
value: {absent: 0, mentioned: 0.3, described: 0.7, evidenced: 1}
bands:
  - {title: 优秀, floor: 90}
  - {title: 合格, floor: 60}
  - {title: 不合格, floor: 0}
deduction-cap: 20
band-when-statutory-missing: 合格
groups:
  outline: {title: 报告形式, factor: 1.5}
  capacity: {title: 依法行政能力, factor: 1}
"""
RULES = """\
rules:
  - id: capacity.legal-adviser
    title: 法律顾问
    requirement: 聘请法律顾问。
    basis:
      - {source: law, clause: 第一条, verified: true}
    severity: {street: must, county: should}
    names:
      - 法律顾问
    described:
      - 法律顾问 聘请
    units: 份
    message: 未写明法律顾问。
    advice: 写明聘请了谁。
    examples:
      evidenced:
        - 聘请法律顾问，出具意见书3份。
      absent:
        - 组织居民学习。
"""
DEFECTS = """\
defects:
  - id: quality.obsolete
    title: 用语过时
    severity: may
    deduction: 1
    when:
      - 法制政府
    message: 用了过时的说法。
    examples:
      evidenced:
        - 建设法制政府。
      absent:
        - 建设法治政府。
"""
FILES = {
    "pack.yaml": PACK,
    "words.yaml": WORDS,
    "sources.yaml": SOURCES,
    "scoring.yaml": SCORING,
    "rules.yaml": RULES,
    "defects.yaml": DEFECTS,
}
RULE = "capacity.legal-adviser"
#: A word that no text has.
NEVER = "绝不出现的词"


def law(examples: int = 100) -> settings:
    """How a property is tried: so many examples, and no clock, because a busy machine breaks no law."""
    return settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])


def write_pack(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the tiny pack with some files replaced (None: left out); gives the folder, to be loaded by its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in ({**FILES, **(files or {})}).items():
        if isinstance(content, str):
            (folder / name).write_text(content, "utf-8")
        elif content is not None:
            (folder / name).write_bytes(content)
    return folder


def rule_yaml(**entries: object) -> str:
    """A rules file with one rule: the usual one, with the entries given in place of its own (None: left out)."""
    (rule,) = yaml.safe_load(RULES)["rules"]
    if entries.keys() & {"names", "described", "evidenced", "exempt", "units"}:
        del rule["units"]
        rule |= {"names": [NEVER], "described": [NEVER]}
    rule = {key: value for key, value in (rule | entries).items() if value is not None}
    return yaml.safe_dump({"rules": [rule]}, allow_unicode=True, sort_keys=False, width=10_000)


def book_of(folder: Path, **entries: object) -> Rulebook:
    """The tiny pack with one rule of these entries."""
    return load_pack(str(write_pack(folder, {"rules.yaml": rule_yaml(**entries)})))


def finding_on(
    book: Rulebook,
    text: str,
    *,
    section: SectionKind = SectionKind.MEASURES,
    whole: bool = False,
    level: Level | None = Level.STREET,
    year: int | None = 2024,
) -> Finding:
    """What the pack's first rule finds in a sentence, put into a small report of a street for 2024.

    ``whole`` texts are reports themselves.
    """
    document = document_of(Example(Verdict.ABSENT, text, whole, section), level or Level.STREET, year or 2024)
    return audit(document, book, level=level, year=year, backend="reference").findings[0]


def verdict_on(book: Rulebook, text: str, section: SectionKind = SectionKind.MEASURES) -> Verdict:
    """Verdict of the pack's first rule on a sentence."""
    return finding_on(book, text, section=section).verdict
