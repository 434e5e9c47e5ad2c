"""``run.json``: what a run was asked, by which version, on which commit, and how complete it was.

Paths are written as in names of copies, percent-encoded where they are not plain.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import AfterValidator

from checker.cli.bundle.layout import quoted, unquoted
from checker.cli.links import RULE, is_template
from checker.cli.request import Request
from checker.formats.tables import manifest_digests, population_digest
from checker.report.dossier import Commit, Dossier
from checker.shape import File, Shape
from checker.shape.scalars import Day, Flag, Text, Whole

FORMAT: Literal["modelbylaws/run/v1"] = "modelbylaws/run/v1"


def _path(written: str) -> str:
    if unquoted(written.removeprefix("builtin:")) is None:
        raise ValueError(f"{written!r} is not a path below the root, as bundles write one")
    return written


def _link(written: str) -> str:
    if not is_template(written):
        raise ValueError(f"{written!r}: {RULE}")
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
    completeness: Completeness
    """What was read, and what should have been."""

    def known_commit(self) -> Commit | None:
        if self.commit is None:
            return None
        return Commit(self.commit.id, tuple(unquoted(path) or "" for path in self.commit.changed))


def run_file(dossier: Dossier, request: Request, link: str) -> bytes:
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
    if request.config is not None:
        data["config"] = quoted(request.config)
    if request.policies:
        data["policies"] = [path if path.startswith("builtin:") else quoted(path) for path in request.policies]
    if link:
        data["link-template"] = link
    if commit is not None:
        changed = [quoted(path) for path in commit.changed]
        data["commit"] = {"id": commit.id, "clean": not changed, "changed": changed}
    return f"{json.dumps(data, indent=2)}\n".encode()
