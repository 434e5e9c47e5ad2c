"""What is known about models, vendors, hosts and contracts: several catalogs as one, an organization's own on top.

An upper layer adds models; for a model that a lower layer knows it replaces a
fact's whole list of claims, but ``derived-from`` may only widen. What was imported
from a dataset replaces nothing: its claims join those that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from checker.catalog.layered import Layered, find_ambiguous, find_repeats, locate
from checker.catalog.readings import latest
from checker.diagnostic import Diagnostic, Path, did_you_mean
from checker.files.catalog import Contract, Endpoint, Host, Model, Vendor
from checker.files.facts import DERIVED_FROM, Claim, Claims, FactRow, Facts
from checker.names import alias_of
from checker.placed import tells_model
from checker.vocabulary import Access, is_self, is_unnamed

if TYPE_CHECKING:
    from checker.naming import Named, Resolved, Resolver


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model as the whole stack knows it.

    ``bases`` holds the claims of ``derived-from`` in groups, lowest first: each may
    add ancestors, none may take one away. ``facts.derived_from`` is not used here.
    """

    id: str
    vendor: str
    family: str | None
    aliases: tuple[str, ...]
    facts: Facts
    bases: tuple[tuple[Claim[tuple[str, ...]], ...], ...]

    def claims(self, fact: FactRow) -> tuple[Claims, ...]:
        """The claims of a fact in groups, each of which is settled by itself; a fact that widens may have several."""
        return self.bases if fact.widens else (self.facts.of(fact) or (),)


@dataclass(frozen=True)
class Catalog:
    """All catalogs as one. Endpoints are keyed by model id and host."""

    vendors: Mapping[str, Vendor]
    hosts: Mapping[str, Host]
    models: Mapping[str, KnownModel]
    endpoints: Mapping[tuple[str, str], tuple[Endpoint, ...]]
    contracts: Mapping[str, Contract]
    aliases: Mapping[str, str] = field(repr=False)
    layers: tuple[Sequence[Layered], ...] = field(repr=False)
    """What it was made from, lowest first, with a day of recording in every claim that has one."""
    own: str | None = None
    """The organization's vendor id: behind it stand models of its own, whatever others call so."""
    named: Callable[[], Iterable[Named]] | None = field(default=None, repr=False)
    """The names of all models, where they are had without making a model of each."""

    @cached_property
    def places(self) -> Mapping[str, tuple[tuple[int, Layered, int], ...]]:
        """Where each model is described: layer, file and index, lowest layer first."""
        found: dict[str, tuple[tuple[int, Layered, int], ...]] = {}
        for number, layered in ((n, layered) for n, layer in enumerate(self.layers) for layered in layer):
            for index, model in enumerate(layered.catalog.models):
                found[model.id] = (*found.get(model.id, ()), (number, layered, index))
        return found

    @cached_property
    def endpoint_places(self) -> Mapping[tuple[str, str], Sequence[tuple[int, Layered, int]]]:
        """Where each pair of a model and a host is spoken of: layer, file and index, lowest layer first."""
        found: dict[tuple[str, str], list[tuple[int, Layered, int]]] = {}
        for number, layered in ((n, layered) for n, layer in enumerate(self.layers) for layered in layer):
            for index, endpoint in enumerate(layered.catalog.endpoints):
                found.setdefault((endpoint.model, endpoint.host), []).append((number, layered, index))
        return found

    @cached_property
    def resolver(self) -> Resolver:
        """Tells what a written name means."""
        from checker.naming import Resolver  # noqa: PLC0415 - slow to import, and a fleet may do without

        return Resolver(self.models.values() if self.named is None else self.named())

    def is_own(self, written: str) -> bool:
        """Whether it is a model of the organization itself that no catalog lists."""
        return self.own is not None and written.startswith(f"{self.own}/") and not self.lists(written)

    def lists(self, written: str) -> bool:
        """Whether a name is an id or an alias, or a package URL of one."""
        name = alias_of(written)
        return name in self.models or name in self.aliases

    def name_on(self, written: str, access: Access, host: str | None, version: str | None) -> str:
        """The name under which a route's model is looked up: as it is written, unless the route says more of it."""
        if written in self.models and not tells_model(version):
            return written
        if is_unnamed(written) or self.is_own(written):
            return written
        return self.resolver.name_on(written, access, host, version)

    def model(self, written: str) -> KnownModel | None:
        """The model of a name, as a catalog or anybody else writes it; None if no catalog knows it."""
        name = alias_of(written)
        known = self.models.get(self.aliases.get(name, name))
        if known is not None or is_unnamed(written) or self.is_own(written):
            return known
        return self.models.get(self.resolver.resolve(written).model.value or "")

    def said(self, written: str) -> Resolved | None:
        """What a name says beside the model; of a name that is listed, no more than the host and its region."""
        if self.is_own(written) or is_unnamed(written):
            return None
        if not self.lists(written):
            return self.resolver.resolve(written)
        host, colon, name = alias_of(written).partition(":")
        if not colon or host not in self.hosts:
            return None
        from checker.naming import place_of  # noqa: PLC0415 - slow to import, and most names say no host

        return place_of(host, name)

    def knows_host(self, host: str) -> bool:
        """A listed host, a vendor (which may serve its own models), or an own site ``self.<site>``."""
        return host in self.hosts or host in self.vendors or is_self(host)


