"""Whether a text is written in traditional characters, which no rule of a pack is worded in."""

from __future__ import annotations

#: Traditional characters that official papers are full of and that simplified text does not use.
_TRADITIONAL = frozenset(
    "區縣鄉鎮黨務導貫徹設況報實對領進續執檢應訴決議範調達處經過義員統計劃責業監書記權會聽問題審見發結單開組織從專糾紛討論機構證質場評點現"
    "廣請師資個這們門觀電動預備護賦項強認轉舉職長產體條據將總時學優標傳確關辦為與於國"
)
#: Fewest such characters, and one in how many of the text, before it is said to be traditional.
_FEWEST, _ONE_IN = 20, 25


def is_traditional(text: str) -> bool:
    """Whether a good part of a text is in traditional characters; names and titles quoted in them are not enough."""
    found = sum(char in _TRADITIONAL for char in text)
    return found >= _FEWEST and found * _ONE_IN >= len(text)
