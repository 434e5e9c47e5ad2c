"""``catalog import``: reads a downloaded file, and writes what it says of known models into a catalog file."""

from __future__ import annotations

from dataclasses import dataclass

from checker.cli.faults import Fault
from checker.cli.request import Request


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of the import."""

    what: str
    file: str
    into: str | None
    where: str | None
    dry_run: bool


def import_(request: Request, asked: Asked) -> str:
    """Import the file; what came of it, for the user."""
    raise Fault(f"cannot import {asked.file!r} below {request.root!r} yet")
