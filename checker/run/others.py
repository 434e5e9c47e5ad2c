"""Partial sums in the place of other repositories' manifests, less what a repository's own added to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.diagnostic import ELSEWHERE
from checker.fleet import Service, name_models
from checker.fleet.lineage import declared_bases, find_declarations
from checker.judging.docket import gather, look, open_docket
from checker.judging.elsewhere import sum_up
from checker.run.faults import NotBySums
from checker.run.manifests import read_manifest
from checker.run.many import Many
from checker.run.partials import Partials, digests_of
from checker.run.reader import Reader
from checker.run.run import Run


def with_sums(run: Run, beside: Many, partials: Partials) -> Run:
    """The run, with sums of what is elsewhere.

    Raises:
        NotBySums: they cannot tell, or are not of this snapshot.
    """
    fleet = run.fleet
    if fleet is None:
        return run
    own = tuple(name_models(_collected(run, beside), fleet.world))
    if _bases(own) != _bases(fleet.services):
        raise NotBySums("this change says anew what a model was made from, which may be a model of others")
    world = replace(fleet.world, declared_bases=declared_bases(partials.declared, fleet.world.catalog))
    docket = open_docket(run.policies, world, run.waivers)
    looked, members = look(docket, sorted(own, key=lambda service: service.name))
    files = {service.name: f"{beside.repository}{ELSEWHERE}" for service in own}
    mine = sum_up(docket, [(looked, lambda group: gather(world, group, members))], files)
    if mine is None:
        raise NotBySums("a rule failed")
    try:
        others = partials.of(docket, digests_of(run.policies)).without(mine)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise NotBySums("they are not the sums of its manifests") from None
    if any(service.name in others.repositories for service in run.services):
        raise NotBySums("another repository has a service of the same name")
    return replace(run, fleet=replace(fleet, world=world), elsewhere=others)


def _collected(run: Run, beside: Many) -> Iterator[Service]:
    """The repository's own services, as they were collected."""
    known = {service.document.file: service for service in run.services} if run.asked.collected else {}
    reader = Reader(run.sources)
    for record in beside.fleet.records:
        place = beside.place_of(record)
        found = known.get(place) or read_manifest(reader, place, record.raw)
        if not isinstance(found, Service):
            raise NotBySums("a manifest of this repository that was collected has faults")
        yield found


def _bases(services: tuple[Service, ...]) -> set[tuple[object, ...]]:
    return {(d.service, d.model, d.bases, d.place) for d in find_declarations(services)}
