"""Which resources of clouds say something of a model: the table of them, and what reads each.

At Vertex AI, an endpoint with a model of the garden, or of the hub, names it; a plain endpoint does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from checker.drafting.amazon import PROFILES, bedrock, sagemaker_model
from checker.drafting.azure import AZAPI, AZURERM, read_deployment
from checker.drafting.cloud_uses import Reader, named_use
from checker.drafting.draft import Context, DraftUse
from checker.drafting.plan import Plan, Resource
from checker.drafting.regions import countries
from checker.drafting.told import told_route, with_deployment

_VERTEX = "gcp.vertex"


def vertex_garden(_plan: Plan, resource: Resource, context: Context) -> DraftUse:
    published = resource.told("publisher_model_name")
    told = published or resource.told("hugging_face_model_id")
    if published is not None and "@" in published.text:
        # What is behind the sign is the model itself: publishers/google/models/gemma3@gemma-3-27b-it.
        family, _, model = published.text.partition("@")
        told = replace(published, text=f"{family.rpartition('/')[0]}/{model}")
    at = resource.locate(told.path if told is not None else ())
    route = told_route(context, told, at, resource.address, access="cloud-api", host=_VERTEX)
    name = resource.word("endpoint_config", 0, "endpoint_display_name")
    return named_use(
        resource, with_deployment(replace(route, jurisdictions=countries(resource.word("location"))), name), name
    )


def vertex_endpoint(_: Plan, resource: Resource, context: Context) -> DraftUse:
    route = told_route(context, None, resource.locate(), "the endpoint", access="cloud-api", host=_VERTEX)
    route = replace(route, jurisdictions=countries(resource.word("location")))
    name = resource.word("display_name") or resource.word("name")
    return named_use(resource, with_deployment(route, resource.word("name")), name)


ROWS: Mapping[str, Reader] = {
    "azurerm_cognitive_deployment": read_deployment(AZURERM),
    "azapi_resource": read_deployment(AZAPI),
    **PROFILES,
    "aws_bedrockagent_agent": bedrock(("foundation_model",), "agent_name"),
    "aws_bedrockagent_prompt": bedrock(("variant", 0, "model_id"), "name"),
    "aws_bedrockagent_knowledge_base": bedrock(
        ("knowledge_base_configuration", 0, "vector_knowledge_base_configuration", 0, "embedding_model_arn"), "name"
    ),
    "aws_sagemaker_model": sagemaker_model,
    "google_vertex_ai_endpoint": vertex_endpoint,
    "google_vertex_ai_endpoint_with_model_garden_deployment": vertex_garden,
}
"""Type of a resource, and what reads it."""

_DEPLOYMENT = "Microsoft.CognitiveServices/accounts/deployments@"


def reader_of(resource: Resource) -> Reader | None:
    """What reads a resource; None where it is in no row, or is no deployment of a model."""
    if resource.type == "azapi_resource" and not resource.word("type").startswith(_DEPLOYMENT):
        return None
    return ROWS.get(resource.type)


NO_MODEL = frozenset(
    {
        "aws_bedrock_guardrail", "aws_bedrock_guardrail_version", "aws_bedrock_model_invocation_logging_configuration",
        "aws_bedrockagent_agent_action_group", "aws_bedrockagent_agent_alias", "aws_bedrockagent_data_source",
        "aws_bedrockagent_agent_knowledge_base_association", "aws_sagemaker_endpoint",
        "aws_sagemaker_endpoint_configuration", "azurerm_cognitive_account", "azurerm_ai_services",
    }
)  # fmt: skip
"""Types that belong to others, and say of no model by themselves."""
PREFIXES = ("azurerm_cognitive_", "aws_bedrock", "aws_sagemaker_", "google_vertex_ai_", "azurerm_ai_")
"""What the types of a cloud's models start with: one that is in no row is said."""
