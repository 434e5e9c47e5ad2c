"""The configuration, ``modelbylaws.yaml`` at the repository's root. All of it is optional."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from checker.files.origin import Origin
from checker.shape import File, Shape
from checker.shape.marks import (
    BeforeValidator,
    Field,
    OrJsonSchema,
    PlainValidator,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)
from checker.shape.readers import Reader, reader_of
from checker.shape.scalars import Days, Distinct, Flag, ForeignName, Identifier, RepositoryName, Text, Whole, text
from checker.vocabulary import Country, LicenseScope, Lifecycle, ObservedSource

DEFAULT_MANIFESTS = ("**/model-manifest.{yaml,yml,json}",)
POLICY_PLACES = ("policies/*.yaml", "policies/*.yml")
CATALOG_PLACES = ("catalog/*.yaml", "catalog/*.yml")
VENDOR = "vendor:"
"""Before the name of a source, where a policy or a catalog is named."""
SNAPSHOTS = (".jsonl", ".jsonl.gz")
"""How the name of a snapshot of many repositories ends."""
VENDOR_FOLDER, LOCK = ".modelbylaws/vendor", ".modelbylaws/vendor.lock.json"
"""Where files of others lie, and what says which they are."""

Patterns = Annotated[tuple[Text, ...], Field(min_length=1), Distinct]
_LIST: dict[str, Any] = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_ONE_OR_MORE: list[dict[str, Any]] = [{"type": "string"}, _LIST]
OneOrMore = Annotated[
    Patterns,
    BeforeValidator(lambda raw: [raw] if isinstance(raw, str) else raw),
    WithJsonSchema({"anyOf": _ONE_OR_MORE}),
]
"""A pattern, or a list of them."""


class Inventory(Shape):
    """Which services must have a manifest."""

    files: OneOrMore
    """Inventory files, or Backstage's catalog-info.yaml."""
    types: Annotated[tuple[Text, ...], Field(min_length=1), Distinct] | None = Field(None, examples=[["service"]])
    """Of Backstage's components only those whose spec.type is one of these, in any letter case."""
    lifecycles: Annotated[tuple[Lifecycle, ...], Field(min_length=1), Distinct] | None = None
    """Only services of these lifecycles, and those whose lifecycle the inventory does not make known."""


def _selected(raw: object, read_inventory: Reader) -> object:
    """An inventory; files alone are one without a selection."""
    if isinstance(raw, Mapping | Inventory):
        return read_inventory(raw)
    return Inventory.model_construct(files=reader_of(OneOrMore)(raw))


class FleetAsked(Shape):
    """The fleet of many repositories that this one's manifests are judged with."""

    snapshot: Text = Field(examples=["fleet.jsonl.gz"])
    """What `modelbylaws collect` wrote: a file below the root, or one of a source, as `vendor:NAME`."""
    repository: RepositoryName | None = None
    """Which of its repositories this one is. Without it this one is none of them, and judges the whole fleet."""
    at_most_age: Days | None = None
    """How old the snapshot may be. An older one breaks a rule of its own."""
    signed_by: OneOrMore | None = Field(None, examples=["keys/fleet.pub"])
    """Public keys (Ed25519 in PEM), as files below the root. A snapshot that none of them signed judges nothing."""


class Organization(Shape):
    """The organization that the policies belong to."""

    name: Text | None = None
    """Its name, for reports."""
    vendor: Identifier | None = None
    """Its own vendor id: `meridian/claims-gemma` is its own model."""
    jurisdiction: Country | None = None
    """Country of its seat."""
    monthly_active_users: Whole | None = None
    """For license conditions."""
    monthly_revenue_usd: Whole | None = None
    """For license conditions, in US dollars."""
    annual_revenue_usd: Whole | None = None
    """For license conditions, in US dollars."""
    scope: Annotated[tuple[LicenseScope, ...], Field(min_length=1), Distinct] | None = None
    """What it does with models, for license conditions: own-use, hosting (inference for others), end-user."""
    authorizations: Annotated[tuple[Text, ...], Distinct] | None = None
    """Licenses for which the licensor has authorized it in writing."""
    accepts_indemnity: Flag | None = None
    """Whether it accepts licenses by which it has to indemnify the licensor."""
    currency: Text | None = Field(None, examples=["EUR"])
    """Currency of `spend` in manifests."""


