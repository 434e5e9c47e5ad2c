"""``plan`` as a verb: its exit codes, what it writes, and what it refuses."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from checker.cli import main
from tests.planned import CAP, DAY, POLICY, STANDBY, four_services

ROOT = Path(__file__).parent.parent
AS_OF = ("--as-of", str(DAY))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    there = tmp_path / "fleet"
    for name, text in four_services(STANDBY).items():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(there)
    return there


@pytest.mark.usefixtures("folder")
def test_without_the_solver_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:  # noqa: ANN401 - as the one that it replaces
        if name.startswith("ortools"):
            raise ImportError(name)
        return known(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)

    assert main(["plan", *AS_OF]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["modelbylaws: plan needs OR-Tools: pip install 'modelbylaws[plan]'"]


def test_what_is_written_is_read_by_check_and_by_simulate(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *AS_OF]) == 1
    assert main(["plan", "--events", "plan.json", "--manifests", "../made", *AS_OF]) == 0
    capsys.readouterr()

    main(["simulate", "--events", "plan.json", *AS_OF])
    told = capsys.readouterr().out
    assert f"openai/gpt-5.4 at azure.foundry -> {STANDBY} at self.munich" in told
    assert "real run: exit 1, simulated run: exit 0" in told

    made = [path for path in (folder.parent / "made").rglob("*") if path.is_file()]
    assert [path.name for path in made] == ["model-manifest.json"]
    for path in made:
        path.replace(folder / path.relative_to(folder.parent / "made"))
    assert main(["check", *AS_OF]) == 0


@pytest.mark.usefixtures("folder")
def test_json_obeys_its_schema_and_a_wrong_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    import jsonschema

    assert main(["plan", "--output", "json", *AS_OF]) == 0
    whole = json.loads(capsys.readouterr().out)
    schema = json.loads((ROOT / "schemas" / "plan.schema.json").read_text(encoding="utf-8"))
    assert not list(jsonschema.Draft7Validator(schema).iter_errors(whole))
    assert (whole["status"], whole["person_days"]) == ("optimal", 3)

    for flag, name in (("--rules", "cup"), ("--keep", "frist"), ("--keep", "vendor=nobody")):
        assert main(["plan", flag, name, *AS_OF]) == 2
        assert name in capsys.readouterr().err


def test_a_plan_that_leaves_rules_aside_ends_with_1_and_names_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    banned = {"id": "no-contract", "title": "t", "kind": "require", "of": "all", "each": "service", "level": "soft"}
    rules = [CAP, {**banned, "must": {"exit.plan": {"known": "true"}}}]
    (folder / "policies" / "p.yaml").write_text(json.dumps({**POLICY, "rules": rules}), encoding="utf-8")

    assert main(["plan", *AS_OF]) == 1

    told = capsys.readouterr().out
    assert told.startswith("optimal: 1 service to change, 3 person-days")
    assert "left aside, because no move mends them for every service: no-contract" in told
    assert main(["plan", "--rules", "cap", *AS_OF]) == 0


@pytest.mark.parametrize("into", [".", "made", "../fleet/made", "policies/p.yaml"])
@pytest.mark.usefixtures("folder")
def test_manifests_are_not_written_into_the_fleet_that_is_checked(
    into: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--manifests", into, *AS_OF]) == 2

    assert "lies in the folder that is checked" in capsys.readouterr().err
    assert not Path("made").exists()


@pytest.mark.usefixtures("folder")
def test_what_is_written_replaces_nothing_that_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("policies/p.yaml", "services/first/model-manifest.json"):
        before = Path(name).read_bytes()

        assert main(["plan", "--events", name, *AS_OF]) == 2

        assert "an output replaces no input" in capsys.readouterr().err
        assert Path(name).read_bytes() == before


@pytest.mark.usefixtures("folder")
def test_a_folder_that_cannot_be_made_is_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    Path("../file").write_text("", encoding="utf-8")

    assert main(["plan", "--manifests", "../file/below", *AS_OF]) == 2

    assert "--manifests '../file/below' cannot be written" in capsys.readouterr().err
