"""Where a finding stands in the repository, for systems that show it beside the file.

They know paths from the repository's root, and no file that comes with the program.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.diagnostic import Location
from checker.report import Report
from checker.resources import BUILTIN


def in_repository(location: Location) -> bool:
    return not location.file.startswith(BUILTIN)


def path(location: Location, report: Report) -> str:
    """The path from the repository's root."""
    return f"{report.prefix}{location.file}"


def anchor(locations: Sequence[Location], report: Report) -> Location | None:
    """The first place in the repository; where all come with the program, a whole file that decided the run.

    None only if not one file of the repository was read.
    """
    inside = [location for location in locations if in_repository(location)]
    return inside[0] if inside else _deciding(report)


def _deciding(report: Report) -> Location | None:
    """The configuration, which names built-in policies; else a policy, else a manifest."""
    roles = ("config", "policy", "manifest")
    read = [(roles.index(i.role), i.path) for i in report.inputs if i.role in roles and not i.path.startswith(BUILTIN)]
    return Location(min(read)[1]) if read else None
