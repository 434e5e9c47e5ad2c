"""What the verbs of ``catalog`` share: the world, who depends on what, and how faults are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.cli.check import sources_of
from checker.cli.faults import Fault
from checker.cli.reading.load import load_all
from checker.cli.reading.loaded import Loaded
from checker.cli.request import Request
from checker.diagnostic import Diagnostic
from checker.fleet import World
from checker.fleet.dependents import Dependents, dependents
from checker.formats.full import faults_text
from checker.formats.summary import shown_at
from checker.formats.terminal import Paint


@dataclass(frozen=True, eq=False)
class Read:
    """A sound catalog and the fleet, as far as manifests could be read."""

    loaded: Loaded
    world: World
    users: Dependents
    paint: Paint

    def code(self, otherwise: int) -> int:
        """2 where something could not be read."""
        return 2 if self.loaded.diagnostics else otherwise

    def faults(self) -> str:
        """What could not be read, for people, before what could."""
        found = self.loaded.diagnostics
        return faults_text(found, sources_of(self.loaded, found), self.paint)


def read(request: Request, paint: Paint) -> Read:
    """Everything below the root.

    Raises:
        Fault: the configuration or a catalog has faults, so nothing can be said about models.
    """
    loaded = load_all(request)
    if loaded.fleet is None:
        raise Fault(f"nothing can be said about models; see modelbylaws catalog lint: {fault_of(loaded.diagnostics)}")
    world = loaded.fleet.world
    return Read(loaded, world, dependents(loaded.fleet.services, world), paint)


def fault_of(faults: Sequence[Diagnostic]) -> str:
    """The first fault in a line, and how many there are."""
    first = min(faults, key=lambda fault: fault.sort_key)
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{shown_at(first.locations[0])}: {first.message}{more}"
