"""What stands behind a model's name: one row each, with an example, what is left of it, and where it was read.

A row only takes off what says nothing about which model it is: how it is served, how it is stored, or its snapshot.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from checker.naming.pages import (
    BEDROCK_PROFILES,
    CLAUDE_ON_VERTEX,
    DEEPSEEK_UPDATES,
    GEMINI_VERSIONS,
    GROQ_MODELS,
    LITELLM_PRICES,
    OLLAMA_FLAVORS,
    OLLAMA_R1,
    OLLAMA_TAGS,
    OPENROUTER_LATEST,
    OPENROUTER_VARIANTS,
    TURBO,
    Page,
)
from checker.record import dataclass

Says = Literal["version", "precision", "variant", "nothing"]


@dataclass(frozen=True, slots=True)
class Tail:
    """``pattern`` becomes ``left`` in a name; what its group ``says`` holds is kept as that."""

    pattern: re.Pattern[str]
    says: Says
    example: str
    rest: str
    page: Page
    left: str = ""
    hosts: frozenset[str] = frozenset()
    """Only at these; none: wherever it is served."""
    means: tuple[tuple[str, str], ...] = ()
    """The days of numbered versions; a name with another day contradicts itself, and stays as it is."""


def _tail(pattern: str, says: Says, example: str, rest: str, page: Page, left: str = "") -> Tail:
    return Tail(re.compile(pattern, re.IGNORECASE | re.ASCII), says, example, rest, page, left)


_PRECISION = (
    r"(?:i?q[1-8]_(?:[01]|k(?:_(?:xxs|xs|s|m|l|xl))?|nl|xxs|xs|s|m)|q[48]|fp(?:32|16|8|4)|f(?:32|16)|bf16|nvfp4|"
    r"mxfp4(?:-moe)?|int[48]|w[0-9]{1,2}a[0-9]{1,2}|[2-8]-?bit|gguf|ggml|gptq|awq|exl[23]|mlx|bnb|onnx|quantized|unsloth)"
)
"""How weights are stored."""
_DAY = r"20[0-9]{2}(?P<sign>-?)(?:0[1-9]|1[0-2])(?P=sign)(?:0[1-9]|[12][0-9]|3[01])"
_CARDS = Page("huggingface.co/docs/hub/model-cards")
_OPENAI = Page("developer.aliyun.com/article/1512953")
"""A copy of OpenAI's page: each version bears the month and the day."""

