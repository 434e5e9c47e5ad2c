"""Reading one file after the other: bytes become documents and models, and every fault on the way is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import field, replace
from functools import cache
from typing import TypeVar

from checker import source
from checker.catalog.layered import Layered
from checker.catalog.shipped import Shipped
from checker.diagnostic import Diagnostic
from checker.files.catalog import CatalogFile
from checker.record import dataclass
from checker.report import Input, InputRole
from checker.resources import Compiled, catalog_files, compiled_as, digest, find_compiled
from checker.run.files import Sources
from checker.run.matching import declared_format
from checker.run.tree import ENDINGS
from checker.shape import Shape
from checker.shape import read as shape_of
from checker.source import Document, Unreadable

_HINTS = 3
_OURS = "modelbylaws/"

S = TypeVar("S", bound=Shape)


@dataclass
class Reader:
    """What was read so far."""

    sources: Sources
    documents: dict[str, Document] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The text of every file, also of one that could not be parsed."""
    inputs: list[Input] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)

    def read(self, path: str, role: InputRole, raw: bytes | Diagnostic | None = None) -> Document | None:
        """Parse a file, of which the bytes may be known; keep the document, or its faults."""
        raw = self._bytes(path, role) if raw is None else raw
        if isinstance(raw, Diagnostic):
            self.faults.append(raw if raw.code != "folder" else replace(raw, help=self._inside(path, role)))
            return None
        before = self._known(path)
        same = before is not None and before[0].sha256 == hashlib.sha256(raw).hexdigest()
        bounds = bounds_of(path, role)
        return self._keep(
            path, role, raw, before[0] if before is not None and same else source.parse(path, raw, bounds)
        )

    def _bytes(self, path: str, role: InputRole) -> bytes | Diagnostic:
        bounds = bounds_of(path, role)
        return self.sources.read(path) if bounds is source.OURS else self.sources.read_large(path, bounds.bytes)

    def _known(self, path: str) -> tuple[Document, Shape] | None:
        return self.sources.known.get(path)

    def read_once(self, path: str, role: InputRole) -> Document | None:
        """The same for a file that several others name."""
        if any(entry.path == path and entry.role != "vendored" for entry in self.inputs):
            return self.documents.get(path)
        return self.read(path, role)

    def _keep(self, path: str, role: InputRole, raw: bytes, found: Document | Unreadable) -> Document | None:
        self.inputs.append(Input(path, role, found.sha256))
        if isinstance(found, Unreadable):
            self.faults += found.diagnostics
            self.texts[path] = as_text(raw)
            return None
        self.documents[path] = found
        self.texts[path] = found.text
        return found

    def forget(self, path: str) -> None:
        """Keep no more of a file than its digest and its faults."""
        self.documents.pop(path, None)
        self.texts.pop(path, None)

    def _inside(self, folder: str, role: InputRole) -> str:
        """A hint at the files that are meant by the folder they lie in."""
        files = self.sources.rules
        there = [path for path in files.names(folder) if path.endswith(ENDINGS) and path not in self.documents]
        meant = [path for path in there if declared_format(path, files.read(path)).split("/")[1:2] == [role]]
        return f"did you mean {' or '.join(meant[:_HINTS])}?" if meant else ""

    def read_many(self, path: str, role: InputRole) -> list[Document]:
        """Parse a file that may be another tool's, and hold several documents; none, if it has faults."""
        raw = self.sources.read(path)
        if isinstance(raw, Diagnostic):
            self.faults.append(raw)
            return []
        found = _parse_listed(path, raw)
        self.inputs.append(Input(path, role, hashlib.sha256(raw).hexdigest()))
        self.texts[path] = as_text(raw)
        if isinstance(found, Unreadable):
            self.faults += found.diagnostics
            return []
        return found

    def shaped(self, document: Document | None, model: type[S]) -> S | None:
        before = self._known(document.file) if document is not None else None
        if before is not None and before[0] is document and isinstance(before[1], model):
            return before[1]
        found = shape_of(document, model) if document is not None else None
        if isinstance(found, list):
            self.faults += found
            return None
        return found

    def layer(self, path: str, raw: bytes | Diagnostic | None = None) -> list[Layered]:
        """A catalog file, as a part of a layer of the stack; none if it has faults."""
        document = self.read(path, "catalog", raw)
        file = self.shaped(document, CatalogFile)
        return [Layered(document, file.dated())] if document is not None and file is not None else []

    def builtin_layer(self) -> Sequence[Layered]:
        """The built-in catalog."""
        catalog = self.sources.builtin.catalog
        digests = {name: digest(raw) for name, raw in catalog.items()}
        compiled = compiled_as(digests)
        if compiled is None:
            return [layered for name, raw in catalog.items() for layered in self._foreign(name, raw)]
        self.inputs += [Input(name, "catalog", digest) for name, digest in digests.items()]
        self.texts |= {name: raw.decode() for name, raw in catalog.items()}
        return _shipped(compiled)

    def _foreign(self, name: str, raw: bytes) -> list[Layered]:
        """A file of a built-in catalog that is not the one of this program."""
        document = self._keep(name, "catalog", raw, _parsed(name, raw))
        if document is None:
            return []
        file = _shaped(name, raw)
        if isinstance(file, list):
            self.faults += file
            return []
        return [Layered(document, file)]


def bounds_of(path: str, role: InputRole = "catalog") -> source.Bounds:
    """How large a file may be: a catalog in JSON is written by programs, and may hold all that is known."""
    return source.CATALOGS if role == "catalog" and path.endswith(".json") else source.OURS


@cache
def _shipped(compiled: Compiled) -> Shipped:
    """NOTE: kept for the whole process, because built-in files are large, and the same in every run."""
    return Shipped(compiled, lambda: [_whole(name, raw, compiled) for name, raw in catalog_files()])


def _whole(name: str, raw: bytes, compiled: Compiled) -> Layered:
    document = source.reuse_parsed(name, raw, compiled.data(name))
    return Layered(document, CatalogFile.model_validate(document.data).dated())


@cache
def _parsed(name: str, raw: bytes) -> Document | Unreadable:
    data = find_compiled(name, raw)
    return source.parse(name, raw) if data is None else source.reuse_parsed(name, raw, data)


@cache
def _shaped(name: str, raw: bytes) -> CatalogFile | list[Diagnostic]:
    document = _parsed(name, raw)
    if isinstance(document, Unreadable):
        return list(document.diagnostics)
    found = shape_of(document, CatalogFile)
    return found if isinstance(found, list) else found.dated()


def _parse_listed(path: str, raw: bytes) -> list[Document] | Unreadable:
    """The documents of a file, by our rules if it is one of ours, and else by those of who wrote it."""
    ours = source.parse_many(path, raw)
    if not isinstance(ours, Unreadable) or declared_format(path, raw).startswith(_OURS):
        return ours
    found = source.parse_many(path, raw, source.THEIRS)
    said = [] if isinstance(found, Unreadable) else [str(document.data.get("format", "")) for document in found]
    return ours if any(written.startswith(_OURS) for written in said) else found


def as_text(raw: bytes) -> str:
    """The text of a file that may not be valid, to be shown only."""
    return raw.decode("utf-8", "replace").replace("\r\n", "\n").removeprefix("\ufeff")
