"""Everything a run needs, read once: configuration, policies, catalogs, manifests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from checker import source
from checker.catalog.files import CatalogFile
from checker.catalog.stack import Catalog, Layered, stack
from checker.cli import git, tree
from checker.cli.patterns import matching
from checker.cli.request import CONFIG_NAME, Request
from checker.config import CATALOG_PLACES, POLICY_PLACES, Config
from checker.diagnostic import Diagnostic, Location, Place
from checker.engine import AnyPolicy
from checker.engine.waived import BUILTIN, unknown_rules
from checker.fleet import Fleet, Service, assemble
from checker.kinds import KINDS
from checker.manifest import Manifest
from checker.policy import Override, load
from checker.report import Input, Role
from checker.resources import catalog_files
from checker.shape import Shape
from checker.shape import read as shape_of
from checker.source import Document, Unreadable
from checker.waivers import FORMAT, Placed, WaiversFile, repeated

NO_CONFIG = Config(format="modelbylaws/config/v1")
OTHER_FORMATS = {"modelbylaws/tests/v1", FORMAT}
"""Formats that may lie beside policies."""

_FORMAT_LINE = re.compile(rb"^format:[ \t]*[\"']?" + FORMAT.encode(), re.MULTILINE)

S = TypeVar("S", bound=Shape)


@dataclass
class Loaded:
    """What could be read, and every fault on the way."""

    request: Request
    config: Config = NO_CONFIG
    files: tree.Tree = field(default_factory=lambda: tree.Tree("."))
    policies: list[AnyPolicy] = field(default_factory=list)
    waivers: list[Placed] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    catalog: Catalog | None = None
    fleet: Fleet | None = None
    documents: dict[str, Document] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    inputs: list[Input] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    complete: bool = True
    """Whether every manifest that was found could be read."""

    def read(self, path: str, role: Role, raw: bytes | Diagnostic) -> Document | None:
        """Parse a file's bytes; keep the document, or its faults."""
        if isinstance(raw, Diagnostic):
            self.diagnostics.append(raw)
            return None
        found = source.parse(path, raw)
        self.inputs.append(Input(path, role, found.sha256))
        if isinstance(found, Unreadable):
            self.diagnostics += found.diagnostics
            self.sources[path] = raw.decode("utf-8", "replace").replace("\r\n", "\n").removeprefix("\ufeff")
            return None
        self.documents[path] = found
        self.sources[path] = found.text
        return found

    def shaped(self, document: Document | None, model: type[S]) -> S | None:
        found = shape_of(document, model) if document is not None else None
        if isinstance(found, list):
            self.diagnostics += found
            return None
        return found


def load_all(request: Request, *, manifests: bool = True) -> Loaded:
    """Read everything; what is missing in the result is explained by its diagnostics.

    Raises:
        Fault: a hook was asked for, and git failed.
    """
    loaded = Loaded(request)
    if not _configure(loaded):
        return loaded
    loaded.files = _find(request, loaded.config)
    loaded.diagnostics += loaded.files.faults
    _catalogs(loaded)
    before = len(loaded.diagnostics)
    _policies(loaded)
    _waivers(loaded, every_policy=not request.policies and len(loaded.diagnostics) == before)
    if manifests:
        _manifests(loaded)
    if loaded.catalog is not None:
        found = assemble(loaded.services, loaded.catalog, loaded.config, request.as_of)
        loaded.fleet, faults = found
        loaded.complete = loaded.complete and not faults and not loaded.files.faults
        loaded.diagnostics += faults
    return loaded


def _configure(loaded: Loaded) -> bool:
    request = loaded.request
    if request.config is None:
        return True
    document = loaded.read(request.config, "config", tree.read(request.root, request.config))
    config = loaded.shaped(document, Config)
    loaded.config = config or NO_CONFIG
    return config is not None


def _find(request: Request, config: Config) -> tree.Tree:
    def is_manifest(path: str) -> bool:
        return bool(matching([path], config.manifests))

    find = tree.walk if request.hook is None else git.tracked
    return find(request.root, is_manifest)


def _catalogs(loaded: Loaded) -> None:
    """The built-in catalog and the organization's own; without a sound one nothing can be judged."""
    before = len(loaded.diagnostics)
    builtin = [_catalog(loaded, name, raw) for name, raw in catalog_files()]
    own = [
        _catalog(loaded, path, tree.read(loaded.request.root, path))
        for path in _listed(loaded, "catalogs", loaded.config.catalogs, CATALOG_PLACES)
    ]
    if len(loaded.diagnostics) > before:
        return
    stacked = stack([[layer for layer in part if layer is not None] for part in (builtin, own)])
    if isinstance(stacked, Catalog):
        loaded.catalog = stacked
    else:
        loaded.diagnostics += stacked


