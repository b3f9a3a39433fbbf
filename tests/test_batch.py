"""Batches: one outcome for each report whatever happens to workers, and nothing done twice that was kept."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import crafts
import pytest
from audits import TEXT, make_book
from bench.batch import Ran, TakenUp, page
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine import audit
from engine.batch import Job, Outcome, Report, Store, StoreError, Workers, WorkersError, local, run
from engine.batch.stamp import stamp
from engine.batch.task import Done, VersionError, work
from engine.errors import InputError
from engine.infer import available
from engine.model import Level, Severity, Verdict
from engine.read import read
from engine.record import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.batch.task import Order
    from engine.rulebook.rule import Rulebook

TESTS = Path(__file__).parent
LADDER = {Verdict.ABSENT: 0, Verdict.MENTIONED: 3, Verdict.DESCRIBED: 7, Verdict.EVIDENCED: 10}

#: Whether there is another engine to fall back from; on CPython 3.13 there is not.
RETE = "rete" in available()


@cache
def book() -> Rulebook:
    """A pack of two rules: an audit takes a few milliseconds."""
    made = make_book()
    value = {verdict: Fraction(tenths, 10) for verdict, tenths in LADDER.items()}
    return replace(made, scoring=replace(made.scoring, weight=dict.fromkeys(Severity, Fraction(1)), value=value))


def reports(count: int, words: dict[int, str] | None = None) -> list[Report]:
    """Reports that differ; those at the places of ``words`` say these words as well."""
    return [
        Report(f"{place}.txt", f"{TEXT}\n第{place}号。{(words or {}).get(place, '')}".encode())
        for place in range(count)
    ]


def noted(path: Path) -> Counter[str]:
    """How often each report was audited, by its hash."""
    return Counter(path.read_text("utf-8").split()) if path.exists() else Counter()


def labels(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.label for outcome in outcomes]


# --- processes of this machine ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair() -> Iterator[Workers]:
    """Two processes for the tests that leave them alive."""
    with local(2) as workers:
        yield workers


@pytest.mark.parametrize("ordered", [True, False])
def test_a_batch_gives_what_single_audits_give(pair: Workers, ordered: bool) -> None:
    many = reports(30)
    outcomes = list(run(many, Job(book()), pair, ordered=ordered))
    if ordered:
        assert labels(outcomes) == labels_of(many)
    outcomes.sort(key=lambda outcome: outcome.place)
    assert labels(outcomes) == labels_of(many)
    alone = [audit(read(report.label, bytes(report.content)), book()) for report in many]  # type: ignore[arg-type]
    assert [outcome.audit() for outcome in outcomes] == alone
    assert not any(outcome.kept or outcome.refusal for outcome in outcomes)


def labels_of(many: Sequence[Report]) -> list[str]:
    return [report.label for report in many]


def test_options_reach_the_worker_and_products_see_the_name_only(pair: Workers, tmp_path: Path) -> None:
    job = Job(book(), Level.COUNTY, 2023, "reference", crafts.noting, str(tmp_path / "notes"))
    (outcome,) = run([Report("甲/乙.txt", TEXT.encode(), "乙")], job, pair)
    assert outcome.audit() == audit(
        read("甲/乙.txt", TEXT.encode()), book(), level=Level.COUNTY, year=2023, backend="reference"
    )
    assert outcome.products["path"] == "乙".encode()


def test_what_cannot_be_read_is_refused_in_its_place(pair: Workers) -> None:
    many = reports(5)
    many[1] = Report("空.txt", b"")
    many[3] = Report("丢.txt", InputError("丢.txt", "找不到文件", "请检查路径"))
    outcomes = list(run(many, Job(book()), pair, ordered=True))
    assert labels(outcomes) == labels_of(many)
    refused = {outcome.label: outcome.refusal for outcome in outcomes if outcome.refusal}
    assert {label: refusal.message.partition("。")[0] for label, refusal in refused.items()} == {
        "空.txt": "空.txt：文件是空的",
        "丢.txt": "丢.txt：找不到文件",
    }
    assert all(refusal.unreadable for refusal in refused.values())


def test_a_worker_that_dies_costs_one_report(tmp_path: Path) -> None:
    many = reports(24, {7: "立即崩溃", 11: "换引擎前崩溃", 13: "没想到"})
    job = Job(book(), craft=crafts.fatal, spec=str(tmp_path / "notes"))
    with local(2) as workers:
        outcomes = list(run(many, job, workers, ordered=True))
    assert labels(outcomes) == labels_of(many)
    refused = {outcome.place: outcome.refusal for outcome in outcomes if outcome.refusal}
    assert refused.keys() == {7, 13}
    assert "使工作进程崩溃，换用参照引擎也一样" in refused[7].message
    assert "程序内部错误（ValueError：没想到）" in refused[13].message
    assert not any(refusal.unreadable for refusal in refused.values())
    saved = outcomes[11].audit()
    said = ("检查这份报告的进程崩溃或超时过一次，这是重做的结果",) if RETE else ()
    assert (saved.backend, saved.errors) == ("reference", said)


def test_a_worker_that_hangs_costs_one_report(tmp_path: Path) -> None:
    many = reports(6, {2: "从此不动"})
    job = Job(book(), craft=crafts.fatal, spec=str(tmp_path / "notes"), limit=4)
    with local(2) as workers:
        outcomes = list(run(many, job, workers))
    assert sorted(labels(outcomes)) == labels_of(many)
    (refused,) = (outcome for outcome in outcomes if outcome.refusal)
    assert (refused.place, "超过 4 秒没有结果" in str(refused.refusal)) == (2, True)


def test_a_worker_of_another_version_refuses_the_order() -> None:
    order = replace(Job(book()).order(), stamp="ab")
    with pytest.raises(VersionError, match="版本不同"):
        work(order, tuple(reports(1)))


def test_workers_end_at_once_when_they_are_left(tmp_path: Path) -> None:
    job = Job(book(), craft=crafts.fatal, spec=str(tmp_path / "notes"))
    with local(1) as workers:
        future = workers.submit(work, job.order(), tuple(reports(1, {0: "从此不动"})))
        while not noted(tmp_path / "notes"):
            time.sleep(0.01)
    assert future.exception(), "it ended, and not because it was done"


def test_where_no_process_can_be_started_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("loky.ProcessPoolExecutor", refuse)
    with local(2) as workers, pytest.raises(WorkersError, match="--jobs 1"):
        list(run(reports(1), Job(book()), workers))


# --- the loop, with workers that need no process ---------------------------------------------------------------------


class CrashError(Exception):
    """Stands for the death of a process."""


class Threads(Workers):
    """Makes products of nothing, after a while; dies of reports that say so, and takes with it what is under way."""

    crashes = (CrashError,)

    def __init__(self, count: int, deadly: Callable[[str, str | None], bool], chance: int) -> None:
        self.count, self._deadly = count, deadly
        self._random = random.Random(chance)
        self._pool = ThreadPoolExecutor(count)
        self.sizes: list[int] = []
        self._broken = False

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        assert function is work
        if self._broken:
            raise CrashError
        self.sizes.append(len(arguments[1]))  # type: ignore[arg-type]
        return self._pool.submit(self._work, self._random.random() / 500, *arguments)  # type: ignore[arg-type]

    def renew(self) -> None:
        self._broken = False

    def look_up(self) -> None:
        raise AssertionError("these threads are never away for long")

    def _work(self, seconds: float, order: Order, bundle: tuple[Report, ...]) -> Done:
        time.sleep(seconds)
        if self._broken or any(self._deadly(report.label, order.backend) for report in bundle):
            self._broken = True
            raise CrashError
        return Done(tuple({"record": report.label.encode()} for report in bundle), seconds)


@given(st.integers(0, 60), st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)), st.booleans(), st.integers())
@settings(max_examples=40)
def test_every_report_has_one_outcome_whoever_dies(
    count: int, deadly: set[int], rete_only: set[int], ordered: bool, chance: int
) -> None:
    def dies(label: str, backend: str | None) -> bool:
        place = int(label.removesuffix(".txt"))
        return place in deadly or (place in rete_only and backend != "reference")

    many = reports(count)
    outcomes = list(run(many, Job(book()), Threads(3, dies, chance), ordered=ordered))
    if ordered:
        assert [outcome.place for outcome in outcomes] == list(range(count))
    assert sorted(outcome.place for outcome in outcomes) == list(range(count))
    for outcome in outcomes:
        assert (outcome.refusal is not None) is (outcome.place in deadly)
        assert outcome.refusal or outcome.products["record"] == outcome.label.encode()


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("stored", [True, False])
def test_only_few_reports_are_held_at_a_time(ordered: bool, stored: bool, tmp_path: Path) -> None:
    out = 0

    def counted() -> Iterator[Report]:
        nonlocal out
        for report in reports(2000):
            out += 1
            yield report

    most = 0
    workers = Threads(2, lambda *_: False, 0)
    store = Store(tmp_path) if stored else None
    for _ in range(2 if stored else 1):  # the second time all of it comes from the store
        for done, outcome in enumerate(run(counted(), Job(book()), workers, store=store, ordered=ordered), 1):
            most = max(most, out - done)
            assert outcome.refusal is None
        assert out == done == 2000
        out = 0
    assert most <= 2 * 64 + 4 * 32
    assert 1 < max(workers.sizes) <= 32


def test_large_reports_are_not_read_ahead_of_the_work() -> None:
    large, out, most = bytes(30 * 2**20), 0, 0

    def counted() -> Iterator[Report]:
        nonlocal out
        for place in range(12):
            out += 1
            yield Report(f"{place}.txt", large)

    for done, _ in enumerate(run(counted(), Job(book()), Threads(4, lambda *_: False, 0))):
        most = max(most, out - done)
    assert most <= 4


# --- the store -------------------------------------------------------------------------------------------------------


def kept_run(folder: Path, job: Job, many: Sequence[Report], workers: Workers) -> list[Outcome]:
    return list(run(many, job, workers, store=Store(folder), ordered=True))


def test_what_is_kept_is_not_audited_again(pair: Workers, tmp_path: Path) -> None:
    notes, folder = tmp_path / "notes", tmp_path / "store"
    job, many = Job(book(), craft=crafts.noting, spec=str(notes)), [*reports(8), Report("空.txt", b"")]
    first = kept_run(folder, job, many, pair)
    moved = [replace(report, label=f"别处/{report.label}") for report in many]
    second = kept_run(folder, job, moved, pair)
    assert [outcome.kept for outcome in first] == [False] * 9
    assert [outcome.kept for outcome in second] == [True] * 8 + [False]  # what could not be read is tried again
    assert [outcome.products for outcome in first] == [outcome.products for outcome in second]
    assert [outcome.key for outcome in first] == [outcome.key for outcome in second]
    assert second[3].audit().document.path == "别处/3.txt"
    assert set(noted(notes).values()) == {1}


@pytest.mark.parametrize(
    "change",
    [
        lambda job, report: (job, replace(report, content=bytes(report.content) + b" ")),
        lambda job, report: (job, replace(report, name="甲")),
        lambda job, report: (replace(job, level=Level.COUNTY), report),
        lambda job, report: (replace(job, year=2022), report),
        pytest.param(
            lambda job, report: (replace(job, backend="reference"), report),
            marks=pytest.mark.skipif(not RETE, reason="durable-rules is not installed: there is no other engine"),
        ),
        lambda job, report: (replace(job, spec=job.spec + "2"), report),
        lambda job, report: (replace(job, craft=crafts.slow), report),
        lambda job, report: (replace(job, book=replace(job.book, sha256="ef" * 32)), report),
    ],
)
def test_what_bears_on_a_result_is_in_its_key(
    pair: Workers, tmp_path: Path, change: Callable[[Job, Report], tuple[Job, Report]]
) -> None:
    job, report = Job(book(), craft=crafts.noting, spec=str(tmp_path / "notes")), reports(1)[0]
    (first,) = kept_run(tmp_path / "store", job, [report], pair)
    other_job, other = change(job, report)
    (second,) = kept_run(tmp_path / "store", other_job, [other], pair)
    assert (second.kept, second.key == first.key) == (False, False)


def test_the_stamp_covers_the_sources_of_engine_and_craft() -> None:
    assert stamp("reports") != stamp("engine") == stamp("engine")


def test_damaged_entries_are_made_again_and_old_ones_pruned(pair: Workers, tmp_path: Path) -> None:
    job, many = Job(book()), reports(4)
    whole = kept_run(tmp_path, job, many, pair)
    entries = sorted(tmp_path.glob("??/*.fazhi"))
    entries[0].write_bytes(b"")
    entries[1].write_bytes(entries[1].read_bytes()[:-1])
    data = bytearray(entries[2].read_bytes())
    data[-5] ^= 1
    entries[2].write_bytes(bytes(data))
    again = kept_run(tmp_path, job, many, pair)
    assert sum(outcome.kept for outcome in again) == 1
    assert [outcome.audit() for outcome in again] == [outcome.audit() for outcome in whole]
    store = Store(tmp_path)
    left = entries[0].with_suffix(".1.draft")
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    list(run(many[:1], job, pair, store=store))
    assert store.prune() == 3
    assert [path.stem for path in tmp_path.glob("??/*")] == [again[0].key]


def test_a_store_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="请换一个位置"):
        Store(tmp_path / "file" / "store")
    store = Store(tmp_path / "store")
    (tmp_path / "store" / "ab").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="存不进"):
        store.put("ab" * 32, {})
    assert store.get("ab" * 32) is None


PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
import sys
sys.path.insert(0, {tests!r})
import crafts, test_batch
from engine.batch import Job, Store, local, run
job = Job(test_batch.book(), craft=crafts.slow, spec={notes!r})
with local(2) as workers:
    for outcome in run(test_batch.reports({count}), job, workers, store=Store({store!r})):
        print(outcome.place, outcome.kept, flush=True)
"""


