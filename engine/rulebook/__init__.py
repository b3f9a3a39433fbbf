"""Rule packs: YAML that a lawyer reads → checked, frozen ``Rulebook``. See rules/GUIDE.md."""

from engine.rulebook.loader import DEFAULT_PACK, load_pack
from engine.rulebook.rule import Rule, Rulebook

__all__ = ["DEFAULT_PACK", "Rule", "Rulebook", "load_pack"]
