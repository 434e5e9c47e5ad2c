"""What a run says in the words of in-toto: a Statement over all manifests, to be signed and checked by others.

``test-result/v0.1`` names every rule as passed, warned or failed; ``svr/v0.2`` holds what
passed, and is there only if everything did. Both carry the date that facts were judged
at, never the time of day: the same inputs give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from checker.formats.terminal import escape
from checker.report import Input, Report, Role, Verdict

STATEMENT = "https://in-toto.io/Statement/v1"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
SIMPLE_RESULT = "https://in-toto.io/attestation/svr/v0.2"
FILES_DIGEST = "modelbylaws_files_sha256"
"""Our extension: the digest over the lines of SHA256SUMS, so that a signature is about every file of the bundle."""

Result = Literal["PASSED", "WARNED", "FAILED"]


@dataclass(frozen=True, slots=True)
class Tests:
    """Ids of rules. A rule that judged nothing is in none of the three."""

    passed: tuple[str, ...]
    warned: tuple[str, ...]
    """Broken as advice only, or waived."""
    failed: tuple[str, ...]
    """Broken or not shown to hold."""

    @property
    def result(self) -> Result:
        if self.failed or not (self.passed or self.warned):
            return "FAILED"
        return "WARNED" if self.warned else "PASSED"


def tests(report: Report) -> Tests:
    """Every rule by the worst that was found; fails closed, also where a verdict came without a finding."""
    every = (*report.findings, *report.hidden)
    failed = {f.rule for f in every if f.verdict.broken and f.level != "advisory"}
    failed |= {r.id for r in report.rulings if r.verdict.broken and r.level != "advisory"}
    failed |= {r.id for r in report.rulings if r.verdict is Verdict.ERROR}
    warned = {f.rule for f in every} | {r.id for r in report.rulings if r.verdict.broken or r.verdict is Verdict.WAIVED}
    passed = {r.id for r in report.rulings if r.verdict is Verdict.PASS}
    return Tests(_sorted(passed - warned - failed), _sorted(warned - failed), _sorted(failed))


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(ids))


def test_result(report: Report, files_digest: str) -> bytes:
    """The statement; its configuration is every policy, built-in ones too."""
    found = tests(report)
    predicate = {
        "result": found.result,
        "configuration": described(report, "policy"),
        "passedTests": list(found.passed),
        "warnedTests": list(found.warned),
        "failedTests": list(found.failed),
        "modelbylaws_as_of": report.as_of.isoformat(),
        "modelbylaws_known_by": report.known_by.isoformat() if report.known_by else None,
        FILES_DIGEST: files_digest,
    }
    return _statement(report, TEST_RESULT, predicate)


def simple_result(report: Report) -> bytes | None:
    """What passed, for a gate; None unless every rule that judged anything did."""
    found = tests(report)
    if found.result != "PASSED" or report.exit_code != 0:
        return None
    predicate = {
        "verifier": {"id": f"pkg:pypi/modelbylaws@{report.version}", "policies": described(report, "policy")},
        "timeCreated": f"{report.as_of.isoformat()}T00:00:00Z",
        "properties": [f"MODELBYLAWS_{rule}" for rule in found.passed],
    }
    return _statement(report, SIMPLE_RESULT, predicate)


def _statement(report: Report, kind: str, predicate: Mapping[str, object]) -> bytes:
    statement = {
        "_type": STATEMENT,
        "subject": described(report, "manifest"),
        "predicateType": kind,
        "predicate": predicate,
    }
    return f"{json.dumps(statement, sort_keys=True, separators=(',', ':'))}\n".encode()


def described(report: Report, role: Role) -> list[dict[str, object]]:
    """The inputs of one role as resource descriptors, by name."""
    return [_descriptor(entry) for entry in report.inputs if entry.role == role]


def _descriptor(entry: Input) -> dict[str, object]:
    return {"name": escape(entry.path), "digest": {"sha256": entry.sha256}}
