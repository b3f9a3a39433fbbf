"""A sentence → its clauses: the stance of each, who acts in it, and which period it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from engine.model import SectionKind, Stance
from engine.zh.bodies import Others, goes_on, guided, helped
from engine.zh.denial import takes_back
from engine.zh.faults import answers, blamed, leads_in
from engine.zh.figures import figures
from engine.zh.modality import (
    counts_done,
    fixed_stance,
    negations,
    only_wishes,
    other_actor,
    own_actor,
    plan_reaches_on,
)
from engine.zh.pending import comes_in, hands_on, keeps_waiting
from engine.zh.periods import Period
from engine.zh.syntax import clauses
from engine.zh.towns import other_towns
from engine.zh.words import Words
from engine.zh.zero import Zeros

_ISSUED = re.compile(
    r"(?:印发|制定|制订|出台|下发)[^，]{0,4}《[^》]{2,40}(?:要点|方案|计划|清单|分工|台账|办法|细则|分解表|意见)》"
)
_GUIDES = Words("指导 督促 引导 推动 鼓励 支持 协助 帮助 配合")
#: The items of a list, each with a count.
_ITEM, _COUNTED = re.compile(r"[^、]+、?"), re.compile(r"\d[余多]?(?:[件份部个项起宗名人家户处台场次条]|人次|万元)")
_NOT_YET = {Stance.PLANNED, Stance.ONGOING}


class Clause(Struct, frozen=True):
    """Part of a sentence up to a comma; positions are in the point's folded text.

    ``actor`` is who acts, from ``acts_from`` on, if not the reporting body; ``foreign`` is the other period than the
    report year that governs it; ``blamed`` is what of it only tells what was found wrong.
    """

    start: int
    end: int
    stance: Stance
    negated: tuple[tuple[int, int], ...] = ()
    actor: str | None = None
    foreign: Period | None = None
    acts_from: int = 0
    blamed: tuple[int, int] | None = None


class Sentence(Struct, frozen=True):
    """Part of a point up to a full stop; a ``heading`` announces and proves nothing."""

    start: int
    end: int
    heading: bool
    clauses: tuple[Clause, ...]


def read_sentence(
    text: str,
    start: int,
    end: int,
    kind: SectionKind,
    other: tuple[int, Period] | None,
    *,
    heading: bool,
    ahead: bool,
    zeros: Zeros,
) -> Sentence:
    """The sentence at a place of a point's folded text, as far as its own words and its section tell.

    ``other`` is where in the sentence another period than the report year begins to govern, and which. ``ahead``: it
    tells of the year to come.
    """
    found: list[Clause] = []
    planned_on, wished, actor = ahead, False, None
    reported = 0  # findings: 1 announced, 2 told of
    telling = kind is SectionKind.PREAMBLE and not heading and _tells(text[start:end])
    for begin, stop in _told_apart(text[start:end]):
        words = text[start + begin : start + stop]
        fixed = fixed_stance(words, text[start + stop : end], zeros)
        if wished and counts_done(words):
            planned_on = wished = False
        if planned_on and fixed is not Stance.LACKING:
            fixed = Stance.PLANNED
        listed = begin > 0 and text[start + begin - 1] == "、"
        if not planned_on and fixed is Stance.PLANNED and plan_reaches_on(words) and not listed:
            planned_on, wished = True, only_wishes(words)
        stance = _stance(fixed, kind, heading=heading)
        # Who acts holds on until a clause names the body itself; the period holds to the end of the sentence.
        _reach_back(text, found, words)
        actor = other_actor(words) or (None if own_actor(words) else actor)
        reported = 0 if reported and answers(words, first=reported == 1) else reported
        wrong = ((0, len(words)) if reported else blamed(words)) if stance is Stance.DONE else None
        found.append(
            Clause(
                start=start + begin,
                end=start + stop,
                stance=Stance.DONE if telling and stance is Stance.SLOGAN else stance,
                negated=tuple((start + begin + a, start + begin + b) for a, b in negations(words)),
                actor=actor,
                foreign=other[1] if other is not None and other[0] < stop else None,
                blamed=(start + begin + wrong[0], start + begin + wrong[1]) if wrong else None,
            )
        )
        reported = 2 if reported else int(leads_in(words, text[start + stop : end]))
    return Sentence(start, end, heading, tuple(found))


def _told_apart(sentence: str) -> Iterator[tuple[int, int]]:
    """Clauses of a folded sentence; of a list of counts what is planned or under way goes apart from what was done.

    宣布失效9件、|拟修订2件: each item has a count and a verb of its own.
    """
    for begin, stop in clauses(sentence):
        listed = "、" in sentence[begin:stop]
        items = [match.span() for match in _ITEM.finditer(sentence, begin, stop)] if listed else []
        counted = len(items) > 1 and all(_COUNTED.search(sentence, *item) for item in items)
        stances = [fixed_stance(sentence[start:end]) for start, end in items] if counted else []
        done = len(list(takewhile(lambda stance: stance is None, stances)))
        if 0 < done < len(stances) and stances[done] in _NOT_YET:
            yield begin, items[done][0]
            yield items[done][0], stop
        else:
            yield begin, stop


def _reach_back(text: str, found: list[Clause], words: str) -> None:
    """Weaken the clause that one of ``words`` says did not come about, or not yet; what was sent on stays between."""
    weaker = Stance.LACKING if takes_back(words) else Stance.ONGOING if keeps_waiting(words) else None
    for number in reversed(range(len(found))) if weaker else ():
        clause = found[number]
        said = text[clause.start : clause.end]
        counts = weaker is Stance.ONGOING and comes_in(said)
        if clause.stance in {Stance.DONE, Stance.ONGOING} and not counts:
            found[number] = replace(clause, stance=weaker)
        if not hands_on(said):
            return


def _tells(sentence: str) -> bool:
    """Whether a sentence of the opening reports a fact: it carries a count, or issued a document of the body's own."""
    if _ISSUED.search(sentence):
        return True
    return any(figure.bound != "each" for figure in figures(re.sub(r"《[^》]{0,120}》|\"[^\"]{0,40}\"", "", sentence)))


