"""What a service declares and what was observed of it, next to each other, for people: whatever any rule asks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from checker.condition.truth import Truth
from checker.diagnostic import START, Location, Place
from checker.fleet import Route, Service, World
from checker.form import Form
from checker.kinds.parts.sightings import Offer, Seen, best, offer, same, see
from checker.record import dataclass
from checker.report import percent

WITHIN = 90
"""Days before as-of that are shown."""

State = Literal["matched", "undeclared", "undecided", "not observed", "out of the window"]
_BECAME: dict[Truth, State] = {Truth.TRUE: "matched", Truth.FALSE: "undeclared", Truth.UNKNOWN: "undecided"}


@dataclass(frozen=True, slots=True)
class SideRow:
    """A declared route with what one kind of evidence shows of it, or either without the other.

    Attributes:
        service: whose it is; what maps to no service has the caller's name here.
        route: use and route; empty where none is declared.
        declared: the model, and the host where it is known; empty where none is declared.
        role: of the route.
        share: its declared share, of a live route.
        observed: the model, as the evidence calls it, and the host where it is told; empty where nothing was observed.
        source: what kind of evidence it is.
        since: the first day of all that is added up.
        until: the last one.
        requests: how many there were; None where they are not counted.
        cost: what they cost.
        currency: of the cost.
        status: what became of it.
        location: where the evidence says it first; that of the route where there is none.
    """

    FORM: ClassVar = Form(
        "SideRow",
        "service route declared role share observed source since until requests cost currency status location",
        {"location": ("location", START)},
    )

    service: str
    route: str
    declared: str
    role: str
    share: str
    observed: str
    source: str
    since: dt.date | None
    until: dt.date | None
    requests: int | None
    cost: Fraction | None
    currency: str
    status: State
    location: Location


def side_by_side(world: World, service: Service) -> tuple[SideRow, ...]:
    """All routes but planned ones in their order, then what was observed beside them."""
    observed = world.observed.of(service.name) if world.observed is not None else ()
    seen = see(world, observed, WITHIN)
    counted = [one for one in seen if one.when != "out"]
    routes = [(route, offer(world, route)) for route in service.routes()]
    rows = [row for route, declared in routes for row in _of_route(world, service, route, declared, counted)]
    offers = [declared for _, declared in routes]
    return (*rows, *_others(service.name, seen, offers))


def unmapped(world: World, names: Iterable[str]) -> tuple[SideRow, ...]:
    """What was observed of callers that are no service, and what gateways offer to anybody."""
    there = {*names}
    every = world.observed.observations if world.observed is not None else ()
    loose = [one for one in every if one.offered or one.service not in there]
    by_caller: dict[str, list[Seen]] = defaultdict(list)
    for one in see(world, loose, WITHIN):
        by_caller[f"caller {one.observation.caller or 'nobody'}"].append(one)
    return tuple(row for caller, seen in sorted(by_caller.items()) for row in _others(caller, seen, ()))


def _of_route(world: World, service: Service, route: Route, declared: Offer, seen: Sequence[Seen]) -> Iterator[SideRow]:
    mine = [one for one in seen if same(one, declared) is Truth.TRUE]
    shown = world.canonical(route.model) or route.model
    host = declared.told.host
    head = (service.name, f"{route.use.name}/{route.name}", f"{shown}{f' at {host}' if host else ''}", str(route.role),
            percent(route.share) if route.live else "")  # fmt: skip
    yield from (_row(head, alike, "matched") for alike in _alike(mine))
    if not mine:
        at = service.document.locate(Place(service.document.file, (*route.path, "model")))
        yield SideRow(*head, "", "", None, None, None, None, "", "not observed", at)


def _others(name: str, seen: Sequence[Seen], offers: Sequence[Offer]) -> Iterator[SideRow]:
    """What no route certainly is."""
    states: dict[State, list[Seen]] = defaultdict(list)
    for one in seen:
        state = "out of the window" if one.when == "out" else _BECAME[best(one, offers)]
        states[state].append(one)
    for state in ("undeclared", "undecided", "out of the window"):
        for alike in _alike(states[state]):
            yield _row((name, "", "", "", ""), alike, state)


def _alike(seen: Iterable[Seen]) -> list[list[Seen]]:
    """Observations of one source, model and host together."""
    found: dict[tuple[object, ...], list[Seen]] = defaultdict(list)
    for one in seen:
        found[one.observation.source, one.shown, one.observation.currency].append(one)
    return list(found.values())


def _row(head: tuple[str, str, str, str, str], alike: Sequence[Seen], state: State) -> SideRow:
    every = [one.observation for one in alike]
    counts = [one.requests for one in every if one.requests is not None]
    costs = [one.cost for one in every if one.cost is not None]
    begins = [one.since for one in every if one.since is not None]
    ends = [one.until for one in every if one.until is not None]
    return SideRow(
        *head, alike[0].shown, every[0].source, min(begins, default=None), max(ends, default=None),
        sum(counts) if counts else None, sum(costs, Fraction(0)) if costs else None, every[0].currency or "", state,
        every[0].at,
    )  # fmt: skip
