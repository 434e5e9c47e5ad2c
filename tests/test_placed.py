"""A route's name is read with all that the route says: access, host and version."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.condition.truth import Unknown
from checker.fleet import Fleet, Route, keys
from checker.fleet.service import every_route
from checker.judging.waiver_case import is_same_model
from checker.lint.renaming import find_renames
from checker.placed import Placed, parse_placed, quote, written_in
from checker.vocabulary import Access
from tests.builtin import builtin_catalog
from tests.fleets import fleet, service

HOSTS = (None, "self", "self.frankfurt", "aws.bedrock", "azure.foundry", "gcp.vertex", "groq", "oci", "openai")
VERSIONS = (None, "3", "2407", "2024-08-06", "turbo-2024-04-09", "1106-Preview", "floating", "built 2024")
NAMES = (
    "llama3.1:8b", "llama3.1", "nomic-embed-text", "deepseek-r1", "anthropic.claude-3-haiku-20240307-v1:0",
    "eu.anthropic.claude-sonnet-4-6", "claude-sonnet-4@20250514", "gpt-4o", "gpt-4", "mistral-large", "azure/gpt-4.1",
    "openai/gpt-4.1", "whisper", "my-chat", "xai.grok-4", "meta-llama/Llama-3.1-8B-Instruct",
)  # fmt: skip


def _fleet(**route: str) -> Fleet:
    return fleet([service("a", [route])], builtin_catalog())


def _one(made: Fleet) -> Route:
    return next(every_route(made.services))


@pytest.mark.parametrize(
    ("model", "access", "host", "version", "means"),
    [
        ("llama3.1:8b", "self-hosted", "self", "", "meta/llama-3.1-8b-instruct"),
        ("llama3.1:8b", "self-hosted", "self.frankfurt", "", "meta/llama-3.1-8b-instruct"),
        ("llama3.1:8b", "on-device", "", "", "meta/llama-3.1-8b-instruct"),
        ("llama3.1:8b", "self-hosted", "lambda", "", "meta/llama-3.1-8b-instruct"),
        ("llama3.1:8b", "aggregator-api", "groq", "", ""),
        ("llama3.1", "self-hosted", "", "", ""),
        ("ollama/llama3.1", "self-hosted", "", "", ""),
        ("nomic-embed-text", "self-hosted", "self", "", "nomic/nomic-embed-text-v1.5"),
        ("nomic-embed-text", "aggregator-api", "nebius", "", ""),
        ("deepseek-r1", "self-hosted", "", "", ""),
        ("deepseek-r1", "aggregator-api", "fireworks", "", "deepseek/deepseek-r1"),
        ("claude-sonnet-4@20250514", "cloud-api", "gcp.vertex", "", "anthropic/claude-sonnet-4"),
        ("gpt-4o", "vendor-api", "", "2024-08-06", "openai/gpt-4o"),
        ("gpt-4o", "cloud-api", "azure.foundry", "1106-Preview", ""),
        ("openai/gpt-4o", "cloud-api", "azure.foundry", "1106-Preview", ""),
        ("mistral-large", "cloud-api", "azure.foundry", "2407", "mistral/mistral-large-2"),
        ("mistral-large", "cloud-api", "azure.foundry", "3", ""),
        ("deepseek-v3", "cloud-api", "azure.foundry", "1", "deepseek/deepseek-v3"),
        ("whisper", "cloud-api", "azure.foundry", "", "openai/whisper-1"),
        ("whisper", "cloud-api", "aws.bedrock", "", ""),
        ("anthropic.claude-3-haiku-20240307-v1:0", "cloud-api", "aws.bedrock", "", "anthropic/claude-3-haiku"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "cloud-api", "", "", "anthropic/claude-3-haiku"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "cloud-api", "azure.foundry", "", ""),
        ("anthropic.claude-3-haiku-20240307-v1:0", "self-hosted", "", "", ""),
        ("anthropic.claude-sonnet-4-6", "cloud-api", "gcp.vertex", "", ""),
        ("xai.grok-4", "cloud-api", "oci", "", "xai/grok-4"),
        ("azure/gpt-4.1", "vendor-api", "openai", "", ""),
        ("databricks/llama-3.1-8b-instruct", "self-hosted", "", "", ""),
        ("my-chat", "cloud-api", "azure.foundry", "", ""),
    ],
)
def test_a_name_means_what_it_means_on_its_route(model: str, access: str, host: str, version: str, means: str) -> None:
    more = {key: value for key, value in (("host", host), ("version", version)) if value}
    made = _fleet(model=model, access=access, **more)

    known = made.world.catalog.model(_one(made).model)

    assert (known.id if known else "") == means
    vendor = made.world.vendor(_one(made).model)
    assert isinstance(vendor, Unknown) == (not means)


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        (
            {"model": "anthropic.claude-3-haiku-20240307-v1:0", "access": "cloud-api", "host": "azure.foundry"},
            "'anthropic.claude-3-haiku-20240307-v1:0' is a name at aws.bedrock, and the route is at azure.foundry",
        ),
        (
            {"model": "openrouter/openai/gpt-4.1", "access": "self-hosted"},
            "'openrouter/openai/gpt-4.1' is a name at openrouter, and we serve it ourselves",
        ),
        (
            {"model": "my-chat", "access": "cloud-api", "host": "azure.foundry"},
            "'my-chat' may be the name of a deployment, which tells no model",
        ),
        (
            {"model": "llama3.1:8b", "access": "aggregator-api", "host": "groq"},
            "no catalog knows 'llama3.1:8b' at groq",
        ),
    ],
)
def test_the_reason_names_what_the_route_says(route: dict[str, str], reason: str) -> None:
    made = _fleet(**route)

    assert made.world.unlisted(_one(made).model).reason == reason


def test_what_is_unknown_on_its_route_is_unknown_under_each_of_its_names() -> None:
    """The lineage and the key of it are looked up again by what was found: there it must not be another model."""
    made = _fleet(model="llama3.1:8b", access="aggregator-api", host="groq")
    world, name = made.world, _one(made).model

    assert world.canonical(name) == name == "llama3.1:8b at groq"
    assert world.lineage(name).vendors.certain == frozenset()
    assert world.lineage(name).models.open
    assert keys.keys(world, _one(made), "model").open
    assert world.catalog.model("llama3.1:8b") is not None


def test_a_route_that_adds_nothing_to_a_name_is_looked_up_by_the_name() -> None:
    routes = [
        {"model": "openai/gpt-4o", "access": "cloud-api", "host": "azure.foundry", "version": "2024-08-06"},
        {"model": "gpt-4o", "access": "cloud-api", "host": "azure.foundry", "version": "2024-08-06"},
        {"model": "llama3.1:8b", "access": "self-hosted", "host": "self.frankfurt"},
        {"model": "us.anthropic.claude-sonnet-4-6", "access": "cloud-api", "host": "aws.bedrock"},
        {"model": "openai/unknown", "access": "vendor-api"},
    ]
    made = fleet([service(f"s{n}", [route]) for n, route in enumerate(routes)], builtin_catalog())

    assert [route.model for route in every_route(made.services)] == [route["model"] for route in routes]
    assert all(one.models == {} for one in made.services)


@given(st.sampled_from(NAMES), st.sampled_from(get_args(Access)), st.sampled_from(HOSTS), st.sampled_from(VERSIONS))
def test_the_one_string_says_what_the_four_parts_say(
    written: str, access: Access, host: str | None, version: str | None
) -> None:
    resolver = builtin_catalog().resolver
    name = resolver.name_on(written, access, host, version)

    assert written_in(name) == written
    assert resolver.name_on(written, access, host, version) == name
    is_their_name = host is not None and host == resolver.resolve(written).host.value
    if not is_their_name:
        assert resolver.resolve(name).model == resolver.resolve(written, access, host, version).model


@given(st.sampled_from(NAMES), st.sampled_from(HOSTS), st.sampled_from([None, "2407", "turbo-2024-04-09"]))
def test_the_string_parses_back(written: str, host: str | None, version: str | None) -> None:
    placed = Placed(written, host, version)

    assert parse_placed(str(placed)) == placed
    assert quote(str(placed)).startswith(repr(written))


def test_a_waiver_names_a_model_by_its_id_or_as_the_manifest_writes_it_where_that_is_unknown() -> None:
    known = _fleet(model="mistral-large", access="cloud-api", host="azure.foundry", version="2407")
    unknown = _fleet(model="llama3.1:8b", access="aggregator-api", host="groq")

    assert known.world.to_write(_one(known).model) == "mistral/mistral-large-2"
    assert unknown.world.to_write(_one(unknown).model) == "llama3.1:8b"
    assert is_same_model(unknown.world, "llama3.1:8b", _one(unknown).model)
    assert not is_same_model(unknown.world, "meta/llama-3.1-8b-instruct", _one(unknown).model)
    assert not is_same_model(known.world, "mistral-large", _one(known).model)


def test_a_fix_writes_the_model_that_a_version_makes_out() -> None:
    made = _fleet(model="mistral-large", access="cloud-api", host="azure.foundry", version="2407")
    (renamed,) = find_renames(_one(made).service.manifest, builtin_catalog())

    assert (renamed.id, renamed.adds, renamed.left) == ("mistral/mistral-large-2", (), "")


@pytest.mark.parametrize(
    ("written", "version", "conflict"),
    [
        ("claude-3-5-sonnet-v2", "2024-06-20", "version is 2024-06-20, and the model's name says 2024-10-22"),
        ("claude-3-5-sonnet-v2", "2024-10-22", ""),
        ("claude-3-5-sonnet-v1", "2024-10-22", "version is 2024-10-22, and the model's name says 2024-06-20"),
        ("vertex_ai/claude-3-5-sonnet-v2@20241022", "2024-10-22", ""),
    ],
)
def test_a_numbered_version_is_a_day(written: str, version: str, conflict: str) -> None:
    made = _fleet(model=written, access="cloud-api", host="gcp.vertex", version=version)

    assert made.world.version(_one(made).model, version).conflict == conflict


def test_a_numbered_version_with_the_day_of_another_is_no_name() -> None:
    assert builtin_catalog().model("claude-3-5-sonnet-v2@20240620") is None


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        (None, ("EU",)),
        (["DE", "IE", "FR"], ("DE", "IE", "FR")),
        (["DE"], "jurisdictions say DE, and the model's name says EU"),
        (["US", "DE"], "jurisdictions say US, DE, and the model's name says EU"),
    ],
)
def test_a_profile_of_many_countries_is_not_in_one(declared: list[str] | None, found: object) -> None:
    route: dict[str, object] = {"model": "eu.anthropic.claude-sonnet-4-6", "access": "cloud-api", "host": "aws.bedrock"}
    made = fleet([service("a", [route | ({"jurisdictions": declared} if declared else {})])], builtin_catalog())

    places = keys.places(made.world, _one(made))

    assert (places.reason if isinstance(places, Unknown) else places) == found
