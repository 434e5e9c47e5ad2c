"""``catalog alternatives``: what fits, what would if more were known, and what exactly is against a near miss."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from functools import cache
from pathlib import Path

import pytest

from checker.cli import main
from checker.condition.truth import Truth
from checker.formats.terminal import plain
from checker.library import read
from checker.planning import Candidate
from checker.planning.alternatives import Alternatives, AlternativesOptions, find_alternatives
from checker.planning.alternatives_text import alternatives_other, alternatives_text
from checker.run.faults import Fault

ROOT = Path(__file__).parent.parent
BANK = ROOT / "examples" / "meridian-bank"
DAY = ("--as-of", "2026-11-22")
SCOUT = "meta/llama-4-scout"


@cache
def in_the_bank(model: str, service: str | None, *avoided: str) -> Alternatives:
    files = {path.relative_to(BANK).as_posix(): path.read_bytes() for path in BANK.rglob("*") if path.is_file()}
    run = read(files, as_of=dt.date(2026, 11, 22))
    return find_alternatives(run, AlternativesOptions(model, service, avoided, 180, write=False))


def of(found: Alternatives, model: str) -> Candidate | None:
    return next((one for one in found.candidates if one.model == model), None)


def test_what_the_bank_runs_already_fits_its_document_reader() -> None:
    found = in_the_bank(SCOUT, "kyc-document-reader")

    gemma = of(found, "google/gemma-4-31b-it")

    assert gemma is not None
    assert gemma.fits == "fits"
    assert gemma.declared
    assert (gemma.to.host, gemma.to.jurisdictions) == ("self.frankfurt", ("DE",))
    assert [one.model for one in found.fits][:1] == [gemma.model]


def test_the_vendor_over_its_limit_is_left_out_with_its_share() -> None:
    found = in_the_bank(SCOUT, "kyc-document-reader")

    other = of(found, "meta/muse-glimmer-30b")

    assert found.avoided == {"meta": "at 47.1% (8 of 17) it is over the limit 40% of vendor-concentration"}
    assert other is not None
    assert [check.aspect for check in other.of(Truth.FALSE)] == ["lineage"]
    assert not any("meta" in candidate.model.split("/")[0] for candidate in found.fits)


def test_a_closed_model_is_excluded_by_the_rule_and_the_fact_behind_it() -> None:
    closed = of(in_the_bank(SCOUT, "kyc-document-reader"), "anthropic/claude-opus-4-6")

    assert closed is not None
    (check,) = closed.of(Truth.FALSE)
    assert check.aspect == "rule regulated-self-hostable"
    assert "weights of anthropic/claude-opus-4-6: none" in check.source
    assert "platform.claude.com" in check.source


def test_what_is_not_declared_of_a_new_place_is_open_and_no_fit() -> None:
    found = in_the_bank(SCOUT, "kyc-document-reader")

    assert all(one.truth is Truth.UNKNOWN and one.of(Truth.UNKNOWN) for one in found.would_fit_if)
    assert any("version is not declared" in check.reason for check in found.would_fit_if[0].of(Truth.UNKNOWN))


def test_what_is_open_is_told_once_the_fewest_questions_first() -> None:
    found = in_the_bank(SCOUT, "kyc-document-reader")

    first, counts = found.open[0], [len(one.questions) for one in found.open]
    told = alternatives_text(found, plain)

    assert (first.questions, first.asked_by) == (("version is not declared",), ("rule critical-pinned",))
    assert counts == sorted(counts)
    assert sorted(name for one in found.open for name in one.models) == sorted(one.model for one in found.would_fit_if)
    assert len({one.questions for one in found.open}) == len(found.open) < len(found.would_fit_if) / 3
    assert f"  {len(first.models)} models  " in told
    assert f" and {len(first.models) - 5} more  " in told
    assert told.count("version is not declared (rule critical-pinned)") == 1


def test_a_model_of_another_job_is_no_alternative() -> None:
    models = {one.model for one in in_the_bank("openai/whisper-1", None).candidates if one.fits != "would-fit-if"}

    assert "google/gemma-4-31b-it" not in models
    assert "openai/text-embedding-3-large" not in models


@pytest.mark.slow
def test_without_a_service_a_license_that_excludes_the_organization_is_against_a_model() -> None:
    found = in_the_bank("mistral/mistral-small-4", None)

    maverick = of(found, "meta/llama-4-maverick")
    checks = [] if maverick is None else [check.aspect for check in maverick.of(Truth.FALSE)]

    assert not any(one.model.startswith("meta/llama-4") for one in found.fits)
    assert checks in ([], ["license"], ["lineage"])


@pytest.mark.slow
def test_named_vendors_are_avoided() -> None:
    found = in_the_bank(SCOUT, "kyc-document-reader", "google")

    gemma = of(found, "google/gemma-4-31b-it")

    assert gemma is not None
    assert [check.reason for check in gemma.of(Truth.FALSE)] == ["depends on google: named by --not-lineage"]


@pytest.mark.parametrize(
    ("model", "service", "vendors", "said"),
    [
        ("meta/llama-9", None, (), "no catalog knows model 'meta/llama-9'"),
        (SCOUT, "kyc-document", (), "there is no service 'kyc-document'"),
        (SCOUT, "card-disputes", (), "no route of card-disputes goes to"),
        (SCOUT, None, ("goggle",), "no catalog knows vendor 'goggle'"),
    ],
)
def test_names_that_nobody_knows_are_refused(
    model: str, service: str | None, vendors: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Fault, match=said):
        in_the_bank(model, service, *vendors)


def test_every_format_has_the_three_tables() -> None:
    found = in_the_bank(SCOUT, "kyc-document-reader")

    text, markdown, rows = (
        alternatives_text(found, plain),
        *(alternatives_other(f, found, plain) for f in ("markdown", "csv")),
    )

    assert all(title in text and title in markdown for title in ("fits: ", "would fit if: ", "near misses: "))
    assert {row.split(",")[1] for row in rows.splitlines()[1:] if row} >= {"fits", "would-fit-if", "near-miss"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["model-manifest.yaml", "model-manifest.json"])
def test_write_adds_fits_and_asks_who_assessed_them(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(BANK, tmp_path / "bank")
    monkeypatch.chdir(tmp_path / "bank")
    service = "kyc-document-reader" if name.endswith("yaml") else "web-faq"
    model = SCOUT if name.endswith("yaml") else "meta/llama-4-maverick"
    manifest = Path("services", service, name)
    before = manifest.read_text(encoding="utf-8")
    asked = ["catalog", "alternatives", model, "--for", service, "--write", *DAY]

    assert main(asked) == 0

    after = manifest.read_text(encoding="utf-8")
    assert after.count("TODO") in {1, 2, 3}
    assert [line for line in before.splitlines() if "#" in line and line not in after.splitlines()] == []
    assert main(["check", *DAY]) == 2
    assert "TODO" in capsys.readouterr().out


def test_write_needs_a_service(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["catalog", "alternatives", SCOUT, "--write", "--config", str(BANK / "modelbylaws.yaml"), *DAY])

    assert code == 2
    assert "--write needs --for SERVICE" in capsys.readouterr().err


@pytest.mark.slow
def test_json_obeys_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    import jsonschema

    config = ["--config", str(BANK / "modelbylaws.yaml"), "--output", "json"]
    assert main(["catalog", "alternatives", SCOUT, "--for", "kyc-document-reader", *config, *DAY]) == 0
    whole = json.loads(capsys.readouterr().out)
    schema = json.loads((ROOT / "schemas" / "alternatives.schema.json").read_text(encoding="utf-8"))

    assert not list(jsonschema.Draft7Validator(schema).iter_errors(whole))
    assert whole["fits"][0]["model"] == "google/gemma-4-31b-it"
