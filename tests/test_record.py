"""Records: an audit as plain data comes back whole, or is refused; and every output of it stays the same."""

from __future__ import annotations

import gzip
import json
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from audits import HOSTILE, TEXT, make_audit, make_defect, make_document, make_evidence
from docx_builder import docx, para
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine import audit, load_pack, record
from engine.model import (
    Audit,
    Basis,
    Defect,
    Document,
    Evidence,
    Finding,
    GroupScore,
    Guess,
    Level,
    Outline,
    Paragraph,
    Scorecard,
    Section,
    SectionKind,
    Severity,
    Span,
    Stance,
    Verdict,
)
from engine.record import RecordError, dump, from_dict, load
from reports import RENDERERS, Look, Run

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

ROOT = Path(__file__).parents[1]
SEEDS = sorted(path.stem for path in (ROOT / "seeds").glob("*.txt"))

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_DATE = st.dates(date(1949, 10, 1), date(2100, 1, 1))
_SPAN = st.builds(Span, st.integers(0, 10**8), st.integers(0, 10**8))
_FRACTION = st.fractions()


def _many(of: SearchStrategy[Any]) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


def _guess(of: SearchStrategy[Any]) -> SearchStrategy[Guess[Any]]:
    return st.builds(Guess, of, _TEXT, st.booleans())


_KIND = st.sampled_from(SectionKind)
_SECTION = st.recursive(
    st.builds(Section, _KIND, _SPAN, _SPAN, st.integers(0, 9)),
    lambda inner: st.builds(Section, _KIND, _SPAN, _SPAN, st.integers(0, 9), _many(inner)),
    max_leaves=5,
)
_EVIDENCE = st.builds(Evidence, _SPAN, _TEXT, _KIND, st.sampled_from(Stance))
_BASIS = st.builds(Basis, _TEXT, _TEXT, st.booleans())
_PARAGRAPH = st.builds(Paragraph, _SPAN, _TEXT, st.none() | st.integers(1, 9), st.booleans())
_DOCUMENT = st.builds(
    Document, _TEXT, _TEXT, _TEXT, _TEXT, _many(_PARAGRAPH), st.none() | _TEXT, st.none() | _DATE, _many(_TEXT)
)
_DATED = st.none() | st.tuples(_SPAN, _DATE)
_OUTLINE = st.builds(
    Outline,
    _many(_SPAN),
    _guess(st.none() | _TEXT),
    _guess(st.sampled_from(Level)),
    _guess(_many(st.integers(1900, 2100))),
    st.none() | _SPAN,
    st.none() | _SPAN,
    _DATED,
    _DATED,
    _many(_SECTION),
    _many(_SPAN),
)
_FINDING = st.builds(
    Finding,
    *(_TEXT, _TEXT, _TEXT, st.sampled_from(Verdict), st.none() | st.sampled_from(Severity), _FRACTION, _FRACTION),
    *(_many(_BASIS), _TEXT, _TEXT, _many(_EVIDENCE), _TEXT, _many(_TEXT), _many(_EVIDENCE)),
)
_DEFECT = st.builds(Defect, _TEXT, _TEXT, st.sampled_from(Severity), _FRACTION, _TEXT, _many(_EVIDENCE))
_GROUP = st.builds(GroupScore, _TEXT, _TEXT, _FRACTION, _FRACTION)
_SCORE = st.builds(Scorecard, _FRACTION, _TEXT, _FRACTION, _FRACTION, _FRACTION, _many(_GROUP), _many(_TEXT))
AUDITS = st.builds(Audit, _DOCUMENT, _OUTLINE, _SCORE, _many(_FINDING), _many(_DEFECT), _TEXT, _many(_TEXT))


@cache
def of_seed(seed: str) -> Audit:
    return audit(ROOT / "seeds" / f"{seed}.txt", load_pack())


def plain() -> dict[str, Any]:
    return make_audit(defects=[make_defect(2, [make_evidence()])]).to_dict()


