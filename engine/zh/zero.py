"""What a zero says: that nothing of a kind occurred (复议0件), or that the body did not do what it owes (培训0次)."""

from __future__ import annotations

import re

from msgspec import Struct

from engine.zh import HAN
from engine.zh.words import Words, spelt

_UNITS = "人次|场次|次|场|份|条|期|卷|件|起|宗|例|人|名|项|家|户|处|台|个|堂|课时|学时"
_COUNTED = f"(?:{_UNITS})"
# Strings are compiled when they are first used: few reports need them.
_NONE = rf"(?<![\d.，])(?:0|零){_COUNTED}(?!率|距|差)"
_MAY_BE_NONE = Words(f"[0|零][{_UNITS}]", but="[0123456789.，]0")
_SOME = rf"(?<![\d.])[1-9]\d*(?:\.\d+)?余?{_COUNTED}"
_NO_RATE = rf"(?P<of>{HAN}{{2,8}}?)率(?:均|仅|只)?(?:为|是|达到?)?(?:0(?![.\d])%?|零)"
_MAY_BE_NO_RATE = spelt("率[|均|仅|只][|为|是|达|达到][0|零]")


class Zeros(Struct, frozen=True, array_like=True):
    """Folded words by what a zero says of them.

    Acts that are ``owed`` were not done; ``occurrences`` did not occur; ``rates`` should be high. The word that ends
    last in a clause decides, of two that end together the longer.
    """

    owed: tuple[str, ...] = ()
    occurrences: tuple[str, ...] = ()
    rates: tuple[str, ...] = ()

    def lacking(self, clause: str) -> bool:
        """Whether a folded clause counts none of what the body owes, or gives a rate of 0 that should be high."""
        rate = re.search(_NO_RATE, clause) if any(words in clause for words in _MAY_BE_NO_RATE) else None
        if rate is not None:
            high = _last(self.rates, rate["of"])
            return high > (0, 0) and high >= _last(self.occurrences, rate["of"])
        if not _MAY_BE_NONE.stand_in(clause) or not re.search(_NONE, clause) or re.search(_SOME, clause):
            return False
        return _last(self.owed, clause) > _last(self.occurrences, clause)


#: Of those who know no pack: every zero may be what merely did not occur.
NO_WORDS = Zeros()


def _last(words: tuple[str, ...], text: str) -> tuple[int, int]:
    """End and length of the word that ends last in a text; zeros if none stands there."""
    places = ((text.rfind(word), len(word)) for word in words)
    return max(((place + length, length) for place, length in places if place >= 0), default=(0, 0))
