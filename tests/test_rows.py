"""What there may be one more of has one row, and nothing lists the rows a second time."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import get_args

import pytest

from checker import kinds
from checker.audit.html.glance import SYMBOLS
from checker.condition.attribute import DEPTHS
from checker.condition.operators import OPERATORS
from checker.condition.truth import Known, Members, Unknown
from checker.files.facts import FACTS, Facts
from checker.fleet.attributes import ATTRIBUTES
from checker.fleet.keys import DIMENSIONS
from checker.fleet.reading import OfRoute, OfService, OfUse
from checker.fleet.view import View
from checker.formats import PROOF_FORMATS, ROWS, render
from checker.formats.gitlab import SEVERITIES
from checker.formats.sarif_results import SARIF_LEVELS
from checker.formats.terminal import plain
from checker.kinds import KINDS
from checker.kinds.kind import Kind
from checker.proof.told import _WRITERS
from checker.vocabulary import LEVELS, Dimension, Level, Stage, Weights, hardness
from tests.fleets import catalog, fact, fleet, service
from tests.reports import a_report
from tests.test_doubt import ROWS as DOUBTED

ROOT = Path(__file__).parent.parent
MANY = 3
"""From so many names on, a literal repeats a table."""

NAMES: Mapping[str, Collection[str]] = {
    "operators": OPERATORS,
    "facts": {*FACTS, *Facts.model_fields},
    "attributes": ATTRIBUTES,
    "formats": ROWS,
    "levels": LEVELS,
}
TABLES = {
    "operators": {"checker/condition/operators.py"},
    "facts": {"checker/files/facts.py"},
    "attributes": {"checker/fleet/attributes.py"},
    "formats": {"checker/formats/__init__.py"},
    "levels": {"checker/vocabulary.py"},
}
OTHERS: Mapping[str, Mapping[str, str]] = {
    "facts": dict.fromkeys(
        ("checker/browse/list_short.py", "checker/browse/list_text.py"), "the columns of catalog list"
    ),
    "attributes": {
        "checker/audit/dora/arrangement.py": "columns of a table",
        "checker/audit/work_paper.py": "columns of a table",
        "checker/audit/sampled.py": "what a sample is grouped by",
        "checker/audit/tables.py": "columns of a table",
        "checker/cli/verbs/sample.py": "what a sample is grouped by",
        "checker/condition/attribute.py": "depths, and kinds of names",
        "checker/drafting/moved.py": "what is known of one model at one host only",
        "checker/files/waivers.py": "what a waiver may be about",
        "checker/fleet/keys.py": "dimensions",
        "checker/formats/csv_report.py": "columns of a table",
        "checker/judging/names.py": "kinds of names",
        "checker/kinds/parts/weights.py": "weights of a share",
        "checker/meanings.py": "keys whose words are explained one by one",
        "checker/planning/alternatives_text.py": "columns of a table",
        "checker/planning/destinations.py": "keys of a route that a move changes",
        "checker/planning/options.py": "keys of a route that a fallback sets",
        "checker/planning/plan_files.py": "keys of a route that a move changes, and of an event",
        "checker/proof/reading.py": "what stands in for what a partial manifest omits",
        "checker/report/finding.py": "parts of a subject",
        "checker/review/baseline.py": "parts of a subject",
        "checker/site/services.py": "columns of a table, and what it may be filtered by",
        "checker/vocabulary.py": "dimensions",
        "checker/whatif/effects.py": "keys of a route that an event changes",
        "checker/whatif/ranking.py": "dimensions",
    },
    "formats": {
        "checker/cli/verbs/catalog_alternatives.py": "formats of a list of models",
        "checker/cli/verbs/catalog_list.py": "formats of a list of models",
        "checker/cli/verbs/controls.py": "formats of a list of controls",
        "checker/cli/verbs/history_show.py": "formats of a history",
        "checker/cli/verbs/plan.py": "formats of a plan",
        "checker/cli/verbs/sample.py": "formats of a sample",
        "checker/proof/told.py": "writers of a run of policy tests, which are all there (below)",
    },
    "levels": {
        "checker/audit/exports.py": "priorities of issues",
        "checker/audit/html/glance.py": "a symbol for each, which are all there (below)",
        "checker/formats/gitlab.py": "a word of GitLab's for each, which are all there (below)",
        "checker/formats/sarif_results.py": "a word of SARIF's for each, which are all there (below)",
    },
}
"""Literals that hold such names and are no list of rows: by file, and why."""


def literals(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """The words of every literal collection, and of every closed list of a type, which is a tuple here."""
    for node in ast.walk(tree):
        parts: list[ast.expr | None] = []
        match node:
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                parts = [*elements]
            case ast.Dict(keys=keys):
                parts = keys
            case _:
                continue
        words = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
        yield node.lineno, words


@cache
def written() -> Sequence[tuple[str, int, set[str]]]:
    """The literals of all sources: file, line and words."""
    return [
        (path.relative_to(ROOT).as_posix(), line, words)
        for path in sorted((ROOT / "checker").rglob("*.py"))
        for line, words in literals(ast.parse(path.read_text(encoding="utf-8")))
        if len(words) >= MANY
    ]


def repeated(table: str) -> Iterator[tuple[str, int, list[str]]]:
    names = set(NAMES[table])
    for file, line, words in written():
        if len(words & names) >= MANY and file not in TABLES[table]:
            yield file, line, sorted(words & names)


@pytest.mark.parametrize("table", NAMES)
def test_nothing_lists_the_rows_a_second_time(table: str) -> None:
    excused = OTHERS.get(table, {})
    found = list(repeated(table))

    assert [entry for entry in found if entry[0] not in excused] == []
    assert excused.keys() == {file for file, *_ in found if file in excused}, "an exception that is none any more"


def test_every_operator_can_be_written_and_names_only_others_that_there_are() -> None:
    for name, operator in OPERATORS.items():
        sets = (True, False)
        fitting = [row for row in ATTRIBUTES.values() for is_set in sets if operator.fits(row, is_set=is_set)]
        assert bool(fitting) is not operator.operand.bare, name
        assert {*operator.clashes, operator.opposite} - {""} <= OPERATORS.keys()
        assert operator.phrase.format(be="", have="", asked="this") != operator.phrase


def test_every_attribute_is_read_from_its_depth() -> None:
    made = fleet([service("a", [{"model": "acme/one", "access": "self-hosted"}])], catalog({"acme/one": {}}))
    use = made.services[0].uses[0]
    classes = {"service": OfService, "use": OfUse, "route": OfRoute}

    assert classes.keys() == set(DEPTHS)
    for name, row in ATTRIBUTES.items():
        assert (row.name, type(row)) == (name, classes[row.depth])
        value = View(made.world, made.services[0], use, use.routes[0]).read(row)
        assert isinstance(value, Known | Unknown | Members)


READ = "2026-01-01"
VALUES: Mapping[str, object] = {
    "weights": "public", "derived-from": [], "license": "MIT", "conditions": {}, "access": ["self-hosted"],
    "stage": "active", "released": "2025-01-01", "modalities": {"input": ["text"], "output": ["text"]},
    "purposes": ["chat"],
}  # fmt: skip


def test_every_fact_has_a_value_here_and_a_doubt() -> None:
    assert tuple(VALUES) == tuple(FACTS)
    assert {row.fact for row in DOUBTED} >= {name for name, row in FACTS.items() if row.judged}


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_that_is_judged_counts_as_read(name: str) -> None:
    (claim,) = fact(VALUES[name])
    claim["sources"] = [{"what": "a test", "where": "here", "class": "vendor", "read": READ}]
    routes = [{"model": "acme/one", "access": "self-hosted"}]
    made = fleet([service("a", routes)], catalog({"acme/one": {name: [claim]}}))
    use = made.services[0].uses[0]

    found = View(made.world, made.services[0], use, use.routes[0]).read(ATTRIBUTES["model.read"])

    assert isinstance(found, Known) is FACTS[name].judged
    assert not isinstance(found, Known) or found.value == dt.date.fromisoformat(READ)


def test_every_dimension_has_its_row() -> None:
    assert tuple(DIMENSIONS) == get_args(Dimension)


def test_all_facts_of_a_model_are_asked_for_at_once() -> None:
    world = fleet([], catalog({"acme/one": {}})).world

    assert [row.name for row, _ in world.answers(world.catalog.models["acme/one"], "reported")] == list(FACTS)


def test_an_order_of_a_fact_holds_all_its_values_the_most_restrictive_first() -> None:
    assert (FACTS["weights"].order, FACTS["stage"].order) == (get_args(Weights), get_args(Stage))


@pytest.mark.parametrize("name", ROWS)
def test_every_format_is_written_by_its_function(name: str) -> None:
    assert render(name, a_report(), plain, quiet=False)


def test_every_format_of_policy_tests_has_its_writer() -> None:
    assert set(_WRITERS) == set(PROOF_FORMATS)


def test_levels_have_an_order_and_a_word_in_every_format() -> None:
    assert get_args(Level) == LEVELS
    assert sorted(LEVELS, key=hardness) == ["advisory", "soft", "hard"]
    assert set(SARIF_LEVELS) == set(SEVERITIES) == set(SYMBOLS) == set(LEVELS)


def test_every_kind_is_in_the_table_and_has_cases() -> None:
    modules = [import_module(f"checker.kinds.{found.name}") for found in iter_modules(kinds.__path__)]
    classes = [value for module in modules for value in vars(module).values() if inspect.isclass(value)]
    made = {one for one in classes if issubclass(one, Kind) and not inspect.isabstract(one)}

    assert made == set(KINDS.values())
    assert [get_args(kind.model_fields["kind"].annotation) for kind in KINDS.values()] == [(name,) for name in KINDS]
    cases = ROOT / "tests" / "cases"
    policies = [path.read_bytes() for path in cases.rglob("*.yaml") if path.is_file()]
    assert [name for name in KINDS if not any(f"kind: {name}".encode() in text for text in policies)] == []
