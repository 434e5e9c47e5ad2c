"""Chunks on a cluster of Dask: one of this machine, or one that is there, by the address of its scheduler.

Dask does again what a worker did that died. A chunk that it gives up ends the run, with its name.
"""

from __future__ import annotations

import logging
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from checker.engine.chunks import Chunk
from checker.record import dataclass
from checker.run.faults import Fault, Lost, needed

R = TypeVar("R")

_NAMED = 5
"""Most chunks that a message names."""
_NO_WORKERS = "60s"
"""How long tasks wait where no worker of our own is left. One is there again in some seconds, on a busy machine too."""
_ONE_AT_A_TIME = threading.Lock()
"""A worker may have several threads, and what a file is told of near names is kept for one file."""


@dataclass(frozen=True, slots=True)
class Dask:
    """An engine with so many workers of its own; or with those of a scheduler, if its address is given."""

    workers: int
    scheduler: str | None = None

    def each(self, work: Callable[[Chunk], R], chunks: Sequence[Chunk]) -> Sequence[R]:
        """As ``Engine`` says."""
        with self._client() as client:
            # NOTE: a task and not scattered data, so that Dask makes it again where a worker that had it is gone.
            packed = client.submit(pickle.loads, pickle.dumps(work, 5), pure=False)
            futures = client.map(_answer, list(chunks), work=packed, pure=False)
            return _wait(client, futures, chunks)

    @contextmanager
    def _client(self) -> Iterator[Any]:
        with needed("dask", "dask.distributed"):
            from distributed import Client, LocalCluster
        for name in ("distributed", "distributed.client"):  # which has a level of its own, by Dask's configuration
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if self.scheduler is not None:
            try:
                client = Client(self.scheduler, timeout=30, set_as_default=False)
            except (OSError, ValueError, TypeError) as error:  # the last where TLS is asked for and not set up
                raise Fault(f"no scheduler answers at {self.scheduler!r}: {type(error).__name__}") from None
            with client:
                yield client
            return
        with _without_end(), LocalCluster(
            n_workers=self.workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
        ) as cluster, Client(cluster, set_as_default=False) as client:  # fmt: skip
            yield client


@contextmanager
def _without_end() -> Iterator[None]:
    """No waiting without end for workers of our own, unless Dask's configuration says how long.

    NOTE: Dask does not start a worker again that dies while it starts. Without any, tasks would wait for ever.
    """
    import dask

    waits = "distributed.scheduler.no-workers-timeout"
    with dask.config.set({waits: dask.config.get(waits) or _NO_WORKERS}):
        yield


def _answer(chunk: Chunk, work: Callable[[Chunk], R]) -> R | Fault:
    with _ONE_AT_A_TIME:
        try:
            return work(chunk)
        except Fault as fault:
            return fault


def _wait(client: Any, futures: Sequence[Any], chunks: Sequence[Chunk]) -> list[Any]:  # noqa: ANN401 - of Dask
    """All results in order.

    Raises:
        Fault: as a worker found it.
        Lost: with the names of chunks that did not come.
    """
    from distributed import as_completed

    numbers = {future.key: number for number, future in enumerate(futures)}
    found: dict[int, Any] = {}
    lost: dict[int, str] = {}
    for future in as_completed(futures, loop=client.loop):
        number = numbers[future.key]
        try:  # what is done may be lost again until it is here, with the worker that has it
            found[number] = future.result()
        except Exception as error:  # noqa: BLE001 - whatever it is, this chunk did not come
            lost[number] = "cancelled" if future.status == "cancelled" else type(error).__name__
        _show_progress(len(found), len(chunks))
        future.release()
        if isinstance(found.get(number), Fault):
            raise found[number]
    if lost:
        names = [f"{chunks[number].name} ({why})" for number, why in sorted(lost.items())]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        raise Lost(f"nothing was judged: the cluster lost {', '.join(names[:_NAMED])}{more}")
    return [found[number] for number in range(len(chunks))]


def _show_progress(done: int, count: int) -> None:
    """On a terminal, how far it is."""
    if sys.stderr is None or not sys.stderr.isatty():
        return
    width = 40
    bar = "#" * (width * done // count)
    sys.stderr.write(f"\r[{bar:<{width}}] {done}/{count}{chr(10) if done == count else ''}")
    sys.stderr.flush()
