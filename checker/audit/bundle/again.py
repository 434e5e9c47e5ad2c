"""A bundle's run again: its copies are judged in memory, by the bundle's date and the bundle's built-in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.audit.bundle import layout
from checker.audit.bundle.attached import Tested
from checker.audit.bundle.run_file import RunFile
from checker.audit.dossier import Dossier
from checker.audit.make import make_dossier
from checker.diagnostic import start_again
from checker.proof import suite_of
from checker.record import dataclass
from checker.resources import BUILTIN, BUILTIN_CATALOG, Builtin, builtin
from checker.run.faults import Fault
from checker.run.files import Memory, Sources, folders_of
from checker.run.read import read
from checker.run.request import Asked
from checker.run.run import Run


@dataclass(frozen=True, slots=True)
class Again:
    run: Run
    tested: Tested
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
    copies, shipped = Memory(_laid_out(files, layout.OWN)), _builtin(files)
    again = read(Sources(copies, copies, shipped), asked)
    own = _laid_out(files, layout.OWN, layout.TESTS)
    beside = Memory(own)
    tested = Tested(*suite_of(Sources(beside, beside, shipped), sorted(own)))
    judged = again.judge()
    report = replace(judged, notes=tuple(notes), version=run.tool.version)
    organization = again.config.organization.name or ""
    whole = make_dossier(report, again.fleet, again.policies, organization, run.known_commit())
    names = frozenset(layout.copy_of(entry.path) for entry in again.inputs) | tested.only(again).keys()
    return Again(again, tested, whole, asked, names, judged.notes)


def _laid_out(files: Mapping[str, bytes], *places: str) -> dict[str, bytes]:
    """The copies in some folders, by the paths that they had below the root."""
    found: dict[str, bytes] = {}
    for place, name in ((place, name) for place in places for name in files if name.startswith(place)):
        path = layout.unquoted(name.removeprefix(place))
        if path is None or path in found:
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
