"""How an event changes what the catalog says. Each new claim names the event as its source.

A changed catalog never leaves the simulation, so its claims may count as confirmed in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from checker.catalog.files import Endpoint
from checker.catalog.sourced import Claim, Source
from checker.catalog.stack import Catalog, KnownModel
from checker.events import Relicensed, Whose
from checker.vocabulary import Weights

_ALWAYS = dt.date.min
"""Day of recording of what an event claims: known at any time."""


def close_weights(catalog: Catalog, whose: Whose, day: dt.date, title: str) -> Catalog:
    """From a day on, weights are not to be had."""
    closed: Weights = "none"
    return _with_claims(catalog, _models(catalog, whose), {"weights": closed}, (day, title))


def relicense(catalog: Catalog, change: Relicensed, day: dt.date, title: str) -> Catalog:
    """From a day on, a license is replaced, for those who have it already too."""
    facts = {"license": change.license, "conditions": change.conditions}
    return _with_claims(catalog, _models(catalog, change), facts, (day, title))


def retire(catalog: Catalog, model: str, hosts: Iterable[str], day: dt.date, title: str) -> Catalog:
    """From a day on, hosts no longer serve a model."""
    sources = (_source(day, title),)
    ended = {}
    for host in hosts:
        end = Endpoint.model_construct(
            model=model, host=host, retires=day, status="confirmed", sources=sources, recorded=_ALWAYS
        )
        ended[model, host] = (end,)
    return replace(catalog, endpoints={**catalog.endpoints, **ended})


def _models(catalog: Catalog, whose: Whose) -> list[KnownModel]:
    if whose.model is not None:
        known = catalog.model(whose.model)
        return [known] if known else []
    return [model for model in catalog.models.values() if model.vendor == whose.vendor]


def _with_claims(
    catalog: Catalog, models: Iterable[KnownModel], facts: dict[str, Any], event: tuple[dt.date, str]
) -> Catalog:
    changed = {}
    for model in models:
        given = {name: _from_then_on(getattr(model.facts, name), value, event) for name, value in facts.items()}
        changed[model.id] = replace(model, facts=model.facts.model_copy(update=given))
    return replace(catalog, models={**catalog.models, **changed})


def _from_then_on(
    claims: tuple[Claim[Any], ...] | None, value: object, event: tuple[dt.date, str]
) -> tuple[Claim[Any], ...]:
    """The claims as they are until the day, and then the new one alone."""
    day, title = event
    before = [
        claim.model_copy(update={"until": min(claim.until or day, day)}) for claim in claims or () if claim.from_ < day
    ]
    new: Claim[Any] = Claim[Any].model_construct(
        value=value, from_=day, status="confirmed", sources=(_source(day, title),), recorded=_ALWAYS
    )
    return (*before, new)


def _source(day: dt.date, title: str) -> Source:
    return Source.model_construct(what=f"simulated: {title}", where="this simulation", class_="legal-text", read=day)
