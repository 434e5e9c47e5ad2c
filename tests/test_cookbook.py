"""Each rule of the cookbook breaks with one fleet and passes with another; so do the two exceptions at its end."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

import modelbylaws
from checker.proof import test as prove
from checker.proof.trial import TestReport as Proof
from checker.run.request import Request
from tests.cookbook_page import COOKBOOK, ENDING, PARTS, RECIPES, ROOT, cookbook_page, question
from tests.test_references import head

NAMES = [path.stem for path in RECIPES]
MANIFEST = """
format: modelbylaws/manifest/v1
service: {service}
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses: [{{id: main, routes: [{{model: {model}, access: vendor-api}}]}}]
"""


@cache
def _proven() -> Proof:
    return prove(
        Request(root=str(ROOT), config=None, policies=(), as_of=dt.date(2026, 11, 22)), ("examples/cookbook",), []
    )


def test_there_are_many_recipes_and_each_is_in_a_part_of_the_page() -> None:
    parts = [path.read_text(encoding="utf-8").partition(":")[0].removeprefix("# ") for path in RECIPES]

    assert len(RECIPES) >= 30
    assert set(parts) == set(PARTS)
    assert len({question(path) for path in RECIPES}) == len(RECIPES)
    assert len(list(COOKBOOK.glob("*.yaml"))) == 2 * len(RECIPES) + 1  # and the contracts


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_breaks_with_one_fleet_and_passes_with_another(name: str) -> None:
    cases = [case for case in _proven().cases if case.location.file == f"examples/cookbook/{name}.tests.yaml"]

    assert [(case.name, case.held) for case in cases] == [("this fleet breaks it", True), ("this fleet passes", True)]


def test_every_rule_of_the_cookbook_is_proven() -> None:
    assert (_proven().exit_code, _proven().unproven, _proven().diagnostics) == (0, (), ())


def test_the_page_is_fresh(accept: bool) -> None:
    page = ROOT / "docs" / "cookbook.md"
    made = "\n".join(cookbook_page(head("cookbook.md")))
    if accept:
        page.write_text(made, encoding="utf-8")

    assert page.read_text(encoding="utf-8") == made


def _judge(files: Mapping[str, str], day: str) -> modelbylaws.Report:
    return modelbylaws.read(dict(files), as_of=dt.date.fromisoformat(day)).judge()


def _blocks(section: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", ENDING.partition(section)[2].partition("\n## ")[0], re.DOTALL)


@pytest.mark.parametrize(("day", "code"), [("2027-01-31", 0), ("2027-02-01", 1)])
def test_the_exception_ends_on_its_day(day: str, code: int) -> None:
    policy, waivers = _blocks("## An exception until a date")
    files = {
        "policies/p.yaml": policy,
        "policies/waivers.yaml": waivers,
        "a/model-manifest.yaml": MANIFEST.format(service="a", model="openai/gpt-5.4"),
    }

    report = _judge(files, day)

    assert (report.exit_code, report.diagnostics) == (code, ())


@pytest.mark.parametrize(("limit", "code"), [("", 1), ("50%", 0), ("70%", 2)])
def test_a_configuration_sets_a_limit_within_its_bounds(limit: str, code: int) -> None:
    policy, config = _blocks("## Another limit in one repository")
    files = {
        "policies/p.yaml": policy,
        "a/model-manifest.yaml": MANIFEST.format(service="a", model="openai/gpt-5.4"),
        "b/model-manifest.yaml": MANIFEST.format(service="b", model="mistral/mistral-large-3"),
    }
    if limit:
        files["modelbylaws.yaml"] = config.replace("50%", limit)

    assert _judge(files, "2026-11-22").exit_code == code


@pytest.mark.parametrize(
    ("parameters", "shares"),
    [
        ("by: lineage", {"openai": "3/4", "anthropic": "1/4", "meta": "1/4"}),
        ("by: lineage, count: fractional", {"openai": "7/10", "anthropic": "1/20", "meta": "1/4"}),
        ("by: vendor", {"openai": "3/4", "anthropic": "1/4", "acme": "1/4"}),
    ],
)
def test_the_shares_on_the_page_why_are_what_the_program_counts(parameters: str, shares: Mapping[str, str]) -> None:
    two = (
        "{id: a, role: primary, share: 80%, model: openai/gpt-5.4, access: vendor-api}, "
        "{id: b, role: secondary, share: 20%, model: anthropic/claude-opus-4-6"
    )
    own = "acme/tuned, derived-from: [meta/llama-3.1-8b-instruct]"
    both = MANIFEST.replace("{{model: {model}", "{model}").format(service="c", model=two)
    files = {
        "modelbylaws.yaml": "format: modelbylaws/config/v1\norganization: {vendor: acme, jurisdiction: DE}\n",
        "policies/p.yaml": "format: modelbylaws/policy/v1\npolicy: p\nrules:\n"
        f"  - {{id: r, title: t, kind: max-share, of: all, {parameters}, max: 99%, level: soft}}\n",
        "a/model-manifest.yaml": MANIFEST.format(service="a", model="openai/gpt-5.4"),
        "b/model-manifest.yaml": MANIFEST.format(service="b", model="openai/gpt-5.4-mini"),
        "c/model-manifest.yaml": both,
        "d/model-manifest.yaml": MANIFEST.format(service="d", model=own).replace("vendor-api", "self-hosted"),
    }

    ruling = _judge(files, "2026-11-22").rulings[0]

    assert {measure.key: str(measure.lowest.value) for measure in ruling.measures} == dict(shares)
    told = (Path(ROOT) / "docs" / "why.md").read_text(encoding="utf-8")
    assert "| `by: lineage` | 75% (3 of 4) | 25% (1 of 4) | 25% (1 of 4) |" in told
    assert "| `by: lineage`, `count: fractional` | 70% | 5% | 25% |" in told
