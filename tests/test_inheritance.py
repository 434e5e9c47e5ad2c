"""A policy that is built on another one cannot loosen any field of it: every field of the models is walked.

A new field of a policy without a value in these tables fails a test: whoever adds one decides. Rules of all kinds are
those of the kinds' own examples.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from checker.diagnostic import Diagnostic, Location
from checker.kinds import KINDS, AnyKind
from checker.policy import Override, Policy, load
from checker.policy.params import Param
from checker.policy.rule import Approval, Header, Rule
from checker.source import Document, parse
from tests.kind_examples import example_rule

OTHER: Mapping[str, object] = {
    "kind": "inventoried", "title": "Another", "of": "all", "why": "no reason", "fix": "nothing", "controls": ["x-one"],
    "since": "2031-01-01", "advisory-until": "2031-01-01", "no-match": "ok",
    "each": "service", "roles": ["primary"], "where": {"access": ["vendor-api"]}, "must": {"access": ["vendor-api"]},
    "accept": "reported", "by": "host", "count": "fractional", "weight": "tier", "except": ["openai"],
    "min-population": "9", "losing": "host", "live-share": "1%",
    "tested-within": "900d", "differs-in": ["host"], "or-migration-time": "false",
    "allow": ["MIT", "GPL-3.0-only"], "never": ["MIT"],
}  # fmt: skip
"""Of fields another value than the base's. What any other field would be does not matter: it cannot be written."""
HEAD = {"format": "modelbylaws/policy/v1", "waivers": {"approvers": ["board@example.org"], "max-days": "90"},
        "params": {"cap": {"value": "40%", "at-most": "60%"}},
        "selections": {"production": {"lifecycle": "production"}}}  # fmt: skip


def document(name: str, data: Mapping[str, object]) -> Document:
    found = parse(f"policies/{name}.json", json.dumps(data).encode())
    assert isinstance(found, Document)
    return found


def rule(kind: str) -> dict[str, object]:
    limits = {limit: _limit(kind, limit) for limit in KINDS[kind].limits}
    head = {"id": "one", "title": "One", "of": "production", "level": "soft"}
    return {**head, **example_rule(kind, "Passes"), **limits}


def _limit(kind: str, limit: str, further: int = 0) -> str:
    """The limit of the kind's own example, or its default, so many units further."""
    written = example_rule(kind, "Passes").get(limit)
    if written is None:
        written = f"{KINDS[kind].model_fields[limit.replace('-', '_')].default}d"
    amount = written.rstrip("%d")
    return f"{int(amount) + further}{written.removeprefix(amount)}"


def built(base: Mapping[str, object], own: Mapping[str, object]) -> Policy[AnyKind] | list[Diagnostic]:
    below = load(document("base", {**HEAD, "policy": "base", **base}), KINDS, {})
    assert isinstance(below, Policy), below
    head = {"format": "modelbylaws/policy/v1", "policy": "own", "extends": "base.json"}
    return load(document("own", {**head, **own}), KINDS, {}, below)


def codes(found: Policy[AnyKind] | list[Diagnostic]) -> set[str]:
    return {fault.code for fault in found} if isinstance(found, list) else set()


FIELDS = [
    (kind, name)
    for kind, model in KINDS.items()
    for field, info in model.model_fields.items()
    if (name := info.alias or field.replace("_", "-")) not in {"id", "level", *model.limits}
]


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_no_field_of_an_inherited_rule_can_be_set_anew(kind: str, field: str) -> None:
    found = built({"rules": [rule(kind)]}, {"rules": [{"id": "one", field: OTHER.get(field, "1")}]})

    assert isinstance(found, list), f"{field} was taken"
    assert found


@pytest.mark.parametrize(("kind", "limit"), [(kind, limit) for kind, model in KINDS.items() for limit in model.limits])
def test_a_limit_may_only_become_tighter(kind: str, limit: str) -> None:
    tighter, looser = (1, -1) if KINDS[kind].limits[limit] == "larger" else (-1, 1)
    base = {"rules": [rule(kind)]}

    assert codes(built(base, {"rules": [{"id": "one", limit: _limit(kind, limit, looser)}]})) == {"loosened"}
    assert isinstance(built(base, {"rules": [{"id": "one", limit: _limit(kind, limit, tighter)}]}), Policy)


@pytest.mark.parametrize(("level", "taken"), [("advisory", False), ("soft", True), ("hard", True)])
def test_a_level_may_only_become_higher(level: str, taken: bool) -> None:
    found = built({"rules": [rule("require")]}, {"rules": [{"id": "one", "level": level}]})

    assert isinstance(found, Policy) is taken


