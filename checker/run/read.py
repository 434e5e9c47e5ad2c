"""Everything a run needs, read once: configuration, catalogs, policies, waivers, manifests, inventory.

Who is judged: the services of one fleet, and what is known of those that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from checker.catalog import Catalog
from checker.catalog.layered import Layered
from checker.catalog.shipped import stack_over
from checker.diagnostic import shorten_values
from checker.files.config import CATALOG_PLACES, Config, defaults
from checker.files.inventory import Entry
from checker.fleet import Fleet, Service, Unread, assemble
from checker.fleet.service import every_route
from checker.run.files import Sources, open_sources
from checker.run.fleets import Listing, list_files
from checker.run.manifests import not_read, read_manifests
from checker.run.policies import read_rules
from checker.run.reader import Reader
from checker.run.request import Asked, Request
from checker.run.run import Run
from checker.run.unread import misnamed, unread


def read_request(request: Request, *, manifests: bool = True) -> Run:
    """Read what the command line asks for, from where it says.

    Raises:
        Fault: a hook or a revision was asked for, and git failed.
    """
    return read(open_sources(request), request, manifests=manifests)


def read(sources: Sources, asked: Asked, *, manifests: bool = True) -> Run:
    """Read everything that is asked for; what is missing in the result is explained by its faults.

    Args:
        sources: where files are read. The same bytes give the same run, wherever they lie.
        asked: the configuration, the policies and the day.
        manifests: whether services are read at all; without them there are no verdicts.
    """
    reader = Reader(sources)
    config = _configuration(reader, asked)
    run = Run(asked=asked, sources=sources, config=config or defaults())
    if config is None:
        return run.with_read(reader)
    listing = list_files(sources, config, reader.documents.get(asked.config or ""))
    left = _not_found(reader, listing)
    layers, catalog = _catalogs(reader, listing)
    policies, waivers = read_rules(reader, listing, asked.policies)
    services, illegible = read_manifests(reader, listing) if manifests else ([], [])
    fleet = None if catalog is None else _fleet(reader, listing, asked, catalog, (services, [*left, *illegible]))
    _say_what_is_unread(reader, listing, asked)
    listing.rules.notes += _unknown_contracts(fleet)
    return replace(
        run,
        policies=tuple(policies),
        fleet=fleet,
        waivers=tuple(waivers),
        notes=tuple(note for tree in listing.trees for note in tree.notes),
        services=tuple(services),
        layers=layers,
        rule_files=tuple(listing.rules.files),
        manifest_files=tuple(listing.manifests.files),
        fleets=listing.fleets,
    ).with_read(reader)


def _configuration(reader: Reader, asked: Asked) -> Config | None:
    """What there is, or the defaults if there is none; None if it has faults."""
    if asked.config is None:
        return defaults()
    return reader.shaped(reader.read(asked.config, "config"), Config)


def _catalogs(reader: Reader, listing: Listing) -> tuple[tuple[Sequence[Layered], Sequence[Layered]], Catalog | None]:
    """The built-in catalog and the organization's own; without a sound one nothing can be judged."""
    before = len(reader.faults)
    builtin = reader.builtin_layer()
    paths = listing.pick(reader, "catalogs", listing.config.catalogs, CATALOG_PLACES)
    layers = (builtin, [layered for path in paths for layered in reader.layer(path)])
    if len(reader.faults) > before:
        return layers, None
    stacked = stack_over(*layers)
    if isinstance(stacked, Catalog):
        return layers, stacked
    reader.faults += stacked
    return layers, None


def _not_found(reader: Reader, listing: Listing) -> list[Unread]:
    """What the tree hides, and what looks like a manifest and is none: either may describe a service."""
    slips = misnamed(listing)
    gone = [fault for tree in listing.trees for fault in tree.faults]
    reader.faults += [*gone, *slips]
    unread = [not_read(fault.locations[0], "looks like a manifest and is not read") for fault in slips]
    return [*unread, *(not_read(fault.locations[0]) for fault in gone)]


def _say_what_is_unread(reader: Reader, listing: Listing, asked: Asked) -> None:
    faults, notes = unread(listing, asked, {entry.path for entry in reader.inputs})
    reader.faults += faults
    listing.rules.notes += notes


def _fleet(
    reader: Reader, listing: Listing, asked: Asked, catalog: Catalog, found: tuple[list[Service], list[Unread]]
) -> Fleet:
    """The services that were found, with what the inventory knows, and what may describe others."""
    services, left = found
    inventory, unlisted = _read_inventory(reader, listing)
    fleet, faults = assemble(services, catalog, listing.config, asked.as_of, inventory, asked.known_by)
    reader.faults += faults
    illegible = (*left, *unlisted)
    return replace(fleet, unread=(*illegible, *fleet.unread), complete=fleet.complete and not illegible)


def _read_inventory(reader: Reader, listing: Listing) -> tuple[dict[str, Entry] | None, list[Unread]]:
    """The services of the inventory; None where there is no inventory, for which nothing is imported."""
    if listing.config.inventory is None:
        return None, []
    from checker.run.listed import read_inventory

    return read_inventory(reader, listing, listing.config.inventory)


def _unknown_contracts(fleet: Fleet | None) -> Iterable[str]:
    """Contracts that no catalog knows: their terms are unknown, which a rule may not ask for."""
    if fleet is None:
        return
    named = {route.declared.contract for route in every_route(fleet.services) if route.declared.contract}
    unknown = sorted(named - set(fleet.world.catalog.contracts))
    if unknown:
        listed = ", ".join(map(shorten_values, unknown[:10]))
        yield f"no catalog knows contract {listed}{' ...' if len(unknown) > 10 else ''}"  # noqa: PLR2004
