"""What the command line asked for, and where it is to be found. Imports little: every start needs it."""

from __future__ import annotations

import datetime as dt
import os
from typing import Literal

from checker.record import dataclass
from checker.report.review import Revision

CONFIG_NAME = "modelbylaws.yaml"
WORK_TREE = "head"
"""What ``--trust`` calls the state that is checked itself."""
Hook = Literal["files", "fleet", "policies"]


@dataclass(frozen=True, slots=True)
class GivenFleet:
    """``--fleet`` and ``--repository``; what was not given is empty."""

    path: str
    repository: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked, wherever its files lie. ``config`` and ``policies`` are paths below the root."""

    config: str | None
    """None: there is no configuration, and its defaults hold."""
    policies: tuple[str, ...]
    """Instead of those of the configuration; ``builtin:NAME`` is a built-in one."""
    as_of: dt.date
    """The day that facts are judged at."""
    known_by: dt.date | None = None
    """Catalogs count as they stood on this day; None: as they stand now."""
    fleet: GivenFleet | None = None
    """The snapshot of other repositories that the command line names, instead of the configuration's."""
    collected: bool = False
    """Whether this repository's manifests are those that the snapshot holds of it."""
    grounds: bool = False
    """Whether every verdict is to say what it rests on: that takes longer, and not every output shows it."""
    partials: Literal["no", "trusted", "yes"] = "no"
    """Whether partial sums of a snapshot stand for the manifests of others: those of a trusted one, or any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Asked):
    """The same, and where it is to be found: what the command line asked for."""

    root: str
    hook: Hook | None = None
    trusted: Revision | None = None
    """Where everything but manifests is read; None for the work tree."""
    manifests: Revision | None = None
    """Where manifests are read; None for the work tree."""
    base: Revision | None = None
    """What the fleet is compared with."""
    baseline: str | None = None
    """A file of findings that are forgiven, below ``root``."""


def revision_of(asked: Asked) -> Revision | None:
    """The revision at which everything is read; None where not all is, or not at one."""
    whole = isinstance(asked, Request) and asked.trusted == asked.manifests
    return asked.manifests if isinstance(asked, Request) and whole else None


def find_root(start: str) -> tuple[str, str | None]:
    """The nearest folder upwards with a configuration, else with ``.git``, else the start; and the configuration."""
    folder = os.path.abspath(start)
    while True:
        if os.path.lexists(os.path.join(folder, CONFIG_NAME)):  # what cannot be read there is a fault, not passed over
            return folder, CONFIG_NAME
        if os.path.exists(os.path.join(folder, ".git")):
            return folder, None
        if os.path.dirname(folder) == folder:
            return os.path.abspath(start), None
        folder = os.path.dirname(folder)
