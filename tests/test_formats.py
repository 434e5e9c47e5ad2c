"""Reports for other programs: what their own schemas and limits ask for, and what a reader must find in them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema

from checker.cli import main
from checker.diagnostic import Diagnostic, Location, Span
from checker.formats import FORMATS, PROOF_FORMATS, SIMULATION_FORMATS, Format, render
from checker.formats.line_hash import LineHashes
from checker.formats.terminal import plain
from checker.report import (
    Decision,
    Finding,
    Input,
    Level,
    Measure,
    Report,
    Ruling,
    Share,
    Standing,
    Subject,
    Verdict,
    WaiverState,
)  # fmt: skip
from tests.hostile import PAYLOADS, around, hostile
from tests.test_neutral import LINK

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
EXAMPLE = ROOT / "examples" / "meridian-bank"

POLICY = "policies/org.yaml"
CAP = Location(POLICY, Span(3, 10, 3, 13), "at most 40%")


def route(name: str, line: int = 2) -> Location:
    return Location(f"services/{name}/model-manifest.yaml", Span(line, 3, line, 8), name)


def finding(rule: str, subject: Subject, *places: Location, level: Level = "soft", message: str = "") -> Finding:
    return Finding(rule, f"title of {rule}", level, Verdict.FAIL, subject, message or f"{subject} broke it", places)


def ruling(rule: str, level: Level, *decisions: Decision, measures: tuple[Measure, ...] = ()) -> Ruling:
    return Ruling(
        id=rule, policy="org", kind="require", level=level, title=f"title of {rule}", sentence="All do.", location=CAP,
        verdict=decisions[0].verdict if decisions else Verdict.PASS, why="because", controls=(), selected=("a",),
        possible=(), excluded=(), decisions=decisions, measures=measures,
    )  # fmt: skip


def a_report(*findings: Finding, **more: Any) -> Report:  # noqa: ANN401 - fields of a report
    """One that read a policy and a manifest for each service, with rulings that fit the findings."""
    rules = {found.rule: found.level for found in findings}
    rulings = [
        ruling(rule, level, *(Decision(f.subject, f.verdict) for f in findings if f.rule == rule))
        for rule, level in rules.items()
    ]
    files = sorted({at.file for found in findings for at in found.locations})
    defaults: dict[str, Any] = {
        "as_of": dt.date(2026, 11, 22),
        "version": "0.1.0",
        "inputs": tuple(Input(f, "policy" if f == POLICY else "manifest", "0") for f in files or [POLICY]),
        "services": len(files),
        "rulings": tuple(rulings) or (ruling("quiet", "soft", Decision(Subject("a"), Verdict.PASS)),),
        "findings": tuple(findings),
        "diagnostics": (),
        "sources": dict.fromkeys(files, "first line\n  second: line\n  third: 40%\n"),
    }
    return Report(**defaults | more)


def out(name: Format, report: Report, *, waived: bool = False) -> str:
    return render(name, report, plain, quiet=False, waived=waived)


def sarif(report: Report, *, waived: bool = False) -> Any:  # noqa: ANN401 - JSON
    return json.loads(out("sarif", report, waived=waived))["runs"][0]


def vendor(name: str, *services: str) -> Finding:
    return finding("vendor-cap", Subject(key=name), CAP, *(route(service) for service in services))


# --- by the formats' own authorities


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


@pytest.fixture(scope="module")
def sarif_schema() -> jsonschema.protocols.Validator:
    return jsonschema.Draft7Validator(json.loads((DATA / "sarif-2.1.0.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(DATA / "junit-10.xsd")


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


# --- sarif


def test_the_line_hash_is_githubs() -> None:
    """Values of an own port of GitHub's loop to JavaScript, with 64-bit integers there."""
    text = "a: 1\n\n  \n\tb: \U0001f600 x\na: 1\n\n\na: 1"
    wanted = [
        "eb69163026089366:1", "cea0be2963c5860:1", "e5b391b9b7983376:1", "3ad3e9d189dedda4:1", "4d776f37702a8305:1",
        "9e144b79bbd9550f:1", "e0cec2922748b8c1:1", "85c1f919ae62217b:1",
    ]  # fmt: skip

    hashes = LineHashes(text)

    assert [hashes.line(number) for number in range(1, 9)] == wanted
    assert hashes.line(0) is hashes.line(9) is None


def test_equal_lines_are_numbered() -> None:
    hashes = LineHashes(("x: 1\n" + "y\n" * 200) * 2)

    first, second = hashes.line(1), hashes.line(202)

    assert first is not None
    assert second is not None
    assert first.endswith(":1")
    assert hashes.line(3) == (hashes.line(2) or "")[:-1] + "2"


