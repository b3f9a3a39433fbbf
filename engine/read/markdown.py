"""Markdown drafts: the words without the marks. No byte tells Markdown, so only clear marks make a text so."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

#: Text, place, heading level, whether in a table.
Row = tuple[str, str, int | None, bool]

#: Longest text that is looked at, in characters: no draft is longer, and marks cost time.
_LONGEST: Final = 2_000_000

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|(?=[\u2e80-\u9fff（]))(.*)")
_CLOSED_BY = re.compile(r"(?<=[ \t])#+$")
_TAG_LINE = re.compile(r"#[^#\s][^#\n]*#")  # a hashtag of microblogs: #依法行政#
_FRONT = re.compile(r"\ufeff?---[ \t]*\n((?:(?:\w[\w-]*[ \t]*:|[ \t]|- |#).*\n|\n)+?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LINE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_DASHES = re.compile(r"[ \t]*:?-{2,}:?[ \t]*")
_ITEM = re.compile(r"\s*(?:[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)(?=\S)")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]+\]:[ \t]*\S.*$")
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][\w-]*(?:[ \t][^<>\n]*)?/?>")

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE = re.compile(r"(?<!`)(`{1,3}+)(?!`)([^`\n]+)\1(?!`)")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*){0,9}\)|\[[^\[\]\n]*\])")
_NOTE = re.compile(r"\[\^[^\[\]\n]+\]:?")
_AUTO = re.compile(r"<((?:https?|mailto|ftp):[^<>\s]+)>")
_OPENED, _CLOSED = r"(?=[^\s*、，。；：！？）”])", r"(?<=[^\s*（“])"
_STRONG = re.compile(rf"(?<!\*)(\*\*\*?){_OPENED}([^*\n]+){_CLOSED}\1(?!\*)")
_STRESSED = re.compile(rf"(?<![*0-9A-Za-z])\*{_OPENED}([^*\n]+){_CLOSED}\*(?![*0-9A-Za-z])")
_STROKES = re.compile(r"(?<!\w)(_{1,2})(?=\S)([^_\n]+?)(?<=\S)\1(?!\w)|(~~)(?=\S)([^~\n]+?)(?<=\S)~~")
_CELL = re.compile(r"(?<!\\)\|")

_END: Final = tuple("。！？；：…”）.!?;:")
_NUMBERED = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,3}[章部条]|[①-⑳])"
)
#: A numbered heading of whatever length has no clauses; a numbered paragraph that an editor wrapped would.
_TITLED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^，。；：]{1,60}")
#: Lines shorter than this are not wrapped ones: titles, addressees, signatures.
_WRAPPED: Final = 25


def rows(text: str) -> list[Row] | None:
    """Lines of a Markdown text without its marks; None for a text without several headings or the rule of a table."""
    if len(text) > _LONGEST:
        return None
    front = _FRONT.match(text)
    lines = (text[front.end() :] if front else text).split("\n")
    headings = sum(bool(line.lstrip().startswith("#") and _HEADING.match(line)) for line in lines)
    tags = sum(bool(_TAG_LINE.match(line)) for line in lines if line.startswith("#"))
    ruled = any(map(_is_rule, lines))
    if headings - tags < 2 and not ruled:
        return None
    return list(_numbered(_blocks(_COMMENT.sub("", "\n".join(lines)).split("\n"))))


def _numbered(blocks: Iterator[tuple[str, str, int | None]]) -> Iterator[Row]:
    count = 0
    for text, cell, level in blocks:
        for line in text.split("\n"):
            if line.strip():
                count += not cell
                yield line.strip(), cell or f"第{count}段", level, bool(cell)


def _blocks(lines: list[str]) -> Iterator[tuple[str, str, int | None]]:
    """Paragraphs with their cell ("" outside of tables) and heading level; a paragraph may hold line breaks."""
    held, index, tables = "", 0, 0
    while index < len(lines):
        line = lines[index]
        index += 1
        following = lines[index] if index < len(lines) else ""
        heading, fence = _HEADING.match(line), _FENCE.match(line)
        if "|" in line and _is_rule(following):
            yield _plain(held), "", None
            held, tables = "", tables + 1
            index = yield from _table(lines, index - 1, tables)
        elif fence:
            yield _plain(held), "", None
            held = ""
            while index < len(lines) and not lines[index].strip().startswith(fence[1]):
                yield lines[index], "", None
                index += 1
            index += 1
        elif heading and not _TAG_LINE.match(line):
            yield _plain(held), "", None
            held = ""
            yield _plain(_CLOSED_BY.sub("", heading[2].rstrip())), "", len(heading[1])
        elif held and "\n" not in held and _UNDERLINE.match(line):
            yield _plain(held), "", 1 if "=" in line else 2
            held = ""
        elif not line.strip() or _LINE.match(line) or _DEFINITION.match(line):
            yield _plain(held), "", None
            held = ""
        else:
            line = line.lstrip(" \t>　")
            item = _ITEM.match(line)
            hard = line.endswith(("  ", "\\"))
            line = line[item.end() if item else 0 :].rstrip("\\").strip()
            if held and (item or held.endswith("\n") or not _runs_on(held, line)):
                yield _plain(held), "", None
                held = ""
            held += (" " if held and held[-1].isascii() and line[:1].isascii() else "") + line + ("\n" if hard else "")
    yield _plain(held), "", None


def _is_rule(line: str) -> bool:
    """Whether a line is the rule below the head of a table."""
    line = line.strip()
    return "|" in line and all(map(_DASHES.fullmatch, line.removeprefix("|").removesuffix("|").split("|")))


def _runs_on(held: str, line: str) -> bool:
    """Whether a line goes on with the paragraph: writers of Chinese often leave no blank line between paragraphs."""
    if len(held) < _WRAPPED or held.endswith(_END) or _NUMBERED.match(line):
        return False
    return not _TITLED.fullmatch(held)


def _table(lines: list[str], start: int, number: int) -> Generator[tuple[str, str, int | None], None, int]:
    """Cells of the table that begins at ``lines[start]``; returns the index of the line after it."""
    row, index = 0, start
    while index < len(lines) and "|" in lines[index]:
        if index != start + 1:
            row += 1
            cells = _CELL.split(lines[index].strip().removeprefix("|").removesuffix("|"))
            for column, cell in enumerate(cells[:100], start=1):
                yield _plain(cell.strip()), f"表{number}第{row}行第{column}列", None
        index += 1
    return index


def _plain(text: str) -> str:
    """Text of a paragraph without the marks of emphasis, links, pictures, code and markup."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[match.lastindex or 0])
        return f"\x00{len(kept) - 1}\x00"

    text = _ESCAPED.sub(keep, _CODE.sub(keep, text))
    text = _AUTO.sub(r"\1", _NOTE.sub("", text))
    text = _TAG.sub("", _BREAK.sub("\n", text))
    for _ in range(3):  # a picture inside a link, emphasis inside emphasis
        text = _LINK.sub(r"\1", text)
        text = _STRESSED.sub(r"\1", _STRONG.sub(r"\2", text))
        text = _STROKES.sub(lambda match: match[2] or match[4], text)
    return re.sub(r"\x00(\d+)\x00", lambda match: kept[int(match[1])], unescape(text))
