"""The files of an inventory: those that the configuration names, and those that Backstage's Locations lead to.

What a Location names and nobody can follow is a fault: then the population is not known to be complete, and no rule
about the fleet passes over it. Nothing is ever fetched, and nothing outside of the root is read.
"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import field

from checker.diagnostic import Diagnostic, Place
from checker.files.backstage import USES_MODELS, Entities, Target, is_entity, take_entity
from checker.files.inventory import entries_of
from checker.record import dataclass
from checker.run.files import leads_to, outside
from checker.run.fleets import Listing, parted
from checker.run.matching import fixed_part
from checker.run.reader import Reader
from checker.source import Document

MAX_TARGETS = 1_000
"""Most targets of Locations that a run follows."""
MAX_PATTERNS = 100
"""Most of them that are patterns: each is compared with every file."""
MAX_FILES = 10_000
"""Most files that are read because of them."""
_WILD = re.compile(r"[*?\[]")
_NEITHER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|.*[{}]", re.DOTALL)
"""What is no path below the root: an address, and what somebody else will fill in or write out."""
_OTHERS = re.compile(r"[\\()\[]")
"""What other tools may take for a separator or a pattern: that nothing is there for us does not say that nothing is."""
_HELP = f'list what is there in an inventory file, and say so in the Location: annotation {USES_MODELS}: "false"'
_FOREIGN = {
    "bomFormat": "a CycloneDX bill of materials",
    "spdxVersion": "an SPDX document",
    "model_list": "a configuration of LiteLLM",
    "openapi": "an OpenAPI description",
    "swagger": "an OpenAPI description",
    "asyncapi": "an AsyncAPI description",
    "planned_values": "a Terraform plan",
    "apiVersion": "an object of another system than Backstage",
}
"""What a file is that has a key, and does not say which format of ours it has."""


@dataclass(slots=True)
class _Walk:
    """What was found so far, and the files that are still to be read."""

    reader: Reader
    listing: Listing
    there: frozenset[str]
    """All files below the root."""
    waiting: deque[str]
    found: Entities = field(default_factory=Entities)
    seen: set[str] = field(default_factory=set)
    patterns: int = 0


def read_listed(reader: Reader, listing: Listing, paths: Iterable[str]) -> Entities:
    """All that files list, each of which is read once, however many Locations name it."""
    walk = _Walk(reader, listing, frozenset(listing.rules.files), deque(paths))
    while walk.waiting:
        path = walk.waiting.popleft()
        if path not in walk.seen:
            walk.seen.add(path)
            before = len(walk.found.targets)
            for document in reader.read_many(path, "inventory"):
                _take(document, walk.found)
            _follow_all(walk, path, before)
    return walk.found


def _take(document: Document, found: Entities) -> None:
    """Take what one document lists."""
    ours = str(document.data.get("format", "")).startswith("modelbylaws/")
    if is_entity(document.data) and not ours:
        take_entity(document, found)
        return
    keys = _FOREIGN if "format" not in document.data else ()
    foreign = next((key for key in keys if key in document.data), None)
    if foreign is None:
        entries, faults = entries_of(document)
        found.entries += entries
        found.faults += faults
        return
    message = f"this is {_FOREIGN[foreign]}, and no inventory of services"
    help_ = "an inventory has format: modelbylaws/inventory/v1, or is Backstage's catalog-info.yaml"
    at = document.locate(Place(document.file, (foreign,), part="key"))
    found.faults.append(Diagnostic("not-an-inventory", message, (at,), help_))


def _follow_all(walk: _Walk, beside: str, before: int) -> None:
    """Read later what the targets of one file mean, and keep why some cannot be followed."""
    targets = walk.found.targets
    for number in range(before, len(targets)):
        target = targets[number]
        if number == MAX_TARGETS:
            walk.found.faults.append(_unfollowed(target, f"more than {MAX_TARGETS} targets; not followed from here on"))
        if number >= MAX_TARGETS:
            return
        means = _means(walk, beside, target)
        if isinstance(means, Diagnostic):
            walk.found.faults.append(means)
        else:
            walk.waiting += means


def _means(walk: _Walk, beside: str, target: Target) -> list[str] | Diagnostic:
    """The files that a target names, or why it cannot be followed."""
    written = target.written
    if _NEITHER.match(written):
        return _unfollowed(target, "this target is not followed: it is no path, and nothing is ever fetched")
    path = leads_to(walk.listing.sources.rules, written, beside)
    if path is not None and path in walk.there:
        return [path]
    fixed = leads_to(walk.listing.sources.rules, fixed_part(written), beside)
    if path is None or fixed is None:
        return outside(written, target.location)
    pattern = posixpath.normpath(posixpath.join(posixpath.dirname(beside), written))
    hits = _matching(walk, pattern, target) if _WILD.search(written) else []
    if hits:
        return hits
    missing = walk.listing.no_match("inventory", pattern, target.location)
    may_be_missing = target.optional and missing.code == "no-such-file" and not _OTHERS.search(written)
    return [] if may_be_missing else missing


def _matching(walk: _Walk, pattern: str, target: Target) -> list[str] | Diagnostic:
    """The files that a pattern means, within the bounds; those of another fleet only if it names their folder."""
    walk.patterns += 1
    if walk.patterns > MAX_PATTERNS:
        return _unfollowed(target, f"more than {MAX_PATTERNS} targets are patterns; this one is not followed")
    parts = parted(walk.listing.rules.files, (pattern,), walk.listing.fleets)
    walk.found.elsewhere += parts.left_out
    hits = parts.own
    if len(walk.seen) + len(walk.waiting) + len(hits) > MAX_FILES:
        return _unfollowed(target, f"this pattern leads to more than {MAX_FILES} files, and is not followed")
    return hits


def _unfollowed(target: Target, message: str) -> Diagnostic:
    return Diagnostic("not-followed", message, (target.location,), _HELP)
