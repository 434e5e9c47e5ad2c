"""``run.json``: what a run was asked, by which version, on which commit, how complete it was.

Paths are written as in names of copies, percent-encoded where they are not plain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from checker.audit.bundle.layout import quoted, unquoted
from checker.audit.dossier import Commit, Dossier
from checker.audit.outputs import LINK_RULE, is_template
from checker.audit.sample import SampleOptions
from checker.audit.sampled import Stratum
from checker.audit.tables import manifest_digests, population_digest
from checker.files.controls import Address
from checker.policy.rule import EVERYTHING
from checker.record import dataclass
from checker.run.request import Asked
from checker.shape import File, Shape
from checker.shape.scalars import Day, Flag, Text, Whole

FORMAT: Literal["modelbylaws/run/v1"] = "modelbylaws/run/v1"


def _path(written: str) -> str:
    if unquoted(written.removeprefix("builtin:")) is None:
        raise ValueError(f"{written!r} is not a path below the root, as bundles write one")
    return written


def _link(written: str) -> str:
    if not is_template(written):
        raise ValueError(f"{written!r}: {LINK_RULE}")
    return written


Quoted = Annotated[Text, AfterValidator(_path)]


class Tool(Shape):
    """The program that made the bundle."""

    name: Literal["modelbylaws"]
    """Its name."""
    version: Text
    """Its version."""


class CommitFile(Shape):
    """Where git stood."""

    id: Text
    """The commit."""
    clean: Flag
    """Whether every input is as in the commit."""
    changed: tuple[Quoted, ...]
    """Inputs that differ from the commit, or are not in it."""


class Changed(Shape):
    """A commit that lines come from."""

    commit: Text
    """Its id."""
    author: Text
    """Who wrote it, says git."""
    committer: Text
    """Who committed it, says git."""
    on: Day
    """The day of the commit, in UTC."""
    signed: Flag
    """Whether it bears a signature; git verify-commit says whether that is good."""


class Completeness(Shape):
    """What was read, and what should have been."""

    manifests: Whole
    """Manifests that were read."""
    services: Whole
    """Services that were judged."""
    population: Text
    """Digest over every service with the digest of its manifest."""
    inventory: Flag
    """Whether an inventory says which services there must be."""
    missing: tuple[Text, ...]
    """Services of the inventory without a manifest."""


class SampleFile(Shape):
    """How the sample was drawn."""

    n: Annotated[Whole, Field(ge=1)]
    """How many services were asked for."""
    seed: Text
    """What makes it another sample than the last one."""
    by: Stratum | None = None
    """What services were grouped by."""

    @property
    def options(self) -> SampleOptions:
        return SampleOptions(self.n, self.seed, self.by, EVERYTHING)


class Approved(Shape):
    """Who put a waiver where it stands, says git; nobody checked a signature."""

    id: Text
    """The waiver."""
    file: Quoted
    """Its file."""
    commits: tuple[Changed, ...]
    """The commits that its lines come from, in the order of the lines."""


class RunFile(File):
    """What a run was asked, and how complete it was."""

    format: Literal["modelbylaws/run/v1"]
    """Name and version of this file format."""
    tool: Tool
    """The program that made the bundle."""
    as_of: Day
    """The date that facts were judged at."""
    known_by: Day | None = None
    """Catalogs counted as they stood on this day; absent: as they stood then."""
    exit_code: Whole
    """0 or 1: there are no bundles of runs that could not judge."""
    config: Quoted | None = None
    """The configuration; absent: there was none."""
    policies: tuple[Quoted, ...] = ()
    """Policies that the command line named instead of the configuration's."""
    link_template: Annotated[Text, AfterValidator(_link)] | None = None
    """How the page links to lines of inputs."""
    commit: CommitFile | None = None
    """Where git stood; absent: git did not know."""
    run_url: Address | None = None
    """Where the pipeline's run is shown, says who made the bundle."""
    actor: Text | None = None
    """Who started the pipeline, says who made the bundle."""
    sample: SampleFile | None = None
    """How the sample was drawn; absent: none was."""
    approvals: tuple[Approved, ...] = ()
    """Where the lines of waivers come from; none where git does not know."""
    completeness: Completeness
    """What was read, and what should have been."""

    def known_commit(self) -> Commit | None:
        if self.commit is None:
            return None
        return Commit(self.commit.id, tuple(unquoted(path) or "" for path in self.commit.changed))

    @property
    def told(self) -> Told:
        return Told(
            self.link_template or "",
            self.run_url or "",
            self.actor or "",
            self.sample.options if self.sample else None,
            self.approvals,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What nobody can find out from the copies: how to link, who ran it, which sample was asked, what git says."""

    link: str = ""
    run_url: str = ""
    actor: str = ""
    sample: SampleOptions | None = None
    approvals: tuple[Approved, ...] = ()


NOTHING_TOLD = Told()


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
    yield "approvals", [_approved(approved) for approved in told.approvals]
