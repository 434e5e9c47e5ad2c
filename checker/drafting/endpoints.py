"""Endpoints of Amazon SageMaker: several models behind one name, each with a weight, are the routes of one use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field, replace
from fractions import Fraction

from checker.drafting.amazon import SAGEMAKER, sagemaker_model
from checker.drafting.draft import Context, DraftRoute, DraftUse
from checker.drafting.plan import Plan, Resource
from checker.drafting.route import distinct, identifier
from checker.drafting.told import use_of, with_deployment
from checker.foreign.inside import below_path
from checker.record import dataclass

_CONFIGURATION, _ENDPOINT, _MODEL = (
    "aws_sagemaker_endpoint_configuration",
    "aws_sagemaker_endpoint",
    "aws_sagemaker_model",
)
_WEIGHT = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?\Z")


Variant = tuple[Resource | None, str, str]
"""The model, if it is in the plan, and the name and weight of one variant."""


@dataclass(slots=True)
class Endpoints:
    """The uses of configurations by their address, and the addresses of the models that they serve."""

    uses: dict[str, DraftUse] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)


def read_endpoints(plan: Plan, context: Context) -> Endpoints:
    """What the endpoint configurations of a plan serve, as far as their models are in the plan."""
    found = Endpoints()
    for resource in plan.resources:
        if resource.type != _CONFIGURATION:
            continue
        variants = list(_variants(plan, resource))
        if variants:
            found.taken |= {model.address for model, _, _ in variants if model is not None}
            found.uses[resource.address] = _use(plan, resource, variants, context)
    return found


def _variants(plan: Plan, resource: Resource) -> Iterator[Variant]:
    """The variants of a configuration."""
    models = [other for other in plan.resources if other.type == _MODEL]
    referred = [other for other in plan.followed(resource, "production_variants") if other.type == _MODEL]
    for index, _ in enumerate(below_path(resource.values, ("production_variants",))):
        named = resource.word("production_variants", index, "model_name")
        hits = [model for model in models if named and model.word("name") == named]
        hits = hits or (referred if len(referred) == 1 and not named else [])
        at = ("production_variants", index)
        weight = resource.word(*at, "initial_variant_weight") or "1"
        yield next(iter(hits), None), resource.word(*at, "variant_name"), weight


def _use(plan: Plan, resource: Resource, variants: list[Variant], context: Context) -> DraftUse:
    endpoint = next(
        (
            other
            for other in plan.resources
            if other.type == _ENDPOINT
            and (
                other.word("endpoint_config_name") == resource.word("name")
                or resource in plan.followed(other, "endpoint_config_name")
            )
        ),
        resource,
    )
    name = endpoint.word("name") or resource.word("name") or endpoint.name
    routes = [with_deployment(_route(plan, resource, model, context), name) for model, _, _ in variants]
    if len(routes) == 1:
        return use_of(identifier(name, "endpoint"), routes[0])
    ids = distinct([identifier(written, "variant") for _, written, _ in variants])
    shared = _shared(
        [replace(route, id=id_) for route, id_ in zip(routes, ids, strict=True)], [one[2] for one in variants]
    )
    return DraftUse(identifier(name, "endpoint"), tuple(shared))


def _route(plan: Plan, resource: Resource, model: Resource | None, context: Context) -> DraftRoute:
    if model is not None:
        return sagemaker_model(plan, model, context).routes[0]
    open_ = DraftRoute(None, resource.locate(), "its model is not in this file", access="cloud-api", host=SAGEMAKER)
    return open_.asking("model", "which model does this variant serve?")


def _shared(routes: list[DraftRoute], written: list[str]) -> list[DraftRoute]:
    """The routes with their shares, the largest as the primary one; one of weight 0 serves nobody yet."""
    weights = [Fraction(weight) if _WEIGHT.match(weight) else None for weight in written]
    if None in weights or not any(weights):
        first, *rest = routes
        others = [replace(route, role="secondary") for route in rest]
        return [route.asking("share", "which share of the requests does it serve?") for route in (first, *others)]
    known = [weight for weight in weights if weight is not None]
    primary = known.index(max(known))
    found = [
        replace(
            route,
            role="primary" if index == primary else "secondary" if weight else "planned",
            share=str(weight / sum(known)) if weight and sum(map(bool, known)) > 1 else None,
        )
        for index, (route, weight) in enumerate(zip(routes, known, strict=True))
    ]
    return sorted(found, key=lambda route: route.role != "primary")
