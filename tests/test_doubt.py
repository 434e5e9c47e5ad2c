"""No rule of any kind passes on a fact that is unknown, disputed or merely announced.

Every row is a rule that passes on a sound fact; then the same fleet is judged
with that fact in doubt, in each way that a fact can be in doubt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from checker.cli import main
from checker.kinds import KINDS
from tests.kind_examples import WORDS, example_rule

READ = {"what": "a page", "where": "acme.example", "class": "vendor", "read": "2026-11-01"}


def claim(value: object, status: str = "confirmed", **more: object) -> dict[str, object]:
    return {"value": value, "from": "2026-01-01", "status": status, "sources": [READ], **more}


def doubts(good: object, other: object) -> dict[str, list[dict[str, object]]]:
    """Every way in which a fact can be in doubt."""
    return {
        "absent": [],
        "announced": [claim(good, "announced")],
        "rejected": [claim(good, "rejected")],
        "announced beside rejected": [claim(good, "announced"), claim(other, "rejected")],
        "disputed": [claim(good), claim(other)],
        "over": [claim(good, until="2026-11-22")],
        "yet to come": [claim(good) | {"from": "2026-11-23"}],
        "superseded": [claim(good, recorded="2026-02-01", superseded="2026-03-01")],
    }


DOUBTS = tuple(doubts("", ""))


@dataclass(frozen=True)
class Row:
    """A rule, the routes of two services, and the fact of ``acme/one`` that it rests on."""

    rule: Mapping[str, object]
    fact: str
    good: object
    other: object
    first: Mapping[str, object] = field(default_factory=lambda: {"model": "acme/one", "access": "self-hosted"})
    second: tuple[Mapping[str, object], ...] = ()


OPEN: Mapping[str, object] = {"weights": "public", "derived-from": [], "license": "MIT", "conditions": {}}
OTHERS: Mapping[str, object] = {
    "weights": "none",
    "derived-from": ["bolt/two"],
    "license": "LicenseRef-x",
    "conditions": {"non-commercial": "true"},
}
API = {"model": "acme/one", "access": "cloud-api", "host": "cloud"}
BOLT = {"model": "bolt/two", "access": "self-hosted"}
SPARE = {"id": "spare", "role": "fallback", "tested": "2026-10-01", "access": "cloud-api", "host": "cloud"}

ROWS = [
    Row({"kind": "require", "each": "route", "must": {"model.self-hostable": "true"}}, "weights", "public", "none"),
    Row(
        {"kind": "require", "each": "service", "must": {"model.weights": {"only": ["public"]}}},
        "weights",
        "public",
        "none",
    ),
    Row(
        {"kind": "require", "each": "route", "must": {"model.weights": {"not-in": ["none"]}}},
        "weights",
        "public",
        "gated",
    ),
    Row({"kind": "require", "each": "route", "must": {"model.stage": "active"}}, "stage", "active", "frozen"),
    Row({"kind": "require", "each": "route", "must": {"not": {"model.stage": "frozen"}}}, "stage", "active", "frozen"),
    Row(
        {"kind": "require", "each": "route", "must": {"access-offered": "true"}},
        "access",
        ["self-hosted"],
        ["cloud-api"],
    ),
    Row(
        {"kind": "require", "each": "route", "must": {"model.access": {"none-of": ["restricted"]}}},
        "access",
        ["self-hosted"],
        ["self-hosted", "cloud-api"],
    ),
    Row({"kind": "require", "each": "route", "must": {"model.license": "MIT"}}, "license", "MIT", "LicenseRef-x"),
    Row(
        {"kind": "require", "each": "route", "must": {"lineage.vendors": {"none-of": ["bolt"]}}},
        "derived-from",
        [],
        ["bolt/two"],
    ),
    Row(
        {"kind": "require", "each": "route", "must": {"lineage.jurisdictions": {"only": ["US"]}}},
        "derived-from",
        [],
        ["bolt/two"],
    ),
    Row({"kind": "license-terms", "allow": ["MIT"]}, "license", "MIT", "LicenseRef-x"),
    Row({"kind": "license-terms"}, "conditions", {}, {"non-commercial": "true"}),
    Row({"kind": "license-terms"}, "derived-from", [], ["bolt/two"]),
    Row(
        {"kind": "min-share", "each": "route", "must": {"model.weights": ["public"]}, "min": "100%"},
        "weights",
        "public",
        "none",
    ),
    Row({"kind": "max-share", "by": "lineage", "max": "50%"}, "derived-from", [], ["bolt/two"], API, (BOLT,)),
    Row({"kind": "max-share", "by": "lineage", "max": "0%", "except": ["acme"]}, "derived-from", [], ["bolt/two"], API),
    Row(
        {"kind": "max-share", "by": "lineage", "count": "fractional", "max": "50%"},
        "derived-from",
        [],
        ["bolt/two"],
        API,
        (BOLT,),
    ),
    Row({"kind": "max-share", "by": "vendor", "count": "sole", "max": "0%"}, "weights", "public", "none"),
    Row({"kind": "min-effective", "by": "lineage", "min": "2"}, "derived-from", [], ["bolt/two"], API, (BOLT,)),
    Row({"kind": "survive", "losing": "vendor", "min": "100%"}, "weights", "public", "none"),
    Row(
        {"kind": "survive", "losing": "lineage", "min": "50%"},
        "derived-from",
        [],
        ["bolt/two"],
        API,
        ({"model": "bolt/two", "access": "cloud-api", "host": "cloud"},),
    ),
    Row(
        {"kind": "fallback", "differs-in": ["lineage"]},
        "derived-from",
        [],
        ["bolt/two"],
        API,
        (SPARE | {"model": "bolt/two"},),
    ),
    Row({"kind": "retirement", "horizon": "30d"}, "endpoint", "2027-06-01", "2026-12-01", API),
]


OF_KINDS = [(kind, Row(example_rule(kind, word), "", "", "")) for kind in KINDS for word in WORDS]
"""The rules of the kinds' own examples, of which nobody says what they read."""
OF_OTHERS: dict[tuple[str, str, str], str] = {}
"""What is judged once for all doubts: a rule's verdict on another value of a fact."""


