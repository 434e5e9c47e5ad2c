"""What a run finds out once is what it would find out each time: nothing that was remembered changes a verdict."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.condition.truth import Known
from checker.diagnostic import Place
from checker.fleet import Fleet, Service, World
from checker.fleet.attributes import TABLE
from checker.fleet.keys import DIMENSIONS, keys
from checker.fleet.reading import Following, OfRoute
from checker.fleet.remember import Remembered
from checker.fleet.view import View
from checker.judging.selection import EVERYONE
from checker.kinds import KINDS, AnyKind
from checker.kinds.kind import Member
from checker.report import Verdict
from checker.vocabulary import SELF_OPERATED
from tests.fleets import catalog, fact, fleet, service_of
from tests.kind_examples import example_rule, make_rule

MODELS = ("meta/llama", "meta/llama-2026-01-02", "openai/gpt", "acme/own", "acme/other", "nobody/knows", "meta/unknown")
KNOWN = catalog(
    {
        "meta/llama": {"derived-from": fact([]), "weights": fact("public"), "license": fact("MIT")},
        "openai/gpt": {"weights": fact("none"), "access": fact(["vendor-api"])},
        "google/gemma": {"weights": fact("gated", "reported"), "license": fact("Apache-2.0 OR MIT")},
    },
    hosts=["aws", "azure"],
)
RULES = (
    make_rule("max-share", by="lineage", max="40%"),
    make_rule("max-share", by="host", max="40%", count="fractional", weight="traffic"),
    make_rule("max-share", by="vendor-jurisdiction", max="40%", count="sole", weight="tier"),
    make_rule("min-effective", by="group", min="2"),
    make_rule("min-share", each="service", min="50%", must={"model.self-hostable": {"any-of": ["true"]}}),
    make_rule("survive", losing="model", min="60%"),
    make_rule("survive", losing="gateway", min="60%"),
    make_rule("fallback", differs_in=["vendor", "host"]),
    make_rule("retirement", horizon="90d"),
    make_rule("license-terms", allow=["MIT"], accept="reported"),
    make_rule(
        "require", each="route", where={"tier": ["0", "1"]}, must={"model.weights": ["public"], "pinned": "true"}
    ),
    make_rule("require", each="use", must={"any": [{"host": {"any-of": ["aws"]}}, {"not": {"required": "true"}}]}),
    make_rule("require", each="service", must={"model.license": {"only": ["MIT"]}, "tier": {"at-most": "2"}}),
    make_rule("require", each="service", must={"exit.plan": {"known": "true"}, "reviewed": {"within": "90d"}}),
    make_rule("require", each="service", must={"exit.alternatives": {"known": "true"}, "reviewed": {"known": "true"}}),
    make_rule("require", each="route", where={"purpose": {"known": "true"}}, must={"contract": {"known": "true"}}),
    make_rule("require", each="route", must={"not": {"contract": {"known": "true"}}, "version": {"known": "false"}}),
    make_rule("require", each="use", accept="confirmed", must={"model.license": {"known": "true"}, "purpose": "chat"}),
    make_rule("require", each="use", accept="reported", must={"model.license": {"known": "true"}, "purpose": "chat"}),
    make_rule("retirement", horizon="90d", or_migration_time="true"),
)


class Forgetful(Remembered):
    """Keeps nothing, so that everything is found out anew."""

    def __setitem__(self, name: Hashable, answers: object) -> None:
        """Drop it."""


def forgetting(world: World) -> World:
    made = replace(world)
    object.__setattr__(made, "remembered", Forgetful())
    return made


@st.composite
def route(draw: st.DrawFn, role: str) -> Mapping[str, object]:
    access = draw(st.sampled_from(["vendor-api", "cloud-api", "self-hosted"]))
    hosts = {"self-hosted": ["self.site"], "cloud-api": ["aws", "azure", "aw", "meta"], "vendor-api": ["meta", "aws"]}
    optional = {
        "host": st.sampled_from(hosts[access]),
        "gateway": st.sampled_from(["gw", "direct", "other"]),
        "jurisdictions": st.sampled_from([["US"], ["DE", "US"]]),
        "version": st.sampled_from(["2026-01-02", "floating", "1.2.3"]),
        "contract": st.just("c-1"),
        "tested": st.sampled_from(["2026-11-01", "2024-01-01"]),
    }
    stated = {key: draw(values) for key, values in optional.items() if draw(st.booleans())}
    model = draw(st.sampled_from(MODELS))
    own = {"derived-from": draw(st.sampled_from([["meta/llama"], ["google/gemma"]]))} if model == "acme/own" else {}
    return {"id": role, "role": role, "model": model, "access": access, **stated, **own}


@st.composite
def made_service(draw: st.DrawFn, number: int) -> Service:
    uses: list[Mapping[str, object]] = []
    for name in draw(st.sampled_from([["main"], ["main", "side"]])):
        others = draw(st.lists(st.sampled_from(["secondary", "fallback", "planned"]), unique=True, max_size=2))
        routes = [dict(draw(route(role))) for role in ("primary", *others)]
        if "secondary" in others:
            first = draw(st.sampled_from([30, 50, 95]))
            routes[0]["share"] = f"{first}%"
            routes[1 + others.index("secondary")]["share"] = f"{100 - first}%"
        purpose = {"purpose": "chat"} if draw(st.booleans()) else {}
        uses.append({"id": name, "required": draw(st.sampled_from(["true", "false"])), "routes": routes, **purpose})
    stated = {
        "traffic": st.sampled_from(["10", "2.5"]),
        "reviewed": st.sampled_from(["2026-11-01", "2026-01-01", "2099-01-01"]),
        "residency": st.sampled_from([["EU"], ["US"]]),
        "exit": st.fixed_dictionaries(
            {},
            optional={
                "plan": st.sampled_from(["docs/one.md", "docs/other.md"]),
                "alternatives": st.sampled_from([[{"model": "meta/llama"}], [{"model": "unknown"}]]),
                "migration": st.just({"calendar-days": "200"}),
            },
        ),
    }
    more = {key: draw(values) for key, values in stated.items() if draw(st.booleans())}
    return service_of(f"s{number}", uses, tier=draw(st.sampled_from("0123")), **more)


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    services = [draw(made_service(number)) for number in range(draw(st.integers(1, 4)))]
    return fleet(services, KNOWN, vendor="acme", jurisdiction="GB")


def conclude(rule: AnyKind, world: World, services: tuple[Service, ...]) -> object:
    members = [Member(service, EVERYONE, certain=number != 1) for number, service in enumerate(services)]
    pieces = tuple(piece for member in members for piece in rule.collect(world, member))
    return rule.conclude(rule.merge(pieces, ()), Place("p.yaml", ("rules", 0)))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(fleets())
def test_every_rule_concludes_the_same_from_a_world_that_forgets(made: Fleet) -> None:
    for rule in RULES:
        once = conclude(rule, made.world, made.services)

        assert once == conclude(rule, forgetting(made.world), made.services)
        assert once == conclude(rule, made.world, made.services)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(fleets())
def test_every_attribute_and_key_is_the_same_to_a_world_that_forgets(made: Fleet) -> None:
    forgetful = forgetting(made.world)
    for service in made.services:
        for found in service.routes():
            for dimension in DIMENSIONS:
                assert keys(made.world, found, dimension) == keys(forgetful, found, dimension)
            for attribute in TABLE.rows.values():
                one = View(made.world, service, found.use, found).read(attribute)
                assert one == View(forgetful, service, found.use, found).read(attribute)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(fleets())
def test_what_is_collected_of_a_service_does_not_depend_on_those_before_it(made: Fleet) -> None:
    members = [Member(service, EVERYONE, certain=number != 1) for number, service in enumerate(made.services)]
    for grounds in (False, True):
        world = replace(made.world, grounds=grounds)
        for rule in RULES:
            after_others = [rule.collect(world, member) for member in members]

            assert after_others == [rule.collect(forgetting(replace(world)), member) for member in members]


def one_use(model: str) -> list[Mapping[str, object]]:
    return [{"id": "m", "routes": [{"model": model, "access": "self-hosted"}]}]


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_declared_is_not_always_known(order: int) -> None:
    listed = {"named": [{"model": "meta/llama"}], "unnamed": [{"model": "unknown"}], "none": None}
    services = [
        service_of(name, one_use("meta/llama"), **({"exit": {"alternatives": value}} if value else {}))
        for name, value in listed.items()
    ]
    made = fleet(services, KNOWN, vendor="acme", jurisdiction="GB")
    rule = make_rule("require", each="service", must={"exit.alternatives": {"known": "true"}})

    members = [Member(service, EVERYONE, certain=True) for service in made.services][::order]
    found = {one.service: one.verdict for member in members for one in rule.collect(made.world, member)}

    assert found == {"named": Verdict.PASS, "unnamed": Verdict.FAIL, "none": Verdict.FAIL}


def test_rules_that_accept_other_facts_share_no_outcome() -> None:
    made = fleet([service_of("a", one_use("google/gemma"))], KNOWN, vendor="acme", jurisdiction="GB")
    asked = {"each": "route", "must": {"model.weights": ["gated"]}}
    rules = [make_rule("require", accept=accept, **asked) for accept in ("reported", "confirmed", "reported")]

    member = Member(made.services[0], EVERYONE, certain=True)
    found = [one.verdict for rule in rules for one in rule.collect(made.world, member)]

    assert found == [Verdict.PASS, Verdict.UNKNOWN, Verdict.PASS]


class Only:
    """A route, or a part of one, of which nothing may be looked at but these attributes."""

    def __init__(self, of: object, names: Iterable[str]) -> None:
        self.of, self.names = of, tuple(names)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of any type
        if name == "self_operated":
            return self.declared.access in SELF_OPERATED
        below = [listed.partition(".")[2] for listed in self.names if listed.partition(".")[0] == name]
        assert below, f"{name} is looked at, beside {self.names}"
        found = getattr(self.of, name)
        return found if "" in below else Only(found, below)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(fleets())
def test_an_attribute_looks_at_nothing_but_what_it_says(made: Fleet) -> None:
    rows = [row for row in TABLE.rows.values() if isinstance(row, OfRoute) and isinstance(row.read, Following)]
    assert {"model.license", "within-residency", "pinned", "contract.end", "model.read"} <= {row.name for row in rows}
    for route in (route for service in made.services for route in service.routes()):
        for row in rows:
            read: Any = row.read
            _, names = read.of.__reduce__()

            assert read.value(made.world, Only(route, names), None, row) == read.value(made.world, route, None, row)


def test_another_day_is_another_world_that_remembers_nothing() -> None:
    made = fleet([service_of("a", [{"id": "m", "routes": [{"model": "meta/llama", "access": "vendor-api"}]}])], KNOWN)
    assert made.world.vendor("meta/llama") == Known("meta")

    assert made.world.remembered
    assert not replace(made.world).remembered


@pytest.mark.parametrize("kind", KINDS)
def test_rules_that_differ_in_a_limit_alone_ask_the_same_of_each_service(kind: str) -> None:
    rule = make_rule(**example_rule(kind, "Fails"))
    other = rule.model_copy(update={"id": "other", "title": "another", "level": "hard"})
    for name in rule.concludes:
        other = other.model_copy(update={name: ("meta",) if name == "except_" else 1})
    made = fleet([service_of("a", [{"id": "m", "routes": [{"model": "meta/llama", "access": "vendor-api"}]}])], KNOWN)
    member = Member(made.services[0], EVERYONE, certain=True)

    assert hash(rule.question) == hash(other.question)
    assert rule.question == other.question
    assert rule.collect(made.world, member) == other.collect(made.world, member)


def test_rules_of_which_a_service_is_asked_something_else_share_nothing() -> None:
    assert len({rule.question for rule in RULES}) == len(RULES)
