"""Which host a word of another tool means. A word that nobody knows stays as it is: no catalog lists such a host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from checker.foreign.addresses import is_filled_in, read_address
from checker.naming.routes import HOST_WORDS, OWNERS, host_of_route, is_route
from checker.observed.values import caller_in
from checker.source.characters import fold

_OPENAI = "openai"
"""A vendor with an API of its own, which many other servers speak, too."""
_TELEMETRY: Mapping[str, str | None] = {
    "azure.ai.openai": "azure.foundry", "azure.ai.inference": "azure.foundry", "az.ai.openai": "azure.foundry",
    "az.ai.inference": "azure.foundry", "gcp.vertex_ai": "gcp.vertex", "gcp.gemini": "gcp.gemini-api",
    "gcp.gen_ai": None, "ibm.watsonx.ai": "ibm.watsonx", "x_ai": "xai", "mistral_ai": "mistral",
    "moonshot_ai": "moonshotai",
}  # fmt: skip
"""Values of ``gen_ai.provider.name`` (github.com/open-telemetry/semantic-conventions-genai, model/gen-ai/registry.yaml
@002c8a6, read 2026-11-28), and of ``gen_ai.system`` before it.

``gcp.gen_ai`` is any endpoint of Google.
"""
_BILLING: Mapping[str, str] = {
    "aws": "aws.bedrock", "amazon web services": "aws.bedrock", "microsoft": "azure.foundry",
    "microsoft azure": "azure.foundry",
}  # fmt: skip
"""Who sells models of others, and the host that its lines about models are of."""
_GOOGLE = frozenset({"google", "google cloud", "google cloud platform", "gcp"})
_NOT_TOLD = frozenset({"", "not applicable"})


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
    return HOST_WORDS.get(known) or (owner[0] if owner else caller_in(known))


def host_of_bill(providers: Iterable[str], service: str) -> str | None:
    """The host that the providers of a line of a bill are, if they are one; ``service`` is the name of what is sold."""
    hosts = {_host_of_biller(word, fold(service)) for word in map(fold, providers) if word not in _NOT_TOLD}
    return hosts.pop() if len(hosts) == 1 else None


def _host_of_biller(word: str, service: str) -> str | None:
    """NOTE: Google sells models by two services, Amazon machines for models beside Bedrock."""
    if word in _GOOGLE:
        return "gcp.vertex" if "vertex" in service else "gcp.gemini-api" if "gemini" in service else None
    return None if "sagemaker" in service else _BILLING.get(word) or host_of_provider(word)


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
