"""Partial sums of a snapshot: the same verdicts as by all manifests, and ignored where they are not to be trusted."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.cli import main
from checker.engine.way import IN_ONE
from checker.kinds.parts.alike import Alike, alike_as_data, alike_from_data, heap, together, without
from checker.kinds.parts.shares import Parts, Stake
from checker.kinds.parts.sums import add_up
from checker.report import Report
from checker.review import check as judge
from checker.run.fleet_file import line_of, whole_digest
from checker.run.request import Request
from tests.many_repositories import FIRST, MISTRAL, OPENAI, SECOND, listed, manifest
from tests.repository import Capture, commit, git, write
from tests.small_fleet import TEAM_RULE

DAY = ("--as-of", "2026-11-22")
CONFIG = "format: modelbylaws/config/v1\n{}"
BESIDE = CONFIG.format("fleet: {snapshot: fleet.jsonl, repository: pay}\n")
USED = "of other repositories are counted by the sums in the snapshot"
MODELS = (OPENAI, MISTRAL, "meta/llama-4-scout", "google/gemma-4-31b-it", "nobody/knows-this")
POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: ai-risk@example.org
selections:
  critical: {tier: {at-most: 1}}
rules:
  - {id: vendor-cap, title: A, kind: max-share, of: all, by: vendor, max: 40%, level: soft, why: b}
  - {id: lineages, title: A, kind: max-share, of: critical, by: lineage, max: 70%, count: fractional, level: soft}
  - {id: tiers, title: A, kind: max-share, of: all, by: vendor, max: 45%, weight: tier, level: soft, why: b}
  - {id: spread, title: A, kind: min-effective, of: all, by: vendor, min: 2.1, level: soft, why: b}
  - {id: runs-on, title: A, kind: survive, of: all, losing: vendor, min: 55%, level: soft, why: b}
  - {id: some, title: A, kind: min-share, of: critical, each: route, must: {vendor.id: google}, min: 1%, level: soft}
"""
POLICY += TEAM_RULE


def fleet(folder: Path, dice: random.Random, others: int = 8) -> None:
    """The folders of other repositories and of ``pay``; the central one with policies; the snapshot of all of them."""
    names = [f"r{number:02}" for number in range(others)]
    for name in names:
        write(folder, f"{name}/{FIRST}", random_manifest(name, dice))
        if dice.random() < 0.4:
            write(folder, f"{name}/{SECOND}", random_manifest(f"{name}-two", dice))
    write(folder, f"pay/{FIRST}", random_manifest("pay-one", dice))
    write(folder, f"pay/{SECOND}", random_manifest("pay-two", dice))
    listed(folder, [f"name: {name}, folder: {name}" for name in (*names, "pay")])
    write(folder, "central/modelbylaws.yaml", CONFIG.format("fleet: {snapshot: fleet.jsonl}\n"))
    for place in ("central", "pay"):
        write(folder, f"{place}/policies/org.yaml", POLICY)
    write(folder, "pay/modelbylaws.yaml", BESIDE)


def random_manifest(service: str, dice: random.Random) -> str:
    text = manifest(service, dice.choice(MODELS)).replace("tier: 2", f"tier: {dice.randint(0, 3)}")
    return text.replace(f"team-{service}", "nobody") if dice.random() < 0.2 else text


def collect(folder: Path, capsys: Capture) -> str:
    """Collect, and put the snapshot beside the service, committed; what was said."""
    capsys.readouterr()
    assert (
        main(
            ["collect", "--from", str(folder / "repositories.yaml"), "--out", str(folder / "central/fleet.jsonl"), *DAY]
        )
        == 0
    )
    told = capsys.readouterr().out
    (folder / "pay/fleet.jsonl").write_bytes((folder / "central/fleet.jsonl").read_bytes())
    return told


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    """The repository of pay, with a snapshot that holds sums."""
    fleet(tmp_path, random.Random(7))  # noqa: S311 - to be drawn again
    collect(tmp_path, capsys)
    here = tmp_path / "pay"
    git(here, "init", "--quiet", "--initial-branch=main")
    commit(here)
    monkeypatch.chdir(here)
    return here


def check(capsys: Capture, *more: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["check", *DAY, *more])
    return code, capsys.readouterr().out


@pytest.mark.usefixtures("place")
def test_sums_stand_for_the_manifests_of_others(capsys: Capture) -> None:
    code, told = check(capsys)
    assert code == 0
    assert USED in told
    assert USED not in check(capsys, "--trust-partials", "no")[1]


