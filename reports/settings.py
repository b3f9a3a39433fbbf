"""Configuration files: ``fazhi.toml``, or ``[tool.fazhi]`` in ``pyproject.toml``, the nearest one upward.

Keys are the long names of options. Every fault is reported with its line; nothing unknown is passed over. Paths are
meant from the folder of the file.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from engine.errors import FazhiError, Problem
from engine.files import OversizeError, bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

NAME, SHARED, TABLE = "fazhi.toml", "pyproject.toml", "tool.fazhi"

Value = str | bool | tuple[str, ...]

#: Largest configuration file, in bytes.
SIZE_LIMIT = 2**20
_OURS = re.compile(rb"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*fazhi\b", re.MULTILINE)
_HEADER = r"\s*\[(?P<name>[^\[\]]+)\]\s*(?:#.*)?$"
_PLACE = r"\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)"


class Kind(Enum):
    """What a key holds. A list may be written as one value; pairs also as a table."""

    TEXT = auto()
    FLAG = auto()
    LIST = auto()
    PAIRS = auto()
    PATH = auto()
    PATHS = auto()


class Setting(Struct, frozen=True):
    """The value of one key and the line it stands on."""

    value: Value
    line: int


class Settings(Struct, frozen=True):
    """What a file says; ``file`` is None where there is no file."""

    file: str | None = None
    values: Mapping[str, Setting] = field(default_factory=dict)


class SettingsError(FazhiError):
    """A configuration file is wrong; ``problems`` holds all faults."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join([f"配置文件有 {len(self.problems)} 处问题", *map(str, self.problems)]))


def find(start: Path) -> Path | None:
    """Nearest file upward from the folder ``start``; in one folder ``fazhi.toml`` wins."""
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return folder / NAME
        shared = folder / SHARED
        try:
            if shared.is_file() and _OURS.search(bounded(shared, SIZE_LIMIT)):
                return shared
        except OSError:
            continue
    return None


def load(path: Path, kinds: Mapping[str, Kind], checks: Mapping[str, Callable[[str], object]]) -> Settings:
    """Read a file. ``kinds`` names the keys there are; ``checks`` refuse values by raising FazhiError."""
    import tomllib  # most folders have no such file

    shown = _shown(path)
    try:
        text = bounded(path, SIZE_LIMIT).decode("utf-8-sig")
        data: Any = tomllib.loads(text)
    except OSError as error:
        said = str(error) if isinstance(error, OversizeError) else "读不到这个文件"
        raise SettingsError([Problem(shown, 1, 1, said)]) from None
    except UnicodeDecodeError:
        raise SettingsError([Problem(shown, 1, 1, "不是 UTF-8 文本；请另存为 UTF-8")]) from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a bare ValueError
        raise SettingsError([_syntax(shown, text, error)]) from None
    prefix = ""
    if path.name == SHARED:
        tool = data.get("tool")
        ours = tool.get("fazhi") if isinstance(tool, dict) else None
        prefix, data = TABLE, ours if isinstance(ours, dict) else {}
    reader = _Reader(shown, text, prefix, path.parent)
    values: dict[str, Setting] = {}
    for key, raw in data.items():
        if key not in kinds:
            from difflib import get_close_matches

            near = get_close_matches(key.replace("_", "-"), kinds, n=1, cutoff=0.5)
            hint = f"最接近的是“{near[0]}”" if near else f"可用的键：{'、'.join(kinds)}"
            reader.fault(key, f"不认识的键“{key}”；{hint}")
            continue
        value = reader.value(key, raw, kinds[key])
        if value is not None:
            values[key] = Setting(value, reader.line(key))
            if key in checks:
                reader.check(key, value, checks[key])
    if reader.problems:
        raise SettingsError(reader.problems)
    return Settings(shown, values)


def _shown(path: Path) -> str:
    """Path as short as it can be said from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _syntax(file: str, text: str, error: Exception) -> Problem:
    found = re.search(_PLACE, str(error))
    line = int(found["line"]) if found and found["line"] else text.count("\n") + 1
    column = int(found["column"]) if found and found["column"] else 1
    advice = "文字要加引号，键和值之间用等号，同一个键只写一次"
    return Problem(file, line, column, f"TOML 写法有误；{advice}")


class _Reader:
    """Turns values of one file into texts, noting every fault with the line of its key."""

    def __init__(self, file: str, text: str, prefix: str, folder: Path) -> None:
        self.problems: list[Problem] = []
        self._file, self._lines, self._prefix, self._folder = file, text.splitlines(), prefix, folder

    def fault(self, key: str, message: str) -> None:
        self.problems.append(Problem(self._file, self.line(key), 1, message))

    def line(self, key: str) -> int:
        """Line where a key or its table stands; tomllib does not tell."""
        table, wanted = "", f"{self._prefix}.{key}" if self._prefix else key
        assigned = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]")
        for number, line in enumerate(self._lines, 1):
            header = re.match(_HEADER, line)
            if header:
                table = re.sub(r"[\s\"']", "", header["name"])
            if (table == self._prefix and assigned.match(line)) or (header and table == wanted):
                return number
        return 1

    def value(self, key: str, raw: object, kind: Kind) -> Value | None:
        """Value as the command line would give it; None after a fault."""
        if kind is Kind.PAIRS and isinstance(raw, dict):
            raw = [f"{name}={text}" if (text := _text(value)) is not None else None for name, value in raw.items()]
        if kind is Kind.FLAG:
            value: Value | None = raw if isinstance(raw, bool) else None
            wanted = "true 或 false"
        elif kind in {Kind.TEXT, Kind.PATH}:
            text = _text(raw)
            value = self._path(key, text) if text is not None and kind is Kind.PATH else text
            wanted = "一个值"
        else:
            items = raw if isinstance(raw, list) else [raw]
            texts = tuple(text for item in items if (text := _text(item)) is not None)
            found = tuple(self._path(key, text) for text in texts) if kind is Kind.PATHS else texts
            value = found if len(found) == len(items) else None
            wanted = "一个值或一张清单"
        if value is None:
            self.fault(key, f"“{key}”要写{wanted}")
        return value

    def check(self, key: str, value: Value, check: Callable[[str], object]) -> None:
        """Note as faults what ``check`` has against the value, or against each value of a list."""
        for one in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            try:
                check(one)
            except FazhiError as error:
                self.fault(key, str(error))

    def _path(self, key: str, text: str) -> str:
        """Path from the folder of the file. A rule pack may be a name instead."""
        path = self._folder / text
        if key == "pack" and not path.exists():
            return text
        return _shown(path) + ("/" if text.endswith(("/", "\\")) else "")  # which says that a folder is meant


def _text(raw: object) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    return str(raw)
