"""Everything a run needs, read once: configuration, catalogs, policies, waivers, manifests, inventory.

Who is judged: the services of one fleet, and what is known of those that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from checker.catalog import Catalog
from checker.catalog.layered import Layered
from checker.catalog.shipped import stack_over
from checker.diagnostic import Diagnostic, shorten_values
from checker.files.config import CATALOG_PLACES, Config, defaults
from checker.files.inventory import Entry
from checker.fleet import Unread, all_named, assemble
from checker.fleet.service import every_route
from checker.fleet.world import with_evidence
from checker.record import dataclass
from checker.run.files import Sources, open_sources
from checker.run.fleets import Listing, list_files, not_here
from checker.run.manifests import not_read, read_manifests
from checker.run.matching import one_of
from checker.run.optional import (
    bring_vendored,
    finish_vendored,
    list_expected,
    look_beside,
    read_observed,
    read_own_controls,
    sums_beside,
)
from checker.run.policies import read_rules
from checker.run.reader import Reader
from checker.run.request import Asked, Request
from checker.run.run import Run
from checker.run.unread import misnamed, unread

if TYPE_CHECKING:
    from checker.observed import Evidence


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
    return read_prepared(prepare(sources, asked, manifests=manifests))


def read_prepared(prepared: Prepared) -> Run:
    """The same of what was read but manifests."""
    reader, catalog, asked = prepared.reader, prepared.catalog, prepared.run.asked
    services, illegible = read_manifests(reader, prepared.paths)
    fleet = None
    if catalog is not None:
        inventory, known_by = prepared.inventory, asked.known_by
        fleet, faults = assemble(services, catalog, prepared.run.config, asked.as_of, inventory, known_by)
        fleet = replace(fleet, world=with_evidence(fleet.world, prepared.observed, grounds=asked.grounds))
        reader.faults += faults
        left = prepared.all_unread(illegible)
        fleet = replace(fleet, unread=(*left, *fleet.unread), complete=fleet.complete and all_named(left))
    contracts = {r.declared.contract for r in every_route(fleet.services if fleet else ()) if r.declared.contract}
    run = prepared.finish([entry.path for entry in reader.inputs], contracts)
    run = replace(run, fleet=fleet, services=tuple(services)).with_read(reader)
    return sums_beside(run, run.beside)


def read_catalog(request: Request) -> Catalog | None:
    """The catalogs alone, for who asks what names mean; None where they, or the configuration, have faults.

    Raises:
        Fault: a hook or a revision was asked for, and git failed.
    """
    reader = Reader(open_sources(request))
    config = _configuration(reader, request)
    if config is None:
        return None
    bring_vendored(reader, config, request)
    files = reader.sources.rules.find(one_of(config.catalogs or CATALOG_PLACES))
    listing = Listing(reader.sources, config, reader.documents.get(request.config or ""), files, files, frozenset())
    _, catalog = _catalogs(reader, listing)
    return None if reader.faults or files.faults else catalog


def with_vendored(sources: Sources, asked: Asked) -> tuple[Sources, list[Diagnostic]]:
    """The same sources, with files of others by their lock, and what is wrong with it: to read policies without a run.

    What is wrong with the configuration itself is not told: whoever judges by it tells that.
    """
    reader = Reader(sources)
    config = _configuration(reader, asked)
    before = len(reader.faults)
    if config is not None:
        bring_vendored(reader, config, asked)
    return reader.sources, reader.faults[before:]


@dataclass(frozen=True, eq=False)
class Prepared:
    """Everything that is read but manifests."""

    run: Run
    """Without a fleet, and without what the reader keeps."""
    reader: Reader
    listing: Listing | None = None
    """None where the configuration has faults."""
    paths: tuple[str, ...] = ()
    """Those of the manifests."""
    catalog: Catalog | None = None
    inventory: Mapping[str, Entry] | None = None
    """Services that must have a manifest; None where no inventory is configured."""
    observed: Evidence | None = None
    """What was seen of the use of models; None where no evidence is configured."""
    left: tuple[Unread, ...] = ()
    """What may describe services, and is no manifest that is read."""
    unlisted: tuple[Unread, ...] = ()
    """What lists services, and could not be read whole."""

    def all_unread(self, illegible: Iterable[Unread]) -> tuple[Unread, ...]:
        """All that may describe services, with manifests that could not be read."""
        by_file = sorted(illegible, key=lambda entry: entry.location.sort_key)
        return (*self.left, *by_file, *self.unlisted)

    def finish(self, read: Iterable[str], contracts: Iterable[str]) -> Run:
        """The run, with what is to be said when all manifests are read.

        Args:
            read: paths of all files that were read.
            contracts: those that manifests name.
        """
        listing = self.listing
        if listing is None:
            return self.run
        faults, notes = unread(listing, self.run.asked, {*read})
        self.reader.faults += faults
        listing.rules.notes += notes
        if self.catalog is not None:
            listing.rules.notes += _unknown_contracts(self.catalog, contracts)
        return replace(self.run, notes=tuple(note for tree in listing.trees for note in tree.notes))


def prepare(sources: Sources, asked: Asked, *, manifests: bool = True) -> Prepared:
    """Read everything but manifests, and find these; ``manifests`` as in ``read``."""
    reader = Reader(sources)
    config = _configuration(reader, asked)
    run = Run(asked=asked, sources=sources, config=config or defaults())
    if config is None:
        return Prepared(run, reader)
    bring_vendored(reader, config, asked)
    listing = list_files(reader.sources, config, reader.documents.get(asked.config or ""))
    left = _not_found(reader, listing)
    layers, catalog = _catalogs(reader, listing)
    policies, waivers = read_rules(reader, listing, asked.policies)
    controls = read_own_controls(reader, listing, None if asked.policies else policies)
    paths: Sequence[str] = ()
    if manifests:
        listing.rules.notes += not_here(listing)
        paths = [] if asked.collected else listing.pick_manifests(reader)
    inventory, unlisted = (None, []) if catalog is None else list_expected(reader, listing)
    beside = None
    if manifests and (asked.fleet is not None or config.fleet is not None):
        beside = look_beside(reader, listing, asked, policies)
        left += beside.unread
        paths = [*paths, *beside.held]
    observed = None if catalog is None else read_observed(reader, listing, policies)
    finish_vendored(reader, listing)
    run = replace(
        run,
        sources=reader.sources,
        beside=beside,
        policies=tuple(policies),
        waivers=tuple(waivers),
        controls=controls,
        layers=layers,
        rule_files=tuple(listing.rules.files),
        manifest_files=tuple(listing.manifests.files),
        fleets=listing.fleets,
    )
    return Prepared(run, reader, listing, tuple(paths), catalog, inventory, observed, tuple(left), tuple(unlisted))


def _configuration(reader: Reader, asked: Asked) -> Config | None:
    """What there is, or the defaults if there is none; None if it has faults."""
    if asked.config is None:
        return defaults()
    return reader.shaped(reader.read(asked.config, "config"), Config)


def _catalogs(reader: Reader, listing: Listing) -> tuple[tuple[Sequence[Layered], Sequence[Layered]], Catalog | None]:
    """The built-in catalog and the organization's own; without a sound one nothing can be judged."""
    before = len(reader.faults)
    reader.faults += _too_old(reader, listing)
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


