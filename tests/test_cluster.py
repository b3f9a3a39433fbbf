"""Batches on a real cluster: the same results as at home, and a clear word when the cluster is at fault."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import crafts
import pytest
from test_batch import book, labels, noted, reports

import engine
from engine.batch import Job, WorkersError, cluster, run, workers
from reports.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

dask = pytest.importorskip("dask", reason="needs the extra [cluster]")
distributed = pytest.importorskip("distributed", reason="needs the extra [cluster]")

ROOT = Path(__file__).parents[1]


@contextmanager
def process(*arguments: str, path: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A part of dask in a process of its own, killed at the end; ``path`` is where it looks for modules first."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [path, str(ROOT / "tests"), str(ROOT)]))}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-m", *arguments],
        cwd=ROOT / "tests",  # where no package of ours is found by chance
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


@contextmanager
def scheduler(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler on this machine, and its address."""
    file = tmp_path / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    with process("distributed.cli.dask_scheduler", *options) as running:
        patience = time.monotonic() + 60
        while not file.exists() and time.monotonic() < patience:
            time.sleep(0.05)
        with distributed.Client(scheduler_file=str(file), set_as_default=False) as client:
            address = str(client.scheduler.address)
        yield address, running


def worker(address: str, path: str = "") -> tuple[str, ...]:
    """Arguments of a worker that is not replaced when it dies."""
    options = ("--no-nanny", "--no-dashboard", "--nthreads", "1", "--local-directory", path)
    return ("distributed.cli.dask_worker", address, *options)


@contextmanager
def crew(address: str, tmp_path: Path, count: int, path: str = "") -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers in processes of their own, once they have all reported for duty."""
    with ExitStack() as stack:
        running = [stack.enter_context(process(*worker(address, str(tmp_path)), path=path)) for _ in range(count)]
        with distributed.Client(address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)
        yield running


def test_a_cluster_gives_what_processes_of_this_machine_give(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = reports(12, {7: "换引擎前崩溃", 9: "没想到"})
    job = Job(book(), craft=crafts.fatal, spec=str(tmp_path / "notes"))
    seeds = [str(ROOT / "seeds" / f"{name}.txt") for name in ("street-2024", "township-2025-poor")]
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),  # otherwise a task may kill four workers
        distributed.LocalCluster(**options) as local_cluster,
    ):
        with cluster(local_cluster.scheduler_address) as there:
            assert there.count == 2
            outcomes = list(run(many, job, there, ordered=True))
        assert main(["audit", *seeds, "-f", "json", "--cluster", local_cluster.scheduler_address]) == 0
        far = capsys.readouterr()
    assert labels(outcomes) == [report.label for report in many]
    assert [outcome.place for outcome in outcomes if outcome.refusal] == [9]
    assert outcomes[7].audit().backend == "reference"
    assert outcomes[3].audit().document.path == "3.txt"
    assert main(["audit", *seeds, "-f", "json", "--jobs", "1"]) == 0
    assert far == capsys.readouterr()


def test_a_worker_killed_in_the_middle_costs_nothing_and_a_lost_scheduler_is_said(tmp_path: Path) -> None:
    notes, many = tmp_path / "notes", reports(60)
    job = Job(book(), craft=crafts.slow, spec=str(notes))
    with scheduler(tmp_path) as (address, running), crew(address, tmp_path, 2) as (first, _), cluster(address) as there:
        outcomes = []
        for outcome in run(many, job, there):
            outcomes.append(outcome)
            if len(outcomes) == 5:
                first.kill()
        assert sorted(outcome.place for outcome in outcomes) == list(range(60))
        assert not any(outcome.refusal for outcome in outcomes)
        assert len(noted(notes)) == 60
        again = run(many, job, there)
        next(again)
        running.kill()
        with pytest.raises(WorkersError, match="联系断了；请检查调度进程"):
            list(again)
        with pytest.raises(WorkersError, match="联系断了"):
            next(run(many, job, there))


def test_workers_that_cannot_do_the_work_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent, older = tmp_path / "absent", tmp_path / "older"
    absent.mkdir()
    (absent / "engine.py").write_text("raise ModuleNotFoundError(\"No module named 'engine'\")", "utf-8")
    shutil.copytree(Path(str(engine.__file__)).parent, older / "engine")
    (older / "engine" / "score.py").write_text("# of another version", "utf-8")
    with scheduler(tmp_path) as (address, _):
        with pytest.raises(WorkersError, match="没有工作进程；请先启动：dask worker tcp://"), cluster(address):
            pass
        for path, words in (
            (absent, "里没有本程序（No module named 'engine'）；请在所有机器上装同一版本"),
            (older, "与这里的版本不同（程序、Python 或依赖库）；请在所有机器上装同一版本"),
        ):
            with (
                crew(address, tmp_path, 1, str(path)),
                pytest.raises(WorkersError, match=re.escape(words)),
                cluster(address),
            ):
                pass
        monkeypatch.setattr(workers, "_RESTART", 0)
        with crew(address, tmp_path, 1) as (only,), cluster(address) as there:
            outcomes = run(reports(40), Job(book(), craft=crafts.slow, spec=str(tmp_path / "notes")), there)
            next(outcomes)
            only.kill()
            with pytest.raises(WorkersError, match="里的工作进程都没有了；请重新启动"):
                list(outcomes)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "tcp://127.0.0.1:1", "甲://乙"])
def test_an_address_where_nobody_answers_is_an_error(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workers, "_PATIENCE", 1)
    assert main(["audit", str(ROOT / "seeds" / "street-2024.txt"), "--cluster", address]) == 2
    assert (
        capsys.readouterr().err == f"错误：连不上集群“{address}”；地址写作 主机:端口，调度进程用 dask scheduler 启动\n"
    )


def test_without_dask_it_is_said_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["audit", str(ROOT / "seeds" / "street-2024.txt"), "--cluster", "127.0.0.1:1"]) == 2
    assert "pip install 'fazhi-audit[cluster]'" in capsys.readouterr().err
