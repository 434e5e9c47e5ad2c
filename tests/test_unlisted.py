"""The block of models that no catalog knows: who is in it, where, and what waits for it."""

from __future__ import annotations

from collections.abc import Sequence

from checker.fleet import Fleet
from checker.judging import unlisted
from checker.report import Finding, Subject, Verdict
from checker.report.finding import Lead
from tests.fleets import catalog, fleet, service

KNOWN = catalog({"acme/apex-7": {}, "acme/apex-8": {}})


def _routes(*models: str) -> Fleet:
    return fleet(
        [service(f"s{n}", [{"model": model, "access": "vendor-api"}]) for n, model in enumerate(models)], KNOWN
    )


def note_unlisted(judged: Fleet, findings: Sequence[Finding]) -> tuple[Lead, ...]:
    used = unlisted.find_unlisted(judged.world, judged.services)
    return unlisted.note_unlisted(judged.world, used, findings)


def _finding(message: str, verdict: Verdict = Verdict.UNKNOWN, notes: Sequence[str] = ()) -> Finding:
    return Finding("rule", "Title", "soft", verdict, Subject("s0"), message, (), notes=tuple(notes))


def test_a_fleet_of_known_models_has_no_block() -> None:
    assert note_unlisted(_routes("acme/apex-7", "acme/unknown", "unknown"), []) == ()


def test_the_name_on_most_routes_comes_first_with_a_few_of_its_places() -> None:
    head, first, second = note_unlisted(_routes("b/one", *["a/two"] * 5), [])
    assert head == "2 model names are in no catalog (6 routes)"
    assert first.startswith("a/two: s1.json:1:")
    assert " and 2 more; add it to a catalog of yours" in first
    assert second.startswith("b/one: s0.json:1:")
    assert len(first.paths) == 3


def test_a_slip_is_told_with_the_model_that_was_meant() -> None:
    _, one = note_unlisted(_routes("acme/apexx-7"), [])
    assert one.endswith("; did you mean 'acme/apex-7'?")


def test_findings_wait_for_a_name_that_their_reason_or_their_facts_quote() -> None:
    findings = [
        _finding("s0: no catalog knows 'b/one'"),
        _finding("shares are open", notes=["s0: no catalog knows 'b/one'"]),
        _finding("s0: vendor must be known, but is unknown: no catalog knows 'b/one'", Verdict.FAIL),
        _finding("s0: no catalog knows 'b/one'", Verdict.WAIVED),
        _finding("s0: no catalog knows 'b/one-more'"),
        _finding("s0: version is not declared"),
    ]
    head, _ = note_unlisted(_routes("b/one"), findings)
    assert head == "1 model name is in no catalog (1 route); 3 findings wait for it"


def test_more_names_than_people_read_are_counted() -> None:
    *_, last = note_unlisted(_routes(*(f"b/model-{n}" for n in range(23))), [])
    assert last == "and 3 more names"
