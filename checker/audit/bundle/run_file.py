"""``run.json``: what a run was asked, by which version, on which commit, how complete it was; and the run again.

Paths are written as in names of copies, percent-encoded where they are not plain. The copies
of a bundle are judged in memory, by the bundle's date and the bundle's built-in files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import AfterValidator

from checker.audit.bundle import layout
from checker.audit.bundle.layout import quoted, unquoted
from checker.audit.dossier import Commit, Dossier
from checker.audit.make import make_dossier
from checker.audit.outputs import LINK_RULE, is_template
from checker.audit.tables import manifest_digests, population_digest
from checker.diagnostic import start_again
from checker.record import dataclass
from checker.resources import BUILTIN, BUILTIN_CATALOG, Builtin, builtin
from checker.run.faults import Fault
from checker.run.files import Memory, Sources, folders_of
from checker.run.read import read
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
    config = layout.unquoted(run.config) if run.config is not None else None
    policies = tuple(path if path.startswith("builtin:") else layout.unquoted(path) or "" for path in run.policies)
    asked = Asked(config, policies, run.as_of, run.known_by, grounds=True)
    start_again()
    copies = Memory(_laid_out(files))
    again = read(Sources(copies, copies, _builtin(files)), asked)
    judged = again.judge()
    report = replace(judged, notes=tuple(notes), version=run.tool.version)
    organization = again.config.organization.name or ""
    whole = make_dossier(report, again.fleet, again.policies, organization, run.known_commit())
    names = frozenset(layout.copy_of(entry.path) for entry in again.inputs)
    return Again(whole, asked, names, judged.notes)


def _laid_out(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The copies by the paths that they had below the root."""
    found: dict[str, bytes] = {}
    for name in (name for name in files if name.startswith(layout.OWN)):
        path = layout.unquoted(name.removeprefix(layout.OWN))
        if path is None:
            raise Fault(f"{name!r} is not the name of a copy")
        found[path] = files[name]
    inner = next((folder for path in found for folder in folders_of(path) if folder in found), None)
    if inner is not None:
        raise Fault(f"{layout.copy_of(inner)!r} cannot be laid out to be judged: it is a file and a folder")
    return found


def _builtin(files: Mapping[str, bytes]) -> Builtin:
    """The built-in files of a bundle."""
    catalog = {
        f"{BUILTIN_CATALOG}/{name.removeprefix(layout.CATALOG)}": files[name]
        for name in sorted(files)
        if name.startswith(layout.CATALOG)
    }
    policies = {
        name.removeprefix(layout.POLICIES).removesuffix(".yaml"): files[name]
        for name in sorted(files)
        if name.startswith(layout.POLICIES)
    }
    return Builtin(catalog, policies)


def foreign(files: Mapping[str, bytes]) -> list[str]:
    """Copies of built-in files that are not those of this version, and this version's that are not there."""
    ours = builtin()
    own = {layout.copy_of(name): raw for name, raw in ours.catalog.items()}
    used = {layout.copy_of(f"{BUILTIN}{name}"): raw for name, raw in ours.policies.items()}
    own |= {name: raw for name, raw in used.items() if name in files}
    there = {name for name in files if name.startswith((layout.CATALOG, layout.POLICIES))}
    return sorted(name for name in {*own, *there} if own.get(name) != files.get(name))
