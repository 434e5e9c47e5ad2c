"""Whose server an address is: a host that the catalog knows, one of the organization's own, or nobody knows.

Only the name of the machine is read. An address is never printed: people write keys and passwords into it.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from checker.naming.places import REGIONS
from checker.record import dataclass
from checker.vocabulary import SELF_HOST

_DOMAINS: tuple[tuple[str, str], ...] = (
    ("api.openai.com", "openai"), ("api.anthropic.com", "anthropic"), ("api.mistral.ai", "mistral"),
    ("api.cohere.com", "cohere"), ("api.cohere.ai", "cohere"), ("api.deepseek.com", "deepseek"), ("api.x.ai", "xai"),
    ("api.perplexity.ai", "perplexity"), ("api.moonshot.ai", "moonshotai"), ("api.moonshot.cn", "moonshotai"),
    ("dashscope.aliyuncs.com", "alibaba"), ("dashscope-intl.aliyuncs.com", "alibaba"),
    ("openai.azure.com", "azure.foundry"), ("services.ai.azure.com", "azure.foundry"),
    ("cognitiveservices.azure.com", "azure.foundry"), ("models.ai.azure.com", "azure.foundry"),
    ("models.inference.ai.azure.com", "github.models"), ("models.github.ai", "github.models"),
    ("aiplatform.googleapis.com", "gcp.vertex"), ("generativelanguage.googleapis.com", "gcp.gemini-api"),
    ("api.groq.com", "groq"), ("openrouter.ai", "openrouter"), ("api.together.xyz", "together"),
    ("api.fireworks.ai", "fireworks"), ("api.cerebras.ai", "cerebras"), ("api.deepinfra.com", "deepinfra"),
    ("integrate.api.nvidia.com", "nvidia.nim"), ("api.sambanova.ai", "sambanova"), ("api.scaleway.ai", "scaleway"),
    ("cloud.databricks.com", "databricks"), ("azuredatabricks.net", "databricks"),
)  # fmt: skip
"""The end of a machine's name, and the host or the vendor whose API answers there; as LiteLLM's pages write them."""

_BEDROCK = re.compile(r"bedrock(?:-runtime)?(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)\Z")
_LISTED = re.compile("|".join((*(re.escape(end) for end, _ in _DOMAINS), r"bedrock[a-z-]*\.[a-z0-9-]+\.a")))
_OWN = re.compile(r"[^.]+\Z|.*\.(?:local|localhost|internal|lan|intranet|home\.arpa|svc|cluster\.local|corp)\Z")
"""A machine of the own network: a name without a point, or below a domain that no registry gives away."""
_LATER = re.compile(r"\s*(?:os\.environ/|\$|\{\{|<)|\s*\Z")
"""What stands for a value that is filled in later."""
_REGIONS = {area.code: area.region for area in REGIONS}


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says."""

    host: str | None = None
    """``self`` for a machine of the own network; None where nobody knows whose it is."""
    country: str | None = None
    """The country of the cloud's region that it names."""
    is_open: bool = False
    """It is filled in when the program runs, so that the file does not tell."""


def has_domain(text: str) -> bool:
    """Whether one of the listed domains, or that of a runtime of Bedrock, is in a text; cheap."""
    return _LISTED.search(text) is not None


def is_filled_in(written: str) -> bool:
    """Whether a value comes from the environment or from a template."""
    return _LATER.match(written) is not None


def read_address(written: str) -> Address:
    """What the machine's name says; nothing of an address that cannot be read."""
    if is_filled_in(written):
        return Address(is_open=True)
    name = _machine(written)
    if name is None:
        return Address()
    bedrock = _BEDROCK.search(name)
    if bedrock:
        return Address("aws.bedrock", _REGIONS.get(bedrock["region"]))
    ends = sorted(((end, host) for end, host in _DOMAINS if name == end or name.endswith((f".{end}", f"-{end}"))),
                  key=lambda pair: -len(pair[0]))  # fmt: skip
    if ends:
        region = name.removesuffix(ends[0][0]).rstrip("-.")
        return Address(ends[0][1], _REGIONS.get(region))
    return Address(SELF_HOST) if _is_own(name) else Address()


def _machine(written: str) -> str | None:
    try:
        name = urlsplit(written if "://" in written else f"//{written}").hostname
    except ValueError:
        return None
    return name.rstrip(".").lower() if name else None


def _is_own(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_private
    except ValueError:
        return _OWN.match(name) is not None


def country_of(region: str) -> str | None:
    """The country of a cloud's region, if it is listed."""
    return _REGIONS.get(region)
