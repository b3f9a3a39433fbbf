"""Renders by name, and checks what was rendered against schemas."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import regex
from audits import make_book
from jsonschema import validators

from engine.errors import Problem
from reports import RENDERERS, Look, Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.model import Audit
    from engine.rulebook.rule import Rulebook
    from reports import Unread
    from reports.baseline import Baseline
    from reports.waivers import Waivers

SCHEMAS = Path(__file__).parent / "data" / "schemas"
#: What an attacker would write into a report, one line each.
ATTACKS = (
    "::set-output name=x::1",
    "##[add-mask]x",
    "a%0A::error::b",
    "]]><failure/>",
    "<script>alert(1)</script>",
    "![x](http://evil/x.png)",
    "[x](javascript:alert(1)) {0} http://evil www.evil.com",
    "@all #1 !1 ~x `x` **x** _x_ | $x$ <!-- ^ & &lt;",
    "=cmd|' /C calc'!A0",
    "/close",
    'x" onclick="x\\',
)


def run(
    book: Rulebook | None = None,
    unread: Sequence[Unread] = (),
    waivers: Waivers | None = None,
    baseline: Baseline | None = None,
) -> Run:
    return Run(book or make_book(), "reference", unread, waivers, baseline)


def render(name: str, *audits: Audit, by: Run | None = None, look: Look | None = None) -> str:
    """Whole output of a format; written twice, it must come out the same."""
    written = []
    for _ in range(2):
        pieces = list(RENDERERS[name].render(iter(audits), by or run(), look or Look()))
        written.append("".join(piece for piece in pieces if isinstance(piece, str)))
        assert all(isinstance(piece, str) for piece in pieces)
    assert written[0] == written[1]
    written[0].encode()
    return written[0]


def valid(schema: str, data: Any) -> Any:
    """``data``, once it has been checked against one of the schemas."""
    errors = [f"{error.json_path}: {error.message[:200]}" for error in _validator(schema).iter_errors(data)]
    assert not errors, errors[:5]
    return data


@cache
def _validator(name: str) -> jsonschema.protocols.Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    kind: Any = validators.extend(validators.validator_for(schema), {"pattern": _pattern})  # type: ignore[no-untyped-call]
    checker: jsonschema.protocols.Validator = kind(schema, format_checker=kind.FORMAT_CHECKER)
    return checker


def _pattern(_validator: Any, pattern: str, instance: object, _schema: Any) -> Iterator[jsonschema.ValidationError]:
    r"""Patterns of JSON schemas are those of ECMAScript; ``re`` knows no \p{L}."""
    if isinstance(instance, str) and not regex.search(pattern, instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


def problems(error: Any) -> list[str]:
    """Faults of a file as line:message."""
    found: tuple[Problem, ...] = error.problems
    return [f"{problem.line}:{problem.message}" for problem in found]
