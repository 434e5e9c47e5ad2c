"""Services that are known by name only: laws that hold for every kind of rule.

The inventory lists ``ghost``, which has no manifest. Whatever the inventory states,
a rule that may be about it passes only if it would pass with any manifest in its place.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import source
from checker.cli import main
from checker.diagnostic import Location
from checker.files.config import Config
from checker.files.inventory import Entry, Listed
from checker.fleet import Fleet, Service, assemble
from checker.judging import AnyPolicy
from checker.kinds import KINDS
from checker.policy import Policy, load
from checker.report import Ruling, Verdict
from checker.run.run import judge
from tests.fleets import AS_OF, catalog, fact, service
from tests.kind_examples import example_rule

GHOST = "ghost"
MODELS = ("acme/one", "bolt/two")
KNOWN = catalog(
    {
        name: {
            "derived-from": fact([]), "weights": fact("public"), "license": fact("MIT"), "conditions": fact({}),
        }
        for name in MODELS
    },
    hosts=["cloud"],
)  # fmt: skip
SELECTIONS: Mapping[str, object] = {
    "production": {"lifecycle": "production"},
    "critical": {"tier": {"at-most": "1"}},
    "regulated": {"regulation": {"any-of": ["dora"]}},
    "others": {"not": {"regulation": {"any-of": ["dora"]}}},
    "priced": {"spend": {"known": "true"}},
    "unpriced": {"spend": {"known": "false"}},
    "labelled": {"labels.team": "x"},
    "unlabelled": {"labels.team": {"not-in": ["x"]}},
}
RULES: Sequence[Mapping[str, object]] = [
    *(example_rule(kind, "Passes") for kind in KINDS),
    {"kind": "require", "each": "service", "must": {"owner": {"known": "true"}}},
    {"kind": "require", "each": "use", "must": {"access": {"only": ["self-hosted", "cloud-api"]}}},
    {"kind": "require", "each": "route", "must": {"tier": {"at-most": "3"}}},
    {"kind": "require", "each": "route", "where": {"model": ["acme/one"]}, "must": {"access": ["self-hosted"]}},
    {"kind": "fallback", "differs-in": ["vendor"]},
    {"kind": "retirement", "horizon": "10d"},
    {"kind": "license-terms", "allow": ["MIT"]},
    {"kind": "min-effective", "by": "vendor", "min": "1"},
    {"kind": "min-share", "each": "service", "must": {"access": {"only": ["self-hosted"]}}, "min": "50%"},
    {"kind": "min-share", "each": "service", "must": {"owner": {"known": "true"}}, "min": "0%"},
    {"kind": "survive", "losing": "vendor", "min": "60%"},
    {"kind": "survive", "losing": "host", "min": "50%", "weight": "tier"},
    *(
        {"kind": "max-share", "by": by, "max": most, "count": count, "weight": weight}
        for by, most, count, weight in (
            ("vendor", "50%", "exposure", "service"),
            ("vendor", "100%", "exposure", "service"),
            ("host", "75%", "fractional", "tier"),
            ("lineage", "60%", "sole", "service"),
            ("vendor", "60%", "exposure", "spend"),
        )
    ),
]
INTERVALS = {"max-share", "min-share", "survive"}

_attributes = st.fixed_dictionaries(
    {
        "lifecycle": st.sampled_from(["production", "experimental"]),
        "tier": st.sampled_from(["0", "3"]),
        "regulation": st.sampled_from([["dora"], ["none"]]),
    }
)
_route = st.sampled_from([(model, access) for model in MODELS for access in ("self-hosted", "cloud-api")])


@st.composite
def _services(draw: st.DrawFn) -> list[Service]:
    count = draw(st.integers(0, 3))
    return [_service(f"s{number}", draw(_route), draw(_attributes)) for number in range(count)]


_stated = st.fixed_dictionaries(
    {},
    optional={
        "lifecycle": st.sampled_from(["production", "experimental"]),
        "tier": st.sampled_from(["0", "3"]),
        "regulation": st.sampled_from([("dora",), ("none",)]),
    },
)
_rule = st.builds(
    lambda rule, of: {**rule, "of": of}, st.sampled_from(RULES), st.sampled_from(["all", *SELECTIONS])
)  # fmt: skip


def _service(name: str, route: tuple[str, str], attributes: Mapping[str, object], **more: object) -> Service:
    model, access = route
    host = {"host": "cloud"} if access == "cloud-api" else {}
    return service(name, [{"model": model, "access": access, **host}], **attributes, **more)


def _policy(rule: Mapping[str, object]) -> AnyPolicy:
    data = {
        "format": "modelbylaws/policy/v1",
        "policy": "org",
        "selections": SELECTIONS,
        "rules": [{"id": "it", "title": "it", "level": "soft", **rule}],
    }
    document = source.parse("policy.json", json.dumps(data).encode())
    assert isinstance(document, source.Document), document
    policy = load(document, KINDS, {}, None)
    assert isinstance(policy, Policy), policy
    return policy


def _fleet(services: Sequence[Service], listed: Mapping[str, Mapping[str, object]]) -> Fleet:
    inventory = {
        name: Entry(Listed.model_validate({"service": name, **stated}), Location("inventory.yaml"))
        for name, stated in listed.items()
    }
    config = Config.model_validate({"format": "modelbylaws/config/v1"})
    made, faults = assemble(services, KNOWN, config, AS_OF, inventory)
    assert not faults
    return made


def _ruling(rule: Mapping[str, object], fleet: Fleet) -> Ruling:
    policy = _policy(rule)
    return judge([policy], fleet).rulings[0]


def _before_and_after(
    rule: Mapping[str, object], services: Sequence[Service], stated: Mapping[str, object]
) -> tuple[Ruling, Ruling]:
    known: dict[str, Mapping[str, object]] = {known.name: {} for known in services}
    return _ruling(rule, _fleet(services, known)), _ruling(rule, _fleet(services, {**known, GHOST: stated}))


def _excluded(ruling: Ruling) -> bool:
    return any(entry.service == GHOST for entry in ruling.excluded)


@settings(deadline=None)
@given(_rule, _services(), _stated)
def test_a_service_known_by_name_never_mends_a_rule(
    rule: Mapping[str, object], services: list[Service], stated: Mapping[str, object]
) -> None:
    before, after = _before_and_after(rule, services, stated)

    assert not (before.verdict.broken and after.verdict is Verdict.PASS)
    assert before.verdict is not Verdict.ERROR is not after.verdict


@settings(deadline=None)
@given(_rule, _services(), _stated)
def test_only_a_share_can_hold_whatever_a_service_known_by_name_would_declare(
    rule: Mapping[str, object], services: list[Service], stated: Mapping[str, object]
) -> None:
    before, after = _before_and_after(rule, services, stated)

    if _excluded(after):
        assert (after.verdict, after.measures) == (before.verdict, before.measures)
    elif after.verdict is Verdict.PASS:
        assert rule["kind"] in INTERVALS
        assert after.measures
        assert all(measure.verdict is Verdict.PASS for measure in after.measures)


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(_rule, _services(), _stated)
def test_a_rule_that_holds_holds_with_any_manifest_in_its_place(
    rule: Mapping[str, object], services: list[Service], stated: Mapping[str, object]
) -> None:
    _, after = _before_and_after(rule, services, stated)
    if after.verdict is not Verdict.PASS:
        return

    open_: Mapping[str, list[object]] = {
        "lifecycle": ["production", "experimental"],
        "tier": ["0", "3"],
        "regulation": [["dora"], ["none"]],
    }
    choices: list[list[object]] = [[stated[key]] if key in stated else values for key, values in open_.items()]
    for values in product(*choices):
        attributes = {key: list(v) if isinstance(v, tuple) else v for key, v in zip(open_, values, strict=True)}
        for route in [("acme/one", "cloud-api"), ("bolt/two", "self-hosted")]:
            declared = _service(GHOST, route, attributes, spend="1", labels={"team": "x"})
            known: dict[str, Mapping[str, object]] = {entry.name: {} for entry in services}
            known[GHOST] = stated
            ruling = _ruling(rule, _fleet([*services, declared], known))
            assert ruling.verdict in {Verdict.PASS, Verdict.NOT_APPLICABLE}, (attributes, route)


@settings(deadline=None)
@given(_rule, _services(), _stated)
def test_population_and_measures_agree_on_who_is_in_question(
    rule: Mapping[str, object], services: list[Service], stated: Mapping[str, object]
) -> None:
    _, after = _before_and_after(rule, services, stated)

    named = [*after.selected, *after.possible, *(entry.service for entry in after.excluded)]
    assert sorted(named) == sorted([GHOST, *(known.name for known in services)])
    assert after.unseen == (() if _excluded(after) else (GHOST,))
    for measure in after.measures:
        assert (GHOST in measure.undecided) is not _excluded(after)
        assert GHOST not in measure.services


@pytest.mark.parametrize(
    ("stated", "of", "where"),
    [
        ({"lifecycle": "production"}, "production", "selected"),
        ({"lifecycle": "experimental"}, "production", "excluded"),
        ({}, "production", "possible"),
        ({}, "all", "selected"),
        ({"tier": "3"}, "critical", "excluded"),
        ({"regulation": ("none",)}, "regulated", "excluded"),
        ({"regulation": ("none",)}, "others", "selected"),
        ({"lifecycle": "production"}, "priced", "possible"),
        ({"lifecycle": "production"}, "unpriced", "possible"),
        ({}, "labelled", "possible"),
        ({}, "unlabelled", "possible"),
    ],
)
def test_what_the_inventory_states_decides_on_membership(stated: Mapping[str, object], of: str, where: str) -> None:
    rule = {"kind": "require", "of": of, "each": "service", "must": {"owner": "team"}}

    _, ruling = _before_and_after(rule, [], stated)

    found = {
        "selected": GHOST in ruling.selected, "possible": GHOST in ruling.possible, "excluded": _excluded(ruling),
    }  # fmt: skip
    assert [name for name, there in found.items() if there] == [where]


@pytest.mark.parametrize(("tier", "verdict"), [("3", Verdict.NOT_APPLICABLE), ("0", Verdict.UNKNOWN)])
def test_where_leaves_out_what_the_inventory_shows_not_to_be_in_question(tier: str, verdict: Verdict) -> None:
    rule = {"kind": "require", "of": "all", "each": "route", "where": {"tier": ["0", "1"]}, "must": {"pinned": "true"}}

    _, ruling = _before_and_after(rule, [], {"tier": tier})

    assert [decision.verdict for decision in ruling.decisions] == [verdict]


def test_no_evidence_claims_success_beside_a_service_that_nobody_saw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The share holds whatever the service declares, and the run ends with 0; but who signs it has not seen all."""
    shutil.copytree(Path(__file__).parent / "cases/population/holds-whatever-is-declared", tmp_path / "fleet")
    monkeypatch.chdir(tmp_path / "fleet")
    outputs = [f"--output={kind}=../{kind}" for kind in ("oscal", "gemara", "html")]

    code = main(["report", "--as-of", "2026-11-22", "--bundle", "../bundle", *outputs])

    assert code == 0
    statement = json.loads((tmp_path / "bundle/statement.json").read_text())["predicate"]
    assert (statement["result"], statement["passedTests"], statement["warnedTests"]) == ("WARNED", [], ["cap"])
    assert not (tmp_path / "bundle/statement.svr.json").exists()
    assert json.loads((tmp_path / "gemara").read_text())["result"] == "Needs Review"
    assert "findings" not in json.loads((tmp_path / "oscal").read_text())["assessment-results"]["results"][0]
    assert "whatever 1 service without a manifest would declare" in (tmp_path / "html").read_text()
    assert "1 of 1 rule passed (exit 0)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("yaml", "format: modelbylaws/manifest/v1\nservice: ghost\nowner: [\n", "ghost"),
        ("yaml", "service: 'ghost'\r\nowner: [\r\n", "ghost"),
        ("yaml", "service: ghost\nowner: x\n", "ghost"),
        ("json", '{\n  "service": "ghost",\n  "owner": [\n', "ghost"),
        ("yaml", "service: ghost\nservice: other\nowner: [\n", ""),
        ("yaml", "service: [\n", ""),
        ("yaml", "service: a b\nowner: [\n", ""),
        ("yaml", "service: there\nowner: [\n", ""),
        ("yaml", "x: [\n  service: ghost\n", ""),
        ("yaml", "", ""),
    ],
)
def test_a_manifest_that_cannot_be_read_goes_by_its_name_where_that_is_legible(
    file: str, text: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(Path(__file__).parent / "cases/population/manifests-not-read", tmp_path / "fleet")
    monkeypatch.chdir(tmp_path / "fleet")
    for folder in ("c", "d", "e"):
        shutil.rmtree(f"services/{folder}")
    one = Path("services/a/model-manifest.yaml")
    one.write_text(one.read_text().replace("service: a\n", "service: there\n"))
    path = Path(f"services/x/model-manifest.{file}")
    path.parent.mkdir()
    path.write_text(text, newline="")

    assert main(["check", "--as-of", "2026-11-22", "--output", "json"]) == 2

    rules = {rule["id"]: rule for rule in json.loads(capsys.readouterr().out)["rules"]}
    assert (name or path.as_posix()) in rules["owned"]["possible"]
    assert {rule["verdict"] for rule in rules.values()} == {"unknown"}