def start(tmp_path: Path, count: int) -> subprocess.Popen[str]:
    program = PROGRAM.format(
        tests=str(TESTS), notes=str(tmp_path / "notes"), store=str(tmp_path / "store"), count=count
    )
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def children(pid: int) -> set[int]:
    """Processes that descend from one, by Linux's account."""
    found = {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()}
    return found.union(*(children(child) for child in found))


def alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")
def test_a_run_that_was_killed_is_taken_up_again(tmp_path: Path) -> None:
    count = 40
    with start(tmp_path, count) as first:
        assert first.stdout
        for _ in range(10):
            first.stdout.readline()
        workers = children(first.pid)
        first.kill()
        first.communicate()
    assert workers
    patience = time.monotonic() + 30
    while any(map(alive, workers)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not any(map(alive, workers)), "workers outlive the process that owns them"
    kept = {path.stem for path in (tmp_path / "store").glob("??/*.fazhi")}
    assert 10 <= len(kept) < count
    before = noted(tmp_path / "notes")
    with start(tmp_path, count) as second:
        out, err = second.communicate()
    assert second.returncode == 0, err
    rows = [line.split() for line in out.splitlines()]
    assert sorted(int(place) for place, _ in rows) == list(range(count))
    assert sum(kept == "True" for _, kept in rows) == len(kept)
    after = noted(tmp_path / "notes")
    assert sum(after.values()) - sum(before.values()) == count - len(kept), "only what was not kept is audited"


def test_two_runs_may_share_a_store(tmp_path: Path) -> None:
    running = [start(tmp_path, 20) for _ in range(2)]
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, err
        assert len(out.splitlines()) == 20
    with local(1) as workers:
        job = Job(book(), craft=crafts.slow, spec=str(tmp_path / "notes"))
        assert all(outcome.kept for outcome in run(reports(20), job, workers, store=Store(tmp_path / "store")))


def test_equal_audits_give_equal_products(pair: Workers) -> None:
    (outcome,) = run(reports(1), Job(book()), pair)
    path_free = replace(outcome.audit(), document=replace(outcome.audit().document, path=""))
    assert outcome.products == {"record": dump(path_free)}


def test_an_interrupted_run_says_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    with start(tmp_path, 40) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode != 0
    assert err.splitlines()[-1] == "KeyboardInterrupt"  # Python may have been in the middle of something of its own
    assert "resource_tracker" not in err
    assert not list((tmp_path / "store").glob("??/*.draft"))


def test_the_page_of_the_bench_adds_up() -> None:
    ran = Ran(20.0, 21.5, 64 * 2**20, 100, 0, 0)
    killed = TakenUp(33, 35, Ran(13.0, 13.0, 64 * 2**20, 65, 35, 0))
    shown = page(100, 7800, {"1 个进程": (100, ran)}, killed, 0.5)
    assert "| 1 个进程 | 100 | 20.0 | 5.0 | 1.5 | 64 | 0 |" in shown
    assert "在给出 33 份后被 kill -9，已存盘 35 份；\n再运行一次，沿用 35 份，检查 65 份" in shown
    assert "合计 100 份" in shown
