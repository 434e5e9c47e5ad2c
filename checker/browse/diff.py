"""``catalog diff``: what changed in what is known about models, and whom that touches.

Two days of the catalogs as they are, or two catalogs: files, folders of files, or
the organization's own at a git revision, each on top of the built-in one.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import replace

from checker.browse.changes import Compared, Side, changes
from checker.browse.dependents import dependents
from checker.browse.list import Read, fault_of, read
from checker.catalog import Catalog
from checker.catalog.stacking import stack
from checker.diagnostic import Diagnostic
from checker.fleet import assemble
from checker.formats.summary import show_position
from checker.record import dataclass
from checker.run import tree
from checker.run.faults import Fault
from checker.run.matching import declared_format
from checker.run.read import read_request
from checker.run.reader import Reader, bounds_of
from checker.run.request import Request
from checker.run.revision import resolve

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}))?\Z")
_FORMAT = "modelbylaws/catalog/v1"
_ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class CatalogDiffOptions:
    """What to compare: ``alone`` without the built-in catalog below files, ``used`` only what the fleet depends on."""

    before: str
    after: str
    alone: bool
    used: bool


def diff(request: Request, asked: CatalogDiffOptions) -> Compared:
    """What changed between two sides.

    Raises:
        Fault: a side is no day, file or folder, or holds no sound catalog.
    """
    names = (asked.before, asked.after)
    days = [_moment(name) for name in names]
    if any(days) and not all(days):
        raise Fault("cannot compare a day with a file; give two days, or two files, folders or revisions")
    found = read(request)
    before, after = (
        _side(found, name, found.world.catalog, day)
        if day
        else _side(found, name, _catalog(found, request, name, alone=asked.alone))
        for name, day in zip(names, days, strict=True)
    )
    changed = changes(before, after, used=asked.used)
    return Compared(before.name, after.name, tuple(changed), found.faults, found.sources)


def _moment(name: str) -> tuple[dt.date, dt.date | None] | None:
    """``2026-04-01``, or ``2026-04-01@2026-05-01``: that day, as it was known by the other."""
    found = _MOMENT.match(name)
    if found is None:
        return None
    try:
        return dt.date.fromisoformat(found[1]), dt.date.fromisoformat(found[2]) if found[2] else None
    except ValueError:
        raise Fault(f"{name!r} is not a day") from None


def _side(found: Read, name: str, catalog: Catalog, day: tuple[dt.date, dt.date | None] | None = None) -> Side:
    """The fleet as it is, in another world.

    Raises:
        Fault: with this catalog a model would be its own ancestor.
    """
    asked = found.run.asked
    as_of, known_by = day or (asked.as_of, None)
    fleet, faults = assemble(found.run.services, catalog, found.run.config, as_of, None, known_by or asked.known_by)
    cyclic = [fault for fault in faults if fault.code == "lineage-cycle"]
    if cyclic and cyclic[0] not in found.run.faults:
        raise Fault(f"{name}: {cyclic[0].message}")
    return Side(name, fleet.world, dependents(fleet.services, fleet.world))


def _catalog(found: Read, request: Request, name: str, *, alone: bool) -> Catalog:
    """The catalog of a file, of all catalog files in a folder, or of a git revision.

    Raises:
        Fault: it cannot be read, or has a fault.
    """
    if not os.path.lexists(name):
        return _at_revision(request, name, alone=alone)
    reader = Reader(found.run.sources)
    layer = [
        layered for path in _files(name) for layered in reader.layer(path, tree.read(".", path, bounds_of(path).bytes))
    ]
    builtin = [] if alone else [list(found.world.catalog.layers[0])]
    made: Catalog | list[Diagnostic] = reader.faults or stack([*builtin, layer])
    if isinstance(made, list):
        # NOTE: these files were named on the command line, and read by these names.
        raise Fault(f"{name} is no sound catalog: {fault_of(made, lambda at: show_position(at.file, at))}")
    return made


def _at_revision(request: Request, name: str, *, alone: bool) -> Catalog:
    """The organization's own catalogs as a git revision has them.

    Raises:
        Fault: there is no such revision, or its catalogs have a fault.
    """
    try:
        revision = resolve(request.root, name)
    except Fault as fault:
        raise Fault(f"{name!r} is no day such as 2026-04-01, no file and no folder, and no revision: {fault}") from None
    run = read_request(replace(request, trusted=revision, manifests=None), manifests=False)
    own = stack(run.layers[1:]) if alone else run.catalog
    if not isinstance(own, Catalog):
        raise Fault(f"{name} is no sound catalog: {fault_of(own or run.faults)}")
    return own


def _files(name: str) -> Iterator[str]:
    """The file, or in a folder every file that says it is a catalog.

    Raises:
        Fault: there is none.
    """
    if os.path.isfile(name):
        yield name
        return
    if not os.path.isdir(name):
        raise Fault(f"{name!r} is neither a day, such as 2026-04-01, nor a catalog file or a folder of them")
    found = False
    for where, folders, files in os.walk(name):
        folders.sort()
        for path in (os.path.join(where, file) for file in sorted(files) if file.endswith(_ENDINGS)):
            raw = tree.read(".", path)
            if isinstance(raw, Diagnostic) or declared_format(path, raw) == _FORMAT:
                found = True
                yield path
    if not found:
        raise Fault(f"no file below {name!r} says that it is a catalog")
