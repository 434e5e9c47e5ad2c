"""``catalog diff`` between git revisions: the organization's own catalogs as each has them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from checker.cli import main

ROOT = Path(__file__).parent.parent
OWN = "catalog/in-house.yaml"


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Meridian Bank in a repository, where the second commit says that weights licensed before are not available."""
    folder = tmp_path / "bank"
    shutil.copytree(ROOT / "examples" / "meridian-bank", folder)
    monkeypatch.chdir(folder)
    _git("init", "--quiet")
    _commit("first")
    text = (folder / OWN).read_text()
    (folder / OWN).write_text(text.replace("value: commercial-license", "value: none"))
    _commit("second")
    return folder


def _commit(message: str) -> None:
    _git("add", "--all")
    _git("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgSign=false", "commit", "-qm", message)


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--alone",), ("--used",)])
@pytest.mark.usefixtures("bank")
def test_what_changed_between_two_revisions(more: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["catalog", "diff", "HEAD~1", "HEAD", "--as-of", "2026-11-22", *more])

    printed = capsys.readouterr().out
    assert code == 0
    assert "weights: commercial-license (confirmed) -> none (confirmed)" in printed
    assert "card-disputes/assess/primary" in printed
    assert "1 changed, 0 appeared, 0 vanished" in printed


@pytest.mark.slow
def test_what_is_not_committed_does_not_count(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bank / OWN).write_text((bank / OWN).read_text().replace("value: none", "value: public"))

    main(["catalog", "diff", "HEAD~1", "HEAD", "--as-of", "2026-11-22"])

    printed = capsys.readouterr().out
    assert "commercial-license (confirmed) -> none" in printed
    assert "public" not in printed


@pytest.mark.usefixtures("bank")
def test_a_name_of_nothing_is_said_to_be_none(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["catalog", "diff", "catlog", "HEAD"])

    said = capsys.readouterr().err
    assert code == 2
    assert "'catlog' is no day such as 2026-04-01, no file and no folder, and no revision" in said
