"""Reading policy tests: the files, their policies, catalogs and fleets, as cases ready to be tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from checker.catalog.stack import Catalog, stack
from checker.cli.reading.loaded import Loaded
from checker.cli.reading.policies import beside, policy_bytes, read_policy, unknown_builtin
from checker.cli.reading.shipped import shipped
from checker.config import Config
from checker.diagnostic import Diagnostic, Location, Path, Place, did_you_mean
from checker.engine import AnyPolicy
from checker.engine.trials import misfits
from checker.fleet import Fleet, Service, assemble
from checker.fleet.partial import partial
from checker.manifest import Manifest
from checker.policy_tests import Case, PolicyTests
from checker.resources import BUILTIN_CATALOG, catalog_files
from checker.shape import diagnose
from checker.source import Document

ENDINGS = (".yaml", ".yml", ".json")
NOT_MANIFESTS = {"modelbylaws/catalog/v1", "modelbylaws/policy/v1", "modelbylaws/tests/v1", "modelbylaws/config/v1"}
"""What may lie in a folder of manifests beside them. A file of no known format is a fault, not left out."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A case with everything it needs, and where it stands."""

    policy: AnyPolicy
    case: Case
    place: Place
    fleet: Fleet


@dataclass
class Suite:
    """Tests as they are read: trials, and every fault on the way."""

    loaded: Loaded
    policies: dict[str, AnyPolicy | None] = field(default_factory=dict)
    catalogs: dict[tuple[str, ...], Catalog | None] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)
    inline: dict[str, str] = field(default_factory=dict)
    """The tests file of each inline service, by the name its document has."""

    def fault(self, found: Sequence[Diagnostic]) -> None:
        """Take faults once, each at the file that a person can open."""
        known = self.loaded.diagnostics
        known += [fault for fault in map(self.shown, found) if fault not in known]

    def shown(self, fault: Diagnostic) -> Diagnostic:
        locations = tuple(replace(at, file=self.inline.get(at.file, at.file)) for at in fault.locations)
        return replace(fault, locations=locations)

    def document(self, path: str) -> Document | None:
        loaded = self.loaded
        if any(entry.path == path for entry in loaded.inputs):
            return loaded.documents.get(path)
        return loaded.read(path, "tests", policy_bytes(loaded.rest, path))

    def policy(self, path: str, at: Location) -> AnyPolicy | None:
        unknown = unknown_builtin(path, at)
        if unknown is not None:
            self.fault([unknown])
            return None
        if path not in self.policies:
            found = read_policy(path, self.document, lambda _: {})
            self.policies[path] = None if isinstance(found, list) else found
            self.fault(found if isinstance(found, list) else [])
        return self.policies[path]


def read_tests(suite: Suite, document: Document) -> None:
    """Every case of a tests file as a trial, or what is wrong with it."""
    tests = suite.loaded.shaped(document, PolicyTests)
    if tests is None:
        return
    at = document.locate(Place(document.file, ("policy",)))
    policy = suite.policy(beside(document.file, tests.policy), at)
    for index, case in enumerate(tests.cases) if policy is not None else ():
        trial = _trial(suite, document, tests, policy, index, case) if policy is not None else None
        suite.trials += [trial] if trial is not None else []


def _trial(
    suite: Suite, document: Document, tests: PolicyTests, policy: AnyPolicy, index: int, case: Case
) -> Trial | None:
    at: Path = ("cases", index)
    faults = list(_unfit(document, policy, case, at))
    services, wrong = _services(suite, document, case, at)
    suite.fault([*faults, *wrong])
    catalog = _catalog(suite, document, tests.catalogs_of(case))
    if faults or wrong or catalog is None:
        return None
    config = Config(format="modelbylaws/config/v1", organization=tests.organization_of(case))
    fleet, unfit = assemble(services, catalog, config, tests.day(case))
    suite.fault(unfit)
    return None if unfit else Trial(policy, case, Place(document.file, at), fleet)


def _unfit(document: Document, policy: AnyPolicy, case: Case, at: Path) -> Iterator[Diagnostic]:
    rule = next((rule for rule in policy.rules if rule.id == case.rule), None)
    if rule is None:
        place = document.locate(Place(document.file, (*at, "rule")))
        help_ = did_you_mean(case.rule, [rule.id for rule in policy.rules])
        yield Diagnostic("unknown-rule", f"policy {policy.header.policy!r} has no rule {case.rule!r}", (place,), help_)
        return
    for fault in misfits(case.expect, rule):
        yield diagnose(document, replace(fault, path=(*at, "expect", *fault.path)))


def _services(suite: Suite, document: Document, case: Case, at: Path) -> tuple[list[Service], list[Diagnostic]]:
    if isinstance(case.services, str):
        return _folder(suite, document, case.services, (*at, "services"))
    services: list[Service] = []
    faults: list[Diagnostic] = []
    for index in range(case.services):
        name = f"{document.file}#{at[1]}.{index}"
        part = document.part((*at, "services", index), name)
        suite.inline[name] = document.file
        suite.loaded.documents[name] = part
        found = partial(part)
        if isinstance(found, list):
            faults += found
        else:
            services.append(found)
    return services, faults


def _folder(suite: Suite, document: Document, written: str, path: Path) -> tuple[list[Service], list[Diagnostic]]:
    loaded = suite.loaded
    below = f"{beside(document.file, written).rstrip('/')}/"
    files = [file for file in loaded.files.files if file.startswith(below) and file.endswith(ENDINGS)]
    before = len(loaded.diagnostics)
    services: list[Service] = []
    for part in map(suite.document, files):
        if part is None or part.data.get("format") in NOT_MANIFESTS:
            continue
        manifest = loaded.shaped(part, Manifest)
        services += [Service(part, manifest)] if manifest is not None else []
    if services or len(loaded.diagnostics) > before:
        return services, []
    place = document.locate(Place(document.file, path))
    return [], [Diagnostic("no-manifest", f"no manifest lies below {below!r}", (place,))]


def _catalog(suite: Suite, document: Document, listed: tuple[str, ...]) -> Catalog | None:
    """Exactly the catalogs that are listed; the built-in one is a layer below the others."""
    paths = tuple(path if path == BUILTIN_CATALOG else beside(document.file, path) for path in listed)
    if paths in suite.catalogs:
        return suite.catalogs[paths]
    loaded = suite.loaded
    before = len(loaded.diagnostics)
    builtin = [shipped(loaded, name, raw) for name, raw in catalog_files()] if BUILTIN_CATALOG in paths else []
    own = [
        loaded.layer(loaded.read(path, "catalog", loaded.rest.read(path))) for path in paths if path != BUILTIN_CATALOG
    ]
    layers = [[layer for layer in parts if layer is not None] for parts in (builtin, own)]
    stacked = stack(layers) if len(loaded.diagnostics) == before else []
    suite.fault(stacked if isinstance(stacked, list) else [])
    suite.catalogs[paths] = stacked if isinstance(stacked, Catalog) else None
    return suite.catalogs[paths]