def judged(here: Path, partials: Literal["yes", "no"]) -> Report:
    return judge(
        Request("modelbylaws.yaml", (), dt.date(2026, 11, 22), root=str(here), partials=partials), (), (), IN_ONE
    )


def said(report: Report) -> dict[str, Any]:
    """All that must not depend on how others were counted."""
    assert report.review is not None
    changes = report.review.changes
    assert changes is not None
    return {
        "code": report.exit_code,
        "services": report.services,
        "verdicts": {
            ruling.id: (ruling.verdict, len(ruling.selected), len(ruling.possible)) for ruling in report.rulings
        },
        "measures": {
            (r.id, m.key): (m.lowest, m.highest, m.limit, m.verdict) for r in report.rulings for m in r.measures
        },
        "findings": sorted((f.fingerprint, f.verdict, f.message, f.help, f.locations) for f in report.findings),
        "before and after": sorted(
            (
                c.rule,
                str(c.key),
                c.before and (c.before.lowest, c.before.highest),
                c.after and (c.after.lowest, c.after.highest),
            )
            for c in changes.measures
        ),
        "diagnostics": [fault.message for fault in report.diagnostics],
    }


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 30))])
def test_verdicts_are_those_of_all_manifests(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    dice = random.Random(seed)  # noqa: S311 - to be drawn again
    fleet(tmp_path, dice)
    collect(tmp_path, capsys)
    here = tmp_path / "pay"
    monkeypatch.chdir(here)
    used = 0
    for _ in range(6):
        by_sums, by_manifests = judged(here, "yes"), judged(here, "no")
        assert said(by_sums) == said(by_manifests)
        used += USED in "\n".join(map(str, by_sums.notes))
        write(here, FIRST, random_manifest("pay-one", dice))
        write(here, SECOND, random_manifest("pay-two", dice))
    assert used


def test_who_takes_a_vendor_over_the_limit_is_told_whose_services_count(place: Path, capsys: Capture) -> None:
    for path, service in ((FIRST, "pay-one"), (SECOND, "pay-two")):
        write(place, path, manifest(service, OPENAI))
    by_sums, by_manifests = check(capsys), check(capsys, "--trust-partials", "no")
    assert by_sums == by_manifests
    assert by_sums[0] == 1
    assert "]: openai carries" in by_sums[1]
    assert "//model-manifest.yaml:11:16" in by_sums[1]


def test_a_breach_of_ones_own_fails(place: Path, capsys: Capture) -> None:
    write(place, FIRST, (place / FIRST).read_text().replace("team-pay-one", "somebody"))
    code, told = check(capsys)
    assert code == 1
    assert "error[owned-by-a-team]: pay-one" in told
    assert USED in told


@pytest.mark.usefixtures("place")
def test_what_is_told_of_others_is_counted(capsys: Capture) -> None:
    told = check(capsys)[1]
    assert "already broken before this change, in " in told
    by_manifests = check(capsys, "--trust-partials", "no")[1]
    assert told.splitlines()[-1] == by_manifests.splitlines()[-1]
    assert counted(told) == counted(by_manifests)


def counted(told: str) -> str:
    """How many findings others had."""
    return next(line for line in told.splitlines() if "already broken" in line).rpartition(": ")[2]


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("policies/org.yaml", "max: 40%", "max: 39%", "another policies/org.yaml"),
        ("modelbylaws.yaml", "fleet:", "organization: {vendor: pay}\nfleet:", "another configuration"),
        ("modelbylaws.yaml", "fleet:", "inventory: [inventory.yaml]\nfleet:", "another inventory"),
        ("modelbylaws.yaml", "fleet:", "gateways: [envoy]\nfleet:", "another configuration"),
        ("catalog/own.yaml", "", "format: modelbylaws/catalog/v1\nmodels: []\n", "another catalogs"),
    ],
)
def test_sums_of_other_rules_are_not_used_and_that_is_said(
    place: Path, capsys: Capture, path: str, old: str, new: str, said: str
) -> None:
    write(place, "inventory.yaml", "format: modelbylaws/inventory/v1\nservices:\n  - {service: pay-one}\n")
    text = (place / path).read_text() if (place / path).exists() else ""
    write(place, path, text.replace(old, new, 1) if text else new)
    told = check(capsys)[1]
    assert f"its sums are not used, because they were made with {said}" in told
    assert told == check(capsys, "--trust-partials", "yes")[1]


