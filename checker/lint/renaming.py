"""What ``check --fix`` would write in place of a model's name: the id, and beside it all else that the name says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.catalog import Catalog
from checker.catalog.versions import version_of
from checker.diagnostic import Path
from checker.files.manifest import Manifest, Route
from checker.naming import Resolved
from checker.record import dataclass
from checker.vocabulary import COUNTRIES

_NO_PLACE = "its version has no other place here"

Added = tuple[str, str | tuple[str, ...]]
"""A key and its value."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A model's name at a path, and its id. ``adds`` is what the name said and the route does not, by key."""

    path: Path
    written: str
    id: str
    adds: tuple[Added, ...] = ()
    left: str = ""
    """Why it stays as it is."""


def find_renames(manifest: Manifest, catalog: Catalog) -> Iterator[Renamed]:
    """Every model in a manifest that is not called by its id."""
    for path, written, route in _names(manifest):
        name = _name_on(catalog, written, route)
        known = catalog.model(name)
        if known is None or known.id == written:
            continue
        if written.startswith("pkg:") and "#" in written:
            yield Renamed(path, written, known.id, left="its subpath has no other place here")
        else:
            yield _keeping(catalog, Renamed(path, written, known.id), name, route)


def _name_on(catalog: Catalog, written: str, route: Route | None) -> str:
    return written if route is None else catalog.name_on(written, route.access, route.host, route.version)


def _keeping(catalog: Catalog, renamed: Renamed, name: str, route: Route | None) -> Renamed:
    """A rewrite after which all that the name said is as it was before, or why there is none."""
    versioned = _with_version(catalog, renamed, name, route.version if route is not None else None)
    if versioned.left:
        return versioned
    if route is None:
        return replace(renamed, left=_NO_PLACE) if versioned.adds else renamed
    said = catalog.said(name)
    return versioned if said is None else _with_place(versioned, said, route)


def _with_version(catalog: Catalog, renamed: Renamed, name: str, declared: str | None) -> Renamed:
    before = version_of(catalog, name, declared)
    if before == version_of(catalog, renamed.id, declared):
        return renamed
    if before.conflict:
        return replace(renamed, left=f"version says {declared}; let both say the same first")
    if declared is not None or before.text is None:
        return replace(renamed, left=_NO_PLACE)
    if before != version_of(catalog, renamed.id, before.text):
        return replace(renamed, left=f"its version, {before.text}, would mean something else with {renamed.id}")
    return replace(renamed, adds=(("version", before.text),))


def _with_place(renamed: Renamed, said: Resolved, route: Route) -> Renamed:
    """The host and the country that the name says, where the route does not."""
    host, region = said.host.value, said.region.value
    if host is not None and route.host not in {None, host}:
        return replace(renamed, left=f"host says {route.host}; let both say the same first")
    if region is not None and (region not in COUNTRIES or (route.jurisdictions or (region,)) != (region,)):
        return replace(renamed, left=f"its region, {region}, has no other place here")
    adds: list[Added] = [*renamed.adds]
    if host is not None and route.host is None:
        adds.append(("host", host))
    if region is not None and route.jurisdictions is None:
        adds.append(("jurisdictions", (region,)))
    return replace(renamed, adds=tuple(adds))


def _names(manifest: Manifest) -> Iterator[tuple[Path, str, Route | None]]:
    """Paths and names of models; with the route where it is the route's own."""
    for number, use in enumerate(manifest.uses):
        for index, route in enumerate(use.routes):
            at: Path = ("uses", number, "routes", index)
            yield (*at, "model"), route.model, route
            for base, name in enumerate(route.derived_from or ()):
                yield (*at, "derived-from", base), name, None
    for index, alternative in enumerate((manifest.exit and manifest.exit.alternatives) or ()):
        yield ("exit", "alternatives", index, "model"), alternative.model, None
