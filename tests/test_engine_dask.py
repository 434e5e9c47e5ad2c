"""A fleet judged by a real cluster of Dask on this machine, whole and with a worker killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.formats import FORMATS
from tests.sharded import records_of, write_files, write_rules, write_shards
from tests.test_engine import BROKEN, SOUND

pytestmark = pytest.mark.slow
distributed = pytest.importorskip("distributed")

WORDS = ("check", "--as-of", "2026-11-22")


def _run(folder: Path, *words: str) -> tuple[int, dict[str, bytes], str]:
    """Exit code, what is written in every format, and what is said to people beside it."""
    out = folder.parent / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    outputs = [word for name in FORMATS for word in ("--output", f"{name}={out / name}")]
    program = [str(Path(sys.executable).with_name("modelbylaws")), *WORDS, *outputs, "--output", "json", *words]
    done = subprocess.run(program, cwd=folder, capture_output=True, check=False, timeout=300)
    written = {file.name: file.read_bytes() for file in out.iterdir()}
    return done.returncode, written | {"-": done.stdout}, done.stderr.decode()


@pytest.mark.parametrize("name", ["sound", "broken"])
def test_one_worker_and_three_give_the_bytes_of_one_process(tmp_path: Path, name: str) -> None:
    """In every format; manifests as files, as JSON lines, as Parquet and as both, in this order and in another."""
    files = {"sound": SOUND, "broken": BROKEN}[name]
    whole, rules = write_files(tmp_path / "whole", files), write_rules(tmp_path / "rules", files)
    records = records_of(files)
    both = write_shards(tmp_path / "both", records, lines=4, tables=2)
    lines = write_shards(tmp_path / "lines", records[::-1], lines=5, tables=0)
    tables = write_shards(tmp_path / "tables", records, lines=0, tables=4)
    expected = _run(whole)

    assert expected[0] == (1 if name == "sound" else 2)
    assert {*expected[1]} == {*FORMATS, "-"}
    assert all(expected[1].values())
    for where, words in (
        (both, ("--jobs", "1")),
        (lines, ("--jobs", "2")),
        (both, ("--engine", "dask", "--jobs", "1")),
        (lines, ("--engine", "dask", "--jobs", "3")),
        (tables, ("--engine", "dask", "--jobs", "3")),
        (f"file://{both}", ("--engine", "dask", "--jobs", "2")),
    ):
        assert _run(rules, "--shards", where, *words) == expected, (where, words)
    assert _run(whole, "--engine", "dask", "--jobs", "2") == expected


@pytest.fixture
def cluster() -> Iterator[object]:
    with distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address="127.0.0.1:0") as made:
        yield made


def _large(tmp_path: Path, count: int) -> tuple[Path, str]:
    """Rules, and many copies of the fleet as shards, of JSON lines and of Parquet."""
    records = [
        {"path": f"{number}/{path}", "text": text.replace("service: s", f"service: f{number}-s")}
        for number in range(count)
        for path, text in SOUND.items()
        if "services/" in path
    ]
    shards = write_shards(tmp_path / "shards", records, lines=count - count // 3, tables=count // 3)
    return write_rules(tmp_path / "rules", SOUND), shards


def _kill_one_at_work(
    made: Any,  # noqa: ANN401 - of Dask
    killed: list[int],
    over: threading.Event,
) -> None:
    """Kill a worker that has shards and gave none of them back yet, as soon as there is one."""
    while not over.is_set():
        for state in [*made.scheduler.workers.values()]:
            if state.processing:
                pid = made.workers[state.name].pid
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return
        over.wait(0.01)


def test_a_cluster_of_three_that_loses_a_worker_gives_the_same_bytes(
    tmp_path: Path,
    cluster: Any,  # noqa: ANN401 - of Dask
) -> None:
    rules, shards = _large(tmp_path, 60)
    expected = _run(rules, "--shards", shards, "--jobs", "1")
    killed: list[int] = []
    over = threading.Event()

    killer = threading.Thread(target=_kill_one_at_work, args=(cluster, killed, over))
    killer.start()
    found = _run(rules, "--shards", shards, "--engine", "dask", "--scheduler", cluster.scheduler_address)
    over.set()
    killer.join()

    assert expected[0] == 1
    assert len(killed) == 1
    assert found == expected


def test_a_shard_that_is_lost_ends_the_run_with_its_name() -> None:
    """One that no worker survives, as where there is no memory for it."""
    from checker.engine.cluster import Dask
    from checker.run.faults import Lost
    from tests.deadly import Deadly, work

    # What waited on the same workers each time may be given up beside it, and all the rest where none is left.
    lost = r"nothing was judged: the cluster lost (.*, )?the-deadly-one \((KilledWorker|NoWorkerError)\)"
    with pytest.raises(Lost, match=lost):
        Dask(2).each(work, [Deadly("fine"), Deadly("the-deadly-one"), Deadly("fine too")])


def test_a_cluster_without_any_worker_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask leaves a worker alone that dies while it starts; who waits for another one waits for ever."""
    import dask

    from checker.engine.cluster import Dask
    from checker.run.faults import Lost
    from tests.deadly import Deadly, work

    async def leave_it(*_: object) -> None:
        return

    monkeypatch.setattr(distributed.Nanny, "_on_worker_exit", leave_it)

    with dask.config.set({"distributed.scheduler.no-workers-timeout": "1s"}), pytest.raises(Lost) as lost:
        Dask(1).each(work, [Deadly("first"), Deadly("the-deadly-one"), Deadly("another")])

    assert "the cluster lost" in str(lost.value)
    assert "the-deadly-one (" in str(lost.value)


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path) -> None:
    rules, shards = _large(tmp_path, 1)

    code, written, said = _run(rules, "--shards", shards, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")

    assert (code, written) == (2, {"-": b""})
    assert "modelbylaws: no scheduler answers at 'tcp://127.0.0.1:9'" in said


def test_a_scheduler_behind_tls_that_is_not_set_up_is_told() -> None:
    from checker.engine.cluster import Dask
    from checker.run.faults import Fault
    from tests.deadly import Deadly, work

    with pytest.raises(Fault, match=r"no scheduler answers at 'tls://127\.0\.0\.1:9': TypeError"):
        Dask(1, "tls://127.0.0.1:9").each(work, [Deadly("fine")])
