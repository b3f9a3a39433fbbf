"""YAML read with the place of every value, so that each fault can be shown where it stands.

Values come as ``Node``s; the ``Checker`` turns them into plain values and collects every fault it meets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from math import isfinite

import yaml
from msgspec import Struct, field

from engine.errors import Problem

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml: slower, same meaning
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

#: Nesting deeper than this is refused before it can exhaust the stack.
MAX_DEPTH = 24
#: Nesting that no stack minds. A level takes a bracket, or a column more of indentation with its dashes.
_SHALLOW = 400
_INDENTED = re.compile(rf"^[ \t?:-]{{{_SHALLOW}}}", re.MULTILINE)
_YAML_ADVICE = "检查缩进、冒号后的空格；以 @ 或 ! 开头、含 # 的行要加引号"
_KIND = {
    "str": "文字",
    "int": "整数",
    "float": "小数",
    "bool": "true 或 false",
    "null": "空",
    "map": "映射",
    "seq": "清单",
}


class Node(Struct, frozen=True):
    """A YAML value: ``value`` is str | int | float | bool | None, a list of Nodes, or a dict of Nodes."""

    value: object
    kind: str
    line: int
    column: int
    commented: bool = False


class Checker(Struct):
    """Reads one file's nodes into plain values, noting every fault instead of stopping at the first."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def fault(self, node: Node, message: str) -> None:
        self.problems.append(Problem(self.file, node.line, node.column, message))

    def load(self, text: str) -> Node | None:
        """Root of the file's only document, or None if it is not YAML."""
        try:
            deep = _too_deep(text)
            if deep:
                self.problems.append(Problem(self.file, *deep, "套得太深"))
                return None
            root = yaml.compose(text, Loader=Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            message = f"YAML 写法有误：{error.problem or error.context}。{_YAML_ADVICE}"
            self.problems.append(Problem(self.file, line, column, message))
            return None
        except (yaml.YAMLError, RecursionError) as error:
            self.problems.append(Problem(self.file, 1, 1, f"YAML 写法有误：{error}"))
            return None
        if root is None:
            self.problems.append(Problem(self.file, 1, 1, "文件是空的"))
            return None
        return self._node(root, text.splitlines(), set(), 0)

    def _node(self, raw: yaml.Node, lines: list[str], seen: set[int], depth: int) -> Node:
        line, column = raw.start_mark.line + 1, raw.start_mark.column + 1
        if depth > MAX_DEPTH or (not isinstance(raw, yaml.ScalarNode) and id(raw) in seen):
            node = Node(None, "null", line, column)
            self.fault(node, "套得太深" if depth > MAX_DEPTH else "不支持 YAML 别名（*名称）；请把内容写全")
            return node
        seen.add(id(raw))
        if isinstance(raw, yaml.MappingNode):
            entries: dict[str, Node] = {}
            for key, value in raw.value:
                name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
                if name in entries:
                    place = Node(None, "null", key.start_mark.line + 1, key.start_mark.column + 1)
                    self.fault(place, f"键“{name}”重复；第一次在第 {entries[name].line} 行")
                    continue
                child = self._node(value, lines, seen, depth + 1)
                entries[name] = Node(
                    child.value, child.kind, key.start_mark.line + 1, key.start_mark.column + 1, child.commented
                )
            return Node(entries, "map", line, column)
        if isinstance(raw, yaml.SequenceNode):
            return Node([self._node(child, lines, seen, depth + 1) for child in raw.value], "seq", line, column)
        tagged = lines[line - 1][column - 1 : column] == "!" if line <= len(lines) else False
        kind = "!" if tagged else raw.tag.rsplit(":", 1)[-1]
        one_line = getattr(raw, "style", None) not in {"|", ">"} and raw.end_mark.line < len(lines)
        rest = lines[raw.end_mark.line][raw.end_mark.column :].lstrip() if one_line else ""
        commented = rest.startswith("#") and not rest.startswith(("# ", "#\t")) and rest != "#"
        return Node(_scalar(raw.value, kind), kind, line, column, commented)

    def mapping(self, node: Node | None, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Node]:
        """Entries of a mapping with known keys; missing and unknown keys are faults."""
        if node is None or not isinstance(node.value, dict):
            if node is not None:
                self.fault(node, f"这里要写“键: 值”，看到的是{_KIND.get(node.kind, node.kind)}")
            return {}
        required, known = list(required), [*required, *optional]
        for key, child in node.value.items():
            if key not in known:
                near = get_close_matches(key, known, n=1, cutoff=0.5)
                hint = f"最接近的是“{near[0]}”" if near else "可用的键：" + "、".join(known)
                self.fault(child, f"不认识的键“{key}”；{hint}")
        missing = [key for key in required if key not in node.value]
        if missing:
            self.fault(node, "缺少必填的键：" + "、".join(missing))
        return {key: child for key, child in node.value.items() if key in known}

    def entries(self, node: Node | None) -> dict[str, Node]:
        """Entries of a mapping with free keys."""
        if node is None:
            return {}
        if not isinstance(node.value, dict):
            self.fault(node, f"这里要写“键: 值”，看到的是{_KIND.get(node.kind, node.kind)}")
            return {}
        return node.value

    def items(self, node: Node | None) -> list[Node]:
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.fault(node, f"这里要写清单（每行以“- ”开头），看到的是{_KIND.get(node.kind, node.kind)}")
            return []
        return node.value

    def text(self, node: Node | None, default: str = "") -> str:
        """A non-empty text; a text cut by an unquoted ``#`` is a fault."""
        if node is None:
            return default
        if node.kind in {"int", "float"}:
            return str(node.value)
        if node.kind == "!":
            self.fault(node, "行首的 ! 被 YAML 当成了标签，丢了；请给整行加引号")
            return default
        if not isinstance(node.value, str) or not node.value.strip():
            self.fault(node, f"这里要写文字，看到的是{_KIND.get(node.kind, node.kind)}")
            return default
        if node.commented:
            self.fault(node, "空格后的 # 被 YAML 当成了注释，后半行丢了；请给整行加引号")
        return node.value.strip()

    def flag(self, node: Node | None) -> bool:
        if node is None:
            return False
        if not isinstance(node.value, bool):
            self.fault(node, f"这里要写 true 或 false，看到的是{_KIND.get(node.kind, node.kind)}")
            return False
        return node.value

    def number(self, node: Node | None) -> float | None:
        if node is None:
            return None
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            self.fault(node, f"这里要写数，看到的是{_KIND.get(node.kind, node.kind)}")
            return None
        return node.value

    def whole(self, node: Node | None) -> int | None:
        value = self.number(node)
        if value is None or node is None:
            return None
        if not isinstance(value, int):
            self.fault(node, f"这里要写整数，看到的是 {value}")
            return None
        return value

    def choice(self, node: Node | None, accepted: Iterable[str], what: str) -> str | None:
        """One of ``accepted``; anything else is a fault with the nearest fit."""
        value, accepted = self.text(node), list(accepted)
        if node is None or value in accepted:
            return value or None
        near = get_close_matches(value, accepted, n=1, cutoff=0.4)
        self.fault(
            node, f"没有这个{what}“{value}”；" + (f"最接近的是“{near[0]}”" if near else "可写：" + "、".join(accepted))
        )
        return None


def _too_deep(text: str) -> tuple[int, int] | None:
    """Line and column where a text nests so deeply that libyaml, composing by recursion in C, overruns the stack."""
    if text.count("[") + text.count("{") < _SHALLOW and not _INDENTED.search(text):
        return None
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        mark = event.start_mark
        if depth > _SHALLOW and mark:
            return mark.line + 1, mark.column + 1
    return None


def _scalar(value: str, kind: str) -> object:
    """Value of a scalar whose tag YAML already resolved; anything odd stays text and fails its type check later."""
    if kind == "bool":
        return value.lower() in {"true", "yes", "on"}
    if kind == "null":
        return None
    try:
        if kind == "int":
            return int(value.replace("_", ""), 0) if not value.isdigit() else int(value)
        if kind == "float" and isfinite(number := float(value.replace("_", ""))):
            return number
    except ValueError:
        return value
    return value
