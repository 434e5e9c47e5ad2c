"""Every format and the exit code say the same: a consumer that looks at the file alone sees green only for 0."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from checker.audit.bundle.contents import simple_result
from checker.audit.bundle.contents import test_result as attested
from checker.audit.bundle.run_file import NOTHING_TOLD
from checker.audit.dossier import Dossier
from checker.audit.gemara import gemara
from checker.audit.html import page
from checker.audit.oscal import oscal
from checker.audit.workbook import xlsx
from checker.cli import main
from checker.controls import CONTROLS
from checker.diagnostic import Diagnostic, Location
from checker.formats import FORMATS, PROOF_FORMATS, Format, formats_for, render
from checker.formats.terminal import STYLES, colorize, plain
from checker.proof.told import proof
from checker.proof.trial import TestReport as Tried
from checker.proof.trial import TriedCase, Unproven
from checker.report import Decision, Report, Subject, Verdict
from checker.whatif import stamp
from tests.assessed import SR, a_dossier, rule
from tests.dossiers import NO_OPTIONS
from tests.reports import POLICY, a_report, finding, route, ruling

BROKEN = finding("r", Subject("a"), route("a"))
PASSED = ruling("r", "soft", Decision(Subject("a"), Verdict.PASS))
SILENT = ruling("r", "soft", Decision(Subject("a"), Verdict.NOT_APPLICABLE, "too few"))
CRASHED = replace(BROKEN, verdict=Verdict.ERROR)
FAULT = Diagnostic("bad", "it is bad", (Location("services/c/model-manifest.yaml"),))
NOBODY = replace(PASSED, selected=())

REPORTS: Mapping[str, tuple[int, Report]] = {
    "passes": (0, a_report()),
    "passes, and a rule judges nothing": (0, a_report(rulings=(PASSED, replace(SILENT, id="s")))),
    "fails": (1, a_report(BROKEN)),
    "unknown": (1, a_report(replace(BROKEN, verdict=Verdict.UNKNOWN))),
    "what fails is hidden": (1, replace(a_report(BROKEN), findings=(), hidden=(BROKEN,))),
    "the real run fails": (1, stamp(a_report(), 1)),
    "an input has a fault": (2, a_report(diagnostics=(FAULT,))),
    "the real run could not judge": (2, stamp(a_report(), 2)),
    "no manifest": (3, a_report(nothing="no manifest found")),
    "nothing read": (3, a_report(inputs=(), rulings=(), nothing="no manifest found")),
    "no rule judges": (3, a_report(rulings=(SILENT,))),
    "a rule passes over nobody": (3, a_report(rulings=(NOBODY,))),
    "nothing to judge, and something fails": (3, replace(a_report(BROKEN), rulings=(SILENT,))),
    "a rule crashes": (4, a_report(CRASHED)),
    "a rule of advice crashes": (4, a_report(replace(CRASHED, level="advisory"))),
    "the real run crashed": (4, stamp(a_report(), 4)),
}


def _junit(text: str) -> bool:
    root = ET.fromstring(text)  # noqa: S314 - our own
    return not root.findall(".//failure") and not root.findall(".//error") and bool(root.findall(".//testcase"))


def _github(text: str) -> bool:
    return "::error" not in text


def _azure(text: str) -> bool:
    return "type=error" not in text


def _gitlab(text: str) -> bool:
    return not [entry for entry in json.loads(text) if entry["severity"] in {"blocker", "critical", "major"}]


def _sarif(text: str) -> bool:
    (run,) = json.loads(text)["runs"]
    (invocation,) = run["invocations"]
    notes = [*invocation["toolConfigurationNotifications"], *invocation["toolExecutionNotifications"]]
    said = any(note["level"] == "error" for note in notes) or any(r["level"] == "error" for r in run["results"])
    assert invocation["executionSuccessful"] == (invocation["exitCode"] in {0, 1})
    return invocation["exitCode"] == 0 and not said


def _csv(text: str) -> bool:
    rows = list(csv.DictReader(io.StringIO(text)))
    return rows[0]["verdict"] == "compliant" and not {"fail", "unknown", "error"} & {row["verdict"] for row in rows}


READERS: Mapping[str, Callable[[str], bool]] = {
    "full": lambda text: "(exit 0)" in text,
    "summary": lambda text: "\ncompliant: " in text and "(exit 0)" in text,
    "concise": lambda text: "(exit 0)" in text,
    "sarif": _sarif,
    "github": _github,
    "azure": _azure,
    "gitlab": _gitlab,
    "junit": _junit,
    "markdown": lambda text: text.startswith("## modelbylaws: compliant\n"),
    "markdown-comment": lambda text: text.startswith("<!-- modelbylaws -->\n## modelbylaws: compliant\n"),
    "csv": _csv,
    "json": lambda text: json.loads(text)["exit_code"] == 0,
}
"""Whether somebody who reads one format would take the run for one that passed."""


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", REPORTS)
def test_a_format_is_green_for_0_and_for_nothing_else(case: str, name: Format) -> None:
    code, report = REPORTS[case]

    assert report.exit_code == code
    assert READERS[name](render(name, report, plain, quiet=False)) == (code == 0)


@pytest.mark.parametrize("name", formats_for("people"))
@pytest.mark.parametrize("case", REPORTS)
def test_quiet_is_silent_for_0_alone_and_nothing_is_painted_green_for_more(case: str, name: Format) -> None:
    code, report = REPORTS[case]
    hidden = bool(report.hidden)

    assert bool(render(name, report, plain, quiet=True)) == (code != 0 and not hidden)
    assert (f"\x1b[{STYLES['good']}m" in render(name, report, colorize, quiet=False)) == (code == 0)


def _statement(dossier: Dossier) -> bool:
    statement = json.loads(attested(dossier.report, "0", NOTHING_TOLD))
    green: bool = statement["predicate"]["result"] == "PASSED"
    assert (simple_result(dossier.report) is not None) == green
    return green


def _workbook(dossier: Dossier) -> bool:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(dossier)))["findings"]
    rows = [dict(zip([c.value for c in next(iter(sheet))], [c.value for c in row], strict=True)) for row in sheet]
    return rows[1]["verdict"] == "compliant"


def _log(dossier: Dossier) -> bool:
    log = json.loads(gemara(dossier))
    green: bool = log["result"] == "Passed"
    return green


EVIDENCE: Mapping[str, Callable[[Dossier], bool]] = {
    "html": lambda dossier: "headline v v-pass" in page(dossier, NO_OPTIONS),
    "xlsx": _workbook,
    "gemara": _log,
    "statement": _statement,
}


@pytest.mark.parametrize("name", EVIDENCE)
@pytest.mark.parametrize("case", REPORTS)
def test_evidence_is_green_for_0_and_for_nothing_else(case: str, name: str) -> None:
    code, report = REPORTS[case]
    if name == "gemara" and (not report.rulings or report.hidden or report.real_code):
        return  # there is no log of no rule, and no report of a part or of a simulation

    assert EVIDENCE[name](a_dossier(report)) == (code == 0)


@pytest.mark.parametrize("code", [2, 3, 4])
def test_oscal_has_nothing_satisfied_in_a_run_that_did_not_judge(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONTROLS, SR, CONTROLS[SR]._replace(covers="whole"))
    report = a_report(rulings=(rule("r", Verdict.PASS, SR),))
    worse = replace(report, real_code=code)

    assert (report.exit_code, worse.exit_code) == (0, code)
    assert '"satisfied"' in oscal(a_dossier(report))
    assert '"satisfied"' not in oscal(a_dossier(worse))


TRIED = TriedCase("r", "name", Location("policies/t.yaml"), True, (), ())  # noqa: FBT003
HELD = Tried((TRIED,), 1, 1, (), (), 0)
PROOFS: Mapping[str, tuple[int, Tried]] = {
    "holds": (0, HELD),
    "missed": (1, replace(HELD, cases=(replace(TRIED, held=False),), exit_code=1)),
    "unproven": (1, replace(HELD, unproven=(Unproven("r", "no failing case", Location(POLICY)),), exit_code=1)),
    "fault": (2, replace(HELD, cases=(), diagnostics=(FAULT,), exit_code=2)),
    "nothing": (3, replace(HELD, cases=(), exit_code=3, nothing="no tests found")),
    "crash": (4, replace(HELD, cases=(replace(TRIED, held=False),), exit_code=4)),
}


@pytest.mark.parametrize("name", PROOF_FORMATS)
@pytest.mark.parametrize("case", PROOFS)
def test_a_run_of_policy_tests_is_green_for_0_and_for_nothing_else(case: str, name: Format) -> None:
    code, report = PROOFS[case]

    assert READERS[name](proof(name, report, plain)) == (code == 0)


SILENT_POLICY = """\
format: modelbylaws/policy/v1
policy: org
rules:
  - {id: cap, title: t, kind: max-share, of: all, by: vendor, max: 40%, min-population: 5, level: soft, why: w}
"""
MANIFEST = """\
format: modelbylaws/manifest/v1
service: a
owner: o
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses: [{id: u, routes: [{model: google/gemma-4-31b-it, access: self-hosted}]}]
"""


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"full", "concise"}])
def test_a_run_that_judged_nothing_is_green_in_no_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, text in {"policies/org.yaml": SILENT_POLICY, "services/a/model-manifest.yaml": MANIFEST}.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)

    assert main(["check", "--as-of", "2026-11-22", "--output", name]) == 3
    assert not READERS[name](capsys.readouterr().out)


def test_a_file_hooks_junit_shows_no_failure_that_is_left_to_the_fleet_hook() -> None:
    """``--hook files`` shows what one file answers for; the fleet's rules stand beside it unjudged."""
    report = replace(a_report(BROKEN), findings=())

    assert report.exit_code == 0
    assert re.search("<skipped type='elsewhere'", render("junit", report, plain, quiet=False))
