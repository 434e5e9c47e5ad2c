"""Samples: anybody draws the same one again, each stratum in proportion, and nothing about a service is left out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.audit.sample import allot, draw, order_names
from checker.cli import main
from tests.bundles import AS_OF, EXAMPLE, PASSES, fleet, run

CONFIG = EXAMPLE / "modelbylaws.yaml"
NAMES = st.sets(st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True), min_size=1, max_size=60)
SIZES = st.dictionaries(st.text(max_size=3), st.integers(1, 400), min_size=1, max_size=12)


@cache
def sampled(*more: str) -> str:
    """What is said, which is drawn once: that the same is drawn again is a test of its own."""
    code, said = run("sample", "--config", CONFIG, "--as-of", AS_OF, *more)
    assert code == 0
    return said


@given(NAMES, st.text(max_size=8), st.integers(1, 80))
def test_the_order_is_that_of_the_digests_of_seed_and_name(names: set[str], seed: str, n: int) -> None:
    by_hand = sorted(names, key=lambda name: hashlib.sha256(seed.encode() + b"\0" + name.encode()).hexdigest())

    assert draw({"": names}, seed, n) == {"": by_hand[:n]}


@given(NAMES, st.text(max_size=8), st.data())
def test_a_larger_sample_holds_the_smaller_one(names: set[str], seed: str, data: st.DataObject) -> None:
    small = data.draw(st.integers(1, len(names)))

    assert draw({"": names}, seed, len(names))[""][:small] == draw({"": names}, seed, small)[""]


@given(NAMES, st.text(max_size=8))
def test_a_service_that_joins_moves_no_other(names: set[str], seed: str) -> None:
    before = order_names(names, seed)

    assert [name for name in order_names({*names, "new-one"}, seed) if name != "new-one" or name in names] == before


@given(SIZES, st.data())
def test_every_stratum_gives_its_share_at_least_one_at_most_all(sizes: dict[str, int], data: st.DataObject) -> None:
    total = sum(sizes.values())
    n = data.draw(st.integers(len(sizes), total + 5))

    given_ = allot(sizes, n)

    assert sum(given_.values()) == min(n, total)
    for stratum, count in given_.items():
        quota = Fraction(min(n, total) * sizes[stratum], total)
        assert 1 <= count <= sizes[stratum]
        assert count < quota + 1 or count == 1
    if all(n * size >= total for size in sizes.values()):  # nobody had to be given one
        assert all(abs(count - Fraction(n * sizes[s], total)) < 1 or n > total for s, count in given_.items())
    assert allot(dict(reversed(sizes.items())), n) == given_


def test_of_two_strata_the_larger_remainder_is_rounded_up() -> None:
    assert allot({"a": 50, "b": 31, "c": 19}, 10) == {"a": 5, "b": 3, "c": 2}
    assert allot({"a": 97, "b": 2, "c": 1}, 5) == {"a": 3, "b": 1, "c": 1}
    assert allot({"a": 1, "b": 1}, 2) == {"a": 1, "b": 1}


def test_fewer_than_the_strata_cannot_be_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--config", str(CONFIG), "--as-of", AS_OF, "--seed", "x"]

    assert main(["sample", *asked, "--n", "2", "--by", "tier"]) == 2
    assert "4 strata, and 2 to draw" in capsys.readouterr().err


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    first = sampled("--n", "5", "--seed", "2026Q4", "--output", "json")

    again = run("sample", "--config", CONFIG, "--as-of", AS_OF, "--n", "5", "--seed", "2026Q4", "--output", "json")
    assert again == (0, first)
    other = json.loads(sampled("--n", "5", "--seed", "2027Q1", "--output", "json"))
    assert [d["service"] for d in other["drawn"]] != [d["service"] for d in json.loads(first)["drawn"]]


def test_every_service_that_was_drawn_comes_with_every_rule_and_its_manifest() -> None:
    sample = json.loads(sampled("--n", "99", "--seed", "x", "--output", "json"))
    report = json.loads(run("check", "--config", CONFIG, "--as-of", AS_OF, "--output", "json")[1])
    rules = {rule["id"] for rule in report["rules"]}

    assert len(sample["drawn"]) == sample["population"]["services"] == 18
    for service in sample["drawn"]:
        manifest = (EXAMPLE / service["manifest"]["path"]).read_bytes()
        assert service["manifest"]["sha256"] == hashlib.sha256(manifest).hexdigest()
        assert {result["rule"] for result in service["results"]} == rules
        assert service["owner"]
        assert service["routes"]
        assert all({"model", "vendor", "lineage", "host"} <= route.keys() for route in service["routes"])
    told = {
        (result["rule"], result["subject"])
        for service in sample["drawn"]
        for result in service["results"]
        if result["verdict"] == "fail"
    }
    failed = {(f["rule"], "/".join(f["subject"].values())) for f in report["findings"] if f["verdict"] == "fail"}
    assert failed <= told
    waived = {r["waiver"] for service in sample["drawn"] for r in service["results"] if r["waiver"]}
    assert waived == {f["waiver"] for f in report["findings"] if f["waiver"]}


def test_the_digest_of_the_population_can_be_computed_by_hand() -> None:
    sample = json.loads(sampled("--n", "18", "--seed", "x", "--output", "json"))
    lines = sorted(f"{d['service']}\0{d['manifest']['sha256']}\n" for d in sample["drawn"])

    assert sample["population"]["sha256"] == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_strata_and_a_selection_narrow_the_population() -> None:
    sample = json.loads(
        sampled("--n", "6", "--seed", "2026Q4", "--by", "tier", "--of", "org-baseline:regulated", "--output", "json")
    )

    assert sample["selection"] == "org-baseline:regulated"
    assert sum(stratum["population"] for stratum in sample["strata"]) == sample["population"]["services"] < 18
    assert {d["stratum"] for d in sample["drawn"]} == {stratum["name"] for stratum in sample["strata"]}
    assert all(d["tier"] == d["stratum"] and d["lifecycle"] == "production" for d in sample["drawn"])


@pytest.mark.parametrize("by", ["tier", "regulation", "lifecycle", "owner"])
def test_every_service_is_in_exactly_one_stratum(by: str) -> None:
    sample = json.loads(sampled("--n", "18", "--seed", "x", "--by", by, "--output", "json"))

    for drawn_ in sample["drawn"]:
        value = drawn_[by]
        assert drawn_["stratum"] == (" ".join(sorted(value)) if isinstance(value, list) else value)
    assert sum(stratum["drawn"] for stratum in sample["strata"]) == 18


def test_the_table_has_a_row_for_every_result() -> None:
    rows = [*csv.DictReader(io.StringIO(sampled("--n", "3", "--seed", "2026Q4", "--output", "csv")))]
    data = json.loads(sampled("--n", "3", "--seed", "2026Q4", "--output", "json"))

    assert [(row["service"], row["rule"], row["verdict"]) for row in rows] == [
        (d["service"], result["rule"], result["verdict"]) for d in data["drawn"] for result in d["results"]
    ]


def test_a_service_that_may_be_selected_is_in_the_population_and_says_so(tmp_path: Path) -> None:
    policy = PASSES["policies/org.yaml"].replace("rules:", "selections: {online: {connectivity: online}}\nrules:")
    root = fleet(tmp_path, {**PASSES, "policies/org.yaml": policy})

    code, said = run("sample", "--config", root / "modelbylaws.yaml", "--n", "1", "--seed", "x", "--of", "online")

    assert code == 0
    assert "perhaps, and in it: claims" in said
    assert "claims (perhaps selected)" in said


def test_nobody_to_draw_ends_with_3(tmp_path: Path) -> None:
    policy = PASSES["policies/org.yaml"].replace("rules:", "selections: {old: {lifecycle: deprecated}}\nrules:")
    root = fleet(tmp_path, {**PASSES, "policies/org.yaml": policy})

    assert run("sample", "--config", root / "modelbylaws.yaml", "--n", "1", "--seed", "x", "--of", "old")[0] == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--of", "productoin"], "did you mean 'production'?"),
        (["--of", "nobody:production"], "no selection 'nobody:production'"),
    ],
)
def test_an_unknown_selection_is_refused(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "--config", str(CONFIG), "--n", "1", "--seed", "x", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_population_that_was_not_read_is_not_sampled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = fleet(tmp_path, {**PASSES, "x/model-manifest.yaml": "format: nothing\n"})

    assert main(["sample", "--config", str(root / "modelbylaws.yaml"), "--n", "1", "--seed", "x"]) == 2
    assert "no sample of a population that was not read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "bad", [["--n", "0"], ["--n", "-1"], ["--n", "x"], ["--n", "²"], ["--seed", ""], ["--seed", "\n"]]
)
def test_a_count_and_a_seed_are_what_they_should_be(bad: list[str]) -> None:
    asked = {"--n": "1", "--seed": "x", bad[0]: bad[1]}

    with pytest.raises(SystemExit) as stopped:
        main(["sample", *(part for pair in asked.items() for part in pair)])

    assert stopped.value.code == 2
