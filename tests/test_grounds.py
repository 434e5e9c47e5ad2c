"""What verdicts rest on: every pass says what was read and where, and who does not show it does not pay for it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from checker.formats.json import json_report
from checker.formats.terminal import How, plain
from checker.report import Report, Verdict, show_grounds
from checker.run.read import read_request
from checker.run.request import Request
from tests.bundles import run

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/meridian-bank"
PACKS = tuple(f"builtin:{path.stem}" for path in sorted((ROOT / "policies").glob("*.yaml")) if "tests" not in path.stem)
ASKED = Request("modelbylaws.yaml", (), dt.date(2026, 11, 22), grounds=True, root=str(EXAMPLE))


@pytest.fixture(scope="module")
def own() -> Report:
    return read_request(ASKED).judge()


@pytest.fixture(scope="module")
def by_packs() -> Report:
    return read_request(replace(ASKED, policies=PACKS)).judge()


def _said(report: Report, rule: str, subject: str) -> str:
    ruling = next(ruling for ruling in report.rulings if ruling.id == rule)
    found = {str(decision.subject): decision.grounds for decision in ruling.decisions}
    return show_grounds(found[subject])


@pytest.mark.parametrize("which", ["own", "by_packs"])
def test_every_decision_says_what_it_rests_on_and_in_which_line(which: str, request: pytest.FixtureRequest) -> None:
    report: Report = request.getfixturevalue(which)

    bare = [
        f"{ruling.id} {decision.subject} {decision.verdict}"
        for ruling in report.rulings
        for decision in ruling.decisions
        if not decision.grounds
        and not any(measure.key == decision.subject.key and measure.grounds for measure in ruling.measures)
        and decision.verdict is Verdict.PASS
    ]
    grounds = [ground for ruling in report.rulings for decision in ruling.decisions for ground in decision.grounds]

    assert bare == []
    assert len(grounds) > 150
    assert all(ground.said and ground.location.span for ground in grounds)


@pytest.mark.parametrize(
    ("rule", "subject", "said"),
    [
        (
            "within-residency",
            "credit-memo/draft-memo/primary",
            "jurisdictions [SE] within residency [EU] (services/credit-memo/model-manifest.yaml:20)",
        ),
        ("personal-data-contract", "client-search/embed/primary", "CTR-1904: dpa true (catalog/in-house.yaml:32)"),
        ("reviewed", "credit-memo", "days ago) (services/credit-memo/model-manifest.yaml:"),
        ("tier-0-fallback", "sanctions-screening/adjudicate", "gemma-standby: tested 2026-10-19 (34 days ago)"),
        (
            "every-service-is-declared",
            "aml-alerts",
            "listed in the inventory: service aml-alerts, tier 2 (inventory.yaml:6)",
        ),
    ],
)
def test_a_pass_names_the_value_and_the_place(own: Report, rule: str, subject: str, said: str) -> None:
    assert said in _said(own, rule, subject)


def test_a_place_is_that_of_the_value(own: Report) -> None:
    found = next(
        ground
        for ruling in own.rulings
        for decision in ruling.decisions
        for ground in decision.grounds
        if ground.said == "CTR-1904: dpa true"
    )
    line = (EXAMPLE / found.location.file).read_text().splitlines()[(found.location.span or [0])[0] - 1]

    assert line.strip() == "dpa: true"


def test_each_service_of_a_share_is_shown(own: Report) -> None:
    ruling = next(ruling for ruling in own.rulings if ruling.id == "vendor-concentration")
    meta = next(measure for measure in ruling.measures if measure.key == "meta")

    assert [ground.service for ground in meta.grounds] == [*meta.services, *meta.undecided]
    assert meta.grounds[0].said == "advisor-copilot carries meta"


def test_nothing_is_made_for_who_does_not_show_it() -> None:
    report = read_request(replace(ASKED, grounds=False)).judge()

    assert not any(decision.grounds for ruling in report.rulings for decision in ruling.decisions)
    assert not any(measure.grounds for ruling in report.rulings for measure in ruling.measures)


def test_verdicts_and_findings_are_the_same_with_grounds_and_without(own: Report) -> None:
    bare = read_request(replace(ASKED, grounds=False)).judge()

    assert bare.findings == own.findings
    assert bare.tally == own.tally


def test_check_writes_the_grounds_that_a_run_gives(own: Report) -> None:
    config = EXAMPLE / "modelbylaws.yaml"
    _, text = run("check", "--config", config, "--as-of", "2026-11-22", "--output", "json")
    rules = {rule["id"]: rule for rule in json.loads(text)["rules"]}
    passed = next(one for one in rules["within-residency"]["subjects"] if one["subject"]["service"] == "credit-memo")

    assert passed["grounds"][0]["line"] == 20
    assert rules == {
        rule["id"]: rule for rule in json.loads(json_report(own, How(plain, quiet=False, waived=False)))["rules"]
    }
