"""What a simulation says of a fleet is what ``check`` says of the fleet with its files edited by hand."""

from __future__ import annotations

import copy
import datetime as dt
import json
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from checker.cli import main

Data = dict[str, Any]  # manifests as JSON

AS_OF = "2026-11-22"
SOURCE = {"what": "a test", "where": "here", "class": "vendor", "read": "2026-11-01"}
LINEAGE = {"a/open": "a", "a/closed": "a", "b/tuned": "ab", "c/open": "c", "d/closed": "d"}
"""Vendors of each model and of what it was made from."""
OPEN = {"a/open", "b/tuned", "c/open"}
POLICY = """\
format: modelbylaws/policy/v1
policy: org
rules:
  - {id: exposure, title: E, kind: max-share, of: all, by: lineage, max: 40%, level: soft}
  - {id: split, title: S, kind: max-share, of: all, by: vendor, count: fractional, weight: spend, max: 40%, level: soft}
  - {id: sole, title: O, kind: max-share, of: all, by: lineage, count: sole, max: 40%, level: soft}
  - {id: hosts, title: H, kind: max-share, of: all, by: host, max: 40%, level: soft}
  - {id: spread, title: P, kind: min-effective, of: all, by: vendor, min: 3, level: soft}
  - {id: runs, title: R, kind: survive, of: all, losing: vendor, min: 50%, level: soft}
  - {id: other, title: F, kind: fallback, of: all, differs-in: [vendor], level: soft}
  - {id: here, title: W, kind: require, of: all, each: route, must: {model.self-hostable: true}, level: soft}
  - {id: where, title: J, kind: require, of: all, each: route, must: {within-residency: true}, level: soft}
  - {id: leaving, title: L, kind: retirement, of: all, horizon: 90d, level: soft}
"""
ENDS = {("a/open", "one"): "2026-12-15", ("c/open", "one"): "2027-01-15", ("d/closed", "two"): "2027-06-01"}


def catalog(extra: Callable[[Data], None] = lambda _: None) -> Data:
    def fact(value: object) -> list[Data]:
        return [{"value": value, "from": "2020-01-01", "status": "confirmed", "sources": [SOURCE]}]

    data: Data = {
        "format": "modelbylaws/catalog/v1",
        "vendors": [{"id": v, "name": v, "group": v, "sources": [SOURCE]} for v in "abcd"],
        "hosts": [{"id": h, "name": h, "group": h, "sources": [SOURCE]} for h in ("one", "two")],
        "models": [
            {
                "id": model,
                "vendor": model[0],
                "facts": {
                    "weights": fact("public" if model in OPEN else "none"),
                    "derived-from": fact(["a/open"] if model == "b/tuned" else []),
                },
            }
            for model in LINEAGE
        ],
        "endpoints": [
            {
                "model": model,
                "host": host,
                "retires": ENDS.get((model, host), "none"),
                "status": "confirmed",
                "sources": [SOURCE],
            }
            for model in LINEAGE
            for host in ("one", "two")
        ],
    }
    extra(data)
    return data


@st.composite
def routes(draw: st.DrawFn) -> list[Data]:
    roles = ["primary", *draw(st.lists(st.sampled_from(["secondary", "fallback", "planned", "shadow"]), max_size=3))]
    live = [index for index, role in enumerate(roles) if role in {"primary", "secondary"}]
    part = draw(st.sampled_from([5, 20]))
    made: list[Data] = []
    for index, role in enumerate(roles):
        access = draw(st.sampled_from(["cloud-api", "self-hosted"]))
        route: Data = {"id": f"r{index}", "role": role, "model": draw(st.sampled_from(sorted(LINEAGE)))}
        route |= {"access": access, "host": draw(st.sampled_from(["one", "two"])) if access == "cloud-api" else "self"}
        route |= {"jurisdictions": ["DE"]}
        if len(live) > 1 and index in live:
            route["share"] = f"{part if index else 100 - part * (len(live) - 1)}%"
        if role in {"fallback", "secondary"} and draw(st.booleans()):
            route["tested"] = "2026-10-01"
        made.append(route)
    return made


