"""What verbs answer with, as JSON: it obeys its schema with findings and without, and every text in it stays text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.audit.bundle.checked import Checked
from checker.cli import main
from checker.cli.answer import Answer, answered, render, words
from checker.explain import Explained, Part
from checker.formats.terminal import plain
from checker.report import Verdict
from checker.waiving import WaiverList
from tests.bundles import AS_OF, PASSES, example, fleet, make
from tests.hostile import MARK, PAYLOADS, around, hostile
from tests.reports import a_report
from tests.small_fleet import TEAM_POLICY
from tests.test_neutral import expected, of_json

SCHEMAS = Path(__file__).parent.parent / "schemas"
HOSTILE = "::error::x ##vso[task.complete] %0A <script> =1+1 '\U0001f600'"
"""What a name may try at once, and is still printable; it comes back whole."""


def valid(name: str, text: str) -> Any:  # noqa: ANN401 - JSON
    """The data of an output that obeys its schema, is ASCII, and holds nothing that a runner obeys."""
    assert text.isascii()
    assert "##" not in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    data = json.loads(text)
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(data)] == []
    assert data["format"] == f"modelbylaws/{name}/v1"
    return data


def answer(capsys: pytest.CaptureFixture[str], name: str, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """The JSON of a verb; the text of the same command ends with the same exit code."""
    text_code = main(arguments)
    capsys.readouterr()

    code = main([*arguments, "--output", "json"])

    data = valid(name, capsys.readouterr().out)
    assert data["exit_code"] == code == text_code if "exit_code" in data else code == text_code
    return data


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example, which breaks rules and has waivers."""
    monkeypatch.chdir(example(tmp_path / "bank"))
    return tmp_path


@pytest.fixture
def calm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fleet that breaks nothing, and a selection that picks nobody."""
    config = "format: modelbylaws/config/v1\n"
    policy = TEAM_POLICY.replace("rules:", "selections: {gone: {lifecycle: deprecated}}\nrules:")
    files = {**PASSES, "modelbylaws.yaml": config, "policies/org.yaml": policy}
    monkeypatch.chdir(fleet(tmp_path / "calm", files))
    return tmp_path


DAY = ("--as-of", AS_OF)


def test_explain_gives_the_whole_population_and_its_arithmetic(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "explanation", "explain", "vendor-concentration", *DAY)

    rule = data["rule"]
    named = {*rule["selected"], *rule["possible"], *(entry["service"] for entry in rule["excluded"])}
    assert (bank.exists(), len(named), data["service"]) == (True, 18, None)
    assert any(measure["verdict"] == "fail" for measure in rule["measures"])
    assert rule["location"]["path"] == "policies/org-baseline.yaml"


def test_explain_says_of_one_service_whether_it_is_selected(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = answer(capsys, "explanation", "explain", "vendor-concentration", *DAY)["rule"]
    left_out, selected = whole["excluded"][0], whole["selected"][0]

    outside = answer(capsys, "explanation", "explain", "vendor-concentration", left_out["service"], *DAY)["service"]
    inside = answer(capsys, "explanation", "explain", "vendor-concentration", selected, *DAY)["service"]

    assert (bank.exists(), outside["selected"], outside["reason"]) == (True, "no", left_out["reason"])
    assert (inside["selected"], inside["reason"]) == ("yes", "")
    assert all(selected in {*measure["services"], *measure["undecided"]} for measure in inside["measures"])


def test_explain_without_a_finding(calm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = answer(capsys, "explanation", "explain", "owned-by-a-team", "claims", *DAY)

    assert (calm.exists(), data["exit_code"], data["rule"]["verdict"]) == (True, 0, "pass")
    assert [entry["verdict"] for entry in data["service"]["subjects"]] == ["pass"]


def test_a_rule_about_waivers_selects_no_service(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = ("--as-of", "2027-06-01")
    service = answer(capsys, "explanation", "explain", "waiver-expired", "credit-memo", *day)["service"]

    assert (bank.exists(), service["selected"], service["reason"]) == (
        True,
        "no",
        "the rule is about no service by itself",
    )


def test_what_could_not_be_read_is_in_every_answer(calm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (calm / "calm" / "other" / "x").mkdir(parents=True)
    (calm / "calm" / "other" / "model-manifest.yaml").write_text("format: [\n", encoding="utf-8")

    explained = answer(capsys, "explanation", "explain", "owned-by-a-team", *DAY)
    listed = answer(capsys, "waiver-list", "waivers", *DAY)

    for data in (explained, listed):
        assert data["exit_code"] == 2
        assert data["diagnostics"][0]["locations"][0]["path"] == "other/model-manifest.yaml"
    assert explained["rule"]["verdict"] == Verdict.UNKNOWN.value


def test_waivers_with_one_and_without(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found, *_) = answer(capsys, "waiver-list", "waivers", *DAY)["waivers"]

    assert (found["states"], found["id"][:2]) == (["active"], "W-")
    (bank / "bank" / "policies" / "waivers.yaml").unlink()
    assert answer(capsys, "waiver-list", "waivers", *DAY)["waivers"] == []


def test_verify_tells_what_holds_what_differs_and_what_was_not_checked(
    calm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = calm / "bundle"
    assert make(calm / "calm", bundle) == 0

    good = answer(capsys, "verification", "verify", str(bundle))
    (bundle / "added.txt").write_text("added", encoding="utf-8")
    bad = answer(capsys, "verification", "verify", str(bundle))

    assert (good["exit_code"], good["differences"]) == (0, [])
    assert good["reservations"] == ["there is no signature"]
    assert any(line.startswith("judged again: ") for line in good["held"])
    assert (bad["exit_code"], bad["differences"]) == (1, ["added, SHA256SUMS does not list it: added.txt"])


CASES = """\
format: modelbylaws/tests/v1
policy: org.yaml
as-of: 2026-11-22
cases:
  - name: {name}
    rule: owned-by-a-team
    services:
      - {{service: x, owner: {owner}, lifecycle: production,
         uses: [{{id: u, routes: [{{model: unknown, access: vendor-api}}]}}]}}
    expect: {{verdict: {verdict}, subjects: [x]}}
