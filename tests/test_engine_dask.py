"""A fleet judged by a real cluster of Dask on this machine, whole and with a worker killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.test_engine import BROKEN, SOUND

pytestmark = pytest.mark.slow
distributed = pytest.importorskip("distributed")

WORDS = ("check", "--as-of", "2026-11-22", "--output", "json", "--output", "full=full.txt")


def _write(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def _shard(folder: Path, files: Mapping[str, str], count: int) -> Path:
    """The manifests of a fleet as records, in files of JSON lines and one of Parquet."""
    from pyarrow import Table, parquet

    folder.mkdir()
    records = [{"path": path, "text": text} for path, text in files.items() if path.startswith("services/")]
    for number in range(count):
        lines = "".join(f"{json.dumps(record)}\n" for record in records[number :: count + 1])
        (folder / f"{number}.jsonl").write_text(lines, encoding="utf-8")
    parquet.write_table(Table.from_pylist(records[count :: count + 1]), folder / "last.parquet")
    return folder


def _run(folder: Path, *words: str) -> tuple[int, bytes, bytes, str]:
    program = [str(Path(sys.executable).with_name("modelbylaws")), *WORDS, *words]
    done = subprocess.run(program, cwd=folder, capture_output=True, check=False, timeout=300)
    written = folder / "full.txt"
    full = written.read_bytes() if written.exists() else b""
    return done.returncode, done.stdout, full, done.stderr.decode()


@pytest.mark.parametrize("name", ["sound", "broken"])
def test_one_worker_and_three_give_the_bytes_of_one_process(tmp_path: Path, name: str) -> None:
    files = {"sound": SOUND, "broken": BROKEN}[name]
    whole = _write(tmp_path / "whole", files)
    rules = _write(tmp_path / "rules", {path: text for path, text in files.items() if "services/" not in path})
    shards = str(_shard(tmp_path / "shards", files, 5))
    code, *expected, _ = _run(whole)

    assert code == (1 if name == "sound" else 2)
    for words in (("--jobs", "1"), ("--jobs", "2"), ("--engine", "dask", "--jobs", "1"),
                  ("--engine", "dask", "--jobs", "3")):  # fmt: skip
        assert _run(rules, "--shards", shards, *words) == (code, *expected, "")
    assert _run(rules, "--shards", f"file://{shards}", "--engine", "dask", "--jobs", "2") == (code, *expected, "")
    assert _run(whole, "--engine", "dask", "--jobs", "2") == (code, *expected, "")


@pytest.fixture
def cluster() -> Iterator[object]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as made:
        yield made


def _pids(made: object) -> list[int]:
    return [worker.pid for worker in made.workers.values() if worker.pid is not None]  # type: ignore[attr-defined]


def _large(tmp_path: Path, count: int) -> tuple[Path, str]:
    """Rules, and many copies of the fleet as shards."""
    rules = _write(tmp_path / "rules", {path: text for path, text in SOUND.items() if "services/" not in path})
    shards = tmp_path / "shards"
    shards.mkdir()
    for number in range(count):
        records = [
            {"path": f"{number}/{path}", "text": text.replace("service: s", f"service: f{number}-s")}
            for path, text in SOUND.items() if "services/" in path
        ]  # fmt: skip
        (shards / f"{number:03}.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return rules, str(shards)


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path: Path, cluster: object) -> None:
    rules, shards = _large(tmp_path, 60)
    expected = _run(rules, "--shards", shards, "--jobs", "1")
    killed: list[int] = []

    def kill() -> None:
        time.sleep(4)
        for pid in _pids(cluster)[:1]:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    found = _run(rules, "--shards", shards, "--engine", "dask", "--scheduler", cluster.scheduler_address)  # type: ignore[attr-defined]
    killer.join()

    assert killed
    assert found == expected


def test_a_shard_that_is_lost_ends_the_run_with_its_name() -> None:
    """One that no worker survives, as where there is no memory for it."""
    from checker.engine.cluster import Dask
    from checker.run.faults import Lost
    from tests.deadly import Deadly, work

    # What waited on the same workers each time may be given up beside it.
    lost = r"nothing was judged: the cluster lost (fine \(KilledWorker\), )?the-deadly-one \(KilledWorker\)"
    with pytest.raises(Lost, match=lost):
        Dask(2).each(work, [Deadly("fine"), Deadly("the-deadly-one"), Deadly("fine too")])


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path) -> None:
    rules, shards = _large(tmp_path, 1)

    code, out, _, said = _run(rules, "--shards", shards, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")

    assert (code, out) == (2, b"")
    assert "modelbylaws: no scheduler answers at 'tcp://127.0.0.1:9'" in said


def test_a_scheduler_behind_tls_that_is_not_set_up_is_told() -> None:
    from checker.engine.cluster import Dask
    from checker.run.faults import Fault
    from tests.deadly import Deadly, work

    with pytest.raises(Fault, match=r"no scheduler answers at 'tls://127\.0\.0\.1:9': TypeError"):
        Dask(1, "tls://127.0.0.1:9").each(work, [Deadly("fine")])
