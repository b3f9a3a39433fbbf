"""Whatever befalls the process of the C core, verdicts stay the same, the audit says so, and nothing is left over."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from audits import make_audit, make_book
from faulty_core import FAULTS, lay
from msgspec.structs import replace

from engine import infer
from engine.errors import BackendError
from engine.infer import Clause, Fact, Inference, Inferrer, Pattern, Program, Template, Test, available, core, rete
from engine.infer.host import MOST_FAILURES, Host, installed
from reports import RENDERERS, Look, Run

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(
    "rete" not in available(), reason="durable-rules is not installed here (CPython 3.13+, no compiler)"
)
linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks into /proc")


def program() -> Program:
    lacking = Pattern("group", (Test("stance", "eq", "lacking"),))
    planned = Pattern("group", (Test("stance", "eq", "planned"),))
    first = Clause("x", 1, (("a", lacking), ("b", planned)), (), Template("gap", {}))
    second = Clause("y", 2, (("a", Pattern("gap")),), (Pattern("excuse"),), Template("out", {}))
    return Program((first, second))


REPORT = [Fact("g1", "group", {"stance": "lacking"}), Fact("g2", "group", {"stance": "planned"})]
EXPECTED = Inferrer(program(), "reference").run(REPORT)
BY_RETE = replace(EXPECTED, backend="rete")


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    """A host of the test's own."""
    own = Host()
    for module in (infer, rete):
        monkeypatch.setattr(module, "HOST", own)
    return own


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is searched for the C module before all others; its path has what paths may have."""
    made = tmp_path / "模块 的'夹\"x"
    made.mkdir()
    monkeypatch.syspath_prepend(str(made))
    return made


def answered_for(found: Inference, reason: str) -> None:
    """The reference evaluator answered, and said why."""
    assert replace(found, fault="") == EXPECTED
    assert reason in found.fault
    assert "改由 reference 判定，结论不受影响" in found.fault


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_costs_one_answer_and_no_verdict(
    fault: str, host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inferrer, named = Inferrer(program()), Inferrer(program(), "rete")
    assert inferrer.run(REPORT) == named.run(REPORT) == BY_RETE
    host.end()
    lay(folder, fault, batch=2)  # in the middle: the first phase was answered
    with monkeypatch.context() as patch:
        if "没有算完" in FAULTS[fault]:
            patch.setattr(core, "LIMIT", 2)
        answered_for(inferrer.run(REPORT), FAULTS[fault])
        assert host.pid is None
        lay(folder, fault, batch=2)
        with pytest.raises(BackendError, match=r"运行失败.*--backend reference") as caught:
            named.run(REPORT)
    assert FAULTS[fault] in str(caught.value)
    assert inferrer.run(REPORT) == named.run(REPORT) == BY_RETE
    host.end()


def test_after_some_failures_in_a_row_no_process_is_started_any_more(host: Host, folder: Path) -> None:
    lay(folder, "segmentation fault", "every")
    inferrer = Inferrer(program())
    for _ in range(MOST_FAILURES):
        answered_for(inferrer.run(REPORT), "SIGSEGV")
    (folder / "order").unlink()
    answered_for(
        inferrer.run(REPORT), f"连续失败 {MOST_FAILURES} 次，不再启动进程；最后一次：进程意外结束，信号 SIGSEGV"
    )
    assert host.pid is None


def test_failures_that_are_not_in_a_row_do_not_add_up(host: Host, folder: Path) -> None:
    lay(folder, "none", "every")
    inferrer = Inferrer(program())
    for _ in range(MOST_FAILURES + 2):
        lay(folder, "killed")
        answered_for(inferrer.run(REPORT), "SIGKILL")
        assert inferrer.run(REPORT) == BY_RETE
    host.end()


def test_a_module_that_does_not_load(host: Host, folder: Path) -> None:
    Path(folder, f"{core.MODULE}.py").write_text("raise ImportError(__file__ + ': undefined symbol')", "utf-8")
    answered_for(
        Inferrer(program()).run(REPORT), f"无法加载 durable-rules 的 C 模块（{core.MODULE}.py: undefined symbol）"
    )
    with pytest.raises(BackendError, match="undefined symbol"):
        Inferrer(program(), "rete").run(REPORT)
    host.end()


@pytest.mark.parametrize("executable", ["/nowhere/python", str(ROOT)])
def test_an_interpreter_that_cannot_be_started(executable: str, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    answered_for(Inferrer(program()).run(REPORT), "进程无法启动")
    with pytest.raises(BackendError, match="进程无法启动"):
        Inferrer(program(), "rete").run(REPORT)
    assert host.pid is None


def test_an_executable_that_is_no_interpreter(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/echo" if Path("/bin/echo").exists() else sys.executable + "w")
    answered_for(Inferrer(program()).run(REPORT), "进程")
    assert host.pid is None


def test_a_system_that_allows_no_process(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(subprocess, "Popen", forbidden)
    answered_for(Inferrer(program()).run(REPORT), "进程无法启动（Operation not permitted）")
    assert host.pid is None


def test_a_system_that_allows_no_thread(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Timer, "start", forbidden)
        answered_for(Inferrer(program()).run(REPORT), "不许再开线程")
    assert Inferrer(program()).run(REPORT) == BY_RETE
    host.end()


def test_it_is_started_before_it_is_needed(host: Host) -> None:
    pids = [host.pid]
    for start in (lambda: infer.warm_up("reference"), infer.warm_up, lambda: Inferrer(program()).run(REPORT)):
        start()
        pids.append(host.pid)
    assert pids[:2] == [None, None]
    assert pids[2] == pids[3]
    assert pids[2] is not None
    host.end()


def test_time_to_wait_is_used_once(host: Host) -> None:
    done: list[str] = []
    infer.warm_up("reference", [lambda: done.append("never")])
    infer.warm_up(None, [lambda: done.append("first"), lambda: done.append("second")])
    inferrer = Inferrer(program())
    assert done == []
    assert inferrer.run(REPORT) == inferrer.run(REPORT) == BY_RETE
    assert done == ["first", "second"]
    host.end()


@pytest.mark.parametrize(("name", "value"), [("frozen", True), ("executable", ""), ("executable", None)])
def test_a_program_without_an_interpreter_to_start(
    name: str, value: object, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, name, value, raising=False)
    assert installed() is None
    infer.warm_up("rete")
    assert host.pid is None
    assert available() == ("reference",)


def test_a_process_that_dies_between_two_reports(host: Host) -> None:
    inferrer = Inferrer(program())
    assert inferrer.run(REPORT) == BY_RETE
    assert host.pid is not None
    os.kill(host.pid, signal.SIGKILL)
    answered_for(inferrer.run(REPORT), "SIGKILL")
    assert inferrer.run(REPORT) == BY_RETE
    host.end()


def test_an_interrupted_run_leaves_no_answer_for_the_next(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    inferrer = Inferrer(program())
    assert inferrer.run(REPORT) == BY_RETE

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(core, "received", interrupted)
        with pytest.raises(KeyboardInterrupt):
            inferrer.run(REPORT)
    assert inferrer.run(REPORT) == BY_RETE
    host.end()


def test_rulesets_are_freed_by_close_and_by_the_garbage_collector(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, set[str]]] = []
    with host.session() as life:
        send = type(life).send

    def noted(self: object, kind: str, content: object) -> None:
        sent.append((kind, set(content) if kind != "fire" else set()))  # type: ignore[call-overload]
        send(self, kind, content)  # type: ignore[arg-type]

    monkeypatch.setattr(type(life), "send", noted)
    first, second = Inferrer(program()), Inferrer(program())
    loaded = [numbers for kind, numbers in sent if kind == "load"]
    assert len(loaded) == 2
    assert not loaded[0] & loaded[1]
    first.close()
    first.close()
    assert first.run(REPORT) == second.run(REPORT) == BY_RETE
    freed = set().union(*(numbers for kind, numbers in sent if kind == "drop"))
    assert freed == loaded[0]
    del second
    gc.collect()
    assert first.run(REPORT) == BY_RETE
    freed = set().union(*(numbers for kind, numbers in sent if kind == "drop"))
    assert freed == loaded[0] | loaded[1]
    host.end()


def test_threads_share_a_process_that_dies_under_them(host: Host, folder: Path) -> None:
    lay(folder, "killed", batch=21)
    inferrer, found = Inferrer(program()), list[Inference]()

    def work() -> None:
        found.extend(inferrer.run(REPORT) for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = [replace(one, fault="", backend="") for one in found]
    assert answers == [replace(EXPECTED, backend="")] * 40
    assert [one.backend for one in found].count("reference") == 1
    host.end()


# --- what is left over -----------------------------------------------------------------------------------------------

PRELUDE = """\
import gc, os, signal, subprocess, sys, time
sys.path[:0] = ["tests"]
from test_infer_faults import *
from engine.infer.host import HOST
inferrer = Inferrer(program())
assert inferrer.run(REPORT) == BY_RETE
"""


#: Warnings are errors, but for one: CPython 3.12+ warns of any fork beside a thread, and here that is the point.
WARNINGS = ("-W", "error", "-W", "ignore:This process:DeprecationWarning")


def script(text: str) -> str:
    """Run a program of its own; what it prints."""
    command = [sys.executable, *WARNINGS, "-c", PRELUDE + text]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - as above
    assert done.stderr == ""
    assert done.returncode in {0, -signal.SIGKILL}
    return done.stdout


def gone(pid: int) -> bool:
    """Whether a process ended within the time it may take; a zombie that nobody waits for has ended."""
    for _ in range(200):
        status = Path(f"/proc/{pid}/stat")
        try:
            if status.read_text("utf-8").rpartition(")")[2].split()[0] in "ZX":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


@linux
@pytest.mark.parametrize(
    "end",
    ["", "sys.exit(0)", "os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)", "os.kill(HOST.pid, signal.SIGSTOP)"],
)
def test_the_process_ends_with_the_one_that_started_it(end: str) -> None:
    assert gone(int(script(f"print(HOST.pid, flush=True)\n{end}")))


@linux
def test_neither_zombies_nor_open_files_are_left() -> None:
    printed = script("""
