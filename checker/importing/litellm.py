"""LiteLLM's price file, ``model_prices_and_context_window*.json``: when hosts stop serving models.

Its ``deprecation_date`` is mostly the end of service, so it is taken for one, and
only ``reported``. Several rows can be about one model at one host: rows that
name no snapshot speak for the model, and the earliest day of them counts; where
they give none, the rows of the newest snapshot speak. A snapshot with another day
gets an entry of its own, which counts for the routes that name it.

A day that fewer than half of these rows give is a floor and no end: vendors publish "not sooner than",
which the file has no other field for, and the other rows would say it if it were an end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from checker.catalog import Catalog
from checker.importing.ends import Row, endpoints_of
from checker.importing.found import Basis, Found
from checker.naming.routes import host_of_route
from checker.shape.scalars import day
from checker.source import Plain
from checker.source.lenient import fields, word

_HOSTS: Mapping[str, str] = {
    "fireworks_ai-embedding-models": "fireworks",
    "moonshot": "moonshotai",
    "text-completion-openai": "openai",
    "zai": "zhipuai",
}
"""LiteLLM's provider to our host, where it is neither a route of that name nor the host of its own name."""

_NO_HOST = "the host is not in the catalog"


def litellm(data: Mapping[str, Plain], catalog: Catalog, basis: Basis) -> Found:
    """The retirements of models and hosts that the catalog knows."""
    found = Found()
    pairs: dict[tuple[str, str], list[Row]] = {}
    for key, row in data.items():
        provider, written = word(fields(row).get("litellm_provider")), word(fields(row).get("deprecation_date"))
        host = _host(provider)
        host_is_known = host in catalog.hosts or host in catalog.vendors
        model = catalog.resolver.resolve(key, host=host).model.value if host_is_known else None
        if model is not None:
            pairs.setdefault((model, host), []).append((key, _day(written)))
        why_not = _why_not(provider, written, model, host_is_known=host_is_known)
        found.count(why_not, provider if why_not == _NO_HOST else key)
    for (model, host), rows in sorted(pairs.items()):
        if any(retires for _, retires in rows):
            found.endpoints += endpoints_of(model, host, rows, basis, _retires)
    return found


def _why_not(provider: str, written: str, model: str | None, *, host_is_known: bool) -> str:
    """Why a row is not imported; empty if it is."""
    reasons = {
        "no row of a model": not provider,
        "no retirement date": not written,
        "the date is not one": _day(written) is None,
        _NO_HOST: not host_is_known,
        "the model is not in the catalog": model is None,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _host(provider: str) -> str:
    """The host of a provider; ``vertex_ai-...`` is Vertex AI."""
    start = "vertex_ai" if provider.startswith("vertex_ai-") else provider
    return _HOSTS.get(provider) or host_of_route(start) or provider


def _day(written: str) -> dt.date | None:
    try:
        return day(written)
    except ValueError:
        return None


def _retires(day_: dt.date, rows: list[Row]) -> object:
    said_so = sum(retires == day_ for _, retires in rows)
    return {"not-before": day_.isoformat()} if 2 * said_so < len(rows) else day_.isoformat()
