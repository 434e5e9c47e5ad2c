"""A run is what was read, once and for all; judging it needs no files."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from checker.resources import builtin
from checker.run.files import Memory, Sources
from checker.run.read import read, read_request
from checker.run.request import Asked, Request
from checker.run.run import Run, judge

EXAMPLE = Path(__file__).parent.parent / "examples" / "meridian-bank"
AS_OF = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def run() -> Run:
    return read_request(Request("modelbylaws.yaml", (), AS_OF, root=str(EXAMPLE)))


def test_policies_fleet_and_waivers_are_all_that_a_verdict_needs(run: Run) -> None:
    assert run.fleet is not None

    alone, whole = judge(run.policies, run.fleet, run.waivers), run.judge()

    assert (alone.rulings, alone.findings, alone.waivers) == (whole.rulings, whole.findings, whole.waivers)
    assert alone.exit_code == whole.exit_code


def test_without_waivers_it_is_another_run_and_the_first_stays_as_it_was(run: Run) -> None:
    before = run.judge()

    without = replace(run, waivers=()).judge()

    assert before.waivers
    assert not without.waivers
    assert run.judge() == before


@pytest.mark.parametrize("name", ["fleet", "policies", "waivers", "inputs", "faults"])
def test_nothing_of_a_run_can_be_set(run: Run, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(run, name, None)


@pytest.mark.parametrize(
    ("held", "config", "why"),
    [
        ({}, None, "no manifest found"),
        ({}, "modelbylaws.yaml", "the configuration or a catalog has faults"),
        (
            {"modelbylaws.yaml": b"format: modelbylaws/config/v1\nmanifest: x\n"},
            "modelbylaws.yaml",
            "the configuration",
        ),
        ({"catalog/own.yaml": b"models: ["}, None, "the configuration or a catalog has faults"),
        ({"model-manifest.yaml": b"service: ["}, None, "no policy could be read"),
    ],
)
def test_what_cannot_be_judged_is_never_a_pass(held: dict[str, bytes], config: str | None, why: str) -> None:
    files = Memory(held)

    report = read(Sources(files, files, builtin()), Asked(config, (), AS_OF)).judge()

    assert report.nothing.startswith(why)
    assert report.exit_code in {2, 3}
