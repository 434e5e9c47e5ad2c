"""The partial sums of a snapshot, as a line of it: what rules over the fleet need of each other repository's services.

They hold for one day, and for the policies, catalogs and settings that they were made with, which are known by their
digests: under any others, the manifests themselves are judged. What is written here was written by whoever wrote the
snapshot; so it is read strictly, and counts only where that is to be trusted (``trusted`` in ``many``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from checker import __version__
from checker.diagnostic import Location
from checker.files.config import Config
from checker.fleet.lineage import Declaration
from checker.judging import AnyPolicy
from checker.judging.docket import Docket, Group
from checker.judging.elsewhere import Broken, Elsewhere
from checker.kinds.parts.alike import Alike, alike_as_data, alike_from_data
from checker.record import dataclass
from checker.report import Input, Verdict
from checker.run import git
from checker.run.fleet_file import line_of
from checker.run.fleets import Listing
from checker.run.opened import Opened
from checker.run.request import Asked, Request
from checker.run.trail import current
from checker.shape.written import as_file

KEY = "partials"

_SETTINGS = {"organization", "params", "gateways", "callers"}
"""Of the configuration, what a rule may depend on besides the files that it names."""


class Made(NamedTuple):
    """What was read before the snapshot."""

    policies: Sequence[AnyPolicy]
    inputs: Sequence[Input]


def find_partials(
    listing: Listing, asked: Asked, opened: Opened, line: bytes, read: Made
) -> tuple[Partials | None, str]:
    """The sums of a snapshot, if it has some that count here; and what is to be said of them."""
    if not line:
        return None, ""
    if asked.partials == "trusted" and not (opened.signer or _is_committed(listing, asked, opened)):
        return None, f"{_UNUSED} it is neither signed nor what is committed here (--trust-partials yes)"
    try:
        found = partials_from(line)
        made = made_with(asked, listing.config, listing.sources.builtin.release, read.inputs)
        other = found.other(made, digests_of(read.policies))
    except _DAMAGED:
        return None, f"{_UNUSED} they are damaged"
    if listing.config.observed is not None:
        other = "other evidence of use"
    return (None, f"{_UNUSED} they were made with {other}") if other else (found, "")


_UNUSED = "; its sums are not used, because"
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def _is_committed(listing: Listing, asked: Asked, opened: Opened) -> bool:
    """Whether the bytes are those of the commit that is checked out, or that is trusted."""
    if not isinstance(asked, Request) or (asked.fleet is not None and asked.fleet.path):
        return False
    at = asked.trusted.commit if asked.trusted is not None else "HEAD"
    name = f"{at}:{listing.sources.prefix}{opened.name}"
    held = current().meant[name] = git.object_id(asked.root, name)
    return bool(held) and _object_id(opened.raw, len(held)) == held


@lru_cache(maxsize=1)
def _object_id(raw: bytes, digits: int) -> str:
    """What git calls a file's content. NOTE: a change is judged by two runs over the same snapshot."""
    new = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    found = new(b"blob %d\0" % len(raw))
    found.update(raw)
    return found.hexdigest()


_SHA1_DIGITS = 40
"""Of an object's id; repositories by SHA-256 have 64."""


def made_with(asked: Asked, config: Config, release: str | None, inputs: Iterable[Input]) -> dict[str, str]:
    """All that sums depend on but manifests and policies, each by a name that people read."""
    settings = {key: value for key, value in as_file(config).items() if key in _SETTINGS}
    by_role: dict[str, list[str]] = {"catalog": [], "inventory": []}
    for entry in inputs:
        by_role.get(entry.role, []).append(entry.sha256)
    return {
        "version of the program": __version__,
        "built-in catalog": release or "",
        "day": str(asked.as_of),
        "day of knowledge": str(asked.known_by or ""),
        "configuration": _digest(json.dumps(settings, sort_keys=True, default=str)),
        "catalogs": _digest(*sorted(by_role["catalog"])),
        "inventory": _digest(*sorted(by_role["inventory"])),
    }


