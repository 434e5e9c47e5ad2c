"""What manifests say that models were made from: declared anywhere in a fleet, it holds everywhere in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.catalog import Catalog
from checker.diagnostic import Diagnostic, Location, Place
from checker.fleet.service import Service, every_route
from checker.fleet.world import World
from checker.record import dataclass
from checker.vocabulary import Access


@dataclass(frozen=True, slots=True)
class Declaration:
    """The bases of one model, as one route of a service declares them; ``file`` is the service's manifest."""

    service: str
    file: str
    model: str
    bases: tuple[str, ...]
    at: Location
    place: tuple[Access, str | None, str | None]
    """Access, host and version of the route."""

    def named(self, catalog: Catalog) -> str:
        """The name under which the model is looked up."""
        return catalog.name_on(self.model, *self.place)


def find_declarations(services: Iterable[Service]) -> Iterator[Declaration]:
    for route in every_route(services):
        bases, document = route.declared.derived_from, route.service.document
        if bases:
            at = document.locate(Place(document.file, (*route.path, "derived-from")))
            told = route.declared
            place = (told.access, told.host, told.version)
            yield Declaration(route.service.name, document.file, told.model, bases, at, place)


def declared_bases(declared: Iterable[Declaration], catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """What any manifest says an id was made from: declarations may only widen a lineage."""
    bases: dict[str, set[str]] = {}
    for entry in declared:
        name = entry.named(catalog)
        known = catalog.model(name)
        bases.setdefault(known.id if known else name, set()).update(entry.bases)
    return {name: tuple(sorted(bases[name])) for name in sorted(bases)}


def find_cycles(declared: Iterable[Declaration], world: World) -> Iterator[Diagnostic]:
    """Chains of ancestors that lead back to themselves, at a manifest that is part of one; by service, in order."""
    done: set[str] = set()
    for entry in declared:
        name = entry.named(world.catalog)
        chain = _cycle(world.canonical(name) or name, world, done)
        if chain:
            message = f"a model cannot be its own ancestor: {' <- '.join(chain)}"
            yield Diagnostic("lineage-cycle", message, (entry.at,), "correct derived-from in one of these models")


def _cycle(start: str, world: World, done: set[str]) -> list[str]:
    """The first chain of bases from a model that closes on itself; ``done`` collects what was followed to its end."""
    chain: dict[str, Iterator[str]] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in chain:
            order = list(chain)
            done.update(order)
            return [*order[order.index(name) :], name]
        if name not in done:
            bases = sorted(str(base) for base in world.bases(name).certain)
            chain[name] = iter([world.canonical(base) or base for base in bases])
        while chain and not waiting:
            last = next(reversed(chain))
            following = next(chain[last], None)
            if following is None:
                done.add(last)
                del chain[last]
            else:
                waiting.append(following)
    return []
