"""Policies with everything they are built on, and waivers: which files they are, and what is wrong between them.

A policy is a file below the root, or a built-in one, ``builtin:NAME``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.diagnostic import Diagnostic, Location, Path, Place, many
from checker.files.config import POLICY_PLACES, VENDOR
from checker.files.waivers import FORMAT, Placed, WaiversFile, repeated
from checker.judging import AnyPolicy
from checker.judging.waive import BUILTIN as BUILTIN_RULES
from checker.judging.waive import unknown_rules
from checker.kinds import KINDS
from checker.policy import Override, Policy, load
from checker.resources import BUILTIN
from checker.run.files import Sources, resolve
from checker.run.fleets import Listing
from checker.run.matching import declared_format
from checker.run.reader import Reader
from checker.run.request import CONFIG_NAME
from checker.source import Document

OTHER_FORMATS = {"modelbylaws/tests/v1", "modelbylaws/baseline/v1", FORMAT}
"""Formats that may lie beside policies. A file that does not say one of them is a policy."""

Read = Callable[[str], Document | None]
"""Gives the document of a policy's path; None where it could not be read, which the reader then told."""
Overrides = Callable[[str], Mapping[str, Override]]
"""Gives the configuration's parameters for a policy's name."""


def from_file(sources: Sources, document: Document, written: str, key: Path) -> str | Diagnostic:
    """The policy or catalog that a file names at a key: a built-in one, one of a source, or one below the root."""
    if written.startswith(BUILTIN):
        return written
    at = document.locate(Place(document.file, key))
    if not written.startswith(VENDOR):
        return resolve(sources.rules, written, document.file, at)
    found = sources.find_vendored(written, at)
    if isinstance(found, Diagnostic) or len(found) == 1:
        return found if isinstance(found, Diagnostic) else found[0]
    return Diagnostic("no-such-file", f"{written!r} means {many(len(found), 'file')}, and one is needed", (at,))


def read_policy(
    path: str, sources: Sources, read: Read, overrides: Overrides, trail: tuple[str, ...] = ()
) -> AnyPolicy | list[Diagnostic]:
    """A policy with all that it inherits; or what is wrong, beyond what ``read`` told."""
    document = read(path)
    if document is None:
        return []
    base = _base(document, sources, read, (*trail, path))
    if isinstance(base, list):
        return base
    return load(document, KINDS, overrides(str(document.data.get("policy", ""))), base)


def _base(
    document: Document, sources: Sources, read: Read, trail: tuple[str, ...]
) -> AnyPolicy | list[Diagnostic] | None:
    written = document.data.get("extends")
    if not isinstance(written, str):
        return None
    at = document.locate(Place(document.file, ("extends",)))
    target = from_file(sources, document, written, ("extends",))
    if isinstance(target, Diagnostic):
        return [target]
    unknown = sources.unknown_builtin(target, at)
    if unknown is not None:
        return [unknown]
    if target in trail:
        circle = " -> ".join([*trail[trail.index(target) :], target])
        return [Diagnostic("extends-cycle", f"a policy cannot be built on itself: {circle}", (at,))]
    found = read_policy(target, sources, read, lambda _: {}, trail)
    return found if isinstance(found, Policy) or found else [_unread(written, at)]


def _unread(written: str, at: Location) -> Diagnostic:
    return Diagnostic("unread-policy", f"{written!r}, which this policy is built on, could not be read", (at,))


def read_rules(reader: Reader, listing: Listing, asked: Sequence[str]) -> tuple[list[AnyPolicy], list[Placed]]:
    """Policies and waivers; a waiver of a rule that no policy holds is a fault only if every policy was read."""
    before = len(reader.faults)
    policies = _policies(reader, listing, asked)
    every = not asked and len(reader.faults) == before
    waivers = _waivers(reader, listing)
    reader.faults += unknown_rules(waivers, policies) if every else ()
    return policies, waivers


def _policies(reader: Reader, listing: Listing, asked: Sequence[str]) -> list[AnyPolicy]:
    """Every policy that is asked for, or else those of the configuration."""
    config = listing.config
    paths: Sequence[str] = tuple(dict.fromkeys(_find_asked(reader, listing, asked)))
    named = {*paths, *(config.policies or ())}
    if not asked:
        paths = listing.pick(reader, "policies", config.policies, POLICY_PLACES)
    policies: list[AnyPolicy] = []
    for path in paths:
        if path not in named and declared_format(path, reader.sources.read(path)) in OTHER_FORMATS:
            continue
        found = read_policy(path, reader.sources, lambda path: reader.read_once(path, "policy"), listing.overrides)
        if isinstance(found, list):
            known = {*reader.faults}
            reader.faults += [fault for fault in found if fault not in known]
        else:
            policies.append(found)
    # NOTE: a policy that another one is built on is judged as a part of that one, which is as strict or stricter.
    inherited = {base.file for policy in policies for base in policy.bases}
    policies = [policy for policy in policies if policy.document.file not in inherited]
    reader.faults += [*_same_name_twice(policies), *(() if reader.faults else _no_such_policy(policies, listing))]
    return policies


def _find_asked(reader: Reader, listing: Listing, asked: Sequence[str]) -> Iterator[str]:
    """The policies that the command line names, those of a source by the lock; the reader keeps faults."""
    at = Location(CONFIG_NAME if listing.written is None else listing.written.file)
    for path in asked:
        found = reader.sources.find_vendored(path, at) if path.startswith(VENDOR) else [path]
        reader.faults += [found] if isinstance(found, Diagnostic) else []
        yield from () if isinstance(found, Diagnostic) else found


def _no_such_policy(policies: Sequence[AnyPolicy], listing: Listing) -> Iterable[Diagnostic]:
    names = {policy.header.policy for policy in policies}
    for name in listing.config.params:
        if name not in names:
            message = f"no policy {name!r} is loaded, so its parameters cannot be set"
            yield Diagnostic("unknown-policy", message, (listing.in_config(("params", name)),))


def _same_name_twice(policies: Sequence[AnyPolicy]) -> Iterable[Diagnostic]:
    """Rule ids and policy names, each unique over all policies loaded."""
    first: dict[tuple[str, str], Location] = {}
    for policy in policies:
        named = [("policy", policy.header.policy, policy.document.locate(Place(policy.document.file, ("policy",))))]
        documents = {document.file: document for document in policy.documents}
        for rule, origin in zip(policy.rules, policy.origins, strict=True):
            place = origin.below("id")
            named.append(("rule id", rule.id, documents[place.file].locate(place)))
        for what, name, at in named:
            if what == "rule id" and name in BUILTIN_RULES:
                yield Diagnostic("reserved-id", f"rule id {name!r} is that of a built-in rule", (at,))
            if (what, name) in first:
                other = replace(first[what, name], label="first here")
                yield Diagnostic("duplicate-id", f"{what} {name!r} is in two places", (at, other))
            first.setdefault((what, name), at)


def _waivers(reader: Reader, listing: Listing) -> list[Placed]:
    given = listing.config.waivers
    paths = listing.pick(reader, "waivers", given, POLICY_PLACES)
    waivers: list[Placed] = []
    for path in paths:
        raw = reader.sources.read(path)
        if given is None and declared_format(path, raw) != FORMAT:
            continue
        document = reader.read(path, "waivers", raw)
        file = reader.shaped(document, WaiversFile)
        if document is not None and file is not None:
            waivers += [Placed(document, index, waiver) for index, waiver in enumerate(file.waivers)]
    reader.faults += repeated(waivers)
    return waivers