HEADER: Mapping[str, str] = {
    "schema_": "for editors",
    "format": "says what the file is", "policy": "a policy has a name of its own",
    "extends": "says what it is built on",
    "version": "says nothing about verdicts", "owner": "says nothing about verdicts", "params": "PARAMS below",
    "waivers": "APPROVALS below", "selections": "an inherited one may not be changed, and all is built in",
    "rules": "every field of them above",
}  # fmt: skip


def test_every_field_of_a_policy_has_its_decision() -> None:
    assert HEADER.keys() == Header.model_fields.keys()
    assert Approval.model_fields.keys() == {"approvers", "max_days"}
    assert Param.model_fields.keys() == {"value", "at_most", "at_least"}
    assert "level" in Rule.model_fields


@pytest.mark.parametrize(
    ("waivers", "approvers", "days"),
    [
        ({}, ("board@example.org",), 90),
        ({"max-days": "30"}, ("board@example.org",), 30),
        ({"approvers": ["Board <BOARD@example.org>"]}, ("Board <BOARD@example.org>",), 90),
        ({"approvers": []}, (), 90),
    ],
)
def test_approval_is_inherited_field_by_field(waivers: object, approvers: tuple[str, ...], days: int) -> None:
    found = built({"rules": [rule("require")]}, {"waivers": waivers})

    assert isinstance(found, Policy)
    assert (found.header.waivers.approvers, found.header.waivers.max_days) == (approvers, days)


@pytest.mark.parametrize(
    ("base", "waivers"),
    [
        ({}, {"approvers": ["friend@example.org"]}),
        ({}, {"approvers": ["board@example.org", "friend@example.org"]}),
        ({}, {"max-days": "91"}),
        ({"waivers": {}}, {"approvers": ["friend@example.org"]}),
        ({"waivers": {"approvers": []}}, {"approvers": ["friend@example.org"], "max-days": "9999"}),
    ],
)
def test_nobody_else_may_approve_and_not_for_longer(base: Mapping[str, object], waivers: object) -> None:
    assert codes(built({"rules": [rule("require")], **base}, {"waivers": waivers})) == {"loosened"}


@pytest.mark.parametrize(
    ("params", "taken"),
    [
        ({"cap": {"value": "60%"}}, True),
        ({"cap": {"value": "61%"}}, False),
        ({"cap": {"value": "30%", "at-most": "70%"}}, False),
        ({"cap": {"value": "4"}}, False),
        ({"cap": {"value": "none"}}, False),
        ({"floor": {"value": "40%"}}, True),
        ({"floor": {"value": "39%"}}, False),
        ({"floor": {"value": "180d"}}, False),
        ({"floor": {"value": "3"}}, False),
        ({"fixed": {"value": "30%"}}, False),
    ],
)
def test_a_parameter_stays_within_the_inherited_bounds(params: object, taken: bool) -> None:
    more = {"floor": {"value": "50%", "at-least": "40%"}, "fixed": {"value": "30%"}}
    base = {"rules": [rule("max-share") | {"max": "$cap"}], "params": {**HEAD["params"], **more}}  # type: ignore[dict-item]

    assert isinstance(built(base, {"params": params}), Policy) is taken


@pytest.mark.parametrize("name", ["production", "all"])
def test_who_is_judged_cannot_be_changed(name: str) -> None:
    found = built({"rules": [rule("require")]}, {"selections": {name: {"lifecycle": "experimental"}}})

    assert isinstance(found, list)


CAPPED = {"rules": [rule("max-share") | {"max": "$cap"}]}
PUT_IN_PLACE: Mapping[str, object] = {"params": {"own": {"value": "35%", "at-most": "90%"}},
                                      "rules": [{"id": "one", "max": "$own"}]}  # fmt: skip
NUMBERED: Mapping[str, object] = {"params": {"cap": {"value": "60%"}}, "rules": [{"id": "one", "max": "55%"}]}


def chain(*policies: Mapping[str, object], overrides: Mapping[str, str] | None = None) -> set[str] | str:
    """Each built on the one before; the last one's limit, or the codes of its faults."""
    found = last(*policies, overrides=overrides)
    return str(getattr(found.rules[0], "max")) if isinstance(found, Policy) else codes(found)  # noqa: B009 - of a kind