class Observed(Shape):
    """Files of one kind that say which models are used, and how they are to be read. Exactly one kind is named."""

    litellm: OneOrMore | None = None
    """Configuration of a LiteLLM proxy: what it offers."""
    litellm_spend: OneOrMore | None = None
    """Spend log of a LiteLLM proxy, CSV or JSON."""
    cyclonedx: OneOrMore | None = None
    """Bills of materials with models, CycloneDX as JSON."""
    telemetry: OneOrMore | None = None
    """Sums of OpenTelemetry's attributes of generative AI, CSV or JSON."""
    focus: OneOrMore | None = None
    """Cost exports by FOCUS 1.0 to 1.3, CSV."""
    scan: OneOrMore | None = None
    """What `modelbylaws scan` found."""
    service: Identifier | None = None
    """Whose use all of it is. Default: the caller that the file names."""
    caller: Text | None = Field(None, examples=["metadata/user_api_key_team_alias"])
    """The column that names the caller, where it is not the usual one; `Tags/app` is below a column of JSON."""
    model: Text | None = None
    """The column that names the model, where it is not the usual one."""
    time_zone: Literal["UTC"] | None = None
    """That times without a zone are in UTC. Without it they are refused."""

    @model_validator(mode="after")
    def _names_one_kind(self) -> Self:
        named = [source for source in get_args(ObservedSource) if self._files(source) is not None]
        if len(named) != 1:
            raise ValueError(f"name exactly one kind of file: {', '.join(get_args(ObservedSource))}")
        return self

    def _files(self, source: ObservedSource) -> tuple[str, ...] | None:
        found: tuple[str, ...] | None = getattr(self, source.replace("-", "_"))
        return found

    @property
    def source(self) -> ObservedSource:
        """The kind that is named."""
        return next(source for source in get_args(ObservedSource) if self._files(source) is not None)

    @property
    def files(self) -> tuple[str, ...]:
        return self._files(self.source) or ()


_DEMAND = re.compile(r"^>= ?[0-9]{4}(\.[0-9]{1,3}){0,3}$")


def _demand(value: object) -> str:
    written = text(value)
    if not _DEMAND.match(written):
        raise ValueError(f"{written!r} demands no release; write the oldest that will do, such as >=2026.11")
    return written


CatalogDemand = Annotated[str, PlainValidator(_demand), WithJsonSchema({"type": "string", "pattern": _DEMAND.pattern})]


class Config(File):
    """Where everything stands, and what the organization decided for itself."""

    format: Literal["modelbylaws/config/v1"]
    """Name and version of this file format."""
    organization: Organization = Organization()
    """The organization that the policies belong to."""
    manifests: Patterns = DEFAULT_MANIFESTS
    """Where manifests lie, from the repository's root; `**` is any number of folders."""
    policies: Patterns | None = None
    """Policy files. Default: policies/*.yaml."""
    params: dict[Identifier, dict[Identifier, Text]] = Field(default_factory=dict)
    """Values for parameters of policies, within the bounds that the policies set."""
    catalogs: Patterns | None = None
    """The organization's own catalogs, on top of builtin:models. Default: catalog/*.yaml."""
    sources: dict[Identifier, Origin] = Field(default_factory=dict)
    """Policies and catalogs of others, brought here by `modelbylaws vendor`: `vendor:NAME` where one is named."""
    catalog: CatalogDemand | None = Field(None, examples=[">=2026.11"])
    """The oldest release of the built-in catalog to judge with, such as `>=2026.11`. An older one is a fault."""
    inventory: Annotated[Inventory, WrapValidator(_selected), OrJsonSchema(tuple(_ONE_OR_MORE))] | None = None
    """Services that must have a manifest: inventory files, or Backstage's catalog-info.yaml, and which of these."""
    fleet: FleetAsked | None = None
    """The manifests of other repositories, as a snapshot of `modelbylaws collect` holds them."""
    waivers: Patterns | None = None
    """Files of approved exceptions. Default: policies/*.yaml, known by their format."""
    controls: Patterns | None = None
    """The organization's own controls, and its answers to any control: owner, day, rules, or why it is out of scope."""
    observed: Annotated[tuple[Observed, ...], Field(min_length=1)] | None = None
    """Evidence of use: files that say which models are used, as gateways, scanners, telemetry and bills saw it."""
    callers: dict[Text, Identifier] = Field(default_factory=dict)
    """Which service a caller is that evidence names otherwise: a team, a key, an account, a name at a proxy."""
    gateways: Annotated[tuple[ForeignName, ...], Distinct] | None = None
    """All gateways there are. Another name in a manifest is then unknown."""

    def accepts_catalog(self, release: str | None) -> bool:
        """Whether a release of the built-in catalog will do; one that does not say which it is never does."""
        if self.catalog is None:
            return True
        wanted, there = _numbers(self.catalog.removeprefix(">=").strip()), _numbers(release or "")
        return bool(there) and there >= wanted

    @property
    def observed_files(self) -> tuple[str, ...]:
        return tuple(pattern for entry in self.observed or () for pattern in entry.files)

    @property
    def inventory_files(self) -> tuple[str, ...]:
        return self.inventory.files if self.inventory is not None else ()


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split(".") if part)


def defaults() -> Config:
    """What holds where there is no configuration."""
    return Config(format="modelbylaws/config/v1")
