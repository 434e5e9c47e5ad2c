"""Everything a run needs, read once: configuration, policies, catalogs, manifests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from checker import source
from checker.catalog.files import CatalogFile
from checker.catalog.stack import Catalog, Layered, stack
from checker.cli import git, tree
from checker.cli.patterns import matching
from checker.cli.policies import policy_bytes, read_policy, unknown_builtin
from checker.cli.request import CONFIG_NAME, Request
from checker.config import CATALOG_PLACES, DEFAULT_MANIFESTS, POLICY_PLACES, Config
from checker.diagnostic import Diagnostic, Location, Place
from checker.engine import AnyPolicy
from checker.fleet import Fleet, Service, assemble
from checker.manifest import Manifest
from checker.policy import Override
from checker.report import Input, Role
from checker.resources import BUILTIN, catalog_files
from checker.shape import Shape
from checker.shape import read as shape_of
from checker.source import Document, Unreadable

NO_CONFIG = Config(format="modelbylaws/config/v1")
LATER_FORMATS = {"modelbylaws/tests/v1"}
"""Formats that may lie beside policies and that a check does not need."""

S = TypeVar("S", bound=Shape)


@dataclass
class Loaded:
    """What could be read, and every fault on the way."""

    request: Request
    config: Config = NO_CONFIG
    files: tree.Tree = field(default_factory=lambda: tree.Tree("."))
    policies: list[AnyPolicy] = field(default_factory=list)
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
    _policies(loaded)
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
    named = {*request.policies, *(config.policies or ())}
    for path in listed:
        document = _policy_document(loaded, path)
        if document is not None and path not in named and document.data.get("format") in LATER_FORMATS:
            loaded.inputs[-1] = replace(loaded.inputs[-1], role="tests")
            continue
        found = read_policy(path, partial(_policy_document, loaded), partial(_overrides, loaded))
        if isinstance(found, list):
            loaded.diagnostics += [fault for fault in found if fault not in loaded.diagnostics]
        else:
            loaded.policies.append(found)
    # NOTE: a policy that another one is built on is judged as a part of that one, which is as strict or stricter.
    inherited = {base.file for policy in loaded.policies for base in policy.bases}
    loaded.policies = [policy for policy in loaded.policies if policy.document.file not in inherited]
    loaded.diagnostics += [*_same_rule_twice(loaded.policies), *_no_such_policy(loaded)]


def _policy_document(loaded: Loaded, path: str) -> Document | None:
    """A policy's document, read once, also where several are built on it."""
    if path in loaded.documents or any(entry.path == path for entry in loaded.inputs):
        return loaded.documents.get(path)
    return loaded.read(path, "policy", policy_bytes(loaded.request.root, path))


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
        documents = {document.file: document for document in policy.documents}
        for rule, origin in zip(policy.rules, policy.origins, strict=True):
            at = documents[origin.at.file].locate(origin.below("id"))
            if rule.id in first:
                yield Diagnostic("duplicate-id", f"rule id {rule.id!r} is in two policies", (at, first[rule.id]))
            first.setdefault(rule.id, at)


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
        at = _in_config(loaded, (key, index))
        if key == "policies" and pattern.startswith(BUILTIN):
            unknown = unknown_builtin(pattern, at)
            loaded.diagnostics += [unknown] if unknown else []
            found += [pattern] if unknown is None and pattern not in found else []
            continue
        hits = matching(loaded.files.files, [pattern])
        if not hits:
            loaded.diagnostics.append(Diagnostic("no-such-file", f"no file matches {pattern!r}", (at,)))
        found += [hit for hit in hits if hit not in found]
    return found


def _in_config(loaded: Loaded, path: tuple[str | int, ...]) -> Location:
    file = loaded.request.config or CONFIG_NAME
    return loaded.documents[file].locate(Place(file, path))


def looked_for(loaded: Loaded) -> str:
    """What was looked for, when there was no manifest."""
    patterns = loaded.config.manifests
    shown = "model-manifest.yaml, .yml or .json" if patterns == DEFAULT_MANIFESTS else ", ".join(patterns)
    return f"no manifest found: looked for {shown} among {len(loaded.files.files)} files; to start: modelbylaws init"
