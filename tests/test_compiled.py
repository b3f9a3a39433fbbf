"""The compiled pack: the same rulebook from its bytes, and a cache that never changes a verdict."""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace
from packs import law, rule_yaml, write_pack

from engine import audit
from engine.errors import RuleError
from engine.rulebook import Rulebook, cache, load_pack
from engine.rulebook.compiled import dump, load
from engine.rulebook.pack import Pack
from reports import Run, json_

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seeds" / "street-2024.txt"


@pytest.fixture(scope="module")
def anew() -> Rulebook:
    """The default pack, read from its YAML."""
    return Pack(ROOT / "rules" / "2021-2025").read()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of this test alone."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(cache.VARIABLE, str(folder))
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack")


def equal(one: Rulebook, other: Rulebook) -> bool:
    return all(getattr(one, field.name) == getattr(other, field.name) for field in fields(Rulebook))


def entries(home: Path) -> list[Path]:
    return sorted(home.iterdir())


def never(*_: object) -> Rulebook:
    raise AssertionError("the YAML was read")


def test_a_rulebook_comes_back_whole(anew: Rulebook) -> None:
    again = load(dump(anew))
    assert equal(anew, again)
    assert [(type(rule.severity), *map(type, rule.severity)) for rule in anew.rules] == [
        (type(rule.severity), *map(type, rule.severity)) for rule in again.rules
    ]


def test_mappings_keep_their_order(anew: Rulebook) -> None:
    again = load(dump(anew))
    for one, other in ((anew.sources, again.sources), (anew.families, again.families), (anew.borders, again.borders)):
        assert list(one) == list(other)
    assert list(anew.scoring.weight) == list(again.scoring.weight)
    assert [list(rule.severity) for rule in anew.rules] == [list(rule.severity) for rule in again.rules]


def test_a_value_of_the_wrong_type_is_no_part_of_a_rulebook(anew: Rulebook) -> None:
    for odd in (replace(anew, version=True), replace(anew, title=1), replace(anew, rules=(anew.defects[0],))):
        with pytest.raises(ValueError, match="not a compiled rulebook"):
            load(dump(odd))


def test_equal_steps_become_one_object(anew: Rulebook) -> None:
    steps = [
        step
        for owner in load(dump(anew)).owners
        for signal in owner.signals
        for part in signal.phrase.parts
        for step in part.steps
    ]
    assert len({id(step) for step in steps}) == len(set(steps)) < len(steps)


@pytest.mark.parametrize("wrong", [{"no": "rulebook"}, None, Path()])
def test_only_a_rulebook_can_be_written(anew: Rulebook, wrong: object) -> None:
    if isinstance(wrong, Path):
        with pytest.raises(TypeError):
            dump(replace(anew, title=wrong))
    else:
        with pytest.raises(ValueError, match="not a compiled rulebook"):
            load(json.dumps(wrong).encode())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return dump(Pack(write_pack(tmp_path_factory.mktemp("small"))).read())


@law(200)
@given(data=st.data())
def test_damaged_bytes_are_refused_or_make_a_rulebook(small: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(small) - 1))
    damaged = small[:at] + data.draw(st.binary(max_size=8)) + small[at + data.draw(st.integers(0, 8)) :]
    with suppress(ValueError):  # anything else would be a crash
        assert isinstance(load(damaged), Rulebook)


