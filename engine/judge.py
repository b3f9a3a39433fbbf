"""Observations → facts → inference → a verdict for every rule, with the mentions that carried it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from msgspec import Struct

from engine.errors import CountError
from engine.infer import Fact, Inference, Inferrer
from engine.infer.program import (
    AS_ASKED,
    OF_OTHER_YEARS,
    OF_OTHERS,
    OF_PAST_YEARS,
    OF_TALKS,
    OF_TOPICS,
    ceiling,
    compile_program,
)
from engine.model import Level, SectionKind, Span, Stance, Verdict
from engine.observe import Mention, Observations
from engine.observe.matcher import STRENGTH
from engine.observe.topics import Topic
from engine.rulebook.rule import Rulebook
from engine.zh.bodies import OTHERS
from engine.zh.periods import Period


class Judgement(Struct, frozen=True):
    """Verdict of every rule of the pack, the defects found, and the chain of facts behind them.

    ``sources`` are the mentions that the facts of mentions and signs stand for, by the id of the fact;
    ``conclusions`` the facts that a verdict or defect is, by its rule.
    """

    verdicts: Mapping[str, Verdict]
    found: tuple[str, ...]
    inference: Inference
    proof: Mapping[str, tuple[Mention, ...]]
    sources: Mapping[str, tuple[Mention, ...]]
    conclusions: Mapping[str, Fact]


def prepare(book: Rulebook, backend: str | None) -> None:
    """Have the engine made ready while other stages go on; raises BackendError if the one asked for is not here."""
    _inferrer(book, backend)


@lru_cache(maxsize=8)
def _inferrer(book: Rulebook, backend: str | None) -> Inferrer:
    return Inferrer(compile_program(book), backend)


def judge(observations: Observations, book: Rulebook, level: Level, year: int, backend: str | None) -> Judgement:
    """Run the rules on what was seen. Raises CountError if a rule is left without exactly one verdict."""
    facts, sources = _facts(observations, book, level, year)
    inference = _inferrer(book, backend).run(facts)
    verdicts: dict[str, Verdict] = {}
    for fact in inference.of("verdict"):
        rule = str(fact.fields["rule"])
        if rule in verdicts:
            raise CountError(f"规则 {rule} 有两个结论：{verdicts[rule]}、{fact.fields['verdict']}；请报告这个程序错误")
        verdicts[rule] = Verdict(str(fact.fields["verdict"]))
    missing = [rule.id for rule in book.rules if rule.id not in verdicts]
    if missing or len(verdicts) != len(book.rules):
        raise CountError(f"{len(missing)} 条规则没有结论：{'、'.join(missing[:5])}；请报告这个程序错误")
    found = tuple(str(fact.fields["rule"]) for fact in inference.of("found"))
    conclusions = {str(fact.fields["rule"]): fact for kind in ("verdict", "found") for fact in inference.of(kind)}
    proof = _proof(inference, conclusions, sources)
    return Judgement(verdicts, found, inference, proof, sources, conclusions)


def _facts(
    observations: Observations, book: Rulebook, level: Level, year: int
) -> tuple[list[Fact], dict[str, tuple[Mention, ...]]]:
    """Facts for inference, and the mentions that each stands for. Mentions that are read alike make one fact."""
    facts = [
        Fact(f"r{index}", "asked", {"rule": rule.id, "silence": rule.silence.value})
        if rule.binds(level, year)
        else Fact(f"r{index}", "unbound", {"rule": rule.id})
        for index, rule in enumerate(book.rules)
    ]
    facts += [
        Fact(f"w{index}", "watched", {"rule": defect.id})
        for index, defect in enumerate(book.defects)
        if defect.binds(level, year)
    ]
    facts += [
        Fact(f"v{index}", "measure", {"name": name, "value": value})
        for index, (name, value) in enumerate(sorted(observations.measures.items()))
    ]
    facts += _joined(observations)
    alike: defaultdict[tuple[str, str, str, str], list[Mention]] = defaultdict(list)
    for mention in observations.mentions:
        signal = mention.signal
        kind, owner = ("mention", signal.rule) if signal.rung else ("sign", signal.id)
        alike[kind, owner, signal.rung or "", reading(mention)].append(mention)
    sources: dict[str, tuple[Mention, ...]] = {}
    highest: dict[str, int] = {}
    for kind, owner, _, stance in alike:
        if kind == "sign":
            highest[owner] = max(ceiling(stance), highest.get(owner, 0))
    for index, ((kind, owner, rung, stance), mentions) in enumerate(sorted(alike.items())):
        said: dict[str, str | int] = {"stance": stance, "n": len(mentions)}
        if kind == "mention":
            fact = Fact(f"m{index}", kind, {"rule": owner, "rung": rung, **said})
        else:
            place = ceiling(stance)
            fact = Fact(
                f"m{index}", kind if place == highest[owner] else "weaker", {"signal": owner, "ceiling": place, **said}
            )
        facts.append(fact)
        sources[fact.id] = tuple(mentions)
    return facts, sources


def _joined(observations: Observations) -> list[Fact]:
    """Facts that rules join on a topic: counts of claims, themes of weaknesses and of planned measures."""
    found: list[tuple[str, dict[str, str | int]]] = [
        ("claim", {"topic": topic, "rank": rank, "n": len(group)})
        for topic, groups in sorted(observations.claims.items())
        for rank, group in enumerate(groups[:2])
    ]
    found += [
        ("weakness", {"item": f"i{index}", "topic": topic})
        for index, topics in enumerate(observations.themes.weaknesses.values())
        for topic in topics
    ]
    found += [("planned", {"topic": topic}) for topic in sorted(observations.themes.planned)]
    if observations.measures["plan.present"]:
        found.append(("planning", {}))
    return [Fact(f"t{index}", kind, fields) for index, (kind, fields) in enumerate(found)]


def reading(mention: Mention) -> str:
    """Stance field of the fact that a mention makes; ``CEILING`` says what it can prove."""
    if mention.signal.stances:
        return AS_ASKED
    if mention.stance in {Stance.DONE, Stance.ONGOING}:
        if mention.actor in OTHERS:
            return OF_OTHERS
        if mention.foreign:
            return OF_PAST_YEARS if mention.foreign is Period.PAST else OF_OTHER_YEARS
    if mention.topic is not None:
        return OF_TOPICS if mention.topic is Topic.ALONE else OF_TALKS
    return mention.stance.value


def _proof(
    inference: Inference, conclusions: Mapping[str, Fact], sources: Mapping[str, tuple[Mention, ...]]
) -> dict[str, tuple[Mention, ...]]:
    """Mentions that carried each verdict and defect, by walking the derivations back to asserted facts."""

    @cache
    def roots(fact_id: str) -> set[str]:
        derivations = inference.why(fact_id)
        if not derivations:
            return {fact_id}
        return {root for derivation in derivations for one in derivation.support for root in roots(one)}

    proof: dict[str, tuple[Mention, ...]] = {}
    for owner, fact in conclusions.items():
        mentions = [mention for root in roots(fact.id) for mention in sources.get(root, ())]
        proof[owner] = _strongest_first(mentions)
    return proof


def _strongest_first(mentions: list[Mention]) -> tuple[Mention, ...]:
    """By stance, a count in the sentence, the body of the report before its opening, by how many phrases met it."""
    met = Counter(mention.span for mention in mentions)

    def strength(mention: Mention) -> tuple[int, bool, bool, int, Span]:
        opening = mention.section is SectionKind.PREAMBLE
        return STRENGTH.index(mention.stance), not mention.counted, opening, -met[mention.span], mention.span

    return tuple(sorted(mentions, key=strength))


def relations_behind(judgement: Judgement, owner: str) -> list[tuple[str, str]]:
    """(relation, what it is about) that a verdict or defect of ``owner`` rests on, sorted."""
    if not judgement.inference.of("relation"):  # in most reports nothing is at odds
        return []
    return sorted(
        (str(fact.fields["name"]), str(fact.fields["about"]))
        for fact in _support(judgement, owner)
        if fact.kind == "relation"
    )


def measures_behind(judgement: Judgement, owner: str) -> list[str]:
    """Names of the measures that a verdict or defect of ``owner`` rests on, sorted."""
    return sorted({str(fact.fields["name"]) for fact in _support(judgement, owner) if fact.kind == "measure"})


def _support(judgement: Judgement, owner: str) -> list[Fact]:
    """Every fact behind a verdict or defect of ``owner``, back to those asserted."""
    seen: dict[str, Fact] = {}
    stack = [judgement.conclusions[owner].id] if owner in judgement.conclusions else []
    while stack:
        fact = judgement.inference.fact(stack.pop())
        if fact.id not in seen:
            seen[fact.id] = fact
            stack += [one for derivation in judgement.inference.why(fact.id) for one in derivation.support]
    return list(seen.values())
