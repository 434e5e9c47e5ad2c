"""What a service declares about its model use: ``model-manifest.yaml``, one per service.

A manifest never states facts about a model, nor the terms of a contract: those
come from catalogs, which other people review. Shares are fractions of 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from checker.files.route_faults import find_faults
from checker.shape import Fault, File, Shape, reject_any
from checker.shape.marks import AfterValidator, Field, model_validator
from checker.shape.scalars import Day, Distinct, Flag, ForeignName, Identifier, ModelName, Number, Text, Whole
from checker.shape.shares import Share, even_out
from checker.vocabulary import (
    LIVE_ROLES,
    SELF_OPERATED,
    Access,
    Connectivity,
    Country,
    DataClass,
    Digest,
    Lifecycle,
    Purpose,
    Region,
    Regulation,
    Role,
    Substitutability,
    Tier,
    is_self,
)


class Route(Shape):
    """One way to serve a use: a model, through an access channel, at a host, perhaps behind a gateway."""

    id: Identifier | None = None
    """Name of the route within its use. Needed as soon as a use has two routes."""
    model: ModelName = Field(examples=["google/gemma-4-31b-it", "openai/unknown", "unknown"])
    """The model's id `vendor/name`, any other name in use for it, `vendor/unknown`, or `unknown`."""
    derived_from: Annotated[tuple[ModelName, ...], Field(min_length=1), Distinct] | None = None
    """The models that your organization's own fine-tune was made from."""
    role: Role | None = None
    """primary and secondary are live; fallback serves on failure only; shadow and planned serve nobody.
    Needed as soon as a use has two routes; exactly one primary a use."""
    share: Share | None = None
    """Share of the use's live requests, such as 80% or 1/3. Live routes only; together 100%, but for rounding."""
    access: Access
    """The channel: who runs the model and how it is reached."""
    host: ForeignName | None = Field(None, examples=["aws.bedrock", "azure.foundry", "self.frankfurt"])
    """Who serves the route; a vendor's id only for its own API or product. Default: `self` for self-hosted and
    on-device, the vendor for vendor-api, otherwise unknown."""
    jurisdictions: Annotated[tuple[Country, ...], Field(min_length=1), Distinct] | None = None
    """Countries where inference runs (ISO 3166)."""
    deployment: ForeignName | None = Field(None, examples=["gpt4o-prod-swedencentral"])
    """What the host calls the deployment or the profile, where that name does not tell the model."""
    gateway: ForeignName | None = Field(None, examples=["litellm-prod-eu", "direct"])
    """The middleware instance in front of the host, or `direct`."""
    version: Text | None = Field(None, examples=["2026-04-02", "floating"])
    """A dated snapshot, a commit, or a full version such as 1.4.2; `floating` for an alias such as latest."""
    digest: Digest | None = None
    """Digest of the weights."""
    contract: ForeignName | None = None
    """Id of the contract; its terms stand in your organization's catalog."""
    tested: Day | None = None
    """Last failover test."""

    @property
    def name(self) -> str:
        return self.id or self.actual_role

    @property
    def actual_role(self) -> Role:
        return self.role or "primary"

    @model_validator(mode="after")
    def _own_sites_are_our_own(self) -> Self:
        if self.access not in SELF_OPERATED and self.host is not None and is_self(self.host):
            help_ = "a site of our own goes with self-hosted or on-device"
            reject_any([Fault(("host",), f"host {self.host!r} does not go with access {self.access}", help_, "host")])
        return self


def _even_out(routes: tuple[Route, ...]) -> tuple[Route, ...]:
    """The routes with exact shares, where those that are written add up to 100% but for rounding."""
    if all(route.share is None for route in routes):
        return routes
    live = ((index, route.share) for index, route in enumerate(routes) if route.actual_role in LIVE_ROLES)
    written = {index: share for index, share in live if share is not None}
    exact = dict(zip(written, even_out(tuple(written.values())), strict=True))
    return tuple(
        route if exact.get(index, route.share) == route.share else route.model_copy(update={"share": exact[index]})
        for index, route in enumerate(routes)
    )


