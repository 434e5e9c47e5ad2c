"""Controls: an organization's own lists and answers, and the matrix of what rules cover."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.controls import CONTROLS
from checker.resources import builtin
from checker.source import Document, parse
from tests.bundles import AS_OF, EXAMPLE, PASSES, fleet, run

CONFIG = EXAMPLE / "modelbylaws.yaml"
HEAD = "format: modelbylaws/controls/v1\n"
OWN = """\
controls:
  - {id: bank/4.2, source: Standard, place: "4", asks: owned, certainty: confirmed, read: 2026-11-02, covers: whole}
"""
ANSWERS = """\
answers:
  - {control: bank/4.2, rules: [owned-by-a-team], due: 2026-10-01}
  - {control: hipaa/*, out-of-scope: no health data}
"""
SCHEMA = Path(__file__).parent.parent / "schemas" / "control-matrix.schema.json"


def made(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fleet that passes, with a file of controls."""
    config = PASSES["modelbylaws.yaml"] + "controls: controls.yaml\n".replace("controls.yaml", "[controls.yaml]")
    fleet(folder, PASSES | {"modelbylaws.yaml": config, "controls.yaml": HEAD + text})
    monkeypatch.chdir(folder)


def rows(said: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in csv.DictReader(io.StringIO(said))}


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        (OWN + "answers: [{control: dora/28-33, owner: a}]\n", "no list of controls knows 'dora/28-33'", "4:21"),
        (OWN + "answers: [{control: dorra/*, owner: a}]\n", "no list of controls knows 'dorra/*'", "4:21"),
        (OWN + "answers: [{control: x-mine, owner: a}]\n", "no list of controls knows 'x-mine'", "4:21"),
        (
            OWN + "answers: [{control: bank/4.2, rules: [owned-by-team]}]\n",
            "rule 'owned-by-team' is to serve bank/4.2, and no policy holds it",
            "4:39",
        ),
        (OWN + OWN.splitlines()[1] + "\n", "control 'bank/4.2' is listed twice", "4:10"),
        (
            "answers:\n  - {control: dora/28-3, owner: a}\n  - {control: dora/28-3, owner: b}\n",
            "control 'dora/28-3' is answered twice",
            "4:15",
        ),
        (OWN.replace("bank/4.2", "dora/28-3"), "control 'dora/28-3' is built in", "3:10"),
        (OWN.replace(", read: 2026-11-02", ""), "missing key 'read'", "3:6"),
        (OWN.replace("confirmed", "from memory"), "what is from memory was not read", "3:93"),
        (OWN.replace("whole", "whole, part: some"), "what is covered in whole has no part", ""),
        (OWN.replace("bank/4.2", "bank"), "'bank' is no id of a control", "3:10"),
        ("answers: [{control: dora/28-3}]\n", "says nothing", "2:11"),
        ("answers: [{control: dora/*, rules: [owned-by-a-team]}]\n", "rules serve one control, and no whole list", ""),
        (
            "answers: [{control: dora/28-3, rules: [owned-by-a-team], out-of-scope: so}]\n",
            "what rules serve is not out of scope",
            "",
        ),
        ('answers: [{control: dora/28-3, evidence: "http://a.example"}]\n', "is no address that starts with https", ""),
        ("", "neither controls nor answers", ""),
    ],
)
def test_a_fault_of_a_list_has_its_place_and_stops_every_verb(
    text: str, message: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, text, monkeypatch)

    code, said = run("check", "--output", "concise", "--as-of", AS_OF)

    assert code == 2
    assert message in said
    assert f"controls.yaml:{place}" in said
    assert run("controls", "--as-of", AS_OF)[0] == 2


def test_rules_that_are_not_loaded_are_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, OWN + ANSWERS, monkeypatch)

    code, said = run("controls", "--policy", "builtin:supply-hygiene", "--as-of", AS_OF, "--output", "csv")

    assert code == 0
    assert rows(said)["bank/4.2"]["state"] == "no-rule"


def test_the_states_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, OWN + ANSWERS, monkeypatch)

    code, said = run("controls", "--as-of", AS_OF, "--output", "csv")

    found = rows(said)
    assert code == 0
    assert (found["bank/4.2"]["state"], found["bank/4.2"]["verdict"]) == ("covered", "pass")
    assert found["bank/4.2"]["rules"] == "owned-by-a-team (hard: pass)"
    assert found["bank/4.2"]["overdue"] == "no"  # it is met, although its day is over
    assert found["bank/4.2"]["owner"] == "ai-risk@example.org"
    assert (found["nist-800-53r5/cm-8"]["state"], found["dora/28-7"]["state"]) == ("partly", "no-rule")
    assert (found["hipaa/164.308-b-1"]["state"], found["hipaa/164.308-b-1"]["reason"]) == (
        "out-of-scope", "no health data",
    )  # fmt: skip
    assert [*found] == [*CONTROLS, "bank/4.2"]


def test_what_is_covered_in_whole_by_advice_alone_is_covered_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, OWN + ANSWERS.replace("owned-by-a-team", "facts-fresh"), monkeypatch)

    found = rows(run("controls", "--as-of", AS_OF, "--output", "csv")[1])["bank/4.2"]

    assert (found["state"], found["verdict"], found["overdue"]) == ("partly", "", "yes")


def test_a_rule_may_name_a_listed_control(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, OWN, monkeypatch)
    policy = tmp_path / "policies" / "org.yaml"
    policy.write_text(f"{policy.read_text()}    controls: [bank/4.2, bank/4.3]\n")

    said = run("lint", "--as-of", AS_OF)[1]

    assert "no list of controls knows 'bank/4.3'" in said
    assert "bank/4.2'" not in said
    assert "Standard, 4: owned (confirmed, read 2026-11-02; covered in whole)" in run("docs")[1].replace("\\", "")


def test_the_example_is_written_in_all_forms_and_no_cell_is_a_formula(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, OWN.replace("asks: owned", 'asks: "=cmd()"') + ANSWERS, monkeypatch)
    as_csv, as_json, text = (run("controls", "--as-of", AS_OF, "--output", form)[1] for form in ("csv", "json", "full"))

    data = json.loads(as_json)
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(data)
    assert rows(as_csv)["bank/4.2"]["asks"] == "'=cmd()"
    assert data["counts"]["covered"] == 1
    assert sum(data["counts"].values()) == len(data["controls"]) == len(rows(as_csv))
    assert "hipaa: 0 covered, 0 partly, 0 without a rule, 1 out of scope\n" in text


def test_a_bundle_holds_the_lists_and_verifies(tmp_path: Path) -> None:
    bundle, table = tmp_path / "bundle.zip", tmp_path / "controls.csv"

    asked = ("--config", CONFIG, "--as-of", AS_OF, "--bundle", bundle, "--output", f"controls={table}")
    assert run("report", *asked)[0] == 1

    assert run("verify", bundle)[0] == 0
    assert rows(table.read_text())["meridian-tprm/4.2"]["verdict"] == "fail"


def test_each_control_that_a_built_in_rule_names_says_which_part_the_rule_shows() -> None:
    documents = [parse(name, raw) for name, raw in builtin().policies.items()]
    rules: list[Any] = [rule for found in documents if isinstance(found, Document) for rule in found.data["rules"]]
    named = {control for rule in rules for control in rule["controls"]}

    assert named <= {*CONTROLS}
    assert sorted(id_ for id_ in named if CONTROLS[id_].covers == "part" and not CONTROLS[id_].part) == []
    shown = {id_ for id_, control in CONTROLS.items() if control.part}
    assert sorted(shown - named) == ["dora/30-2", "dora/30-3"]  # whose points are controls of their own


def test_each_control_says_what_was_read_and_when() -> None:
    for id_, control in CONTROLS.items():
        assert control.certainty in {"confirmed", "reported"}, id_
        assert dt.date.fromisoformat(control.read) >= dt.date(2026, 11, 22), id_
        assert f"read {control.read}" in control.how_sure
    sold = [control for id_, control in CONTROLS.items() if id_.startswith(("iso-", "soc-"))]
    assert {control.certainty for control in sold} == {"reported"}
