"""Texts that are typed once in a process."""

from __future__ import annotations

from fractions import Fraction

import pytest

from checker.diagnostic import MAX_VALUE
from checker.shape.scalars import MAX_REMEMBERED, number, remember, text, whole


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
