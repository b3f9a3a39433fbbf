"""The round as lines of JSON (检查结果.jsonl): one for the round, one for each file, one for each unit without one.

    {"schema": "fazhi.district/1", "manifest": {…}, "year": 2025}
    {"unit": "青禾街道", "arrival": "in-time", "fate": "counted", "rank": 3, "path": "…", "reason": "", "audit": {…}}
    {"unit": "柳溪镇", "arrival": "missing", "reason": "没有收到报告"}

``audit`` is one of ``audits`` of the JSON output. A later round reads the lines back to show what moved.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine import __version__
from engine.district.model import Fate
from engine.district.round import Before
from engine.errors import FazhiError
from engine.model import Verdict
from reports.district import figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.district.model import District, Entry
    from reports import Run

SCHEMA: Final = "fazhi.district/1"
#: No line of ours is longer.
_LONGEST: Final = 20_000_000


class PreviousError(FazhiError):
    """The output folder of an earlier round cannot be used."""


def write(district: District, run: Run, audit: Callable[[Entry], str]) -> Iterator[str]:
    """Give the lines; ``audit`` gives the JSON of the audit behind an entry."""
    manifest = {
        "tool": f"fazhi {__version__}",
        "backend": figures.backends(district, run.backend),
        "pack": {"id": run.book.id, "version": run.book.version, "sha256": run.book.sha256},
    }
    yield _line({"schema": SCHEMA, "manifest": manifest, "year": district.year})
    standings = figures.standings_by_name(district)
    for one in district.submissions:
        standing = standings.get(one.unit)
        counted = standing is not None and one.fate is Fate.COUNTED
        head = {
            "unit": one.unit or None,
            "arrival": standing.arrival.value if standing else None,
            "fate": one.fate.value,
            "rank": standing.rank if standing and counted else None,
            "path": one.path,
            "reason": one.reason,
        }
        opened = _line(head)[: -len("}\n")]
        yield f'{opened},"audit":{audit(one.entry) if one.entry else "null"}}}\n'
    came = {one.unit for one in district.submissions}
    for standing in district.standings:
        if standing.unit.name not in came:
            yield _line({"unit": standing.unit.name, "arrival": standing.arrival.value, "reason": standing.reason})


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def before(folder: str) -> list[Before]:
    """What the output folder of an earlier round says of its units. Raises PreviousError if it is none."""
    path = Path(folder, figures.LINES) if Path(folder).is_dir() else Path(folder)
    found: list[Before] = []
    ours, number = False, 0
    try:
        with path.open("rb") as file:
            while data := file.readline(_LONGEST + 1):
                number += 1
                one: Any = json.loads(data)
                if number == 1:
                    ours = one["schema"] == SCHEMA
                elif one.get("fate") == Fate.COUNTED:
                    found.append(_before(one))
    except FileNotFoundError:
        advice = f"请给出上一次 fazhi district 的输出文件夹（里面有“{figures.LINES}”）"
        raise PreviousError(f"“{folder}”里没有“{figures.LINES}”；{advice}") from None
    except OSError:
        raise PreviousError(f"读不到“{path}”；请检查权限") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        ours = False
    if not ours:
        raise PreviousError(f"{path}:{number or 1}：不是 fazhi district 写出的结果；请重新生成上一次的结果")
    return found


def _before(one: dict[str, Any]) -> Before:
    audit = one["audit"]
    rank = one["rank"]
    return Before(
        unit=str(one["unit"]),
        total=round(float(audit["score"]["total"]) * 100),
        rank=int(rank) if rank is not None else None,
        verdicts={str(finding["rule"]): Verdict(finding["verdict"]) for finding in audit["findings"]},
    )
