"""The one door to durable-rules 2.0.28, and the program of the process it runs in: nothing else may import it.

The C core can crash, hang or spoil memory. So it has a process of its own, which runs this file by its path, with the
standard library only. Requests come in on standard input, and each is answered on standard output. A message is its
length in four bytes and then JSON. The first answer is to the start itself.

    ["load", {number: rules, …}]          compile rulesets; their numbers are the caller's
    ["fire", [[number, end, facts], …]]   per ruleset one batch of facts, JSON texts; the sentinel becomes fact ``end``
                                          → firings, each [number of the rule, positions of its facts …]
    ["drop", [number, …]]                 free rulesets; numbers that are not known are passed over
    answers                               ["done", result] or ["failed", Chinese reason]
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
from contextlib import suppress

TYPE_CHECKING = False  # checkers know the name; typing itself would be a fifth of the time to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import IO, Any

MODULE = "durable_rules_engine"
SESSION = "r"
SENTINEL = "z"  # the rule that fires on the sentinel alone; the other rules are called r0, r1, …
END = 0  # kind of the sentinel fact; symbols count from 1, stand-ins for missing values from -1 down
#: Names of the facts that fit a rule's positives, in their order.
ALIASES = tuple(f"a{number}" for number in range(10))
#: Seconds that a run may take; a report takes a few hundredths of one.
LIMIT = 30
_LONGEST = 2**28  # bytes of a message
_PIECE = 2**16


def framed(message: bytes) -> bytes:
    """A message as it goes through the pipe."""
    return len(message).to_bytes(4, "big") + message


def received(stream: IO[bytes]) -> bytes:
    """The next message.

    Raises:
        EOFError: the other end is gone.
        ValueError: what came is no message.
    """
    length = int.from_bytes(_taken(stream, 4), "big")
    if length > _LONGEST:
        raise ValueError(length)
    return _taken(stream, length)


def _taken(stream: IO[bytes], size: int) -> bytes:
    taken = bytearray()
    while len(taken) < size:
        piece = stream.read(min(size - len(taken), _PIECE))
        if not piece:
            raise EOFError
        taken += piece
    return bytes(taken)


class _Core:
    """The rulesets that the C core holds, by their number."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._handles: dict[str, int] = {}

    def load(self, rulesets: dict[str, object]) -> None:
        for number, rules in rulesets.items():
            handle = self._handles[number] = self._module.create_ruleset(f"fazhi{number}", json.dumps(rules))
            # Deleting a session reads uninitialised memory unless an action once ran in its place. One does here, and
            # later sessions of the ruleset get the same place: so they can be deleted even after a failure.
            self._drain(handle, [], 0)
            self._module.delete_state(handle, SESSION)

    def fire(self, batches: list[tuple[str, int, list[str]]]) -> list[list[int]]:
        firings = []
        for number, end, facts in batches:
            handle = self._handles[number]
            try:
                fired = self._drain(handle, facts, end)
            finally:
                with suppress(self._module.error):
                    self._module.delete_state(handle, SESSION)
            for rule, frames in fired.items():
                position = int(rule[1:])
                firings += [[position, *(int(frame[a]["id"][1:]) for a in ALIASES if a in frame)] for frame in frames]
        return firings

    def drop(self, numbers: list[str]) -> None:
        for handle in (self._handles.pop(number, None) for number in numbers):
            if handle is not None:
                self._module.delete_ruleset(handle)

    def _drain(self, handle: int, facts: list[str], end: int) -> dict[str, list[dict[str, Any]]]:
        """Assert a batch, the sentinel last; take each rule's firings, each the facts by alias."""
        sentinel = f'{{"id":"f{end}","sid":"{SESSION}","k":{END}}}'
        code, session = self._module.assert_facts(handle, f"[{','.join([*facts, sentinel])}]")
        if code not in {0, 1}:  # 1 says that some fact matched nothing; others, that one was dropped
            raise ValueError(f"写入事实时返回代码 {code}")
        fired: dict[str, list[dict[str, Any]]] = {}
        started = self._module.start_action_for_state(handle, session)
        message = started[1] if started else None
        while message:
            for rule, frames in json.loads(message).items():
                fired.setdefault(rule, []).extend(frames)
            message = self._module.complete_and_start_action(handle, session)
        if not fired.pop(SENTINEL, None):
            raise ValueError("结束标记没有触发，可能有事实丢失")
        return fired


def _serve(folder: str, requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the other end is gone."""

    def answer(*parts: object) -> None:
        answers.write(framed(json.dumps(parts, separators=(",", ":")).encode("ascii")))
        answers.flush()

    sys.path.append(folder)
    try:
        import durable_rules_engine as module
    except ImportError as error:
        reason = str(error).replace(f"{folder}{os.sep}", "")  # a report says nothing of the machine
        return answer("failed", f"无法加载 durable-rules 的 C 模块（{reason}）")
    core = _Core(module)
    answer("done", None)
    kinds: dict[str, Callable[[Any], object]] = {"load": core.load, "fire": core.fire, "drop": core.drop}
    while True:
        try:
            kind, content = json.loads(received(requests))
        except EOFError:
            return None
        # Should the core hang and whoever waits for it be gone, this ends the process all the same.
        faulthandler.dump_traceback_later(2 * LIMIT, exit=True)
        try:
            result = kinds[kind](content)
        except (module.error, ValueError, LookupError, MemoryError) as error:
            answer("failed", f"C 模块报错（{error}）")
        else:
            answer("done", result)
        faulthandler.cancel_dump_traceback_later()


def main() -> None:
    """Serve the process that started this one; what the C core prints must not mix with the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        _serve(sys.argv[1], sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
