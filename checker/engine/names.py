"""Names that must exist: in policies they are faults of the policy, in manifests findings.

A misspelt host or gateway in a manifest leaves its key unknown, which a share
rule may still pass; so the name itself is a finding of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from checker.condition.attribute import Names
from checker.condition.truth import Known, Unknown
from checker.diagnostic import Diagnostic, Place, did_you_mean
from checker.fleet import Fleet, Route, World, keys
from checker.kinds import AnyKind
from checker.kinds.kind import NameUse, names_in
from checker.policy import Policy
from checker.regions import COUNTRIES
from checker.report import Decision, Finding, Ruling, Subject, Verdict
from checker.source import Document

RULE = "known-names"
"""The built-in rule that every host and gateway in a manifest is one that is known."""
TITLE = "Hosts and gateways in manifests are ones that a catalog or the configuration lists"


def unknown_names(policies: Sequence[Policy[AnyKind]], world: World) -> Iterator[Diagnostic]:
    """Names in selections and rules that no catalog and no configuration knows."""
    for policy in policies:
        documents = {document.file: document for document in policy.documents}
        for use, place in _uses(policy):
            if not is_known(use.names, use.value, world):
                known = known_names(use.names, world) or ()
                at = documents[place.file].locate(place)
                other = world.catalog.model(use.value) if use.names == "model" else None
                message = f"no catalog knows {use.names} {use.value!r}"
                if other is not None:
                    message = f"{use.value!r} is another name of {other.id}, and conditions compare ids"
                hint = f"write {other.id}" if other is not None else did_you_mean(use.value, known)
                yield Diagnostic("unknown-name", message, (at,), hint)


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
    "gateway": lambda world: None if world.gateways is None else {*world.gateways, keys.DIRECT},
}


def foreign_names(fleet: Fleet, documents: Mapping[str, Document]) -> tuple[Ruling, list[Finding]] | None:
    """The built-in rule's ruling and findings; None if every name is known."""
    findings = [
        _finding(route, key, value, documents)
        for service in fleet.services
        for use in service.uses
        for route in use.routes
        for key, value in _unlisted(fleet.world, route)
    ]
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
        selected=tuple(service.name for service in fleet.services),
        possible=(),
        excluded=(),
        decisions=tuple(Decision(f.subject, f.verdict, f.message) for f in findings),
        measures=(),
    )
    return ruling, findings


def _unlisted(world: World, route: Route) -> Iterator[tuple[str, Unknown]]:
    for key, read in (("host", keys.host), ("gateway", keys.gateway)):
        value: Known | Unknown = read(world, route)
        if getattr(route.declared, key) is not None and isinstance(value, Unknown):
            yield key, value


def _finding(route: Route, key: str, value: Unknown, documents: Mapping[str, Document]) -> Finding:
    subject = Subject(route.service.name, route.use.name, route.name, key)
    file = route.service.document.file
    at = documents[file].locate(Place(file, (*route.path, key), f"unknown {key}"))
    message = f"{route.service.name}/{route.use.name}/{route.name}: {value.reason}, so its key is unknown"
    return Finding(RULE, TITLE, "soft", Verdict.UNKNOWN, subject, message, (at,), value.remedy)
