"""Names that must exist: in policies they are faults of the policy, in manifests findings.

A misspelt host or gateway in a manifest leaves its key unknown, which a share
rule may still pass; so the name itself is a finding of its own. A license that a
policy names must be one that a list or a catalog knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property

from checker import licenses
from checker.condition.attribute import Names
from checker.condition.truth import Known, Unknown
from checker.diagnostic import FEW, Diagnostic, Place, did_you_mean
from checker.fleet import Route, Service, World, keys
from checker.fleet.service import every_route
from checker.kinds import AnyKind
from checker.kinds.kind import NameUse, names_in
from checker.licenses import Several, Term
from checker.policy import Policy
from checker.report import Decision, Finding, Ruling, Subject, Verdict
from checker.source.characters import fold
from checker.vocabulary import COUNTRIES

_OWN = "licenseref-"
MAX_HINTS = 100
"""Most names that are looked for among all licenses: each takes some milliseconds."""


class LicenseNames:
    """What is known about licenses in one world; collected when the first one is asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._hints: dict[str, str] = {}

    @cached_property
    def _claimed(self) -> dict[str, str]:
        """Each license in a catalog, and each text there, in lower case, as it is written."""
        models = self._world.catalog.models.values()
        texts = {claim.value for model in models for claim in model.facts.license or ()}
        texts = {text for text in texts if not licenses.names_none(text)}
        found = {term.base: term.shown for text in texts for term in licenses.parse(text).terms() if not term.exception}
        return {fold(text): text for text in texts} | found

    def fault(self, written: str, *, is_glob: bool = False) -> tuple[str, str] | None:
        """What is wrong with a name in a rule, and what to write; None if it is one license that is known."""
        if is_glob:
            return None if self._is_like_one(written) else (f"no license that is known is like {written!r}", _HOW_GLOB)
        license_ = licenses.parse(written)
        claimed = fold(written) in self._claimed and not isinstance(license_, Several)
        if claimed and not licenses.is_family(written):
            return None
        word = _word(written)
        if word is not None:
            return word
        if isinstance(license_, Several):
            listed = ", ".join(dict.fromkeys(term.shown for term in license_.terms()))
            return f"{written!r} is an expression, and a rule lists licenses one by one", f"write [{listed}]"
        if self._is_known(license_):
            return None
        return f"no list and no catalog knows license {written!r}", self._near(written)

    def _is_like_one(self, glob: str) -> bool:
        known = {*licenses.vocabulary().values(), *self._claimed.values()}
        return any(fnmatchcase(name.lower(), glob.lower()) for name in known)

    def _is_known(self, term: Term) -> bool:
        """On a list; or an own license that a catalog claims."""
        return term.understood and (term.base in self._claimed or term.base in licenses.vocabulary())

    def _near(self, written: str) -> str:
        if written not in self._hints and len(self._hints) < MAX_HINTS:
            self._hints[written] = self._search(written)
        return self._hints.get(written, "")

    def _search(self, written: str) -> str:
        import difflib  # noqa: PLC0415 - needed only when something is misspelt

        known = {**licenses.vocabulary(), **self._claimed}
        words = {word.removeprefix(_OWN): name for word, name in known.items()}
        word = written.lower().removeprefix(_OWN)
        ratios = {
            near: difflib.SequenceMatcher(None, near, word).ratio()
            for near in difflib.get_close_matches(word, sorted(words), n=2)
        }
        names = dict.fromkeys(words[near] for near, ratio in ratios.items() if ratio == max(ratios.values()))
        return f"did you mean {' or '.join(map(repr, names))}?" if names else _HOW


_HOW_GLOB = "write it like ids of the SPDX list, or like a LicenseRef-... that a catalog claims"
_HOW = "write an id of the SPDX list, or a LicenseRef-... that a catalog claims"


def _word(written: str) -> tuple[str, str] | None:
    """What is wrong with a word that lists know, and that is no license."""
    hub = licenses.hub_word(written)
    if hub is not None:
        return f"{written!r} is what the hub calls {hub}, and rules name ids", f"did you mean {hub!r}?"
    if licenses.names_none(written):
        return f"{written!r} names no license", "known: true asks whether a license is known"
    if licenses.is_family(written):
        return f"{written!r} is a family of licenses", f"name its members, such as {', '.join(_members(written))}"
    if licenses.is_exception(written):
        return f"{written!r} is an exception, and no license", f"write the license, too: GPL-2.0-only WITH {written}"
    return None


def _members(family: str) -> list[str]:
    few, stem = 8, f"{family.lower()}-"
    names = {name for word, name in licenses.vocabulary().items() if word.startswith(stem) and " " not in name}
    return sorted(names)[:few]


RULE = "known-names"
"""The built-in rule that every host and gateway in a manifest is one that is known."""
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
        yield from (_finding(route, key, value) for key, value in _find_unlisted(world, route))


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


def _find_unlisted(world: World, route: Route) -> Iterator[tuple[str, Unknown]]:
    for key, read in (("host", keys.host), ("gateway", keys.gateway)):
        value: Known | Unknown = read(world, route)
        if getattr(route.declared, key) is not None and isinstance(value, Unknown):
            yield key, value


def _finding(route: Route, key: str, value: Unknown) -> Finding:
    subject = Subject(route.service.name, route.use.name, route.name, key)
    document = route.service.document
    at = document.locate(Place(document.file, (*route.path, key), f"unknown {key}"))
    message = f"{route.service.name}/{route.use.name}/{route.name}: {value.reason}, so its key is unknown"
    return Finding(RULE, TITLE, "soft", Verdict.UNKNOWN, subject, message, (at,), value.remedy)
