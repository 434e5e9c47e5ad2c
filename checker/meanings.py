"""What the words of a manifest mean, one by one: for editors, which show the one that a reader points at."""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS: Mapping[str, Mapping[str, str]] = {
    "access": {
        "vendor-api": "the API of the company that made the model, such as OpenAI's or Anthropic's",
        "cloud-api": "a cloud that serves models of others, "
        "such as Amazon Bedrock, Microsoft Foundry or Google Vertex AI; needs `host`",
        "aggregator-api": "a service that passes requests on to many hosts, such as OpenRouter; needs `host`",
        "self-hosted": "your organization runs the weights on machines that it controls, rented ones included",
        "on-device": "the weights run on the device of the user, such as a phone or a laptop",
        "embedded-saas": "the model is inside of a product that you buy, such as a help desk or an assistant for code",
        "platform-only": "the model is only there inside of the vendor's own platform or apps, without an API",
        "restricted": "access by invitation or special contract only",
    },
    "role": {
        "primary": "serves the use every day; each use has exactly one",
        "secondary": "serves a part of the same use every day, next to the primary",
        "fallback": "serves only when the others fail",
        "shadow": "gets copies of requests for comparison; nobody uses its answers",
        "planned": "not there yet; left out of every rule that does not ask for it",
    },
    "lifecycle": {
        "experimental": "tried out; nobody depends on it",
        "production": "people or other services depend on it",
        "deprecated": "still runs, and will be switched off",
    },
}
"""By the key that holds the word. A test holds the words equal to those of ``checker.vocabulary``."""
