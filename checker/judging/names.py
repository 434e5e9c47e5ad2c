"""Names that must exist: in policies they are faults of the policy, in manifests findings.

A misspelt host or gateway in a manifest leaves its key unknown, which a share
rule may still pass; so the name itself is a finding of its own. A license that a
policy names must be one that a list or a catalog knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from checker.condition.attribute import Names
from checker.condition.truth import Unknown
from checker.diagnostic import ELSEWHERE, FEW, Diagnostic, Location, Place, did_you_mean, many
from checker.fleet import Route, Service, World, keys
from checker.fleet.remember import once
from checker.fleet.service import every_route
from checker.judging.license_names import LicenseNames
from checker.kinds import AnyKind
from checker.kinds.kind import NameUse, names_in
from checker.policy import Policy
from checker.report import Decision, Finding, Ruling, Subject, Verdict
from checker.vocabulary import COUNTRIES

RULE = "known-names"
"""The built-in rule that every host and gateway in a manifest is one that is known."""
FLEET_TOO_OLD = "fleet-too-old"
"""The built-in rule that the manifests of other repositories are no older than the configuration allows."""
TITLE = "Hosts and gateways in manifests are ones that a catalog or the configuration lists"


def unknown_names(policies: Sequence[Policy[AnyKind]], world: World) -> Iterator[Diagnostic]:
    """Names in selections and rules that no catalog and no configuration knows."""
    licenses = LicenseNames(world)
    for policy in policies:
        documents = {document.file: document for document in policy.documents}
        for use, place in _uses(policy):
            found = licenses.fault(use.value, is_glob=use.is_glob) if use.names == "license" else _fault(use, world)
            if found is not None:
                message, hint = found
                yield Diagnostic("unknown-name", message, (documents[place.file].locate(place),), hint)


def _fault(use: NameUse, world: World) -> tuple[str, str] | None:
    """What is wrong with a name, and what to write instead."""
    if is_known(use.names, use.value, world):
        return None
    other = world.catalog.model(use.value) if use.names == "model" else None
    if other is not None:
        return f"{use.value!r} is another name of {other.id}, and conditions compare ids", f"write {other.id}"
    return f"no catalog knows {use.names} {use.value!r}", hint_at_name(use.names, use.value, world)


def hint_at_name(names: Names, value: str, world: World) -> str:
    """What a name that is not known may have been meant to be: of hosts and models by what is known of them."""
    known = known_names(names, world) or set()
    if len(known) <= FEW or names not in {"host", "model"}:
        return did_you_mean(value, known)
    if names != "host":
        return world.near(value)
    from checker.naming.hints import host_hint  # noqa: PLC0415 - needed only for a name that is not known

    return host_hint(value, known)


def _uses(policy: Policy[AnyKind]) -> Iterator[tuple[NameUse, Place]]:
    """Every name in a policy, and where it stands."""
    for name, condition in policy.header.selections.items():
        file = policy.holding(("selections", name)).file
        for use in names_in(condition, ("selections", name)):
            yield use, Place(file, use.path)
    for rule, origin in zip(policy.rules, policy.origins, strict=True):
        for use in rule.names():
            yield use, origin.below(*use.path)


def known_names(names: Names, world: World) -> set[str] | None:
    """Every name of a kind; None where the list is not closed."""
    return _KNOWN[names](world)


def is_known(names: Names, value: str, world: World) -> bool:
    """Whether a name is one that is listed, or needs no listing: own sites and own models."""
    known = known_names(names, world)
    if known is None or value in known:
        return True
    if names == "host":
        return world.catalog.knows_host(value)
    own = world.organization.vendor
    return names == "model" and own is not None and value.startswith(f"{own}/")


def _vendors(world: World) -> set[str]:
    own = world.organization.vendor
    return {*world.catalog.vendors, *([own] if own else [])}


_KNOWN: Mapping[Names, Callable[[World], set[str] | None]] = {
    "vendor": _vendors,
    "group": lambda world: (
        {v.group for v in world.catalog.vendors.values()} | ({world.organization.vendor or ""} - {""})
    ),
    "family": lambda world: {model.family for model in world.catalog.models.values() if model.family},
    "country": lambda _: set(COUNTRIES),
    "host": lambda world: {*world.catalog.hosts, *world.catalog.vendors, "self"},
    "host group": lambda world: (
        {host.group for host in world.catalog.hosts.values()}
        | {vendor.group for vendor in world.catalog.vendors.values()}
        | {"self"}
    ),
    "model": lambda world: {*world.catalog.models},
    "contract": lambda world: {*world.catalog.contracts},
    "license": lambda _: None,
    "gateway": lambda world: None if world.gateways is None else {*world.gateways, keys.DIRECT},
}


def find_foreign(world: World, services: Iterable[Service]) -> Iterator[Finding]:
    """What the built-in rule finds in these services."""
    for route in every_route(services):
        for key, value in _find_unlisted(world, keys.hosted(route), route.declared.gateway):
            yield _finding(route, key, value)


def foreign_elsewhere(repository: str, count: int) -> Finding:
    """What the built-in rule finds in another repository, of which only the number is known."""
    message = f"{repository}: {many(count, 'unknown name')}, as its manifests were collected"
    at = Location(f"{repository}{ELSEWHERE}")
    subject = Subject(f"({repository})")
    return Finding(RULE, TITLE, "soft", Verdict.UNKNOWN, subject, message, (at,), count=count)


def rule_foreign(findings: Sequence[Finding], names: tuple[str, ...]) -> tuple[Ruling, list[Finding]] | None:
    """The built-in rule's ruling and findings, of services with these names; None if every name is known."""
    if not findings:
        return None
    ruling = Ruling(
        id=RULE,
        policy="builtin",
        kind=RULE,
        level="soft",
        title=TITLE,
        sentence=f"{TITLE}.",
        location=findings[0].locations[0],
        verdict=Verdict.UNKNOWN,
        why="A misspelt name is a key that no rule counts.",
        controls=(),
        selected=names,
        possible=(),
        excluded=(),
        decisions=tuple(Decision(f.subject, f.verdict, f.message) for f in findings),
        measures=(),
        builtin=True,
    )
    return ruling, list(findings)


@once
def _find_unlisted(world: World, hosted: keys.Hosted, gateway: str | None) -> tuple[tuple[str, Unknown], ...]:
    """Which names of a route are in no list, by their keys."""
    host, *_ = hosted
    named = (("host", host, keys.host_of(world, hosted)), ("gateway", gateway, keys.gateway_named(world, gateway)))
    return tuple([(key, value) for key, name, value in named if name is not None and isinstance(value, Unknown)])


def _finding(route: Route, key: str, value: Unknown) -> Finding:
    subject = Subject(route.service.name, route.use.name, route.name, key)
    document = route.service.document
    at = document.locate(Place(document.file, (*route.path, key), f"unknown {key}"))
    message = f"{route.service.name}/{route.use.name}/{route.name}: {value.reason}, so its key is unknown"
    return Finding(RULE, TITLE, "soft", Verdict.UNKNOWN, subject, message, (at,), value.remedy)