def _catalog(loaded: Loaded, path: str, raw: bytes | Diagnostic) -> Layered | None:
    document = loaded.read(path, "catalog", raw)
    file = loaded.shaped(document, CatalogFile)
    return Layered(document, file) if document is not None and file is not None else None


def _policies(loaded: Loaded) -> None:
    request, config = loaded.request, loaded.config
    listed = request.policies or _listed(loaded, "policies", config.policies, POLICY_PLACES)
    conventional = not request.policies and config.policies is None
    for path in listed:
        document = loaded.read(path, "policy", tree.read(request.root, path))
        if document is not None and conventional and document.data.get("format") in OTHER_FORMATS:
            loaded.inputs.pop()
            continue
        if document is None:
            continue
        name = str(document.data.get("policy", ""))
        found = load(document, KINDS, _overrides(loaded, name))
        if isinstance(found, list):
            loaded.diagnostics += found
        else:
            loaded.policies.append(found)
    loaded.diagnostics += [*_same_rule_twice(loaded.policies), *_no_such_policy(loaded)]


def _overrides(loaded: Loaded, policy: str) -> dict[str, Override]:
    values = loaded.config.params.get(policy, {})
    return {name: Override(value, _in_config(loaded, ("params", policy, name))) for name, value in values.items()}


def _no_such_policy(loaded: Loaded) -> Iterable[Diagnostic]:
    names = {policy.header.policy for policy in loaded.policies}
    for name in loaded.config.params if not loaded.diagnostics else ():
        if name not in names:
            message = f"no policy {name!r} is loaded, so its parameters cannot be set"
            yield Diagnostic("unknown-policy", message, (_in_config(loaded, ("params", name)),))


def _same_rule_twice(policies: Sequence[AnyPolicy]) -> Iterable[Diagnostic]:
    first: dict[str, Location] = {}
    for policy in policies:
        for index, rule in enumerate(policy.rules):
            at = policy.document.locate(Place(policy.document.file, ("rules", index, "id")))
            if rule.id in BUILTIN:
                yield Diagnostic("reserved-id", f"rule id {rule.id!r} is that of a built-in rule", (at,))
            if rule.id in first and first[rule.id].file != at.file:
                yield Diagnostic("duplicate-id", f"rule id {rule.id!r} is in two policies", (at, first[rule.id]))
            first.setdefault(rule.id, at)


def _waivers(loaded: Loaded, *, every_policy: bool) -> None:
    """Every waiver; one of a rule that no policy holds is a fault only if every policy was read."""
    given = loaded.config.waivers
    for path in _listed(loaded, "waivers", given, POLICY_PLACES):
        document = _waivers_document(loaded, path, conventional=given is None)
        file = loaded.shaped(document, WaiversFile)
        if document is not None and file is not None:
            loaded.waivers += [Placed(document, index, waiver) for index, waiver in enumerate(file.waivers)]
    loaded.diagnostics += repeated(loaded.waivers)
    if every_policy:
        loaded.diagnostics += unknown_rules(loaded.waivers, loaded.policies)


def _waivers_document(loaded: Loaded, path: str, *, conventional: bool) -> Document | None:
    """A waivers file; in the conventional place others lie beside it, which are known by their format."""
    if path in loaded.sources:
        document = loaded.documents.get(path)
        if document is None or (conventional and document.data.get("format") != FORMAT):
            return None
        loaded.inputs.append(Input(path, "waivers", document.sha256))
        return document
    raw = tree.read(loaded.request.root, path)
    if conventional and (isinstance(raw, Diagnostic) or not _FORMAT_LINE.search(raw)):
        return None
    return loaded.read(path, "waivers", raw)


def _manifests(loaded: Loaded) -> None:
    for path in matching(loaded.files.files, loaded.config.manifests):
        document = loaded.read(path, "manifest", tree.read(loaded.request.root, path))
        manifest = loaded.shaped(document, Manifest)
        if document is None or manifest is None:
            loaded.complete = False
        else:
            loaded.services.append(Service(document, manifest))


def _listed(loaded: Loaded, key: str, given: tuple[str, ...] | None, places: tuple[str, ...]) -> list[str]:
    """The files of a list in the configuration, or those in the conventional places."""
    if given is None:
        return matching(loaded.files.files, places)
    found: list[str] = []
    for index, pattern in enumerate(given):
        hits = matching(loaded.files.files, [pattern])
        if not hits:
            at = _in_config(loaded, (key, index))
            loaded.diagnostics.append(Diagnostic("no-such-file", f"no file matches {pattern!r}", (at,)))
        found += [hit for hit in hits if hit not in found]
    return found


def _in_config(loaded: Loaded, path: tuple[str | int, ...]) -> Location:
    file = loaded.request.config or CONFIG_NAME
    return loaded.documents[file].locate(Place(file, path))
