"""OSCAL and Gemara: golden files, laws that every file keeps, and what each verdict becomes."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import gemara.v1
import pytest

from checker.audit.dossier import Dossier
from checker.audit.gemara import gemara as gemara_log
from checker.audit.oscal import oscal
from checker.audit.oscal.observed import MAX_SUBJECTS
from checker.cli import main
from checker.controls import CONTROLS
from checker.report import Decision, Subject, Verdict
from tests.assessed import (
    DORA,
    SA,
    SR,
    a_dossier,
    a_judged_waiver,
    faulty,
    hostile_dossier,
    log,
    results,
    rule,
    small,
    waived,
)
from tests.hostile import PAYLOADS
from tests.reports import a_report, ruling

GOLDEN = Path(__file__).parent / "formats"
WRITERS: Mapping[str, Callable[[Dossier], str]] = {"oscal": oscal, "gemara": gemara_log}
DOSSIERS: Mapping[str, Dossier] = {
    "small": small(),
    "an input is bad": faulty(small()),
    "no service": a_dossier(a_report()),
    **{f"hostile: {name}": hostile_dossier(text) for name, (text, _) in PAYLOADS.items()},
}


@pytest.mark.parametrize("name", WRITERS)
def test_an_export_is_what_it_was(name: str, accept: bool) -> None:
    golden = GOLDEN / f"{name}.txt"
    if accept:
        golden.write_text(WRITERS[name](small()), encoding="utf-8")

    assert WRITERS[name](small()) == golden.read_text(encoding="utf-8")


def everything(node: object) -> Iterator[tuple[str, object]]:
    """Every key with its value, at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            yield from everything(value)
    elif isinstance(node, list):
        for entry in node:
            yield from everything(entry)


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_id_is_of_version_five_and_names_one_thing(name: str) -> None:
    ids = [value for key, value in everything(json.loads(oscal(DOSSIERS[name]))) if key == "uuid"]

    assert {uuid.UUID(str(value)).version for value in ids} == {5}
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", DOSSIERS)
def test_whatever_is_referred_to_is_there(name: str) -> None:
    found = list(everything(json.loads(oscal(DOSSIERS[name]))))
    ids = {value for key, value in found if key == "uuid"}
    referring = {"observation-uuid", "risk-uuid", "subject-uuid", "actor-uuid"}
    hrefs = [str(value) for key, value in found if key == "href"]

    assert [value for key, value in found if key in referring and value not in ids] == []
    assert [href for href in hrefs if href.startswith("#") and href[1:] not in ids] == []
    assert [href for href in hrefs if re.match(r"[a-z]+:|/", href)] == []


@pytest.mark.parametrize("name", DOSSIERS)
def test_titles_are_one_line_and_values_have_no_space_around_them(name: str) -> None:
    found = list(everything(json.loads(oscal(DOSSIERS[name]))))

    assert [value for key, value in found if key in {"title", "description"} and "\n" in str(value)] == []
    assert [value for key, value in found if key == "value" and not re.fullmatch(r"\S(.*\S)?", str(value))] == []


def test_hostile_texts_reach_findings_and_risks_too() -> None:
    found = results(DOSSIERS["hostile: script"])

    assert {name: len(found[name]) for name in ("findings", "risks")} == {"findings": 2, "risks": 1}
    assert r"\<script\>alert(1)\</script\>waiver" in found["risks"][0]["title"]


def test_markup_in_a_text_stays_text() -> None:
    text = "**x** [l](u) `c` <b> {{ insert: param, p }} a|b"
    report = a_report(rulings=(replace(ruling("r", "soft", Decision(Subject("a"), Verdict.PASS)), sentence=text),))

    said = results(a_dossier(report))["observations"][0]["description"]

    assert r"\*\*x\*\* \[l\](u) \`c\` \<b\> \{\{ insert: param, p \}\} a\|b" in said


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_run_gives_the_same_bytes(name: str) -> None:
    assert WRITERS[name](small()) == WRITERS[name](small())


