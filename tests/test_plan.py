"""``plan``: the cheapest way after which the rules hold, what is asked of it, and what is written of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from checker.condition.truth import Truth
from checker.formats.terminal import plain
from checker.judging.docket import open_docket
from checker.library import read
from checker.planning import Destination
from checker.planning.fit import Asking
from checker.planning.plan import make_plan
from checker.planning.plan_text import plan_other, plan_text
from checker.planning.planned import Planned
from checker.planning.pruning import needed
from checker.planning.question import PlanOptions, prepare
from tests.planned import DAY, STANDBY, cheapest, four_services, questions

ROOT = Path(__file__).parent.parent
BANK = ROOT / "examples" / "meridian-bank"
AS_OF = ("--as-of", str(DAY))
CONCENTRATION = ("vendor-concentration", "host-concentration", "gateway-concentration")


@cache
def for_the_bank(keep: tuple[str, ...] = (), max_moves: int | None = None) -> Planned:
    files = {path.relative_to(BANK).as_posix(): path.read_bytes() for path in BANK.rglob("*") if path.is_file()}
    asked = PlanOptions(rules=CONCENTRATION, keep=keep, max_moves=max_moves, catalog=0)
    return make_plan(read(files, as_of=DAY), asked)


def planned(files: Mapping[str, str], **asked: Any) -> Planned:  # noqa: ANN401 - of the options
    return make_plan(read(files, as_of=DAY), PlanOptions(rules=("cap",), catalog=0, **asked))


def test_the_bank_comes_under_its_caps_for_ten_person_days_and_the_engine_agrees() -> None:
    found = for_the_bank()

    assert (found.status, found.cost, found.bound, found.unestimated) == ("optimal", 10, 10, 0)
    assert found.exit_code == 0
    assert found.after is not None
    was, now = ({ruling.id: ruling for ruling in report.rulings} for report in (found.before, found.after))
    assert was["vendor-concentration"].verdict.broken
    assert not any(now[rule].verdict.broken for rule in CONCENTRATION)
    assert not [rule for rule, ruling in now.items() if ruling.verdict.broken and not was[rule].verdict.broken]
    assert "10 person-days; proven, no plan takes less (bound 10)" in plan_text(found, plain)


def test_to_keep_a_service_that_was_to_change_costs_more() -> None:
    assert "web-faq" in {move.service for move in for_the_bank().moves}

    kept = for_the_bank(keep=("web-faq",))

    assert kept.status == "optimal"
    assert kept.cost > for_the_bank().cost
    assert "web-faq" not in {move.service for move in kept.moves}


def test_what_cannot_hold_together_is_named_with_the_rule_s_line() -> None:
    found = for_the_bank(max_moves=1)

    assert (found.status, found.exit_code, found.smallest) == ("impossible", 1, True)
    assert {one.demand for one in found.conflicts} == {"vendor-concentration", "--max-moves"}
    place = next(one.location for one in found.conflicts if one.demand == "vendor-concentration")
    assert place is not None
    lines = (BANK / place.file).read_text(encoding="utf-8").splitlines()
    assert place.span is not None
    assert "id: vendor-concentration" in lines[place.span.line - 1]
    assert f"{place.file}:{place.span.line}" in plan_text(found, plain)


def test_a_move_goes_where_the_owner_lists_a_way_out() -> None:
    found = planned(four_services(STANDBY))

    (move,) = found.moves
    assert (found.status, found.cost) == ("optimal", 3)
    assert [(change.doing, change.declared.model) for change in move.changes] == [("move", STANDBY)]


@pytest.mark.parametrize(
    ("standby", "host"),
    [("anthropic/claude-2.1", "aws.bedrock"), ("baai/bge-m3", "self.munich"), ("acme/nobody-knows", "self.munich")],
    ids=["retired", "of another job", "unknown"],
)
def test_no_move_goes_to_what_is_retired_of_another_job_or_unknown_though_it_is_listed(standby: str, host: str) -> None:
    found = planned(four_services(standby, standby=standby, host=host))

    assert not any(change.declared.model == standby for move in found.moves for change in move.changes)
    assert found.status == "impossible"
    assert [one.demand for one in found.conflicts] == ["cap"]


def test_what_a_budget_or_an_unestimated_service_asks() -> None:
    files = four_services(STANDBY)
    for name in ("first", "second", "third"):
        path = f"services/{name}/model-manifest.json"
        whole = json.loads(files[path])
        del whole["exit"]["migration"]
        files[path] = json.dumps(whole)

    assert (planned(files).unestimated, planned(files).cost) == (1, 0)
    assert (planned(files, unknown_cost=7).unestimated, planned(files, unknown_cost=7).cost) == (0, 7)
    assert {one.demand for one in planned(files, budget=99).conflicts} == {"cap", "--budget"}


def test_a_horizon_that_is_over_opens_no_host_that_has_retired_a_model() -> None:
    run = read(four_services(STANDBY), as_of=DAY)
    assert run.fleet is not None
    asking = Asking(run.fleet, open_docket(run.policies, run.fleet.world), {}, dt.date(1999, 1, 1))
    route = run.fleet.services[0].uses[0].routes[0]

    found = asking.of_place(route, Destination("ai21/jamba-1.5-mini", "cloud-api", "gcp.vertex"))

    assert [check.truth for check in found if check.aspect == "retirement"] == [Truth.FALSE]


def test_names_are_escaped_in_every_format() -> None:
    found = planned(four_services(STANDBY))
    bad = "<script>alert(1)</script>|`x`\x1b[2J"
    (move,) = found.moves
    change = replace(move.changes[0], becomes=bad)
    hostile = replace(found, moves=(replace(move, service=bad, changes=(change,), breaks=(bad,)),), notes=(bad,))

    text = plan_text(hostile, plain)
    page, markdown = (plan_other(form, hostile, plain) for form in ("html", "markdown"))

    assert "\x1b" not in text + page + markdown
    assert "alert(1)" in page
    assert bad[:8] not in page + markdown
    assert "|`" not in markdown


@pytest.mark.parametrize("count", [5, pytest.param(500, marks=pytest.mark.slow)])
def test_against_all_choices_of_random_fleets(count: int) -> None:
    """The same cost as the cheapest of all choices, and no plan exactly where nothing passes."""
    impossible = changed = 0
    for seed, run, asked, ready in islice(questions(), count):
        best = cheapest(ready, asked)
        found = make_plan(run, asked)
        assert found.status == ("impossible" if best is None else "optimal"), seed
        if best is not None:
            assert (found.unestimated, found.cost) == best, seed
            changed += bool(found.moves)
        impossible += best is None
    assert impossible > count // 5
    assert changed > count // 20


def test_an_option_that_another_replaces_never_reaches_the_solver() -> None:
    """The rule caps vendors: of moves to one vendor the first is enough, and nothing is gained by a new gateway."""
    run = read(four_services(STANDBY), as_of=DAY)
    ready = prepare(run, PlanOptions(rules=("cap",), catalog=0))

    kept = needed(ready.choices, ready.demands, lambda index, option: ready.choices[index][option].days)

    vendors = [
        [ready.choices[i][o].service.uses[0].routes[0].model.split("/")[0] for o in row] for i, row in enumerate(kept)
    ]
    assert [len(options) for options in ready.choices] > [len(row) for row in kept]
    assert all(len(set(row)) == len(row) and options[0] == 0 for row, options in zip(vendors, kept, strict=True))
