"""The services of a made-up organization: what each declares about its model use, as plain data.

A service follows from the seed and its number alone, so any part of a fleet can be made without the rest.
About one in twelve breaks one of the rules in ``rules.PLAIN``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.dice import Dice

Data = dict[str, object]

SEED = "2026-11-22"
"""What every published figure was measured with."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A model, the way it is reached, and a version of it."""

    model: str
    access: str
    host: str
    version: str

    def shares_with(self, other: Offer) -> bool:
        """Whether one vendor, or one host, stands behind both."""
        vendors = (self.model.partition("/")[0], other.model.partition("/")[0])
        return self.host == other.host or vendors[0] == vendors[1]


OFFERS = (
    Offer("openai/gpt-5.4-mini", "cloud-api", "azure.foundry", "2026-03-17"),
    Offer("openai/gpt-5.4", "vendor-api", "openai", "2026-03-05"),
    Offer("openai/gpt-5.1", "vendor-api", "openai", "2025-11-13"),
    Offer("openai/gpt-5.5", "cloud-api", "azure.foundry", "2026-04-23"),
    Offer("openai/gpt-6-luna", "cloud-api", "azure.foundry", "2026-09-11"),
    Offer("openai/gpt-oss-120b", "self-hosted", "self.frankfurt", "b5c939de8f754692c1647ca79fbf85e8c1e70f8a"),
    Offer("openai/gpt-oss-20b", "on-device", "self.laptops", "6cee5e81ee83917806bbde320786a8fb61efebee"),
    Offer("anthropic/claude-opus-5-5", "cloud-api", "azure.foundry", "2026-09-18"),
    Offer("anthropic/claude-sonnet-5-5", "cloud-api", "azure.foundry", "2026-09-29"),
    Offer("anthropic/claude-opus-4-8", "cloud-api", "gcp.vertex", "2026-05-28"),
    Offer("google/gemini-3.5-flash", "cloud-api", "gcp.vertex", "2026-05-19"),
    Offer("google/gemini-3.5-flash-lite", "cloud-api", "gcp.vertex", "2026-07-21"),
    Offer("google/gemma-4-31b-it", "self-hosted", "self.frankfurt", "2026-04-02"),
    Offer("google/gemma-4-e4b-it", "on-device", "self.laptops", "2026-04-02"),
    Offer("meta/llama-3.3-70b-instruct", "self-hosted", "self.dublin", "6f6073b423013f6a7d4d9f39144961bfbfbc386b"),
    Offer("meta/llama-4-maverick", "cloud-api", "aws.bedrock", "2025-04-05"),
    Offer("mistral/mistral-small-4", "self-hosted", "self.dublin", "2026-03-16"),
    Offer("alibaba/qwen3-235b-a22b", "self-hosted", "self.frankfurt", "2025-04-29"),
    Offer("alibaba/qwen3-32b", "self-hosted", "self.dublin", "2025-04-29"),
    Offer("deepseek/deepseek-v4-pro", "cloud-api", "azure.foundry", "2026-02-20"),
    Offer("deepseek/deepseek-r1-distill-llama-70b", "self-hosted", "self.dublin", "2025-01-20"),
    Offer("microsoft/phi-4", "on-device", "self.laptops", "2024-12-12"),
)
OWN = ("self-hosted", "on-device")
OPEN = tuple(offer for offer in OFFERS if offer.access in OWN)
COUNTRIES = ("DE", "IE", "FR", "SE", "NL")
CONTRACTS = tuple(f"CTR-{number:04}" for number in range(1, 40))
GATEWAYS = ("direct", "litellm-prod-eu", "litellm-prod-us", "kong-ai-1", "portkey-eu")
SUBJECTS = ("claims", "invoice", "kyc", "search", "advisor", "fraud", "contract", "support", "ledger", "claims-eu")
JOBS = ("triage", "summary", "reader", "assistant", "matching", "drafting", "screening", "routing", "answers")
TEAMS = tuple(f"team-{name}" for name in ("onboarding", "payments", "risk", "web", "data", "legal", "markets", "hr"))
REGIMES = ("gdpr", "dora", "hipaa", "sox", "pci-dss", "eu-ai-act-limited")
CLASSES = ("internal", "confidential", "personal", "phi", "cardholder")


