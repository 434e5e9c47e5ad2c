"""What whoever runs the tests has set up for himself is no part of the world that they see."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SETTINGS = "[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = no-such-program\n[core]\n\texcludesFile = ~/ignored\n"


def test_no_setting_of_git_from_a_home_counts(fleet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitconfig").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "ignored").write_text("*\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    (fleet / "new").touch()

    for command in (["add", "new"], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "-m", "x"]):
        subprocess.run(["git", *command], cwd=fleet, check=True)
