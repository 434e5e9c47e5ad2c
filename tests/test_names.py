"""A name of a file is never an option: hooks and pipelines append names that a stranger may have chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, Capture, commit, git, repository, write
from tests.small_fleet import MANIFEST
from tests.test_index import lay_out

EVIL = "services/a/model-manifest.yaml"
FILES = ("check", "--hook", "files", *AS_OF)
LIKE_OPTIONS = (
    "--baseline=x/model-manifest.yaml", "--bas=x/model-manifest.yaml", "--config=x/model-manifest.yaml",
    "--policy=x/model-manifest.yaml", "--output=json=services/a/model-manifest.yaml", "--as-of=x/model-manifest.yaml",
    "--trust=x/model-manifest.yaml", "-q/model-manifest.yaml", "-h/model-manifest.yaml", "--help", "--version",
    "--quiet", "--fix", "--hook=fleet",
)  # fmt: skip


def manifest(service: str, owner: str) -> str:
    return MANIFEST.format(service=service, vendor="birch", owner=owner)


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fleet with one manifest that breaks a rule about itself."""
    folder = repository(tmp_path / "fleet")
    lay_out(folder)
    write(folder, "modelbylaws.yaml", "format: modelbylaws/config/v1\nmanifests: ['services/**/model-manifest.yaml']\n")
    write(folder, EVIL, manifest("a", "nobody"))
    write(folder, "x/model-manifest.yaml", "format: modelbylaws/baseline/v1\n")
    commit(folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("name", LIKE_OPTIONS)
def test_a_file_that_is_called_like_an_option_changes_nothing(fleet: Path, name: str) -> None:
    write(fleet, name, manifest("b", "team-one"))
    git(fleet, "add", "--", name)
    before = (fleet / EVIL).read_bytes()

    assert main([*FILES, "--", name, EVIL]) == 1
    assert (fleet / EVIL).read_bytes() == before


@pytest.mark.parametrize("kept", ["on disk", "in the index alone"])
@pytest.mark.parametrize("name", LIKE_OPTIONS)
def test_without_an_end_of_options_nothing_is_done(fleet: Path, capsys: Capture, name: str, kept: str) -> None:
    """Arguments of the user's own take the place of ours; lint-staged and lefthook have none."""
    write(fleet, name, manifest("b", "team-one"))
    git(fleet, "add", "--", name)
    if kept == "in the index alone":
        (fleet / name).unlink()
    before = (fleet / EVIL).read_bytes()

    assert main([*FILES, "--config", "modelbylaws.yaml", name, EVIL]) == 2

    assert "may be an option, and is the name of a file here" in capsys.readouterr().err
    assert (fleet / EVIL).read_bytes() == before


def test_options_of_the_user_still_count(fleet: Path, capsys: Capture) -> None:
    assert (fleet.exists(), main([*FILES, "--policy=policies/org.yaml", EVIL])) == (True, 1)
    assert main([*FILES, "--policy=policies/org.yaml", "--", EVIL]) == 1
    assert "owned-by-a-team" in capsys.readouterr().out


def test_a_file_called_like_the_end_of_options_ends_nothing(fleet: Path) -> None:
    write(fleet, "--", "x")
    write(fleet, "--quiet", "x")

    assert main(["check", *AS_OF, "--", "--quiet"]) == 2


def test_every_verb_refuses_a_name_for_an_option(fleet: Path, capsys: Capture) -> None:
    write(fleet, "--help", "x")

    assert main(["lint", "--help"]) == 2
    assert main(["check", "--help", EVIL]) == 2
    assert capsys.readouterr().err.count("write -- between options and names") == 2
