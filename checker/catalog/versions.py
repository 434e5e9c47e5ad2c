"""Which version of a model a route is: what the manifest declares, and what the model's written name says.

One answer for everybody who asks: ``pinned``, ``version``, retirement, and ``check --fix``.
"""

from __future__ import annotations

import datetime as dt

from checker import names
from checker.catalog import Catalog, KnownModel
from checker.placed import written_in
from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """``text`` is None where nothing says it; ``day`` is the snapshot's, where it is known to be one.

    Where declaration and name contradict each other, ``conflict`` says how, and nothing else is given.
    """

    text: str | None
    day: dt.date | None = None
    conflict: str = ""
    is_fixed: bool = False
    """Whether it always means the same weights; else it moves, or nobody can tell."""

    @property
    def is_floating(self) -> bool:
        return self.text is not None and self.text.lower() in names.FLOATING

    @property
    def is_dated_somehow(self) -> bool:
        """Whether there is a date in it, and yet nobody can tell which snapshot it is."""
        return self.day is None and self.text is not None and names.snapshot_of(self.text) is not None


def version_of(catalog: Catalog, model: str, declared: str | None) -> Version:
    """The version of a model called ``model``, on a route that declares ``declared``."""
    if catalog.model(model) is None and catalog.resolver.resolve(model).is_contradictory:
        return Version(None, conflict="the model's name says two versions")
    listed, named = _version_in_name(catalog, model)
    if declared is None or named is None:
        return _version(catalog, listed, named if declared is None else declared)
    here, there = _version(catalog, listed, declared), _version(catalog, listed, named)
    if declared == named or (here.day is not None and here.day == there.day):
        return here
    source = "package URL" if names.version_of(model) else "model's name"
    return Version(None, conflict=f"version is {declared}, and the {source} says {named}")


def _version(catalog: Catalog, model: str, text: str | None) -> Version:
    in_name = names.snapshot_of(model) if names.is_repository(model) else None
    if text is None:
        return Version(None, in_name)
    known, day = _look_up(catalog, model, text)
    day = names.day_of(text) or day
    return Version(text, day or in_name, is_fixed=known or names.is_fixed(text))


def _version_in_name(catalog: Catalog, model: str) -> tuple[str, str | None]:
    """The name in a catalog that a written one means, and the version that it says."""
    known = catalog.model(model)
    name = written_in(model)
    if known is None and catalog.resolver.resolve(model).why:
        return name, None  # whatever looks like a version there is of a deployment, or is contradicted
    if known is None or catalog.lists(model):
        return name, names.version_in(name, known.id if known else name)
    found = catalog.resolver.resolve(model)
    return found.listed, found.version.value


def _look_up(catalog: Catalog, model: str, text: str) -> tuple[bool, dt.date | None]:
    """Whether catalogs know a version as a snapshot of the model, and its day where they know that, too."""
    known = catalog.model(model)
    served = _served_names(known, model)
    if known is not None and names.is_short_stamp(text):
        days = {day for day in _snapshots(catalog, known.id) if text in _short_forms(day)}
        listed = bool(days) or any(text == names.short_stamp_of(name) for name in served)
        return listed, days.pop() if len(days) == 1 else None
    if f"{names.BEDROCK}{text}" in served and names.bedrock_id_of(f"{names.BEDROCK}{text}"):
        return True, names.snapshot_of(text)
    dated = names.snapshot_of(text)
    whole = text if dated is None else names.without_snapshot(text)
    stamped = dated is not None or names.short_stamp_of(text) is not None
    listed = stamped and any(
        name == part or name.endswith((f"/{part}", f":{part}")) for name in served for part in (text, whole)
    )
    return listed, dated if listed else None


def _served_names(known: KnownModel | None, model: str) -> tuple[str, ...]:
    """Names of a model that are no repository's."""
    listed = (known.id, *known.aliases) if known is not None else (model,)
    return tuple(name for name in listed if not names.is_repository(name))


def _snapshots(catalog: Catalog, model: str) -> set[dt.date]:
    """The snapshots of a model that have endpoints of their own."""
    return {
        endpoint.snapshot
        for (name, _), endpoints in catalog.endpoints.items()
        for endpoint in endpoints
        if name == model and endpoint.snapshot is not None
    }


def _short_forms(day: dt.date) -> set[str]:
    return {f"{day:%m%d}", f"{day:%y%m}", f"{day:%m-%Y}", f"{day:%Y-%m}"}
