"""Facts, lineage and keys of small fleets: each case is one that a mutation of the code would change."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from checker.condition.truth import Known, Members, Unknown, Value
from checker.files.facts import Claim
from checker.fleet import Fleet, Service
from checker.fleet.attributes import ATTRIBUTES
from checker.fleet.view import View
from checker.kinds.parts.shares import stake
from checker.vocabulary import expand, is_self
from tests.fleets import AS_OF, SOURCES, catalog, fact, fleet, service, service_of

ROOT = {"derived-from": fact([])}
KNOWN = catalog(
    {
        "acme/open": {**ROOT, "weights": fact("public"), "access": fact(["vendor-api"])},
        "acme/gated": {**ROOT, "weights": fact("gated")},
        "bolt/closed": {**ROOT, "weights": fact("none")},
        "cora/doubtful": {**ROOT, "weights": fact("public", "reported")},
        "own/listed": {"weights": fact("public"), "derived-from": fact(["bolt/closed"])},
    }
)


def made(*services: Service) -> Fleet:
    return fleet(services, KNOWN, vendor="own")


def read(attribute: str, route: dict[str, object], **more: object) -> Value:
    """An attribute of the only route of a service."""
    one = made(service("a", [route], **more))
    use = one.services[0].uses[0]
    return View(one.world, one.services[0], use, use.routes[0]).read(ATTRIBUTES[attribute])


def api(model: str, **more: object) -> dict[str, object]:
    return {"model": model, "access": "vendor-api", **more}


def ours(model: str, *bases: str, access: str = "self-hosted") -> dict[str, object]:
    return {"model": model, "access": access, **({"derived-from": list(bases)} if bases else {})}


def test_the_most_restrictive_base_decides_even_beside_an_unknown_one() -> None:
    gated = read("model.weights", ours("own/x", "acme/open", "acme/gated"))
    assert isinstance(gated, Known)
    assert gated.value == "gated"
    weights = read("model.weights", ours("own/x", "bolt/closed", "cora/doubtful"))
    assert isinstance(weights, Known)
    assert weights.value == "none"
    assert isinstance(read("model.weights", ours("own/x", "acme/open", "cora/doubtful")), Unknown)


def test_an_own_model_that_a_catalog_lists_is_judged_by_the_catalog() -> None:
    weights = read("model.weights", ours("own/listed"))
    lineage = read("lineage.vendors", ours("own/listed"))

    assert isinstance(weights, Known)
    assert (weights.value, lineage) == ("public", Members(frozenset({"bolt"})))


def test_an_own_model_without_a_base_depends_on_us_and_is_open() -> None:
    lineage = read("lineage.vendors", ours("own/x"))

    assert isinstance(lineage, Members)
    assert (lineage.certain, lineage.open is not None) == (frozenset({"own"}), True)


def test_a_manifest_cannot_close_the_lineage_of_somebody_elses_model() -> None:
    lineage = read("lineage.vendors", ours("strange/model", "acme/open"))

    assert isinstance(lineage, Members)
    assert (lineage.certain, lineage.open is not None) == (frozenset({"acme"}), True)


def test_an_own_model_by_an_api_is_not_known_to_be_offered() -> None:
    here = read("access-offered", ours("own/x", "acme/open"))

    assert isinstance(here, Known)
    assert here.value is True
    assert isinstance(read("access-offered", ours("own/x", "acme/open", access="cloud-api")), Unknown)


def test_what_is_recorded_for_a_later_day_does_not_count() -> None:
    today, tomorrow = AS_OF.isoformat(), (AS_OF + dt.timedelta(days=1)).isoformat()

    assert read("reviewed", api("acme/open"), reviewed=today) == Known(AS_OF)
    assert isinstance(read("reviewed", api("acme/open"), reviewed=tomorrow), Unknown)


@pytest.mark.parametrize(
    ("assessed", "count"), [(AS_OF, 1), (AS_OF + dt.timedelta(days=1), 0), (AS_OF - dt.timedelta(days=1), 1)]
)
def test_an_assessment_counts_from_its_day(assessed: dt.date, count: int) -> None:
    leaving = {"alternatives": [{"model": "bolt/closed", "assessed": assessed.isoformat()}]}

    assert read("exit.independent-alternatives", api("acme/open"), exit=leaving) == Known(Fraction(count))


def test_the_oldest_reading_of_a_model_is_the_newest_of_each_fact() -> None:
    old = [{**SOURCES[0], "read": "2026-01-01"}, {**SOURCES[0], "read": "2026-03-01"}]
    known = catalog({"acme/x": {"weights": [{**fact("public")[0], "sources": old}], "stage": fact("active")}})
    one = fleet([service("a", [api("acme/x")])], known)
    use = one.services[0].uses[0]

    found = View(one.world, one.services[0], use, use.routes[0]).read(ATTRIBUTES["model.read"])

    assert found == Known(dt.date(2026, 3, 1))


def test_a_service_without_a_required_use_needs_them_all() -> None:
    uses = [{"id": f"u{i}", "required": "false", "routes": [api("acme/open")]} for i in range(2)]

    assert len(service_of("a", uses).required_uses) == 2
    assert len(service_of("a", [{**uses[0], "required": "true"}, uses[1]]).required_uses) == 1


def test_a_service_is_split_over_its_required_uses() -> None:
    uses = [
        {"id": "a", "routes": [api("acme/open")]},
        {"id": "b", "routes": [api("bolt/closed")]},
        {"id": "c", "required": "false", "routes": [api("cora/doubtful")]},
    ]
    one = made(service_of("a", uses))

    found = stake(one.world, one.services[0], "vendor", "fractional", "service", certain=True)

    assert (found.known, found.unknown) == ({"acme": Fraction(1, 2), "bolt": Fraction(1, 2)}, Fraction(0))


def test_a_claim_of_no_days_is_refused() -> None:
    raw = {"value": "x", "from": "2026-01-01", "until": "2026-01-01", "status": "reported", "sources": SOURCES}

    with pytest.raises(ValueError, match="until must be later than from"):
        Claim[str].model_validate(raw)


def test_groups_of_countries_have_their_members_of_the_day() -> None:
    assert expand("NO", AS_OF) == frozenset({"NO"})
    assert "GB" in (expand("EU", dt.date(2020, 1, 31)) or ())
    assert "GB" not in (expand("EU", dt.date(2020, 2, 1)) or ())
    assert "GB" in (expand("EEA", dt.date(2020, 12, 31)) or ())
    assert {"NO", "IS", "LI"} < (expand("EEA", AS_OF) or frozenset())
    assert expand("EU", dt.date(2013, 6, 30)) is None
    assert len(expand("EU", AS_OF) or ()) == 27


def test_only_self_and_its_sites_are_our_own() -> None:
    assert isinstance(read("host", api("acme/open", host="selfish")), Unknown)
    assert read("host", ours("acme/open") | {"host": "self.vault"}) == Known("self.vault")
    assert is_self("self")
    assert not is_self("selfish")


def test_an_own_model_with_an_open_ancestry_has_no_known_weights() -> None:
    assert isinstance(read("model.weights", ours("own/x", "acme/open", "own/nobody-says")), Unknown)


def test_an_own_model_of_bases_with_different_licenses_has_no_known_license() -> None:
    known = catalog({"a/mit": {**ROOT, "license": fact("MIT")}, "b/apache": {**ROOT, "license": fact("Apache-2.0")}})
    one = fleet([service("a", [ours("own/x", "a/mit", "b/apache")])], known, vendor="own").services[0]
    world = fleet([one], known, vendor="own").world
    license_ = View(world, one, one.uses[0], one.uses[0].routes[0]).read(ATTRIBUTES["model.license"])
    assert isinstance(license_, Unknown)
    assert "differs in license" in license_.reason
