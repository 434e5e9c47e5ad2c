"""What a run has read so far: documents, their texts, and every fault on the way."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TypeVar

from checker import source
from checker.catalog.files import CatalogFile
from checker.catalog.stack import Catalog, Layered
from checker.cli.reading.files import Files, files_of
from checker.cli.reading.patterns import matching
from checker.cli.reading.policies import unknown_builtin
from checker.cli.reading.tree import Tree
from checker.cli.request import CONFIG_NAME, Request
from checker.config import Config
from checker.diagnostic import Diagnostic, Location, Place
from checker.engine import AnyPolicy
from checker.fleet import Fleet, Service
from checker.report import Input, Role
from checker.resources import BUILTIN
from checker.shape import Shape
from checker.shape import read as shape_of
from checker.source import Document, Unreadable
from checker.waivers import Placed

NO_CONFIG = Config(format="modelbylaws/config/v1")

S = TypeVar("S", bound=Shape)


@dataclass
class Loaded:
    """What could be read, and every fault on the way."""

    request: Request
    config: Config = NO_CONFIG
    files: Tree = field(default_factory=lambda: Tree("."))
    """Everything but manifests."""
    fleet_files: Tree = field(default_factory=lambda: Tree("."))
    """Where manifests are looked for: the same tree, unless they are read elsewhere."""
    policies: list[AnyPolicy] = field(default_factory=list)
    waivers: list[Placed] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    catalog: Catalog | None = None
    layers: list[list[Layered]] = field(default_factory=list)
    """The catalog files that could be read, a list a layer, lowest first."""
    fleet: Fleet | None = None
    documents: dict[str, Document] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    inputs: list[Input] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    complete: bool = True
    """Whether every manifest that was found could be read."""

    @property
    def rest(self) -> Files:
        """Where everything but manifests is read."""
        return files_of(self.request.root, self.request.trusted, tracked=self.request.hook is not None)

    @property
    def manifests(self) -> Files:
        return files_of(self.request.root, self.request.manifests, tracked=self.request.hook is not None)

    @property
    def trees(self) -> tuple[Tree, ...]:
        return (self.files,) if self.fleet_files is self.files else (self.files, self.fleet_files)

    def read(self, path: str, role: Role, raw: bytes | Diagnostic) -> Document | None:
        """Parse a file's bytes; keep the document, or its faults."""
        if isinstance(raw, Diagnostic):
            self.diagnostics.append(raw)
            return None
        return self.keep(path, role, raw, source.parse(path, raw))

    def keep(self, path: str, role: Role, raw: bytes, found: Document | Unreadable) -> Document | None:
        """Take up a file that was parsed."""
        self.inputs.append(Input(path, role, found.sha256))
        if isinstance(found, Unreadable):
            self.diagnostics += found.diagnostics
            self.sources[path] = _as_text(raw)
            return None
        self.documents[path] = found
        self.sources[path] = found.text
        return found

    def read_many(self, path: str, role: Role, raw: bytes | Diagnostic) -> list[Document]:
        """Parse a file that may hold several documents; none, if it has faults."""
        if isinstance(raw, Diagnostic):
            self.diagnostics.append(raw)
            return []
        found = source.parse_many(path, raw)
        self.inputs.append(Input(path, role, hashlib.sha256(raw).hexdigest()))
        self.sources[path] = _as_text(raw)
        if isinstance(found, Unreadable):
            self.diagnostics += found.diagnostics
            return []
        return found

    def shaped(self, document: Document | None, model: type[S]) -> S | None:
        found = shape_of(document, model) if document is not None else None
        if isinstance(found, list):
            self.diagnostics += found
            return None
        return found

    def layer(self, document: Document | None) -> Layered | None:
        """A document as a part of the catalog."""
        file = self.shaped(document, CatalogFile)
        return Layered(document, file.dated()) if document is not None and file is not None else None

    def listed(self, key: str, given: tuple[str, ...] | None, places: tuple[str, ...]) -> list[str]:
        """The files of a list in the configuration, or those in the conventional places."""
        files = (self.fleet_files if key == "manifests" else self.files).files
        if given is None:
            return matching(files, places)
        found: list[str] = []
        for index, pattern in enumerate(given):
            if key == "policies" and pattern.startswith(BUILTIN):
                unknown = unknown_builtin(pattern, self.in_config((key, index)))
                self.diagnostics += [unknown] if unknown else []
                found += [pattern] if unknown is None and pattern not in found else []
                continue
            hits = matching(files, [pattern])
            if not hits:
                at = self.in_config((key, index))
                there = self.request.hook and os.path.lexists(os.path.join(self.request.root, pattern))
                help_ = f"it is there, and git does not track it: git add {pattern}" if there else ""
                self.diagnostics.append(Diagnostic("no-such-file", f"no file matches {pattern!r}", (at,), help_))
            found += [hit for hit in hits if hit not in found]
        return found

    def in_config(self, path: tuple[str | int, ...]) -> Location:
        file = self.request.config or CONFIG_NAME
        return self.documents[file].locate(Place(file, path))


def _as_text(raw: bytes) -> str:
    """The text of a file that may not be valid, to be shown only."""
    return raw.decode("utf-8", "replace").replace("\r\n", "\n").removeprefix("\ufeff")
