"""The resolver: what a written name means, row by row of its grammar, and what it must never mean."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.catalog.versions import version_of
from checker.condition.truth import Unknown
from checker.fleet import keys
from checker.fleet.service import every_route
from checker.naming import Resolved, Resolver
from checker.naming.hints import host_hint, model_hint
from checker.naming.pages import Page
from checker.naming.places import GEOGRAPHIES, REGIONS, Area
from checker.naming.reading import read_routes
from checker.naming.routes import HOST_WORDS, OWNERS, ROUTES, Route
from checker.naming.tails import HEADS, MOVING, PACKAGERS, TAILS, Tail
from checker.vocabulary import COUNTRIES, GROUPS, Access
from tests.builtin import builtin_catalog
from tests.fleets import catalog, fleet, service

NAMES = Path(__file__).parent / "data" / "names.tsv"
FURTHER = Path(__file__).parent / "data" / "further_names.tsv"
MISSED = 10
"""Of the further names; each stays unknown for a reason that docs/manifest.md gives."""
ACCESSES: tuple[Access | None, ...] = (None, *get_args(Access))
LETTERS = st.text("abc019.-_/:@", min_size=1, max_size=30)


@cache
def shipped() -> Resolver:
    return Resolver(builtin_catalog().models.values())


def resolved(written: str, host: str | None = None, version: str | None = None) -> Resolved:
    return shipped().resolve(written, None, host, version)


def collected() -> list[tuple[str, str, str, str]]:
    lines = [line for line in NAMES.read_text().splitlines() if not line.startswith("#")]
    rows = [(*line.split("\t"), "", "")[:4] for line in lines]
    return [(written, model, access, host) for written, model, access, host in rows]


@pytest.mark.parametrize(("written", "model", "access", "host"), collected())
def test_a_name_from_public_code_means_the_right_model_or_none(
    written: str, model: str, access: str, host: str
) -> None:
    found = shipped().resolve(written, next(one for one in ACCESSES if one == access), host or None)

    assert (found.model.value or "-") == model
    assert (found.model.value is None) == (found.model.sure in {"unknown", "ambiguous"})


def test_further_names_from_public_material_mean_the_right_model_or_none() -> None:
    """Their answers were written down from where they were read, and not from what the resolver says."""
    missed = []
    for line in FURTHER.read_text().splitlines():
        if line.startswith("#"):
            continue
        written, model, access, host, version, read_in = line.split("\t")
        channel = next(one for one in ACCESSES if one == access)
        found = shipped().resolve(written, channel, host or None, version or None)
        assert read_in
        assert found.model.value in {None, model}, written
        missed += [written] if (found.model.value or "-") != model else []

    assert len(missed) == MISSED


@pytest.mark.parametrize("access", ACCESSES)
def test_every_name_that_a_catalog_gives_means_its_model_exactly(access: Access | None) -> None:
    for model in builtin_catalog().models.values():
        for name in (model.id, *model.aliases):
            found = shipped().resolve(name, access)

            assert (found.model.value, found.model.sure) == (model.id, "exact")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.start)
def test_a_route_is_taken_off_and_says_its_host(route: Route) -> None:
    reading = read_routes(f"{route.start.upper()}owner/name")

    assert (reading.core, reading.host) == ("owner/name", route.host)
    assert reading.states_host == (route.host is not None)


def test_every_host_of_a_route_is_one_that_the_catalog_lists() -> None:
    known = builtin_catalog()

    assert [route for route in ROUTES if route.host and not known.knows_host(route.host)] == []
    assert [host for host in HOST_WORDS.values() if not known.knows_host(host)] == []


@pytest.mark.parametrize("row", [*TAILS, *HEADS], ids=lambda row: row.example)
def test_what_stands_around_a_name_is_taken_off(row: Tail) -> None:
    assert row.pattern.sub(row.left, row.example) == row.rest
    assert row.says == "nothing" or "says" in row.pattern.groupindex


@pytest.mark.parametrize("area", [*GEOGRAPHIES, *REGIONS], ids=lambda area: area.code)
def test_an_area_is_a_country_or_a_group_or_says_neither(area: Area) -> None:
    assert area.region in {"", *COUNTRIES, *GROUPS}
    assert read_routes(f"bedrock/{area.code}/vendor.name").area == area


def test_every_row_says_where_and_when_it_was_read() -> None:
    pages: list[Page] = [area.page for area in (*GEOGRAPHIES, *REGIONS)]
    pages += [*(route.page for route in ROUTES), *(row.page for row in (*TAILS, *HEADS))]
    pages += [*PACKAGERS.values(), *(page for _, page in OWNERS.values()), *(row[2] for row in MOVING.values())]

    assert all(page.where and dt.date.fromisoformat(page.read) >= dt.date(2026, 11, 26) for page in pages)


def test_owners_and_moving_names_are_of_vendors_that_the_catalog_knows() -> None:
    vendors = builtin_catalog().vendors

    assert {vendor for vendor, _ in OWNERS.values()} | {row[0] for row in MOVING.values()} <= set(vendors)


@pytest.mark.parametrize(
    ("written", "model", "said"),
    [
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic/claude-haiku-4-5", "2025-10-01 aws.bedrock US"),
        ("bedrock/eu-central-1/anthropic.claude-sonnet-4-6", "anthropic/claude-sonnet-4-6", "aws.bedrock DE"),
        (
            "bedrock/eu-central-1/global.anthropic.claude-sonnet-4-6",
            "anthropic/claude-sonnet-4-6",
            "aws.bedrock global",
        ),
        ("eu.amazon.nova-pro-v1:0", "amazon/nova-pro", "amazon.nova-pro-v1:0 aws.bedrock EU"),
        ("amazon.nova-pro-v1:0:300k", "amazon/nova-pro", "amazon.nova-pro-v1:0 aws.bedrock 300k"),
        (
            "projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-flash",
            "google/gemini-2.5-flash",
            "gcp.vertex NL",
        ),
        ("azure/eu/gpt-4o-2024-08-06", "openai/gpt-4o", "2024-08-06 azure.foundry EU"),
        ("google/gemini-2.5-pro-preview-06-05", "google/gemini-2.5-pro", "preview-06-05"),
        ("claude-3-5-haiku-latest", "anthropic/claude-3-5-haiku", "latest"),
        ("claude-4-sonnet-20250514", "anthropic/claude-sonnet-4", "2025-05-14"),
        ("vertex_ai/mistral-large@2411-001", "mistral/mistral-large-2.1", "2411 gcp.vertex"),
        ("hf:Qwen/Qwen3-8B@main", "alibaba/qwen3-8b", "main"),
        ("https://huggingface.co/Qwen/Qwen3-8B/tree/main", "alibaba/qwen3-8b", "main"),
        ("Qwen/Qwen3-32B-FP8", "alibaba/qwen3-32b", "FP8"),
        ("mistralai/Mistral-Small-3.2-24B-Instruct-2506", "mistral/mistral-small-3.2", ""),
        ("openrouter/mistralai/mistral-small-3.2-24b-instruct:free", "mistral/mistral-small-3.2", "openrouter free"),
        ("bartowski/Qwen_Qwen3-32B-GGUF", "alibaba/qwen3-32b", "GGUF"),
        ("RedHatAI/Llama-3.2-3B-Instruct-FP8-dynamic", "meta/llama-3.2-3b-instruct", "FP8 dynamic"),
        ("@hf/thebloke/llama-2-13b-chat-awq", "meta/llama-2-13b-chat", "cloudflare awq"),
        ("gemma2:9b-instruct-q4_0", "google/gemma-2-9b-it", "q4_0"),
        ("groq/llama3-70b-8192", "meta/llama-3-70b-instruct", "groq 8192"),
        ("openai:gpt-4o", "openai/gpt-4o", ""),
        ("groq:openai/gpt-oss-120b", "openai/gpt-oss-120b", "groq"),
        ("oci/xai.grok-4", "xai/grok-4", "oci"),
        ("azure_ai/cohere-command-r-plus", "cohere/command-r-plus", "azure.foundry"),
        ("OPENAI/GPT-4o", "openai/gpt-4o", ""),
    ],
)
def test_a_name_says_more_than_the_model(written: str, model: str, said: str) -> None:
    found = resolved(written)
    parts = (found.version, found.host, found.region, found.precision, found.variant)

    assert (found.model.value, found.model.sure) == (model, "by grammar")
    assert " ".join(part.value for part in parts if part.value) == said


@pytest.mark.parametrize(
    ("written", "model"),
    [("gpt-5", "openai/gpt-5"), ("gpt-5.1", "openai/gpt-5.1"), ("gpt-3.5-turbo-0125", "openai/gpt-3.5-turbo")],
)
def test_a_model_that_is_only_served_is_no_base_model(written: str, model: str) -> None:
    """Though its vendor serves another one under the same name with ``-chat`` or ``-instruct`` behind it."""
    assert resolved(written).model.value == model


@pytest.mark.parametrize(
    ("written", "candidates"),
    [
        (
            "deepseek-chat",
            (
                "deepseek/deepseek-v2",
                "deepseek/deepseek-v2.5",
                "deepseek/deepseek-v3",
                "deepseek/deepseek-v3-0324",
                "deepseek/deepseek-v3.1",
                "deepseek/deepseek-v3.2",
            ),
        ),
        (
            "mistral/devstral-small-latest",
            ("mistral/devstral-small-1.1", "mistral/devstral-small-2", "mistral/devstral-small-2505"),
        ),
        ("qwen2.5-7b", ("alibaba/qwen2.5-7b", "alibaba/qwen2.5-7b-instruct")),
        ("vercel_ai_gateway/meta/llama-3.1-8b", ("meta/llama-3.1-8b", "meta/llama-3.1-8b-instruct")),
        ("vercel_ai_gateway/meta/llama-3.2-1b", ("meta/llama-3.2-1b", "meta/llama-3.2-1b-instruct")),
        ("llama-3.1-8b", ("meta/llama-3.1-8b", "meta/llama-3.1-8b-instruct")),
        ("cerebras/llama3.1-8b", ("meta/llama-3.1-8b", "meta/llama-3.1-8b-instruct")),
        ("ollama/llama3", ("meta/llama-3-70b-instruct", "meta/llama-3-8b-instruct")),
    ],
)
def test_what_could_be_two_models_is_neither(written: str, candidates: tuple[str, ...]) -> None:
    found = resolved(written)

    assert (found.model.value, found.model.sure, found.candidates) == (None, "ambiguous", candidates)


@pytest.mark.parametrize(
    "written",
    [
        "acme/gpt-4o",  # another owner: a model of their own
        "openai/claude-sonnet-5",
        "someone/Llama-3.1-8B-Instruct-GGUF",
        "bartowski/Llama-3.1-8B-Instruct-lorablated-GGUF",
        "ollama/deepseek-r1",  # a distilled one there
        "ollama/deepseek-r1:70b",
        "ollama/llama2:7b",
        "deepseek-ai/DeepSeek-V3.1-Base",  # other weights
        "openrouter/deepseek/deepseek-r1-0999",
        "moonshotai/kimi-k2",
        "chatgpt-4o-latest",
        "gemini-4-flash-preview-tts",
        "mistral.mistral-7b-instruct-v0:4",
        "azure/gpt4o-eastus",
        "openai/*",
        "openrouter/auto",
        "",
        "/",
        ":",
        "hf:",
        "@cf/",
        "arn:aws:bedrock:eu-west-1:1:foundation-model/",
    ],
)
def test_a_name_that_only_looks_like_one_is_unknown(written: str) -> None:
    assert (resolved(written).model.value, resolved(written).model.sure) == (None, "unknown")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1", "hides the model behind a profile"),
        ("ft:gpt-4o-mini-2024-07-18:acme::a1", "is a fine-tune"),
        ("/models/llama-3.1-8b-instruct.gguf", "is a path, which names no model"),
        ("azure/my-deployment", "may be the name of a deployment, which tells no model"),
        ("sagemaker/mistral-7b-instruct", "is an endpoint, which hides the model"),
        ("sagemaker:gpt-oss-20b", "is an endpoint, which hides the model"),
        ("litellm_proxy/sagemaker/gpt-oss-20b", "is an endpoint, which hides the model"),
        (
            "bedrock/converse/arn:aws:bedrock:us-east-1:1:application-inference-profile/a1",
            "hides the model behind a profile",
        ),
        ("azure/ft:gpt-4o-2024-08-06:acme::a1", "is a fine-tune"),
        ("claude-3-5-sonnet-v2@20240620", "says two versions: that of a number, and another day"),
        ("anthropic.claude-3-5-sonnet-20240620-v2:0", "says two versions: that of a number, and another day"),
        ("us.anthropic.claude-3-5-sonnet-20241022-v1:0", "says two versions: that of a number, and another day"),
    ],
)
def test_a_name_that_hides_its_model_says_so(written: str, why: str) -> None:
    assert (resolved(written).why, bool(resolved(written).remedy)) == (why, True)


@pytest.mark.parametrize(
    ("written", "declared", "text", "conflict"),
    [
        ("claude-3-5-sonnet-20241022", None, "2024-10-22", ""),
        ("claude-3-5-sonnet-v2", "2024-06-20", None, "version is 2024-06-20, and the model's name says 2024-10-22"),
        ("claude-3-5-sonnet-v2@20240620", None, None, "the model's name says two versions"),
        ("claude-3-5-sonnet-v2@20240620", "2024-06-20", None, "the model's name says two versions"),
        ("gpt-4o-2024-08-06-latest", None, "latest", ""),
        ("acme/own-2024-08-06-latest", None, "latest", ""),
        ("acme/own-2024-08-06:latest", "2024-08-06", None, "version is 2024-08-06, and the model's name says latest"),
        ("azure/prod-2024-05-13", None, None, ""),
        ("azure/gpt-4o-2024-05-13", None, "2024-05-13", ""),
    ],
)
def test_a_name_pins_no_version_that_it_takes_back(
    written: str, declared: str | None, text: str | None, conflict: str
) -> None:
    found = version_of(builtin_catalog(), written, declared)

    assert (found.text, found.conflict) == (text, conflict)
    assert found.is_fixed == (text not in {None, "latest"})


def test_a_version_beside_a_name_is_part_of_it_where_a_catalog_lists_the_two_as_one() -> None:
    assert resolved("mistral-large", version="2407").model.value == "mistral/mistral-large-2"
    assert resolved("mistral-large").model.value is None
    assert resolved("gpt-4o", version="2024-08-06").model.value == "openai/gpt-4o"


def test_a_host_that_is_known_says_what_its_own_names_mean() -> None:
    assert resolved("whisper", "azure.foundry").model.value == "openai/whisper-1"
    assert resolved("whisper").model.value is None


def test_names_that_differ_in_case_only_are_two() -> None:
    two = Resolver(catalog({"kite/m": {}, "kite/M": {}}).models.values())

    assert [two.resolve(name).model.value for name in ("kite/m", "kite/M", "KITE/M")] == ["kite/m", "kite/M", None]


@given(LETTERS)
def test_no_name_makes_it_stumble(written: str) -> None:
    found = resolved(written)

    assert found.model.value is None or found.model.value in builtin_catalog().models


@given(st.sampled_from([route.start for route in ROUTES]), st.sampled_from(sorted(builtin_catalog().models)))
def test_a_route_never_leads_to_another_model(start: str, model: str) -> None:
    assert resolved(f"{start}{model}").model.value in {None, model}


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("anthropic/claude-sonet-4-5", "anthropic/claude-sonnet-4-5"),
        ("antropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"),
        ("openrouter/google/gemma-4-31b", "google/gemma-4-31b-it"),
        ("cerebras/llama-3.3-70b", "meta/llama-3.3-70b-instruct"),
        ("o2", ""),
        ("o5-mini", ""),
        ("gpt-7-turbo", ""),
        ("text-embedding-ada-003", ""),
        ("amazon.titan-embed-text-v3:0", ""),
        ("qwen2.5-9b", ""),
        ("acme/gpt-4o", ""),
        ("gtp-4o", "openai/gpt-4o"),
        ("gemini-2.5-flash-ligt", "google/gemini-2.5-flash-lite"),
        ("claud-sonet-4.5", "anthropic/claude-sonnet-4-5"),
        ("meta-llama/Llama-3.1-8B-Instrct", "meta/llama-3.1-8b-instruct"),
        ("gpt-5-larg", ""),
        ("openai/gpt-4o-nano", ""),
        ("o1-large", ""),
        ("text-embedding-3-medium", ""),
        ("llama-3.1-9b-instruct", ""),
        ("meta-llama/Llama-3.1-8B-Base", ""),
        ("qwen/qwen3-instruct-8b", ""),
        ("claude-5-3-sonnet", ""),
        ("anthropic/claude-sonnet-4-5-thinking", ""),
        ("gln-4.5", ""),
        ("llava:7b", ""),
        ("mistral/mistral-8b", ""),
        ("mistrall-small-2402", "mistral/mistral-small-2402"),
    ],
)
def test_a_hint_names_no_other_vendor_and_no_other_version(written: str, near: str) -> None:
    assert model_hint(shipped(), resolved(written)) == (f"did you mean {near!r}?" if near else "")


def test_the_hint_at_a_name_does_not_depend_on_the_names_before_it() -> None:
    names = [f"openai/gpt-4o-minn{'i' * n}" for n in range(150)] + ["openai/gpt-4o-mnii"]
    one_way, back = (Resolver(builtin_catalog().models.values()) for _ in range(2))

    hints = [model_hint(one_way, one_way.resolve(name)) for name in names]

    assert hints == [model_hint(back, back.resolve(name)) for name in reversed(names)][::-1]
    assert hints[-1] == "did you mean 'openai/gpt-4o-mini'?"


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("azure", "azure.foundry"),
        ("aws", "aws.bedrock"),
        ("aws.bedrok", "aws.bedrock"),
        ("gemini", "gcp.gemini-api"),
        ("Vertex", "gcp.vertex"),
        ("ollama", "self"),
        ("vllm", "self"),
        ("watsonx", "ibm.watsonx"),
        ("openruoter", "openrouter"),
        ("nowhere", ""),
    ],
)
def test_a_host_is_known_by_what_people_call_it(written: str, near: str) -> None:
    known = builtin_catalog()

    assert host_hint(written, {*known.hosts, *known.vendors}) == (f"did you mean {near!r}?" if near else "")


def test_a_model_of_our_own_is_ours_even_where_others_mean_a_route_by_our_name() -> None:
    written = "databricks/llama-3.1-8b-instruct"
    route = {"model": written, "access": "self-hosted", "derived-from": ["meta/llama-3.1-8b-instruct"]}

    ours = fleet([service("a", [route])], builtin_catalog(), vendor="databricks").world
    theirs = builtin_catalog().model(written)

    assert (ours.canonical(written), ours.is_own(written)) == (written, True)
    assert ours.lineage(written).models.certain >= {written, "meta/llama-3.1-8b-instruct"}
    assert theirs is not None
    assert theirs.id == "meta/llama-3.1-8b-instruct"


@pytest.mark.parametrize(
    "repository",
    [
        "novita/Qwen3-8B", "groq/Llama-3.3-70B-Instruct", "databricks/Llama-3.1-8B-Instruct", "eu/Qwen3-8B",
        "us/Qwen3-8B", "alibaba/Qwen3-8B", "meta/Llama-3.1-8B-Instruct", "deepseek/DeepSeek-R1",
        "moonshot/Kimi-K2-Instruct",
        "library/Qwen3-8B", "models/Qwen3-8B", "chat/Qwen3-8B", "vllm/Qwen3-8B",
    ],
)  # fmt: skip
@pytest.mark.parametrize("start", ["hf:", "hf.co/", "https://huggingface.co/", "pkg:huggingface/", "huggingface/"])
def test_a_repository_of_somebody_else_is_not_the_vendors(start: str, repository: str) -> None:
    """Anybody may register on the hub by the name of a host, a country, or a vendor that has another one there."""
    assert resolved(f"{start}{repository}").model.value is None
    assert resolved(f"{start}{repository}").region.value is None


@pytest.mark.parametrize("start", ["hf:", "hf.co/", "pkg:huggingface/", "huggingface/"])
def test_a_repository_of_the_vendor_is(start: str) -> None:
    assert resolved(f"{start}Qwen/Qwen3-8B").model.value == resolved("hf:qwen/qwen3-8b").model.value is not None


@pytest.mark.parametrize("written", ["sagemaker/llama-3.1-8b-instruct", "sagemaker_chat/gpt-4o", "SageMaker/gpt-4o"])
def test_the_name_of_an_endpoint_is_no_model(written: str) -> None:
    assert (resolved(written).model.value, resolved(written).why) == (None, "is an endpoint, which hides the model")


def places_of(model: str, access: Access, **declared: object) -> tuple[object, object]:
    """Who serves a route, and where it is answered; None where that is unknown."""
    made = fleet([service("a", [{"id": "r", "model": model, "access": access, **declared}])], builtin_catalog())
    (route,) = every_route(made.services)
    host, places = keys.host(made.world, route), keys.places(made.world, route)
    return (None if isinstance(host, Unknown) else host.value, None if isinstance(places, Unknown) else places)


@pytest.mark.parametrize(
    "name",
    [
        "apac.anthropic.claude-3-haiku-20240307-v1:0", "global.anthropic.claude-sonnet-4-6",
        "azure/global/gpt-4o-2024-08-06", "azure/global-standard/gpt-4o-2024-08-06",
        "azure/data-zone/gpt-4o-2024-08-06",
        "arn:aws:bedrock:ap-east-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
        "projects/p/locations/global/publishers/google/models/gemini-2.5-pro",
        "projects/p/locations/asia-northeast2/publishers/google/models/gemini-2.5-pro",
        "projects/p/locations/US-east5/publishers/google/models/gemini-2.5-pro",
    ],
)  # fmt: skip
def test_a_place_in_the_name_that_is_no_country_is_not_where_the_route_says(name: str) -> None:
    assert resolved(name).model.value is not None
    assert places_of(name, "cloud-api", jurisdictions=["DE"])[1] is None
    if "US-" not in name:  # which is one, in letters of another case
        assert places_of(name, "cloud-api")[1] is None


def test_a_name_of_a_host_says_that_host() -> None:
    name = "aws.bedrock:anthropic.claude-3-haiku-20240307-v1:0"

    assert places_of(name, "vendor-api")[0] == places_of(name, "self-hosted")[0] == "aws.bedrock"
    assert places_of(name, "cloud-api", host="azure.foundry")[0] is None
    european = "aws.bedrock:eu.anthropic.claude-opus-4-6-v1"
    assert places_of(european, "cloud-api")[1] == ("EU",)
    assert places_of(european, "cloud-api", jurisdictions=["US"])[1] is None


@pytest.mark.parametrize("written", ["gpt-4o-2024-08-06-latest", "openai/gpt-4o-2024-08-06@latest"])
def test_latest_moves_whatever_day_is_before_it(written: str) -> None:
    assert resolved(written).version.value == "latest"
