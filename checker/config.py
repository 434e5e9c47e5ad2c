"""The configuration, ``modelbylaws.yaml`` at the repository's root. All of it is optional."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from checker.shape import File, Shape
from checker.shape.scalars import Distinct, Identifier, Text, Whole
from checker.vocabulary import Country

DEFAULT_MANIFESTS = ("**/model-manifest.{yaml,yml,json}",)
POLICY_PLACES = ("policies/*.yaml", "policies/*.yml")
CATALOG_PLACES = ("catalog/*.yaml", "catalog/*.yml")

Patterns = Annotated[tuple[Text, ...], Field(min_length=1), Distinct]
_LIST: dict[str, Any] = {"type": "array", "items": {"type": "string"}, "minItems": 1}
OneOrMore = Annotated[
    Patterns,
    BeforeValidator(lambda raw: [raw] if isinstance(raw, str) else raw),
    WithJsonSchema({"anyOf": [{"type": "string"}, _LIST]}),
]
"""A pattern, or a list of them."""


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
    currency: Text | None = Field(None, examples=["EUR"])
    """Currency of `spend` in manifests."""


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
    inventory: OneOrMore | None = None
    """Services that must have a manifest: inventory files, or Backstage's catalog-info.yaml."""
    waivers: Patterns | None = None
    """Files of approved exceptions. Default: policies/*.yaml, known by their format."""
    gateways: Annotated[tuple[Identifier, ...], Distinct] | None = None
    """All gateways there are. Another name in a manifest is then unknown."""