TAILS: tuple[Tail, ...] = (
    _tail(r":(?P<says>free|beta|nitro|floor|online|thinking|extended|exacto|batch)$", "variant",
          "deepseek-r1:free", "deepseek-r1", OPENROUTER_VARIANTS),
    _tail(r"\[(?P<says>1m)\]$", "variant", "claude-sonnet-4-5[1m]", "claude-sonnet-4-5", LITELLM_PRICES),
    _tail(r"\((?P<says>none|minimal|low|medium|high|xhigh)\)$", "variant", "gpt-5(high)", "gpt-5", LITELLM_PRICES),
    _tail(r"(?<=-v[1-9]:[0-9]):(?P<says>[0-9]+k)$", "variant", "nova-pro-v1:0:300k", "nova-pro-v1:0",
          BEDROCK_PROFILES),
    _tail(r"-v[1-9]:[0-9]+$", "nothing", "nova-pro-v1:0", "nova-pro", BEDROCK_PROFILES),
    _tail(r"(?<=-[1-9]):[0-9]+$", "nothing", "gpt-oss-120b-1:0", "gpt-oss-120b-1", BEDROCK_PROFILES),
    _tail(r"-maas$", "nothing", "llama-3.1-405b-instruct-maas", "llama-3.1-405b-instruct", LITELLM_PRICES),
    _tail(r"@default$", "nothing", "claude-opus-4-6@default", "claude-opus-4-6", LITELLM_PRICES),
    _tail(r"[@:](?P<says>latest)$", "version", "gemma3:latest", "gemma3", OLLAMA_TAGS),
    _tail(r"-(?P<says>latest)$", "version", "claude-3-5-sonnet-latest", "claude-3-5-sonnet", LITELLM_PRICES),
    _tail(r"[@-](?P<says>00[0-9])$", "version", "gemini-2.0-flash-001", "gemini-2.0-flash", GEMINI_VERSIONS),
    _tail(r"(?P<kept>gemini-[^/]+?)-(?P<says>(?:preview|exp)-(?:[0-9]{2}-[0-9]{2}|[0-9]{2}-20[0-9]{2}|[0-9]{4}))$",
          "version", "gemini-2.5-pro-preview-06-05", "gemini-2.5-pro", LITELLM_PRICES, r"\g<kept>"),
    _tail(r"(?<=/)(?P<kept>[^/@:]+)@(?P<says>[A-Za-z0-9._-]+)$", "version", "hf:Qwen/Qwen3-8B@main", "hf:Qwen/Qwen3-8B",
          _CARDS, r"\g<kept>"),
    _tail(rf"[@-](?P<says>{_DAY})$", "version", "gpt-4o-2024-08-06", "gpt-4o", LITELLM_PRICES),
    _tail(r"(?P<kept>gpt-4|gpt-3\.5-turbo)-(?P<says>(?:0[1-9]|1[0-2])[0-3][0-9])$", "version", "gpt-3.5-turbo-0125",
          "gpt-3.5-turbo", _OPENAI, r"\g<kept>"),
    _tail(r"(?<=instruct)-(?P<says>turbo|lite|fast)$", "variant", "Llama-3.3-70B-Instruct-Turbo",
          "Llama-3.3-70B-Instruct", TURBO),
    replace(_tail(r"-(?P<says>turbo)$", "variant", "gpt-oss-120b-Turbo", "gpt-oss-120b", TURBO),
            hosts=frozenset({"deepinfra", "together"})),
    _tail(r"(?<=-fp8)-(?P<says>fast|dynamic)$", "variant", "llama-3.3-70b-instruct-fp8-fast",
          "llama-3.3-70b-instruct-fp8", LITELLM_PRICES),
    _tail(rf"[-_.:](?P<says>{_PRECISION})$", "precision", "Meta-Llama-3.1-8B-Instruct-GPTQ-INT4",
          "Meta-Llama-3.1-8B-Instruct-GPTQ", _CARDS),
    _tail(r":(?P<size>[0-9.]+[bm]|e[0-9]b)-(?P<says>instruct|it|chat)$", "variant", "llama3.1:8b-instruct",
          "llama3.1-8b-instruct", OLLAMA_FLAVORS, r"-\g<size>-\g<says>"),
    _tail(r"(?<=[0-9]b)-(?P<says>cloud)$", "variant", "gpt-oss:120b-cloud", "gpt-oss:120b", LITELLM_PRICES),
    replace(_tail(r"(?<=claude-3-5-sonnet)-(?P<says>v[12])$", "version", "claude-3-5-sonnet-v2", "claude-3-5-sonnet",
                  CLAUDE_ON_VERTEX), means=(("v1", "2024-06-20"), ("v2", "2024-10-22"))),
    _tail(r"(?P<kept>claude-[a-z0-9-]*[0-9a-z])(?<!3-5-sonnet)-v1$", "nothing", "claude-haiku-4-5-v1",
          "claude-haiku-4-5", LITELLM_PRICES, r"\g<kept>"),
    _tail(r"^(?P<kept>llama-?[0-9.]+-[0-9]+b|mixtral-8x7b)-(?P<says>versatile|instant|specdec|8192|32768)$", "variant",
          "llama-3.3-70b-versatile", "llama-3.3-70b-instruct", GROQ_MODELS, r"\g<kept>-instruct"),
)  # fmt: skip

HEADS: tuple[Tail, ...] = (
    _tail(r"(?:^|(?<=/))meta-(?=llama-?[0-9])", "nothing", "Meta-Llama-3.3-70B-Instruct", "Llama-3.3-70B-Instruct",
          LITELLM_PRICES),
    _tail(r"(?:^|(?<=/))databricks-", "nothing", "databricks-claude-sonnet-4", "claude-sonnet-4",
          LITELLM_PRICES),
    _tail(r"(?:^|(?<=/))fw-", "nothing", "FW-GLM-5.2", "GLM-5.2", LITELLM_PRICES),
    _tail(r"(?:^|(?<=/))llama-v(?=[0-9])", "nothing", "llama-v3p1-8b-instruct", "llama-3p1-8b-instruct",
          LITELLM_PRICES, "llama-"),
    _tail(r"(?:^|(?<=/))cohere-(?=command|embed|rerank)", "nothing", "cohere-command-r-plus", "command-r-plus",
          LITELLM_PRICES),
    _tail(r"^~(?=[a-z0-9-]+/)", "nothing", "~anthropic/claude-sonnet-latest", "anthropic/claude-sonnet-latest",
          OPENROUTER_LATEST),
    _tail(r"^library/", "nothing", "library/llama3.1:8b", "llama3.1:8b", OLLAMA_TAGS),
)  # fmt: skip
"""What hosts put before a name that the vendor did not."""

