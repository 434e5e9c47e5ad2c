"""Whether a vendor behind a route, or its family of models, is under watch: of the model, and of all its ancestors."""

from __future__ import annotations

from collections.abc import Iterator

from checker.catalog.claims import join_lines, when_read
from checker.condition.truth import Known, Unknown, Value
from checker.diagnostic import Path
from checker.files.watch import Watch
from checker.fleet.reading import OfRoute, joined
from checker.fleet.service import Route
from checker.fleet.world import World


def row(at: Path) -> OfRoute:
    about = "whether the vendor, or the family, of the model or of an ancestor is under watch in a catalog"
    return OfRoute("vendor.watched", "route", "flag", about, at, read=joined(watched, "model"))


def watched(world: World, route: Route) -> Value:
    """True where a watch holds, whatever else is unknown; false where the whole lineage is known and none does."""
    lineage = world.lineage(route.model)
    for vendor in sorted(map(str, lineage.vendors.certain)):
        families = _families(world, vendor, frozenset(map(str, lineage.models.certain)))
        for watch in _watches(world, vendor):
            if watch.family is None or watch.family in families:
                return Known(value=True, because=_tell(vendor, watch))
    return lineage.vendors.open or _unsure(world, route) or Known(value=False)


def _watches(world: World, vendor: str) -> Iterator[Watch]:
    record = world.catalog.vendors.get(vendor)
    for watch in record.watch if record else ():
        if watch.holds(world.as_of, world.known_by):
            yield watch


def _families(world: World, vendor: str, models: frozenset[str]) -> frozenset[str | None]:
    known = (world.catalog.model(model) for model in models)
    return frozenset(model.family for model in known if model and model.vendor == vendor)


def _unsure(world: World, route: Route) -> Unknown | None:
    """A vendor whose families are watched, and a model of it whose family nobody says."""
    lineage = world.lineage(route.model)
    for vendor in sorted(map(str, lineage.vendors.certain)):
        families = _families(world, vendor, frozenset(map(str, lineage.models.certain)))
        if any(_watches(world, vendor)) and (None in families or not families):
            why = f"a family of {vendor} is under watch, and that of its model is in no catalog"
            return Unknown(why, "give the model its family in a catalog of yours")
    return None


def _tell(vendor: str, watch: Watch) -> str:
    source = watch.sources[0]
    about = f"{vendor}'s family {watch.family}" if watch.family else vendor
    until = f" until {watch.until}" if watch.until else ""
    return (
        f"{about} is under watch since {watch.since}{until}: {join_lines(watch.why)} "
        f"({source.class_}: {source.what}, {source.where}, {when_read(source)})"
    )
