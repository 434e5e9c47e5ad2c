"""``history show``, and reports of earlier commits."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.cli import main
from checker.history.reading import read_history
from checker.history.trend import show_trend
from checker.schema import schema
from tests.repository import DESK, FLEET, WAIVER, Capture, commit, git, move_desk_to_openai, write
from tests.test_causes import edit

SCHEMA = jsonschema.Draft7Validator(json.loads(schema("history")))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five runs: a waiver is approved, a service moves, the board raises a limit, the waiver ends, and is taken out."""
    root = tmp_path_factory.mktemp("trend") / "fleet"
    shutil.copytree(FLEET, root)
    folder = root.parent / "kept"

    def keep(day: str) -> None:
        config = str(root / "modelbylaws.yaml")
        assert main(["history", "add", "--config", config, "--into", str(folder), "--as-of", day]) == 0

    write(root, "policies/waivers.yaml", WAIVER)
    keep("2026-11-22")
    move_desk_to_openai(root)
    keep("2026-11-22")
    edit(root, "policies/org.yaml", "{value: 40%", "{value: 80%")
    keep("2026-12-22")
    keep("2027-01-02")
    (root / "policies" / "waivers.yaml").unlink()
    keep("2027-01-12")
    return folder


def told(folder: Path, capsys: Capture, *more: str) -> str:
    capsys.readouterr()
    assert main(["history", "show", str(folder), *more]) == 0
    return capsys.readouterr().out


def test_each_run_says_what_began_and_what_ended(kept: Path, capsys: Capture) -> None:
    found: dict[str, Any] = json.loads(told(kept, capsys, "--output", "json"))

    assert [error.message for error in SCHEMA.iter_errors(found)] == []
    moves = [(run["as_of"], run["new"], run["fixed"], run["gone"], run["changed"]) for run in found["runs"]]
    assert moves[0] == ("2026-11-22", 0, 0, 0, [])
    assert moves[1][:2] == ("2026-11-22", 1)
    assert moves[1][4] == ["manifests"]
    assert moves[2][1:] == (0, 1, 0, ["policies"])
    assert moves[3][1:] == (1, 0, 0, [])  # the waiver expired
    assert moves[4][1:] == (0, 1, 0, ["policies"])
    assert [(run["waivers_active"], run["waivers_idle"]) for run in found["runs"]] == [
        (1, 0), (1, 0), (1, 0), (0, 1), (0, 0),
    ]  # fmt: skip


def test_changes_of_policy_are_marks_and_what_is_built_in_is_none(kept: Path, capsys: Capture) -> None:
    found = json.loads(told(kept, capsys, "--output", "json"))

    assert [run["marks"] for run in found["runs"]] == [
        [], [], [{"rule": "vendor-cap", "what": "limit 40% -> 80%"}], [], [],
    ]  # fmt: skip


def test_every_share_has_a_value_for_every_run(kept: Path, capsys: Capture) -> None:
    found = json.loads(told(kept, capsys, "--output", "json"))

    (series,) = (s for s in found["series"] if (s["rule"], s["key"]) == ("vendor-cap", "openai"))
    assert series["bound"] == "max"
    assert [(v["highest"], v["limit"], v["verdict"]) for v in series["values"]] == [
        ("2/5", "2/5", "pass"), ("3/5", "2/5", "fail"), ("3/5", "4/5", "pass"), ("3/5", "4/5", "pass"),
        ("3/5", "4/5", "pass"),
    ]  # fmt: skip
    assert {len(series["values"]) for series in found["series"]} == {5}


def test_findings_have_a_first_day_an_age_and_days_to_fix(kept: Path, capsys: Capture) -> None:
    found = json.loads(told(kept, capsys, "--output", "json"))
    by_rule = {(f["rule"], f["subject"].get("key")): f for f in found["findings"]}

    cap, target = by_rule["vendor-cap", "openai"], by_rule["vendor-target", "openai"]
    assert (cap["state"], cap["first_seen"], cap["days_to_fix"]) == ("fixed", "2026-11-22", [30])
    assert (target["state"], target["first_seen"], target["age"]) == ("open", "2026-11-22", 51)
    assert by_rule["waiver-expired", "W-1"]["state"] == "fixed"
    assert (found["fixes"], found["median_days_to_fix"]) == (2, 10)


