"""Everything a run needs, read once: configuration, policies, catalogs, inventory, manifests."""

from __future__ import annotations

from collections.abc import Iterable

from checker.catalog.stack import Catalog, stack
from checker.cli.reading.comparable import leave_out_repositories, written_otherwise
from checker.cli.reading.load_policies import OTHER_FORMATS, declared_format, read_policies, read_waivers
from checker.cli.reading.loaded import NO_CONFIG, Loaded
from checker.cli.reading.patterns import matching
from checker.cli.reading.shipped import shipped
from checker.cli.reading.tree import IsInput
from checker.cli.request import Request
from checker.condition.truth import Unknown
from checker.config import CATALOG_PLACES, DEFAULT_MANIFESTS, POLICY_PLACES, Config
from checker.diagnostic import Diagnostic, Location
from checker.fleet import Service, assemble
from checker.inventory import Entry, entries, stacked
from checker.manifest import Manifest
from checker.resources import catalog_files

ENDINGS = (".yaml", ".yml", ".json")
_MANIFESTS = tuple(f"model-manifest{ending}" for ending in ENDINGS)
_ALIKE, _LETTERS = 0.92, 2
"""How alike a file's name must be to a manifest's, and how near in length, to be taken for a slip."""


def load_all(request: Request, *, manifests: bool = True) -> Loaded:
    """Read everything; what is missing in the result is explained by its diagnostics.

    Raises:
        Fault: a hook was asked for, and git failed.
    """
    loaded = Loaded(request)
    if not _configure(loaded):
        return loaded
    _find(loaded)
    faults = [fault for tree in loaded.trees for fault in tree.faults]
    loaded.diagnostics += [*faults, *_untracked_config(loaded), *_misnamed(loaded)]
    _catalogs(loaded)
    before = len(loaded.diagnostics)
    read_policies(loaded)
    read_waivers(loaded, every_policy=not request.policies and len(loaded.diagnostics) == before)
    if manifests:
        _manifests(loaded)
    if loaded.catalog is not None:
        inventory = _inventory(loaded)
        found = assemble(loaded.services, loaded.catalog, loaded.config, request.as_of, inventory, request.known_by)
        loaded.fleet, faults = found
        loaded.complete = loaded.complete and not faults and not any(tree.faults for tree in loaded.trees)
        loaded.diagnostics += faults
    loaded.diagnostics += _beside_the_places(loaded)
    loaded.files.notes += [*_unlisted(loaded), *_unknown_models(loaded)]
    return loaded


def _unlisted(loaded: Loaded) -> Iterable[str]:
    """Policies and catalogs in the conventional places that the configuration's own lists leave out."""
    read = {entry.path for entry in loaded.inputs}
    for given, places in ((loaded.config.policies, POLICY_PLACES), (loaded.config.catalogs, CATALOG_PLACES)):
        for path in matching(loaded.files.files, places) if given is not None else ():
            passed_over = path not in read and not loaded.request.policies
            if passed_over and declared_format(loaded.rest.read(path)) not in OTHER_FORMATS:
                yield f"not read, because the configuration does not list it: {path}"


def _beside_the_places(loaded: Loaded) -> Iterable[Diagnostic]:
    """Files of ours in a conventional folder that no pattern reaches: too deep, or with another ending."""
    read = {entry.path for entry in loaded.inputs}
    for given, places in ((loaded.config.policies, POLICY_PLACES), (loaded.config.catalogs, CATALOG_PLACES)):
        folder = places[0].partition("/")[0]
        for path in loaded.files.files if given is None and not loaded.request.policies else ():
            if path in read or not path.startswith(f"{folder}/") or not path.lower().endswith(ENDINGS):
                continue
            raw = loaded.rest.read(path)
            if isinstance(raw, bytes) and b"modelbylaws/" in raw and declared_format(raw) not in OTHER_FORMATS:
                help_ = f"name it like {' or '.join(places)}, or list it in the configuration"
                yield Diagnostic(
                    "not-read", "this looks like one of our files and is not read", (Location(path),), help_
                )


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
    document = loaded.read(request.config, "config", loaded.rest.read(request.config))
    config = loaded.shaped(document, Config)
    loaded.config = config or NO_CONFIG
    return config is not None