_CLAUDE = re.compile(r"(claude)-([0-9](?:[-.][0-9])?)-(opus|sonnet|haiku)(?=-|@|\Z)", re.IGNORECASE | re.ASCII)
_CLAUDE_NEW = re.compile(r"(claude)-(opus|sonnet|haiku)-([0-9](?:[-.][0-9])?)(?=-|@|\Z)", re.IGNORECASE | re.ASCII)


def reordered(name: str) -> str | None:
    """The name with number and size the other way round: Anthropic changed the order, and others kept one of them.

    Read at www.promptfoo.dev/docs/providers/github on 2026-11-27: ``claude-4-opus`` beside ``claude-3.7-sonnet``.
    """
    for pattern in (_CLAUDE, _CLAUDE_NEW):
        if pattern.search(name):
            return pattern.sub(r"\1-\3-\2", name)
    return None


MOVING: dict[str, tuple[str, tuple[str, ...], Page]] = {
    "deepseek-chat": ("deepseek", ("deepseek-v",), DEEPSEEK_UPDATES),
    "deepseek-reasoner": ("deepseek", ("deepseek-r", "deepseek-v"), DEEPSEEK_UPDATES),
}
"""Names that meant one model after another, whose they are, and how the names of those begin."""

SHARED: dict[str, Page] = {"deepseek-r1": OLLAMA_R1}
"""Names of Ollama's library for models that others call otherwise, too: there it is mostly one distilled from R1."""

PACKAGERS: dict[str, Page] = {
    "bartowski": Page("huggingface.co/bartowski/qwen2.5-7b-ins-v3-GGUF/commit/43f6982"),
    "hugging-quants": Page("huggingface.co/hugging-quants/Meta-Llama-3.1-8B-Instruct-GPTQ-INT4", "2026-11-26"),
    "lmstudio-community": Page("huggingface.co/lmstudio-community/Meta-Llama-3.1-8B-Instruct-GGUF/commit/8601e6d"),
    "maziyarpanahi": Page("huggingface.co/MaziyarPanahi/Yi-1.5-34B-Chat-GGUF"),
    "mlx-community": Page("huggingface.co/mlx-community/Llama-3.2-3B-Instruct-4bit"),
    "mradermacher": Page("huggingface.co/lemon07r/Gemma-2-Ataraxy-v2-9B/discussions/1"),
    "neuralmagic": Page("huggingface.co/collections/neuralmagic/llama-32-quantization"),
    "quantfactory": Page("huggingface.co/QuantFactory/Qwen-2.5-3b-Evol-CoT-GGUF/commit/d8a78f7"),
    "redhatai": Page("huggingface.co/collections/neuralmagic/llama-32-quantization"),
    "thebloke": LITELLM_PRICES,
    "unsloth": Page("huggingface.co/akumaburn/llama-3-8b-bnb-4bit-GGUF/raw/cde5dac/README.md"),
}
"""Organizations of the hub that store the weights of others in further forms, under the others' names."""

COPIERS = frozenset({"mlx-community", "unsloth"})
"""Those that also offer the weights as they are, under the same name."""

HIDDEN: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"arn:[a-z-]+:bedrock:[^/]*:application-inference-profile/"), "hides the model behind a profile",
     "name the model that the profile was made for"),
    (re.compile(r"arn:[a-z-]+:bedrock:[^/]*:(?:provisioned-model|custom-model|custom-model-deployment|imported-model|"
                r"default-prompt-router|prompt-router)/"), "hides the model", "name the model"),
    (re.compile(r"arn:[a-z-]+:sagemaker:|(?:[a-z_]+/)*sagemaker(?:_chat|_nova)?[/:]", re.IGNORECASE),
     "is an endpoint, which hides the model", "name the model"),
    (re.compile(r"(?:[a-z_]+/)?ft:"), "is a fine-tune", "name it as a model of your own, with derived-from"),
    (re.compile(r"(?:[a-z0-9]+://(?!huggingface\.co/|hf\.co/)|\.{0,2}/|~/)"), "is a path, which names no model",
     "name the model"),
)  # fmt: skip
"""Names that tell no model, why, and what to write."""

CONTRADICTORY: tuple[tuple[re.Pattern[str], Page], ...] = (
    (re.compile(r"claude-3-5-sonnet(?:-20240620-v2|-20241022-v1|-v2@20240620|-v1@20241022|-v2-20240620)(?![0-9])",
                re.IGNORECASE), CLAUDE_ON_VERTEX),
)  # fmt: skip
"""Names whose parts say two things: the numbered version of one day, and another day."""
