"""Stands in for the C module of durable-rules: passes everything on to it, and goes wrong when told to.

``lay`` copies this file into a folder under the module's name, with an order beside it: "which fault, at which batch of
facts". The process of the C core then finds it first, and everything from the order to the verdict is real.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

MODULE = "durable_rules_engine"
#: What can go wrong, and what is then said of it.
FAULTS = {
    "segmentation fault": "信号 SIGSEGV",
    "killed": "信号 SIGKILL",
    "ended": "返回码 3",
    "stopped": "秒内没有算完",
    "endless loop": "秒内没有算完",
    "bytes that are no message": "进程的回答无法识别",
    "an endless message": "进程的回答无法识别",
    "no JSON": "进程的回答无法识别",
    "deep JSON": "进程的回答无法识别",
    "another shape": "进程的回答无法识别",
    "another outcome": "进程的回答无法识别",
    "facts that were not given": "进程的回答无法识别",
    "negative positions": "进程的回答无法识别",
    "rules that were not given": "进程的回答无法识别",
    "facts lost": "结束标记没有触发",
    "a fact dropped": "返回代码 2",
    "an error": "error code: 303",
}


def lay(folder: Path, fault: str, batch: int | str = 1) -> None:
    """Make a module in ``folder`` that goes wrong at the n-th batch of facts from now on, or at "every" one."""
    where = importlib.util.find_spec(MODULE)
    assert where is not None
    if Path(str(where.origin)).suffix != ".py":
        Path(folder, "real").write_text(str(where.origin), "utf-8")
        Path(folder, f"{MODULE}.py").write_text(Path(__file__).read_text("utf-8"), "utf-8")
        importlib.invalidate_caches()
    Path(folder, "order").write_text(f"{fault}\n{batch}", "utf-8")


def _go_wrong(fault: str) -> None:
    """Faults of the whole process; those of the core's answers are made where it answers."""
    host = sys.modules["__main__"]
    match fault:
        case "segmentation fault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "ended":
            os._exit(3)
        case "stopped":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "endless loop":
            while True:
                time.sleep(0)
        case "bytes that are no message":
            host.framed = lambda _: b"Segmentation fault\n"  # type: ignore[attr-defined]
        case "an endless message":
            host.framed = lambda _: b"\xff\xff\xff\xff" + b"[" * 1000  # type: ignore[attr-defined]
        case "no JSON":
            host.framed = lambda _: b"\0\0\0\x04\xff[1]"  # type: ignore[attr-defined]
        case "deep JSON":
            host.framed = lambda _: (200_000).to_bytes(4, "big") + b"[" * 200_000  # type: ignore[attr-defined]
        case "another shape":
            host.framed = lambda _: b'\0\0\0\x0d["done",[[]]]'  # type: ignore[attr-defined]
        case "another outcome":
            host.framed = lambda _: b"\0\0\0\x05[1,2]"  # type: ignore[attr-defined]


class _Faulty:
    def __init__(self, real: Any, folder: Path) -> None:
        self._real, self._order = real, folder / "order"
        self._batches = itertools.count(1)
        self._misnamed = False
        self.error = real.error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def _due(self) -> str:
        """The fault that is to happen now; an order is carried out once, unless it says "every"."""
        if not self._order.exists():
            return ""
        fault, batch = self._order.read_text("utf-8").splitlines()
        if batch == "every":
            return fault
        if next(self._batches) < int(batch):
            return ""
        self._order.unlink()
        return fault

    def assert_facts(self, handle: int, batch: str) -> Any:
        fault = self._due() if batch.count("{") > 1 else ""  # not at the sentinel alone, when rules are loaded
        _go_wrong(fault)
        self._misnamed = fault == "rules that were not given"
        match fault:
            case "an error":
                raise self.error("error code: 303")
            case "facts lost":
                return self._real.assert_facts(handle, batch[: batch.rindex(",{")] + "]")
            case "a fact dropped":
                return 2, self._real.assert_facts(handle, batch)[1]
            case "facts that were not given":
                return self._real.assert_facts(handle, batch.replace('"id":"f', '"id":"f9'))
            case "negative positions":
                return self._real.assert_facts(handle, batch.replace('"id":"f', '"id":"f-'))
        return self._real.assert_facts(handle, batch)

    def start_action_for_state(self, handle: int, session: int) -> Any:
        started = self._real.start_action_for_state(handle, session)
        if started and self._misnamed:
            return (started[0], started[1].replace('{"r', '{"r77'), *started[2:])
        return started


if __name__ == MODULE:
    _folder = Path(__file__).parent
    _spec = importlib.util.spec_from_file_location(MODULE, Path(_folder, "real").read_text("utf-8"))
    assert _spec is not None
    assert _spec.loader is not None
    _real = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_real)
    sys.modules[MODULE] = _Faulty(_real, _folder)  # type: ignore[assignment]
