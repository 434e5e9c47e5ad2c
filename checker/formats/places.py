"""Where a finding is in the repository, for systems that show it at the file.

They know paths from the repository's root, and no file that comes with the program or lies in another repository.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from urllib.parse import quote

from checker.diagnostic import ELSEWHERE, Location, is_elsewhere
from checker.report import Input
from checker.resources import BUILTIN


class Placed(Protocol):
    """What a run read, and where its paths start inside of the repository."""

    @property
    def inputs(self) -> tuple[Input, ...]: ...
    @property
    def prefix(self) -> str: ...


def in_repository(location: Location) -> bool:
    """Whether it is a file of this repository: neither of the program, nor of another repository."""
    return not location.file.startswith(BUILTIN) and not is_elsewhere(location.file)


def path(location: Location, report: Placed) -> str:
    """The path from the repository's root."""
    return f"{report.prefix}{location.file}"


def address_of(location: Location, links: Mapping[str, str]) -> str:
    """The link to a place in another repository; nothing where that one does not say how, or it is no such place."""
    name, _, inside = location.file.partition(ELSEWHERE)
    line = str(location.span.line) if location.span else "1"
    written = quote(inside, safe="/", errors="surrogateescape")
    return links[name].replace("{line}", line).replace("{path}", written) if inside and name in links else ""


def anchor(locations: Sequence[Location], report: Placed) -> Location | None:
    """The first place in the repository; where all come with the program, a whole file that decided the run.

    None only if not one file of the repository was read.
    """
    inside = [location for location in locations if in_repository(location)]
    return inside[0] if inside else _deciding(report)


def _deciding(report: Placed) -> Location | None:
    """The configuration, which names built-in policies; else a policy, else a manifest."""
    roles = ("config", "policy", "manifest")
    read = [(roles.index(i.role), i.path) for i in report.inputs if i.role in roles and in_repository(Location(i.path))]
    return Location(min(read)[1]) if read else None
