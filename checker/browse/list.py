"""What is known about models on a day, how surely, and why: ``catalog list`` of all, ``catalog show`` of one.

The verbs of ``catalog`` read the world and who depends on what in the same way, and tell faults alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from checker import licenses
from checker.browse.catalogued import Listed, Listing, describe_models
from checker.browse.dependents import Dependents, dependents
from checker.browse.filters import LICENSE_CLASSES, Filter, modalities_asked
from checker.browse.find import find_named, near_words
from checker.browse.list_text import sort_key
from checker.browse.model import ModelCard, make_card
from checker.condition.truth import Truth
from checker.diagnostic import MEANT, Diagnostic, Location, did_you_mean
from checker.fleet import World
from checker.formats.summary import show_place
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run, texts_of
from checker.vocabulary import UNKNOWN, Modality, Stage, Weights


@dataclass(frozen=True, eq=False)
class Read:
    """A sound catalog and the fleet, as far as manifests could be read."""

    run: Run
    world: World
    users: Dependents

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What could not be read, in order."""
        return tuple(sorted(self.run.faults, key=lambda fault: fault.sort_key))

    @property
    def sources(self) -> Mapping[str, str]:
        """The text of every file that a fault points at."""
        return texts_of(self.run.texts, self.run.faults)


def read(request: Request) -> Read:
    """Everything below the root.

    Raises:
        Fault: the configuration or a catalog has faults, so nothing can be said about models.
    """
    run = read_request(request)
    if run.fleet is None:
        raise Fault(f"nothing can be said about models; see modelbylaws catalog lint: {fault_of(run.faults)}")
    world = run.fleet.world
    return Read(run, world, dependents(run.fleet.services, world))


def fault_of(faults: Sequence[Diagnostic], shown: Callable[[Location], str] = show_place) -> str:
    """The first fault in a line, and how many there are; ``shown`` writes its place."""
    first = min(faults, key=lambda fault: fault.sort_key)
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{shown(first.locations[0])}: {first.message}{more}"


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is put in order."""

    by: str = "id"
    reverse: bool = False
    """The last first; what is unknown stays behind all others."""


def list_models(request: Request, asked: Filter, order: Order | None = None) -> Listing:
    """The models that a filter takes.

    Raises:
        Fault: a filter names what there is not, or there is no sound catalog.
    """
    found = read(request)
    world = found.world
    _refuse_unknown(asked, world)
    named = find_named(world, asked.words) if asked.words else world.catalog.models
    might = [name for name in named if asked.might_take(world.catalog.models[name])]
    answers = [(model, asked.takes(model)) for model in describe_models(world, found.users, might)]
    models = _in_order([model for model, fits in answers if fits is Truth.TRUE], order or Order())
    perhaps = tuple(model.id for model, fits in answers if fits is Truth.UNKNOWN)
    return Listing(
        models=models,
        total=len(world.catalog.models),
        world=world,
        uncatalogued=_find_uncatalogued(found) if asked.used else (),
        perhaps=perhaps,
        diagnostics=found.faults,
        sources=found.sources,
        hint=near_words(world, asked.words) if asked.words and not named else "",
        columns=_columns(asked, order),
    )


def _in_order(models: list[Listed], order: Order) -> tuple[Listed, ...]:
    key = sort_key(order.by)
    if not order.reverse:
        return tuple(sorted(models, key=key))
    known, unknown = ([one for one in models if key(one)[0] is is_unknown] for is_unknown in (False, True))
    return (*sorted(known, key=key, reverse=True), *sorted(unknown, key=key))


def _columns(asked: Filter, order: Order | None) -> tuple[str, ...]:
    """What was asked for is shown."""
    wanted = {
        "jurisdiction": bool(asked.jurisdiction),
        "modalities": bool(asked.modality),
        "hosts": bool(asked.host),
        "retires": asked.retires_before is not None,
        "released": asked.released_after is not None,
        "lineage": bool(asked.lineage),
        "disputed": asked.disputed,
    }
    names = [name for name, is_asked in wanted.items() if is_asked]
    return (*names, order.by) if order is not None and order.by != "id" else tuple(names)


def _find_uncatalogued(found: Read) -> tuple[str, ...]:
    """Models of the fleet that no catalog lists."""
    named = {usage.model for usages in found.users.by_model.values() for usage in usages}
    named |= {usage.model for usage in found.users.open}
    return tuple(sorted(name for name in named - set(found.world.catalog.models) if found.world.canonical(name)))


def _refuse_unknown(asked: Filter, world: World) -> None:
    """Refuse a filter that could never match: it is a slip.

    Raises:
        Fault: a value that nothing has.
    """
    catalog = world.catalog
    spelt = [_spelt(license_, world) for license_ in asked.license]
    kinds = [kind for _, kind in modalities_asked(asked.modality)]
    sides = [side for side, _ in modalities_asked(asked.modality) if side]
    seats = {vendor.jurisdiction for vendor in catalog.vendors.values() if vendor.jurisdiction}
    for what, values, known in (
        ("vendor", asked.vendor, catalog.vendors),
        ("family", asked.family, {model.family for model in catalog.models.values() if model.family}),
        ("weights", asked.weights, (*get_args(Weights), UNKNOWN)),
        ("license", spelt, {*_licenses(world), *LICENSE_CLASSES, UNKNOWN}),
        ("stage", asked.stage, (*get_args(Stage), UNKNOWN)),
        ("host", asked.host, {host for _, host in catalog.endpoints} | set(catalog.hosts)),
        ("vendor jurisdiction", asked.jurisdiction, {*seats, UNKNOWN}),
        ("modality", kinds, (*get_args(Modality), UNKNOWN)),
        ("side of a modality", sides, ("input", "output")),
        ("vendor", asked.lineage, catalog.vendors),
    ):
        for value in values:
            _one_of(what, value, known)


def _licenses(world: World) -> set[str]:
    return {claim.value for model in world.catalog.models.values() for claim in model.facts.license or ()}


def _spelt(license_: str, world: World) -> str:
    """A license as a catalog spells it."""
    if license_ in LICENSE_CLASSES:
        return license_
    return next((known for known in sorted(_licenses(world)) if licenses.same(known, license_)), license_)


def _one_of(what: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        hint = did_you_mean(value, known)
        raise Fault(f"no catalog knows {what} {value!r}{f': {hint}' if hint else ''}")


def show(request: Request, written: str) -> ModelCard:
    """What is known about a model.

    Raises:
        Fault: nobody knows the model, or there is no sound catalog.
    """
    found = read(request)
    _refuse_unknown_model(found, written)
    return replace(make_card(found.world, written, found.users, found.faults), sources=found.sources)


def _refuse_unknown_model(found: Read, written: str) -> None:
    """Refuse a model that neither a catalog nor, for the organization's own, a manifest names.

    Raises:
        Fault: with the nearest names that there are.
    """
    world = found.world
    own = {usage.model for usages in found.users.by_model.values() for usage in usages if world.is_own(usage.model)}
    own |= {name for name in world.declared_bases if world.is_own(name)}
    if world.catalog.model(written) is None and written not in own:
        near = world.near(written) or did_you_mean(written, own)
        hint = near if near.startswith(MEANT) else "modelbylaws catalog list shows what there is"
        raise Fault(f"no catalog knows model {written!r}: {hint}")