class Use(Shape):
    """One job that the service gives to a model. A service needs all its required uses."""

    id: Identifier
    """Name of the use within the service."""
    purpose: Purpose | None = None
    """What the model is asked to do."""
    required: Flag = True
    """false: the service degrades without it."""
    routes: Annotated[tuple[Route, ...], Field(min_length=1), AfterValidator(_even_out)]
    """Ways to serve this use; any one of them suffices."""

    @model_validator(mode="after")
    def _routes_fit_together(self) -> Self:
        reject_any(find_faults(self.routes))
        return self


class Migration(Shape):
    """What leaving would cost, as the owner estimates it."""

    person_days: Whole | None = None
    """Work, in person-days."""
    calendar_days: Whole | None = None
    """Time until the move is done, in days."""
    estimated: Day | None = None
    """Day of the estimate."""


class Alternative(Shape):
    """A model that was assessed as a replacement."""

    model: ModelName
    """The model's id."""
    assessed: Day | None = None
    """Day of the assessment."""


class Exit(Shape):
    """How the service would leave its models."""

    plan: Text | None = Field(None, examples=["docs/exit/claims-triage.md"])
    """Where the exit plan stands."""
    substitutability: Substitutability | None = None
    """The list of DORA's register of information, B_07.01."""
    alternatives: tuple[Alternative, ...] | None = None
    """Models assessed as replacements."""
    migration: Migration | None = None
    """Estimate of a move."""


class Manifest(File):
    """A service and the AI models it depends on."""

    may_ask: ClassVar[bool] = True

    format: Literal["modelbylaws/manifest/v1"]
    """Name and version of this file format."""
    service: Identifier
    """Name of the service, unique in the fleet."""
    owner: Text
    """Team or person who answers for it."""
    lifecycle: Lifecycle
    """How far the service is in its life."""
    tier: Tier
    """Criticality: 0 is the most critical, 3 the least."""
    regulation: Annotated[tuple[Regulation, ...], Field(min_length=1), Distinct]
    """Regimes the service is under, or [none]. An organization's own start with x-."""
    data: Annotated[tuple[DataClass, ...], Field(min_length=1), Distinct]
    """Classes of data the models see, or [none]."""
    uses: Annotated[tuple[Use, ...], Field(min_length=1)]
    """The jobs that the service gives to models."""
    reviewed: Day | None = None
    """Day a person last reviewed this file."""
    connectivity: Connectivity | None = None
    """Network the service can count on."""
    residency: Annotated[tuple[Region, ...], Field(min_length=1), Distinct] | None = None
    """Where inference may run: ISO 3166 codes, EU, EEA."""
    traffic: Number | None = None
    """Requests a month."""
    spend: Number | None = None
    """Cost a month, in the configuration's currency."""
    labels: dict[ForeignName, Text] | None = None
    """Free text for an organization's own selections; keys may be those of Kubernetes or Backstage."""
    exit: Exit | None = None
    """How the service would leave its models."""

    @model_validator(mode="after")
    def _lists_and_ids(self) -> Self:
        reject_any([*self._none_stands_alone(), *self._use_ids()])
        return self

    def _none_stands_alone(self) -> Iterator[Fault]:
        for key, values in (("regulation", self.regulation), ("data", self.data)):
            if "none" in values and len(values) > 1:
                yield Fault((key, values.index("none")), "'none' cannot be listed with others")

    def _use_ids(self) -> Iterator[Fault]:
        first: dict[str, int] = {}
        for index, use in enumerate(self.uses):
            if use.id in first:
                at, other = ("uses", index, "id"), ("uses", first[use.id], "id")
                yield Fault(at, f"use id {use.id!r} appears twice", "", "duplicate-id", other=other)
            first.setdefault(use.id, index)

    @property
    def person_days(self) -> int | None:
        """Declared work of a move, in person-days."""
        return self.exit.migration.person_days if self.exit and self.exit.migration else None

    @property
    def calendar_days(self) -> int | None:
        """Declared time of a move, in days."""
        return self.exit.migration.calendar_days if self.exit and self.exit.migration else None
