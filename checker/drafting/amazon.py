"""Models at Amazon: agents, profiles and bought throughput of Bedrock, and models that SageMaker runs.

A resource names a model, or another resource that does: then it is that one's route.
"""

from __future__ import annotations

import re
from dataclasses import replace

from checker.diagnostic import Path
from checker.drafting.cloud_uses import Reader, named_use, route_at
from checker.drafting.draft import Context, DraftUse
from checker.drafting.plan import Plan, Resource
from checker.drafting.regions import countries
from checker.drafting.told import own_model, told_route, with_deployment, with_revision
from checker.foreign.settled import Told

_BEDROCK, SAGEMAKER = "aws.bedrock", "aws.sagemaker"
_ARN = re.compile(r"arn:[a-z-]+:[a-z-]+:(?P<region>[a-z0-9-]+):")


def bedrock(path: Path, name: str, *, is_deployment: bool = False) -> Reader:
    """A resource that names a model of Amazon Bedrock, or another resource that does."""

    def read(plan: Plan, resource: Resource, context: Context) -> DraftUse:
        route = route_at(context, resource, path, _BEDROCK)
        profiles = [other for other in plan.followed(resource, str(path[0])) if other.type in PROFILES]
        called = resource.word(name)
        if profiles:
            return named_use(resource, PROFILES[profiles[0].type](plan, profiles[0], context).routes[0], called)
        if route.model is not None and not route.jurisdictions and not _crosses(resource.word(*path)):
            region = resource.word("region") or _region_in(resource) or plan.region(resource)
            route = replace(route, jurisdictions=countries(region))
        return named_use(resource, with_deployment(route, called) if is_deployment else route, called)

    return read


def _crosses(model: str) -> bool:
    """Whether an id is that of a profile, which may have a request answered in other regions than the one asked."""
    return "inference-profile" in model or re.match(r"(?:[a-z]{2,6}|us-gov)\.[a-z0-9]+\.", model) is not None


def _region_in(resource: Resource) -> str:
    found = next(filter(None, (_ARN.match(resource.word(key)) for key in ("arn", "agent_arn", "id"))), None)
    return found["region"] if found else ""


def bedrock_custom(_: Plan, resource: Resource, context: Context) -> DraftUse:
    name = resource.word("custom_model_name")
    base = route_at(context, resource, ("base_model_identifier",), _BEDROCK)
    return named_use(resource, own_model(context, base, (), name), name)


def sagemaker_model(_: Plan, resource: Resource, context: Context) -> DraftUse:
    name = resource.word("name")
    containers: tuple[Path, ...] = (("primary_container", 0), ("container", 0))
    told = next((found for at in containers if (found := _hub_id(resource, at)) is not None), None)
    route = told_route(
        context, told, resource.locate(told.path if told else ()), "SageMaker", access="cloud-api", host=SAGEMAKER
    )
    revisions = (resource.told(*at, "environment", "HF_MODEL_REVISION") for at in containers)
    is_named = told is not None and told.by in _HUB_IDS
    route = with_revision(route, next(filter(None, revisions), None), moves=is_named)
    return named_use(resource, with_deployment(route, name), name)


_HUB_IDS = ("HF_MODEL_ID", "OPTION_MODEL_ID", "SM_VLLM_MODEL")
"""Variables that name a model of the hub, for the containers of Hugging Face, of DJL and of vLLM."""


def _hub_id(resource: Resource, at: Path) -> Told | None:
    """What a container is told to load; no other variable of it is read."""
    for name in _HUB_IDS:
        told = resource.told(*at, "environment", name)
        if told is not None:
            return replace(told, by=name) if told.is_settled else told
    for key in ("model_data_url", "model_package_name"):
        told = resource.told(*at, key)
        if told is not None:
            return told
    return None


PROFILES: dict[str, Reader] = {
    "aws_bedrock_inference_profile": bedrock(("model_source", 0, "copy_from"), "name", is_deployment=True),
    "aws_bedrock_provisioned_model_throughput": bedrock(("model_arn",), "provisioned_model_name", is_deployment=True),
    "aws_bedrock_custom_model": bedrock_custom,
}
"""Types that others refer to instead of a model: where one is, it is that route, and no use of its own."""