def test_an_alert_follows_its_line_and_a_share_its_key() -> None:
    one = finding("own", Subject("a", "main", "primary"), route("a"), level="hard")
    before = sarif(a_report(one, vendor("openai", "a"), vendor("google", "b")))["results"]
    moved = replace(one, message="another value", locations=(route("a", 3),))
    sources = {
        "services/a/model-manifest.yaml": "new\nfirst line\n  second: line\n  third: 40%\n",
        POLICY: "changed\nchanged\n",
    }
    after = sarif(a_report(moved, vendor("openai", "a", "c"), vendor("google", "b"), sources=sources))["results"]

    known = [[r["partialFingerprints"]["primaryLocationLineHash"] for r in results] for results in (before, after)]
    assert known[0] == known[1]
    assert len(set(known[0])) == 3


def test_two_findings_of_one_rule_on_one_line_are_two_alerts() -> None:
    places = [finding("own", Subject("a", "main", name), route("a")) for name in ("x", "y")]

    results = sarif(a_report(*places))["results"]

    assert len({r["partialFingerprints"]["primaryLocationLineHash"] for r in results}) == 2


def test_a_share_links_every_service() -> None:
    (result,) = sarif(a_report(vendor("openai", "a", "b [x]")))["results"]

    assert "Places: [a](1), [b \\[x\\]](2)" in result["message"]["text"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == POLICY
    assert [at["id"] for at in result["relatedLocations"]] == [1, 2]


def test_rules_without_a_finding_are_listed() -> None:
    report = a_report(vendor("openai", "a"))
    report = replace(report, rulings=(*report.rulings, ruling("kept", "hard", Decision(Subject("a"), Verdict.PASS))))

    rules = sarif(report)["tool"]["driver"]["rules"]

    assert [(rule["id"], rule["properties"]["problem.severity"]) for rule in rules] == [
        ("vendor-cap", "error"),
        ("kept", "error"),
    ]


def a_waiver() -> Standing:
    states: tuple[WaiverState, ...] = ("active",)
    return Standing(
        id="W-1", rule="vendor-cap", subject=Subject(key="openai"), states=states, days_left=8, requested_by="sam",
        approved_by="ciso", approved_on=dt.date(2026, 9, 1), expires=dt.date(2026, 11, 30), reason="soon",
        ticket="RISK-1", limit="48%", location=route("a"),
    )  # fmt: skip


def waived_report() -> Report:
    waived = replace(vendor("openai", "a"), verdict=Verdict.WAIVED, waiver="W-1")
    return a_report(waived, vendor("google", "b"), waivers=(a_waiver(),))


def test_what_is_waived_is_in_sarif_only_when_asked_for() -> None:
    usual, asked = sarif(waived_report()), sarif(waived_report(), waived=True)

    assert [len(run["results"]) for run in (usual, asked)] == [1, 2]
    assert any(
        "--include-waived" in n["message"]["text"] for n in usual["invocations"][0]["toolExecutionNotifications"]
    )
    assert [result["suppressions"] for result in asked["results"]] == [
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "W-1: approved by ciso, RISK-1, until 2026-11-30 (8 days left): soon",
            }
        ],
        [],
    ]


def test_what_is_waived_is_skipped_in_junit_and_absent_in_code_quality() -> None:
    assert (
        "<skipped type='waived' message='waived: W-1: approved by ciso, RISK-1, until 2026-11-30 (8 days left)'>"
        in out("junit", waived_report())
    )
    assert [entry["check_name"] for entry in json.loads(out("gitlab", waived_report()))] == ["vendor-cap"]


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


def test_a_place_in_a_file_of_the_program_is_only_named() -> None:
    builtin = Location("builtin:vendor-resilience.yaml", Span(9, 1, 9, 4), "at most 40%")
    (result,) = sarif(a_report(finding("r", Subject(key="x"), builtin, route("a"))))["results"]

    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "services/a/model-manifest.yaml"
    assert place["logicalLocations"] == [{"fullyQualifiedName": "builtin:vendor-resilience.yaml:9"}]


def test_paths_start_at_the_root_of_the_repository() -> None:
    report = replace(a_report(vendor("openai", "a")), prefix="teams/a b/")

    assert sarif(report)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "teams/a%20b/policies/org.yaml"
    )
    assert "file=teams/a b/policies/org.yaml," in out("github", report)
    assert ";sourcepath=teams/a b/policies/org.yaml;" in out("azure", report)
    assert json.loads(out("gitlab", report))[0]["location"]["path"] == "teams/a b/policies/org.yaml"


# --- annotations