def digests_of(policies: Iterable[AnyPolicy]) -> dict[str, str]:
    """Of each policy by its file: what is in it and in those that it is built on, wherever they lie."""
    return {policy.document.file: _digest(*(document.sha256 for document in policy.documents)) for policy in policies}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Partials:
    """What the line holds, before anybody asks what a policy needs of it."""

    made: Mapping[str, str]
    services: Mapping[str, str]
    """By its name, the repository that holds a service."""
    declared: tuple[Declaration, ...]
    foreign: Mapping[str, int]
    policies: Mapping[str, Mapping[str, Any]]
    """By the digest of a policy, its selections and questions; read when they are needed."""

    def other(self, made: Mapping[str, str], policies: Mapping[str, str]) -> str:
        """What they were not made with, in words; nothing if all is the same."""
        others = [name for name, value in made.items() if self.made.get(name) != value]
        unlike = [file for file, digest in policies.items() if digest not in self.policies]
        said = [f"another {name}" for name in others] + [f"another {file}" for file in unlike[:1]]
        return " and ".join(said)

    def of(self, docket: Docket, digests: Mapping[str, str]) -> Elsewhere:
        """All services by what a docket asks of them.

        Raises:
            ValueError, KeyError, TypeError: they are not what a program wrote.
        """
        order = list(self.services)
        chosen = {
            (file, name): _chosen(self.policies[digests[file]]["selections"][name], order)
            for file, name in docket.conditions
        }
        heaps: dict[int, tuple[Alike, ...]] = {}
        broken: dict[int, Broken] = {}
        for group in docket.groups:
            data = self.policies[digests[group.selection[0]]]["questions"][_question(docket, group)]
            if group.rule.by_measure:
                heaps[group.number] = tuple(alike_from_data(one) for one in data)
            else:
                broken[group.number] = _broken(data)
        return Elsewhere(self.services, chosen, heaps, broken, self.foreign)


def partials_line(
    made: Mapping[str, str],
    docket: Docket,
    digests: Mapping[str, str],
    found: Elsewhere,
    declared: Sequence[Declaration],
) -> bytes:
    """The line."""
    by_repository: dict[str, list[str]] = {}
    for service, place in sorted(found.repositories.items()):
        by_repository.setdefault(place, []).append(service)
    order = {
        service: number for number, service in enumerate(s for _, own in sorted(by_repository.items()) for s in own)
    }
    policies: dict[str, dict[str, dict[str, Any]]] = {
        digest: {"selections": {}, "questions": {}} for digest in digests.values()
    }
    for (file, name), (certain, possible) in found.chosen.items():
        listed = [_numbers(certain, order), _numbers(possible, order)]
        policies[digests[file]]["selections"][name] = listed
    for group in docket.groups:
        questions = policies[digests[group.selection[0]]]["questions"]
        if group.rule.by_measure:
            questions[_question(docket, group)] = [alike_as_data(one) for one in found.heaps[group.number]]
        else:
            counts = sorted(found.broken[group.number].items())
            questions[_question(docket, group)] = [[*key, count] for key, count in counts]
    bases = [[d.service, d.file, d.model, list(d.bases), list(d.place)] for d in declared]
    services = dict(sorted(by_repository.items()))
    foreign = dict(sorted(found.foreign.items()))
    return line_of(
        {KEY: {"made": made, "services": services, "foreign": foreign, "declared": bases, "policies": policies}}
    )


@lru_cache(maxsize=2)
def partials_from(line: bytes) -> Partials:
    """What the line holds.

    Raises:
        ValueError, KeyError, TypeError: it is not what a program wrote.
    """
    data = json.loads(line)[KEY]
    services = {str(name): str(place) for place, own in data["services"].items() for name in own}
    if len(services) != sum(map(len, data["services"].values())):
        raise ValueError("a service twice")
    foreign = {str(place): _count(count) for place, count in data["foreign"].items()}
    made = {str(name): str(value) for name, value in data["made"].items()}
    return Partials(made, services, tuple(_declared(entry) for entry in data["declared"]), foreign, data["policies"])


def _declared(entry: Sequence[Any]) -> Declaration:
    service, file, model, bases, (access, host, version) = entry
    texts = [service, file, model, access, *bases, *(part for part in (host, version) if part is not None)]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("no declaration")
    return Declaration(service, file, model, tuple(bases), Location(file), (access, host, version))


def _question(docket: Docket, group: Group) -> str:
    """The first of the rules that ask it."""
    return docket.rules[group.rules[0]][1].id


def _numbers(names: frozenset[str], order: Mapping[str, int]) -> list[int] | str:
    return ALL if len(names) == len(order) else sorted(order[name] for name in names)


ALL = "all"


def _chosen(data: Sequence[Any], order: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    certain, possible = (frozenset(order if part == ALL else (order[_count(at, 0)] for at in part)) for part in data)
    if certain & possible:
        raise ValueError("certainly and possibly")
    return certain, possible


def _broken(data: Sequence[Any]) -> Broken:
    return {(str(place), Verdict(verdict).value): _count(count) for place, verdict, count in data}


def _count(value: object, least: int = 1) -> int:
    if type(value) is not int or value < least:
        raise ValueError("no number")
    return value
