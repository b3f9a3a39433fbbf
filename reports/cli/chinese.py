"""Typer speaks English; here are its help pages and usage errors in Chinese, for every version of typer we accept.

Only attributes that typer and click document are used: ``opts``, ``metavar``, ``help`` and their like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from reports.layout import plain, shorten, width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Base of typer's own usage errors; newer versions of typer carry their own click and do not export it.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

_WIDTH = 88
_HELP = {
    "--help": "显示本说明",
    "--install-completion": "为当前命令行安装自动补全",
    "--show-completion": "显示自动补全脚本",
}
_MESSAGES = (
    (r"No such command ['\"]?(?P<what>.+?)['\"]?\.(?: Did you mean (?P<near>.+)\?)?", "没有“{what}”这个命令"),
    (r"Missing command\.?", "缺少命令"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<what>.*)\)", "多出了参数“{what}”"),
    (r"Option ['\"]?(?P<what>.+?)['\"]? requires (?:an|\d+) arguments?\.", "选项 {what} 后面要跟一个值"),
    (r"Option ['\"]?(?P<what>.+?)['\"]? does not take a value\.", "选项 {what} 后面不跟值"),
)


class _Quick:
    """Takes a text option as it stands. Typer would load pydantic (80 ms) to find that a text is a text."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ARG002 - the signature is typer's
        if param.nargs == -1 or param.multiple:
            return list(value or ())
        return value


def _quick(params: list[Any]) -> list[Any]:
    """Spare all ``params`` the loading of pydantic, where typer has the slot for it; it changes no value."""
    for param in params:
        if hasattr(param, "_runtime_param"):
            param._runtime_param = _Quick()
    return params


class Command(TyperCommand):
    """A command whose help page is Chinese."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _quick(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write("\n".join(_page(self, ctx)))

    def get_usage(self, ctx: Any) -> str:
        return _usage(self, ctx)


class Group(TyperGroup):
    """A group of commands whose help page is Chinese."""

    command_class = Command

    def get_params(self, ctx: Any) -> list[Any]:
        return _quick(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write("\n".join(_page(self, ctx)))

    def get_usage(self, ctx: Any) -> str:
        return _usage(self, ctx)


def new_app(about: str | None = None) -> typer.Typer:
    """Where a command of ours is registered, or several, which then are a group that ``about`` tells of."""
    return typer.Typer(cls=Group, help=about, rich_markup_mode=None, add_completion=False)


def _page(command: Any, ctx: Any) -> Iterator[str]:
    yield _usage(command, ctx)
    text, _, examples = (command.help or "").strip().partition("\n\n例：\n")
    for paragraph in text.split("\n\n"):
        yield from ["", *wrap(" ".join(paragraph.split()), _WIDTH)]
    params = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [(_argument(p), p.help or "") for p in params if p.param_type_name == "argument"]
    options = [_option(p) for p in params if p.param_type_name == "option"]
    names = command.list_commands(ctx) if isinstance(command, TyperGroup) else []
    commands = [
        (name, (child.help or "").split("\n")[0]) for name in names if (child := command.get_command(ctx, name))
    ]
    for title, rows in (("参数", arguments), ("命令", commands), ("选项", options)):
        if rows:
            yield from ["", f"{title}：", *_columns(rows)]
    if examples:
        yield from ["", "例：", *(f"  {line.strip()}" for line in examples.splitlines())]


def _columns(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = list(rows)
    first = min(max(width(name) for name, _ in rows), 28) + 4
    for name, text in rows:
        lines = wrap(text, _WIDTH - first)
        head = f"  {name}"
        if width(head) > first - 2:
            yield head
            head = ""
        yield head + " " * (first - width(head)) + lines[0]
        yield from (" " * first + line for line in lines[1:])


def _argument(param: Any) -> str:
    name = param.metavar or param.name
    return str(name if param.required else f"[{name}]")


def _option(param: Any) -> tuple[str, str]:
    opts = ", ".join(sorted(param.opts, key=len))
    known = next((_HELP[opt] for opt in param.opts if opt in _HELP), None)
    value = "" if param.is_flag or known else f" {param.metavar or '值'}"
    return opts + value, known or param.help or ""


def _usage(command: Any, ctx: Any) -> str:
    pieces = [_argument(param) for param in command.get_params(ctx) if param.param_type_name == "argument"]
    pieces += ["命令 …"] if isinstance(command, TyperGroup) else []
    return " ".join(["用法：" + ctx.command_path, "[选项]", *pieces])


def usage_message(error: Exception) -> tuple[str, ...]:
    """Lines that tell the user in Chinese what is wrong with the command line and where to look."""
    ctx = getattr(error, "ctx", None)
    hint = (f"用法见：{ctx.command_path} --help",) if ctx else ()
    return (f"错误：{_complaint(error)}", *hint)


def _complaint(error: Exception) -> str:
    kind = type(error).__name__
    text = str(getattr(error, "message", "") or "")
    if kind == "NoSuchOption":
        near = next(iter(getattr(error, "possibilities", None) or ()), "")
        return f"没有 {getattr(error, 'option_name', '')} 这个选项" + (f"，最接近的是 {near}" if near else "")
    if kind == "MissingParameter":
        param = getattr(error, "param", None)
        name = _option(param)[0] if param and param.param_type_name == "option" else _argument(param) if param else ""
        return f"缺少{name}"
    for pattern, chinese in _MESSAGES:
        match = re.fullmatch(pattern, text.strip())
        if match:
            found = {"what": "", "near": None} | match.groupdict()
            near = (found["near"] or "").replace("'", "").replace('"', "")
            what = shorten(plain(str(found["what"])), 60)
            return chinese.format(what=what) + (f"，最接近的是 {near}" if near else "")
    return text or str(error)


def completion_installed(text: str) -> str:
    """Chinese for what typer prints after it installed completion; anything unknown is passed on as it is."""
    match = re.search(r"completion installed in (?P<path>.+)", text)
    return f"自动补全已装入 {match['path'].strip()}，重新打开命令行后生效。\n" if match else text
