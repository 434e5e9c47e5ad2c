"""Reading policy tests: the files, their policies, catalogs and fleets, as cases ready to be tried.

Services in policy tests are short, and unknown where they are silent. A manifest must declare seven keys; an
inline one in a test declares its name and its uses, and what else the case is about. The keys it leaves out get
stand-ins so that the usual model reads it, and are marked as undeclared so that no rule takes a stand-in for a
fact: a condition on one is unknown, and so is its weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from checker.catalog import Catalog
from checker.catalog.shipped import stack_over
from checker.diagnostic import Diagnostic, Location, Path, Place, did_you_mean
from checker.files.config import Config
from checker.files.manifest import Manifest
from checker.files.policy_tests import Case, PolicyTests
from checker.fleet import Fleet, Service, assemble
from checker.fleet.world import with_evidence
from checker.judging import AnyPolicy
from checker.proof.seen import read_seen
from checker.proof.trial import misfits
from checker.record import dataclass
from checker.resources import BUILTIN_CATALOG
from checker.run.policies import from_file, read_policy
from checker.run.reader import Reader
from checker.shape import diagnose, read
from checker.source import Document, Plain

_STAND_INS: Mapping[str, Plain] = {
    "format": "modelbylaws/manifest/v1",
    "owner": "undeclared",
    "lifecycle": "experimental",
    "tier": "3",
    "regulation": ["none"],
    "data": ["none"],
}


def partial(document: Document) -> Service | list[Diagnostic]:
    """The service of an inline manifest, or what is wrong with it."""
    manifest = read(document, Manifest, {**_STAND_INS, **document.data})
    if isinstance(manifest, list):
        return manifest
    return Service(document, manifest, frozenset(_STAND_INS.keys() - document.data.keys()))


ENDINGS = (".yaml", ".yml", ".json")
NOT_MANIFESTS = {"modelbylaws/catalog/v1", "modelbylaws/policy/v1", "modelbylaws/tests/v1", "modelbylaws/config/v1"}
"""What else may be in a folder of manifests. A file of no known format is a fault, not left out."""


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

    reader: Reader
    files: Sequence[str]
    """Every file below the root."""
    policies: dict[str, AnyPolicy | None] = field(default_factory=dict)
    catalogs: dict[tuple[str, ...], Catalog | None] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)
    inline: dict[str, str] = field(default_factory=dict)
    """The tests file of each inline service, by the name its document has."""

    def fault(self, found: Sequence[Diagnostic]) -> None:
        """Take faults once, each at the file that a person can open."""
        known = self.reader.faults
        known += [fault for fault in map(self.shown, found) if fault not in known]

    def shown(self, fault: Diagnostic) -> Diagnostic:
        locations = tuple(replace(at, file=self.inline.get(at.file, at.file)) for at in fault.locations)
        return replace(fault, locations=locations)

    def document(self, path: str) -> Document | None:
        return self.reader.read_once(path, "tests")

    def leads_to(self, document: Document, written: str, key: Path) -> str | None:
        """Where a path of a tests file leads; None, and a fault, if that is outside."""
        found = from_file(self.reader.sources, document, written, key)
        if isinstance(found, str):
            return found
        self.fault([found])
        return None

    def policy(self, path: str, at: Location) -> AnyPolicy | None:
        unknown = self.reader.sources.unknown_builtin(path, at)
        if unknown is not None:
            self.fault([unknown])
            return None
        if path not in self.policies:
            found = read_policy(path, self.reader.sources, self.document, lambda _: {})
            self.policies[path] = None if isinstance(found, list) else found
            self.fault(found if isinstance(found, list) else [])
        return self.policies[path]


def read_tests(suite: Suite, document: Document) -> None:
    """Every case of a tests file as a trial, or what is wrong with it."""
    tests = suite.reader.shaped(document, PolicyTests)
    if tests is None:
        return
    path = suite.leads_to(document, tests.policy, ("policy",))
    at = document.locate(Place(document.file, ("policy",)))
    policy = suite.policy(path, at) if path is not None else None
    for index, case in enumerate(tests.cases) if policy is not None else ():
        trial = _trial(suite, document, tests, policy, index, case) if policy is not None else None
        if trial is not None:
            suite.trials.append(trial)


def _trial(
    suite: Suite, document: Document, tests: PolicyTests, policy: AnyPolicy, index: int, case: Case
) -> Trial | None:
    at: Path = ("cases", index)
    faults = list(_unfit(document, policy, case, at))
    services, wrong = _services(suite, document, case, at)
    seen = read_seen(document, case.observed, (*at, "observed"))
    wrong += seen if isinstance(seen, list) else []
    suite.fault([*faults, *wrong])
    own = case.catalogs is not None
    catalog = _catalog(suite, document, tests.catalogs_of(case), (*at, "catalogs") if own else ("catalogs",))
    if faults or wrong or catalog is None or isinstance(seen, list):
        return None
    config = Config(format="modelbylaws/config/v1", organization=tests.organization_of(case))
    fleet, unfit = assemble(services, catalog, config, tests.day(case))
    suite.fault(unfit)
    fleet = replace(fleet, world=with_evidence(fleet.world, seen, grounds=False))
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
        found = partial(part)
        if isinstance(found, list):
            faults += found
        else:
            services.append(found)
    return services, faults


def _folder(suite: Suite, document: Document, written: str, path: Path) -> tuple[list[Service], list[Diagnostic]]:
    reader = suite.reader
    folder = suite.leads_to(document, written, path)
    if folder is None:
        return [], []
    below = "" if folder == "." else f"{folder}/"
    files = [file for file in suite.files if file.startswith(below) and file.endswith(ENDINGS)]
    before = len(reader.faults)
    services: list[Service] = []
    for part in map(suite.document, files):
        if part is None or part.data.get("format") in NOT_MANIFESTS:
            continue
        manifest = reader.shaped(part, Manifest)
        if manifest is not None:
            services.append(Service(part, manifest))
    if services or len(reader.faults) > before:
        return services, []
    place = document.locate(Place(document.file, path))
    return [], [Diagnostic("no-manifest", f"there is no manifest below {below!r}", (place,))]


def _catalog(suite: Suite, document: Document, listed: tuple[str, ...], at: Path) -> Catalog | None:
    """Exactly the catalogs that are listed; the built-in one is a layer below the others."""
    found = [suite.leads_to(document, written, (*at, index)) for index, written in enumerate(listed)]
    paths = tuple(path for path in found if path is not None)
    if len(paths) < len(found):
        return None
    if paths in suite.catalogs:
        return suite.catalogs[paths]
    reader = suite.reader
    before = len(reader.faults)
    builtin = reader.builtin_layer() if BUILTIN_CATALOG in paths else []
    own = [layered for path in paths if path != BUILTIN_CATALOG for layered in reader.layer(path)]
    stacked = stack_over(builtin, own) if len(reader.faults) == before else []
    suite.fault(stacked if isinstance(stacked, list) else [])
    suite.catalogs[paths] = stacked if isinstance(stacked, Catalog) else None
    return suite.catalogs[paths]
