"""A run that loses a process, whose files change or whose disk is full, as its user sees it: told, and no pass."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from checker.run.replay import folder as store
from tests.replayed import CHAT, HOOK, a_fleet, manifest
from tests.repository import AS_OF, git, write
from tests.sharded import lines_of, records_of, write_lines, write_rules
from tests.test_engine import SOUND
from tests.test_replay_store import PLAIN, PROGRAM, run

pytestmark = pytest.mark.slow
RECORDS = records_of(SOUND)
CALL = ("check", *AS_OF, "--shards", "../shards")
CHANGED = b"changed while the fleet was judged; run the check again"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Policies, and beside them two shards of which the second is a pipe: whoever reads it waits for the test."""
    made = write_rules(tmp_path / "rules", SOUND)
    (tmp_path / "shards").mkdir()
    write_lines(tmp_path / "shards" / "a.jsonl", RECORDS[:12])
    os.mkfifo(tmp_path / "shards" / "b.jsonl")
    return made


@contextmanager
def read_by_somebody(rules: Path) -> Iterator[IO[bytes]]:
    """The pipe, as soon as somebody reads it; who reads the second shard again gets another pipe."""
    path = rules.parent / "shards" / "b.jsonl"
    with path.open("wb") as pipe:
        path.unlink()
        os.mkfifo(path)
        yield pipe


def feed(rules: Path) -> None:
    with read_by_somebody(rules) as pipe:
        pipe.write(lines_of(RECORDS[12:]))


def make_a_file(rules: Path) -> None:
    """The second shard, from now on."""
    path = rules.parent / "shards" / "b.jsonl"
    path.unlink()
    path.write_bytes(lines_of(RECORDS[12:]))


def start(rules: Path, *words: str) -> subprocess.Popen[bytes]:
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*PROGRAM, *CALL, *words], cwd=rules, env=PLAIN, **streams)  # type: ignore[call-overload,no-any-return]


def end(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def children_of(process: subprocess.Popen[bytes]) -> list[int]:
    text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8")
    return [int(pid) for pid in text.split()]


def test_shards_are_read_in_two_passes(rules: Path) -> None:
    """What the other tests rest on: a pipe that is fed each time gives what a file gives."""
    process = start(rules)
    feed(rules)
    feed(rules)
    feed(rules)  # for the lines that findings show
    fed = end(process)
    make_a_file(rules)

    assert fed == end(start(rules))
    assert fed[0] == 1


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no other way to find a worker")
def test_a_worker_that_is_killed_while_it_reads_ends_the_run_with_4(rules: Path) -> None:
    process = start(rules, "--jobs", "2")
    feed(rules)  # in the first pass
    with read_by_somebody(rules):
        for worker in children_of(process):
            os.kill(worker, signal.SIGKILL)
        code, out, err = end(process)

    assert (code, out) == (4, b"")
    assert err.startswith(b"modelbylaws: nothing was judged: a worker process was killed by SIGKILL before its part")


def in_place(shard: Path) -> None:
    write_lines(shard, [*RECORDS[:11], RECORDS[11] | {"text": RECORDS[11]["text"].replace("tier: 3", "tier: 1")}])


def one_less(shard: Path) -> None:
    write_lines(shard, RECORDS[:11])


def gone(shard: Path) -> None:
    shard.unlink()


@pytest.mark.parametrize(("change", "told"), [(in_place, CHANGED), (one_less, CHANGED), (gone, b"cannot be read")])
def test_a_shard_that_changes_during_the_run_ends_it_with_2(
    rules: Path, change: Callable[[Path], None], told: bytes
) -> None:
    process = start(rules, "--jobs", "1")
    with read_by_somebody(rules) as pipe:
        make_a_file(rules)
        change(rules.parent / "shards" / "a.jsonl")  # which was read, since the second one is
        pipe.write(lines_of(RECORDS[12:]))

    code, out, err = end(process)

    assert (code, out) == (2, b"")
    assert told in err


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = a_fleet(tmp_path / "fleet")
    monkeypatch.chdir(folder)
    return folder


def without(fleet: Path, words: tuple[str, ...] = HOOK) -> tuple[int, bytes, bytes]:
    return run(fleet, *words[:1], "--no-cache", *words[1:])


def killed_at(count: int, where: str) -> tuple[str, ...]:
    """The program, killed when it calls a function of the system for the so manyth time."""
    return (sys.executable, "-c", (
        f"import os, signal; from checker.cli import run; calls = iter(range({count})); was = os.{where}\n"
        f"def killed(*a, **k):\n"
        f"    next(calls, None) is None and os.kill(os.getpid(), signal.SIGKILL)\n"
        f"    return was(*a, **k)\n"
        f"os.{where} = killed; run()"
    ))  # fmt: skip


@pytest.mark.parametrize("where", ["rename", "utime"])
@pytest.mark.parametrize("count", range(3))
def test_a_hook_that_is_killed_at_any_entry_leaves_none_that_lies(fleet: Path, where: str, count: int) -> None:
    """An answer, its trail and what manifests came to are three entries; each is whole, or is not there."""
    folder = fleet / ".git" / store.NAME

    code, *said = run(fleet, *HOOK, program=killed_at(count, where))

    names = sorted(path.name.partition("-")[0] for path in folder.iterdir())
    assert (code, *said) == (-signal.SIGKILL, *without(fleet)[1:])
    assert names == sorted([".half", *("answer", "trail", "parts")[:count]])
    assert run(fleet, *HOOK) == without(fleet)
    write(fleet, CHAT, manifest("chat", "acme"))
    git(fleet, "add", CHAT)
    assert run(fleet, *HOOK) == run(fleet, *HOOK) == without(fleet)
    assert without(fleet)[0] == 1


@pytest.fixture
def full_disk(fleet: Path) -> Iterator[Path]:
    """The folder of the store as a disk of its own, of one page, which is full."""
    folder = fleet / ".git" / store.NAME
    folder.mkdir(mode=0o700)
    command = ["mount", "-t", "tmpfs", "-o", "size=4k,mode=0700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("no disk can be mounted here")
    try:
        (folder / "else").write_bytes(b"x" * 4096)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_without_space_changes_nothing(fleet: Path, full_disk: Path) -> None:
    with pytest.raises(OSError, match="No space left on device"):
        (full_disk / "more").write_bytes(b"x")
    (full_disk / "more").unlink()

    assert run(fleet, *HOOK) == run(fleet, *HOOK) == without(fleet)
    assert [path.name for path in full_disk.iterdir()] == ["else"]
    (full_disk / "else").unlink()
    assert run(fleet, *HOOK) == without(fleet)


def test_hooks_of_all_kinds_at_once_say_what_each_says_alone(fleet: Path) -> None:
    """On one store, which is empty first, and of which a manifest has changed then."""
    calls = (HOOK, ("check", "--hook", "files", *AS_OF, "--", CHAT), ("lint", "--hook", "policies", *AS_OF, "--"))
    streams = {"cwd": fleet, "env": PLAIN, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    for vendor in ("birch", "acme"):
        write(fleet, CHAT, manifest("chat", vendor))
        git(fleet, "add", CHAT)
        expected = {call: without(fleet, call) for call in calls}
        for _ in range(2):
            begun = [(call, subprocess.Popen([*PROGRAM, *call], **streams)) for call in calls * 2]  # type: ignore[call-overload]
            for call, process in begun:
                assert end(process) == expected[call]
    assert expected[HOOK][0] == 1
    assert not [path for path in (fleet / ".git" / store.NAME).iterdir() if path.name.startswith(".half-")]