def last(
    *policies: Mapping[str, object], overrides: Mapping[str, str] | None = None
) -> Policy[AnyKind] | list[Diagnostic]:
    found = load(document("p0", {**HEAD, "policy": "p0", **policies[0]}), KINDS, {})
    for number, own in enumerate(policies[1:], 1):
        assert isinstance(found, Policy), found
        head = {"format": "modelbylaws/policy/v1", "policy": f"p{number}", "extends": f"p{number - 1}.json"}
        given = {} if number < len(policies) - 1 else overrides or {}
        made = {name: Override(value, Location("c")) for name, value in given.items()}
        found = load(document(f"p{number}", {**head, **own}), KINDS, made, found)
    return found


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ((CAPPED, PUT_IN_PLACE, {"params": {"own": {"value": "90%"}}}), {"loosened"}),
        ((CAPPED, PUT_IN_PLACE, {"params": {"own": {"value": "41%"}}}), {"loosened"}),
        ((CAPPED, PUT_IN_PLACE, {"params": {"own": {"value": "40%"}}}), "2/5"),
        ((CAPPED, PUT_IN_PLACE, {"params": {"own": {"value": "61%"}, "cap": {"value": "60%"}}}), {"loosened"}),
        ((CAPPED, PUT_IN_PLACE, {"params": {"own": {"value": "60%"}, "cap": {"value": "60%"}}}), "3/5"),
        ((CAPPED, PUT_IN_PLACE, {}, {"params": {"own": {"value": "90%"}}}), {"loosened"}),
        ((CAPPED, {}, PUT_IN_PLACE, {}, {"params": {"own": {"value": "90%"}}}), {"loosened"}),
        ((CAPPED, PUT_IN_PLACE, {"params": {"own": {"value": "90%"}}, "rules": [{"id": "one", "max": "85%"}]}),
         {"loosened"}),
        ((CAPPED, PUT_IN_PLACE, {"params": {"own": {"value": "90%"}}, "rules": [{"id": "one", "max": "30%"}]}), "3/10"),
        ((CAPPED, PUT_IN_PLACE, {"rules": [{"id": "one", "level": "hard"}]}, {"params": {"own": {"value": "90%"}}}),
         {"loosened"}),
        ((CAPPED, PUT_IN_PLACE,
          {"params": {"third": {"value": "30%", "at-most": "95%"}}, "rules": [{"id": "one", "max": "$third"}]},
          {"params": {"third": {"value": "36%"}}}), {"loosened"}),
        ((CAPPED, PUT_IN_PLACE,
          {"params": {"third": {"value": "30%", "at-most": "95%"}}, "rules": [{"id": "one", "max": "$third"}]},
          {"params": {"third": {"value": "90%"}, "own": {"value": "90%"}}}), {"loosened"}),
        # a number that was in order stays so where the parameter it once came from is tightened
        ((CAPPED, NUMBERED, {"params": {"cap": {"value": "40%"}}}), "11/20"),
        ((CAPPED, NUMBERED, {"params": {"cap": {"value": "40%"}}, "rules": [{"id": "one", "max": "50%"}]}), "1/2"),
        ((CAPPED, NUMBERED, {"rules": [{"id": "one", "max": "56%"}]}), {"loosened"}),
    ],
)  # fmt: skip
def test_no_parameter_lifts_the_limit_whose_place_it_took(
    policies: tuple[Mapping[str, object], ...], expected: set[str] | str
) -> None:
    assert chain(*policies) == expected


@pytest.mark.parametrize(("value", "expected"), [("90%", {"loosened"}), ("40%", "2/5")])
def test_no_configuration_lifts_it_either(value: str, expected: set[str] | str) -> None:
    assert chain(CAPPED, PUT_IN_PLACE, {}, overrides={"own": value}) == expected
    assert chain(CAPPED, PUT_IN_PLACE, overrides={"own": value}) == expected


CLOSER = {"params": {"cap": {"value": "40%", "at-most": "50%"}}}


@pytest.mark.parametrize(
    ("policies", "here", "there"),
    [
        ((CAPPED, {}, {"params": {"cap": {"value": "61%"}}}), "p2", "p0"),
        ((CAPPED, CLOSER, {}, {"params": {"cap": {"value": "51%"}}}), "p3", "p1"),
        ((CAPPED | {"params": {"cap": {"value": "40%"}}}, {}, {"params": {"cap": {"value": "40%"}}}), "p2", "p0"),
        ((CAPPED, {}, {"selections": {"production": {"lifecycle": "experimental"}}}), "p2", "p0"),
        ((CAPPED, {}, {"rules": [{"id": "one", "max": "41%"}]}), "p2", "p0"),
        ((CAPPED, PUT_IN_PLACE, {"params": {"own": {"value": "90%"}}}), "p2", "p0"),
    ],
)
def test_both_lines_are_those_that_say_it_however_far_apart(
    policies: tuple[Mapping[str, object], ...], here: str, there: str
) -> None:
    found = last(*policies)

    assert isinstance(found, list)
    assert [[place.file for place in fault.locations] for fault in found] == [
        [f"policies/{here}.json", f"policies/{there}.json"]
    ]
