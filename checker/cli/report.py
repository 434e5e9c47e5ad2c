"""``report``: judges once, and writes every output that was asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from checker.cli.bundle.store import vacant
from checker.cli.check import assess
from checker.cli.faults import Fault
from checker.cli.output import STANDARD, complain, say
from checker.cli.reading.load import load_all
from checker.cli.reading.loaded import Loaded
from checker.cli.report_outputs import OUTPUTS, Asked, Pack
from checker.cli.request import Request
from checker.cli.standing import standing
from checker.engine.dossier import dossier
from checker.formats.full import faults_text
from checker.formats.summary import closing
from checker.formats.terminal import plain
from checker.report import Report


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a bundle goes, and what signs it."""

    target: str
    key_file: str | None


def report(request: Request, asked: Sequence[Asked], link: str, evidence: Evidence | None = None) -> int:
    """Write everything; the exit code is that of the check.

    Raises:
        Fault: two outputs go to one place, or something could not be written.
    """
    _distinct(asked, evidence)
    loaded = load_all(request)
    pack = packed(loaded, assess(loaded), asked, link)
    for output in asked:
        OUTPUTS[output.kind](pack, output.file)
    code = pack.dossier.report.exit_code
    if evidence is not None and code in {0, 1}:
        from checker.cli.bundle.write import write_bundle

        write_bundle(pack.dossier, loaded, link, evidence.target, evidence.key_file)
    if all(output.file != STANDARD for output in asked):
        say(_in_short(pack.dossier.report))
    if evidence is not None and code not in {0, 1}:
        complain(f"no bundle: the run ends with {code}, and what was not judged is no evidence")
    return code


def _in_short(judged: Report) -> str:
    """What people see while everything else goes to files: faults of inputs, and the counts."""
    faults = faults_text(judged.diagnostics, judged.sources, plain)
    return faults + "".join(f"{line}\n" for line in closing(judged, plain))


def packed(loaded: Loaded, judged: Report, asked: Sequence[Asked], link: str) -> Pack:
    """What outputs are made from."""
    commit = standing(loaded.request.root, judged.inputs)
    organization = loaded.config.organization.name or ""
    return Pack(dossier(judged, loaded.fleet, loaded.policies, organization, commit), loaded, tuple(asked), link)


def _distinct(asked: Sequence[Asked], evidence: Evidence | None) -> None:
    """What is refused before anything is written."""
    places = [output.file if output.file == STANDARD else os.path.realpath(output.file) for output in asked]
    places += [os.path.realpath(evidence.target)] if evidence is not None else []
    if len(set(places)) < len(places):
        raise Fault(f"two outputs to {'standard output' if places.count(STANDARD) > 1 else 'one file'}")
    if evidence is not None:
        vacant(evidence.target)
