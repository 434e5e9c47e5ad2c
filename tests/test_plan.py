"""``plan``: the cheapest way after which the rules hold, what is asked of it, and what is written of it."""

from __future__ import annotations

import builtins
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from checker.cli import main
from checker.formats.terminal import plain
from checker.library import read
from checker.planning.plan import make_plan
from checker.planning.plan_text import plan_other, plan_text
from checker.planning.planned import Planned
from checker.planning.pruning import needed
from checker.planning.question import PlanOptions, prepare
from tests.planned import cheapest, questions

ROOT = Path(__file__).parent.parent
BANK = ROOT / "examples" / "meridian-bank"
DAY = dt.date(2026, 11, 22)
AS_OF = ("--as-of", str(DAY))
CONCENTRATION = ("vendor-concentration", "host-concentration", "gateway-concentration")
CAP = {"id": "cap", "title": "t", "kind": "max-share", "of": "all", "by": "vendor", "max": "60%", "level": "hard"}
POLICY = {"format": "modelbylaws/policy/v1", "policy": "p", "version": "1", "owner": "o", "rules": [CAP]}
CONFIG = "{format: modelbylaws/config/v1, organization: {name: Acme, vendor: acme-bank, jurisdiction: DE}}\n"
STANDBY = "mistral/mistral-small-4"


@cache
def for_the_bank(keep: tuple[str, ...] = (), max_moves: int | None = None) -> Planned:
    files = {path.relative_to(BANK).as_posix(): path.read_bytes() for path in BANK.rglob("*") if path.is_file()}
    asked = PlanOptions(rules=CONCENTRATION, keep=keep, max_moves=max_moves, catalog=0)
    return make_plan(read(files, as_of=DAY), asked)


def manifest(name: str, model: str, host: str, *ways: str) -> dict[str, object]:
    route = {"model": model, "access": "self-hosted" if host.startswith("self") else "cloud-api", "host": host}
    use = {"id": "main", "purpose": "chat", "routes": [{**route, "jurisdictions": ["DE"], "gateway": "direct"}]}
    listed = [{"model": way, "assessed": "2026-10-01"} for way in ways]
    return {
        "format": "modelbylaws/manifest/v1", "service": name, "owner": "o", "lifecycle": "production", "tier": "2",
        "regulation": ["none"], "data": ["none"], "uses": [use],
        "exit": {"migration": {"person-days": "3"}, **({"alternatives": listed} if listed else {})},
    }  # fmt: skip


def four_services(*ways: str, standby: str = STANDBY, host: str = "self.munich") -> dict[str, str]:
    """Three of one vendor, which is too many; the first lists ways out. The fourth runs what they may go to."""
    manifests = {
        "first": manifest("first", "openai/gpt-5.4", "azure.foundry", *ways),
        "second": manifest("second", "openai/gpt-5.4", "azure.foundry"),
        "third": manifest("third", "openai/gpt-5.4", "azure.foundry"),
        "fourth": manifest("fourth", standby, host),
    }
    files = {f"services/{name}/model-manifest.json": json.dumps(whole) for name, whole in manifests.items()}
    return {**files, "policies/p.yaml": json.dumps(POLICY), "modelbylaws.yaml": CONFIG}


def planned(files: Mapping[str, str], **asked: Any) -> Planned:  # noqa: ANN401 - of the options
    return make_plan(read(files, as_of=DAY), PlanOptions(rules=("cap",), catalog=0, **asked))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    there = tmp_path / "fleet"
    for name, text in four_services(STANDBY).items():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(there)
    return there


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


@pytest.mark.usefixtures("folder")
def test_without_the_solver_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:  # noqa: ANN401 - as the one that it replaces
        if name.startswith("ortools"):
            raise ImportError(name)
        return known(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)

    assert main(["plan", *AS_OF]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["modelbylaws: plan needs OR-Tools: pip install 'modelbylaws[plan]'"]


def test_what_is_written_is_read_by_check_and_by_simulate(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *AS_OF]) == 1
    assert main(["plan", "--events", "plan.json", "--manifests", "../made", *AS_OF]) == 0
    capsys.readouterr()

    main(["simulate", "--events", "plan.json", *AS_OF])
    told = capsys.readouterr().out
    assert f"openai/gpt-5.4 at azure.foundry -> {STANDBY} at self.munich" in told
    assert "real run: exit 1, simulated run: exit 0" in told

    made = [path for path in (folder.parent / "made").rglob("*") if path.is_file()]
    assert [path.name for path in made] == ["model-manifest.json"]
    for path in made:
        path.replace(folder / path.relative_to(folder.parent / "made"))
    assert main(["check", *AS_OF]) == 0


@pytest.mark.usefixtures("folder")
def test_json_obeys_its_schema_and_a_wrong_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    import jsonschema

    assert main(["plan", "--output", "json", *AS_OF]) == 0
    whole = json.loads(capsys.readouterr().out)
    schema = json.loads((ROOT / "schemas" / "plan.schema.json").read_text(encoding="utf-8"))
    assert not list(jsonschema.Draft7Validator(schema).iter_errors(whole))
    assert (whole["status"], whole["person_days"]) == ("optimal", 3)

    for flag, name in (("--rules", "cup"), ("--keep", "frist"), ("--keep", "vendor=nobody")):
        assert main(["plan", flag, name, *AS_OF]) == 2
        assert name in capsys.readouterr().err


def test_a_plan_that_leaves_rules_aside_ends_with_1_and_names_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    banned = {"id": "no-contract", "title": "t", "kind": "require", "of": "all", "each": "service", "level": "soft"}
    rules = [CAP, {**banned, "must": {"exit.plan": {"known": "true"}}}]
    (folder / "policies" / "p.yaml").write_text(json.dumps({**POLICY, "rules": rules}), encoding="utf-8")

    assert main(["plan", *AS_OF]) == 1

    told = capsys.readouterr().out
    assert told.startswith("optimal: 1 service to change, 3 person-days")
    assert "left aside, because no move mends them for every service: no-contract" in told
    assert main(["plan", "--rules", "cap", *AS_OF]) == 0


@pytest.mark.parametrize("into", [".", "made", "../fleet/made", "policies/p.yaml"])
@pytest.mark.usefixtures("folder")
def test_manifests_are_not_written_into_the_fleet_that_is_checked(
    into: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--manifests", into, *AS_OF]) == 2

    assert "lies in the folder that is checked" in capsys.readouterr().err
    assert not Path("made").exists()


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


@pytest.mark.parametrize("count", [15, pytest.param(500, marks=pytest.mark.slow)])
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
