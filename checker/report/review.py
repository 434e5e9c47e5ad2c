"""What a run was compared with: a revision or a baseline, what it forgave, and what it did not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from checker.diagnostic import Location
from checker.report.change import Changes

if TYPE_CHECKING:
    from checker.report import Finding

SHORT = 12
"""Digits of a commit's id that are shown to people; the JSON report has all."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, and what it was called on the command line."""

    name: str
    commit: str

    def __str__(self) -> str:
        return self.name if self.commit.startswith(self.name) else f"{self.name} ({self.commit[:SHORT]})"


@dataclass(frozen=True, slots=True)
class Forgiven:
    """A finding that would have failed the run, and was there before."""

    finding: Finding
    by: Literal["base", "baseline"]

    @property
    def breach(self) -> bool:
        """Whether it is more than advice, which fails no run anyway."""
        return self.finding.level != "advisory"


@dataclass(frozen=True, slots=True)
class Review:
    """A run beside what it is compared with.

    ``places`` holds for the (rule, key) of a measure where in the manifests it
    moved, and for the (rule, service) of a service that left where that stands.
    """

    trusted: Revision | None = None
    """Where everything but manifests was read; None for the work tree."""
    not_used: tuple[str, ...] = ()
    """Files that differ from the trusted revision, which were read there instead."""
    base: Revision | None = None
    changes: Changes | None = None
    places: Mapping[tuple[str, str | None], tuple[Location, ...]] = field(default_factory=dict)
    baseline: str = ""
    """The baseline's file."""
    forgiven: tuple[Forgiven, ...] = ()
    notes: tuple[str, ...] = ()
