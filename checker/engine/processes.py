"""Chunks in processes of our own, on this machine.

A worker that ends before its work is done ends the run: a fleet without a part of it is another fleet. Workers end with
the process that started them, however that one ends: then their pipe is closed.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Literal, TypeVar

from checker.engine.engine import PASSING
from checker.progress import tell
from checker.record import dataclass
from checker.run.faults import Fault, Lost

R = TypeVar("R")
C = TypeVar("C")
"""A chunk of a fleet, or a part of other work."""

Start = Literal["fork", "spawn"]
_AHEAD = 2
"""Chunks that a worker has at a time, so that it does not wait for the next one."""
_DONE, _FAULT, _FAILED = range(3)


@dataclass(frozen=True, slots=True)
class Processes:
    """An engine with so many workers.

    NOTE: where there is ``fork``, workers begin with all that this process has read. Elsewhere each reads policies
    and catalogs for itself, which takes most of a second.
    """

    jobs: int
    start: Start = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"

    def each(self, work: Callable[[C], R], chunks: Sequence[C]) -> Sequence[R]:
        """As ``Engine`` says."""
        count = min(self.jobs, len(chunks))
        workers: list[_Worker] = []
        try:
            context = multiprocessing.get_context(self.start)
            for _ in range(count):
                workers.append(_begin(context, work, chunks, [worker.pipe for worker in workers]))
            return _run(workers, len(chunks))
        finally:
            for worker in workers:
                worker.end()


@dataclass(eq=False, slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    given: set[int]
    """Chunks that it has and that are not done."""

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _begin(
    context: BaseContext, work: Callable[[C], Any], chunks: Sequence[C], others: Sequence[Connection]
) -> _Worker:
    ours, theirs = context.Pipe()
    forked = [ours, *others] if context.get_start_method() == "fork" else []
    process = context.Process(target=_serve, args=(work, chunks, theirs, forked), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return _Worker(process, ours, set())


def _serve(work: Callable[[C], Any], chunks: Sequence[C], pipe: Connection, not_ours: list[Connection]) -> None:
    """The life of a worker: do what is asked until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it decides
    gc.disable()
    for other in not_ours:
        other.close()
    while True:
        try:
            number = pipe.recv()
            pipe.send_bytes(pickle.dumps((number, *_answer(work, chunks[number])), 5))
        except (EOFError, OSError):  # whoever asked was killed, maybe while this one worked
            os._exit(0)


def _answer(work: Callable[[C], Any], chunk: C) -> tuple[int, Any]:
    try:
        return _DONE, work(chunk)
    except Fault as fault:
        return _FAULT, str(fault)
    except Exception as error:  # noqa: BLE001 - told by the process that asked
        return _FAILED, f"{type(error).__name__}: {error}"


def _run(workers: Sequence[_Worker], count: int) -> list[Any]:
    """Ask until all is done.

    Raises:
        Fault: as a worker found it.
        Lost: a worker failed, or ended.
    """
    waiting = deque(range(count))
    found: dict[int, Any] = {}
    for worker in [*workers] * _AHEAD:
        _ask(worker, waiting)
    while len(found) < count:
        asked = {worker.pipe: worker for worker in workers if worker.given}
        for pipe in wait(asked):
            worker = asked[pipe]  # type: ignore[index]
            number, how, result = _receive(worker)
            if how == _FAULT:
                raise Fault(result)
            if how == _FAILED:
                raise Lost(f"internal error, please report it: {result}")
            found[number] = result
            tell(PASSING, len(found), count)
            worker.given.remove(number)
            _ask(worker, waiting)
    return [found[number] for number in range(count)]


def _ask(worker: _Worker, waiting: deque[int]) -> None:
    if waiting:
        number = waiting.popleft()
        worker.given.add(number)
        try:
            worker.pipe.send(number)
        except OSError:
            raise _lost(worker) from None


def _receive(worker: _Worker) -> tuple[int, int, Any]:
    try:
        found: tuple[int, int, Any] = pickle.loads(worker.pipe.recv_bytes())  # noqa: S301 - from a process of our own
    except (EOFError, OSError):
        raise _lost(worker) from None
    return found


def _lost(worker: _Worker) -> Lost:
    worker.process.join(1)
    code = worker.process.exitcode
    how = f"was killed by {signal.Signals(-code).name}" if code is not None and code < 0 else f"ended with {code}"
    return Lost(f"nothing was judged: a worker process {how} before its part of the fleet was done")


def available_processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
