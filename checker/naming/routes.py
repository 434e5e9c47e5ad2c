"""What tools write before a model's name: the route to it. Each row says which host it goes to.

A route without a host goes to a server of one's own, or to a proxy; the name behind it is the server's.
"""

from __future__ import annotations

from checker.naming.pages import LITELLM, LITELLM_PRICES, Page
from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """``start`` is taken off a name, in letters of any case."""

    start: str
    host: str | None
    page: Page = LITELLM
    needs_owner: bool = False
    """Only where ``owner/name`` follows: else what stands here is the owner."""


_PROVIDERS: tuple[tuple[str, str], ...] = (
    ("aiand", "aiand"), ("aihubmix", "aihubmix"), ("azure", "azure.foundry"), ("azure_ai", "azure.foundry"),
    ("azure_text", "azure.foundry"), ("baseten", "baseten"), ("bedrock", "aws.bedrock"),
    ("bedrock_converse", "aws.bedrock"), ("bedrock_mantle", "aws.bedrock"), ("cerebras", "cerebras"),
    ("cloudflare", "cloudflare"), ("dashscope", "alibaba"), ("databricks", "databricks"), ("deepinfra", "deepinfra"),
    ("fireworks_ai", "fireworks"), ("friendliai", "friendliai"), ("gemini", "gcp.gemini-api"),
    ("github", "github.models"), ("github_copilot", "github.copilot"), ("gmi", "gmi"), ("gradient_ai", "digitalocean"),
    ("groq", "groq"),
    ("hyperbolic", "hyperbolic"), ("lambda_ai", "lambda"), ("meta_llama", "meta.llama-api"), ("nebius", "nebius"),
    ("novita", "novita"), ("nscale", "nscale"), ("nvidia_nim", "nvidia.nim"), ("oci", "oci"),
    ("openrouter", "openrouter"), ("ovhcloud", "ovhcloud"), ("replicate", "replicate"), ("sagemaker", "aws.sagemaker"),
    ("sambanova", "sambanova"), ("scaleway", "scaleway"), ("snowflake", "snowflake"), ("together_ai", "together"),
    ("vercel_ai_gateway", "vercel"), ("vertex_ai", "gcp.vertex"), ("wandb", "wandb"), ("watsonx", "ibm.watsonx"),
)  # fmt: skip
"""LiteLLM's provider, and our host."""

_ADAPTERS = (
    "hosted_vllm", "vllm", "ollama", "ollama_chat", "lm_studio", "llamafile", "xinference", "triton", "lemonade",
    "docker_model_runner", "huggingface", "litellm_proxy", "litellm", "custom_openai", "openai_like",
)  # fmt: skip
"""LiteLLM's providers that are no host: a server whose address the name does not tell."""

ROUTES: tuple[Route, ...] = (
    *(Route(f"{provider}/", host) for provider, host in _PROVIDERS),
    *(Route(f"{adapter}/", None) for adapter in _ADAPTERS),
    Route("openai/", None, needs_owner=True),
    Route("perplexity/", "perplexity", needs_owner=True),
    Route("text-completion-openai/", None),
    Route("chatgpt/", None),
    Route("converse/", None),
    Route("converse_like/", None),
    Route("invoke/", None),
    Route("responses/", None),
    Route("chat/", None),
    Route("deployments/", None, LITELLM_PRICES),
    Route("models/", None, LITELLM_PRICES),
    Route("accounts/fireworks/models/", "fireworks", LITELLM_PRICES),
    Route("@cf/", "cloudflare", LITELLM_PRICES),
    Route("@hf/", "cloudflare", LITELLM_PRICES),
)

_HOST_OF = {route.start: route.host for route in ROUTES}


def host_of_route(provider: str) -> str | None:
    """The host that a provider of LiteLLM is."""
    return _HOST_OF.get(f"{provider}/")


def is_route(provider: str) -> bool:
    """Whether it is a provider of LiteLLM, or another route, whether a host or a server of one's own."""
    return f"{provider}/" in _HOST_OF


HUB_STARTS: tuple[str, ...] = ("hf:", "hf.co/", "huggingface.co/", "https://huggingface.co/", "https://hf.co/")
"""Before the name of a repository at Hugging Face."""

OLLAMA_ROUTES: frozenset[str] = frozenset({"ollama/", "ollama_chat/"})
"""Behind these a name is one of Ollama's library: it says less than the same name elsewhere."""

OWNERS: dict[str, tuple[str, Page]] = {
    "x-ai": ("xai", Page("openrouter.ai/x-ai/grok-4")),
    "z-ai": ("zhipuai", Page("openrouter.ai/z-ai/glm-4.5-air")),
    "zai": ("zhipuai", LITELLM),
    "bigmodel": ("zhipuai", LITELLM_PRICES),
    "moonshot": ("moonshotai", LITELLM),
    "jina_ai": ("jina", LITELLM_PRICES),
    "cohere_chat": ("cohere", LITELLM_PRICES),
    "meta-llama": ("meta", Page("docs.boundaryml.com/ref/llm-client-providers/openrouter")),
    "ai21-labs": ("ai21", Page("mastra.ai/models/providers/github-models.md")),
    "xiaomi_mimo": ("xiaomi", LITELLM_PRICES),
    "amazon_nova": ("amazon", LITELLM_PRICES),
}
"""What others call a vendor, beside its id and its organization at the hub."""

HOST_WORDS: dict[str, str] = {
    "azure": "azure.foundry", "azure-openai": "azure.foundry", "azure_openai": "azure.foundry",
    "azure.openai": "azure.foundry", "azure_ai": "azure.foundry", "azure-ai": "azure.foundry",
    "foundry": "azure.foundry", "aws": "aws.bedrock", "bedrock": "aws.bedrock", "amazon": "aws.bedrock",
    "amazon-bedrock": "aws.bedrock", "vertex": "gcp.vertex", "vertex_ai": "gcp.vertex", "vertex-ai": "gcp.vertex",
    "vertexai": "gcp.vertex", "gcp": "gcp.vertex", "google-vertex": "gcp.vertex", "gemini": "gcp.gemini-api",
    "google-ai-studio": "gcp.gemini-api", "ai-studio": "gcp.gemini-api", "github": "github.models",
    "copilot": "github.copilot", "watsonx": "ibm.watsonx", "nim": "nvidia.nim", "nvidia_nim": "nvidia.nim",
    "together_ai": "together", "togetherai": "together", "together-ai": "together", "fireworks_ai": "fireworks",
    "fireworks-ai": "fireworks", "workers-ai": "cloudflare", "ollama": "self", "vllm": "self", "llama.cpp": "self",
    "llamacpp": "self", "tgi": "self", "lmstudio": "self", "lm-studio": "self", "localhost": "self", "local": "self",
    "on-prem": "self", "onprem": "self", "sagemaker": "aws.sagemaker", "vercel_ai_gateway": "vercel",
    "open-router": "openrouter", "dashscope": "alibaba",
}  # fmt: skip
"""What people call a host, or the program that serves on a host of their own; only for hints."""