def left():
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return len(os.listdir("/proc/self/fd")), len(children)
before = left()
for _ in range(5):
    os.kill(HOST.pid, signal.SIGKILL)
    assert inferrer.run(REPORT).fault
    assert inferrer.run(REPORT) == BY_RETE
assert left() == before == (before[0], 1), (left(), before)
HOST.end()
gc.collect()
assert left() == (before[0] - 2, 0), left()
print("clean")
""")
    assert printed == "clean\n"


@linux
def test_a_forked_child_has_a_process_of_its_own() -> None:
    printed = script("""
mine = HOST.pid
child = os.fork()
if not child:
    assert HOST.pid is None
    assert inferrer.run(REPORT) == BY_RETE
    assert HOST.pid != mine
    sys.exit(0)
assert os.waitpid(child, 0)[1] == 0
assert HOST.pid == mine
assert inferrer.run(REPORT) == BY_RETE
print("right")
""")
    assert printed == "right\n"


def test_a_child_forked_in_the_middle_of_a_run_does_not_wait_for_it() -> None:
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    printed = script("""
with HOST.session() as life:
    child = os.fork()
    if not child:
        assert inferrer.run(REPORT) == BY_RETE
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
assert inferrer.run(REPORT) == BY_RETE
print("right")
""")
    assert printed == "right\n"


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_workers_of_a_pool_have_processes_of_their_own(method: str) -> None:
    import multiprocessing

    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("this system cannot start processes so")
    text = f"""
