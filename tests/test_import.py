"""Importing what others publish: every row is counted, better claims stay, and nothing that was recorded is lost."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import resources
from checker.cli import main

CASE = Path(__file__).parent / "cases" / "catalog" / "import-litellm"
EXAMPLE = Path(__file__).parents[1] / "examples" / "meridian-bank"
SOURCE = {"what": "schedule", "where": "host.example", "class": "host", "read": "2026-11-01"}

Import = Callable[..., tuple[int, str]]


def catalog(**more: object) -> dict[str, Any]:
    """Two made-up vendors, so that no fact of the real catalog changes a result."""
    vendors = [{"id": name, "name": name, "group": name, "sources": [SOURCE]} for name in ("acme", "bolt")]
    models = [
        {"id": "acme/one", "vendor": "acme", "aliases": ["hf:acme-lab/One-7B", "cloud-a:acme.one-7b-v1:0"]},
        {"id": "acme/two-1.5", "vendor": "acme", "aliases": ["hf:acme-lab/Two-1.5", "hf:someone/Two-1.5-GGUF"]},
        {"id": "bolt/one-tuned", "vendor": "bolt", "aliases": ["hf:bolt/one-tuned"]},
    ]
    hosts = [{"id": name, "name": name, "group": name, "sources": [SOURCE]} for name in ("cloud-a", "cloud-b")]
    said = {"vendors": vendors, "hosts": hosts, "models": models}
    return {"format": "modelbylaws/catalog/v1", "recorded": "2026-11-01", **said, **more}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Import:
    """Import a file in a folder with a catalog of its own; the exit code, and what was said.

    The built-in catalog is empty here: reading the real one takes a second each time, and its facts change.
    """
    (tmp_path / "builtin").mkdir()
    monkeypatch.setattr(resources, "catalog_folder", lambda: tmp_path / "builtin")
    monkeypatch.setattr(resources, "load_compiled", lambda: resources.Compiled({}, {}, {}, ()))
    (tmp_path / ".git").mkdir()
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "own.yaml").write_text(json.dumps(catalog()))
    monkeypatch.chdir(tmp_path)

    def run(what: str, content: object, *more: str, on: str = "2026-11-22") -> tuple[int, str]:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        (tmp_path / "given").write_bytes(raw)
        code = main(["catalog", "import", what, "given", "--as-of", on, *more])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def row(provider: str, retires: str | None = "2027-01-31") -> dict[str, object]:
    made: dict[str, object] = {"litellm_provider": provider, "mode": "chat"}
    return made | ({"deprecation_date": retires} if retires else {})


def written(what: str = "litellm") -> dict[str, list[dict[str, Any]]]:
    """The imported file, with every value as text."""
    text = Path(f"catalog/imported-{what}.yaml").read_text()
    found: dict[str, list[dict[str, Any]]] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes text and nothing else
    return found


def brief(endpoints: list[dict[str, object]]) -> list[tuple[object, ...]]:
    keys = ("model", "host", "snapshot", "retires", "recorded", "superseded")
    return [tuple(endpoint.get(key) for key in keys) for endpoint in endpoints]


@pytest.mark.parametrize(
    ("key", "provider", "model"),
    [
        ("acme.one-7b-v1:0", "cloud-a", "acme/one"),
        ("us.acme.one-7b-v1:0", "cloud-a", None),  # a profile of Amazon Bedrock
        ("cloud-a/one", "cloud-a", "acme/one"),
        ("cloud-a/acme-lab/One-7B", "cloud-a", "acme/one"),
        ("cloud-a/acme-lab/one-7b-turbo", "cloud-a", None),
        ("cloud-a/acme-lab/ONE-7B-FP8", "cloud-a", "acme/one"),
        ("two-1-5", "acme", "acme/two-1.5"),
        ("two-1p5-2026-01-31", "acme", "acme/two-1.5"),
        ("acme/two-1.5@20260131", "acme", "acme/two-1.5"),
        ("cloud-a/bolt/one-tuned", "cloud-a", "bolt/one-tuned"),
        ("cloud-a/somebody/one", "cloud-a", None),
        ("cloud-a/bolt/one", "cloud-a", None),
        ("ft:two-1.5", "acme", None),
        ("two-1.5-preview", "acme", None),
        ("1024-x-1024/cloud-a/one", "cloud-a", None),
    ],
)
def test_a_row_is_the_model_that_the_catalog_names_so(run: Import, key: str, provider: str, model: str | None) -> None:
    code, said = run("litellm", {key: row(provider)})

    assert code == (0 if model else 2), said
    assert model is None or [endpoint["model"] for endpoint in written()["endpoints"]] == [model]


def test_rows_are_counted_once_each(run: Import) -> None:
    rows: dict[str, object] = {
        "one": row("acme"), "cloud-a/one": row("cloud-a"), "acme.one-7b-v1:0": row("cloud-a"),
        "cloud-b/one": row("cloud-b", None), "two-1.5": row("acme", "soon"), "three": row("acme"),
        "nowhere/one": row("nowhere"), "self/one": row("self"), "list": [1], "text": "x", "nothing": {},
        "null": {"litellm_provider": None, "deprecation_date": None},
        "number": row("acme") | {"deprecation_date": 20270131},
    }  # fmt: skip

    code, said = run("litellm", rows)

    assert code == 0
    assert "\n13 rows in it\n3 rows imported as 2 claims\n" in said
    skipped = [int(number) for number in re.findall(r"^(\d+) rows? skipped", said, re.MULTILINE)]
    assert sum(skipped) == 10
    assert "2 rows skipped, the date is not one: two-1.5, number\n" in said
    assert "2 rows skipped, the host is not in the catalog: nowhere, self\n" in said


def test_the_same_file_changes_nothing(run: Import) -> None:
    rows = {"one": row("acme"), "cloud-a/two-1.5": row("cloud-a")}
    run("litellm", rows)
    before = Path("catalog/imported-litellm.yaml").read_bytes()

    code, said = run("litellm", rows, on="2026-12-24")

    assert (code, Path("catalog/imported-litellm.yaml").read_bytes()) == (0, before)
    assert "0 new, 2 unchanged, 0 changed\n" in said
    assert "catalog/imported-litellm.yaml says so already\n" in said


def test_a_dry_run_writes_nothing(run: Import) -> None:
    code, said = run("litellm", {"one": row("acme")}, "--dry-run")

    assert (code, Path("catalog/imported-litellm.yaml").exists()) == (0, False)
    assert "would write catalog/imported-litellm.yaml\n" in said


def test_what_a_newer_file_changes_is_superseded_and_what_is_over_stays(run: Import) -> None:
    run("litellm", {"one": row("acme", "2027-01-31"), "cloud-a/one": row("cloud-a", "2026-11-30"),
                    "cloud-b/one": row("cloud-b", "2027-06-30"), "two-1.5": row("acme")})  # fmt: skip

    code, said = run("litellm", {"one": row("acme", "2027-03-31"), "two-1.5": row("acme")}, on="2026-12-24")

    assert code == 0, said
    assert brief(written()["endpoints"]) == [
        ("acme/one", "acme", None, "2027-01-31", None, "2026-12-24"),
        ("acme/one", "acme", None, "2027-03-31", "2026-12-24", None),
        ("acme/one", "cloud-a", None, "2026-11-30", None, None),
        ("acme/one", "cloud-b", None, "2027-06-30", None, "2026-12-24"),
        ("acme/two-1.5", "acme", None, "2027-01-31", None, None),
    ]
    assert "changed, the earlier claim is superseded: retirement of acme/one at acme\n" in said
    assert "no longer said, so superseded: retirement of acme/one at cloud-b\n" in said
    assert "no longer said, and kept because the day is over: retirement of acme/one at cloud-a\n" in said


def test_what_was_taken_up_today_and_changes_today_never_stood(run: Import) -> None:
    run("litellm", {"one": row("acme", "2027-01-31")})

    run("litellm", {"one": row("acme", "2027-03-31")})

    assert brief(written()["endpoints"]) == [("acme/one", "acme", None, "2027-03-31", None, None)]


def test_a_snapshot_with_a_day_of_its_own_has_an_entry_of_its_own(run: Import) -> None:
    run("litellm", {
        "two-1.5": row("acme", None), "two-1.5-2025-01-31": row("acme", "2026-12-01"),
        "two-1.5-2025-06-30": row("acme", "2027-06-30"), "cloud-a/two-1.5-20250131": row("cloud-a", "2027-01-01"),
        "cloud-a/eu/two-1.5-20250131": row("cloud-a", "2026-12-31"), "cloud-b/two-1.5-2025-01-31": row("cloud-b"),
        "cloud-b/two-1.5-2025-06-30": row("cloud-b", None),
    })  # fmt: skip

    assert brief(written()["endpoints"]) == [
        ("acme/two-1.5", "acme", None, "2027-06-30", None, None),
        ("acme/two-1.5", "acme", "2025-01-31", "2026-12-01", None, None),
        ("acme/two-1.5", "cloud-a", None, "2026-12-31", None, None),
        ("acme/two-1.5", "cloud-b", "2025-01-31", "2027-01-31", None, None),
    ]
    notes = [endpoint.get("note") for endpoint in written()["endpoints"]]
    assert notes == [None, None, "the earliest of several; later: cloud-a/two-1.5-20250131 2027-01-01", None]


POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: ai-risk@example.org
rules:
  - {id: leave, title: No endpoint retires soon, kind: retirement, of: all, horizon: 90d, level: soft, why: Time.}
"""


