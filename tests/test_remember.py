"""Texts that are typed once in a process."""

from __future__ import annotations

from fractions import Fraction

import pytest

from checker.diagnostic import MAX_VALUE
from checker.shape import Shape
from checker.shape.marks import ValidationError
from checker.shape.remembered import MAX_LISTED, MAX_REMEMBERED, remember, remember_lists
from checker.shape.scalars import Whole, number, text, whole


def test_a_text_is_typed_once_and_by_each_type_in_its_own_way() -> None:
    typed, counted = remember(number), remember(whole)

    assert typed("12") is typed("12")
    assert isinstance(typed("12"), Fraction)
    assert isinstance(counted("12"), int)


def test_what_is_wrong_is_wrong_each_time() -> None:
    typed = remember(whole)

    for wrong in ("many", ["12"], {"12": "12"}, 12, True, None, "many"):
        with pytest.raises(ValueError, match=r"whole number|single value"):
            typed(wrong)


def test_only_short_texts_and_only_so_many_are_remembered() -> None:
    asked: list[object] = []

    def parse(value: object) -> str:
        asked.append(value)
        return text(value)

    typed = remember(parse)
    names = [f"n{index}" for index in range(MAX_REMEMBERED + 1)]

    assert [typed(name) for name in [*names, *names]] == [*names, *names]
    assert asked == [*names, names[-1]]
    long = "x" * (MAX_VALUE + 1)
    assert typed(long) == typed(long) == long
    assert asked[-2:] == [long, long]


def test_a_text_that_may_be_missing_is_remembered_with_those_that_may_not() -> None:
    typed = remember(number)

    assert typed.or_none()("12") is typed("12")
    assert typed.or_none()(None) is None
    with pytest.raises(ValueError, match="single value"):
        typed(None)


def test_short_lists_of_texts_are_read_once_and_all_others_each_time() -> None:
    asked: list[object] = []

    def read(value: list[object]) -> tuple[object, ...]:
        asked.append(value)
        if value == ["wrong"]:
            raise ValueError("wrong")
        return tuple(value)

    typed = remember_lists(read)
    others: list[object] = [[1], [["a"]], [{"a": "b"}], ("a",), ["a"] * (MAX_LISTED + 1), ["a" * (MAX_VALUE + 1)]]

    assert typed(["a", "b"]) is typed(["a", "b"])
    assert len(asked) == 1
    for other in others * 2:
        assert list(typed(other)) == list(other)  # type: ignore[call-overload] # each is a list
    for _ in range(2):
        with pytest.raises(ValueError, match="wrong"):
            typed(["wrong"])
    assert len(asked) == 1 + 2 * len(others) + 2


def test_at_most_so_many_lists_are_remembered() -> None:
    typed = remember_lists(tuple)
    lists = [[f"n{index}"] for index in range(MAX_REMEMBERED + 1)]

    first, again = [typed(listed) for listed in lists], [typed(listed) for listed in lists]

    assert first == again
    assert [one is other for one, other in zip(first, again, strict=True)] == [True] * MAX_REMEMBERED + [False]


class _Counted(Shape):
    count: Whole
    counts: tuple[Whole, ...] | None = None


def test_a_shape_reads_what_it_has_read_before_as_it_read_it_the_first_time() -> None:
    for _ in range(2):
        assert vars(_Counted.model_validate({"count": "7", "counts": ["7", "8"]})) == {"count": 7, "counts": (7, 8)}
        for wrong in ({"count": "x"}, {"count": ["7"]}, {"count": "7", "counts": "7"}, {"count": "7", "counts": ["x"]}):
            with pytest.raises(ValidationError):
                _Counted.model_validate(wrong)
