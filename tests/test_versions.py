"""What a version says, alone and beside the model's name: one answer for ``pinned`` and for retirement."""

from __future__ import annotations

import datetime as dt

import pytest

from checker.catalog import Catalog
from checker.catalog.versions import version_of
from checker.names import is_fixed
from tests.builtin import builtin_catalog


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return builtin_catalog()


@pytest.mark.parametrize(
    "version",
    [
        "2024-08-06", "20240806", "v2024-08-06", "20241022-v2:0", "1.4.2", "v1.4.2", "1.4.2-rc.1", "1.4.2+build.7",
        "2024.5.13", "9f8e7d6", "9F8E7D6", "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432", "1" * 40, f"sha256:{'0' * 64}",
    ],
)  # fmt: skip
def test_what_cannot_move(version: str) -> None:
    assert is_fixed(version)


@pytest.mark.parametrize(
    "version",
    [
        "main", "defaced", "deadbeef", "0" * 40, "0" * 64, "*", "3.x", "3",
        "3.1", "TBD", "unknown", "v1", "nightly", "stable", "HEAD", "floating", "latest",
        "2026-13-45", "20261345", "2024-02-30", "1900-01-01", "0613", "1234567", "9f8e7d", "9f" * 33,
        "1.2.x", "1.2.3.4", "1.2.3-SNAPSHOT", "1.2.3-latest", "^1.2.3",
        ">=1.2.3", "1.2.3 ", " 2024-08-06", "2024-08-06\n", "since 2024-08-06", "sha256:00", "2024-08", "٢٠٢٤-٠٨-٠٦",
        "release-2024-08-06", "",
    ],
)  # fmt: skip
def test_what_may_move(version: str) -> None:
    assert not is_fixed(version)


@pytest.mark.parametrize(
    ("model", "declared", "text", "fixed"),
    [
        ("openai/gpt-4o-2024-05-13", None, "2024-05-13", True),
        ("litellm:azure/gpt-4o-2024-05-13", None, "2024-05-13", True),
        ("aws.bedrock:anthropic.claude-3-5-sonnet-20241022-v2:0", None, "2024-10-22", True),
        ("gcp.vertex:claude-3-haiku@20240307", None, "2024-03-07", True),
        ("openai/gpt-4-turbo-2024-04-09", None, "2024-04-09", True),
        ("openai/gpt-4o-2024-13-45", None, None, False),
        ("mistral/mistral-large-2407", None, "2407", True),
        ("cohere/command-a-03-2025", None, "03-2025", True),
        ("aws.bedrock:mistral.mistral-large-2407-v1:0", None, "2407", True),
        ("aws.bedrock:meta.llama3-3-70b-instruct-v1:0", None, "meta.llama3-3-70b-instruct-v1:0", True),
        ("meta/llama-3.3-70b-instruct", "meta.llama3-3-70b-instruct-v1:0", "meta.llama3-3-70b-instruct-v1:0", True),
        ("openai/gpt-4o", "meta.llama3-3-70b-instruct-v1:0", "meta.llama3-3-70b-instruct-v1:0", False),
        ("openai/gpt-4-0613", None, "0613", False),
        ("openai/gpt-4o", "0613", "0613", False),
        ("xai/grok-4", "0709", "0709", True),
        ("openai/gpt-4o", "0513", "0513", True),
        ("openai/gpt-4o", "gpt-4o-2024-08-06", "gpt-4o-2024-08-06", True),
        ("openai/gpt-4o", "gpt-4o-mini-2024-08-06", "gpt-4o-mini-2024-08-06", False),
        ("openai/gpt-4o", "gpt-4o", "gpt-4o", False),
        ("hf:mistralai/Mistral-Large-Instruct-2407", None, None, False),
        ("mistral/mistral-large-2", "Mistral-Large-Instruct-2407", "Mistral-Large-Instruct-2407", False),
        ("pkg:huggingface/google/gemma-4-31B-it@main", None, "main", False),
        ("pkg:huggingface/google/gemma-4-31B-it@9f8e7d6", None, "9f8e7d6", True),
        ("hf:acme/model-2024-05-13", "main", "main", False),
    ],
)
def test_the_version_of_a_route(
    catalog: Catalog, model: str, declared: str | None, text: str | None, fixed: bool
) -> None:
    found = version_of(catalog, model, declared)

    assert (found.text, found.is_fixed, found.conflict) == (text, fixed, "")


@pytest.mark.parametrize(
    ("model", "declared"),
    [
        ("openai/gpt-4o-2024-05-13", "2024-11-20"),
        ("openai/gpt-4o-2024-05-13", "latest"),
        ("openai/gpt-4o-2024-05-13", "main"),
        ("mistral/mistral-large-2407", "2411"),
        ("pkg:huggingface/google/gemma-4-31B-it@9f8e7d6", "main"),
    ],
)
def test_a_version_that_contradicts_the_name_is_none(catalog: Catalog, model: str, declared: str) -> None:
    found = version_of(catalog, model, declared)

    assert (found.text, found.day, found.is_fixed) == (None, None, False)
    assert declared in found.conflict


@pytest.mark.parametrize(
    ("model", "declared", "day"),
    [
        ("openai/gpt-4o-2024-05-13", "20240513", dt.date(2024, 5, 13)),
        ("openai/gpt-4o", "0513", dt.date(2024, 5, 13)),
        ("openai/gpt-4o", "gpt-4o-2024-05-13", dt.date(2024, 5, 13)),
        ("hf:acme/model-2024-05-13", "9f8e7d6", dt.date(2024, 5, 13)),
        ("openai/gpt-4o", "as of 2024-05-13", None),
    ],
)
def test_the_day_of_a_snapshot(catalog: Catalog, model: str, declared: str, day: dt.date | None) -> None:
    assert version_of(catalog, model, declared).day == day
