"""Catalogs in layers become one: what an upper layer adds and replaces, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.catalog import Catalog, KnownModel
from checker.catalog.layered import Layered, find_ambiguous, find_repeats, locate
from checker.catalog.readings import latest
from checker.diagnostic import Diagnostic, Path, did_you_mean
from checker.files.catalog import Endpoint, Model
from checker.files.facts import DERIVED_FROM
from checker.names import alias_of


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
        endpoints.update(endpoints_of(written))
        imported = [layered for layered in layer if layered.catalog.imported is not None]
        for model in (model for layered in imported for model in layered.catalog.models):
            models[model.id] = put_beside(models.get(model.id), model)
        for pair, found in endpoints_of(imported).items():
            endpoints[pair] = (*endpoints.get(pair, ()), *found)
    catalog = Catalog(
        vendors={vendor.id: vendor for file in files for vendor in file.vendors},
        hosts={host.id: host for file in files for host in file.hosts},
        models=models,
        endpoints=endpoints,
        contracts={contract.id: contract for file in files for contract in file.contracts},
        aliases=aliases_of(models.values()),
        layers=tuple(map(tuple, layers)),
    )
    return sorted(find_faults(layers, catalog), key=lambda fault: fault.sort_key) or catalog


def find_faults(layers: Sequence[Sequence[Layered]], catalog: Catalog) -> Iterator[Diagnostic]:
    """Where these layers contradict each other, or name what the catalog that they are part of does not know."""
    for layer in layers:
        yield from find_repeats(layer)
    yield from _find_undefined(layers, catalog)
    yield from find_ambiguous(layers)
    yield from _cyclic(layers, catalog)


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


def aliases_of(models: Iterable[KnownModel]) -> dict[str, str]:
    """Ids of models by their other names."""
    return {alias_of(alias): model.id for model in models for alias in model.aliases}


def endpoints_of(layer: Sequence[Layered]) -> dict[tuple[str, str], tuple[Endpoint, ...]]:
    """What a layer says of each pair of a model and a host."""
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
