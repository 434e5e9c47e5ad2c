"""``run.json``: what a run was asked, by which version, on which commit, how complete it was; and the run again.

Paths are written as in names of copies, percent-encoded where they are not plain. The copies
of a bundle are judged in memory, by the bundle's date and the bundle's built-in files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.audit.dossier import Dossier
from checker.audit.make import make_dossier
from checker.audit.tables import manifest_digests, population_digest
from checker.bundle import layout
from checker.bundle.layout import quoted, unquoted
from checker.bundle.run_file import FORMAT, RunFile, asked_again, open_copies
from checker.diagnostic import start_again
from checker.record import dataclass
from checker.resources import BUILTIN, builtin
from checker.run.read import read
from checker.run.request import Asked
from checker.run.stands import Commit


def run_file(dossier: Dossier, asked: Asked, link: str) -> bytes:
    report, commit = dossier.report, dossier.commit
    data: dict[str, object] = {
        "format": FORMAT,
        "tool": {"name": "modelbylaws", "version": report.version},
        "as-of": report.as_of.isoformat(),
        "exit-code": report.exit_code,
        "completeness": {
            "manifests": len(manifest_digests(report.inputs)),
            "services": report.services,
            "population": population_digest(dossier.services, manifest_digests(report.inputs)),
            "inventory": dossier.missing is not None,
            "missing": list(dossier.missing or ()),
        },
    }
    if report.known_by is not None:
        data["known-by"] = report.known_by.isoformat()
    if asked.config is not None:
        data["config"] = quoted(asked.config)
    if asked.policies:
        data["policies"] = [path if path.startswith("builtin:") else quoted(path) for path in asked.policies]
    if link:
        data["link-template"] = link
    if commit is not None:
        changed = [quoted(path) for path in commit.changed]
        data["commit"] = {"id": commit.id, "clean": not changed, "changed": changed}
    return f"{json.dumps(data, indent=2)}\n".encode()


@dataclass(frozen=True, slots=True)
class Again:
    dossier: Dossier
    """With the bundle's notes, which tell of files that a bundle does not hold too."""
    asked: Asked
    read: frozenset[str]
    """Names of the copies that were read."""
    notes: tuple[str, ...]
    """What is noted of the copies alone."""


def judge_again(files: Mapping[str, bytes], run: RunFile, notes: Sequence[str]) -> Again:
    """The dossier of the copies, with the notes that are given, in the name of the version that made the bundle.

    Raises:
        Fault: the copies cannot be laid out.
    """
    asked = replace(asked_again(run), grounds=True)
    start_again()
    again = read(open_copies(files), asked)
    judged = again.judge()
    report = replace(judged, notes=tuple(notes), version=run.tool.version)
    organization = again.config.organization.name or ""
    whole = make_dossier(report, again.fleet, again.policies, organization, _commit(run))
    names = frozenset(layout.copy_of(entry.path) for entry in again.inputs if layout.is_copied(entry.path))
    return Again(whole, asked, names, judged.notes)


def _commit(run: RunFile) -> Commit | None:
    if run.commit is None:
        return None
    return Commit(run.commit.id, tuple(unquoted(path) or "" for path in run.commit.changed))


def foreign(files: Mapping[str, bytes]) -> list[str]:
    """Copies of built-in files that are not those of this version, and this version's that are not there."""
    ours = builtin()
    own = {layout.copy_of(name): raw for name, raw in ours.catalog.items()}
    used = {layout.copy_of(f"{BUILTIN}{name}"): raw for name, raw in ours.policies.items()}
    own |= {name: raw for name, raw in used.items() if name in files}
    there = {name for name in files if name.startswith((layout.CATALOG, layout.POLICIES))}
    return sorted(name for name in {*own, *there} if own.get(name) != files.get(name))