def test_a_share_is_shown_at_a_manifest_that_changed() -> None:
    report = replace(a_report(vendor("openai", "a", "b")), changed=frozenset({"services/b/model-manifest.yaml"}))

    assert out("github", report).splitlines()[1].startswith("::error file=services/b/model-manifest.yaml,line=2,")


def test_columns_are_left_out_of_an_annotation_of_several_lines() -> None:
    at = Location("services/a/model-manifest.yaml", Span(2, 3, 4, 1))

    shown = out("github", a_report(finding("r", Subject("a"), at))).splitlines()[1]

    assert shown.startswith("::error file=services/a/model-manifest.yaml,line=2,endLine=4,title=r::")


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


# --- junit, markdown and csv


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


# --- 20,000 findings


@pytest.fixture(scope="module")
def large() -> Report:
    findings = [finding("own", Subject(f"s{n}", "main"), route(f"s{n}"), message=f"message {n}") for n in range(20_000)]
    return a_report(vendor("openai", *(f"s{n}" for n in range(20_000))), *findings)


def test_twenty_thousand_findings_fit_into_sarif(large: Report) -> None:
    text = out("sarif", large)
    run = json.loads(text)["runs"][0]

    assert len(run["results"]) == 20_001
    assert max(len(r["locations"]) + len(r["relatedLocations"]) for r in run["results"]) == 1_000
    assert len(gzip.compress(text.encode())) < 10_000_000
    (cut,) = [n for n in run["invocations"][0]["toolExecutionNotifications"] if n["descriptor"]["id"] == "cut"]
    assert cut["message"]["text"].endswith("vendor-cap for openai: 19001 places left out")
    assert run["results"][0]["message"]["text"].count("](") == 100
    assert "and 899 more" in run["results"][0]["message"]["text"]


def test_sarif_cuts_what_github_would_reject_and_says_so() -> None:
    report = a_report(*(finding("r", Subject(f"s{n}"), route("a")) for n in range(25_003)))

    run = sarif(report)

    assert len(run["results"]) == 25_000
    assert "3 results of 25003 left out, the least severe" in json.dumps(run["invocations"])


def test_sarif_stays_below_the_size_that_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    report = a_report(*(finding("r", Subject(f"s{n}"), route("a")) for n in range(1_000)))
    monkeypatch.setattr("checker.formats.sarif.MAX_BYTES", 20_000)

    text = out("sarif", report)

    run = json.loads(text)["runs"][0]
    assert len(gzip.compress(text.encode())) < 20_100
    assert 0 < len(run["results"]) < 1_000
    assert f"{1_000 - len(run['results'])} results of 1000 left out" in json.dumps(run["invocations"])


def test_sarif_cuts_tags_and_says_so() -> None:
    report = a_report()
    many = replace(report.rulings[0], controls=tuple(f"c/{n}" for n in range(30)))

    run = sarif(replace(report, rulings=(many,)))

    assert len(run["tool"]["driver"]["rules"][0]["properties"]["tags"]) == 20
    assert "rule quiet: 12 tags left out" in json.dumps(run["invocations"])


def test_twenty_thousand_findings_fit_into_a_job_summary(large: Report) -> None:
    text = out("markdown", large)

    assert len(text.encode()) < 1024 * 1024
    assert "**20001 errors, " in text
    (left,) = re.findall(r"(\d+) rows left out for want of room; the log and the other formats have all", text)
    assert int(left) + text.count("\n| error |") == 20_001
    assert "### Rules" in text


def test_twenty_thousand_findings_keep_their_fingerprints_apart(large: Report) -> None:
    twice = replace(large, findings=large.findings * 2)

    entries = json.loads(out("gitlab", twice))

    assert len(entries) == len({entry["fingerprint"] for entry in entries}) == 40_002


@pytest.mark.parametrize("name", ["junit", "csv", "json"])
def test_formats_without_a_limit_have_all(name: Format, large: Report) -> None:
    assert len(set(re.findall(r"\bmessage \d+\b", out(name, large)))) == 20_000


# --- the program


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "repo" / "bank")
    (tmp_path / "repo" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "repo" / "bank")
    return tmp_path / "repo"


CHECK = ["check", "--as-of", "2026-11-22"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_exit_code_is_the_same_in_every_format(
    name: Format, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*CHECK, "--output", name]) == 1 == main([*CHECK, "--output", f"{name}={bank / 'out'}"])
    first = (bank / "out").read_text(encoding="utf-8")

    assert capsys.readouterr().out.startswith(first)


