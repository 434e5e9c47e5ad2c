"""SARIF: what an alert is known by, what it links to, and what is left out."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from checker import HOME
from checker.diagnostic import Location, Span
from checker.formats.sarif_results import LineHashes
from checker.report import (
    Decision,
    JudgedWaiver,
    Report,
    Subject,
    Verdict,
    WaiverState,
)  # fmt: skip
from tests.reports import POLICY, a_report, finding, out, route, ruling, sarif, vendor


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


def test_the_tool_says_where_it_comes_from() -> None:
    assert sarif(a_report())["tool"]["driver"]["informationUri"] == HOME


def test_rules_without_a_finding_are_listed() -> None:
    report = a_report(vendor("openai", "a"))
    report = replace(report, rulings=(*report.rulings, ruling("kept", "hard", Decision(Subject("a"), Verdict.PASS))))

    rules = sarif(report)["tool"]["driver"]["rules"]

    assert [(rule["id"], rule["properties"]["problem.severity"]) for rule in rules] == [
        ("vendor-cap", "error"),
        ("kept", "error"),
    ]


def a_waiver() -> JudgedWaiver:
    states: tuple[WaiverState, ...] = ("active",)
    return JudgedWaiver(
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
