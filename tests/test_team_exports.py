"""What teams look at every day: a portal, an issue tracker, a dashboard, a badge; never greener than the run."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from checker.audit.exports import badge, jira, prometheus
from checker.cli import main
from checker.report import Report, Subject
from tests.bundles import AS_OF, EXAMPLE, PASSES, fleet, run
from tests.hostile import PAYLOADS, around, hostile
from tests.reports import a_report, finding, route
from tests.test_formats import REPORTS

CONFIG = EXAMPLE / "modelbylaws.yaml"
SCHEMA = Path(__file__).parent.parent / "schemas" / "entity.schema.json"
SAMPLE = re.compile(r'^modelbylaws_[a-z_]+(\{([a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? [0-9.e+-]+$')
HOSTILE = {name: hostile(around(text)) for name, (text, _) in PAYLOADS.items()}


@pytest.mark.parametrize("name", REPORTS)
def test_a_badge_is_green_only_where_the_run_ends_with_0(name: str) -> None:
    made = json.loads(badge(REPORTS[name]))

    assert made["schemaVersion"] == 1
    assert (made["color"] == "brightgreen") == (REPORTS[name].exit_code == 0)
    assert made["isError"] == (REPORTS[name].exit_code not in {0, 1})


@pytest.mark.parametrize("name", REPORTS)
def test_every_line_of_prometheus_is_a_comment_or_a_sample(name: str) -> None:
    lines = prometheus(REPORTS[name]).split("\n")

    assert [line for line in lines if line and not line.startswith("# ") and not SAMPLE.match(line)] == []
    assert f"modelbylaws_exit_code {REPORTS[name].exit_code}" in lines
    assert len({line.rpartition(" ")[0] for line in lines if not line.startswith("#")}) == len(
        [line for line in lines if not line.startswith("#")]
    )


@pytest.mark.parametrize("report", HOSTILE.values(), ids=HOSTILE)
def test_no_text_is_more_than_text_to_jira(report: Report) -> None:
    rows = [*csv.DictReader(io.StringIO(jira(report), newline=""), strict=True)]

    assert len(rows) == sum(found.waiver is None for found in report.findings)
    for row in rows:
        assert None not in row
        assert not re.search(r"(?<!\\)[\[\]{}|!]", row["Description"].replace("\\\\", ""))
        assert not any(value.lstrip().startswith(("=", "+", "-", "@")) for value in row.values())


def test_an_issue_keeps_its_id_when_its_message_changes() -> None:
    before = a_report(finding("r", Subject("a"), route("a"), message="45.0% of 40"))
    after = replace(before, findings=(replace(before.findings[0], message="47.0% of 41"),))

    ids = [next(csv.DictReader(io.StringIO(jira(report))))["External ID"] for report in (before, after)]

    assert ids[0] == ids[1]


def test_the_example_has_an_entity_for_each_service(tmp_path: Path) -> None:
    folder, gauges, issues = tmp_path / "entities", tmp_path / "bank.prom", tmp_path / "jira.csv"
    asked = [f"backstage={folder}", f"prometheus={gauges}", f"jira={issues}", f"badge={tmp_path / 'badge.json'}"]
    outputs = [word for output in asked for word in ("--output", output)]

    assert run("report", "--config", CONFIG, "--as-of", AS_OF, *outputs)[0] == 1

    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    made = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir()}
    for entity in made.values():
        validator.validate(entity)
    assert len(made) == 18
    assert made["credit-memo"]["entity_ref"] == "component:default/credit-memo"
    assert made["credit-memo"]["verdict"] == "fail"
    assert sum(made["credit-memo"]["counts"].values()) == len(made["credit-memo"]["results"])
    assert 'modelbylaws_share_highest{rule="vendor-concentration",key="meta"} 0.47058823529411764' in gauges.read_text()
    rows = [*csv.DictReader(io.StringIO(issues.read_text(encoding="utf-8")))]
    assert {row["Priority"] for row in rows} == {"Highest", "High", "Low"}
    assert len({row["External ID"] for row in rows}) == len(rows)
    assert json.loads((tmp_path / "badge.json").read_text())["message"] == "4 broken"


def test_a_missing_library_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    monkeypatch.setattr("checker.audit.pack.read_request", lambda _: pytest.fail("nothing is to be read"))
    outputs = ["--output", f"badge={tmp_path / 'b.json'}", "--output", f"xlsx={tmp_path / 'w.xlsx'}"]

    assert main(["report", "--config", str(CONFIG), *outputs]) == 2
    assert "pip install 'modelbylaws[xlsx]'" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []


def test_there_are_no_issues_of_what_was_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(fleet(tmp_path, {**PASSES, "model-manifest.yaml": "format: modelbylaws/manifest/v1\n"}))

    assert run("report", "--as-of", AS_OF, "--output", "jira=issues.csv")[0] == 2
    assert "no issues: the run ends with 2" in capsys.readouterr().err
    assert not (tmp_path / "issues.csv").exists()


def test_there_are_no_entities_of_a_fleet_of_which_a_manifest_was_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a portal has of the service would stay as it was, and look as if it were of today."""
    monkeypatch.chdir(fleet(tmp_path, {**PASSES, "x/model-manifest.yaml": "format: modelbylaws/manifest/v1\n"}))

    assert run("report", "--as-of", AS_OF, "--output", "backstage=entities")[0] == 2
    assert "no entities of a fleet that was not read" in capsys.readouterr().err
    assert not (tmp_path / "entities").exists()