def test_every_format_gives_the_same_bytes_anywhere(bank: Path) -> None:
    program = [sys.executable, "-c", "from checker.cli import run; run()", *CHECK]
    settings = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
    ]
    for number, setting in enumerate(settings):
        (bank / str(number)).mkdir()
        outputs = [part for name in FORMATS for part in ("--output", f"{name}={bank / str(number) / name}")]
        folder = bank / "bank" / ("services" if number else "")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **setting}
        subprocess.run([*program, *outputs], cwd=folder, env=environment, capture_output=True, check=False)

    for name in FORMATS:
        assert (bank / "0" / name).read_bytes() == (bank / "1" / name).read_bytes()


def test_paths_of_a_folder_start_at_the_root_of_its_repository(bank: Path) -> None:
    main([*CHECK, "--output", f"gitlab={bank / 'out.json'}"])

    paths = {entry["location"]["path"] for entry in json.loads((bank / "out.json").read_text())}
    assert paths
    assert all((bank / path).is_file() for path in paths)


def test_a_job_summary_is_appended_to(
    bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = bank / "summary.md"
    summary.write_text("## of another tool", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    main([*CHECK, "--output", f"markdown={summary}"])
    main([*CHECK, "--output", f"markdown={bank / 'other.md'}"])

    other = (bank / "other.md").read_text(encoding="utf-8")
    assert summary.read_text(encoding="utf-8") == f"## of another tool\n{other}"
    summary.write_text("x" * 1024 * 1024, encoding="utf-8")
    assert main([*CHECK, "--output", f"markdown={summary}"]) == 2
    assert summary.stat().st_size == 1024 * 1024
    assert "the summary of the job would have more than 1048576 bytes" in capsys.readouterr().err


def test_commands_stand_behind_the_log(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([*CHECK, "--output", "full", "--output", "github"])

    log, _, commands = capsys.readouterr().out.partition("(exit 1)\n")
    assert (bank.exists(), code) == (True, 1)
    assert "error[vendor-concentration]" in log
    assert commands.startswith("::error title=modelbylaws::")


@pytest.mark.parametrize("two", [("full", "concise"), ("github", "azure"), ("json", "github"), ("sarif", "full")])
def test_two_formats_that_mix_are_refused(two: tuple[str, str], bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CHECK, *(part for name in two for part in ("--output", name))]) == 2
    assert (bank.exists(), "two outputs to standard output" in capsys.readouterr().err) == (True, True)


def test_waived_findings_are_asked_for_on_the_command_line(bank: Path) -> None:
    for flag in ([], ["--include-waived"]):
        main([*CHECK, *flag, "--output", f"sarif={bank / f'out{len(flag)}.sarif'}"])

    counts = [len(json.loads((bank / f"out{n}.sarif").read_text())["runs"][0]["results"]) for n in (0, 1)]
    assert counts[1] == counts[0] + 1


def test_policy_tests_are_written_as_junit(
    junit_schema: xmlschema.XMLSchema,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    missed = ROOT / "tests" / "cases" / "test" / "missed"
    monkeypatch.chdir(shutil.copytree(missed, tmp_path / "missed"))

    assert main(["test", "--output", "junit"]) == 1

    text = capsys.readouterr().out
    assert [str(error) for error in junit_schema.iter_errors(text)] == []
    assert "<failure type='missed' message='missed at " in text


@pytest.mark.parametrize(("verb", "allowed"), [("test", PROOF_FORMATS), ("simulate", SIMULATION_FORMATS)])
def test_other_verbs_refuse_what_would_be_taken_for_a_check(
    verb: str, allowed: tuple[Format, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (name for name in FORMATS if name not in allowed):
        with pytest.raises(SystemExit) as left:
            main([verb, "--output", name])

        assert left.value.code == 2
        assert f"format '{name}' is not for this verb; one of: {', '.join(allowed)}" in capsys.readouterr().err


COMMANDS = [
    line.strip().removeprefix("modelbylaws ")
    for line in (ROOT / "docs" / "formats.md").read_text(encoding="utf-8").splitlines()
    if line.strip().startswith("modelbylaws ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_page_about_formats_work(
    command: str, bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(bank / "step.md"))
    words = [os.path.expandvars(word) for word in shlex.split(command)]
    asked = [word.partition("=") for flag, word in pairwise(words) if flag == "--output"]

    code = main([*words, *(["--as-of", "2026-11-22"] if words[0] == "check" else [])])

    assert (code, capsys.readouterr().err) == ({"check": 1, "test": 3}[words[0]], ""), "the bank has no policy tests"
    assert all(Path(file).stat().st_size for _, _, file in asked if file)


def test_the_page_about_formats_names_every_format_and_runs_each() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")

    assert [name for name in FORMATS if f"| [`{name}`]" not in page] == []
    assert [name for name in FORMATS if not any(f"{name}" in command for command in COMMANDS)] == []