def test_another_run_has_other_ids_but_the_same_services() -> None:
    first = small()
    later = replace(first, report=replace(first.report, as_of=first.report.as_of.replace(day=23)))

    items = [results(dossier)["local-definitions"]["inventory-items"] for dossier in (first, later)]

    assert [item["uuid"] for item in items[0]] == [item["uuid"] for item in items[1]]
    assert results(first)["uuid"] != results(later)["uuid"]


def statuses(dossier: Dossier) -> dict[str, tuple[str, str]]:
    """State and reason of each finding's target."""
    targets = [found["target"] for found in results(dossier).get("findings", [])]
    return {t["target-id"]: (t["status"]["state"], t["status"]["reason"]) for t in targets}


def test_a_finding_says_what_the_rules_of_a_control_came_to() -> None:
    assert statuses(small()) == {
        "sr-3.1_smt": ("not-satisfied", "fail"),
        "sa-22_smt": ("not-satisfied", "other"),
    }


def test_a_pass_that_shows_a_part_of_a_control_is_an_observation_alone() -> None:
    found = results(small())

    assert "cm-8_smt" not in statuses(small())
    assert any("quiet" in one["title"] and ": pass" in one["description"] for one in found["observations"])


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        (["pass", "fail"], ("not-satisfied", "fail")),
        (["unknown", "fail"], ("not-satisfied", "fail")),
        (["pass", "unknown"], None),
        (["pass", "error"], None),
        (["waived", "unknown"], None),
        (["pass", "waived"], ("not-satisfied", "other")),
        (["pass", "not-applicable"], None),
        (["not-applicable"], None),
    ],
)
def test_the_worst_that_is_shown_decides(verdicts: list[str], status: tuple[str, str] | None) -> None:
    rulings = tuple(rule(f"r{at}", Verdict(verdict), SR) for at, verdict in enumerate(verdicts))

    assert statuses(a_dossier(a_report(rulings=rulings))).get("sr-3.1_smt") == status


@pytest.mark.parametrize(("covers", "status"), [("whole", ("satisfied", "pass")), ("part", None)])
def test_a_control_is_satisfied_only_where_a_rule_covers_the_whole(
    monkeypatch: pytest.MonkeyPatch, covers: Literal["whole", "part"], status: tuple[str, str] | None
) -> None:
    module = import_module("checker.audit.oscal.findings")  # its package calls a function so, too
    monkeypatch.setattr(module, "CONTROLS", {**CONTROLS, SR: CONTROLS[SR]._replace(covers=covers)})

    assert statuses(a_dossier(a_report(rulings=(rule("r", Verdict.PASS, SR),)))).get("sr-3.1_smt") == status


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.WAIVED, Verdict.PASS])
def test_advice_never_makes_a_control_not_satisfied(verdict: Verdict) -> None:
    advice = replace(rule("r", verdict, SR), level="advisory")

    assert statuses(a_dossier(a_report(rulings=(advice,)))) == {}


def test_nothing_is_satisfied_while_an_input_is_bad() -> None:
    assert ("satisfied", "pass") not in statuses(faulty(small())).values()
    assert statuses(faulty(small()))["sr-3.1_smt"] == ("not-satisfied", "fail")


def test_only_controls_with_an_id_in_oscals_catalog_become_targets() -> None:
    dossier = a_dossier(a_report(rulings=(rule("r", Verdict.FAIL, DORA, "x-own"),)))
    found = results(dossier)

    assert "findings" not in found
    assert {"name": "control", "ns": "https://modelbylaws.dev/ns/oscal", "value": DORA} in found["observations"][0][
        "props"
    ]
    assert "no control of NIST SP 800-53" in found["reviewed-controls"]["control-selections"][0]["description"]


