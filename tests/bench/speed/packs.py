"""The default pack made larger: every rule again under other ids, so that growth with rules can be measured.

A copy looks for the same words as its rule. This is the hard case: every hit of a word now bears on twice the rules,
while new rules of one's own would mostly look for words that a given report does not have.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import yaml

from engine.rulebook.loader import DEFAULT_PACK, HOME


def enlarged(folder: Path, times: int) -> Path:
    """Write a pack with ``times`` the rules of the default pack into ``folder`` and give its path."""
    pack = folder / f"rules-{times}"
    shutil.rmtree(pack, ignore_errors=True)
    shutil.copytree(HOME / DEFAULT_PACK, pack)
    for name in yaml.safe_load((pack / "pack.yaml").read_text("utf-8"))["rules"]:
        content = yaml.safe_load((pack / name).read_text("utf-8"))
        content["rules"] = [
            rule if number == 1 else {**rule, "id": f"{rule['id']}-{number}"}
            for number in range(1, times + 1)
            for rule in content["rules"]
        ]
        # JSON is YAML without the aliases that PyYAML would write for the copies and that a pack may not have.
        (pack / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return pack
