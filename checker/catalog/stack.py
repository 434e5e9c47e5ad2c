"""Several catalogs as one: an organization's own on top of the built-in one.

An upper layer adds models; for a model that a lower layer knows it replaces a
fact's whole list of claims, but ``derived-from`` may only widen. What was imported
from a dataset replaces nothing: its claims join those that are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from checker.catalog.files import CatalogFile, Contract, Endpoint, Facts, Host, Model, Vendor
from checker.catalog.imported import latest
from checker.catalog.sourced import Claim
from checker.diagnostic import Diagnostic, Location, Path, Place, did_you_mean
from checker.names import alias_of
from checker.source import Document
from checker.vocabulary import is_self


@dataclass(frozen=True, slots=True)
class Layered:
    """A catalog file that was read."""

    document: Document
    catalog: CatalogFile


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


@dataclass(frozen=True)
class Catalog:
    """All catalogs as one. Endpoints are keyed by model id and host."""

    vendors: Mapping[str, Vendor]
    hosts: Mapping[str, Host]
    models: Mapping[str, KnownModel]
    endpoints: Mapping[tuple[str, str], tuple[Endpoint, ...]]
    contracts: Mapping[str, Contract]
    aliases: Mapping[str, str] = field(repr=False)
    layers: tuple[tuple[Layered, ...], ...] = field(repr=False)
    """What it was made from, lowest first, with a day of recording in every claim that has one."""

    @cached_property
    def places(self) -> Mapping[str, tuple[tuple[int, Layered, int], ...]]:
        """Where each model is described: layer, file and index, lowest layer first."""
        found: dict[str, tuple[tuple[int, Layered, int], ...]] = {}
        for number, layered in ((n, layered) for n, layer in enumerate(self.layers) for layered in layer):
            for index, model in enumerate(layered.catalog.models):
                found[model.id] = (*found.get(model.id, ()), (number, layered, index))
        return found

    def model(self, written: str) -> KnownModel | None:
        """The model of an id, an alias or a package URL; None if no catalog knows it."""
        name = alias_of(written)
        return self.models.get(self.aliases.get(name, name))

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
            models[model.id] = _over(models.get(model.id), model)
        endpoints.update(_endpoints(written))
        imported = [layered for layered in layer if layered.catalog.imported is not None]
        for model in (model for layered in imported for model in layered.catalog.models):
            models[model.id] = _beside(models.get(model.id), model)
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
    faults = [fault for layer in layers for fault in _said_twice(layer)]
    faults += [*_undefined(layers, catalog), *_ambiguous(layers), *_cyclic(layers, catalog)]
    return sorted(faults, key=lambda fault: fault.sort_key) or catalog


def _over(lower: KnownModel | None, upper: Model) -> KnownModel:
    claims = upper.facts.derived_from
    bases = () if claims is None else (claims,)
    if lower is None:
        return KnownModel(upper.id, upper.vendor, upper.family, upper.aliases, upper.facts, bases)
    given = {name: value for name, value in upper.facts if value is not None}
    aliases = tuple(dict.fromkeys((*lower.aliases, *upper.aliases)))
    facts = lower.facts.model_copy(update=given)
    return KnownModel(
        lower.id, lower.vendor, upper.family or lower.family, aliases, facts, (*lower.bases, *bases)
    )  # fmt: skip


def _beside(lower: KnownModel | None, imported: Model) -> KnownModel:
    if lower is None:
        return _over(None, imported)
    joined = {name: (*(getattr(lower.facts, name) or ()), *claims) for name, claims in imported.facts if claims}
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


def _said_twice(layer: Sequence[Layered]) -> Iterator[Diagnostic]:
    """Two files of one layer that say the same thing: neither outranks the other."""
    first: dict[tuple[str, ...], tuple[Layered, Path]] = {}
    for layered in (layered for layered in layer if layered.catalog.imported is None):
        mine: set[tuple[str, ...]] = set()
        for name, path in _statements(layered.catalog):
            if name in first and name not in mine:
                other = _locate(*first[name], "first here")
                here = _locate(layered, path)
                yield Diagnostic("said-twice", f"{' '.join(name)} is given by two catalogs of one layer", (here, other))
            elif name not in first:
                mine.add(name)
                first[name] = (layered, path)


def _statements(file: CatalogFile) -> Iterator[tuple[tuple[str, ...], Path]]:
    for key in ("vendors", "hosts", "contracts"):
        for index, entry in enumerate(getattr(file, key)):
            yield (key.removesuffix("s"), entry.id), (key, index, "id")
    for index, model in enumerate(file.models):
        for fact, claims in model.facts:
            if claims is not None:
                name = fact.replace("_", "-")
                yield ("fact", name, "of", model.id), ("models", index, "facts", name)
    for index, endpoint in enumerate(file.endpoints):
        yield ("endpoint", endpoint.model, endpoint.host), ("endpoints", index)


def _undefined(layers: Sequence[Sequence[Layered]], catalog: Catalog) -> Iterator[Diagnostic]:
    for layered in (layered for layer in layers for layered in layer):
        for index, model in enumerate(layered.catalog.models):
            yield from _of_no_vendor(model, (layered, ("models", index, "vendor")), catalog)
        for index, endpoint in enumerate(layered.catalog.endpoints):
            if endpoint.model not in catalog.models:
                yield _unknown("model", endpoint.model, (layered, ("endpoints", index, "model")), catalog.models)
            if not catalog.knows_host(endpoint.host):
                yield _unknown("host", endpoint.host, (layered, ("endpoints", index, "host")), catalog.hosts)


def _of_no_vendor(model: Model, at: tuple[Layered, Path], catalog: Catalog) -> Iterator[Diagnostic]:
    """A vendor that is not listed, or not the one whose model it is."""
    below = catalog.models[model.id].vendor
    if model.vendor not in catalog.vendors:
        yield _unknown("vendor", model.vendor, at, catalog.vendors)
    elif model.vendor != below:
        yield Diagnostic("vendor-differs", f"{model.id} is by {below}, says the catalog below", (_locate(*at),))
    elif model.vendor != model.id.partition("/")[0]:
        message = f"the id {model.id!r} does not begin with its vendor, {model.vendor}"
        yield Diagnostic("vendor-differs", message, (_locate(*at),), "an id is vendor/name")


def _ambiguous(layers: Sequence[Sequence[Layered]]) -> Iterator[Diagnostic]:
    """A name, id or alias, that means two models."""
    owners: dict[str, tuple[str, Layered, Path]] = {}
    for layered in (layered for layer in layers for layered in layer):
        for index, model in enumerate(layered.catalog.models):
            at: Path = ("models", index)
            names = [
                (model.id, (*at, "id")),
                *((alias_of(a), (*at, "aliases", n)) for n, a in enumerate(model.aliases)),
            ]
            for name, path in names:
                owner, other, first = owners.setdefault(name, (model.id, layered, path))
                if owner != model.id:
                    message = f"{name!r} names two models, {owner} and {model.id}"
                    places = (_locate(layered, path), _locate(other, first, "first here"))
                    yield Diagnostic("ambiguous-name", message, places)


def _cyclic(layers: Sequence[Sequence[Layered]], catalog: Catalog) -> Iterator[Diagnostic]:
    """Models that some claim, at whatever date, makes their own ancestors."""
    for layered in (layered for layer in layers for layered in layer):
        for index, model in enumerate(layered.catalog.models):
            if model.facts.derived_from is not None and model.id in _ancestors(model.id, catalog):
                at = _locate(layered, ("models", index, "facts", "derived-from"))
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


def _unknown(what: str, name: str, at: tuple[Layered, Path], known: Mapping[str, object]) -> Diagnostic:
    return Diagnostic(
        f"unknown-{what}", f"{what} {name!r} is in no catalog", (_locate(*at),), did_you_mean(name, known)
    )


def _locate(layered: Layered, path: Path, label: str = "") -> Location:
    return layered.document.locate(Place(layered.document.file, path, label))
