"""What ``collect`` found, for people and for programs."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from checker.diagnostic import many
from checker.form import Form
from checker.formats.terminal import Paint, escape, from_here
from checker.record import dataclass
from checker.run.fleet_file import Gathered
from checker.run.signed import sidecar_of

NAMED = 10
"""Most repositories or services that a line names."""


@dataclass(frozen=True, slots=True)
class CollectedRepository:
    """What became of one repository."""

    FORM: ClassVar = Form("CollectedRepository", "name state commit reason manifests services left_out again")

    name: str
    state: Literal["read", "not-read"]
    commit: str
    reason: str
    manifests: int
    services: tuple[str, ...]
    """Of one that could not be read, the services that are unknown until it can."""
    left_out: int
    """Manifests below a folder with a configuration of its own."""
    again: bool
    """Whether it was read again, and is not the same commit as before."""
    detail: str = ""
    """What git said; nothing that is published."""


@dataclass(frozen=True, slots=True)
class Collected:
    """The whole snapshot, in numbers."""

    FORM: ClassVar = Form(
        "CollectionFile",
        "out day exit_code records signed_by repositories gone notes",
        format="modelbylaws/collection/v1",
        about="What modelbylaws collect wrote into a snapshot of a fleet.",
    )

    out: str
    day: dt.date
    records: int
    repositories: tuple[CollectedRepository, ...]
    gone: tuple[str, ...]
    """Repositories that the earlier snapshot has, and that are not listed any more."""
    notes: tuple[str, ...]
    signed_by: str
    """Which key it is, as the envelope names it; empty where nothing was signed."""

    @property
    def exit_code(self) -> int:
        """1 where the snapshot was written, and does not hold all of the fleet."""
        return int(any(entry.state != "read" for entry in self.repositories))


def made_of(entry: Gathered, count: int, left_out: int, *, again: bool, detail: str) -> CollectedRepository:
    return CollectedRepository(
        entry.name, entry.state, entry.commit, entry.reason, count, entry.services, left_out, again, detail
    )


def collected_text(found: Collected, paint: Paint) -> str:
    """What was written, then what is not in it."""
    read = [entry for entry in found.repositories if entry.state == "read"]
    again = sum(entry.again for entry in read)
    said = f"{many(found.records, 'manifest')} of {len(read)} repositories, as they were on {found.day}"
    lines = [f"{escape(from_here(found.out))}: {said}; {again} read again, {len(read) - again} as before"]
    if found.signed_by:
        lines.append(f"signed: {escape(from_here(sidecar_of(found.out)))}, by the key {found.signed_by}")
    for entry in found.repositories:
        if entry.state != "read":
            lines.append(f"{paint('unknown', 'not read')}: {escape(entry.name)}: {escape(entry.reason)}{_kept(entry)}")
            lines += [f"  {escape(entry.detail)}"] if entry.detail else []
        if entry.left_out:
            count = many(entry.left_out, "manifest")
            lines.append(f"note: {escape(entry.name)}: {count} below a folder with a configuration of its own left out")
    lines += [f"note: {escape(note)}" for note in found.notes]
    return "".join(f"{line}\n" for line in lines)


def _kept(entry: CollectedRepository) -> str:
    if not entry.services:
        return "; nobody knows which services it holds, so no share of the fleet can be given"
    named = ", ".join(entry.services[:NAMED]) + (" ..." if entry.services[NAMED:] else "")
    return f"; unknown until it can be read: {escape(named)}"