def _find(loaded: Loaded) -> None:
    """All files, in one walk if manifests lie where everything else does."""
    config, request = loaded.config, loaded.request
    rest = (*(config.policies or POLICY_PLACES), *(config.catalogs or CATALOG_PLACES), *(config.inventory or ()))
    if request.trusted == request.manifests:
        loaded.files = loaded.fleet_files = loaded.rest.find(_one_of((*config.manifests, *rest)))
    else:
        loaded.files = loaded.rest.find(_one_of(rest))
        loaded.fleet_files = loaded.manifests.find(_one_of(config.manifests))
    if _beside_a_revision(request):
        leave_out_repositories(loaded.fleet_files)


def _beside_a_revision(request: Request) -> bool:
    """Whether manifests of the work tree are compared with those of a revision."""
    return request.base is not None and request.manifests is None


def _one_of(patterns: tuple[str, ...]) -> IsInput:
    return lambda path: bool(matching([path], patterns))


def _untracked_config(loaded: Loaded) -> Iterable[Diagnostic]:
    """What a commit does not hold must not decide about it."""
    config = loaded.request.config
    in_index = loaded.request.hook is not None and loaded.request.trusted is None
    if in_index and config is not None and config not in loaded.files.files:
        message = "git does not track the configuration, so the commit would be judged by other rules than it holds"
        yield Diagnostic("untracked", message, (Location(config),), f"git add {config}")


def _misnamed(loaded: Loaded) -> Iterable[Diagnostic]:
    """Files that look like manifests and are not read: a slip in a name must not hide a service."""
    default = loaded.config.manifests == DEFAULT_MANIFESTS
    read = frozenset(matching(loaded.fleet_files.files, loaded.config.manifests))
    for path in loaded.fleet_files.files:
        name = path.rpartition("/")[2].lower().replace("_", "-")
        if path in read or not _like_a_manifest(name):
            continue
        if default:
            help_ = "call it model-manifest.yaml, .yml or .json"
            yield Diagnostic(
                "misnamed-manifest", "this looks like a manifest and is not read", (Location(path),), help_
            )
        else:
            loaded.fleet_files.notes.append(f"not read, because no pattern of the configuration matches: {path}")


def _like_a_manifest(name: str) -> bool:
    if not name.endswith(ENDINGS) or abs(len(name) - len(_MANIFESTS[0])) > _LETTERS:
        return False
    from difflib import get_close_matches  # slow to import, and hardly ever needed

    return bool(get_close_matches(name, _MANIFESTS, cutoff=_ALIKE))


def _catalogs(loaded: Loaded) -> None:
    """The built-in catalog and the organization's own; without a sound one nothing can be judged."""
    before = len(loaded.diagnostics)
    builtin = [shipped(loaded, name, raw) for name, raw in catalog_files()]
    own = [
        loaded.layer(loaded.read(path, "catalog", loaded.rest.read(path)))
        for path in loaded.listed("catalogs", loaded.config.catalogs, CATALOG_PLACES)
    ]
    loaded.layers = [[layer for layer in part if layer is not None] for part in (builtin, own)]
    if len(loaded.diagnostics) > before:
        return
    stacked = stack(loaded.layers)
    if isinstance(stacked, Catalog):
        loaded.catalog = stacked
    else:
        loaded.diagnostics += stacked


def _manifests(loaded: Loaded) -> None:
    given = None if loaded.config.manifests == DEFAULT_MANIFESTS else loaded.config.manifests
    for path in loaded.listed("manifests", given, DEFAULT_MANIFESTS):
        document = loaded.read(path, "manifest", loaded.manifests.read(path))
        manifest = loaded.shaped(document, Manifest)
        if document is None or manifest is None:
            loaded.complete = False
        else:
            loaded.services.append(Service(document, manifest))
    if _beside_a_revision(loaded.request):
        read = [entry.path for entry in loaded.inputs if entry.role == "manifest"]
        loaded.diagnostics += written_otherwise(loaded.request.root, read)


def _inventory(loaded: Loaded) -> dict[str, Entry] | None:
    """Services that must have a manifest; with a fault in the inventory no share can be given."""
    if loaded.config.inventory is None:
        return None
    before = len(loaded.diagnostics)
    listed: list[Entry] = []
    for path in loaded.listed("inventory", loaded.config.inventory, ()):
        found = entries(loaded.read_many(path, "inventory", loaded.rest.read(path)))
        faulty = [fault for fault in found if isinstance(fault, Diagnostic)]
        loaded.diagnostics += faulty
        listed += [entry for entry in found if isinstance(entry, Entry)]
    by_name = stacked(listed)
    if isinstance(by_name, list):
        loaded.diagnostics += by_name
    sound = len(loaded.diagnostics) == before
    loaded.complete = loaded.complete and sound
    return by_name if sound and isinstance(by_name, dict) else None
