"""Finds a pack, and takes it from the cache where it was compiled before; only a new one is read from YAML."""

from __future__ import annotations

from pathlib import Path

from engine.errors import Problem, RuleError
from engine.rulebook import cache
from engine.rulebook.rule import Rulebook

#: Where the packs that come with the program live.
HOME = Path(__file__).resolve().parents[2] / "rules"
DEFAULT_PACK = "2021-2025"


def load_pack(name_or_path: str | None = None) -> Rulebook:
    """Load a pack by its name under rules/ or by the path of its folder; None means the default pack.

    Raises RuleError with every fault found.
    """
    wanted = name_or_path or DEFAULT_PACK
    folder = HOME / wanted if (HOME / wanted / "pack.yaml").is_file() else Path(wanted)
    if not (folder / "pack.yaml").is_file():
        known = "、".join(sorted(path.parent.name for path in HOME.glob("*/pack.yaml")))
        raise RuleError(
            [Problem(str(folder), 1, 1, f"没有这个规则包；自带的有：{known}，也可写含 pack.yaml 的文件夹路径")]
        )
    book = cache.kept(folder)
    if book is None:
        from engine.rulebook.pack import Pack  # brings YAML along

        pack = Pack(folder)
        book = pack.read()
        cache.keep(folder, pack.files, book)
    return book
