"""Which services must have a manifest: what the inventory lists, and of that what the configuration selects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.diagnostic import Diagnostic, Location, did_you_mean, many
from checker.files.backstage import USES_MODELS, Entities
from checker.files.config import Inventory
from checker.files.inventory import Entry, qualify, stacked
from checker.fleet import Unread
from checker.report.finding import Note
from checker.run.fleets import Listing, parted
from checker.run.locations import read_listed
from checker.run.manifests import not_read
from checker.run.reader import Reader
from checker.source.characters import fold
from checker.vocabulary import Lifecycle

_NAMED = 10
"""Most services or files that a note names."""


def read_inventory(reader: Reader, listing: Listing, asked: Inventory) -> tuple[dict[str, Entry], list[Unread]]:
    """Services that must have a manifest, as far as they are legible; with a fault no share can be given."""
    before = len(reader.faults)
    found = read_listed(reader, listing, listing.pick(reader, "inventory", asked.files, ()))
    found.elsewhere += parted(listing.rules.files, asked.files, listing.fleets).left_out
    chosen = select(qualify(found.entries), asked.types, asked.lifecycles)
    by_name, twice = stacked(chosen)
    reader.faults += [*found.faults, *twice]
    if len(reader.faults) == before:
        reader.faults += _selects_nothing(listing, asked, found, chosen)
    listing.rules.notes += _notes(found, chosen)
    wrong = {fault.locations[0].file: None for fault in reader.faults[before:]}
    return by_name, [not_read(Location(path), "lists services, and could not be read whole") for path in wrong]


def select(
    entries: Iterable[Entry], types: Sequence[str] | None, lifecycles: Sequence[Lifecycle] | None
) -> list[Entry]:
    """The services of these types and lifecycles; one whose type or lifecycle is not known is never left out."""
    kinds = None if types is None else {fold(written) for written in types}
    return [
        entry
        for entry in entries
        if (kinds is None or entry.type is None or fold(entry.type) in kinds)
        and (lifecycles is None or entry.listed.lifecycle is None or entry.listed.lifecycle in lifecycles)
    ]


def unlisted_types(entries: Iterable[Entry], types: Sequence[str] | None) -> Iterator[tuple[int, str, str]]:
    """Types that no component is of: the index of each, what is wrong, and what may have been meant."""
    there = {fold(entry.type): entry.type for entry in entries if entry.type is not None}
    for index, written in enumerate(types or ()):
        if fold(written) not in there:
            message = f"the inventory lists no component of the type {written!r}"
            yield index, message, did_you_mean(written, there.values())


def _selects_nothing(
    listing: Listing, asked: Inventory, found: Entities, chosen: Sequence[Entry]
) -> Iterator[Diagnostic]:
    """Faults of a selection that would make an empty list look like a complete one."""
    for index, message, help_ in unlisted_types(found.entries, asked.types):
        yield Diagnostic("unknown-type", message, (listing.in_config(("inventory", "types", index)),), help_)
    if not chosen and found.entries:
        message = f"types and lifecycles leave out all that the inventory lists ({many(len(found.entries), 'service')})"
        yield Diagnostic("no-service", message, (listing.in_config(("inventory",)),), "select some of them")
    elif not chosen and not any(kind == "Component" for kind, _ in found.excluded):
        help_ = "name the files that list services, or leave the inventory out"
        yield Diagnostic("no-service", "the inventory lists no service", (listing.in_config(("inventory",)),), help_)


def _notes(found: Entities, chosen: Sequence[Entry]) -> Iterator[str]:
    """What is not judged, though somebody may take it for a service, and lifecycles that are none of ours."""
    left = len(found.entries) - len(chosen)
    if left:
        yield f"types and lifecycles leave out {left} of {many(len(found.entries), 'service')} in the inventory"
    unclear = sorted(entry.listed.service for entry in chosen if entry.unclear)
    if unclear:
        yield f"the inventory gives a lifecycle that is unknown here: {', '.join(unclear[:_NAMED])}{_more(unclear)}"
    unfollowed = [at.file for kind, at in found.excluded if kind == "Location"]
    for said, named in (
        ("a template will name it, so it is no service: ", [at.file for at in found.placeholders]),
        (f"not followed, because {USES_MODELS} is false: ", unfollowed),
        ("not read as inventory, because a folder on its way is a fleet of its own: ", found.elsewhere),
    ):
        files = sorted(set(named))
        if files:
            yield Note(said, files[:_NAMED], _more(files))


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
