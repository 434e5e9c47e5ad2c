"""By whose rules a change is judged: those of the revision, whatever the change does to its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from checker.cli import main
from checker.report.review import Revision
from checker.run.revision import resolve, root_at
from tests.repository import AS_OF, DESK, FLEET, Capture, commit, git, move_desk_to_openai, repository, write


def test_a_configuration_in_a_subfolder_is_found_at_the_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = repository(tmp_path / "top")
    shutil.copytree(FLEET, top / "deep" / "bank")
    commit(top)
    monkeypatch.chdir(top / "deep" / "bank" / "services")
    move_desk_to_openai(top / "deep" / "bank")

    assert main(["check", "--against", "main", *AS_OF]) == 1
    assert main(["diff", "main", "HEAD", *AS_OF]) == 0
    root, config = root_at(".", resolve(".", "main"))
    assert (root, config) == (str(top / "deep" / "bank"), "modelbylaws.yaml")


def test_a_configuration_that_the_change_adds_nearer_does_not_count(
    fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    move_desk_to_openai(fleet)
    write(fleet, "services/modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    monkeypatch.chdir(fleet / "services")

    assert main(["check", "--against", "main", "--output", "concise", *AS_OF]) == 1

    assert "error[vendor-cap]" in capsys.readouterr().out


def test_a_change_cannot_take_services_out_by_a_configuration_beside_them(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    write(fleet, "services/desk/modelbylaws.yaml", "format: modelbylaws/config/v1\n")

    assert main(["check", "--against", "main", "--output", "concise", *AS_OF]) == 1

    said = capsys.readouterr().out
    assert "error[vendor-cap]" in said
    assert "ignored: this change's edits to services/desk/modelbylaws.yaml" in said
    assert "left out" not in said


def test_what_a_change_brings_into_the_fleet_by_deleting_a_configuration_is_not_passed_over(
    fleet: Path, capsys: Capture
) -> None:
    write(fleet, "services/desk/modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    commit(fleet)
    (fleet / "services/desk/modelbylaws.yaml").unlink()

    assert main(["check", "--against", "main", "--output", "concise", *AS_OF]) == 2

    assert "error[not-judged] only this change's configuration reads it" in capsys.readouterr().out


def test_a_policy_that_the_change_deletes_is_still_judged_by(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    shutil.rmtree(fleet / "policies")

    assert main(["check", "--against", "main", "--policy", "policies/org.yaml", "--output", "concise", *AS_OF]) == 1

    said = capsys.readouterr().out
    assert "ignored: this change's edits to policies/org.yaml" in said


def test_a_catalog_that_the_change_adds_is_not_used(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    write(fleet, "catalog/own.yaml", "format: modelbylaws/catalog/v1\nnonsense: 1\n")

    assert main(["check", "--against", "main", "--output", "concise", *AS_OF]) == 1

    assert "ignored: this change's edits to catalog/own.yaml" in capsys.readouterr().out


def test_trust_without_against_forgives_nothing(fleet: Path, capsys: Capture) -> None:
    write(fleet, "policies/org.yaml", (fleet / "policies/org.yaml").read_text().replace("30%", "45%"))

    assert main(["check", "--trust", "main", "--output", "concise", *AS_OF]) == 1

    said = capsys.readouterr().out
    assert "everything but manifests is read at main" in said
    assert "error[vendor-target]" in said


def test_a_base_without_policies_judges_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = repository(tmp_path / "top")
    commit(top)
    shutil.copytree(FLEET, top, dirs_exist_ok=True)
    monkeypatch.chdir(top)

    assert main(["check", "--against", "main", *AS_OF]) == 3
    assert main(["check", "--against", "main", "--trust", "head", *AS_OF]) == 1


def test_what_the_base_could_not_judge_counts_as_new(fleet: Path, capsys: Capture) -> None:
    good = (fleet / DESK).read_text()
    write(fleet, DESK, "format: nonsense\n")
    commit(fleet)
    write(fleet, DESK, good)

    assert main(["check", "--against", "HEAD", "--output", "concise", *AS_OF]) == 1

    said = capsys.readouterr().out
    assert "of its own; what could not be judged there counts as new" in said
    assert "new[vendor-target] openai" in said


def test_a_revision_is_shown_by_its_name_and_commit() -> None:
    assert str(Revision("main", "0123456789abcdef")) == "main (0123456789ab)"
    assert str(Revision("0123456", "0123456789abcdef")) == "0123456"


def test_the_hook_compares_what_is_staged(fleet: Path, capsys: Capture) -> None:
    was = (fleet / DESK).read_text()
    move_desk_to_openai(fleet)
    git(fleet, "add", "--update")
    write(fleet, DESK, was)
    write(fleet, "services/new/model-manifest.yaml", (fleet / DESK).read_text().replace("desk", "new"))

    assert main(["check", "--hook", "fleet", "--against", "HEAD", "--output", "concise", *AS_OF]) == 1

    assert "60.0% (3 of 5)" in capsys.readouterr().out


def test_reverting_makes_it_green_again(fleet: Path) -> None:
    move_desk_to_openai(fleet)
    before = main(["check", "--against", "main", *AS_OF])
    subprocess.run(["git", "checkout", "--quiet", "."], cwd=fleet, check=True)

    assert (before, main(["check", "--against", "main", *AS_OF])) == (1, 0)


def test_a_path_cannot_write_a_command_or_a_line_of_its_own(fleet: Path, capsys: Capture) -> None:
    odd = "services/\n::error::x\x1b[31m/model-manifest.yaml"
    write(fleet, odd, (fleet / DESK).read_text().replace("desk", "odd"))
    write(fleet, "modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    commit(fleet)
    (fleet / odd).unlink()
    (fleet / "policies" / "::notice::y\r.yaml").write_text("format: modelbylaws/policy/v1\n")

    main(["check", "--against", "HEAD", "--output", "concise", *AS_OF])
    main(["diff", "HEAD", "--output", "json", *AS_OF])
    main(["diff", "HEAD", *AS_OF])

    said = capsys.readouterr().out
    assert "left[odd]" in said
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())
    assert not {"\x1b", "\r"} & set(said)


def test_every_format_knows_what_is_forgiven(fleet: Path, capsys: Capture) -> None:
    files = {name: fleet / name for name in ("junit", "sarif", "markdown", "github")}
    outputs = [f"--output={name}={file}" for name, file in files.items()]

    assert main(["check", "--against", "main", *outputs, *AS_OF]) == 0

    said = {name: file.read_text() for name, file in files.items()}
    assert "failures='0'" in said["junit"]
    assert "no worse than before: openai carries 40.0% (2 of 5)" in said["junit"]
    assert json.loads(said["sarif"])["runs"][0]["results"] == []
    assert "2 forgiven" in said["markdown"]
    assert "::error" not in said["github"]
    assert "2 forgiven (exit 0)" in capsys.readouterr().out


def test_what_is_new_is_annotated_at_the_manifest_that_changed(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)

    assert main(["check", "--against", "main", "--output", "github", *AS_OF]) == 1

    assert f"file={DESK},line=11" in capsys.readouterr().out
    main(["check", "--against", "main", "--output", "markdown", *AS_OF])
    assert "openai 40.0% (2 of 5) -&#62; 60.0% (3 of 5), limit 40%" in capsys.readouterr().out