def test_the_second_run_reads_no_yaml(home: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_pack(str(pack))
    monkeypatch.setattr(Pack, "read", never)
    assert equal(load_pack(str(pack)), first)
    assert len(entries(home)) == 1


def test_a_changed_file_of_the_pack_is_read_anew(home: Path, pack: Path) -> None:
    before = load_pack(str(pack))
    (pack / "rules.yaml").write_text(rule_yaml(title="改过的规则"), "utf-8")
    after = load_pack(str(pack))
    assert (before.rules[0].title, after.rules[0].title) != ("改过的规则", before.rules[0].title)
    assert after.rules[0].title == "改过的规则"
    assert len(entries(home)) == 1, "the entry of the same pack.yaml is replaced"


def test_a_pack_with_faults_is_never_kept(home: Path, pack: Path) -> None:
    (pack / "rules.yaml").write_text("rules: nonsense\n", "utf-8")
    with pytest.raises(RuleError):
        load_pack(str(pack))
    assert not home.exists()


def test_other_code_makes_another_entry(home: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_pack(str(pack))
    monkeypatch.setattr(sys, "version", "another Python")
    load_pack(str(pack))
    assert len(entries(home)) == 2


def flip(data: bytes) -> bytes:
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


def reseal(data: bytes) -> bytes:
    """An entry that is whole, and whose content is no rulebook."""
    _, files, _ = data.split(b"\n", 2)
    sealed = b"".join(len(part).to_bytes(8, "big") + part for part in (files, b"[[]]"))
    return b"\n".join((hashlib.sha256(sealed).hexdigest().encode(), files, b"[[]]"))


@pytest.mark.parametrize(
    "damage", [flip, reseal, lambda data: data[:1000], lambda _: b"", lambda _: b"\xff\n\n\n", lambda data: data * 2]
)
def test_a_damaged_entry_is_made_again(home: Path, pack: Path, damage: object) -> None:
    assert callable(damage)
    whole = load_pack(str(pack))
    (entry,) = entries(home)
    good = entry.read_bytes()
    entry.write_bytes(damage(good))
    assert equal(load_pack(str(pack)), whole)
    assert entry.read_bytes() == good


def test_entries_are_for_this_user_alone(home: Path, pack: Path) -> None:
    load_pack(str(pack))
    (entry,) = entries(home)
    assert (home.stat().st_mode & 0o777, entry.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_a_folder_that_others_can_write_to_is_not_trusted(
    home: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_pack(str(pack))
    home.chmod(0o777)
    monkeypatch.setattr(Pack, "read", lambda _: replace(first, title="读自 YAML"))
    assert load_pack(str(pack)).title == "读自 YAML"


@pytest.mark.parametrize("place", ["off", "file", "below a file", "missing"])
def test_no_cache_is_no_error(place: str, tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    value = {
        "off": cache.OFF, "file": str(tmp_path / "file"), "below a file": str(tmp_path / "file" / "x"),
        "missing": str(tmp_path / "a" / "b"),
    }[place]  # fmt: skip
    monkeypatch.setenv(cache.VARIABLE, value)
    assert equal(load_pack(str(pack)), Pack(pack).read())
    assert (tmp_path / "a" / "b").exists() is (place == "missing")


def test_a_full_disk_leaves_nothing_behind(home: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert equal(load_pack(str(pack)), Pack(pack).read())
    assert entries(home) == []


def test_only_the_latest_packs_are_kept(home: Path, pack: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "of-the-user.json").write_text("{}")
    for number in range(cache.MOST_ENTRIES + 3):
        text = (pack / "pack.yaml").read_text("utf-8")
        (pack / "pack.yaml").write_text(f"{text}# {number}\n", "utf-8")
        load_pack(str(pack))
    kept = entries(home)
    assert home / "of-the-user.json" in kept
    assert len(kept) == cache.MOST_ENTRIES + 1


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x/cache"}, "/x/cache/fazhi"),
        ("linux", {"XDG_CACHE_HOME": "relative", "HOME": "/home/a"}, "/home/a/.cache/fazhi"),
        ("darwin", {"HOME": "/Users/a"}, "/Users/a/Library/Caches/fazhi"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/fazhi/cache"),
        ("win32", {}, None),
    ],
)
def test_the_folder_follows_the_platform(
    platform: str, environment: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (cache.VARIABLE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache.folder() == (None if expected is None else Path(expected))


def test_the_same_bytes_with_the_cache_and_without(anew: Rulebook) -> None:
    def output(book: Rulebook) -> str:
        result = audit(SEED, book, backend="reference")
        return "".join(json_.stream([result], Run(book, "reference")))

    load_pack()
    assert output(load_pack()) == output(anew)
