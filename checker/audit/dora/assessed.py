"""B_06.01 and B_07.01: functions, and how substitutable an arrangement is. Services that disagree are findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.audit.dora.arrangement import CRITICAL_LABEL, Arrangement
from checker.audit.dora.row import NO, YES, Row
from checker.diagnostic import shorten_values
from checker.fleet import Fleet, Service
from checker.fleet.keys import keys
from checker.vocabulary import Substitutability

SUBSTITUTABILITY: Mapping[Substitutability, str] = {
    "not": "eba_ZZ:x959",
    "highly-complex": "eba_ZZ:x960",
    "medium": "eba_ZZ:x961",
    "easy": "eba_ZZ:x962",
}
"""The worst first."""
_CRITICAL: Mapping[str, str] = {"yes": YES, "no": NO}
FUNCTION = "dora-function"


def functions(arrangements: Sequence[Arrangement]) -> list[Row]:
    """B_06.01: a row for each function that a label names."""
    found: dict[str, dict[str, Service]] = {}
    for service in (service for arrangement in arrangements for service in arrangement.services):
        name = (service.manifest.labels or {}).get(FUNCTION, "")
        if name:
            found.setdefault(name, {})[service.name] = service
    return [_function(name, [*services.values()]) for name, services in sorted(found.items())]


def _function(name: str, services: Sequence[Service]) -> Row:
    said = {service.name: (service.manifest.labels or {}).get(CRITICAL_LABEL, "") for service in services}
    answer = next((_CRITICAL[word] for word in _CRITICAL if word in said.values()), "")
    ours = {
        "services": " ".join(said),
        "tiers": " ".join(str(service.manifest.tier) for service in services),
        "owners": " ".join(dict.fromkeys(service.manifest.owner for service in services)),
    }
    return Row({"c0010": name, "c0050": answer}, ours, (*_differing("c0050", said), *_odd("c0050", said)))


def assess(fleet: Fleet, arrangement: Arrangement) -> Iterator[Row]:
    """B_07.01: one row an arrangement, unless all that it serves is said to be neither critical nor important."""
    labels = {service.name: (service.manifest.labels or {}).get(CRITICAL_LABEL, "") for service in arrangement.services}
    if labels and all(label == "no" for label in labels.values()):
        return
    exits = {service.name: service.manifest.exit for service in arrangement.services}
    written = {name: exit_.substitutability or "" if exit_ else "" for name, exit_ in exits.items()}
    plans = {name: "yes" if exit_ and exit_.plan else "" for name, exit_ in exits.items()}
    others = _alternatives(fleet, arrangement)
    official = {
        "c0010": arrangement.id,
        "c0050": next((code for word, code in SUBSTITUTABILITY.items() if word in written.values()), ""),
        "c0080": YES if plans and all(plans.values()) else "",
        "c0110": YES if others else "",
        "c0120": ", ".join(others),
    }
    told = (*_odd("c0010", labels), *_differing("c0050", written), *_differing("c0080", plans))
    yield Row(official, arrangement.told(), told)


def _odd(column: str, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """That a label is there and says neither yes nor no, so that it is as if it were not."""
    odd = [
        f"{name}: {shorten_values(repr(word))}" for name, word in sorted(said.items()) if word not in {"", *_CRITICAL}
    ]
    if odd:
        yield (
            column,
            f"{CRITICAL_LABEL} is neither {' nor '.join(_CRITICAL)}, so it counts as not said; {'; '.join(odd)}",
        )


def _differing(column: str, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """That services say different things, or some of them nothing."""
    if len(set(said.values())) > 1:
        yield column, "; ".join(f"{name}: {word or 'not said'}" for name, word in sorted(said.items()))


def _alternatives(fleet: Fleet, arrangement: Arrangement) -> list[str]:
    """Names of the vendors of assessed alternatives that none of the routes depends on."""
    world = fleet.world
    carried = {
        world.group(str(vendor)) for route in arrangement.routes for vendor in keys(world, route, "lineage").certain
    }
    found = set()
    for service in arrangement.services:
        for other in (service.manifest.exit.alternatives or ()) if service.manifest.exit else ():
            vendors = {str(vendor) for vendor in world.lineage(other.model).vendors.certain}
            if vendors and not {world.group(vendor) for vendor in vendors} & carried:
                found |= vendors
    return sorted(world.catalog.vendors[name].name if name in world.catalog.vendors else name for name in found)
