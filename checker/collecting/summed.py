"""The partial sums of a snapshot, by the policies that lie where it goes."""

from __future__ import annotations

import os
from dataclasses import replace

from checker.collecting.asked import CollectOptions
from checker.engine.summing import sum_fleet
from checker.engine.way import open_desk
from checker.run.fleet_file import FleetFile
from checker.run.request import Request, find_root


def with_sums(asked: CollectOptions, fleet: FleetFile) -> tuple[FleetFile, list[str]]:
    """The snapshot with its sums; and why it has none, if somebody may expect them."""
    root, config = find_root(os.path.dirname(os.path.abspath(asked.out)))
    if config is None:
        return fleet, []
    manifests = {record.place: record.raw for record in fleet.records}
    held = {place: raw for place, raw in manifests.items() if isinstance(raw, bytes)}
    if len(held) < len(manifests):
        return fleet, _without("a manifest could not be read")
    found = sum_fleet(open_desk(Request(config, (), asked.day, root=root), listed=False), held)
    return (fleet, _without(found)) if isinstance(found, str) else (replace(fleet, partials=found), [])


def _without(why: str) -> list[str]:
    return [f"no partial sums in it, so a check in a service's repository looks at all of it: {why}"]
