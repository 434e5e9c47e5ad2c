"""Which host a word of another tool means. A word that nobody knows stays as it is: no catalog lists such a host."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from checker.foreign.addresses import is_filled_in, read_address
from checker.naming.routes import HOST_WORDS, OWNERS, host_of_route, is_route
from checker.source.characters import fold

_OPENAI = "openai"
"""A vendor with an API of its own, which many other servers speak, too."""
_TELEMETRY: Mapping[str, str | None] = {
    "azure.ai.openai": "azure.foundry", "azure.ai.inference": "azure.foundry", "az.ai.openai": "azure.foundry",
    "az.ai.inference": "azure.foundry", "gcp.vertex_ai": "gcp.vertex", "gcp.gemini": "gcp.gemini-api",
    "gcp.gen_ai": None, "ibm.watsonx.ai": "ibm.watsonx", "x_ai": "xai", "mistral_ai": "mistral",
    "moonshot_ai": "moonshotai",
}  # fmt: skip
"""Values of ``gen_ai.provider.name`` (pub.dev/documentation/opentelemetry_flutter, GenAiProviderName, read 2026-11-27).

``gcp.gen_ai`` is any endpoint of Google.
"""
_BILLING: Mapping[str, str] = {
    "aws": "aws.bedrock", "amazon web services": "aws.bedrock", "microsoft": "azure.foundry",
    "microsoft azure": "azure.foundry", "google cloud": "gcp.vertex", "google": "gcp.vertex",
}  # fmt: skip
"""Who bills for models, and the host that its lines about models are of."""


def host_of_provider(word: str) -> str | None:
    """The host of a provider in telemetry or in a proxy's log; None where it tells none."""
    known = fold(word)
    if not known:
        return None
    if known in _TELEMETRY:
        return _TELEMETRY[known]
    if is_route(known) and known != _OPENAI:
        return host_of_route(known)
    owner = OWNERS.get(known)
    return HOST_WORDS.get(known) or (owner[0] if owner else known)


def host_of_biller(word: str) -> str | None:
    """The host that a provider of a bill is."""
    known = fold(word)
    return _BILLING.get(known) or host_of_provider(known)


@lru_cache(maxsize=4096)
def host_at(address: str, provider: str) -> str | None:
    """The host behind an address; without one that tells it, the provider's.

    A machine of the own network is one's own, whatever API it speaks.
    """
    said = read_address(address) if address and not is_filled_in(address) else None
    if said is not None and said.host is not None:
        return said.host
    expected = host_of_provider(provider)
    return None if address and expected == _OPENAI else expected
