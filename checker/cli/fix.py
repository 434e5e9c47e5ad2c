"""``check --fix``: in manifests, aliases and package URLs of models become the ids that catalogs give them.

A file is written only if reading the new text gives what was intended and nothing else.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass

from checker import source
from checker.catalog.stack import Catalog
from checker.cli.output import write
from checker.cli.reading import tree
from checker.cli.reading.load import load_all
from checker.cli.request import Request
from checker.diagnostic import Diagnostic, Path, Place, Span
from checker.fleet import Service
from checker.manifest import Manifest, Route
from checker.names import version_of
from checker.shape import read
from checker.source import Document, Plain
from checker.source.edit import Edit, Original


@dataclass(frozen=True, slots=True)
class Renamed:
    """A model's name at a path, and its id. ``version`` is what the package URL said and the route does not."""

    path: Path
    written: str
    id: str
    version: str | None = None
    left: str = ""
    """Why it stays as it is."""


def fix(request: Request, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Rewrite the manifests, below ``paths`` if there are any; what was done, and what was left and why.

    Raises:
        Fault: a file cannot be written; it and those after it are as they were.
    """
    loaded = load_all(request)
    if loaded.catalog is None:
        return ()
    notes: list[str] = []
    changed: list[tuple[str, str]] = []
    for service in sorted(loaded.services, key=lambda service: service.document.file):
        file = service.document.file
        found = list(_renamed(service.manifest, loaded.catalog)) if _asked(file, paths) else []
        if found:
            text, said = _rewritten(service, found, tree.read(request.root, file))
            changed += [(file, text)] if text else []
            notes += said
    for file, text in changed:
        write(f"{request.root}/{file}", text)
    return tuple(notes)


def _asked(file: str, paths: tuple[str, ...]) -> bool:
    return not paths or any(path in {file, "."} or file.startswith(f"{path}/") for path in paths)


def _renamed(manifest: Manifest, catalog: Catalog) -> Iterator[Renamed]:
    """Every model in a manifest that is not called by its id."""
    for path, written, route in _names(manifest):
        known = catalog.model(written)
        if known is None or known.id == written:
            continue
        version = version_of(written)
        if written.startswith("pkg:") and "#" in written:
            yield Renamed(path, written, known.id, left="its subpath has no other place here")
        elif version is None or (route is not None and route.version == version):
            yield Renamed(path, written, known.id)
        elif route is None:
            yield Renamed(path, written, known.id, left="its version has no other place here")
        elif route.version is not None:
            yield Renamed(path, written, known.id, left=f"version says {route.version}; let both say the same first")
        else:
            yield Renamed(path, written, known.id, version)


def _names(manifest: Manifest) -> Iterator[tuple[Path, str, Route | None]]:
    """Paths and names of models; with the route where it is the route's own."""
    for number, use in enumerate(manifest.uses):
        for index, route in enumerate(use.routes):
            at: Path = ("uses", number, "routes", index)
            yield (*at, "model"), route.model, route
            for base, name in enumerate(route.derived_from or ()):
                yield (*at, "derived-from", base), name, None
    for index, alternative in enumerate((manifest.exit and manifest.exit.alternatives) or ()):
        yield ("exit", "alternatives", index, "model"), alternative.model, None


def _rewritten(service: Service, found: list[Renamed], raw: bytes | Diagnostic) -> tuple[str, list[str]]:
    """The new text, or none, and what is to be said about it."""
    document = service.document
    if isinstance(raw, Diagnostic) or source.parse(document.file, raw).sha256 != document.sha256:
        return "", [f"not rewritten: {document.file} changed while it was read"]
    original = Original(raw)
    judged = [_unless_block(document, original, renamed) for renamed in found]
    done = [renamed for renamed in judged if not renamed.left]
    said = [f"not rewritten: {_where(document, one)}: {one.written}: {one.left}" for one in judged if one.left]
    if not done:
        return "", said
    text = original.edited(edit for renamed in done for edit in _edits(document, original, renamed))
    wrong = _wrong(document, done, text)
    if wrong:
        return "", [*said, f"not rewritten: {document.file}: {wrong}"]
    return text, [*(f"rewrote {_where(document, one)}: {one.written} -> {_now(one)}" for one in done), *said]


def _where(document: Document, renamed: Renamed) -> str:
    span = _span(document, renamed.path)
    return f"{document.file}:{span.line}:{span.column}"


def _now(renamed: Renamed) -> str:
    return f"{renamed.id}, version {renamed.version}" if renamed.version else renamed.id


def _span(document: Document, path: Path, *, key: bool = False) -> Span:
    span = document.locate(Place(document.file, path, part="key" if key else "value")).span
    return span or Span(1, 1, 1, 1)


def _unless_block(document: Document, original: Original, renamed: Renamed) -> Renamed:
    """A value in YAML's block style has no place of its own in its line."""
    if not renamed.left and original.part(_span(document, renamed.path))[:1] in {"|", ">"}:
        why = "it is written as a block of lines"
        return Renamed(renamed.path, renamed.written, renamed.id, renamed.version, why)
    return renamed


def _edits(document: Document, original: Original, renamed: Renamed) -> Iterator[Edit]:
    span = _span(document, renamed.path)
    quote = original.part(span)[:1]
    quote = quote if quote in {'"', "'"} else ""
    yield Edit(span, f"{quote}{renamed.id}{quote}")
    if renamed.version is not None:
        yield _version(document, original, renamed, span)


def _version(document: Document, original: Original, renamed: Renamed, value: Span) -> Edit:
    """A key of its own, laid out as the model's: below it, or behind it where that one does not start a line."""
    key = _span(document, renamed.path, key=True)
    in_flow = original.part(_span(document, renamed.path[:-1]))[:1] == "{"
    quote = original.part(key)[:1]
    name = f"{quote}version{quote}" if quote in {'"', "'"} else "version"
    pair = f"{name}: {json.dumps(renamed.version)}"
    before = original.before(key)
    if not in_flow:
        return Edit(original.end_of_line(value), f"{original.line_end}{' ' * len(before)}{pair}")
    behind = Span(*value[2:], *value[2:])
    return Edit(behind, f", {pair}" if before.strip() else f",{original.line_end}{before}{pair}")


def _wrong(document: Document, done: list[Renamed], text: str) -> str:
    """Why the new text does not say what was intended; nothing, if it does."""
    intended = copy.deepcopy(document.data)
    for renamed in done:
        _set(intended, renamed)
    typed = read(document, Manifest, intended)
    if isinstance(typed, list):
        return typed[0].message
    again = source.parse(document.file, text.encode())
    same = isinstance(again, Document) and again.data == intended and read(again, Manifest) == typed
    return "" if same else "the new text would say something else; rewrite it by hand"


def _set(data: dict[str, Plain], renamed: Renamed) -> None:
    node: Plain = data
    for step in renamed.path[:-1]:
        node = _below(node, step)
    last = renamed.path[-1]
    if isinstance(node, list) and isinstance(last, int):
        node[last] = renamed.id
    elif isinstance(node, dict):
        node[str(last)] = renamed.id
        if renamed.version is not None:
            node["version"] = renamed.version


def _below(node: Plain, step: str | int) -> Plain:
    if isinstance(node, list) and isinstance(step, int):
        return node[step]
    return node[str(step)] if isinstance(node, dict) else node
