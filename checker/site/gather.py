"""What a site shows beside the dossier: what policies say of each rule, what proves it, dimensions of shares."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from checker.audit.controls import matrix_of
from checker.audit.dossier import EVERY_ALONG, Along, Dossier
from checker.diagnostic import many
from checker.formats.json import write_json
from checker.kinds import AnyKind
from checker.kinds.max_share import MaxShare
from checker.register import prove
from checker.register.make import make_register
from checker.run.request import Request
from checker.run.run import Run
from checker.site.changed import look_back
from checker.site.played import play
from checker.site.scene import Matter, Written


def gather(request: Request, run: Run, dossier: Dossier, history: str | None, events: Sequence[str] = ()) -> Matter:
    """Of a run whose inputs have faults, too: then rules that could not be read are not there.

    Raises:
        Fault: the history, or one of the files of events, has faults.
    """
    scenarios = play(run, request.root, events, dossier.report)
    proofs, read_by = prove(request, run.policies)
    register = make_register(
        run.policies, run.config.params, proofs, dossier.organization, dossier.report, run.controls
    )
    written = {rule.id: Written(policy, rule) for policy in register.policies for rule in policy.rules}
    broken = len(read_by.faults)
    return Matter(
        written=written,
        keyed=_keyed(run),
        tests=f"not known: tests have {many(broken, 'fault')}; see modelbylaws test" if broken else "there are none",
        listed=_listed(run),
        matrix=matrix_of(run, dossier.report) if run.policies and not dossier.report.diagnostics else None,
        past=look_back(history, dossier, run) if history is not None else None,
        history=history is not None,
        report=hashlib.sha256(write_json(dossier.report).encode()).hexdigest(),
        scenarios=scenarios,
    )


def _keyed(run: Run) -> dict[str, Along]:
    found = {rule.id: _dimension(rule) for policy in run.policies for rule in policy.rules}
    return {rule: dimension for rule, dimension in found.items() if dimension is not None}


def _dimension(rule: AnyKind) -> Along | None:
    """Of a limit on the share of every key that counts services as pictures do."""
    plain = isinstance(rule, MaxShare) and rule.count == "exposure" and rule.weight == "service"
    by = rule.by if isinstance(rule, MaxShare) and plain else None
    return next((dimension for dimension in EVERY_ALONG if dimension == by), None)


def _listed(run: Run) -> frozenset[str] | None:
    """Names of the inventory; None without one."""
    inventory = run.fleet.world.inventory if run.fleet is not None else None
    return None if inventory is None else frozenset(inventory)
