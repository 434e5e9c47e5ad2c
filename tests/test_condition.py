"""Conditions: Kleene logic, operators over known, unknown and open values, and the attribute table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.condition.attribute import Attribute, Depth
from checker.condition.compile import compile_condition
from checker.condition.truth import Datum, Known, Members, Truth, Unknown, Value, every, some
from checker.fleet.attributes import TABLE
from checker.shape.marks import RejectedError
from checker.source import Plain

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
AS_OF = dt.date(2026, 11, 22)
GAP = Unknown("nobody knows")
UNSEEN = Unknown("nobody could look", unseen=True)


@dataclass(frozen=True)
class Values:
    """A reader over fixed values."""

    values: Mapping[str, Value]
    as_of: dt.date = AS_OF

    def read(self, attribute: Attribute) -> Value:
        return self.values[attribute.name]


def judge(raw: Plain, depth: Depth = "route", **values: Value) -> Truth:
    read = {name.replace("_", "-").replace("--", "."): value for name, value in values.items()}
    return compile_condition(raw, depth, TABLE).judge(Values(read)).truth


@pytest.mark.parametrize(
    ("values", "all_hold", "one_holds"),
    [
        ([T, T], T, T),
        ([T, F], F, T),
        ([T, U], U, T),
        ([F, U], F, U),
        ([U, U], U, U),
        ([F, F], F, F),
        ([], T, F),
    ],
)
def test_kleene_logic(values: list[Truth], all_hold: Truth, one_holds: Truth) -> None:
    assert (every(values), some(values)) == (all_hold, one_holds)
    assert [~T, ~F, ~U] == [F, T, U]


@pytest.mark.parametrize(
    ("raw", "value", "truth"),
    [
        ({"tier": "1"}, Known(Fraction(1)), T),
        ({"tier": ["0", "1"]}, Known(Fraction(1)), T),
        ({"tier": ["0", "2"]}, Known(Fraction(1)), F),
        ({"tier": {"not-in": ["0"]}}, Known(Fraction(1)), T),
        ({"tier": {"at-least": "1"}}, Known(Fraction(1)), T),
        ({"tier": {"at-most": "0"}}, Known(Fraction(1)), F),
        ({"tier": {"at-least": "1", "at-most": "2"}}, Known(Fraction(3)), F),
        ({"tier": "1"}, GAP, U),
        ({"tier": {"known": "true"}}, GAP, F),
        ({"tier": {"known": "false"}}, GAP, T),
        ({"tier": {"known": "true"}}, UNSEEN, U),
        ({"tier": {"known": "false"}}, UNSEEN, U),
        ({"not": {"tier": "1"}}, GAP, U),
        ({"not": {"tier": "1"}}, Known(Fraction(1)), F),
    ],
)
def test_operators_on_numbers(raw: Plain, value: Value, truth: Truth) -> None:
    assert judge(raw, tier=value) is truth


@pytest.mark.parametrize(
    ("expected", "day", "truth"),
    [
        ({"within": "180d"}, "2026-11-22", T),
        ({"within": "180d"}, "2026-05-26", T),
        ({"within": "180d"}, "2026-05-25", F),
        ({"within": "180d"}, "2026-11-23", F),
        ({"ahead": "90d"}, "2027-02-20", T),
        ({"ahead": "90d"}, "2027-02-19", F),
        ({"at-most": "2026-11-22"}, "2026-11-22", T),
        ({"at-least": "2026-11-23"}, "2026-11-22", F),
    ],
)
def test_dates_are_compared_with_the_as_of_date(expected: dict[str, Plain], day: str, truth: Truth) -> None:
    assert judge({"contract.end": expected}, contract__end=Known(dt.date.fromisoformat(day))) is truth


def members(*values: str, gap: Unknown | None = None) -> Members:
    return Members(frozenset[Datum](values), gap)


@pytest.mark.parametrize(
    ("operator", "have", "truth"),
    [
        ("any-of", members("dora", "sox"), T),
        ("any-of", members("sox"), F),
        ("any-of", members("sox", gap=GAP), U),
        ("any-of", members("dora", gap=GAP), T),
        ("all-of", members("dora", "gdpr", "sox"), T),
        ("all-of", members("dora"), F),
        ("all-of", members("dora", gap=GAP), U),
        ("none-of", members("sox"), T),
        ("none-of", members("dora"), F),
        ("none-of", members("sox", gap=GAP), U),
        ("none-of", members("dora", gap=GAP), F),
        ("only", members("dora"), T),
        ("only", members(), T),
        ("only", members("dora", "sox"), F),
        ("only", members("dora", gap=GAP), U),
        ("only", members("sox", gap=GAP), F),
    ],
)
def test_operators_on_sets(operator: str, have: Members, truth: Truth) -> None:
    assert judge({"regulation": {operator: ["dora", "gdpr"]}}, regulation=have) is truth


def test_known_asks_whether_a_set_is_closed() -> None:
    raw: Plain = {"regulation": {"known": "true"}}

    assert [judge(raw, regulation=members("sox", gap=gap)) for gap in (None, GAP)] == [T, F]


def test_an_absent_label_equals_nothing() -> None:
    absent = Known(None)

    asked: list[dict[str, Plain]] = [
        {"labels.x": "a"},
        {"labels.x": {"not-in": ["a"]}},
        {"labels.x": {"matches": "*"}},
        {"labels.x": {"known": "true"}},
        {"not": {"labels.x": "a"}},
    ]

    assert [judge(raw, labels__x=absent) for raw in asked] == [F, T, F, F, T]


def test_a_glob_is_case_sensitive_and_whole() -> None:
    assert judge({"owner": {"matches": "team-*"}}, owner=Known("team-a")) is T
    assert judge({"owner": {"matches": "team"}}, owner=Known("team-a")) is F
    assert judge({"owner": {"matches": "TEAM-*"}}, owner=Known("team-a")) is F


def test_the_deciding_readings_are_those_that_made_the_outcome() -> None:
    raw: Plain = {"tier": "1", "required": "true", "any": [{"role": "primary"}, {"role": "shadow"}]}
    condition = compile_condition(raw, "route", TABLE)
    values = Values({"tier": Known(Fraction(2)), "required": GAP, "role": Known("primary")})

    outcome = condition.judge(values)

    assert outcome.truth is F
    assert [reading.attribute.name for reading in outcome.deciding] == ["tier"]


@given(st.lists(st.sampled_from(["dora", "gdpr", "sox"])), st.lists(st.sampled_from(["dora", "gdpr", "sox"])))
def test_an_open_set_is_judged_as_all_its_completions_agree(certain: list[str], asked: list[str]) -> None:
    everything = ["dora", "gdpr", "sox", "itar"]
    completions = [
        members(*certain, *(e for e, taken in zip(everything, picks, strict=True) if taken))
        for picks in product([False, True], repeat=len(everything))
    ]
    for operator in ("any-of", "all-of", "none-of", "only"):
        raw: Plain = {"regulation": {operator: [*asked, "pci-dss"]}}
        truths = {judge(raw, regulation=completion) for completion in completions}
        truths |= {judge(raw, regulation=members(*certain, *asked, "pci-dss"))}

        found = judge(raw, regulation=members(*certain, gap=GAP))

        assert found is (truths.pop() if len(truths) == 1 else U)


@pytest.mark.parametrize(
    ("raw", "depth", "message"),
    [
        ({}, "route", "expected a mapping of attributes to expectations"),
        ("tier", "route", "expected a mapping of attributes to expectations"),
        ({"teir": "1"}, "route", "unknown attribute 'teir'"),
        ({"labels.": "1"}, "route", "unknown attribute 'labels.'"),
        ({"regulation": "dora"}, "service", "regulation is a set"),
        ({"regulation": ["dora"]}, "service", "regulation is a set"),
        ({"host": "self"}, "service", "host is a set when it is read from a service"),
        ({"role": "primary"}, "use", "role is a set when it is read from a use"),
        ({"regulation": {"any-of": "dora"}}, "service", "any-of needs a list"),
        ({"regulation": {"any-of": []}}, "service", "the list is empty"),
        ({"regulation": {"any-of": ["hippa"]}}, "service", "'hippa' is not allowed here"),
        ({"regulation": {"within": "3d"}}, "service", "operator 'within' does not fit regulation, which is a set"),
        ({"tier": "4"}, "service", "'4' is not allowed here"),
        ({"tier": {}}, "service", "an expectation is missing here"),
        ({"tier": {"at-least": "many"}}, "service", "'many' is not a number such as 1200 or 0.5"),
        ({"reviewed": {"within": "180"}}, "service", "'180' is not a number of days; write it as 180d"),
        ({"reviewed": "soon"}, "service", "'soon' is not a date; write it as 2026-11-22"),
        ({"pinned": "yes"}, "route", "'yes' is neither true nor false"),
        ({"any": {"tier": "1"}}, "route", "any needs a list of conditions"),
        ({"all": []}, "route", "all needs a list of conditions"),
        ({"not": []}, "route", "expected a mapping of attributes to expectations"),
    ],
)
def test_a_fault_in_a_condition_is_found_when_it_is_read(raw: Plain, depth: Depth, message: str) -> None:
    with pytest.raises(RejectedError) as caught:
        compile_condition(raw, depth, TABLE)

    assert [fault.message for fault in caught.value.faults] == [message]


def test_an_organizations_own_regulation_needs_no_list() -> None:
    assert judge({"regulation": {"any-of": ["x-bafin"]}}, regulation=members("x-bafin")) is T


def test_labels_are_attributes_and_nothing_else_is() -> None:
    assert TABLE.find("labels.cost-center") is not None
    assert TABLE.find("model") is not None
    assert TABLE.find("models") is None
