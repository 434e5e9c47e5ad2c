"""Deployments of models at Azure, by either of the providers of Terraform that make one.

A deployment moves to a newer version unless it says otherwise. Where it answers depends on its kind, and on the region
of the account that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from checker.diagnostic import Path
from checker.drafting.cloud_uses import Reader, named_use, route_at
from checker.drafting.draft import Context, DraftRoute, DraftUse
from checker.drafting.plan import Plan, Resource
from checker.drafting.regions import countries
from checker.drafting.told import own_model, with_deployment, with_revision
from checker.foreign.settled import Told

_AZURE = "azure.foundry"
_STAYS = frozenset({"NoAutoUpgrade", "OnceCurrentVersionExpired"})
"""Upgrade options of Azure under which a deployment keeps its version for as long as it is served."""
_FINE_TUNE = re.compile(r"(?P<base>[A-Za-z0-9.-]+)\.ft-[0-9a-f]{16,}")
_REGIONAL = re.compile(r"(?:Standard|ProvisionedManaged|Batch|DeveloperTier|Manual)\Z")
_ZONE = "DataZone"
_SHARED: Mapping[str, tuple[str, ...]] = {
    "northeurope": ("IE", "NL"), "westeurope": ("IE", "NL"), "eastasia": ("HK", "SG"), "southeastasia": ("HK", "SG"),
}  # fmt: skip
"""Regions of a geography in several countries: a regional deployment answers anywhere in it."""


class _Keys(NamedTuple):
    """Where a provider of Terraform has what a deployment at Azure states."""

    account: str
    model: Path
    version: Path
    sku: Path
    upgrade: Path


AZURERM = _Keys(
    "cognitive_account_id",
    ("model", 0, "name"),
    ("model", 0, "version"),
    ("sku", 0, "name"),
    ("version_upgrade_option",),
)
_BODY: Path = ("body", "properties")
AZAPI = _Keys(
    "parent_id", (*_BODY, "model", "name"), (*_BODY, "model", "version"), ("body", "sku", "name"),
    (*_BODY, "versionUpgradeOption"),
)  # fmt: skip


def read_deployment(keys: _Keys) -> Reader:
    """A deployment at Azure, by either of the providers that make one."""

    def read(plan: Plan, resource: Resource, context: Context) -> DraftUse:
        accounts = plan.followed(resource, keys.account) or _parents(plan, resource, keys)
        locations = {found for account in accounts if (found := account.word("location"))}
        name, written = resource.word("name"), resource.word(*keys.model)
        route = route_at(context, resource, keys.model, _AZURE)
        tuned = _FINE_TUNE.match(written)
        if tuned:
            route = own_model(context, route, (tuned["base"],), name)
        else:
            route = _version_at_azure(route, resource.told(*keys.version), resource.word(*keys.upgrade))
        sku = resource.word(*keys.sku) or resource.word("scale", 0, "type")
        return named_use(resource, with_deployment(_where_at_azure(route, sku, locations), name), name)

    return read


def _version_at_azure(route: DraftRoute, told: Told | None, upgrade: str) -> DraftRoute:
    """The version, where the deployment keeps it; else it moves to what Azure makes the default."""
    stated = told.text if told is not None else ""
    if upgrade not in _STAYS:
        today = f", from {stated} on" if stated else ""
        return replace(route, version="floating").remarking("version", f"moves to what Azure makes the default{today}")
    return replace(route, version=stated) if stated else with_revision(route, told, moves=False)


def _parents(plan: Plan, resource: Resource, keys: _Keys) -> list[Resource]:
    """The account whose id is the start of a deployment's own, in a state."""
    own = resource.word(keys.account).lower()
    return [other for other in plan.resources if own and other.word("id").lower() == own]


def _where_at_azure(route: DraftRoute, sku: str, locations: set[str]) -> DraftRoute:
    """The country that answers, as far as the kind of deployment and the region of the account tell."""
    region = next(iter(locations)).replace(" ", "").lower() if len(locations) == 1 else ""
    if sku.startswith(_ZONE):
        if countries(region) == ("US",):
            return replace(route, jurisdictions=("US",))
        return route.asking("jurisdictions", f"sku {sku} answers anywhere in its data zone: in which countries?")
    if not _REGIONAL.match(sku):
        return route.remarking("host", f"sku {sku}: it may answer in any country") if sku else route
    if region in _SHARED:
        question = f"{region} is in a geography of several countries: where may it answer?"
        return route.asking("jurisdictions", question, _SHARED[region])
    return replace(route, jurisdictions=countries(region))
