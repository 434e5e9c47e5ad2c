"""What each claim counts for: nothing is left out, and no claim counts that ``resolve`` would not take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given, strategies

from checker import source
from checker.browse.ledger import endpoint_entries, fact_entries
from checker.catalog import Catalog
from checker.catalog.claims import Fact, NoFact, as_json, resolve, show_fact
from checker.catalog.layered import Layered
from checker.catalog.stacking import stack
from checker.catalog.standing import ClaimState
from checker.files.catalog import CatalogFile
from checker.files.facts import FACTS
from checker.lint import BUILTIN, OWN
from checker.lint.catalog_advice import Look, advice
from tests.fleets import AS_OF

VENDOR = {"id": "acme", "name": "Acme", "group": "acme", "sources": [
    {"what": "a test", "where": "here", "class": "vendor", "read": "2026-01-01"}
]}  # fmt: skip


def claim(value: object, status: str = "reported", kind: str = "dataset", **more: object) -> dict[str, object]:
    sources = [{"what": "w", "where": "somewhere", "class": kind, "read": "2026-01-01"}]
    return {
        "value": value,
        "from": "2026-01-01",
        "status": status,
        "sources": sources,
        "recorded": "2026-02-01",
        **more,
    }


def stacked(*layers: Mapping[str, object]) -> Catalog:
    """Catalogs one above the other; what is given are the facts of acme/one, or whole files."""
    made = []
    for number, facts in enumerate(layers):
        models = [{"id": "acme/one", "vendor": "acme", "facts": {k: v for k, v in facts.items() if k != "imported"}}]
        imported = {"imported": facts["imported"]} if "imported" in facts else {}
        whole = facts if "endpoints" in facts else {"models": models, **imported}
        data = {"format": "modelbylaws/catalog/v1", **({"vendors": [VENDOR]} if number == 0 else {}), **whole}
        document = source.parse(f"{number}.yaml", b"format: x\n")
        assert isinstance(document, source.Document)
        made.append([Layered(document, CatalogFile.model_validate(data).dated())])
    found = stack(made)
    assert isinstance(found, Catalog), found
    return found


def standings(known: Catalog, name: str, known_by: dt.date | None = None) -> list[tuple[str, int, ClaimState]]:
    return [
        (show_fact(entry.value), entry.layer, entry.standing)
        for entry in fact_entries(known, "acme/one", FACTS[name], AS_OF, known_by)
    ]


DECIDED = {"by": "risk-board", "on": "2026-05-01", "why": "in writing"}


@pytest.mark.parametrize(
    ("other", "standing"),
    [
        (claim("none"), ClaimState.DISPUTED),
        (claim("none", kind="press"), ClaimState.WEAKER_SOURCE),
        (claim("none", until="2026-02-01"), ClaimState.OTHER_DAYS),
        (claim("none", **{"from": "2027-01-01"}), ClaimState.OTHER_DAYS),
        (claim("none", status="announced"), ClaimState.ANNOUNCED),
        (claim("none", status="rejected"), ClaimState.REJECTED),
        (claim("none", superseded="2026-03-01"), ClaimState.SUPERSEDED),
        (claim("public", kind="press"), ClaimState.WEAKER_SOURCE),
        (claim("public"), ClaimState.COUNTS),
    ],
)
def test_a_claim_beside_one_that_a_dataset_reports(other: dict[str, object], standing: ClaimState) -> None:
    found = standings(stacked({"weights": [claim("public"), other]}), "weights")

    assert found[1][2] is standing
    assert found[0][2] is (ClaimState.DISPUTED if standing is ClaimState.DISPUTED else ClaimState.COUNTS)


def test_a_reported_claim_loses_to_a_confirmed_one_and_any_to_a_decided_one() -> None:
    confirmed = claim("public", "confirmed", "vendor")
    known = stacked(
        {"weights": [confirmed, claim("none")], "license": [claim("MIT", decided=DECIDED), claim("Apache-2.0")]}
    )

    assert [standing for *_, standing in standings(known, "weights")] == [ClaimState.COUNTS, ClaimState.WEAKER_STATUS]
    assert [standing for *_, standing in standings(known, "license")] == [ClaimState.COUNTS, ClaimState.OVERRULED]
    before = dt.date(2026, 4, 30)
    assert [standing for *_, standing in standings(known, "license", before)] == [
        ClaimState.DISPUTED,
        ClaimState.DISPUTED,
    ]


@pytest.mark.parametrize(
    ("known_by", "expected"),
    [
        ("2026-01-31", [ClaimState.NOT_RECORDED, ClaimState.NOT_RECORDED]),
        ("2026-02-01", [ClaimState.COUNTS, ClaimState.NOT_RECORDED]),
        ("2026-02-28", [ClaimState.COUNTS, ClaimState.NOT_RECORDED]),
        ("2026-03-01", [ClaimState.SUPERSEDED, ClaimState.COUNTS]),
    ],
)
def test_what_had_been_recorded_by_a_day(known_by: str, expected: list[ClaimState]) -> None:
    known = stacked({"weights": [claim("public", superseded="2026-03-01"), claim("none", recorded="2026-03-01")]})

    assert [found for *_, found in standings(known, "weights", dt.date.fromisoformat(known_by))] == expected


def test_a_catalog_above_replaces_all_claims_for_a_fact_and_they_are_still_shown() -> None:
    known = stacked({"weights": [claim("public"), claim("gated")]}, {"weights": [claim("none")]})

    assert standings(known, "weights") == [
        ("public", 0, ClaimState.REPLACED),
        ("gated", 0, ClaimState.REPLACED),
        ("none", 1, ClaimState.COUNTS),
    ]


def test_a_fact_that_is_emptied_above_leaves_only_what_was_replaced() -> None:
    known = stacked({"weights": [claim("public")]}, {"weights": []})

    assert standings(known, "weights") == [("public", 0, ClaimState.REPLACED)]


def test_bases_of_every_layer_count() -> None:
    known = stacked({"derived-from": [claim(["x/a"])]}, {"derived-from": [claim(["x/b"])]})

    assert standings(known, "derived-from") == [("x/a", 0, ClaimState.COUNTS), ("x/b", 1, ClaimState.COUNTS)]


def test_what_was_imported_joins_the_claims_below_and_replaces_none() -> None:
    known = stacked({"weights": [claim("public")]}, {"weights": [claim("none")], "imported": "litellm"})

    assert standings(known, "weights") == [("public", 0, ClaimState.DISPUTED), ("none", 1, ClaimState.DISPUTED)]


def test_what_was_imported_takes_no_ancestor_away() -> None:
    known = stacked(
        {"derived-from": [claim(["x/a"])]},
        {"derived-from": [claim([], kind="vendor")], "imported": "hf-card"},
        {"derived-from": [claim(["x/b"], kind="host")], "imported": "models-dev"},
    )

    bases = [resolve(group, AS_OF, "reported") for group in known.models["acme/one"].bases]
    assert {base for found in bases if isinstance(found, Fact) for base in found.value} == {"x/a"}
    assert standings(known, "derived-from") == [
        ("x/a", 0, ClaimState.COUNTS),
        ("none", 1, ClaimState.COUNTS),
        ("x/b", 2, ClaimState.WEAKER_SOURCE),
    ]


def ends(*days: str, **more: object) -> dict[str, object]:
    """A file with statements about when acme stops serving acme/one; ``DAY SNAPSHOT`` for one of a snapshot."""
    sources = [{"what": "w", "where": "there", "class": "host", "read": "2026-11-01"}]
    status = "reported" if "imported" in more else "confirmed"
    listed = []
    for day, _, snapshot in (written.partition(" ") for written in days):
        about = {"snapshot": snapshot} if snapshot else {}
        listed.append(
            {"model": "acme/one", "host": "acme", "retires": day, "status": status, "sources": sources, **about}
        )
    return {"endpoints": listed, **more}


def ended(known: Catalog, snapshot: dt.date | None = None) -> list[tuple[str, ClaimState]]:
    found = endpoint_entries(known, ("acme/one", "acme", snapshot), AS_OF, None)
    return [(show_fact(entry.value), entry.standing) for entry in found]


def test_a_snapshot_has_an_end_of_its_own() -> None:
    known = stacked({}, ends("2026-12-01", "2026-10-01 2025-05-05"))

    assert ended(known) == [("2026-12-01", ClaimState.COUNTS)]
    assert ended(known, dt.date(2025, 5, 5)) == [("2026-10-01", ClaimState.COUNTS)]
    assert ended(known, dt.date(2025, 5, 6)) == []


def test_imported_endpoints_join_those_below() -> None:
    known = stacked({}, ends("2026-12-01"), ends("none", imported="litellm"))

    assert ended(known) == [("2026-12-01", ClaimState.COUNTS), ("none", ClaimState.WEAKER_STATUS)]


def test_endpoints_are_replaced_a_pair_at_a_time() -> None:
    known = stacked({}, ends("2026-12-01"), ends("none"))

    assert ended(known) == [("2026-12-01", ClaimState.REPLACED), ("none", ClaimState.COUNTS)]


CLAIMS = strategies.builds(
    lambda value, ranked, span, times, decided: claim(
        value,
        ranked[0],
        ranked[1],
        **span,
        **times,
        **({"decided": DECIDED} if decided and ranked[0] != "announced" else {}),
    ),
    strategies.sampled_from(["public", "gated", "none"]),
    strategies.sampled_from(
        [("confirmed", "vendor"), ("reported", "vendor"), ("reported", "press"), ("announced", "host")]
    ),
    strategies.sampled_from([{}, {"until": "2026-06-01"}, {"from": "2026-06-01"}, {"from": "2027-01-01"}]),
    strategies.sampled_from([{}, {"superseded": "2026-06-01"}, {"recorded": "2026-06-01"}]),
    strategies.booleans(),
)
DAYS = strategies.sampled_from([dt.date(2026, 5, 1), dt.date(2026, 6, 1), AS_OF])


@given(claims=strategies.lists(CLAIMS, max_size=4), as_of=DAYS, known_by=strategies.none() | DAYS)
def test_the_ledger_agrees_with_the_resolution(
    claims: list[dict[str, object]], as_of: dt.date, known_by: dt.date | None
) -> None:
    known = stacked({"weights": claims})

    fact = resolve(known.models["acme/one"].facts.weights, as_of, "reported", known_by)
    entries = fact_entries(known, "acme/one", FACTS["weights"], as_of, known_by)

    counting = {entry.value for entry in entries if entry.standing is ClaimState.COUNTS}
    disputed = any(entry.standing is ClaimState.DISPUTED for entry in entries)
    assert len(entries) == len(claims)
    assert counting == ({fact.value} if isinstance(fact, Fact) else set())
    assert disputed == (isinstance(fact, NoFact) and fact.reason.startswith("is disputed"))


def test_advice_leaves_the_layers_below_in_peace_unless_asked() -> None:
    known = stacked({"weights": [claim("public"), claim("none")]}, {"stage": [claim("active")]})

    own = {hint.code for hint in advice(Look(known, AS_OF, 1000, OWN))}
    every = {hint.code for hint in advice(Look(known, AS_OF, 1000, BUILTIN))}

    assert "disputed" not in own
    assert "disputed" in every


@pytest.mark.parametrize(
    ("value", "text", "data"),
    [
        ((), "none", []),
        (("a", "b"), "a, b", ["a", "b"]),
        (dt.date(2026, 1, 2), "2026-01-02", "2026-01-02"),
        (True, "true", True),
        (7, "7", 7),
    ],
)
def test_values_as_text_and_as_data(value: object, text: str, data: object) -> None:
    assert (show_fact(value), as_json(value)) == (text, data)


def test_a_later_import_that_was_itself_corrected_still_ended_the_earlier_one_on_its_day() -> None:
    def said(value: str, recorded: str, **more: str) -> dict[str, object]:
        return claim(value, recorded=recorded, **more)

    known = stacked(
        {"weights": [said("public", "2026-05-01")], "imported": "litellm"},
        {
            "weights": [said("gated", "2026-06-01", superseded="2026-08-01"), said("none", "2026-08-01")],
            "imported": "litellm",
        },
    )

    claims = known.models["acme/one"].facts.weights
    days = [dt.date(2026, 5, 15), dt.date(2026, 7, 1), dt.date(2026, 9, 1), None]
    facts = [resolve(claims, AS_OF, "reported", day) for day in days]
    assert [fact.value if isinstance(fact, Fact) else fact for fact in facts] == ["public", "gated", "none", "none"]
