"""Our dataclasses are those of the standard library, but for when their methods are made."""

from __future__ import annotations

import copy
import dataclasses
import operator
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, replace
from typing import Any, ClassVar

import pytest

from checker import record

Decorate = Callable[..., Any]


def _classes(dataclass: Decorate) -> list[tuple[type, list[tuple[tuple[object, ...], dict[str, object]]]]]:
    """Classes of every form that we use, each with what it may be given."""

    @dataclass(frozen=True, slots=True)
    class Plain:
        KEPT: ClassVar = "of the class"
        name: str
        count: int = 3
        listed: list[int] = field(default_factory=list)

    @dataclass(frozen=True, slots=True)
    class Below(Plain):
        more: str = "more"
        unseen: str = field(default="", compare=False, repr=False)

    @dataclass(frozen=True)
    class Derived:
        """With what follows from the rest."""

        name: str
        length: int = field(init=False, compare=False)
        kept: dict[str, int] = field(init=False, default_factory=dict)

        def __post_init__(self) -> None:
            object.__setattr__(self, "length", len(self.name))

        def __hash__(self) -> int:
            return 7

    @dataclass(frozen=True, kw_only=True)
    class Named:
        name: str = "none"
        first: int

    @dataclass(frozen=True, slots=True)
    class Mixed:
        name: str
        later: int = field(kw_only=True, default=1)
        other: str = field(kw_only=True)

    @dataclass(frozen=True, eq=False)
    class Itself:
        other: object = None

    @dataclass(frozen=True, slots=True)
    class Nothing:
        pass

    @dataclass(slots=True)
    class Loose:
        name: str
        listed: list[int] = field(default_factory=list)
        kept: int = field(init=False, default=3)

    @dataclass
    class Counted:
        count: int = 0

        def __post_init__(self) -> None:
            self.count += 1

        def __hash__(self) -> int:
            return 7

    @dataclass(eq=False)
    class Alone:
        name: str = ""

    @dataclass(frozen=True, slots=True, order=True)
    class Sorted:
        name: str
        count: int = 0
        unseen: str = field(default="", compare=False)

    return [
        (Plain, [(("a",), {}), (("a", 4), {}), (("a",), {"listed": [1]}), ((), {}), (("a", 1, [], 2), {})]),
        (Below, [(("a",), {}), (("a",), {"unseen": "b"}), (("a",), {"more": ""})]),
        (Derived, [(("abc",), {}), ((), {}), (("a",), {"length": 1})]),
        (Named, [((), {"first": 1}), ((), {"name": "a", "first": 2}), ((1,), {}), ((), {})]),
        (Mixed, [(("a",), {"other": "b"}), (("a",), {"other": "b", "later": 2}), (("a", 1), {})]),
        (Itself, [((), {}), ((1,), {})]),
        (Nothing, [((), {}), ((1,), {})]),
        (Loose, [(("a",), {}), (("a", [1]), {}), ((), {"name": "b"}), (("a",), {"kept": 1}), ((), {})]),
        (Counted, [((), {}), ((4,), {}), ((1, 2), {})]),
        (Alone, [((), {}), (("a",), {})]),
        (Sorted, [(("a",), {}), (("b", 2), {}), (("b", 3, "c"), {}), (("b", 2, "c"), {})]),
    ]


def _behaves(cls: type, given: list[tuple[tuple[object, ...], dict[str, object]]]) -> list[object]:
    """What can be seen of a class: what it makes, how that compares, hashes, shows, and refuses to change."""
    seen: list[object] = [cls.__slots__ if hasattr(cls, "__slots__") else None, cls.__name__]
    seen += [(f.name, f.type, str(cls.__annotations__), f.init, f.compare, f.repr) for f in dataclasses.fields(cls)]
    made = []
    for positional, named in given:
        try:
            made.append(cls(*positional, **named))
        except TypeError as error:
            seen.append(str(error).replace("_classes.<locals>.", ""))
    for one in made:
        seen += _of_one(one, made)
    return seen


_THAN = (operator.lt, operator.le, operator.gt, operator.ge)


def _of_one(one: Any, made: list[Any]) -> list[object]:  # noqa: ANN401 - of any of these classes
    compared = [one == other for other in made]
    compared += [_try(lambda than=than, other=other: than(one, other)) for than in _THAN for other in (*made, 1)]  # type: ignore[misc]
    copied = [one == copy.copy(one), copy.deepcopy(one) == one, replace(one) == one, one != 1]
    hashed = _try(lambda: hash(one) == hash(replace(one)))
    names = [field.name for field in dataclasses.fields(one)]
    refused = [_try(lambda name=name: setattr(copy.copy(one), name, 1)) for name in names]  # type: ignore[misc]
    refused += [_try(lambda name=name: delattr(copy.copy(one), name)) for name in names]  # type: ignore[misc]
    return [compared, copied, repr(one).partition(" object at ")[0], hashed, refused]


def _try(doing: Callable[[], object]) -> object:
    try:
        return doing()
    except (FrozenInstanceError, TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}".replace("_classes.<locals>.", "")


@pytest.mark.parametrize("number", range(11))
def test_a_record_is_a_dataclass(number: int) -> None:
    ours, given = _classes(record.dataclass)[number]
    theirs, _ = _classes(dataclasses.dataclass)[number]

    assert _behaves(ours, given) == _behaves(theirs, given)


@pytest.mark.parametrize("number", range(11))
def test_a_record_is_made_the_same_way_before_and_after_its_method_is_written(number: int) -> None:
    theirs, given = _classes(dataclasses.dataclass)[number]

    for words in given:
        ours, _ = _classes(record.dataclass)[number]
        assert {repr(_behaves(ours, [words])) for _ in range(record.OFTEN + 2)} == {repr(_behaves(theirs, [words]))}
        assert vars(ours)["__init__"].__name__ == "__init__"  # it is written by now, and ours at first


@record.dataclass(frozen=True, slots=True)
class Sent:
    name: str
    count: int = 0


def test_a_record_goes_to_another_process() -> None:
    sent = Sent("a", 2)

    assert pickle.loads(pickle.dumps(sent)) == sent  # noqa: S301 - made here


def test_a_record_in_itself_can_be_shown() -> None:
    @record.dataclass(frozen=True, eq=False)
    class Knot:
        inside: list[object]

    inside: list[object] = []
    knot = Knot(inside)
    inside.append(knot)

    assert repr(knot).endswith("Knot(inside=[...])")


def test_another_class_below_a_record_may_have_more() -> None:
    class More(Sent):
        pass

    more = More("a")
    more.extra = 1  # type: ignore[attr-defined]

    assert more.extra == 1  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        more.name = "b"  # type: ignore[misc]
