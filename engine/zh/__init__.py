"""The only place in code with knowledge of the Chinese language: from width and figures to whose act it is, and when.

Nothing here knows of rules, and of a report no more than the level and name of its body. Every function works on
folded text (``fold``), whose positions lead back to the text as it was read.
"""

from __future__ import annotations

#: A Chinese character, for regular expressions: a letter, but no Latin one, no numeral (½, Ⅲ, ①, 〇) and no kana; other
#: scripts, which no report has, pass. The range from 一 to 龥 leaves out the rare characters of names, and takes ten
#: times as long to compile: a millisecond for each pattern that holds it.
HAN = r"[^\W\dA-ÿⅠ-㏿]"
#: Any other character.
NOT_HAN = r"[\W\dA-ÿⅠ-㏿]"
