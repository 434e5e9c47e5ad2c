"""The forms of what ``catalog list``, ``show`` and ``diff`` say to programs; their schemas are generated from these."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic makes the schema from it, and asks for this one before 3.12

from checker.catalog.values import Json

State = Literal["confirmed", "reported", "inherited", "disputed", "unknown"]
"""How surely a fact is known; the last two are no value at all."""


class PlaceEntry(TypedDict):
    path: str
    line: int | None
    column: int | None


class FaultEntry(TypedDict):
    code: str
    message: str
    help: str
    place: PlaceEntry


class FactEntry(TypedDict):
    value: Json | None
    """null: not known; `state` says how, and `because` why."""
    state: State
    because: str


class LineageEntry(TypedDict):
    vendors: list[str]
    complete: bool
    """false: there may be more."""
    because: str


class ListedEntry(TypedDict):
    id: str
    vendor: str
    family: str | None
    facts: dict[str, FactEntry]
    lineage: LineageEntry
    hosts: list[str]
    disputes: list[str]
    services: list[str]


class ListFile(TypedDict):
    """Models that catalogs know, on a day."""

    format: Literal["modelbylaws/catalog-list/v1"]
    as_of: str
    known_by: str | None
    models: list[ListedEntry]
    uncatalogued: list[str]
    """With --used: models of the fleet that no catalog lists."""
    diagnostics: list[FaultEntry]


SourceEntry = TypedDict(
    "SourceEntry",
    {"class": str, "what": str, "where": str, "read": str, "published": str | None, "digest": str | None},
)


class DecidedEntry(TypedDict):
    by: str
    on: str
    why: str


ClaimEntry = TypedDict(
    "ClaimEntry",
    {"value": Json, "from": str | None, "until": str | None, "status": str, "standing": str, "counts": bool,
     "layer": int, "sources": list[SourceEntry], "note": str, "recorded": str | None, "superseded": str | None,
     "decided": DecidedEntry | None, "place": PlaceEntry},
)  # fmt: skip


class FactDetail(FactEntry):
    claims: list[ClaimEntry]


class EndpointDetail(TypedDict):
    host: str
    snapshot: str | None
    """The dated version that this is about; null: every other one."""
    retires: str | None
    """A day, `none` where no day was announced, null where it is not known."""
    days_left: int | None
    state: State
    because: str
    claims: list[ClaimEntry]


class ModelsEntry(TypedDict):
    models: list[str]
    complete: bool
    because: str


class UsageEntry(TypedDict):
    service: str
    use: str
    route: str
    role: str
    access: str
    host: str | None
    model: str
    """The route's own model; another one than this where it is used through a derived one."""
    place: PlaceEntry


class ModelFile(TypedDict):
    """One model: facts with all their claims, endpoints, relatives, and who uses it."""

    format: Literal["modelbylaws/catalog-model/v1"]
    as_of: str
    known_by: str | None
    id: str
    written: str
    vendor: str | None
    family: str | None
    aliases: list[str]
    places: list[PlaceEntry]
    facts: dict[str, FactDetail]
    endpoints: list[EndpointDetail]
    lineage: LineageEntry
    ancestors: ModelsEntry
    descendants: list[str]
    uses: list[UsageEntry]
    perhaps: list[UsageEntry]
    """Routes behind which there may be more models than are known."""
    diagnostics: list[FaultEntry]


class ChangeEntry(TypedDict):
    what: str
    before: str
    after: str


class ModelChangeEntry(TypedDict):
    id: str
    change: Literal["appeared", "vanished", "changed"]
    changes: list[ChangeEntry]
    uses: list[UsageEntry]


class ChangesFile(TypedDict):
    """What differs between two catalogs, or between two days of one."""

    format: Literal["modelbylaws/catalog-diff/v1"]
    before: str
    after: str
    models: list[ModelChangeEntry]
    diagnostics: list[FaultEntry]
