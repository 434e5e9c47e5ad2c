"""Models held against what routes need: each at the best place that is found for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from checker.condition.truth import Known, Truth
from checker.fleet import Route, Service, World
from checker.fleet.facts import fact
from checker.planning import Candidate, Check, Destination
from checker.planning.destinations import Places, with_moved
from checker.planning.fit import Asking
from checker.planning.needs import Need
from checker.record import dataclass


@dataclass(frozen=True, eq=False)
class Search:
    """Models held against what is asked of the routes that would move, each with its need."""

    asking: Asking
    places: Places
    routes: Sequence[tuple[Route, Need]]
    in_service: bool

    def among(self, names: Sequence[str]) -> tuple[tuple[Candidate, ...], int]:
        """Those that fit, would fit or nearly do, best first; and how many others there are."""
        tried = [self.candidate(name) for name in names]
        kept = [found for found in tried if found is not None]
        return tuple(sorted(kept, key=lambda found: found.sort_key)), len(names) - len(kept)

    def candidate(self, name: str) -> Candidate | None:
        """The model at its best place; None where more than one thing is against it, or it does another job."""
        about_model = self._of_model(name)
        against = [check.aspect for check in about_model if check.truth is Truth.FALSE]
        if len(against) > 1 or {"modality", "purpose"} & set(against):
            return None
        best: Candidate | None = None
        for to, checks in self._of_places(name):
            found = Candidate(name, to, tuple(dict.fromkeys((*about_model, *checks))), *self._about(name))
            if best is None or found.doubts < best.doubts:
                best = found
            if best.doubts == (0, 0):
                break
        return None if best is None or len({check.aspect for check in best.of(Truth.FALSE)}) > 1 else best

    def _about(self, name: str) -> tuple[bool, dt.date | None]:
        """Whether the owners list a model, and its first release."""
        world = self.asking.world
        released = fact(world, name, "released", None)
        day = released.value if isinstance(released, Known) and isinstance(released.value, dt.date) else None
        declared = any(name in declared_ways(world, route.service) for route, _ in self.routes)
        return declared and self.in_service, day

    def _of_model(self, name: str) -> tuple[Check, ...]:
        found: list[Check] = []
        for old, need in self.routes:
            _, route = with_moved(self.asking.world, old, Destination(name, "self-hosted", None))
            found += self.asking.of_model(route, need)
        return tuple(dict.fromkeys(found))

    def _of_places(self, name: str) -> Iterator[tuple[Destination, tuple[Check, ...]]]:
        asking = self.asking
        for to in self.places.of(asking.world, name, self.routes[0][0]):
            yield to, tuple(check for old, _ in self.routes for check in asking.of_place(old, to))


def declared_ways(world: World, service: Service) -> set[str]:
    """Models that the owners list as alternatives."""
    listed = service.manifest.exit.alternatives if service.manifest.exit else None
    return {world.canonical(entry.model) or entry.model for entry in listed or ()}
