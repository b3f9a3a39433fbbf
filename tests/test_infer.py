"""Inference: what clauses mean, that both engines agree on it, and that nothing harmful reaches the C core."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.errors import BackendError
from engine.infer import (
    BACKENDS,
    Clause,
    Fact,
    Inference,
    Inferrer,
    Join,
    Pattern,
    Program,
    Ref,
    Template,
    Test,
    Value,
    available,
)
from engine.infer.host import HOST, Life
from engine.model import Stance

needs_rete = pytest.mark.skipif(
    "rete" not in available(),
    reason="durable-rules is not installed here (CPython 3.13+, no compiler)",
)
backends = pytest.mark.parametrize("backend", [pytest.param("rete", marks=needs_rete), "reference"])


def fact(name: str, kind: str, **fields: Value) -> Fact:
    return Fact(name, kind, fields)


def clause(
    name: str,
    *positives: Pattern,
    unless: tuple[Pattern, ...] = (),
    derives: Template | str = "out",
    phase: int = 1,
) -> Clause:
    """A clause whose positives are called a, b, c…; by default it derives a fact that names it."""
    aliased = tuple(zip("abcdefghij", positives, strict=False))
    template = Template(derives, {"name": name.replace("0", "")}) if isinstance(derives, str) else derives
    return Clause(name, phase, aliased, unless, template)


def eq(kind: str, *joins: Join, **fields: Value) -> Pattern:
    return Pattern(kind, tuple(Test(name, "eq", value) for name, value in fields.items()), joins)


def run(backend: str, clauses: list[Clause], facts: list[Fact]) -> Inference:
    inferrer = Inferrer(Program(tuple(clauses)), backend)
    try:
        return inferrer.run(facts)
    finally:
        inferrer.close()


def supports(result: Inference) -> list[tuple[str, tuple[str, ...]]]:
    return [(derivation.clause, derivation.support) for derivation in result.derivations]


# --- what clauses mean -----------------------------------------------------------------------------------------------

SAME_TOPIC = Join("topic", "a", "topic")
WEAK = eq("group", stance="lacking")
REPORT = [
    fact("g1", "group", topic="教育", stance="lacking", n=3),
    fact("g2", "group", topic="教育", stance="planned", n=1),
    fact("g3", "group", topic="医疗", stance="planned", n=1),
    fact("g4", "group", topic="环保", stance="lacking", n=2),
    fact("g5", "group", stance="lacking"),
    fact("g10", "group", topic=7, stance="lacking", n="3"),
]

MEANING: dict[str, tuple[list[Clause], list[tuple[str, tuple[str, ...]]]]] = {
    "one fact": ([clause("x", eq("group", topic="医疗"))], [("x", ("g3",))]),
    "no such fact": ([clause("x", eq("group", topic="交通"))], []),
    "no such kind": ([clause("x", eq("figure"))], []),
    "join": ([clause("x", WEAK, eq("group", SAME_TOPIC, stance="planned"))], [("x", ("g1", "g2"))]),
    "one fact in two positives": (
        [clause("x", eq("group", topic="医疗"), eq("group", stance="planned"))],
        [("x", ("g3", "g2")), ("x", ("g3", "g3"))],
    ),
    "a fact joined with itself; not by a field it lacks": (
        [clause("x", WEAK, eq("group", SAME_TOPIC, stance="lacking"))],
        [("x", ("g1", "g1")), ("x", ("g4", "g4")), ("x", ("g10", "g10"))],
    ),
    "absence": ([clause("x", eq("group", topic="医疗"), unless=(eq("group", topic="教育"),))], []),
    "absence of what is not there": (
        [clause("x", eq("group", topic="医疗"), unless=(eq("group", topic="交通"),))],
        [("x", ("g3",))],
    ),
    "absence by join; a lacking field joins nothing": (
        [clause("x", WEAK, unless=(eq("group", SAME_TOPIC, stance="planned"),))],
        [("x", ("g4",)), ("x", ("g5",)), ("x", ("g10",))],
    ),
    "every absence must hold": (
        [clause("x", WEAK, unless=(eq("none"), eq("group", SAME_TOPIC, n=2)))],
        [("x", ("g1",)), ("x", ("g5",)), ("x", ("g10",))],
    ),
    "gte": ([clause("x", Pattern("group", (Test("n", "gte", 2),)))], [("x", ("g1",)), ("x", ("g4",))]),
    "gt": ([clause("x", Pattern("group", (Test("n", "gt", 2),)))], [("x", ("g1",))]),
    "lte": ([clause("x", Pattern("group", (Test("n", "lte", 2),)))], [("x", ("g2",)), ("x", ("g3",)), ("x", ("g4",))]),
    "lt, between": ([clause("x", Pattern("group", (Test("n", "lt", 3), Test("n", "gt", 1))))], [("x", ("g4",))]),
    "equal number": ([clause("x", eq("group", n=3))], [("x", ("g1",))]),
    "equal text": ([clause("x", eq("group", n="3"))], [("x", ("g10",))]),
    "member of an enumeration": ([clause("x", eq("group", stance=Stance.LACKING, topic="环保"))], [("x", ("g4",))]),
    "contradiction": ([clause("x", Pattern("group", (Test("n", "eq", 3), Test("n", "eq", 2))))], []),
    "order of clauses, then of ids": (
        [clause("y", eq("group", topic="教育")), clause("x", eq("group", topic="教育"))],
        [("y", ("g1",)), ("y", ("g2",)), ("x", ("g1",)), ("x", ("g2",))],
    ),
}


@backends
@pytest.mark.parametrize("case", MEANING)
def test_meaning(backend: str, case: str) -> None:
    clauses, expected = MEANING[case]
    assert supports(run(backend, clauses, REPORT)) == expected


@backends
def test_chain_over_phases_with_absence_of_derived_facts(backend: str) -> None:
    gap = Template("gap", {"topic": Ref("a", "topic"), "weight": 2})
    clauses = [
        clause("last", eq("verdict"), unless=(eq("gap", topic="教育"),), phase=7),
        clause("judge", eq("gap"), unless=(eq("excuse", SAME_TOPIC),), derives="verdict", phase=3),
        clause("find", WEAK, unless=(eq("group", SAME_TOPIC, stance="planned"),), derives=gap),
        clause("too_early", eq("gap"), phase=1),
        clause("not_yet", eq("group", topic="医疗"), unless=(eq("gap"),), phase=1),
    ]
    result = run(backend, clauses, [*REPORT[:4], fact("x1", "excuse", topic="医疗")])
    assert supports(result) == [("find", ("g4",)), ("not_yet", ("g3",)), ("judge", ("d0",)), ("last", ("d2",))]
    assert result.of("gap") == (Fact("d0", "gap", {"topic": "环保", "weight": 2}),)
    assert result.of("verdict") == (Fact("d2", "verdict", {"name": "judge"}),)
    assert result.backend == backend


@backends
def test_same_content_is_one_fact_with_every_reason(backend: str) -> None:
    topic = Template("seen", {"topic": Ref("a", "topic")})
    clauses = [
        clause("x", eq("group", topic="教育"), derives=topic),
        clause("y", WEAK, derives=topic),
        clause("z", eq("seen"), derives=topic, phase=2),
    ]
    result = run(backend, clauses, [*REPORT[:5], fact("s1", "seen", topic="教育")])
    seen = [(one.id, dict(one.fields)) for one in result.of("seen")]
    assert seen == [("s1", {"topic": "教育"}), ("d0", {"topic": "教育"}), ("d1", {"topic": "环保"}), ("d2", {})]
    reasons = [(reason.clause, reason.support) for reason in result.why("d0")]
    assert reasons == [("x", ("g1",)), ("x", ("g2",)), ("y", ("g1",)), ("z", ("s1",)), ("z", ("d0",))]
    assert result.why("s1") == ()
    assert result.of("nothing") == ()


@backends
def test_order_of_facts_changes_nothing(backend: str) -> None:
    clauses = [clause("x", WEAK, eq("group", SAME_TOPIC), derives=Template("t", {"topic": Ref("b", "topic")}))]
    assert run(backend, clauses, REPORT) == run(backend, clauses, REPORT[::-1])


@backends
def test_nothing_in_nothing_out(backend: str) -> None:
    assert run(backend, [clause("x", eq("group"))], []) == Inference((), (), backend)
    assert run(backend, [], REPORT).derivations == ()


# --- both engines agree ----------------------------------------------------------------------------------------------

KINDS, FIELDS, WORDS = ("mention", "group", "gap"), ("topic", "stance", "n"), ("教育", "医疗", "a\"b\\'{,", "3", "")
values = st.one_of(st.sampled_from(WORDS), st.integers(0, 3), st.sampled_from((-(2**53), 2**53)))
fact_fields = st.dictionaries(st.sampled_from(FIELDS), values, max_size=3)
equals = st.builds(Test, st.sampled_from(FIELDS), st.just("eq"), values)
orders = st.builds(Test, st.sampled_from(FIELDS), st.sampled_from(("lt", "lte", "gt", "gte")), st.integers(-1, 4))


@st.composite
def patterns(draw: st.DrawFn, aliases: list[str]) -> Pattern:
    tests = draw(st.lists(equals | orders, max_size=2))
    joins = st.builds(Join, st.sampled_from(FIELDS), st.sampled_from(aliases or ["a"]), st.sampled_from(FIELDS))
    return Pattern(
        draw(st.sampled_from(KINDS)), tuple(tests), tuple(draw(st.lists(joins, max_size=2))) if aliases else ()
    )


@st.composite
def clauses(draw: st.DrawFn) -> list[Clause]:
    made = []
    for number in range(draw(st.integers(1, 6))):
        aliases: list[str] = []
        positives = []
        for alias in "abc"[: draw(st.integers(1, 3))]:
            positives.append((alias, draw(patterns(aliases))))
            aliases.append(alias)
        negatives = draw(st.lists(patterns(aliases), max_size=2))
        refs = st.builds(Ref, st.sampled_from(aliases), st.sampled_from(FIELDS))
        template = Template(
            draw(st.sampled_from(KINDS)), draw(st.dictionaries(st.sampled_from(FIELDS), values | refs, max_size=2))
        )
        made.append(Clause(f"c{number}", draw(st.integers(1, 3)), tuple(positives), tuple(negatives), template))
    return made


@st.composite
def reports(draw: st.DrawFn) -> list[Fact]:
    contents = draw(st.lists(st.tuples(st.sampled_from(KINDS), fact_fields), max_size=6))
    return [Fact(f"f{number}", kind, fields) for number, (kind, fields) in enumerate(contents)]


@needs_rete
@settings(max_examples=200)
@given(clauses(), st.lists(reports(), min_size=1, max_size=3))
def test_engines_agree(clauses: list[Clause], reports: list[list[Fact]]) -> None:
    program = Program(tuple(clauses))
    inferrer, oracle = Inferrer(program, "rete"), Inferrer(program, "reference")
    for report in reports:
        assert inferrer.run(report) == replace(oracle.run(report), backend="rete")
    inferrer.close()


def agree(clauses: list[Clause], facts: list[Fact]) -> Inference:
    found, expected = run("rete", clauses, facts), run("reference", clauses, facts)
    assert found.facts == expected.facts
    assert found.derivations == expected.derivations
    return found


def pack(rules: int) -> list[Clause]:
    """Clauses as a rule pack makes them: many signals in few kinds, joins, then verdicts by rule, then the missing."""
    made = []
    for number in range(rules):
        rule = f"rule{number}"
        seen = Template("seen", {"rule": rule, "section": Ref("a", "section")})
        verdict = Template("verdict", {"rule": rule})
        done = eq("hit", signal=f"g{number}", stance="done")
        near = eq("hit", Join("section", "a", "section"), signal=f"g{number * 7 % rules}")
        late = Pattern("hit", (Test("signal", "eq", f"g{number}"), Test("n", "gte", number % 9)))
        made += [
            clause(f"{number}.done", done, derives=seen),
            clause(f"{number}.near", late, near, derives=seen),
            clause(f"{number}.plan", eq("rule", rule=rule), late, unless=(done,), derives=seen),
            clause(f"{number}.seen", eq("seen", rule=rule), unless=(near,), derives=verdict, phase=2),
            clause(f"{number}.none", eq("rule", rule=rule), unless=(eq("verdict", rule=rule),), phase=3),
        ]
    return made


def pack_report(rules: int, seed: int) -> list[Fact]:
    facts = [fact(f"r{number}", "rule", rule=f"rule{number}") for number in range(0, rules, 2)]
    for number in range(rules // 2):
        spread = (number + seed) * 7919
        stance = "done" if spread % 3 else "planned"
        facts.append(
            fact(
                f"h{number}",
                "hit",
                signal=f"g{spread % rules}",
                stance=stance,
                section="甲乙丙"[spread % 3],
                n=spread % 11,
            )
        )
    return facts


@needs_rete
def test_engines_agree_on_a_large_program() -> None:
    result = agree(pack(300), pack_report(300, 1))
    assert len(pack(300)) == 1500
    assert len({derivation.clause.split(".")[1] for derivation in result.derivations}) == 5


CROWDS = {
    "many rules on one condition": [clause(f"c{n}", eq("hit"), eq("hit", n=n)) for n in range(600)],
    "many values of one field": [clause(f"c{n}", eq("hit", signal=f"g{n}")) for n in range(1500)],
    "many thresholds that one fact passes": [
        clause(f"c{n}", Pattern("hit", (Test("n", "gte", n),))) for n in range(300)
    ],
    "many joins on one kind": [
        clause(f"c{n}", eq("hit", signal=f"g{n}"), eq("hit", Join("section", "a", "section"))) for n in range(300)
    ],
    "many absences by join": [
        clause(f"c{n}", eq("hit", n=n), unless=(eq("hit", Join("n", "a", "section")),)) for n in range(300)
    ],
    "many kinds": [clause(f"c{n}", eq("k" + chr(97 + n // 26) + chr(97 + n % 26)), eq("hit", n=1)) for n in range(676)],
    "ten positives and ten negatives, full of tests": [
        clause(
            f"c{n}",
            Pattern("hit", tuple(Test("n", "gte", bound) for bound in range(-9, 1))),
            *(Pattern("hit", (Test("n", "eq", at),), (Join("section", "a", "section"),) * 8) for at in range(1, 10)),
            unless=tuple(Pattern("hit", (), (Join("signal", alias, "section"),) * 8) for alias in "abcdefghij"),
        )
        for n in range(30)
    ],
}


@needs_rete
@pytest.mark.parametrize("crowd", CROWDS)
def test_no_table_of_the_core_overflows(crowd: str) -> None:
    facts = [fact(f"h{n}", "hit", signal=f"g{n}", section="甲", n=n) for n in range(299)]
    if crowd.startswith(("ten positives", "many joins", "many rules")):
        facts = facts[:12]
    assert agree(CROWDS[crowd], [*facts, fact("k1", "kaa"), fact("k2", "kzz")]).derivations


@needs_rete
def test_more_firings_than_the_core_hands_over_at_once() -> None:
    facts = [fact(f"h{n}", "hit", n=n) for n in range(270)]
    assert len(agree([clause("x", eq("hit"), eq("hit"))], facts).derivations) == 270 * 270


# --- life of an engine -----------------------------------------------------------------------------------------------


def resident() -> int:
    """Bytes that this process and the host hold in memory."""
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in ("self", HOST.pid)]
    return sum(pages) * 4096


@needs_rete
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory use from /proc")
def test_memory_stays_flat_over_many_reports() -> None:
    inferrer = Inferrer(Program(tuple(pack(60))), "rete")
    first = inferrer.run(pack_report(60, 0))
    for number in range(40):
        inferrer.run(pack_report(60, number))
    before = resident()
    for number in range(300):
        inferrer.run(pack_report(60, number))
    assert resident() - before < 4_000_000
    assert inferrer.run(pack_report(60, 0)) == first


@needs_rete
def test_threads_may_share_an_inferrer() -> None:
    inferrer = Inferrer(Program(tuple(pack(20))), "rete")
    expected = [inferrer.run(pack_report(20, seed)) for seed in range(4)]
    found: list[list[Inference]] = [[] for _ in range(4)]

    def work(seed: int) -> None:
        found[seed] += [inferrer.run(pack_report(20, seed)) for _ in range(10)]

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[one] * 10 for one in expected]


# --- what goes wrong -------------------------------------------------------------------------------------------------


BAD_FACTS = {
    "id": [Fact("F1", "group", {})],
    "id without digits": [Fact("g", "group", {})],
    "id of a derived fact": [Fact("d1", "group", {})],
    "id twice": [Fact("g1", "group", {}), Fact("g1", "other", {})],
    "kind": [Fact("g1", "Group", {})],
    "field": [Fact("g1", "group", {"$s": 1})],
    "many fields": [Fact("g1", "group", {"f" + "x" * n: n for n in range(25)})],
    "long text": [Fact("g1", "group", {"topic": "法" * 4097})],
    "nul": [Fact("g1", "group", {"topic": "教\0育"})],
    "lone surrogate": [Fact("g1", "group", {"topic": "教\ud800"})],
    "large integer": [Fact("g1", "group", {"n": 2**53 + 1})],
    "bool": [Fact("g1", "group", {"n": True})],
    "float": [Fact("g1", "group", {"n": 1e-07})],  # type: ignore[dict-item]
    "none": [Fact("g1", "group", {"n": None})],  # type: ignore[dict-item]
}


@backends
@pytest.mark.parametrize("fault", BAD_FACTS)
def test_bad_facts_are_refused_before_the_core(backend: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(Life, "send", lambda _life, kind, _content: sent.append(kind))
    with pytest.raises(ValueError, match=r"^fact "):
        run(backend, [clause("x", eq("group"))], BAD_FACTS[fault])
    assert "fire" not in sent


A = ("a", eq("group"))
OUT = Template("out", {})
BAD_CLAUSES = {
    "name": Clause("", 1, (A,), (), OUT),
    "phase": Clause("x", 0, (A,), (), OUT),
    "0 positives": Clause("x", 1, (), (eq("group"),), OUT),
    "11 positives": Clause("x", 1, tuple((f"a{n}", eq("group")) for n in range(11)), (), OUT),
    "11 negatives": Clause("x", 1, (A,), (eq("group"),) * 11, OUT),
    "bound twice": Clause("x", 1, (A, A), (), OUT),
    "alias": Clause("x", 1, (("n$not", eq("group")),), (), OUT),
    "kind": Clause("x", 1, (("a", eq("$s")),), (), OUT),
    "field": Clause("x", 1, (("a", eq("group", id2=1)),), (), OUT),
    "not bound before": Clause("x", 1, (("a", eq("group", Join("topic", "b", "topic"))), ("b", eq("group"))), (), OUT),
    "not bound": Clause("x", 1, (A,), (), Template("out", {"topic": Ref("b", "topic")})),
    "needs an integer": Clause("x", 1, (("a", Pattern("group", (Test("n", "gte", "3"),))),), (), OUT),
    "operator": Clause("x", 1, (("a", Pattern("group", (Test("n", "neq", 3),))),), (), OUT),  # type: ignore[arg-type]
    "neither str nor int": Clause("x", 1, (("a", eq("group", n=True)),), (), OUT),
    "beyond": Clause("x", 1, (A,), (), Template("out", {"n": 2**60})),
    "tests": Clause("x", 1, (("a", Pattern("group", (Test("n", "gt", 1),) * 11)),), (), OUT),
    "joins": Clause("x", 1, (A, ("b", Pattern("group", (), (SAME_TOPIC,) * 9))), (), OUT),
}


@pytest.mark.parametrize("fault", BAD_CLAUSES)
def test_bad_clauses_are_refused(fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Program((BAD_CLAUSES[fault],))


def test_two_clauses_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="used twice"):
        Program((clause("x", WEAK), clause("x", WEAK)))


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(BackendError, match="rete、reference"):
        Inferrer(Program(()), "clips")


@pytest.fixture
def _no_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)


@pytest.mark.usefixtures("_no_core")
def test_without_the_c_module_the_reference_runs() -> None:
    assert available() == ("reference",)
    inferrer = Inferrer(Program((clause("x", WEAK),)))
    assert inferrer.backend == "reference"
    assert inferrer.run(REPORT).backend == "reference"


@pytest.mark.usefixtures("_no_core")
def test_without_the_c_module_asking_for_it_fails_with_advice() -> None:
    with pytest.raises(BackendError, match=r"3\.13.*--backend reference.*C 编译器"):
        Inferrer(Program(()), "rete")


@needs_rete
def test_with_the_c_module_it_is_the_default() -> None:
    assert available() == BACKENDS
    inferrer = Inferrer(Program((clause("x", WEAK),)))
    assert inferrer.backend == inferrer.run(REPORT).backend == "rete"