def service(name: str, route: Mapping[str, str]) -> None:
    uses = [{"id": "chat", "routes": [{"access": "vendor-api", **route}]}]
    manifest = {
        "format": "modelbylaws/manifest/v1", "service": name, "owner": "team", "lifecycle": "production", "tier": "2",
        "regulation": ["none"], "data": ["none"], "uses": uses,
    }  # fmt: skip
    Path(name).mkdir()
    Path(name, "model-manifest.json").write_text(json.dumps(manifest))


def verdicts(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, str]:
    """What the rule says of each service that it finds something about."""
    Path("policies").mkdir(exist_ok=True)
    Path("policies/org.yaml").write_text(POLICY)
    main(["check", "--output", "json", *more])
    report = json.loads(capsys.readouterr().out)
    assert report["diagnostics"] == []
    return {found["subject"]["service"]: found["message"].partition(": ")[2] for found in report["findings"]}


def evidence(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Lines that say what a finding rests on."""
    Path("policies").mkdir()
    Path("policies/org.yaml").write_text(POLICY)
    main(["check", "--as-of", "2026-11-22"])
    return [line for line in capsys.readouterr().out.splitlines() if "= fact" in line]


def test_a_route_is_judged_by_its_own_snapshot(run: Import, capsys: pytest.CaptureFixture[str]) -> None:
    run("litellm", {
        "two-1.5": row("acme", "2027-06-30"), "two-1.5-2025-01-31": row("acme", "2026-12-01"),
        "cloud-b/two-1.5-2025-01-31": row("cloud-b", "2026-12-01"), "cloud-b/two-1.5-2025-06-30": row("cloud-b", None),
    })  # fmt: skip
    service("floats", {"model": "acme/two-1.5", "host": "acme"})
    service("newer", {"model": "acme/two-1.5", "host": "acme", "version": "two-1.5-2025-06-30"})
    service("older", {"model": "acme/two-1.5", "host": "acme", "version": "20250131"})
    service("silent", {"model": "acme/two-1.5", "host": "cloud-b"})

    assert "retirement of acme/two-1.5 at acme (snapshot 2025-01-31): 2026-12-01" in " ".join(evidence(capsys))
    assert verdicts(capsys, "--as-of", "2026-11-22") == {
        "older": "acme/two-1.5: retires at acme on 2026-12-01, in 9 days; the limit is 90 days",
        "silent": "acme/two-1.5: its retirement is unknown: the endpoint acme/two-1.5 at cloud-b is in no catalog",
    }


def test_an_old_run_repeats_after_a_newer_import(run: Import, capsys: pytest.CaptureFixture[str]) -> None:
    run("litellm", {"one": row("acme", "2026-12-31")})
    service("user", {"model": "acme/one", "host": "acme"})
    before = verdicts(capsys, "--as-of", "2026-11-22", "--known-by", "2026-11-22")

    run("litellm", {"one": row("acme", "2027-12-31")}, on="2026-11-25")

    assert before == {"user": "acme/one: retires at acme on 2026-12-31, in 39 days; the limit is 90 days"}
    assert verdicts(capsys, "--as-of", "2026-11-22", "--known-by", "2026-11-22") == before
    assert verdicts(capsys, "--as-of", "2026-11-22") == {}


def endpoint(retires: str, status: str, class_: str) -> dict[str, object]:
    sources = [SOURCE | {"class": class_}]
    return {"model": "acme/one", "host": "cloud-a", "retires": retires, "status": status, "sources": sources}


@pytest.mark.parametrize(
    ("status", "class_", "outcome", "found"),
    [
        ("confirmed", "host", "which counts", {}),
        ("reported", "host", "which counts", {}),
        ("reported", "dataset", "which is disputed now", {"user": "is disputed"}),
        ("reported", "press", "which no longer counts", {"user": "in 39 days"}),
    ],
)
def test_better_claims_stay_and_the_difference_is_listed(
    run: Import, capsys: pytest.CaptureFixture[str], status: str, class_: str, outcome: str, found: dict[str, str]
) -> None:
    own = catalog(endpoints=[endpoint("2027-06-30", status, class_)])
    Path("catalog/own.yaml").write_text(json.dumps(own))
    service("user", {"model": "acme/one", "host": "cloud-a"})

    _, said = run("litellm", {"cloud-a/one": row("cloud-a", "2026-12-31")})

    line = f"  retirement of acme/one at cloud-a: 2026-12-31 here, 2027-06-30 there, {outcome} ({status}; {class_}: "
    assert f"1 claim disagreeing with the catalog:\n{line}" in said
    judged = verdicts(capsys, "--as-of", "2026-11-22")
    assert judged.keys() == found.keys()
    assert all(part in judged[name] for name, part in found.items())


def test_two_imports_of_one_dataset_do_not_dispute_each_other(run: Import, capsys: pytest.CaptureFixture[str]) -> None:
    run("litellm", {"one": row("acme", "2026-12-31")}, "--into", "catalog/first.yaml", on="2026-11-10")
    run("litellm", {"one": row("acme", "2027-12-31")}, "--into", "catalog/second.yaml", on="2026-11-20")
    service("user", {"model": "acme/one", "host": "acme"})

    assert verdicts(capsys, "--as-of", "2026-11-22") == {}
    assert list(verdicts(capsys, "--as-of", "2026-11-22", "--known-by", "2026-11-15")) == ["user"]


def test_so_do_not_two_imports_of_facts(run: Import) -> None:
    weights = {"acme/one": MD, "acme/two-1.5": MD}
    run("models-dev", weights, "--into", "catalog/first.yaml", on="2026-11-10")

    _, said = run("models-dev", {"acme/one": MD | {"open_weights": True}}, on="2026-11-20")

    assert (
        "1 claim disagreeing with the catalog:\n  weights of acme/one: gated here, none there, which no longer" in said
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--into", "given/deeper.yaml"], "given cannot be made: File exists"),
        (["--into", "elsewhere/imported.yaml"], "not read yet: add elsewhere/imported.yaml to catalogs in"),
        (["--into", "catalog/imported.json"], "is no YAML file below the folder that is checked"),
        (["--where", "an \u202eaddress"], "is not valid: character U+202E is not allowed"),
        (["--where", "two\nlines"], "wrote catalog/imported-litellm.yaml"),
        (["--config", "missing.yaml"], "no such file: 'missing.yaml'"),
    ],
)
def test_where_it_may_be_written(run: Import, more: list[str], message: str) -> None:
    code, said = run("litellm", {"one": row("acme")}, *more)

    assert message in said
    assert (code == 0) == (message.startswith(("wrote", "not read yet")))


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("catalog/own.yaml", "format: modelbylaws/catalog/v1\nmodles: []\n", "catalog/own.yaml cannot be read: see"),
        ("catalog/own.yaml", "[", "catalog/own.yaml cannot be read: see"),
        ("catalog/more.yaml", json.dumps(catalog()), "the catalogs have faults, see modelbylaws lint: "),
        ("modelbylaws.yaml", "[", "the configuration cannot be read: see"),
        ("catalog/imported-litellm.yaml", "[", "catalog/imported-litellm.yaml is not valid: "),
        ("catalog/imported-litellm.yaml", "format: modelbylaws/catalog/v1\nimported: lite\n", "is not valid: "),
        ("catalog/imported-litellm.yaml", "format: modelbylaws/catalog/v1\n", "was not written by catalog import"),
    ],
)
def test_nothing_is_written_over_what_has_faults(run: Import, file: str, text: str, message: str) -> None:
    Path(file).write_text(text)

    code, said = run("litellm", {"one": row("acme")})

    assert (code, message in said, Path(file).read_text()) == (2, True, text), said


def test_what_no_catalog_knows_any_more_is_removed_and_said(run: Import) -> None:
    run("litellm", {"one": row("acme"), "two-1.5": row("acme")})
    own = catalog()
    own["models"] = own["models"][1:]
    Path("catalog/own.yaml").write_text(json.dumps(own))
    assert main(["lint"]) == 2

    code, said = run("litellm", {"one": row("acme"), "two-1.5": row("acme")})

    assert code == 0
    assert "removed, because no catalog knows the model or the host: retirement of acme/one at acme\n" in said
    assert [found["model"] for found in written()["endpoints"]] == ["acme/two-1.5"]


def test_a_base_that_a_card_names_joins_those_that_are_known(run: Import) -> None:
    own = catalog()
    claim = {"value": [], "from": "2026-01-01", "status": "reported", "sources": [SOURCE | {"class": "press"}]}
    own["models"][2]["facts"] = {"derived-from": [claim]}
    Path("catalog/own.yaml").write_text(json.dumps(own))

    _, said = run("hf-card", b"---\nbase_model: acme-lab/One-7B\n---\n", "--repo", "bolt/one-tuned")

    assert (
        "\n  derived-from of bolt/one-tuned: acme/one here, none there, which no longer counts (reported; press: "
        in said
    )


def deep(levels: int) -> bytes:
    return b'{"one": ' + b'{"a": ' * levels + b"1" + b"}" * levels + b"}"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not valid JSON"),
        (b"[]", "must be a mapping"),
        (b'{"a": 1} {}', "text after the end"),
        (b'{"one": {}, "one": {}}', "key 'one' appears twice"),
        (b'{"one": {"litellm_provider": "a", "litellm_provider": "b"}}', "appears twice"),
        (deep(40), "nested more than 32 deep"),
        (deep(100_000), "nested more than 32 deep"),
        (b"[" * 200_000, "nested more than 32 deep"),
        (b'{"one\\u202e": {}}', "character U+202E is not allowed"),
        (b'{"one": "\x1b[31m"}', "character U+001B is not allowed"),
        (b'{"\xff": 1}', "not UTF-8"),
        (b'{"' + b"k" * 300 + b'": 1}', "key longer than 256"),
        (b'{"a": "' + b"x" * (17 << 20) + b'"}', "larger than 16777216 bytes"),
        pytest.param(b'{"a": [' + b"0," * 1_000_001 + b"0]}", "more than 1000000 nodes", marks=pytest.mark.slow),
        (b"{}", "nothing in given is about what the catalog knows"),
        (b'{"one": {"litellm_provider": "acme"}}', "nothing in given is about what the catalog knows"),
    ],
)
def test_what_cannot_be_read_changes_nothing(run: Import, raw: bytes, message: str) -> None:
    run("litellm", {"one": row("acme")})
    before = Path("catalog/imported-litellm.yaml").read_bytes()

    code, said = run("litellm", raw)

    assert (code, message in said) == (2, True), said[:500]
    assert Path("catalog/imported-litellm.yaml").read_bytes() == before


WORDS = [
    "one", "acme/one", "acme", "models", "providers", "litellm_provider", "deprecation_date", "release_date",
    "open_weights", "modalities", "input", "output", "license",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["acme", "cloud-a", "2027-01-31", "acme/one", "one", "text", "true", "llama4"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(WORDS) | st.text(max_size=4),
        inner, max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=60)
@given(what=st.sampled_from(["litellm", "models-dev"]), content=JSON)
def test_no_content_makes_it_crash_or_write_what_cannot_be_read(run: Import, what: str, content: object) -> None:
    code, said = run(what, content)

    assert code in {0, 2}, said
    assert main(["lint"]) in {0, 3}


MD = {
    "open_weights": False, "release_date": "2026-03-01", "last_updated": "2026-03-01", "name": "One",
    "modalities": {"input": ["text", "image"], "output": ["text"]},
}  # fmt: skip


def claims_of(model: str, what: str) -> dict[str, list[dict[str, Any]]]:
    """The claims of a model in the imported file, by fact."""
    return next((entry["facts"] for entry in written(what).get("models", []) if entry["id"] == model), {})


def facts(what: str = "models-dev") -> dict[tuple[str, str], object]:
    """What the imported file claims: the value of each fact, as far as it still stands."""
    return {
        (model, name): claim["value"]
        for model in ("acme/one", "acme/two-1.5", "bolt/one-tuned")
        for name, claims in claims_of(model, what).items()
        for claim in claims
        if "superseded" not in claim
    }


def test_weights_come_from_the_lab_and_from_no_host(run: Import) -> None:
    hosts = {
        "acme": {
            "id": "acme",
            "models": {"one": MD | {"open_weights": True}, "two-1.5": MD | {"release_date": "2026-03-02"}},
        },
        "cloud-a": {"id": "cloud-a", "models": {"acme/one": MD | {"open_weights": True, "release_date": "2020-01-01"}}},
    }

    code, said = run("models-dev", {"models": {"acme/one": MD | {"license": "Apache 2.0"}}, "providers": hosts})

    assert code == 0, said
    content = {"input": ["text", "image"], "output": ["text"]}
    assert facts() == {
        ("acme/one", "weights"): "none",
        ("acme/one", "license"): "Apache-2.0",
        ("acme/one", "released"): "2026-03-01",
        ("acme/one", "modalities"): content,
        ("acme/two-1.5", "released"): "2026-03-02",
        ("acme/two-1.5", "modalities"): content,
    }
    assert "4 rows in it\n3 rows imported as 6 claims\n1 row skipped, a row of a host: cloud-a\n" in said


def test_the_order_of_modalities_means_nothing(run: Import) -> None:
    own = catalog()
    value = {"input": ["image", "text"], "output": ["text"]}
    claim = {"value": value, "from": "2026-03-01", "status": "reported", "sources": [SOURCE | {"class": "dataset"}]}
    own["models"][0]["facts"] = {"modalities": [claim]}
    Path("catalog/own.yaml").write_text(json.dumps(own))

    _, said = run("models-dev", {"acme/one": MD})
    turned = MD | {"modalities": {"input": ["image", "text"], "output": ["text"]}}
    _, again = run("models-dev", {"acme/one": turned}, on="2026-12-24")

    assert "0 claims disagreeing with the catalog\n" in said
    assert "0 new, 3 unchanged, 0 changed\n" in again


@pytest.mark.parametrize("known", ["public", "gated", None])
def test_open_weights_are_as_open_as_the_catalog_knows(run: Import, known: str | None) -> None:
    own = catalog()
    if known:
        claim = {"value": known, "from": "2026-03-01", "status": "confirmed", "sources": [SOURCE | {"class": "vendor"}]}
        own["models"][0]["facts"] = {"weights": [claim]}
    Path("catalog/own.yaml").write_text(json.dumps(own))

    _, said = run("models-dev", {"acme/one": MD | {"open_weights": True}})

    assert facts()[("acme/one", "weights")] == (known or "gated")
    assert "0 claims disagreeing with the catalog\n" in said


@pytest.mark.parametrize(
    ("row_", "claimed"),
    [
        (MD | {"release_date": "2026-03"}, None),
        (MD | {"release_date": None}, None),
        ({}, None),
        (MD | {"modalities": {"input": ["text"], "output": ["smell"]}}, {"released", "weights"}),
        (MD | {"modalities": ["text"], "open_weights": "perhaps", "license": "Own 1.0"}, {"released"}),
        ({"release_date": "2026-03-01", "license": ["mit"]}, {"released"}),
    ],
)
def test_only_what_can_be_told_is_claimed(run: Import, row_: dict[str, object], claimed: set[str] | None) -> None:
    code, _ = run("models-dev", {"acme/one": row_, "acme/two-1.5": MD})

    assert code == 0
    assert {name for model, name in facts() if model == "acme/one"} == (claimed or set())


def test_a_claim_that_is_made_no_longer_is_superseded(run: Import) -> None:
    run("models-dev", {"acme/one": MD, "acme/two-1.5": MD})

    code, said = run("models-dev", {"acme/one": MD | {"open_weights": True}}, on="2026-12-24")

    assert code == 0
    assert facts()[("acme/one", "weights")] == "gated"
    assert {model for model, _ in facts()} == {"acme/one"}
    assert "0 new, 2 unchanged, 1 changed\n" in said
    assert "no longer said, so superseded: " in said


CARD = b"---\nlicense: other\nlicense_name: Acme Open\nbase_model:\n- acme-lab/One-7B\nbase_model_relation: finetune\n"


@pytest.mark.parametrize(
    ("card", "repository", "claimed"),
    [
        (CARD, "bolt/one-tuned", {"license": "LicenseRef-acme-open", "derived-from": ["acme/one"]}),
        (b"---\nlicense: apache-2.0\n", "bolt/one-tuned", {"license": "Apache-2.0"}),
        (b"---\nlicense: llama3.1\n", "bolt/one-tuned", {"license": "LicenseRef-llama-3.1-community"}),
        (b"---\nlicense: mit\nbase_model: else/unheard\n", "bolt/one-tuned", {"license": "MIT"}),
        (
            b"---\nlicense: mit\nbase_model: [acme-lab/One-7B, else/unheard]\n",
            "bolt/one-tuned",
            {"license": "MIT", "derived-from": ["acme/one", "hf:else/unheard"]},
        ),
        (b"---\nlicense: mit\nbase_model: []\n", "bolt/one-tuned", {"license": "MIT"}),
        (b"---\nlicense: mit\nbase_model:\n", "bolt/one-tuned", {"license": "MIT"}),
        (
            b"---\nlicense: [mit, apache-2.0]\nextra_gated_prompt: |\n  Say\n  who\n",
            "acme-lab/One-7B",
            {"weights": "gated"},
        ),
        (b"---\nlicense: gpl-3.0\nextra_gated_fields: {Name: text}\n", "acme-lab/One-7B", {"weights": "gated"}),
    ],
)
def test_a_card_claims_what_it_says(run: Import, card: bytes, repository: str, claimed: dict[str, object]) -> None:
    code, said = run("hf-card", card + b"---\n# A model\n\x1b and \xff\n", "--repo", repository)

    assert code == 0, said
    assert {name: value for (_, name), value in facts("hf-card").items()} == claimed
    made = [claim for model in written("hf-card")["models"] for claims in model["facts"].values() for claim in claims]
    assert {claim["sources"][0]["class"] for claim in made} == {"vendor"}


def test_a_card_of_somebody_else_is_no_word_of_the_vendor(run: Import) -> None:
    run("hf-card", b"---\nlicense: mit\n---\n", "--repo", "someone/Two-1.5-GGUF")

    source = claims_of("acme/two-1.5", "hf-card")["license"][0]["sources"][0]
    assert (source["class"], source["where"]) == ("aggregator", "hf:someone/Two-1.5-GGUF README.md")


def test_an_unknown_base_is_said_and_never_taken_for_none(run: Import) -> None:
    _, said = run("hf-card", b"---\nlicense: mit\nbase_model: else/unheard\n---\n", "--repo", "bolt/one-tuned")

    assert "1 field skipped, a base that is not in the catalog: else/unheard: derived-from\n" in said
    assert "derived-from" not in Path("catalog/imported-hf-card.yaml").read_text()


def test_an_unknown_base_does_not_take_the_known_ones_with_it(run: Import) -> None:
    """The lineage holds the known base, and is open because of the other."""
    card = b"---\nbase_model: [else/unheard, acme-lab/One-7B]\nbase_model_relation: merge\n---\n"

    code, _ = run("hf-card", card, "--repo", "bolt/one-tuned")

    assert code == 0
    assert facts("hf-card") == {("bolt/one-tuned", "derived-from"): ["acme/one", "hf:else/unheard"]}


def test_one_card_leaves_what_another_said(run: Import) -> None:
    run("hf-card", b"---\nlicense: mit\n---\n", "--repo", "bolt/one-tuned")
    run("hf-card", b"---\nlicense: apache-2.0\n---\n", "--repo", "acme-lab/One-7B", on="2026-12-24")

    assert facts("hf-card") == {("acme/one", "license"): "Apache-2.0", ("bolt/one-tuned", "license"): "MIT"}

    code, said = run("hf-card", b"---\nlicense: apache-2.0\n---\n", "--repo", "bolt/one-tuned", on="2026-12-24")

    assert code == 0
    assert "0 new, 0 unchanged, 1 changed\n" in said
    _, said = run("hf-card", b"---\nlicense: apache-2.0\ntags: []\n---\n", "--repo", "bolt/one-tuned", on="2026-12-25")
    assert "0 new, 1 unchanged, 0 changed\n" in said
    assert facts("hf-card") == {("acme/one", "license"): "Apache-2.0", ("bolt/one-tuned", "license"): "Apache-2.0"}


@pytest.mark.parametrize(
    ("card", "message"),
    [
        (b"", "does not begin as a model card does"),
        (b"# A model\n", "does not begin as a model card does"),
        (b"---\nlicense: mit\n", "does not begin as a model card does"),
        (b"---\n- mit\n---\n", "must be a mapping"),
        (b"---\nlicense: &a mit\nbase_model: *a\n---\n", "YAML anchors are not allowed: 'a' (line 2, column 10)"),
        (b"---\nlicense: mit\nlicense: mit\n---\n", "key 'license' appears twice"),
        (b"---\ntags: [a]\n---\n", "nothing in given is about what the catalog knows"),
    ],
)
def test_what_is_no_card_is_refused(run: Import, card: bytes, message: str) -> None:
    code, said = run("hf-card", card, "--repo", "bolt/one-tuned")

    assert (code, message in said) == (2, True), said


def test_the_example_loses_an_endpoint_and_would_have_been_warned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(EXAMPLE)
    command = ["check", "--policy", "builtin:supply-hygiene", "--output", "concise", "--as-of"]

    main([*command, "2026-11-22"])
    main([*command, "2026-09-01"])

    lines = [
        line for line in capsys.readouterr().out.splitlines() if "endpoint-outlives-us" in line and "web-faq" in line
    ]
    assert [line.partition("meta/llama-4-maverick: ")[2] for line in lines] == [
        "retired at azure.foundry on 2026-11-19, 3 days ago",
        "retires at azure.foundry on 2026-11-19, in 79 days; the limit is 90 days",
    ]


@pytest.mark.slow
def test_the_whole_file_of_the_newest_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The wheel is downloaded and unpacked, never installed: two of its releases stole credentials."""
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        "litellm",
        "-d",
        "w",
    ]
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    if subprocess.run(pip, check=False).returncode != 0:
        pytest.skip("pip could not download litellm")
    with zipfile.ZipFile(next(Path("w").glob("*.whl"))) as wheel:
        name = next(name for name in wheel.namelist() if re.search(r"model_prices_and_context_window\w*\.json$", name))
        with wheel.open(name) as packed, Path("prices.json").open("wb") as file:
            shutil.copyfileobj(packed, file)
    command = ["catalog", "import", "litellm", "prices.json", "--as-of", "2026-11-22"]

    codes = [main(command)]
    first = Path("catalog/imported-litellm.yaml").read_bytes()
    said = capsys.readouterr().out
    codes.append(main(command))

    numbers = [int(found) for found in re.findall(r"^(\d+) rows?", said, re.MULTILINE)]
    assert codes == [0, 0]
    assert numbers[0] > 4000
    assert numbers[0] == sum(numbers[1:])
    assert Path("catalog/imported-litellm.yaml").read_bytes() == first
    maverick = [
        found for found in brief(written()["endpoints"]) if found[:2] == ("meta/llama-4-maverick", "azure.foundry")
    ]
    assert maverick == [("meta/llama-4-maverick", "azure.foundry", None, "2026-11-19", None, None)]