def _stance(fixed: Stance | None, kind: SectionKind, *, heading: bool) -> Stance:
    """Section and heading outweigh the words of a clause; in the body the words decide, and done is the default."""
    if kind is SectionKind.PLAN:
        return Stance.PLANNED
    if kind is SectionKind.SHORTCOMINGS:
        return Stance.LACKING
    if heading:
        return Stance.SLOGAN
    if fixed is not None:
        return fixed
    return Stance.SLOGAN if kind is SectionKind.PREAMBLE else Stance.DONE


def attributed(text: str, sentence: Sentence, others: Others, town: str) -> Sentence:
    """The sentence with the clauses marked whose act is another body's, or that of firms which the body guided.

    ``town`` is the issuer if it is a town or a street.
    """
    words = text[sentence.start : sentence.end]
    starts = set() if sentence.heading else {sentence.start + place for place in others.acts(words)}
    if town and not sentence.heading:
        starts |= {sentence.start + start for start, *_ in other_towns(words, town)}
    if not starts and not _GUIDES.stand_in(words):
        return sentence
    found: list[Clause] = []
    actor: str | None = None
    beside = False  # whether the body itself stood by: it guided or helped
    for clause in sentence.clauses:
        said = text[clause.start : clause.end]
        if clause.start in starts:
            actor, beside = "other", False
        elif actor and (own_actor(said) or others.names_self(said) or (beside and not goes_on(said, actor))):
            actor = None
        firm, organ = guided(said), helped(said)
        place = firm if firm is not None else organ
        if place is not None and clause.actor is None and actor is None:
            actor, beside = "firm" if firm is not None else "other", True
            found.append(replace(clause, actor=actor, acts_from=clause.start + place))
        else:
            found.append(replace(clause, actor=clause.actor or actor) if actor else clause)
    return replace(sentence, clauses=tuple(found))
