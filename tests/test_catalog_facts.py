"""What the built-in catalog claims: where it was read, and how the known conflicts of ``docs/research.md`` resolve."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.catalog import Catalog
from checker.catalog.claims import Fact, NoFact, resolve, settle
from checker.catalog.layered import Layered
from checker.catalog.stacking import stack
from checker.files.catalog import CatalogFile
from checker.files.facts import Claim, Modalities, Source, Sourced
from checker.names import alias_of
from checker.resources import catalog_files
from checker.shape import read
from checker.source import Document, parse
from checker.vocabulary import Accept

MODELS_AT_LEAST = 290
VENDORS_AT_LEAST = 38

RESEARCH = "docs/research.md"
PRIMARY = {"legal-text", "vendor", "host"}
SECONDARY = {"press", "aggregator"}


def layered(file: str, raw: bytes) -> Layered:
    document = parse(file, raw)
    assert isinstance(document, Document)
    shaped = read(document, CatalogFile)
    assert isinstance(shaped, CatalogFile), shaped
    return Layered(document, shaped.dated())


@pytest.fixture(scope="module")
def files() -> list[Layered]:
    return [layered(name, raw) for name, raw in catalog_files()]


@pytest.fixture(scope="module")
def catalog(files: list[Layered]) -> Catalog:
    stacked = stack([files])
    assert isinstance(stacked, Catalog), stacked
    return stacked


def statements(catalog: Catalog) -> Iterator[tuple[str, Sourced]]:
    """Every claim about a fact and every endpoint, with a name to find it by."""
    for model in catalog.models.values():
        for fact, claims in model.facts:
            yield from ((f"{model.id} {fact}", claim) for claim in claims or ())
    for (model_id, host), endpoints in catalog.endpoints.items():
        yield from ((f"{model_id} at {host}", endpoint) for endpoint in endpoints)


def sources(catalog: Catalog) -> Iterator[tuple[str, Source]]:
    for name, statement in statements(catalog):
        yield from ((name, source) for source in statement.sources)
    for vendor in catalog.vendors.values():
        yield from ((vendor.id, source) for source in vendor.sources)
    for host in catalog.hosts.values():
        yield from ((host.id, source) for source in host.sources)


def test_the_catalog_holds_at_least_what_we_promise(catalog: Catalog) -> None:
    assert len(catalog.models) >= MODELS_AT_LEAST
    assert len({model.vendor for model in catalog.models.values()}) >= VENDORS_AT_LEAST


def test_every_statement_vendor_and_host_has_a_source_with_its_class_and_day(catalog: Catalog) -> None:
    named = {name for name, source in sources(catalog) if source.where and source.class_ and source.read}

    assert {name for name, _ in statements(catalog)} <= named
    assert {*catalog.vendors, *catalog.hosts} <= named


def test_what_is_confirmed_rests_on_a_license_the_vendor_or_a_host(catalog: Catalog) -> None:
    confirmed = [(name, claim) for name, claim in statements(catalog) if claim.status == "confirmed"]

    assert confirmed
    assert [name for name, claim in confirmed if not PRIMARY & {source.class_ for source in claim.sources}] == []


def test_every_statement_has_the_day_it_was_recorded(catalog: Catalog) -> None:
    assert [name for name, statement in statements(catalog) if statement.recorded is None] == []


def test_nothing_is_recorded_before_it_was_published_or_read_and_read_before_that(catalog: Catalog) -> None:
    early = [
        name
        for name, statement in statements(catalog)
        if statement.recorded
        and min(source.published or source.read for source in statement.sources) > statement.recorded
    ]
    unborn = [name for name, source in sources(catalog) if source.published and source.published > source.read]

    assert early == []
    assert unborn == []


def test_a_source_on_the_research_page_names_a_part_of_it_and_is_no_primary_source(catalog: Catalog) -> None:
    page = (Path(__file__).parents[1] / RESEARCH).read_text("utf-8")
    parts = set(re.findall(r"^\| (C\d+|s\d{3})\b", page, re.MULTILINE))
    parts |= {heading.lower() for heading in re.findall(r"^## (\w+)$", page, re.MULTILINE)}
    cited = [(name, source) for name, source in sources(catalog) if source.where.startswith(RESEARCH)]

    assert {f"C{number}" for number in range(1, 11)} <= parts
    for name, source in cited:
        named = re.findall(r"C\d+|s\d{3}|vendors|models", source.where)
        assert named, f"{name}: {source.where}"
        assert set(named) <= parts, f"{name}: {source.where}"
        assert source.class_ in SECONDARY, f"{name}: {source.where}"


def test_no_name_means_two_models_whatever_its_case(catalog: Catalog) -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for model in catalog.models.values():
        for name in (model.id, *model.aliases):
            owners[alias_of(name).casefold()].add(model.id)

    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


TWO_TEXTS = {("LicenseRef-xai-community", "LicenseRef-xai-grok-2-community")}
"""Names of which one is the other with a part left out, and which are two licenses."""


def test_no_license_has_a_short_name_and_a_long_one(catalog: Catalog) -> None:
    """A rule forbids a license by its name, so a second name would pass."""
    claims = [claim for model in catalog.models.values() for claim in model.facts.license or ()]
    names = {claim.value: set(claim.value.split("-")) for claim in claims if claim.value.startswith("LicenseRef-")}

    twice = {(short, long) for short, some in names.items() for long, all_ in names.items() if some < all_}

    assert "LicenseRef-google-gemma-terms" in names
    assert twice - TWO_TEXTS == set()


def fact(catalog: Catalog, model: str, name: str, day: str, accept: Accept = "reported") -> object:
    """The value of a fact on a day, sets where order says nothing; None if there is none."""
    claims: tuple[Claim[object], ...] = getattr(catalog.models[model].facts, name)
    found = resolve(claims, dt.date.fromisoformat(day), accept)
    if isinstance(found, NoFact):
        return None
    return frozenset(found.value) if isinstance(found.value, tuple) else found.value


def claimed(catalog: Catalog, model: str, name: str, status: str) -> list[object]:
    claims: tuple[Claim[object], ...] = getattr(catalog.models[model].facts, name)
    return [claim.value for claim in claims if claim.status == status]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-04-07", None),
        ("2026-04-08", frozenset({"platform-only", "restricted"})),
        ("2026-07-05", frozenset({"platform-only", "restricted"})),
        ("2026-07-06", None),
    ],
)
def test_c1_muse_spark_began_on_platforms_and_in_a_private_preview(
    catalog: Catalog, day: str, expected: object
) -> None:
    assert fact(catalog, "meta/muse-spark", "access", day) == expected
    assert fact(catalog, "meta/muse-spark", "access", day, "confirmed") is None


@pytest.mark.parametrize("model", ["meta/llama-4-scout", "meta/llama-4-maverick"])
def test_c3_the_license_outranks_every_page_with_the_wrong_year(catalog: Catalog, model: str) -> None:
    assert fact(catalog, model, "released", "2026-11-22", "confirmed") == dt.date(2025, 4, 5)

    wrong = [claim for claim in catalog.models[model].facts.released or () if claim.value.year == 2026]
    assert sum(len(claim.sources) for claim in wrong) > 1


@pytest.mark.parametrize("model", ["meta/llama-4-scout", "meta/llama-4-maverick"])
def test_c4_the_fate_of_llama_is_three_facts(catalog: Catalog, model: str) -> None:
    endpoint = settle([(end.retires, end) for end in catalog.endpoints[model, "meta.llama-api"]], "reported")

    assert fact(catalog, model, "weights", "2026-05-01", "confirmed") == "gated"
    assert fact(catalog, model, "stage", "2026-05-01") == "maintenance"
    assert claimed(catalog, model, "stage", "rejected") == ["retired"]
    assert isinstance(endpoint, Fact)
    assert endpoint.value == dt.date(2026, 7, 6)


@pytest.mark.parametrize(
    ("model", "day", "input_"),
    [
        ("meta/muse-spark", "2026-04-10", {"text", "image", "audio"}),
        ("meta/muse-spark", "2026-11-22", {"text", "image", "audio"}),
        ("meta/muse-spark-1.1", "2026-08-01", {"text", "image", "video", "pdf"}),
    ],
)
def test_c5_each_version_of_muse_spark_takes_what_its_best_source_says(
    catalog: Catalog, model: str, day: str, input_: set[str]
) -> None:
    found = fact(catalog, model, "modalities", day)

    assert isinstance(found, Modalities)
    assert set(found.input) == input_
    assert found.output == ("text",)


def test_c10_what_a_source_says_against_itself_is_rejected(catalog: Catalog) -> None:
    rejected = claimed(catalog, "meta/muse-spark", "access", "rejected")

    assert ("restricted",) in rejected
    assert ("vendor-api",) in rejected