import multiprocessing
from test_infer_faults import inferred
if __name__ == "__main__":
    with multiprocessing.get_context({method!r}).Pool(2) as pool:
        print(*sorted(set(pool.map(inferred, range(20)))))
"""
    assert script(text) == "rete\n"


def inferred(_: int) -> str:
    """What the workers of a pool do."""
    return Inferrer(program()).run(REPORT).backend


@linux
def test_the_process_gets_nothing_of_the_environment_and_no_open_file(
    host: Host, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    Path(tmp_path, "json.py").write_text("raise SystemExit(7)", "utf-8")
    monkeypatch.chdir(tmp_path)
    with Path(tmp_path, "open.txt").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        assert Inferrer(program()).run(REPORT) == BY_RETE
        process = Path(f"/proc/{host.pid}")
        assert b"SECRET_TOKEN" not in (process / "environ").read_bytes()
        assert not any(link.readlink().name == "open.txt" for link in (process / "fd").iterdir())
    host.end()


def test_the_process_loads_little() -> None:
    """Its program needs the standard library alone, and no part of this package."""
    text = "import sys; exec(open(sys.argv[1]).read(), {'__name__': 'core'}); print(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", text, core.__file__]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not {"engine", "typing", "dataclasses", "subprocess", "pathlib", "site"} & loaded


def test_this_process_never_loads_the_c_module() -> None:
    assert script(f"print({core.MODULE!r} in sys.modules)") == "False\n"


# --- a whole run -----------------------------------------------------------------------------------------------------


#: GitLab takes nothing but problems of the report, and comments in Word need a Word file: they say what the table says.
SILENT = {"gitlab", "annotated"}


@pytest.mark.parametrize("name", sorted(set(RENDERERS) - SILENT))
def test_every_format_says_that_another_engine_answered(name: str) -> None:
    said = Inference((), (), "reference", "推理引擎rete运行失败，改由reference判定。").fault
    pieces = list(RENDERERS[name].render([make_audit(errors=(said,))], Run(make_book(), "rete"), Look(width=200)))
    if RENDERERS[name].binary:
        with ZipFile(BytesIO(b"".join(piece for piece in pieces if isinstance(piece, bytes)))) as file:
            shown = "".join(file.read(part).decode() for part in file.namelist() if part.endswith(".xml"))
    else:
        shown = "".join(piece for piece in pieces if isinstance(piece, str))
    assert said in shown


def test_a_batch_with_a_fault_in_the_middle(folder: Path, tmp_path: Path) -> None:
    """Same findings for every report; the one report says so in every format for readers."""
    lay(folder, "segmentation fault", batch=8)
    reports = sorted(str(path) for path in ROOT.glob("seeds/*.txt"))[:3]
    outputs = [tmp_path / f"gap.{suffix}" for suffix in ("json", "md", "html")]
    run = "import sys; from reports.cli import main; sys.exit(main())"
    options = [part for output in outputs for part in ("-o", str(output))]

    def audits(*more: str) -> list[dict[str, object]]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
        command = [sys.executable, "-W", "error", "-c", run, "audit", *reports, "--no-config", *options, *more]
        done = subprocess.run(command, capture_output=True, check=False, env=environment, cwd=tmp_path)  # noqa: S603
        assert done.returncode == 0, done.stderr.decode()
        found: list[dict[str, object]] = json.loads(outputs[0].read_text("utf-8"))["audits"]
        return found

    struck = audits()
    said = [output.read_text("utf-8") for output in outputs[1:]]
    assert sorted(str(audit["backend"]) for audit in struck) == ["reference", *["rete"] * 2]
    assert [len(audit["errors"]) for audit in struck] == [audit["backend"] == "reference" for audit in struck]  # type: ignore[arg-type]
    for text in said:
        assert text.count("SIGSEGV") >= 1
        assert "改由 reference 判定，结论不受影响" in text
    whole = audits("--backend", "reference")
    assert [audit["findings"] for audit in struck] == [audit["findings"] for audit in whole]
    assert [audit["score"] for audit in struck] == [audit["score"] for audit in whole]
    assert [audit["defects"] for audit in struck] == [audit["defects"] for audit in whole]
