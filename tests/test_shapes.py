"""How files become shapes: every annotation has a reader, all faults are told in order, and what was read stays so."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from typing import Literal

import pytest

from checker.bundle.run_file import RunFile
from checker.files.catalog import Model
from checker.files.config import Config
from checker.files.facts import Claim, Source
from checker.kinds import KINDS
from checker.observed.scanned import ObservationsFile
from checker.policy import Header
from checker.schema import FOR_PEOPLE, schema
from checker.shape import Shape, faults_of
from checker.shape.marks import Field, ValidationError, ValidationInfo, field_validator, model_validator
from checker.shape.readers import reader_of
from checker.shape.scalars import Day, Identifier, Whole
from checker.shape.written import as_file

SOURCE = {"what": "a page", "where": "https://example.org", "class": "vendor", "read": "2026-01-02"}
CLAIM = {"value": ["acme/base"], "from": "2026-01-01", "status": "confirmed", "sources": [SOURCE]}
MODEL = {"id": "acme/tuned", "vendor": "acme", "facts": {"derived-from": [CLAIM]}}


class Part(Shape):
    id: Identifier
    size: Whole = 1


class Thing(Shape):
    name: Identifier
    word: Literal["a", "b"] = "a"
    parts: tuple[Part, ...] = ()
    by_name: dict[Identifier, Whole] = Field(default_factory=dict)
    since: Day | None = None
    above: Whole = 0

    @field_validator("above")
    @classmethod
    def _knows_what_is_above(cls, above: int, info: ValidationInfo) -> int:
        if above and info.data.get("since") is None:
            raise ValueError("since is needed above")
        return above

    @model_validator(mode="after")
    def _not_all_words(self) -> Thing:
        if self.word == "b" and not self.parts:
            raise ValueError("b needs parts")
        return self


def all_shapes(shape: type[Shape] = Shape) -> Iterator[type[Shape]]:
    for below in shape.__subclasses__():
        yield below
        yield from all_shapes(below)


def test_every_field_of_every_shape_has_a_reader() -> None:
    """They are made when they are first used, so that one that cannot be made would be found in a run."""
    assert schema(FOR_PEOPLE[0])
    assert {RunFile, ObservationsFile, Header, Config, *KINDS.values()} <= {*all_shapes()}

    for shape in all_shapes():
        for field in shape.model_fields.values():
            assert callable(reader_of(field.typed, shape.filled)), (shape, field.name)


@pytest.mark.parametrize("kind", [int, float, list[str], set[str], tuple[str, str], str | int])
def test_a_type_that_nobody_reads_is_refused(kind: object) -> None:
    with pytest.raises(TypeError, match="no reader for"):
        reader_of(kind)


def told(written: object) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        Thing.model_validate(written)
    return [(fault.path, fault.message) for fault in faults_of(caught.value, Thing)]


def test_every_fault_is_told_in_the_order_of_the_fields() -> None:
    written = {
        "wrong": "x",
        "by-name": {"no name": "1", "b": "many"},
        "parts": [{"id": "one"}, {"size": "2", "colour": "red"}, "three"],
        "word": ["a"],
    }

    assert told(written) == [
        ((), "missing key 'name'"),
        (("word",), "expected a single value"),
        (("parts", 1), "missing key 'id'"),
        (("parts", 1, "colour"), "unknown key 'colour'"),
        (("parts", 2), "expected a mapping of keys to values"),
        (
            ("by-name", "no name", "[key]"),
            "'no name' is not a name: use letters, digits, '.', '_' and '-' (ASCII)",
        ),
        (("by-name", "b"), "'many' is not a whole number"),
        (("wrong",), "unknown key 'wrong'"),
    ]


@pytest.mark.parametrize("written", ["text", ["x"], None])
def test_what_is_no_mapping_is_no_shape(written: object) -> None:
    assert told(written) == [((), "expected a mapping of keys to values")]


def test_a_check_of_a_field_knows_the_fields_above_wherever_they_are_written() -> None:
    assert Thing.model_validate({"above": "1", "since": "2026-01-02", "name": "x"}).above == 1
    assert told({"above": "1", "name": "x"}) == [(("above",), "since is needed above")]
    assert told({"above": "1", "since": "soon", "name": "x"})[1] == (("above",), "since is needed above")


def test_a_check_of_the_whole_runs_when_all_fields_are_in_order() -> None:
    assert told({"name": "x", "word": "b"}) == [((), "b needs parts")]
    assert told({"name": "x", "word": "b", "above": "y"}) == [(("above",), "'y' is not a whole number")]


def test_what_was_read_does_not_change() -> None:
    thing = Thing.model_validate({"name": "x"})

    with pytest.raises(FrozenInstanceError):
        thing.name = "y"  # what a type checker allows, and nobody may do
    with pytest.raises(FrozenInstanceError):
        del thing.name
    assert thing.model_copy(update={"name": "y"}) == Thing(name="y") != thing
    assert Thing(name="x").by_name is not thing.by_name


def test_a_generic_shape_is_read_by_its_type_and_survives_another_process() -> None:
    model = Model.model_validate(MODEL)

    assert model.facts.derived_from is not None
    claim = model.facts.derived_from[0]
    assert (claim.value, claim.from_) == (("acme/base",), dt.date(2026, 1, 1))
    assert isinstance(claim, Claim)
    assert pickle.loads(pickle.dumps(model)) == copy.deepcopy(model) == model  # noqa: S301 - our own
    assert hash(pickle.loads(pickle.dumps(claim))) == hash(claim)  # noqa: S301
    assert Claim[Day] is Claim[Day]


def test_a_shape_is_written_as_files_call_its_keys() -> None:
    source = Source.model_validate(SOURCE)

    assert as_file(source) == {**SOURCE, "read": dt.date(2026, 1, 2)}
    assert as_file(Part(id="x")) == {"id": "x", "size": 1}
    assert as_file(Part(id="x"), without_defaults=True) == {"id": "x"}