def stack(layers: Sequence[Sequence[Layered]]) -> Catalog | list[Diagnostic]:
    """One catalog from layers, lowest first; within a layer no file may contradict another."""
    speaking = latest([layered.catalog for layer in layers for layered in layer])
    layers = [[Layered(layered.document, next(speaking)) for layered in layer] for layer in layers]
    files = [layered.catalog for layer in layers for layered in layer]
    models: dict[str, KnownModel] = {}
    endpoints: dict[tuple[str, str], tuple[Endpoint, ...]] = {}
    for layer in layers:
        written = [layered for layered in layer if layered.catalog.imported is None]
        for model in (model for layered in written for model in layered.catalog.models):
            models[model.id] = put_over(models.get(model.id), model)
        endpoints.update(_endpoints(written))
        imported = [layered for layered in layer if layered.catalog.imported is not None]
        for model in (model for layered in imported for model in layered.catalog.models):
            models[model.id] = put_beside(models.get(model.id), model)
        for pair, found in _endpoints(imported).items():
            endpoints[pair] = (*endpoints.get(pair, ()), *found)
    catalog = Catalog(
        vendors={vendor.id: vendor for file in files for vendor in file.vendors},
        hosts={host.id: host for file in files for host in file.hosts},
        models=models,
        endpoints=endpoints,
        contracts={contract.id: contract for file in files for contract in file.contracts},
        aliases={alias_of(alias): model.id for model in models.values() for alias in model.aliases},
        layers=tuple(map(tuple, layers)),
    )
    faults = [fault for layer in layers for fault in find_repeats(layer)]
    faults += [*_find_undefined(layers, catalog), *find_ambiguous(layers), *_cyclic(layers, catalog)]
    return sorted(faults, key=lambda fault: fault.sort_key) or catalog


def put_over(lower: KnownModel | None, upper: Model) -> KnownModel:
    """What is known of a model below, with what a catalog above it says instead."""
    claims = upper.facts.derived_from
    bases = () if claims is None else (claims,)
    if lower is None:
        return KnownModel(upper.id, upper.vendor, upper.family, upper.aliases, upper.facts, bases)
    given = {fact.field: claims for fact, claims in upper.facts.given()}
    aliases = tuple(dict.fromkeys((*lower.aliases, *upper.aliases)))
    facts = lower.facts.model_copy(update=given)
    return KnownModel(
        lower.id, lower.vendor, upper.family or lower.family, aliases, facts, (*lower.bases, *bases)
    )  # fmt: skip


