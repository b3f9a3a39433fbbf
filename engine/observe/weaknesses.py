"""The weaknesses that a report owns up to, one by one, each with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from engine.model import SectionKind, Span
from engine.observe.claims import tells_causes
from engine.observe.statements import Point, Sentence
from engine.zh.dates import month_days
from engine.zh.figures import tells_share
from engine.zh.modality import explains, gives_cause, lacks
from engine.zh.rhetoric import announces_lack
from engine.zh.syntax import heading_number, opens_point


class Said(Struct, frozen=True):
    """A sentence and the point it stands in."""

    point: Point
    sentence: Sentence

    @property
    def text(self) -> str:
        return self.point.text[self.sentence.start : self.sentence.end]

    @property
    def span(self) -> Span:
        return self.point.folded.span(self.sentence.start, self.sentence.end)

    @property
    def lacking(self) -> int:
        """How many of its clauses name something that is missing or weak."""
        return sum(map(_names, self._clauses))

    @property
    def announces(self) -> bool:
        """Whether it only says that there are weaknesses."""
        return not self.lacking and any(map(lacks, self._clauses))

    @property
    def announces_causes(self) -> bool:
        """Whether it says that causes follow (原因有：)."""
        return self.text.endswith("：") and self.gives_cause and not self.lacking

    @property
    def _clauses(self) -> list[str]:
        return [self.point.text[clause.start : clause.end] for clause in self.sentence.clauses]

    @property
    def tells_fact(self) -> bool:
        """Whether a count of the year, a share (近八成) or a date stands in it."""
        counted = bool(self.point.figures_in(self.sentence)) or tells_share(self.text)
        return counted or any(True for _ in month_days(self.text))

    @property
    def gives_cause(self) -> bool:
        return gives_cause(self.text)


class Weaknesses(Struct, frozen=True):
    """Each weakness as the sentences about it, and sentences that only give ``causes``, of any of them."""

    items: tuple[tuple[Said, ...], ...]
    causes: tuple[Said, ...]


def weaknesses(points: Iterable[Point]) -> Weaknesses:
    """Those of the part about shortcomings: what stands under one number is one, else each sentence that names one.

    A heading with a number may name it (（一）执法力量不足。), and what follows tells of it. What is listed after 原因
    or stands under a heading of causes alone is no weakness but why there is one.
    """
    items: list[list[Said]] = []
    causes: list[Said] = []
    announced: list[Said] = []
    part = (point for point in points if point.section is SectionKind.SHORTCOMINGS)
    for heading, same in groupby(part, key=lambda point: point.text[: point.body]):
        under = list(same)
        if _is_named_by(heading) and not any(map(_is_listed, under)):
            items.append([Said(point, one) for point in under for one in point.sentences])
            continue
        explaining = False
        for point in under:
            said = [Said(point, one) for one in point.sentences if not (one.heading and one.start < point.body)]
            if tells_causes(point) or (explaining and _is_listed(point)):
                causes += said
                continue
            announced += [one for one in said if one.announces]
            told = [one for one in said if not (one.announces or one.announces_causes)]
            if not _is_listed(point):
                _tell(told, items)
            elif any(one.lacking or one.gives_cause for one in told):
                items.append(told)
            explaining = any(one.announces_causes for one in said[-1:])
    items = items or [[one] for one in announced]
    return Weaknesses(tuple(map(tuple, items)), tuple(causes))


def _names(clause: str) -> bool:
    """Whether a folded clause names a weakness."""
    return lacks(clause) and not announces_lack(clause)


def _is_named_by(heading: str) -> bool:
    """Whether a heading below that of the part names a weakness."""
    number = heading_number(heading)
    return number is not None and number[0] > 1 and _names(heading)


def _is_listed(point: Point) -> bool:
    """Whether a point has a number of its own."""
    text = point.text[point.body :]
    return bool(opens_point(text)) or heading_number(text) is not None


def _tell(said: Sequence[Said], items: list[list[Said]]) -> None:
    """Sort sentences without numbers: a weakness each, but one that only gives a cause goes with what it explains."""
    for one in said:
        if items and (explains(one.text) or (one.gives_cause and not one.lacking)):
            items[-1].append(one)
        elif one.lacking or one.gives_cause:
            items.append([one])
