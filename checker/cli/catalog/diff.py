"""``catalog diff``: what changed in what is known about models, and whom that touches.

Two days of the catalogs as they are, or two catalogs: files, folders of files, or
the organization's own at a git revision, each on top of the built-in one.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.catalog.stack import Catalog, Layered, stack
from checker.cli.catalog.read import Read, fault_of, read
from checker.cli.faults import Fault
from checker.cli.reading import tree
from checker.cli.reading.load import load_all
from checker.cli.reading.load_policies import declared_format
from checker.cli.reading.loaded import Loaded
from checker.cli.reading.revision import resolve
from checker.cli.request import Request
from checker.diagnostic import Diagnostic
from checker.fleet import assemble
from checker.fleet.changes import Side, changes
from checker.fleet.dependents import dependents
from checker.formats.catalog.changes import changes_text
from checker.formats.catalog.json import changes_json
from checker.formats.terminal import Paint

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:@(\d{4}-\d{2}-\d{2}))?\Z")
_FORMAT = "modelbylaws/catalog/v1"
_ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Asked:
    """What to compare: ``alone`` without the built-in catalog below files, ``used`` only what the fleet depends on."""

    before: str
    after: str
    alone: bool
    used: bool


def diff(request: Request, asked: Asked, form: str, paint: Paint) -> tuple[str, int]:
    """What changed, and 0; 2 where something could not be read.

    Raises:
        Fault: a side is no day, file or folder, or holds no sound catalog.
    """
    names = (asked.before, asked.after)
    days = [_moment(name) for name in names]
    if any(days) and not all(days):
        raise Fault("cannot compare a day with a file; give two days, or two files, folders or revisions")
    found = read(request, paint)
    before, after = (
        _side(found, name, found.world.catalog, day)
        if day
        else _side(found, name, _catalog(found, name, alone=asked.alone))
        for name, day in zip(names, days, strict=True)
    )
    changed = [model for model in changes(before, after) if model.uses or not asked.used]
    if form == "json":
        return changes_json(changed, before, after, found.loaded.diagnostics), found.code(0)
    return found.faults() + changes_text(changed, before, after, paint), found.code(0)


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
    request = found.loaded.request
    as_of, known_by = day or (request.as_of, None)
    fleet, faults = assemble(
        found.loaded.services, catalog, found.loaded.config, as_of, None, known_by or request.known_by
    )
    cyclic = [fault for fault in faults if fault.code == "lineage-cycle"]
    if cyclic and cyclic[0] not in found.loaded.diagnostics:
        raise Fault(f"{name}: {cyclic[0].message}")
    return Side(name, fleet.world, dependents(fleet.services, fleet.world))


def _catalog(found: Read, name: str, *, alone: bool) -> Catalog:
    """The catalog of a file, of all catalog files in a folder, or of a git revision.

    Raises:
        Fault: it cannot be read, or has a fault.
    """
    if not os.path.lexists(name):
        return _at_revision(found, name, alone=alone)
    scratch = Loaded(replace(found.loaded.request, config=None))
    layer: list[Layered] = []
    for path in _files(name):
        found_layer = scratch.layer(scratch.read(path, "catalog", tree.read(".", path)))
        layer += [found_layer] if found_layer is not None else []
    builtin = [] if alone else [list(found.world.catalog.layers[0])]
    made: Catalog | list[Diagnostic] = scratch.diagnostics or stack([*builtin, layer])
    if isinstance(made, list):
        raise Fault(f"{name} is no sound catalog: {fault_of(made)}")
    return made


def _at_revision(found: Read, name: str, *, alone: bool) -> Catalog:
    """The organization's own catalogs as a git revision has them.

    Raises:
        Fault: there is no such revision, or its catalogs have a fault.
    """
    request = found.loaded.request
    try:
        revision = resolve(request.root, name)
    except Fault as fault:
        raise Fault(f"{name!r} is no day such as 2026-04-01, no file and no folder, and no revision: {fault}") from None
    loaded = load_all(replace(request, trusted=revision, manifests=None), manifests=False)
    own = stack(loaded.layers[1:]) if alone else loaded.catalog
    if not isinstance(own, Catalog):
        raise Fault(f"{name} is no sound catalog: {fault_of(own or loaded.diagnostics)}")
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
            if isinstance(raw, Diagnostic) or _is_catalog(path, raw):
                found = True
                yield path
    if not found:
        raise Fault(f"no file below {name!r} says that it is a catalog")


def _is_catalog(path: str, raw: bytes) -> bool:
    """By its format; JSON has no line of its own for that, so there it is enough to name it."""
    return f'"{_FORMAT}"'.encode() in raw if path.endswith(".json") else declared_format(raw) == _FORMAT