def _too_old(reader: Reader, listing: Listing) -> Iterator[Diagnostic]:
    """The configuration demands a newer release of the built-in catalog."""
    release, config = reader.sources.builtin.release, listing.config
    if config.accepts_catalog(release):
        return
    at = listing.in_config(("catalog",))
    message = (
        f"the configuration asks for a catalog {config.catalog}, and this one is {release or 'of no known release'}"
    )
    yield Diagnostic(
        "old-catalog", message, (at,), "install a newer release, or name its folder with --catalog-package"
    )


def _not_found(reader: Reader, listing: Listing) -> list[Unread]:
    """What the tree hides, and what looks like a manifest and is none: either may describe a service."""
    slips = misnamed(listing)
    gone = [fault for tree in listing.trees for fault in tree.faults]
    reader.faults += [*gone, *slips]
    unread = [not_read(fault.locations[0], "looks like a manifest and is not read") for fault in slips]
    return [*unread, *(not_read(fault.locations[0]) for fault in gone)]


def _unknown_contracts(catalog: Catalog, named: Iterable[str]) -> Iterable[str]:
    """Contracts that no catalog knows: their terms are unknown, which a rule may not ask for."""
    unknown = sorted({*named} - set(catalog.contracts))
    if unknown:
        listed = ", ".join(map(shorten_values, unknown[:10]))
        yield f"no catalog knows contract {listed}{' ...' if len(unknown) > 10 else ''}"  # noqa: PLR2004
