"""What policies ask of a fleet, and what was collected from some of its services.

Each service is looked at by itself: what selections pick, what every question collects, which names nobody knows.
What was collected from two parts of a fleet, put together, is what was collected from both, so the parts may be
looked at one after the other, in other processes, or on other machines. Only what needs everybody (names that two
services share, models that were made from one another, limits over the fleet) is settled before or after.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, NamedTuple

from checker.condition import Condition
from checker.files.manifest import Manifest
from checker.files.waivers import Placed
from checker.fleet import Outline, Service, World
from checker.fleet.service import every_route
from checker.judging.names import find_foreign
from checker.judging.selection import Chosen, Named, pick
from checker.judging.unlisted import Usage, find_unlisted
from checker.kinds import AnyKind
from checker.kinds.kind import Locator, Member
from checker.packed import Columns
from checker.policy import Origin, Policy
from checker.record import dataclass
from checker.report import Finding, Whose

AnyPolicy = Policy[AnyKind]


class Pieces(NamedTuple):
    """What a question collected: of each kind of rule another type, which its own ``conclude`` takes."""

    found: Sequence[Any]
    crash: tuple[str, str] | None = None
    """The first service, by name, at which the kind failed, and how; what was found then counts for nothing."""


PiecesOf = Callable[["Group"], Pieces]


@dataclass(frozen=True, eq=False)
class Group:
    """Rules that ask the same of the same services: it is collected once."""

    number: int
    rule: AnyKind
    """Any of them."""
    selection: Named
    rules: tuple[int, ...]
    """The rules by their numbers."""


@dataclass(frozen=True, eq=False)
class Docket:
    """All that is asked. Whoever has the same policies and the same world has the same docket, with equal numbers."""

    world: World
    rules: tuple[tuple[AnyPolicy, AnyKind, Origin], ...]
    conditions: Mapping[Named, Condition | None]
    groups: tuple[Group, ...]
    outlined: frozenset[str]
    """Services that a waiver names."""


def open_docket(policies: Sequence[AnyPolicy], world: World, waivers: Iterable[Placed] = ()) -> Docket:
    """What these policies ask, and of whom waivers need the names of uses and routes."""
    rules = [
        (policy, rule, origin)
        for policy in sorted(policies, key=lambda policy: policy.document.file)
        for rule, origin in zip(policy.rules, policy.origins, strict=True)
    ]
    asked: dict[Hashable, list[int]] = {}
    conditions: dict[Named, Condition | None] = {}
    for number, (policy, rule, _) in enumerate(rules):
        name = (policy.document.file, rule.of)
        conditions[name] = policy.selection(rule.of)
        asked.setdefault((name, rule.question), []).append(number)
    groups = []
    for number, numbers in enumerate(asked.values()):
        policy, rule, _ = rules[numbers[0]]
        groups.append(Group(number, rule, (policy.document.file, rule.of), tuple(numbers)))
    named = frozenset(placed.waiver.for_.service for placed in waivers if placed.waiver.for_.service)
    return Docket(world, tuple(rules), conditions, tuple(groups), named)


@dataclass(frozen=True, slots=True)
class Looked:
    """What some services are, apart from what the questions collect."""

    names: tuple[str, ...] = ()
    chosen: Mapping[Named, Chosen] = field(default_factory=dict)
    foreign: tuple[Finding, ...] = ()
    """Hosts and gateways that nobody knows."""
    unlisted: Mapping[str, Mapping[str, Usage]] = field(default_factory=dict)
    """By service, the models that no catalog lists, by the name that is written."""
    contracts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By service, the contracts that its routes name."""
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    """Of services that a waiver names."""
    whose: Mapping[str, Whose] = field(default_factory=dict)
    """Who answers for each of them."""


Members = Mapping[Named, Sequence[Member]]


