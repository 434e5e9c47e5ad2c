"""How a run ends when a stream is full or closed, or when it is interrupted: the code, and no word of Python's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASE = Path(__file__).parent / "cases" / "share" / "three-of-five"
PROGRAM = "from checker.cli import run; run()"

VERBS = [
    "",
    "--help",
    "--version",
    "--print-completion bash",
    "check --as-of 2026-11-22",
    "check --help",
    "catalog list --as-of 2026-11-22",
    "docs --as-of 2026-11-22",
    "explain vendor-cap --as-of 2026-11-22",
    "lint --as-of 2026-11-22",
    "report --as-of 2026-11-22 --output json=-",
    "schema manifest",
    "simulate --lose vendor=meta --as-of 2026-11-22",
    "waivers --as-of 2026-11-22",
]


_FOREIGN = ("PYTHONUNBUFFERED", "LD_PRELOAD")
"""NOTE: what is preloaded (by ``.ci/clock``) may open files of its own, which take the place of a closed stream."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CASE, tmp_path / "fleet"))


def shell(folder: Path, command: str, **environment: str) -> tuple[int, str]:
    """Exit code of a command of bash, with ``run`` for the program; and what stands on standard error."""
    program = f'run() {{ "{sys.executable}" -c "{PROGRAM}" "$@"; }}; {command}'
    env = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    done = subprocess.run(
        ["bash", "-c", program], cwd=folder, env={**env, **environment}, text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("environment", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("verb", VERBS[1:])
def test_what_cannot_be_printed_is_no_verdict(verb: str, environment: dict[str, str], folder: Path) -> None:
    code, said = shell(folder, f"run {verb} >/dev/full", **environment)

    assert (code, said) == (2, "modelbylaws: standard output cannot be written: [Errno 28] No space left on device\n")


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS[1:])
def test_a_closed_standard_output_is_no_verdict(verb: str, folder: Path) -> None:
    assert shell(folder, f"run {verb} >&-") == (2, "modelbylaws: standard output is closed\n")


@pytest.mark.slow
@pytest.mark.parametrize("environment", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
def test_a_pipe_that_nobody_reads_is_no_verdict(environment: dict[str, str], folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "check", "--as-of", "2026-11-22"], env={**os.environ, **environment},
        cwd=folder, stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip

    os.close(writing)
    message = "modelbylaws: standard output cannot be written: [Errno 32] Broken pipe\n"
    assert (done.returncode, done.stderr) == (2, message)


@pytest.mark.slow
@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full", ">&- 2>&-", ">/dev/full 2>/dev/full", ">/dev/full 2>&-"])
def test_without_standard_error_the_code_still_tells(streams: str, folder: Path) -> None:
    for verb, expected in (("check --as-of 2026-11-22", 1), ("check nowhere", 2), ("chekc", 2), ("", 2)):
        assert shell(folder, f"run {verb} {streams}") == (2 if streams.startswith(">") else expected, "")


def test_a_stream_that_takes_a_part_gets_the_rest(folder: Path) -> None:
    slow = "{ sleep 1; cat; } | tail -c 12 >&2"  # a pipe is full long before the page is written

    code, said = shell(folder, f"run schema report | {slow}; exit ${{PIPESTATUS[0]}}", PYTHONUNBUFFERED="1")

    assert (code, said.split()[-1]) == (0, "}")


INTERRUPT = """\
import os, signal, sys

MODULE = sys.argv.pop(1)

class Interrupt:
    "Sends SIGINT when a module is about to be imported."

    def find_spec(self, name, *_):
        if name == MODULE:
            sys.meta_path.remove(self)
            {how}

class Late:
    "Python ignores what is raised here, and says so."

    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
signal.signal(signal.SIGINT, signal.{heeding})  # whatever the tests' own caller has set
from checker.cli import run
run()
"""
KILL = "os.kill(os.getpid(), signal.SIGINT)"


def interrupted(folder: Path, module: str, how: str = KILL, heeding: str = "default_int_handler") -> tuple[int, str]:
    """Exit code and standard error of a check to which SIGINT comes as it imports a module."""
    program = INTERRUPT.format(how=how, heeding=heeding)
    done = subprocess.run(
        [sys.executable, "-c", program, module, "check", "--as-of", "2026-11-22"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "module",
    [
        "checker.cli.program",
        "yaml",
        "checker.cli.verbs",
        "checker.review",
        "checker.shape.base",
        "checker.formats.full",
    ],
)
def test_an_interrupt_ends_with_130_at_any_moment(module: str, folder: Path) -> None:
    assert interrupted(folder, module) == (130, "modelbylaws: interrupted\n")


def test_an_interrupt_that_python_ignores_ends_with_130(folder: Path) -> None:
    assert interrupted(folder, "checker.formats.full", "Late()") == (130, "modelbylaws: interrupted\n")


def test_a_run_that_heeds_no_interrupts_goes_on(folder: Path) -> None:
    assert interrupted(folder, "yaml", heeding="SIG_IGN") == (1, "")


@pytest.mark.slow
def test_whoever_starts_it_may_ignore_that_children_end(folder: Path) -> None:
    """What is ignored is inherited, and then nobody hears whether git failed."""
    subprocess.run("git init --quiet && git add --all", shell=True, cwd=folder, check=True)  # noqa: S602 - of this test
    program = f"import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN); {PROGRAM}"
    words = ["check", "--hook", "fleet", "--as-of", "2026-11-22", "--no-cache", "--"]
    done = subprocess.run([sys.executable, "-c", program, *words], cwd=folder, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (1, b"")


def test_a_broken_installation_is_no_verdict(folder: Path) -> None:
    broken = "raise ImportError('as planned')"

    assert interrupted(folder, "yaml", broken) == (4, "modelbylaws: cannot start: ImportError: as planned\n")


def test_nearly_nothing_is_imported_before_an_interrupt_has_its_meaning() -> None:
    program = "import signal, sys; before = set(sys.modules); import checker.cli; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert set(done.stdout.split()) <= {"checker", "checker.cli", "gc", "__future__"}