def test_people_see_runs_limits_and_what_is_open(kept: Path, capsys: Capture) -> None:
    said = told(kept, capsys)

    assert said.startswith("5 runs, 2026-11-22 to 2027-01-12\n")
    assert "  2026-12-22  vendor-cap: limit 40% -> 80%\n" in said
    assert "  vendor-cap openai" in said
    assert "first seen 2026-11-22  51 days" in said
    assert "fixed: 2, half of them within 10 days" in said


@pytest.mark.parametrize(("table", "rows"), [("shares", None), ("runs", 5), ("findings", None)])
def test_a_table_has_one_sort_of_row_and_numbers(kept: Path, capsys: Capture, table: str, rows: int | None) -> None:
    read = list(csv.DictReader(io.StringIO(told(kept, capsys, "--output", "csv", "--table", table))))

    assert read
    assert rows in {None, len(read)}
    if table == "shares":
        assert {row["limit"] for row in read if row["rule"] == "vendor-cap"} >= {"0.400000", "0.800000"}
    if table == "runs":
        assert [row["as_of"] for row in read][-1] == "2027-01-12"
        assert float(read[0]["unknown_share"]) >= 0


def test_a_history_with_a_fault_shows_nothing_else(kept: Path, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "kept"
    shutil.copytree(kept, folder)
    (folder / "2026-12-22-001.json").write_text("{")
    capsys.readouterr()

    assert main(["history", "show", str(folder)]) == 2
    assert capsys.readouterr().out.startswith("error[json-syntax]: ")
    assert main(["history", "show", str(folder), "--output", "json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert (found["runs"], found["series"], found["findings"]) == ([], [], [])
    assert [error.message for error in SCHEMA.iter_errors(found)] == []


def test_an_empty_history_is_nothing_to_show(tmp_path: Path, capsys: Capture) -> None:
    assert main(["history", "show", str(tmp_path)]) == 3
    assert capsys.readouterr().out == "no run was kept: modelbylaws history add\n"
    assert main(["history", "show", str(tmp_path / "nowhere")]) == 2


# --- earlier commits ---


def test_a_report_of_an_earlier_commit_leaves_the_work_tree_alone(fleet: Path, capsys: Capture) -> None:
    first = git(fleet, "rev-parse", "HEAD")
    move_desk_to_openai(fleet)
    commit(fleet)
    write(fleet, DESK, "nonsense")
    before = git(fleet, "status", "--porcelain")

    assert main(["report", "--at", "HEAD~1", "--output", "json=../first.json", "--bundle", "../first.zip"]) == 1

    found = json.loads((fleet.parent / "first.json").read_text())
    assert found["as_of"] == "2026-11-01"  # the day of the commit
    assert "vendor-cap" not in {finding["rule"] for finding in found["findings"]}
    assert git(fleet, "status", "--porcelain") == before
    capsys.readouterr()
    assert main(["verify", "../first.zip"]) == 0
    assert main(["history", "add", "--bundle", "../first.zip", "--into", "../kept"]) == 0
    (run,) = read_history(str(fleet.parent / "kept")).runs
    assert run.summary.commit is not None
    assert (run.summary.commit.id, run.summary.commit.clean) == (first, True)


def test_another_day_may_be_asked_of_an_earlier_commit(fleet: Path) -> None:
    assert main(["report", "--at", "HEAD", "--as-of", "2026-11-22", "--output", "json=../then.json"]) == 1
    assert json.loads((fleet.parent / "then.json").read_text())["as_of"] == "2026-11-22"


def test_a_history_is_made_of_commits_that_were(fleet: Path) -> None:
    move_desk_to_openai(fleet)
    commit(fleet)
    for revision in ("HEAD~1", "HEAD"):
        assert main(["history", "add", "--at", revision, "--into", "../kept"]) == 0

    runs = show_trend(read_history(str(fleet.parent / "kept"))).runs

    assert [run.commit for run in runs] == [git(fleet, "rev-parse", name) for name in ("HEAD~1", "HEAD")]
    assert runs[1].changed == ("manifests",)


def test_a_revision_that_is_none_is_refused(fleet: Path, capsys: Capture) -> None:  # noqa: ARG001
    assert main(["report", "--at", "nothing", "--output", "json=-"]) == 2
    assert "no commit 'nothing' in this repository" in capsys.readouterr().err