"""


def test_a_test_report_with_a_miss_and_without(calm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tests = calm / "calm" / "policies" / "org.tests.yaml"
    tests.write_text(
        CASES.format(name=json.dumps(HOSTILE, ensure_ascii=False), owner="team-a", verdict="fail"), encoding="utf-8"
    )
    missed = answer(capsys, "test-report", "test")
    cases = [
        CASES.format(name="one", owner="nobody", verdict="fail"),
        CASES.format(name="two", owner="team-a", verdict="pass"),
    ]
    (calm / "calm" / "policies" / "more.tests.yaml").write_text(cases[1], encoding="utf-8")
    tests.write_text(cases[0], encoding="utf-8")
    held = answer(capsys, "test-report", "test")

    (case,) = missed["cases"]
    assert (missed["exit_code"], case["held"], case["name"]) == (1, False, HOSTILE)
    assert (case["expected"][0], case["actual"][0]) == ("verdict: fail", "verdict: pass")
    assert (held["exit_code"], [case["held"] for case in held["cases"]], held["unproven"]) == (0, [True, True], [])


def test_a_sample_of_everybody(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("sample", "--n", "18", "--seed", HOSTILE, *DAY)
    data = answer(capsys, "sample", *asked, "--by", "tier")
    assert (bank.exists(), len(data["drawn"]), data["seed"]) == (True, 18, asked[4])
    assert any(route["vendor"]["certain"] for drawn in data["drawn"] for route in drawn["routes"])


def test_a_sample_of_nobody(calm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("sample", "--n", "1", "--seed", "x", "--of", "gone", *DAY)

    data = answer(capsys, "sample", *asked)

    assert (calm.exists(), data["population"]["services"], data["drawn"]) == (True, 0, [])
    assert main(asked) == 3


def told(payload: str, name: str) -> Answer:
    """An answer that has the payload around every text."""
    w = around(payload)
    report = hostile(w)
    if name == "verification":
        return answered(Checked([w("held")], [w("difference")], [w("but")]), lambda _, __: "")
    if name == "waiver-list":
        return answered(WaiverList(report), lambda _, __: "")
    part = Part(w("service"), "perhaps", w("reason"), report.rulings[0].measures, report.rulings[0].decisions)
    return answered(Explained(report, report.rulings[0], part), lambda _, __: "")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", ["verification", "waiver-list", "explanation"])
def test_text_stays_text(name: str, payload: str) -> None:
    text, shown = PAYLOADS[payload]
    usual = of_json(render(told(MARK, name), "json", plain))

    out = render(told(text, name), "json", plain)

    valid(name, out)
    parsed = of_json(out)
    assert parsed.structure == usual.structure
    assert parsed.texts == [expected("json", entry, text, shown) for entry in usual.texts]


def test_words_are_for_people_and_end_as_they_say() -> None:
    said = words("written\n", 3)

    assert render(said, "full", plain) == "written\n"
    assert said.value.exit_code == 3


def test_an_answer_is_rendered_by_what_its_verb_offers() -> None:
    found = answered(a_report(), lambda report, _: f"text {report.as_of}", lambda name, _, __: name)

    assert render(found, "full", plain) == "text 2026-11-22"
    assert render(found, "csv", plain) == "csv"
    valid("report", render(found, "json", plain))


JSON_VERBS: Sequence[tuple[str, ...]] = (
    ("explain", "owned-by-a-team"),
    ("waivers",),
    ("sample", "--n", "1", "--seed", "x"),
)


@pytest.mark.parametrize("verb", JSON_VERBS, ids=lambda verb: verb[0])
def test_the_same_bytes_from_any_folder(
    verb: tuple[str, ...], calm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*verb, *DAY, "--output", "json"])
    here = capsys.readouterr().out
    monkeypatch.chdir(calm)

    main([*verb, *DAY, "--config", "calm/modelbylaws.yaml", "--output", "json"])

    assert capsys.readouterr().out == here