@pytest.mark.parametrize("doubt", ["absent", "announced", "disputed"])
@pytest.mark.parametrize("fact", OPEN)
@pytest.mark.parametrize(("kind", "row"), OF_KINDS, ids=[f"{kind}-{word}" for kind in KINDS for word in WORDS])
def test_a_kind_passes_on_doubt_only_where_the_fact_does_not_matter(
    kind: str, row: Row, fact: str, doubt: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule that does not pass on another value of a fact may not pass while that fact is in doubt."""
    sound = {name: [claim(value)] for name, value in OPEN.items()}
    in_doubt = sound | {fact: doubts(OPEN[fact], OTHERS[fact])[doubt]}
    other = sound | {fact: [claim(OTHERS[fact])]}

    verdict = _judged(row, in_doubt, [], tmp_path / "doubt", capsys)

    if verdict == "pass":
        asked = (kind, json.dumps(row.rule), fact)
        if asked not in OF_OTHERS:
            OF_OTHERS[asked] = _judged(row, other, [], tmp_path / "other", capsys)
        assert OF_OTHERS[asked] in {"pass", "not-applicable"}, kind


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.rule['kind']}-{row.fact}")
def test_it_passes_on_a_sound_fact(row: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _verdict(row, [claim(row.good)], tmp_path, capsys) in {"pass", "not-applicable"}


IN_DOUBT = [
    pytest.param(row, doubt, id=f"{row.rule['kind']}-{row.fact}-{doubt}")
    for row in ROWS
    for doubt in DOUBTS
    if row.fact != "endpoint" or doubt not in {"over", "yet to come"}  # an endpoint holds on no interval
]


@pytest.mark.parametrize(("row", "doubt"), IN_DOUBT)
def test_it_never_passes_on_doubt(row: Row, doubt: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims = doubts(row.good, row.other)[doubt]

    verdict = _verdict(row, claims, tmp_path, capsys)

    assert verdict in {"unknown", "fail"}, verdict


def _verdict(row: Row, claims: list[dict[str, object]], folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    facts = {name: [claim(value)] for name, value in OPEN.items()}
    if row.fact == "endpoint":
        return _judged(row, facts, claims, folder, capsys)
    return _judged(row, facts | {row.fact: claims}, [], folder, capsys)


def _judged(
    row: Row,
    facts: Mapping[str, list[dict[str, object]]],
    endpoints: list[dict[str, object]],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> str:
    """The verdict on a fleet whose model has these claims."""
    vendors = [
        {"id": vendor, "name": vendor, "group": vendor, "jurisdiction": country, "sources": [READ]}
        for vendor, country in (("acme", "US"), ("bolt", "FR"))
    ]
    catalog = {
        "format": "modelbylaws/catalog/v1", "recorded": "2026-01-01", "vendors": vendors,
        "hosts": [{"id": "cloud", "name": "Cloud", "group": "cloud", "sources": [READ]}],
        "models": [
            {"id": "acme/one", "vendor": "acme", "facts": {name: made for name, made in facts.items() if made}},
            {"id": "bolt/two", "vendor": "bolt", "facts": {name: [claim(value)] for name, value in OPEN.items()}},
        ],
        "endpoints": [_endpoint(claimed) for claimed in endpoints],
    }  # fmt: skip
    rule = {"id": "rule", "title": "A rule", "of": "all", "level": "soft", **row.rule}
    _write(folder / "catalog" / "own.yaml", catalog)
    _write(folder / "policies" / "org.yaml", {"format": "modelbylaws/policy/v1", "policy": "org", "rules": [rule]})
    if any("role" in route for route in row.second):
        _manifest(folder, "a", [{"id": "main", "role": "primary", **row.first}, *row.second])
    else:
        _manifest(folder, "a", [row.first])
        for number, route in enumerate(row.second):
            _manifest(folder, f"b{number}", [route])
    _write(folder / "modelbylaws.yaml", {"format": "modelbylaws/config/v1"})

    main(["check", "--config", str(folder / "modelbylaws.yaml"), "--as-of", "2026-11-22", "--output", "json"])

    report = json.loads(capsys.readouterr().out)
    assert report["diagnostics"] == []
    return str(report["rules"][0]["verdict"])


def _endpoint(stated: dict[str, object]) -> dict[str, object]:
    rest = {key: value for key, value in stated.items() if key not in {"value", "from", "until"}}
    return {"model": "acme/one", "host": "cloud", "retires": stated["value"], **rest}


def _manifest(folder: Path, name: str, routes: list[Mapping[str, object]]) -> None:
    manifest = {
        "format": "modelbylaws/manifest/v1", "service": name, "owner": "team", "lifecycle": "production", "tier": "1",
        "regulation": ["none"], "data": ["none"], "uses": [{"id": "main", "routes": routes}],
    }  # fmt: skip
    _write(folder / name / "model-manifest.json", manifest)


def _write(path: Path, data: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data))
