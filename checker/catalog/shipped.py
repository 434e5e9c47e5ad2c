"""The built-in catalog, of which only what somebody asks for becomes models.

A check of a few services asks for a few models; to read all of them with all their claims took as long as
everything else that a short run does. What is read this way is what reading everything gives, which a test compares.
Everything is read where an organization's own catalog was imported, which may supersede any of it, or has a fault,
which may name places of it.
"""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, overload

from checker.catalog import Catalog, KnownModel
from checker.catalog.layered import Layered
from checker.catalog.stacking import aliases_of, endpoints_of, find_faults, put_beside, put_over, stack
from checker.diagnostic import Diagnostic
from checker.files.catalog import Endpoint, Host, Model, Vendor, dated
from checker.names import alias_of
from checker.resources import LISTS, Compiled

if TYPE_CHECKING:
    from checker.naming.index import Index

N = TypeVar("N", bound=Hashable)
T = TypeVar("T")

Entry = tuple[int, int]
"""Numbers of a file and of a line, as the index has them."""


class Names(NamedTuple):
    """What a model is called."""

    id: str
    vendor: str
    aliases: tuple[str, ...]


class Lazy(Mapping[N, T], Generic[N, T]):
    """A mapping of which every value is made once, when it is asked for."""

    def __init__(self, known: Mapping[N, Sequence[Entry]], make: Callable[[Sequence[Entry]], T]) -> None:
        self._known, self._make = known, make
        self._made: dict[N, T] = {}

    def __getitem__(self, name: N) -> T:
        if name not in self._made:
            self._made[name] = self._make(self._known[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[N]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Shipped(Sequence[Layered]):
    """The lowest layer; as a sequence, all its files."""

    def __init__(self, compiled: Compiled, read_all: Callable[[], Sequence[Layered]]) -> None:
        self._compiled, self._read_all = compiled, read_all
        places = {key: {name: [*map(_entry, found)] for name, found in compiled.places[key].items()} for key in LISTS}
        pairs = {_pair(name): found for name, found in places["endpoints"].items()}
        self.vendors = Lazy(places["vendors"], lambda found: Vendor.model_validate(self._last(found)))
        self.hosts = Lazy(places["hosts"], lambda found: Host.model_validate(self._last(found)))
        self.models = Lazy(places["models"], self._model)
        self.endpoints = Lazy(pairs, lambda found: tuple(map(self._endpoint, found)))
        self.aliases = compiled.aliases

    @cached_property
    def _files(self) -> Sequence[Layered]:
        return self._read_all()

    @cached_property
    def _written(self) -> Sequence[Mapping[str, object]]:
        """What each file says besides its entries."""
        return [entry["data"] for entry in self._compiled.files.values()]

    @cached_property
    def by_name(self) -> Index:
        """The names of every model, looked up by what others write; of one process, once."""
        from checker.naming.index import Index  # noqa: PLC0415 - slow to import, and a fleet may do without

        return Index(self.named())

    def named(self) -> Iterator[Names]:
        """The names of every model.

        NOTE: to make a model of each, with its claims, took a third of a check of one manifest that writes an alias.
        """
        for name, found in self._compiled.places["models"].items():
            first, *more = ((file, self._compiled.entry(line)) for file, line in found)
            said = [first[1], *(entry for file, entry in more if "imported" not in self._written[file])]
            aliases = dict.fromkeys(alias for entry in said for alias in entry.get("aliases", ()))
            yield Names(name, first[1]["vendor"], tuple(aliases))

    @overload
    def __getitem__(self, index: int) -> Layered: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Layered]: ...
    def __getitem__(self, index: int | slice) -> Layered | Sequence[Layered]:
        return self._files[index]

    def __len__(self) -> int:
        return len(self._compiled.files)

    def _last(self, found: Sequence[Entry]) -> object:
        return self._compiled.entry(found[-1][1])

    def _recorded(self, file: int) -> dt.date | None:
        day = self._written[file].get("recorded")
        return dt.date.fromisoformat(str(day)) if day is not None else None

    def _model(self, found: Sequence[Entry]) -> KnownModel:
        known: KnownModel | None = None
        for file, line in found:
            model, recorded = Model.model_validate(self._compiled.entry(line)), self._recorded(file)
            put = put_over if "imported" not in self._written[file] else put_beside
            known = put(known, model.dated(recorded) if recorded is not None else model)
        if known is None:
            raise ValueError("a model of the index has no entry")
        return known

    def _endpoint(self, entry: Entry) -> Endpoint:
        file, line = entry
        endpoint, recorded = Endpoint.model_validate(self._compiled.entry(line)), self._recorded(file)
        return dated(endpoint, recorded) if recorded is not None else endpoint


def _entry(written: list[int]) -> Entry:
    file, line = written
    return file, line


def _pair(name: str) -> tuple[str, str]:
    model, _, host = name.partition(" ")
    return model, host


def stack_over(builtin: Sequence[Layered], own: Sequence[Layered]) -> Catalog | list[Diagnostic]:
    """The organization's own catalogs over the built-in one."""
    if not isinstance(builtin, Shipped) or any(layered.catalog.imported is not None for layered in own):
        return stack((builtin, own))
    catalog = _lay_over(builtin, own)
    is_sound = not _names_another(builtin, own) and not any(find_faults((own,), catalog))
    return catalog if is_sound else stack((builtin, own))


def _lay_over(builtin: Shipped, own: Sequence[Layered]) -> Catalog:
    models: dict[str, KnownModel] = {}
    for model in (model for layered in own for model in layered.catalog.models):
        models[model.id] = put_over(models.get(model.id) or builtin.models.get(model.id), model)
    files = [layered.catalog for layered in own]
    return Catalog(
        vendors=_over(builtin.vendors, {vendor.id: vendor for file in files for vendor in file.vendors}),
        hosts=_over(builtin.hosts, {host.id: host for file in files for host in file.hosts}),
        models=_over(builtin.models, models),
        endpoints=_over(builtin.endpoints, endpoints_of(own)),
        contracts={contract.id: contract for file in files for contract in file.contracts},
        aliases=_over(builtin.aliases, aliases_of(models.values())),
        layers=(builtin, tuple(own)),
        index=lambda: _index_over(builtin, models),
    )


def _over(lower: Mapping[N, T], upper: Mapping[N, T]) -> Mapping[N, T]:
    """Both as one, of which nothing of the lower one is made before it is asked for."""
    return ChainMap(upper, lower) if upper else lower  # type: ignore[arg-type]  # nothing is written to it


def _index_over(builtin: Shipped, models: Mapping[str, KnownModel]) -> Index:
    """The names of both; made of all of them where an own catalog says something else of a built-in model."""
    if not any(name in builtin.models for name in models):
        return builtin.by_name.over(models.values()) if models else builtin.by_name
    from checker.naming.index import Index  # noqa: PLC0415 - slow to import, and a fleet may do without

    lower = (model for model in builtin.named() if model.id not in models)
    return Index((*lower, *models.values()))


def _names_another(builtin: Shipped, own: Sequence[Layered]) -> bool:
    """Whether an own catalog gives a name of one built-in model to another model."""
    for model in (model for layered in own for model in layered.catalog.models):
        for name in (model.id, *map(alias_of, model.aliases)):
            owner = name if name in builtin.models else builtin.aliases.get(name, model.id)
            if owner != model.id:
                return True
    return False
