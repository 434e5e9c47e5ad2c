"""Golden cases of a change: the fleet in ``reviews/fleet`` is branch ``main``, a case's ``change`` lies over it.

``removed.txt`` names what the change deletes. ``expected.txt`` is as in ``test_cases``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.repository import repository
from tests.test_cases import _transcript

CASES = Path(__file__).parent / "reviews"
FOUND = sorted(path.parent.name for path in CASES.rglob("expected.txt"))


@pytest.mark.parametrize("case", FOUND)
def test_review(
    case: str, accept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = CASES / case / "expected.txt"
    folder = repository(tmp_path / "fleet", CASES / "fleet")
    if (CASES / case / "change").exists():
        shutil.copytree(CASES / case / "change", folder, dirs_exist_ok=True)
    for path in (CASES / case / "removed.txt").read_text().split() if (CASES / case / "removed.txt").exists() else ():
        (folder / path).unlink()
    monkeypatch.chdir(folder)
    commands = [line[2:] for line in expected.read_text(encoding="utf-8").splitlines() if line.startswith("$ ")]

    actual = "".join(_transcript(command, capsys) for command in commands)

    if accept:
        expected.write_text(actual, encoding="utf-8")
    assert actual == expected.read_text(encoding="utf-8")


def test_there_are_reviews() -> None:
    assert len(FOUND) > 8