def put_beside(lower: KnownModel | None, imported: Model) -> KnownModel:
    """What is known of a model, with what an import says besides."""
    if lower is None:
        return put_over(None, imported)
    joined = {fact.field: (*(lower.facts.of(fact) or ()), *claims) for fact, claims in imported.facts.given()}
    bases = lower.bases
    if imported.facts.derived_from:
        # NOTE: the claims below also stay a group of their own, or an import of a better class would narrow a lineage.
        bases = (*bases, (*(bases[-1] if bases else ()), *imported.facts.derived_from))
    return replace(lower, facts=lower.facts.model_copy(update=joined), bases=bases)


def _endpoints(layer: Sequence[Layered]) -> dict[tuple[str, str], tuple[Endpoint, ...]]:
    pairs: dict[tuple[str, str], tuple[Endpoint, ...]] = {}
    for endpoint in (endpoint for layered in layer for endpoint in layered.catalog.endpoints):
        pair = (endpoint.model, endpoint.host)
        pairs[pair] = (*pairs.get(pair, ()), endpoint)
    return pairs


def _find_undefined(layers: Sequence[Sequence[Layered]], catalog: Catalog) -> Iterator[Diagnostic]:
    for layered in (layered for layer in layers for layered in layer):
        for index, model in enumerate(layered.catalog.models):
            yield from _of_no_vendor(model, (layered, ("models", index, "vendor")), catalog)
        for index, endpoint in enumerate(layered.catalog.endpoints):
            if endpoint.model not in catalog.models:
                yield _unknown(
                    "unknown-model", endpoint.model, (layered, ("endpoints", index, "model")), catalog.models
                )
            if not catalog.knows_host(endpoint.host):
                yield _unknown("unknown-host", endpoint.host, (layered, ("endpoints", index, "host")), catalog.hosts)


def _of_no_vendor(model: Model, at: tuple[Layered, Path], catalog: Catalog) -> Iterator[Diagnostic]:
    """A vendor that is not listed, or not the one whose model it is."""
    below = catalog.models[model.id].vendor
    if model.vendor not in catalog.vendors:
        yield _unknown("unknown-vendor", model.vendor, at, catalog.vendors)
    elif model.vendor != below:
        yield Diagnostic("vendor-differs", f"{model.id} is by {below}, says the catalog below", (locate(*at),))
    elif model.vendor != model.id.partition("/")[0]:
        message = f"the id {model.id!r} does not begin with its vendor, {model.vendor}"
        yield Diagnostic("vendor-differs", message, (locate(*at),), "an id is vendor/name")


def _cyclic(layers: Sequence[Sequence[Layered]], catalog: Catalog) -> Iterator[Diagnostic]:
    """Models that some claim, at whatever date, makes their own ancestors."""
    for layered in (layered for layer in layers for layered in layer):
        for index, model in enumerate(layered.catalog.models):
            if model.facts.derived_from is not None and model.id in _ancestors(model.id, catalog):
                at = locate(layered, ("models", index, "facts", DERIVED_FROM.name))
                yield Diagnostic("lineage-cycle", f"{model.id} is claimed to be its own ancestor", (at,))


def _ancestors(model: str, catalog: Catalog) -> set[str]:
    found: set[str] = set()
    waiting = [model]
    while waiting:
        known = catalog.model(waiting.pop())
        claims = [claim for layer in known.bases for claim in layer] if known else []
        bases = {catalog.aliases.get(base, base) for claim in claims for base in claim.value}
        waiting += sorted(bases - found)
        found |= bases
    return found


def _unknown(code: str, name: str, at: tuple[Layered, Path], known: Mapping[str, object]) -> Diagnostic:
    what = code.removeprefix("unknown-")
    return Diagnostic(code, f"{what} {name!r} is in no catalog", (locate(*at),), did_you_mean(name, known))
