"""A bundle's run again: its copies are judged in memory, by the bundle's date and the bundle's built-in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.audit.bundle.attached import Tested
from checker.audit.dossier import Dossier
from checker.audit.make import make_dossier
from checker.bundle import layout
from checker.bundle.layout import unquoted
from checker.bundle.run_file import RunFile, asked_again, open_copies
from checker.diagnostic import start_again
from checker.proof import suite_of
from checker.record import dataclass
from checker.resources import BUILTIN, builtin
from checker.run.read import read, with_vendored
from checker.run.request import Asked
from checker.run.run import Run
from checker.run.stands import Commit


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
    asked = replace(asked_again(run), grounds=True)
    start_again()
    again = read(open_copies(files), asked)
    beside, unlocked = with_vendored(open_copies(files, layout.TESTS), asked)
    tested = Tested(*suite_of(beside, beside.rules.find(lambda _: False).files, (), unlocked))
    judged = again.judge()
    report = replace(judged, notes=tuple(notes), version=run.tool.version)
    organization = again.config.organization.name or ""
    whole = make_dossier(report, again.fleet, again.policies, organization, _commit(run))
    own = (entry.path for entry in again.inputs if layout.is_copied(entry.path))
    names = frozenset(map(layout.copy_of, own)) | tested.only(again).keys()
    return Again(again, tested, whole, asked, names, judged.notes)


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
