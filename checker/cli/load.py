"""Everything a run needs, read once: configuration, policies, catalogs, inventory, manifests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from checker import source
from checker.catalog.files import CatalogFile
from checker.catalog.stack import Catalog, Layered, stack
from checker.cli import git, tree
from checker.cli.loaded import NO_CONFIG, Loaded
from checker.cli.patterns import matching
from checker.cli.request import Request
from checker.condition.truth import Unknown
from checker.config import CATALOG_PLACES, DEFAULT_MANIFESTS, POLICY_PLACES, Config
from checker.diagnostic import Diagnostic, Location, Place
from checker.engine import AnyPolicy
from checker.fleet import Service, assemble
from checker.inventory import Entry, entries, stacked
from checker.kinds import KINDS
from checker.manifest import Manifest
from checker.policy import Override, load
from checker.resources import catalog_files
from checker.source import Document

LATER_FORMATS = {"modelbylaws/tests/v1"}
"""Formats that may lie beside policies and that a check does not need."""


def load_all(request: Request, *, manifests: bool = True) -> Loaded:
    """Read everything; what is missing in the result is explained by its diagnostics.

    Raises:
        Fault: a hook was asked for, and git failed.
    """
    loaded = Loaded(request)
    if not _configure(loaded):
        return loaded
    loaded.files = _find(request, loaded.config)
    loaded.diagnostics += [*loaded.files.faults, *_untracked_config(loaded), *_misnamed(loaded)]
    _catalogs(loaded)
    _policies(loaded)
    if manifests:
        _manifests(loaded)
    if loaded.catalog is not None:
        inventory = _inventory(loaded)
        found = assemble(loaded.services, loaded.catalog, loaded.config, request.as_of, inventory)
        loaded.fleet, faults = found
        loaded.complete = loaded.complete and not faults and not loaded.files.faults
        loaded.diagnostics += faults
    loaded.files.notes += [*_unlisted(loaded), *_unknown_models(loaded)]
    return loaded


def _unlisted(loaded: Loaded) -> Iterable[str]:
    """Policies and catalogs in the conventional places that the configuration's own lists leave out."""
    read = {entry.path for entry in loaded.inputs}
    for given, places in ((loaded.config.policies, POLICY_PLACES), (loaded.config.catalogs, CATALOG_PLACES)):
        for path in matching(loaded.files.files, places) if given is not None else ():
            if path not in read and not loaded.request.policies:
                yield f"not read, because the configuration does not list it: {path}"


def _unknown_models(loaded: Loaded) -> Iterable[str]:
    """Models and contracts that no catalog knows: facts about them are unknown, which a rule may not ask for."""
    if loaded.fleet is None:
        return
    world, routes = loaded.fleet.world, [r for s in loaded.fleet.services for u in s.uses for r in u.routes]
    models = {
        r.declared.model
        for r in routes
        if world.canonical(r.declared.model) and isinstance(world.vendor(r.declared.model), Unknown)
    }
    contracts = {r.declared.contract for r in routes if r.declared.contract} - set(world.catalog.contracts)
    for what, names in (("model", models), ("contract", contracts)):
        if names:
            yield f"no catalog knows {what} {', '.join(sorted(names)[:10])}{' ...' if len(names) > 10 else ''}"  # noqa: PLR2004


def _configure(loaded: Loaded) -> bool:
    request = loaded.request
    if request.config is None:
        return True
    document = loaded.read(request.config, "config", tree.read(request.root, request.config))
    config = loaded.shaped(document, Config)
    loaded.config = config or NO_CONFIG
    return config is not None


def _find(request: Request, config: Config) -> tree.Tree:
    patterns = (
        *config.manifests,
        *(config.policies or POLICY_PLACES),
        *(config.catalogs or CATALOG_PLACES),
        *(config.inventory or ()),
    )

    def is_input(path: str) -> bool:
        return bool(matching([path], patterns))

    find = tree.walk if request.hook is None else git.tracked
    return find(request.root, is_input)


def _untracked_config(loaded: Loaded) -> Iterable[Diagnostic]:
    """What a commit does not hold must not decide about it."""
    config = loaded.request.config
    if loaded.request.hook is not None and config is not None and config not in loaded.files.files:
        message = "git does not track the configuration, so the commit would be judged by other rules than it holds"
        yield Diagnostic("untracked", message, (Location(config),), f"git add {config}")


def _misnamed(loaded: Loaded) -> Iterable[Diagnostic]:
    """Files that look like manifests and are not read: a slip in a name must not hide a service."""
    default = loaded.config.manifests == DEFAULT_MANIFESTS
    read = frozenset(matching(loaded.files.files, loaded.config.manifests))
    for path in loaded.files.files:
        name = path.rpartition("/")[2].lower().replace("_", "-")
        if path in read or name not in {"model-manifest.yaml", "model-manifest.yml", "model-manifest.json"}:
            continue
        if default:
            help_ = "call it model-manifest.yaml, .yml or .json"
            yield Diagnostic(
                "misnamed-manifest", "this looks like a manifest and is not read", (Location(path),), help_
            )
        else:
            loaded.files.notes.append(f"not read, because no pattern of the configuration matches: {path}")


