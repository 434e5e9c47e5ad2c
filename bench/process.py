"""What one run of a program costs: seconds on the clock, seconds of its own CPU time, and its largest memory.

CPU time is what the kernel counts for the process and the children that it waited for, so what others do on the
machine changes it little. Memory is that of the largest single process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bench.fleet import quiet_environment

DONE = frozenset({0})
JUDGED = frozenset({0, 1})
"""Exit codes of a run that came to a result; 1 says that a rule is broken."""
_KILOBYTE = 1024
_SHOWN = 2000


class Failed(Exception):  # noqa: N818 - as Fault, it is no error of this program
    """A program could not be measured: it ended as it should not, or took too long."""


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, and how it may end."""

    words: tuple[str, ...]
    folder: Path
    codes: frozenset[int] = JUDGED


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float
    cpu: float
    memory: float


def run(command: Command, limit: float) -> Cost:
    """Run it to its end and throw its output away.

    Raises:
        Failed: with the end of what it said, or because it took more than ``limit`` seconds.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.words, cwd=command.folder, env=quiet_environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=said, start_new_session=True,
        )  # fmt: skip
        timer = threading.Timer(limit, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except KeyboardInterrupt:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            timer.cancel()
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in command.codes:
            said.seek(0)
            raise Failed(_reason(process.returncode, wall, limit, said.read().decode(errors="replace")))
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _KILOBYTE)


def _reason(code: int, wall: float, limit: float, said: str) -> str:
    if wall >= limit:
        return f"stopped after {limit:.0f} s"
    return f"ended with {code}: {said[-_SHOWN:].strip() or 'without a word'}"


def output(command: Command) -> str:
    """What it prints, for what is compared and not measured.

    Raises:
        Failed: it ended as it should not.
    """
    done = subprocess.run(
        command.words, cwd=command.folder, env=quiet_environment(), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode not in command.codes:
        raise Failed(_reason(done.returncode, 0, 1, done.stderr))
    return done.stdout
