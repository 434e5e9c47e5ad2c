"""``run.json`` as it is written: what a run was asked, by which version, on which commit, how complete it was."""

from __future__ import annotations

import json
from collections.abc import Iterator

from checker.audit.dossier import Dossier
from checker.audit.sample import SampleOptions
from checker.audit.tables import manifest_digests, population_digest
from checker.bundle.layout import quoted
from checker.bundle.run_file import FORMAT, Approved, LastBundle, RunFile
from checker.policy.rule import EVERYTHING
from checker.record import dataclass
from checker.run.request import Asked


@dataclass(frozen=True, slots=True)
class Told:
    """What nobody can find out from the copies: how to link, who ran it, what was asked for, what git says."""

    link: str = ""
    run_url: str = ""
    actor: str = ""
    sample: SampleOptions | None = None
    since: LastBundle | None = None
    approvals: tuple[Approved, ...] = ()


NOTHING_TOLD = Told()


def told_of(run: RunFile) -> Told:
    """What a bundle says that was told."""
    asked = run.sample
    sample = SampleOptions(asked.n, asked.seed, asked.by, EVERYTHING) if asked is not None else None
    return Told(run.link_template or "", run.run_url or "", run.actor or "", sample, run.since, run.approvals)


def run_file(dossier: Dossier, asked: Asked, told: Told) -> bytes:
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
    data |= {key: value for key, value in _told(told) if value}
    if commit is not None:
        changed = [quoted(path) for path in commit.changed]
        data["commit"] = {"id": commit.id, "clean": not changed, "changed": changed}
    return f"{json.dumps(data, indent=2)}\n".encode()


def _approved(approved: Approved) -> dict[str, object]:
    commits = [
        {
            "commit": change.commit,
            "author": change.author,
            "committer": change.committer,
            "on": str(change.on),
            "signed": change.signed,
        }
        for change in approved.commits
    ]
    return {"id": approved.id, "file": approved.file, "commits": commits}


def _told(told: Told) -> Iterator[tuple[str, object]]:
    yield "link-template", told.link
    yield "run-url", told.run_url
    yield "actor", told.actor
    if told.sample is not None:
        by = {"by": told.sample.by} if told.sample.by else {}
        yield "sample", {"n": told.sample.n, "seed": told.sample.seed, **by}
    if told.since is not None:
        yield "since", {"name": told.since.name, "sums": told.since.sums}
    yield "approvals", [_approved(approved) for approved in told.approvals]
