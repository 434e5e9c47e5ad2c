"""Where a row of the grammar was read."""

from __future__ import annotations

from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A public page and the day it was read, ``YYYY-MM-DD``."""

    where: str
    read: str = "2026-11-27"


LITELLM = Page("docs.litellm.ai/docs/providers.md")
LITELLM_PRICES = Page("PyPI litellm 1.110.2, model_prices_and_context_window_backup.json")
BEDROCK_GEOGRAPHIES = Page("docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html")
BEDROCK_PROFILES = Page("docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles.md")
GEMINI_VERSIONS = Page("cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versioning")
VERTEX_LOCATIONS = Page("cloud.google.com/vertex-ai/docs/generative-ai/learn/locations")
OPENROUTER_VARIANTS = Page("openrouter.ai/docs/guides/routing/model-variants/overview.md")
CLAUDE_ON_VERTEX = Page("docs.anthropic.com/de/api/claude-on-vertex-ai")
OLLAMA_R1 = Page("runaihome.com/blog/deepseek-r1-distilled-local-inference-vram-guide-2026")
OLLAMA_TAGS = Page("www.mintlify.com/ollama/ollama/models")
OLLAMA_FLAVORS = Page("theepic.dev/kb/deciphering-ollama-model-names")
GROQ_MODELS = Page("hexdocs.pm/hyper_llm/HyperLLM.Provider.Groq.html")
TURBO = Page("deepinfra.com/meta-llama/Llama-3.3-70B-Instruct-Turbo/api")
AWS_REGIONS = Page("paessler.com/manuals/prtg/list_of_supported_aws_regions_and_their_codes")
AWS_NEWER_REGIONS = Page(
    "docs.aws.amazon.com/solutions/latest/automated-security-response-on-aws/plan-your-deployment.html"
)
DEEPSEEK_UPDATES = Page("api-docs.deepseek.com/updates")
OPENROUTER_LATEST = Page("openrouter.ai/~z-ai/glm-latest")
COLONS = Page("preview.hex.pm/preview/req_llm/show/guides/providers/groq.md")
