"""What is wrong with events that have the right form: names that nobody knows, and moves to what does another job."""

from __future__ import annotations

from collections.abc import Iterator

from checker.condition.attribute import Names
from checker.condition.truth import Unknown
from checker.diagnostic import Diagnostic, Path, Place
from checker.files.events import Event, EventsFile, Lost, Moved, Raised, Retired, Whose
from checker.fleet import Fleet, Route, World
from checker.fleet.keys import DIMENSIONS, host_named, keys
from checker.judging.names import hint_at_name, is_known
from checker.planning.needs import misfit
from checker.source import Document


def faults_of(document: Document, file: EventsFile, fleet: Fleet) -> Iterator[Diagnostic]:
    """Of a file, in the order of its events; whether a move fits is asked of the fleet before anything happens."""
    unknown = list(_unknown_names(document, file, fleet.world))
    yield from unknown
    if not unknown:
        yield from _misfits(document, file, fleet)


def _misfits(document: Document, file: EventsFile, fleet: Fleet) -> Iterator[Diagnostic]:
    """Moves to a model that certainly cannot do the job of a route that would go there."""
    for index, event in enumerate(file.events):
        if event.move is None:
            continue
        for route in _meant(fleet, event.move):
            against = misfit(fleet.world, route, event.move.to.model)
            if against is not None:
                whose = f"{route.service.name}/{route.use.name}/{route.name}"
                at = document.locate(Place(document.file, ("events", index, "move", "to", "model")))
                said = f"{whose} cannot move to {event.move.to.model!r}, which {against.reason}"
                help_ = "move it to a model that does its job; in a file of events, a move may name the service and use"
                yield Diagnostic("another-job", said, (at,), help_)
                break


def _meant(fleet: Fleet, move: Moved) -> Iterator[Route]:
    key = (fleet.world.canonical(move.key) or move.key) if move.dimension == "model" else move.key
    for route in (route for service in fleet.services for route in service.live_routes):
        meant = move.is_about(route.service.name, route.use.name, route.name)
        if meant and key in keys(fleet.world, route, move.dimension).certain:
            yield route


def _unknown_names(document: Document, file: EventsFile, world: World) -> Iterator[Diagnostic]:
    for index, event in enumerate(file.events):
        for names, value, path in _names(event):
            alias = names == "model" and world.catalog.model(value) is not None
            if not alias and not is_known(names, value, world):
                at = document.locate(Place(document.file, ("events", index, *path)))
                help_ = hint_at_name(names, value, world)
                yield Diagnostic("unknown-name", f"no catalog knows {names} {value!r}", (at,), help_)
        yield from _not_its_host(document, index, event, world)


def _not_its_host(document: Document, index: int, event: Event, world: World) -> Iterator[Diagnostic]:
    """A known name that is no host of the channel that routes are to move to."""
    to = event.move.to if event.move is not None else None
    if to is None or to.host is None or to.access is None or not is_known("host", to.host, world):
        return
    found = host_named(world, to.host, to.access, to.model)
    if isinstance(found, Unknown):
        at = document.locate(Place(document.file, ("events", index, "move", "to", "host")))
        yield Diagnostic("unknown-name", found.reason, (at,), found.remedy)


def _names(event: Event) -> Iterator[tuple[Names, str, Path]]:
    """Every name in an event, what it names, and where it stands."""
    match event.action:
        case Moved() as moved:
            yield DIMENSIONS[moved.dimension].names, moved.key, ("move", moved.dimension)
            yield from _list_given(("move", "to"), ("model", moved.to.model), ("host", moved.to.host))
        case Lost() as lost:
            yield DIMENSIONS[lost.dimension].names, lost.key, ("lose", lost.dimension)
        case Retired() as retired:
            yield from _list_given(("retire",), ("model", retired.model), ("host", retired.host))
        case Whose() as whose:
            action = "close-weights" if event.close_weights else "relicense"
            yield from _list_given((action,), ("vendor", whose.vendor), ("model", whose.model))
        case Raised() as raised:
            yield from _list_given(("raise-price",), ("vendor", raised.vendor), ("host", raised.host))


def _list_given(at: Path, *named: tuple[Names, str | None]) -> Iterator[tuple[Names, str, Path]]:
    for names, value in named:
        if value is not None:
            yield names, value, (*at, names)