def test_a_waiver_is_a_deviation_that_somebody_approved() -> None:
    report = a_report(
        waived("r", "W-1"), rulings=(rule("r", Verdict.WAIVED, SA),),
        waivers=(a_judged_waiver("W-1", "r"), a_judged_waiver("W-2", "r")),
    )  # fmt: skip
    found = results(a_dossier(report))

    (risk,) = found["risks"]
    assert (risk["status"], risk["deadline"]) == ("deviation-approved", "2026-11-30T00:00:00Z")
    assert found["findings"][0]["related-risks"] == [{"risk-uuid": risk["uuid"]}]


def many(count: int) -> Dossier:
    passing = [Decision(Subject(f"s{at:04}"), Verdict.PASS) for at in range(count)]
    failing = Decision(Subject("zz"), Verdict.FAIL)
    return a_dossier(a_report(rulings=(replace(ruling("r", "soft", *passing, failing), verdict=Verdict.FAIL),)))


def test_many_subjects_are_counted_and_the_worst_are_listed() -> None:
    observed = results(many(250))["observations"]

    assert len(observed) == 1 + MAX_SUBJECTS
    assert "1 fail, 250 pass; observed one by one: 100, the worst first" in observed[0]["description"]
    assert observed[1]["title"] == "rule r for zz"


def test_a_log_of_many_subjects_is_bounded_too() -> None:
    (evaluation,) = log(many(250))["evaluations"]

    assert len(evaluation["assessment-logs"]) == MAX_SUBJECTS
    assert evaluation["message"].endswith("subjects: 1 fail, 250 pass; logged one by one: 100, the worst first")


@pytest.mark.parametrize("name", DOSSIERS)
def test_gemaras_own_models_read_the_log(name: str) -> None:
    document = gemara.v1.loads(gemara_log(DOSSIERS[name]))

    assert isinstance(document, gemara.v1.EvaluationLog)
    declared = {reference.id for reference in document.metadata.mapping_references or []}
    for evaluation in document.evaluations:
        logs = [gemara.v1.AssessmentLog.model_validate(entry) for entry in evaluation.assessment_logs]
        assert {evaluation.control.reference_id, *(entry.requirement.reference_id for entry in logs)} <= declared
        assert all(entry.start for entry in logs)


def test_the_log_says_failed_for_what_is_waived_and_who_accepted_it() -> None:
    pinned = next(entry for entry in log(small())["evaluations"] if entry["control"]["entry-id"] == "pinned")

    assert pinned["result"] == "Failed"
    assert "waived by W-1: approved by board@example.org, until 2026-11-30" in pinned["assessment-logs"][0]["message"]


@pytest.mark.parametrize(
    ("dossier", "result"),
    [
        (small(), "Failed"),
        (a_dossier(a_report()), "Passed"),
        (faulty(a_dossier(a_report())), "Unknown"),
        (a_dossier(a_report(rulings=(rule("r", Verdict.UNKNOWN),))), "Needs Review"),
        (a_dossier(a_report(rulings=(rule("r", Verdict.ERROR),))), "Unknown"),
        (a_dossier(a_report(rulings=(rule("r", Verdict.NOT_APPLICABLE),))), "Not Applicable"),
    ],
)
def test_the_log_as_a_whole_is_as_bad_as_its_worst_part(dossier: Dossier, result: str) -> None:
    assert log(dossier)["result"] == result


def test_a_log_without_an_evaluation_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    code = main(["report", "--output", "gemara=log.json"])

    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "holds at least one evaluation" in capsys.readouterr().err


def test_both_are_written_for_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parent.parent / "examples" / "meridian-bank")
    files = {name: tmp_path / f"{name}.json" for name in WRITERS}

    code = main(["report", "--as-of", "2026-11-22", *(f"--output={name}={file}" for name, file in files.items())])

    written: dict[str, Any] = {name: json.loads(file.read_text()) for name, file in files.items()}
    subjects = written["oscal"]["assessment-results"]["results"][0]["local-definitions"]["inventory-items"]
    assert (code, len(subjects), written["gemara"]["result"]) == (1, 18, "Failed")
