"""Judging the copies of a bundle: in a folder of their own, by the bundle's date and the bundle's built-in files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from checker.cli.bundle import layout
from checker.cli.bundle.run_file import RunFile
from checker.cli.check import assess
from checker.cli.faults import Fault
from checker.cli.reading.load import load_all
from checker.cli.request import Request
from checker.engine.dossier import dossier
from checker.report.dossier import Dossier
from checker.resources import BUILTIN_CATALOG, Carried, catalog_files, instead, policy_file, policy_names


@dataclass(frozen=True, slots=True)
class Again:
    dossier: Dossier
    """With the bundle's notes, which tell of files that a bundle does not hold too."""
    request: Request
    read: frozenset[str]
    """Names of the copies that were read."""
    notes: tuple[str, ...]
    """What is noted of the copies alone."""


def judge_again(files: Mapping[str, bytes], run: RunFile, notes: Sequence[str]) -> Again:
    """The dossier of the copies, with the notes that are given, in the name of the version that made the bundle.

    Raises:
        Fault: the copies cannot be laid out.
    """
    with tempfile.TemporaryDirectory(prefix="modelbylaws-") as root, instead(carried(files)):
        _lay_out(os.path.realpath(root), files)
        config = layout.unquoted(run.config) if run.config is not None else None
        policies = tuple(path if path.startswith("builtin:") else layout.unquoted(path) or "" for path in run.policies)
        request = Request(os.path.realpath(root), config, policies, run.as_of, known_by=run.known_by)
        loaded = load_all(request)
        judged = assess(loaded)
        report = replace(judged, notes=tuple(notes), version=run.tool.version)
        organization = loaded.config.organization.name or ""
        whole = dossier(report, loaded.fleet, loaded.policies, organization, run.known_commit())
        read = frozenset(layout.copy_of(entry.path) for entry in loaded.inputs)
        return Again(whole, request, read, judged.notes)


def _lay_out(root: str, files: Mapping[str, bytes]) -> None:
    for name, raw in files.items():
        if not name.startswith(layout.OWN):
            continue
        path = layout.unquoted(name.removeprefix(layout.OWN))
        if path is None:
            raise Fault(f"{name!r} is not the name of a copy")
        place = os.path.join(root, *path.split("/"))
        try:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "xb") as file:
                file.write(raw)
        except OSError as error:
            raise Fault(f"{name!r} cannot be laid out to be judged: {error.strerror}") from None


def carried(files: Mapping[str, bytes]) -> Carried:
    """The built-in files of a bundle."""
    catalog = {
        f"{BUILTIN_CATALOG}/{name.removeprefix(layout.CATALOG)}": raw
        for name, raw in files.items()
        if name.startswith(layout.CATALOG)
    }
    policies = {
        name.removeprefix(layout.POLICIES).removesuffix(".yaml"): raw
        for name, raw in files.items()
        if name.startswith(layout.POLICIES)
    }
    return Carried(catalog, policies)


def foreign(files: Mapping[str, bytes]) -> list[str]:
    """Copies of built-in files that are not those of this version, and this version's that are not there."""
    own = {layout.copy_of(name): raw for name, raw in catalog_files()}
    used = [name for name in policy_names() if layout.copy_of(f"builtin:{name}") in files]
    own |= {layout.copy_of(f"builtin:{name}"): policy_file(name) for name in used}
    there = {name for name in files if name.startswith((layout.CATALOG, layout.POLICIES))}
    return sorted(name for name in {*own, *there} if own.get(name) != files.get(name))
