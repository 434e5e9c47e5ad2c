"""Reports for other programs: what their own schemas ask for, and what a reader must find in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import jsonschema
import pytest
import xmlschema

from checker.diagnostic import Diagnostic, Location, Span
from checker.formats import Format
from checker.formats.json_text import safe_json
from checker.report import (
    Decision,
    Input,
    Measure,
    Report,
    Share,
    Subject,
    Verdict,
)  # fmt: skip
from checker.report.review import Review
from tests.hostile import PAYLOADS, around, hostile
from tests.reports import CAP, a_report, finding, out, route, ruling, sarif, vendor
from tests.test_neutral import LINK

REPORTS: Mapping[str, Report] = {
    "nothing read": a_report(inputs=(), rulings=(), nothing="no manifest found"),
    "all passes": a_report(),
    "a share": a_report(vendor("openai", "a", "b")),
    "a whole file": a_report(finding("r", Subject("a"), Location("services/a/model-manifest.yaml"))),
    "a faulty file": a_report(diagnostics=(Diagnostic("bad", "it is bad", (route("a"),), "mend it"),)),
    "only files of the program": a_report(
        finding("r", Subject(), Location("builtin:x.yaml", Span(1, 1, 1, 2))),
        inputs=(Input("modelbylaws.yaml", "config", "0"),),
    ),
    **{f"hostile: {name}": hostile(around(text)) for name, (text, _) in PAYLOADS.items()},
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("waived", [False, True])
def test_sarif_fits_the_schema(name: str, waived: bool, sarif_schema: jsonschema.protocols.Validator) -> None:
    assert [e.message for e in sarif_schema.iter_errors(json.loads(out("sarif", REPORTS[name], waived=waived)))] == []


@pytest.mark.parametrize("name", REPORTS)
def test_sarif_has_what_github_asks_for(name: str) -> None:
    run = sarif(REPORTS[name])

    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        texts = [rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"], rule["name"]]
        assert all(texts)
        assert max(map(len, texts[:2])) <= 1024
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (place,) = result["locations"]
        assert {"startLine", "startColumn", "endLine", "endColumn"} <= place["physicalLocation"]["region"].keys()
        assert not place["physicalLocation"]["artifactLocation"]["uri"].startswith(("/", ".", "builtin"))
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        linked = {int(number) for _, number in LINK.findall(result["message"]["text"])}
        assert linked == {related["id"] for related in result["relatedLocations"]}


@pytest.mark.parametrize("name", REPORTS)
def test_junit_fits_jenkins_schema(name: str, junit_schema: xmlschema.XMLSchema) -> None:
    text = out("junit", REPORTS[name])

    assert [str(error) for error in junit_schema.iter_errors(text)] == []


@pytest.mark.parametrize("name", REPORTS)
def test_gitlab_entries_have_what_gitlab_documents(name: str) -> None:
    text = out("gitlab", REPORTS[name])

    assert text.isascii()
    entries = json.loads(text)
    for entry in entries:
        assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["description"].startswith(entry["check_name"])
        assert not entry["location"]["path"].startswith(("/", "./", "builtin"))
        assert entry["location"]["lines"]["begin"] >= 1
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert bool(entries) == (REPORTS[name].exit_code != 0)


@pytest.mark.parametrize("name", REPORTS)
def test_csv_is_a_table(name: str) -> None:
    rows = list(csv.DictReader(io.StringIO(out("csv", REPORTS[name]), newline=""), strict=True))

    assert {row["record"] for row in rows} <= {"run", "note", "fault", "subject", "measure", "waiver"}
    assert all(row["as_of"] == "2026-11-22" and None not in row for row in rows)
    assert rows[0]["message"].endswith(f"(exit {REPORTS[name].exit_code})")


@pytest.mark.parametrize("text", ["a;=1+1", "a; =1+1", 'a;"=1+1', "a,b;@SUM(1)", "; ;-1+1", "a;\uff1d1+1"])
def test_a_spreadsheet_that_parts_cells_at_semicolons_finds_no_formula(text: str) -> None:
    """As where the comma is the decimal sign: there, quotation marks of our cells do not hold them together."""
    found = finding("r", Subject("a"), route("a"), message=text)

    rows = out("csv", a_report(found)).splitlines()

    cells = [cell.replace('"', "").strip() for row in rows for cell in row.split(";")]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\uff1d"))] == []


def test_a_share_is_shown_at_a_manifest_that_changed() -> None:
    report = replace(
        a_report(vendor("openai", "a", "b")), review=Review(changed=frozenset({"services/b/model-manifest.yaml"}))
    )

    assert out("github", report).splitlines()[1].startswith("::error file=services/b/model-manifest.yaml,line=2,")


def test_json_is_laid_out_as_the_standard_library_does() -> None:
    data: dict[str, object] = {
        "a": [1, True, None, {"b": [], "c": {}}, [["\u00e4\n"]]],
        "d": (1.5, "\U0001f600"),
        "": {"e": "f"},
    }

    assert safe_json(data) == f"{json.dumps(data, indent=2)}\n"


def test_columns_are_left_out_of_an_annotation_of_several_lines() -> None:
    at = Location("services/a/model-manifest.yaml", Span(2, 3, 4, 1))

    shown = out("github", a_report(finding("r", Subject("a"), at))).splitlines()[1]

    assert shown.startswith("::error file=services/a/model-manifest.yaml,line=2,endLine=4,title=r::")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["github", "azure"])
@pytest.mark.parametrize(("count", "shown"), [(1, 1), (9, 9), (10, 8), (20_000, 8)])
def test_ten_annotations_of_a_kind_are_kept_and_the_last_points_to_the_rest(
    name: Format, count: int, shown: int
) -> None:
    report = a_report(*(finding("r", Subject(f"s{n}"), route(f"s{n}")) for n in range(count)))

    lines = out(name, report).splitlines()

    assert len(lines) == min(count + 1, 10)
    assert f"{count} error{'' if count == 1 else 's'}, " in lines[0]
    assert (f"and {count - shown} more errors; the full report has all" in lines[-1]) == (count > shown)


def test_a_passing_run_is_a_notice_and_no_command_to_azure() -> None:
    assert out("github", a_report()).startswith("::notice title=modelbylaws::0 errors, ")
    assert out("azure", a_report()).startswith("0 errors, ")


def test_junit_lists_passes_with_what_was_measured_and_never_fails_for_advice() -> None:
    share = Share(Fraction(1), Fraction(4))
    measure = Measure("google", share, share, Fraction(2, 5), Verdict.PASS, ("a",))
    report = a_report(finding("hint", Subject("a"), route("a"), level="advisory"))
    cap = ruling("cap", "soft", Decision(Subject(key="google"), Verdict.PASS), measures=(measure,))

    text = out("junit", replace(report, rulings=(*report.rulings, cap)))

    assert "name='cap: google'><system-out>25.0% (1 of 4); the limit is 40%</system-out></testcase>" in text
    assert "<skipped type='advisory' message='advisory, does not fail: a broke it'>" in text
    assert "failures='0' errors='0'" in text


def test_a_finding_that_no_verdict_is_about_is_a_case_and_a_row() -> None:
    """As when a rule selects nothing."""
    found = finding("empty", Subject(), CAP)
    report = replace(a_report(found), rulings=(ruling("empty", "soft"),))

    assert "name='empty: fleet'><failure type='empty' message='fleet broke it'>" in out("junit", report)
    assert "subject,org,empty,soft,require,fail," in out("csv", report)


def test_a_finding_of_a_rule_that_is_not_listed_is_still_a_result() -> None:
    (result,) = sarif(replace(a_report(vendor("openai", "a")), rulings=()))["results"]

    assert (result["ruleId"], "ruleIndex" in result) == ("vendor-cap", False)


def test_cases_of_one_name_are_told_apart() -> None:
    """GitLab keeps one case of a name, and would drop all other faults of a file."""
    faults = tuple(Diagnostic("bad-value", text, (route("a"),)) for text in ("one", "two", "three"))

    text = out("junit", a_report(diagnostics=faults))

    assert [f"name='bad-value: services/a/model-manifest.yaml{n}'" in text for n in ("", " (2)", " (3)")] == [True] * 3


def test_a_run_that_could_not_judge_says_so_everywhere() -> None:
    report = REPORTS["a faulty file"]
    invocation = sarif(report)["invocations"][0]

    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    assert invocation["toolConfigurationNotifications"][0]["message"]["text"] == "it is bad\nNext: mend it"
    assert "<error type='bad' message='it is bad'>" in out("junit", report)
    assert out("github", report).splitlines()[1].startswith("::error file=services/a/model-manifest.yaml,line=2,")
    assert "could not judge" in out("markdown", report)
    assert json.loads(out("gitlab", report))[0]["severity"] == "blocker"
    assert "fault,,bad," in out("csv", report)
