"""What is known about models on a day, how surely, and why: ``catalog list`` of all, ``catalog show`` of one.

The verbs of ``catalog`` read the world and who depends on what in the same way, and tell faults alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from checker import licenses
from checker.browse.catalogued import Filter, Listing, describe_models
from checker.browse.dependents import Dependents, dependents
from checker.browse.model import ModelCard, make_card
from checker.diagnostic import MEANT, Diagnostic, Location, did_you_mean
from checker.fleet import World
from checker.formats.summary import show_place
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run, texts_of
from checker.vocabulary import UNKNOWN, Stage, Weights


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


def list_models(request: Request, asked: Filter) -> Listing:
    """The models that a filter takes.

    Raises:
        Fault: a filter names what there is not, or there is no sound catalog.
    """
    found = read(request)
    _refuse_unknown(asked, found.world)
    everything = list(describe_models(found.world, found.users))
    models = [model for model in everything if asked.takes(model)]
    uncatalogued = _find_uncatalogued(found) if asked.used else ()
    return Listing(tuple(models), len(everything), found.world, uncatalogued, found.faults, found.sources)


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
    for what, value, known in (
        ("vendor", asked.vendor, catalog.vendors),
        ("family", asked.family, {model.family for model in catalog.models.values() if model.family}),
        ("weights", asked.weights, (*get_args(Weights), UNKNOWN)),
        ("license", _spelt(asked.license, world), {*_licenses(world), UNKNOWN}),
        ("stage", asked.stage, (*get_args(Stage), UNKNOWN)),
        ("host", asked.host, {host for _, host in catalog.endpoints} | set(catalog.hosts)),
    ):
        _one_of(what, value, known)


def _licenses(world: World) -> set[str]:
    return {claim.value for model in world.catalog.models.values() for claim in model.facts.license or ()}


def _spelt(license_: str | None, world: World) -> str | None:
    """A license as a catalog spells it."""
    return next((known for known in sorted(_licenses(world)) if license_ and licenses.same(known, license_)), license_)


def _one_of(what: str, value: str | None, known: Iterable[str]) -> None:
    if value is not None and value not in known:
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