def look(docket: Docket, services: Sequence[Service]) -> tuple[Looked, Members]:
    """What services are, and whom each selection picks among them. They are in the order of their names."""
    world = docket.world
    members: dict[Named, Sequence[Member]] = {}
    chosen: dict[Named, Chosen] = {}
    for name, condition in docket.conditions.items():
        chosen[name], members[name] = pick(condition, world, services)
    looked = Looked(
        names=tuple(service.name for service in services),
        chosen=chosen,
        foreign=tuple(find_foreign(world, services)),
        unlisted={s.name: found for s in services if (found := find_unlisted(world, [s]))},
        contracts={s.name: named for s in services if (named := _contracts(s))},
        outlines={service.name: service.outline() for service in services if service.name in docket.outlined},
        whose={service.name: whose(service.manifest) for service in services},
    )
    return looked, members


def put_together(parts: Sequence[Looked]) -> Looked:
    """What all these services are, whichever part each of them was in."""
    if len(parts) == 1:
        return parts[0]
    chosen = {name: Chosen.merge([part.chosen[name] for part in parts]) for name in (parts[0].chosen if parts else ())}
    return Looked(
        names=tuple(sorted(name for part in parts for name in part.names)),
        chosen=chosen,
        foreign=tuple(sorted((found for part in parts for found in part.foreign), key=_by_service)),
        unlisted={name: found for part in parts for name, found in part.unlisted.items()},
        contracts={name: found for part in parts for name, found in part.contracts.items()},
        outlines={name: outline for part in parts for name, outline in part.outlines.items()},
        whose={name: found for part in parts for name, found in part.whose.items()},
    )


def _contracts(service: Service) -> frozenset[str]:
    return frozenset([route.declared.contract for route in every_route([service]) if route.declared.contract])


def whose(manifest: Manifest) -> Whose:
    return Whose(manifest.owner, manifest.tier, manifest.lifecycle)


def _by_service(finding: Finding) -> str:
    return finding.subject.service or ""


def gather(world: World, group: Group, members: Members, locate: Locator | None = None) -> Pieces:
    """What a question collects from the members of its selection.

    ``locate`` looks up places in their manifests, where these will not be at hand when the rules are concluded; pieces
    are packed then.
    """
    found: list[Any] = []
    for member in members[group.selection]:
        try:
            found += group.rule.collect(world, member)
        except Exception as error:  # noqa: BLE001 - a faulty kind; its rules end with the verdict error
            return Pieces((), (member.service.name, describe_crash(error)))
    if locate is None:
        return Pieces(tuple(found))
    try:
        return Pieces(group.rule.pack(found, locate))
    except Exception as error:  # noqa: BLE001 - as above
        return Pieces((), (_first_crash(world, group, members, locate), describe_crash(error)))


def _first_crash(world: World, group: Group, members: Members, locate: Locator) -> str:
    """The first service whose pieces cannot be packed, or whose pieces can be, but not beside those of others."""
    name = ""
    for member in members[group.selection]:
        name = member.service.name
        try:
            group.rule.pack(group.rule.collect(world, member), locate)
        except Exception:  # noqa: BLE001 - as above
            break
    return name


def describe_crash(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def join_pieces(parts: Collection[Pieces]) -> Pieces:
    """The pieces of a question from several parts of a fleet."""
    crashes = [part.crash for part in parts if part.crash is not None]
    if crashes:
        return Pieces((), min(crashes))
    found = [part.found for part in parts]
    columns = [one for one in found if isinstance(one, Columns)]
    if any(one for one in found if columns and not isinstance(one, type(columns[0]))):
        raise TypeError("pieces of one question have several forms")  # and those of the others would be lost
    if columns:
        return Pieces(columns[0].joined(columns[1:]))
    return Pieces(tuple(piece for some in found for piece in some))


def without(found: Sequence[Any], services: Collection[str]) -> Sequence[Any]:
    """Pieces of others than these."""
    if isinstance(found, Columns):
        return found.without(services)
    return tuple(piece for piece in found if piece.service not in services)


def services_of(found: Sequence[Any]) -> frozenset[str]:
    """Whom pieces are of."""
    return found.services if isinstance(found, Columns) else frozenset(piece.service for piece in found)
