"""What could be known about Llama and Muse Spark in April 2026, by what sources of that day prove."""

from __future__ import annotations

import datetime as dt

import pytest

from checker.catalog import Catalog
from checker.catalog.claims import Fact, resolve, show_fact
from checker.files.facts import FACTS
from tests.builtin import builtin_catalog, builtin_layer

DAY = dt.date(2026, 4, 15)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return builtin_catalog()


def known(catalog: Catalog, model: str, fact: str, known_by: dt.date = DAY) -> str | None:
    (claims,) = catalog.models[model].claims(FACTS[fact])
    found = resolve(claims, DAY, "reported", known_by, DAY if FACTS[fact].ages else None)
    return show_fact(found.value) if isinstance(found, Fact) else None


@pytest.mark.parametrize(
    ("model", "fact", "expected"),
    [
        ("meta/llama-4-scout", "weights", "gated"),
        ("meta/llama-4-scout", "license", "LicenseRef-llama-4-community"),
        ("meta/llama-4-scout", "released", "2025-04-05"),
        ("meta/llama-3.1-8b-instruct", "license", "LicenseRef-llama-3.1-community"),
        ("meta/llama-2-7b", "license", "LicenseRef-llama-2-community"),
        ("meta/muse-spark", "weights", "none"),
        ("meta/muse-spark", "access", "platform-only, restricted"),
        ("meta/muse-spark", "released", "2026-04-08"),
        # Articles without a date prove nothing about that day.
        ("meta/llama-4-scout", "stage", None),
        ("meta/muse-spark", "license", None),
    ],
)
def test_it_was_known_in_april(catalog: Catalog, model: str, fact: str, expected: str | None) -> None:
    assert known(catalog, model, fact) == expected


def test_the_territory_of_llama_4_was_known_and_muse_spark_was_not_before_its_day(catalog: Catalog) -> None:
    assert "excluded-territory EU" in str(known(catalog, "meta/llama-4-scout", "conditions"))
    assert known(catalog, "meta/muse-spark", "weights", dt.date(2026, 4, 7)) is None


def test_a_claim_is_recorded_before_its_file_only_where_a_dated_source_proves_it() -> None:
    """A confirmed one by a source that can confirm it."""
    unproven = []
    for layered in builtin_layer():
        began = layered.catalog.recorded
        for path, entry in layered.catalog.sourced():
            if began is None or entry.recorded is None or entry.recorded >= began:
                continue
            proof = [s for s in entry.sources if s.published is not None and s.published <= entry.recorded]
            if not any(entry.status != "confirmed" or s.class_ in {"legal-text", "vendor", "host"} for s in proof):
                unproven.append((layered.document.file, path))

    assert unproven == []