def put(data: dict[str, Any], place: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """Set a value deep inside of plain data; without a value remove it."""
    inner: Any = data
    for step in place[:-1]:
        inner = inner[step]
    if value is None:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return data


@pytest.mark.parametrize("seed", SEEDS)
def test_every_seed_comes_back_equal(seed: str) -> None:
    one = of_seed(seed)
    assert load(dump(one)) == one
    assert dump(load(dump(one))) == dump(one)
    assert from_dict(json.loads(json.dumps(one.to_dict()))) == one


@given(AUDITS)
@settings(max_examples=60)
def test_every_audit_comes_back_equal(one: Audit) -> None:
    assert load(dump(one)) == one
    assert dump(load(dump(one))) == dump(one)
    assert from_dict(one.to_dict()) == one
    assert json.loads(json.dumps(one.to_dict())) == one.to_dict()


def test_an_audit_is_its_findings_when_iterated() -> None:
    one = make_audit()
    assert list(one) == list(one.findings)


@pytest.mark.parametrize("name", sorted(RENDERERS))
def test_every_output_is_the_same_from_a_record(name: str, tmp_path: Path) -> None:
    book = load_pack()
    text = (ROOT / "seeds" / "street-2025-poor.txt").read_text("utf-8")
    file = tmp_path / "年报.docx"
    file.write_bytes(docx("".join(map(para, text.splitlines()))))
    first = audit(file, book)
    second = load(dump(first))
    written = [
        [list(RENDERERS[name].render([one], Run(book, one.backend), Look(full=full))) for full in (False, True)]
        for one in (first, second)
    ]
    assert written[0] == written[1]
    assert any(piece for pieces in written[0] for piece in pieces)


@pytest.mark.parametrize(
    ("place", "value", "seen"),
    [
        (("document", "text"), None, "text"),
        (("document", "text"), 3, "document.text"),
        (("document", "extra"), 1, "不认识"),
        (("findings", 0, "verdict"), "fine", "findings[0].verdict"),
        (("findings", 0, "points"), 1, "1 不是分数"),
        (("findings", 0, "points"), True, "不是分数"),
        (("findings", 0, "points"), "2/4", "不认识"),
        (("findings", 0, "points"), "1/0", "分母是零"),
        (("findings", 0, "points"), "1e999999999", "不是分数"),
        (("findings", 0, "points"), "9" * 301, "不是分数"),
        (("outline", "signed", 1), "2025-02-30", "outline.signed"),
        (("outline", "years", "value"), [2024, "2025"], "outline.years"),
        (("defects", 0, "evidence", 0, "span", "end"), "x", "span.end"),
        (("backend",), None, "backend"),
        (("errors",), None, "不认识"),
    ],
)
def test_data_of_another_kind_is_refused_with_its_place(place: tuple[str | int, ...], value: object, seen: str) -> None:
    data = put(plain(), place, value)
    with pytest.raises(RecordError, match="审查记录读不出来") as caught:
        from_dict(data)
    assert seen in str(caught.value)
    with pytest.raises(RecordError):
        load(gzip.compress(json.dumps(data).encode()))


def test_what_is_no_record_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = dump(make_audit())
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0x10
    deep = gzip.compress(b"[" * 100_000)
    surrogate = gzip.compress(gzip.decompress(whole).replace(b"reference", b"\xed\xa0\x80"))
    for wrong in (b"", b"{}", whole[:-1], whole + b"x", bytes(flipped), gzip.compress(b"{}"), deep, surrogate):
        with pytest.raises(RecordError):
            load(wrong)
    monkeypatch.setattr(record, "SIZE_LIMIT", 100)
    with pytest.raises(RecordError, match="超过"):
        load(whole)


def test_text_that_is_dangerous_elsewhere_comes_back_as_it_is() -> None:
    text = HOSTILE.encode("utf-8", "replace").decode() + TEXT
    one = make_audit(document=make_document(text))
    assert load(dump(one)).document.text == text


def test_a_record_holds_fractions_and_dates_as_text() -> None:
    one = replace(make_audit(), score=replace(make_audit().score, total=Fraction(200, 3)))
    data = one.to_dict()
    assert data["score"]["total"] == "200/3"
    assert data["outline"]["signed"] == [
        {"start": data["outline"]["signed"][0]["start"], "end": len(TEXT)},
        "2025-01-20",
    ]
