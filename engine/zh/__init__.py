"""The only place in code with knowledge of the Chinese language: from width and figures to whose act it is, and when.

Nothing here knows of rules, and of a report no more than the level and name of its body. Every function works on
folded text (``fold``), whose positions lead back to the text as it was read.
"""

from __future__ import annotations

# To compile a class of characters takes ten times as long if they lie in three places or more of the code (，。；), and
# longer with every character that a range spans. Hence the spelling of these, and of much in the modules beside.

#: A Chinese character, for regular expressions: a letter, but no Latin one, no digit and no number of a list (①);
#: other scripts, which no report has, pass.
HAN = r"[^\W\dA-z①-⑳]"
#: Any other character.
NOT_HAN = r"[\W\dA-z①-⑳]"
#: A character that parts neither sentences nor clauses, where a text may hold several of them; ，：； lie in one row.
#: Within a sentence ``[^，]`` says the same, within a clause a dot.
INSIDE = r"[^。，-；]"
