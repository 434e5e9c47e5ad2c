"""What ``docs/review.md`` shows is what happens, one command after the other, in a repository of the example."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import repository

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "review.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def test_the_page_shows_what_happens(
    accept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository(tmp_path / "bank", ROOT / "examples" / "meridian-bank"))
    written = PAGE.read_text(encoding="utf-8")

    happened = _BLOCK.sub(lambda block: f"```console\n{_session(block[1], capsys)}```", written)

    if accept:
        PAGE.write_text(happened, encoding="utf-8")
    assert happened == PAGE.read_text(encoding="utf-8")


def _session(block: str, capsys: pytest.CaptureFixture[str]) -> str:
    commands = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_said(command, capsys)}" for command in commands)


def _said(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints; the commit's id, which changes with every line of the example, is always the same one."""
    words = shlex.split(command)
    if words[0] == "modelbylaws":
        code = main(words[1:])
        said = capsys.readouterr()
        ending = f"(exit code {code})\n" if words[1] == "check" else ""
        return re.sub(r"\([0-9a-f]{12}\)", "(4f1c2ab90d3e)", said.out + said.err).replace("\n\n(", "\n(") + ending
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_the_page_has_its_commands() -> None:
    shown = PAGE.read_text(encoding="utf-8")

    assert shown.count("$ modelbylaws") == 8
    assert shown.count("(exit code 1)") == 3
    assert shown.count("(exit code 0)") == 2
