"""What the command line says of an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from checker.record import dataclass
from checker.vocabulary import Lifecycle


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Which files are read as what, where drafts go, and what is known of their services."""

    source: str
    files: tuple[str, ...]
    out: str = "services"
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gateway: str | None = None
    repository: str | None = None
    owners: tuple[str, ...] = ()
    """Files that list the services and whose they are; without one, what the configuration calls its inventory."""
    types: tuple[str, ...] | None = None
    """Of what these files list, only components of these types."""
    lifecycles: tuple[Lifecycle, ...] | None = None
    """Only services of these lifecycles, and those whose lifecycle is not known."""
    dry_run: bool = False
