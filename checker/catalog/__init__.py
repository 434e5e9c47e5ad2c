"""What is known about models, vendors, hosts and contracts: several catalogs as one, an organization's own on top.

An upper layer adds models; for a model that a lower layer knows it replaces a
fact's whole list of claims, but ``derived-from`` may only widen. What was imported
from a dataset replaces nothing: its claims join those that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from checker.catalog.layered import Layered
from checker.files.catalog import Contract, Endpoint, Host, Vendor
from checker.files.facts import Claim, Claims, FactRow, Facts
from checker.names import alias_of
from checker.placed import tells_model
from checker.record import dataclass
from checker.vocabulary import Access, is_self, is_unnamed

if TYPE_CHECKING:
    from checker.naming import Resolved, Resolver
    from checker.naming.index import Index


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
    index: Callable[[], Index] | None = field(default=None, repr=False)
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
    def contract_places(self) -> Mapping[str, tuple[Layered, int]]:
        """Where each contract stands: file and index, in the uppermost layer."""
        files = (layered for layer in self.layers for layered in layer)
        return {entry.id: (file, index) for file in files for index, entry in enumerate(file.catalog.contracts)}

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

        return Resolver(self.models.values() if self.index is None else self.index())

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
