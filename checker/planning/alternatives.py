"""``catalog alternatives``: the models that could take a model's place, in the catalog or for one service.

Every model of the catalogs is asked the same. One fits if everything that is asked holds; it would fit if what is not
known turns out well; it is a near miss if exactly one thing is against it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import ClassVar

from checker import source
from checker.condition.truth import Truth
from checker.diagnostic import Diagnostic, did_you_mean
from checker.files.manifest import Manifest
from checker.fleet import Route, Service, World, name_models
from checker.form import Form
from checker.judging.docket import Docket, open_docket
from checker.kinds.license_terms import LicenseTerms
from checker.kinds.max_share import MaxShare
from checker.planning import Candidate
from checker.planning.destinations import places_of
from checker.planning.fit import Asking, member_of
from checker.planning.needs import need_like, need_of
from checker.planning.open_questions import Open, by_what_is_open
from checker.planning.search import Search, declared_ways
from checker.record import dataclass
from checker.report import Report, Verdict
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run, texts_of
from checker.shape import read


@dataclass(frozen=True, slots=True)
class AlternativesOptions:
    model: str
    service: str | None
    not_lineage: tuple[str, ...]
    horizon: int
    write: bool


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What could take a model's place, best first."""

    FORM: ClassVar = Form(
        "AlternativesFile",
        "as_of known_by exit_code model service need until avoided fits would_fit_if open near_misses excluded written"
        " diagnostics",
        format="modelbylaws/alternatives/v1",
        about="Models that could take a model's place: those that fit, those that would, and near misses.",
    )

    as_of: dt.date
    known_by: dt.date | None
    model: str
    service: str | None
    need: str
    until: dt.date
    """A host must not retire the model until then."""
    avoided: Mapping[str, str]
    """Vendors that must not be behind it, each with the reason."""
    candidates: tuple[Candidate, ...]
    excluded: int
    """Models that more than one thing is against, or that do another job."""
    written: str | None = None
    """The manifest that was written."""
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    manifest: Service | None = None
    """The service that it is for."""

    @property
    def exit_code(self) -> int:
        """2 where something could not be read."""
        return 2 if self.diagnostics else 0

    def of(self, truth: Truth) -> tuple[Candidate, ...]:
        return tuple(found for found in self.candidates if found.truth is truth)

    @property
    def fits(self) -> tuple[Candidate, ...]:
        return self.of(Truth.TRUE)

    @property
    def would_fit_if(self) -> tuple[Candidate, ...]:
        return self.of(Truth.UNKNOWN)

    @property
    def open(self) -> tuple[Open, ...]:
        """Those that would fit, by what is not known."""
        return by_what_is_open(self.would_fit_if)

    @property
    def near_misses(self) -> tuple[Candidate, ...]:
        return self.of(Truth.FALSE)


def alternatives(request: Request, asked: AlternativesOptions) -> Alternatives:
    """What could take the place of a model.

    Raises:
        Fault: there is no such model, service or vendor, or the catalog has faults.
    """
    run = read_request(request)
    if run.fleet is None:
        raise Fault("nothing can be said about models: the configuration or a catalog has faults; see catalog lint")
    found = find_alternatives(run, asked)
    return replace(
        found,
        diagnostics=tuple(sorted(run.faults, key=lambda fault: fault.sort_key)),
        sources=texts_of(run.texts, run.faults),
    )


def find_alternatives(run: Run, asked: AlternativesOptions) -> Alternatives:
    fleet = run.fleet
    if fleet is None:
        raise Fault("the configuration or a catalog has faults")
    world = fleet.world
    model = _known_model(world, asked.model)
    service = _named_service(fleet.services, asked.service)
    routes = _routes_to(world, service, model) if service else [_stand_in(world, model)]
    docket = open_docket(run.policies, replace(world, grounds=False))  # of many models: what is shown are reasons
    try:
        until = world.as_of + dt.timedelta(days=asked.horizon)
    except OverflowError:
        raise Fault("the calendar ends before the horizon") from None
    avoided = {**_over_limit(run.judge(), docket, service), **_named(world, asked.not_lineage)}
    licenses = frozenset(n for n, (_, rule, _) in enumerate(docket.rules) if isinstance(rule, LicenseTerms))
    asking = Asking(fleet, docket, avoided, until, None if service else licenses)
    needs = [need_of(world, route) if service else need_like(world, route.model) for route in routes]
    search = Search(asking, places_of(fleet), list(zip(routes, needs, strict=True)), in_service=service is not None)
    candidates, excluded = search.among([name for name in _universe(world, service) if name != model])
    return Alternatives(
        as_of=world.as_of,
        known_by=world.known_by,
        model=model,
        service=service.name if service else None,
        need="; ".join(dict.fromkeys(need.show() for need in needs)),
        until=until,
        avoided=avoided,
        candidates=candidates,
        excluded=excluded,
        manifest=service,
    )


