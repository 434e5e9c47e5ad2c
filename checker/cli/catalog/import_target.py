"""The catalog file that an import writes: what it says so far, and what the other catalogs say without it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from checker import source
from checker.catalog.files import CatalogFile
from checker.catalog.sourced import Source
from checker.catalog.stack import Catalog, Layered, stack
from checker.cli.catalog.yaml_file import generated
from checker.cli.faults import Fault
from checker.cli.reading import tree
from checker.cli.reading.loaded import Loaded
from checker.cli.reading.patterns import matching
from checker.config import CATALOG_PLACES
from checker.diagnostic import Diagnostic
from checker.resources import BUILTIN_CATALOG, catalog_folder
from checker.shape import read
from checker.source import Document


@dataclass(frozen=True, slots=True)
class Target:
    """The file below the root, as the stack names it, and every catalog but this one."""

    path: str
    whole: str
    name: str
    layers: list[list[Layered]]
    layer: int
    """Which of the layers the file belongs to."""
    before: Catalog
    """What the other catalogs say."""
    old: CatalogFile
    """What the file says; an empty one if there is none yet."""
    notes: tuple[str, ...]


def target_of(loaded: Loaded, what: str, into: str | None) -> Target:
    """The file that an import of this kind writes.

    Raises:
        Fault: the file cannot be the one, or another catalog has faults.
    """
    root, as_of = loaded.request.root, loaded.request.as_of
    whole = os.path.abspath(into) if into else os.path.join(root, "catalog", f"imported-{what}.yaml")
    path = os.path.relpath(whole, root).replace(os.sep, "/")
    if path.startswith("../") or not path.endswith((".yaml", ".yml")):
        raise Fault(f"{path} is no YAML file below the folder that is checked")
    is_builtin = os.path.realpath(os.path.dirname(whole)) == os.path.realpath(catalog_folder())
    name = f"{BUILTIN_CATALOG}/{os.path.basename(whole)}" if is_builtin else path
    layers = [[layered for layered in layer if layered.document.file != name] for layer in loaded.layers]
    before = _without_faults(loaded, layers, name)
    old = _old(root, path, what) if os.path.lexists(whole) else None
    if old is not None and (old.recorded is None or old.recorded > as_of):
        raise Fault(f"{path} was recorded on {old.recorded}; an import cannot be older")
    empty = {"format": "modelbylaws/catalog/v1", "imported": what, "recorded": as_of.isoformat()}
    notes = () if is_builtin else tuple(_unread(loaded, path))
    current = old or CatalogFile.model_validate(empty)
    return Target(path, whole, name, layers, 0 if is_builtin else 1, before, current, notes)


def adopted(target: Target, file: CatalogFile, basis: Source | None) -> tuple[str, Catalog]:
    """The new file as text, read back as any run would read it, and what all catalogs say with it.

    Raises:
        Fault: the result would not be valid.
    """
    header = [f"Written by `modelbylaws catalog import {file.imported}`: import again instead of editing it."]
    header += [f"Last read: {basis.what}, {basis.where}, {basis.digest}"] if basis else []
    text = generated(file, header)
    document, made = _read(target.name, text.encode())
    if made != file:
        raise Fault(f"{target.path} would not say what was imported; please report it")
    layers = [
        [*layer, Layered(document, made.dated())] if n == target.layer else layer
        for n, layer in enumerate(target.layers)
    ]
    after = stack(layers)
    if not isinstance(after, Catalog):
        raise Fault(f"that would not be valid: {after[0].message}")
    return text, after


def _without_faults(loaded: Loaded, layers: list[list[Layered]], name: str) -> Catalog:
    read_ = {layered.document.file for layer in layers for layered in layer}
    faulty = [entry.path for entry in loaded.inputs if entry.role == "catalog" and entry.path not in {*read_, name}]
    if faulty or not layers:
        raise Fault(f"{' and '.join(faulty) or 'the configuration'} cannot be read: see modelbylaws lint")
    before = stack(layers)
    if not isinstance(before, Catalog):
        raise Fault(f"the catalogs have faults, see modelbylaws lint: {before[0].message}")
    return before


def _old(root: str, path: str, what: str) -> CatalogFile:
    raw = tree.read(root, path)
    if isinstance(raw, Diagnostic):
        raise Fault(f"{path} {raw.message}")
    _, old = _read(path, raw)
    if old.imported != what:
        raise Fault(f"{path} was not written by catalog import {what}; choose another file with --into")
    return old


def _read(name: str, raw: bytes) -> tuple[Document, CatalogFile]:
    document = source.parse(name, raw)
    found = read(document, CatalogFile) if isinstance(document, Document) else list(document.diagnostics)
    if isinstance(found, list) or not isinstance(document, Document):
        raise Fault(f"{name} is not valid: {found[0].message if isinstance(found, list) else ''}")
    return document, found


def _unread(loaded: Loaded, path: str) -> Iterator[str]:
    if not matching([path], loaded.config.catalogs or CATALOG_PLACES):
        yield f"not read yet: add {path} to catalogs in the configuration"
