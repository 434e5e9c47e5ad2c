"""Makes the dossier of a run: what the fleet uses, joined with facts, endpoints and single losses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checker.audit.dossier import (
    EVERY_ALONG,
    Carried,
    ContractEntry,
    Dossier,
    EndpointEntry,
    EvidenceEntry,
    FactEntry,
    ModelEntry,
    Observed,
    PolicyEntry,
    RouteEntry,
    ServiceEntry,
    SourceEntry,
)
from checker.catalog.claims import NoFact, show_fact
from checker.condition.truth import Unknown
from checker.diagnostic import Place
from checker.files.facts import Claim, Sourced
from checker.fleet import Fleet, Route, Service, World
from checker.fleet.evidence import missing
from checker.fleet.facts import retirement
from checker.fleet.keys import keys
from checker.fleet.service import every_route
from checker.fleet.used import users_of_models
from checker.judging import AnyPolicy
from checker.kinds.parts.side_by_side import side_by_side, unmapped
from checker.report import Report, percent
from checker.run.stands import Commit
from checker.whatif.ranking import production, ranking

UNKNOWN_HOST = "unknown host"


def make_dossier(
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
        missing=None if fleet is None or inventory is None else tuple(service.name for service in fleet.missing),
        models=tuple(_models(fleet)) if fleet else (),
        endpoints=tuple(_endpoints(fleet)) if fleet else (),
        losses=ranking(fleet) if fleet else (),
        production=len(production(fleet)) if fleet else 0,
        observed=_observed(fleet, report) if fleet else None,
        contracts=tuple(_contracts(fleet)) if fleet else (),
    )


def _observed(fleet: Fleet, report: Report) -> Observed | None:
    """Declared and observed side by side, service by service; then what maps to none."""
    evidence = fleet.world.observed
    if evidence is None:
        return None
    rows = [row for service in fleet.services for row in side_by_side(fleet.world, service)]
    names = [*(service.name for service in fleet.services), *(service.name for service in fleet.unseen)]
    counted = Counter(seen.at.file for seen in evidence.observations)
    files = tuple(
        EvidenceEntry(
            entry.path,
            entry.sha256,
            counted[entry.path],
            tuple((left.reason, left.count) for left in evidence.left_out if left.file == entry.path),
        )
        for entry in report.inputs
        if entry.role == "observed"
    )
    return Observed((*rows, *unmapped(fleet.world, names)), files)


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
        routes=tuple(_route(fleet, route) for route in every_route([service])),
        location=document.locate(Place(document.file, ("service",))),
    )


def _route(fleet: Fleet, route: Route) -> RouteEntry:
    world, document = fleet.world, route.service.document
    carried = [(dimension, keys(world, route, dimension)) for dimension in EVERY_ALONG]
    return RouteEntry(
        use=route.use.name,
        required=any(use.name == route.use.name for use in route.service.required_uses),
        route=route.name,
        role=route.role,
        model=world.shown(route.model),
        access=route.declared.access,
        share=percent(route.share) if route.live else "",
        keys=tuple(
            (dimension, Carried(tuple(sorted(map(str, found.certain))), found.open.reason if found.open else ""))
            for dimension, found in carried
        ),
        location=document.locate(Place(document.file, (*route.path, "model"))),
    )


def _models(fleet: Fleet) -> Iterator[ModelEntry]:
    """Every model that a route names, and every ancestor of one."""
    users = users_of_models(fleet)
    for model in sorted(users):
        yield ModelEntry(model, tuple(sorted(users[model])), tuple(_facts(fleet.world, model)))


def _facts(world: World, model: str) -> Iterator[FactEntry]:
    """Every fact in the catalog's order; one entry says why, if nothing can be known of the model."""
    known = world.catalog.model(model)
    if known is None:
        said = "the organization's own: judged by what it was made from" if world.is_own(model) else ""
        reason = said or world.unlisted(model).reason
        yield FactEntry(model, "all facts", "", "own" if said else "unknown", reason, ())
        return
    for fact, found in world.answers(known, "reported"):
        if isinstance(found, NoFact):
            reason = missing(fact.name, model, found.reason).reason
            yield FactEntry(model, fact.name, "", "unknown", reason, ())
        else:
            yield _fact(model, fact.name, show_fact(found.value), found.basis)


def _fact(model: str, name: str, value: str, basis: Sourced) -> FactEntry:
    since = f"since {basis.from_}" if isinstance(basis, Claim) else ""
    decided = f"decided by {basis.decided.by} on {basis.decided.on}: {basis.decided.why}" if basis.decided else ""
    sources = (SourceEntry(source.what, source.where, source.class_, source.read) for source in basis.sources)
    return FactEntry(model, name, value, basis.status, "; ".join(filter(None, (since, decided))), tuple(sources))


def _endpoints(fleet: Fleet) -> Iterator[EndpointEntry]:
    """Every model at a host that somebody else runs, the soonest to end first."""
    found: dict[tuple[str, str], EndpointEntry] = {}
    users: dict[tuple[str, str], set[str]] = {}
    for route in every_route(fleet.services):
        if route.self_operated:
            continue
        entry = _endpoint(fleet, route)
        version = fleet.world.version(route.model, route.declared.version)
        pair = (f"{entry.model} {version.text or version.conflict}", entry.host)
        found.setdefault(pair, entry)
        users.setdefault(pair, set()).add(route.service.name)
    yield from sorted(_merge(found, users), key=_soonest)


def _contracts(fleet: Fleet) -> Iterator[ContractEntry]:
    users: dict[str, set[str]] = {}
    for route in every_route(fleet.services):
        if route.declared.contract is not None:
            users.setdefault(route.declared.contract, set()).add(route.service.name)
    for name in sorted(users):
        terms = fleet.world.catalog.contracts.get(name)
        said = (terms.supplier, terms.end, terms.notice_days) if terms is not None else ("", None, None)
        yield ContractEntry(name, *said, tuple(sorted(users[name])))


def _merge(
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
    model = world.canonical(route.model) or route.model
    hosts = keys(world, route, "host").certain
    host = str(next(iter(hosts))) if hosts else UNKNOWN_HOST
    found = retirement(world, route)
    if isinstance(found, Unknown):
        return EndpointEntry(model, host, None, found.reason, known=False, services=())
    return EndpointEntry(model, host, found.day, found.because, known=True, services=())
