"""The catalog file that an import writes: what it says so far, what other catalogs say without it, and its new text.

The same content is the same bytes, one line a statement's source.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

import yaml

from checker import source
from checker.catalog import Catalog
from checker.catalog.layered import Layered
from checker.catalog.stacking import stack
from checker.diagnostic import Diagnostic
from checker.files.catalog import CatalogFile
from checker.files.config import CATALOG_PLACES
from checker.files.facts import Source, Sourced
from checker.formats.terminal import from_here
from checker.record import dataclass
from checker.resources import BUILTIN_CATALOG, catalog_folder
from checker.run import tree
from checker.run.faults import Fault
from checker.run.matching import matching
from checker.run.named import regular
from checker.run.run import Run
from checker.shape import read
from checker.shape.written import as_file
from checker.source import Document

MAX_WIDTH = 1 << 20
"""Columns before PyYAML would fold a line: more than a file that is read may have bytes."""

_FIRST = ("model", "host", "snapshot", "retires", "value", "from", "until", "status", "recorded", "superseded", "note")
"""Keys of a statement in the order in which people read them; sources come last."""


class Inline(dict[str, object]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Block style, indented lists, and every value where it holds."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - of the signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)


def _inline(dumper: yaml.SafeDumper, data: Inline) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


_Dumper.add_representer(Inline, _inline)


def generate(file: CatalogFile, header: Iterable[str]) -> str:
    """The whole file, with comment lines above it."""
    data: dict[str, object] = {"format": file.format, "imported": file.imported, "recorded": file.recorded}
    if file.models:
        data["models"] = [
            {
                "id": model.id,
                "vendor": model.vendor,
                "facts": {
                    fact.name: [_entry(claim) for claim in claims] for fact, claims in model.facts.given() if claims
                },
            }
            for model in file.models
        ]
    if file.endpoints:
        data["endpoints"] = [_entry(endpoint) for endpoint in file.endpoints]
    return "".join(f"# {line}\n" for line in header) + dump(data)


def dump(data: object) -> str:
    """YAML as catalogs are written in."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=MAX_WIDTH))


def _entry(entry: Sourced) -> Mapping[str, object]:
    plain = as_file(entry)
    sources = [Inline(source) for source in plain.pop("sources")]
    first = {key: plain.pop(key) for key in _FIRST if key in plain}
    return {**first, **plain, "sources": sources}


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


def target_of(run: Run, root: str, what: str, into: str | None) -> Target:
    """The file that an import of this kind writes.

    Raises:
        Fault: the file cannot be the one, or another catalog has faults.
    """
    as_of = run.asked.as_of
    if into and os.path.lexists(into):
        regular(into, "modelbylaws/catalog/")
    whole = os.path.abspath(into) if into else os.path.join(root, "catalog", f"imported-{what}.yaml")
    path = os.path.relpath(whole, root).replace(os.sep, "/")
    if path.startswith("../") or not path.endswith((".yaml", ".yml")):
        raise Fault(f"{path} is no YAML file below the folder that is checked")
    is_builtin = os.path.realpath(os.path.dirname(whole)) == os.path.realpath(catalog_folder())
    name = f"{BUILTIN_CATALOG}/{os.path.basename(whole)}" if is_builtin else path
    layers = [[layered for layered in layer if layered.document.file != name] for layer in run.layers]
    before = _without_faults(run, layers, name)
    old = _old(root, path, what) if os.path.lexists(whole) else None
    if old is not None and (old.recorded is None or old.recorded > as_of):
        raise Fault(f"{from_here(path)} was recorded on {old.recorded}; an import cannot be older")
    empty = {"format": "modelbylaws/catalog/v1", "imported": what, "recorded": as_of.isoformat()}
    notes = () if is_builtin else tuple(say_unread(run, path))
    current = old or CatalogFile.model_validate(empty)
    return Target(path, whole, name, layers, 0 if is_builtin else 1, before, current, notes)


def adopt(target: Target, file: CatalogFile, basis: Source | None) -> tuple[str, Catalog]:
    """The new file as text, read back as any run would read it, and what all catalogs say with it.

    Raises:
        Fault: the result would not be valid.
    """
    header = [f"Written by `modelbylaws catalog import {file.imported}`: import again instead of editing it."]
    if basis:
        header.append(f"Last read: {basis.what}, {basis.where}, {basis.digest}")
    text = generate(file, header)
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


def _without_faults(run: Run, layers: list[list[Layered]], name: str) -> Catalog:
    read_ = {layered.document.file for layer in layers for layered in layer}
    faulty = [entry.path for entry in run.inputs if entry.role == "catalog" and entry.path not in {*read_, name}]
    if faulty or not layers:
        raise Fault(f"{' and '.join(faulty) or 'the configuration'} cannot be read: see modelbylaws lint")
    before = stack(layers)
    if not isinstance(before, Catalog):
        raise Fault(f"the catalogs have faults, see modelbylaws lint: {before[0].message}")
    return before


def _old(root: str, path: str, what: str) -> CatalogFile:
    raw = tree.read(root, path)
    if isinstance(raw, Diagnostic):
        raise Fault(f"{from_here(path)} {raw.message}")
    _, old = _read(path, raw)
    if old.imported != what:
        raise Fault(f"{from_here(path)} was not written by catalog import {what}; choose another file with --into")
    return old


def _read(name: str, raw: bytes) -> tuple[Document, CatalogFile]:
    document = source.parse(name, raw)
    found = read(document, CatalogFile) if isinstance(document, Document) else list(document.diagnostics)
    if isinstance(found, list) or not isinstance(document, Document):
        raise Fault(f"{name} is not valid: {found[0].message if isinstance(found, list) else ''}")
    return document, found


def say_unread(run: Run, path: str) -> Iterator[str]:
    """A note, if the configuration names catalogs, and not this one."""
    if not matching([path], run.config.catalogs or CATALOG_PLACES):
        yield f"not read yet: add {path} to catalogs in the configuration"
