"""What a simulation says agrees with what the rules say, and nothing in it can be taken for a real result."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.cli import main
from checker.condition.truth import Truth, some
from checker.condition.truth import every as all_of
from checker.diagnostic import Diagnostic, Location, Span
from checker.fleet.survival import proven, route_runs
from checker.formats import FORMATS
from checker.library import read, simulate
from checker.run.faults import Fault
from checker.vocabulary import Dimension
from checker.whatif import STAMP
from checker.whatif.event_flags import as_file, at_flag, event_of, text_of
from checker.whatif.situation import PROOF, losing, turn
from tests.fleets import catalog, fact, fleet, service_of

ROOT = Path(__file__).parent.parent
EXAMPLE = ["--config", str(ROOT / "examples/meridian-bank/modelbylaws.yaml"), "--as-of", "2026-11-22"]

MODELS = ("a/open", "a/closed", "b/open", "c/hidden", "unknown", "nobody/knows")
HOSTS = ("one", "two", None, "mistyped")
WORLD = catalog(
    {
        "a/open": {"weights": fact("public"), "derived-from": fact([])},
        "a/closed": {"weights": fact("none"), "derived-from": fact([])},
        "b/open": {"weights": fact("public"), "derived-from": fact(["a/open"])},
        "c/hidden": {"weights": fact("public", "reported")},
    },
    ("one", "two"),
)


@st.composite
def routes(draw: st.DrawFn, index: int, role: str) -> dict[str, object]:
    access = draw(st.sampled_from(["vendor-api", "cloud-api", "self-hosted"]))
    given: dict[str, object] = {
        "id": f"r{index}",
        "role": role,
        "model": draw(st.sampled_from(MODELS)),
        "access": access,
    }
    host = draw(st.sampled_from(HOSTS))
    if host is not None:
        given["host"] = host
    if role == "fallback" and draw(st.booleans()):
        given["tested"] = "2026-10-01"
    return given


@st.composite
def uses(draw: st.DrawFn) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for number in range(draw(st.integers(1, 2))):
        roles = ["primary", *draw(st.lists(st.sampled_from(["secondary", "fallback", "planned"]), max_size=3))]
        listed = [draw(routes(index, role)) for index, role in enumerate(roles)]
        live = [route for route in listed if route["role"] in {"primary", "secondary"}]
        if len(live) > 1:
            for route, share in zip(live, _shares(len(live), draw(st.booleans())), strict=True):
                route["share"] = f"{share}%"
        found.append({"id": f"u{number}", "routes": listed})
    return found


def _shares(count: int, small: bool) -> list[int]:
    part = 5 if small else 100 // count
    return [100 - part * (count - 1), *[part] * (count - 1)]


@given(st.lists(uses(), min_size=1, max_size=3), st.sampled_from(get_args(Dimension)), st.sampled_from("abc12"))
def test_what_stops_is_what_the_kind_survive_counts(
    every: list[list[dict[str, object]]], dimension: Dimension, letter: str
) -> None:
    key = {"1": "one", "2": "two"}.get(letter, letter)
    made = fleet([service_of(f"s{number}", listed) for number, listed in enumerate(every)], WORLD)
    for service in made.services:
        turns = {use.name: turn(made, use, losing(made, dimension, key)) for use in service.required_uses}
        stranded = any(not list(proven(made.world, use, PROOF)) for use in service.required_uses)
        effects = {change.outcome.effect for change in turns.values() if change is not None}

        routes = [proven(made.world, use, PROOF) for use in service.required_uses]
        truth = all_of(some(route_runs(made.world, route, dimension, key, None) for route in left) for left in routes)

        expected = "stops" if "stops" in effects else "may-stop" if "may-stop" in effects else "runs"
        assert stranded or {Truth.FALSE: "stops", Truth.UNKNOWN: "may-stop", Truth.TRUE: "runs"}[truth] == expected


@given(st.lists(uses(), min_size=1, max_size=3), st.sampled_from("ab"))
def test_after_a_failover_the_shares_of_a_use_are_whole_and_nothing_lost_is_live(
    every: list[list[dict[str, object]]], key: str
) -> None:
    made = fleet([service_of(f"s{number}", listed) for number, listed in enumerate(every)], WORLD)
    for service in made.services:
        for use in service.uses:
            lost = losing(made, "lineage", key)
            change = turn(made, use, lost)
            if change is None or change.outcome.effect != "fails-over" or change.routes is None:
                continue
            live = [route for route in change.routes if route.actual_role in {"primary", "secondary"}]
            before = {route.name: lost(route) for route in use.routes}

            assert [route.actual_role for route in live].count("primary") == 1
            assert sum(route.share.part if route.share else 0 for route in live) == 1
            assert Truth.TRUE not in {before[route.name] for route in live}
            assert {route.name for route in live} >= {
                route.name for route in use.routes if route.live and before[route.name] is not Truth.TRUE
            }
            assert len(change.routes) == len(use.routes)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_that_it_is_simulated(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["simulate", *EXAMPLE, "--lose", "lineage=meta", "--output", name])

    printed = capsys.readouterr().out
    assert code == 1
    assert STAMP in printed


def test_no_fingerprint_of_a_simulated_finding_is_that_of_a_real_one(capsys: pytest.CaptureFixture[str]) -> None:
    main(["simulate", *EXAMPLE, "--lose", "lineage=meta", "--output", "json"])

    found = json.loads(capsys.readouterr().out)
    real = {entry["fingerprint"] for entry in found["before"]["findings"]}
    simulated = {entry["fingerprint"] for entry in found["after"]["findings"]}
    assert real
    assert simulated
    assert not real & simulated
    assert {*found["findings"]["appear"]} <= simulated
    assert found["findings"]["appear"]
    assert {*found["findings"]["disappear"], *found["findings"]["worse"], *found["findings"]["stay"]} <= real
    assert found["simulated"] is True


def test_what_would_comply_does_not_make_a_broken_fleet_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "org.yaml").write_text(
        "format: modelbylaws/policy/v1\npolicy: org\nrules:\n"
        "  - {id: no-openai, title: Ban, kind: require, of: all, each: route, level: hard, "
        "must: {vendor.id: {not-in: [openai]}}}\n"
    )
    (tmp_path / "model-manifest.yaml").write_text(
        "format: modelbylaws/manifest/v1\nservice: a\nowner: team\nlifecycle: production\ntier: 1\n"
        "regulation: [none]\ndata: [none]\nuses: [{id: u, routes: [{model: openai/gpt-5.4, access: vendor-api}]}]\n"
    )
    monkeypatch.chdir(tmp_path)

    code = main(["simulate", "--as-of", "2026-11-22", "--move", "vendor=openai,to=google/gemma-4-31b-it"])

    printed = capsys.readouterr().out
    assert "real run: exit 1, simulated run: exit 0 (exit 1)" in printed
    assert code == 1


@pytest.mark.parametrize(
    ("model", "purpose", "to", "refused"),
    [
        ("openai/whisper-1", None, "google/gemma-4-31b-it", "needed: audio in, as openai/whisper-1"),
        ("openai/whisper-1", "speech-to-text", "google/gemma-4-31b-it", "in, for the purpose speech-to-text"),
        ("google/gemma-4-31b-it", None, "baai/bge-m3", "text out, as google/gemma-4-31b-it"),
        ("openai/gpt-5.4", None, "mistral/mistral-small-4", None),
        ("openai/gpt-5.4", "chat", "meta/llama-3.1-70b-instruct", None),
    ],
)
def test_a_move_to_a_model_that_does_another_job_is_refused(
    model: str, purpose: str | None, to: str, refused: str | None
) -> None:
    use = {"id": "u", "routes": [{"model": model, "access": "vendor-api"}], **({"purpose": purpose} if purpose else {})}
    manifest = {
        "format": "modelbylaws/manifest/v1", "service": "a", "owner": "o", "lifecycle": "production", "tier": "1",
        "regulation": ["none"], "data": ["none"], "uses": [use],
    }  # fmt: skip
    policy = (
        "format: modelbylaws/policy/v1\npolicy: p\nrules:\n"
        "  - {id: any, title: t, kind: require, of: all, each: route, level: soft, must: {model: {known: true}}}\n"
    )
    run = read({"model-manifest.json": json.dumps(manifest), "policies/p.yaml": policy}, as_of=date(2026, 11, 22))
    asked = [{"move": {"model": model, "to": {"model": to}}}]

    if refused is None:
        assert simulate(run, asked).steps[0].outcomes[0].effect == "moves"
        return
    with pytest.raises(Fault, match=refused) as caught:
        simulate(run, asked)
    assert "a/u/primary cannot move to" in str(caught.value)


def test_moving_all_of_meta_to_gemma_makes_google_the_new_concentration(capsys: pytest.CaptureFixture[str]) -> None:
    main(["simulate", *EXAMPLE, "--move", "lineage=meta,to=google/gemma-4-31b-it", "--output", "json"])

    assert _moved(capsys, "google") == ("3/17", "10/17")


def test_losing_the_top_vendor_makes_the_target_of_the_failover_break_its_own_cap(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["simulate", *EXAMPLE, "--lose", "lineage=meta", "--output", "json"])

    assert _moved(capsys, "google") == ("3/17", "7/17")


def _moved(capsys: pytest.CaptureFixture[str], key: str) -> tuple[str, str]:
    measures = json.loads(capsys.readouterr().out)["measures"]
    found = next(m for m in measures if m["rule"] == "vendor-concentration" and m["key"] == key)
    return found["before"]["lowest"], found["after"]["lowest"]


def test_a_flag_that_holds_a_line_break_moves_no_other_flag() -> None:
    flags = (("lose", "vendor=a\nb"), ("advance", "soon"))
    lines = as_file([event_of(*flag) for flag in flags]).decode().split("\n")
    line = next(number for number, text in enumerate(lines, 1) if '"soon"' in text)
    column = lines[line - 1].index('"soon"') + 1
    there = Location("command-line.json", Span(line, column, line, column + len('"soon"')))
    fault = Diagnostic("invalid", "no number of days", (there,))

    at = at_flag(fault, flags).primary

    assert (at.file, at.span) == ("command-line", Span(2, 11, 2, 15))
    assert text_of(flags).split("\n")[0] == r"--lose vendor=a\u{a}b"
