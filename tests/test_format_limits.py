"""20,000 findings in each format: inside of the limits of who reads it, saying what was cut."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace

import pytest

from checker.formats import Format
from checker.report import (
    Report,
    Subject,
)  # fmt: skip
from tests.reports import a_report, finding, out, route, sarif, vendor


@pytest.fixture(scope="module")
def large() -> Report:
    findings = [finding("own", Subject(f"s{n}", "main"), route(f"s{n}"), message=f"message {n}") for n in range(20_000)]
    return a_report(vendor("openai", *(f"s{n}" for n in range(20_000))), *findings)


@pytest.mark.slow
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


@pytest.mark.slow
def test_sarif_cuts_what_github_would_reject_and_says_so() -> None:
    report = a_report(*(finding("r", Subject(f"s{n}"), route("a")) for n in range(25_003)))

    run = sarif(report)

    assert len(run["results"]) == 25_000
    assert "3 results of 25003 left out, the least severe" in json.dumps(run["invocations"])


def test_sarif_keeps_the_most_severe_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    report = a_report(*(finding("r", Subject(f"s{n}"), route("a")) for n in range(7)))
    monkeypatch.setattr("checker.formats.sarif.MAX_RESULTS", 5)

    run = sarif(report)

    assert len(run["results"]) == 5
    assert "2 results of 7 left out, the least severe" in json.dumps(run["invocations"])


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


@pytest.mark.slow
def test_twenty_thousand_findings_fit_into_a_job_summary(large: Report) -> None:
    text = out("markdown", large)

    assert len(text.encode()) < 1024 * 1024
    assert "**20001 errors, " in text
    (left,) = re.findall(r"(\d+) rows left out for want of room; the log and the other formats have all", text)
    assert int(left) + text.count("\n| error |") == 20_001
    assert "### Rules" in text


@pytest.mark.slow
def test_twenty_thousand_findings_keep_their_fingerprints_apart(large: Report) -> None:
    twice = replace(large, findings=large.findings * 2)

    entries = json.loads(out("gitlab", twice))

    assert len(entries) == len({entry["fingerprint"] for entry in entries}) == 40_002


@pytest.mark.slow
@pytest.mark.parametrize("name", ["junit", "csv", "json"])
def test_formats_without_a_limit_have_all(name: Format, large: Report) -> None:
    assert len(set(re.findall(r"\bmessage \d+\b", out(name, large)))) == 20_000
