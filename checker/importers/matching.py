"""Which model of the catalog a name in another list means.

Only names that the catalog gives count: its ids, its aliases, and for a bare
name the part of an id after the vendor. ``4.8``, ``4-8`` and ``4p8`` are alike.
A name that two models share means neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from checker.catalog.stack import Catalog
from checker.names import alias_of

_HUB = "hf:"
_POINT = re.compile(r"(?<=\d)p(?=\d)")


class Names:
    """The catalog's names, to be looked up by what other lists write."""

    def __init__(self, catalog: Catalog) -> None:
        self._exact: dict[str, str | None] = {}
        self._bare: dict[str, str | None] = {}
        self._owners: dict[str, set[str]] = {}
        self._vendors = {model.id: model.vendor for model in catalog.models.values()}
        for model in catalog.models.values():
            for name in (model.id, *map(alias_of, model.aliases)):
                _enter(self._exact, name.casefold(), model.id)
            _enter(self._bare, _plain(model.id.partition("/")[2]), model.id)
            owners = self._owners.setdefault(model.vendor, {model.vendor.casefold()})
            owners.update(owner.casefold() for owner in _hub_owners(model.aliases))

    def named(self, names: Iterable[str]) -> str | None:
        """The model of the first name that the catalog gives."""
        found = (self._exact.get(alias_of(name).casefold()) for name in names)
        return next((model for model in found if model is not None), None)

    def alike(self, written: str) -> str | None:
        """The model of a bare name, or of ``owner/name`` where the owner is the model's vendor."""
        owner, _, name = written.rpartition("/")
        model = self._bare.get(_plain(name))
        return model if model is not None and (not owner or self.owns(owner, model)) else None

    def owns(self, owner: str, model: str) -> bool:
        """Whether an organization of a model hub, or of another list, is the model's vendor."""
        return owner.casefold() in self._owners[self._vendors[model]]


def _hub_owners(aliases: Iterable[str]) -> list[str]:
    """The organization of a model's first repository; further ones may be copies by others."""
    hub = [alias_of(alias) for alias in aliases if alias_of(alias).startswith(_HUB)]
    return [alias.removeprefix(_HUB).partition("/")[0] for alias in hub[:1]]


def _enter(index: dict[str, str | None], name: str, model: str) -> None:
    index[name] = model if index.get(name, model) == model else None


def _plain(name: str) -> str:
    return _POINT.sub("-", name.casefold()).replace(".", "-").replace("_", "-")