def _known_model(world: World, written: str) -> str:
    known = world.canonical(written)
    if known is None or (world.catalog.model(written) is None and not world.is_own(known)):
        raise Fault(f"no catalog knows model {written!r}: {world.near(written) or 'see catalog find'}")
    return known


def _named_service(services: Sequence[Service], name: str | None) -> Service | None:
    if name is None:
        return None
    found = next((service for service in services if service.name == name), None)
    if found is None:
        near = did_you_mean(name, [service.name for service in services])
        raise Fault(f"there is no service {name!r}{f': {near}' if near else ''}")
    return found


def _routes_to(world: World, service: Service, model: str) -> list[Route]:
    """The live routes of a service to a model; else those that stand by."""
    routes = [route for use in service.uses for route in use.routes if world.canonical(route.model) == model]
    found = [route for route in routes if route.live] or routes
    if not found:
        has = sorted({world.canonical(route.model) or route.model for use in service.uses for route in use.routes})
        raise Fault(f"no route of {service.name} goes to {model!r}; its models: {', '.join(has)}")
    return found


def _stand_in(world: World, model: str) -> Route:
    """A route to the model of a service that asks for nothing else."""
    text = (
        '{"format": "modelbylaws/manifest/v1", "service": "any", "owner": "-", "lifecycle": "production", "tier": "3",'
        ' "regulation": ["none"], "data": ["none"], "uses": [{"id": "any", "routes": [{"model": "unknown",'
        ' "access": "self-hosted"}]}]}'
    )
    document = source.parse("any.json", text.encode())
    manifest = read(document, Manifest) if isinstance(document, source.Document) else []
    if not isinstance(manifest, Manifest) or not isinstance(document, source.Document):
        raise TypeError("the manifest that stands for any service is not valid")
    route = manifest.uses[0].routes[0].model_copy(update={"model": model})
    use = manifest.uses[0].model_copy(update={"routes": (route,)})
    service = Service(document, manifest.model_copy(update={"uses": (use,)}))
    return next(iter(name_models([service], world))).uses[0].routes[0]


def _universe(world: World, service: Service | None) -> list[str]:
    return sorted({*world.catalog.models, *(declared_ways(world, service) if service else ())})


def _named(world: World, vendors: Sequence[str]) -> dict[str, str]:
    for vendor in vendors:
        if vendor not in world.catalog.vendors:
            near = did_you_mean(vendor, world.catalog.vendors)
            raise Fault(f"--not-lineage: no catalog knows vendor {vendor!r}{f': {near}' if near else ''}")
    return dict.fromkeys(vendors, "named by --not-lineage")


_WHOSE = frozenset({"vendor", "lineage", "group"})


def _over_limit(report: Report, docket: Docket, service: Service | None) -> dict[str, str]:
    """Vendors that carry more than a rule about the service allows, and how much."""
    catalog, world = docket.world.catalog, docket.world
    found: dict[str, str] = {}
    rulings = {(ruling.policy, ruling.id): ruling for ruling in report.rulings}
    for group in docket.groups:
        if not isinstance(group.rule, MaxShare) or group.rule.by not in _WHOSE:
            continue
        if service is not None and member_of(docket, group, service) is None:
            continue
        for number in group.rules:
            policy, rule, _ = docket.rules[number]
            ruling = rulings.get((policy.header.policy, rule.id))
            for measure in ruling.measures if ruling else ():
                if measure.verdict is not Verdict.FAIL or measure.key is None:
                    continue
                grouped = [name for name in catalog.vendors if world.group(name) == measure.key]
                for vendor in grouped if group.rule.by == "group" else [measure.key]:
                    found[vendor] = f"at {measure.show()} it is over the limit {measure.show_limit()} of {rule.id}"
    return found