@st.composite
def fleets(draw: st.DrawFn) -> list[Data]:
    made = []
    for number in range(draw(st.integers(1, 4))):
        uses: list[Data] = [{"id": f"u{n}", "routes": draw(routes())} for n in range(draw(st.integers(1, 2)))]
        if len(uses) > 1 and draw(st.booleans()):
            uses[1] |= {"required": False}
        made.append(
            {
                "format": "modelbylaws/manifest/v1",
                "service": f"s{number}",
                "owner": "team",
                "lifecycle": "production",
                "tier": 1,
                "regulation": ["none"],
                "data": ["none"],
                "residency": ["EU"],
                "spend": draw(st.sampled_from([100, 1000])),
                "uses": uses,
            }
        )
    return made


def run(fleet: list[Data], known: Data, *args: str, events: Data | None = None) -> Data:
    """The JSON that a run prints about a fleet and a catalog in files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("policies", "catalog", *(manifest["service"] for manifest in fleet)):
            (folder / part).mkdir()
        (folder / "policies/org.yaml").write_text(POLICY)
        (folder / "catalog/ours.json").write_text(json.dumps(known))
        (folder / "modelbylaws.yaml").write_text(
            "format: modelbylaws/config/v1\ncatalogs: [catalog/ours.json]\n"
            "organization: {name: Org, vendor: org, jurisdiction: DE}\n"
        )
        for manifest in fleet:
            (folder / manifest["service"] / "model-manifest.json").write_text(json.dumps(manifest, indent=1))
        out = folder / "out.json"
        config = ["--config", str(folder / "modelbylaws.yaml"), "--output", f"json={out}"]
        (folder / "events.json").write_text(json.dumps(events))
        main([args[0], *config, *args[1:], *(["--events", str(folder / "events.json")] if events else [])])
        found: Data = json.loads(out.read_text())
        return found


def said(report: Data) -> object:
    """What a report measured, found and decided, without the stamp, the places and the grounds."""

    def plain(text: str) -> str:
        return text.removeprefix("simulated.").removeprefix("SIMULATED: ")

    def measured(rule: Data) -> list[Data]:
        return [{key: value for key, value in one.items() if key != "grounds"} for one in rule["measures"]]

    rules = [(plain(rule["id"]), rule["verdict"], rule["selected"], measured(rule)) for rule in report["rules"]]
    findings = [(plain(f["rule"]), f["verdict"], f["subject"], plain(f["message"])) for f in report["findings"]]
    return sorted(rules, key=str), sorted(findings, key=str), report["exit_code"]


def lost(route: Data, key: str) -> bool:
    """By hand: an API stops with any vendor of its lineage; weights that are here stay if they are open."""
    return key in LINEAGE[route["model"]] and (route["access"] == "cloud-api" or route["model"] not in OPEN)


def share(route: Data) -> Fraction:
    live = route["role"] in {"primary", "secondary"}
    return Fraction(route.get("share", "100%")[:-1]) if live else Fraction(0)


def proven(route: Data, day: str) -> bool:
    if share(route) >= 10:
        return True
    age = (dt.date.fromisoformat(day) - dt.date.fromisoformat(route.get("tested", "1970-01-01"))).days
    return route["role"] in {"primary", "secondary", "fallback"} and age <= 180


def failed_over(fleet: list[Data], is_lost: Callable[[Data], bool], day: str) -> list[Data]:
    """Manifests as somebody would edit them, who moves what is lost to what is proven."""
    fleet = copy.deepcopy(fleet)
    for use in (use for manifest in fleet for use in manifest["uses"]):
        every = [route for route in use["routes"] if route["role"] != "planned"]
        gone = [route for route in every if is_lost(route)]
        good = [route for route in every if proven(route, day) and not is_lost(route)]
        if not any(share(route) for route in gone):
            if not any(route["role"] == "fallback" for route in gone):
                continue
        elif not good:
            continue
        else:
            taking = [route for route in good if share(route)] or good[:1]
            rest = sum(share(r) for r in every if share(r) and r not in gone and r not in taking)
            whole = sum(share(route) for route in taking)
            shares = [(100 - rest) * (share(route) / whole if whole else 1) for route in taking]
            for route, part in zip(taking, shares, strict=True):
                assume(part * 1000 % 1 == 0)  # else nobody could write it into a manifest
                route["role"] = "secondary" if route["role"] == "fallback" else route["role"]
                route["share"] = f"{float(part):.3f}%"
            if not any(route["role"] == "primary" and route not in gone for route in every):
                taking[0]["role"] = "primary"
        for route in gone:
            route["role"] = "planned"
            route.pop("share", None)
    return fleet


def one(service: str, *listed: tuple[str, str, str, str]) -> Data:
    """A service with one use; of each route model, host, role, and its share or the day of its test."""
    made: list[Data] = []
    for index, (model, host, role, more) in enumerate(listed):
        route = {"id": f"r{index}", "role": role, "model": model, "access": "cloud-api", "host": host}
        made.append(route | ({"share" if more.endswith("%") else "tested": more} if more else {}))
    head = {"format": "modelbylaws/manifest/v1", "service": service, "owner": "team", "lifecycle": "production"}
    rest = {"tier": 1, "regulation": ["none"], "data": ["none"], "residency": ["EU"], "spend": 100}
    return {**head, **rest, "uses": [{"id": "u0", "routes": made}]}


SMALL = one("s", ("c/open", "two", "primary", "90%"), ("a/open", "two", "secondary", "5%"),
            ("d/closed", "one", "secondary", "5%"))  # fmt: skip
"""Losing a leaves d, which is not proven, as it is."""
STALE = one("s", ("c/open", "one", "primary", ""), ("a/closed", "two", "fallback", "2026-10-01"))
"""The primary ends while the test of the fallback is fresh, and 200 days later it no longer is."""
HALF = one("s", ("a/open", "one", "primary", "95%"), ("d/closed", "two", "secondary", "5%"))

QUICK = settings(max_examples=12)


@given(fleets(), st.sampled_from("abcd"))
@example([SMALL], "a")
@QUICK
def test_after_a_loss(fleet: list[Data], key: str) -> None:
    simulated = run(fleet, catalog(), "simulate", "--as-of", AS_OF, "--lose", f"lineage={key}")

    real = run(failed_over(fleet, lambda route: lost(route, key), AS_OF), catalog(), "check", "--as-of", AS_OF)

    assert said(simulated["after"]) == said(real)


@pytest.mark.slow
@given(fleets(), st.sampled_from("abcd"), st.sampled_from(["self", "one"]))
@QUICK
def test_after_a_move(fleet: list[Data], key: str, host: str) -> None:
    access = "self-hosted" if host == "self" else "cloud-api"
    to = f"lineage={key},to=c/open,to-access={access},to-host={host}"
    simulated = run(fleet, catalog(), "simulate", "--as-of", AS_OF, "--move", to)

    edited = copy.deepcopy(fleet)
    for route in (route for manifest in edited for use in manifest["uses"] for route in use["routes"]):
        if share(route) and key in LINEAGE[route["model"]]:
            route.pop("tested", None)
            if route["host"] != host:
                del route["jurisdictions"]
            route |= {"model": "c/open", "access": access, "host": host}
    assert said(simulated["after"]) == said(run(edited, catalog(), "check", "--as-of", AS_OF))


@pytest.mark.slow
@given(fleets())
@QUICK
def test_after_planned_routes_went_live(fleet: list[Data]) -> None:
    simulated = run(fleet, catalog(), "simulate", "--as-of", AS_OF, "--planned")

    edited = copy.deepcopy(fleet)
    for use in (use for manifest in edited for use in manifest["uses"]):
        planned = next((route for route in use["routes"] if route["role"] == "planned"), None)
        for route in use["routes"] if planned else ():
            if share(route):
                route["role"] = "fallback"
                route.pop("share", None)
        if planned:
            planned["role"] = "primary"
    assert said(simulated["after"]) == said(run(edited, catalog(), "check", "--as-of", AS_OF))


@pytest.mark.slow
@given(fleets(), st.sampled_from("abcd"))
@QUICK
def test_after_weights_were_closed(fleet: list[Data], vendor: str) -> None:
    def close(data: Data) -> None:
        for model in (model for model in data["models"] if model["vendor"] == vendor):
            claim = {"value": "none", "from": AS_OF, "status": "confirmed", "sources": [SOURCE]}
            model["facts"]["weights"] = [claim]

    simulated = run(fleet, catalog(), "simulate", "--as-of", AS_OF, "--close-weights", f"vendor={vendor}")

    real = run(fleet, catalog(close), "check", "--as-of", AS_OF)
    assert said(simulated["after"])[0] == said(real)[0]  # type: ignore[index]


@given(fleets(), st.lists(st.integers(1, 200), min_size=2, max_size=4))
@example([STALE], [60, 140])
@QUICK
def test_many_short_ways_are_one_long_way(fleet: list[Data], steps: list[int]) -> None:
    short = run(fleet, catalog(), "simulate", "--as-of", AS_OF, *(f"--advance={days}d" for days in steps))
    long = run(fleet, catalog(), "simulate", "--as-of", AS_OF, f"--advance={sum(steps)}d")

    assert said(short["after"]) == said(long["after"])
    assert short["stopped"] == long["stopped"]


def read_again(day: str) -> Data:
    """The catalog whose sources were read on a later day: in a simulation no claim grows too old to be good."""
    return json.loads(json.dumps(catalog()).replace(SOURCE["read"], day))  # type: ignore[no-any-return]


@pytest.mark.slow
@given(fleets())
@QUICK
def test_after_a_host_ended_its_models(fleet: list[Data]) -> None:
    """By hand, on each of the two days until May on which one ends."""
    simulated = run(fleet, catalog(), "simulate", "--as-of", AS_OF, "--advance", "150d")

    stopped: set[tuple[str, str]] = set()
    edited = fleet
    for (model, host), day in list(ENDS.items())[:2]:

        def ended(route: Data, model: str = model, host: str = host) -> bool:
            return (route["model"], route["host"]) == (model, host)

        before, edited = edited, failed_over(edited, ended, day)
        edited = [
            manifest | {"uses": [was if (manifest["service"], was["id"]) in stopped else use for was, use in zip(
                old["uses"], manifest["uses"], strict=True)]}
            for old, manifest in zip(before, edited, strict=True)
        ]  # fmt: skip
        stopped |= {
            (manifest["service"], use["id"])
            for manifest in before
            for use in manifest["uses"]
            if any(share(route) and ended(route) for route in use["routes"])
            and not any(proven(route, day) and not ended(route) for route in use["routes"])
        }
    later = (dt.date.fromisoformat(AS_OF) + dt.timedelta(days=150)).isoformat()
    assert said(simulated["after"]) == said(run(edited, read_again(later), "check", "--as-of", later))


def test_a_stopped_use_is_not_served_by_moving_what_it_hardly_used() -> None:
    lost = ["simulate", "--as-of", AS_OF, "--lose", "lineage=a"]

    little = run([HALF], catalog(), *lost, "--move", "lineage=d,to=c/open")
    enough = run([HALF], catalog(), *lost, "--move", "lineage=a,to=c/open")

    assert little["stopped"] == ["s"]
    assert enough["stopped"] == []


def test_an_event_of_the_past_happens_now_and_says_so() -> None:
    events = {"format": "modelbylaws/events/v1", "events": [{"on": "2026-04-08", "what": "long ago"}]}

    step = run([HALF], catalog(), "simulate", "--as-of", AS_OF, events=events)["steps"][0]

    assert (step["title"], step["as_of"]) == ("no time passes", AS_OF)
    assert step["notes"] == [f"dated 2026-04-08, which is before {AS_OF}, the day that the simulation has come to"]


@pytest.mark.parametrize("flag", ["--lose=lineage=a", "--planned", "--advance=400d", "--close-weights=vendor=a"])
def test_the_run_before_the_events_is_the_real_one(flag: str) -> None:
    fleet = [SMALL | {"service": "s0"}, STALE | {"service": "s1"}]

    simulated = run(fleet, catalog(), "simulate", "--as-of", AS_OF, flag)

    assert said(simulated["before"]) == said(run(fleet, catalog(), "check", "--as-of", AS_OF))