def make_service(number: int, seed: str = SEED) -> Data:
    """The declaration of one service, as it will stand in its manifest."""
    dice = Dice(seed, number)
    name = f"{dice.pick(SUBJECTS)}-{dice.pick(JOBS)}-{number:07}"
    regulated, personal, tier = dice.happens(0.3), dice.happens(0.5), dice.number(0, 4)
    service: Data = {
        "format": "modelbylaws/manifest/v1",
        "service": name,
        "owner": dice.pick(TEAMS),
        "lifecycle": "production" if dice.happens(0.85) else dice.pick(("experimental", "deprecated")),
        "tier": tier,
        "regulation": dice.some(REGIMES, dice.number(1, 3)) if regulated else ["none"],
        "data": dice.some(CLASSES, dice.number(1, 4)) if personal else ["public"],
    }
    if not dice.happens(0.02):
        service["reviewed"] = dice.day()
    service |= {
        "connectivity": "online" if dice.happens(0.95) else "intermittent",
        "residency": ["EU"],
        "traffic": dice.number(1, 4000) * 250,
        "spend": dice.number(1, 900) * 20,
        "labels": _labels(dice, number),
        "uses": [
            _use(dice, job, OPEN if regulated else OFFERS, critical=tier < 2)  # noqa: PLR2004 - tiers 0 and 1
            for job in dice.some(JOBS, 2 if dice.happens(0.25) else 1)
        ],
        "exit": _exit(dice, name),
    }
    return service


def _labels(dice: Dice, number: int) -> Data:
    return {
        "cost-center": f"{dice.number(0, 10000):04}",
        "app.kubernetes.io/name": f"app-{number}",
        "change": f"CHG-{dice.number(10000, 99999)}: {dice.pick(('approved', 'in review'))}",
    }


def _use(dice: Dice, job: str, offers: Sequence[Offer], *, critical: bool) -> Data:
    """Whoever is careful has a standby that shares neither vendor nor host with what it stands by for."""
    careless = dice.happens(0.02)
    first = dice.pick(OFFERS if careless else offers)
    routes = [_route(dice, "main", "primary", first)]
    if critical or dice.happens(0.4):
        apart = [offer for offer in offers if careless or not offer.shares_with(first)]
        routes.append(_route(dice, "standby", "fallback", dice.pick(apart)) | {"tested": dice.day()})
    return {"id": job, "required": dice.happens(0.9), "routes": routes}


def _route(dice: Dice, name: str, role: str, offer: Offer) -> Data:
    route: Data = {"id": name, "role": role, "model": offer.model, "access": offer.access, "host": offer.host}
    route["jurisdictions"] = dice.some(COUNTRIES, 1) if not dice.happens(0.01) else ["US"]
    route["gateway"] = dice.pick(GATEWAYS)
    route["version"] = "floating" if dice.happens(0.02) else offer.version
    if offer.access not in OWN and not dice.happens(0.02):
        route["contract"] = dice.pick(CONTRACTS)
    return route


def _exit(dice: Dice, name: str) -> Data:
    leave: Data = {} if dice.happens(0.05) else {"plan": f"docs/exit/{name}.md"}
    return leave | {
        "substitutability": dice.pick(("easy", "medium", "highly-complex")),
        "alternatives": [{"model": dice.pick(OFFERS).model, "assessed": dice.day()}],
        "migration": {
            "person-days": dice.number(2, 60),
            "calendar-days": dice.number(5, 180),
            "estimated": dice.day(),
        },
    }
