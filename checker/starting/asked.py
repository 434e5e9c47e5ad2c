"""What the command line asks ``init`` for, and where in the repository the fleet lies."""

from __future__ import annotations

import json
import os
import re

from checker.record import dataclass

SOURCE = "https://example.org/modelbylaws"
"""Stands where everybody writes the address of their own copy of this program."""

OWNERS = "@example-org/ai-risk"
"""Stands where everybody writes the team that approves policies and waivers."""

_SAFE = re.compile(r"[A-Za-z0-9._/-]+\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    pre_commit: bool = False
    github: bool = False
    gitlab: bool = False
    vscode: bool = False
    listed: str = ""
    """The inventory to start from; empty: none."""
    types: tuple[str, ...] | None = None
    source: str = SOURCE
    revision: str = ""
    owners: str = OWNERS

    @property
    def adds(self) -> bool:
        """Whether anything is asked for beside the first fleet."""
        return self.pre_commit or self.github or self.gitlab or self.vscode


@dataclass(frozen=True, slots=True)
class Spot:
    """The repository that holds the fleet, and the fleet's folder in it."""

    repository: str
    inside: str
    """With forward slashes; empty where they are one."""

    def path(self, name: str) -> str:
        """A file of the fleet, from the repository's root."""
        return f"{self.inside}/{name}" if self.inside else name

    @property
    def is_plain(self) -> bool:
        """Whether its name can stand in scripts and lists as it is."""
        return not self.inside or _SAFE.match(self.inside) is not None


def spot_of(folder: str) -> Spot:
    """The nearest folder above that git calls a repository; without one, the folder itself."""
    whole = os.path.realpath(folder)
    above = whole
    while not os.path.lexists(os.path.join(above, ".git")):
        parent = os.path.dirname(above)
        if parent == above:
            return Spot(folder, "")
        above = parent
    inside = os.path.relpath(whole, above)
    if inside == ".":
        return Spot(folder, "")
    return Spot(os.path.relpath(above), inside.replace(os.sep, "/"))


def quoted(text: str) -> str:
    """The text in YAML and in JSON, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
