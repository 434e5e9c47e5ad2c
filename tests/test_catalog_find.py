"""``catalog find`` and the filters of ``list``: words of any spelling, several values, and what is not known."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache

import pytest

from checker.browse.catalogued import Listed, Listing, describe_models
from checker.browse.dependents import dependents
from checker.browse.filters import Filter, license_class
from checker.browse.find import find_named, near_words
from checker.browse.list_short import short_text
from checker.browse.list_text import EVERY, SORTS, list_other, list_text, sort_key
from checker.condition.truth import Truth
from checker.fleet import World
from checker.formats.terminal import in_columns, plain
from checker.library import read
from checker.licenses.osi import APPROVED

DAY = dt.date(2026, 11, 26)
MODELS = (
    "alibaba/qwen3-32b", "anthropic/claude-haiku-4-5", "meta/llama-3.1-8b-instruct", "mistral/mistral-large-2",
    "nousresearch/hermes-3-llama-3.1-70b", "openai/gpt-4o", "openai/whisper-1",
)  # fmt: skip


@cache
def world() -> World:
    run = read({}, as_of=DAY)
    assert run.fleet is not None
    return run.fleet.world


@cache
def described() -> dict[str, Listed]:
    return {model.id: model for model in describe_models(world(), dependents((), world()), MODELS)}


@pytest.mark.parametrize(
    ("words", "there", "missing"),
    [
        ("haiku 4.5", "anthropic/claude-haiku-4-5", "anthropic/claude-3-5-haiku"),
        ("claude-haiku-4-5", "anthropic/claude-haiku-4-5", "anthropic/claude-opus-4-5"),
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic/claude-haiku-4-5", "anthropic/claude-opus-4-5"),
        ("Llama 3.1 8B", "meta/llama-3.1-8b-instruct", "google/gemma-3-12b-it"),
        ("llama 3.1", "meta/llama-3.1-405b", "alibaba/qwen3-14b"),
        ("llama3.1:8b", "meta/llama-3.1-8b-instruct", "meta/llama-3.1-70b-instruct"),
        ("groq/llama-3.3-70b-versatile", "meta/llama-3.3-70b-instruct", "meta/llama-3.1-70b-instruct"),
        ("gpt 4o mini", "openai/gpt-4o-mini", "openai/gpt-4o"),
    ],
)
def test_a_model_is_found_by_words_of_any_spelling(words: str, there: str, missing: str) -> None:
    found = find_named(world(), words.split(" "))

    assert there in found
    assert missing not in found


@pytest.mark.parametrize("words", ["qwen3 999b", "llama 4.1", "no-such-model", "haiku sonnet"])
def test_each_word_must_be_there_and_numbers_as_a_whole(words: str) -> None:
    assert find_named(world(), words.split(" ")) == frozenset()


def test_what_is_not_found_has_a_hint() -> None:
    assert near_words(world(), ("gtp-4o",)) == "did you mean 'openai/gpt-4o'?"
    assert near_words(world(), ("gpt-4o-nano",)) == ""


def truth_of(model: str, asked: Filter) -> Truth:
    return asked.takes(described()[model])


@pytest.mark.parametrize(
    ("model", "asked", "truth"),
    [
        ("alibaba/qwen3-32b", Filter(license=("osi",)), Truth.TRUE),
        ("alibaba/qwen3-32b", Filter(license=("nc", "custom")), Truth.FALSE),
        ("alibaba/qwen3-32b", Filter(license=("MIT", "apache-2.0")), Truth.TRUE),
        ("meta/llama-3.1-8b-instruct", Filter(license=("custom",)), Truth.TRUE),
        ("meta/llama-3.1-8b-instruct", Filter(license=("osi",)), Truth.FALSE),
        ("anthropic/claude-haiku-4-5", Filter(license=("osi",)), Truth.UNKNOWN),
        ("anthropic/claude-haiku-4-5", Filter(license=("unknown",)), Truth.TRUE),
        ("mistral/mistral-large-2", Filter(license=("nc",)), Truth.TRUE),
        ("mistral/mistral-large-2", Filter(jurisdiction=("FR", "DE")), Truth.TRUE),
        ("openai/gpt-4o", Filter(jurisdiction=("FR",)), Truth.FALSE),
        ("openai/gpt-4o", Filter(weights=("public", "none")), Truth.TRUE),
        ("openai/gpt-4o", Filter(weights=("public", "gated")), Truth.FALSE),
        ("openai/gpt-4o", Filter(vendor=("meta", "openai"), host=("azure.foundry",)), Truth.TRUE),
        ("openai/gpt-4o", Filter(lineage=("meta",)), Truth.FALSE),
        ("nousresearch/hermes-3-llama-3.1-70b", Filter(lineage=("mistral", "meta")), Truth.TRUE),
        ("openai/whisper-1", Filter(modality=("input:audio",)), Truth.TRUE),
        ("openai/whisper-1", Filter(modality=("output:audio",)), Truth.FALSE),
        ("openai/whisper-1", Filter(modality=("image", "audio")), Truth.TRUE),
        ("openai/gpt-4o", Filter(retires_before=dt.date(2099, 1, 1)), Truth.TRUE),
        ("openai/gpt-4o", Filter(retires_before=dt.date(2020, 1, 1)), Truth.FALSE),
        ("meta/llama-3.1-8b-instruct", Filter(released_after=dt.date(2024, 7, 22)), Truth.TRUE),
        ("meta/llama-3.1-8b-instruct", Filter(released_after=dt.date(2024, 7, 23)), Truth.FALSE),
        ("openai/whisper-1", Filter(released_after=dt.date(2020, 1, 1)), Truth.UNKNOWN),
        ("openai/whisper-1", Filter(released_after=dt.date(2020, 1, 1), vendor=("meta",)), Truth.FALSE),
        ("openai/gpt-4o", Filter(used=True), Truth.FALSE),
    ],
)
def test_a_filter_takes_what_fits_and_knows_what_it_does_not_know(model: str, asked: Filter, truth: Truth) -> None:
    assert truth_of(model, asked) is truth


def test_no_license_of_the_creative_commons_or_of_a_vendor_counts_as_approved() -> None:
    assert {"apache-2.0", "mit", "gpl-3.0-only", "bsd-3-clause"} <= APPROVED
    assert not [name for name in APPROVED if name.startswith(("cc-", "licenseref"))]


def listing(*models: Listed, perhaps: tuple[str, ...] = ()) -> Listing:
    return Listing(models, 9, world(), uncatalogued=(), perhaps=perhaps, diagnostics=())


def test_a_list_is_a_table_of_all_columns_for_spreadsheets() -> None:
    head, row = list_other("csv", listing(described()["openai/whisper-1"]), plain).splitlines()

    assert head == f"model,{','.join(EVERY)},as_of"
    assert row.startswith("openai/whisper-1,openai,US,whisper,")
    assert row.endswith(",2026-11-26")


def test_a_list_in_markdown_holds_no_markup_of_a_catalog() -> None:
    hostile = dataclasses.replace(described()["openai/whisper-1"], family="<b>|`x`", services=("=1+1", "@all"))

    head, rule, row, _, said = list_other("markdown", listing(hostile, perhaps=("a/b",)), plain).splitlines()

    assert head.count("|") == rule.count("|") == row.count("|") == len(EVERY) + 2
    assert "<b>" not in row
    assert "1 model may fit, too, which is not known: a/b" in said
    assert "'=1+1" in list_other("csv", listing(hostile), plain)


def test_what_may_fit_is_counted_though_nothing_fits() -> None:
    text = list_text(listing(perhaps=("a/b", "a/c")), plain)

    assert text.splitlines() == [
        "note: 2 models may fit, too, which is not known: a/b, a/c",
        "no model matches, of 9 that catalogs know, as of 2026-11-26",
    ]


@pytest.mark.parametrize("by", SORTS)
def test_a_list_is_in_order_and_what_is_unknown_is_last(by: str) -> None:
    keys = [sort_key(by)(model) for model in sorted(described().values(), key=sort_key(by))]

    assert keys == sorted(keys)
    assert [key[0] for key in keys] == sorted(key[0] for key in keys)


LONG = "alibaba/qwen3-coder-480b-a35b-instruct"


def long_listing(columns: tuple[str, ...] = ()) -> Listing:
    models = describe_models(world(), dependents((), world()), (*MODELS, LONG))
    return dataclasses.replace(listing(*models), columns=columns)


@pytest.mark.parametrize("room", [40, 60, 80, 140, None])
def test_the_short_list_has_one_line_a_model_that_fits_and_no_name_is_cut(room: int | None) -> None:
    with in_columns(room):
        head, *lines = short_text(long_listing(), plain).splitlines()

    rows = lines[: len(long_listing().models)]
    assert [row.split(" ")[0] for row in rows] == [model.id for model in long_listing().models]
    assert all(room is None or len(line) <= room for line in (head, *rows))
    assert head.split()[-1] == "license"


def test_a_narrow_terminal_says_what_it_has_no_room_for() -> None:
    with in_columns(40):
        told = short_text(long_listing(("vendor",)), plain)

    assert told.splitlines()[0].split() == ["model", "vendor"]
    assert "note: this terminal has no room for retires, stage, weights, license (--output full has all)" in told
    assert "note: 2 long names in the place of the columns beside (--output full has all)" in told


def test_the_short_list_says_the_class_of_a_license_and_how_sure_that_is() -> None:
    rows = {line.split()[0]: line.split()[1:] for line in short_text(long_listing(), plain).splitlines() if "/" in line}

    assert rows["alibaba/qwen3-32b"][-1] == "osi"
    assert rows["meta/llama-3.1-8b-instruct"][-1] == "custom"
    assert rows["openai/gpt-4o"][-1] == "unknown"
    assert rows["nousresearch/hermes-3-llama-3.1-70b"][-2] == "public"


@pytest.mark.parametrize(
    ("license_", "class_"),
    [("Apache-2.0", "osi"), ("CC-BY-NC-4.0", "nc"), ("LicenseRef-acme", "custom"), ("CC-BY-4.0", "other"),
     ("MIT OR LicenseRef-acme", "custom"), ("MIT OR Apache-2.0", "other")],
)  # fmt: skip
def test_the_class_of_a_license_is_the_strictest_that_is_certain(license_: str, class_: str) -> None:
    assert license_class(described()["openai/gpt-4o"], license_) == class_
