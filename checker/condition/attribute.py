"""The attribute table: every name a condition may use, with its level and type.

``place`` is where a finding about the attribute points, from the level's own
place in the manifest (a service, a use, a route). ``names`` says which list of
names a value must come from; the names themselves are checked with the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from checker.diagnostic import Path
from checker.regions import COUNTRIES, GROUPS
from checker.shape.scalars import is_identifier
from checker.vocabulary import (
    DATA_CLASSES,
    REGULATIONS,
    ROLES,
    Access,
    Connectivity,
    Lifecycle,
    Stage,
    Substitutability,
    TrainingOnData,
    Weights,
)

Level = Literal["service", "use", "route"]
Type = Literal["text", "choice", "number", "day", "flag"]
Names = Literal["vendor", "group", "host", "gateway", "model", "contract", "host group", "family", "country"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    level: Level
    type: Type
    about: str
    place: Path
    choices: tuple[str, ...] = ()
    is_set: bool = False
    names: Names | None = None

    def is_set_at(self, level: Level) -> bool:
        """Read from a higher level, an attribute is the set of its values over the routes in question."""
        return self.is_set or LEVELS.index(self.level) > LEVELS.index(level)


_LICENSE = "license id of the model: SPDX, or LicenseRef-..."


def _service() -> Iterator[Attribute]:
    yield Attribute("service", "service", "text", "name of the service", ("service",))
    yield Attribute("owner", "service", "text", "who answers for it", ("owner",))
    yield Attribute(
        "lifecycle", "service", "choice", "where it stands in its life", ("lifecycle",), get_args(Lifecycle)
    )
    yield Attribute("tier", "service", "number", "criticality, 0 (most) to 3", ("tier",), ("0", "1", "2", "3"))
    regulations = (*REGULATIONS, "none", "x-")
    yield Attribute("regulation", "service", "choice", "regimes it is under", ("regulation",), regulations, is_set=True)
    classes = (*DATA_CLASSES, "none")
    yield Attribute("data", "service", "choice", "classes of data its models see", ("data",), classes, is_set=True)
    yield Attribute("reviewed", "service", "day", "day a person last reviewed the manifest", ("reviewed",))
    about = "network it can count on"
    yield Attribute("connectivity", "service", "choice", about, ("connectivity",), get_args(Connectivity))
    codes = (*COUNTRIES, *GROUPS)
    yield Attribute("residency", "service", "choice", "where inference may run", ("residency",), codes, is_set=True)
    yield Attribute("traffic", "service", "number", "requests a month", ("traffic",))
    yield Attribute("spend", "service", "number", "cost a month", ("spend",))


def _exit() -> Iterator[Attribute]:
    migration: Path = ("exit", "migration")
    yield Attribute("exit.plan", "service", "text", "where the exit plan stands", ("exit", "plan"))
    about = "how easily it could change models (DORA B_07.01)"
    place: Path = ("exit", "substitutability")
    yield Attribute("exit.substitutability", "service", "choice", about, place, get_args(Substitutability))
    about = "models assessed as replacements"
    place = ("exit", "alternatives")
    yield Attribute("exit.alternatives", "service", "text", about, place, is_set=True, names="model")
    about = "number of assessed alternatives that share no vendor with the live routes' lineage"
    yield Attribute("exit.independent-alternatives", "service", "number", about, place)
    about = "estimated work of a move"
    yield Attribute("exit.person-days", "service", "number", about, (*migration, "person-days"))
    about = "estimated time of a move, in days"
    yield Attribute("exit.calendar-days", "service", "number", about, (*migration, "calendar-days"))
    yield Attribute("exit.estimated", "service", "day", "day of that estimate", (*migration, "estimated"))


def _use_and_route() -> Iterator[Attribute]:
    yield Attribute("use", "use", "text", "name of the use", ("id",))
    yield Attribute("required", "use", "flag", "whether the service stops without it", ("required",))
    yield Attribute("route", "route", "text", "name of the route", ("id",))
    yield Attribute("model", "route", "text", "id of the model", ("model",), names="model")
    about = "models an own model was made from, as the manifest says"
    yield Attribute("derived-from", "route", "text", about, ("derived-from",), is_set=True, names="model")
    yield Attribute("role", "route", "choice", "role of the route", ("role",), ROLES)
    yield Attribute("share", "route", "number", "share of the use's live requests, 0 to 1", ("share",))
    yield Attribute("access", "route", "choice", "channel", ("access",), get_args(Access))
    yield Attribute("host", "route", "text", "who serves the route", ("host",), names="host")
    about = "countries where inference runs"
    yield Attribute("jurisdictions", "route", "choice", about, ("jurisdictions",), COUNTRIES, is_set=True)
    yield Attribute("gateway", "route", "text", "middleware instance, or direct", ("gateway",), names="gateway")
    yield Attribute("version", "route", "text", "snapshot, commit or tag; or floating", ("version",))
    yield Attribute("digest", "route", "text", "digest of the weights", ("digest",))
    yield Attribute("contract", "route", "text", "id of the contract", ("contract",), names="contract")
    yield Attribute("tested", "route", "day", "last failover test", ("tested",))
    yield Attribute("pinned", "route", "flag", "a digest, or a version that is not floating", ("version",))
    about = "whether inference runs only where the service's residency allows"
    yield Attribute("within-residency", "route", "flag", about, ("jurisdictions",))
    yield Attribute("access-offered", "route", "flag", "whether the model is offered through the channel", ("access",))


def _joined() -> Iterator[Attribute]:
    at: Path = ("model",)
    yield Attribute("model.family", "route", "text", "family of the model", at, names="family")
    yield Attribute("model.weights", "route", "choice", "who can have the weights", at, get_args(Weights))
    about = "weights are public or gated, or commercially licensed under a named contract"
    yield Attribute("model.self-hostable", "route", "flag", about, at)
    yield Attribute("model.license", "route", "text", _LICENSE, at)
    about = "channels the model is offered through"
    yield Attribute("model.access", "route", "choice", about, at, get_args(Access), is_set=True)
    yield Attribute("model.stage", "route", "choice", "stage of its life", at, get_args(Stage))
    yield Attribute(
        "model.read", "route", "day", "oldest day on which a fact about the model, or its retirement here, was read", at
    )
    yield Attribute("vendor.id", "route", "text", "who trained the model", at, names="vendor")
    yield Attribute("vendor.group", "route", "text", "the vendor's corporate group", at, names="group")
    yield Attribute("vendor.jurisdiction", "route", "choice", "country of the vendor's seat", at, COUNTRIES)
    about = "vendors of the model and of all its ancestors"
    yield Attribute("lineage.vendors", "route", "text", about, at, is_set=True, names="vendor")
    about = "countries of those vendors' seats"
    yield Attribute("lineage.jurisdictions", "route", "choice", about, at, COUNTRIES, is_set=True)
    about = "the model and all its ancestors"
    yield Attribute("lineage.models", "route", "text", about, at, is_set=True, names="model")
    yield Attribute("endpoint.retires", "route", "day", "first day the host no longer serves the model", ("host",))
    yield Attribute("host.group", "route", "text", "the host's corporate group", ("host",), names="host group")
    contract: Path = ("contract",)
    yield Attribute("contract.supplier", "route", "text", "supplier under the contract", contract)
    yield Attribute("contract.end", "route", "day", "last day of the contract", contract)
    yield Attribute("contract.notice-days", "route", "number", "period of notice, in days", contract)
    yield Attribute("contract.dpa", "route", "flag", "data processing agreement", contract)
    yield Attribute("contract.baa", "route", "flag", "HIPAA business associate agreement", contract)
    yield Attribute("contract.audit-right", "route", "flag", "right to audit", contract)
    about = "whether the supplier may train on our data"
    yield Attribute("contract.training-on-data", "route", "choice", about, contract, get_args(TrainingOnData))


LABEL = "labels."

ATTRIBUTES: Mapping[str, Attribute] = {
    attribute.name: attribute for part in (_service, _exit, _use_and_route, _joined) for attribute in part()
}


def find(name: str) -> Attribute | None:
    """The attribute of a name; any ``labels.<key>`` is one."""
    key = name.removeprefix(LABEL)
    if name.startswith(LABEL) and is_identifier(key):
        return Attribute(name, "service", "text", "a label of the organization's own", ("labels", key))
    return ATTRIBUTES.get(name)
