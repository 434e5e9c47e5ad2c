"""What a form says is what is written, and what its schema describes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import ClassVar, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from checker.form import Form, Written, write
from checker.formats.json import write_json

Colour = Literal["red", "green"]


class Taste(Enum):
    SWEET = "sweet"
    SOUR = "sour"


@dataclass(frozen=True, slots=True)
class Weight:
    FORM: ClassVar = Form("WeightEntry", "grams")

    grams: Fraction
    scale: str = "never written"


@dataclass(frozen=True, slots=True)
class Apple:
    FORM: ClassVar = Form(
        "AppleFile",
        "colour weight grams picked class tastes worms again",
        {"grams": "weight.grams", "again": ("", Form("Again", "heavy")), "class": "class_"},
        format="fruit/v1",
        about="An apple.",
    )

    colour: Colour
    weight: Weight | None
    picked: dt.date
    class_: str
    tastes: frozenset[Taste] = frozenset()
    secret: str = "never written"

    @property
    def worms(self) -> int:
        return 0

    def heavy(self) -> bool:
        return self.weight is not None and self.weight.grams > Fraction(100)


@dataclass(frozen=True, slots=True)
class Basket:
    """Apples by name."""

    apples: dict[str, Apple]
    from_: dt.date


APPLE = Apple("red", Weight(Fraction(401, 2)), dt.date(2026, 11, 22), "a", frozenset({Taste.SWEET}))


def test_a_form_gives_the_keys_in_its_order_and_no_others() -> None:
    assert json.dumps(write(APPLE)) == (
        '{"format": "fruit/v1", "colour": "red", "weight": {"grams": "401/2"}, "grams": "401/2", '
        '"picked": "2026-11-22", "class": "a", "tastes": ["sweet"], "worms": 0, "again": {"heavy": true}}'
    )


def test_what_a_missing_value_would_lead_to_is_null() -> None:
    written = write(Apple("red", None, dt.date(2026, 11, 22), "a"))

    assert isinstance(written, dict)
    assert (written["weight"], written["grams"]) == (None, None)


@pytest.mark.parametrize(("secret", "written"), [("", {"class": "a"}), ("sweet", {"secret": "sweet", "class": "a"})])
def test_a_key_with_a_question_mark_is_left_out_where_its_value_is_empty(secret: str, written: object) -> None:
    form = Form("Perhaps", "secret? class")

    assert write(Apple("red", None, dt.date(2026, 11, 22), "a", secret=secret), form) == written
    assert TypeAdapter(Written(frozenset()).object_of(Apple, form)).json_schema()["required"] == ["class"]


def test_a_dataclass_without_a_form_is_written_field_by_field() -> None:
    assert write(Basket({}, dt.date(2026, 11, 22))) == {"apples": {}, "from": "2026-11-22"}


def test_a_set_is_a_list_in_the_same_order_each_time() -> None:
    assert write(frozenset({Taste.SWEET, Taste.SOUR})) == ["sour", "sweet"]
    assert write(frozenset({"b", "a"})) == ["a", "b"]


def test_a_value_can_be_written_in_another_form() -> None:
    assert write_json([APPLE], Form("Short", "colour")) == '[\n  {\n    "colour": "red"\n  }\n]\n'


@pytest.mark.parametrize("value", [1.5, b"raw", object(), Apple], ids=["float", "bytes", "object", "class"])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        write({"key": (value,)})


def test_the_schema_describes_what_is_written() -> None:
    adapter: TypeAdapter[object] = TypeAdapter(Written(frozenset()).object_of(Basket))
    written = write(Basket({"one": APPLE}, dt.date(2026, 11, 22)))

    schema = adapter.json_schema()

    assert adapter.validate_python(written, strict=True) == written  # what it does not know, it would leave out
    assert schema["description"] == "Apples by name."
    assert schema["$defs"]["AppleFile"]["description"] == "An apple."
    assert schema["$defs"]["AppleFile"]["required"] == list(schema["$defs"]["AppleFile"]["properties"])
    assert schema["$defs"]["AppleFile"]["properties"]["format"]["const"] == "fruit/v1"
    with pytest.raises(ValidationError):
        adapter.validate_python({"apples": {"one": {}}, "from": "2026-11-22"})


@pytest.mark.parametrize(("open_", "listed"), [((), ["red", "green"]), ((Colour,), None)])
def test_words_of_an_open_list_are_any_text_to_a_schema(open_: tuple[object, ...], listed: list[str] | None) -> None:
    schema = TypeAdapter(Written(frozenset(open_)).object_of(Apple)).json_schema()

    assert schema["properties"]["colour"].get("enum") == listed


def test_a_form_that_names_what_is_not_there_has_no_schema() -> None:
    with pytest.raises(KeyError):
        Written(frozenset()).object_of(Apple, Form("Mistyped", "color"))
