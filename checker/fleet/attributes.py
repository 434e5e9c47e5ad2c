"""The attribute table: every name a condition may use, one row each with its reader. A new attribute is a new row."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import get_args

from checker.condition.attribute import LABEL, Attribute, Table
from checker.condition.truth import Known
from checker.diagnostic import Path
from checker.files.manifest import Manifest
from checker.fleet import content, derived, facts, host_and_contract, keys, watched
from checker.fleet.reading import (
    HOSTED,
    OfRoute,
    OfService,
    OfUse,
    declared,
    fact,
    fraction,
    joined,
    judged,
    manifest,
)
from checker.vocabulary import (
    COUNTRIES,
    DATA_CLASSES,
    GROUPS,
    REGULATIONS,
    ROLES,
    Access,
    Connectivity,
    Lifecycle,
    Purpose,
    Stage,
    Substitutability,
    Weights,
)  # fmt: skip

_PLACED = ("model", "declared.jurisdictions")
"""What a route says of where it runs."""


def _service() -> Iterator[OfService]:
    yield OfService(
        "service", "service", "text", "name of the service", ("service",),
        read=manifest(lambda m: m.service), stated=lambda listed: listed.service,
    )  # fmt: skip
    yield OfService("owner", "service", "text", "who answers for it", ("owner",), read=manifest(lambda m: m.owner))
    yield OfService(
        "lifecycle", "service", "choice", "how far it is in its life", ("lifecycle",), get_args(Lifecycle),
        read=manifest(lambda m: m.lifecycle), stated=lambda listed: listed.lifecycle,
    )  # fmt: skip
    yield OfService(
        "tier", "service", "number", "criticality, 0 (most) to 3", ("tier",), ("0", "1", "2", "3"),
        read=manifest(lambda m: Fraction(m.tier)), stated=lambda listed: fraction(listed.tier),
    )  # fmt: skip
    yield OfService(
        "regulation", "service", "choice", "regimes it is under", ("regulation",), (*REGULATIONS, "none", "x-"),
        is_set=True, read=manifest(lambda m: m.regulation), stated=lambda listed: listed.regulation,
    )  # fmt: skip
    yield OfService(
        "data", "service", "choice", "classes of data its models see", ("data",), (*DATA_CLASSES, "none"),
        is_set=True, read=manifest(lambda m: m.data),
    )  # fmt: skip
    about = "day a person last reviewed the manifest"
    yield OfService("reviewed", "service", "day", about, ("reviewed",), read=manifest(lambda m: m.reviewed))
    yield OfService(
        "connectivity", "service", "choice", "network it can count on", ("connectivity",), get_args(Connectivity),
        read=manifest(lambda m: m.connectivity),
    )  # fmt: skip
    yield OfService(
        "residency", "service", "choice", "where inference may run", ("residency",), (*COUNTRIES, *GROUPS),
        is_set=True, read=manifest(lambda m: m.residency),
    )  # fmt: skip
    yield OfService(
        "traffic", "service", "number", "requests a month", ("traffic",), read=manifest(lambda m: m.traffic)
    )
    yield OfService("spend", "service", "number", "cost a month", ("spend",), read=manifest(lambda m: m.spend))


def _exit() -> Iterator[OfService]:
    plan, migration = ("exit", "plan"), ("exit", "migration")
    about = "where the exit plan stands"
    yield OfService(
        "exit.plan", "service", "text", about, plan, read=manifest(lambda m: m.exit.plan if m.exit else None)
    )
    yield OfService(
        "exit.substitutability", "service", "choice", "how easily it could change models (DORA B_07.01)",
        ("exit", "substitutability"), get_args(Substitutability),
        read=manifest(lambda m: m.exit.substitutability if m.exit else None),
    )  # fmt: skip
    yield OfService(
        "exit.alternatives", "service", "text", "models assessed as replacements", ("exit", "alternatives"),
        is_set=True, names="model", read=manifest(_alternatives),
    )  # fmt: skip
    yield OfService(
        "exit.independent-alternatives", "service", "number",
        "number of assessed alternatives that share no vendor with the live routes' lineage", ("exit", "alternatives"),
        read=joined(derived.independent_alternatives), made_of=("exit.alternatives",),
    )  # fmt: skip
    yield OfService(
        "exit.person-days", "service", "number", "estimated work of a move", (*migration, "person-days"),
        read=manifest(lambda m: fraction(m.person_days)),
    )  # fmt: skip
    yield OfService(
        "exit.calendar-days", "service", "number", "estimated time of a move, in days", (*migration, "calendar-days"),
        read=manifest(lambda m: fraction(m.calendar_days)),
    )  # fmt: skip
    yield OfService(
        "exit.estimated", "service", "day", "day of that estimate", (*migration, "estimated"),
        read=manifest(lambda m: m.exit.migration.estimated if m.exit and m.exit.migration else None),
    )  # fmt: skip


def _alternatives(manifest: Manifest) -> tuple[str, ...] | None:
    listed = manifest.exit.alternatives if manifest.exit else None
    return None if listed is None else tuple(alternative.model for alternative in listed)


def _use() -> Iterator[OfUse]:
    yield OfUse("use", "use", "text", "name of the use", ("id",), read=lambda use: use.name)
    yield OfUse(
        "purpose", "use", "choice", "what the model is asked to do", ("purpose",), get_args(Purpose),
        read=lambda use: use.declared.purpose,
    )  # fmt: skip
    about = "whether the service stops without it"
    yield OfUse("required", "use", "flag", about, ("required",), read=lambda use: use.declared.required)


def _route() -> Iterator[OfRoute]:
    yield OfRoute("route", "route", "text", "name of the route", ("id",), read=declared(lambda route: route.name))
    yield OfRoute(
        "model", "route", "text", "id of the model", ("model",), names="model", read=joined(derived.model, "model")
    )
    yield OfRoute(
        "derived-from", "route", "text", "models an own model was made from, as the manifest says", ("derived-from",),
        is_set=True, names="model", read=declared(lambda route: route.declared.derived_from),
    )  # fmt: skip
    yield OfRoute(
        "role", "route", "choice", "role of the route", ("role",), ROLES, read=declared(lambda route: route.role)
    )
    about = "share of the use's live requests, 0 to 1"
    yield OfRoute("share", "route", "number", about, ("share",), read=declared(lambda route: route.share))
    yield OfRoute(
        "access", "route", "choice", "channel", ("access",), get_args(Access),
        read=declared(lambda route: route.declared.access),
    )  # fmt: skip
    read = joined(keys.host, *HOSTED)
    yield OfRoute("host", "route", "text", "who serves the route", ("host",), names="host", read=read)
    yield OfRoute(
        "jurisdictions", "route", "choice", "countries where inference runs", ("jurisdictions",), COUNTRIES,
        is_set=True, read=joined(derived.runs_in, *_PLACED),
    )  # fmt: skip
    yield OfRoute(
        "gateway", "route", "text", "middleware instance, or direct", ("gateway",), names="gateway",
        read=joined(keys.gateway, "declared.gateway"),
    )  # fmt: skip
    about = "snapshot, commit or tag; or floating"
    read = joined(derived.version, "model", "declared.version")
    yield OfRoute("version", "route", "text", about, ("version",), read=read)
    read = declared(lambda route: route.declared.digest)
    yield OfRoute("digest", "route", "text", "digest of the weights", ("digest",), read=read)
    yield OfRoute(
        "contract", "route", "text", "id of the contract", ("contract",), names="contract",
        read=joined(facts.contract, "declared.contract"),
    )  # fmt: skip
    about = "last failover test"
    yield OfRoute("tested", "route", "day", about, ("tested",), read=declared(lambda route: route.declared.tested))


def _of_declarations() -> Iterator[OfRoute]:
    """What follows from several declarations of a route."""
    about = "a digest, or a version that cannot move: a date, a commit, x.y.z, or a snapshot that a catalog knows"
    yield OfRoute(
        "pinned", "route", "flag", about, ("version",),
        read=joined(derived.pinned, "model", "declared.version", "declared.digest"), made_of=("version", "digest"),
    )  # fmt: skip
    about = "whether inference runs only where the service's residency allows"
    of = ("residency",)
    yield OfRoute(
        "within-residency", "route", "flag", about, ("jurisdictions",),
        read=joined(derived.within_residency, *_PLACED, "service.manifest.residency"), made_of=of,
    )  # fmt: skip
    about = "whether the model is offered through the channel"
    yield OfRoute(
        "access-offered", "route", "flag", about, ("access",),
        read=judged(facts.access_offered, "model", "declared.access"), made_of=("access",),
    )  # fmt: skip


def _of_model() -> Iterator[OfRoute]:
    at: Path = ("model",)
    read = joined(facts.family, "model")
    yield OfRoute("model.family", "route", "text", "family of the model", at, names="family", read=read)
    yield OfRoute(
        "model.weights", "route", "choice", "who can have the weights", at, get_args(Weights), read=fact("weights")
    )
    about = "weights are public or gated, or commercially licensed under a named contract"
    yield OfRoute(
        "model.self-hostable", "route", "flag", about, at,
        read=judged(facts.self_hostable, "model", "declared.contract"), made_of=("contract",),
    )  # fmt: skip
    about = "license of the model: an SPDX expression, or LicenseRef-..."
    yield OfRoute("model.license", "route", "text", about, at, names="license", read=fact("license"))
    about = "channels the model is offered through"
    yield OfRoute("model.access", "route", "choice", about, at, get_args(Access), is_set=True, read=fact("access"))
    yield OfRoute("model.stage", "route", "choice", "stage of its life", at, get_args(Stage), read=fact("stage"))
    yield from content.rows(at)
    about = "oldest day on which a fact about the model, or its retirement here, was read"
    read = judged(derived.oldest_reading, *HOSTED, "declared.version")
    yield OfRoute("model.read", "route", "day", about, at, read=read)


def _of_vendor() -> Iterator[OfRoute]:
    at: Path = ("model",)
    yield OfRoute(
        "vendor.id", "route", "text", "who trained the model", at, names="vendor", read=joined(derived.vendor, "model")
    )
    about = "the vendor's corporate group"
    read = joined(derived.vendor_group, "model")
    yield OfRoute("vendor.group", "route", "text", about, at, names="group", read=read)
    about = "country of the vendor's seat"
    read = joined(derived.vendor_jurisdiction, "model")
    yield OfRoute("vendor.jurisdiction", "route", "choice", about, at, COUNTRIES, read=read)
    yield watched.row(at)
    yield OfRoute(
        "lineage.vendors", "route", "text", "vendors of the model and of all its ancestors", at,
        is_set=True, names="vendor", read=joined(derived.vendors, "model"),
    )  # fmt: skip
    yield OfRoute(
        "lineage.jurisdictions", "route", "choice", "countries of those vendors' seats", at, COUNTRIES,
        is_set=True, read=joined(derived.jurisdictions, "model"),
    )  # fmt: skip
    yield OfRoute(
        "lineage.models", "route", "text", "the model and all its ancestors", at,
        is_set=True, names="model", read=joined(derived.models, "model"),
    )  # fmt: skip


def _label(key: str) -> OfService:
    return OfService(
        f"{LABEL}{key}", "service", "text", "a label of the organization's own", ("labels", key),
        read=joined(lambda _, service: Known((service.manifest.labels or {}).get(key))),
    )  # fmt: skip


_PARTS = (_service, _exit, _use, _route, _of_declarations, _of_model, _of_vendor, host_and_contract.rows)
ATTRIBUTES: dict[str, Attribute] = {row.name: row for part in _PARTS for row in part()}
TABLE = Table(ATTRIBUTES, _label)
