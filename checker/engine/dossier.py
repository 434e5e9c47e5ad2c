"""Makes the dossier of a run: what the fleet uses, joined with facts, endpoints and single losses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from checker.condition.truth import Unknown
from checker.diagnostic import Place
from checker.engine import AnyPolicy
from checker.engine.known_facts import facts_of
from checker.fleet import Fleet, Route, Service
from checker.fleet.facts import retirement
from checker.fleet.keys import keys
from checker.report import Report, percent
from checker.report.dossier import (
    ALONG,
    Carried,
    Commit,
    Dossier,
    EndpointEntry,
    ModelEntry,
    PolicyEntry,
    RouteEntry,
    ServiceEntry,
)
from checker.simulation.ranking import production, ranking

UNKNOWN_HOST = "unknown host"


def dossier(
    report: Report, fleet: Fleet | None, policies: Sequence[AnyPolicy], organization: str, commit: Commit | None
) -> Dossier:
    """The dossier; without a fleet (a broken configuration or catalog) all about services is empty."""
    services = fleet.services if fleet else ()
    inventory = fleet.world.inventory if fleet else None
    return Dossier(
        report=report,
        organization=organization,
        commit=commit,
        policies=tuple(_policies(policies)),
        services=tuple(_service(fleet, service) for service in services) if fleet else (),
        missing=None if fleet is None or inventory is None else tuple(e.listed.service for e in fleet.missing),
        models=tuple(_models(fleet)) if fleet else (),
        endpoints=tuple(_endpoints(fleet)) if fleet else (),
        losses=ranking(fleet) if fleet else (),
        production=len(production(fleet)) if fleet else 0,
    )


def _policies(policies: Iterable[AnyPolicy]) -> Iterator[PolicyEntry]:
    for policy in sorted(policies, key=lambda policy: policy.document.file):
        head = policy.header
        yield PolicyEntry(head.policy, head.version or "", head.owner or "", policy.document.file)


def _service(fleet: Fleet, service: Service) -> ServiceEntry:
    declared, document = service.manifest, service.document
    return ServiceEntry(
        name=service.name,
        owner=declared.owner,
        lifecycle=declared.lifecycle,
        tier=declared.tier,
        regulation=tuple(declared.regulation),
        data=tuple(declared.data),
        routes=tuple(_route(fleet, route) for use in service.uses for route in use.routes),
        location=document.locate(Place(document.file, ("service",))),
    )


def _route(fleet: Fleet, route: Route) -> RouteEntry:
    world, document = fleet.world, route.service.document
    carried = [(dimension, keys(world, route, dimension)) for dimension in ALONG]
    return RouteEntry(
        use=route.use.name,
        required=any(use.name == route.use.name for use in route.service.required_uses),
        route=route.name,
        role=route.role,
        model=world.shown(route.declared.model),
        access=route.declared.access,
        share=percent(route.share) if route.live else "",
        keys=tuple(
            (dimension, Carried(tuple(sorted(map(str, found.certain))), found.open.reason if found.open else ""))
            for dimension, found in carried
        ),
        location=document.locate(Place(document.file, (*route.path, "model"))),
    )


def _routes(fleet: Fleet) -> Iterator[Route]:
    for service in fleet.services:
        for use in service.uses:
            yield from use.routes


def _models(fleet: Fleet) -> Iterator[ModelEntry]:
    """Every model that a route names, and every ancestor of one."""
    users: dict[str, set[str]] = {}
    for route in _routes(fleet):
        written = route.declared.model
        for model in {fleet.world.canonical(written) or written, *fleet.world.lineage(written).models.certain}:
            users.setdefault(str(model), set()).add(route.service.name)
    for model in sorted(users):
        yield ModelEntry(model, tuple(sorted(users[model])), tuple(facts_of(fleet.world, model)))


def _endpoints(fleet: Fleet) -> Iterator[EndpointEntry]:
    """Every model at a host that somebody else runs, the soonest to end first."""
    found: dict[tuple[str, str], EndpointEntry] = {}
    users: dict[tuple[str, str], set[str]] = {}
    for route in _routes(fleet):
        if route.self_operated:
            continue
        entry = _endpoint(fleet, route)
        pair = (f"{entry.model} {route.version or ''}", entry.host)
        found.setdefault(pair, entry)
        users.setdefault(pair, set()).add(route.service.name)
    yield from sorted(_merged(found, users), key=_soonest)


def _merged(
    found: Mapping[tuple[str, str], EndpointEntry], users: Mapping[tuple[str, str], set[str]]
) -> Iterator[EndpointEntry]:
    """One entry for all versions of which the same is said."""
    alike: dict[EndpointEntry, set[str]] = {}
    for pair, entry in found.items():
        alike.setdefault(entry, set()).update(users[pair])
    for entry, names in alike.items():
        yield EndpointEntry(entry.model, entry.host, entry.day, entry.said, entry.known, tuple(sorted(names)))


def _soonest(entry: EndpointEntry) -> tuple[bool, str, bool, str, str]:
    return (entry.day is None, str(entry.day), entry.known, entry.model, entry.host)


def _endpoint(fleet: Fleet, route: Route) -> EndpointEntry:
    world = fleet.world
    model = world.canonical(route.declared.model) or route.declared.model
    hosts = keys(world, route, "host").certain
    host = str(next(iter(hosts))) if hosts else UNKNOWN_HOST
    found = retirement(world, route)
    if isinstance(found, Unknown):
        return EndpointEntry(model, host, None, found.reason, known=False, services=())
    return EndpointEntry(model, host, found.day, found.because, known=True, services=())
