"""The files of a bundle, from a dossier and the bytes of its inputs: the same in, the same out, byte for byte.

Two of them are Statements of in-toto over all manifests, to be signed and checked by others:
``test-result/v0.1`` names every rule as passed, warned or failed; ``svr/v0.2`` holds what
passed, and is there only if everything did. Both carry the date that facts were judged
at, never the time of day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Literal

from checker.audit import tables
from checker.audit.bundle.run_file import Told, run_file
from checker.audit.dossier import FACTS, Dossier
from checker.audit.html import page
from checker.audit.html.parts import Options
from checker.bundle import layout
from checker.diagnostic import Diagnostic
from checker.formats.json import write_json
from checker.formats.terminal import escape
from checker.observed.rows import MAX_EVIDENCE
from checker.record import dataclass
from checker.report import Input, InputRole, Report, Verdict
from checker.resources import BUILTIN_CATALOG
from checker.run.faults import Fault
from checker.run.files import Sources
from checker.run.fleet_reading import MAX_FLEET
from checker.run.request import Asked
from checker.run.run import Run

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
    """Broken as advice only, or waived, or holding whatever a service without a manifest would declare."""
    failed: tuple[str, ...]
    """Broken or not shown to hold."""
    exit_code: int

    @property
    def result(self) -> Result:
        """FAILED unless the run ends with 0, whatever rules passed in it."""
        if self.exit_code != 0 or self.failed or not (self.passed or self.warned):
            return "FAILED"
        return "WARNED" if self.warned else "PASSED"


def tests(report: Report) -> Tests:
    """Every rule by the worst that was found; fails closed, also where a verdict came without a finding."""
    every = (*report.findings, *report.hidden)
    failed = {f.rule for f in every if f.verdict.broken and f.level != "advisory"}
    failed |= {r.id for r in report.rulings if r.verdict.broken and r.level != "advisory"}
    failed |= {r.id for r in report.rulings if r.verdict is Verdict.ERROR}
    warned = {f.rule for f in every} | {r.id for r in report.rulings if r.verdict.broken or r.verdict is Verdict.WAIVED}
    warned |= {r.id for r in report.rulings if r.unseen}
    passed = {r.id for r in report.rulings if r.verdict is Verdict.PASS}
    return Tests(_sorted(passed - warned - failed), _sorted(warned - failed), _sorted(failed), report.exit_code)


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(ids))


def test_result(report: Report, files_digest: str, told: Told) -> bytes:
    """The statement; its configuration is every policy, built-in ones too, its address that of the pipeline's run."""
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
        **({"url": told.run_url} if told.run_url else {}),
        **({"modelbylaws_actor": told.actor} if told.actor else {}),
    }
    return _statement(report, TEST_RESULT, predicate)


def simple_result(report: Report) -> bytes | None:
    """What passed, for a gate; None unless every rule that judged anything did."""
    found = tests(report)
    if found.result != "PASSED":
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
        "subject": [*described(report, "manifest"), *described(report, "fleet")],
        "predicateType": kind,
        "predicate": predicate,
    }
    return f"{json.dumps(statement, sort_keys=True, separators=(',', ':'))}\n".encode()


def described(report: Report, role: InputRole) -> list[dict[str, object]]:
    """The inputs of one role as resource descriptors, by name."""
    return [_descriptor(entry) for entry in report.inputs if entry.role == role and layout.is_copied(entry.path)]


def _descriptor(entry: Input) -> dict[str, object]:
    return {"name": escape(entry.path), "digest": {"sha256": entry.sha256}}


def contents(
    dossier: Dossier, asked: Asked, told: Told, copies: Mapping[str, bytes], beside: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Every file but a signature and the list of digests.

    Args:
        dossier: what was judged.
        asked: the configuration, the policies and the day.
        told: what nobody can find out from the copies.
        copies: of all that was read.
        beside: further files that were made of the run.
    """
    report = dossier.report
    written = write_json(report)
    found = {name: tables.as_csv(table) for name, table in _tables(dossier).items()}
    made = {
        **copies,
        **beside,
        **{name: text.encode() for name, text in found.items()},
        layout.REPORT: written.encode(),
        layout.PAGE: page(dossier, Options(told.link, tuple(sorted(found)), written, annex=True)).encode(),
        layout.FACTS: write_json(dossier, FACTS).encode(),
        layout.RUN: run_file(dossier, asked, told),
    }
    simple = simple_result(report)
    if simple is not None:
        made[layout.SIMPLE] = simple
    made[layout.STATEMENT] = test_result(report, layout.files_digest(made), told)
    return made


def _tables(dossier: Dossier) -> dict[str, tables.Table]:
    observed = {layout.OBSERVED: tables.observed(dossier)} if dossier.observed is not None else {}
    return {
        layout.FINDINGS: tables.findings(dossier.report),
        layout.POPULATION: tables.population(dossier),
        layout.SERVICES: tables.services(dossier),
        **observed,
    }


def copies(run: Run) -> dict[str, bytes]:
    """The bytes of every input, by the name of its copy.

    Raises:
        Fault: a file is not what it was when it was judged.
    """
    if run.asked.fleet is not None:
        raise Fault(
            "a bundle holds what the configuration names: write the snapshot there, as fleet:, and leave out --fleet"
        )
    inputs = (entry for entry in run.inputs if layout.is_copied(entry.path))
    return {layout.copy_of(entry.path): _bytes(run.sources, entry) for entry in inputs}


def _bytes(sources: Sources, entry: Input) -> bytes:
    if entry.path.startswith(f"{BUILTIN_CATALOG}/"):
        found: bytes | Diagnostic = sources.builtin.catalog[entry.path]
    else:
        files = sources.manifests if entry.role == "manifest" else sources
        limit = {"observed": MAX_EVIDENCE, "fleet": MAX_FLEET}.get(entry.role)
        found = files.read(entry.path) if limit is None else sources.rules.read(entry.path, limit)
    raw = found if isinstance(found, bytes) else b""
    if hashlib.sha256(raw).hexdigest() != entry.sha256:
        raise Fault(f"{entry.path} changed while it was judged; nothing is shown by a copy of something else")
    return raw
