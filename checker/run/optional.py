"""What only some configurations name: where one does not, nothing is imported for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from checker.files.config import Config
from checker.files.inventory import Entry
from checker.fleet import Unread
from checker.judging import AnyPolicy
from checker.run.fleets import Listing
from checker.run.reader import Reader
from checker.run.request import Asked

if TYPE_CHECKING:
    from checker.files.controls import ControlLists
    from checker.observed import Evidence
    from checker.run.many import Many
    from checker.run.run import Run


def look_beside(reader: Reader, listing: Listing, asked: Asked, policies: Sequence[AnyPolicy]) -> Many:
    """The manifests of other repositories, from where they are read from now on; for one alone nothing is imported."""
    from checker.run.many import ManyFiles, open_many
    from checker.run.partials import Made
    from checker.run.snapshot_notes import tell_snapshot

    beside = open_many(listing, asked, Made(policies, reader.inputs))
    sources = reader.sources
    reader.sources = replace(sources, manifests=ManyFiles(sources.manifests, beside.held))
    reader.inputs += beside.inputs
    reader.faults += beside.faults
    listing.rules.notes += [beside.note, *tell_snapshot(listing, asked, beside.name, beside.fleet)]
    return beside


def sums_beside(run: Run, beside: Many | None) -> Run:
    """The run with partial sums of other repositories, where these stand for their manifests.

    Raises:
        NotBySums: they cannot.
    """
    if beside is None or beside.partials is None:
        return run
    from checker.run.others import with_sums

    return with_sums(run, beside, beside.partials)


def bring_vendored(reader: Reader, config: Config, asked: Asked) -> None:
    """Have files of others read by their lock; where the configuration names none, nothing is imported."""
    if config.sources:
        from checker.run.locking import open_vendored

        open_vendored(reader, config, asked.config)


def finish_vendored(reader: Reader, listing: Listing) -> None:
    if listing.config.sources:
        from checker.run.locking import read_rest

        read_rest(reader, listing.trees)


def list_expected(reader: Reader, listing: Listing) -> tuple[dict[str, Entry] | None, list[Unread]]:
    """The services of the inventory; None where there is no inventory, for which nothing is imported."""
    if listing.config.inventory is None:
        return None, []
    from checker.run.listed import read_inventory

    return read_inventory(reader, listing, listing.config.inventory)


def read_observed(reader: Reader, listing: Listing, policies: Iterable[AnyPolicy]) -> Evidence | None:
    """The evidence of use; None where none is configured, for which nothing is imported."""
    if listing.config.observed is None:
        return None
    from checker.run.observing import note_left_out, read_evidence

    evidence = read_evidence(reader, listing, listing.config.observed)
    if any(rule.asks_evidence for policy in policies for rule in policy.rules):
        listing.rules.notes += note_left_out(evidence.left_out)
    return evidence


def read_own_controls(reader: Reader, listing: Listing, policies: Sequence[AnyPolicy] | None) -> ControlLists | None:
    """The organization's controls; None where none are configured, for which nothing is imported."""
    if listing.config.controls is None:
        return None
    from checker.run.control_lists import read_controls

    return read_controls(reader, listing, listing.config.controls, policies)
