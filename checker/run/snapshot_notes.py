"""What is said of every snapshot that is judged by, beside what it holds: how old it may be, and what made it."""

from __future__ import annotations

from collections.abc import Iterator

from checker.diagnostic import many
from checker.run.fleet_file import FleetFile
from checker.run.fleets import Listing
from checker.run.request import Asked


def tell_snapshot(listing: Listing, asked: Asked, name: str, fleet: FleetFile) -> Iterator[str]:
    """That it may be of any age, and that another catalog was known where it was collected.

    NOTE: manifests are judged by the catalog of today, whichever it was then; who compares two verdicts has to know.
    """
    configured = listing.config.fleet
    if configured is None or configured.at_most_age is None:
        age = (asked.as_of - fleet.day).days
        said = f"is {many(age, 'day')} old" if age >= 0 else f"is of {fleet.day}, which is later than {asked.as_of}"
        yield f"{name} {said}, and any age is taken: no at-most-age is configured (fleet: {{at-most-age: 7d}})"
    was, now = fleet.catalog or "of no known release", listing.sources.builtin.release or "of no known release"
    if was != now:
        yield f"{name} was collected with the built-in catalog {was}; its manifests are judged by the one here, {now}"
