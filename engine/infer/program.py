"""The rules of a pack as clauses: facts → rungs reached → verdicts. The same program runs on both engines.

asked(rule, silence)            the rule binds this body for this year
watched(rule)                   a defect to look for
unbound(rule)                   a rule that does not bind it
mention(rule, rung, stance)     a phrase that reaches ``rung`` by itself stands in the text with ``stance``
sign(signal, stance, ceiling)   a part of a compound stands in the text, to be read up to that rung (0 mentioned …)
weaker(signal, stance, ceiling) the same where a sign of it may be read higher: it adds nothing
measure(name, value)            a number computed from the structure
claim(topic, rank)              a thing counted; ranks tell its different counts apart
weakness(item, topic)           a shortcoming stated, with a theme of it
planned(topic)                  a planned measure of this theme
planning()                      the report has a plan at all
  1  reached(rule, rung)        by a mention, read no higher than its stance allows
     relation(clash, about)     two counts of one claim
     answered(item)             a planned measure shares a theme with the weakness
  2  relation(unanswered, about)  a weakness that no planned measure answers
     reached(rule, rung)        by a compound: all that it needs, nothing that it lacks
  3  reached(rule, rung)        by a compound that looks at other rules or at relations
  4  verdict(rule, verdict)     the highest rung reached, or what silence means
     found(rule)                a defect
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.infer.clauses import Clause, Join, Pattern, Program, Ref, Template, Test
from engine.model import Stance, Verdict
from engine.rulebook.rule import (
    EXEMPT,
    FOUND,
    RUNGS,
    Compound,
    Leaf,
    Measure,
    Reaches,
    Relation,
    Rule,
    Rulebook,
    Signal,
)

#: Stance field of a statement that its rule asked for by stance: it may be read at any rung.
AS_ASKED = "as-asked"
#: Stance field of an act of residents or firms.
OF_OTHERS = "of-others"
#: Stance field of an act that another period than the report year governs (自2013年以来…).
OF_OTHER_YEARS = "of-other-years"
#: Stance field of an act of a year gone by (2022年…).
OF_PAST_YEARS = "of-past-years"
#: Stance field of what was only the topic of a meeting, a training or a study.
OF_TOPICS = "of-topics"
#: Stance field of such an occasion where the rule takes it for an act among others.
OF_TALKS = "of-talks"
#: What a statement can prove at most, by the stance field of its fact.
CEILING: dict[str, Verdict] = {
    Stance.DONE.value: Verdict.EVIDENCED,
    Stance.ZERO.value: Verdict.EVIDENCED,
    AS_ASKED: Verdict.EVIDENCED,
    Stance.ONGOING.value: Verdict.DESCRIBED,
    OF_OTHER_YEARS: Verdict.DESCRIBED,
    OF_OTHERS: Verdict.MENTIONED,
    OF_PAST_YEARS: Verdict.MENTIONED,
    OF_TALKS: Verdict.DESCRIBED,
    OF_TOPICS: Verdict.MENTIONED,
    Stance.PLANNED.value: Verdict.MENTIONED,
    Stance.LACKING.value: Verdict.MENTIONED,
    Stance.SLOGAN.value: Verdict.MENTIONED,
}
_MENTIONED = Verdict.MENTIONED.value
#: Places of the rungs on the ladder, which facts compare.
_PLACE = {rung.value: place for place, rung in enumerate(RUNGS)}
#: Rungs whose compound, met in a plan or a slogan, still mentions the rule's thing.
_ABOVE_MENTION = {Verdict.DESCRIBED.value, Verdict.EVIDENCED.value}


def compile_program(book: Rulebook) -> Program:
    """Clauses of all rules and defects of a pack."""
    return Program((*_admission(), *_relations(), *_compounds(book), *_verdicts()))


def _admission() -> Iterator[Clause]:
    for stance, highest in CEILING.items():
        for rung in _PLACE:
            reached = min(rung, highest.value, key=_PLACE.__getitem__)
            yield Clause(
                f"mention.{rung}.{stance}",
                1,
                (("m", Pattern("mention", (Test("rung", "eq", rung), Test("stance", "eq", stance)))),),
                (),
                Template("reached", {"rule": Ref("m", "rule"), "rung": reached}),
            )
        if highest is Verdict.EVIDENCED:
            yield _aside(EXEMPT, (Test("stance", "eq", stance),), f".{stance}")
    yield _aside(FOUND, (), "")


def _aside(rung: str, tests: tuple[Test, ...], name: str) -> Clause:
    return Clause(
        f"mention.{rung}{name}",
        1,
        (("m", Pattern("mention", (Test("rung", "eq", rung), *tests))),),
        (),
        Template("reached", {"rule": Ref("m", "rule"), "rung": rung}),
    )


def _relations() -> Iterator[Clause]:
    """Where facts of the text meet: two counts of one thing that differ, a weakness that no plan answers."""
    one = ("a", Pattern("claim", (Test("rank", "eq", 0),)))
    other = ("b", Pattern("claim", (Test("rank", "eq", 1),), (Join("topic", "a", "topic"),)))
    yield Clause("clash", 1, (one, other), (), Template("relation", {"name": "clash", "about": Ref("a", "topic")}))
    weakness = ("w", Pattern("weakness"))
    planned = ("p", Pattern("planned", (), (Join("topic", "w", "topic"),)))
    yield Clause("answered", 1, (weakness, planned), (), Template("answered", {"item": Ref("w", "item")}))
    yield Clause(
        "unanswered",
        2,
        (weakness, ("p", Pattern("planning"))),
        (Pattern("answered", (), (Join("item", "w", "item"),)),),
        Template("relation", {"name": "unanswered", "about": Ref("w", "item")}),
    )


def _compounds(book: Rulebook) -> Iterator[Clause]:
    for owner in book.owners:
        kind = "asked" if isinstance(owner, Rule) else "watched"
        for number, compound in enumerate(owner.compounds):
            rung = rung_of(compound)
            positives = [("r", Pattern(kind, (Test("rule", "eq", owner.id),)))]
            positives += [(f"n{index}", _pattern(leaf, rung)) for index, leaf in enumerate(compound.needs)]
            phase = 3 if any(isinstance(leaf, Reaches | Relation) for leaf in (*compound.needs, *compound.lacks)) else 2
            lacks = tuple(_pattern(leaf, Verdict.MENTIONED.value) for leaf in compound.lacks)
            name = f"compound.{owner.id}.{number}"
            reached = Template("reached", {"rule": owner.id, "rung": compound.rung})
            yield Clause(name, phase, tuple(positives), lacks, reached)
            if compound.rung in _ABOVE_MENTION and any(isinstance(leaf, Signal) for leaf in compound.needs):
                weaker = [(f"n{index}", _pattern(leaf, _MENTIONED)) for index, leaf in enumerate(compound.needs)]
                mentioned = Template("reached", {"rule": owner.id, "rung": _MENTIONED})
                yield Clause(f"{name}.named", phase, (positives[0], *weaker), lacks, mentioned)


def _pattern(leaf: Leaf, rung: str) -> Pattern:
    if isinstance(leaf, Signal):
        return Pattern("sign", (Test("signal", "eq", leaf.id), Test("ceiling", "gte", _PLACE[rung])))
    if isinstance(leaf, Reaches):
        return Pattern("reached", (Test("rule", "eq", leaf.rule), Test("rung", "eq", leaf.rung)))
    if isinstance(leaf, Relation):
        return Pattern("relation", (Test("name", "eq", leaf.name),))
    return Pattern("measure", _bounds(leaf))


def _bounds(bound: Measure) -> tuple[Test, ...]:
    tests = [Test("name", "eq", bound.name)]
    if bound.low is not None:
        tests.append(Test("value", "gte", bound.low))
    if bound.high is not None:
        tests.append(Test("value", "lte", bound.high))
    return tuple(tests)


def _verdicts() -> Iterator[Clause]:
    asked = ("r", Pattern("asked"))

    def reached(rung: str) -> Pattern:
        return Pattern("reached", (Test("rung", "eq", rung),), (Join("rule", "r", "rule"),))

    yield Clause("unbound", 4, (("r", Pattern("unbound")),), (), _verdict(Verdict.NOT_APPLICABLE))
    yield Clause("exempt", 4, (asked, ("x", reached(EXEMPT))), (), _verdict(Verdict.NOT_APPLICABLE))
    higher: list[str] = [EXEMPT]
    for rung in reversed(RUNGS):
        yield Clause(
            f"verdict.{rung.value}", 4, (asked, ("x", reached(rung))), tuple(map(reached, higher)), _verdict(rung)
        )
        higher.append(rung)
    silent = Template("verdict", {"rule": Ref("r", "rule"), "verdict": Ref("r", "silence")})
    yield Clause("verdict.silence", 4, (asked,), tuple(map(reached, higher)), silent)
    watched = ("r", Pattern("watched"))
    yield Clause("found", 4, (watched, ("x", reached(FOUND))), (), Template("found", {"rule": Ref("r", "rule")}))


def _verdict(verdict: Verdict) -> Template:
    return Template("verdict", {"rule": Ref("r", "rule"), "verdict": verdict.value})


def place_of(rung: str) -> int:
    """Place of a rung on the ladder."""
    return _PLACE[rung]


def ceiling(stance: str) -> int:
    """Place on the ladder of the highest rung that a statement can prove, by the stance field of its fact."""
    return _PLACE[CEILING[stance].value]


def rung_of(compound: Compound) -> str:
    """Rung that the signs of a compound must be readable at."""
    if compound.rung == FOUND:
        return Verdict.MENTIONED.value
    return Verdict.EVIDENCED.value if compound.rung == EXEMPT else compound.rung