def _catalogs(loaded: Loaded) -> None:
    """The built-in catalog and the organization's own; without a sound one nothing can be judged."""
    before = len(loaded.diagnostics)
    builtin = [_catalog(loaded, name, raw) for name, raw in catalog_files()]
    own = [
        _catalog(loaded, path, tree.read(loaded.request.root, path))
        for path in loaded.listed("catalogs", loaded.config.catalogs, CATALOG_PLACES)
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
    given = tuple(dict.fromkeys(request.policies))
    conventional = not given and config.policies is None
    for path in given or loaded.listed("policies", config.policies, POLICY_PLACES):
        raw = tree.read(request.root, path)
        if conventional and _is_later(path, raw):
            loaded.files.notes.append(f"not a policy, by its format: {path}")
            continue
        document = loaded.read(path, "policy", raw)
        if document is None:
            continue
        found = load(document, KINDS, _overrides(loaded, str(document.data.get("policy", ""))))
        if isinstance(found, list):
            loaded.diagnostics += found
        else:
            loaded.policies.append(found)
    loaded.diagnostics += [*_same_name_twice(loaded.policies), *_no_such_policy(loaded)]


def _is_later(path: str, raw: bytes | Diagnostic) -> bool:
    document = None if isinstance(raw, Diagnostic) else source.parse(path, raw)
    return isinstance(document, Document) and str(document.data.get("format")) in LATER_FORMATS


def _overrides(loaded: Loaded, policy: str) -> dict[str, Override]:
    values = loaded.config.params.get(policy, {})
    return {name: Override(value, loaded.in_config(("params", policy, name))) for name, value in values.items()}


def _no_such_policy(loaded: Loaded) -> Iterable[Diagnostic]:
    names = {policy.header.policy for policy in loaded.policies}
    for name in loaded.config.params if not loaded.diagnostics else ():
        if name not in names:
            message = f"no policy {name!r} is loaded, so its parameters cannot be set"
            yield Diagnostic("unknown-policy", message, (loaded.in_config(("params", name)),))


def _same_name_twice(policies: Sequence[AnyPolicy]) -> Iterable[Diagnostic]:
    """Rule ids and policy names, each unique over all policies loaded."""
    first: dict[tuple[str, str], Location] = {}
    for policy in policies:
        file = policy.document.file
        names = [(("policy", policy.header.policy), Place(file, ("policy",)))]
        names += [(("rule id", rule.id), Place(file, ("rules", i, "id"))) for i, rule in enumerate(policy.rules)]
        for name, place in names:
            at = policy.document.locate(place)
            if name in first:
                other = replace(first[name], label="first here")
                yield Diagnostic("duplicate-id", f"{name[0]} {name[1]!r} is in two places", (at, other))
            first.setdefault(name, at)


def _manifests(loaded: Loaded) -> None:
    given = None if loaded.config.manifests == DEFAULT_MANIFESTS else loaded.config.manifests
    for path in loaded.listed("manifests", given, DEFAULT_MANIFESTS):
        document = loaded.read(path, "manifest", tree.read(loaded.request.root, path))
        manifest = loaded.shaped(document, Manifest)
        if document is None or manifest is None:
            loaded.complete = False
        else:
            loaded.services.append(Service(document, manifest))


def _inventory(loaded: Loaded) -> dict[str, Entry] | None:
    """Services that must have a manifest; with a fault in the inventory no share can be given."""
    if loaded.config.inventory is None:
        return None
    before = len(loaded.diagnostics)
    listed: list[Entry] = []
    for path in loaded.listed("inventory", loaded.config.inventory, ()):
        found = entries(loaded.read_many(path, "inventory", tree.read(loaded.request.root, path)))
        faulty = [fault for fault in found if isinstance(fault, Diagnostic)]
        loaded.diagnostics += faulty
        listed += [entry for entry in found if isinstance(entry, Entry)]
    by_name = stacked(listed)
    if isinstance(by_name, list):
        loaded.diagnostics += by_name
    sound = len(loaded.diagnostics) == before
    loaded.complete = loaded.complete and sound
    return by_name if sound and isinstance(by_name, dict) else None


def looked_for(loaded: Loaded) -> str:
    """What was looked for, when there was no manifest."""
    patterns = loaded.config.manifests
    shown = "model-manifest.yaml, .yml or .json" if patterns == DEFAULT_MANIFESTS else ", ".join(patterns)
    return f"no manifest found: looked for {shown} among {len(loaded.files.files)} files; to start: modelbylaws init"