@pytest.mark.usefixtures("place")
def test_sums_are_of_one_day(capsys: Capture) -> None:
    assert main(["check", "--as-of", "2026-11-23"]) == 0
    assert "its sums are not used, because they were made with another day" in capsys.readouterr().out


def lie(here: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the sums of the snapshot, with a digest that fits."""
    *body, sums, _ = (here / "fleet.jsonl").read_bytes().splitlines(keepends=True)
    data = json.loads(sums)
    change(data["partials"])
    body.append(line_of(data))
    seal = {"day": DAY[1], "records": len(body) - 2, "digest": whole_digest(b"".join(body), DAY[1])}
    (here / "fleet.jsonl").write_bytes(b"".join([*body, line_of(seal)]))


def weigh_less(partials: dict[str, Any]) -> None:
    """As if nearly nobody used what pay uses."""
    for policy in partials["policies"].values():
        for name, heaps in policy["questions"].items():
            if name != "owned-by-a-team":
                policy["questions"][name] = heaps[:1]


def test_a_snapshot_that_is_not_the_committed_one_is_judged_by_its_manifests(place: Path, capsys: Capture) -> None:
    lie(place, weigh_less)
    code, told = check(capsys)
    assert "its sums are not used, because it is neither signed nor what is committed here" in told
    assert (code, told) == check(capsys, "--trust-partials", "trusted")
    git(place, "rm", "--quiet", "--cached", "fleet.jsonl")
    git(place, "commit", "--quiet", "-m", "no snapshot")
    assert "nor what is committed here" in check(capsys)[1]


def drop_own(partials: dict[str, Any]) -> None:
    partials["services"].pop("pay")


def count_twice(partials: dict[str, Any]) -> None:
    partials["services"]["r00"] += ["pay-one"]


def blame_pay(partials: dict[str, Any]) -> None:
    next(iter(partials["policies"].values()))["questions"]["owned-by-a-team"].append(["pay", "fail", 7])


def select_nobody(partials: dict[str, Any]) -> None:
    next(iter(partials["policies"].values()))["selections"]["all"] = [[], []]


@pytest.mark.parametrize("change", [weigh_less, drop_own, count_twice, blame_pay, select_nobody])
def test_sums_that_are_not_those_of_the_manifests_are_ignored(
    place: Path, capsys: Capture, change: Callable[[dict[str, Any]], None]
) -> None:
    lie(place, change)
    code, told = check(capsys, "--trust-partials", "yes")
    honest = check(capsys, "--trust-partials", "no")
    assert "its sums are not used" in told
    assert code == honest[0]


BROKEN: list[Any] = [
    None,
    3,
    "x",
    [],
    {},
    [[1]],
    [[1, "1", True, {"a": "3"}]],
    [[1, "-1", True, {}]],
    [[0, "1", True, {}]],
]


@pytest.mark.slow
@pytest.mark.parametrize("value", BROKEN)
@pytest.mark.parametrize("key", ["made", "services", "declared", "policies", "foreign", "question"])
def test_damaged_sums_are_ignored(place: Path, capsys: Capture, key: str, value: object) -> None:
    def change(partials: dict[str, Any]) -> None:
        if key == "question":
            next(iter(partials["policies"].values()))["questions"]["vendor-cap"] = value
        else:
            partials[key] = value

    lie(place, change)
    code, told = check(capsys, "--trust-partials", "yes")
    assert (code == 0) == (check(capsys, "--trust-partials", "no")[0] == 0)
    if not (key in {"foreign", "declared"} and value in ([], {})):
        assert "its sums are not used" in told


def test_a_service_of_others_is_not_declared_twice(place: Path, capsys: Capture) -> None:
    write(place, "third/model-manifest.yaml", manifest("r03"))
    code, told = check(capsys)
    assert code == 2
    assert "error[duplicate-service]: service 'r03' has two manifests" in told
    assert "its sums are not used: another repository has a service of the same name" in told


def test_what_a_model_was_made_from_may_matter_to_others(place: Path, capsys: Capture) -> None:
    write(place, FIRST, manifest("pay-one", "pay/own").rstrip() + "\n        derived-from: [openai/gpt-5.4]\n")
    assert "its sums are not used: this change says anew what a model was made from" in check(capsys)[1]


def test_a_pull_request_is_judged_by_the_sums_of_its_base(place: Path, capsys: Capture) -> None:
    code, told = check(capsys, "--against", "HEAD")
    assert code == 0
    assert USED in told
    lie(place, weigh_less)
    commit(place)
    assert USED in check(capsys, "--against", "HEAD~1")[1]  # the snapshot that the change brings along does not count


@pytest.mark.parametrize("compared", [("--trust", "HEAD"), ("--baseline", "baseline.yaml")])
def test_where_others_are_not_forgiven_their_findings_are_told_one_by_one(
    place: Path, capsys: Capture, compared: tuple[str, str]
) -> None:
    for folder in ("central", "pay"):  # no limit over the fleet, for which all manifests are looked at anyway
        write(place.parent, f"{folder}/policies/org.yaml", POLICY.partition("  - {id")[0] + TEAM_RULE)
    collect(place.parent, capsys)
    commit(place)
    main(["baseline", "write", "baseline.yaml", *DAY, "--by", "ciso@example.org", "--reason", "as it was"])
    found = check(capsys, *compared)
    assert found == check(capsys, *compared, "--trust-partials", "no")
    assert "(elsewhere)" not in found[1]


@pytest.mark.usefixtures("place")
def test_a_machine_gets_all_names(capsys: Capture) -> None:
    code, told = check(capsys, "--output", "json")
    assert code == 0
    report = json.loads(told)
    assert not any("(elsewhere" in str(measure) for rule in report["rules"] for measure in rule["measures"])


def test_collecting_tells_why_there_are_no_sums(place: Path, capsys: Capture) -> None:
    folder = place.parent
    write(folder, "central/policies/org.yaml", POLICY.replace("kind: survive", "kind: survived"))
    told = collect(folder, capsys)
    assert "note: no partial sums in it, so a check in a service's repository looks at all of it: the config" in told
    (folder / "central/modelbylaws.yaml").unlink()
    assert "partial sums" not in collect(folder, capsys)
    assert b'{"partials":' not in (folder / "central/fleet.jsonl").read_bytes()


def test_the_same_manifests_give_the_same_bytes(place: Path, capsys: Capture) -> None:
    before = (place / "fleet.jsonl").read_bytes()
    collect(place.parent, capsys)
    assert (place / "fleet.jsonl").read_bytes() == before


PARTS = st.builds(
    Parts,
    st.dictionaries(st.sampled_from("abc"), st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3)]), max_size=2),
    st.sampled_from([Fraction(0), Fraction(1)]),
    st.frozensets(st.sampled_from("bcd"), max_size=2),
    stranded=st.sampled_from([None, None, "main"]),
)
SERVICES = st.lists(st.tuples(st.booleans(), st.sampled_from([None, 0, 1, 2]), PARTS), min_size=1, max_size=9)


def stakes(given: list[tuple[bool, int | None, Parts]]) -> list[Stake]:
    return [
        Stake(f"s{number}", certain, None if weight is None else Fraction(weight), parts)
        for number, (certain, weight, parts) in enumerate(given)
    ]


@given(SERVICES)
def test_shares_of_those_that_are_alike_are_those_of_all(given: list[tuple[bool, int | None, Parts]]) -> None:
    every = [piece for piece in stakes(given) if piece.weight is not None]
    if not any(piece.weight and piece.certain for piece in every):
        return
    one = add_up([alike.stake(number) for number, alike in enumerate(heap(every))])
    all_ = add_up(every)
    assert one.keys == all_.keys
    for key in all_.keys:
        assert one.interval(key) == all_.interval(key)


@given(SERVICES, SERVICES)
def test_what_is_taken_away_is_what_was_put_on(
    first: list[tuple[bool, int | None, Parts]], second: list[tuple[bool, int | None, Parts]]
) -> None:
    both = together([*heap(stakes(first)), *heap(stakes(second))])
    assert together(without(both, heap(stakes(second)))) == heap(stakes(first))
    assert [alike_from_data(json.loads(json.dumps(alike_as_data(one)))) for one in both] == [*both]


def test_more_than_there_is_cannot_be_taken_away() -> None:
    one = Alike(Parts({"a": Fraction(1)}), True, Fraction(2), 1)  # noqa: FBT003 - it is certain
    with pytest.raises(ValueError, match="more than there are"):
        without([one], [one, one])
    with pytest.raises(ValueError, match="not among them"):
        without([one], [Alike(Parts({"b": Fraction(1)}), True, Fraction(2), 1)])  # noqa: FBT003 - as above
