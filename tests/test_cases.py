"""Golden cases: a folder as a user has it, the commands, and what the user sees.

``expected.txt`` holds commands (``$ modelbylaws ...``), each followed by what it
prints and its exit code. ``pytest --accept`` rewrites the answers; review by diff.
A command whose verb takes ``--as-of`` gives it: no answer may change with the day.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from checker.cli import main
from checker.cli.program import program

# The built-in catalog's files and hashes change with every fact; what they are is tested elsewhere.
_BUILTIN = re.compile(r'    \{\n      "path": "builtin:[^}]*\},?\n')
# So do the numbers of models and of files that there are.
_TOTAL = re.compile(
    r"(?<=, )\d+(?= catalog files)|(?<=models of )\d+(?= by)|(?<=model of )\d+(?= by)|(?<=matches, of )\d+"
)
# And its release.
_RELEASE = re.compile(r'(?<="catalog": ")[0-9.]+(?=")|(?<=facts by release )[0-9.]+(?= of)')
# And its files and their lines.
_LINE = re.compile(r"builtin:models/[\w.-]+:\d+:\d+")

CASES = Path(__file__).parent / "cases"
FOUND = sorted(path.parent.relative_to(CASES).as_posix() for path in CASES.rglob("expected.txt"))


@pytest.mark.parametrize("case", FOUND)
def test_case(
    case: str, accept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = CASES / case / "expected.txt"
    folder = tmp_path / "fleet"
    shutil.copytree(CASES / case, folder, ignore=shutil.ignore_patterns("expected.txt"))
    monkeypatch.chdir(folder)
    commands = [line[2:] for line in expected.read_text(encoding="utf-8").splitlines() if line.startswith("$ ")]

    actual = "".join(_transcript(command, capsys) for command in commands)

    if accept:
        expected.write_text(actual, encoding="utf-8")
    assert actual == expected.read_text(encoding="utf-8")


def lacks_a_day(command: str) -> bool:
    """Whether it would be judged at today's date, or might be."""
    words = shlex.split(command)[1:]
    parser, _ = program().leaf(words)
    return parser.knows("--as-of") and all(word.partition("=")[0] != "--as-of" for word in words)


def _transcript(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert not lacks_a_day(command), f"without --as-of the answer changes with the day: {command}"
    try:
        code = main(shlex.split(command)[1:])
    except SystemExit as stopped:  # argparse leaves so on bad usage
        code = int(stopped.code or 0)
    said = capsys.readouterr()
    errors = "".join(line for line in said.err.splitlines(keepends=True) if line.startswith("modelbylaws"))
    shown = _LINE.sub("builtin:models/FILE:LINE", _TOTAL.sub("N", _BUILTIN.sub("", _RELEASE.sub("RELEASE", said.out))))
    return f"$ {command}\n{shown}{errors}(exit code {code})\n\n"


@pytest.mark.parametrize(
    ("command", "lacks"),
    [
        ("modelbylaws check", True),
        ("modelbylaws check --output json services", True),
        ("modelbylaws catalog diff 2026-04-10 2026-11-22", True),
        ("modelbylaws check --as-of 2026-11-22", False),
        ("modelbylaws check --as-of=2026-11-22", False),
        ("modelbylaws test policies", False),
        ("modelbylaws schema policy", False),
        ("modelbylaws --version", False),
    ],
)
def test_a_command_whose_verb_takes_a_day_gives_it(command: str, lacks: bool) -> None:
    assert lacks_a_day(command) == lacks


def test_there_are_cases() -> None:
    assert len(FOUND) > 50
